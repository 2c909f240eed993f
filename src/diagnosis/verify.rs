//! Where to look first: what a visit would decide.
//!
//! An address hangs on a network when its status (first profile, today) would be another one if
//! that network did not reach it: only its theoretical reach meets the threshold, or an admitted
//! entry of the gmina's book puts it in question.
#![deny(clippy::float_arithmetic)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Diagnosis, Lens, Status, View, evidence, find_clusters, judge};
use crate::diagnosis::effective_reach;
use crate::model::{AddressPoint, NetworkId, Offer, Reach, World};
use crate::place::{GminaCode, SimcId};

/// A locality in which the reach of one network is to be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The gmina.
    pub gmina: Option<GminaCode>,
    /// The locality.
    pub simc: Option<SimcId>,
    /// The network.
    pub network: NetworkId,
    /// Addresses whose status hangs on it, ascending.
    pub addresses: Vec<u32>,
    /// How many of them have an admitted entry in the book.
    pub n_challenged: u64,
    /// Clusters (200 m, 5 points) that these addresses form.
    pub n_clusters: u64,
    /// How many of them have a public building.
    pub n_public: u64,
    /// Where to begin: a public building, else an entry of the book, else the first address.
    pub start: u32,
}

/// Networks on which the status of an address hangs.
fn hanging(world: &World, diagnosis: &Diagnosis, address: u32) -> Vec<NetworkId> {
    let Some(profile) = diagnosis.profiles.first() else {
        return Vec::new();
    };
    let (position, settings) = (address as usize, &diagnosis.settings);
    let site = diagnosis.sites[position];
    let declared = world.offers_at(position);
    let doubted = diagnosis.challenges.doubted(world, (address, declared), profile, site);
    let by = |offers: &[Offer]| judge(offers, profile, View::Today, settings, site).status;
    let offers = doubted.as_deref().unwrap_or(declared);
    let status = by(offers);
    if status != Status::Uncertain && status == by(declared) {
        return Vec::new();
    }
    let is_certain = |offer: &&&Offer| effective_reach(offer, settings) == Reach::Certain;
    let meeting = evidence(offers, profile, View::Today, settings, site);
    let certain: BTreeSet<NetworkId> =
        meeting.iter().filter(is_certain).map(|offer| offer.network).collect();
    let networks: BTreeSet<NetworkId> = meeting.iter().map(|offer| offer.network).collect();
    networks.difference(&certain).copied().collect()
}

/// Visits of one gmina, or of the addresses in none.
fn visits_of(world: &World, diagnosis: &Diagnosis, range: Range<usize>) -> Vec<Visit> {
    let today = diagnosis.of(Lens { profile: 0, view: View::Today });
    let narrow = |position: usize| u32::try_from(position).expect("fewer than 2^32 addresses");
    let challenges = &diagnosis.challenges;
    let is_doubtful = |address: &u32| {
        today[*address as usize].status == Status::Uncertain || challenges.is_admitted_at(*address)
    };
    let mut groups: BTreeMap<(Option<SimcId>, NetworkId), Vec<u32>> = BTreeMap::new();
    let mut placed = Vec::new();
    for address in range.map(narrow).filter(is_doubtful) {
        let point = &world.addresses[address as usize];
        let networks = hanging(world, diagnosis, address);
        if let Some(place) = point.position.filter(|_| !networks.is_empty()) {
            placed.push((address, place));
        }
        for network in networks {
            groups.entry((point.simc, network)).or_default().push(address);
        }
    }
    let points = placed.iter().enumerate().map(|(number, (_, place))| (narrow(number), *place));
    let clusters = find_clusters(&points.collect::<Vec<_>>(), placed.len()).of_address;
    let cluster_of = |address: &u32| {
        let found = placed.binary_search_by_key(address, |(address, _)| *address);
        clusters[found.ok()?]
    };
    let visit = |(simc, network): (Option<SimcId>, NetworkId), addresses: Vec<u32>| {
        let is_public = |address: &&u32| diagnosis.sites[**address as usize].is_public;
        let is_challenged = |address: &&u32| challenges.is_admitted_at(**address);
        let first = addresses.iter().find(is_public);
        let first = first.or_else(|| addresses.iter().find(is_challenged));
        let start = *first.unwrap_or(&addresses[0]);
        Visit {
            gmina: world.addresses[start as usize].gmina,
            simc,
            network,
            n_challenged: addresses.iter().filter(is_challenged).count() as u64,
            n_clusters: addresses.iter().filter_map(cluster_of).collect::<BTreeSet<_>>().len()
                as u64,
            n_public: addresses.iter().filter(is_public).count() as u64,
            start,
            addresses,
        }
    };
    groups.into_iter().map(|(key, addresses)| visit(key, addresses)).collect()
}

/// Where to look first, in some gminas or all (`None`): most addresses first, then most clusters,
/// then most public buildings.
pub fn visits(world: &World, diagnosis: &Diagnosis, gminas: Option<&[GminaCode]>) -> Vec<Visit> {
    if diagnosis.profiles.is_empty() {
        return Vec::new();
    }
    let of = |code: GminaCode| world.addresses_of(code);
    let ranges: Vec<Range<usize>> = match gminas {
        Some(codes) => codes.iter().copied().map(of).collect(),
        None => {
            let by_gmina = world.addresses.chunk_by(|a, b| a.gmina == b.gmina);
            let mut start = 0;
            let range = |chunk: &[AddressPoint]| {
                start += chunk.len();
                start - chunk.len()..start
            };
            by_gmina.map(range).collect()
        }
    };
    let of_range = |range: Range<usize>| visits_of(world, diagnosis, range);
    let mut visits: Vec<Visit> = ranges.into_iter().flat_map(of_range).collect();
    // A stable sort: of equal ones by gmina, locality, network.
    visits.sort_by_key(|v| Reverse((v.addresses.len(), v.n_clusters, v.n_public)));
    visits
}
