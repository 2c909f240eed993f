//! The whole country in one run: tables, atlas, reconciliation and the report of every gmina.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use super::parts::{self, Chosen, Outputs};
use super::reports::{Diagnosed, REPORTS, ReportSource, Sliced, write_reports};
use super::resume::LongRun;
use super::tasks::run_facts;
use super::{Loaded, Progress, ReportOutputs, RunError, RunSpec};
use crate::diagnosis::{Diagnosis, Rollup, roll_up};
use crate::model::{Gmina, IssueCode, RegisterFile, World};
use crate::place::{GminaCode, Selection};
use crate::policy::ThresholdProfile;
use crate::publish::{self, AddressRows, AtlasInput, PublishError, Reconciled, RunSettings};

/// Register of published totals.
const TOTALS: &str = "published-totals";
/// What a run writes into its folder.
pub(super) const OWNED: [&str; 18] = [
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
    parts::MANIFEST,
    "tallies.parquet",
    "issues.parquet",
    "gminas.parquet",
    "units.parquet",
    "published-totals.parquet",
];

/// What is asked for.
pub struct CountryOutputs {
    /// Profiles instead of the run's.
    pub profiles: Vec<String>,
    /// Files of each gmina's report; `None`: no reports.
    pub reports: Option<ReportOutputs>,
    /// Only the rows of some gminas, as a part of the whole.
    pub part: Option<Selection>,
}

/// What was done.
pub struct CountryDone {
    /// The folder.
    pub place: PathBuf,
    /// The run.
    pub spec: RunSpec,
    /// Gminas whose report failed, with the reason.
    pub failed: Vec<(GminaCode, String)>,
    /// Profiles that are evaluated outside their validity.
    pub out_of_force: Vec<String>,
    /// Files whose rejected share is above the limit, and other gates that failed.
    pub failed_gates: Vec<(String, f64)>,
    /// Full counts of issues.
    pub issues: BTreeMap<IssueCode, u64>,
}

/// What stays of a run when its world is let go.
pub(super) struct Outline {
    pub(super) profiles: Vec<ThresholdProfile>,
    pub(super) rollup: Rollup,
    pub(super) gminas: Arc<Vec<Gmina>>,
    pub(super) files: Vec<RegisterFile>,
    pub(super) settings: RunSettings,
    pub(super) gates: Vec<String>,
    pub(super) reconciled: Vec<Reconciled>,
    pub(super) has_coverage: bool,
}

impl Outline {
    fn new(loaded: &Loaded, diagnosis: &Diagnosis, rollup: Rollup) -> Self {
        let failed = loaded.failed_gates().into_iter().map(|(file, _)| file);
        Self {
            profiles: diagnosis.profiles.clone(),
            reconciled: reconcile(&loaded.world, &diagnosis.profiles, loaded.spec.as_of, &rollup),
            rollup,
            gminas: Arc::clone(&loaded.world.gminas),
            files: loaded.world.files.clone(),
            settings: loaded.settings(),
            gates: failed.filter(|file| file != super::NO_COVERAGE).collect(),
            has_coverage: !loaded.world.offers.is_empty(),
        }
    }

    /// Counts by unit, reconciliation and atlas.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn write(
        &self,
        run: &LongRun,
        reported: &BTreeSet<GminaCode>,
    ) -> Result<(), RunError> {
        let (rollup, profiles) = (&self.rollup, &self.profiles);
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
        let reconciled = &self.reconciled;
        run.write("reconciliation.csv", |w| publish::write_reconciliation(reconciled, w))?;
        let atlas = AtlasInput {
            gates: &self.gates,
            has_coverage: self.has_coverage,
            profiles: &self.profiles,
            rollup: &self.rollup,
            gminas: &self.gminas,
            files: &self.files,
            settings: &self.settings,
            reconciled,
            reports: reported,
        };
        let page = publish::render_atlas(&atlas)?;
        run.write("atlas.html", |w| put(w, "atlas.html", page.as_bytes()))
    }
}

/// Diagnoses everything and writes it; goes on where an interrupted run of the same inputs and
/// settings stopped. A report that fails is told and does not stop the others. `input` is what
/// was loaded: of a dataset the reports are made gmina by gmina, when its world is let go.
///
/// # Errors
/// When a profile does not exist, or the folder holds something else or cannot be written.
pub fn country_to(
    loaded: Loaded,
    input: &Path,
    out: &Path,
    spec: &CountryOutputs,
    force: bool,
    progress: &Progress<'_>,
) -> Result<CountryDone, RunError> {
    let profiles = loaded.profiles(&spec.profiles)?;
    let manifest = manifest(&loaded, &profiles)?;
    let part = spec.part.as_ref().map(|codes| Chosen::new(&loaded, codes)).transpose()?;
    let run = LongRun::begin(out, &key(&manifest, spec), &OWNED, force)?;
    progress.say(format!("diagnosing {} addresses", loaded.world.addresses.len()));
    let diagnosis = loaded.diagnose(&spec.profiles)?;
    progress.say("summing up".to_owned());
    let rollup = roll_up(&loaded.world, &diagnosis);
    progress.say("writing the tables".to_owned());
    match &part {
        Some(part) => write_part(&run, &loaded, &diagnosis, &rollup, part)?,
        None => write_tables(&run, &loaded, &diagnosis)?,
    }
    run.write("manifest.json", |w| put(w, "manifest.json", &manifest))?;
    let count = |code: &IssueCode| (*code, loaded.world.issues.count(*code));
    let mut done = CountryDone {
        place: run.place().to_owned(),
        spec: loaded.spec.clone(),
        failed: Vec::new(),
        out_of_force: loaded.out_of_force(&diagnosis),
        failed_gates: loaded.failed_gates(),
        issues: IssueCode::ALL.iter().map(count).collect(),
    };
    let gminas = match &part {
        Some(part) => part.gminas.clone(),
        None => loaded.gminas(&[])?,
    };
    let n_issues = loaded.world.issues.kept().len() as u64;
    let ranges = match &part {
        Some(part) => part.ranges.clone(),
        None => std::iter::once(0..loaded.world.addresses.len()).collect(),
    };
    let outline = Outline::new(&loaded, &diagnosis, rollup);
    let mut reported = BTreeSet::new();
    if let Some(outputs) = spec.reports {
        let source = if input.is_dir() {
            drop((loaded, diagnosis));
            let sliced = Sliced::open(input, run.place(), &ranges, &spec.profiles)?;
            ReportSource::Slices(Box::new(sliced))
        } else {
            let rollup = outline.rollup.clone();
            ReportSource::World(Box::new(Diagnosed { loaded, diagnosis, rollup }))
        };
        (reported, done.failed) = write_reports(&run, &source, &gminas, outputs, progress)?;
    }
    if let (Some(part), Some(codes)) = (&part, &spec.part) {
        let mut facts = part.facts(codes, Outputs::Everything, &manifest, &spec.profiles);
        facts.reports = spec.reports.map(|outputs| format!("{outputs:?}"));
        facts.n_issues = n_issues;
        facts.failed =
            done.failed.iter().map(|(code, why)| (code.to_string(), why.clone())).collect();
        run.write(parts::MANIFEST, |w| parts::write_facts(&facts, w))?;
    } else {
        progress.say("writing the atlas".to_owned());
        outline.write(&run, &reported)?;
    }
    write_failed(&run, &done.failed)?;
    run.write("run.json", |w| run_facts(progress, w))?;
    run.finish()?;
    Ok(done)
}

/// Names gminas whose report failed, where there are some.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn write_failed(run: &LongRun, failed: &[(GminaCode, String)]) -> Result<(), RunError> {
    if failed.is_empty() {
        return run.remove("failed.csv");
    }
    run.write("failed.csv", |w| {
        let mut text = String::from("code,reason\n");
        for (code, reason) in failed {
            text += &format!("{code},\"{}\"\n", reason.replace('"', "\"\""));
        }
        put(w, "failed.csv", text.as_bytes())
    })
}

pub(super) fn put(
    writer: &mut impl std::io::Write,
    name: &str,
    bytes: &[u8],
) -> Result<(), PublishError> {
    writer.write_all(bytes).map_err(|error| PublishError::new(name, error))
}

fn manifest(loaded: &Loaded, profiles: &[ThresholdProfile]) -> Result<Vec<u8>, RunError> {
    let (settings, rungs) = (loaded.settings(), loaded.rungs());
    let mut bytes = Vec::new();
    publish::write_manifest(&settings, profiles, &loaded.world.files, &rungs, &mut bytes)?;
    Ok(bytes)
}

/// What makes two runs the same: inputs by hash, settings, profiles, program, forms.
fn key(manifest: &[u8], spec: &CountryOutputs) -> String {
    let mut hash = Sha256::new();
    hash.update(manifest);
    hash.update(format!("{:?} {:?}", spec.reports, spec.part));
    format!("{{\"key\":\"{:x}\"}}\n", hash.finalize())
}

fn write_tables(run: &LongRun, loaded: &Loaded, diagnosis: &Diagnosis) -> Result<(), RunError> {
    let world = &loaded.world;
    let all = 0..world.addresses.len();
    let rows = AddressRows { world, diagnosis, ranges: std::iter::once(all).collect() };
    run.write("addresses.parquet", |w| publish::write_parquet(&rows, w))?;
    let issues = world.issues.kept().iter();
    run.write("issues.csv", |w| publish::write_issues(issues, &world.files, w))
}

/// Tables of a part, as people and as `--merge` read them.
fn write_part(
    run: &LongRun,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    rollup: &Rollup,
    part: &Chosen,
) -> Result<(), RunError> {
    let (world, profiles) = (&loaded.world, &diagnosis.profiles);
    let rows = part.rows(world, diagnosis);
    run.write("addresses.parquet", |w| publish::write_parquet(&rows, w))?;
    let localities = part.units(&rollup.localities);
    run.write("localities.csv", |w| publish::write_localities(&localities, profiles, w))?;
    let gminas = part.units(&rollup.gminas);
    run.write("gminas.csv", |w| publish::write_units(&gminas, profiles, w))?;
    let tallies = part.tallies(world, diagnosis, rollup);
    run.write("tallies.parquet", |w| publish::write_tallies(&tallies, profiles, w))?;
    let issues = part.issues(world);
    run.write("issues.parquet", |w| publish::dataset::write_part_issues(&issues, w))?;
    let issues = issues.iter().map(|(_, issue)| *issue);
    run.write("issues.csv", |w| publish::write_issues(issues, &world.files, w))?;
    Ok(part.write_frame(world, run.place())?)
}

/// Totals of the run against those published, where there are any, and against its own levels.
pub(super) fn reconcile(
    world: &World,
    profiles: &[ThresholdProfile],
    as_of: NaiveDate,
    rollup: &Rollup,
) -> Vec<Reconciled> {
    let mut reconciled = publish::sums(rollup, profiles);
    if let Some(layer) = world.layer(TOTALS) {
        reconciled.extend(publish::published(layer, &world.files, rollup, profiles, as_of));
    }
    reconciled
}
