//! `zasieg national`: every gmina of a country in one run.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Outcome, Result, print_data, quality_of, warn_of_profiles_named};
use crate::pipeline::{self, CountryOutputs, OutputDir, Progress, ReportOutputs, RunError};

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
/// A dataset without --reports goes by columns, in seconds a million addresses and little memory.
/// With --only addresses,gminas a run of Parquet tables in EPSG:2180 (address-table, offer-table,
/// boundaries, coverage-areas, nodes-table) does so too. Any other run goes as "diagnose" does, with
/// the same result. What is done and why is said first. Contradictions, intervals, records of plans,
/// orphans, indicators and places to verify are written by "diagnose" and by the reports only.
#[derive(Args)]
#[command(after_help = "Examples:\n  zasieg national zbior --out kraj --reports html\n  \
                  zasieg national country.toml --out out --only addresses,gminas\n\nAn interrupted \
                  run without --only goes on where it stopped: give the same command again.")]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// Folder for the tables, atlas.html, reconciliation.csv and raporty/<code>/.
    #[arg(long)]
    out: PathBuf,
    /// Just these two files, and what they rest on.
    #[arg(long, value_delimiter = ',', conflicts_with = "reports")]
    only: Vec<Output>,
    /// Files of each gmina's report; without it no reports are written.
    #[arg(long, value_delimiter = ',', value_name = "FORM")]
    reports: Vec<Format>,
    /// Profile to evaluate instead of the run's, the main one first; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let outcome = if arguments.only.is_empty() {
        everything(arguments, quiet, progress)
    } else {
        chain(arguments, quiet, progress)
    };
    if let (false, Some(bytes)) = (quiet, pipeline::peak_bytes()) {
        eprintln!("peak memory: {} MB", bytes.div_ceil(1_000_000));
    }
    outcome
}

/// Tables, atlas, reconciliation, reports.
fn everything(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let has = |format| arguments.reports.contains(&format);
    let outputs = ReportOutputs {
        html: has(Format::Html),
        csv: has(Format::Csv),
        geojson: has(Format::Geojson),
        parquet: has(Format::Parquet),
    };
    let spec = CountryOutputs {
        profiles: arguments.profiles.clone(),
        reports: (!arguments.reports.is_empty()).then_some(outputs),
    };
    let (input, out) = (&arguments.input, &arguments.out);
    let outcome = pipeline::country_of(input, out, &spec, arguments.force, progress)?;
    let (done, loaded) = (outcome.done, outcome.loaded);
    warn_of_profiles_named(&done.out_of_force, loaded.spec.as_of, quiet);
    for (gmina, reason) in &done.failed {
        eprintln!("no report of {gmina}: {reason}");
    }
    let count = |code| loaded.world.issues.count(code);
    let limit = loaded.spec.max_rejected_share;
    let outcome = quality_of(count, &outcome.failed_gates, limit, "issues.csv", quiet);
    print_data(&format!("{}\n", done.place.join("atlas.html").display()))?;
    Ok(if done.failed.is_empty() { outcome } else { Outcome::GateFailed })
}

/// `addresses.parquet` and `gminas.csv`.
fn chain(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
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
    let outcome = pipeline::national_to(&arguments.input, out, &arguments.profiles, progress)?;
    warn_of_profiles_named(&outcome.out_of_force, outcome.spec.as_of, quiet);
    let limit = outcome.spec.max_rejected_share;
    let listed = "issues.csv of \"zasieg diagnose\"";
    let quality =
        quality_of(|code| outcome.count(code), &outcome.failed_gates, limit, listed, quiet);
    print_data(&format!("{}\n", outcome.place.display()))?;
    Ok(quality)
}
