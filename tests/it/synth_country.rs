//! The fictional country: what the engine reads from its files is what was planted.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

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
    for form in ["tables", "registers"] {
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
