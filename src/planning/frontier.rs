//! How many addresses a sum of money serves: networks for many prices an address, and bounds.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::Design;
use super::choose::Task;
use super::distances::Adjacency;
use super::fold::fold;
use super::steiner::{Effort, SteinerError, solve_prize};
use crate::quantity::Grosze;

/// Prices an address, as multiples of the mean cost of the whole network: 2^(k/2) for these k.
const STEPS: std::ops::RangeInclusive<i32> = -5..=8;

/// A network of the frontier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What an address was worth in the search; `None` where all are served.
    pub lambda: Option<Grosze>,
    /// Addresses served.
    pub addresses: u32,
    /// Cost of the sections.
    pub cost: Grosze,
    /// No network that serves so many addresses costs less.
    pub bound: Grosze,
    /// The network.
    pub design: Design,
}

/// What the search at one price an address proved: cost + price × addresses missed ≥ bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Proof {
    lambda: i64,
    bound: i64,
}

/// A network: the price an address it was sought at, its chains, the terminals it serves, its design.
type Net = (Option<i64>, Vec<u32>, Vec<bool>, Design);

/// Networks for more and more money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    /// Networks by addresses served, the whole one last; none serves fewer at a higher cost.
    pub points: Vec<Point>,
    /// Addresses that the whole network serves.
    pub total: u32,
    proofs: Vec<Proof>,
    /// Terminals of each point, as the task numbers them.
    served: Vec<Vec<bool>>,
    /// Chains of each point.
    chains: Vec<Vec<u32>>,
}

/// A network under a budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// The network.
    pub design: Design,
    /// Addresses it serves.
    pub addresses: u32,
    /// No network within the budget serves more.
    pub addresses_bound: u32,
}

/// A set of chains and the terminals they serve.
struct Found {
    lambda: i64,
    bound: i64,
    chains: Vec<u32>,
    served: Vec<bool>,
}

fn weight(task: &Task<'_>, terminal: usize) -> u32 {
    u32::try_from(task.terminals[terminal].addresses.len()).expect("fewer than 2^32 addresses")
}

/// Searches the network that is worth most at one price an address.
fn search(task: &Task<'_>, lambda: i64, effort: Effort) -> Result<Found, SteinerError> {
    let worth = u64::try_from(lambda).map_err(|_| SteinerError::CostsTooLarge)?;
    let graph = task.compact.graph();
    let roots: Vec<u32> = task.roots.iter().map(|root| root.0).collect();
    let mut prizes = vec![0_u64; graph.n as usize];
    let mut all = 0_u64;
    for (position, terminal) in task.terminals.iter().enumerate() {
        let prize = worth.checked_mul(weight(task, position).into());
        let prize = prize.ok_or(SteinerError::CostsTooLarge)?;
        prizes[terminal.vertex as usize] = prize;
        // So that no sum of prizes can be too large.
        all = all.checked_add(prize).ok_or(SteinerError::CostsTooLarge)?;
    }
    let folded = fold(&graph, &roots, &prizes);
    let found = solve_prize(&folded.graph, &folded.prizes, Some(folded.graph.n - 1), effort)?;
    let (chains, joined) = folded.unfold(&found);
    let served = task.terminals.iter().map(|terminal| joined[terminal.vertex as usize]).collect();
    let bound =
        i64::try_from(folded.paid + found.lower_bound).map_err(|_| SteinerError::CostsTooLarge)?;
    Ok(Found { lambda, bound, chains, served })
}

/// The frontier of a task whose whole network is `whole`, made of `chains`.
///
/// # Errors
/// When costs are too large.
pub fn frontier(
    task: &Task<'_>,
    whole: &Design,
    chains: &[u32],
    effort: Effort,
) -> Result<Frontier, SteinerError> {
    let total: u32 = (0..task.terminals.len()).map(|terminal| weight(task, terminal)).sum();
    // Multiples of the mean cost of an address, in whole grosze.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let lambda_of = |k: i32| {
        (whole.cost.0 as f64 / f64::from(total.max(1)) * 2_f64.powf(f64::from(k) / 2.0)) as i64
    };
    let mut lambdas: Vec<i64> = STEPS.map(lambda_of).filter(|lambda| *lambda > 0).collect();
    lambdas.dedup();
    let found: Vec<Found> = lambdas
        .into_par_iter()
        .map(|lambda| search(task, lambda, effort))
        .collect::<Result<_, _>>()?;
    let proofs: Vec<Proof> =
        found.iter().map(|f| Proof { lambda: f.lambda, bound: f.bound }).collect();
    let all = vec![true; task.terminals.len()];
    let mut nets: Vec<Net> = found
        .into_par_iter()
        .map(|f| {
            let design = task.design(&f.chains, |terminal| f.served[terminal]);
            (Some(f.lambda), f.chains, f.served, design)
        })
        .collect();
    nets.push((None, chains.to_vec(), all, whole.clone()));
    nets.sort_by_key(|(lambda, _, _, d)| (Reverse(d.leads.len()), d.cost, lambda.is_some()));
    let mut frontier =
        Frontier { points: Vec::new(), total, proofs, served: Vec::new(), chains: Vec::new() };
    for (lambda, chains, served, design) in nets {
        if frontier.points.last().is_some_and(|last| design.cost >= last.cost) {
            continue;
        }
        let addresses = u32::try_from(design.leads.len()).expect("fewer than 2^32 addresses");
        let mut bound = frontier.cost_bound(addresses).min(design.cost);
        if addresses == total {
            bound = bound.max(whole.lower_bound);
        }
        let (lambda, cost) = (lambda.map(Grosze), design.cost);
        frontier.points.push(Point { lambda, addresses, cost, bound, design });
        frontier.chains.push(chains);
        frontier.served.push(served);
    }
    frontier.points.reverse();
    frontier.chains.reverse();
    frontier.served.reverse();
    Ok(frontier)
}

impl Frontier {
    /// No network that serves so many addresses costs less.
    pub fn cost_bound(&self, addresses: u32) -> Grosze {
        let missed = i64::from(self.total.saturating_sub(addresses));
        let of = |proof: &Proof| proof.bound.saturating_sub(proof.lambda.saturating_mul(missed));
        Grosze(self.proofs.iter().map(of).max().unwrap_or(0).max(0))
    }

    /// No network of this cost serves more addresses.
    pub fn addresses_bound(&self, budget: Grosze) -> u32 {
        let (mut least, mut most) = (0, self.total);
        while least < most {
            let middle = most - (most - least) / 2;
            if self.cost_bound(middle) <= budget {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        least
    }

    /// The network that serves most within a budget.
    ///
    /// Each network of the frontier is grown, address by address in the order of what the next
    /// costs; the candidates are all stages of all of them. They do not depend on the budget, so
    /// that more money never buys fewer addresses.
    pub fn buy(&self, task: &Task<'_>, budget: Grosze) -> Bought {
        let grown: Vec<Stage> = (0..self.points.len())
            .into_par_iter()
            .map(|point| self.grow(task, point, budget))
            .collect();
        let nothing = Stage { chains: Vec::new(), served: vec![false; task.terminals.len()] };
        let mut best = task.design(&nothing.chains, |terminal| {
            task.roots.iter().any(|root| root.0 == task.terminals[terminal].vertex)
        });
        for stage in grown {
            let design = task.design(&stage.chains, |terminal| stage.served[terminal]);
            let rank = |d: &Design| (Reverse(d.leads.len()), d.cost);
            if design.cost <= budget && rank(&design) < rank(&best) {
                best = design;
            }
        }
        best.lower_bound = self.cost_bound(u32::try_from(best.leads.len()).unwrap_or(u32::MAX));
        best.lower_bound = best.lower_bound.min(best.cost);
        let addresses = u32::try_from(best.leads.len()).expect("fewer than 2^32 addresses");
        let addresses_bound = self.addresses_bound(budget).max(addresses);
        Bought { design: best, addresses, addresses_bound }
    }

    /// The last stage of a point's growth that is within the budget.
    fn grow(&self, task: &Task<'_>, point: usize, budget: Grosze) -> Stage {
        let mut stage =
            Stage { chains: self.chains[point].clone(), served: self.served[point].clone() };
        let mut left = budget.0 - self.points[point].cost.0;
        let n = task.compact.nodes.len();
        let mut terminal_at = vec![None; n];
        for (position, terminal) in task.terminals.iter().enumerate() {
            terminal_at[terminal.vertex as usize] = Some(position);
        }
        let chains = &task.compact.chains;
        let adjacency = Adjacency::new(n, chains.iter().map(|chain| (chain.a, chain.b)));
        let mut cost: Vec<i64> = vec![i64::MAX; n];
        let mut by: Vec<Option<(u32, u32)>> = vec![None; n];
        let mut queue = BinaryHeap::new();
        let ends = stage.chains.iter().flat_map(|c| [chains[*c as usize].a, chains[*c as usize].b]);
        for vertex in ends.chain(task.roots.iter().map(|root| root.0)) {
            if cost[vertex as usize] != 0 {
                cost[vertex as usize] = 0;
                queue.push(Reverse((0, vertex)));
            }
        }
        while let Some(Reverse((here, vertex))) = queue.pop() {
            if here > left {
                break;
            }
            if cost[vertex as usize] != here {
                continue;
            }
            let open = terminal_at[vertex as usize].filter(|terminal| !stage.served[*terminal]);
            if let Some(terminal) = open {
                stage.served[terminal] = true;
                left -= here;
                let mut at = vertex;
                while cost[at as usize] > 0 || by[at as usize].is_some() {
                    cost[at as usize] = 0;
                    queue.push(Reverse((0, at)));
                    let Some((chain, before)) = by[at as usize].take() else { break };
                    stage.chains.push(chain);
                    at = before;
                }
                continue;
            }
            for (next, chain) in adjacency.at(vertex) {
                let there = here + chains[*chain as usize].cost.0;
                if there < cost[*next as usize] {
                    cost[*next as usize] = there;
                    by[*next as usize] = Some((*chain, vertex));
                    queue.push(Reverse((there, *next)));
                }
            }
        }
        stage
    }
}

/// A network on its way.
struct Stage {
    chains: Vec<u32>,
    served: Vec<bool>,
}
