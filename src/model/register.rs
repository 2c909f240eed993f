//! Input files and places in them.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Months, NaiveDate};

use super::IssueCode;
use crate::place::conversion_accuracy_m;

/// An input file of the run: its position among the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// Where a record was read: file and 1-based data row (records before it count, headers do not);
/// 0 is the file as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The row.
    pub row: u32,
}

/// Birth certificate of one input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterFile {
    /// Name of the register, as in the run file.
    pub register: String,
    /// Edition, as stated in the run file.
    pub edition: String,
    /// Path relative to the run file; `archive.zip/member.csv` for a member of an archive.
    pub name: String,
    /// SHA-256 of the file on disk, hexadecimal.
    pub sha256: String,
    /// Records read.
    pub rows_read: u64,
    /// Records rejected, each with an issue code.
    pub rows_rejected: u64,
    /// Records about places outside the diagnosed area: neither used nor rejected.
    pub rows_outside: u64,
    /// Systems from which its coordinates were converted to EPSG:2180; none: not at all.
    pub converted_from: Vec<String>,
    /// All issues by code: rejections and remarks.
    pub by_code: BTreeMap<IssueCode, u64>,
}

/// The last day of the period that an edition names: `2026`, `2026-06` or `2026-06-30`.
fn last_day(edition: &str) -> Option<NaiveDate> {
    if let Ok(day) = edition.parse() {
        return Some(day);
    }
    let is_digits =
        |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let (year, month) = match edition.split_once('-') {
        Some((year, month)) if is_digits(month, 2) => (year, month.parse().ok()?),
        Some(_) => return None,
        None => (edition, 12),
    };
    let first =
        NaiveDate::from_ymd_opt(year.parse().ok().filter(|_| is_digits(year, 4))?, month, 1)?;
    first.checked_add_months(Months::new(1))?.pred_opt()
}

/// The first day of that period.
fn first_day(edition: &str) -> Option<NaiveDate> {
    let last = last_day(edition)?;
    let is_day = edition.parse::<NaiveDate>().is_ok();
    let month = if edition.contains('-') { last.month() } else { 1 };
    if is_day { Some(last) } else { NaiveDate::from_ymd_opt(last.year(), month, 1) }
}

impl RegisterFile {
    /// The first day of the edition's period; `None` where it is not a year, month or day.
    pub fn first_day(&self) -> Option<NaiveDate> {
        first_day(&self.edition)
    }

    /// The last day of the edition's period; `None` where it is not a year, month or day.
    pub fn last_day(&self) -> Option<NaiveDate> {
        last_day(&self.edition)
    }

    /// Days from the end of the edition's period to `as_of`; negative for an edition of later
    /// than that, `None` where the edition is not a year, month or day.
    pub fn age_days(&self, as_of: NaiveDate) -> Option<i64> {
        last_day(&self.edition).map(|day| (as_of - day).num_days())
    }

    /// How well its converted coordinates are known, in metres: the worst of its systems; `None`
    /// where nothing was converted, or the accuracy of a system is not known.
    pub fn accuracy_m(&self) -> Option<u32> {
        let known = self.converted_from.iter().map(|system| conversion_accuracy_m(system));
        known.collect::<Option<Vec<u32>>>()?.into_iter().max()
    }

    /// Records that were used.
    pub const fn rows_used(&self) -> u64 {
        self.rows_read - self.rows_rejected - self.rows_outside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_age_from_the_end_of_their_period() {
        let as_of = NaiveDate::from_ymd_opt(2026, 7, 10).expect("a day");
        let age = |edition: &str| {
            let file = RegisterFile {
                register: String::new(),
                edition: edition.to_owned(),
                name: String::new(),
                sha256: String::new(),
                rows_read: 0,
                rows_rejected: 0,
                rows_outside: 0,
                converted_from: Vec::new(),
                by_code: BTreeMap::new(),
            };
            file.age_days(as_of)
        };
        // 30 June to 10 July; 31 December 2025 to 10 July is 31+28+31+30+31+30+10 days.
        assert_eq!(age("2026-06"), Some(10));
        assert_eq!(age("2025"), Some(191));
        assert_eq!(age("2026-07-10"), Some(0));
        assert_eq!(age("2026-07"), Some(-21), "the month is not over");
        for unknown in ["", "czerwiec 2026", "2026-6", "2026-13", "2026Q2", "20260630"] {
            assert_eq!(age(unknown), None, "{unknown}");
        }
    }
}
