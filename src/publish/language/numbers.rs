//! Numbers, shares, amounts and days as people write them.

use serde::Serialize;

use super::Language;
use crate::quantity::{Grosze, Share, Speed};

/// No-break space: between groups of three digits, before a unit.
const SPACE: char = '\u{a0}';
/// Unit of spectral efficiencies in data, which are whole numbers.
const HUNDREDTHS: &str = "0.01 bit/s/Hz";
/// Shown where there is nothing to divide by or nothing is known.
pub const UNKNOWN: &str = "—";

/// A share as templates get it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ShareView {
    /// Part.
    pub part: u64,
    /// Whole.
    pub whole: u64,
}

/// A whole number in groups of three digits.
fn grouped(value: u64, separator: char) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.char_indices() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

impl Language {
    /// What stands between the whole and its decimals.
    pub const fn point(self) -> char {
        match self {
            Self::Polish => ',',
            Self::English => '.',
        }
    }

    /// A whole number with groups: `10 576`, `10,576`.
    pub fn number(self, value: u64) -> String {
        match self {
            Self::Polish => grouped(value, SPACE),
            Self::English => grouped(value, ','),
        }
    }

    /// A whole number with groups and its sign: `−10 576`.
    pub fn integer(self, value: i64) -> String {
        let digits = self.number(value.unsigned_abs());
        if value < 0 { format!("−{digits}") } else { digits }
    }

    /// A value of data with its unit: `5 000 m`, `7 lat`, `50,00 zł`, `3,3 bit/s/Hz`.
    pub fn quantity(self, value: i64, unit: &str) -> String {
        match unit {
            "%" => self.per_cent(&self.integer(value)),
            "%/year" => self.say("per-year", &[("share", &self.per_cent(&self.integer(value)))]),
            "grosze" => self.money(Grosze(value)),
            HUNDREDTHS => format!("{}{SPACE}bit/s/Hz", self.hundredths(value)),
            unit => self.counted(value, unit).unwrap_or_else(|| {
                format!("{}{SPACE}{}", self.integer(value), self.word("unit", unit))
            }),
        }
    }

    /// So many things, where the unit of data is things.
    fn counted(self, value: i64, unit: &str) -> Option<String> {
        Some(match unit {
            "addresses" => self.count("addresses", value),
            "buildings" => self.count("count-buildings", value),
            "contracts" => self.count("count-contracts", value),
            "days" => self.count("count-days", value),
            "editions" => self.count("count-editions", value),
            "hours" => self.count("count-hours", value),
            "localities" => self.count("count-localities", value),
            "months" => self.count("count-months", value),
            "networks" => self.count("count-networks", value),
            "notices" => self.count("count-notices", value),
            "roads" => self.count("count-roads", value),
            "tests" => self.count("count-tests", value),
            "years" => self.count("count-years", value),
            _ => return None,
        })
    }

    /// The value alone, where its unit stands elsewhere.
    pub fn bare(self, value: i64, unit: &str) -> String {
        if unit == HUNDREDTHS { self.hundredths(value) } else { self.integer(value) }
    }

    /// An amount in whole złote, rounded half away from zero: `−1 234`.
    pub fn zloty(self, amount: Grosze) -> String {
        let whole = self.number((amount.0.unsigned_abs() + 50) / 100);
        if amount.0 < 0 && whole != "0" { format!("−{whole}") } else { whole }
    }

    /// An amount with its grosze: `1 234,50`.
    pub fn zloty_grosze(self, amount: Grosze) -> String {
        let grosze = amount.0.unsigned_abs();
        let sign = if amount.0 < 0 { "−" } else { "" };
        format!("{sign}{}{}{:02}", self.number(grosze / 100), self.point(), grosze % 100)
    }

    /// The same with its currency: `1 234,50 zł`, `PLN 1,234.50`.
    pub fn money(self, amount: Grosze) -> String {
        self.say("money", &[("amount", &self.zloty_grosze(amount))])
    }

    /// A number in hundredths with as many decimals as it needs: `1,73`, `0,5`, `40`.
    pub fn hundredths(self, value: i64) -> String {
        let text = self.zloty_grosze(Grosze(value));
        text.trim_end_matches('0').trim_end_matches(self.point()).to_owned()
    }

    /// Mbit/s.
    pub fn speed(self, speed: Speed) -> String {
        self.decimals(&speed.to_string())
    }

    /// A number with a decimal point as this language writes it.
    pub fn decimals(self, text: &str) -> String {
        match self {
            Self::Polish => text.replace('.', ","),
            Self::English => text.to_owned(),
        }
    }

    /// Half of a number, with groups: `1 234,5`.
    pub fn halves(self, twice: u64) -> String {
        let half = if twice % 2 == 1 { format!("{}5", self.point()) } else { String::new() };
        format!("{}{half}", self.number(twice / 2))
    }

    /// A difference of shares in percentage points: `9,0 p.p.`.
    pub fn points(self, share: ShareView) -> String {
        let per_cent = self.percent(share);
        match per_cent.strip_suffix('%') {
            Some(number) => self.say("percentage-points", &[("number", number.trim_end())]),
            None => per_cent,
        }
    }

    /// Per cent after a number.
    pub fn per_cent(self, number: &str) -> String {
        match self {
            Self::Polish => format!("{number}{SPACE}%"),
            Self::English => format!("{number}%"),
        }
    }

    /// A share as per cent with one decimal; `—` where there is no whole.
    pub fn percent(self, share: ShareView) -> String {
        let tenths = Share { part: share.part, whole: share.whole }.tenths_of_percent();
        tenths.map_or_else(|| UNKNOWN.to_owned(), |tenths| self.per_cent(&self.tenths(tenths)))
    }

    /// A number of tenths: `35,7`.
    pub fn tenths(self, tenths: u64) -> String {
        format!("{}{}{}", self.number(tenths / 10), self.point(), tenths % 10)
    }

    /// A day in words: `30 czerwca 2026`, `30 June 2026`.
    pub fn date(self, iso: &str) -> Option<String> {
        let mut parts = iso.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let name = self.known("month", month)?;
        Some(format!("{} {name} {year}", day.parse::<u32>().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PL: Language = Language::Polish;
    const EN: Language = Language::English;

    #[test]
    fn numbers_have_groups_and_commas() {
        assert_eq!(PL.number(7), "7");
        assert_eq!(PL.number(10_576), "10\u{a0}576");
        assert_eq!(PL.number(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(EN.number(1_234_567), "1,234,567");
        // 3774 of 10576 = 35.684 %
        let share = ShareView { part: 3774, whole: 10_576 };
        assert_eq!(PL.percent(share), "35,7\u{a0}%");
        assert_eq!(EN.percent(share), "35.7%");
        assert_eq!(PL.percent(ShareView { part: 0, whole: 0 }), "—");
    }

    #[test]
    fn money_is_in_zlote() {
        assert_eq!(PL.zloty(Grosze(123_450)), "1\u{a0}235");
        assert_eq!(PL.zloty(Grosze(-123_449)), "−1\u{a0}234");
        assert_eq!(PL.zloty(Grosze(-49)), "0");
        assert_eq!(PL.zloty_grosze(Grosze(-123_405)), "−1\u{a0}234,05");
        assert_eq!(PL.money(Grosze(123_450)), "1\u{a0}234,50\u{a0}zł");
        assert_eq!(EN.money(Grosze(123_450)), "PLN\u{a0}1,234.50");
        let parts = [173, 50, 4000, 0, 10_000];
        assert_eq!(["1,73", "0,5", "40", "0", "100"], parts.map(|n| PL.hundredths(n)));
        assert_eq!(["1.73", "0.5", "40", "0", "100"], parts.map(|n| EN.hundredths(n)));
    }

    #[test]
    fn quantities_have_the_unit_that_a_reader_expects() {
        let polish = [
            (5000, "m", "5\u{a0}000\u{a0}m"),
            (1, "localities", "1 miejscowość"),
            (3, "localities", "3 miejscowości"),
            (7, "years", "7 lat"),
            (2, "years", "2 lata"),
            (5000, "grosze", "50,00\u{a0}zł"),
            (90, "%", "90\u{a0}%"),
            (-95, "dBm", "−95\u{a0}dBm"),
            (330, HUNDREDTHS, "3,3\u{a0}bit/s/Hz"),
        ];
        for (value, unit, expected) in polish {
            assert_eq!(PL.quantity(value, unit), expected);
        }
        let english = [
            (10_000, "m", "10,000\u{a0}m"),
            (1, "localities", "1 locality"),
            (7, "years", "7 years"),
            (5000, "grosze", "PLN\u{a0}50.00"),
            (90, "%", "90%"),
            (20, "%/year", "20% a year"),
            (400, "GB/month", "400\u{a0}GB/month"),
        ];
        for (value, unit, expected) in english {
            assert_eq!(EN.quantity(value, unit), expected);
        }
        assert_eq!([EN.bare(780, HUNDREDTHS), EN.bare(8495, "km")], ["7.8", "8,495"]);
    }

    #[test]
    fn units_of_data_have_words_in_both_languages() {
        // Written alike in both.
        const ALIKE: [&str; 10] = ["", "%", "m", "km", "ms", "dB", "dBm", "MHz", "ppm", "m/s"];
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
        let mut n_units = 0;
        for folder in ["policy", "assumptions"] {
            for file in std::fs::read_dir(format!("{root}/{folder}")).expect("a folder") {
                let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
                let units = text.lines().filter_map(|line| line.strip_prefix("unit = \""));
                for unit in units.map(|unit| unit.trim_end_matches('"')) {
                    n_units += 1;
                    let told = |language: Language| {
                        let groups = ["unit", "price_unit"];
                        groups.iter().any(|group| language.known(group, unit).is_some())
                            || language.counted(5, unit).is_some_and(|said| said.len() > 3)
                            || ["%/year", HUNDREDTHS].contains(&unit)
                            || ALIKE.contains(&unit)
                    };
                    assert!(told(PL) && told(EN), "{folder}: {unit}");
                }
            }
        }
        assert!(n_units > 100, "{n_units}");
        assert_eq!(PL.quantity(2, "roads"), "2 drogi");
        assert_eq!([1, 5].map(|n| PL.quantity(n, "roads")), ["1 droga", "5 dróg"]);
        assert_eq!([1, 2].map(|n| EN.quantity(n, "roads")), ["1 road", "2 roads"]);
    }

    #[test]
    fn dates_are_in_words() {
        assert_eq!(PL.date("2026-06-30").as_deref(), Some("30 czerwca 2026"));
        assert_eq!(PL.date("2027-01-05").as_deref(), Some("5 stycznia 2027"));
        assert_eq!(EN.date("2026-06-30").as_deref(), Some("30 June 2026"));
        assert_eq!(PL.date("2027-13-05"), None);
    }
}
