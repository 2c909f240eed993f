//! Where things are: TERYT codes, points and projections.
//!
//! Knows neither files nor addresses. Everything inside the engine is EPSG:2180.

mod codes;
mod coordinates;
mod geometry;
pub mod mercator;
mod point;
mod projection;
mod scale;
mod selection;

pub use codes::{
    CodeError, GminaCode, PowiatCode, Restored, SimcId, TercCode, TercWidth, UlicId,
    WojewodztwoCode,
};
pub use coordinates::Coordinates;
pub use geometry::{geometries_to_pl1992, geometry_of_wkb, pieces, standing_point, wkb_of};
pub use point::{Pl1992, Wgs84};
pub use projection::{
    Crs, CrsError, DATUM_ACCURACY_M, conversion_accuracy_m, from_pl1992, to_pl1992, to_wgs84,
};
pub use scale::{ellipsoidal_m, line_length_mm};
pub use selection::{NONE, Selection};
