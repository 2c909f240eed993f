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

/// What may be told of each count.
///
/// # Panics
/// When a sum stands before one of its parts.
pub fn disclosed(cells: &[Cell], minimum: u64) -> Vec<Disclosed> {
    let mut parts = vec![Vec::new(); cells.len()];
    for (at, cell) in cells.iter().enumerate() {
        if let Some(sum) = cell.sum {
            assert!(sum > at, "sums stand behind their parts");
            parts[sum].push(at);
        }
    }
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
    let told = |(cell, hidden): (&Cell, bool)| match cell.count {
        None => Disclosed::Unknown,
        Some(_) if hidden => Disclosed::Suppressed,
        Some(count) => Disclosed::Count(count),
    };
    cells.iter().zip(hidden).map(told).collect()
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

    fn told(cells: &[Cell]) -> Vec<Option<u64>> {
        disclosed(cells, 3).into_iter().map(Disclosed::count).collect()
    }

    /// Parts of one sum, which stands last.
    fn group(counts: &[u64]) -> Vec<Option<u64>> {
        let mut cells: Vec<Cell> = counts.iter().map(|n| part(*n, counts.len())).collect();
        cells.push(whole(counts.iter().sum()));
        told(&cells)
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
        let alone = told(&[part(4, 2), part(6, 2), whole(10)]);
        let cells =
            [part(1, 3), part(4, 4), part(6, 4), part(1, 5), part(10, 5), part(11, 6), whole(11)];
        let found = told(&cells);
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
            worlds.entry(told(&cells)).or_default().push(counts);
        }
        for (told, worlds) in worlds {
            for at in 0..8 {
                let values: BTreeSet<u64> = worlds.iter().map(|counts| counts[at]).collect();
                let only = values.first().filter(|_| values.len() == 1);
                assert!(!only.is_some_and(|n| is_small(*n, 3)), "{told:?}: {at} is {only:?}");
            }
        }
    }
}
