//! `zasieg demo`: the sample gmina and its report, from nothing.

use std::path::PathBuf;

use clap::Args;

use super::{Result, print_data, quality};
use crate::diagnosis::chapters::Survey;
use crate::diagnosis::roll_up;
use crate::pipeline::{self, CostSettings, OutputDir, Progress, ReportDone, ReportOutputs};
use crate::planning::CostBook;
use crate::publish::Language;

/// Write the sample gmina's registers and its report; needs no input.
#[derive(Args)]
#[command(after_help = "Example:\n  zasieg demo --out demo")]
pub struct Arguments {
    /// Folder to write.
    #[arg(long, default_value = "reports/out")]
    out: PathBuf,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let registers = OutputDir::create(&arguments.out.join("rejestry"), arguments.force)?;
    let registers = pipeline::sample_to(registers, progress)?;
    let loaded = pipeline::load(&registers.join("pelny.toml"), progress)?;
    let diagnosis = loaded.diagnose(&[])?;
    let rollup = roll_up(&loaded.world, &diagnosis);
    let survey = Survey::new(&loaded.world, &diagnosis);
    let mut pages = String::new();
    for gmina in loaded.gminas(&[])? {
        let out = OutputDir::create(&arguments.out.join(gmina.to_string()), arguments.force)?;
        let language = Language::Polish;
        let settings = &CostSettings { book: CostBook::get(), language, frontier: true };
        let costs = pipeline::costed(&loaded, &diagnosis, gmina, settings, progress)?;
        let (outputs, costs) = (ReportOutputs::ALL, Some(&costs));
        let ReportDone { place, .. } =
            pipeline::report_to(&loaded, &survey, &rollup, gmina, outputs, costs, out)?;
        pages += &format!("{}\n", place.join("raport.html").display());
    }
    let outcome = quality(&loaded, quiet);
    print_data(&pages)?;
    Ok(outcome)
}
