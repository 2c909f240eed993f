//! `zasieg export`: what a gmina has filled in, for another run.

use std::path::PathBuf;

use clap::Args;

use super::{Result, print_data, quality};
use crate::pipeline::{self, OutputDir, Progress};

/// Write the tables that a gmina has filled in, so that another run reads them as they are.
#[derive(Args)]
#[command(after_help = "Example:\n  zasieg export run.toml --gmina 2465011 --out wklady/246501\n\
                        The centre names all of them in its run file: path = \
                        \"wklady/*/connections.csv\"")]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// Gmina (6 or 7 digits), powiat (4) or voivodeship (2): then a folder each gmina.
    #[arg(long, value_name = "CODE")]
    gmina: String,
    /// Folder for connections.csv, demand.csv … and wklad.toml, the inputs of a run file.
    #[arg(long)]
    out: PathBuf,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let out = OutputDir::create(&arguments.out, arguments.force)?;
    let loaded = pipeline::load(&arguments.input, progress)?;
    let place = pipeline::export_to(&loaded, &arguments.gmina, out)?;
    let outcome = quality(&loaded, quiet);
    print_data(&format!("{}\n", place.join("wklad.toml").display()))?;
    Ok(outcome)
}
