//! Groups become addresses by their numbers, and addresses are put in order.

use std::cmp::Reverse;

use super::build::NONE;
use super::combine::{MOST_ROUGH, OTHER_NUMBER, Rough};
use super::fold;
use super::hits;
use super::index::{Candidate, MatchClass, Part, SearchIndex};
use super::parse::{self, Parsed};
use super::typed::Typed;
use super::{distance, words};

/// Price of a diacritic that is typed and not there: more than the margin of ambiguity.
const OTHER_SPELLING: u16 = 14;
/// Price where no number is asked for.
const NO_NUMBER: u16 = 60;
/// Addresses among which the order is settled.
pub const POOL: usize = 40;

/// An address that the text may mean.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Sum of all differences.
    pub price: u16,
    /// The group.
    pub group: u32,
    entry: u32,
    number: u32,
    value: u32,
    /// Words of the text that name it.
    pub mask: u32,
    /// Words of the number that was read.
    pub used: u32,
    /// Edits in names.
    pub edits: u8,
    /// What was mended.
    pub typed: Typed,
    street: Part,
    /// How the locality is named.
    pub place: Part,
    kind: Number,
    flat: bool,
    exact: bool,
    /// Words that nothing explains.
    pub unexplained: u8,
    /// Whether the locality is named by a part of it.
    pub by_part: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Number {
    Found,
    /// Without a letter that the text has: another number.
    Cut,
    Other,
    Unsaid,
}

impl Found {
    /// Whether it lacks the number asked for.
    pub fn is_hint(&self) -> bool {
        matches!(self.kind, Number::Other | Number::Unsaid)
    }

    /// Whether it holds no word of a name that the text has: only its number says something, so that
    /// it is not even a hint.
    pub fn says_nothing(&self, query: &Parsed) -> bool {
        let is_word = |(word, at): (&fold::Word, u32)| {
            let is_name =
                words::canonical(&word.text).1 == words::Role::Plain || query.alone >> at & 1 == 1;
            self.mask >> at & 1 == 1 && word.made == fold::Made::Letters && is_name
        };
        self.unexplained > 0 && !query.words.iter().zip(0_u32..).any(is_word)
    }

    /// Whether the text says the kind of this street, and another one in the same locality is of
    /// another kind.
    pub fn is_of_that_kind(&self, index: &SearchIndex, query: &Parsed, other: &Self) -> bool {
        let locality = |of: &Self| index.groups[of.group as usize].locality;
        query.kinds & self.mask & !other.mask != 0
            && self.edits == 0
            && self.unexplained == 0
            && (self.exact && !other.exact || locality(self) == locality(other))
    }

    /// Whether the text names a street, and this address has none.
    fn is_off_street(&self) -> bool {
        self.street == Part::Other
    }

    /// Whether both are the same record.
    pub fn is_same_entry(&self, other: &Self) -> bool {
        self.entry == other.entry
    }

    /// Whether both are spellings of one number in one street.
    pub fn is_same_number(&self, other: &Self) -> bool {
        self.group == other.group && self.value == other.value && self.price != other.price
            || self.group == other.group && self.number == other.number
    }
}

/// A number of the text with the places where it stands in the list of numbers.
struct Wanted {
    mask: u32,
    price: u16,
    saved: u16,
    flat: bool,
    cut: u32,
    text: String,
    range: std::ops::Range<u32>,
}

/// What numbers are looked up for.
pub struct Look<'a> {
    /// The base.
    pub index: &'a SearchIndex,
    /// The text.
    pub query: &'a Parsed,
    /// Words of each house number and what they are worth.
    pub units: &'a [(u32, u16)],
    /// What is dearer than the best by more is no candidate.
    pub window: u16,
}

impl Look<'_> {
    /// The house numbers that the words hold, with their places in the list of all numbers.
    fn wanted(&self) -> Vec<Wanted> {
        let mut out = Vec::new();
        for row in &self.query.units {
            for form in &row.forms {
                if let Some(range) = self.index.numbers.range(&form.text) {
                    let saved = hits::left_over(self.query, form.mask);
                    let (mask, price, flat, cut) = (form.mask, form.price, form.flat, form.cut);
                    let text = self.spelt(form.mask, form.flat);
                    out.push(Wanted { mask, price, saved, flat, cut, text, range });
                }
            }
        }
        out
    }

    /// The number as typed, without gaps, in lower case.
    fn spelt(&self, mask: u32, flat: bool) -> String {
        let mut out = String::new();
        for (word, at) in self.query.words.iter().zip(0_u32..) {
            if mask & 1 << at != 0 {
                if let Some(sign) = word.gap.filter(|sign| matches!(sign, '/' | '-' | '\\'))
                    && !out.is_empty()
                {
                    out.push(sign);
                }
                if flat && !out.is_empty() && word.gap != Some('/') && word.gap.is_some() {
                    break;
                }
                out.push_str(&word.spelt);
            }
        }
        out
    }

    /// Fills `found` from the groups, cheapest first.
    pub fn look_up(&self, rough: &[Rough], found: &mut Vec<Found>) {
        let wanted = self.wanted();
        let mut best = u16::MAX;
        let mut cheap = 0_usize;
        let mut bound = 0_u16;
        for row in rough {
            if row.price > best.saturating_add(self.window) {
                break;
            }
            // Enough were found at a price that nothing after this row can beat.
            if row.price > bound {
                bound = row.price;
                cheap = found.iter().filter(|found| found.price <= bound).count();
            }
            if cheap >= POOL {
                break;
            }
            let before = found.len();
            // A hint of another number is no candidate where the number was found for so little.
            let has_hints =
                row.price.saturating_add(OTHER_NUMBER) <= best.saturating_add(self.window);
            self.look_in(row, (&wanted, has_hints), found);
            for new in &found[before..] {
                best = best.min(new.price);
                cheap += usize::from(new.price <= bound);
            }
            if found.len() > 4 * MOST_ROUGH {
                break;
            }
        }
    }

    /// The numbers of one group.
    fn look_in(&self, row: &Rough, (wanted, has_hints): (&[Wanted], bool), found: &mut Vec<Found>) {
        let entries = self.index.entries(row.group);
        let list = &self.index.list[entries.clone()];
        // What the roughest price took for the number.
        let free = self.units.iter().filter(|(mask, _)| mask & row.mask == 0);
        let taken = free.map(|unit| unit.1).max();
        let Some(taken) = taken else {
            let price = if list.len() == 1 { NO_NUMBER / 2 } else { NO_NUMBER };
            for at in 0..list.len().min(5) {
                found.push(self.make(row, entries.start + at, price, Number::Unsaid, None));
            }
            return;
        };
        let mut any = false;
        for want in wanted.iter().filter(|want| want.mask & row.mask == 0) {
            let first = list.partition_point(|&number| number < want.range.start);
            let rest = list[first..].iter().zip(first..);
            for (&number, at) in rest.take_while(|row| *row.0 < want.range.end) {
                let text = self.index.numbers.text(number);
                let same = text.chars().filter(|sign| *sign != ' ').flat_map(char::to_lowercase);
                let same = same.eq(want.text.chars());
                // A letter that is a word of a name is none of the number: "19 Za Wodą".
                let is_named = want.cut != 0 && want.cut & !row.mask == 0;
                let own = if is_named { want.price.min(4) } else { want.price };
                let price = (own + taken).saturating_sub(want.saved) + u16::from(!same);
                let entry = entries.start + at;
                let is_cut = want.cut & !row.mask != 0;
                let kind = if is_cut { Number::Cut } else { Number::Found };
                found.push(self.make(row, entry, price, kind, Some((want, same))));
                any = true;
            }
        }
        if !any && has_hints {
            self.nearest(row, entries.start, list, found);
        }
    }

    /// The number nearest to the one asked for: a hint.
    fn nearest(&self, row: &Rough, start: usize, list: &[u32], found: &mut Vec<Found>) {
        let numbers = &self.index.numbers;
        let units = self.query.units.iter();
        let mut unit = units.filter(|unit| unit.forms.iter().all(|form| form.mask & row.mask == 0));
        let Some(form) = unit.next_back().and_then(|unit| unit.forms.first()) else { return };
        let value = super::number::leading(&form.text);
        let first = numbers.first_of(value);
        let at = list.partition_point(|&number| number < first);
        let sides = [at.checked_sub(1), (at < list.len()).then_some(at)];
        let apart = |at: &usize| numbers.value(list[*at]).abs_diff(value);
        if let Some(at) = sides.into_iter().flatten().min_by_key(apart) {
            let far = u16::try_from(apart(&at).min(39)).unwrap_or(39);
            let price = OTHER_NUMBER + far;
            found.push(self.make(row, start + at, price, Number::Other, None));
        }
    }

    fn make(
        &self,
        row: &Rough,
        entry: usize,
        price: u16,
        kind: Number,
        said: Option<(&Wanted, bool)>,
    ) -> Found {
        let index = self.index;
        let number = index.list[entry];
        let group = &index.groups[row.group as usize];
        let mut out = Found {
            price: row.price.saturating_add(price),
            group: row.group,
            entry: u32::try_from(entry).unwrap_or(NONE),
            number,
            value: index.numbers.value(number),
            mask: row.mask,
            used: said.map_or(0, |(want, _)| want.mask),
            edits: (row.edits.0 + row.edits.1).max(row.typed.typos),
            typed: row.typed,
            street: if group.street == NONE { Part::Absent } else { Part::Found(row.edits.0) },
            place: if row.place == NONE { Part::Unsaid } else { Part::Found(row.edits.1) },
            kind,
            flat: said.is_some_and(|(want, _)| want.flat),
            exact: false,
            unexplained: 0,
            by_part: row.by_part,
        };
        self.note_rest(row, said.is_some_and(|(_, same)| same), &mut out);
        out
    }

    /// What the text says beyond the address.
    fn note_rest(&self, row: &Rough, spelt: bool, out: &mut Found) {
        let unexplained = unexplained(self.query, (row.mask, out.used)).count();
        out.unexplained = u8::try_from(unexplained).unwrap_or(u8::MAX);
        let is_whole = out.kind == Number::Found && !out.flat;
        out.exact = spelt && row.price <= 2 && out.edits == 0 && is_whole;
    }
}

/// The words of a text that neither the number explains nor the words of a set: of names, and of the
/// number that was read (none: any may be). Of a number that is a word of a name only that word is
/// explained: `8fxx` is not `VIII`. A number after a word like `piętro` is that word's. A word that
/// may be left over elsewhere (`Polska`) may not after `ul.`, nor before what follows.
pub fn unexplained(query: &Parsed, (names, used): (u32, u32)) -> impl Iterator<Item = usize> {
    let first = |unit: &parse::Unit| unit.mask & unit.mask.wrapping_neg();
    let is_fill = |at: usize| words::is_fill(&query.words[at].text);
    let is_read = |unit: &&parse::Unit| {
        let at = unit.mask.trailing_zeros() as usize;
        let is_of_fill = || at > 0 && is_fill(at - 1) && query.street & first(unit) >> 1 == 0;
        first(unit) & names == 0 && (used == 0 || first(unit) & used != 0 || is_of_fill())
    };
    let units = query.units.iter().filter(is_read).fold(used, |all, unit| all | unit.mask);
    (0..query.words.len()).filter(move |&at| {
        let (twins, price) = query.twins[at];
        let again = price <= 10 && twins & (names | used) != 0;
        let text = query.words[at].text.as_str();
        // After "ul." a word of any meaning is a name; "Polska" is one where neither end is near.
        let is_street = query.street & 1 << at != 0 && words::may_name(text);
        let is_name = is_street || words::is_country(text) && at > 0 && at + 1 < query.words.len();
        let is_left = query.left[at] >= 45 || query.left[at] > 0 && is_name;
        (names | units) & 1 << at == 0 && is_left && !again
    })
}

/// Price of an address without a street where the text names one: another number of that street
/// comes first.
const OFF_STREET: u16 = 60;
/// Streets of a locality that are compared by letters, at most.
const STREETS_MAX: usize = 2_000;

/// Marks addresses without a street where a word that is left over follows `ul.` or names a street
/// of their locality: what the text says is a street that is not there, or not with that number.
/// Whether there was one.
pub fn note_streets(index: &SearchIndex, query: &Parsed, found: &mut Vec<Found>) -> bool {
    let mut last: Option<(u32, Vec<u32>)> = None;
    let mut is_changed = false;
    for row in found.iter_mut().filter(|row| row.unexplained > 0) {
        let group = &index.groups[row.group as usize];
        if group.street != NONE {
            continue;
        }
        if last.as_ref().is_none_or(|(of, _)| *of != group.locality) {
            last = Some((group.locality, words_of_streets(index, group.locality)));
        }
        let streets = last.as_ref().map_or(&[][..], |(_, tokens)| tokens);
        let is_street = |at: usize| {
            let bit = 1_u32 << at;
            // "Nowa Droga Leśna": the kind is a word of the locality's name.
            let kind = at > 0 && query.kinds & bit >> 1 & row.mask != 0;
            let is_marked = query.street & bit != 0 && !kind;
            is_marked || query.context & bit == 0 && names_one(index, &query.words[at], streets)
        };
        if unexplained(query, (row.mask, row.used)).any(is_street) {
            row.street = Part::Other;
            is_changed = true;
            row.price = row.price.saturating_add(OFF_STREET);
        }
    }
    if is_changed {
        finish(found, POOL, u16::MAX);
    }
    is_changed
}

/// The words of the names of a locality's streets, but for those that say little.
fn words_of_streets(index: &SearchIndex, locality: u32) -> Vec<u32> {
    let groups = index.groups_of_locality.get(locality).iter();
    let names = groups.map(|&at| index.groups[at as usize].street).filter(|&name| name != NONE);
    let spellings = names.flat_map(|name| index.streets.spellings_of(name));
    let parts = spellings.flat_map(|spelling| index.streets.parts(spelling));
    let mut tokens: Vec<u32> =
        parts.filter(|part| part.weight > 5).map(|part| part.token).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// Whether a word is one of these, perhaps with a typing error.
fn names_one(index: &SearchIndex, word: &fold::Word, tokens: &[u32]) -> bool {
    if word.made != fold::Made::Letters {
        return false;
    }
    let same = index.vocab.token(words::canonical(&word.text).0);
    if same.is_some_and(|token| tokens.binary_search(&token).is_ok()) {
        return true;
    }
    let limit = match word.text.len() {
        0..4 => return false,
        4..8 => 1,
        _ => 2,
    };
    let text = word.text.as_bytes();
    let is_near = |token: &u32| distance::edits(text, index.vocab.text(*token), limit).is_some();
    tokens.len() <= STREETS_MAX && tokens.iter().any(is_near)
}

/// Compares diacritics: they decide between names that differ in nothing else. Only those that may
/// come first are worth the time.
pub fn spell(index: &SearchIndex, query: &Parsed, found: &mut [Found]) {
    let Some(best) = found.first().map(|row| row.price) else { return };
    let typed = query.words.iter().any(|word| word.spelt != word.text);
    let near = found.iter_mut().filter(|row| row.price <= best + OTHER_SPELLING + 2);
    // Addresses that fit equally often have the same names.
    let mut last: Option<((u32, u32), Vec<fold::Word>)> = None;
    for row in near.take(POOL) {
        let group = &index.groups[row.group as usize];
        let key = (group.street, index.localities[group.locality as usize].name);
        if last.as_ref().is_none_or(|(of, _)| *of != key) {
            let street = if key.0 == NONE { "" } else { index.streets.text(key.0) };
            let names = [street, index.places.text(key.1)];
            last = Some((key, names.into_iter().flat_map(fold::words).collect()));
        }
        let names = last.as_ref().map_or(&[][..], |(_, names)| names);
        for (word, at) in query.words.iter().zip(0_u32..) {
            if row.mask & 1 << at == 0 {
                continue;
            }
            let mut same = names.iter().filter(|name| name.text == word.text).peekable();
            if same.peek().is_none() && row.edits == 0 {
                // "marszałka" where the base has "marsz."
                let (title, role) = words::canonical(&word.text);
                let has_title = || names.iter().any(|n| words::canonical(&n.text).0 == title);
                row.price += 2 * u16::from(role == words::Role::Title && has_title());
            } else if same.peek().is_some() && !same.any(|name| name.spelt == word.spelt) {
                row.exact = false;
                row.price += match (word.spelt == word.text, typed) {
                    (false, _) => OTHER_SPELLING,
                    (true, true) => 2,
                    (true, false) => 1,
                };
            }
        }
    }
}

/// Puts addresses in order and leaves each once, at most `limit`, those within a window of the best.
pub fn finish(found: &mut Vec<Found>, limit: usize, window: u16) {
    found.sort_unstable_by_key(|row| (row.price, row.group, row.number, row.entry, row.mask));
    let best = found.first().map_or(0, |row| row.price);
    found.retain(|row| row.price <= best.saturating_add(window));
    let mut seen: Vec<u32> = Vec::new();
    found.retain(|row| {
        let new = seen.len() < limit && !seen.contains(&row.entry);
        if new {
            seen.push(row.entry);
        }
        new
    });
}

/// Puts addresses that fit equally in an order by which each pair of names comes once before any
/// comes again, the commonest first: of two names as near to a misspelt one it is the likelier, and
/// namesakes do not hide the other.
pub fn spread(index: &SearchIndex, found: &mut [Found]) {
    for equal in found.chunk_by_mut(|one, next| one.price == next.price) {
        let named = |row: &Found| {
            let group = &index.groups[row.group as usize];
            let place = index.localities[group.locality as usize].name;
            (group.street, if row.place == Part::Unsaid { NONE } else { place })
        };
        let names: Vec<(u32, u32)> = equal.iter().map(named).collect();
        if names.iter().all(|name| *name == names[0]) {
            continue;
        }
        let count = |names: &[(u32, u32)], of| names.iter().filter(|name| **name == of).count();
        let mut order: Vec<(usize, Reverse<usize>, usize)> = names
            .iter()
            .enumerate()
            .map(|(at, &of)| (count(&names[..at], of), Reverse(count(&names, of)), at))
            .collect();
        order.sort_unstable();
        let rows: Vec<Found> = order.into_iter().map(|(_, _, at)| equal[at]).collect();
        equal.copy_from_slice(&rows);
    }
}

/// What the caller sees.
pub fn candidates(index: &SearchIndex, found: &[Found]) -> Vec<Candidate> {
    let make = |row: &Found| {
        let class = match row.kind {
            Number::Other | Number::Unsaid => MatchClass::None,
            _ if row.is_off_street() => MatchClass::None,
            Number::Found if row.exact => MatchClass::Exact,
            Number::Found if row.edits == 0 && row.unexplained == 0 => MatchClass::Normalised,
            Number::Found | Number::Cut => MatchClass::Fuzzy,
        };
        Candidate {
            address: index.addresses[row.entry as usize],
            score: 1000_u16.saturating_sub(row.price),
            class,
            locality: row.place,
            street: row.street,
            number: match row.kind {
                Number::Found => Part::Found(0),
                Number::Cut | Number::Other => Part::Other,
                Number::Unsaid => Part::Unsaid,
            },
            flat: row.flat,
            unexplained: row.unexplained,
            doubt: row.typed.doubt(),
            entry: row.entry,
            group: row.group,
        }
    };
    found.iter().map(make).collect()
}
