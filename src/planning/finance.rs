//! Net present value, gap and break-even points of a network, in whole grosze.
//!
//! The network is built in year 0. Users grow along `S(x) = 3x² − 2x³`, `x` = year over the years
//! to the final take-up. Each yearly amount is rounded half away from zero to a grosz, divided by
//! `(1 + w)^t` and rounded again; sums are of whole grosze.
//! Gap funding: the grant is what discounted surpluses lack to pay the investment back.

use super::{Bill, CostBook, Key, Surface, Work};
use crate::quantity::Grosze;

/// What a network earns and costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venture {
    /// Investment of year 0.
    pub capex: Grosze,
    /// Homes that could subscribe.
    pub homes: u64,
    /// What a user pays a month less what serving him costs; may be negative.
    pub margin: Grosze,
    /// Upkeep and rents a year.
    pub upkeep: Grosze,
    /// Devices that are bought again after the life of active equipment.
    pub renewal: Grosze,
}

/// One year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// From 1.
    pub year: u32,
    /// Users in thousandths, rounded half up.
    pub users_milli: u64,
    /// Surplus of users' payments over what serving them costs.
    pub margin: Grosze,
    /// Upkeep and rents.
    pub upkeep: Grosze,
    /// Devices bought again.
    pub renewal: Grosze,
    /// What is left, discounted to year 0.
    pub present: Grosze,
}

/// The account of a venture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Years 1 to the horizon.
    pub years: Vec<Year>,
    /// Net present value.
    pub npv: Grosze,
}

impl Account {
    /// The grant that makes the value nil.
    pub const fn gap(&self) -> Grosze {
        if self.npv.0 < 0 { Grosze(-self.npv.0) } else { Grosze::ZERO }
    }
}

/// Numerator and denominator of `S(year / years)`.
fn curve(year: u32, years: u64) -> (u128, u128) {
    let (t, whole) = (u128::from(year), u128::from(years.max(1)));
    if t >= whole {
        return (1, 1);
    }
    (3 * t * t * whole - 2 * t * t * t, whole * whole * whole)
}

/// `amount · part / whole`, rounded half away from zero.
fn part_of(amount: i128, part: u128, whole: u128) -> i64 {
    let product = amount.unsigned_abs().saturating_mul(part);
    let rounded = (product.saturating_add(whole / 2)) / whole;
    let rounded = i64::try_from(rounded).unwrap_or(i64::MAX / 1024);
    if amount < 0 { -rounded } else { rounded }
}

/// An amount of a year divided by `(1 + w)^t`, rounded half away from zero.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // far below 2^53 grosze
fn discounted(amount: i64, factor: f64) -> i64 {
    (amount as f64 / factor).round() as i64
}

/// The account of a venture at a take-up in hundredths of a per cent.
#[allow(clippy::cast_precision_loss)] // hundredths of a per cent
pub fn account(venture: &Venture, book: &CostBook, take_up: i64) -> Account {
    let horizon = u32::try_from(book.whole(Key::Horizon)).unwrap_or(100).min(100);
    let life = u32::try_from(book.whole(Key::LifeActive)).unwrap_or(u32::MAX).max(1);
    let rate = 1.0 + book.value(Key::Discount) as f64 / 10_000.0;
    let take_up = u128::from(take_up.unsigned_abs());
    let mut factor = 1.0;
    let mut years = Vec::new();
    for year in 1..=horizon {
        factor *= rate;
        let (part, whole) = curve(year, book.whole(Key::TakeUpYears));
        let (part, whole) = (part * take_up, whole * 10_000);
        let milli = i128::from(venture.homes) * 1000;
        let paid = i128::from(venture.homes) * i128::from(venture.margin.0) * 12;
        let margin = part_of(paid, part, whole);
        let renewal =
            if year.is_multiple_of(life) && year < horizon { venture.renewal.0 } else { 0 };
        let left = margin - venture.upkeep.0 - renewal;
        years.push(Year {
            year,
            users_milli: part_of(milli, part, whole).unsigned_abs(),
            margin: Grosze(margin),
            upkeep: venture.upkeep,
            renewal: Grosze(renewal),
            present: Grosze(discounted(left, factor)),
        });
    }
    let present: Grosze = years.iter().map(|year| year.present).sum();
    Account { years, npv: Grosze(present.0 - venture.capex.0) }
}

/// Rents that a bill's lengths cost a year: poles, ducts and lines, strips of roads.
fn rents(bill: &Bill, book: &CostBook) -> Grosze {
    let length = |works: &[Work]| works.iter().map(|work| bill.quantity(*work)).sum::<u64>();
    let trench: u64 = Surface::ALL.map(|s| bill.quantity(Work::Trench(s))).iter().sum();
    let poles = Grosze(book.value(Key::PoleRent) * 12);
    let all = [
        poles.scaled(length(&[Work::Aerial]), book.millimetres(Key::PoleSpacing)),
        book.price(Key::DuctRent).scaled(length(&[Work::Duct, Work::ExistingLine]), 1000),
        book.price(Key::LaneRent).scaled(trench, 1000),
    ];
    all.into_iter().flatten().sum()
}

/// A network of fibre as its bill has it.
pub fn fibre(bill: &Bill, homes: u64, book: &CostBook) -> Venture {
    let share = u64::try_from(book.value(Key::OpexNetwork)).unwrap_or(0);
    let upkeep = bill.network().scaled(share, 10_000).unwrap_or_default();
    Venture {
        capex: bill.total(),
        homes,
        margin: Grosze(book.value(Key::Arpu) - book.value(Key::OpexUser)),
        upkeep: Grosze(upkeep.0 + rents(bill, book).0),
        renewal: bill.active(),
    }
}

/// The least value in `0..=most` from which `holds`; `None` where it does not hold at `most`.
///
/// `holds` must not turn false again.
pub(super) fn least(most: i64, holds: impl Fn(i64) -> bool) -> Option<i64> {
    if !holds(most) {
        return None;
    }
    let (mut below, mut from) = (-1, most);
    while from - below > 1 {
        let middle = below + (from - below) / 2;
        if holds(middle) {
            from = middle;
        } else {
            below = middle;
        }
    }
    Some(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_a_rational_s() {
        // Five years: 3·0.2² − 2·0.2³ = 0.12 − 0.016 = 0.104 = 13/125; 44/125; 81/125; 112/125.
        let found: Vec<(u128, u128)> = (1..=6).map(|year| curve(year, 5)).collect();
        assert_eq!(found, [(13, 125), (44, 125), (81, 125), (112, 125), (1, 1), (1, 1)]);
    }

    #[test]
    fn the_least_value_is_found() {
        assert_eq!(least(10_000, |value| value >= 1234), Some(1234));
        assert_eq!(least(10_000, |_| true), Some(0));
        assert_eq!(least(10_000, |_| false), None);
    }
}
