//! Outlines of gminas on one grid, so that neighbours still touch when they are drawn small.

use std::fmt::Write as _;

use geo::BoundingRect as _;
use geo_types::{LineString, MultiPolygon, Rect, coord};

/// Grid steps of the longer side of the drawing.
const STEPS: f64 = 2000.0;
/// Free steps around it.
const MARGIN: f64 = 20.0;

/// The drawing of all outlines.
pub(in crate::publish) struct Drawing {
    /// Width and height in steps.
    pub(in crate::publish) size: (u32, u32),
    /// Metres of one step.
    pub(in crate::publish) metres: f64,
    /// Easting and northing of its upper left corner.
    pub(in crate::publish) corner: (f64, f64),
    /// Path of each outline in the order given; empty where there is none.
    pub(in crate::publish) paths: Vec<String>,
}

type Point = (i64, i64);

/// Vertices of a ring on the grid: each once, without those between two others of a straight line.
///
/// Two neighbours have the same vertices, so they get the same points of the grid.
fn on_grid(ring: &LineString, at: impl Fn(f64, f64) -> Point) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::with_capacity(ring.0.len());
    for vertex in &ring.0 {
        let point = at(vertex.x, vertex.y);
        if points.last() == Some(&point) {
            continue;
        }
        let n = points.len();
        if n > 1 && is_between(points[n - 2], points[n - 1], point) {
            points.pop();
        }
        points.push(point);
    }
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

/// Whether `b` lies on the way from `a` straight on to `c`.
fn is_between(a: Point, b: Point, c: Point) -> bool {
    let (first, second) = ((b.0 - a.0, b.1 - a.1), (c.0 - b.0, c.1 - b.1));
    let cross = first.0 * second.1 - first.1 * second.0;
    let dot = first.0 * second.0 + first.1 * second.1;
    cross == 0 && dot > 0
}

/// A ring as a path of whole steps; nothing where it has no area on the grid.
fn put_ring(points: &[Point], path: &mut String) {
    let Some((first, rest)) = points.split_first().filter(|_| points.len() > 2) else { return };
    // Writing to a `String` cannot fail.
    let _ = write!(path, "M{} {}l", first.0, first.1);
    let mut last = *first;
    for (number, point) in rest.iter().enumerate() {
        let (x, y) = (point.0 - last.0, point.1 - last.1);
        let before = if number == 0 || x < 0 { "" } else { " " };
        let between = if y < 0 { "" } else { " " };
        let _ = write!(path, "{before}{x}{between}{y}");
        last = *point;
    }
    path.push('z');
}

/// Draws outlines; nothing where none is known.
pub(in crate::publish) fn draw(outlines: &[Option<&MultiPolygon>]) -> Option<Drawing> {
    let rects = outlines.iter().flatten().filter_map(|outline| outline.bounding_rect());
    let bounds = rects.reduce(|a, b| {
        Rect::new(
            coord! { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
            coord! { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
        )
    })?;
    let metres = (bounds.width().max(bounds.height()) / STEPS).max(0.01);
    // In range: at most STEPS and two margins.
    #[expect(clippy::cast_possible_truncation, reason = "in range")]
    let step = |length: f64| (length / metres + MARGIN).round() as i64;
    let at = |x: f64, y: f64| (step(x - bounds.min().x), step(bounds.max().y - y));
    let paths = outlines.iter().map(|outline| {
        let mut path = String::new();
        for polygon in outline.iter().flat_map(|outline| outline.iter()) {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            rings.for_each(|ring| put_ring(&on_grid(ring, at), &mut path));
        }
        if let (true, Some(rect)) = (path.is_empty(), outline.and_then(|o| o.bounding_rect())) {
            // Smaller than a step: still there.
            let (x, y) = at(rect.center().x, rect.center().y);
            put_ring(&[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)], &mut path);
        }
        path
    });
    let side = |length: f64| u32::try_from(step(length)).unwrap_or(0) + 20;
    Some(Drawing {
        size: (side(bounds.width()), side(bounds.height())),
        metres,
        corner: (bounds.min().x - MARGIN * metres, bounds.max().y + MARGIN * metres),
        paths: paths.collect(),
    })
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;

    #[test]
    fn north_is_up_and_neighbours_share_their_border() {
        // Two squares of 1 km side by side: 2 km are 2000 steps, so a step is a metre.
        let west = polygon![(x: 0.0, y: 0.0), (x: 1000.0, y: 0.0), (x: 1000.0, y: 1000.0), (x: 0.0, y: 1000.0)];
        let east = polygon![(x: 1000.0, y: 0.0), (x: 2000.0, y: 0.0), (x: 2000.0, y: 1000.0), (x: 1000.0, y: 1000.0), (x: 1000.0, y: 500.2)];
        let (west, east) = (MultiPolygon(vec![west]), MultiPolygon(vec![east]));
        let drawing = draw(&[Some(&west), None, Some(&east)]).expect("outlines");
        assert_eq!(drawing.size, (2040, 1040));
        assert!((drawing.metres - 1.0).abs() < 1e-12);
        assert_eq!(drawing.corner, (-20.0, 1020.0), "20 steps to the west and north");
        // From the south-west: east, north (up is less), west.
        assert_eq!(drawing.paths[0], "M20 1020l1000 0 0-1000-1000 0z");
        assert_eq!(drawing.paths[1], "");
        // The vertex in the middle of the border is on a straight line.
        assert_eq!(drawing.paths[2], "M1020 1020l1000 0 0-1000-1000 0z");
    }

    #[test]
    fn what_is_smaller_than_a_step_stays_visible() {
        let large = polygon![(x: 0.0, y: 0.0), (x: 200_000.0, y: 0.0), (x: 0.0, y: 200_000.0)];
        let small =
            polygon![(x: 5000.0, y: 5000.0), (x: 5010.0, y: 5000.0), (x: 5000.0, y: 5010.0)];
        let (large, small) = (MultiPolygon(vec![large]), MultiPolygon(vec![small]));
        let drawing = draw(&[Some(&large), Some(&small)]).expect("outlines");
        assert!(drawing.paths[1].ends_with('z'), "{}", drawing.paths[1]);
    }
}
