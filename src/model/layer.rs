//! Registers kept as they are: typed columns as their schema describes them, tied to addresses.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float64Type, Int64Type, UInt16Type, UInt32Type,
};
use arrow_array::{Array, RecordBatch, StringArray};
use chrono::{NaiveDate, TimeDelta};
use geo_types::Geometry;

use super::{FileId, Origin};
use crate::place::{GminaCode, Pl1992, geometry_of_wkb};
use crate::quantity::Speed;

/// Registers along whose lines the signal of mobile networks is read.
pub const ROUTES: [&str; 2] = ["roads", "rail"];

/// Longest piece of a road or track for which one reading stands, in metres: half the side of a cell
/// of the UKE inventory (form zr, Dz.U. 2022 poz. 2796).
pub const PIECE_M_MAX: f64 = 50.0;

/// Side of the lattice at which the ground is read around base stations, in metres.
pub const LATTICE_M: i32 = 100;

/// Rows of one register, in columns.
///
/// Each column of the register's schema is one of the batch, in its order: texts, codes and
/// dictionary words as text, speeds as `…_kbps` (kbit/s), money as `…_grosze`, lengths in metres.
/// After them stand `gmina`, `address_row` (1-based position of the address), `rung`,
/// `source_file`, `source_row`, and where the register has geometry `easting`, `northing` (points
/// only) and `geometry` (WKB, EPSG:2180). Rows are sorted by gmina (none last), then source.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Name of the register.
    pub register: String,
    /// The rows.
    pub batch: RecordBatch,
}

/// A column of texts; a register without it has none in any row.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a>(Option<&'a StringArray>);

impl<'a> Texts<'a> {
    /// The text of a row; `None` where it has none.
    pub fn at(self, row: usize) -> Option<&'a str> {
        self.0.filter(|array| array.is_valid(row)).map(|array| array.value(row))
    }
}

impl Layer {
    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.batch.num_rows()
    }

    fn primitive<T: ArrowPrimitiveType>(&self, column: &str, row: usize) -> Option<T::Native> {
        let array = self.batch.column_by_name(column)?.as_primitive_opt::<T>()?;
        array.is_valid(row).then(|| array.value(row))
    }

    /// A text, code or dictionary word; `None` where the row has none.
    pub fn text(&self, column: &str, row: usize) -> Option<&str> {
        let array = self.batch.column_by_name(column)?.as_string_opt::<i32>()?;
        array.is_valid(row).then(|| array.value(row))
    }

    /// A column of texts, for whoever asks for many rows of it.
    pub fn texts(&self, column: &str) -> Texts<'_> {
        Texts(self.batch.column_by_name(column).and_then(|array| array.as_string_opt::<i32>()))
    }

    /// A whole number.
    pub fn integer(&self, column: &str, row: usize) -> Option<i64> {
        self.primitive::<Int64Type>(column, row)
    }

    /// A number with decimals: metres, degrees, decibels.
    pub fn decimal(&self, column: &str, row: usize) -> Option<f64> {
        self.primitive::<Float64Type>(column, row)
    }

    /// A speed of a column `…_kbps`.
    pub fn speed(&self, column: &str, row: usize) -> Option<Speed> {
        self.primitive::<UInt32Type>(column, row).map(Speed::kbps)
    }

    /// Yes or no.
    pub fn flag(&self, column: &str, row: usize) -> Option<bool> {
        let array = self.batch.column_by_name(column)?.as_boolean_opt()?;
        array.is_valid(row).then(|| array.value(row))
    }

    /// A day.
    pub fn date(&self, column: &str, row: usize) -> Option<NaiveDate> {
        let days = self.primitive::<Date32Type>(column, row)?;
        NaiveDate::default().checked_add_signed(TimeDelta::days(days.into()))
    }

    /// The gmina of the row.
    pub fn gmina(&self, row: usize) -> Option<GminaCode> {
        self.text("gmina", row)?.parse().ok().and_then(GminaCode::from_number)
    }

    /// Position of the row's address among those of the world.
    pub fn address(&self, row: usize) -> Option<u32> {
        self.primitive::<UInt32Type>("address_row", row)?.checked_sub(1)
    }

    /// Position of the row, where it is a point.
    pub fn position(&self, row: usize) -> Option<Pl1992> {
        let [easting, northing] = ["easting", "northing"].map(|c| self.decimal(c, row));
        Pl1992::from_metres(easting?, northing?)
    }

    /// Geometry of the row in EPSG:2180.
    pub fn geometry(&self, row: usize) -> Option<Geometry> {
        let array = self.batch.column_by_name("geometry")?.as_binary_opt::<i32>()?;
        if array.is_null(row) {
            return None;
        }
        geometry_of_wkb(array.value(row))
    }

    /// Where the row was read.
    ///
    /// # Panics
    /// When the layer was put together without its columns of origin.
    pub fn origin(&self, row: usize) -> Origin {
        let file = self.primitive::<UInt16Type>("source_file", row).expect("layers have origins");
        let row = self.primitive::<UInt32Type>("source_row", row).expect("layers have origins");
        Origin { file: FileId(file - 1), row }
    }
}
