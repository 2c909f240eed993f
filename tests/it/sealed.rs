//! Datasets that were damaged after they were written: no byte is taken for another.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zasieg::pipeline::{Edition, Progress, load};

use crate::folder::Folder;
use crate::program::zasieg;

/// Files of a dataset that no command reads, or that differ from run to run.
const UNREAD: [&str; 2] = ["issues.csv", "run.json"];

/// The sample gmina as a dataset.
fn dataset() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    Folder::small().write(dir.path());
    let set = dir.path().join("zbior");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &set]).with(0);
    (dir, set)
}

fn names(set: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("an entry").file_name().into_string().expect("ASCII")
    };
    let mut names: Vec<String> = fs::read_dir(set).expect("a folder").map(name).collect();
    names.sort();
    names
}

/// Bytes spread over a file, its first and its last.
fn places(length: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).step_by((length / 60).max(1)).collect();
    places.push(length - 1);
    places
}

#[test]
fn a_flipped_byte_anywhere_is_refused_with_the_file_and_what_to_do() {
    let (_dir, set) = dataset();
    let progress = Progress::new(&|_| ());
    let files = names(&set);
    assert!(files.len() > 12 && files.iter().any(|name| name == "checksums.csv"), "{files:?}");
    let read = |name: &&String| !UNREAD.contains(&name.as_str());
    let mut n_flipped = 0;
    for name in files.iter().filter(read) {
        let path = set.join(name);
        let whole = fs::read(&path).expect("written");
        for at in places(whole.len()) {
            let mut spoiled = whole.clone();
            spoiled[at] ^= 1 << (at % 8);
            fs::write(&path, &spoiled).expect("writable");
            let Err(error) = load(&set, &progress) else {
                panic!("byte {at} of {name} is not what it was")
            };
            let said = error.to_string();
            let tells = said.contains(name) && said.contains("damaged");
            assert!(tells && said.contains("import it anew"), "byte {at} of {name}: {said}");
            n_flipped += 1;
        }
        // By columns: what a server and lists of addresses read.
        let mut spoiled = whole.clone();
        spoiled[whole.len() / 3] ^= 32;
        fs::write(&path, &spoiled).expect("writable");
        let edition = Edition::open(&set, &[], &|_| true, &progress);
        let Err(error) = edition.and_then(|edition| edition.prepare()) else {
            panic!("{name} is not what it was")
        };
        assert!(error.to_string().contains(name), "{name}: {error}");
        fs::write(&path, whole).expect("writable");
    }
    assert!(n_flipped > 500, "{n_flipped}");
    assert!(load(&set, &progress).is_ok());
}

#[test]
fn commands_refuse_a_damaged_dataset() {
    let (dir, set) = dataset();
    let path = set.join("offers.parquet");
    let mut bytes = fs::read(&path).expect("written");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).expect("writable");
    let list = dir.path().join("lista.csv");
    fs::write(&list, "adres\nJasne Pole, Kościelna 2\n").expect("writable");
    let out = |name: &str| dir.path().join(name);
    let runs = [
        zasieg(&[&"check", &set, &"jasne pole koscielna 2"]),
        zasieg(&[&"check", &set, &"--batch", &list, &"--out", &out("a.csv")]),
        zasieg(&[&"diagnose", &set, &"--out", &out("b")]),
        zasieg(&[&"national", &set, &"--out", &out("c")]),
        zasieg(&[&"report", &set, &"--gmina", &"980101", &"--out", &out("d")]),
    ];
    for ended in runs {
        let ended = ended.with(2);
        let said = &ended.stderr;
        assert!(said.contains("offers.parquet") && said.contains("damaged"), "{said}");
    }
}

#[test]
fn the_list_of_checksums_is_the_same_each_time_and_must_be_there() {
    let (_one, first) = dataset();
    let (_other, second) = dataset();
    let list = |set: &Path| fs::read_to_string(set.join("checksums.csv")).expect("written");
    assert_eq!(list(&first), list(&second));
    let listed: Vec<String> = list(&first)
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap_or_default().to_owned())
        .collect();
    let files =
        names(&first).into_iter().filter(|name| name != "run.json" && name != "checksums.csv");
    let expected: Vec<String> = files.chain(["checksums.csv".to_owned()]).collect();
    assert_eq!(listed, expected);
    fs::remove_file(first.join("checksums.csv")).expect("removed");
    let progress = Progress::new(&|_| ());
    let said = load(&first, &progress).err().expect("refused").to_string();
    assert!(said.contains("checksums.csv") && said.contains("missing"), "{said}");
}
