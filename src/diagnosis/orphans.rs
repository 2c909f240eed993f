//! White addresses among served ones, and the shape of white clusters.
//!
//! Methodology, chapter 4: P1 clusters, P2 orphans (white addresses with at least 80 % of their ten
//! nearest neighbours served), and the one to three white addresses of a street that is served. A
//! neighbour that is only uncertain is not served, and a served one must be near.

use std::ops::Range;

use geo::{Area as _, ConvexHull as _};
use geo_types::{MultiPoint, Point, Polygon};

use super::{Contracts, Diagnosis, Lens, Status, View, contracts};
use crate::index::PointIndex;
use crate::model::{NetworkId, Offer, Tense, World};
use crate::policy::detector_number;

/// A white address among served ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The address.
    pub address: u32,
    /// How many of its nearest neighbours are certainly served.
    pub served_neighbours: u32,
    /// How many neighbours were looked at.
    pub neighbours: u32,
    /// One of few white addresses of a street that is otherwise served.
    pub in_served_street: bool,
    /// The nearest served address and how far it is, in whole metres.
    pub nearest: (u32, u64),
    /// The network that serves that neighbour.
    pub network: Option<NetworkId>,
    /// Position of its offer in the world.
    pub offer: Option<u32>,
}

const TODAY: Lens = Lens { profile: 0, view: View::Today };

/// What every gmina of a run asks for, found once.
#[derive(Debug)]
pub(super) struct Neighbourhood {
    /// All addresses that have a position.
    all: PointIndex,
    /// Those that are certainly grey or black under the first profile today.
    served: PointIndex,
    /// Addresses of each cluster, ascending.
    members: Vec<Vec<u32>>,
    /// Contracts for public money.
    pub(super) contracts: Contracts,
}

impl Neighbourhood {
    pub(super) fn of(world: &World, diagnosis: &Diagnosis) -> Self {
        let is_served = |at: u32| {
            let verdicts = diagnosis.verdicts.first();
            let status = verdicts.map(|verdicts| verdicts[at as usize].status);
            matches!(status, Some(Status::Grey | Status::Black))
        };
        let placed = || {
            let all = (0_u32..).zip(&world.addresses);
            all.filter_map(|(at, address)| Some((address.position?, at)))
        };
        let mut members = vec![Vec::new(); diagnosis.clusters.n_clusters as usize];
        for (at, cluster) in (0_u32..).zip(&diagnosis.clusters.of_address) {
            if let Some(cluster) = cluster {
                members[*cluster as usize].push(at);
            }
        }
        Self {
            all: PointIndex::new(placed()),
            served: PointIndex::new(placed().filter(|(_, at)| is_served(*at))),
            members,
            contracts: contracts(world),
        }
    }
}

/// The certain offer that serves an address: the fastest that meets the first profile.
fn serving(world: &World, diagnosis: &Diagnosis, address: u32) -> Option<(u32, NetworkId)> {
    let (profile, site) = (&diagnosis.profiles[0], diagnosis.sites[address as usize]);
    let settings = &diagnosis.settings;
    let meets = |offer: &Offer| {
        let down = settings.compared_down(offer);
        offer.tense == Tense::Present
            && super::effective_reach(offer, settings) == crate::model::Reach::Certain
            && profile.is_met_by(down, offer.speed.up, offer.medium, site.is_educational)
    };
    let start = world.offer_starts[address as usize];
    (start..)
        .zip(world.offers_at(address as usize))
        .filter(|(_, offer)| meets(offer))
        .max_by_key(|(_, offer)| (offer.speed.down, std::cmp::Reverse(offer.origin)))
        .map(|(position, offer)| (position, offer.network))
}

/// Orphans of a range of addresses, in its order.
pub fn orphans(world: &World, diagnosis: &Diagnosis, range: Range<usize>) -> Vec<Orphan> {
    if diagnosis.profiles.is_empty() {
        return Vec::new();
    }
    let verdicts = diagnosis.of(TODAY);
    let [count, percent, few, radius] =
        ["orphan_neighbours", "orphan_share", "orphan_street_max", "orphan_radius"]
            .map(detector_number);
    let is_white = |at: u32| verdicts[at as usize].status == Status::White;
    let is_served = |at: u32| matches!(verdicts[at as usize].status, Status::Grey | Status::Black);
    let Neighbourhood { all, served, .. } = diagnosis.neighbourhood(world);
    let streets = served_streets(world, diagnosis, range.clone(), few as usize);
    let orphan = |position: usize| {
        let address = u32::try_from(position).expect("fewer than 2^32 addresses");
        let place = world.addresses[position].position.filter(|_| is_white(address))?;
        let near = all.nearest_few(place, count as usize + 1);
        let near = || near.iter().filter(|(_, at)| *at != address).take(count as usize);
        let neighbours = u32::try_from(near().count()).expect("ten at most");
        let beside = near().filter(|(_, at)| is_served(*at)).count();
        let served_neighbours = u32::try_from(beside).expect("ten at most");
        let in_served_street = streets.binary_search(&address).is_ok();
        let is_among = neighbours == count && served_neighbours * 100 >= neighbours * percent;
        if !is_among && !in_served_street {
            return None;
        }
        let nearest = served.nearest(place);
        let nearest = nearest.map(|(at, squared)| (at, squared.unsigned_abs().isqrt() / 1000));
        let nearest = nearest.filter(|(_, metres)| *metres <= u64::from(radius))?;
        let offer = serving(world, diagnosis, nearest.0);
        Some(Orphan {
            address,
            served_neighbours,
            neighbours,
            in_served_street,
            nearest,
            network: offer.map(|(_, network)| network),
            offer: offer.map(|(offer, _)| offer),
        })
    };
    range.filter_map(orphan).collect()
}

/// White addresses of streets where at most `few` are white and all others, more than twice as many,
/// are certainly served; ascending.
fn served_streets(
    world: &World,
    diagnosis: &Diagnosis,
    range: Range<usize>,
    few: usize,
) -> Vec<u32> {
    let verdicts = diagnosis.of(TODAY);
    let mut found = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let key = |at: usize| (world.addresses[at].simc, world.addresses[at].ulic);
        let end = (start..range.end).find(|at| key(*at) != key(start)).unwrap_or(range.end);
        let of = |status: &[Status]| {
            let all = start..end;
            all.filter(|at| status.contains(&verdicts[*at].status)).collect::<Vec<_>>()
        };
        let (white, covered) = (of(&[Status::White]), of(&[Status::Grey, Status::Black]));
        let is_whole = white.len() + covered.len() == end - start;
        // Without a street the whole locality would be one.
        let has_street = key(start).1.is_some();
        let is_mostly = covered.len() > 2 * white.len();
        if has_street && is_whole && (1..=few).contains(&white.len()) && is_mostly {
            found.extend(white.into_iter().filter_map(|at| u32::try_from(at).ok()));
        }
        start = end;
    }
    found
}

/// Shape and surroundings of a cluster of white addresses.
#[derive(Clone, Debug)]
pub struct ClusterFacts {
    /// Number of the cluster, from 1, as in the address table.
    pub cluster: u32,
    /// Its addresses.
    pub addresses: Vec<u32>,
    /// Convex hull of its addresses, EPSG:2180.
    pub hull: Polygon,
    /// Area of the hull in square metres.
    pub hull_m2: u64,
    /// Metres from its address nearest to coverage, and that address; `None` without coverage.
    pub nearest: Option<(u64, u32)>,
    /// Median over its addresses of the metres to the nearest served address.
    pub median_m: Option<u64>,
}

/// Facts of the clusters that have a member among the addresses, largest first.
pub fn cluster_facts(
    world: &World,
    diagnosis: &Diagnosis,
    range: Range<usize>,
) -> Vec<ClusterFacts> {
    let of_address = &diagnosis.clusters.of_address;
    let wanted: std::collections::BTreeSet<u32> =
        range.filter_map(|position| of_address[position]).collect();
    let Neighbourhood { served, members, .. } = diagnosis.neighbourhood(world);
    let facts = |cluster: u32| {
        let addresses = members[cluster as usize].clone();
        let places: Vec<_> =
            addresses.iter().filter_map(|at| world.addresses[*at as usize].position).collect();
        let points = places.iter().map(|place| Point::from(place.coord()));
        let hull = MultiPoint::new(points.collect()).convex_hull();
        let mut far: Vec<(u64, u32)> = places
            .iter()
            .filter_map(|place| served.nearest(*place))
            .map(|(at, squared)| (squared.unsigned_abs().isqrt() / 1000, at))
            .collect();
        far.sort_unstable();
        // Areas of clusters are far below 2^53 square metres and never negative.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let hull_m2 = hull.unsigned_area().round() as u64;
        ClusterFacts {
            cluster: cluster + 1,
            addresses,
            hull_m2,
            hull,
            nearest: far.first().copied(),
            median_m: far.get(far.len() / 2).map(|(metres, _)| *metres),
        }
    };
    let mut found: Vec<ClusterFacts> = wanted.into_iter().map(facts).collect();
    found.sort_by_key(|facts| (std::cmp::Reverse(facts.addresses.len()), facts.cluster));
    found
}
