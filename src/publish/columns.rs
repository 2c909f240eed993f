//! Columns of Arrow tables, and how every Parquet file of the program is written.

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StructArray, UInt16Array, UInt32Array};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::PublishError;
use super::geo::wkb_point;
use crate::model::Origin;
use crate::place::Pl1992;

/// Rows of a row group: a national run takes a table group by group and thread by thread.
pub const GROUP_ROWS: usize = 131_072;

/// Columns of one file, in order.
#[derive(Default)]
pub(super) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    pub(super) fn push(&mut self, name: &str, array: ArrayRef) {
        self.fields.push(Field::new(name, array.data_type().clone(), true));
        self.arrays.push(array);
    }

    pub(super) fn text<T: AsRef<str>>(
        &mut self,
        name: &str,
        values: impl Iterator<Item = Option<T>>,
    ) {
        let mut builder = StringBuilder::new();
        values.for_each(|value| builder.append_option(value));
        self.push(name, Arc::new(builder.finish()));
    }

    pub(super) fn numbers(&mut self, name: &str, values: impl Iterator<Item = Option<u32>>) {
        self.push(name, Arc::new(values.collect::<UInt32Array>()));
    }

    pub(super) fn origins(&mut self, origins: impl Iterator<Item = Origin> + Clone) {
        let files = origins.clone().map(|origin| origin.file.0 + 1);
        self.push("source_file", Arc::new(UInt16Array::from_iter_values(files)));
        self.numbers("source_row", origins.map(|origin| Some(origin.row)));
    }

    pub(super) fn positions(&mut self, places: impl Iterator<Item = Option<Pl1992>> + Clone) {
        let east = places.clone().map(|place| place.map(Pl1992::easting));
        self.push("easting", Arc::new(east.collect::<Float64Array>()));
        let north = places.clone().map(|place| place.map(Pl1992::northing));
        self.push("northing", Arc::new(north.collect::<Float64Array>()));
        let mut wkb = BinaryBuilder::new();
        places.for_each(|place| wkb.append_option(place.map(wkb_point)));
        self.push("geometry", Arc::new(wkb.finish()));
    }

    /// All columns as one batch.
    pub(super) fn batch(self) -> Result<RecordBatch, ArrowError> {
        RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.arrays)
    }

    pub(super) fn write(
        self,
        folder: &Path,
        name: &str,
        geo: Option<String>,
    ) -> Result<(), PublishError> {
        let batch = self.batch().map_err(|error| PublishError::new(name, error))?;
        write_batch(&batch, folder, name, geo)
    }
}

/// Writes a batch as a Parquet file of the program.
pub(super) fn write_batch(
    batch: &RecordBatch,
    folder: &Path,
    name: &str,
    geo: Option<String>,
) -> Result<(), PublishError> {
    let file = File::create(folder.join(name)).map_err(|error| PublishError::new(name, error))?;
    let write = || {
        let properties = Some(parquet_properties(geo));
        let mut parquet = ArrowWriter::try_new(file, batch.schema(), properties)?;
        parquet.write(batch)?;
        parquet.close().map(drop)
    };
    write().map_err(|error| PublishError::new(name, error))
}

/// Writes a table row group by row group: the columns of a whole country at once would take more
/// memory than the country itself. One empty group where there are no rows.
pub(super) fn write_groups(
    (folder, name): (&Path, &str),
    geo: Option<String>,
    n_rows: usize,
    columns: impl Fn(Range<usize>) -> Columns,
) -> Result<(), PublishError> {
    let batch = |start: usize| columns(start..n_rows.min(start + GROUP_ROWS)).batch();
    let first = batch(0).map_err(|error| PublishError::new(name, error))?;
    let file = File::create(folder.join(name)).map_err(|error| PublishError::new(name, error))?;
    let write = || {
        let properties = Some(parquet_properties(geo));
        let mut parquet = ArrowWriter::try_new(file, first.schema(), properties)?;
        parquet.write(&first)?;
        drop(first);
        for start in (GROUP_ROWS..n_rows).step_by(GROUP_ROWS) {
            parquet.write(&batch(start)?)?;
        }
        parquet.close().map(drop)
    };
    write().map_err(|error| PublishError::new(name, error))
}

/// The covering column of GeoParquet 1.1: a point's box is the point.
pub(super) fn bbox(places: impl Iterator<Item = Option<Pl1992>> + Clone) -> ArrayRef {
    let side = |of: fn(Pl1992) -> f64| -> ArrayRef {
        Arc::new(places.clone().map(|place| place.map(of)).collect::<Float64Array>())
    };
    let (east, north) = (side(Pl1992::easting), side(Pl1992::northing));
    let field = |name: &str| Field::new(name, DataType::Float64, true);
    let fields = Fields::from(["xmin", "ymin", "xmax", "ymax"].map(field).to_vec());
    let sides = vec![Arc::clone(&east), Arc::clone(&north), east, north];
    Arc::new(StructArray::new(fields, sides, None))
}

/// Properties of every Parquet file of the program.
pub fn parquet_properties(geo: Option<String>) -> WriterProperties {
    let level = ZstdLevel::try_new(3).expect("3 is a level of zstd");
    let metadata = geo.map(|geo| vec![KeyValue::new("geo".to_owned(), geo)]);
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_created_by(concat!("zasieg ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(metadata)
        .build()
}
