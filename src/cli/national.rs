//! `zasieg national`: every gmina of the input, the atlas, the reconciliation.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Outcome, Result, print_data, quality};
use crate::pipeline::{self, CountryOutputs, Progress, ReportOutputs};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Html,
    Csv,
    Geojson,
    Parquet,
}

/// Diagnose a whole country: tables, atlas, reconciliation, a report of each gmina.
#[derive(Args)]
#[command(
    after_help = "Example:\n  zasieg national zbior --out kraj --reports html\n\nAn interrupted \
                  run goes on where it stopped: give the same command again."
)]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// Folder for the tables, atlas.html, reconciliation.csv and raporty/<code>/.
    #[arg(long)]
    out: PathBuf,
    /// Profile to evaluate instead of the run's, the main one first; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Files of each gmina's report; without it no reports are written.
    #[arg(long, value_delimiter = ',', value_name = "FORM")]
    reports: Vec<Format>,
    /// Begin anew where the folder holds another run.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let loaded = pipeline::load(&arguments.input, progress)?;
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
    let done = pipeline::country_to(&loaded, &arguments.out, &spec, arguments.force, progress)?;
    for (gmina, reason) in &done.failed {
        eprintln!("no report of {gmina}: {reason}");
    }
    if let (false, Some(megabytes)) = (quiet, pipeline::peak_memory_mb()) {
        eprintln!("peak memory: {megabytes} MB");
    }
    let outcome = quality(&loaded, quiet);
    print_data(&format!("{}\n", done.place.join("atlas.html").display()))?;
    Ok(if done.failed.is_empty() { outcome } else { Outcome::GateFailed })
}
