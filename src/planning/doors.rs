//! Addresses that may be joined to several roads.
//!
//! Each is a vertex of its own, a door, with a lead to each road or to the end of a trench from it;
//! which is built is a part of the search for the cheapest network. A lead is dropped where another
//! one and the way along the roads to it cost no more, which takes nothing from any network.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::MetrePrices;
use super::choose::Terminal;
use super::compact::{Compact, compact};
use super::distances::{Adjacency, Nearest, nearest_sources};
use super::graph::{Joint, RouteGraph};

/// So many vertices are looked at around a joint of a door.
const LOOKS: usize = 4_000;
/// More than the rounding of prices along so short a way.
const ROUNDED: u64 = 3_000;
/// Added to tolls: more than the rounding of prices along any way.
const MARGIN: u64 = 100_000;
/// Tolls end at a million PLN, so that they can be added up for tens of thousands of doors. Bounds
/// hold for any toll; a tree that leads through a door all the same is mended afterwards.
const TOLL_MAX: u64 = 100_000_000;

/// An address and its leads.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Door {
    /// Where the leads begin, by the distance of their roads.
    joints: Vec<Joint>,
    /// Position in the world.
    address: u32,
    /// More than what any way through the door could save, up to a limit.
    toll: u64,
}

/// A small graph.
#[derive(Clone, Debug)]
pub struct Small {
    /// Its vertices and chains.
    pub compact: Compact,
    /// Its roots and their identifiers, by vertex.
    pub roots: Vec<(u32, String)>,
    /// Where addresses are served, by vertex.
    pub terminals: Vec<Terminal>,
}

/// The small graph for addresses with their joints, and for roots: vertices of the graph of routes
/// with identifiers. `None` where a sum of costs does not fit.
pub fn shrink(
    graph: &RouteGraph,
    adjacency: &Adjacency,
    roots: &[(u32, &str)],
    mut addresses: Vec<(&[Joint], u32)>,
    prices: &MetrePrices,
) -> Option<Small> {
    addresses.sort_unstable();
    let nodes: Vec<u32> = roots.iter().map(|(node, _)| *node).collect();
    let streets = Streets::new(graph, adjacency, &nodes, prices)?;
    let places: Vec<_> = addresses.chunk_by(|a, b| a.0 == b.0).collect();
    // A door for each address, also where several stand at one place: a budget may serve some.
    let doors_of = |place: &&[(&[Joint], u32)]| {
        let (joints, toll) = streets.worth(place[0].0)?;
        let one = |(_, address): &(&[Joint], u32)| Door {
            joints: joints.clone(),
            address: *address,
            toll,
        };
        Some(place.iter().map(one).collect::<Vec<Door>>())
    };
    let doors: Vec<Vec<Door>> = places.par_iter().map(doors_of).collect::<Option<_>>()?;
    let doors: Vec<Door> = doors.into_iter().flatten().collect();
    let mut keep = vec![false; graph.nodes.len()];
    let joints = doors.iter().flat_map(|door| &door.joints).map(|joint| joint.node);
    joints.chain(nodes).for_each(|node| keep[node as usize] = true);
    let mut compact = compact(graph, adjacency, &keep, prices)?;
    let vertex = |node: u32| compact.vertex(node).expect("kept vertices stay");
    let mut at: Vec<(u32, String)> =
        roots.iter().map(|(node, id)| (vertex(*node), (*id).to_owned())).collect();
    at.sort();
    at.dedup_by_key(|root| root.0);
    let (single, several): (Vec<Door>, Vec<Door>) =
        doors.into_iter().partition(|door| door.joints.len() == 1);
    let mut terminals = on_roads(&single, vertex);
    for door in several {
        let lead =
            |joint: &Joint| Some((joint.node, joint.lead_mm, prices.lead_cost(joint.lead_mm)?));
        let leads = door.joints.iter().map(lead).collect::<Option<Vec<_>>>()?;
        let vertex = compact.add_door(door.toll, leads.into_iter());
        // The metres of the lead are the cost of its chain.
        terminals.push(Terminal { vertex, addresses: vec![(door.address, 0)] });
    }
    Some(Small { compact, roots: at, terminals })
}

/// Terminals of addresses with one joint each.
fn on_roads(doors: &[Door], vertex: impl Fn(u32) -> u32) -> Vec<Terminal> {
    let one = |door: &Door| (door.joints[0].node, door.address, door.joints[0].lead_mm);
    let mut served: Vec<(u32, u32, u64)> = doors.iter().map(one).collect();
    served.sort_unstable();
    let terminal = |group: &[(u32, u32, u64)]| Terminal {
        vertex: vertex(group[0].0),
        addresses: group.iter().map(|(_, address, lead)| (*address, *lead)).collect(),
    };
    served.chunk_by(|a, b| a.0 == b.0).map(terminal).collect()
}

/// Prices of all routes, and what the way from each vertex to a root costs.
struct Streets<'a> {
    adjacency: &'a Adjacency,
    prices: &'a MetrePrices,
    costs: Vec<u64>,
    to_root: Vec<Option<Nearest>>,
}

fn unsigned(amount: i64) -> u64 {
    u64::try_from(amount).unwrap_or(0)
}

impl<'a> Streets<'a> {
    /// Of a graph and the vertices of its roots; `None` where a cost does not fit.
    fn new(
        graph: &RouteGraph,
        adjacency: &'a Adjacency,
        roots: &[u32],
        prices: &'a MetrePrices,
    ) -> Option<Self> {
        let cost = |route: &super::graph::Route| {
            prices.cost(route.method, route.length_mm, route.crossings).map(|cost| unsigned(cost.0))
        };
        let costs = graph.routes.iter().map(cost).collect::<Option<Vec<u64>>>()?;
        let to_root = nearest_sources(adjacency, |route| costs[route as usize], roots);
        Some(Self { adjacency, prices, costs, to_root })
    }

    /// What joining an address costs from its foot on: the trench off the road, and the lead.
    fn cost(&self, joint: &Joint) -> Option<u64> {
        let lead = unsigned(self.prices.lead_cost(joint.lead_mm)?.0);
        if joint.foot == joint.node {
            return Some(lead);
        }
        let routes = self.adjacency.at(joint.node).iter().filter(|(next, _)| *next == joint.foot);
        let trench = routes.map(|(_, route)| self.costs[*route as usize]).min();
        lead.checked_add(trench.expect("a trench leads from the foot to the joint"))
    }

    /// The joints worth having of an address, and the toll of a door with them.
    fn worth(&self, joints: &[Joint]) -> Option<(Vec<Joint>, u64)> {
        let costs = joints.iter().map(|joint| self.cost(joint)).collect::<Option<Vec<u64>>>()?;
        let least = self.least(joints, &costs);
        let kept = joints.iter().zip(&costs).filter(|(joint, cost)| {
            least.get(&joint.foot).is_none_or(|least| least.saturating_add(ROUNDED) > **cost)
        });
        let kept: Vec<Joint> = kept.map(|(joint, _)| *joint).collect();
        let (mut toll, mut is_far) = (0, false);
        for (position, joint) in kept.iter().enumerate().skip(1) {
            let ends: Vec<u32> = kept[..position].iter().map(|near| near.foot).collect();
            for way in self.ways(joint.foot, &ends) {
                is_far |= way.is_none();
                toll = toll.max(way.unwrap_or(0));
            }
        }
        if is_far {
            let to_root = |joint: &Joint| Some(self.to_root[joint.foot as usize]?.length);
            let far = kept.iter().filter_map(to_root).max().unwrap_or(0);
            toll = toll.max(far.saturating_add(unsigned(self.prices.node.0)));
        }
        Some((kept, toll.saturating_add(MARGIN).min(TOLL_MAX)))
    }

    /// What it costs to come from an address to each foot of its joints by the cheapest of all
    /// of them: one search from all feet at once, as far as the dearest joint is worth.
    fn least(&self, joints: &[Joint], costs: &[u64]) -> FxHashMap<u32, u64> {
        let mut best: FxHashMap<u32, u64> = FxHashMap::default();
        for (joint, cost) in joints.iter().zip(costs) {
            let held = best.entry(joint.foot).or_insert(*cost);
            *held = (*held).min(*cost);
        }
        let most = costs.iter().max().copied().unwrap_or(0);
        let starts = joints.iter().zip(costs).map(|(joint, cost)| Reverse((*cost, joint.foot)));
        let mut queue: BinaryHeap<_> = starts.collect();
        while let Some(Reverse((here, vertex))) = queue.pop() {
            if best.get(&vertex).is_some_and(|held| *held < here) {
                continue;
            }
            for (next, route) in self.adjacency.at(vertex) {
                let there = here.saturating_add(self.costs[*route as usize]);
                let held = best.entry(*next).or_insert(u64::MAX);
                if there < *held && there <= most {
                    *held = there;
                    queue.push(Reverse((there, *next)));
                }
            }
        }
        best
    }

    /// The cheapest ways along routes to each of some vertices; `None` where one is too far to
    /// look.
    fn ways(&self, from: u32, ends: &[u32]) -> Vec<Option<u64>> {
        let mut found: Vec<Option<u64>> = vec![None; ends.len()];
        let mut best: FxHashMap<u32, u64> = FxHashMap::default();
        let mut queue = BinaryHeap::from([Reverse((0, from))]);
        best.insert(from, 0);
        let mut looks = 0;
        while let Some(Reverse((here, vertex))) = queue.pop() {
            if best.get(&vertex).is_some_and(|held| *held < here) {
                continue;
            }
            for (end, found) in ends.iter().zip(&mut found) {
                if *end == vertex {
                    *found = Some(here);
                }
            }
            looks += 1;
            if looks == LOOKS || found.iter().all(Option::is_some) {
                break;
            }
            for (next, route) in self.adjacency.at(vertex) {
                let there = here.saturating_add(self.costs[*route as usize]);
                let held = best.entry(*next).or_insert(u64::MAX);
                if there < *held {
                    *held = there;
                    queue.push(Reverse((there, *next)));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::place::Pl1992;
    use crate::planning::graph::{Joints, Stop, Way, build};
    use crate::planning::rules::RoutingRules;
    use crate::planning::steiner::Effort;
    use crate::planning::tests::{Edge, Laid, SOFT, bare, lattice, of_edges, prices, way};
    use crate::planning::{Key, Level, Method, MetrePrices};
    use crate::quantity::Grosze;

    /// 100 PLN a metre of trench in soft ground, 8 of a lead.
    fn with_leads() -> MetrePrices {
        MetrePrices { lead: Grosze(800), ..prices() }
    }

    /// That a cost is that of metres of trench and of lead, but for lengths rounded to a millimetre.
    fn assert_paid(cost: Grosze, trench_m: i64, lead_m: i64) {
        let paid = 10_000 * trench_m + 800 * lead_m;
        assert!((cost.0 - paid).abs() <= 50, "{cost:?}, not {paid}");
    }

    /// Two streets 40 m apart that meet at 0 and at 1000 m east.
    fn two_streets() -> Vec<Way> {
        vec![
            way(1, SOFT, &[(0, 0), (1000, 0)]),
            way(2, SOFT, &[(0, 40), (1000, 40)]),
            way(3, SOFT, &[(0, 0), (0, 40)]),
            way(4, SOFT, &[(1000, 0), (1000, 40)]),
        ]
    }

    /// A house 15 m from the one street and 25 m from the other, where one stands that can be
    /// served from the other alone: the longer lead saves a second street.
    #[test]
    fn the_longer_lead_saves_a_street() {
        let laid = |stops: &[(i32, i32)]| {
            Laid::new(two_streets(), &[], &[(0, 40)], stops, with_leads()).solve().0
        };
        let both = laid(&[(500, 15), (600, 60)]);
        assert_paid(both.cost, 600, 25 + 20);
        assert_eq!(both.lower_bound, both.cost);
        let leads: Vec<u64> = both.leads.iter().map(|lead| (lead.length_mm + 500) / 1000).collect();
        assert_eq!(leads, [25, 20]);
        // Alone it is served from the street of the root, too: the ends are 40 m of trench apart.
        assert_paid(laid(&[(500, 15)]).cost, 500, 25);
    }

    /// Two addresses at one place are two doors: money may pay for one of them, here for the one
    /// way of 500 m with one lead.
    #[test]
    fn addresses_at_one_place_are_served_one_by_one() {
        let stops = [(500, 15), (500, 15), (900, 20)];
        let laid = Laid::new(two_streets(), &[], &[(0, 40)], &stops, with_leads());
        let served: Vec<Vec<(u32, u64)>> =
            laid.terminals.iter().map(|terminal| terminal.addresses.clone()).collect();
        assert_eq!(served, [vec![(0, 0)], vec![(1, 0)], vec![(2, 0)]]);
        let book = bare().with(Key::DropMetre, 1_600).with(Key::TakeUp, 5_000);
        let one = 10_000 * 500 + 800 * 25;
        let (_, bought) = laid.buys(&book, &[one - 100, one + 100]);
        assert_eq!([bought[0].0, bought[1].0], [0, 1]);
        assert_paid(laid.solve().0.cost, 900, 25 + 25 + 20);
    }

    /// The way round by the end of the streets, never through the house between them.
    #[test]
    fn no_way_leads_through_a_house() {
        let mut ways = two_streets();
        ways.remove(2);
        let stops = [(100, 20), (100, 60)];
        // A node farther than 300 m from both is joined to the nearer street alone.
        let design = Laid::new(ways, &[], &[(0, -310)], &stops, with_leads()).solve().0;
        assert_paid(design.cost, 310 + 1000 + 40 + 900, 20 + 20);
        assert_eq!(design.lower_bound, design.cost);
        assert_eq!(design.leads.len(), 2);
    }

    /// A house 200 m from two streets has trenches of its own to both; the way to the house behind it
    /// goes round by the end of the streets all the same.
    #[test]
    fn no_way_leads_through_a_house_off_the_road() {
        let ways = vec![
            way(1, SOFT, &[(0, 0), (1000, 0)]),
            way(2, SOFT, &[(0, 400), (1000, 400)]),
            way(3, SOFT, &[(1000, 0), (1000, 400)]),
        ];
        let laid = Laid::new(ways, &[], &[(0, 0)], &[(300, 200), (300, 420)], with_leads());
        assert_eq!(laid.joints[1].all.len(), 2);
        let design = laid.solve().0;
        assert_paid(design.cost, 1000 + 400 + 700 + 200, 20);
        assert_eq!(design.lower_bound, design.cost);
    }

    /// A street that leads to no node is passed over for one that does, up to the longest lead.
    #[test]
    fn streets_that_lead_nowhere_are_passed_over() {
        let mut ways = two_streets();
        ways.push(way(5, SOFT, &[(300, 90), (700, 90)]));
        ways.push(way(6, SOFT, &[(300, 400), (700, 400)]));
        let laid = Laid::new(ways, &[], &[(0, 40)], &[(500, 100), (500, 390)], with_leads());
        let passes: Vec<bool> =
            laid.joints[1..].iter().map(|joints| joints.passes_nearest).collect();
        assert_eq!(passes, [true, false]);
        let lead = |joints: &Joints| -> Vec<u64> {
            joints.all.iter().map(|joint| (joint.lead_mm + 500) / 1000).collect()
        };
        let leads: Vec<Vec<u64>> = laid.joints[1..].iter().map(lead).collect();
        assert_eq!(leads, [vec![60], vec![10]], "no road in reach of the second leads to the node");
    }

    /// A road of 5 m beside a node that leads nowhere: the node keeps the street behind it.
    #[test]
    fn a_stray_road_beside_a_node_takes_nothing_away() {
        let street = || vec![way(1, SOFT, &[(0, 0), (1000, 0)])];
        let laid =
            |ways: Vec<Way>| Laid::new(ways, &[], &[(0, 70)], &[(500, 20)], with_leads()).solve().0;
        let mut ways = street();
        ways.push(way(2, SOFT, &[(0, 30), (5, 30)]));
        for design in [laid(street()), laid(ways)] {
            assert_paid(design.cost, 70 + 500, 20);
            assert_eq!(design.lower_bound, design.cost);
        }
    }

    /// A house 100.02 m from the street on the ellipsoid, 99.95 m on the map, gets a trench.
    #[test]
    fn the_longest_lead_is_measured_on_the_ellipsoid() {
        let street = [way(1, SOFT, &[(0, 0), (1000, 0)])].to_vec();
        let at = |north_mm: i32| {
            let foot = crate::planning::tests::at(500, 0);
            Pl1992::from_millimetres(foot.easting_mm(), foot.northing_mm() + north_mm)
        };
        let stop = |at, is_root| Stop { at, is_root };
        let root = stop(crate::planning::tests::at(0, 0), true);
        for (north_mm, lead_mm) in [(99_900, 99_970), (99_950, 0)] {
            let house = stop(at(north_mm), false);
            let joints = build(street.clone(), &[], &[root, house], RoutingRules::get()).1;
            assert_eq!(joints[1].all.len(), 1);
            assert!(joints[1].all[0].lead_mm.abs_diff(lead_mm) <= 1);
        }
    }

    /// A railway at 20 m north between a house at 15 m and the street of the node at 40 m, 500 m along
    /// it: the way to the house is a trench of 25 m that pays 500 PLN for the crossing, whether or not
    /// a street before the railway, from whose end on a crossing is paid too, is nearer.
    #[test]
    fn a_lead_across_a_railway_is_a_trench_that_pays() {
        let rail = vec![crate::planning::tests::at(-10, 20), crate::planning::tests::at(1010, 20)];
        let only = vec![two_streets().remove(1)];
        for (ways, n_joints) in [(only, 1), (two_streets(), 2)] {
            let rails = std::slice::from_ref(&rail);
            let laid = Laid::new(ways, rails, &[(0, 40)], &[(500, 15)], with_leads());
            assert_eq!(laid.joints[1].all.len(), n_joints);
            let design = laid.solve().0;
            assert_eq!(design.lower_bound, design.cost);
            assert_paid(Grosze(design.cost.0 - 50_000), 500 + 25, 0);
        }
    }

    /// A node 90 m from its street: a road between that meets nothing costs its trench nothing,
    /// a railway there one crossing of 500 PLN.
    #[test]
    fn a_trench_off_the_road_crosses_roads_but_no_railways_for_nothing() {
        let street = || vec![way(1, SOFT, &[(0, 90), (1000, 90)])];
        let cost = |ways: Vec<Way>, rails: &[Vec<Pl1992>]| {
            Laid::new(ways, rails, &[(0, 0)], &[(500, 100)], with_leads()).solve().0.cost
        };
        assert_paid(cost(street(), &[]), 90 + 500, 10);
        let mut more = street();
        more.push(way(2, SOFT, &[(-400, 50), (400, 50)]));
        assert_paid(cost(more, &[]), 90 + 500, 10);
        let rail = [(-400, 50), (400, 50)].map(|(e, n)| crate::planning::tests::at(e, n));
        let over_rail = cost(street(), &[rail.to_vec()]).0 - 50_000;
        assert_paid(Grosze(over_rail), 90 + 500, 10);
    }

    /// Two streets 30 m apart and a duct between them: its end leads from the one to the other, also
    /// where a third street joins the two at the far end.
    #[test]
    fn a_street_between_streets_takes_no_link_from_a_duct() {
        let mut ways = vec![
            way(1, SOFT, &[(-400, 0), (1000, 0)]),
            way(2, SOFT, &[(0, 30), (1000, 30)]),
            way(3, Method::Duct, &[(0, 15), (1000, 15)]),
        ];
        let cost = |ways: &[Way]| {
            let laid = Laid::new(ways.to_vec(), &[], &[(-400, 0)], &[(500, 45)], with_leads());
            laid.solve().0.cost
        };
        assert_paid(cost(&ways), 400 + 2 * 15 + 500, 15);
        ways.push(way(4, SOFT, &[(1000, 0), (1000, 30)]));
        assert_paid(cost(&ways), 400 + 2 * 15 + 500, 15);
    }

    /// What the readme says of distances at which choices begin: a house 2 m from a street that
    /// leads nowhere has a lead of 95 m to the street of the node; once the street before it is
    /// joined, far away, it is served from there, and dearer.
    #[test]
    fn a_street_that_comes_to_lead_to_a_node_takes_farther_leads_away() {
        let mut ways =
            vec![way(1, SOFT, &[(0, 0), (1000, 0)]), way(2, SOFT, &[(400, 97), (1000, 97)])];
        let cost = |ways: &[Way]| {
            Laid::new(ways.to_vec(), &[], &[(0, 0)], &[(500, 95)], with_leads()).solve().0.cost
        };
        assert_paid(cost(&ways), 500, 95);
        ways.push(way(3, SOFT, &[(1000, 0), (1000, 97)]));
        assert_paid(cost(&ways), 1000 + 97 + 500, 2);
    }

    /// A node 20 m from one street and 60 m from another: a third street that joins the two far away
    /// takes neither from it.
    #[test]
    fn a_street_between_streets_takes_no_trench_from_a_node() {
        let mut ways =
            vec![way(1, SOFT, &[(0, -20), (1000, -20)]), way(2, SOFT, &[(0, 60), (1000, 60)])];
        let cost = |ways: &[Way]| {
            let laid = Laid::new(ways.to_vec(), &[], &[(0, 0)], &[(100, 70)], with_leads());
            laid.solve().0.cost
        };
        assert_paid(cost(&ways), 60 + 100, 10);
        ways.push(way(3, SOFT, &[(1000, -20), (1000, 60)]));
        assert_paid(cost(&ways), 60 + 100, 10);
    }

    /// A stray road 40 m from a node whose street is 101 m away.
    #[test]
    fn a_stray_road_is_no_road_of_a_node() {
        let ways =
            vec![way(1, SOFT, &[(0, 0), (1000, 0)]), way(2, SOFT, &[(200, 141), (205, 141)])];
        let design = Laid::new(ways, &[], &[(200, 101)], &[(500, 20)], with_leads()).solve().0;
        assert_paid(design.cost, 101 + 300, 20);
    }

    /// A house 150 m from its street keeps it where a stray road passes at 120 m.
    #[test]
    fn a_stray_road_takes_no_trench_away() {
        let mut ways = vec![way(1, SOFT, &[(0, 0), (1000, 0)])];
        ways.push(way(2, SOFT, &[(400, 270), (600, 270)]));
        let design = Laid::new(ways, &[], &[(0, 0)], &[(500, 150)], with_leads()).solve().0;
        assert_paid(design.cost, 500 + 150, 0);
    }

    /// A house 150 m from its street, and a road that passes it at 140 m and meets the street 4 km
    /// away: the trench to the street stays a choice, from the house and, where they change places,
    /// from a node.
    #[test]
    fn a_nearer_road_takes_no_trench_away() {
        let street = || vec![way(1, SOFT, &[(0, 0), (5000, 0)])];
        let more = || {
            let mut ways = street();
            ways.push(way(2, SOFT, &[(400, 290), (5000, 290), (5000, 0)]));
            ways
        };
        for (node, house, lead) in [((0, 0), (500, 150), 0), ((500, 150), (0, 10), 10)] {
            for ways in [street(), more()] {
                let laid = Laid::new(ways, &[], &[node], &[house], with_leads());
                assert_paid(laid.solve().0.cost, 500 + 150, lead);
            }
        }
    }

    /// Chains with a way through a house: its dearer lead goes, and what hung on it is joined by
    /// the cheapest other way.
    #[test]
    fn ways_through_houses_are_undone() {
        let laid = Laid::new(two_streets(), &[], &[(0, 0)], &[(100, 20), (300, 60)], with_leads());
        let task = laid.task();
        let chain = |is_wanted: &dyn Fn(u32, u32) -> bool| -> Vec<u32> {
            let ends = |c: &u32| {
                let chain = &task.compact.chains[*c as usize];
                is_wanted(chain.a, chain.b)
            };
            (0..u32::try_from(task.compact.chains.len()).expect("few")).filter(ends).collect()
        };
        let door = laid.terminals.iter().map(|t| t.vertex).find(|v| task.compact.is_door(*v));
        let door = door.expect("the first house stands between two streets");
        let both = chain(&|_, b| b == door);
        assert_eq!(both.len(), 2);
        let all = chain(&|_, _| true);
        // All but the short street between the two ends.
        let through: Vec<u32> = all
            .into_iter()
            .filter(|c| task.compact.chains[*c as usize].cost.0 / 10_000 != 40)
            .collect();
        let chains = task.round_doors(through, |_| true);
        assert_eq!(chains.iter().filter(|c| both.contains(c)).count(), 1);
        let design = task.design(&chains, |_| true);
        assert_eq!(design.leads.len(), 2);
    }

    /// Houses near the corners of the lattice.
    const HOUSES: [(i32, i32); 5] =
        [(2980, 3010), (20, 2985), (3010, 15), (1015, 1980), (2010, 995)];

    /// A segment of a road, in steps of 100 m.
    fn road() -> impl Strategy<Value = Edge> {
        ((0..=30, 0..=30), (0..=30, 0..=30)).prop_filter("a road has a length", |(a, b)| a != b)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Of all sets of addresses and all choices of a lead for each: none costs less than the
        /// network for all, and none within a budget is larger than its bound.
        #[test]
        fn no_choice_of_leads_is_better(
            edges in lattice(),
            extra in proptest::collection::vec(road(), 1..4),
        ) {
            let mut ways = of_edges(&edges);
            ways.extend((100..).zip(&extra).map(|(row, (a, b))| {
                way(row, SOFT, &[(100 * a.0, 100 * a.1), (100 * b.0, 100 * b.1)])
            }));
            let book = bare().with(Key::DropMetre, 1_600).with(Key::TakeUp, 5_000);
            let prices = book.metre_prices(Level::Mid);
            prop_assert_eq!(prices.lead, Grosze(800));
            let laid = Laid::new(ways, &[], &[(0, 0)], &HOUSES, prices);
            prop_assume!(laid.leads_near() == HOUSES.len());
            prop_assume!(laid.task().solve(Effort::brisk()).is_ok());
            let mut least = [i64::MAX; 6];
            for some in 1..32_u32 {
                let chosen: Vec<u32> = (0..5).filter(|address| some >> address & 1 == 1).collect();
                let cost = laid.cheapest_of_all(&chosen).0;
                least[chosen.len()] = least[chosen.len()].min(cost);
            }
            let whole = laid.solve().0;
            // Lengths are rounded to a millimetre for each part of a road.
            prop_assert!((whole.cost.0 - least[5]).abs() <= 2_000);
            let budgets: Vec<i64> = least[1..].iter().map(|cost| cost + 2_000).collect();
            for ((addresses, bound, bill), budget) in laid.buys(&book, &budgets).1.into_iter().zip(&budgets) {
                let most = least.iter().rposition(|cost| *cost <= *budget).unwrap_or(0);
                prop_assert!(bound as usize >= most, "{bound} is below {most}");
                prop_assert!(addresses as usize <= most && bill.0 <= *budget);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// More roads never raise the optimum, wherever they pass: beside houses, across other
        /// roads, with or without a way to a node. Lengths are rounded to a millimetre for each
        /// part of a road.
        #[test]
        fn another_road_never_costs_more(
            edges in lattice(),
            extra in proptest::collection::vec(road(), 1..4),
        ) {
            let mut more = of_edges(&edges);
            more.extend((100..).zip(&extra).map(|(row, (a, b))| {
                way(row, SOFT, &[(100 * a.0, 100 * a.1), (100 * b.0, 100 * b.1)])
            }));
            let optimum = |ways: Vec<Way>| {
                let laid = Laid::new(ways, &[], &[(0, 0)], &HOUSES, with_leads());
                (laid.task().solve(Effort::brisk()), laid.leads_near())
            };
            let (before, leads) = optimum(of_edges(&edges));
            let is_at_root = |edge: &Edge| edge.0 == (0, 0) || edge.1 == (0, 0);
            prop_assume!(edges.iter().any(is_at_root));
            prop_assume!(before.is_ok() && leads == HOUSES.len());
            let (before, after) = (before.expect("assumed").0, optimum(more).0);
            let after = after.expect("one more road cuts no house off").0;
            prop_assert_eq!(before.lower_bound, before.cost);
            prop_assert_eq!(after.lower_bound, after.cost);
            prop_assert_eq!(after.leads.len(), HOUSES.len());
            prop_assert!(after.cost.0 <= before.cost.0 + 2_000);
        }
    }
}
