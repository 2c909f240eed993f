//! Geometries of any kind in the engine's system, and their WKB.

use geo::{CoordsIter as _, MapCoords as _};
use geo_traits::to_geo::ToGeoGeometry as _;
use geo_types::{Coord, Geometry};

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

#[cfg(test)]
mod tests {
    use geo_types::{line_string, polygon};

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
}
