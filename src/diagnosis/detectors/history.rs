//! Detectors that look at time: plans that are late, contracts that ended, editions before.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::{self, Outcome, Parts};
use super::{Detector, Finding, Measure, Scene};
use crate::diagnosis::credibility::{Fate, contracts, fate_of_plan};
use crate::model::{FileId, NetworkId, Offer, Reach, Tense};
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
/// more; and coverage that its owner does not state any more while a seller still does.
pub(super) fn coverage_vanished(scene: &Scene<'_>) -> Vec<Finding> {
    let [vanished, silent] = ["coverage_vanished", "owner_silent"].map(Detector::of);
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
    let is_owners = |offer: &Offer| {
        let owner = &world.networks[usize::from(offer.network.0)].id;
        *owner == world.providers[usize::from(offer.provider.0)].id
    };
    let mut gone: BTreeMap<_, (Detector, &Offer)> = BTreeMap::new();
    for offer in counted {
        let mut stays = scene.offers_at(offer.address).map(|(_, now)| now).filter(|now| {
            now.tense == Tense::Present
                && now.network == offer.network
                && scene.meets(now, offer.address)
        });
        let key = (offer.address, offer.network);
        match stays.next() {
            None => {
                gone.entry(key).or_insert((vanished, offer));
            }
            Some(first) if is_owners(offer) && !is_owners(first) && !stays.any(is_owners) => {
                gone.entry(key).or_insert((silent, offer));
            }
            Some(_) => {}
        }
    }
    gone.into_values()
        .map(|(detector, offer)| Finding {
            detail: world.networks[usize::from(offer.network.0)].id.clone(),
            ..scene.finding(detector, offer.address, offer.origin)
        })
        .collect()
}

/// How many localities of a network had only possible reach in an earlier edition and were settled
/// by a later one; of those that were settled in parts, the parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Its reach proved certain.
    pub stood: u64,
    /// It offers nothing of the kind any more.
    pub fell: u64,
}

/// What became of reach that was only possible, by network, and into how many parts localities fell.
///
/// Possible reach is settled by the editions after the last one that left it open: certain in one of
/// them, or now, it proved true; not offered any more, it proved empty.
pub(super) fn settled(scene: &Scene<'_>) -> (BTreeMap<NetworkId, Settled>, Parts) {
    let world = scene.world;
    let is_fast = |offer: &&Offer| {
        offer.tense == Tense::Present
            && !offer.impossible_speed
            && scene.meets(offer, offer.address)
    };
    // By address, network and edition, in the order of editions.
    let mut was: BTreeMap<(u32, NetworkId, &str), Reach> = BTreeMap::new();
    for offer in world.aside.earlier.iter().filter(is_fast) {
        let edition = world.files[usize::from(offer.origin.file.0)].edition.as_str();
        let key = (offer.address, offer.network, edition);
        let reach = was.entry(key).or_insert(offer.reach);
        if offer.reach == Reach::Certain {
            *reach = Reach::Certain;
        }
    }
    // Whether it was possible only in some edition, and certain in one after the last of these.
    let mut open: BTreeMap<(u32, NetworkId), bool> = BTreeMap::new();
    for ((address, network, _), reach) in was {
        match reach {
            Reach::Possible => {
                open.insert((address, network), false);
            }
            Reach::Certain => {
                if let Some(is_certain) = open.get_mut(&(address, network)) {
                    *is_certain = true;
                }
            }
        }
    }
    // By network and locality: addresses that were open, and those where it proved true and empty.
    let mut places: BTreeMap<_, [u64; 3]> = BTreeMap::new();
    for ((address, network), was_certain) in open {
        let here = scene.offers_at(address).map(|(_, offer)| offer).filter(is_fast);
        let reaches: Vec<Reach> =
            here.filter(|now| now.network == network).map(|now| now.reach).collect();
        let point = &world.addresses[address as usize];
        let [open, stood, fell] = places.entry((network, point.gmina, point.simc)).or_default();
        *open += 1;
        if reaches.contains(&Reach::Certain) || (was_certain && reaches.is_empty()) {
            *stood += 1;
        } else if reaches.is_empty() {
            *fell += 1;
        }
    }
    let mut of_network: BTreeMap<NetworkId, Vec<Outcome>> = BTreeMap::new();
    for ((network, ..), [open, stood, fell]) in places {
        // A single row that was lost or corrected settles nothing about the village.
        if 2 * (stood + fell) > open {
            of_network.entry(network).or_default().push((stood, fell));
        }
    }
    let all: Vec<Outcome> = of_network.values().flatten().copied().collect();
    let settled = of_network.iter().map(|(network, places)| (*network, parts::proved(places)));
    (settled.collect(), Parts::learnt(&all))
}
