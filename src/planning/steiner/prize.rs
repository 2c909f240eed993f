//! Trees that may leave vertices out at the price of their prizes.
//!
//! With a root, each prize becomes a terminal of its own that two edges reach: one from the
//! vertex that earns the prize, and one from the root at the price of the prize. Both cost a
//! toll on top, larger than all prizes together, so that no tree walks through such a terminal;
//! the tree pays one toll per prize whatever it does. Without a root, every vertex with a prize
//! is the root in turn, those before it left out: once the prizes left out cost as much as the
//! best tree, the rest needs no look.
//!
//! # Source
//! Ljubić, Weiskircher, Pferschy, Klau, Mutzel, Fischetti (2006), "An algorithmic framework for
//! the exact solution of the prize-collecting Steiner tree problem", doi:10.1007/s10107-005-0660-x
//! (terminals for prizes); the undirected form with tolls is our own.

use super::course::{Limits, common, solve_net};
use super::net::Net;
use super::tree::Union;
use super::{Edge, Effort, Graph, MOST, SteinerError, check, ix, num};

/// A tree, what it costs with the prizes it misses, and a bound that no tree can beat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrizeSolution {
    /// Positions in `Graph::edges`, ascending.
    pub edges: Vec<u32>,
    /// The vertices of the tree, ascending; one alone where no edge pays.
    pub vertices: Vec<u32>,
    /// Costs of the edges and prizes of the vertices left out.
    pub cost: u64,
    /// No tree (with the root, if there is one) has a smaller sum.
    pub lower_bound: u64,
}

/// The best tree found by edge costs plus prizes missed. `prizes` has one entry per vertex; the
/// tree holds `root` if one is given, else at least one vertex with the largest prize pays.
///
/// # Errors
/// When prizes do not match the vertices, or a vertex does not exist, or sums are too large.
pub fn solve_prize(
    graph: &Graph,
    prizes: &[u64],
    root: Option<u32>,
    effort: Effort,
) -> Result<PrizeSolution, SteinerError> {
    check(graph, root.as_slice())?;
    if prizes.len() != ix(graph.n) {
        return Err(SteinerError::PrizeCount);
    }
    let instance = Instance::new(graph, prizes)?;
    Ok(match root {
        Some(root) => instance.rooted(root, effort),
        None => instance.unrooted(effort),
    })
}

struct Instance<'a> {
    graph: &'a Graph,
    prizes: &'a [u64],
    /// All prizes together.
    total: u64,
    toll: u64,
}

impl<'a> Instance<'a> {
    fn new(graph: &'a Graph, prizes: &'a [u64]) -> Result<Self, SteinerError> {
        let total = prizes.iter().try_fold(0u64, |sum, &p| sum.checked_add(p));
        let total = total.filter(|&t| t < MOST).ok_or(SteinerError::CostsTooLarge)?;
        let step = graph.edges.iter().fold(0, |g, e| common(g, e.cost));
        let step = prizes.iter().fold(step, |g, &p| common(g, p)).max(1);
        // A multiple of the common step, so that bounds can still be rounded up to it.
        let toll = (total / step + 1) * step;
        let paying = prizes.iter().filter(|&&p| p > 0).count() as u64;
        let edges: u64 = graph.edges.iter().map(|e| e.cost).sum();
        let sum = toll.checked_mul(2 * paying).and_then(|t| t.checked_add(total + edges));
        if sum.is_none_or(|s| s >= MOST) {
            return Err(SteinerError::CostsTooLarge);
        }
        Ok(Self { graph, prizes, total, toll })
    }

    /// The tree that is one vertex.
    fn alone(&self, v: u32) -> PrizeSolution {
        let cost = self.total - self.prizes[ix(v)];
        PrizeSolution { edges: Vec::new(), vertices: vec![v], cost, lower_bound: 0 }
    }

    fn rooted(&self, root: u32, effort: Effort) -> PrizeSolution {
        let mut best = self.alone(root);
        let out = vec![false; self.prizes.len()];
        let limits = Limits::of(effort);
        best.lower_bound = self.improve(root, &out, &mut best, &limits).0;
        best
    }

    fn unrooted(&self, effort: Effort) -> PrizeSolution {
        let mut order: Vec<u32> = (0..self.graph.n).filter(|&v| self.prizes[ix(v)] > 0).collect();
        order.sort_by_key(|&v| (std::cmp::Reverse(self.prizes[ix(v)]), v));
        let Some(&first) = order.first() else {
            let vertices = (self.graph.n > 0).then_some(0).into_iter().collect();
            return PrizeSolution { vertices, ..PrizeSolution::default() };
        };
        let mut best = self.alone(first);
        let mut out = vec![false; self.prizes.len()];
        let (mut missed, mut least, mut left) = (0, u64::MAX, effort.work);
        for (turn, &root) in order.iter().enumerate() {
            if missed >= best.cost {
                break;
            }
            // The first search finds the tree; those after it mostly prove that it is best.
            let limits = match turn {
                0 => Limits::of(Effort { work: left / 2 }),
                _ if left > 0 => Limits::of(Effort { work: left / 8 }),
                _ => Limits::glance(),
            };
            let (bound, spent) = self.improve(root, &out, &mut best, &limits);
            least = least.min(bound);
            left = left.saturating_sub(spent);
            out[ix(root)] = true;
            missed += self.prizes[ix(root)];
        }
        best.lower_bound = least.min(best.cost);
        best
    }

    /// Looks for a tree that holds `root`, none of the vertices `out`, and costs less than the
    /// best; returns a bound of all such trees, or the cost of the best if that is less, and the
    /// work done.
    fn improve(
        &self,
        root: u32,
        out: &[bool],
        best: &mut PrizeSolution,
        limits: &Limits,
    ) -> (u64, u64) {
        let missed: u64 = (0..out.len()).filter(|&v| out[v]).map(|v| self.prizes[v]).sum();
        let mut wider = Graph { n: self.graph.n, edges: Vec::new() };
        let mut origin = Vec::new();
        for (e, edge) in self.graph.edges.iter().enumerate() {
            if !out[ix(edge.a)] && !out[ix(edge.b)] {
                wider.edges.push(*edge);
                origin.push(num(e));
            }
        }
        let mut terminals = vec![root];
        for v in (0..self.graph.n).filter(|&v| v != root && !out[ix(v)]) {
            let prize = self.prizes[ix(v)];
            if prize > 0 {
                let t = wider.n;
                wider.n += 1;
                terminals.push(t);
                wider.edges.push(Edge { a: v, b: t, cost: self.toll });
                wider.edges.push(Edge { a: root, b: t, cost: self.toll + prize });
            }
        }
        let base = self.toll * (terminals.len() as u64 - 1);
        let cutoff = base + best.cost.saturating_sub(missed);
        let mut net = Net::new(&wider, &terminals);
        net.toll = self.toll;
        let found = solve_net(&wider, net, Some(cutoff), limits);
        let found = found.expect("the root reaches every prize");
        let edges: Vec<u32> =
            found.edges.iter().filter_map(|&e| origin.get(ix(e)).copied()).collect();
        let tree = self.pruned(root, &edges);
        if tree.cost < best.cost {
            *best = tree;
        }
        ((found.bound.saturating_sub(base) + missed).min(best.cost), found.work)
    }

    /// The best part of a tree that holds the root: branches that cost more than they earn go.
    ///
    /// # Source
    /// "Strong pruning": Johnson, Minkoff, Phillips (2000), "The prize collecting Steiner tree
    /// problem: theory and practice", SODA 2000.
    fn pruned(&self, root: u32, edges: &[u32]) -> PrizeSolution {
        let mut near: Vec<Vec<(u32, u32)>> = vec![Vec::new(); self.prizes.len()];
        let mut parts = Union::new(self.prizes.len());
        for &e in edges {
            let Edge { a, b, .. } = self.graph.edges[ix(e)];
            if parts.join(a, b) {
                near[ix(a)].push((b, e));
                near[ix(b)].push((a, e));
            }
        }
        let mut order = vec![(root, u32::MAX, root)];
        let mut done = 0;
        while done < order.len() {
            let (v, by, _) = order[done];
            done += 1;
            order.extend(near[ix(v)].iter().filter(|l| l.1 != by).map(|&(w, e)| (w, e, v)));
        }
        let mut worth = self.prizes.to_vec();
        for &(v, by, parent) in order.iter().skip(1).rev() {
            worth[ix(parent)] += worth[ix(v)].saturating_sub(self.graph.edges[ix(by)].cost);
        }
        let mut inside = vec![false; self.prizes.len()];
        inside[ix(root)] = true;
        let mut tree = self.alone(root);
        for &(v, by, parent) in order.iter().skip(1) {
            let cost = self.graph.edges[ix(by)].cost;
            if inside[ix(parent)] && worth[ix(v)] > cost {
                inside[ix(v)] = true;
                tree.vertices.push(v);
                tree.edges.push(by);
                tree.cost = tree.cost + cost - self.prizes[ix(v)];
            }
        }
        tree.vertices.sort_unstable();
        tree.edges.sort_unstable();
        tree
    }
}
