//! Vector files of any format that GDAL opens, read from memory: whatever a driver writes beside
//! its input, the user's folder stays as it was.
//!
//! A document is untrusted. Only drivers of files are allowed, those that hold their data
//! themselves: none that asks a server, none whose file names other files or addresses (VRT,
//! SpatiaLite, GeoJSON with a linked reference system).

use std::path::Path;

use gdal::vector::{Feature, FieldValue, Layer, LayerAccess as _, OGRFieldType, sql};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};

use super::file::by_extension;
use super::gdal_session::{self as session, InMemory};
use super::table::Loaded;
use super::{InputOptions, RawFile, Schema, SourceError, gdal_arcs, gdal_osm, xml_text};
use crate::place::Crs;

/// Formats in one file (MapInfo: a few of one name) that name no other file.
const DRIVERS: [&str; 11] = [
    "GPKG",
    "GML",
    "LIBKML",
    "KML",
    "FlatGeobuf",
    "OSM",
    "MapInfo File",
    "DXF",
    "DGN",
    "GPX",
    "GeoJSONSeq",
];
/// Files that belong to the one named, by its extension.
const PARTS: [(&str, &[&str]); 2] = [("mif", &["mid"]), ("tab", &["dat", "map", "id", "ind"])];
/// A schema is neither fetched nor left; other drivers do not mind the words.
const GML_OPTIONS: [&str; 2] = ["DOWNLOAD_SCHEMA=NO", "WRITE_GFS=NO"];
/// Tables that QGIS keeps in a GeoPackage beside the data.
const NOT_DATA: [&str; 2] = ["layer_styles", "qgis_projects"];
/// Layer names listed in a message.
const LISTED_MAX: usize = 20;

const EXPECTED: &str = "this is no file that can be read; expected CSV, Parquet, GeoJSON, \
    Shapefile, or a file that GDAL opens and that names no other files: GeoPackage, GML, KML, \
    FlatGeobuf, OSM (.pbf), MapInfo, DXF, GPX";

fn malformed(name: &str, reason: impl Into<String>) -> SourceError {
    SourceError::Malformed {
        file: name.to_owned(),
        place: "GDAL".to_owned(),
        reason: reason.into(),
    }
}

/// Reads one layer: attributes as text, geometries with easting (or longitude) first.
///
/// The layer is the one that `options` name, else the only one with features; of an OSM file the
/// lines with `highway` or `railway`, whichever the register speaks of.
///
/// # Errors
/// When GDAL cannot read the file to its end, the layer is not there or not the only one, or the
/// reference system cannot be used.
pub fn read(
    path: &Path,
    raw: RawFile,
    schema: &Schema,
    options: &InputOptions,
) -> Result<Loaded, SourceError> {
    let name = raw.name.clone();
    let is_osm = gdal_osm::is_osm(extension(&name).1.as_str());
    let mut parts = files(path, raw)?;
    if is_osm {
        let text = gdal_osm::configuration(schema, options);
        parts.push((gdal_osm::CONFIGURATION.to_owned(), text.into_bytes()));
    }
    let lent = parts.iter_mut().map(|(name, bytes)| (name.clone(), bytes.as_mut_slice()));
    session::begin();
    let memory = InMemory::lend(lent.collect()).map_err(|e| malformed(&name, e.to_string()))?;
    let osm = memory.path().with_file_name(gdal_osm::CONFIGURATION);
    let osm = format!("CONFIG_FILE={}", osm.display());
    let open_options: &[&str] = if is_osm { &[&osm] } else { &GML_OPTIONS };
    let dataset = Dataset::open_ex(
        memory.path(),
        DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
            allowed_drivers: Some(&DRIVERS),
            open_options: Some(open_options),
            sibling_files: None,
        },
    );
    let reason = || match session::failure() {
        // GDAL's own words for it name a path in its memory.
        None => EXPECTED.to_owned(),
        Some(words) if words.contains("not recognized as a supported") => EXPECTED.to_owned(),
        Some(words) => words,
    };
    let (Ok(dataset), None) = (dataset, session::failure()) else {
        return Err(malformed(&name, reason()));
    };
    if is_osm {
        let layer = named(&dataset, options.layer.as_deref().unwrap_or(gdal_osm::LINES), &name)?;
        let crs = crs_of(&layer, options, &name)?;
        // Asked in words, GDAL makes this layer alone; else the others pile up in its memory.
        let words = gdal_osm::query(&layer.name(), schema, options);
        let asked = dataset.execute_sql(words, None, sql::Dialect::DEFAULT);
        let asked = asked.map_err(|e| malformed(&name, e.to_string()))?;
        let mut asked = asked.ok_or_else(|| SourceError::Empty { file: name.clone() })?;
        return features(&mut asked, crs, &name);
    }
    let mut layer = match &options.layer {
        Some(wanted) => named(&dataset, wanted, &name)?,
        None => only(&dataset, &name)?,
    };
    let crs = crs_of(&layer, options, &name)?;
    features(&mut layer, crs, &name)
}

/// The system that the run file states, else the layer's own.
fn crs_of(
    layer: &Layer<'_>,
    options: &InputOptions,
    name: &str,
) -> Result<Option<Crs>, SourceError> {
    if options.crs.is_some() {
        return Ok(options.crs.clone());
    }
    let stated = layer.spatial_ref().map(|reference| session::crs_of(&reference)).transpose();
    stated.map_err(|source| SourceError::Crs { file: name.to_owned(), source })
}

/// Stem and extension of the file's own name. Drivers know their files by the ending, in lower
/// case.
fn extension(name: &str) -> (&str, String) {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    (stem, extension.to_lowercase())
}

/// The file and its parts as GDAL gets them, by name.
fn files(path: &Path, raw: RawFile) -> Result<Vec<(String, Vec<u8>)>, SourceError> {
    let RawFile { name, mut bytes, member, beside, .. } = raw;
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"PK\x03\x04") {
        return Err(malformed(&name, "an archive within an archive; unpack it once"));
    }
    if bytes.starts_with(b"SQLite format 3\0") {
        settle_sqlite(path, member.is_some(), &name, &mut bytes)?;
    }
    if xml_text::is_xml(&bytes) {
        bytes = xml_text::harmless(&name, bytes)?;
    }
    let (stem, extension) = extension(&name);
    let mut files = vec![(format!("{stem}.{extension}"), bytes)];
    for part in PARTS.iter().filter(|(main, _)| *main == extension).flat_map(|(_, parts)| *parts) {
        let on_disk = if member.is_none() { Some(path) } else { None };
        if let Some(bytes) = by_extension(&beside, on_disk, part) {
            files.push((format!("{stem}.{part}"), bytes));
        }
    }
    Ok(files)
}

/// A GeoPackage in memory has no log beside it: one that is still full would be lost without a
/// word, and the mark that there is a log keeps the file from opening.
///
/// # Source
/// SQLite, Database File Format, 1.3.3: bytes 18 and 19 are 1 without and 2 with such a log.
fn settle_sqlite(
    path: &Path,
    is_member: bool,
    name: &str,
    bytes: &mut [u8],
) -> Result<(), SourceError> {
    let log = path
        .with_file_name(format!("{}-wal", path.file_name().unwrap_or_default().to_string_lossy()));
    if !is_member && std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        let reason = "changes of it still stand in the -wal file beside it; close the program \
                      that has it open";
        return Err(malformed(name, reason));
    }
    for version in bytes.iter_mut().skip(18).take(2).filter(|version| **version == 2) {
        *version = 1;
    }
    Ok(())
}

fn names(dataset: &Dataset) -> Vec<String> {
    dataset.layers().map(|layer| layer.name()).collect()
}

fn listed(names: &[String]) -> String {
    let more = if names.len() > LISTED_MAX { ", …" } else { "" };
    names.iter().take(LISTED_MAX).cloned().collect::<Vec<_>>().join(", ") + more
}

/// A layer by its name; letters' case matters only where it tells layers apart.
fn named<'a>(dataset: &'a Dataset, wanted: &str, file: &str) -> Result<Layer<'a>, SourceError> {
    let names = names(dataset);
    let lower = wanted.to_lowercase();
    let found = names
        .iter()
        .position(|name| name == wanted)
        .or_else(|| names.iter().position(|name| name.to_lowercase() == lower));
    let layer = found.and_then(|position| dataset.layer(position).ok());
    layer.ok_or_else(|| SourceError::NoSuchLayer {
        file: file.to_owned(),
        layer: wanted.to_owned(),
        layers: listed(&names),
    })
}

/// The only layer with features.
fn only<'a>(dataset: &'a Dataset, file: &str) -> Result<Layer<'a>, SourceError> {
    let has_features = |layer: &mut Layer<'_>| {
        // A layer that cannot be read is not empty.
        session::begin();
        !NOT_DATA.contains(&layer.name().as_str())
            && (layer.features().next().is_some() || session::failure().is_some())
    };
    let mut full: Vec<Layer<'a>> = dataset.layers().collect();
    full.retain_mut(has_features);
    if full.len() > 1 {
        let names: Vec<String> = full.iter().map(|layer| layer.name()).collect();
        return Err(SourceError::ManyLayers { file: file.to_owned(), layers: listed(&names) });
    }
    full.pop().ok_or_else(|| SourceError::Empty { file: file.to_owned() })
}

/// All features of a layer.
fn features(layer: &mut Layer<'_>, crs: Option<Crs>, name: &str) -> Result<Loaded, SourceError> {
    let fields: Vec<(String, OGRFieldType::Type)> =
        layer.defn().fields().map(|field| (field.name(), field.field_type())).collect();
    let mut records = Vec::new();
    let mut geometries = Vec::new();
    session::begin();
    for feature in layer.features() {
        let kinds = fields.iter().map(|(_, kind)| *kind).enumerate();
        records.push(kinds.map(|(index, kind)| text(&feature, index, kind)).collect());
        geometries.push(geometry(&feature));
        // What GDAL says of one feature (a broken geometry) is not the end of the file.
        session::begin();
    }
    // After the last feature GDAL is silent, unless the file breaks off.
    if let Some(reason) = session::failure() {
        let place = format!("after {} features", records.len());
        return Err(SourceError::Malformed { file: name.to_owned(), place, reason });
    }
    let header = fields.into_iter().map(|(name, _)| name).collect();
    Ok(Loaded { header, records, geometries, crs })
}

/// The value of a field, the same on every machine; a null is empty.
///
/// Reals have their shortest form, days are `2023-01-31`, times follow after `T`, and the values
/// of a list are parted by `;`.
fn text(feature: &Feature<'_>, index: usize, kind: OGRFieldType::Type) -> String {
    // Asked for as text first: as a number, a field that was never set is 0.
    let plain = feature.field_as_string(index).ok().flatten().unwrap_or_default();
    if plain.is_empty() {
        return plain;
    }
    match kind {
        OGRFieldType::OFTReal => {
            let number = feature.field_as_double(index).ok().flatten();
            number.filter(|n| n.is_finite()).map(|n| n.to_string()).unwrap_or_default()
        }
        OGRFieldType::OFTDate | OGRFieldType::OFTDateTime => iso_time(&plain),
        OGRFieldType::OFTStringList
        | OGRFieldType::OFTIntegerList
        | OGRFieldType::OFTInteger64List
        | OGRFieldType::OFTRealList
            // An empty list must not be asked for: its values stand nowhere.
            if !plain.starts_with("(0:") =>
        {
            list(feature.field(index).ok().flatten())
        }
        OGRFieldType::OFTStringList
        | OGRFieldType::OFTIntegerList
        | OGRFieldType::OFTInteger64List
        | OGRFieldType::OFTRealList => String::new(),
        _ => plain,
    }
}

/// GDAL's `2023/01/31 10:20:30.5+0130` as `2023-01-31T10:20:30.5+01:30`; a day stays a day.
fn iso_time(text: &str) -> String {
    let (day, time) = text.split_once(' ').unwrap_or((text, ""));
    let day = day.replace('/', "-");
    if time.is_empty() {
        return day;
    }
    let (clock, zone) = time.split_at(time.find(['+', '-']).unwrap_or(time.len()));
    let zone = match zone.len() {
        0 => String::new(),
        3 if zone.ends_with("00") => "Z".to_owned(),
        3 => format!("{zone}:00"),
        _ => format!("{}:{}", &zone[..3], &zone[3..]),
    };
    format!("{day}T{clock}{zone}")
}

fn list(value: Option<FieldValue>) -> String {
    fn joined<T: ToString>(values: &[T]) -> String {
        values.iter().map(T::to_string).collect::<Vec<_>>().join(";")
    }
    match value {
        Some(FieldValue::StringListValue(values)) => values.join(";"),
        Some(FieldValue::IntegerListValue(values)) => joined(&values),
        Some(FieldValue::Integer64ListValue(values)) => joined(&values),
        Some(FieldValue::RealListValue(values)) => joined(&values),
        _ => String::new(),
    }
}

/// The geometry in the plane. `None` where there is none, or none that GDAL understands.
fn geometry(feature: &Feature<'_>) -> Option<geo_types::Geometry> {
    let geometry = feature.geometry_by_index(0).ok()?;
    if geometry.is_empty() { None } else { gdal_arcs::straight(geometry) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_iso_8601() {
        let cases = [
            ("2023/01/31", "2023-01-31"),
            ("2023/01/31 10:20:30", "2023-01-31T10:20:30"),
            ("2023/01/31 10:20:30.647+00", "2023-01-31T10:20:30.647Z"),
            ("2023/01/31 10:20:30+01", "2023-01-31T10:20:30+01:00"),
            ("2023/01/31 10:20:30-0330", "2023-01-31T10:20:30-03:30"),
        ];
        for (text, expected) in cases {
            assert_eq!(iso_time(text), expected);
        }
    }
}
