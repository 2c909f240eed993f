//! The whole country in one run: tables, atlas, reconciliation and the report of every gmina.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::part_facts::{self, Outputs, Writing};
use super::parts::Chosen;
use super::reports::{REPORTS, ReportSource, write_reports};
use super::resume::LongRun;
use super::swift::by_columns;
use super::tasks::run_facts;
use super::{Loaded, Progress, ReportOutputs, RunError, RunSpec, load};
use crate::diagnosis::chapters::{Chapters, Survey};
use crate::diagnosis::{
    Diagnosis, LensBounds, Rollup, Tallied, bounds_of_gmina, roll_up, tally_all,
};
use crate::model::{IssueCode, RegisterFile, World};
use crate::place::{GminaCode, Selection};
use crate::policy::ThresholdProfile;
use crate::publish::{
    self, AddressRows, Agreement, AtlasInput, Language, ManifestOf, PublishError, Reconciled,
    changes,
};

/// Register of published totals.
pub(super) const TOTALS: &str = "published-totals";
/// The atlas as tiles for a web map.
const ATLAS_TILES: &str = "atlas.pmtiles";
/// Every indicator of every gmina.
pub(super) const INDICATORS: &str = "indicators.csv";
/// Bounds of white, grey and black of every gmina.
pub(super) const INTERVALS: &str = "intervals.csv";
/// Published totals that differ by more than their tolerance.
pub const APART: &str = "out_of_tolerance.csv";
/// What a run writes into its folder.
pub(super) const OWNED: [&str; 25] = [
    "addresses.parquet",
    "localities.csv",
    "gminas.csv",
    "powiats.csv",
    "wojewodztwa.csv",
    INDICATORS,
    INTERVALS,
    "issues.csv",
    "manifest.json",
    "registers.csv",
    "freshness.csv",
    "freshness_editions.csv",
    "reconciliation.csv",
    APART,
    "atlas.html",
    ATLAS_TILES,
    "failed.csv",
    "run.json",
    REPORTS,
    part_facts::MANIFEST,
    "tallies.parquet",
    "issues.parquet",
    "gminas.parquet",
    "units.parquet",
    "published-totals.parquet",
];

/// What is asked for.
#[derive(Default)]
pub struct CountryOutputs {
    /// Language of the atlas.
    pub language: Language,
    /// Profiles instead of the run's.
    pub profiles: Vec<String>,
    /// Files of each gmina's report; `None`: no reports.
    pub reports: Option<ReportOutputs>,
    /// Every indicator of each gmina.
    pub indicators: bool,
    /// Only the rows of some gminas, as a part of the whole.
    pub part: Option<Selection>,
    /// Addresses of a slice of a dataset, instead of about a million.
    pub slice: Option<usize>,
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
    /// Published totals.
    pub n_published: usize,
    /// Those of them that are of the run's day and known to it.
    pub n_compared: usize,
    /// Those of them that differ by more than their tolerance.
    pub n_apart: usize,
}

/// Diagnoses every gmina of a run file or a dataset and writes it; goes on where an interrupted run
/// of the same inputs and settings stopped. A dataset goes by columns, its reports slice by slice,
/// in little memory and time; with the same values. A report that fails is told and does not stop the
/// others.
///
/// # Errors
/// When the input cannot be used, a profile does not exist, or the folder holds something else or
/// cannot be written.
pub fn country_of(
    input: &Path,
    out: &Path,
    spec: &CountryOutputs,
    force: bool,
    progress: &Progress<'_>,
) -> Result<CountryDone, RunError> {
    if input.is_dir() {
        match by_columns(input, out, spec, force, progress)? {
            Ok(done) => return Ok(done),
            Err(why) => progress.tell(&format!("address by address: {why}")),
        }
    }
    let loaded = load(input, progress)?;
    country_to(&loaded, out, spec, force, progress)
}

/// Diagnoses everything, address by address, and writes it.
fn country_to(
    loaded: &Loaded,
    out: &Path,
    spec: &CountryOutputs,
    force: bool,
    progress: &Progress<'_>,
) -> Result<CountryDone, RunError> {
    let profiles = loaded.profiles(&spec.profiles)?;
    let manifest = manifest(loaded, &profiles, &loaded.rungs())?;
    let part = spec.part.as_ref().map(|codes| Chosen::new(&loaded.world, codes)).transpose()?;
    let key = key((&manifest, &loaded.world.files), spec);
    let run = LongRun::begin(out, &key, &OWNED, force)?;
    progress.say(format!("diagnosing {} addresses", loaded.world.addresses.len()));
    let diagnosis = loaded.diagnose(&spec.profiles)?;
    progress.say("summing up".to_owned());
    let rollup = roll_up(&loaded.world, &diagnosis);
    progress.say("writing the tables".to_owned());
    let has_offers = !loaded.world.offers.is_empty();
    let (language, profiles) = (spec.language, &diagnosis.profiles);
    let summed = Summed { language, loaded, profiles, rollup: &rollup, has_offers };
    let gminas = match &part {
        Some(part) => {
            let rows = part.rows(&loaded.world, &diagnosis);
            run.write("addresses.parquet", |w| publish::write_parquet(&rows, w))?;
            let total = tally_all(&loaded.world, &diagnosis, &part.ranges);
            summed.write_part(&run, part, &total)?;
            run.write("manifest.json", |w| put(w, "manifest.json", &manifest))?;
            part.gminas.clone()
        }
        None => {
            write_addresses(&run, loaded, &diagnosis)?;
            summed.write_tables(&run, &manifest)?;
            loaded.gminas(&[])?
        }
    };
    if spec.indicators {
        progress.say("computing the indicators".to_owned());
        let of_world = told(&loaded.world, &diagnosis, &rollup, &gminas);
        write_told(&run, of_world, &diagnosis.profiles, &loaded.world.files)?;
    }
    // Of the whole input: the same in each part.
    let league = write_freshness(&run, loaded, &diagnosis)?;
    let mut done = summed.done(&run, diagnosis.profiles.iter());
    let mut reported = BTreeSet::new();
    if let Some(outputs) = spec.reports {
        let source = ReportSource::World { loaded, diagnosis: &diagnosis, rollup: &rollup };
        (reported, done.failed) = write_reports(&run, &source, &gminas, outputs, progress)?;
    }
    if let Some(part) = &part {
        let writing = (Writing::ByRows, manifest.as_slice(), loaded.world.files.as_slice());
        write_facts_of(&run, part, writing, spec, (&done, loaded.world.issues.kept().len()))?;
    } else {
        progress.say("writing the atlas".to_owned());
        summed.write_page(&run, &mut done, &reported, &league)?;
    }
    finish(run, &done, progress)?;
    Ok(done)
}

/// Writes what a part tells of itself; `listed`: issues of the run.
pub(super) fn write_facts_of(
    run: &LongRun,
    part: &Chosen,
    (writing, manifest, files): (Writing, &[u8], &[RegisterFile]),
    spec: &CountryOutputs,
    (done, listed): (&CountryDone, usize),
) -> Result<(), RunError> {
    let Some(codes) = &spec.part else { return Ok(()) };
    let mut facts =
        part.facts(codes, (Outputs::Everything, writing), (manifest, files), &spec.profiles);
    facts.reports = spec.reports.map(|outputs| format!("{outputs:?}"));
    facts.indicators = spec.indicators;
    facts.n_issues = listed as u64;
    let failed = done.failed.iter();
    facts.failed = failed.map(|(code, why)| (code.to_string(), why.clone())).collect();
    write_failed(run, done)?;
    facts.files = part_facts::hashes(run.place())?;
    run.write(part_facts::MANIFEST, |w| part_facts::write_facts(&facts, w))
}

/// What a run with indicators tells of a gmina.
pub(super) struct Told {
    gmina: GminaCode,
    /// Its indicators, without what else its chapters show.
    chapters: Chapters,
    /// Of its colours, under every lens.
    bounds: Vec<LensBounds>,
}

/// Indicators and bounds of gminas.
pub(super) fn told(
    world: &World,
    diagnosis: &Diagnosis,
    rollup: &Rollup,
    gminas: &[GminaCode],
) -> Vec<Told> {
    let survey = Survey::new(world, diagnosis);
    let conflicts = diagnosis.conflicts(world);
    let of = |gmina: &GminaCode| {
        let indicators = survey.chapters(rollup, *gmina).indicators;
        let chapters = Chapters { indicators, ..Chapters::default() };
        let bounds = bounds_of_gmina(world, diagnosis, conflicts, *gmina);
        Told { gmina: *gmina, chapters, bounds }
    };
    gminas.par_iter().map(of).collect()
}

/// Writes the indicators and bounds of gminas.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn write_told(
    run: &LongRun,
    told: Vec<Told>,
    profiles: &[ThresholdProfile],
    files: &[RegisterFile],
) -> Result<(), RunError> {
    let all = told.iter().map(|told| (told.gmina, &told.chapters));
    run.write(INDICATORS, |w| publish::write_indicators(all, files, w))?;
    let bounds = told.into_iter().map(|told| (told.gmina, told.bounds));
    run.write(INTERVALS, |w| publish::write_intervals(profiles, bounds, w))
}

/// Writes how fresh the statements are, where earlier editions tell it; gives `freshness.csv`.
fn write_freshness(
    run: &LongRun,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
) -> Result<Vec<u8>, RunError> {
    let league = diagnosis.freshness(&loaded.world);
    let mut table = Vec::new();
    if !league.is_empty() {
        changes::write_freshness(league, &mut table)?;
        run.write("freshness.csv", |w| put(w, "freshness.csv", &table))?;
        run.write("freshness_editions.csv", |w| changes::write_freshness_editions(league, w))?;
    }
    Ok(table)
}

/// Ends a run: what failed, and how it went.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn finish(
    run: LongRun,
    done: &CountryDone,
    progress: &Progress<'_>,
) -> Result<(), RunError> {
    write_failed(&run, done)?;
    run.write("run.json", |w| run_facts(progress, w))?;
    if done.failed.is_empty() { run.finish() } else { run.finish_in_part() }
}

/// Writes which reports failed, where some did.
fn write_failed(run: &LongRun, done: &CountryDone) -> Result<(), RunError> {
    if done.failed.is_empty() {
        return run.remove("failed.csv");
    }
    run.write("failed.csv", |w| {
        let mut text = String::from("code,reason\n");
        for (code, reason) in &done.failed {
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

/// The content of `manifest.json`; `rungs`: rows matched on each, file by file.
pub(super) fn manifest(
    loaded: &Loaded,
    profiles: &[ThresholdProfile],
    rungs: &[BTreeMap<&'static str, u64>],
) -> Result<Vec<u8>, RunError> {
    let settings = loaded.settings();
    let files = (loaded.world.files.as_slice(), loaded.world.aside.earlier_files.as_slice());
    let mut bytes = Vec::new();
    publish::write_manifest((&settings, ManifestOf::Run), profiles, files, rungs, &mut bytes)?;
    Ok(bytes)
}

/// What makes two runs the same: inputs by hash, settings, profiles, program, forms.
pub(super) fn key((manifest, files): (&[u8], &[RegisterFile]), spec: &CountryOutputs) -> String {
    let mut hash = Sha256::new();
    hash.update(manifest);
    hash.update(part_facts::inputs_hash(files));
    let outputs = (spec.language, spec.reports, &spec.part, spec.indicators);
    hash.update(format!("{outputs:?}"));
    format!("{{\"key\":\"{:x}\"}}\n", hash.finalize())
}

/// What the tables and the page of a country show beside its addresses.
pub(super) struct Summed<'a> {
    /// Language of the page.
    pub(super) language: Language,
    /// The run; its world need not hold addresses and offers.
    pub(super) loaded: &'a Loaded,
    pub(super) profiles: &'a [ThresholdProfile],
    pub(super) rollup: &'a Rollup,
    /// Whether any record of coverage found an address.
    pub(super) has_offers: bool,
}

impl Summed<'_> {
    /// What was done so far.
    pub(super) fn done<'a>(
        &self,
        run: &LongRun,
        profiles: impl Iterator<Item = &'a ThresholdProfile>,
    ) -> CountryDone {
        let (world, spec) = (&self.loaded.world, &self.loaded.spec);
        let late = profiles.filter(|thresholds| !thresholds.in_force);
        let count = |code: &IssueCode| (*code, world.issues.count(*code));
        CountryDone {
            place: run.place().to_owned(),
            spec: spec.clone(),
            failed: Vec::new(),
            out_of_force: late.map(|thresholds| thresholds.profile.id.clone()).collect(),
            failed_gates: spec.failed_gates(&world.files, self.has_offers),
            issues: IssueCode::ALL.iter().map(count).collect(),
            n_published: 0,
            n_compared: 0,
            n_apart: 0,
        }
    }

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

    /// Writes tables of a part, as people and as `--merge` read them; `total` is counted by itself.
    pub(super) fn write_part(
        &self,
        run: &LongRun,
        part: &Chosen,
        total: &Tallied,
    ) -> Result<(), RunError> {
        let (world, profiles, rollup) = (&self.loaded.world, self.profiles, self.rollup);
        let localities = part.units(&rollup.localities);
        run.write("localities.csv", |w| publish::write_localities(&localities, profiles, w))?;
        let gminas = part.units(&rollup.gminas);
        run.write("gminas.csv", |w| publish::write_units(&gminas, profiles, w))?;
        let tallies = part.tallies(rollup, total);
        run.write("tallies.parquet", |w| publish::write_tallies(&tallies, profiles, w))?;
        let issues = part.issues(world);
        run.write("issues.parquet", |w| publish::dataset::write_part_issues(&issues, w))?;
        let issues = issues.iter().map(|(_, issue)| *issue);
        run.write("issues.csv", |w| publish::write_issues(issues, &world.files, w))?;
        Ok(part.write_frame(world, run.place())?)
    }

    /// Writes the reconciliation, which `done` is told of, and the atlas; `league`: `freshness.csv`.
    pub(super) fn write_page(
        &self,
        run: &LongRun,
        done: &mut CountryDone,
        reports: &BTreeSet<GminaCode>,
        league: &[u8],
    ) -> Result<(), RunError> {
        let (loaded, world) = (self.loaded, &self.loaded.world);
        let reconciled = self.reconcile();
        run.write("reconciliation.csv", |w| publish::write_reconciliation(&reconciled, w))?;
        let published = || reconciled.iter().filter(|row| !row.evidence.is_empty());
        let is_compared =
            |row: &&Reconciled| matches!(row.agreement, Agreement::Agrees | Agreement::Differs);
        done.n_published = published().count();
        done.n_compared = published().filter(is_compared).count();
        let apart: Vec<Reconciled> =
            published().filter(|row| row.agreement == Agreement::Differs).cloned().collect();
        done.n_apart = apart.len();
        if done.n_published > 0 {
            run.write(APART, |w| publish::write_reconciliation(&apart, w))?;
        } else {
            run.remove(APART)?;
        }
        let settings = loaded.settings();
        let mut gates: Vec<String> =
            loaded.failed_gates().into_iter().map(|(file, _)| file).collect();
        gates.retain(|file| file != super::NO_COVERAGE);
        let atlas = AtlasInput {
            language: self.language,
            gates: &gates,
            has_coverage: self.has_offers,
            profiles: self.profiles,
            rollup: self.rollup,
            gminas: &world.gminas,
            files: &world.files,
            settings: &settings,
            reconciled: &reconciled,
            reports,
            league,
        };
        let page = publish::render_atlas(&atlas)?;
        run.write("atlas.html", |w| put(w, "atlas.html", page.as_bytes()))?;
        let mut tiles = Vec::new();
        if publish::write_atlas_tiles(&atlas, &mut tiles)? {
            run.write(ATLAS_TILES, |w| put(w, ATLAS_TILES, &tiles))?;
        }
        Ok(())
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

fn write_addresses(run: &LongRun, loaded: &Loaded, diagnosis: &Diagnosis) -> Result<(), RunError> {
    let world = &loaded.world;
    let ranges = std::iter::once(0..world.addresses.len()).collect();
    let rows = AddressRows { world, diagnosis, ranges };
    run.write("addresses.parquet", |w| publish::write_parquet(&rows, w))
}
