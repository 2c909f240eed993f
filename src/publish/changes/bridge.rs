//! The bridge: old count, what each reason adds, new count; drawn as SVG.

use crate::publish::Language;
use crate::publish::report::escape;

/// One step of the bridge.
pub(super) struct Step {
    /// Why.
    pub(super) name: String,
    /// What it adds.
    pub(super) added: i64,
}

const ROW: i64 = 34;
const LEFT: i64 = 250;
const WIDTH: i64 = 520;
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

/// A span of the axis in pixels from the left.
struct Axis {
    from: i64,
    span: i64,
}

impl Axis {
    fn at(&self, value: i64) -> i64 {
        let scaled = i128::from(value - self.from) * i128::from(WIDTH) / i128::from(self.span);
        LEFT + i64::try_from(scaled).unwrap_or(0)
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
    let axis = Axis { from, span: (high - from).max(1) };
    let n_rows = i64::try_from(steps.len()).unwrap_or(0) + 2;
    let (width, height) = (LEFT + WIDTH + 110, n_rows * ROW + 12);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" \
         font-family=\"sans-serif\" font-size=\"16\"><title>{}</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>",
        escape(alt)
    );
    let mut row = |position: i64, name: &str, bar: (i64, i64), colour: &str, shown: &str| {
        let y = 6 + position * ROW;
        let (start, end) = (axis.at(bar.0.min(bar.1)), axis.at(bar.0.max(bar.1)));
        let middle = y + 19;
        svg += &format!(
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\" fill=\"#1b1f24\">{}</text>\
             <rect x=\"{start}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{colour}\"/>\
             <text x=\"{}\" y=\"{middle}\" fill=\"#1b1f24\">{shown}</text>",
            LEFT - 10,
            escape(name),
            (end - start).max(2),
            ROW - 10,
            end.max(start + 2) + 8,
        );
        if position < n_rows - 1 {
            let x = axis.at(bar.1);
            svg += &format!(
                "<path d=\"M{x} {}v{}\" stroke=\"#57606a\" stroke-dasharray=\"3 3\"/>",
                y + ROW - 10,
                10
            );
        }
    };
    let number = |value: i64| language.number(value.unsigned_abs());
    row(0, ends[0].0, (from, ends[0].1), TOTAL, &number(ends[0].1));
    for ((step, pair), position) in steps.iter().zip(levels.windows(2)).zip(1..) {
        let colour = if step.added > 0 { MORE } else { FEWER };
        row(position, &step.name, (pair[0], pair[1]), colour, &signed(language, step.added));
    }
    row(n_rows - 1, ends[1].0, (from, ends[1].1), TOTAL, &number(ends[1].1));
    svg.push_str("</svg>");
    (svg, from > 0)
}
