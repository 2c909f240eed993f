//! `zasieg national`: every gmina of a country in one run.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Result, print_data, quality_of};
use crate::pipeline::{self, OutputDir, Progress};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// addresses.parquet.
    Addresses,
    /// gminas.csv.
    Gminas,
}

/// Diagnose a whole country: one row an address, one a gmina.
///
/// A run of Parquet tables in EPSG:2180 (address-table, offer-table, boundaries, coverage-areas,
/// nodes-table) goes by columns, in seconds a million addresses and little memory; any other run
/// goes as "diagnose" does, with the same result. What is done and why is said first.
#[derive(Args)]
#[command(
    after_help = "Example:\n  zasieg national country.toml --out out --only addresses,gminas"
)]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// Folder for addresses.parquet, gminas.csv, manifest.json, run.json.
    #[arg(long)]
    out: PathBuf,
    /// What is written; both are.
    #[arg(long, value_delimiter = ',', required = true)]
    only: Vec<Output>,
    /// Profile to evaluate instead of the run's; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    for needed in [Output::Addresses, Output::Gminas] {
        if !arguments.only.contains(&needed) {
            return Err(crate::pipeline::RunError::OutOfRange {
                what: "--only",
                found: arguments.only.len(),
                expected: "both outputs: --only addresses,gminas".to_owned(),
            });
        }
    }
    let out = OutputDir::create(&arguments.out, arguments.force)?;
    let outcome = pipeline::national_to(&arguments.input, out, &arguments.profiles, progress)?;
    for id in outcome.out_of_force.iter().filter(|_| !quiet) {
        eprintln!("note: profile {id} is not in force on {}; outputs say so", outcome.spec.as_of);
    }
    let limit = outcome.spec.max_rejected_share;
    let listed = "issues.csv of \"zasieg diagnose\"";
    let quality =
        quality_of(|code| outcome.count(code), &outcome.failed_gates, limit, listed, quiet);
    if let Some(bytes) = outcome.peak_bytes.filter(|_| !quiet) {
        eprintln!("peak memory: {} MB", bytes.div_ceil(1_000_000));
    }
    print_data(&format!("{}\n", outcome.place.display()))?;
    Ok(quality)
}
