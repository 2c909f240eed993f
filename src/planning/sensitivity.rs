//! How the value of a plan depends on each assumption: a fifth less and more, and the bounds.
//!
//! Routes stay as they are; splitters, bill and account are made anew.

use rayon::prelude::*;

use super::appraise::{Plan, estimate};
use super::{CostBook, Key, Part};
use crate::quantity::Grosze;

/// What an assumption does to the net present value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swing {
    /// The assumption.
    pub key: Key,
    /// Value at its lowest plausible value.
    pub at_low: Grosze,
    /// Value at its highest.
    pub at_high: Grosze,
    /// Value with a fifth less; `None` where a fifth of it makes no sense.
    pub minus_fifth: Option<Grosze>,
    /// Value with a fifth more; shares end at 100 %.
    pub plus_fifth: Option<Grosze>,
}

impl Swing {
    /// Distance between the values at the bounds.
    pub const fn width(&self) -> u64 {
        self.at_low.0.abs_diff(self.at_high.0)
    }

    /// Distance between the values a fifth apart.
    pub fn fifth_width(&self) -> u64 {
        let pair = self.minus_fifth.zip(self.plus_fifth);
        pair.map_or(0, |(minus, plus)| minus.0.abs_diff(plus.0))
    }
}

/// Swings of all assumptions, the strongest first.
pub(super) fn swings(plan: Plan<'_>, whole: &Part, book: &CostBook) -> Vec<Swing> {
    let value = |key: Key, value: i64| {
        let book = book.with(key, value);
        estimate(plan, whole, &book, book.value(Key::TakeUp)).account.npv
    };
    let swing = |key: &Key| {
        let of = book.of(*key);
        let fifth = |percent: i64| {
            let most = if of.unit == super::Unit::Percent { 10_000 } else { i64::MAX };
            of.unit.is_continuous().then(|| value(*key, (of.value * percent / 100).min(most)))
        };
        Swing {
            key: *key,
            at_low: value(*key, of.low),
            at_high: value(*key, of.high),
            minus_fifth: fifth(80),
            plus_fifth: fifth(120),
        }
    };
    let mut found: Vec<Swing> = Key::ALL.par_iter().map(swing).collect();
    found.sort_by_key(|swing| (std::cmp::Reverse(swing.width()), swing.key));
    found
}
