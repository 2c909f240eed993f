//! `zasieg diff`: what changed between two editions, and why.

use std::path::PathBuf;

use clap::Args;

use super::{Lang, Outcome, Result, print_data, quality_of};
use crate::pipeline::{self, DiffSpec, Loaded, OutputDir, Progress};

/// Compare two editions: every changed address with its reason, sums, freshness.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  zasieg diff 2026-03/run.toml 2026-06/run.toml --out zmiany\n  \
                  zasieg diff q1 q2 --out zmiany --earlier 2025-q3 --earlier 2025-q4 --json"
)]
pub struct Arguments {
    /// The earlier edition: a run file, or a dataset written by `zasieg import`.
    old: PathBuf,
    /// The later edition.
    new: PathBuf,
    /// Folder for changes.csv, changes_by_gmina.csv, zmiany.html …
    #[arg(long)]
    out: PathBuf,
    /// Profile to compare instead of those of the later run; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// An edition before both, for the freshness of statements; may be repeated, oldest first.
    #[arg(long, value_name = "PATH")]
    earlier: Vec<PathBuf>,
    /// Language of zmiany.html.
    #[arg(long, default_value = "pl")]
    lang: Lang,
    /// Print the summary as JSON instead of the path.
    #[arg(long)]
    json: bool,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

/// Whether the quality gate of an edition held.
fn gate(loaded: &Loaded, quiet: bool) -> Outcome {
    let counts = |code| loaded.world.issues.count(code);
    let limit = loaded.spec.max_rejected_share;
    let listed = "the issues.csv of `zasieg diagnose`";
    quality_of(counts, &loaded.failed_gates(), limit, listed, quiet)
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let out = OutputDir::create(&arguments.out, arguments.force)?;
    let spec = DiffSpec {
        language: arguments.lang.into(),
        old: &arguments.old,
        new: &arguments.new,
        earlier: &arguments.earlier,
        profiles: &arguments.profiles,
    };
    let done = pipeline::diff_to(&spec, out, progress)?;
    let (old, new) = (done.old.spec.as_of, done.new.spec.as_of);
    if old > new && !quiet {
        eprintln!(
            "note: the first run is of {old}, after that of the second ({new}); changes go from an earlier \
             day to a later one: exchange the two if that was not meant"
        );
    }
    if arguments.json {
        print_data(&done.summary)?;
    } else {
        print_data(&format!("{}\n", done.place.display()))?;
    }
    let outcomes = [gate(&done.old, true), gate(&done.new, quiet)];
    let is_failed = |outcome: &Outcome| matches!(outcome, Outcome::GateFailed);
    Ok(if outcomes.iter().any(is_failed) { Outcome::GateFailed } else { Outcome::Done })
}
