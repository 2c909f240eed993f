//! `zasieg report`: the diagnostic report of a gmina, or of each gmina of a powiat.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{
    Lang, Result, print_data, quality, quality_of, warn_of_profiles, warn_of_profiles_named,
};
use crate::diagnosis::chapters::{Indicator, Survey};
use crate::diagnosis::{Diagnosis, Rollup, roll_up};
use crate::pipeline::{
    self, CostSettings, Edition, Loaded, Local, OutputDir, Progress, ReportDone, ReportOutputs,
    RunError,
};
use crate::place::GminaCode;
use crate::planning::CostBook;
use crate::policy::ThresholdProfile;
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
    /// Of several gminas an overview is written too: przeglad.html, and przeglad.pdf with the forms
    /// pdf and rada.
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
    /// pages for the council (rada.html, .pdf) and the same easy to read (latwy.html, .pdf).
    /// Default: all but rada of one gmina; html, csv, geojson and parquet of several.
    #[arg(long, value_delimiter = ',', value_name = "FORM,…")]
    format: Vec<Format>,
    /// Your own assumptions in place of the program's in the chapters of costs: TOML with
    /// [[assumption]] tables, keys as in data/assumptions/costs.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "evidence")]
    costs: Option<PathBuf>,
    /// Seek networks for more and more money, as `plan` does: what coverage costs, as a chart and
    /// a table of the chapters of costs. Takes seconds, of a large gmina minutes.
    #[arg(long, conflicts_with = "evidence")]
    frontier: bool,
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

/// What reports are made of: everything, or gminas of a dataset read one after another.
enum Source {
    Whole(Box<Loaded>),
    Local(Box<Local>),
}

impl Source {
    fn open(arguments: &Arguments, progress: &Progress<'_>) -> Result<Self> {
        let (input, profiles) = (&arguments.input, &arguments.profiles);
        Ok(match Local::open(input, profiles, progress)? {
            Some(local) => Self::Local(Box::new(local)),
            None => Self::Whole(Box::new(pipeline::load(input, progress)?)),
        })
    }

    /// What is known of the whole.
    fn frame(&self) -> &Loaded {
        match self {
            Self::Whole(loaded) => loaded,
            Self::Local(local) => local.frame(),
        }
    }

    fn gminas(&self, codes: &[String]) -> Result<Vec<GminaCode>> {
        match self {
            Self::Whole(loaded) => loaded.gminas(codes),
            Self::Local(local) => local.gminas(codes),
        }
    }
}

/// Reports that are being written.
struct Writer<'a> {
    /// Folders of gminas that have no report yet.
    folders: BTreeMap<GminaCode, OutputDir>,
    outputs: ReportOutputs,
    book: CostBook,
    /// Whether what coverage costs is sought.
    frontier: bool,
    progress: &'a Progress<'a>,
    /// Indicators of the gminas whose reports are written.
    indicators: BTreeMap<GminaCode, Vec<Indicator>>,
    /// Files of earlier reports that were removed.
    removed: Vec<PathBuf>,
    /// What was written, one a line.
    pages: String,
}

impl Writer<'_> {
    fn write(
        &mut self,
        loaded: &Loaded,
        (diagnosis, rollup): (&Diagnosis, &Rollup),
        gminas: &[GminaCode],
    ) -> Result<()> {
        let survey = Survey::new(&loaded.world, diagnosis);
        let (outputs, progress) = (self.outputs, self.progress);
        for gmina in gminas.iter().copied() {
            let Some(out) = self.folders.remove(&gmina) else { continue };
            progress.say(format!("writing the report of {gmina}"));
            let costs = if outputs.has_chapters() {
                let (book, language, frontier) = (&self.book, outputs.language, self.frontier);
                let settings = &CostSettings { book, language, frontier };
                Some(pipeline::costed(loaded, diagnosis, gmina, settings, progress)?)
            } else {
                None
            };
            let costs = costs.as_ref();
            let ReportDone { place, indicators, removed } =
                pipeline::report_to(loaded, &survey, rollup, gmina, outputs, costs, out)?;
            self.indicators.insert(gmina, indicators);
            self.removed.extend(removed);
            let names = [(outputs.html, "raport.html"), (outputs.pdf, "raport.pdf")];
            let first = names.into_iter().find(|(is_written, _)| *is_written);
            let shown = first.map_or_else(|| place.clone(), |(_, name)| place.join(name));
            self.pages += &format!("{}\n", shown.display());
        }
        Ok(())
    }
}

/// Writes the reports of gminas; gives the counts of all of them and the profiles.
fn write_all(
    source: &Source,
    arguments: &Arguments,
    gminas: &[GminaCode],
    quiet: bool,
    writer: &mut Writer<'_>,
) -> Result<(Rollup, Vec<ThresholdProfile>)> {
    match source {
        Source::Whole(loaded) => {
            let n = loaded.world.addresses.len();
            writer.progress.say(format!("diagnosing {n} addresses"));
            let diagnosis = loaded.diagnose(&arguments.profiles)?;
            warn_of_profiles(loaded, &diagnosis, quiet);
            let rollup = roll_up(&loaded.world, &diagnosis);
            writer.write(loaded, (&diagnosis, &rollup), gminas)?;
            Ok((rollup, diagnosis.profiles))
        }
        Source::Local(local) => {
            let (mut counts, mut profiles) = (Rollup::default(), Vec::new());
            for region in local.regions(gminas) {
                let region = region?;
                let (loaded, diagnosis) = (region.loaded(), region.diagnosis());
                if profiles.is_empty() {
                    warn_of_profiles(loaded, diagnosis, quiet);
                    profiles.clone_from(&diagnosis.profiles);
                }
                writer.write(loaded, (diagnosis, region.rollup()), &region.gminas)?;
                counts.gminas.extend(region.rollup().gminas.iter().cloned());
            }
            Ok((counts, profiles))
        }
    }
}

/// Writes pages of evidence.
fn evidence(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let edition = Edition::open(&arguments.input, &arguments.profiles, &|_| false, progress)?;
    let out = OutputDir::create(&arguments.out, arguments.force)?;
    let board = edition.board();
    let out_of_force = board.profiles.iter().filter(|thresholds| !thresholds.in_force);
    let ids: Vec<String> = out_of_force.map(|one| one.profile.id.clone()).collect();
    warn_of_profiles_named(&ids, board.as_of, quiet);
    let pages = edition.evidence_to(&arguments.evidence, arguments.lang.into(), out)?;
    let counts = |code| edition.frame().issues.count(code);
    let (failed, limit) = (edition.failed_gates(), edition.max_rejected_share());
    let outcome = quality_of(counts, failed, limit, "issues.csv", quiet);
    let lines: Vec<String> = pages.iter().map(|page| page.display().to_string()).collect();
    print_data(&(lines.join("\n") + "\n"))?;
    Ok(outcome)
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    if !arguments.evidence.is_empty() {
        return evidence(arguments, quiet, progress);
    }
    let book = pipeline::read_costs(arguments.costs.as_deref())?;
    let source = Source::open(arguments, progress)?;
    // A single gmina's folder has the code as it was given, of six or seven digits.
    let named = |code: &String| {
        let six = code.get(..6).filter(|_| code.len() == 7)?;
        Some((six.to_owned(), code.clone()))
    };
    let as_given: BTreeMap<String, String> = arguments.gminas.iter().filter_map(named).collect();
    let gminas = source.gminas(&arguments.gminas)?;
    let named = |gmina: GminaCode| {
        let code = gmina.to_string();
        as_given.get(&code).cloned().unwrap_or(code)
    };
    let listed: Vec<_> = gminas.iter().map(|gmina| (*gmina, named(*gmina))).collect();
    let overview = arguments.out.join("przeglad.html");
    let has_overview = listed.len() > 1;
    for held in [overview.clone(), overview.with_extension("pdf")] {
        if has_overview && held.exists() && !arguments.force {
            return Err(RunError::Exists { path: held.display().to_string() });
        }
    }
    let mut folders = BTreeMap::new();
    for gmina in &gminas {
        let folder = arguments.out.join(named(*gmina));
        folders.insert(*gmina, OutputDir::create(&folder, arguments.force)?);
    }
    let language = arguments.lang.into();
    let outputs = ReportOutputs { language, ..outputs(arguments, folders.len()) };
    let (indicators, pages) = (BTreeMap::new(), String::new());
    let removed = Vec::new();
    let frontier = arguments.frontier;
    let mut writer =
        Writer { folders, outputs, book, frontier, progress, indicators, removed, pages };
    let (rollup, profiles) = write_all(&source, arguments, &gminas, quiet, &mut writer)?;
    let Writer { indicators, removed, mut pages, .. } = writer;
    if !removed.is_empty() && !quiet {
        let names: Vec<String> = removed.iter().map(|path| path.display().to_string()).collect();
        eprintln!(
            "note: removed, as parts of an earlier report: {}; name all forms in one --format to \
             have them together",
            names.join(", ")
        );
    }
    if has_overview {
        let counts = (&rollup, &indicators);
        let place = (overview.as_path(), arguments.force, outputs);
        for file in pipeline::overview_to(source.frame(), &profiles, counts, &listed, place)? {
            pages += &format!("{}\n", file.display());
        }
    }
    let outcome = quality(source.frame(), quiet);
    print_data(&pages)?;
    Ok(outcome)
}
