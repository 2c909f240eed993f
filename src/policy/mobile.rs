//! Rules of mobile coverage: classes of the received signal, obligations, assumptions.
//!
//! The numbers stand in `data/policy/mobile.toml`: dictionary 8 of the inventory regulation
//! (Dz.U. 2022 poz. 2796, annex 2) among others.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Confidence, Number};

/// A generation of mobile networks that has classes of signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generation {
    /// UMTS and HSPA.
    Third,
    /// LTE.
    Fourth,
    /// NR.
    Fifth,
}

impl Generation {
    /// The generation of a code of mobile technology (dictionary 2): 2xx, 3xx, 4xx; `None` for
    /// the others, which have no classes.
    pub fn of_code(code: &str) -> Option<Self> {
        match code.as_bytes().first()? {
            b'2' => Some(Self::Third),
            b'3' => Some(Self::Fourth),
            b'4' => Some(Self::Fifth),
            _ => None,
        }
    }

    /// The code in outputs: `4g`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Third => "3g",
            Self::Fourth => "4g",
            Self::Fifth => "5g",
        }
    }
}

/// A value that no law sets, with its plausible range: `data/assumptions/mobile.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MobileAssumption {
    /// Its name.
    pub name: String,
    /// What is assumed.
    pub value: u32,
    /// Lowest plausible value.
    pub low: u32,
    /// Highest plausible value.
    pub high: u32,
    /// Its unit.
    pub unit: String,
    /// Year of the assumption.
    pub year: u32,
    /// Where it is from.
    pub source: String,
    /// The same in English.
    #[serde(default)]
    pub source_en: String,
    /// How sure it is.
    pub confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssumptionFile {
    value: Vec<MobileAssumption>,
}

static ASSUMPTIONS: LazyLock<Vec<MobileAssumption>> = LazyLock::new(|| {
    toml::from_str::<AssumptionFile>(include_str!("../../data/assumptions/mobile.toml"))
        .expect("data/assumptions/mobile.toml is part of the program")
        .value
});

/// Every assumption about mobile networks, in the order of the file.
pub fn mobile_assumptions() -> &'static [MobileAssumption] {
    &ASSUMPTIONS
}

/// The assumption of a name.
///
/// # Panics
/// When the file has none of that name, which is a defect of the program.
pub fn mobile_assumption(name: &str) -> &'static MobileAssumption {
    let found = ASSUMPTIONS.iter().find(|assumption| assumption.name == name);
    found.unwrap_or_else(|| panic!("data/assumptions/mobile.toml has {name}"))
}

/// What the winners of the auctions owe, by day and name: the calendar of spectrum.
pub fn mobile_obligations() -> Vec<&'static Number<f64>> {
    let is_owed = |number: &&Number<f64>| number.name.starts_with("obligation_");
    let mut owed: Vec<_> = MOBILE.iter().filter(is_owed).collect();
    owed.sort_by(|a, b| (a.valid_from, &a.name).cmp(&(b.valid_from, &b.name)));
    owed
}

/// The file.
#[derive(Deserialize)]
struct MobileToml {
    number: Vec<Number<f64>>,
}

static MOBILE: LazyLock<Vec<Number<f64>>> = LazyLock::new(|| {
    let file: MobileToml = toml::from_str(include_str!("../../data/policy/mobile.toml"))
        .expect("data/policy/mobile.toml is part of the program");
    file.number
});

/// Bounds of the classes of a received signal that hold on a day.
#[derive(Clone, Copy, Debug)]
pub struct SignalClasses([Option<[f64; 3]>; 3]);

impl SignalClasses {
    /// Those of a day.
    pub fn on(day: NaiveDate) -> Self {
        let bound = |generation: Generation, class: i64| {
            let name = format!("signal_{}_class_{class}", generation.as_str());
            let holds = |n: &&Number<f64>| n.name == name && n.holds_on(day);
            MOBILE.iter().filter(holds).max_by_key(|n| n.valid_from).map(|n| n.value)
        };
        let bounds = |of: Generation| Some([bound(of, 1)?, bound(of, 2)?, bound(of, 3)?]);
        Self([Generation::Third, Generation::Fourth, Generation::Fifth].map(bounds))
    }

    /// Class 0 to 3 of a signal in dBm; `None` where no bounds hold.
    ///
    /// On a bound the stronger class is taken, save that class 3 lies above its bound.
    pub fn of(&self, generation: Generation, dbm: f64) -> Option<i64> {
        let [first, second, third] = self.0[generation as usize]?;
        let reached = [dbm >= first, dbm >= second, dbm > third];
        reached.into_iter().take_while(|is_reached| *is_reached).map(|_| 1).sum::<i64>().into()
    }
}

/// A whole number of the file on a day; where no entry holds on it, of the earliest one.
///
/// # Panics
/// When the file has none of that name, which is a defect of the program.
pub fn mobile_number(name: &str, day: NaiveDate) -> i64 {
    let named = || MOBILE.iter().filter(|number| number.name == name);
    let holds = named().filter(|number| number.holds_on(day)).max_by_key(|n| n.valid_from);
    let found = holds.or_else(|| named().min_by_key(|number| number.valid_from));
    let found = found.unwrap_or_else(|| panic!("data/policy/mobile.toml has {name}"));
    // Classes, bands and lengths are small whole numbers.
    #[allow(clippy::cast_possible_truncation)]
    let value = found.value.round() as i64;
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_dictionary() {
        let day = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day");
        // 4G: below -115, -115 to -110, -110 to -95, above -95 dBm; 3G ten decibels higher.
        let lte = Generation::of_code("310").expect("LTE");
        let cases = [(-115.1, 0), (-115.0, 1), (-110.0, 2), (-95.0, 2), (-94.9, 3)];
        for (dbm, class) in cases {
            assert_eq!(SignalClasses::on(day).of(lte, dbm), Some(class), "{dbm}");
        }
        let umts = Generation::of_code("203").expect("UMTS");
        for (dbm, class) in [(-105.1, 0), (-105.0, 1), (-95.0, 2), (-85.0, 2), (-84.9, 3)] {
            assert_eq!(SignalClasses::on(day).of(umts, dbm), Some(class), "{dbm}");
        }
        assert_eq!(Generation::of_code("101"), None, "GSM has no classes");
        let before = NaiveDate::from_ymd_opt(2022, 12, 31).expect("a day");
        assert_eq!(SignalClasses::on(before).of(lte, -80.0), None);
        for (name, value) in [("reached_class_min", 1), ("mid_band", 3600), ("cell_edge_max", 100)]
        {
            assert_eq!(mobile_number(name, day), value, "{name}");
            assert_eq!(mobile_number(name, before), value, "{name}: the earliest entry");
        }
    }
}
