//! Exact search over what reductions left: a vertex is in the tree or it is not.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::ascent::{Ascent, ascend, twins};
use super::net::Net;
use super::rng::{Rng, mix};
use super::search::descend;
use super::tree::{Shape, polish, saturated};
use super::view::View;
use super::{bound, ix, num, special};

/// Nodes looked at together; a constant, so that results do not depend on the machine.
const BATCH: usize = 8;

/// Rounds of reduction in a node before it is split.
const ROUNDS: u64 = 6;

/// A part of the search space: all trees of a network.
struct Node {
    net: Net,
    bound: u64,
}

/// What became of a node.
#[derive(Default)]
struct Outcome {
    tree: Option<(u64, Vec<u32>)>,
    children: Vec<Node>,
    work: u64,
}

/// An exact search that can be interrupted.
pub(super) struct Search {
    /// Trees dearer than this are of no use; costs fall in steps of `step`.
    target: u64,
    step: u64,
    /// Nodes by bound, then age.
    open: BinaryHeap<Reverse<(u64, usize)>>,
    nodes: Vec<Option<Node>>,
    seen: usize,
}

impl Search {
    /// A search for trees of `net` whose costs fall in steps of `step`, offset not counted.
    pub fn new(net: &Net, step: u64) -> Self {
        let graph = net.as_graph();
        let terminals: Vec<u32> = (0..num(net.n())).filter(|&v| net.is_terminal[ix(v)]).collect();
        let mut root = Net::new(&graph, &terminals);
        root.toll = net.toll;
        let nodes = vec![Some(Node { net: root, bound: 0 })];
        let open = BinaryHeap::from(vec![Reverse((0, 0))]);
        Self { target: 0, step, open, nodes, seen: 0 }
    }

    /// Goes on for some work. Returns the best tree of cost `target` or less met (cost and edges
    /// of the network) and a bound of all trees but those dearer than `target`.
    pub fn run(
        &mut self,
        target: u64,
        (work, nodes): (u64, usize),
        spent: &mut u64,
    ) -> (Option<(u64, Vec<u32>)>, u64) {
        self.target = target;
        self.prune();
        let mut best = None;
        let (mut used, last) = (0, self.seen + nodes);
        while !self.open.is_empty() && self.seen < last && used < work {
            let mut batch = Vec::new();
            while batch.len() < BATCH.min(self.seen + 1) {
                let Some(Reverse((_, id))) = self.open.pop() else { break };
                batch.extend(self.nodes[id].take().map(|node| (id, node)));
            }
            self.seen += batch.len();
            let (target, step) = (self.target, self.step);
            let results: Vec<Outcome> = batch
                .into_par_iter()
                .map(|(id, node)| Examination::new(node, target, step, mix(id as u64)).run())
                .collect();
            for result in results {
                used += result.work;
                if let Some((cost, tree)) = result.tree
                    && cost <= self.target
                {
                    self.target = cost.saturating_sub(self.step);
                    best = Some((cost, tree));
                }
                for child in result.children {
                    self.open.push(Reverse((child.bound, self.nodes.len())));
                    self.nodes.push(Some(child));
                }
            }
            self.prune();
        }
        *spent += used;
        let least = self.open.peek().map(|Reverse((bound, _))| *bound);
        (best, least.unwrap_or(self.target + self.step))
    }

    /// Drops nodes that can hold nothing cheap enough.
    fn prune(&mut self) {
        let (target, nodes) = (self.target, &mut self.nodes);
        self.open.retain(|Reverse((bound, id))| {
            let stays = *bound <= target;
            if !stays {
                nodes[*id] = None;
            }
            stays
        });
    }
}

/// A node under examination.
struct Examination {
    net: Net,
    bound: u64,
    target: u64,
    step: u64,
    seed: u64,
    guide: Vec<u32>,
    outcome: Outcome,
}

impl Examination {
    fn new(node: Node, target: u64, step: u64, seed: u64) -> Self {
        let Node { net, bound } = node;
        let (guide, outcome) = (Vec::new(), Outcome::default());
        Self { net, bound, target, step, seed, guide, outcome }
    }

    /// Shrinks and bounds the node, then splits it.
    fn run(mut self) -> Outcome {
        for round in 0..ROUNDS {
            if !self.tidy() {
                return self.outcome;
            }
            if round == 1 {
                special::pass(&mut self.net, self.seed, 30, &mut self.outcome.work);
                if !self.tidy() {
                    return self.outcome;
                }
            }
            let view = self.net.view();
            let before = self.net.m();
            if !self.ascend(&view, round) {
                return self.outcome;
            }
            let live = (0..num(before)).filter(|&e| self.net.has(e)).count();
            if live * 10 > before * 9 || round + 1 == ROUNDS {
                let vertex = fork(&view, &self.net, &self.guide);
                self.outcome.children = split(self.net, vertex, self.bound);
                return self.outcome;
            }
        }
        self.outcome
    }

    /// Compacts the network; false when nothing is left to examine.
    fn tidy(&mut self) -> bool {
        let Some(net) = std::mem::take(&mut self.net).compact() else { return false };
        self.net = net;
        if self.net.is_solved() {
            self.offer(&[], 0);
            return false;
        }
        true
    }

    fn offer(&mut self, tree: &[u32], cost: u64) {
        let cost = self.net.offset + cost;
        if cost <= self.target {
            self.target = cost.saturating_sub(self.step);
            self.outcome.tree = Some((cost, self.net.expand(tree)));
        }
    }

    /// Bounds and reduces from one root; false when the node is closed.
    fn ascend(&mut self, view: &View, round: u64) -> bool {
        let twin = twins(view);
        let at = Rng::for_part(self.seed, round).index(view.terminals.len());
        let work = &mut self.outcome.work;
        let Some(ascent) = ascend(view, view.terminals[at], self.seed, work) else { return false };
        let Some(tree) = saturated(view, &ascent, work) else { return false };
        let tree = polish(view, &tree, work);
        let near = self.target.saturating_sub(self.net.offset);
        let tree =
            if view.sum(&tree) <= near + near / 64 { descend(view, &tree, work) } else { tree };
        self.offer(&tree, view.sum(&tree));
        self.guide = tree;
        self.use_bound(view, &ascent, &twin)
    }

    fn use_bound(&mut self, view: &View, ascent: &Ascent, twin: &[u32]) -> bool {
        let bound = self.net.offset + ascent.bound.div_ceil(1 << ascent.shift);
        self.bound = self.bound.max(bound);
        if self.bound > self.target {
            return false;
        }
        let target = self.target.saturating_sub(self.net.offset);
        bound::cut(&mut self.net, view, ascent, twin, target, &mut self.outcome.work);
        true
    }
}

/// The vertex to branch on: a fork of the guiding tree, else of high degree.
fn fork(view: &View, net: &Net, guide: &[u32]) -> u32 {
    let shape = Shape::new(view, guide);
    (0..num(view.n()))
        .filter(|&v| !net.is_terminal[ix(v)] && net.degree(v) > 0)
        .max_by_key(|&v| (shape.degree(v), net.degree(v), Reverse(v)))
        .unwrap_or(0)
}

/// The two halves of a node: with the vertex and without it.
fn split(net: Net, vertex: u32, bound: u64) -> Vec<Node> {
    let (mut with, mut without) = (net.clone(), net);
    with.require(vertex);
    without.remove_vertex(vertex);
    [with, without].into_iter().map(|net| Node { net, bound }).collect()
}
