//! Polygons that enclose what rings enclose and are valid: no ring crosses or touches itself.
//!
//! A ring that was made simpler, cut to a tile and rounded may cross itself, run along an edge of
//! the tile and back, or cross another one. Here the area on their inner side is found, with every
//! crossing at a whole unit, and drawn anew.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::vector::edge::{SUBJ_LEFT, SUBJ_RIGHT, VectorEdge};

type Place = [i32; 2];

/// Places around an area in units of a tile, the first not repeated.
pub type TileRing = Vec<Place>;

/// Twice the area of a ring; an outer one goes round so that it is positive.
pub(super) fn area(ring: &[Place]) -> i64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| cross(*a, *b)).sum()
}

fn cross(a: Place, b: Place) -> i64 {
    i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])
}

fn way(from: Place, to: Place) -> Place {
    [to[0] - from[0], to[1] - from[1]]
}

/// Polygons of rings, each the outer ring and holes; nothing where no area is left. Rings with their
/// area on the left, as the plane of a tile has it, add it; others take it away.
pub fn sound(rings: &[TileRing]) -> Vec<Vec<TileRing>> {
    let loops = loops(&borders(rings));
    let (mut outer, holes): (Vec<TileRing>, Vec<TileRing>) =
        loops.into_iter().filter(|ring| area(ring) != 0).partition(|ring| area(ring) > 0);
    // From the smallest: a hole belongs to the first that holds it.
    outer.sort_by_cached_key(|ring| (area(ring), ring.first().copied()));
    let mut polygons: Vec<Vec<TileRing>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let holder = polygons.iter_mut().find(|polygon| is_within(&hole, &polygon[0]));
        // Its other side is area, so there is one.
        debug_assert!(holder.is_some(), "a hole in nothing");
        if let Some(polygon) = holder {
            polygon.push(hole);
        }
    }
    for ring in polygons.iter_mut().flatten() {
        *ring = straight(ring);
    }
    polygons
}

/// Where the area on the left of rings ends, with it on the left: ways that cross nowhere and meet
/// at their ends only.
fn borders(rings: &[TileRing]) -> BTreeMap<Place, Vec<Place>> {
    let n_places = rings.iter().map(Vec::len).sum();
    let options = IntOverlayOptions::keep_all_points();
    let mut overlay = Overlay::new_custom(n_places, options, Solver::default());
    for ring in rings {
        let places = ring.iter().map(|[x, y]| IntPoint::new(*x, *y));
        overlay.add_path_iter(places, ShapeType::Subject);
    }
    let mut ways: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for VectorEdge { a, b, fill } in overlay.build_separate_vectors(FillRule::Positive) {
        let (a, b) = ([a.x, a.y], [b.x, b.y]);
        match fill {
            SUBJ_LEFT => ways.entry(a).or_default().push(b),
            SUBJ_RIGHT => ways.entry(b).or_default().push(a),
            // The same on both sides.
            _ => {}
        }
    }
    for to in ways.values_mut() {
        to.sort_unstable();
    }
    ways
}

/// Which of two ways comes first, turning clockwise from `back`.
fn clockwise(back: Place, a: Place, b: Place) -> Ordering {
    // Straight on is the end of the first half of the turn; nothing goes straight back.
    let half = |way: Place| cross(back, way) > 0;
    half(a).cmp(&half(b)).then_with(|| cross(a, b).cmp(&0))
}

/// Rings of borders that pass no place twice. A walk keeps to one part of the area: where several
/// ways lead on, it takes the one beside the area that it has come along.
fn loops(ways: &BTreeMap<Place, Vec<Place>>) -> Vec<TileRing> {
    let ends = ways.iter().flat_map(|(from, to)| to.iter().map(|to| (*from, *to)));
    let mut left: BTreeSet<(Place, Place)> = ends.collect();
    let mut found = Vec::new();
    while let Some((start, first)) = left.pop_first() {
        let mut path = vec![start];
        let mut place_of: HashMap<Place, usize> = HashMap::from([(start, 0)]);
        let (mut from, mut at) = (start, first);
        loop {
            if let Some(place) = place_of.get(&at).copied() {
                found.push(path[place..].to_vec());
                for passed in path.drain(place + 1..) {
                    place_of.remove(&passed);
                }
            } else {
                place_of.insert(at, path.len());
                path.push(at);
            }
            let onward = ways.get(&at).map_or(&[][..], Vec::as_slice);
            let back = way(at, from);
            let next = onward.iter().min_by(|a, b| clockwise(back, way(at, **a), way(at, **b)));
            match next.filter(|next| left.remove(&(at, **next))) {
                Some(next) => (from, at) = (at, *next),
                // The walk is back where it began.
                None => break,
            }
        }
    }
    found
}

/// Whether `inner`, which does not cross `outer`, lies within it: the middle of its first way does,
/// in halves of a unit.
fn is_within(inner: &[Place], outer: &[Place]) -> bool {
    let double = |place: &Place| place.map(|at| 2 * at);
    let middle = [inner[0][0] + inner[1][0], inner[0][1] + inner[1][1]];
    let mut within = false;
    for (a, b) in outer.iter().zip(outer.iter().cycle().skip(1)) {
        let (a, b) = (double(a), double(b));
        if (a[1] > middle[1]) != (b[1] > middle[1]) {
            within ^= (cross(way(a, b), way(a, middle)) > 0) == (b[1] > a[1]);
        }
    }
    within
}

/// A ring without the places between two others of a straight line.
fn straight(ring: &[Place]) -> TileRing {
    let n = ring.len();
    let is_corner = |at: &usize| {
        let (before, after) = (ring[(at + n - 1) % n], ring[(at + 1) % n]);
        cross(way(before, ring[*at]), way(ring[*at], after)) != 0
    };
    (0..n).filter(is_corner).map(|at| ring[at]).collect()
}

/// The same of polygons whose rings go either way.
pub fn sound_polygons(polygons: Vec<Vec<TileRing>>) -> Vec<Vec<TileRing>> {
    let turned = |(place, mut ring): (usize, TileRing)| {
        if (area(&ring) > 0) != (place == 0) {
            ring.reverse();
        }
        ring
    };
    let rings = polygons.into_iter().flat_map(|rings| rings.into_iter().enumerate().map(turned));
    sound(&rings.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, BooleanOps as _, Validation as _};
    use geo_types::{Coord, LineString, MultiPolygon, Polygon};
    use proptest::prelude::*;

    use super::*;

    /// Polygons as another library has them.
    fn others(polygons: &[Vec<TileRing>]) -> MultiPolygon {
        let ring = |ring: &TileRing| {
            let place = |[x, y]: &[i32; 2]| Coord { x: f64::from(*x), y: f64::from(*y) };
            LineString(ring.iter().map(place).collect())
        };
        let polygon = |rings: &Vec<TileRing>| {
            Polygon::new(ring(&rings[0]), rings[1..].iter().map(ring).collect())
        };
        polygons.iter().map(polygon).collect()
    }

    fn square(x: i32, y: i32, side: i32) -> TileRing {
        vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side]]
    }

    /// Doubled areas of the polygons, holes taken away.
    fn areas(polygons: &[Vec<TileRing>]) -> Vec<i64> {
        let mut found: Vec<i64> =
            polygons.iter().map(|rings| rings.iter().map(|ring| area(ring)).sum()).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn what_is_valid_stays_and_what_is_not_is_mended() {
        let hole: TileRing = square(2, 2, 3).into_iter().rev().collect();
        // 10 · 10 without 3 · 3, twice.
        let held = sound(&[square(0, 0, 10), hole.clone()]);
        assert_eq!(held.iter().map(Vec::len).collect::<Vec<_>>(), [2]);
        assert_eq!(areas(&held), [182]);
        // The way of the rings does not matter where their places tell what they are.
        let turned: TileRing = square(0, 0, 10).into_iter().rev().collect();
        assert_eq!(areas(&sound_polygons(vec![vec![turned, square(2, 2, 3)]])), [182]);
        // A figure of eight: what goes the wrong way is no area.
        let eight = vec![[0, 0], [8, 0], [0, 6], [8, 6]];
        // The crossing is (4, 3): the lower triangle has 8 · 3 / 2.
        assert_eq!(areas(&sound(&[eight])), [24]);
        // Two squares that a cut has joined by a way along the edge and back.
        let joined =
            vec![[0, 0], [4, 0], [4, 10], [4, 6], [2, 6], [2, 4], [4, 4], [4, 0], [4, 10], [0, 10]];
        assert!(others(&sound(&[joined])).is_valid());
        // Two that touch at a corner are two; a hole that leaves its ring takes away what is in it.
        assert_eq!(areas(&sound(&[square(0, 0, 4), square(4, 4, 4)])), [32, 32]);
        let out: TileRing = square(8, 8, 4).into_iter().rev().collect();
        // 10 · 10 without 2 · 2.
        assert_eq!(areas(&sound(&[square(0, 0, 10), out])), [192]);
        // Holes of nothing, lines and points are nothing.
        assert_eq!(sound(&[hole]), Vec::<Vec<TileRing>>::new());
        assert!(sound(&[vec![[0, 0], [5, 5], [9, 9]], vec![[3, 3]], vec![]]).is_empty());
    }

    fn place(side: i32) -> impl Strategy<Value = [i32; 2]> {
        (-64..side, -64..side).prop_map(|(x, y)| [x, y])
    }

    /// Any places one after another: nearly every ring crosses itself, many run back on themselves.
    fn rings() -> impl Strategy<Value = Vec<TileRing>> {
        let coarse = prop::collection::vec(prop::collection::vec(place(-56), 3..12), 1..5);
        let fine = prop::collection::vec(prop::collection::vec(place(4160), 3..24), 1..4);
        prop_oneof![coarse, fine]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_the_rings_the_polygons_are_valid_and_apart(rings in rings()) {
            let polygons = sound(&rings);
            let drawn = others(&polygons);
            for polygon in &drawn {
                prop_assert!(polygon.is_valid(), "{:?}: {polygon:?}", polygon.check_validation());
            }
            for (at, rings) in polygons.iter().enumerate() {
                prop_assert!(rings.iter().enumerate().all(|(n, ring)| (area(ring) > 0) == (n == 0)));
                for other in drawn.iter().skip(at + 1) {
                    let both = drawn.0[at].intersection(other).unsigned_area();
                    prop_assert!(both < 1e-6, "{both}");
                }
            }
            // Once is enough.
            prop_assert_eq!(areas(&sound_polygons(polygons.clone())), areas(&polygons));
        }

        /// A ring that goes once round a middle is valid: its area is kept.
        #[test]
        fn what_is_valid_keeps_its_area(reach in prop::collection::vec(200_u32..2000, 3..40)) {
            let step = std::f64::consts::TAU / f64::from(u32::try_from(reach.len()).expect("few"));
            let mut ring: TileRing = Vec::new();
            for (turn, reach) in (0_u32..).zip(&reach) {
                let (sin, cos) = (f64::from(turn) * step).sin_cos();
                #[expect(clippy::cast_possible_truncation, reason = "within a tile")]
                let at = [cos, sin].map(|part| (2048.0 + part * f64::from(*reach)).round() as i32);
                ring.push(at);
            }
            prop_assume!(others(&[vec![ring.clone()]]).is_valid());
            prop_assert_eq!(areas(&sound(&[ring.clone()])), [area(&ring)]);
        }
    }
}
