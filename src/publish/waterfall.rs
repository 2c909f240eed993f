//! A waterfall: bars one below the other, each from where the one above it ended; drawn as SVG.

use super::report::escape;

/// One bar.
pub(super) struct Fall {
    /// What it is, to the left.
    pub(super) name: String,
    /// Where it begins and ends on the axis; the next one begins at its end.
    pub(super) ends: (i64, i64),
    /// Its number as text, to the right.
    pub(super) shown: String,
    /// Fill colour.
    pub(super) colour: &'static str,
}

const ROW: i64 = 30;
const LEFT: i64 = 250;
const WIDTH: i64 = 400;

/// Draws the bars; the axis begins at `from`.
pub(super) fn waterfall(alt: &str, from: i64, bars: &[Fall]) -> String {
    let ends = bars.iter().flat_map(|bar| [bar.ends.0, bar.ends.1]);
    let span = (ends.max().unwrap_or(from) - from).max(1);
    let at = |value: i64| {
        let scaled = i128::from(value - from) * i128::from(WIDTH) / i128::from(span);
        LEFT + i64::try_from(scaled).unwrap_or(0)
    };
    let (width, height) = (LEFT + WIDTH + 90, i64::try_from(bars.len()).unwrap_or(0) * ROW + 12);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" \
         font-family=\"'Source Sans 3','DejaVu Sans',Arial,sans-serif\" font-size=\"16\">\
         <title>{}</title><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>",
        escape(alt)
    );
    for (bar, row) in bars.iter().zip(0..) {
        let (y, (begin, end)) = (6 + row * ROW, bar.ends);
        let (left, right) = (at(begin.min(end)), at(begin.max(end)));
        let right = right.max(left + 2);
        svg += &format!(
            "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\" fill=\"#1b1f24\">{}</text>\
             <rect x=\"{left}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{}\" \
             stroke=\"#1b1f24\" stroke-opacity=\".45\"/>\
             <text x=\"{}\" y=\"{text}\" fill=\"#1b1f24\">{}</text>",
            LEFT - 10,
            escape(&bar.name),
            right - left,
            ROW - 8,
            bar.colour,
            right + 8,
            escape(&bar.shown),
            text = y + 17,
        );
        if y + ROW < height - 6 {
            svg += &format!(
                "<path d=\"M{} {}v8\" stroke=\"#57606a\" stroke-dasharray=\"3 3\"/>",
                at(end),
                y + ROW - 8
            );
        }
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_begin_where_those_above_them_end() {
        let bar = |name: &str, ends| Fall {
            name: name.to_owned(),
            ends,
            shown: String::new(),
            colour: "#000",
        };
        // The axis goes from 100 to 150: 8 units a step.
        let bars = [bar("stan", (100, 140)), bar("a < b", (140, 150)), bar("c", (150, 120))];
        let svg = waterfall("x", 100, &bars);
        let has = |text: &str| assert!(svg.contains(text), "{text}: {svg}");
        has("<rect x=\"250\" y=\"6\" width=\"320\"");
        has("<rect x=\"570\" y=\"36\" width=\"80\"");
        has("<rect x=\"410\" y=\"66\" width=\"240\"");
        has("a &lt; b");
        // Two lines between three bars: at the ends of the first and the second.
        has("M570 28v8");
        has("M650 58v8");
        assert_eq!(svg.matches("<path").count(), 2);
    }
}
