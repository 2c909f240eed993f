//! Records that decide no status but may contradict one: refused, astray, of an earlier edition.

use super::{FileId, IssueCode, Offer, Origin};

/// A record of coverage that was rejected although its address is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// Position of the address.
    pub address: u32,
    /// Where the record was read.
    pub origin: Origin,
    /// Why it was rejected.
    pub code: IssueCode,
}

/// A record whose own coordinates lie farther from its address than the ladder looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Astray {
    /// Position of the address that the record names.
    pub address: u32,
    /// Where the record was read.
    pub origin: Origin,
    /// How far its own coordinates are, in whole metres.
    pub metres: u32,
}

/// What stands aside of the world's offers.
#[derive(Clone, Debug, Default)]
pub struct Aside {
    /// Refused records, by address and origin.
    pub refused: Vec<Refused>,
    /// Astray records, by address and origin.
    pub astray: Vec<Astray>,
    /// Files that are read for history only.
    pub earlier_files: Vec<FileId>,
    /// Their records, by address and origin.
    pub earlier: Vec<Offer>,
}

impl Aside {
    /// Earlier records at an address.
    pub fn earlier_at(&self, address: u32) -> &[Offer] {
        let start = self.earlier.partition_point(|offer| offer.address < address);
        let end = self.earlier.partition_point(|offer| offer.address <= address);
        &self.earlier[start..end]
    }
}
