//! Which gmina covers a point.

use geo::{BoundingRect as _, Intersects as _};
use geo_types::Point;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::model::Gmina;
use crate::place::{GminaCode, Pl1992};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// R-tree over the bounding boxes of gminas.
pub struct BoundaryIndex<'a> {
    gminas: &'a [Gmina],
    tree: RTree<Entry>,
}

impl<'a> BoundaryIndex<'a> {
    /// Indexes the gminas that have a boundary.
    pub fn new(gminas: &'a [Gmina]) -> Self {
        let entry = |(position, gmina): (usize, &Gmina)| {
            let bounds = gmina.boundary.as_ref()?.bounding_rect()?;
            let corners = ([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
            let position = u32::try_from(position).ok()?;
            Some(Entry::new(Rectangle::from_corners(corners.0, corners.1), position))
        };
        let entries = gminas.iter().enumerate().filter_map(entry).collect();
        Self { gminas, tree: RTree::bulk_load(entries) }
    }

    /// The lowest code among the gminas that cover the point; a point on a border is covered.
    pub fn gmina_of(&self, point: Pl1992) -> Option<GminaCode> {
        let at = [point.easting(), point.northing()];
        let exact = Point::from(point.coord());
        self.tree
            .locate_in_envelope_intersecting(AABB::from_point(at))
            .map(|entry| &self.gminas[entry.data as usize])
            // Part by part: the whole would look for its extent again each time.
            .filter(|gmina| gmina.boundary.iter().flatten().any(|part| part.intersects(&exact.0)))
            .map(|gmina| gmina.code)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{MultiPolygon, polygon};

    use super::*;

    fn square(code: u32, west: f64, south: f64, side: f64) -> Gmina {
        let (east, north) = (west + side, south + side);
        let ring = polygon![
            (x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)
        ];
        Gmina {
            extent: std::sync::OnceLock::new(),
            code: GminaCode::from_number(code).expect("valid"),
            name: String::new(),
            kind: None,
            boundary: Some(MultiPolygon(vec![ring])),
        }
    }

    #[test]
    fn border_points_belong_to_the_lowest_code() {
        let gminas = [
            square(20_101, 500_010.0, 500_000.0, 10.0),
            square(20_102, 500_000.0, 500_000.0, 10.0),
        ];
        let index = BoundaryIndex::new(&gminas);
        let code = |east: i32| {
            let point = Pl1992::from_millimetres(500_000_000 + east, 500_005_000);
            index.gmina_of(point).map(GminaCode::number)
        };
        assert_eq!(code(5_000), Some(20_102));
        assert_eq!(code(15_000), Some(20_101));
        // Exactly on the shared border, and one millimetre to either side of it.
        assert_eq!(code(10_000), Some(20_101));
        assert_eq!(code(9_999), Some(20_102));
        assert_eq!(code(20_000), Some(20_101));
        assert_eq!(code(20_001), None);
    }
}
