//! Public buildings.

use super::Origin;
use crate::place::{GminaCode, Pl1992};

/// What a public institution is, as far as profiles and tables need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuildingKind {
    /// School.
    School,
    /// Another institution of education: kindergarten, boarding house, counselling centre …
    Education,
    /// Office of a JST or of its unit.
    Office,
    /// Library.
    Library,
    /// House of culture.
    Culture,
    /// Fire station (OSP).
    FireStation,
    /// Clinic or hospital.
    Clinic,
    /// Social care (OPS).
    SocialCare,
    /// Waterworks and other utilities.
    Waterworks,
    /// Anything else.
    Other,
}

impl BuildingKind {
    /// Every kind, in the order of tables.
    pub const ALL: [Self; 10] = [
        Self::School,
        Self::Education,
        Self::Office,
        Self::Library,
        Self::Culture,
        Self::FireStation,
        Self::Clinic,
        Self::SocialCare,
        Self::Waterworks,
        Self::Other,
    ];

    /// The code in tables and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Education => "education",
            Self::Office => "office",
            Self::Library => "library",
            Self::Culture => "culture",
            Self::FireStation => "fire_station",
            Self::Clinic => "clinic",
            Self::SocialCare => "social_care",
            Self::Waterworks => "waterworks",
            Self::Other => "other",
        }
    }

    /// The kind of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == code)
    }
}

/// A public institution in a building. Several may share one building.
#[derive(Clone, Debug)]
pub struct PublicBuilding {
    /// Identifier in its register.
    pub id: String,
    /// What it is.
    pub kind: BuildingKind,
    /// Its name; never a person's.
    pub name: String,
    /// Its gmina, by its address or code.
    pub gmina: Option<GminaCode>,
    /// Position of its address among the addresses; `None` where it could not be tied to one.
    pub address: Option<u32>,
    /// Its address as written, made alike: two institutions with equal ones are in one building
    /// even where the address is not in the run. Empty where none is written.
    pub written: String,
    /// Its own coordinates.
    pub position: Option<Pl1992>,
    /// Where it was read.
    pub origin: Origin,
}
