//! Ends of a graph with prizes folded into their neighbours: what is decided without a search.
//!
//! An end whose prize is at most the cost of the edge to it is never worth the edge. One whose
//! prize is larger is always worth it once the neighbour is in the tree: the surplus becomes the
//! neighbour's. In road networks this leaves a small part of the vertices to the search.

use super::distances::Adjacency;
use super::steiner::{Edge, Graph, PrizeSolution};

/// A graph without such ends; its last vertex is the root, which stands for all roots.
pub struct Folded {
    /// What is left to search.
    pub graph: Graph,
    /// Prizes of its vertices.
    pub prizes: Vec<u64>,
    /// What every solution pays besides: prizes given up and edges that are always worth it.
    pub paid: u64,
    /// Vertex of the folded graph of each vertex, while it has one.
    number: Vec<Option<u32>>,
    /// The edge that each edge of the folded graph is.
    edges: Vec<u32>,
    /// Ends that follow their neighbour: end, neighbour, edge; in the order of folding.
    followers: Vec<(u32, u32, u32)>,
    is_root: Vec<bool>,
}

/// Folds the ends of a graph. `prizes` has one entry per vertex; prizes of roots are always had.
pub fn fold(graph: &Graph, roots: &[u32], prizes: &[u64]) -> Folded {
    let n = graph.n as usize;
    let mut is_root = vec![false; n];
    for root in roots {
        is_root[*root as usize] = true;
    }
    let adjacency = Adjacency::new(n, graph.edges.iter().map(|edge| (edge.a, edge.b)));
    let mut alive: Vec<bool> = graph.edges.iter().map(|edge| edge.a != edge.b).collect();
    let mut prizes = prizes.to_vec();
    let mut degrees = vec![0_u32; n];
    for edge in graph.edges.iter().filter(|edge| edge.a != edge.b) {
        degrees[edge.a as usize] += 1;
        degrees[edge.b as usize] += 1;
    }
    let mut gone = vec![false; n];
    let (mut paid, mut followers) = (0, Vec::new());
    let is_end = |v: u32, degrees: &[u32]| degrees[v as usize] <= 1 && !is_root[v as usize];
    let mut open: Vec<u32> = (0..graph.n).filter(|v| is_end(*v, &degrees)).collect();
    while let Some(end) = open.pop() {
        if std::mem::replace(&mut gone[end as usize], true) {
            continue;
        }
        let prize = prizes[end as usize];
        let last = adjacency.at(end).iter().find(|(_, edge)| alive[*edge as usize]);
        let Some((next, edge)) = last else {
            paid += prize;
            continue;
        };
        alive[*edge as usize] = false;
        degrees[*next as usize] -= 1;
        let cost = graph.edges[*edge as usize].cost;
        if prize > cost {
            paid += cost;
            prizes[*next as usize] += prize - cost;
            followers.push((end, *next, *edge));
        } else {
            paid += prize;
        }
        if is_end(*next, &degrees) {
            open.push(*next);
        }
    }
    let mut number: Vec<Option<u32>> = vec![None; n];
    let mut left = Vec::new();
    for v in (0..n).filter(|v| !gone[*v] && !is_root[*v]) {
        number[v] = Some(u32::try_from(left.len()).expect("fewer than the graph has"));
        left.push(prizes[v]);
    }
    let root = u32::try_from(left.len()).expect("fewer than the graph has");
    left.push(0);
    for v in roots {
        number[*v as usize] = Some(root);
    }
    let (mut edges, mut kept) = (Vec::new(), Vec::new());
    for (position, edge) in (0_u32..).zip(&graph.edges).filter(|(p, _)| alive[*p as usize]) {
        let ends = number[edge.a as usize].zip(number[edge.b as usize]);
        if let Some((a, b)) = ends.filter(|(a, b)| a != b) {
            edges.push(Edge { a, b, cost: edge.cost });
            kept.push(position);
        }
    }
    let graph = Graph { n: root + 1, edges };
    Folded { graph, prizes: left, paid, number, edges: kept, followers, is_root }
}

impl Folded {
    /// Edges of the whole graph, and which of its vertices they join to a root.
    pub fn unfold(&self, found: &PrizeSolution) -> (Vec<u32>, Vec<bool>) {
        let root = self.graph.n - 1;
        let in_tree = |v: u32| v == root || found.vertices.binary_search(&v).is_ok();
        let mut joined: Vec<bool> = self
            .number
            .iter()
            .zip(&self.is_root)
            .map(|(number, is_root)| *is_root || number.is_some_and(in_tree))
            .collect();
        let mut edges: Vec<u32> =
            found.edges.iter().map(|edge| self.edges[*edge as usize]).collect();
        for (end, next, edge) in self.followers.iter().rev() {
            if joined[*next as usize] {
                joined[*end as usize] = true;
                edges.push(*edge);
            }
        }
        edges.sort_unstable();
        (edges, joined)
    }
}
