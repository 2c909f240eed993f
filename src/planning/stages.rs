//! In which order a plan is built: public buildings first, then most homes for the money, with a
//! least share for every locality on the way.
//!
//! The second is the order of Horn (Single-machine job sequencing with treelike precedence
//! ordering and linear delay penalties, SIAM J. Appl. Math. 23, 1972): what has the best ratio of
//! homes to money joins what it hangs on, until all hang on the roots. No other order that builds
//! from the roots outward serves more homes, summed over the money spent.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use super::appraise::{Plan, estimate};
use super::bill::taken_up;
use super::{CostBook, DesignError, Forest, Key, Level};
use crate::quantity::Grosze;

/// What is built at once: nodes from a root outward, with the sections to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Nodes in order.
    pub nodes: Vec<u32>,
    /// Sections, nodes and drops in grosze.
    pub cost: u64,
    /// Homes.
    pub homes: u64,
}

/// A block on its way into another.
#[derive(Clone, Copy, Debug)]
struct Ratio {
    homes: u64,
    cost: u64,
    block: u32,
    /// Older entries of a block no longer count.
    version: u32,
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        // Nothing is free, so that all ratios compare.
        let of = |a: &Self, b: &Self| u128::from(a.homes) * u128::from(b.cost.max(1));
        of(self, other).cmp(&of(other, self)).then(other.block.cmp(&self.block))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

/// What each node costs with the section to it; a node that a tree grows from has its price.
pub(super) fn built_costs(plan: Plan<'_>, book: &CostBook) -> Vec<u64> {
    let prices = book.metre_prices(Level::Mid);
    let unsigned = |amount: Grosze| u64::try_from(amount.0).unwrap_or(0);
    let of = |up: &Option<(u32, u32)>| match up {
        Some((_, section)) => {
            let section = &plan.design.sections[*section as usize];
            let cost = prices.cost(section.method, section.length_mm, section.crossings);
            cost.map_or(u64::from(u32::MAX), unsigned)
        }
        None => unsigned(book.price(Key::Node)),
    };
    plan.forest.up.iter().map(of).collect()
}

/// What a node costs with the section to it and the drops of its addresses, and its homes.
fn job(plan: Plan<'_>, book: &CostBook) -> (Vec<u64>, Vec<u64>) {
    let unsigned = |amount: Grosze| u64::try_from(amount.0).unwrap_or(0);
    let mut costs = built_costs(plan, book);
    let mut homes = vec![0_u64; costs.len()];
    let share = book.value(Key::TakeUp);
    let each = unsigned(book.price(Key::DropFixed));
    for (lead, address) in plan.design.leads.iter().zip(&plan.facts.addresses) {
        let metres = book.price(Key::DropMetre).scaled(lead.length_mm, 1000).map_or(0, unsigned);
        costs[lead.node as usize] += taken_up(each + metres, share);
        homes[lead.node as usize] += address.homes();
    }
    (costs, homes)
}

/// Blocks in the order of most homes for the money.
pub fn blocks(plan: Plan<'_>, book: &CostBook) -> Vec<Block> {
    let (costs, homes) = job(plan, book);
    ordered(plan.forest, costs, homes)
}

/// Blocks of a forest in the order of most gain for the money, by what each node costs with the
/// section to it and what it gains.
pub(super) fn ordered(forest: &Forest, mut costs: Vec<u64>, mut homes: Vec<u64>) -> Vec<Block> {
    let n = costs.len();
    // The block that a node is in, found by way of earlier ones; `next` strings their nodes.
    let mut into: Vec<u32> = (0_u32..).take(n).collect();
    let mut tail = into.clone();
    let mut next: Vec<Option<u32>> = vec![None; n];
    let mut version = vec![0_u32; n];
    let entry = |homes: &[u64], costs: &[u64], block: u32, version: u32| {
        let at = block as usize;
        Ratio { homes: homes[at], cost: costs[at], block, version }
    };
    let mut heap: BinaryHeap<Ratio> =
        forest.order.iter().map(|node| entry(&homes, &costs, *node, 0)).collect();
    let mut done = Vec::new();
    while let Some(best) = heap.pop() {
        let block = best.block as usize;
        if version[block] != best.version {
            continue;
        }
        version[block] = u32::MAX;
        let Some((towards, _)) = forest.up[block] else {
            done.push(best.block);
            continue;
        };
        let mut home = towards;
        while into[home as usize] != home {
            into[home as usize] = into[into[home as usize] as usize];
            home = into[home as usize];
        }
        let onto = home as usize;
        if version[onto] == u32::MAX {
            // What it hangs on is built already.
            done.push(best.block);
            continue;
        }
        into[block] = home;
        next[tail[onto] as usize] = Some(best.block);
        tail[onto] = tail[block];
        homes[onto] += homes[block];
        costs[onto] += costs[block];
        version[onto] += 1;
        heap.push(entry(&homes, &costs, home, version[onto]));
    }
    let string = |first: u32| {
        std::iter::successors(Some(first), |node| next[*node as usize]).collect::<Vec<u32>>()
    };
    let block = |first: u32| Block {
        nodes: string(first),
        cost: costs[first as usize],
        homes: homes[first as usize],
    };
    done.into_iter().map(block).collect()
}

/// A stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// From 1.
    pub number: u32,
    /// Addresses that are passed in it.
    pub addresses: u64,
    /// Their households; `None` where one of them is unknown.
    pub households: Option<u64>,
    /// Public buildings among the addresses.
    pub n_public: u64,
    /// Millimetres built in it.
    pub length_mm: u64,
    /// What it costs: the plan up to its end less the plan up to its beginning.
    pub cost: Grosze,
    /// Least share of a locality's addresses that is passed at its end, in tenths of a per cent.
    pub least_share: Option<u64>,
    /// Leads that it adds: positions in the design, in ascending order.
    pub leads: Vec<u32>,
}

/// The course of building: which nodes exist, whom they pass, and what was spent.
struct Course<'a> {
    plan: Plan<'a>,
    costs: Vec<u64>,
    leads_of: Vec<Vec<u32>>,
    is_built: Vec<bool>,
    /// Addresses passed and all addresses, by locality.
    passed: BTreeMap<u32, (u64, u64)>,
    spent: u64,
}

impl<'a> Course<'a> {
    fn new(plan: Plan<'a>, book: &CostBook) -> Self {
        let (costs, _) = job(plan, book);
        let mut leads_of = vec![Vec::new(); costs.len()];
        for (position, lead) in (0_u32..).zip(&plan.design.leads) {
            leads_of[lead.node as usize].push(position);
        }
        let mut passed: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for address in &plan.facts.addresses {
            passed.entry(address.locality).or_default().1 += 1;
        }
        let is_built = vec![false; costs.len()];
        Self { plan, costs, leads_of, is_built, passed, spent: 0 }
    }

    /// Builds a node and all between it and what exists.
    fn build(&mut self, node: u32) {
        let mut at = Some(node);
        while let Some(node) = at.filter(|node| !self.is_built[*node as usize]) {
            self.is_built[node as usize] = true;
            self.spent += self.costs[node as usize];
            for lead in &self.leads_of[node as usize] {
                let locality = self.plan.facts.addresses[*lead as usize].locality;
                self.passed.entry(locality).or_default().0 += 1;
            }
            at = self.plan.forest.up[node as usize].map(|(towards, _)| towards);
        }
    }

    fn is_passed(&self, lead: usize) -> bool {
        self.is_built[self.plan.design.leads[lead].node as usize]
    }

    /// Leads that are passed, and whom that passes in each locality.
    fn end(&self) -> End {
        let all = 0..self.plan.design.leads.len();
        let leads = all.filter(|lead| self.is_passed(*lead));
        (leads.filter_map(|lead| lead.try_into().ok()).collect(), self.passed.clone())
    }
}

/// Passes the least share of each locality's addresses, the best placed first.
fn be_fair(course: &mut Course<'_>, rank: &[u32], share: u64) {
    let plan = course.plan;
    let mut leads: Vec<usize> = (0..plan.design.leads.len()).collect();
    leads.sort_unstable_by_key(|lead| (rank[plan.design.leads[*lead].node as usize], *lead));
    for lead in leads {
        let (served, all) = course.passed[&plan.facts.addresses[lead].locality];
        if served * 10_000 < all * share {
            course.build(plan.design.leads[lead].node);
        }
    }
}

/// The plan in three stages.
pub(super) fn stages(plan: Plan<'_>, book: &CostBook) -> Result<Vec<Stage>, DesignError> {
    let order: Vec<u32> = blocks(plan, book).into_iter().flat_map(|block| block.nodes).collect();
    let mut rank = vec![u32::MAX; plan.design.nodes.len()];
    for (position, node) in (0_u32..).zip(&order) {
        rank[*node as usize] = position;
    }
    let mut course = Course::new(plan, book);
    let whole: u64 = order.iter().map(|node| course.costs[*node as usize]).sum();
    let mut ends = Vec::new();
    for (lead, address) in plan.design.leads.iter().zip(&plan.facts.addresses) {
        if address.is_public {
            course.build(lead.node);
        }
    }
    ends.push(course.end());
    let share = u64::try_from(book.value(Key::StageFairness)).unwrap_or(0);
    let budget = course.spent + taken_up(whole - course.spent, book.value(Key::StageBudget));
    be_fair(&mut course, &rank, share);
    for node in &order {
        if course.spent >= budget {
            break;
        }
        course.build(*node);
    }
    ends.push(course.end());
    for node in &order {
        course.build(*node);
    }
    ends.push(course.end());
    told(plan, book, ends)
}

/// Leads that are passed, and addresses passed and all addresses by locality.
type End = (Vec<u32>, BTreeMap<u32, (u64, u64)>);

/// Stages by what is passed at their ends; the last holds all of the plan.
fn told(plan: Plan<'_>, book: &CostBook, ends: Vec<End>) -> Result<Vec<Stage>, DesignError> {
    let mut found: Vec<Stage> = Vec::new();
    let n_ends = ends.len();
    let (mut before, mut cost, mut length_mm) = (Vec::new(), 0, 0);
    for ((number, (leads, shares)), is_last) in
        (1_u32..).zip(ends).zip((1..).map(|number| number == n_ends))
    {
        let part = if is_last {
            plan.forest.whole(plan.design)
        } else {
            plan.forest.part(plan.design, leads.clone())
        };
        let total = estimate(plan, &part, book, book.value(Key::TakeUp))?;
        let is_new = |lead: &u32| before.binary_search(lead).is_err();
        let added: Vec<u32> = leads.iter().copied().filter(is_new).collect();
        let of = |lead: &u32| &plan.facts.addresses[*lead as usize];
        let least = shares.values().map(|(passed, all)| passed * 1000 / all).min();
        found.push(Stage {
            number,
            addresses: added.len() as u64,
            households: added.iter().map(|lead| of(lead).households.map(u64::from)).sum(),
            n_public: added.iter().filter(|lead| of(lead).is_public).count() as u64,
            length_mm: total.length_mm - length_mm,
            cost: Grosze(total.capex().0 - cost),
            least_share: least,
            leads: added,
        });
        (before, cost, length_mm) = (leads, total.capex().0, total.length_mm);
    }
    Ok(found)
}
