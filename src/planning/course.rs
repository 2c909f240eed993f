//! The order in which a network is built up and grown, address by address, and its stages.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::choose::Task;
use super::distances::Adjacency;
use super::stages::ordered;
use super::tariff::Tariff;
use super::{Design, DesignError, Forest};
use crate::quantity::Grosze;

/// Terminals in the order of serving them, along chains that hold no circle.
pub(super) struct Course<'a> {
    task: &'a Task<'a>,
    tariff: &'a Tariff<'a>,
    chains: Vec<u32>,
    order: Vec<u32>,
}

/// Terminals of a network in the order of most addresses for the money, from the roots outward.
fn built_up(
    task: &Task<'_>,
    design: &Design,
    tariff: &Tariff<'_>,
) -> Result<Vec<u32>, DesignError> {
    let forest = Forest::of(design)?;
    let unsigned = |amount: Grosze| u64::try_from(amount.0).unwrap_or(0);
    let n = design.nodes.len();
    let (mut costs, mut gains) = (vec![0_u64; n], vec![0_u64; n]);
    for (node, up) in forest.up.iter().enumerate() {
        costs[node] = up.map_or(unsigned(tariff.node()), |(_, section)| {
            let section = &design.sections[section as usize];
            let cost = task.prices.cost(section.method, section.length_mm, section.crossings);
            cost.map_or(u64::from(u32::MAX), unsigned)
        });
    }
    let mut terminal_of: Vec<(u32, u32)> = (0_u32..)
        .zip(task.terminals)
        .flat_map(|(number, terminal)| terminal.addresses.iter().map(move |a| (a.0, number)))
        .collect();
    terminal_of.sort_unstable();
    let mut at: Vec<Vec<u32>> = vec![Vec::new(); n];
    for lead in &design.leads {
        let node = lead.node as usize;
        costs[node] += unsigned(tariff.least(lead.address, lead.length_mm));
        gains[node] += 1;
        let found = terminal_of.binary_search_by_key(&lead.address, |pair| pair.0);
        at[node].extend(found.ok().map(|position| terminal_of[position].1));
    }
    for terminals in &mut at {
        terminals.sort_unstable();
        terminals.dedup();
    }
    let blocks = ordered(&forest, costs, gains);
    let nodes = blocks.iter().flat_map(|block| &block.nodes);
    Ok(nodes.flat_map(|node| at[*node as usize].iter().copied()).collect())
}

impl<'a> Course<'a> {
    /// The course of a network of a task, then of its growth by what is nearest.
    pub fn of(
        task: &'a Task<'a>,
        design: &Design,
        chains: &[u32],
        tariff: &'a Tariff<'a>,
    ) -> Result<Self, DesignError> {
        let order = built_up(task, design, tariff)?;
        let mut course = Self { task, tariff, chains: chains.to_vec(), order };
        course.grow(design);
        Ok(course)
    }

    /// Adds the terminals that are not served, always the one which costs least to reach; a node
    /// that the network does not use yet has its price.
    fn grow(&mut self, design: &Design) {
        let task = self.task;
        let n = task.compact.n_vertices();
        let mut terminal_at: Vec<Option<u32>> = vec![None; n];
        for (position, terminal) in (0_u32..).zip(task.terminals) {
            terminal_at[terminal.vertex as usize] = Some(position);
        }
        for served in &self.order {
            terminal_at[task.terminals[*served as usize].vertex as usize] = None;
        }
        let chains = &task.compact.chains;
        let adjacency = Adjacency::new(n, chains.iter().map(|chain| (chain.a, chain.b)));
        let mut cost: Vec<i64> = vec![i64::MAX; n];
        let mut by: Vec<Option<(u32, u32)>> = vec![None; n];
        let mut queue = BinaryHeap::new();
        let ends = self.chains.iter().flat_map(|c| [chains[*c as usize].a, chains[*c as usize].b]);
        let used: BTreeSet<&str> = design.roots.iter().map(|branch| branch.id.as_str()).collect();
        let price = |id: &str| if used.contains(id) { 0 } else { self.tariff.node().0 };
        let roots = task.roots.iter().map(|(vertex, id)| (*vertex, price(id)));
        for (vertex, price) in ends.map(|end| (end, 0)).chain(roots) {
            if price < cost[vertex as usize] {
                cost[vertex as usize] = price;
                queue.push(Reverse((price, vertex)));
            }
        }
        while let Some(Reverse((here, vertex))) = queue.pop() {
            if cost[vertex as usize] != here {
                continue;
            }
            if let Some(terminal) = terminal_at[vertex as usize].take() {
                self.order.push(terminal);
                let mut at = vertex;
                while cost[at as usize] > 0 || by[at as usize].is_some() {
                    cost[at as usize] = 0;
                    queue.push(Reverse((0, at)));
                    let Some((chain, before)) = by[at as usize].take() else { break };
                    self.chains.push(chain);
                    at = before;
                }
                if here > 0 {
                    continue;
                }
            }
            if task.compact.is_door(vertex) {
                continue;
            }
            for (next, chain) in adjacency.at(vertex) {
                let there = here + chains[*chain as usize].cost.0;
                if there < cost[*next as usize] {
                    cost[*next as usize] = there;
                    by[*next as usize] = Some((*chain, vertex));
                    queue.push(Reverse((there, *next)));
                }
            }
        }
    }

    /// The stage that serves the first terminals of the order, and its bill.
    fn stage(&self, n_served: usize) -> Result<(Design, Grosze), DesignError> {
        let mut is_served = vec![false; self.task.terminals.len()];
        self.order[..n_served].iter().for_each(|terminal| is_served[*terminal as usize] = true);
        let design = self.task.design(&self.chains, |terminal| is_served[terminal]);
        let bill = self.tariff.bill(&design)?;
        Ok((design, bill))
    }

    /// The last stage within a budget, as halving finds it: it is never earlier for more money.
    pub fn within(&self, budget: Grosze) -> Result<Option<(Design, Grosze)>, DesignError> {
        let (mut held, mut from, mut beyond) = (None, 0, self.order.len() + 1);
        while beyond - from > 1 {
            let middle = from + (beyond - from) / 2;
            let stage = self.stage(middle)?;
            if stage.1 <= budget {
                held = Some(stage);
                from = middle;
            } else {
                beyond = middle;
            }
        }
        Ok(held)
    }

    /// Chains to all terminals.
    pub fn into_chains(self) -> Vec<u32> {
        self.chains
    }

    /// The bill of the first stage.
    pub fn least(&self) -> Result<Option<Grosze>, DesignError> {
        if self.order.is_empty() { Ok(None) } else { Ok(Some(self.stage(1)?.1)) }
    }
}
