//! The book of costs: every price, limit and expectation of a plan, with bounds and source.
//!
//! The numbers stand in `data/assumptions/costs.toml`. A value is kept in hundredths of its unit:
//! grosze, hundredths of a per cent, centimetres. Formulas hold none.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{MetrePrices, Surface};
use crate::policy::{Confidence, day};
use crate::quantity::Grosze;

/// A book that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AssumptionError {
    /// The text is no book.
    #[error("assumptions: {0}")]
    Form(String),
    /// An assumption is missing.
    #[error("assumptions: {0} is missing; add it with its bounds and source")]
    Missing(&'static str),
    /// An assumption occurs twice.
    #[error("assumptions: {0} occurs twice; keep one")]
    Twice(&'static str),
    /// It does not say where it is from.
    #[error("assumptions: {0} has no source; say where the value is from")]
    Source(&'static str),
    /// A value is out of its bounds, or of what its unit allows.
    #[error(
        "assumptions: {0} must have 0 <= low <= value <= high, a share at most 100 %, \
         years and pieces whole and from 1 on, lengths above nil, the project in whole tenths \
         of a per cent"
    )]
    Bounds(&'static str),
}

macro_rules! keys {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// What an assumption is about; the names of the file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Key {
            $(#[doc = concat!("`", $name, "`.")] $variant,)*
        }

        impl Key {
            /// All of them, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in the file.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

keys! {
    TrenchAsphalt = "trench_asphalt",
    TrenchPaving = "trench_paving",
    TrenchGravel = "trench_gravel",
    TrenchSoft = "trench_soft",
    TrenchForest = "trench_forest",
    Duct = "duct",
    Aerial = "aerial",
    ExistingLine = "existing_line",
    Crossing = "crossing",
    Cable = "cable",
    SplitterSmall = "splitter_small",
    SplitterLarge = "splitter_large",
    SplitterSmallCapacity = "splitter_small_capacity",
    SplitterCapacity = "splitter_capacity",
    DropLengthMax = "drop_length_max",
    Cabinet = "cabinet",
    CabinetCapacity = "cabinet_capacity",
    OltPort = "olt_port",
    Node = "node",
    Connection = "connection",
    DropFixed = "drop_fixed",
    DropMetre = "drop_metre",
    Project = "project",
    TakeUp = "take_up",
    TakeUpFloor = "take_up_floor",
    TakeUpYears = "take_up_years",
    Arpu = "arpu",
    OpexUser = "opex_user",
    OpexNetwork = "opex_network",
    PoleRent = "pole_rent",
    PoleSpacing = "pole_spacing",
    DuctRent = "duct_rent",
    LaneRent = "lane_rent",
    LifeActive = "life_active",
    Horizon = "horizon",
    Discount = "discount",
    FtthSpeed = "ftth_speed",
    FwaSectorCapacity = "fwa_sector_capacity",
    FwaSectors = "fwa_sectors",
    FwaUtilisation = "fwa_utilisation",
    FwaTraffic = "fwa_traffic",
    FwaBusyShare = "fwa_busy_share",
    FwaRange = "fwa_range",
    FwaSpeed = "fwa_speed",
    FwaUpgrade = "fwa_upgrade",
    FwaMast = "fwa_mast",
    FwaCpe = "fwa_cpe",
    FwaArpu = "fwa_arpu",
    FwaOpexSite = "fwa_opex_site",
    MobileMinAddresses = "mobile_min_addresses",
    StageFairness = "stage_fairness",
    StageBudget = "stage_budget",
}

/// Unit of an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Unit {
    /// Złoty a piece.
    #[serde(rename = "PLN")]
    Pln,
    /// Złoty a metre.
    #[serde(rename = "PLN/m")]
    PlnMetre,
    /// Złoty a month.
    #[serde(rename = "PLN/month")]
    PlnMonth,
    /// Złoty a year.
    #[serde(rename = "PLN/year")]
    PlnYear,
    /// Złoty a metre and year.
    #[serde(rename = "PLN/m/year")]
    PlnMetreYear,
    /// Per cent.
    #[serde(rename = "%")]
    Percent,
    /// Years.
    #[serde(rename = "years")]
    Years,
    /// Pieces.
    #[serde(rename = "pieces")]
    Pieces,
    /// Metres.
    #[serde(rename = "m")]
    Metres,
    /// Kilometres.
    #[serde(rename = "km")]
    Kilometres,
    /// Mbit/s.
    #[serde(rename = "Mb/s")]
    Mbps,
    /// Gigabytes a month.
    #[serde(rename = "GB/month")]
    GbMonth,
}

impl Unit {
    /// The unit as the file writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pln => "PLN",
            Self::PlnMetre => "PLN/m",
            Self::PlnMonth => "PLN/month",
            Self::PlnYear => "PLN/year",
            Self::PlnMetreYear => "PLN/m/year",
            Self::Percent => "%",
            Self::Years => "years",
            Self::Pieces => "pieces",
            Self::Metres => "m",
            Self::Kilometres => "km",
            Self::Mbps => "Mb/s",
            Self::GbMonth => "GB/month",
        }
    }

    /// Whether a fifth more or less of it makes sense: there is no splitter for 51 homes.
    pub const fn is_continuous(self) -> bool {
        !matches!(self, Self::Years | Self::Pieces)
    }
}

/// Whether a price holds with VAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vat {
    /// Without VAT.
    Net,
    /// With VAT.
    Gross,
    /// It is no price.
    None,
}

/// One assumption.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// What it is about.
    pub key: Key,
    /// Polish name.
    pub label_pl: String,
    /// English name.
    pub label_en: String,
    /// Value in hundredths of the unit.
    pub value: i64,
    /// Lowest plausible value.
    pub low: i64,
    /// Highest plausible value.
    pub high: i64,
    /// Unit.
    pub unit: Unit,
    /// Year of the price or measurement.
    pub year: u32,
    /// Whether it holds with VAT.
    pub vat: Vat,
    /// Where it is from.
    pub source: String,
    /// The same in English.
    pub source_en: String,
    /// Where to read it; empty for own judgement.
    pub url: String,
    /// When it was last checked.
    pub checked_on: NaiveDate,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A published total that results are held against.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Polish name.
    pub label_pl: String,
    /// English name.
    #[serde(default)]
    pub label_en: String,
    /// Total in PLN.
    pub amount_pln: u64,
    /// Addresses or households it is for.
    pub units: u64,
    /// Year.
    pub year: u32,
    /// What was published.
    pub source: String,
    /// The same in English.
    #[serde(default)]
    pub source_en: String,
    /// Where to read it.
    pub url: String,
    /// When it was last checked.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How sure it is.
    pub confidence: Confidence,
}

impl Anchor {
    /// Grosze a unit.
    pub fn per_unit(&self) -> Option<Grosze> {
        Grosze(100).scaled(self.amount_pln, self.units)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: Key,
    label_pl: String,
    #[serde(default)]
    label_en: String,
    value: f64,
    low: f64,
    high: f64,
    unit: Unit,
    year: u32,
    vat: Vat,
    source: String,
    #[serde(default)]
    source_en: String,
    #[serde(default)]
    url: String,
    #[serde(deserialize_with = "day")]
    checked_on: NaiveDate,
    confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    assumption: Vec<Entry>,
    #[serde(default)]
    anchor: Vec<Anchor>,
}

/// Which of an assumption's three values is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Lowest plausible.
    Low,
    /// The value.
    Mid,
    /// Highest plausible.
    High,
}

/// All assumptions.
#[derive(Clone, Debug)]
pub struct CostBook {
    assumptions: Vec<Assumption>,
    anchors: Vec<Anchor>,
}

static BOOK: LazyLock<CostBook> = LazyLock::new(|| {
    CostBook::parse(include_str!("../../data/assumptions/costs.toml"))
        .expect("data/assumptions/costs.toml is part of the program")
});

/// Hundredths of a number of a file; `None` beyond two decimals and 10^12.
#[allow(clippy::cast_possible_truncation)] // bounded before
pub(super) fn hundredths(value: f64) -> Option<i64> {
    let scaled = value * 100.0;
    let is_fit = scaled.abs() < 1e14 && (scaled - scaled.round()).abs() < 1e-6;
    is_fit.then(|| scaled.round() as i64)
}

impl Assumption {
    fn of(entry: Entry) -> Result<Self, AssumptionError> {
        let bad = || AssumptionError::Bounds(entry.key.as_str());
        let [low, value, high] =
            [entry.low, entry.value, entry.high].map(|number| hundredths(number).ok_or_else(bad));
        let (low, value, high) = (low?, value?, high?);
        Self {
            key: entry.key,
            label_pl: entry.label_pl,
            label_en: entry.label_en,
            value,
            low,
            high,
            unit: entry.unit,
            year: entry.year,
            vat: entry.vat,
            source: entry.source,
            source_en: entry.source_en,
            url: entry.url,
            checked_on: entry.checked_on,
            confidence: entry.confidence,
        }
        .checked()
    }

    /// It, where its values are within bounds and what its unit allows.
    pub(super) fn checked(self) -> Result<Self, AssumptionError> {
        let Self { low, value, high, .. } = self;
        let is_whole = !self.unit.is_continuous();
        let is_length = matches!(self.unit, Unit::Metres | Unit::Kilometres);
        let least = if is_whole { 100 } else { i64::from(is_length) };
        let is_share = self.unit == Unit::Percent;
        let fits = least <= low && low <= value && value <= high;
        // So that the line of the bill multiplies out.
        let step = if self.key == Key::Project { 10 } else { 1 };
        let step = if is_whole { 100 } else { step };
        let is_round = [low, value, high].iter().all(|n| n % step == 0);
        if !fits || !is_round || is_share && high > 10_000 {
            return Err(AssumptionError::Bounds(self.key.as_str()));
        }
        Ok(self)
    }
}

impl CostBook {
    /// The book that is part of the program.
    pub fn get() -> &'static Self {
        &BOOK
    }

    /// Reads a book: every assumption once, no unknown keys.
    ///
    /// # Errors
    /// When the text is no such book.
    pub fn parse(text: &str) -> Result<Self, AssumptionError> {
        let file: File =
            toml::from_str(text).map_err(|error| AssumptionError::Form(error.to_string()))?;
        let mut found: Vec<Option<Assumption>> = vec![None; Key::ALL.len()];
        for entry in file.assumption {
            let assumption = Assumption::of(entry)?;
            let place = &mut found[assumption.key as usize];
            if place.is_some() {
                return Err(AssumptionError::Twice(assumption.key.as_str()));
            }
            *place = Some(assumption);
        }
        let missing = |key: &Key| AssumptionError::Missing(key.as_str());
        let all = found.into_iter().zip(Key::ALL).map(|(a, key)| a.ok_or_else(|| missing(key)));
        Ok(Self { assumptions: all.collect::<Result<_, _>>()?, anchors: file.anchor })
    }

    /// All assumptions, in the order of [`Key::ALL`].
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// Published totals.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// One assumption.
    pub fn of(&self, key: Key) -> &Assumption {
        &self.assumptions[key as usize]
    }

    pub(super) fn place(&mut self, key: Key) -> &mut Assumption {
        &mut self.assumptions[key as usize]
    }

    /// Its value in hundredths of its unit.
    pub fn value(&self, key: Key) -> i64 {
        self.of(key).value
    }

    /// Its value in whole units, for years and pieces.
    pub fn whole(&self, key: Key) -> u64 {
        u64::try_from(self.value(key) / 100).unwrap_or(0)
    }

    /// Its value as an amount of money.
    pub fn price(&self, key: Key) -> Grosze {
        Grosze(self.value(key))
    }

    /// Millimetres of an assumption in metres or kilometres.
    pub fn millimetres(&self, key: Key) -> u64 {
        let assumption = self.of(key);
        let scale = if assumption.unit == Unit::Kilometres { 10_000 } else { 10 };
        u64::try_from(assumption.value).unwrap_or(0).saturating_mul(scale)
    }

    /// The book with another value of one assumption, in hundredths.
    pub fn with(&self, key: Key, value: i64) -> Self {
        let mut book = self.clone();
        book.place(key).value = value;
        book
    }

    /// Its value at a level.
    pub fn at(&self, key: Key, level: Level) -> i64 {
        let assumption = self.of(key);
        match level {
            Level::Low => assumption.low,
            Level::Mid => assumption.value,
            Level::High => assumption.high,
        }
    }

    /// Prices a metre for choosing between sections: each with its cable.
    pub fn metre_prices(&self, level: Level) -> MetrePrices {
        let cable = self.at(Key::Cable, level);
        let with_cable = |key: Key| Grosze(self.at(key, level) + cable);
        MetrePrices {
            trench: Surface::ALL.map(|surface| with_cable(trench_key(surface))),
            duct: with_cable(Key::Duct),
            aerial: with_cable(Key::Aerial),
            existing_line: with_cable(Key::ExistingLine),
            crossing: Grosze(self.at(Key::Crossing, level)),
            // By the address, of which so many take a connection.
            lead: Grosze(self.at(Key::DropMetre, level) * self.value(Key::TakeUp) / 10_000),
            node: Grosze(self.at(Key::Node, level)),
        }
    }
}

/// The price of a trench in a surface.
pub const fn trench_key(surface: Surface) -> Key {
    match surface {
        Surface::Asphalt => Key::TrenchAsphalt,
        Surface::Paving => Key::TrenchPaving,
        Surface::Gravel => Key::TrenchGravel,
        Surface::Soft => Key::TrenchSoft,
        Surface::Forest => Key::TrenchForest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../data/assumptions/costs.toml");

    #[test]
    fn every_assumption_is_bounded_cited_and_dated() {
        let book = CostBook::get();
        assert_eq!(book.assumptions().len(), Key::ALL.len());
        for a in book.assumptions() {
            let name = a.key.as_str();
            assert!(
                !a.label_pl.is_empty() && !a.label_en.is_empty() && !a.source.is_empty(),
                "{name}"
            );
            assert!((2010..=2026).contains(&a.year), "{name}");
            let is_own = a.source.starts_with("Własna ocena") && a.url.is_empty();
            assert!(is_own || a.url.starts_with("http"), "{name} has no address");
            let is_money = a.unit.as_str().starts_with("PLN");
            assert_eq!(a.vat == Vat::Net, is_money, "{name}: money is without VAT");
            assert!(a.confidence == Confidence::Unconfirmed || !is_own, "{name}");
        }
        for anchor in book.anchors() {
            assert!(anchor.url.starts_with("http") && anchor.units > 0, "{}", anchor.label_pl);
        }
    }

    #[test]
    fn books_with_mistakes_are_refused() {
        let refused = |text: &str| CostBook::parse(text).expect_err("a mistake").to_string();
        assert!(refused(&TEXT.replacen("key = \"duct\"", "key = \"dukt\"", 1)).contains("dukt"));
        assert!(refused(&TEXT.replacen("\nlow = ", "\nlowest = ", 1)).contains("lowest"));
        assert!(
            refused(&TEXT.replacen("\"trench_paving\"", "\"trench_asphalt\"", 1)).contains("twice")
        );
        let start = TEXT.find("[[assumption]]").expect("entries");
        let second = start + 1 + TEXT[start + 1..].find("[[assumption]]").expect("entries");
        let without = [&TEXT[..start], &TEXT[second..]].concat();
        assert!(refused(&without).contains("trench_asphalt is missing"));
        assert!(refused(&TEXT.replacen("low = 120", "low = 1200", 1)).contains("low <= value"));
    }

    #[test]
    fn metre_prices_hold_the_cable() {
        let book = CostBook::get().with(Key::Cable, 900).with(Key::TrenchSoft, 5500);
        let prices = book.metre_prices(Level::Mid);
        assert_eq!(prices.trench[Surface::Soft as usize], Grosze(6400));
        // KPO III: 435 399 696 / 111 730 = 3896.891… PLN.
        assert_eq!(book.anchors()[0].per_unit(), Some(Grosze(389_689)));
    }
}
