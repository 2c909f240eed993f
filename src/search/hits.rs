//! Which words of a text may be which words of names, and which names they make.

use super::fold::Made;
use super::names::{Names, Part, SLACK};
use super::parse::Parsed;
use super::vocab::Vocab;

/// End of a chain.
const END: u32 = u32::MAX;

/// Price of one slip that is heard, at most.
const SLIP: u16 = 45;

/// Dearest reading of a name that is kept.
const MOST: u16 = 200;

/// Values by place. Whether a place has one is a bit: what is asked for most stays near.
#[derive(Default)]
pub struct Values {
    has: Marks,
    at: Vec<u32>,
}

impl Values {
    /// Forgets all values.
    pub fn begin(&mut self, places: usize) {
        self.has.begin(places);
        self.at.resize(places, END);
    }

    /// The value of a place.
    pub fn get(&self, place: u32) -> Option<u32> {
        self.has.has(place).then(|| self.at[place as usize])
    }

    /// Whether a place has a value.
    pub fn has(&self, place: u32) -> bool {
        self.has.has(place)
    }

    /// Sets a value and returns the old one.
    pub fn set(&mut self, place: u32, value: u32) -> Option<u32> {
        let is_new = self.has.add(place);
        let old = std::mem::replace(self.at.get_mut(place as usize)?, value);
        (!is_new).then_some(old)
    }

    /// The places that have a value, in the order in which they got it.
    pub fn places(&self) -> &[u32] {
        self.has.places()
    }
}

/// A set of places, a bit each.
#[derive(Default)]
pub struct Marks {
    bits: Vec<u64>,
    set: Vec<u32>,
}

impl Marks {
    /// Empties the set.
    pub fn begin(&mut self, places: usize) {
        for place in self.set.drain(..) {
            self.bits[place as usize / 64] = 0;
        }
        self.bits.resize(places.div_ceil(64), 0);
    }

    /// Whether a place is in the set.
    pub fn has(&self, place: u32) -> bool {
        let word = self.bits.get(place as usize / 64);
        word.is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// Adds a place; `false` where it was there.
    pub fn add(&mut self, place: u32) -> bool {
        let Some(word) = self.bits.get_mut(place as usize / 64) else { return false };
        let is_new = *word >> (place % 64) & 1 == 0;
        if is_new {
            *word |= 1 << (place % 64);
            self.set.push(place);
        }
        is_new
    }

    /// The places, in the order in which they were added.
    pub fn places(&self) -> &[u32] {
        &self.set
    }
}

/// A word of the text read as a token.
#[derive(Clone, Copy)]
struct Reading {
    term: u8,
    edits: u8,
    price: u16,
    next: u32,
}

/// All readings of the words of a text.
#[derive(Default)]
pub struct Table {
    heads: Values,
    rows: Vec<Reading>,
}

impl Table {
    /// Empties the table.
    pub fn begin(&mut self, tokens: usize) {
        self.heads.begin(tokens);
        self.rows.clear();
    }

    /// Adds a reading.
    pub fn add(&mut self, term: usize, token: u32, edits: u8, price: u16) {
        let Ok(term) = u8::try_from(term) else { return };
        let row = u32::try_from(self.rows.len()).unwrap_or(END);
        let next = self.heads.set(token, row).unwrap_or(END);
        self.rows.push(Reading { term, edits, price, next });
    }

    fn readings(&self, token: u32) -> impl Iterator<Item = Reading> {
        let mut at = self.heads.get(token).unwrap_or(END);
        std::iter::from_fn(move || {
            let row = *self.rows.get(at as usize)?;
            at = row.next;
            Some(row)
        })
    }
}

/// A name that the text may hold.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Number of the name.
    pub name: u32,
    /// Words of the text.
    pub mask: u32,
    /// Price of this reading.
    pub price: u16,
    /// Price of the words if they were left over.
    pub saved: u16,
    /// Edits in it; one at least where it is weak.
    pub edits: u8,
    /// Edits in it, as typed.
    pub typos: u8,
    /// Whether the words are this name as it is.
    pub is_whole: bool,
    /// Whether the words are edited, and as they stand the name of another place.
    pub is_other: bool,
    /// Whether the text has the chief word of it only: `Dąbrowa` of Dąbrowa Górnicza. It counts
    /// beside another name only.
    pub is_weak: bool,
    next: u32,
}

/// Which word of a name is enough beside another name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Chief {
    /// None.
    No,
    /// The first: of localities.
    First,
    /// The last: of streets.
    Last,
}

/// Marks the readings of names of places whose words are edited though, as they stand, they are the
/// name of another place: who writes "Mystki" does not mean Lyski where there are Mystki.
pub fn mark_others(places: &mut Hits, units: &mut Hits) {
    let all = places.rows.iter().chain(&units.rows);
    let mut whole: Vec<u32> = all.filter(|hit| hit.is_whole).map(|hit| hit.mask).collect();
    whole.sort_unstable();
    for hit in places.rows.iter_mut().chain(&mut units.rows) {
        hit.is_other = hit.typos > 0 && whole.binary_search(&hit.mask).is_ok();
    }
}

/// The names of one sort that the text may hold.
#[derive(Default)]
pub struct Hits {
    seen: Marks,
    heads: Values,
    /// All readings.
    pub rows: Vec<Hit>,
}

/// What the text is worth in a sort of names.
pub struct Text<'a> {
    /// Its words.
    pub query: &'a Parsed,
    /// Words of all names.
    pub vocab: &'a Vocab,
    /// Words that speak against this sort, and how much.
    pub against: [(u32, u16); 3],
    /// Whether parts of names are looked for, too.
    pub chief: Chief,
}

impl Text<'_> {
    /// Its words of digits.
    fn figures(&self) -> u32 {
        let words = self.query.words.iter().zip(0_u32..);
        let digits = words.filter(|(word, _)| word.made == Made::Digits);
        digits.fold(0, |mask, (_, at)| mask | 1 << at)
    }
}

/// The price of leaving all words of a set.
pub fn left_over(query: &Parsed, mut mask: u32) -> u16 {
    let mut sum = 0_u16;
    while mask != 0 {
        sum = sum.saturating_add(query.left.get(mask.trailing_zeros() as usize).map_or(0, |&l| l));
        mask &= mask - 1;
    }
    sum
}

impl Hits {
    /// Finds the names that the readings make.
    pub fn find(&mut self, names: &Names, table: &Table, text: &Text<'_>) {
        self.seen.begin(names.spellings());
        self.heads.begin(names.len());
        self.rows.clear();
        for &token in table.heads.places() {
            let of_token = match text.chief {
                Chief::No => names.with(token),
                Chief::First | Chief::Last => names.having(token),
            };
            for &spelling in of_token {
                if self.seen.add(spelling) {
                    self.weigh(names, spelling, table, text);
                }
            }
        }
    }

    /// Reads one spelling from the left and from the right, as a word may stand twice in a text;
    /// without abbreviations: the `K.` may be of another name; and without figures that stand for
    /// words: in "Drga Piekarska 2" the 2 is no "Druga".
    fn weigh(&mut self, names: &Names, spelling: u32, table: &Table, text: &Text<'_>) {
        let read = |way| read(names, spelling, table, text, way);
        let first = read(Way { short: true, figures: true, ..Way::default() });
        let mut masks = [0; 3];
        if let Some((hit, shortened)) = first {
            self.push(hit);
            masks[0] = hit.mask;
            if !shortened && text.query.words.len() == hit.mask.count_ones() as usize {
                return;
            }
        }
        let is_short = first.is_some_and(|row| row.1);
        let has_figures = first.is_some_and(|row| row.0.mask & text.figures() != 0);
        let others = [
            (true, Way { backwards: true, short: true, figures: true }),
            (is_short, Way { figures: true, ..Way::default() }),
            (has_figures, Way { short: true, ..Way::default() }),
        ];
        for (at, (_, way)) in others.iter().enumerate().filter(|(_, (is_asked, _))| *is_asked) {
            if let Some((hit, _)) = read(*way)
                && !masks.contains(&hit.mask)
            {
                self.push(hit);
                masks[at.clamp(1, 2)] = hit.mask;
            }
        }
    }

    fn push(&mut self, mut hit: Hit) {
        let row = u32::try_from(self.rows.len()).unwrap_or(END);
        hit.next = self.heads.set(hit.name, row).unwrap_or(END);
        self.rows.push(hit);
    }

    /// The distinct names, as found.
    pub fn names(&self) -> &[u32] {
        self.heads.places()
    }

    /// Whether the text may hold a name.
    pub fn has(&self, name: u32) -> bool {
        self.heads.has(name)
    }

    /// The readings of a name with their places.
    pub fn of(&self, name: u32) -> impl Iterator<Item = (u32, Hit)> {
        let mut at = self.heads.get(name).unwrap_or(END);
        std::iter::from_fn(move || {
            let here = at;
            let row = *self.rows.get(at as usize)?;
            at = row.next;
            Some((here, row))
        })
    }
}

/// In which way a name is read.
#[derive(Clone, Copy, Default)]
struct Way {
    backwards: bool,
    short: bool,
    /// Whether figures may stand for words.
    figures: bool,
}

/// A name as far as the text holds it, and whether abbreviations were read.
fn read(
    names: &Names,
    spelling: u32,
    table: &Table,
    text: &Text<'_>,
    way: Way,
) -> Option<(Hit, bool)> {
    let mut is_short = false;
    let (mut mask, mut price, mut edits, mut typos) = (0_u32, 0_u16, 0_u8, 0_u8);
    let (mut matched, mut total) = (0_u16, 0_u16);
    let parts = names.parts(spelling);
    let chief = match text.chief {
        Chief::No => usize::MAX,
        Chief::First => 0,
        Chief::Last => parts.len() - 1,
    };
    let mut has_chief = false;
    for (at, part) in parts.iter().enumerate() {
        total += part.weight;
        let mut best: Option<Reading> = None;
        for row in table.readings(part.token) {
            let is_figure =
                row.price > 0 && text.query.words[usize::from(row.term)].made == Made::Digits;
            if is_figure && !way.figures {
                continue;
            }
            // "łgu" is no "ul.", but "generła" is a title.
            let slight = part.missing <= 5 && row.edits > 0;
            if slight && text.query.words[usize::from(row.term)].text.len() < 6 {
                continue;
            }
            let better = best.is_none_or(|old| {
                row.price < old.price
                    || row.price == old.price && (row.term > old.term) == way.backwards
            });
            if mask & 1 << row.term == 0
                && better
                && (row.edits == 0 || !is_of_another(table, parts, *part, row.term))
            {
                best = Some(row);
            }
        }
        if way.short && best.is_none_or(|row| row.price > 20) && parts.len() > 1 {
            let short = shortened(text, part.token, mask);
            let short = short.filter(|row| best.is_none_or(|old| row.price < old.price));
            is_short |= short.is_some();
            best = short.or(best);
        }
        if let Some(row) = best.filter(|row| row.price < part.missing + 120) {
            // "Stara Dąbrówka" and "Dąbrówka Stara" may both be there.
            if mask >> row.term > 0 {
                price += 13;
            }
            has_chief |= at == chief && row.edits < 2;
            mask |= 1 << row.term;
            price += row.price;
            edits = edits.saturating_add(row.edits);
            typos = typos.saturating_add(slips(row.edits, row.price));
            matched += part.weight;
        } else {
            price += part.missing;
        }
    }
    let is_whole = price == 0 && matched == total;
    if names.is_other(spelling) {
        price += 4;
    }
    for (words, more) in text.against {
        if mask & words != 0 {
            price += more;
        }
    }
    let saved = left_over(text.query, mask);
    let name = names.name_of(spelling);
    let is_weak = matched * 2 + SLACK < total;
    let edits = edits.max(u8::from(is_weak));
    let is_other = false;
    let hit =
        Hit { name, mask, price, saved, edits, typos, is_whole, is_other, is_weak, next: END };
    ((!is_weak || has_chief) && matched > 0 && price <= MOST).then_some((hit, is_short))
}

/// Slips that make so many edits: "om" for "ą" is one, though two letters differ.
fn slips(edits: u8, price: u16) -> u8 {
    edits.min(u8::try_from(price.div_ceil(SLIP)).unwrap_or(u8::MAX))
}

/// Whether a word of the text is another word of the name as written: in "Blka i Lolka" the second
/// is no "Bolka" with a typing error.
fn is_of_another(table: &Table, parts: &[Part], part: Part, term: u8) -> bool {
    let as_written = |row: Reading| row.term == term && row.price == 0;
    let mut others = parts.iter().filter(|other| other.token != part.token);
    others.any(|other| table.readings(other.token).any(as_written))
}

/// A word of the text that shortens a word of a name: `J.`, `Mick.`, `Wlkp`.
fn shortened(text: &Text<'_>, token: u32, used: u32) -> Option<Reading> {
    let full = text.vocab.text(token);
    let used = text.query.units.iter().fold(used, |used, unit| used | unit.mask);
    let mut found: Option<Reading> = None;
    for (word, term) in text.query.words.iter().zip(0_u8..) {
        let short = word.text.as_bytes();
        let fits = used & 1 << term == 0
            && short.len() < full.len()
            && full.starts_with(short)
            && (short.len() == 1
                || word.stop
                || (short.len() >= 3 && short.len() * 2 <= full.len()));
        if !fits || !short[0].is_ascii_alphabetic() {
            continue;
        }
        let price = if word.stop { 4 } else { 12 };
        if found.is_none_or(|old| price < old.price) {
            found = Some(Reading { term, edits: 0, price, next: END });
        }
    }
    found
}
