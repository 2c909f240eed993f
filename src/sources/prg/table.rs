//! Shapefiles of PRG address points, and other tables with their columns.

use super::{SourceError, Tally};
use crate::model::IssueCode;
use crate::place::{Crs, TercCode, TercWidth};
use crate::sources::addresses::{TablePosition, address, columns, place_rows};
use crate::sources::table::Table;
use crate::sources::{AddressRow, InputOptions, RawFile};

/// Tables with address points among the members of an archive, each with the names of those that
/// were left out for it: the same table in the old structure, which stands beside `NOWE_…`.
///
/// Archives hold the streets and localities as well, and descriptions.
pub fn prg_tables(members: Vec<RawFile>) -> Vec<(RawFile, Vec<String>)> {
    let file_name = |raw: &RawFile| {
        let name = raw.name.rsplit('/').next().unwrap_or(&raw.name);
        name.to_lowercase()
    };
    let is_points = |raw: &RawFile| {
        let name = file_name(raw);
        name.contains("punktyadresowe") && name.split('.').next_back() == Some("shp")
    };
    if !members.iter().any(is_points) {
        return members.into_iter().map(|raw| (raw, Vec::new())).collect();
    }
    let points: Vec<RawFile> = members.into_iter().filter(is_points).collect();
    let newer = |raw: &RawFile| format!("nowe_{}", file_name(raw));
    let names: Vec<String> = points.iter().map(file_name).collect();
    let (old, kept): (Vec<RawFile>, Vec<RawFile>) =
        points.into_iter().partition(|raw| names.contains(&newer(raw)));
    let with_old = |raw: RawFile| {
        let name = file_name(&raw);
        let old = old.iter().filter(|old| newer(old) == name).map(|old| old.name.clone());
        let old = old.collect();
        (raw, old)
    };
    kept.into_iter().map(with_old).collect()
}

/// Reads a table of address points; without a stated reference system it is EPSG:2180.
///
/// # Errors
/// When the file is empty or breaks off, or its reference system is not known.
pub fn read_prg_table(
    file: &str,
    mut table: Table,
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
    table.crs.get_or_insert_with(Crs::pl1992);
    let place = TablePosition::of(file, &table, options)?;
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
