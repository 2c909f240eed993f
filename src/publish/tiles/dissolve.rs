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

/// Adds the edges of a ring, an outer one with its area on one side, a hole with it on the same.
/// An edge that another part has the other way round cancels out.
fn add(ring: &[Place], is_hole: bool, edges: &mut BTreeMap<(Place, Place), i32>) {
    let forward = (area(ring) > 0) != is_hole;
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (from, to) = if forward { (*a, *b) } else { (*b, *a) };
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

/// Whether the middle of the first edge of `inner` lies within `outer`.
fn is_within(inner: &[Place], outer: &[Place]) -> bool {
    let at = |axis: usize| f64::midpoint(f64::from(inner[0][axis]), f64::from(inner[1][axis]));
    let (x, y) = (at(0), at(1));
    let mut within = false;
    for (a, b) in outer.iter().zip(outer.iter().cycle().skip(1)) {
        let [[ax, ay], [bx, by]] = [a, b].map(|place| place.map(f64::from));
        if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            within = !within;
        }
    }
    within
}

/// The outline of polygons that do not overlap: borders between them fall out, where both sides
/// have the same vertices.
pub fn dissolve<'a>(polygons: impl Iterator<Item = &'a Vec<Ring>>) -> Vec<Vec<Ring>> {
    let mut edges = BTreeMap::new();
    for polygon in polygons {
        for (place, ring) in polygon.iter().enumerate() {
            add(ring, place > 0, &mut edges);
        }
    }
    edges.retain(|_, n| *n != 0);
    let (mut outer, holes): (Vec<Ring>, Vec<Ring>) =
        rings(&edges).into_iter().filter(|ring| ring.len() > 2).partition(|ring| area(ring) > 0);
    // From the smallest: a hole belongs to the first that holds it.
    outer.sort_by_cached_key(|ring| (area(ring), ring.first().copied()));
    let mut found: Vec<Vec<Ring>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        if let Some(polygon) = found.iter_mut().find(|polygon| is_within(&hole, &polygon[0])) {
            polygon.push(hole);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: u32, y: u32) -> Ring {
        vec![[x, y], [x + 10, y], [x + 10, y + 10], [x, y + 10]]
    }

    #[test]
    fn a_border_between_two_falls_out() {
        let parts = [vec![square(0, 0)], vec![square(10, 0)]];
        let whole = dissolve(parts.iter());
        assert_eq!(whole.len(), 1);
        assert_eq!(whole[0].len(), 1);
        // 20 × 10, twice.
        assert_eq!(area(&whole[0][0]), 400);
        assert!(!whole[0][0].windows(2).any(|pair| pair == [[10, 0], [10, 10]]));
        // The other way round the same.
        let turned: Ring = square(10, 0).into_iter().rev().collect();
        assert_eq!(area(&dissolve([vec![square(0, 0)], vec![turned]].iter())[0][0]), 400);
    }

    #[test]
    fn what_others_surround_is_a_hole_and_a_corner_joins_nothing() {
        // Eight squares around a free one.
        let around = (0..3).flat_map(|x| (0..3).map(move |y| (x, y))).filter(|c| *c != (1, 1));
        let parts: Vec<Vec<Ring>> = around.map(|(x, y)| vec![square(x * 10, y * 10)]).collect();
        let whole = dissolve(parts.iter());
        assert_eq!(whole.len(), 1);
        assert_eq!(whole[0].iter().map(|ring| area(ring)).collect::<Vec<_>>(), [1800, -200]);
        // With its middle it has none.
        let middle = vec![square(10, 10)];
        let filled = dissolve(parts.iter().chain([&middle]));
        assert_eq!(filled.iter().map(Vec::len).collect::<Vec<_>>(), [1]);
        let corner = dissolve([vec![square(0, 0)], vec![square(10, 10)]].iter());
        assert_eq!(corner.len(), 2);
        // A hole stays one.
        let ring = vec![vec![[0, 0], [40, 0], [40, 40], [0, 40]], square(10, 10)];
        let held = dissolve([ring].iter());
        assert_eq!(held[0].iter().map(|ring| area(ring)).collect::<Vec<_>>(), [3200, -200]);
    }
}
