//! `zasieg check`: one address, or a list of them, with status and reasons.

use std::path::PathBuf;

use clap::Args;

use super::{Lang, Result, print_data, quality_of};
use crate::pipeline::{self, Edition, ListSpec, ListSummary, Progress};
use crate::sources::list_columns;

const EXAMPLES: &str = "Examples:\n  zasieg check dataset \"jasne pole polna 13\"\n  \
                        zasieg check dataset \"54.1234, 18.5678\" --lang en\n  \
                        zasieg check dataset --batch clients.csv --out checked.csv\n\n\
                        A list is a table with a header: CSV, Excel, Parquet. Its columns are known \
                        by their names (address_id; address; locality, street, number, postcode, gmina, \
                        powiat, voivodeship; lon, lat; easting, northing; coordinates; or Polish ones \
                        such as adres, miejscowość, ulica, nr domu; codes: simc, ulic, nr; --help lists \
                        all). Each row keeps its values and gets: match (identifier, exact, normalised, \
                        fuzzy, nearest, ambiguous, hint, none, unreadable), a note (number_differs: the \
                        number is not there with the letter that was asked for; flat_left_out; of a \
                        hint words_left_out, other_number, too_far, codes_differ, columns_differ, \
                        other_place, too_many_edits, no_locality or incomplete; \
                        number_is_date: a spreadsheet made a date of it), the address that was found, \
                        or in match_hint the one that only comes near, and the columns of \
                        addresses.csv. An ambiguous row and a hint get no status.";

/// The examples, and all names that columns of a list may have.
fn long_help() -> String {
    let columns = list_columns().replace('\n', "\n  ");
    format!("{EXAMPLES}\n\nNames of a list's columns, in any case:\n  {columns}")
}

/// Say what an address is under each profile, by which rule and records; or each of a list.
///
/// An address may be written as people type it: without diacritics, abbreviated, in any order,
/// with typing errors; as coordinates (WGS 84 or EPSG:2180); or by its identifier. The answer says
/// how well it fits, and which others fit.
#[derive(Args)]
#[command(after_help = EXAMPLES, after_long_help = long_help())]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    input: PathBuf,
    /// Locality, street and number in any order; coordinates; or the identifier of an address.
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    address: Option<String>,
    /// A list of addresses or coordinates instead of one.
    #[arg(long, value_name = "FILE", requires = "out")]
    batch: Option<PathBuf>,
    /// Where the list goes, with the answers beside it (CSV).
    #[arg(long, value_name = "FILE", requires = "batch")]
    out: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long, requires = "batch")]
    force: bool,
    /// Profile to evaluate instead of the run's; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
    /// Folder that `zasieg plan` wrote of the same input: answers tell the marginal cost of an
    /// address, its area and stage.
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// Language of the answer, and of the labels in JSON.
    #[arg(long, default_value = "pl", conflicts_with = "batch")]
    lang: Lang,
    /// Print JSON.
    #[arg(long, conflicts_with = "batch")]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    if let (Some(list), Some(out)) = (&arguments.batch, &arguments.out) {
        let (force, profiles) = (arguments.force, &arguments.profiles[..]);
        let plan = arguments.plan.as_deref();
        let spec = ListSpec { list, out, force, profiles, plan };
        let done = pipeline::check_list(&arguments.input, &spec, progress)?;
        if !quiet {
            say(&done);
        }
        let count = |code| done.issues.iter().find(|(of, _)| *of == code).map_or(0, |one| one.1);
        let (failed, limit) = (&done.failed_gates, done.max_rejected_share);
        return Ok(quality_of(count, failed, limit, "issues.csv", quiet));
    }
    let text = arguments.address.as_deref().unwrap_or_default();
    let mut edition = Edition::open(&arguments.input, &arguments.profiles, &|_| false, progress)?;
    if let Some(folder) = &arguments.plan
        && !edition.take_plan(folder)?
    {
        return Err(pipeline::other_plan(folder));
    }
    let language = arguments.lang.into();
    let answer = edition.check(text, language)?;
    if arguments.json {
        print_data(&(pipeline::to_json(&answer)? + "\n"))?;
    } else {
        print_data(&answer.text(language))?;
    }
    if let Some(error) = edition.unconfirmed(text) {
        return Err(error);
    }
    let (failed, limit) = (edition.failed_gates(), edition.max_rejected_share());
    Ok(quality_of(|_| 0, failed, limit, "issues.csv", true))
}

fn say(done: &ListSummary) {
    if done.understood.is_empty() {
        eprintln!("no column has a known name: each row as a whole is taken as an address");
    } else {
        eprintln!("read by the columns {}", done.understood.join(", "));
    }
    if let Some(name) = &done.guessed {
        eprintln!("column {name:?} is read as the locality: its values are names of localities");
    }
    if !done.unread.is_empty() {
        eprintln!(
            "no column is known to hold the locality; not recognised: {}. Name it miejscowość: \
             rows that do not tell the place are hints (no_locality)",
            done.unread.join(", ")
        );
    }
    if done.n_turned > 0 {
        eprintln!("latitude and longitude exchanged, by their range, in {} rows", done.n_turned);
    }
    if done.northing_first {
        eprintln!("metres read northing first: so they are where addresses stand");
    }
    let found = done.by_kind.iter().filter(|(_, count)| *count > 0);
    let counts = found.map(|(kind, count)| format!("{} {count}", kind.as_str()));
    eprintln!("{}", counts.collect::<Vec<_>>().join(" · "));
}
