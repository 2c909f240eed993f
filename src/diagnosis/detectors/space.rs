//! Detectors that look around an address: networks, neighbours, terrain, outlines.

use std::collections::{BTreeMap, HashMap};

use geo::{Distance as _, Euclidean, Intersects as _};
use geo_types::Point;
use rayon::prelude::*;

use super::offers::{covering, is_covered};
use super::{Detector, Finding, Measure, Scene};
use crate::index::PointIndex;
use crate::model::{Medium, Offer, Origin, Tense, World};
use crate::place::{GminaCode, Pl1992};
use crate::policy::detector_number;

/// Step along a line at which it is sampled, in metres.
pub(super) const LINE_STEP_M: f64 = 100.0;
/// Stations that are tried for one address.
const STATIONS_TRIED: usize = 3;
/// Nearness at which the height of an address tells that of a place, in millimetres.
const HEIGHT_NEAR_MM: i64 = 150_000;

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

/// A station of radio access.
struct Station {
    origin: Origin,
    /// Height of the antenna above sea level, where the ground below it is known.
    top_m: Option<f64>,
}

/// Heights of the ground, known at addresses.
struct Ground {
    index: PointIndex,
    heights: HashMap<u32, f64>,
}

impl Ground {
    fn of(world: &World) -> Option<Self> {
        let layer = world.layer("terrain")?;
        let row = |row: usize| Some((layer.address(row)?, layer.decimal("value", row)?));
        let heights: HashMap<u32, f64> = (0..layer.n_rows()).filter_map(row).collect();
        let known = (0_u32..).zip(&world.addresses);
        let known = known.filter(|(at, _)| heights.contains_key(at));
        let index = PointIndex::new(known.filter_map(|(at, a)| Some((a.position?, at))));
        Some(Self { index, heights })
    }

    /// Height near a place, where an address is near enough to tell.
    fn near(&self, place: Pl1992) -> Option<f64> {
        let (address, distance) = self.index.nearest(place)?;
        (distance <= HEIGHT_NEAR_MM * HEIGHT_NEAR_MM).then(|| self.heights[&address])
    }

    /// Whether the ground rises above the line between two points by more than `clearance_m`.
    fn hides(&self, from: (Pl1992, f64), to: (Pl1992, f64), clearance_m: f64) -> bool {
        let (dx, dy) = (to.0.easting() - from.0.easting(), to.0.northing() - from.0.northing());
        let length = dx.hypot(dy);
        // Stations are at most some ten kilometres away.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let steps = (length / LINE_STEP_M).ceil() as u32;
        (1..steps).any(|step| {
            let share = f64::from(step) / f64::from(steps);
            let (east, north) = (from.0.easting() + share * dx, from.0.northing() + share * dy);
            let sight = from.1 + share * (to.1 - from.1);
            let ground = Pl1992::from_metres(east, north).and_then(|place| self.near(place));
            ground.is_some_and(|ground| ground > sight + clearance_m)
        })
    }
}

/// Stations of each owner (the empty name: unknown).
fn stations(world: &World, ground: &Ground) -> (Vec<Station>, HashMap<String, PointIndex>) {
    let mut all = Vec::new();
    let mut of_owner: BTreeMap<String, Vec<(Pl1992, u32)>> = BTreeMap::new();
    if let Some(layer) = world.layer("base-stations") {
        for row in 0..layer.n_rows() {
            let Some(place) = layer.position(row) else { continue };
            let owner = layer.text("operator", row).unwrap_or_default().trim().to_owned();
            let number = u32::try_from(all.len()).expect("fewer than 2^32 stations");
            of_owner.entry(owner).or_default().push((place, number));
            let height = layer.decimal("antenna_height_m", row);
            let top_m = ground.near(place).zip(height).map(|(ground, height)| ground + height);
            all.push(Station { origin: layer.origin(row), top_m });
        }
    }
    let indexed = of_owner.into_iter().map(|(owner, points)| (owner, PointIndex::new(points)));
    (all, indexed.collect())
}

/// (d) Radio declared where the ground hides every near station of the network.
pub(super) fn radio_behind_terrain(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("radio_behind_terrain");
    let world = scene.world;
    let Some(ground) = Ground::of(world) else { return Vec::new() };
    let (stations, of_owner) = stations(world, &ground);
    let places: Vec<Pl1992> = world.layer("base-stations").map_or_else(Vec::new, |layer| {
        (0..layer.n_rows()).filter_map(|row| layer.position(row)).collect()
    });
    let far = u64::from(detector_number("radio_max"));
    let [clearance, antenna] =
        ["radio_clearance", "subscriber_antenna"].map(|name| f64::from(detector_number(name)));
    let at = |address: u32| -> Vec<Finding> {
        let Some(place) = world.addresses[address as usize].position else { return Vec::new() };
        let Some(height) = ground.heights.get(&address) else { return Vec::new() };
        let is_radio =
            |offer: &Offer| offer.tense == Tense::Present && offer.medium == Medium::Radio;
        let hidden = |offer: &Offer| {
            let owner = world.networks[usize::from(offer.network.0)].id.as_str();
            // The inventory does not name owners: any station may be the network's.
            let of = |owner: &str| {
                let index = of_owner.get(owner);
                index.map_or_else(Vec::new, |index| index.nearest_few(place, STATIONS_TRIED))
            };
            let mut near = of(owner);
            near.extend(of("").into_iter().filter(|_| !owner.is_empty()));
            near.sort_unstable();
            near.truncate(STATIONS_TRIED);
            let near: Vec<(i64, u32)> =
                near.into_iter().filter(|(distance, _)| metres(*distance) <= far).collect();
            let is_hidden = |(_, number): &(i64, u32)| {
                let station = &stations[*number as usize];
                let top = |metres| (places[*number as usize], metres);
                let to = station.top_m.map(top);
                to.is_some_and(|to| ground.hides((place, height + antenna), to, clearance))
            };
            let (distance, first) = *near.first()?;
            near.iter().all(is_hidden).then(|| (metres(distance), stations[first as usize].origin))
        };
        scene
            .offers_at(address)
            .filter(|(_, offer)| is_radio(offer))
            .filter_map(|(position, offer)| {
                let (found, against) = hidden(offer)?;
                Some(Finding {
                    against: Some(against),
                    measure: Some(Measure { found, limit: far, unit: "m" }),
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
