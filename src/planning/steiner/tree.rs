//! Trees as sets of edges: growing one, spanning its vertices cheapest, cutting dead branches.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::ascent::Ascent;
use super::rng::Rng;
use super::view::{NONE, View};
use super::{ix, num};

/// "Not reached".
pub(super) const FAR: u64 = u64::MAX;

/// Costs with a seeded surcharge of up to `percent` on each edge.
pub(super) fn noisy(view: &View, rng: &mut Rng, percent: u64) -> Vec<u64> {
    view.cost
        .iter()
        .map(|&c| {
            let moved = if c >= view.toll { c - view.toll } else { c };
            let rise = u128::from(moved) * u128::from(rng.below(percent * 1024 + 1)) / (100 * 1024);
            // Small integers would not move otherwise: all costs get two more digits first.
            (c << 7) + u64::try_from(rise << 7).unwrap_or(0) + rng.below(64)
        })
        .collect()
}

/// Grows a tree from `root`, each time by the terminal nearest to the tree.
///
/// One Dijkstra search serves the whole growth: vertices that join the tree get distance 0 and
/// are searched again. `usable` restricts the edges. `None` when a terminal is out of reach.
///
/// # Source
/// Takahashi, Matsuyama (1980), "An approximate solution for the Steiner problem in graphs".
pub(super) fn grow(
    view: &View,
    weights: &[u64],
    usable: Option<&[bool]>,
    root: u32,
    work: &mut u64,
) -> Option<Vec<u32>> {
    let mut distance = vec![FAR; view.n()];
    let mut by = vec![NONE; view.n()];
    let mut inside = vec![false; view.n()];
    let mut heap = BinaryHeap::new();
    let mut edges = Vec::new();
    let mut missing = view.terminals.iter().filter(|&&t| t != root).count();
    (distance[ix(root)], inside[ix(root)]) = (0, true);
    heap.push(Reverse((0u64, root)));
    while missing > 0 {
        let Reverse((d, v)) = heap.pop()?;
        if d > distance[ix(v)] {
            continue;
        }
        if view.is_terminal[ix(v)] && !inside[ix(v)] {
            missing -= 1;
            let mut w = v;
            while !inside[ix(w)] {
                (inside[ix(w)], distance[ix(w)]) = (true, 0);
                heap.push(Reverse((0, w)));
                edges.push(by[ix(w)]);
                w = view.other(by[ix(w)], w);
            }
            continue;
        }
        let arcs = view.around(v);
        *work += view.effort(v);
        for arc in arcs {
            if usable.is_some_and(|u| !u[ix(arc.edge)]) {
                continue;
            }
            let reach = d + weights[ix(arc.edge)];
            if reach < distance[ix(arc.to)] {
                (distance[ix(arc.to)], by[ix(arc.to)]) = (reach, arc.edge);
                heap.push(Reverse((reach, arc.to)));
            }
        }
    }
    Some(edges)
}

/// A tree over the arcs that an ascent has paid for.
pub(super) fn saturated(view: &View, ascent: &Ascent, work: &mut u64) -> Option<Vec<u32>> {
    let mut usable = vec![false; view.m()];
    for (arc, &left) in view.arcs().iter().zip(&ascent.left) {
        usable[ix(arc.edge)] |= left == 0;
    }
    grow(view, &view.cost, Some(&usable), ascent.root, work)
}

/// The cheapest tree on the vertices of `edges` (and the terminals), without dead branches.
pub(super) fn polish(view: &View, edges: &[u32], work: &mut u64) -> Vec<u32> {
    let mut inside = view.is_terminal.clone();
    for &e in edges {
        for v in view.ends[ix(e)] {
            inside[ix(v)] = true;
        }
    }
    let tree = span(view, &inside, work);
    prune(view, &tree)
}

/// A minimum spanning forest of the marked vertices (Prim), from the terminals.
fn span(view: &View, inside: &[bool], work: &mut u64) -> Vec<u32> {
    let mut best = vec![FAR; view.n()];
    let mut by = vec![NONE; view.n()];
    let mut done = vec![false; view.n()];
    let mut heap = BinaryHeap::new();
    let mut tree = Vec::new();
    for &start in &view.terminals {
        if done[ix(start)] {
            continue;
        }
        heap.push(Reverse((0u64, start)));
        while let Some(Reverse((_, v))) = heap.pop() {
            if done[ix(v)] {
                continue;
            }
            done[ix(v)] = true;
            if by[ix(v)] != NONE {
                tree.push(by[ix(v)]);
            }
            *work += view.effort(v);
            for arc in view.around(v) {
                let w = ix(arc.to);
                if inside[w] && !done[w] && arc.cost < best[w] {
                    (best[w], by[w]) = (arc.cost, arc.edge);
                    heap.push(Reverse((arc.cost, arc.to)));
                }
            }
        }
    }
    tree
}

/// Cuts leaves that are no terminals until none is left.
pub(super) fn prune(view: &View, tree: &[u32]) -> Vec<u32> {
    let shape = Shape::new(view, tree);
    let mut degree = shape.degrees();
    let mut cut: Vec<u32> =
        (0..num(view.n())).filter(|&v| degree[ix(v)] == 1 && !view.is_terminal[ix(v)]).collect();
    let mut gone = vec![false; view.n()];
    while let Some(v) = cut.pop() {
        gone[ix(v)] = true;
        for &(w, _) in shape.around(v) {
            if !gone[ix(w)] {
                degree[ix(w)] -= 1;
                if degree[ix(w)] == 1 && !view.is_terminal[ix(w)] {
                    cut.push(w);
                }
            }
        }
    }
    let stays = |e: u32| view.ends[ix(e)].iter().all(|&v| !gone[ix(v)]);
    let mut kept: Vec<u32> = tree.iter().copied().filter(|&e| stays(e)).collect();
    kept.sort_unstable();
    kept
}

/// Neighbours of each vertex within a set of edges.
pub(super) struct Shape {
    first: Vec<u32>,
    near: Vec<(u32, u32)>,
}

impl Shape {
    /// The adjacency (neighbour, edge) of a set of edges.
    pub fn new(view: &View, edges: &[u32]) -> Self {
        let mut first = vec![0u32; view.n() + 1];
        for &e in edges {
            for v in view.ends[ix(e)] {
                first[ix(v) + 1] += 1;
            }
        }
        for v in 0..view.n() {
            first[v + 1] += first[v];
        }
        let mut next = first.clone();
        let mut near = vec![(0, 0); 2 * edges.len()];
        for &e in edges {
            let [a, b] = view.ends[ix(e)];
            for (v, w) in [(a, b), (b, a)] {
                near[ix(next[ix(v)])] = (w, e);
                next[ix(v)] += 1;
            }
        }
        Self { first, near }
    }

    /// Neighbours of `v` with the edges that lead there.
    pub fn around(&self, v: u32) -> &[(u32, u32)] {
        &self.near[ix(self.first[ix(v)])..ix(self.first[ix(v) + 1])]
    }

    /// Number of neighbours of `v`.
    pub fn degree(&self, v: u32) -> u32 {
        self.first[ix(v) + 1] - self.first[ix(v)]
    }

    fn degrees(&self) -> Vec<u32> {
        (0..num(self.first.len() - 1)).map(|v| self.degree(v)).collect()
    }
}

/// Union-find with path halving.
pub struct Union(Vec<u32>);

impl Union {
    /// Every item on its own.
    pub fn new(n: usize) -> Self {
        Self((0..num(n)).collect())
    }

    /// The representative of an item's set.
    pub fn find(&mut self, mut v: u32) -> u32 {
        while self.0[ix(v)] != v {
            self.0[ix(v)] = self.0[ix(self.0[ix(v)])];
            v = self.0[ix(v)];
        }
        v
    }

    /// Joins two sets; false when they were one already.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.0[ix(a.max(b))] = a.min(b);
        a != b
    }
}
