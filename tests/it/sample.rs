//! The sample gmina against the answer that its generator derived from what it planted.
//!
//! `oczekiwane.csv` has one row a row of `adresy.csv`; `pl_nga30_today_without_schools` holds for
//! addresses that host no school. At a school PL-NGA30 asks for 100 Mb/s, as EU-2023 does
//! everywhere, so its status there is the one expected under EU-2023.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

use crate::folder::{Folder, address_rows};
use crate::plane::easting_northing;
use crate::program::{diagnose, zasieg};
use crate::table::{Table, counts, input, number_key, read_json};

const STATUSES: [&str; 4] = ["black", "grey", "uncertain", "white"];
const OPERATORS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// The sample as the program writes it by default, and its diagnosis.
struct Case {
    base: Table,
    rspo: Table,
    buildings: Table,
    expected: Table,
    summary: Value,
    addresses: Table,
    issues: Table,
    manifest: Value,
    /// Localities, gminas, powiats, voivodeships.
    levels: [Table; 4],
}

static CASE: LazyLock<Case> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (sample, out) = (dir.path().join("sample"), dir.path().join("out"));
    zasieg(&[&"synth", &"--out", &sample]).with(0);
    diagnose(&sample.join("run.toml"), &out, &[]).with(0);
    let rspo = fs::read_to_string(sample.join("rspo.csv")).expect("written");
    Case {
        base: Table::read(&sample.join("adresy.csv")),
        rspo: Table::parse_with(&rspo, b';'),
        buildings: Table::read(&sample.join("budynki.csv")),
        expected: Table::read(&sample.join("oczekiwane.csv")),
        summary: read_json(&sample.join("oczekiwane.json")),
        addresses: Table::read(&out.join("addresses.csv")),
        issues: Table::read(&out.join("issues.csv")),
        manifest: read_json(&out.join("manifest.json")),
        levels: ["localities", "gminas", "powiats", "wojewodztwa"]
            .map(|level| Table::read(&out.join(format!("{level}.csv")))),
    }
});

impl Case {
    /// Address rows that a table of sites names by SIMC, street and number.
    fn sites(&self, table: &Table, columns: [&str; 3]) -> BTreeSet<usize> {
        let rows = address_rows(&self.base);
        let [simc, ulic, number] = columns.map(|name| table.column(name));
        let keys = simc.into_iter().zip(ulic).zip(number);
        let row = |((simc, ulic), number): ((&str, &str), &str)| {
            let key = (simc.to_owned(), ulic.to_owned(), number_key(number));
            let found = &rows[&key];
            assert_eq!(found.len(), 1, "no site stands at twin keys");
            found[0]
        };
        keys.map(row).collect()
    }

    fn schools(&self) -> BTreeSet<usize> {
        let simc = "Kod terytorialny miejscowosc";
        let columns = [simc, "Kod terytorialny ulica", "Numer budynku"];
        self.sites(&self.rspo, columns)
    }

    /// (file, row, what) of everything planted.
    fn planted(&self) -> BTreeSet<(String, String, String)> {
        let entries = self.summary["planted"].as_array().expect("a list").iter();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        entries
            .map(|entry| (text(&entry["file"]), entry["row"].to_string(), text(&entry["what"])))
            .collect()
    }

    /// (file, row, code) of the issues that `is_meant` picks by code and severity.
    fn issues(&self, is_meant: impl Fn(&str, &str) -> bool) -> BTreeSet<(String, String, String)> {
        let columns = ["file", "row", "code", "severity"];
        let [file, row, code, severity] = columns.map(|name| self.issues.position(name));
        let rows = self.issues.rows.iter();
        rows.filter(|r| is_meant(&r[code], &r[severity]))
            .map(|r| (r[file].clone(), r[row].clone(), r[code].clone()))
            .collect()
    }

    /// Asserts that a status column says what `expect` gives for each row of the base.
    fn assert_statuses(&self, column: &str, expect: impl Fn(usize) -> String) {
        let found = self.addresses.by_number("source_row", column);
        assert_eq!(found.len(), 1600);
        for (row, status) in found {
            assert_eq!(status, expect(row), "{column}, row {row}");
        }
    }
}

#[test]
fn every_status_is_the_expected_one() {
    let case = &*CASE;
    let columns = ["eu_2023_today", "none_today", "eu_2023_with_plans"];
    let expected = |name: &str| case.expected.by_number("row", name);
    for column in columns {
        let expected = expected(column);
        case.assert_statuses(column, |row| expected[&row].to_owned());
    }
    // Plans that fail leave what there is today.
    let (eu, none) = (expected("eu_2023_today"), expected("none_today"));
    case.assert_statuses("eu_2023_if_plans_fail", |row| eu[&row].to_owned());
    case.assert_statuses("none_if_plans_fail", |row| none[&row].to_owned());
    let schools = case.schools();
    assert_eq!(schools.len(), 5, "six schools, two of them in one building");
    let nga = expected("pl_nga30_today_without_schools");
    case.assert_statuses("pl_nga30_today", |row| {
        let is_school = schools.contains(&row);
        if is_school { eu[&row] } else { nga[&row] }.to_owned()
    });
}

#[test]
fn profiles_of_sites_concern_nothing_else() {
    let case = &*CASE;
    let schools = case.schools();
    let mut sites = case.sites(&case.buildings, ["simc", "ulic", "number"]);
    assert_eq!(sites.len(), 9);
    sites.extend(&schools);
    for (column, subjects) in [("sed_1g_today", &sites), ("ose_today", &schools)] {
        let found = case.addresses.by_number("source_row", column);
        let concerned = found.iter().filter(|(_, status)| **status != "not_applicable");
        let concerned: BTreeSet<usize> = concerned.map(|(row, _)| *row).collect();
        assert_eq!(&concerned, subjects, "{column}");
    }
}

#[test]
fn addresses_keep_their_codes_and_stand_where_they_are() {
    let case = &*CASE;
    let pairs = [
        ("terc", "TERC"),
        ("simc", "SIMC"),
        ("locality", "Miejscowość"),
        ("street", "Ulica"),
        ("number", "Nr porządkowy"),
    ];
    for (ours, theirs) in pairs {
        let given = case.base.column(theirs);
        for (row, value) in case.addresses.by_number("source_row", ours) {
            assert_eq!(value, given[row - 1], "{ours}, row {row}");
        }
    }
    let ulic = case.base.column("SYM_UL");
    for (row, value) in case.addresses.by_number("source_row", "ulic") {
        assert_eq!(value, ulic[row - 1].replace("99999", ""), "row {row}");
    }
    let degrees = |name: &str| -> Vec<f64> {
        let texts = case.base.column(name).into_iter();
        texts.map(|text| text.parse().expect("degrees")).collect()
    };
    let (lat, lon) = (degrees("Szerokość geograficzna"), degrees("Długość geograficzna"));
    let easting = case.addresses.by_number("source_row", "easting");
    let northing = case.addresses.by_number("source_row", "northing");
    for row in 1..=1600 {
        let (east, north) = easting_northing(lon[row - 1], lat[row - 1]);
        let metres = |text: &str| text.parse::<f64>().expect("metres");
        // Half a millimetre of rounding and a tenth of the series.
        assert!((metres(easting[&row]) - east).abs() < 0.0006, "row {row}");
        assert!((metres(northing[&row]) - north).abs() < 0.0006, "row {row}");
    }
}

#[test]
fn sums_are_counts_and_percentages_are_shares_of_them() {
    let case = &*CASE;
    let [localities, gminas, powiats, wojewodztwa] = &case.levels;
    assert_eq!(gminas.rows.len(), 1);
    let of = |name: &str| gminas.column(name)[0].to_owned();
    assert_eq!((of("code"), of("name")), ("980101".to_owned(), "Jasne Pole".to_owned()));
    assert_eq!(of("addresses"), case.summary["addresses"].to_string());
    for column in ["eu_2023_today", "none_today", "eu_2023_with_plans"] {
        let expected = counts(&case.summary["counts"][column]);
        for status in STATUSES {
            assert_eq!(of(&format!("{column}_{status}")), expected[status].to_string());
        }
        // Uncertain addresses may be white: not at all, half of them, all of them.
        let (white, uncertain) = (expected["white"], expected["uncertain"]);
        assert_eq!(of(&format!("{column}_white_low")), white.to_string());
        assert_eq!(of(&format!("{column}_white_high")), (white + uncertain).to_string());
        let mid: f64 = of(&format!("{column}_white_mid")).parse().expect("a number");
        assert_eq!((mid * 2.0).to_string(), (2 * white + uncertain).to_string());
        for (margin, part) in [("low", white), ("high", white + uncertain)] {
            // 16 addresses are one per cent of 1600; printed with one decimal.
            let printed = of(&format!("{column}_white_percent_{margin}"));
            let printed: f64 = printed.parse().expect("per cent");
            let exact = f64::from(u32::try_from(part).expect("small")) / 16.0;
            assert!((printed - exact).abs() < 0.050_001, "{column}: {printed}, {exact}");
        }
    }
    // A single gmina: the levels above repeat its counts, localities add up to them.
    for above in [powiats, wojewodztwa] {
        let counts = |table: &Table| table.without(|name| ["code", "name"].contains(&name));
        assert_eq!(counts(above).rows, counts(gminas).rows);
    }
    for column in ["addresses", "eu_2023_today_white", "pl_nga30_with_plans_black"] {
        let parts = localities.column(column).into_iter();
        let sum: u64 = parts.map(|count| count.parse::<u64>().expect("a count")).sum();
        assert_eq!(sum.to_string(), of(column), "{column}");
    }
    let quotas: BTreeMap<&str, usize> =
        case.base.column("SIMC").into_iter().fold(BTreeMap::new(), |mut counts, simc| {
            *counts.entry(simc).or_default() += 1;
            counts
        });
    let simc = localities.column("simc").into_iter();
    for (simc, count) in simc.zip(localities.column("addresses")) {
        assert_eq!(count, quotas[simc].to_string(), "{simc}");
    }
    assert_eq!(localities.rows.len(), quotas.len());
}

#[test]
fn every_record_is_matched_or_rejected_as_planted() {
    let case = &*CASE;
    let matched = counts(&case.summary["zs_rows_matched"]);
    let mut rejected: BTreeMap<String, u64> = BTreeMap::new();
    let mut rungs: BTreeMap<String, u64> = BTreeMap::new();
    for letter in OPERATORS {
        let input = input(&case.manifest, &format!("operator_{letter}.csv"));
        let used = input["rows_used"].as_u64().expect("a count");
        assert_eq!(used, matched[&letter.to_uppercase()], "operator {letter}");
        let on_rungs = counts(&input["matched_by_rung"]);
        assert_eq!(on_rungs.values().sum::<u64>(), used, "operator {letter}");
        for (rung, count) in on_rungs {
            *rungs.entry(rung).or_default() += count;
        }
        let read = input["rows_read"].as_u64().expect("a count");
        let gone = input["rows_rejected"].as_u64().expect("a count");
        assert_eq!((read, input["rows_outside_area"].as_u64()), (used + gone, Some(0)));
        for (code, count) in counts(&input["by_code"]) {
            if code != "impossible_speed" {
                *rejected.entry(code).or_default() += count;
            }
        }
    }
    assert_eq!(rejected, counts(&case.summary["zs_rows_rejected"]));
    let summary = |name: &str| case.summary[name].as_u64().expect("a count");
    assert_eq!(rungs["street"], summary("matched_by_street"));
    assert_eq!(rungs["coordinates"], summary("matched_by_coordinates"));
    // White space around a number is no part of it, so not every other form needs the rung.
    let otherwise = 1..=summary("numbers_written_differently");
    assert!(otherwise.contains(&rungs["number"]), "{rungs:?}");
    let all: u64 = rungs.values().sum();
    assert_eq!(all + rejected.values().sum::<u64>(), summary("zs_rows"));
}

#[test]
fn issues_name_the_planted_rows_and_no_others() {
    let case = &*CASE;
    let planted = case.planted();
    let codes = counts(&case.summary["zs_rows_rejected"]);
    let is_rejected = |what: &str| codes.contains_key(what);
    let rejected = planted.iter().filter(|(_, _, what)| is_rejected(what));
    let rejected: BTreeSet<_> = rejected.cloned().collect();
    assert_eq!(case.issues(|_, severity| severity == "rejected"), rejected);
    let renamed =
        [("outside_boundary", "outside_gmina", 3), ("impossible_speed", "impossible_speed", 2)];
    for (what, code, n) in renamed {
        let expected = planted.iter().filter(|(_, _, w)| w == what);
        let expected: BTreeSet<_> =
            expected.map(|(file, row, _)| (file.clone(), row.clone(), code.to_owned())).collect();
        assert_eq!(expected.len(), n);
        assert_eq!(case.issues(|c, _| c == code), expected);
    }
    // Of two twins the second in the order of the output is the duplicate.
    let twins = case.issues(|code, _| code == "duplicate_address");
    let is_twin = |file: &str, row: &str| {
        let twin = (file.to_owned(), row.to_owned(), "twin_key".to_owned());
        planted.contains(&twin)
    };
    assert!(twins.iter().all(|(file, row, _)| is_twin(file, row)));
    assert_eq!(twins.len() as u64, case.summary["twin_keys"].as_u64().expect("a count"));
    let nameless = case.issues(|code, _| code == "missing_id");
    let ids = case.base.column("gml_id").into_iter();
    let empty = ids.zip(1..).filter(|(id, _)| id.is_empty());
    let empty = empty.map(|(_, row): (&str, usize)| row.to_string());
    let rows: BTreeSet<String> = nameless.into_iter().map(|(_, row, _)| row).collect();
    assert_eq!(rows, empty.collect());
    assert_eq!(rows.len(), 32);
    let n_known = rejected.len() + 3 + 2 + twins.len() + rows.len();
    assert_eq!(case.issues.rows.len(), n_known, "nothing else is remarked");
}

#[test]
fn networks_and_speeds_agree_with_the_expected_status() {
    let case = &*CASE;
    let expected = case.expected.by_number("row", "eu_2023_today");
    let any = case.expected.by_number("row", "none_today");
    let of = |name: &str| case.addresses.by_number("source_row", name);
    let (certain, possible) = (of("networks_certain"), of("networks_possible"));
    let best = of("best_down_kbps");
    for (row, status) in expected {
        let count = |text: &str| text.parse::<u32>().expect("a count");
        let agrees = match (count(certain[&row]), count(possible[&row])) {
            (0, 0) => status == "white",
            (0, _) => status == "uncertain",
            (1, _) => status == "grey",
            _ => status == "black",
        };
        assert!(agrees, "row {row} is {status}");
        // 100 Mb/s are 100 000 kbit/s; every planted offer has whole Mb/s, 10 or more.
        let reached = match best[&row] {
            "" => any[&row] == "white",
            kbps if count(kbps) >= 100_000 => status != "white",
            kbps => status == "white" && any[&row] != "white" && count(kbps) >= 10_000,
        };
        assert!(reached, "row {row}: {} kbit/s, {status}", best[&row]);
    }
}

#[test]
fn clusters_are_those_of_every_pair_of_white_addresses() {
    let case = &*CASE;
    let expected = case.expected.by_number("row", "eu_2023_today");
    let (lat, lon) =
        (case.base.column("Szerokość geograficzna"), case.base.column("Długość geograficzna"));
    let at = |row: usize| {
        let degrees = |text: &str| text.parse::<f64>().expect("degrees");
        let (east, north) = easting_northing(degrees(lon[row - 1]), degrees(lat[row - 1]));
        // Positions are whole millimetres.
        ((east * 1000.0).round(), (north * 1000.0).round())
    };
    let white = expected.iter().filter(|(_, status)| **status == "white");
    let white: Vec<(usize, (f64, f64))> = white.map(|(row, _)| (*row, at(*row))).collect();
    let near = |a: usize, b: usize| {
        let ((x, y), (u, v)) = (white[a].1, white[b].1);
        (x - u).powi(2) + (y - v).powi(2) <= 200_000.0_f64.powi(2)
    };
    let all = 0..white.len();
    let is_core = |a: &usize| all.clone().filter(|b| near(*a, *b)).count() >= 5;
    let cores: Vec<usize> = all.clone().filter(is_core).collect();
    // Cores that are near each other, directly or through others, are one cluster.
    let mut left = cores.clone();
    let mut n_clusters = 0;
    while let Some(first) = left.pop() {
        n_clusters += 1;
        let mut reached = vec![first];
        while let Some(core) = reached.pop() {
            let (next, rest) = left.iter().partition(|other| near(core, **other));
            left = rest;
            reached.extend::<Vec<usize>>(next);
        }
    }
    let is_clustered = |a: &usize| cores.iter().any(|core| near(*a, *core));
    let clustered: BTreeSet<usize> = all.filter(is_clustered).map(|a| white[a].0).collect();
    let ids = case.addresses.by_number("source_row", "cluster_id");
    let found = ids.iter().filter(|(_, id)| !id.is_empty()).map(|(row, _)| *row);
    assert_eq!(found.collect::<BTreeSet<_>>(), clustered);
    let names: BTreeSet<&str> = ids.into_values().filter(|id| !id.is_empty()).collect();
    assert_eq!(names.len(), n_clusters);
    let gminas = &case.levels[1];
    assert_eq!(gminas.column("white_clusters"), [n_clusters.to_string()]);
    assert_eq!(gminas.column("white_clustered"), [clustered.len().to_string()]);
}

#[test]
fn the_sample_of_the_repository_is_the_one_the_program_writes() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let (kept, written) = (Folder::read(&kept), Folder::generate(1600));
    assert_eq!(kept.names(), written.names());
    for name in written.names() {
        assert!(kept.bytes(&name) == written.bytes(&name), "data/sample/{name} differs");
    }
}
