//! Geometries of any kind in the engine's system, and their WKB.

use geo::{
    BoundingRect as _, CoordsIter as _, Euclidean, InterpolateLine as _, Length as _,
    MapCoords as _,
};
use geo_traits::to_geo::ToGeoGeometry as _;
use geo_types::{Coord, Geometry, Line, LineString, Polygon};

use super::{Crs, CrsError, Pl1992, to_pl1992};

/// A geometry from its WKB; `None` where the bytes are not one, or one with arcs.
pub fn geometry_of_wkb(bytes: &[u8]) -> Option<Geometry> {
    let code = <[u8; 4]>::try_from(bytes.get(1..5)?).ok()?;
    let code = if bytes[0] == 0 { u32::from_be_bytes(code) } else { u32::from_le_bytes(code) };
    // The low digits are the kind, thousands and high bits the dimensions. The library reads the
    // kinds after 7 (arcs) as if they were points or lines.
    if !(1..=7).contains(&((code & 0x0fff_ffff) % 1000)) {
        return None;
    }
    let geometry = wkb::reader::read_wkb(bytes).ok()?;
    geometry.try_to_geometry()
}

/// A geometry as little-endian WKB; `None` for kinds that WKB does not have.
pub fn wkb_of(geometry: &Geometry) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let options = wkb::writer::WriteOptions::default();
    wkb::writer::write_geometry(&mut bytes, geometry, &options).ok()?;
    Some(bytes)
}

/// Geometries in EPSG:2180, every vertex in whole millimetres.
///
/// `None` stands for a geometry without vertices, or one with a vertex that is outside Poland or
/// that PROJ cannot convert.
///
/// # Errors
/// When PROJ does not know the system.
pub fn geometries_to_pl1992(
    geometries: &[Option<Geometry>],
    from: &Crs,
) -> Result<Vec<Option<Geometry>>, CrsError> {
    let vertices = geometries.iter().flatten().flat_map(|geometry| geometry.coords_iter());
    let vertices: Vec<(f64, f64)> = vertices.map(|vertex| (vertex.x, vertex.y)).collect();
    let mut converted = to_pl1992(&vertices, from)?.into_iter();
    let mut one = |geometry: &Geometry| {
        let n_vertices = geometry.coords_count();
        let of_geometry: Vec<Option<Pl1992>> = converted.by_ref().take(n_vertices).collect();
        let inside: Option<Vec<Coord>> = of_geometry
            .into_iter()
            .map(|point| point.filter(|point| point.near_poland()).map(Pl1992::coord))
            .collect();
        let inside = inside.filter(|vertices| !vertices.is_empty())?;
        // Both walks go through the vertices in the same order.
        let next = std::cell::Cell::new(0);
        Some(geometry.map_coords(|_| {
            next.set(next.get() + 1);
            inside[next.get() - 1]
        }))
    };
    Ok(geometries.iter().map(|geometry| geometry.as_ref().and_then(&mut one)).collect())
}

/// A point in the widest stretch that a line halfway up the area cuts out of it; `None` where
/// the area has no height.
fn inside(area: &Polygon) -> Option<Coord> {
    let bounds = area.bounding_rect()?;
    let y = f64::midpoint(bounds.min().y, bounds.max().y);
    let rings = std::iter::once(area.exterior()).chain(area.interiors());
    let crossing = |edge: Line| {
        let (a, b) = (edge.start, edge.end);
        // Half-open: a vertex on the line is crossed once.
        let is_crossed = (a.y <= y) != (b.y <= y);
        is_crossed.then(|| a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x))
    };
    let mut crossings: Vec<f64> = rings.flat_map(LineString::lines).filter_map(crossing).collect();
    crossings.sort_by(f64::total_cmp);
    let stretches = crossings.chunks_exact(2).map(|ends| (ends[0], ends[1]));
    // The first of equally wide ones.
    let wider = |a: (f64, f64), b: (f64, f64)| if b.1 - b.0 > a.1 - a.0 { b } else { a };
    stretches.reduce(wider).map(|(west, east)| Coord { x: f64::midpoint(west, east), y })
}

/// The point that stands for a geometry in EPSG:2180: one inside an area (of several the first),
/// else the first vertex.
pub fn standing_point(geometry: &Geometry) -> Option<Pl1992> {
    let area = match geometry {
        Geometry::Polygon(area) => Some(area),
        Geometry::MultiPolygon(areas) => areas.0.first(),
        _ => None,
    };
    let at = area.and_then(inside).or_else(|| geometry.coords_iter().next())?;
    Pl1992::from_metres(at.x, at.y)
}

/// Middles of the pieces of the lines of a geometry in EPSG:2180, with their planar lengths in whole
/// millimetres: each line is cut into the fewest equal pieces of at most `longest_m` metres. Other
/// geometries have none.
pub fn pieces(geometry: &Geometry, longest_m: f64) -> Vec<(Pl1992, u64)> {
    match geometry {
        Geometry::LineString(line) => pieces_of_line(line, longest_m),
        Geometry::MultiLineString(lines) => {
            lines.iter().flat_map(|line| pieces_of_line(line, longest_m)).collect()
        }
        _ => Vec::new(),
    }
}

fn pieces_of_line(line: &LineString, longest_m: f64) -> Vec<(Pl1992, u64)> {
    let length = Euclidean.length(line);
    let n = (length / longest_m).ceil();
    // Lines within Poland are below 10^7 m; a length that is no number has no pieces.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let (n_pieces, length_mm) =
        if n.is_finite() { (n.max(0.0) as u32, (length * 1000.0).round() as u64) } else { (0, 0) };
    // The pieces sum up to the line: what does not divide goes to the first ones.
    let (each, rest) =
        (length_mm / u64::from(n_pieces.max(1)), length_mm % u64::from(n_pieces.max(1)));
    let middle = |piece: u32| {
        let at = (f64::from(piece) + 0.5) / f64::from(n_pieces);
        let point = Euclidean.point_at_ratio_from_start(line, at)?;
        let point = Pl1992::from_metres(point.x(), point.y())?;
        Some((point, each + u64::from(u64::from(piece) < rest)))
    };
    (0..n_pieces).filter_map(middle).collect()
}

#[cfg(test)]
mod tests {
    use geo_types::{MultiPolygon, line_string, polygon};

    use super::*;

    #[test]
    fn vertices_keep_their_order_through_conversion_and_wkb() {
        let ring = polygon!(
            exterior: [(x: 500_000.0, y: 400_000.0), (x: 500_010.0, y: 400_000.0),
                       (x: 500_010.0, y: 400_020.0)],
            interiors: [[(x: 500_006.0, y: 400_002.0), (x: 500_008.0, y: 400_002.0),
                         (x: 500_008.0, y: 400_004.0)]],
        );
        let line = line_string![(x: 600_000.000_4, y: 500_000.0), (x: 600_001.0, y: 500_002.0)];
        let given = [Some(Geometry::from(ring.clone())), None, Some(Geometry::from(line))];
        let read = geometries_to_pl1992(&given, &Crs::pl1992()).expect("no conversion");
        assert_eq!(read[0], Some(Geometry::from(ring)));
        assert_eq!(read[1], None);
        // 0.4 mm is below the millimetre.
        let rounded = line_string![(x: 600_000.0, y: 500_000.0), (x: 600_001.0, y: 500_002.0)];
        assert_eq!(read[2], Some(Geometry::from(rounded)));
        for geometry in read.iter().flatten() {
            let bytes = wkb_of(geometry).expect("a kind of WKB");
            assert_eq!(geometry_of_wkb(&bytes).as_ref(), Some(geometry));
        }
    }

    #[test]
    fn a_vertex_outside_poland_spoils_its_geometry_only() {
        let far = line_string![(x: 600_000.0, y: 500_000.0), (x: 0.0, y: 0.0)];
        let near = line_string![(x: 600_000.0, y: 500_000.0), (x: 600_001.0, y: 500_001.0)];
        let given = [Some(Geometry::from(far)), Some(Geometry::from(near.clone()))];
        let read = geometries_to_pl1992(&given, &Crs::pl1992()).expect("no conversion");
        assert_eq!(read, [None, Some(Geometry::from(near))]);
    }

    #[test]
    fn pieces_are_equal_and_sum_up_to_their_line() {
        // 30 m east, 40 m north: 70 m in two pieces of at most 50; the middles lie 17.5 m and
        // 52.5 m along it. In pieces of 30 m they are three of 23.333 m, one millimetre left.
        let line = line_string![
            (x: 500_000.0, y: 400_000.0), (x: 500_030.0, y: 400_000.0), (x: 500_030.0, y: 400_040.0)
        ];
        let at = |east, north, mm| (Pl1992::from_metres(east, north).expect("in range"), mm);
        let two = [at(500_017.5, 400_000.0, 35_000), at(500_030.0, 400_022.5, 35_000)];
        assert_eq!(pieces(&line.clone().into(), 50.0), two);
        let lengths: Vec<u64> = pieces(&line.into(), 30.0).iter().map(|piece| piece.1).collect();
        assert_eq!(lengths, [23_334, 23_333, 23_333]);
        let point = geo_types::Point::new(500_000.0, 400_000.0);
        assert_eq!(pieces(&point.into(), 50.0), []);
    }

    #[test]
    fn a_point_inside_stands_for_an_area_and_the_first_vertex_for_a_line() {
        let at = |geometry: Geometry| {
            standing_point(&geometry).map(|point| (point.easting(), point.northing()))
        };
        let line = line_string![(x: 600_000.0, y: 500_000.0), (x: 600_001.0, y: 500_002.0)];
        assert_eq!(at(line.into()), Some((600_000.0, 500_000.0)));
        // A horseshoe: halfway up are its legs, of 10 and 20 m, and nothing between them.
        let horseshoe = polygon![
            (x: 500_000.0, y: 400_000.0), (x: 500_100.0, y: 400_000.0),
            (x: 500_100.0, y: 400_100.0), (x: 500_080.0, y: 400_100.0),
            (x: 500_080.0, y: 400_020.0), (x: 500_010.0, y: 400_020.0),
            (x: 500_010.0, y: 400_100.0), (x: 500_000.0, y: 400_100.0)
        ];
        let middle = Some((500_090.0, 400_050.0));
        assert_eq!(at(horseshoe.clone().into()), middle);
        // With a hole of 16 m in the wider leg, 2 m are left of it on either side.
        let mut holed = horseshoe.clone();
        holed.interiors_push(line_string![
            (x: 500_082.0, y: 400_040.0), (x: 500_098.0, y: 400_040.0),
            (x: 500_098.0, y: 400_060.0), (x: 500_082.0, y: 400_060.0)
        ]);
        assert_eq!(at(holed.clone().into()), Some((500_005.0, 400_050.0)));
        let parts = MultiPolygon(vec![horseshoe, holed]);
        assert_eq!(at(parts.into()), middle);
        // A triangle with a vertex halfway up: 100 m wide there.
        let triangle = polygon![
            (x: 500_000.0, y: 400_000.0), (x: 500_100.0, y: 400_050.0), (x: 500_000.0, y: 400_100.0)
        ];
        assert_eq!(at(triangle.into()), Some((500_050.0, 400_050.0)));
        let flat = polygon![(x: 500_000.0, y: 400_000.0), (x: 500_100.0, y: 400_000.0)];
        assert_eq!(at(flat.into()), Some((500_000.0, 400_000.0)));
    }
}
