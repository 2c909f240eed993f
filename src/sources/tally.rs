//! Counts of one file while it is read.

use std::collections::BTreeSet;

use crate::model::{FileId, Issue, IssueCode, IssueLog, Origin};
use crate::place::{Crs, GminaCode};

/// Rows read and issues found in one file.
#[derive(Debug)]
pub struct Tally {
    /// The file.
    pub file: FileId,
    /// Records that count as rows of the register.
    pub rows_read: u64,
    row: u32,
    /// What was wrong.
    pub issues: IssueLog,
    /// Systems from which coordinates were converted.
    pub converted_from: BTreeSet<String>,
}

impl Tally {
    /// An empty tally.
    pub fn new(file: FileId) -> Self {
        Self {
            file,
            rows_read: 0,
            row: 0,
            issues: IssueLog::default(),
            converted_from: BTreeSet::new(),
        }
    }

    /// Steps to the next record and returns its place.
    pub fn next_record(&mut self) -> Origin {
        self.row += 1;
        Origin { file: self.file, row: self.row }
    }

    /// Steps to the next record, counts it as a row and returns its place.
    pub fn next_row(&mut self) -> Origin {
        self.rows_read += 1;
        self.next_record()
    }

    /// Counts the current record as a row after all: a damaged one must show in the counts.
    pub fn count_row(&mut self) {
        self.rows_read += 1;
    }

    /// Notes that coordinates are in `crs`, from which they are converted if it is not the
    /// engine's.
    pub fn coordinates_in(&mut self, crs: &Crs) {
        if !crs.is_pl1992() {
            self.converted_from.insert(crs.label());
        }
    }

    /// Notes an issue of the record at `origin`.
    pub fn note(
        &mut self,
        code: IssueCode,
        origin: Origin,
        gmina: Option<GminaCode>,
        detail: impl Into<String>,
    ) {
        self.issues.push(Issue { code, origin, gmina, detail: detail.into() });
    }
}
