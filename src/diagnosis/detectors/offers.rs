//! Detectors that look at the records of one address.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Detector, Finding, Measure, Scene};
use crate::model::{IssueCode, Medium, Offer, Reach, Tense, number_key};
use crate::policy::detector_number;
use crate::quantity::Speed;

/// (a) Reach that is theoretical only, and a notice of demand at the same address that still stands.
pub(super) fn theoretical_with_demand(scene: &Scene<'_>) -> Vec<Finding> {
    let Some(demand) = scene.world.layer("demand") else { return Vec::new() };
    let detector = Detector::of("theoretical_with_demand");
    let finding = |row: usize| {
        if matches!(demand.text("status", row), Some("met" | "withdrawn")) {
            return None;
        }
        let address = demand.address(row)?;
        let (certain, possible) = scene.networks[address as usize];
        if certain > 0 || possible == 0 {
            return None;
        }
        let is_fast = |offer: &Offer| offer.tense == Tense::Present && scene.meets(offer, address);
        let (offer, record) = scene.offers_at(address).find(|(_, offer)| is_fast(offer))?;
        Some(Finding {
            against: Some(demand.origin(row)),
            offer: Some(offer),
            ..scene.finding(detector, address, record.origin)
        })
    };
    (0..demand.n_rows()).filter_map(finding).collect()
}

/// (e) A speed beyond what the technology can carry.
pub(super) fn impossible_speed(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("impossible_speed");
    let world = scene.world;
    let limit = |technology: &str| {
        let known = crate::sources::Vocabulary::get().technology(technology);
        known.and_then(|technology| technology.down_max)
    };
    let limits: Vec<Option<Speed>> = world.technologies.iter().map(|name| limit(name)).collect();
    let offers = world.offers.par_iter().enumerate().filter(|(_, offer)| offer.impossible_speed);
    offers
        .map(|(position, offer)| {
            let technology = usize::from(offer.technology.0);
            let megabits = |speed: Speed| u64::from(speed.as_kbps() / 1000);
            Finding {
                measure: limits[technology].map(|limit| Measure {
                    found: megabits(offer.speed.down),
                    limit: megabits(limit),
                    unit: "Mb/s",
                }),
                detail: world.technologies[technology].clone(),
                offer: u32::try_from(position).ok(),
                ..scene.finding(detector, offer.address, offer.origin)
            }
        })
        .collect()
}

/// (f) A record whose own coordinates lie far from the address that it names.
pub(super) fn coordinates_astray(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("coordinates_astray");
    let limit = detector_number("position_max");
    let far = scene.world.aside.astray.iter().filter(|record| record.metres > limit);
    far.map(|record| Finding {
        against: Some(scene.world.addresses[record.address as usize].origin),
        measure: Some(Measure { found: record.metres.into(), limit: limit.into(), unit: "m" }),
        ..scene.finding(detector, record.address, record.origin)
    })
    .collect()
}

/// (k) Records that name an address which the address register does not have.
pub(super) fn unknown_address(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("unknown_address");
    let is_unknown = |code: IssueCode| {
        use IssueCode::{UnknownAddress, UnknownLocality, UnknownNumber, UnknownStreet};
        matches!(code, UnknownAddress | UnknownLocality | UnknownStreet | UnknownNumber)
    };
    let earlier = &scene.world.aside.earlier_files;
    let kept = scene.world.issues.kept().iter();
    kept.filter(|issue| is_unknown(issue.code) && !earlier.contains(&issue.origin.file))
        .map(|issue| Finding {
            detector,
            gmina: issue.gmina,
            address: None,
            origin: issue.origin,
            against: None,
            measure: None,
            detail: format!("{}: {}", issue.code, issue.detail),
            offer: None,
        })
        .collect()
}

/// (l) A school with a slow declared offer and none that meets the profile, although OSE gives schools
/// 100/100 Mb/s.
///
/// One more offer never silences it unless that offer meets the profile, so that none makes the
/// school white. Of a profile that OSE itself does not meet it tells nothing: there an offer as fast
/// as OSE is enough.
pub(super) fn slow_school(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("slow_school");
    let limit = detector_number("slow_school_max");
    let slow = Speed::mbps(limit).expect("a few dozen Mb/s");
    let ose = Speed::mbps(detector_number("ose_speed")).expect("a hundred Mb/s");
    let is_met_by_ose = scene.profile.is_met_by(ose, ose, Medium::Fibre, true);
    let schools = scene.world.buildings.iter().filter_map(|building| {
        let address = building.address?;
        scene.sites[address as usize].is_school.then_some((address, building.origin))
    });
    // Of several schools at an address the first in the register.
    let first: BTreeMap<u32, _> = schools.rev().collect();
    let finding = |(address, school)| {
        let present = || {
            let offers = scene.offers_at(address).map(|(_, offer)| offer);
            offers.filter(|offer| offer.tense == Tense::Present)
        };
        let is_enough = |offer: &Offer| {
            if is_met_by_ose { scene.meets(offer, address) } else { offer.speed.down >= ose }
        };
        if present().any(is_enough) {
            return None;
        }
        let slow_ones = present().filter(|offer| offer.speed.down <= slow);
        let best = slow_ones.max_by_key(|offer| (offer.speed.down, offer.origin))?;
        let found = u64::from(best.speed.down.as_kbps() / 1000);
        Some(Finding {
            against: Some(school),
            measure: Some(Measure { found, limit: limit.into(), unit: "Mb/s" }),
            ..scene.finding(detector, address, best.origin)
        })
    };
    first.into_iter().filter_map(finding).collect()
}

/// (m) A record about the address that was refused.
pub(super) fn refused_record(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("refused_record");
    let refused = scene.world.aside.refused.iter();
    refused
        .map(|record| Finding {
            detail: record.code.to_string(),
            ..scene.finding(detector, record.address, record.origin)
        })
        .collect()
}

/// (n) An address that the register has twice, and an offer of the other one, of today or planned,
/// meets a profile that none of its own does.
///
/// Slower offers at either make no difference, so that none of them makes the address white.
pub(super) fn twin_address(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("twin_address");
    let world = scene.world;
    let met = |at: usize| -> Vec<bool> {
        let address = u32::try_from(at).expect("fewer than 2^32 addresses");
        let is_met = |profile| {
            scene.offers_at(address).any(|(_, offer)| scene.meets_profile(profile, offer, address))
        };
        scene.profiles.iter().map(is_met).collect()
    };
    let mut findings = Vec::new();
    let mut start = 0;
    while start < world.addresses.len() {
        let street = |at: usize| {
            let address = &world.addresses[at];
            (address.gmina, address.simc, address.ulic)
        };
        let rest = &world.addresses[start..];
        let end =
            start + rest.iter().take_while(|a| (a.gmina, a.simc, a.ulic) == street(start)).count();
        let mut of_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in start..end {
            of_key
                .entry(number_key(world.texts.get(world.addresses[at].number)))
                .or_default()
                .push(at);
        }
        // A street of one house, or without numbers, has no twins to tell.
        for twins in of_key.into_values().filter(|twins| twins.len() > 1) {
            let twins: Vec<(usize, Vec<bool>)> =
                twins.into_iter().map(|at| (at, met(at))).collect();
            for (at, own) in &twins {
                let knows_more = |(_, other): &&(usize, Vec<bool>)| {
                    other.iter().zip(own).any(|(other, own)| *other && !*own)
                };
                let Some((known, _)) = twins.iter().find(knows_more) else { continue };
                let address = u32::try_from(*at).expect("fewer than 2^32 addresses");
                findings.push(Finding {
                    against: Some(world.addresses[*known].origin),
                    ..scene.finding(detector, address, world.addresses[*at].origin)
                });
            }
        }
        start = end;
    }
    findings
}

/// Whether the address has a certain offer that meets the profile today.
pub(super) fn is_covered(scene: &Scene<'_>, address: u32) -> bool {
    scene.networks[address as usize].0 > 0
}

/// Certain present offers that meet the profile, with their positions.
pub(super) fn covering<'a>(
    scene: &'a Scene<'_>,
    address: u32,
) -> impl Iterator<Item = (u32, &'a Offer)> {
    scene.offers_at(address).filter(move |(_, offer)| {
        offer.tense == Tense::Present
            && offer.reach == Reach::Certain
            && scene.meets(offer, address)
    })
}
