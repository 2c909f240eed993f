//! What is told of few people: nowhere a count below the minimum, nor what would give one away.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::folder::Folder;
use crate::program::{diagnose, zasieg};
use crate::table::{Table, input, read_json};

const GMINA: &str = "980201";
/// Localities of the paper gmina: A1 to A6, B1 to B7, S1 to S4.
const PLACES: [&str; 3] = ["SIMC 9910011", "SIMC 9910028", "SIMC 9910034"];

fn paper() -> Folder {
    Folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/chapters"))
}

/// The report of the paper gmina, and its indicators by symbol: state and low.
fn report(folder: &Folder) -> (tempfile::TempDir, String) {
    let dir = folder.written();
    let (out, run) = (dir.path().join("reports"), dir.path().join("run.toml"));
    zasieg(&[&"report", &run, &"--gmina", &GMINA, &"--out", &out]).with(0);
    let html = fs::read_to_string(out.join(GMINA).join("raport.html")).expect("a report");
    (dir, html)
}

/// Cells of the row that begins with a name, of the table with a caption.
fn row(html: &str, caption: &str, name: &str) -> Vec<String> {
    // Symbols are links to their definitions.
    let links = html.split("<a ").enumerate().map(|(n, text)| match text.split_once('>') {
        Some((_, text)) if n > 0 => text,
        _ => text,
    });
    let html = links.collect::<String>().replace("</a>", "");
    let (_, table) = html.split_once(&format!("<caption>{caption}")).expect("the table");
    let (table, _) = table.split_once("</table>").expect("its end");
    let rows: Vec<&str> = table.split("<tr>").collect();
    let found = rows.iter().find(|row| row.contains(&format!(">{name}</th>"))).expect("a row");
    let cells = found.split("</td>").filter_map(|cell| Some(cell.rsplit_once('>')?.1.to_owned()));
    cells.filter(|cell| cell != "\n").collect()
}

/// Notices, vacancies, households and businesses of the localities.
fn localities(html: &str) -> Vec<[String; 4]> {
    let of = |place: &&str| {
        let cells = row(html, "Popyt według miejscowości", place);
        [2, 3, 4, 5].map(|at: usize| cells[at].clone())
    };
    PLACES.iter().map(of).collect()
}

/// Of a table of a few rows the content could be guessed until its hash is right.
#[test]
fn hashes_of_tables_of_people_are_told_nowhere() {
    let mut folder = paper();
    folder.set("popyt.csv", "id,address_id,status\nZ1,A1,new\n");
    folder.set("pustostany.csv", "id,address_id,kind,status\nV1,S1,vacant,confirmed\n");
    let (dir, html) = report(&folder);
    let bundle = dir.path().join("paczka");
    zasieg(&[&"publish", &dir.path().join("run.toml"), &"--out", &bundle, &"-q"]).with(0);
    let hash = |name: &str| {
        let bytes = fs::read(dir.path().join(name)).expect("a table");
        format!("{:x}", Sha256::digest(bytes))
    };
    let published = fs::read_dir(&bundle).expect("a bundle").map(|entry| {
        let bytes = fs::read(entry.expect("an entry").path()).expect("a file");
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let pages: Vec<String> = published.chain([html]).collect();
    let people = ["popyt.csv", "pustostany.csv", "lokale.csv"];
    let has = |hash: &str| pages.iter().any(|page| page.contains(hash));
    assert!(has(&hash("adresy.csv")), "those of other tables are told");
    for name in people {
        assert!(!has(&hash(name)), "{name}");
    }
    // What runs write, file by file.
    let (run, at) = (dir.path().join("run.toml"), |name: &str| dir.path().join(name));
    diagnose(&run, &at("out"), &[]).with(0);
    zasieg(&[&"national", &run, &"--out", &at("kraj"), &"--indicators", &"-q"]).with(0);
    zasieg(&[&"diff", &run, &run, &"--out", &at("zmiany")]).with(0);
    for folder in ["out", "kraj", "zmiany"] {
        let mut told = false;
        for entry in fs::read_dir(at(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let Ok(bytes) = fs::read(&path) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            told |= text.contains(&hash("adresy.csv"));
            for name in people {
                assert!(!text.contains(&hash(name)), "{}: {name}", path.display());
            }
        }
        assert!(told, "{folder}: those of other tables are told");
    }
}

/// Hashes that are not told still tell inputs apart.
#[test]
fn parts_of_other_vacancies_are_not_put_together() {
    let (one, mut other) = (paper(), paper());
    other.replace("pustostany.csv", "V1,S2", "V1,S3");
    let (one, other) = (one.written(), other.written());
    let part = |dir: &tempfile::TempDir, codes: &str| {
        let (run, out) = (dir.path().join("run.toml"), dir.path().join(codes));
        zasieg(&[&"national", &run, &"--gmina", &codes, &"--out", &out, &"-q"]).with(0);
        out
    };
    let (first, rest) = (part(&one, "98"), part(&one, "none"));
    let whole = one.path().join("kraj");
    let stranger = part(&other, "none");
    let ended = zasieg(&[&"national", &"--out", &whole, &"--merge", &first, &stranger]).with(2);
    assert!(ended.stderr.contains("inputs, settings or profiles"), "{}", ended.stderr);
    zasieg(&[&"national", &"--out", &whole, &"--merge", &first, &rest]).with(0);
}

/// What is told of Z3, Z4 and Z5 where so many houses of three localities of ten are empty, and each
/// house has so many homes.
fn told_of_homes(empty: [usize; 3], homes: [u32; 3]) -> Vec<[(String, String); 3]> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut addresses = "id,terc,simc,number,easting,northing\n".to_owned();
    let mut premises = "address_id,households,businesses,population\n".to_owned();
    let mut vacancies = "id,address_id,kind,status\n".to_owned();
    for place in 0..3 {
        for house in 0..10 {
            let id = format!("{place}_{house}");
            let (east, north) = (501_000 + place * 1500 + house * 30, 401_000 + place * 900);
            addresses +=
                &format!("{id},9801012,000000{},{},{east},{north}\n", place + 1, house + 1);
            premises += &format!("{id},{},0,{}\n", homes[place], 3 * homes[place]);
            if house < empty[place] {
                vacancies += &format!("{id},{id},vacant,confirmed\n");
            }
        }
    }
    let mut run = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n".to_owned();
    let offers =
        "address_id,operator,technology,down_mbps,up_mbps,reach\n0_9,1,VDSL,20,2,certain\n";
    for (register, file, table, more) in [
        ("address-table", "a.csv", addresses.as_str(), "crs = \"EPSG:2180\"\n"),
        ("offer-table", "o.csv", offers, ""),
        ("premises", "p.csv", &premises, ""),
        ("vacancies", "v.csv", &vacancies, ""),
    ] {
        fs::write(dir.path().join(file), table).expect("written");
        run += &format!(
            "\n[[input]]\nregister = \"{register}\"\npath = \"{file}\"\nedition = \"2026-06\"\n{more}"
        );
    }
    let at = |name: &str| dir.path().join(name);
    fs::write(at("run.toml"), run).expect("written");
    let run = at("run.toml");
    diagnose(&run, &at("out"), &[]).with(0);
    zasieg(&[&"report", &run, &"--gmina", &"980101", &"--out", &at("r"), &"--format", &"html,csv"])
        .with(0);
    zasieg(&[&"publish", &run, &"--out", &at("otwarte"), &"-q"]).with(0);
    let html = fs::read_to_string(at("r/980101/raport.html")).expect("a report");
    let places = ["out/indicators.csv", "r/980101/indicators.csv", "otwarte/wskazniki.csv"];
    let of = |place: &str| {
        let table = Table::read(&at(place));
        ["Z3", "Z4", "Z5"].map(|symbol| {
            let cell = |column: &str| table.by_text("symbol", column)[symbol].to_owned();
            (cell("state"), cell("low"))
        })
    };
    let found: Vec<_> = places.iter().map(|place| of(place)).collect();
    let shown =
        row(&html, "Wskaźniki Z1–Z5", "Potencjalny abonament miesięczny w białych adresach");
    let state = found[0][2].0.as_str();
    assert_eq!(shown[1] == "*", state == "suppressed", "{shown:?}");
    let is_noted = shown[2] == "pustostany nieodliczone";
    assert_eq!(is_noted, state == "vacant_not_deducted", "{shown:?}");
    found
}

/// How many homes a house has everybody can see: the sum of those that are left tells which are not.
#[test]
fn homes_that_are_left_do_not_tell_which_houses_are_empty() {
    let known = |low: &str| ("known".to_owned(), low.to_owned());
    let whole = |low: &str| ("vacant_not_deducted".to_owned(), low.to_owned());
    // 2 and 2 of 30: localities are held back. Of 10 x 1 + 10 x 10 + 10 x 3 = 140 homes 118 would be
    // left: 22 in four houses are two of ten and two of one. So all 140 are told, x 200 per mille, and
    // x 50 PLN: the same wherever four of 30 houses are empty that localities do not tell.
    for empty in [[2, 2, 0], [1, 3, 0], [0, 2, 2], [1, 2, 1]] {
        for found in told_of_homes(empty, [1, 10, 3]) {
            assert_eq!(found, [whole("28000"), known("4"), whole("140000000")], "{empty:?}");
        }
    }
    // Even of equal houses, where the sum tells how many of the white ones are empty: 30 homes.
    for found in told_of_homes([2, 2, 0], [1, 1, 1]) {
        assert_eq!(found, [whole("6000"), known("4"), whole("30000000")]);
    }
    // Two of 30 are no count that is told, as if one were.
    for empty in [[2, 0, 0], [0, 1, 0], [0, 1, 1]] {
        for found in told_of_homes(empty, [1, 1, 1]) {
            let held = ("suppressed".to_owned(), String::new());
            assert_eq!(found, [whole("6000"), held, whole("30000000")], "{empty:?}");
        }
    }
    // Localities are told, and in each all houses are alike: 30 - 8 homes x 200 per mille, x 50 PLN.
    for found in told_of_homes([4, 4, 0], [1, 1, 1]) {
        assert_eq!(found, [known("4400"), known("8"), known("22000000")]);
    }
}

#[test]
fn two_single_notices_do_not_hide_each_other() {
    let mut folder = paper();
    let notices = ["A1", "B1", "S3", "S3", "S3", "S4", "S4"];
    let rows = notices.iter().enumerate().map(|(n, address)| format!("Z{n},{address},new\n"));
    folder.set("popyt.csv", "id,address_id,status\n".to_owned() + &rows.collect::<String>());
    let (_dir, html) = report(&folder);
    // 1, 1 and 5: beside a sum of 7 two stars and a 5 would be two ones.
    assert!(html.contains("Zgłoszenia, które czekają: 7,"), "the sum is told");
    let notices: Vec<String> =
        localities(&html).into_iter().map(|place| place[0].clone()).collect();
    assert_eq!(notices, ["*", "*", "*"]);
}

#[test]
fn one_address_tells_no_vacancy_and_no_business() {
    let mut folder = paper();
    // Of businesses A1 has four and S1, the only one of its locality with people, one.
    let rows = folder.text("lokale.csv").lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let businesses = match cells[0] {
            "A1" => "4",
            "S1" => "1",
            _ => "0",
        };
        format!("{},{},{businesses},{}\n", cells[0], cells[1], cells[3])
    });
    let rows: String = rows.collect();
    folder.set("lokale.csv", "address_id,households,businesses,population\n".to_owned() + &rows);
    folder.set("pustostany.csv", "id,address_id,kind,status\nV1,S1,vacant,confirmed\n");
    let (dir, html) = report(&folder);
    let found = localities(&html);
    let told = |at: usize| found.iter().map(|place| place[at].as_str()).collect::<Vec<&str>>();
    // One empty house: no locality is told, nor the sum.
    assert_eq!(told(1), ["*", "*", "*"]);
    // Homes are told: 2+1+3+2+1+4, 1+2+1+1+2+3+5, 1+0+2+1.
    assert_eq!(told(2), ["13", "15", "4"]);
    // One is small; four, which the sum of five would leave, is held back with it.
    assert_eq!(told(3), ["*", "0", "*"]);
    let held = row(&html, "Wskaźniki Z1–Z5", "Pustostany");
    assert_eq!(held[1], "*", "{held:?}");
    assert!(html.contains("wstrzymane: za mało osób, których dotyczy"), "and says why");

    // The same everywhere.
    let (run, at) = (dir.path().join("run.toml"), |name: &str| dir.path().join(name));
    diagnose(&run, &at("out"), &[]).with(0);
    let national: crate::program::Arguments<'_> =
        &[&"national", &run, &"--out", &at("kraj"), &"--indicators", &"-q"];
    zasieg(national).with(0);
    zasieg(&[&"publish", &run, &"--out", &at("otwarte"), &"-q"]).with(0);
    let states = |place: &str| {
        let table = Table::read(&at(place));
        let of = |symbol: &str| {
            let state = table.by_text("symbol", "state")[symbol].to_owned();
            (state, table.by_text("symbol", "low")[symbol].to_owned())
        };
        ["Z3", "Z4", "Z5", "R6", "R7"].map(of)
    };
    let held = || ("suppressed".to_owned(), String::new());
    let expected = [
        held(),
        held(),
        // With the home of the empty house, as the share of homes at white addresses: 18 x 200 x 5000.
        ("vacant_not_deducted".to_owned(), "18000000".to_owned()),
        ("known".to_owned(), "32".to_owned()),
        ("known".to_owned(), "5".to_owned()),
    ];
    let places = ["out/indicators.csv", "kraj/indicators.csv", "otwarte/wskazniki.csv"];
    for place in places {
        assert_eq!(states(place), expected, "{place}");
    }
    assert_eq!(states(&format!("reports/{GMINA}/indicators.csv")), expected);
    let people = Table::read(&at("otwarte/ludnosc_i_popyt.csv"));
    let of = |name: &str| people.by_text("code", name)["9910034"].to_owned();
    let found = ["vacant_addresses", "businesses", "households", "residents"].map(of);
    assert_eq!(found, ["", "", "4", "12"]);
}

#[test]
fn rows_of_notices_and_vacancies_are_counted_nowhere() {
    let mut folder = paper();
    folder.set("popyt.csv", "id,address_id,status\nZ1,A1,new\nZ2,A1,new\nZ3,X9,new\n");
    let (dir, html) = report(&folder);
    let at = |name: &str| dir.path().join(name);
    let of = |file: &str| {
        let (_, row) = html.split_once(&format!("<td>{file}<br>")).expect("its row");
        row.split_once("</tr>").expect("its end").0.to_owned()
    };
    assert!(of("popyt.csv").contains("nie podaje się: wiersz to zgłoszenie albo pustostan"));
    assert!(of("pustostany.csv").contains("nie podaje się"));
    assert!(of("lokale.csv").ends_with(
        "<td class=\"n\">17</td><td class=\"n\">17</td><td class=\"n\">0</td><td class=\"n\">0</td>"
    ));
    // The row of an unknown address is in the list of the office, and not counted in the report.
    let issues = Table::read(&at(&format!("reports/{GMINA}/issues.csv")));
    let is_of = |row: &usize, register: &str| issues.value(*row, "register") == register;
    let lost: Vec<usize> = (0..issues.rows.len())
        .filter(|row| issues.value(*row, "gmina").is_empty())
        .filter(|row| ["rejected", "flagged"].contains(&issues.value(*row, "severity")))
        .collect();
    assert_eq!(lost.iter().filter(|row| is_of(row, "demand")).count(), 1);
    let counted = lost.iter().filter(|row| !is_of(row, "demand") && !is_of(row, "vacancies"));
    assert_eq!(counted.count(), 0);
    assert!(!html.contains("nie wskazują żadnej gminy"), "there is nothing to count");

    diagnose(&at("run.toml"), &at("out"), &[]).with(0);
    let manifest = read_json(&at("out/manifest.json"));
    for file in ["popyt.csv", "pustostany.csv"] {
        for key in ["rows_read", "rows_used", "rows_rejected", "rows_outside_area", "by_code"] {
            assert!(input(&manifest, file)[key].is_null(), "{file}: {key}");
        }
    }
    assert_eq!(input(&manifest, "lokale.csv")["rows_read"].as_u64(), Some(17));
    zasieg(&[&"national", &at("run.toml"), &"--out", &at("kraj"), &"-q"]).with(0);
    let ages = Table::read(&at("kraj/registers.csv"));
    let rows: BTreeMap<&str, &str> = ages.by_text("register", "rows_read");
    assert_eq!((rows["demand"], rows["vacancies"], rows["premises"]), ("", "", "17"));
}

#[test]
fn an_address_tells_no_notice_and_no_vacancy() {
    let mut folder = paper();
    // A4 has theoretical reach only, which a notice contradicts; S1 is said to be vacant.
    folder.set("popyt.csv", "id,address_id,status\nZ1,A4,new\n");
    let (dir, html) = report(&folder);
    let run = dir.path().join("run.toml");
    for address in ["A4", "S1"] {
        let answer = zasieg(&[&"check", &run, &address, &"--json"]).with(0).stdout;
        assert!(answer.contains(&format!("\"address_id\": \"{address}\"")), "{answer}");
        assert!(!answer.contains("popyt.csv") && !answer.contains("pustostany.csv"), "{answer}");
    }
    let (_, row) = html.split_once("<code>theoretical_with_demand</code>").expect("the detector");
    let (row, _) = row.split_once("</tr>").expect("its end");
    // One contradiction, of one notice: neither how many nor where.
    assert!(row.contains("<td class=\"n\">*</td>") && row.ends_with("<td></td>"), "{row}");
}

#[test]
fn few_contradictions_with_notices_read_as_none() {
    let told = |notices: &str| {
        let mut folder = paper();
        folder.set("popyt.csv", format!("id,address_id,status\n{notices}"));
        let (_dir, html) = report(&folder);
        let (_, part) = html.split_once("Sprzeczności w gminie").expect("the chapter");
        part.split_once("</table>").expect("its end").0.to_owned()
    };
    // A4 has theoretical reach only, A1 certain reach.
    let (one, none) = (told("Z1,A4,new\n"), told("Z1,A1,new\n"));
    assert!(none.contains("<code>theoretical_with_demand</code>") && none.contains(">*</td>"));
    assert!(one == none, "{one}");
    let three = told("Z1,A4,new\nZ2,A4,new\nZ3,A4,read\n");
    let (_, row) = three.split_once("<code>theoretical_with_demand</code>").expect("a row");
    assert!(row.contains("<td class=\"n\">3</td>"), "{row}");
}

#[test]
fn a_notice_written_three_times_is_one() {
    let told = |ids: [&str; 3]| {
        let mut folder = paper();
        let rows = ids.map(|id| format!("{id},S3,new\n")).concat();
        folder.set("popyt.csv", format!("id,address_id,status\n{rows}"));
        let (dir, html) = report(&folder);
        let issues = Table::read(&dir.path().join(format!("reports/{GMINA}/issues.csv")));
        let is_it = |row: &usize| {
            issues.value(*row, "register") == "demand"
                && issues.value(*row, "code") == "repeated_id"
        };
        let repeated = (0..issues.rows.len()).filter(is_it).count();
        (localities(&html)[2][0].clone(), repeated)
    };
    assert_eq!(told(["Z1", "Z2", "Z3"]), ("3".to_owned(), 0));
    assert_eq!(told(["Z1", "Z1", "Z1"]), ("*".to_owned(), 2));
}

#[test]
fn what_is_published_of_changes_names_no_vacancy() {
    let (old, mut new) = (paper().written(), paper());
    // V1 says that S2 stands empty; now the address is gone.
    new.replace("adresy.csv", "S2,9802012,9910034,2,503500,404500\n", "");
    let new = new.written();
    let [before, after] = [&old, &new].map(|dir| dir.path().join("run.toml"));
    let (changes, bundle) = (new.path().join("zmiany"), new.path().join("otwarte"));
    zasieg(&[&"diff", &before, &after, &"--out", &changes]).with(0);
    zasieg(&[&"publish", &after, &"--out", &bundle, &"--previous", &before, &"-q"]).with(0);
    let reason = |path: &Path| Table::read(path).by_text("address_id", "reason")["S2"].to_owned();
    assert_eq!(reason(&changes.join("changes.csv")), "vacancy");
    assert_eq!(reason(&bundle.join("zmiany.csv")), "removed_address");
    let sums = Table::read(&bundle.join("zmiany_gmin.csv"));
    let of = |column: &str| sums.by_text("status", column)["white"].to_owned();
    assert_eq!(["old", "removed_address", "new"].map(of), ["11", "-1", "10"]);
    for name in ["zmiany.csv", "zmiany_gmin.csv", "zmiany_gmin.csv-metadata.json"] {
        let text = fs::read_to_string(bundle.join(name)).expect("a table");
        assert!(!text.contains("vacancy"), "{name}");
    }
}
