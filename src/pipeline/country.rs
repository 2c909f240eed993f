//! The whole country in one run: tables, atlas, reconciliation and the report of every gmina.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::resume::LongRun;
use super::tasks::{report_to, run_facts};
use super::{Loaded, Progress, ReportOutputs, RunError};
use crate::diagnosis::chapters::Survey;
use crate::diagnosis::{Diagnosis, Rollup, roll_up};
use crate::place::GminaCode;
use crate::publish::{self, AddressRows, AtlasInput, PublishError, Reconciled};

/// Folder of the reports.
const REPORTS: &str = "raporty";
/// Register of published totals.
const TOTALS: &str = "published-totals";
/// What a run writes into its folder.
const OWNED: [&str; 12] = [
    "addresses.parquet",
    "localities.csv",
    "gminas.csv",
    "powiats.csv",
    "wojewodztwa.csv",
    "issues.csv",
    "manifest.json",
    "reconciliation.csv",
    "atlas.html",
    "failed.csv",
    "run.json",
    REPORTS,
];

/// What is asked for.
pub struct CountryOutputs {
    /// Profiles instead of the run's.
    pub profiles: Vec<String>,
    /// Files of each gmina's report; `None`: no reports.
    pub reports: Option<ReportOutputs>,
}

/// What was done.
pub struct CountryDone {
    /// The folder.
    pub place: PathBuf,
    /// Gminas whose report failed, with the reason.
    pub failed: Vec<(GminaCode, String)>,
    /// Profiles that are evaluated outside their validity.
    pub out_of_force: Vec<String>,
}

/// Diagnoses everything and writes it; goes on where an interrupted run of the same inputs and
/// settings stopped. A report that fails is told and does not stop the others.
///
/// # Errors
/// When a profile does not exist, or the folder holds something else or cannot be written.
pub fn country_to(
    loaded: &Loaded,
    out: &Path,
    spec: &CountryOutputs,
    force: bool,
    progress: &Progress<'_>,
) -> Result<CountryDone, RunError> {
    let world = &loaded.world;
    let profiles = loaded.profiles(&spec.profiles)?;
    let manifest = manifest(loaded, &profiles)?;
    let run = LongRun::begin(out, &key(&manifest, spec), &OWNED, force)?;
    progress.say(format!("diagnosing {} addresses", world.addresses.len()));
    let diagnosis = loaded.diagnose(&spec.profiles)?;
    progress.say("summing up".to_owned());
    let rollup = roll_up(world, &diagnosis);
    progress.say("writing the tables".to_owned());
    write_tables(&run, loaded, &diagnosis, &rollup, &manifest)?;
    let mut reported = BTreeSet::new();
    let mut failed = Vec::new();
    if let Some(outputs) = spec.reports {
        (reported, failed) = write_reports(&run, loaded, &diagnosis, &rollup, outputs, progress)?;
    }
    progress.say("writing the atlas".to_owned());
    let reconciled = reconcile(loaded, &diagnosis, &rollup);
    run.write("reconciliation.csv", |w| publish::write_reconciliation(&reconciled, w))?;
    let settings = loaded.settings();
    let mut gates: Vec<String> = loaded.failed_gates().into_iter().map(|(file, _)| file).collect();
    gates.retain(|file| file != super::NO_COVERAGE);
    let atlas = AtlasInput {
        gates: &gates,
        has_coverage: !world.offers.is_empty(),
        profiles: &diagnosis.profiles,
        rollup: &rollup,
        gminas: &world.gminas,
        files: &world.files,
        settings: &settings,
        reconciled: &reconciled,
        reports: &reported,
    };
    let page = publish::render_atlas(&atlas)?;
    run.write("atlas.html", |w| put(w, "atlas.html", page.as_bytes()))?;
    if failed.is_empty() {
        run.remove("failed.csv")?;
    } else {
        run.write("failed.csv", |w| {
            let mut text = String::from("code,reason\n");
            for (code, reason) in &failed {
                text += &format!("{code},\"{}\"\n", reason.replace('"', "\"\""));
            }
            put(w, "failed.csv", text.as_bytes())
        })?;
    }
    run.write("run.json", |w| run_facts(progress, w))?;
    let out_of_force = loaded.out_of_force(&diagnosis);
    Ok(CountryDone { place: run.finish()?, failed, out_of_force })
}

fn put(writer: &mut impl std::io::Write, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
    writer.write_all(bytes).map_err(|error| PublishError::new(name, error))
}

fn manifest(
    loaded: &Loaded,
    profiles: &[crate::policy::ThresholdProfile],
) -> Result<Vec<u8>, RunError> {
    let (settings, rungs) = (loaded.settings(), loaded.rungs());
    let mut bytes = Vec::new();
    publish::write_manifest(&settings, profiles, &loaded.world.files, &rungs, &mut bytes)?;
    Ok(bytes)
}

/// What makes two runs the same: inputs by hash, settings, profiles, program, forms.
fn key(manifest: &[u8], spec: &CountryOutputs) -> String {
    let mut hash = Sha256::new();
    hash.update(manifest);
    hash.update(format!("{:?}", spec.reports));
    format!("{{\"key\":\"{:x}\"}}\n", hash.finalize())
}

fn write_tables(
    run: &LongRun,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    rollup: &Rollup,
    manifest: &[u8],
) -> Result<(), RunError> {
    let world = &loaded.world;
    let profiles = &diagnosis.profiles;
    let all = 0..world.addresses.len();
    let rows = AddressRows { world, diagnosis, ranges: std::iter::once(all).collect() };
    run.write("addresses.parquet", |w| publish::write_parquet(&rows, w))?;
    run.write("localities.csv", |w| publish::write_localities(&rollup.localities, profiles, w))?;
    let levels = [
        ("gminas.csv", &rollup.gminas),
        ("powiats.csv", &rollup.powiats),
        ("wojewodztwa.csv", &rollup.wojewodztwa),
    ];
    for (name, units) in levels {
        run.write(name, |w| publish::write_units(units, profiles, w))?;
    }
    let issues = world.issues.kept().iter();
    run.write("issues.csv", |w| publish::write_issues(issues, &world.files, w))?;
    run.write("manifest.json", |w| put(w, "manifest.json", manifest))
}

/// Totals of the run against those published, where there are any, and against its own levels.
fn reconcile(loaded: &Loaded, diagnosis: &Diagnosis, rollup: &Rollup) -> Vec<Reconciled> {
    let (world, profiles) = (&loaded.world, &diagnosis.profiles);
    let mut reconciled = publish::sums(rollup, profiles);
    if let Some(layer) = world.layer(TOTALS) {
        let as_of = loaded.spec.as_of;
        reconciled.extend(publish::published(layer, &world.files, rollup, profiles, as_of));
    }
    reconciled
}

type Written = (BTreeSet<GminaCode>, Vec<(GminaCode, String)>);

fn write_reports(
    run: &LongRun,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    rollup: &Rollup,
    outputs: ReportOutputs,
    progress: &Progress<'_>,
) -> Result<Written, RunError> {
    let gminas = loaded.gminas(&[])?;
    let folder = run.place().join(REPORTS);
    std::fs::create_dir_all(&folder).map_err(|error| RunError::Unwritable {
        path: folder.display().to_string(),
        reason: error.to_string(),
    })?;
    progress.say(format!("writing {} reports", gminas.len()));
    let survey = Survey::new(&loaded.world, diagnosis);
    let done = AtomicUsize::new(0);
    let one = |gmina: &GminaCode| -> Result<(), String> {
        let write = || -> Result<(), RunError> {
            if let Some(out) = run.folder(&format!("{REPORTS}/{gmina}"))? {
                report_to(loaded, &survey, rollup, *gmina, outputs, out)?;
            }
            Ok(())
        };
        // A defect that one gmina brings to light must not cost the others their reports.
        let written = catch_unwind(AssertUnwindSafe(write));
        let n = done.fetch_add(1, Ordering::Relaxed) + 1;
        if n.is_multiple_of(100) {
            progress.tell(&format!("{n} of {} reports", gminas.len()));
        }
        match written {
            Ok(written) => written.map_err(|error| error.to_string()),
            Err(_) => Err("the program failed on this gmina; please report it".to_owned()),
        }
    };
    let results: Vec<_> = gminas.par_iter().map(one).collect();
    let (mut reported, mut failed) = (BTreeSet::new(), Vec::new());
    for (gmina, result) in gminas.into_iter().zip(results) {
        match result {
            Ok(()) => drop(reported.insert(gmina)),
            Err(reason) => failed.push((gmina, reason)),
        }
    }
    Ok((reported, failed))
}
