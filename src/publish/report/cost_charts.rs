//! Charts of an investment plan: what its value hangs on, and what coverage costs.

use plotters::prelude::*;

use super::charts::{BAR, Canvas, INK, SOFT, draw, pixels, text};
use crate::publish::{Language, PublishError};
use crate::quantity::Grosze;

const HIGH: RGBColor = RGBColor(0xc2, 0x41, 0x0c);

/// A point on the way from nothing to everything built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontierPoint {
    /// Addresses that are passed.
    pub addresses: u64,
    /// What that costs.
    pub cost: Grosze,
}

/// A bar of the tornado: changes from the base value.
pub struct Torn {
    /// The assumption.
    pub name: String,
    /// Change at its lowest value.
    pub at_low: Grosze,
    /// Change at its highest value.
    pub at_high: Grosze,
}

/// Bars to both sides of a middle line, the strongest at the top.
///
/// # Errors
/// When plotters fails, which is a defect of the program.
pub fn tornado(language: Language, bars: &[Torn]) -> Result<String, PublishError> {
    let words = |key| language.label("costs", key);
    let (row, top) = (26, 34);
    let rows = i32::try_from(bars.len()).unwrap_or(0).max(1);
    let size = (720, u32::try_from(top + rows * row + 34).unwrap_or(340));
    let most = bars.iter().flat_map(|b| [b.at_low, b.at_high]).map(|g| g.0.unsigned_abs()).max();
    let most = most.unwrap_or(0).max(1);
    let (middle, half) = (474, 176);
    draw(words("tornado_alt"), size, |canvas| {
        canvas.fill(&WHITE)?;
        let mut x = 8;
        for (key, colour) in [("at_low", BAR), ("at_high", HIGH)] {
            canvas.draw(&Rectangle::new([(x, 9), (x + 12, 21)], colour.filled()))?;
            canvas.draw(&Text::new(words(key).to_owned(), (x + 18, 8), text(15, INK)))?;
            x += 260;
        }
        for (bar, position) in bars.iter().zip(0..) {
            let y = top + position * row;
            let name: String = bar.name.chars().take(44).collect();
            canvas.draw(&Text::new(name, (4, y + 3), text(14, INK)))?;
            for (change, colour) in [(bar.at_low, BAR), (bar.at_high, HIGH)] {
                let long = pixels(change.0.unsigned_abs(), most, half);
                if change == Grosze::ZERO {
                    continue;
                }
                let x = if change.0 < 0 {
                    [middle - long.max(1), middle]
                } else {
                    [middle, middle + long.max(1)]
                };
                let corners = [(x[0], y + 2), (x[1], y + row - 6)];
                canvas.draw(&Rectangle::new(corners, colour.filled()))?;
                let shown = language.zloty(Grosze(change.0 / 1000));
                let width = i32::try_from(shown.chars().count()).unwrap_or(4) * 7;
                let at = if change.0 < 0 { x[0] - width - 4 } else { x[1] + 4 };
                canvas.draw(&Text::new(shown, (at, y + 3), text(13, SOFT)))?;
            }
        }
        let line = PathElement::new([(middle, top - 4), (middle, top + rows * row)], INK);
        canvas.draw(&line)?;
        let axis = words("tornado_axis").to_owned();
        canvas.draw(&Text::new(axis, (middle - 70, top + rows * row + 10), text(14, SOFT)))
    })
}

/// A grid line's step: 1, 2 or 5 times a power of ten, so that at most five fit.
fn step(most: u64) -> u64 {
    let mut decade = 1_u64;
    loop {
        let steps = [1, 2, 5].map(|factor| decade.saturating_mul(factor));
        if let Some(step) = steps.into_iter().find(|step| most / step <= 5) {
            return step;
        }
        decade = decade.saturating_mul(10);
    }
}

fn grid(
    language: Language,
    canvas: &Canvas<'_>,
    plane: &Plane,
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let Plane { left, top, width, height, most_addresses, most_millions } = *plane;
    for value in (0..=most_millions).step_by(usize::try_from(step(most_millions)).unwrap_or(1)) {
        let y = top + height - pixels(value, most_millions, height);
        canvas.draw(&PathElement::new([(left, y), (left + width, y)], SOFT.mix(0.25)))?;
        let shown = language.zloty(Grosze(i64::try_from(value).unwrap_or(0)));
        let shown = if most_millions < 1000 {
            language.hundredths(i64::try_from(value).unwrap_or(0))
        } else {
            shown
        };
        canvas.draw(&Text::new(shown, (8, y - 7), text(14, SOFT)))?;
    }
    let stride = usize::try_from(step(most_addresses)).unwrap_or(1);
    for value in (0..=most_addresses).step_by(stride) {
        let x = left + pixels(value, most_addresses, width);
        canvas.draw(&PathElement::new([(x, top + height), (x, top + height + 4)], SOFT))?;
        canvas.draw(&Text::new(
            language.number(value),
            (x - 8, top + height + 8),
            text(14, SOFT),
        ))?;
    }
    Ok(())
}

/// Points that are told in words at most.
const TOLD: usize = 16;

/// The points that are told: all, or evenly many with both ends.
pub(super) fn chosen(points: &[FrontierPoint]) -> Vec<FrontierPoint> {
    let last = points.len().saturating_sub(1);
    if points.len() <= TOLD {
        return points.to_vec();
    }
    (0..TOLD).map(|n| points[n * last / (TOLD - 1)]).collect()
}

/// Where the curve is drawn and what its ends are.
#[derive(Clone, Copy)]
struct Plane {
    left: i32,
    top: i32,
    width: i32,
    height: i32,
    most_addresses: u64,
    /// Hundredths of a million.
    most_millions: u64,
}

/// What coverage costs: addresses to the right, millions upward.
///
/// # Errors
/// When plotters fails, which is a defect of the program.
pub fn frontier_chart(
    language: Language,
    points: &[FrontierPoint],
) -> Result<String, PublishError> {
    let words = |key| language.label("costs", key).to_owned();
    // 10^6 PLN are 10^8 grosze: hundredths of a million are 10^6 grosze.
    let cost = |point: &FrontierPoint| u64::try_from(point.cost.0).unwrap_or(0);
    let plane = Plane {
        left: 56,
        top: 30,
        width: 486,
        height: 246,
        most_addresses: points.iter().map(|p| p.addresses).max().unwrap_or(0).max(1),
        most_millions: points.iter().map(cost).max().unwrap_or(0).div_ceil(1_000_000).max(1),
    };
    let told: Vec<String> = chosen(points)
        .iter()
        .map(|point| {
            let cost = language.zloty(point.cost).replace('\u{a0}', " ");
            format!("{}: {cost}", language.number(point.addresses).replace('\u{a0}', " "))
        })
        .collect();
    let alt = format!("{} – {}", words("frontier_alt"), told.join("; "));
    draw(&alt, (560, 340), |canvas| {
        canvas.fill(&WHITE)?;
        grid(language, canvas, &plane)?;
        let Plane { left, top, width, height, most_addresses, most_millions } = plane;
        let at = |point: &FrontierPoint| {
            let x = left + pixels(point.addresses, most_addresses, width);
            (x, top + height - pixels(cost(point), most_millions * 1_000_000, height))
        };
        canvas.draw(&PathElement::new(
            points.iter().map(at).collect::<Vec<_>>(),
            BAR.stroke_width(2),
        ))?;
        for point in points {
            canvas.draw(&Circle::new(at(point), 3, BAR.filled()))?;
        }
        canvas.draw(&Text::new(words("frontier_cost"), (8, 4), text(15, SOFT)))?;
        let below = (left + width - 170, top + height + 30);
        canvas.draw(&Text::new(words("frontier_axis"), below, text(15, SOFT)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_few() {
        let cases = [
            (1, 1),
            (5, 1),
            (6, 2),
            (11, 2),
            (12, 5),
            (29, 5),
            (30, 10),
            (340, 100),
            (599, 100),
            (600, 200),
        ];
        for (most, expected) in cases {
            assert_eq!(step(most), expected, "{most}");
        }
    }

    #[test]
    fn few_of_many_points_are_told_and_both_ends() {
        let points: Vec<FrontierPoint> =
            (0..31).map(|n| FrontierPoint { addresses: n, cost: Grosze(1) }).collect();
        let told: Vec<u64> = chosen(&points).iter().map(|point| point.addresses).collect();
        // 30 steps by fifteen.
        assert_eq!(told, (0..16).map(|n| n * 2).collect::<Vec<_>>());
        assert_eq!(chosen(&points[..16]).len(), 16);
        assert!(chosen(&[]).is_empty());
    }

    #[test]
    fn charts_hold_what_they_show() {
        let points = [(0, 0), (10, 5_000_000_000), (40, 40_000_000_000)]
            .map(|(addresses, cost)| FrontierPoint { addresses, cost: Grosze(cost) });
        let svg = frontier_chart(Language::Polish, &points).expect("a chart");
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains(" – 0: 0; 10: 50 000 000; 40: 400 000 000</title>"), "{svg}");
        let bars = [Torn {
            name: "Wykop".to_owned(),
            at_low: Grosze(40_000_000),
            at_high: Grosze(-90_000_000),
        }];
        let svg = tornado(Language::Polish, &bars).expect("a chart");
        // 400 000 PLN up, 900 000 PLN down: in thousands.
        assert!(svg.contains("400") && svg.contains("−900") && svg.contains("Wykop"), "{svg}");
        assert!(tornado(Language::Polish, &[]).is_ok());
    }
}
