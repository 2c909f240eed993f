//! Two editions to what changed between them.

use std::path::{Path, PathBuf};

use super::tasks::{write, write_run_facts};
use super::{Loaded, OutputDir, Progress, RunError, load};
use crate::diagnosis::Diagnosis;
use crate::diagnosis::change::{Side, balance, compare};
use crate::diagnosis::freshness::{Audit, Freshness};
use crate::publish::changes::{self, ChangesInput};
use crate::publish::{Language, PublishError};

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct DiffSpec<'a> {
    /// Language of the page.
    pub language: Language,
    /// Run file or dataset of the earlier edition.
    pub old: &'a Path,
    /// Of the later one.
    pub new: &'a Path,
    /// Of editions before both, oldest first, for the freshness of statements.
    pub earlier: &'a [PathBuf],
    /// Profiles to compare; empty: those of the later run.
    pub profiles: &'a [String],
}

/// Both editions, compared.
pub struct DiffDone {
    /// The folder.
    pub place: PathBuf,
    /// `summary.json`.
    pub summary: String,
    /// The earlier run.
    pub old: Loaded,
    /// The later run.
    pub new: Loaded,
}

/// That the earlier edition is of no later day than the other.
pub(super) fn in_order(
    (old_path, old): (&Path, &Loaded),
    (new_name, new): (&str, &Loaded),
) -> Result<(), RunError> {
    if old.spec.as_of <= new.spec.as_of {
        return Ok(());
    }
    Err(RunError::Reversed {
        old: old_path.display().to_string(),
        old_day: old.spec.as_of,
        new: new_name.to_owned(),
        new_day: new.spec.as_of,
    })
}

/// Editions before both, none twice.
fn earlier_paths(spec: &DiffSpec<'_>) -> Vec<PathBuf> {
    let same = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut seen = vec![same(spec.old), same(spec.new)];
    let mut paths = Vec::new();
    for path in spec.earlier {
        let canonical = same(path);
        if !seen.contains(&canonical) {
            seen.push(canonical);
            paths.push(path.clone());
        }
    }
    paths
}

/// Follows the statements of operators through all editions; of the earlier ones two are held at
/// a time.
fn audit(
    paths: &[PathBuf],
    old: &Loaded,
    new: &Loaded,
    progress: &Progress<'_>,
) -> Result<Audit, RunError> {
    let mut audit = Audit::default();
    let mut before: Option<Loaded> = None;
    for path in paths {
        let now = load(path, progress)?;
        let last = before.as_ref().map(|before| before.spec.as_of);
        if last.is_some_and(|last| last > now.spec.as_of) {
            return Err(RunError::Order { path: path.display().to_string() });
        }
        audit.add(before.as_ref().map(|before| &before.world), &now.world, now.spec.as_of);
        before = Some(now);
    }
    audit.add(before.as_ref().map(|before| &before.world), &old.world, old.spec.as_of);
    drop(before);
    audit.add(Some(&old.world), &new.world, new.spec.as_of);
    Ok(audit)
}

fn write_all(out: &OutputDir, input: &ChangesInput<'_>) -> Result<String, PublishError> {
    write(out, "changes.csv", |w| changes::write_changes(input, w))?;
    write(out, "changes_by_gmina.csv", |w| changes::write_gminas(input, w))?;
    write(out, "changes_by_wojewodztwo.csv", |w| changes::write_wojewodztwa(input, w))?;
    write(out, "freshness.csv", |w| changes::write_freshness(input.league, w))?;
    write(out, "freshness_editions.csv", |w| changes::write_freshness_editions(input.league, w))?;
    write(out, "registers.csv", |w| changes::write_registers(input, w))?;
    let text = |name: &str, text: String| {
        std::fs::write(out.path().join(name), text).map_err(|e| PublishError::new(name, e))
    };
    text("zmiany.html", changes::render_changes(input)?)?;
    let summary = serde_json::to_string_pretty(&changes::summary(input));
    let summary = summary.map_err(|e| PublishError::new("summary.json", e))? + "\n";
    text("summary.json", summary.clone())?;
    Ok(summary)
}

/// Compares an earlier edition with a later one that is diagnosed, and gives what changed to `then`;
/// `league`: the freshness of statements, and the editions that it rests on.
///
/// # Errors
/// When a profile does not exist on the day of the earlier edition.
pub(super) fn with_changes<T>(
    language: Language,
    (old, new): (&Loaded, &Loaded),
    later: &Diagnosis,
    (league, n_editions): &(Vec<Freshness>, usize),
    then: impl FnOnce(&ChangesInput<'_>) -> T,
) -> Result<T, RunError> {
    // The earlier edition is judged by the same profiles, with their numbers of its own day.
    let ids: Vec<String> = later.profiles.iter().map(|p| p.profile.id.clone()).collect();
    let earlier = old.diagnose(&ids)?;
    let sides = [(old, &earlier), (new, later)];
    let [old_side, new_side] =
        sides.map(|(loaded, diagnosis)| Side { world: &loaded.world, diagnosis });
    let changes = compare(old_side, new_side);
    let balances = balance(old_side, new_side, &changes);
    let (old_settings, new_settings) = (old.settings(), new.settings());
    Ok(then(&ChangesInput {
        language,
        old: old_side,
        new: new_side,
        old_settings: &old_settings,
        new_settings: &new_settings,
        changes: &changes,
        balances: &balances,
        league,
        n_editions: *n_editions,
    }))
}

/// Compares two editions and writes what changed, and why.
///
/// # Errors
/// When an edition cannot be used, a profile does not exist, or the folder cannot be written.
pub fn diff_to(
    spec: &DiffSpec<'_>,
    out: OutputDir,
    progress: &Progress<'_>,
) -> Result<DiffDone, RunError> {
    let old = load(spec.old, progress)?;
    let new = load(spec.new, progress)?;
    let league = audit(&earlier_paths(spec), &old, &new, progress)?;
    let n_editions = league.n_editions();
    progress.say(format!("diagnosing {} addresses", new.world.addresses.len()));
    let later = new.diagnose(spec.profiles)?;
    progress.say("comparing".to_owned());
    let league = (league.league(), n_editions);
    let summary = with_changes(spec.language, (&old, &new), &later, &league, |input| {
        progress.say("writing".to_owned());
        write_all(&out, input)
    })??;
    write_run_facts(&out, progress)?;
    let place = out.commit()?;
    Ok(DiffDone { place, summary, old, new })
}
