//! Nearest points and points within a radius.

use rstar::primitives::GeomWithData;
use rstar::{PointDistance as _, RTree};

use crate::place::Pl1992;

type Entry = GeomWithData<[i64; 2], u32>;

/// R-tree over points in whole millimetres.
#[derive(Debug)]
pub struct PointIndex {
    tree: RTree<Entry>,
}

/// A point as the tree has it.
fn at(point: Pl1992) -> [i64; 2] {
    [point.easting_mm().into(), point.northing_mm().into()]
}

impl PointIndex {
    /// Indexes points with the positions by which callers know them.
    pub fn new(points: impl IntoIterator<Item = (Pl1992, u32)>) -> Self {
        let entries = points.into_iter().map(|(point, position)| Entry::new(at(point), position));
        Self { tree: RTree::bulk_load(entries.collect()) }
    }

    /// The nearest point and the square of its distance in mm²; of equally near ones the lowest
    /// position.
    pub fn nearest(&self, from: Pl1992) -> Option<(u32, i64)> {
        let from = at(from);
        let distance = self.tree.nearest_neighbor(from)?.distance_2(&from);
        let tied = self.tree.locate_within_distance(from, distance);
        tied.map(|entry| entry.data).min().map(|position| (position, distance))
    }

    /// The `count` nearest points: by distance, then position.
    pub fn nearest_few(&self, from: Pl1992, count: usize) -> Vec<(i64, u32)> {
        self.nearest_few_all(from, count, |_| true).unwrap_or_default()
    }

    /// The `count` nearest points; `None` as soon as one that is surely among them is not wanted.
    pub fn nearest_few_all(
        &self,
        from: Pl1992,
        count: usize,
        is_wanted: impl Fn(u32) -> bool,
    ) -> Option<Vec<(i64, u32)>> {
        let from = at(from);
        let mut found: Vec<(i64, u32)> = Vec::with_capacity(count + 1);
        let mut unwanted = None;
        for (entry, distance) in self.tree.nearest_neighbor_iter_with_distance_2(from) {
            // A tie with the last ones may leave it out; farther ones cannot.
            if found.len() < count && unwanted.is_some_and(|unwanted| distance > unwanted) {
                return None;
            }
            if unwanted.is_none() && !is_wanted(entry.data) {
                unwanted = Some(distance);
            }
            // All that are as far as the last one, so that ties fall by position.
            if found.len() >= count && found.last().is_some_and(|(last, _)| distance > *last) {
                break;
            }
            found.push((distance, entry.data));
        }
        found.sort_unstable();
        found.truncate(count);
        Some(found)
    }

    /// Positions within `radius_mm`, the border included: by distance, then position.
    pub fn within(&self, from: Pl1992, radius_mm: u32) -> Vec<(i64, u32)> {
        let from = at(from);
        let radius = i64::from(radius_mm);
        let mut found: Vec<(i64, u32)> = self
            .tree
            .locate_within_distance(from, radius * radius)
            .map(|entry| (entry.distance_2(&from), entry.data))
            .collect();
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point() -> impl Strategy<Value = Pl1992> {
        // A coarse lattice, so that ties and equal points occur.
        (0..40_i32, 0..40_i32).prop_map(|(e, n)| {
            Pl1992::from_millimetres(500_000_000 + e * 700, 300_000_000 + n * 700)
        })
    }

    proptest! {
        #[test]
        fn equals_brute_force(
            points in prop::collection::vec(point(), 1..60),
            from in point(),
            radius in 0..20_000_u32,
        ) {
            let numbered: Vec<(Pl1992, u32)> =
                points.iter().copied().zip(0_u32..).collect();
            let index = PointIndex::new(numbered.clone());
            let mut brute: Vec<(i64, u32)> =
                numbered.iter().map(|(p, i)| (p.distance_squared_mm2(from), *i)).collect();
            brute.sort_unstable();
            let nearest = index.nearest(from);
            prop_assert_eq!(nearest, Some((brute[0].1, brute[0].0)));
            let limit = i64::from(radius).pow(2);
            brute.retain(|(distance, _)| *distance <= limit);
            prop_assert_eq!(index.within(from, radius), brute);
        }
    }
}
