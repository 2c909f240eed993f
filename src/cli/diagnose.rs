//! `zasieg diagnose`: statuses of every address, and the roll-ups.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Result, print_data, quality};
use crate::pipeline::{self, DiagnoseOutputs, OutputDir, Progress};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    Parquet,
    Csv,
}

/// Diagnose every address of a run file or dataset.
///
/// Beside the tables of statuses it writes contradictions (conflicts.csv), bounds (intervals.csv),
/// records of plans, orphans and clusters, which `national` leaves out.
#[derive(Args)]
#[command(
    after_help = "Example:\n  zasieg diagnose run.toml --out out --profile EU-2023 --table csv"
)]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// Folder for addresses.parquet, localities.csv, gminas.csv …
    #[arg(long)]
    out: PathBuf,
    /// Profile to evaluate instead of the run's; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Gmina (6 or 7 digits), powiat (4) or voivodeship (2); may be repeated.
    #[arg(long = "gmina", value_name = "CODE")]
    gminas: Vec<String>,
    /// Forms of the address table.
    #[arg(long, value_delimiter = ',', default_value = "parquet")]
    table: Vec<Table>,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let out = OutputDir::create(&arguments.out, arguments.force)?;
    let loaded = pipeline::load(&arguments.input, progress)?;
    let outputs = DiagnoseOutputs {
        parquet: arguments.table.contains(&Table::Parquet),
        csv: arguments.table.contains(&Table::Csv),
    };
    let (profiles, gminas) = (&arguments.profiles, &arguments.gminas);
    let place = pipeline::diagnose_to(&loaded, out, profiles, gminas, outputs, progress)?;
    let outcome = quality(&loaded, quiet);
    print_data(&format!("{}\n", place.display()))?;
    Ok(outcome)
}
