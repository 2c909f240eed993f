//! A list of addresses: found, and written with their statuses.

use std::path::Path;

use rayon::prelude::*;

use super::check::{Finder, book_of, converted};
use super::output::write_file_with;
use super::swift::Opened;
use super::{Loaded, PlannedCosts, Progress, RunError, load, other_plan};
use crate::board::AddressBook;
use crate::columns::read::ReadError;
use crate::model::{FileId, IssueCode};
use crate::national::{self, ChainError};
use crate::place::{Coordinates, Pl1992};
use crate::publish::{self, AddressRows, CheckedList, CheckedRow, MatchKind, WorldLines};
use crate::search;
use crate::sources::{self, AddressList, AskedRow, InputOptions, Schema, SourceError, Tally};

/// What became of a list.
#[derive(Clone, Debug)]
pub struct ListSummary {
    /// Rows by the kind of their match.
    pub by_kind: Vec<(MatchKind, usize)>,
    /// Columns that were understood.
    pub understood: Vec<String>,
    /// Column read as the locality by its values.
    pub guessed: Option<String>,
    /// Columns of words that were not recognised, where no column tells the locality and some row
    /// lacks it.
    pub unread: Vec<String>,
    /// Rows whose latitude and longitude were told apart by their range.
    pub n_turned: u64,
    /// Whether metres were read northing first, as that is where addresses stand.
    pub northing_first: bool,
    /// Issues of the input by code.
    pub issues: Vec<(IssueCode, u64)>,
    /// Files of the input whose rejected share is above its limit, with the shares.
    pub failed_gates: Vec<(String, f64)>,
    /// That limit.
    pub max_rejected_share: f64,
}

/// A list to check and where its answer goes.
#[derive(Clone, Copy, Debug)]
pub struct ListSpec<'a> {
    /// The list.
    pub list: &'a Path,
    /// The answer.
    pub out: &'a Path,
    /// Write over a file that is there.
    pub force: bool,
    /// Profiles to evaluate instead of the run's.
    pub profiles: &'a [String],
    /// Folder of a plan of the same input.
    pub plan: Option<&'a Path>,
}

/// A list whose addresses were looked for.
struct Found {
    columns: AddressList,
    rows: CheckedList,
    northing_first: bool,
}

/// Checks every row of a list and writes it with its match and the statuses of its address. A
/// dataset goes by columns where that is possible: its names are let go before it is diagnosed.
///
/// # Errors
/// When input or list cannot be read, a profile does not exist, or the answer not be written.
pub fn check_list(
    input: &Path,
    spec: &ListSpec<'_>,
    progress: &Progress<'_>,
) -> Result<ListSummary, RunError> {
    if spec.out.exists() && !spec.force {
        let path = spec.out.display().to_string();
        return Err(RunError::FileExists { path, option: "--out" });
    }
    if input.is_dir() {
        match by_columns(input, spec, progress)? {
            Ok(done) => return Ok(done),
            Err(why) => progress.tell(&format!("row by row: {why}")),
        }
    }
    let loaded = load(input, progress)?;
    let diagnosis = loaded.diagnose(spec.profiles)?;
    let found = find(&book_of(&loaded.world)?, spec.list, progress)?;
    let rows = AddressRows { world: &loaded.world, diagnosis: &diagnosis, ranges: Vec::new() };
    let plan = plan_of(&loaded, spec)?;
    let columns = columns(WorldLines::columns(&rows), plan.as_ref());
    let columns = (&found.columns.header[..], &columns[..]);
    progress.say(format!("writing {}", spec.out.display()));
    write_file_with(spec.out, spec.force, "--out", |out| {
        let lines = |positions| WorldLines::of(&rows, positions).map_err(RunError::from);
        publish::write_check_list(&found.rows, columns, lines, &more(plan.as_ref()), out)
    })?;
    let has_offers = !loaded.world.offers.is_empty();
    Ok(summary(found, &loaded, has_offers))
}

/// What was done, or why the dataset does not go by columns.
fn by_columns(
    input: &Path,
    spec: &ListSpec<'_>,
    progress: &Progress<'_>,
) -> Result<Result<ListSummary, String>, RunError> {
    let opened = Opened::new(input, spec.profiles, progress)?;
    if let Some(why) = opened.declines() {
        return Ok(Err(why));
    }
    let plan = plan_of(&opened.loaded, spec)?;
    progress.say("indexing names".to_owned());
    let book = match national::read_book(input, &opened.loaded.world) {
        Ok(book) => book,
        Err(ChainError::Declined(why)) => return Ok(Err(why)),
        Err(error @ ChainError::Read(ReadError::Damaged { .. })) => return Err(error.into()),
        // The general way tells what is wrong with a damaged dataset.
        Err(ChainError::Read(error)) => return Ok(Err(error.to_string())),
        Err(error) => return Err(error.into()),
    };
    let found = find(&book, spec.list, progress)?;
    drop(book);
    let diagnosed = match opened.diagnose(progress)? {
        Ok(diagnosed) => diagnosed,
        Err(why) => return Ok(Err(why)),
    };
    let columns = columns(diagnosed.list_columns(), plan.as_ref());
    let columns = (&found.columns.header[..], &columns[..]);
    progress.say(format!("writing {}", spec.out.display()));
    write_file_with(spec.out, spec.force, "--out", |out| {
        let lines = |positions| diagnosed.listed(positions).map_err(RunError::from);
        publish::write_check_list(&found.rows, columns, lines, &more(plan.as_ref()), out)
    })?;
    Ok(Ok(summary(found, &opened.loaded, diagnosed.has_offers())))
}

/// The plan that is asked for.
fn plan_of(loaded: &Loaded, spec: &ListSpec<'_>) -> Result<Option<PlannedCosts>, RunError> {
    let Some(folder) = spec.plan else { return Ok(None) };
    let profiles = loaded.profiles(spec.profiles)?;
    let profile = profiles.first().map_or("", |first| first.profile.id.as_str());
    if !PlannedCosts::is_of(folder, (loaded.spec.as_of, profile), &loaded.world.files)? {
        return Err(other_plan(folder));
    }
    PlannedCosts::read(folder).map(Some)
}

fn columns(mut names: Vec<String>, plan: Option<&PlannedCosts>) -> Vec<String> {
    names.extend(plan.into_iter().flat_map(|_| PlannedCosts::COLUMNS.map(str::to_owned)));
    names
}

/// What a plan adds to a line.
fn more(plan: Option<&PlannedCosts>) -> impl Fn(&[u8], &mut Vec<u8>) + Sync {
    move |line, out| plan.into_iter().for_each(|plan| plan.put(line, out))
}

fn summary(found: Found, loaded: &Loaded, has_offers: bool) -> ListSummary {
    let Found { columns, rows, northing_first } = found;
    // Where all rows tell their place, other columns need not.
    let is_unplaced = rows.noted("no_locality") + rows.count(MatchKind::Ambiguous) > 0;
    let issues = IssueCode::ALL.iter().map(|code| (*code, loaded.world.issues.count(*code)));
    ListSummary {
        by_kind: MatchKind::ALL.map(|kind| (kind, rows.count(kind))).into(),
        understood: columns.understood,
        guessed: columns.guessed,
        unread: columns.unread.into_iter().filter(|_| is_unplaced).collect(),
        n_turned: columns.n_turned,
        northing_first,
        issues: issues.collect(),
        failed_gates: loaded.spec.failed_gates(&loaded.world.files, has_offers),
        max_rejected_share: loaded.spec.max_rejected_share,
    }
}

/// Looks for the addresses of a list.
fn find(book: &AddressBook, list: &Path, progress: &Progress<'_>) -> Result<Found, RunError> {
    let mut rows = CheckedList::default();
    let mut n = 0;
    let finder = Finder(book);
    let mut order = None;
    let is_locality = |text: &str| book.index.has_place(text);
    let columns = read(list, &is_locality, |mut asked| {
        n += asked.len();
        let northing_first = *order.get_or_insert_with(|| is_northing_first(finder, &asked));
        if northing_first {
            asked.iter_mut().for_each(turn);
        }
        let points = points(&asked);
        // Texts that begin alike lead to the same names: these are at hand when one follows another.
        let mut sorted: Vec<(usize, &AskedRow)> = asked.iter().enumerate().collect();
        sorted.par_sort_unstable_by_key(|(at, row)| (row.text.as_str(), *at));
        let checked = sorted.into_par_iter().map(|(at, row)| {
            let is_known_else = points[at].is_some() || !row.id.is_empty();
            let is_place = !row.is_place || search::is_point(&row.text);
            let is_readable = row.is_readable && (is_place || is_known_else);
            let found = if is_readable { finder.by_row(row, points[at]) } else { Vec::new() };
            let checked = CheckedRow::new(&row.values, is_readable, &found);
            (at, if row.is_date { checked.noted("number_is_date") } else { checked })
        });
        let mut checked: Vec<(usize, CheckedRow)> = checked.collect();
        checked.par_sort_unstable_by_key(|(at, _)| *at);
        for (_, row) in &checked {
            rows.push(row);
        }
        progress.say(format!("{n} addresses looked for"));
    })?;
    Ok(Found { columns, rows, northing_first: order.unwrap_or_default() })
}

/// Rows whose metres are looked at for their order.
const LOOKED_AT: usize = 200;
/// Metres within which an address speaks for an order.
const SPEAKS_M: f64 = 100.0;

/// Whether metres of a list are the northing first, as surveyors write X and Y. Both orders lie in
/// Poland as a rule: that is meant by which more points are near an address.
fn is_northing_first(finder: Finder<'_>, rows: &[AskedRow]) -> bool {
    let is_metres = |row: &&AskedRow| matches!(row.place, Some(Coordinates::Metres { .. }));
    let mut some: Vec<AskedRow> = rows.iter().filter(is_metres).take(LOOKED_AT).cloned().collect();
    let n_near = |some: &[AskedRow]| {
        let near = |point: &Pl1992| finder.distance_m(*point).is_some_and(|m| m <= SPEAKS_M);
        points(some).iter().flatten().filter(|point| near(point)).count()
    };
    let given = n_near(&some);
    some.iter_mut().for_each(turn);
    n_near(&some) > given
}

/// Reads the metres of a row in the other order.
fn turn(row: &mut AskedRow) {
    if let Some(Coordinates::Metres { easting, northing }) = row.place.as_mut() {
        std::mem::swap(easting, northing);
    }
}

/// Coordinates of rows in the engine's system.
fn points(rows: &[AskedRow]) -> Vec<Option<Pl1992>> {
    let given: Vec<Coordinates> = rows.iter().filter_map(|row| row.place).collect();
    let mut given = converted(&given).into_iter();
    rows.iter().map(|row| row.place.and_then(|_| given.next().flatten())).collect()
}

fn read(
    list: &Path,
    is_locality: &dyn Fn(&str) -> bool,
    take: impl FnMut(Vec<AskedRow>),
) -> Result<AddressList, RunError> {
    let name = list.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    let mut raw = sources::open(list, &name)?;
    if raw.len() > 1 {
        let names: Vec<&str> = raw.iter().map(|raw| raw.name.as_str()).collect();
        let reason = format!("it holds {}; one table is expected", names.join(", "));
        let malformed = SourceError::Malformed { file: name, place: "archive".to_owned(), reason };
        return Err(malformed.into());
    }
    let raw = raw.pop().ok_or_else(|| SourceError::Empty { file: name.clone() })?;
    let schema = Schema::of("address-list");
    let table = sources::open_table(list, raw, schema, &InputOptions::default())?;
    let mut tally = Tally::new(FileId(0));
    Ok(sources::read_address_list(table, &mut tally, is_locality, take)?)
}
