//! How fresh the statements of the operators of the gmina are.

use std::collections::BTreeSet;

use serde::Serialize;

use super::ReportInput;
use super::format::ShareView;
use crate::diagnosis::freshness::stale_from;

/// The statement of one operator, followed from edition to edition.
#[derive(Serialize)]
struct StatementView {
    operator: String,
    id: String,
    tense: &'static str,
    records: u64,
    declared: usize,
    changed: usize,
    same: usize,
    index: ShareView,
    is_stale: bool,
    is_gone: bool,
}

/// The league of the operators that state something in the gmina.
#[derive(Serialize)]
pub(super) struct FreshnessView {
    /// Empty where the run reads no earlier edition.
    rows: Vec<StatementView>,
    stale_from: usize,
}

/// Operators of the gmina by the freshness of what they state in the whole run, the stalest first.
pub(super) fn freshness(input: &ReportInput<'_>) -> FreshnessView {
    let world = input.world;
    let league = input.diagnosis.freshness(world);
    let mut here: BTreeSet<&str> = BTreeSet::new();
    for address in world.addresses_of(input.gmina).filter(|_| !league.is_empty()) {
        let position = u32::try_from(address).expect("fewer than 2^32 addresses");
        let offers = world.offers_at(address).iter().chain(world.aside.earlier_at(position));
        here.extend(offers.map(|o| world.providers[usize::from(o.provider.0)].id.as_str()));
    }
    let of_gmina = league.iter().filter(|entry| here.contains(entry.provider.as_str()));
    let rows = of_gmina.map(|entry| {
        let (name, index) =
            (if entry.name.is_empty() { &entry.provider } else { &entry.name }, entry.index());
        StatementView {
            operator: name.clone(),
            id: entry.provider.clone(),
            tense: input.language.label("statement", entry.tense.as_str()),
            records: entry.records(),
            declared: entry.declared(),
            changed: entry.changed(),
            same: entry.same_cycles(),
            index: ShareView { part: index.part, whole: index.whole },
            is_stale: entry.is_stale(),
            is_gone: entry.records() == 0,
        }
    });
    FreshnessView { rows: rows.collect(), stale_from: stale_from() }
}
