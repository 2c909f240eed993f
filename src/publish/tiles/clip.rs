//! Rings made simpler and cut to a tile.

use geo::Simplify as _;
use geo_types::{Coord, LineString};

use super::mvt::EXTENT;
use super::sound::TileRing;

/// Units around a tile that are drawn too, so that no border shows where it is cut.
pub(in crate::publish) const MARGIN: f64 = 64.0;
/// How far a line may leave its true course, in units: half a pixel of a tile of 512.
const TOLERANCE: f64 = 4.0;

/// Keeps of a ring what is on one side of a line across an axis.
fn half(ring: &[Coord], is_x: bool, bound: f64, is_below: bool) -> Vec<Coord> {
    let value = |c: &Coord| if is_x { c.x } else { c.y };
    let is_in = |c: &Coord| if is_below { value(c) <= bound } else { value(c) >= bound };
    let cross = |a: &Coord, b: &Coord| {
        let share = (bound - value(a)) / (value(b) - value(a));
        Coord { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) }
    };
    let mut out = Vec::with_capacity(ring.len());
    let before = ring.iter().cycle().skip(ring.len().saturating_sub(1));
    for (from, to) in before.zip(ring) {
        if is_in(from) != is_in(to) {
            out.push(cross(from, to));
        }
        if is_in(to) {
            out.push(*to);
        }
    }
    out
}

/// A ring in units of a tile, simpler and cut to it; nothing where no three places are left. It may
/// cross itself: see [`super::sound_polygons`].
pub fn ring(ring: Vec<Coord>) -> Option<TileRing> {
    cut(simple(ring)?)
}

/// A ring in units of its zoom with no more corners than can be seen.
pub(in crate::publish) fn simple(ring: Vec<Coord>) -> Option<Vec<Coord>> {
    let mut closed = ring;
    closed.push(*closed.first()?);
    let mut ring = LineString(closed).simplify(TOLERANCE).0;
    ring.pop();
    Some(ring)
}

/// What of a ring in units of a tile lies on it.
pub(in crate::publish) fn cut(mut ring: Vec<Coord>) -> Option<TileRing> {
    let end = f64::from(EXTENT) + MARGIN;
    for (is_x, bound, is_below) in
        [(true, -MARGIN, false), (true, end, true), (false, -MARGIN, false), (false, end, true)]
    {
        ring = half(&ring, is_x, bound, is_below);
    }
    #[expect(clippy::cast_possible_truncation, reason = "within the tile and its margin")]
    let mut out: TileRing = ring.iter().map(|c| [c.x.round() as i32, c.y.round() as i32]).collect();
    out.dedup();
    if out.len() > 1 && out.first() == out.last() {
        out.pop();
    }
    (out.len() >= 3).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_around_the_tile_becomes_its_border() {
        let square = |side: f64| {
            [(-side, -side), (side, -side), (side, side), (-side, side)]
                .map(|(x, y)| Coord { x, y })
                .to_vec()
        };
        let mut cut = ring(square(1e6)).expect("a ring");
        cut.sort_unstable();
        assert_eq!(cut, [[-64, -64], [-64, 4160], [4160, -64], [4160, 4160]]);
        let mut inside = ring(square(50.0)).expect("a ring");
        inside.sort_unstable();
        assert_eq!(inside, [[-50, -50], [-50, 50], [50, -50], [50, 50]]);
        let away = square(50.0).into_iter().map(|c| Coord { x: c.x + 9000.0, y: c.y }).collect();
        assert_eq!(ring(away), None);
    }
}
