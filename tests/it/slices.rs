//! Reports of a country from slices of its dataset: byte for byte those of the whole world.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;

use tempfile::TempDir;
use zasieg::diagnosis::chapters::Survey;
use zasieg::diagnosis::roll_up;
use zasieg::pipeline::{
    CountryDone, CountryOutputs, OutputDir, Progress, ReportOutputs, country_of, load, report_to,
};

use super::country::files;
use super::program::zasieg;

/// A country of 6000 addresses with planted errors, or without; `more` inputs are added to its run.
fn country(seed: &str, is_clean: bool, more: &[(&str, &str, &str)]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("kraj");
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> =
        vec![&"synth", &"--out", &place, &"--addresses", &"6000", &"--seed", &seed];
    arguments.extend([&"--form" as &dyn AsRef<std::ffi::OsStr>, &"tables"]);
    if is_clean {
        arguments.push(&"--clean");
    }
    zasieg(&arguments).with(0);
    let run = place.join("run.toml");
    let mut text = fs::read_to_string(&run).expect("a run file");
    for (register, file, rows) in more {
        fs::write(place.join(file), rows).expect("writable");
        text += &format!(
            "\n[[input]]\nregister = \"{register}\"\npath = \"{file}\"\nedition = \"t\"\n"
        );
    }
    fs::write(&run, text).expect("writable");
    let set = dir.path().join("zbior");
    let ended = zasieg(&[&"import", &run, &"--out", &set, &"--quiet"]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    (dir, set)
}

/// The report of every gmina, from the whole world.
fn of_world(set: &Path, out: &Path) {
    let progress = Progress::new(&|_| ());
    let loaded = load(set, &progress).expect("a dataset");
    let diagnosis = loaded.diagnose(&[]).expect("diagnosed");
    let rollup = roll_up(&loaded.world, &diagnosis);
    let survey = Survey::new(&loaded.world, &diagnosis);
    for gmina in loaded.gminas(&[]).expect("gminas") {
        let out = OutputDir::create(&out.join(gmina.to_string()), false).expect("writable");
        report_to(&loaded, &survey, &rollup, gmina, ReportOutputs::ALL, None, out).expect("written");
    }
}

/// Every output of the country, from slices of so many addresses; what was said.
fn of_slices(set: &Path, out: &Path, slice: usize) -> (CountryDone, String) {
    let said = std::sync::Mutex::new(String::new());
    let tell = |text: &str| said.lock().expect("no panic").push_str(&format!("{text}\n"));
    let progress = Progress::new(&tell);
    let spec = CountryOutputs {
        reports: Some(ReportOutputs::ALL),
        slice: Some(slice),
        ..CountryOutputs::default()
    };
    let done = country_of(set, out, &spec, false, &progress).expect("written");
    let said = said.lock().expect("no panic").clone();
    (done, said)
}

fn assert_same(ours: &BTreeMap<String, Vec<u8>>, theirs: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert!(ours.keys().eq(theirs.keys()), "{what}: {:?}", ours.keys());
    let differing: Vec<&String> =
        ours.iter().filter(|(name, bytes)| theirs[*name] != **bytes).map(|f| f.0).collect();
    assert!(differing.is_empty(), "{what}: {differing:?}");
}

fn assert_slices(seed: &str, is_clean: bool, more: &[(&str, &str, &str)]) {
    let (dir, set) = country(seed, is_clean, more);
    let world = dir.path().join("swiat");
    of_world(&set, &world);
    let expected = files(&world);
    assert!(expected.len() >= 50, "{}", expected.len());
    // One gmina a slice, a few, all.
    for slice in [1, 1500, 1_000_000] {
        let out = dir.path().join(format!("plastry{slice}"));
        let (done, said) = of_slices(&set, &out, slice);
        assert!(done.failed.is_empty(), "{:?}", done.failed);
        assert!(!said.contains("address by address"), "{said}");
        assert_same(&files(&out.join("raporty")), &expected, &format!("seed {seed}, {slice}"));
    }
}

#[test]
fn reports_of_slices_are_those_of_the_whole_world() {
    assert_slices("5", false, &[]);
    assert_slices("6", false, &[]);
    assert_slices("7", true, &[]);
}
