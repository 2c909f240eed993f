//! Parts of a dataset's run, and the table of addresses put together again of theirs: with the
//! bytes that the undivided run gives it.

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{Array as _, ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::Schema;
use arrow_select::nullif::nullif;
use parquet::arrow::ArrowWriter;
use parquet::basic::Encoding;
use parquet::errors::ParquetError;

use super::Diagnosed;
use super::table::{self, GEOMETRY, IDENTITY};
use super::tally::Counted;
use crate::columns::again::{Leaf, in_groups};
use crate::columns::read::Table;
use crate::columns::rows::RowFile;
use crate::columns::write::{GroupEncoder, TableWriter};
use crate::diagnosis::Tallied;
use crate::national::ChainError;
use crate::national::part::{meets, rows_within};
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;
use crate::publish::{GROUP_ROWS, parquet_properties};

/// Which addresses lie in which gmina.
pub struct Stands {
    /// Those of each gmina, ascending.
    pub gminas: Vec<(GminaCode, Range<usize>)>,
    /// Those in none.
    pub nowhere: Range<usize>,
}

/// Rows that a table holds.
pub struct Kept {
    /// The table.
    pub file: RowFile,
    /// Where they stand in it.
    pub rows: Vec<Range<usize>>,
}

impl Diagnosed<'_> {
    /// Which addresses lie in which gmina.
    pub fn stands(&self) -> Stands {
        let mut gminas: Vec<(GminaCode, Range<usize>)> = Vec::new();
        let mut nowhere = self.n_addresses()..self.n_addresses();
        for (at, run) in self.places.runs.iter().enumerate() {
            let range = self.places.of_run(at);
            match (run.gmina, gminas.last_mut()) {
                (None, _) => nowhere.start = nowhere.start.min(range.start),
                (Some(code), Some((held, rows))) if *held == code => rows.end = range.end,
                (Some(code), _) => gminas.push((code, range)),
            }
        }
        Stands { gminas, nowhere }
    }

    /// Counts the addresses of some ranges as one unit.
    pub fn tally(&self, ranges: &[Range<usize>]) -> Tallied {
        self.counted().total(&self.held, ranges)
    }

    pub(super) fn counted(&self) -> Counted<'_> {
        Counted {
            places: &self.places,
            offers: &self.offers,
            blocks: &self.blocks,
            white: &self.white,
            records: &self.records,
            has_coverage: self.has_coverage,
        }
    }

    /// Writes the blocks that hold rows of some ranges, or all of them, to `path`, and tells where
    /// these rows stand there.
    ///
    /// # Errors
    /// When the dataset changed, or the file cannot be written.
    pub fn keep(
        &self,
        ranges: &[Range<usize>],
        all: bool,
        path: &Path,
    ) -> Result<Kept, ChainError> {
        let file = File::create(path).map_err(|error| ParquetError::External(Box::new(error)))?;
        let is_kept = |block: &super::Block| all || meets(ranges, &block.range);
        table::write(self, &self.held, is_kept, file)?;
        let kept = self.blocks.iter().filter(|block| is_kept(block)).map(|block| &block.range);
        Ok(Kept { rows: rows_within(kept, ranges), file: RowFile::open(path)? })
    }
}

/// Codes without which a name is not known: it is absent in a dataset, and empty in a table of a run.
const NAMED_BY: [(&str, [&str; 2]); 2] =
    [("locality", ["gmina", "simc"]), ("street", ["simc", "ulic"])];

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ParquetError> {
    let missing = || ParquetError::General(format!("no column {name}"));
    batch.column_by_name(name).ok_or_else(missing)
}

/// Addresses as a dataset has them.
fn as_stored(batch: &RecordBatch) -> Result<RecordBatch, ParquetError> {
    let mut columns = batch.columns().to_vec();
    for (name, codes) in NAMED_BY {
        let [first, second] = [column(batch, codes[0])?, column(batch, codes[1])?];
        let is_absent = |row| first.is_null(row) || second.is_null(row);
        let absent: BooleanArray = (0..batch.num_rows()).map(|row| Some(is_absent(row))).collect();
        let at = batch.schema().index_of(name)?;
        columns[at] = nullif(&columns[at], &absent)?;
    }
    let schema = Arc::new(Schema::new(batch.schema().fields().clone()));
    Ok(RecordBatch::try_new(schema, columns)?)
}

/// What the dataset says of addresses, as the dataset writes it: row group by row group.
fn write_stored(pieces: &[(&RowFile, Range<usize>)], path: &Path) -> Result<(), ParquetError> {
    let file = File::create(path)?;
    let names: Vec<&str> = IDENTITY.into_iter().chain(["geometry", "bbox"]).collect();
    let mut file = Some(file);
    let mut parquet: Option<ArrowWriter<File>> = None;
    in_groups::<ParquetError>(pieces, &names, GROUP_ROWS, |batch| {
        let batch = as_stored(batch)?;
        if let Some(file) = file.take() {
            let properties = Some(parquet_properties(None));
            parquet = Some(ArrowWriter::try_new(file, batch.schema(), properties)?);
        }
        parquet.as_mut().map_or(Ok(()), |parquet| parquet.write(&batch))
    })?;
    parquet.map_or(Ok(()), |parquet| parquet.close().map(drop))
}

/// How the table writes a column that the diagnosis fills.
fn encoding_of(name: &str) -> Encoding {
    match name {
        "covered" | "cluster_id" | "nearest_node_m" => Encoding::PLAIN,
        _ if name.ends_with("_evidence") => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        _ => Encoding::RLE_DICTIONARY,
    }
}

/// Writes rows of tables of addresses as the undivided run over the dataset writes them; `scratch` is
/// a file for the time being.
///
/// # Errors
/// When a table is damaged or of another form, or the sink does not take it.
pub fn join_held(
    pieces: &[(&RowFile, Range<usize>)],
    profiles: &[ThresholdProfile],
    scratch: &Path,
    sink: impl Write + Send,
) -> Result<(), ChainError> {
    let schema = table::schema(profiles)?;
    let leaves: Vec<String> = schema.columns().iter().map(|leaf| leaf.path().string()).collect();
    let is_stored = |name: &str| IDENTITY.contains(&name) || GEOMETRY.contains(&name);
    let found: Vec<&str> =
        leaves.iter().map(String::as_str).filter(|name| !is_stored(name)).collect();
    let mut file = TableWriter::new(sink, schema)?;
    if pieces.iter().all(|(_, rows)| rows.is_empty()) {
        return table::finish(file);
    }
    write_stored(pieces, scratch)?;
    let stored = Table::open(scratch)?;
    let mut group = GroupEncoder::new();
    let mut number = 0;
    in_groups::<ChainError>(pieces, &found, GROUP_ROWS, |batch| {
        group.clear();
        for name in &leaves {
            if is_stored(name) {
                table::copy(&stored, number, batch.num_rows(), name, &mut group)?;
            } else {
                let at = batch.schema().index_of(name).map_err(ParquetError::from)?;
                Leaf::of_column(at, encoding_of(name)).encode(batch, &mut group)?;
            }
        }
        number += 1;
        Ok(file.append(&group)?)
    })?;
    drop(stored);
    table::finish(file)
}
