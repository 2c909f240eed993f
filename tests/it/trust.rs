//! Contradictions, intervals, plans and orphans on worlds whose answer follows on paper: of each
//! detector a planted case, and a near miss that it leaves alone.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::program::zasieg;
use crate::table::Table;

/// Addresses on a line, 50 m apart, from 500 km east and 300 km north; numbers from 1.
const STEP_M: u32 = 50;

/// A world of tables.
#[derive(Clone, Default)]
pub struct World {
    /// Metres east of the first place, by house: `A1`, `A2` …
    pub houses: Vec<u32>,
    /// Their numbers in the street; none: 1, 2 …
    pub numbers: Vec<usize>,
    /// Rows of offers.
    pub offers: Vec<String>,
    /// Register, file, content, further keys of the input.
    pub files: Vec<(&'static str, String, String, &'static str)>,
    /// So many houses are a locality of their own; all are one where it is 0.
    pub per_place: usize,
}

const OFFERS: &str = "address_id,operator,technology,down_mbps,up_mbps,reach\n";

pub fn offers(rows: &[String]) -> String {
    format!("{OFFERS}{}\n", rows.join("\n"))
}

/// An offer of certain reach.
pub fn offer(house: usize, operator: &str, technology: &str, down: u32) -> String {
    format!("A{house},{operator},{technology},{down},10,rzeczywisty")
}

impl World {
    pub fn line(n: u32) -> Self {
        Self { houses: (0..n).map(|house| house * STEP_M).collect(), ..Self::default() }
    }

    pub fn with(mut self, register: &'static str, text: &str, more: &'static str) -> Self {
        let ending = if text.starts_with('{') { "geojson" } else { "csv" };
        let name = format!("plik{}.{ending}", self.files.len());
        self.files.push((register, name, text.to_owned(), more));
        self
    }

    pub fn selling(mut self, rows: &[String]) -> Self {
        self.offers.extend_from_slice(rows);
        self
    }

    pub fn write(&self, dir: &Path, detectors: &str) {
        let mut addresses = "id,easting,northing,terc,simc,ulic,number\n".to_owned();
        for (position, east) in self.houses.iter().enumerate() {
            let (id, easting) = (position + 1, 500_000 + east);
            let number = self.numbers.get(position).copied().unwrap_or(id);
            let place = position.checked_div(self.per_place);
            let simc = place.map_or(939_473, |place| 100_000 + place);
            writeln!(addresses, "A{id},{easting},300000,2465011,{simc:07},09182,{number}")
                .expect("text");
        }
        fs::write(dir.join("adresy.csv"), addresses).expect("written");
        fs::write(dir.join("oferty.csv"), offers(&self.offers)).expect("written");
        let mut run = format!(
            "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\nmax_rejected_share = 1.0\n\
             detectors = \"{detectors}\"\n"
        );
        let mut input = |register: &str, path: &str, more: &str| {
            let edition = if more.contains("edition") { "" } else { "edition = \"2026-06\"\n" };
            write!(
                run,
                "[[input]]\nregister = \"{register}\"\npath = \"{path}\"\n{edition}{more}\n"
            )
            .expect("text");
        };
        input("address-table", "adresy.csv", "crs = \"EPSG:2180\"");
        input("offer-table", "oferty.csv", "");
        for (register, name, text, more) in &self.files {
            fs::write(dir.join(name), text).expect("written");
            input(register, name, more);
        }
        fs::write(dir.join("run.toml"), run).expect("written");
    }

    /// A diagnosis: its folder and the one of the output.
    pub fn diagnosed(&self, detectors: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        self.write(dir.path(), detectors);
        let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
        let tables = [&"--table", &"csv"];
        zasieg(&[&"diagnose", &run, &"--out", &out, tables[0], tables[1]]).with(0);
        dir
    }

    /// Codes and addresses of all contradictions.
    pub fn found(&self) -> BTreeSet<(String, String)> {
        let dir = self.diagnosed("flag");
        let table = Table::read(&dir.path().join("out/conflicts.csv"));
        assert!(table.column("effect").iter().all(|effect| *effect == "flag"));
        let pair =
            |row| (table.value(row, "code").to_owned(), table.value(row, "address_id").to_owned());
        (0..table.rows.len()).map(pair).collect()
    }

    /// Statuses today, by house, where detectors decide.
    pub fn decided(&self) -> Vec<String> {
        let dir = self.diagnosed("decide");
        let table = Table::read(&dir.path().join("out/addresses.csv"));
        table.column("eu_2023_today").into_iter().map(str::to_owned).collect()
    }
}

pub fn set(pairs: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    pairs.iter().map(|(code, id)| ((*code).to_owned(), (*id).to_owned())).collect()
}

const DEMAND: &str = "address_id,submitted_on\nA1,2026-05-01\n";

#[test]
fn theoretical_reach_with_demand() {
    let possible = "A1,X,GPON,1000,100,teoretyczny".to_owned();
    let world = World::line(2).selling(std::slice::from_ref(&possible)).with("demand", DEMAND, "");
    assert_eq!(world.found(), set(&[("theoretical_with_demand", "A1")]));
    // A certain offer beside it settles the matter.
    let settled =
        World::line(2).selling(&[possible, offer(1, "Y", "GPON", 300)]).with("demand", DEMAND, "");
    assert_eq!(settled.found(), set(&[]));
}

#[test]
fn fibre_beyond_every_node_of_its_network() {
    let nodes = |east: u32| {
        format!(
            "id,easting,northing,operator,medium\nW1,{east},300000,X,światłowodowe\n\
             W2,500000,300000,Y,światłowodowe\nW3,500000,300000,X,radiowe\n"
        )
    };
    let world = || World::line(1).selling(&[offer(1, "X", "GPON", 300)]);
    let crs = "crs = \"EPSG:2180\"";
    // The limit is 3000 m; the nodes of another network and of another medium do not help.
    assert_eq!(
        world().with("nodes-table", &nodes(503_001), crs).found(),
        set(&[("fibre_far_from_node", "A1")])
    );
    assert_eq!(world().with("nodes-table", &nodes(503_000), crs).found(), set(&[]));
    // Of a network without any known node nothing is told.
    let unknown = World::line(1).selling(&[offer(1, "Z", "GPON", 300)]);
    assert_eq!(unknown.with("nodes-table", &nodes(503_001), crs).found(), set(&[]));
    let decided = world().with("nodes-table", &nodes(503_001), crs).decided();
    assert_eq!(decided, ["uncertain"]);
}

/// Villages in a line, 3 km apart, of two houses each; their network has a node in the middle of all
/// but some.
fn villages(n: u32, without: &[u32]) -> World {
    villages_where(n, without, &[])
}

/// The same; in some villages nobody knows the medium of the node.
pub fn villages_where(n: u32, without: &[u32], unknown: &[u32]) -> World {
    let houses = (0..n).flat_map(|village| [village * 3_000, village * 3_000 + 40]).collect();
    let mut nodes = "id,easting,northing,operator,medium\n".to_owned();
    for village in (0..n).filter(|village| !without.contains(village)) {
        let medium = if unknown.contains(&village) { "" } else { "światłowodowe" };
        let east = 500_020 + village * 3_000;
        writeln!(nodes, "W{village},{east},300000,X,{medium}").expect("text");
    }
    let rows: Vec<String> =
        (1..=2 * n as usize).map(|house| offer(house, "X", "GPON", 300)).collect();
    World { houses, per_place: 2, ..World::default() }.selling(&rows).with(
        "nodes-table",
        &nodes,
        "crs = \"EPSG:2180\"",
    )
}

#[test]
fn fibre_in_a_village_without_a_point_of_its_network() {
    // Both houses are 2980 m from the next node, within the 3000 m of the other rule.
    let both = [("fibre_without_point", "A11"), ("fibre_without_point", "A12")];
    assert_eq!(villages(12, &[5]).found(), set(&both));
    // Three of twelve villages: of the eleven others of each nine have a point, 82 %.
    assert_eq!(villages(12, &[3, 5, 7]).found(), set(&[]));
    // Ten villages: nine others are too few to know the habit of the network.
    assert_eq!(villages(10, &[5]).found(), set(&[]));
    let decided = villages(12, &[5]).decided();
    assert_eq!(decided.iter().filter(|status| *status == "uncertain").count(), 2);
}

/// Fewest and most white addresses today.
pub fn white_today(world: &World) -> [String; 2] {
    let [white, ..] = colours_today(world);
    white
}

/// Fewest and most white, grey and black addresses today.
fn colours_today(world: &World) -> [[String; 2]; 3] {
    let dir = world.diagnosed("flag");
    let table = Table::read(&dir.path().join("out/intervals.csv"));
    let today = table.column("column").iter().position(|c| *c == "eu_2023_today").expect("today");
    let value = |column: &str| table.value(today, column).to_owned();
    ["white", "grey", "black"].map(|c| ["low", "high"].map(|end| value(&format!("{c}_{end}"))))
}

#[test]
fn fibre_without_a_point_stands_as_seldom_as_points_are_missing_elsewhere() {
    // Before the nodes are looked at the statement is as likely true as false. All n others have a node:
    // a true one has none in 1 of n + 2 cases, a false one always, so it is true in 1 of n + 3.
    // Of 14: may be true. Of 20, just 5 %: too.
    assert_eq!(white_today(&villages(12, &[5])), ["0", "2"]);
    assert_eq!(white_today(&villages(18, &[5])), ["0", "2"]);
    // Of 21: less than 5 %; both houses are white, whatever the records say.
    assert_eq!(white_today(&villages(19, &[5])), ["2", "2"]);
    // Two of forty: of 39 others one has none, so that 2 of 43 are true, and with the first one the
    // second in 3 of 44: both 0.3 %, one of them 8.7 %.
    assert_eq!(white_today(&villages(40, &[10, 20])), ["2", "4"]);
}

#[test]
fn editions_settle_what_earlier_ones_left_open() {
    const APRIL: &str = "edition = \"2026-04\"\nearlier = true";
    const MAY: &str = "edition = \"2026-05\"\nearlier = true";
    // The last of some localities of two houses is open in all editions; the others were open in
    // April, and are settled since May.
    let world = |localities: u32, prove_true: bool| {
        let last = 2 * localities as usize;
        let possible = |house: usize| format!("A{house},X,GPON,300,10,teoretyczny");
        let open: Vec<String> = (1..=last).map(possible).collect();
        let mut later = vec![possible(last - 1), possible(last)];
        if prove_true {
            later.extend((1..last - 1).map(|house| offer(house, "X", "GPON", 300)));
        }
        let world = World { per_place: 2, ..World::line(2 * localities) };
        let world = world.with("offer-table", &offers(&open), APRIL);
        world.with("offer-table", &offers(&later), MAY).selling(&later)
    };
    // 19 proved true: the next one is empty in 1 of 21 cases; after 18 in 1 of 20, which is not less
    // than 5 %.
    assert_eq!(white_today(&world(20, true)), ["0", "0"]);
    assert_eq!(white_today(&world(19, true)), ["0", "2"]);
    // 19 proved empty: all forty houses are white; of 18, two may not be.
    assert_eq!(white_today(&world(20, false)), ["40", "40"]);
    assert_eq!(white_today(&world(19, false)), ["36", "38"]);
}

#[test]
fn reach_where_nobody_is_does_not_make_up_for_reach_beside_somebody() {
    // Eight localities of two houses that X may reach; in four of them Y is for certain. Where X proves
    // true it adds grey houses in the first four and takes grey ones away (to black) in the others. With
    // two true and two empty ones beforehand, of four k prove true in (k + 1)(5 - k) of 35 cases: 5, 8, 9, 8,
    // 5. All eight add in 5/35 · 5/35 = 2.04 % of cases, and so do none: both ends are left out, 4.08 %;
    // one or seven in 2 · 5 · 8 of 35², 6.5 %.
    let possible = (1..=16).map(|house| format!("A{house},X,GPON,300,10,teoretyczny"));
    let certain = (9..=16).map(|house| offer(house, "Y", "GPON", 300));
    let rows: Vec<String> = possible.chain(certain).collect();
    let world = World { per_place: 2, ..World::line(16) }.selling(&rows);
    // None is white or black for certain: 5/35 of cases have all four, and as many have none.
    let colours = [["0", "8"], ["2", "14"], ["0", "8"]];
    assert_eq!(colours_today(&world), colours.map(|ends| ends.map(str::to_owned)));
}

#[test]
fn of_two_networks_that_mostly_prove_true_both_do() {
    const APRIL: &str = "edition = \"2026-04\"\nearlier = true";
    const MAY: &str = "edition = \"2026-05\"\nearlier = true";
    // Two networks in localities of two houses; all but the last locality proved true since May.
    let world = |localities: u32| {
        let last = 2 * localities as usize;
        let both = |house: usize, reach: &str| {
            ["X", "Y"].map(|name| format!("A{house},{name},GPON,300,10,{reach}"))
        };
        let open: Vec<String> = (1..=last).flat_map(|house| both(house, "teoretyczny")).collect();
        let later: Vec<String> = (1..=last)
            .flat_map(|house| {
                both(house, if house < last - 1 { "rzeczywisty" } else { "teoretyczny" })
            })
            .collect();
        let world = World { per_place: 2, ..World::line(2 * localities) };
        let world = world.with("offer-table", &offers(&open), APRIL);
        world.with("offer-table", &offers(&later), MAY).selling(&later)
    };
    let ends = |white: [&str; 2], grey: [&str; 2], black: [&str; 2]| {
        [white, grey, black].map(|ends| ends.map(str::to_owned))
    };
    // 39 of 39 true: both are in 40 · 41 of 41 · 42 cases, 95.2 %.
    assert_eq!(colours_today(&world(40)), ends(["0", "0"], ["0", "0"], ["80", "80"]));
    // 36 of 36: both in 37 · 38 of 38 · 39, 94.9 %; one alone in 2 · 37, 4.99 %, which may be left out.
    assert_eq!(colours_today(&world(37)), ends(["0", "0"], ["0", "0"], ["72", "74"]));
}

#[test]
fn editions_tell_into_how_many_parts_a_locality_falls() {
    const APRIL: &str = "edition = \"2026-04\"\nearlier = true";
    const MAY: &str = "edition = \"2026-05\"\nearlier = true";
    // 61 localities of twelve houses, all possible in April. Since May three houses of the last one are open
    // still; of the others either ten houses of each are certain and two are without, or fifty are
    // certain as wholes and ten are without.
    let world = |by_parts: bool| {
        let possible = |house: usize| format!("A{house},X,GPON,300,10,teoretyczny");
        let proves = |house: &usize| {
            let (place, at) = ((house - 1) / 12, (house - 1) % 12);
            if by_parts { at < 10 } else { place < 50 }
        };
        let open: Vec<String> = (1..=61 * 12).map(possible).collect();
        let mut later: Vec<String> = (721..=723).map(possible).collect();
        later.extend((1..=720).filter(proves).map(|house| offer(house, "X", "GPON", 300)));
        let world = World { per_place: 12, ..World::line(61 * 12) };
        let world = world.with("offer-table", &offers(&open), APRIL);
        world.with("offer-table", &offers(&later), MAY).selling(&later)
    };
    // In both worlds 120 houses and nine of the last locality are white, and the next one is empty in
    // 11 of 62 cases. As a whole it may be; if localities fall into parts, one of its three houses may
    // be, and then another, but all three are in 11 · 12 · 13 of 62 · 63 · 64 cases, 0.7 %.
    //
    // More than three parts: with five localities true and five empty as wholes, the mean of 70 shares
    // is 55/70, they vary by 3.45 and wholes would by 70 · 55/70 · 15/70 = 11.8, 3.4 times as much. The
    // larger parts are 0.31 of a locality: one house each.
    assert_eq!(white_today(&world(false)), ["129", "132"]);
    assert_eq!(white_today(&world(true)), ["129", "131"]);
}

#[test]
fn islands_of_one_house() {
    let covered: Vec<String> = vec![offer(6, "X", "GPON", 300)];
    let world = World::line(11).selling(&covered);
    assert_eq!(world.found(), set(&[("island_covered", "A6")]));
    let mut statuses = vec!["white"; 11];
    statuses[5] = "uncertain";
    assert_eq!(world.decided(), statuses);
    // Two houses side by side are no island.
    let two = World::line(11).selling(&[covered[0].clone(), offer(7, "X", "GPON", 300)]);
    assert_eq!(two.found(), set(&[]));
    let all_but = |white: &[usize]| -> Vec<String> {
        let houses = (1..=11).filter(|house| !white.contains(house));
        houses.map(|house| offer(house, "X", "GPON", 300)).collect()
    };
    let hole = World::line(11).selling(&all_but(&[6]));
    assert_eq!(hole.found(), set(&[("island_white", "A6")]));
    assert_eq!(hole.decided()[5], "uncertain");
    assert_eq!(World::line(11).selling(&all_but(&[6, 7])).found(), set(&[]));
}

#[test]
fn speeds_beyond_the_technology_and_exchanged_units() {
    // G.992.5: 24 Mb/s.
    let world = |down| World::line(1).selling(&[offer(1, "X", "ADSL2+", down)]);
    assert_eq!(world(25).found(), set(&[("impossible_speed", "A1")]));
    assert_eq!(world(24).found(), set(&[]));
    // A file in kbit/s instead of Mb/s: every row of it.
    let rows: Vec<String> = (1..=4).map(|house| offer(house, "X", "GPON", 300_000)).collect();
    assert_eq!(World::line(4).selling(&rows).found().len(), 4);
    assert_eq!(World::line(4).selling(&rows).decided(), ["uncertain"; 4]);
}

#[test]
fn an_address_outside_its_gmina() {
    let outline = |east: u32| {
        format!(
            "{{\"type\": \"FeatureCollection\", \"features\": [{{\"type\": \"Feature\", \
             \"properties\": {{\"code\": \"2465011\", \"name\": \"Dąbrowa\"}}, \"geometry\": \
             {{\"type\": \"Polygon\", \"coordinates\": [[[499000, 299000], [{east}, 299000], \
             [{east}, 301000], [499000, 301000], [499000, 299000]]]}}}}]}}"
        )
    };
    // The house stands at 500 000; the limit is 100 m.
    let world = |east| {
        let crs = "crs = \"EPSG:2180\"";
        World::line(1)
            .with("boundaries", &outline(east), crs)
            .selling(&[offer(1, "X", "GPON", 300)])
    };
    assert_eq!(world(499_899).found(), set(&[("address_outside_gmina", "A1")]));
    assert_eq!(world(499_901).found(), set(&[]));
}

#[test]
fn files_that_stay_the_same() {
    const EDITIONS: [&str; 3] = [
        "edition = \"2026-03\"\nearlier = true",
        "edition = \"2026-04\"\nearlier = true",
        "edition = \"2026-05\"\nearlier = true",
    ];
    let rows = [offer(1, "X", "GPON", 300)];
    let with = |n: usize| {
        let world = World::line(1).selling(&rows);
        EDITIONS[..n]
            .iter()
            .fold(world, |world, edition| world.with("offer-table", &offers(&rows), edition))
    };
    assert_eq!(with(3).found(), set(&[("identical_file", "")]));
    assert_eq!(with(2).found(), set(&[]));
}

const CONTRACTS: &str = "contract_id,operator,address_id,medium,down_mbps,up_mbps,due,status\n";

#[test]
fn public_plans_count_while_they_live() {
    let contract = |operator: &str, due: &str, status: &str| {
        format!("{CONTRACTS}U1,{operator},A1,światłowodowe,300,100,{due},{status}\n")
    };
    let world = |text: &str| {
        World::line(2).selling(&[offer(2, "X", "ADSL", 10)]).with("public-plans", text, "")
    };
    let statuses = |text: &str| {
        let dir = world(text).diagnosed("flag");
        let table = Table::read(&dir.path().join("out/addresses.csv"));
        ["today", "with_plans", "if_plans_fail"]
            .map(|tense| table.value(0, &format!("eu_2023_{tense}")).to_owned())
    };
    let alive = contract("X", "2027-06-30", "in_progress");
    assert_eq!(statuses(&alive), ["white", "grey", "white"]);
    // Terminated, done, late, due after the horizon: nothing is promised.
    for (due, status) in [
        ("2027-06-30", "terminated"),
        ("2027-06-30", "done"),
        ("2026-06-29", "in_progress"),
        ("2029-07-01", "planned"),
    ] {
        assert_eq!(statuses(&contract("X", due, status)), ["white"; 3], "{due} {status}");
    }
    // Of an unknown state it is only possible.
    let unknown = contract("X", "2027-06-30", "unknown");
    assert_eq!(statuses(&unknown), ["white", "uncertain", "white"]);
    // So it is in the share of white addresses that plans cover: of two, as X sells 10 Mb/s at one.
    let covered = |text: &str| {
        let dir = world(text).diagnosed("flag");
        let table = Table::read(&dir.path().join("out/indicators.csv"));
        let row = table.column("symbol").iter().position(|symbol| *symbol == "I1").expect("I1");
        assert!(table.value(row, "inputs").contains("public-plans:"), "what it is made from");
        ["low", "mid_twice", "high", "whole"].map(|name| table.value(row, name).to_owned())
    };
    assert_eq!(covered(&unknown), ["0", "1", "1", "2"]);
    assert_eq!(covered(&alive), ["1", "2", "1", "2"]);
    // Late by a day, and due on the very day.
    let found = |due| world(&contract("X", due, "in_progress")).found();
    assert_eq!(found("2026-06-29"), set(&[("plan_overdue", "A1")]));
    assert_eq!(found("2026-06-30"), set(&[]));
    let late = contract("X", "2026-06-29", "unknown");
    assert_eq!(world(&late).found(), set(&[]), "it may be done with");
    let records = |text: &str| {
        let dir = world(text).diagnosed("flag");
        let table = Table::read(&dir.path().join("out/plan_records.csv"));
        let columns = [
            "delivered",
            "pending",
            "overdue",
            "terminated",
            "back_to_white",
            "at_risk",
            "unknown_state",
        ];
        columns.map(|column| table.value(0, column).to_owned()).join(",")
    };
    assert_eq!(records(&alive), "0,1,0,0,0,,0");
    assert_eq!(records(&contract("X", "2027-06-30", "terminated")), "0,0,0,1,1,0,0");
    assert_eq!(records(&contract("X", "2026-06-29", "in_progress")), "0,0,1,0,0,0,0");
    assert_eq!(records(&unknown), "0,0,0,0,0,,1");
    assert_eq!(records(&late), "0,0,0,0,0,,1");
}

#[test]
fn private_plans_of_terminated_contracts() {
    let text = "DI,Operator X,90001,,\n\
                PI,P1,2027-11-30,światłowodowe,NIE,TAK,1000,300,plany@x.example,\n\
                AI,A-1,P1,planowane,2465011,,0939473,,09182,1,,\n";
    let with = |operator: &str| {
        let contract =
            format!("{CONTRACTS}U1,{operator},A1,światłowodowe,300,100,2027-06-30,terminated\n");
        World::line(2)
            .selling(&[offer(2, "90001", "ADSL", 10)])
            .with("sidusis-report", text, "")
            .with("public-plans", &contract, "")
    };
    // The beneficiary is named by its number or by its name; another's contract is no matter.
    for operator in ["90001", "Operator X"] {
        assert_eq!(with(operator).found(), set(&[("plan_terminated", "A1")]), "{operator}");
    }
    assert_eq!(with("90002").found(), set(&[]));
}

#[test]
fn coverage_that_vanished() {
    const EARLIER: &str = "edition = \"2026-05\"\nearlier = true";
    let before = offers(&[offer(1, "X", "GPON", 300)]);
    let now = |rows: &[String]| World::line(1).selling(rows).with("offer-table", &before, EARLIER);
    let gone = now(&[offer(1, "Y", "ADSL", 10)]);
    assert_eq!(gone.found(), set(&[("coverage_vanished", "A1")]));
    assert_eq!(gone.decided(), ["uncertain"]);
    // Slower, but still above the threshold.
    assert_eq!(now(&[offer(1, "X", "GPON", 100)]).found(), set(&[]));
    // An earlier edition gives no address a colour.
    let dir = gone.diagnosed("flag");
    let table = Table::read(&dir.path().join("out/addresses.csv"));
    assert_eq!(table.value(0, "eu_2023_today"), "white");
}

#[test]
fn records_without_address_refused_ones_and_twins() {
    let world = World::line(2).selling(&[
        offer(9, "X", "GPON", 300),
        "A1,X,GPON,szybko,10,rzeczywisty".to_owned(),
        offer(2, "X", "ADSL", 10),
    ]);
    assert_eq!(world.found(), set(&[("unknown_address", ""), ("refused_record", "A1")]));
    assert_eq!(world.decided(), ["uncertain", "white"]);
    let dir = world.diagnosed("flag");
    let table = Table::read(&dir.path().join("out/intervals.csv"));
    // Surely white: the second house, unless the lost record was about it.
    let today = table.column("column").iter().position(|c| *c == "eu_2023_today").expect("today");
    let values = ["white_low", "white_mid", "white_high"].map(|c| table.value(today, c));
    assert_eq!(values, ["0", "1", "2"]);
}

#[test]
fn slow_schools() {
    let schools = "id,kind,name,terc,simc,ulic,number\n\
                   B1,szkoła,Szkoła,2465011,0939473,09182,1\n";
    let world = |down| {
        World::line(1).selling(&[offer(1, "X", "VDSL2", down)]).with(
            "public-buildings",
            schools,
            "",
        )
    };
    assert_eq!(world(30).found(), set(&[("slow_school", "A1")]));
    assert_eq!(world(31).found(), set(&[]));
}

#[test]
fn radio_behind_a_hill() {
    // Addresses every 50 m for 2 km; the station stands at the far end, 30 m high.
    let n = 41;
    let heights = |hill: u32| {
        let mut text = "easting,northing,value,size_m\n".to_owned();
        for house in 0..n {
            let height = if (18..=22).contains(&house) { hill } else { 100 };
            writeln!(text, "{},300000,{height},40", 500_000 + house * STEP_M).expect("text");
        }
        text
    };
    let (lon, lat) = {
        // The last house is 2 km east of the first: found by search, to a tenth of a metre.
        let crs = zasieg::place::Crs::wgs84();
        let at = |lon: f64, lat: f64| {
            let found = zasieg::place::to_pl1992(&[(lon, lat)], &crs).expect("PROJ");
            found[0].expect("in Poland")
        };
        let (mut lon, mut lat) = (19.0, 50.0);
        for _ in 0..30 {
            let place = at(lon, lat);
            lon += (502_000.0 - place.easting()) / 71_500.0;
            lat += (300_000.0 - place.northing()) / 111_200.0;
        }
        (lon, lat)
    };
    let stations =
        format!("station_id,operator,lon,lat,antenna_height_m\nS1,X,{lon:.7},{lat:.7},30\n");
    let world = |hill: u32| {
        World::line(n)
            .selling(&[offer(1, "X", "NR NSA", 300)])
            .with("terrain", &heights(hill), "crs = \"EPSG:2180\"")
            .with("base-stations", &stations, "")
    };
    let is_hidden = |hill: u32| {
        let found = world(hill).found();
        found.contains(&("radio_behind_terrain".to_owned(), "A1".to_owned()))
    };
    // The line of sight climbs from 100 + 8 m to 100 + 30 m: 117.9 m where the hill begins, at 900
    // of 2000 m. The hill must rise 5 m above it.
    assert!(is_hidden(123));
    assert!(!is_hidden(122));
}

#[test]
fn order_of_rows_and_cuts_of_files_change_nothing() {
    let rows: Vec<String> = (1..=11)
        .filter(|house| *house != 6)
        .flat_map(|house| [offer(house, "X", "GPON", 300), offer(house, "Y", "ADSL2+", 30)])
        .collect();
    let whole = World::line(11).selling(&rows);
    let backwards: Vec<String> = rows.iter().rev().cloned().collect();
    // An even cut: half of the rows of each file state an impossible speed, which is not most.
    let (first, second) = rows.split_at(6);
    let cut = World::line(11).selling(first).with("offer-table", &offers(second), "");
    assert!(whole.found().len() > 5);
    assert_eq!(whole.found(), World::line(11).selling(&backwards).found());
    assert_eq!(whole.found(), cut.found());
    assert_eq!(whole.decided(), cut.decided());
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// The score of a country.
fn score(more: &[&str]) -> (Table, Table) {
    let dir = tempfile::tempdir().expect("a folder");
    let [place, out] = ["kraj", "wynik"].map(|name| text(&dir.path().join(name)));
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> =
        vec![&"synth", &"--out", &place, &"--seed", &"1", &"--earlier", &"--terrain"];
    arguments.extend(more.iter().map(|word| word as &dyn AsRef<std::ffi::OsStr>));
    zasieg(&arguments).with(0);
    let run = format!("{place}/run_historia.toml");
    zasieg(&[&"diagnose", &run, &"--out", &out]).with(0);
    let answer = format!("{place}/odpowiedz");
    let said = zasieg(&[&"synth", &"--score", &out, &"--answer", &answer]).with(0).stdout;
    let mut tables = said.split("\n\n");
    let mut next = || Table::parse(tables.next().expect("kinds, intervals, detectors, misses"));
    let (kinds, intervals, detectors) = (next(), next(), next());
    // Every finding rests on something or on nothing.
    for row in 0..detectors.rows.len() {
        let [all, own, other, none] =
            ["findings", "on_its_errors", "on_other_errors", "on_nothing"]
                .map(|column| number(&detectors, row, column));
        assert!(all > 0.0 && (all - own - other - none).abs() < 0.5, "{:?}", detectors.rows[row]);
    }
    (kinds, intervals)
}

/// Earlier editions, if they were read, would tell of reach that is gone; a point of fibre in a locality
/// where nobody states any may be one network more beside another one, but makes no white address uncertain.
#[test]
fn bounds_of_white_have_no_width_where_no_reach_is_only_possible() {
    let dir = tempfile::tempdir().expect("a folder");
    let [place, out] = ["kraj", "wynik"].map(|name| text(&dir.path().join(name)));
    let size = ["--clean", "--form", "tables", "--addresses", "30000", "--seed", "1"];
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"synth", &"--out", &place];
    arguments.extend(size.iter().map(|word| word as &dyn AsRef<std::ffi::OsStr>));
    zasieg(&arguments).with(0);
    // Points of fibre where nobody states any make theoretical reach, which white does not count.
    let run = std::fs::read_to_string(Path::new(&place).join("run.toml")).expect("a run file");
    let nodes = "[[input]]\nregister = \"nodes-table\"\n";
    let (before, rest) = run.split_once(nodes).expect("nodes");
    let after = rest.split_once("[[input]]").expect("more inputs").1;
    let without = format!("{before}[[input]]{after}");
    std::fs::write(Path::new(&place).join("bez_wezlow.toml"), without).expect("a run file");
    let answer = format!("{place}/odpowiedz");
    for (name, n_colours) in [("run.toml", 1), ("bez_wezlow.toml", 3)] {
        let out = format!("{out}_{n_colours}");
        zasieg(&[&"diagnose", &format!("{place}/{name}"), &"--out", &out]).with(0);
        let said = zasieg(&[&"synth", &"--score", &out, &"--answer", &answer]).with(0).stdout;
        let intervals = Table::parse(said.split("\n\n").nth(1).expect("intervals"));
        assert!(number(&intervals, 0, "certain_gminas") >= 5.0, "{:?}", intervals.rows);
        for colour in 0..n_colours {
            let widest = intervals.value(colour, "certain_width_most_points");
            assert_eq!(widest, "0.00", "{name} {colour}");
        }
    }
}

fn number(table: &Table, row: usize, column: &str) -> f64 {
    table.value(row, column).parse::<f64>().expect("a number")
}

#[test]
fn nothing_fires_on_a_clean_country() {
    for form in ["tables", "registers", "prg"] {
        let (kinds, intervals) = score(&["--clean", "--form", form, "--addresses", "30000"]);
        assert_eq!(kinds.value(0, "precision_percent"), "100.0", "{form}");
        assert_eq!(kinds.value(0, "recall_percent"), "100.0", "{form}");
        assert_eq!(intervals.value(0, "percent_inside"), "100.0", "{form}");
        assert_eq!(intervals.value(0, "width_median_points"), "0.00", "{form}");
    }
}

/// Lines of `conflicts.csv` of a clean country.
fn findings(form: &str, seed: &str, addresses: &str) -> Vec<Vec<String>> {
    let dir = tempfile::tempdir().expect("a folder");
    let [place, out] = ["kraj", "wynik"].map(|name| text(&dir.path().join(name)));
    let arguments: [&dyn AsRef<std::ffi::OsStr>; 12] = [
        &"synth",
        &"--clean",
        &"--earlier",
        &"--terrain",
        &"--out",
        &place,
        &"--form",
        &form,
        &"--seed",
        &seed,
        &"--addresses",
        &addresses,
    ];
    zasieg(&arguments).with(0);
    zasieg(&[&"diagnose", &format!("{place}/run_historia.toml"), &"--out", &out]).with(0);
    Table::read(&Path::new(&out).join("conflicts.csv")).rows
}

#[test]
fn no_detector_fires_on_clean_countries_of_many_seeds_and_sizes() {
    // Villages of the first one stretch over 3 km, with fibre to their last farms.
    for (form, seed, addresses) in [
        ("tables", "1", "30000"),
        ("tables", "2", "9000"),
        ("tables", "3", "4000"),
        ("registers", "4", "15000"),
        ("registers", "5", "6000"),
        ("prg", "6", "12000"),
        ("prg", "7", "1500"),
    ] {
        let found = findings(form, seed, addresses);
        assert_eq!(found, Vec::<Vec<String>>::new(), "{form} {seed} {addresses}");
    }
}

#[test]
fn planted_errors_are_found_and_the_truth_lies_within() {
    for form in ["tables", "registers", "prg"] {
        // Few gminas have a school where it can be planted; here every one that can has it.
        let rate = "slow_school=1000000";
        let (kinds, intervals) = score(&["--form", form, "--rate", rate, "--addresses", "30000"]);
        assert!(number(&intervals, 0, "percent_inside") >= 95.0, "{form}");
        assert!(number(&intervals, 0, "width_median_points") <= 5.0, "{form}");
        let mut letters = BTreeSet::new();
        for row in (0..kinds.rows.len()).filter(|row| !kinds.value(*row, "detector").is_empty()) {
            letters.insert(kinds.value(row, "detector").to_owned());
            let [planted, detected] =
                ["planted", "detected"].map(|column| number(&kinds, row, column));
            // Now and then a row is spoiled twice, so that nothing is left to be found in it.
            let missed = planted - detected;
            assert!(missed <= (0.05 * planted).max(1.0), "{form}: {:?}", kinds.rows[row]);
        }
        // A table holds all operators at once and is never the same.
        let mut wanted = vec!["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        wanted.retain(|letter| form != "tables" || *letter != "g");
        assert_eq!(letters.iter().map(String::as_str).collect::<Vec<_>>(), wanted, "{form}");
    }
}

#[test]
fn bounds_are_narrow_where_gminas_are_as_large_as_real_ones() {
    // 3200 addresses a gmina, as in Poland: a village is one of many there, but one of which nothing
    // but possible reach is known still holds up to a tenth of the addresses of its gmina. Of some dozen
    // gminas a level of 95 % lets one or two miss; 93 tell.
    let size = ["--form", "registers", "--addresses", "300000", "--gminas", "93"];
    let (_, intervals) = score(&size);
    assert!(number(&intervals, 0, "percent_inside") >= 95.0, "{:?}", intervals.rows);
    assert!(number(&intervals, 0, "width_median_points") <= 5.0, "{:?}", intervals.rows);
    assert!(number(&intervals, 0, "width_p95_points") <= 15.0, "{:?}", intervals.rows);
}

#[test]
fn a_dataset_knows_as_much_as_the_registers() {
    const EARLIER: &str = "edition = \"2026-05\"\nearlier = true";
    let before = offers(&[offer(1, "X", "GPON", 300), offer(1, "Z", "GPON", 300)]);
    let world = World::line(2)
        .selling(&[offer(1, "X", "GPON", 100), "A2,X,GPON,szybko,10,".to_owned()])
        .with("offer-table", &before, EARLIER);
    assert_eq!(world.found(), set(&[("coverage_vanished", "A1"), ("refused_record", "A2")]));
    let dir = world.diagnosed("flag");
    let path = |name: &str| dir.path().join(name);
    zasieg(&[&"import", &path("run.toml"), &"--out", &path("zbior")]).with(0);
    zasieg(&[&"diagnose", &path("zbior"), &"--out", &path("drugi"), &"--table", &"csv"]).with(0);
    for name in ["conflicts.csv", "intervals.csv", "plan_records.csv", "addresses.csv"] {
        let bytes = |out: &str| fs::read(path(out).join(name)).expect("written");
        assert!(bytes("out") == bytes("drugi"), "{name}");
    }
}

#[test]
fn the_page_about_an_address_names_records_and_contradictions() {
    let world = World::line(2).selling(&[offer(1, "X", "ADSL2+", 1000)]);
    let dir = world.diagnosed("flag");
    let path = |name: &str| dir.path().join(name);
    let (run, out) = (path("run.toml"), path("dowody"));
    zasieg(&[&"report", &run, &"--evidence", &"A1", &"--out", &out]).with(0);
    let page = fs::read_to_string(out.join("dowody-1.html")).expect("written");
    let page = page.replace("&#x2f;", "/");
    for part in [
        "ADSL2+ 1000/10 Mb/s",
        "oferty.csv, wiersz 1",
        "(e) Szybkość ponad możliwości technologii",
        "1\u{a0}000\u{a0}Mb/s (próg 24\u{a0}Mb/s)",
        "G1-few-networks",
        "30 września 2026",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // White, and nothing contradicts it: a request to add the address.
    zasieg(&[&"report", &run, &"--evidence", &"A2", &"--out", &out, &"--force"]).with(0);
    let page = fs::read_to_string(out.join("dowody-1.html")).expect("written");
    assert!(page.contains("O dopisanie adresu") && !page.contains("O korektę"));
}

#[test]
fn orphans_know_their_neighbour() {
    // Eleven houses, the sixth white: ten of ten neighbours are served; the nearest of equally near
    // ones is the first.
    let rows: Vec<String> =
        (1..=11).filter(|h| *h != 6).map(|house| offer(house, "X", "GPON", 300)).collect();
    let dir = World::line(11).selling(&rows).diagnosed("flag");
    let table = Table::read(&dir.path().join("out/orphans.csv"));
    let columns = [
        "address_id",
        "served_neighbours",
        "served_address_id",
        "served_m",
        "network",
        "served_row",
    ];
    assert_eq!(table.rows.len(), 1);
    assert_eq!(columns.map(|c| table.value(0, c)), ["A6", "10", "A5", "50", "X", "5"]);
    // Seven of ten served are too few, and four white ones on a street are too many.
    let rows: Vec<String> = (1..=7).map(|house| offer(house, "X", "GPON", 300)).collect();
    let dir = World::line(11).selling(&rows).diagnosed("flag");
    assert!(Table::read(&dir.path().join("out/orphans.csv")).rows.is_empty());
}
