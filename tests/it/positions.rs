//! Where rows stand: by which of their columns, or by their geometry, and in which system.
//!
//! 19° E is the axis of EPSG:2180, so its easting is the false easting, 500 km, whatever the
//! latitude.

use std::fs;
use std::path::{Path, PathBuf};

use shapefile::dbase;
use zasieg::model::{FileId, IssueCode};
use zasieg::place::{Crs, Pl1992};
use zasieg::sources::{self, InputOptions, Schema, SourceError, Tally};

use crate::folder::Folder;
use crate::program::{diagnose, zasieg};
use crate::table::{input, read_json};

const COLUMNS: [&str; 6] = ["id", "easting", "northing", "lon", "lat", "wkt"];

/// A register of points that keeps its rows as they are.
fn layer(crs: &str) -> &'static Schema {
    let mut text = format!(
        "register = \"nodes-table\"\ntitle = \"\"\nlayer = true\ngeometry = \"point\"\n\
         any_separator = true\n{crs}\n"
    );
    for column in COLUMNS {
        text += &format!(
            "[[column]]\nfield = {column:?}\nnames = []\ntype = \"text\"\ndescription = \"\"\n"
        );
    }
    Box::leak(Box::new(toml::from_str(&text).expect("a schema")))
}

fn options(crs: Option<Crs>) -> InputOptions {
    InputOptions { crs, ..InputOptions::default() }
}

type Positions = Result<(Vec<Option<Pl1992>>, Tally), SourceError>;

/// Positions of a file's rows, read as a layer.
fn of_layer(path: &Path, schema: &'static Schema, crs: Option<Crs>) -> Positions {
    let options = options(crs);
    let raw = sources::open(path, "a")?.remove(0);
    let raw = sources::RawFile { name: path.display().to_string(), ..raw };
    let table = sources::open_table(path, raw, schema, &options)?;
    let mut tally = Tally::new(FileId(0));
    let rows = sources::read_layer("a", table, schema, &options, &mut tally)?;
    Ok((rows.rows.into_iter().map(|row| row.position).collect(), tally))
}

/// The same of a table of addresses.
fn of_addresses(path: &Path, crs: Option<Crs>) -> Positions {
    let options = options(crs);
    let raw = sources::open(path, "a")?.remove(0);
    let raw = sources::RawFile { name: path.display().to_string(), ..raw };
    let table = sources::open_table(path, raw, Schema::of("address-table"), &options)?;
    let mut tally = Tally::new(FileId(0));
    let rows = sources::read_address_table("a", table, &options, &mut tally)?;
    Ok((rows.into_iter().map(|row| row.position).collect(), tally))
}

fn refused(positions: Positions) -> bool {
    matches!(positions, Err(SourceError::NoCrs { .. }))
}

fn missing(tally: &Tally) -> u64 {
    let counts = tally.issues.counts_of(FileId(0));
    counts.get(&IssueCode::MissingCoordinates).copied().unwrap_or_default()
}

/// A Shapefile of points without a .prj.
fn shapefile_of(dir: &Path, points: &[(f64, f64)]) -> PathBuf {
    let path = dir.join("punkty.shp");
    let name = |text: &str| dbase::FieldName::try_from(text).expect("a short name");
    let mut table = dbase::TableWriterBuilder::new();
    for field in ["id", "terc", "simc", "number"] {
        table = table.add_character_field(name(field), 20);
    }
    let mut writer = shapefile::Writer::from_path(&path, table).expect("a writable folder");
    for (position, (x, y)) in points.iter().enumerate() {
        let mut record = dbase::Record::default();
        let id = format!("P{position}");
        let values =
            [("id", id.as_str()), ("terc", "9801014"), ("simc", "9900018"), ("number", "6")];
        for (field, value) in values {
            let value = dbase::FieldValue::Character(Some(value.to_owned()));
            record.insert(field.to_owned(), value);
        }
        writer.write_shape_and_record(&shapefile::Point::new(*x, *y), &record).expect("a record");
    }
    drop(writer);
    let _ = fs::remove_file(path.with_extension("prj"));
    path
}

#[test]
fn geometries_without_a_system_are_refused() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = shapefile_of(dir.path(), &[(540_000.0, 604_000.0)]);
    assert!(refused(of_layer(&path, layer(""), None)));
    assert!(refused(of_addresses(&path, None)));
    let expected = [Pl1992::from_metres(540_000.0, 604_000.0)];
    let stated = || Some(Crs::pl1992());
    assert_eq!(of_layer(&path, layer(""), stated()).expect("stated").0, expected);
    assert_eq!(of_addresses(&path, stated()).expect("stated").0, expected);
}

#[test]
fn the_system_of_the_register_holds_where_the_file_states_none() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = shapefile_of(dir.path(), &[(19.0, 52.0)]);
    let (found, tally) = of_layer(&path, layer("crs = \"EPSG:4326\""), None).expect("degrees");
    assert_eq!(found[0].map(Pl1992::easting_mm), Some(500_000_000));
    assert_eq!(missing(&tally), 0);
}

#[test]
fn each_row_stands_by_the_columns_that_it_fills() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.csv");
    let header = "id;terc;simc;number;easting;northing;lon;lat\n";
    let write = |rows: &[&str]| {
        let line = |(n, row): (usize, &&str)| format!("P{n};9801014;9900018;6;{row}\n");
        let rows = rows.iter().enumerate().map(line).collect::<Vec<_>>().concat();
        fs::write(&path, header.to_owned() + &rows).expect("writable");
    };
    let both = |crs: Option<Crs>| {
        let layer = of_layer(&path, layer(""), crs.clone());
        [layer, of_addresses(&path, crs)]
    };
    // Metres alone, degrees alone, neither, and both: then those whose system is stated.
    write(&["540000;604000;;", ";;19.0;52.0", ";;;", "540000;604000;19.0;52.0"]);
    for found in both(Some(Crs::pl1992())) {
        let (found, tally) = found.expect("a system for the metres");
        let eastings: Vec<Option<i32>> =
            found.into_iter().map(|place| place.map(Pl1992::easting_mm)).collect();
        assert_eq!(eastings, [Some(540_000_000), Some(500_000_000), None, Some(540_000_000)]);
        assert_eq!(missing(&tally), 1);
    }
    // The metres of the first row have no system.
    for found in both(None) {
        assert!(refused(found));
    }
    // Where a row has degrees too, these need none.
    write(&["540000;604000;19.0;52.0", ";;19.0;52.0"]);
    for found in both(None) {
        let (found, _) = found.expect("degrees");
        for place in found {
            assert_eq!(place.map(Pl1992::easting_mm), Some(500_000_000));
        }
    }
}

#[test]
fn a_row_without_coordinates_stands_by_its_geometry() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.geojson");
    let feature = |lon: &str, lat: &str| {
        format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"id\": \"P\", \"lon\": {lon}, \"lat\": \
             {lat}}}, \"geometry\": {{\"type\": \"Point\", \"coordinates\": [540000, 604000]}}}}"
        )
    };
    let text = format!(
        "{{\"type\": \"FeatureCollection\", \"crs\": {{\"type\": \"name\", \"properties\": \
         {{\"name\": \"urn:ogc:def:crs:EPSG::2180\"}}}}, \"features\": [{}, {}]}}",
        feature("19.0", "52.0"),
        feature("null", "null")
    );
    fs::write(&path, text).expect("writable");
    let (found, tally) = of_layer(&path, layer(""), None).expect("the file states its system");
    let eastings: Vec<Option<i32>> =
        found.into_iter().map(|place| place.map(Pl1992::easting_mm)).collect();
    assert_eq!(eastings, [Some(500_000_000), Some(540_000_000)]);
    assert_eq!(missing(&tally), 0);
}

#[test]
fn a_geometry_of_one_part_is_that_part() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.geojson");
    let text = "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \
                \"properties\": {\"id\": \"P\"}, \"geometry\": {\"type\": \"MultiPoint\", \
                \"coordinates\": [[19.0, 52.0]]}}]}";
    fs::write(&path, text).expect("writable");
    let (found, _) = of_layer(&path, layer(""), None).expect("degrees");
    assert_eq!(found[0].map(Pl1992::easting_mm), Some(500_000_000));
}

#[test]
fn conversions_are_told_with_their_accuracy() {
    let mut folder = Folder::small();
    // Zone 7 of PL-2000 has a false easting of 7 500 km at 21° E.
    let nodes = "id,easting,northing\nN1,7500000,5900000\n";
    folder.set("strefa.csv", nodes);
    folder.add_input("nodes-table", "strefa.csv", "crs = \"EPSG:2178\"\n");
    folder.set("metry.csv", "id,easting,northing\nN1,540000,604000\n");
    folder.add_input("nodes-table", "metry.csv", "crs = \"EPSG:2180\"\n");
    let dir = folder.written();
    let [run, out, dataset] = ["run.toml", "out", "dataset"].map(|name| dir.path().join(name));
    diagnose(&run, &out, &[]).with(0);
    let manifest = read_json(&out.join("manifest.json"));
    let of = |file: &str| input(&manifest, file)["converted"].clone();
    // Longitude and latitude of WGS 84 are known in EPSG:2180 to one metre (EPSG:9772).
    let wgs84 = serde_json::json!({"from": ["EPSG:4326"], "accuracy_m": 1});
    assert_eq!(of("adresy.csv"), wgs84);
    assert_eq!(of("operator_a.csv"), wgs84);
    assert_eq!(of("strefa.csv"), serde_json::json!({"from": ["EPSG:2178"], "accuracy_m": null}));
    for file in ["metry.csv", "terc.csv"] {
        assert_eq!(of(file), serde_json::Value::Null, "{file}");
    }
    // A dataset keeps it, and the report says it.
    zasieg(&[&"import", &run, &"--out", &dataset]).with(0);
    let kept = read_json(&dataset.join("manifest.json"));
    assert_eq!(input(&kept, "adresy.csv")["converted"], wgs84);
    let reports = dir.path().join("raporty");
    zasieg(&[&"report", &dataset, &"--gmina", &"980101", &"--out", &reports]).with(0);
    let report = fs::read_to_string(reports.join("980101/raport.html")).expect("written");
    for part in [
        "współrzędne przeliczone z EPSG:4326, z dokładnością do 1 m",
        "współrzędne przeliczone z EPSG:2178, dokładność nieznana",
    ] {
        assert!(report.contains(part), "no {part:?}");
    }
}
