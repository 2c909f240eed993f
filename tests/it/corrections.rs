//! Corrections of addresses: applied before anything else, listed in the report, or refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::folder::{Folder, N_SMALL, address_rows};
use crate::parquet_file::read_texts;
use crate::plane::easting_northing;
use crate::program::{diagnose, zasieg};
use crate::table::{Table, counts, input, number_key, read_json};

const HEADER: &str = "id,address_id,terc,simc,ulic,number,field,old,new,reason,author_role,date\n";
const FILE: &str = "korekty.csv";

/// A correction of 4 May 2026 by a surveyor, of an address that `place` names: its identifier, or
/// TERC, SIMC, ULIC and number.
fn line(place: &str, field: &str, old: &str, new: &str) -> String {
    let place = if place.contains(',') { format!(",{place}") } else { format!("{place},,,,") };
    format!("K,{place},{field},\"{old}\",\"{new}\",pismo <GK.1>,surveyor,04.05.2026\n")
}

/// The small sample with five more addresses in Rzęśnia: A1 to A5, numbers 901 to 905; A5 has no
/// position.
fn with_points() -> Folder {
    let mut folder = Folder::small();
    let place = |n: f64| Some((560_000.0 + 1000.0 * n, 606_000.0));
    folder.add_points(&[
        ("A1", place(1.0)),
        ("A2", place(2.0)),
        ("A3", place(3.0)),
        ("A4", place(4.0)),
        ("A5", None),
    ]);
    folder.replace("run.toml", "max_rejected_share = 0.05", "max_rejected_share = 1.0");
    folder
}

fn with_corrections(mut folder: Folder, lines: &[String]) -> Folder {
    folder.set(FILE, HEADER.to_owned() + &lines.concat());
    folder.add_input("corrections", FILE, "");
    folder
}

fn diagnosed(folder: &Folder) -> TempDir {
    let dir = folder.written();
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    dir
}

fn addresses(dir: &TempDir) -> Table {
    Table::read(&dir.path().join("out/addresses.csv"))
}

/// Values of one address.
fn address<'a>(table: &'a Table, id: &str) -> BTreeMap<&'a str, &'a str> {
    let ids = table.column("address_id");
    let row = ids.iter().position(|found| *found == id);
    let row = &table.rows[row.unwrap_or_else(|| panic!("no address {id}"))];
    table.header.iter().zip(row).map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Details of refusals by row of the corrections.
fn refusals(dir: &Path) -> BTreeMap<usize, String> {
    let table = Table::read(&dir.join("issues.csv"));
    let refused = table.rows.iter().filter(|row| row[0] == "correction_refused");
    let refused = refused.map(|row| {
        assert_eq!((row[1].as_str(), row[3].as_str()), ("rejected", FILE));
        (row[4].parse().expect("a row"), row[6].clone())
    });
    refused.collect()
}

/// Values of a row of the base, from 0.
fn of_base(folder: &Folder, row: usize) -> BTreeMap<String, String> {
    let base = folder.table("adresy.csv");
    base.header.iter().cloned().zip(base.rows[row].iter().cloned()).collect()
}

/// Rows of the base in a street, with identifiers.
fn in_street(folder: &Folder, simc: &str, ulic: &str) -> Vec<usize> {
    let base = folder.table("adresy.csv");
    let [s, u, id] = ["SIMC", "SYM_UL", "gml_id"].map(|name| base.position(name));
    let rows = base.rows.iter().enumerate();
    let rows = rows.filter(|(_, r)| r[s] == simc && r[u] == ulic && !r[id].is_empty());
    rows.map(|(row, _)| row).collect()
}

#[test]
fn corrected_numbers_are_found_by_offers() {
    let mut folder = with_points();
    let offer = |id: &str, number: &str| {
        format!(
            "ZS,{id},9801015,Jasne Pole,9900113,,99999,{number},,,światłowodowe,GPON,1000,300,\
             rzeczywisty,NIE,TAK,P1\n"
        )
    };
    let report = "DI,Operator przykładowy Z,90009,,\n".to_owned()
        + &offer("Z_1", "777")
        + &offer("Z_2", "778 b")
        + &offer("Z_3", "901");
    folder.set("zasieg/operator_z.csv", report);
    // By identifier in two steps, and by key; the second step of A2 names it as it was.
    let key = "980101,9900113,,902";
    let lines = [
        line("A1", "number", "901", "776"),
        line("A1", "number", "776", "777"),
        line(key, "number", "902", "778B"),
        line(key, "easting", "562000", "562000,25"),
    ];
    let before = diagnosed(&folder);
    let after = diagnosed(&with_corrections(folder, &lines));
    let unmatched = |dir: &TempDir| {
        let table = Table::read(&dir.path().join("out/issues.csv"));
        let is_of_z = |row: &&Vec<String>| row[3] == "zasieg/operator_z.csv";
        let of_z = table.rows.iter().filter(is_of_z).map(|row| (row[0].clone(), row[4].clone()));
        of_z.collect::<Vec<_>>()
    };
    // DI is the first record.
    let unknown = |row: &str| ("unknown_number".to_owned(), row.to_owned());
    assert_eq!(unmatched(&before), [unknown("2"), unknown("3")]);
    assert_eq!(unmatched(&after), [unknown("4")]);
    let (was, is) = (addresses(&before), addresses(&after));
    let statuses =
        |table: &Table| ["A1", "A2", "A3"].map(|id| address(table, id)["eu_2023_today"].to_owned());
    assert_eq!(statuses(&was), ["grey", "white", "white"], "901 is matched");
    assert_eq!(statuses(&is), ["grey", "grey", "white"], "777 and 778b are");
    assert_eq!((address(&is, "A1")["number"], address(&is, "A2")["number"]), ("777", "778B"));
    assert_eq!(address(&is, "A2")["easting"], "562000.25");
    assert!(refusals(&after.path().join("out")).is_empty());
}

#[test]
fn every_field_is_corrected_where_it_holds_the_old_value() {
    let folder = with_points();
    let zgody = in_street(&folder, "9900018", "98054");
    let zrodlana = in_street(&folder, "9900018", "00098");
    let moved = of_base(&folder, zgody[1]);
    let id = |row: usize| of_base(&folder, row)["gml_id"].clone();
    let (zgody_id, moved_id, zrodlana_id) = (id(zgody[0]), id(zgody[1]), id(zrodlana[0]));
    let [lon, lat] = ["Długość geograficzna", "Szerokość geograficzna"]
        .map(|name| moved[name].parse::<f64>().expect("degrees"));
    let lines = [
        line("A3", "easting", "563000,000", "563100,5"),
        line("A3", "northing", "606000", "605999.999"),
        // A street for a place without one, in another locality; the codes have lost their zeros.
        line("A4", "simc", "9900113", "9900018"),
        line("A4", "ulic", "99999", "98"),
        line(&zrodlana_id, "ulic", "98", "98010"),
        line("A2", "terc", "9801015", "9801014"),
        line("A5", "terc", "980101", "9801014"),
        line(&zgody_id, "street", "ul. Zgody", "ul. Zgody Narodowej"),
        line("A1", "locality", "", "Rzęśnia Wielka"),
        line(&moved_id, "lon", &format!("{lon:.7}"), "19,601"),
        line(&moved_id, "lat", &format!("{lat}"), "53.2951"),
    ];
    let before = addresses(&diagnosed(&folder));
    let dir = diagnosed(&with_corrections(folder.clone(), &lines));
    let refused = refusals(&dir.path().join("out"));
    assert!(refused.is_empty(), "{refused:?}");
    let after = addresses(&dir);
    let a3 = address(&after, "A3");
    assert_eq!((a3["easting"], a3["northing"]), ("563100.5", "605999.999"));
    let a4 = address(&after, "A4");
    let key = ["simc", "locality", "ulic", "street", "number"].map(|name| a4[name]);
    assert_eq!(key, ["9900018", "Jasne Pole", "00098", "ul. Źródlana", "904"]);
    let other = address(&after, &zrodlana_id);
    assert_eq!((other["ulic"], other["street"]), ("98010", "ul. Kościelna"));
    assert_eq!(address(&after, "A2")["terc"], "9801014");
    assert_eq!(address(&after, "A5")["terc"], "9801014");
    let place = address(&after, &moved_id);
    let (east, north) = easting_northing(19.601, 53.2951);
    for (name, expected) in [("easting", east), ("northing", north)] {
        let found: f64 = place[name].parse().expect("metres");
        // Half a millimetre for each of two roundings, and the formula's tenth.
        assert!((found - expected).abs() <= 0.0012, "{name} is {found}, not {expected}");
    }
    // A code has one name: what is corrected of one address is so of its street and locality.
    for row in 0..after.rows.len() {
        let value = |name: &str| after.value(row, name);
        match (value("simc"), value("ulic")) {
            ("9900018", "98054") => assert_eq!(value("street"), "ul. Zgody Narodowej"),
            ("9900018", "98010") => assert_eq!(value("street"), "ul. Kościelna"),
            ("9900018", "00098") => assert_eq!(value("street"), "ul. Źródlana"),
            _ => {}
        }
        match value("simc") {
            "9900018" => assert_eq!(value("locality"), "Jasne Pole"),
            "9900113" => assert_eq!(value("locality"), "Rzęśnia Wielka"),
            _ => {}
        }
    }
    // The others stand as they were.
    let changed = ["A1", "A2", "A3", "A4", "A5", &zrodlana_id, &moved_id];
    let kept = ["terc", "simc", "ulic", "number", "easting", "northing"];
    let mut n_same = 0;
    for id in before.column("address_id").into_iter().filter(|id| !changed.contains(id)) {
        let [was, is] = [&before, &after].map(|table| {
            let row = address(table, id);
            kept.map(|name| row[name].to_owned())
        });
        assert_eq!(was, is, "{id}");
        n_same += 1;
    }
    assert_eq!(n_same, N_SMALL + 5 - changed.len());
}

#[test]
fn a_correction_of_something_else_is_refused_and_changes_nothing() {
    let folder = with_points();
    let base = folder.table("adresy.csv");
    let twin = address_rows(&base).into_iter().find(|(_, rows)| rows.len() > 1);
    let ((simc, ulic, number), _) = twin.expect("the sample has twins");
    let twin = format!("980101,{simc},{ulic},{number}");
    let dated = |day: &str| line("A1", "number", "901", "902").replace("04.05.2026", day);
    let cases = [
        (line("A1", "number", "9011", "902"), "number is \"901\", not \"9011\""),
        (line("A1", "number", "", "902"), "number is \"901\", not \"\""),
        (line("A1", "simc", "9900018", "9900120"), "simc is \"9900113\", not \"9900018\""),
        (line("A1", "ulic", "98010", "98021"), "ulic is \"\", not \"98010\""),
        (line("A1", "terc", "1465011", "9801014"), "terc is \"9801015\", not \"1465011\""),
        (line("A1", "easting", "561000.001", "561001"), "is 561000.000, not 561000.001"),
        (line("nie ma", "number", "901", "902"), "names an address that no register"),
        (line("980101,9900113,,999", "number", "999", "9"), "names an address that no register"),
        (line("980101,9900113,x,901", "number", "901", "902"), "ulic is no code"),
        (line(&twin, "number", &number, "9"), "names 2 addresses"),
        (line(",,,", "number", "901", "902"), "names no address"),
        (line("A1", "kolor", "901", "902"), "no field \"kolor\""),
        (line("A1", "exists", "tak", "nie"), "no field \"exists\""),
        (line("A1", "simc", "9900113", "wieś"), "SIMC"),
        (line("A1", "easting", "561000", "wschód"), "\"wschód\" is no coordinate"),
        (line("A1", "easting", "561000", "5610000"), "5610000 is outside Poland"),
        (line("A1", "lat", "53", "54"), "lat is 53."),
        (line("A5", "easting", "561000", "561001"), "the address has no position"),
        (dated("2026-07-01"), "2026-07-01 is after the day of the run"),
    ];
    let plain = diagnosed(&folder);
    let lines: Vec<String> = cases.iter().map(|(line, _)| line.clone()).collect();
    let dir = diagnosed(&with_corrections(folder.clone(), &lines));
    let refused = refusals(&dir.path().join("out"));
    assert!(refused.keys().copied().eq(1..=cases.len()), "{refused:?}");
    for ((line, expected), detail) in cases.iter().zip(refused.values()) {
        assert!(detail.contains(expected), "{line}: {detail}");
    }
    for file in ["addresses.csv", "gminas.csv", "localities.csv"] {
        let bytes = |dir: &TempDir| fs::read(dir.path().join("out").join(file)).expect("written");
        assert!(bytes(&plain) == bytes(&dir), "{file} differs");
    }
    let manifest = read_json(&dir.path().join("out/manifest.json"));
    let file = input(&manifest, FILE);
    let n = cases.len() as u64;
    let read = ["rows_read", "rows_rejected", "rows_used"].map(|key| file[key].as_u64());
    assert_eq!(read, [Some(n), Some(n), Some(0)]);
    assert_eq!(counts(&file["by_code"])["correction_refused"], n);
    // On the day of the run it is applied.
    let dir = diagnosed(&with_corrections(folder, &[dated("30.06.2026")]));
    assert!(refusals(&dir.path().join("out")).is_empty());
    assert_eq!(address(&addresses(&dir), "A1")["number"], "902");
}

#[test]
fn the_report_lists_what_was_applied_and_the_issues_what_was_not() {
    let folder = with_points();
    let lines = [
        line("A1", "number", "901", "777"),
        line("A1", "number", "901", "778"),
        line("980101,9900113,,902", "number", "902", "902 c"),
        line("980101,9900113,,902", "simc", "9900113", "9900120"),
        line("A5", "northing", "1", "2"),
    ];
    let dir = with_corrections(folder.clone(), &lines).written();
    let [run, out, dataset] = ["run.toml", "raport", "dataset"].map(|name| dir.path().join(name));
    zasieg(&[&"report", &run, &"--gmina", &"980101", &"--out", &out]).with(0);
    let out = out.join("980101");
    let html = fs::read_to_string(out.join("raport.html")).expect("written");
    let table = html.split("<caption>Korekty rejestru adresów wprowadzone przed diagnozą").nth(1);
    let table = table.expect("a table of corrections").split("</table>").next();
    let cells = |row: &str| -> Vec<String> {
        let cells = row.split("<td>").skip(1).map(|cell| cell.split("</td>").next());
        cells.map(|cell| cell.expect("its end").to_owned()).collect()
    };
    let rows: Vec<Vec<String>> =
        table.expect("its rows").split("<tr>").skip(2).map(cells).collect();
    zasieg(&[&"import", &run, &"--out", &dataset]).with(0);
    let manifest = read_json(&dataset.join("manifest.json"));
    let number = input(&manifest, FILE)["number"].to_string();
    let row = |place: &str, field: &str, old: &str, new: &str, row: u32| {
        let who = "geodeta, 4 maja 2026";
        let evidence = format!("{number}:{row}");
        [place, field, old, new, "pismo &lt;GK.1&gt;", who, &evidence].map(str::to_owned).to_vec()
    };
    // Both of A2 stand at the address as it is after both, in another locality.
    let expected = [
        row("Rzęśnia 777", "numer", "901", "777", 1),
        row("Wądół Leśny 902 c", "numer", "902", "902 c", 3),
        row("Wądół Leśny 902 c", "SIMC", "9900113", "9900120", 4),
    ];
    assert_eq!(rows, expected);
    assert!(refusals(&out).keys().copied().eq([2, 5]), "{:?}", refusals(&out));
    let layer = read_texts(&dataset.join("corrections.parquet"));
    assert_eq!(layer.column("source_row"), ["1", "3", "4"]);
    assert_eq!(layer.column("author_role"), ["surveyor"; 3]);
    let addresses = read_texts(&dataset.join("addresses.parquet"));
    let ids = layer.column("address_row").into_iter().map(|row| {
        addresses.value(row.parse::<usize>().expect("a row") - 1, "address_id").to_owned()
    });
    assert_eq!(ids.collect::<Vec<_>>(), ["A1", "A2", "A2"]);
    // A report without corrections has no such table.
    let plain = folder.written();
    let (run, out) = (plain.path().join("run.toml"), plain.path().join("raport"));
    zasieg(&[&"report", &run, &"--gmina", &"980101", &"--out", &out]).with(0);
    let html = fs::read_to_string(out.join("980101/raport.html")).expect("written");
    assert!(!html.contains("Korekty rejestru adresów"));
}

#[test]
fn corrections_of_an_address_without_an_identifier_stay_with_it() {
    // Its key is that of another address once its number is corrected.
    let folder = with_points();
    let base = folder.table("adresy.csv");
    let [simc, ulic, number, id] =
        ["SIMC", "SYM_UL", "Nr porządkowy", "gml_id"].map(|name| base.position(name));
    let rows = address_rows(&base);
    let is_alone = |row: &Vec<String>| {
        let street = row[ulic].replace("99999", "");
        rows[&(row[simc].clone(), street, number_key(&row[number]))].len() == 1
    };
    let nameless = base.rows.iter().position(|row| row[id].is_empty() && is_alone(row));
    let nameless = nameless.expect("an address without an identifier");
    let row = &base.rows[nameless];
    let is_neighbour = |other: &&Vec<String>| {
        other[simc] == row[simc] && other[ulic] == row[ulic] && other[number] != row[number]
    };
    let new = &base.rows.iter().find(is_neighbour).expect("a neighbour")[number];
    let key = format!("980101,{},{},{}", row[simc], row[ulic], row[number]);
    let lines = [line(&key, "number", &row[number], new)];
    let dir = with_corrections(folder, &lines).written();
    let dataset = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &dataset]).with(0);
    let layer = read_texts(&dataset.join("corrections.parquet"));
    let addresses = read_texts(&dataset.join("addresses.parquet"));
    let at = layer.value(0, "address_row").parse::<usize>().expect("a row") - 1;
    assert_eq!(addresses.value(at, "source_row"), (nameless + 1).to_string());
    assert_eq!(addresses.value(at, "number"), new);
}

#[test]
fn the_order_of_corrections_of_different_addresses_changes_nothing() {
    let lines: Vec<String> = (1..=4)
        .map(|n| line(&format!("A{n}"), "number", &format!("90{n}"), &format!("77{n}")))
        .chain([line("A2", "street", "", "Nowa"), line("A3", "locality", "", "Rzęśnia Dolna")])
        .collect();
    let reversed: Vec<String> = lines.iter().rev().cloned().collect();
    let [one, other] = [lines, reversed].map(|lines| {
        let dir = diagnosed(&with_corrections(with_points(), &lines));
        assert!(refusals(&dir.path().join("out")).is_empty());
        dir
    });
    for file in ["addresses.csv", "localities.csv", "issues.csv"] {
        let bytes = |dir: &TempDir| fs::read(dir.path().join("out").join(file)).expect("written");
        assert!(bytes(&one) == bytes(&other), "{file} differs");
    }
}
