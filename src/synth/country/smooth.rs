//! No house alone: what a network reaches ends between houses, not around a single one.
//!
//! Where streets cross, a house may have only houses of another street around it. In a country
//! without errors such a house is served as they are, for a lone one is what an error looks like.

use super::model::{Claim, Reach};
use super::plane::{Spot, bounds};
use super::settle::Settled;

/// From this speed on an address counts as covered.
const FAST_MBPS: u32 = 100;
/// So many nearest houses that all differ make a house lone.
const N_AROUND: usize = 3;
/// Side of a cell of the index.
const CELL_CM: i64 = 4_000;
/// Cells to each side where houses are far apart.
const FAR_CELLS: usize = 6;
const N_PASSES: usize = 16;

/// Houses by cells.
struct Grid<'a> {
    spots: &'a [Spot],
    west: i64,
    south: i64,
    columns: usize,
    starts: Vec<usize>,
    houses: Vec<usize>,
}

impl<'a> Grid<'a> {
    fn new(spots: &'a [Spot]) -> Self {
        let [west, south, east, north] = bounds(spots.iter().copied());
        let cells = |from: i64, to: i64| usize::try_from((to - from) / CELL_CM).expect("small") + 1;
        let (columns, rows) = (cells(west, east), cells(south, north));
        let mut grid = Self {
            spots,
            west,
            south,
            columns,
            starts: vec![0; columns * rows + 1],
            houses: vec![],
        };
        for spot in spots {
            let cell = grid.cell(*spot);
            grid.starts[cell + 1] += 1;
        }
        for cell in 0..columns * rows {
            grid.starts[cell + 1] += grid.starts[cell];
        }
        let mut next = grid.starts.clone();
        grid.houses = vec![0; spots.len()];
        for (house, spot) in spots.iter().enumerate() {
            let cell = grid.cell(*spot);
            grid.houses[next[cell]] = house;
            next[cell] += 1;
        }
        grid
    }

    fn column_row(&self, spot: Spot) -> (usize, usize) {
        let at = |from: i64, to: i64| usize::try_from((to - from) / CELL_CM).expect("inside");
        (at(self.west, spot.e), at(self.south, spot.n))
    }

    fn cell(&self, spot: Spot) -> usize {
        let (column, row) = self.column_row(spot);
        row * self.columns + column
    }

    /// At least the nearest houses within the reach of the index, with the squares of their
    /// distances: from the cells around, or from more of them where these have too few.
    fn around(&self, house: usize, found: &mut Vec<(i64, usize)>) {
        for reach in [1, FAR_CELLS] {
            self.within(house, reach, found);
            let near = CELL_CM * CELL_CM;
            if found.iter().filter(|(square, _)| *square <= near).count() >= N_AROUND {
                return;
            }
        }
    }

    fn within(&self, house: usize, reach: usize, found: &mut Vec<(i64, usize)>) {
        found.clear();
        let at = self.spots[house];
        let (column, row) = self.column_row(at);
        let n_rows = (self.starts.len() - 1) / self.columns;
        for row in row.saturating_sub(reach)..=(row + reach).min(n_rows - 1) {
            let first = row * self.columns + column.saturating_sub(reach);
            let last = row * self.columns + (column + reach).min(self.columns - 1);
            for &other in &self.houses[self.starts[first]..self.starts[last + 1]] {
                let (e, n) = (self.spots[other].e - at.e, self.spots[other].n - at.n);
                if other != house {
                    found.push((e * e + n * n, other));
                }
            }
        }
    }
}

/// How well an address is covered: not, possibly, certainly.
fn class(claims: &[Claim]) -> u8 {
    let fast = claims.iter().filter(|claim| claim.down >= FAST_MBPS);
    let classes = fast.map(|claim| 1 + u8::from(claim.reach == Reach::Certain));
    classes.max().unwrap_or_default()
}

/// The house whose networks a lone house is to have.
fn donor(house: usize, classes: &[u8], around: &mut [(i64, usize)]) -> Option<usize> {
    let differs = |other: usize, least: u8| (classes[house] >= least) != (classes[other] >= least);
    if around.len() < N_AROUND {
        return None;
    }
    around.select_nth_unstable(N_AROUND - 1);
    let nearest = &around[..N_AROUND];
    let is_lone =
        [1, 2].into_iter().any(|least| nearest.iter().all(|(_, other)| differs(*other, least)));
    is_lone.then(|| nearest.iter().min().map(|(_, other)| *other)).flatten()
}

/// Serves lone houses as their neighbours are served; claims are sorted by address.
pub(super) fn smooth(settled: &Settled, claims: &mut Vec<Claim>) {
    let mut classes: Vec<u8> = Vec::with_capacity(settled.addresses.len());
    let mut end = 0;
    for address in 0..settled.addresses.len() {
        let start = end;
        while claims.get(end).is_some_and(|claim| claim.address == address) {
            end += 1;
        }
        classes.push(class(&claims[start..end]));
    }
    if classes.iter().all(|class| *class == classes[0]) {
        return;
    }
    let spots: Vec<Spot> = settled.addresses.iter().map(|address| address.at).collect();
    let grid = Grid::new(&spots);
    let mut donors: Vec<usize> = (0..spots.len()).collect();
    let mut around = Vec::new();
    let mut doubtful: Vec<usize> = (0..spots.len()).collect();
    for _ in 0..N_PASSES {
        let mut next = Vec::new();
        for house in doubtful {
            grid.around(house, &mut around);
            if let Some(donor) = donor(house, &classes, &mut around) {
                classes[house] = classes[donor];
                donors[house] = donors[donor];
                // Only houses near a change can become lone by it.
                grid.within(house, FAR_CELLS, &mut around);
                next.extend(around.iter().map(|(_, other)| *other));
            }
        }
        next.sort_unstable();
        next.dedup();
        doubtful = next;
    }
    *claims = exchanged(claims, &donors);
}

/// Claims with the fast ones of each address replaced by those of its donor.
fn exchanged(claims: &[Claim], donors: &[usize]) -> Vec<Claim> {
    let mut rows = Vec::with_capacity(claims.len());
    for (address, &donor) in donors.iter().enumerate() {
        let own = super::sites::of_address(claims, address);
        if donor == address {
            rows.extend_from_slice(own);
            continue;
        }
        rows.extend(own.iter().filter(|claim| claim.down < FAST_MBPS).cloned());
        let given = super::sites::of_address(claims, donor).iter();
        let given = given.filter(|claim| claim.down >= FAST_MBPS).cloned();
        rows.extend(given.map(|claim| Claim { address, ..claim }));
    }
    rows
}
