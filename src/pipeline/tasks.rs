//! What each verb does, from a loaded world to a complete folder.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Costed, Loaded, OutputDir, Progress, RunError};
use crate::diagnosis::chapters::{self, Chapters, Indicator, Survey};
use crate::diagnosis::{Diagnosis, Rollup, Tallied, roll_up, visits};
use crate::model::Issue;
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;
use crate::publish::report::ReportInput;
use crate::publish::{self, AddressRows, CheckAnswer, Language, ManifestOf, PublishError};
use crate::synth::country::CountrySpec;
use crate::synth::{self, country};

/// Which tables of addresses are written.
#[derive(Clone, Copy, Debug)]
pub struct DiagnoseOutputs {
    /// `addresses.parquet`.
    pub parquet: bool,
    /// `addresses.csv`.
    pub csv: bool,
}

/// Which files of a report are written.
#[derive(Clone, Copy, Debug)]
pub struct ReportOutputs {
    /// Language of what people read.
    pub language: Language,
    /// `raport.html`.
    pub html: bool,
    /// `adresy.csv`.
    pub csv: bool,
    /// `adresy.geojson`.
    pub geojson: bool,
    /// `adresy.parquet`.
    pub parquet: bool,
    /// `raport.pdf`.
    pub pdf: bool,
    /// The annex of addresses in `raport.pdf`.
    pub annex: bool,
    /// `raport.xlsx`.
    pub xlsx: bool,
    /// `raport.gpkg`.
    pub gpkg: bool,
    /// `rada.html` and `latwy.html`, and both on paper.
    pub council: bool,
}

/// The report of a gmina that was written.
pub struct ReportDone {
    /// Its folder.
    pub place: PathBuf,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
    /// Files of an earlier report that were removed.
    pub removed: Vec<PathBuf>,
}

impl ReportOutputs {
    /// Those that a report has without being asked: the page and the tables of addresses.
    pub const PLAIN: Self = Self {
        language: Language::Polish,
        html: true,
        csv: true,
        geojson: true,
        parquet: true,
        pdf: false,
        annex: true,
        xlsx: false,
        gpkg: false,
        council: false,
    };
    /// All that this program can write.
    pub const ALL: Self = Self {
        pdf: publish::print::CAN_PRINT,
        xlsx: publish::tabular::CAN_CALCULATE,
        gpkg: publish::tabular::CAN_PACK,
        ..Self::PLAIN
    };

    /// Whether the chapters are shown.
    pub const fn has_chapters(&self) -> bool {
        self.html || self.pdf || self.xlsx || self.gpkg || self.council
    }
}

/// Writes a file of a folder; what is still buffered at the end is written or is an error.
pub(super) fn write(
    dir: &OutputDir,
    name: &str,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let error = |error: std::io::Error| PublishError::new(name, error);
    let mut writer = File::create(dir.path().join(name)).map(BufWriter::new).map_err(error)?;
    fill(&mut writer)?;
    writer.flush().map_err(error)
}

pub(super) fn put(dir: &OutputDir, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
    std::fs::write(dir.path().join(name), bytes).map_err(|error| PublishError::new(name, error))
}

#[derive(Serialize)]
struct RunFacts {
    program_version: &'static str,
    finished_at: String,
    threads: usize,
    seconds: Vec<(String, f64)>,
    peak_bytes: Option<u64>,
}

/// The content of `run.json`: time, threads, durations, memory; the one file that differs from run
/// to run.
pub(super) fn run_facts(
    progress: &Progress<'_>,
    writer: impl std::io::Write,
) -> Result<(), PublishError> {
    let facts = RunFacts {
        program_version: env!("CARGO_PKG_VERSION"),
        finished_at: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        threads: rayon::current_num_threads(),
        seconds: progress.seconds(),
        peak_bytes: super::national::peak_bytes(),
    };
    serde_json::to_writer_pretty(writer, &facts).map_err(|e| PublishError::new("run.json", e))
}

pub(super) fn write_run_facts(
    dir: &OutputDir,
    progress: &Progress<'_>,
) -> Result<(), PublishError> {
    write(dir, "run.json", |file| run_facts(progress, file))
}

/// `issues.csv` and `manifest.json`.
pub(super) fn write_provenance(
    dir: &OutputDir,
    loaded: &Loaded,
    profiles: &[ThresholdProfile],
) -> Result<(), PublishError> {
    let (issues, files) = (loaded.world.issues.kept().iter(), &loaded.world.files);
    write(dir, "issues.csv", |w| publish::write_issues(issues, files, w))?;
    let (settings, rungs) = (loaded.settings(), loaded.rungs());
    let files = (files.as_slice(), loaded.world.aside.earlier_files.as_slice());
    write(dir, "manifest.json", |w| {
        publish::write_manifest((&settings, ManifestOf::Run), profiles, files, &rungs, w)
    })
}

/// `do_sprawdzenia.csv`, of all gminas or some.
fn write_visits(
    dir: &OutputDir,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    gminas: Option<&[GminaCode]>,
) -> Result<(), PublishError> {
    let visits = visits(&loaded.world, diagnosis, gminas);
    let write_to = |w: &mut BufWriter<File>| publish::write_visits(&loaded.world, visits.iter(), w);
    write(dir, "do_sprawdzenia.csv", write_to)
}

fn write_tables(
    dir: &OutputDir,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    gminas: Option<&[GminaCode]>,
) -> Result<Rollup, RunError> {
    let rollup = roll_up(&loaded.world, diagnosis);
    let profiles = &diagnosis.profiles;
    let is_wanted = |unit: &&Tallied| match (gminas, unit.gmina) {
        (None, _) => true,
        (Some(wanted), Some(code)) => wanted.binary_search(&code).is_ok(),
        (Some(_), None) => false,
    };
    let of = |units: &[Tallied]| units.iter().filter(is_wanted).cloned().collect::<Vec<_>>();
    let localities = of(&rollup.localities);
    write(dir, "localities.csv", |w| publish::write_localities(&localities, profiles, w))?;
    let units = |name: &str, units: &[Tallied]| {
        write(dir, name, |w| publish::write_units(units, profiles, w))
    };
    units("gminas.csv", &of(&rollup.gminas))?;
    if gminas.is_none() {
        units("powiats.csv", &rollup.powiats)?;
        units("wojewodztwa.csv", &rollup.wojewodztwa)?;
    }
    write_visits(dir, loaded, diagnosis, gminas)?;
    let codes: Vec<GminaCode> =
        rollup.gminas.iter().filter(is_wanted).filter_map(|u| u.gmina).collect();
    let survey = Survey::new(&loaded.world, diagnosis);
    let chapters = chapters::chapters(&survey, &rollup, &codes);
    let all = || codes.iter().copied().zip(&chapters);
    let world = &loaded.world;
    write(dir, "indicators.csv", |w| publish::write_indicators(all(), &world.files, w))?;
    write(dir, "buildings.csv", |w| publish::write_buildings(world, diagnosis, all(), w))?;
    write_mobile(dir, &survey, all(), MOBILE)?;
    write_provenance(dir, loaded, profiles)?;
    Ok(rollup)
}

/// Names of the tables of mobile reach by address, cell and route.
const MOBILE: [&str; 3] = ["mobile_addresses.csv", "mobile_cells.csv", "mobile_routes.csv"];
const MOBILE_PL: [&str; 3] = ["ruchome_adresy.csv", "ruchome_komorki.csv", "ruchome_trasy.csv"];

/// Writes the mobile reach of gminas, where somebody has looked at one of them.
fn write_mobile<'a>(
    dir: &OutputDir,
    survey: &Survey<'_>,
    gminas: impl Iterator<Item = (GminaCode, &'a Chapters)> + Clone,
    [addresses, cells, routes]: [&str; 3],
) -> Result<(), RunError> {
    if !gminas.clone().any(|(_, chapters)| chapters.mobile.is_surveyed) {
        return Ok(());
    }
    write(dir, addresses, |w| publish::write_mobile_addresses(survey, gminas.clone(), w))?;
    write(dir, cells, |w| publish::write_mobile_cells(gminas.clone(), w))?;
    write(dir, routes, |w| publish::write_mobile_routes(survey, gminas, w))?;
    Ok(())
}

/// Diagnoses and writes tables; `codes` restricts them to gminas.
///
/// # Errors
/// When a profile or gmina does not exist, or the folder cannot be written.
pub fn diagnose_to(
    loaded: &Loaded,
    out: OutputDir,
    profiles: &[String],
    codes: &[String],
    outputs: DiagnoseOutputs,
    progress: &Progress<'_>,
) -> Result<PathBuf, RunError> {
    let gminas = loaded.gminas(codes)?;
    progress.say(format!("diagnosing {} addresses", loaded.world.addresses.len()));
    let diagnosis = loaded.diagnose(profiles)?;
    progress.say("writing".to_owned());
    let ranges = if codes.is_empty() {
        vec![0..loaded.world.addresses.len()]
    } else {
        gminas.iter().map(|code| loaded.world.addresses_of(*code)).collect()
    };
    let rows = AddressRows { world: &loaded.world, diagnosis: &diagnosis, ranges };
    if outputs.parquet {
        write(&out, "addresses.parquet", |w| publish::write_parquet(&rows, w))?;
    }
    if outputs.csv {
        write(&out, "addresses.csv", |w| publish::write_csv(&rows, w))?;
    }
    let restricted = if codes.is_empty() { None } else { Some(gminas.as_slice()) };
    write_tables(&out, loaded, &diagnosis, restricted)?;
    progress.say("looking for contradictions".to_owned());
    super::trust::write_trust(&out, loaded, &diagnosis, restricted)?;
    write_run_facts(&out, progress)?;
    out.commit()
}

/// The page of a gmina's report.
///
/// # Errors
/// When a template is not as it must be.
pub(super) fn report_page(
    loaded: &Loaded,
    survey: &Survey<'_>,
    rollup: &Rollup,
    gmina: GminaCode,
) -> Result<String, RunError> {
    let chapters = &survey.chapters(rollup, gmina);
    let (world, diagnosis, settings) = (&loaded.world, survey.diagnosis(), &loaded.settings());
    let gates = &gates(loaded);
    let (costs, language) = (None, Language::Polish);
    let input =
        ReportInput { language, world, diagnosis, rollup, chapters, settings, gmina, gates, costs };
    Ok(publish::report::render_html(&input)?)
}

/// Files that failed their gate, as reports name them.
pub(super) fn gates(loaded: &Loaded) -> Vec<String> {
    let failed = loaded.failed_gates().into_iter().map(|(file, _)| file);
    failed.filter(|file| file != super::NO_COVERAGE).collect()
}

/// Pages for the council and easy to read.
fn write_council(out: &OutputDir, of: &ReportInput<'_>) -> Result<(), PublishError> {
    let input = &ReportInput { costs: None, ..*of };
    let pages = [
        ("rada", publish::report::render_council(input)?),
        ("latwy", publish::report::render_easy(input)?),
    ];
    for (name, page) in &pages {
        put(out, &format!("{name}.html"), page.as_bytes())?;
        if publish::print::CAN_PRINT {
            let paper = publish::report::print_council(input, page)?;
            put(out, &format!("{name}.pdf"), &paper)?;
        }
    }
    Ok(())
}

/// Writes the overview of gminas, each with the folder of its report, as a page at `place`, and on
/// paper beside it where the reports are; gives the files.
///
/// # Errors
/// When the page exists and `force` is not given, or cannot be written.
pub fn overview_to(
    loaded: &Loaded,
    profiles: &[ThresholdProfile],
    (rollup, indicators): (&Rollup, &BTreeMap<GminaCode, Vec<Indicator>>),
    gminas: &[(GminaCode, String)],
    (place, force, outputs): (&Path, bool, ReportOutputs),
) -> Result<Vec<PathBuf>, RunError> {
    let language = outputs.language;
    let world = &loaded.world;
    let mut powiats: Vec<String> =
        gminas.iter().map(|(code, _)| code.powiat().to_string()).collect();
    powiats.dedup();
    let powiat = match powiats.as_slice() {
        [one] => Some((world.unit_name(one), one.as_str())),
        _ => None,
    };
    let settings = loaded.settings();
    let forms = [
        (outputs.html, "raport.html"),
        (outputs.pdf, "raport.pdf"),
        (outputs.council, "rada.html"),
    ];
    let input = publish::report::OverviewInput {
        language,
        rollup,
        profiles,
        world,
        settings: &settings,
        indicators,
        place: publish::report::overview_name(language, powiat, gminas.len()),
        gminas,
        page: forms.into_iter().find(|(is_written, _)| *is_written).map_or("", |(_, name)| name),
    };
    let page = publish::report::render_overview(&input)?;
    super::output::write_file(place, page.as_bytes(), force, "--out")?;
    let mut written = vec![place.to_owned()];
    if (outputs.pdf || outputs.council) && publish::print::CAN_PRINT {
        let paper = place.with_extension("pdf");
        let bytes = publish::report::print_overview(&input, loaded.spec.as_of, &page)?;
        super::output::write_file(&paper, &bytes, force, "--out")?;
        written.push(paper);
    }
    Ok(written)
}

/// Writes the report of one gmina: `raport.html`, `adresy.csv`, `adresy.geojson`,
/// `adresy.parquet`; `indicators.csv` and `budynki.csv` of its chapters; and `issues.csv` with the
/// rows that name it. With a plan its costs are chapters of the report.
///
/// # Errors
/// When a profile or gmina does not exist, or the folder cannot be written.
pub fn report_to(
    loaded: &Loaded,
    survey: &Survey<'_>,
    rollup: &Rollup,
    gmina: GminaCode,
    outputs: ReportOutputs,
    costed: Option<&Costed>,
    out: OutputDir,
) -> Result<ReportDone, RunError> {
    let (diagnosis, chapters) = (survey.diagnosis(), survey.chapters(rollup, gmina));
    let chapters = &chapters;
    let settings = loaded.settings();
    let world = &loaded.world;
    let gates = &gates(loaded);
    let costs = costed.map(Costed::input);
    let language = outputs.language;
    let settings = &settings;
    let input =
        ReportInput { language, world, diagnosis, rollup, chapters, settings, gmina, gates, costs };
    let of_gmina = |issue: &&Issue| issue.gmina.is_none_or(|code| code == gmina);
    let issues = world.issues.kept().iter().filter(of_gmina);
    write(&out, "issues.csv", |w| publish::write_issues(issues, &world.files, w))?;
    write_visits(&out, loaded, diagnosis, Some(&[gmina]))?;
    if outputs.html || outputs.pdf {
        let html = publish::report::render_html(&input)?;
        if outputs.pdf {
            let pdf = publish::report::render_pdf(&input, &html, outputs.annex)?;
            put(&out, "raport.pdf", &pdf)?;
        }
        if outputs.html {
            put(&out, "raport.html", html.as_bytes())?;
        }
    }
    if outputs.xlsx {
        put(&out, "raport.xlsx", &publish::report::render_workbook(&input)?)?;
    }
    if outputs.gpkg {
        publish::report::write_report_package(&input, &out.path().join("raport.gpkg"))?;
    }
    if outputs.council {
        write_council(&out, &input)?;
    }
    if outputs.csv {
        write(&out, "adresy.csv", |w| publish::report::write_address_list(&input, w))?;
    }
    let one = || [(gmina, chapters)];
    write(&out, "indicators.csv", |w| publish::write_indicators(one(), &world.files, w))?;
    write(&out, "budynki.csv", |w| publish::write_buildings(world, diagnosis, one(), w))?;
    write_mobile(&out, survey, one().into_iter(), MOBILE_PL)?;
    let rows = AddressRows { world, diagnosis, ranges: vec![world.addresses_of(gmina)] };
    if outputs.geojson {
        write(&out, "adresy.geojson", |w| publish::write_geojson(&rows, w))?;
    }
    if outputs.parquet {
        write(&out, "adresy.parquet", |w| publish::write_parquet(&rows, w))?;
    }
    let removed = out.stale();
    Ok(ReportDone { place: out.commit()?, indicators: chapters.indicators.clone(), removed })
}

/// Writes a fictional gmina.
///
/// # Errors
/// When the number of addresses is out of range, or the folder cannot be written.
pub fn synth_to(
    out: OutputDir,
    n_addresses: usize,
    seed: u64,
    progress: &Progress<'_>,
) -> Result<PathBuf, RunError> {
    progress.say(format!("making a gmina of {n_addresses} addresses"));
    in_range(n_addresses, &synth::N_ADDRESSES)?;
    synth::write_gmina(out.path(), &synth::SynthSpec { n_addresses, seed })
        .map_err(|error| PublishError::new("synth", error))?;
    out.commit()
}

/// Writes a fictional country.
///
/// # Errors
/// When the number of addresses is out of range, or the folder cannot be written.
pub fn country_synth_to(
    out: OutputDir,
    spec: &CountrySpec,
    progress: &Progress<'_>,
) -> Result<PathBuf, RunError> {
    progress.say(format!("making a country of {} addresses", spec.n_addresses));
    in_range(spec.n_addresses, &country::N_ADDRESSES)?;
    country::write_country(out.path(), spec).map_err(|error| PublishError::new("synth", error))?;
    out.commit()
}

fn in_range(n_addresses: usize, range: &RangeInclusive<usize>) -> Result<(), RunError> {
    if range.contains(&n_addresses) {
        return Ok(());
    }
    let expected = format!("{} to {}", range.start(), range.end());
    Err(RunError::OutOfRange { what: "--addresses", found: n_addresses, expected })
}

/// Addresses and seed of the sample gmina, which `data/sample` holds as well.
const SAMPLE: synth::SynthSpec = synth::SynthSpec { n_addresses: 1600, seed: 1 };

/// Writes the sample gmina.
///
/// # Errors
/// When the folder cannot be written.
pub fn sample_to(out: OutputDir, progress: &Progress<'_>) -> Result<PathBuf, RunError> {
    synth_to(out, SAMPLE.n_addresses, SAMPLE.seed, progress)
}

/// An answer as JSON.
///
/// # Errors
/// Never for these types; the writer's error otherwise.
pub fn to_json(answer: &CheckAnswer) -> Result<String, RunError> {
    serde_json::to_string_pretty(answer).map_err(|e| PublishError::new("JSON", e).into())
}
