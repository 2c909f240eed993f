//! Which lines addresses and nodes may be joined to, and how.
//!
//! A choice has the same price whatever else is there, so that one more road takes none away, but for
//! the distances at which choices begin: see `Surroundings::of_address`.

use rayon::prelude::*;

use super::distances::Components;
use super::ends::Ends;
use super::graph::{Cut, Stop, Way, num};
use super::links::{at_once, lines_where, nearest_of_parts, off_road, parts_of};
use super::rules::RoutingRules;
use super::snap::{Hit, LineIndex, cross_counted};
use crate::place::{Pl1992, ellipsoidal_m, line_length_mm};

/// A stop on its way into the graph.
pub struct Placed {
    /// Places that become vertices, lengths beyond them, and places where their trenches begin.
    pub ends: Vec<(Pl1992, u64, Pl1992)>,
    /// Whether the nearest road of all is passed over, since it leads to no root.
    pub passes_nearest: bool,
}

/// What a stop is joined to.
#[derive(Default)]
struct Found {
    /// Lines that it is joined to.
    hits: Vec<Hit>,
    /// Roads to which trenches of a root are choices of the plan.
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
pub struct Surroundings<'a> {
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
    /// Of lines and the pairs of them that links join.
    pub fn new(
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
    /// trench of its own. Trenches to all other roads so near are choices.
    fn of_root(&self, at: Pl1992) -> Found {
        let shared = self.lines.nearest(at, self.rules.link_max_m, None);
        let nearest = self.nearest(&self.long, at).or_else(|| self.nearest(&self.roads, at));
        let mut spare = self.roads_within(at, self.rules.trench_max_m);
        let roads = nearest_of_parts(nearest.into_iter().chain(spare.iter().copied()), &self.parts);
        spare.retain(|hit| roads.iter().all(|held| held.at != hit.at));
        let hits = shared.into_iter().chain(roads).collect();
        Found { hits, spare: at_once(spare), passes_nearest: false }
    }

    /// What an address is joined to: all roads that lead to a root within the near distance; where
    /// none does, all that do within the distance of what is set back, then within the longest lead,
    /// then within the longest trench. Where none does, the nearest road within the longest lead, which
    /// then leads to no root; else the nearest of a part that is no stray one, else the nearest
    /// of all.
    ///
    /// One more road takes no choice away, but where it is, or makes another, the first one
    /// that leads to a root within one of these distances, or the nearest beyond them.
    fn of_address(&self, at: Pl1992, leads: &[bool]) -> Found {
        let around = self.roads_within(at, self.rules.trench_max_m);
        let within = |metres: f64| {
            around.iter().filter(move |hit| ellipsoidal_m(hit.at, at) <= metres).copied()
        };
        let near = within(self.rules.lead_max_m).next();
        let nearest_of_all = near.or_else(|| self.nearest(&self.roads, at));
        let leads_from = |hit: &Hit| leads[hit.line as usize];
        let passes_nearest = nearest_of_all.is_some_and(|hit| !leads_from(&hit));
        let RoutingRules { near_m, set_back_m, lead_max_m, trench_max_m, .. } = *self.rules;
        for metres in [near_m, set_back_m, lead_max_m, trench_max_m] {
            let hits = at_once(within(metres).filter(leads_from).collect());
            if !hits.is_empty() {
                return Found { hits, spare: Vec::new(), passes_nearest };
            }
        }
        let nearest = near.or_else(|| self.nearest(&self.long, at));
        let hits: Vec<Hit> = nearest.or(nearest_of_all).into_iter().collect();
        let passes_nearest = passes_nearest && hits.iter().any(leads_from);
        Found { hits, spare: Vec::new(), passes_nearest }
    }

    /// Whether an address is joined by a lead, not by a trench of its own: where the road is near
    /// enough and no railway lies between, which only a trench pays for.
    fn is_led(&self, road: Pl1992, house: Pl1992) -> bool {
        ellipsoidal_m(road, house) <= self.rules.lead_max_m
            && crossings(&[road, house], self.barriers, &self.rails) == 0
    }

    /// Where each stop joins, with the places that lines are cut at, and trenches off the road.
    pub fn join(&self, stops: &[Stop], cuts: &mut Vec<Cut>, made: &mut Vec<Way>) -> Vec<Placed> {
        let roots = stops.par_iter().filter(|stop| stop.is_root);
        let roots: Vec<Found> = roots.map(|stop| self.of_root(stop.at)).collect();
        let leads = lead_to_roots(&self.parts, &roots);
        let addresses = stops.par_iter().filter(|stop| !stop.is_root);
        let addresses: Vec<Found> =
            addresses.map(|stop| self.of_address(stop.at, &leads)).collect();
        let (mut roots, mut addresses) = (roots.into_iter(), addresses.into_iter());
        let mut own = Ends::new(stops.iter().map(|stop| stop.at));
        let one = |stop: &Stop| {
            let found = if stop.is_root { roots.next() } else { addresses.next() };
            let found = found.expect("each stop was looked for");
            let all = found.hits.iter().chain(&found.spare);
            cuts.extend(all.map(|hit| (hit.line, hit.segment, hit.at)));
            let passes_nearest = found.passes_nearest;
            let ends = if stop.is_root {
                self.root_ends(stop.at, &found, made)
            } else {
                self.address_ends(stop.at, &found.hits, &mut own, made)
            };
            Placed { ends, passes_nearest }
        };
        stops.iter().map(one).collect()
    }

    fn trench(&self, hit: &Hit, end: Pl1992) -> Way {
        off_road(hit.at, end, self.ways[hit.line as usize].origin, self.rules.off_road)
    }

    fn root_ends(
        &self,
        at: Pl1992,
        found: &Found,
        made: &mut Vec<Way>,
    ) -> Vec<(Pl1992, u64, Pl1992)> {
        made.extend(found.hits.iter().map(|hit| self.trench(hit, at)));
        let spare = found.spare.iter().map(|hit| self.trench(hit, at));
        made.extend(spare.map(|way| Way { is_spare: true, ..way }));
        found.hits.iter().map(|_| (at, 0, at)).collect()
    }

    /// Leads, and trenches to the house; those to other roads than the nearest are choices and end
    /// beside it.
    fn address_ends(
        &self,
        at: Pl1992,
        hits: &[Hit],
        own: &mut Ends,
        made: &mut Vec<Way>,
    ) -> Vec<(Pl1992, u64, Pl1992)> {
        let is_led: Vec<bool> = hits.iter().map(|hit| self.is_led(hit.at, at)).collect();
        let n_beside = is_led.iter().skip(1).filter(|is_led| !**is_led).count();
        let mut beside = own.of(at, n_beside).into_iter();
        let mut ends = Vec::with_capacity(hits.len());
        for (position, (hit, is_led)) in hits.iter().zip(is_led).enumerate() {
            if is_led {
                ends.push((hit.at, line_length_mm(&[hit.at, at]), hit.at));
                continue;
            }
            let is_spare = position > 0;
            let end = if is_spare { beside.next().expect("each has an end") } else { at };
            made.push(Way { is_spare, ..self.trench(hit, end) });
            ends.push((end, 0, hit.at));
        }
        ends
    }
}

/// How many railways and motorways a line crosses without meeting them.
pub fn crossings(line: &[Pl1992], barriers: &[Vec<Pl1992>], rails: &LineIndex) -> u32 {
    let of_pair = |pair: &[Pl1992]| {
        let (a, b) = (pair[0], pair[1]);
        let is_crossed = |(barrier, segment): &(u32, u32)| {
            let other = &barriers[*barrier as usize][*segment as usize..];
            cross_counted(a, b, other[0], other[1])
        };
        num(rails.around(a, b).iter().filter(|found| is_crossed(found)).count())
    };
    line.windows(2).map(of_pair).sum()
}
