//! Datasets: as described in `data/schemas/dataset.toml`, and as good as the registers they hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use arrow_array::Array as _;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{UInt16Type, UInt32Type};
use arrow_schema::{DataType, Field};
use serde::Deserialize;

use crate::folder::{Folder, N_SMALL};
use crate::layer_files::{layer_schemas, text, with_layers};
use crate::parquet_file::read;
use crate::program::{diagnose, zasieg};
use crate::table::{counts, input, read_json};

/// Takes the checksums from a dataset whose files a test is to write anew, as the description says.
pub fn unseal(dataset: &Path) {
    fs::remove_file(dataset.join("checksums.csv")).expect("a list of checksums");
    let path = dataset.join("manifest.json");
    let text = fs::read_to_string(&path).expect("a manifest");
    let line = "  \"checksums\": \"checksums.csv\",\n";
    assert!(text.contains(line));
    fs::write(path, text.replace(line, "")).expect("writable");
}

#[derive(Deserialize)]
struct Description {
    file: Vec<FileDescription>,
}

#[derive(Deserialize)]
struct FileDescription {
    name: String,
    description: String,
    /// Name, type, meaning.
    columns: Vec<[String; 3]>,
}

fn description() -> Vec<FileDescription> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas/dataset.toml");
    let text = fs::read_to_string(path).expect("the description of datasets");
    toml::from_str::<Description>(&text).expect("TOML").file
}

/// What the words of the description stand for.
fn has_type(field: &Field, described: &str) -> bool {
    let is_box = |fields: &arrow_schema::Fields| {
        let sides = fields.iter().map(|side| (side.name().as_str(), side.data_type()));
        sides.eq(["xmin", "ymin", "xmax", "ymax"].map(|name| (name, &DataType::Float64)))
    };
    match (described, field.data_type()) {
        ("text", DataType::Utf8)
        | ("uint16", DataType::UInt16)
        | ("uint32", DataType::UInt32)
        | ("double", DataType::Float64)
        | ("boolean", DataType::Boolean)
        | ("date", DataType::Date32)
        | ("WKB point" | "WKB multipolygon", DataType::Binary) => true,
        ("struct", DataType::Struct(fields)) => is_box(fields),
        _ => false,
    }
}

#[test]
fn a_diagnosis_of_the_dataset_is_that_of_its_registers() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    Folder::small().write(dir.path());
    let [run, dataset, direct, by_dataset] =
        ["run.toml", "dataset", "direct", "by_dataset"].map(|name| dir.path().join(name));
    zasieg(&[&"import", &run, &"--out", &dataset]).with(0);
    diagnose(&run, &direct, &[]).with(0);
    diagnose(&dataset, &by_dataset, &[]).with(0);
    let files = [
        "addresses.csv",
        "gminas.csv",
        "localities.csv",
        "powiats.csv",
        "indicators.csv",
        "buildings.csv",
        "wojewodztwa.csv",
        "issues.csv",
        "manifest.json",
    ];
    for file in files {
        let bytes = |out: &Path| fs::read(out.join(file)).expect("written");
        assert!(bytes(&direct) == bytes(&by_dataset), "{file} differs");
    }
    let issues = |out: &Path| fs::read(out.join("issues.csv")).expect("written");
    assert!(issues(&dataset) == issues(&direct), "issues of import and diagnose differ");
}

/// Files of layers: each is described by the schema of its register, as the head of the
/// description says, and `layer_files.rs` holds it against that.
fn is_layer(file: &str) -> bool {
    let register = file.trim_end_matches(".parquet");
    layer_schemas().iter().any(|schema| text(schema, "register") == register)
}

#[test]
fn every_column_is_as_described() {
    let dir = with_layers().written();
    let out = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &out]).with(0);
    let names = fs::read_dir(&out).expect("a folder").map(|entry| {
        let name = entry.expect("an entry").file_name();
        name.into_string().expect("ASCII")
    });
    let written = names.filter(|name| name.ends_with(".parquet"));
    let (layers, written): (BTreeSet<String>, BTreeSet<String>) =
        written.partition(|name| is_layer(name));
    assert_eq!(layers.len(), 10, "{layers:?}");
    let described = description();
    let names: BTreeSet<String> = described.iter().map(|file| file.name.clone()).collect();
    assert_eq!(written, names);
    for file in described {
        let (fields, batches, geo) = read(&out.join(&file.name));
        let found: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
        let expected: Vec<&str> = file.columns.iter().map(|[name, ..]| name.as_str()).collect();
        assert_eq!(found, expected, "{}", file.name);
        for (field, [name, kind, meaning]) in fields.iter().zip(&file.columns) {
            let found = field.data_type();
            assert!(has_type(field, kind), "{}: {name} is {found}, not {kind}", file.name);
            assert!(!meaning.is_empty(), "{}: {name} has no meaning", file.name);
        }
        let is_empty = batches.iter().all(|batch| batch.num_rows() == 0);
        // The run has no edition before.
        assert_eq!(is_empty, file.name == "earlier_offers.parquet", "{}", file.name);
        assert_eq!(geo.is_some(), expected.contains(&"geometry"), "{}", file.name);
        assert_eq!(file.description.contains("GeoParquet"), geo.is_some(), "{}", file.name);
        if let Some(geo) = geo {
            assert_eq!(geo["version"], "1.1.0");
            let column = &geo["columns"]["geometry"];
            assert_eq!(column["encoding"], "WKB");
            assert_eq!(column["crs"]["id"]["code"], 2180);
            assert_eq!(column["covering"].is_object(), expected.contains(&"bbox"));
        }
    }
}

/// A point as WKB: byte order, type 1, two doubles.
fn point(wkb: &[u8]) -> (f64, f64) {
    assert_eq!((wkb.len(), &wkb[..5]), (21, &[1, 1, 0, 0, 0][..]));
    let double =
        |from: usize| f64::from_le_bytes(wkb[from..from + 8].try_into().expect("eight bytes"));
    (double(5), double(13))
}

#[test]
fn rows_lead_back_to_their_records() {
    let sample = Folder::small();
    let dir = tempfile::tempdir().expect("a temporary folder");
    sample.write(dir.path());
    let out = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &out]).with(0);
    let manifest = read_json(&out.join("manifest.json"));
    let base = sample.table("adresy.csv");
    let numbers = base.column("Nr porządkowy");
    let number_of = input(&manifest, "adresy.csv")["number"].as_u64().expect("a number");

    let (_, batches, _) = read(&out.join("addresses.parquet"));
    let mut seen = BTreeSet::new();
    let mut keys: Vec<(String, String, String)> = Vec::new();
    for batch in &batches {
        let column = |name: &str| batch.column_by_name(name).expect("a column");
        let text = |name: &str| column(name).as_string::<i32>().clone();
        let row = column("source_row").as_primitive::<UInt32Type>();
        let file = column("source_file").as_primitive::<UInt16Type>();
        let metres =
            |name: &str| column(name).as_primitive::<arrow_array::types::Float64Type>().clone();
        let (east, north) = (metres("easting"), metres("northing"));
        let (number, wkb) = (text("number"), column("geometry").as_binary::<i32>());
        let corners = column("bbox").as_struct();
        for a in 0..batch.num_rows() {
            let source = row.value(a) as usize;
            assert!(seen.insert(source), "row {source} twice");
            assert_eq!(number.value(a), numbers[source - 1], "row {source}");
            assert_eq!(u64::from(file.value(a)), number_of);
            assert_eq!(point(wkb.value(a)), (east.value(a), north.value(a)));
            let side = |n: usize| {
                corners.column(n).as_primitive::<arrow_array::types::Float64Type>().value(a)
            };
            assert_eq!((side(0), side(1)), (east.value(a), north.value(a)));
            assert_eq!((side(2), side(3)), (east.value(a), north.value(a)));
            let [gmina, simc, ulic] = ["gmina", "simc", "ulic"].map(|name| {
                let column = text(name);
                if column.is_null(a) { String::new() } else { column.value(a).to_owned() }
            });
            keys.push((gmina, simc, ulic));
        }
    }
    assert_eq!(seen.len(), N_SMALL);
    assert!(keys.is_sorted(), "by gmina, locality, street");

    // Every used record of reach is an offer at one address, or at both of two twins; so is every
    // planned address.
    let (_, batches, _) = read(&out.join("offers.parquet"));
    let mut records: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
    for batch in &batches {
        let column = |name: &str| batch.column_by_name(name).expect("a column");
        let row = column("source_row").as_primitive::<UInt32Type>();
        let file = column("source_file").as_primitive::<UInt16Type>();
        let address = column("address_row").as_primitive::<UInt32Type>();
        for offer in 0..batch.num_rows() {
            let records = records.entry(file.value(offer).into()).or_default();
            records.insert(row.value(offer));
            assert!((1..=N_SMALL).contains(&(address.value(offer) as usize)));
        }
    }
    for (letter, matched) in counts(&sample.summary()["zs_rows_matched"]) {
        let file = format!("operator_{}.csv", letter.to_lowercase());
        let number = input(&manifest, &file)["number"].as_u64().expect("a number");
        assert_eq!(records[&number].len() as u64, matched, "operator {letter}");
    }
    let plans = input(&manifest, "operator_a_plany.csv")["number"].as_u64().expect("a number");
    let lines = sample.text("zasieg/operator_a_plany.csv").lines();
    let n_planned = lines.filter(|line| line.starts_with("AI,")).count();
    assert_eq!(records[&plans].len(), n_planned);
}
