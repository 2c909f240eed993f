//! `zasieg plan --stp` through the command line.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Three terminals around a hub: the star of 2 + 2 + 2 = 6 is cheaper than two sides of 5.
const STAR: &str = "33D32945 STP File, STP Format Version 1.0\n\nSECTION Graph\nNodes 4\nEdges 6\n\
    E 1 2 5\nE 2 3 5\nE 1 3 5\nE 1 4 2\nE 2 4 2\nE 3 4 2\nEND\n\nSECTION Terminals\n\
    Terminals 3\nT 1\nT 2\nT 3\nEND\n\nEOF\n";

fn plan(file: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zasieg"));
    command.args(["plan", "--stp"]).arg(file).args(more);
    command.output().expect("the program runs")
}

#[test]
fn a_star_is_found_and_proven() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("a.stp");
    fs::write(&file, STAR).expect("writable");
    let solution = dir.path().join("a.edges");
    let solution_arg = solution.to_str().expect("ASCII");
    let done = plan(&file, &["--solution", solution_arg]);
    assert!(done.status.success(), "{done:?}");
    let printed = String::from_utf8(done.stdout).expect("UTF-8");
    assert!(printed.starts_with("cost 6\nlower_bound 6\ngap 0.000 %\nseconds "), "{printed}");
    let mut edges: Vec<String> =
        fs::read_to_string(&solution).expect("a tree").lines().map(str::to_owned).collect();
    edges.sort();
    assert_eq!(edges, ["1 4", "2 4", "3 4"]);
    let again = plan(&file, &["--solution", solution_arg]);
    assert_eq!(again.status.code(), Some(2), "nothing is overwritten unasked");
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(said.contains("another --solution") && !said.contains("--out"), "{said}");
    // An instance has no gminas: what would be ignored is refused.
    for more in [["--gmina", "2202"], ["--budget", "5"], ["--reuse", "none"]] {
        let refused = plan(&file, &more);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("--stp") && said.contains(more[0]), "{said}");
    }
}

#[test]
fn errors_name_the_file_and_the_line() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("a.stp");
    let cases = [
        (STAR.replace("E 2 3 5", "E 2 9 5"), "line 7"),
        (STAR.replace("E 2 3 5", "E 2 3 x"), "line 7"),
    ];
    for (text, place) in &cases {
        fs::write(&file, text).expect("writable");
        let done = plan(&file, &[]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{said}");
        assert!(said.contains("a.stp") && said.contains(place), "{said}");
    }
    let absent = plan(&dir.path().join("none.stp"), &[]);
    assert_eq!(absent.status.code(), Some(2));
}
