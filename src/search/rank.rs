//! Groups become addresses by their numbers, and addresses are put in order.

use super::build::NONE;
use super::combine::{MOST_ROUGH, OTHER_NUMBER, Rough, WINDOW};
use super::fold;
use super::hits;
use super::index::{Candidate, MatchClass, Part, SearchIndex};
use super::parse::Parsed;

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
    group: u32,
    entry: u32,
    number: u32,
    value: u32,
    /// Words of the text that name it.
    mask: u32,
    /// Edits in names.
    pub edits: u8,
    street: Part,
    place: Part,
    kind: Number,
    flat: bool,
    exact: bool,
    unexplained: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Number {
    Found,
    Other,
    Unsaid,
}

impl Found {
    /// Whether it lacks the number asked for.
    pub fn is_hint(&self) -> bool {
        self.kind != Number::Found
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
}

impl Look<'_> {
    /// The house numbers that the words hold, with their places in the list of all numbers.
    fn wanted(&self) -> Vec<Wanted> {
        let mut out = Vec::new();
        for row in &self.query.units {
            for form in &row.forms {
                if let Some(range) = self.index.numbers.range(&form.text) {
                    let saved = hits::left_over(self.query, form.mask);
                    let (mask, price, flat) = (form.mask, form.price, form.flat);
                    let text = self.spelt(form.mask, form.flat);
                    out.push(Wanted { mask, price, saved, flat, text, range });
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
            if row.price > best.saturating_add(WINDOW) {
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
            let has_hints = row.price.saturating_add(OTHER_NUMBER) <= best.saturating_add(WINDOW);
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
                let new = self.make(row, entries.start + at, price, Number::Unsaid, false, false);
                found.push(new);
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
                let price = (want.price + taken).saturating_sub(want.saved) + u16::from(!same);
                let entry = entries.start + at;
                found.push(self.make(row, entry, price, Number::Found, want.flat, same));
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
            found.push(self.make(row, start + at, price, Number::Other, false, false));
        }
    }

    fn make(
        &self,
        row: &Rough,
        entry: usize,
        price: u16,
        kind: Number,
        flat: bool,
        spelt: bool,
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
            edits: row.edits.0 + row.edits.1,
            street: if group.street == NONE { Part::Absent } else { Part::Found(row.edits.0) },
            place: if row.place == NONE { Part::Unsaid } else { Part::Found(row.edits.1) },
            kind,
            flat,
            exact: false,
            unexplained: 0,
        };
        self.note_rest(row, spelt, &mut out);
        out
    }

    /// What the text says beyond the address.
    fn note_rest(&self, row: &Rough, spelt: bool, out: &mut Found) {
        let query = self.query;
        let units = query.units.iter().fold(0, |mask, unit| mask | unit.mask);
        let unexplained = (0..query.words.len()).filter(|&at| {
            let (twins, price) = query.twins[at];
            let again = price <= 10 && twins & row.mask != 0;
            (row.mask | units) & 1 << at == 0 && query.left[at] >= 45 && !again
        });
        out.unexplained = u8::try_from(unexplained.count()).unwrap_or(u8::MAX);
        out.exact = spelt && row.price <= 2 && out.edits == 0 && !out.flat;
    }
}

/// Compares diacritics: they decide between names that differ in nothing else. Only those that may
/// come first are worth the time.
pub fn spell(index: &SearchIndex, query: &Parsed, found: &mut [Found]) {
    let Some(best) = found.first().map(|row| row.price) else { return };
    let typed = query.words.iter().any(|word| word.spelt != word.text);
    let near = found.iter_mut().filter(|row| row.price <= best + OTHER_SPELLING + 2);
    // Addresses that fit equally often have the same names.
    let mut last: Option<((u32, u32), Vec<fold::Word>)> = None;
    for row in near.take(16) {
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
            if same.peek().is_some() && !same.any(|name| name.spelt == word.spelt) {
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

/// Puts addresses in order and leaves each once, at most `limit`.
pub fn finish(found: &mut Vec<Found>, limit: usize) {
    found.sort_unstable_by_key(|row| (row.price, row.group, row.number, row.entry));
    let best = found.first().map_or(0, |row| row.price);
    found.retain(|row| row.price <= best.saturating_add(WINDOW));
    let mut seen: Vec<u32> = Vec::new();
    found.retain(|row| {
        let new = seen.len() < limit && !seen.contains(&row.entry);
        if new {
            seen.push(row.entry);
        }
        new
    });
}

/// What the caller sees.
pub fn candidates(index: &SearchIndex, found: &[Found]) -> Vec<Candidate> {
    let make = |row: &Found| {
        let class = match row.kind {
            Number::Other | Number::Unsaid => MatchClass::None,
            Number::Found if row.exact => MatchClass::Exact,
            Number::Found if row.edits == 0 && row.unexplained == 0 => MatchClass::Normalised,
            Number::Found => MatchClass::Fuzzy,
        };
        Candidate {
            address: index.addresses[row.entry as usize],
            score: 1000_u16.saturating_sub(row.price),
            class,
            locality: row.place,
            street: row.street,
            number: match row.kind {
                Number::Found => Part::Found(0),
                Number::Other => Part::Other,
                Number::Unsaid => Part::Unsaid,
            },
            flat: row.flat,
            unexplained: row.unexplained,
            entry: row.entry,
            group: row.group,
        }
    };
    found.iter().map(make).collect()
}
