//! Quantities with their unit in the type: speeds, shares, counts with a margin, money.
//!
//! Knows neither files nor the domain; nothing here is a float.
#![deny(clippy::float_arithmetic)]

mod money;

use std::fmt;

pub use money::Grosze;

/// A data rate in kbit/s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Speed(u32);

impl Speed {
    /// A speed of `value` kbit/s.
    pub const fn kbps(value: u32) -> Self {
        Self(value)
    }

    /// A speed of `value` Mbit/s; `None` where it does not fit (above 4 294 967 Mbit/s).
    pub fn mbps(value: u32) -> Option<Self> {
        value.checked_mul(1000).map(Self)
    }

    /// The speed in kbit/s.
    pub const fn as_kbps(self) -> u32 {
        self.0
    }

    /// `percent` per cent of the speed, rounded down.
    pub fn percent(self, percent: u32) -> Self {
        let scaled = u64::from(self.0) * u64::from(percent) / 100;
        Self(u32::try_from(scaled).unwrap_or(u32::MAX))
    }
}

/// Prints Mbit/s with as many decimals as the value has, with a decimal point.
impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 1000, self.0 % 1000) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, rest) => {
                let decimals = format!("{rest:03}");
                write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
            }
        }
    }
}

/// Download and upload speed of one offer.
///
/// Ordered by download, then upload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DownUp {
    /// Towards the subscriber.
    pub down: Speed,
    /// From the subscriber.
    pub up: Speed,
}

/// A part of a whole; divided only when it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub part: u64,
    /// Out of how many; 0 means that there is nothing to divide by.
    pub whole: u64,
}

impl Share {
    /// The share in tenths of a per cent, half rounded up; `None` when the whole is empty.
    pub fn tenths_of_percent(self) -> Option<u64> {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        let doubled = (part * 2000 + whole).checked_div(whole * 2)?;
        u64::try_from(doubled).ok()
    }
}

/// A count of which a part is uncertain: the truth lies between `low` and `high`.
///
/// Uncertain items count as not belonging (low), as half (mid), as belonging (high).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountInterval {
    /// Items that surely belong.
    pub certain: u64,
    /// Items that may belong.
    pub uncertain: u64,
}

impl CountInterval {
    /// Lowest possible count.
    pub const fn low(self) -> u64 {
        self.certain
    }

    /// Highest possible count.
    pub const fn high(self) -> u64 {
        self.certain + self.uncertain
    }

    /// Twice the middle of the interval, so that it stays an integer.
    pub const fn mid_doubled(self) -> u64 {
        2 * self.certain + self.uncertain
    }

    /// The middle as text: a whole number or one that ends in `.5`.
    pub fn mid_text(self) -> String {
        let doubled = self.mid_doubled();
        if doubled.is_multiple_of(2) {
            (doubled / 2).to_string()
        } else {
            format!("{}.5", doubled / 2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_prints_megabits() {
        let cases = [(0, "0"), (1000, "1"), (2500, "2.5"), (30_000, "30"), (1234, "1.234")];
        for (kbps, text) in cases {
            assert_eq!(Speed::kbps(kbps).to_string(), text);
        }
        assert_eq!(Speed::mbps(4_294_968), None);
        assert_eq!(Speed::kbps(600_000).percent(85), Speed::kbps(510_000));
    }

    #[test]
    fn share_rounds_half_up_and_keeps_empty_apart() {
        // 1/8 = 12.5 %; 1/3 = 33.33 %; 2/3 = 66.67 %; 1/2000 = 0.05 % -> 0.1
        let cases = [(1, 8, Some(125)), (1, 3, Some(333)), (2, 3, Some(667)), (1, 2000, Some(1))];
        for (part, whole, tenths) in cases {
            assert_eq!(Share { part, whole }.tenths_of_percent(), tenths);
        }
        assert_eq!(Share { part: 0, whole: 0 }.tenths_of_percent(), None);
    }

    #[test]
    fn interval_counts_uncertain_neither_half_both() {
        let white = CountInterval { certain: 7, uncertain: 3 };
        assert_eq!((white.low(), white.mid_text(), white.high()), (7, "8.5".to_owned(), 10));
    }
}
