//! Freshness: the same statement repeated, and content that changes, are told apart.

use std::path::PathBuf;

use crate::folder::Folder;
use crate::program::zasieg;
use crate::table::{Table, read_json};

const LAST: &str = "zasieg/operator_d.csv";

/// Four editions: the report of D loses its last record in each, the others stay as they are; B's
/// file is written anew in each, with other line ends and record names, and the same content.
#[test]
fn statements_are_scored_by_content() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut folder = Folder::small();
    folder.replace("run.toml", "max_rejected_share = 0.05", "max_rejected_share = 1.0");
    let n_records = folder.text(LAST).lines().filter(|line| line.starts_with("ZS")).count();
    let mut paths: Vec<PathBuf> = Vec::new();
    for (edition, as_of) in
        ["2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"].iter().enumerate()
    {
        let mut folder = folder.clone();
        folder.replace("run.toml", "as_of = 2026-06-30", &format!("as_of = {as_of}"));
        let report = folder.text(LAST).lines();
        let kept = report.take(2 + n_records - edition).collect::<Vec<_>>().join("\n") + "\n";
        folder.set(LAST, kept);
        let again = folder.text("zasieg/operator_b.csv").replace("B_", &format!("B{edition}_"));
        folder.set("zasieg/operator_b.csv", again);
        let path = dir.path().join(as_of);
        folder.write(&path);
        paths.push(path.join("run.toml"));
    }
    let out = dir.path().join("out");
    let arguments: [&dyn AsRef<std::ffi::OsStr>; 9] = [
        &"diff",
        &paths[2],
        &paths[3],
        &"--out",
        &out,
        &"--earlier",
        &paths[0],
        &"--earlier",
        &paths[1],
    ];
    zasieg(&arguments).with(0);
    let league = Table::read(&out.join("freshness.csv"));
    let row = |operator: &str, tense: &str| {
        let rows = 0..league.rows.len();
        let mut rows = rows.filter(|row| {
            league.value(*row, "operator") == operator && league.value(*row, "tense") == tense
        });
        rows.next().unwrap_or_else(|| panic!("{operator} {tense} is in the league"))
    };
    let value =
        |operator: &str, column: &str| league.value(row(operator, "present"), column).to_owned();
    // Three later editions each: all declared, all the same.
    for operator in ["90001", "90002"] {
        assert_eq!(value(operator, "editions_declared"), "3", "{operator}");
        assert_eq!(value(operator, "editions_changed"), "0", "{operator}");
        assert_eq!(value(operator, "same_in_a_row"), "3", "{operator}");
        assert_eq!(value(operator, "change_index_percent"), "0.0", "{operator}");
        assert_eq!(value(operator, "stale"), "true", "{operator}");
    }
    assert_eq!(value("90004", "editions_changed"), "3");
    assert_eq!(value("90004", "same_in_a_row"), "0");
    assert_eq!(value("90004", "stale"), "false");
    assert_eq!(row("90004", "present"), league.rows.len() - 1, "the freshest is last");
    // B's files differ to the byte, A's do not.
    let editions = Table::read(&out.join("freshness_editions.csv"));
    let same_files = |operator: &str| -> Vec<String> {
        let rows = 0..editions.rows.len();
        let of = rows.filter(|row| {
            editions.value(*row, "operator") == operator
                && editions.value(*row, "tense") == "present"
        });
        of.map(|row| editions.value(row, "same_files").to_owned()).collect()
    };
    assert_eq!(same_files("90001"), ["true"; 3]);
    assert_eq!(same_files("90002"), ["false"; 3]);
    // Each later edition of D lacks one record of the one before.
    let removed: Vec<&str> = (0..editions.rows.len())
        .filter(|row| editions.value(*row, "operator") == "90004")
        .map(|row| editions.value(row, "removed"))
        .collect();
    assert_eq!(removed.len(), 3);
    // Ages by hand: editions of June 2026 end on the day of the later run, 31 May is 30 days before
    // 30 June; of 1 January 2026 the later run is 180 days after: 30+28+31+30+31+30.
    let registers = Table::read(&out.join("registers.csv"));
    let age = |side: &str, register: &str| {
        let row = (0..registers.rows.len()).find(|row| {
            registers.value(*row, "side") == side && registers.value(*row, "register") == register
        });
        registers.value(row.expect("listed"), "age_days").to_owned()
    };
    assert_eq!(age("new", "sidusis-addresses"), "0");
    assert_eq!(age("old", "sidusis-addresses"), "-30");
    assert_eq!(age("new", "terc"), "180");
    assert_eq!(read_json(&out.join("summary.json"))["freshness"]["editions"], 4);
    // Earlier editions out of order are refused.
    let arguments: [&dyn AsRef<std::ffi::OsStr>; 9] = [
        &"diff",
        &paths[2],
        &paths[3],
        &"--out",
        &dir.path().join("x"),
        &"--earlier",
        &paths[1],
        &"--earlier",
        &paths[0],
    ];
    let ended = zasieg(&arguments).with(2);
    assert!(ended.stderr.contains("oldest first"), "{}", ended.stderr);
}
