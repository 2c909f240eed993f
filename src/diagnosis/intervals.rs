//! Low, middle and high of every indicator of statuses, from all that is uncertain or contradicted.
//!
//! The interval is the same whether detectors flag or decide: colours keep to the records, bounds
//! to what is known of them.
#![deny(clippy::float_arithmetic)]

use std::ops::Range;

use super::detectors::{Conflicts, Lost};
use super::verdict::count_networks;
use super::{DetectorMode, Diagnosis, DiagnosisSettings, Lens, Status, View, concerns};
use crate::model::World;
use crate::place::GminaCode;
use crate::quantity::Share;

/// Bounds of the number of addresses with a status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Fewest.
    pub low: u64,
    /// Most.
    pub high: u64,
}

impl Bounds {
    /// Twice the middle, so that it stays whole.
    pub const fn mid_doubled(self) -> u64 {
        self.low + self.high
    }

    /// Width in tenths of a per cent of `whole`, rounded half up; `None` where there is no whole.
    pub fn width_tenths(self, whole: u64) -> Option<u64> {
        Share { part: self.high - self.low, whole }.tenths_of_percent()
    }
}

/// Bounds under one lens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LensBounds {
    /// Addresses that the profile concerns.
    pub concerned: u64,
    /// White, grey, black.
    pub bounds: [Bounds; 3],
}

/// Colours in the order of [`LensBounds::bounds`].
pub const COLOURS: [Status; 3] = [Status::White, Status::Grey, Status::Black];

/// The fewest and the most networks that an address may have; `None` where it is not concerned.
fn networks(
    world: &World,
    diagnosis: &Diagnosis,
    conflicts: &Conflicts,
    lens: Lens,
    address: usize,
) -> Option<(u32, u32)> {
    let thresholds = &diagnosis.profiles[lens.profile];
    let site = diagnosis.sites[address];
    if !concerns(thresholds.profile.subject, site) {
        return None;
    }
    let settings =
        DiagnosisSettings { detectors: DetectorMode::Decide, ..diagnosis.settings.clone() };
    let offers = conflicts.offers_at(world, address);
    let (certain, possible) = count_networks(&offers, thresholds, lens.view, &settings, site);
    let doubted = u32::from(conflicts.doubts_white(address));
    let least = u32::from(certain);
    Some((least, (least + u32::from(possible)).max(doubted)))
}

/// Bounds of a range of addresses under a lens, widened by what is lost of its gmina.
pub fn bounds(
    world: &World,
    diagnosis: &Diagnosis,
    conflicts: &Conflicts,
    lens: Lens,
    range: Range<usize>,
    lost: Option<&Lost>,
) -> LensBounds {
    let thresholds = &diagnosis.profiles[lens.profile];
    let (grey, black) = (thresholds.grey_networks, thresholds.black_networks);
    let mut found = LensBounds::default();
    let mut count = |address: usize, is_sure: bool| {
        let Some((least, most)) = networks(world, diagnosis, conflicts, lens, address) else {
            return;
        };
        found.concerned += u64::from(is_sure);
        // By colour: the fewest and most networks that it takes.
        let spans = [(0, grey - 1), (grey, black - 1), (black, u32::MAX)];
        for (bounds, (from, to)) in found.bounds.iter_mut().zip(spans) {
            bounds.low += u64::from(is_sure && from <= least && most <= to);
            bounds.high += u64::from(least <= to && from <= most);
        }
    };
    range.for_each(|address| count(address, true));
    if let Some(lost) = lost {
        lost.addresses.iter().for_each(|address| count(*address as usize, false));
        let [white, others @ ..] = &mut found.bounds;
        white.low = white.low.saturating_sub(lost.records);
        for other in others {
            other.high = (other.high + lost.records).min(found.concerned.max(other.high));
            other.low = other.low.saturating_sub(lost.records);
        }
    }
    found
}

/// Bounds of a gmina under every lens.
pub fn bounds_of_gmina(
    world: &World,
    diagnosis: &Diagnosis,
    conflicts: &Conflicts,
    gmina: GminaCode,
) -> Vec<LensBounds> {
    let range = world.addresses_of(gmina);
    let lost = conflicts.lost.get(&gmina);
    diagnosis
        .lenses()
        .map(|lens| bounds(world, diagnosis, conflicts, lens, range.clone(), lost))
        .collect()
}

/// The share of white addresses under the first profile today, as bounds and whole.
pub fn white_today(bounds: &[LensBounds]) -> (Bounds, u64) {
    let today = &bounds[View::Today as usize];
    (today.bounds[0], today.concerned)
}
