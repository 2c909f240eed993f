//! Which addresses of a network radio serves for less money than fibre does.
//!
//! Without stations' own costs and capacities this is exact: along a tree, either no address of a
//! branch has fibre and its sections fall away, or one has it and each of the others takes what is
//! cheaper. Stations are then closed and opened again while that lowers the sum, and a full one
//! takes a toll of each home, as low as fills it at most.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::appraise::Plan;
use super::bill::taken_up;
use super::stages::built_costs;
use super::tariff::least;
use super::variants::{homes_max, station};
use super::{CostBook, Key};

/// An address that radio could serve.
#[derive(Clone, Copy, Debug)]
struct Reached {
    /// Position among the stations.
    station: usize,
    /// Antennas at its expected subscribers, in grosze.
    cost: u64,
    homes: u64,
}

/// A tree with prices.
struct Network<'a> {
    plan: Plan<'a>,
    /// The section to each node, or the node that a tree grows from, in grosze.
    built: Vec<u64>,
    leads_of: Vec<Vec<u32>>,
    /// What fibre adds at each address besides, in grosze.
    fibre: Vec<u64>,
    radio: Vec<Option<Reached>>,
    /// Homes that a station carries.
    homes_max: u64,
    /// Upgrade of a station in grosze.
    upgrade: u64,
}

/// Stations that may be used, and what each takes of a home beside its antenna.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Terms {
    is_open: Vec<bool>,
    toll: Vec<u64>,
}

/// Addresses by radio, and what that way of serving all of them costs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chosen {
    cost: u64,
    leads: Vec<u32>,
    /// Homes by station.
    load: Vec<u64>,
    is_used: Vec<bool>,
}

impl<'a> Network<'a> {
    fn new(plan: Plan<'a>, book: &CostBook) -> (Self, usize) {
        let mut leads_of = vec![Vec::new(); plan.design.nodes.len()];
        for (position, lead) in (0_u32..).zip(&plan.design.leads) {
            leads_of[lead.node as usize].push(position);
        }
        let unsigned = |amount: i64| u64::try_from(amount).unwrap_or(0);
        let both = || plan.design.leads.iter().zip(&plan.facts.addresses);
        let fibre = both().map(|(lead, address)| {
            unsigned(least(book, address.homes(), address.ports(), lead.length_mm).0)
        });
        let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
        let antenna = unsigned(book.value(Key::FwaCpe));
        let radio = (0_u32..).zip(both()).map(|(lead, (_, address))| {
            // Offices and schools are to have a gigabit, which radio does not give.
            let near = station(plan, lead, book).filter(|_| !address.is_public)?;
            let number = numbers.len();
            Some(Reached {
                station: *numbers.entry(near).or_insert(number),
                cost: taken_up(address.homes() * antenna, book.value(Key::TakeUp)),
                homes: address.homes(),
            })
        });
        let network = Self {
            built: built_costs(plan, book),
            leads_of,
            fibre: fibre.collect(),
            radio: radio.collect(),
            homes_max: homes_max(book),
            upgrade: unsigned(book.price(Key::FwaUpgrade).0),
            plan,
        };
        (network, numbers.len())
    }

    /// What a lead costs by radio on these terms.
    fn by_radio(&self, lead: u32, terms: &Terms) -> Option<u64> {
        let near = self.radio[lead as usize]?;
        let toll = terms.toll[near.station].saturating_mul(near.homes);
        terms.is_open[near.station].then(|| near.cost.saturating_add(toll))
    }

    /// The cheapest way on these terms, stations not paid for.
    fn cheapest(&self, terms: &Terms) -> Chosen {
        let forest = self.plan.forest;
        let n = self.built.len();
        // Of all that hangs on a node: with fibre at it, and without any fibre.
        let (mut with, mut without) = (vec![0_u64; n], vec![Some(0_u64); n]);
        for node in forest.order.iter().rev().map(|node| *node as usize) {
            for lead in &self.leads_of[node] {
                let (fibre, radio) = (self.fibre[*lead as usize], self.by_radio(*lead, terms));
                with[node] = with[node].saturating_add(radio.map_or(fibre, |r| r.min(fibre)));
                without[node] = without[node].zip(radio).and_then(|(a, b)| a.checked_add(b));
            }
            if let Some((towards, _)) = forest.up[node] {
                let towards = towards as usize;
                let fed = with[node].saturating_add(self.built[node]);
                let cheaper = without[node].map_or(fed, |without| without.min(fed));
                with[towards] = with[towards].saturating_add(cheaper);
                without[towards] =
                    without[towards].zip(without[node]).and_then(|(a, b)| a.checked_add(b));
            }
        }
        self.told(&with, &without, terms)
    }

    /// The choice that the sums tell, from the roots outward.
    fn told(&self, with: &[u64], without: &[Option<u64>], terms: &Terms) -> Chosen {
        let forest = self.plan.forest;
        let n = terms.toll.len();
        let mut chosen =
            Chosen { cost: 0, leads: Vec::new(), load: vec![0; n], is_used: vec![false; n] };
        let mut has_fibre = vec![false; with.len()];
        for node in forest.order.iter().map(|node| *node as usize) {
            let may = forest.up[node].is_none_or(|(towards, _)| has_fibre[towards as usize]);
            let fed = with[node].saturating_add(self.built[node]);
            has_fibre[node] = may && without[node].is_none_or(|without| fed < without);
            chosen.cost += if has_fibre[node] { self.built[node] } else { 0 };
            for lead in &self.leads_of[node] {
                let fibre = self.fibre[*lead as usize];
                match (self.radio[*lead as usize], self.by_radio(*lead, terms)) {
                    (Some(near), Some(cost)) if !has_fibre[node] || cost <= fibre => {
                        chosen.leads.push(*lead);
                        chosen.load[near.station] += near.homes;
                        chosen.is_used[near.station] = true;
                        chosen.cost += near.cost;
                    }
                    _ => chosen.cost += fibre,
                }
            }
        }
        chosen
    }

    /// The cheapest way found in which no station carries more than it can, stations paid for.
    fn within_capacity(&self, is_open: &[bool]) -> Chosen {
        let mut terms = Terms { is_open: is_open.to_vec(), toll: vec![0; is_open.len()] };
        let mut chosen = self.cheapest(&terms);
        while let Some(full) = chosen.load.iter().position(|homes| *homes > self.homes_max) {
            // Dearer than all fibre, a station serves nobody.
            let all = self.built.iter().chain(&self.fibre).fold(1_u64, |a, b| a.saturating_add(*b));
            let (mut low, mut high) = (terms.toll[full], all.max(terms.toll[full] + 1));
            while high - low > 1 {
                terms.toll[full] = low + (high - low) / 2;
                if self.cheapest(&terms).load[full] > self.homes_max {
                    low = terms.toll[full];
                } else {
                    high = terms.toll[full];
                }
            }
            terms.toll[full] = high;
            chosen = self.cheapest(&terms);
        }
        let used = chosen.is_used.iter().filter(|is_used| **is_used).count();
        chosen.cost += self.upgrade * used as u64;
        chosen
    }

    /// The cheapest way found, from all stations and from none: one is closed or opened as long as
    /// that saves money.
    fn best(&self, n_stations: usize) -> Chosen {
        let [all, none] = [true, false].map(|is_open| self.descent(vec![is_open; n_stations]));
        if none.cost < all.cost { none } else { all }
    }

    /// The cheapest way found from some stations on.
    fn descent(&self, is_open: Vec<bool>) -> Chosen {
        let n_stations = is_open.len();
        let with = |is_open: Vec<bool>| (self.within_capacity(&is_open), is_open);
        let mut best = with(is_open);
        loop {
            let changed = |at: usize| {
                let mut is_open = best.1.clone();
                is_open[at] = !is_open[at];
                with(is_open)
            };
            let all = (0..n_stations).into_par_iter().map(|at| (changed(at), at));
            let next = all.min_by_key(|((chosen, _), at)| (chosen.cost, *at));
            match next.filter(|((chosen, _), _)| chosen.cost < best.0.cost) {
                Some((better, _)) => best = better,
                None => return best.0,
            }
        }
    }
}

/// Leads that radio serves for less, by their positions in the design; none where fibre alone is
/// cheapest. Public buildings keep fibre.
pub(super) fn cheaper_by_radio(plan: Plan<'_>, book: &CostBook) -> Vec<u32> {
    let (network, n_stations) = Network::new(plan, book);
    let mut leads = network.best(n_stations).leads;
    leads.sort_unstable();
    leads
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::place::Pl1992;
    use crate::planning::{
        AddressFacts, Design, Facts, Forest, Lead, Method, NearStation, Section, Surface,
    };
    use crate::quantity::Grosze;

    const N_STATIONS: usize = 2;

    /// A tree: the node each hangs on, the price of the way to it, its address by fibre, and by
    /// radio from one of the stations.
    type Drawn = Vec<(u32, u64, u64, Option<(usize, u64, u64)>)>;

    fn drawn() -> impl Strategy<Value = Drawn> {
        let near = proptest::option::weighted(0.8, (0..2_usize, 0..60_u64, 1..4_u64));
        proptest::collection::vec((any::<u32>(), 1..100_u64, 0..50_u64, near), 1..9)
    }

    fn design_of(drawn: &Drawn) -> (Design, Facts) {
        let at = Pl1992::from_metres(500_000.0, 400_000.0).expect("in Poland");
        let node = |position: usize| u32::try_from(position).expect("few");
        let hangs = |(position, (on, ..)): (usize, &(u32, u64, u64, _))| Section {
            from: on % node(position + 1),
            to: node(position + 1),
            method: Method::Trench(Surface::Soft),
            length_mm: 0,
            crossings: 0,
            origin: crate::model::Origin { file: crate::model::FileId(0), row: 1 },
            line: vec![at, at],
        };
        let lead =
            |position| Lead { address: node(position), node: node(position + 1), length_mm: 0 };
        let design = Design {
            nodes: vec![at; drawn.len() + 1],
            roots: vec![crate::planning::Branch { node: 0, id: "N".to_owned() }],
            sections: drawn.iter().enumerate().map(hangs).collect(),
            leads: (0..drawn.len()).map(lead).collect(),
            cost: Grosze(0),
            lower_bound: Grosze(0),
            network_cost: Grosze(0),
            network_bound: Grosze(0),
        };
        let station = |near: usize| NearStation { station: node(near), distance_mm: 1 };
        let address = |(.., near): &(u32, u64, u64, Option<(usize, u64, u64)>)| AddressFacts {
            station: near.map(|near| station(near.0)),
            ..AddressFacts::default()
        };
        let addresses = drawn.iter().map(address).collect();
        (design, Facts { addresses, ..Facts::default() })
    }

    /// What serving some addresses by radio costs, or nothing where a station cannot carry them.
    fn cost(drawn: &Drawn, root: u64, upgrade: u64, most: u64, set: u32) -> Option<u64> {
        let mut has_fibre = vec![false; drawn.len() + 1];
        let (mut sum, mut load) = (0, [None; 2]);
        for (position, (_, _, fibre, near)) in drawn.iter().enumerate() {
            if set >> position & 1 == 1 {
                let (station, cost, homes) = (*near)?;
                *load[station].get_or_insert(0) += homes;
                sum += cost;
                continue;
            }
            sum += fibre;
            let mut node = position + 1;
            while !std::mem::replace(&mut has_fibre[node], true) && node > 0 {
                node = drawn[node - 1].0 as usize % node;
            }
        }
        let built = drawn.iter().zip(&has_fibre[1..]).filter(|(_, has)| **has);
        sum += built.map(|((_, price, ..), _)| price).sum::<u64>();
        sum += if has_fibre[0] { root } else { 0 };
        let used = load.iter().flatten();
        used.clone().all(|homes| *homes <= most).then(|| sum + upgrade * used.count() as u64)
    }

    fn network(drawn: &Drawn, plan: Plan<'_>, root: u64, upgrade: u64, most: u64) -> Chosen {
        let mut leads_of = vec![Vec::new(); drawn.len() + 1];
        (0_u32..).zip(&mut leads_of[1..]).for_each(|(lead, at)| at.push(lead));
        let reached =
            |near: &(usize, u64, u64)| Reached { station: near.0, cost: near.1, homes: near.2 };
        let network = Network {
            plan,
            built: std::iter::once(root).chain(drawn.iter().map(|d| d.1)).collect(),
            leads_of,
            fibre: drawn.iter().map(|d| d.2).collect(),
            radio: drawn.iter().map(|d| d.3.as_ref().map(reached)).collect(),
            homes_max: most,
            upgrade,
        };
        network.best(N_STATIONS)
    }

    /// Two stations together replace a way of 100 for 2 × 40; neither does so alone, and all three
    /// are dearer than none.
    #[test]
    fn stations_may_save_together_only() {
        let drawn = vec![
            (0, 100, 0, None),
            (1, 0, 0, Some((0, 0, 1))),
            (1, 0, 0, Some((1, 0, 1))),
            (0, 0, 5, Some((2, 0, 1))),
        ];
        let (mut design, facts) = design_of(&drawn);
        design.leads.remove(0);
        let facts = Facts { addresses: facts.addresses[1..].to_vec(), ..facts };
        let forest = Forest::of(&design).expect("a tree");
        let plan = Plan { design: &design, forest: &forest, facts: &facts };
        let network = Network {
            plan,
            built: vec![0, 100, 0, 0, 0],
            leads_of: vec![vec![], vec![], vec![0], vec![1], vec![2]],
            fibre: vec![0, 0, 5],
            radio: (0..3).map(|station| Some(Reached { station, cost: 0, homes: 1 })).collect(),
            homes_max: 10,
            upgrade: 40,
        };
        let found = network.best(3);
        assert_eq!((found.cost, found.leads), (85, vec![0, 1]));
    }

    proptest! {
        /// Every way of serving some by radio is priced; none that stations can carry is cheaper.
        /// Where they are full the search is no proof, and must only keep what it says.
        #[test]
        fn no_choice_is_cheaper(drawn in drawn(), root in 0..80_u64, upgrade in 0..120_u64, most in 1..20_u64) {
            let (design, facts) = design_of(&drawn);
            let forest = Forest::of(&design).expect("a tree");
            let plan = Plan { design: &design, forest: &forest, facts: &facts };
            let n = drawn.len();
            let least = |most: u64| {
                (0..1_u32 << n).filter_map(|set| cost(&drawn, root, upgrade, most, set)).min()
            };
            let free = network(&drawn, plan, root, upgrade, u64::MAX);
            prop_assert_eq!(Some(free.cost), least(u64::MAX));
            let full = network(&drawn, plan, root, upgrade, most);
            let set = full.leads.iter().fold(0, |set, lead| set | 1 << lead);
            prop_assert_eq!(Some(full.cost), cost(&drawn, root, upgrade, most, set));
            prop_assert!(Some(full.cost) >= least(most) && Some(full.cost) <= least(0));
        }
    }
}
