//! Money in whole grosze.

/// An amount in grosze (1/100 PLN).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grosze(pub i64);

impl Grosze {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum; `None` where it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// `part` of `whole` of the amount, rounded half away from zero; `None` where `whole` is 0 or
    /// the result does not fit.
    pub fn scaled(self, part: u64, whole: u64) -> Option<Self> {
        let (part, whole) = (i128::from(part), i128::from(whole));
        let product = i128::from(self.0).checked_mul(part)?;
        let half = if product < 0 { -whole } else { whole };
        let doubled = product.checked_mul(2)?.checked_add(half)?;
        i64::try_from(doubled.checked_div(whole.checked_mul(2)?)?).ok().map(Self)
    }
}

impl std::iter::Sum for Grosze {
    /// # Panics
    /// When the sum does not fit 64 bits: 92 thousand million million PLN.
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, |a, b| a.checked_add(b).expect("sums of money fit 64 bits"))
    }
}

#[cfg(test)]
mod tests {
    use super::Grosze;

    #[test]
    fn scaling_rounds_half_away_from_zero() {
        // 5 × 1/2 = 2.5 → 3; −5 × 1/2 → −3; 7 × 1/3 = 2.33 → 2; 8 × 1/3 = 2.67 → 3.
        assert_eq!(Grosze(5).scaled(1, 2), Some(Grosze(3)));
        assert_eq!(Grosze(-5).scaled(1, 2), Some(Grosze(-3)));
        assert_eq!(Grosze(7).scaled(1, 3), Some(Grosze(2)));
        assert_eq!(Grosze(8).scaled(1, 3), Some(Grosze(3)));
        assert_eq!(Grosze(1).scaled(1, 0), None);
        assert_eq!(Grosze(i64::MAX).scaled(2, 1), None);
    }
}
