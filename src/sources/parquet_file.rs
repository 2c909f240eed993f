//! A Parquet file of a dataset, with its columns by name and type.

use std::io;
use std::ops::Range;
use std::path::Path;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, UInt16Type, UInt32Type};
use arrow_array::{
    Array, BooleanArray, PrimitiveArray, RecordBatch, RecordBatchReader as _, StringArray,
};
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;

use super::SourceError;
use super::file::limit_of;
use super::guard::guarded;
use super::vector::parquet_options;
use crate::columns::rows::RowFile;
use crate::columns::sealed::{Damage, SealedFile, damage_in, damage_of};
use crate::model::{FileId, Origin};
use crate::place::Pl1992;

/// One Parquet file of the dataset, read whole.
pub(super) struct ParquetFile {
    pub(super) name: String,
    pub(super) schema: SchemaRef,
    pub(super) batches: Vec<RecordBatch>,
}

/// A Parquet file of which rows are read by position, its footer read once.
pub(super) struct ParquetRows {
    pub(super) name: String,
    rows: RowFile,
}

/// Rows of a batch.
const BATCH: usize = 65_536;

/// One batch, with columns by name.
pub(super) struct Batch<'a> {
    pub(super) file: &'a str,
    pub(super) batch: &'a RecordBatch,
}

pub(super) fn wrong(file: &str, reason: impl Into<String>) -> SourceError {
    SourceError::Dataset { file: file.to_owned(), reason: reason.into() }
}

/// That a file cannot be read at all.
pub(super) fn unread(file: &str, error: &io::Error) -> SourceError {
    match damage_of(error) {
        Some(damage) => damaged(file, damage),
        None => wrong(file, error.to_string()),
    }
}

/// That a file is not what it was when the dataset was written.
pub(super) fn damaged(file: &str, damage: &Damage) -> SourceError {
    SourceError::Damaged { file: file.to_owned(), reason: damage.to_string() }
}

fn failed(file: &str, error: &ParquetError) -> SourceError {
    match damage_in(error) {
        Some(damage) => damaged(file, damage),
        None => wrong(file, error.to_string()),
    }
}

impl ParquetFile {
    pub(super) fn read(folder: &Path, name: &str) -> Result<Self, SourceError> {
        let path = folder.join(name);
        let file = path.display().to_string();
        guarded(&file, "Parquet", || Self::open(&path, &file))
    }

    fn open(path: &Path, file: &str) -> Result<Self, SourceError> {
        let opened = SealedFile::open(path).map_err(|error| unread(file, &error))?;
        let size = opened.n_bytes();
        let seen = opened.clone();
        let builder =
            ParquetRecordBatchReaderBuilder::try_new_with_options(opened, parquet_options())
                .map_err(|error| failed(file, &error))?;
        let groups = builder.metadata().row_groups();
        check_size(file, groups, builder.schema().fields().len(), size)?;
        let reader = builder.with_batch_size(BATCH).build();
        let reader = reader.map_err(|error| wrong(file, error.to_string()))?;
        let schema = reader.schema();
        let batches = reader.collect::<Result<_, _>>();
        let batches = batches.map_err(|error: ArrowError| match seen.damage() {
            Some(damage) => damaged(file, damage),
            None => wrong(file, error.to_string()),
        })?;
        Ok(Self { name: file.to_owned(), schema, batches })
    }

    pub(super) fn batches(&self) -> impl Iterator<Item = Batch<'_>> {
        self.batches.iter().map(|batch| Batch { file: &self.name, batch })
    }
}

/// Refuses a file that says to hold more than its size allows.
fn check_size(
    file: &str,
    groups: &[RowGroupMetaData],
    n_columns: usize,
    size: u64,
) -> Result<(), SourceError> {
    let rows = groups.iter().map(RowGroupMetaData::num_rows);
    let rows = rows.fold(0_u64, |sum, rows| sum.saturating_add(rows.unsigned_abs()));
    let cells = rows.saturating_mul(n_columns as u64);
    if cells > limit_of(usize::try_from(size).unwrap_or(usize::MAX)) {
        return Err(wrong(file, format!("{rows} rows cannot stand in {size} bytes")));
    }
    Ok(())
}

impl ParquetRows {
    /// Opens a file of a folder.
    pub(super) fn open(folder: &Path, name: &str) -> Result<Self, SourceError> {
        let path = folder.join(name);
        let name = path.display().to_string();
        let rows = guarded(&name, "Parquet", || {
            let rows = RowFile::open(&path).map_err(|error| failed(&name, &error))?;
            let size = path.metadata().map_or(0, |metadata| metadata.len());
            check_size(&name, rows.metadata().row_groups(), rows.schema().fields().len(), size)?;
            Ok(rows)
        })?;
        Ok(Self { name, rows })
    }

    /// Number of rows.
    pub(super) fn n_rows(&self) -> usize {
        self.rows.n_rows()
    }

    /// Reads rows by position, ascending.
    pub(super) fn read(&self, ranges: &[Range<usize>]) -> Result<ParquetFile, SourceError> {
        let mut batches = Vec::new();
        let schema = self.scan(ranges, &[], |batch| {
            batches.push(batch.batch.clone());
            Ok(())
        })?;
        Ok(ParquetFile { name: self.name.clone(), schema, batches })
    }

    /// Hands rows by position, ascending, to `take` batch by batch; all columns, or those named.
    /// Gives their schema.
    pub(super) fn scan(
        &self,
        ranges: &[Range<usize>],
        columns: &[&str],
        mut take: impl FnMut(Batch<'_>) -> Result<(), SourceError>,
    ) -> Result<SchemaRef, SourceError> {
        let file = &self.name;
        guarded(file, "Parquet", || {
            let taken = self.rows.scan(ranges, columns, |batch| {
                take(Batch { file, batch }).map_err(Stopped::Refused)
            });
            taken.map_err(|stopped| match stopped {
                Stopped::Damaged(error) => failed(file, &error),
                Stopped::Refused(error) => error,
            })
        })
    }
}

/// Why rows are read no further.
enum Stopped {
    Damaged(ParquetError),
    Refused(SourceError),
}

impl From<ParquetError> for Stopped {
    fn from(error: ParquetError) -> Self {
        Self::Damaged(error)
    }
}

impl<'a> Batch<'a> {
    pub(super) fn column(&self, name: &str) -> Result<&'a dyn Array, SourceError> {
        let column = self.batch.column_by_name(name);
        column.map(AsRef::as_ref).ok_or_else(|| wrong(self.file, format!("no column {name}")))
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a StringArray, SourceError> {
        let array = self.column(name)?.as_string_opt();
        array.ok_or_else(|| wrong(self.file, format!("column {name} is not text")))
    }

    pub(super) fn flags(&self, name: &str) -> Result<&'a BooleanArray, SourceError> {
        let array = self.column(name)?.as_boolean_opt();
        array.ok_or_else(|| wrong(self.file, format!("column {name} is not boolean")))
    }

    pub(super) fn numbers<T: arrow_array::ArrowPrimitiveType>(
        &self,
        name: &str,
    ) -> Result<&'a PrimitiveArray<T>, SourceError> {
        let array = self.column(name)?.as_primitive_opt();
        array.ok_or_else(|| wrong(self.file, format!("column {name} has another type")))
    }

    pub(super) fn bad(&self, row: usize, what: &str) -> SourceError {
        wrong(self.file, format!("row {}: {what}", row + 1))
    }

    pub(super) fn positions(
        &self,
    ) -> Result<impl Fn(usize) -> Option<Pl1992> + use<'a>, SourceError> {
        let easting = self.numbers::<Float64Type>("easting")?;
        let northing = self.numbers::<Float64Type>("northing")?;
        Ok(move |row: usize| {
            let known = easting.is_valid(row) && northing.is_valid(row);
            known.then(|| Pl1992::from_metres(easting.value(row), northing.value(row))).flatten()
        })
    }

    pub(super) fn origins(&self) -> Result<impl Fn(usize) -> Origin + use<'a>, SourceError> {
        let file = self.numbers::<UInt16Type>("source_file")?;
        let rows = self.numbers::<UInt32Type>("source_row")?;
        let id = |row: usize| FileId(file.value(row).saturating_sub(1));
        Ok(move |row: usize| Origin { file: id(row), row: rows.value(row) })
    }
}

pub(super) fn value(array: &StringArray, row: usize) -> Option<&str> {
    array.is_valid(row).then(|| array.value(row))
}
