//! Address points: the SIDUSIS address base and tables of any layout.

use std::collections::HashSet;

use super::table::{Column, Row, Table};
use super::teryt::taken;
use super::{InputOptions, Schema, SourceError, Tally};
use crate::model::{IssueCode, Origin};
use crate::place::{self, Crs, GminaCode, Pl1992, SimcId, TercCode, TercWidth, UlicId, Wgs84};

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

/// Rows whose coordinates would lie in Poland only if they were swapped, at which a file is
/// refused: more than half of them.
const SWAPPED_SHARE: usize = 2;

/// Coordinates of the rows of one file, converted together once all are read.
pub(super) struct Coordinates {
    pub(super) crs: Crs,
    pub(super) points: Vec<Option<(f64, f64)>>,
    rows: Vec<(Origin, Option<GminaCode>)>,
}

impl Coordinates {
    pub(super) const fn new(crs: Crs) -> Self {
        Self { crs, points: Vec::new(), rows: Vec::new() }
    }

    /// Takes the texts of x (or longitude) and y (or latitude).
    pub(super) fn push(
        &mut self,
        (x, y): (&str, &str),
        origin: Origin,
        gmina: Option<GminaCode>,
        tally: &mut Tally,
    ) {
        // Polish spreadsheets write a decimal comma.
        let number = |text: &str| text.replace(',', ".").parse::<f64>();
        let point = match (number(x), number(y)) {
            (Ok(x), Ok(y)) if x.is_finite() && y.is_finite() => Some((x, y)),
            _ => {
                let empty = x.is_empty() && y.is_empty();
                let code =
                    if empty { IssueCode::MissingCoordinates } else { IssueCode::BadCoordinate };
                tally.note(code, origin, gmina, format!("{x:?}, {y:?}"));
                None
            }
        };
        self.push_point(point, origin, gmina);
    }

    /// Takes a point that a library has read, or none.
    pub(super) fn push_point(
        &mut self,
        point: Option<(f64, f64)>,
        origin: Origin,
        gmina: Option<GminaCode>,
    ) {
        self.points.push(point);
        self.rows.push((origin, gmina));
    }

    /// Positions in EPSG:2180; points outside Poland are noted and dropped.
    pub(super) fn finish(
        self,
        file: &str,
        tally: &mut Tally,
    ) -> Result<Vec<Option<Pl1992>>, SourceError> {
        let known: Vec<(f64, f64)> = self.points.iter().copied().flatten().collect();
        if self.crs.is_wgs84() {
            let fits = |(lon, lat): &(f64, f64)| Wgs84 { lon: *lon, lat: *lat }.near_poland();
            let swapped = known.iter().filter(|(x, y)| !fits(&(*x, *y)) && fits(&(*y, *x))).count();
            if swapped * SWAPPED_SHARE > known.len() {
                let (file, rows) = (file.to_owned(), known.len());
                return Err(SourceError::SwappedAxes { file, swapped, rows });
            }
        }
        let converted = place::to_pl1992(&known, &self.crs)
            .map_err(|source| SourceError::Crs { file: file.to_owned(), source })?;
        let mut converted = converted.into_iter();
        let mut positions = Vec::with_capacity(self.points.len());
        for (point, (origin, gmina)) in self.points.into_iter().zip(self.rows) {
            let position = point.and_then(|_| converted.next().flatten());
            let inside = position.filter(|position| position.near_poland());
            if let (Some((x, y)), None) = (point, inside) {
                tally.note(IssueCode::OutsidePoland, origin, gmina, format!("{x}, {y}"));
            }
            positions.push(inside);
        }
        Ok(positions)
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
    let mut coordinates = Coordinates::new(Crs::wgs84());
    table.for_each(tally, |row, tally| {
        if row.text(columns.number).is_empty() {
            tally.note(IssueCode::MissingValue, row.origin, None, "Nr porządkowy");
            return;
        }
        if let Some(address) = address(row, &columns, TercWidth::Seven, tally) {
            let gmina = address.terc.map(TercCode::whole_gmina);
            coordinates.push((row.text(lon), row.text(lat)), row.origin, gmina, tally);
            rows.push(address);
        }
    })?;
    place_rows(rows, coordinates, file, tally)
}

/// Where a table of any layout keeps its coordinates.
pub(super) struct TablePosition {
    x: Column,
    y: Column,
    crs: Crs,
    by_geometry: bool,
}

impl TablePosition {
    /// Easting and northing, else longitude and latitude, else the geometry.
    ///
    /// # Errors
    /// When easting and northing are given without a reference system.
    pub(super) fn of(
        file: &str,
        table: &Table,
        options: &InputOptions,
    ) -> Result<Self, SourceError> {
        let [easting, northing, lon, lat] =
            ["easting", "northing", "lon", "lat"].map(|field| table.column(field));
        let of_table = table.crs.clone();
        let is_planar = easting.is_present() && northing.is_present();
        let has_degrees = lon.is_present() && lat.is_present();
        if is_planar && (options.crs.is_some() || !has_degrees) {
            let crs = options.crs.clone().or(of_table);
            let crs = crs.ok_or_else(|| SourceError::NoCrs { file: file.to_owned() })?;
            return Ok(Self { x: easting, y: northing, crs, by_geometry: false });
        }
        let by_geometry = !lon.is_present() && of_table.is_some();
        let stated = if by_geometry { options.crs.clone().or(of_table) } else { None };
        let crs = stated.unwrap_or_else(Crs::wgs84);
        Ok(Self { x: lon, y: lat, crs, by_geometry })
    }

    /// The same for a layer: by its own columns, the file's geometry, or the register's system;
    /// a table that has neither has rows without position.
    ///
    /// # Errors
    /// When easting and northing are given without a reference system.
    pub(super) fn of_layer(
        file: &str,
        table: &Table,
        schema: &Schema,
        options: &InputOptions,
    ) -> Result<Self, SourceError> {
        let column = |field: &str| {
            let is_described = schema.columns.iter().any(|column| column.field == field);
            if is_described { table.column(field) } else { Column::ABSENT }
        };
        let [easting, northing, lon, lat] = ["easting", "northing", "lon", "lat"].map(column);
        let by_geometry = table.crs.is_some();
        let stated = options.crs.clone().or_else(|| table.crs.clone());
        if easting.is_present() && northing.is_present() && !lon.is_present() {
            let crs = stated.ok_or_else(|| SourceError::NoCrs { file: file.to_owned() })?;
            return Ok(Self { x: easting, y: northing, crs, by_geometry });
        }
        // Longitude and latitude are degrees, whatever system the geometries have.
        let by_geometry =
            by_geometry && (!lon.is_present() || stated.as_ref().is_some_and(Crs::is_wgs84));
        let crs = if lon.is_present() { None } else { stated };
        Ok(Self { x: lon, y: lat, crs: crs.unwrap_or_else(Crs::wgs84), by_geometry })
    }

    /// Takes the coordinates of a layer's row: its columns, else its geometry; a row may have
    /// none. Gives whether it states any.
    pub(super) fn push_layer(
        &self,
        row: &Row<'_>,
        coordinates: &mut Coordinates,
        tally: &mut Tally,
    ) -> bool {
        let texts = (row.text(self.x), row.text(self.y));
        match row.geometry {
            _ if !texts.0.is_empty() || !texts.1.is_empty() => {
                coordinates.push(texts, row.origin, None, tally);
                true
            }
            Some(geo_types::Geometry::Point(point)) if self.by_geometry => {
                coordinates.push_point(Some((point.x(), point.y())), row.origin, None);
                true
            }
            _ => {
                coordinates.push_point(None, row.origin, None);
                false
            }
        }
    }

    /// Whether the table has coordinates at all.
    pub(super) const fn is_present(&self) -> bool {
        self.by_geometry || self.x.is_present()
    }

    pub(super) fn coordinates(&self) -> Coordinates {
        Coordinates::new(self.crs.clone())
    }

    /// Takes the coordinates of a row.
    pub(super) fn push(
        &self,
        row: &Row<'_>,
        coordinates: &mut Coordinates,
        gmina: Option<GminaCode>,
        tally: &mut Tally,
    ) {
        match row.geometry {
            Some(geo_types::Geometry::Point(point)) if self.by_geometry => {
                coordinates.push_point(Some((point.x(), point.y())), row.origin, gmina);
            }
            _ => {
                let texts = (row.text(self.x), row.text(self.y));
                coordinates.push(texts, row.origin, gmina, tally);
            }
        }
    }
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
    let place = TablePosition::of(file, &table, options)?;
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
