//! Contest areas: the addresses of a plan cut into areas that each may be put out to competition.
//!
//! Addresses are taken in the order of a walk along the forest from its roots, so that a run of
//! them is a part of the network that holds together. Of all ways to cut the walk into runs
//! within the limits, one is found that leaves out the fewest addresses, has the fewest areas
//! among these, and the smallest sum of costs. An area costs what its network costs from the
//! existing nodes on: who wins it builds alone.

use super::design::{Design, MetrePrices};
use crate::quantity::Grosze;

/// Limits of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AreaRules {
    /// Fewest addresses.
    pub addresses_min: u32,
    /// Most addresses.
    pub addresses_max: u32,
    /// Highest cost.
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
    /// Leads that may stay unserved, the dearest, ascending.
    pub optional: Vec<u32>,
    /// What serving the others costs.
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

/// The forest as a walk sees it.
struct Forest<'a> {
    design: &'a Design,
    /// Cost of each section.
    costs: Vec<i64>,
    /// The section that leads to each node.
    into: Vec<Option<u32>>,
    /// Leads in the order of the walk.
    order: Vec<u32>,
}

fn num(position: usize) -> u32 {
    u32::try_from(position).expect("designs have fewer than 2^32 parts")
}

impl<'a> Forest<'a> {
    fn new(design: &'a Design, prices: &MetrePrices) -> Self {
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
        Self { design, costs, into, order }
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

    /// For leads in order: what each adds to the sections of those before it, and what its whole
    /// way costs.
    fn steps(&self, leads: &[u32]) -> (Vec<i64>, Vec<i64>) {
        let mut seen = vec![false; self.costs.len()];
        let (mut added, mut whole) = (Vec::new(), Vec::new());
        for lead in leads {
            let (mut new, mut all) = (0, 0);
            for section in self.way(*lead) {
                all += self.costs[section as usize];
                if !std::mem::replace(&mut seen[section as usize], true) {
                    new += self.costs[section as usize];
                }
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
    fn spare(&self, leads: &[u32], cost: i64, percent: u32) -> (Vec<u32>, i64) {
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
            out.push(lead);
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
        Area { unit, leads, sections, cost, optional, cost_min }
    }
}

/// How good a cut is: addresses left over, areas, sum of costs.
type Score = (u32, u32, i64);

/// Ends of the runs that are areas, for leads whose steps are given: the best cut.
fn cut(added: &[i64], whole: &[i64], rules: &AreaRules) -> Vec<(usize, usize)> {
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
            if price > rules.cost_max.0 {
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
pub fn contest_areas(
    design: &Design,
    prices: &MetrePrices,
    unit_of: impl Fn(u32) -> Option<u32>,
    rules: &AreaRules,
) -> Partition {
    let forest = Forest::new(design, prices);
    let unit = |lead: u32| unit_of(design.leads[lead as usize].address);
    let mut units: Vec<u32> = forest.order.iter().filter_map(|lead| unit(*lead)).collect();
    units.sort_unstable();
    units.dedup();
    let mut areas: Vec<Area> = Vec::new();
    for code in units {
        let leads: Vec<u32> =
            forest.order.iter().copied().filter(|lead| unit(*lead) == Some(code)).collect();
        let (added, whole) = forest.steps(&leads);
        let runs = cut(&added, &whole, rules);
        areas.extend(runs.into_iter().map(|(a, b)| forest.area(code, &leads[a..b], rules)));
    }
    let mut in_area = vec![false; design.leads.len()];
    for lead in areas.iter().flat_map(|area| &area.leads) {
        in_area[*lead as usize] = true;
    }
    let left_over = (0..num(design.leads.len())).filter(|lead| !in_area[*lead as usize]).collect();
    Partition { areas, left_over }
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
        let runs = cut(&added, &whole, &rules(2, 3, 1000));
        // A run that ends at e costs 10 e: (2, 4, 7) costs 130, (2, 5, 7) 140, (3, 5, 7) 150.
        assert_eq!(runs, [(0, 2), (2, 4), (4, 7)]);
        // Under 50 nothing beyond the fifth can be had: 2 + 3.
        assert_eq!(cut(&added, &whole, &rules(2, 3, 50)), [(0, 2), (2, 5)]);
        // Too few for an area.
        assert_eq!(cut(&added[..1], &whole[..1], &rules(2, 3, 50)), []);
    }
}
