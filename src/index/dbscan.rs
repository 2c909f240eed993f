//! DBSCAN as Ester, Kriegel, Sander and Xu define it (KDD-96), on a grid.
//!
//! Two points of one cell are always neighbours, so a cell of enough points needs no counting and
//! the core points of a cell are one cluster (Gunawan 2013; Gan and Tao, SIGMOD 2015).

use rayon::prelude::*;

use super::polygons::{distance2, position};

/// Cells of a parallel task.
const CHUNK: usize = 8192;

/// Label of points in no cluster.
pub const NOISE: u32 = u32::MAX;

/// Result of a clustering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clustering {
    /// Cluster of each point, or [`NOISE`].
    pub labels: Vec<u32>,
    /// Number of clusters; they are numbered from 0 by their first point.
    pub n_clusters: u32,
}

/// Points by cell, row by row.
struct Cells {
    /// Row and column of each cell that has points, ascending.
    keys: Vec<u64>,
    /// Where the points of each cell begin; one more than cells.
    starts: Vec<u32>,
    points: Vec<[i32; 2]>,
    /// Position of each point in the input.
    originals: Vec<u32>,
    radius2: u64,
}

/// Rows and columns around a cell that may hold neighbours.
const REACH: u64 = 2;
/// Bits of a digit of the radix sort.
const DIGIT: u32 = 11;
const MASK: u64 = (1 << DIGIT) - 1;

/// Sorts by key; equal keys keep their order.
fn radix_sort(items: &mut Vec<(u64, u32)>, largest: u64) {
    let mut other = vec![(0, 0); items.len()];
    let mut shift = 0;
    while shift < u64::BITS && largest >> shift > 0 {
        let digit = |key: u64| ((key >> shift) & MASK) as usize;
        let mut starts = vec![0_usize; 1 << DIGIT];
        for (key, _) in &*items {
            starts[digit(*key)] += 1;
        }
        let mut next = 0;
        for start in &mut starts {
            next += std::mem::replace(start, next);
        }
        for item in &*items {
            let start = &mut starts[digit(item.0)];
            other[*start] = *item;
            *start += 1;
        }
        std::mem::swap(items, &mut other);
        shift += DIGIT;
    }
}

impl Cells {
    fn new(points: &[[i32; 2]], radius: u32) -> Self {
        let radius2 = u64::from(radius) * u64::from(radius);
        // Greatest side whose cells have no two points farther apart than the radius.
        let side = (radius2 / 2).isqrt() + 1;
        let least = |axis: usize| points.iter().map(|point| point[axis]).min().unwrap_or(0);
        let origin = [least(0), least(1)];
        // A margin of REACH keeps neighbouring columns from meeting the rows beside theirs.
        let cell = |value: i32, origin: i32| u64::from(value.abs_diff(origin)) / side + REACH;
        let cells = |point: &[i32; 2]| [0, 1].map(|axis| cell(point[axis], origin[axis]));
        let columns = points.iter().map(|point| cells(point)[0]).max().unwrap_or(0) + 1;
        // Packed for the sort: bits that are never used would cost passes.
        let key = |point: &[i32; 2]| {
            let [column, row] = cells(point);
            row * columns + column
        };
        let mut items: Vec<(u64, u32)> = points.iter().map(key).zip(0..).collect();
        let largest = items.iter().map(|(key, _)| *key).max().unwrap_or(0);
        radix_sort(&mut items, largest);
        let mut cells = Self {
            keys: Vec::new(),
            starts: Vec::new(),
            points: items.iter().map(|(_, at)| points[*at as usize]).collect(),
            originals: items.iter().map(|(_, at)| *at).collect(),
            radius2,
        };
        let mut last = None;
        for (slot, (packed, _)) in items.iter().enumerate() {
            if last.replace(*packed) != Some(*packed) {
                cells.keys.push(((packed / columns) << 32) | (packed % columns));
                cells.starts.push(position(slot));
            }
        }
        cells.starts.push(position(points.len()));
        cells
    }
}

impl Cells {
    const fn len(&self) -> usize {
        self.keys.len()
    }

    fn range(&self, cells: std::ops::Range<usize>) -> std::ops::Range<usize> {
        self.starts[cells.start] as usize..self.starts[cells.end] as usize
    }

    /// Hands on each of `cells` and, row by row, the cells around it, itself included.
    fn for_each_around(
        &self,
        cells: std::ops::Range<usize>,
        mut each: impl FnMut(usize, &[std::ops::Range<usize>; 5]),
    ) {
        let Some(first) = self.keys.get(cells.start) else { return };
        let bounds = |key: u64, row: u64| {
            let west = key + (row << 32) - (REACH << 32) - REACH;
            (west, west + 2 * REACH)
        };
        let mut around = [0, 1, 2, 3, 4].map(|row| {
            let (west, east) = bounds(*first, row);
            self.keys.partition_point(|key| *key < west)
                ..self.keys.partition_point(|key| *key <= east)
        });
        for cell in cells {
            for (row, range) in (0..).zip(&mut around) {
                let (west, east) = bounds(self.keys[cell], row);
                while range.start < self.len() && self.keys[range.start] < west {
                    range.start += 1;
                }
                while range.end < self.len() && self.keys[range.end] <= east {
                    range.end += 1;
                }
            }
            each(cell, &around);
        }
    }

    #[inline]
    fn near(&self, a: usize, b: usize) -> bool {
        distance2(self.points[a], self.points[b]) <= self.radius2
    }

    /// Which points of some cells have at least `core_min` in their neighbourhood.
    fn cores(&self, cells: std::ops::Range<usize>, core_min: usize) -> Vec<bool> {
        let mut cores = Vec::with_capacity(self.range(cells.clone()).len());
        self.for_each_around(cells, |cell, around| {
            let points = self.range(cell..cell + 1);
            if points.len() >= core_min {
                cores.extend(points.map(|_| true));
                return;
            }
            for point in points {
                let mut count = 0;
                for row in around {
                    for other in self.range(row.clone()) {
                        count += usize::from(self.near(point, other));
                    }
                    if count >= core_min {
                        break;
                    }
                }
                cores.push(count >= core_min);
            }
        });
        cores
    }

    /// Joins cells with core points that are neighbours: the lowest cell of each cluster.
    fn join(&self, is_core: &[bool]) -> Vec<u32> {
        let mut parents: Vec<u32> = (0..position(self.len())).collect();
        let cores = |cell: usize| self.range(cell..cell + 1).filter(|point| is_core[*point]);
        self.for_each_around(0..self.len(), |cell, around| {
            if cores(cell).next().is_none() {
                return;
            }
            let rows =
                [cell + 1..around[2].end.max(cell + 1), around[3].clone(), around[4].clone()];
            for other in rows.into_iter().flatten() {
                let (mine, theirs) = (root(&mut parents, cell), root(&mut parents, other));
                let touches = || cores(cell).any(|a| cores(other).any(|b| self.near(a, b)));
                if mine != theirs && touches() {
                    parents[mine.max(theirs)] = position(mine.min(theirs));
                }
            }
        });
        for cell in 0..self.len() {
            parents[cell] = position(root(&mut parents, cell));
        }
        parents
    }

    /// The cell whose cluster each point of some cells belongs to: of a core point its own, of
    /// another one that of the nearest core point, of equally near ones the first of the input.
    fn homes(&self, cells: std::ops::Range<usize>, is_core: &[bool]) -> Vec<u32> {
        let mut homes = Vec::with_capacity(self.range(cells.clone()).len());
        self.for_each_around(cells, |cell, around| {
            for point in self.range(cell..cell + 1) {
                if is_core[point] {
                    homes.push(position(cell));
                    continue;
                }
                let mut nearest = (self.radius2, u32::MAX, NOISE);
                for other_cell in around.iter().cloned().flatten() {
                    for other in self.range(other_cell..other_cell + 1).filter(|p| is_core[*p]) {
                        let found = (
                            distance2(self.points[point], self.points[other]),
                            self.originals[other],
                            position(other_cell),
                        );
                        nearest = nearest.min(found);
                    }
                }
                homes.push(nearest.2);
            }
        });
        homes
    }
}

fn root(parents: &mut [u32], mut node: usize) -> usize {
    while parents[node] as usize != node {
        parents[node] = parents[parents[node] as usize];
        node = parents[node] as usize;
    }
    node
}

/// Clusters points: `radius_mm` belongs to a neighbourhood, and so does the point itself.
///
/// A border point joins the cluster of its nearest core point; of equally near ones, of the one
/// that stands first.
///
/// # Panics
/// When the radius is less than 8 mm: cells would be too many to number.
pub fn dbscan(points: &[[i32; 2]], radius_mm: u32, core_min: usize) -> Clustering {
    assert!(radius_mm >= 8, "a radius of metres");
    let cells = Cells::new(points, radius_mm);
    let chunks = || {
        let starts = (0..cells.len()).into_par_iter().step_by(CHUNK);
        starts.map(|start| start..cells.len().min(start + CHUNK))
    };
    let is_core: Vec<bool> = chunks().flat_map_iter(|chunk| cells.cores(chunk, core_min)).collect();
    let clusters = cells.join(&is_core);
    let homes: Vec<u32> = chunks().flat_map_iter(|chunk| cells.homes(chunk, &is_core)).collect();
    let mut labels = vec![NOISE; points.len()];
    for (original, home) in cells.originals.iter().zip(&homes) {
        if *home != NOISE {
            labels[*original as usize] = clusters[*home as usize];
        }
    }
    let mut numbers = vec![NOISE; cells.len()];
    let mut n_clusters = 0;
    for label in labels.iter_mut().filter(|label| **label != NOISE) {
        let number = &mut numbers[*label as usize];
        if *number == NOISE {
            *number = n_clusters;
            n_clusters += 1;
        }
        *label = *number;
    }
    Clustering { labels, n_clusters }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn core_border_and_noise_on_a_line() {
        // Points at 0, 50, 100, 150, 200: each sees all five (0 and 200 are exactly 200 apart).
        // 400 sees itself and 200 only: border. 601 sees itself only: noise.
        let points = [0, 50, 100, 150, 200, 400, 601].map(|east| [east, 0]);
        let found = dbscan(&points, 200, 5);
        assert_eq!(found.labels, [0, 0, 0, 0, 0, 0, NOISE]);
        assert_eq!(found.n_clusters, 1);
    }

    #[test]
    fn groups_are_numbered_by_their_first_point() {
        let group = |north: i32| [0, 10, 20, 30, 40].map(|east| [east, north]);
        let points: Vec<[i32; 2]> = group(5000).into_iter().chain(group(0)).collect();
        let found = dbscan(&points, 200, 5);
        assert_eq!(found.labels, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
        assert_eq!(dbscan(&points[..4], 200, 5).n_clusters, 0);
        assert_eq!(dbscan(&[], 200, 5), Clustering { labels: Vec::new(), n_clusters: 0 });
    }

    /// The definition, over all pairs.
    fn brute(points: &[[i32; 2]], radius: i64, core_min: usize) -> Vec<u32> {
        let square = |a: &[i32; 2], b: &[i32; 2]| {
            let [east, north] = [0, 1].map(|axis| i64::from(a[axis]) - i64::from(b[axis]));
            east * east + north * north
        };
        let near = |a: usize, b: usize| square(&points[a], &points[b]) <= radius * radius;
        let all = || 0..points.len();
        let is_core: Vec<bool> =
            all().map(|a| all().filter(|b| near(a, *b)).count() >= core_min).collect();
        // Flood from core point to core point.
        let mut flood: Vec<Option<usize>> = vec![None; points.len()];
        for seed in all().filter(|a| is_core[*a]) {
            let mut open = vec![seed];
            while let Some(at) = open.pop() {
                if flood[at].is_none() {
                    flood[at] = Some(seed);
                    open.extend(all().filter(|b| is_core[*b] && near(at, *b)));
                }
            }
        }
        let home = |a: usize| {
            let cores = all().filter(|b| is_core[*b] && near(a, *b));
            cores.min_by_key(|b| (square(&points[a], &points[*b]), *b))
        };
        let clusters: Vec<Option<usize>> = all().map(|a| flood[home(a)?]).collect();
        let mut seen: Vec<usize> = Vec::new();
        let number = |cluster: Option<usize>| {
            let Some(cluster) = cluster else { return NOISE };
            let at = seen.iter().position(|known| *known == cluster).unwrap_or_else(|| {
                seen.push(cluster);
                seen.len() - 1
            });
            u32::try_from(at).expect("few clusters")
        };
        clusters.into_iter().map(number).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn equals_the_definition(
            points in prop::collection::vec([-40..40_i32, -40..40_i32], 0..150),
            step in prop::sample::select(vec![1, 5, 7]),
            core_min in 1_usize..7,
        ) {
            let points: Vec<[i32; 2]> = points.into_iter().map(|p| p.map(|v| v * step)).collect();
            let found = dbscan(&points, 25, core_min);
            prop_assert_eq!(&found.labels, &brute(&points, 25, core_min));
            let most = found.labels.iter().filter(|l| **l != NOISE).max().map_or(0, |l| l + 1);
            prop_assert_eq!(found.n_clusters, most);
        }
    }
}
