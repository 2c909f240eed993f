//! Administrative units, localities and streets.

use std::sync::OnceLock;

use geo::BoundingRect as _;
use geo_types::{MultiPolygon, Rect};

use crate::place::{GminaCode, SimcId, UlicId};

/// Outline of a gmina in EPSG:2180 metres, x easting, y northing.
pub type Boundary = MultiPolygon<f64>;

/// A gmina.
#[derive(Clone, Debug)]
pub struct Gmina {
    /// Six digits.
    pub code: GminaCode,
    /// Name by TERC, else by the boundary file, else empty.
    pub name: String,
    /// Kind digit of the whole gmina (1 urban, 2 rural, 3 mixed).
    pub kind: Option<u8>,
    /// Outline, where one is known.
    pub boundary: Option<Boundary>,
    /// The outline's extent once it was asked for; begins empty.
    pub extent: OnceLock<Option<Rect>>,
}

impl Gmina {
    /// The least rectangle around the outline.
    pub fn extent(&self) -> Option<Rect> {
        let find = || self.boundary.as_ref().and_then(|outline| outline.bounding_rect());
        *self.extent.get_or_init(find)
    }
}

/// A powiat (four digits) or voivodeship (two digits).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// The digits.
    pub code: String,
    /// Name by TERC.
    pub name: String,
}

/// A locality (miejscowość).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locality {
    /// Its gmina.
    pub gmina: GminaCode,
    /// Its identifier.
    pub simc: SimcId,
    /// Its name.
    pub name: String,
}

/// A street of a locality.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Street {
    /// The locality.
    pub simc: SimcId,
    /// The street.
    pub ulic: UlicId,
    /// Name with its kind (`ul. Konopnickiej`).
    pub name: String,
}
