//! (b) Fibre that is declared where nothing is known of its network.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use geo_types::Geometry;
use rayon::prelude::*;

use super::space::{LINE_STEP_M, metres};
use super::{Detector, Finding, Measure, Scene};
use crate::index::PointIndex;
use crate::model::{Layer, Medium, NetworkId, Offer, Origin, Tense, World};
use crate::place::{GminaCode, Pl1992, SimcId};
use crate::policy::detector_number;
use crate::sources::Vocabulary;

/// Registers of points and lines by which a fibre network is known.
const FIBRE_LAYERS: [&str; 4] =
    ["nodes-table", "pit-nodes", "pit-flexibility-points", "pit-cable-lines"];

/// Whether a row of nodes or lines is of fibre; `None` where it may be: it says no medium, or a
/// word that nobody knows. Several media stand apart by semicolons.
fn is_fibre(layer: &Layer, row: usize) -> Option<bool> {
    let words = layer.text("medium", row).unwrap_or_default();
    let known = |word: &str| Medium::from_code(word).or_else(|| Vocabulary::get().medium(word));
    let media: Vec<Option<Medium>> = words.split(';').map(|word| known(word.trim())).collect();
    if media.contains(&Some(Medium::Fibre)) {
        return Some(true);
    }
    (!media.contains(&None)).then_some(false)
}

/// The places at which a row is known: its point, or samples along its line.
fn places(layer: &Layer, row: usize) -> Vec<Pl1992> {
    if let Some(point) = layer.position(row) {
        return vec![point];
    }
    let lines = match layer.geometry(row) {
        Some(Geometry::LineString(line)) => vec![line],
        Some(Geometry::MultiLineString(lines)) => lines.0,
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for edge in lines.iter().flat_map(geo_types::LineString::lines) {
        let length = edge.dx().hypot(edge.dy());
        // A line in Poland has far fewer than 2^32 samples.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let steps = (length / LINE_STEP_M).ceil().max(1.0) as u32;
        found.extend((0..=steps).filter_map(|step| {
            let share = f64::from(step) / f64::from(steps);
            let (x, y) = (edge.start.x + share * edge.dx(), edge.start.y + share * edge.dy());
            Pl1992::from_metres(x, y)
        }));
    }
    found
}

/// Points that are of fibre or may be, by owner (the empty name: unknown), with their origins.
///
/// What is unknown is never known to be absent: a point of unknown medium may be what a contradiction
/// misses. Evidence that fibre is elsewhere are only points that are known to be of fibre.
struct FibrePoints {
    origins: Vec<Origin>,
    /// All that are known to be of fibre.
    known: Vec<Pl1992>,
    of_fibre: HashMap<String, PointIndex>,
    unknown: HashMap<String, PointIndex>,
}

impl FibrePoints {
    fn of(world: &World) -> Self {
        let (mut origins, mut known) = (Vec::new(), Vec::new());
        let [mut of_fibre, mut unknown]: [BTreeMap<String, Vec<(Pl1992, u32)>>; 2] =
            Default::default();
        for layer in FIBRE_LAYERS.iter().filter_map(|name| world.layer(name)) {
            for row in 0..layer.n_rows() {
                let medium = is_fibre(layer, row);
                let of_owner = match medium {
                    Some(true) => &mut of_fibre,
                    Some(false) => continue,
                    None => &mut unknown,
                };
                let owner = layer.text("operator", row).unwrap_or_default().trim().to_owned();
                let held = of_owner.entry(owner).or_default();
                for place in places(layer, row) {
                    known.extend((medium == Some(true)).then_some(place));
                    held.push((place, u32::try_from(origins.len()).expect("fewer than 2^32")));
                    origins.push(layer.origin(row));
                }
            }
        }
        let indexed = |of_owner: BTreeMap<String, Vec<(Pl1992, u32)>>| {
            of_owner.into_iter().map(|(owner, points)| (owner, PointIndex::new(points))).collect()
        };
        Self { origins, known, of_fibre: indexed(of_fibre), unknown: indexed(unknown) }
    }

    fn is_empty(&self) -> bool {
        self.of_fibre.is_empty() && self.unknown.is_empty()
    }

    /// The nearest of some points of a network, or of one whose owner is unknown.
    fn nearest_of(
        &self,
        points: &HashMap<String, PointIndex>,
        owner: &str,
        from: Pl1992,
    ) -> Option<(i64, Origin)> {
        let of = |owner: &str| {
            let (point, distance) = points.get(owner)?.nearest(from)?;
            Some((distance, self.origins[point as usize]))
        };
        of(owner).into_iter().chain(of("")).min()
    }

    /// The nearest point of a network that is of fibre or may be.
    fn nearest(&self, owner: &str, from: Pl1992) -> Option<(i64, Origin)> {
        let kinds = [&self.of_fibre, &self.unknown];
        kinds.into_iter().filter_map(|points| self.nearest_of(points, owner, from)).min()
    }
}

/// (b) Fibre declared far from every known point of the network, and from those whose medium is
/// unknown.
pub(super) fn fibre_far_from_node(scene: &Scene<'_>) -> Vec<Finding> {
    let detector = Detector::of("fibre_far_from_node");
    let limit = detector_number("fibre_node_max");
    let world = scene.world;
    let points = FibrePoints::of(world);
    let at = |address: u32| -> Vec<Finding> {
        let Some(place) = world.addresses[address as usize].position else { return Vec::new() };
        let is_declared =
            |offer: &Offer| offer.tense == Tense::Present && offer.medium == Medium::Fibre;
        let fibre = scene.offers_at(address).filter(|(_, offer)| is_declared(offer));
        fibre
            .filter_map(|(position, offer)| {
                let owner = world.networks[usize::from(offer.network.0)].id.as_str();
                let (distance, against) = points.nearest_of(&points.of_fibre, owner, place)?;
                let found = metres(distance);
                let is_far = |(distance, _)| metres(distance) > u64::from(limit);
                points.nearest(owner, place).is_some_and(is_far).then(|| Finding {
                    against: Some(against),
                    measure: Some(Measure { found, limit: limit.into(), unit: "m" }),
                    offer: Some(position),
                    ..scene.finding(detector, address, offer.origin)
                })
            })
            .collect()
    };
    scene.positions().flat_map_iter(at).collect()
}

/// Fibre of a network in a locality.
#[derive(Default)]
struct Village {
    /// Whether the position of an address is known.
    is_placed: bool,
    /// Squared distance from the nearest of its addresses to the nearest known point, and the point;
    /// none where no point of the network is known anywhere.
    nearest: Option<(i64, Origin)>,
    /// Addresses and positions of offers.
    offers: Vec<(u32, u32, Origin)>,
}

/// Gmina and locality of an address.
pub type Place = (Option<GminaCode>, Option<SimcId>);

/// (b) Fibre declared in a locality where no known point of the network stands near a single one
/// of its addresses, although elsewhere such a point is known almost always.
///
/// How complete the registers of points are is not assumed: it is seen from the other localities
/// of the network, or, where it has few, from those of all networks.
///
/// Of each contradicted network it tells too how seldom that is so elsewhere; and in which localities
/// it is the other way round: a point, and nobody who states fibre.
pub(super) fn fibre_without_point(
    scene: &Scene<'_>,
) -> (Vec<Finding>, BTreeMap<NetworkId, Elsewhere>, BTreeSet<Place>) {
    let detector = Detector::of("fibre_without_point");
    let [limit, share, own_min, all_min] = [
        "fibre_point_max",
        "fibre_point_share",
        "fibre_point_localities",
        "fibre_point_localities_all",
    ]
    .map(|name| u64::from(detector_number(name)));
    let villages = villages(scene);
    let far = |village: &Village| {
        village.is_placed && village.nearest.is_none_or(|(d, _)| metres(d) > limit)
    };
    let census = scene.fibre.cloned().unwrap_or_else(|| {
        let mut census = FibreCensus::default();
        for ((network, _), village) in villages.iter().filter(|(_, v)| v.is_placed) {
            let id = &scene.world.networks[usize::from(network.0)].id;
            census.count(id, far(village));
        }
        let stated = villages.keys().map(|(_, place)| *place).collect();
        let addresses = scene.world.addresses.iter();
        let places = addresses.map(|address| ((address.gmina, address.simc), address.position));
        census.silent = silent(&FibrePoints::of(scene.world), places, &stated);
        census
    });
    let total = census.total();
    // Without the locality itself, which is without a point.
    let is_complete = |(all, without): (u64, u64), least: u64| {
        (all > least).then(|| (all - without) * 100 >= (all - 1) * share)
    };
    let mut findings = Vec::new();
    let mut elsewhere = BTreeMap::new();
    for ((network, _), village) in villages.iter().filter(|(_, village)| far(village)) {
        let id = scene.world.networks[usize::from(network.0)].id.as_str();
        let own = is_complete(census.of(id), own_min).map(|is_so| (is_so, census.of(id)));
        let found = own.or_else(|| Some((is_complete(total, all_min)?, total)));
        let Some((true, (all, without))) = found else { continue };
        // Without the locality itself here too.
        let others = Elsewhere { all: all - 1, without: without.saturating_sub(1) };
        elsewhere.insert(*network, others);
        let against = village.nearest.map(|(_, point)| point);
        let measure = village.nearest.map(|(squared, _)| metres(squared));
        let measure = measure.map(|found| Measure { found, limit, unit: "m" });
        findings.extend(village.offers.iter().map(|(address, offer, origin)| Finding {
            against,
            measure,
            offer: Some(*offer),
            ..scene.finding(detector, *address, *origin)
        }));
    }
    (findings, elsewhere, census.silent)
}

/// Localities with a point of fibre in which nobody states fibre, where in nearly all others with
/// such a point somebody does. A point is of the locality of the nearest address, if that is near.
fn silent(
    points: &FibrePoints,
    places: impl Iterator<Item = (Place, Option<Pl1992>)>,
    stated: &BTreeSet<Place>,
) -> BTreeSet<Place> {
    let [limit, share, least] =
        ["fibre_point_max", "fibre_point_share", "fibre_point_localities_all"]
            .map(|name| u64::from(detector_number(name)));
    let side = i32::try_from(limit * 1_000).unwrap_or(i32::MAX);
    let cell =
        |place: Pl1992| (place.easting_mm().div_euclid(side), place.northing_mm().div_euclid(side));
    let known = &points.known;
    // Points that may be near an address of a cell.
    let mut around: HashMap<(i32, i32), Vec<u32>> = HashMap::new();
    for (number, point) in (0_u32..).zip(known) {
        let (east, north) = cell(*point);
        for (x, y) in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y))) {
            around.entry((east + x, north + y)).or_default().push(number);
        }
    }
    let mut nearest: Vec<Option<(i64, Place)>> = vec![None; known.len()];
    for (place, position) in places {
        let Some(position) = position else { continue };
        for number in around.get(&cell(position)).into_iter().flatten() {
            let squared = known[*number as usize].distance_squared_mm2(position);
            let held = &mut nearest[*number as usize];
            if metres(squared) <= limit && held.is_none_or(|(least, _)| squared < least) {
                *held = Some((squared, place));
            }
        }
    }
    let with_point: BTreeSet<Place> = nearest.into_iter().flatten().map(|(_, at)| at).collect();
    let silent: BTreeSet<Place> = with_point.difference(stated).copied().collect();
    let [all, without] = [with_point.len(), silent.len()].map(|n| n as u64);
    // Without the locality itself, of which nobody states fibre.
    let is_habit = all > least && (all - without) * 100 >= (all - 1) * share;
    if is_habit { silent } else { BTreeSet::new() }
}

/// The other localities in which fibre of a network (or, where it has few, of any) is declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// All of them.
    pub all: u64,
    /// Those in which no known point of the network stands near.
    pub without: u64,
}

/// In how many localities fibre of each network, by its identifier, is declared today, and in how
/// many of these no known point of it stands near; and localities with a point where nobody states any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FibreCensus {
    of_network: BTreeMap<String, (u64, u64)>,
    silent: BTreeSet<Place>,
}

impl FibreCensus {
    fn count(&mut self, network: &str, is_without: bool) {
        let (all, without) = self.of_network.entry(network.to_owned()).or_default();
        *all += 1;
        *without += u64::from(is_without);
    }

    fn of(&self, network: &str) -> (u64, u64) {
        self.of_network.get(network).copied().unwrap_or_default()
    }

    fn total(&self) -> (u64, u64) {
        self.of_network.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }
}

/// Takes a [`FibreCensus`] of a country address by address.
pub struct FibreTaker {
    census: FibreCensus,
    points: FibrePoints,
    limit: u64,
    place: Option<Place>,
    /// Networks in the locality that is being counted: whether an address has a position, and
    /// whether a point is near one.
    here: BTreeMap<String, (bool, bool)>,
    /// Localities in which somebody states fibre.
    stated: BTreeSet<Place>,
}

impl FibreTaker {
    /// Begins; `world` holds the registers of points.
    pub fn new(world: &World) -> Self {
        Self {
            census: FibreCensus::default(),
            points: FibrePoints::of(world),
            limit: u64::from(detector_number("fibre_point_max")),
            place: None,
            here: BTreeMap::new(),
            stated: BTreeSet::new(),
        }
    }

    /// Whether no point of a network is known at all, so that nothing needs to be counted.
    pub fn is_idle(&self) -> bool {
        self.points.is_empty()
    }

    /// Takes fibre that is declared today at an address; those of a locality follow each other.
    pub fn take(&mut self, network: &str, place: Place, position: Option<Pl1992>) {
        if self.place != Some(place) {
            self.close();
            self.place = Some(place);
            self.stated.insert(place);
        }
        if !self.here.contains_key(network) {
            self.here.insert(network.to_owned(), (false, false));
        }
        let (Some(position), Some((is_placed, is_near))) = (position, self.here.get_mut(network))
        else {
            return;
        };
        *is_placed = true;
        if !*is_near {
            let nearest = self.points.nearest(network, position);
            *is_near = nearest.is_some_and(|(squared, _)| metres(squared) <= self.limit);
        }
    }

    fn close(&mut self) {
        for (network, (_, is_near)) in
            std::mem::take(&mut self.here).into_iter().filter(|(_, (is_placed, _))| *is_placed)
        {
            self.census.count(&network, !is_near);
        }
    }

    /// The census; `places` are those of all addresses.
    pub fn finish(mut self, places: impl Iterator<Item = (Place, Option<Pl1992>)>) -> FibreCensus {
        self.close();
        self.census.silent = silent(&self.points, places, &self.stated);
        self.census
    }
}

/// Localities of each network in which fibre is declared today.
fn villages(scene: &Scene<'_>) -> BTreeMap<(NetworkId, Place), Village> {
    let world = scene.world;
    let points = FibrePoints::of(world);
    let mut villages: BTreeMap<(NetworkId, Place), Village> = BTreeMap::new();
    if points.is_empty() {
        return villages;
    }
    let fibre: Vec<_> = (0_u32..)
        .zip(&world.offers)
        .filter(|(_, offer)| offer.tense == Tense::Present && offer.medium == Medium::Fibre)
        .collect();
    // Whether the address has a position, and what is nearest to it.
    let near = |(_, offer): &(u32, &Offer)| {
        let position = world.addresses[offer.address as usize].position;
        let network = &world.networks[usize::from(offer.network.0)].id;
        (position.is_some(), position.and_then(|position| points.nearest(network, position)))
    };
    let nearest: Vec<(bool, Option<(i64, Origin)>)> = fibre.par_iter().map(near).collect();
    for ((position, offer), (is_placed, nearest)) in fibre.into_iter().zip(nearest) {
        let address = &world.addresses[offer.address as usize];
        let place = (address.gmina, address.simc);
        let village = villages.entry((offer.network, place)).or_default();
        village.is_placed |= is_placed;
        village.nearest = village.nearest.into_iter().chain(nearest).min();
        village.offers.push((offer.address, position, offer.origin));
    }
    villages
}
