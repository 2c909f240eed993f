//! Plans and contracts by the year in which they are to be done, and what became of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;
use plotters::style::RGBColor;

use super::ReportInput;
use super::charts::{Stack, columns};
use super::hatch::Hatch;
use crate::diagnosis::{Fate, fate_of_plan};
use crate::model::Tense;

/// Addresses by fate, in the order of [`Fate::ALL`], which is that of the legend.
type Counts = [u64; Fate::ALL.len()];

/// The word of a fate, its colour and strokes.
const fn drawn_as(fate: Fate) -> (&'static str, RGBColor, Hatch) {
    match fate {
        Fate::Delivered => ("delivered", RGBColor(0x12, 0x3a, 0x5c), Hatch::Plain),
        Fate::Pending => ("pending", RGBColor(0x7f, 0xb0, 0xe0), Hatch::Rising),
        Fate::Overdue => ("overdue", RGBColor(0xf2, 0xc1, 0x4e), Hatch::Cross),
        Fate::Terminated => ("terminated", RGBColor(0xc2, 0x41, 0x0c), Hatch::Falling),
        Fate::Unknown => ("unknown", RGBColor(0xd9, 0xd9, 0xd9), Hatch::Level),
    }
}

/// Years that fit side by side; what lies before and after them is one column each.
const YEARS: usize = 10;

/// Addresses by year (`None`: no day is told) and fate; an address counts once in each.
fn counts(input: &ReportInput<'_>) -> BTreeMap<Option<i32>, Counts> {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let mut found: BTreeMap<(Option<i32>, Fate), BTreeSet<u32>> = BTreeMap::new();
    let Some(profile) = diagnosis.profiles.first() else { return BTreeMap::new() };
    let contracts = diagnosis.contracts(world);
    let year = |due: Option<chrono::NaiveDate>| due.map(|day| day.year());
    for position in world.addresses_of(input.gmina) {
        let Ok(address) = u32::try_from(position) else { continue };
        for contract in contracts.iter_at(address).filter(|c| c.status == "terminated") {
            found.entry((year(contract.due), Fate::Terminated)).or_default().insert(address);
        }
        let here = world.offers_at(position);
        for plan in here.iter().filter(|offer| offer.tense != Tense::Present) {
            if !contracts.ended(plan) {
                let fate = fate_of_plan(plan, here, diagnosis.settings.as_of, profile);
                found.entry((year(plan.due), fate)).or_default().insert(address);
            }
        }
    }
    let mut counts: BTreeMap<Option<i32>, Counts> = BTreeMap::new();
    for ((year, fate), addresses) in found {
        counts.entry(year).or_default()[fate as usize] += addresses.len() as u64;
    }
    counts
}

/// The chart; nothing where there are neither plans nor contracts.
pub(super) fn chart_timeline(input: &ReportInput<'_>) -> minijinja::Value {
    let word = |key: &'static str| input.language.label("timeline", key);
    let mut counts = counts(input);
    let undated = counts.remove(&None);
    let mut stacks: Vec<Stack> = Vec::new();
    let dated: Vec<(i32, Counts)> =
        counts.into_iter().filter_map(|(year, of)| Some((year?, of))).collect();
    let first = dated.len().saturating_sub(YEARS);
    if first > 0 {
        let mut sums = Counts::default();
        for (_, of) in &dated[..first] {
            for (sum, count) in sums.iter_mut().zip(of) {
                *sum += count;
            }
        }
        let name = format!("≤ {}", dated[first - 1].0);
        stacks.push(Stack { name, counts: sums.into() });
    }
    stacks.extend(
        dated[first..].iter().map(|(year, of)| Stack { name: year.to_string(), counts: of.into() }),
    );
    stacks.extend(undated.map(|of| Stack { name: word("undated").to_owned(), counts: of.into() }));
    if stacks.is_empty() {
        return minijinja::Value::from("");
    }
    let legend = Fate::ALL.map(|fate| {
        let (key, colour, hatch) = drawn_as(fate);
        (word(key), colour, hatch)
    });
    // Most runs know the state of every contract: the last fate stands there where it is drawn.
    let is_unknown = |stack: &Stack| stack.counts[Fate::Unknown as usize] > 0;
    let listed = legend.len() - usize::from(!stacks.iter().any(is_unknown));
    let told = |stack: &Stack| {
        let parts: Vec<String> = legend
            .iter()
            .zip(&stack.counts)
            .filter(|(_, n)| **n > 0)
            .map(|((name, ..), n)| format!("{name} {}", input.language.number(*n)))
            .collect();
        format!("{}: {}", stack.name, parts.join(", "))
    };
    let alt: Vec<String> = stacks.iter().map(told).collect();
    let drawn =
        columns(input.language, &alt.join("; "), (word("axis"), &stacks), &legend[..listed]);
    drawn.map_or_else(|_| minijinja::Value::from(""), minijinja::Value::from_safe_string)
}
