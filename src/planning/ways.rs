//! Lines and nodes of a world that take part in a plan.

use geo_types::{Geometry, LineString};

use super::Method;
use super::graph::Way;
use super::rules::RoutingRules;
use crate::model::{Layer, World};
use crate::place::Pl1992;
use crate::sources::Dictionary;

/// How a row of a layer would be built along.
type MethodOf<'a> = dyn Fn(&Layer, usize) -> Option<Method> + 'a;

/// Which existing infrastructure a plan may use at its lower price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reuse {
    /// None.
    None,
    /// What its register says is open: ducts that are open or given on request, cable lines with
    /// fibres for sharing.
    #[default]
    Confirmed,
    /// Also what is not known to be closed: ducts of unknown state, cable lines in ducts and on
    /// poles.
    Possible,
}

impl Reuse {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Confirmed, Self::Possible];

    /// Name in options and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Confirmed => "confirmed",
            Self::Possible => "possible",
        }
    }
}

/// A rectangle of the map in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// South-western corner.
    pub least: Pl1992,
    /// North-eastern corner.
    pub most: Pl1992,
}

impl Window {
    /// Around points, and a margin in metres about them; `None` without points.
    pub fn around(points: impl Iterator<Item = Pl1992>, margin_m: f64) -> Option<Self> {
        let mut corners: Option<[i32; 4]> = None;
        for point in points {
            let (e, n) = (point.easting_mm(), point.northing_mm());
            let held = corners.unwrap_or([e, n, e, n]);
            corners = Some([held[0].min(e), held[1].min(n), held[2].max(e), held[3].max(n)]);
        }
        // A margin of some kilometres is far below 2^31 mm.
        #[allow(clippy::cast_possible_truncation)]
        let margin = (margin_m * 1000.0) as i32;
        corners.map(|[west, south, east, north]| Self {
            least: Pl1992::from_millimetres(
                west.saturating_sub(margin),
                south.saturating_sub(margin),
            ),
            most: Pl1992::from_millimetres(
                east.saturating_add(margin),
                north.saturating_add(margin),
            ),
        })
    }

    /// Whether a point lies in it, the border included.
    pub fn holds(&self, point: Pl1992) -> bool {
        (self.least.easting_mm()..=self.most.easting_mm()).contains(&point.easting_mm())
            && (self.least.northing_mm()..=self.most.northing_mm()).contains(&point.northing_mm())
    }

    /// Whether the box of a line meets it.
    fn meets(&self, line: &[Pl1992]) -> bool {
        Self::around(line.iter().copied(), 0.0).is_some_and(|b| {
            b.least.easting_mm() <= self.most.easting_mm()
                && b.most.easting_mm() >= self.least.easting_mm()
                && b.least.northing_mm() <= self.most.northing_mm()
                && b.most.northing_mm() >= self.least.northing_mm()
        })
    }
}

/// Lines of a row that meet the window.
fn lines_of(layer: &Layer, row: usize, window: &Window) -> Vec<Vec<Pl1992>> {
    let points = |line: &LineString| -> Vec<Pl1992> {
        line.0.iter().filter_map(|at| Pl1992::from_metres(at.x, at.y)).collect()
    };
    let mut lines = match layer.geometry(row) {
        Some(Geometry::LineString(line)) => vec![points(&line)],
        Some(Geometry::Line(line)) => vec![points(&LineString::from(vec![line.start, line.end]))],
        Some(Geometry::MultiLineString(parts)) => parts.iter().map(points).collect(),
        _ => Vec::new(),
    };
    lines.retain(|line| line.len() > 1 && window.meets(line));
    lines
}

/// Method by which a line of ducts or poles may be used.
fn duct_method(layer: &Layer, row: usize, reuse: Reuse) -> Option<Method> {
    let method = match layer.text("kind", row)? {
        "technological_channel" | "cable_duct" | "microduct" => Method::Duct,
        "telecom_poles" | "power_poles" => Method::Aerial,
        _ => return None,
    };
    let is_usable = match layer.text("access", row) {
        Some("full" | "closed") => false,
        // Whatever its access, nothing is free in it.
        _ if method == Method::Duct && layer.integer("ways_free", row) == Some(0) => false,
        Some("open" | "on_request") => reuse != Reuse::None,
        _ => reuse == Reuse::Possible,
    };
    is_usable.then_some(method)
}

/// Method by which a cable line of another network may be used.
fn cable_method(layer: &Layer, row: usize, reuse: Reuse) -> Option<Method> {
    let fibres = layer.integer("fibres_for_sharing", row).unwrap_or(0);
    if fibres > 0 && reuse != Reuse::None {
        return Some(Method::ExistingLine);
    }
    match Dictionary::code_of("pit-cable-kind", layer.text("kind", row))? {
        "duct" | "technological_channel" if reuse == Reuse::Possible => Some(Method::Duct),
        "telecom_poles" | "power_poles" if reuse == Reuse::Possible => Some(Method::Aerial),
        _ => None,
    }
}

/// Roads, ducts, poles and cable lines that meet the window; how many rows of roads are closed
/// to cables.
pub fn ways_of(
    world: &World,
    window: &Window,
    reuse: Reuse,
    rules: &RoutingRules,
) -> (Vec<Way>, usize) {
    let mut ways = Vec::new();
    let mut closed = 0;
    let road = |layer: &Layer, row: usize| {
        let surface = Dictionary::code_of("road-surface", layer.text("surface", row));
        rules.road(class_of(layer, row), surface).map(Method::Trench)
    };
    let duct = |layer: &Layer, row: usize| duct_method(layer, row, reuse);
    let cable = |layer: &Layer, row: usize| cable_method(layer, row, reuse);
    let kinds: [(&str, &MethodOf<'_>); 3] =
        [("roads", &road), ("ducts", &duct), ("pit-cable-lines", &cable)];
    for (register, method_of) in kinds {
        let Some(layer) = world.layer(register) else { continue };
        let is_road = register == "roads";
        for row in 0..layer.n_rows() {
            let method = method_of(layer, row);
            if method.is_none() && !is_road {
                continue;
            }
            let lines = lines_of(layer, row, window);
            let Some(method) = method else {
                closed += usize::from(!lines.is_empty());
                continue;
            };
            let origin = layer.origin(row);
            ways.extend(lines.into_iter().map(|line| Way {
                line,
                method,
                origin,
                is_road,
                is_spare: false,
                of_house: 0,
            }));
        }
    }
    ways.sort_by_key(|way| (!way.is_road, way.origin));
    (ways, closed)
}

/// Railways, motorways and expressways that meet the window.
pub fn barriers_of(world: &World, window: &Window, rules: &RoutingRules) -> Vec<Vec<Pl1992>> {
    let rails = world.layer("rail").into_iter();
    let rails = rails.flat_map(|layer| (0..layer.n_rows()).map(move |row| (layer, row)));
    let roads = world.layer("roads").into_iter();
    let roads = roads.flat_map(|layer| (0..layer.n_rows()).map(move |row| (layer, row)));
    let roads = roads.filter(|(layer, row)| rules.is_barrier(class_of(layer, *row)));
    rails.chain(roads).flat_map(|(layer, row)| lines_of(layer, row, window)).collect()
}

/// Code of the class of a road.
fn class_of(layer: &Layer, row: usize) -> Option<&'static str> {
    Dictionary::code_of("road-class", layer.text("class", row))
}

/// Whether a node works over fibre, alone or among other media; `None` where it does not say.
fn is_fibre(layer: &Layer, row: usize) -> Option<bool> {
    let mut media = layer.text("medium", row)?.split(';');
    Some(media.any(|medium| Dictionary::code_of("pit-medium", Some(medium)) == Some(FIBRE)))
}

/// Nodes of networks from which a plan may grow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nodes {
    /// Identifiers and places, by identifier; those whose medium is not known are taken for fibre.
    pub roots: Vec<(String, Pl1992)>,
    /// How many of them do not say their medium.
    pub unknown: usize,
    /// Nodes that work over other media only.
    pub other: usize,
}

/// Nodes of networks in the window.
pub fn nodes_of(world: &World, window: &Window) -> Nodes {
    let registers = ["nodes-table", "pit-nodes", "pit-flexibility-points"];
    let (mut found, mut other) = (Vec::new(), 0);
    for layer in registers.iter().filter_map(|register| world.layer(register)) {
        for row in 0..layer.n_rows() {
            let place = layer.position(row).filter(|at| window.holds(*at));
            let Some((id, place)) = layer.text("id", row).zip(place) else { continue };
            match is_fibre(layer, row) {
                Some(false) => other += 1,
                // Of two rows about one node that which says its medium stands.
                medium => found.push((id.to_owned(), place, medium.is_none())),
            }
        }
    }
    found.sort();
    found.dedup_by(|a, b| (&a.0, a.1) == (&b.0, b.1));
    let unknown = found.iter().filter(|node| node.2).count();
    Nodes { roots: found.into_iter().map(|(id, at, _)| (id, at)).collect(), unknown, other }
}

/// Code of fibre in the dictionary of media.
const FIBRE: &str = "fibre";
