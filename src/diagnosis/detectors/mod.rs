//! Contradictions between registers: each detector is one rule that can be told in a sentence.
//!
//! The sentences, effects and numbers stand in `data/policy/detectors.toml`. A detector is a pure
//! function of the world and its indexes; it knows neither where errors come from nor how often.

mod history;
mod lost;
mod offers;
mod parts;
mod points;
mod space;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::verdict::count_networks;
use super::{DiagnosisSettings, Site, View};
use crate::index::PointIndex;
use crate::model::{NetworkId, Offer, Origin, World};
use crate::place::GminaCode;
use crate::policy::{DetectorEffect, DetectorRule, ThresholdProfile, detector_rules};

pub use history::Settled;
pub use lost::{Lost, lost_of};
pub use parts::Parts;
pub use points::{Elsewhere, FibreCensus, FibreTaker, Place};

/// The rule that found a contradiction: position in [`detector_rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Detector(u8);

impl Detector {
    /// The detector of a code of `data/policy/detectors.toml`.
    ///
    /// # Panics
    /// When there is none, which a test excludes.
    fn of(code: &str) -> Self {
        let position = detector_rules().iter().position(|rule| rule.code == code);
        let position = position.expect("every detector is described");
        Self(u8::try_from(position).expect("some twenty detectors"))
    }

    /// Its description.
    pub fn rule(self) -> &'static DetectorRule {
        &detector_rules()[usize::from(self.0)]
    }

    /// All of them, in the order of outputs.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).take(detector_rules().len()).map(Self)
    }
}

/// What was measured, and the number it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measure {
    /// Found.
    pub found: u64,
    /// The number of the rule.
    pub limit: u64,
    /// Unit of both.
    pub unit: &'static str,
}

/// One contradiction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Which rule.
    pub detector: Detector,
    /// The gmina of the address, or the one that the record names.
    pub gmina: Option<GminaCode>,
    /// The address; none where a record or file as a whole is meant.
    pub address: Option<u32>,
    /// The contradicted record.
    pub origin: Origin,
    /// The record that contradicts it, where one does.
    pub against: Option<Origin>,
    /// What was measured.
    pub measure: Option<Measure>,
    /// Contract, code or word that helps to find it.
    pub detail: String,
    /// Position of the contradicted offer among those of the world.
    pub offer: Option<u32>,
}

/// A network that an address may have beside those that its records state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt {
    /// The address.
    pub address: u32,
    /// Who says so.
    pub detector: Detector,
    /// The network, where it is known.
    pub network: Option<NetworkId>,
}

impl Doubt {
    /// Whether a record says so, which tells of addresses of any colour.
    pub fn is_of_record(&self) -> bool {
        matches!(self.detector.rule().code.as_str(), "refused_record" | "twin_address")
    }
}

/// Everything that contradicts something.
#[derive(Clone, Debug, Default)]
pub struct Conflicts {
    /// Findings by detector, gmina, address and origin.
    pub findings: Vec<Finding>,
    /// Offers that count as possible only where detectors decide, ascending.
    pub doubted_offers: Vec<u32>,
    /// What speaks against the colour of addresses, ascending; where detectors decide, a white one is
    /// uncertain instead.
    pub doubts: Vec<Doubt>,
    /// Localities with a point of fibre in which nobody states any, though nearly everywhere else
    /// somebody does.
    pub silent: BTreeSet<Place>,
    /// Records and addresses that could be tied to no place, by the gmina they seem to be of.
    pub lost: BTreeMap<GminaCode, Lost>,
    /// Offers of fibre in a locality without a known point of the network, ascending.
    pub pointless_offers: Vec<u32>,
    /// Of the networks of such offers, how seldom that is so elsewhere.
    pub elsewhere: BTreeMap<NetworkId, Elsewhere>,
    /// What became of the possible reach of each network.
    pub settled: BTreeMap<NetworkId, Settled>,
    /// Into how many parts localities fell.
    pub parts: Parts,
}

impl Conflicts {
    /// Counts by detector of what concerns a gmina.
    pub fn counts_in(&self, gmina: GminaCode) -> BTreeMap<Detector, u64> {
        let mut counts = BTreeMap::new();
        for finding in self.findings.iter().filter(|f| f.gmina == Some(gmina)) {
            *counts.entry(finding.detector).or_default() += 1;
        }
        counts
    }

    /// Counts by gmina and detector.
    pub fn counts(&self) -> BTreeMap<(Option<GminaCode>, Detector), u64> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry((finding.gmina, finding.detector)).or_default() += 1;
        }
        counts
    }

    /// Findings about an address.
    pub fn at(&self, address: u32) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.address == Some(address))
    }

    /// Whether an offer, by its position in the world, is contradicted.
    pub fn doubts_offer(&self, offer: u32) -> bool {
        self.doubted_offers.binary_search(&offer).is_ok()
    }

    /// Whether an offer, by its position in the world, is of fibre in a locality without a known point
    /// of its network.
    pub fn lacks_point(&self, offer: u32) -> bool {
        self.pointless_offers.binary_search(&offer).is_ok()
    }

    /// Whether something speaks against an address being white.
    pub fn doubts_white(&self, address: usize) -> bool {
        u32::try_from(address).is_ok_and(|address| !self.doubts_at(address).is_empty())
    }

    /// What speaks against the colour of an address: one network more than the records say.
    pub fn doubts_at(&self, address: u32) -> &[Doubt] {
        let from = self.doubts.partition_point(|doubt| doubt.address < address);
        let end = self.doubts.partition_point(|doubt| doubt.address <= address);
        &self.doubts[from..end]
    }

    /// The offers of an address, those that are contradicted as merely possible.
    pub fn offers_at<'a>(&self, world: &'a World, address: usize) -> std::borrow::Cow<'a, [Offer]> {
        let offers = world.offers_at(address);
        let first = world.offer_starts[address];
        let end = world.offer_starts[address + 1];
        let from = self.doubted_offers.partition_point(|offer| *offer < first);
        if self.doubted_offers.get(from).is_none_or(|offer| *offer >= end) {
            return offers.into();
        }
        let lowered = (first..).zip(offers).map(|(position, offer)| {
            let mut offer = offer.clone();
            if self.doubts_offer(position) {
                offer.reach = crate::model::Reach::Possible;
            }
            offer
        });
        lowered.collect::<Vec<_>>().into()
    }
}

/// What detectors look at.
struct Scene<'a> {
    world: &'a World,
    /// The first of the run.
    profile: &'a ThresholdProfile,
    profiles: &'a [ThresholdProfile],
    settings: &'a DiagnosisSettings,
    sites: &'a [Site],
    /// Networks that meet the profile today: certain, possible only.
    networks: Vec<(u16, u16)>,
    /// Addresses that have a position.
    addresses: PointIndex,
    /// Of the country, where the world is a slice of it.
    fibre: Option<&'a FibreCensus>,
}

impl Scene<'_> {
    fn positions(&self) -> impl ParallelIterator<Item = u32> + use<> {
        let n = u32::try_from(self.world.addresses.len()).expect("fewer than 2^32 addresses");
        (0..n).into_par_iter()
    }

    /// Offers at an address with their positions in the world.
    fn offers_at(&self, address: u32) -> impl Iterator<Item = (u32, &Offer)> {
        let start = self.world.offer_starts[address as usize];
        (start..).zip(self.world.offers_at(address as usize))
    }

    /// Whether an offer meets the profile at an address.
    fn meets(&self, offer: &Offer, address: u32) -> bool {
        self.meets_profile(self.profile, offer, address)
    }

    /// Whether it meets one of the run.
    fn meets_profile(&self, profile: &ThresholdProfile, offer: &Offer, address: u32) -> bool {
        let down = self.settings.compared_down(offer);
        let site = self.sites[address as usize];
        profile.is_met_by(down, offer.speed.up, offer.medium, site.is_educational)
    }

    /// A finding about an address.
    fn finding(&self, detector: Detector, address: u32, origin: Origin) -> Finding {
        Finding {
            detector,
            gmina: self.world.addresses[address as usize].gmina,
            address: Some(address),
            origin,
            against: None,
            measure: None,
            detail: String::new(),
            offer: None,
        }
    }
}

/// Runs every detector under the first profile of the run, today.
pub(super) fn detect(
    world: &World,
    profiles: &[ThresholdProfile],
    settings: &DiagnosisSettings,
    sites: &[Site],
    fibre: Option<&FibreCensus>,
) -> Conflicts {
    let Some(profile) = profiles.first() else { return Conflicts::default() };
    let networks = (0..world.addresses.len())
        .into_par_iter()
        .map(|a| count_networks(world.offers_at(a), profile, View::Today, settings, sites[a]))
        .collect();
    let placed = (0_u32..).zip(&world.addresses);
    let placed = placed.filter_map(|(at, address)| Some((address.position?, at)));
    let addresses = PointIndex::new(placed);
    let scene = Scene { world, profile, profiles, settings, sites, networks, addresses, fibre };
    let mut findings = offers::theoretical_with_demand(&scene);
    findings.extend(points::fibre_far_from_node(&scene));
    let (without_point, elsewhere, silent) = points::fibre_without_point(&scene);
    let mut pointless_offers: Vec<u32> = without_point.iter().filter_map(|f| f.offer).collect();
    pointless_offers.sort_unstable();
    findings.extend(without_point);
    findings.extend(space::islands(&scene));
    findings.extend(space::radio_behind_terrain(&scene));
    findings.extend(offers::impossible_speed(&scene));
    findings.extend(offers::coordinates_astray(&scene));
    findings.extend(space::address_outside_gmina(&scene));
    findings.extend(history::identical_file(&scene));
    findings.extend(history::plans(&scene));
    findings.extend(history::coverage_vanished(&scene));
    findings.extend(offers::unknown_address(&scene));
    findings.extend(offers::slow_school(&scene));
    findings.extend(offers::refused_record(&scene));
    findings.extend(offers::twin_address(&scene));
    findings.sort_unstable();
    findings.dedup();
    let with = |effect: DetectorEffect| {
        findings.iter().filter(move |finding| finding.detector.rule().effect == effect)
    };
    let mut doubted_offers: Vec<u32> =
        with(DetectorEffect::Reach).filter_map(|finding| finding.offer).collect();
    let numbers: BTreeMap<&str, NetworkId> = world
        .networks
        .iter()
        .map(|network| network.id.as_str())
        .zip((0..).map(NetworkId))
        .collect();
    // Of coverage that vanished the network is named.
    let vanished = Detector::of("coverage_vanished");
    let network = |finding: &Finding| {
        let name = (finding.detector == vanished).then_some(finding.detail.as_str());
        name.and_then(|name| numbers.get(name).copied())
    };
    let doubt = |finding: &Finding| {
        let (address, detector) = (finding.address?, finding.detector);
        Some(Doubt { address, detector, network: network(finding) })
    };
    let mut doubts: Vec<Doubt> = with(DetectorEffect::Status).filter_map(doubt).collect();
    doubted_offers.sort_unstable();
    doubted_offers.dedup();
    doubts.sort_unstable();
    doubts.dedup();
    let lost = lost::lost(&scene);
    let (settled, parts) = history::settled(&scene);
    Conflicts {
        findings,
        doubted_offers,
        doubts,
        silent,
        lost,
        pointless_offers,
        elsewhere,
        settled,
        parts,
    }
}
