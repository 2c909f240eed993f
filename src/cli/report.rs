//! `zasieg report`: the diagnostic report of a gmina, or of each gmina of a powiat.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Lang, Result, print_data, quality, warn_of_profiles};
use crate::diagnosis::chapters::Survey;
use crate::diagnosis::roll_up;
use crate::pipeline::{self, OutputDir, Progress, ReportOutputs, RunError};
use crate::publish::Language;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Html,
    Csv,
    Geojson,
    Parquet,
    Pdf,
    Xlsx,
    Gpkg,
    Rada,
}

/// Write the diagnostic report of a gmina: raport.html, raport.pdf, raport.xlsx, adresy.csv …
#[derive(Args)]
#[command(after_help = "Examples:\n  zasieg report run.toml --gmina 2465011 --out reports\n  \
                        zasieg report run.toml --gmina 2465,2401 --out reports\n  \
                        zasieg report run.toml --gmina 2465011 --out reports-en --lang en\n  \
                        zasieg report run.toml --gmina 2465011 --out rada --format rada\n  \
                        zasieg report run.toml --evidence \"Jasne Pole, ul. Polna 13\" --out dowody")]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// Gmina (6 or 7 digits), powiat (4) or voivodeship (2); may be repeated, or a list with commas.
    /// Of several gminas an overview is written too: przeglad.html.
    #[arg(
        long = "gmina",
        value_name = "CODE",
        value_delimiter = ',',
        required_unless_present = "evidence"
    )]
    gminas: Vec<String>,
    /// Instead of a report: one page of evidence about this address (locality, street, number), to
    /// be attached to a request; may be repeated.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "gminas")]
    evidence: Vec<String>,
    /// Folder in which each gmina gets a folder of its code.
    #[arg(long)]
    out: PathBuf,
    /// Profile to evaluate instead of the run's, the main one first; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Language of the report or of the pages of evidence.
    #[arg(long, default_value = "pl")]
    lang: Lang,
    /// Forms to write: raport.html, .pdf, .xlsx, .gpkg, adresy.csv, .geojson, .parquet; rada: two
    /// pages for the council (rada.html, .pdf) and the same easy to read (latwy.html, .pdf), in
    /// Polish. Default: all but rada of one gmina; html, csv, geojson and parquet of several.
    #[arg(long, value_delimiter = ',', value_name = "FORM,…")]
    format: Vec<Format>,
    /// Leave the list of all addresses out of raport.pdf.
    #[arg(long)]
    no_annex: bool,
    /// Replace what stands in the folders.
    #[arg(long)]
    force: bool,
}

/// What is written of so many gminas.
fn outputs(arguments: &Arguments, n_gminas: usize) -> ReportOutputs {
    let (annex, language) = (!arguments.no_annex, Language::default());
    if arguments.format.is_empty() {
        let all = if n_gminas == 1 { ReportOutputs::ALL } else { ReportOutputs::PLAIN };
        return ReportOutputs { annex, ..all };
    }
    let has = |format| arguments.format.contains(&format);
    ReportOutputs {
        language,
        html: has(Format::Html),
        csv: has(Format::Csv),
        geojson: has(Format::Geojson),
        parquet: has(Format::Parquet),
        pdf: has(Format::Pdf),
        annex,
        xlsx: has(Format::Xlsx),
        gpkg: has(Format::Gpkg),
        council: has(Format::Rada),
    }
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let language = arguments.lang.into();
    let loaded = pipeline::load(&arguments.input, progress)?;
    if !arguments.evidence.is_empty() {
        let out = OutputDir::create(&arguments.out, arguments.force)?;
        let diagnosis = loaded.diagnose(&arguments.profiles)?;
        warn_of_profiles(&loaded, &diagnosis, quiet);
        let pages = pipeline::evidence_to(&loaded, &diagnosis, &arguments.evidence, language, out)?;
        let outcome = quality(&loaded, quiet);
        let lines: Vec<String> = pages.iter().map(|page| page.display().to_string()).collect();
        let shown = lines.join("\n") + "\n";
        print_data(&shown)?;
        return Ok(outcome);
    }
    // A single gmina's folder has the code as it was given, of six or seven digits.
    let named = |code: &String| {
        let six = code.get(..6).filter(|_| code.len() == 7)?;
        Some((six.to_owned(), code.clone()))
    };
    let as_given: std::collections::BTreeMap<String, String> =
        arguments.gminas.iter().filter_map(named).collect();
    let gminas = loaded.gminas(&arguments.gminas)?;
    let named = |gmina: crate::place::GminaCode| {
        let code = gmina.to_string();
        as_given.get(&code).cloned().unwrap_or(code)
    };
    let listed: Vec<_> = gminas.iter().map(|gmina| (*gmina, named(*gmina))).collect();
    let overview = arguments.out.join("przeglad.html");
    let has_overview = listed.len() > 1;
    if has_overview && overview.exists() && !arguments.force {
        return Err(RunError::Exists { path: overview.display().to_string() });
    }
    let mut folders = Vec::with_capacity(gminas.len());
    for gmina in gminas {
        let folder = arguments.out.join(named(gmina));
        folders.push((gmina, OutputDir::create(&folder, arguments.force)?));
    }
    progress.say(format!("diagnosing {} addresses", loaded.world.addresses.len()));
    let diagnosis = loaded.diagnose(&arguments.profiles)?;
    warn_of_profiles(&loaded, &diagnosis, quiet);
    let rollup = roll_up(&loaded.world, &diagnosis);
    let outputs = ReportOutputs { language, ..outputs(arguments, folders.len()) };
    let survey = Survey::new(&loaded.world, &diagnosis);
    let mut pages = String::new();
    for (gmina, out) in folders {
        progress.say(format!("writing the report of {gmina}"));
        let costs = if outputs.has_chapters() {
            Some(pipeline::costed(&loaded, &diagnosis, gmina, language, progress)?)
        } else {
            None
        };
        let costs = costs.as_ref();
        let place = pipeline::report_to(&loaded, &survey, &rollup, gmina, outputs, costs, out)?;
        let names = [(outputs.html, "raport.html"), (outputs.pdf, "raport.pdf")];
        let first = names.into_iter().find(|(is_written, _)| *is_written);
        let shown = first.map_or_else(|| place.clone(), |(_, name)| place.join(name));
        pages += &format!("{}\n", shown.display());
    }
    if has_overview && outputs.html {
        let place = (overview.as_path(), arguments.force);
        pipeline::overview_to(&loaded, &diagnosis, &rollup, &listed, place)?;
        pages += &format!("{}\n", overview.display());
    }
    let outcome = quality(&loaded, quiet);
    print_data(&pages)?;
    Ok(outcome)
}
