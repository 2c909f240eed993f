//! The kernels against rstar on points and polygons of a country's size.
//!
//! Unit tests compare them with loops over all pairs on small lattices; here coordinates are those
//! of EPSG:2180 in millimetres, points come in settlements, polygons have many vertices and touch.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use zasieg::index::{Choice, Cover, NOISE, NearestGrid, Polygons, dbscan};

/// Of ties rstar finds any; whichever it is, its distance is that of all of them.
type Placed = GeomWithData<[i64; 2], usize>;

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

    /// A point near one of the settlements, or anywhere; some stand on a lattice of 100 m.
    fn point(&mut self, settlements: &[[i32; 2]]) -> [i32; 2] {
        let at = usize::try_from(self.below(100_000)).expect("positive") % settlements.len();
        let point = match self.below(10) {
            0 => self.anywhere(),
            1..4 => {
                settlements[at].map(|value| value / 100_000 * 100_000 + self.below(6) * 100_000)
            }
            _ => settlements[at].map(|value| value + self.below(1_200_000) - 600_000),
        };
        point.map(|value| value.max(0))
    }

    /// Within 60 km by 60 km in the middle of the country.
    fn anywhere(&mut self) -> [i32; 2] {
        [600_000_000 + self.below(60_000_000), 450_000_000 + self.below(60_000_000)]
    }

    fn points(&mut self, n: usize) -> Vec<[i32; 2]> {
        let settlements: Vec<[i32; 2]> = (0..=n / 120).map(|_| self.anywhere()).collect();
        (0..n).map(|_| self.point(&settlements)).collect()
    }
}

fn tree(points: &[[i32; 2]]) -> RTree<Placed> {
    let placed = points.iter().enumerate();
    RTree::bulk_load(placed.map(|(at, p)| Placed::new(p.map(i64::from), at)).collect())
}

fn distance2(a: [i32; 2], b: [i32; 2]) -> i64 {
    let [east, north] = [0, 1].map(|axis| i64::from(a[axis]) - i64::from(b[axis]));
    east * east + north * north
}

#[test]
fn nearest_is_as_near_as_that_of_rstar() {
    let mut random = Random(11);
    for n in [1, 2, 50, 3000] {
        let nodes = random.points(n);
        let (grid, tree) = (NearestGrid::new(&nodes), tree(&nodes));
        let mut near = None;
        for from in random.points(20_000) {
            near = grid.nearest(from, near);
            let found = near.expect("there are nodes");
            let expected = tree.nearest_neighbor(from.map(i64::from)).expect("there are nodes");
            let distance = distance2(from, nodes[expected.data]);
            assert_eq!(found.distance2, distance.unsigned_abs(), "from {from:?}");
            let position = found.position as usize;
            assert_eq!(distance2(from, nodes[position]), distance);
            // Of equally near ones the first: none before it is as near.
            let radius2 = distance + 1;
            let tied = tree.locate_within_distance(from.map(i64::from), radius2);
            let first = tied.filter(|p| distance2(from, nodes[p.data]) == distance).map(|p| p.data);
            assert_eq!(first.min(), Some(position));
        }
    }
}

/// DBSCAN by rstar's neighbourhoods; a border point joins its nearest core point, of equally near
/// ones the first; clusters are numbered by their first point.
fn reference_dbscan(points: &[[i32; 2]], radius: i64, core_min: usize) -> Vec<u32> {
    let tree = tree(points);
    let around = |a: usize| -> Vec<usize> {
        // A little wider, and then exact: whether rstar's own border is open does not matter.
        let near = tree.locate_within_distance(points[a].map(i64::from), radius * radius + 1);
        let near = near.map(|placed| placed.data);
        near.filter(|b| distance2(points[a], points[*b]) <= radius * radius).collect()
    };
    let is_core: Vec<bool> = (0..points.len()).map(|a| around(a).len() >= core_min).collect();
    let mut floods: Vec<Option<usize>> = vec![None; points.len()];
    for seed in (0..points.len()).filter(|a| is_core[*a]) {
        let mut open = vec![seed];
        while let Some(at) = open.pop() {
            if floods[at].is_none() {
                floods[at] = Some(seed);
                open.extend(around(at).into_iter().filter(|b| is_core[*b] && floods[*b].is_none()));
            }
        }
    }
    let home = |a: usize| {
        let cores = around(a).into_iter().filter(|b| is_core[*b]);
        cores.min_by_key(|b| (distance2(points[a], points[*b]), *b))
    };
    let mut numbers = std::collections::BTreeMap::new();
    let mut number = |flood: usize| {
        let next = u32::try_from(numbers.len()).expect("few clusters");
        *numbers.entry(flood).or_insert(next)
    };
    (0..points.len())
        .map(|a| floods[home(a)?].map(&mut number))
        .map(|l| l.unwrap_or(NOISE))
        .collect()
}

#[test]
fn clusters_are_those_that_neighbourhoods_of_rstar_give() {
    let mut random = Random(7);
    for (n, radius, core_min) in [(6000, 200_000, 5), (3000, 100_000, 3), (4000, 141_421, 8)] {
        let points = random.points(n);
        let found = dbscan(&points, radius, core_min);
        let expected = reference_dbscan(&points, radius.into(), core_min);
        assert!(found.n_clusters > 5, "a test without clusters tests nothing");
        assert!(expected.contains(&NOISE), "nor does one without noise");
        assert_eq!(found.labels, expected);
    }
}

type Ring = Vec<[i32; 2]>;

/// Cells of a crooked lattice: neighbours share their borders, vertex by vertex; some have a hole
/// with another polygon in it.
fn country(random: &mut Random) -> Vec<Vec<Ring>> {
    const SIDE: i32 = 6_000_000;
    const EDGES: i32 = 40;
    let mut bend = std::collections::BTreeMap::new();
    let mut corner = |x: i32, y: i32| {
        *bend.entry((x, y)).or_insert_with(|| {
            let along = |at: i32, start: i32| start + at * (SIDE / EDGES);
            let [east, north] = [0, 1].map(|_| random.below(130_000) - 65_000);
            [along(x, 600_000_000) + east, along(y, 450_000_000) + north]
        })
    };
    let mut polygons = Vec::new();
    for (column, row) in (0..8).flat_map(|column| (0..8).map(move |row| (column, row))) {
        let (west, south) = (column * EDGES, row * EDGES);
        let mut ring: Ring = Vec::new();
        ring.extend((0..EDGES).map(|at| corner(west + at, south)));
        ring.extend((0..EDGES).map(|at| corner(west + EDGES, south + at)));
        ring.extend((0..EDGES).map(|at| corner(west + EDGES - at, south + EDGES)));
        ring.extend((0..EDGES).map(|at| corner(west, south + EDGES - at)));
        let middle = corner(west + EDGES / 2, south + EDGES / 2);
        if (column + row) % 3 == 0 {
            let offsets = [[-9, -7], [8, -9], [11, 6], [0, 2], [-8, 9]];
            let town: Ring = offsets
                .map(|offset| [0, 1].map(|axis| middle[axis] + offset[axis] * 100_000))
                .to_vec();
            polygons.push(vec![ring, town.clone()]);
            polygons.push(vec![town]);
        } else {
            polygons.push(vec![ring]);
        }
    }
    polygons
}

/// Even-odd rule in 128 bits; borders are covered.
fn covers(rings: &[Ring], point: [i32; 2]) -> bool {
    let [x, y] = point.map(i128::from);
    let mut inside = false;
    for ring in rings {
        for (at, a) in ring.iter().enumerate() {
            let b = ring[(at + 1) % ring.len()];
            let [ax, ay] = a.map(i128::from);
            let [bx, by] = b.map(i128::from);
            let cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
            let dot = (ax - x) * (bx - x) + (ay - y) * (by - y);
            if cross == 0 && dot <= 0 {
                return true;
            }
            if (ay > y) != (by > y) && (cross > 0) == (by > ay) {
                inside = !inside;
            }
        }
    }
    inside
}

#[test]
fn polygons_cover_what_the_boxes_of_rstar_and_an_exact_test_say() {
    let mut random = Random(3);
    let country = country(&mut random);
    let boxes = country.iter().enumerate().map(|(at, rings)| {
        let corners: Vec<[i64; 2]> = rings[0].iter().map(|p| p.map(i64::from)).collect();
        let [low, high] =
            [AABB::from_points(&corners).lower(), AABB::from_points(&corners).upper()];
        GeomWithData::new(Rectangle::from_corners(low, high), at)
    });
    let boxes = RTree::bulk_load(boxes.collect());
    let index = |choice: Choice, shift: u32| {
        let mut polygons = Polygons::default();
        for rings in &country {
            for ring in rings {
                polygons.push_ring(ring.iter().copied());
            }
            assert!(polygons.end_polygon());
        }
        Cover::new(polygons, choice, shift)
    };
    let indexes: Vec<(Cover, Cover)> = [17, 19, 22]
        .map(|shift| (index(Choice::Lowest, shift), index(Choice::Any, shift)))
        .into_iter()
        .collect();
    // Anywhere; on every vertex; and beside vertices, where rounding would show.
    let vertices: Vec<[i32; 2]> = country.iter().flatten().flatten().copied().collect();
    let mut points: Vec<[i32; 2]> = (0..40_000).map(|_| random.anywhere()).collect();
    points.extend(vertices.iter().map(|p| p.map(|value| value + random.below(3) - 1)));
    points.extend(vertices);
    let (mut n_covered, mut n_shared) = (0, 0);
    for point in points {
        let candidates = boxes.locate_all_at_point(point.map(i64::from)).map(|found| found.data);
        let mut covering: Vec<usize> =
            candidates.filter(|polygon| covers(&country[*polygon], point)).collect();
        covering.sort_unstable();
        n_covered += usize::from(!covering.is_empty());
        n_shared += usize::from(covering.len() > 1);
        for (lowest, any) in &indexes {
            let found = lowest.find(point).map(|polygon| polygon as usize);
            assert_eq!(found, covering.first().copied(), "at {point:?}");
            let found = any.find(point).map(|polygon| polygon as usize);
            assert_eq!(found.is_some(), !covering.is_empty());
            assert!(found.is_none_or(|polygon| covering.contains(&polygon)));
        }
    }
    assert!(n_covered > 20_000 && n_shared > 5_000, "{n_covered} covered, {n_shared} shared");
}
