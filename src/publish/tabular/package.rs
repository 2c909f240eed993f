//! A GeoPackage: the tables that have shapes as layers, with the styles by which QGIS shows them.

use std::path::Path;

use chrono::NaiveDate;
use gdal::config::set_config_option;
use gdal::errors::GdalError;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{
    Feature, Geometry as OgrGeometry, LayerAccess as _, LayerOptions, OGRFieldType,
    OGRwkbGeometryType,
};
use gdal::{Dataset, DriverManager};

use super::{Kind, Shape, Table, Value, zlote};
use crate::place::wkb_of;
use crate::publish::PublishError;
use crate::sources::{gdal_begin, gdal_failure};

/// Whether this program writes GeoPackages.
pub const CAN_PACK: bool = true;
/// The table in which QGIS looks for styles, and the field types of its columns.
const STYLES: &str = "layer_styles";
const STYLE_FIELDS: [(&str, OGRFieldType::Type); 11] = [
    ("f_table_catalog", OGRFieldType::OFTString),
    ("f_table_schema", OGRFieldType::OFTString),
    ("f_table_name", OGRFieldType::OFTString),
    ("f_geometry_column", OGRFieldType::OFTString),
    ("styleName", OGRFieldType::OFTString),
    ("styleQML", OGRFieldType::OFTString),
    ("styleSLD", OGRFieldType::OFTString),
    ("useAsDefault", OGRFieldType::OFTInteger),
    ("description", OGRFieldType::OFTString),
    ("owner", OGRFieldType::OFTString),
    ("ui", OGRFieldType::OFTString),
];

/// Writes the tables that have shapes. `day` stands for the time of the last change, so that the
/// same tables give the same bytes.
///
/// # Errors
/// When GDAL cannot write there.
pub fn write_package(tables: &[Table], day: NaiveDate, path: &Path) -> Result<(), PublishError> {
    gdal_begin();
    write(tables, day, path).map_err(|error| PublishError::new("raport.gpkg", error))?;
    // What fails while a file is closed is told, but not returned.
    gdal_failure().map_or(Ok(()), |reason| Err(PublishError::new("raport.gpkg", reason)))
}

fn write(tables: &[Table], day: NaiveDate, path: &Path) -> Result<(), GdalError> {
    set_config_option("OGR_CURRENT_DATE", &format!("{day}T00:00:00.000Z"))?;
    let system = SpatialRef::from_epsg(2180)?;
    let driver = DriverManager::get_driver_by_name("GPKG")?;
    let mut file = driver.create_vector_only(path)?;
    let shaped = || tables.iter().filter(|table| table.shape != Shape::None);
    for table in shaped() {
        layer(&mut file, table, &system)?;
    }
    styles(&mut file, shaped())?;
    file.close()
}

fn layer(file: &mut Dataset, table: &Table, system: &SpatialRef) -> Result<(), GdalError> {
    let ty = match table.shape {
        Shape::Point => OGRwkbGeometryType::wkbPoint,
        Shape::Area => OGRwkbGeometryType::wkbMultiPolygon,
        Shape::None => return Ok(()),
    };
    let mut change = file.start_transaction()?;
    let options = LayerOptions { name: table.key, srs: Some(system), ty, options: None };
    let layer = change.create_layer(options)?;
    let fields: Vec<(&str, OGRFieldType::Type)> =
        table.columns.iter().map(|column| (column.key.as_str(), field_type(column.kind))).collect();
    layer.create_defn_fields(&fields)?;
    for (row, shape) in table.rows.iter().zip(&table.shapes) {
        let mut feature = Feature::new(layer.defn())?;
        for (position, value) in row.iter().enumerate() {
            set(&mut feature, position, value)?;
        }
        if let Some(bytes) = shape.as_ref().and_then(wkb_of) {
            feature.set_geometry(OgrGeometry::from_wkb(&bytes)?)?;
        }
        feature.create(&layer)?;
    }
    change.commit()
}

const fn field_type(kind: Kind) -> OGRFieldType::Type {
    match kind {
        Kind::Text => OGRFieldType::OFTString,
        Kind::Whole => OGRFieldType::OFTInteger64,
        Kind::Real | Kind::Money | Kind::Share => OGRFieldType::OFTReal,
        Kind::Date => OGRFieldType::OFTDate,
    }
}

fn set(feature: &mut Feature<'_>, position: usize, value: &Value) -> Result<(), GdalError> {
    match value {
        Value::Empty => feature.set_field_null(position),
        Value::Text(text) | Value::Coded(text, _) => feature.set_field_string(position, text),
        Value::Whole(number) => feature.set_field_integer64(position, *number),
        Value::Real(number) | Value::Share(number) => feature.set_field_double(position, *number),
        Value::Money(amount) => feature.set_field_double(position, zlote(*amount)),
        Value::Date(day) => feature.set_field_string(position, &day.to_string()),
    }
}

/// The default styles of the layers.
fn styles<'a>(
    file: &mut Dataset,
    tables: impl Iterator<Item = &'a Table>,
) -> Result<(), GdalError> {
    let mut change = file.start_transaction()?;
    let ty = OGRwkbGeometryType::wkbNone;
    let identifier: &[&str] = &["FID=id"];
    let options = LayerOptions { name: STYLES, srs: None, ty, options: Some(identifier) };
    let layer = change.create_layer(options)?;
    layer.create_defn_fields(&STYLE_FIELDS)?;
    for table in tables {
        let Some(style) = &table.style else { continue };
        let mut feature = Feature::new(layer.defn())?;
        let texts = ["", "", table.key, "geom", table.key, &style.qml(), ""];
        for (position, text) in texts.into_iter().enumerate() {
            feature.set_field_string(position, text)?;
        }
        feature.set_field_integer(7, 1)?;
        for (position, text) in [(8, table.title.as_str()), (9, ""), (10, "")] {
            feature.set_field_string(position, text)?;
        }
        feature.create(&layer)?;
    }
    change.commit()
}
