//! Law as dated data: threshold profiles with a citation for every number.
//!
//! The numbers stand in `data/policy/*.toml`, one file a profile; formulas hold none. Knows
//! neither geometry nor registers.

mod areas;
mod challenges;
mod chapters;
mod consultation;
mod detectors;
mod evidence;
mod mobile;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::model::Medium;
use crate::quantity::Speed;

pub use areas::contest_area_rule;
pub use challenges::{ChallengeRules, ClaimRule, Questions};
pub use chapters::{ChapterAssumptions, chapter_number, chapter_numbers};
pub use consultation::{ConsultationTerm, consultation_number, consultation_number_on};
pub use detectors::{
    DetectorEffect, DetectorRule, detector_number, detector_numbers, detector_rules,
};
pub use evidence::{EvidenceRule, evidence_rule};
pub use mobile::{
    Generation, MobileAssumption, SignalClasses, mobile_assumption, mobile_assumptions,
    mobile_number, mobile_obligations,
};

/// A policy file that is not as it must be, or a profile that does not exist.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// No profile has this name.
    #[error("unknown profile {name:?}; did you mean {nearest:?}? The profiles are {known}")]
    UnknownProfile {
        /// The name asked for.
        name: String,
        /// The most similar profile.
        nearest: String,
        /// All profiles.
        known: String,
    },
    /// No rule set applies on the day of the run.
    #[error("no profile is in force on {date}; name the profiles of the run, or correct as_of")]
    NoneInForce {
        /// The day.
        date: NaiveDate,
    },
    /// A profile lacks a number that it cannot do without.
    #[error("profile {profile}: the number {number} is missing; add it with its source")]
    MissingNumber {
        /// The profile.
        profile: String,
        /// The number.
        number: &'static str,
    },
}

/// Which addresses a profile concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Every address point.
    AddressPoints,
    /// Addresses of public buildings.
    PublicSites,
    /// Addresses of schools.
    Schools,
}

/// How sure a number of the book is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in the act or in two independent sources.
    Confirmed,
    /// Not yet checked against the act; outputs say so.
    Unconfirmed,
}

/// A number of an act, with all that is needed to check it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number<T = u32> {
    /// Name in formulas: `down_min`, `black_networks` …
    pub name: String,
    /// Value in `unit`.
    pub value: T,
    /// `Mb/s`, `years`, `networks`, `dBm` …
    pub unit: String,
    /// First day on which it holds.
    #[serde(deserialize_with = "day")]
    pub valid_from: NaiveDate,
    /// Last day on which it holds.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<NaiveDate>,
    /// The act.
    pub act: String,
    /// The same in English, where it is an explanation and no title.
    #[serde(default)]
    pub act_en: String,
    /// Article or point of it.
    pub article: String,
    /// The same in English.
    #[serde(default)]
    pub article_en: String,
    /// Where to read it.
    pub url: String,
    /// When it was last checked.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How sure it is.
    pub confidence: Confidence,
    /// A remark in English.
    #[serde(default)]
    pub note: String,
}

impl<T> Number<T> {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether somebody has found it in its act.
    pub fn is_confirmed(&self) -> bool {
        self.confidence == Confidence::Confirmed
    }
}

/// A profile's file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Name: `EU-2023`.
    pub id: String,
    /// Short Polish name.
    pub label_pl: String,
    /// Short English name.
    pub label_en: String,
    /// When an address is white, in one Polish sentence.
    pub summary_pl: String,
    /// The same in English.
    #[serde(default)]
    pub summary_en: String,
    /// Which addresses it concerns.
    pub subject: Subject,
    /// First day on which the rule set applies.
    #[serde(deserialize_with = "day")]
    pub valid_from: NaiveDate,
    /// Last day on which it applies.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<NaiveDate>,
    /// Its numbers; a change of law is a further entry of the same name.
    #[serde(rename = "number")]
    pub numbers: Vec<Number>,
}

fn to_day<E: serde::de::Error>(date: &toml::value::Datetime) -> Result<NaiveDate, E> {
    let found = date.date.filter(|_| date.time.is_none());
    found
        .and_then(|d| NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into()))
        .ok_or_else(|| E::custom(format!("{date} is not a day such as 2026-06-30")))
}

/// Reads a TOML local date.
///
/// # Errors
/// When it is no day of the calendar.
pub fn day<'de, D: serde::Deserializer<'de>>(input: D) -> Result<NaiveDate, D::Error> {
    to_day(&toml::value::Datetime::deserialize(input)?)
}

fn some_day<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<NaiveDate>, D::Error> {
    day(input).map(Some)
}

/// The thresholds of a profile on a day.
#[derive(Clone, Debug)]
pub struct ThresholdProfile {
    /// The profile.
    pub profile: Profile,
    /// Whether the rule set applies on that day.
    pub in_force: bool,
    /// The entries that hold on that day, by name.
    pub numbers: BTreeMap<String, Number>,
    /// Least download speed.
    pub down_min: Speed,
    /// Least upload speed; 0 where the profile has none.
    pub up_min: Speed,
    /// Least download speed at a site of education, where it differs.
    pub school_down_min: Option<Speed>,
    /// Upload from which a network that is not fibre is a very high capacity network.
    pub vhcn_up_min: Option<Speed>,
    /// Number of networks from which an address is grey.
    pub grey_networks: u32,
    /// Number of networks from which an address is black.
    pub black_networks: u32,
    /// Least plan horizon in years.
    pub horizon_years_min: u32,
}

impl ThresholdProfile {
    /// Column prefix in outputs: `eu_2023`.
    pub fn column_prefix(&self) -> String {
        self.profile.id.to_lowercase().replace('-', "_")
    }

    /// Whether an offer with these properties meets the profile.
    ///
    /// `at_school`: the address hosts a school or another institution of education.
    pub fn is_met_by(&self, down: Speed, up: Speed, medium: Medium, at_school: bool) -> bool {
        let down_min = match self.school_down_min {
            Some(school) if at_school => school,
            _ => self.down_min,
        };
        let is_vhcn = self.vhcn_up_min.is_none_or(|least| medium == Medium::Fibre || up >= least);
        down >= down_min && up >= self.up_min && is_vhcn
    }

    /// True when every number of the profile is confirmed.
    pub fn is_confirmed(&self) -> bool {
        self.numbers.values().all(Number::is_confirmed)
    }
}

macro_rules! profiles {
    ($($file:literal),*) => {
        [$(
            toml::from_str::<Profile>(include_str!(concat!("../../data/policy/", $file, ".toml")))
                .expect(concat!("data/policy/", $file, ".toml is part of the program")),
        )*]
    };
}

static BOOK: LazyLock<PolicyBook> = LazyLock::new(|| PolicyBook {
    profiles: profiles!(
        "eu-2023",
        "pl-nga100",
        "pl-nga30",
        "dd2030",
        "sed-1g",
        "sed-300",
        "ose",
        "none"
    )
    .into(),
});

/// All profiles of the program.
#[derive(Debug)]
pub struct PolicyBook {
    profiles: Vec<Profile>,
}

impl PolicyBook {
    /// The book that is part of the program.
    pub fn get() -> &'static Self {
        &BOOK
    }

    /// A book of other profiles.
    pub const fn of(profiles: Vec<Profile>) -> Self {
        Self { profiles }
    }

    /// All profiles, valid or not.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The profiles whose rule sets apply on `date`, with the numbers of that day.
    ///
    /// # Errors
    /// When a profile lacks a number.
    pub fn at(&self, date: NaiveDate) -> Result<Vec<ThresholdProfile>, PolicyError> {
        let all = self.profiles.iter().map(|profile| thresholds(profile, date));
        all.filter(|t| t.as_ref().map_or(true, |t| t.in_force)).collect()
    }

    /// One profile with the numbers of `date`, in force or not.
    ///
    /// # Errors
    /// When no profile has the name, or it lacks a number.
    pub fn profile_at(&self, id: &str, date: NaiveDate) -> Result<ThresholdProfile, PolicyError> {
        let found = self.profiles.iter().find(|profile| profile.id.eq_ignore_ascii_case(id));
        let Some(profile) = found else {
            let score =
                |p: &&Profile| strsim::jaro_winkler(&p.id.to_lowercase(), &id.to_lowercase());
            let nearest = self.profiles.iter().max_by(|a, b| score(a).total_cmp(&score(b)));
            let known: Vec<&str> = self.profiles.iter().map(|p| p.id.as_str()).collect();
            return Err(PolicyError::UnknownProfile {
                name: id.to_owned(),
                nearest: nearest.map_or_else(String::new, |p| p.id.clone()),
                known: known.join(", "),
            });
        };
        thresholds(profile, date)
    }
}

/// The entry of each number that holds on `date`; where none does, the nearest in time.
fn numbers_at(profile: &Profile, date: NaiveDate) -> BTreeMap<String, Number> {
    let distance = |number: &Number| {
        let before = (number.valid_from - date).num_days().max(0);
        let after = number.valid_to.map_or(0, |to| (date - to).num_days().max(0));
        (before.max(after), std::cmp::Reverse(number.valid_from))
    };
    let mut numbers: BTreeMap<String, Number> = BTreeMap::new();
    for number in &profile.numbers {
        match numbers.get(&number.name) {
            Some(held) if distance(held) <= distance(number) => {}
            _ => {
                numbers.insert(number.name.clone(), number.clone());
            }
        }
    }
    numbers
}

fn thresholds(profile: &Profile, date: NaiveDate) -> Result<ThresholdProfile, PolicyError> {
    let numbers = numbers_at(profile, date);
    let value = |name: &str| numbers.get(name).map(|number| number.value);
    let speed = |name: &str| value(name).and_then(Speed::mbps);
    let needed =
        |number: &'static str| PolicyError::MissingNumber { profile: profile.id.clone(), number };
    let in_force = profile.valid_from <= date && profile.valid_to.is_none_or(|last| date <= last);
    Ok(ThresholdProfile {
        in_force,
        down_min: speed("down_min").ok_or_else(|| needed("down_min"))?,
        up_min: speed("up_min").unwrap_or_default(),
        school_down_min: speed("school_down_min"),
        vhcn_up_min: speed("vhcn_up_min"),
        grey_networks: value("grey_networks").ok_or_else(|| needed("grey_networks"))?.max(1),
        black_networks: value("black_networks").ok_or_else(|| needed("black_networks"))?,
        horizon_years_min: value("horizon_years_min").unwrap_or(0),
        numbers,
        profile: profile.clone(),
    })
}

/// Peak-hour factors of media: `data/assumptions/peak.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeakFactor {
    /// Code of the medium.
    pub medium: String,
    /// Per cent of the declared download speed.
    pub percent: u32,
    /// Lowest plausible value.
    pub low: u32,
    /// Highest plausible value.
    pub high: u32,
    /// `%`.
    pub unit: String,
    /// Year of the assumption.
    pub year: u32,
    /// Where it is from.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeakFile {
    factor: Vec<PeakFactor>,
}

static PEAK: LazyLock<Vec<PeakFactor>> = LazyLock::new(|| {
    toml::from_str::<PeakFile>(include_str!("../../data/assumptions/peak.toml"))
        .expect("data/assumptions/peak.toml is part of the program")
        .factor
});

/// Per cent of the declared speed that is assumed at the busiest hour over a medium; 100 where
/// the assumptions name none.
pub fn peak_percent(medium: Medium) -> u32 {
    PEAK.iter().find(|factor| factor.medium == medium.as_str()).map_or(100, |f| f.percent)
}

#[cfg(test)]
mod tests;
