//! A frozen, compact picture of a network: what every search and bound reads.

use super::rng::mix;
use super::{ix, num};

/// "No vertex", "no edge".
pub(super) const NONE: u32 = u32::MAX;

/// One direction of an edge as seen from a vertex.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub to: u32,
    pub edge: u32,
    pub cost: u64,
}

/// Adjacency in one slice per vertex, edges numbered as in the network it pictures.
#[derive(Debug, Clone)]
pub(super) struct View {
    first: Vec<u32>,
    arcs: Vec<Arc>,
    pub ends: Vec<[u32; 2]>,
    pub cost: Vec<u64>,
    pub terminals: Vec<u32>,
    pub is_terminal: Vec<bool>,
    /// Part of a cost that every tree pays whatever it does (see `prize`); noise spares it.
    pub toll: u64,
}

impl View {
    /// Pictures `n` vertices, the given edges and terminals.
    pub fn new(ends: Vec<[u32; 2]>, cost: Vec<u64>, is_terminal: Vec<bool>, toll: u64) -> Self {
        let n = is_terminal.len();
        let mut first = vec![0u32; n + 1];
        for &[a, b] in &ends {
            first[ix(a) + 1] += 1;
            first[ix(b) + 1] += 1;
        }
        for v in 0..n {
            first[v + 1] += first[v];
        }
        let mut next = first.clone();
        let mut arcs = vec![Arc { to: 0, edge: 0, cost: 0 }; 2 * ends.len()];
        for (e, &[a, b]) in ends.iter().enumerate() {
            for (from, to) in [(a, b), (b, a)] {
                arcs[ix(next[ix(from)])] = Arc { to, edge: num(e), cost: cost[e] };
                next[ix(from)] += 1;
            }
        }
        let terminals = (0..num(n)).filter(|&v| is_terminal[ix(v)]).collect();
        Self { first, arcs, ends, cost, terminals, is_terminal, toll }
    }

    /// Number of vertices.
    pub fn n(&self) -> usize {
        self.is_terminal.len()
    }

    /// Number of edges.
    pub fn m(&self) -> usize {
        self.ends.len()
    }

    /// The arcs that leave `v`.
    pub fn around(&self, v: u32) -> &[Arc] {
        &self.arcs[self.span(v)]
    }

    /// Where the arcs of `v` stand among all arcs.
    pub fn span(&self, v: u32) -> std::ops::Range<usize> {
        ix(self.first[ix(v)])..ix(self.first[ix(v) + 1])
    }

    /// All arcs, vertex after vertex.
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// Number of edges at `v`.
    pub fn degree(&self, v: u32) -> usize {
        self.span(v).len()
    }

    /// Work of taking `v` from a queue and looking at its arcs, in units of about 10 ns.
    pub fn effort(&self, v: u32) -> u64 {
        8 + self.degree(v) as u64 / 4
    }

    /// The end of `edge` that is not `v`.
    pub fn other(&self, edge: u32, v: u32) -> u32 {
        let [a, b] = self.ends[ix(edge)];
        if a == v { b } else { a }
    }

    /// Sum of the costs of some edges.
    pub fn sum(&self, edges: &[u32]) -> u64 {
        edges.iter().map(|&e| self.cost[ix(e)]).sum()
    }

    /// The same picture with other costs.
    pub fn with_costs(&self, cost: Vec<u64>) -> Self {
        let mut copy = self.clone();
        for arc in &mut copy.arcs {
            arc.cost = cost[ix(arc.edge)];
        }
        copy.cost = cost;
        copy
    }

    /// The same picture with a tiny seeded extra on each cost, so that ties are rare.
    ///
    /// Costs become `cost * scale + extra` with the extras of a whole tree below `scale`: a best
    /// tree of the result is a best tree of the original, so a test that is strict here may
    /// delete many edges at once without fear of two ties that vouch for each other.
    pub fn untied(&self, seed: u64) -> Self {
        let total: u64 = self.cost.iter().sum::<u64>().max(1);
        let shift = (60 - (64 - total.leading_zeros()).min(60)).min(24);
        let room = ((1u64 << shift) / (self.n() as u64).max(1)).max(1);
        let mut copy = self.clone();
        for (e, cost) in copy.cost.iter_mut().enumerate() {
            *cost = (*cost << shift) + mix(seed ^ mix(e as u64)) % room;
        }
        for arc in &mut copy.arcs {
            arc.cost = copy.cost[ix(arc.edge)];
        }
        copy
    }
}
