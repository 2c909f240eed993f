//! The ground, and lines of sight over it.
//!
//! The ground between an address and a station is known at a lattice around the stations
//! ([`crate::model::LATTICE_M`]); between its points it is taken as bilinear. Woods and buildings
//! hide as well, and are not in a model of the ground.

use std::collections::HashMap;

use crate::index::PointIndex;
use crate::model::{LATTICE_M, World};
use crate::place::Pl1992;
use crate::policy::mobile_assumption;

/// How far apart the ground is looked at, in metres: half the side of the lattice.
const STEP_M: f64 = 50.0;

/// Nearness at which the height of an address tells that of a place, in millimetres.
const NEAR_MM: i64 = 150_000;

/// Heights of the ground in metres.
pub(super) struct Ground {
    lattice: HashMap<(i64, i64), f64>,
    at_addresses: HashMap<u32, f64>,
    /// Addresses whose height is known.
    near: PointIndex,
}

impl Ground {
    /// What the layer `terrain` knows; `None` without one.
    pub(super) fn of(world: &World) -> Option<Self> {
        let layer = world.layer("terrain")?;
        let (mut lattice, mut at_addresses) = (HashMap::new(), HashMap::new());
        for row in 0..layer.n_rows() {
            let Some(height) = layer.decimal("value", row) else { continue };
            let number = |column| layer.integer(column, row);
            // Of several cells that hold a point the first stands.
            if let Some(address) = layer.address(row) {
                at_addresses.entry(address).or_insert(height);
            } else if let Some(key) = number("lattice_east").zip(number("lattice_north")) {
                lattice.entry(key).or_insert(height);
            }
        }
        let known = (0_u32..).zip(&world.addresses);
        let known = known.filter(|(at, _)| at_addresses.contains_key(at));
        let near = PointIndex::new(known.filter_map(|(at, a)| Some((a.position?, at))));
        Some(Self { lattice, at_addresses, near })
    }

    /// Height at an address.
    pub(super) fn at_address(&self, address: u32) -> Option<f64> {
        self.at_addresses.get(&address).copied()
    }

    /// Height at a place, else that of an address near enough to tell.
    pub(super) fn around(&self, place: Pl1992) -> Option<f64> {
        let beside = || {
            let (address, squared) = self.near.nearest(place)?;
            (squared <= NEAR_MM * NEAR_MM).then(|| self.at_addresses[&address])
        };
        self.at(place).or_else(beside)
    }

    /// Height at a place; `None` where one of the four points around it is unknown.
    pub(super) fn at(&self, place: Pl1992) -> Option<f64> {
        let side = i64::from(LATTICE_M) * 1000;
        let split = |millimetres: i32| {
            let millimetres = i64::from(millimetres);
            (millimetres.div_euclid(side), millimetres.rem_euclid(side))
        };
        let (west, east_mm) = split(place.easting_mm());
        let (south, north_mm) = split(place.northing_mm());
        // Parts of a side are whole numbers below 10^5.
        #[allow(clippy::cast_precision_loss)]
        let (east, north) = (east_mm as f64 / side as f64, north_mm as f64 / side as f64);
        let mut height = 0.0;
        for (column, of_column) in [(west, 1.0 - east), (west + 1, east)] {
            for (row, of_row) in [(south, 1.0 - north), (south + 1, north)] {
                let weight = of_column * of_row;
                if weight > 0.0 {
                    height += weight * self.lattice.get(&(column, row))?;
                }
            }
        }
        Some(height)
    }
}

/// Whether the ground leaves the line between two antennas free; `None` where it is not known all
/// along and no known part of it stands in the way.
///
/// Antennas are given with their heights above sea level in metres. The earth bulges between them
/// by d₁·d₂ / 2R, with the effective radius R of the assumptions.
pub(super) fn in_sight(
    from: (Pl1992, f64),
    to: (Pl1992, f64),
    ground: impl Fn(Pl1992) -> Option<f64>,
) -> Option<bool> {
    let (east, north) = (to.0.easting() - from.0.easting(), to.0.northing() - from.0.northing());
    let length = east.hypot(north);
    let radius = f64::from(mobile_assumption("effective_earth_radius").value) * 1000.0;
    // Stations are at most some ten kilometres away.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let n_steps = (length / STEP_M).ceil() as u32;
    let mut is_known = true;
    for step in 1..n_steps {
        let share = f64::from(step) / f64::from(n_steps);
        let place =
            Pl1992::from_metres(from.0.easting() + share * east, from.0.northing() + share * north);
        let bulge = share * (1.0 - share) * length * length / (2.0 * radius);
        let sight = from.1 + share * (to.1 - from.1);
        match place.and_then(&ground) {
            Some(height) if height + bulge > sight => return Some(false),
            Some(_) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(east: f64) -> Pl1992 {
        Pl1992::from_metres(500_000.0 + east, 300_000.0).expect("in range")
    }

    /// Level ground at 100 m with a wall of a height at one step.
    fn wall(east: f64, height: f64) -> impl Fn(Pl1992) -> Option<f64> {
        move |place| {
            let is_wall = (place.easting() - 500_000.0 - east).abs() < 1.0;
            Some(if is_wall { height } else { 100.0 })
        }
    }

    #[test]
    fn an_obstacle_in_the_way_hides_and_a_near_miss_does_not() {
        // 2 km from 108 m to 130 m. At 900 m the line is at 108 + 0.45 * 22 = 117.9 m and the earth
        // bulges by 900 * 1100 / (2 * 8 495 000) = 0.058 m: 117.84 m of ground still pass.
        let (from, to) = ((at(0.0), 108.0), (at(2000.0), 130.0));
        assert_eq!(in_sight(from, to, wall(900.0, 117.85)), Some(false));
        assert_eq!(in_sight(from, to, wall(900.0, 117.84)), Some(true));
        assert_eq!(in_sight(to, from, wall(900.0, 117.85)), Some(false), "both ways");
        // Nearer the station the same wall is a metre below the line.
        assert_eq!(in_sight(from, to, wall(1000.0, 117.85)), Some(true));
    }

    #[test]
    fn the_earth_is_round() {
        // Antennas of 1 m over level ground, 10 km apart: in the middle the earth bulges by
        // 5000 * 5000 / (2 * 8 495 000) = 1.47 m; over 8 km by 4000 * 4000 / 16 990 000 = 0.94 m.
        let level = |_| Some(100.0);
        assert_eq!(in_sight((at(0.0), 101.0), (at(10_000.0), 101.0), level), Some(false));
        assert_eq!(in_sight((at(0.0), 101.0), (at(8000.0), 101.0), level), Some(true));
    }

    #[test]
    fn unknown_ground_hides_nothing_and_frees_nothing() {
        let hole = |place: Pl1992| (place.easting() < 501_000.0).then_some(100.0);
        let (from, to) = ((at(0.0), 108.0), (at(2000.0), 130.0));
        assert_eq!(in_sight(from, to, hole), None);
        let hill = |place: Pl1992| (place.easting() < 501_000.0).then_some(120.0);
        assert_eq!(in_sight(from, to, hill), Some(false), "what is known is enough");
        assert_eq!(in_sight((at(0.0), 101.0), (at(0.0), 110.0), hole), Some(true), "on the spot");
    }

    #[test]
    fn heights_lie_between_their_four_points() {
        let corners = [((0, 0), 100.0), ((1, 0), 110.0), ((0, 1), 120.0), ((1, 1), 150.0)];
        let shift =
            |((east, north), height): ((i64, i64), f64)| ((5000 + east, 3000 + north), height);
        let lattice: HashMap<(i64, i64), f64> = corners.map(shift).into();
        let ground = Ground {
            lattice,
            at_addresses: HashMap::new(),
            near: PointIndex::new(std::iter::empty()),
        };
        let height = |east: f64, north: f64| {
            ground.at(Pl1992::from_metres(500_000.0 + east, 300_000.0 + north).expect("in range"))
        };
        // A quarter east, half north: 0.375*100 + 0.125*110 + 0.375*120 + 0.125*150 = 115.
        let found = height(25.0, 50.0).expect("known");
        assert!((found - 115.0).abs() < 1e-9, "{found}");
        assert_eq!(height(0.0, 0.0), Some(100.0));
        assert_eq!(height(25.0, 100.0), Some(127.5), "on the side");
        assert_eq!(height(25.0, 101.0), None, "beyond the lattice");
    }
}
