//! Coordinates as people give them.

use std::ops::RangeInclusive;

/// A pair of coordinates that somebody typed, in one of three systems, not yet looked at.
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
    /// Metres of PL-2000.
    Zone {
        /// Its number, 5–8: degrees of its meridian by three.
        zone: u8,
        /// Easting with the number of the zone before it.
        easting: f64,
        /// Northing.
        northing: f64,
    },
}

/// Northings of Poland in PL-2000.
const NORTHING_2000: RangeInclusive<f64> = 5_400_000.0..=6_150_000.0;
/// How far from its meridian a point of a zone of PL-2000 may lie: 1.5° and what overlaps.
const HALF_ZONE_M: f64 = 160_000.0;

/// The zone of PL-2000 that an easting tells.
fn zone_of(easting: f64) -> Option<u8> {
    let is_in = |zone: &u8| (easting - f64::from(*zone) * 1e6 - 500_000.0).abs() <= HALF_ZONE_M;
    (5..=8).find(is_in)
}

impl Coordinates {
    /// Metres of PL-2000, if two numbers are some, in either order: the zones' eastings tell which
    /// it is. Where they do not (in the west zone 5 reaches into the northings of the south) the
    /// first is the northing, as surveyors write it.
    pub fn of_zone(first: f64, second: f64) -> Option<Self> {
        let read = |northing: f64, easting: f64| {
            let zone = zone_of(easting).filter(|_| NORTHING_2000.contains(&northing))?;
            Some(Self::Zone { zone, easting, northing })
        };
        read(first, second).or_else(|| read(second, first))
    }

    /// The code of EPSG of a zone of PL-2000: 2176 is the fifth.
    pub fn epsg_of_zone(zone: u8) -> String {
        format!("EPSG:{}", 2171 + u16::from(zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_pl_2000_are_told_by_their_eastings() {
        let zone = |zone, easting, northing| Some(Coordinates::Zone { zone, easting, northing });
        // Gdańsk, Warsaw and Szczecin, in both orders.
        for (number, easting, northing) in [
            (6, 6_541_000.0, 6_024_000.0),
            (7, 7_500_500.0, 5_788_500.0),
            (5, 5_475_000.0, 5_922_000.0),
        ] {
            assert_eq!(Coordinates::of_zone(northing, easting), zone(number, easting, northing));
            assert_eq!(Coordinates::of_zone(easting, northing), zone(number, easting, northing));
        }
        // Both may be eastings of zone 5: the northing comes first.
        let both = Coordinates::of_zone(5_630_000.0, 5_560_000.0);
        assert_eq!(both, zone(5, 5_560_000.0, 5_630_000.0));
        for (a, b) in [(500_000.0, 650_000.0), (7_500_000.0, 650_000.0), (9_500_000.0, 6e6)] {
            assert_eq!(Coordinates::of_zone(a, b), None);
        }
        assert_eq!(Coordinates::epsg_of_zone(7), "EPSG:2178");
    }
}
