//! What two tables of one gmina would tell of few people when they are set against each other, and
//! sums of ages.

use std::fs;

use crate::program::{diagnose, zasieg};
use crate::table::Table;

/// A house of one home: download in Mb/s, notices, businesses, residents, and those of them that are
/// 65 or more.
#[derive(Clone, Copy, Default)]
struct House {
    down: u32,
    notices: usize,
    businesses: u32,
    residents: u32,
    aged: Option<u32>,
}

/// The folder of a gmina of one locality.
fn gmina(houses: &[House]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut addresses = "id,terc,simc,number,easting,northing\n".to_owned();
    let mut offers = "address_id,operator,technology,down_mbps,up_mbps,reach\n".to_owned();
    let mut premises = "address_id,households,businesses,population,aged_65\n".to_owned();
    let mut notices = "id,address_id,status\n".to_owned();
    for (id, house) in houses.iter().enumerate() {
        let House { down, businesses, residents, .. } = house;
        addresses += &format!("{id},9801012,0000001,{},{},401000\n", id + 1, 501_000 + id * 30);
        offers += &format!("{id},1,GPON,{down},10,certain\n");
        let aged = house.aged.map_or_else(String::new, |n| n.to_string());
        premises += &format!("{id},1,{businesses},{residents},{aged}\n");
        for n in 0..house.notices {
            notices += &format!("{id}_{n},{id},new\n");
        }
    }
    let mut run = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n".to_owned();
    for (register, file, table, more) in [
        ("address-table", "a.csv", &addresses, "crs = \"EPSG:2180\"\n"),
        ("offer-table", "o.csv", &offers, ""),
        ("premises", "p.csv", &premises, ""),
        ("demand", "d.csv", &notices, ""),
    ] {
        if table.lines().count() > 1 {
            fs::write(dir.path().join(file), table).expect("written");
            run += &format!(
                "\n[[input]]\nregister = \"{register}\"\npath = \"{file}\"\nedition = \"1\"\n{more}"
            );
        }
    }
    fs::write(dir.path().join("run.toml"), run).expect("written");
    dir
}

/// State and lower value of indicators under a first profile.
fn told(dir: &tempfile::TempDir, profile: &str, symbols: &[&str]) -> Vec<String> {
    let out = dir.path().join(format!("out_{profile}"));
    diagnose(&dir.path().join("run.toml"), &out, &[&"--profile", &profile]).with(0);
    let table = Table::read(&out.join("indicators.csv"));
    let of = |symbol: &&str| {
        let cell = |column: &str| table.by_text("symbol", column)[*symbol].to_owned();
        format!("{} {}", cell("state"), cell("low"))
    };
    symbols.iter().map(of).collect()
}

/// Twelve houses of 10 Mb/s, eight of 50 and ten of 100. Under the threshold of 100 Mb/s twenty are
/// white, under that of 30 twelve: seven notices and seven firms less six would be those of the eight.
#[test]
fn two_profiles_do_not_tell_of_the_houses_between_their_thresholds() {
    let house = |at: usize| House {
        down: if at < 12 {
            10
        } else if at < 20 {
            50
        } else {
            100
        },
        notices: usize::from(at < 6 || at == 12 || at >= 24),
        businesses: u32::from(at < 6 || at == 12 || at >= 24),
        residents: 2,
        aged: None,
    };
    let dir = gmina(&(0..30).map(house).collect::<Vec<_>>());
    let symbols = ["W2", "Z1", "Z2", "Z3", "Z5"];
    // 20 homes x 200 + 7 firms x 500; 20 homes x 200 x 5000; 13 notices by 30 homes.
    let main = ["known 20", "known 13000", "known 7", "known 7500", "known 20000000"];
    assert_eq!(told(&dir, "EU-2023", &symbols), main);
    let other = ["known 12", "known 13000", "suppressed ", "suppressed ", "suppressed "];
    assert_eq!(told(&dir, "PL-NGA30", &symbols), other);

    let (run, out) = (dir.path().join("run.toml"), dir.path().join("r"));
    let of: crate::program::Arguments<'_> =
        &[&"report", &run, &"--gmina", &"980101", &"--profile", &"PL-NGA30", &"--out", &out];
    zasieg(of).with(0);
    let html = fs::read_to_string(out.join("980101/raport.html")).expect("a report");
    let reason = "wstrzymane: podaje się tylko według pierwszego profilu księgi reguł";
    assert_eq!(html.matches(reason).count(), 3);
    // 30 homes, 13 notices and firms of the only locality, whatever is white.
    let (_, demand) = html.split_once("Popyt w skupiskach").expect("clusters");
    let (clusters, _) = demand.split_once("</table>").expect("their end");
    assert!(clusters.contains("<td class=\"n\">12</td>"), "homes: {clusters}");
    assert!(clusters.contains("<td class=\"n\">*</td>"), "notices: {clusters}");
}

#[test]
fn ages_of_few_people_or_of_all_do_not_weigh() {
    let told = |white: &[(u32, u32)]| {
        let house = |(residents, aged): &(u32, u32)| House {
            down: 10,
            residents: *residents,
            aged: Some(*aged),
            ..House::default()
        };
        let others = [House { down: 100, residents: 3, ..House::default() }; 9];
        let houses: Vec<House> = white.iter().map(house).chain(others).collect();
        told(&gmina(&houses), "EU-2023", &["Z3"]).remove(0)
    };
    // A single white house of three, all of them old.
    assert_eq!(told(&[(3, 3)]), "known 200");
    // Three houses with one old person each: three of the five who live there.
    assert_eq!(told(&[(1, 1), (1, 1), (3, 1)]), "known 600");
    // Three of twelve, in two houses.
    assert_eq!(told(&[(6, 3), (6, 0)]), "known 400");
    // Two of nine.
    assert_eq!(told(&[(3, 1), (3, 1), (3, 0)]), "known 600");
    // Four of eight in four houses: 4 x (666 + 876) / (2 x 876) = 4 x 0.880 homes x 200.
    assert_eq!(told(&[(2, 1), (2, 1), (2, 1), (2, 1)]), "known 704");
    // Three of nine in three houses: 3 x (666 + 2 x 876) / (3 x 876) = 3 x 0.920 x 200.
    assert_eq!(told(&[(3, 1), (3, 1), (3, 1)]), "known 552");
}
