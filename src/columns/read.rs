//! Column chunks of flat Parquet tables, decoded page by page.
//!
//! Whatever a file claims about itself is checked before memory is taken for it.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{ConvertedType, Encoding, LogicalType, Type};
use parquet::column::page::{Page, PageReader as _};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::serialized_reader::SerializedPageReader;

use super::chunk::ChunkPages;
use super::page::{PageValues, PlainValues, Values, page_values, spread};
use super::sealed::{Damage, SealedFile, damage_in, damage_of};

/// Key of a missing value.
pub const NULL: u32 = u32::MAX;

/// Why a table cannot be read here.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read at all.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// It is not what it was when its folder was sealed.
    #[error("{path}: damaged: {damage}; copy the dataset again, or import it anew")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        damage: Damage,
    },
    /// It is no sound Parquet file.
    #[error("{path}: {error}")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the library says.
        error: ParquetError,
    },
    /// A column of a kind that is not read here.
    #[error("{path}: column {column}: {what}")]
    Kind {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// What was expected and found.
        what: String,
    },
    /// A column is absent or damaged.
    #[error("{path}: column {column}: {what}")]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// What is wrong with it.
        what: String,
    },
}

/// Rows that a file may have however short it is, and rows for each of its bytes: columns of one
/// value everywhere take next to nothing, but identifiers do.
const ROWS_MAX: (u64, u64) = (1 << 24, 1 << 10);

/// An open table.
pub struct Table {
    path: PathBuf,
    pub(super) metadata: ParquetMetaData,
    file: SealedFile,
}

fn unread(path: &Path, error: std::io::Error) -> ReadError {
    let path = path.to_owned();
    match damage_of(&error).cloned() {
        Some(damage) => ReadError::Damaged { path, damage },
        None => ReadError::File { path, error },
    }
}

/// Where a column stands and what its values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub(super) leaf: usize,
    /// Physical type.
    pub kind: Type,
    /// Whole numbers without a sign.
    pub(super) unsigned: bool,
}

impl Table {
    /// Opens a table and reads its metadata.
    ///
    /// # Errors
    /// When the file is absent, no Parquet, or claims more rows than it can hold.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let path = path.to_owned();
        let file = SealedFile::open(&path).map_err(|error| unread(&path, error))?;
        let n_bytes = file.n_bytes();
        let parsed = ParquetMetaDataReader::new().parse_and_finish(&file);
        let checked = parsed.and_then(|metadata| {
            let groups = metadata.row_groups().iter();
            let rows = groups.map(|group| u64::try_from(group.num_rows()).ok());
            let total = rows.sum::<Option<u64>>();
            let most = ROWS_MAX.0.saturating_add(n_bytes.saturating_mul(ROWS_MAX.1));
            match total {
                Some(rows) if rows < most.min(u32::MAX.into()) => Ok(metadata),
                _ => Err(ParquetError::General(format!(
                    "claims rows that {n_bytes} bytes cannot hold"
                ))),
            }
        });
        match checked {
            Ok(metadata) => Ok(Self { path, metadata, file }),
            Err(error) => Err(match damage_in(&error).cloned() {
                Some(damage) => ReadError::Damaged { path, damage },
                None => ReadError::Parquet { path, error },
            }),
        }
    }

    /// Number of row groups.
    pub fn n_groups(&self) -> usize {
        self.metadata.num_row_groups()
    }

    /// Rows of a row group.
    pub fn n_rows_of(&self, group: usize) -> usize {
        usize::try_from(self.metadata.row_group(group).num_rows()).unwrap_or(0)
    }

    /// Rows of the table.
    pub fn n_rows(&self) -> usize {
        (0..self.n_groups()).map(|group| self.n_rows_of(group)).sum()
    }

    /// What is wrong with a column, as an error.
    pub fn wrong(&self, column: &str, what: impl Into<String>) -> ReadError {
        let (path, column) = (self.path.clone(), column.to_owned());
        ReadError::Column { path, column, what: what.into() }
    }

    /// That a column is of another type than `expected`, as an error.
    pub fn unexpected(&self, name: &str, expected: &str, column: Column) -> ReadError {
        self.of_other_kind(name, format!("expected {expected}, found {}", column.kind))
    }

    fn of_other_kind(&self, column: &str, what: impl Into<String>) -> ReadError {
        let (path, column) = (self.path.clone(), column.to_owned());
        ReadError::Kind { path, column, what: what.into() }
    }

    /// Names of all columns.
    pub fn names(&self) -> Vec<String> {
        let columns = self.metadata.file_metadata().schema_descr().root_schema().get_fields();
        columns.iter().map(|column| column.name().to_owned()).collect()
    }

    /// A text that the file holds beside its columns.
    pub fn note(&self, key: &str) -> Option<&str> {
        let notes = self.metadata.file_metadata().key_value_metadata()?;
        notes.iter().find(|note| note.key == key)?.value.as_deref()
    }

    /// The column of a name, if the table has it.
    ///
    /// # Errors
    /// When it is nested, or its values stand for something else than numbers and texts.
    pub fn column(&self, name: &str) -> Result<Option<Column>, ReadError> {
        let schema = self.metadata.file_metadata().schema_descr();
        let is_named = |path: &[String]| path.first().is_some_and(|part| part == name);
        let leaf = schema.columns().iter().position(|c| is_named(c.path().parts()));
        let Some(leaf) = leaf else { return Ok(None) };
        let column = schema.column(leaf);
        if column.path().parts().len() > 1
            || column.max_rep_level() > 0
            || column.max_def_level() > 1
        {
            return Err(self.of_other_kind(name, "expected one value a row, found a nested column"));
        }
        // What a number stands for is its own matter: a decimal or a day is not read as an integer.
        let is_plain = matches!(
            column.converted_type(),
            ConvertedType::NONE
                | ConvertedType::UTF8
                | ConvertedType::ENUM
                | ConvertedType::INT_8
                | ConvertedType::INT_16
                | ConvertedType::INT_32
                | ConvertedType::INT_64
                | ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64
        );
        let expected = "expected numbers or texts";
        if !is_plain {
            let found = column.converted_type();
            return Err(self.of_other_kind(name, format!("{expected}, found {found}")));
        }
        let logical = column.logical_type_ref();
        let unsigned = match logical {
            Some(LogicalType::Integer(integer)) => !integer.is_signed,
            None
            | Some(
                LogicalType::String
                | LogicalType::Enum
                | LogicalType::Unknown
                | LogicalType::Geometry(_)
                | LogicalType::Geography(_),
            ) => matches!(
                column.converted_type(),
                ConvertedType::UINT_8
                    | ConvertedType::UINT_16
                    | ConvertedType::UINT_32
                    | ConvertedType::UINT_64
            ),
            Some(other) => {
                return Err(self.of_other_kind(name, format!("{expected}, found {other:?}")));
            }
        };
        Ok(Some(Column { leaf, kind: column.physical_type(), unsigned }))
    }

    /// The column of a name.
    ///
    /// # Errors
    /// When there is none, or it is nested.
    pub fn required(&self, name: &str) -> Result<Column, ReadError> {
        let absent =
            || self.wrong(name, format!("no such column among {}", self.names().join(", ")));
        self.column(name)?.ok_or_else(absent)
    }

    /// The column of a name, which holds texts.
    ///
    /// # Errors
    /// When there is none, or it does not.
    pub fn required_text(&self, name: &str) -> Result<Column, ReadError> {
        let column = self.required(name)?;
        let is_text = column.kind == Type::BYTE_ARRAY;
        if is_text { Ok(column) } else { Err(self.unexpected(name, "texts", column)) }
    }

    /// Bytes that a column takes in the file.
    pub fn n_bytes_of(&self, column: Column) -> usize {
        let groups = self.metadata.row_groups().iter();
        let sizes = groups.map(|group| group.column(column.leaf).compressed_size());
        let all = sizes.map(|size| u64::try_from(size).unwrap_or(0)).fold(0, u64::saturating_add);
        usize::try_from(all.min(self.file.n_bytes())).unwrap_or(0)
    }

    /// Where a column chunk begins and ends.
    fn range(&self, group: usize, column: Column) -> Result<Range<u64>, ReadError> {
        let meta = self.metadata.row_group(group).column(column.leaf);
        let start = meta.dictionary_page_offset().unwrap_or(meta.data_page_offset());
        let range = u64::try_from(start).ok().zip(u64::try_from(meta.compressed_size()).ok());
        let range = range.and_then(|(start, length)| Some(start..start.checked_add(length)?));
        let outside = || self.wrong(&meta.column_path().string(), "lies outside of the file");
        range.filter(|range| range.end <= self.file.n_bytes()).ok_or_else(outside)
    }

    /// The bytes of a column chunk.
    pub(super) fn chunk(&self, group: usize, column: Column) -> Result<Bytes, ReadError> {
        let range = self.range(group, column)?;
        let length = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        self.file.read(range.start, length).map_err(|error| unread(&self.path, error))
    }

    /// Hands the dictionary, if there is one, and then every page of a column chunk on.
    pub(super) fn for_each_page(
        &self,
        group: usize,
        column: Column,
        mut on_dictionary: impl FnMut(&Bytes, usize) -> Option<()>,
        mut on_page: impl FnMut(PageValues<'_>) -> Option<()>,
    ) -> Result<(), ReadError> {
        let range = self.range(group, column)?;
        let bytes = Arc::new(ChunkPages::new(&self.file, range.start, range.end));
        let meta = self.metadata.row_group(group).column(column.leaf);
        let has_levels =
            self.metadata.file_metadata().schema_descr().column(column.leaf).max_def_level() > 0;
        let name = meta.column_path().string();
        let library = |error: ParquetError| match damage_in(&error).cloned() {
            Some(damage) => ReadError::Damaged { path: self.path.clone(), damage },
            None => self.wrong(&name, error.to_string()),
        };
        let broken = || self.wrong(&name, "pages that cannot be decoded");
        let n_rows = self.n_rows_of(group);
        let mut left = n_rows;
        let mut pages = SerializedPageReader::new(bytes, meta, n_rows, None).map_err(library)?;
        while let Some(page) = pages.get_next_page().map_err(library)? {
            if let Page::DictionaryPage { buf, num_values, encoding, .. } = &page {
                if !matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY) {
                    return Err(self.wrong(&name, format!("dictionary in {encoding}")));
                }
                on_dictionary(buf, *num_values as usize).ok_or_else(broken)?;
                continue;
            }
            let after = left.checked_sub(page.num_values() as usize);
            left = after.ok_or_else(|| self.wrong(&name, "more rows than its row group"))?;
            let values = page_values(&page, has_levels, column.kind);
            let values = values.map_err(|what| self.wrong(&name, what))?;
            on_page(values).ok_or_else(broken)?;
        }
        let short = || self.wrong(&name, format!("{left} rows fewer than its row group"));
        (left == 0).then_some(()).ok_or_else(short)
    }

    /// Numbers of a fixed width: `decode` turns bytes into a value, `missing` stands for none.
    ///
    /// # Errors
    /// When the chunk cannot be read or decoded.
    pub fn numbers<T: Copy, const W: usize>(
        &self,
        group: usize,
        column: Column,
        missing: T,
        decode: impl Fn([u8; W]) -> T,
    ) -> Result<Vec<T>, ReadError> {
        let mut out = Vec::with_capacity(self.n_rows_of(group));
        let dictionary = std::cell::RefCell::new(Vec::new());
        let on_dictionary = |bytes: &Bytes, n: usize| {
            let values = bytes.as_chunks::<W>().0.get(..n)?;
            dictionary.borrow_mut().extend(values.iter().map(|value| decode(*value)));
            Some(())
        };
        self.for_each_page(group, column, on_dictionary, |page| {
            let dictionary = dictionary.borrow();
            match &page.values {
                Values::Plain(bytes) => {
                    let values = bytes.as_chunks::<W>().0.iter().map(|value| Some(decode(*value)));
                    spread(page.n_rows, &page.present, values, missing, &mut out)
                }
                Values::Keys(keys) => {
                    let values = keys.iter().map(|key| dictionary.get(*key as usize).copied());
                    spread(page.n_rows, &page.present, values, missing, &mut out)
                }
            }
        })?;
        Ok(out)
    }

    /// Whole numbers of any width; `missing` stands for none. Those beyond `i64` are its least.
    ///
    /// # Errors
    /// When the column `name` holds something else, or cannot be decoded.
    pub fn integers<T: Copy>(
        &self,
        group: usize,
        (column, name): (Column, &str),
        missing: T,
        of: impl Fn(i64) -> T,
    ) -> Result<Vec<T>, ReadError> {
        match (column.kind, column.unsigned) {
            (Type::INT32, false) => {
                self.numbers(group, column, missing, |b| of(i32::from_le_bytes(b).into()))
            }
            (Type::INT32, true) => {
                self.numbers(group, column, missing, |b| of(u32::from_le_bytes(b).into()))
            }
            (Type::INT64, false) => {
                self.numbers(group, column, missing, |b| of(i64::from_le_bytes(b)))
            }
            (Type::INT64, true) => self.numbers(group, column, missing, |b| of(signed(b))),
            _ => Err(self.unexpected(name, "whole numbers", column)),
        }
    }

    /// As [`Table::codes`] for whole numbers of any width; those beyond `i64` are its least.
    ///
    /// # Errors
    /// When the column `name` holds something else, or cannot be decoded.
    pub fn integer_codes(
        &self,
        group: usize,
        (column, name): (Column, &str),
        mut intern: impl FnMut(i64) -> u32,
    ) -> Result<Vec<u32>, ReadError> {
        let four = |b: &[u8]| b.try_into().unwrap_or([0; 4]);
        let eight = |b: &[u8]| b.try_into().unwrap_or([0; 8]);
        match (column.kind, column.unsigned) {
            (Type::INT32, false) => {
                self.codes::<4>(group, column, |b| intern(i32::from_le_bytes(four(b)).into()))
            }
            (Type::INT32, true) => {
                self.codes::<4>(group, column, |b| intern(u32::from_le_bytes(four(b)).into()))
            }
            (Type::INT64, false) => {
                self.codes::<8>(group, column, |b| intern(i64::from_le_bytes(eight(b))))
            }
            (Type::INT64, true) => self.codes::<8>(group, column, |b| intern(signed(eight(b)))),
            _ => Err(self.unexpected(name, "whole numbers or texts", column)),
        }
    }

    /// Values as numbers that `intern` gives them, asked once for each entry of a dictionary;
    /// [`NULL`] for missing ones. `W` is the width of a value, 0 for texts.
    ///
    /// # Errors
    /// When the chunk cannot be read or decoded.
    pub fn codes<const W: usize>(
        &self,
        group: usize,
        column: Column,
        mut intern: impl FnMut(&[u8]) -> u32,
    ) -> Result<Vec<u32>, ReadError> {
        let mut out = Vec::with_capacity(self.n_rows_of(group));
        let dictionary = std::cell::RefCell::new(Vec::new());
        let intern = std::cell::RefCell::new(&mut intern);
        let on_dictionary = |bytes: &Bytes, n: usize| {
            let mut values = PlainValues::<W>(bytes);
            let mut dictionary = dictionary.borrow_mut();
            for _ in 0..n {
                dictionary.push(intern.borrow_mut()(values.next()?));
            }
            Some(())
        };
        self.for_each_page(group, column, on_dictionary, |page| {
            let dictionary = dictionary.borrow();
            match &page.values {
                Values::Plain(bytes) => {
                    let values =
                        PlainValues::<W>(bytes).map(|value| Some(intern.borrow_mut()(value)));
                    spread(page.n_rows, &page.present, values, NULL, &mut out)
                }
                Values::Keys(keys) => {
                    let values = keys.iter().map(|key| dictionary.get(*key as usize).copied());
                    spread(page.n_rows, &page.present, values, NULL, &mut out)
                }
            }
        })?;
        Ok(out)
    }

    /// Hands every value of a text or binary column on, with its row; rows without one are left out.
    ///
    /// # Errors
    /// When the chunk cannot be read or decoded.
    pub fn for_each_text(
        &self,
        group: usize,
        column: Column,
        mut each: impl FnMut(usize, &[u8]),
    ) -> Result<(), ReadError> {
        let dictionary = std::cell::RefCell::new((Bytes::new(), Vec::new()));
        let on_dictionary = |bytes: &Bytes, n: usize| {
            let mut values = PlainValues::<0>(bytes);
            // Each text takes its length at least.
            let mut ranges = Vec::with_capacity(n.min(bytes.len() / 4));
            for _ in 0..n {
                let value = values.next()?;
                let end = bytes.len() - values.0.len();
                ranges.push(end - value.len()..end);
            }
            *dictionary.borrow_mut() = (bytes.clone(), ranges);
            Some(())
        };
        let mut first_row = 0;
        self.for_each_page(group, column, on_dictionary, |page| {
            let dictionary = dictionary.borrow();
            let is_present = |row: usize| page.present.is_empty() || page.present[row] == 1;
            let mut rows = (0..page.n_rows).filter(|row| is_present(*row));
            match &page.values {
                Values::Plain(bytes) => {
                    let mut values = PlainValues::<0>(bytes);
                    rows.try_for_each(|row| values.next().map(|v| each(first_row + row, v)))?;
                }
                Values::Keys(keys) => {
                    let mut values = keys.iter().map(|key| dictionary.1.get(*key as usize));
                    rows.try_for_each(|row| {
                        each(first_row + row, &dictionary.0[values.next()??.clone()]);
                        Some(())
                    })?;
                }
            }
            first_row += page.n_rows;
            Some(())
        })
    }
}

/// A number without a sign; the least `i64` where it is beyond the greatest.
fn signed(bytes: [u8; 8]) -> i64 {
    i64::try_from(u64::from_le_bytes(bytes)).unwrap_or(i64::MIN)
}
