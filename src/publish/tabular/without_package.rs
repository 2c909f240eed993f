//! What stands for GeoPackages in a program built without GDAL.

use std::path::Path;

use chrono::NaiveDate;

use super::Table;
use crate::publish::PublishError;

/// Whether this program writes GeoPackages.
pub const CAN_PACK: bool = false;

/// Writes nothing.
///
/// # Errors
/// Always: this program writes no GeoPackages.
pub fn write_package(_tables: &[Table], _day: NaiveDate, _path: &Path) -> Result<(), PublishError> {
    let reason = "this program was built without the feature `gdal`; use --format geojson";
    Err(PublishError::new("raport.gpkg", reason))
}
