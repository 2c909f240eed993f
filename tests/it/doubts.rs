//! What is unknown is not absent, what is exchanged is caught, and one record more never makes an
//! address white: worlds whose answer follows on paper.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;

use crate::program::{Ended, zasieg};
use crate::table::Table;
use crate::trust::{World, offer, offers, set, villages_where, white_today};

const PL1992: &str = "crs = \"EPSG:2180\"";
/// Four kilometres from the first house, a kilometre too far.
const FAR_NODE: &str = "id,easting,northing,operator,medium\nW1,504000,300000,X,światłowodowe\n";

#[test]
fn a_node_of_unknown_medium_may_be_of_fibre() {
    // The known node of fibre is one metre too far. Another node of the network says no medium.
    let nodes = |east: u32, owner: &str, medium: &str| {
        format!(
            "id,easting,northing,operator,medium\nW1,503001,300000,X,światłowodowe\n\
             W2,{east},300000,{owner},{medium}\n"
        )
    };
    let world = |east: u32, owner: &str, medium: &str| {
        let world = World::line(1).selling(&[offer(1, "X", "GPON", 300)]);
        world.with("nodes-table", &nodes(east, owner, medium), PL1992)
    };
    let far = set(&[("fibre_far_from_node", "A1")]);
    assert_eq!(world(503_000, "X", "").found(), set(&[]));
    assert_eq!(world(503_000, "", "").found(), set(&[]));
    assert_eq!(world(503_001, "X", "").found(), far);
    assert_eq!(world(503_000, "Y", "").found(), far);
    assert_eq!(world(503_000, "X", "radiowe").found(), far);
    assert_eq!(world(503_000, "X", "").decided(), ["grey"]);
}

#[test]
fn a_village_with_a_node_of_unknown_medium_is_not_without_a_point() {
    let both = set(&[("fibre_without_point", "A11"), ("fibre_without_point", "A12")]);
    // Villages from 0: the sixth has no node at all, or one that does not say its medium.
    assert_eq!(villages_where(19, &[5], &[]).found(), both);
    assert_eq!(villages_where(19, &[], &[5]).found(), set(&[]));
    // Of 21 statements like it one is true if the village has no node: both houses are white. With
    // one that may be of fibre nothing contradicts the records.
    assert_eq!(white_today(&villages_where(19, &[5], &[])), ["2", "2"]);
    assert_eq!(white_today(&villages_where(19, &[], &[5])), ["0", "0"]);
    // Nobody knows the medium of any node: where there is none, there is no fibre either.
    let all: Vec<u32> = (0..19).collect();
    assert_eq!(villages_where(19, &[5], &all).found(), both);
    assert_eq!(villages_where(19, &[], &all).found(), set(&[]));
}

#[test]
fn a_notice_that_was_withdrawn_or_met_contradicts_nothing() {
    let world = |rows: &str| {
        World::line(1).selling(&["A1,X,GPON,1000,100,teoretyczny".to_owned()]).with(
            "demand",
            &format!("address_id,submitted_on,status\n{rows}"),
            "",
        )
    };
    let contradicted = set(&[("theoretical_with_demand", "A1")]);
    for status in ["withdrawn", "met"] {
        assert_eq!(world(&format!("A1,2026-05-01,{status}\n")).found(), set(&[]), "{status}");
        let another = format!("A1,2026-05-01,{status}\nA1,2026-05-02,new\n");
        assert_eq!(world(&another).found(), contradicted, "{status}");
    }
    for status in ["new", "read", "unknown", ""] {
        assert_eq!(world(&format!("A1,2026-05-01,{status}\n")).found(), contradicted, "{status}");
    }
}

const SCHOOL: &str = "id,kind,name,terc,simc,ulic,number\n\
                      B1,szkoła,Szkoła,2465011,0939473,09182,1\n";

#[test]
fn a_slow_school_stays_uncertain_until_an_offer_meets_the_profile() {
    let world = |speeds: &[u32]| {
        let rows: Vec<String> = speeds.iter().map(|down| offer(1, "X", "GPON", *down)).collect();
        World::line(1).selling(&rows).with("public-buildings", SCHOOL, "")
    };
    let slow = set(&[("slow_school", "A1")]);
    for (speeds, found, status) in [
        (&[30][..], &slow, "uncertain"),
        (&[30, 50], &slow, "uncertain"),
        (&[30, 50, 99], &slow, "uncertain"),
        (&[30, 50, 100], &set(&[]), "grey"),
        (&[31, 50], &set(&[]), "white"),
    ] {
        assert_eq!(world(speeds).found(), *found, "{speeds:?}");
        assert_eq!(world(speeds).decided(), [status], "{speeds:?}");
    }
}

#[test]
fn a_twin_is_doubted_where_the_other_one_is_covered() {
    let world = |rows: &[String]| World { numbers: vec![1, 1], ..World::line(2) }.selling(rows);
    let fast = || offer(1, "X", "GPON", 300);
    let doubted = set(&[("twin_address", "A2")]);
    assert_eq!(world(&[fast()]).found(), doubted);
    assert_eq!(world(&[fast()]).decided(), ["grey", "uncertain"]);
    // A slow offer of its own does not make it white.
    let slow = || offer(2, "X", "ADSL", 8);
    assert_eq!(world(&[fast(), slow()]).found(), doubted);
    assert_eq!(world(&[fast(), slow()]).decided(), ["grey", "uncertain"]);
    // Both covered, or neither: nothing to tell.
    assert_eq!(world(&[fast(), offer(2, "Y", "GPON", 300)]).found(), set(&[]));
    assert_eq!(world(&[offer(1, "X", "ADSL", 8)]).found(), set(&[]));
    assert_eq!(world(&[offer(1, "X", "ADSL", 8)]).decided(), ["white", "white"]);
}

/// Statuses today by identifier, where detectors decide; the quality gate may fail.
fn statuses(world: &World) -> BTreeMap<String, String> {
    let (dir, ended) = ended(world, "decide", &["diagnose"], &["--table", "csv"]);
    assert!((0..=1).contains(&ended.code), "{}", ended.stderr);
    let table = Table::read(&dir.path().join("out/addresses.csv"));
    let pair = |row| {
        let value = |column| table.value(row, column).to_owned();
        (value("address_id"), value("eu_2023_today"))
    };
    (0..table.rows.len()).map(pair).collect()
}

#[test]
fn one_more_offer_never_adds_a_white_where_detectors_decide() {
    const EARLIER: &str = "edition = \"2026-05\"\nearlier = true";
    // A school, two addresses of one number, coverage that vanished, fibre too far from its node,
    // refused records, impossible speeds, islands.
    let kinds = [
        "ADSL2+,10,10,rzeczywisty",
        "VDSL2,30,10,rzeczywisty",
        "VDSL2,50,10,rzeczywisty",
        "GPON,300,100,rzeczywisty",
        "GPON,300,100,teoretyczny",
        "GPON,szybko,10,rzeczywisty",
        "ADSL2+,1000,10,rzeczywisty",
    ];
    let mut n_uncertain = 0;
    for start in 1..=14_u64 {
        let mut seed = start;
        let mut draw = |n: usize| {
            // Knuth, The Art of Computer Programming 3.3.4: MMIX.
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).expect("31 bits") % n
        };
        let mut any = |houses: &[usize]| {
            let (house, operator) = (houses[draw(houses.len())], ["X", "Y"][draw(2)]);
            format!("A{house},{operator},{}", kinds[draw(kinds.len())])
        };
        // The school and the twins more often than others.
        let houses = [1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 8, 8];
        let before = offers(&[any(&houses), any(&houses), any(&houses)]);
        let rows: Vec<String> = (0..9).map(|_| any(&houses)).collect();
        let world = World { numbers: vec![1, 2, 3, 4, 5, 6, 7, 7], ..World::line(8) }
            .with("offer-table", &before, EARLIER)
            .with("nodes-table", FAR_NODE, PL1992)
            .with("public-buildings", SCHOOL, "");
        let of = |n: usize| statuses(&world.clone().selling(&rows[..n]));
        let mut fewer = of(1);
        for n in 2..=rows.len() {
            let more = of(n);
            for (id, status) in &more {
                let was = &fewer[id];
                n_uncertain += usize::from(status == "uncertain");
                assert!(was == "white" || status != "white", "{start}: {id} by {}", rows[n - 1]);
            }
            fewer = more;
        }
    }
    assert!(n_uncertain > 100, "{n_uncertain}: the worlds are not trivial");
}

/// A run of a command, whatever its end: its folder, an exit code, and what was said.
fn ended(
    world: &World,
    detectors: &str,
    command: &[&str],
    more: &[&str],
) -> (tempfile::TempDir, Ended) {
    let dir = tempfile::tempdir().expect("a folder");
    world.write(dir.path(), detectors);
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let mut arguments = words(command);
    arguments.extend([run.into(), "--out".into(), out.into()]);
    arguments.extend(words(more));
    let arguments: Vec<&dyn AsRef<OsStr>> =
        arguments.iter().map(|word| word as &dyn AsRef<OsStr>).collect();
    let ended = zasieg(&arguments);
    (dir, ended)
}

/// A diagnosis where detectors flag.
fn diagnosed(world: &World) -> (tempfile::TempDir, Ended) {
    ended(world, "flag", &["diagnose"], &["--table", "csv"])
}

/// The page of the report of the gmina, and how the run ended.
fn page(world: &World) -> (String, Ended) {
    let more = ["--gmina", "246501", "--format", "html"];
    let (dir, ended) = ended(world, "flag", &["report"], &more);
    let page = fs::read_to_string(dir.path().join("out/246501/raport.html"));
    (page.expect("written").replace("&#x2f;", "/"), ended)
}

/// A report for SIDUSIS about the first houses, at latitude and longitude or the other way round,
/// some of them as planned addresses.
fn sidusis(are_swapped: &[bool], n_planned: usize) -> String {
    let mut text =
        "DI,Sieć Z,17,,,\nPI,P1,2027-01-01,światłowodowe,NIE,TAK,1000,300,,\n".to_owned();
    for (at, is_swapped) in are_swapped.iter().enumerate() {
        let place = format!("2465011,Dąbrowa,0939473,Polna,09182,{}", at + 1);
        let spot = if *is_swapped { "19.0000,50.5670" } else { "50.5670,19.0000" };
        if at < n_planned {
            text += &format!("AI,A{at},P1,planowane,{place},{spot}\n");
        } else {
            text += &format!(
                "ZS,Z{at},{place},{spot},światłowodowe,GPON,300,100,rzeczywisty,NIE,TAK,K1\n"
            );
        }
    }
    text
}

#[test]
fn exchanged_axes_of_an_operators_report_are_caught() {
    let world = |are_swapped: &[bool], n_planned: usize| {
        World::line(3).selling(&[offer(1, "X", "ADSL", 8)]).with(
            "sidusis-report",
            &sidusis(are_swapped, n_planned),
            "",
        )
    };
    for (are_swapped, n_planned, said) in [
        (&[true, true, true][..], 0, "3 of 3 rows"),
        (&[true, true, false], 0, "2 of 3 rows"),
        (&[true, true, true], 2, "3 of 3 rows"),
        (&[true], 1, "1 of 1 rows"),
    ] {
        let (_, ended) = diagnosed(&world(are_swapped, n_planned));
        let said = format!("plik0.csv: latitude and longitude look exchanged: {said}");
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        assert!(ended.stderr.contains(&said), "{}", ended.stderr);
    }
    // One of three: the row stands by its number, and is told. DI and PI are rows 1 and 2.
    let (dir, ended) = diagnosed(&world(&[false, true, false], 0));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let issues = Table::read(&dir.path().join("out/issues.csv"));
    let told: Vec<_> = (0..issues.rows.len())
        .filter(|row| issues.value(*row, "code") == "outside_poland")
        .map(|row| issues.value(row, "row"))
        .collect();
    assert_eq!(told, ["4"]);
    let table = Table::read(&dir.path().join("out/addresses.csv"));
    assert_eq!(table.column("eu_2023_today"), ["grey", "grey", "grey"]);
}

#[test]
fn a_file_in_kilobits_fails_the_quality_gate() {
    let world = |n_wrong: usize, n: usize| {
        let down = |house: usize| if house <= n_wrong { 300_000 } else { 300 };
        let rows: Vec<String> =
            (1..=n).map(|house| offer(house, "X", "GPON", down(house))).collect();
        World::line(8).selling(&rows)
    };
    for (n_wrong, n, fails) in [(6, 6, true), (5, 8, true), (4, 8, false), (4, 4, false)] {
        let (_, ended) = diagnosed(&world(n_wrong, n));
        assert_eq!(ended.code, i32::from(fails), "{n_wrong} of {n}: {}", ended.stderr);
        assert_eq!(ended.stderr.contains("quality gate: "), fails, "{n_wrong} of {n}");
    }
    let (_, said) = diagnosed(&world(5, 8));
    // 5/8 = 62.5 %.
    let gate = "quality gate: oferty.csv: 62.5 % of its rows state a speed beyond what their \
                technology carries; check that its speeds are in Mb/s, not kb/s";
    assert!(said.stderr.contains(gate), "{}", said.stderr);
    let (page, said) = page(&world(5, 8));
    assert_eq!(said.code, 1, "{}", said.stderr);
    assert!(page.contains("oferty.csv (Mb/s)") && page.contains("nie podano ich w kb/s"));
}

#[test]
fn the_page_about_an_address_names_every_file_it_rests_on() {
    let plans = "contract_id,operator,address_id,down_mbps,status,due\n\
                 U1,X,A1,300,in_progress,2027-06-30\n";
    let world = World::line(2)
        .selling(&[offer(1, "X", "GPON", 300)])
        .with("nodes-table", FAR_NODE, PL1992)
        .with("public-plans", plans, "")
        .with("public-buildings", SCHOOL, "");
    let (dir, ended) = ended(&world, "flag", &["report"], &["--evidence", "A1"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let page = fs::read_to_string(dir.path().join("out/dowody-1.html")).expect("written");
    // The address, the offer, the node that contradicts it, the contract; nothing on the page is
    // from the register of buildings.
    for file in ["adresy.csv", "oferty.csv", "plik0.csv", "plik1.csv"] {
        assert!(page.contains(&format!("<td>{file}</td>")), "{file}");
    }
    assert!(!page.contains("<td>plik2.csv</td>"));
    assert!(page.contains(": w budowie") && !page.contains("in_progress"));
}

/// Identifiers of orphans, how many of their neighbours are covered, and metres to the nearest one.
fn orphans(world: &World) -> Vec<[String; 3]> {
    let dir = world.diagnosed("flag");
    let table = Table::read(&dir.path().join("out/orphans.csv"));
    let row = |row| {
        ["address_id", "served_neighbours", "served_m"].map(|c| table.value(row, c).to_owned())
    };
    (0..table.rows.len()).map(row).collect()
}

fn row(id: &str, served: &str, metres: &str) -> Vec<[String; 3]> {
    vec![[id, served, metres].map(str::to_owned)]
}

#[test]
fn orphans_stand_beside_covered_addresses() {
    // Eleven houses, the sixth white; of its ten neighbours some have possible reach only.
    let with_possible = |n: usize| {
        let rows: Vec<String> = (1..=11)
            .filter(|house| *house != 6)
            .map(|house| {
                if house <= n {
                    format!("A{house},X,GPON,300,100,teoretyczny")
                } else {
                    offer(house, "X", "GPON", 300)
                }
            })
            .collect();
        World::line(11).selling(&rows)
    };
    assert_eq!(orphans(&with_possible(2)), row("A6", "8", "50"));
    assert_eq!(orphans(&with_possible(3)), Vec::<[String; 3]>::new());
    // One white house of a street, the last one, so many metres behind the others.
    let street = |n: u32, gap: u32| {
        let mut world = World::line(n);
        let last = world.houses.pop().map_or(0, |last| last - 50 + gap);
        world.houses.push(last);
        let rows: Vec<String> =
            (1..n as usize).map(|house| offer(house, "X", "GPON", 300)).collect();
        world.selling(&rows)
    };
    assert_eq!(orphans(&street(4, 500)), row("A4", "3", "500"));
    assert_eq!(orphans(&street(4, 501)), Vec::<[String; 3]>::new());
    // Two covered houses are not more than twice one.
    assert_eq!(orphans(&street(3, 50)), Vec::<[String; 3]>::new());
    let (page, ended) = page(&street(4, 500));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(page.contains("500 m od adresu w zasięgu: ") && !page.contains("sąsiadujące"));
}

#[test]
fn addresses_on_a_line_have_no_polygon() {
    // Six white houses 50 m apart; a seventh far away is covered.
    let mut world = World::line(6);
    world.houses.push(9_000);
    let dir = world.selling(&[offer(7, "X", "GPON", 300)]).diagnosed("flag");
    let table = Table::read(&dir.path().join("out/clusters.csv"));
    assert_eq!(table.column("hull_m2"), ["0"]);
    let line = "LINESTRING (500000.000 300000.000, 500250.000 300000.000)";
    assert_eq!(table.column("hull_wkt"), [line]);
}

/// Bounds of the first gmina in a column of `intervals.csv`: white, grey and black.
fn bounds_of(dir: &std::path::Path, column: &str) -> [(u64, u64); 3] {
    let table = Table::read(&dir.join("out/intervals.csv"));
    let row = table.column("column").iter().position(|c| *c == column).expect("the column");
    ["white", "grey", "black"].map(|colour| {
        let end =
            |end: &str| table.value(row, &format!("{colour}_{end}")).parse().expect("a number");
        (end("low"), end("high"))
    })
}

#[test]
fn a_network_that_vanished_may_be_a_second_one() {
    const EARLIER: &str = "edition = \"2026-05\"\nearlier = true";
    // Two localities, of twenty houses and of five. In May the first had Y and X, the second X; today
    // the first has Y, the second X.
    let first = |operator| (1..=20).map(move |house| offer(house, operator, "GPON", 300));
    let second = || (21..=25).map(|house| offer(house, "X", "GPON", 300));
    let before: Vec<String> = first("Y").chain(first("X")).chain(second()).collect();
    let now: Vec<String> = first("Y").chain(second()).collect();
    let world = World { per_place: 20, ..World::line(25) };
    let dir = world.selling(&now).with("offer-table", &offers(&before), EARLIER).diagnosed("flag");
    // X may still be there at all twenty, or at none; white is none of them, five are surely grey.
    assert_eq!(bounds_of(dir.path(), "eu_2023_today"), [(0, 0), (5, 25), (0, 20)]);
}

#[test]
fn a_refused_record_may_be_of_a_second_network() {
    let refused = "A1,Y,GPON,szybko,10,rzeczywisty".to_owned();
    let rows = [offer(1, "X", "GPON", 300), refused, offer(2, "X", "GPON", 300)];
    let dir = World::line(2).selling(&rows).diagnosed("flag");
    assert_eq!(bounds_of(dir.path(), "eu_2023_today"), [(0, 0), (1, 2), (0, 1)]);
}

#[test]
fn possible_reach_of_which_nothing_is_known_holds_road_by_road() {
    // 1200 houses are 20 roads of 60. With two known on each side k of 20 stand in (k + 1)(21 - k) of 1771
    // cases: none in 21, one in 40, two in 57. Of 88 that may be left out 21 + 40 + 21 are, on
    // either side: 2 to 19 roads or 1 to 18 are empty.
    let possible = |house: usize| format!("A{house},X,GPON,300,10,teoretyczny");
    let rows: Vec<String> = (1..=1200).map(possible).collect();
    assert_eq!(white_today(&World::line(1200).selling(&rows)), ["60", "1140"]);
}

#[test]
fn a_point_of_fibre_where_nobody_states_any() {
    // Of some villages with a node the network states nothing in a few; these are white.
    let world = |n: u32, silent: &[usize]| {
        let mut world = villages_where(n, &[], &[]);
        let is_silent = |row: &String| {
            let house: usize = row[1..].split(',').next().and_then(|n| n.parse().ok()).expect("A1");
            silent.contains(&((house - 1) / 2))
        };
        world.offers.retain(|row| !is_silent(row));
        white_today(&world)
    };
    // All other 22 of 23 villages with a node have fibre: this one may have it too.
    assert_eq!(world(23, &[5]), ["0", "2"]);
    // 20 of the 22 others, 91 %.
    assert_eq!(world(23, &[5, 9, 17]), ["0", "6"]);
    // 20 of the 23 others, 87 %: a node says little. Twenty villages are too few to tell.
    assert_eq!(world(24, &[5, 9, 17, 20]), ["8", "8"]);
    assert_eq!(world(20, &[5]), ["2", "2"]);
}

#[test]
fn records_without_an_address_concern_few_public_buildings() {
    let school = "id,kind,name,terc,simc,ulic,number\n\
                  B1,szkoła,Szkoła,2465011,0939473,09182,1\n";
    // A hundred houses, one a school, nothing fast anywhere; some records name no known address.
    let world = |lost: usize| {
        let mut rows = vec![offer(3, "X", "ADSL", 10)];
        rows.extend((1..=lost).map(|n| offer(1_000 + n, "X", "GPON", 300)));
        rows.push(offer(2, "X", "ADSL", 10));
        let world = World::line(100).selling(&rows).with("public-buildings", school, "");
        let dir = tempfile::tempdir().expect("a folder");
        world.write(dir.path(), "flag");
        let run = dir.path().join("run.toml");
        let text = std::fs::read_to_string(&run).expect("written");
        let text = text.replace("[\"EU-2023\"]", "[\"EU-2023\", \"SED-1G\"]");
        std::fs::write(&run, text).expect("written");
        zasieg(&[&"diagnose", &run, &"--out", &dir.path().join("out")]).with(0);
        ["eu_2023_today", "sed_1g_today"].map(|column| bounds_of(dir.path(), column))
    };
    let n = |high| (0, high);
    // Each may be of any address: of the hundred one is the school. One record is of it in 1 % of
    // cases, which is left out; of four at least one is in 1 - 0.99⁴ = 3.9 %, which is not.
    assert_eq!(world(1), [[(99, 100), n(1), n(1)], [(1, 1), n(0), n(0)]]);
    assert_eq!(world(4), [[(96, 100), n(4), n(4)], [(0, 1), n(1), n(1)]]);
}
