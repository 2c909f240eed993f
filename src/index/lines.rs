//! The nearest of many lines.

use geo::LinesIter as _;
use geo_types::Geometry;
use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance as _, RTree};

use crate::place::Pl1992;

type Entry = GeomWithData<Line<[f64; 2]>, u32>;

/// R-tree over the stretches of lines in EPSG:2180.
pub struct LineIndex {
    tree: RTree<Entry>,
}

impl LineIndex {
    /// Indexes lines with the numbers by which callers know them; other geometries are left out.
    pub fn new(lines: impl IntoIterator<Item = (Geometry, u32)>) -> Self {
        let mut entries = Vec::new();
        for (geometry, number) in lines {
            let mut add = |stretch: geo_types::Line| {
                let ends = [stretch.start, stretch.end].map(|end| [end.x, end.y]);
                entries.push(Entry::new(Line::new(ends[0], ends[1]), number));
            };
            match &geometry {
                Geometry::LineString(line) => line.lines().for_each(&mut add),
                Geometry::MultiLineString(lines) => lines.lines_iter().for_each(&mut add),
                _ => {}
            }
        }
        Self { tree: RTree::bulk_load(entries) }
    }

    /// Distance to the nearest line in whole millimetres, rounded.
    pub fn nearest_mm(&self, from: Pl1992) -> Option<u64> {
        let from = [from.easting(), from.northing()];
        let nearest = self.tree.nearest_neighbor(from)?;
        Some(millimetres(nearest.distance_2(&from)))
    }

    /// Numbers of the lines within `radius_mm` of a point, the border included, ascending.
    pub fn within(&self, from: Pl1992, radius_mm: u64) -> Vec<u32> {
        let from = [from.easting(), from.northing()];
        // A millimetre more, then the rounded distance decides.
        #[allow(clippy::cast_precision_loss)]
        let radius = (radius_mm + 1) as f64 / 1000.0;
        let mut found: Vec<u32> = self
            .tree
            .locate_within_distance(from, radius * radius)
            .filter(|entry| millimetres(entry.distance_2(&from)) <= radius_mm)
            .map(|entry| entry.data)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whole millimetres of a squared distance in m².
fn millimetres(squared_m2: f64) -> u64 {
    // Distances within Poland are far below 2^53 mm, and never negative.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = (squared_m2.sqrt() * 1000.0).round() as u64;
    whole
}

#[cfg(test)]
mod tests {
    use geo_types::line_string;

    use super::*;

    #[test]
    fn distances_to_stretches_ends_and_borders() {
        let line = line_string![
            (x: 500_000.0, y: 400_000.0), (x: 500_100.0, y: 400_000.0), (x: 500_100.0, y: 400_050.0)
        ];
        let far = line_string![(x: 500_000.0, y: 401_000.0), (x: 500_001.0, y: 401_000.0)];
        let index = LineIndex::new([(line.into(), 4), (far.into(), 2)]);
        let at = |e: i32, n: i32| {
            Pl1992::from_millimetres(500_000_000 + e * 1000, 400_000_000 + n * 1000)
        };
        assert_eq!(index.nearest_mm(at(50, 30)), Some(30_000));
        // Beyond the end, by 3 and 4 m.
        assert_eq!(index.nearest_mm(at(103, 54)), Some(5_000));
        assert_eq!(index.within(at(50, 30), 30_000), [4]);
        assert_eq!(index.within(at(50, 30), 29_999), [0; 0]);
        assert_eq!(LineIndex::new([]).nearest_mm(at(0, 0)), None);
    }
}
