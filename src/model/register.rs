//! Input files and places in them.

use std::collections::BTreeMap;

use super::IssueCode;

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
    /// All issues by code: rejections and remarks.
    pub by_code: BTreeMap<IssueCode, u64>,
}

impl RegisterFile {
    /// Records that were used.
    pub const fn rows_used(&self) -> u64 {
        self.rows_read - self.rows_rejected - self.rows_outside
    }
}
