//! Names of streets and localities as words to compare: without case, diacritics, commas, order
//! and the kind of street (`ul.`, `al.` …).

use unicode_normalization::UnicodeNormalization as _;

use super::names::KINDS_LEFT_OUT;

/// Words that say nothing: a street is a street.
const EMPTY: [&str; 3] = ["ul", "ulica", "nr"];
/// Kinds of streets and their abbreviations.
const KINDS: [(&str, &str); 4] =
    [("aleja", "al"), ("aleje", "al"), ("plac", "pl"), ("osiedle", "os")];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_ignore_case_diacritics_order_and_kind_of_street() {
        let words = |text| words_without(text, &[]);
        assert_eq!(words("ul. Źródlana, Łąkowo"), words("LAKOWO Zrodlana"));
        assert_ne!(words("ul. Źródlana"), words("ul. Źródło"));
    }
}
