//! Vector files of any format that GDAL opens.

use std::path::Path;

use csv::StringRecord;
use gdal::Dataset;
use gdal::vector::LayerAccess as _;

use super::SourceError;
use super::table::Loaded;
use crate::place::Crs;

/// Reads the first layer with features: attributes as text, geometries with easting first.
///
/// # Errors
/// When GDAL cannot open the file, or its reference system cannot be used.
pub fn read(path: &Path, name: &str) -> Result<Loaded, SourceError> {
    let malformed = |reason: String| SourceError::Malformed {
        file: name.to_owned(),
        place: "GDAL".to_owned(),
        reason,
    };
    let dataset = Dataset::open(path).map_err(|_| {
        malformed(
            "this is no file that GDAL opens; expected CSV, Parquet, GeoJSON, Shapefile, or a \
             vector format of GDAL such as GeoPackage"
                .to_owned(),
        )
    })?;
    let layers = dataset.layers().filter(|layer| layer.feature_count() > 0);
    let Some(mut layer) = layers.into_iter().next() else {
        return Err(SourceError::Empty { file: name.to_owned() });
    };
    let crs = match layer.spatial_ref() {
        Some(reference) => {
            let code = reference.auth_code().ok().filter(|_| {
                reference.authority().is_ok_and(|a| a.to_uppercase().starts_with("EPSG"))
            });
            let crs = match code {
                Some(code) => Crs::parse(&format!("EPSG:{code}")),
                None => Crs::from_wkt(&reference.to_wkt().unwrap_or_default()),
            };
            Some(crs.map_err(|source| SourceError::Crs { file: name.to_owned(), source })?)
        }
        None => None,
    };
    let header: Vec<String> = layer.defn().fields().map(|field| field.name()).collect();
    let mut records = Vec::new();
    let mut geometries = Vec::new();
    for feature in layer.features() {
        let value = |index: usize| feature.field_as_string(index).ok().flatten();
        let record: StringRecord =
            (0..header.len()).map(|index| value(index).unwrap_or_default()).collect();
        records.push(record);
        let geometry = feature.geometry();
        geometries.push(geometry.and_then(|geometry| geometry.to_geo().ok()));
    }
    Ok(Loaded { header, records, geometries, crs })
}
