//! Lines to a graph of routes: split where lines meet and where addresses stand beside them.

use rayon::prelude::*;

use super::rules::RoutingRules;
use super::snap::{LineIndex, cross, cross_counted};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joint {
    /// The vertex.
    pub node: u32,
    /// Length from the vertex to the stop that no route holds, in millimetres.
    pub lead_mm: u64,
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

/// Ends that no other line shares, moved to where another line passes within the tolerance.
fn join_ends(ways: &mut [Way], join_m: f64) {
    let mut shared: Vec<Pl1992> = ways.iter().flat_map(|way| way.line.iter().copied()).collect();
    shared.par_sort_unstable();
    let uses =
        |at: &Pl1992| shared.partition_point(|p| p <= at) - shared.partition_point(|p| p < at);
    let index = LineIndex::new((0..).zip(ways.iter().map(|way| way.line.as_slice())));
    let mut cuts: Vec<Cut> = Vec::new();
    let mut moved: Vec<(usize, bool, Pl1992)> = Vec::new();
    for (position, way) in ways.iter().enumerate() {
        let ends = [(false, way.line.first()), (true, way.line.last())];
        for (is_last, end) in ends {
            let Some(end) = end.filter(|end| uses(end) == 1) else { continue };
            if let Some(hit) = index.nearest(*end, join_m, Some(num(position))) {
                cuts.push((hit.line, hit.segment, hit.at));
                moved.push((position, is_last, hit.at));
            }
        }
    }
    cut_lines(ways, cuts);
    for (position, is_last, to) in moved {
        let line = &mut ways[position].line;
        let end = if is_last { line.last_mut() } else { line.first_mut() };
        *end.expect("lines have two points") = to;
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

/// Links from the ends and bends of lines other than roads to the nearest road.
fn links(ways: &[Way], roads: &LineIndex, rules: &RoutingRules, cuts: &mut Vec<Cut>) -> Vec<Way> {
    let mut made = Vec::new();
    for way in ways.iter().filter(|way| !way.is_road) {
        for place in &way.line {
            if let Some(hit) = roads.nearest(*place, rules.link_max_m, None) {
                cuts.push((hit.line, hit.segment, hit.at));
                made.push(off_road(*place, hit.at, way.origin, rules.off_road));
            }
        }
    }
    made
}

fn off_road(from: Pl1992, to: Pl1992, origin: Origin, surface: Surface) -> Way {
    Way { line: vec![from, to], method: Method::Trench(surface), origin, is_road: false }
}

/// Where each stop joins: the place that becomes a vertex, and the length beyond it.
fn join_stops(
    ways: &[Way],
    roads: &LineIndex,
    stops: &[Stop],
    rules: &RoutingRules,
    cuts: &mut Vec<Cut>,
    made: &mut Vec<Way>,
) -> Vec<Option<(Pl1992, u64)>> {
    let hits: Vec<_> =
        stops.par_iter().map(|stop| roads.nearest(stop.at, rules.snap_max_m, None)).collect();
    let others = ways.iter().enumerate().filter(|(_, way)| !way.is_road);
    let lines = LineIndex::new(others.map(|(p, way)| (num(p), way.line.as_slice())));
    let mut joints = Vec::with_capacity(stops.len());
    for (stop, hit) in stops.iter().zip(hits) {
        let shared = Some(stop.at).filter(|_| stop.is_root);
        let shared = shared.and_then(|at| lines.nearest(at, rules.link_max_m, None));
        for place in shared.iter().chain(&hit) {
            cuts.push((place.line, place.segment, place.at));
        }
        let mut link = |place: &super::snap::Hit| {
            let origin = ways[place.line as usize].origin;
            made.push(off_road(place.at, stop.at, origin, rules.off_road));
        };
        let far = |at| ellipsoidal_m(at, stop.at) > rules.lead_max_m;
        joints.push(if stop.is_root {
            shared.iter().chain(&hit).for_each(&mut link);
            (shared.is_some() || hit.is_some()).then_some((stop.at, 0))
        } else {
            hit.map(|hit| {
                if far(hit.at) {
                    link(&hit);
                    (stop.at, 0)
                } else {
                    (hit.at, line_length_mm(&[hit.at, stop.at]))
                }
            })
        });
    }
    joints
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

/// How many roads and railways a line crosses without meeting them.
fn crossings(
    line: &[Pl1992],
    ways: &[Way],
    index: &LineIndex,
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
        let roads = index.around(a, b).iter().filter(|found| road(found)).count();
        count += num(roads + rails.around(a, b).iter().filter(|found| rail(found)).count());
    }
    count
}

/// Makes the graph of lines and joins the stops to it, in their order; `None` for a stop that
/// no line reaches. `barriers` are lines that cost something to cross: railways.
pub fn build(
    mut ways: Vec<Way>,
    barriers: &[Vec<Pl1992>],
    stops: &[Stop],
    rules: &RoutingRules,
) -> (RouteGraph, Vec<Option<Joint>>) {
    for way in &mut ways {
        way.line.dedup();
    }
    ways.retain(|way| way.line.len() > 1);
    join_ends(&mut ways, rules.join_m);
    let roads = ways.iter().enumerate().filter(|(_, way)| way.is_road);
    let roads = LineIndex::new(roads.map(|(p, way)| (num(p), way.line.as_slice())));
    let mut cuts = Vec::new();
    let mut made = links(&ways, &roads, rules, &mut cuts);
    let joints = join_stops(&ways, &roads, stops, rules, &mut cuts, &mut made);
    cut_lines(&mut ways, cuts.clone());
    made.retain(|way| way.line[0] != way.line[1]);
    ways.extend(made);
    ways.retain(|way| way.line.len() > 1);
    let asked = joints.iter().flatten().map(|joint| joint.0).chain(cuts.iter().map(|c| c.2));
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
                Method::Trench(_) => crossings(&line, &ways, &index, barriers, &rails),
                Method::Duct | Method::Aerial | Method::ExistingLine => 0,
            };
            let (method, origin, is_road) = (way.method, way.origin, way.is_road);
            let length_mm = line_length_mm(&line);
            routes.push(Route { a, b, length_mm, method, crossings, origin, is_road, line });
        }
        routes
    };
    let routes = ways.par_iter().flat_map_iter(split).collect();
    let joint = |place: Option<(Pl1992, u64)>| {
        let (place, lead_mm) = place?;
        Some(Joint { node: at(&place)?, lead_mm })
    };
    let joints = joints.into_iter().map(joint).collect();
    (RouteGraph { nodes, routes }, joints)
}
