//! The common reader: any table whose register is described as a layer.

use std::collections::HashSet;

use arrow_array::RecordBatch;
use geo::CoordsIter as _;
use geo_types::Geometry;

use super::address_key::{AddressKey, PlaceNames, Written};
use super::position::TablePosition;
use super::rings::single;
use super::schema::{ColumnSpec, GeometryKind};
use super::table::{Column, Row, Table};
use super::values::{Columns, Value, is_kept, read};
use super::{InputOptions, Schema, SourceError, Tally};
use crate::model::{IssueCode, Origin};
use crate::place::{Crs, Pl1992, TercWidth, geometries_to_pl1992};

/// How a row names its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Not at all.
    None,
    /// By the identifier in the address register.
    Id(String),
    /// By its parts.
    Key(AddressKey),
    /// By its position among the addresses: a cell holds it.
    Place(u32),
}

/// Where a row stands, and what it speaks of.
#[derive(Clone, Debug)]
pub struct LayerRow {
    /// Where.
    pub origin: Origin,
    /// Its address.
    pub target: Target,
    /// Its position in EPSG:2180, where it is a point.
    pub position: Option<Pl1992>,
    /// Its geometry in EPSG:2180, where it is more than a point.
    pub geometry: Option<Geometry>,
}

/// Rows of one file.
#[derive(Clone, Debug)]
pub struct LayerRows {
    /// The register.
    pub register: &'static str,
    /// Whether its areas count as networks.
    pub counts: bool,
    /// Whether the file has a column of reach, be it empty.
    pub states_reach: bool,
    /// Columns of the schema, typed.
    pub values: RecordBatch,
    /// The rest, row by row.
    pub rows: Vec<LayerRow>,
}

struct Places {
    address_id: Column,
    terc: Column,
    width: TercWidth,
    simc: Column,
    locality: Column,
    ulic: Column,
    street: Column,
    number: Column,
    wkt: Column,
}

/// A column of the register, or none where its schema has no such field.
fn column(table: &Table, schema: &Schema, field: &str) -> Column {
    let is_described = schema.columns.iter().any(|column| column.field == field);
    if is_described { table.column(field) } else { Column::ABSENT }
}

impl Places {
    fn of(table: &Table, schema: &Schema) -> Self {
        let terc = schema.columns.iter().find(|column| column.field == "terc");
        let column = |field| column(table, schema, field);
        Self {
            address_id: column("address_id"),
            terc: column("terc"),
            width: terc.map_or(TercWidth::AsWritten, ColumnSpec::terc_width),
            simc: column("simc"),
            locality: column("locality"),
            ulic: column("ulic"),
            street: column("street"),
            number: column("number"),
            wkt: column("wkt"),
        }
    }

    fn target(&self, row: &Row<'_>) -> Target {
        let id = row.text(self.address_id);
        if !id.is_empty() {
            return Target::Id(id.to_owned());
        }
        let written = Written {
            terc: row.text(self.terc),
            width: self.width,
            simc: row.text(self.simc),
            ulic: row.text(self.ulic),
            number: row.text(self.number),
        };
        // Zeros put back are noted with the values of their columns.
        let (key, _) = AddressKey::of(&written);
        let text = |column| row.text(column).to_owned();
        let names = PlaceNames { locality: text(self.locality), street: text(self.street) };
        let key = key.with_names(&written, names);
        if key.gmina.is_none() && !key.names_place() {
            return Target::None;
        }
        Target::Key(key)
    }
}

/// Why a row cannot be used.
type Refused = (IssueCode, String);

/// The values of a row, or why it is refused; remarks are noted.
fn values(
    row: &Row<'_>,
    columns: &[(&ColumnSpec, Column)],
    tally: &mut Tally,
) -> Result<Vec<Option<Value>>, Refused> {
    let mut read_values = Vec::with_capacity(columns.len());
    for (spec, column) in columns {
        let text = row.text(*column);
        if text.is_empty() && spec.filled {
            return Err((IssueCode::MissingValue, spec.field.clone()));
        }
        if !is_kept(spec) {
            continue;
        }
        if text.is_empty() {
            read_values.push(None);
            continue;
        }
        let detail = || format!("{}: {text:?}", spec.field);
        let Some(read) = read(spec, text) else {
            if spec.filled {
                return Err((IssueCode::BadValue, detail()));
            }
            tally.note(IssueCode::IgnoredValue, row.origin, None, detail());
            read_values.push(None);
            continue;
        };
        if let Some(code) = read.remark {
            tally.note(code, row.origin, None, detail());
        }
        read_values.push(Some(read.value));
    }
    Ok(read_values)
}

/// Brackets within each other in WKT; a polygon of several parts has three, a collection of them
/// four.
const WKT_DEPTH_MAX: usize = 16;

/// A geometry from WKT. The library calls itself once a collection, so that depth is counted
/// first: a text of nothing but opening brackets would exhaust the stack.
fn geometry_of_wkt(text: &str) -> Result<Geometry, String> {
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > WKT_DEPTH_MAX {
            return Err(format!("brackets are nested more than {WKT_DEPTH_MAX} deep"));
        }
    }
    let parsed = <wkt::Wkt<f64> as std::str::FromStr>::from_str(text)?;
    Geometry::try_from(parsed).map_err(|error| error.to_string())
}

/// The geometry of a row, if it is of the kind that the register has.
fn geometry(row: &Row<'_>, wkt: Column, kind: GeometryKind) -> Result<Option<Geometry>, Refused> {
    let text = row.text(wkt);
    let written = if text.is_empty() {
        row.geometry.cloned()
    } else {
        let read = geometry_of_wkt(text).map_err(|error| (IssueCode::BadGeometry, error))?;
        Some(single(read))
    };
    // `EMPTY` is a way to write that there is none.
    let written = written.filter(|geometry| geometry.coords_count() > 0);
    let fits = |geometry: &Geometry| match kind {
        GeometryKind::Line => {
            matches!(geometry, Geometry::LineString(_) | Geometry::MultiLineString(_))
        }
        GeometryKind::Polygon => {
            matches!(geometry, Geometry::Polygon(_) | Geometry::MultiPolygon(_))
        }
        GeometryKind::Any => true,
        GeometryKind::None | GeometryKind::Point => false,
    };
    match kind {
        GeometryKind::None | GeometryKind::Point => Ok(None),
        GeometryKind::Any => Ok(written),
        GeometryKind::Line | GeometryKind::Polygon => match written.filter(fits) {
            Some(geometry) => Ok(Some(geometry)),
            None => Err((IssueCode::BadGeometry, format!("a {kind:?} is expected"))),
        },
    }
}

/// The system of a file's geometries: as the run file, the file, or the register says.
fn crs_of(file: &str, stated: Option<Crs>, schema: &Schema) -> Result<Crs, SourceError> {
    match (stated, &schema.crs) {
        (Some(crs), _) => Ok(crs),
        (None, Some(name)) => {
            Crs::parse(name).map_err(|source| SourceError::Crs { file: file.to_owned(), source })
        }
        (None, None) => Err(SourceError::NoCrs { file: file.to_owned() }),
    }
}

/// Whether most shapes cannot be longitude and latitude: without a word of the run file they are in
/// some other system, and each of them alone would only lie outside Poland.
fn mostly_metres(geometries: &[Option<Geometry>]) -> bool {
    let is_metric = |shape: &Geometry| {
        shape.coords_iter().next().is_some_and(|at| at.x.abs() > 360.0 || at.y.abs() > 90.0)
    };
    let (mut n_shapes, mut n_metric) = (0_usize, 0_usize);
    for shape in geometries.iter().flatten() {
        n_shapes += 1;
        n_metric += usize::from(is_metric(shape));
    }
    2 * n_metric > n_shapes
}

/// Reads a file of a register that is described as a layer.
///
/// A value that its column cannot hold is left out and counted, or rejects the row where the
/// register is useless without it; words outside a dictionary are kept as written and counted.
///
/// # Errors
/// When the file is empty, breaks off, has its axes exchanged, or its reference system is not
/// known.
pub fn read_layer(
    file: &str,
    table: Table,
    schema: &'static Schema,
    options: &InputOptions,
    tally: &mut Tally,
) -> Result<LayerRows, SourceError> {
    let places = Places::of(&table, schema);
    let columns: Vec<(&ColumnSpec, Column)> =
        schema.columns.iter().map(|spec| (spec, table.column(&spec.field))).collect();
    let unique = columns.iter().find(|(spec, _)| spec.unique || spec.once);
    let place = match schema.geometry {
        GeometryKind::Point | GeometryKind::Any => {
            Some(TablePosition::of(file, &table, schema, options)?)
        }
        _ => None,
    };
    let stated = options.crs.clone().or_else(|| table.crs.clone());
    let crs = match schema.geometry {
        GeometryKind::None | GeometryKind::Point => Crs::wgs84(),
        _ => crs_of(file, stated, schema)?,
    };
    let states_reach = column(&table, schema, "reach").is_present();
    let mut coordinates = place.as_ref().map(TablePosition::coordinates);
    let mut kept = Columns::of(schema);
    let mut rows: Vec<LayerRow> = Vec::new();
    let mut geometries = Vec::new();
    let mut ids: HashSet<String> = HashSet::new();
    table.for_each(tally, |row, tally| {
        let read = values(row, &columns, tally)
            .and_then(|values| Ok((values, geometry(row, places.wkt, schema.geometry)?)));
        let (values, geometry) = match read {
            Ok(read) => read,
            Err((code, detail)) => return tally.note(code, row.origin, None, detail),
        };
        let id = unique.map_or("", |(_, column)| row.text(*column));
        if !id.is_empty() && !ids.insert(id.to_owned()) {
            tally.note(IssueCode::RepeatedId, row.origin, None, id);
            if unique.is_some_and(|(spec, _)| spec.once) {
                return;
            }
        }
        if schema.remarks_repeats {
            let texts: Vec<&str> = columns.iter().map(|(_, column)| row.text(*column)).collect();
            if !ids.insert(texts.join("\u{1f}")) {
                tally.note(IssueCode::RepeatedId, row.origin, None, "the whole row");
            }
        }
        let target = places.target(row);
        if let (Some(place), Some(coordinates)) = (&place, &mut coordinates) {
            let has_place = place.push_any(row, coordinates, None, tally);
            if !has_place && geometry.is_none() && target == Target::None {
                // Neither an address nor a place: nothing can be said of where it is.
                tally.note(IssueCode::MissingCoordinates, row.origin, None, "");
            }
        }
        kept.push(values);
        geometries.push(geometry);
        rows.push(LayerRow { origin: row.origin, target, position: None, geometry: None });
    })?;
    if let Some(coordinates) = coordinates {
        let positions = coordinates.finish(file, tally)?;
        for (row, position) in rows.iter_mut().zip(positions) {
            row.position = position;
        }
    }
    if geometries.iter().any(Option::is_some) {
        if options.crs.is_none() && crs.is_wgs84() && mostly_metres(&geometries) {
            return Err(SourceError::NoCrs { file: file.to_owned() });
        }
        tally.coordinates_in(&crs);
    }
    let converted = geometries_to_pl1992(&geometries, &crs)
        .map_err(|source| SourceError::Crs { file: file.to_owned(), source })?;
    for ((row, given), converted) in rows.iter_mut().zip(geometries).zip(converted) {
        if given.is_some() && converted.is_none() {
            tally.note(IssueCode::OutsidePoland, row.origin, None, "geometry");
        }
        row.geometry = converted;
    }
    let values = kept.finish();
    let (register, counts) = (schema.register.as_str(), options.counts);
    Ok(LayerRows { register, counts, states_reach, values, rows })
}
