//! One pure function from offers to a status; the tenses are three calls of it.
#![deny(clippy::float_arithmetic)]

use chrono::{Months, NaiveDate};

use super::{Site, effective_reach};
use crate::model::{NetworkId, Offer, Reach, Tense};
use crate::policy::{Subject, ThresholdProfile, peak_percent};
use crate::quantity::Speed;

/// What an address is under a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// No network meets the threshold.
    White,
    /// Some do, but fewer than make it black.
    Grey,
    /// As many as the profile asks for.
    Black,
    /// Only networks whose reach is not certain.
    Uncertain,
    /// The profile does not concern the address.
    NotApplicable,
}

impl Status {
    /// Every status, in the order of tables.
    pub const ALL: [Self; 5] =
        [Self::White, Self::Grey, Self::Black, Self::Uncertain, Self::NotApplicable];

    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::White => "white",
            Self::Grey => "grey",
            Self::Black => "black",
            Self::Uncertain => "uncertain",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// The rule that gave a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// No record of the tense speaks about the address.
    WhiteNoRecord,
    /// Records exist, none meets the threshold.
    WhiteBelowThreshold,
    /// All networks that meet it are only possible.
    UncertainOnlyPossible,
    /// At least one certain network, fewer than make it black.
    GreyFewNetworks,
    /// As many certain networks as make it black.
    BlackManyNetworks,
    /// The profile concerns other addresses.
    NotSubject,
    /// No network meets the threshold, but something contradicts that, and detectors decide.
    UncertainContradicted,
    /// Networks meet the threshold, and contradictions leave none of them certain.
    UncertainDoubted,
    /// Networks meet the threshold, and the book of objections leaves none of them certain.
    UncertainChallenged,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 9] = [
        Self::WhiteNoRecord,
        Self::WhiteBelowThreshold,
        Self::UncertainOnlyPossible,
        Self::GreyFewNetworks,
        Self::BlackManyNetworks,
        Self::NotSubject,
        Self::UncertainContradicted,
        Self::UncertainDoubted,
        Self::UncertainChallenged,
    ];

    /// The identifier in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WhiteNoRecord => "W1-no-record",
            Self::WhiteBelowThreshold => "W2-below-threshold",
            Self::UncertainOnlyPossible => "U1-only-possible",
            Self::GreyFewNetworks => "G1-few-networks",
            Self::BlackManyNetworks => "B1-many-networks",
            Self::NotSubject => "X1-not-subject",
            Self::UncertainContradicted => "U2-contradicted",
            Self::UncertainDoubted => "U3-doubted",
            Self::UncertainChallenged => "U4-challenged",
        }
    }

    /// The status that it gives.
    pub const fn status(self) -> Status {
        match self {
            Self::WhiteNoRecord | Self::WhiteBelowThreshold => Status::White,
            Self::UncertainOnlyPossible
            | Self::UncertainContradicted
            | Self::UncertainDoubted
            | Self::UncertainChallenged => Status::Uncertain,
            Self::GreyFewNetworks => Status::Grey,
            Self::BlackManyNetworks => Status::Black,
            Self::NotSubject => Status::NotApplicable,
        }
    }

    /// The rule for an address that a profile concerns: by distinct networks that meet it,
    /// certain and only possible, and whether any record of the tense speaks about the address.
    pub fn of(
        profile: &ThresholdProfile,
        (certain, possible): (u16, u16),
        has_records: bool,
    ) -> Self {
        if u32::from(certain) >= profile.black_networks {
            Self::BlackManyNetworks
        } else if u32::from(certain) >= profile.grey_networks {
            Self::GreyFewNetworks
        } else if possible > 0 {
            Self::UncertainOnlyPossible
        } else if has_records {
            Self::WhiteBelowThreshold
        } else {
            Self::WhiteNoRecord
        }
    }
}

/// A status and the rule that gave it. The evidence is found again by [`evidence`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What.
    pub status: Status,
    /// Why.
    pub rule: Rule,
}

impl Verdict {
    /// The verdict of a rule.
    pub(super) const fn by(rule: Rule) -> Self {
        Self { status: rule.status(), rule }
    }
}

/// What counts as present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// Service that can be had.
    Today,
    /// Service that can be had, and plans due within the horizon.
    WithPlans,
    /// Service that can be had, if no plan is carried out.
    IfPlansFail,
}

impl View {
    /// Every view, in the order of columns.
    pub const ALL: [Self; 3] = [Self::Today, Self::WithPlans, Self::IfPlansFail];

    /// Suffix of columns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::WithPlans => "with_plans",
            Self::IfPlansFail => "if_plans_fail",
        }
    }

    /// Whether records of a tense count.
    pub const fn counts(self, tense: Tense) -> bool {
        match tense {
            Tense::Present => true,
            Tense::PlannedPrivate | Tense::PlannedPublic => matches!(self, Self::WithPlans),
        }
    }
}

/// Which speed is compared with thresholds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpeedBasis {
    /// As declared.
    #[default]
    Declared,
    /// Declared download times the medium's peak factor (`data/assumptions/peak.toml`).
    Peak,
}

/// What detectors of contradictions do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DetectorMode {
    /// They flag.
    #[default]
    Flag,
    /// They make the reach of a contradicted offer merely possible.
    Decide,
}

/// Settings of a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiagnosisSettings {
    /// The only "today" there is.
    pub as_of: NaiveDate,
    /// Years within which a plan must be due.
    pub plan_horizon_years: u32,
    /// Which speed counts.
    pub speed_basis: SpeedBasis,
    /// What detectors do.
    pub detectors: DetectorMode,
}

impl DiagnosisSettings {
    /// The last day on which a plan may be due: the run's horizon, or the profile's if longer.
    pub fn horizon_end(&self, profile: &ThresholdProfile) -> NaiveDate {
        let years = self.plan_horizon_years.max(profile.horizon_years_min);
        let end = self.as_of.checked_add_months(Months::new(years.saturating_mul(12)));
        end.unwrap_or(NaiveDate::MAX)
    }

    /// The speed that is compared with thresholds.
    pub fn compared_down(&self, offer: &Offer) -> Speed {
        match self.speed_basis {
            SpeedBasis::Declared => offer.speed.down,
            SpeedBasis::Peak => offer.speed.down.percent(peak_percent(offer.medium)),
        }
    }
}

/// Whether an offer counts in a view and meets the profile, `at_school` or elsewhere.
pub fn meets(
    offer: &Offer,
    profile: &ThresholdProfile,
    view: View,
    settings: &DiagnosisSettings,
    at_school: bool,
) -> bool {
    let is_due = |due| settings.as_of <= due && due <= settings.horizon_end(profile);
    let in_time = || offer.tense == Tense::Present || offer.due.is_some_and(is_due);
    let down = settings.compared_down(offer);
    view.counts(offer.tense)
        && in_time()
        && profile.is_met_by(down, offer.speed.up, offer.medium, at_school)
}

/// Offers that count in a view and meet the profile.
fn meeting<'a>(
    offers: &'a [Offer],
    profile: &'a ThresholdProfile,
    view: View,
    settings: &'a DiagnosisSettings,
    site: Site,
) -> impl Iterator<Item = &'a Offer> {
    offers.iter().filter(move |offer| meets(offer, profile, view, settings, site.is_educational))
}

/// Distinct networks that meet the profile, ascending, and whether each is certain: at least one of
/// its records that meet the profile is.
pub(super) fn networks_of(
    offers: &[Offer],
    profile: &ThresholdProfile,
    view: View,
    settings: &DiagnosisSettings,
    site: Site,
) -> Vec<(NetworkId, bool)> {
    let mut networks: Vec<(NetworkId, bool)> = meeting(offers, profile, view, settings, site)
        .map(|offer| (offer.network, effective_reach(offer, settings) == Reach::Certain))
        .collect();
    // Of equal networks the certain record sorts first.
    networks.sort_unstable_by_key(|(network, is_certain)| (*network, !*is_certain));
    networks.dedup_by_key(|(network, _)| *network);
    networks
}

/// Numbers of distinct networks that meet the profile: certain ones, and ones that are possible only.
pub(super) fn count_networks(
    offers: &[Offer],
    profile: &ThresholdProfile,
    view: View,
    settings: &DiagnosisSettings,
    site: Site,
) -> (u16, u16) {
    let networks = networks_of(offers, profile, view, settings, site);
    let count = |certain: bool| networks.iter().filter(|(_, c)| *c == certain).count();
    let narrow = |n: usize| u16::try_from(n).expect("networks are numbered by u16");
    (narrow(count(true)), narrow(count(false)))
}

/// Whether a profile of this subject concerns an address of this public use.
pub const fn concerns(subject: Subject, site: Site) -> bool {
    match subject {
        Subject::AddressPoints => true,
        Subject::PublicSites => site.is_public,
        Subject::Schools => site.is_school,
    }
}

/// The status of one address under one profile in one view.
pub fn judge(
    offers: &[Offer],
    profile: &ThresholdProfile,
    view: View,
    settings: &DiagnosisSettings,
    site: Site,
) -> Verdict {
    let rule = if concerns(profile.profile.subject, site) {
        let networks = count_networks(offers, profile, view, settings, site);
        let has_records = offers.iter().any(|offer| view.counts(offer.tense));
        Rule::of(profile, networks, has_records)
    } else {
        Rule::NotSubject
    };
    Verdict::by(rule)
}

/// The records behind a verdict: those that meet the profile; for a white address, those that
/// were looked at and did not; none where the profile does not concern the address.
pub fn evidence<'a>(
    offers: &'a [Offer],
    profile: &'a ThresholdProfile,
    view: View,
    settings: &'a DiagnosisSettings,
    site: Site,
) -> Vec<&'a Offer> {
    if !concerns(profile.profile.subject, site) {
        return Vec::new();
    }
    let meeting: Vec<&Offer> = meeting(offers, profile, view, settings, site).collect();
    if !meeting.is_empty() {
        return meeting;
    }
    offers.iter().filter(|offer| view.counts(offer.tense)).collect()
}

#[cfg(test)]
mod tests;
