//! Fixed wireless access as a bridge: white addresses near base stations with 5G, and how long the
//! capacity of these lasts at the busy hour.
//!
//! Load of a station = white addresses that are nearest to it × take-up × traffic of a subscriber in
//! the busy hour; capacity = Σ width of the channels × spectral efficiency × share of download ×
//! permitted use (methodology 4.2). One household an address is assumed. Hills and woods are not
//! looked at.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::MobileGmina;
use super::readings::{generation, is_fifth};
use crate::index::PointIndex;
use crate::model::{Layer, World};
use crate::place::{GminaCode, Pl1992};
use crate::policy::mobile_assumption;
use crate::quantity::Speed;

/// Beyond so many years nobody can say anything of traffic.
const YEARS_MAX: u32 = 15;

/// How long a station's capacity is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enough {
    /// The register does not tell the capacity.
    Unknown,
    /// Not even on the day of the run.
    Never,
    /// Until this day: a year later the load is greater.
    Until(NaiveDate),
    /// As far as can be seen.
    Long,
}

/// A station that would serve white addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationLoad {
    /// Identifier in its register.
    pub id: String,
    /// Its operator; empty where the register does not say.
    pub operator: String,
    /// White addresses of all gminas that are nearest to it.
    pub addresses: u64,
    /// Load in the busy hour.
    pub load: Speed,
    /// What it can carry; `None` where the register does not tell.
    pub capacity: Option<Speed>,
    /// How long that is enough.
    pub enough: Enough,
}

/// The bridge of one gmina (M6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    /// White addresses within range of a station with 5G.
    pub in_range: u64,
    /// Those of them whose station has the capacity on the day of the run.
    pub served: u64,
    /// Those of them the capacity of whose station is not known.
    pub unknown: u64,
    /// Stations that are nearest to white addresses of the gmina, by identifier.
    pub stations: Vec<StationLoad>,
}

struct Station<'a> {
    id: &'a str,
    operator: &'a str,
    position: Pl1992,
    capacity_kbps: Option<u64>,
}

/// Capacity of one radio cell in kbit/s, before what may be used of it.
fn cell_kbps(layer: &Layer, row: usize) -> Option<u64> {
    let megahertz = layer.decimal("channel_width_mhz", row).filter(|width| *width > 0.0)?;
    // Channels are at most some hundred MHz wide.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let kilohertz = (megahertz.min(100_000.0) * 1000.0).round() as u64;
    let is_tdd = layer.text("duplex", row).is_some_and(|d| d.to_uppercase().contains("TDD"));
    let share = layer.decimal("tdd_down_percent", row);
    let percent = match share {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(share) if is_tdd && (0.0..=100.0).contains(&share) => share.round() as u64,
        _ if is_tdd => return None,
        _ => 100,
    };
    let efficiency = u64::from(mobile_assumption("spectral_efficiency").value);
    Some(kilohertz * efficiency / 100 * percent / 100)
}

/// Stations with 5G and a position: one of several cells has the sum of their capacities.
fn stations(layer: &Layer) -> Vec<Station<'_>> {
    let mut found: BTreeMap<(&str, &str), Station<'_>> = BTreeMap::new();
    for row in 0..layer.n_rows() {
        let is_5g = layer.text("technology", row).and_then(generation).is_some_and(is_fifth);
        let (Some(id), Some(position), true) =
            (layer.text("station_id", row), layer.position(row), is_5g)
        else {
            continue;
        };
        let operator = layer.text("operator", row).unwrap_or_default();
        let cell = cell_kbps(layer, row);
        let new = Station { id, operator, position, capacity_kbps: Some(0) };
        let station = found.entry((operator, id)).or_insert(new);
        station.capacity_kbps = station.capacity_kbps.zip(cell).map(|(sum, cell)| sum + cell);
    }
    let percent = u64::from(mobile_assumption("sector_use").value);
    let used = |station: Station<'_>| {
        let capacity_kbps = station.capacity_kbps.map(|kbps| kbps * percent / 100);
        Station { capacity_kbps, ..station }
    };
    found.into_values().map(used).collect()
}

/// Traffic of a subscriber in the busy hour, in kbit/s: a month's gigabytes, over thirty days, by
/// the share of the hour.
pub(super) fn busy_kbps() -> u64 {
    let gigabytes = u64::from(mobile_assumption("fwa_traffic").value);
    let percent = u64::from(mobile_assumption("busy_hour_share").value);
    gigabytes * 8_000_000 * percent / 100 / 30 / 3600
}

/// Load of so many addresses in kbit/s.
pub(super) fn load_kbps(addresses: u64) -> u64 {
    addresses * u64::from(mobile_assumption("fwa_take_up").value) * busy_kbps() / 100
}

/// How long a capacity is enough for a load that grows every year.
pub(super) fn lasting(load_kbps: u64, capacity_kbps: Option<u64>, as_of: NaiveDate) -> Enough {
    let Some(capacity) = capacity_kbps else { return Enough::Unknown };
    if load_kbps > capacity {
        return Enough::Never;
    }
    let growth = u128::from(mobile_assumption("traffic_growth").value) + 100;
    let (mut load, mut unit) = (u128::from(load_kbps), 1_u128);
    for year in 1..=YEARS_MAX {
        load *= growth;
        unit *= 100;
        if load > u128::from(capacity) * unit {
            let last = as_of.checked_add_months(Months::new(12 * (year - 1)));
            return last.map_or(Enough::Long, Enough::Until);
        }
    }
    Enough::Long
}

fn speed(kbps: u64) -> Speed {
    Speed::kbps(u32::try_from(kbps).unwrap_or(u32::MAX))
}

/// Spans the bridge for every gmina: each white address to its nearest station in range.
pub(super) fn span(
    world: &World,
    as_of: NaiveDate,
    is_white: impl Fn(usize) -> bool,
    gminas: &mut BTreeMap<GminaCode, MobileGmina>,
) {
    let Some(layer) = world.layer("base-stations") else { return };
    let stations = stations(layer);
    let index = PointIndex::new(stations.iter().map(|station| station.position).zip(0_u32..));
    let range_mm = i64::from(mobile_assumption("fwa_range").value) * 1000;
    let mut of_gmina: BTreeMap<GminaCode, BTreeMap<u32, u64>> = BTreeMap::new();
    let mut of_station = vec![0_u64; stations.len()];
    for (position, address) in world.addresses.iter().enumerate() {
        let (Some(code), Some(at), true) = (address.gmina, address.position, is_white(position))
        else {
            continue;
        };
        let Some((station, squared)) = index.nearest(at) else { continue };
        if squared <= range_mm * range_mm {
            *of_gmina.entry(code).or_default().entry(station).or_default() += 1;
            of_station[station as usize] += 1;
        }
    }
    for (code, gmina) in gminas.iter_mut() {
        let mut bridge = Bridge::default();
        for (station, here) in of_gmina.get(code).into_iter().flatten() {
            let known = &stations[*station as usize];
            let addresses = of_station[*station as usize];
            let load = load_kbps(addresses);
            let enough = lasting(load, known.capacity_kbps, as_of);
            bridge.in_range += here;
            match enough {
                Enough::Unknown => bridge.unknown += here,
                Enough::Never => {}
                Enough::Until(_) | Enough::Long => bridge.served += here,
            }
            bridge.stations.push(StationLoad {
                id: known.id.to_owned(),
                operator: known.operator.to_owned(),
                addresses,
                load: speed(load),
                capacity: known.capacity_kbps.map(speed),
                enough,
            });
        }
        gmina.bridge = Some(bridge);
    }
}
