//! Counts of people in tables that add up: what must be held back so that no small count is told,
//! neither by itself nor by what the others leave of a sum.
//!
//! The tables are a tree: localities add up to gminas, these to powiats and voivodeships. Who reads
//! them knows all counts that are told, that zeros are told, and the rules. Small counts are held
//! back. Where those of one sum are all equal, the sum and their number would tell them; then the
//! next larger counts are held back with them. So held-back counts are not all equal, and whoever
//! exchanges two of them gets another table with the same told counts, made by the same rules: none
//! of them can be known. Where there are no larger counts the sum itself is held back.
//!
//! Counts of places, such as empty houses, have a bound that everybody sees: an address has one at
//! most. There a held-back count may be worked out from the bounds, so another rule stands
//! ([`disclosed_of_places`]): all localities of a gmina are told or none is.
//!
//! A sum of sums is held back where one of these is. So what is told of a gmina depends on that
//! gmina alone, whichever others a run has, and two tables of it cannot be set against each other.
#![deny(clippy::float_arithmetic)]

/// A count and the sum that it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The count; `None`: not known.
    pub count: Option<u64>,
    /// Position of the sum that it is part of, behind all its parts; `None` where no such sum is
    /// told.
    pub sum: Option<usize>,
}

/// What may be told of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosed {
    /// Nobody knows it.
    Unknown,
    /// So many.
    Count(u64),
    /// Held back.
    Suppressed,
}

impl Disclosed {
    /// The count, where it is told.
    pub const fn count(self) -> Option<u64> {
        match self {
            Self::Count(n) => Some(n),
            Self::Unknown | Self::Suppressed => None,
        }
    }

    /// Name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Count(_) => "known",
            Self::Suppressed => "suppressed",
        }
    }
}

/// Whether a count is too small to be told; nothing is not.
pub const fn is_small(count: u64, minimum: u64) -> bool {
    0 < count && count < minimum
}

/// Whether a count of some places, of which each counts once at most, tells of single ones: it is
/// small, it is more than half of them, or they are few, of which nothing tells.
pub const fn tells_of_places(count: u64, places: u64, minimum: u64) -> bool {
    let is_open = places < minimum || is_small(count, minimum) || count.saturating_mul(2) > places;
    places > 0 && is_open
}

/// Whether held-back counts of one told sum give each other away: they are all equal.
pub fn are_equal(hidden: impl IntoIterator<Item = u64>) -> bool {
    let mut hidden = hidden.into_iter();
    hidden.next().is_some_and(|first| hidden.all(|n| n == first))
}

/// Of the parts of a told sum the largest count that is held back with all below it, and whether the
/// sum is; 0 where nothing is small.
fn held_back(parts: &[u64], minimum: u64) -> (u64, bool) {
    let small = || parts.iter().copied().filter(|n| is_small(*n, minimum));
    let Some(largest) = small().max() else { return (0, false) };
    if !are_equal(small()) {
        return (largest, false);
    }
    let next = parts.iter().copied().filter(|n| *n >= minimum).min();
    next.map_or((largest, true), |next| (next, false))
}

/// Positions of the parts of each sum.
fn parts_of(cells: &[Cell]) -> Vec<Vec<usize>> {
    let mut parts = vec![Vec::new(); cells.len()];
    for (at, cell) in cells.iter().enumerate() {
        if let Some(sum) = cell.sum {
            assert!(sum > at, "sums stand behind their parts");
            parts[sum].push(at);
        }
    }
    parts
}

fn told(cells: &[Cell], hidden: &[bool]) -> Vec<Disclosed> {
    let told = |(cell, hidden): (&Cell, &bool)| match cell.count {
        None => Disclosed::Unknown,
        Some(_) if *hidden => Disclosed::Suppressed,
        Some(count) => Disclosed::Count(count),
    };
    cells.iter().zip(hidden).map(told).collect()
}

/// What may be told of each count of places, of which each counts once at most; `places` has how
/// many there are.
///
/// Parts of a sum are told where none of them tells of single places, nor the sum: else none of
/// them is, and the sum only where it does not. So a star tells nothing of the part that bears it.
///
/// # Panics
/// When a sum stands before one of its parts.
pub fn disclosed_of_places(cells: &[Cell], places: &[u64], minimum: u64) -> Vec<Disclosed> {
    let parts = parts_of(cells);
    let tells = |at: usize| {
        cells[at].count.is_some_and(|count| tells_of_places(count, places[at], minimum))
    };
    let mut hidden: Vec<bool> = (0..cells.len()).map(tells).collect();
    for (sum, group) in parts.iter().enumerate() {
        if group.iter().any(|at| !parts[*at].is_empty()) {
            hidden[sum] |= group.iter().any(|at| hidden[*at]);
        } else if hidden[sum] || group.iter().any(|at| hidden[*at]) {
            // Of no place at all there is nothing to hold back.
            for at in group {
                hidden[*at] = places[*at] > 0;
            }
        }
    }
    told(cells, &hidden)
}

/// What may be told of each count.
///
/// # Panics
/// When a sum stands before one of its parts.
pub fn disclosed(cells: &[Cell], minimum: u64) -> Vec<Disclosed> {
    let parts = parts_of(cells);
    let is_hidden = |cell: &Cell| cell.count.is_some_and(|count| is_small(count, minimum));
    let mut hidden: Vec<bool> = cells.iter().map(is_hidden).collect();
    for (sum, group) in parts.iter().enumerate() {
        // A sum that is not known gives nothing away.
        if group.is_empty() || cells[sum].count.is_none() {
            continue;
        }
        if group.iter().any(|at| !parts[*at].is_empty()) {
            hidden[sum] |= group.iter().any(|at| hidden[*at]);
            continue;
        }
        let count = |at: &usize| cells[*at].count.unwrap_or(0);
        let counts: Vec<u64> = group.iter().map(count).collect();
        let (largest, is_sum_hidden) = held_back(&counts, minimum);
        for at in group {
            hidden[*at] |= (1..=largest).contains(&count(at));
        }
        hidden[sum] |= is_sum_hidden;
    }
    told(cells, &hidden)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn part(n: u64, sum: usize) -> Cell {
        Cell { count: Some(n), sum: Some(sum) }
    }

    fn whole(n: u64) -> Cell {
        Cell { count: Some(n), sum: None }
    }

    fn published(cells: &[Cell]) -> Vec<Option<u64>> {
        disclosed(cells, 3).into_iter().map(Disclosed::count).collect()
    }

    /// Parts of one sum, which stands last.
    fn group(counts: &[u64]) -> Vec<Option<u64>> {
        let mut cells: Vec<Cell> = counts.iter().map(|n| part(*n, counts.len())).collect();
        cells.push(whole(counts.iter().sum()));
        published(&cells)
    }

    #[test]
    fn small_counts_and_what_would_give_them_away_are_held_back() {
        assert_eq!(group(&[0, 3, 8]), [Some(0), Some(3), Some(8), Some(11)]);
        // 2 is small and 5 the next larger: which of them is which nobody knows.
        assert_eq!(group(&[8, 2, 5, 0]), [Some(8), None, None, Some(0), Some(15)]);
        // 1 and 1 are all that two counts of at least one can be when they add up to 2; 2 and 2 all
        // that two small ones can be of 4.
        assert_eq!(group(&[1, 1, 5]), [None, None, None, Some(7)]);
        assert_eq!(group(&[2, 2, 5]), [None, None, None, Some(9)]);
        // All that are as large as the next.
        assert_eq!(group(&[1, 4, 4, 9]), [None, None, None, Some(9), Some(18)]);
        // Of 3 either may be the 2.
        assert_eq!(group(&[1, 2, 9]), [None, None, Some(9), Some(12)]);
        // Alone: the sum itself would tell it.
        assert_eq!(group(&[1, 0]), [None, Some(0), None]);
        assert_eq!(group(&[2, 2]), [None, None, None]);
        assert_eq!(disclosed(&[Cell { count: None, sum: None }], 3), [Disclosed::Unknown]);
    }

    #[test]
    fn a_gmina_does_not_depend_on_its_neighbours() {
        // A gmina of (4, 6) beside one of a single notice: alone it is told whole, so here too; it
        // is the powiat's sum that is not, nor the voivodeship's.
        let alone = published(&[part(4, 2), part(6, 2), whole(10)]);
        let cells =
            [part(1, 3), part(4, 4), part(6, 4), part(1, 5), part(10, 5), part(11, 6), whole(11)];
        let found = published(&cells);
        assert_eq!(found, [None, Some(4), Some(6), None, Some(10), None, None]);
        assert_eq!(alone, [found[1], found[2], found[4]]);
    }

    #[test]
    fn no_small_count_can_be_worked_out() {
        // Every two gminas of two and three localities with counts from 0 to 4, sorted by what is
        // told of them: whoever reads that, and knows the rules, knows that it is one of those.
        let mut worlds: BTreeMap<Vec<Option<u64>>, Vec<Vec<u64>>> = BTreeMap::new();
        for code in 0..5_u64.pow(5) {
            let leaves = [0, 1, 2, 3, 4].map(|n| code / 5_u64.pow(n) % 5);
            let sums = [leaves[..2].iter().sum(), leaves[2..].iter().sum::<u64>()];
            let of = |(at, n): (usize, &u64)| part(*n, if at < 2 { 5 } else { 6 });
            let mut cells: Vec<Cell> = leaves.iter().enumerate().map(of).collect();
            cells.extend(sums.map(|sum| part(sum, 7)));
            cells.push(whole(sums[0] + sums[1]));
            let counts = cells.iter().map(|cell| cell.count.unwrap_or(0)).collect();
            worlds.entry(published(&cells)).or_default().push(counts);
        }
        for (told, worlds) in worlds {
            for at in 0..8 {
                let values: BTreeSet<u64> = worlds.iter().map(|counts| counts[at]).collect();
                let only = values.first().filter(|_| values.len() == 1);
                assert!(!only.is_some_and(|n| is_small(*n, 3)), "{told:?}: {at} is {only:?}");
            }
        }
    }

    /// What is published of a gmina of localities with so many houses, of which so many are empty.
    fn of_places(counts: &[u64], places: &[u64]) -> Vec<Option<u64>> {
        let mut cells: Vec<Cell> = counts.iter().map(|n| part(*n, counts.len())).collect();
        cells.push(whole(counts.iter().sum()));
        let mut all = places.to_vec();
        all.push(places.iter().sum());
        disclosed_of_places(&cells, &all, 3).into_iter().map(Disclosed::count).collect()
    }

    #[test]
    fn empty_houses_are_told_of_all_localities_or_of_none() {
        assert_eq!(of_places(&[0, 3, 4], &[5, 6, 8]), [Some(0), Some(3), Some(4), Some(7)]);
        // Two are few; 4 of 7 houses more than half; of one or two houses nothing is told.
        assert_eq!(of_places(&[2, 4], &[8, 8]), [None, None, Some(6)]);
        assert_eq!(of_places(&[4, 3], &[7, 9]), [None, None, Some(7)]);
        assert_eq!(of_places(&[0, 4], &[1, 9]), [None, None, Some(4)]);
        assert_eq!(of_places(&[1, 3], &[1, 9]), [None, None, Some(4)]);
        // Where the sum tells of single houses it is not told, nor are those that make it up.
        assert_eq!(of_places(&[1, 0], &[9, 9]), [None, None, None]);
        assert_eq!(of_places(&[3, 3], &[5, 6]), [None, None, None], "6 of 11");
        // A locality of no house, which holds what has no address, tells nothing and hides nothing.
        assert_eq!(of_places(&[0, 3], &[0, 6]), [Some(0), Some(3), Some(3)]);
        assert_eq!(of_places(&[0, 2], &[0, 6]), [Some(0), None, None]);
    }

    #[test]
    fn no_empty_house_can_be_worked_out_from_how_many_there_are() {
        // Every gmina of localities with so many houses, sorted by what is told of it: whoever reads
        // that, and knows the houses and the rules, knows that it is one of those.
        let gminas: [&[u64]; 10] = [
            &[1, 3, 6],
            &[1, 1, 8],
            &[2, 5],
            &[3, 4, 5],
            &[1, 9],
            &[4, 10],
            &[3, 3, 3],
            &[5, 3, 1, 1],
            &[1, 2],
            &[6],
        ];
        let mut n_told = 0;
        for places in gminas {
            let mut worlds: BTreeMap<Vec<Option<u64>>, Vec<Vec<u64>>> = BTreeMap::new();
            let n_worlds: u64 = places.iter().map(|n| n + 1).product();
            for code in 0..n_worlds {
                let digit = |rest: &mut u64, n: &u64| {
                    let digit = *rest % (n + 1);
                    *rest /= n + 1;
                    Some(digit)
                };
                let counts: Vec<u64> = places.iter().scan(code, digit).collect();
                worlds.entry(of_places(&counts, places)).or_default().push(counts);
            }
            for (told, worlds) in worlds {
                n_told += usize::from(told.iter().all(Option::is_some));
                for (at, houses) in places.iter().enumerate() {
                    let values: BTreeSet<u64> = worlds.iter().map(|counts| counts[at]).collect();
                    let only = values.first().filter(|n| values.len() == 1 && **n > 0);
                    let tells = only.is_some_and(|n| tells_of_places(*n, *houses, 3));
                    assert!(!tells, "{places:?}: {told:?}: {at} is {only:?}");
                }
            }
        }
        assert!(n_told > 0, "some are told");
    }
}
