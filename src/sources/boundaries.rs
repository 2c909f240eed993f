//! Outlines of gminas: PRG layer `A03_Granice_gmin` and its copies.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use geo::winding_order::{Winding as _, WindingOrder};
use geo::{MakeValid as _, Validation as _};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;

use super::table::Table;
use super::{InputOptions, SourceError, Tally};
use crate::model::{Boundary, IssueCode, Origin};
use crate::place::{self, Crs, GminaCode, TercCode, TercWidth};

/// The outline of a gmina as its file has it.
#[derive(Clone, Debug)]
pub struct BoundaryRow {
    /// Six digits.
    pub gmina: GminaCode,
    /// Kind digit, where the code has one.
    pub kind: Option<u8>,
    /// Name, where the file has one.
    pub name: String,
    /// Outline in EPSG:2180.
    pub boundary: Boundary,
    /// Where.
    pub origin: Origin,
}

struct Draft {
    terc: TercCode,
    name: String,
    geometry: MultiPolygon<f64>,
    origin: Origin,
}

/// Reads outlines; invalid rings are repaired and counted.
///
/// A gmina with several features (parts, islands) becomes one outline.
///
/// # Errors
/// When the file is empty, breaks off, or has no usable reference system.
pub fn read_boundaries(
    file: &str,
    table: Table,
    options: &InputOptions,
    tally: &mut Tally,
) -> Result<Vec<BoundaryRow>, SourceError> {
    let stated = options.crs.clone().or_else(|| table.crs.clone());
    let crs = stated.ok_or_else(|| SourceError::NoCrs { file: file.to_owned() })?;
    let [code, name] = ["code", "name"].map(|field| table.column(field));
    let mut drafts: Vec<Draft> = Vec::new();
    table.for_each(tally, |row, tally| {
        // Forms met: 1211092, 040705, and 060802_2 of the cadastre.
        let digits: String = row.text(code).chars().filter(|c| *c != '_').collect();
        let terc = match TercCode::parse(&digits, TercWidth::AsWritten) {
            Ok(parsed) => super::teryt::taken(parsed, tally, row.origin, "TERC"),
            Err(error) => {
                tally.note(IssueCode::BadCode, row.origin, None, error.to_string());
                return;
            }
        };
        let geometry = match row.geometry {
            Some(Geometry::Polygon(polygon)) => MultiPolygon(vec![polygon.clone()]),
            Some(Geometry::MultiPolygon(polygons)) => polygons.clone(),
            _ => {
                let detail = "a polygon is expected";
                tally.note(IssueCode::BadGeometry, row.origin, Some(terc.gmina), detail);
                return;
            }
        };
        drafts.push(Draft { terc, name: row.text(name).to_owned(), geometry, origin: row.origin });
    })?;
    tally.coordinates_in(&crs);
    let outlines = convert(file, &drafts, &crs)?;
    let repaired: Vec<(Boundary, bool)> = outlines
        .into_par_iter()
        .map(|outline| {
            if outline.is_valid() {
                return (outline, false);
            }
            let valid = outline.0.iter().filter_map(|polygon| polygon.make_valid().ok());
            (in_order(valid.flatten().collect()), true)
        })
        .collect();
    let mut merged: BTreeMap<GminaCode, BoundaryRow> = BTreeMap::new();
    for (draft, (outline, was_repaired)) in drafts.into_iter().zip(repaired) {
        let Draft { terc, name, origin, .. } = draft;
        let (gmina, kind) = (terc.gmina, terc.kind.map(std::num::NonZeroU8::get));
        if outline.0.is_empty() {
            tally.note(IssueCode::BadGeometry, origin, Some(gmina), "beyond repair");
            continue;
        }
        if was_repaired {
            tally.note(IssueCode::RepairedBoundary, origin, Some(gmina), name.clone());
        }
        match merged.get_mut(&gmina) {
            Some(row) => row.boundary.0.extend(outline.0),
            None => {
                let row = BoundaryRow { gmina, kind, name, boundary: outline, origin };
                merged.insert(gmina, row);
            }
        }
    }
    Ok(merged.into_values().collect())
}

/// Polygons in one order and each ring from its lowest vertex on, exteriors counter-clockwise: the
/// repair begins where a hash map of the library lets it.
fn in_order(polygons: Vec<Polygon<f64>>) -> Boundary {
    let lowest_first = |ring: &LineString<f64>, winding: WindingOrder| {
        let mut ring = ring.clone();
        ring.make_winding_order(winding);
        let mut open = ring.0;
        open.pop();
        let by_place = |a: &&Coord<f64>, b: &&Coord<f64>| by_coordinates(**a, **b);
        let lowest = open.iter().min_by(by_place).copied();
        let start = lowest.and_then(|lowest| open.iter().position(|c| *c == lowest));
        open.rotate_left(start.unwrap_or(0));
        open.extend(open.first().copied());
        LineString(open)
    };
    let by_first = |a: &LineString<f64>, b: &LineString<f64>| match (a.0.first(), b.0.first()) {
        (Some(a), Some(b)) => by_coordinates(*a, *b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    };
    let mut ordered: Vec<Polygon<f64>> = polygons
        .into_iter()
        .map(|polygon| {
            let inner = polygon.interiors().iter();
            let mut inner: Vec<LineString<f64>> =
                inner.map(|ring| lowest_first(ring, WindingOrder::Clockwise)).collect();
            inner.sort_by(by_first);
            let outer = lowest_first(polygon.exterior(), WindingOrder::CounterClockwise);
            Polygon::new(outer, inner)
        })
        .collect();
    ordered.sort_by(|a, b| by_first(a.exterior(), b.exterior()));
    MultiPolygon(ordered)
}

fn by_coordinates(a: Coord<f64>, b: Coord<f64>) -> Ordering {
    a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
}

/// All outlines in EPSG:2180; every vertex of the file is converted in one go.
fn convert(file: &str, drafts: &[Draft], crs: &Crs) -> Result<Vec<Boundary>, SourceError> {
    let rings = |polygon: &Polygon<f64>| {
        let mut rings = vec![polygon.exterior().clone()];
        rings.extend(polygon.interiors().iter().cloned());
        rings
    };
    let points: Vec<(f64, f64)> = drafts
        .iter()
        .flat_map(|draft| draft.geometry.0.iter())
        .flat_map(rings)
        .flat_map(|ring| ring.0.into_iter().map(|c| (c.x, c.y)))
        .collect();
    let malformed = || SourceError::Malformed {
        file: file.to_owned(),
        place: "geometry".to_owned(),
        reason: format!("coordinates do not fit {}; state the right crs", crs.name()),
    };
    let converted = place::to_pl1992(&points, crs)
        .map_err(|source| SourceError::Crs { file: file.to_owned(), source })?;
    let mut converted = converted.into_iter();
    let mut ring = |line: &LineString<f64>| -> Result<LineString<f64>, SourceError> {
        let point = |_| {
            let point = converted.next().flatten().filter(|p| p.near_poland());
            point.map(place::Pl1992::coord).ok_or_else(malformed)
        };
        Ok(LineString(line.0.iter().map(point).collect::<Result<_, _>>()?))
    };
    let mut outlines = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut polygons = Vec::with_capacity(draft.geometry.0.len());
        for polygon in &draft.geometry.0 {
            let exterior = ring(polygon.exterior())?;
            let interiors = polygon.interiors().iter().map(&mut ring).collect::<Result<_, _>>()?;
            polygons.push(Polygon::new(exterior, interiors));
        }
        outlines.push(MultiPolygon(polygons));
    }
    Ok(outlines)
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;

    #[test]
    fn a_repaired_outline_is_the_same_wherever_its_rings_begin() {
        let near = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0), (x: 0.0, y: 9.0)],
            interiors: [
                [(x: 1.0, y: 1.0), (x: 1.0, y: 2.0), (x: 2.0, y: 2.0)],
                [(x: 5.0, y: 5.0), (x: 5.0, y: 6.0), (x: 6.0, y: 6.0)],
            ],
        );
        let far = polygon![(x: 20.0, y: 0.0), (x: 21.0, y: 0.0), (x: 21.0, y: 1.0)];
        let turned = polygon!(
            exterior: [(x: 9.0, y: 9.0), (x: 9.0, y: 0.0), (x: 0.0, y: 0.0), (x: 0.0, y: 9.0)],
            interiors: [
                [(x: 6.0, y: 6.0), (x: 5.0, y: 6.0), (x: 5.0, y: 5.0)],
                [(x: 2.0, y: 2.0), (x: 1.0, y: 1.0), (x: 1.0, y: 2.0)],
            ],
        );
        let expected = MultiPolygon(vec![near.clone(), far.clone()]);
        assert_eq!(in_order(vec![near, far.clone()]), expected);
        assert_eq!(in_order(vec![far, turned]), expected);
    }
}
