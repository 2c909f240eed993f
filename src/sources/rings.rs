//! Shapes of shapefiles as geometries, whatever the order of their rings.

use geo::{Area as _, Intersects as _};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use shapefile::{PolygonRing, Shape};

/// A shape as a geometry; `None` for those that have none.
pub(super) fn geometry_of(shape: Shape) -> Option<Geometry> {
    match shape {
        Shape::Polygon(polygon) => areas(polygon.into_inner()),
        Shape::PolygonM(polygon) => areas(polygon.into_inner()),
        Shape::PolygonZ(polygon) => areas(polygon.into_inner()),
        other => Geometry::try_from(other).ok(),
    }
}

/// The areas of rings. Holes may stand anywhere in the file, and belong to the smallest ring that
/// holds them; one that no ring holds is an area whose vertices run the other way.
fn areas<P>(rings: Vec<PolygonRing<P>>) -> Option<Geometry>
where
    Coord: From<P>,
{
    let (mut outers, mut holes) = (Vec::new(), Vec::new());
    for ring in rings {
        let (list, points) = match ring {
            PolygonRing::Outer(points) => (&mut outers, points),
            PolygonRing::Inner(points) => (&mut holes, points),
        };
        let vertices: Vec<Coord> = points.into_iter().map(Coord::from).collect();
        list.push(Polygon::new(LineString(vertices), Vec::new()));
    }
    let mut within: Vec<Vec<LineString>> = vec![Vec::new(); outers.len()];
    let mut alone = Vec::new();
    for hole in holes {
        let holds = |outer: &Polygon| hole.exterior().0.iter().all(|v| outer.intersects(v));
        let holding = outers.iter().enumerate().filter(|(_, outer)| holds(outer));
        let area = |(_, outer): &(usize, &Polygon)| outer.unsigned_area();
        match holding.min_by(|a, b| area(a).total_cmp(&area(b))).map(|(position, _)| position) {
            Some(position) => within[position].push(hole.into_inner().0),
            None => alone.push(hole),
        }
    }
    let with_holes = outers.into_iter().zip(within).map(|(outer, holes)| {
        let (exterior, _) = outer.into_inner();
        Polygon::new(exterior, holes)
    });
    let polygons: Vec<Polygon> = with_holes.chain(alone).collect();
    if polygons.is_empty() { None } else { Some(MultiPolygon(polygons).into()) }
}

/// A geometry of several parts that has one, as that part: shapefiles know no other lines and areas.
pub fn single(geometry: Geometry) -> Geometry {
    match geometry {
        Geometry::MultiPoint(mut points) if points.0.len() == 1 => points.0.remove(0).into(),
        Geometry::MultiLineString(mut lines) if lines.0.len() == 1 => lines.0.remove(0).into(),
        Geometry::MultiPolygon(mut areas) if areas.0.len() == 1 => areas.0.remove(0).into(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use shapefile::Point;

    use super::*;

    /// A square from its south-west corner; clockwise as outer rings are.
    fn square(west: f64, side: f64) -> Vec<Point> {
        let corners = [(0.0, 0.0), (0.0, side), (side, side), (side, 0.0), (0.0, 0.0)];
        corners.map(|(x, y)| Point::new(west + x, west + y)).to_vec()
    }

    fn counter(west: f64, side: f64) -> Vec<Point> {
        square(west, side).into_iter().rev().collect()
    }

    /// Area of each part; from squares it is read off.
    fn parts(rings: Vec<PolygonRing<Point>>) -> Vec<f64> {
        match areas(rings) {
            Some(Geometry::MultiPolygon(polygons)) => {
                polygons.iter().map(geo::Area::unsigned_area).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn holes_find_their_ring_wherever_they_stand() {
        let outer = |west, side| PolygonRing::Outer(square(west, side));
        let hole = |west, side| PolygonRing::Inner(counter(west, side));
        // 10 × 10 and 20 × 20, each with a hole of 2 × 2 and 4 × 4.
        let expected = [96.0, 384.0];
        let (a, b) = (0.0, 100.0);
        for rings in [
            vec![outer(a, 10.0), hole(4.0, 2.0), outer(b, 20.0), hole(108.0, 4.0)],
            vec![outer(a, 10.0), outer(b, 20.0), hole(108.0, 4.0), hole(4.0, 2.0)],
            vec![hole(108.0, 4.0), hole(4.0, 2.0), outer(a, 10.0), outer(b, 20.0)],
        ] {
            assert_eq!(parts(rings), expected);
        }
        // An island in the hole of a larger area has a hole of its own.
        let island = vec![outer(0.0, 30.0), outer(10.0, 8.0), hole(12.0, 2.0), hole(5.0, 20.0)];
        assert_eq!(parts(island), [900.0 - 400.0, 64.0 - 4.0]);
    }

    #[test]
    fn a_ring_the_other_way_round_is_an_area_all_the_same() {
        assert_eq!(parts(vec![PolygonRing::Inner(counter(0.0, 10.0))]), [100.0]);
    }
}
