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
    let first = || named(name).min_by_key(|number| number.valid_from);
    let found = consultation_number_on(name, day).or_else(first);
    found.expect("data/policy/consultation.toml has the number")
}

/// A number that holds on a day, where there is one.
pub fn consultation_number_on(name: &str, day: NaiveDate) -> Option<&'static Number> {
    named(name).filter(|number| number.holds_on(day)).max_by_key(|number| number.valid_from)
}

fn named(name: &str) -> impl Iterator<Item = &'static Number> {
    FILE.number.iter().filter(move |number| number.name == name)
}

/// Longer than so many months is no consultation: a mistake in the year.
const TERM_MONTHS_MAX: u32 = 12;

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
        let days = chrono::TimeDelta::days(self.days_min().value.into());
        self.from.checked_add_signed(days).unwrap_or(NaiveDate::MAX)
    }

    /// The last day that is early enough.
    pub fn until_max(self) -> NaiveDate {
        self.from.checked_add_months(Months::new(TERM_MONTHS_MAX)).unwrap_or(NaiveDate::MAX)
    }

    /// Whether there are days enough.
    pub fn is_long_enough(self) -> bool {
        self.days() >= self.days_min().value.into()
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
        assert_eq!(term("2026-07-31").until_max(), day("2027-07-01"));
        // The last two days that there are.
        let last = ConsultationTerm { from: day("+262142-12-30"), until: NaiveDate::MAX };
        assert_eq!((last.days(), last.until_min()), (1, NaiveDate::MAX));
        assert!(!last.is_long_enough());
        for name in ["consultation_days_min", "consultation_months_valid"] {
            let number = consultation_number(name, day("2020-01-01"));
            assert!(number.url.starts_with("https://") && !number.article.is_empty(), "{name}");
        }
        // The block exemption in this wording: 1 July 2023 to 31 December 2026.
        let exempt = |on: &str| consultation_number_on("consultation_days_min_gber", day(on));
        assert!(exempt("2023-06-30").is_none() && exempt("2027-01-01").is_none());
        assert_eq!(exempt("2026-12-31").map(|number| number.value), Some(30));
        let is_clean = |number: &Number| !number.article.contains("nie ustalono");
        assert!(FILE.number.iter().all(is_clean), "an admission has its place in the note");
    }
}
