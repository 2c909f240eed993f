//! `raport.xlsx` and `raport.gpkg` of the sample, read back: counts are those of the known answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use gdal::Dataset;
use gdal::vector::LayerAccess as _;

use crate::program::{zasieg, zasieg_on_a_full_disk};
use crate::table::{Table, read_json};
use crate::workbook::{Parts, text, unpack};

const SHEETS: [&str; 11] = [
    "Podsumowanie",
    "Profile",
    "Wskaźniki",
    "Adresy",
    "Miejscowości",
    "Skupiska",
    "Budynki",
    "Sieci",
    "Sprzeczności",
    "Uwagi",
    "Pochodzenie",
];

fn written(dir: &Path) -> [Vec<u8>; 2] {
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/pelny.toml");
    zasieg(&[&"report", &run, &"--gmina", &"980101", &"--format", &"xlsx,gpkg", &"--out", &dir])
        .with(0);
    ["raport.xlsx", "raport.gpkg"].map(|name| fs::read(dir.join("980101").join(name)).expect(name))
}

/// A folder with the report, and its two files.
static REPORT: LazyLock<(tempfile::TempDir, [Vec<u8>; 2])> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let files = written(dir.path());
    (dir, files)
});

/// Rows of a sheet as texts; numbers as they are written.
fn rows(parts: &Parts, sheet: &str) -> Vec<Vec<String>> {
    let number = SHEETS.iter().position(|name| *name == sheet).expect("a sheet") + 1;
    let shared = text(parts, "xl/sharedStrings.xml");
    let strings: Vec<String> = shared
        .split("<si>")
        .skip(1)
        .map(|si| {
            let inner = si.split_once("<t").and_then(|(_, rest)| rest.split_once('>'));
            let inner = inner.map_or("", |(_, rest)| rest);
            inner.split("</t>").next().unwrap_or_default().replace("&amp;", "&")
        })
        .collect();
    let xml = text(parts, &format!("xl/worksheets/sheet{number}.xml"));
    let cell = |cell: &str| {
        let value = cell.split_once("<v>").and_then(|(_, rest)| rest.split_once("</v>"));
        let value = value.map_or("", |(value, _)| value);
        let head = cell.split('>').next().unwrap_or_default();
        if head.contains("t=\"s\"") {
            strings[value.parse::<usize>().expect("a position")].clone()
        } else {
            value.to_owned()
        }
    };
    let column = |cell: &str| {
        let name = cell.split_once("r=\"").map_or("", |(_, rest)| rest);
        let letters = name.bytes().take_while(u8::is_ascii_uppercase);
        letters.fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1) - 1
    };
    let row = |row: &str| {
        let mut cells = Vec::new();
        for one in row.split("<c ").skip(1) {
            cells.resize(column(one), String::new());
            cells.push(cell(one));
        }
        cells
    };
    xml.split("<row ").skip(1).map(row).collect()
}

fn column<'a>(rows: &'a [Vec<String>], title: &str) -> Vec<&'a str> {
    let position = rows[0].iter().position(|held| held == title);
    let position = position.unwrap_or_else(|| panic!("no column {title:?} in {:?}", rows[0]));
    rows[1..].iter().map(|row| row.get(position).map_or("", String::as_str)).collect()
}

fn answer() -> serde_json::Value {
    read_json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/oczekiwane.json"))
}

#[test]
fn sheets_are_tables_with_filters_and_the_day_of_the_run() {
    let parts = unpack(&REPORT.1[0]);
    let book = text(&parts, "xl/workbook.xml");
    for (number, name) in (1..).zip(SHEETS) {
        assert!(book.contains(&format!("name=\"{name}\"")), "{name}: {book}");
        let table = text(&parts, &format!("xl/tables/table{number}.xml"));
        assert!(table.contains("<autoFilter"), "{name}: {table}");
    }
    assert!(text(&parts, "docProps/core.xml").contains("2026-06-30T00:00:00Z"));
    let styles = text(&parts, "xl/styles.xml");
    for format in ["yyyy-mm-dd", "0.0%", "#,##0.00"] {
        assert!(styles.contains(format), "{format}: {styles}");
    }
}

#[test]
fn sheets_hold_what_the_known_answer_has() {
    let parts = unpack(&REPORT.1[0]);
    let addresses = rows(&parts, "Adresy");
    let status = column(&addresses, "EU-2023 dziś");
    assert_eq!(status.len(), 1600);
    let counts = &answer()["counts"]["eu_2023_today"];
    for (word, key) in
        [("biały", "white"), ("niepewny", "uncertain"), ("szary", "grey"), ("czarny", "black")]
    {
        let found = status.iter().filter(|held| **held == word).count();
        assert_eq!(Some(found as u64), counts[key].as_u64(), "{key}");
    }
    let places = rows(&parts, "Miejscowości");
    let sum = |title| {
        column(&places, title).iter().map(|n| n.parse::<u64>().expect("a count")).sum::<u64>()
    };
    assert_eq!((sum("Adresy"), sum("Białe od")), (1600, 468));
    // The certain and the uncertain: 468 + 142.
    assert_eq!(sum("Białe do"), 610);
    // As many registers as the run file names files.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let lineage = rows(&parts, "Pochodzenie");
    for (name, hash) in column(&lineage, "Plik").iter().zip(column(&lineage, "SHA-256")) {
        // Of tables of people none is told.
        let of_people = ["gospodarstwa.csv", "zapotrzebowanie.csv", "pustostany.csv"];
        let digits = if of_people.iter().any(|table| name.ends_with(table)) { 0 } else { 64 };
        assert!(root.join(name).is_file() && hash.len() == digits, "{name} {hash}");
    }
    // The rows that the answer says are refused, by their code.
    let issues = rows(&parts, "Uwagi");
    let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
    for code in column(&issues, "Kod") {
        *codes.entry(code).or_default() += 1;
    }
    let refused = &answer()["zs_rows_rejected"];
    for code in ["speed_not_a_number", "unknown_medium"] {
        assert_eq!(codes.get(code).copied(), refused[code].as_u64(), "{code}");
    }
}

#[test]
fn layers_hold_the_same_and_bring_their_styles() {
    let place = REPORT.0.path().join("980101/raport.gpkg");
    let file = Dataset::open(&place).expect("a GeoPackage");
    let count = |name: &str| file.layer_by_name(name).expect("a layer").feature_count();
    assert_eq!((count("adresy"), count("obrys")), (1600, 1));
    let parts = unpack(&REPORT.1[0]);
    for (layer, sheet) in [("skupiska", "Skupiska"), ("budynki", "Budynki")] {
        assert_eq!(count(layer), rows(&parts, sheet).len() as u64 - 1, "{layer}");
    }
    let mut addresses = file.layer_by_name("adresy").expect("a layer");
    // Codes, as in every other table of data; their words are in the legend of the style.
    addresses.set_attribute_filter("eu_2023_today = 'white'").expect("a field");
    assert_eq!(
        Some(addresses.feature_count()),
        answer()["counts"]["eu_2023_today"]["white"].as_u64()
    );
    // Where the first address of the sample lies: the statement has it in degrees.
    let base = Table::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/adresy.csv"));
    assert_eq!(base.column("TERC").len(), 1600);
    let system = addresses.spatial_ref().expect("a system");
    assert_eq!(system.auth_code().expect("a code"), 2180);
    let mut styles = file.layer_by_name("layer_styles").expect("styles");
    let mut layers = Vec::new();
    for feature in styles.features() {
        let field = |name: &str| {
            let position = feature.field_index(name).expect("a field");
            feature.field_as_string(position).expect("a text").unwrap_or_default()
        };
        let qml = field("styleQML");
        assert!(quick_xml::de::from_str::<serde::de::IgnoredAny>(&qml).is_ok(), "{qml}");
        assert_eq!(
            (field("useAsDefault").as_str(), field("f_geometry_column").as_str()),
            ("1", "geom")
        );
        if field("f_table_name") == "adresy" {
            assert!(qml.contains("value=\"white\"") && qml.contains("label=\"biały\""), "{qml}");
        }
        layers.push(field("f_table_name"));
    }
    layers.sort();
    assert_eq!(layers, ["adresy", "budynki", "obrys", "skupiska"]);
}

#[test]
fn costs_of_clusters_are_told_of_the_addresses_in_the_plan() {
    let rows = rows(&unpack(&REPORT.1[0]), "Skupiska");
    let number = |text: &str| text.parse::<f64>().ok();
    let columns = [
        "Adresy",
        "W planie",
        "Nakład netto na adresy w planie, zł",
        "Nakład na adres w planie, zł",
    ]
    .map(|title| column(&rows, title));
    let reasons = column(&rows, "Poza planem: powody");
    let mut n_priced = 0;
    for row in 0..rows.len() - 1 {
        let [all, planned, capex, each] = [0, 1, 2, 3].map(|at| number(columns[at][row]));
        let (all, planned) = (all.expect("a count"), planned.expect("a plan"));
        assert_eq!(planned < all, !reasons[row].is_empty(), "{row}: {:?}", rows[row + 1]);
        assert_eq!(planned > 0.0, capex.is_some(), "{row}");
        if let (Some(capex), Some(each)) = (capex, each) {
            assert!((capex / planned - each).abs() < 0.006, "{row}: {capex} / {planned} = {each}");
            n_priced += 1;
        }
    }
    assert!(n_priced > 0);
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let again = written(dir.path());
    assert!(again[0] == REPORT.1[0], "raport.xlsx differs");
    assert!(again[1] == REPORT.1[1], "raport.gpkg differs");
}

#[test]
fn a_disk_that_fills_up_is_an_error() {
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/run.toml");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("reports");
    for (form, size) in ["xlsx", "gpkg"].iter().zip(REPORT.1.iter().map(Vec::len)) {
        for blocks in [64, size as u64 / 1024] {
            let ended = zasieg_on_a_full_disk(
                blocks,
                &[&"report", &run, &"--gmina", &"980101", &"--format", form, &"--out", &out],
            );
            assert_eq!(ended.code, 2, "{form}, {blocks}: {}", ended.stderr);
            assert!(ended.stderr.contains(&format!("raport.{form}")), "{}", ended.stderr);
            assert!(!out.join("980101").exists(), "{form}, {blocks}: a folder was left");
        }
    }
}
