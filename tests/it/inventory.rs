//! The UKE inventory: every layer of the official templates in each of the forms that hold it,
//! and a real operator's layers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, StringArray};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use zasieg::model::{FileId, IssueCode};
use zasieg::sources::{InputOptions, LayerRows, Schema, Tally, open, open_table, read_layer};

/// A layer: register, beginning of its files' names, rows in the templates, and the forms without
/// it. Rows counted in the templates' CSV by hand; a Shapefile holds no layer without geometry.
const LAYERS: [(&str, &str, usize, &[&str]); 9] = [
    ("pit-nodes", "z7_wezly", 5, &[]),
    ("pit-flexibility-points", "z7_punkty_elastycznosci", 3, &[]),
    ("pit-cable-lines", "z7_liniekablowe", 4, &[]),
    ("pit-wireless-lines", "z7_liniebezprzewodowe", 1, &["shp"]),
    ("pit-services", "z7_uslugi_wadresach", 2, &[]),
    ("base-stations", "z7_stacje_bazowe", 1, &[]),
    ("pit-mobile", "z7_zasiegiruchomych", 2, &["shp"]),
    ("pit-collocation", "z7_budynki_kolokacje", 2, &[]),
    ("pit-foreign-entities", "z7_podmioty_obce", 2, &["shp"]),
];
const FORMS: [&str; 6] = ["csv", "geojson", "gpkg", "gml", "kml", "shp"];
/// The longest text of a DBF file; the templates' antenna patterns are longer.
const DBF_TEXT_MAX: usize = 254;

fn real() -> Option<PathBuf> {
    let folder = std::env::var_os("ZASIEG_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("ZASIEG_REAL_DATA is not set: the real inventory is not read");
    }
    folder.map(|folder| fs::canonicalize(folder).expect("ZASIEG_REAL_DATA names a folder"))
}

fn read(path: &Path, register: &str) -> (LayerRows, Tally) {
    let name = path.file_name().expect("a file").to_str().expect("UTF-8");
    let schema = Schema::of(register);
    let options = InputOptions::default();
    let mut tally = Tally::new(FileId(0));
    let mut raws = open(path, name).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(raws.len(), 1, "{name} is one file");
    let table = open_table(path, raws.remove(0), schema, &options);
    let table = table.unwrap_or_else(|error| panic!("{error}"));
    let rows = read_layer(name, table, schema, &options, &mut tally);
    (rows.unwrap_or_else(|error| panic!("{error}")), tally)
}

/// The file of a layer in a form.
fn template(templates: &Path, form: &str, stem: &str) -> Option<PathBuf> {
    let folder = templates.join(format!("zestaw7_szablony_{form}_20230131"));
    let entries = fs::read_dir(folder).expect("the form's folder").map(|e| e.expect("an entry"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().find(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        name.starts_with(stem) && path.extension().is_some_and(|extension| extension == form)
    })
}

/// Every value as text, by row and column; texts cut as a DBF file cuts them if `is_cut`.
fn values(rows: &LayerRows, is_cut: bool) -> Vec<BTreeMap<String, String>> {
    let options = FormatOptions::default();
    let schema = rows.values.schema();
    let formatter = |column| ArrayFormatter::try_new(column, &options).expect("a plain type");
    let formatters: Vec<_> =
        rows.values.columns().iter().map(|column| formatter(column.as_ref())).collect();
    let one = |row: usize| {
        let value = |(n, formatter): (usize, &ArrayFormatter<'_>)| {
            let mut text = formatter.value(row).to_string();
            if is_cut {
                // The file cuts bytes; what follows the last whole word cannot be compared. A text
                // that fills its column may have been cut as well.
                let may_be_cut = text.len() >= DBF_TEXT_MAX;
                text.truncate(text.floor_char_boundary(DBF_TEXT_MAX));
                if may_be_cut {
                    text.truncate(text.rfind(';').unwrap_or(text.len()));
                }
            }
            (schema.field(n).name().clone(), text)
        };
        formatters.iter().enumerate().map(value).collect()
    };
    (0..rows.values.num_rows()).map(one).collect()
}

#[test]
fn every_form_of_a_template_holds_the_same_records() {
    let Some(real) = real() else { return };
    let templates = real.join("pit_templates");
    let mut compared = 0;
    for (register, stem, n_rows, without) in LAYERS {
        let csv = template(&templates, "csv", stem).expect("every layer has its CSV");
        let (reference, tally) = read(&csv, register);
        assert_eq!(reference.rows.len(), n_rows, "{register}");
        assert_eq!(tally.rows_read, n_rows as u64, "{register}");
        for form in FORMS {
            let path = template(&templates, form, stem);
            assert_eq!(path.is_none(), without.contains(&form), "{register} as {form}");
            let Some(path) = path else { continue };
            let (rows, _) = read(&path, register);
            let is_cut = form == "shp";
            let (found, expected) = (values(&rows, is_cut), values(&reference, is_cut));
            for (row, (found, expected)) in found.iter().zip(&expected).enumerate() {
                for (column, value) in expected {
                    assert_eq!(&found[column], value, "{register} as {form}, row {row}, {column}");
                }
            }
            assert_eq!(found.len(), expected.len(), "{register} as {form}");
            for (found, expected) in rows.rows.iter().zip(&reference.rows) {
                assert_eq!(found.position, expected.position, "{register} as {form}");
                assert_eq!(found.geometry, expected.geometry, "{register} as {form}");
                assert_eq!(found.target, expected.target, "{register} as {form}");
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 9 * 6 - 3);
}

/// A text column.
fn texts(rows: &LayerRows, column: &str) -> StringArray {
    let column = rows.values.column_by_name(column).expect("a column of the schema");
    column.as_string::<i32>().clone()
}

#[test]
fn values_of_the_templates_are_what_they_say() {
    let Some(real) = real() else { return };
    let templates = real.join("pit_templates");
    let gml = |register: &str, stem: &str| {
        read(&template(&templates, "gml", stem).expect("has its GML"), register).0
    };
    // z7_uslugi_wadresach: ua21 = 11 is 100 Mb/s by dictionary 5, ua16 Tak, ua20 of the second Nie.
    let services = gml("pit-services", "z7_uslugi_wadresach");
    let speed = services.values.column_by_name("down_kbps").expect("a speed");
    let speed = speed.as_primitive::<arrow_array::types::UInt32Type>();
    assert_eq!(speed.values(), &[100_000, 100_000]);
    assert_eq!(texts(&services, "flexibility_point_id").value(1), "P1001_DEMO");
    assert!(texts(&services, "flexibility_point_id").is_null(0));
    // we08, we09 of WW_ABC1234_DEMO: 52.25689 N, 20.91701 E is 630 to 632 km east and 489 to 491
    // km north in EPSG:2180: Warsaw's centre (21.0122, 52.2297) is at 637 382, 486 757, one degree
    // east is 68.3 km and one degree north 111.2 km here.
    let nodes = gml("pit-nodes", "z7_wezly");
    let place = nodes.rows[0].position.expect("a position");
    assert!((630_000.0..632_000.0).contains(&place.easting()), "{place:?}");
    assert!((489_000.0..491_000.0).contains(&place.northing()), "{place:?}");
    // lk03 of LK0001_DEMO has seven vertices; lk07 = 256 fibres.
    let lines = gml("pit-cable-lines", "z7_liniekablowe");
    match lines.rows[0].geometry.as_ref().expect("a line") {
        geo_types::Geometry::LineString(line) => assert_eq!(line.0.len(), 7),
        other => panic!("{other:?}"),
    }
    assert_eq!(texts(&lines, "from_id").value(0), "WW_WAR5678_DEMO");
}

#[test]
fn a_real_operators_inventory_is_read_with_its_defects_counted() {
    let Some(real) = real() else { return };
    let folder = real.join("pit_skwierzyna");
    let (nodes, _) = read(&folder.join("z7_wezly.geojson"), "pit-nodes");
    let (points, _) =
        read(&folder.join("z7_punkty_elastycznosci.geojson"), "pit-flexibility-points");
    let (lines, _) = read(&folder.join("z7_liniekablowe_lisek.geojson"), "pit-cable-lines");
    // As the folder's own page counts them.
    assert_eq!((nodes.rows.len(), points.rows.len(), lines.rows.len()), (13, 660, 41));
    let ids: Vec<String> = [&nodes, &points]
        .into_iter()
        .flat_map(|rows| texts(rows, "id").iter().flatten().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let ends = [texts(&lines, "from_id"), texts(&lines, "to_id")];
    let resolved = ends.iter().flat_map(|ends| ends.iter().flatten());
    let resolved = resolved.filter(|end| ids.iter().any(|id| id == end)).count();
    assert_eq!(resolved, 0, "none of the 41 lines ends in a known point");
    assert!(lines.rows.iter().all(|row| row.geometry.is_some()), "they are used all the same");
    // Skwierzyna lies at 15.5° E, 52.6° N: 90 to 300 km east, 450 to 550 km north.
    let near = |row: &&zasieg::sources::LayerRow| {
        let place = row.position.expect("every point has coordinates");
        (200_000.0..320_000.0).contains(&place.easting())
            && (450_000.0..550_000.0).contains(&place.northing())
    };
    assert_eq!(points.rows.iter().filter(near).count(), 660);
}

#[test]
fn dangling_ends_of_lines_are_counted_and_their_geometry_kept() {
    let Some(real) = real() else { return };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let sample = crate::folder::Folder::small();
    sample.write(dir.path());
    let folder = real.join("pit_skwierzyna");
    let input = |register: &str, file: &str| {
        let path = folder.join(file);
        format!("\n[[input]]\nregister = \"{register}\"\npath = {path:?}\nedition = \"2023\"\n")
    };
    let run = fs::read_to_string(dir.path().join("run.toml")).expect("the sample's run file");
    let run = run
        + &input("pit-nodes", "z7_wezly.geojson")
        + &input("pit-flexibility-points", "z7_punkty_elastycznosci.geojson")
        + &input("pit-cable-lines", "z7_liniekablowe_lisek.geojson");
    fs::write(dir.path().join("pit.toml"), run).expect("written");
    let out = dir.path().join("dataset");
    crate::program::zasieg(&[&"import", &dir.path().join("pit.toml"), &"--out", &out]).with(0);
    let manifest = crate::table::read_json(&out.join("manifest.json"));
    let inputs = manifest["inputs"].as_array().expect("inputs");
    let lines = inputs.iter().find(|i| i["register"] == "pit-cable-lines").expect("the lines");
    let dangling = lines["by_code"][IssueCode::DanglingReference.as_str()].as_u64();
    // Both ends of each of the 41 lines.
    assert_eq!(dangling, Some(82));
    assert_eq!((lines["rows_used"].as_u64(), lines["rows_rejected"].as_u64()), (Some(41), Some(0)));
}
