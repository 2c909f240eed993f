//! Rows of a Parquet file by position: row groups and pages without any are not read.

use std::ops::Range;
use std::path::Path;

use arrow_array::{RecordBatch, RecordBatchReader as _};
use arrow_schema::SchemaRef;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData};

use super::sealed::SealedFile;

/// Rows of a batch.
const BATCH: usize = 65_536;

/// A file whose footer was read once.
pub struct RowFile {
    file: SealedFile,
    metadata: ArrowReaderMetadata,
    /// Where each row group begins, and the end of the last.
    starts: Vec<usize>,
}

impl RowFile {
    /// Opens a file; types are those of Parquet's own schema.
    ///
    /// # Errors
    /// When it is no Parquet file.
    pub fn open(path: &Path) -> Result<Self, ParquetError> {
        // Where pages begin is known without reading those before them; not every file says so.
        let options = ArrowReaderOptions::new()
            .with_skip_arrow_metadata(true)
            .with_offset_index_policy(PageIndexPolicy::Optional);
        let file = SealedFile::open(path)?;
        let metadata = ArrowReaderMetadata::load(&file, options)?;
        let mut starts = vec![0];
        for group in metadata.metadata().row_groups() {
            let rows = usize::try_from(group.num_rows()).unwrap_or(0);
            starts.push(starts[starts.len() - 1] + rows);
        }
        Ok(Self { file, metadata, starts })
    }

    /// The footer.
    pub fn metadata(&self) -> &ParquetMetaData {
        self.metadata.metadata()
    }

    /// Its columns.
    pub fn schema(&self) -> &SchemaRef {
        self.metadata.schema()
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }

    /// Hands rows by position, ascending, to `take` batch by batch; all columns, or those named.
    /// Gives their schema.
    ///
    /// # Errors
    /// When the file is damaged, or `take` refuses.
    pub fn scan<E: From<ParquetError>>(
        &self,
        ranges: &[Range<usize>],
        columns: &[&str],
        mut take: impl FnMut(&RecordBatch) -> Result<(), E>,
    ) -> Result<SchemaRef, E> {
        let (groups, wanted, n_rows) = self.pruned(ranges);
        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.file.clone(),
            self.metadata.clone(),
        );
        if !columns.is_empty() {
            let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
            builder = builder.with_projection(mask);
        }
        let selection = RowSelection::from_consecutive_ranges(wanted.into_iter(), n_rows);
        let builder = builder.with_row_groups(groups).with_row_selection(selection);
        let reader = builder.with_batch_size(BATCH).build()?;
        let schema = reader.schema();
        for batch in reader {
            let failed = |error| match self.file.damage() {
                Some(damage) => ParquetError::External(Box::new(damage.clone())),
                None => ParquetError::from(error),
            };
            take(&batch.map_err(failed)?)?;
        }
        Ok(schema)
    }

    /// Row groups that hold the ranges, the ranges as they lie within these, and how many rows
    /// these have.
    fn pruned(&self, ranges: &[Range<usize>]) -> (Vec<usize>, Vec<Range<usize>>, usize) {
        let (mut groups, mut wanted, mut before) = (Vec::new(), Vec::new(), 0);
        for (group, bounds) in self.starts.windows(2).enumerate() {
            let within = |range: &Range<usize>| {
                let (start, end) = (range.start.max(bounds[0]), range.end.min(bounds[1]));
                (start < end).then(|| start - bounds[0] + before..end - bounds[0] + before)
            };
            let held = wanted.len();
            wanted.extend(ranges.iter().filter_map(within));
            if wanted.len() > held {
                groups.push(group);
                before += bounds[1] - bounds[0];
            }
        }
        (groups, wanted, before)
    }
}
