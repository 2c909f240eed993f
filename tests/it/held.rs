//! The whole country of a dataset: by columns it gives what it gives address by address.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use tempfile::TempDir;

use super::dataset::unseal;
use super::national::assert_same_values;
use super::program::zasieg;

/// Said where a dataset does not go by columns.
const DECLINED: &str = "address by address: ";
/// Everything that both ways write, but for the table of addresses and `run.json`.
const TEXTS: [&str; 8] = [
    "atlas.html",
    "gminas.csv",
    "issues.csv",
    "localities.csv",
    "manifest.json",
    "powiats.csv",
    "reconciliation.csv",
    "wojewodztwa.csv",
];

/// A country of tables, with or without planted errors.
fn country(seed: &str, is_clean: bool) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("kraj");
    let mut arguments: Vec<&dyn AsRef<OsStr>> =
        vec![&"synth", &"--out", &place, &"--addresses", &"3000", &"--seed", &seed];
    arguments.extend([&"--form" as &dyn AsRef<OsStr>, &"tables"]);
    if is_clean {
        arguments.push(&"--clean");
    }
    zasieg(&arguments).with(0);
    dir
}

/// Runs the verb; gives what was said.
fn national(input: &Path, out: &Path, more: &[&dyn AsRef<OsStr>]) -> String {
    let mut arguments: Vec<&dyn AsRef<OsStr>> = vec![&"national", &input, &"--out", &out];
    arguments.extend(more);
    let ended = zasieg(&arguments);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    ended.stderr
}

fn assert_same(ours: &Path, theirs: &Path, what: &str) {
    for name in TEXTS {
        let text = |folder: &Path| fs::read_to_string(folder.join(name)).expect("written");
        assert!(text(ours) == text(theirs), "{what}: {name}");
    }
    let table = |folder: &Path| folder.join("addresses.parquet");
    assert_same_values(&table(ours), &table(theirs));
}

/// Imports the run of a country; its quality gate may fail.
fn import(dir: &TempDir) -> PathBuf {
    let (run, zbior) = (dir.path().join("kraj/run.toml"), dir.path().join("zbior"));
    let ended = zasieg(&[&"import", &run, &"--out", &zbior, &"--force"]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    unseal(&zbior);
    zbior
}

/// Imports the run of a country and compares both ways of its diagnosis.
fn compare(dir: &TempDir, what: &str, more: &[&dyn AsRef<OsStr>]) -> PathBuf {
    let path = |name: &str| dir.path().join(name);
    let run = path("kraj/run.toml");
    import(dir);
    let mut all: Vec<&dyn AsRef<OsStr>> = vec![&"--force"];
    all.extend(more);
    let said = national(&path("zbior"), &path("columns"), &all);
    assert!(!said.contains(DECLINED), "{what}: {said}");
    national(&run, &path("addresses"), &all);
    assert_same(&path("columns"), &path("addresses"), what);
    path("zbior")
}

fn change(dir: &TempDir, old: &str, new: &str) {
    let run = dir.path().join("kraj/run.toml");
    let text = fs::read_to_string(&run).expect("a run file");
    assert!(text.contains(old), "{text}");
    fs::write(&run, text.replacen(old, new, 1)).expect("writable");
}

/// Writes a table of a dataset again, in row groups of so many rows, each batch as `edit` has it.
fn rewrite(
    path: &Path,
    group_rows: usize,
    edit: impl Fn(arrow_array::RecordBatch) -> arrow_array::RecordBatch,
) {
    let open = || File::open(path).expect("written");
    let builder = ParquetRecordBatchReaderBuilder::try_new(open()).expect("Parquet");
    let geo = builder.metadata().file_metadata().key_value_metadata().cloned();
    let geo: Option<Vec<KeyValue>> =
        geo.map(|all| all.into_iter().filter(|note| note.key == "geo").collect());
    let reader = builder.with_batch_size(1 << 20).build().expect("Parquet");
    let batches: Vec<_> = reader.map(|batch| edit(batch.expect("readable"))).collect();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group_rows))
        .set_key_value_metadata(geo)
        .build();
    let file = File::create(path).expect("writable");
    let schema = batches[0].schema();
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties)).expect("columns");
    for batch in &batches {
        writer.write(batch).expect("a batch");
    }
    writer.close().expect("a footer");
}

#[test]
fn by_columns_and_address_by_address_give_the_same() {
    for (seed, is_clean) in [("5", false), ("6", true)] {
        let dir = country(seed, is_clean);
        let zbior = compare(&dir, "as it is", &[]);
        // Row groups that are not those of the program, and unlike in both tables.
        rewrite(&zbior.join("addresses.parquet"), 700, |batch| batch);
        rewrite(&zbior.join("offers.parquet"), 1100, |batch| batch);
        let groups = dir.path().join("groups");
        let said = national(&zbior, &groups, &[]);
        assert!(!said.contains(DECLINED), "{said}");
        assert_same(&groups, &dir.path().join("addresses"), "groups");
        // A first profile that concerns few addresses; one lens only.
        compare(&dir, "public sites first", &[&"--profile", &"sed-1g", &"--profile", &"ose"]);
        compare(&dir, "one", &[&"--profile", &"DD2030"]);
        change(&dir, "max_rej", "speed_basis = \"peak\"\nmax_rej");
        compare(&dir, "the busiest hour", &[]);
    }
}

#[test]
fn without_areas_nodes_and_plans() {
    let dir = country("7", false);
    for register in ["coverage-areas", "nodes-table", "sidusis-report", "public-buildings"] {
        let run = dir.path().join("kraj/run.toml");
        let text = fs::read_to_string(&run).expect("a run file");
        let name = format!("register = \"{register}\"");
        let inputs: Vec<&str> = text.split("\n[[input]]").filter(|i| !i.contains(&name)).collect();
        fs::write(&run, inputs.join("\n[[input]]")).expect("writable");
        compare(&dir, register, &[]);
    }
}

#[test]
fn one_and_more_threads_give_the_same_bytes() {
    let dir = country("8", false);
    let zbior = import(&dir);
    rewrite(&zbior.join("addresses.parquet"), 300, |batch| batch);
    let bytes = |threads: &'static str| {
        let out = dir.path().join(threads);
        national(&zbior, &out, &[&"--threads", &threads]);
        let names = TEXTS.into_iter().chain(["addresses.parquet"]);
        names.map(|name| fs::read(out.join(name)).expect("written")).collect::<Vec<_>>()
    };
    let one = bytes("1");
    assert!(bytes("2") == one && bytes("5") == one);
}

#[test]
fn a_dataset_that_is_not_known_exactly_goes_address_by_address() {
    let dir = country("9", true);
    let zbior = import(&dir);
    let offers = fs::read(zbior.join("offers.parquet")).expect("written");
    let addresses = fs::read(zbior.join("addresses.parquet")).expect("written");
    let without = |column: &'static str| {
        move |batch: arrow_array::RecordBatch| {
            let kept =
                (0..batch.num_columns()).filter(|at| batch.schema().field(*at).name() != column);
            batch.project(&kept.collect::<Vec<_>>()).expect("columns")
        }
    };
    // The general way says what is wrong.
    let cases =
        [("offers.parquet", "rung"), ("offers.parquet", "due"), ("addresses.parquet", "simc")];
    for (name, column) in cases {
        rewrite(&zbior.join(name), 1000, without(column));
        let out = dir.path().join("out");
        let ended = zasieg(&[&"national", &zbior, &"--out", &out]).with(2);
        assert!(ended.stderr.contains(DECLINED), "{}", ended.stderr);
        assert!(ended.stderr.contains(&format!("no column {column}")), "{}", ended.stderr);
        fs::write(zbior.join("offers.parquet"), &offers).expect("writable");
        fs::write(zbior.join("addresses.parquet"), &addresses).expect("writable");
    }
    // Two halves of the offers in the wrong order.
    rewrite(&zbior.join("offers.parquet"), 1000, |batch| {
        let half = batch.num_rows() / 2;
        let halves = [batch.slice(half, batch.num_rows() - half), batch.slice(0, half)];
        arrow_select::concat::concat_batches(&batch.schema(), &halves).expect("one schema")
    });
    let ended = zasieg(&[&"national", &zbior, &"--out", &dir.path().join("out")]).with(2);
    assert!(ended.stderr.contains("offers are not sorted by address"), "{}", ended.stderr);
}
