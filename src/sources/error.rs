//! What makes an input unusable as a whole.

use std::path::PathBuf;

/// An input that cannot be used. Every variant names the file and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file cannot be opened or read.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A directory where a file is needed.
    #[error(
        "{path}: is a directory, a file is expected; name the file, or use a pattern such as \
         \"{path}/*.csv\""
    )]
    Directory {
        /// The path.
        path: PathBuf,
    },
    /// An archive that cannot be unpacked.
    #[error("{file}: the archive cannot be unpacked ({reason}); fetch or pack it again")]
    Archive {
        /// The file.
        file: String,
        /// What the library says.
        reason: String,
    },
    /// Bytes that are no text in the register's encoding.
    #[error(
        "{file}: row {row}: byte {byte:#04x} is not UTF-8 (near {near:?}); the file looks like \
         Windows-1250: save it as UTF-8"
    )]
    Encoding {
        /// The file.
        file: String,
        /// 1-based line.
        row: usize,
        /// The first byte that does not fit.
        byte: u8,
        /// Readable text before it.
        near: String,
    },
    /// A table that lacks columns its register must have.
    #[error("{file}: row 1: missing column {missing}; expected {expected}; found {found}. {hint}")]
    MissingColumn {
        /// The file.
        file: String,
        /// The columns, with every name they may have.
        missing: String,
        /// All required columns.
        expected: String,
        /// The header as it is.
        found: String,
        /// What to do.
        hint: String,
    },
    /// A list of which no column tells an address.
    #[error(
        "{file}: row 1: no addresses: of its columns {columns} only {understood} is known. Name one \
         `adres`, or `miejscowość`, `ulica` and `nr domu`, or `lon` and `lat`. Known names:\n{names}"
    )]
    NoAddresses {
        /// The file.
        file: String,
        /// Its columns.
        columns: String,
        /// Those that are known.
        understood: String,
        /// All names that are known.
        names: String,
    },
    /// A mapping in the run file that names a column or field that does not exist.
    #[error("{file}: {key}.{field} = {value:?}: {reason}")]
    BadMapping {
        /// The file.
        file: String,
        /// `columns` or `values`.
        key: &'static str,
        /// The field.
        field: String,
        /// The column, or the value.
        value: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// Fields separated by another character.
    #[error(
        "{file}: row {row}: fields are separated by {found:?}, this register has {expected:?}; \
         save the file with the right separator"
    )]
    Separator {
        /// The file.
        file: String,
        /// The row where it shows.
        row: u32,
        /// The separator found.
        found: char,
        /// The separator of the register.
        expected: char,
    },
    /// A file without a single record.
    #[error(
        "{file}: holds no record; a register without rows is an error, not zero: check the file"
    )]
    Empty {
        /// The file.
        file: String,
    },
    /// A file that its reader cannot parse.
    #[error("{file}: {place}: {reason}")]
    Malformed {
        /// The file.
        file: String,
        /// Row, feature or byte.
        place: String,
        /// What the reader says.
        reason: String,
    },
    /// Latitude and longitude stand in each other's column.
    #[error(
        "{file}: latitude and longitude look exchanged: {swapped} of {rows} rows lie in Poland \
         only when they are read the other way round; correct the columns or the column map"
    )]
    SwappedAxes {
        /// The file.
        file: String,
        /// Rows that fit only when swapped.
        swapped: usize,
        /// Rows with coordinates.
        rows: usize,
    },
    /// A reference system that cannot be used.
    #[error("{file}: {source}")]
    Crs {
        /// The file.
        file: String,
        /// Why.
        source: crate::place::CrsError,
    },
    /// A file whose coordinates have no stated reference system.
    #[error(
        "{file}: the reference system of its coordinates is not stated; add crs = \"EPSG:2180\" \
         to its [[input]]"
    )]
    NoCrs {
        /// The file.
        file: String,
    },
    /// A raster that has no stated reference system.
    #[error(
        "{file}: the raster states no reference system; add crs = \"EPSG:2180\" (or the one it is \
         in) to its [[input]]"
    )]
    NoRasterCrs {
        /// The file.
        file: String,
    },
    /// Several layers, and no word which one is meant.
    #[error(
        "{file}: more than one layer has features ({layers}); name the one to read in its \
         [[input]], as layer = \"…\""
    )]
    ManyLayers {
        /// The file.
        file: String,
        /// The layers with features.
        layers: String,
    },
    /// A layer that is not there.
    #[error("{file}: there is no layer {layer:?}; the layers are {layers}")]
    NoSuchLayer {
        /// The file.
        file: String,
        /// The layer of the run file.
        layer: String,
        /// All layers.
        layers: String,
    },
    /// A layer named for a file that can have none.
    #[error("{file}: layer = {layer:?}: files of this form have no layers; take the key out")]
    NoLayers {
        /// The file.
        file: String,
        /// The layer of the run file.
        layer: String,
    },
    /// A format that this build cannot read.
    #[error("{file}: this file needs GDAL, and the program was built without the feature `gdal`")]
    NeedsGdal {
        /// The file.
        file: String,
    },
    /// A spreadsheet, where the build reads none.
    #[error(
        "{file}: this is a spreadsheet, and the program was built without the feature `xlsx`; \
         save it as CSV"
    )]
    NeedsXlsx {
        /// The file.
        file: String,
    },
    /// A spreadsheet that does not tell which of its sheets is the table.
    #[error(
        "{file}: which sheet is the table? It has {found}; name one {register:?}, or leave data in \
         one only"
    )]
    Sheets {
        /// The file.
        file: String,
        /// Its sheets.
        found: String,
        /// The name that decides.
        register: String,
    },
    /// A file of a dataset that is not what it was when it was written.
    #[error("{file}: damaged: {reason}; copy the dataset again, or import it anew")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A dataset of another layout.
    #[error("{file}: not a dataset of this program: {reason}")]
    Dataset {
        /// The file.
        file: String,
        /// What is missing.
        reason: String,
    },
}
