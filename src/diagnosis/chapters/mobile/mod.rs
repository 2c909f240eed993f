//! Chapter on mobile networks: which operators reach an address, a cell, a road, a public building.
//!
//! Reach rests on the register `coverage-raster`: levels of signal at addresses and along roads and
//! rails, with their class (dictionary 8 of Dz.U. 2022 poz. 2796), and on `pit-mobile` where a
//! table of the former places its cells. A place is *reached* by a service when an operator's class
//! there is at least 1; it is *unknown* when nobody has looked there, when a level is missing, or
//! when the run has no reading of the service at all. A place with readings, none of which reaches
//! it, is not reached: operators draw their reach, and leave out the rest.

mod bands;
mod bridge;
mod readings;
mod routes;
mod sharing;
mod sight;
mod spectrum;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::buildings::Building;
use super::figure::{Figure, Known, share_of};
use super::premises::Premises;
use super::survey::Survey;
use super::{Indicator, indicator};
use crate::diagnosis::{Diagnosis, Status};
use crate::index::PointIndex;
use crate::model::{Layer, World};
use crate::place::{GminaCode, Pl1992};
use crate::policy::{Generation, mobile_assumption, mobile_number};
use crate::quantity::Speed;

pub use bands::BandSignal;
use bands::Bands;
use bridge::Bridges;
pub use bridge::{Bridge, Enough, StationLoad};
pub use readings::{MobileReading, fifth};
use readings::{PlaceReadings, Readings};
pub use routes::RouteLine;
pub use sight::Sight;
pub use spectrum::{SpectrumEvent, SpectrumEventKind, spectrum_calendar};

/// Side of the cells in which people are counted, in millimetres: the greatest on which mobile reach
/// is mapped on a day.
pub fn mobile_cell_mm(day: NaiveDate) -> i32 {
    let metres = i32::try_from(mobile_number("cell_edge_max", day)).unwrap_or(1);
    metres.max(1).saturating_mul(1000)
}

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

    /// The share that is reached, or that is not; `None` where nothing is known.
    fn share(&self, certain: u64) -> Option<Figure> {
        let small = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let is_known = self.unknown < self.whole;
        Figure::share(small(certain), small(self.unknown), small(self.whole)).filter(|_| is_known)
    }
}

/// One service in a gmina.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceCounts {
    /// Addresses, outdoors (M1).
    pub outdoor: Reached,
    /// Addresses, within buildings.
    pub indoor: Reached,
    /// Addresses that exactly one operator reaches outdoors (M2); `None` where nothing is known.
    pub single: Option<Figure>,
    /// Public buildings, outdoors (M4).
    pub buildings: Reached,
}

/// An inhabited cell of 100 m.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MobileCell {
    /// Its south-western corner in millimetres.
    pub corner: (i32, i32),
    /// Addresses in it.
    pub addresses: u64,
    /// Whether anybody reaches it outdoors, in the order of [`Service::ALL`].
    pub reached: [Option<bool>; 3],
    /// Whether anybody reaches it by 4G or 5G.
    pub any: Option<bool>,
    /// Operators that reach an address in it by 4G or 5G.
    pub operators: Vec<String>,
    /// What each operator has in which band at its addresses.
    pub signals: Vec<BandSignal>,
}

/// A place for a new site: a public building, and the addresses around it that have no 5G.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteGain {
    /// Position among the buildings of the chapter on them.
    pub building: usize,
    /// Addresses of all gminas without 5G within the range of a site.
    pub gained: u64,
}

/// Base stations of an operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stations {
    /// The operator; empty where the register does not say.
    pub operator: String,
    /// Stations with any technology.
    pub stations: u64,
    /// Stations with NR.
    pub with_5g: u64,
    /// Stations without NR in the register, but with a cell of unstated technology.
    pub unknown: u64,
    /// What is on the air: generation and band in MHz.
    pub bands: BTreeSet<(Generation, u32)>,
}

/// The chapter of one gmina.
#[derive(Clone, Debug, Default)]
pub struct Mobile {
    /// Whether anybody has looked at an address or road of the gmina.
    pub is_surveyed: bool,
    /// Whether the run has base stations.
    pub has_stations: bool,
    /// Services of which there is a reading in the gmina, in the order of [`Service::ALL`].
    pub has: [bool; 3],
    /// Operators with a reading at an address of the gmina, by name.
    pub operators: Vec<String>,
    /// In the order of [`Service::ALL`].
    pub services: [ServiceCounts; 3],
    /// Cells with addresses where somebody may live, from south to north, west to east.
    pub cells: Vec<MobileCell>,
    /// Those cells by whether 4G or 5G reaches them (M5).
    pub inhabited: Reached,
    /// Roads and tracks (M3), in the order of their registers.
    pub routes: Vec<RouteLine>,
    /// Base stations by operator.
    pub stations: Vec<Stations>,
    /// Best places for a new site, the best first.
    pub sites: Vec<SiteGain>,
    /// Fixed wireless access as a bridge (M6); `None` without base stations, or where "white" says
    /// nothing.
    pub bridge: Option<Bridge>,
}

/// What the chapters of all gminas share.
pub(super) struct MobileSurvey<'a> {
    readings: Readings<'a>,
    routes: BTreeMap<GminaCode, Vec<RouteLine>>,
    without_5g: PointIndex,
    stations: BTreeMap<GminaCode, Vec<Stations>>,
    bridges: Option<Bridges<'a>>,
}

/// Base stations by gmina and operator; a station of several cells is one.
fn stations(layer: &Layer) -> BTreeMap<GminaCode, Vec<Stations>> {
    type OfOperator<'a> =
        BTreeMap<&'a str, (BTreeMap<&'a str, Known>, BTreeSet<(Generation, u32)>)>;
    let mut found: BTreeMap<GminaCode, OfOperator<'_>> = BTreeMap::new();
    for row in 0..layer.n_rows() {
        let (Some(code), Some(id)) = (layer.gmina(row), layer.text("station_id", row)) else {
            continue;
        };
        let operator = layer.text("operator", row).unwrap_or_default();
        let (ids, bands) = found.entry(code).or_default().entry(operator).or_default();
        let is_5g = ids.entry(id).or_insert(Known::No);
        *is_5g = match (*is_5g, readings::fifth(layer, row)) {
            (Known::Yes, _) | (_, Known::Yes) => Known::Yes,
            (Known::Unknown, _) | (_, Known::Unknown) => Known::Unknown,
            (Known::No, Known::No) => Known::No,
        };
        bands.extend(readings::generation(layer, row).zip(readings::band_mhz(layer, row)));
    }
    let counted = |(operator, (ids, bands)): (&str, (BTreeMap<&str, Known>, BTreeSet<_>))| {
        let so = |wanted| ids.values().filter(|is_5g| **is_5g == wanted).count() as u64;
        Stations {
            operator: operator.to_owned(),
            stations: ids.len() as u64,
            with_5g: so(Known::Yes),
            unknown: so(Known::Unknown),
            bands,
        }
    };
    let of_gmina = |(code, of): (GminaCode, OfOperator<'_>)| {
        (code, of.into_iter().map(counted).collect::<Vec<_>>())
    };
    found.into_iter().map(of_gmina).collect()
}

/// Households of every address that has a count.
fn households(world: &World) -> BTreeMap<u32, i64> {
    let mut found: BTreeMap<u32, i64> = BTreeMap::new();
    let Some(layer) = world.layer("premises") else { return found };
    for row in 0..layer.n_rows() {
        let homes = layer.integer("households", row).filter(|homes| *homes >= 0);
        if let Some((address, homes)) = layer.address(row).zip(homes) {
            let held = found.entry(address).or_default();
            *held = held.saturating_add(homes);
        }
    }
    found
}

impl<'a> MobileSurvey<'a> {
    /// Looks over a run; nothing where it has neither readings nor base stations.
    pub(super) fn of(world: &'a World, diagnosis: &'a Diagnosis) -> Option<Self> {
        let readings = Readings::of(world, diagnosis.settings.as_of);
        let layer = world.layer("base-stations");
        if readings.is_empty() && layer.is_none() {
            return None;
        }
        let routes =
            if readings.is_empty() { BTreeMap::new() } else { routes::measure(world, &readings) };
        let without = world.addresses.iter().zip(0_u32..).filter_map(|(address, position)| {
            let has_5g = readings.at(position as usize).outdoor(Service::FiveG);
            address.position.filter(|_| has_5g == Some(false)).map(|at| (at, position))
        });
        let without_5g = PointIndex::new(without);
        let today = diagnosis.verdicts.first();
        let is_white = |address: usize| {
            today.is_some_and(|verdicts| verdicts[address].status == Status::White)
        };
        let profile = diagnosis.profiles.first();
        let threshold = profile.map_or(Speed::default(), |profile| profile.down_min);
        let bridges = Bridges::of(world, is_white, &households(world), threshold);
        let stations = layer.map(stations).unwrap_or_default();
        Some(Self { readings, routes, without_5g, stations, bridges })
    }

    /// The strongest reading of each operator, generation and band at an address.
    pub(super) fn at(&self, address: usize) -> Vec<MobileReading<'a>> {
        self.readings.at(address).strongest()
    }
}

/// Which cell a coordinate falls in, by its lower side.
const fn cell(millimetres: i32, side: i32) -> i32 {
    millimetres.div_euclid(side) * side
}

/// Reached if one of both is; not reached only if both are known not to be.
const fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// A cell on the way.
struct Drafted<'a> {
    cell: MobileCell,
    operators: BTreeSet<&'a str>,
    bands: Bands<'a>,
}

fn drafted<'a>(here: &PlaceReadings<'a>, corner: (i32, i32)) -> Drafted<'a> {
    let reaching = |service| here.reaching(service).into_iter();
    let operators = reaching(Service::FourG).chain(reaching(Service::FiveG));
    let cell = MobileCell {
        corner,
        addresses: 1,
        reached: Service::ALL.map(|service| here.outdoor(service)),
        any: here.any_outdoor(),
        ..MobileCell::default()
    };
    let mut bands = Bands::default();
    bands.take(here, 0);
    Drafted { cell, operators: operators.filter(|name| !name.is_empty()).collect(), bands }
}

fn merge<'a>(held: &mut Drafted<'a>, other: Drafted<'a>) {
    held.cell.addresses += 1;
    held.cell.any = either(held.cell.any, other.cell.any);
    for (held, other) in held.cell.reached.iter_mut().zip(other.cell.reached) {
        *held = either(*held, other);
    }
    held.operators.extend(other.operators);
    held.bands.absorb(other.bands);
}

/// Cells with an address at which somebody may live: households there are not known to be none.
/// Empty houses are not left out: a cell without its only one would tell of it.
fn cells(survey: &Survey<'_>, shared: &MobileSurvey<'_>, premises: &Premises) -> Vec<MobileCell> {
    let side = mobile_cell_mm(survey.diagnosis.settings.as_of);
    let mut found: BTreeMap<(i32, i32), Drafted<'_>> = BTreeMap::new();
    let may_live = |address: &usize| premises.households.at(*address) != Some(0);
    for address in premises.addresses.clone().filter(may_live) {
        let Some(at) = survey.world.addresses[address].position else { continue };
        let corner = (cell(at.easting_mm(), side), cell(at.northing_mm(), side));
        let here = drafted(&shared.readings.at(address), corner);
        match found.entry((corner.1, corner.0)) {
            std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(here)),
            std::collections::btree_map::Entry::Occupied(mut held) => merge(held.get_mut(), here),
        }
    }
    let named = |mut drafted: Drafted<'_>| {
        drafted.cell.operators = drafted.operators.into_iter().map(str::to_owned).collect();
        drafted.cell.signals = drafted.bands.signals();
        drafted.cell
    };
    found.into_values().map(named).collect()
}

/// Public buildings around which most addresses have no 5G: by count, then position.
fn sites(shared: &MobileSurvey<'_>, buildings: &[Building]) -> Vec<SiteGain> {
    let radius_mm = mobile_assumption("site_range").value.saturating_mul(1000);
    let gain = |(building, at): (usize, Pl1992)| SiteGain {
        building,
        gained: shared.without_5g.within(at, radius_mm).len() as u64,
    };
    let placed = buildings.iter().enumerate().filter_map(|(n, b)| Some((n, b.position?)));
    let mut sites: Vec<SiteGain> = placed.map(gain).filter(|site| site.gained > 0).collect();
    sites.sort_by_key(|site| (std::cmp::Reverse(site.gained), site.building));
    sites.truncate(SITES_MAX);
    sites
}

fn service_counts(
    shared: &MobileSurvey<'_>,
    premises: &Premises,
    buildings: &[Building],
    service: Service,
) -> ServiceCounts {
    let readings = &shared.readings;
    let addresses = || premises.addresses.clone();
    // Operators of whom anybody has looked at an address of the gmina.
    let compared: BTreeSet<&str> =
        addresses().flat_map(|a| readings.at(a).read_of(service).collect::<Vec<_>>()).collect();
    let mut counts = ServiceCounts::default();
    let mut singles = Vec::with_capacity(premises.addresses.len());
    for address in addresses() {
        let here = readings.at(address);
        counts.outdoor.count(here.outdoor(service));
        counts.indoor.count(here.indoor(service));
        singles.push(here.is_single(service, &compared));
    }
    for building in buildings {
        let here = building.address.map(|address| readings.at(address as usize));
        counts.buildings.count(here.and_then(|here| here.outdoor(service)));
    }
    let is_known = singles.iter().any(|single| *single != Known::Unknown);
    counts.single = share_of(singles).filter(|_| is_known);
    counts
}

/// The chapter without its indicators.
fn chapter(
    survey: &Survey<'_>,
    shared: &MobileSurvey<'_>,
    gmina: GminaCode,
    premises: &Premises,
    buildings: &[Building],
) -> Mobile {
    let addresses = || premises.addresses.clone();
    let names: BTreeSet<&str> =
        addresses().flat_map(|a| shared.readings.at(a).operators().collect::<Vec<_>>()).collect();
    let cells = cells(survey, shared, premises);
    let mut inhabited = Reached::default();
    for cell in &cells {
        inhabited.count(cell.any);
    }
    let routes = shared.routes.get(&gmina).cloned().unwrap_or_default();
    let bridges = shared.bridges.as_ref().filter(|_| survey.has_coverage(gmina));
    let bridge = bridges.map(|bridges| {
        let white = addresses().filter(|address| survey.is_white(*address)).count() as u64;
        bridges.of_gmina(gmina, white, survey.diagnosis.settings.as_of)
    });
    Mobile {
        is_surveyed: addresses().any(|address| shared.readings.at(address).is_surveyed()),
        has_stations: shared.bridges.is_some(),
        has: Service::ALL.map(|service| {
            let known = |line: &RouteLine| line.services[service as usize].1 < line.whole_mm;
            addresses().any(|address| shared.readings.at(address).tells_of(service))
                || routes.iter().any(known)
        }),
        operators: names.into_iter().map(str::to_owned).collect(),
        services: Service::ALL.map(|s| service_counts(shared, premises, buildings, s)),
        cells,
        inhabited,
        routes,
        stations: shared.stations.get(&gmina).cloned().unwrap_or_default(),
        sites: sites(shared, buildings),
        bridge,
    }
}

/// Kilometres of roads or rails without 5G: certain, and with those that are unknown.
fn without_5g(routes: &[RouteLine], register: &str) -> Option<Figure> {
    let of = || routes.iter().filter(|line| line.register == register);
    let sum = |of_line: fn(&RouteLine) -> u64| -> u64 { of().map(of_line).sum() };
    let whole = sum(|line| line.whole_mm);
    let unknown = sum(|line| line.services[Service::FiveG as usize].1);
    let low = sum(|line| line.without_mm(Service::FiveG));
    let small = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let (low, high) = (small(low), small(low + unknown));
    let figure = Figure { mid_twice: Some(low + high), ..Figure::between(low, 0, high, None) };
    (unknown < whole).then_some(figure)
}

/// The chapter of a gmina, and its indicators.
pub(super) fn mobile(
    survey: &Survey<'_>,
    gmina: GminaCode,
    premises: &Premises,
    buildings: &[Building],
) -> (Mobile, Vec<Indicator>) {
    let shared = survey.mobile.as_ref();
    let mobile = shared
        .map(|shared| chapter(survey, shared, gmina, premises, buildings))
        .unwrap_or_default();
    let keyed = |symbol, key: String, figure| Indicator { key, ..indicator(symbol, figure) };
    let mut indicators = Vec::new();
    for (service, counts) in Service::ALL.into_iter().zip(&mobile.services) {
        let name = service.as_str();
        let share = |reached: &Reached| reached.share(reached.reached);
        indicators.push(keyed("M1", name.to_owned(), share(&counts.outdoor)));
        indicators.push(keyed("M1", format!("{name}_indoor"), share(&counts.indoor)));
    }
    for (service, counts) in Service::ALL.into_iter().zip(&mobile.services) {
        indicators.push(keyed("M2", service.as_str().to_owned(), counts.single));
    }
    for register in crate::model::ROUTES {
        indicators.push(keyed("M3", register.to_owned(), without_5g(&mobile.routes, register)));
    }
    let buildings = &mobile.services[Service::FiveG as usize].buildings;
    indicators.push(indicator("M4", buildings.share(buildings.without())));
    indicators.push(indicator("M5", mobile.inhabited.share(mobile.inhabited.without())));
    let m6 = mobile.bridge.as_ref().and_then(|bridge| {
        let small = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        Figure::share(small(bridge.served), small(bridge.unknown), small(bridge.white))
    });
    indicators.push(indicator("M6", m6));
    (mobile, indicators)
}
