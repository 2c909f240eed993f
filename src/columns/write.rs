//! Column chunks encoded by hand: what is known of a column is not found out again by hashing.
//!
//! A chunk has one dictionary or none, and one data page. The buffers of a row group are used
//! again for the next one: fresh memory costs as much as encoding.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, KeyValue, ParquetMetaDataBuilder, ParquetMetaDataWriter,
    RowGroupMetaData,
};
use parquet::file::statistics::Statistics;
use parquet::schema::types::SchemaDescriptor;

use super::bits;
use super::copy::CopiedChunk;
use super::read::NULL;

/// First and last bytes of a file.
const MAGIC: &[u8; 4] = b"PAR1";

/// A column chunk as it will stand in the file, for any column of its type.
#[derive(Clone)]
pub struct Chunk {
    bytes: Range<usize>,
    n_rows: usize,
    uncompressed: usize,
    dictionary_length: usize,
    encodings: Vec<Encoding>,
    compression: Compression,
    statistics: Option<Statistics>,
}

/// How a page is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Squeeze {
    /// Not at all.
    None,
    /// By zstd at a level; those below zero are its fast ones.
    Zstd(i32),
}

/// Level for whatever has none of its own: higher ones cost more than the writing they save.
const USUAL: Squeeze = Squeeze::Zstd(1);

/// Which rows have a value.
#[derive(Clone, Copy)]
pub enum Present<'a> {
    /// All.
    All(usize),
    /// Those with 1.
    Some(&'a [u32]),
}

impl Present<'_> {
    const fn n_rows(&self) -> usize {
        match self {
            Self::All(n) => *n,
            Self::Some(levels) => levels.len(),
        }
    }

    /// Definition levels, with their length before them.
    fn put(&self, out: &mut Vec<u8>) {
        let at = out.len();
        out.extend_from_slice(&[0; 4]);
        match self {
            Self::All(n) => {
                bits::put_varint((*n as u64) << 1, out);
                out.push(1);
            }
            Self::Some(levels) => bits::encode(levels, 1, out),
        }
        let length = u32::try_from(out.len() - at - 4).expect("levels of one page are short");
        out[at..at + 4].copy_from_slice(&length.to_le_bytes());
    }
}

/// Number of an encoding in page headers; only those that are written here.
fn number_of(encoding: Encoding) -> i64 {
    match encoding {
        Encoding::PLAIN => 0,
        Encoding::RLE => 3,
        Encoding::DELTA_BINARY_PACKED => 5,
        Encoding::DELTA_LENGTH_BYTE_ARRAY => 6,
        Encoding::DELTA_BYTE_ARRAY => 7,
        Encoding::RLE_DICTIONARY => 8,
        Encoding::BYTE_STREAM_SPLIT => 9,
        other => unreachable!("{other} is not written here"),
    }
}

/// Appends a page header: `PageHeader` of `parquet.thrift` in Thrift's compact protocol.
fn put_header(
    dictionary: bool,
    uncompressed: usize,
    compressed: usize,
    n_values: usize,
    encoding: Encoding,
    out: &mut Vec<u8>,
) {
    /// Next field, of type i32.
    const NUMBER: u8 = 0x15;
    const END: u8 = 0;
    let mut number = |value: i64| {
        out.push(NUMBER);
        bits::put_varint(value.unsigned_abs() << 1, out);
    };
    number(if dictionary { 2 } else { 0 });
    for size in [uncompressed, compressed] {
        number(i32::try_from(size).expect("a page is smaller than 2 GiB").into());
    }
    // A structure, four or two fields on: the header of this kind of page.
    out.push(if dictionary { 0x4C } else { 0x2C });
    let mut number = |value: i64| {
        out.push(NUMBER);
        bits::put_varint(value.unsigned_abs() << 1, out);
    };
    number(i32::try_from(n_values).expect("a page has fewer than 2^31 values").into());
    number(number_of(encoding));
    if !dictionary {
        number(number_of(Encoding::RLE));
        number(number_of(Encoding::RLE));
    }
    out.extend_from_slice(&[END, END]);
}

/// Encodes the chunks of one row group after another.
pub struct GroupEncoder {
    zstd: zstd::bulk::Compressor<'static>,
    out: Vec<u8>,
    chunks: Vec<Chunk>,
    page: Vec<u8>,
    compressed: Vec<u8>,
    first_seen: Vec<u32>,
    keys: Vec<u32>,
    order: Vec<u32>,
    /// A page is longer than its header can say.
    too_large: bool,
}

impl GroupEncoder {
    /// An encoder without a row group.
    #[expect(clippy::new_without_default, reason = "an encoder is large")]
    pub fn new() -> Self {
        let zstd = zstd::bulk::Compressor::new(1).expect("a level that zstd knows");
        Self {
            zstd,
            out: Vec::new(),
            chunks: Vec::new(),
            page: Vec::new(),
            compressed: Vec::new(),
            first_seen: Vec::new(),
            keys: Vec::new(),
            order: Vec::new(),
            too_large: false,
        }
    }

    /// An encoder with room for the bytes of a row group, so that they need not move as they grow.
    pub fn with_room(n_bytes: usize) -> Self {
        Self { out: Vec::with_capacity(n_bytes), ..Self::new() }
    }

    /// Begins a new row group.
    pub fn clear(&mut self) {
        self.out.clear();
        self.chunks.clear();
        self.too_large = false;
    }

    /// Appends what is in `self.page` as a page; returns its bytes before compression.
    fn put_page(
        &mut self,
        dictionary: bool,
        n_values: usize,
        encoding: Encoding,
        squeeze: Squeeze,
    ) -> usize {
        let body = if let Squeeze::Zstd(level) = squeeze {
            self.zstd.set_compression_level(level).expect("a level that zstd knows");
            self.compressed.clear();
            self.compressed.reserve(zstd::zstd_safe::compress_bound(self.page.len()));
            let done = self.zstd.compress_to_buffer(&self.page, &mut self.compressed);
            done.expect("the buffer is as large as zstd asks for");
            &self.compressed
        } else {
            &self.page
        };
        let before = self.out.len();
        self.too_large |= i32::try_from(self.page.len().max(body.len())).is_err();
        if self.too_large {
            return 0;
        }
        put_header(dictionary, self.page.len(), body.len(), n_values, encoding, &mut self.out);
        let header = self.out.len() - before;
        self.out.extend_from_slice(body);
        header + self.page.len()
    }

    fn put_chunk(
        &mut self,
        n_rows: usize,
        start: usize,
        dictionary: (usize, usize),
        encoding: Encoding,
        squeeze: Squeeze,
    ) {
        let uncompressed = dictionary.1 + self.put_page(false, n_rows, encoding, squeeze);
        let compression = match squeeze {
            Squeeze::None => Compression::UNCOMPRESSED,
            Squeeze::Zstd(_) => Compression::ZSTD(ZstdLevel::default()),
        };
        let mut encodings = vec![Encoding::RLE, encoding];
        if dictionary.0 > 0 {
            encodings.push(Encoding::PLAIN);
        }
        self.chunks.push(Chunk {
            bytes: start..self.out.len(),
            n_rows,
            uncompressed,
            dictionary_length: dictionary.0,
            encodings,
            compression,
            statistics: None,
        });
    }

    /// Values that `put` writes in the order of rows, without the missing ones.
    pub fn values(
        &mut self,
        present: Present<'_>,
        encoding: Encoding,
        squeeze: Squeeze,
        put: impl FnOnce(&mut Vec<u8>),
    ) {
        self.page.clear();
        present.put(&mut self.page);
        put(&mut self.page);
        self.put_chunk(present.n_rows(), self.out.len(), (0, 0), encoding, squeeze);
    }

    /// Values by number, [`NULL`] for missing ones, each below `n_values`; `put` writes the value
    /// of a number as plain Parquet. The dictionary holds what occurs, in order of occurrence.
    pub fn dictionary(
        &mut self,
        codes: impl Iterator<Item = u32> + Clone,
        n_values: usize,
        mut put: impl FnMut(u32, &mut Vec<u8>),
    ) {
        self.first_seen.resize(self.first_seen.len().max(n_values), NULL);
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        self.order.clear();
        let (mut n_rows, mut last, mut last_key) = (0, NULL, NULL);
        for code in codes.clone() {
            n_rows += 1;
            if code != last {
                last = code;
                if code == NULL {
                    continue;
                }
                let seen = &mut self.first_seen[code as usize];
                if *seen == NULL {
                    *seen = u32::try_from(self.order.len()).expect("no more than codes");
                    self.order.push(code);
                }
                last_key = *seen;
            }
            if code != NULL {
                keys.push(last_key);
            }
        }
        let order = std::mem::take(&mut self.order);
        for code in &order {
            self.first_seen[*code as usize] = NULL;
        }
        if keys.len() == n_rows {
            self.keyed(Present::All(n_rows), &keys, &order, &mut put);
        } else {
            let levels: Vec<u32> = codes.map(|code| u32::from(code != NULL)).collect();
            self.keyed(Present::Some(&levels), &keys, &order, &mut put);
        }
        (self.keys, self.order) = (keys, order);
    }

    /// Values by their place in `dictionary`; `put` writes an entry of it as plain Parquet.
    pub fn keyed<T>(
        &mut self,
        present: Present<'_>,
        keys: &[u32],
        dictionary: &[T],
        mut put: impl FnMut(T, &mut Vec<u8>),
    ) where
        T: Copy,
    {
        let start = self.out.len();
        self.page.clear();
        for entry in dictionary {
            put(*entry, &mut self.page);
        }
        let uncompressed = self.put_page(true, dictionary.len(), Encoding::PLAIN, USUAL);
        let length = self.out.len() - start;
        self.page.clear();
        present.put(&mut self.page);
        let largest = u32::try_from(dictionary.len().saturating_sub(1)).unwrap_or(0);
        let width = bits::width_of(largest).max(1);
        self.page.push(width.to_le_bytes()[0]);
        bits::encode(keys, width, &mut self.page);
        let n_rows = present.n_rows();
        self.put_chunk(n_rows, start, (length, uncompressed), Encoding::RLE_DICTIONARY, USUAL);
    }

    /// Number of chunks so far.
    pub const fn n_chunks(&self) -> usize {
        self.chunks.len()
    }

    /// An earlier chunk once more, as the next column.
    pub fn repeat(&mut self, chunk: usize) {
        let chunk = self.chunks[chunk].clone();
        self.chunks.push(chunk);
    }

    /// A chunk of another file as it stands there; its column must be of the same type and levels.
    pub fn copy(&mut self, chunk: CopiedChunk) {
        let start = self.out.len();
        self.out.extend_from_slice(&chunk.bytes);
        self.chunks.push(Chunk {
            bytes: start..self.out.len(),
            n_rows: chunk.n_rows,
            uncompressed: chunk.uncompressed,
            dictionary_length: chunk.dictionary_length,
            encodings: chunk.encodings,
            compression: chunk.compression,
            statistics: chunk.statistics,
        });
    }

    /// Adds the least and greatest value to the last chunk, for readers that skip.
    pub fn set_statistics(&mut self, statistics: Statistics) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.statistics = Some(statistics);
        }
    }
}

fn signed(n: usize) -> i64 {
    i64::try_from(n).expect("sizes of memory fit into i64")
}

impl Chunk {
    /// Metadata of the chunk as the column `leaf` whose bytes begin at `offset` of the file.
    fn metadata(
        &self,
        schema: &SchemaDescriptor,
        leaf: usize,
        offset: usize,
    ) -> Result<ColumnChunkMetaData, ParquetError> {
        let mut metadata = ColumnChunkMetaData::builder(schema.column(leaf))
            .set_encodings(self.encodings.clone())
            .set_compression(self.compression)
            .set_num_values(signed(self.n_rows))
            .set_total_compressed_size(signed(self.bytes.len()))
            .set_total_uncompressed_size(signed(self.uncompressed))
            .set_data_page_offset(signed(offset + self.dictionary_length));
        if self.dictionary_length > 0 {
            metadata = metadata.set_dictionary_page_offset(Some(signed(offset)));
        }
        if let Some(statistics) = &self.statistics {
            metadata = metadata.set_statistics(statistics.clone());
        }
        metadata.build()
    }
}

/// A Parquet file whose row groups come encoded.
pub struct TableWriter<W> {
    sink: W,
    schema: Arc<SchemaDescriptor>,
    groups: Vec<RowGroupMetaData>,
    n_bytes: usize,
    n_rows: usize,
}

impl<W: Write> TableWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When the sink does not take it.
    pub fn new(mut sink: W, schema: SchemaDescriptor) -> Result<Self, ParquetError> {
        sink.write_all(MAGIC)?;
        let (groups, schema) = (Vec::new(), Arc::new(schema));
        Ok(Self { sink, schema, groups, n_bytes: MAGIC.len(), n_rows: 0 })
    }

    /// Appends a row group.
    ///
    /// # Errors
    /// When the sink does not take it, it lacks columns, or a page of it is too large.
    pub fn append(&mut self, group: &GroupEncoder) -> Result<(), ParquetError> {
        if group.too_large {
            return Err(ParquetError::General("a page of 2 GiB or more".to_owned()));
        }
        let mut columns = Vec::with_capacity(group.chunks.len());
        let (mut uncompressed, mut compressed) = (0, 0);
        // Bytes that follow one another are written at once.
        let mut pending = 0..0;
        for (leaf, chunk) in group.chunks.iter().enumerate() {
            let offset = self.n_bytes + compressed;
            columns.push(chunk.metadata(&self.schema, leaf, offset)?);
            uncompressed += chunk.uncompressed;
            compressed += chunk.bytes.len();
            if chunk.bytes.start != pending.end {
                self.sink.write_all(&group.out[pending])?;
                pending = chunk.bytes.clone();
            }
            pending.end = chunk.bytes.end;
        }
        self.sink.write_all(&group.out[pending])?;
        let n_rows = group.chunks.first().map_or(0, |chunk| chunk.n_rows);
        let metadata = RowGroupMetaData::builder(Arc::clone(&self.schema))
            .set_num_rows(signed(n_rows))
            .set_total_byte_size(signed(uncompressed))
            .set_file_offset(signed(self.n_bytes))
            .set_column_metadata(columns);
        self.groups.push(metadata.build()?);
        self.n_bytes += compressed;
        self.n_rows += n_rows;
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the sink does not take it.
    pub fn finish(mut self, created_by: &str, metadata: Vec<KeyValue>) -> Result<W, ParquetError> {
        let n_rows = signed(self.n_rows);
        let created_by = Some(created_by.to_owned());
        let file = FileMetaData::new(2, n_rows, created_by, Some(metadata), self.schema, None);
        let metadata = ParquetMetaDataBuilder::new(file).set_row_groups(self.groups).build();
        ParquetMetaDataWriter::new(&mut self.sink, &metadata).finish()?;
        self.sink.flush()?;
        Ok(self.sink)
    }
}
