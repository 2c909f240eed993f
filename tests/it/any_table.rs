//! A table of any form and any columns, read by the program's own door.

use std::collections::BTreeMap;
use std::path::Path;

use geo_types::Geometry;
use zasieg::model::FileId;
use zasieg::place::Crs;
use zasieg::sources::{self, InputOptions, Schema, SourceError, Tally};

/// What was read.
pub struct Read {
    /// Values by column.
    pub rows: Vec<BTreeMap<String, String>>,
    /// One a row.
    pub geometries: Vec<Option<Geometry>>,
    /// System of the geometries.
    pub crs: Option<Crs>,
}

impl Read {
    /// Values of a column.
    pub fn column(&self, name: &str) -> Vec<&str> {
        self.rows.iter().map(|row| row[name].as_str()).collect()
    }
}

/// A register of these columns, none of them needed.
pub fn schema(columns: &[&str]) -> &'static Schema {
    let mut text = "register = \"any\"\ntitle = \"any\"\nany_separator = true\n".to_owned();
    for column in columns {
        text += &format!(
            "[[column]]\nfield = {column:?}\nnames = []\ntype = \"text\"\ndescription = \"\"\n"
        );
    }
    Box::leak(Box::new(toml::from_str(&text).expect("a schema")))
}

/// Reads every member of a file.
pub fn read_all(
    path: &Path,
    columns: &[&str],
    options: &InputOptions,
) -> Result<Vec<Read>, SourceError> {
    let name = path.file_name().expect("a file").to_string_lossy();
    let raws = sources::open(path, &name)?;
    let read = |raw| {
        let table = sources::open_table(path, raw, schema(columns), options)?;
        let crs = table.crs.clone();
        let places: Vec<_> = columns.iter().map(|name| (*name, table.column(name))).collect();
        let (mut rows, mut geometries) = (Vec::new(), Vec::new());
        table.for_each(&mut Tally::new(FileId(0)), |row, _| {
            let values = places.iter().map(|(n, c)| ((*n).to_owned(), row.text(*c).to_owned()));
            rows.push(values.collect());
            geometries.push(row.geometry.cloned());
        })?;
        Ok(Read { rows, geometries, crs })
    };
    raws.into_iter().map(read).collect()
}

/// Reads a file that holds one table.
pub fn read_with(path: &Path, columns: &[&str], options: &InputOptions) -> Result<Read, String> {
    let mut tables = read_all(path, columns, options).map_err(|error| error.to_string())?;
    assert_eq!(tables.len(), 1, "{} holds one table", path.display());
    Ok(tables.remove(0))
}

/// Reads a file that holds one table, without options.
pub fn read(path: &Path, columns: &[&str]) -> Result<Read, String> {
    read_with(path, columns, &InputOptions::default())
}
