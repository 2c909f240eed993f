//! Countries in parts: slices give the reports of the whole, and parts put together its files.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::country::{country, files};
use super::program::{Ended, zasieg};
use super::table::Table;

type More<'a> = &'a [&'a str];

fn national(input: &Path, out: &Path, more: More<'_>) -> Ended {
    let mut arguments: Vec<&dyn AsRef<OsStr>> =
        vec![&"national", &input, &"--out", &out, &"--quiet"];
    arguments.extend(more.iter().map(|text| text as &dyn AsRef<OsStr>));
    zasieg(&arguments)
}

fn merge(parts: &[PathBuf], out: &Path) -> Ended {
    let mut arguments: Vec<&dyn AsRef<OsStr>> = vec![&"national", &"--out", &out, &"--merge"];
    arguments.extend(parts.iter().map(|part| part as &dyn AsRef<OsStr>));
    zasieg(&arguments)
}

/// Asserts that two folders hold the same but for `run.json`.
fn assert_same(a: &Path, b: &Path) {
    let (mine, theirs) = (files(a), files(b));
    let names = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        files.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&mine), names(&theirs));
    let differing: Vec<&String> = mine
        .iter()
        .filter(|(name, bytes)| theirs[*name] != **bytes)
        .map(|(name, _)| name)
        .collect();
    assert!(differing.is_empty(), "{differing:?}");
}

/// Asserts how parts say that the table of addresses is written.
fn assert_written(parts: &[PathBuf], how: &str) {
    for part in parts {
        let facts = fs::read_to_string(part.join("part.json")).expect("a part");
        let facts: serde_json::Value = serde_json::from_str(&facts).expect("JSON");
        assert_eq!(facts["writing"], how, "{}", part.display());
    }
}

/// The country as plain tables only, which go by columns.
fn plain_run(dir: &TempDir) -> PathBuf {
    let run = dir.path().join("kraj/tables.toml");
    let mut text =
        "as_of = 2026-06-30\nprofiles = [\"EU-2023\", \"PL-NGA30\"]\nmax_rejected_share = 0.9\n"
            .to_owned();
    for (register, file, more) in [
        ("boundaries", "granice", ""),
        ("address-table", "adresy", "crs = \"EPSG:2180\"\n"),
        ("offer-table", "oferty", ""),
        ("coverage-areas", "zasieg", ""),
        ("nodes-table", "wezly", ""),
    ] {
        text += &format!(
            "\n[[input]]\nregister = \"{register}\"\npath = \"{file}.parquet\"\nedition = \"t\"\n{more}"
        );
    }
    fs::write(&run, text).expect("writable");
    run
}

/// Runs the country in parts: the gminas of the first voivodeship in turn to two of them, the second
/// one with what lies in none, the others each by itself.
fn parts(input: &Path, whole: &Path, folder: &Path, more: More<'_>) -> Vec<PathBuf> {
    let table = Table::read(&whole.join("gminas.csv"));
    let codes = table.column("code").into_iter().filter(|code| !code.is_empty());
    let codes: Vec<&str> = codes.map(|code| &code[..6]).collect();
    let all: BTreeSet<&str> = codes.iter().map(|code| &code[..2]).collect();
    let all: Vec<&str> = all.into_iter().collect();
    assert!(all.len() >= 3, "{all:?}");
    let of_first = codes.iter().filter(|code| code.starts_with(all[0]));
    let turn = |odd: usize| {
        let mine = of_first.clone().enumerate().filter(|(at, _)| at % 2 == odd);
        mine.map(|(_, code)| *code).collect::<Vec<_>>()
    };
    let mut groups: Vec<Vec<&str>> = vec![turn(0), vec!["none", all[1]], turn(1)];
    groups.extend(all[2..].iter().map(|code| vec![*code]));
    let part = |(number, codes): (usize, &Vec<&str>)| {
        let out = folder.join(format!("czesc{number}"));
        let mut arguments = more.to_vec();
        for code in codes {
            arguments.extend(["--gmina", *code]);
        }
        national(input, &out, &arguments).with(0);
        out
    };
    groups.iter().enumerate().map(part).collect()
}

/// A country whose inputs are fit for use: planted errors stay below the limit of the gate.
fn lenient(dir: &TempDir) -> PathBuf {
    let run = dir.path().join("kraj/run.toml");
    let text = fs::read_to_string(&run).expect("a run file");
    let text = text.replace("max_rejected_share = 0.05", "max_rejected_share = 0.9");
    fs::write(&run, text).expect("writable");
    run
}

#[test]
fn parts_of_a_country_make_up_the_whole() {
    let dir = country(false);
    let run = lenient(&dir);
    let day = "2026-06-30";
    let totals =
        format!("kod,wskaznik,wartosc,stan_na,tolerancja,zrodlo\nPL,addresses,6000,{day},0,U\n");
    fs::write(dir.path().join("kraj/sumy.csv"), totals).expect("writable");
    let more =
        "\n[[input]]\nregister = \"published-totals\"\npath = \"sumy.csv\"\nedition = \"t\"\n";
    let text = fs::read_to_string(&run).expect("a run file");
    fs::write(&run, text + more).expect("writable");
    let forms = ["--reports", "html", "--indicators"];
    let whole = dir.path().join("caly");
    national(&run, &whole, &forms).with(0);
    let made = parts(&run, &whole, dir.path(), &forms);
    let joined = dir.path().join("razem");
    merge(&made, &joined).with(0);
    assert_same(&whole, &joined);
    // In any order.
    let again = dir.path().join("razem2");
    let turned: Vec<PathBuf> = made.iter().rev().cloned().collect();
    merge(&turned, &again).with(0);
    assert_same(&whole, &again);
}

#[test]
fn parts_of_a_dataset_make_up_the_whole() {
    let dir = country(false);
    let run = lenient(&dir);
    let set = dir.path().join("zbior");
    zasieg(&[&"import", &run, &"--out", &set, &"--quiet"]).with(0);
    let whole = dir.path().join("caly");
    let forms = ["--reports", "html", "--indicators"];
    national(&set, &whole, &forms).with(0);
    let made = parts(&set, &whole, dir.path(), &forms);
    assert_written(&made, "of-dataset");
    let joined = dir.path().join("razem");
    merge(&made, &joined).with(0);
    assert_same(&whole, &joined);
    // The two tables alone too.
    let folder = dir.path().join("tabele");
    fs::create_dir(&folder).expect("writable");
    let (whole, only) = (folder.join("caly"), ["--only", "addresses,gminas"]);
    national(&set, &whole, &only).with(0);
    let made = parts(&set, &whole, &folder, &only);
    let joined = folder.join("razem");
    merge(&made, &joined).with(0);
    assert_same(&whole, &joined);
}

/// Detectors that decide keep a dataset from going by columns: whole and parts go address by address.
#[test]
fn parts_of_a_dataset_that_goes_by_rows_make_up_the_whole() {
    let dir = country(false);
    let run = lenient(&dir);
    let text = fs::read_to_string(&run).expect("a run file");
    fs::write(&run, text.replacen("profiles", "detectors = \"decide\"\nprofiles", 1))
        .expect("writable");
    let set = dir.path().join("zbior");
    zasieg(&[&"import", &run, &"--out", &set, &"--quiet"]).with(0);
    let whole = dir.path().join("caly");
    national(&set, &whole, &[]).with(0);
    let made = parts(&set, &whole, dir.path(), &[]);
    assert_written(&made, "by-rows");
    let joined = dir.path().join("razem");
    merge(&made, &joined).with(0);
    assert_same(&whole, &joined);
}

#[test]
fn a_damaged_part_is_named_with_its_file() {
    let dir = country(false);
    let run = lenient(&dir);
    let whole = dir.path().join("caly");
    let forms = ["--reports", "html"];
    national(&run, &whole, &forms).with(0);
    let made = parts(&run, &whole, dir.path(), &forms);
    let code = Table::read(&made[2].join("gminas.csv")).column("code")[0][..6].to_owned();
    let report = format!("raporty/{code}/raport.html");
    for name in ["addresses.parquet", "issues.parquet", "gminas.parquet", &report] {
        let path = made[2].join(name);
        let bytes = fs::read(&path).expect("a file of the part");
        let mut spoiled = bytes.clone();
        let middle = spoiled.len() / 2;
        spoiled[middle] ^= 1;
        fs::write(&path, spoiled).expect("writable");
        let out = dir.path().join("razem");
        let error = merge(&made, &out).with(2).stderr;
        assert!(error.contains("czesc2") && error.contains(name), "{error}");
        assert!(!out.exists(), "nothing is written");
        fs::remove_file(&path).expect("removable");
        assert!(merge(&made, &out).with(2).stderr.contains("is missing"));
        fs::write(&path, bytes).expect("writable");
    }
    // What the part does not tell of is none of its own.
    fs::write(made[2].join("dziennik.log"), "of a scheduler").expect("writable");
    fs::write(made[2].join("raporty").join(&code).join("obcy.txt"), "x").expect("writable");
    let joined = dir.path().join("razem");
    merge(&made, &joined).with(0);
    assert_same(&whole, &joined);
}

#[test]
fn parts_of_two_tables_make_up_the_whole() {
    let dir = country(false);
    let only = ["--only", "addresses,gminas"];
    for (way, run) in [("kolumny", plain_run(&dir)), ("wiersze", lenient(&dir))] {
        let folder = dir.path().join(way);
        fs::create_dir(&folder).expect("writable");
        let whole = folder.join("caly");
        national(&run, &whole, &only).with(0);
        let made = parts(&run, &whole, &folder, &only);
        let joined = folder.join("razem");
        merge(&made, &joined).with(0);
        assert_same(&whole, &joined);
    }
}

#[test]
fn parts_that_do_not_fit_are_named() {
    let dir = country(false);
    let run = plain_run(&dir);
    let whole = dir.path().join("caly");
    let only = ["--only", "addresses,gminas"];
    national(&run, &whole, &only).with(0);
    let made = parts(&run, &whole, dir.path(), &only);
    let out = dir.path().join("razem");
    let refused = |parts: &[PathBuf], told: &[&str]| {
        let error = merge(parts, &out).with(2).stderr;
        assert!(told.iter().all(|text| error.contains(text)), "{error}");
        assert!(!out.exists(), "nothing is written");
    };
    let table = Table::read(&made[2].join("gminas.csv"));
    let code = table.column("code")[0][..6].to_owned();
    // A gap names the codes and the parts.
    let without: Vec<PathBuf> =
        made.iter().enumerate().filter(|(at, _)| *at != 2).map(|(_, part)| part.clone()).collect();
    refused(&without, &["no part holds", &code, "czesc0", "czesc3"]);
    refused(
        &[vec![made[0].clone()], made[2..].to_vec()].concat(),
        &["no part holds", "and 1 more"],
    );
    // An overlap too.
    let again = dir.path().join("znowu");
    national(&run, &again, &[&only[..], &["--gmina", &code]].concat()).with(0);
    refused(&[made.clone(), vec![again]].concat(), &["czesc2", "znowu", "both hold", &code]);
    // A part of other settings is none of the whole.
    let text = fs::read_to_string(&run).expect("a run file");
    fs::write(&run, text.replace("2026-06-30", "2026-06-29")).expect("writable");
    let other = dir.path().join("inna");
    national(&run, &other, &[&only[..], &["--gmina", &code]].concat()).with(0);
    refused(&[without, vec![other]].concat(), &["czesc0", "inna", "different inputs, settings"]);
    refused(&[whole], &["caly", "part.json"]);
    // A code that the run does not have.
    national(&run, &out, &[&only[..], &["--gmina", "99"]].concat()).with(2);
}
