//! Addresses found by what people write of them: one for `check`, a list for `check --batch`.

use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::output::write_file;
use super::{Loaded, Progress, RunError};
use crate::diagnosis::Diagnosis;
use crate::index::PointIndex;
use crate::model::{FileId, World};
use crate::place::{Crs, Pl1992, to_pl1992};
use crate::publish::{self, AddressRows, CheckAnswer, CheckedRow, Match, MatchKind};
use crate::search::{Candidate, MatchClass, Part, Point, SearchIndex};
use crate::sources::{
    self, AddressList, AskedPlace, AskedRow, InputOptions, Schema, SourceError, Tally,
};

/// Candidates that are looked at; more than fit equally.
const CANDIDATES: usize = 40;
/// Addresses near coordinates that are named.
const NEAREST: usize = 5;
/// Texts below this score mean no address of the run: too much of them is something else.
const SCORE_MIN: u16 = 700;
/// A similar text that is farther than this from coordinates beside it may be another place.
const FAR_M: f64 = 1000.0;
/// Candidates that are less than this behind the first are as good (`search`).
const AS_GOOD: u16 = 12;
/// How far an address may lie from coordinates to be meant by them: beyond it the coordinates are
/// those of something else, and the nearest address is only a hint.
const NEAR_M: f64 = 25.0;

/// Finds addresses of a world by text, identifier or coordinates.
struct Finder<'a> {
    world: &'a World,
    index: SearchIndex,
    points: OnceLock<PointIndex>,
    ids: FxHashMap<&'a str, Vec<u32>>,
}

impl<'a> Finder<'a> {
    fn new(world: &'a World) -> Self {
        let mut ids: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        for (position, address) in (0..).zip(&world.addresses) {
            ids.entry(world.texts.get(address.id)).or_default().push(position);
        }
        Self { world, index: SearchIndex::of(world), points: OnceLock::new(), ids }
    }

    fn points(&self) -> &PointIndex {
        self.points.get_or_init(|| {
            let placed = (0..).zip(&self.world.addresses);
            PointIndex::new(placed.filter_map(|(at, address)| Some((address.position?, at))))
        })
    }

    /// Addresses whose identifier a text is.
    fn by_id(&self, id: &str) -> Option<Vec<Match>> {
        let found = self.ids.get(id.trim())?;
        let named = |at: &u32| Match::new(*at as usize, MatchKind::Identifier);
        Some(found.iter().map(named).collect())
    }

    /// The addresses nearest to a point; the first is meant only if it is near enough.
    fn near(&self, point: Pl1992) -> Vec<Match> {
        let found = self.points().nearest_few(point, NEAREST);
        let near = found.into_iter().map(|(square, at)| {
            let position = at as usize;
            let metres = metres(square);
            let kind = if metres <= NEAR_M { MatchKind::Nearest } else { MatchKind::None };
            Match { metres: Some(metres), ..Match::new(position, kind) }
        });
        near.collect()
    }

    /// The addresses that a text may mean, best first, those as good as the first marked so.
    fn by_text(&self, text: &str) -> Vec<Match> {
        let answer = self.index.search(text, CANDIDATES);
        if let Some(point) = answer.point {
            return converted(&[point])[0].map_or_else(Vec::new, |point| self.near(point));
        }
        let best = answer.candidates.first().map_or(0, |first| first.score);
        // Two records of one text are no rivals to the matcher; here each is another address.
        let n_twins = answer.candidates.iter().take_while(|one| one.score == best).count();
        let is_ambiguous = answer.class == MatchClass::Ambiguous || n_twins > 1;
        let named = |candidate: &Candidate| {
            let is_rivalry = answer.class == MatchClass::Ambiguous;
            let margin = if is_rivalry { AS_GOOD } else { 1 };
            let is_as_good = best - candidate.score < margin;
            let kind = match candidate.class {
                _ if answer.class == MatchClass::None || is_elsewhere(candidate) => MatchKind::None,
                MatchClass::None => MatchKind::None,
                _ if is_ambiguous && is_as_good => MatchKind::Ambiguous,
                MatchClass::Exact => MatchKind::Exact,
                MatchClass::Normalised => MatchKind::Normalised,
                MatchClass::Fuzzy | MatchClass::Ambiguous => MatchKind::Fuzzy,
            };
            Match {
                score: Some(candidate.score),
                has_edits: candidate.class > MatchClass::Normalised,
                ..Match::new(candidate.address as usize, kind)
            }
        };
        answer.candidates.iter().map(named).collect()
    }

    /// The row's identifier, else its text, else its coordinates. Coordinates also decide between
    /// addresses that the text does not tell apart.
    fn by_row(&self, row: &AskedRow, point: Option<Pl1992>) -> Vec<Match> {
        if let Some(found) = self.by_id(&row.id).filter(|_| !row.id.is_empty()) {
            return found;
        }
        let mut found = if row.text.is_empty() { Vec::new() } else { self.by_text(&row.text) };
        let Some(point) = point else { return found };
        for candidate in &mut found {
            let place = self.world.addresses[candidate.position].position;
            candidate.metres = place.map(|place| metres(place.distance_squared_mm2(point)));
        }
        match found.first().map(|first| first.kind) {
            None | Some(MatchKind::None) => self.near(point),
            Some(MatchKind::Ambiguous) => {
                let near = |candidate: &Match| candidate.metres.is_some_and(|m| m <= NEAR_M);
                let fits = |candidate: &&Match| candidate.kind == MatchKind::Ambiguous;
                let mut meant = found.iter().filter(fits).filter(|candidate| near(candidate));
                if let (Some(one), None) = (meant.next().cloned(), meant.next()) {
                    return vec![Match { kind: MatchKind::Nearest, ..one }];
                }
                found
            }
            Some(MatchKind::Fuzzy) if found[0].metres.is_some_and(|metres| metres > FAR_M) => {
                found[0].kind = MatchKind::Ambiguous;
                found
            }
            Some(_) => found,
        }
    }
}

/// Whether a text speaks of another place: it names no locality of this address but something that
/// nothing explains, or too much of it is unexplained.
fn is_elsewhere(candidate: &Candidate) -> bool {
    let is_unsaid = candidate.locality == Part::Unsaid && candidate.unexplained > 0;
    is_unsaid || candidate.score < SCORE_MIN
}

fn metres(square_mm2: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "lengths within a country, shown in metres")]
    let square = square_mm2 as f64;
    square.sqrt() / 1000.0
}

/// Points in the engine's system; `None` where one lies outside of it.
fn converted(points: &[Point]) -> Vec<Option<Pl1992>> {
    let degrees: Vec<(f64, f64)> = points
        .iter()
        .filter_map(|point| match point {
            Point::Degrees { lon, lat } => Some((*lon, *lat)),
            Point::Metres { .. } => None,
        })
        .collect();
    let placed = to_pl1992(&degrees, &Crs::wgs84());
    let mut placed = placed.expect("PROJ holds EPSG:4326 and EPSG:2180 itself").into_iter();
    let convert = |point: &Point| match point {
        Point::Degrees { .. } => placed.next().flatten(),
        Point::Metres { easting, northing } => {
            Pl1992::from_metres(*easting, *northing).filter(|point| point.near_poland())
        }
    };
    points.iter().map(convert).collect()
}

/// Positions of the addresses of a text: those that it names letter by letter or after
/// normalisation; several where two share it.
///
/// # Errors
/// When there is none, or it is only similar; the error names the nearest.
pub(super) fn addresses_named(loaded: &Loaded, text: &str) -> Result<Vec<usize>, RunError> {
    let finder = Finder::new(&loaded.world);
    let found = finder.by_id(text).unwrap_or_else(|| finder.by_text(text));
    let first = found.first().map(|first| (first.kind, first.has_edits));
    match first {
        Some((MatchKind::None | MatchKind::Fuzzy, _) | (MatchKind::Ambiguous, true)) | None => {
            Err(no_address(&loaded.world, text, &found))
        }
        Some(_) => {
            let named = found.iter().filter(|one| Some((one.kind, one.has_edits)) == first);
            Ok(named.map(|one| one.position).collect())
        }
    }
}

fn no_address(world: &World, text: &str, found: &[Match]) -> RunError {
    let name = |one: &Match| {
        let number = world.texts.get(world.addresses[one.position].number);
        let away = one.metres.map_or_else(String::new, |metres| format!(" ({metres:.0} m away)"));
        format!("{} {number}{away}", world.place_of(one.position))
    };
    let hint = if found.is_empty() {
        "write locality, street and number, for example \"Jasne Pole, ul. Polna 13\", or \
         coordinates, for example \"54.1200, 18.5600\""
            .to_owned()
    } else {
        format!(
            "the nearest are {}",
            found.iter().take(NEAREST).map(name).collect::<Vec<_>>().join("; ")
        )
    };
    RunError::NoAddress { text: text.to_owned(), hint }
}

/// What the addresses of a text are: its identifier, a text as people type it, or coordinates.
///
/// # Errors
/// When no address of the run fits; the error names the nearest that exist.
pub fn check(loaded: &Loaded, diagnosis: &Diagnosis, text: &str) -> Result<CheckAnswer, RunError> {
    let world = &loaded.world;
    let rows = AddressRows { world, diagnosis, ranges: Vec::new() };
    let finder = Finder::new(world);
    let found = finder.by_id(text).unwrap_or_else(|| finder.by_text(text));
    if found.first().is_none_or(|first| first.kind == MatchKind::None) {
        return Err(no_address(world, text, &found));
    }
    Ok(publish::check_answer(&rows, text, &found))
}

/// Counts of a list that was checked.
#[derive(Clone, Debug)]
pub struct ListSummary {
    /// Rows by the kind of their match.
    pub by_kind: Vec<(MatchKind, usize)>,
    /// Columns that were understood.
    pub understood: Vec<String>,
}

/// Checks every row of a list and writes it with its match and the statuses of its address.
///
/// # Errors
/// When the list cannot be read, or the answer not be written.
pub fn check_list(
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    list: &Path,
    out: &Path,
    force: bool,
    progress: &Progress<'_>,
) -> Result<ListSummary, RunError> {
    if out.exists() && !force {
        return Err(RunError::FileExists { path: out.display().to_string(), option: "--out" });
    }
    let AddressList { header, rows, understood } = read(list)?;
    progress.say(format!("finding {} addresses", rows.len()));
    let finder = Finder::new(&loaded.world);
    let places: Vec<Option<Point>> = rows.iter().map(|row| row.place.map(point)).collect();
    let given: Vec<Point> = places.iter().flatten().copied().collect();
    let mut given = converted(&given).into_iter();
    let points: Vec<Option<Pl1992>> =
        places.iter().map(|place| place.and_then(|_| given.next().flatten())).collect();
    let checked: Vec<CheckedRow> = rows
        .into_par_iter()
        .zip(points)
        .map(|(row, point)| {
            let found = if row.is_readable { finder.by_row(&row, point) } else { Vec::new() };
            CheckedRow::new(row.values, row.is_readable, &found)
        })
        .collect();
    progress.say(format!("writing {}", out.display()));
    let world = &loaded.world;
    let address_rows = AddressRows { world, diagnosis, ranges: Vec::new() };
    let bytes = publish::write_check_list(&address_rows, &header, &checked)?;
    write_file(out, &bytes, force, "--out")?;
    let count = |kind| checked.iter().filter(|row| row.kind == kind).count();
    let by_kind = MatchKind::ALL.map(|kind| (kind, count(kind)));
    Ok(ListSummary { by_kind: by_kind.into(), understood })
}

fn point(place: AskedPlace) -> Point {
    match place {
        AskedPlace::Degrees(lon, lat) => Point::Degrees { lon, lat },
        AskedPlace::Metres(easting, northing) => Point::Metres { easting, northing },
    }
}

fn read(list: &Path) -> Result<AddressList, RunError> {
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
    Ok(sources::read_address_list(table, &mut tally)?)
}
