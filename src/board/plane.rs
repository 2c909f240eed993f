//! Places in the plane of web maps, in the order in which tiles nest.
//!
//! Sorted along the curve of nested quarters, the addresses of any tile follow one another: a tile
//! of any zoom is a range, and a rectangle a few ranges and its border.

use std::ops::Range;

use rayon::prelude::*;

use super::Spots;
use crate::place::Pl1992;
use crate::place::mercator::{NOWHERE, degrees};
pub use crate::place::mercator::{WORLD, mercator, mercator_of_degrees};

/// Zoom of the cells by which places are sorted.
const ZOOM: u32 = 16;
/// Metres on the ground that a cell of zoom 0 is wide at least, in and around Poland: the equator
/// (40 075 017 m) by the cosine of 57° N, less 2 % for the scale of EPSG:2180.
const LEAST_WIDTH_M: f64 = 21_389_000.0;

/// Smallest and largest corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Box4 {
    /// West and north.
    pub min: [u32; 2],
    /// East and south; belongs to it.
    pub max: [u32; 2],
}

impl Box4 {
    /// Whether a place lies in it, border included.
    pub const fn holds(&self, [x, y]: [u32; 2]) -> bool {
        self.min[0] <= x && x <= self.max[0] && self.min[1] <= y && y <= self.max[1]
    }

    /// The rectangle of a tile.
    pub fn of_tile(zoom: u32, x: u32, y: u32) -> Self {
        let corner = |at: u32| u32::try_from(u64::from(at) << (32 - zoom)).unwrap_or(u32::MAX);
        let side = u32::try_from((1_u64 << (32 - zoom)) - 1).unwrap_or(u32::MAX);
        let min = [corner(x), corner(y)];
        Self { min, max: [min[0].saturating_add(side), min[1].saturating_add(side)] }
    }

    /// The least rectangle around places; `None` without any.
    pub fn around(places: impl Iterator<Item = [u32; 2]>) -> Option<Self> {
        places.fold(None, |all: Option<Self>, [x, y]| {
            let Self { min, max } = all.unwrap_or(Self { min: [x, y], max: [x, y] });
            Some(Self { min: [min[0].min(x), min[1].min(y)], max: [max[0].max(x), max[1].max(y)] })
        })
    }

    /// West, south, east and north in degrees.
    pub fn degrees(&self) -> [f64; 4] {
        let [west, north] = degrees(self.min);
        let [east, south] = degrees(self.max);
        [west, south, east, north]
    }

    /// Whether both have a place in common.
    pub fn meets(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.min[axis] <= other.max[axis] && other.min[axis] <= self.max[axis])
    }

    fn is_within(&self, other: &Self) -> bool {
        other.holds(self.min) && other.holds(self.max)
    }
}

/// Bits of a number, each followed by a free one.
const fn spread(value: u32) -> u32 {
    let mut bits = value & 0xffff;
    bits = (bits | (bits << 8)) & 0x00ff_00ff;
    bits = (bits | (bits << 4)) & 0x0f0f_0f0f;
    bits = (bits | (bits << 2)) & 0x3333_3333;
    (bits | (bits << 1)) & 0x5555_5555
}

/// Number of a cell along the curve.
const fn key([x, y]: [u32; 2]) -> u32 {
    spread(x >> (32 - ZOOM)) | (spread(y >> (32 - ZOOM)) << 1)
}

/// Places of addresses, and the addresses in the order of tiles.
pub struct Plane {
    places: Vec<[u32; 2]>,
    order: Vec<u32>,
    keys: Vec<u32>,
}

impl Plane {
    /// Sorts addresses that stand at points.
    pub fn new(points: &Spots) -> Self {
        let mut places = mercator(points.all());
        for (at, place) in places.iter_mut().enumerate() {
            if points.get(at).is_none() {
                *place = NOWHERE;
            }
        }
        let placed = (0_u32..).zip(&places).filter(|(_, place)| **place != NOWHERE);
        let mut sorted: Vec<u64> =
            placed.map(|(at, place)| u64::from(key(*place)) << 32 | u64::from(at)).collect();
        sorted.par_sort_unstable();
        #[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
        let order = sorted.iter().map(|pair| *pair as u32).collect();
        let keys = sorted.iter().map(|pair| (*pair >> 32) as u32).collect();
        Self { places, order, keys }
    }

    /// The place of an address.
    pub fn place(&self, position: usize) -> Option<[u32; 2]> {
        self.places.get(position).copied().filter(|place| *place != NOWHERE)
    }

    /// Addresses that have a place, in the order of tiles.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Where in the order the cells from one on the curve to before another stand.
    fn range(&self, first: u64, end: u64) -> Range<usize> {
        let at = |bound: u64| self.keys.partition_point(|key| u64::from(*key) < bound);
        at(first)..at(end)
    }

    /// Where in the order the addresses of a tile stand; below zoom 16 those of the cell of zoom 16.
    pub fn tile(&self, zoom: u32, x: u32, y: u32) -> Range<usize> {
        let below = zoom.saturating_sub(ZOOM);
        let (zoom, x, y) = (zoom.min(ZOOM), x >> below, y >> below);
        let number = u64::from(spread(x)) | (u64::from(spread(y)) << 1);
        let shift = 2 * (ZOOM - zoom);
        self.range(number << shift, (number + 1) << shift)
    }

    /// Addresses within a rectangle, in the order of tiles, handed over until one is not wanted.
    pub fn within(&self, bounds: &Box4, mut each: impl FnMut(u32) -> bool) {
        self.descend(0, [0, 0], bounds, &mut each);
    }

    fn descend(
        &self,
        zoom: u32,
        [x, y]: [u32; 2],
        bounds: &Box4,
        each: &mut impl FnMut(u32) -> bool,
    ) -> bool {
        let tile = Box4::of_tile(zoom, x, y);
        if !tile.meets(bounds) {
            return true;
        }
        let range = self.tile(zoom, x, y);
        if range.is_empty() {
            return true;
        }
        // A few are looked at as they are.
        if zoom == ZOOM || range.len() < 64 || tile.is_within(bounds) {
            let is_within = |at: &&u32| bounds.holds(self.places[**at as usize]);
            return self.order[range].iter().filter(is_within).all(|at| each(*at));
        }
        let quarters = [[0, 0], [1, 0], [0, 1], [1, 1]];
        quarters.iter().all(|[east, south]| {
            self.descend(zoom + 1, [2 * x + east, 2 * y + south], bounds, each)
        })
    }

    /// The `count` nearest addresses and the squares of their distances in mm²: by distance, then
    /// position. `point_of` tells where an address stands.
    pub fn nearest(
        &self,
        from: Pl1992,
        count: usize,
        point_of: impl Fn(u32) -> Option<Pl1992>,
    ) -> Vec<(i64, u32)> {
        let Some([x, y]) = mercator(&[from]).first().copied().filter(|p| *p != NOWHERE) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for zoom in [16_u32, 14, 12, 10, 8, 6, 4, 0] {
            found.clear();
            let side = 1_i64 << zoom;
            let cell = |at: u32| i64::from(at) >> (32 - zoom);
            let around = |at: i64| at.saturating_sub(1).max(0)..(at + 2).min(side);
            for column in around(cell(x)) {
                for row in around(cell(y)) {
                    let [column, row] = [column, row].map(|n| u32::try_from(n).unwrap_or(0));
                    for at in &self.order[self.tile(zoom, column, row)] {
                        let point = point_of(*at);
                        found.extend(point.map(|p| (p.distance_squared_mm2(from), *at)));
                    }
                }
            }
            // What is nearer than a cell is wide stands in one of the nine.
            let width = LEAST_WIDTH_M * 1000.0 / f64::from(1_u32 << zoom);
            #[expect(clippy::cast_possible_truncation, reason = "below 2^50")]
            let sure = (width * width) as i64;
            if found.iter().filter(|(square, _)| *square < sure).count() >= count || zoom == 0 {
                break;
            }
        }
        found.sort_unstable();
        found.truncate(count);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> Spots {
        // A lattice of 40 km steps, a dense spot in it, and one address without a place.
        let mut points: Vec<Option<Pl1992>> = (0..400_i32)
            .map(|n| {
                Some(Pl1992::from_millimetres(
                    200_000_000 + n % 20 * 30_000_000,
                    150_000_000 + n / 20 * 30_000_000,
                ))
            })
            .collect();
        points.extend((0..300_i32).map(|n| {
            Some(Pl1992::from_millimetres(500_000_000 + n % 17 * 20_000, 400_000_000 + n * 3_000))
        }));
        points.push(None);
        points.into_iter().collect()
    }

    #[test]
    fn tiles_of_a_zoom_hold_each_address_once() {
        let plane = Plane::new(&points());
        for zoom in [0_u32, 3, 8] {
            let all = (0..1_u32 << zoom).flat_map(|x| (0..1_u32 << zoom).map(move |y| (x, y)));
            let n: usize = all.map(|(x, y)| plane.tile(zoom, x, y).len()).sum();
            assert_eq!(n, 700, "zoom {zoom}");
        }
        for (at, place) in plane.places.iter().enumerate().filter(|(_, p)| **p != NOWHERE) {
            let [x, y] = place.map(|side| side >> (32 - 13));
            let range = plane.tile(13, x, y);
            assert!(plane.order[range].contains(&u32::try_from(at).expect("few")));
        }
    }

    #[test]
    fn rectangles_and_neighbours_are_those_of_brute_force() {
        let points = points();
        let plane = Plane::new(&points);
        let min = mercator_of_degrees(18.0, 53.0);
        let max = mercator_of_degrees(19.5, 51.0);
        let bounds = Box4 { min, max };
        let mut found = Vec::new();
        plane.within(&bounds, |at| {
            found.push(at);
            true
        });
        found.sort_unstable();
        let brute: Vec<u32> = (0_u32..)
            .zip(&plane.places)
            .filter(|(_, place)| **place != NOWHERE && bounds.holds(**place))
            .map(|(at, _)| at)
            .collect();
        assert!(brute.len() > 100);
        assert_eq!(found, brute);
        for (east, north) in [(500_100, 400_300), (210_000, 160_000), (899_000, 880_000)] {
            let from = Pl1992::from_millimetres(east * 1000, north * 1000);
            let mut brute: Vec<(i64, u32)> = (0_u32..)
                .zip(0..points.all().len())
                .filter_map(|(at, row)| Some((points.get(row)?.distance_squared_mm2(from), at)))
                .collect();
            brute.sort_unstable();
            brute.truncate(5);
            assert_eq!(plane.nearest(from, 5, |at| points.get(at as usize)), brute, "{from:?}");
        }
    }

    #[test]
    fn degrees_of_a_place_are_those_it_was_made_of() {
        let [lon, lat] = degrees(mercator_of_degrees(18.56, 54.12));
        assert!((lon - 18.56).abs() < 1e-6 && (lat - 54.12).abs() < 1e-6);
        // The corner of the one tile of zoom 0 and the middle of the world.
        assert_eq!(mercator_of_degrees(-180.0, 86.0), [0, 0]);
        assert_eq!(mercator_of_degrees(0.0, 0.0), [1 << 31, 1 << 31]);
    }
}
