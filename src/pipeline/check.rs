//! Addresses found by what people write of them.

use super::RunError;
use crate::board::AddressBook;
use crate::model::World;
use crate::national::ChainError;
use crate::place::{Coordinates, Crs, Pl1992, to_pl1992};
use crate::publish::{Match, MatchKind};
use crate::search::{AS_GOOD, Answer, Candidate, Doubt, MatchClass, Part};
use crate::sources::AskedRow;

/// Candidates that are looked at; more than fit equally.
const CANDIDATES: usize = 40;
/// Addresses near coordinates that are named.
const NEAREST: usize = 5;
/// A similar text that is farther than this from coordinates beside it may be another place.
const FAR_M: f64 = 1000.0;
/// How far an address may lie from coordinates to be meant by them: beyond it the coordinates are
/// those of something else, and the nearest address is only a hint.
const NEAR_M: f64 = 25.0;

/// Finds addresses by text, identifier or coordinates.
#[derive(Clone, Copy)]
pub(super) struct Finder<'a>(pub(super) &'a AddressBook);

/// The addresses of a world.
pub(super) fn book_of(world: &World) -> Result<AddressBook, RunError> {
    AddressBook::of(world).ok_or_else(|| ChainError::TooMany("bytes of identifiers").into())
}

impl Finder<'_> {
    /// Addresses whose identifier a text is.
    pub(super) fn by_id(self, id: &str) -> Option<Vec<Match>> {
        let found = self.0.ids.find(id.trim());
        let named = |at: u32| Match::new(at as usize, MatchKind::Identifier);
        (!found.is_empty()).then(|| found.into_iter().map(named).collect())
    }

    /// The addresses nearest to a point; the first is meant only if it is near enough.
    pub(super) fn near(self, point: Pl1992) -> Vec<Match> {
        let found = self.0.nearest(point, NEAREST);
        let near = found.into_iter().map(|(square, at)| {
            let position = at as usize;
            let metres = metres(square);
            let kind = if metres <= NEAR_M { MatchKind::Nearest } else { MatchKind::Hint };
            Match { metres: Some(metres), ..Match::new(position, kind) }
        });
        near.collect()
    }

    /// Metres from a point to the nearest address.
    pub(super) fn distance_m(self, point: Pl1992) -> Option<f64> {
        self.0.nearest(point, 1).first().map(|(square, _)| metres(*square))
    }

    /// What a text that somebody typed may mean.
    pub(super) fn by_any(self, text: &str) -> Vec<Match> {
        self.by_id(text).unwrap_or_else(|| self.named(self.0.index.search(text, CANDIDATES)))
    }

    /// The addresses that an answer to a text names, best first, those as good as the first marked
    /// so.
    fn named(self, answer: Answer) -> Vec<Match> {
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
                _ if answer.class == MatchClass::None || candidate.is_elsewhere() => {
                    MatchKind::Hint
                }
                MatchClass::None => MatchKind::Hint,
                _ if is_ambiguous && is_as_good => MatchKind::Ambiguous,
                MatchClass::Exact => MatchKind::Exact,
                MatchClass::Normalised => MatchKind::Normalised,
                MatchClass::Fuzzy | MatchClass::Ambiguous => MatchKind::Fuzzy,
            };
            Match {
                score: Some(candidate.score),
                has_edits: candidate.class > MatchClass::Normalised,
                flat_left_out: candidate.flat,
                number_differs: candidate.number == Part::Other,
                place_unsaid: candidate.locality == Part::Unsaid,
                doubt: candidate.doubt.map(reason),
                ..Match::new(candidate.address as usize, kind)
            }
        };
        let mut found: Vec<Match> = answer.candidates.iter().map(named).collect();
        if let Some(first) = found.first_mut() {
            first.left_out = answer.left_out;
        }
        found
    }

    /// The address of a locality's and a street's code and a number.
    fn by_codes(self, row: &AskedRow) -> Vec<Match> {
        let Some(codes) = &row.codes else { return Vec::new() };
        self.named(self.0.index.search_codes((codes.simc, codes.ulic), &codes.number, CANDIDATES))
    }

    /// What the names of a row mean. Where its codes are known and speak of another place, the names
    /// are doubted.
    fn by_names(self, row: &AskedRow) -> Vec<Match> {
        // A number alone names nothing.
        let is_number = row.codes.is_some() && !row.text.contains(char::is_alphabetic);
        if row.text.is_empty() || is_number {
            return Vec::new();
        }
        let answer = self.0.index.search_columns(&row.text, &row.columns, CANDIDATES);
        let mut found = self.named(answer);
        for one in found.iter_mut().filter(|one| row.is_unplaced && one.place_unsaid) {
            if !matches!(one.kind, MatchKind::Ambiguous | MatchKind::Hint) {
                (one.kind, one.doubt) = (MatchKind::Hint, Some("no_locality"));
            }
        }
        let known = row.codes.as_ref().filter(|codes| self.0.index.has_locality(codes.simc));
        let Some(codes) = known else { return found };
        for one in &mut found {
            let names = self.0.names(one.position);
            let is_there = names.is_some_and(|names| names.simc == codes.simc);
            let is_street =
                |ulic| names.and_then(|names| names.street).is_some_and(|of| of.0 == ulic);
            if !is_there || codes.ulic.is_some_and(|ulic| !is_street(ulic)) {
                (one.kind, one.doubt) = (MatchKind::Hint, Some("codes_differ"));
            }
        }
        // What the codes do not speak against comes first.
        found.sort_by_key(|one| one.kind == MatchKind::Hint);
        found
    }

    /// The row's identifier, else its codes, else its text, else its coordinates. Coordinates also
    /// decide between addresses that the text does not tell apart.
    pub(super) fn by_row(self, row: &AskedRow, point: Option<Pl1992>) -> Vec<Match> {
        if let Some(found) = self.by_id(&row.id).filter(|_| !row.id.is_empty()) {
            return found;
        }
        let mut found = self.by_codes(row);
        if found.first().is_none_or(|first| first.kind == MatchKind::Hint) {
            let named = self.by_names(row);
            let is_named = named.first().is_some_and(|first| first.kind != MatchKind::Hint);
            if found.is_empty() || is_named {
                found = named;
            }
        }
        let Some(point) = point else { return found };
        for candidate in &mut found {
            let place = self.0.points.get(candidate.position);
            candidate.metres = place.map(|place| metres(place.distance_squared_mm2(point)));
        }
        match found.first().map(|first| first.kind) {
            None => self.near(point),
            Some(MatchKind::Hint) => {
                let near = self.near(point);
                let is_near = near.first().is_some_and(|one| one.kind == MatchKind::Nearest);
                if is_near { near } else { found }
            }
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

/// The word for a doubt.
const fn reason(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Edits => "too_many_edits",
        Doubt::OtherPlace => "other_place",
        Doubt::Columns => "columns_differ",
    }
}

fn is_on_earth(lon: f64, lat: f64) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}

fn metres(square_mm2: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "lengths within a country, shown in metres")]
    let square = square_mm2 as f64;
    square.sqrt() / 1000.0
}

/// Points in the engine's system; `None` where one lies outside of it.
pub(super) fn converted(points: &[Coordinates]) -> Vec<Option<Pl1992>> {
    let degrees: Vec<(f64, f64)> = points
        .iter()
        .filter_map(|point| match point {
            // Beyond its range PROJ complains instead of answering.
            Coordinates::Degrees { lon, lat } if is_on_earth(*lon, *lat) => Some((*lon, *lat)),
            Coordinates::Degrees { .. } => Some((0.0, 0.0)),
            Coordinates::Metres { .. } | Coordinates::Zone { .. } => None,
        })
        .collect();
    let placed = to_pl1992(&degrees, &Crs::wgs84());
    let mut placed = placed.expect("PROJ holds EPSG:4326 and EPSG:2180 itself").into_iter();
    let convert = |point: &Coordinates| match point {
        Coordinates::Degrees { lon, lat } => {
            placed.next().flatten().filter(|_| is_on_earth(*lon, *lat))
        }
        Coordinates::Metres { easting, northing } => {
            Pl1992::from_metres(*easting, *northing).filter(|point| point.near_poland())
        }
        Coordinates::Zone { zone, easting, northing } => {
            let system = Crs::parse(&Coordinates::epsg_of_zone(*zone)).ok()?;
            let placed = to_pl1992(&[(*easting, *northing)], &system).ok()?;
            placed.into_iter().next().flatten().filter(|point| point.near_poland())
        }
    };
    points.iter().map(convert).collect()
}

/// Positions of the addresses of a text: those that it names letter by letter or after
/// normalisation; several where two share it.
///
/// # Errors
/// When there is none, or it is only similar; the error names the nearest.
pub(super) fn addresses_named(book: &AddressBook, text: &str) -> Result<Vec<usize>, RunError> {
    let found = Finder(book).by_any(text);
    let first = found.first().map(|first| (first.kind, first.has_edits));
    match first {
        Some(
            (MatchKind::Hint | MatchKind::None | MatchKind::Fuzzy, _)
            | (MatchKind::Ambiguous, true),
        )
        | None => Err(no_address(book, text, &found)),
        Some(_) => {
            let named = found.iter().filter(|one| Some((one.kind, one.has_edits)) == first);
            Ok(named.map(|one| one.position).collect())
        }
    }
}

/// That no address is meant, with the nearest.
pub(super) fn no_address(book: &AddressBook, text: &str, found: &[Match]) -> RunError {
    let name = |one: &Match| {
        let away = one.metres.map_or_else(String::new, |metres| format!(" ({metres:.0} m away)"));
        format!("{}{away}", book.written(one.position))
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
    let left_out = found.first().map_or(&[][..], |first| &first.left_out);
    let hint = if left_out.is_empty() {
        hint
    } else {
        let words: Vec<String> = left_out.iter().map(|word| format!("{word:?}")).collect();
        format!("no address explains {} beside the rest; {hint}", words.join(", "))
    };
    RunError::NoAddress { text: text.to_owned(), hint }
}
