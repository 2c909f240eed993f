//! An address as a person writes it, found exactly or after normalisation.
//!
//! Case, diacritics, the kind of street (`ul.`, `al.` …), commas and the order of locality,
//! street and number do not matter; every word must.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use super::names::KINDS_LEFT_OUT;
use crate::model::{World, number_key};
use crate::place::{SimcId, UlicId};

/// Words that say nothing: a street is a street.
const EMPTY: [&str; 3] = ["ul", "ulica", "nr"];
/// Kinds of streets and their abbreviations.
const KINDS: [(&str, &str); 4] =
    [("aleja", "al"), ("aleje", "al"), ("plac", "pl"), ("osiedle", "os")];

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Positions of the addresses: more than one where two share the text.
    Addresses(Vec<usize>),
    /// The street or locality exists, the number does not: numbers that do, nearest first.
    NoNumber {
        /// Locality and street as the registers write them.
        place: String,
        /// Up to five numbers.
        numbers: Vec<String>,
    },
    /// Nothing fits.
    Nothing,
}

/// Lower case without diacritics.
fn fold(text: &str) -> String {
    let plain = text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    plain.flat_map(char::to_lowercase).map(|c| if c == 'ł' { 'l' } else { c }).collect()
}

/// Sorted words of a text: `ul.` left out, other kinds of streets abbreviated, and without any
/// of `left_out`.
pub(super) fn words_without(text: &str, left_out: &[&str]) -> Vec<String> {
    let folded = fold(text);
    let mut words: Vec<String> = folded
        .split(|c: char| c.is_whitespace() || ",.;\"".contains(c))
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(|word| KINDS.iter().find(|(long, _)| *long == word).map_or(word, |(_, short)| short))
        .filter(|word| !left_out.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

/// Whether a text says what kind of street it names.
pub(super) fn is_kind_of_street(text: &str) -> bool {
    let folded = fold(text);
    let mut words = folded.split(|c: char| c.is_whitespace() || ",.;\"".contains(c));
    words.any(|word| {
        let is_kind = |(long, short): &(&str, &str)| [*long, *short].contains(&word);
        ["ul", "ulica"].contains(&word)
            || KINDS.iter().any(is_kind)
            || KINDS_LEFT_OUT.contains(&word)
    })
}

/// True for `41-300`.
fn is_postcode(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() == 6 && digits == 5 && word.as_bytes()[2] == b'-'
}

/// The text without its house number, and the number: the last word that begins with a digit.
fn split_number(text: &str) -> Option<(String, String)> {
    let words: Vec<&str> = text.split([' ', ',', '\t']).filter(|word| !word.is_empty()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !is_postcode(word)).collect();
    let at = words.iter().rposition(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    // `25 A` is one number.
    let has_letter = words
        .get(at + 1)
        .is_some_and(|next| next.chars().count() == 1 && next.chars().all(char::is_alphabetic));
    let end = if has_letter { at + 2 } else { at + 1 };
    let rest: Vec<&str> = words[..at].iter().chain(&words[end..]).copied().collect();
    Some((rest.join(" "), words[at..end].concat()))
}

type Street = (Option<SimcId>, Option<UlicId>);

/// Finds the address of a text: its identifier, or locality, street and number in any order.
pub fn find_address(world: &World, text: &str) -> Found {
    let is_id = |position: &usize| world.texts.get(world.addresses[*position].id) == text.trim();
    let by_id: Vec<usize> = (0..world.addresses.len()).filter(is_id).collect();
    if !by_id.is_empty() {
        return Found::Addresses(by_id);
    }
    let Some((rest, number)) = split_number(text) else { return Found::Nothing };
    let number = number_key(&number);
    // First with the kind of street as it was written; people often leave it out.
    match find_words(world, &rest, &number, &[]) {
        Found::Nothing => find_words(world, &rest, &number, &KINDS_LEFT_OUT),
        found => found,
    }
}

fn find_words(world: &World, rest: &str, number: &str, left_out: &[&str]) -> Found {
    let wanted = words_without(rest, left_out);
    // Names are compared once a street, not once an address.
    let mut fits: BTreeMap<(Option<u32>, Street), bool> = BTreeMap::new();
    let mut hits = Vec::new();
    let mut others: Vec<usize> = Vec::new();
    for (position, address) in world.addresses.iter().enumerate() {
        let key = (address.gmina.map(|gmina| gmina.number()), (address.simc, address.ulic));
        let fit = *fits
            .entry(key)
            .or_insert_with(|| words_without(&world.place_of(position), left_out) == wanted);
        if !fit {
            continue;
        }
        if number_key(world.texts.get(address.number)) == number {
            hits.push(position);
        } else {
            others.push(position);
        }
    }
    if !hits.is_empty() {
        return Found::Addresses(hits);
    }
    let Some(first) = others.first() else { return Found::Nothing };
    let place = world.place_of(*first);
    let value = |text: &str| crate::model::NumberForm::of(text).number;
    let text_of = |position: &usize| world.texts.get(world.addresses[*position].number).to_owned();
    let mut numbers: Vec<String> = others.iter().map(text_of).collect();
    numbers.sort_by_key(|other| value(other).abs_diff(value(number)));
    numbers.truncate(5);
    Found::NoNumber { place, numbers }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_last_word_with_a_digit_in_front() {
        let cases = [
            ("Dąbrowa Górnicza, ul. Konopnickiej 25A", "Dąbrowa Górnicza ul. Konopnickiej", "25A"),
            ("ul. 3 Maja 7, Łąkowo", "ul. 3 Maja Łąkowo", "7"),
            ("Łąkowo 12 a", "Łąkowo", "12a"),
            ("41-300 Łąkowo 12/14", "Łąkowo", "12/14"),
        ];
        for (text, rest, number) in cases {
            assert_eq!(split_number(text), Some((rest.to_owned(), number.to_owned())), "{text}");
        }
        assert_eq!(split_number("Łąkowo"), None);
    }

    #[test]
    fn words_ignore_case_diacritics_order_and_kind_of_street() {
        let words = |text| words_without(text, &[]);
        assert_eq!(words("ul. Źródlana, Łąkowo"), words("LAKOWO Zrodlana"));
        assert_ne!(words("ul. Źródlana"), words("ul. Źródło"));
    }
}
