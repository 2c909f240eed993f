//! Lengths on the ellipsoid of lines that are given in EPSG:2180.
//!
//! A planar length in EPSG:2180 is up to 0.7 m in a kilometre too short on the axis, and up to
//! 1 m too long at the edges of the country.

use super::Pl1992;

/// Semi-major axis of GRS 80 in metres.
const AXIS_M: f64 = 6_378_137.0;
/// Flattening of GRS 80.
const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// Scale on the axis of EPSG:2180.
const SCALE: f64 = 0.9993;
/// False easting of EPSG:2180.
const EASTING_M: f64 = 500_000.0;
/// False northing of EPSG:2180.
const NORTHING_M: f64 = -5_300_000.0;

/// How many metres in the plane a metre on the ellipsoid is, at a point.
///
/// # Source
/// EPSG:2180 is a transverse Mercator projection: Snyder (1987), "Map Projections: A Working
/// Manual", equations 3-21, 7-19, 8-9 to 8-11 (the series of the scale in the rectangular
/// coordinate, with the radii at the footpoint).
fn scale_at(easting: f64, northing: f64) -> f64 {
    let squared = FLATTENING * (2.0 - FLATTENING);
    let arc = (northing - NORTHING_M) / SCALE;
    let mean = AXIS_M * (1.0 - squared * (0.25 + squared * (3.0 / 64.0 + squared * 5.0 / 256.0)));
    let rectifying = arc / mean;
    let third = FLATTENING / (2.0 - FLATTENING);
    let latitude = rectifying + 1.5 * third * (2.0 * rectifying).sin();
    let w = 1.0 - squared * latitude.sin().powi(2);
    // Product of the radii of curvature in the meridian and across it.
    let radii = AXIS_M * AXIS_M * (1.0 - squared) / (w * w);
    let x = (easting - EASTING_M) / SCALE;
    let ratio = x * x / radii;
    SCALE * (1.0 + ratio / 2.0 + ratio * ratio / 24.0)
}

/// Length on the ellipsoid of the straight line between two points of the map, in metres.
///
/// Simpson's rule over the inverse scale: exact to a few millimetres in a thousand kilometres
/// for lines of some kilometres.
pub fn ellipsoidal_m(a: Pl1992, b: Pl1992) -> f64 {
    let (east, north) = (b.easting() - a.easting(), b.northing() - a.northing());
    let at = |t: f64| 1.0 / scale_at(a.easting() + t * east, a.northing() + t * north);
    east.hypot(north) * (at(0.0) + 4.0 * at(0.5) + at(1.0)) / 6.0
}

/// Length on the ellipsoid of a line of the map in whole millimetres.
pub fn line_length_mm(line: &[Pl1992]) -> u64 {
    let metres: f64 = line.windows(2).map(|pair| ellipsoidal_m(pair[0], pair[1])).sum();
    // Lines within Poland are far below 2^53 mm, and never negative.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = (metres * 1000.0).round() as u64;
    whole
}

#[cfg(test)]
mod tests {
    use geo::{Distance as _, Geodesic, Point};

    use super::*;
    use crate::place::to_wgs84;

    /// On the axis the scale is 0.9993 by definition: 999.3 m of the map are 1 km.
    #[test]
    fn on_the_axis_the_scale_is_that_of_the_definition() {
        let at = |north: f64| Pl1992::from_metres(500_000.0, north).expect("in range");
        let length = ellipsoidal_m(at(500_000.0), at(500_999.3));
        assert!((length - 1000.0).abs() < 1e-6, "{length}");
        assert_eq!(line_length_mm(&[at(500_000.0), at(500_999.3), at(500_000.0)]), 2_000_000);
        assert_eq!(line_length_mm(&[at(1.0)]), 0);
    }

    /// Geodesics between the same points, converted to degrees by PROJ and measured by the series
    /// of Karney: another way, which shares nothing with the series of the scale.
    #[test]
    fn equals_geodesics_across_the_country() {
        let mut pairs = Vec::new();
        for east in [150_000.0, 300_000.0, 404_812.0, 500_000.0, 637_000.0, 870_000.0] {
            for north in [140_000.0, 486_000.0, 900_000.0] {
                for (dx, dy) in [(1000.0, 0.0), (0.0, 1000.0), (-2000.0, 1500.0)] {
                    let from = Pl1992::from_metres(east, north).expect("in range");
                    pairs.push((from, Pl1992::from_metres(east + dx, north + dy).expect("in")));
                }
            }
        }
        for (from, to) in pairs {
            let degrees = to_wgs84(&[from, to]).expect("PROJ knows EPSG:2180");
            let [a, b] = [degrees[0], degrees[1]].map(|p| Point::new(p.lon, p.lat));
            let (expected, found) = (Geodesic.distance(a, b), ellipsoidal_m(from, to));
            let parts = ((found - expected) / expected).abs();
            assert!(parts < 1e-7, "{from:?} {to:?}: {found} for {expected}");
        }
    }
}
