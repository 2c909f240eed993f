//! Kernels of the national run against the R-trees that other runs use, on one fictional country.

use divan::{Bencher, black_box};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use zasieg::diagnosis::{CORE_MIN, RADIUS_MM, find_clusters};
use zasieg::index::{BoundaryIndex, Choice, Cover, NearestGrid, PointIndex, Polygons, dbscan};
use zasieg::model::Gmina;
use zasieg::place::{GminaCode, Pl1992};

/// South-west corner of the country, in millimetres.
const CORNER: [i32; 2] = [200_000_000, 200_000_000];
/// Gminas along a side, and side of a gmina.
const GMINAS: i32 = 50;
const SIDE: i32 = 11_000_000;
/// Vertices along a side of a gmina.
const VERTICES: i32 = 250;
const N_NODES: usize = 60_000;
const SIZES: [usize; 2] = [100_000, 1_000_000];

fn main() {
    divan::main();
}

/// xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators".
struct Random(u64);

impl Random {
    fn below(&mut self, n: i32) -> i32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        i32::try_from(high % u64::from(n.unsigned_abs())).expect("below an i32")
    }

    /// Points in villages of about thirty, so that clusters occur.
    fn points(&mut self, n: usize) -> Vec<[i32; 2]> {
        let mut points = Vec::with_capacity(n);
        let mut village = [0; 2];
        for at in 0..n {
            if at % 31 == 0 {
                village = CORNER.map(|corner| corner + self.below(GMINAS * SIDE - 2_000_000));
            }
            points.push(village.map(|axis| axis + self.below(2_000_000)));
        }
        points
    }
}

/// Ring of a gmina; the sides that two gminas share have the same vertices.
fn ring(column: i32, row: i32) -> Vec<[i32; 2]> {
    let corner = [CORNER[0] + column * SIDE, CORNER[1] + row * SIDE];
    let step = SIDE / VERTICES;
    let bend = |at: i32| if at % VERTICES == 0 { 0 } else { (at * 7919) % 40_000 - 20_000 };
    let side = |at: i32| [corner[0] + at * step, corner[1] + at * step];
    let south = (0..VERTICES).map(|at| [side(at)[0], corner[1] + bend(at)]);
    let east = (0..VERTICES).map(|at| [corner[0] + SIDE + bend(at), side(at)[1]]);
    let north = (1..=VERTICES).rev().map(|at| [side(at)[0], corner[1] + SIDE + bend(at)]);
    let west = (1..=VERTICES).rev().map(|at| [corner[0] + bend(at), side(at)[1]]);
    south.chain(east).chain(north).chain(west).collect()
}

fn cells() -> impl Iterator<Item = (i32, i32)> {
    (0..GMINAS).flat_map(|row| (0..GMINAS).map(move |column| (column, row)))
}

fn placed(points: &[[i32; 2]]) -> Vec<Pl1992> {
    points.iter().map(|[east, north]| Pl1992::from_millimetres(*east, *north)).collect()
}

fn cover() -> Cover {
    let mut polygons = Polygons::default();
    for (column, row) in cells() {
        polygons.push_ring(ring(column, row));
        assert!(polygons.end_polygon());
    }
    Cover::new(polygons, Choice::Lowest, 19)
}

fn gminas() -> Vec<Gmina> {
    let gmina = |(n, (column, row)): (u32, (i32, i32))| {
        let metres = |mm: i32| f64::from(mm) / 1000.0;
        let vertices = ring(column, row).into_iter();
        let line = vertices.map(|[x, y]| Coord { x: metres(x), y: metres(y) }).collect();
        Gmina {
            extent: std::sync::OnceLock::new(),
            code: GminaCode::from_number(20_101 + n).expect("a code"),
            name: String::new(),
            kind: None,
            boundary: Some(MultiPolygon(vec![Polygon::new(LineString(line), Vec::new())])),
        }
    };
    (0..).zip(cells()).map(gmina).collect()
}

#[divan::bench(sample_count = 10)]
fn cover_built(bencher: Bencher<'_, '_>) {
    bencher.bench_local(cover);
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn gmina_by_cover(bencher: Bencher<'_, '_>, n: usize) {
    let (cover, points) = (cover(), Random(1).points(n));
    bencher.bench_local(|| points.iter().filter_map(|point| cover.find(*point)).count());
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn gmina_by_rtree(bencher: Bencher<'_, '_>, n: usize) {
    let gminas = gminas();
    let (index, points) = (BoundaryIndex::new(&gminas), placed(&Random(1).points(n)));
    bencher.bench_local(|| points.iter().filter_map(|point| index.gmina_of(*point)).count());
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn nearest_by_grid(bencher: Bencher<'_, '_>, n: usize) {
    let mut random = Random(2);
    let (nodes, points) = (random.points(N_NODES), random.points(n));
    bencher.bench_local(|| {
        let grid = NearestGrid::new(&nodes);
        let mut near = None;
        for point in &points {
            near = black_box(grid.nearest(*point, near));
        }
    });
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn nearest_by_rtree(bencher: Bencher<'_, '_>, n: usize) {
    let mut random = Random(2);
    let (nodes, points) = (placed(&random.points(N_NODES)), placed(&random.points(n)));
    bencher.bench_local(|| {
        let index = PointIndex::new(nodes.iter().copied().zip(0..));
        for point in &points {
            black_box(index.nearest(*point));
        }
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn clusters_by_grid(bencher: Bencher<'_, '_>, n: usize) {
    let points = Random(3).points(n);
    bencher.bench_local(|| dbscan(&points, RADIUS_MM, CORE_MIN).n_clusters);
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn clusters_by_rtree(bencher: Bencher<'_, '_>, n: usize) {
    let points: Vec<(u32, Pl1992)> = (0..).zip(placed(&Random(3).points(n))).collect();
    bencher.bench_local(|| find_clusters(&points, n).n_clusters);
}
