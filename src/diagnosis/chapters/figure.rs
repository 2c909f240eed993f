//! Values of indicators: whole numbers between bounds, and what they are parts of.
#![deny(clippy::float_arithmetic)]

/// A value between bounds, in whole parts of `whole`; without a whole an amount.
///
/// A bound that is not known is `None`: of a sum of which terms are missing only the lower bound
/// is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Lowest value.
    pub low: Option<i64>,
    /// Twice the middle value, so that it stays whole.
    pub mid_twice: Option<i64>,
    /// Highest value.
    pub high: Option<i64>,
    /// What the values are divided by.
    pub whole: Option<i64>,
}

/// A count as a value.
pub(super) fn count(n: usize) -> i64 {
    i64::try_from(n).expect("fewer than 2^63 of anything")
}

/// The numerator's and denominator's twice the median; `None` of nothing.
///
/// The median of an even number of values is the mean of the middle two, so the value is a part of
/// two.
pub(super) fn median(mut values: Vec<i64>) -> Option<Figure> {
    values.sort_unstable();
    let n = values.len();
    let (lower, upper) = (*values.get(n.checked_sub(1)? / 2)?, *values.get(n / 2)?);
    Figure::ratio(lower + upper, 2)
}

impl Figure {
    /// An amount that is known.
    pub const fn amount(value: i64) -> Self {
        Self { low: Some(value), mid_twice: Some(2 * value), high: Some(value), whole: None }
    }

    /// An amount of which some terms are not known.
    pub const fn at_least(value: i64) -> Self {
        Self { low: Some(value), mid_twice: None, high: None, whole: None }
    }

    /// A known part of a whole; `None` where there is nothing to divide by.
    pub fn ratio(part: i64, whole: i64) -> Option<Self> {
        (whole > 0).then_some(Self { whole: Some(whole), ..Self::amount(part) })
    }

    /// A share of which some members are uncertain: counted neither, half, or all.
    pub fn share(certain: usize, uncertain: usize, whole: usize) -> Option<Self> {
        let (low, high) = (count(certain), count(certain) + count(uncertain));
        let figure =
            Self { low: Some(low), mid_twice: Some(low + high), high: Some(high), whole: None };
        (whole > 0).then_some(Self { whole: Some(count(whole)), ..figure })
    }

    /// Three values of an amount, by the bounds of what was assumed.
    pub fn between(low: i64, mid: i64, high: i64, whole: Option<i64>) -> Self {
        Self { low: Some(low), mid_twice: Some(2 * mid), high: Some(high), whole }
    }
}

/// What holds of a member of a set: yes, no, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// Nobody knows.
    Unknown,
}

impl Known {
    /// From what is known of it.
    pub fn of(holds: Option<bool>) -> Self {
        holds.map_or(Self::Unknown, |holds| if holds { Self::Yes } else { Self::No })
    }
}

/// The share of members of which something holds; members without an answer widen it.
pub(super) fn share_of(answers: impl IntoIterator<Item = Known>) -> Option<Figure> {
    let (mut certain, mut uncertain, mut whole) = (0, 0, 0);
    for answer in answers {
        whole += 1;
        certain += usize::from(answer == Known::Yes);
        uncertain += usize::from(answer == Known::Unknown);
    }
    Figure::share(certain, uncertain, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_stay_whole() {
        assert_eq!(median(vec![]), None);
        // 7 = 14/2; (3 + 8) / 2 = 11/2.
        assert_eq!(median(vec![9, 7, 1]), Figure::ratio(14, 2));
        assert_eq!(median(vec![8, 3]), Figure::ratio(11, 2));
    }

    #[test]
    fn unknown_members_widen_a_share() {
        let answers = [Known::Yes, Known::Unknown, Known::No, Known::Unknown, Known::Unknown];
        let figure = share_of(answers).expect("five members");
        let values = (figure.low, figure.mid_twice, figure.high, figure.whole);
        assert_eq!(values, (Some(1), Some(5), Some(4), Some(5)));
        assert_eq!(share_of([]), None);
    }
}
