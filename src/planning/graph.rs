//! Lines to a graph of routes: split where lines meet and where addresses stand beside them.

use rayon::prelude::*;

use super::distances::{Adjacency, Components, find_components};
use super::rules::RoutingRules;
use super::snap::{Hit, LineIndex, cross, cross_counted};
use super::{Method, Surface};
use crate::model::Origin;
use crate::place::{Pl1992, ellipsoidal_m, line_length_mm};

/// A line along which a cable may be laid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its points.
    pub line: Vec<Pl1992>,
    /// How a cable is laid along it.
    pub method: Method,
    /// Its row.
    pub origin: Origin,
    /// Whether addresses stand beside it: a road.
    pub is_road: bool,
}

/// What is to be joined to the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Where it is.
    pub at: Pl1992,
    /// A node of a network, which becomes a vertex itself; else an address.
    pub is_root: bool,
}

/// How a stop is joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Joint {
    /// The vertex.
    pub node: u32,
    /// Length from the vertex to the stop that no route holds, in millimetres.
    pub lead_mm: u64,
}

/// How a stop may be joined: an address to each of several roads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joints {
    /// The nearest first; empty where no road is near enough.
    pub all: Vec<Joint>,
    /// Whether the nearest road of all is passed over, since it leads to no root.
    pub passes_nearest: bool,
}

/// An edge of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// One end.
    pub a: u32,
    /// The other end.
    pub b: u32,
    /// Length on the ellipsoid.
    pub length_mm: u64,
    /// How a cable is laid along it.
    pub method: Method,
    /// Roads and railways that it crosses without meeting them.
    pub crossings: u32,
    /// The row of its line.
    pub origin: Origin,
    /// Whether it is a part of a road; else of another line, or a link.
    pub is_road: bool,
    /// Its points from `a` to `b`.
    pub line: Vec<Pl1992>,
}

/// Vertices and routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteGraph {
    /// Positions of the vertices, ascending.
    pub nodes: Vec<Pl1992>,
    /// Routes, by line and along it.
    pub routes: Vec<Route>,
}

/// A place where a line is to be split: line, segment, place.
type Cut = (u32, u32, Pl1992);

fn num(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than 2^32 lines and vertices")
}

/// Ends that no other line shares, prolonged to where another line passes within the tolerance.
fn join_ends(ways: &mut [Way], join_m: f64) {
    let mut shared: Vec<Pl1992> = ways.iter().flat_map(|way| way.line.iter().copied()).collect();
    shared.par_sort_unstable();
    let uses =
        |at: &Pl1992| shared.partition_point(|p| p <= at) - shared.partition_point(|p| p < at);
    let index = LineIndex::new((0..).zip(ways.iter().map(|way| way.line.as_slice())));
    let mut cuts: Vec<Cut> = Vec::new();
    let mut longer: Vec<(usize, bool, Pl1992)> = Vec::new();
    for (position, way) in ways.iter().enumerate() {
        let ends = [(false, way.line.first()), (true, way.line.last())];
        for (is_last, end) in ends {
            let Some(end) = end.filter(|end| uses(end) == 1) else { continue };
            if let Some(hit) = index.nearest(*end, join_m, Some(num(position))) {
                cuts.push((hit.line, hit.segment, hit.at));
                longer.push((position, is_last, hit.at));
            }
        }
    }
    cut_lines(ways, cuts);
    for (position, is_last, to) in longer {
        let line = &mut ways[position].line;
        let place = if is_last { line.len() } else { 0 };
        line.insert(place, to);
        line.dedup();
    }
}

/// Puts the places into the lines as vertices.
fn cut_lines(ways: &mut [Way], mut cuts: Vec<Cut>) {
    cuts.sort_unstable();
    cuts.dedup();
    for of_way in cuts.chunk_by(|a, b| a.0 == b.0) {
        let line = &mut ways[of_way[0].0 as usize].line;
        let mut cut = Vec::with_capacity(line.len() + of_way.len());
        let mut rest = of_way;
        for (segment, from) in (0_u32..).zip(line.iter()) {
            let here = rest.iter().take_while(|cut| cut.1 == segment).count();
            let mut places: Vec<Pl1992> = rest[..here].iter().map(|cut| cut.2).collect();
            places.sort_unstable_by_key(|place| (from.distance_squared_mm2(*place), *place));
            rest = &rest[here..];
            cut.push(*from);
            cut.extend(places);
        }
        cut.dedup();
        *line = cut;
    }
}

/// Links from the ends and bends of lines other than roads to the nearest road, and which lines
/// they join.
fn links(
    ways: &[Way],
    roads: &LineIndex,
    rules: &RoutingRules,
    cuts: &mut Vec<Cut>,
) -> (Vec<Way>, Vec<(u32, u32)>) {
    let (mut made, mut pairs) = (Vec::new(), Vec::new());
    for (position, way) in ways.iter().enumerate().filter(|(_, way)| !way.is_road) {
        for place in &way.line {
            if let Some(hit) = roads.nearest(*place, rules.link_max_m, None) {
                cuts.push((hit.line, hit.segment, hit.at));
                pairs.push((num(position), hit.line));
                made.push(off_road(*place, hit.at, way.origin, rules.off_road));
            }
        }
    }
    (made, pairs)
}

fn off_road(from: Pl1992, to: Pl1992, origin: Origin, surface: Surface) -> Way {
    Way { line: vec![from, to], method: Method::Trench(surface), origin, is_road: false }
}

/// Parts of the lines, by those that share a vertex and those that links join.
fn parts_of(ways: &[Way], links: &[(u32, u32)]) -> Components {
    let of_way = |(position, way): (usize, &Way)| {
        way.line.iter().map(|place| (*place, num(position))).collect::<Vec<_>>()
    };
    let mut places: Vec<(Pl1992, u32)> = ways.iter().enumerate().flat_map(of_way).collect();
    places.par_sort_unstable();
    let shared = places.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    let shared = shared.map(|pair| (pair[0].1, pair[1].1));
    let pairs: Vec<(u32, u32)> = shared.chain(links.iter().copied()).collect();
    find_components(&Adjacency::new(ways.len(), pairs.iter().copied()))
}

/// Lines whose part a root is joined to.
fn lead_to_roots(parts: &Components, roots: &[Vec<Hit>]) -> Vec<bool> {
    let mut has_root = vec![false; parts.count as usize];
    for hit in roots.iter().flatten() {
        has_root[parts.of_node[hit.line as usize] as usize] = true;
    }
    parts.of_node.iter().map(|part| has_root[*part as usize]).collect()
}

/// Roads that an address may be joined to: all that lead to a root within the near distance;
/// where none does, all that do within twice that distance; then within the longest lead; where
/// none does, the nearest of all roads. The second value is whether the nearest road leads to no
/// root and is passed over.
///
/// One more road takes no choice away, but where it is the first one within one of these distances.
fn roads_of(
    at: Pl1992,
    roads: &LineIndex,
    leads: &[bool],
    rules: &RoutingRules,
) -> (Vec<Hit>, bool) {
    let mut hits = roads.near(at, rules.lead_max_m);
    let passes_nearest = hits.first().is_some_and(|hit| !leads[hit.line as usize]);
    hits.retain(|hit| leads[hit.line as usize]);
    if hits.is_empty() {
        return (roads.nearest(at, rules.snap_max_m, None).into_iter().collect(), false);
    }
    let is_within = |hit: &Hit, metres: f64| ellipsoidal_m(hit.at, at) <= metres;
    let reach = [rules.near_m, 2.0 * rules.near_m].into_iter().find(|m| is_within(&hits[0], *m));
    hits.retain(|hit| is_within(hit, reach.unwrap_or(rules.lead_max_m)));
    hits.dedup_by_key(|hit| hit.at);
    (hits, passes_nearest)
}

/// Lines that a root is joined to: the nearest line that is no road; and the nearest road, with the
/// nearest of each other part of the roads within the longest lead: a stray road beside a node takes
/// nothing away.
fn lines_of_root(
    at: Pl1992,
    [roads, lines]: [&LineIndex; 2],
    parts: &Components,
    rules: &RoutingRules,
) -> Vec<Hit> {
    let shared = lines.nearest(at, rules.link_max_m, None);
    let part = |hit: &Hit| parts.of_node[hit.line as usize];
    let mut near: Vec<Hit> = roads.nearest(at, rules.snap_max_m, None).into_iter().collect();
    for hit in roads.near(at, rules.lead_max_m) {
        if near.iter().all(|held| part(held) != part(&hit)) {
            near.push(hit);
        }
    }
    shared.into_iter().chain(near).collect()
}

/// A stop on its way into the graph: places that become vertices, and the lengths beyond them.
type Placed = (Vec<(Pl1992, u64)>, bool);

/// Where each stop joins.
fn join_stops(
    ways: &[Way],
    links: &[(u32, u32)],
    stops: &[Stop],
    rules: &RoutingRules,
    cuts: &mut Vec<Cut>,
    made: &mut Vec<Way>,
) -> Vec<Placed> {
    let index = |is_road: bool| {
        let some = ways.iter().enumerate().filter(move |(_, way)| way.is_road == is_road);
        LineIndex::new(some.map(|(p, way)| (num(p), way.line.as_slice())))
    };
    let (roads, lines) = (index(true), index(false));
    let roots = stops.iter().filter(|stop| stop.is_root);
    let parts = parts_of(ways, links);
    let of_root = |stop: &Stop| lines_of_root(stop.at, [&roads, &lines], &parts, rules);
    let roots: Vec<Vec<Hit>> = roots.map(of_root).collect();
    let leads = lead_to_roots(&parts, &roots);
    let hits = stops.par_iter().filter(|stop| !stop.is_root);
    let hits: Vec<_> = hits.map(|stop| roads_of(stop.at, &roads, &leads, rules)).collect();
    let (mut roots, mut hits) = (roots.into_iter(), hits.into_iter());
    let mut placed = Vec::with_capacity(stops.len());
    for stop in stops {
        let (hits, passes_nearest) = if stop.is_root {
            (roots.next().unwrap_or_default(), false)
        } else {
            hits.next().unwrap_or_default()
        };
        cuts.extend(hits.iter().map(|hit| (hit.line, hit.segment, hit.at)));
        let is_led =
            |hit: &Hit| !stop.is_root && ellipsoidal_m(hit.at, stop.at) <= rules.lead_max_m;
        let joined: Vec<(Pl1992, u64)> = hits
            .iter()
            .map(|hit| {
                if is_led(hit) {
                    return (hit.at, line_length_mm(&[hit.at, stop.at]));
                }
                let origin = ways[hit.line as usize].origin;
                made.push(off_road(hit.at, stop.at, origin, rules.off_road));
                (stop.at, 0)
            })
            .collect();
        placed.push((joined, passes_nearest));
    }
    placed
}

/// Vertices: ends of lines, places that two lines share, and places that were asked for.
fn vertices(ways: &[Way], asked: impl Iterator<Item = Pl1992>) -> Vec<Pl1992> {
    let mut places: Vec<(Pl1992, bool)> = Vec::new();
    for way in ways {
        let last = way.line.len() - 1;
        places.extend(way.line.iter().enumerate().map(|(i, place)| (*place, i == 0 || i == last)));
    }
    places.extend(asked.map(|place| (place, true)));
    places.par_sort_unstable();
    let groups = places.chunk_by(|a, b| a.0 == b.0);
    let is_vertex = |group: &&[(Pl1992, bool)]| group.len() > 1 || group[0].1;
    groups.filter(is_vertex).map(|group| group[0].0).collect()
}

/// How many railways a line crosses without meeting them and, where `roads` are given, roads: one
/// off the road cuts their carriageways, a road passes over or under them.
fn crossings(
    line: &[Pl1992],
    ways: &[Way],
    roads: Option<&LineIndex>,
    barriers: &[Vec<Pl1992>],
    rails: &LineIndex,
) -> u32 {
    let mut count = 0;
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let road = |(way, segment): &(u32, u32)| {
            let other = &ways[*way as usize].line[*segment as usize..];
            cross(a, b, other[0], other[1])
        };
        let rail = |(barrier, segment): &(u32, u32)| {
            let other = &barriers[*barrier as usize][*segment as usize..];
            cross_counted(a, b, other[0], other[1])
        };
        let around = roads.map(|roads| roads.around(a, b)).unwrap_or_default();
        let roads = around.iter().filter(|found| road(found)).count();
        count += num(roads + rails.around(a, b).iter().filter(|found| rail(found)).count());
    }
    count
}

/// Makes the graph of lines and joins the stops to it, in their order. `barriers` are lines that cost something to cross: railways.
pub fn build(
    mut ways: Vec<Way>,
    barriers: &[Vec<Pl1992>],
    stops: &[Stop],
    rules: &RoutingRules,
) -> (RouteGraph, Vec<Joints>) {
    for way in &mut ways {
        way.line.dedup();
    }
    ways.retain(|way| way.line.len() > 1);
    join_ends(&mut ways, rules.join_m);
    let roads = ways.iter().enumerate().filter(|(_, way)| way.is_road);
    let roads = LineIndex::new(roads.map(|(p, way)| (num(p), way.line.as_slice())));
    let mut cuts = Vec::new();
    let (mut made, pairs) = links(&ways, &roads, rules, &mut cuts);
    let placed = join_stops(&ways, &pairs, stops, rules, &mut cuts, &mut made);
    cut_lines(&mut ways, cuts.clone());
    made.retain(|way| way.line[0] != way.line[1]);
    ways.extend(made);
    ways.retain(|way| way.line.len() > 1);
    let asked = placed.iter().flat_map(|placed| placed.0.iter().map(|joint| joint.0));
    let asked = asked.chain(cuts.iter().map(|cut| cut.2));
    let nodes = vertices(&ways, asked);
    let at = |place: &Pl1992| nodes.binary_search(place).ok().map(num);
    let index = ways.iter().enumerate().filter(|(_, way)| way.is_road);
    let index = LineIndex::new(index.map(|(p, way)| (num(p), way.line.as_slice())));
    let rails = LineIndex::new((0..).zip(barriers.iter().map(Vec::as_slice)));
    let split = |way: &Way| {
        let mut routes = Vec::new();
        let mut from = 0;
        for (position, place) in way.line.iter().enumerate().skip(1) {
            let Some(b) = at(place) else { continue };
            let line = way.line[from..=position].to_vec();
            from = position;
            let a = at(&line[0]).expect("a route begins at a vertex");
            let crossings = match way.method {
                Method::Trench(_) => {
                    let roads = (!way.is_road).then_some(&index);
                    crossings(&line, &ways, roads, barriers, &rails)
                }
                Method::Duct | Method::Aerial | Method::ExistingLine => 0,
            };
            let (method, origin, is_road) = (way.method, way.origin, way.is_road);
            let length_mm = line_length_mm(&line);
            routes.push(Route { a, b, length_mm, method, crossings, origin, is_road, line });
        }
        routes
    };
    let routes = ways.par_iter().flat_map_iter(split).collect();
    let joints = placed.into_iter().map(|(places, passes_nearest)| {
        let joint = |(place, lead_mm)| Some(Joint { node: at(&place)?, lead_mm });
        let mut all: Vec<Joint> = places.into_iter().filter_map(joint).collect();
        // A root stands where its line and its road meet in it.
        all.dedup();
        Joints { all, passes_nearest }
    });
    let joints = joints.collect();
    (RouteGraph { nodes, routes }, joints)
}
