//! The plane of EPSG:2180 in whole centimetres, and outlines in it.
//!
//! Whether a point lies in an outline is decided in integers; lengths and directions use
//! `+ - * /` and the square root only, exact by IEEE 754: same bytes on any machine.

/// A place in centimetres east and north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) e: i64,
    pub(super) n: i64,
}

/// A place or a direction in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Vector {
    pub(super) e: f64,
    pub(super) n: f64,
}

impl Spot {
    /// Metres.
    #[allow(clippy::cast_precision_loss)] // Coordinates of Poland in centimetres are below 2^27.
    pub(super) fn metres(self) -> Vector {
        Vector::new(self.e as f64 / 100.0, self.n as f64 / 100.0)
    }

    #[allow(clippy::cast_precision_loss)]
    pub(super) fn distance_m(self, other: Self) -> f64 {
        let (e, n) = ((self.e - other.e) as f64, (self.n - other.n) as f64);
        (e * e + n * n).sqrt() / 100.0
    }
}

impl Vector {
    pub(super) const fn new(e: f64, n: f64) -> Self {
        Self { e, n }
    }

    /// Rounded to the centimetre.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn spot(self) -> Spot {
        Spot { e: (self.e * 100.0).round() as i64, n: (self.n * 100.0).round() as i64 }
    }

    /// This point moved by so many metres along a direction of length one.
    pub(super) fn moved(self, direction: Self, metres: f64) -> Self {
        Self::new(self.e + direction.e * metres, self.n + direction.n * metres)
    }

    pub(super) fn to(self, other: Self) -> Self {
        Self::new(other.e - self.e, other.n - self.n)
    }

    /// The point that lies so far on the way to another, 0 here and 1 there.
    pub(super) fn towards(self, other: Self, share: f64) -> Self {
        Self::new(self.e + (other.e - self.e) * share, self.n + (other.n - self.n) * share)
    }

    pub(super) fn length(self) -> f64 {
        (self.e * self.e + self.n * self.n).sqrt()
    }

    /// The same direction with length one; a zero vector becomes east.
    pub(super) fn unit(self) -> Self {
        let length = self.length();
        if length > 0.0 { Self::new(self.e / length, self.n / length) } else { Self::new(1.0, 0.0) }
    }

    /// The direction a quarter turn to the left.
    pub(super) fn left(self) -> Self {
        Self::new(-self.n, self.e)
    }

    /// Turned left by the angle of which `t` is the tangent of the half.
    pub(super) fn turned(self, t: f64) -> Self {
        let square = t * t;
        let (cos, sin) = ((1.0 - square) / (1.0 + square), 2.0 * t / (1.0 + square));
        Self::new(self.e * cos - self.n * sin, self.e * sin + self.n * cos)
    }
}

/// A polygon: the outer ring first, then holes; rings are closed (first vertex repeated).
pub(super) struct Outline {
    pub(super) rings: Vec<Vec<Spot>>,
    /// Edges by horizontal strips, for queries.
    strips: Vec<Vec<(Spot, Spot)>>,
    south: i64,
    height: i64,
}

const N_STRIPS: usize = 96;

impl Outline {
    pub(super) fn new(rings: Vec<Vec<Spot>>) -> Self {
        let norths = || rings.iter().flatten().map(|spot| spot.n);
        let south = norths().min().unwrap_or_default();
        let north = norths().max().unwrap_or_default();
        let n_strips = i64::try_from(N_STRIPS).expect("small");
        let height = (north - south) / n_strips + 1;
        let mut strips = vec![Vec::new(); N_STRIPS];
        for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
            let (a, b) = (pair[0], pair[1]);
            let strip = |n: i64| usize::try_from((n - south) / height).expect("not south of all");
            for edges in &mut strips[strip(a.n.min(b.n))..=strip(a.n.max(b.n))] {
                edges.push((a, b));
            }
        }
        Self { rings, strips, south, height }
    }

    /// Whether the point lies inside; a point on the border may be said to be either.
    pub(super) fn contains(&self, point: Spot) -> bool {
        let strip = (point.n - self.south).div_euclid(self.height);
        let Some(edges) = usize::try_from(strip).ok().and_then(|strip| self.strips.get(strip))
        else {
            return false;
        };
        let crossings = edges.iter().filter(|(a, b)| {
            if (a.n > point.n) == (b.n > point.n) {
                return false;
            }
            let cross = (b.e - a.e) * (point.n - a.n) - (point.e - a.e) * (b.n - a.n);
            (cross > 0) == (b.n > a.n)
        });
        crossings.count() % 2 == 1
    }

    /// Whether the point and the corners of a square around it lie inside.
    pub(super) fn contains_square(&self, centre: Vector, half_m: f64) -> bool {
        let offsets = [(0.0, 0.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)];
        offsets.iter().all(|(e, n)| {
            self.contains(Vector::new(centre.e + e * half_m, centre.n + n * half_m).spot())
        })
    }

    /// Bounds: west, south, east, north.
    pub(super) fn bounds(&self) -> [i64; 4] {
        bounds(self.rings.iter().flatten().copied())
    }
}

/// West, south, east, north of some spots.
pub(super) fn bounds(spots: impl Iterator<Item = Spot>) -> [i64; 4] {
    spots.fold([i64::MAX, i64::MAX, i64::MIN, i64::MIN], |[w, s, e, n], spot| {
        [w.min(spot.e), s.min(spot.n), e.max(spot.e), n.max(spot.n)]
    })
}
