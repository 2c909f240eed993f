//! Chapters on public buildings, demand, shape and investors, against answers on paper.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use zasieg::diagnosis::chapters::{Definition, Figure, Survey};
use zasieg::diagnosis::roll_up;
use zasieg::pipeline::{Progress, load};
use zasieg::sources::Schema;

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

/// Values of indicators as they are computed, also those that are told to nobody.
fn computed(dir: &tempfile::TempDir) -> BTreeMap<(String, String), [String; 4]> {
    let silent = |_: &str| {};
    let loaded = load(&dir.path().join("run.toml"), &Progress::new(&silent)).expect("a run");
    let diagnosis = loaded.diagnose(&[]).expect("a diagnosis");
    let rollup = roll_up(&loaded.world, &diagnosis);
    let gmina = GMINA.parse().ok().and_then(zasieg::place::GminaCode::from_number);
    let chapters = Survey::new(&loaded.world, &diagnosis)
        .unheld_chapters(&rollup, gmina.expect("a code of a gmina"));
    let text = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    let values = |figure: Option<Figure>| {
        let of = |part: fn(Figure) -> Option<i64>| text(figure.and_then(part));
        [of(|f| f.low), of(|f| f.mid_twice), of(|f| f.high), of(|f| f.whole)]
    };
    let indicators = chapters.indicators.into_iter();
    indicators.map(|one| ((one.symbol.to_owned(), one.key), values(one.figure))).collect()
}

#[test]
fn every_indicator_of_the_paper_gmina_is_as_computed_by_hand() {
    let dir = diagnosed(&Folder::read(&root().join(FILES)));
    let expected = values(&Table::read(&root().join(ORACLE)));
    let found = computed(&dir);
    for (symbol, value) in &expected {
        assert_eq!(found.get(symbol), Some(value), "{symbol:?}");
    }
    assert_eq!(found.len(), expected.len(), "the oracle has every indicator");

    // All of them are told, but for what would tell of few people: the one notice of an unknown
    // state (Z1), the one of four of a locality that is from a white address (Z2), one business at
    // other addresses (Z3), the vacant S1 and S2 (Z4). These have a home at a white address, which Z5
    // has too: 18 x 200 x 5000; twice 18 x 350 x 6500; 18 x 500 x 8000 grosze per mille.
    let table = Table::read(&dir.path().join("out/indicators.csv"));
    assert!(table.column("gmina").iter().all(|gmina| *gmina == GMINA));
    let held = ["Z1", "Z2", "Z3", "Z4"];
    let undeducted = ["18000000", "81900000", "72000000", "1000"];
    for (at, (symbol, value)) in values(&table).into_iter().enumerate() {
        let is_held = held.contains(&symbol.0.as_str());
        if symbol.0 == "Z5" {
            assert_eq!(value, undeducted);
        } else {
            assert_eq!(value == expected[&symbol], !is_held, "{symbol:?}");
        }
        assert!(!is_held || value.iter().all(String::is_empty), "{symbol:?}");
        let row = (0..table.rows.len())
            .find(|row| {
                table.value(*row, "symbol") == symbol.0 && table.value(*row, "key") == symbol.1
            })
            .unwrap_or_else(|| panic!("row {at}"));
        let state = table.value(row, "state");
        assert_eq!(state == "suppressed", is_held, "{symbol:?}");
        assert_eq!(state == "vacant_not_deducted", symbol.0 == "Z5", "{symbol:?}");
    }
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
    assert!(!map.contains(">8</text>") && map.contains("1 km</text>") && map.contains(">N</text>"));
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
    assert_eq!(of("Biblioteka"), "00001 – światłowód, 1000/300");
    assert_eq!(of("Przychodnia"), "00001 – światłowód, 300/100 (zasięg niepewny)");
    assert_eq!(of("OSP"), "00001 – światłowód, 600/100<br>00002 – światłowód, 600/100");
    assert_eq!(of("Szkoła"), "—");
}

/// Indicators of the paper gmina after changes: `low,mid_twice,high,whole` by symbol.
fn after(change: impl FnOnce(&mut Folder)) -> (BTreeMap<String, String>, tempfile::TempDir) {
    let mut folder = Folder::read(&root().join(FILES));
    change(&mut folder);
    let dir = diagnosed(&folder);
    let found = values(&Table::read(&dir.path().join("out/indicators.csv")));
    let of_symbol = found.into_iter().filter(|((_, key), _)| key.is_empty());
    (of_symbol.map(|((symbol, _), value)| (symbol, value.join(","))).collect(), dir)
}

/// Adds a row to a file.
fn add(folder: &mut Folder, file: &str, row: &str) {
    let text = format!("{}{row}\n", folder.text(file));
    folder.set(file, text);
}

#[test]
fn a_unit_that_says_nothing_makes_no_no_certain() {
    // An office at A4 beside the clinic of 50 Mb/s by radio with a mobile backup, one at A1 beside
    // 1 Gb/s: neither has a row in the form.
    let (found, dir) = after(|folder| {
        add(folder, "budynki.csv", "P8,office,Wydział,9802012,9910011,4,,");
        add(folder, "budynki.csv", "P9,office,Archiwum,9802012,9910011,1,,");
    });
    // As in the oracle, but A4: may have 1 Gb/s, may not be slow, may have another medium.
    assert_eq!(found["J1"], "1,6,5,7");
    assert_eq!(found["J2"], "1,6,5,7");
    assert_eq!(found["J4"], "1,7,6,7");
    assert_eq!(found["J9"], "3,7,4,5", "the backup of the clinic is a second path for certain");
    assert_eq!(found["J10"], "37,74,37,73", "57 and twice eight");
    let table = Table::read(&dir.path().join("out/buildings.csv"));
    let of = |column: &str, unit: &str| table.by_text("unit_ids", column)[unit].to_owned();
    assert_eq!(
        (of("state", "P6; P8").as_str(), of("units_unknown", "P6; P8").as_str()),
        ("active", "1")
    );
    assert_eq!(of("units_unknown", "P3"), "0");
    assert_eq!(of("units_unknown", "P4"), "1");
}

#[test]
fn a_second_line_of_unknown_medium_may_be_another_way() {
    let (found, _) = after(|folder| {
        folder.replace("lacza.csv", "kablowe współosiowe miedziane", "");
        folder.replace("lacza.csv", "200.00,mobile", "200.00,none");
    });
    // A1 is uncertain instead of certain in both.
    assert_eq!(found["J4"], "0,5,5,7");
    assert_eq!(found["J9"], "2,6,4,5");
    // With two lines of fibre, neither backed, it is a certain no.
    let (found, _) = after(|folder| {
        folder.replace("lacza.csv", "kablowe współosiowe miedziane", "światłowodowe");
        folder.replace("lacza.csv", "200.00,mobile", "200.00,none");
    });
    assert_eq!(found["J4"], "0,4,4,7");
    assert_eq!(found["J9"], "2,5,3,5");
}

#[test]
fn the_form_knows_kinds_that_registers_call_other() {
    let camera = "M1,other,Kamera przy drodze,9802012,9910034,4,,";
    let (found, dir) = after(|folder| add(folder, "budynki.csv", camera));
    // The camera is critical and has a second path, as without the register.
    assert_eq!(found["J9"], "3,7,4,5");
    let table = Table::read(&dir.path().join("out/buildings.csv"));
    assert_eq!(table.by_text("unit_ids", "kinds")["M1"], "monitoring");
    // A register that names a kind stands.
    let (found, _) = after(|folder| {
        add(folder, "budynki.csv", "M1,culture,Kamera przy drodze,9802012,9910034,4,,");
    });
    assert_eq!(found["J9"], "2,5,3,4");
}

#[test]
fn words_of_the_templates_say_what_codes_say() {
    let (found, dir) = after(|folder| {
        for (code, word) in [
            ("office,9802012", "Urząd,9802012"),
            ("library,9802012", "biblioteka (library),9802012"),
            ("fire_station,9802012", "straż pożarna,9802012"),
            ("clinic,9802012", "przychodnia,9802012"),
            ("monitoring,", "kamery,"),
            (",1,active,", ",1,działa,"),
            (",4,active,", ",4,działa (active),"),
            (",none,,,", ",nie ma łącza,,,"),
            (",3,unknown,", ",3,nie wiadomo,"),
            ("100.00,none", "100.00,brak"),
            (",fixed_other_route", ",inną trasą lub innym medium"),
        ] {
            folder.replace("lacza.csv", code, word);
        }
        folder.replace("budynki.csv", ",office,", ",urząd,");
        folder.replace("budynki.csv", ",culture,", ",kultura,");
    });
    let expected = values(&Table::read(&root().join(ORACLE)));
    for symbol in ["J1", "J2", "J3", "J4", "J8", "J9", "J10"] {
        let value = &expected[&(symbol.to_owned(), String::new())];
        assert_eq!(found[symbol], value.join(","), "{symbol}");
    }
    let issues = Table::read(&dir.path().join("out/issues.csv"));
    assert!(!issues.column("code").contains(&"unknown_word"));
}

#[test]
fn nobody_is_paid_for_a_connection() {
    let (found, dir) = after(|folder| folder.replace("lacza.csv", "150.00", "-150.00"));
    // 12 x (200 + 100 + 0) PLN by 1000 + 300 + 100 Mb/s; one answer fewer.
    assert_eq!(found["J5"], "360000000,720000000,360000000,1400000");
    assert_eq!(found["J10"], "36,72,36,57");
    let issues = Table::read(&dir.path().join("out/issues.csv"));
    assert!(issues.column("code").contains(&"ignored_value"));
}

#[test]
fn what_the_form_asks_for_stands_in_the_table_of_buildings() {
    let more = [
        (
            "id",
            "need_down_mbps,need_up_mbps,workstations,public_wifi,equipment_mbps,ownership,measured_on,remarks",
        ),
        ("P1", "300,300,12,nie,1000,own,2026-05-14,stary kabel"),
        ("P2", "500,,3,tak,,własny,,drugie piętro"),
        ("P3", "30,,,,,unknown,,"),
        ("P6", "100,10,4,,,rented,,"),
    ];
    let (_, dir) = after(|folder| {
        let line = |line: &str| {
            let of = |(id, _): &&(&str, &str)| line.starts_with(&format!("{id},"));
            let rest = more.iter().find(of).map_or(",,,,,,,", |(_, rest)| rest);
            format!("{line},{rest}\n")
        };
        let text: String = folder.text("lacza.csv").lines().map(line).collect();
        folder.set("lacza.csv", text);
    });
    let table = Table::read(&dir.path().join("out/buildings.csv"));
    let row = |units: &str| {
        let columns = [
            "need_down_kbps",
            "need_up_kbps",
            "need_met",
            "workstations",
            "public_wifi",
            "equipment_kbps",
            "ownership",
            "measured_on",
            "remarks",
        ];
        columns.map(|column| table.by_text("unit_ids", column)[units].to_owned()).join("|")
    };
    // 1000/300 is enough for 500 and 300.
    let expected = "500000|300000|true|15|true|1000000|own|2026-05-14|stary kabel; drugie piętro";
    assert_eq!(row("P1; P2"), expected);
    assert_eq!(row("P3"), "30000||false||||||", "it has none");
    assert_eq!(row("P6"), "100000|10000|false|4|||rented||", "50 Mb/s");
    assert_eq!(row("P5"), "||||||||", "nothing was said");
}

#[test]
fn a_contract_past_its_end_may_be_bought_with_the_others() {
    let (found, dir) = after(|folder| {
        folder.replace("lacza.csv", "2027-03-31", "2026-03-31");
        // A fee that is not for telecommunications is a general one, as one without a word is.
        folder.replace("stawki.csv", "980203,gminna,works,,", "980203,gminna,works,nie,");
    });
    // From the day of the run P6 goes with those until 2027-06-30: P1, M1, P2, as before.
    assert_eq!(found["J8"], "4,9,5,5");
    assert_eq!(found["U3"], "40,80,40,32");
    let table = Table::read(&dir.path().join("out/buildings.csv"));
    let ended = table.by_text("unit_ids", "contract_ended");
    assert_eq!((ended["P6"], ended["P1; P2"], ended["P5"]), ("true", "false", ""));
    assert!(report(&dir).contains("31 marca 2026 – termin minął"));
}

#[test]
fn a_house_that_may_be_vacant_makes_its_notices_uncertain() {
    let (found, dir) = after(|folder| {
        for id in ["Z30", "Z31", "Z32"] {
            add(folder, "popyt.csv", &format!("{id},S1,,,,new"));
        }
    });
    // S1 is reported as vacant, S2 confirmed: of 14 live ones B4 is without state, three are at S1.
    assert_eq!(found["Z1"], "10000,24000,14000,32");
    // White for certain A5 B1-B4; three at S1 and three without an address are not known; A1 x3 not.
    let from_white = &computed(&dir)[&("Z2".to_owned(), String::new())];
    assert_eq!(*from_white, ["5", "16", "11", "14"]);
    // It would tell the one notice from a white address of the four of a locality.
    assert_eq!(found["Z2"], ",,,");
}

#[test]
fn few_old_or_learning_residents_do_not_weigh() {
    let mut folder = Folder::read(&root().join(FILES));
    // Two learners at white addresses are below the minimum of three: Z3 is as without ages.
    let text = folder.text("lokale.csv").replace("4,9\n", "4,\n").replace("9,3,2", "9,3,");
    folder.set("lokale.csv", text);
    let found = computed(&diagnosed(&folder));
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
    // What the registers tell stays: seven units (eight questions each) in six buildings, five of them at addresses without 1 Gb/s
    // but for the office, the waterworks without an address.
    assert_eq!(found[&("J6".to_owned(), String::new())], ["4", "9", "5", "6"]);
    assert_eq!(found[&("J10".to_owned(), String::new())], ["0", "0", "0", "56"]);
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

/// The text of the step of the one-stop list that begins so, and its box.
fn step(html: &str, begins: &str) -> (char, String) {
    let (_, list) = html.split_once("<div class=\"checklist\">").expect("the list");
    let steps = list.split("<li>").skip(1);
    let plain = |item: &str| {
        let item = item.split_once("</li>").expect("its end").0;
        item.split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
            .collect::<String>()
    };
    let found = steps.map(plain).find(|text| text.contains(begins)).expect("a step");
    let (mark, text) = found.trim().split_once(' ').expect("a box and a text");
    (mark.chars().next().expect("a box"), text.to_owned())
}

#[test]
fn a_step_is_ticked_only_where_every_row_says_so() {
    let folder = Folder::read(&root().join(FILES));
    let html = report(&diagnosed(&folder));
    let expected = [
        // The duty is met.
        ("Koordynator", '☑', "tak (spełniony)"),
        // One row of seven has the day of completeness, one of four works the day to join, two of
        // three obstacles a state; the channel has no count of ways and 29d.4 is not met.
        ("Wnioski", '☐', "nie wszystko (wpisów: 7, z dniem kompletności wniosku: 1)"),
        ("Kanały i kan", '☐', "(odcinków kanałów i kanalizacji: 1, z liczbą wolnych otworów: 0; "),
        ("Infrastruktura", '☐', "nie dotyczy)"),
        ("Plan robót", '☐', "(robót: 4, z dniem, do którego można dołączyć: 1)"),
        ("Spis przeszkód", '☐', "(przeszkód: 3, ze znanym stanem: 2)"),
        ("Działki", '☑', "tak (działek: 3, z grupą rejestrową: 3)"),
        ("Stawka", '☑', "tak (stawka w danych: "),
    ];
    for (begins, mark, text) in expected {
        let (found, told) = step(&html, begins);
        assert_eq!(found, mark, "{told}");
        assert!(told.contains(text), "{told}");
    }
    assert!(!html.contains("gotowe"), "nobody has looked whether it is");

    let mut folder = folder;
    let joined = folder.text("roboty.csv").replace(",planned,,,,", ",planned,,2026-08-01,,");
    let joined = joined.replace(",done,,,,", ",done,,2025-01-01,,");
    folder.set("roboty.csv", joined.replace(",cancelled,,,,", ",cancelled,,2027-01-01,,"));
    let (mark, told) = step(&report(&diagnosed(&folder)), "Plan robót");
    assert_eq!(
        (mark, told.contains("(robót: 4, z dniem, do którego można dołączyć: 4)")),
        ('☑', true)
    );
}

#[test]
fn ducts_that_may_take_fibre_are_shown_by_kind() {
    let mut folder = Folder::read(&root().join(FILES));
    let line = |n: u32, kind: &str, access: &str, ways: &str, length: u32| {
        let (y, end) = (401_000 + 10 * n, 501_000 + length);
        format!("K{n},{kind},{access},{ways},\"LINESTRING(501000 {y}, {end} {y})\"\n")
    };
    let rows = [
        line(1, "technological_channel", "open", "", 450),
        // Of no use to anybody, or of unknown use.
        line(2, "technological_channel", "closed", "2", 400),
        line(3, "technological_channel", "open", "0", 300),
        line(4, "technological_channel", "", "", 150),
        line(5, "cable_duct", "open", "3", 100),
    ];
    let set = |folder: &mut Folder, rows: &[String]| {
        folder.set("kanaly.csv", "id,kind,access,ways_free,wkt\n".to_owned() + &rows.concat());
        diagnosed(folder)
    };
    let dir = set(&mut folder, &rows);
    let html = report(&dir);
    let row = |html: &str, kind: &str| {
        let (_, table) = html.split_once("<caption>Kanały, kanalizacja i słupy").expect("a table");
        let found = table.split("<tr>").find(|row| row.contains(&format!(">{kind}</th>")));
        let cells = |row: &str| {
            let cells = row.split("<td class=\"n\">").skip(1);
            let text = |cell: &str| cell.split('<').next().map(str::to_owned);
            cells.filter_map(text).collect::<Vec<String>>()
        };
        found.map(cells)
    };
    // 450 + 400 + 300 + 150; 450 to use; of 150 nobody says whether. A count of free ways have two
    // pieces, neither of them to use.
    let metres = |text: &str| text.replace(' ', "\u{a0}");
    let channels = ["4", "1300,0 m", "450,0 m", "150,0 m", "0,0 m"].map(metres);
    let found = row(&html, "kanał technologiczny").expect("a row");
    assert_eq!(found, channels.map(|text| text.replace("1300", "1\u{a0}300")));
    // Three free ways of 100 m.
    let ducts = ["1", "100,0 m", "100,0 m", "0,0 m", "300,0 m"].map(metres);
    assert_eq!(row(&html, "kanalizacja kablowa").expect("a row"), ducts);
    let table = Table::read(&dir.path().join("out/indicators.csv"));
    // U4: 450 m, at most 600, by 3000 m of roads.
    let u4 = &values(&table)[&("U4".to_owned(), String::new())];
    assert_eq!(u4, &["450000", "1050000", "600000", "3000000"]);
    let without = report(&set(&mut folder, &rows[..4]));
    assert_eq!(row(&without, "kanalizacja kablowa"), None);
}

#[test]
fn the_same_buildings_stand_in_both_tables() {
    let mut folder = Folder::read(&root().join(FILES));
    let run = folder.text("run.toml").replace("[\"EU-2023\"]", "[\"EU-2023\", \"SED-1G\"]");
    folder.set("run.toml", run);
    let html = report(&diagnosed(&folder));
    let (_, chapter) = html.split_once("<h2 id=\"s8\">").expect("the chapter");
    assert!(chapter.contains("obiektów: 7."), "seven of the chapter");
    let (_, table) = html.split_once("<h3 id=\"s8b\">").expect("the table of networks");
    let (table, _) = table.split_once("</table>").expect("its end");
    assert!(table.contains("pod ich adresem: 7, w tym"), "the same seven: {table}");
    // A camera that only the form knows: the profile is asked at its address too.
    let camera = table.split("<tr>").find(|row| row.contains("monitoring")).expect("a camera");
    assert!(!camera.contains("nie dotyczy") && camera.contains("<td>biały</td>"), "{camera}");
}

#[test]
fn localities_without_a_name_are_told_by_their_code() {
    let html = report(&diagnosed(&Folder::read(&root().join(FILES))));
    assert!(!html.contains("(bez nazwy miejscowości)"));
    for code in ["9910011", "9910028", "9910034"] {
        assert!(html.contains(&format!("<th scope=\"row\">SIMC {code}</th>")), "{code}");
    }
}

/// Texts between `<code>` and `</code>` that are commands.
fn commands(html: &str) -> BTreeSet<String> {
    let parts = html.split("<code>").skip(1).filter_map(|part| part.split_once("</code>"));
    let texts = parts.map(|(text, _)| text.replace("&#x2f;", "/").replace("&quot;", "\""));
    texts.filter(|text| text.starts_with("zasieg ")).collect()
}

#[test]
fn every_command_that_a_page_names_works() {
    let mut folder = Folder::read(&root().join(FILES));
    let inputs: Vec<String> =
        folder.text("run.toml").split("\n[[input]]\n").map(str::to_owned).collect();
    let least = ["boundaries", "address-table"];
    let is_kept = |input: &&String| {
        let is_of = |register: &&str| input.contains(&format!("register = \"{register}\""));
        !input.contains("register = ") || least.iter().any(is_of)
    };
    let kept: Vec<String> = inputs.iter().filter(is_kept).cloned().collect();
    folder.set("run.toml", kept.join("\n[[input]]\n"));
    let dir = folder.written();
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("r"));
    let mut found = BTreeSet::new();
    for language in ["pl", "en"] {
        let out = out.join(language);
        // Nothing is known of reach, which the gate says.
        zasieg(&[&"report", &run, &"--gmina", &GMINA, &"--out", &out, &"--lang", &language])
            .with(1);
        let page = fs::read_to_string(out.join(GMINA).join("raport.html")).expect("a report");
        found.extend(commands(&page));
    }
    // The other templates and messages name registers by a macro, or commands as they are.
    let folders = ["reports/templates/report", "reports/messages/pl", "reports/messages/en"];
    for entry in folders.iter().flat_map(|f| fs::read_dir(root().join(f)).expect("a folder")) {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a text");
        let named = text.split("szablon(\"").skip(1).filter_map(|part| part.split('"').next());
        found.extend(named.map(|name| format!("zasieg import --template {name}")));
        found.extend(
            commands(&text).into_iter().filter(|c| !c.contains("{{") && !c.contains("{ $")),
        );
    }
    for register in ["coverage-raster", "base-stations", "parcels", "rail", "roads", "connections"]
    {
        assert!(found.contains(&format!("zasieg import --template {register}")), "{register}");
    }
    for command in found {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        if let ["import", "--template", register] = words[..] {
            let printed = zasieg(&[&"import", &"--template", &register]).with(0).stdout;
            assert!(printed.lines().count() == 2, "{command}: {printed}");
            assert!(Schema::templates().any(|schema| schema.register == register));
            continue;
        }
        // What takes a file of somebody's own: the verb and its options are there.
        let help = zasieg(&[&words[0], &"--help"]).with(0).stdout;
        for option in words.iter().filter(|word| word.starts_with("--")) {
            assert!(help.contains(*option), "{command}");
        }
    }
}

#[test]
fn no_indicator_is_known_without_its_registers() {
    let mut seen = BTreeSet::new();
    let groups = Definition::all().iter().flat_map(|definition| &definition.inputs);
    // Without addresses there is no run.
    for group in groups.filter(|group| !group.contains("address-table")) {
        if !seen.insert(group) {
            continue;
        }
        let registers: Vec<&str> = group.split('|').collect();
        let found = computed(&Folder::read(&root().join(FILES)).without(&registers).written());
        for definition in Definition::all().iter().filter(|one| one.inputs.contains(group)) {
            for ((symbol, key), value) in found.iter().filter(|(of, _)| of.0 == definition.symbol) {
                let is_unknown = value.iter().all(String::is_empty);
                assert!(is_unknown, "{symbol} {key} without {group}: {value:?}");
            }
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

#[test]
fn plans_of_unknown_state_and_without_a_day_are_shown() {
    let mut folder = Folder::read(&root().join(FILES));
    let head = "contract_id,operator,address_id,down_mbps,up_mbps,due,status\n";
    let rows = "U1,OpD,A5,300,100,,planned\nU2,OpD,A6,300,100,,in_progress\n\
                U3,OpD,B1,300,100,2027-01-01,unknown\n";
    folder.set("plany.csv", format!("{head}{rows}"));
    folder.add_input("public-plans", "plany.csv", "");
    let dir = folder.written();
    // Of eleven white addresses the plans without a day bring none; that of unknown state may B1.
    let found = computed(&dir);
    let i1 = &found[&("I1".to_owned(), String::new())];
    assert_eq!(i1, &["0", "1", "1", "11"].map(str::to_owned));
    for (language, undated, drawn) in [
        ("pl", "nie: bez terminu", "2027: o nieznanym stanie 1; bez terminu: o nieznanym stanie 2"),
        ("en", "no: no day is told", "2027: of unknown state 1; no day: of unknown state 2"),
    ] {
        let (run, out) = (dir.path().join("run.toml"), dir.path().join(language));
        zasieg(&[&"report", &run, &"--gmina", &GMINA, &"--out", &out, &"--lang", &language])
            .with(0);
        let html = fs::read_to_string(out.join(GMINA).join("raport.html")).expect("a report");
        assert!(html.contains(&format!("<td>{undated}</td>")), "{language}");
        assert!(html.contains("<td>—</td>"), "{language}");
        assert!(html.contains(drawn), "{language}");
    }
}

#[test]
fn fewer_households_than_none_are_unknown() {
    let mut folder = Folder::read(&root().join(FILES));
    folder.replace("lokale.csv", "A5,1,,3", "A5,-1,,3");
    let dir = diagnosed(&folder);
    // The 32 of all without the one of A5: at least so many.
    let r6 = &computed(&dir)[&("R6".to_owned(), String::new())];
    assert_eq!(r6, &["31", "", "", ""].map(str::to_owned));
    let issues = Table::read(&dir.path().join("out/issues.csv"));
    let is_it = |row: &usize| {
        issues.value(*row, "file") == "lokale.csv" && issues.value(*row, "code") == "ignored_value"
    };
    assert_eq!((0..issues.rows.len()).filter(is_it).count(), 1);
}

#[test]
fn without_a_register_of_plans_nothing_is_said_of_them() {
    let dir = Folder::read(&root().join(FILES)).written();
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("reports"));
    zasieg(&[&"report", &run, &"--gmina", &GMINA, &"--out", &out]).with(0);
    let html = fs::read_to_string(out.join(GMINA).join("raport.html")).expect("a report");
    assert!(html.contains("<strong>—</strong><span>w danych nie ma rejestru planów</span>"));
}
