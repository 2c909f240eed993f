//! GeoParquet metadata and GeoJSON.

use std::io::Write;

use geojson::{Feature, GeoJson, Geometry, JsonObject, JsonValue};
use serde_json::json;

use super::{AddressRows, PublishError};
use crate::place::{Pl1992, to_wgs84};

/// EPSG:2180 as PROJJSON, which GeoParquet asks for.
const PL1992_PROJJSON: &str = include_str!("../../data/schemas/epsg-2180.projjson");

/// The `geo` metadata of a GeoParquet 1.1 file in EPSG:2180.
///
/// `with_bbox`: the file has a covering column `bbox`.
pub fn geo_metadata(geometry_types: &[&str], with_bbox: bool) -> String {
    let crs: JsonValue =
        serde_json::from_str(PL1992_PROJJSON).expect("data/schemas/epsg-2180.projjson is JSON");
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": geometry_types,
        "crs": crs,
    });
    if with_bbox {
        let corner = |name: &str| json!(["bbox", name]);
        column["covering"] = json!({ "bbox": {
            "xmin": corner("xmin"), "ymin": corner("ymin"),
            "xmax": corner("xmax"), "ymax": corner("ymax"),
        }});
    }
    json!({
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": { "geometry": column },
    })
    .to_string()
}

/// A point as little-endian WKB.
pub(super) fn wkb_point(point: Pl1992) -> [u8; 21] {
    let mut wkb = [0; 21];
    wkb[0] = 1;
    wkb[1] = 1;
    wkb[5..13].copy_from_slice(&point.easting().to_le_bytes());
    wkb[13..21].copy_from_slice(&point.northing().to_le_bytes());
    wkb
}

/// Degrees with seven decimals: about a centimetre.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// Writes addresses with their statuses as GeoJSON (RFC 7946: longitude, latitude).
///
/// # Errors
/// When the writer fails.
pub fn write_geojson(rows: &AddressRows<'_>, writer: impl Write) -> Result<(), PublishError> {
    let error = |reason: String| PublishError::new("adresy.geojson", reason);
    let world = rows.world;
    let positions: Vec<Pl1992> =
        rows.positions().filter_map(|a| world.addresses[a].position).collect();
    let converted = to_wgs84(&positions).map_err(|e| error(e.to_string()))?;
    let mut converted = converted.into_iter();
    let mut features = Vec::new();
    for position in rows.positions() {
        let address = &world.addresses[position];
        let geometry = address.position.and_then(|_| converted.next());
        let geometry = geometry.map(|at| Geometry::new_point([rounded(at.lon), rounded(at.lat)]));
        let mut properties = JsonObject::new();
        let mut set = |key: &str, value: String| {
            properties.insert(key.to_owned(), JsonValue::from(value));
        };
        set("address_id", world.texts.get(address.id).to_owned());
        set("locality", world.locality_of(position).to_owned());
        set("street", world.street_of(position).to_owned());
        set("number", world.texts.get(address.number).to_owned());
        for lens in rows.diagnosis.lenses() {
            let status = rows.diagnosis.of(lens)[position].status;
            set(&rows.column(lens), status.as_str().to_owned());
        }
        features.push(Feature {
            bbox: None,
            geometry,
            id: None,
            properties: Some(properties),
            foreign_members: None,
        });
    }
    let collection = GeoJson::from(geojson::FeatureCollection::new(features));
    serde_json::to_writer(writer, &collection).map_err(|e| error(e.to_string()))
}
