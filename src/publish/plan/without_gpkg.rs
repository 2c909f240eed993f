//! What stands for GeoPackages in a program built without GDAL: nothing is written.

use std::path::Path;

use super::sheet::Sheet;
use crate::publish::PublishError;

/// Writes nothing.
///
/// # Errors
/// Never.
#[allow(clippy::unnecessary_wraps)]
pub fn write_geopackage(
    _sheets: &[Sheet],
    _day: chrono::NaiveDate,
    _path: &Path,
) -> Result<(), PublishError> {
    Ok(())
}
