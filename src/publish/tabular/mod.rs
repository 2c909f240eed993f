//! Tables with typed cells and shapes, which become sheets of a workbook and layers of a
//! GeoPackage alike.

#[cfg_attr(not(feature = "gdal"), path = "without_package.rs")]
mod package;
mod style;
#[cfg_attr(not(feature = "xlsx"), path = "without_workbook.rs")]
mod workbook;

use chrono::NaiveDate;
use geo_types::Geometry;

use crate::quantity::Grosze;

pub use package::{CAN_PACK, write_package};
pub use style::{Class, Style};
pub use workbook::{CAN_CALCULATE, write_workbook};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// A number with decimals.
    Real,
    /// Złote with grosze.
    Money,
    /// A part of 1.
    Share,
    /// A day.
    Date,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing known.
    Empty,
    /// Text.
    Text(String),
    /// A code, which layers hold, and its word in the language of the report, for sheets.
    Coded(String, String),
    /// A whole number.
    Whole(i64),
    /// A number with decimals.
    Real(f64),
    /// Money.
    Money(Grosze),
    /// A part of 1.
    Share(f64),
    /// A day.
    Date(NaiveDate),
}

impl Value {
    /// Text; nothing where there is none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A code with its word.
    pub fn coded(code: impl Into<String>, word: impl Into<String>) -> Self {
        Self::Coded(code.into(), word.into())
    }

    /// A number.
    pub fn count(number: impl TryInto<i64>) -> Self {
        number.try_into().map_or(Self::Empty, Self::Whole)
    }

    /// Millimetres as metres.
    #[allow(clippy::cast_precision_loss)] // lengths within Poland
    pub fn metres(millimetres: u64) -> Self {
        Self::Real(millimetres as f64 / 1000.0)
    }

    /// A part of a whole; nothing where there is no whole.
    #[allow(clippy::cast_precision_loss)] // counts of addresses
    pub fn share(part: u64, whole: u64) -> Self {
        if whole == 0 { Self::Empty } else { Self::Share(part as f64 / whole as f64) }
    }

    /// The value, or an empty cell.
    pub fn or_empty(value: Option<Self>) -> Self {
        value.unwrap_or(Self::Empty)
    }
}

/// An amount in złote; exact to the grosz below 90 million million.
#[allow(clippy::cast_precision_loss)]
pub fn zlote(amount: Grosze) -> f64 {
    amount.0 as f64 / 100.0
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name of the field in a layer.
    pub key: String,
    /// Heading of the sheet, unique in its table.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
    /// Width in a sheet, in digits.
    pub width: u16,
}

/// Shapes of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Points.
    Point,
    /// Areas of one part or many.
    Area,
    /// None: a sheet only.
    None,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of the layer: plain letters.
    pub key: &'static str,
    /// Name of the sheet.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Vec<Value>>,
    /// Shapes of its rows.
    pub shape: Shape,
    /// The shape of each row, in EPSG:2180; none for a table without them.
    pub shapes: Vec<Option<Geometry>>,
    /// How a map shows them.
    pub style: Option<Style>,
}
