//! How many addresses a sum of money serves: networks for many prices an address, and bounds.
//!
//! Money is that of the bill: routes, and what addresses add to them by a [`Tariff`].

use std::cmp::Reverse;

use rayon::prelude::*;

use super::choose::Task;
use super::course::Course;
use super::fold::fold;
use super::plan::PlanError;
use super::steiner::{Edge, Effort, SteinerError, solve_prize};
use super::tariff::Tariff;
use super::{Design, DesignError};
use crate::quantity::Grosze;

/// Prices an address, as multiples of the mean cost of the whole network: 2^(k/2) for these k.
const STEPS: std::ops::RangeInclusive<i32> = -7..=8;
/// Between two prices another is sought where their networks are farther apart than one in so many
/// of the addresses, so many times over.
const APART: (usize, u32) = (40, 2);

/// A network of the frontier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What an address was worth in the search, the project left out; `None` where all are served.
    pub lambda: Option<Grosze>,
    /// Addresses served.
    pub addresses: u32,
    /// Cost of the sections.
    pub cost: Grosze,
    /// The whole bill.
    pub bill: Grosze,
    /// No network that serves so many addresses has a lower bill.
    pub bound: Grosze,
    /// The network.
    pub design: Design,
}

/// What the search at one price an address proved: cost + price × addresses missed ≥ bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Proof {
    lambda: i64,
    bound: i128,
}

/// Networks for more and more money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    /// Networks by addresses served, the whole one last; none serves fewer at a higher bill.
    pub points: Vec<Point>,
    /// Addresses that the whole network serves.
    pub total: u32,
    proofs: Vec<Proof>,
    /// Chains of each point.
    chains: Vec<Vec<u32>>,
    /// No network that serves all has a lower bill.
    whole_bound: Grosze,
}

/// A network under a budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// The budget.
    pub budget: Grosze,
    /// The network.
    pub design: Design,
    /// Addresses it serves.
    pub addresses: u32,
    /// No network within the budget serves more.
    pub addresses_bound: u32,
    /// The lowest bill found for any address at all; `None` where there is none to serve.
    pub least: Option<Grosze>,
}

/// A set of chains and what they prove.
struct Found {
    lambda: i64,
    bound: i128,
    chains: Vec<u32>,
    design: Design,
}

fn too_large<T>(_: T) -> SteinerError {
    SteinerError::CostsTooLarge
}

/// Searches the network that is worth most at one price an address. Trees pay for the node they
/// grow from: an edge from a root of all roots.
fn search(
    task: &Task<'_>,
    tariff: &Tariff<'_>,
    lambda: i64,
    effort: Effort,
) -> Result<Found, SteinerError> {
    let mut graph = task.compact.graph();
    let n_chains = graph.edges.len();
    let root = graph.n;
    graph.n += 1;
    let cost = u64::try_from(tariff.node().0).map_err(too_large)?;
    graph.edges.extend(task.roots.iter().map(|(b, _)| Edge { a: root, b: *b, cost }));
    let mut prizes = vec![0_u64; graph.n as usize];
    let (mut base, mut all) = (0_i128, 0_u64);
    for terminal in task.terminals {
        let mut prize = 0_u64;
        for (address, lead_mm) in &terminal.addresses {
            let least = tariff.least(*address, *lead_mm).0;
            base += i128::from(least.min(lambda));
            let gain = u64::try_from((lambda - least).max(0)).map_err(too_large)?;
            prize = prize.checked_add(gain).ok_or(SteinerError::CostsTooLarge)?;
        }
        prizes[terminal.vertex as usize] = prize;
        // So that no sum of prizes can be too large.
        all = all.checked_add(prize).ok_or(SteinerError::CostsTooLarge)?;
    }
    let folded = fold(&graph, &[root], &prizes);
    let found = solve_prize(&folded.graph, &folded.prizes, Some(folded.graph.n - 1), effort)?;
    let (mut chains, joined) = folded.unfold(&found);
    chains.retain(|chain| (*chain as usize) < n_chains);
    let design = task.design(&chains, |terminal| joined[task.terminals[terminal].vertex as usize]);
    let bound = base + i128::from(folded.paid) + i128::from(found.lower_bound);
    Ok(Found { lambda, bound, chains, design })
}

/// Prices an address between those whose networks are far apart.
fn between(found: &[Found], n_leads: usize) -> Vec<i64> {
    let mut prices = Vec::new();
    for pair in found.windows(2) {
        let apart = pair[0].design.leads.len().abs_diff(pair[1].design.leads.len());
        let middle = (i128::from(pair[0].lambda) * i128::from(pair[1].lambda)).isqrt();
        if apart * APART.0 > n_leads
            && let Ok(middle) = i64::try_from(middle)
            && middle > pair[0].lambda
            && middle < pair[1].lambda
        {
            prices.push(middle);
        }
    }
    prices
}

/// What all addresses of a design add at least to its routes, one node included.
fn least_of(design: &Design, tariff: &Tariff<'_>) -> i128 {
    let least = design.leads.iter().map(|lead| tariff.least(lead.address, lead.length_mm));
    let sum: i128 = least.map(|amount| i128::from(amount.0)).sum();
    sum + if design.leads.is_empty() { 0 } else { i128::from(tariff.node().0) }
}

/// No network that serves the addresses of a design along the same roads has a lower bill, by the
/// lower bound of its routes.
pub fn bill_bound(task: &Task<'_>, design: &Design, tariff: &Tariff<'_>) -> Grosze {
    let rest = i128::from(design.lower_bound.0) + least_of(design, tariff);
    tariff.with_project(rest, task.graph.routes.len())
}

/// The frontier of a task whose whole network is `whole`, made of `chains`.
///
/// # Errors
/// When costs are too large.
pub fn frontier(
    task: &Task<'_>,
    whole: &Design,
    chains: &[u32],
    tariff: &Tariff<'_>,
    effort: Effort,
) -> Result<Frontier, PlanError> {
    let total = u32::try_from(whole.leads.len()).expect("fewer than 2^32 addresses");
    let sum = i128::from(whole.cost.0) + least_of(whole, tariff);
    // Multiples of the mean cost of an address, in whole grosze.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let lambda_of =
        |k: i32| (sum as f64 / f64::from(total.max(1)) * 2_f64.powf(f64::from(k) / 2.0)) as i64;
    let mut lambdas: Vec<i64> = STEPS.map(lambda_of).filter(|lambda| *lambda > 0).collect();
    let mut found: Vec<Found> = Vec::new();
    for _ in 0..=APART.1 {
        lambdas.dedup();
        let more = lambdas.into_par_iter().map(|lambda| search(task, tariff, lambda, effort));
        found.extend(more.collect::<Result<Vec<_>, _>>()?);
        found.sort_by_key(|found| found.lambda);
        lambdas = between(&found, whole.leads.len());
    }
    let proofs = found.iter().map(|f| Proof { lambda: f.lambda, bound: f.bound }).collect();
    let mut nets: Vec<(Option<i64>, Vec<u32>, Design, Grosze)> = found
        .into_par_iter()
        .map(|f| Ok((Some(f.lambda), f.chains, tariff.bill(&f.design)?, f.design)))
        .map(|net| net.map(|(lambda, chains, bill, design)| (lambda, chains, design, bill)))
        .collect::<Result<_, DesignError>>()?;
    nets.push((None, chains.to_vec(), whole.clone(), tariff.bill(whole)?));
    nets.sort_by_key(|(lambda, _, d, bill)| (Reverse(d.leads.len()), *bill, lambda.is_some()));
    let whole_bound = bill_bound(task, whole, tariff);
    let mut frontier =
        Frontier { points: Vec::new(), total, proofs, chains: Vec::new(), whole_bound };
    for (lambda, chains, design, bill) in nets {
        if frontier.points.last().is_some_and(|last| bill >= last.bill) || design.leads.is_empty() {
            continue;
        }
        let addresses = u32::try_from(design.leads.len()).expect("fewer than 2^32 addresses");
        let bound = frontier.bill_bound(task, tariff, addresses).min(bill);
        let (lambda, cost) = (lambda.map(Grosze), design.cost);
        frontier.points.push(Point { lambda, addresses, cost, bill, bound, design });
        frontier.chains.push(chains);
    }
    frontier.points.reverse();
    frontier.chains.reverse();
    Ok(frontier)
}

impl Frontier {
    /// No network that serves so many addresses has a lower bill.
    pub fn bill_bound(&self, task: &Task<'_>, tariff: &Tariff<'_>, addresses: u32) -> Grosze {
        let missed = i128::from(self.total.saturating_sub(addresses));
        let of = |proof: &Proof| proof.bound - i128::from(proof.lambda) * missed;
        let rest = self.proofs.iter().map(of).max().unwrap_or(0).max(0);
        let bound = tariff.with_project(rest, task.graph.routes.len());
        if addresses == self.total { bound.max(self.whole_bound) } else { bound }
    }

    /// No network with this bill serves more addresses.
    pub fn addresses_bound(&self, task: &Task<'_>, tariff: &Tariff<'_>, budget: Grosze) -> u32 {
        let (mut least, mut most) = (0, self.total);
        while least < most {
            let middle = most - (most - least) / 2;
            if self.bill_bound(task, tariff, middle) <= budget {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        least
    }

    /// The network that serves most within a budget for the whole bill.
    ///
    /// The candidates are the stages of courses that do not depend on the budget: each network
    /// of the frontier is built up in the order of most addresses for the money, then grown by what
    /// is nearest. In each course the last stage within the budget is found by halving, so that
    /// more money never buys fewer addresses.
    ///
    /// # Errors
    /// When costs are too large.
    pub fn buy(
        &self,
        task: &Task<'_>,
        tariff: &Tariff<'_>,
        budget: Grosze,
    ) -> Result<Bought, PlanError> {
        /// What a budget buys with its bill, and the least that anything costs.
        type Offered = (Option<(Design, Grosze)>, Option<Grosze>);
        let courses: Vec<Offered> = self
            .points
            .par_iter()
            .zip(&self.chains)
            .map(|(point, chains)| {
                let course = Course::of(task, &point.design, chains, tariff)?;
                Ok((course.within(budget)?, course.least()?))
            })
            .collect::<Result<_, DesignError>>()?;
        let least = courses.iter().filter_map(|course| course.1).min();
        let rank = |(design, bill): &(Design, Grosze)| (Reverse(design.leads.len()), *bill);
        let best = courses.into_iter().filter_map(|course| course.0).min_by_key(rank);
        let (mut best, bill) = best.unwrap_or_default();
        if !best.leads.is_empty() {
            improve(task, tariff, &mut best, bill)?;
        }
        let addresses = u32::try_from(best.leads.len()).expect("fewer than 2^32 addresses");
        let addresses_bound = self.addresses_bound(task, tariff, budget).max(addresses);
        Ok(Bought { budget, design: best, addresses, addresses_bound, least })
    }
}

/// Seeks the cheapest routes for the addresses of a design, and with them their lower bound.
fn improve(
    task: &Task<'_>,
    tariff: &Tariff<'_>,
    design: &mut Design,
    bill: Grosze,
) -> Result<(), PlanError> {
    let is_served = |address: &(u32, u64)| {
        design.leads.binary_search_by_key(&address.0, |lead| lead.address).is_ok()
    };
    let served = task.terminals.iter().filter(|terminal| terminal.addresses.iter().all(is_served));
    let terminals: Vec<super::choose::Terminal> = served.cloned().collect();
    let some = Task { terminals: &terminals, ..*task };
    let (found, _) = some.solve(Effort::brisk())?;
    if tariff.bill(&found)? <= bill {
        *design = found;
    } else {
        design.lower_bound = found.lower_bound.min(design.cost);
    }
    Ok(())
}
