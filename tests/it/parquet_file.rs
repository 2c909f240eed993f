//! Parquet files of outputs, read without any code of the program.

use std::fs::File;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::Field;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::table::Table;

/// Columns, rows and `geo` metadata of a Parquet file.
pub fn read(path: &Path) -> (Vec<Field>, Vec<RecordBatch>, Option<Value>) {
    let file = File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let fields = builder.schema().fields().iter();
    let fields = fields.map(|field| field.as_ref().clone()).collect();
    let metadata = builder.metadata().file_metadata().key_value_metadata();
    let pairs = metadata.into_iter().flatten();
    let geo = pairs.filter(|pair| pair.key == "geo").find_map(|pair| pair.value.clone());
    let geo = geo.map(|text| serde_json::from_str(&text).expect("JSON"));
    let batches = builder.build().expect("Parquet").map(|batch| batch.expect("Parquet"));
    (fields, batches.collect(), geo)
}

/// The file as a table of texts; geometries as hexadecimal digits, nothing as an empty text.
pub fn read_texts(path: &Path) -> Table {
    let (fields, batches, _) = read(path);
    let header = fields.iter().map(|field| field.name().clone()).collect();
    let options = FormatOptions::default();
    let mut rows = Vec::new();
    for batch in batches {
        let formatter = |column| ArrayFormatter::try_new(column, &options).expect("a plain type");
        let columns: Vec<_> = batch.columns().iter().map(|c| formatter(c.as_ref())).collect();
        let row = |row: usize| columns.iter().map(|c| c.value(row).to_string()).collect();
        rows.extend((0..batch.num_rows()).map(row));
    }
    Table { header, rows }
}
