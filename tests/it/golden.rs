//! The sample gmina's outputs, byte for byte. `UPDATE_GOLDEN=1` rewrites the expected files; the
//! difference then stands in the commit, with its reason.

use std::fs;
use std::path::Path;
use std::process::Command;

fn zasieg(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_zasieg"))
        .args(arguments)
        .output()
        .expect("the program starts");
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {talk}");
}

fn compare(made: &Path, expected: &Path) {
    let bytes = fs::read(made).expect("the program wrote it");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(expected.parent().expect("in a folder")).expect("writable");
        fs::write(expected, &bytes).expect("writable");
        return;
    }
    let held = fs::read(expected).unwrap_or_default();
    assert!(
        bytes == held,
        "{} differs from {}; if the change is meant, run UPDATE_GOLDEN=1 cargo test golden",
        made.display(),
        expected.display()
    );
}

#[test]
fn sample_outputs_are_unchanged() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let run = root.join("data/sample/run.toml");
    let run = run.to_str().expect("UTF-8");
    let out = scratch.path().join("out");
    zasieg(&["diagnose", run, "--out", out.to_str().expect("UTF-8"), "--quiet"]);
    for name in ["gminas.csv", "localities.csv", "powiats.csv", "issues.csv", "manifest.json"] {
        compare(&out.join(name), &root.join("tests/golden/sample/expected").join(name));
    }
    let reports = scratch.path().join("reports");
    let place = reports.to_str().expect("UTF-8");
    // With the roads and the tables of the gmina every chapter has something to say.
    let full = root.join("data/sample/pelny.toml");
    let full = full.to_str().expect("UTF-8");
    zasieg(&["report", full, "--gmina", "980101", "--out", place, "--quiet"]);
    compare(&reports.join("980101/raport.html"), &root.join("reports/sample/raport.html"));
}

#[test]
fn the_sample_is_what_synth_writes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let out = scratch.path().join("sample");
    zasieg(&["synth", "--out", out.to_str().expect("UTF-8"), "--quiet"]);
    let mut stack = vec![out.clone()];
    let mut n_files = 0;
    while let Some(folder) = stack.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                stack.push(path);
                continue;
            }
            let held = root.join(path.strip_prefix(&out).expect("inside"));
            compare(&path, &held);
            n_files += 1;
        }
    }
    // 10 registers and answers, 7 files of operators, 15 more registers and tables with their run
    // file; data/sample holds nothing else.
    assert_eq!(n_files, 33);
    let count = |folder: &Path| fs::read_dir(folder).expect("readable").count();
    let folders = ["zasieg", "dodatkowe"].map(|name| count(&root.join(name)));
    assert_eq!(count(&root) - 2 + folders.iter().sum::<usize>(), n_files);
}
