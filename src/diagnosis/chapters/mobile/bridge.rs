//! Fixed wireless access as a bridge: white addresses in sight of base stations with 5G, and how
//! long the capacity of these lasts at the busy hour.
//!
//! Load of a station = households at the white addresses that it would serve × take-up × traffic of
//! a subscriber in the busy hour; capacity = Σ width of the channels × spectral efficiency × share
//! of download × permitted use. Beside the mean load of all, one subscriber must
//! get the threshold of the first profile: a network that cannot give it at the busy hour does not
//! meet it. A station is taken as a whole, not sector by sector.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use rayon::prelude::*;

use super::readings::fifth;
use super::sight::Sight;
use crate::diagnosis::chapters::Known;
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

impl Enough {
    fn today(self) -> Known {
        match self {
            Self::Unknown => Known::Unknown,
            Self::Never => Known::No,
            Self::Until(_) | Self::Long => Known::Yes,
        }
    }
}

/// A station that would serve white addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationLoad {
    /// Identifier in its register.
    pub id: String,
    /// Its operator; empty where the register does not say.
    pub operator: String,
    /// White addresses of all gminas that it would serve.
    pub addresses: u64,
    /// Households at them; one where nobody has counted.
    pub households: u64,
    /// Load in the busy hour.
    pub load: Speed,
    /// What it can carry; `None` where the register does not tell.
    pub capacity: Option<Speed>,
    /// How long that is enough.
    pub enough: Enough,
}

/// The bridge of one gmina.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    /// White addresses.
    pub white: u64,
    /// Those within range of a station with 5G that no known ground hides.
    pub in_range: u64,
    /// Those within range of such stations as the ground hides all.
    pub hidden: u64,
    /// Those whose line of sight is known to be free.
    pub in_sight: u64,
    /// Those whose station is in sight and has the capacity on the day of the run (M6).
    pub served: u64,
    /// Those of which that is not known: sight, capacity, or the technology of a station.
    pub unknown: u64,
    /// Stations that would serve white addresses of the gmina, by operator and identifier.
    pub stations: Vec<StationLoad>,
}

struct Station<'a> {
    id: &'a str,
    operator: &'a str,
    position: Pl1992,
    antenna_m: Option<f64>,
    capacity_kbps: Option<u64>,
    /// Whether it has 5G for certain; of the others nobody tells the technology.
    is_fifth: bool,
}

/// A white address and its best station.
#[derive(Clone, Copy)]
struct Link {
    address: u32,
    /// The station, and whether it is known to be in sight; `None` where all are hidden.
    station: Option<(u32, Option<bool>)>,
    /// Whether a station of unstated technology is in range and not known to be hidden.
    may_be: bool,
}

/// Every station's links, over all gminas.
pub(super) struct Bridges<'a> {
    stations: Vec<Station<'a>>,
    of_gmina: BTreeMap<GminaCode, Vec<Link>>,
    /// Addresses and households of each station.
    carried: Vec<(u64, u64)>,
    /// White addresses without a position, by gmina.
    unplaced: BTreeMap<GminaCode, u64>,
}

/// Capacity of one radio cell in kbit/s, before what may be used of it.
fn cell_kbps(layer: &Layer, row: usize) -> Option<u64> {
    let megahertz = layer.decimal("channel_width_mhz", row).filter(|width| *width > 0.0)?;
    // Channels are at most some hundred MHz wide.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let kilohertz = (megahertz.min(100_000.0) * 1000.0).round() as u64;
    let is_tdd = layer.text("duplex", row)? == "TDD";
    let percent = if is_tdd {
        let share = layer.decimal("tdd_down_percent", row);
        let share = share.filter(|share| (0.0..=100.0).contains(share))?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let percent = share.round() as u64;
        percent
    } else {
        100
    };
    let efficiency = u64::from(mobile_assumption("spectral_efficiency").value);
    Some(kilohertz * efficiency / 100 * percent / 100)
}

/// Stations with a position whose cells have 5G, or do not tell: one of several cells has the sum
/// of their capacities and the highest of their antennas.
fn stations_of(layer: &Layer, wanted: Known) -> BTreeMap<(&str, &str), Station<'_>> {
    let mut found: BTreeMap<(&str, &str), Station<'_>> = BTreeMap::new();
    for row in 0..layer.n_rows() {
        let (Some(id), Some(position), true) =
            (layer.text("station_id", row), layer.position(row), fifth(layer, row) == wanted)
        else {
            continue;
        };
        let operator = layer.text("operator", row).unwrap_or_default();
        let cell = cell_kbps(layer, row);
        let height = layer.decimal("antenna_height_m", row);
        let (capacity_kbps, is_fifth) = (Some(0), wanted == Known::Yes);
        let new = Station { id, operator, position, antenna_m: height, capacity_kbps, is_fifth };
        let station = found.entry((operator, id)).or_insert(new);
        station.capacity_kbps = station.capacity_kbps.zip(cell).map(|(sum, cell)| sum + cell);
        if station.antenna_m.is_none_or(|held| height.is_some_and(|height| height > held)) {
            station.antenna_m = height.or(station.antenna_m);
        }
    }
    found
}

/// Stations with 5G, then those that may have it.
fn stations(layer: &Layer) -> Vec<Station<'_>> {
    let certain = stations_of(layer, Known::Yes);
    let mut open = stations_of(layer, Known::Unknown);
    open.retain(|key, _| !certain.contains_key(key));
    let percent = u64::from(mobile_assumption("sector_use").value);
    let mut stations: Vec<Station<'_>> = certain.into_values().chain(open.into_values()).collect();
    for station in &mut stations {
        station.capacity_kbps = station.capacity_kbps.map(|kbps| kbps * percent / 100);
    }
    stations
}

/// Traffic of a subscriber in the busy hour, in kbit/s: a month's gigabytes, over thirty days, by
/// the share of the hour.
fn busy_kbps() -> u64 {
    let gigabytes = u64::from(mobile_assumption("fwa_traffic").value);
    let percent = u64::from(mobile_assumption("busy_hour_share").value);
    gigabytes * 8_000_000 * percent / 100 / 30 / 3600
}

/// Load of so many households in kbit/s.
fn load_kbps(households: u64) -> u64 {
    let percent = u64::from(mobile_assumption("fwa_take_up").value);
    households.saturating_mul(percent * busy_kbps()) / 100
}

/// How long a capacity is enough for a load that grows every year, beside one subscriber's
/// threshold.
fn lasting(load: u64, threshold: u64, capacity: Option<u64>, as_of: NaiveDate) -> Enough {
    let Some(capacity) = capacity else { return Enough::Unknown };
    let growth = u64::from(mobile_assumption("traffic_growth").value) + 100;
    let mut load = load;
    for year in 0..=YEARS_MAX {
        if load.saturating_add(threshold) > capacity {
            // The last anniversary on which it was enough.
            let last = year.checked_sub(1).map(|years| Months::new(12 * years));
            let Some(last) = last else { return Enough::Never };
            return as_of.checked_add_months(last).map_or(Enough::Long, Enough::Until);
        }
        load = load.saturating_mul(growth).div_ceil(100);
    }
    Enough::Long
}

fn speed(kbps: u64) -> Speed {
    Speed::kbps(u32::try_from(kbps).unwrap_or(u32::MAX))
}

impl<'a> Bridges<'a> {
    /// Ties every white address to a station: the nearest one in sight, else the nearest one that
    /// may be; `None` without base stations.
    pub(super) fn of(
        world: &'a World,
        is_white: impl Fn(usize) -> bool + Sync,
        households: &BTreeMap<u32, i64>,
    ) -> Option<Self> {
        let stations = stations(world.layer("base-stations")?);
        let index = PointIndex::new(stations.iter().map(|station| station.position).zip(0_u32..));
        let sight = Sight::over(world);
        let range_mm = mobile_assumption("fwa_range").value.saturating_mul(1000);
        let seen = |address: u32, at: Pl1992, station: &Station<'_>| {
            sight.of((address, at), (station.position, station.antenna_m))
        };
        let mut unplaced: BTreeMap<GminaCode, u64> = BTreeMap::new();
        for (position, address) in world.addresses.iter().enumerate() {
            if let (Some(code), None, true) = (address.gmina, address.position, is_white(position))
            {
                *unplaced.entry(code).or_default() += 1;
            }
        }
        let link = |address: usize| -> Option<(GminaCode, Link)> {
            let point = &world.addresses[address];
            let (code, at) = point.gmina.zip(point.position).filter(|_| is_white(address))?;
            let address = u32::try_from(address).expect("fewer than 2^32 addresses");
            let near = index.within(at, range_mm).into_iter();
            let tried: Vec<(u32, Option<bool>)> =
                near.map(|(_, s)| (s, seen(address, at, &stations[s as usize]))).collect();
            let of = |station: u32| &stations[station as usize];
            let (tried, open): (Vec<_>, Vec<_>) =
                tried.into_iter().partition(|(station, _)| of(*station).is_fifth);
            let may_be = open.iter().any(|(_, sight)| *sight != Some(false));
            if tried.is_empty() && !may_be {
                return None;
            }
            let first = |wanted| tried.iter().find(|(_, sight)| *sight == wanted).copied();
            let station = first(Some(true)).or_else(|| first(None));
            Some((code, Link { address, station, may_be }))
        };
        let links: Vec<(GminaCode, Link)> =
            (0..world.addresses.len()).into_par_iter().filter_map(link).collect();
        let mut carried = vec![(0, 0); stations.len()];
        let mut of_gmina: BTreeMap<GminaCode, Vec<Link>> = BTreeMap::new();
        for (code, link) in links {
            if let Some((station, _)) = link.station {
                let homes = households.get(&link.address).map_or(1, |homes| homes.unsigned_abs());
                let carried: &mut (u64, u64) = &mut carried[station as usize];
                *carried = (carried.0 + 1, carried.1 + homes);
            }
            of_gmina.entry(code).or_default().push(link);
        }
        Some(Self { stations, of_gmina, carried, unplaced })
    }

    fn load(&self, station: u32, threshold: Speed, as_of: NaiveDate) -> StationLoad {
        let known = &self.stations[station as usize];
        let (addresses, households) = self.carried[station as usize];
        let load = load_kbps(households);
        let threshold = u64::from(threshold.as_kbps());
        StationLoad {
            id: known.id.to_owned(),
            operator: known.operator.to_owned(),
            addresses,
            households,
            load: speed(load),
            capacity: known.capacity_kbps.map(speed),
            enough: lasting(load, threshold, known.capacity_kbps, as_of),
        }
    }

    /// The bridge of a gmina of so many white addresses.
    pub(super) fn of_gmina(
        &self,
        gmina: GminaCode,
        white: u64,
        threshold: Speed,
        as_of: NaiveDate,
    ) -> Bridge {
        // Where an address stands that has no position, nobody knows.
        let unknown = self.unplaced.get(&gmina).copied().unwrap_or(0);
        let mut bridge = Bridge { white, unknown, ..Bridge::default() };
        let mut used: BTreeMap<u32, StationLoad> = BTreeMap::new();
        for link in self.of_gmina.get(&gmina).into_iter().flatten() {
            let Some((station, sight)) = link.station else {
                let of_link = if link.may_be { &mut bridge.unknown } else { &mut bridge.hidden };
                *of_link += 1;
                continue;
            };
            let load = used.entry(station).or_insert_with(|| self.load(station, threshold, as_of));
            bridge.in_range += 1;
            bridge.in_sight += u64::from(sight == Some(true));
            match (load.enough.today(), sight) {
                (Known::No, _) if !link.may_be => {}
                (Known::Yes, Some(true)) => bridge.served += 1,
                _ => bridge.unknown += 1,
            }
        }
        bridge.stations = used.into_values().collect();
        bridge
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_of_the_busy_hour() {
        // 400 GB a month: 400 * 8000 Mbit * 8 % / 30 days / 3600 s = 2.3703 Mbit/s a subscriber.
        assert_eq!(busy_kbps(), 2370);
        // 30 % of 17 households: 5.1 subscribers, 12.087 Mbit/s.
        assert_eq!(load_kbps(17), 12_087);
    }

    #[test]
    fn capacity_is_enough_until_the_load_has_grown() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let from = |capacity| lasting(50_000, 100_000, capacity, day("2026-06-30"));
        assert_eq!(from(None), Enough::Unknown);
        assert_eq!(from(Some(149_999)), Enough::Never);
        // A year later the load is 60 000: 160 000 together with the threshold.
        assert_eq!(from(Some(150_000)), Enough::Until(day("2026-06-30")));
        assert_eq!(from(Some(159_999)), Enough::Until(day("2026-06-30")));
        // 72 000 after two years, 86 400 after three.
        assert_eq!(from(Some(186_399)), Enough::Until(day("2028-06-30")));
        // Rounded up each year: 103 680, 124 416, 149 300, 179 160, 214 992, 257 991, 309 590,
        // 371 508, 445 810, 534 972, 641 967, and 770 361 after fifteen.
        assert_eq!(from(Some(870_361)), Enough::Long);
        assert_eq!(from(Some(870_360)), Enough::Until(day("2040-06-30")));
    }
}
