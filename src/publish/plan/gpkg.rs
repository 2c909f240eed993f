//! Tables of a plan as layers of a GeoPackage, which GDAL writes.

use std::path::Path;

use gdal::config::set_config_option;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{
    Feature, Geometry as OgrGeometry, LayerAccess as _, LayerOptions, OGRFieldType,
    OGRwkbGeometryType,
};
use gdal::{DriverManager, errors::GdalError};

use super::sheet::{Kind, Row, Shape, Sheet, Value};
use crate::place::wkb_of;
use crate::publish::PublishError;
use crate::sources::{gdal_begin, gdal_failure};

/// Writes the tables that have shapes. `day` stands for the time of the last change, so that the
/// same plan gives the same bytes.
///
/// # Errors
/// When GDAL cannot write there.
pub fn write_geopackage(
    sheets: &[Sheet],
    day: chrono::NaiveDate,
    path: &Path,
) -> Result<(), PublishError> {
    gdal_begin();
    write(sheets, day, path).map_err(|error| PublishError::new("plan.gpkg", error))?;
    // What fails while a file is closed is told, but not returned.
    gdal_failure().map_or(Ok(()), |reason| Err(PublishError::new("plan.gpkg", reason)))
}

fn write(sheets: &[Sheet], day: chrono::NaiveDate, path: &Path) -> Result<(), GdalError> {
    set_config_option("OGR_CURRENT_DATE", &format!("{day}T00:00:00.000Z"))?;
    let system = SpatialRef::from_epsg(2180)?;
    let driver = DriverManager::get_driver_by_name("GPKG")?;
    let mut file = driver.create_vector_only(path)?;
    for sheet in sheets {
        let ty = match sheet.shape {
            Shape::Point => OGRwkbGeometryType::wkbPoint,
            Shape::Line => OGRwkbGeometryType::wkbLineString,
            Shape::Area => OGRwkbGeometryType::wkbMultiPolygon,
            Shape::None => continue,
        };
        let mut change = file.start_transaction()?;
        let options = LayerOptions { name: sheet.name, srs: Some(&system), ty, options: None };
        let layer = change.create_layer(options)?;
        let fields: Vec<(&str, OGRFieldType::Type)> =
            sheet.columns.iter().map(|(name, kind)| (*name, field_type(*kind))).collect();
        layer.create_defn_fields(&fields)?;
        for row in &sheet.rows {
            let mut feature = Feature::new(layer.defn())?;
            fill(&mut feature, row)?;
            feature.create(&layer)?;
        }
        change.commit()?;
    }
    file.close()
}

fn field_type(kind: Kind) -> OGRFieldType::Type {
    match kind {
        Kind::Text => OGRFieldType::OFTString,
        Kind::Whole => OGRFieldType::OFTInteger64,
        Kind::Metres => OGRFieldType::OFTReal,
    }
}

fn fill(feature: &mut Feature<'_>, row: &Row) -> Result<(), GdalError> {
    for (position, cell) in row.cells.iter().enumerate() {
        match cell {
            Value::Empty => feature.set_field_null(position)?,
            Value::Text(text) => feature.set_field_string(position, text)?,
            Value::Whole(number) => feature.set_field_integer64(position, *number)?,
            // Lengths within Poland are far below 2^53 mm.
            #[allow(clippy::cast_precision_loss)]
            Value::Metres(mm) => feature.set_field_double(position, *mm as f64 / 1000.0)?,
        }
    }
    match row.shape.as_ref().and_then(wkb_of) {
        Some(bytes) => feature.set_geometry(OgrGeometry::from_wkb(&bytes)?),
        None => Ok(()),
    }
}
