//! Datasets: written with their checksums, and read whole.

use std::path::{Path, PathBuf};

use super::tasks::{write, write_run_facts};
use super::{Loaded, OutputDir, Progress, RunError, RunSpec};
use crate::columns::sealed;
use crate::diagnosis::{DetectorMode, SpeedBasis};
use crate::model::Rung;
use crate::publish::{self, ManifestOf};
use crate::sources::{SourceError, dataset};

/// Reads a dataset.
pub(super) fn load_dataset(input: &Path) -> Result<Loaded, RunError> {
    let (world, settings) = dataset::read(input)?;
    Ok(Loaded { world, spec: spec_of(settings, input)?, whole: None })
}

/// The run that made a dataset.
pub(super) fn spec_of(
    settings: dataset::DatasetSettings,
    input: &Path,
) -> Result<RunSpec, RunError> {
    let wrong = |what: &str| SourceError::Dataset {
        file: input.join("manifest.json").display().to_string(),
        reason: format!("settings.{what} is unknown"),
    };
    let rung = |name: &String| Rung::from_name(name).ok_or_else(|| wrong("match_rungs"));
    let basis = [SpeedBasis::Declared, SpeedBasis::Peak];
    let modes = [DetectorMode::Flag, DetectorMode::Decide];
    Ok(RunSpec {
        as_of: settings.as_of.0,
        plan_horizon_years: settings.plan_horizon_years,
        match_rungs: settings.match_rungs.iter().map(rung).collect::<Result<_, _>>()?,
        profiles: settings.profiles.clone(),
        match_radius_m: settings.match_radius_m,
        max_rejected_share: settings.max_rejected_share,
        speed_basis: basis
            .into_iter()
            .find(|basis| basis.as_str() == settings.speed_basis)
            .ok_or_else(|| wrong("speed_basis"))?,
        detectors: modes
            .into_iter()
            .find(|mode| mode.as_str() == settings.detectors)
            .ok_or_else(|| wrong("detectors"))?,
        inputs: Vec::new(),
        folder: input.to_owned(),
    })
}

/// Writes a dataset, its issues and its manifest.
///
/// # Errors
/// When the folder cannot be written.
pub fn import_to(
    loaded: &Loaded,
    out: OutputDir,
    progress: &Progress<'_>,
) -> Result<PathBuf, RunError> {
    progress.say(format!("writing {} addresses", loaded.world.addresses.len()));
    let world = &loaded.world;
    publish::dataset::write(world, out.path())?;
    let (issues, files) = (world.issues.kept().iter(), &world.files);
    write(&out, "issues.csv", |w| publish::write_issues(issues, files, w))?;
    let (settings, rungs) = (loaded.settings(), loaded.rungs());
    let (profiles, files) = (loaded.profiles(&[])?, (&files[..], &world.aside.earlier_files[..]));
    write(&out, "manifest.json", |w| {
        publish::write_manifest(
            (&settings, ManifestOf::Dataset(sealed::CHECKSUMS)),
            &profiles,
            files,
            &rungs,
            w,
        )
    })?;
    // Time and memory are of the run, and nothing reads them.
    sealed::seal(out.path(), |name| name != "run.json").map_err(|error| RunError::Unwritable {
        path: out.path().join(sealed::CHECKSUMS).display().to_string(),
        reason: error.to_string(),
    })?;
    write_run_facts(&out, progress)?;
    out.commit()
}
