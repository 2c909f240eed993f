//! Coordinates: metres in tables, whole millimetres here.

use crate::model::IssueCode;
use crate::place::Pl1992;

/// A point in EPSG:2180: easting and northing in millimetres.
pub(super) type Point = [i32; 2];

/// Stands for an address without a position.
pub(super) const NOWHERE: Point = [i32::MIN; 2];
/// Coordinates that are no position: missing ones, no numbers, numbers too large.
pub(super) const MISSING: i32 = i32::MIN;
const NO_NUMBER: i32 = -1;
const FAR: i32 = -2;

/// Metres as whole millimetres; what is no coordinate within Poland is below zero.
#[inline]
pub(super) fn coordinate(metres: f64) -> i32 {
    match millimetres(metres) {
        Some(millimetres) if millimetres >= 0 => millimetres,
        _ if metres.is_finite() => FAR,
        _ => NO_NUMBER,
    }
}

/// The position that two coordinates give, or what is wrong with them.
#[inline]
pub(super) fn position([east, north]: [i32; 2]) -> Result<Point, IssueCode> {
    if Pl1992::from_millimetres(east, north).near_poland() {
        Ok([east, north])
    } else if east == MISSING && north == MISSING {
        Err(IssueCode::MissingCoordinates)
    } else if [east, north].iter().any(|value| [MISSING, NO_NUMBER].contains(value)) {
        Err(IssueCode::BadCoordinate)
    } else {
        Err(IssueCode::OutsidePoland)
    }
}

/// Metres as whole millimetres, halves away from zero; `None` when not finite or out of range.
#[inline]
pub(super) fn millimetres(metres: f64) -> Option<i32> {
    let exact = metres * 1000.0;
    if exact.abs() > f64::from(i32::MAX) || exact.is_nan() {
        return None;
    }
    // The range is checked above; `f64::round` would be a call for each coordinate.
    #[expect(clippy::cast_possible_truncation, reason = "in range")]
    let rounded = (exact + 0.5_f64.copysign(exact)) as i32;
    Some(rounded)
}

/// Millimetres as metres.
#[inline]
pub(super) fn metres(millimetres: i32) -> f64 {
    f64::from(millimetres) / 1000.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_position_is_told_apart() {
        let at = |east: f64, north: f64| position([coordinate(east), coordinate(north)]);
        assert_eq!(at(500_000.0, 300_000.000_4), Ok([500_000_000, 300_000_000]));
        assert_eq!(at(f64::NAN, 300_000.0), Err(IssueCode::BadCoordinate));
        assert_eq!(at(500_000.0, f64::INFINITY), Err(IssueCode::BadCoordinate));
        for (east, north) in [(500_000.0, 0.0), (-500_000.0, 300_000.0), (1e300, 1.0), (21.0, 52.0)]
        {
            assert_eq!(at(east, north), Err(IssueCode::OutsidePoland), "{east} {north}");
        }
        assert_eq!(position([MISSING, MISSING]), Err(IssueCode::MissingCoordinates));
        assert_eq!(position([MISSING, 300_000_000]), Err(IssueCode::BadCoordinate));
    }

    #[test]
    fn metres_round_to_millimetres_and_reject_the_unusable() {
        assert_eq!(millimetres(637_382.204_4), Some(637_382_204));
        assert_eq!(millimetres(486_757.209_5), Some(486_757_210));
        assert_eq!(millimetres(-0.000_5), Some(-1));
        for unusable in [f64::NAN, f64::INFINITY, 3e6, -3e6] {
            assert_eq!(millimetres(unusable), None);
        }
    }

    proptest! {
        #[test]
        fn rounds_as_the_library_does(value in -2_000_000.0..2_000_000.0_f64) {
            let rounded = (value * 1000.0).round();
            prop_assert_eq!(millimetres(value).map(f64::from), Some(rounded));
        }

        #[test]
        fn a_millimetre_is_a_millimetre_again(value: i32) {
            prop_assert_eq!(millimetres(metres(value)), Some(value).filter(|v| *v > i32::MIN));
        }
    }
}
