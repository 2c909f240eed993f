//! Search for cheap trees: many starts, local descent, and fusion of good trees.
//!
//! # Source
//! Starts and the pool of good trees: Pajor, Uchoa, Werneck (2018), doi:10.1007/s12532-017-0123-4;
//! fusion by solving the union of trees with reductions: Polzin, Vahdati Daneshmand (2001),
//! doi:10.1016/S0166-218X(00)00319-X.

use rayon::prelude::*;

use super::course::{Limits, solve_net};
use super::net::Net;
use super::rng::Rng;
use super::tree::{grow, noisy, polish};
use super::view::{NONE, View};
use super::{Edge, Graph, exchange, ix, num};

/// Tasks of one generation; a constant, so that results do not depend on the machine.
const WIDTH: u64 = 8;

/// Generations without a new best tree after which the search stops.
const PATIENCE: u32 = 40;

/// Generations in which a pool is filled.
const YOUTH: u32 = 8;

/// Improves a tree until no single move helps.
pub(super) fn descend(view: &View, tree: &[u32], work: &mut u64) -> Vec<u32> {
    let mut tree = polish(view, tree, work);
    while exchange::improve(view, &mut tree, work) {
        tree = polish(view, &tree, work);
    }
    tree
}

/// The best trees met so far, cheapest first, no two alike.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool {
    trees: Vec<(u64, Vec<u32>)>,
    room: usize,
}

impl Pool {
    /// An empty pool.
    pub fn new(room: usize) -> Self {
        Self { trees: Vec::new(), room }
    }

    /// Takes a tree in if it is new and good enough; whether it is the best now.
    pub fn add(&mut self, view: &View, tree: &[u32]) -> bool {
        let entry = (view.sum(tree), tree.to_vec());
        let at = self.trees.partition_point(|t| t.0 < entry.0);
        if self.trees.get(at).is_some_and(|t| t.0 == entry.0) {
            // Many trees cost the same where edges do: one of them, the youngest, is enough.
            self.trees[at] = entry;
            return false;
        }
        self.trees.insert(at, entry);
        self.trees.truncate(self.room);
        at == 0
    }

    /// The cheapest tree with its cost.
    pub fn best(&self) -> Option<&(u64, Vec<u32>)> {
        self.trees.first()
    }

    /// A random tree, good ones more often.
    fn any(&self, rng: &mut Rng) -> &[u32] {
        &self.trees[rng.index(self.len()).min(rng.index(self.len()))].1
    }

    fn len(&self) -> usize {
        self.trees.len()
    }
}

/// A tree from a random root under noisy costs, improved under the true ones.
fn start(view: &View, rng: &mut Rng, work: &mut u64) -> Option<Vec<u32>> {
    let root = view.terminals[rng.index(view.terminals.len())];
    let percent = [0, 10, 20, 40][rng.index(4)];
    let weights = noisy(view, rng, percent);
    let tree = grow(view, &weights, None, root, work)?;
    Some(descend(view, &tree, work))
}

/// The best tree within the union of some trees, then improved in the whole view.
pub(super) fn fuse(view: &View, trees: &[&[u32]], work: &mut u64) -> Option<Vec<u32>> {
    let mut edges: Vec<u32> = trees.iter().flat_map(|t| t.iter().copied()).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut local = vec![NONE; view.n()];
    let mut known = Vec::new();
    for v in edges.iter().flat_map(|&e| view.ends[ix(e)]) {
        if local[ix(v)] == NONE {
            local[ix(v)] = num(known.len());
            known.push(v);
        }
    }
    let graph = Graph {
        n: num(known.len()),
        edges: edges
            .iter()
            .map(|&e| {
                let [a, b] = view.ends[ix(e)];
                Edge { a: local[ix(a)], b: local[ix(b)], cost: view.cost[ix(e)] }
            })
            .collect(),
    };
    let terminals: Vec<u32> =
        view.terminals.iter().map(|&t| local[ix(t)]).filter(|&t| t != NONE).collect();
    let mut net = Net::new(&graph, &terminals);
    net.toll = view.toll;
    let found = solve_net(&graph, net, None, &Limits::fusion(graph.edges.len()))?;
    *work += found.work + 20 * graph.edges.len() as u64;
    let tree: Vec<u32> = found.edges.iter().map(|&e| edges[ix(e)]).collect();
    Some(descend(view, &tree, work))
}

/// Generations of trees until the work is used up, the best costs `enough`, or nothing new comes;
/// returns the work done.
pub(super) fn explore(view: &View, pool: &mut Pool, seed: u64, budget: u64, enough: u64) -> u64 {
    let (mut spent, mut generation, mut idle) = (0, 0, 0);
    let mut age = if pool.len() >= 4 { YOUTH } else { 0 };
    while idle < PATIENCE && spent < budget && pool.best().is_none_or(|b| b.0 > enough) {
        let found: Vec<(Option<Vec<u32>>, u64)> = (0..WIDTH)
            .into_par_iter()
            .map(|part| {
                let mut rng = Rng::for_part(seed, generation * WIDTH + part);
                let mut work = 0;
                let tree = attempt(view, pool, (age, part), &mut rng, &mut work);
                (tree, work)
            })
            .collect();
        idle += 1;
        for (tree, work) in found {
            spent += work;
            if tree.is_some_and(|tree| pool.add(view, &tree)) {
                idle = 0;
            }
        }
        generation += 1;
        age += 1;
    }
    spent
}

/// One new tree: while the pool is young from fresh starts and fusions, later mostly from trees
/// of the pool shaken a little.
fn attempt(
    view: &View,
    pool: &Pool,
    (age, part): (u32, u64),
    rng: &mut Rng,
    work: &mut u64,
) -> Option<Vec<u32>> {
    if pool.len() < 4 {
        return start(view, rng, work);
    }
    let kind = if age < YOUTH {
        part % 2
    } else {
        [2, 3, 2, 3, 2, 3, 1, 0][usize::try_from(part).unwrap_or(0)]
    };
    match kind {
        0 => {
            let fresh = start(view, rng, work)?;
            let mut parents = pick(pool, rng);
            parents.push(&fresh);
            fuse(view, &parents, work)
        }
        1 => fuse(view, &pick(pool, rng), work),
        _ => {
            let one = pool.any(rng);
            let shaken = shake(view, one, rng, work);
            if kind == 2 { fuse(view, &[one, &shaken], work) } else { Some(shaken) }
        }
    }
}

/// A tree improved under noisy costs, then under the true ones.
fn shake(view: &View, tree: &[u32], rng: &mut Rng, work: &mut u64) -> Vec<u32> {
    let percent = [3, 10, 30, 60][rng.index(4)];
    let noised = view.with_costs(noisy(view, rng, percent));
    let shaken = descend(&noised, tree, work);
    descend(view, &shaken, work)
}

/// A few different trees of the pool.
fn pick<'a>(pool: &'a Pool, rng: &mut Rng) -> Vec<&'a [u32]> {
    let many = 2 + rng.index(3);
    let mut chosen: Vec<&[u32]> = (0..many).map(|_| pool.any(rng)).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}
