//! Rasters of values (signal, terrain), read at points once the addresses are known.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::gdal_raster::{info, sample};
use super::layer::{LayerRow, LayerRows, Target};
use super::values::{Columns, Value, is_kept, read};
use super::{ColumnSpec, Dictionary, InputOptions, Schema, SourceError};
use crate::model::{FileId, IssueCode, Origin};
use crate::place::{Crs, Pl1992};

/// Endings by which a raster is told from a table of cells, and from its companions in an archive:
/// those of the forms that are opened.
const ENDINGS: [&str; 8] = ["tif", "tiff", "asc", "grd", "xyz", "bil", "flt", "hgt"];

/// What a raster says of itself.
#[derive(Clone, Debug)]
pub struct RasterInfo {
    /// Cells from west to east.
    pub n_columns: usize,
    /// Cells from north to south.
    pub n_rows: usize,
    /// Sides of a cell along its row and along its column, in the unit of the system.
    pub cell: (f64, f64),
    /// Reference system, where stated.
    pub crs: Option<Crs>,
    /// The value that means "none", of each band.
    pub no_data: Vec<Option<f64>>,
}

/// The value of the cell that contains a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellValue {
    /// Its value, scale and offset applied.
    pub value: f64,
    /// Its column, from 0.
    pub column: usize,
    /// Its line, from 0.
    pub row: usize,
}

/// A raster of the run.
#[derive(Debug)]
pub struct Raster {
    /// The register.
    pub register: &'static str,
    /// SHA-256 of the file on disk.
    pub sha256: String,
    /// Lines of cells, which are its rows.
    pub n_rows: u64,
    path: PathBuf,
    name: String,
    band: usize,
    /// Its system, as the run file or the file states it.
    pub crs: Option<Crs>,
    /// What the run file says of every cell, one a kept column.
    values: Vec<Option<Value>>,
}

/// Whether a name is one of a raster.
pub(super) fn is_raster_name(name: &str) -> bool {
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    ENDINGS.contains(&ending.to_lowercase().as_str())
}

/// Whether a file of a register of cells is a raster: by its name, or by those of the members of an
/// archive.
pub fn is_raster(schema: &Schema, path: &Path, name: &str) -> bool {
    if !schema.raster {
        return false;
    }
    let lower = name.to_lowercase();
    let Some((_, "zip")) = lower.rsplit_once('.') else {
        return is_raster_name(lower.trim_end_matches(".gz"));
    };
    // An archive that cannot be opened is named by the reader of tables.
    let archive = File::open(path).ok().and_then(|file| zip::ZipArchive::new(file).ok());
    let is_member = |name: &[u8]| is_raster_name(&String::from_utf8_lossy(name));
    archive.is_some_and(|archive| archive.file_names_raw().any(is_member))
}

/// SHA-256 of a file, read as a stream.
fn hash(path: &Path) -> Result<String, SourceError> {
    let unreadable = |error: io::Error| SourceError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut hash = Sha256::new();
    let mut file = File::open(path).map_err(unreadable)?;
    io::copy(&mut file, &mut hash).map_err(unreadable)?;
    Ok(format!("{:x}", hash.finalize()))
}

/// What the run file says of every cell in a column, or why it cannot.
fn given(column: &ColumnSpec, text: &str) -> Result<Value, String> {
    let field = &column.field;
    let Some(read) = read(column, text) else {
        return Err(format!("values.{field} = {text:?} does not fit its column"));
    };
    if read.remark == Some(IssueCode::UnknownWord) {
        // In a file a word that nobody knows is one row's; here it is the whole layer's.
        let known: Vec<&str> = match column.dictionary.as_deref().map(Dictionary::of) {
            Some(dictionary) => dictionary.entries.iter().map(|e| e.label.as_str()).collect(),
            None => column.values.iter().map(String::as_str).collect(),
        };
        let known = known.join(", ");
        return Err(format!("values.{field} = {text:?} is not one of its words: {known}"));
    }
    Ok(read.value)
}

impl Raster {
    /// Opens a raster and checks what can be checked before it is read.
    ///
    /// # Errors
    /// When it cannot be opened, has no place on earth, several bands of which `layer` names none,
    /// or the run file's `values` do not fit their columns.
    pub fn open(
        path: &Path,
        name: &str,
        schema: &'static Schema,
        options: &InputOptions,
    ) -> Result<Self, SourceError> {
        let info = info(path, name)?;
        let n_bands = info.no_data.len();
        let wrong = |reason: String| SourceError::Malformed {
            file: name.to_owned(),
            place: "raster".to_owned(),
            reason,
        };
        let band = match &options.layer {
            None if n_bands == 1 => 1,
            None => return Err(wrong(format!("it has {n_bands} bands; name one: layer = \"1\""))),
            Some(layer) => {
                layer.parse().ok().filter(|band| (1..=n_bands).contains(band)).ok_or_else(|| {
                    wrong(format!("no band {layer:?}; the bands are 1 to {n_bands}"))
                })?
            }
        };
        let mut values = Vec::new();
        for column in schema.columns.iter().filter(|column| is_kept(column)) {
            let value = options.values.get(&column.field).map(|text| given(column, text));
            values.push(value.transpose().map_err(&wrong)?);
        }
        Ok(Self {
            register: &schema.register,
            sha256: hash(path)?,
            n_rows: info.n_rows as u64,
            path: path.to_owned(),
            name: name.to_owned(),
            band,
            crs: options.crs.clone().or(info.crs),
            values,
        })
    }

    /// The values at points that have one, each with its line and `column:line` of its cell.
    ///
    /// # Errors
    /// When the raster has no known system, or a block cannot be read.
    pub fn rows(&self, file: FileId, points: &[(u32, Pl1992)]) -> Result<LayerRows, SourceError> {
        let schema = Schema::of(self.register);
        let kept: Vec<&str> = schema
            .columns
            .iter()
            .filter(|column| is_kept(column))
            .map(|column| column.field.as_str())
            .collect();
        let places: Vec<Pl1992> = points.iter().map(|(_, point)| *point).collect();
        let cells = sample(&self.path, &self.name, self.band, self.crs.as_ref(), &places)?;
        let mut columns = Columns::of(schema);
        let mut rows = Vec::new();
        for ((place, _), cell) in points.iter().zip(cells) {
            let Some(CellValue { value, column, row }) = cell else { continue };
            let line = u32::try_from(row + 1).unwrap_or(u32::MAX);
            let given = self.values.iter().zip(&kept).map(|(given, field)| match *field {
                "value" => Some(Value::Decimal(value)),
                "cell_id" => Some(Value::Text(format!("{}:{line}", column + 1))),
                _ => given.clone(),
            });
            columns.push(given.collect());
            rows.push(LayerRow {
                origin: Origin { file, row: line },
                target: Target::Place(*place),
                position: None,
                geometry: None,
            });
        }
        let values = columns.finish();
        let (register, counts, states_reach) = (self.register, false, false);
        Ok(LayerRows { register, counts, states_reach, values, rows })
    }
}
