//! What is planted in a gmina, and what the files will say of it.

use super::defects::Defect;
use super::plane::{Outline, Spot};
use super::settle::Settled;

/// A speed at an address, as a file declares it and as it is.
#[derive(Clone)]
pub(super) struct Claim {
    /// Position in the gmina.
    pub(super) address: usize,
    /// Who sells, and whose network it is: positions among the operators.
    pub(super) operator: u16,
    pub(super) network: u16,
    pub(super) technology: u8,
    pub(super) down: u32,
    pub(super) up: u32,
    pub(super) reach: Reach,
    /// What can be had in truth; `None`: nothing.
    pub(super) truth: Option<Truth>,
    /// Whether a reader of the files who follows their rules counts the row, and how surely.
    pub(super) read: Option<Reach>,
    /// Whether a row is written at all.
    pub(super) is_written: bool,
    /// Whether the edition before this one had it.
    pub(super) was: bool,
    /// Whether its reach was merely possible a year ago.
    pub(super) was_possible: bool,
    pub(super) defect: Option<Defect>,
}

/// How sure a reach is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Reach {
    Possible,
    Certain,
}

#[derive(Clone, Copy)]
pub(super) struct Truth {
    pub(super) down: u32,
    pub(super) up: u32,
    pub(super) reach: Reach,
    /// Whether the service would be delivered if somebody ordered it: always where the reach is
    /// certain, and of possible reach only by this bit.
    pub(super) holds: bool,
}

impl Claim {
    /// A row that says what is so.
    pub(super) fn honest(address: usize, deal: &super::footprints::Deal, holds: bool) -> Self {
        let (down, up, reach) = (deal.down, deal.up, deal.reach);
        Self {
            address,
            operator: deal.operator,
            network: deal.network,
            technology: deal.technology,
            down,
            up,
            reach,
            truth: Some(Truth { down, up, reach, holds: reach == Reach::Certain || holds }),
            read: Some(reach),
            is_written: true,
            was: !deal.is_new,
            was_possible: false,
            defect: None,
        }
    }

    /// The row once somebody has looked, and found that it is so.
    pub(super) fn proved(self) -> Self {
        let reach = Reach::Certain;
        let truth = self.truth.map(|truth| Truth { reach, holds: true, ..truth });
        Self { reach, truth, read: Some(reach), ..self }
    }

    /// The row as it stood in the edition before, without errors of writing.
    fn before(&self) -> Option<Self> {
        let stood = self.is_written || self.defect == Some(Defect::CoverageVanished);
        if !self.was || !stood {
            return None;
        }
        let row = Self { is_written: true, defect: None, ..self.clone() };
        match (self.truth, self.defect) {
            (Some(Truth { down, up, reach, .. }), _) => Some(Self { down, up, reach, ..row }),
            (
                None,
                Some(Defect::FalseFibre | Defect::IslandCovered | Defect::RadioBehindTerrain)
                | None,
            ) => Some(row),
            // It came with its error.
            (None, _) => None,
        }
    }
}

impl Gmina {
    /// Offers of the edition before this one, by address.
    pub(super) fn claims_before(&self) -> Vec<Claim> {
        self.claims.iter().filter_map(Claim::before).collect()
    }

    /// Offers of the edition of a year ago, by address: as before this one, but for what has been
    /// looked at since.
    pub(super) fn claims_of_last_year(&self) -> Vec<Claim> {
        let open = |claim: Claim| {
            let reach = if claim.was_possible { Reach::Possible } else { claim.reach };
            Claim { reach, ..claim }
        };
        let mut claims: Vec<Claim> =
            self.claims.iter().filter_map(Claim::before).map(open).collect();
        claims.extend(self.withdrawn.iter().cloned());
        claims.sort_by_key(|claim| claim.address);
        claims
    }
}

/// A fibre plan of a private operator for one address.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) address: usize,
    pub(super) operator: u16,
    pub(super) project: String,
    pub(super) due: &'static str,
    pub(super) down: u32,
    pub(super) up: u32,
    /// It will be carried out within the horizon.
    pub(super) is_true: bool,
    /// By the files it counts.
    pub(super) is_read: bool,
    pub(super) defect: Option<Defect>,
}

/// An address of a contract for public money.
pub(super) struct Contract {
    pub(super) address: usize,
    pub(super) id: String,
    pub(super) operator: u16,
    pub(super) status: &'static str,
    pub(super) due: &'static str,
    pub(super) terminated_on: &'static str,
}

/// A notice that somebody wants the internet at an address.
pub(super) struct Notice {
    pub(super) address: usize,
    pub(super) defect: Option<Defect>,
}

/// What a public site is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SiteKind {
    Office,
    Library,
    Culture,
    FireStation,
    Clinic,
    SocialCare,
    Waterworks,
    School,
    Kindergarten,
}

impl SiteKind {
    /// Institutions of education stand in RSPO, all others in the table of buildings.
    pub(super) fn is_educational(self) -> bool {
        matches!(self, Self::School | Self::Kindergarten)
    }
}

pub(super) struct Site {
    pub(super) kind: SiteKind,
    pub(super) name: String,
    pub(super) address: usize,
    /// It is there in truth.
    pub(super) is_true: bool,
    /// By the files it is there, at its address.
    pub(super) is_read: bool,
    pub(super) defect: Option<Defect>,
}

pub(super) struct Node {
    pub(super) at: Spot,
    pub(super) operator: u16,
    pub(super) technology: u8,
    pub(super) defect: Option<Defect>,
}

/// A polygon of reach.
pub(super) struct Area {
    pub(super) operator: u16,
    pub(super) technology: u8,
    pub(super) down: u32,
    pub(super) up: u32,
    pub(super) ring: Vec<Spot>,
}

/// What a row of the address base says wrongly.
pub(super) struct Spoiled {
    pub(super) address: usize,
    pub(super) defect: Defect,
}

/// A correction of the address base by the gmina: of a house number.
pub(super) struct Correction {
    pub(super) address: usize,
    pub(super) defect: Option<Defect>,
}

/// A ring of high ground around an operator's masts.
pub(super) struct Hill {
    pub(super) middle: Spot,
    /// Radius of the valley, and where the hills end.
    pub(super) inner_m: f64,
    pub(super) outer_m: f64,
    /// Above the sea.
    pub(super) height_m: u32,
    /// Masts in the valley, with their heights above the ground.
    pub(super) masts: Vec<(Spot, u32)>,
    pub(super) operator: u16,
}

/// A gmina with everything in it.
pub(super) struct Gmina {
    /// Position in the country.
    pub(super) index: usize,
    pub(super) outline: Outline,
    pub(super) settled: Settled,
    /// By address.
    pub(super) claims: Vec<Claim>,
    /// Rows that only the edition of a year ago had, by address.
    pub(super) withdrawn: Vec<Claim>,
    pub(super) plans: Vec<Plan>,
    pub(super) contracts: Vec<Contract>,
    pub(super) notices: Vec<Notice>,
    pub(super) sites: Vec<Site>,
    pub(super) nodes: Vec<Node>,
    pub(super) areas: Vec<Area>,
    /// By address; at most one an address.
    pub(super) spoiled: Vec<Spoiled>,
    /// What is wrong with its outline.
    pub(super) outline_defect: Option<Defect>,
    /// The first road has this defect.
    pub(super) road_defect: Option<Defect>,
    /// A road that is no line.
    pub(super) has_odd_road: bool,
    /// By address; one that has no defect mends what the address base has wrongly.
    pub(super) corrections: Vec<Correction>,
    pub(super) hill: Option<Hill>,
}
