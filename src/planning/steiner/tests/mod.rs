//! Tests of the solver against enumeration and naive searches.

mod exact;
mod files;
mod local;
mod prize;

use super::rng::Rng;
use super::tree::Union;
use super::{Edge, Graph, ix, num};

/// A connected random graph with costs from 1 to `top`.
pub(super) fn random_graph(rng: &mut Rng, n: usize, extra: usize, top: u64) -> Graph {
    let mut edges = Vec::new();
    for v in 1..n {
        edges.push(Edge { a: num(v), b: num(rng.index(v)), cost: 1 + rng.below(top) });
    }
    for _ in 0..extra {
        let (a, b) = (num(rng.index(n)), num(rng.index(n)));
        edges.push(Edge { a, b, cost: 1 + rng.below(top) });
    }
    Graph { n: num(n), edges }
}

/// Some different vertices.
pub(super) fn random_terminals(rng: &mut Rng, n: usize, k: usize) -> Vec<u32> {
    let mut all: Vec<u32> = (0..num(n)).collect();
    shuffle(rng, &mut all);
    all.truncate(k);
    all
}

/// Puts items in a random order.
pub(super) fn shuffle<T>(rng: &mut Rng, items: &mut [T]) {
    for i in (1..items.len()).rev() {
        items.swap(i, rng.index(i + 1));
    }
}

/// The sets that some edges join, and the cost of the edges; panics on a cycle.
pub(super) fn forest(graph: &Graph, edges: &[u32]) -> (Union, u64) {
    let mut parts = Union::new(ix(graph.n));
    let mut cost = 0;
    for &e in edges {
        let edge = graph.edges[ix(e)];
        assert!(parts.join(edge.a, edge.b), "edge {e} closes a cycle");
        cost += edge.cost;
    }
    (parts, cost)
}
