//! `zasieg publish`: the bundle of open data.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Result, print_data, quality};
use crate::pipeline::{self, OutputDir, Progress, PublishSpec};
use crate::publish::open_data::{OPTIONS_TEMPLATE, OpenDataOptions};

/// Write an open-data bundle: tables as CSV and Parquet, descriptions, a DCAT-AP catalogue, hashes.
#[derive(Args)]
#[command(after_help = "Examples:\n  zasieg publish --template > publikacja.toml\n  \
                        zasieg publish run.toml --out otwarte --options publikacja.toml\n  \
                        zasieg publish 2026-06 --out otwarte --gmina 2465 --previous 2026-03")]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    #[arg(required_unless_present = "template")]
    input: Option<PathBuf>,
    /// Folder for gminy.csv, biale_adresy.parquet, katalog.ttl …
    #[arg(long, required_unless_present = "template")]
    out: Option<PathBuf>,
    /// Publish these gminas (6 or 7 digits), powiats (4) or voivodeships (2) only; may be repeated.
    #[arg(long = "gmina", value_name = "CODE")]
    gminas: Vec<String>,
    /// Profile to evaluate instead of the run's, the main one first; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// The edition published before: what changed since becomes part of the bundle.
    #[arg(long, value_name = "PATH")]
    previous: Option<PathBuf>,
    /// Who publishes, where, under which licence; see --template.
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
    /// Print a file of options to fill in, and do nothing else.
    #[arg(long)]
    template: bool,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let (Some(input), Some(out), false) = (&arguments.input, &arguments.out, arguments.template)
    else {
        return print_data(OPTIONS_TEMPLATE).map(|()| Outcome::Done);
    };
    let options = match &arguments.options {
        Some(path) => pipeline::read_options(path)?,
        None => OpenDataOptions::default(),
    };
    let out = OutputDir::create(out, arguments.force)?;
    let loaded = pipeline::load(input, progress)?;
    let spec = PublishSpec {
        codes: &arguments.gminas,
        profiles: &arguments.profiles,
        previous: arguments.previous.as_deref(),
        options: &options,
    };
    let place = pipeline::publish_to(&loaded, &spec, out, progress)?;
    let outcome = quality(&loaded, quiet);
    let missing = options.missing();
    if !missing.is_empty() && !quiet {
        eprintln!(
            "note: the metadata lack {}: fill in what `zasieg publish --template` prints and give \
             it with --options before you publish",
            missing.join(", ")
        );
    }
    print_data(&format!("{}\n", place.display()))?;
    Ok(outcome)
}
