//! Tables of any form as rows of text, with columns found by their field.

use std::collections::{BTreeMap, HashSet};
use std::io::Cursor;

use csv::StringRecord;

use super::file::{decode, refuse_long_lines, too_long, without_blanks_before_quotes};
use super::list_head::{with_blank_ends, with_header, with_header_row};
use super::rings::single;
use super::{InputOptions, RawFile, Schema, SourceError, Tally};
use crate::model::{IssueCode, Origin};
use crate::place::Crs;

/// A column of a table, or its absence.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Place in the file.
    position: Option<usize>,
    /// Place among the values that the run file gives every row.
    constant: Option<usize>,
}

impl Column {
    /// A column at a place in the file.
    pub(super) const fn at(position: usize) -> Self {
        Self { position: Some(position), constant: None }
    }

    /// A column that the table does not have.
    pub const ABSENT: Self = Self { position: None, constant: None };

    /// Its place in the file.
    pub(super) const fn position(self) -> Option<usize> {
        self.position
    }

    /// Whether the table has it, or the run file gives its value.
    pub const fn is_present(self) -> bool {
        self.position.is_some() || self.constant.is_some()
    }
}

/// One record.
pub struct Row<'a> {
    record: &'a StringRecord,
    constants: &'a [String],
    /// Where it stands.
    pub origin: Origin,
    /// Its geometry, in files that have one.
    pub geometry: Option<&'a geo_types::Geometry>,
}

impl Row<'_> {
    /// All values of the record as they are written, in the order of the header.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.record.iter()
    }

    /// The value without surrounding white space, else the one that the run file gives every
    /// row; empty where there is neither.
    pub fn text(&self, column: Column) -> &str {
        let written = column.position.and_then(|position| self.record.get(position));
        let written = written.unwrap_or_default().trim();
        match column.constant {
            Some(constant) if written.is_empty() => self.constants[constant].trim(),
            _ => written,
        }
    }
}

/// A table that has been opened and whose header has been understood.
pub struct Table {
    name: String,
    schema: &'static Schema,
    columns: Vec<Column>,
    constants: Vec<String>,
    header: Vec<String>,
    rows: Rows,
    /// Reference system of the geometries, where the file states one.
    pub crs: Option<Crs>,
}

enum Rows {
    Delimited(csv::Reader<Cursor<String>>, char),
    Loaded { records: Vec<StringRecord>, geometries: Vec<Option<geo_types::Geometry>> },
}

/// A table already in memory: from Parquet, GeoJSON, Shapefile, a spreadsheet or GDAL.
pub struct Loaded {
    /// Column names.
    pub header: Vec<String>,
    /// Values as text. A record without fields holds the place of a line that is no row: an
    /// empty one or a comment of a spreadsheet.
    pub records: Vec<StringRecord>,
    /// One geometry a record, or none at all.
    pub geometries: Vec<Option<geo_types::Geometry>>,
    /// Reference system of the geometries, where stated.
    pub crs: Option<Crs>,
}

const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Bytes of one row of a table.
const ROW_MAX: usize = 1 << 20;
/// The same where a column may hold an outline: a voivodeship's, vertex by vertex, fits.
const GEOMETRY_ROW_MAX: usize = 64 << 20;
/// Letters of a header that a message shows.
const SHOWN_MAX: usize = 1000;

fn row_max(schema: &Schema) -> usize {
    let has_geometry = schema.columns.iter().any(|column| column.field == "wkt");
    if has_geometry { GEOMETRY_ROW_MAX } else { ROW_MAX }
}

/// Names of columns for a message, in one line of bounded length.
pub(super) fn shown(header: &[String]) -> String {
    let joined = header.join(", ");
    let mut shown: String = joined.chars().take(SHOWN_MAX).collect();
    if shown.len() < joined.len() {
        shown.push('…');
    }
    shown
}

fn csv_reader(text: String, separator: char) -> csv::Reader<Cursor<String>> {
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(u8::try_from(separator).unwrap_or(b',')).flexible(true);
    builder.from_reader(Cursor::new(text))
}

impl Table {
    /// Opens a delimited file with a header.
    ///
    /// # Errors
    /// When it is no text, lacks required columns, or has another separator.
    pub fn delimited(
        raw: RawFile,
        schema: &'static Schema,
        options: &InputOptions,
    ) -> Result<Self, SourceError> {
        let name = raw.name.clone();
        let text = with_header(decode(raw, schema.windows_1250)?, schema);
        if text.trim().is_empty() {
            return Err(SourceError::Empty { file: name });
        }
        refuse_long_lines(&name, &text, row_max(schema))?;
        let first = text.lines().next().unwrap_or_default();
        let found = SEPARATORS.into_iter().max_by_key(|s| first.matches(*s).count());
        let found = found.filter(|s| first.contains(*s)).unwrap_or(schema.separator);
        let separator = if schema.any_separator { found } else { schema.separator };
        let text = without_blanks_before_quotes(text, separator);
        let mut reader = csv_reader(text, separator);
        let header = reader.headers().map_err(|e| malformed(&name, &e))?.clone();
        if header.as_slice().len() > row_max(schema) {
            return Err(too_long(&name, 1, row_max(schema)));
        }
        let header: Vec<String> = header.iter().map(|n| n.trim().to_owned()).collect();
        let columns = match resolve(&name, schema, options, &header) {
            Ok(columns) => columns,
            Err(_) if separator != found => {
                return Err(SourceError::Separator {
                    file: name,
                    row: 1,
                    found,
                    expected: separator,
                });
            }
            Err(error) => return Err(error),
        };
        Ok(Self {
            name,
            schema,
            columns,
            constants: constants(options),
            header,
            rows: Rows::Delimited(reader, separator),
            crs: None,
        })
    }

    /// Takes a table that another library has read.
    ///
    /// # Errors
    /// When it holds no record, or lacks required columns.
    pub fn loaded(
        name: &str,
        loaded: Loaded,
        schema: &'static Schema,
        options: &InputOptions,
    ) -> Result<Self, SourceError> {
        if loaded.records.is_empty() {
            return Err(SourceError::Empty { file: name.to_owned() });
        }
        let Loaded { header, records, geometries, crs } = with_header_row(loaded, schema);
        let columns = resolve(name, schema, options, &header)?;
        let geometries = geometries.into_iter().map(|geometry| geometry.map(single)).collect();
        let rows = Rows::Loaded { records, geometries };
        let (name, constants) = (name.to_owned(), constants(options));
        Ok(Self { name, schema, columns, constants, header, rows, crs })
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of all columns, in their order.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The column of a field.
    pub fn column(&self, field: &str) -> Column {
        let position = self.schema.columns.iter().position(|column| column.field == field);
        debug_assert!(position.is_some(), "{field} is described in the schema");
        position.map_or(Column::ABSENT, |position| self.columns[position])
    }

    /// The first rows as they are written, at most so many; they are read again afterwards.
    ///
    /// # Errors
    /// When the file breaks off.
    pub(super) fn first_rows(&mut self, most: usize) -> Result<Vec<StringRecord>, SourceError> {
        let reader = match &mut self.rows {
            Rows::Loaded { records, .. } => {
                return Ok(records.iter().take(most).cloned().collect());
            }
            Rows::Delimited(reader, _) => reader,
        };
        let start = reader.position().clone();
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        while rows.len() < most {
            let read = reader.read_record(&mut record);
            if !read.map_err(|error| malformed(&self.name, &error))? {
                break;
            }
            rows.push(record.clone());
        }
        let again = reader.seek(start);
        again.map_err(|error| malformed(&self.name, &error))?;
        Ok(rows)
    }

    /// Whether a row has a geometry.
    pub(super) fn has_geometries(&self) -> bool {
        let Rows::Loaded { geometries, .. } = &self.rows else { return false };
        geometries.iter().any(Option::is_some)
    }

    /// Length of the longest value of a column; `None` where the table is not in memory.
    pub(super) fn longest(&self, column: Column) -> Option<usize> {
        let Rows::Loaded { records, .. } = &self.rows else { return None };
        let position = column.position?;
        records.iter().filter_map(|record| record.get(position)).map(|v| v.trim().len()).max()
    }

    /// Whether a value of a column is such a one; false where the table is not in memory.
    pub(super) fn has_value(&self, column: Column, is_such: fn(&str) -> bool) -> bool {
        let Rows::Loaded { records, .. } = &self.rows else { return false };
        let Some(position) = column.position else { return false };
        records.iter().filter_map(|record| record.get(position)).any(|v| is_such(v.trim()))
    }

    /// Hands every well-formed record to `each`; others are counted as issues.
    ///
    /// In tables that people fill in, records without a value and comments (see [`holds_no_row`])
    /// are no rows. They count in the numbering all the same: row n stands n records below the
    /// header, where a person finds it.
    ///
    /// # Errors
    /// When the file breaks off, or holds no record at all.
    pub fn for_each(
        self,
        tally: &mut Tally,
        mut each: impl FnMut(&Row<'_>, &mut Tally),
    ) -> Result<(), SourceError> {
        let Self { name, rows, header, schema, constants, .. } = self;
        let n_columns = header.len();
        let constants = constants.as_slice();
        match rows {
            Rows::Delimited(mut reader, separator) => {
                let mut record = StringRecord::new();
                let most = row_max(schema);
                while reader.read_record(&mut record).map_err(|e| malformed(&name, &e))? {
                    if record.len() == 1 && record[0].trim().is_empty() {
                        continue;
                    }
                    if record.as_slice().len() > most {
                        return Err(too_long(&name, csv_line(&record), most));
                    }
                    let is_no_row = schema.template && holds_no_row(record.iter());
                    let origin = if is_no_row { tally.next_record() } else { tally.next_row() };
                    if record.len() != n_columns || holds_rows(&record, separator, n_columns) {
                        open_quote(&name, &record, csv_line(&record))?;
                    }
                    if is_no_row {
                        continue;
                    }
                    with_blank_ends(&mut record, &header, schema);
                    if record.len() == n_columns {
                        each(&Row { record: &record, constants, origin, geometry: None }, tally);
                    } else {
                        let detail = format!("{} columns, {n_columns} expected", record.len());
                        tally.note(IssueCode::WrongColumnCount, origin, None, detail);
                    }
                }
            }
            Rows::Loaded { records, geometries } => {
                // Given up one by one: what is made of a country's rows takes as much memory.
                for (position, record) in records.into_iter().enumerate() {
                    if record.is_empty() && n_columns > 0 {
                        tally.next_record();
                        continue;
                    }
                    let origin = tally.next_row();
                    let geometry = geometries.get(position).and_then(Option::as_ref);
                    let record = &record;
                    each(&Row { record, constants, origin, geometry }, tally);
                }
            }
        }
        if tally.rows_read == 0 {
            return Err(SourceError::Empty { file: name });
        }
        Ok(())
    }
}

/// Whether a record of a table that people fill in is no row: without any value, or a comment, whose
/// first value begins with `# `. A `#` with more behind it (`#N/D!`, `#12`) is a value.
pub(super) fn holds_no_row<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let first = values.map(str::trim).find(|value| !value.is_empty());
    first.is_none_or(|first| {
        let comment = first.strip_prefix('#');
        comment.is_some_and(|text| text.is_empty() || text.starts_with(char::is_whitespace))
    })
}

/// Line on which a record begins.
pub(super) fn csv_line(record: &StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// Whether a value runs over lines that look like rows: at least half of their separators. A name
/// of two lines does not.
fn holds_rows(record: &StringRecord, separator: char, n_columns: usize) -> bool {
    let least = (n_columns / 2).max(1);
    let is_row = |line: &str| line.matches(separator).count() >= least;
    record.iter().any(|value| value.lines().skip(1).any(is_row))
}

/// Refuses a record that runs over the end of its line: a quote that nobody closed would
/// swallow every row after it.
pub(super) fn open_quote(file: &str, record: &StringRecord, line: u64) -> Result<(), SourceError> {
    if !record.iter().any(|value| value.contains('\n')) {
        return Ok(());
    }
    Err(SourceError::Malformed {
        file: file.to_owned(),
        place: format!("row {line}"),
        reason: "a quotation mark is opened and not closed, so the rows after it cannot be told \
                 apart; close or remove it"
            .to_owned(),
    })
}

pub(super) fn malformed(file: &str, error: &csv::Error) -> SourceError {
    let place = error.position().map_or("row ?".to_owned(), |p| format!("row {}", p.line()));
    SourceError::Malformed { file: file.to_owned(), place, reason: error.to_string() }
}

/// Values that the run file gives every row, in the order of their fields.
fn constants(options: &InputOptions) -> Vec<String> {
    options.values.values().cloned().collect()
}

/// Position of a name in a header; exactly, else without case.
fn position(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|h| h == name).or_else(|| {
        let lower = name.to_lowercase();
        header.iter().position(|h| h.to_lowercase() == lower)
    })
}

/// Refuses maps of fields or columns that do not exist, and of columns that are never read.
fn check_maps(
    file: &str,
    schema: &Schema,
    options: &InputOptions,
    header: &[String],
) -> Result<(), SourceError> {
    let has_field = |field: &String| schema.columns.iter().any(|c| c.field == *field);
    let no_field = || {
        let fields: Vec<_> = schema.columns.iter().map(|c| c.field.as_str()).collect();
        format!("no such field; the fields are {}", fields.join(", "))
    };
    let bad = |key: &'static str, (field, value): (&String, &String), reason: String| {
        let (file, field, value) = (file.to_owned(), field.clone(), value.clone());
        Err(SourceError::BadMapping { file, key, field, value, reason })
    };
    for entry in &options.columns {
        let (field, column) = entry;
        if !has_field(field) {
            return bad("columns", entry, no_field());
        }
        let lower = column.to_lowercase();
        if schema.never_read.iter().any(|name| name.to_lowercase() == lower) {
            let reason = "this column holds personal data and is never read".to_owned();
            return bad("columns", entry, reason);
        }
        if position(header, column).is_none() {
            let reason = format!("no such column; the file has {}", shown(header));
            return bad("columns", entry, reason);
        }
    }
    let unknown = options.values.iter().find(|(field, _)| !has_field(field));
    unknown.map_or(Ok(()), |entry| bad("values", entry, no_field()))
}

/// Each schema column in the header: by the run file's map, else by its names; and its place
/// among the run file's values.
fn resolve(
    file: &str,
    schema: &Schema,
    options: &InputOptions,
    header: &[String],
) -> Result<Vec<Column>, SourceError> {
    check_maps(file, schema, options, header)?;
    let find = |column: &super::schema::ColumnSpec| match options.columns.get(&column.field) {
        Some(mapped) => position(header, mapped),
        None => {
            let begins = |prefix: &String| {
                header.iter().position(|name| {
                    name.get(..prefix.len()).is_some_and(|s| s.eq_ignore_ascii_case(prefix))
                })
            };
            // The prefix before our own name: real files have a stray `id` beside `we01_…`.
            let names = column.names.iter().map(String::as_str);
            names
                .into_iter()
                .find_map(|name| position(header, name))
                .or_else(|| column.prefix.as_ref().and_then(begins))
                .or_else(|| position(header, &column.field))
        }
    };
    let constant = |column: &super::schema::ColumnSpec| {
        options.values.keys().position(|field| *field == column.field)
    };
    let column = |c| Column { position: find(c), constant: constant(c) };
    let found: Vec<Column> = schema.columns.iter().map(column).collect();
    let is_missing =
        |(c, found): &(&super::schema::ColumnSpec, &Column)| c.required && !found.is_present();
    let describe = |column: &super::schema::ColumnSpec| {
        let names: HashSet<&str> =
            column.names.iter().map(String::as_str).chain([column.field.as_str()]).collect();
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        format!("{} ({})", column.field, names.join(" / "))
    };
    let missing: Vec<String> =
        schema.columns.iter().zip(&found).filter(is_missing).map(|(c, _)| describe(c)).collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let required = schema.columns.iter().filter(|c| c.required).map(describe);
    Err(SourceError::MissingColumn {
        file: file.to_owned(),
        missing: missing.join(", "),
        expected: required.collect::<Vec<_>>().join(", "),
        found: shown(header),
        hint: "Map other names with columns = { field = \"column in the file\" } in the run file."
            .to_owned(),
    })
}

/// Names that the fields of a register have in a header: by the run file's map, else by those of
/// the register's description. A field that the header does not have is left out.
///
/// # Errors
/// When a required column is missing, or the map names what does not exist.
pub fn column_names(
    file: &str,
    schema: &'static Schema,
    options: &InputOptions,
    header: &[String],
) -> Result<BTreeMap<&'static str, String>, SourceError> {
    let found = resolve(file, schema, options, header)?;
    let names = schema.columns.iter().zip(found);
    let name = |(spec, column): (&'static super::ColumnSpec, Column)| {
        Some((spec.field.as_str(), header[column.position?].clone()))
    };
    Ok(names.filter_map(name).collect())
}
