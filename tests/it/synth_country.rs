//! The fictional country: what the engine reads from its files is what was planted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use zasieg::model::IssueCode;

use super::table::Table;

fn zasieg(arguments: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_zasieg")).args(arguments).output();
    let done = done.expect("the program runs");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A country of 6000 addresses, and where it stands.
fn country(more: &[&str]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("kraj");
    let text = place.to_str().expect("UTF-8").to_owned();
    let arguments = [&["synth", "--out", &text, "--addresses", "6000", "--seed", "3"], more];
    zasieg(&arguments.concat());
    (dir, place)
}

/// Numbers of `gminas.csv` that the answer has as well: by gmina, by column.
fn counts(table: &Table, code: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let is_count = |name: &&String| {
        ["_white", "_grey", "_black", "_uncertain", "_not_applicable"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    let columns: Vec<&String> = table.header.iter().filter(is_count).collect();
    let row = |row: usize| {
        let value = |name: &&String| ((*name).clone(), table.value(row, name).to_owned());
        (table.value(row, code).to_owned(), columns.iter().map(value).collect())
    };
    (0..table.rows.len()).map(row).collect()
}

fn compared(place: &Path, out: &Path, answer: &str) {
    let found = counts(&Table::read(&out.join("gminas.csv")), "code");
    let planted = counts(&Table::read(&place.join("odpowiedz").join(answer)), "code");
    assert!(planted.len() > 5, "a country has gminas");
    let mut n_compared = 0;
    for (gmina, values) in &planted {
        let found = found.get(gmina).unwrap_or_else(|| panic!("{gmina} is not there"));
        for (column, value) in values {
            let Some(mine) = found.get(column) else { continue };
            assert_eq!(mine, value, "{gmina} {column}");
            n_compared += 1;
        }
    }
    assert!(n_compared > 100, "{n_compared} numbers compared");
}

fn diagnosed(place: &Path, dir: &Path) -> PathBuf {
    let out = dir.join("wynik");
    let run = place.join("run.toml");
    zasieg(&["diagnose", run.to_str().expect("UTF-8"), "--out", out.to_str().expect("UTF-8")]);
    out
}

#[test]
fn a_clean_country_is_diagnosed_as_it_was_planted() {
    for form in ["tables", "registers", "prg"] {
        let (dir, place) = country(&["--clean", "--form", form]);
        let out = diagnosed(&place, dir.path());
        compared(&place, &out, "gminas.csv");
        let issues = Table::read(&out.join("issues.csv"));
        assert_eq!(issues.rows, Vec::<Vec<String>>::new(), "{form}: nothing is wrong with it");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let (_one, first) = country(&["--form", "tables", "--threads", "1"]);
    let (_two, second) = country(&["--form", "tables", "--threads", "2"]);
    let mut names: Vec<PathBuf> = fs::read_dir(&first)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    names.sort();
    assert!(names.len() > 5);
    for path in names {
        let other = second.join(path.file_name().expect("a file"));
        let equal = fs::read(&path).expect("written") == fs::read(&other).expect("written");
        assert!(equal, "{}", path.display());
    }
}

#[test]
fn an_unknown_kind_of_error_is_refused_with_those_there_are() {
    let arguments = ["synth", "--out", "x", "--addresses", "6000", "--rate", "nonsense=3"];
    let done = Command::new(env!("CARGO_BIN_EXE_zasieg")).args(arguments).output();
    let done = done.expect("the program runs");
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("nonsense") && said.contains("plan_overdue="), "{said}");
}

#[test]
fn hills_are_seen_where_they_hide_a_mast_and_nowhere_else() {
    let rate = "radio_behind_terrain=1000000";
    for form in ["tables", "registers", "prg"] {
        let (dir, place) = country(&["--form", form, "--terrain", "--clean", "--rate", rate]);
        let planted = Table::read(&place.join("odpowiedz/bledy.csv"));
        let kinds: BTreeSet<&str> = planted.column("kind").into_iter().collect();
        assert_eq!(kinds, BTreeSet::from(["radio_behind_terrain"]), "{form}");
        let conflicts = Table::read(&diagnosed(&place, dir.path()).join("conflicts.csv"));
        let is_d = |row: &usize| conflicts.value(*row, "detector") == "d";
        let found = (0..conflicts.rows.len()).filter(is_d);
        let found: BTreeSet<&str> = found.map(|row| conflicts.value(row, "address_id")).collect();
        let planted: BTreeSet<&str> = planted.column("address_id").into_iter().collect();
        assert!(planted.len() > 10, "{form}: {}", planted.len());
        assert_eq!(found, planted, "{form}");
    }
}

/// Kinds whose rows have no coordinates either, so that nothing else tells where they are.
const UNPLACED: [&str; 2] = ["no_gmina", "building_without_address"];

/// The code under which a reader counts a kind of planted error; `None` where only a detector sees
/// it.
fn code_of(kind: &str) -> Option<&'static str> {
    let kind = match kind {
        "duplicate_record_plan" | "duplicate_record_address" => "duplicate_record",
        "unknown_word_node" | "unknown_word_road" => "unknown_word",
        kind => kind,
    };
    IssueCode::from_code(kind).map(|code| code.as_str())
}

#[test]
fn every_code_is_found_as_often_as_it_was_planted() {
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for form in ["tables", "registers", "prg"] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let place = dir.path().join("kraj");
        let text = place.to_str().expect("UTF-8");
        zasieg(&["synth", "--out", text, "--addresses", "20000", "--seed", "1", "--form", form]);
        let mut planted: BTreeMap<&str, u64> = BTreeMap::new();
        let errors = Table::read(&place.join("odpowiedz/bledy.csv"));
        let kinds = errors.column("kind");
        for (kind, code) in kinds.iter().filter_map(|kind| Some((*kind, code_of(kind)?))) {
            *planted.entry(code).or_default() += 1;
            if UNPLACED.contains(&kind) {
                *planted.entry("missing_coordinates").or_default() += 1;
            }
        }
        let out = dir.path().join("wynik");
        let run = place.join("run.toml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_zasieg"));
        let done = command.arg("diagnose").arg(run).arg("--out").arg(out).output();
        let done = done.expect("the program runs");
        let said = String::from_utf8(done.stderr).expect("UTF-8");
        assert_eq!(done.status.code(), Some(0), "{said}");
        let mut found: BTreeMap<&str, u64> = BTreeMap::new();
        for line in said.lines() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            if let [code, _, count] = fields[..]
                && let (Some(code), Ok(count)) = (IssueCode::from_code(code), count.parse())
            {
                found.insert(code.as_str(), count);
            }
        }
        assert_eq!(found, planted, "{form}");
        codes.extend(planted.into_keys());
    }
    let all: BTreeSet<&str> = IssueCode::ALL.iter().map(|code| code.as_str()).collect();
    let never: Vec<&&str> = all.difference(&codes).collect();
    assert!(never.is_empty(), "{never:?}");
}
