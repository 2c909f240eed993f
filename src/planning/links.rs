//! Where lines meet that share no vertex: ends that miss a line by little, and links between roads
//! and lines of other kinds.
//!
//! Every line within the distance is met, whatever else is there, so that one more road takes no
//! way from any network.

use rayon::prelude::*;

use super::distances::{Adjacency, Components, find_components};
use super::graph::{Cut, Stop, Way, num};
use super::rules::RoutingRules;
use super::snap::{Hit, LineIndex};
use super::{Method, Surface};
use crate::model::Origin;
use crate::place::Pl1992;

/// What joins lines.
#[derive(Default)]
pub struct Links {
    /// Short ways from place to place.
    pub made: Vec<Way>,
    /// The lines that they join.
    pub pairs: Vec<(u32, u32)>,
}

/// Joins the ends of lines to all other lines that pass within the tolerance, in the way of the line
/// that ends.
pub fn join_ends(ways: &[Way], join_m: f64, cuts: &mut Vec<Cut>) -> Links {
    let index = LineIndex::new((0..).zip(ways.iter().map(|way| way.line.as_slice())));
    let of_way = |(position, way): (usize, &Way)| {
        let ends = [way.line[0], way.line[way.line.len() - 1]];
        let met = |end: Pl1992| {
            let hits = index.near(end, join_m).into_iter();
            let others = hits.filter(move |hit| hit.line != num(position));
            others.map(move |hit| (num(position), end, hit))
        };
        ends.into_iter().flat_map(met).collect::<Vec<(u32, Pl1992, Hit)>>()
    };
    let found: Vec<_> = ways.par_iter().enumerate().flat_map_iter(of_way).collect();
    let mut links = Links::default();
    let mut seen = std::collections::BTreeSet::new();
    for (position, end, hit) in found {
        let way = &ways[position as usize];
        cuts.push((hit.line, hit.segment, hit.at));
        links.pairs.push((position, hit.line));
        if hit.at != end && seen.insert((end.min(hit.at), end.max(hit.at), way.method)) {
            links.made.push(Way { line: vec![end, hit.at], ..*way });
        }
    }
    links
}

/// The nearest hit in each part of the lines, in the order of the hits.
pub fn nearest_of_parts(hits: impl IntoIterator<Item = Hit>, parts: &Components) -> Vec<Hit> {
    let part = |hit: &Hit| parts.of_node[hit.line as usize];
    let mut kept: Vec<Hit> = Vec::new();
    for hit in hits {
        if kept.iter().all(|held| part(held) != part(&hit)) {
            kept.push(hit);
        }
    }
    kept
}

/// Adds links from the ends and bends of lines other than roads to every road within reach. Those to
/// other than the nearest road of each part of the lines are choices of the plan.
pub fn link_lines(ways: &[Way], rules: &RoutingRules, links: &mut Links, cuts: &mut Vec<Cut>) {
    let roads = lines_where(ways, |_, way| way.is_road);
    let parts = parts_of(ways, &links.pairs);
    for (position, way) in ways.iter().enumerate().filter(|(_, way)| !way.is_road) {
        for place in &way.line {
            let hits = roads.near(*place, rules.link_max_m);
            let nearest = nearest_of_parts(hits.iter().copied(), &parts);
            cuts.extend(hits.iter().map(|hit| (hit.line, hit.segment, hit.at)));
            links.pairs.extend(hits.iter().map(|hit| (num(position), hit.line)));
            for hit in at_once(hits) {
                let link = off_road(*place, hit.at, way.origin, rules.off_road);
                let is_spare = nearest.iter().all(|near| near.at != hit.at);
                links.made.push(Way { is_spare, ..link });
            }
        }
    }
}

/// More than how much longer a length may be in the plane than on the ellipsoid.
pub const STRETCHED: f64 = 1.002;

/// Joins roads where they are the same way from a stop: at the place of each that is nearest to it,
/// where they run along the very same line, and not all of them have a vertex.
pub fn join_beside(
    ways: &[Way],
    stops: &[Stop],
    within_m: f64,
    links: &mut Links,
    cuts: &mut Vec<Cut>,
) {
    let roads = lines_where(ways, |_, way| way.is_road);
    let has_vertex = |hit: &Hit| {
        let segment = hit.segment as usize;
        ways[hit.line as usize].line[segment..=segment + 1].contains(&hit.at)
    };
    let of_stop = |stop: &Stop| {
        let mut hits = roads.near(stop.at, STRETCHED * within_m);
        hits.sort_by_key(|hit| (hit.at, hit.line));
        let groups = hits.chunk_by(|a, b| a.at == b.at);
        let apart = groups.filter(|group| group.len() > 1 && !group.iter().all(has_vertex));
        apart.map(<[Hit]>::to_vec).collect::<Vec<_>>()
    };
    let met: Vec<Vec<Hit>> = stops.par_iter().flat_map_iter(of_stop).collect();
    for group in met {
        links.pairs.extend(group.windows(2).map(|pair| (pair[0].line, pair[1].line)));
        cuts.extend(group.iter().map(|hit| (hit.line, hit.segment, hit.at)));
    }
}

/// A trench off the road.
pub fn off_road(from: Pl1992, to: Pl1992, origin: Origin, surface: Surface) -> Way {
    let (line, method) = (vec![from, to], Method::Trench(surface));
    Way { line, method, origin, is_road: false, is_spare: false, of_house: 0 }
}

/// Parts of the lines, by those that share a vertex and those that links join.
pub fn parts_of(ways: &[Way], links: &[(u32, u32)]) -> Components {
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

/// Of lines that are met at one place, which all of them share, one; the nearest first.
pub fn at_once(mut hits: Vec<Hit>) -> Vec<Hit> {
    let mut seen = std::collections::BTreeSet::new();
    hits.retain(|hit| seen.insert(hit.at));
    hits
}

/// An index of some lines.
pub fn lines_where(ways: &[Way], is_wanted: impl Fn(usize, &Way) -> bool) -> LineIndex {
    let some = ways.iter().enumerate().filter(|(line, way)| is_wanted(*line, way));
    LineIndex::new(some.map(|(line, way)| (num(line), way.line.as_slice())))
}
