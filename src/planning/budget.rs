//! What a sum of money buys: parts of several forests, each part the cheapest of its forest.

use std::borrow::Cow;
use std::cmp::Reverse;

use rayon::prelude::*;

use super::choose::{Task, Terminal};
use super::compact::Chain;
use super::course::Course;
use super::distances::{Adjacency, nearest_sources};
use super::frontier::cheapest_with_nodes;
use super::plan::PlanError;
use super::quota::Quota;
use super::steiner::Effort;
use super::tariff::Tariff;
use super::{Design, DesignError};
use crate::quantity::Grosze;

/// Above so many addresses parts are not counted exactly, which takes time by their square and
/// memory by their number and the depth of the forest; budgets then buy stages of courses only.
const MOST_EXACT: usize = 15_000;
/// Of each number of addresses the bills of so many forests are made, those with the least costs.
const BILLS: usize = 3;
/// Shares of the whole bill for which networks are sought, in thousandths: 2^(-k/2) for k from 1
/// to 14.
const SHARES: [i128; 14] = [707, 500, 354, 250, 177, 125, 88, 63, 44, 31, 22, 16, 11, 8];
/// Bills made at once.
const AT_ONCE: usize = 8;

/// A forest to which all addresses are joined, and what its parts cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offered {
    /// In ascending order.
    chains: Vec<u32>,
    quota: Quota,
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
    forests: Cow<'a, [Offered]>,
    n_addresses: usize,
}

/// Chains of the shortest ways from the roots to all vertices; none leads through a door.
fn shortest_ways(task: &Task<'_>) -> Vec<u32> {
    let chains = &task.compact.chains;
    // The leads to doors come after all other chains.
    let n_routes = chains.partition_point(|chain| !task.compact.is_door(chain.b));
    let ends = chains[..n_routes].iter().map(|chain| (chain.a, chain.b));
    let adjacency = Adjacency::new(task.compact.nodes.len(), ends);
    let cost_of = |chain: &Chain| u64::try_from(chain.cost.0).unwrap_or(0);
    let cost = |chain: u32| cost_of(&chains[chain as usize]);
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
    let leads = chains[n_routes..].chunk_by(|a, b| a.b == b.b);
    let mut first = n_routes;
    for leads in leads {
        let far = |(_, lead): &(usize, &Chain)| {
            nearest[lead.a as usize].map(|near| near.length.saturating_add(cost_of(lead)))
        };
        let all = (first..).zip(leads);
        let best = all.filter_map(|lead| Some((far(&lead)?, lead.0))).min();
        ways.extend(best.and_then(|(_, lead)| u32::try_from(lead).ok()));
        first += leads.len();
    }
    ways
}

impl<'a> Market<'a> {
    /// With forests that are known.
    pub fn new(task: &'a Task<'a>, tariff: &'a Tariff<'a>, forests: &'a [Offered]) -> Self {
        let n_addresses = task.terminals.iter().map(|terminal| terminal.addresses.len()).sum();
        Self { task, tariff, forests: Cow::Borrowed(forests), n_addresses }
    }

    /// Adds the forests that grow nearest first from nothing, and along the shortest ways.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn add_plain(&mut self) -> Result<(), DesignError> {
        self.add_grown(&[(&Design::default(), &[])])?;
        self.add(vec![shortest_ways(self.task)]);
        Ok(())
    }

    /// Adds forests that are not there yet.
    fn add(&mut self, forests: Vec<Vec<u32>>) {
        if self.n_addresses > MOST_EXACT {
            return;
        }
        let mut new: Vec<Vec<u32>> = Vec::new();
        for mut chains in forests {
            chains.sort_unstable();
            chains.dedup();
            let is_known = self.forests.iter().any(|offered| offered.chains == chains);
            if !is_known && !new.contains(&chains) {
                new.push(chains);
            }
        }
        let offered = new.into_par_iter().map(|chains| {
            let quota = Quota::of(self.task, &chains, self.tariff);
            Offered { chains, quota }
        });
        let offered: Vec<Offered> = offered.collect();
        self.forests.to_mut().extend(offered);
    }

    /// Adds networks, grown to all addresses.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn add_grown(&mut self, networks: &[(&Design, &[u32])]) -> Result<(), DesignError> {
        if self.n_addresses > MOST_EXACT {
            return Ok(());
        }
        let grown = networks.par_iter().map(|(design, chains)| {
            Ok(Course::of(self.task, design, chains, self.tariff)?.into_chains())
        });
        let grown = grown.collect::<Result<Vec<_>, DesignError>>()?;
        self.add(grown);
        Ok(())
    }

    /// All forests.
    pub fn into_forests(self) -> Vec<Offered> {
        self.forests.into_owned()
    }

    /// Forests with the costs of serving so many addresses that a budget may pay for, the least
    /// first; those where one more address costs the same are left out.
    fn offers(&self, n_addresses: usize, budget: Grosze) -> Vec<usize> {
        let n_routes = self.task.graph.routes.len();
        let cost = |forest: &Offered| {
            let costs = &forest.quota.costs;
            let cost = *costs.get(n_addresses)?;
            let is_last = costs.get(n_addresses + 1) != Some(&cost);
            let least = self.tariff.with_project(i128::from(cost), n_routes);
            (is_last && least <= budget).then_some(cost)
        };
        let costs = self.forests.iter().map(cost).zip(0..);
        let mut found: Vec<(u64, usize)> = costs.filter_map(|(c, i)| Some((c?, i))).collect();
        found.sort_unstable();
        // Parts of the same costs are mostly the same part.
        found.dedup_by_key(|offer| offer.0);
        found.truncate(BILLS);
        found.into_iter().map(|(_, forest)| forest).collect()
    }

    fn billed(&self, n_addresses: usize, forest: usize) -> Result<Billed, DesignError> {
        let forest = &self.forests[forest];
        let served = forest.quota.served(n_addresses);
        let design = self.task.design(&forest.chains, |terminal| served[terminal]);
        let bill = self.tariff.bill(&design)?;
        Ok((design, bill))
    }

    /// The part within a budget that serves most addresses, of all that are offered; none where it
    /// serves no more than `floor`. What is offered does not depend on the budget, so that more
    /// money never buys fewer.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn within(&self, budget: Grosze, floor: usize) -> Result<Option<Billed>, DesignError> {
        let numbers = (floor + 1..=self.n_addresses).rev();
        let all = numbers.flat_map(|n| self.offers(n, budget).into_iter().map(move |f| (n, f)));
        let mut all = all.peekable();
        while all.peek().is_some() {
            let some: Vec<(usize, usize)> = all.by_ref().take(AT_ONCE).collect();
            let bills = some.par_iter().map(|(n, forest)| self.billed(*n, *forest));
            let bills = bills.collect::<Result<Vec<_>, DesignError>>()?;
            let paid = bills.into_iter().filter(|(_, bill)| *bill <= budget);
            let rank = |(design, bill): &Billed| (Reverse(design.leads.len()), *bill);
            if let Some(best) = paid.min_by_key(rank) {
                return Ok(Some(best));
            }
        }
        Ok(None)
    }

    /// The lowest bill of the cheapest parts that serve anybody.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn least(&self) -> Result<Option<Grosze>, DesignError> {
        let billed = |(position, forest): (usize, &Offered)| {
            let costs = &forest.quota.costs;
            let least = costs.get(1)?;
            let n = costs.iter().rposition(|cost| cost == least)?;
            Some(self.billed(n, position).map(|(_, bill)| bill))
        };
        let bills = self.forests.iter().enumerate().filter_map(billed);
        Ok(bills.collect::<Result<Vec<_>, DesignError>>()?.into_iter().min())
    }

    /// Networks with routes of their own for what shares of a bill may buy at best, and their
    /// chains.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn shares(&self, bill: Grosze, effort: Effort) -> Result<Vec<Chained>, PlanError> {
        let share = |share: i128| i64::try_from(i128::from(bill.0) * share / 1000).unwrap_or(0);
        let found = SHARES.into_par_iter().map(|part| self.share(Grosze(share(part)), effort));
        Ok(found.collect::<Result<Vec<_>, PlanError>>()?.into_iter().flatten().collect())
    }

    fn share(&self, sum: Grosze, effort: Effort) -> Result<Option<Chained>, PlanError> {
        let mut numbers = (1..=self.n_addresses).rev();
        let found = numbers.find_map(|n| Some((n, *self.offers(n, sum).first()?)));
        let Some((n, forest)) = found else { return Ok(None) };
        let served = self.forests[forest].quota.served(n);
        let terminals = some_terminals(self.task, |terminal| served[terminal]);
        let some = Task { terminals: &terminals, ..*self.task };
        Ok(Some(cheapest_with_nodes(&some, self.tariff, effort)?.0))
    }
}

/// Some terminals of a task.
pub(super) fn some_terminals(task: &Task<'_>, is_served: impl Fn(usize) -> bool) -> Vec<Terminal> {
    let served = task.terminals.iter().enumerate().filter(|(terminal, _)| is_served(*terminal));
    served.map(|(_, terminal)| terminal.clone()).collect()
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

        /// What a network found for some addresses costs may buy so many, by the bound, and is seen
        /// to buy at most one fewer: parts of forests are no proof.
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
                        let routed = some.solve();
                        let facts = facts_of(&routed.0);
                        let tariff = Tariff::new(&book, &routed.0, &facts);
                        let nodes = with_nodes(&some.task(), &routed, &tariff, Effort::brisk());
                        let best = nodes.expect("small sums").0.0;
                        (best.leads.len(), tariff.bill(&best).expect("small sums").0)
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
