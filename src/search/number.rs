//! House numbers: the distinct ones of the base in the order in which they stand in a street.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::fold;

/// The form in which numbers are compared: `12 A` and `12-A` are `12a`, `12-14` is `12/14`.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = false;
    for word in fold::words(text) {
        let now = word.made == fold::Made::Digits;
        if !out.is_empty() && (word.gap == Some('/') || (digits && now)) {
            out.push('/');
        }
        let plain = if now { word.text.trim_start_matches('0') } else { &word.text };
        out.push_str(if plain.is_empty() { "0" } else { plain });
        digits = now;
    }
    out
}

/// The number with which a form begins; 0 where it begins with none.
pub fn leading(form: &str) -> u32 {
    let end = form.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(form.len());
    form[..end.min(9)].parse().unwrap_or(0)
}

/// Distinct numbers as written, sorted by value, form and spelling.
pub struct Numbers {
    /// As written.
    texts: Vec<Box<str>>,
    /// Leading number of each text.
    values: Vec<u32>,
    /// Form → the texts that have it.
    forms: FxHashMap<Box<str>, Range<u32>>,
}

impl Numbers {
    /// Sorts distinct texts; the second value gives the new place of each.
    pub fn of(texts: Vec<Box<str>>) -> (Self, Vec<u32>) {
        let mut rows: Vec<(u32, String, Box<str>, usize)> = texts
            .into_iter()
            .enumerate()
            .map(|(old, text)| {
                let form = normal(&text);
                (leading(&form), form, text, old)
            })
            .collect();
        rows.sort_unstable();
        let mut places = vec![0; rows.len()];
        let (mut texts, mut values) = (Vec::new(), Vec::new());
        let mut forms: FxHashMap<Box<str>, Range<u32>> = FxHashMap::default();
        for (place, (value, form, text, old)) in (0_u32..).zip(rows) {
            places[old] = place;
            forms.entry(form.into()).or_insert(place..place).end = place + 1;
            texts.push(text);
            values.push(value);
        }
        (Self { texts, values, forms }, places)
    }

    /// The places of the texts that have a form.
    pub fn range(&self, form: &str) -> Option<Range<u32>> {
        self.forms.get(form).cloned()
    }

    /// A number as written.
    pub fn text(&self, place: u32) -> &str {
        &self.texts[place as usize]
    }

    /// The leading number of a text.
    pub fn value(&self, place: u32) -> u32 {
        self.values[place as usize]
    }

    /// The first place whose leading number is `value` or more.
    pub fn first_of(&self, value: u32) -> u32 {
        u32::try_from(self.values.partition_point(|&other| other < value)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_number_are_one() {
        for text in ["12A", "12 a", "12-A", "12a", "012 A"] {
            assert_eq!(normal(text), "12a", "{text}");
        }
        assert_eq!(normal("12/14"), "12/14");
        assert_eq!(normal("12-14"), "12/14");
        assert_eq!(normal("12a/3B"), "12a/3b");
        assert_eq!(normal("b/n"), "b/n");
        assert_eq!(leading("12a"), 12);
        assert_eq!(leading("b/n"), 0);
    }

    #[test]
    fn numbers_stand_in_their_order() {
        let texts = ["10", "2", "2a", "2A", "1"].map(Box::from).to_vec();
        let (numbers, places) = Numbers::of(texts);
        assert_eq!(places, [4, 1, 3, 2, 0]);
        assert_eq!(numbers.range("2a"), Some(2..4));
        assert_eq!(numbers.first_of(3), 4);
    }
}
