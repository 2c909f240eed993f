//! Column chunks taken from one file to another as they stand: neither decoded nor compressed
//! again.

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnDescPtr;

use super::page::{Values, spread};
use super::read::{Column, NULL, ReadError, Table};

/// A column chunk as another file has it.
pub struct CopiedChunk {
    pub(super) bytes: Bytes,
    pub(super) n_rows: usize,
    pub(super) uncompressed: usize,
    pub(super) dictionary_length: usize,
    pub(super) encodings: Vec<Encoding>,
    pub(super) compression: Compression,
    pub(super) statistics: Option<Statistics>,
}

impl CopiedChunk {
    /// The chunk of `metadata`, whose `bytes` begin where it says; `None` where sizes are none.
    pub(super) fn new(metadata: &ColumnChunkMetaData, bytes: Bytes) -> Option<Self> {
        let size = |n: i64| usize::try_from(n).ok();
        let start = metadata.dictionary_page_offset().unwrap_or(metadata.data_page_offset());
        let dictionary_length = size(metadata.data_page_offset().checked_sub(start)?)?;
        Some(Self {
            bytes,
            n_rows: size(metadata.num_values())?,
            uncompressed: size(metadata.uncompressed_size())?,
            dictionary_length,
            encodings: metadata.encodings().collect(),
            compression: metadata.compression(),
            statistics: metadata.statistics().cloned(),
        })
    }

    /// Number of rows.
    pub const fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Whether every row has a value, as far as the file tells.
    pub fn is_whole(&self) -> bool {
        self.statistics.as_ref().and_then(Statistics::null_count_opt) == Some(0)
    }
}

impl Table {
    /// The column of a path such as `bbox.xmin` as it is stored, whatever its numbers stand for;
    /// `None` where there is none.
    pub fn stored(&self, path: &str) -> Option<Column> {
        let schema = self.metadata.file_metadata().schema_descr();
        let leaf = schema.columns().iter().position(|c| c.path().string() == path)?;
        let kind = schema.column(leaf).physical_type();
        Some(Column { leaf, kind, unsigned: false })
    }

    /// Description of a column.
    pub fn description(&self, column: Column) -> ColumnDescPtr {
        self.metadata.file_metadata().schema_descr().column(column.leaf)
    }

    /// A column chunk as it stands.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn copy(&self, group: usize, column: Column) -> Result<CopiedChunk, ReadError> {
        let bytes = self.chunk(group, column)?;
        let metadata = self.metadata.row_group(group).column(column.leaf);
        let wrong = || self.wrong(&metadata.column_path().string(), "sizes that are none");
        CopiedChunk::new(metadata, bytes).ok_or_else(wrong)
    }

    /// Flags: 1 or 0, [`NULL`] for missing ones.
    ///
    /// # Errors
    /// When the chunk cannot be read or decoded.
    pub fn flags(&self, group: usize, column: Column) -> Result<Vec<u32>, ReadError> {
        let mut out = Vec::with_capacity(self.n_rows_of(group));
        let no_dictionary = |_: &Bytes, _| None;
        self.for_each_page(group, column, no_dictionary, |page| match &page.values {
            Values::Plain(bytes) => {
                let bits = bytes.iter().flat_map(|b| (0..8).map(move |at| u32::from(b >> at & 1)));
                spread(page.n_rows, &page.present, bits.map(Some), NULL, &mut out)
            }
            Values::Keys(_) => None,
        })?;
        Ok(out)
    }
}
