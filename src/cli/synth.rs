//! `zasieg synth`: a fictional gmina in the registers' own formats, with its known answer.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Result, print_data};
use crate::pipeline::{self, OutputDir, Progress};

/// Write a fictional gmina in the registers' own formats, with the known answer.
#[derive(Args)]
#[command(after_help = "Example:\n  zasieg synth --out sample --addresses 1600 --seed 1")]
pub struct Arguments {
    /// Folder to write.
    #[arg(long)]
    out: PathBuf,
    /// Number of address points, 400 to 5000.
    #[arg(long, default_value_t = 1600)]
    addresses: usize,
    /// Seed; the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, progress: &Progress<'_>) -> Result {
    let out = OutputDir::create(&arguments.out, arguments.force)?;
    let place = pipeline::synth_to(out, arguments.addresses, arguments.seed, progress)?;
    print_data(&format!("{}\n", place.display()))?;
    Ok(Outcome::Done)
}
