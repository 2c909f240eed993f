//! What a gmina has filled in, as tables that another run reads as they are.
//!
//! Written from what was read and not from the files: columns that are never read, such as names of
//! people, cannot be in it.

use std::io::Write;

use geo::{CoordsIter as _, MapCoords as _};
use geo_types::{Coord, Geometry};

use super::PublishError;
use crate::model::{Layer, World};
use crate::place::{GminaCode, Pl1992, Wgs84, to_wgs84};
use crate::sources::{ColumnSpec, Schema, column_name};

/// Layers with a template that a centre has from their own source, not from a gmina.
pub const NOT_CONTRIBUTED: [&str; 7] = [
    "base-stations",
    "nodes-table",
    "parcels",
    "public-plans",
    "published-totals",
    "rail",
    "roads",
];
/// Columns of places: written from the position of the row.
const PLACES: [&str; 5] = ["easting", "northing", "lon", "lat", "wkt"];

/// Rows of a layer that are of a gmina: tied to it, or keyed by its code where rows are of no place.
pub fn rows_of(layer: &Layer, gmina: GminaCode) -> Vec<usize> {
    let code = gmina.to_string();
    let is_keyed = |row: usize| layer.text("code", row).is_some_and(|text| text.starts_with(&code));
    let is_own = |row: &usize| layer.gmina(*row).map_or(is_keyed(*row), |of| of == gmina);
    (0..layer.n_rows()).filter(is_own).collect()
}

/// Thousandths without needless zeros: `1`, `0.512`.
fn thousandths(value: u32) -> String {
    let text = format!("{}.{:03}", value / 1000, value % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A value as its own reader takes it; empty where there is none.
fn value(layer: &Layer, column: &ColumnSpec, row: usize) -> String {
    let name = column_name(column);
    let text = match column.kind.as_str() {
        "integer" => layer.integer(&name, row).map(|n| n.to_string()),
        "pln" => layer.integer(&name, row).map(|n| {
            let sign = if n < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", n.unsigned_abs() / 100, n.unsigned_abs() % 100)
        }),
        "decimal" | "metres" | "degrees" => layer.decimal(&name, row).map(|n| n.to_string()),
        "mbps" => layer.speed(&name, row).map(|speed| thousandths(speed.as_kbps())),
        "flag" => layer.flag(&name, row).map(|flag| if flag { "tak" } else { "nie" }.to_owned()),
        "date" => layer.date(&name, row).map(|day| day.to_string()),
        _ => layer.text(&name, row).map(str::to_owned),
    };
    text.unwrap_or_default()
}

/// Degrees as they are written: a hundred-millionth of a degree is about a millimetre.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e9).round() / 1e9
}

/// A shape in degrees.
fn in_degrees(shape: &Geometry) -> Result<Geometry, PublishError> {
    let vertices: Vec<Pl1992> =
        shape.coords_iter().filter_map(|at| Pl1992::from_metres(at.x, at.y)).collect();
    let converted = to_wgs84(&vertices).map_err(|e| PublishError::new("wklad", e))?;
    // Both walks go through the vertices in the same order.
    let next = std::cell::Cell::new(0);
    Ok(shape.map_coords(|at| {
        let found = converted.get(next.replace(next.get() + 1));
        found.map_or(at, |found| Coord { x: rounded(found.lon), y: rounded(found.lat) })
    }))
}

/// A place in the columns that the register has for it: a shape where it has a column of shapes and
/// the row one, else a point.
fn place(schema: &Schema, layer: &Layer, field: &str, row: usize) -> Result<String, PublishError> {
    let error = PublishError::of("wklad");
    let has_shape = has(schema, "wkt") && layer.geometry(row).is_some();
    let position = layer.position(row).filter(|_| !has_shape);
    let degrees = |of: fn(Wgs84) -> f64| -> Result<String, PublishError> {
        let Some(position) = position else { return Ok(String::new()) };
        let found = to_wgs84(&[position]).map_err(|e| error(e.to_string()))?;
        Ok(found.first().map_or_else(String::new, |at| format!("{:.9}", of(*at))))
    };
    let metres = |value: Option<f64>| value.map_or_else(String::new, |m| format!("{m:.3}"));
    match field {
        "easting" => Ok(metres(position.map(|p| p.easting()))),
        "northing" => Ok(metres(position.map(|p| p.northing()))),
        "lon" => degrees(|at| at.lon),
        "lat" => degrees(|at| at.lat),
        _ => {
            use wkt::ToWkt as _;
            let Some(shape) = layer.geometry(row) else { return Ok(String::new()) };
            Ok(in_degrees(&shape)?.wkt_string())
        }
    }
}

fn has(schema: &Schema, field: &str) -> bool {
    schema.columns.iter().any(|column| column.field == field)
}

/// The system in which places are written: the one in which all these registers are read where a run
/// file states none, so that one `[[input]]` may name the tables of many gminas.
pub const CONTRIBUTED_IN: &str = "EPSG:4326";

/// The columns that are written: metres only where there are no degrees.
fn written(schema: &Schema) -> Vec<&ColumnSpec> {
    let is_metric = |column: &ColumnSpec| matches!(column.field.as_str(), "easting" | "northing");
    let has_degrees = has(schema, "lon");
    schema.columns.iter().filter(|column| !(has_degrees && is_metric(column))).collect()
}

/// Writes rows of a layer in the columns of its template.
///
/// # Errors
/// When the writer fails.
pub fn write_contribution(
    schema: &Schema,
    layer: &Layer,
    rows: &[usize],
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of(&schema.register);
    let columns = written(schema);
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(columns.iter().map(|column| &column.field)).map_err(&error)?;
    for row in rows {
        let mut record = Vec::with_capacity(columns.len());
        for column in &columns {
            record.push(if PLACES.contains(&column.field.as_str()) {
                place(schema, layer, &column.field, *row)?
            } else {
                value(layer, column, *row)
            });
        }
        csv.write_record(record).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new(schema.register.as_str(), e))
}

/// The latest edition of the files that rows of a layer are from.
pub fn edition_of<'a>(world: &'a World, layer: &Layer, rows: &[usize]) -> &'a str {
    let files = rows.iter().map(|row| layer.origin(*row).file);
    files.map(|file| world.files[usize::from(file.0)].edition.as_str()).max().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::{CONTRIBUTED_IN, NOT_CONTRIBUTED, has, thousandths};
    use crate::sources::Schema;

    #[test]
    fn tables_are_read_in_the_system_in_which_they_are_written() {
        let is_placed =
            |schema: &&Schema| schema.layer && (has(schema, "wkt") || has(schema, "easting"));
        let is_other = |schema: &&Schema| NOT_CONTRIBUTED.contains(&&*schema.register);
        let own = |schema: &&Schema| is_placed(schema) && !is_other(schema);
        for schema in Schema::templates().filter(own) {
            assert_eq!(schema.crs.as_deref(), Some(CONTRIBUTED_IN), "{}", schema.register);
        }
    }

    #[test]
    fn speeds_are_written_in_megabits() {
        let found = [0, 512, 1000, 1500, 100_000, 10_050].map(thousandths);
        assert_eq!(found, ["0", "0.512", "1", "1.5", "100", "10.05"]);
    }
}
