//! Which polygon covers a point: a raster that answers for whole cells, exact tests at borders.
//!
//! A cell of the raster that no border crosses has one answer for all its points. For the others
//! it lists the polygons whose border crosses it; of such a polygon only the edges in the point's
//! slab, a strip of equal northing, are looked at.

use super::polygons::{Bounds, Polygons, position};

/// Which of several polygons that cover a point is the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one with the lowest position.
    Lowest,
    /// Whichever is found first: it matters only whether there is one.
    Any,
}

/// Edges of a polygon by slab.
struct Slabs {
    bounds: Bounds,
    /// Height of a slab is 2^shift mm.
    shift: u32,
    /// Position of the first slab among all starts.
    first: u32,
}

/// A polygon whose border crosses a cell, and what holds there if it does not cover the point.
struct Crossing {
    polygon: u32,
    otherwise: u32,
}

/// No polygon. Zero, so that cells that nobody looks at take no memory.
const EMPTY: u32 = 0;
/// Marks positions in the list of crossings; without it a value is the polygon of a whole cell,
/// plus one.
const CROSSED: u32 = 1 << 31;
/// Edges a slab has on average, were each in one slab only.
const EDGES_PER_SLAB: usize = 8;

/// Cells of 2^shift mm.
#[derive(Clone, Copy, Debug)]
struct Raster {
    origin: [i32; 2],
    shift: u32,
    columns: u32,
    rows: u32,
}

impl Raster {
    fn new(bounds: Bounds, shift: u32) -> Self {
        let [columns, rows] = [0, 1].map(|axis| {
            let extent = i64::from(bounds.max[axis]) - i64::from(bounds.min[axis]);
            u32::try_from((extent.max(-1) >> shift) + 1).expect("an extent of i32 fits into u32")
        });
        Self { origin: bounds.min, shift, columns, rows }
    }

    /// Column and row of a point that lies in the raster.
    #[inline]
    fn cell(&self, [x, y]: [i32; 2]) -> (u32, u32) {
        let along =
            |value: i32, origin: i32| value.wrapping_sub(origin).cast_unsigned() >> self.shift;
        (along(x, self.origin[0]), along(y, self.origin[1]))
    }

    /// Position of the cell of any point; `None` outside.
    #[inline]
    fn position(&self, [x, y]: [i32; 2]) -> Option<usize> {
        let (column, row) = self.cell([x, y]);
        let inside =
            x >= self.origin[0] && y >= self.origin[1] && column < self.columns && row < self.rows;
        inside.then(|| self.at(column, row))
    }

    #[inline]
    const fn at(&self, column: u32, row: u32) -> usize {
        row as usize * self.columns as usize + column as usize
    }

    /// A point in the middle of a cell.
    fn middle(&self, column: u32, row: u32) -> [i32; 2] {
        let along = |cell: u32, origin: i32| {
            let offset = (i64::from(cell) << self.shift) + (1_i64 << self.shift >> 1);
            i32::try_from(i64::from(origin) + offset).unwrap_or(i32::MAX)
        };
        [along(column, self.origin[0]), along(row, self.origin[1])]
    }

    /// Appends the cells that the edges of a ring touch; some more than once.
    fn touch(&self, ring: &[[i32; 2]], touched: &mut Vec<u32>) {
        let mut ends = ring.iter().map(|point| (*point, self.cell(*point)));
        let Some(mut before) = ends.next() else { return };
        touched.push(position(self.at(before.1.0, before.1.1)));
        for after in ends {
            // Most edges are shorter than a cell: their cell is known from the edge before.
            if after.1 != before.1 {
                self.for_each_row(before, after, |row, west, east| {
                    let start = position(self.at(west, row));
                    touched.extend(start..=start + (east - west));
                });
            }
            before = after;
        }
    }

    /// Columns that an edge may touch in each of its rows; a cell too many does no harm.
    fn for_each_row(&self, a: Corner, b: Corner, mut each: impl FnMut(u32, u32, u32)) {
        let ((a, (column_a, row_a)), (b, (column_b, row_b))) = (a, b);
        let (west, east) = (column_a.min(column_b), column_a.max(column_b));
        if row_a == row_b || west == east {
            for row in row_a.min(row_b)..=row_a.max(row_b) {
                each(row, west, east);
            }
            return;
        }
        let (low, high) = if a[1] < b[1] { (a, b) } else { (b, a) };
        let [x0, y0, x1, y1] = [low[0], low[1], high[0], high[1]].map(f64::from);
        let slope = (x1 - x0) / (y1 - y0);
        let side = f64::from(1 << self.shift);
        let column = |x: f64| {
            let offset = (x.clamp(x0.min(x1), x0.max(x1)) - f64::from(self.origin[0])) / side;
            // Not negative: the edge lies in the raster.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "in the raster"
            )]
            let column = offset as u32;
            column
        };
        for row in self.cell(low).1..=self.cell(high).1 {
            let south = f64::from(self.origin[1]) + f64::from(row) * side - 1.0;
            let ends = [south, south + side + 1.0].map(|y| x0 + (y.clamp(y0, y1) - y0) * slope);
            let (from, to) = (ends[0].min(ends[1]) - 1.0, ends[0].max(ends[1]) + 1.0);
            each(row, column(from), column(to).min(east));
        }
    }
}

/// A vertex with the column and row of its cell.
type Corner = ([i32; 2], (u32, u32));

/// Index over polygons, in the order of their positions.
pub struct Cover {
    polygons: Polygons,
    slabs: Vec<Slabs>,
    slab_starts: Vec<u32>,
    slab_edges: Vec<u32>,
    raster: Raster,
    cells: Vec<u32>,
    crossings: Vec<Crossing>,
}

impl Cover {
    /// Indexes polygons with cells of 2^`shift` mm.
    ///
    /// # Panics
    /// When there are 2^31 polygons or more.
    pub fn new(polygons: Polygons, choice: Choice, shift: u32) -> Self {
        assert!(polygons.len() < CROSSED as usize - 1, "fewer than 2^31 polygons");
        let mut all = Bounds::NONE;
        let n_edges = polygons.points.len();
        let mut slabs = Vec::with_capacity(polygons.len());
        let (mut slab_starts, mut slab_edges) = (Vec::new(), Vec::with_capacity(n_edges * 3 / 2));
        for polygon in 0..polygons.len() {
            let bounds = polygons.bounds(polygon);
            if bounds != Bounds::NONE {
                all.add(bounds.min);
                all.add(bounds.max);
            }
            let first = position(slab_starts.len());
            let shift = fill_slabs(&polygons, polygon, bounds, &mut slab_starts, &mut slab_edges);
            slabs.push(Slabs { bounds, shift, first });
        }
        let raster = Raster::new(all, shift);
        let n_cells = raster.columns as usize * raster.rows as usize;
        let (cells, crossings) = (vec![EMPTY; n_cells], Vec::new());
        let mut cover = Self { polygons, slabs, slab_starts, slab_edges, raster, cells, crossings };
        cover.paint(choice);
        cover
    }

    /// Fills the raster from the last polygon to the first, so that lower ones cover higher ones.
    fn paint(&mut self, choice: Choice) {
        let mut touched: Vec<u32> = Vec::new();
        for polygon in (0..self.polygons.len()).rev() {
            touched.clear();
            for ring in self.polygons.rings(polygon) {
                self.raster.touch(ring, &mut touched);
            }
            touched.sort_unstable();
            touched.dedup();
            self.paint_whole(polygon, &touched);
            for cell in &touched {
                let value = &mut self.cells[*cell as usize];
                let is_whole = *value != EMPTY && *value < CROSSED;
                if choice == Choice::Any && is_whole {
                    continue;
                }
                let crossing = position(self.crossings.len()) | CROSSED;
                self.crossings.push(Crossing { polygon: position(polygon), otherwise: *value });
                *value = crossing;
            }
        }
        assert!(self.crossings.len() < CROSSED as usize, "fewer than 2^31 crossings");
    }

    /// Between two cells that a border crosses, in one row, all points have the same answer.
    fn paint_whole(&mut self, polygon: usize, touched: &[u32]) {
        let columns = self.raster.columns;
        for pair in touched.windows(2) {
            let [before, after] = *pair else { continue };
            let row = before / columns;
            if after == before + 1 || after / columns != row {
                continue;
            }
            let middle = self.raster.middle(before % columns + 1, row);
            if self.covers(polygon, middle) {
                self.cells[before as usize + 1..after as usize].fill(position(polygon) + 1);
            }
        }
    }

    /// Whether a polygon covers a point; its border belongs to it.
    ///
    /// Counts the edges that a ray to the east crosses; an edge counts from its southern end up
    /// to, but without, its northern one. Exact: `i64` holds the products.
    pub fn covers(&self, polygon: usize, point: [i32; 2]) -> bool {
        let slabs = &self.slabs[polygon];
        if !slabs.bounds.covers(point) {
            return false;
        }
        let [x, y] = point.map(i64::from);
        let slab = (point[1].wrapping_sub(slabs.bounds.min[1]).cast_unsigned() >> slabs.shift)
            + slabs.first;
        let starts = &self.slab_starts[slab as usize..slab as usize + 2];
        let mut inside = false;
        for edge in &self.slab_edges[starts[0] as usize..starts[1] as usize] {
            let (a, b) = self.polygons.edge(*edge);
            if a[0] < point[0] && b[0] < point[0] {
                continue;
            }
            let ([ax, ay], [bx, by]) = (a.map(i64::from), b.map(i64::from));
            if (ay > y) != (by > y) {
                let cross = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
                if cross == 0 {
                    return true;
                }
                inside ^= (cross > 0) == (by > ay);
            } else if ay == y || by == y {
                let level = ay == by && ax.min(bx) <= x && x <= ax.max(bx);
                if level || a == point || b == point {
                    return true;
                }
            }
        }
        inside
    }

    /// The polygon that covers a point, a point on a border included.
    #[inline]
    pub fn find(&self, point: [i32; 2]) -> Option<u32> {
        let mut value = self.raster.position(point).map_or(EMPTY, |cell| self.cells[cell]);
        while value != EMPTY {
            if value < CROSSED {
                return Some(value - 1);
            }
            let crossing = &self.crossings[(value ^ CROSSED) as usize];
            if self.covers(crossing.polygon as usize, point) {
                return Some(crossing.polygon);
            }
            value = crossing.otherwise;
        }
        None
    }
}

/// Sorts the edges of a polygon into slabs; returns the shift that gives their height.
fn fill_slabs(
    polygons: &Polygons,
    polygon: usize,
    bounds: Bounds,
    starts: &mut Vec<u32>,
    edges: &mut Vec<u32>,
) -> u32 {
    let n_edges: usize = polygons.rings(polygon).map(|ring| ring.len() - 1).sum();
    if n_edges == 0 {
        return 0;
    }
    let height = bounds.max[1].wrapping_sub(bounds.min[1]).cast_unsigned();
    let wanted = height / position(n_edges.div_ceil(EDGES_PER_SLAB));
    // At most 31: a polygon spans less than 2^31 mm.
    let shift = u32::BITS - wanted.leading_zeros();
    let n_slabs = (height >> shift) as usize + 1;
    // Counts, then ends, then (as edges are put in from the end) starts.
    let first = starts.len();
    starts.resize(first + n_slabs + 1, 0);
    let counts = &mut starts[first..];
    for_each_slab(polygons, polygon, bounds, shift, |_, slabs| {
        counts[slabs].iter_mut().for_each(|count| *count += 1);
    });
    let mut end = position(edges.len());
    for count in counts.iter_mut() {
        end += *count;
        *count = end;
    }
    edges.resize(end as usize, 0);
    for_each_slab(polygons, polygon, bounds, shift, |edge, slabs| {
        for slab in slabs {
            counts[slab] -= 1;
            edges[counts[slab] as usize] = edge;
        }
    });
    shift
}

/// Hands on every edge of a polygon with the slabs that it touches.
#[inline]
fn for_each_slab(
    polygons: &Polygons,
    polygon: usize,
    bounds: Bounds,
    shift: u32,
    mut each: impl FnMut(u32, std::ops::RangeInclusive<usize>),
) {
    let slab = |point: &[i32; 2]| {
        let above = point[1].wrapping_sub(bounds.min[1]).cast_unsigned();
        (above >> shift) as usize
    };
    for (first, ring) in polygons.placed_rings(polygon) {
        let mut before = slab(&ring[0]);
        for (edge, point) in (first..).zip(&ring[1..]) {
            let after = slab(point);
            each(edge, before.min(after)..=before.max(after));
            before = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Ring = Vec<[i32; 2]>;

    fn index(polygons: &[Vec<Ring>], choice: Choice, shift: u32) -> Cover {
        let mut all = Polygons::default();
        for rings in polygons {
            for ring in rings {
                all.push_ring(ring.iter().copied());
            }
            assert!(all.end_polygon());
        }
        Cover::new(all, choice, shift)
    }

    /// Even-odd rule by a ray to the north, borders first; nothing shared with the index.
    fn covers(rings: &[Ring], [x, y]: [i32; 2]) -> bool {
        let mut inside = false;
        for ring in rings {
            for (at, a) in ring.iter().enumerate() {
                let b = ring[(at + 1) % ring.len()];
                let [ax, ay, bx, by] = [a[0] - x, a[1] - y, b[0] - x, b[1] - y].map(i128::from);
                let cross = ax * by - ay * bx;
                if cross == 0 && ax * bx <= 0 && ay * by <= 0 {
                    return true;
                }
                if (ax > 0) != (bx > 0) && (cross < 0) == (bx > ax) {
                    inside = !inside;
                }
            }
        }
        inside
    }

    fn square(west: i32, south: i32, side: i32) -> Ring {
        let (east, north) = (west + side, south + side);
        vec![[west, south], [east, south], [east, north], [west, north]]
    }

    #[test]
    fn a_border_point_goes_to_the_lowest_and_a_hole_is_not_covered() {
        // 0: square with a hole of 4 in the middle; 1: its neighbour to the east.
        let world = [vec![square(0, 0, 10), square(3, 3, 4)], vec![square(10, 0, 10)]];
        for shift in [0, 2, 5] {
            let cover = index(&world, Choice::Lowest, shift);
            let cases = [
                ([10, 5], Some(0)),
                ([11, 5], Some(1)),
                ([20, 10], Some(1)),
                ([21, 5], None),
                ([5, 5], None),
                ([3, 5], Some(0)),
                ([0, 0], Some(0)),
                ([-1, 0], None),
                ([i32::MIN, i32::MAX], None),
            ];
            for (point, expected) in cases {
                assert_eq!(cover.find(point), expected, "{point:?}");
            }
        }
    }

    #[test]
    fn nothing_covers_nothing() {
        let cover = index(&[], Choice::Lowest, 19);
        assert_eq!(cover.find([0, 0]), None);
        let cover = index(&[vec![]], Choice::Any, 19);
        assert_eq!(cover.find([0, 0]), None);
    }

    #[test]
    fn large_coordinates_do_not_overflow() {
        let far = 2_000_000_000;
        let ring = vec![[-far, -7], [-1, -7], [-1, far], [-far, far]];
        let cover = index(&[vec![ring]], Choice::Lowest, 19);
        assert_eq!(cover.find([-2, far - 1]), Some(0));
        assert_eq!(cover.find([-1, 0]), Some(0));
        assert_eq!(cover.find([0, 0]), None);
        let mut wide = Polygons::default();
        wide.push_ring(square(-far, -far, i32::MAX).into_iter().chain([[far, far]]));
        assert!(!wide.end_polygon());
        assert_eq!(Cover::new(wide, Choice::Lowest, 19).find([0, 0]), None);
    }

    fn ring() -> impl Strategy<Value = Ring> {
        // A coarse lattice, so that points fall on borders, and borders on borders.
        prop::collection::vec((-9..9_i32, -9..9_i32), 1..9)
            .prop_map(|points| points.into_iter().map(|(x, y)| [x * 3, y * 3]).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn equals_brute_force(
            world in prop::collection::vec(prop::collection::vec(ring(), 1..3), 0..6),
            shift in 0_u32..6,
        ) {
            let lowest = index(&world, Choice::Lowest, shift);
            let any = index(&world, Choice::Any, shift);
            for x in -31..=31 {
                for y in -31..=31 {
                    let expected = world.iter().position(|rings| covers(rings, [x, y]));
                    let found = lowest.find([x, y]).map(|polygon| polygon as usize);
                    prop_assert_eq!(found, expected, "at {} {}", x, y);
                    let found = any.find([x, y]).map(|polygon| polygon as usize);
                    prop_assert_eq!(found.is_some(), expected.is_some());
                    prop_assert!(found.is_none_or(|polygon| covers(&world[polygon], [x, y])));
                }
            }
        }
    }
}
