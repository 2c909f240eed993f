//! Rasters in a build without GDAL: an error that says so.

use std::path::Path;

use super::SourceError;
use super::raster::{CellValue, RasterInfo};
use crate::place::{Crs, Pl1992};

fn needs_gdal(name: &str) -> SourceError {
    SourceError::NeedsGdal { file: name.to_owned() }
}

/// Describes a raster.
///
/// # Errors
/// Always.
pub fn info(_path: &Path, name: &str) -> Result<RasterInfo, SourceError> {
    Err(needs_gdal(name))
}

/// Reads a raster at points.
///
/// # Errors
/// Always.
pub fn sample(
    _path: &Path,
    name: &str,
    _band: usize,
    _crs: Option<&Crs>,
    _points: &[Pl1992],
) -> Result<Vec<Option<CellValue>>, SourceError> {
    Err(needs_gdal(name))
}
