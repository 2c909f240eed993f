//! Small worlds whose lengths and optima follow on paper.
//!
//! A lattice of roads near the axis of EPSG:2180: a step of 999.3 m of the map is 1 km on the
//! ellipsoid, since the scale there is 0.9993 by definition.

use proptest::prelude::*;

use super::areas::{AreaRules, contest_areas};
use super::choose::{Task, Terminal, own_sections};
use super::compact::Compact;
use super::distances::{Adjacency, find_components, nearest_sources};
use super::doors::{Small, shrink};
use super::fold::fold;
use super::frontier::{Frontier, bill_bound, frontier, with_nodes};
use super::graph::{Joints, RouteGraph, Stop, Way, build};
use super::rules::RoutingRules;
use super::steiner::{Edge as Arc, Effort, solve_prize};
use super::tariff::Tariff;
use super::{
    AddressFacts, CostBook, Design, Facts, Forest, Key, Level, Method, MetrePrices, Plan, Surface,
};
use crate::model::{FileId, Origin};
use crate::place::Pl1992;
use crate::quantity::Grosze;

/// A place of the lattice, in thousandths of a kilometre east and north of its corner.
pub(super) fn at(east: i32, north: i32) -> Pl1992 {
    let millimetres = |metres: i32| i32::try_from(i64::from(metres) * 9993 / 10).expect("small");
    let (easting, northing) = (500_000_000 + millimetres(east), 400_000_000 + millimetres(north));
    Pl1992::from_millimetres(easting, northing)
}

pub(super) fn way(row: u32, method: Method, places: &[(i32, i32)]) -> Way {
    let line = places.iter().map(|(e, n)| at(*e, *n)).collect();
    let origin = Origin { file: FileId(0), row };
    let is_road = matches!(method, Method::Trench(_));
    Way { line, method, origin, is_road, is_spare: false, of_house: 0 }
}

pub(super) const SOFT: Method = Method::Trench(Surface::Soft);

/// Streets of a square of 2 × 2 km, a kilometre apart, with a vertex at each crossing.
fn streets() -> Vec<Way> {
    let along = |k: i32| [(0, k * 1000), (1000, k * 1000), (2000, k * 1000)];
    let across = |k: i32| along(k).map(|(a, b)| (b, a));
    (0..3)
        .zip([1, 3, 5])
        .flat_map(|(k, row)| [way(row, SOFT, &along(k)), way(row + 1, SOFT, &across(k))])
        .collect()
}

/// 100 PLN a metre of soft ground, 200 of asphalt, 10 in a duct; 500 PLN a crossing.
pub(super) fn prices() -> MetrePrices {
    MetrePrices {
        trench: [20_000, 20_000, 20_000, 10_000, 10_000].map(Grosze),
        duct: Grosze(1_000),
        aerial: Grosze(1_000),
        existing_line: Grosze(1_000),
        crossing: Grosze(50_000),
        lead: Grosze(0),
        node: Grosze(0),
    }
}

/// The same prices, and nothing to pay for all but routes.
pub(super) fn bare() -> CostBook {
    let free = [
        Key::Cable,
        Key::SplitterSmall,
        Key::SplitterLarge,
        Key::OltPort,
        Key::Cabinet,
        Key::Node,
        Key::Connection,
        Key::DropFixed,
        Key::DropMetre,
        Key::Project,
    ];
    let priced = [
        (Key::TrenchAsphalt, 20_000),
        (Key::TrenchPaving, 20_000),
        (Key::TrenchGravel, 20_000),
        (Key::TrenchSoft, 10_000),
        (Key::TrenchForest, 10_000),
        (Key::Duct, 1_000),
        (Key::Aerial, 1_000),
        (Key::ExistingLine, 1_000),
        (Key::Crossing, 50_000),
    ];
    let all = free.map(|key| (key, 0)).into_iter().chain(priced);
    let book = all.fold(CostBook::get().clone(), |book, (key, value)| book.with(key, value));
    assert_eq!(book.metre_prices(Level::Mid), prices());
    book
}

/// One household at each address.
pub(super) fn facts_of(design: &Design) -> Facts {
    let address = || AddressFacts { households: Some(1), ..AddressFacts::default() };
    Facts { addresses: design.leads.iter().map(|_| address()).collect(), ..Facts::default() }
}

pub(super) struct Laid {
    graph: RouteGraph,
    pub joints: Vec<Joints>,
    compact: Compact,
    pub roots: Vec<(u32, String)>,
    pub terminals: Vec<Terminal>,
    prices: MetrePrices,
    n_addresses: usize,
}

impl Laid {
    /// Roots, then addresses, on ways; railways as barriers.
    pub fn new(
        ways: Vec<Way>,
        rails: &[Vec<Pl1992>],
        roots: &[(i32, i32)],
        addresses: &[(i32, i32)],
        prices: MetrePrices,
    ) -> Self {
        let stop = |is_root| move |(e, n): &(i32, i32)| Stop { at: at(*e, *n), is_root };
        let stops: Vec<Stop> =
            roots.iter().map(stop(true)).chain(addresses.iter().map(stop(false))).collect();
        let (graph, joints) = build(ways, rails, &stops, RoutingRules::get());
        let adjacency = Adjacency::of(&graph);
        let named: Vec<(u32, String)> = (0..)
            .zip(joints[..roots.len()].iter().filter_map(|joints| joints.all.first()))
            .map(|(k, joint): (u32, _)| (joint.node, format!("N{k}")))
            .collect();
        let named: Vec<(u32, &str)> = named.iter().map(|(node, id)| (*node, &**id)).collect();
        let served = (0..).zip(&joints[roots.len()..]);
        let served = served.filter(|(_, joints)| !joints.all.is_empty());
        let served = served.map(|(k, joints)| (&*joints.all, k)).collect();
        let small = shrink(&graph, &adjacency, &named, served, &prices).expect("small costs");
        let Small { compact, roots, terminals } = small;
        let n_addresses = addresses.len();
        Self { graph, joints, compact, roots, terminals, prices, n_addresses }
    }

    pub fn task(&self) -> Task<'_> {
        Task {
            graph: &self.graph,
            compact: &self.compact,
            roots: &self.roots,
            terminals: &self.terminals,
            prices: &self.prices,
        }
    }

    /// Whether the small graph is one part.
    pub fn connected(&self) -> bool {
        let ends = self.compact.chains.iter().map(|chain| (chain.a, chain.b));
        find_components(&Adjacency::new(self.compact.n_vertices(), ends)).count == 1
    }

    /// How many addresses are joined by leads of 30 m at most.
    pub fn leads_near(&self) -> usize {
        let is_near = |joints: &&Joints| {
            joints.all.first().is_some_and(|joint| (1..=30_000).contains(&joint.lead_mm))
        };
        self.joints[self.joints.len() - self.n_addresses..].iter().filter(is_near).count()
    }

    pub fn solve(&self) -> (Design, Vec<u32>) {
        self.task().solve(Effort::brisk()).expect("roots reach the terminals")
    }

    /// What the cheapest network for some addresses costs: of all choices of a lead for each, every
    /// one laid out by itself.
    pub fn cheapest_of_all(&self, addresses: &[u32]) -> Grosze {
        let joints = &self.joints[self.joints.len() - self.n_addresses..];
        let adjacency = Adjacency::of(&self.graph);
        let roots: Vec<(u32, &str)> =
            self.roots.iter().map(|(v, id)| (self.compact.nodes[*v as usize], &**id)).collect();
        let leads = |address: &u32| &joints[*address as usize].all;
        let n_choices: usize = addresses.iter().map(|address| leads(address).len()).product();
        let cost = |mut choice: usize| {
            let one = |address: &u32| {
                let all = leads(address);
                let lead = choice % all.len();
                choice /= all.len();
                (&all[lead..=lead], *address)
            };
            let chosen = addresses.iter().map(one).collect();
            let small = shrink(&self.graph, &adjacency, &roots, chosen, &self.prices);
            let Small { compact, roots, terminals } = small.expect("small costs");
            let (graph, prices) = (&self.graph, &self.prices);
            let task =
                Task { graph, compact: &compact, roots: &roots, terminals: &terminals, prices };
            let (design, _) = task.solve(Effort::brisk()).expect("roots reach the terminals");
            assert_eq!(design.lower_bound, design.cost);
            design.cost
        };
        (0..n_choices).map(cost).min().expect("each has a lead")
    }

    /// The frontier by a book, and what each budget buys: addresses, their bound, and the bill.
    pub fn buys(&self, book: &CostBook, budgets: &[i64]) -> (Frontier, Vec<(u32, u32, Grosze)>) {
        let (whole, chains) = self.solve();
        let facts = facts_of(&whole);
        let tariff = Tariff::new(book, &whole, &facts);
        let task = self.task();
        let bound = bill_bound(&task, &whole, &tariff);
        let whole = (&whole, &*chains, bound);
        let found = frontier(&task, whole, &tariff, Effort::brisk()).expect("solved");
        let buy = |budget: &i64| {
            let bought = found.buy(&task, &tariff, Grosze(*budget)).expect("small sums");
            let bill = tariff.bill(&bought.design).expect("small sums");
            assert_eq!(bought.addresses as usize, bought.design.leads.len());
            (bought.addresses, bought.addresses_bound, bill)
        };
        let bought = budgets.iter().map(buy).collect();
        (found, bought)
    }
}

const CORNERS: [(i32, i32); 3] = [(2000, 0), (0, 2000), (2000, 2000)];

/// The four corners of a square of 2 km are joined by 6 km of streets and no less.
#[test]
fn the_corners_of_a_square() {
    let laid = Laid::new(streets(), &[], &[(0, 0)], &CORNERS, prices());
    assert_eq!(laid.graph.nodes.len(), 9);
    assert_eq!(laid.graph.routes.len(), 12);
    assert!(laid.graph.routes.iter().all(|route| route.length_mm == 1_000_000));
    let (design, _) = laid.solve();
    assert_eq!(design.cost, Grosze(6_000 * 10_000));
    assert_eq!(design.lower_bound, design.cost);
    assert_eq!(design.sections.iter().map(|s| s.length_mm).sum::<u64>(), 6_000_000);
    assert_eq!((design.leads.len(), design.roots.len()), (3, 1));
}

/// A railway between the first two streets is crossed once, at 500 PLN.
#[test]
fn a_railway_is_crossed_once() {
    let rail = vec![at(500, -100), at(500, 1000), at(500, 2100)];
    let laid = Laid::new(streets(), &[rail], &[(0, 0)], &CORNERS, prices());
    let crossed: u32 = laid.graph.routes.iter().map(|route| route.crossings).sum();
    assert_eq!(crossed, 3, "each of the three streets once, though one in a vertex");
    let (design, _) = laid.solve();
    assert_eq!(design.cost, Grosze(6_000 * 10_000 + 50_000));
}

/// A bridge: another road passes over without meeting.
#[test]
fn a_bridge_is_not_crossed() {
    let mut ways = streets();
    ways.push(way(9, SOFT, &[(1500, -100), (1500, 500)]));
    let laid = Laid::new(ways, &[], &[(0, 0)], &CORNERS, prices());
    let crossed: u32 = laid.graph.routes.iter().map(|route| route.crossings).sum();
    assert_eq!(crossed, 0, "a cable along a road passes under or over the other");
}

/// Two houses a millimetre apart, each 150 m from two streets: neither takes a place of the other.
#[test]
fn trenches_of_neighbours_end_apart() {
    let ways = [way(1, SOFT, &[(0, 0), (1000, 0)]), way(2, SOFT, &[(0, 300), (1000, 300)])];
    let house = |east_mm: i32| {
        let foot = at(500, 150);
        let at = Pl1992::from_millimetres(foot.easting_mm() + east_mm, foot.northing_mm());
        Stop { at, is_root: false }
    };
    let mut ways = ways.to_vec();
    ways.push(way(3, SOFT, &[(1000, 0), (1000, 300)]));
    let stops = [Stop { at: at(0, 0), is_root: true }, house(0), house(1), house(0)];
    let joints = build(ways, &[], &stops, RoutingRules::get()).1;
    let nodes = |of: usize| joints[of].all.iter().map(|joint| joint.node).collect::<Vec<u32>>();
    assert_eq!([nodes(1).len(), nodes(2).len()], [2, 2]);
    assert!(nodes(1).iter().all(|node| !nodes(2).contains(node)));
    assert_eq!(nodes(1), nodes(3), "addresses at one place share their trenches");
}

/// An address 30 m beside the middle of a street: the street is split there, the lead is 30 m.
#[test]
fn addresses_split_streets() {
    let laid = Laid::new(streets(), &[], &[(0, 0)], &[(500, 30), (500, -50)], prices());
    assert_eq!(laid.graph.nodes.len(), 10);
    let leads: Vec<u64> = laid.joints[1..].iter().map(|joints| joints.all[0].lead_mm).collect();
    assert_eq!(leads, [30_000, 50_000]);
    assert_eq!(laid.terminals.len(), 1, "both stand at one place of the street");
    let (design, _) = laid.solve();
    assert_eq!(design.cost, Grosze(500 * 10_000));
    assert_eq!(own_sections(&design, &laid.prices), [Grosze(0), Grosze(0)]);
}

/// 400 m off the road: a trench of its own, which is a section and costs what a trench costs.
#[test]
fn far_addresses_get_a_trench() {
    let laid = Laid::new(streets(), &[], &[(0, 0)], &[(500, -400)], prices());
    let (design, _) = laid.solve();
    assert_eq!(design.cost, Grosze((500 + 400) * 10_000));
    assert_eq!(design.leads[0].length_mm, 0);
    let far = Laid::new(streets(), &[], &[(0, 0)], &[(500, -3_100)], prices());
    assert!(far.joints[1].all.is_empty(), "more than 3 km from every road");
}

/// An end that misses a street by 0.4 m meets it, one that misses it by 1 m does not.
#[test]
fn ends_meet_within_the_tolerance() {
    for (gap_mm, parts) in [(400, 1), (1000, 2)] {
        let mut side = way(9, SOFT, &[(500, 0), (500, -300)]);
        let foot = side.line[0];
        side.line[0] = Pl1992::from_millimetres(foot.easting_mm(), foot.northing_mm() - gap_mm);
        let mut ways = streets();
        ways.push(side.clone());
        let laid = Laid::new(ways.clone(), &[], &[(0, 0)], &[], prices());
        assert_eq!(find_components(&Adjacency::of(&laid.graph)).count, parts, "{gap_mm} mm");
        // A road more that begins at the same end takes nothing away.
        let mut more = way(10, SOFT, &[(500, 0), (300, -300)]);
        more.line[0] = side.line[0];
        ways.push(more);
        let laid = Laid::new(ways, &[], &[(0, 0)], &[], prices());
        assert_eq!(find_components(&Adjacency::of(&laid.graph)).count, parts, "{gap_mm} mm");
    }
}

/// Along streets distances are those of Manhattan; of two nodes the nearer one is named.
#[test]
fn distances_follow_the_streets() {
    let laid = Laid::new(streets(), &[], &[(0, 0), (2000, 2000)], &CORNERS, prices());
    let adjacency = Adjacency::of(&laid.graph);
    let sources: Vec<u32> = laid.joints[..2].iter().map(|joints| joints.all[0].node).collect();
    let length = |route: u32| laid.graph.routes[route as usize].length_mm;
    let nearest = nearest_sources(&adjacency, length, &sources);
    for (node, place) in laid.graph.nodes.iter().enumerate() {
        let steps = |mm: i32| u64::try_from((mm + 300_000) / 999_300).expect("positive");
        let (east, north) =
            (steps(place.easting_mm() - 500_000_000), steps(place.northing_mm() - 400_000_000));
        let (first, second) = (east + north, 4 - east - north);
        let found = nearest[node].expect("one part");
        assert_eq!(found.length, 1_000_000 * first.min(second));
        assert_eq!(found.source, u32::from(second < first));
    }
}

/// A duct along the diagonal way around is 2 km at 10 PLN instead of a street at 100 PLN; it is
/// linked to the streets at its lower end.
#[test]
fn ducts_are_cheap_streets() {
    let mut ways = streets();
    ways.push(way(9, Method::Duct, &[(0, 10), (0, 2010)]));
    let laid = Laid::new(ways, &[], &[(0, 0)], &[(0, 2000)], prices());
    let (design, _) = laid.solve();
    // The lower end is 10 m from the corner: so much trench. The end of a street, where the address
    // is, lies on the duct 1990 m farther on and meets it.
    assert_eq!(design.cost, Grosze(1_990 * 1_000 + 10 * 10_000));
    let methods: Vec<Method> = design.sections.iter().map(|section| section.method).collect();
    assert!(methods.contains(&Method::Duct));
}

/// A chain N –1 km– A –1 km– B and a branch from A of 2 km to C: B alone saves 1 km, C 2 km, A
/// nothing.
#[test]
fn what_an_address_saves() {
    let ways = vec![
        way(1, SOFT, &[(0, 0), (1000, 0), (2000, 0)]),
        way(2, SOFT, &[(1000, 0), (1000, 2000)]),
    ];
    let addresses = [(1000, 0), (2000, 0), (1000, 2000)];
    let laid = Laid::new(ways, &[], &[(0, 0)], &addresses, prices());
    let (design, _) = laid.solve();
    assert_eq!(design.cost, Grosze(4_000 * 10_000));
    let saved = own_sections(&design, &laid.prices);
    assert_eq!(saved, [0, 1_000 * 10_000, 2_000 * 10_000].map(Grosze));
    // The frontier on paper: A for 1 km, A and B for 2 km, all for 4 km.
    let costs = [1, 2, 4].map(|km| km * 1_000 * 10_000);
    let budgets: Vec<i64> = costs.iter().flat_map(|cost| [cost - 1, *cost]).collect();
    let (all, bought) = laid.buys(&bare(), &budgets);
    let served: Vec<u32> = bought.iter().map(|bought| bought.0).collect();
    assert_eq!(served, [0, 1, 1, 2, 2, 3]);
    let points: Vec<(u32, i64)> = all.points.iter().map(|p| (p.addresses, p.bill.0)).collect();
    for (addresses, cost) in [1, 2, 3].into_iter().zip(costs) {
        assert!(points.iter().filter(|p| p.0 == addresses).all(|p| p.1 == cost));
    }
    assert_eq!(points.last(), Some(&(3, 4_000 * 10_000)));
}

/// The same chain with everything priced: the bill of one address is a kilometre at 100 PLN, and
/// 1000 for its node, 10 for splitter, port and cabinet each, and half of 40 + 60 for connection and drop
/// (30 m leads are none: the addresses stand on the road); a tenth of all for the project. Budgets
/// limit that sum, to the grosz.
#[test]
fn budgets_limit_the_whole_bill() {
    let priced = [
        (Key::Node, 100_000),
        (Key::SplitterSmall, 1_000),
        (Key::SplitterLarge, 1_000),
        (Key::OltPort, 1_000),
        (Key::Cabinet, 1_000),
        (Key::Connection, 4_000),
        (Key::DropFixed, 6_000),
        (Key::TakeUp, 5_000),
        (Key::Project, 1_000),
    ];
    let book = priced.into_iter().fold(bare(), |book, (key, value)| book.with(key, value));
    // Splitters may stand 100 km away: one feeds all.
    let book = book.with(Key::DropLengthMax, 10_000_000).with(Key::SplitterCapacity, 6_400);
    let ways = vec![
        way(1, SOFT, &[(0, 0), (1000, 0), (2000, 0)]),
        way(2, SOFT, &[(1000, 0), (1000, 2000)]),
    ];
    let addresses = [(1000, 0), (2000, 0), (1000, 2000)];
    let laid = Laid::new(ways, &[], &[(0, 0)], &addresses, prices());
    // In grosze: 10 000 000 a kilometre, 100 000 + 3 × 1000 once, 5000 an address; and a tenth.
    let bills =
        [(1, 1), (2, 2), (4, 3)].map(|(km, n)| (km * 10_000_000 + 103_000 + n * 5_000) * 11 / 10);
    let budgets: Vec<i64> = bills.iter().flat_map(|bill| [bill - 1, *bill]).collect();
    let (all, bought) = laid.buys(&book, &budgets);
    let served: Vec<u32> = bought.iter().map(|bought| bought.0).collect();
    assert_eq!(served, [0, 1, 1, 2, 2, 3]);
    for ((addresses, bound, bill), budget) in bought.into_iter().zip(budgets) {
        assert!(bill.0 <= budget && addresses <= bound);
    }
    let last = all.points.last().expect("the whole");
    assert_eq!((last.addresses, last.bill), (3, Grosze(bills[2])));
    // What proofs leave out is what full splitters and cabinets would save, and roundings.
    assert!(last.bound <= last.bill && last.bill.0 - last.bound.0 < 4_000, "{}", last.bound.0);
}

/// On one road nodes at 0 and 3 km, addresses at 1 and 2.1 km; a node costs half a kilometre. The
/// shortest routes are 1 and 0.9 km from two nodes: 1.9 + 2 × 0.5 = 2.9 km; from the first node
/// alone 2.1 + 0.5 = 2.6 km, and from the second 2 + 0.5 = 2.5 km.
#[test]
fn a_node_that_saves_less_than_it_costs_is_not_used() {
    let ways = vec![way(1, SOFT, &[(0, 0), (3000, 0)])];
    let roots = [(0, 0), (3000, 0)];
    let prices = MetrePrices { node: Grosze(5_000_000), ..prices() };
    let laid = Laid::new(ways, &[], &roots, &[(1000, 0), (2100, 0)], prices);
    let routed = laid.solve();
    assert_eq!((routed.0.cost, routed.0.roots.len()), (Grosze(19_000_000), 2));
    let (book, facts) = (bare().with(Key::Node, 5_000_000), facts_of(&routed.0));
    let tariff = Tariff::new(&book, &routed.0, &facts);
    let ((design, _), bound) =
        with_nodes(&laid.task(), &routed, &tariff, Effort::brisk()).expect("small sums");
    assert_eq!((design.cost, design.roots.len()), (Grosze(20_000_000), 1));
    assert_eq!(design.network_cost, Grosze(25_000_000));
    assert_eq!(
        (design.network_bound, design.lower_bound),
        (Grosze(25_000_000), Grosze(19_000_000))
    );
    assert_eq!(tariff.bill(&design).expect("small sums"), Grosze(25_000_000));
    // Roundings of sections and lines, at most.
    assert!(bound <= Grosze(25_000_000) && bound > Grosze(25_000_000 - 100), "{bound:?}");
}

/// On one road nodes at 0, 1 and 2 km, addresses half a kilometre after each; a node costs 5 km. The
/// shortest routes are 1.5 km from two or three nodes, the cheapest network 2 km from one, past
/// another.
#[test]
fn a_way_past_a_node_does_not_use_it() {
    let ways = vec![way(1, SOFT, &[(0, 0), (3000, 0)])];
    let roots = [(0, 0), (1000, 0), (2000, 0)];
    let prices = MetrePrices { node: Grosze(50_000_000), ..prices() };
    let laid = Laid::new(ways, &[], &roots, &[(500, 0), (1500, 0), (2500, 0)], prices);
    let routed = laid.solve();
    let (book, facts) = (bare().with(Key::Node, 50_000_000), facts_of(&routed.0));
    let tariff = Tariff::new(&book, &routed.0, &facts);
    let ((design, _), _) =
        with_nodes(&laid.task(), &routed, &tariff, Effort::brisk()).expect("small sums");
    // From the second node 0.5 km back, 1.5 km on, past the third; as far from the third.
    assert_eq!((design.cost, design.roots.len()), (Grosze(20_000_000), 1));
    assert_eq!(tariff.bill(&design).expect("small sums"), Grosze(70_000_000));
}

/// Five addresses, a kilometre apart on one road from the node on. One area: the last may stay
/// out, which saves its kilometre. In two units of 2 and 3: the farther pays the whole way.
#[test]
fn contest_areas_on_a_road() {
    let places: Vec<(i32, i32)> = (0..=5).map(|k| (1000 * k, 0)).collect();
    let laid = Laid::new(vec![way(1, SOFT, &places)], &[], &places[..1], &places[1..], prices());
    let (design, _) = laid.solve();
    let rules = AreaRules {
        addresses_min: 2,
        addresses_max: 5,
        cost_max: Grosze(50_000_000),
        served_percent: 80,
    };
    let (facts, forest) = (facts_of(&design), Forest::of(&design).expect("a forest"));
    let plan = Plan { design: &design, forest: &forest, facts: &facts };
    let cut = |book: &CostBook, unit: &dyn Fn(u32) -> Option<u32>, rules: &AreaRules| {
        contest_areas(plan, book, unit, rules).expect("small sums")
    };
    let one = cut(&bare(), &|_| Some(1), &rules);
    assert_eq!((one.areas.len(), one.left_over.len()), (1, 0));
    assert_eq!(one.areas[0].cost, Grosze(50_000_000));
    let spared = [(4, Grosze(10_000_000))];
    assert_eq!(
        (&one.areas[0].optional[..], one.areas[0].cost_min),
        (&spared[..], Grosze(40_000_000))
    );
    assert_eq!(one.areas[0].bill, Grosze(50_000_000));
    let unit = |address: u32| Some(if address < 2 { 1 } else { 2 });
    let two = cut(&bare(), &unit, &rules);
    let found: Vec<(u32, i64, usize)> =
        two.areas.iter().map(|area| (area.unit, area.cost.0, area.optional.len())).collect();
    // A fifth of two or three addresses is none.
    assert_eq!(found, [(1, 20_000_000, 0), (2, 50_000_000, 0)]);
    // A grosz less, and the fifth address is left over.
    let tight = AreaRules { cost_max: Grosze(49_999_999), ..rules };
    let tight = cut(&bare(), &|_| Some(1), &tight);
    assert_eq!((tight.areas.len(), &tight.left_over[..]), (1, &[4][..]));
    // The limit holds for the whole bill: a node for 1000 PLN and a tenth for the project. Under
    // 500 000 PLN there is room for 4 km and the node, 451 000 PLN, but not for 5, 551 000 PLN.
    let book = bare().with(Key::Node, 100_000).with(Key::Project, 1_000);
    let whole = cut(&book, &|_| Some(1), &rules);
    let bills: Vec<(usize, i64)> =
        whole.areas.iter().map(|area| (area.leads.len(), area.bill.0)).collect();
    assert_eq!((bills, &whole.left_over[..]), (vec![(4, 44_110_000)], &[4][..]));
}

/// Nothing to pay a metre, nothing to pay.
#[test]
fn free_trenches_cost_nothing() {
    let free = MetrePrices { trench: [Grosze(0); 5], ..prices() };
    let laid = Laid::new(streets(), &[], &[(0, 0)], &CORNERS, free);
    let (design, _) = laid.solve();
    assert_eq!((design.cost, design.lower_bound), (Grosze(0), Grosze(0)));
    assert_eq!(design.leads.len(), 3);
}

pub(super) type Edge = ((i32, i32), (i32, i32));

/// Some edges of a lattice of 4 × 4, each a way of its own.
pub(super) fn lattice() -> impl Strategy<Value = Vec<Edge>> {
    let mut edges = Vec::new();
    for a in 0..4 {
        for b in 0..3 {
            edges.push(((b, a), (b + 1, a)));
            edges.push(((a, b), (a, b + 1)));
        }
    }
    proptest::sample::subsequence(edges, 10..=24)
}

pub(super) fn of_edges(edges: &[Edge]) -> Vec<Way> {
    (1..)
        .zip(edges)
        .map(|(row, (a, b))| {
            // Lengths that differ, so that optima are rarely tied.
            let bent = (500 * (a.0 + b.0) + 37 * a.1, 500 * (a.1 + b.1) + 53 * a.0);
            way(row, SOFT, &[(1000 * a.0, 1000 * a.1), bent, (1000 * b.0, 1000 * b.1)])
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// More money never serves fewer addresses, never more than the bound, and keeps the budget.
    #[test]
    fn more_money_never_serves_fewer(edges in lattice(), root in 0..4_i32) {
        let stops: Vec<(i32, i32)> = (0..12).map(|k| (k * 251 % 3000, k * 613 % 3000)).collect();
        let laid = Laid::new(of_edges(&edges), &[], &[(0, root * 1000)], &stops, prices());
        prop_assume!(find_components(&Adjacency::of(&laid.graph)).count == 1);
        prop_assume!(laid.joints.iter().all(|joints| !joints.all.is_empty()));
        // By the routes alone, and by all prices of the program.
        for book in [bare(), CostBook::get().with(Key::TrenchSoft, 10_000)] {
            let (design, _) = laid.solve();
            let most = design.cost.0 * 2 + 20_000_000;
            let budgets: Vec<i64> = (0..=20).map(|step| most / 20 * step).collect();
            let (_, bought) = laid.buys(&book, &budgets);
            let mut last = 0;
            for ((addresses, bound, bill), budget) in bought.into_iter().zip(budgets) {
                prop_assert!(bill.0 <= budget);
                prop_assert!(addresses >= last);
                prop_assert!(addresses <= bound);
                last = addresses;
            }
            prop_assert_eq!(last as usize, stops.len());
        }
    }

    /// Folding ends away changes no optimum: the same instance, searched whole.
    #[test]
    fn folding_keeps_the_optimum(edges in lattice(), worth in 0..60_000_000_u64) {
        let stops = [(3000, 3000), (0, 3000), (3000, 0), (1000, 2000), (2000, 500)];
        let laid = Laid::new(of_edges(&edges), &[], &[(0, 0), (3000, 3000)], &stops, prices());
        let mut graph = laid.compact.graph();
        let mut prizes = vec![0; graph.n as usize];
        for terminal in &laid.terminals {
            prizes[terminal.vertex as usize] = worth * terminal.addresses.len() as u64;
        }
        let roots: Vec<u32> = laid.roots.iter().map(|root| root.0).collect();
        let folded = fold(&graph, &roots, &prizes);
        let root = folded.graph.n - 1;
        let found = solve_prize(&folded.graph, &folded.prizes, Some(root), Effort::brisk());
        let found = found.expect("small sums");
        let (chosen, joined) = folded.unfold(&found);
        let built: u64 = chosen.iter().map(|edge| graph.edges[*edge as usize].cost).sum();
        let missed: u64 = prizes.iter().zip(&joined).filter(|(_, j)| !**j).map(|(p, _)| *p).sum();
        prop_assert_eq!(built + missed, folded.paid + found.cost);
        graph.edges.extend(roots.iter().map(|r| Arc { a: graph.n, b: *r, cost: 0 }));
        graph.n += 1;
        prizes.push(0);
        let whole = solve_prize(&graph, &prizes, Some(graph.n - 1), Effort::brisk());
        let whole = whole.expect("small sums");
        if whole.lower_bound == whole.cost && found.lower_bound == found.cost {
            prop_assert_eq!(folded.paid + found.cost, whole.cost);
        }
        prop_assert!(folded.paid + found.lower_bound <= whole.cost);
    }
}
