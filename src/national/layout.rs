//! Which files and columns are read, and in which system they are.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::chain::ChainError;
use crate::columns::read::{Column, Table};
use crate::place::Crs;
use crate::sources::{InputOptions, Schema, SourceError, column_names, geoparquet_crs};

/// A file of an input.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Its number in the run, from 1, by which evidence names it.
    pub number: u16,
    /// Path.
    pub path: PathBuf,
    /// Name in messages.
    pub name: String,
    /// Column map and reference system.
    pub options: InputOptions,
}

/// An open table of a register, its columns known by field.
pub(super) struct Source<'a> {
    pub(super) file: &'a InputFile,
    pub(super) table: Table,
    names: BTreeMap<&'static str, String>,
    /// Geometry column and system, where the file states one.
    geo: Option<(String, Crs)>,
}

impl<'a> Source<'a> {
    /// Opens a table.
    pub(super) fn open(file: &'a InputFile, register: &str) -> Result<Self, ChainError> {
        let table = Table::open(&file.path)?;
        if table.n_rows() == 0 {
            return Err(SourceError::Empty { file: file.name.clone() }.into());
        }
        let schema = Schema::of(register);
        let names = column_names(&file.name, schema, &file.options, &table.names())?;
        let geo = table.note("geo").map(|text| geoparquet_crs(&file.name, text)).transpose()?;
        Ok(Self { file, table, names, geo })
    }

    /// Opens several.
    pub(super) fn open_all(
        files: &'a [InputFile],
        register: &str,
    ) -> Result<Vec<Self>, ChainError> {
        files.iter().map(|file| Self::open(file, register)).collect()
    }

    /// Leaves the run to the general way.
    pub(super) fn declined(&self, why: &str) -> ChainError {
        ChainError::Declined(format!("{}: {why}", self.file.name))
    }

    /// The name of a field's column; that of the field where the table does not have it.
    pub(super) fn name<'b>(&'b self, field: &'b str) -> &'b str {
        self.names.get(field).map_or(field, String::as_str)
    }

    /// Whether the table has the field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.names.contains_key(field)
    }

    /// The column of a field, if the table has it.
    pub(super) fn column(&self, field: &str) -> Result<Option<Column>, ChainError> {
        let name = self.names.get(field);
        Ok(name.map(|name| self.table.required(name)).transpose()?)
    }

    /// The column of a field.
    pub(super) fn required(&self, field: &str) -> Result<Column, ChainError> {
        Ok(self.table.required(self.name(field))?)
    }

    /// The column of a field that holds texts.
    pub(super) fn required_text(&self, field: &str) -> Result<Column, ChainError> {
        Ok(self.table.required_text(self.name(field))?)
    }

    fn check_crs(&self, stated: Option<&Crs>) -> Result<(), ChainError> {
        match stated {
            Some(crs) if crs.is_pl1992() => Ok(()),
            Some(crs) => Err(self.declined(&format!("its system is {}", crs.name()))),
            None => Err(SourceError::NoCrs { file: self.file.name.clone() }.into()),
        }
    }

    /// Easting and northing, which must be in EPSG:2180.
    pub(super) fn position(&self) -> Result<[Column; 2], ChainError> {
        if !(self.has("easting") && self.has("northing")) || self.has("lon") || self.has("lat") {
            return Err(self.declined("positions are not in columns of easting and northing"));
        }
        self.check_crs(self.file.options.crs.as_ref().or(self.geo.as_ref().map(|(_, crs)| crs)))?;
        Ok([self.required("easting")?, self.required("northing")?])
    }

    /// Whether the file has geometries.
    pub(super) const fn has_geometry(&self) -> bool {
        self.geo.is_some()
    }

    /// The column of polygons, which must be in EPSG:2180.
    pub(super) fn geometry(&self) -> Result<Column, ChainError> {
        let Some((name, crs)) = &self.geo else {
            return Err(self.declined("it is no GeoParquet"));
        };
        self.check_crs(Some(self.file.options.crs.as_ref().unwrap_or(crs)))?;
        Ok(self.table.required_text(name)?)
    }
}
