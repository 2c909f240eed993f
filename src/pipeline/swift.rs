//! The whole country of a dataset: by columns, else as every other run.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::country::{
    OWNED, Summed, TOTALS, Told, finish, key, manifest, put, told, write_facts_of, write_told,
};
use super::import::spec_of;
use super::national::write_part;
use super::part_facts::{Outputs, Writing};
use super::parts::Chosen;
use super::reports::{ReportSource, write_reports};
use super::resume::LongRun;
use super::slices::Sliced;
use super::tasks::write;
use super::{CountryDone, CountryOutputs, Loaded, OutputDir, Progress, RunError};
use crate::columns::read::ReadError;
use crate::diagnosis::{DetectorMode, DiagnosisSettings};
use crate::national::{
    ChainError, Diagnosed, HELD_PROFILES_MAX, Held, Kept, Overlook, needs_layer,
};
use crate::place::{GminaCode, Selection};
use crate::policy::ThresholdProfile;
use crate::publish::{self, AddressTable, PublishError};
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

/// The table of addresses of a part.
fn write_rows(kept: &Kept, writer: impl Write + Send) -> Result<(), PublishError> {
    let mut table = AddressTable::new(kept.file.schema(), writer)?;
    kept.file.scan::<PublishError>(&kept.rows, &[], |batch| table.push(batch))?;
    table.finish()
}

/// What is told of gminas, slice by slice.
fn of_slices(sliced: &Sliced, wanted: &[GminaCode]) -> Result<Vec<Told>, RunError> {
    let mut all = Vec::new();
    for part in sliced.slices(wanted) {
        let of = sliced.read(part)?;
        let codes: Vec<GminaCode> = part.iter().map(|gmina| gmina.code).collect();
        all.extend(told(&of.loaded.world, &of.diagnosis, &of.rollup, &codes));
    }
    Ok(all)
}

/// A folder for the table of all addresses while a part is made; gone when it is dropped.
struct Whole {
    folder: PathBuf,
}

impl Whole {
    fn new(place: &Path) -> Result<Self, RunError> {
        let folder = place.join(".whole.partial");
        fs::create_dir_all(&folder).map_err(|error| RunError::Unwritable {
            path: folder.display().to_string(),
            reason: error.to_string(),
        })?;
        Ok(Self { folder })
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        // Where even removing fails, the next run of this folder does it.
        drop(fs::remove_dir_all(&self.folder));
    }
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
    let part =
        spec.part.as_ref().map(|codes| Chosen::of(&opened.loaded.world, diagnosed.stands(), codes));
    let part = part.transpose()?;
    let key = key((&manifest, &opened.loaded.world.files), spec);
    let run = LongRun::begin(out, &key, &OWNED, force)?;
    progress.say("summing up".to_owned());
    let rollup = Arc::new(diagnosed.roll_up());
    progress.say("writing the tables".to_owned());
    let (mut whole, mut total) = (None, None);
    if let Some(part) = &part {
        let held = whole.insert(Whole::new(run.place())?);
        // Slices look at addresses beyond the part.
        let kept =
            diagnosed.keep(&part.ranges, by_slices, &held.folder.join("addresses.parquet"))?;
        run.write("addresses.parquet", |w| write_rows(&kept, w))?;
        total = Some(diagnosed.tally(&part.ranges));
    } else {
        run.write("addresses.parquet", |w| write_addresses(&diagnosed, w))?;
    }
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
    match (&part, &total) {
        (Some(part), Some(total)) => {
            summed.write_part(&run, part, total)?;
            run.write("manifest.json", |w| put(w, "manifest.json", &manifest))?;
        }
        _ => summed.write_tables(&run, &manifest)?,
    }
    let mut done = summed.done(&run, profiles.iter());
    let mut reported = BTreeSet::new();
    let mut sliced = None;
    if by_slices {
        progress.say("looking where gminas stand".to_owned());
        let table = whole.as_ref().map_or(run.place(), |whole| &whole.folder);
        sliced = Some(Sliced::open(input, table, Arc::clone(&rollup), spec)?);
    }
    drop(whole);
    let gminas = |sliced: &Sliced| match &part {
        Some(part) => part.gminas.clone(),
        None => sliced.gminas(),
    };
    if let (Some(sliced), true) = (&sliced, spec.indicators) {
        progress.say("computing the indicators".to_owned());
        let told = of_slices(sliced, &gminas(sliced))?;
        write_told(&run, told, &profiles, &loaded.world.files)?;
    }
    if let (Some(outputs), Some(sliced)) = (spec.reports, sliced) {
        let (gminas, source) = (gminas(&sliced), ReportSource::Slices(Box::new(sliced)));
        (reported, done.failed) = write_reports(&run, &source, &gminas, outputs, progress)?;
    }
    if let Some(part) = &part {
        let writing = (Writing::OfDataset, manifest.as_slice(), loaded.world.files.as_slice());
        write_facts_of(&run, part, writing, spec, (&done, loaded.world.issues.kept().len()))?;
    } else {
        progress.say("writing the atlas".to_owned());
        summed.write_page(&run, &mut done, &reported, &[])?;
    }
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
    let opened = Opened::new(input, named, progress)?;
    let diagnosed = match opened.diagnose(progress)? {
        Ok(diagnosed) => diagnosed,
        Err(why) => return Ok(Err(why)),
    };
    let of_part = |codes| Chosen::of(&opened.loaded.world, diagnosed.stands(), codes);
    let chosen = part.map(of_part).transpose()?;
    progress.say("writing".to_owned());
    let (mut units, profiles) = (diagnosed.roll_up().gminas, &opened.profiles);
    if let Some(chosen) = &chosen {
        units = chosen.units(&units);
    }
    write(out, "gminas.csv", |w| publish::write_units(&units, profiles, w))?;
    let manifest = manifest(&opened.loaded, profiles, diagnosed.rungs())?;
    write(out, "manifest.json", |w| put(w, "manifest.json", &manifest))?;
    if let (Some(chosen), Some(part)) = (&chosen, part) {
        let whole = Whole::new(out.path())?;
        let kept =
            diagnosed.keep(&chosen.ranges, false, &whole.folder.join("addresses.parquet"))?;
        write(out, "addresses.parquet", |w| write_rows(&kept, w))?;
        drop((kept, whole));
        let inputs = (manifest.as_slice(), opened.loaded.world.files.as_slice());
        let facts = chosen.facts(part, (Outputs::Tables, Writing::OfDataset), inputs, named);
        write_part(out, facts, &units, profiles)?;
    } else {
        write(out, "addresses.parquet", |w| write_addresses(&diagnosed, w))?;
    }
    let has_offers = diagnosed.has_offers();
    drop(diagnosed);
    Ok(Ok((opened.loaded, has_offers)))
}
