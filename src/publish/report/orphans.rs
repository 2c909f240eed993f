//! White addresses among served ones, with a letter to their neighbours' operators; clusters.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ReportInput;
use crate::diagnosis::{ClusterFacts, orphans};
use crate::model::World;

/// An orphan.
#[derive(Serialize)]
pub(super) struct OrphanView {
    address: String,
    neighbour: String,
    metres: u64,
    network: String,
    /// Where the neighbour's offer stands, `file:row`.
    evidence: String,
    reason: &'static str,
}

/// A letter to one operator.
#[derive(Serialize)]
pub(super) struct LetterView {
    operator: String,
    /// The first ones with their neighbours.
    addresses: Vec<LetterLine>,
    /// The others by street.
    others: Vec<LetterStreet>,
    count: u64,
}

/// Further addresses of a letter in one street.
#[derive(Serialize)]
struct LetterStreet {
    name: String,
    numbers: String,
}

/// An address of a letter, and where the network is nearest to it.
#[derive(Serialize)]
struct LetterLine {
    address: String,
    neighbour: String,
    metres: u64,
    #[serde(skip)]
    position: u32,
}

/// A cluster of white addresses.
#[derive(Serialize)]
pub(super) struct ClusterView {
    number: u32,
    addresses: u64,
    hectares: String,
    served_m: Option<u64>,
    median_m: Option<u64>,
    place: String,
}

/// Orphans, letters and clusters.
#[derive(Serialize)]
pub(super) struct OrphansView {
    orphans: Vec<OrphanView>,
    total: u64,
    letters: Vec<LetterView>,
    clusters: Vec<ClusterView>,
    clusters_total: u64,
}

/// Orphans listed in the report; all are in `orphans.csv` of a diagnosis.
const SHOWN: usize = 60;
/// Addresses of a letter with a line each.
const LINES: usize = 12;
/// Clusters listed in the report.
const CLUSTERS: usize = 15;

/// An address as people write it.
pub(in crate::publish) fn written(world: &World, address: u32) -> String {
    let position = address as usize;
    let number = world.texts.get(world.addresses[position].number);
    format!("{} {number}", world.place_of(position))
}

/// The name of a network's owner, where it reports itself; else its number.
fn owner(world: &World, network: crate::model::NetworkId) -> String {
    let id = &world.networks[usize::from(network.0)].id;
    let provider = world.providers.iter().find(|provider| provider.id == *id);
    match provider {
        Some(provider) if !provider.name.is_empty() => format!("{} ({id})", provider.name),
        _ => id.clone(),
    }
}

/// House numbers by street, in the order of the world.
fn by_street(world: &World, lines: &[LetterLine]) -> Vec<LetterStreet> {
    let mut streets: Vec<LetterStreet> = Vec::new();
    for line in lines {
        let position = line.position as usize;
        let name = world.place_of(position);
        let number = world.texts.get(world.addresses[position].number);
        match streets.last_mut() {
            Some(street) if street.name == name => {
                street.numbers.push_str(", ");
                street.numbers.push_str(number);
            }
            _ => streets.push(LetterStreet { name, numbers: number.to_owned() }),
        }
    }
    streets
}

/// Orphans and clusters of the gmina of the report.
pub(super) fn lonely(input: &ReportInput<'_>, facts: &[ClusterFacts]) -> OrphansView {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let range = world.addresses_of(input.gmina);
    let found = orphans(world, diagnosis, range);
    let mut letters: BTreeMap<String, Vec<LetterLine>> = BTreeMap::new();
    for orphan in &found {
        if let Some(network) = orphan.network {
            let line = LetterLine {
                address: written(world, orphan.address),
                neighbour: written(world, orphan.nearest.0),
                metres: orphan.nearest.1,
                position: orphan.address,
            };
            letters.entry(owner(world, network)).or_default().push(line);
        }
    }
    let view = |orphan: &crate::diagnosis::Orphan| {
        let origin = orphan.offer.map(|offer| world.offers[offer as usize].origin);
        OrphanView {
            address: written(world, orphan.address),
            neighbour: written(world, orphan.nearest.0),
            metres: orphan.nearest.1,
            network: orphan.network.map_or_else(String::new, |network| owner(world, network)),
            evidence: origin.map_or_else(String::new, |at| format!("{}:{}", at.file.0 + 1, at.row)),
            reason: input
                .language
                .label("orphan", if orphan.in_served_street { "street" } else { "near" }),
        }
    };
    let cluster = |facts: &ClusterFacts| {
        // Tenths of a hectare, rounded half up.
        let tenths = (facts.hull_m2 + 500) / 1000;
        let first = facts.addresses.first();
        ClusterView {
            number: facts.cluster,
            addresses: facts.addresses.len() as u64,
            hectares: input.language.tenths(tenths),
            served_m: facts.nearest.map(|(metres, _)| metres),
            median_m: facts.median_m,
            place: first.map_or_else(String::new, |at| world.place_of(*at as usize)),
        }
    };
    let letter = |(operator, mut addresses): (String, Vec<LetterLine>)| LetterView {
        count: addresses.len() as u64,
        operator,
        others: by_street(world, &addresses.split_off(addresses.len().min(LINES))),
        addresses,
    };
    OrphansView {
        total: found.len() as u64,
        orphans: found.iter().take(SHOWN).map(view).collect(),
        letters: letters.into_iter().map(letter).collect(),
        clusters: facts.iter().take(CLUSTERS).map(cluster).collect(),
        clusters_total: facts.len() as u64,
    }
}
