//! A run or dataset to the bundle of open data.

use std::path::{Path, PathBuf};

use super::diff::{in_order, with_changes};
use super::tasks::write;
use super::{Loaded, OutputDir, Progress, RunError, load};
use crate::diagnosis::change::balance;
use crate::diagnosis::chapters::{Survey, chapters, people};
use crate::diagnosis::roll_up;
use crate::publish::Language;
use crate::publish::changes::ChangesInput;
use crate::publish::open_data::{OpenDataInput, OpenDataOptions, write_bundle};
use crate::publish::{self, ManifestOf};

/// What is published.
#[derive(Clone, Copy, Debug)]
pub struct PublishSpec<'a> {
    /// Codes of gminas, powiats or voivodeships; empty: everything.
    pub codes: &'a [String],
    /// Profiles; empty: those of the run.
    pub profiles: &'a [String],
    /// Run file or dataset of the edition that was published before.
    pub previous: Option<&'a Path>,
    /// What the publisher tells.
    pub options: &'a OpenDataOptions,
}

/// Reads the publisher's options.
///
/// # Errors
/// When the file cannot be read or does not hold what it must.
pub fn read_options(path: &Path) -> Result<OpenDataOptions, RunError> {
    let error = |reason: String| RunError::Options { path: path.display().to_string(), reason };
    let text = std::fs::read_to_string(path).map_err(|e| error(e.to_string()))?;
    OpenDataOptions::parse(&text).map_err(error)
}

/// Writes the bundle.
///
/// # Errors
/// When a profile or gmina does not exist, the previous edition cannot be used, or the folder
/// cannot be written.
pub fn publish_to(
    loaded: &Loaded,
    spec: &PublishSpec<'_>,
    out: OutputDir,
    progress: &Progress<'_>,
) -> Result<PathBuf, RunError> {
    let gminas = loaded.gminas(spec.codes)?;
    let world = &loaded.world;
    progress.say(format!("diagnosing {} addresses", world.addresses.len()));
    let diagnosis = loaded.diagnose(spec.profiles)?;
    let rollup = roll_up(world, &diagnosis);
    let survey = Survey::new(world, &diagnosis);
    progress.say(format!("gminas looked over: {}", gminas.len()));
    let chapters = chapters(&survey, &rollup, &gminas);
    let people = people(&survey, &gminas);
    let settings = loaded.settings();
    let bundle = |changes: Option<&ChangesInput<'_>>| {
        progress.say("writing".to_owned());
        // The manifest first: the list of hashes holds it.
        let files = (world.files.as_slice(), world.aside.earlier_files.as_slice());
        let (profiles, rungs) = (&diagnosis.profiles, loaded.rungs());
        write(&out, "manifest.json", |w| {
            publish::write_manifest((&settings, ManifestOf::Run), profiles, files, &rungs, w)
        })?;
        let input = OpenDataInput {
            world,
            diagnosis: &diagnosis,
            rollup: &rollup,
            settings: &settings,
            gminas: &gminas,
            is_restricted: !spec.codes.is_empty(),
            chapters: &chapters,
            people: &people,
            changes,
            options: spec.options,
        };
        Ok::<(), RunError>(write_bundle(&input, out.path())?)
    };
    match spec.previous {
        None => bundle(None)?,
        Some(previous) => {
            let old = load(previous, progress)?;
            in_order((previous, &old), ("the edition published", loaded))?;
            progress.say("comparing".to_owned());
            let league = (Vec::new(), 0);
            let sides = (&old, loaded);
            with_changes(Language::Polish, sides, &diagnosis, &league, |found| {
                let changes = found.changes.published();
                let balances = balance(found.old, found.new, &changes);
                bundle(Some(&ChangesInput { changes: &changes, balances: &balances, ..*found }))
            })??;
        }
    }
    out.commit()
}
