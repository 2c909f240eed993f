//! Lines to a graph of routes: split where lines meet and where addresses stand beside them.

use rayon::prelude::*;

use super::Method;
use super::joining::{Surroundings, crossings};
use super::links::{join_beside, join_ends, link_lines};
use super::rules::RoutingRules;
use super::snap::LineIndex;
use crate::model::Origin;
use crate::place::{Pl1992, line_length_mm};

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
    /// Whether it is a trench from a node, an address or another line to a road that is not its
    /// nearest: a choice of the plan that lengths of ways do not use.
    pub is_spare: bool,
    /// Which trench of a house it is, from 1: it ends at a vertex of its own, whatever else is at that
    /// place. 0: its end is a place as others.
    pub of_house: u32,
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
    /// The vertex of the road where the trench to `node` begins; `node` itself where there is none.
    pub foot: u32,
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
    /// Railways, motorways and expressways that it crosses without meeting them.
    pub crossings: u32,
    /// The row of its line.
    pub origin: Origin,
    /// Whether it is a part of a road; else of another line, or a link.
    pub is_road: bool,
    /// Whether it leads from a node, an address or another line to a road that is not its nearest.
    pub is_spare: bool,
    /// Its points from `a` to `b`.
    pub line: Vec<Pl1992>,
}

/// Vertices and routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteGraph {
    /// Positions of the vertices, ascending; several of one house are at one place.
    pub nodes: Vec<Pl1992>,
    /// Routes, by line and along it.
    pub routes: Vec<Route>,
}

/// A place where a line is to be split: line, segment, place.
pub(super) type Cut = (u32, u32, Pl1992);

pub(super) fn num(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than 2^32 lines and vertices")
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

/// What tells a vertex from others: its place, and which trench of the house there ends at it, from
/// 1; 0 is shared by all else at that place.
pub(super) type Spot = (Pl1992, u32);

impl Way {
    /// One of its points.
    fn spot(&self, position: usize) -> Spot {
        let is_last = position + 1 == self.line.len();
        (self.line[position], if is_last { self.of_house } else { 0 })
    }
}

/// Vertices: ends of lines, places that two lines share, and places that were asked for.
fn vertices(ways: &[Way], asked: impl Iterator<Item = Spot>) -> Vec<Spot> {
    let mut places: Vec<(Spot, bool)> = Vec::new();
    for way in ways {
        let last = way.line.len() - 1;
        places.extend((0..=last).map(|i| (way.spot(i), i == 0 || i == last)));
    }
    places.extend(asked.map(|place| (place, true)));
    places.par_sort_unstable();
    let groups = places.chunk_by(|a, b| a.0 == b.0);
    let is_vertex = |group: &&[(Spot, bool)]| group.len() > 1 || group[0].1;
    groups.filter(is_vertex).map(|group| group[0].0).collect()
}

/// Makes the graph of lines and joins the stops to it, in their order. `barriers` are lines that
/// cost something to cross: railways, motorways, expressways.
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
    let mut cuts = Vec::new();
    let mut links = join_ends(&ways, rules.join_m, &mut cuts);
    link_lines(&ways, rules, &mut links, &mut cuts);
    join_beside(&ways, stops, rules.trench_max_m, &mut links, &mut cuts);
    let mut made = links.made;
    let placed =
        Surroundings::new(&ways, &links.pairs, barriers, rules).join(stops, &mut cuts, &mut made);
    cut_lines(&mut ways, cuts.clone());
    made.retain(|way| way.line[0] != way.line[1]);
    ways.extend(made);
    ways.retain(|way| way.line.len() > 1);
    let asked = placed.iter().flat_map(|placed| placed.ends.iter().map(|end| end.0));
    let asked = asked.chain(cuts.iter().map(|cut| (cut.2, 0)));
    let nodes = vertices(&ways, asked);
    let at = |spot: &Spot| nodes.binary_search(spot).ok().map(num);
    let rails = LineIndex::new((0..).zip(barriers.iter().map(Vec::as_slice)));
    let split = |way: &Way| {
        let mut routes = Vec::new();
        let mut from = 0;
        for position in 1..way.line.len() {
            let Some(b) = at(&way.spot(position)) else { continue };
            let line = way.line[from..=position].to_vec();
            from = position;
            let a = at(&(line[0], 0)).expect("a route begins at a vertex");
            let crossings = match way.method {
                Method::Trench(_) => crossings(&line, barriers, &rails),
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
    let joints = placed.into_iter().map(|placed| {
        let joint =
            |(end, lead_mm, foot)| Some(Joint { node: at(&end)?, lead_mm, foot: at(&(foot, 0))? });
        let mut all: Vec<Joint> = placed.ends.into_iter().filter_map(joint).collect();
        // A root stands where its line and its road meet in it.
        all.dedup();
        Joints { all, passes_nearest: placed.passes_nearest }
    });
    let joints = joints.collect();
    (RouteGraph { nodes: nodes.into_iter().map(|spot| spot.0).collect(), routes }, joints)
}
