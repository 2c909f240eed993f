//! The plane of the synthetic gmina: metres east and north of its origin, and its outline.
//!
//! Only `+ - * /` and the square root are used, all exact by IEEE 754: same bytes on any machine.

use super::rng::SplitMix64;

/// WGS 84 position of the origin of the plane.
const ORIGIN_LON: f64 = 19.6;
const ORIGIN_LAT: f64 = 53.3;
/// Length of one degree on the WGS 84 ellipsoid at 53.3° N.
const LON_DEGREE_M: f64 = 66_671.1;
const LAT_DEGREE_M: f64 = 111_291.9;

const N_CORNERS: usize = 60;
/// Cosine and sine of 360° / 60.
const TURN: Point = Point::new(0.994_521_895_368_273_3, 0.104_528_463_267_653_5);
const HALF_WIDTH_M: f64 = 6_050.0;
const HALF_HEIGHT_M: f64 = 5_050.0;

/// A point or a direction of the plane, in metres.
#[derive(Clone, Copy)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Point {
    pub(super) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// This point moved by so many metres along a direction of length one.
    pub(super) fn moved(self, direction: Self, metres: f64) -> Self {
        Self::new(self.x + direction.x * metres, self.y + direction.y * metres)
    }

    pub(super) fn to(self, other: Self) -> Self {
        Self::new(other.x - self.x, other.y - self.y)
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    pub(super) fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    pub(super) fn distance(self, other: Self) -> f64 {
        self.to(other).length()
    }

    /// The same direction with length one; a zero vector becomes east.
    pub(super) fn unit(self) -> Self {
        let length = self.length();
        if length > 0.0 { Self::new(self.x / length, self.y / length) } else { Self::new(1.0, 0.0) }
    }

    /// The direction a quarter turn to the left.
    pub(super) fn left(self) -> Self {
        Self::new(-self.y, self.x)
    }

    pub(super) fn lon(self) -> f64 {
        ORIGIN_LON + self.x / LON_DEGREE_M
    }

    pub(super) fn lat(self) -> f64 {
        ORIGIN_LAT + self.y / LAT_DEGREE_M
    }
}

/// The border of the gmina: a counter-clockwise ring, not closed.
pub(super) struct Outline {
    pub(super) corners: Vec<Point>,
}

impl Outline {
    /// An ellipse with bays and bulges of a few hundred metres.
    pub(super) fn draw(rng: &mut SplitMix64) -> Self {
        let bays: Vec<f64> = (0..N_CORNERS / 4).map(|_| rng.between(-0.12, 0.12)).collect();
        let mut direction = Point::new(1.0, 0.0);
        let mut corners = Vec::with_capacity(N_CORNERS);
        for (bay, next) in bays.iter().zip(bays.iter().cycle().skip(1)) {
            for quarter in [0.0, 0.25, 0.5, 0.75] {
                let stretch = 1.0 + bay + (next - bay) * quarter + rng.between(-0.028, 0.028);
                let scaled = Point::new(direction.x / HALF_WIDTH_M, direction.y / HALF_HEIGHT_M);
                corners.push(Point::new(0.0, 0.0).moved(direction, stretch / scaled.length()));
                direction = Point::new(
                    direction.x * TURN.x - direction.y * TURN.y,
                    direction.x * TURN.y + direction.y * TURN.x,
                );
            }
        }
        Self { corners }
    }

    /// Distance to the border in metres, negative outside.
    pub(super) fn depth(&self, point: Point) -> f64 {
        let distance = self.nearest(point).distance(point);
        if self.contains(point) { distance } else { -distance }
    }

    /// The place so many metres beyond the border, straight out from a point inside.
    pub(super) fn beyond(&self, inside: Point, metres: f64) -> Point {
        let gate = self.nearest(inside);
        gate.moved(inside.to(gate).unit(), metres)
    }

    fn edges(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let ends = self.corners.iter().cycle().skip(1);
        self.corners.iter().copied().zip(ends.copied())
    }

    fn contains(&self, point: Point) -> bool {
        let crossings = self.edges().filter(|(a, b)| {
            (a.y > point.y) != (b.y > point.y)
                && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
        });
        crossings.count() % 2 == 1
    }

    fn nearest(&self, point: Point) -> Point {
        self.edges()
            .map(|(a, b)| {
                let edge = a.to(b);
                let share = (a.to(point).dot(edge) / edge.dot(edge)).clamp(0.0, 1.0);
                a.moved(edge, share)
            })
            .min_by(|p, q| p.distance(point).total_cmp(&q.distance(point)))
            .expect("an outline has corners")
    }
}
