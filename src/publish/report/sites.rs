//! Networks at the addresses of public buildings.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ReportInput;
use super::format::UNKNOWN;
use super::jst::{address_of, names};
use crate::diagnosis::chapters::Building;
use crate::diagnosis::{Lens, Site, Status, View, judge};
use crate::model::{Medium, NetworkId, Reach, Tense};
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

/// Statuses of a building under the profiles of public buildings. The registers do not know all of
/// them: at the address of one that only the gmina's form knows the profiles are asked here.
fn statuses(input: &ReportInput<'_>, building: &Building) -> Vec<String> {
    let (language, diagnosis) = (input.language, input.diagnosis);
    let status = |profile: usize| {
        let Some(address) = building.address else { return UNKNOWN.to_owned() };
        let position = address as usize;
        let lens = Lens { profile, view: View::Today };
        let found = diagnosis.of(lens)[position].status;
        let (known, is_school) = (diagnosis.sites[position], building.is_school());
        let site = Site {
            is_public: true,
            is_school: known.is_school || is_school,
            is_educational: known.is_educational || is_school,
        };
        let (offers, thresholds) = (input.world.offers_at(position), &diagnosis.profiles[profile]);
        let found = match found {
            Status::NotApplicable => {
                judge(offers, thresholds, View::Today, &diagnosis.settings, site).status
            }
            found => found,
        };
        language.label("status", found.as_str()).to_owned()
    };
    site_profiles(input).into_iter().map(status).collect()
}

fn site(input: &ReportInput<'_>, building: &Building) -> SiteView {
    let (world, language) = (input.world, input.language);
    let kinds: BTreeSet<&str> =
        building.units.iter().map(|unit| language.word("kind", &unit.kind)).collect();
    let position = building.address.map(|address| address as usize);
    let certain = position.and_then(|position| input.diagnosis.fastest_certain(world, position));
    let unknown = || UNKNOWN.to_owned();
    SiteView {
        names: names(building),
        kinds: kinds.into_iter().collect::<Vec<_>>().join(", "),
        address: address_of(input, building).unwrap_or_else(unknown),
        down: certain.map_or_else(unknown, |(down, _)| language.speed(down)),
        networks: position.map_or_else(Vec::new, |position| networks(input, position)),
        statuses: statuses(input, building),
    }
}

/// Buildings of the gmina, those of the chapter on them; and how many of these have no address.
pub(super) fn sites(input: &ReportInput<'_>) -> (Vec<SiteView>, usize) {
    let buildings = &input.chapters.jst.buildings;
    let lost = buildings.iter().filter(|building| building.address.is_none()).count();
    (buildings.iter().map(|building| site(input, building)).collect(), lost)
}
