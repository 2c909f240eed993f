//! Tables of a plan, which become CSV and layers of a GeoPackage alike.

use std::io::Write;

use geo_types::Geometry;

use crate::publish::PublishError;
use crate::quantity::Grosze;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number; money in grosze too.
    Whole,
    /// Metres with three decimals.
    Metres,
}

/// Shapes of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Points.
    Point,
    /// Lines.
    Line,
    /// Areas.
    Area,
    /// None: a table of CSV only.
    None,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing known.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Millimetres, shown as metres.
    Metres(u64),
}

impl Value {
    /// Text.
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// Money.
    pub fn money(amount: Grosze) -> Self {
        Self::Whole(amount.0)
    }

    /// A number or position.
    pub fn count(number: impl TryInto<i64>) -> Self {
        number.try_into().map_or(Self::Empty, Self::Whole)
    }

    /// The value, or an empty cell.
    pub fn or_empty(value: Option<Self>) -> Self {
        value.unwrap_or(Self::Empty)
    }

    fn csv(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Metres(mm) => format!("{}.{:03}", mm / 1000, mm % 1000),
        }
    }
}

/// A row and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its shape in EPSG:2180.
    pub shape: Option<Geometry>,
    /// Its cells.
    pub cells: Vec<Value>,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Name of the layer.
    pub name: &'static str,
    /// Shapes of its rows.
    pub shape: Shape,
    /// Names and kinds of its columns.
    pub columns: &'static [(&'static str, Kind)],
    /// Its rows.
    pub rows: Vec<Row>,
}

/// Writes a table as CSV, without shapes.
///
/// # Errors
/// When the writer fails.
pub fn write_sheet(sheet: &Sheet, writer: impl Write) -> Result<(), PublishError> {
    let mut csv = csv::Writer::from_writer(writer);
    let error = |error: csv::Error| PublishError::new(format!("{}.csv", sheet.name), error);
    csv.write_record(sheet.columns.iter().map(|(name, _)| *name)).map_err(error)?;
    for row in &sheet.rows {
        csv.write_record(row.cells.iter().map(Value::csv)).map_err(error)?;
    }
    csv.flush().map_err(|e| PublishError::new(format!("{}.csv", sheet.name), e))
}
