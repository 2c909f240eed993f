//! Verdicts: what each address is under each profile and tense, by which rule and evidence.
//!
//! Knows neither money nor output formats.

mod clusters;
mod rollup;
mod surroundings;
mod verdict;

use rayon::prelude::*;

use surroundings::look_around;

use crate::model::{BuildingKind, Medium, Offer, Reach, Tense, World};
use crate::policy::ThresholdProfile;
use crate::quantity::Speed;

pub use clusters::{CORE_MIN, Clusters, RADIUS_MM, find_clusters};
pub use rollup::{Rollup, SpeedClasses, Tallied, roll_up, tally_all};
pub use surroundings::{NearestNode, Node, Surroundings, nodes};
pub use verdict::{
    DetectorMode, DiagnosisSettings, Rule, SpeedBasis, Status, Verdict, View, concerns, evidence,
    judge,
};

/// One column of verdicts: a profile in a tense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lens {
    /// Position of the profile in the run.
    pub profile: usize,
    /// The tense.
    pub view: View,
}

/// Everything that was found out, address by address in the order of the world.
#[derive(Debug)]
pub struct Diagnosis {
    /// Profiles of the run.
    pub profiles: Vec<ThresholdProfile>,
    /// Settings of the run.
    pub settings: DiagnosisSettings,
    /// What hosts what: whether an address has a school or another public building.
    pub sites: Vec<Site>,
    /// One list of verdicts per lens: profiles in order, and for each the tenses in order.
    pub verdicts: Vec<Vec<Verdict>>,
    /// Best offer of each address: position among the world's offers.
    pub best: Vec<Option<u32>>,
    /// Networks that meet the first profile today: certain, possible only.
    pub networks: Vec<(u16, u16)>,
    /// Clusters of white addresses under the first profile today.
    pub clusters: Clusters,
    /// Coverage areas and nearest nodes, under the first profile today.
    pub surroundings: Surroundings,
}

/// Public use of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// A public building of any kind, schools included.
    pub is_public: bool,
    /// A school.
    pub is_school: bool,
    /// A school or another institution of education.
    pub is_educational: bool,
}

impl Diagnosis {
    /// Every lens in the order of [`Diagnosis::verdicts`].
    pub fn lenses(&self) -> impl Iterator<Item = Lens> + use<> {
        lenses(self.profiles.len())
    }

    /// The verdicts of a lens.
    pub fn of(&self, lens: Lens) -> &[Verdict] {
        &self.verdicts[lens.profile * View::ALL.len() + lens.view as usize]
    }
}

/// Every lens of so many profiles: profiles in order, and for each the tenses in order.
pub fn lenses(n_profiles: usize) -> impl Iterator<Item = Lens> {
    (0..n_profiles)
        .flat_map(|profile| View::ALL.into_iter().map(move |view| Lens { profile, view }))
}

/// Public use of every address.
fn sites(world: &World) -> Vec<Site> {
    let mut sites = vec![Site::default(); world.addresses.len()];
    for building in &world.buildings {
        if let Some(address) = building.address {
            let site = &mut sites[address as usize];
            site.is_public = true;
            site.is_school |= building.kind == BuildingKind::School;
            site.is_educational |=
                matches!(building.kind, BuildingKind::School | BuildingKind::Education);
        }
    }
    sites
}

/// The best present offer: download, then upload descending; technology, then provider ascending.
fn best_offer(world: &World, address: usize) -> Option<u32> {
    let start = world.offer_starts[address];
    let present =
        (start..).zip(world.offers_at(address)).filter(|(_, o)| o.tense == Tense::Present);
    let rank = |offer: &Offer| {
        let speed = std::cmp::Reverse((offer.speed.down, offer.speed.up));
        (speed, offer.technology, offer.provider, offer.origin)
    };
    present.min_by_key(|(_, offer)| rank(offer)).map(|(position, _)| position)
}

/// Diagnoses every address of the world under every profile.
///
/// The result depends on nothing but its arguments, whatever the number of threads.
pub fn diagnose(
    world: &World,
    profiles: Vec<ThresholdProfile>,
    settings: DiagnosisSettings,
) -> Diagnosis {
    let nothing = (Clusters::default(), Surroundings::default());
    let mut diagnosis = diagnose_part(world, profiles, settings, nothing);
    let verdicts = diagnosis.verdicts.first();
    let is_white = |a: &usize| verdicts.is_some_and(|v| v[*a].status == Status::White);
    let n_addresses = world.addresses.len();
    let white = (0..n_addresses).filter(is_white);
    let placed: Vec<_> = white
        .filter_map(|a| {
            let position = world.addresses[a].position?;
            Some((u32::try_from(a).expect("fewer than 2^32 addresses"), position))
        })
        .collect();
    let clusters = find_clusters(&placed, n_addresses);
    let surroundings = look_around(world, diagnosis.profiles.first(), |a| is_white(&a));
    diagnosis.clusters = clusters;
    diagnosis.surroundings = surroundings;
    diagnosis
}

/// Diagnoses the addresses of a part of a country. Clusters and surroundings, which are formed over
/// the whole of it, are known already.
pub fn diagnose_part(
    world: &World,
    profiles: Vec<ThresholdProfile>,
    settings: DiagnosisSettings,
    (clusters, surroundings): (Clusters, Surroundings),
) -> Diagnosis {
    let sites = sites(world);
    let n_addresses = world.addresses.len();
    let positions = || (0..n_addresses).into_par_iter();
    let verdicts = lenses(profiles.len())
        .map(|lens| {
            let profile = &profiles[lens.profile];
            let one = |a: usize| judge(world.offers_at(a), profile, lens.view, &settings, sites[a]);
            positions().map(one).collect()
        })
        .collect::<Vec<Vec<Verdict>>>();
    let best = positions().map(|address| best_offer(world, address)).collect();
    let networks = match profiles.first() {
        Some(profile) => positions()
            .map(|a| {
                let offers = world.offers_at(a);
                verdict::count_networks(offers, profile, View::Today, &settings, sites[a])
            })
            .collect(),
        None => vec![(0, 0); n_addresses],
    };
    Diagnosis { profiles, settings, sites, verdicts, best, networks, clusters, surroundings }
}

/// Speed and medium of the fastest certain present offer, by the run's basis of speed and
/// detectors; of equally fast ones the medium that stands first in tables.
pub fn fastest_certain(
    world: &World,
    address: usize,
    settings: &DiagnosisSettings,
) -> Option<(Speed, Medium)> {
    let is_certain = |offer: &&Offer| {
        offer.tense == Tense::Present && effective_reach(offer, settings) == Reach::Certain
    };
    let certain = world.offers_at(address).iter().filter(is_certain);
    certain
        .map(|offer| (settings.compared_down(offer), std::cmp::Reverse(offer.medium)))
        .max()
        .map(|(down, medium)| (down, medium.0))
}

/// Whether an offer is certain once the run's detectors have their say.
pub const fn effective_reach(offer: &Offer, settings: &DiagnosisSettings) -> Reach {
    match settings.detectors {
        DetectorMode::Decide if offer.impossible_speed => Reach::Possible,
        _ => offer.reach,
    }
}
