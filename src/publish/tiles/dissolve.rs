//! Outlines of what units make up together.

use std::collections::{BTreeMap, HashMap};

/// A place in the plane of web maps.
type Place = [u32; 2];
/// Places around an area, the first not repeated.
pub type Ring = Vec<Place>;

/// Twice the area of a ring; its sign tells which way it goes.
fn area(ring: &[Place]) -> i128 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    let cross = |(a, b): (&Place, &Place)| {
        i128::from(a[0]) * i128::from(b[1]) - i128::from(b[0]) * i128::from(a[1])
    };
    pairs.map(cross).sum()
}

/// Adds the edges of a ring. One that another part has the other way round cancels out.
fn add(ring: &[Place], edges: &mut BTreeMap<(Place, Place), i32>) {
    for (from, to) in ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)) {
        let (key, way) = if from < to { ((from, to), 1) } else { ((to, from), -1) };
        if from != to {
            *edges.entry(key).or_default() += way;
        }
    }
}

/// Rings of edges: at each place as many come as go, so every walk closes; where one meets itself
/// a ring is complete.
fn rings(edges: &BTreeMap<(Place, Place), i32>) -> Vec<Ring> {
    let mut ways: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for ((a, b), n) in edges {
        let (from, to) = if *n > 0 { (a, b) } else { (b, a) };
        for _ in 0..n.unsigned_abs() {
            ways.entry(*from).or_default().push(*to);
        }
    }
    let starts: Vec<Place> = ways.keys().copied().collect();
    let mut found = Vec::new();
    for start in starts {
        let mut path = vec![start];
        let mut place_of: HashMap<Place, usize> = HashMap::from([(start, 0)]);
        while let Some(to) = path.last().and_then(|at| ways.get_mut(at)?.pop()) {
            if let Some(place) = place_of.get(&to).copied() {
                found.push(path[place..].to_vec());
                for left in path.drain(place + 1..) {
                    place_of.remove(&left);
                }
            } else {
                place_of.insert(to, path.len());
                path.push(to);
            }
        }
    }
    found
}

/// The outline of areas that do not overlap, as rings with their area on the left: outer ones go one
/// way, holes the other. Borders between areas fall out, where both sides have the same vertices.
pub fn dissolve<'a>(rings_of_parts: impl Iterator<Item = &'a Ring>) -> Vec<Ring> {
    let mut edges = BTreeMap::new();
    for ring in rings_of_parts {
        add(ring, &mut edges);
    }
    edges.retain(|_, n| *n != 0);
    rings(&edges).into_iter().filter(|ring| ring.len() > 2).collect()
}

/// A ring with its area on the left, as outer rings have it, or on its right, as holes do.
pub fn oriented(mut ring: Ring, is_hole: bool) -> Ring {
    if (area(&ring) > 0) == is_hole {
        ring.reverse();
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: u32, y: u32) -> Ring {
        vec![[x, y], [x + 10, y], [x + 10, y + 10], [x, y + 10]]
    }

    #[test]
    fn a_border_between_two_falls_out() {
        let parts = [square(0, 0), square(10, 0)];
        let whole = dissolve(parts.iter());
        assert_eq!(whole.len(), 1);
        // 20 × 10, twice.
        assert_eq!(area(&whole[0]), 400);
        assert!(!whole[0].windows(2).any(|pair| pair == [[10, 0], [10, 10]]));
        // The other way round the same.
        let turned: Ring = square(10, 0).into_iter().rev().collect();
        let parts = [square(0, 0), oriented(turned, false)];
        assert_eq!(dissolve(parts.iter()), whole);
    }

    #[test]
    fn what_others_surround_is_a_hole_and_a_corner_joins_nothing() {
        let areas = |rings: &[Ring]| rings.iter().map(|ring| area(ring)).collect::<Vec<_>>();
        // Eight squares around a free one.
        let around = (0..3).flat_map(|x| (0..3).map(move |y| (x, y))).filter(|c| *c != (1, 1));
        let parts: Vec<Ring> = around.map(|(x, y)| square(x * 10, y * 10)).collect();
        let whole = dissolve(parts.iter());
        assert_eq!(areas(&whole), [1800, -200]);
        // With its middle it has none.
        let middle = square(10, 10);
        assert_eq!(areas(&dissolve(parts.iter().chain([&middle]))), [1800]);
        let corner = [square(0, 0), square(10, 10)];
        assert_eq!(areas(&dissolve(corner.iter())), [200, 200]);
        // A hole stays one, whichever way it went.
        let large = vec![[0, 0], [40, 0], [40, 40], [0, 40]];
        for hole in [square(10, 10), square(10, 10).into_iter().rev().collect()] {
            let held = dissolve([large.clone(), oriented(hole, true)].iter());
            assert_eq!(areas(&held), [3200, -200]);
        }
    }

    /// Four parts around a hole whose borders have vertices on one side only: edges that do not
    /// cancel out stay, and no ring is lost with its area.
    #[test]
    fn no_ring_is_lost_where_parts_do_not_fit() {
        // Left, right, below and above a free square from 10 to 20.
        let parts = [
            vec![[0, 0], [10, 0], [10, 12], [10, 30], [0, 30]],
            vec![[20, 0], [30, 0], [30, 30], [20, 30]],
            vec![[10, 0], [20, 0], [20, 10], [10, 10]],
            vec![[10, 20], [20, 20], [20, 30], [10, 30]],
        ];
        let whole = dissolve(parts.iter());
        // 300 + 300 + 100 + 100, twice: what rings enclose adds up to the parts.
        assert_eq!(whole.iter().map(|ring| area(ring)).sum::<i128>(), 1600);
    }
}
