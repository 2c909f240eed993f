//! `zasieg national`: every gmina of a country in one run.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Lang, Outcome, Result, print_data, quality_of, warn_of_profiles_named};
use crate::pipeline::{
    self, CountryDone, CountryOutputs, OutputDir, Progress, ReportOutputs, RunError,
};
use crate::place::Selection;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// addresses.parquet.
    Addresses,
    /// gminas.csv.
    Gminas,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Html,
    Csv,
    Geojson,
    Parquet,
}

/// Diagnose a whole country: tables, atlas, reconciliation, a report of each gmina.
///
/// A dataset goes by columns, in seconds a million addresses and little memory, its reports slice by
/// slice.
/// With --only addresses,gminas a run of Parquet tables in EPSG:2180 (address-table, offer-table,
/// boundaries, coverage-areas, nodes-table) does so too. Any other run goes as "diagnose" does, with
/// the same result. What is done and why is said first. Contradictions, records of plans, orphans and
/// places to verify are written by "diagnose" and by the reports only, bounds with --indicators.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  zasieg national zbior --out kraj --reports html --indicators\n  \
                  zasieg national country.toml --out out --only addresses,gminas\n  \
                  zasieg national zbior --gmina 24 --out czesc24\n  \
                  zasieg national --merge czesc* --out kraj\n\nAn interrupted run without --only \
                  goes on where it stopped: give the same command again."
)]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    #[arg(required_unless_present = "merge")]
    input: Option<PathBuf>,
    /// Folder for the tables, atlas.html, atlas.pmtiles, reconciliation.csv,
    /// out_of_tolerance.csv (where published totals are given) and raporty/<code>/.
    #[arg(long)]
    out: PathBuf,
    /// Just these two files, and what they rest on.
    #[arg(long, value_delimiter = ',', conflicts_with = "reports")]
    only: Vec<Output>,
    /// Files of each gmina's report; without it no reports are written.
    #[arg(long, value_delimiter = ',', value_name = "FORM")]
    reports: Vec<Format>,
    /// Write indicators.csv: every indicator of each gmina as its report has it, empty where it is
    /// not known; and intervals.csv: bounds of 95 % of white, grey and black of each gmina. A
    /// dataset is then also read slice by slice.
    #[arg(long, conflicts_with = "only")]
    indicators: bool,
    /// Write only the rows of a gmina (TERYT code of 6 or 7 digits), powiat (4) or voivodeship (2),
    /// or with "none" of what lies in none, as a part that --merge takes; may be repeated. The
    /// whole input is read: clusters and nearest nodes are formed over it.
    #[arg(long = "gmina", value_name = "CODE")]
    gminas: Vec<String>,
    /// Put together the folders of such parts: the outputs of a run over the whole country.
    #[arg(
        long, num_args = 1.., value_name = "PART",
        conflicts_with_all = ["input", "only", "reports", "indicators", "profiles", "gminas"]
    )]
    merge: Vec<PathBuf>,
    /// Profile to evaluate instead of the run's, the main one first; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Language of the atlas and the reports.
    #[arg(long, default_value = "pl")]
    lang: Lang,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let outcome = match &arguments.input {
        None => merged(arguments, quiet, progress),
        Some(input) if arguments.only.is_empty() => everything(arguments, input, quiet, progress),
        Some(input) => chain(arguments, input, quiet, progress),
    };
    if let (false, Some(bytes)) = (quiet, pipeline::peak_bytes()) {
        eprintln!("peak memory: {} MB", bytes.div_ceil(1_000_000));
    }
    outcome
}

/// The whole from its parts.
fn merged(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let done = pipeline::merge_to(
        &arguments.merge,
        &arguments.out,
        arguments.lang.into(),
        arguments.force,
        progress,
    )?;
    finish(&done, quiet)
}

/// Codes of a part.
fn part(arguments: &Arguments) -> Option<Selection> {
    (!arguments.gminas.is_empty()).then(|| Selection::new(&arguments.gminas))
}

/// Tables, atlas, reconciliation, reports.
fn everything(arguments: &Arguments, input: &Path, quiet: bool, progress: &Progress<'_>) -> Result {
    let has = |format| arguments.reports.contains(&format);
    let language = arguments.lang.into();
    let outputs = ReportOutputs {
        language,
        html: has(Format::Html),
        csv: has(Format::Csv),
        geojson: has(Format::Geojson),
        parquet: has(Format::Parquet),
        ..ReportOutputs::PLAIN
    };
    let spec = CountryOutputs {
        language,
        profiles: arguments.profiles.clone(),
        reports: (!arguments.reports.is_empty()).then_some(outputs),
        indicators: arguments.indicators,
        part: part(arguments),
        slice: None,
    };
    let out = &arguments.out;
    let done = pipeline::country_of(input, out, &spec, arguments.force, progress)?;
    finish(&done, quiet)
}

/// Tells how a run ended.
fn finish(done: &CountryDone, quiet: bool) -> Result {
    warn_of_profiles_named(&done.out_of_force, done.spec.as_of, quiet);
    for (gmina, reason) in &done.failed {
        eprintln!("no report of {gmina}: {reason}");
    }
    if done.n_published > 0 && (done.n_apart > 0 || !quiet) {
        let list = done.place.join(pipeline::APART);
        eprintln!(
            "{} of {} published totals were compared, {} differ by more than their tolerance: see {}",
            done.n_compared,
            done.n_published,
            done.n_apart,
            list.display()
        );
    }
    let count = |code| done.issues.get(&code).copied().unwrap_or(0);
    let limit = done.spec.max_rejected_share;
    let outcome = quality_of(count, &done.failed_gates, limit, "issues.csv", quiet);
    let atlas = done.place.join("atlas.html");
    let shown = if atlas.exists() { &atlas } else { &done.place };
    print_data(&format!("{}\n", shown.display()))?;
    Ok(if done.failed.is_empty() { outcome } else { Outcome::GateFailed })
}

/// `addresses.parquet` and `gminas.csv`.
fn chain(arguments: &Arguments, input: &Path, quiet: bool, progress: &Progress<'_>) -> Result {
    for needed in [Output::Addresses, Output::Gminas] {
        if !arguments.only.contains(&needed) {
            return Err(RunError::OutOfRange {
                what: "--only",
                found: arguments.only.len(),
                expected: "both outputs: --only addresses,gminas".to_owned(),
            });
        }
    }
    let out = OutputDir::create(&arguments.out, arguments.force)?;
    let (profiles, part) = (&arguments.profiles, part(arguments));
    let outcome = pipeline::national_to(input, out, profiles, part.as_ref(), progress)?;
    warn_of_profiles_named(&outcome.out_of_force, outcome.spec.as_of, quiet);
    let limit = outcome.spec.max_rejected_share;
    let listed = "issues.csv of \"zasieg diagnose\"";
    let quality =
        quality_of(|code| outcome.count(code), &outcome.failed_gates, limit, listed, quiet);
    print_data(&format!("{}\n", outcome.place.display()))?;
    Ok(quality)
}
