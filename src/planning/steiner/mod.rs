//! Steiner trees in graphs: the cheapest tree that joins given vertices, with a proven bound.
//!
//! | question | function |
//! |--|--|
//! | a tree that joins all terminals | `solve` |
//! | a forest: each terminal joined to one of several roots | `solve_rooted` |
//! | a tree that weighs edges against the prizes of vertices it leaves out | `solve_prize` |
//! | an instance in the STP or PACE format | `stp::read` |
//!
//! The course (`course`): the network is shrunk by reductions (`net`, `special`, `bound`), a lower
//! bound is raised by dual ascent (`ascent`) and local search on it (`dual`), cheap trees come
//! from many starts, local search and fusion (`tree`, `exchange`, `search`), and small
//! remainders are decided exactly (`branch`). All stops are counts of work, never clocks, and
//! parallel parts are collected in order: the same input gives the same tree on any number of
//! threads.

mod ascent;
mod bound;
mod branch;
mod cells;
mod course;
mod dual;
mod exchange;
mod hanging;
mod meld;
mod net;
mod prize;
mod rng;
mod search;
mod special;
pub mod stp;
mod tree;
mod view;

#[cfg(test)]
mod tests;

pub use prize::{PrizeSolution, solve_prize};
pub(super) use tree::Union;

/// An undirected edge between two vertices, numbered from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// One end.
    pub a: u32,
    /// The other end.
    pub b: u32,
    /// Cost of having it in the tree.
    pub cost: u64,
}

/// A graph with costs on its edges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// Number of vertices.
    pub n: u32,
    /// Edges; loops and parallel edges are allowed.
    pub edges: Vec<Edge>,
}

/// A tree (or forest), its cost, and a bound that no other can beat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solution {
    /// Positions in `Graph::edges`, ascending.
    pub edges: Vec<u32>,
    /// Sum of their costs.
    pub cost: u64,
    /// No tree costs less.
    pub lower_bound: u64,
}

/// How much work a solution may take.
///
/// # Units
/// Elementary steps of about 20 ns each on one thread; a tree found and proven best stops
/// earlier, and the first reductions are done in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Steps for the searches for trees, bounds and proof together.
    pub work: u64,
}

impl Effort {
    /// For an answer that matters: about three seconds of one core, less where reductions do it all.
    pub fn thorough(graph: &Graph) -> Self {
        let size = u64::from(graph.n) + graph.edges.len() as u64;
        Self { work: 120_000_000 + (400 * size).min(80_000_000) }
    }

    /// For one of many areas: half a second or less.
    pub fn brisk() -> Self {
        Self { work: 20_000_000 }
    }

    /// Reductions, one tree and one bound only.
    pub fn least() -> Self {
        Self { work: 0 }
    }
}

/// Why an instance cannot be solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SteinerError {
    /// An edge, terminal or root names a vertex that the graph does not have.
    NoSuchVertex(u32),
    /// No tree holds all terminals; here is one that the first does not reach.
    Disconnected(u32),
    /// Edges and prizes sum up to more than the search can add without overflow.
    CostsTooLarge,
    /// More vertices or edges than 32 bits can number (twice, for arcs).
    TooManyItems,
    /// Terminals without any root to join them to.
    NoRoot,
    /// Not exactly one prize per vertex.
    PrizeCount,
}

impl std::fmt::Display for SteinerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchVertex(v) => write!(f, "vertex {v} is not in the graph"),
            Self::Disconnected(v) => write!(f, "vertex {v} cannot be reached from the others"),
            Self::CostsTooLarge => f.write_str("the costs sum up to 2^54 or more"),
            Self::TooManyItems => f.write_str("the graph has 2^30 vertices or edges or more"),
            Self::NoRoot => f.write_str("there are terminals, but no root"),
            Self::PrizeCount => f.write_str("the prizes are not one per vertex"),
        }
    }
}

impl std::error::Error for SteinerError {}

/// Sums of costs must stay below this: noise and fixed-point digits need the rest of 64 bits.
const MOST: u64 = 1 << 54;

/// The cheapest tree found that joins all terminals, and a bound.
///
/// # Errors
/// When a terminal is not in the graph or not connected to the others, or costs are too large.
pub fn solve(graph: &Graph, terminals: &[u32], effort: Effort) -> Result<Solution, SteinerError> {
    check(graph, terminals)?;
    if terminals.is_empty() {
        return Ok(Solution::default());
    }
    connected(graph, terminals)?;
    let limits = course::Limits::of(effort);
    let found = course::solve_net(graph, net::Net::new(graph, terminals), None, &limits);
    let found = found.expect("the terminals were found connected");
    Ok(Solution { edges: found.edges, cost: found.cost, lower_bound: found.bound })
}

/// The cheapest forest found in which each terminal is joined to one of the roots: a tree over
/// edges of no cost to one more vertex, and the bound of that tree.
///
/// # Errors
/// As `solve`, and when there are terminals but no root.
pub fn solve_rooted(
    graph: &Graph,
    roots: &[u32],
    terminals: &[u32],
    effort: Effort,
) -> Result<Solution, SteinerError> {
    check(graph, terminals)?;
    check(graph, roots)?;
    if terminals.is_empty() {
        return Ok(Solution::default());
    }
    if roots.is_empty() {
        return Err(SteinerError::NoRoot);
    }
    let above = graph.n;
    let mut wider = Graph { n: above + 1, edges: graph.edges.clone() };
    wider.edges.extend(roots.iter().map(|&r| Edge { a: above, b: r, cost: 0 }));
    // First, so that the vertex named in an error is one that no root reaches.
    let joined: Vec<u32> = std::iter::once(above).chain(terminals.iter().copied()).collect();
    let mut solution = solve(&wider, &joined, effort)?;
    solution.edges.retain(|&e| ix(e) < graph.edges.len());
    Ok(solution)
}

/// Refuses what the solver does not count on.
fn check(graph: &Graph, named: &[u32]) -> Result<(), SteinerError> {
    let most = 1usize << 30;
    if ix(graph.n) >= most || graph.edges.len() >= most {
        return Err(SteinerError::TooManyItems);
    }
    let ends = graph.edges.iter().flat_map(|e| [e.a, e.b]);
    if let Some(v) = ends.chain(named.iter().copied()).find(|&v| v >= graph.n) {
        return Err(SteinerError::NoSuchVertex(v));
    }
    let total = graph.edges.iter().try_fold(0u64, |sum, e| sum.checked_add(e.cost));
    if total.is_none_or(|t| t >= MOST) {
        return Err(SteinerError::CostsTooLarge);
    }
    Ok(())
}

fn connected(graph: &Graph, terminals: &[u32]) -> Result<(), SteinerError> {
    let mut parts = tree::Union::new(ix(graph.n));
    for edge in &graph.edges {
        parts.join(edge.a, edge.b);
    }
    let Some(&first) = terminals.first() else { return Ok(()) };
    let home = parts.find(first);
    match terminals.iter().find(|&&t| parts.find(t) != home) {
        Some(&t) => Err(SteinerError::Disconnected(t)),
        None => Ok(()),
    }
}

fn ix(v: u32) -> usize {
    v as usize
}

fn num(i: usize) -> u32 {
    u32::try_from(i).expect("larger graphs are refused on entry")
}
