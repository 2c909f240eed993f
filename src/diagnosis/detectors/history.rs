//! Detectors that look at time: plans that are late, contracts that ended, editions before.

use std::collections::{BTreeMap, BTreeSet};

use super::{Detector, Finding, Measure, Scene};
use crate::diagnosis::credibility::{Fate, contracts, fate_of_plan};
use crate::model::{FileId, Offer, Tense};
use crate::policy::detector_number;

/// (g) A file that is the same, byte by byte, as in several editions before.
pub(super) fn identical_file(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("identical_file");
    let limit = detector_number("identical_editions");
    let world = scene.world;
    let file = |id: FileId| &world.files[usize::from(id.0)];
    let earlier: Vec<_> = world.aside.earlier_files.iter().map(|id| file(*id)).collect();
    let numbered = (0..).map(FileId).take(world.files.len());
    let current = numbered.filter(|id| !world.aside.earlier_files.contains(id));
    let finding = |id: FileId| {
        let now = file(id);
        let same = earlier.iter().filter(|old| {
            old.register == now.register && old.sha256 == now.sha256 && old.edition != now.edition
        });
        let editions: BTreeSet<&str> = same.map(|old| old.edition.as_str()).collect();
        let n = u32::try_from(editions.len()).unwrap_or(u32::MAX);
        (n >= limit).then(|| Finding {
            detector,
            gmina: None,
            address: None,
            origin: crate::model::Origin { file: id, row: 0 },
            against: None,
            measure: Some(Measure { found: n.into(), limit: limit.into(), unit: "editions" }),
            detail: editions.into_iter().collect::<Vec<_>>().join(";"),
            offer: None,
        })
    };
    current.filter_map(finding).collect()
}

/// (h) Plans whose day has passed without coverage; (i) plans of contracts that were terminated.
pub(super) fn plans(scene: &Scene<'_>) -> Vec<Finding> {
    let [overdue, ended] = ["plan_overdue", "plan_terminated"].map(Detector::of);
    let (world, as_of) = (scene.world, scene.settings.as_of);
    let contracts = contracts(world);
    let late = |offer: &Offer| {
        let days = offer.due.map_or(0, |due| (as_of - due).num_days());
        u64::try_from(days).map(|found| Measure { found, limit: 0, unit: "days" }).ok()
    };
    let mut findings = Vec::new();
    for (position, offer) in (0_u32..).zip(&world.offers) {
        if offer.tense == Tense::Present {
            continue;
        }
        let at = || scene.finding(overdue, offer.address, offer.origin);
        let here = world.offers_at(offer.address as usize);
        if fate_of_plan(offer, here, as_of, scene.profile) == Fate::Overdue {
            findings.push(Finding { measure: late(offer), offer: Some(position), ..at() });
        }
        let of_contract = contracts.iter_at(offer.address);
        let terminated = of_contract
            .filter(|contract| contract.provider == Some(offer.provider))
            .find(|contract| contract.status == "terminated");
        if let (Some(contract), Tense::PlannedPrivate) = (terminated, offer.tense) {
            findings.push(Finding {
                detector: ended,
                against: Some(contract.origin),
                detail: contract.id.clone(),
                offer: Some(position),
                ..at()
            });
        }
    }
    findings
}

/// (j) Coverage of the last edition before, certain or possible, that the network does not offer any
/// more.
pub(super) fn coverage_vanished(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("coverage_vanished");
    let world = scene.world;
    // Only the last edition before: what had gone earlier is no news.
    let edition = |file: FileId| world.files[usize::from(file.0)].edition.as_str();
    let Some(last) = world.aside.earlier_files.iter().map(|file| edition(*file)).max() else {
        return Vec::new();
    };
    let counted = world.aside.earlier.iter().filter(|offer| {
        offer.tense == Tense::Present
            && !offer.impossible_speed
            && edition(offer.origin.file) == last
            && scene.meets(offer, offer.address)
    });
    let mut gone: BTreeMap<_, &Offer> = BTreeMap::new();
    for offer in counted {
        let stays = scene.offers_at(offer.address).any(|(_, now)| {
            now.tense == Tense::Present
                && now.network == offer.network
                && scene.meets(now, offer.address)
        });
        if !stays {
            gone.entry((offer.address, offer.network)).or_insert(offer);
        }
    }
    gone.into_values()
        .map(|offer| Finding {
            detail: world.networks[usize::from(offer.network.0)].id.clone(),
            ..scene.finding(detector, offer.address, offer.origin)
        })
        .collect()
}
