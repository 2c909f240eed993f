//! Which lines addresses and nodes may be joined to, and how.
//!
//! A choice has the same price whatever else is there, so that one more road takes none away, but for
//! the distances at which choices begin: see `Surroundings::of_address`.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::distances::Components;
use super::graph::{Cut, Spot, Stop, Way, num};
use super::links::{STRETCHED, at_once, lines_where, nearest_of_parts, off_road, parts_of};
use super::rules::RoutingRules;
use super::snap::{Hit, LineIndex, cross_counted};
use crate::place::{Pl1992, ellipsoidal_m, line_length_mm};

/// A stop on its way into the graph.
pub struct Placed {
    /// Vertices, lengths beyond them, and places where their trenches begin.
    pub ends: Vec<(Spot, u64, Pl1992)>,
    /// Whether the nearest road of all is passed over, since it leads to no root.
    pub passes_nearest: bool,
}

/// What a stop is joined to.
#[derive(Default)]
struct Found {
    /// Lines that it is joined to, one at each place.
    hits: Vec<Hit>,
    /// Roads to which trenches of a root are choices of the plan, one at each place.
    spare: Vec<Hit>,
    /// All lines at these places: each gets its vertex there.
    met: Vec<Hit>,
    /// Whether the nearest road of all is passed over, since it leads to no root.
    passes_nearest: bool,
}

/// Lines whose part a root is joined to.
fn lead_to_roots(parts: &Components, roots: &[Found]) -> Vec<bool> {
    let mut has_root = vec![false; parts.count as usize];
    for hit in roots.iter().flat_map(|root| &root.met) {
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

    /// A line that is met, and all others of some lines at that very place.
    fn met_with(lines: &LineIndex, at: Pl1992, hit: Hit) -> Vec<Hit> {
        let mut met = lines.near(at, hit.distance_m + 0.001);
        met.retain(|other| other.at == hit.at && other.line != hit.line);
        met.insert(0, hit);
        met
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
        let mut met = spare.clone();
        met.extend(shared.into_iter().flat_map(|hit| Self::met_with(&self.lines, at, hit)));
        met.extend(nearest.into_iter().flat_map(|hit| Self::met_with(&self.roads, at, hit)));
        spare.retain(|hit| roads.iter().all(|held| held.at != hit.at));
        let hits = at_once(shared.into_iter().chain(roads).collect());
        Found { hits, spare: at_once(spare), met, passes_nearest: false }
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
            let met: Vec<Hit> = within(metres).filter(leads_from).collect();
            if !met.is_empty() {
                let hits = at_once(met.clone());
                return Found { hits, spare: Vec::new(), met, passes_nearest };
            }
        }
        let nearest = near.or_else(|| self.nearest(&self.long, at));
        let hits: Vec<Hit> = nearest.or(nearest_of_all).into_iter().collect();
        let met = hits.iter().flat_map(|hit| Self::met_with(&self.roads, at, *hit)).collect();
        let passes_nearest = passes_nearest && hits.iter().any(leads_from);
        Found { hits, spare: Vec::new(), met, passes_nearest }
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
        let joined = stops.iter().filter(|stop| stop.is_root).zip(&roots);
        let joined = joined.filter(|(_, found)| !found.hits.is_empty());
        let nodes: FxHashSet<Pl1992> = joined.map(|(stop, _)| stop.at).collect();
        let addresses = stops.par_iter().filter(|stop| !stop.is_root);
        let addresses: Vec<Found> =
            addresses.map(|stop| self.of_address(stop.at, &leads)).collect();
        let (mut roots, mut addresses) = (roots.into_iter(), addresses.into_iter());
        let one = |stop: &Stop| {
            let found = if stop.is_root { roots.next() } else { addresses.next() };
            let found = found.expect("each stop was looked for");
            cuts.extend(found.met.iter().map(|hit| (hit.line, hit.segment, hit.at)));
            let passes_nearest = found.passes_nearest;
            let ends = if stop.is_root {
                self.root_ends(stop.at, &found, made)
            } else {
                let is_at_node = nodes.contains(&stop.at);
                self.address_ends(stop.at, is_at_node, &found.hits, made)
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
    ) -> Vec<(Spot, u64, Pl1992)> {
        made.extend(found.hits.iter().map(|hit| self.trench(hit, at)));
        let spare = found.spare.iter().map(|hit| self.trench(hit, at));
        made.extend(spare.map(|way| Way { is_spare: true, ..way }));
        found.hits.iter().map(|_| ((at, 0), 0, at)).collect()
    }

    /// Leads, and trenches to the house, each to a vertex of its own, so that no way leads through it
    /// nor along what else is at that place; those to other roads than the nearest are choices. At the
    /// very place of a node a house is joined to it first, by nothing, and needs no trench: those of
    /// the node are the same.
    fn address_ends(
        &self,
        at: Pl1992,
        is_at_node: bool,
        hits: &[Hit],
        made: &mut Vec<Way>,
    ) -> Vec<(Spot, u64, Pl1992)> {
        let mut ends = Vec::with_capacity(hits.len() + 1);
        ends.extend(is_at_node.then_some(((at, 0), 0, at)));
        for (hit, of_house) in hits.iter().zip(1..) {
            if self.is_led(hit.at, at) {
                ends.push(((hit.at, 0), line_length_mm(&[hit.at, at]), hit.at));
            } else if !is_at_node {
                made.push(Way { is_spare: of_house > 1, of_house, ..self.trench(hit, at) });
                ends.push(((at, of_house), 0, hit.at));
            }
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

#[cfg(test)]
mod tests {
    use crate::planning::graph::Way;
    use crate::planning::tests::{Laid, SOFT, at, prices, way};
    use crate::planning::{Method, MetrePrices, Surface};
    use crate::quantity::Grosze;

    /// 200 PLN a metre.
    const ASPHALT: Method = Method::Trench(Surface::Asphalt);

    /// 100 PLN a metre of trench in soft ground, 8 of a lead.
    fn laid(ways: Vec<Way>, node: (i32, i32), houses: &[(i32, i32)]) -> Laid {
        let prices = MetrePrices { lead: Grosze(800), ..prices() };
        Laid::new(ways, &[], &[node], houses, prices)
    }

    /// What the network costs, which is proven, but for lengths rounded to a millimetre.
    fn assert_paid(laid: &Laid, soft_m: i64, asphalt_m: i64, lead_m: i64) {
        let design = laid.solve().0;
        assert_eq!(design.lower_bound, design.cost);
        let paid = 10_000 * soft_m + 20_000 * asphalt_m + 800 * lead_m;
        assert!((design.cost.0 - paid).abs() <= 50, "{:?}, not {paid}", design.cost);
    }

    /// Asphalt and a soft track along the very same line, in both orders.
    fn same_line() -> [Vec<Way>; 2] {
        let both = [ASPHALT, SOFT].map(|method| way(1, method, &[(0, 0), (1000, 0)]));
        let turned = [both[1].clone(), both[0].clone()];
        [both.to_vec(), turned.to_vec()]
    }

    /// A house 20 m, then 400 m from both; a node on them, then 60 m from them: always the track.
    #[test]
    fn of_roads_along_one_line_the_cheapest_is_met() {
        for ways in same_line() {
            let on = laid(ways.clone(), (0, 0), &[(500, 20)]);
            assert_eq!(on.joints[1].all.len(), 1, "one lead to both");
            assert_paid(&on, 500, 0, 20);
            assert_paid(&laid(ways.clone(), (0, 0), &[(500, 400)]), 500 + 400, 0, 0);
            assert_paid(&laid(ways.clone(), (300, 60), &[(500, 20)]), 60 + 200, 0, 20);
            assert_paid(&laid(ways, (300, 400), &[(500, 20)]), 400 + 200, 0, 20);
        }
    }

    /// The track turns off after 700 m, between a house that both pass and one that asphalt passes.
    #[test]
    fn roads_part_where_one_turns_off() {
        let street = way(1, ASPHALT, &[(0, 0), (1000, 0)]);
        let track = way(2, SOFT, &[(0, 0), (700, 0), (700, 200)]);
        for ways in [[street.clone(), track.clone()], [track, street]] {
            // The bend of the track is no end: they part at the house before it.
            let houses = [(600, 20), (900, 20)];
            assert_paid(&laid(ways.to_vec(), (0, 0), &houses), 600, 300, 20 + 20);
        }
    }

    /// A duct 30 m beside both, which ends after 500 m: its link leads to the track, too.
    #[test]
    fn a_link_of_a_duct_meets_all_roads_along_one_line() {
        for mut ways in same_line() {
            ways.push(way(3, Method::Duct, &[(0, 30), (500, 30)]));
            let laid = laid(ways, (0, 30), &[(900, 20)]);
            let design = laid.solve().0;
            let paid = 500 * 1_000 + (30 + 400) * 10_000 + 20 * 800;
            assert!((design.cost.0 - paid).abs() <= 50, "{:?}, not {paid}", design.cost);
        }
    }

    /// A track that shares 600 m with a street, neither a vertex nor an end of them, meets it at the
    /// house beside both: the street leads to the node from there on, and a house on it has its lead.
    #[test]
    fn where_roads_meet_beside_a_house_both_lead_to_a_node() {
        let street = way(1, ASPHALT, &[(0, 0), (1000, 0)]);
        let track = way(2, SOFT, &[(200, 400), (200, 0), (800, 0), (800, 400)]);
        for ways in [[street.clone(), track.clone()], [track, street]] {
            let laid = laid(ways.to_vec(), (200, 400), &[(500, 10), (950, -20)]);
            assert!(!laid.joints[2].passes_nearest);
            assert_paid(&laid, 400 + 300, 450, 10 + 20);
        }
    }

    /// A house at the very place of a node, 60 m, then 400 m from the street: nothing leads to it. A
    /// lead to the street stays a choice, a trench is that of the node.
    #[test]
    fn a_house_at_a_node_needs_nothing() {
        let street = || vec![way(1, SOFT, &[(0, 0), (1000, 0)])];
        for (off, expected) in [(60, &[0, 60][..]), (400, &[0][..])] {
            let alone = laid(street(), (500, off), &[(500, off)]);
            let leads: Vec<u64> =
                alone.joints[1].all.iter().map(|joint| (joint.lead_mm + 500) / 1000).collect();
            assert_eq!(leads, expected);
            assert_paid(&alone, 0, 0, 0);
            assert_eq!(alone.solve().0.leads.len(), 1);
            let two = laid(street(), (500, off), &[(500, off), (900, 20)]);
            assert_paid(&two, i64::from(off) + 400, 0, 20);
        }
    }

    /// A house at the very end of a duct, 150 m from one road, and another behind it, at whose road the
    /// duct begins: the way there goes round by 1250 m, not through the house and its duct.
    #[test]
    fn no_way_leads_through_a_house_at_a_duct() {
        let road = way(1, SOFT, &[(0, 150), (400, 150), (400, -300), (0, -300)]);
        let duct = way(2, Method::Duct, &[(0, 0), (0, -300)]);
        let houses = [(0, 0), (-10, -300)];
        assert_paid(&laid(vec![road.clone(), duct], (0, 150), &houses), 1250 + 150, 0, 10);
        assert_paid(&laid(vec![road], (0, 150), &houses), 1250 + 150, 0, 10);
    }

    /// A house at the end of a duct, and a railway between it and the road at the node: its trench is
    /// 41 m. With one more road, that crosses the railway, it gets a lead; in any order of the roads.
    #[test]
    fn at_a_duct_one_more_road_only_helps() {
        let node_road = way(1, SOFT, &[(123, 41), (41, 41), (0, 41)]);
        let other = way(2, SOFT, &[(41, 0), (41, 10), (41, 123)]);
        let duct = way(3, Method::Duct, &[(0, 0), (0, 41)]);
        let rail = [[(-300, 20), (423, 20)].map(|(e, n)| at(e, n)).to_vec()];
        let cost = |roads: &[&Way]| {
            let ways = roads.iter().copied().chain([&duct]).cloned().collect();
            let prices = MetrePrices { lead: Grosze(800), ..prices() };
            Laid::new(ways, &rail, &[(41, 41)], &[(0, 0)], prices).solve().0.cost.0
        };
        let alone = cost(&[&node_road]);
        let both = cost(&[&node_road, &other]);
        assert_eq!(both, cost(&[&other, &node_road]));
        // One crossing each.
        let saved = (41 + 41) * 10_000 - (41 * 10_000 + 41 * 800);
        assert!((alone - both - saved).abs() <= 50, "{alone} {both}");
    }
}
