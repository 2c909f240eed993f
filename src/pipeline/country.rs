//! The whole country in one run: tables, atlas, reconciliation and the report of every gmina.

use std::collections::{BTreeMap, BTreeSet};
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
use crate::policy::ThresholdProfile;
use crate::publish::{self, AddressRows, AtlasInput, PublishError, Reconciled, changes};

/// Folder of the reports.
const REPORTS: &str = "raporty";
/// Register of published totals.
pub(super) const TOTALS: &str = "published-totals";
/// What a run writes into its folder.
pub(super) const OWNED: [&str; 15] = [
    "addresses.parquet",
    "localities.csv",
    "gminas.csv",
    "powiats.csv",
    "wojewodztwa.csv",
    "issues.csv",
    "manifest.json",
    "registers.csv",
    "freshness.csv",
    "freshness_editions.csv",
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
    let manifest = manifest(loaded, &profiles, &loaded.rungs())?;
    let run = LongRun::begin(out, &key(&manifest, spec), &OWNED, force)?;
    progress.say(format!("diagnosing {} addresses", world.addresses.len()));
    let diagnosis = loaded.diagnose(&spec.profiles)?;
    progress.say("summing up".to_owned());
    let rollup = roll_up(world, &diagnosis);
    progress.say("writing the tables".to_owned());
    let rows = AddressRows {
        world,
        diagnosis: &diagnosis,
        ranges: std::iter::once(0..world.addresses.len()).collect(),
    };
    run.write("addresses.parquet", |w| publish::write_parquet(&rows, w))?;
    let has_offers = !world.offers.is_empty();
    let summed = Summed { loaded, profiles: &diagnosis.profiles, rollup: &rollup, has_offers };
    summed.write_tables(&run, &manifest)?;
    let league = diagnosis.freshness(world);
    if !league.is_empty() {
        run.write("freshness.csv", |w| changes::write_freshness(league, w))?;
        run.write("freshness_editions.csv", |w| changes::write_freshness_editions(league, w))?;
    }
    let mut reported = BTreeSet::new();
    let mut failed = Vec::new();
    if let Some(outputs) = spec.reports {
        (reported, failed) = write_reports(&run, loaded, &diagnosis, &rollup, outputs, progress)?;
    }
    progress.say("writing the atlas".to_owned());
    summed.write_page(&run, &reported)?;
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

pub(super) fn put(
    writer: &mut impl std::io::Write,
    name: &str,
    bytes: &[u8],
) -> Result<(), PublishError> {
    writer.write_all(bytes).map_err(|error| PublishError::new(name, error))
}

/// The content of `manifest.json`; `rungs`: rows matched on each, file by file.
pub(super) fn manifest(
    loaded: &Loaded,
    profiles: &[ThresholdProfile],
    rungs: &[BTreeMap<&'static str, u64>],
) -> Result<Vec<u8>, RunError> {
    let settings = loaded.settings();
    let files = (loaded.world.files.as_slice(), loaded.world.aside.earlier_files.as_slice());
    let mut bytes = Vec::new();
    publish::write_manifest(&settings, profiles, files, rungs, &mut bytes)?;
    Ok(bytes)
}

/// What makes two runs the same: inputs by hash, settings, profiles, program, forms.
pub(super) fn key(manifest: &[u8], spec: &CountryOutputs) -> String {
    let mut hash = Sha256::new();
    hash.update(manifest);
    hash.update(format!("{:?}", spec.reports));
    format!("{{\"key\":\"{:x}\"}}\n", hash.finalize())
}

/// What the tables and the page of a country show beside its addresses.
pub(super) struct Summed<'a> {
    /// The run; its world need not hold addresses and offers.
    pub(super) loaded: &'a Loaded,
    pub(super) profiles: &'a [ThresholdProfile],
    pub(super) rollup: &'a Rollup,
    /// Whether any record of coverage found an address.
    pub(super) has_offers: bool,
}

impl Summed<'_> {
    /// Writes units of all levels, issues and the manifest.
    pub(super) fn write_tables(&self, run: &LongRun, manifest: &[u8]) -> Result<(), RunError> {
        let (rollup, profiles) = (self.rollup, self.profiles);
        run.write("localities.csv", |w| {
            publish::write_localities(&rollup.localities, profiles, w)
        })?;
        let levels = [
            ("gminas.csv", &rollup.gminas),
            ("powiats.csv", &rollup.powiats),
            ("wojewodztwa.csv", &rollup.wojewodztwa),
        ];
        for (name, units) in levels {
            run.write(name, |w| publish::write_units(units, profiles, w))?;
        }
        let world = &self.loaded.world;
        let issues = world.issues.kept().iter();
        run.write("issues.csv", |w| publish::write_issues(issues, &world.files, w))?;
        let as_of = self.loaded.spec.as_of;
        let files = (world.files.as_slice(), world.aside.earlier_files.as_slice());
        run.write("registers.csv", |w| publish::write_register_ages(files, as_of, w))?;
        run.write("manifest.json", |w| put(w, "manifest.json", manifest))
    }

    /// Writes the reconciliation and the atlas.
    pub(super) fn write_page(
        &self,
        run: &LongRun,
        reports: &BTreeSet<GminaCode>,
    ) -> Result<(), RunError> {
        let (loaded, world) = (self.loaded, &self.loaded.world);
        let reconciled = self.reconcile();
        run.write("reconciliation.csv", |w| publish::write_reconciliation(&reconciled, w))?;
        let settings = loaded.settings();
        let mut gates: Vec<String> =
            loaded.failed_gates().into_iter().map(|(file, _)| file).collect();
        gates.retain(|file| file != super::NO_COVERAGE);
        let atlas = AtlasInput {
            gates: &gates,
            has_coverage: self.has_offers,
            profiles: self.profiles,
            rollup: self.rollup,
            gminas: &world.gminas,
            files: &world.files,
            settings: &settings,
            reconciled: &reconciled,
            reports,
        };
        let page = publish::render_atlas(&atlas)?;
        run.write("atlas.html", |w| put(w, "atlas.html", page.as_bytes()))
    }

    /// Totals of the run against those published, where there are any, and against its own levels.
    fn reconcile(&self) -> Vec<Reconciled> {
        let (world, profiles, rollup) = (&self.loaded.world, self.profiles, self.rollup);
        let mut reconciled = publish::sums(rollup, profiles);
        if let Some(layer) = world.layer(TOTALS) {
            let as_of = self.loaded.spec.as_of;
            reconciled.extend(publish::published(layer, &world.files, rollup, profiles, as_of));
        }
        reconciled
    }
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
                report_to(loaded, &survey, rollup, *gmina, outputs, None, out)?;
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
