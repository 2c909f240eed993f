//! The course of a solution: shrink, bound, search, lift the bound, and decide the rest exactly.

use rayon::prelude::*;

use super::ascent::{Ascent, ascend, twins};
use super::branch;
use super::dual::Dual;
use super::net::Net;
use super::rng::{Rng, mix};
use super::search::{Pool, descend, explore};
use super::special;
use super::tree::{Union, grow, saturated};
use super::view::View;
use super::{Effort, Graph, bound, ix, num};

/// How much work each part may do, in arcs looked at; counts, never clocks.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// Ascents per round of reduction.
    pub roots: usize,
    /// Arcs per ball of the special distance test.
    pub ball: usize,
    /// Work of all parts after the first reductions.
    pub work: u64,
    /// Whether to search for trees and bounds, not only to reduce and decide.
    pub search: bool,
    /// Nodes of one exact search.
    pub nodes: usize,
}

impl Limits {
    /// For a whole instance.
    pub fn of(effort: Effort) -> Self {
        let search = effort.work > 0;
        let roots = if search { 8 } else { 2 };
        Self { roots, ball: 200, work: effort.work, search, nodes: 20_000 }
    }

    /// One ascent only, before any reduction.
    pub fn glance() -> Self {
        Self { roots: 0, ball: 0, work: 0, search: false, nodes: 0 }
    }

    /// For the union of a few good trees: nearly a tree itself.
    pub fn fusion(edges: usize) -> Self {
        Self { roots: 1, ball: 60, work: 20 * edges as u64, search: false, nodes: 30 }
    }
}

/// A tree in the input graph and what was proven.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub edges: Vec<u32>,
    pub cost: u64,
    pub bound: u64,
    pub work: u64,
}

/// Rounds of reduction at one go; each but the last shrinks the network by a twentieth.
const ROUNDS: usize = 8;

/// Networks larger than this are not searched exactly: a node would cost more than it proves.
const EXACT: usize = 30_000;

/// Fruitless slices after which a search leaves its share to the exact one.
const DULL: u32 = 2;

/// Good trees kept.
const POOL: usize = 16;

struct Course<'a> {
    graph: &'a Graph,
    limits: &'a Limits,
    net: Net,
    /// The best tree so far, in edges of the input graph.
    edges: Vec<u32>,
    cost: u64,
    /// No tree costs less than this, or than the best one.
    lower: u64,
    /// All costs are multiples of this.
    step: u64,
    /// Nothing cheaper than the best tree is left.
    closed: bool,
    rounds: u64,
    work: u64,
    /// Good trees of the network as it is now.
    pool: Option<Pool>,
    /// The exact search of the network as it is now.
    exact: Option<branch::Search>,
    /// Slices since the search for trees, and that for bounds, brought something.
    dull: [u32; 2],
}

/// Solves a network made from `graph`. Trees that cost `cutoff` or more are of no use: when there
/// is none cheaper, the result has no edges and costs `cutoff`. `None` when the terminals are not
/// connected.
pub(super) fn solve_net(
    graph: &Graph,
    net: Net,
    cutoff: Option<u64>,
    limits: &Limits,
) -> Option<Found> {
    let mut course = Course {
        graph,
        limits,
        net: net.compact()?,
        edges: Vec::new(),
        cost: cutoff.unwrap_or(u64::MAX),
        lower: 0,
        step: graph.edges.iter().fold(0, |g, e| common(g, e.cost)).max(1),
        closed: false,
        rounds: 0,
        work: 0,
        pool: None,
        exact: None,
        dull: [0; 2],
    };
    course.run();
    let bound = if course.closed { course.cost } else { course.lower.min(course.cost) };
    let Course { edges, cost, work, .. } = course;
    (cost < u64::MAX).then_some(Found { edges, cost, bound, work })
}

impl Course<'_> {
    /// Reduces, then takes turns with the three searches (trees, bounds, exact) in slices of
    /// doubling work: each may make the others short.
    fn run(&mut self) {
        if self.cost < u64::MAX {
            self.glance();
        }
        if self.closed || self.limits.roots == 0 {
            return;
        }
        self.reduce();
        if !self.limits.search {
            return self.decide(self.left());
        }
        let mut slice = self.limits.work / 40;
        self.decide(slice);
        while !self.closed && self.left() > 0 {
            let before = self.work;
            let exact = self.net.m() <= EXACT;
            if !exact || self.dull[0] < DULL {
                self.improve(slice.min(self.left()));
            }
            if !self.closed && (!exact || self.dull[1] < DULL) {
                self.raise(slice.min(self.left()) / 2);
            }
            self.decide(slice.min(self.left()));
            if self.work == before {
                break;
            }
            slice *= 2;
        }
    }

    /// One ascent, which may prove that nothing is cheaper than the cutoff.
    fn glance(&mut self) {
        self.compact();
        if self.closed {
            return;
        }
        let view = self.net.view();
        match ascend(&view, view.terminals[0], 0, &mut self.work) {
            Some(ascent) => self.prove(ascent.bound, ascent.shift),
            None => self.closed = true,
        }
    }

    /// Work that may still be done.
    fn left(&self) -> u64 {
        self.limits.work.saturating_sub(self.work)
    }

    /// The largest cost that would be an improvement, in the costs of the network.
    fn target(&self) -> u64 {
        self.cost.saturating_sub(self.step).saturating_sub(self.net.offset)
    }

    /// Takes over a tree of the network if it is cheaper than the best.
    fn offer(&mut self, tree: &[u32], cost: u64) {
        if self.net.offset + cost < self.cost {
            let edges = thin(self.graph, &self.net.expand(tree));
            let cost = edges.iter().map(|&e| self.graph.edges[ix(e)].cost).sum();
            if cost < self.cost {
                (self.edges, self.cost) = (edges, cost);
            }
        }
    }

    /// Notes a bound of the network, in costs multiplied by `2^shift`.
    fn prove(&mut self, bound: u64, shift: u32) {
        let whole = self.net.offset + bound.div_ceil(1 << shift);
        self.lower = self.lower.max(whole.next_multiple_of(self.step));
        self.closed |= self.lower >= self.cost;
    }

    fn compact(&mut self) {
        if self.closed {
            return;
        }
        match std::mem::take(&mut self.net).compact() {
            Some(net) => self.net = net,
            None => self.closed = true,
        }
        if !self.closed && self.net.is_solved() {
            self.offer(&[], 0);
            self.closed = true;
        }
    }

    /// Rounds of all reductions, as long as they pay.
    fn reduce(&mut self) {
        (self.pool, self.exact) = (None, None);
        self.compact();
        for _ in 0..ROUNDS {
            let before = self.net.m();
            self.shrink();
            if self.closed || self.net.m() * 20 > before * 19 {
                return;
            }
        }
    }

    /// One round: special distances, a first tree, ascents from several roots with a tree each,
    /// and reductions by their bounds.
    fn shrink(&mut self) {
        self.rounds += 1;
        let seed = mix(self.rounds);
        for turn in 0..4 {
            if self.closed {
                return;
            }
            let before = self.net.m();
            let fallen =
                special::pass(&mut self.net, seed ^ turn, self.limits.ball, &mut self.work);
            self.compact();
            if fallen * 50 < before {
                break;
            }
        }
        if self.closed {
            return;
        }
        let view = self.net.view();
        let mut pool = Pool::new(1);
        if self.edges.is_empty() {
            let Some(tree) = grow(&view, &view.cost, None, view.terminals[0], &mut self.work)
            else {
                self.closed = true;
                return;
            };
            let tree = descend(&view, &tree, &mut self.work);
            pool.add(&view, &tree);
        }
        let mut ascents = Vec::new();
        for (ascent, tree, spent) in ascend_all(&view, self.limits.roots, seed) {
            self.work += spent;
            let (Some(ascent), Some(tree)) = (ascent, tree) else {
                self.closed = true;
                return;
            };
            pool.add(&view, &tree);
            ascents.push(ascent);
        }
        if let Some((cost, tree)) = pool.best() {
            self.offer(tree, *cost);
        }
        self.take(&view, &ascents);
    }

    /// Uses bounds: the best of them as proof, all for reductions; returns how much fell.
    fn take(&mut self, view: &View, ascents: &[Ascent]) -> usize {
        for ascent in ascents {
            self.prove(ascent.bound, ascent.shift);
        }
        if self.closed {
            return 0;
        }
        let twin = twins(view);
        let target = self.target();
        let mut fallen = 0;
        for ascent in ascents {
            fallen += bound::cut(&mut self.net, view, ascent, &twin, target, &mut self.work);
        }
        if fallen > 0 {
            self.compact();
        }
        fallen
    }

    /// Searches for cheaper trees.
    fn improve(&mut self, slice: u64) {
        let view = self.net.view();
        self.rounds += 1;
        let mut pool = std::mem::take(&mut self.pool).unwrap_or_else(|| {
            let mut pool = Pool::new(POOL);
            if let Some(tree) = self.inherited(&view) {
                pool.add(&view, &tree);
            }
            pool
        });
        let (before, enough) = (self.cost, self.lower.saturating_sub(self.net.offset));
        self.work += explore(&view, &mut pool, mix(self.rounds), slice, enough);
        if let Some((cost, tree)) = pool.best() {
            self.offer(tree, *cost);
        }
        self.pool = Some(pool);
        self.dull[0] = if self.cost < before { 0 } else { self.dull[0] + 1 };
        self.closed |= self.lower >= self.cost;
    }

    /// Searches for a better bound, and reduces by it.
    fn raise(&mut self, slice: u64) {
        let view = self.net.view();
        self.rounds += 1;
        let Some((_, tree)) = self.pool.as_ref().and_then(|p| p.best().cloned()) else { return };
        let ascents = self.lift(&view, &tree, slice);
        let (before, size) = (self.lower, self.net.m());
        let fallen = self.take(&view, &ascents);
        self.dull[1] = if fallen > 0 || self.lower > before { 0 } else { self.dull[1] + 1 };
        if !self.closed && fallen > 0 {
            (self.pool, self.exact) = (None, None);
            if fallen * 50 > size {
                self.reduce();
            }
        }
    }

    /// The best tree as far as the network still has it, completed.
    fn inherited(&mut self, view: &View) -> Option<Vec<u32>> {
        let mut known = vec![false; self.graph.edges.len()];
        self.edges.iter().for_each(|&e| known[ix(e)] = true);
        let weights: Vec<u64> = (0..view.m())
            .map(|e| view.cost[e] << if self.net.stands_for(num(e), &known) { 0 } else { 6 })
            .collect();
        let tree = grow(view, &weights, None, view.terminals[0], &mut self.work)?;
        Some(descend(view, &tree, &mut self.work))
    }

    /// Local search on the bound from the two most promising of several roots.
    fn lift(&mut self, view: &View, tree: &[u32], budget: u64) -> Vec<Ascent> {
        let mut roots: Vec<(u64, u32)> = ascend_all(view, self.limits.roots, mix(self.rounds))
            .into_iter()
            .filter_map(|(ascent, _, spent)| {
                self.work += spent;
                ascent.map(|a| (a.bound, a.root))
            })
            .collect();
        roots.sort_unstable();
        roots.reverse();
        roots.truncate(2);
        let target = self.target();
        let lifted: Vec<(Option<Ascent>, u64)> = roots
            .par_iter()
            .map(|&(_, root)| lift_from(view, root, tree, target, budget / 2))
            .collect();
        let mut ascents = Vec::new();
        for (ascent, spent) in lifted {
            self.work += spent;
            ascents.extend(ascent);
        }
        ascents
    }

    /// Exact search within some work.
    fn decide(&mut self, budget: u64) {
        if self.closed || budget == 0 || self.net.m() > EXACT {
            return;
        }
        let target = self.target();
        let mut exact = std::mem::take(&mut self.exact)
            .unwrap_or_else(|| branch::Search::new(&self.net, self.step));
        let limits = (budget, self.limits.nodes);
        let (tree, proven) = exact.run(target, limits, &mut self.work);
        self.exact = Some(exact);
        if let Some((cost, tree)) = tree {
            self.offer(&tree, cost);
        }
        self.prove(proven, 0);
    }
}

/// Local search on the bound from one root.
fn lift_from(
    view: &View,
    root: u32,
    tree: &[u32],
    target: u64,
    budget: u64,
) -> (Option<Ascent>, u64) {
    let Some(mut dual) = Dual::new(view, root, tree, 1) else { return (None, 0) };
    let mut rng = Rng::for_part(29, u64::from(root));
    let mut spent = 0;
    while spent < budget && !dual.exceeds(target) {
        spent += dual.step(&mut rng);
    }
    (Some(dual.ascent()), spent)
}

type Raised = (Option<Ascent>, Option<Vec<u32>>, u64);

/// Ascents from several roots, each with the tree that its saturated arcs suggest.
fn ascend_all(view: &View, roots: usize, seed: u64) -> Vec<Raised> {
    let mut rng = Rng::new(seed);
    let mut order: Vec<u32> = view.terminals.clone();
    for i in (1..order.len()).rev() {
        order.swap(i, rng.index(i + 1));
    }
    order.truncate(roots);
    order
        .par_iter()
        .map(|&root| {
            let mut work = 0;
            let ascent = ascend(view, root, seed, &mut work);
            let tree = ascent.as_ref().and_then(|a| suggested(view, a, &mut work));
            (ascent, tree, work)
        })
        .collect()
}

/// A tree over the arcs that the ascent has paid for, improved.
fn suggested(view: &View, ascent: &Ascent, work: &mut u64) -> Option<Vec<u32>> {
    let tree = saturated(view, ascent, work)?;
    Some(descend(view, &tree, work))
}

/// A cheapest spanning forest of some edges: ancestries of two edges may overlap.
fn thin(graph: &Graph, edges: &[u32]) -> Vec<u32> {
    let mut order = edges.to_vec();
    order.sort_unstable_by_key(|&e| (graph.edges[ix(e)].cost, e));
    let mut parts = Union::new(ix(graph.n));
    order.retain(|&e| parts.join(graph.edges[ix(e)].a, graph.edges[ix(e)].b));
    order.sort_unstable();
    order
}

/// Greatest common divisor.
pub(super) fn common(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
