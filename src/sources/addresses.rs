//! Address points: the SIDUSIS address base and tables of any layout.

use std::collections::HashSet;

use super::position::{Coordinates, TablePosition};
use super::table::{Column, Row, Table};
use super::teryt::taken;
use super::{InputOptions, Schema, SourceError, Tally};
use crate::model::{IssueCode, Origin};
use crate::place::{Pl1992, SimcId, TercCode, TercWidth, UlicId};

/// An address as its register has it.
#[derive(Clone, Debug)]
pub struct AddressRow {
    /// Where.
    pub origin: Origin,
    /// Identifier; empty where the register has none.
    pub id: String,
    /// TERC.
    pub terc: Option<TercCode>,
    /// Locality.
    pub simc: Option<SimcId>,
    /// Name of the locality.
    pub locality: String,
    /// Street.
    pub ulic: Option<UlicId>,
    /// Name of the street with its kind.
    pub street: String,
    /// House number as written.
    pub number: String,
    /// Position.
    pub position: Option<Pl1992>,
}

impl AddressRow {
    /// The identifier by which the run knows it: its own, else `input:row`.
    pub fn identifier(&self) -> String {
        if self.id.is_empty() {
            format!("{}:{}", self.origin.file.0 + 1, self.origin.row)
        } else {
            self.id.clone()
        }
    }
}

/// Columns of an address.
pub(super) struct Columns {
    id: Column,
    pub(super) terc: Column,
    simc: Column,
    locality: Column,
    ulic: Column,
    street: Column,
    pub(super) number: Column,
}

/// Whether a text is a date: what spreadsheets make of house numbers such as `8/9`.
pub(super) fn is_date(text: &str) -> bool {
    text.get(..10).is_some_and(|day| day.parse::<chrono::NaiveDate>().is_ok())
}

/// Whether a text was damaged before it was published: by another encoding, or a spreadsheet.
pub fn is_damaged(text: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER) || is_date(text)
}

/// The row with its codes parsed; a code that is none rejects it.
pub(super) fn address(
    row: &Row<'_>,
    columns: &Columns,
    width: TercWidth,
    tally: &mut Tally,
) -> Option<AddressRow> {
    let text = |column| row.text(column).to_owned();
    let parse = || {
        let present = |column| Some(row.text(column)).filter(|text| !text.is_empty());
        let terc = present(columns.terc).map(|t| TercCode::parse(t, width)).transpose()?;
        let simc = present(columns.simc).map(SimcId::parse).transpose()?;
        let ulic = UlicId::parse(row.text(columns.ulic))?;
        Ok::<_, crate::place::CodeError>((terc, simc, ulic))
    };
    let (terc, simc, ulic) = match parse() {
        Ok(codes) => codes,
        Err(error) => {
            tally.note(IssueCode::BadCode, row.origin, None, error.to_string());
            return None;
        }
    };
    for column in [columns.number, columns.street, columns.locality] {
        let text = row.text(column);
        if is_damaged(text) {
            let gmina = terc.map(|terc| terc.code.whole_gmina());
            tally.note(IssueCode::DamagedText, row.origin, gmina, text);
        }
    }
    Some(AddressRow {
        origin: row.origin,
        id: text(columns.id),
        terc: terc.map(|code| taken(code, tally, row.origin, "TERC")),
        simc: simc.map(|code| taken(code, tally, row.origin, "SIMC")),
        locality: text(columns.locality),
        ulic: ulic.map(|code| taken(code, tally, row.origin, "ULIC")),
        street: text(columns.street),
        number: text(columns.number),
        position: None,
    })
}

pub(super) fn columns(table: &Table) -> Columns {
    let column = |field| table.column(field);
    Columns {
        id: column("id"),
        terc: column("terc"),
        simc: column("simc"),
        locality: column("locality"),
        ulic: column("ulic"),
        street: column("street"),
        number: column("number"),
    }
}

pub(super) fn place_rows(
    mut rows: Vec<AddressRow>,
    coordinates: Coordinates,
    file: &str,
    tally: &mut Tally,
) -> Result<Vec<AddressRow>, SourceError> {
    let positions = coordinates.finish(file, tally)?;
    for (row, position) in rows.iter_mut().zip(positions) {
        row.position = position;
    }
    Ok(rows)
}

/// Reads a file of the SIDUSIS address base (`NN.csv`; EPSG:4326).
///
/// # Errors
/// When the file is empty, breaks off, or has its axes exchanged.
pub fn read_sidusis_addresses(
    file: &str,
    table: Table,
    tally: &mut Tally,
) -> Result<Vec<AddressRow>, SourceError> {
    let columns = columns(&table);
    let [lat, lon] = ["lat", "lon"].map(|field| table.column(field));
    let mut rows = Vec::new();
    let mut coordinates = Coordinates::degrees();
    table.for_each(tally, |row, tally| {
        if row.text(columns.number).is_empty() {
            tally.note(IssueCode::MissingValue, row.origin, None, "Nr porządkowy");
            return;
        }
        if let Some(address) = address(row, &columns, TercWidth::Seven, tally) {
            let gmina = address.terc.map(TercCode::whole_gmina);
            coordinates.push_degrees((row.text(lon), row.text(lat)), row.origin, gmina, tally);
            rows.push(address);
        }
    })?;
    place_rows(rows, coordinates, file, tally)
}

/// Reads addresses of any table.
///
/// # Errors
/// When the file is empty or breaks off, or its reference system is not known.
pub fn read_address_table(
    file: &str,
    table: Table,
    options: &InputOptions,
    tally: &mut Tally,
) -> Result<Vec<AddressRow>, SourceError> {
    let columns = columns(&table);
    let place = TablePosition::of(file, &table, Schema::of("address-table"), options)?;
    let mut coordinates = place.coordinates();
    let mut rows = Vec::new();
    let mut ids = HashSet::new();
    table.for_each(tally, |row, tally| {
        let id = row.text(columns.id);
        if !id.is_empty() && !ids.insert(id.to_owned()) {
            tally.note(IssueCode::DuplicateRecord, row.origin, None, id);
            return;
        }
        if let Some(address) = address(row, &columns, TercWidth::AsWritten, tally) {
            let gmina = address.terc.map(TercCode::whole_gmina);
            place.push(row, &mut coordinates, gmina, tally);
            rows.push(address);
        }
    })?;
    place_rows(rows, coordinates, file, tally)
}
