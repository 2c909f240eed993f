//! Counts of people in tables that add up: what must be held back so that no small count is told,
//! neither by itself nor by what the others leave of a sum.
//!
//! The tables are a tree: localities add up to gminas, these to powiats and voivodeships. Who reads
//! them knows all counts that are told, that zeros are told, and the rules; so a count that is held
//! back is at least one. `slack` is by how much a held-back count exceeds what is known of it. A
//! small count is safe where those held back below one told sum have a slack of `minimum - 1`: then
//! each of them might as well be `minimum`.
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

struct Tree<'a> {
    cells: &'a [Cell],
    parts: Vec<Vec<usize>>,
    hidden: Vec<bool>,
    /// Slack that a group needs.
    needed: u64,
}

impl Tree<'_> {
    fn count(&self, at: usize) -> u64 {
        self.cells[at].count.unwrap_or(0)
    }

    /// By how much a hidden count exceeds what is known of it.
    fn slack(&self, at: usize) -> u64 {
        if self.parts[at].is_empty() {
            return self.count(at).saturating_sub(1);
        }
        self.slack_of(&self.parts[at])
    }

    fn slack_of(&self, group: &[usize]) -> u64 {
        group.iter().filter(|at| self.hidden[**at]).map(|at| self.slack(*at)).sum()
    }

    /// The next counts to hide: the smallest first.
    fn candidates(&self, group: &[usize]) -> Vec<usize> {
        let told = group.iter().copied().filter(|at| !self.hidden[*at] && self.count(*at) > 0);
        let mut told: Vec<usize> = told.collect();
        told.sort_by_key(|at| (self.count(*at), *at));
        told
    }

    /// Hides a count, and as many of its parts as keep it from being added up again.
    fn hide(&mut self, at: usize) {
        self.hidden[at] = true;
        let group = self.parts[at].clone();
        for next in self.candidates(&group) {
            if self.slack_of(&group) >= self.needed {
                break;
            }
            self.hide(next);
        }
    }

    /// Whether the hidden counts of a group cannot be told from their sum.
    fn is_safe(&self, group: &[usize]) -> bool {
        let n_hidden = group.iter().filter(|at| self.hidden[**at]).count();
        n_hidden == 0 || (n_hidden > 1 && self.slack_of(group) >= self.needed)
    }

    /// Hides more of the parts of a told sum, and the sum itself where that is not enough.
    fn protect(&mut self, sum: usize) {
        let group = self.parts[sum].clone();
        for next in self.candidates(&group) {
            if self.is_safe(&group) {
                return;
            }
            self.hide(next);
        }
        if !self.is_safe(&group) {
            self.hide(sum);
        }
    }
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
    let hidden = cells.iter().map(is_hidden).collect();
    let mut tree = Tree { cells, parts, hidden, needed: minimum.saturating_sub(1) };
    for (sum, cell) in cells.iter().enumerate() {
        // A sum that is not known, or is hidden already, gives nothing away.
        if cell.count.is_some() && !tree.hidden[sum] {
            tree.protect(sum);
        }
    }
    let told = |(cell, hidden): (&Cell, bool)| match cell.count {
        None => Disclosed::Unknown,
        Some(_) if hidden => Disclosed::Suppressed,
        Some(count) => Disclosed::Count(count),
    };
    cells.iter().zip(tree.hidden).map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of one sum, which stands last.
    fn group(counts: &[u64]) -> Vec<Option<u64>> {
        let sum = counts.len();
        let mut cells: Vec<Cell> =
            counts.iter().map(|n| Cell { count: Some(*n), sum: Some(sum) }).collect();
        cells.push(Cell { count: Some(counts.iter().sum()), sum: None });
        disclosed(&cells, 3).into_iter().map(Disclosed::count).collect()
    }

    #[test]
    fn small_counts_and_what_would_give_them_away_are_held_back() {
        assert_eq!(group(&[0, 3, 8]), [Some(0), Some(3), Some(8), Some(11)]);
        // 2 is small and 5 the next smallest: of 7 either may be up to 6.
        assert_eq!(group(&[8, 2, 5, 0]), [Some(8), None, None, Some(0), Some(15)]);
        // 1 and 1 are all that two counts of at least one can be when they add up to 2.
        assert_eq!(group(&[1, 1, 5]), [None, None, None, Some(7)]);
        // 2 and 2: each may be three, if the other is one.
        assert_eq!(group(&[2, 2, 5]), [None, None, Some(5), Some(9)]);
        // Alone: the sum itself would tell it.
        assert_eq!(group(&[1, 0]), [None, Some(0), None]);
        assert_eq!(disclosed(&[Cell { count: None, sum: None }], 3), [Disclosed::Unknown]);
    }

    #[test]
    fn a_sum_that_is_held_back_is_no_remainder_of_a_higher_one() {
        // Gminas of (1) and of (4, 6) in a powiat: the first must be hidden, so must the second, and
        // a part of it, or it would be added up again.
        let (first, second, powiat) = (3, 4, 5);
        let part = |n, sum| Cell { count: Some(n), sum: Some(sum) };
        let cells = [
            part(1, first),
            part(4, second),
            part(6, second),
            part(1, powiat),
            part(10, powiat),
            Cell { count: Some(11), sum: None },
        ];
        let told: Vec<Option<u64>> =
            disclosed(&cells, 3).into_iter().map(Disclosed::count).collect();
        assert_eq!(told, [None, None, Some(6), None, None, Some(11)]);
    }

    /// Every way to fill in hidden leaves (at least one, at most `most`) that agrees with what is
    /// told of `groups` of leaves, their sums and the total.
    fn fillings(groups: &[&[u64]], told: &[Disclosed], most: u64) -> Vec<Vec<u64>> {
        let n_leaves: usize = groups.iter().map(|group| group.len()).sum();
        let mut ways: Vec<Vec<u64>> = vec![Vec::new()];
        for cell in &told[..n_leaves] {
            let values = cell.count().map_or(1..=most, |n| n..=n);
            let longer = |way: &Vec<u64>| {
                let with = |value| [way.as_slice(), &[value]].concat();
                values.clone().map(with).collect::<Vec<_>>()
            };
            ways = ways.iter().flat_map(longer).collect();
        }
        ways.retain(|way| {
            let mut start = 0;
            let sums = groups.iter().map(|group| {
                start += group.len();
                way[start - group.len()..start].iter().sum::<u64>()
            });
            let sums: Vec<u64> = sums.collect();
            let total = sums.iter().sum::<u64>();
            let mut all = sums.iter().chain([&total]).zip(&told[n_leaves..]);
            all.all(|(sum, cell)| cell.count().is_none_or(|n| n == *sum))
        });
        ways
    }

    #[test]
    fn no_small_count_can_be_worked_out() {
        // Two gminas of two and three localities, of every count from 0 to 4.
        for code in 0..5_u64.pow(5) {
            let leaves: Vec<u64> = (0..5).map(|n| code / 5_u64.pow(n) % 5).collect();
            let groups = [&leaves[..2], &leaves[2..]];
            let mut cells: Vec<Cell> = (0..5)
                .map(|n| Cell { count: Some(leaves[n]), sum: Some(if n < 2 { 5 } else { 6 }) })
                .collect();
            let sums = groups.map(|group| group.iter().sum::<u64>());
            cells.extend(sums.map(|sum| Cell { count: Some(sum), sum: Some(7) }));
            cells.push(Cell { count: Some(sums[0] + sums[1]), sum: None });
            let told = disclosed(&cells, 3);
            let ways = fillings(&groups, &told, 6);
            assert!(ways.contains(&leaves), "{leaves:?}");
            for (at, leaf) in leaves.iter().enumerate() {
                assert_eq!(is_small(*leaf, 3), is_small(*leaf, 3) && told[at].count().is_none());
                let may_be_large = told[at].count().is_some() || ways.iter().any(|w| w[at] >= 3);
                assert!(may_be_large, "{leaves:?}: {told:?}");
            }
        }
    }
}
