//! Households, businesses and residents by address; absent is unknown, zero is a statement.
#![deny(clippy::float_arithmetic)]

use std::ops::Range;

use super::figure::Figure;
use super::survey::Survey;
use crate::place::GminaCode;

/// One count over the addresses of a gmina.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    start: usize,
    of: Vec<Option<i64>>,
    /// Counts of rows whose address is not known.
    unplaced: Option<i64>,
}

impl Counts {
    fn of(survey: &Survey<'_>, gmina: GminaCode, column: &str) -> Self {
        let addresses = survey.world.addresses_of(gmina);
        let mut counts =
            Self { start: addresses.start, of: vec![None; addresses.len()], unplaced: None };
        let Some(rows) = survey.rows("premises") else { return counts };
        for row in rows.of(gmina) {
            let Some(n) = rows.layer.integer(column, row).filter(|n| *n >= 0) else { continue };
            let place = rows.layer.address(row).map(|address| address as usize);
            let held = match place.filter(|address| addresses.contains(address)) {
                Some(address) => &mut counts.of[address - addresses.start],
                None => &mut counts.unplaced,
            };
            *held = Some(held.unwrap_or(0).saturating_add(n));
        }
        counts
    }

    /// The count of an address of the gmina.
    pub fn at(&self, address: usize) -> Option<i64> {
        self.of[address - self.start]
    }

    /// Sum over addresses; `None` where no address of them has a count.
    pub fn sum(&self, addresses: impl IntoIterator<Item = usize>) -> Option<i64> {
        addresses.into_iter().filter_map(|address| self.at(address)).reduce(i64::saturating_add)
    }

    /// Sum over the gmina, where every address has a count.
    pub fn complete(&self) -> Option<i64> {
        if self.unplaced.is_some() || self.of.is_empty() {
            return None;
        }
        self.of.iter().copied().sum()
    }

    /// Sum over the gmina: exact, or at least so many; `None` where nothing is known.
    pub fn figure(&self) -> Option<Figure> {
        if let Some(sum) = self.complete() {
            return Some(Figure::amount(sum));
        }
        let known = self.of.iter().flatten().copied().chain(self.unplaced);
        known.reduce(i64::saturating_add).map(Figure::at_least)
    }

    /// Counts of rows whose address is not known, or is of another gmina.
    pub const fn unplaced(&self) -> Option<i64> {
        self.unplaced
    }

    /// How many addresses have a count.
    pub fn n_known(&self) -> usize {
        self.of.iter().flatten().count()
    }
}

/// Counts of a gmina.
#[derive(Clone, Debug, Default)]
pub(super) struct Premises {
    pub households: Counts,
    pub businesses: Counts,
    pub population: Counts,
    pub aged_65: Counts,
    pub learners: Counts,
    /// Addresses of the gmina.
    pub addresses: Range<usize>,
}

pub(super) fn premises(survey: &Survey<'_>, gmina: GminaCode) -> Premises {
    let of = |column| Counts::of(survey, gmina, column);
    Premises {
        households: of("households"),
        businesses: of("businesses"),
        population: of("population"),
        aged_65: of("aged_65"),
        learners: of("learners"),
        addresses: survey.world.addresses_of(gmina),
    }
}
