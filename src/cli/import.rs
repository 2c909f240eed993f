//! `zasieg import`: registers to a dataset, or an empty table to fill in.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Result, print_data, quality};
use crate::pipeline::{self, OutputDir, Progress, RunError};
use crate::publish::Language;

/// Read registers into a dataset of open files (GeoParquet, Parquet, JSON).
#[derive(Args)]
#[command(after_help = examples())]
pub struct Arguments {
    /// The run file.
    #[arg(required_unless_present = "template")]
    input: Option<PathBuf>,
    /// Folder of the dataset; with --template the file of the table (.xlsx or .csv).
    #[arg(long, required_unless_present = "template")]
    out: Option<PathBuf>,
    /// Give an empty table of a register instead, to be filled in; printed as CSV without --out.
    #[arg(long, value_name = "REGISTER", conflicts_with = "input")]
    template: Option<String>,
    /// Replace what stands in the folder, or the file.
    #[arg(long)]
    force: bool,
}

fn examples() -> String {
    format!(
        "Templates: {}\n\nExamples:\n  zasieg import run.toml --out dataset\n  \
         zasieg import --template public-buildings --out buildings.xlsx\n  \
         zasieg import --template public-buildings > buildings.csv",
        pipeline::template_names().join(", ")
    )
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    if let Some(register) = &arguments.template {
        let printed = match &arguments.out {
            Some(out) => {
                let place = pipeline::template_to(register, out, arguments.force)?;
                format!("{}\n", place.display())
            }
            None => pipeline::template(register, Language::Polish)?,
        };
        print_data(&printed)?;
        return Ok(Outcome::Done);
    }
    let (Some(input), Some(out)) = (&arguments.input, &arguments.out) else {
        unreachable!("clap asks for both")
    };
    if input.is_dir() {
        return Err(RunError::RunFile {
            file: input.display().to_string(),
            line: 1,
            reason:
                "a run file is expected, this is a folder; a dataset needs no import: give it to \
                     diagnose, report or check"
                    .to_owned(),
        });
    }
    let out = OutputDir::create(out, arguments.force)?;
    let loaded = pipeline::load(input, progress)?;
    let place = pipeline::import_to(&loaded, out, progress)?;
    let outcome = quality(&loaded, quiet);
    print_data(&format!("{}\n", place.display()))?;
    Ok(outcome)
}
