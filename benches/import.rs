//! Registers to a dataset, and registers to statuses: the sample, and real addresses where
//! `ZASIEG_REAL_DATA` names the folder that holds them.

use std::fs;
use std::path::{Path, PathBuf};

use divan::Bencher;
use tempfile::TempDir;
use zasieg::diagnosis::chapters::Survey;
use zasieg::diagnosis::roll_up;
use zasieg::pipeline::{
    DiagnoseOutputs, OutputDir, Progress, ReportOutputs, RunError, diagnose_to, import_to, load,
    report_to,
};
use zasieg::synth::{SynthSpec, write_gmina};

fn main() {
    divan::main();
}

/// Names of the cases that can be run here.
fn cases() -> Vec<&'static str> {
    let real = std::env::var_os("ZASIEG_REAL_DATA").map(|_| "dabrowa_gornicza");
    ["sample"].into_iter().chain(real).collect()
}

/// A folder with the run file of a case.
fn prepare(case: &str) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    if case == "sample" {
        let spec = SynthSpec { n_addresses: 1600, seed: 1 };
        write_gmina(dir.path(), &spec).expect("space for a sample");
        return dir;
    }
    let real = std::env::var_os("ZASIEG_REAL_DATA").map(PathBuf::from);
    let real = real.expect("the case is offered where the variable is set");
    fs::write(dir.path().join("run.toml"), real_run(&real)).expect("space for a run file");
    dir
}

fn real_run(real: &Path) -> String {
    let real = fs::canonicalize(real).expect("ZASIEG_REAL_DATA names a folder");
    let inputs = [
        ("terc", "terc/TERC_Urzedowy_2025-11-18.csv"),
        ("boundaries", "boundaries/poland.municipalities.json"),
        ("sidusis-addresses", "dabrowa_gornicza/address_base.csv"),
        ("sidusis-report", "dabrowa_gornicza/coverage/operator_*.csv"),
        ("simc", "teryt/simc.csv.gz"),
        ("ulic", "teryt/ulic.csv.gz"),
        ("rspo", "rspo/rspo_pl_2022-03.csv.gz"),
    ];
    let input = |(register, path): (&str, &str)| {
        let path = real.join(path);
        let path = path.display();
        format!("\n[[input]]\nregister = \"{register}\"\npath = '{path}'\nedition = \"bench\"\n")
    };
    let head = "as_of = 2026-06-30\nprofiles = [\"EU-2023\", \"PL-NGA30\", \"NONE\"]\n";
    head.to_owned() + &inputs.map(input).concat()
}

fn bench(
    bencher: Bencher<'_, '_>,
    case: &str,
    verb: impl Fn(&Path, OutputDir, &Progress<'_>) -> Result<PathBuf, RunError> + Sync,
) {
    let dir = prepare(case);
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    bencher.bench_local(|| {
        let progress = Progress::new(&|_| ());
        let folder = OutputDir::create(&out, true).expect("a writable folder");
        verb(&run, folder, &progress).expect("a good run")
    });
}

#[divan::bench(args = cases(), sample_count = 20)]
fn import(bencher: Bencher<'_, '_>, case: &str) {
    bench(bencher, case, |run, out, progress| import_to(&load(run, progress)?, out, progress));
}

#[divan::bench(args = cases(), sample_count = 20)]
fn diagnose(bencher: Bencher<'_, '_>, case: &str) {
    let outputs = DiagnoseOutputs { parquet: true, csv: false };
    bench(bencher, case, |run, out, progress| {
        diagnose_to(&load(run, progress)?, out, &[], &[], outputs, progress)
    });
}

/// The report of the case's gmina, all files of it, from its dataset.
#[divan::bench(args = cases(), sample_count = 20)]
fn report_from_dataset(bencher: Bencher<'_, '_>, case: &str) {
    let dir = prepare(case);
    let dataset = dir.path().join("dataset");
    let progress = Progress::new(&|_| ());
    let loaded = load(&dir.path().join("run.toml"), &progress).expect("a good run");
    let folder = OutputDir::create(&dataset, false).expect("a writable folder");
    import_to(&loaded, folder, &progress).expect("a dataset");
    bencher.bench_local(|| {
        let loaded = load(&dataset, &progress).expect("a good dataset");
        let gmina = loaded.gminas(&[]).expect("a gmina with addresses")[0];
        let diagnosis = loaded.diagnose(&[]).expect("known profiles");
        let rollup = roll_up(&loaded.world, &diagnosis);
        let out = OutputDir::create(&dir.path().join("report"), true).expect("a writable folder");
        let survey = Survey::new(&loaded.world, &diagnosis);
        let outputs = ReportOutputs::ALL;
        report_to(&loaded, &survey, &rollup, gmina, outputs, None, out).expect("written")
    });
}
