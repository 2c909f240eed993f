//! Chapter on mobile networks: tables, the inventory's cells, bad rows, order. Its indicators are in
//! the oracle of [`crate::chapters`].

use std::fs;
use std::path::Path;

use crate::folder::Folder;
use crate::program::{diagnose, zasieg};
use crate::table::Table;

const GMINA: &str = "980201";
const TABLES: [&str; 4] =
    ["indicators.csv", "mobile_addresses.csv", "mobile_cells.csv", "mobile_routes.csv"];

fn paper() -> Folder {
    Folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/chapters"))
}

fn diagnosed(folder: &Folder) -> tempfile::TempDir {
    let dir = folder.written();
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    dir
}

fn report(dir: &tempfile::TempDir) -> String {
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("reports"));
    zasieg(&[&"report", &run, &"--gmina", &GMINA, &"--out", &out]).with(0);
    fs::read_to_string(out.join(GMINA).join("raport.html")).expect("a report")
}

/// `low;high;whole` of an indicator.
fn figure(dir: &tempfile::TempDir, symbol: &str, key: &str) -> String {
    let table = Table::read(&dir.path().join("out/indicators.csv"));
    let is_it =
        |row: &usize| table.value(*row, "symbol") == symbol && table.value(*row, "key") == key;
    let row = (0..table.rows.len()).find(is_it).expect("every indicator has a row");
    ["low", "high", "whole"].map(|name| table.value(row, name)).join(";")
}

#[test]
fn tables_name_operator_generation_band_and_class() {
    let dir = diagnosed(&paper());
    let table = Table::read(&dir.path().join("out/mobile_addresses.csv"));
    let of = |id: &str| -> Vec<String> {
        let rows = (0..table.rows.len()).filter(|row| table.value(*row, "address_id") == id);
        let columns = ["operator", "generation", "band_mhz", "class_outdoor", "class_indoor"];
        rows.map(|row| columns.map(|name| table.value(row, name)).join(" ")).collect()
    };
    // -90 dBm is class 3, 15 dB less class 2; -100 and -115: 2 and 1; -112 and -127: 1 and 0.
    assert_eq!(of("A1"), ["X 4g 800 3 2", "X 5g 3600 2 1", "Y 4g 1800 1 0"]);
    assert_eq!(of("B5"), ["X 4g 800 1 0", "Y 5g 2100 2 2"]);
    assert!(of("S1").is_empty(), "nobody looked");
    let cells = Table::read(&dir.path().join("out/mobile_cells.csv"));
    assert_eq!(cells.rows.len(), 8);
    let row = |row: usize| {
        let columns = ["easting", "northing", "addresses", "4g", "5g", "5g_3600", "operators"];
        columns.map(|name| cells.value(row, name)).join(",")
    };
    assert_eq!(row(0), "503500,400500,2,yes,,,", "S3 and S4, from the south");
    assert_eq!(row(1), "501000,401000,3,yes,yes,yes,X; Y");
    assert_eq!(row(4), "501300,401000,1,no,,,", "A6");
    assert_eq!(row(7), "500500,404000,1,,,,", "S1 is unknown, not unreached");
    let signals = |row: usize| cells.value(row, "signals");
    assert_eq!(signals(0), "? 4g 800 2", "S4 at -100 dBm: whose?");
    assert_eq!(signals(1), "X 4g 800 3; X 5g 3600 2; Y 4g 1800 1");
    assert_eq!((signals(4), signals(7)), ("Y 4g 1800 0", ""));
    let routes = Table::read(&dir.path().join("out/mobile_routes.csv"));
    let lengths = routes.by_text("row", "5g_without_m");
    assert_eq!(routes.rows.len(), 4);
    assert_eq!(lengths["2"], "100.000");
    let rail = (0..4).find(|row| routes.value(*row, "register") == "rail").expect("a track");
    let of = ["name", "length_m", "4g_reached_m", "5g_without_m", "5g_unknown_m", "operators"];
    let of = of.map(|name| routes.value(rail, name)).join(",");
    assert_eq!(of, "7,500.000,300.000,0.000,500.000,X");
    assert_eq!(routes.value(rail, "signals"), "X 4g 800 3 300.000");
    // Five pieces of D1 lie in the cell of 300 m, two of them in those of 100 m.
    let is_d1 =
        |n: &usize| routes.value(*n, "register") == "roads" && routes.value(*n, "row") == "1";
    let d1 = (0..4).find(is_d1).expect("a road");
    let expected = "X 4g 800 3 250.000; X 5g 3600 2 100.000; Y 4g 1800 1 100.000";
    assert_eq!(routes.value(d1, "signals"), expected);
}

#[test]
fn the_report_tells_until_when_a_station_is_enough() {
    let dir = diagnosed(&paper());
    let html = report(&dir);
    // 17 households: 12 087 kbit/s, which grow by a fifth a year: 14 505, 17 406, 20 888, 25 066;
    // beside the threshold of 100 000 there is room for 21 275 of 121 275.
    assert!(html.contains("30 czerwca 2029"), "ST1");
    assert!(html.contains("nie wystarcza już dziś"), "ST2");
    assert!(html.contains("5G 3600") && html.contains("4G 800"), "bands on the air");
    assert!(html.contains("tylko 4G"), "the map has a legend");
}

#[test]
fn a_gmina_without_mobile_data_is_told_so() {
    let dir = diagnosed(&paper().without(&["coverage-raster", "base-stations", "terrain", "rail"]));
    for (symbol, key) in
        [("M1", "4g"), ("M2", "5g"), ("M3", "roads"), ("M4", ""), ("M5", ""), ("M6", "")]
    {
        assert_eq!(figure(&dir, symbol, key), ";;", "{symbol} {key}");
    }
    assert!(!dir.path().join("out/mobile_cells.csv").exists());
    let html = report(&dir);
    for register in ["coverage-raster", "base-stations"] {
        assert!(html.contains(&format!("zasieg import --template {register}")), "{register}");
    }
    assert!(html.contains("zobowiązania") || html.contains("Zobowiązania"), "the calendar stays");
}

#[test]
fn what_has_no_technology_is_unknown() {
    let mut folder = paper();
    // A station beside ST2, and a signal at B1.
    let station = "ST3,Z,,51.47195540,19.04896702,15,,,,\n";
    let stations = folder.text("stacje.csv").to_owned() + station;
    folder.set("stacje.csv", stations);
    let readings = folder.text("ruchome.csv").to_owned() + "502000,403000,20,Z,,,,-80\n";
    folder.set("ruchome.csv", readings);
    let dir = diagnosed(&folder);
    // What ST3 is, nobody knows; ST1 is enough for S3 and for all whom it reaches.
    assert_eq!(figure(&dir, "M6", ""), "9;10;11");
    // B1 has 4G of X and no 5G of X; Z may have 5G there, or a second 4G.
    assert_eq!(figure(&dir, "M1", "4g"), "13;16;17");
    assert_eq!(figure(&dir, "M1", "5g"), "6;14;17");
    assert_eq!(figure(&dir, "M2", "4g"), "0;14;17");
    let html = report(&dir);
    let row = "<th scope=\"row\">Z</th><td class=\"n\">1</td><td class=\"n\">0</td>\
               <td class=\"n\">1</td>";
    assert!(html.contains(row) && html.contains("może mieć 5G albo nie mieć"));
    assert!(html.contains("Kalendarz pasm dla tej gminy: <strong>nie wiadomo</strong>"));
}

#[test]
fn without_terrain_sight_is_unknown() {
    let dir = diagnosed(&paper().without(&["terrain"]));
    // All eleven are within 3 km of ST1, which has room for their 18 households; whom it sees,
    // nobody knows.
    assert_eq!(figure(&dir, "M6", ""), "0;11;11");
}

#[test]
fn cells_of_the_inventory_count_where_a_table_places_them() {
    let mut folder = paper().without(&["coverage-raster"]);
    // K1 holds A1-A3, K2 holds A4; nobody names K2.
    let grid = "cell_id,easting,northing\nK1,501050,401050\nK2,501150,401050\n";
    folder.set("siatka.csv", grid);
    folder.add_input("coverage-raster", "siatka.csv", "crs = \"EPSG:2180\"\n");
    let pit = "zr01_id_komorki_siatki,zr08_technologia_dostepowa_800mhz,zr09_zasieg_zewn_800mhz,\
               zr10_zasieg_wewn_800mhz,zr23_technologia_dostepowa_3600mhz,\
               zr24_zasieg_zewn_3600mhz,zr25_zasieg_wewn_3600mhz\nK1,310,3,1,413,1,0\n";
    folder.set("zasiegi.csv", pit);
    folder.add_input("pit-mobile", "zasiegi.csv", "values = { operator = \"X\" }\n");
    let dir = diagnosed(&folder);
    // Of 17 addresses three are reached, A4 is not, thirteen are unknown.
    assert_eq!(figure(&dir, "M1", "4g"), "3;16;17");
    assert_eq!(figure(&dir, "M1", "5g_3600"), "3;16;17");
    assert_eq!(figure(&dir, "M1", "5g_3600_indoor"), "0;13;17");
    assert_eq!(figure(&dir, "M2", "4g"), "3;16;17");
}

#[test]
fn bad_rows_of_every_register_are_counted() {
    let mut folder = paper();
    let mut add = |file: &str, row: &str| {
        let text = format!("{}{row}\n", folder.text(file));
        folder.set(file, text);
    };
    add("ruchome.csv", "502050,403050,100,X,7G,3600,,-80");
    add("ruchome.csv", "502050,x,100,X,LTE,800,,-80");
    add("tory.csv", "T2,kolej,7,LINESTRING(5 oops)");
    add("stacje.csv", "ST3,X,NR SA,north,19.03,20,3600,70,TDD,75");
    add("teren.csv", "502000,399400,high,100");
    folder.replace("run.toml", "as_of", "max_rejected_share = 1.0\nas_of");
    let dir = diagnosed(&folder);
    let issues = Table::read(&dir.path().join("out/issues.csv"));
    let has = |file: &str, row: &str| {
        (0..issues.rows.len())
            .any(|n| issues.value(n, "file") == file && issues.value(n, "row") == row)
    };
    let rows = [("ruchome.csv", "10"), ("ruchome.csv", "11"), ("tory.csv", "2")];
    for (file, row) in rows.into_iter().chain([("stacje.csv", "4"), ("teren.csv", "4")]) {
        assert!(has(file, row), "{file} {row}");
    }
    // What cannot be read changes nothing that can.
    assert_eq!(figure(&dir, "M1", "4g"), "13;16;17");
    assert_eq!(figure(&dir, "M6", ""), "9;10;11");
}

#[test]
fn one_more_station_never_lowers_m6() {
    let m6 = |stations: &[&str], households: &str| {
        let mut folder = paper();
        let text = folder.text("stacje.csv").to_owned() + &stations.join("\n");
        folder.set("stacje.csv", text);
        folder.replace("lokale.csv", "B6,3,", households);
        let dir = diagnosed(&folder);
        (figure(&dir, "M6", ""), dir)
    };
    // Three of 23 100 kbit/s each, nearer to B1-B6, A5 and A6, S3 than ST1: they take nobody.
    let weak = [
        "SM1,Y,NR SA,51.49399823,19.02989870,15,2100,10,FDD,",
        "SM2,Y,NR SA,51.47601173,19.01814821,15,2100,10,FDD,",
        "SM3,Y,NR SA,51.47060593,19.04968566,15,2100,10,FDD,",
    ];
    assert_eq!(m6(&weak, "B6,3,").0, "9;10;11");
    // A further cell of ST1 whose width nobody tells takes nothing from the others.
    assert_eq!(m6(&["ST1,X,NR SA,51.49354633,19.03746306,20,2100,,FDD,"], "B6,3,").0, "9;10;11");
    // With 20 households at B6 the nearest 27 are B1-B6; of the four at A6 two fit into the room
    // for 29, and A5 and S3 are farther: six addresses, and S2, of which sight is unknown and
    // which has no household. The load of 20 619 grows to 21 275 in 62 days: 1.2^(62/365) = 1.03145
    // makes it 21 268, one day more 21 278.
    let (full, dir) = m6(&[], "B6,20,");
    assert_eq!(full, "6;7;11");
    assert!(report(&dir).contains("<td>do 31 sierpnia 2026</td>"), "too full then");
    // Another one at the same place takes the rest.
    let second = "ST9,Y,NR SA,51.49354633,19.03746306,20,3600,70,TDD,75";
    assert_eq!(m6(&[second], "B6,20,").0, "9;10;11");
    assert_eq!(m6(&[weak[0], weak[1], weak[2], second], "B6,20,").0, "9;10;11");
}

#[test]
fn a_level_below_every_class_reaches_nobody_whatever_it_is() {
    let mut folder = paper();
    let readings = folder.text("ruchome.csv").to_owned() + "502000,403000,20,Z,,,,-130\n";
    folder.set("ruchome.csv", readings);
    let dir = diagnosed(&folder);
    // As without it: B1 has 4G of X and no 5G.
    assert_eq!(figure(&dir, "M1", "4g"), "13;16;17");
    assert_eq!(figure(&dir, "M1", "5g"), "6;13;17");
    assert_eq!(figure(&dir, "M2", "4g"), "0;14;17");
}

#[test]
fn an_empty_house_decides_no_cell() {
    let cells = |status: &str| {
        let mut folder = paper();
        let vacancy = format!("V4,A6,demolished,{status}");
        folder.replace("pustostany.csv", "V4,A6,seasonal,confirmed", &vacancy);
        let dir = diagnosed(&folder);
        let table = fs::read_to_string(dir.path().join("out/mobile_cells.csv")).expect("cells");
        (figure(&dir, "M5", ""), table)
    };
    // A6 is alone in its cell: with it or without it would tell whether the house is empty.
    let [confirmed, reported] = ["confirmed", "reported"].map(cells);
    assert_eq!(confirmed.0, "0;2;8");
    assert!(confirmed == reported);
}

/// The paper gmina with these readings alone.
fn reading(rows: &str) -> tempfile::TempDir {
    let mut folder = paper();
    let head = "easting,northing,size_m,operator,technology,band,place,value\n";
    folder.set("ruchome.csv", format!("{head}{rows}"));
    diagnosed(&folder)
}

#[test]
fn a_reading_elsewhere_makes_nothing_known_here() {
    let fifth = "501050,401050,100,X,NR SA,3600,,-100\n";
    let dir = reading(fifth);
    assert_eq!(figure(&dir, "M1", "4g"), ";;", "nobody looked for 4G");
    assert_eq!(figure(&dir, "M1", "5g"), "3;17;17");
    // 4G at B1 to B7 says nothing of A1 to A3, where somebody looked for 5G.
    let dir = reading(&format!("{fifth}502100,403050,200,X,LTE,800,,-114\n"));
    assert_eq!(figure(&dir, "M1", "4g"), "7;17;17");
    assert_eq!(figure(&dir, "M1", "5g"), "3;17;17");
    assert_eq!(figure(&dir, "M5", ""), "0;5;8", "three cells of A, B, B are reached");
}

#[test]
fn one_operator_is_told_where_the_other_was_looked_at() {
    // A1: X alone, and Y is not there; A2: X, and nobody looked for Y; A3: both.
    let dir = reading(
        "501000,401000,20,X,LTE,800,,-90\n501000,401000,20,Y,LTE,800,,-130\n\
         501040,401000,20,X,LTE,800,,-90\n\
         501090,401000,20,X,LTE,800,,-90\n501090,401000,20,Y,LTE,800,,-90\n",
    );
    assert_eq!(figure(&dir, "M2", "4g"), "1;16;17");
    assert_eq!(figure(&dir, "M1", "4g"), "3;17;17");
}

#[test]
fn order_of_rows_and_a_dataset_on_the_way_change_nothing() {
    let first = diagnosed(&paper());
    let mut folder = paper();
    for file in ["ruchome.csv", "stacje.csv"] {
        let mut lines: Vec<&str> = folder.text(file).lines().collect();
        lines[1..].reverse();
        let text = lines.join("\n") + "\n";
        folder.set(file, text);
    }
    let second = diagnosed(&folder);
    let dataset = first.path().join("dataset");
    zasieg(&[&"import", &first.path().join("run.toml"), &"--out", &dataset]).with(0);
    diagnose(&dataset, &first.path().join("held"), &[]).with(0);
    for name in TABLES {
        let bytes = |path: std::path::PathBuf| fs::read(path.join(name)).expect("written");
        let known = bytes(first.path().join("out"));
        assert!(bytes(second.path().join("out")) == known, "{name}: order of rows");
        assert!(bytes(first.path().join("held")) == known, "{name}: dataset");
    }
}

/// Addresses by radio and without a network, and stations, of the variant with existing stations.
fn by_existing_stations(folder: &Folder) -> [String; 3] {
    let dir = folder.written();
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("plan"));
    zasieg(&[&"plan", &run, &"--gmina", &GMINA, &"--out", &out]).with(0);
    let variants = Table::read(&out.join("variants.csv"));
    let is_it = |row: &usize| variants.value(*row, "variant") == "fwa";
    let row = (0..variants.rows.len()).find(is_it).expect("a row of each variant");
    ["by_radio", "unserved", "stations_upgraded"].map(|name| variants.value(row, name).to_owned())
}

#[test]
fn a_hidden_station_serves_nobody_in_a_plan() {
    // The plan serves A5, A6 and S3. Only ST2 stands, within 3 km of all of them.
    let mut bare = paper().without(&["terrain"]);
    let mut hilly = paper();
    for folder in [&mut bare, &mut hilly] {
        let stations = folder.text("stacje.csv").lines().filter(|line| !line.starts_with("ST1"));
        let stations: Vec<&str> = stations.collect();
        let stations = stations.join("\n") + "\n";
        folder.set("stacje.csv", stations);
    }
    assert_eq!(by_existing_stations(&bare), ["3", "0", "1"]);
    assert_eq!(by_existing_stations(&hilly), ["1", "2", "1"], "the hill hides it from A5 and A6");
    // Without a register nobody knows.
    assert_eq!(by_existing_stations(&paper().without(&["base-stations"])), ["", "", ""]);
}
