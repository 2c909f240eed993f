//! Fixed wireless access as a bridge: white addresses in sight of base stations with 5G, and how
//! long the capacity of these lasts at the busy hour.
//!
//! Load of a station = households that it takes × take-up × traffic of a subscriber in the busy
//! hour; capacity = Σ width of the channels × spectral efficiency × share of download × permitted
//! use. Beside the mean load of all, one subscriber must get the threshold of the first profile: a
//! station that cannot give it at all takes nobody, the others take households as long as both fit.
//! Who takes whom is told in [`super::sharing`]: an address goes to the nearest station in sight,
//! which keeps the nearest households; those for whom it has no room go on to the next. So no
//! station lowers the number of those served. A station is taken as a whole, not sector by sector.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use rayon::prelude::*;

use super::readings::fifth;
use super::sharing::{Asking, Taken, share_out};
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
    /// Until this day: on the next one the load is greater.
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
    /// White addresses of all gminas of which it takes households.
    pub addresses: u64,
    /// Households that it takes; one where nobody has counted.
    pub households: u64,
    /// Load in the busy hour.
    pub load: Speed,
    /// What it can carry, at least; `None` where the register does not tell.
    pub capacity: Option<Speed>,
    /// How long that is enough for those that it takes.
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
    /// Those that stations in sight take on the day of the run (M6).
    pub served: u64,
    /// Those that would be taken if whatever is not known of sight, capacity and technology of
    /// stations were so.
    pub unknown: u64,
    /// Stations that take households of the gmina, and the nearest one of each white address.
    pub stations: Vec<StationLoad>,
}

struct Station<'a> {
    id: &'a str,
    operator: &'a str,
    position: Pl1992,
    antenna_m: Option<f64>,
    /// What the cells carry whose capacity is told.
    capacity_kbps: u64,
    /// Whether it has 5G for certain; of the others nobody tells the technology.
    is_fifth: bool,
    /// Whether a cell's capacity or technology is not told, so that it may carry more.
    is_open: bool,
}

/// A white address.
#[derive(Clone, Copy)]
struct Link {
    gmina: GminaCode,
    /// The nearest station with 5G that is not known to be hidden.
    nearest: Option<u32>,
    /// Whether one is known to be in sight.
    in_sight: bool,
    /// Whether all stations in range are hidden.
    is_hidden: bool,
}

/// Every address's stations, over all gminas.
pub(super) struct Bridges<'a> {
    stations: Vec<Station<'a>>,
    /// White addresses with a station in range, in their order, and what they ask for.
    links: Vec<Link>,
    asking: Vec<Asking>,
    /// Who takes whom by what is known; and if whatever is not known were so.
    certain: Taken,
    possible: Taken,
    /// The threshold of the first profile in kbit/s.
    threshold: u64,
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
    let is_fifth = wanted == Known::Yes;
    for row in 0..layer.n_rows() {
        let (Some(id), Some(position), true) =
            (layer.text("station_id", row), layer.position(row), fifth(layer, row) == wanted)
        else {
            continue;
        };
        let operator = layer.text("operator", row).unwrap_or_default();
        let cell = cell_kbps(layer, row).filter(|_| is_fifth);
        let height = layer.decimal("antenna_height_m", row);
        let (antenna_m, capacity_kbps, is_open) = (height, 0, false);
        let new = Station { id, operator, position, antenna_m, capacity_kbps, is_fifth, is_open };
        let station = found.entry((operator, id)).or_insert(new);
        station.capacity_kbps += cell.unwrap_or(0);
        station.is_open |= cell.is_none();
        if station.antenna_m.is_none_or(|held| height.is_some_and(|height| height > held)) {
            station.antenna_m = height.or(station.antenna_m);
        }
    }
    found
}

/// Stations with 5G, then those that may have it.
fn stations(layer: &Layer) -> Vec<Station<'_>> {
    let mut certain = stations_of(layer, Known::Yes);
    let mut open = stations_of(layer, Known::Unknown);
    // Cells of unstated technology may add to what the others carry.
    open.retain(|key, _| certain.get_mut(key).map(|station| station.is_open = true).is_none());
    let percent = u64::from(mobile_assumption("sector_use").value);
    let mut stations: Vec<Station<'_>> = certain.into_values().chain(open.into_values()).collect();
    for station in &mut stations {
        station.capacity_kbps = station.capacity_kbps * percent / 100;
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

/// Households that a capacity carries beside one subscriber's threshold; `None` where it is below
/// the threshold.
fn room(capacity: u64, threshold: u64) -> Option<u64> {
    let rest = capacity.checked_sub(threshold)?;
    let each = u64::from(mobile_assumption("fwa_take_up").value) * busy_kbps();
    // Their load is rounded down to whole kbit/s.
    rest.saturating_mul(100).saturating_add(99).checked_div(each)
}

/// The last of the days after an anniversary on which a load, which grows by so many per cent in a year
/// and every day by the same part, is not above what is left for it.
fn last_day(anniversary: NaiveDate, (load, left): (u64, u64), growth: u64) -> Option<NaiveDate> {
    let next = anniversary.checked_add_months(Months::new(12))?;
    // Loads are far below 2^53 kbit/s, and a year has some hundred days.
    #[allow(clippy::cast_precision_loss)]
    let ratio = (left as f64 / load as f64).ln() / (growth as f64 / 100.0).ln();
    let year = (next - anniversary).num_days();
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let days = (ratio * year as f64).floor() as i64;
    // The next anniversary, whose load is rounded up, is too late.
    anniversary.checked_add_signed(chrono::TimeDelta::days(days.clamp(0, year - 1)))
}

/// How long a capacity is enough for a load that grows every year, beside one subscriber's
/// threshold.
fn lasting(load: u64, threshold: u64, capacity: Option<u64>, as_of: NaiveDate) -> Enough {
    let Some(capacity) = capacity else { return Enough::Unknown };
    let growth = u64::from(mobile_assumption("traffic_growth").value) + 100;
    let Some(left) = capacity.checked_sub(threshold) else { return Enough::Never };
    let (mut before, mut load) = (None, load);
    for year in 0..=YEARS_MAX {
        if load > left {
            // The last anniversary on which it was enough, and the load then.
            let Some((anniversary, load)) = before else { return Enough::Never };
            return last_day(anniversary, (load, left), growth).map_or(Enough::Long, Enough::Until);
        }
        before = as_of.checked_add_months(Months::new(12 * year)).map(|day| (day, load));
        load = load.saturating_mul(growth).div_ceil(100);
    }
    Enough::Long
}

fn speed(kbps: u64) -> Speed {
    Speed::kbps(u32::try_from(kbps).unwrap_or(u32::MAX))
}

impl<'a> Bridges<'a> {
    /// Shares white addresses out to stations; `None` without base stations.
    pub(super) fn of(
        world: &'a World,
        is_white: impl Fn(usize) -> bool + Sync,
        households: &BTreeMap<u32, i64>,
        threshold: Speed,
    ) -> Option<Self> {
        // An empty table says nothing of stations.
        let stations = stations(world.layer("base-stations").filter(|layer| layer.n_rows() > 0)?);
        let threshold = u64::from(threshold.as_kbps());
        let rooms: Vec<Option<u64>> =
            stations.iter().map(|station| room(station.capacity_kbps, threshold)).collect();
        let index = PointIndex::new(stations.iter().map(|station| station.position).zip(0_u32..));
        let sight = Sight::over(world);
        let range_mm = mobile_assumption("fwa_range").value.saturating_mul(1000);
        let mut unplaced: BTreeMap<GminaCode, u64> = BTreeMap::new();
        for (position, address) in world.addresses.iter().enumerate() {
            if let (Some(code), None, true) = (address.gmina, address.position, is_white(position))
            {
                *unplaced.entry(code).or_default() += 1;
            }
        }
        let link = |address: usize| -> Option<(Link, Asking)> {
            let point = &world.addresses[address];
            let (gmina, at) = point.gmina.zip(point.position).filter(|_| is_white(address))?;
            let address = u32::try_from(address).expect("fewer than 2^32 addresses");
            let homes = households.get(&address).map_or(1, |homes| homes.unsigned_abs());
            let mut link = Link { gmina, nearest: None, in_sight: false, is_hidden: true };
            let mut asking = Asking { homes, ..Asking::default() };
            let near = index.within(at, range_mm);
            for (far, place) in &near {
                let station = &stations[*place as usize];
                let seen = sight.of((address, at), (station.position, station.antenna_m));
                if seen == Some(false) {
                    continue;
                }
                link.is_hidden = false;
                if station.is_fifth {
                    link.nearest = link.nearest.or(Some(*place));
                    link.in_sight |= seen == Some(true);
                }
                let can = rooms[*place as usize].is_some();
                if can && seen == Some(true) {
                    asking.sure.push((*far, *place));
                }
                if station.is_open || (can && seen.is_none()) {
                    asking.open.push((*far, *place));
                }
            }
            let has_fifth = || near.iter().any(|(_, place)| stations[*place as usize].is_fifth);
            // Where only stations of unstated technology are in range and all are hidden, no
            // station is in range as far as anybody knows.
            (!link.is_hidden || has_fifth()).then_some((link, asking))
        };
        let (links, asking): (Vec<Link>, Vec<Asking>) =
            (0..world.addresses.len()).into_par_iter().filter_map(link).unzip();
        let room_of = |place: usize, with_open: bool| match rooms[place] {
            _ if with_open && stations[place].is_open => u64::MAX,
            room => room.unwrap_or(0),
        };
        let shared = |with_open: bool| {
            let rooms: Vec<u64> = (0..stations.len()).map(|n| room_of(n, with_open)).collect();
            share_out(&asking, &rooms, with_open)
        };
        let (certain, possible) = (shared(false), shared(true));
        Some(Self { stations, links, asking, certain, possible, threshold, unplaced })
    }

    fn load(&self, station: u32, as_of: NaiveDate) -> StationLoad {
        let place = station as usize;
        let known = &self.stations[place];
        // Where it takes nobody for certain: whom it may take.
        let taken = [&self.certain, &self.possible].map(|taken| taken.at_station[place]);
        let (addresses, households) = if taken[0].0 > 0 { taken[0] } else { taken[1] };
        let load = load_kbps(households);
        let is_told = !known.is_open || room(known.capacity_kbps, self.threshold).is_some();
        let capacity = Some(known.capacity_kbps).filter(|_| is_told);
        StationLoad {
            id: known.id.to_owned(),
            operator: known.operator.to_owned(),
            addresses,
            households,
            load: speed(load),
            capacity: capacity.map(speed),
            enough: lasting(load, self.threshold, capacity, as_of),
        }
    }

    /// The bridge of a gmina of so many white addresses.
    pub(super) fn of_gmina(&self, gmina: GminaCode, white: u64, as_of: NaiveDate) -> Bridge {
        // Where an address stands that has no position, nobody knows.
        let unknown = self.unplaced.get(&gmina).copied().unwrap_or(0);
        let mut bridge = Bridge { white, unknown, ..Bridge::default() };
        let mut used: BTreeSet<u32> = BTreeSet::new();
        // Addresses are sorted by gmina.
        let start = self.links.partition_point(|link| link.gmina < gmina);
        let links = self.links[start..].iter().zip(start..);
        for (link, place) in links.take_while(|(link, _)| link.gmina == gmina) {
            let asking = &self.asking[place];
            bridge.hidden += u64::from(link.is_hidden);
            bridge.in_range += u64::from(link.nearest.is_some());
            bridge.in_sight += u64::from(link.in_sight);
            if self.certain.is_whole(place, asking, false) {
                bridge.served += 1;
            } else if self.possible.is_whole(place, asking, true) {
                bridge.unknown += 1;
            }
            used.extend(link.nearest);
            used.extend(
                [&self.certain, &self.possible].into_iter().flat_map(|t| t.stations(place)),
            );
        }
        bridge.stations = used.into_iter().map(|station| self.load(station, as_of)).collect();
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
    fn households_that_a_capacity_carries() {
        // One is 30 % of 2370: 711 kbit/s; 29 of them 20 619, 30 of them 21 330.
        assert_eq!(room(121_275, 100_000), Some(29));
        assert_eq!(room(121_329, 100_000), Some(29));
        assert_eq!(room(121_330, 100_000), Some(30));
        assert_eq!(room(100_710, 100_000), Some(0));
        assert_eq!(room(99_999, 100_000), None);
    }

    #[test]
    fn capacity_is_enough_until_the_load_has_grown() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let from = |capacity| lasting(50_000, 100_000, capacity, day("2026-06-30"));
        assert_eq!(from(None), Enough::Unknown);
        assert_eq!(from(Some(149_999)), Enough::Never);
        // A year later the load is 60 000: 160 000 together with the threshold.
        assert_eq!(from(Some(150_000)), Enough::Until(day("2026-06-30")));
        assert_eq!(from(Some(159_999)), Enough::Until(day("2027-06-29")));
        assert_eq!(from(Some(160_000)), Enough::Until(day("2027-06-30")));
        // 50 000 x 1.2^(1/2) = 54 772.3 after 182.5 days, half a year; half a day is 0.025 % or 13.7:
        // 54 758.6 on day 182, 54 785.9 on day 183.
        assert_eq!(from(Some(154_759)), Enough::Until(day("2026-12-29")));
        assert_eq!(from(Some(154_785)), Enough::Until(day("2026-12-29")));
        assert_eq!(from(Some(154_786)), Enough::Until(day("2026-12-30")));
        // 72 000 after two years, 86 400 after three.
        assert_eq!(from(Some(186_399)), Enough::Until(day("2029-06-29")));
        // Rounded up each year: 103 680, 124 416, 149 300, 179 160, 214 992, 257 991, 309 590,
        // 371 508, 445 810, 534 972, 641 967, and 770 361 after fifteen.
        assert_eq!(from(Some(870_361)), Enough::Long);
        assert_eq!(from(Some(870_360)), Enough::Until(day("2041-06-29")));
    }
}
