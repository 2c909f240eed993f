//! Geometries of GDAL as plain ones: arcs, which cadastres and road designs have, become lines.

use std::f64::consts::TAU;

use gdal::vector::{Geometry as Shape, OGRwkbGeometryType as Kind, geometry_type_flatten};
use geo_types::{Coord, Geometry, GeometryCollection, LineString};
use geo_types::{MultiLineString, MultiPolygon, Polygon};

use crate::place::geometry_of_wkb;

/// Pieces of a full circle: 4° each, as GDAL's own default; a bend of 50 m is met to 3 cm.
const PIECES: f64 = 90.0;
/// Collections within collections; more is no map.
const DEPTH_MAX: u8 = 8;

/// The geometry in the plane with straight lines only; `None` for one that is neither point, line
/// nor polygon.
pub fn straight(shape: &Shape) -> Option<Geometry> {
    within(shape, 0)
}

fn parts(shape: &Shape) -> impl Iterator<Item = gdal::vector::GeometryRef<'_>> {
    (0..shape.geometry_count()).map(|index| shape.get_geometry(index))
}

fn within(shape: &Shape, depth: u8) -> Option<Geometry> {
    if depth > DEPTH_MAX {
        return None;
    }
    match geometry_type_flatten(shape.geometry_type()) {
        Kind::wkbGeometryCollection => {
            let parts = parts(shape).map(|part| within(&part, depth + 1));
            Some(Geometry::GeometryCollection(GeometryCollection(parts.collect::<Option<_>>()?)))
        }
        Kind::wkbPoint
        | Kind::wkbLineString
        | Kind::wkbPolygon
        | Kind::wkbMultiPoint
        | Kind::wkbMultiLineString
        | Kind::wkbMultiPolygon => geometry_of_wkb(&shape.wkb().ok()?),
        Kind::wkbCircularString | Kind::wkbCompoundCurve => curve(shape).map(Geometry::LineString),
        Kind::wkbCurvePolygon => polygon(shape).map(Geometry::Polygon),
        Kind::wkbMultiCurve => {
            let lines = parts(shape).map(|part| curve(&part)).collect::<Option<_>>()?;
            Some(Geometry::MultiLineString(MultiLineString(lines)))
        }
        Kind::wkbMultiSurface => {
            let polygons = parts(shape).map(|part| polygon(&part)).collect::<Option<_>>()?;
            Some(Geometry::MultiPolygon(MultiPolygon(polygons)))
        }
        _ => None,
    }
}

fn polygon(shape: &Shape) -> Option<Polygon<f64>> {
    let mut rings = parts(shape).map(|ring| curve(&ring)).collect::<Option<Vec<_>>>()?;
    if rings.is_empty() {
        return None;
    }
    let exterior = rings.remove(0);
    Some(Polygon::new(exterior, rings))
}

/// A line of straight pieces and arcs.
fn curve(shape: &Shape) -> Option<LineString<f64>> {
    let points = || {
        let mut points = Vec::new();
        shape.get_points(&mut points);
        points.into_iter().map(|(x, y, _)| Coord { x, y }).collect::<Vec<Coord>>()
    };
    match geometry_type_flatten(shape.geometry_type()) {
        Kind::wkbLineString => Some(LineString(points())),
        Kind::wkbCircularString => Some(LineString(arcs(&points()))),
        Kind::wkbCompoundCurve => {
            let mut line: Vec<Coord> = Vec::new();
            for part in parts(shape) {
                let part = curve(&part)?.0;
                // A piece begins where the one before it ends.
                let skipped = usize::from(line.last().is_some() && line.last() == part.first());
                line.extend(part.into_iter().skip(skipped));
            }
            Some(LineString(line))
        }
        _ => None,
    }
}

/// A chain of arcs, each from an odd point through the next to the one after it.
fn arcs(points: &[Coord]) -> Vec<Coord> {
    let mut line: Vec<Coord> = points.first().copied().into_iter().collect();
    for arc in points.windows(3).step_by(2) {
        let [from, through, to] = [arc[0], arc[1], arc[2]];
        line.extend(between(from, through, to));
        line.push(to);
    }
    line
}

/// Points on an arc between its ends, the given one among them.
fn between(from: Coord, through: Coord, to: Coord) -> Vec<Coord> {
    // A full circle is given by two points opposite each other.
    let is_circle = from == to;
    let Some(centre) = (if is_circle {
        Some(Coord { x: f64::midpoint(from.x, through.x), y: f64::midpoint(from.y, through.y) })
    } else {
        centre(from, through, to)
    }) else {
        return vec![through];
    };
    let radius = (from.x - centre.x).hypot(from.y - centre.y);
    let angle = |point: Coord| (point.y - centre.y).atan2(point.x - centre.x);
    let start = angle(from);
    // Angles passed on the way, turning left.
    let left = |point: Coord| (angle(point) - start).rem_euclid(TAU);
    let (half, whole) = (left(through), if is_circle { TAU } else { left(to) });
    let (half, whole) = if half <= whole { (half, whole) } else { (half - TAU, whole - TAU) };
    let stretch = |from: f64, to: f64| {
        let n_pieces = ((to - from).abs() / TAU * PIECES).ceil().max(1.0);
        // At most ninety and a little.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let n_pieces = n_pieces as u32;
        (1..n_pieces).map(move |k| from + (to - from) * f64::from(k) / f64::from(n_pieces))
    };
    let on_circle = |turn: f64| {
        let (sine, cosine) = (start + turn).sin_cos();
        Coord { x: centre.x + radius * cosine, y: centre.y + radius * sine }
    };
    let mut line: Vec<Coord> = stretch(0.0, half).map(on_circle).collect();
    line.push(through);
    line.extend(stretch(half, whole).map(on_circle));
    line
}

/// Centre of the circle through three points; `None` where they stand in a line.
fn centre(from: Coord, through: Coord, to: Coord) -> Option<Coord> {
    // Measured from the first point, so that large coordinates do not eat the digits.
    let (bx, by) = (through.x - from.x, through.y - from.y);
    let (cx, cy) = (to.x - from.x, to.y - from.y);
    let area = 2.0 * (bx * cy - by * cx);
    let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
    let (x, y) = ((cy * b2 - by * c2) / area, (bx * c2 - cx * b2) / area);
    (x.is_finite() && y.is_finite()).then_some(Coord { x: from.x + x, y: from.y + y })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(wkt: &str) -> Vec<Coord> {
        use geo::CoordsIter as _;
        let shape = Shape::from_wkt(wkt).expect(wkt);
        straight(&shape).expect(wkt).coords_iter().collect()
    }

    #[test]
    fn an_arc_turns_the_way_its_middle_point_says() {
        // The short way and the long way between the same ends on the circle around (0, 0) with
        // radius 10: a quarter in 4° is 45 pieces in two halves, the rest three times as many.
        let short = points("CIRCULARSTRING (10 0,7.0710678118654755 7.0710678118654755,0 10)");
        assert_eq!((short.len(), short[0], short[24]), (25, coord(10, 0), coord(0, 10)));
        assert!(short.iter().all(|c| c.x > -1e-9 && c.y > -1e-9));
        let long = points("CIRCULARSTRING (10 0,-7.0710678118654755 -7.0710678118654755,0 10)");
        assert!(long.iter().any(|c| c.y < -9.9) && long.iter().any(|c| c.x < -9.9));
        let circle = points("CIRCULARSTRING (10 0,-10 0,10 0)");
        assert_eq!((circle.len(), circle[0], circle[90]), (91, coord(10, 0), coord(10, 0)));
        for point in short.iter().chain(&long).chain(&circle) {
            assert!((point.x.hypot(point.y) - 10.0).abs() < 1e-9, "{point:?}");
        }
        // Three points of a line are a line.
        let line = points("CIRCULARSTRING (0 0,1 1,2 2)");
        assert_eq!(line, [coord(0, 0), coord(1, 1), coord(2, 2)]);
        let chain = points("CIRCULARSTRING (10 0,0 10,-10 0,0 -10,10 0)");
        assert_eq!((chain[0], chain[chain.len() - 1]), (coord(10, 0), coord(10, 0)));
        let collection = "GEOMETRYCOLLECTION (POINT (1 2),CIRCULARSTRING (0 0,1 1,2 2))";
        assert_eq!(points(collection).len(), 4);
        assert!(
            straight(&Shape::from_wkt("TIN (((0 0,1 0,0 1,0 0)))").expect("a surface")).is_none()
        );
    }

    fn coord(x: i32, y: i32) -> Coord {
        Coord { x: f64::from(x), y: f64::from(y) }
    }
}
