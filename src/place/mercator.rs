//! The plane of web maps: the world as a square.

use super::{Pl1992, Wgs84, to_wgs84};

/// Side of the world: a place is two fractions of it.
pub const WORLD: f64 = 4_294_967_296.0;
/// Place of what has none.
pub const NOWHERE: [u32; 2] = [u32::MAX; 2];

/// Longitude and latitude of a place.
pub fn degrees([x, y]: [u32; 2]) -> [f64; 2] {
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * f64::from(y) / WORLD)).sinh().atan();
    [f64::from(x) / WORLD * 360.0 - 180.0, lat.to_degrees()]
}

/// The place of longitude and latitude, each clamped to the world.
pub fn mercator_of_degrees(lon: f64, lat: f64) -> [u32; 2] {
    let y = 0.5 - lat.to_radians().tan().asinh() / (2.0 * std::f64::consts::PI);
    // The cast clamps, and what is no number becomes 0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let whole = |share: f64| (share * WORLD) as u32;
    [whole((lon + 180.0) / 360.0), whole(y)]
}

/// Places of points in the plane of web maps.
pub fn mercator(points: &[Pl1992]) -> Vec<[u32; 2]> {
    let places = to_wgs84(points).expect("PROJ holds EPSG:4326 and EPSG:2180 itself");
    let place = |place: &Wgs84| {
        if place.lon.is_nan() { NOWHERE } else { mercator_of_degrees(place.lon, place.lat) }
    };
    places.iter().map(place).collect()
}
