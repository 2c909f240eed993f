//! Lines to a graph of routes: split where lines meet and where addresses stand beside them.

use rayon::prelude::*;

use super::distances::{Adjacency, Components, find_components};
use super::ends::Ends;
use super::rules::RoutingRules;
use super::snap::{Hit, LineIndex, cross_counted, cross_road};
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
    /// Whether it is a trench from a node or an address to a road that is not its nearest: a choice
    /// of the plan that lengths of ways do not use.
    pub is_spare: bool,
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
    /// Whether it leads from a node or an address to a road that is not its nearest.
    pub is_spare: bool,
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

/// The nearest hit in each part of the lines, in the order of the hits.
fn nearest_of_parts(hits: impl IntoIterator<Item = Hit>, parts: &Components) -> Vec<Hit> {
    let part = |hit: &Hit| parts.of_node[hit.line as usize];
    let mut kept: Vec<Hit> = Vec::new();
    for hit in hits {
        if kept.iter().all(|held| part(held) != part(&hit)) {
            kept.push(hit);
        }
    }
    kept
}

/// Links from the ends and bends of lines other than roads to the nearest road of each part of the
/// lines within reach, and which lines they join.
fn links(
    ways: &[Way],
    roads: &LineIndex,
    rules: &RoutingRules,
    cuts: &mut Vec<Cut>,
) -> (Vec<Way>, Vec<(u32, u32)>) {
    let (mut made, mut pairs) = (Vec::new(), Vec::new());
    let parts = parts_of(ways, &[]);
    for (position, way) in ways.iter().enumerate().filter(|(_, way)| !way.is_road) {
        for place in &way.line {
            for hit in nearest_of_parts(roads.near(*place, rules.link_max_m), &parts) {
                cuts.push((hit.line, hit.segment, hit.at));
                pairs.push((num(position), hit.line));
                made.push(off_road(*place, hit.at, way.origin, rules.off_road));
            }
        }
    }
    (made, pairs)
}

fn off_road(from: Pl1992, to: Pl1992, origin: Origin, surface: Surface) -> Way {
    let (line, method) = (vec![from, to], Method::Trench(surface));
    Way { line, method, origin, is_road: false, is_spare: false }
}

fn as_spare(way: Way) -> Way {
    Way { is_spare: true, ..way }
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

/// What a stop is joined to.
#[derive(Default)]
struct Found {
    /// Lines that it is joined to by leads or, where they are too far, by trenches of its own.
    hits: Vec<Hit>,
    /// Roads to which trenches of its own are choices of the plan.
    spare: Vec<Hit>,
    /// Whether the nearest road of all is passed over, since it leads to no root.
    passes_nearest: bool,
}

/// Lines whose part a root is joined to.
fn lead_to_roots(parts: &Components, roots: &[Found]) -> Vec<bool> {
    let mut has_root = vec![false; parts.count as usize];
    for hit in roots.iter().flat_map(|root| &root.hits) {
        has_root[parts.of_node[hit.line as usize] as usize] = true;
    }
    parts.of_node.iter().map(|part| has_root[*part as usize]).collect()
}

/// What stops are joined to.
struct Surroundings<'a> {
    ways: &'a [Way],
    rules: &'a RoutingRules,
    roads: LineIndex,
    /// Roads of parts that are no stray ones.
    long: LineIndex,
    /// Lines that are no roads.
    lines: LineIndex,
    barriers: &'a [Vec<Pl1992>],
    rails: LineIndex,
    parts: Components,
}

/// More than how much longer a length may be in the plane than on the ellipsoid.
const STRETCHED: f64 = 1.002;

impl<'a> Surroundings<'a> {
    fn new(
        ways: &'a [Way],
        links: &[(u32, u32)],
        barriers: &'a [Vec<Pl1992>],
        rules: &'a RoutingRules,
    ) -> Self {
        let index = |is_road: bool| lines_where(ways, |_, way| way.is_road == is_road);
        let rails = LineIndex::new((0..).zip(barriers.iter().map(Vec::as_slice)));
        let (roads, lines, parts) = (index(true), index(false), parts_of(ways, links));
        let mut road_mm = vec![0_u64; parts.count as usize];
        for (line, way) in ways.iter().enumerate().filter(|(_, way)| way.is_road) {
            road_mm[parts.of_node[line] as usize] += line_length_mm(&way.line);
        }
        let is_long = |line: usize| road_mm[parts.of_node[line] as usize] >= rules.stray_mm();
        let long = lines_where(ways, |line, way| way.is_road && is_long(line));
        Self { ways, rules, roads, long, lines, barriers, rails, parts }
    }

    /// The nearest of some lines that is near enough to be joined at all.
    fn nearest(&self, lines: &LineIndex, at: Pl1992) -> Option<Hit> {
        lines.nearest(at, self.rules.snap_max_m, None)
    }

    /// Roads within a distance on the ellipsoid, the nearest first.
    fn roads_within(&self, at: Pl1992, metres: f64) -> Vec<Hit> {
        let mut hits = self.roads.near(at, STRETCHED * metres);
        hits.retain(|hit| ellipsoidal_m(hit.at, at) <= metres);
        hits
    }

    /// What a root is joined to: the nearest line that is no road, and the nearest road of a part
    /// that is no stray one, with the nearest of each other part of the lines within the longest
    /// lead or, where no road is so near, within the longest trench of its own. Trenches to all
    /// other roads so near are choices.
    fn of_root(&self, at: Pl1992) -> Found {
        let shared = self.lines.nearest(at, self.rules.link_max_m, None);
        let nearest = self.nearest(&self.long, at).or_else(|| self.nearest(&self.roads, at));
        let mut spare = self.roads_within(at, self.rules.lead_max_m);
        if spare.is_empty() {
            spare = self.roads_within(at, self.rules.trench_max_m);
        }
        let roads = nearest_of_parts(nearest.into_iter().chain(spare.iter().copied()), &self.parts);
        spare.retain(|hit| roads.iter().all(|held| held.at != hit.at));
        let hits = shared.into_iter().chain(roads).collect();
        Found { hits, spare: at_once(spare), passes_nearest: false }
    }

    /// What an address is joined to: by leads to all roads that lead to a root within the near
    /// distance; where none does, to all that do within the distance of what is set back, then
    /// within the longest lead, but for leads across a railway other than the shortest; where there
    /// is none, by trenches of its own to all that do within the longest trench. Where none does, to the
    /// nearest road within the longest lead, which then leads to no root; else to the nearest of a
    /// part that is no stray one, else to the nearest of all.
    ///
    /// One more road takes no choice away, but where it is the first one within one of these
    /// distances, or the nearest beyond them.
    fn of_address(&self, at: Pl1992, leads: &[bool]) -> Found {
        let near = self.roads_within(at, self.rules.lead_max_m);
        let nearest_of_all = near.first().copied().or_else(|| self.nearest(&self.roads, at));
        let leads_from = |hit: &Hit| leads[hit.line as usize];
        let passes_nearest = nearest_of_all.is_some_and(|hit| !leads_from(&hit));
        let leading = |hits: &[Hit]| -> Vec<Hit> {
            hits.iter().filter(|hit| leads_from(hit)).copied().collect()
        };
        let mut hits = leading(&near);
        if let Some(first) = hits.first().copied() {
            let is_within = |hit: &Hit, metres: f64| ellipsoidal_m(hit.at, at) <= metres;
            let tiers = [self.rules.near_m, self.rules.set_back_m].into_iter();
            let tier = tiers.chain([self.rules.lead_max_m]).find(|m| is_within(&first, *m));
            hits.retain(|hit| tier.is_some_and(|metres| is_within(hit, metres)));
            hits.retain(|hit| *hit == first || self.railways(hit.at, at) == 0);
            return Found { hits: at_once(hits), spare: Vec::new(), passes_nearest };
        }
        let mut far = at_once(leading(&self.roads_within(at, self.rules.trench_max_m))).into_iter();
        if let Some(first) = far.next() {
            return Found { hits: vec![first], spare: far.collect(), passes_nearest };
        }
        let nearest = near.first().copied().or_else(|| self.nearest(&self.long, at));
        let hits: Vec<Hit> = nearest.or(nearest_of_all).into_iter().collect();
        let passes_nearest = passes_nearest && hits.iter().any(leads_from);
        Found { hits, spare: Vec::new(), passes_nearest }
    }

    /// How many railways lie between two places.
    fn railways(&self, a: Pl1992, b: Pl1992) -> usize {
        let found = self.rails.around(a, b).into_iter();
        let is_crossed = |(barrier, segment): &(u32, u32)| {
            let rail = &self.barriers[*barrier as usize][*segment as usize..];
            cross_counted(a, b, rail[0], rail[1])
        };
        found.filter(is_crossed).count()
    }

    /// Where each stop joins, with the places that lines are cut at, and trenches off the road.
    fn join(&self, stops: &[Stop], cuts: &mut Vec<Cut>, made: &mut Vec<Way>) -> Vec<Placed> {
        let roots = stops.par_iter().filter(|stop| stop.is_root);
        let roots: Vec<Found> = roots.map(|stop| self.of_root(stop.at)).collect();
        let leads = lead_to_roots(&self.parts, &roots);
        let addresses = stops.par_iter().filter(|stop| !stop.is_root);
        let addresses: Vec<_> = addresses.map(|stop| self.of_address(stop.at, &leads)).collect();
        let (mut roots, mut addresses) = (roots.into_iter(), addresses.into_iter());
        let mut placed = Vec::with_capacity(stops.len());
        let mut own = Ends::new(stops.iter().map(|stop| stop.at));
        for stop in stops {
            let found = if stop.is_root { roots.next() } else { addresses.next() };
            let Found { hits, spare, passes_nearest } = found.expect("each stop was looked for");
            let all = hits.iter().chain(&spare);
            cuts.extend(all.map(|hit| (hit.line, hit.segment, hit.at)));
            let trench = |hit: &Hit, end: Pl1992| {
                let origin = self.ways[hit.line as usize].origin;
                off_road(hit.at, end, origin, self.rules.off_road)
            };
            let is_led = |hit: &Hit| {
                !stop.is_root && ellipsoidal_m(hit.at, stop.at) <= self.rules.lead_max_m
            };
            let mut one = |hit: &Hit| {
                if is_led(hit) {
                    return (hit.at, line_length_mm(&[hit.at, stop.at]));
                }
                made.push(trench(hit, stop.at));
                (stop.at, 0)
            };
            let mut ends: Vec<(Pl1992, u64)> = hits.iter().map(&mut one).collect();
            if stop.is_root {
                made.extend(spare.iter().map(|hit| trench(hit, stop.at)).map(as_spare));
            } else {
                let apart = own.of(stop.at, spare.len());
                let trenches = spare.iter().zip(&apart).map(|(hit, end)| trench(hit, *end));
                made.extend(trenches.map(as_spare));
                ends.extend(apart.into_iter().map(|end| (end, 0)));
            }
            placed.push((ends, passes_nearest));
        }
        placed
    }
}

/// Of roads that are equally near at one place, one; the nearest first.
fn at_once(mut hits: Vec<Hit>) -> Vec<Hit> {
    let mut seen = std::collections::BTreeSet::new();
    hits.retain(|hit| seen.insert(hit.at));
    hits
}

/// An index of some lines.
fn lines_where(ways: &[Way], is_wanted: impl Fn(usize, &Way) -> bool) -> LineIndex {
    let some = ways.iter().enumerate().filter(|(line, way)| is_wanted(*line, way));
    LineIndex::new(some.map(|(line, way)| (num(line), way.line.as_slice())))
}

/// A stop on its way into the graph: places that become vertices, and the lengths beyond them.
type Placed = (Vec<(Pl1992, u64)>, bool);

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
            cross_road(a, b, &ways[*way as usize].line, *segment as usize)
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

/// Makes the graph of lines and joins the stops to it, in their order. `barriers` are lines that
/// cost something to cross: railways.
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
    let roads = lines_where(&ways, |_, way| way.is_road);
    let mut cuts = Vec::new();
    let (mut made, pairs) = links(&ways, &roads, rules, &mut cuts);
    let placed =
        Surroundings::new(&ways, &pairs, barriers, rules).join(stops, &mut cuts, &mut made);
    cut_lines(&mut ways, cuts.clone());
    made.retain(|way| way.line[0] != way.line[1]);
    ways.extend(made);
    ways.retain(|way| way.line.len() > 1);
    let asked = placed.iter().flat_map(|placed| placed.0.iter().map(|joint| joint.0));
    let asked = asked.chain(cuts.iter().map(|cut| cut.2));
    let nodes = vertices(&ways, asked);
    let at = |place: &Pl1992| nodes.binary_search(place).ok().map(num);
    let index = lines_where(&ways, |_, way| way.is_road);
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
            let Way { method, origin, is_road, is_spare, .. } = *way;
            let length_mm = line_length_mm(&line);
            let route =
                Route { a, b, length_mm, method, crossings, origin, is_road, is_spare, line };
            routes.push(route);
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
