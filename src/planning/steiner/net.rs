//! The network that reductions shrink, with the origin of every edge kept for the way back.
//!
//! An edge of the network stands for one or more edges of the input graph; joining two edges at a
//! vertex, or taking an edge into the tree for good, only adds to that ancestry. Whatever tree is
//! found in the small network is therefore a set of input edges (`expand`).

use super::view::{NONE, View};
use super::{Graph, ix, num};

/// What an edge of the network stands for.
#[derive(Debug, Clone, Copy)]
enum Origin {
    Input(u32),
    Both(u32, u32),
}

/// An edge of the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub ends: [u32; 2],
    pub cost: u64,
    origin: u32,
    alive: bool,
}

/// A network under reduction. Invariant: no loops, no parallel edges.
#[derive(Debug, Clone, Default)]
pub(super) struct Net {
    pub is_terminal: Vec<bool>,
    links: Vec<Link>,
    around: Vec<Vec<u32>>,
    degree: Vec<u32>,
    origins: Vec<Origin>,
    kept: Vec<u32>,
    /// Cost of the edges already taken into the tree.
    pub offset: u64,
    /// See `View::toll`.
    pub toll: u64,
    touched: Vec<u32>,
    waiting: Vec<bool>,
    split: bool,
}

impl Net {
    /// The network of a graph; of parallel edges the cheapest (first) stays.
    pub fn new(graph: &Graph, terminals: &[u32]) -> Self {
        let n = ix(graph.n);
        let mut is_terminal = vec![false; n];
        for &t in terminals {
            is_terminal[ix(t)] = true;
        }
        let mut net = Self::empty(is_terminal);
        let mut order: Vec<u32> = (0..num(graph.edges.len())).collect();
        let pair = |e: u32| {
            let edge = graph.edges[ix(e)];
            (edge.a.min(edge.b), edge.a.max(edge.b))
        };
        order.sort_unstable_by_key(|&e| (pair(e), graph.edges[ix(e)].cost, e));
        order.dedup_by_key(|e| pair(*e));
        order.retain(|&e| graph.edges[ix(e)].a != graph.edges[ix(e)].b);
        order.sort_unstable();
        for e in order {
            let edge = graph.edges[ix(e)];
            let origin = net.origin(Origin::Input(e));
            net.push([edge.a, edge.b], edge.cost, origin);
        }
        net
    }

    fn empty(is_terminal: Vec<bool>) -> Self {
        let n = is_terminal.len();
        Self {
            is_terminal,
            links: Vec::new(),
            around: vec![Vec::new(); n],
            degree: vec![0; n],
            origins: Vec::new(),
            kept: Vec::new(),
            offset: 0,
            toll: u64::MAX,
            touched: (0..num(n)).collect(),
            waiting: vec![true; n],
            split: false,
        }
    }

    /// Number of vertices, isolated ones included.
    pub fn n(&self) -> usize {
        self.is_terminal.len()
    }

    /// Number of edges ever made since the last `compact`.
    pub fn m(&self) -> usize {
        self.links.len()
    }

    /// Whether edge `e` is still there.
    pub fn has(&self, e: u32) -> bool {
        self.links[ix(e)].alive
    }

    /// Number of edges at `v`.
    pub fn degree(&self, v: u32) -> usize {
        ix(self.degree[ix(v)])
    }

    /// The edges at `v` that are still there.
    pub fn edges_at(&self, v: u32) -> impl Iterator<Item = u32> + '_ {
        self.around[ix(v)].iter().copied().filter(move |&e| {
            let link = &self.links[ix(e)];
            link.alive && (link.ends[0] == v || link.ends[1] == v)
        })
    }

    /// The end of `e` that is not `v`.
    pub fn other(&self, e: u32, v: u32) -> u32 {
        let [a, b] = self.links[ix(e)].ends;
        if a == v { b } else { a }
    }

    fn origin(&mut self, origin: Origin) -> u32 {
        self.origins.push(origin);
        num(self.origins.len() - 1)
    }

    fn touch(&mut self, v: u32) {
        if !self.waiting[ix(v)] {
            self.waiting[ix(v)] = true;
            self.touched.push(v);
        }
    }

    fn push(&mut self, ends: [u32; 2], cost: u64, origin: u32) {
        let e = num(self.links.len());
        self.links.push(Link { ends, cost, origin, alive: true });
        for v in ends {
            self.around[ix(v)].push(e);
            self.degree[ix(v)] += 1;
            self.touch(v);
        }
    }

    /// Deletes an edge.
    pub fn remove(&mut self, e: u32) {
        let link = &mut self.links[ix(e)];
        link.alive = false;
        for v in link.ends {
            self.degree[ix(v)] -= 1;
            if self.around[ix(v)].len() > 16 + 4 * ix(self.degree[ix(v)]) {
                let links = &self.links;
                self.around[ix(v)].retain(|&f| links[ix(f)].alive);
            }
            self.touch(v);
        }
    }

    /// Deletes a vertex with all its edges.
    pub fn remove_vertex(&mut self, v: u32) {
        let edges: Vec<u32> = self.edges_at(v).collect();
        for e in edges {
            self.remove(e);
        }
    }

    /// The edge between two vertices, if there is one.
    pub fn between(&self, a: u32, b: u32) -> Option<u32> {
        let (few, many) =
            if self.around[ix(a)].len() <= self.around[ix(b)].len() { (a, b) } else { (b, a) };
        self.edges_at(few).find(|&e| self.other(e, few) == many)
    }

    /// Adds an edge unless it is a loop or an edge at least as cheap is there.
    fn offer(&mut self, ends: [u32; 2], cost: u64, origin: u32) {
        if ends[0] == ends[1] {
            return;
        }
        if let Some(e) = self.between(ends[0], ends[1]) {
            if self.links[ix(e)].cost <= cost {
                return;
            }
            self.remove(e);
        }
        self.push(ends, cost, origin);
    }

    /// Takes an edge into the tree: its two ends become one terminal.
    ///
    /// Only for edges that belong to a best tree, or cost nothing.
    pub fn contract(&mut self, e: u32) {
        let Link { ends: [a, b], cost, origin, .. } = self.links[ix(e)];
        let (stay, go) = if self.degree(a) >= self.degree(b) { (a, b) } else { (b, a) };
        self.remove(e);
        self.kept.push(origin);
        self.offset += cost;
        self.is_terminal[ix(stay)] |= self.is_terminal[ix(go)];
        self.is_terminal[ix(go)] = false;
        let moved: Vec<u32> = self.edges_at(go).collect();
        for f in moved {
            let Link { cost, origin, .. } = self.links[ix(f)];
            let w = self.other(f, go);
            self.remove(f);
            self.offer([stay, w], cost, origin);
        }
        self.touch(stay);
    }

    /// Replaces a vertex that has degree at most two in some best tree by an edge per pair of its
    /// neighbours; `wanted` may refuse a pair (neighbours and cost of the new edge given).
    pub fn bypass(&mut self, v: u32, wanted: impl Fn(u32, u32, u64) -> bool) {
        let star: Vec<(u32, u64, u32)> = self
            .edges_at(v)
            .map(|e| (self.other(e, v), self.links[ix(e)].cost, self.links[ix(e)].origin))
            .collect();
        self.remove_vertex(v);
        for (i, &(x, cx, ox)) in star.iter().enumerate() {
            for &(y, cy, oy) in &star[i + 1..] {
                if wanted(x, y, cx + cy) {
                    let origin = self.origin(Origin::Both(ox, oy));
                    self.offer([x, y], cx + cy, origin);
                }
            }
        }
    }

    /// Tests of low degree, to the fixed point: dead ends go, vertices on the way are bypassed,
    /// a terminal whose cheapest edge leads to a terminal (or is its only one) takes that edge.
    ///
    /// # Source
    /// Duin, Volgenant (1989), "Reduction tests for the Steiner problem in graphs",
    /// doi:10.1002/net.3230190506.
    pub fn settle(&mut self) {
        let mut terminals = self.is_terminal.iter().filter(|&&t| t).count();
        while let Some(v) = self.touched.pop() {
            self.waiting[ix(v)] = false;
            if terminals <= 1 {
                continue;
            }
            let degree = self.degree(v);
            if !self.is_terminal[ix(v)] {
                match degree {
                    0 => {}
                    1 => self.remove_vertex(v),
                    2 => self.bypass(v, |_, _, _| true),
                    _ => self.contract_free(v),
                }
                continue;
            }
            let Some(e) = self.edges_at(v).min_by_key(|&e| {
                (self.links[ix(e)].cost, !self.is_terminal[ix(self.other(e, v))], e)
            }) else {
                self.split = true;
                continue;
            };
            let ends_in_terminal = self.is_terminal[ix(self.other(e, v))];
            if degree == 1 || ends_in_terminal || self.links[ix(e)].cost == 0 {
                terminals -= usize::from(ends_in_terminal);
                self.contract(e);
            }
        }
    }

    /// Merges a vertex with a neighbour at no distance.
    fn contract_free(&mut self, v: u32) {
        let free = self
            .edges_at(v)
            .find(|&e| self.links[ix(e)].cost == 0 && !self.is_terminal[ix(self.other(e, v))]);
        if let Some(e) = free {
            self.contract(e);
        }
    }

    /// Renumbers vertices and edges without the dead ones and what no terminal can reach.
    ///
    /// `None` when the terminals are not connected any more: nothing cheaper than what was known
    /// is left in this network.
    pub fn compact(mut self) -> Option<Self> {
        self.settle();
        let Some(start) = self.is_terminal.iter().position(|&t| t) else { return Some(self) };
        let mut new_id = vec![NONE; self.n()];
        let mut reached = vec![num(start)];
        new_id[start] = 0;
        let mut done = 0;
        let alone = self.is_terminal.iter().filter(|&&t| t).count() == 1;
        while !alone && done < reached.len() {
            let v = reached[done];
            done += 1;
            for e in self.edges_at(v) {
                let w = self.other(e, v);
                if new_id[ix(w)] == NONE {
                    new_id[ix(w)] = num(reached.len());
                    reached.push(w);
                }
            }
        }
        let cut_off = (0..self.n()).any(|v| self.is_terminal[v] && new_id[v] == NONE);
        if self.split || cut_off {
            return None;
        }
        // Old order, so that the numbering does not depend on the walk above.
        reached.sort_unstable();
        for (i, &v) in reached.iter().enumerate() {
            new_id[ix(v)] = num(i);
        }
        let is_terminal = reached.iter().map(|&v| self.is_terminal[ix(v)]).collect();
        let mut net = Self::empty(is_terminal);
        net.waiting.fill(false);
        net.touched.clear();
        for link in self.links.iter().filter(|l| l.alive && new_id[ix(l.ends[0])] != NONE) {
            if !alone {
                net.push(link.ends.map(|v| new_id[ix(v)]), link.cost, link.origin);
            }
        }
        net.waiting.fill(false);
        net.touched.clear();
        (net.origins, net.kept) = (self.origins, self.kept);
        (net.offset, net.toll) = (self.offset, self.toll);
        Some(net)
    }

    /// Makes a vertex a terminal (a branch of the exact search).
    pub fn require(&mut self, v: u32) {
        self.is_terminal[ix(v)] = true;
        self.touch(v);
    }

    /// Whether nothing is left to decide.
    pub fn is_solved(&self) -> bool {
        self.links.is_empty()
    }

    /// The picture of a network fresh from `compact`: edge numbers agree.
    pub fn view(&self) -> View {
        View::new(
            self.links.iter().map(|l| l.ends).collect(),
            self.links.iter().map(|l| l.cost).collect(),
            self.is_terminal.clone(),
            self.toll,
        )
    }

    /// The network as a graph of its own, whose edges are this network's.
    pub fn as_graph(&self) -> Graph {
        Graph {
            n: num(self.n()),
            edges: self
                .links
                .iter()
                .map(|l| super::Edge { a: l.ends[0], b: l.ends[1], cost: l.cost })
                .collect(),
        }
    }

    /// Whether all input edges behind an edge are marked.
    pub fn stands_for(&self, e: u32, marked: &[bool]) -> bool {
        let mut stack = vec![self.links[ix(e)].origin];
        while let Some(o) = stack.pop() {
            match self.origins[ix(o)] {
                Origin::Input(e) if !marked[ix(e)] => return false,
                Origin::Input(_) => {}
                Origin::Both(a, b) => stack.extend([a, b]),
            }
        }
        true
    }

    /// The input edges behind some edges of the network and behind all that was taken for good.
    pub fn expand(&self, edges: &[u32]) -> Vec<u32> {
        let mut stack: Vec<u32> = self.kept.clone();
        stack.extend(edges.iter().map(|&e| self.links[ix(e)].origin));
        let mut found = Vec::new();
        while let Some(o) = stack.pop() {
            match self.origins[ix(o)] {
                Origin::Input(e) => found.push(e),
                Origin::Both(a, b) => stack.extend([a, b]),
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
