//! What was wrong with the rows: stable codes, full counts, samples.

use std::collections::BTreeMap;
use std::fmt;

use super::{FileId, Origin};
use crate::place::GminaCode;

/// What an issue did to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The row is not used.
    Rejected,
    /// The row is about a place outside the diagnosed area and is not used.
    Outside,
    /// The row is used and shown as doubtful.
    Flagged,
    /// The row is used after a repair that loses nothing.
    Repaired,
}

impl Severity {
    /// The word in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Outside => "outside",
            Self::Flagged => "flagged",
            Self::Repaired => "repaired",
        }
    }
}

macro_rules! issue_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident;)*) => {
        /// Stable code of a defect; described in `data/schemas/issues.toml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum IssueCode { $($(#[$doc])* $name,)* }

        impl IssueCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as it stands in outputs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The code of a text.
            pub fn from_code(text: &str) -> Option<Self> {
                Self::ALL.iter().find(|code| code.as_str() == text).copied()
            }

            /// What it does to the row.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

issue_codes! {
    /// A record with another number of columns than its format has.
    WrongColumnCount = "wrong_column_count", Rejected;
    /// A second record with the identifier of an earlier one of the same operator.
    DuplicateId = "duplicate_id", Rejected;
    /// Gmina and SIMC of the record occur in no address.
    UnknownLocality = "unknown_locality", Rejected;
    /// The street does not occur in that locality.
    UnknownStreet = "unknown_street", Rejected;
    /// The house number does not occur in that street.
    UnknownNumber = "unknown_number", Rejected;
    /// The address identifier occurs in no address.
    UnknownAddress = "unknown_address", Rejected;
    /// A speed that is not a whole number of Mbit/s.
    SpeedNotANumber = "speed_not_a_number", Rejected;
    /// A transmission medium outside the dictionary.
    UnknownMedium = "unknown_medium", Rejected;
    /// A TERYT code that is not one.
    BadCode = "bad_code", Rejected;
    /// A geometry that cannot be read or repaired.
    BadGeometry = "bad_geometry", Rejected;
    /// A date that is not one.
    BadDate = "bad_date", Rejected;
    /// A required value is missing.
    MissingValue = "missing_value", Rejected;
    /// A planned address that names a project which its file does not hold.
    UnknownPlan = "unknown_plan", Rejected;
    /// A record of an unknown kind.
    UnknownRecordKind = "unknown_record_kind", Rejected;
    /// A record of a report that has no identification record before it.
    UnknownOperator = "unknown_operator", Rejected;
    /// A second outline of the same gmina; the first stands.
    DuplicateRecord = "duplicate_record", Rejected;
    /// A value that its column cannot hold, where the register is useless without one.
    BadValue = "bad_value", Rejected;
    /// A correction whose old value is not there, or that names no address or field of its.
    CorrectionRefused = "correction_refused", Rejected;
    /// A record about a gmina none of whose addresses is in the run.
    OutsideArea = "outside_area", Outside;
    /// An institution that was closed before the day of the run.
    ClosedInstitution = "closed_institution", Outside;
    /// A version of an address point that ended before the day of the run.
    EndedAddress = "ended_address", Outside;
    /// A file that is left out, for another holds the same in the newer structure.
    SupersededFile = "superseded_file", Repaired;
    /// Leading zeros that the file had lost were put back.
    RestoredZeros = "restored_zeros", Repaired;
    /// An invalid ring was repaired.
    RepairedBoundary = "repaired_boundary", Repaired;
    /// The gmina was found by the coordinates, the record names none.
    GminaByGeometry = "gmina_by_geometry", Repaired;
    /// No gmina: neither by code nor by coordinates.
    NoGmina = "no_gmina", Flagged;
    /// The point lies outside the gmina that the code names.
    OutsideGmina = "outside_gmina", Flagged;
    /// Coordinates outside Poland; the position is not used.
    OutsidePoland = "outside_poland", Flagged;
    /// A coordinate that is not a number; the position is not used.
    BadCoordinate = "bad_coordinate", Flagged;
    /// The record has no coordinates.
    MissingCoordinates = "missing_coordinates", Flagged;
    /// The record has no identifier of its own.
    MissingId = "missing_id", Flagged;
    /// A link that leads nowhere, or to an entry without its code.
    DanglingLink = "dangling_link", Flagged;
    /// An address of a building that is planned or being built.
    PlannedAddress = "planned_address", Flagged;
    /// A text that was damaged before it was published (replacement character).
    DamagedText = "damaged_text", Flagged;
    /// Two addresses have the same key.
    DuplicateAddress = "duplicate_address", Flagged;
    /// The gmina does not occur in the TERC register.
    UnknownGmina = "unknown_gmina", Flagged;
    /// A gmina of TERC that has no boundary.
    NoBoundary = "no_boundary", Flagged;
    /// A technology outside the dictionary.
    UnknownTechnology = "unknown_technology", Flagged;
    /// A retail record without kind of reach: taken as possible.
    MissingReach = "missing_reach", Flagged;
    /// A kind of reach outside the dictionary: taken as possible.
    UnknownReach = "unknown_reach", Flagged;
    /// A record over another's network that does not name it: its reach is taken as possible.
    MissingNetwork = "missing_network", Flagged;
    /// A speed beyond what the technology can carry.
    ImpossibleSpeed = "impossible_speed", Flagged;
    /// A value that its column cannot hold: taken as unknown.
    IgnoredValue = "ignored_value", Flagged;
    /// A word outside the dictionary of its column: kept as written.
    UnknownWord = "unknown_word", Flagged;
    /// An identifier that an earlier row of the file has as well: both rows are used, but of
    /// notices of demand the first alone.
    RepeatedId = "repeated_id", Flagged;
    /// An identifier that does not begin as those of its kind do.
    UnusualId = "unusual_id", Flagged;
    /// A record that names another which no file of the run has.
    DanglingReference = "dangling_reference", Flagged;
    /// A record that names an address which no register of the run has: kept without one.
    RowWithoutAddress = "row_without_address", Flagged;
    /// A kind of building outside the vocabulary: taken as other.
    UnknownKind = "unknown_kind", Flagged;
    /// A public building that could not be tied to an address.
    BuildingWithoutAddress = "building_without_address", Flagged;
}

impl fmt::Display for IssueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One defect of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What.
    pub code: IssueCode,
    /// Where.
    pub origin: Origin,
    /// The gmina that the record names, where it names one.
    pub gmina: Option<GminaCode>,
    /// The value found, without personal data.
    pub detail: String,
}

/// Issues of a run: every rejected row, and of remarks the first ones; counts are always full.
#[derive(Clone, Debug, Default)]
pub struct IssueLog {
    issues: Vec<Issue>,
    counts: IssueCounts,
    of_file_and_code: BTreeMap<(FileId, IssueCode), u64>,
}

/// Full counts by file, code and gmina (`None`: the record names none).
pub type IssueCounts = BTreeMap<(FileId, IssueCode, Option<GminaCode>), u64>;

/// Remarks about doubtful rows kept of one code in one file; more are counted only.
const FLAGS_KEPT: u64 = 10_000;
/// Remarks about repaired rows and rows outside kept of one code in one file.
const SAMPLES_KEPT: u64 = 50;

impl IssueLog {
    /// Counts an issue and keeps it if it is a rejection or among the first remarks of its kind.
    pub fn push(&mut self, issue: Issue) {
        let (file, code) = (issue.origin.file, issue.code);
        *self.counts.entry((file, code, issue.gmina)).or_default() += 1;
        let count = self.of_file_and_code.entry((file, code)).or_default();
        *count += 1;
        let kept_max = match issue.code.severity() {
            Severity::Rejected => u64::MAX,
            Severity::Flagged => FLAGS_KEPT,
            Severity::Outside | Severity::Repaired => SAMPLES_KEPT,
        };
        if *count <= kept_max {
            self.issues.push(issue);
        }
    }

    /// Takes over the issues of a part of the run.
    pub fn absorb(&mut self, other: Self) {
        self.issues.extend(other.issues);
        for (key, count) in other.counts {
            *self.counts.entry(key).or_default() += count;
        }
        for (key, count) in other.of_file_and_code {
            *self.of_file_and_code.entry(key).or_default() += count;
        }
    }

    /// The kept issues by file, row and code; call [`IssueLog::sort`] first.
    pub fn kept(&self) -> &[Issue] {
        &self.issues
    }

    /// Brings the kept issues into their output order.
    pub fn sort(&mut self) {
        self.issues
            .sort_by(|a, b| (a.origin, a.code, &a.detail).cmp(&(b.origin, b.code, &b.detail)));
    }

    /// Full counts of one file.
    pub fn counts_of(&self, file: FileId) -> BTreeMap<IssueCode, u64> {
        let of_file = self.of_file_and_code.iter().filter(|((f, _), _)| *f == file);
        of_file.map(|((_, code), count)| (*code, *count)).collect()
    }

    /// Full counts by file, code and gmina.
    pub const fn counts(&self) -> &IssueCounts {
        &self.counts
    }

    /// Full counts of the records that name a gmina.
    pub fn counts_in(&self, gmina: GminaCode) -> BTreeMap<IssueCode, u64> {
        let mut counts = BTreeMap::new();
        for ((_, code, _), count) in self.counts.iter().filter(|((_, _, g), _)| *g == Some(gmina)) {
            *counts.entry(*code).or_default() += count;
        }
        counts
    }

    /// Full count of one code over all files.
    pub fn count(&self, code: IssueCode) -> u64 {
        self.of_file_and_code.iter().filter(|((_, c), _)| *c == code).map(|(_, count)| count).sum()
    }

    /// A log as it was written to a dataset: the kept issues and the full counts.
    pub fn from_parts(issues: Vec<Issue>, counts: IssueCounts) -> Self {
        let mut of_file_and_code = BTreeMap::new();
        for ((file, code, _), count) in &counts {
            *of_file_and_code.entry((*file, *code)).or_default() += count;
        }
        Self { issues, counts, of_file_and_code }
    }
}
