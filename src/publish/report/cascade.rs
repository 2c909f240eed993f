//! The cascade of addresses: from all of them, step by step, to those that stay white.

use super::ReportInput;
use super::map::escape;
use crate::diagnosis::{Status, Tallied, View};
use crate::publish::Language;

/// A step: addresses from the left end of its bar to the right one.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    key: &'static str,
    from: u64,
    to: u64,
}

const ROW: u64 = 28;
const LEFT: u64 = 250;
const WIDTH: u64 = 320;
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
    let all = steps.first().map_or(1, |step| step.to).max(1);
    let at = |n: u64| LEFT + n * WIDTH / all;
    let is_whole = |step: &Step| matches!(step.key, "all" | "white" | "left");
    let sign = |step: &Step| if is_whole(step) { "" } else { "−" };
    let shown = |step: &Step| format!("{}{}", sign(step), language.number(step.to - step.from));
    let told = steps.iter().map(|step| format!("{}: {}", word(step.key), shown(step)));
    let alt = told.collect::<Vec<_>>().join("; ").replace('\u{a0}', " ");
    let (width, height) = (LEFT + WIDTH + 90, steps.len() as u64 * ROW + 12);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" \
         font-family=\"'Source Sans 3','DejaVu Sans',Arial,sans-serif\" font-size=\"16\">\
         <title>{}</title><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>",
        escape(&alt)
    );
    for (step, row) in steps.iter().zip(0..) {
        let y = 6 + row * ROW;
        let (start, end) = (at(step.from), at(step.to).max(at(step.from) + 2));
        let colour = match step.key {
            "all" => KEPT,
            "white" | "left" => WHITE,
            _ => LEFT_OUT,
        };
        svg += &format!(
            "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\" fill=\"#1b1f24\">{}</text>\
             <rect x=\"{start}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{colour}\" \
             stroke=\"#1b1f24\" stroke-opacity=\".45\"/>\
             <text x=\"{}\" y=\"{text}\" fill=\"#1b1f24\">{}</text>",
            LEFT - 10,
            escape(word(step.key)),
            end - start,
            ROW - 8,
            end + 8,
            shown(step),
            text = y + 16,
        );
        if row + 1 < steps.len() as u64 {
            // Where the next bar ends.
            let x = at(if is_whole(step) { step.to } else { step.from });
            let top = y + ROW - 8;
            svg +=
                &format!("<path d=\"M{x} {top}v8\" stroke=\"#57606a\" stroke-dasharray=\"3 3\"/>");
        }
    }
    svg + "</svg>"
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
        // 320 units are 100 addresses: 25 black ones are 80 wide, from 250 + 65 * 3.2.
        assert!(svg.contains("<rect x=\"458\" y=\"62\" width=\"80\""), "{svg}");
        assert!(svg.contains(">−25<") && svg.contains(">12<"), "{svg}");
        assert_eq!(steps(&gmina, false).last().map(|step| step.key), Some("white"));
    }
}
