//! Detectors that look around an address: networks, neighbours, terrain, outlines.

use std::collections::{BTreeMap, HashMap};

use geo::{Distance as _, Euclidean, Intersects as _};
use geo_types::Point;
use rayon::prelude::*;

use super::offers::{covering, is_covered};
use super::{Detector, Finding, Measure, Scene};
use crate::diagnosis::ground::{Ground, in_sight};
use crate::index::PointIndex;
use crate::model::{Medium, Offer, Origin, Tense, World};
use crate::place::{GminaCode, Pl1992};
use crate::policy::detector_number;

/// Step along a line at which it is sampled, in metres.
pub(super) const LINE_STEP_M: f64 = 100.0;
/// Metres of a squared distance in mm².
pub(super) fn metres(squared: i64) -> u64 {
    squared.unsigned_abs().isqrt() / 1000
}

/// (c) A covered address among white ones, and a white one among covered ones.
pub(super) fn islands(scene: &Scene<'_>) -> Vec<Finding> {
    let [covered, white] = ["island_covered", "island_white"].map(Detector::of);
    let [count, radius] = ["island_neighbours", "island_radius"].map(detector_number);
    let world = scene.world;
    let at = |address: u32| -> Vec<Finding> {
        let Some(place) = world.addresses[address as usize].position else { return Vec::new() };
        let is_here = is_covered(scene, address);
        let is_white = scene.networks[address as usize] == (0, 0);
        if !is_here && !is_white {
            return Vec::new();
        }
        let differs = |other: u32| {
            if is_here {
                scene.networks[other as usize] == (0, 0)
            } else {
                is_covered(scene, other)
            }
        };
        let wanted = |other: u32| other == address || differs(other);
        let near = scene.addresses.nearest_few_all(place, count as usize + 1, wanted);
        let near = near.unwrap_or_default();
        let near: Vec<(i64, u32)> =
            near.into_iter().filter(|(_, other)| *other != address).take(count as usize).collect();
        let reaches = near.last().is_some_and(|(last, _)| metres(*last) <= u64::from(radius));
        let is_island = near.len() == count as usize
            && reaches
            && near.iter().all(|(_, other)| differs(*other));
        if !is_island {
            return Vec::new();
        }
        let against = Some(world.addresses[near[0].1 as usize].origin);
        let measure =
            Some(Measure { found: near.len() as u64, limit: count.into(), unit: "addresses" });
        if is_white {
            let origin = world.addresses[address as usize].origin;
            return vec![Finding { against, measure, ..scene.finding(white, address, origin) }];
        }
        covering(scene, address)
            .map(|(position, offer)| Finding {
                against,
                measure,
                offer: Some(position),
                ..scene.finding(covered, address, offer.origin)
            })
            .collect()
    };
    scene.positions().flat_map_iter(at).collect()
}

/// A place with stations of radio access.
struct Station {
    origin: Origin,
    place: Pl1992,
    /// Height of its highest antenna above sea level, where all are known and the ground below.
    top_m: Option<f64>,
}

/// Stations of each owner (the empty name: unknown), several records of one place as one.
fn stations(world: &World, ground: &Ground) -> HashMap<String, (Vec<Station>, PointIndex)> {
    let mut of_place: BTreeMap<(String, Pl1992), Station> = BTreeMap::new();
    if let Some(layer) = world.layer("base-stations") {
        for row in 0..layer.n_rows() {
            let Some(place) = layer.position(row) else { continue };
            let owner = layer.text("operator", row).unwrap_or_default().trim().to_owned();
            let height = layer.decimal("antenna_height_m", row);
            let top_m = ground.around(place).zip(height).map(|(ground, height)| ground + height);
            let station = Station { origin: layer.origin(row), place, top_m };
            let held = of_place.entry((owner, place)).or_insert(station);
            held.top_m = held.top_m.zip(top_m).map(|(held, top)| held.max(top));
        }
    }
    let mut of_owner: HashMap<String, Vec<Station>> = HashMap::new();
    for ((owner, _), station) in of_place {
        of_owner.entry(owner).or_default().push(station);
    }
    let indexed = |(owner, stations): (String, Vec<Station>)| {
        let index = PointIndex::new((0_u32..).zip(&stations).map(|(n, s)| (s.place, n)));
        (owner, (stations, index))
    };
    of_owner.into_iter().map(indexed).collect()
}

/// (d) Radio declared where the ground hides every station of the network within reach.
pub(super) fn radio_behind_terrain(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("radio_behind_terrain");
    let world = scene.world;
    let Some(ground) = Ground::of(world) else { return Vec::new() };
    let of_owner = stations(world, &ground);
    let far = detector_number("radio_max");
    let [clearance, antenna] =
        ["radio_clearance", "subscriber_antenna"].map(|name| f64::from(detector_number(name)));
    let at = |address: u32| -> Vec<Finding> {
        let Some(place) = world.addresses[address as usize].position else { return Vec::new() };
        let Some(height) = ground.at_address(address) else { return Vec::new() };
        // A line that passes so far above the ground that neither antenna nor model decide it.
        let from = (place, height + antenna + clearance);
        let is_hidden = |station: &Station| {
            station.top_m.is_some_and(|top| {
                let to = (station.place, top + clearance);
                in_sight(from, to, |place| ground.around(place)) == Some(false)
            })
        };
        let is_radio =
            |offer: &Offer| offer.tense == Tense::Present && offer.medium == Medium::Radio;
        let hidden = |offer: &Offer| {
            let owner = world.networks[usize::from(offer.network.0)].id.as_str();
            // The inventory does not name owners: any station may be the network's.
            let owners = [owner, ""].into_iter().take(if owner.is_empty() { 1 } else { 2 });
            let mut near: Vec<(i64, &Station)> = Vec::new();
            for (stations, index) in owners.filter_map(|owner| of_owner.get(owner)) {
                let found = index.within(place, far.saturating_mul(1000));
                near.extend(found.into_iter().map(|(squared, n)| (squared, &stations[n as usize])));
            }
            near.sort_unstable_by_key(|(squared, station)| (*squared, station.origin));
            let (squared, first) = near.first()?;
            let found = (metres(*squared), first.origin);
            near.iter().all(|(_, station)| is_hidden(station)).then_some(found)
        };
        scene
            .offers_at(address)
            .filter(|(_, offer)| is_radio(offer))
            .filter_map(|(position, offer)| {
                let (found, against) = hidden(offer)?;
                Some(Finding {
                    against: Some(against),
                    measure: Some(Measure { found, limit: far.into(), unit: "m" }),
                    offer: Some(position),
                    ..scene.finding(detector, address, offer.origin)
                })
            })
            .collect()
    };
    scene.positions().flat_map_iter(at).collect()
}

/// (f) An address far outside the gmina that its code names.
pub(super) fn address_outside_gmina(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("address_outside_gmina");
    let limit = u64::from(detector_number("position_max"));
    let world = scene.world;
    let distance = |code: GminaCode, place: Pl1992| -> Option<u64> {
        let outline = world.gmina(code)?.boundary.as_ref()?;
        // Most lie inside, which is told without looking at every edge twice.
        if outline.iter().any(|part| part.intersects(&place.coord())) {
            return Some(0);
        }
        let metres = Euclidean.distance(&Point::from(place.coord()), outline);
        // Distances within Poland are far below 2^53 metres and never negative.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(metres as u64)
    };
    let at = |address: u32| {
        let point = &world.addresses[address as usize];
        let (place, code) = (point.position?, point.terc?.whole_gmina());
        let found = distance(code, place).filter(|found| *found > limit)?;
        Some(Finding {
            measure: Some(Measure { found, limit, unit: "m" }),
            ..scene.finding(detector, address, point.origin)
        })
    };
    scene.positions().filter_map(at).collect()
}
