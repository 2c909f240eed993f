//! The bridge: old count, what each reason adds, new count.

use crate::publish::Language;
use crate::publish::waterfall::{Fall, waterfall};

/// One step of the bridge.
pub(super) struct Step {
    /// Why.
    pub(super) name: String,
    /// What it adds.
    pub(super) added: i64,
}

const TOTAL: &str = "#123a5c";
const MORE: &str = "#c2410c";
const FEWER: &str = "#1a7f4b";

/// A number with its sign: `+12`, `−3`.
pub(super) fn signed(language: Language, value: i64) -> String {
    let digits = language.number(value.unsigned_abs());
    match value {
        0 => digits,
        1.. => format!("+{digits}"),
        _ => format!("−{digits}"),
    }
}

/// Draws the bridge; `ends`: names and counts of both ends. The axis does not begin at zero where
/// the changes would not be seen then: the second value says so.
pub(super) fn bridge(
    language: Language,
    alt: &str,
    ends: [(&str, i64); 2],
    steps: &[Step],
) -> (String, bool) {
    let mut level = ends[0].1;
    let mut levels = vec![level];
    for step in steps {
        level += step.added;
        levels.push(level);
    }
    let low = levels.iter().copied().min().unwrap_or(0);
    let high = levels.iter().copied().max().unwrap_or(0);
    // A fifth of the axis below the lowest level, so that the ends are bars too.
    let from = (low - ((high - low) / 4).max(1)).max(0);
    let number = |value: i64| language.number(value.unsigned_abs());
    let end = |(name, count): (&str, i64)| Fall {
        name: name.to_owned(),
        ends: (from, count),
        shown: number(count),
        colour: TOTAL,
    };
    let mut bars = vec![end(ends[0])];
    for (step, pair) in steps.iter().zip(levels.windows(2)) {
        bars.push(Fall {
            name: step.name.clone(),
            ends: (pair[0], pair[1]),
            shown: signed(language, step.added),
            colour: if step.added > 0 { MORE } else { FEWER },
        });
    }
    bars.push(end(ends[1]));
    (waterfall(alt, from, &bars), from > 0)
}
