//! Points whose coordinate reference system is their type.

/// A point in EPSG:2180 (ETRS89 / Poland CS92), in whole millimetres.
///
/// The range of `i32` is ±2 147 km; Poland lies within 144…877 km east and 125…908 km north.
/// Ordered by easting, then northing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pl1992 {
    easting_mm: i32,
    northing_mm: i32,
}

/// A point in EPSG:4326, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wgs84 {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl Wgs84 {
    /// True within the rectangle that holds Poland with its sea: 13…25° E, 48…56° N.
    pub fn near_poland(self) -> bool {
        (13.0..=25.0).contains(&self.lon) && (48.0..=56.0).contains(&self.lat)
    }

    /// The same numbers with the axes exchanged.
    pub fn swapped(self) -> Self {
        Self { lon: self.lat, lat: self.lon }
    }
}

impl Pl1992 {
    /// From metres, rounded to the millimetre; `None` when not finite or out of range.
    pub fn from_metres(easting: f64, northing: f64) -> Option<Self> {
        let millimetres = |metres: f64| {
            let rounded = (metres * 1000.0).round();
            // The range is checked before the cast, so nothing is lost by it.
            #[allow(clippy::cast_possible_truncation)]
            (rounded.is_finite() && rounded.abs() <= f64::from(i32::MAX)).then_some(rounded as i32)
        };
        Some(Self { easting_mm: millimetres(easting)?, northing_mm: millimetres(northing)? })
    }

    /// From whole millimetres.
    pub const fn from_millimetres(easting_mm: i32, northing_mm: i32) -> Self {
        Self { easting_mm, northing_mm }
    }

    /// Easting in millimetres.
    pub const fn easting_mm(self) -> i32 {
        self.easting_mm
    }

    /// Northing in millimetres.
    pub const fn northing_mm(self) -> i32 {
        self.northing_mm
    }

    /// Easting in metres.
    pub fn easting(self) -> f64 {
        f64::from(self.easting_mm) / 1000.0
    }

    /// Northing in metres.
    pub fn northing(self) -> f64 {
        f64::from(self.northing_mm) / 1000.0
    }

    /// The same numbers with the axes exchanged.
    pub const fn swapped(self) -> Self {
        Self { easting_mm: self.northing_mm, northing_mm: self.easting_mm }
    }

    /// True within the rectangle that holds Poland with its sea.
    pub fn near_poland(self) -> bool {
        (100_000_000..=950_000_000).contains(&self.easting_mm)
            && (90_000_000..=930_000_000).contains(&self.northing_mm)
    }

    /// Square of the planar distance in mm².
    pub fn distance_squared_mm2(self, other: Self) -> i64 {
        let east = i64::from(self.easting_mm) - i64::from(other.easting_mm);
        let north = i64::from(self.northing_mm) - i64::from(other.northing_mm);
        east * east + north * north
    }

    /// Coordinates in metres for planar geometry: x easting, y northing.
    pub fn coord(self) -> geo_types::Coord {
        geo_types::Coord { x: self.easting(), y: self.northing() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metres_round_to_millimetres_and_reject_the_unusable() {
        let point = Pl1992::from_metres(637_382.204_4, 486_757.209_5).expect("in range");
        assert_eq!((point.easting_mm(), point.northing_mm()), (637_382_204, 486_757_210));
        assert_eq!(Pl1992::from_metres(f64::NAN, 1.0), None);
        assert_eq!(Pl1992::from_metres(3e6, 1.0), None);
    }

    #[test]
    fn distance_of_a_three_four_five_triangle() {
        let a = Pl1992::from_millimetres(500_000_000, 500_000_000);
        let b = Pl1992::from_millimetres(500_003_000, 499_996_000);
        assert_eq!(a.distance_squared_mm2(b), 25_000_000);
    }
}
