//! Mobile networks: which operators reach an address, a cell, a road, a public building.
//!
//! Everything rests on the register `coverage-raster`: levels of signal at addresses and along roads
//! and rails, with their class (dictionary 8 of Dz.U. 2022 poz. 2796). A place is *reached* by a
//! service when an operator's class there is at least 1; it is *unknown* when no reading stands
//! there, or when the run has no reading of the service at all. A place with readings, none of
//! which reaches it, is not reached: operators draw their reach, and leave out the rest.

mod bridge;
mod readings;
mod routes;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::index::PointIndex;
use crate::model::World;
use crate::place::{GminaCode, Pl1992};
use crate::policy::mobile_assumption;

pub use bridge::{Bridge, Enough, StationLoad};
use readings::{PlaceReadings, Readings};
pub use routes::RouteLength;

/// Side of the cells in which people are counted, in millimetres: mobile reach is mapped on 100 m
/// (BEREC BoR (20) 42; Komunikat 2023/C 36/01).
const CELL_MM: i32 = 100_000;
/// How many places for a new site are named.
const SITES_MAX: usize = 5;

/// A kind of mobile service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// LTE.
    FourG,
    /// NR in any band.
    FiveG,
    /// NR in the band of 3600 MHz (C-band).
    MidBand,
}

impl Service {
    /// Every service, in the order of tables.
    pub const ALL: [Self; 3] = [Self::FourG, Self::FiveG, Self::MidBand];

    /// The code in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FourG => "4g",
            Self::FiveG => "5g",
            Self::MidBand => "5g_3600",
        }
    }
}

/// Places of which some are reached and some unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// All of them.
    pub whole: u64,
    /// Reached by at least one operator.
    pub reached: u64,
    /// Nothing is known there.
    pub unknown: u64,
}

impl Reached {
    fn count(&mut self, reached: Option<bool>) {
        self.whole += 1;
        self.reached += u64::from(reached == Some(true));
        self.unknown += u64::from(reached.is_none());
    }

    /// Not reached by anybody, for certain.
    pub const fn without(&self) -> u64 {
        self.whole - self.reached - self.unknown
    }
}

/// One service in a gmina.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceCounts {
    /// Addresses, outdoors (M1).
    pub outdoor: Reached,
    /// Addresses, within buildings.
    pub indoor: Reached,
    /// Addresses that exactly one operator reaches outdoors (M2).
    pub single: u64,
    /// Addresses with public buildings, outdoors (M4).
    pub buildings: Reached,
}

/// A place for a new site: a public building, and the addresses around it that have no 5G.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteGain {
    /// Position of the building's address.
    pub address: u32,
    /// Addresses without 5G within the range of a site.
    pub gained: u64,
}

/// Base stations of an operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stations {
    /// Stations with any technology.
    pub stations: u64,
    /// Stations with NR.
    pub with_5g: u64,
}

/// The mobile chapter of one gmina.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MobileGmina {
    /// Operators with a reading in the gmina, by name.
    pub operators: Vec<String>,
    /// In the order of [`Service::ALL`].
    pub services: [ServiceCounts; 3],
    /// Inhabited cells of 100 m without 4G and 5G (M5): those with addresses.
    pub cells: Reached,
    /// Lengths of roads and rails (M3), by register and class.
    pub routes: Vec<RouteLength>,
    /// Base stations by operator.
    pub stations: BTreeMap<String, Stations>,
    /// Best places for a new site, the best first.
    pub sites: Vec<SiteGain>,
    /// Fixed wireless access as a bridge (M6); `None` without base stations.
    pub bridge: Option<Bridge>,
}

/// The mobile chapters of a run.
#[derive(Clone, Debug, Default)]
pub struct Mobile {
    /// Services of which the run has readings, in the order of [`Service::ALL`].
    pub has: [bool; 3],
    /// Gminas with addresses.
    pub gminas: BTreeMap<GminaCode, MobileGmina>,
}

/// Surveys the mobile networks of every gmina; nothing where the run has neither readings nor base
/// stations. `is_white` tells the addresses that wait for a fixed network.
pub(super) fn survey(
    world: &World,
    as_of: NaiveDate,
    is_public: impl Fn(usize) -> bool,
    is_white: impl Fn(usize) -> bool,
) -> Mobile {
    let readings = Readings::of(world, as_of);
    if readings.is_empty() && world.layer("base-stations").is_none() {
        return Mobile::default();
    }
    let mut gminas: BTreeMap<GminaCode, MobileGmina> = BTreeMap::new();
    let mut cells: BTreeMap<(GminaCode, i32, i32), Option<bool>> = BTreeMap::new();
    let mut operators: BTreeMap<GminaCode, BTreeSet<&str>> = BTreeMap::new();
    let mut without_5g = Vec::new();
    for (position, address) in world.addresses.iter().enumerate() {
        let Some(code) = address.gmina else { continue };
        let here = readings.at(position);
        let gmina = gminas.entry(code).or_default();
        operators.entry(code).or_default().extend(here.operators());
        count_address(gmina, &here, &readings, is_public(position));
        let has_5g = here.outdoor(Service::FiveG, &readings);
        if let (Some(point), Some(false)) = (address.position, has_5g) {
            without_5g.push((point, u32::try_from(position).expect("fewer than 2^32 addresses")));
        }
        if let Some(point) = address.position {
            let key = (code, cell(point.easting_mm()), cell(point.northing_mm()));
            let held = cells.entry(key).or_default();
            *held = either(*held, here.any_outdoor(&readings));
        }
    }
    for ((code, ..), reached) in cells {
        gminas.entry(code).or_default().cells.count(reached);
    }
    for (code, names) in operators {
        gminas.entry(code).or_default().operators = names.into_iter().map(str::to_owned).collect();
    }
    routes::measure(world, &readings, &mut gminas);
    count_stations(world, &mut gminas);
    place_sites(world, &without_5g, &mut gminas);
    bridge::span(world, as_of, is_white, &mut gminas);
    Mobile { has: readings.has, gminas }
}

/// Which cell a coordinate falls in.
const fn cell(millimetres: i32) -> i32 {
    millimetres.div_euclid(CELL_MM)
}

/// Reached if one of both is; unknown only if both are.
fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a || b),
        (known, None) | (None, known) => known,
    }
}

fn count_address(
    gmina: &mut MobileGmina,
    here: &PlaceReadings<'_>,
    readings: &Readings<'_>,
    is_public: bool,
) {
    for (service, counts) in Service::ALL.into_iter().zip(&mut gmina.services) {
        let outdoor = here.outdoor(service, readings);
        counts.outdoor.count(outdoor);
        counts.indoor.count(here.indoor(service, readings));
        counts.single += u64::from(here.n_operators(service) == 1);
        if is_public {
            counts.buildings.count(outdoor);
        }
    }
}

/// Base stations by gmina and operator; a station of several cells is one.
fn count_stations(world: &World, gminas: &mut BTreeMap<GminaCode, MobileGmina>) {
    let Some(layer) = world.layer("base-stations") else { return };
    let mut found: BTreeMap<(GminaCode, &str, &str), bool> = BTreeMap::new();
    for row in 0..layer.n_rows() {
        let (Some(code), Some(id)) = (layer.gmina(row), layer.text("station_id", row)) else {
            continue;
        };
        let operator = layer.text("operator", row).unwrap_or_default();
        let technology = layer.text("technology", row);
        let is_5g = technology.and_then(readings::generation).is_some_and(readings::is_fifth);
        *found.entry((code, operator, id)).or_default() |= is_5g;
    }
    for ((code, operator, _), is_5g) in found {
        // Stations of gminas that the run does not count have nowhere to be told.
        let Some(gmina) = gminas.get_mut(&code) else { continue };
        let counts = gmina.stations.entry(operator.to_owned()).or_default();
        counts.stations += 1;
        counts.with_5g += u64::from(is_5g);
    }
}

/// Public buildings around which most addresses have no 5G: by count, then position.
fn place_sites(
    world: &World,
    without: &[(Pl1992, u32)],
    gminas: &mut BTreeMap<GminaCode, MobileGmina>,
) {
    let index = PointIndex::new(without.iter().copied());
    let radius_mm = mobile_assumption("site_range").value.saturating_mul(1000);
    let addresses: BTreeSet<u32> = world.buildings.iter().filter_map(|b| b.address).collect();
    for address in addresses {
        let point = &world.addresses[address as usize];
        let (Some(code), Some(at)) = (point.gmina, point.position) else { continue };
        let gained = index.within(at, radius_mm).len() as u64;
        if gained > 0 {
            gminas.entry(code).or_default().sites.push(SiteGain { address, gained });
        }
    }
    for gmina in gminas.values_mut() {
        gmina.sites.sort_by_key(|site| (std::cmp::Reverse(site.gained), site.address));
        gmina.sites.truncate(SITES_MAX);
    }
}
