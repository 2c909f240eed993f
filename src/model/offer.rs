//! Offers: what a provider says can be had at an address, over whose network.

use chrono::NaiveDate;

use super::Origin;
use crate::quantity::DownUp;

/// A physical network: position in [`super::World::networks`]. Colours count these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkId(pub u16);

/// A seller: position in [`super::World::providers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderId(pub u16);

/// A technology: position in [`super::World::technologies`], which is sorted by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TechnologyId(pub u16);

/// A physical network, named by the number of its owner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    /// RPT (or RJST) number of the owner, or the operator of an offer table.
    pub id: String,
}

/// A seller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provider {
    /// RPT (or RJST) number, or the operator of an offer table.
    pub id: String,
    /// Name as in its report; empty where the register gives none.
    pub name: String,
}

/// Transmission medium of the last segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Medium {
    /// Światłowodowe.
    Fibre,
    /// Kablowe współosiowe miedziane.
    Coax,
    /// Kablowe parowe miedziane.
    CopperPair,
    /// Radiowe (FWA).
    Radio,
    /// Another medium of the dictionary, or a table that does not say.
    Other,
}

impl Medium {
    /// Every medium, in the order of tables.
    pub const ALL: [Self; 5] =
        [Self::Fibre, Self::Coax, Self::CopperPair, Self::Radio, Self::Other];

    /// The code in data files and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fibre => "fibre",
            Self::Coax => "coax",
            Self::CopperPair => "copper_pair",
            Self::Radio => "radio",
            Self::Other => "other",
        }
    }

    /// The medium of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.as_str() == code)
    }
}

/// How sure the declared reach is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// `rzeczywisty`: can be delivered without more ado; counts.
    Certain,
    /// `teoretyczny`, or not said: may or may not be deliverable.
    Possible,
}

impl Reach {
    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Possible => "possible",
        }
    }

    /// The reach of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Certain, Self::Possible].into_iter().find(|reach| reach.as_str() == code)
    }
}

/// What a record speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tense {
    /// Service that can be had.
    Present,
    /// A plan from private money (ustawa z 7 maja 2010 art. 29j).
    PlannedPrivate,
    /// A plan under a contract for public money that is alive on the day of the run.
    PlannedPublic,
}

impl Tense {
    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::PlannedPrivate => "planned_private",
            Self::PlannedPublic => "planned_public",
        }
    }

    /// The tense of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Present, Self::PlannedPrivate, Self::PlannedPublic]
            .into_iter()
            .find(|tense| tense.as_str() == code)
    }
}

/// How a record found its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// Same key, number written alike; or the same identifier.
    Exact,
    /// Same key once case, white space and a trailing dot are set aside.
    Number,
    /// Same street, nearest form of the same number.
    Street,
    /// Nearest address within the radius of the run.
    Coordinates,
}

impl Rung {
    /// Every rung, best first.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Number, Self::Street, Self::Coordinates];

    /// The name in run files and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Number => "number",
            Self::Street => "street",
            Self::Coordinates => "coordinates",
        }
    }

    /// The rung of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.as_str() == name)
    }
}

/// One offer at one address. A record that speaks for two addresses makes two offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Position of the address.
    pub address: u32,
    /// Who sells.
    pub provider: ProviderId,
    /// Over whose network.
    pub network: NetworkId,
    /// By which technology.
    pub technology: TechnologyId,
    /// Over which medium.
    pub medium: Medium,
    /// Declared speed.
    pub speed: DownUp,
    /// How sure.
    pub reach: Reach,
    /// Present or planned.
    pub tense: Tense,
    /// When a plan is due.
    pub due: Option<NaiveDate>,
    /// How the address was found.
    pub rung: Rung,
    /// The declared speed is beyond what the technology can carry.
    pub impossible_speed: bool,
    /// Where it was read.
    pub origin: Origin,
}
