//! Public buildings: RSPO (schools and institutions of education) and tables of any layout.
//!
//! Names of directors, telephones and e-mail addresses are never read.

use chrono::NaiveDate;

use super::address_key::{AddressKey, Written};
use super::addresses::is_date;
use super::position::TablePosition;
use super::table::{Column, Row, Table};
use super::{InputOptions, Schema, SourceError, Tally, Vocabulary};
use crate::model::{BuildingKind, IssueCode, Origin};
use crate::place::{Pl1992, TercWidth};

/// A public institution as its register has it.
#[derive(Clone, Debug)]
pub struct BuildingRow {
    /// Where.
    pub origin: Origin,
    /// Identifier.
    pub id: String,
    /// What it is.
    pub kind: BuildingKind,
    /// Name.
    pub name: String,
    /// Its address.
    pub key: AddressKey,
    /// Its own coordinates.
    pub position: Option<Pl1992>,
    /// Day on which it was closed.
    pub closed: Option<NaiveDate>,
}

struct Columns {
    id: Column,
    kind: Column,
    name: Column,
    terc: Column,
    terc6: Column,
    simc: Column,
    ulic: Column,
    number: Column,
    closed: Column,
}

fn columns(table: &Table, is_rspo: bool) -> Columns {
    let column = |field| table.column(field);
    let absent = |field| {
        if is_rspo { table.column(field) } else { Column::ABSENT }
    };
    Columns {
        id: column("id"),
        kind: column("kind"),
        name: column("name"),
        terc: column("terc"),
        terc6: absent("terc6"),
        simc: column("simc"),
        ulic: column("ulic"),
        number: column("number"),
        closed: absent("closed"),
    }
}

fn key(row: &Row<'_>, columns: &Columns, width: TercWidth, tally: &mut Tally) -> AddressKey {
    let six = columns.terc6.is_present();
    let (terc, width) = if six { (columns.terc6, TercWidth::Six) } else { (columns.terc, width) };
    let written = Written {
        terc: row.text(terc),
        width,
        simc: row.text(columns.simc),
        ulic: row.text(columns.ulic),
        number: row.text(columns.number),
    };
    let key = AddressKey::noted(&written, row.origin, tally);
    if is_date(&key.number) {
        tally.note(IssueCode::DamagedText, row.origin, key.gmina, key.number.clone());
    }
    key
}

fn read(
    file: &str,
    table: Table,
    options: &InputOptions,
    is_rspo: bool,
    tally: &mut Tally,
) -> Result<Vec<BuildingRow>, SourceError> {
    let columns = columns(&table, is_rspo);
    let schema = Schema::of(if is_rspo { "rspo" } else { "public-buildings" });
    let place = TablePosition::of(file, &table, schema, options)?;
    let has_coordinates = place.is_present();
    let mut coordinates = place.coordinates();
    let width = if is_rspo { TercWidth::Seven } else { TercWidth::AsWritten };
    let mut rows = Vec::new();
    table.for_each(tally, |row, tally| {
        let id = row.text(columns.id).to_owned();
        if id.is_empty() {
            tally.note(IssueCode::MissingValue, row.origin, None, "identifier");
            return;
        }
        let closed = row.text(columns.closed);
        let closed = match (closed, closed.parse::<NaiveDate>()) {
            ("", _) => None,
            (_, Ok(day)) => Some(day),
            (text, Err(_)) => {
                tally.note(IssueCode::BadDate, row.origin, None, text);
                return;
            }
        };
        let key = key(row, &columns, width, tally);
        if has_coordinates {
            place.push(row, &mut coordinates, key.gmina, tally);
        } else {
            coordinates.push_none(row.origin, key.gmina);
        }
        let kind = if is_rspo {
            Vocabulary::get().institution(row.text(columns.kind))
        } else {
            let kind = Vocabulary::get().building(row.text(columns.kind));
            kind.unwrap_or_else(|| {
                let text = row.text(columns.kind);
                tally.note(IssueCode::UnknownKind, row.origin, None, text);
                BuildingKind::Other
            })
        };
        rows.push(BuildingRow {
            origin: row.origin,
            id,
            kind,
            name: row.text(columns.name).to_owned(),
            key,
            position: None,
            closed,
        });
    })?;
    let positions = coordinates.finish(file, tally)?;
    for (row, position) in rows.iter_mut().zip(positions) {
        row.position = position;
    }
    Ok(rows)
}

/// Reads RSPO: the publisher's CSV (old and new columns) or the form with coordinates.
///
/// # Errors
/// When the file is empty, breaks off, or has its axes exchanged.
pub fn read_rspo(
    file: &str,
    table: Table,
    options: &InputOptions,
    tally: &mut Tally,
) -> Result<Vec<BuildingRow>, SourceError> {
    read(file, table, options, true, tally)
}

/// Reads public buildings of any table.
///
/// # Errors
/// As [`read_rspo`].
pub fn read_public_buildings(
    file: &str,
    table: Table,
    options: &InputOptions,
    tally: &mut Tally,
) -> Result<Vec<BuildingRow>, SourceError> {
    read(file, table, options, false, tally)
}
