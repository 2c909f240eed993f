//! Public buildings: institutions at one address are one building.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ReportInput;
use super::format::UNKNOWN;
use crate::diagnosis::{Lens, View};
use crate::model::{Medium, NetworkId, PublicBuilding, Reach, Tense};
use crate::policy::Subject;
use crate::quantity::{DownUp, Speed};

/// One building.
#[derive(Serialize)]
pub(super) struct SiteView {
    names: Vec<String>,
    kinds: String,
    address: String,
    down: String,
    /// Networks there today, the best first.
    networks: Vec<String>,
    statuses: Vec<String>,
}

/// A profile that concerns public buildings, as the head of its column.
#[derive(Serialize)]
pub(super) struct SiteProfile {
    id: String,
    /// Download and upload that it asks for.
    speeds: String,
}

/// Profiles that concern public buildings, by position.
pub(super) fn site_profiles(input: &ReportInput<'_>) -> Vec<usize> {
    let concerns = |(_, p): &(usize, &crate::policy::ThresholdProfile)| {
        p.profile.subject != Subject::AddressPoints
    };
    input.diagnosis.profiles.iter().enumerate().filter(concerns).map(|(p, _)| p).collect()
}

/// Heads of the columns of profiles.
pub(super) fn profile_heads(input: &ReportInput<'_>) -> Vec<SiteProfile> {
    let head = |position: usize| {
        let profile = &input.diagnosis.profiles[position];
        let down = match profile.profile.subject {
            Subject::Schools => profile.school_down_min.unwrap_or(profile.down_min),
            _ => profile.down_min,
        };
        let (down, up) = (input.language.speed(down), profile.up_min);
        let has_up = up > Speed::default();
        let speeds = if has_up { format!("{down}/{}", input.language.speed(up)) } else { down };
        SiteProfile { id: profile.profile.id.clone(), speeds }
    };
    site_profiles(input).into_iter().map(head).collect()
}

/// Each network at an address today: owner, medium, its best speed, and how sure that is.
fn networks(input: &ReportInput<'_>, address: usize) -> Vec<String> {
    let (world, language) = (input.world, input.language);
    let mut best: BTreeMap<NetworkId, (bool, DownUp, Medium)> = BTreeMap::new();
    for offer in world.offers_at(address).iter().filter(|o| o.tense == Tense::Present) {
        let found = (offer.reach == Reach::Certain, offer.speed, offer.medium);
        let held = best.entry(offer.network).or_insert(found);
        if (found.0, found.1) > (held.0, held.1) {
            *held = found;
        }
    }
    let mut sorted: Vec<_> = best.into_iter().collect();
    sorted.sort_by_key(|(network, (is_certain, speed, _))| {
        (std::cmp::Reverse((*is_certain, *speed)), *network)
    });
    let text = |(network, (is_certain, speed, medium)): (NetworkId, (bool, DownUp, Medium))| {
        let id = &world.networks[usize::from(network.0)].id;
        let named = world.providers.iter().find(|p| p.id == *id && !p.name.is_empty());
        let speeds = format!("{}/{}", language.speed(speed.down), language.speed(speed.up));
        let owner = named.map_or(id.as_str(), |provider| provider.name.as_str());
        let medium = language.label("medium", medium.as_str());
        let text = language
            .say("site-network", &[("owner", owner), ("medium", medium), ("speeds", &speeds)]);
        if is_certain { text } else { language.say("site-network-possible", &[("network", &text)]) }
    };
    sorted.into_iter().map(text).collect()
}

fn site(input: &ReportInput<'_>, address: Option<u32>, group: &[&PublicBuilding]) -> SiteView {
    let world = input.world;
    let kinds: BTreeSet<&str> =
        group.iter().map(|building| input.language.label("kind", building.kind.as_str())).collect();
    let mut names: Vec<String> = group.iter().map(|building| building.name.clone()).collect();
    names.sort();
    names.dedup();
    let unknown = || UNKNOWN.to_owned();
    let Some(address) = address else {
        let statuses = site_profiles(input).iter().map(|_| unknown()).collect();
        let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
        let (address, down, networks) = (unknown(), unknown(), Vec::new());
        return SiteView { names, kinds, address, down, networks, statuses };
    };
    let position = address as usize;
    let point = &world.addresses[position];
    let place = world.place_of(position);
    let certain = input.diagnosis.fastest_certain(world, position);
    let status = |profile: &usize| {
        let lens = Lens { profile: *profile, view: View::Today };
        input
            .language
            .label("status", input.diagnosis.of(lens)[position].status.as_str())
            .to_owned()
    };
    SiteView {
        names,
        kinds: kinds.into_iter().collect::<Vec<_>>().join(", "),
        address: format!("{place} {}", world.texts.get(point.number)),
        down: certain.map_or_else(unknown, |(down, _)| input.language.speed(down)),
        networks: networks(input, position),
        statuses: site_profiles(input).iter().map(status).collect(),
    }
}

/// Buildings of the gmina by address, those without one last; and how many of these there are.
pub(super) fn sites(input: &ReportInput<'_>) -> (Vec<SiteView>, usize) {
    let of_gmina = |building: &&PublicBuilding| building.gmina == Some(input.gmina);
    let mut placed: BTreeMap<u32, Vec<&PublicBuilding>> = BTreeMap::new();
    let mut lost: BTreeMap<(String, String), &PublicBuilding> = BTreeMap::new();
    for building in input.world.buildings.iter().filter(of_gmina) {
        match building.address {
            Some(address) => placed.entry(address).or_default().push(building),
            None => {
                lost.insert((building.name.clone(), building.id.clone()), building);
            }
        }
    }
    let n_lost = lost.len();
    let mut views: Vec<SiteView> =
        placed.iter().map(|(address, group)| site(input, Some(*address), group)).collect();
    views.extend(lost.values().map(|building| site(input, None, &[building])));
    (views, n_lost)
}
