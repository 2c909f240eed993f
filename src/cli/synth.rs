//! `zasieg synth`: a fictional gmina or country in the registers' own formats, with its answer.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Outcome, Result, print_data};
use crate::pipeline::{self, OutputDir, Progress};
use crate::synth::N_ADDRESSES as GMINA_ADDRESSES;
use crate::synth::country::{CountrySpec, Form, Rates};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormName {
    /// The publishers' own formats.
    Registers,
    /// The same with the address points of the state register (PRG) as GML, in both structures.
    Prg,
    /// Parquet tables: what large countries are read from fastest.
    Tables,
}

/// Write a fictional gmina (up to 5000 addresses) or country, with the known answer.
#[derive(Args)]
#[command(after_help = "Examples:\n  zasieg synth --out sample --addresses 1600 --seed 1\n  \
                        zasieg synth --out kraj --addresses 1000000 --form tables\n  \
                        zasieg diagnose kraj/run.toml --out wynik\n  \
                        zasieg synth --score wynik --answer kraj/odpowiedz")]
pub struct Arguments {
    /// Folder to write.
    #[arg(long, required_unless_present = "score")]
    out: Option<PathBuf>,
    /// Compare a folder of `zasieg diagnose` with the known answer instead of writing a country:
    /// precision and recall of white by kind of planted error, what each detector found,
    /// whether the intervals of white, grey and black hold the truth, how many findings of each
    /// detector rest on nothing planted, and the gminas whose intervals miss. Reads addresses.parquet, which diagnose writes unless --table names other
    /// forms.
    #[arg(long, value_name = "DIAGNOSED", requires = "answer", conflicts_with = "out")]
    score: Option<PathBuf>,
    /// The folder odpowiedz/ of the country.
    #[arg(long, value_name = "ODPOWIEDZ", requires = "score")]
    answer: Option<PathBuf>,
    /// Profile that is compared.
    #[arg(long, value_name = "ID", default_value = "EU-2023", requires = "score")]
    profile: String,
    /// Number of address points: 400 to 5000 make a gmina, more (up to 12 million) a country; with
    /// an option that only a country has, 1000 are enough for one.
    #[arg(long, default_value_t = 1600)]
    addresses: usize,
    /// Number of gminas of a country (4 to 2479); default: one for 625 addresses. Poland has one
    /// for some 3200.
    #[arg(long, value_parser = clap::value_parser!(u16).range(4..=2479))]
    gminas: Option<u16>,
    /// Seed; the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Form of a country's files; default: registers.
    #[arg(long)]
    form: Option<FormName>,
    /// Plant no errors in a country.
    #[arg(long)]
    clean: bool,
    /// How often an error is planted, in millionths; may be repeated. `list` prints the kinds.
    #[arg(long = "rate", value_name = "KIND=PPM", value_parser = rate)]
    rates: Vec<Rate>,
    /// Write the editions of offers before this one and of a year ago too, to poprzednia/, and
    /// run_historia.toml, which reads them all: the run to diagnose and to score.
    #[arg(long)]
    earlier: bool,
    /// Write heights of the ground and base stations of radio networks too, with hills that hide
    /// some of them.
    #[arg(long)]
    terrain: bool,
    /// Replace what stands in the folder.
    #[arg(long)]
    force: bool,
}

#[derive(Clone)]
struct Rate {
    kind: String,
    ppm: u32,
}

/// A rate as written; the kind is known.
fn rate(text: &str) -> std::result::Result<Rate, String> {
    let line = |(name, ppm, per)| -> String { format!("\n  {name}={ppm} (per million {per}s)") };
    let list = || Rates::kinds().map(line).collect::<String>();
    let (kind, ppm) = text
        .split_once('=')
        .ok_or_else(|| format!("expected KIND=PPM; the kinds and their rates are:{}", list()))?;
    let ppm = ppm.parse().map_err(|_| format!("{ppm:?} is no whole number of millionths"))?;
    if !Rates::stated().set(kind, ppm) {
        return Err(format!("no kind {kind:?}; the kinds and their rates are:{}", list()));
    }
    Ok(Rate { kind: kind.to_owned(), ppm })
}

pub(super) fn run(arguments: &Arguments, progress: &Progress<'_>) -> Result {
    if let (Some(diagnosed), Some(answer)) = (&arguments.score, &arguments.answer) {
        let profile = arguments.profile.to_lowercase().replace('-', "_");
        print_data(&pipeline::score(diagnosed, answer, &profile)?)?;
        return Ok(Outcome::Done);
    }
    let place = arguments.out.clone().unwrap_or_default();
    let out = OutputDir::create(&place, arguments.force)?;
    // What only a country has asks for one.
    let is_country = arguments.addresses > *GMINA_ADDRESSES.end()
        || matches!(arguments.form, Some(FormName::Tables | FormName::Prg))
        || arguments.clean
        || arguments.earlier
        || arguments.terrain
        || arguments.gminas.is_some()
        || !arguments.rates.is_empty();
    let place = if is_country {
        let mut rates = if arguments.clean { Rates::clean() } else { Rates::stated() };
        for rate in &arguments.rates {
            // Known: it was checked when it was read.
            rates.set(&rate.kind, rate.ppm);
        }
        let spec = CountrySpec {
            n_addresses: arguments.addresses,
            n_gminas: arguments.gminas.map(usize::from),
            seed: arguments.seed,
            form: match arguments.form {
                Some(FormName::Tables) => Form::Tables,
                Some(FormName::Prg) => Form::Prg,
                Some(FormName::Registers) | None => Form::Registers,
            },
            has_earlier: arguments.earlier,
            has_terrain: arguments.terrain,
            rates,
        };
        pipeline::country_synth_to(out, &spec, progress)?
    } else {
        pipeline::synth_to(out, arguments.addresses, arguments.seed, progress)?
    };
    print_data(&format!("{}\n", place.display()))?;
    Ok(Outcome::Done)
}
