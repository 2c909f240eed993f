//! Same input, same bytes: at any number of threads, in any order of rows, in any packing.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;

use tempfile::TempDir;

use crate::folder::{Folder, gz_of, split, zip_of};
use crate::layer_files::with_layers;
use crate::parquet_file::read_texts;
use crate::program::{Arguments, diagnose, zasieg};
use crate::table::Table;

/// D. Knuth's MMIX generator; the upper half of each state is used.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, n: usize) -> usize {
        let (factor, summand) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(factor).wrapping_add(summand);
        usize::try_from(self.0 >> 32).expect("32 bits") % n
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// Writes a folder and diagnoses it.
fn run(folder: &Folder) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    folder.write(dir.path());
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    dir
}

fn output(dir: &TempDir, file: &str) -> Vec<u8> {
    fs::read(dir.path().join("out").join(file)).expect("written")
}

/// `addresses.csv` without what names rows: source, evidence, and identifiers made of a row.
fn addresses(dir: &TempDir) -> Table {
    let mut table = Table::read(&dir.path().join("out/addresses.csv"));
    let [id, file, row] =
        ["address_id", "source_file", "source_row"].map(|name| table.position(name));
    for values in &mut table.rows {
        if values[id] == format!("{}:{}", values[file], values[row]) {
            values[id].clear();
        }
    }
    table.without(|name| name.starts_with("source_") || name.ends_with("_evidence"))
}

/// Issues without their rows, as a sorted list.
fn issues(dir: &TempDir) -> Vec<Vec<String>> {
    let table = Table::read(&dir.path().join("out/issues.csv"));
    let mut rows = table.without(|name| name == "row").rows;
    rows.sort();
    rows
}

fn reports(folder: &Folder) -> Vec<String> {
    let names = folder.names().into_iter();
    names.filter(|name| name.starts_with("zasieg/")).collect()
}

/// Lines that head a file, and the rows after them.
fn head_and_rows(folder: &Folder, name: &str) -> (Vec<String>, Vec<String>) {
    let lines = folder.text(name).lines().map(str::to_owned);
    if name == "adresy.csv" {
        let mut rows: Vec<String> = lines.collect();
        return (vec![rows.remove(0)], rows);
    }
    lines.partition(|line| !line.starts_with("ZS,") && !line.starts_with("AI,"))
}

fn set_lines(folder: &mut Folder, name: &str, head: &[String], rows: &[String]) {
    folder.set(name, [head, rows].concat().join("\n") + "\n");
}

/// Runs a verb with 1, 2 and 7 threads and asserts that all its files are equal but `run.json`.
fn assert_same_at_any_number_of_threads(verb: &str, more: Arguments<'_>, n_files_min: usize) {
    // With layers: corrections, areas that count, nodes, cells and what is tied to addresses.
    let dir = with_layers().written();
    let run = dir.path().join("run.toml");
    let outputs = ["1", "2", "7"].map(|threads| {
        let out = dir.path().join(format!("out_{threads}"));
        let mut arguments: Vec<&dyn AsRef<OsStr>> = vec![&verb, &run, &"--out", &out];
        arguments.extend([&"--threads" as &dyn AsRef<OsStr>, &threads]);
        arguments.extend(more);
        zasieg(&arguments).with(0);
        Folder::read(&out)
    });
    let names = outputs[0].names();
    assert!(names.len() >= n_files_min, "{names:?}");
    for other in &outputs[1..] {
        assert_eq!(other.names(), names);
        for name in names.iter().filter(|name| *name != "run.json") {
            assert!(other.bytes(name) == outputs[0].bytes(name), "{name} differs");
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let tables: Arguments<'_> = &[&"--table", &"csv,parquet"];
    assert_same_at_any_number_of_threads("diagnose", tables, 8);
    assert_same_at_any_number_of_threads("import", &[], 18);
    assert_same_at_any_number_of_threads("report", &[&"--gmina", &"98"], 2);
}

#[test]
fn the_order_of_rows_changes_no_result() {
    let mut sample = Folder::small();
    let files: Vec<String> =
        ["adresy.csv".to_owned()].into_iter().chain(reports(&sample)).collect();
    // Of two records with one identifier the first stands: the one thing that hangs on the order.
    let mut n_dropped = 0;
    for name in reports(&sample) {
        let (head, mut rows) = head_and_rows(&sample, &name);
        let mut ids = BTreeSet::new();
        let before = rows.len();
        rows.retain(|row| ids.insert(split(row, b',')[1].clone()));
        n_dropped += before - rows.len();
        set_lines(&mut sample, &name, &head, &rows);
    }
    assert!(n_dropped > 0, "the sample has such records");
    let straight = run(&sample);
    for seed in [3, 58] {
        let mut lcg = Lcg(seed);
        let mut shuffled = sample.clone();
        for name in &files {
            let (head, mut rows) = head_and_rows(&shuffled, name);
            lcg.shuffle(&mut rows);
            set_lines(&mut shuffled, name, &head, &rows);
            assert_ne!(shuffled.text(name), sample.text(name));
        }
        let other = run(&shuffled);
        for file in
            ["gminas.csv", "indicators.csv", "localities.csv", "powiats.csv", "wojewodztwa.csv"]
        {
            assert!(output(&straight, file) == output(&other, file), "{file}, seed {seed}");
        }
        assert_eq!(addresses(&straight), addresses(&other), "seed {seed}");
        assert_eq!(issues(&straight), issues(&other), "seed {seed}");
    }
}

/// Tables of layers: a header, then rows in any order.
const LAYERS: [&str; 9] = [
    "gospodarstwa.csv",
    "zapotrzebowanie.csv",
    "plany.csv",
    "lacza.csv",
    "pomiary.csv",
    "wezly.csv",
    "obszary.csv",
    "siatka.csv",
    "korekty.csv",
];

#[test]
fn the_order_of_rows_of_layers_changes_no_result() {
    let sample = with_layers();
    let imported = |folder: &Folder| {
        let dir = run(folder);
        let out = dir.path().join("dataset");
        zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &out]).with(0);
        dir
    };
    // Rows of a layer without what names them, as a sorted list.
    let layer = |dir: &TempDir, register: &str| {
        let table = read_texts(&dir.path().join(format!("dataset/{register}.parquet")));
        let mut rows = table.without(|name| name == "source_row").rows;
        rows.sort();
        rows
    };
    let straight = imported(&sample);
    for seed in [7, 91] {
        let mut lcg = Lcg(seed);
        let mut shuffled = sample.clone();
        for name in LAYERS {
            let mut rows: Vec<String> = shuffled.text(name).lines().map(str::to_owned).collect();
            lcg.shuffle(&mut rows[1..]);
            shuffled.set(name, rows.join("\n") + "\n");
            assert_ne!(shuffled.text(name), sample.text(name));
        }
        let other = imported(&shuffled);
        for file in ["gminas.csv", "localities.csv"] {
            assert!(output(&straight, file) == output(&other, file), "{file}, seed {seed}");
        }
        assert_eq!(addresses(&straight), addresses(&other), "seed {seed}");
        assert_eq!(issues(&straight), issues(&other), "seed {seed}");
        for register in ["premises", "demand", "public-plans", "connections", "measurements"]
            .into_iter()
            .chain(["nodes-table", "coverage-areas", "coverage-raster", "corrections", "roads"])
        {
            assert_eq!(layer(&straight, register), layer(&other, register), "{register}");
        }
    }
}

#[test]
fn rows_of_an_input_may_stand_in_several_files() {
    let sample = Folder::small();
    let mut halves = sample.clone();
    let mut halve = |name: &str, first: &str, second: &str| {
        let (head, rows) = head_and_rows(&sample, name);
        let (left, right) = rows.split_at(rows.len() / 2);
        halves.remove(name);
        set_lines(&mut halves, first, &head, left);
        set_lines(&mut halves, second, &head, right);
    };
    for letter in ["a", "b", "c", "d", "e", "f"] {
        let name = format!("zasieg/operator_{letter}.csv");
        halve(&name, &name, &format!("zasieg/operator_{letter}_2.csv"));
    }
    halve("adresy.csv", "adresy_1.csv", "adresy_2.csv");
    halves.replace("run.toml", "\"adresy.csv\"", "\"adresy_*.csv\"");
    let (whole, split) = (run(&sample), run(&halves));
    for file in ["gminas.csv", "localities.csv"] {
        assert!(output(&whole, file) == output(&split, file), "{file}");
    }
    assert_eq!(addresses(&whole), addresses(&split));
    let codes = |dir: &TempDir| -> Vec<(String, String)> {
        let pairs =
            issues(dir).into_iter().map(|mut row| (row.remove(0), row.pop().expect("a detail")));
        let mut pairs: Vec<_> = pairs.collect();
        pairs.sort();
        pairs
    };
    assert_eq!(codes(&whole), codes(&split));
}

#[test]
fn packed_files_are_read_as_they_are() {
    let sample = Folder::small();
    let mut packed = sample.clone();
    let base = packed.remove("adresy.csv");
    packed.set("adresy.zip", zip_of("24.csv", &base));
    packed.replace("run.toml", "\"adresy.csv\"", "\"adresy.zip\"");
    for letter in ["a", "b", "c", "d", "e", "f"] {
        let name = format!("zasieg/operator_{letter}.csv");
        let report = packed.remove(&name);
        packed.set(&format!("{name}.gz"), gz_of(&report));
    }
    packed.replace("run.toml", "operator_*.csv", "operator_*.csv*");
    let (plain, packed) = (run(&sample), run(&packed));
    for file in ["gminas.csv", "localities.csv"] {
        assert!(output(&plain, file) == output(&packed, file), "{file}");
    }
    assert_eq!(addresses(&plain), addresses(&packed));
}
