//! Counts of one file while it is read.

use crate::model::{FileId, Issue, IssueCode, IssueLog, Origin};
use crate::place::GminaCode;

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
}

impl Tally {
    /// An empty tally.
    pub fn new(file: FileId) -> Self {
        Self { file, rows_read: 0, row: 0, issues: IssueLog::default() }
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
