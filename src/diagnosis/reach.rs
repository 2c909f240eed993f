//! Which addresses the rules about an address look at: what a slice of a country must hold, so that
//! they say there what they say of the whole.
//!
//! Rules ask for neighbours within the radius of islands, for the nearest few of a white address,
//! for the nearest served one of a white address and of the members of its cluster. Each of them is
//! the nearest in the slice too, since what is nearer would be in it as well; ties fall by position,
//! and a slice keeps the order of the country.

use std::ops::Range;

use rayon::prelude::*;

use super::{Clusters, Status};
use crate::index::NearestGrid;
use crate::place::Pl1992;
use crate::policy::detector_number;

/// Addresses of a country with their first status, in cells that are wider than any radius of a
/// rule about neighbours.
pub struct Reach {
    points: Vec<Option<Pl1992>>,
    is_white: Vec<bool>,
    of_address: Vec<Option<u32>>,
    /// Members of each cluster, one after another, and where each begins.
    members: Vec<u32>,
    starts: Vec<usize>,
    /// Cell and address of what has a position, sorted.
    cells: Vec<(u32, u32)>,
    shift: u32,
    served: NearestGrid,
    served_rows: Vec<u32>,
    /// Neighbours of an orphan, and the address itself.
    few: usize,
}

/// Millimetres from the south-west corner of what `i32` holds, so that cells are never negative.
const fn offset(value: i32) -> u32 {
    value.abs_diff(i32::MIN)
}

/// Number of a cell: columns of cells stand together.
const fn cell(column: u32, row: u32) -> u32 {
    (column << 16) | row
}

fn narrow(row: usize) -> u32 {
    u32::try_from(row).expect("fewer than 2^32 addresses")
}

impl Reach {
    /// What is known of the addresses of a country, each in its order.
    ///
    /// # Panics
    /// When the lists are of different lengths.
    pub fn new(points: Vec<Option<Pl1992>>, statuses: &[Status], clusters: Clusters) -> Self {
        assert_eq!(points.len(), statuses.len(), "one status an address");
        let side = (u64::from(detector_number("island_radius")) + 1) * 1000;
        // Cells of less than 2^16 mm would have numbers of more than 16 bits.
        let shift = side.next_power_of_two().ilog2().max(16);
        let number = |point: &Pl1992| {
            cell(offset(point.easting_mm()) >> shift, offset(point.northing_mm()) >> shift)
        };
        let placed = points.par_iter().enumerate();
        let mut cells: Vec<(u32, u32)> =
            placed.filter_map(|(at, point)| Some((number(point.as_ref()?), narrow(at)))).collect();
        cells.par_sort_unstable();
        let is_served = |at: &usize| matches!(statuses[*at], Status::Grey | Status::Black);
        let served = (0..points.len()).filter(is_served).filter(|at| points[*at].is_some());
        let served_rows: Vec<u32> = served.map(narrow).collect();
        let at = |row: &u32| points[*row as usize].map(|p| [p.easting_mm(), p.northing_mm()]);
        let served_points: Vec<[i32; 2]> = served_rows.iter().filter_map(at).collect();
        let mut starts = vec![0; clusters.n_clusters as usize + 1];
        for cluster in clusters.of_address.iter().flatten() {
            starts[*cluster as usize + 1] += 1;
        }
        for cluster in 1..starts.len() {
            starts[cluster] += starts[cluster - 1];
        }
        let mut next = starts.clone();
        let mut members = vec![0; starts[starts.len() - 1]];
        for (at, cluster) in clusters.of_address.iter().enumerate() {
            if let Some(cluster) = cluster {
                members[next[*cluster as usize]] = narrow(at);
                next[*cluster as usize] += 1;
            }
        }
        Self {
            is_white: statuses.iter().map(|status| *status == Status::White).collect(),
            of_address: clusters.of_address,
            served: NearestGrid::new(&served_points),
            points,
            members,
            starts,
            cells,
            shift,
            served_rows,
            few: detector_number("orphan_neighbours") as usize + 1,
        }
    }

    /// Number of addresses.
    pub const fn n(&self) -> usize {
        self.points.len()
    }

    /// Whether an address has a position.
    pub fn is_placed(&self, address: usize) -> bool {
        self.points[address].is_some()
    }

    /// Cluster of an address.
    pub fn cluster(&self, address: usize) -> Option<u32> {
        self.of_address[address]
    }

    fn cell_of(&self, point: Pl1992) -> (u32, u32) {
        (offset(point.easting_mm()) >> self.shift, offset(point.northing_mm()) >> self.shift)
    }

    /// Addresses in rows of cells of one column.
    fn column(&self, column: u32, rows: (u32, u32)) -> &[(u32, u32)] {
        let (first, last) = (cell(column, rows.0), cell(column, rows.1));
        let start = self.cells.partition_point(|(number, _)| *number < first);
        let rest = &self.cells[start..];
        &rest[..rest.partition_point(|(number, _)| *number <= last)]
    }

    /// Addresses in the cells around one, up to so many cells away, the own column first.
    fn block(&self, (column, row): (u32, u32), away: u32) -> impl Iterator<Item = u32> {
        let most = u32::MAX >> self.shift;
        let rows = (row.saturating_sub(away), (row + away).min(most));
        let others = column.saturating_sub(away)..=(column + away).min(most);
        let columns = std::iter::once(column).chain(others.filter(move |other| *other != column));
        columns.flat_map(move |column| self.column(column, rows)).map(|(_, address)| *address)
    }

    /// The nearest few of a white address that may lie beyond the cells around its own.
    fn nearest_few(&self, point: Pl1992, found: &mut Vec<u32>) {
        let cell = self.cell_of(point);
        let side = 1_i64 << self.shift;
        let far = |address: u32| {
            self.points[address as usize]
                .map_or(i64::MAX, |other| point.distance_squared_mm2(other))
        };
        let near = self.block(cell, 1).filter(|address| far(*address) <= side * side);
        if near.take(self.few).count() == self.few {
            return;
        }
        let mut away = 2;
        loop {
            let reach = side.saturating_mul(away.into());
            let mut near: Vec<(i64, u32)> =
                self.block(cell, away).map(|address| (far(address), address)).collect();
            near.sort_unstable();
            let is_sure = |(squared, _): &(i64, u32)| *squared <= reach.saturating_mul(reach);
            if near.get(self.few - 1).is_some_and(is_sure) || near.len() == self.cells.len() {
                found.extend(near.iter().take(self.few).map(|(_, address)| *address));
                return;
            }
            away *= 2;
        }
    }

    fn nearest_served(&self, point: Pl1992) -> Option<u32> {
        let found = self.served.nearest([point.easting_mm(), point.northing_mm()], None)?;
        Some(self.served_rows[found.position as usize])
    }

    /// What the rules about a white address look at.
    fn of_white(&self, address: usize) -> Vec<u32> {
        let mut found = Vec::new();
        if let Some(point) = self.points[address].filter(|_| self.is_white[address]) {
            self.nearest_few(point, &mut found);
            found.extend(self.nearest_served(point));
        }
        found
    }

    /// Some addresses, as ascending ranges, and all others that the rules about them look at.
    pub fn around(&self, own: &[Range<usize>]) -> Vec<Range<usize>> {
        let is_own = |address: u32| {
            let address = address as usize;
            let at = own.partition_point(|range| range.end <= address);
            own.get(at).is_some_and(|range| range.contains(&address))
        };
        let all = || own.par_iter().flat_map(Clone::clone);
        let mut found: Vec<u32> = all().flat_map_iter(|address| self.of_white(address)).collect();
        let mut clusters: Vec<u32> = all().filter_map(|address| self.of_address[address]).collect();
        clusters.par_sort_unstable();
        clusters.dedup();
        for cluster in clusters {
            let cluster = cluster as usize;
            let members = &self.members[self.starts[cluster]..self.starts[cluster + 1]];
            for member in members.iter().filter(|member| !is_own(**member)) {
                found.push(*member);
                let point = self.points[*member as usize];
                found.extend(point.and_then(|point| self.nearest_served(point)));
            }
        }
        let mut cells: Vec<(u32, u32)> =
            all().filter_map(|address| Some(self.cell_of(self.points[address]?))).collect();
        cells.par_sort_unstable();
        cells.dedup();
        for (column, row) in cells {
            let neighbours = self.block((column, row), 1);
            found.extend(neighbours.filter(|address| !is_own(*address)));
        }
        found.retain(|address| !is_own(*address));
        found.par_sort_unstable();
        found.dedup();
        let rest = found.into_iter().map(|address| address as usize..address as usize + 1);
        ranges(own.iter().cloned().chain(rest).collect())
    }
}

/// Ranges in order, those that touch or overlap as one.
fn ranges(mut all: Vec<Range<usize>>) -> Vec<Range<usize>> {
    all.retain(|range| !range.is_empty());
    all.sort_unstable_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in all {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::find_clusters;
    use super::*;

    /// Addresses on a lattice of 90 m, so that some are alone, some in clusters and many tied.
    fn address() -> impl Strategy<Value = (Option<Pl1992>, Status)> {
        let point = (0..60_i32, 0..60_i32).prop_map(|(e, n)| {
            Pl1992::from_millimetres(500_000_000 + e * 90_000, 300_000_000 + n * 90_000)
        });
        let status = prop_oneof![
            3 => Just(Status::White),
            2 => Just(Status::Grey),
            1 => Just(Status::Black),
            1 => Just(Status::Uncertain),
        ];
        (prop::option::weighted(0.95, point), status)
    }

    proptest! {
        #[test]
        fn everything_that_a_rule_asks_for_is_held(
            addresses in prop::collection::vec(address(), 1..160),
            from in 0..160_usize,
            n in 1..40_usize,
        ) {
            let points: Vec<Option<Pl1992>> = addresses.iter().map(|(point, _)| *point).collect();
            let statuses: Vec<Status> = addresses.iter().map(|(_, status)| *status).collect();
            let is_white = |at: &usize| statuses[*at] == Status::White;
            let white = (0..points.len()).filter(is_white);
            let white: Vec<_> = white.filter_map(|at| Some((narrow(at), points[at]?))).collect();
            let clusters = find_clusters(&white, points.len());
            let own = from.min(points.len() - 1)..(from + n).min(points.len());
            let own = own.start..own.end.max(own.start + 1);
            let reach = Reach::new(points.clone(), &statuses, clusters.clone());
            let held = reach.around(std::slice::from_ref(&own));
            prop_assert!(held.windows(2).all(|pair| pair[0].end < pair[1].start));
            let held: BTreeSet<usize> = held.into_iter().flatten().collect();
            prop_assert!(own.clone().all(|at| held.contains(&at)));
            let nearest = |from: usize, among: &dyn Fn(&usize) -> bool| -> Vec<(i64, usize)> {
                let Some(place) = points[from] else { return Vec::new() };
                let others = (0..points.len()).filter(|at| among(at));
                let far = |at: usize| Some((place.distance_squared_mm2(points[at]?), at));
                let mut all: Vec<(i64, usize)> = others.filter_map(far).collect();
                all.sort_unstable();
                all
            };
            let is_served = |at: &usize| matches!(statuses[*at], Status::Grey | Status::Black);
            for at in own.clone() {
                let all = nearest(at, &|_| true);
                let radius = i64::from(detector_number("island_radius") + 1) * 1000;
                let near = all.iter().take_while(|(far, _)| *far <= radius * radius);
                prop_assert!(near.clone().all(|(_, other)| held.contains(other)));
                if is_white(&at) {
                    let few = detector_number("orphan_neighbours") as usize + 1;
                    prop_assert!(all.iter().take(few).all(|(_, other)| held.contains(other)));
                    let served = nearest(at, &is_served);
                    prop_assert!(served.first().is_none_or(|(_, other)| held.contains(other)));
                }
            }
            let of = &clusters.of_address;
            let touched: BTreeSet<u32> = own.filter_map(|at| of[at]).collect();
            let is_member = |at: &usize| of[*at].is_some_and(|cluster| touched.contains(&cluster));
            for member in (0..of.len()).filter(is_member) {
                let served = nearest(member, &is_served);
                prop_assert!(held.contains(&member));
                prop_assert!(served.first().is_none_or(|(_, other)| held.contains(other)));
            }
        }
    }
}
