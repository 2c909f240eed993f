//! Spreadsheets (`.xlsx`, `.ods`) read into [`Loaded`] tables.
//!
//! Read here and not by a library, so that limits hold before memory is taken: sizes, counts and
//! dimensions that a file states are not believed, and a part that breaks off is an error.
//!
//! The header is the first row with a value. Numbers are written with the fewest digits, dates as
//! `2026-06-30`, truth as `tak` and `nie`; the error of a formula stops the reading and names its
//! cell. Empty rows and comments hold their places in the numbering of rows and nothing else.

mod grid;
mod ods;
mod package;
mod value;
mod xlsx;

use grid::Grid;
use package::Fault;

use super::table::Loaded;
use super::{DESCRIPTION_SHEET, RawFile, SourceError};

/// A sheet of a workbook.
struct Sheet {
    name: String,
    is_hidden: bool,
}

enum Book {
    Xlsx(xlsx::Book),
    Ods(ods::Book),
}

impl Book {
    /// By content: Office Open XML has a list of content types.
    fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        let mut package = package::Package::open(bytes)?;
        let is_xlsx = package.part("[Content_Types].xml")?.is_some();
        let bytes = package.into_bytes();
        if is_xlsx {
            xlsx::Book::open(bytes).map(Self::Xlsx)
        } else {
            ods::Book::open(bytes).map(Self::Ods)
        }
    }

    fn sheets(&self) -> &[Sheet] {
        match self {
            Self::Xlsx(book) => &book.sheets,
            Self::Ods(book) => &book.sheets,
        }
    }

    fn read(&mut self, sheet: usize) -> Result<Grid, Fault> {
        match self {
            Self::Xlsx(book) => book.read(sheet),
            Self::Ods(book) => book.read(sheet),
        }
    }
}

/// Sheets that may hold the table: the one named in the run file, else the one named like the
/// register, else those that are visible and do not describe the others.
fn candidates(sheets: &[Sheet], register: &str, named: Option<&str>) -> Vec<usize> {
    let by_name = |name: &str| {
        let name = name.trim().to_lowercase();
        sheets.iter().position(|sheet| sheet.name.trim().to_lowercase() == name)
    };
    if let Some(found) = by_name(named.unwrap_or(register)) {
        return vec![found];
    }
    let is_candidate = |sheet: &Sheet| !sheet.is_hidden && sheet.name != DESCRIPTION_SHEET;
    let visible = (0..sheets.len()).filter(|position| is_candidate(&sheets[*position]));
    visible.filter(|_| named.is_none()).collect()
}

/// Reads the table of a spreadsheet: from the sheet `named`, else from the one named like the
/// register, else from the only one that holds anything.
///
/// # Errors
/// When the file is damaged or beyond the limits, a formula shows an error, or there is not one
/// such sheet.
pub(super) fn read(
    raw: RawFile,
    register: &str,
    named: Option<&str>,
) -> Result<Loaded, SourceError> {
    let RawFile { name: file, bytes, .. } = raw;
    let malformed = |fault: Fault| SourceError::Malformed {
        file: file.clone(),
        place: fault.place,
        reason: fault.reason,
    };
    let mut book = Book::open(bytes).map_err(malformed)?;
    let mut tables = Vec::new();
    for position in candidates(book.sheets(), register, named) {
        let sheet = book.sheets()[position].name.clone();
        let table = book.read(position).and_then(Grid::finish);
        let table = table.map_err(|mut fault| {
            fault.place = format!("sheet {sheet:?}, {}", fault.place);
            malformed(fault)
        })?;
        tables.extend(table);
    }
    let names = || book.sheets().iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>();
    let is_missing =
        named.is_some_and(|named| candidates(book.sheets(), register, Some(named)).is_empty());
    if tables.len() > 1 || is_missing {
        return Err(SourceError::Sheets {
            file,
            found: names().join(", "),
            register: named.unwrap_or(register).to_owned(),
        });
    }
    tables.pop().ok_or(SourceError::Empty { file })
}
