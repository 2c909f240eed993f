//! The kit of a public consultation.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::tasks::{gates, put, write};
use super::{Loaded, OutputDir, Progress, RunError, template};
use crate::diagnosis::chapters::Survey;
use crate::diagnosis::{Diagnosis, roll_up};
use crate::policy::ConsultationTerm;
use crate::publish::open_data::OpenDataOptions;
use crate::publish::report::{
    ConsultationInput, ReportInput, consultation_map, consulted, print_notice, render_form,
    render_notice, write_consultation_list,
};
use crate::publish::{AddressRows, Language, PublishError, print, write_geojson};

/// What is consulted, and when.
#[derive(Clone, Copy, Debug)]
pub struct ConsultSpec<'a> {
    /// Code of the gmina.
    pub code: &'a str,
    /// The days.
    pub term: ConsultationTerm,
    /// The day on which the procurement begins, where it is known.
    pub procurement: Option<NaiveDate>,
    /// Who consults.
    pub options: &'a OpenDataOptions,
    /// Language of the tables; notice, form and map are in Polish, the language of offices by law.
    pub language: Language,
}

impl ConsultSpec<'_> {
    /// Whether the days are those that the rules ask for.
    ///
    /// # Errors
    /// When they are not: with the days that would be.
    pub fn check(&self) -> Result<(), RunError> {
        let term = self.term;
        let least = term.days_min();
        if !term.is_long_enough() {
            return Err(RunError::Consultation {
                reason: format!(
                    "--until {}: that leaves {} days for answers, at least {} are needed ({}, \
                     {}); choose --until {} or later",
                    term.until,
                    term.days(),
                    least.value,
                    least.act,
                    least.article,
                    term.until_min()
                ),
            });
        }
        if term.until > term.until_max() {
            let reason = format!(
                "--until {}: answers are taken for a year at most; choose --until {} or earlier",
                term.until,
                term.until_max()
            );
            return Err(RunError::Consultation { reason });
        }
        if let Some(day) = self.procurement.filter(|day| *day <= term.until) {
            let reason = format!(
                "--procurement {day}: answers are taken until {}; choose a later day",
                term.until
            );
            return Err(RunError::Consultation { reason });
        }
        match self.procurement.filter(|day| *day > term.valid_until()) {
            Some(day) => Err(RunError::Consultation {
                reason: format!(
                    "--procurement {day}: a consultation that ends on {} holds until {}; consult \
                     again, later",
                    term.until,
                    term.valid_until()
                ),
            }),
            None => Ok(()),
        }
    }
}

/// The register in which answers are read again.
const RESPONSES: &str = "consultation-responses";

/// A table with commas as spreadsheets of Polish offices open it: semicolons, and the mark of UTF-8.
fn for_spreadsheets(table: &str) -> Result<Vec<u8>, PublishError> {
    let error = |e: csv::Error| PublishError::new("odpowiedzi.csv", e);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let mark = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(mark);
    for record in reader.records() {
        writer.write_record(&record.map_err(error)?).map_err(error)?;
    }
    writer.into_inner().map_err(|e| PublishError::new("odpowiedzi.csv", e))
}

/// Writes the kit: notice, form, map, list of addresses, table for answers.
///
/// # Errors
/// When a profile or gmina does not exist, or the folder cannot be written.
pub fn consult_to(
    (loaded, diagnosis): (&Loaded, &Diagnosis),
    spec: &ConsultSpec<'_>,
    out: OutputDir,
    progress: &Progress<'_>,
) -> Result<PathBuf, RunError> {
    let gminas = loaded.gminas(&[spec.code.to_owned()])?;
    let &[gmina] = gminas.as_slice() else {
        let reason = format!("--gmina {}: a consultation is about one gmina", spec.code);
        return Err(RunError::Consultation { reason });
    };
    if spec.term.from < loaded.spec.as_of {
        let reason = format!(
            "--from {}: the data are of {}; a list cannot be consulted before its day",
            spec.term.from, loaded.spec.as_of
        );
        return Err(RunError::Consultation { reason });
    }
    let world = &loaded.world;
    let rollup = roll_up(world, diagnosis);
    let survey = Survey::new(world, diagnosis);
    let (chapters, settings, gates) =
        (survey.chapters(&rollup, gmina), loaded.settings(), gates(loaded));
    let report = ReportInput {
        language: Language::Polish,
        world,
        diagnosis,
        rollup: &rollup,
        chapters: &chapters,
        settings: &settings,
        gmina,
        gates: &gates,
        costs: None,
    };
    let of = ConsultationInput { report: &report, term: spec.term, options: spec.options };
    progress.say("writing".to_owned());
    let pages = [("ogloszenie", render_notice(&of)?), ("formularz", render_form(&of)?)];
    for (name, page) in &pages {
        put(&out, &format!("{name}.html"), page.as_bytes())?;
        if print::CAN_PRINT {
            put(&out, &format!("{name}.pdf"), &print_notice(&of, page)?)?;
        }
    }
    if let Some(map) = consultation_map(&report) {
        put(&out, "mapa.svg", map.as_bytes())?;
    }
    let ranges = consulted(&report).into_iter().map(|at| at..at + 1).collect();
    let rows = AddressRows { world, diagnosis, ranges };
    write(&out, "mapa.geojson", |w| write_geojson(&rows, w))?;
    let list = ReportInput { language: spec.language, costs: None, ..report };
    write(&out, "adresy.csv", |w| write_consultation_list(&list, w))?;
    let answers = for_spreadsheets(&template(RESPONSES, spec.language)?)?;
    put(&out, "odpowiedzi.csv", &answers)?;
    let error = |e: serde_json::Error| PublishError::new("konsultacje.json", e);
    let facts = serde_json::json!({
        "gmina": gmina.to_string(),
        "profile": diagnosis.profiles[0].profile.id,
        "as_of": settings.as_of,
        "from": spec.term.from.to_string(),
        "until": spec.term.until.to_string(),
        "days": spec.term.days(),
        "days_min": spec.term.days_min().value,
        "valid_until": spec.term.valid_until().to_string(),
        "addresses": rows.positions().count(),
    });
    let facts = serde_json::to_string_pretty(&facts).map_err(error)? + "\n";
    put(&out, "konsultacje.json", facts.as_bytes())?;
    out.commit()
}
