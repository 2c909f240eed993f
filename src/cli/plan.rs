//! `zasieg plan --stp`: the cheapest tree of a Steiner instance, with a proven bound.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Result, print_data};
use crate::pipeline::{self, Progress};

/// Solve a Steiner tree instance: print its cost and a proven lower bound.
#[derive(Args)]
#[command(after_help = "Example:\n  zasieg plan --stp b01.stp --solution b01.edges")]
pub struct Arguments {
    /// Instance in the STP (SteinLib) or PACE 2018 form; with prizes: prize-collecting.
    #[arg(long, value_name = "FILE")]
    stp: PathBuf,
    /// File for the edges of the tree, `u v` a line.
    #[arg(long, value_name = "OUT")]
    solution: Option<PathBuf>,
    /// Replace the solution file.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, progress: &Progress<'_>) -> Result {
    progress.say(format!("solving {}", arguments.stp.display()));
    let solution = arguments.solution.as_deref();
    let answer = pipeline::solve_stp(&arguments.stp, solution, arguments.force)?;
    print_data(&format!(
        "cost {}\nlower_bound {}\ngap {} %\nseconds {:.2}\n",
        answer.cost, answer.lower_bound, answer.gap_percent, answer.seconds
    ))?;
    Ok(Outcome::Done)
}
