//! Numbers of the chapters: law of `data/policy/procedures.toml`, assumptions of
//! `data/assumptions/chapters.toml`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::Number;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawFile {
    number: Vec<Number<i64>>,
}

/// Assumptions that are lists of words, and the numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChapterAssumptions {
    /// Kinds of units whose work must not stop with one cable.
    pub critical_kinds: Vec<String>,
    /// Questions that a unit with a working connection should have answered.
    pub survey_questions: Vec<String>,
    /// Registration groups of the cadastre that are a gmina's own land.
    pub gmina_owner_groups: Vec<String>,
    /// Kinds of lines on which a cable may be hung.
    pub pole_kinds: Vec<String>,
    /// Duties of a gmina towards the PIT.
    pub pit_duties: Vec<String>,
    number: Vec<Number<i64>>,
}

static LAW: LazyLock<Vec<Number<i64>>> = LazyLock::new(|| {
    let file: LawFile = toml::from_str(include_str!("../../data/policy/procedures.toml"))
        .expect("data/policy/procedures.toml is part of the program");
    file.number
});

static ASSUMPTIONS: LazyLock<ChapterAssumptions> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/assumptions/chapters.toml"))
        .expect("data/assumptions/chapters.toml is part of the program")
});

impl ChapterAssumptions {
    /// The assumptions that are part of the program.
    pub fn get() -> &'static Self {
        &ASSUMPTIONS
    }
}

/// Every number of the chapters: law first, then assumptions.
pub fn chapter_numbers() -> impl Iterator<Item = &'static Number<i64>> {
    LAW.iter().chain(&ASSUMPTIONS.number)
}

/// The value of a number on a day; where no entry holds on it, of the earliest one.
///
/// # Panics
/// When the files do not have the number: they are part of the program.
pub fn chapter_number(name: &str, day: NaiveDate) -> i64 {
    let named = || chapter_numbers().filter(|number| number.name == name);
    let holds = named().filter(|number| number.holds_on(day)).max_by_key(|n| n.valid_from);
    let found = holds.or_else(|| named().min_by_key(|number| number.valid_from));
    found.unwrap_or_else(|| panic!("{name} stands in the files of the chapters")).value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_chapters_is_cited() {
        for number in chapter_numbers() {
            let is_cited = !number.act.is_empty() && !number.article.is_empty();
            assert!(is_cited && number.url.starts_with("https://"), "{}", number.name);
            assert!(number.value > 0 && !number.unit.is_empty(), "{}", number.name);
        }
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        // Four months of art. 7; before the act applied the earliest entry is told.
        assert_eq!(chapter_number("permit_days_max", day("2026-06-30")), 120);
        assert_eq!(chapter_number("permit_days_max", day("2020-01-01")), 120);
        assert_eq!(ChapterAssumptions::get().pit_duties, ["29c", "29d.4", "29d.6"]);
    }
}
