//! Charts as SVG, drawn with plotters.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::hatch::{self, Hatch};
use super::map::escape;
use crate::publish::{Language, PublishError};

const SIZE: (u32, u32) = (560, 340);
/// Size of letters of charts that stand side by side: plotters draws 21 as 17 units, which are more
/// than 7 points where 560 units are 243.
const SMALL: i32 = 21;
/// Letters of a name beside a bar.
const NAME: usize = 23;
pub(super) const INK: RGBColor = RGBColor(0x1b, 0x1f, 0x24);
pub(super) const SOFT: RGBColor = RGBColor(0x57, 0x60, 0x6a);
pub(super) const BAR: RGBColor = RGBColor(0x12, 0x3a, 0x5c);

/// One bar: its name and its share in tenths of a per cent.
pub struct Bar {
    /// Name under or beside the bar.
    pub name: String,
    /// Height in tenths of a per cent of the whole.
    pub tenths: u64,
}

/// One stacked bar: its name and its segments.
pub struct Stack {
    /// Name beside the bar.
    pub name: String,
    /// Number of items per class, in the order of the legend.
    pub counts: Vec<u64>,
}

pub(super) type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(super) fn draw(
    alt: &str,
    size: (u32, u32),
    paint: impl FnOnce(&Canvas<'_>) -> Result<(), DrawingAreaErrorKind<std::io::Error>>,
) -> Result<String, PublishError> {
    let mut svg = String::new();
    {
        let canvas = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let painted = paint(&canvas).and_then(|()| canvas.present());
        painted.map_err(|error| PublishError::new("chart", error))?;
    }
    // plotters fixes the size in pixels; the page decides it, and readers get a title.
    let body = svg.split_once('>').map_or("", |(_, body)| body);
    let (width, height) = size;
    Ok(format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">\
         <title>{}</title>{body}",
        escape(alt)
    ))
}

pub(super) fn pixels(value: u64, of: u64, length: i32) -> i32 {
    let scaled = value.saturating_mul(u64::from(length.unsigned_abs())) / of.max(1);
    i32::try_from(scaled).unwrap_or(length).min(length)
}

pub(super) fn text(size: i32, colour: RGBColor) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&colour)
}

/// Bars on a scale of 0 to 100 %, left to right; `axis` says of what.
///
/// # Errors
/// When plotters fails, which is a defect of the program.
pub fn staircase(
    language: Language,
    alt: &str,
    axis: &str,
    bars: &[Bar],
) -> Result<String, PublishError> {
    draw(alt, SIZE, |canvas| {
        canvas.fill(&WHITE)?;
        let (left, top, width, height) = (62, 24, 490, 246);
        for per_cent in [0_u64, 25, 50, 75, 100] {
            let y = top + height - pixels(per_cent, 100, height);
            let line = PathElement::new([(left, y), (left + width, y)], SOFT.mix(0.25));
            canvas.draw(&line)?;
            let name = language.per_cent(&per_cent.to_string());
            canvas.draw(&Text::new(name, (4, y - 10), text(SMALL, SOFT)))?;
        }
        let n_bars = i32::try_from(bars.len()).unwrap_or(1).max(1);
        let step = width / n_bars;
        for (bar, position) in bars.iter().zip(0..) {
            let x = left + position * step + step / 8;
            let tall = pixels(bar.tenths, 1000, height);
            let corners = [(x, top + height - tall), (x + step * 3 / 4, top + height)];
            canvas.draw(&Rectangle::new(corners, BAR.filled()))?;
            let shown = language.per_cent(&language.tenths(bar.tenths));
            let above = (x + 4, (top + height - tall - 22).max(0));
            canvas.draw(&Text::new(shown, above, text(SMALL, INK)))?;
            canvas.draw(&Text::new(bar.name.clone(), (x, top + height + 8), text(SMALL, INK)))?;
        }
        let below = (left, top + height + 38);
        canvas.draw(&Text::new(axis.to_owned(), below, text(SMALL, SOFT)))
    })
}

/// Stacked horizontal bars, each 100 % wide, with the number of items beside it.
///
/// # Errors
/// When plotters fails, which is a defect of the program.
pub fn stacks(
    language: Language,
    alt: &str,
    stacks: &[Stack],
    legend: &[(&str, RGBColor, Hatch)],
) -> Result<String, PublishError> {
    let rows = i32::try_from(stacks.len()).unwrap_or(0).max(1);
    let row = 27;
    let below = sign_places(SMALL, legend).last().map_or(0, |(_, y)| *y);
    let size = (SIZE.0, u32::try_from(rows * row + below + 44).unwrap_or(SIZE.1).max(120));
    draw(alt, size, |canvas| {
        canvas.fill(&WHITE)?;
        let (left, width) = (212, 270);
        for (stack, position) in stacks.iter().zip(0..) {
            let y = 8 + position * row;
            canvas.draw(&Text::new(shortened(&stack.name), (4, y), text(SMALL, INK)))?;
            let whole: u64 = stack.counts.iter().sum();
            let mut before = 0;
            for (count, (_, colour, strokes)) in stack.counts.iter().zip(legend) {
                let start = left + pixels(before, whole, width);
                before += count;
                let end = left + pixels(before, whole, width);
                if *count > 0 {
                    let corners = [(start, y), (end.max(start + 1), y + row - 6)];
                    hatch::area(canvas, corners, (*colour, *strokes))?;
                }
            }
            let shown = language.number(whole);
            canvas.draw(&Text::new(shown, (left + width + 8, y), text(SMALL, SOFT)))?;
        }
        signs(canvas, (8, 8 + rows * row + 8), (SMALL, legend))
    })
}

/// A name as long as there is room for; what is longer says so.
fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    let begin: String = name.chars().take(NAME - 1).collect();
    format!("{}…", begin.trim_end())
}

/// Where the signs of a legend with letters of this size stand: in one line, or in more where its
/// words are long.
fn sign_places(letters: i32, legend: &[(&str, RGBColor, Hatch)]) -> Vec<(i32, i32)> {
    let (mut x, mut y) = (0, 0);
    let place = |(name, ..): &(&str, RGBColor, Hatch)| {
        // A letter takes a bit more than half of what plotters calls its size.
        let width = 23 + i32::try_from(name.chars().count()).unwrap_or(10) * letters * 8 / 15;
        if x > 0 && x + width > i32::try_from(SIZE.0).unwrap_or(i32::MAX) - 20 {
            (x, y) = (0, y + letters * 18 / 15);
        }
        let place = (x, y);
        x += 12 + width;
        place
    };
    legend.iter().map(place).collect()
}

/// The legend of a chart from its left upper corner.
fn signs(
    canvas: &Canvas<'_>,
    (left, top): (i32, i32),
    (letters, legend): (i32, &[(&str, RGBColor, Hatch)]),
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    for ((name, colour, strokes), (x, y)) in legend.iter().zip(sign_places(letters, legend)) {
        let (x, y) = (left + x, top + y);
        hatch::area(canvas, [(x, y), (x + 18, y + 12)], (*colour, *strokes))?;
        let word = Text::new((*name).to_owned(), (x + 23, y - letters / 15), text(letters, INK));
        canvas.draw(&word)?;
    }
    Ok(())
}

/// Stacked columns side by side, as high as what they count, with the sum above each; the axis says
/// of what.
///
/// # Errors
/// When plotters fails, which is a defect of the program.
pub fn columns(
    language: Language,
    alt: &str,
    (axis, stacks): (&str, &[Stack]),
    legend: &[(&str, RGBColor, Hatch)],
) -> Result<String, PublishError> {
    let sum = |stack: &Stack| stack.counts.iter().sum::<u64>();
    let most = stacks.iter().map(sum).max().unwrap_or(0).max(1);
    let size = (SIZE.0, 286);
    draw(alt, size, |canvas| {
        canvas.fill(&WHITE)?;
        // The highest number stands below the axis' name.
        let (left, top, width, height) = (24, 44, 520, 170);
        let n_stacks = i32::try_from(stacks.len()).unwrap_or(1).max(1);
        let step = (width / n_stacks).min(110);
        for (stack, position) in stacks.iter().zip(0..) {
            let (x, wide) = (left + position * step + step / 8, step * 3 / 4);
            let mut before = 0;
            for (count, (_, colour, strokes)) in stack.counts.iter().zip(legend) {
                let low = top + height - pixels(before, most, height);
                before += count;
                let high = top + height - pixels(before, most, height);
                if *count > 0 {
                    let corners = [(x, high.min(low - 1)), (x + wide, low)];
                    hatch::area(canvas, corners, (*colour, *strokes))?;
                }
            }
            let above = (x + 2, top + height - pixels(before, most, height) - 17);
            canvas.draw(&Text::new(language.number(before), above, text(15, INK)))?;
            canvas.draw(&Text::new(stack.name.clone(), (x, top + height + 6), text(15, INK)))?;
        }
        let base = [(left, top + height), (left + width, top + height)];
        canvas.draw(&PathElement::new(base, SOFT))?;
        canvas.draw(&Text::new(axis.to_owned(), (left, 4), text(15, SOFT)))?;
        signs(canvas, (left, top + height + 34), (15, legend))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_charts_side_by_side_can_be_read_on_paper() {
        let name = "ul. Tysiąclecia Państwa Polskiego";
        let stack = Stack { name: name.to_owned(), counts: vec![1, 2] };
        let words = ["o nieznanym stanie", "zrealizowane", "rozwiązane", "w toku"];
        let legend = words.map(|word| (word, BAR, Hatch::Plain));
        let svg = stacks(Language::Polish, "x", &[stack], &legend).expect("a chart");
        let bars = [Bar { name: "≥ 30 Mb/s".to_owned(), tenths: 500 }];
        let stairs = staircase(Language::Polish, "x", "y", &bars).expect("a chart");
        let size = |text: &str| text.split('"').next()?.parse::<f64>().ok();
        for chart in [&svg, &stairs] {
            let sizes: Vec<f64> = chart.split("font-size=\"").skip(1).filter_map(size).collect();
            assert!(sizes.len() > 3);
            // Two beside each other have 243 of 499 points each.
            assert!(sizes.iter().all(|size| size * 243.0 / 560.0 >= 7.0), "{sizes:?}");
        }
        assert!(svg.contains("ul. Tysiąclecia Państw…"), "{svg}");
        // 18 letters of 21 * 8 / 15 = 11 units are 201 + 23; 12 more are 157 after 12: 393. The
        // third, 135 after 12, ends at 540, which is all there is.
        let places = sign_places(SMALL, &legend);
        assert_eq!(places.iter().map(|place| place.1).collect::<Vec<_>>(), [0, 0, 0, 25]);
        assert!(svg.contains("viewBox=\"0 0 560 120\""), "27 + 25 + 44 are less than the least");
    }
}
