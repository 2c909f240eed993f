//! Gminas that tile: cells of a jittered honeycomb with rough borders that neighbours share, and
//! towns in holes.
//!
//! A border between two corners is halved again and again, each middle pushed aside by a share of
//! its chord. The shares shrink so fast that the line stays within 26° of its chord at both ends:
//! borders that meet at wider angles cannot cross.

use super::plane::{Spot, Vector};
use super::rng::Rng;

/// Side of a cell before its corners are moved.
pub(super) const SIDE_M: f64 = 6_900.0;
/// Middle of the country, chosen so that 2 479 gminas lie within the bounds of Poland.
const MIDDLE: Vector = Vector::new(515_000.0, 455_000.0);
/// How far a corner may be moved, in sides.
const JITTER: f64 = 0.2;
/// First push of a middle in chords, and how it shrinks with each halving.
const PUSH: f64 = 0.05;
const PUSH_SHRINKS: f64 = 0.78;
const N_TOWN_CORNERS: i64 = 8;
const HALF_SQRT_3: f64 = 0.866_025_403_784_438_6;

/// A cell of the honeycomb: a point of the triangular lattice whose coordinates differ by a
/// multiple of three; its six neighbours on the lattice are its corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    i: i64,
    j: i64,
}

const AROUND: [(i64, i64); 6] = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)];

/// A key for the streams of chance, one for each lattice point.
#[allow(clippy::cast_sign_loss)] // The offset keeps both parts positive.
fn key((i, j): (i64, i64)) -> u64 {
    ((i + 100_000) as u64) << 32 | (j + 100_000) as u64
}

#[allow(clippy::cast_precision_loss)] // Lattice coordinates are some hundred.
fn place((i, j): (i64, i64)) -> Vector {
    let (i, j) = (i as f64, j as f64);
    Vector::new(MIDDLE.e + SIDE_M * (i + j / 2.0), MIDDLE.n + SIDE_M * j * HALF_SQRT_3)
}

/// The borders of one country.
pub(super) struct Lattice {
    seed: u64,
}

impl Lattice {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The cells nearest to the middle of the country, whose coast has gentle bays.
    pub(super) fn cells(n_cells: usize) -> Vec<Cell> {
        let reach = i64::try_from(n_cells.isqrt()).expect("few cells") * 2 + 4;
        let mut found = Vec::new();
        for i in -reach..=reach {
            for j in (-reach..=reach).filter(|j| (i - j).rem_euclid(3) == 0) {
                let out = MIDDLE.to(place((i, j)));
                let u = out.unit();
                let bay = 1.0 + 0.03 * (u.e * u.n * 2.0) + 0.03 * u.n * (3.0 - 4.0 * u.n * u.n);
                found.push((out.length() * bay, Cell { i, j }));
            }
        }
        found.sort_by(|p, q| p.0.total_cmp(&q.0).then(p.1.cmp(&q.1)));
        found.truncate(n_cells);
        found.into_iter().map(|(_, cell)| cell).collect()
    }

    /// The border of a cell, counter-clockwise, closed.
    pub(super) fn ring(&self, cell: Cell) -> Vec<Spot> {
        let corners = AROUND.map(|(di, dj)| (cell.i + di, cell.j + dj));
        let mut ring = Vec::with_capacity(1_600);
        for (position, &from) in corners.iter().enumerate() {
            let to = corners[(position + 1) % corners.len()];
            let mut edge = self.edge(from.min(to), from.max(to));
            if from > to {
                edge.reverse();
            }
            edge.pop();
            ring.append(&mut edge);
        }
        ring.push(ring[0]);
        ring
    }

    /// The border of a town in the middle of a cell, counter-clockwise, closed.
    pub(super) fn town_ring(&self, cell: Cell) -> Vec<Spot> {
        let mut rng = Rng::of(self.seed, "town", &[key((cell.i, cell.j))]);
        let radius_m = SIDE_M * rng.between(0.2, 0.27);
        let centre = place((cell.i, cell.j));
        // 45° has the half tangent sqrt(2) - 1.
        let half_tangent = std::f64::consts::SQRT_2 - 1.0;
        let mut direction = Vector::new(1.0, 0.0);
        let mut corners = Vec::new();
        for _ in 0..N_TOWN_CORNERS {
            corners.push(centre.moved(direction, radius_m * rng.between(0.88, 1.12)));
            direction = direction.turned(half_tangent);
        }
        let mut ring = Vec::with_capacity(1_100);
        for (position, from) in corners.iter().enumerate() {
            let to = corners[(position + 1) % corners.len()];
            let mut line = vec![*from];
            roughen(*from, to, PUSH, 7, &mut rng, &mut line);
            ring.extend(line.into_iter().map(Vector::spot));
        }
        ring.push(ring[0]);
        ring
    }

    pub(super) fn centre(cell: Cell) -> Vector {
        place((cell.i, cell.j))
    }

    fn corner(&self, at: (i64, i64)) -> Vector {
        let mut rng = Rng::of(self.seed, "corner", &[key(at)]);
        let direction = Vector::new(rng.between(-1.0, 1.0), rng.between(-1.0, 1.0)).unit();
        place(at).moved(direction, SIDE_M * JITTER * rng.between(0.0, 1.0))
    }

    /// The border between two corners, both included.
    fn edge(&self, from: (i64, i64), to: (i64, i64)) -> Vec<Spot> {
        let mut rng = Rng::of(self.seed, "border", &[key(from), key(to)]);
        let depth = if rng.chance(0.3) { 8 } else { 7 };
        let (start, end) = (self.corner(from), self.corner(to));
        let mut line = vec![start];
        roughen(start, end, PUSH, depth, &mut rng, &mut line);
        line.push(end);
        line.into_iter().map(Vector::spot).collect()
    }
}

/// Adds the points between two others, in order.
fn roughen(a: Vector, b: Vector, push: f64, depth: u32, rng: &mut Rng, line: &mut Vec<Vector>) {
    if depth == 0 {
        return;
    }
    let chord = a.to(b);
    let aside = rng.between(-push, push);
    let middle = a.towards(b, rng.between(0.45, 0.55)).moved(chord.left(), aside);
    roughen(a, middle, push * PUSH_SHRINKS, depth - 1, rng, line);
    line.push(middle);
    roughen(middle, b, push * PUSH_SHRINKS, depth - 1, rng, line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn each_border_is_shared_by_two_cells_or_is_coast() {
        let lattice = Lattice::new(5);
        let cells = Lattice::cells(37);
        let mut sides: BTreeMap<(Spot, Spot), i32> = BTreeMap::new();
        for cell in &cells {
            let ring = lattice.ring(*cell);
            assert_eq!(ring.first(), ring.last());
            for pair in ring.windows(2) {
                // Counter-clockwise neighbours walk a shared border in opposite directions.
                let (a, b) = (pair[0], pair[1]);
                *sides.entry((a.min(b), a.max(b))).or_default() += if a < b { 1 } else { -1 };
            }
        }
        let n_open = sides.values().filter(|sum| **sum != 0).count();
        assert!(sides.values().all(|sum| sum.abs() <= 1));
        // A honeycomb of 37 cells in rings has 42 sides on its coast, 128 or 256 pieces each.
        assert!((30 * 128..60 * 256).contains(&n_open), "{n_open}");
    }
}
