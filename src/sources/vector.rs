//! Files with geometries, Parquet files and spreadsheets, read into [`Loaded`] tables.

use std::collections::HashSet;
use std::io::Cursor;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use csv::StringRecord;
use geojson::{GeoJson, GeometryValue, Position};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use shapefile::dbase;

use super::file::{by_extension, limit_of};
use super::guard::guarded;
use super::table::{Loaded, Table};
use super::{InputOptions, RawFile, Schema, SourceError};
use crate::place::{Crs, geometry_of_wkb};

/// First bytes of the container of old office documents, and of those under a password.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Opens a table in whatever form it has: CSV, Parquet, a spreadsheet, GeoJSON, Shapefile, or by
/// GDAL.
///
/// # Errors
/// As the form's own reader.
pub fn open_table(
    path: &Path,
    raw: RawFile,
    schema: &'static Schema,
    options: &InputOptions,
) -> Result<Table, SourceError> {
    let name = raw.name.clone();
    let lower = name.to_lowercase();
    let has_ending = |endings: &[&str]| endings.iter().any(|end| lower.ends_with(end));
    let is_parquet = raw.bytes.starts_with(b"PAR1");
    let is_delimited = has_ending(&[".csv", ".txt", ".tsv"]);
    let has_no_layers = is_parquet || is_delimited || has_ending(&[".shp", ".json", ".geojson"]);
    if has_no_layers {
        options.refuse_layer(&name)?;
    }
    let loaded = if is_parquet {
        guarded(&name, "Parquet", || parquet(raw))?
    } else if super::file::holds_workbook(&raw.bytes) {
        by_spreadsheet(raw, schema, options.layer.as_deref())?
    } else if raw.bytes.starts_with(COMPOUND_FILE) && !has_ending(&[".xls"]) {
        let reason = "it is protected by a password, or an old .xls file under another name; save \
                      it as .xlsx without a password";
        return Err(malformed(&name, "spreadsheet", reason));
    } else if super::teryt_xml::is_teryt(&raw.bytes) {
        options.refuse_layer(&name)?;
        super::teryt_xml::read(raw)?
    } else if has_ending(&[".shp"]) {
        shapefile(path, raw, schema, options)?
    } else if has_ending(&[".json", ".geojson"]) {
        geojson(raw)?
    } else if is_delimited {
        return Table::delimited(raw, schema, options);
    } else {
        by_gdal(path, raw, schema, options)?
    };
    Table::loaded(&name, loaded, schema, options)
}

#[cfg(feature = "xlsx")]
fn by_spreadsheet(
    raw: RawFile,
    schema: &Schema,
    sheet: Option<&str>,
) -> Result<Loaded, SourceError> {
    super::spreadsheet::read(raw, &schema.register, sheet)
}

#[cfg(not(feature = "xlsx"))]
fn by_spreadsheet(
    raw: RawFile,
    _schema: &Schema,
    _sheet: Option<&str>,
) -> Result<Loaded, SourceError> {
    Err(SourceError::NeedsXlsx { file: raw.name })
}

#[cfg(feature = "gdal")]
use super::gdal_vector::read as by_gdal;

#[cfg(not(feature = "gdal"))]
fn by_gdal(
    _path: &Path,
    raw: RawFile,
    _schema: &Schema,
    _options: &InputOptions,
) -> Result<Loaded, SourceError> {
    Err(SourceError::NeedsGdal { file: raw.name })
}

fn malformed(file: &str, place: &str, reason: impl ToString) -> SourceError {
    SourceError::Malformed {
        file: file.to_owned(),
        place: place.to_owned(),
        reason: reason.to_string(),
    }
}

/// Refuses a table whose cells would take far more memory than its file: columns that only one
/// row has are cells of every row, and packed columns repeat a value for nothing.
fn refuse_swelling(file: &str, n_bytes: usize, cells: u64) -> Result<(), SourceError> {
    let limit = limit_of(n_bytes);
    if cells <= limit {
        return Ok(());
    }
    let reason = format!(
        "as a table it has more than {limit} bytes, which no register has; check that it is \
         the right file"
    );
    Err(malformed(file, "table", reason))
}

/// What is wrong with a GeoJSON text, without its values: they may be personal data.
fn geojson_reason(error: &geojson::Error) -> String {
    match error {
        geojson::Error::MalformedGeoJson(error) if error.is_eof() => {
            format!("{error}; the file breaks off: fetch or export it again")
        }
        geojson::Error::MalformedGeoJson(error) if !error.is_data() => {
            format!("{error}; a JSON text is expected: export the file again")
        }
        _ => "a FeatureCollection is expected, as RFC 7946 describes it".to_owned(),
    }
}

fn geojson(raw: RawFile) -> Result<Loaded, SourceError> {
    let name = raw.name.clone();
    let text = match super::file::decode(raw, false) {
        // The message would repeat what stands before the byte.
        Err(SourceError::Encoding { row, byte, .. }) => {
            let reason = format!("byte {byte:#04x} is not UTF-8; save the file as UTF-8");
            return Err(malformed(&name, &format!("row {row}"), reason));
        }
        decoded => decoded?,
    };
    let n_bytes = text.len();
    let wrong = |error| malformed(&name, "GeoJSON", geojson_reason(&error));
    let parsed: GeoJson = text.parse().map_err(wrong)?;
    let GeoJson::FeatureCollection(collection) = parsed else {
        return Err(malformed(&name, "GeoJSON", "a FeatureCollection is expected"));
    };
    let crs_name = collection
        .foreign_members
        .as_ref()
        .and_then(|members| members.get("crs"))
        .and_then(|crs| crs.pointer("/properties/name"))
        .and_then(|value| value.as_str());
    let crs = match crs_name {
        Some(urn) if urn.ends_with("2180") => Crs::pl1992(),
        Some(urn) if urn.contains("CRS84") || urn.ends_with("4326") => Crs::wgs84(),
        Some(urn) => {
            let code = urn.rsplit(':').next().unwrap_or_default();
            Crs::parse(&format!("EPSG:{code}"))
                .map_err(|source| SourceError::Crs { file: name.clone(), source })?
        }
        None => Crs::wgs84(),
    };
    let mut header: Vec<String> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    for feature in &collection.features {
        for (key, _) in feature.properties_iter() {
            if known.insert(key) {
                header.push(key.clone());
            }
        }
    }
    refuse_swelling(&name, n_bytes, cell_bytes(collection.features.len(), header.len()))?;
    let mut records = Vec::with_capacity(collection.features.len());
    let mut geometries = Vec::with_capacity(collection.features.len());
    for feature in collection.features {
        let value = |key: &String| match feature.property(key) {
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        records.push(header.iter().map(value).collect::<StringRecord>());
        let geometry = feature.geometry.filter(|geometry| has_positions(&geometry.value));
        let geometry = geometry.and_then(|g| geo_types::Geometry::try_from(g).ok());
        geometries.push(geometry);
    }
    Ok(Loaded { header, records, geometries, crs: Some(crs) })
}

/// Whether every position has two numbers at least; the library takes that for granted.
fn has_positions(geometry: &GeometryValue) -> bool {
    fn all(positions: &[Position]) -> bool {
        positions.iter().all(|position| position.as_slice().len() >= 2)
    }
    match geometry {
        GeometryValue::Point { coordinates } => all(std::slice::from_ref(coordinates)),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            all(coordinates)
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().all(|line| all(line))
        }
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().flatten().all(|ring| all(ring))
        }
        GeometryValue::GeometryCollection { geometries } => {
            geometries.iter().all(|geometry| has_positions(&geometry.value))
        }
    }
}

/// Bytes that so many cells take at least: a record keeps the end of each.
fn cell_bytes(n_rows: usize, n_columns: usize) -> u64 {
    (n_rows as u64).saturating_mul(n_columns as u64).saturating_mul(8)
}

/// Text encoding of a DBF file: by its .cpg, else UTF-8 where it is, else Windows-1250.
fn dbf_encoding(cpg: Option<&[u8]>, dbf: &[u8], schema: &Schema) -> dbase::encoding::DynEncoding {
    let label = cpg.map(|bytes| String::from_utf8_lossy(bytes).trim().to_lowercase());
    let by_label = label.as_deref().and_then(|label| {
        let number = label.trim_start_matches("cp").trim_start_matches("ansi ");
        encoding_rs::Encoding::for_label(label.as_bytes())
            .or_else(|| encoding_rs::Encoding::for_label(format!("windows-{number}").as_bytes()))
    });
    // The records follow the header, whose length stands at bytes 8 and 9.
    let header = dbf.get(8..10).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    let is_utf8 =
        schema.dbf_utf8 || std::str::from_utf8(dbf.get(header..).unwrap_or_default()).is_ok();
    let fallback = if is_utf8 { encoding_rs::UTF_8 } else { encoding_rs::WINDOWS_1250 };
    dbase::encoding::EncodingRs::from(by_label.unwrap_or(fallback)).into()
}

fn shapefile(
    path: &Path,
    raw: RawFile,
    schema: &Schema,
    options: &InputOptions,
) -> Result<Loaded, SourceError> {
    let RawFile { name, bytes, beside, member, .. } = raw;
    let on_disk = member.is_none().then_some(path);
    let beside = |extension: &str| by_extension(&beside, on_disk, extension);
    let crs = match (&options.crs, beside("prj")) {
        (Some(crs), _) => Some(crs.clone()),
        (None, Some(prj)) => {
            let wkt = String::from_utf8_lossy(&prj).into_owned();
            let crs = Crs::from_wkt(&wkt);
            Some(crs.map_err(|source| SourceError::Crs { file: name.clone(), source })?)
        }
        (None, None) => None,
    };
    let shapes = shapefile::ShapeReader::new(Cursor::new(bytes))
        .and_then(shapefile::ShapeReader::read)
        .map_err(|e| malformed(&name, "shapefile", e))?;
    let Some(dbf) = beside("dbf") else {
        // Where shapes are all that the register needs (roads), or the run file says the rest,
        // they are enough.
        let is_told = |field| options.values.contains_key(field);
        if schema.columns.iter().any(|column| column.required && !is_told(&column.field)) {
            let reason = "the .dbf file beside it is missing; copy all its files";
            return Err(malformed(&name, "shapefile", reason));
        }
        let records = vec![StringRecord::new(); shapes.len()];
        return Ok(Loaded { header: Vec::new(), records, geometries: plane(shapes), crs });
    };
    let encoding = dbf_encoding(beside("cpg").as_deref(), &dbf, schema);
    let mut attributes = dbase::ReaderBuilder::new()
        .with_encoding(encoding)
        .build(Cursor::new(dbf))
        .map_err(|e| malformed(&name, ".dbf", e))?;
    let header: Vec<String> = attributes.fields().iter().map(|f| f.name().to_owned()).collect();
    let rows = attributes.read().map_err(|e| malformed(&name, ".dbf", e))?;
    if rows.len() != shapes.len() {
        let reason = format!("{} shapes but {} attribute rows", shapes.len(), rows.len());
        return Err(malformed(&name, "shapefile", reason));
    }
    let text = |row: &dbase::Record, field: &String| match row.get(field) {
        Some(dbase::FieldValue::Character(Some(text))) => text.clone(),
        Some(dbase::FieldValue::Numeric(Some(number)) | dbase::FieldValue::Double(number)) => {
            number.to_string()
        }
        Some(dbase::FieldValue::Float(Some(number))) => number.to_string(),
        Some(dbase::FieldValue::Integer(number)) => number.to_string(),
        Some(dbase::FieldValue::Date(Some(date))) => {
            format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
        }
        Some(dbase::FieldValue::Logical(Some(value))) => value.to_string(),
        _ => String::new(),
    };
    let record = |row: &dbase::Record| header.iter().map(|f| text(row, f)).collect();
    let records = rows.iter().map(record).collect();
    Ok(Loaded { header, records, geometries: plane(shapes), crs })
}

/// Shapes as geometries; those without one (null shapes) are none.
fn plane(shapes: Vec<shapefile::Shape>) -> Vec<Option<geo_types::Geometry>> {
    shapes.into_iter().map(super::rings::geometry_of).collect()
}

/// Geometry column and system by the `geo` metadata of a GeoParquet file; without a system it is
/// OGC:CRS84.
///
/// # Errors
/// When the metadata is not JSON, or PROJ does not know the system.
pub fn geoparquet_crs(name: &str, metadata: &str) -> Result<(String, Crs), SourceError> {
    let metadata: serde_json::Value =
        serde_json::from_str(metadata).map_err(|e| malformed(name, "GeoParquet metadata", e))?;
    let column = metadata["primary_column"].as_str().unwrap_or("geometry").to_owned();
    let stated = &metadata["columns"][&column]["crs"];
    let code = &stated["id"]["code"];
    let code = code.as_str().map_or_else(|| code.to_string(), str::to_owned);
    let parsed = match (stated.is_null(), code.as_str()) {
        (true, _) | (false, "CRS84" | "4326") => Ok(Crs::wgs84()),
        (false, "null") => Crs::parse(&stated.to_string()),
        (false, code) => Crs::parse(&format!("EPSG:{code}")),
    };
    let crs = parsed.map_err(|source| SourceError::Crs { file: name.to_owned(), source })?;
    Ok((column, crs))
}

fn parquet(raw: RawFile) -> Result<Loaded, SourceError> {
    let name = raw.name;
    let n_bytes = raw.bytes.len();
    let bad = |e: &dyn std::error::Error| malformed(&name, "Parquet", e);
    let bytes = parquet_bytes(raw.bytes);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(bytes, parquet_options())
        .map_err(|e| bad(&e))?;
    let metadata = builder.metadata().file_metadata().key_value_metadata();
    let geo = metadata.and_then(|pairs| pairs.iter().find(|pair| pair.key == "geo"));
    let geo = geo.and_then(|pair| pair.value.as_deref());
    let geo = geo.map(|text| geoparquet_crs(&name, text)).transpose()?;
    let header: Vec<String> =
        builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    let geometry_column = geo.as_ref().and_then(|(c, _)| header.iter().position(|h| h == c));
    let options = FormatOptions::default();
    let mut records: Vec<StringRecord> = Vec::new();
    let mut geometries = Vec::new();
    let mut unpacked = 0;
    for batch in builder.build().map_err(|e| bad(&e))? {
        let batch = batch.map_err(|e| bad(&e))?;
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .enumerate()
            .map(|(position, column)| {
                let is_geometry = Some(position) == geometry_column;
                (!is_geometry).then(|| ArrayFormatter::try_new(column.as_ref(), &options))
            })
            .map(Option::transpose)
            .collect::<Result<_, _>>()
            .map_err(|e| bad(&e))?;
        for row in 0..batch.num_rows() {
            let value = |column: &Option<ArrayFormatter<'_>>| {
                column.as_ref().map_or_else(String::new, |c| c.value(row).to_string())
            };
            records.push(columns.iter().map(value).collect());
            unpacked += records.last().map_or(0, |record| record.as_slice().len() as u64);
        }
        unpacked += cell_bytes(batch.num_rows(), header.len());
        refuse_swelling(&name, n_bytes, unpacked)?;
        if let Some(position) = geometry_column {
            let column = batch.column(position);
            let wkb = column
                .as_binary_opt::<i32>()
                .ok_or_else(|| malformed(&name, "GeoParquet", "the geometry column is not WKB"))?;
            geometries.extend(wkb.iter().map(|bytes| bytes.and_then(geometry_of_wkb)));
        }
    }
    Ok(Loaded { header, records, geometries, crs: geo.map(|(_, crs)| crs) })
}

/// Types by Parquet's own schema. The copy of Arrow's that writers put beside it says nothing
/// more that a text needs, and the library that reads it panics when it is damaged.
pub(super) fn parquet_options() -> ArrowReaderOptions {
    ArrowReaderOptions::new().with_skip_arrow_metadata(true)
}

/// Parquet reads from reference-counted bytes.
pub(super) fn parquet_bytes(bytes: Vec<u8>) -> bytes::Bytes {
    bytes.into()
}
