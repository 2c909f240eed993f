//! Which areas cover a point.

use geo::{BoundingRect as _, Intersects as _};
use geo_types::{Geometry, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::place::Pl1992;

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// R-tree over the bounding boxes of areas in EPSG:2180.
pub struct AreaIndex {
    areas: Vec<Geometry>,
    numbers: Vec<u32>,
    tree: RTree<Entry>,
}

impl AreaIndex {
    /// Indexes areas with the numbers by which callers know them.
    ///
    /// # Panics
    /// When there are 2^32 areas or more.
    pub fn new(areas: impl IntoIterator<Item = (u32, Geometry)>) -> Self {
        let (numbers, areas): (Vec<u32>, Vec<Geometry>) = areas.into_iter().unzip();
        let entry = |(position, area): (usize, &Geometry)| {
            let bounds = area.bounding_rect()?;
            let corners = ([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
            let position = u32::try_from(position).expect("fewer than 2^32 areas");
            Some(Entry::new(Rectangle::from_corners(corners.0, corners.1), position))
        };
        let entries = areas.iter().enumerate().filter_map(entry).collect();
        Self { areas, numbers, tree: RTree::bulk_load(entries) }
    }

    /// Whether there is no area at all.
    pub const fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// Numbers of the areas that cover the point, ascending; a point on a border is covered.
    pub fn covering(&self, point: Pl1992) -> Vec<u32> {
        let exact = Point::from(point.coord());
        let mut found: Vec<u32> = self
            .tree
            .locate_in_envelope_intersecting(AABB::from_point([point.easting(), point.northing()]))
            .map(|entry| entry.data as usize)
            .filter(|position| self.areas[*position].intersects(&exact))
            .map(|position| self.numbers[position])
            .collect();
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;

    #[test]
    fn holes_do_not_cover_and_borders_do() {
        let ring = polygon!(
            exterior: [(x: 500_000.0, y: 400_000.0), (x: 500_100.0, y: 400_000.0),
                       (x: 500_100.0, y: 400_100.0), (x: 500_000.0, y: 400_100.0)],
            interiors: [[(x: 500_040.0, y: 400_040.0), (x: 500_060.0, y: 400_040.0),
                         (x: 500_060.0, y: 400_060.0), (x: 500_040.0, y: 400_060.0)]],
        );
        let other = polygon![
            (x: 500_050.0, y: 400_000.0), (x: 500_200.0, y: 400_000.0), (x: 500_200.0, y: 400_030.0)
        ];
        let index = AreaIndex::new([(7, ring.into()), (3, other.into())]);
        let at = |east: i32, north: i32| {
            index.covering(Pl1992::from_millimetres(500_000_000 + east, 400_000_000 + north))
        };
        assert_eq!(at(10_000, 10_000), [7]);
        assert_eq!(at(50_000, 50_000), [0; 0]);
        assert_eq!(at(50_000, 40_000), [7], "on the border of the hole");
        assert_eq!(at(100_000, 5_000), [3, 7], "on the border of one, inside the other");
        assert_eq!(at(100_001, 5_000), [3]);
        assert_eq!(at(-1, 5_000), [0; 0]);
    }
}
