//! What a sum of money buys: parts of several forests, each part the cheapest of its forest.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::choose::{Task, Terminal};
use super::course::Course;
use super::distances::{Adjacency, nearest_sources};
use super::plan::PlanError;
use super::quota::Quota;
use super::steiner::Effort;
use super::tariff::Tariff;
use super::{Design, DesignError};
use crate::quantity::Grosze;

/// Above so many addresses parts are not counted exactly, which takes time by their square.
const MOST_EXACT: usize = 30_000;
/// Of each number of addresses the bills of so many forests are made, those with the least costs.
const BILLS: usize = 3;
/// Sums of money for which networks are sought, as shares of the whole bill, in thousandths:
/// 2^(-k/2) for k from 1 to 14.
const SUMS: [i128; 14] = [707, 500, 354, 250, 177, 125, 88, 63, 44, 31, 22, 16, 11, 8];
/// Bills made at once.
const AT_ONCE: usize = 8;

/// A forest to which all addresses are joined.
#[derive(Debug)]
struct Tree {
    chains: Vec<u32>,
    quota: Option<Quota>,
}

/// A network and its chains.
pub type Chained = (Design, Vec<u32>);

/// A network and its bill.
pub(super) type Billed = (Design, Grosze);

/// Forests of which parts may be bought.
#[derive(Debug)]
pub(super) struct Market<'a> {
    task: &'a Task<'a>,
    tariff: &'a Tariff<'a>,
    trees: Vec<Tree>,
    n_addresses: usize,
}

/// Chains of the shortest ways from the roots to all vertices.
fn shortest_ways(task: &Task<'_>) -> Vec<u32> {
    let chains = &task.compact.chains;
    let ends = chains.iter().map(|chain| (chain.a, chain.b));
    let adjacency = Adjacency::new(task.compact.nodes.len(), ends);
    let cost = |chain: u32| u64::try_from(chains[chain as usize].cost.0).unwrap_or(0);
    let roots: Vec<u32> = task.roots.iter().map(|root| root.0).collect();
    let nearest = nearest_sources(&adjacency, cost, &roots);
    let mut seen = vec![false; adjacency.n_nodes()];
    for root in &roots {
        seen[*root as usize] = true;
    }
    // From the roots outward, so that ways of no cost cannot close a circle.
    let mut open = roots;
    let mut ways = Vec::new();
    while let Some(vertex) = open.pop() {
        let Some(here) = nearest[vertex as usize] else { continue };
        for (next, chain) in adjacency.at(vertex) {
            let is_way = nearest[*next as usize].is_some_and(|there| {
                (there.length, there.source) == (here.length + cost(*chain), here.source)
            });
            if is_way && !std::mem::replace(&mut seen[*next as usize], true) {
                ways.push(*chain);
                open.push(*next);
            }
        }
    }
    ways
}

impl<'a> Market<'a> {
    /// The forests that grow nearest first from nothing, and along the shortest ways.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn new(task: &'a Task<'a>, tariff: &'a Tariff<'a>) -> Result<Self, DesignError> {
        let n_addresses = task.terminals.iter().map(|terminal| terminal.addresses.len()).sum();
        let mut market = Self { task, tariff, trees: Vec::new(), n_addresses };
        let nearest = Course::of(task, &Design::default(), &[], tariff)?.into_chains();
        market.add(vec![nearest, shortest_ways(task)]);
        Ok(market)
    }

    /// Adds forests.
    fn add(&mut self, forests: Vec<Vec<u32>>) {
        let is_small = self.n_addresses <= MOST_EXACT;
        let tree = |chains: Vec<u32>| {
            let quota = is_small.then(|| Quota::of(self.task, &chains, self.tariff));
            Tree { chains, quota }
        };
        let trees: Vec<Tree> = forests.into_par_iter().map(tree).collect();
        self.trees.extend(trees);
    }

    /// Adds networks, grown to all addresses.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn add_grown(&mut self, networks: &[(&Design, &[u32])]) -> Result<(), DesignError> {
        let grown = networks.par_iter().map(|(design, chains)| {
            Ok(Course::of(self.task, design, chains, self.tariff)?.into_chains())
        });
        let grown = grown.collect::<Result<Vec<_>, DesignError>>()?;
        self.add(grown);
        Ok(())
    }

    /// Forests with the costs of serving so many addresses that a budget may pay for, the least
    /// first; those where one more address costs the same are left out.
    fn offers(&self, n_addresses: usize, budget: Grosze) -> Vec<usize> {
        let n_routes = self.task.graph.routes.len();
        let cost = |tree: &Tree| {
            let costs = &tree.quota.as_ref()?.costs;
            let cost = *costs.get(n_addresses)?;
            let is_last = costs.get(n_addresses + 1) != Some(&cost);
            let least = self.tariff.with_project(i128::from(cost), n_routes);
            (is_last && least <= budget).then_some(cost)
        };
        let mut found: Vec<(u64, usize)> =
            self.trees.iter().map(cost).zip(0..).filter_map(|(c, i)| Some((c?, i))).collect();
        found.sort_unstable();
        found.truncate(BILLS);
        found.into_iter().map(|(_, tree)| tree).collect()
    }

    fn part(&self, n_addresses: usize, tree: usize) -> Option<(Vec<bool>, &Tree)> {
        let tree = &self.trees[tree];
        Some((tree.quota.as_ref()?.served(n_addresses), tree))
    }

    fn billed(&self, n_addresses: usize, tree: usize) -> Result<Option<Billed>, DesignError> {
        let Some((served, tree)) = self.part(n_addresses, tree) else { return Ok(None) };
        let design = self.task.design(&tree.chains, |terminal| served[terminal]);
        let bill = self.tariff.bill(&design)?;
        Ok(Some((design, bill)))
    }

    /// The part within a budget that serves most addresses, of all that are offered. What is
    /// offered does not depend on the budget, so that more money never buys fewer.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn within(&self, budget: Grosze) -> Result<Option<Billed>, DesignError> {
        let numbers = (1..=self.n_addresses).rev();
        let all = numbers.flat_map(|n| self.offers(n, budget).into_iter().map(move |t| (n, t)));
        let mut all = all.peekable();
        while all.peek().is_some() {
            let some: Vec<(usize, usize)> = all.by_ref().take(AT_ONCE).collect();
            let bills = some.par_iter().map(|(n, tree)| self.billed(*n, *tree));
            let bills = bills.collect::<Result<Vec<_>, DesignError>>()?;
            let paid = bills.into_iter().flatten().filter(|(_, bill)| *bill <= budget);
            let rank = |(design, bill): &Billed| (Reverse(design.leads.len()), *bill);
            if let Some(best) = paid.min_by_key(rank) {
                return Ok(Some(best));
            }
        }
        Ok(None)
    }

    /// The lowest bill of serving anybody.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn least(&self) -> Result<Option<Grosze>, DesignError> {
        let mut numbers = 1..=self.n_addresses;
        let offered = numbers.find_map(|n| {
            let offers = self.offers(n, Grosze(i64::MAX));
            (!offers.is_empty()).then_some((n, offers))
        });
        let Some((n, offers)) = offered else { return Ok(None) };
        let bills = offers.into_iter().map(|tree| self.billed(n, tree));
        let bills = bills.collect::<Result<Vec<_>, DesignError>>()?;
        Ok(bills.into_iter().flatten().map(|(_, bill)| bill).min())
    }

    /// Networks with routes of their own for what shares of a bill may buy at best, and their
    /// chains.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn shares(&self, bill: Grosze) -> Result<Vec<Chained>, PlanError> {
        let share = |share: i128| i64::try_from(i128::from(bill.0) * share / 1000).unwrap_or(0);
        let found = SUMS.into_par_iter().map(|sum| self.routed(Grosze(share(sum))));
        Ok(found.collect::<Result<Vec<_>, PlanError>>()?.into_iter().flatten().collect())
    }

    fn routed(&self, sum: Grosze) -> Result<Option<Chained>, PlanError> {
        let mut numbers = (1..=self.n_addresses).rev();
        let found = numbers.find_map(|n| Some((n, *self.offers(n, sum).first()?)));
        let Some((served, _)) = found.and_then(|(n, tree)| self.part(n, tree)) else {
            return Ok(None);
        };
        let is_served = |terminal: usize| served[terminal];
        routed(self.task, is_served, Effort::brisk()).map(Some)
    }
}

/// The cheapest routes found to some terminals, with their bound, and their chains.
///
/// # Errors
/// When costs are too large.
pub(super) fn routed(
    task: &Task<'_>,
    is_served: impl Fn(usize) -> bool,
    effort: Effort,
) -> Result<Chained, PlanError> {
    let served = task.terminals.iter().enumerate().filter(|(terminal, _)| is_served(*terminal));
    let terminals: Vec<Terminal> = served.map(|(_, terminal)| terminal.clone()).collect();
    let some = Task { terminals: &terminals, ..*task };
    Ok(some.solve(effort)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::planning::frontier::with_nodes;
    use crate::planning::steiner::Effort;
    use crate::planning::tariff::Tariff;
    use crate::planning::tests::{Laid, bare, facts_of, lattice, of_edges, prices};
    use crate::planning::{CostBook, Key};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// What the proven optimum for some addresses costs may buy so many addresses, and is seen
        /// to buy at most one fewer.
        #[test]
        fn budgets_buy_what_any_choice_of_addresses_costs(edges in lattice()) {
            let stops = [(3000, 3000), (0, 3000), (3000, 0), (1000, 2000), (2000, 500)];
            let roots = [(0, 0), (3000, 2000)];
            let laid = |stops: &[(i32, i32)]| {
                Laid::new(of_edges(&edges), &[], &roots, stops, prices())
            };
            prop_assume!(laid(&stops).connected() && laid(&stops).terminals.len() == 5);
            for book in [bare(), CostBook::get().with(Key::TrenchSoft, 10_000)] {
                let optima: Vec<(usize, i64)> = (1..1_u32 << stops.len())
                    .map(|set| {
                        let some: Vec<(i32, i32)> =
                            (0..5).filter(|k| set >> k & 1 == 1).map(|k| stops[k]).collect();
                        let some = laid(&some);
                        let (design, _) = some.solve();
                        let facts = facts_of(&design);
                        let tariff = Tariff::new(&book, &design, &facts);
                        let nodes = with_nodes(&some.task(), &design, &tariff, Effort::brisk());
                        let cheaper = nodes.expect("small sums").0.map(|found| found.0);
                        let best = cheaper.as_ref().unwrap_or(&design);
                        (best.leads.len(), tariff.bill(best).expect("small sums").0)
                    })
                    .collect();
                let budgets: Vec<i64> = optima.iter().map(|(_, bill)| *bill).collect();
                let (_, bought) = laid(&stops).buys(&book, &budgets);
                for ((addresses, bound, _), (served, _)) in bought.into_iter().zip(optima) {
                    prop_assert!(bound as usize >= served, "{bound} < {served}");
                    prop_assert!(addresses as usize + 1 >= served, "{addresses} < {served} - 1");
                }
            }
        }
    }
}
