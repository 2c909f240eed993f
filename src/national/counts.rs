//! Rows read and issues by file and code.

use std::collections::BTreeMap;

use crate::model::IssueCode;

/// Rows and issues of each file, by its number in the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    files: BTreeMap<u16, FileCounts>,
}

/// What was read of one file, and what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// Records read.
    pub rows_read: u64,
    /// Offers that found an address.
    pub matched: u64,
    /// Issues by code.
    pub by_code: BTreeMap<IssueCode, u64>,
}

impl Counts {
    /// Counts rows that were read.
    pub(super) fn read(&mut self, file: u16, n_rows: usize) {
        self.files.entry(file).or_default().rows_read += n_rows as u64;
    }

    /// Counts offers that found an address.
    pub(super) fn matched(&mut self, file: u16, n: u64) {
        self.files.entry(file).or_default().matched += n;
    }

    /// Counts issues.
    pub(super) fn add(&mut self, file: u16, code: IssueCode, n: u64) {
        if n > 0 {
            *self.files.entry(file).or_default().by_code.entry(code).or_default() += n;
        }
    }

    /// Takes one issue back.
    pub(super) fn take(&mut self, file: u16, code: IssueCode) {
        let file = self.files.entry(file).or_default();
        if let Some(count) = file.by_code.get_mut(&code) {
            *count = count.saturating_sub(1);
            file.by_code.retain(|_, count| *count > 0);
        }
    }

    /// Takes over what another part counted.
    pub(super) fn absorb(&mut self, other: Self) {
        for (number, file) in other.files {
            let mine = self.files.entry(number).or_default();
            mine.rows_read += file.rows_read;
            mine.matched += file.matched;
            for (code, n) in file.by_code {
                *mine.by_code.entry(code).or_default() += n;
            }
        }
    }

    /// Counts of a file.
    pub fn of(&self, file: u16) -> FileCounts {
        self.files.get(&file).cloned().unwrap_or_default()
    }
}
