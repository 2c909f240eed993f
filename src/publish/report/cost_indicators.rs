//! Indicators of an investment plan: C1 to C7 and O2.

use serde::Serialize;

use super::costs::{CostInput, milli, share};
use super::format::UNKNOWN;
use crate::diagnosis::chapters::Definition;
use crate::planning::Estimate;
use crate::publish::Language;
use crate::quantity::Grosze;

/// One indicator at the expected take-up and at the cautious one.
#[derive(Serialize)]
pub(super) struct IndicatorRow {
    symbol: &'static str,
    label: &'static str,
    base: String,
    cautious: String,
}

/// C1 to C7 at the expected take-up and at the cautious one.
pub(super) fn indicators(language: Language, input: &CostInput<'_>) -> Vec<IndicatorRow> {
    let found = input.appraisal;
    let name = |symbol: &'static str| {
        let of = Definition::of(symbol);
        of.map_or(symbol, |of| language.pick(&of.label_pl, &of.label_en))
    };
    let row = |symbol: &'static str, of: &dyn Fn(&Estimate) -> String| IndicatorRow {
        symbol,
        label: name(symbol),
        base: of(&found.fibre),
        cautious: of(&found.cautious),
    };
    let money = |amount: Option<Grosze>| {
        let shown = |amount| language.say("whole-zloty", &[("amount", &language.zloty(amount))]);
        amount.map_or_else(|| UNKNOWN.to_owned(), shown)
    };
    let least = found.break_even_take_up.and_then(|share| u64::try_from(share).ok());
    let beyond = || language.label("costs", "beyond").to_owned();
    let break_even = least.map_or_else(beyond, |least| share(language, Some(least)));
    let metres = |mm| format!("{} m", milli(language, mm));
    vec![
        row("C1", &|e| money(e.per_address(e.capex()))),
        row("C2", &|e| money(e.per_household(e.capex()))),
        row("C3", &|e| e.mm_per_household().map_or_else(|| UNKNOWN.to_owned(), metres)),
        row("C4", &|e| money(Some(e.account.npv))),
        row("C5", &|e| money(Some(e.account.gap()))),
        row("C6", &|e| share(language, e.intensity())),
        row("C7", &|_| break_even.clone()),
        row("O2", &|e| money(e.per_address(e.account.gap()))),
    ]
}
