//! The whole country of a dataset: by columns, else as every other run.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::country::{
    OWNED, Summed, TOTALS, finish, indicators, key, manifest, put, write_indicators,
};
use super::import::spec_of;
use super::reports::{ReportSource, write_reports};
use super::resume::LongRun;
use super::slices::Sliced;
use super::tasks::write;
use super::{CountryDone, CountryOutputs, Loaded, OutputDir, Progress, RunError};
use crate::columns::read::ReadError;
use crate::diagnosis::chapters::Chapters;
use crate::diagnosis::{DetectorMode, DiagnosisSettings};
use crate::national::{ChainError, Diagnosed, HELD_PROFILES_MAX, Held, Overlook, needs_layer};
use crate::place::{GminaCode, Selection};
use crate::policy::ThresholdProfile;
use crate::publish::{self, PublishError};
use crate::sources::dataset;

/// A dataset without what grows with the number of addresses, and what is asked of it.
pub(super) struct Opened<'a> {
    input: &'a Path,
    pub(super) loaded: Loaded,
    profiles: Vec<ThresholdProfile>,
    rules: DiagnosisSettings,
}

/// What was found out of all addresses, the frame of the dataset, and all profiles.
type Overlooked = (Overlook, Loaded, Vec<ThresholdProfile>);

impl<'a> Opened<'a> {
    /// Reads what does not grow.
    ///
    /// # Errors
    /// When the dataset is damaged, or a profile does not exist.
    pub(super) fn new(
        input: &'a Path,
        named: &[String],
        progress: &Progress<'_>,
    ) -> Result<Self, RunError> {
        progress.say(format!("reading the dataset {} by columns", input.display()));
        let wanted = |register: &str| register == TOTALS || needs_layer(register);
        let (world, settings) = dataset::read_frame(input, wanted)?;
        let loaded = Loaded { world, spec: spec_of(settings, input)?, whole: None };
        let profiles = loaded.profiles(named)?;
        let rules = loaded.spec.diagnosis_settings();
        Ok(Self { input, loaded, profiles, rules })
    }

    /// What a look at every address finds out under the first profile, with all profiles and the
    /// frame; or why the dataset does not go by columns.
    ///
    /// # Errors
    /// When there are more addresses or offers than can be numbered, or the dataset is damaged.
    pub(super) fn overlook(
        mut self,
        progress: &Progress<'_>,
    ) -> Result<Result<Overlooked, String>, RunError> {
        let profiles = self.profiles.clone();
        self.profiles.truncate(1);
        let found = match self.diagnose(progress)? {
            Ok(diagnosed) => diagnosed.into_overlook(),
            Err(why) => return Ok(Err(why)),
        };
        Ok(Ok((found, self.loaded, profiles)))
    }

    /// Why the dataset does not go by columns, as far as that is known before it is read.
    pub(super) fn declines(&self) -> Option<String> {
        // Detectors that decide look at neighbours, nodes, history and the gminas' books.
        if self.rules.detectors == DetectorMode::Decide {
            return Some("its detectors decide".to_owned());
        }
        if !self.loaded.world.aside.earlier_files.is_empty() {
            return Some("it has earlier editions".to_owned());
        }
        let fits = (1..=HELD_PROFILES_MAX).contains(&self.profiles.len());
        (!fits).then(|| format!("it has no profile, or more than {HELD_PROFILES_MAX}"))
    }

    /// The diagnosis, or why the dataset does not go by columns.
    ///
    /// # Errors
    /// When there are more addresses or offers than can be numbered.
    pub(super) fn diagnose(
        &self,
        progress: &Progress<'_>,
    ) -> Result<Result<Diagnosed<'_>, String>, RunError> {
        if let Some(why) = self.declines() {
            return Ok(Err(why));
        }
        let (world, profiles, rules) = (&self.loaded.world, &self.profiles[..], &self.rules);
        let held = Held { folder: self.input, world, profiles, rules };
        match Diagnosed::new(held, &|stage| progress.say(stage.to_owned())) {
            Ok(diagnosed) => Ok(Ok(diagnosed)),
            Err(ChainError::Declined(why)) => Ok(Err(why)),
            Err(error @ ChainError::Read(ReadError::Damaged { .. })) => Err(error.into()),
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

/// Indicators of all gminas, slice by slice.
fn of_slices(sliced: &Sliced) -> Result<Vec<(GminaCode, Chapters)>, RunError> {
    let mut all = Vec::new();
    for part in sliced.slices(&sliced.gminas()) {
        let of = sliced.read(part)?;
        let codes: Vec<GminaCode> = part.iter().map(|gmina| gmina.code).collect();
        all.extend(indicators(&of.loaded.world, &of.diagnosis, &of.rollup, &codes));
    }
    Ok(all)
}

/// What was done, or why the dataset does not go by columns.
///
/// # Errors
/// When a profile does not exist, or the folder cannot be written.
pub(super) fn by_columns(
    input: &Path,
    out: &Path,
    spec: &CountryOutputs,
    force: bool,
    progress: &Progress<'_>,
) -> Result<Result<CountryDone, String>, RunError> {
    let opened = Opened::new(input, &spec.profiles, progress)?;
    let by_slices = spec.reports.is_some() || spec.indicators;
    if let Some(why) = Sliced::refuses(input).filter(|_| by_slices) {
        return Ok(Err(why));
    }
    let diagnosed = match opened.diagnose(progress)? {
        Ok(diagnosed) => diagnosed,
        Err(why) => return Ok(Err(why)),
    };
    let manifest = manifest(&opened.loaded, &opened.profiles, diagnosed.rungs())?;
    let run = LongRun::begin(out, &key(&manifest, spec), &OWNED, force)?;
    progress.say("summing up".to_owned());
    let rollup = Arc::new(diagnosed.roll_up());
    progress.say("writing the tables".to_owned());
    run.write("addresses.parquet", |w| write_addresses(&diagnosed, w))?;
    let has_offers = diagnosed.has_offers();
    drop(diagnosed);
    let Opened { loaded, profiles, .. } = opened;
    let summed = Summed {
        language: spec.language,
        loaded: &loaded,
        profiles: &profiles,
        rollup: &rollup,
        has_offers,
    };
    summed.write_tables(&run, &manifest)?;
    let mut done = summed.done(&run, profiles.iter());
    let mut reported = BTreeSet::new();
    let mut sliced = None;
    if by_slices {
        progress.say("looking where gminas stand".to_owned());
        sliced = Some(Sliced::open(input, run.place(), Arc::clone(&rollup), spec)?);
    }
    if let (Some(sliced), true) = (&sliced, spec.indicators) {
        progress.say("computing the indicators".to_owned());
        write_indicators(&run, &of_slices(sliced)?, &loaded.world.files)?;
    }
    if let (Some(outputs), Some(sliced)) = (spec.reports, sliced) {
        let (gminas, source) = (sliced.gminas(), ReportSource::Slices(Box::new(sliced)));
        (reported, done.failed) = write_reports(&run, &source, &gminas, outputs, progress)?;
    }
    progress.say("writing the atlas".to_owned());
    summed.write_page(&run, &reported, &[])?;
    finish(run, &done, progress)?;
    Ok(Ok(done))
}

/// Writes `addresses.parquet`, `gminas.csv` and `manifest.json` of a dataset; gives the run and
/// whether it has offers, or why the dataset does not go by columns.
pub(super) fn chain_of(
    input: &Path,
    out: &OutputDir,
    named: &[String],
    part: Option<&Selection>,
    progress: &Progress<'_>,
) -> Result<Result<(Loaded, bool), String>, RunError> {
    if part.is_some() {
        return Ok(Err("a part of the country is asked for".to_owned()));
    }
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
