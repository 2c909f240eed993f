//! The whole country of a dataset: by columns, else as every other run.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use super::country::{OWNED, Summed, TOTALS, key, manifest, put};
use super::resume::LongRun;
use super::tasks::{run_facts, spec_of, write};
use super::{CountryDone, CountryOutputs, Loaded, OutputDir, Progress, RunError, country_to, load};
use crate::diagnosis::{DetectorMode, DiagnosisSettings};
use crate::national::{ChainError, Diagnosed, HELD_PROFILES_MAX, Held, needs_layer};
use crate::policy::ThresholdProfile;
use crate::publish::{self, PublishError};
use crate::sources::dataset;

/// A country that was diagnosed, and what its run was.
pub struct CountryOutcome {
    /// What was done.
    pub done: CountryDone,
    /// The run; its world need not hold addresses and offers.
    pub loaded: Loaded,
    /// Files whose rejected share is above the limit, and other gates that failed.
    pub failed_gates: Vec<(String, f64)>,
}

/// Diagnoses every gmina of a run file or a dataset and writes it, as [`country_to`] does: a
/// dataset without reports by columns, in little memory and time, with the same values.
///
/// # Errors
/// When the input cannot be used, a profile does not exist, or the folder cannot be written.
pub fn country_of(
    input: &Path,
    out: &Path,
    spec: &CountryOutputs,
    force: bool,
    progress: &Progress<'_>,
) -> Result<CountryOutcome, RunError> {
    if spec.reports.is_none() && input.is_dir() {
        match by_columns(input, out, spec, force, progress)? {
            Ok(outcome) => return Ok(outcome),
            Err(why) => progress.tell(&format!("address by address: {why}")),
        }
    }
    let loaded = load(input, progress)?;
    let done = country_to(&loaded, out, spec, force, progress)?;
    let failed_gates = loaded.failed_gates();
    Ok(CountryOutcome { done, loaded, failed_gates })
}

/// A dataset without what grows with the number of addresses, and what is asked of it.
struct Opened<'a> {
    input: &'a Path,
    loaded: Loaded,
    profiles: Vec<ThresholdProfile>,
    rules: DiagnosisSettings,
}

impl<'a> Opened<'a> {
    fn new(input: &'a Path, named: &[String], progress: &Progress<'_>) -> Result<Self, RunError> {
        progress.say(format!("reading the dataset {} by columns", input.display()));
        let wanted = |register: &str| register == TOTALS || needs_layer(register);
        let (world, settings) = dataset::read_frame(input, wanted)?;
        let loaded = Loaded { world, spec: spec_of(settings, input)? };
        let profiles = loaded.profiles(named)?;
        let rules = loaded.spec.diagnosis_settings();
        Ok(Self { input, loaded, profiles, rules })
    }

    /// The diagnosis, or why the dataset does not go by columns.
    fn diagnose(&self, progress: &Progress<'_>) -> Result<Result<Diagnosed<'_>, String>, RunError> {
        // Detectors that decide look at neighbours, nodes, history and the gminas' books.
        if self.rules.detectors == DetectorMode::Decide {
            return Ok(Err("its detectors decide".to_owned()));
        }
        if !(1..=HELD_PROFILES_MAX).contains(&self.profiles.len()) {
            return Ok(Err(format!("it has no profile, or more than {HELD_PROFILES_MAX}")));
        }
        let (world, profiles, rules) = (&self.loaded.world, &self.profiles[..], &self.rules);
        let held = Held { folder: self.input, world, profiles, rules };
        match Diagnosed::new(held, &|stage| progress.say(stage.to_owned())) {
            Ok(diagnosed) => Ok(Ok(diagnosed)),
            Err(ChainError::Declined(why)) => Ok(Err(why)),
            // The general way tells what is wrong with a damaged dataset.
            Err(ChainError::Read(error)) => Ok(Err(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }
}

fn write_addresses(
    diagnosed: &Diagnosed<'_>,
    writer: impl Write + Send,
) -> Result<(), PublishError> {
    let written = diagnosed.write_addresses(writer);
    written.map_err(|error| PublishError::new("addresses.parquet", error))
}

/// The outcome, or why the dataset does not go by columns.
fn by_columns(
    input: &Path,
    out: &Path,
    spec: &CountryOutputs,
    force: bool,
    progress: &Progress<'_>,
) -> Result<Result<CountryOutcome, String>, RunError> {
    let opened = Opened::new(input, &spec.profiles, progress)?;
    let diagnosed = match opened.diagnose(progress)? {
        Ok(diagnosed) => diagnosed,
        Err(why) => return Ok(Err(why)),
    };
    let manifest = manifest(&opened.loaded, &opened.profiles, diagnosed.rungs())?;
    let run = LongRun::begin(out, &key(&manifest, spec), &OWNED, force)?;
    progress.say("summing up".to_owned());
    let rollup = diagnosed.roll_up();
    progress.say("writing the tables".to_owned());
    run.write("addresses.parquet", |w| write_addresses(&diagnosed, w))?;
    let has_offers = diagnosed.has_offers();
    drop(diagnosed);
    let Opened { loaded, profiles, .. } = opened;
    let summed = Summed { loaded: &loaded, profiles: &profiles, rollup: &rollup, has_offers };
    summed.write_tables(&run, &manifest)?;
    progress.say("writing the atlas".to_owned());
    summed.write_page(&run, &BTreeSet::new())?;
    run.remove("failed.csv")?;
    run.write("run.json", |w| run_facts(progress, w))?;
    let late = profiles.iter().filter(|thresholds| !thresholds.in_force);
    let out_of_force = late.map(|thresholds| thresholds.profile.id.clone()).collect();
    let done = CountryDone { place: run.finish()?, failed: Vec::new(), out_of_force };
    let failed_gates = loaded.spec.failed_gates(&loaded.world.files, has_offers);
    Ok(Ok(CountryOutcome { done, loaded, failed_gates }))
}

/// Writes `addresses.parquet`, `gminas.csv` and `manifest.json` of a dataset; gives the run and
/// whether it has offers, or why the dataset does not go by columns.
pub(super) fn chain_of(
    input: &Path,
    out: &OutputDir,
    named: &[String],
    progress: &Progress<'_>,
) -> Result<Result<(Loaded, bool), String>, RunError> {
    let opened = Opened::new(input, named, progress)?;
    let diagnosed = match opened.diagnose(progress)? {
        Ok(diagnosed) => diagnosed,
        Err(why) => return Ok(Err(why)),
    };
    progress.say("writing".to_owned());
    let (units, profiles) = (diagnosed.roll_up().gminas, &opened.profiles);
    write(out, "gminas.csv", |w| publish::write_units(&units, profiles, w))?;
    let manifest = manifest(&opened.loaded, profiles, diagnosed.rungs())?;
    write(out, "manifest.json", |w| put(w, "manifest.json", &manifest))?;
    write(out, "addresses.parquet", |w| write_addresses(&diagnosed, w))?;
    let has_offers = diagnosed.has_offers();
    drop(diagnosed);
    Ok(Ok((opened.loaded, has_offers)))
}
