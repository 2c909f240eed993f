//! The forest that joins addresses to fibre nodes, and what leaving one address out would save.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::compact::{Compact, sections};
use super::distances::Adjacency;
use super::graph::RouteGraph;
use super::steiner::{self, Effort, SteinerError, Union};
use super::{Branch, Design, Lead, MetrePrices, Section};
use crate::quantity::Grosze;

/// A vertex where addresses are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Vertex of the small graph.
    pub vertex: u32,
    /// The addresses and their leads (in millimetres), by address; 0 at a door, where the chain to
    /// it is the lead.
    pub addresses: Vec<(u32, u64)>,
}

/// What is to be joined to what.
#[derive(Debug)]
pub struct Task<'a> {
    /// The graph of routes.
    pub graph: &'a RouteGraph,
    /// The same made small.
    pub compact: &'a Compact,
    /// Vertices of the small graph where networks stand, and their identifiers, by vertex.
    pub roots: &'a [(u32, String)],
    /// Where addresses are to be served, by vertex.
    pub terminals: &'a [Terminal],
    /// Prices.
    pub prices: &'a MetrePrices,
}

impl Task<'_> {
    /// The cheapest forest found for all terminals, with its bound, and its chains.
    ///
    /// # Errors
    /// When costs are too large; terminals and roots are in one part each.
    pub fn solve(&self, effort: Effort) -> Result<(Design, Vec<u32>), SteinerError> {
        let graph = self.compact.graph();
        let roots: Vec<u32> = self.roots.iter().map(|root| root.0).collect();
        let terminals: Vec<u32> = self.terminals.iter().map(|terminal| terminal.vertex).collect();
        let found = steiner::solve_rooted(&graph, &roots, &terminals, effort)?;
        let chains = self.round_doors(found.edges, |_| true);
        let mut design = self.design(&chains, |_| true);
        design.lower_bound = self.bound(found.lower_bound)?.min(design.cost);
        let one = if design.roots.is_empty() { Grosze::ZERO } else { self.prices.node };
        let least = design.lower_bound.checked_add(one).ok_or(SteinerError::CostsTooLarge)?;
        design.network_bound = least.min(design.network_cost);
        Ok((design, chains))
    }

    /// The bound of what a search proved: without the tolls of doors, with the leads that are no
    /// chains.
    pub(super) fn bound(&self, proved: u64) -> Result<Grosze, SteinerError> {
        let mut tolls = self.terminals.iter().map(|terminal| self.compact.toll(terminal.vertex));
        let tolls = tolls.try_fold(0_u64, u64::checked_add);
        let leads = self.terminals.iter().flat_map(|terminal| &terminal.addresses);
        let mut leads = leads.map(|(_, lead_mm)| self.prices.lead_cost(*lead_mm));
        let leads = leads.try_fold(0_i64, |sum, cost| sum.checked_add(cost?.0));
        let routes = tolls.and_then(|tolls| i64::try_from(proved.saturating_sub(tolls)).ok());
        let bound = routes.zip(leads).and_then(|(routes, leads)| routes.checked_add(leads));
        bound.map(Grosze).ok_or(SteinerError::CostsTooLarge)
    }

    /// Chains that hold no way through a door: where some do, only the cheapest lead of the door
    /// stays, and what hung on the others is joined anew by the cheapest ways.
    ///
    /// Tolls make such ways dearer than others, so that a search ends with one seldom if ever.
    pub(super) fn round_doors(
        &self,
        mut chains: Vec<u32>,
        served: impl Fn(usize) -> bool,
    ) -> Vec<u32> {
        let chain = |c: u32| &self.compact.chains[c as usize];
        let door = |c: u32| Some(chain(c).b).filter(|vertex| self.compact.is_door(*vertex));
        let n_doors = |chains: &[u32]| chains.iter().filter(|c| door(**c).is_some()).count();
        let n_before = n_doors(&chains);
        chains.sort_unstable_by_key(|c| (door(*c), chain(*c).cost, *c));
        chains.dedup_by(|b, a| door(*a).is_some() && door(*a) == door(*b));
        if n_doors(&chains) < n_before {
            self.join_rest(&mut chains, &served);
            // Ends that hung on a lead which is gone lead nowhere now.
            let mut serves = vec![false; self.compact.n_vertices()];
            for (position, terminal) in self.terminals.iter().enumerate() {
                serves[terminal.vertex as usize] = served(position);
            }
            chains = self.walk(&chains, &serves).into_iter().map(|(chain, _)| chain).collect();
        }
        chains.sort_unstable();
        chains
    }

    /// Adds the cheapest ways to terminals that chains do not reach, one by one.
    fn join_rest(&self, chains: &mut Vec<u32>, served: impl Fn(usize) -> bool) {
        let all = &self.compact.chains;
        let adjacency =
            Adjacency::new(self.compact.n_vertices(), all.iter().map(|chain| (chain.a, chain.b)));
        let serves = vec![true; self.compact.n_vertices()];
        loop {
            let mut is_in = vec![false; self.compact.n_vertices()];
            self.roots.iter().for_each(|(root, _)| is_in[*root as usize] = true);
            for (c, _) in self.walk(chains, &serves) {
                is_in[all[c as usize].a as usize] = true;
                is_in[all[c as usize].b as usize] = true;
            }
            let mut is_rest = vec![false; self.compact.n_vertices()];
            for (position, terminal) in self.terminals.iter().enumerate() {
                is_rest[terminal.vertex as usize] =
                    served(position) && !is_in[terminal.vertex as usize];
            }
            let Some(way) = self.cheapest_way(&adjacency, &is_in, &is_rest) else { return };
            chains.retain(|c| {
                !way.contains(c)
                    && !way.iter().any(|w| {
                        let door = all[*w as usize].b;
                        self.compact.is_door(door) && door == all[*c as usize].b
                    })
            });
            chains.extend(way);
        }
    }

    /// Chains from the vertices where `is_in` holds to the nearest one where `ends` holds; none
    /// where no way leads there.
    fn cheapest_way(
        &self,
        adjacency: &Adjacency,
        is_in: &[bool],
        ends: &[bool],
    ) -> Option<Vec<u32>> {
        let mut best: Vec<(i64, Option<(u32, u32)>)> = vec![(i64::MAX, None); is_in.len()];
        let mut queue = BinaryHeap::new();
        for (vertex, _) in (0_u32..).zip(is_in).filter(|(_, is_in)| **is_in) {
            best[vertex as usize].0 = 0;
            queue.push(Reverse((0, vertex)));
        }
        while let Some(Reverse((here, vertex))) = queue.pop() {
            if best[vertex as usize].0 != here {
                continue;
            }
            if ends[vertex as usize] {
                let mut way = Vec::new();
                let mut at = vertex;
                while let Some((chain, before)) = best[at as usize].1 {
                    way.push(chain);
                    at = before;
                }
                return Some(way);
            }
            if self.compact.is_door(vertex) {
                continue;
            }
            for (next, chain) in adjacency.at(vertex) {
                let there = here.saturating_add(self.compact.chains[*chain as usize].cost.0);
                if there < best[*next as usize].0 {
                    best[*next as usize] = (there, Some((*chain, vertex)));
                    queue.push(Reverse((there, *next)));
                }
            }
        }
        None
    }

    /// Chains of the forest in the order of a walk from the roots, each with the vertex nearer to
    /// its root; without circles, ways between two roots, and ends that serve nobody.
    pub(super) fn walk(&self, chains: &[u32], serves: &[bool]) -> Vec<(u32, u32)> {
        let n = self.compact.n_vertices();
        let mut parts = Union::new(n);
        for pair in self.roots.windows(2) {
            parts.join(pair[0].0, pair[1].0);
        }
        let mut order: Vec<u32> = chains.to_vec();
        let chain = |c: u32| &self.compact.chains[c as usize];
        // Leads last: of two to one door that is dropped, and not a road between them.
        order.sort_unstable_by_key(|c| (self.compact.is_door(chain(*c).b), chain(*c).cost, *c));
        order.retain(|c| parts.join(chain(*c).a, chain(*c).b));
        order.sort_unstable();
        let ends = order.iter().map(|c| (chain(*c).a, chain(*c).b));
        let adjacency = Adjacency::new(n, ends);
        let mut seen = vec![false; n];
        let mut walk: Vec<(u32, u32)> = Vec::new();
        for (root, _) in self.roots {
            let mut open = vec![*root];
            seen[*root as usize] = true;
            while let Some(node) = open.pop() {
                if self.compact.is_door(node) {
                    continue;
                }
                for (next, position) in adjacency.at(node).iter().rev() {
                    if !std::mem::replace(&mut seen[*next as usize], true) {
                        walk.push((order[*position as usize], node));
                        open.push(*next);
                    }
                }
            }
        }
        let mut wanted = serves.to_vec();
        let mut kept: Vec<(u32, u32)> = Vec::with_capacity(walk.len());
        for (c, near) in walk.into_iter().rev() {
            let far = if chain(c).a == near { chain(c).b } else { chain(c).a };
            if wanted[far as usize] {
                wanted[near as usize] = true;
                kept.push((c, near));
            }
        }
        kept.reverse();
        kept
    }

    /// The design of chains: a forest of those that lead to terminals for which `served` holds.
    pub fn design(&self, chains: &[u32], served: impl Fn(usize) -> bool) -> Design {
        let mut serves = vec![false; self.compact.n_vertices()];
        for (position, terminal) in self.terminals.iter().enumerate() {
            serves[terminal.vertex as usize] = served(position);
        }
        let walk = self.walk(chains, &serves);
        let mut built: Vec<Section> = Vec::new();
        // Where the lead to each vertex begins, and its length where it is a chain.
        let mut entries: Vec<Option<(u32, u64)>> = vec![None; self.compact.n_vertices()];
        self.roots.iter().for_each(|(root, _)| entries[*root as usize] = Some((*root, 0)));
        for (c, near) in walk {
            let chain = &self.compact.chains[c as usize];
            let far = if chain.a == near { chain.b } else { chain.a };
            if self.compact.is_door(far) {
                entries[far as usize] = Some((near, chain.lead_mm));
                continue;
            }
            entries[far as usize] = Some((far, 0));
            let from = self.compact.nodes[chain.a as usize];
            // Always from `a`: a price is rounded by section, whichever way one walks.
            let mut sections = sections(self.graph, from, &chain.routes);
            if chain.a != near {
                sections.reverse();
                for section in &mut sections {
                    std::mem::swap(&mut section.from, &mut section.to);
                    section.line.reverse();
                }
            }
            built.extend(sections);
        }
        self.numbered(built, &entries, served)
    }

    /// Numbers the nodes of sections, and adds roots and leads.
    fn numbered(
        &self,
        mut sections: Vec<Section>,
        entries: &[Option<(u32, u64)>],
        served: impl Fn(usize) -> bool,
    ) -> Design {
        let node = |vertex: u32| self.compact.nodes[vertex as usize];
        let fed = self.terminals.iter().enumerate().filter(|(position, _)| served(*position));
        let fed: Vec<(&Terminal, u32, u64)> = fed
            .filter_map(|(_, terminal)| {
                let (vertex, lead_mm) = entries[terminal.vertex as usize]?;
                Some((terminal, node(vertex), lead_mm))
            })
            .collect();
        let mut used: Vec<u32> = sections.iter().flat_map(|s| [s.from, s.to]).collect();
        used.extend(fed.iter().map(|(_, node, _)| *node));
        used.sort_unstable();
        used.dedup();
        let at = |node: u32| {
            u32::try_from(used.binary_search(&node).expect("every node was noted")).expect("fits")
        };
        for section in &mut sections {
            (section.from, section.to) = (at(section.from), at(section.to));
        }
        let roots = self.roots.iter().filter(|root| used.binary_search(&node(root.0)).is_ok());
        let roots = roots.map(|(root, id)| Branch { node: at(node(*root)), id: id.clone() });
        let mut leads: Vec<Lead> = Vec::new();
        for (terminal, node, chain_mm) in &fed {
            let node = at(*node);
            leads.extend(terminal.addresses.iter().map(|&(address, lead_mm)| Lead {
                address,
                node,
                length_mm: lead_mm + chain_mm,
            }));
        }
        leads.sort_unstable_by_key(|lead| lead.address);
        let mut of_leads = leads.iter().map(|lead| self.prices.lead_cost(lead.length_mm));
        let cost = super::compact::cost(&sections, self.prices)
            .and_then(|cost| of_leads.try_fold(cost, |sum, lead| sum.checked_add(lead?)))
            .expect("the graph was refused where its costs do not fit");
        let roots: Vec<Branch> = roots.collect();
        let of_nodes =
            i64::try_from(roots.len()).ok().and_then(|n| self.prices.node.0.checked_mul(n));
        let network_cost = of_nodes.and_then(|of_nodes| cost.checked_add(Grosze(of_nodes)));
        Design {
            nodes: used.iter().map(|node| self.graph.nodes[*node as usize]).collect(),
            roots,
            sections,
            leads,
            cost,
            lower_bound: Grosze::ZERO,
            network_cost: network_cost.expect("the graph was refused where its costs do not fit"),
            network_bound: Grosze::ZERO,
        }
    }
}

/// What the sections cost that serve the address of a lead alone, by lead: those to its node from
/// the next node that feeds something else. Nothing where others are served from its node or
/// through it.
///
/// Sections lead away from the roots, as those of [`Task::design`] do.
pub fn own_sections(design: &Design, prices: &MetrePrices) -> Vec<Grosze> {
    let n = design.nodes.len();
    let mut uses = vec![0_u32; n];
    let mut into: Vec<Option<u32>> = vec![None; n];
    for (position, section) in (0_u32..).zip(&design.sections) {
        uses[section.from as usize] += 1;
        into[section.to as usize] = Some(position);
    }
    design.leads.iter().for_each(|lead| uses[lead.node as usize] += 1);
    design.roots.iter().for_each(|root| uses[root.node as usize] += 1);
    let one = |lead: &Lead| {
        let mut node = lead.node as usize;
        let mut saved = Grosze::ZERO;
        while uses[node] == 1 {
            let Some(position) = into[node] else { break };
            let section = &design.sections[position as usize];
            let price = prices.cost(section.method, section.length_mm, section.crossings);
            saved = price
                .and_then(|price| saved.checked_add(price))
                .expect("a part of a cost that fits");
            node = section.from as usize;
        }
        saved
    };
    design.leads.iter().map(one).collect()
}
