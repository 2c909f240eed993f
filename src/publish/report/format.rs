//! Polish numbers, names and plural forms, for the pages that are in Polish alone.

use minijinja::Environment;

use crate::publish::Language;
pub use crate::publish::language::{ShareView, UNKNOWN};

/// A value that is known but not told, since it would tell of few people.
pub const HELD: &str = "*";

/// A key by which names sort as in a Polish dictionary: Ć after C, Ż after Ź after Z.
pub fn dictionary_key(name: &str) -> Vec<(char, u8)> {
    let letter = |c: char| match c {
        'ą' => ('a', 1),
        'ć' => ('c', 1),
        'ę' => ('e', 1),
        'ł' => ('l', 1),
        'ń' => ('n', 1),
        'ó' => ('o', 1),
        'ś' => ('s', 1),
        'ź' => ('z', 1),
        'ż' => ('z', 2),
        other => (other, 0),
    };
    name.chars().flat_map(char::to_lowercase).map(letter).collect()
}

/// The form of a noun after a number: 1 adres, 2 adresy, 5 adresów, 22 adresy, 112 adresów.
pub fn plural<'a>(value: u64, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (value, value % 10, value % 100) {
        (1, _, _) => one,
        (_, 2..=4, last) if !(12..=14).contains(&last) => few,
        _ => many,
    }
}

/// Filters of Polish templates: those of every language, and `odmiana`.
pub fn add_filters(environment: &mut Environment<'_>) {
    Language::Polish.add_to(environment);
    environment.add_filter("odmiana", |value: u64, one: &str, few: &str, many: &str| {
        plural(value, one, few, many).to_owned()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_follow_polish_plural_rules() {
        let cases = [
            (0, "gmin"),
            (1, "gmina"),
            (2, "gminy"),
            (4, "gminy"),
            (5, "gmin"),
            (12, "gmin"),
            (14, "gmin"),
            (21, "gmin"),
            (22, "gminy"),
            (101, "gmin"),
            (112, "gmin"),
            (122, "gminy"),
        ];
        for (value, form) in cases {
            assert_eq!(plural(value, "gmina", "gminy", "gmin"), form, "{value}");
        }
    }

    #[test]
    fn names_sort_as_in_a_polish_dictionary() {
        let mut names = ["Żabi Róg", "Wądół", "Ćmielówek", "Cisy", "Źródlice", "Zagaj", "Dąb"];
        names.sort_by_key(|name| dictionary_key(name));
        let sorted = ["Cisy", "Ćmielówek", "Dąb", "Wądół", "Zagaj", "Źródlice", "Żabi Róg"];
        assert_eq!(names, sorted);
    }
}
