//! Parquet, GeoParquet, and datasets.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    StringArray,
};
use geo_types::{Geometry, line_string, polygon};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use zasieg::place::wkb_of;
use zasieg::sources::{InputOptions, SourceError, dataset};

use super::harness::{Case, Fuzz, Seed};
use super::readers::{raw, read};
use crate::folder::Folder;
use crate::program::zasieg;

/// A Parquet file of some columns, with or without metadata of GeoParquet.
pub fn parquet(columns: Vec<(&str, ArrayRef)>, geo: Option<&str>, packed: bool) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let zstd = Compression::ZSTD(parquet::basic::ZstdLevel::default());
    let compression = if packed { zstd } else { Compression::UNCOMPRESSED };
    let pair = |geo: &str| vec![KeyValue::new("geo".to_owned(), geo.to_owned())];
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_key_value_metadata(geo.map(pair))
        .build();
    let writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties));
    let mut writer = writer.expect("a schema");
    writer.write(&batch).expect("a batch");
    writer.into_inner().expect("a footer")
}

pub fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

pub const GEO: &str = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":
{"encoding":"WKB","geometry_types":["Polygon"],"crs":{"id":{"authority":"EPSG","code":2180}}}}}"#;

/// Two rows of geometries with every kind of column.
fn geoparquet(geometry: &Geometry, packed: bool) -> Vec<u8> {
    let wkb = wkb_of(geometry).expect("a kind of WKB");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("code", texts(&["980101", "980102"])),
        ("highway", texts(&["residential", "track"])),
        ("n", Arc::new(Int64Array::from(vec![Some(1), None]))),
        ("x", Arc::new(Float64Array::from(vec![0.5, f64::NAN]))),
        ("b", Arc::new(BooleanArray::from(vec![true, false]))),
        ("d", Arc::new(Date32Array::from(vec![20_000, -1]))),
        ("geometry", Arc::new(BinaryArray::from(vec![wkb.as_slice(), wkb.as_slice()]))),
    ];
    parquet(columns, Some(GEO), packed)
}

const TOKENS: [&str; 10] = [
    "PAR1",
    "\"crs\":null,",
    "\"code\":\"+proj=pipeline +step +init=file:///etc/passwd\"",
    "\"primary_column\":\"code\"",
    "\u{1}\u{7}\u{0}\u{0}\u{0}",
    "\u{0}\u{0}\u{0}\u{7}",
    "\u{15}\u{0}",
    "\u{19}",
    "\u{7f}\u{7f}\u{7f}\u{f}",
    "[[[[[[",
];

fn read_table(case: Case<'_>) -> Result<(), SourceError> {
    let options = InputOptions::default();
    read(case.kind, case.path, raw(case.name, case.bytes), &options)
}

#[test]
fn parquet_tables() {
    let area = polygon![(x: 500_000.0, y: 300_000.0), (x: 501_000.0, y: 300_000.0),
                        (x: 501_000.0, y: 301_000.0)];
    let line = line_string![(x: 500_000.0, y: 300_000.0), (x: 501_000.0, y: 300_000.0)];
    let both = Geometry::GeometryCollection(geo_types::GeometryCollection(vec![
        Geometry::from(area.clone()),
        Geometry::from(line.clone()),
    ]));
    let addresses = vec![
        ("id", texts(&["A", "B"])),
        ("number", texts(&["1", "2"])),
        ("lon", Arc::new(Float64Array::from(vec![19.0, 19.1])) as ArrayRef),
        ("lat", Arc::new(Float64Array::from(vec![50.0, 50.1]))),
    ];
    let seeds = vec![
        Seed::new("boundaries", "granice.parquet", geoparquet(&area.into(), false)),
        Seed::new("roads", "drogi.parquet", geoparquet(&line.into(), false)),
        Seed::new("rail", "kolej.parquet", geoparquet(&both, true)),
        Seed::new("address-table", "adresy.parquet", parquet(addresses, None, false)),
    ];
    Fuzz { reader: "Parquet", n_cases: 800, seeds, tokens: &TOKENS }.run(|case| {
        // No line is in a collection; that is refused row by row.
        read_table(case)
    });
}

/// A dataset of forty addresses with all its files.
fn written(dir: &Path) {
    let mut sample = Folder::small();
    for name in ["adresy.csv", "zasieg/operator_a.csv", "zasieg/operator_b.csv"] {
        let head: Vec<&str> = sample.text(name).lines().take(40).collect();
        let head = head.join("\n") + "\n";
        sample.set(name, head);
    }
    let from = dir.join("wejscie");
    sample.write(&from);
    let (run, out) = (from.join("run.toml"), dir.join("dataset"));
    let ended = zasieg(&[&"import", &run, &"--out", &out]);
    assert!(ended.code <= 1, "{}", ended.stderr);
}

#[test]
fn datasets() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    written(dir.path());
    let folder = dir.path().join("dataset");
    let mut seeds = Vec::new();
    let entries = fs::read_dir(&folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("ASCII"))
        .filter(|name| name.ends_with(".parquet") || name == "manifest.json")
        .collect();
    names.sort();
    for name in names {
        let bytes = fs::read(folder.join(&name)).expect("written");
        seeds.push(Seed::new("dataset", String::leak(name), bytes));
    }
    let whole: Vec<(&str, Vec<u8>)> =
        seeds.iter().map(|seed| (seed.name, seed.bytes.clone())).collect();
    Fuzz { reader: "datasets", n_cases: 300, seeds, tokens: &TOKENS }.run(|case| {
        let place = folder.join(case.name);
        fs::write(&place, &case.bytes).expect("a writable folder");
        let read = dataset::read(&folder);
        let (_, good) = whole.iter().find(|(name, _)| *name == case.name).expect("a seed");
        fs::write(&place, good).expect("a writable folder");
        let (world, _) = read?;
        // What is read must bear what every later stage does with it.
        for (address, point) in world.addresses.iter().enumerate() {
            let _ = (world.offers_at(address).len(), world.place_of(address));
            let _ = world.texts.get(point.number);
        }
        for layer in &world.layers {
            for row in 0..layer.n_rows() {
                let _ = (layer.origin(row), layer.address(row), layer.geometry(row));
            }
        }
        Ok(())
    });
}
