//! The nearest of many points: a grid whose rows are contiguous lists.

use super::polygons::{Bounds, distance2, position};

/// Points a cell has on average.
const PER_CELL: usize = 2;

/// Grid over points in whole millimetres.
pub struct NearestGrid {
    origin: [i32; 2],
    shift: u32,
    columns: u32,
    rows: u32,
    /// Where the points of each cell begin, row by row.
    starts: Vec<u32>,
    points: Vec<[i32; 2]>,
    positions: Vec<u32>,
}

/// A point that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Square of the distance in mm².
    pub distance2: u64,
    /// Position by which the caller knows the point.
    pub position: u32,
    /// Place in the grid.
    slot: u32,
}

impl NearestGrid {
    /// Indexes points, known by their positions.
    pub fn new(points: &[[i32; 2]]) -> Self {
        let mut bounds = Bounds::NONE;
        for point in points {
            bounds.add(*point);
        }
        if points.is_empty() {
            bounds = Bounds { min: [0, 0], max: [0, 0] };
        }
        let extent = |axis: usize| u64::from(bounds.max[axis].abs_diff(bounds.min[axis]));
        let n_cells = points.len().div_ceil(PER_CELL).max(1) as u64;
        let cells =
            |shift: u32| ((extent(0) >> shift) + 1).saturating_mul((extent(1) >> shift) + 1);
        let shift = (0..32).find(|shift| cells(*shift) <= n_cells).unwrap_or(31);
        let side = |axis| u32::try_from((extent(axis) >> shift) + 1).expect("as many as cells");
        let (columns, rows) = (side(0), side(1));
        let mut grid = Self {
            origin: bounds.min,
            shift,
            columns,
            rows,
            starts: vec![0; columns as usize * rows as usize + 1],
            points: vec![[0; 2]; points.len()],
            positions: vec![0; points.len()],
        };
        let cell = |point: &[i32; 2]| {
            let [column, row] = [0, 1].map(|axis| point[axis].abs_diff(bounds.min[axis]) >> shift);
            row as usize * columns as usize + column as usize
        };
        for point in points {
            grid.starts[cell(point)] += 1;
        }
        let mut end = 0;
        for start in &mut grid.starts {
            end += *start;
            *start = end;
        }
        // From the last to the first, so that each cell is in order of position.
        for (index, point) in points.iter().enumerate().rev() {
            let start = &mut grid.starts[cell(point)];
            *start -= 1;
            grid.points[*start as usize] = *point;
            grid.positions[*start as usize] = position(index);
        }
        grid
    }

    /// Cell along an axis, the nearest one for points outside.
    fn along(&self, axis: usize, value: i64) -> u32 {
        let cells = [self.columns, self.rows][axis];
        let offset = (value - i64::from(self.origin[axis])).max(0) >> self.shift;
        u32::try_from(offset).unwrap_or(u32::MAX).min(cells - 1)
    }

    #[inline]
    fn scan(&self, row: u32, west: u32, east: u32, from: [i32; 2], best: &mut Found) {
        let start = row as usize * self.columns as usize;
        let first = self.starts[start + west as usize] as usize;
        let end = self.starts[start + east as usize + 1] as usize;
        for (slot, point) in (first..end).zip(&self.points[first..end]) {
            let distance2 = distance2(*point, from);
            if distance2 <= best.distance2 {
                let found =
                    Found { distance2, position: self.positions[slot], slot: position(slot) };
                *best = found.min(*best);
            }
        }
    }

    /// The nearest point; of equally near ones the lowest position. `None` when there is none.
    ///
    /// `near` is an answer to a query from somewhere near: it spares work, the result is the same.
    pub fn nearest(&self, from: [i32; 2], near: Option<Found>) -> Option<Found> {
        let slot = match near {
            Some(near) => near.slot,
            None => self.any_near(from)?,
        };
        let (point, known) = (self.points[slot as usize], self.positions[slot as usize]);
        let mut best = Found { distance2: distance2(point, from), position: known, slot };
        let home = self.along(1, i64::from(from[1]));
        // Rows from the own one outwards, until the circle of the best so far reaches none.
        for step in 0..self.rows {
            let mut reached = false;
            let rows = [home.checked_sub(step), (step > 0).then(|| home + step)];
            for row in rows.into_iter().flatten().filter(|row| *row < self.rows) {
                if let Some((west, east)) = self.span(row, from, best.distance2) {
                    reached = true;
                    self.scan(row, west, east, from, &mut best);
                }
            }
            if !reached {
                break;
            }
        }
        Some(best)
    }

    /// Columns of a row that a circle reaches.
    fn span(&self, row: u32, from: [i32; 2], radius2: u64) -> Option<(u32, u32)> {
        let south = i64::from(self.origin[1]) + (i64::from(row) << self.shift);
        let north = south + (1 << self.shift) - 1;
        let y = i64::from(from[1]);
        let gap = (south - y).max(y - north).max(0).unsigned_abs();
        let half = radius2.checked_sub(gap.saturating_mul(gap))?.isqrt() + 1;
        let x = i64::from(from[0]);
        let half = i64::try_from(half).unwrap_or(i64::MAX / 2);
        Some((self.along(0, x - half), self.along(0, x + half)))
    }

    /// Some point, from the cell of `from` or the nearest rings of cells around it.
    fn any_near(&self, from: [i32; 2]) -> Option<u32> {
        let column = self.along(0, i64::from(from[0]));
        let row = self.along(1, i64::from(from[1]));
        for ring in 0..self.columns.max(self.rows) {
            let rows = row.saturating_sub(ring)..=(row + ring).min(self.rows - 1);
            for row in rows {
                let start = row as usize * self.columns as usize;
                let west = start + column.saturating_sub(ring) as usize;
                let east = start + (column + ring).min(self.columns - 1) as usize;
                if self.starts[west] < self.starts[east + 1] {
                    return Some(self.starts[west]);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn of_equally_near_points_the_first_is_found() {
        // A 3-4-5 triangle and its mirror image: both are 5 away.
        let grid = NearestGrid::new(&[[100, 100], [3, 4], [-3, 4]]);
        let found = grid.nearest([0, 0], None).expect("there are points");
        assert_eq!((found.position, found.distance2), (1, 25));
        let far = grid.nearest([90, 90], None);
        assert_eq!(grid.nearest([0, 0], far), Some(found));
    }

    #[test]
    fn no_points_and_points_at_the_ends_of_the_world() {
        assert_eq!(NearestGrid::new(&[]).nearest([0, 0], None), None);
        let (low, high) = ([i32::MIN; 2], [i32::MAX; 2]);
        let grid = NearestGrid::new(&[low, high]);
        assert_eq!(grid.nearest([1, 1], None).map(|found| found.position), Some(1));
        assert_eq!(grid.nearest([-3, -3], None).map(|found| found.position), Some(0));
    }

    proptest! {
        #[test]
        fn equals_brute_force(
            // A coarse lattice, so that ties and equal points occur; some queries from outside.
            points in prop::collection::vec([-20..20_i32, -20..20_i32], 1..80),
            queries in prop::collection::vec([-60..60_i32, -60..60_i32], 1..40),
            scale in prop::sample::select(vec![1, 700, 1_000_003]),
        ) {
            let points: Vec<[i32; 2]> = points.into_iter().map(|p| p.map(|v| v * scale)).collect();
            let grid = NearestGrid::new(&points);
            let mut near = None;
            for query in queries {
                let query = query.map(|value| value * scale);
                let square = |p: &[i32; 2]| {
                    let [east, north] = [0, 1].map(|a| i64::from(p[a]) - i64::from(query[a]));
                    (east * east + north * north).unsigned_abs()
                };
                let best = points.iter().map(square).zip(0_u32..).min();
                let alone = grid.nearest(query, None);
                near = grid.nearest(query, near);
                prop_assert_eq!(alone, near);
                prop_assert_eq!(near.map(|found| (found.distance2, found.position)), best);
            }
        }
    }
}
