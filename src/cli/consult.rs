//! `zasieg consult`: the kit of a public consultation of white spots.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::{Lang, Result, print_data, quality};
use crate::pipeline::{self, ConsultSpec, OutputDir, Progress};
use crate::policy::ConsultationTerm;
use crate::publish::open_data::OpenDataOptions;

/// Write the kit of a public consultation of a gmina's white spots: notice, form, map, lists.
#[derive(Args)]
#[command(after_help = "Examples:\n  zasieg consult run.toml --gmina 2465011 --from 2026-07-01 \
                        --until 2026-07-31 --out konsultacje\n  zasieg consult run.toml --gmina \
                        2465011 --from 2026-07-01 --until 2026-08-15 --procurement 2027-03-01 \
                        --options publikacja.toml --out konsultacje")]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// The gmina (6 or 7 digits).
    #[arg(long, value_name = "CODE")]
    gmina: String,
    /// Day of the notice.
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// Last day for answers; too early a day is an error that names the first good one.
    #[arg(long, value_name = "DATE")]
    until: NaiveDate,
    /// Day on which the procurement begins: a consultation too old for it is an error.
    #[arg(long, value_name = "DATE")]
    procurement: Option<NaiveDate>,
    /// Profile whose threshold makes an address white; default: the run's first.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Who consults and where answers go: the options of `zasieg publish`.
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
    /// Language of the tables, adresy.csv and odpowiedzi.csv. Notice and form are in Polish: the law
    /// asks for it.
    #[arg(long, default_value = "pl")]
    lang: Lang,
    /// Folder for ogloszenie.html, .pdf, formularz.html, adresy.csv, odpowiedzi.csv, mapa.svg …
    #[arg(long)]
    out: PathBuf,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    let options = match &arguments.options {
        Some(path) => pipeline::read_options(path)?,
        None => OpenDataOptions::default(),
    };
    let spec = ConsultSpec {
        code: &arguments.gmina,
        term: ConsultationTerm { from: arguments.from, until: arguments.until },
        procurement: arguments.procurement,
        options: &options,
        language: arguments.lang.into(),
    };
    // Before the registers are read: a wrong day is found at once.
    spec.check()?;
    let out = OutputDir::create(&arguments.out, arguments.force)?;
    let (input, profiles) = (&arguments.input, &arguments.profiles);
    let codes = std::slice::from_ref(&arguments.gmina);
    let (loaded, diagnosis, codes) = pipeline::load_for(input, codes, profiles, progress)?;
    // Of several gminas the error names the code as it was given.
    let code = if let [one] = codes.as_slice() { one } else { spec.code };
    let of = (&loaded, &diagnosis);
    let place = pipeline::consult_to(of, &ConsultSpec { code, ..spec }, out, progress)?;
    let outcome = quality(&loaded, quiet);
    print_data(&format!("{}\n", place.join("ogloszenie.html").display()))?;
    Ok(outcome)
}
