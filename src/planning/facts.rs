//! What a plan's costs and order depend on beside its routes: who lives where, what is there
//! today, and which radio station is near.

use std::collections::BTreeMap;

use super::{CostBook, Design, Key};
use crate::diagnosis::Diagnosis;
use crate::diagnosis::chapters::Sight;
use crate::index::PointIndex;
use crate::model::World;
use crate::place::{Pl1992, SimcId};

/// The nearest base station that the ground is not known to hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearStation {
    /// Number of the station among those of the facts.
    pub station: u32,
    /// Distance in millimetres.
    pub distance_mm: u64,
}

/// An address that the plan serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressFacts {
    /// Households; `None` where unknown.
    pub households: Option<u32>,
    /// Position in [`Facts::localities`].
    pub locality: u32,
    /// It hosts a school or another public building.
    pub is_public: bool,
    /// Best certain download today, kbit/s; 0 where there is none.
    pub down_kbps: u32,
    /// Cluster of white addresses.
    pub cluster: Option<u32>,
    /// Proposed area of a contest.
    pub area: Option<u32>,
    /// Where it stands.
    pub position: Option<Pl1992>,
    /// Nearest base station in range that the ground is not known to hide.
    pub station: Option<NearStation>,
}

impl AddressFacts {
    /// Homes that may take a service: households, one at a public building, one where unknown.
    pub fn homes(&self) -> u64 {
        let known = self.households.map_or(1, u64::from);
        known.max(u64::from(self.is_public))
    }

    /// Ports that are kept for it: one even where nobody lives.
    pub fn ports(&self) -> u64 {
        self.homes().max(1)
    }
}

/// Facts about a design.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// By lead, in the order of the design.
    pub addresses: Vec<AddressFacts>,
    /// Names of localities.
    pub localities: Vec<String>,
    /// Whether a register says where base stations stand.
    pub has_stations: bool,
    /// Number of base stations.
    pub n_stations: u32,
    /// Whether there is terrain to look over to them.
    pub has_terrain: bool,
    /// Least download of the main profile, Mbit/s: what radio must keep up to count.
    pub threshold_mbps: u32,
}

/// Households of each address of a world by the layer `premises`; rows of one address add up, and
/// one row without a number leaves the sum unknown.
fn households(world: &World) -> BTreeMap<u32, Option<u32>> {
    let mut found: BTreeMap<u32, Option<u32>> = BTreeMap::new();
    let Some(layer) = world.layer("premises") else { return found };
    for row in 0..layer.n_rows() {
        let Some(address) = layer.address(row) else { continue };
        let count = layer.integer("households", row).and_then(|n| u32::try_from(n).ok());
        let sum = found.entry(address).or_insert(Some(0));
        *sum = sum.zip(count).and_then(|(a, b)| a.checked_add(b));
    }
    found
}

/// Places of the base stations, with the highest antenna of each: one a place, however many
/// cells and operators it has.
fn stations(world: &World) -> Vec<(Pl1992, Option<f64>)> {
    let Some(layer) = world.layer("base-stations") else { return Vec::new() };
    let placed = (0..layer.n_rows()).filter_map(|row| {
        let at = layer.position(row)?;
        Some(((at.northing_mm(), at.easting_mm()), at, layer.decimal("antenna_height_m", row)))
    });
    let mut highest: BTreeMap<(i32, i32), (Pl1992, Option<f64>)> = BTreeMap::new();
    for (key, at, height) in placed {
        let held = &mut highest.entry(key).or_insert((at, height)).1;
        if height.is_some_and(|height| held.is_none_or(|held| height > held)) {
            *held = height;
        }
    }
    highest.into_values().collect()
}

/// Stations, and the ground between them and addresses.
struct Stations {
    places: Vec<(Pl1992, Option<f64>)>,
    index: PointIndex,
    sight: Sight,
    range_mm: u64,
}

impl Stations {
    fn of(world: &World, range_mm: u64) -> Self {
        let places = stations(world);
        let index = PointIndex::new(places.iter().map(|(at, _)| *at).zip(0..));
        Self { places, index, sight: Sight::over(world), range_mm }
    }

    fn nearest(&self, address: u32, from: Pl1992) -> Option<NearStation> {
        let near = self.index.within(from, u32::try_from(self.range_mm).unwrap_or(u32::MAX));
        let is_free = |station: u32| {
            self.sight.of((address, from), self.places[station as usize]) != Some(false)
        };
        let (squared, station) = near.into_iter().find(|(_, station)| is_free(*station))?;
        Some(NearStation { station, distance_mm: squared.unsigned_abs().isqrt() })
    }
}

impl Facts {
    /// Facts that a world and its diagnosis hold about a design.
    ///
    /// Radio reaches as far as the book assumes. Areas of contests are not known here; whoever
    /// proposes them fills them in.
    pub fn gather(world: &World, diagnosis: &Diagnosis, design: &Design, book: &CostBook) -> Self {
        let range_mm = book.millimetres(Key::FwaRange);
        let households = households(world);
        let stations = Stations::of(world, range_mm);
        let mut numbers: BTreeMap<Option<SimcId>, u32> = BTreeMap::new();
        let mut facts = Self {
            has_stations: world.layer("base-stations").is_some(),
            has_terrain: stations.sight.is_known(),
            n_stations: u32::try_from(stations.places.len()).unwrap_or(u32::MAX),
            threshold_mbps: diagnosis.profiles.first().map_or(0, |p| p.down_min.as_kbps() / 1000),
            ..Self::default()
        };
        for lead in &design.leads {
            let position = lead.address as usize;
            let address = &world.addresses[position];
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let locality = *numbers.entry(address.simc).or_insert_with(|| {
                facts.localities.push(world.locality_of(position).to_owned());
                next
            });
            let down = diagnosis.fastest_certain(world, position);
            let near = address.position.and_then(|at| stations.nearest(lead.address, at));
            facts.addresses.push(AddressFacts {
                households: households.get(&lead.address).copied().flatten(),
                locality,
                is_public: diagnosis.sites[position].is_public,
                down_kbps: down.map_or(0, |(speed, _)| speed.as_kbps()),
                cluster: diagnosis.clusters.of_address[position],
                area: None,
                position: address.position,
                station: near,
            });
        }
        facts
    }
}
