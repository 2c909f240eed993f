//! Gminas: counts, and the report.

use serde_json::{Map, Value, json};

use super::problem::Problem;
use super::query::Ask;
use super::reply::{Answer, HTML, Reply, gzip};
use super::shapes::touches;
use super::state::{App, Held};
use crate::board::{Board, Box4, mercator_of_degrees};
use crate::diagnosis::{Lens, Status, Tallied, lenses};
use crate::place::GminaCode;
use crate::publish::lens_column;
use crate::search::plain;

/// Counts of statuses by lens.
pub fn statuses(board: &Board, unit: &Tallied) -> Value {
    let mut out = Map::new();
    for (at, lens) in lenses(board.profiles.len()).enumerate() {
        let counts = Status::ALL
            .into_iter()
            .map(|status| (status.as_str().to_owned(), json!(unit.statuses[at][status as usize])));
        out.insert(column(board, lens), Value::Object(counts.collect()));
    }
    Value::Object(out)
}

/// Column of a lens.
pub fn column(board: &Board, lens: Lens) -> String {
    lens_column(&board.profiles, lens)
}

fn unit_json(held: &Held, unit: &Tallied) -> Value {
    let bounds = unit.gmina.and_then(|code| held.shapes.bounds_of(code));
    json!({
        "code": unit.gmina.map(|code| code.to_string()),
        "name": unit.name,
        "addresses": unit.addresses,
        "bbox": bounds.map(|bounds| bounds.degrees()),
        "statuses": statuses(held.edition.board(), unit),
    })
}

/// Four sides of a rectangle; of six the heights are left out, as nothing here has one.
///
/// # Errors
/// When there are neither four nor six.
pub fn sides(numbers: &[f64]) -> Result<[f64; 4], Problem> {
    match *numbers {
        [a, b, c, d] | [a, b, _, c, d, _] => Ok([a, b, c, d]),
        _ => Err(Problem::bad("problem-box", &[])),
    }
}

/// A rectangle of degrees as people give it: west, south, east, north. One that crosses the
/// meridian of 180°, whose west is greater than its east, is two on the map.
///
/// # Errors
/// When it is something else.
pub fn degrees_boxes([west, south, east, north]: [f64; 4]) -> Result<Vec<Box4>, Problem> {
    let fits = south <= north && west.abs() <= 180.0 && east.abs() <= 180.0;
    if !fits || south.abs() > 90.0 || north.abs() > 90.0 {
        return Err(Problem::bad("problem-box-degrees", &[]));
    }
    let part = |west: f64, east: f64| Box4 {
        min: mercator_of_degrees(west, north),
        max: mercator_of_degrees(east, south),
    };
    if west > east {
        return Ok(vec![part(west, 180.0), part(-180.0, east)]);
    }
    Ok(vec![part(west, east)])
}

/// `GET /gminas`.
pub fn list(app: &App, ask: &Ask) -> Answer {
    ask.only(&["q", "bbox", "limit", "offset", "f"])?;
    let held = app.edition(ask)?;
    let (limit, offset) = (ask.whole("limit", 100, 5000)?, ask.whole("offset", 0, 100_000)?);
    let boxes = ask.numbers("bbox")?.map(|numbers| degrees_boxes(sides(&numbers)?)).transpose()?;
    let words = ask.get("q").map(plain);
    let is_wanted = |unit: &&Tallied| {
        let Some(code) = unit.gmina else { return false };
        let is_named = words.as_ref().is_none_or(|words| {
            code.to_string().starts_with(words.as_str())
                || plain(&unit.name).contains(words.as_str())
        });
        let meets = boxes.as_ref().is_none_or(|boxes| {
            let own = held.shapes.outline(code);
            own.is_some_and(|own| boxes.iter().any(|one| touches(one, &own.bounds, &own.polygons)))
        });
        is_named && meets
    };
    let units: Vec<&Tallied> =
        held.edition.board().rollup.gminas.iter().filter(is_wanted).collect();
    let shown: Vec<Value> =
        units.iter().skip(offset).take(limit).map(|unit| unit_json(&held, unit)).collect();
    Reply::json(&json!({ "edition": held.id, "total": units.len(), "gminas": shown }))
}

fn code_of(ask: &Ask) -> Result<GminaCode, Problem> {
    let text = ask.param("code");
    let digits = text.get(..6).filter(|_| text.len() == 7 && text.is_ascii()).unwrap_or(text);
    let is_code = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let code = digits.parse().ok().filter(|_| is_code).and_then(GminaCode::from_number);
    code.ok_or_else(|| Problem::bad("problem-code", &[]))
}

fn unit_of(held: &Held, code: GminaCode) -> Result<&Tallied, Problem> {
    let units = &held.edition.board().rollup.gminas;
    let found = units.iter().find(|unit| unit.gmina == Some(code));
    found.ok_or_else(|| Problem::none("problem-no-gmina", &[]))
}

/// `GET /gminas/{code}`.
pub fn one(app: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let held = app.edition(ask)?;
    let code = code_of(ask)?;
    let unit = unit_of(&held, code)?;
    let board = held.edition.board();
    let localities = board.rollup.localities.iter().filter(|unit| unit.gmina == Some(code));
    let locality = |unit: &Tallied| {
        json!({
            "simc": unit.code,
            "name": unit.name,
            "addresses": unit.addresses,
            "statuses": statuses(board, unit),
        })
    };
    // Sums of micrometres are far below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "a mean that is shown in metres")]
    let mean = |sum: u64, n: u64| (n > 0).then(|| sum as f64 / n as f64 / 1e6);
    let mut out = unit_json(&held, unit);
    out["edition"] = json!(held.id);
    out["localities"] = localities.map(locality).collect();
    out["covered"] = json!(unit.covered);
    out["white_clusters"] = json!(unit.clusters.len());
    out["white_clustered"] = json!(unit.white_clustered);
    out["white_nearest_node_m_mean"] = json!(mean(unit.nearest_node_um, unit.white_with_node));
    let report = format!("/gminas/{code}/raport.html?edition={}", held.id);
    out["links"] = json!({ "report": report });
    Reply::json(&out)
}

/// `GET /gminas/{code}/raport.html`: the report, as the command writes it.
pub fn report(app: &App, ask: &Ask) -> Answer {
    ask.only(&[])?;
    let held = app.edition(ask)?;
    let code = code_of(ask)?;
    unit_of(&held, code)?;
    let key = code.to_string();
    let page = match held.reports.get(&key) {
        Some(page) => page,
        None => {
            let page = held.edition.report(code);
            let page = page.map_err(Problem::failed)?;
            let page: bytes::Bytes = gzip(page.as_bytes()).into();
            held.reports.put(key, page.clone());
            page
        }
    };
    let mut reply = Reply::new(HTML, page).marked("public, max-age=300");
    reply.is_gzip = true;
    // The report is one file with its style within; it has no script that others could reach.
    Ok(reply.with("content-security-policy", REPORT_POLICY))
}

/// A report brings its style and drawings itself and loads nothing.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                             font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
