//! Rows of the collections: found, filtered, shown.

use geo_types::{Geometry, LineString, MultiPolygon, Polygon};
use serde_json::{Map, Value, json};

use super::super::gminas::column;
use super::super::problem::Problem;
use super::super::query::Ask;
use super::super::registers::{REGISTERS, Served, Spot};
use super::super::shapes::{building_point, planar};
use super::super::state::Held;
use super::crs::Window;
use crate::board::{Box4, mercator};
use crate::diagnosis::{Lens, Status, Tallied, lenses};
use crate::place::{GminaCode, Pl1992};

/// A collection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Address points.
    Addresses,
    /// Gminas that have addresses.
    Gminas,
    /// Localities that have addresses.
    Localities,
    /// Clusters of white addresses.
    Clusters,
    /// Public buildings.
    Buildings,
    /// Nodes of networks.
    Nodes,
    /// A register as it is, by its position among those that are served.
    Register(usize),
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Addresses,
        Self::Gminas,
        Self::Localities,
        Self::Clusters,
        Self::Buildings,
        Self::Nodes,
        Self::Register(0),
        Self::Register(1),
        Self::Register(2),
    ];

    /// Its name in addresses.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Addresses => "addresses",
            Self::Gminas => "gminas",
            Self::Localities => "localities",
            Self::Clusters => "clusters",
            Self::Buildings => "buildings",
            Self::Nodes => "nodes",
            Self::Register(at) => REGISTERS[at].name,
        }
    }

    /// Number of its rows.
    pub fn n(self, held: &Held) -> usize {
        let board = held.edition.board();
        match self {
            Self::Addresses => board.len(),
            Self::Gminas => board.rollup.gminas.len(),
            Self::Localities => board.rollup.localities.len(),
            Self::Clusters => board.clusters.len(),
            Self::Buildings => held.edition.frame().buildings.len(),
            Self::Nodes => board.verdicts.nodes.len(),
            Self::Register(at) => served(held, at).map_or(0, |served| served.objects.len()),
        }
    }

    /// Properties by which it is filtered.
    pub fn filters(self, held: &Held) -> Vec<String> {
        let board = held.edition.board();
        let gmina = || "gmina".to_owned();
        match self {
            Self::Addresses => {
                let of_lenses = lenses(board.profiles.len()).map(|lens| column(board, lens));
                [gmina(), "cluster_id".to_owned()].into_iter().chain(of_lenses).collect()
            }
            Self::Gminas => vec!["code".to_owned(), "name".to_owned()],
            Self::Localities => vec![gmina(), "simc".to_owned(), "name".to_owned()],
            Self::Clusters => vec![gmina()],
            Self::Buildings => vec![gmina(), "kind".to_owned()],
            Self::Nodes => Vec::new(),
            Self::Register(at) => {
                let own = REGISTERS[at].fields().into_iter();
                own.filter(|(_, kind)| *kind == "String").map(|(name, _)| name.to_owned()).collect()
            }
        }
    }
}

/// The six digits of a gmina, or the word for those of none.
fn gmina_code(text: &str) -> Result<String, Problem> {
    let is_code = matches!(text.len(), 6 | 7) && text.bytes().all(|byte| byte.is_ascii_digit());
    if text == "brak" || is_code {
        return Ok(text.get(..6).unwrap_or(text).to_owned());
    }
    Err(Problem::bad("problem-code", &[]))
}

/// A register of an edition.
fn served(held: &Held, at: usize) -> Option<&Served> {
    let mut all = held.shapes.registers.iter();
    all.find(|served| served.register.name == REGISTERS[at].name)
}

/// What rows must have.
#[derive(Default)]
pub struct Filter {
    gmina: Option<String>,
    cluster: Option<u32>,
    statuses: Vec<(Lens, Status)>,
    /// Properties of collections of few rows, as texts.
    texts: Vec<(String, String)>,
}

impl Filter {
    /// The filter of a request.
    ///
    /// # Errors
    /// When a status is none.
    pub fn of(ask: &Ask, kind: Kind, held: &Held) -> Result<Self, Problem> {
        let board = held.edition.board();
        let mut filter = Self::default();
        let names = kind.filters(held);
        for (name, value) in ask.pairs().iter().filter(|(name, _)| names.contains(name)) {
            // With the digit of the kind of gmina, as TERYT writes it, too.
            let is_code = matches!(name.as_str(), "gmina" | "code");
            let value = if is_code { &gmina_code(value)? } else { value };
            if kind != Kind::Addresses {
                filter.texts.push((name.clone(), value.clone()));
                continue;
            }
            match name.as_str() {
                "gmina" => filter.gmina = Some(value.clone()),
                "cluster_id" => {
                    let number = value.parse().ok().filter(|number| *number > 0);
                    let most = u32::MAX.to_string();
                    filter.cluster = Some(number.ok_or_else(|| {
                        Problem::bad(
                            "problem-whole",
                            &[("name", name), ("least", "1"), ("most", &most)],
                        )
                    })?);
                }
                _ => {
                    let mut all = lenses(board.profiles.len());
                    let lens = all.find(|lens| column(board, *lens) == *name);
                    let status = Status::ALL.into_iter().find(|status| status.as_str() == value);
                    let (Some(lens), Some(status)) = (lens, status) else {
                        let known = Status::ALL.map(Status::as_str).join(", ");
                        return Err(Problem::bad(
                            "problem-one-of",
                            &[("name", name), ("known", &known)],
                        ));
                    };
                    filter.statuses.push((lens, status));
                }
            }
        }
        Ok(filter)
    }

    fn is_empty(&self) -> bool {
        self.cluster.is_none() && self.statuses.is_empty() && self.texts.is_empty()
    }

    fn fits(&self, held: &Held, position: usize) -> bool {
        let board = held.edition.board();
        let n_profiles = board.profiles.len();
        self.statuses.iter().all(|(lens, status)| {
            let rule = board.verdicts.rule(position, (lens.profile, n_profiles), lens.view);
            rule.status() == *status
        }) && self
            .cluster
            .is_none_or(|cluster| board.verdicts.cluster(position).map(|c| c + 1) == Some(cluster))
    }
}

/// Rows of a page, and how many there are on all pages.
pub struct Page {
    /// Rows.
    pub rows: Vec<usize>,
    /// All that fit.
    pub n_matched: usize,
}

/// Takes what fits, in order.
struct Taker {
    offset: usize,
    limit: usize,
    page: Page,
}

impl Taker {
    fn take(&mut self, row: usize) {
        if self.page.n_matched >= self.offset && self.page.rows.len() < self.limit {
            self.page.rows.push(row);
        }
        self.page.n_matched += 1;
    }
}

/// The rows of a page.
pub fn page(
    held: &Held,
    kind: Kind,
    (filter, window): (&Filter, Option<&Window>),
    (offset, limit): (usize, usize),
) -> Page {
    let page = Page { rows: Vec::new(), n_matched: 0 };
    let mut taker = Taker { offset, limit, page };
    if kind == Kind::Addresses {
        addresses(held, filter, window, &mut taker);
        return taker.page;
    }
    for row in 0..kind.n(held) {
        let is_there = window.is_none_or(|window| lies_in(held, kind, row, window));
        if is_there && (filter.texts.is_empty() || has_texts(held, kind, row, &filter.texts)) {
            taker.take(row);
        }
    }
    taker.page
}

fn has_texts(held: &Held, kind: Kind, row: usize, texts: &[(String, String)]) -> bool {
    let properties = properties(held, kind, row);
    texts.iter().all(|(name, wanted)| match &properties[name] {
        Value::String(text) => text == wanted,
        // Numbers are compared as they are written.
        other => serde_json::to_string(other).is_ok_and(|text| text == *wanted),
    })
}

fn addresses(held: &Held, filter: &Filter, window: Option<&Window>, taker: &mut Taker) {
    let board = held.edition.board();
    let own = filter.gmina.as_ref().map(|text| {
        let code: Option<GminaCode> = text.parse().ok().and_then(GminaCode::from_number);
        code.filter(|code| code.to_string() == *text).map_or(0..0, |code| board.book.of_gmina(code))
    });
    let own = own.unwrap_or(0..board.len());
    let Some(window) = window else {
        if filter.is_empty() {
            // The rows follow one another: nothing needs to be looked at.
            let start = own.start.saturating_add(taker.offset).min(own.end);
            taker.page.rows = (start..own.end.min(start + taker.limit)).collect();
            taker.page.n_matched = own.len();
            return;
        }
        own.filter(|row| filter.fits(held, *row)).for_each(|row| taker.take(row));
        return;
    };
    for part in &window.boxes {
        board.book.plane.within(part, |at| {
            let row = at as usize;
            let place = board.book.points.get(row).zip(board.book.plane.place(row));
            let is_there = place.is_some_and(|(point, place)| window.holds(point, place));
            if is_there && own.contains(&row) && filter.fits(held, row) {
                taker.take(row);
            }
            true
        });
    }
}

fn point(held: &Held, kind: Kind, row: usize) -> Option<Pl1992> {
    match kind {
        Kind::Addresses => held.edition.board().book.points.get(row),
        Kind::Localities => held.shapes.localities.get(row).copied().flatten(),
        Kind::Buildings => building_point(&held.edition, &held.edition.frame().buildings[row]),
        Kind::Nodes => Some(held.edition.board().verdicts.nodes[row].position),
        Kind::Gminas | Kind::Clusters | Kind::Register(_) => None,
    }
}

fn lies_in(held: &Held, kind: Kind, row: usize, window: &Window) -> bool {
    let shape = || geometry(held, kind, row);
    match kind {
        Kind::Gminas => {
            let code = held.edition.board().rollup.gminas[row].gmina;
            let outline = code.and_then(|code| held.shapes.outline(code));
            outline.is_some_and(|own| window.touches((&own.bounds, &own.polygons), shape))
        }
        Kind::Clusters => held.shapes.clusters.get(row).is_some_and(|patch| {
            // A place without a ring is none.
            let ring = std::slice::from_ref(&patch.ring);
            !patch.ring.is_empty() && window.touches((&patch.bounds, &[ring.to_vec()]), shape)
        }),
        Kind::Register(at) => {
            let Some(served) = served(held, at) else { return false };
            match &served.objects[row].spot {
                Some(Spot::Area(bounds, polygons)) => window.touches((bounds, polygons), shape),
                Some(Spot::Point(place)) => {
                    let point = served.point(&held.edition, row);
                    point.is_some_and(|point| window.holds(point, *place))
                }
                None => false,
            }
        }
        Kind::Addresses | Kind::Localities | Kind::Buildings | Kind::Nodes => {
            let Some(point) = point(held, kind, row) else { return false };
            let place = mercator(&[point]).first().copied();
            place.is_some_and(|place| window.holds(point, place))
        }
    }
}

/// The rectangle of all shapes of a collection on the map; `None` where it has none.
pub fn extent(held: &Held, kind: Kind) -> Option<Box4> {
    let shapes = &held.shapes;
    let boxes: Vec<Box4> = match kind {
        Kind::Addresses | Kind::Localities => return shapes.bounds,
        Kind::Gminas => {
            let own = shapes.gminas.iter().filter(|outline| outline.unit.is_some());
            own.map(|outline| outline.bounds).collect()
        }
        Kind::Clusters => {
            let own = shapes.clusters.iter().filter(|patch| !patch.ring.is_empty());
            own.map(|patch| patch.bounds).collect()
        }
        Kind::Buildings => return Box4::around(shapes.buildings.iter().flatten().copied()),
        Kind::Nodes => return Box4::around(shapes.nodes.iter().copied()),
        Kind::Register(at) => {
            let spots = served(held, at)?.objects.iter().filter_map(|object| object.spot.as_ref());
            let bounds = |spot: &Spot| match spot {
                Spot::Area(bounds, _) => *bounds,
                Spot::Point(place) => Box4 { min: *place, max: *place },
            };
            spots.map(bounds).collect()
        }
    };
    Box4::around(boxes.iter().flat_map(|one| [one.min, one.max]))
}

/// The identifier of a row.
pub fn id(held: &Held, kind: Kind, row: usize) -> String {
    let board = held.edition.board();
    match kind {
        Kind::Addresses => board.book.ids.get(row).to_owned(),
        Kind::Gminas => {
            let code = board.rollup.gminas[row].gmina;
            code.map_or_else(|| "brak".to_owned(), |code| code.to_string())
        }
        Kind::Localities => {
            let unit = &board.rollup.localities[row];
            let gmina = unit.gmina.map_or_else(|| "brak".to_owned(), |code| code.to_string());
            format!("{gmina}-{}", if unit.code.is_empty() { "brak" } else { &unit.code })
        }
        // Positions are identifiers where a register may repeat its own.
        Kind::Clusters | Kind::Buildings | Kind::Nodes | Kind::Register(_) => (row + 1).to_string(),
    }
}

/// The row of an identifier.
pub fn find(held: &Held, kind: Kind, wanted: &str) -> Option<usize> {
    match kind {
        Kind::Addresses => held.edition.with_id(wanted).first().map(|at| *at as usize),
        Kind::Gminas | Kind::Localities => {
            (0..kind.n(held)).find(|row| id(held, kind, *row) == wanted)
        }
        Kind::Clusters | Kind::Buildings | Kind::Nodes | Kind::Register(_) => {
            let row = wanted.parse::<usize>().ok()?.checked_sub(1)?;
            (row < kind.n(held)).then_some(row)
        }
    }
}

/// The shape of a row in metres.
pub fn geometry(held: &Held, kind: Kind, row: usize) -> Option<Geometry> {
    match kind {
        Kind::Gminas => {
            let code = held.edition.board().rollup.gminas[row].gmina?;
            let boundary: MultiPolygon = held.edition.frame().gmina(code)?.boundary.clone()?;
            Some(Geometry::MultiPolygon(boundary))
        }
        Kind::Clusters => {
            let corners = held.edition.board().clusters[row].corners.clone();
            match corners.as_slice() {
                [] => None,
                [one] => Some(Geometry::Point((*one).into())),
                [_, _] => Some(Geometry::LineString(LineString(corners))),
                _ => Some(Geometry::Polygon(Polygon::new(LineString(corners), Vec::new()))),
            }
        }
        Kind::Register(at) => served(held, at)?.geometry(&held.edition, row),
        Kind::Addresses | Kind::Localities | Kind::Buildings | Kind::Nodes => {
            point(held, kind, row).map(|point| Geometry::Point(planar(point)))
        }
    }
}

fn unit(held: &Held, unit: &Tallied, mut out: Map<String, Value>) -> Value {
    let board = held.edition.board();
    out.insert("addresses".to_owned(), json!(unit.addresses));
    out.insert("covered".to_owned(), json!(unit.covered));
    for (at, lens) in lenses(board.profiles.len()).enumerate() {
        for status in Status::ALL {
            let name = format!("{}_{}", column(board, lens), status.as_str());
            out.insert(name, json!(unit.statuses[at][status as usize]));
        }
    }
    Value::Object(out)
}

fn map(pairs: Value) -> Map<String, Value> {
    match pairs {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn address(held: &Held, row: usize) -> Value {
    let board = held.edition.board();
    let (verdicts, shared) = (&board.verdicts, board.verdicts.at(row));
    let names = board.book.names(row);
    let best = shared.best;
    let name = |list: &[String], at: u16| list.get(usize::from(at)).cloned();
    let nearest = verdicts.nearest(row);
    let point = board.book.points.get(row);
    let covered = verdicts.covered.as_ref().filter(|_| point.is_some());
    let mut out = map(json!({
        "address_id": board.book.ids.get(row),
        "gmina": board.gmina(row).map(|code| code.to_string()),
        "simc": names.map(|names| format!("{:07}", names.simc)),
        "locality": names.map(|names| names.locality),
        "street": names.and_then(|names| names.street).map(|street| street.1),
        "number": names.map(|names| names.number),
        "best_down_kbps": best.map(|best| best.down_kbps),
        "best_up_kbps": best.map(|best| best.up_kbps),
        "best_technology": best.and_then(|best| name(&verdicts.technologies, best.technology)),
        "best_operator": best.and_then(|best| name(&verdicts.operators, best.operator)),
        "covered": covered.map(|covered| covered[row]),
        "networks_certain": shared.networks[0],
        "networks_possible": shared.networks[1],
        "cluster_id": verdicts.cluster(row).map(|cluster| cluster + 1),
        "nearest_node_id": nearest.and_then(|(node, _)| verdicts.nodes.get(node as usize))
            .map(|node| node.id.as_str()),
        "nearest_node_m": nearest.map(|(_, metres)| metres),
    }));
    for lens in lenses(board.profiles.len()) {
        let rule = verdicts.rule(row, (lens.profile, board.profiles.len()), lens.view);
        let name = column(board, lens);
        out.insert(format!("{name}_rule"), json!(rule.as_str()));
        out.insert(name, json!(rule.status().as_str()));
    }
    Value::Object(out)
}

/// What is said of a row.
pub fn properties(held: &Held, kind: Kind, row: usize) -> Value {
    let (board, frame) = (held.edition.board(), held.edition.frame());
    match kind {
        Kind::Addresses => address(held, row),
        Kind::Gminas => {
            let own = &board.rollup.gminas[row];
            let code = own.gmina.map(|code| code.to_string());
            unit(held, own, map(json!({ "code": code, "name": own.name })))
        }
        Kind::Localities => {
            let own = &board.rollup.localities[row];
            let gmina = own.gmina.map(|code| code.to_string());
            let out = json!({ "simc": own.code, "name": own.name, "gmina": gmina });
            unit(held, own, map(out))
        }
        Kind::Clusters => {
            let shape = &board.clusters[row];
            let gmina = shape.gmina.map(|code| code.to_string());
            json!({ "cluster_id": row + 1, "white": shape.members, "gmina": gmina })
        }
        Kind::Buildings => {
            let building = &frame.buildings[row];
            let address = building.address.map(|at| board.book.ids.get(at as usize));
            json!({
                "building_id": building.id,
                "name": building.name,
                "kind": building.kind.as_str(),
                "gmina": building.gmina.map(|code| code.to_string()),
                "address_id": address,
            })
        }
        Kind::Nodes => json!({ "node_id": board.verdicts.nodes[row].id }),
        Kind::Register(at) => {
            let served = served(held, at);
            served.map_or(Value::Null, |of| Value::Object(of.properties(&held.edition, row)))
        }
    }
}
