//! What is noted of addresses, and rows that are rejected.

use std::collections::BTreeSet;

use super::addresses::{Addresses, NO_GMINA, NO_TERC, REJECTED};
use super::chain::ChainError;
use super::counts::Counts;
use crate::model::IssueCode;
use crate::sources::is_damaged;

/// What is noted of an address: the number of restored codes in the lowest two bits, and marks.
const REMARKS: [(u8, IssueCode); 6] = [
    (4, IssueCode::MissingId),
    (8, IssueCode::OutsideGmina),
    (16, IssueCode::MissingCoordinates),
    (32, IssueCode::BadCoordinate),
    (64, IssueCode::OutsidePoland),
    (128, IssueCode::NoGmina),
];
const RESTORED_MASK: u8 = 3;

/// Whether an address has no position for this reason.
const fn is_place(code: IssueCode) -> bool {
    matches!(
        code,
        IssueCode::MissingCoordinates | IssueCode::BadCoordinate | IssueCode::OutsidePoland
    )
}

/// The mark of a code.
pub(super) fn remark(code: IssueCode) -> u8 {
    REMARKS.iter().find(|(_, known)| *known == code).map_or(0, |(bit, _)| *bit)
}

impl Addresses {
    /// Rejects rows that repeat an identifier: the row, and the first with the identifier.
    ///
    /// Of a row whose identifier only another file has, what is noted when it is read counts.
    pub(super) fn reject_repeated(
        &mut self,
        repeated: &[[u32; 2]],
        counts: &mut Counts,
    ) -> Result<(), ChainError> {
        let has_bad = !repeated.is_empty() && self.gminas.contains(&REJECTED);
        if has_bad && self.files.len() > 1 {
            let why = "addresses of several files have bad codes and repeated identifiers";
            return Err(ChainError::Declined(why.to_owned()));
        }
        let mut in_other_file = BTreeSet::new();
        for [row, first] in repeated {
            let file = self.file_of(*row);
            if file != self.file_of(*first) && in_other_file.insert((file, *first)) {
                self.count_reading(*row, counts);
            }
            let gmina = &mut self.gminas[*row as usize];
            if *gmina == REJECTED {
                // A code that is none was counted before; the identifier is looked at first.
                counts.take(file, IssueCode::BadCode);
            }
            *gmina = REJECTED;
            counts.add(file, IssueCode::DuplicateRecord, 1);
        }
        Ok(())
    }

    /// Counts what is noted of a row when it is read.
    fn count_reading(&self, row: u32, counts: &mut Counts) {
        let (at, file) = (row as usize, self.file_of(row));
        let remarks = self.remarks[at];
        counts.add(file, IssueCode::RestoredZeros, (remarks & RESTORED_MASK).into());
        for (_, code) in REMARKS.iter().filter(|(bit, code)| remarks & bit != 0 && is_place(*code))
        {
            counts.add(file, *code, 1);
        }
        let group = self.groups.partition_point(|(first, _, _)| *first <= at) - 1;
        let numbers = self.groups[group].2.texts();
        let number = &numbers[self.keys[at].number() as usize];
        if is_damaged(&String::from_utf8_lossy(number)) {
            counts.add(file, IssueCode::DamagedText, 1);
        }
    }

    /// Counts what is noted of the addresses that are used.
    pub(super) fn count_remarks(&mut self, counts: &mut Counts) {
        let mut ends: Vec<usize> =
            self.files.iter().skip(1).map(|(_, first)| *first as usize).collect();
        ends.push(self.points.len());
        self.n_rejected = 0;
        self.n_unplaced = 0;
        for ((file, first), end) in self.files.iter().zip(ends) {
            let rows = *first as usize..end;
            let mut histogram = [0_u64; 256];
            let mut n_by_geometry = 0;
            for row in rows {
                if self.gminas[row] == REJECTED {
                    self.n_rejected += 1;
                    continue;
                }
                histogram[usize::from(self.remarks[row])] += 1;
                let has_terc = self.tercs.get(row).is_some_and(|terc| *terc != NO_TERC);
                n_by_geometry += u64::from(!has_terc && self.gminas[row] != NO_GMINA);
            }
            counts.add(*file, IssueCode::GminaByGeometry, n_by_geometry);
            for (remarks, n) in (0..=u8::MAX).zip(histogram) {
                let n_restored = u64::from(remarks & RESTORED_MASK) * n;
                counts.add(*file, IssueCode::RestoredZeros, n_restored);
                for (_, code) in REMARKS.iter().filter(|(bit, _)| remarks & bit != 0) {
                    counts.add(*file, *code, n);
                    if is_place(*code) {
                        self.n_unplaced += usize::try_from(n).unwrap_or(0);
                    }
                }
            }
        }
        self.remarks = Vec::new();
    }
}
