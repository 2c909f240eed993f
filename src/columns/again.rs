//! A table put together of rows of others, encoded as they are: what was written in parts gets the
//! bytes that it has when it is written at once.

use std::collections::HashMap;
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, UInt16Type, UInt32Type};
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use arrow_select::concat::concat_batches;
use arrow_select::nullif::nullif;
use parquet::basic::{Compression, Encoding};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::statistics::Statistics;
use parquet::schema::types::SchemaDescriptor;

use super::delta::{FrontCoded, Texts, put_numbers};
use super::read::NULL;
use super::rows::RowFile;
use super::split::put_split;
use super::write::{GroupEncoder, Present, Squeeze, TableWriter};

/// What a file does not tell of a column.
#[derive(Clone, Copy)]
pub struct Alike {
    /// The column.
    pub name: &'static str,
    /// How its pages are compressed.
    pub squeeze: Squeeze,
    /// How many bytes each text is taken to share with the one before.
    pub shared: usize,
}

/// How a leaf is encoded.
pub struct Leaf {
    /// Column of the batch, and field of it.
    column: usize,
    field: Option<usize>,
    encoding: Encoding,
    squeeze: Squeeze,
    has_statistics: bool,
    shared: Option<usize>,
    /// Whether a value was missing so far.
    has_nulls: bool,
}

fn general(reason: impl Into<String>) -> ParquetError {
    ParquetError::General(reason.into())
}

/// Columns and fields of a schema, leaf by leaf.
fn places(schema: &SchemaRef) -> Vec<(usize, Option<usize>)> {
    let of = |(column, field): (usize, &Arc<arrow_schema::Field>)| match field.data_type() {
        DataType::Struct(fields) => (0..fields.len()).map(|at| (column, Some(at))).collect(),
        _ => vec![(column, None)],
    };
    schema.fields().iter().enumerate().flat_map(of).collect()
}

/// Encoding of the values of a chunk.
fn encoding_of(chunk: &ColumnChunkMetaData) -> Encoding {
    if chunk.dictionary_page_offset().is_some() {
        return Encoding::RLE_DICTIONARY;
    }
    // Levels are in runs.
    let mut values = chunk.encodings().filter(|encoding| *encoding != Encoding::RLE);
    values.next().unwrap_or(Encoding::PLAIN)
}

/// How the leaves of some files are encoded, as the first row group of the first has it.
fn leaves(files: &[&RowFile], alike: &[Alike]) -> Result<Vec<Leaf>, ParquetError> {
    let groups = || files.iter().flat_map(|file| file.metadata().row_groups());
    let first = groups().next().ok_or_else(|| general("no rows"))?;
    let places = places(files[0].schema());
    if groups().any(|group| group.num_columns() != places.len()) {
        return Err(general("the tables have different columns"));
    }
    let has_statistics =
        |leaf: usize| groups().any(|group| group.column(leaf).statistics().is_some());
    let mut leaves: Vec<Leaf> = Vec::with_capacity(places.len());
    for (leaf, (column, field)) in places.into_iter().enumerate() {
        let chunk = first.column(leaf);
        let odd = alike.iter().find(|odd| [odd.name] == *chunk.column_path().parts());
        let usual = match chunk.compression() {
            Compression::UNCOMPRESSED => Squeeze::None,
            _ => Squeeze::Zstd(1),
        };
        leaves.push(Leaf {
            column,
            field,
            encoding: encoding_of(chunk),
            squeeze: odd.map_or(usual, |odd| odd.squeeze),
            has_statistics: has_statistics(leaf),
            shared: odd.map(|odd| odd.shared),
            has_nulls: false,
        });
    }
    Ok(leaves)
}

/// The text at a row.
fn text(array: &ArrayRef, row: usize) -> Result<&[u8], ParquetError> {
    match array.data_type() {
        DataType::Utf8 => Ok(array.as_string::<i32>().value(row).as_bytes()),
        DataType::Binary => Ok(array.as_binary::<i32>().value(row)),
        other => Err(general(format!("{other} is no text"))),
    }
}

/// The whole number at a row.
fn number(array: &ArrayRef, row: usize) -> Result<u32, ParquetError> {
    match array.data_type() {
        DataType::UInt32 => Ok(array.as_primitive::<UInt32Type>().value(row)),
        DataType::UInt16 => Ok(array.as_primitive::<UInt16Type>().value(row).into()),
        other => Err(general(format!("{other} is no whole number"))),
    }
}

/// The value at a row as plain Parquet.
fn put_plain(array: &ArrayRef, row: usize, out: &mut Vec<u8>) -> Result<(), ParquetError> {
    match array.data_type() {
        DataType::Utf8 | DataType::Binary => {
            let text = text(array, row)?;
            let length = u32::try_from(text.len()).map_err(|_| general("a text of 4 GiB"))?;
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(text);
        }
        DataType::Float64 => {
            out.extend_from_slice(&array.as_primitive::<Float64Type>().value(row).to_le_bytes());
        }
        _ => out.extend_from_slice(&number(array, row)?.to_le_bytes()),
    }
    Ok(())
}

/// Values by number, in order of occurrence.
fn put_dictionary(array: &ArrayRef, group: &mut GroupEncoder) -> Result<(), ParquetError> {
    let mut known: HashMap<Vec<u8>, u32> = HashMap::new();
    let (mut values, mut codes) = (Vec::new(), Vec::with_capacity(array.len()));
    let (mut value, mut last, mut code) = (Vec::new(), Vec::new(), NULL);
    for row in 0..array.len() {
        if array.is_null(row) {
            codes.push(NULL);
            continue;
        }
        value.clear();
        put_plain(array, row, &mut value)?;
        if code == NULL || value != last {
            code = if let Some(code) = known.get(&value) {
                *code
            } else {
                let new = u32::try_from(values.len()).map_err(|_| general("too many values"))?;
                values.push(value.clone());
                known.insert(value.clone(), new);
                new
            };
            last.clone_from(&value);
        }
        codes.push(code);
    }
    let put = |code: u32, out: &mut Vec<u8>| out.extend_from_slice(&values[code as usize]);
    group.dictionary(codes.iter().copied(), values.len(), put);
    Ok(())
}

/// Truth values, eight a byte.
fn bits(values: &[bool]) -> Vec<u8> {
    let byte = |eight: &[bool]| eight.iter().zip(0..).map(|(on, at)| u8::from(*on) << at).sum();
    values.chunks(8).map(byte).collect()
}

impl Leaf {
    /// A column of a batch without fields, statistics or compression of its own.
    pub const fn of_column(column: usize, encoding: Encoding) -> Self {
        Self {
            column,
            field: None,
            encoding,
            squeeze: Squeeze::Zstd(1),
            has_statistics: false,
            shared: None,
            has_nulls: false,
        }
    }

    /// Encodes its values in a batch as the next chunk.
    ///
    /// # Errors
    /// When they are of another type.
    pub fn encode(
        &mut self,
        batch: &RecordBatch,
        group: &mut GroupEncoder,
    ) -> Result<(), ParquetError> {
        self.put(&self.array(batch)?, group)
    }

    /// Its values; a field of a missing group is missing.
    fn array(&self, batch: &RecordBatch) -> Result<ArrayRef, ParquetError> {
        let column = batch.column(self.column);
        let Some(field) = self.field else { return Ok(Arc::clone(column)) };
        let values = column.as_struct().column(field);
        if column.null_count() == 0 {
            return Ok(Arc::clone(values));
        }
        let is_missing = (0..column.len()).map(|row| Some(column.is_null(row)));
        Ok(nullif(values, &is_missing.collect::<BooleanArray>())?)
    }

    fn put(&mut self, array: &ArrayRef, group: &mut GroupEncoder) -> Result<(), ParquetError> {
        if self.encoding == Encoding::RLE_DICTIONARY {
            put_dictionary(array, group)?;
        } else {
            self.put_values(array, group)?;
        }
        if self.has_statistics {
            set_statistics(array, group)?;
        }
        Ok(())
    }

    fn put_values(
        &mut self,
        array: &ArrayRef,
        group: &mut GroupEncoder,
    ) -> Result<(), ParquetError> {
        self.has_nulls |= array.null_count() > 0;
        let rows: Vec<usize> = (0..array.len()).filter(|row| array.is_valid(*row)).collect();
        let mut page = Vec::new();
        match self.encoding {
            Encoding::PLAIN if *array.data_type() == DataType::Boolean => {
                let flags = array.as_boolean();
                let flags: Vec<bool> = rows.iter().map(|row| flags.value(*row)).collect();
                page = bits(&flags);
            }
            Encoding::PLAIN => {
                // Such columns are told row by row, whether a value is missing or not.
                self.has_nulls = true;
                rows.iter().try_for_each(|row| put_plain(array, *row, &mut page))?;
            }
            Encoding::BYTE_STREAM_SPLIT => {
                let Some(numbers) = array.as_primitive_opt::<Float64Type>() else {
                    return Err(general("only numbers are split"));
                };
                put_split(rows.iter().map(|row| numbers.value(*row)), &mut page);
            }
            Encoding::DELTA_BINARY_PACKED => {
                let numbers = rows.iter().map(|row| number(array, *row));
                put_numbers(&numbers.collect::<Result<Vec<_>, _>>()?, &mut page);
            }
            Encoding::DELTA_LENGTH_BYTE_ARRAY => {
                let mut texts = Texts::default();
                for row in rows {
                    texts.push(text(array, row)?);
                }
                texts.put(&mut page);
            }
            Encoding::DELTA_BYTE_ARRAY => {
                let mut texts = FrontCoded::default();
                for (at, row) in rows.into_iter().enumerate() {
                    let text = text(array, row)?;
                    match self.shared {
                        Some(shared) => texts.push_sharing(text, if at == 0 { 0 } else { shared }),
                        None => texts.push(text),
                    }
                }
                texts.put(&mut page);
            }
            other => return Err(general(format!("{other} is not written here"))),
        }
        let levels: Vec<u32>;
        let present = if self.has_nulls {
            levels = (0..array.len()).map(|row| u32::from(array.is_valid(row))).collect();
            Present::Some(&levels)
        } else {
            Present::All(array.len())
        };
        let put = |out: &mut Vec<u8>| out.extend_from_slice(&page);
        group.values(present, self.encoding, self.squeeze, put);
        Ok(())
    }
}

/// Least and greatest value of the last chunk.
fn set_statistics(array: &ArrayRef, group: &mut GroupEncoder) -> Result<(), ParquetError> {
    let rows = || (0..array.len()).filter(|row| array.is_valid(*row));
    if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
        let values = || rows().map(|row| numbers.value(row));
        let (min, max) = (values().reduce(f64::min), values().reduce(f64::max));
        group.set_statistics(Statistics::double(min, max, None, None, false));
        return Ok(());
    }
    let texts = rows().map(|row| text(array, row)).collect::<Result<Vec<_>, _>>()?;
    if let (Some(min), Some(max)) = (texts.iter().min(), texts.iter().max()) {
        let [min, max] = [min, max].map(|text| Some(ByteArray::from(text.to_vec())));
        group.set_statistics(Statistics::byte_array(min, max, None, None, false));
    }
    Ok(())
}

/// Hands rows of some files, of all columns or those named, to `take` by `group_rows` rows at a time;
/// the last time by those that are left.
///
/// # Errors
/// When a file is damaged or of another form, or `take` refuses.
pub fn in_groups<E: From<ParquetError>>(
    pieces: &[(&RowFile, Range<usize>)],
    columns: &[&str],
    group_rows: usize,
    mut take: impl FnMut(&RecordBatch) -> Result<(), E>,
) -> Result<(), E> {
    let (mut held, mut n_held): (Vec<RecordBatch>, usize) = (Vec::new(), 0);
    let mut flush = |held: &mut Vec<RecordBatch>| -> Result<(), E> {
        let Some(first) = held.first() else { return Ok(()) };
        let schema = first.schema();
        let batch = concat_batches(&schema, &*held).map_err(ParquetError::from)?;
        held.clear();
        take(&batch)
    };
    for (file, rows) in pieces {
        file.scan::<E>(std::slice::from_ref(rows), columns, |batch| {
            let mut start = 0;
            while start < batch.num_rows() {
                let n = (group_rows - n_held).min(batch.num_rows() - start);
                held.push(batch.slice(start, n));
                (start, n_held) = (start + n, n_held + n);
                if n_held == group_rows {
                    flush(&mut held)?;
                    n_held = 0;
                }
            }
            Ok(())
        })?;
    }
    flush(&mut held)
}

/// Writes rows of some files, which are of the same form, as one file with `group_rows` rows in a
/// row group.
///
/// # Errors
/// When a file is damaged or of another form, or the sink does not take the table.
pub fn write_again<W: Write>(
    pieces: &[(&RowFile, Range<usize>)],
    group_rows: usize,
    alike: &[Alike],
    sink: W,
) -> Result<W, ParquetError> {
    let with_rows = pieces.iter().filter(|(_, rows)| !rows.is_empty());
    let mut files: Vec<&RowFile> = with_rows.map(|(file, _)| *file).collect();
    files.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let Some(first) = files.first().copied().or_else(|| pieces.first().map(|piece| piece.0)) else {
        return Err(general("no table"));
    };
    let of_file = first.metadata().file_metadata();
    let schema = SchemaDescriptor::new(of_file.schema_descr().root_schema_ptr());
    let mut table = TableWriter::new(sink, schema)?;
    if !files.is_empty() {
        let mut leaves = leaves(&files, alike)?;
        let mut group = GroupEncoder::new();
        in_groups(pieces, &[], group_rows, |batch| {
            group.clear();
            leaves.iter_mut().try_for_each(|leaf| leaf.encode(batch, &mut group))?;
            table.append(&group)
        })?;
    }
    let created_by = of_file.created_by().unwrap_or_default();
    let notes = of_file.key_value_metadata().cloned().unwrap_or_default();
    table.finish(created_by, notes)
}
