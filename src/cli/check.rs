//! `zasieg check`: one address, its status and the reasons.

use std::path::PathBuf;

use clap::Args;

use super::{Result, print_data, quality};
use crate::pipeline::{self, Progress};

/// Say what an address is under each profile, by which rule and records.
#[derive(Args)]
#[command(after_help = "Example:\n  zasieg check dataset \"Jasne Pole, ul. Polna 13\"")]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// Locality, street and number in any order, or the identifier of an address.
    address: String,
    /// Profile to evaluate instead of the run's; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, progress: &Progress<'_>) -> Result {
    let loaded = pipeline::load(&arguments.input, progress)?;
    let diagnosis = loaded.diagnose(&arguments.profiles)?;
    let answers = pipeline::check(&loaded, &diagnosis, &arguments.address)?;
    if arguments.json {
        print_data(&(pipeline::to_json(&answers)? + "\n"))?;
    } else {
        let texts: Vec<String> = answers.iter().map(|answer| answer.text()).collect();
        print_data(&texts.join("\n"))?;
    }
    Ok(quality(&loaded, true))
}
