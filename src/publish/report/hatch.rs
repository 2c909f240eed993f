//! Strokes over filled areas of charts, so that classes are apart without colour.

use plotters::prelude::*;

use super::charts::Canvas;

/// What is drawn over an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hatch {
    /// Nothing.
    Plain,
    /// Strokes that rise to the right.
    Rising,
    /// Strokes that fall to the right.
    Falling,
    /// Both.
    Cross,
    /// Level strokes.
    Level,
}

/// Between two strokes, in pixels.
const STEP: usize = 7;

/// White on dark colours, dark on light ones.
fn ink(colour: RGBColor) -> RGBColor {
    let RGBColor(red, green, blue) = colour;
    let light = u32::from(red) * 3 + u32::from(green) * 6 + u32::from(blue);
    if light > 1200 { super::charts::INK } else { WHITE }
}

/// Ends of the strokes of an area from its upper left to its lower right corner.
pub(super) fn strokes(
    hatch: Hatch,
    [(left, top), (right, bottom)]: [(i32, i32); 2],
) -> Vec<[(i32, i32); 2]> {
    let mut found = Vec::new();
    if matches!(hatch, Hatch::Rising | Hatch::Cross) {
        // x + y is the same along a stroke.
        for sum in (left + top..right + bottom).step_by(STEP) {
            let from = left.max(sum - bottom);
            let to = right.min(sum - top);
            found.push([(from, sum - from), (to, sum - to)]);
        }
    }
    if matches!(hatch, Hatch::Falling | Hatch::Cross) {
        for less in (left - bottom..right - top).step_by(STEP) {
            let from = left.max(less + top);
            let to = right.min(less + bottom);
            found.push([(from, from - less), (to, to - less)]);
        }
    }
    if hatch == Hatch::Level {
        found.extend((top + 3..bottom).step_by(4).map(|y| [(left, y), (right, y)]));
    }
    found.retain(|[from, to]| from != to);
    found
}

/// Fills an area and draws its strokes and its edge.
pub(super) fn area(
    canvas: &Canvas<'_>,
    corners: [(i32, i32); 2],
    (colour, hatch): (RGBColor, Hatch),
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    canvas.draw(&Rectangle::new(corners, colour.filled()))?;
    for ends in strokes(hatch, corners) {
        canvas.draw(&PathElement::new(ends, ink(colour).mix(0.8)))?;
    }
    canvas.draw(&Rectangle::new(corners, super::charts::INK.mix(0.45)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_stay_within_their_area() {
        let corners = [(10, 20), (40, 33)];
        for hatch in [Hatch::Rising, Hatch::Falling, Hatch::Cross, Hatch::Level] {
            let found = strokes(hatch, corners);
            assert!(found.len() > 2, "{hatch:?}: {found:?}");
            for (x, y) in found.into_iter().flatten() {
                assert!((10..=40).contains(&x) && (20..=33).contains(&y), "{hatch:?}: {x} {y}");
            }
        }
        assert!(strokes(Hatch::Plain, corners).is_empty());
        // A stroke of 45°: as far to the side as up.
        let [from, to] = strokes(Hatch::Rising, corners)[3];
        assert_eq!(to.0 - from.0, from.1 - to.1);
    }
}
