//! Layers that cannot be used, rows that cannot, and datasets whose layers were damaged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::dataset::unseal;
use crate::folder::{Folder, join, split};
use crate::layer_files::{
    columns, file_of, layer_schemas, separator, text, with_every_layer, with_layers,
};
use crate::parquet_file::read_texts;
use crate::program::{diagnose, zasieg};
use crate::table::{Table, counts, input, read_json};

/// The message of a run that could not be done, and left nothing.
fn refusal(folder: &Folder) -> String {
    let dir = folder.written();
    let out = dir.path().join("out");
    let ended = diagnose(&dir.path().join("run.toml"), &out, &[]).with(2);
    assert!(!out.exists(), "an output was left");
    let errors: Vec<&str> =
        ended.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 1, "{}", ended.stderr);
    errors[0].to_owned()
}

/// The message for the small sample with one more input.
fn refused(register: &str, file: &str, bytes: impl Into<Vec<u8>>, more: &str) -> String {
    let mut folder = Folder::small();
    folder.set(file, bytes);
    folder.add_input(register, file, more);
    refusal(&folder)
}

fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}

/// Codes of the issues of a file, with the rows.
fn issues_of(dir: &TempDir, file: &str) -> Vec<(String, String)> {
    let table = Table::read(&dir.path().join("out/issues.csv"));
    let of_file = table.rows.iter().filter(|row| row[3] == file);
    of_file.map(|row| (row[0].clone(), row[4].clone())).collect()
}

fn issue(code: &str, row: &str) -> (String, String) {
    (code.to_owned(), row.to_owned())
}

#[test]
fn a_layer_without_a_required_column_is_refused_by_name() {
    let (folder, _) = with_every_layer();
    let is_required = |column: &&toml::Table| {
        column.get("required").and_then(toml::Value::as_bool).unwrap_or_default()
    };
    let mut n_cases = 0;
    for schema in layer_schemas() {
        for column in columns(&schema).into_iter().filter(is_required) {
            let field = text(column, "field");
            let lines = folder.text(&file_of(&schema)).lines();
            let mut lines: Vec<Vec<String>> =
                lines.map(|line| split(line, separator(&schema))).collect();
            let at = lines[0].iter().position(|name| name == field).expect("it was written");
            lines[0][at] = "inna".to_owned();
            let spoiled: String = lines.iter().map(|line| join(line, separator(&schema))).collect();
            let register = text(&schema, "register");
            let message = refused(register, "warstwa.csv", spoiled, "crs = \"EPSG:2180\"\n");
            let parts = ["warstwa.csv", "row 1", "missing column", field, "inna", "columns = {"];
            assert_says(&message, &parts);
            n_cases += 1;
        }
    }
    assert!(n_cases > 40, "{n_cases} required columns");
}

#[test]
fn geometries_need_a_reference_system() {
    let line = "id;wkt\nD1;LINESTRING (540000 604000, 540100 604000)\n";
    let cases = [
        ("roads", line),
        ("coverage-areas", "down_mbps;wkt\n100;POLYGON ((0 0, 1 0, 1 1, 0 0))\n"),
        ("nodes-table", "id;easting;northing\nN1;540000;604000\n"),
        ("coverage-raster", "easting;northing;value\n540000;604000;-90\n"),
    ];
    for (register, bytes) in cases {
        let message = refused(register, "warstwa.csv", bytes, "");
        assert_says(&message, &["warstwa.csv", "reference system", "crs = \"EPSG:2180\""]);
    }
    let message = refused("roads", "drogi.csv", line, "crs = \"EPSG:99999\"\n");
    assert_says(&message, &["run.toml", "EPSG:99999"]);
}

#[test]
fn a_layer_without_rows_is_an_error_and_not_zero() {
    let empty_collection = "{\"type\": \"FeatureCollection\", \"features\": []}";
    let cases = [
        ("connections", "a.csv", ""),
        ("connections", "b.csv", "id;name;kind;state\n"),
        ("coverage-areas", "c.geojson", empty_collection),
        ("roads", "d.geojson", empty_collection),
        ("nodes-table", "e.csv", "\n\n"),
    ];
    for (register, file, bytes) in cases {
        assert_says(&refused(register, file, bytes, ""), &[file, "holds no record"]);
    }
}

#[test]
fn a_wrong_map_is_named_with_what_there_is() {
    let nodes = "kod;lon;lat\nN1;19.6;53.3\n";
    let refused = |more: &str| refused("nodes-table", "wezly.csv", nodes, more);
    let message = refused("columns = { id = \"numer\" }\n");
    assert_says(&message, &["wezly.csv", "columns.id", "\"numer\"", "kod, lon, lat"]);
    let message = refused("columns = { kod = \"kod\" }\n");
    assert_says(&message, &["wezly.csv", "columns.kod", "no such field", "id, easting"]);
    let message = refused("columns = { id = \"kod\" }\nvalues = { operatr = \"90001\" }\n");
    assert_says(&message, &["wezly.csv", "values.operatr", "\"90001\"", "no such field"]);
    let message = refused("values = \"90001\"\n");
    assert_says(&message, &["run.toml", "line"]);
    let message = refused("value = { id = \"1\" }\n");
    assert_says(&message, &["run.toml", "`value`", "did you mean `values`"]);
    // Twice the same key is an error of TOML.
    let message = refused("values = { operator = \"1\" }\nvalues = { operator = \"2\" }\n");
    assert_says(&message, &["run.toml", "line", "duplicate key"]);
    let mut folder = Folder::small();
    folder.add_input("sidusis-report", "zasieg/operator_a.csv", "values = { operator = \"1\" }\n");
    assert_says(&refusal(&folder), &["run.toml", "sidusis-report", "values"]);
}

#[test]
fn repeated_identifiers_are_counted_and_both_rows_used() {
    let mut folder = Folder::small();
    let nodes = "id,lon,lat\nN1,19.60,53.30\nN2,19.61,53.30\nN1,19.62,53.30\nN1,19.63,53.30\n";
    folder.set("wezly.csv", nodes);
    folder.add_input("nodes-table", "wezly.csv", "");
    // The same identifier in another file is another operator's.
    folder.set("inne.csv", "id,lon,lat\nN1,19.64,53.30\n");
    folder.add_input("nodes-table", "inne.csv", "");
    // Contracts have as many rows as addresses.
    let plans = "contract_id,operator,lon,lat,down_mbps,status\nU1,x,19.6,53.3,300,planned\n\
                 U1,x,19.7,53.3,300,planned\n";
    folder.set("plany.csv", plans);
    folder.add_input("public-plans", "plany.csv", "");
    let dir = folder.written();
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    let expected = [issue("repeated_id", "3"), issue("repeated_id", "4")];
    assert_eq!(issues_of(&dir, "wezly.csv"), expected);
    assert!(issues_of(&dir, "inne.csv").is_empty());
    assert!(issues_of(&dir, "plany.csv").is_empty());
    let manifest = read_json(&dir.path().join("out/manifest.json"));
    let nodes = input(&manifest, "wezly.csv");
    assert_eq!(nodes["rows_used"].as_u64(), Some(4));
    assert_eq!(counts(&nodes["by_code"]), BTreeMap::from([("repeated_id".to_owned(), 2)]));
}

#[test]
fn rows_without_the_geometry_of_their_register_are_rejected() {
    let good_line = "LINESTRING (540000 604000, 540100 604000)";
    let good_area = "POLYGON ((540000 604000, 540100 604000, 540100 604100, 540000 604000))";
    let lines = [
        (good_line, ""),
        ("MULTILINESTRING ((540000 604000, 540100 604000), (540000 604100, 540100 604100))", ""),
        (good_area, "bad_geometry"),
        ("POINT (540000 604000)", "bad_geometry"),
        ("LINESTRING (540000 604000, 540100", "bad_geometry"),
        ("droga", "bad_geometry"),
        ("", "bad_geometry"),
        ("LINESTRING EMPTY", "bad_geometry"),
        // Somewhere in the Atlantic.
        ("LINESTRING (540000 604000, -4540100 604000)", "outside_poland"),
    ];
    let areas = [
        (good_area, ""),
        (good_line, "bad_geometry"),
        ("GEOMETRYCOLLECTION (POINT (540000 604000))", "bad_geometry"),
        ("POLYGON EMPTY", "bad_geometry"),
        // Degrees in a file of metres.
        ("POLYGON ((19.6 53.3, 19.7 53.3, 19.7 53.4, 19.6 53.3))", "outside_poland"),
    ];
    let cases =
        [("roads", "class", "L", &lines[..]), ("coverage-areas", "down_mbps", "100", &areas[..])];
    for (register, field, value, rows) in cases {
        let mut file = format!("{field};wkt\n");
        for (wkt, _) in rows {
            file += &format!("{value};{wkt}\n");
        }
        let mut folder = Folder::small();
        folder.set("warstwa.csv", file);
        folder.add_input(register, "warstwa.csv", "crs = \"EPSG:2180\"\n");
        let dir = folder.written();
        // Too many rows are rejected: the quality gate fails, and everything is written.
        diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(1);
        let expected = (1..).zip(rows).filter(|(_, (_, code))| !code.is_empty());
        let expected: Vec<_> =
            expected.map(|(row, (_, code))| issue(code, &i32::to_string(&row))).collect();
        assert_eq!(issues_of(&dir, "warstwa.csv"), expected, "{register}");
    }
}

#[test]
fn areas_that_are_all_rejected_cover_nothing_in_either_way() {
    let mut folder = Folder::small();
    folder.set("obszary.csv", "down_mbps;wkt\n100;POINT (540000 604000)\n");
    folder.add_input("coverage-areas", "obszary.csv", "crs = \"EPSG:2180\"\n");
    let dir = folder.written();
    let [run, dataset, direct, by_dataset] =
        ["run.toml", "dataset", "direct", "by_dataset"].map(|name| dir.path().join(name));
    zasieg(&[&"import", &run, &"--out", &dataset]).with(1);
    diagnose(&run, &direct, &[]).with(1);
    diagnose(&dataset, &by_dataset, &[]).with(1);
    for file in ["addresses.csv", "gminas.csv", "issues.csv", "manifest.json"] {
        let bytes = |out: &Path| fs::read(out.join(file)).expect("written");
        assert!(bytes(&direct) == bytes(&by_dataset), "{file} differs");
    }
}

#[test]
fn rows_that_say_nothing_of_where_they_are_are_counted() {
    let mut folder = Folder::small();
    // By address, by place, by neither; a place that is none.
    let demand = "id,terc,simc,ulic,number,lon,lat\nD1,9801014,9900018,98010,6,,\n\
                  D2,,,,,19.6,53.3\nD3,,,,,,\nD4,,,,,x,53.3\nD5,,,,,19.6,\n";
    folder.set("ankieta.csv", demand);
    folder.add_input("demand", "ankieta.csv", "");
    // Cells without a centre are no cells.
    let cells = "x,y,value\n540100,604000,-90\n,604000,-90\n540100,,-91\n";
    folder.set("siatka.csv", cells);
    folder.add_input("coverage-raster", "siatka.csv", "crs = \"EPSG:2180\"\n");
    // An application for a permit may stand at a place.
    let permits = "id,kind,submitted_on,lon,lat\nP1,,2026-05-04,19.6,53.3\nP2,,2026-05-04,,\n";
    folder.set("pozwolenia.csv", permits);
    folder.add_input("permits", "pozwolenia.csv", "");
    folder.replace("run.toml", "max_rejected_share = 0.05", "max_rejected_share = 1.0");
    let dir = folder.written();
    let run = dir.path().join("run.toml");
    diagnose(&run, &dir.path().join("out"), &[]).with(0);
    let expected = [
        issue("missing_coordinates", "3"),
        issue("bad_coordinate", "4"),
        issue("bad_coordinate", "5"),
    ];
    assert_eq!(issues_of(&dir, "ankieta.csv"), expected);
    let expected = [issue("missing_value", "2"), issue("missing_value", "3")];
    assert_eq!(issues_of(&dir, "siatka.csv"), expected);
    assert_eq!(issues_of(&dir, "pozwolenia.csv"), [issue("missing_coordinates", "2")]);
    let dataset = dir.path().join("dataset");
    zasieg(&[&"import", &run, &"--out", &dataset]).with(0);
    let permits = read_texts(&dataset.join("permits.parquet"));
    let at = permits.by_text("id", "geometry");
    assert_eq!((at["P1"].len(), at["P2"]), (42, ""), "a point of 21 bytes, and none");
    assert_eq!(permits.by_text("id", "gmina")["P1"], "980101");
}

#[test]
fn exchanged_degrees_of_a_layer_are_named() {
    let nodes = "id,lon,lat\nN1,53.3,19.6\nN2,53.4,19.7\n";
    let message = refused("nodes-table", "wezly.csv", nodes, "");
    assert_says(&message, &["wezly.csv", "latitude and longitude look exchanged"]);
}

#[test]
fn files_of_another_kind_are_refused() {
    let cases = [
        ("drogi.shp", "no shapefile at all"),
        ("drogi.geojson", "{\"type\": \"Feature\"}"),
        ("drogi.parquet", "PAR1 and nothing more"),
    ];
    for (file, bytes) in cases {
        assert_says(&refused("roads", file, bytes, "crs = \"EPSG:2180\"\n"), &[file]);
    }
}

#[test]
fn a_damaged_layer_of_a_dataset_is_named() {
    let dir = with_layers().written();
    let dataset = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &dataset]).with(0);
    unseal(&dataset);
    let whole = Folder::read(&dataset);
    let refused = |file: &str, bytes: &[u8]| {
        let mut folder = whole.clone();
        folder.set(file, bytes);
        let [dir, out] = [folder.written(), tempfile::tempdir().expect("a temporary folder")];
        let ended = diagnose(dir.path(), &out.path().join("out"), &[]).with(2);
        let errors = ended.stderr.lines().filter(|line| line.starts_with("error: ")).count();
        assert_eq!(errors, 1, "{}", ended.stderr);
        ended.stderr
    };
    // Another register's columns; columns of a table without sources; no Parquet; half a file.
    let message = refused("nodes-table.parquet", whole.bytes("demand.parquet"));
    assert_says(&message, &["nodes-table.parquet", "columns must be", "source_row"]);
    let message = refused("roads.parquet", whole.bytes("units.parquet"));
    assert_says(&message, &["roads.parquet", "columns must be"]);
    assert_says(&refused("premises.parquet", b"x"), &["premises.parquet"]);
    let areas = whole.bytes("coverage-areas.parquet");
    let message = refused("coverage-areas.parquet", &areas[..areas.len() / 2]);
    assert_says(&message, &["coverage-areas.parquet"]);
}
