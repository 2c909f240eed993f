//! Counts by locality, and of the whole run by another way.

use std::ops::Range;

use rayon::prelude::*;

use super::Held;
use super::lists::{Block, VIEWS};
use super::offers::{Offers, Records};
use super::places::Places;
use crate::diagnosis::{Rollup, Rule, Status, Tallied, View, levels};
use crate::index::NOISE;
use crate::national::places::NOWHERE;
use crate::national::verdicts::speed_of_slot;
use crate::national::white::White;

/// What is counted.
pub(super) struct Counted<'a> {
    pub(super) places: &'a Places,
    pub(super) offers: &'a Offers,
    pub(super) blocks: &'a [Block],
    pub(super) white: &'a White,
    pub(super) records: &'a Records,
    pub(super) has_coverage: bool,
}

/// Counts of statuses by lens, profiles in order and for each the tenses, out of counts by profile
/// today, then with plans.
fn of_lenses(counts: &[[u64; Status::ALL.len()]]) -> Vec<[u64; Status::ALL.len()]> {
    let (today, plans) = counts.split_at(counts.len() / VIEWS.len());
    let of_views = |(today, plans): (&[u64; 5], &[u64; 5])| {
        View::ALL.map(|view| if view == View::WithPlans { *plans } else { *today })
    };
    today.iter().zip(plans).flat_map(of_views).collect()
}

fn n_lenses(held: &Held<'_>) -> usize {
    held.profiles.len() * VIEWS.len()
}

impl Counted<'_> {
    /// Counts the addresses of a run.
    fn locality(&self, run: usize, held: &Held<'_>) -> Tallied {
        let range = self.places.of_run(run);
        let n_lenses = n_lenses(held);
        let mut statuses = vec![[0; Status::ALL.len()]; n_lenses];
        let statuses_of_rules = Rule::ALL.map(|rule| rule.status() as usize);
        let mut slots = [0_u64; 256];
        let mut block = self.places.groups.partition_point(|first| *first <= range.start) - 1;
        let mut unit = Tallied { addresses: range.len() as u64, ..Tallied::default() };
        for address in range.clone() {
            while self.blocks[block].range.end <= address {
                block += 1;
            }
            let block = &self.blocks[block];
            let shared = block.of_address[address - block.range.start] as usize;
            let rules = &block.rules[shared * n_lenses..(shared + 1) * n_lenses];
            for (counts, rule) in statuses.iter_mut().zip(rules) {
                counts[statuses_of_rules[usize::from(*rule)]] += 1;
            }
            slots[usize::from(block.shared[shared].slot)] += 1;
            if self.has_coverage && self.places.points[address] != NOWHERE {
                *unit.covered.get_or_insert(0) += u64::from(self.places.covered[address]);
            }
        }
        unit.statuses = of_lenses(&statuses);
        let slots = slots.iter().enumerate().filter(|(_, n)| **n > 0);
        unit.classes = slots.map(|(slot, n)| (speed_of_slot(slot), *n)).collect();
        let white = &self.white.positions;
        let start = white.partition_point(|at| (*at as usize) < range.start);
        let end = white.partition_point(|at| (*at as usize) < range.end);
        self.add_white(start..end, &mut unit);
        self.add_records(range, &mut unit);
        let run = &self.places.runs[run];
        (unit.gmina, unit.simc) = (run.gmina, run.simc);
        unit.code = run.simc.map_or_else(String::new, |simc| simc.to_string());
        if run.gmina.is_some() && run.simc.is_some() {
            unit.name.clone_from(&run.name);
        }
        unit
    }

    fn add_white(&self, white: Range<usize>, unit: &mut Tallied) {
        for at in white {
            if let Some(nearest) = self.white.nearest.get(at) {
                unit.white_with_node += 1;
                unit.nearest_node_um += nearest.micrometres();
            }
            if self.white.clusters[at] != NOISE {
                unit.white_clustered += 1;
                unit.clusters.insert(self.white.clusters[at]);
            }
        }
    }

    /// Counts records; one that speaks for several addresses of the unit once.
    fn add_records(&self, range: Range<usize>, unit: &mut Tallied) {
        let offers = self.offers.starts[range.start]..self.offers.starts[range.end];
        let mut repeated = Vec::new();
        for offer in offers {
            let rung = self.offers.class(offer as usize).rung;
            let origin = self.offers.origin(offer as usize);
            if self.records.is_repeated(origin, rung) {
                repeated.push((origin, rung));
            } else {
                unit.rungs[rung as usize] += 1;
            }
        }
        repeated.sort_unstable();
        repeated.dedup();
        for (_, rung) in repeated {
            unit.rungs[rung as usize] += 1;
        }
    }

    /// Counts the addresses of some ranges, verdict by verdict: sums of localities can be checked
    /// against it. Records are not counted: those of higher levels are sums.
    pub(super) fn total(&self, held: &Held<'_>, ranges: &[Range<usize>]) -> Tallied {
        let n_lenses = n_lenses(held);
        let mut statuses = vec![[0; Status::ALL.len()]; n_lenses];
        let mut unit = Tallied::default();
        for block in self.blocks {
            let mut counts = vec![0_u64; block.shared.len()];
            for range in ranges {
                let start = range.start.max(block.range.start);
                let end = range.end.min(block.range.end);
                for address in start..end {
                    counts[block.of_address[address - block.range.start] as usize] += 1;
                }
            }
            for (at, n) in counts.into_iter().enumerate().filter(|(_, n)| *n > 0) {
                let rules = &block.rules[at * n_lenses..(at + 1) * n_lenses];
                for (counts, rule) in statuses.iter_mut().zip(rules) {
                    counts[Rule::ALL[usize::from(*rule)].status() as usize] += n;
                }
                let slot = speed_of_slot(block.shared[at].slot.into());
                *unit.classes.entry(slot).or_default() += n;
                unit.addresses += n;
            }
        }
        unit.statuses = of_lenses(&statuses);
        let addresses = ranges.iter().cloned().flatten();
        let mut placed =
            addresses.filter(|address| self.places.points[*address] != NOWHERE).peekable();
        if self.has_coverage && placed.peek().is_some() {
            unit.covered =
                Some(placed.filter(|address| self.places.covered[*address]).count() as u64);
        }
        let white = &self.white.positions;
        for range in ranges {
            let start = white.partition_point(|at| (*at as usize) < range.start);
            let end = white.partition_point(|at| (*at as usize) < range.end);
            self.add_white(start..end, &mut unit);
        }
        unit
    }

    /// Counts all levels.
    pub(super) fn roll_up(&self, held: &Held<'_>) -> Rollup {
        let runs = (0..self.places.runs.len()).into_par_iter();
        let all = [0..self.places.n()];
        let (localities, total) = rayon::join(
            || runs.map(|run| self.locality(run, held)).collect(),
            || self.total(held, &all),
        );
        assert_eq!(total.addresses, self.places.n() as u64, "each address is counted once");
        levels(held.world, localities, total)
    }
}
