//! Boards of worlds that are in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    AddressBook, BestOffer, Board, ClusterShape, Ids, NamedPlaces, NetworkHere, Shared, SharedBook,
    Spots, VIEWS, Verdicts, White,
};
use crate::diagnosis::{AREA_LAYER, Diagnosis, Lens, Rollup};
use crate::index::NOISE;
use crate::model::{Offer, Reach, Tense, World};
use crate::search::SearchIndex;

impl AddressBook {
    /// The addresses of a world. `None` when their identifiers take more than 4 GiB.
    pub fn of(world: &World) -> Option<Self> {
        let mut ids = Ids::builder(world.addresses.len());
        for address in &world.addresses {
            if !ids.push(world.texts.get(address.id).as_bytes()) {
                return None;
            }
        }
        let points: Spots = world.addresses.iter().map(|address| address.position).collect();
        let gminas = world.gminas_with_addresses().map(|gmina| gmina.code);
        let gminas = gminas.map(|code| (code, world.addresses_of(code))).collect();
        let index = SearchIndex::of(world);
        Some(Self::new(ids.finish(), points, index, NamedPlaces { gminas }))
    }
}

/// Networks of which records speak, in order.
pub(crate) fn networks_of<'a>(offers: impl Iterator<Item = &'a Offer>) -> Vec<NetworkHere> {
    let mut found: BTreeMap<u16, NetworkHere> = BTreeMap::new();
    for offer in offers {
        let is_present = offer.tense == Tense::Present;
        let (down_kbps, medium) = (offer.speed.down.as_kbps(), offer.medium);
        let tense = offer.tense;
        let is_certain = is_present && offer.reach == Reach::Certain;
        let network = offer.network.0;
        let one = NetworkHere { network, medium, tense, is_certain, down_kbps };
        let held = found.entry(network).or_insert(one);
        // What can be had speaks before what is planned.
        let is_better = (is_present, down_kbps) > (held.tense == Tense::Present, held.down_kbps);
        let is_certain = held.is_certain || one.is_certain;
        if is_better {
            *held = one;
        }
        held.is_certain = is_certain;
    }
    found.into_values().collect()
}

fn shared(world: &World, diagnosis: &Diagnosis, position: usize) -> Shared {
    let offers = world.offers_at(position);
    let n_profiles = diagnosis.profiles.len();
    let mut rules = Vec::with_capacity(n_profiles * VIEWS.len());
    for view in VIEWS {
        for profile in 0..n_profiles {
            rules.push(diagnosis.of(Lens { profile, view })[position].rule as u8);
        }
    }
    let best = diagnosis.best[position].map(|offer| BestOffer::of(&world.offers[offer as usize]));
    let networks = diagnosis.networks[position].into();
    Shared { rules, best, networks, here: networks_of(offers.iter()) }
}

fn white(diagnosis: &Diagnosis) -> White {
    let (clusters, nearest) = (&diagnosis.clusters.of_address, &diagnosis.surroundings.nearest);
    let mut white = White::default();
    for (position, (cluster, nearest)) in (0_u32..).zip(clusters.iter().zip(nearest)) {
        if cluster.is_some() || nearest.is_some() {
            white.positions.push(position);
            white.clusters.push(cluster.unwrap_or(NOISE));
            white.nearest.push(nearest.map_or((u32::MAX, 0.0), |near| (near.node, near.metres)));
        }
    }
    white
}

impl Board {
    /// The board of a diagnosed world; `None` when its identifiers take more than 4 GiB.
    pub fn of(world: &World, diagnosis: &Diagnosis, rollup: Arc<Rollup>) -> Option<Self> {
        let book = AddressBook::of(world)?;
        let mut sharing = SharedBook::default();
        let of_address =
            (0..book.len()).map(|at| sharing.number(shared(world, diagnosis, at))).collect();
        let covered = world.layer(AREA_LAYER).map(|_| {
            let covered = diagnosis.surroundings.covered.iter();
            covered.map(|covered| covered.unwrap_or(false)).collect()
        });
        let verdicts = Verdicts {
            of_address,
            shared: sharing.finish(),
            covered,
            white: white(diagnosis),
            nodes: diagnosis.surroundings.nodes.clone(),
            technologies: world.technologies.clone(),
            operators: world.providers.iter().map(|provider| provider.id.clone()).collect(),
            networks: world.networks.iter().map(|network| network.id.clone()).collect(),
        };
        let clusters = ClusterShape::all(&book, &verdicts.white);
        let (as_of, profiles) = (diagnosis.settings.as_of, diagnosis.profiles.clone());
        Some(Self { as_of, profiles, book, verdicts, rollup, clusters })
    }
}
