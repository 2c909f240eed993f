//! Contest areas: the addresses of a plan cut into areas that each may be put out to competition.
//!
//! Addresses are taken in the order of a walk along the forest from its roots, so that a run of
//! them is a part of the network that holds together. Of all ways to cut the walk into runs
//! within the limits, one is found that leaves out the fewest addresses, has the fewest areas
//! among these, and the smallest sum of costs. An area costs what its network costs from the
//! existing nodes on, drops and equipment included: who wins it builds alone.
//!
//! The search adds up what addresses cost at least; where the bill of an area turns out to be above
//! the limit, it is made again under a lower one.

use super::appraise::Plan;
use super::tariff::{bill_of, least};
use super::{CostBook, Design, DesignError, Key, Level, MetrePrices};
use crate::quantity::Grosze;

/// How often areas are made again under a lower limit, before those above it are given up.
const TRIES: u32 = 24;

/// Limits of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AreaRules {
    /// Fewest addresses.
    pub addresses_min: u32,
    /// Most addresses.
    pub addresses_max: u32,
    /// Highest bill.
    pub cost_max: Grosze,
    /// Share of the addresses that must be served, in per cent.
    pub served_percent: u32,
}

/// An area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Code of the gmina or powiat it lies in.
    pub unit: u32,
    /// Positions of its leads in the design, ascending.
    pub leads: Vec<u32>,
    /// Positions of the sections that serve them, from the roots on, ascending.
    pub sections: Vec<u32>,
    /// What those cost.
    pub cost: Grosze,
    /// The whole bill of a network for it alone.
    pub bill: Grosze,
    /// Leads that may stay unserved, the dearest, ascending; and what leaving out each saves of the
    /// area's sections when those before it, in the order of savings, are left out already.
    pub optional: Vec<(u32, Grosze)>,
    /// What the sections to the others cost.
    pub cost_min: Grosze,
}

/// Addresses in areas, and those left over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partition {
    /// Areas, by unit and in the order of the walk.
    pub areas: Vec<Area>,
    /// Positions of leads in no area, ascending.
    pub left_over: Vec<u32>,
}

/// The forest in the order of a walk.
struct Walk<'a> {
    design: &'a Design,
    /// Cost of each section.
    costs: Vec<i64>,
    /// The section that leads to each node.
    into: Vec<Option<u32>>,
    /// Leads in the order of the walk.
    order: Vec<u32>,
    /// What each lead adds to a bill besides sections.
    each: Vec<i64>,
    /// What a node costs.
    node: i64,
}

fn num(position: usize) -> u32 {
    u32::try_from(position).expect("designs have fewer than 2^32 parts")
}

impl<'a> Walk<'a> {
    fn new(plan: Plan<'a>, book: &CostBook) -> Self {
        let (design, prices): (&Design, MetrePrices) = (plan.design, book.metre_prices(Level::Mid));
        let n = design.nodes.len();
        let cost = |section: &super::Section| {
            let cost = prices.cost(section.method, section.length_mm, section.crossings);
            cost.expect("parts of a cost that fits").0
        };
        let mut into = vec![None; n];
        let mut onward: Vec<Vec<u32>> = vec![Vec::new(); n];
        for (position, section) in design.sections.iter().enumerate() {
            into[section.to as usize] = Some(num(position));
            onward[section.from as usize].push(section.to);
        }
        let mut at_node: Vec<Vec<u32>> = vec![Vec::new(); n];
        for (position, lead) in design.leads.iter().enumerate() {
            at_node[lead.node as usize].push(num(position));
        }
        let mut order = Vec::with_capacity(design.leads.len());
        let roots = (0..num(n)).filter(|node| into[*node as usize].is_none());
        let mut open: Vec<u32> = roots.collect();
        open.reverse();
        while let Some(node) = open.pop() {
            order.extend(&at_node[node as usize]);
            open.extend(onward[node as usize].iter().rev());
        }
        let costs = design.sections.iter().map(cost).collect();
        let pairs = design.leads.iter().zip(&plan.facts.addresses);
        let each = pairs.map(|(lead, a)| least(book, a.homes(), a.ports(), lead.length_mm).0);
        let (each, node) = (each.collect(), book.value(Key::Node));
        Self { design, costs, into, order, each, node }
    }

    /// Sections from a root to a lead, nearest to the lead first.
    fn way(&self, lead: u32) -> impl Iterator<Item = u32> {
        let mut node = self.design.leads[lead as usize].node;
        std::iter::from_fn(move || {
            let section = self.into[node as usize]?;
            node = self.design.sections[section as usize].from;
            Some(section)
        })
    }

    /// For leads in order: what each adds to those before it, and what it costs alone.
    fn steps(&self, leads: &[u32]) -> (Vec<i64>, Vec<i64>) {
        let mut seen = vec![false; self.costs.len()];
        let mut is_open = vec![false; self.design.nodes.len()];
        let (mut added, mut whole) = (Vec::new(), Vec::new());
        for lead in leads {
            let each = self.each[*lead as usize];
            let (mut new, mut all) = (each, each + self.node);
            let mut root = self.design.leads[*lead as usize].node;
            for section in self.way(*lead) {
                all += self.costs[section as usize];
                root = self.design.sections[section as usize].from;
                if !std::mem::replace(&mut seen[section as usize], true) {
                    new += self.costs[section as usize];
                }
            }
            if !std::mem::replace(&mut is_open[root as usize], true) {
                new += self.node;
            }
            added.push(new);
            whole.push(all);
        }
        (added, whole)
    }

    fn sections_of(&self, leads: &[u32]) -> Vec<u32> {
        let mut sections: Vec<u32> = leads.iter().flat_map(|lead| self.way(*lead)).collect();
        sections.sort_unstable();
        sections.dedup();
        sections
    }

    /// Leads that may stay out so that the share is still served: one by one that which saves
    /// most; and what the others cost.
    fn spare(&self, leads: &[u32], cost: i64, percent: u32) -> (Vec<(u32, Grosze)>, i64) {
        let n = leads.len() as u64;
        let mut spare = n - (n * u64::from(percent)).div_ceil(100);
        let mut uses = vec![0_u32; self.design.nodes.len()];
        for lead in leads {
            uses[self.design.leads[*lead as usize].node as usize] += 1;
        }
        for section in self.sections_of(leads) {
            uses[self.design.sections[section as usize].from as usize] += 1;
        }
        let saved = |lead: u32, uses: &[u32]| {
            let mut saved = 0;
            let mut node = self.design.leads[lead as usize].node;
            while uses[node as usize] == 1 {
                let Some(section) = self.into[node as usize] else { break };
                saved += self.costs[section as usize];
                node = self.design.sections[section as usize].from;
            }
            (saved, node)
        };
        let (mut left, mut out, mut cost) = (leads.to_vec(), Vec::new(), cost);
        while spare > 0 {
            let best = left.iter().enumerate().map(|(i, lead)| (saved(*lead, &uses).0, *lead, i));
            let Some((gain, lead, at)) = best.max() else { break };
            if gain == 0 {
                break;
            }
            let mut node = self.design.leads[lead as usize].node;
            let stop = saved(lead, &uses).1;
            uses[node as usize] -= 1;
            while node != stop {
                let Some(section) = self.into[node as usize] else { break };
                node = self.design.sections[section as usize].from;
                uses[node as usize] -= 1;
            }
            left.remove(at);
            out.push((lead, Grosze(gain)));
            cost -= gain;
            spare -= 1;
        }
        out.sort_unstable();
        (out, cost)
    }

    fn area(&self, unit: u32, leads: &[u32], rules: &AreaRules) -> Area {
        let mut leads = leads.to_vec();
        leads.sort_unstable();
        let sections = self.sections_of(&leads);
        let cost: i64 = sections.iter().map(|section| self.costs[*section as usize]).sum();
        let (optional, cost_min) = self.spare(&leads, cost, rules.served_percent);
        let (cost, cost_min) = (Grosze(cost), Grosze(cost_min));
        Area { unit, leads, sections, cost, bill: Grosze::ZERO, optional, cost_min }
    }
}

/// How good a cut is: addresses left over, areas, sum of costs.
type Score = (u32, u32, i64);

/// Ends of the runs that are areas and cost at most so much, for leads whose steps are given: the
/// best cut.
fn cut(added: &[i64], whole: &[i64], rules: &AreaRules, most: i64) -> Vec<(usize, usize)> {
    let n = added.len();
    let mut sums = vec![0_i64; n + 1];
    for (position, step) in added.iter().enumerate() {
        sums[position + 1] = sums[position] + step;
    }
    let (min, max) = (rules.addresses_min.max(1) as usize, rules.addresses_max as usize);
    let mut best: Vec<(Score, Option<usize>)> = vec![((0, 0, 0), None); n + 1];
    for end in 1..=n {
        let ((left, areas, cost), _) = best[end - 1];
        let mut held: (Score, Option<usize>) = ((left + 1, areas, cost), None);
        for start in end.saturating_sub(max)..=end.saturating_sub(min) {
            if start >= end || end < min {
                break;
            }
            // The way to the first, and what the others add to it.
            let price = whole[start] + sums[end] - sums[start + 1];
            if price > most {
                continue;
            }
            let ((left, areas, cost), _) = best[start];
            let score = (left, areas + 1, cost + price);
            if score < held.0 {
                held = (score, Some(start));
            }
        }
        best[end] = held;
    }
    let mut runs = Vec::new();
    let mut end = n;
    while end > 0 {
        match best[end].1 {
            Some(start) => {
                runs.push((start, end));
                end = start;
            }
            None => end -= 1,
        }
    }
    runs.reverse();
    runs
}

/// Cuts the addresses of a design into areas, each within one unit; `unit_of` tells the unit of an
/// address, and `None` for one that belongs to none and is left over.
///
/// Sections lead away from the roots, as those of [`super::choose::Task::design`] do.
///
/// # Errors
/// When costs are too large to be added up.
pub fn contest_areas(
    plan: Plan<'_>,
    book: &CostBook,
    unit_of: impl Fn(u32) -> Option<u32>,
    rules: &AreaRules,
) -> Result<Partition, DesignError> {
    let design = plan.design;
    let forest = Walk::new(plan, book);
    let unit = |lead: u32| unit_of(design.leads[lead as usize].address);
    let mut units: Vec<u32> = forest.order.iter().filter_map(|lead| unit(*lead)).collect();
    units.sort_unstable();
    units.dedup();
    let mut areas: Vec<Area> = Vec::new();
    for code in units {
        let leads: Vec<u32> =
            forest.order.iter().copied().filter(|lead| unit(*lead) == Some(code)).collect();
        let (added, whole) = forest.steps(&leads);
        let limited = |most: Grosze| -> Result<Vec<Area>, DesignError> {
            let runs = cut(&added, &whole, rules, before_project(most, book));
            let mut made = Vec::new();
            for (a, b) in runs {
                let mut area = forest.area(code, &leads[a..b], rules);
                area.bill = bill_of(plan, &plan.forest.part(design, area.leads.clone()), book)?;
                made.push(area);
            }
            Ok(made)
        };
        areas.extend(within(rules.cost_max, limited)?);
    }
    let mut in_area = vec![false; design.leads.len()];
    for lead in areas.iter().flat_map(|area| &area.leads) {
        in_area[*lead as usize] = true;
    }
    let left_over = (0..num(design.leads.len())).filter(|lead| !in_area[*lead as usize]).collect();
    Ok(Partition { areas, left_over })
}

/// What a bill leaves for all but the project.
fn before_project(bill: Grosze, book: &CostBook) -> i64 {
    let share = i128::from(book.value(Key::Project));
    i64::try_from(i128::from(bill.0) * 10_000 / (10_000 + share)).unwrap_or(i64::MAX)
}

/// Areas whose bills keep to a limit: made under lower and lower ones until they do.
fn within(
    most: Grosze,
    made: impl Fn(Grosze) -> Result<Vec<Area>, DesignError>,
) -> Result<Vec<Area>, DesignError> {
    let mut limit = most;
    let mut areas = made(limit)?;
    for _ in 0..TRIES {
        let highest = areas.iter().map(|area| area.bill).max().filter(|bill| *bill > most);
        let Some(highest) = highest else { break };
        // By as much lower as the dearest is too high.
        let lower = i128::from(limit.0) * i128::from(most.0) / i128::from(highest.0);
        limit = Grosze(i64::try_from(lower).unwrap_or(0).min(limit.0 - 1));
        areas = made(limit)?;
    }
    areas.retain(|area| area.bill <= most);
    Ok(areas)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(min: u32, max: u32, cost: i64) -> AreaRules {
        AreaRules {
            addresses_min: min,
            addresses_max: max,
            cost_max: Grosze(cost),
            served_percent: 80,
        }
    }

    /// Seven addresses a step of 10 apart on one line: areas of 2 or 3 cover all of them as
    /// 2 + 2 + 3 or 3 + 2 + 2 or 2 + 3 + 2; each area pays the way to its first address as well.
    #[test]
    fn a_line_is_cut_without_rest() {
        let (added, whole) = (vec![10; 7], (1..=7).map(|k| 10 * k).collect::<Vec<i64>>());
        let runs = cut(&added, &whole, &rules(2, 3, 1000), 1000);
        // A run that ends at e costs 10 e: (2, 4, 7) costs 130, (2, 5, 7) 140, (3, 5, 7) 150.
        assert_eq!(runs, [(0, 2), (2, 4), (4, 7)]);
        // Under 50 nothing beyond the fifth can be had: 2 + 3.
        assert_eq!(cut(&added, &whole, &rules(2, 3, 50), 50), [(0, 2), (2, 5)]);
        // Too few for an area.
        assert_eq!(cut(&added[..1], &whole[..1], &rules(2, 3, 50), 50), []);
    }
}
