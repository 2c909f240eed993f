//! `zasieg import`: registers to a dataset, or an empty table to fill in.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Result, print_data, quality};
use crate::pipeline::{self, OutputDir, Progress, RunError};

/// Read registers into a dataset of open files (GeoParquet, Parquet, JSON).
#[derive(Args)]
#[command(after_help = "Examples:\n  zasieg import run.toml --out dataset\n  \
                        zasieg import --template public-buildings > buildings.csv")]
pub struct Arguments {
    /// The run file.
    #[arg(required_unless_present = "template")]
    input: Option<PathBuf>,
    /// Folder of the dataset.
    #[arg(long, required_unless_present = "template")]
    out: Option<PathBuf>,
    /// Print an empty table of a register instead, with one example row.
    #[arg(long, value_name = "REGISTER", conflicts_with_all = ["input", "out"])]
    template: Option<String>,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    if let Some(register) = &arguments.template {
        print_data(&pipeline::template(register)?)?;
        return Ok(Outcome::Done);
    }
    let (Some(input), Some(out)) = (&arguments.input, &arguments.out) else {
        unreachable!("clap asks for both")
    };
    if input.is_dir() {
        return Err(RunError::RunFile {
            file: input.display().to_string(),
            line: 1,
            reason: "a run file is expected, this is a folder".to_owned(),
        });
    }
    let out = OutputDir::create(out, arguments.force)?;
    let loaded = pipeline::load(input, progress)?;
    let place = pipeline::import_to(&loaded, out, progress)?;
    let outcome = quality(&loaded, quiet);
    print_data(&format!("{}\n", place.display()))?;
    Ok(outcome)
}
