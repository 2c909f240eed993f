//! Addresses: found by text or place, with their status; one with its evidence.

use serde::Serialize;
use serde_json::{Value, json};

use super::problem::Problem;
use super::query::Ask;
use super::reply::{Answer, Reply};
use super::state::{App, Held};
use super::summary::{Other, Summary, lon_lat};
use crate::diagnosis::View;
use crate::place::Coordinates;
use crate::publish::{Match, MatchKind, shown};

/// Longest text that is looked for.
const TEXT_MAX: usize = 200;
/// Completions at most.
const SUGGESTIONS_MAX: usize = 20;

/// `GET /editions`.
pub fn editions(app: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let editions = app.editions();
    let one = |(at, held): (usize, &std::sync::Arc<Held>)| {
        let board = held.edition.board();
        let profiles: Vec<Value> = board
            .profiles
            .iter()
            .map(|thresholds| {
                json!({
                    "id": thresholds.profile.id,
                    "prefix": thresholds.column_prefix(),
                    "name": thresholds.profile.label_pl,
                    "name_en": thresholds.profile.label_en,
                    "summary": thresholds.profile.summary_pl,
                    "in_force": thresholds.in_force,
                    "all_numbers_confirmed": thresholds.is_confirmed(),
                })
            })
            .collect();
        let frame = held.edition.frame();
        let has = |name: &str| {
            let mut registers = held.shapes.registers.iter();
            registers.any(|served| served.register.name == name)
        };
        json!({
            "id": held.id,
            "as_of": board.as_of.to_string(),
            "addresses": board.len(),
            "default": at == editions.newest,
            "profiles": profiles,
            "tenses": View::ALL.map(View::as_str),
            "statuses": crate::diagnosis::Status::ALL.map(crate::diagnosis::Status::as_str),
            "bbox": held.shapes.bounds.map(|bounds| bounds.degrees()),
            "has": {
                "gminas": frame.gminas.iter().any(|gmina| gmina.boundary.is_some()),
                "nodes": !board.verdicts.nodes.is_empty(),
                "buildings": !frame.buildings.is_empty(),
                "clusters": !board.clusters.is_empty(),
                "coverage": board.verdicts.covered.is_some(),
                "base_stations": has("base-stations"),
                "plans": has("public-plans"),
                "coverage_areas": has("coverage-areas"),
            },
        })
    };
    let all: Vec<Value> = editions.all.iter().enumerate().map(one).collect();
    Reply::json(&json!({ "editions": all }))
}

fn text_of<'a>(ask: &'a Ask, name: &str) -> Result<&'a str, Problem> {
    let text = ask.get(name);
    let text = text.ok_or_else(|| Problem::bad("problem-no-text", &[("name", name)]))?;
    if text.chars().count() > TEXT_MAX {
        return Err(Problem::bad("problem-text-long", &[("most", &TEXT_MAX.to_string())]));
    }
    Ok(text)
}

/// `GET /suggest`.
pub fn suggest(app: &App, ask: &Ask) -> Answer {
    ask.only(&["q", "limit", "f"])?;
    let (text, limit) = (text_of(ask, "q")?, ask.whole("limit", 8, SUGGESTIONS_MAX)?);
    let held = app.edition(ask)?;
    let book = &held.edition.board().book;
    let one = |found: crate::search::Suggestion| {
        let kind = match (found.address, found.is_street) {
            (Some(_), _) => "address",
            (None, true) => "street",
            (None, false) => "locality",
        };
        let near = found.address.unwrap_or(found.near) as usize;
        let place = lon_lat(book.points.get(near));
        json!({
            "id": found.address.map(|at| book.ids.get(at as usize)),
            "kind": kind,
            "label": found.text,
            "gmina": found.gmina,
            "lon": place.map(|place| place[0]),
            "lat": place.map(|place| place[1]),
            "score": found.count,
        })
    };
    let found: Vec<Value> = book.index.suggest(text, limit).into_iter().map(one).collect();
    Reply::json(&json!({ "query": text, "suggestions": found }))
}

/// The point that a request names, if it names one.
fn point(ask: &Ask) -> Result<Option<Coordinates>, Problem> {
    let both = |first: &str, second: &str| -> Result<Option<(f64, f64)>, Problem> {
        match (ask.number(first)?, ask.number(second)?) {
            (Some(a), Some(b)) => Ok(Some((a, b))),
            (None, None) => Ok(None),
            _ => Err(Problem::bad("problem-together", &[("first", first), ("second", second)])),
        }
    };
    let within = |name: &str, value: f64, most: u8| {
        let (least, greatest) = (format!("-{most}"), most.to_string());
        if value.abs() <= f64::from(most) {
            return Ok(());
        }
        Err(Problem::bad(
            "problem-off-earth",
            &[("name", name), ("least", &least), ("most", &greatest)],
        ))
    };
    match (both("lon", "lat")?, both("e", "n")?) {
        (Some(_), Some(_)) => Err(Problem::bad("problem-one-system", &[])),
        (Some((lon, lat)), None) => {
            within("lon", lon, 180)?;
            within("lat", lat, 90)?;
            Ok(Some(Coordinates::Degrees { lon, lat }))
        }
        (None, Some((easting, northing))) => Ok(Some(Coordinates::Metres { easting, northing })),
        (None, None) => Ok(None),
    }
}

/// `GET /check`.
pub fn check(app: &App, ask: &Ask) -> Answer {
    ask.only(&["q", "lon", "lat", "e", "n", "f"])?;
    let held = app.edition(ask)?;
    let (query, found) = match point(ask)? {
        Some(_) if ask.get("q").is_some() => {
            return Err(Problem::bad("problem-text-or-point", &[]));
        }
        Some(point) => (String::new(), held.edition.near(point)),
        None => {
            let text = text_of(ask, "q")?;
            (text.to_owned(), held.edition.find(text))
        }
    };
    let Some(first) = found.first() else {
        return Err(Problem::none("problem-no-address", &[]));
    };
    let (n_full, others) = shown(&found);
    Reply::json(&Checked {
        query: &query,
        edition: &held.id,
        kind: first.kind,
        flat_left_out: first.flat_left_out,
        number_differs: first.number_differs,
        hint_reason: first.reason(),
        words_left_out: &first.left_out,
        answers: found[..n_full]
            .iter()
            .map(|one| Summary::of(&held, one, ask.language()))
            .collect(),
        alternatives: others.iter().map(|one| Other::of(&held, one)).collect(),
    })
}

/// The answer to a text or to coordinates.
#[derive(Serialize)]
struct Checked<'a> {
    query: &'a str,
    edition: &'a str,
    #[serde(rename = "match")]
    kind: MatchKind,
    flat_left_out: bool,
    number_differs: bool,
    /// Why no address is answered: those named come near only, and their statuses are not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    words_left_out: &'a [String],
    answers: Vec<Summary<'a>>,
    alternatives: Vec<Other<'a>>,
}

/// `GET /addresses/{id}`: everything that is known, with the evidence.
pub fn address(app: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let held = app.edition(ask)?;
    let found = held.edition.with_id(ask.param("id"));
    let position = match found.first() {
        Some(position) => *position as usize,
        None => return Err(Problem::none("problem-no-identifier", &[])),
    };
    let language = ask.language();
    let full = held.edition.answer(position, language).map_err(Problem::failed)?;
    let answer = Summary::of(&held, &Match::new(position, MatchKind::Identifier), language);
    let mut answer = serde_json::to_value(answer).map_err(Problem::failed)?;
    let full = serde_json::to_value(full).map_err(Problem::failed)?;
    if let (Value::Object(into), Value::Object(from)) = (&mut answer, full) {
        let views = into.remove("profiles");
        into.extend(from);
        name_rules(into.get_mut("profiles"), views);
    }
    Reply::json(&answer)
}

/// The full answer names rules by code; their words are those of the short one.
fn name_rules(full: Option<&mut Value>, short: Option<Value>) {
    let Some(Value::Array(full)) = full else { return };
    let Some(Value::Array(short)) = short else { return };
    for (full, mut short) in full.iter_mut().zip(short) {
        full["views"] = short["views"].take();
    }
}
