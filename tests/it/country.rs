//! The whole country: outputs that go on after a kill, totals that agree, a page that is whole.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;

use tempfile::TempDir;

use super::program::zasieg;
use super::table::Table;

/// A country of 6000 addresses, as it is or without a planted error.
pub(super) fn country(is_clean: bool) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("kraj");
    let size: [&dyn AsRef<OsStr>; 5] = [&"synth", &"--out", &place, &"--addresses", &"6000"];
    let more: [&dyn AsRef<OsStr>; 4] = [&"--seed", &"5", &"--form", &"tables"];
    let mut arguments: Vec<_> = size.into_iter().chain(more).collect();
    if is_clean {
        arguments.push(&"--clean");
    }
    zasieg(&arguments).with(0);
    dir
}

/// Every file below a folder but `run.json`, with its bytes.
pub(super) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut rest = vec![folder.to_owned()];
    while let Some(path) = rest.pop() {
        for entry in fs::read_dir(&path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                rest.push(path);
            } else if path.file_name().is_some_and(|name| name != "run.json") {
                let name = path.strip_prefix(folder).expect("below").display().to_string();
                found.insert(name, fs::read(&path).expect("readable"));
            }
        }
    }
    found
}

fn national(dir: &TempDir, out: &str) -> (Command, PathBuf) {
    let out = dir.path().join(out);
    let mut command = Command::new(env!("CARGO_BIN_EXE_zasieg"));
    command.arg("national").arg(dir.path().join("kraj/run.toml")).arg("--out").arg(&out);
    command.args(["--reports", "html", "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null());
    (command, out)
}

#[test]
fn a_killed_run_goes_on_and_ends_with_the_same_bytes() {
    let dir = country(false);
    let (mut whole, out) = national(&dir, "cala");
    let start = std::time::Instant::now();
    assert!(whole.status().expect("the program runs").success());
    let took = start.elapsed();
    let expected = files(&out);
    assert!(expected.len() > 15, "{:?}", expected.keys());
    for tenths in 1..=10 {
        let (mut command, out) = national(&dir, &format!("przerwana{tenths}"));
        let mut child = command.spawn().expect("the program runs");
        sleep(took * tenths / 11);
        // Ended already: then there is nothing to kill.
        child.kill().ok();
        child.wait().expect("a child of this process");
        let (mut again, _) = national(&dir, &format!("przerwana{tenths}"));
        if !out.join("atlas.html").exists() || out.join("unfinished.json").exists() {
            assert!(again.status().expect("the program runs").success(), "{tenths}");
        }
        let found = files(&out);
        assert!(found.keys().eq(expected.keys()), "{tenths}: {:?}", found.keys());
        let differing: Vec<&String> =
            expected.iter().filter(|(name, bytes)| found[*name] != **bytes).map(|f| f.0).collect();
        assert!(differing.is_empty(), "{tenths}: {differing:?}");
    }
    // A complete run is not overwritten unasked; another run does not go on with it.
    let (mut again, _) = national(&dir, "cala");
    assert_eq!(again.status().expect("the program runs").code(), Some(2));
}

#[test]
fn a_run_that_is_replaced_leaves_nothing_of_itself() {
    let dir = country(false);
    let (mut command, out) = national(&dir, "kraj2");
    assert!(command.status().expect("the program runs").success());
    let expected = files(&out);
    // As a run leaves it that is killed while it removes an older one: no key, half a report.
    fs::write(out.join("unfinished.json"), "").expect("writable");
    fs::remove_file(out.join("atlas.html")).expect("written");
    let report = fs::read_dir(out.join("raporty")).expect("reports").next().expect("a report");
    fs::write(report.expect("an entry").path().join("raport.html"), "old").expect("writable");
    let (mut unasked, _) = national(&dir, "kraj2");
    assert_eq!(unasked.status().expect("the program runs").code(), Some(2));
    let (mut again, _) = national(&dir, "kraj2");
    assert!(again.arg("--force").status().expect("the program runs").success());
    assert!(files(&out) == expected, "nothing old is left");
    // A dataset is not replaced by results, whatever is asked.
    let set = dir.path().join("zbior");
    let run = dir.path().join("kraj/run.toml");
    zasieg(&[&"import", &run, &"--out", &set]).with(0);
    let before = files(&set);
    zasieg(&[&"national", &set, &"--out", &set, &"--force"]).with(2);
    assert!(files(&set) == before, "the dataset is as it was");
}

/// What `diagnose` writes and `national` does not.
const DIAGNOSE_ONLY: [&str; 9] = [
    "buildings.csv",
    "clusters.csv",
    "conflicts.csv",
    "conflicts_by_gmina.csv",
    "do_sprawdzenia.csv",
    "indicators.csv",
    "intervals.csv",
    "orphans.csv",
    "plan_records.csv",
];

#[test]
fn the_tables_are_those_of_diagnose_and_all_sums_agree() {
    let dir = country(true);
    let run = dir.path().join("kraj/run.toml");
    let totals = "kod,wskaznik,wartosc,stan_na,tolerancja,zrodlo\n\
                  PL,addresses,6000,DAY,0,Urząd\nPL,addresses,5000,DAY,1,Urząd\n\
                  PL,eu_2023_today_white,1,2020-01-01,,Urząd\nPL,nothing,1,DAY,,Urząd\n";
    let text = fs::read_to_string(&run).expect("a run file");
    let day = text.lines().find_map(|line| line.strip_prefix("as_of = ")).expect("a day");
    let totals = totals.replace("DAY", day.split('#').next().unwrap_or_default().trim());
    fs::write(dir.path().join("kraj/sumy.csv"), totals).expect("writable");
    let more =
        "\n[[input]]\nregister = \"published-totals\"\npath = \"sumy.csv\"\nedition = \"t\"\n";
    fs::write(&run, text + more).expect("writable");
    let (ours, theirs) = (dir.path().join("kraj2"), dir.path().join("wynik"));
    let told = zasieg(&[&"national", &run, &"--out", &ours]).with(0).stderr;
    assert!(told.contains("2 of 4 published totals were compared, 1 differ by more"), "{told}");
    assert!(told.contains("out_of_tolerance.csv"), "{told}");
    let apart = Table::read(&ours.join("out_of_tolerance.csv"));
    assert_eq!(apart.column("stated"), ["5000"]);
    zasieg(&[&"diagnose", &run, &"--out", &theirs]).with(0);
    for (name, bytes) in files(&theirs) {
        if DIAGNOSE_ONLY.contains(&name.as_str()) {
            assert!(!ours.join(&name).exists(), "{name}");
            continue;
        }
        assert!(fs::read(ours.join(&name)).expect("written") == bytes, "{name}");
    }
    let table = Table::read(&ours.join("reconciliation.csv"));
    let published: Vec<[&str; 3]> = (0..table.rows.len())
        .filter(|row| !table.value(*row, "evidence").is_empty())
        .map(|row| ["indicator", "difference_percent", "agreement"].map(|c| table.value(row, c)))
        .collect();
    // 6000 is 20 % more than 5000.
    let expected = [
        ["addresses", "0.000", "agrees"],
        ["addresses", "20.000", "differs"],
        ["eu_2023_today_white", "", "other_day"],
        ["nothing", "", "unknown"],
    ];
    assert_eq!(published, expected);
    let sums = (0..table.rows.len()).filter(|row| table.value(*row, "evidence").is_empty());
    let sums: Vec<usize> = sums.collect();
    assert!(sums.len() > 100, "four levels, each status of each profile and tense");
    assert!(sums.into_iter().all(|row| table.value(row, "agreement") == "agrees"));
}

#[test]
fn the_atlas_asks_no_network_and_shows_every_gmina() {
    let dir = country(true);
    let (mut command, out) = national(&dir, "atlas");
    assert!(command.status().expect("the program runs").success());
    let page = fs::read_to_string(out.join("atlas.html")).expect("written");
    // The name of a language is no address.
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for asked in ["src=", "<link", "url(", "@import", "http://", "https://"] {
        let found = page.match_indices(asked).count();
        assert_eq!(found, 0, "{asked}");
    }
    let gminas = Table::read(&out.join("gminas.csv"));
    for code in gminas.column("code").into_iter().filter(|code| !code.is_empty()) {
        assert!(page.contains(&format!("<path id=\"g{code}\" class=\"c")), "{code} has a place");
        assert!(out.join("raporty").join(code).join("raport.html").exists(), "{code}");
    }
    let (start, end) = ("<script type=\"application/json\" id=\"dane\">", "</script>");
    let data = page.split_once(start).and_then(|(_, rest)| rest.split_once(end)).expect("data").0;
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    let lens = data["lenses"].as_array().expect("lenses");
    let at = lens.iter().position(|name| name == "eu_2023_with_plans").expect("a lens");
    for row in 0..gminas.rows.len() {
        let code = gminas.value(row, "code");
        let white = &data["units"][code][3][at];
        let columns = ["eu_2023_with_plans_white_low", "eu_2023_with_plans_white_high"];
        for (position, column) in columns.into_iter().enumerate() {
            assert_eq!(white[position].to_string(), gminas.value(row, column), "{code} {column}");
        }
    }
}
