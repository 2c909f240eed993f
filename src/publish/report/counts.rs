//! Counts of a gmina and its localities, as the pages for consultations, councils and powiats
//! show them.

use serde::Serialize;

use super::ReportInput;
use super::format::ShareView;
use super::labels::locality_label;
use crate::diagnosis::{Status, Tallied, View};

/// A locality under the main profile.
#[derive(Serialize)]
pub(super) struct LocalityRow {
    pub(super) name: String,
    addresses: u64,
    pub(super) white: u64,
    pub(super) uncertain: u64,
    /// White after plans.
    pub(super) planned: u64,
}

/// Localities of the gmina, in the order of the counts.
pub(super) fn localities(input: &ReportInput<'_>) -> Vec<LocalityRow> {
    let (today, planned) = (View::Today as usize, View::WithPlans as usize);
    let units = input.rollup.localities.iter().filter(|unit| unit.gmina == Some(input.gmina));
    let row = |unit: &Tallied| LocalityRow {
        name: locality_label(input.language, &unit.name, &unit.code),
        addresses: unit.addresses,
        white: unit.statuses[today][Status::White as usize],
        uncertain: unit.statuses[today][Status::Uncertain as usize],
        planned: unit.statuses[planned][Status::White as usize],
    };
    units.map(row).collect()
}

/// White addresses of a unit under the main profile.
#[derive(Serialize)]
pub(super) struct WhiteCounts {
    addresses: u64,
    pub(super) concerned: u64,
    pub(super) white_low: u64,
    pub(super) white_high: u64,
    share_low: ShareView,
    share_high: ShareView,
    uncertain: u64,
    white_with_plans: u64,
    covered_by_plans: u64,
}

impl WhiteCounts {
    /// Whether the profile does not concern some addresses.
    pub(super) const fn is_partial(&self) -> bool {
        self.concerned < self.addresses
    }

    /// Those of a unit.
    pub(super) fn of(unit: &Tallied) -> Self {
        let (today, planned) = (View::Today as usize, View::WithPlans as usize);
        let (white, whole) = (unit.interval(today, Status::White), unit.concerned(today));
        let after = unit.interval(planned, Status::White).low();
        Self {
            addresses: unit.addresses,
            concerned: whole,
            white_low: white.low(),
            white_high: white.high(),
            share_low: ShareView { part: white.low(), whole },
            share_high: ShareView { part: white.high(), whole },
            uncertain: white.high() - white.low(),
            white_with_plans: after,
            covered_by_plans: white.low().saturating_sub(after),
        }
    }
}
