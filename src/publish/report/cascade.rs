//! The cascade of addresses: from all of them, step by step, to those that stay white.

use super::ReportInput;
use crate::diagnosis::{Status, Tallied, View};
use crate::publish::Language;
use crate::publish::waterfall::{Fall, waterfall};

/// A step: addresses from the left end of its bar to the right one.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    key: &'static str,
    from: u64,
    to: u64,
}

const KEPT: &str = "#123a5c";
const LEFT_OUT: &str = "#aab2ba";
const WHITE: &str = "#c2410c";

/// The steps of a gmina under the main profile.
fn steps(gmina: &Tallied, with_plans: bool) -> Vec<Step> {
    let of = |view: View, status: Status| gmina.statuses[view as usize][status as usize];
    let today = |status| of(View::Today, status);
    let mut level = gmina.addresses;
    let mut steps = vec![Step { key: "all", from: 0, to: level }];
    let parts = [
        ("not_applicable", today(Status::NotApplicable)),
        ("black", today(Status::Black)),
        ("grey", today(Status::Grey)),
        ("uncertain", today(Status::Uncertain)),
    ];
    for (key, part) in parts {
        if part > 0 || key != "not_applicable" {
            steps.push(Step { key, from: level - part, to: level });
            level -= part;
        }
    }
    debug_assert_eq!(level, today(Status::White));
    steps.push(Step { key: "white", from: 0, to: level });
    if with_plans {
        let left = of(View::WithPlans, Status::White).min(level);
        steps.push(Step { key: "covered", from: left, to: level });
        steps.push(Step { key: "left", from: 0, to: left });
    }
    steps
}

fn drawn(language: Language, steps: &[Step]) -> String {
    let word = |key| language.label("cascade", key);
    let is_whole = |step: &Step| matches!(step.key, "all" | "white" | "left");
    let sign = |step: &Step| if is_whole(step) { "" } else { "−" };
    let shown = |step: &Step| format!("{}{}", sign(step), language.number(step.to - step.from));
    let told = steps.iter().map(|step| format!("{}: {}", word(step.key), shown(step)));
    let alt = told.collect::<Vec<_>>().join("; ").replace('\u{a0}', " ");
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let bar = |step: &Step| Fall {
        name: word(step.key).to_owned(),
        // What is taken away falls.
        ends: if is_whole(step) {
            (signed(step.from), signed(step.to))
        } else {
            (signed(step.to), signed(step.from))
        },
        shown: shown(step),
        colour: match step.key {
            "all" => KEPT,
            "white" | "left" => WHITE,
            _ => LEFT_OUT,
        },
    };
    waterfall(&alt, 0, &steps.iter().map(bar).collect::<Vec<_>>())
}

/// The chart; without addresses there is none.
pub(super) fn chart_cascade(
    input: &ReportInput<'_>,
    gmina: &Tallied,
    with_plans: bool,
) -> minijinja::Value {
    let steps = steps(gmina, with_plans);
    let svg = if gmina.addresses == 0 { String::new() } else { drawn(input.language, &steps) };
    minijinja::Value::from_safe_string(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_from_all_addresses_to_those_that_stay_white() {
        // White, grey, black, uncertain, not applicable: 100 in all, 8 of 20 white are planned for.
        let today = [20, 30, 25, 15, 10];
        let planned = [12, 38, 25, 15, 10];
        let gmina =
            Tallied { addresses: 100, statuses: vec![today, planned, today], ..Tallied::default() };
        let found = steps(&gmina, true);
        let ends: Vec<_> = found.iter().map(|step| (step.key, step.from, step.to)).collect();
        assert_eq!(
            ends,
            [
                ("all", 0, 100),
                ("not_applicable", 90, 100),
                ("black", 65, 90),
                ("grey", 35, 65),
                ("uncertain", 20, 35),
                ("white", 0, 20),
                ("covered", 12, 20),
                ("left", 0, 12),
            ]
        );
        let svg = drawn(Language::Polish, &found);
        // 400 units are 100 addresses: 25 black ones are 100 wide, from 250 + 65 * 4.
        assert!(svg.contains("<rect x=\"510\" y=\"66\" width=\"100\""), "{svg}");
        assert!(svg.contains(">−25<") && svg.contains(">12<"), "{svg}");
        assert_eq!(steps(&gmina, false).last().map(|step| step.key), Some("white"));
    }
}
