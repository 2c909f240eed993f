//! Outlines of gminas: PRG layer `A03_Granice_gmin` and its copies.

use std::collections::BTreeMap;

use geo::{MakeValid as _, Validation as _};
use geo_types::{Geometry, LineString, MultiPolygon, Polygon};
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
            (MultiPolygon(valid.flatten().collect()), true)
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
