//! The forest that joins addresses to fibre nodes, and what leaving one address out would save.

use super::compact::{Compact, sections};
use super::distances::Adjacency;
use super::graph::RouteGraph;
use super::steiner::{self, Effort, SteinerError};
use super::{Branch, Design, Lead, MetrePrices, Section};
use crate::quantity::Grosze;

/// A vertex where addresses are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Vertex of the small graph.
    pub vertex: u32,
    /// The addresses and their leads (in millimetres), by address.
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

/// Sets of vertices that grow together.
struct Union(Vec<u32>);

impl Union {
    fn find(&mut self, mut v: u32) -> u32 {
        while self.0[v as usize] != v {
            self.0[v as usize] = self.0[self.0[v as usize] as usize];
            v = self.0[v as usize];
        }
        v
    }

    fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
        a != b
    }
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
        let mut design = self.design(&found.edges, |_| true);
        let bound = i64::try_from(found.lower_bound).map_err(|_| SteinerError::CostsTooLarge)?;
        design.lower_bound = Grosze(bound).min(design.cost);
        Ok((design, found.edges))
    }

    /// Chains of the forest in the order of a walk from the roots, each with the vertex nearer to
    /// its root; without circles, ways between two roots, and ends that serve nobody.
    pub(super) fn walk(&self, chains: &[u32], serves: &[bool]) -> Vec<(u32, u32)> {
        let n = self.compact.nodes.len();
        let mut parts = Union((0..u32::try_from(n).expect("checked")).collect());
        for pair in self.roots.windows(2) {
            parts.join(pair[0].0, pair[1].0);
        }
        let mut order: Vec<u32> = chains.to_vec();
        let chain = |c: u32| &self.compact.chains[c as usize];
        order.sort_unstable_by_key(|c| (chain(*c).cost, *c));
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
        let mut serves = vec![false; self.compact.nodes.len()];
        for (position, terminal) in self.terminals.iter().enumerate() {
            serves[terminal.vertex as usize] = served(position);
        }
        let walk = self.walk(chains, &serves);
        let mut built: Vec<Section> = Vec::new();
        let mut reached = vec![false; self.compact.nodes.len()];
        self.roots.iter().for_each(|(root, _)| reached[*root as usize] = true);
        for (c, near) in walk {
            let chain = &self.compact.chains[c as usize];
            let far = if chain.a == near { chain.b } else { chain.a };
            reached[far as usize] = true;
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
        self.numbered(built, &reached, served)
    }

    /// Numbers the nodes of sections, and adds roots and leads.
    fn numbered(
        &self,
        mut sections: Vec<Section>,
        reached: &[bool],
        served: impl Fn(usize) -> bool,
    ) -> Design {
        let node = |vertex: u32| self.compact.nodes[vertex as usize];
        let is_fed = |(position, terminal): &(usize, &super::choose::Terminal)| {
            served(*position) && reached[terminal.vertex as usize]
        };
        let terminals = || self.terminals.iter().enumerate().filter(is_fed).map(|(_, t)| t);
        let mut used: Vec<u32> = sections.iter().flat_map(|s| [s.from, s.to]).collect();
        used.extend(terminals().map(|terminal| node(terminal.vertex)));
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
        for terminal in terminals() {
            let node = at(node(terminal.vertex));
            leads.extend(terminal.addresses.iter().map(|&(address, length_mm)| Lead {
                address,
                node,
                length_mm,
            }));
        }
        leads.sort_unstable_by_key(|lead| lead.address);
        let cost = super::compact::cost(&sections, self.prices)
            .expect("the graph was refused where its costs do not fit");
        Design {
            nodes: used.iter().map(|node| self.graph.nodes[*node as usize]).collect(),
            roots: roots.collect(),
            sections,
            leads,
            cost,
            lower_bound: Grosze::ZERO,
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
