//! Rules of public consultations: `data/policy/consultation.toml`.

use std::sync::LazyLock;

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::Number;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    number: Vec<Number>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/policy/consultation.toml"))
        .expect("data/policy/consultation.toml is part of the program")
});

/// A number that holds on a day; before the first of them the first.
///
/// # Panics
/// When the file has none of this name.
pub fn consultation_number(name: &str, day: NaiveDate) -> &'static Number {
    let named = || FILE.number.iter().filter(|number| number.name == name);
    let holds = named().filter(|number| number.holds_on(day)).max_by_key(|n| n.valid_from);
    let found = holds.or_else(|| named().min_by_key(|number| number.valid_from));
    found.expect("data/policy/consultation.toml has the number")
}

/// The days of a consultation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsultationTerm {
    /// The day of the notice.
    pub from: NaiveDate,
    /// The last day for answers.
    pub until: NaiveDate,
}

impl ConsultationTerm {
    /// Days for answers: the day of the notice is not counted.
    pub fn days(self) -> i64 {
        (self.until - self.from).num_days()
    }

    /// The least number of days, by the rules of the day of the notice.
    pub fn days_min(self) -> &'static Number {
        consultation_number("consultation_days_min", self.from)
    }

    /// The first last day that is late enough.
    pub fn until_min(self) -> NaiveDate {
        self.from + chrono::TimeDelta::days(self.days_min().value.into())
    }

    /// Whether there are days enough.
    pub fn is_long_enough(self) -> bool {
        self.until >= self.until_min()
    }

    /// The last day on which a procurement may begin without another consultation.
    pub fn valid_until(self) -> NaiveDate {
        let months = consultation_number("consultation_months_valid", self.from).value;
        self.until.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consultation_lasts_thirty_full_days_and_a_year() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let term = |until: &str| ConsultationTerm { from: day("2026-07-01"), until: day(until) };
        // 2 July is the first day, 31 July the thirtieth.
        assert!(!term("2026-07-30").is_long_enough());
        assert!(term("2026-07-31").is_long_enough());
        assert_eq!((term("2026-07-31").days(), term("2026-07-02").days()), (30, 1));
        assert_eq!(term("2026-07-10").until_min(), day("2026-07-31"));
        assert_eq!(term("2026-07-31").valid_until(), day("2027-07-31"));
        assert!(!term("2026-06-01").is_long_enough(), "an end before its beginning");
        for name in ["consultation_days_min", "consultation_months_valid"] {
            let number = consultation_number(name, day("2020-01-01"));
            assert!(number.url.starts_with("https://") && !number.article.is_empty(), "{name}");
        }
    }
}
