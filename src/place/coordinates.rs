//! Coordinates as people give them.

/// A pair of coordinates that somebody typed, in one of two systems, not yet looked at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Coordinates {
    /// Degrees, WGS 84.
    Degrees {
        /// East of Greenwich.
        lon: f64,
        /// North of the equator.
        lat: f64,
    },
    /// Metres, EPSG:2180. Where both orders lie in Poland, the first number is the easting.
    Metres {
        /// Easting.
        easting: f64,
        /// Northing.
        northing: f64,
    },
}
