//! What a plan leaves out and why, what it rests on, and why there may be none.

use serde::Serialize;

use super::format::UNKNOWN;
use super::{ShareView, costs::CostInput};
use crate::planning::plan::{Nothing, Outside};
use crate::planning::rules::RoutingRules;
use crate::publish::Language;
use crate::quantity::Grosze;

/// What chapters 10 and 11 are made from.
#[derive(Clone, Copy)]
pub enum CostChapters<'a> {
    /// A plan.
    Plan(CostInput<'a>),
    /// Why there is none.
    Nothing(Nothing),
}

/// How far a cost is above its bound at most, in per cent of it, rounded up.
pub(super) fn at_most(language: Language, cost: Grosze, bound: Grosze) -> String {
    let above = i128::from(cost.0 - bound.0).max(0) * 1000;
    let tenths = (bound.0 > 0).then(|| (above + i128::from(bound.0) - 1) / i128::from(bound.0));
    let part = tenths.and_then(|tenths| u64::try_from(tenths).ok());
    part.map_or_else(
        || UNKNOWN.to_owned(),
        |part| language.percent(ShareView { part, whole: 1000 }),
    )
}

/// Nodes of networks near the addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeCounts {
    /// Those from which a plan may grow.
    pub all: u64,
    /// Those of them whose medium is not known.
    pub unknown: u64,
    /// Those of other media, which are not used.
    pub other: u64,
}

/// What a budget buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The most that the bill might be.
    pub budget: Grosze,
    /// Addresses served.
    pub addresses: u64,
    /// No network within the budget serves more.
    pub addresses_bound: u64,
}

/// Addresses outside a plan, by reason.
#[derive(Serialize)]
pub(super) struct OutsideView {
    white: u64,
    all: u64,
    no_position: u64,
    no_road: u64,
    cut_off: u64,
    unpaid: u64,
    snap_m: String,
}

#[derive(Serialize)]
pub(super) struct NodesView {
    all: u64,
    unknown: u64,
    other: u64,
}

#[derive(Serialize)]
pub(super) struct PaidView {
    budget: String,
    addresses: u64,
    bound: u64,
    below: String,
}

/// Why there is no plan.
#[derive(Serialize)]
pub(super) struct NothingView {
    reason: &'static str,
    outside: OutsideView,
    budget: String,
    least: String,
}

/// A limit of routes in whole metres.
// Limits are some kilometres at most.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn whole_metres(language: Language, limit_m: f64) -> String {
    language.number(limit_m.round() as u64)
}

pub(super) fn outside_view(language: Language, outside: &Outside) -> OutsideView {
    OutsideView {
        white: outside.white,
        all: outside.unreachable() + outside.unpaid,
        no_position: outside.no_position,
        no_road: outside.no_road,
        cut_off: outside.cut_off,
        unpaid: outside.unpaid,
        snap_m: whole_metres(language, RoutingRules::get().snap_max_m),
    }
}

pub(super) const fn nodes_view(nodes: NodeCounts) -> NodesView {
    NodesView { all: nodes.all, unknown: nodes.unknown, other: nodes.other }
}

pub(super) fn paid_view(language: Language, paid: Paid) -> PaidView {
    let missed = paid.addresses_bound - paid.addresses;
    PaidView {
        budget: language.zloty(paid.budget),
        addresses: paid.addresses,
        bound: paid.addresses_bound,
        below: language.percent(ShareView { part: missed, whole: paid.addresses_bound }),
    }
}

pub(super) fn nothing_view(language: Language, reason: &Nothing) -> NothingView {
    let outside = if let Nothing::Reach(outside) = reason { *outside } else { Outside::default() };
    let (budget, least) = match reason {
        Nothing::Budget(budget, least) => (Some(*budget), *least),
        _ => (None, None),
    };
    let shown = |amount: Option<Grosze>| {
        amount.map_or_else(|| UNKNOWN.to_owned(), |amount| language.zloty(amount))
    };
    NothingView {
        reason: reason.as_str(),
        outside: outside_view(language, &outside),
        budget: shown(budget),
        // A sum that is enough: whole zlote, rounded up.
        least: shown(least.map(|least| Grosze((least.0 + 99) / 100 * 100))),
    }
}
