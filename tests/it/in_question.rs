//! What puts a record in question is named: rules of their own, the entry of the book, one number for
//! each operator, plans that end with their contract, ground that hides, silence that changes nothing.

use std::fs;

use crate::program::zasieg;
use crate::table::Table;
use crate::trust::{World, offer, offers, set};

const BOOK: &str = "id,submitted_on,address_id,operator,claim,evidence,evidence_date\n";

/// A world in which the first house was refused a connection by an operator.
fn refused(operator: &str, rows: &[String]) -> World {
    let entry = format!("{BOOK}K1,2026-06-20,A1,{operator},refused,refusal_doc,2026-06-10\n");
    World::line(2).selling(rows).with("challenges", &entry, "")
}

/// The rule of the first house today, and of the second.
fn rules(world: &World, detectors: &str) -> Vec<String> {
    let dir = world.diagnosed(detectors);
    let table = Table::read(&dir.path().join("out/addresses.csv"));
    table.column("eu_2023_today_rule").into_iter().map(str::to_owned).collect()
}

/// The answer of `check` about a house.
fn checked(world: &World, detectors: &str, house: &str) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    world.write(dir.path(), detectors);
    zasieg(&[&"check", &dir.path().join("run.toml"), &house]).with(0).stdout
}

/// The page of evidence about a house.
fn page(world: &World, detectors: &str, house: &str) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    world.write(dir.path(), detectors);
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("dowody"));
    zasieg(&[&"report", &run, &"--evidence", &house, &"--out", &out]).with(0);
    fs::read_to_string(out.join("dowody-1.html")).expect("written").replace("&#x2f;", "/")
}

#[test]
fn a_status_that_the_book_decides_names_the_book() {
    let fast = [offer(1, "X", "GPON", 300), offer(2, "X", "GPON", 300)];
    let world = refused("X", &fast);
    assert_eq!(rules(&world, "flag"), ["G1-few-networks", "G1-few-networks"]);
    assert_eq!(rules(&world, "decide"), ["U4-challenged", "G1-few-networks"]);
    let said = checked(&world, "decide", "A1");
    assert!(said.contains("zakwestionowane przyjętym wpisem księgi"), "{said}");
    assert!(said.contains("    * spór lub odmowa przyłączenia (przyjęte)"), "{said}");
    assert!(said.contains("pewny, zakwestionowany;"), "{said}");
    // Where detectors only flag, the entry decides nothing.
    let said = checked(&world, "flag", "A1");
    assert!(said.contains("    - spór lub odmowa przyłączenia (przyjęte)"), "{said}");
    assert!(!said.contains("zakwestionowan"), "{said}");
    // The page asks for a correction either way, and only where the book has an entry.
    for detectors in ["flag", "decide"] {
        let asked = page(&world, detectors, "A1");
        assert!(asked.contains("O korektę zgłoszenia") && asked.contains("K1 (odmowa)"));
        assert_eq!(asked.contains("O dopisanie adresu"), detectors == "decide");
        assert!(!page(&world, detectors, "A2").contains("O korektę"));
    }
    // One network is refused, another one stays: the address is grey.
    let two = [offer(1, "X", "GPON", 300), offer(1, "Y", "GPON", 300)];
    assert_eq!(rules(&refused("X", &two), "decide")[0], "G1-few-networks");
    // Uncertain as stated: the book adds nothing.
    let theoretical = ["A1,X,GPON,300,100,teoretyczny".to_owned()];
    assert_eq!(rules(&refused("X", &theoretical), "decide")[0], "U1-only-possible");
}

#[test]
fn a_status_that_a_detector_decides_says_so() {
    // ADSL2+ carries 24 Mb/s.
    let world = World::line(2).selling(&[offer(1, "X", "ADSL2+", 1000)]);
    assert_eq!(rules(&world, "flag"), ["G1-few-networks", "W1-no-record"]);
    assert_eq!(rules(&world, "decide"), ["U3-doubted", "W1-no-record"]);
    assert!(page(&world, "decide", "A1").contains("U3-doubted"));
}

#[test]
fn operators_meet_however_their_number_is_written() {
    let report = "DI,Sieć Z,503,,,\nPI,P1,2027-01-01,światłowodowe,NIE,TAK,1000,300,,\n\
                  ZS,Z1,2465011,Dąbrowa,0939473,Polna,09182,1,,,światłowodowe,GPON,300,100,\
                  rzeczywisty,NIE,TAK,K1\n";
    for written in ["503", "00503", "RPT 503", "Sieć Z"] {
        let world = refused(written, &[offer(2, written, "GPON", 300)]);
        let world = world.with("sidusis-report", report, "");
        assert_eq!(rules(&world, "decide")[0], "U4-challenged", "{written}");
    }
    let another = refused("504", &[offer(2, "Y", "GPON", 300)]).with("sidusis-report", report, "");
    assert_eq!(rules(&another, "decide")[0], "G1-few-networks");
    // In offers as well: both houses are of one network.
    let world = World::line(2).selling(&[offer(1, "503", "GPON", 300)]);
    let dir = world.with("sidusis-report", report, "").diagnosed("flag");
    let table = Table::read(&dir.path().join("out/addresses.csv"));
    assert_eq!(table.value(0, "eu_2023_today"), "grey", "one network, not two");
}

#[test]
fn a_plan_ends_with_its_contract_unless_it_is_stated_anew() {
    let plan = "DI,Operator X,90001,,\n\
                PI,P1,2027-11-30,światłowodowe,NIE,TAK,1000,300,plany@x.example,\n\
                AI,A-1,P1,planowane,2465011,,0939473,,09182,1,,\n";
    let of = |contract: &str| {
        let head = "contract_id,operator,address_id,down_mbps,up_mbps,due,status,terminated_on\n";
        let world = World::line(2).selling(&[offer(2, "90001", "ADSL", 10)]);
        let world = world.with("sidusis-report", plan, "");
        let dir = world.with("public-plans", &format!("{head}{contract}\n"), "").diagnosed("flag");
        let addresses = Table::read(&dir.path().join("out/addresses.csv"));
        let records = Table::read(&dir.path().join("out/plan_records.csv"));
        let row = records.column("operator_id").iter().position(|id| *id == "90001");
        let row = row.expect("it plans");
        let columns = ["pending", "terminated", "back_to_white", "unknown_state"];
        let counts = columns.map(|column| records.value(row, column).to_owned()).join(",");
        format!("{} {counts}", addresses.value(0, "eu_2023_with_plans"))
    };
    // The report is of June 2026: which day, nobody knows.
    let ended = |operator: &str, day: &str| {
        of(&format!("U1,{operator},A1,300,100,2027-06-30,terminated,{day}"))
    };
    assert_eq!(ended("90001", ""), "white 0,1,1,0");
    assert_eq!(ended("90001", "2026-06-10"), "white 0,1,1,0");
    assert_eq!(ended("90001", "2026-06-01"), "white 0,1,1,0");
    // Stated after the contract ended: a plan of its own.
    assert_eq!(ended("90001", "2026-05-31"), "grey 1,1,0,0");
    // Another's contract is no matter.
    assert_eq!(ended("90002", ""), "grey 1,0,0,0");
    // A contract without a day counts neither in the status nor as pending; the plan is pending.
    assert_eq!(of("U1,90001,A1,300,100,,in_progress,"), "grey 1,0,0,1");
    // Nor does it end with another contract of its beneficiary.
    let two = "U1,90001,A1,300,100,2027-06-30,terminated,\nU2,90001,A1,300,100,,in_progress,";
    assert_eq!(of(two), "white 0,1,1,1");
}

#[test]
fn a_contract_without_a_day_is_not_pending() {
    let text = "contract_id,operator,address_id,down_mbps,up_mbps,due,status\n\
                U1,X,A1,300,100,,in_progress\n";
    let world = World::line(2).selling(&[offer(2, "X", "ADSL", 10)]).with("public-plans", text, "");
    let dir = world.diagnosed("flag");
    let addresses = Table::read(&dir.path().join("out/addresses.csv"));
    let records = Table::read(&dir.path().join("out/plan_records.csv"));
    assert_eq!(addresses.value(0, "eu_2023_with_plans"), "white");
    assert_eq!([records.value(0, "pending"), records.value(0, "unknown_state")], ["0", "1"]);
}

/// Houses at 0 and 50 m, a mast of 30 m some 2 km east, squares of 100 m on both sides of the line
/// between: level at 100 m, and a hill from 900 to 1100 m.
fn over_squares(hill: u32, mast: (f64, f64)) -> World {
    let mut ground = "easting,northing,value,size_m\n".to_owned();
    for column in -1..25 {
        for row in -2..3 {
            let (east, north) = (500_050 + 100 * column, 300_050 + 100 * row);
            let height = if (9..11).contains(&column) { hill } else { 100 };
            ground += &format!("{east},{north},{height},100\n");
        }
    }
    let (lon, lat) = mast;
    let stations =
        format!("station_id,operator,lon,lat,antenna_height_m\nS1,X,{lon:.7},{lat:.7},30\n");
    World::line(2)
        .selling(&[offer(1, "X", "NR NSA", 300)])
        .with("terrain", &ground, "crs = \"EPSG:2180\"")
        .with("base-stations", &stations, "")
}

#[test]
fn a_hill_without_houses_hides_a_mast_far_from_any() {
    // The place 2 km east of the first house, by search.
    let crs = zasieg::place::Crs::wgs84();
    let (mut lon, mut lat) = (19.0, 50.0);
    for _ in 0..30 {
        let found = zasieg::place::to_pl1992(&[(lon, lat)], &crs).expect("PROJ");
        let place = found[0].expect("in Poland");
        lon += (502_000.0 - place.easting()) / 71_500.0;
        lat += (300_000.0 - place.northing()) / 111_200.0;
    }
    let found = |hill| over_squares(hill, (lon, lat)).found();
    // The sight climbs from 108 to 130 m; over the hill it is at 117.9 to 120.1 m. The points of the
    // lattice at 900 and 1000 m lie on the hill, so that 123 m stand 5 m above 117.9 m.
    assert_eq!(found(200), set(&[("radio_behind_terrain", "A1")]));
    assert_eq!(found(124), set(&[("radio_behind_terrain", "A1")]));
    assert_eq!(found(122), set(&[]));
}

#[test]
fn an_edition_without_a_statement_is_no_change() {
    const EDITIONS: [&str; 3] = ["03", "04", "05"];
    const MORE: [&str; 3] = [
        "edition = \"2026-03\"\nearlier = true",
        "edition = \"2026-04\"\nearlier = true",
        "edition = \"2026-05\"\nearlier = true",
    ];
    // X says the same in March, May and June, and nothing in April; Y has one more house each time.
    let of = |n: usize, has_x: bool| -> Vec<String> {
        let x = offer(10, "X", "GPON", 300);
        has_x.then_some(x).into_iter().chain((1..=n).map(|h| offer(h, "Y", "GPON", 300))).collect()
    };
    let mut world = World::line(10).selling(&of(4, true));
    for (at, name) in EDITIONS.iter().enumerate() {
        world = world.with("offer-table", &offers(&of(at + 1, *name != "04")), MORE[at]);
    }
    let table = Table::read(&world.diagnosed("flag").path().join("out/freshness.csv"));
    let row = |operator: &str| {
        let at = table.column("operator").iter().position(|o| *o == operator).expect("known");
        let columns = [
            "rank",
            "editions_declared",
            "editions_changed",
            "same_in_a_row",
            "change_index_percent",
        ];
        columns.map(|column| table.value(at, column).to_owned())
    };
    assert_eq!(row("X"), ["1", "2", "0", "2", "0.0"]);
    // 1 of 2, 1 of 3, 1 of 4: three of nine.
    assert_eq!(row("Y"), ["2", "3", "3", "0", "33.3"]);
}
