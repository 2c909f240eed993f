//! The kinds of errors that can be planted, and how often.

use super::Form;

/// What is wrong with a row, or with what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Defect {
    // Rows of offers.
    ImpossibleSpeed,
    UnknownTechnology,
    MissingReach,
    UnknownReach,
    SpeedNotANumber,
    UnknownAddress,
    MissingValue,
    WrongColumnCount,
    DuplicateId,
    UnknownLocality,
    UnknownStreet,
    UnknownNumber,
    UnknownMedium,
    UnknownRecordKind,
    RestoredZeros,
    MissingNetwork,
    OutsideArea,
    FarCoordinates,
    // What offers say.
    FalseFibre,
    IslandCovered,
    IslandUncovered,
    RefutedReach,
    SlowSchool,
    CoverageVanished,
    PlanOverdue,
    PlanTerminated,
    // Rows of plans.
    UnknownPlan,
    DuplicatePlan,
    BadDate,
    // Rows of the address base.
    OutsideGmina,
    OutsidePoland,
    MissingCoordinates,
    BadCoordinate,
    GminaByGeometry,
    NoGmina,
    UnknownGmina,
    RepeatedAddress,
    DuplicateAddress,
    DamagedText,
    MissingId,
    // Other files.
    BuildingWithoutAddress,
    UnknownKind,
    ClosedInstitution,
    RepairedBoundary,
    NoBoundary,
    RepeatedId,
    UnknownWord,
    UnknownRoadClass,
    RowWithoutAddress,
    // Files.
    IdenticalFile,
    // Rows of several files, planted after all others.
    BadCode,
    BadGeometry,
    IgnoredValue,
    UnusualId,
    DanglingReference,
    CorrectionRefused,
    BadValue,
    UnknownOperator,
    // Points and files of the state register of addresses.
    DanglingLink,
    EndedAddress,
    PlannedAddress,
    SupersededFile,
    // Needs terrain.
    RadioBehindTerrain,
}

/// What a rate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Per {
    Offer,
    Address,
    Place,
    Gmina,
    Node,
    /// Planted once, unless the rate is 0.
    Country,
}

/// In which form of the country it can be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    Both,
    Tables,
    /// Wherever operators report in their own layout.
    Registers,
    /// In the address base of SIDUSIS only.
    Base,
    /// In the state register of addresses only.
    Prg,
}

impl Where {
    /// Whether a form of the country has what the error is in.
    pub(super) fn is_in(self, form: Form) -> bool {
        match self {
            Self::Both => true,
            Self::Tables => form == Form::Tables,
            Self::Registers => form != Form::Tables,
            Self::Base => form == Form::Registers,
            Self::Prg => form == Form::Prg,
        }
    }
}

/// A kind of error.
pub(super) struct Kind {
    pub(super) defect: Defect,
    /// Its name in `bledy.csv` and on the command line.
    pub(super) name: &'static str,
    /// Letter of the detector that should see it; empty where a reader does.
    pub(super) detector: &'static str,
    pub(super) per: Per,
    pub(super) ppm: u32,
    pub(super) place: Where,
}

const fn kind(
    defect: Defect,
    name: &'static str,
    detector: &'static str,
    per: Per,
    ppm: u32,
    place: Where,
) -> Kind {
    Kind { defect, name, detector, per, ppm, place }
}

/// All kinds in the order of [`Defect`].
pub(super) const KINDS: [Kind; 63] = {
    use Defect as D;
    use Per::{Address, Country, Gmina, Node, Offer, Place};
    use Where::{Base, Both, Prg, Registers, Tables};
    [
        kind(D::ImpossibleSpeed, "impossible_speed", "e", Offer, 200, Both),
        kind(D::UnknownTechnology, "unknown_technology", "", Offer, 100, Both),
        kind(D::MissingReach, "missing_reach", "", Offer, 150, Both),
        kind(D::UnknownReach, "unknown_reach", "", Offer, 100, Both),
        kind(D::SpeedNotANumber, "speed_not_a_number", "", Offer, 150, Both),
        kind(D::UnknownAddress, "unknown_address", "k", Offer, 200, Tables),
        kind(D::MissingValue, "missing_value", "", Offer, 50, Tables),
        kind(D::WrongColumnCount, "wrong_column_count", "", Offer, 80, Registers),
        kind(D::DuplicateId, "duplicate_id", "", Offer, 120, Registers),
        kind(D::UnknownLocality, "unknown_locality", "k", Offer, 80, Registers),
        kind(D::UnknownStreet, "unknown_street", "k", Offer, 100, Registers),
        kind(D::UnknownNumber, "unknown_number", "k", Offer, 200, Registers),
        kind(D::UnknownMedium, "unknown_medium", "", Offer, 80, Registers),
        kind(D::UnknownRecordKind, "unknown_record_kind", "", Offer, 30, Registers),
        kind(D::RestoredZeros, "restored_zeros", "", Offer, 300, Registers),
        kind(D::MissingNetwork, "missing_network", "", Offer, 100, Registers),
        kind(D::OutsideArea, "outside_area", "", Offer, 50, Registers),
        kind(D::FarCoordinates, "far_coordinates", "f", Offer, 150, Registers),
        kind(D::FalseFibre, "fibre_without_node", "b", Place, 4_000, Both),
        kind(D::IslandCovered, "island_covered", "c", Place, 8_000, Both),
        kind(D::IslandUncovered, "island_uncovered", "c", Place, 8_000, Both),
        kind(D::RefutedReach, "theoretical_with_demand", "a", Address, 10_000, Both),
        kind(D::SlowSchool, "slow_school", "l", Gmina, 100_000, Both),
        kind(D::CoverageVanished, "coverage_vanished", "j", Place, 8_000, Both),
        kind(D::PlanOverdue, "plan_overdue", "h", Place, 5_000, Both),
        kind(D::PlanTerminated, "plan_terminated", "i", Place, 4_000, Both),
        kind(D::UnknownPlan, "unknown_plan", "", Gmina, 20_000, Both),
        kind(D::DuplicatePlan, "duplicate_record_plan", "", Gmina, 10_000, Both),
        kind(D::BadDate, "bad_date", "", Gmina, 10_000, Both),
        kind(D::OutsideGmina, "outside_gmina", "f", Address, 200, Both),
        kind(D::OutsidePoland, "outside_poland", "", Address, 60, Both),
        kind(D::MissingCoordinates, "missing_coordinates", "", Address, 100, Both),
        kind(D::BadCoordinate, "bad_coordinate", "", Address, 50, Registers),
        kind(D::GminaByGeometry, "gmina_by_geometry", "", Address, 150, Tables),
        kind(D::NoGmina, "no_gmina", "", Address, 30, Tables),
        kind(D::UnknownGmina, "unknown_gmina", "", Address, 30, Tables),
        kind(D::RepeatedAddress, "duplicate_record_address", "", Address, 80, Tables),
        kind(D::DuplicateAddress, "duplicate_address", "", Address, 80, Tables),
        kind(D::DamagedText, "damaged_text", "", Address, 60, Tables),
        kind(D::MissingId, "missing_id", "", Address, 20_000, Base),
        kind(D::BuildingWithoutAddress, "building_without_address", "", Gmina, 30_000, Both),
        kind(D::UnknownKind, "unknown_kind", "", Gmina, 20_000, Both),
        kind(D::ClosedInstitution, "closed_institution", "", Gmina, 20_000, Both),
        kind(D::RepairedBoundary, "repaired_boundary", "", Gmina, 4_000, Both),
        kind(D::NoBoundary, "no_boundary", "", Gmina, 1_000, Both),
        kind(D::RepeatedId, "repeated_id", "", Node, 500, Tables),
        kind(D::UnknownWord, "unknown_word_node", "", Node, 500, Tables),
        kind(D::UnknownRoadClass, "unknown_word_road", "", Gmina, 5_000, Tables),
        kind(D::RowWithoutAddress, "row_without_address", "", Gmina, 10_000, Both),
        kind(D::IdenticalFile, "identical_file", "g", Country, 1_000_000, Registers),
        kind(D::BadCode, "bad_code", "", Gmina, 20_000, Both),
        kind(D::BadGeometry, "bad_geometry", "", Gmina, 10_000, Tables),
        kind(D::IgnoredValue, "ignored_value", "", Gmina, 10_000, Both),
        kind(D::UnusualId, "unusual_id", "", Node, 500, Registers),
        kind(D::DanglingReference, "dangling_reference", "", Node, 500, Registers),
        kind(D::CorrectionRefused, "correction_refused", "", Gmina, 5_000, Registers),
        kind(D::BadValue, "bad_value", "", Gmina, 5_000, Registers),
        kind(D::UnknownOperator, "unknown_operator", "", Country, 1_000_000, Registers),
        kind(D::DanglingLink, "dangling_link", "", Address, 1_000, Prg),
        kind(D::EndedAddress, "ended_address", "", Address, 500, Prg),
        kind(D::PlannedAddress, "planned_address", "", Address, 1_000, Prg),
        kind(D::SupersededFile, "superseded_file", "", Country, 1_000_000, Prg),
        kind(D::RadioBehindTerrain, "radio_behind_terrain", "d", Place, 500_000, Both),
    ]
};

/// How often each kind of error is planted, in a million of what its rate counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    ppm: [u32; KINDS.len()],
}

impl Rates {
    /// A country without errors.
    pub fn clean() -> Self {
        Self { ppm: [0; KINDS.len()] }
    }

    /// The stated rates.
    pub fn stated() -> Self {
        Self { ppm: std::array::from_fn(|position| KINDS[position].ppm) }
    }

    /// Sets one rate by the name of its kind; `false` if there is no such kind.
    pub fn set(&mut self, name: &str, ppm: u32) -> bool {
        let position = KINDS.iter().position(|kind| kind.name == name);
        if let Some(position) = position {
            self.ppm[position] = ppm;
        }
        position.is_some()
    }

    /// Names of all kinds with their stated rates and what these count.
    pub fn kinds() -> impl Iterator<Item = (&'static str, u32, String)> {
        KINDS.iter().map(|kind| (kind.name, kind.ppm, format!("{:?}", kind.per).to_lowercase()))
    }

    pub(super) fn is_clean(&self) -> bool {
        self.ppm.iter().all(|ppm| *ppm == 0)
    }

    pub(super) fn of(&self, defect: Defect) -> u32 {
        self.ppm[defect as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_in_the_order_of_their_defects() {
        for (position, kind) in KINDS.iter().enumerate() {
            assert_eq!(kind.defect as usize, position, "{}", kind.name);
        }
    }

    #[test]
    fn rates_are_set_by_name() {
        let mut rates = Rates::clean();
        assert!(rates.is_clean());
        assert!(rates.set("bad_date", 5) && !rates.set("bad_dates", 5));
        assert_eq!(rates.of(Defect::BadDate), 5);
        assert!(!rates.is_clean());
    }
}
