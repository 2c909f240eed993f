//! A good row with one value broken gives exactly one more issue, with its code and its place.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use serde_json::Value;

use crate::folder::{Folder, join, split};
use crate::program::diagnose;
use crate::table::{Table, counts, input, number_key, read_json};

/// Positions of fields in a `ZS` record (SIDUSIS data scheme) and in an `AI` record.
mod zs {
    pub const ID: usize = 1;
    pub const TERC: usize = 2;
    pub const SIMC: usize = 4;
    pub const ULIC: usize = 6;
    pub const NUMBER: usize = 7;
    pub const LAT: usize = 8;
    pub const LON: usize = 9;
    pub const MEDIUM: usize = 10;
    pub const TECHNOLOGY: usize = 11;
    pub const DOWN: usize = 12;
    pub const UP: usize = 13;
    pub const REACH: usize = 14;
    pub const OWNER: usize = 18;
}

const A: &str = "zasieg/operator_a.csv";
const F: &str = "zasieg/operator_f.csv";
const PLANS: &str = "zasieg/operator_a_plany.csv";
const Z: &str = "zasieg/operator_z.csv";
const BASE: &str = "adresy.csv";

/// (code, severity, register, file, row) with how often it occurs.
type Issues = BTreeMap<[String; 5], u32>;

/// Issues of a diagnosis of `folder`, and its manifest.
fn issues(folder: &Folder) -> (Issues, Value) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    folder.write(dir.path());
    let out = dir.path().join("out");
    let ended = diagnose(&dir.path().join("run.toml"), &out, &[&"--profile", &"NONE"]);
    assert!(ended.code == 0 || ended.code == 1, "{}", ended.stderr);
    let table = Table::read(&out.join("issues.csv"));
    let columns = ["code", "severity", "register", "file", "row"].map(|n| table.position(n));
    let mut issues = Issues::new();
    for row in &table.rows {
        *issues.entry(columns.map(|column| row[column].clone())).or_default() += 1;
    }
    (issues, read_json(&out.join("manifest.json")))
}

/// Breaks the fields of a row.
type Change = Box<dyn FnOnce(&mut Vec<String>)>;

/// A change of one line, and what must come of it.
struct Case {
    file: &'static str,
    /// Line in the file, from 1.
    line: usize,
    change: Change,
    /// Code, severity and row of the new issue.
    expected: (&'static str, &'static str, usize),
}

fn case(
    (file, line): (&'static str, usize),
    (code, severity): (&'static str, &'static str),
    change: impl FnOnce(&mut Vec<String>) + 'static,
) -> Case {
    // Registers with a header count data rows, reports count records.
    let row = if file.starts_with("zasieg/") { line } else { line - 1 };
    Case { file, line, change: Box::new(change), expected: (code, severity, row) }
}

const REJECTED: &str = "rejected";
const FLAGGED: &str = "flagged";
const REPAIRED: &str = "repaired";
const OUTSIDE: &str = "outside";

fn number(input: &Value, name: &str) -> i64 {
    input[name].as_i64().expect("a count")
}

/// Asserts that each case adds its issue to those of `good`, and nothing else, and that the
/// manifest counts it.
fn assert_each_adds_one(good: &Folder, cases: Vec<Case>) {
    let (before, manifest) = issues(good);
    for Case { file, line, change, expected: (code, severity, row) } in cases {
        let separator = if file.ends_with("rspo.csv") || is_teryt(file) { b';' } else { b',' };
        let mut spoiled = good.clone();
        spoiled.edit_with(file, line, separator, change);
        let (mut after, spoiled_manifest) = issues(&spoiled);
        let what = format!("{code} in {file}, line {line}");
        for (issue, n) in &before {
            let left = after.get_mut(issue).unwrap_or_else(|| panic!("{what}: {issue:?} is gone"));
            *left = left.checked_sub(*n).unwrap_or_else(|| panic!("{what}: {issue:?} is gone"));
        }
        let added: Vec<_> = after.into_iter().filter(|(_, n)| *n > 0).collect();
        let register = input(&manifest, file)["register"].as_str().expect("a name");
        let issue = [code, severity, register, file, &row.to_string()].map(str::to_owned);
        assert_eq!(added, [(issue, 1)], "{what}");
        let (was, is) = (input(&manifest, file), input(&spoiled_manifest, file));
        let grown = |name: &str| number(is, name) - number(was, name);
        let (rejected, outside) = (i64::from(severity == REJECTED), i64::from(severity == OUTSIDE));
        let counted = ["rows_read", "rows_rejected", "rows_outside_area", "rows_used"].map(grown);
        assert_eq!(counted, [0, rejected, outside, -rejected - outside], "{what}");
        let by_code = |input: &Value| counts(&input["by_code"]).get(code).copied().unwrap_or(0);
        assert_eq!(by_code(is), by_code(was) + 1, "{what}");
    }
}

fn is_teryt(file: &str) -> bool {
    ["terc.csv", "simc.csv", "ulic.csv"].contains(&file)
}

fn set(position: usize, value: &str) -> impl FnOnce(&mut Vec<String>) + 'static {
    let value = value.to_owned();
    move |fields| fields[position] = value
}

/// Without coordinates no row is found by them.
fn lost(position: usize, value: &str) -> impl FnOnce(&mut Vec<String>) + 'static {
    let value = value.to_owned();
    move |fields| {
        fields[position] = value;
        fields[zs::LAT].clear();
        fields[zs::LON].clear();
    }
}

/// Line of a good row of operator A in the street 00098: matched as it is written, with an
/// identifier of its own, at an address of which no planted row speaks.
static GOOD: LazyLock<usize> = LazyLock::new(|| {
    let sample = Folder::small();
    let planted: Vec<String> = sample.summary()["planted"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|entry| entry["file"] == A)
        .map(|entry| entry["row"].to_string())
        .collect();
    let records: Vec<Vec<String>> = sample.text(A).lines().map(|line| split(line, b',')).collect();
    let ids: Vec<Option<&String>> = records.iter().map(|fields| fields.get(zs::ID)).collect();
    let is_good = |line: &usize| {
        let fields = &records[*line - 1];
        let has_own_id = ids.iter().filter(|id| **id == fields.get(zs::ID)).count() == 1;
        fields[0] == "ZS"
            && fields.len() == 18
            && fields[zs::ULIC] == "00098"
            && fields[zs::NUMBER].bytes().all(|byte| byte.is_ascii_digit())
            && has_own_id
            && !planted.contains(&line.to_string())
    };
    let mut good = (4..=records.len()).filter(is_good);
    good.next().expect("a good row in the street 00098")
});

#[test]
fn records_of_reach() {
    let sample = Folder::small();
    let place = (A, *GOOD);
    let first_id = split(sample.text(A).lines().nth(2).expect("a record"), b',')[zs::ID].clone();
    let rejected = |code, change: Change| case(place, (code, REJECTED), change);
    let cases = vec![
        rejected("wrong_column_count", Box::new(|fields| drop(fields.pop()))),
        rejected("wrong_column_count", Box::new(|fields| fields.push("X".to_owned()))),
        rejected("unknown_record_kind", Box::new(set(0, "ZX"))),
        rejected("duplicate_id", Box::new(set(zs::ID, &first_id))),
        rejected("unknown_locality", Box::new(lost(zs::SIMC, "9977701"))),
        rejected("unknown_locality", Box::new(lost(zs::SIMC, "99777o1"))),
        // A TERC that is none names no locality of the base.
        rejected("unknown_locality", Box::new(lost(zs::TERC, "98x1014"))),
        rejected("unknown_locality", Box::new(lost(zs::TERC, ""))),
        rejected("unknown_street", Box::new(lost(zs::ULIC, "97777"))),
        rejected("unknown_street", Box::new(lost(zs::ULIC, "9777a"))),
        rejected("unknown_street", Box::new(lost(zs::ULIC, "99999"))),
        rejected("unknown_number", Box::new(lost(zs::NUMBER, "9999ZZ"))),
        rejected("unknown_number", Box::new(lost(zs::NUMBER, ""))),
        rejected("speed_not_a_number", Box::new(set(zs::DOWN, "tysiąc"))),
        rejected("speed_not_a_number", Box::new(set(zs::DOWN, ""))),
        rejected("speed_not_a_number", Box::new(set(zs::DOWN, "-1"))),
        rejected("speed_not_a_number", Box::new(set(zs::DOWN, "99.5"))),
        rejected("speed_not_a_number", Box::new(set(zs::UP, "1e3"))),
        rejected("unknown_medium", Box::new(set(zs::MEDIUM, "swiatlowod"))),
        case(place, ("outside_area", OUTSIDE), set(zs::TERC, "1465011")),
        case(place, ("unknown_technology", FLAGGED), set(zs::TECHNOLOGY, "GPONN")),
        // GPON carries 2.5 Gb/s.
        case(place, ("impossible_speed", FLAGGED), set(zs::DOWN, "25000")),
        case(place, ("missing_reach", FLAGGED), set(zs::REACH, "")),
        case(place, ("unknown_reach", FLAGGED), set(zs::REACH, "prawdopodobny")),
        case(place, ("restored_zeros", REPAIRED), set(zs::ULIC, "98")),
    ];
    assert_each_adds_one(&sample, cases);
}

#[test]
fn records_over_the_networks_of_others() {
    let sample = Folder::small();
    let place = (F, 3);
    let fields = split(sample.text(F).lines().nth(2).expect("a record"), b',');
    assert_eq!((fields.len(), fields[17].as_str()), (20, "NIE"));
    let cases = vec![
        case(place, ("missing_network", FLAGGED), set(zs::OWNER, "")),
        case(place, ("wrong_column_count", REJECTED), |fields| {
            drop(fields.pop());
        }),
    ];
    assert_each_adds_one(&sample, cases);
}

#[test]
fn records_of_plans() {
    let sample = Folder::small();
    // DI and three PI come first.
    let place = (PLANS, 7);
    let fields = split(sample.text(PLANS).lines().nth(6).expect("a record"), b',');
    assert_eq!((fields[0].as_str(), fields.len()), ("AI", 12));
    // An AI record has two fields more before its address than a ZS record.
    let far = |position: usize, value: &str| {
        let value = value.to_owned();
        move |fields: &mut Vec<String>| {
            fields[position + 2] = value;
            fields[zs::LAT + 2].clear();
            fields[zs::LON + 2].clear();
        }
    };
    let cases = vec![
        case(place, ("unknown_plan", REJECTED), set(2, "PLAN-NIEZNANY")),
        case(place, ("wrong_column_count", REJECTED), |fields| {
            fields.truncate(9);
        }),
        case(place, ("unknown_locality", REJECTED), far(zs::SIMC, "9977701")),
        case(place, ("unknown_street", REJECTED), far(zs::ULIC, "97777")),
        case(place, ("unknown_number", REJECTED), far(zs::NUMBER, "9999ZZ")),
        case(place, ("outside_area", OUTSIDE), far(zs::TERC, "1465011")),
    ];
    assert_each_adds_one(&sample, cases);
}

/// The sample with a report of one more operator: `DI`, then `records` at a good place.
fn with_operator_z(records: &[&[&str]]) -> Folder {
    let mut sample = Folder::small();
    let lines = sample.text(A).lines();
    let good = split(lines.into_iter().nth(*GOOD - 1).expect("a record"), b',');
    let place: Vec<&str> = good[zs::TERC..=zs::LON].iter().map(String::as_str).collect();
    let mut text = "DI,Operator przykładowy Z,90009,,\n".to_owned();
    for record in records {
        let fields = record.iter().flat_map(|field| match *field {
            "PLACE" => place.clone(),
            other => vec![other],
        });
        let fields: Vec<String> = fields.map(str::to_owned).collect();
        text += &join(&fields, b',');
    }
    sample.set(Z, text);
    sample
}

const OFFER: &[&str] = &[
    "ZS",
    "Z_1",
    "PLACE",
    "światłowodowe",
    "GPON",
    "1000",
    "300",
    "rzeczywisty",
    "NIE",
    "TAK",
    "P1",
];
const PROJECT: &[&str] = &[
    "PI",
    "PLAN-Z",
    "2028-01-31",
    "światłowodowe",
    "NIE",
    "TAK",
    "1000",
    "300",
    "z@z.example",
    "",
];
const PLANNED: &[&str] = &["AI", "Z_2", "PLAN-Z", "planowane", "PLACE"];

#[test]
fn projects_of_plans_spoil_their_addresses() {
    // The record is the AI on line 3; what is wrong stands in the PI on line 2.
    let plan = |code, position, value: &str| Case {
        expected: (code, REJECTED, 3),
        ..case((Z, 2), (code, REJECTED), set(position, value))
    };
    let cases = vec![
        plan("bad_date", 2, "2028-13-01"),
        plan("bad_date", 2, "31.01.2028"),
        plan("bad_date", 2, ""),
        plan("speed_not_a_number", 6, "tysiąc"),
        plan("speed_not_a_number", 7, ""),
        plan("unknown_medium", 3, "swiatlowod"),
        plan("unknown_plan", 1, "PLAN-INNY"),
    ];
    assert_each_adds_one(&with_operator_z(&[PROJECT, PLANNED]), cases);
}

#[test]
fn reports_without_a_number_have_no_operator() {
    let unknown = |position, value: &str| Case {
        expected: ("unknown_operator", REJECTED, 2),
        ..case((Z, 1), ("unknown_operator", REJECTED), set(position, value))
    };
    let cases = vec![unknown(2, ""), unknown(2, "00000")];
    assert_each_adds_one(&with_operator_z(&[OFFER]), cases);
    // The record that heads the report stands where a contact should: no operator either.
    assert_each_adds_one(&with_operator_z(&[OFFER]), vec![unknown(0, "PO")]);
}

#[test]
fn a_project_of_another_width_is_an_issue_and_no_panic() {
    let mut spoiled = with_operator_z(&[PROJECT, PLANNED]);
    spoiled.edit(Z, 2, |fields| fields.truncate(7));
    let (found, manifest) = issues(&spoiled);
    let issue =
        |code: &str, row: &str| [code, REJECTED, "sidusis-report", Z, row].map(str::to_owned);
    assert_eq!(found.get(&issue("wrong_column_count", "2")), Some(&1));
    assert_eq!(found.get(&issue("unknown_plan", "3")), Some(&1));
    let report = input(&manifest, Z);
    assert_eq!((number(report, "rows_used"), number(report, "rows_rejected") > 0), (0, true));
}

/// Line of an address in the hamlet Rzęśnia, of which no report speaks: a plain number, an
/// identifier, within the border.
fn lonely_address(sample: &Folder) -> usize {
    let base = sample.table(BASE);
    let columns = ["SIMC", "Nr porządkowy", "gml_id"].map(|name| base.position(name));
    let outside = sample.summary()["planted"].to_string();
    let is_lonely = |line: &usize| {
        let [simc, number, id] = columns.map(|column| base.rows[*line - 2][column].as_str());
        let is_planted = outside.contains(&format!("\"file\":\"{BASE}\",\"row\":{}", line - 1));
        let key = number_key(number);
        simc == "9900113"
            && key.bytes().all(|b| b.is_ascii_digit())
            && !id.is_empty()
            && !is_planted
    };
    let reports = sample.names().into_iter().filter(|name| name.starts_with("zasieg/"));
    for report in reports {
        assert!(!sample.text(&report).contains("9900113"), "{report} speaks of Rzęśnia");
    }
    (2..=base.rows.len() + 1).find(is_lonely).expect("an address in Rzęśnia")
}

#[test]
fn rows_of_the_address_base() {
    let sample = Folder::small();
    let place = (BASE, lonely_address(&sample));
    // TERC, gmina, SIMC, locality, SYM_UL, street, number, latitude, longitude, id.
    let [terc, simc, ulic, number, lat, lon, id] = [0, 2, 4, 6, 7, 8, 9];
    let rejected = |code, change| case(place, (code, REJECTED), change);
    let flagged = |code, change| case(place, (code, FLAGGED), change);
    let cases = vec![
        rejected("bad_code", set(terc, "98010x5")),
        rejected("bad_code", set(terc, "980")),
        rejected("bad_code", set(simc, "99001130")),
        rejected("bad_code", set(ulic, "123456")),
        rejected("missing_value", set(number, "")),
        case(place, ("wrong_column_count", REJECTED), |fields| {
            drop(fields.pop());
        }),
        flagged("bad_coordinate", set(lat, "53°18'")),
        flagged("bad_coordinate", set(lon, "")),
        flagged("bad_coordinate", set(lat, "NaN")),
        flagged("outside_poland", set(lat, "35.3")),
        // A third of a degree is 37 km.
        flagged("outside_gmina", set(lat, "53.0")),
        flagged("missing_id", set(id, "")),
        case(place, ("gmina_by_geometry", REPAIRED), set(terc, "")),
        case(place, ("missing_coordinates", FLAGGED), move |fields| {
            fields[lat].clear();
            fields[lon].clear();
        }),
    ];
    assert_each_adds_one(&sample, cases);
}

#[test]
fn rows_of_teryt() {
    let sample = Folder::small();
    // The town part of the gmina is the fifth row after a header.
    let part = ("terc.csv", 5);
    assert!(
        sample.text("terc.csv").lines().nth(4).is_some_and(|line| line.starts_with("98;01;01;4"))
    );
    let cases = vec![
        case(part, ("bad_code", REJECTED), set(2, "x1")),
        case(part, ("bad_code", REJECTED), set(0, "098")),
        case(part, ("restored_zeros", REPAIRED), set(2, "1")),
        case(("simc.csv", 4), ("bad_code", REJECTED), set(7, "990003o")),
        case(("simc.csv", 4), ("bad_code", REJECTED), set(0, "x8")),
        case(("ulic.csv", 4), ("bad_code", REJECTED), set(5, "980210")),
        case(("ulic.csv", 4), ("missing_value", REJECTED), set(5, "")),
        case(("ulic.csv", 4), ("wrong_column_count", REJECTED), |fields| drop(fields.pop())),
    ];
    assert_each_adds_one(&sample, cases);
}

#[test]
fn rows_of_schools() {
    let sample = Folder::small();
    let place = ("rspo.csv", 5);
    let cases = vec![
        case(place, ("missing_value", REJECTED), set(0, "")),
        case(place, ("building_without_address", FLAGGED), set(4, "9999ZZ ")),
        case(place, ("outside_area", OUTSIDE), set(10, "1465011")),
        case(place, ("closed_institution", OUTSIDE), set(30, "2026-06-30")),
        case(place, ("wrong_column_count", REJECTED), |fields| {
            drop(fields.pop());
        }),
    ];
    assert_each_adds_one(&sample, cases);
    // Closed on the day after the run: still there.
    let (before, _) = issues(&sample);
    let mut open = sample;
    open.edit_with("rspo.csv", 5, b';', set(30, "2026-07-01"));
    assert_eq!(issues(&open).0, before);
}

#[test]
fn a_day_of_closing_that_is_no_day_is_an_issue() {
    let place = ("rspo.csv", 5);
    let cases = vec![case(place, ("bad_date", REJECTED), set(30, "31.08.2020"))];
    assert_each_adds_one(&Folder::small(), cases);
}

#[test]
fn rows_of_public_buildings() {
    let place = ("budynki.csv", 2);
    let cases = vec![
        case(place, ("missing_value", REJECTED), set(0, "")),
        case(place, ("bad_coordinate", FLAGGED), set(7, "x")),
        case(place, ("outside_area", OUTSIDE), set(3, "1465011")),
    ];
    assert_each_adds_one(&Folder::small(), cases);
}

#[test]
fn rows_of_offer_tables() {
    let mut sample = Folder::small();
    let base = sample.table(BASE);
    let id = base.column("gml_id").into_iter().find(|id| !id.is_empty()).expect("an identifier");
    let header = "address_id,operator,technology,down_mbps,up_mbps,reach\n";
    let row = format!("{id},90010,GPON,1000,300,certain\n");
    sample.set("oferty.csv", header.to_owned() + &row);
    sample.add_input("offer-table", "oferty.csv", "");
    let place = ("oferty.csv", 2);
    let cases = vec![
        case(place, ("unknown_address", REJECTED), set(0, "nie ma")),
        case(place, ("missing_value", REJECTED), set(0, "")),
        case(place, ("missing_value", REJECTED), set(1, "")),
        case(place, ("speed_not_a_number", REJECTED), set(3, "tysiąc")),
        case(place, ("speed_not_a_number", REJECTED), set(4, "1.2345")),
        case(place, ("unknown_reach", FLAGGED), set(5, "może")),
        case(place, ("missing_reach", FLAGGED), set(5, "")),
        case(place, ("impossible_speed", FLAGGED), set(3, "25000")),
    ];
    assert_each_adds_one(&sample, cases);
}

#[test]
fn identifiers_of_an_address_table_occur_once() {
    let mut sample = Folder::small();
    let header = "id,terc,simc,number,lon,lat\n";
    let rows = "A1,9801015,9900113,901,19.64,53.32\nA2,9801015,9900113,902,19.64,53.321\n";
    sample.set("dodatkowe.csv", header.to_owned() + rows);
    sample.add_input("address-table", "dodatkowe.csv", "");
    let repeated = case(("dodatkowe.csv", 3), ("duplicate_record", REJECTED), set(0, "A1"));
    assert_each_adds_one(&sample, vec![repeated]);
}

/// The border with a second feature of the same gmina, 200 m wide, far from any address.
fn with_exclave(geometry: &str, code: &str) -> Folder {
    let mut sample = Folder::small();
    let feature = format!(
        "{{\"type\": \"Feature\", \"properties\": {{\"JPT_KOD_JE\": \"{code}\", \
         \"JPT_NAZWA_\": \"Jasne Pole\"}},\n\"geometry\": {geometry}}},\n"
    );
    sample.replace(
        "granice.geojson",
        "{\"type\": \"Feature\",",
        &(feature + "{\"type\": \"Feature\","),
    );
    sample
}

#[test]
fn features_of_boundaries() {
    let ring = |corners: [[f64; 2]; 4]| {
        let ring: Vec<String> =
            corners.iter().chain(&corners[..1]).map(|[x, y]| format!("[{x}, {y}]")).collect();
        format!("{{\"type\": \"Polygon\", \"coordinates\": [[{}]]}}", ring.join(", "))
    };
    let square = [[20.2, 53.3], [20.203, 53.3], [20.203, 53.302], [20.2, 53.302]];
    // Two corners exchanged: a bow tie, whose ring crosses itself.
    let bow_tie = [square[0], square[2], square[1], square[3]];
    let (before, _) = issues(&with_exclave(&ring(square), "9801013"));
    assert_eq!(before, issues(&Folder::small()).0, "a second part of the gmina is no issue");
    let cases = [
        (
            "bad_geometry",
            REJECTED,
            "{\"type\": \"Point\", \"coordinates\": [20.2, 53.3]}",
            "9801013",
        ),
        ("bad_geometry", REJECTED, "null", "9801013"),
        ("bad_code", REJECTED, &ring(square), "98x1013"),
        ("repaired_boundary", REPAIRED, &ring(bow_tie), "9801013"),
    ];
    for (code, severity, geometry, terc) in cases {
        let (mut after, _) = issues(&with_exclave(geometry, terc));
        let issue = [code, severity, "boundaries", "granice.geojson", "1"].map(str::to_owned);
        assert_eq!(after.remove(&issue), Some(1), "{code}: {after:?}");
        assert_eq!(after, before, "{code}");
    }
}

#[test]
fn rows_of_layers_and_corrections() {
    let totals = "code,indicator,value,as_of,source\n9801013,white,17,2026-06-30,test\n\
                  9801013,grey,19,2026-06-30,test\n";
    let corrections = "address_id,field,old,new,reason,author_role,date\n{id},street,\
                       ul. Kościelna,ul. Koscielna,literówka,office,2026-06-01\n";
    let mut sample = Folder::small();
    let base = sample.table(BASE);
    let first = |name: &str| base.column(name)[0].to_owned();
    assert_eq!(first("Ulica"), "ul. Kościelna");
    let corrections = corrections.replace("{id}", &first("gml_id"));
    sample.set("sumy.csv", totals);
    sample.add_input("published-totals", "sumy.csv", "");
    sample.set("korekty.csv", corrections);
    sample.add_input("corrections", "korekty.csv", "");
    let (before, _) = issues(&sample);
    assert_eq!(before, issues(&Folder::small()).0, "good rows are no issue");
    let (totals, corrections) = (("published-totals", "sumy.csv"), ("corrections", "korekty.csv"));
    let cases = [
        (totals, 3, 2, "siedem", "bad_value"),
        (totals, 3, 3, "czerwiec", "bad_value"),
        (totals, 3, 2, "", "missing_value"),
        (corrections, 2, 0, "nie ma takiego", "correction_refused"),
        (corrections, 2, 2, "ul. Polna", "correction_refused"),
        (corrections, 2, 6, "2126-06-01", "correction_refused"),
        (corrections, 2, 6, "1 czerwca", "bad_value"),
    ];
    for ((register, file), line, field, text, code) in cases {
        let mut spoiled = sample.clone();
        spoiled.edit(file, line, |fields| text.clone_into(&mut fields[field]));
        let (mut after, manifest) = issues(&spoiled);
        let row = (line - 1).to_string();
        let issue = [code, REJECTED, register, file, row.as_str()].map(str::to_owned);
        assert_eq!(after.remove(&issue), Some(1), "{file} {text:?}: {after:?}");
        assert_eq!(after, before, "{file} {text:?}");
        assert_eq!(input(&manifest, file)["rows_rejected"], 1, "{file} {text:?}");
    }
}

#[test]
fn rows_of_tables_that_people_fill_in() {
    let mut sample = Folder::small();
    let connections = "id,name,kind,terc,simc,ulic,number,state,medium,down_mbps\n\
                       B1,Świetlica,culture,9801014,9900018,98010,2,active,światłowodowe,300\n\
                       B2,Żłobek,other,9801014,9900018,98010,4,active,światłowodowe,300\n";
    let measurements =
        "kind,measured_on,lon,lat,down_mbps,wired\nfixed,2026-06-01,19.6,53.3,95.5,tak\n";
    let areas = "down_mbps,up_mbps,wkt\n\
                 100,10,\"POLYGON ((19.6 53.3, 19.61 53.3, 19.61 53.31, 19.6 53.3))\"\n";
    let inputs = [
        ("connections", "lacza.csv", connections, ""),
        ("measurements", "pomiary.csv", measurements, ""),
        ("coverage-areas", "obszary.csv", areas, "crs = \"EPSG:4326\"\n"),
    ];
    for (register, file, text, more) in inputs {
        sample.set(file, text);
        sample.add_input(register, file, more);
    }
    let [connection, measurement, area] =
        [("lacza.csv", 3), ("pomiary.csv", 2), ("obszary.csv", 2)];
    let cases = vec![
        case(connection, ("missing_value", REJECTED), set(0, "")),
        case(connection, ("repeated_id", FLAGGED), set(0, "B1")),
        case(connection, ("unknown_word", FLAGGED), set(2, "żłobek")),
        case(connection, ("outside_area", OUTSIDE), set(3, "1465011")),
        case(connection, ("restored_zeros", REPAIRED), |fields| {
            fields[5] = "98".to_owned();
            fields[6] = "19".to_owned();
        }),
        case(connection, ("row_without_address", FLAGGED), set(6, "9999ZZ")),
        case(connection, ("ignored_value", FLAGGED), set(9, "szybko")),
        case(connection, ("wrong_column_count", REJECTED), |fields| {
            drop(fields.pop());
        }),
        case(measurement, ("bad_value", REJECTED), set(1, "wczoraj")),
        case(measurement, ("bad_value", REJECTED), set(1, "01.06.26")),
        case(measurement, ("missing_value", REJECTED), set(1, "")),
        case(measurement, ("missing_coordinates", FLAGGED), |fields| {
            fields[2].clear();
            fields[3].clear();
        }),
        case(measurement, ("bad_coordinate", FLAGGED), set(3, "północ")),
        case(measurement, ("outside_poland", FLAGGED), set(3, "35.3")),
        case(measurement, ("ignored_value", FLAGGED), set(5, "może")),
        case(area, ("bad_geometry", REJECTED), set(2, "POINT (19.6 53.3)")),
        case(area, ("ignored_value", FLAGGED), set(0, "sto")),
    ];
    assert_each_adds_one(&sample, cases);
}

#[test]
fn every_code_of_a_rejection_has_a_row_here() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/spoiled_rows.rs"));
    let text = text.expect("this file");
    for code in zasieg::model::IssueCode::ALL {
        let is_rejection = code.severity() == zasieg::model::Severity::Rejected;
        let is_here = text.contains(&format!("\"{code}\""));
        assert!(is_here || !is_rejection, "no row is spoiled to give {code}");
    }
}
