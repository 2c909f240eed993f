//! Shapefiles of PRG address points, and other tables with their columns.

use super::{SourceError, Tally};
use crate::model::IssueCode;
use crate::place::{TercCode, TercWidth};
use crate::sources::addresses::{address, columns, place_rows};
use crate::sources::position::TablePosition;
use crate::sources::table::Table;
use crate::sources::{AddressRow, InputOptions, RawFile, Schema};

/// Name of a file without its folders and case.
fn file_name(raw: &RawFile) -> String {
    raw.name.rsplit('/').next().unwrap_or(&raw.name).to_lowercase()
}

fn is_points(raw: &RawFile) -> bool {
    let name = file_name(raw);
    name.contains("punktyadresowe") && name.split('.').next_back() == Some("shp")
}

/// Tables with address points among the members of an archive; where none is named like one, all.
///
/// Archives hold the streets and localities as well, and descriptions.
pub fn prg_tables(mut members: Vec<RawFile>) -> Vec<RawFile> {
    if members.iter().any(is_points) {
        members.retain(is_points);
    }
    members
}

/// Whether `other` is the same table in the structure of 2021: it is named like this one behind
/// `NOWE_`. Both are published side by side, and every address would count twice.
pub fn is_superseded_table(table: &RawFile, other: &RawFile) -> bool {
    is_points(table) && file_name(other) == format!("nowe_{}", file_name(table))
}

/// Reads a table of address points; without a stated reference system it is EPSG:2180.
///
/// # Errors
/// When the file is empty or breaks off, or its reference system is not known.
pub fn read_prg_table(
    file: &str,
    table: Table,
    options: &InputOptions,
    tally: &mut Tally,
) -> Result<Vec<AddressRow>, SourceError> {
    let columns = columns(&table);
    // Six digits in one structure, seven in the other; a code that lost its first zero is one
    // digit shorter than the others, which may all have lost theirs.
    let is_seven = table.has_value(columns.terc, TercCode::has_lost_zero);
    let width = match table.longest(columns.terc) {
        Some(6) if is_seven => TercWidth::Seven,
        Some(7..) => TercWidth::Seven,
        Some(_) => TercWidth::Six,
        None => TercWidth::AsWritten,
    };
    let place = TablePosition::of(file, &table, Schema::of("prg-addresses"), options)?;
    let mut coordinates = place.coordinates();
    let mut rows = Vec::new();
    table.for_each(tally, |row, tally| {
        if row.text(columns.number).is_empty() {
            tally.note(IssueCode::MissingValue, row.origin, None, "NUMER_PORZ");
            return;
        }
        if let Some(address) = address(row, &columns, width, tally) {
            let gmina = address.terc.map(TercCode::whole_gmina);
            place.push(row, &mut coordinates, gmina, tally);
            rows.push(address);
        }
    })?;
    place_rows(rows, coordinates, file, tally)
}
