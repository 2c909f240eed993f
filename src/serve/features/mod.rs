//! OGC API – Features, parts 1 and 2: collections that desktop systems read.

mod crs;
mod rows;
mod titles;

use std::io::Write;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use self::crs::{ALL, EPSG2180, System, Window};
use self::rows::{Filter, Kind};
use super::problem::Problem;
use super::query::{Ask, encoded};
use super::reply::{Answer, GEOJSON, HTML, Reply};
use super::state::{App, Held};
use crate::board::Box4;
use crate::publish::Language;

/// Features of a page where nothing is said, and at most.
const LIMITS: [usize; 2] = [10, 10_000];
/// Features that are made at a time.
const TOGETHER: usize = 256;
/// Farthest page.
const OFFSET_MAX: usize = 100_000_000;

/// A text in the language of the answer.
fn said(ask: &Ask, polish: &'static str, english: &'static str) -> &'static str {
    match ask.language() {
        Language::Polish => polish,
        Language::English => english,
    }
}

/// A document as JSON, or as a page for people.
fn document(ask: &Ask, title: &str, value: &impl Serialize) -> Answer {
    if !ask.wants_page()? {
        return Reply::json(value);
    }
    let (code, all) = (ask.language().code(), said(ask, "Zbiory", "Collections"));
    let head = format!(
        "<!doctype html><html lang=\"{code}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         </head><body><h1>{title}</h1><p><a href=\"/collections?f=html\">{all}</a> · \
         <a href=\"/api.html\">API</a></p><pre>"
    );
    let mut page = Escaped(head.into_bytes());
    serde_json::to_writer_pretty(&mut page, value).map_err(Problem::failed)?;
    page.0.extend_from_slice(b"</pre></body></html>");
    Ok(Reply::new(HTML, page.0))
}

/// A page to which text is written.
struct Escaped(Vec<u8>);

impl Write for Escaped {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        for byte in text {
            match byte {
                b'&' => self.0.extend_from_slice(b"&amp;"),
                b'<' => self.0.extend_from_slice(b"&lt;"),
                b'>' => self.0.extend_from_slice(b"&gt;"),
                other => self.0.push(*other),
            }
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A link; the edition that was asked for goes along.
fn link(ask: &Ask, rel: &str, kind: &str, path: &str, query: &str) -> Value {
    let mut query = query.to_owned();
    if let Some(edition) = ask.get("edition") {
        let gap = if query.is_empty() { "" } else { "&" };
        query = format!("{query}{gap}edition={}", encoded(edition));
    }
    let gap = if query.is_empty() { "" } else { "?" };
    json!({ "rel": rel, "type": kind, "href": format!("{}{path}{gap}{query}", ask.base()) })
}

/// `GET /` for programs.
pub fn landing(app: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    app.edition(ask)?;
    let json = "application/json";
    let api = "application/vnd.oai.openapi+json;version=3.0";
    document(
        ask,
        "Zasięg",
        &json!({
            "title": "Zasięg",
            "description": said(ask, "Białe plamy internetu szerokopasmowego: adresy, gminy, skupiska, węzły.", "White spots of broadband: addresses, gminas, clusters, nodes."),
            "links": [
                link(ask, "self", json, "/", "f=json"),
                link(ask, "alternate", "text/html", "/", "f=html"),
                link(ask, "service-desc", api, "/api", ""),
                link(ask, "service-doc", "text/html", "/api.html", ""),
                link(ask, "conformance", json, "/conformance", ""),
                link(ask, "data", json, "/collections", ""),
            ],
        }),
    )
}

/// `GET /conformance`.
pub fn conformance(_: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let classes = [
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    ];
    document(ask, said(ask, "Zgodność", "Conformance"), &json!({ "conformsTo": classes }))
}

fn described(held: &Held, ask: &Ask, kind: Kind) -> Value {
    let path = format!("/collections/{}", kind.id());
    // Places of the map are cells of a centimetre: the extent holds what lies in its last ones.
    let wider = |Box4 { min, max }: Box4| Box4 {
        min: min.map(|side| side.saturating_sub(2)),
        max: max.map(|side| side.saturating_add(2)),
    };
    let bounds = rows::extent(held, kind).map(|bounds| wider(bounds).degrees());
    let (title, description) = kind.titles(ask.language());
    let json = "application/json";
    json!({
        "id": kind.id(),
        "title": title,
        "description": description,
        "itemType": "feature",
        "extent": { "spatial": { "bbox": [bounds.unwrap_or([14.0, 49.0, 24.2, 54.9])], "crs": crs::CRS84 } },
        "crs": ALL,
        "storageCrs": EPSG2180,
        "links": [
            link(ask, "self", json, &path, ""),
            link(ask, "alternate", "text/html", &path, "f=html"),
            link(ask, "items", "application/geo+json", &format!("{path}/items"), ""),
            link(ask, "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                "application/schema+json", &format!("{path}/queryables"), ""),
        ],
    })
}

/// Collections that an edition has.
fn kinds(held: &Held) -> impl Iterator<Item = Kind> + '_ {
    Kind::ALL.into_iter().filter(|kind| kind.n(held) > 0)
}

/// `GET /collections`.
pub fn collections(app: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let held = app.edition(ask)?;
    let all: Vec<Value> = kinds(&held).map(|kind| described(&held, ask, kind)).collect();
    let links = [
        link(ask, "self", "application/json", "/collections", ""),
        link(ask, "alternate", "text/html", "/collections", "f=html"),
    ];
    document(
        ask,
        said(ask, "Zbiory", "Collections"),
        &json!({ "links": links, "crs": ALL, "collections": all }),
    )
}

fn kind_of(held: &Held, ask: &Ask) -> Result<Kind, Problem> {
    let wanted = ask.param("collection");
    let found = kinds(held).find(|kind| kind.id() == wanted);
    found.ok_or_else(|| {
        let known: Vec<&str> = kinds(held).map(Kind::id).collect();
        Problem::none("problem-no-collection", &[("known", &known.join(", "))])
    })
}

/// `GET /collections/{collection}`.
pub fn collection(app: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let held = app.edition(ask)?;
    let kind = kind_of(&held, ask)?;
    document(ask, kind.titles(ask.language()).0, &described(&held, ask, kind))
}

/// `GET /collections/{collection}/queryables`: properties by which it is filtered.
pub fn queryables(app: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let held = app.edition(ask)?;
    let kind = kind_of(&held, ask)?;
    let properties: serde_json::Map<String, Value> = kind
        .filters(&held)
        .into_iter()
        .map(|name| (name.clone(), json!({ "title": name, "type": "string" })))
        .collect();
    let path = format!("{}/collections/{}/queryables", ask.base(), kind.id());
    document(
        ask,
        kind.titles(ask.language()).0,
        &json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": path,
            "type": "object",
            "title": kind.titles(ask.language()).0,
            "properties": properties,
            "additionalProperties": false,
        }),
    )
}

/// The query of another page of the same items.
fn page_query(ask: &Ask, offset: usize, limit: usize) -> String {
    let is_kept = |name: &str| !["offset", "limit", "edition"].contains(&name);
    let mut query = String::new();
    for (name, value) in ask.pairs().iter().filter(|(name, _)| is_kept(name)) {
        query += &format!("{}={}&", encoded(name), encoded(value));
    }
    format!("{query}limit={limit}&offset={offset}")
}

/// That `datetime` is a moment or an interval. No feature here has a time of its own, so that all
/// match whatever it is, as the standard has it.
fn check_datetime(ask: &Ask) -> Result<(), Problem> {
    let Some(text) = ask.get("datetime") else { return Ok(()) };
    let wrong = || Problem::bad("problem-datetime", &[]);
    let moment = |text: &str| -> Result<Option<DateTime<FixedOffset>>, Problem> {
        if text.is_empty() || text == ".." {
            return Ok(None);
        }
        let day = || Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc());
        let read = DateTime::parse_from_rfc3339(text).ok();
        read.or_else(|| Some(day()?.fixed_offset())).map(Some).ok_or_else(wrong)
    };
    match text.split_once('/') {
        None => moment(text)?.map(|_| ()).ok_or_else(wrong),
        Some((from, until)) => match (moment(from)?, moment(until)?) {
            (Some(from), Some(until)) if from > until => Err(wrong()),
            _ => Ok(()),
        },
    }
}

/// `GET /collections/{collection}/items`.
pub fn items(app: &App, ask: &Ask) -> Answer {
    let held = app.edition(ask)?;
    let kind = kind_of(&held, ask)?;
    let filters = kind.filters(&held);
    let mut known = vec!["bbox", "bbox-crs", "datetime", "crs", "limit", "offset", "f"];
    known.extend(filters.iter().map(String::as_str));
    ask.only(&known)?;
    let most = LIMITS[1].to_string();
    let no_limit =
        || Problem::bad("problem-whole", &[("name", "limit"), ("least", "1"), ("most", &most)]);
    let limit = ask.whole("limit", LIMITS[0], usize::MAX).map_err(|_| no_limit())?;
    if limit == 0 {
        return Err(no_limit());
    }
    // What is more than allowed is answered by as much as is allowed, as the standard has it.
    let (limit, offset) = (limit.min(LIMITS[1]), ask.whole("offset", 0, OFFSET_MAX)?);
    let (system, window) = (System::of(ask, "crs")?, Window::of(ask)?);
    check_datetime(ask)?;
    let filter = Filter::of(ask, kind, &held)?;
    let page = rows::page(&held, kind, (&filter, window.as_ref()), (offset, limit));
    let path = format!("/collections/{}/items", kind.id());
    let geojson = "application/geo+json";
    let mut links = vec![link(ask, "self", geojson, &path, &page_query(ask, offset, limit))];
    if ask.get("f") != Some("html") {
        let page = page_query(ask, offset, limit).replace("f=json&", "") + "&f=html";
        links.push(link(ask, "alternate", "text/html", &path, &page));
    }
    if offset.saturating_add(page.rows.len()) < page.n_matched {
        let next = page_query(ask, offset + limit, limit);
        links.push(link(ask, "next", geojson, &path, &next));
    }
    if offset > 0 {
        let before = page_query(ask, offset.saturating_sub(limit), limit);
        links.push(link(ask, "prev", geojson, &path, &before));
    }
    let value = Collection {
        features: Features { held: &held, kind, rows: &page.rows, system },
        links,
        n_matched: page.n_matched,
        n_returned: page.rows.len(),
        kind: "FeatureCollection",
    };
    geojson_reply(ask, kind, &value, system)
}

/// A page of features.
#[derive(Serialize)]
struct Collection<'a> {
    features: Features<'a>,
    links: Vec<Value>,
    #[serde(rename = "numberMatched")]
    n_matched: usize,
    #[serde(rename = "numberReturned")]
    n_returned: usize,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// Features that are made while they are written: a page of thousands is not held twice.
struct Features<'a> {
    held: &'a Held,
    kind: Kind,
    rows: &'a [usize],
    system: System,
}

impl Serialize for Features<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (held, kind) = (self.held, self.kind);
        serializer.collect_seq(self.rows.chunks(TOGETHER).flat_map(|rows| {
            let shapes: Vec<_> = rows.iter().map(|row| rows::geometry(held, kind, *row)).collect();
            let shapes = crs::geometries(&shapes, self.system);
            rows.iter().zip(shapes).map(move |(row, shape)| feature(held, kind, *row, shape))
        }))
    }
}

fn geojson_reply(ask: &Ask, kind: Kind, value: &impl Serialize, system: System) -> Answer {
    let mut reply = document(ask, kind.titles(ask.language()).0, value)?;
    if reply.kind != HTML {
        reply.kind = GEOJSON;
    }
    Ok(reply.with("content-crs", format!("<{}>", system.uri())))
}

fn feature(held: &Held, kind: Kind, row: usize, shape: Value) -> Value {
    json!({
        "type": "Feature",
        "id": rows::id(held, kind, row),
        "geometry": shape,
        "properties": rows::properties(held, kind, row),
    })
}

/// `GET /collections/{collection}/items/{feature}`.
pub fn item(app: &App, ask: &Ask) -> Answer {
    ask.only(&["crs", "f"])?;
    let held = app.edition(ask)?;
    let kind = kind_of(&held, ask)?;
    let system = System::of(ask, "crs")?;
    let row = rows::find(&held, kind, ask.param("feature"));
    let row = row.ok_or_else(|| Problem::none("problem-no-feature", &[]))?;
    let shape = crs::geometries(&[rows::geometry(&held, kind, row)], system).pop();
    let mut value = feature(&held, kind, row, shape.unwrap_or_default());
    let (collection, json) = (format!("/collections/{}", kind.id()), "application/json");
    let own = format!("{collection}/items/{}", encoded(ask.param("feature")));
    value["links"] = json!([
        link(ask, "self", "application/geo+json", &own, ""),
        link(ask, "alternate", "text/html", &own, "f=html"),
        link(ask, "collection", json, &collection, ""),
    ]);
    geojson_reply(ask, kind, &value, system)
}
