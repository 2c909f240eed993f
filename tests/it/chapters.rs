//! Chapters on public buildings, demand, shape and investors, against answers on paper.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use zasieg::diagnosis::chapters::Definition;

use crate::folder::Folder;
use crate::program::{diagnose, zasieg};
use crate::table::Table;

const FILES: &str = "tests/fixtures/chapters";
const ORACLE: &str = "tests/oracles/gmina_chapters.csv";
const GMINA: &str = "980201";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Tables that a gmina fills in itself.
const OWN: [&str; 9] = [
    "connections",
    "demand",
    "vacancies",
    "permits",
    "lane-fees",
    "ducts",
    "gmina-duties",
    "obstacles",
    "roadworks",
];

/// Values of indicators by symbol and key.
fn values(table: &Table) -> BTreeMap<(String, String), [String; 4]> {
    let of = |row: usize| {
        let value = |name: &str| table.value(row, name).to_owned();
        let values = ["low", "mid_twice", "high", "whole"].map(value);
        ((value("symbol"), value("key")), values)
    };
    (0..table.rows.len()).map(of).collect()
}

fn diagnosed(folder: &Folder) -> tempfile::TempDir {
    let dir = folder.written();
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    dir
}

#[test]
fn every_indicator_of_the_paper_gmina_is_as_computed_by_hand() {
    let dir = diagnosed(&Folder::read(&root().join(FILES)));
    let found = Table::read(&dir.path().join("out/indicators.csv"));
    assert!(found.column("gmina").iter().all(|gmina| *gmina == GMINA));
    let expected = values(&Table::read(&root().join(ORACLE)));
    let found = values(&found);
    for (symbol, value) in &expected {
        assert_eq!(found.get(symbol), Some(value), "{symbol:?}");
    }
    assert_eq!(found.len(), expected.len(), "the oracle has every indicator");
}

#[test]
fn code_and_definitions_have_the_same_indicators() {
    let dir = diagnosed(&Folder::read(&root().join(FILES)));
    let table = Table::read(&dir.path().join("out/indicators.csv"));
    let computed: BTreeSet<&str> = table.column("symbol").into_iter().collect();
    // Chapters whose indicators this table holds; others have tables of their own.
    let chapters = ["zasieg", "jst", "popyt", "charakterystyka", "mobilne", "inwestor"];
    let of_chapters = Definition::all().iter().filter(|d| chapters.contains(&d.chapter.as_str()));
    let defined: BTreeSet<&str> = of_chapters.map(|d| d.symbol.as_str()).collect();
    assert_eq!(computed, defined);
    // Those have expected values in the tests of their own tables: an indicator that is added to
    // one of these chapters needs one too.
    let elsewhere = Definition::all().iter().filter(|d| !chapters.contains(&d.chapter.as_str()));
    let elsewhere: Vec<&str> = elsewhere.map(|d| d.symbol.as_str()).collect();
    let costs = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "O1", "O2"];
    assert_eq!(elsewhere, [&costs[..], &["W1±", "P2", "I2", "I3", "I4"]].concat());
    let symbols: BTreeSet<&str> = Definition::all().iter().map(|d| d.symbol.as_str()).collect();
    assert_eq!(symbols.len(), Definition::all().len(), "each is defined once");
    for definition in Definition::all() {
        let unit = table.by_text("symbol", "unit").get(definition.symbol.as_str()).copied();
        assert_eq!(unit.unwrap_or(&definition.unit), definition.unit);
        let known: BTreeSet<&str> = zasieg::sources::registers().map(|(name, _)| name).collect();
        let unknown: Vec<&str> = definition.registers().filter(|r| !known.contains(r)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", definition.symbol);
    }
}

#[test]
fn institutions_of_one_building_are_one_building() {
    let dir = diagnosed(&Folder::read(&root().join(FILES)));
    let table = Table::read(&dir.path().join("out/buildings.csv"));
    assert_eq!(table.rows.len(), 7);
    let names: BTreeMap<&str, &str> = table.by_text("unit_ids", "state");
    let expected = [
        ("P1; P2", "active"),
        ("P6", "active"),
        ("P5", "active"),
        ("P3", "none"),
        ("P7", "unknown"),
        ("M1", "active"),
        ("P4", "unknown"),
    ];
    assert_eq!(names, BTreeMap::from(expected));
    // From N1 and the cable, as in the oracle; 12 months of 200 PLN.
    let of = |column: &str| table.by_text("unit_ids", column)["P1; P2"].to_owned();
    assert_eq!(of("nearest_node_m"), "200.000");
    assert_eq!(of("nearest_fibre_m"), "200.000");
    assert_eq!(of("yearly_cost_grosze"), "240000");
    assert_eq!(of("sla_repair_hours"), "24");
    assert_eq!(of("white_addresses_in_reach"), "2");
    assert_eq!(table.by_text("unit_ids", "nearest_fibre_m")["P6"], "250.000");
}

/// The report of the paper gmina.
fn report(dir: &tempfile::TempDir) -> String {
    let (out, run) = (dir.path().join("reports"), dir.path().join("run.toml"));
    zasieg(&[&"report", &run, &"--gmina", &GMINA, &"--out", &out]).with(0);
    let html = fs::read_to_string(out.join(GMINA).join("raport.html")).expect("a report");
    html.replace("&#x2f;", "/")
}

/// What the map of public buildings says to those who do not see it.
fn buildings_map(html: &str) -> &str {
    let (_, map) = html.split_once("<title id=\"m8-t\">").expect("a map of buildings");
    map.split_once("</title>").expect("its text").0
}

#[test]
fn buildings_stand_on_a_map_by_the_state_of_their_connection() {
    let html = report(&diagnosed(&Folder::read(&root().join(FILES))));
    // 1 Gb/s at A1; 50 at A4, 100 at B1, a camera of unknown speed; the fire station has none;
    // nobody knows of P7 and of the waterworks, which stand at coordinates of their own.
    let expected = "adresy: 17, nie wiadomo: 2, łącze wolniejsze lub o nieznanej szybkości: 3, \
                    łącze co najmniej 1 Gb/s: 1, bez łącza: 1";
    assert_eq!(buildings_map(&html), expected);
    let (_, map) = html.split_once("<title id=\"m8-t\">").expect("a map");
    let (map, caption) = map.split_once("</svg>").expect("its end");
    for number in 1..=7 {
        assert!(map.contains(&format!(">{number}</text>")), "{number} of the table");
    }
    assert!(
        !map.contains(">8</text>") && map.contains("500 m</text>") && map.contains(">N</text>")
    );
    assert!(caption.contains("położenie ustalono: 7 z 7"), "the source is named");
}

#[test]
fn networks_at_the_addresses_of_buildings_are_named() {
    let html = report(&diagnosed(&Folder::read(&root().join(FILES))));
    let (_, table) = html.split_once("<h3 id=\"s8b\">").expect("the table");
    let (table, _) = table.split_once("</table>").expect("its end");
    let rows: Vec<&str> = table.split("<tr>").collect();
    let of = |name: &str| {
        let row = rows.iter().find(|row| row.contains(name)).expect("a row of the building");
        row.split("<td>").nth(2).and_then(|cell| cell.split_once("</td>")).expect("a cell").0
    };
    assert_eq!(of("Biblioteka"), "1 – światłowód, 1000/300");
    assert_eq!(of("Przychodnia"), "1 – światłowód, 300/100 (zasięg niepewny)");
    assert_eq!(of("OSP"), "1 – światłowód, 600/100<br>2 – światłowód, 600/100");
    assert_eq!(of("Szkoła"), "—");
}

#[test]
fn few_old_or_learning_residents_do_not_weigh() {
    let mut folder = Folder::read(&root().join(FILES));
    // Two learners at white addresses are below the minimum of three: Z3 is as without ages.
    let text = folder.text("lokale.csv").replace("4,9\n", "4,\n").replace("9,3,2", "9,3,");
    folder.set("lokale.csv", text);
    let dir = diagnosed(&folder);
    let found = values(&Table::read(&dir.path().join("out/indicators.csv")));
    assert_eq!(found[&("Z3".to_owned(), String::new())], ["4900", "16100", "11200", "1000"]);
}

#[test]
fn a_gmina_that_filled_nothing_in_gets_forms_and_no_zeros() {
    let mut folder = Folder::read(&root().join(FILES));
    let run = folder.text("run.toml").to_owned();
    let inputs = run.split("\n[[input]]\n");
    let is_kept = |input: &&str| {
        let own = |register: &&str| input.contains(&format!("register = \"{register}\""));
        !OWN.iter().any(own) && !input.contains("\"premises\"")
    };
    let kept: Vec<&str> = inputs.filter(is_kept).collect();
    folder.set("run.toml", kept.join("\n[[input]]\n"));
    let dir = diagnosed(&folder);
    let found = values(&Table::read(&dir.path().join("out/indicators.csv")));
    let unknown = ["J1", "J2", "J3", "J4", "J5", "J8", "J9", "Z1", "Z2", "Z3", "Z4", "Z5", "R5"];
    let more = ["R6", "R7", "W2", "U1", "U2", "U3", "U4", "U5", "U7", "U8", "U9", "U10", "U11"];
    for symbol in unknown.iter().chain(&more) {
        let value = &found[&((*symbol).to_owned(), String::new())];
        assert_eq!(value, &["", "", "", ""], "{symbol}");
    }
    // What the registers tell stays: six buildings, five of them at addresses without 1 Gb/s
    // but for the office, the waterworks without an address.
    assert_eq!(found[&("J6".to_owned(), String::new())], ["4", "9", "5", "6"]);
    assert_eq!(found[&("J10".to_owned(), String::new())], ["0", "0", "0", "48"]);
    let html = report(&dir);
    assert!(buildings_map(&html).contains("nie wiadomo: 6, "), "nobody was asked");
    assert!(buildings_map(&html).ends_with("bez łącza: 0"), "which is not: none");
    for register in OWN.iter().chain(&["premises"]) {
        let command = format!("zasieg import --template {register}");
        assert!(html.contains(&command), "{register}");
    }
}

#[test]
fn a_small_count_of_notices_is_not_told_anywhere() {
    let mut folder = Folder::read(&root().join(FILES));
    folder.set("popyt.csv", "id,address_id,status\nZ1,B1,new\nZ2,A1,new\n");
    let dir = diagnosed(&folder);
    let found = values(&Table::read(&dir.path().join("out/indicators.csv")));
    for symbol in ["Z1", "Z2"] {
        assert_eq!(found[&(symbol.to_owned(), String::new())], ["", "", "", ""], "{symbol}");
    }
    let html = report(&dir);
    assert!(html.contains("Zgłoszenia, które czekają: *"), "the total is held back");
}
