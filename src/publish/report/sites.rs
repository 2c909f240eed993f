//! Public buildings: institutions at one address are one building.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ReportInput;
use super::format::UNKNOWN;
use crate::diagnosis::{Lens, View};
use crate::model::PublicBuilding;
use crate::policy::Subject;

/// One building.
#[derive(Serialize)]
pub(super) struct SiteView {
    names: Vec<String>,
    kinds: String,
    address: String,
    down: String,
    statuses: Vec<String>,
}

/// Profiles that concern public buildings, by position.
pub(super) fn site_profiles(input: &ReportInput<'_>) -> Vec<usize> {
    let concerns = |(_, p): &(usize, &crate::policy::ThresholdProfile)| {
        p.profile.subject != Subject::AddressPoints
    };
    input.diagnosis.profiles.iter().enumerate().filter(concerns).map(|(p, _)| p).collect()
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
        return SiteView { names, kinds, address: unknown(), down: unknown(), statuses };
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
