//! How many addresses a sum of money serves: networks for many prices an address, and bounds.
//!
//! Money is that of the bill: routes, and what addresses add to them by a [`Tariff`].

use std::cmp::Reverse;

use rayon::prelude::*;

use super::budget::{Billed, Chained, Market, Offered, some_terminals};
use super::choose::Task;
use super::course::Course;
use super::fold::fold;
use super::plan::PlanError;
use super::steiner::{Edge, Effort, Graph, SteinerError, solve_prize, solve_rooted};
use super::tariff::Tariff;
use super::{Design, DesignError};
use crate::quantity::Grosze;

/// Prices an address, in thousandths of its mean cost in the whole network: 2^(k/2) for k from -7
/// to 8.
const PRICES: [i128; 16] =
    [88, 125, 177, 250, 354, 500, 707, 1000, 1414, 2000, 2828, 4000, 5657, 8000, 11_314, 16_000];
/// Between two prices another is sought where their networks are farther apart than one in so many
/// of the addresses, so many times over.
const APART: (usize, u32) = (40, 2);

/// Networks for sums of money are sought so often over, each time among what is found by then.
const ROUNDS: usize = 2;

/// A network of the frontier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What an address was worth in the search, the project left out; `None` where the network was
    /// sought for all addresses, or for a sum of money.
    pub lambda: Option<Grosze>,
    /// Addresses served.
    pub addresses: u32,
    /// Cost of the sections and of the metres of the leads.
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
    /// All networks found, on the frontier or below it.
    nets: Vec<Net>,
    /// The forests that they grow to, and others.
    forests: Vec<Offered>,
    /// No network that serves all has a lower bill.
    whole_bound: Grosze,
}

/// A network that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Net {
    lambda: Option<i64>,
    chains: Vec<u32>,
    design: Design,
    bill: Grosze,
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
    /// No network for the same addresses has a lower bill.
    pub bill_bound: Grosze,
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

/// The small graph with a root of all roots: trees pay for the node they grow from, an edge from it.
fn rooted(task: &Task<'_>, tariff: &Tariff<'_>) -> Result<(Graph, u32), SteinerError> {
    let mut graph = task.compact.graph();
    let root = graph.n;
    graph.n += 1;
    let cost = u64::try_from(tariff.node().0).map_err(too_large)?;
    graph.edges.extend(task.roots.iter().map(|(b, _)| Edge { a: root, b: *b, cost }));
    Ok((graph, root))
}

/// Roots that a tree of [`rooted`] pays for: at others it only passes.
fn opened(task: &Task<'_>, edges: &[u32]) -> Vec<(u32, String)> {
    let n_chains = task.compact.chains.len();
    let at = |edge: &u32| (*edge as usize).checked_sub(n_chains);
    let mut paid: Vec<usize> = edges.iter().filter_map(at).collect();
    paid.sort_unstable();
    paid.into_iter().map(|root| task.roots[root].clone()).collect()
}

/// Searches the network that is worth most at one price an address.
fn search(
    task: &Task<'_>,
    tariff: &Tariff<'_>,
    lambda: i64,
    effort: Effort,
) -> Result<Found, SteinerError> {
    let n_chains = task.compact.chains.len();
    let (graph, root) = rooted(task, tariff)?;
    let mut prizes = vec![0_u64; graph.n as usize];
    let (mut base, mut tolls, mut all) = (0_i128, 0_i128, 0_u64);
    for terminal in task.terminals {
        let mut prize = 0_u64;
        for (address, lead_mm) in &terminal.addresses {
            let least = tariff.least(*address, *lead_mm).0;
            base += i128::from(least.min(lambda));
            let gain = u64::try_from((lambda - least).max(0)).map_err(too_large)?;
            prize = prize.checked_add(gain).ok_or(SteinerError::CostsTooLarge)?;
        }
        // A door that is left out saves its toll, one that is joined pays it.
        let toll = task.compact.toll(terminal.vertex);
        tolls += i128::from(toll);
        prize = prize.checked_add(toll).ok_or(SteinerError::CostsTooLarge)?;
        prizes[terminal.vertex as usize] = prize;
        // So that no sum of prizes can be too large.
        all = all.checked_add(prize).ok_or(SteinerError::CostsTooLarge)?;
    }
    let folded = fold(&graph, &[root], &prizes);
    let found = solve_prize(&folded.graph, &folded.prizes, Some(folded.graph.n - 1), effort)?;
    let (mut chains, joined) = folded.unfold(&found);
    let roots = opened(task, &chains);
    chains.retain(|chain| (*chain as usize) < n_chains);
    let served = |terminal: usize| joined[task.terminals[terminal].vertex as usize];
    let own = Task { roots: &roots, ..*task };
    let chains = own.round_doors(chains, served);
    let design = own.design(&chains, served);
    let bound = base + i128::from(folded.paid) + i128::from(found.lower_bound) - tolls;
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

/// What all addresses of a task add at least to its routes and the metres of leads, one node
/// included.
fn least_of(task: &Task<'_>, tariff: &Tariff<'_>) -> i128 {
    let addresses = task.terminals.iter().flat_map(|terminal| &terminal.addresses);
    let least = addresses.map(|(address, _)| i128::from(tariff.least(*address, 0).0));
    let sum: i128 = least.sum();
    sum + if task.terminals.is_empty() { 0 } else { i128::from(tariff.node().0) }
}

/// No network that serves the addresses of a task has a lower bill, by the lower bound of the design
/// for them.
pub fn bill_bound(task: &Task<'_>, design: &Design, tariff: &Tariff<'_>) -> Grosze {
    let rest = i128::from(design.lower_bound.0) + least_of(task, tariff);
    tariff.with_project(rest, task.graph.routes.len())
}

/// The cheapest routes, leads and nodes found for all terminals, their chains, and what none for
/// them undercut.
pub(super) fn cheapest_with_nodes(
    task: &Task<'_>,
    tariff: &Tariff<'_>,
    effort: Effort,
) -> Result<(Chained, Grosze), SteinerError> {
    let (graph, root) = rooted(task, tariff)?;
    let terminals: Vec<u32> = task.terminals.iter().map(|terminal| terminal.vertex).collect();
    let found = solve_rooted(&graph, &[root], &terminals, effort)?;
    let mut chains = found.edges;
    let roots = opened(task, &chains);
    chains.retain(|chain| (*chain as usize) < task.compact.chains.len());
    let own = Task { roots: &roots, ..*task };
    let chains = own.round_doors(chains, |_| true);
    Ok(((own.design(&chains, |_| true), chains), task.bound(found.lower_bound)?))
}

/// Of the network with the cheapest routes and that whose routes and nodes together are cheapest
/// the one with the lower bill; and a bound: no network for all addresses has a lower bill.
///
/// # Errors
/// When costs are too large.
pub fn with_nodes(
    task: &Task<'_>,
    routed: &Chained,
    tariff: &Tariff<'_>,
    effort: Effort,
) -> Result<(Chained, Grosze), PlanError> {
    let bound = bill_bound(task, &routed.0, tariff);
    if routed.0.roots.len() < 2 || tariff.node() <= Grosze::ZERO {
        return Ok((routed.clone(), bound));
    }
    let mut routed = routed.clone();
    let (mut found, least) = cheapest_with_nodes(task, tariff, effort)?;
    let rest = i128::from(least.0) + least_of(task, tariff) - i128::from(tariff.node().0);
    let bound = bound.max(tariff.with_project(rest, task.graph.routes.len()));
    let (of_routes, of_network) = (routed.0.lower_bound, least.max(routed.0.network_bound));
    for design in [&mut routed.0, &mut found.0] {
        design.lower_bound = of_routes.min(design.cost);
        design.network_bound = of_network.min(design.network_cost);
    }
    let is_cheaper = tariff.bill(&found.0)? < tariff.bill(&routed.0)?;
    Ok((if is_cheaper { found } else { routed }, bound))
}

/// The frontier of a task whose whole network is `whole`, made of `chains`; no network for all has a
/// lower bill than `whole_bound`.
///
/// # Errors
/// When costs are too large.
pub fn frontier(
    task: &Task<'_>,
    (whole, chains, whole_bound): (&Design, &[u32], Grosze),
    tariff: &Tariff<'_>,
    effort: Effort,
) -> Result<Frontier, PlanError> {
    let total = u32::try_from(whole.leads.len()).expect("fewer than 2^32 addresses");
    let sum = i128::from(whole.cost.0) + least_of(task, tariff);
    let price = |thousandths: i128| sum * thousandths / 1000 / i128::from(total.max(1));
    let prices = PRICES.into_iter().map(|step| i64::try_from(price(step)).unwrap_or(i64::MAX));
    let mut lambdas: Vec<i64> = prices.filter(|price| *price > 0).collect();
    let mut found: Vec<Found> = Vec::new();
    for _ in 0..=APART.1 {
        lambdas.dedup();
        let more = lambdas.into_par_iter().map(|lambda| search(task, tariff, lambda, effort));
        found.extend(more.collect::<Result<Vec<_>, _>>()?);
        found.sort_by_key(|found| found.lambda);
        lambdas = between(&found, whole.leads.len());
    }
    let proofs = found.iter().map(|f| Proof { lambda: f.lambda, bound: f.bound }).collect();
    let net = |(lambda, design, chains): (Option<i64>, Design, Vec<u32>)| {
        Ok(Net { lambda, chains, bill: tariff.bill(&design)?, design })
    };
    let searched = found.into_par_iter().map(|f| (Some(f.lambda), f.design, f.chains));
    let mut nets = searched.map(net).collect::<Result<Vec<_>, DesignError>>()?;
    nets.push(net((None, whole.clone(), chains.to_vec()))?);
    let mut market = Market::new(task, tariff, &[]);
    market.add_plain()?;
    market.add_grown(&chained(&nets))?;
    let bill = nets.last().map_or(Grosze::ZERO, |whole| whole.bill);
    for _ in 0..ROUNDS {
        let more = market.shares(bill, effort)?.into_iter();
        let more = more.map(|(design, chains)| net((None, design, chains)));
        let more = more.collect::<Result<Vec<_>, DesignError>>()?;
        market.add_grown(&chained(&more))?;
        nets.extend(more);
    }
    let forests = market.into_forests();
    let mut frontier = Frontier { points: Vec::new(), total, proofs, nets, forests, whole_bound };
    frontier.mark_points(task, tariff);
    Ok(frontier)
}

fn chained(nets: &[Net]) -> Vec<(&Design, &[u32])> {
    nets.iter().map(|net| (&net.design, &*net.chains)).collect()
}

impl Frontier {
    /// Chooses the networks that no other beats.
    fn mark_points(&mut self, task: &Task<'_>, tariff: &Tariff<'_>) {
        let rank = |net: &&Net| (Reverse(net.design.leads.len()), net.bill, net.lambda.is_some());
        let mut nets: Vec<&Net> = self.nets.iter().collect();
        nets.sort_by_key(rank);
        let mut points: Vec<Point> = Vec::new();
        for Net { lambda, design, bill, .. } in nets {
            let is_beaten = points.last().is_some_and(|last| *bill >= last.bill);
            if is_beaten || design.leads.is_empty() {
                continue;
            }
            let addresses = u32::try_from(design.leads.len()).expect("fewer than 2^32 addresses");
            let bound = self.bill_bound(task, tariff, addresses).min(*bill);
            let (lambda, cost) = (lambda.map(Grosze), design.cost);
            points.push(Point {
                lambda,
                addresses,
                cost,
                bill: *bill,
                bound,
                design: design.clone(),
            });
        }
        points.reverse();
        self.points = points;
    }

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
    /// The candidates are parts of forests that do not depend on the budget: each network found
    /// is grown to all addresses; its parts are the cheapest ones for every number of addresses,
    /// and the stages of its course. So more money never buys fewer addresses.
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
        type Stages = (Option<Billed>, Option<Grosze>);
        let stages: Vec<Stages> = self
            .nets
            .par_iter()
            .map(|net| {
                let course = Course::of(task, &net.design, &net.chains, tariff)?;
                Ok((course.within(budget)?, course.least()?))
            })
            .collect::<Result<_, DesignError>>()?;
        let market = Market::new(task, tariff, &self.forests);
        let least = stages.iter().filter_map(|stages| stages.1).chain(market.least()?).min();
        let rank = |(design, bill): &Billed| (Reverse(design.leads.len()), *bill);
        let stage = stages.into_iter().filter_map(|stages| stages.0).min_by_key(rank);
        let floor = stage.as_ref().map_or(0, |(design, _)| design.leads.len());
        let best = market.within(budget, floor)?.or(stage);
        let (mut best, bill) = best.unwrap_or_default();
        let mut bill_bound = Grosze::ZERO;
        if !best.leads.is_empty() {
            bill_bound = improve(task, tariff, &mut best, bill)?;
        }
        let addresses = u32::try_from(best.leads.len()).expect("fewer than 2^32 addresses");
        if addresses > 0 {
            bill_bound = bill_bound.max(self.bill_bound(task, tariff, addresses));
        }
        let addresses_bound = self.addresses_bound(task, tariff, budget).max(addresses);
        Ok(Bought { budget, design: best, addresses, addresses_bound, bill_bound, least })
    }
}

/// Seeks the cheapest routes for the addresses of a design, and with them the lower bound of their
/// cost and, which is returned, of the bill.
fn improve(
    task: &Task<'_>,
    tariff: &Tariff<'_>,
    design: &mut Design,
    bill: Grosze,
) -> Result<Grosze, PlanError> {
    let is_lead = |address: &(u32, u64)| {
        design.leads.binary_search_by_key(&address.0, |lead| lead.address).is_ok()
    };
    let is_served = |terminal: usize| task.terminals[terminal].addresses.iter().all(is_lead);
    let terminals = some_terminals(task, is_served);
    let some = Task { terminals: &terminals, ..*task };
    let routed = some.solve(Effort::brisk())?;
    let ((found, _), bound) = with_nodes(&some, &routed, tariff, Effort::brisk())?;
    if tariff.bill(&found)? <= bill {
        *design = found;
    } else {
        design.lower_bound = found.lower_bound.min(design.cost);
        design.network_bound = found.network_bound.min(design.network_cost);
    }
    Ok(bound)
}
