//! Parts of a graph, and the nearest of several nodes along its routes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::RouteGraph;

/// Routes at each vertex.
#[derive(Debug)]
pub struct Adjacency {
    starts: Vec<u32>,
    /// The vertex at the other end, and the position of the route.
    ends: Vec<(u32, u32)>,
}

impl Adjacency {
    /// Of edges, given by their ends.
    pub fn new(n_nodes: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; n_nodes + 1];
        for (a, b) in edges.clone() {
            starts[a as usize + 1] += 1;
            starts[b as usize + 1] += 1;
        }
        for node in 0..n_nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut ends = vec![(0, 0); starts[n_nodes] as usize];
        for (position, (a, b)) in (0_u32..).zip(edges) {
            for (here, there) in [(a, b), (b, a)] {
                let slot = &mut next[here as usize];
                ends[*slot as usize] = (there, position);
                *slot += 1;
            }
        }
        Self { starts, ends }
    }

    /// Of the routes of a graph.
    pub fn of(graph: &RouteGraph) -> Self {
        Self::new(graph.nodes.len(), graph.routes.iter().map(|route| (route.a, route.b)))
    }

    /// Vertices next to a vertex, and the edges to them.
    pub fn at(&self, node: u32) -> &[(u32, u32)] {
        let node = node as usize;
        &self.ends[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// How many vertices there are.
    pub fn n_nodes(&self) -> usize {
        self.starts.len() - 1
    }
}

/// Parts of a graph that no route joins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Part of each vertex; parts are numbered from 0 by their first vertex.
    pub of_node: Vec<u32>,
    /// How many parts there are.
    pub count: u32,
}

/// Finds the parts.
pub fn find_parts(adjacency: &Adjacency) -> Parts {
    let mut of_node = vec![u32::MAX; adjacency.n_nodes()];
    let mut count = 0;
    let mut open = Vec::new();
    for first in 0..adjacency.n_nodes() {
        if of_node[first] != u32::MAX {
            continue;
        }
        of_node[first] = count;
        open.push(u32::try_from(first).expect("fewer than 2^32 vertices"));
        while let Some(node) = open.pop() {
            for (next, _) in adjacency.at(node) {
                if of_node[*next as usize] == u32::MAX {
                    of_node[*next as usize] = count;
                    open.push(*next);
                }
            }
        }
        count += 1;
    }
    Parts { of_node, count }
}

/// The nearest of several vertices, and how far it is along the edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nearest {
    /// Sum of the lengths of the edges.
    pub length: u64,
    /// Position among the sources.
    pub source: u32,
}

/// The nearest source of every vertex; of equally near ones the first. One search from all of
/// them at once.
pub fn nearest_sources(
    adjacency: &Adjacency,
    length: impl Fn(u32) -> u64,
    sources: &[u32],
) -> Vec<Option<Nearest>> {
    let mut found: Vec<Option<Nearest>> = vec![None; adjacency.n_nodes()];
    let mut queue = BinaryHeap::new();
    for (source, node) in (0_u32..).zip(sources) {
        let here = Nearest { length: 0, source };
        if found[*node as usize].is_none_or(|held| here < held) {
            found[*node as usize] = Some(here);
            queue.push(Reverse((here, *node)));
        }
    }
    while let Some(Reverse((here, node))) = queue.pop() {
        if found[node as usize] != Some(here) {
            continue;
        }
        for (next, edge) in adjacency.at(node) {
            let there = Nearest { length: here.length + length(*edge), source: here.source };
            let held = &mut found[*next as usize];
            if held.is_none_or(|held| there < held) {
                *held = Some(there);
                queue.push(Reverse((there, *next)));
            }
        }
    }
    found
}
