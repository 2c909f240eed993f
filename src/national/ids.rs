//! Identifiers of addresses, and the join of offers with them.
//!
//! Identifiers that count up by one need no memory and no search; other numbers, and texts, are
//! found by hashing. A table's identifiers may be numbers where the other's are texts of digits.

use super::text::put_signed;

/// No address.
pub(super) const NONE: u32 = u32::MAX;
/// An identifier that no address has.
pub(super) const UNKNOWN: u32 = u32::MAX - 1;
/// Stands for a missing identifier among numbers; among texts it is the empty one.
pub(super) const MISSING: i64 = i64::MIN;

/// Identifiers of one row group.
pub(super) enum GroupIds {
    /// `first`, `first + 1` …
    Run { first: i64, n: usize },
    /// Numbers.
    Numbers(Vec<i64>),
    /// Texts.
    Texts { ends: Vec<u32>, bytes: Vec<u8> },
}

/// Identifiers of a table, by row.
pub(super) struct Ids {
    groups: Vec<GroupIds>,
    /// First row of each group, and the number of rows.
    starts: Vec<u32>,
}

/// A row and the upper half of its identifier's hash: others are told apart without a look at
/// their identifiers, which lie far away.
#[derive(Clone, Copy)]
struct Slot {
    row: u32,
    tag: u32,
}

/// Rows by the hash of their identifiers.
pub(super) struct Hashed<'a> {
    ids: &'a Ids,
    slots: Vec<Slot>,
    /// All identifiers are numbers; else all are compared as texts.
    numeric: bool,
}

/// An identifier that is looked for.
enum Wanted<'a> {
    Number(i64),
    Text(&'a [u8]),
}

/// From identifier to row.
pub(super) enum IdIndex<'a> {
    /// Row 0 has `first`, and so on.
    Dense { first: i64, n: usize },
    /// By hash.
    Hashed(Hashed<'a>),
}

impl GroupIds {
    /// From numbers.
    pub(super) fn of_numbers(numbers: Vec<i64>) -> Self {
        let first = numbers.first().copied().unwrap_or(0);
        let counts_up = first != MISSING
            && (0..).zip(&numbers).all(|(at, number)| first.checked_add(at) == Some(*number));
        if counts_up { Self::Run { first, n: numbers.len() } } else { Self::Numbers(numbers) }
    }

    fn number(&self, row: usize) -> Option<i64> {
        match self {
            Self::Run { first, .. } => i64::try_from(row).ok().map(|row| first + row),
            Self::Numbers(numbers) => Some(numbers[row]),
            Self::Texts { .. } => None,
        }
    }

    /// Hands on the rows without an identifier.
    pub(super) fn for_each_missing(&self, mut each: impl FnMut(usize)) {
        match self {
            Self::Run { .. } => {}
            Self::Numbers(numbers) => {
                let missing = numbers.iter().enumerate().filter(|(_, id)| **id == MISSING);
                missing.for_each(|(row, _)| each(row));
            }
            Self::Texts { ends, .. } => {
                let mut start = 0;
                for (row, end) in ends.iter().enumerate() {
                    if *end == start {
                        each(row);
                    }
                    start = *end;
                }
            }
        }
    }

    const fn len(&self) -> usize {
        match self {
            Self::Run { n, .. } => *n,
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts { ends, .. } => ends.len(),
        }
    }

    const fn is_numeric(&self) -> bool {
        !matches!(self, Self::Texts { .. })
    }
}

fn hash_number(number: i64) -> u64 {
    let mixed = number.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

fn hash_text(text: &[u8]) -> u64 {
    let step =
        |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (words, rest) = text.as_chunks::<8>();
    let hash =
        words.iter().fold(text.len() as u64, |hash, word| step(hash, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let hash = step(hash, u64::from_le_bytes(last));
    hash ^ (hash >> 29)
}

/// A text as a number, where it is written as numbers are printed.
fn canonical(text: &[u8]) -> Option<i64> {
    let number: i64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let mut printed = Vec::new();
    put_signed(number, &mut printed);
    (printed == text).then_some(number)
}

impl Ids {
    /// Joins the groups of a table.
    pub(super) fn new(groups: Vec<GroupIds>) -> Self {
        let mut starts = vec![0];
        let mut end = 0;
        for group in &groups {
            end += group.len();
            starts.push(u32::try_from(end).expect("fewer than 2^32 addresses"));
        }
        Self { groups, starts }
    }

    fn n_rows(&self) -> usize {
        self.starts[self.groups.len()] as usize
    }

    fn group_of(&self, row: u32) -> (&GroupIds, usize) {
        let group = self.starts.partition_point(|start| *start <= row) - 1;
        (&self.groups[group], (row - self.starts[group]) as usize)
    }

    /// Replaces `out` by the identifier of a row as text; empty where it has none.
    pub(super) fn text(&self, row: u32, out: &mut Vec<u8>) {
        out.clear();
        let (group, at) = self.group_of(row);
        if let GroupIds::Texts { ends, bytes } = group {
            let start = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
            out.extend_from_slice(&bytes[start..ends[at] as usize]);
        } else if let Some(number) = group.number(at).filter(|number| *number != MISSING) {
            put_signed(number, out);
        }
    }

    /// Whether a row has this identifier.
    fn is(&self, row: u32, wanted: &Wanted<'_>) -> bool {
        let (group, at) = self.group_of(row);
        match (group, wanted) {
            (GroupIds::Texts { ends, bytes }, Wanted::Text(text)) => {
                let start = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
                bytes[start..ends[at] as usize] == **text
            }
            (GroupIds::Texts { .. }, Wanted::Number(_)) => false,
            (_, Wanted::Number(number)) => group.number(at) == Some(*number),
            (_, Wanted::Text(text)) => group.number(at) == canonical(text),
        }
    }

    /// Prints identifiers of rows.
    pub(super) const fn printer(&self) -> Printer<'_> {
        Printer { ids: self, text: Vec::new(), last: NONE, end: 0 }
    }

    fn as_run(&self) -> Option<i64> {
        let mut first = None;
        for (group, start) in self.groups.iter().zip(&self.starts) {
            let GroupIds::Run { first: own, n } = group else { return None };
            let begin = own.checked_sub(i64::from(*start))?;
            if *n > 0 && *first.get_or_insert(begin) != begin {
                return None;
            }
        }
        first
    }

    /// The index, and the rows that repeat an identifier of an earlier row, with that row: it is the
    /// one found.
    pub(super) fn index(&self) -> (IdIndex<'_>, Vec<[u32; 2]>) {
        if let Some(first) = self.as_run() {
            return (IdIndex::Dense { first, n: self.n_rows() }, Vec::new());
        }
        let numeric = self.groups.iter().all(GroupIds::is_numeric);
        let free = Slot { row: NONE, tag: 0 };
        let slots = vec![free; (self.n_rows() * 2).next_power_of_two().max(2)];
        let mut hashed = Hashed { ids: self, slots, numeric };
        let mut repeated = Vec::new();
        let mut text = Vec::new();
        let mut row = 0;
        for group in &self.groups {
            for at in 0..group.len() {
                let slot = match group.number(at).filter(|_| numeric) {
                    Some(MISSING) => None,
                    Some(number) => Some(hashed.slot(&Wanted::Number(number))),
                    None => {
                        self.text(row, &mut text);
                        (!text.is_empty()).then(|| hashed.slot(&Wanted::Text(&text)))
                    }
                };
                match slot {
                    Some((slot, tag)) if hashed.slots[slot].row == NONE => {
                        hashed.slots[slot] = Slot { row, tag };
                    }
                    Some((slot, _)) => repeated.push([row, hashed.slots[slot].row]),
                    None => {}
                }
                row += 1;
            }
        }
        (IdIndex::Hashed(hashed), repeated)
    }
}

/// Prints identifiers; quick for rows that follow one another and identifiers that count up.
pub(super) struct Printer<'a> {
    ids: &'a Ids,
    text: Vec<u8>,
    last: u32,
    /// End of the rows for which counting on is enough.
    end: u32,
}

impl Printer<'_> {
    /// The identifier of a row, and how many bytes of it are known to be as in the one before.
    pub(super) fn print(&mut self, row: u32) -> (&[u8], Option<usize>) {
        let follows = self.last != NONE && row == self.last + 1 && row < self.end;
        self.last = row;
        if follows {
            let nines = self.text.iter().rev().take_while(|digit| **digit == b'9').count();
            if let Some(carried) = self.text.len().checked_sub(nines + 1) {
                self.text[carried] += 1;
                self.text[carried + 1..].fill(b'0');
                return (&self.text, Some(carried));
            }
        }
        self.ids.text(row, &mut self.text);
        let group = self.ids.starts.partition_point(|start| *start <= row) - 1;
        let counts_up = matches!(self.ids.groups[group], GroupIds::Run { first, .. } if first >= 0);
        self.end = if counts_up { self.ids.starts[group + 1] } else { 0 };
        (&self.text, None)
    }
}

impl Hashed<'_> {
    /// The slot that holds the row of `wanted`, or the free one where it belongs, and its tag.
    fn slot(&self, wanted: &Wanted<'_>) -> (usize, u32) {
        let hash = match wanted {
            Wanted::Number(number) => hash_number(*number),
            Wanted::Text(text) => hash_text(text),
        };
        let mask = self.slots.len() - 1;
        let mut slot = usize::try_from(hash & mask as u64).unwrap_or(0);
        let tag = u32::try_from(hash >> 32).unwrap_or(0);
        loop {
            let there = self.slots[slot];
            if there.row == NONE || there.tag == tag && self.ids.is(there.row, wanted) {
                return (slot, tag);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The row of `wanted`.
    fn row(&self, wanted: &Wanted<'_>) -> u32 {
        self.slots[self.slot(wanted).0].row
    }
}

impl IdIndex<'_> {
    /// The row of an identifier that is a number.
    #[inline]
    pub(super) fn of_number(&self, number: i64) -> u32 {
        match self {
            Self::Dense { first, n } => {
                let row = number.wrapping_sub(*first).cast_unsigned();
                if row < *n as u64 { u32::try_from(row).unwrap_or(NONE) } else { NONE }
            }
            Self::Hashed(hashed) if hashed.numeric => hashed.row(&Wanted::Number(number)),
            Self::Hashed(hashed) => {
                let mut text = Vec::new();
                put_signed(number, &mut text);
                hashed.row(&Wanted::Text(&text))
            }
        }
    }

    /// The row of an identifier that is a text.
    pub(super) fn of_text(&self, text: &[u8]) -> u32 {
        match self {
            Self::Hashed(hashed) if !hashed.numeric => hashed.row(&Wanted::Text(text)),
            _ => canonical(text).map_or(NONE, |number| self.of_number(number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(texts: &[&str]) -> GroupIds {
        let (mut ends, mut bytes) = (Vec::new(), Vec::new());
        for text in texts {
            bytes.extend_from_slice(text.as_bytes());
            ends.push(u32::try_from(bytes.len()).expect("short"));
        }
        GroupIds::Texts { ends, bytes }
    }

    fn printed(ids: &Ids) -> Vec<String> {
        let mut printer = ids.printer();
        let rows = 0..u32::try_from(ids.n_rows()).expect("few");
        rows.map(|row| String::from_utf8_lossy(printer.print(row).0).into_owned()).collect()
    }

    #[test]
    fn identifiers_that_count_up_need_no_table() {
        let ids = Ids::new(vec![
            GroupIds::of_numbers(vec![98, 99, 100]),
            GroupIds::of_numbers(vec![101]),
        ]);
        let (index, repeated) = ids.index();
        assert!(matches!(index, IdIndex::Dense { first: 98, n: 4 }));
        assert_eq!(repeated, [[0; 2]; 0]);
        assert_eq!([97, 98, 101, 102].map(|id| index.of_number(id)), [NONE, 0, 3, NONE]);
        assert_eq!(index.of_text(b"100"), 2);
        assert_eq!([&b"0100"[..], b"+100", b"x", b""].map(|id| index.of_text(id)), [NONE; 4]);
        assert_eq!(printed(&ids), ["98", "99", "100", "101"]);
    }

    #[test]
    fn the_first_of_equal_identifiers_is_found_and_missing_ones_never() {
        let ids = Ids::new(vec![GroupIds::of_numbers(vec![7, MISSING, 5, 7, MISSING])]);
        let (index, repeated) = ids.index();
        assert_eq!(repeated, [[3, 0]]);
        assert_eq!([7, 5, MISSING].map(|id| index.of_number(id)), [0, 2, NONE]);
        assert_eq!(printed(&ids), ["7", "", "5", "7", ""]);
    }

    #[test]
    fn numbers_and_texts_meet_as_texts() {
        let ids =
            Ids::new(vec![texts(&["12", "", "012", "a"]), GroupIds::of_numbers(vec![30, 13])]);
        let (index, repeated) = ids.index();
        assert_eq!(repeated, [[0; 2]; 0]);
        assert_eq!(index.of_number(12), 0);
        assert_eq!(index.of_number(13), 5);
        assert_eq!(
            [&b"012"[..], b"a", b"30", b"", b"b"].map(|id| index.of_text(id)),
            [2, 3, 4, NONE, NONE]
        );
        assert_eq!(printed(&ids), ["12", "", "012", "a", "30", "13"]);
    }

    proptest! {
        #[test]
        fn every_identifier_is_found(
            numbers in prop::collection::hash_set(-500..500_i64, 1..200),
            as_text: bool,
        ) {
            let numbers: Vec<i64> = numbers.into_iter().collect();
            let written: Vec<String> = numbers.iter().map(i64::to_string).collect();
            let group = if as_text {
                texts(&written.iter().map(String::as_str).collect::<Vec<_>>())
            } else {
                GroupIds::of_numbers(numbers.clone())
            };
            let ids = Ids::new(vec![group]);
            let (index, _) = ids.index();
            for id in -510..510 {
                let at = numbers.iter().position(|number| *number == id);
                let expected = at.map_or(NONE, |at| u32::try_from(at).expect("few"));
                prop_assert_eq!(index.of_number(id), expected);
                prop_assert_eq!(index.of_text(id.to_string().as_bytes()), expected);
            }
            prop_assert_eq!(printed(&ids), written);
        }
    }
}
