//! Into how many parts a locality falls when possible reach is settled: learnt from localities.
//!
//! If reach always proved true or empty for localities as wholes, the shares at which it proved true
//! would be 0 and 1, and vary by `p (1 - p)` around their mean `p`. If each locality fell into `m`
//! equal parts that prove true or empty by themselves, they would vary by the `m`-th part of that. So `m`
//! is read from how much they vary: it is the inverse of the intraclass correlation of surveys.
//! Where it is no whole number, the last part is smaller, so that the shares vary as much.

use super::Settled;
use crate::policy::detector_number;

/// A share of 1.
const WHOLE: u64 = 1_000;
const MILLION: u128 = 1_000_000;
/// Classes of size: from one address, two, four, and so on.
const N_CLASSES: u32 = 20;

/// Addresses of a settled locality at which the reach proved certain, and at which nothing of the kind
/// is offered any more.
pub(super) type Outcome = (u64, u64);

/// Into how many parts localities fall, by size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// In thousandths, by class: localities of at least so many addresses. Empty: always one.
    of_class: Vec<u64>,
    is_learnt: bool,
}

impl Parts {
    /// From what editions settled of all networks.
    ///
    /// What is known of localities of a size and larger ones holds for them; where too few of these are
    /// known, what is known of smaller ones. As many localities as are needed to tell are taken to
    /// have settled as wholes before anything is known, half of them true, half of them empty.
    pub(super) fn learnt(places: &[Outcome]) -> Self {
        let needed = u64::from(detector_number("interval_whole_localities").max(1));
        let mut most = WHOLE;
        let of_class = |class: u32| {
            let is_here = |place: &&Outcome| place.0 + place.1 >= 1 << class;
            let here = places.iter().filter(is_here);
            let mut shares: Vec<u64> = here.map(|place| share(*place)).collect();
            if shares.len() as u64 >= needed {
                shares.extend((0..needed).map(|n| n % 2 * WHOLE));
                most = most.max(parts(&shares));
            }
            most
        };
        let is_learnt = places.len() as u64 >= needed;
        Self { of_class: (0..N_CLASSES).map(of_class).collect(), is_learnt }
    }

    /// Whether enough localities were settled to tell.
    pub fn is_learnt(&self) -> bool {
        self.is_learnt
    }

    /// Whether it was learnt that large localities do not settle as wholes.
    pub fn is_many(&self) -> bool {
        self.is_learnt && self.of_class.last().is_some_and(|parts| *parts > WHOLE)
    }

    /// Sizes of the parts of a locality in which so many addresses are uncertain.
    pub fn of(&self, size: u64) -> Vec<u64> {
        let class = size.max(1).ilog2().min(N_CLASSES - 1);
        let n = self.of_class.get(class as usize).copied().unwrap_or(WHOLE);
        // n parts of size a, and what is left of the locality: n a² + (1 - n a)² = 1 / m.
        let (n, m) = (u128::from(n.div_ceil(WHOLE) - 1), u128::from(n));
        let mut left = size;
        let part = if n == 0 {
            size
        } else {
            let root = (n * ((n + 1) * MILLION.pow(2) * 1_000 / m - MILLION.pow(2))).isqrt();
            let part = (n * MILLION + root) * u128::from(size) / (n * (n + 1));
            u64::try_from(part.div_ceil(MILLION)).unwrap_or(size)
        };
        std::iter::from_fn(|| {
            let next = left.min(part);
            left -= next;
            (next > 0).then_some(next)
        })
        .collect()
    }
}

/// The share of a settled locality that proved true.
fn share((stood, fell): Outcome) -> u64 {
    stood * WHOLE / (stood + fell).max(1)
}

/// In thousandths of a part, rounded down.
fn parts(shares: &[u64]) -> u64 {
    let n = shares.len() as u128;
    // All sums times n, so that the mean stays whole.
    let sum: u128 = shares.iter().map(|share| u128::from(*share)).sum();
    let square = |share: &u64| (u128::from(*share) * n).abs_diff(sum).pow(2);
    let varies: u128 = shares.iter().map(square).sum();
    let whole = u128::from(WHOLE);
    let as_wholes = n * sum * (whole * n - sum);
    u64::try_from(whole * as_wholes / varies.max(1)).unwrap_or(u64::MAX)
}

/// Localities of a network that proved true and empty, those in parts by their shares; rounded to
/// whole localities.
pub(super) fn proved(places: &[Outcome]) -> Settled {
    let shares: u64 = places.iter().map(|place| share(*place)).sum();
    let stood = (shares + WHOLE / 2) / WHOLE;
    Settled { stood, fell: places.len() as u64 - stood }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn localities_that_settle_as_wholes_are_one_part() {
        let whole = [[(50, 0); 20], [(0, 30); 20]].concat();
        assert_eq!(Parts::learnt(&whole).of(100), [100]);
        assert_eq!(proved(&whole), Settled { stood: 20, fell: 20 });
        // Nothing is known.
        assert_eq!(Parts::learnt(&[]).of(100), [100]);
        assert_eq!(Parts::default().of(100), [100]);
        assert_eq!(Parts::default().of(0), [0; 0]);
    }

    #[test]
    fn localities_that_settle_by_halves_fall_into_parts() {
        // Shares of 1/2 in 60 places and, before anything is known, 10 each of 0 and 1: the mean is 1/2, they
        // vary by 20/4, and wholes would by 80/4: four parts.
        let parts = Parts::learnt(&[(20, 20); 60]);
        assert_eq!(parts.of(40), [10; 4]);
        assert_eq!(parts.of(3), [1; 3], "no more parts than addresses");
        assert_eq!(parts.of(5_000_000), [1_250_000; 4], "no place is as large");
        assert_eq!(proved(&[(20, 20); 30]), Settled { stood: 15, fell: 15 });
        // 19 places are too few to tell; with a twentieth one 40/4 : 20/4, two parts.
        assert_eq!(Parts::learnt(&[(20, 20); 19]).of(40), [40]);
        assert_eq!(Parts::learnt(&[(20, 20); 20]).of(40), [20; 2]);
        // Twenty-four: 44/20 parts. Two of a and one of 1 - 2 a with 6 a² - 4 a + 1 = 10/22: a is
        // (2 + √(4 - 6 · 12/22)) / 6 = 0.4756; of 1000 houses 476, 476 and 48.
        assert_eq!(Parts::learnt(&[(20, 20); 24]).of(1_000), [476, 476, 48]);
        // 60 % of each of three: 1.8 localities are two.
        assert_eq!(proved(&[(6, 4); 3]), Settled { stood: 2, fell: 1 });
    }

    #[test]
    fn large_localities_may_fall_into_more_parts_than_small_ones() {
        // Forty hamlets as wholes, sixty villages by halves. All hundred and twenty more: the mean is 1/2, they
        // vary by (40 + 20)/4 of 120/4; the villages alone by 20/4 of 80/4.
        let places = [&[(8, 0); 20][..], &[(0, 8); 20], &[(20, 20); 60]].concat();
        let parts = Parts::learnt(&places);
        assert_eq!([parts.of(8).len(), parts.of(15).len()], [2; 2]);
        assert_eq!([parts.of(16).len(), parts.of(40).len()], [4; 2]);
    }
}
