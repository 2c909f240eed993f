//! Heights of the ground and masts of radio networks; a ring of hills that hides some of them.
//!
//! The ground is flat but for rings of hills. Where one is planted, the masts of an operator stand
//! in its middle, and the operator says that it reaches houses beyond the ring: whichever way a
//! line from such a house to the masts goes, it runs into the ring.

use std::collections::BTreeSet;

use super::defects::Defect;
use super::model::{Gmina, Hill};
use super::operators::{regional, tech};
use super::part::{Country, File, Part};
use super::plane::{Spot, Vector};
use super::plant::{Planter, false_claim};
use super::registers::lat_lon;
use super::settle::RoadKind;
use super::texts::csv_line;
use super::units::Unit;

pub(super) const TERRAIN_HEAD: &str = "easting,northing,value,size_m\n";
pub(super) const STATIONS_HEAD: &str = "station_id,operator,lon,lat,antenna_height_m\n";

const GROUND_M: u32 = 100;
/// Higher than any mast.
const RING_M: u32 = 190;
const MAST_M: u32 = 30;
/// A ring begins and ends so far from the masts.
const RING: (f64, f64) = (100.0, 340.0);
/// Houses beyond it that are said to be reached.
const BEYOND_M: f64 = 365.0;
/// Where the ring is certainly crossed there are houses along the line, so that heights are known.
const ALONG: (f64, f64) = (160.0, 280.0);
const ALONG_STEP_M: f64 = 20.0;
const ALONG_NEAR_M: f64 = 45.0;
/// Least number of houses behind a ring.
const HIDDEN_MIN: usize = 6;
const CELL_CM: i64 = 2_000;
/// Masts within a ring; a reader may look at several near ones.
const N_MASTS: i64 = 3;

impl Planter<'_> {
    /// Radio from masts within a ring of hills, said to reach houses beyond it. One a gmina, in a
    /// village of which nobody says that it has radio or a fast line.
    pub(super) fn raise_hill(&mut self, unit: &Unit, gmina: &mut Gmina) {
        for place in 0..gmina.settled.places.len() {
            let range = gmina.settled.places[place].addresses.clone();
            let start = gmina.claims.partition_point(|claim| claim.address < range.start);
            let end = gmina.claims.partition_point(|claim| claim.address < range.end);
            let is_free = !gmina.settled.places[place].is_town
                && gmina.claims[start..end]
                    .iter()
                    .all(|claim| claim.down < 100 && claim.technology < tech::LTE_A);
            let hidden = hidden(gmina, place);
            if !is_free || hidden.len() < HIDDEN_MIN || !self.hits(Defect::RadioBehindTerrain) {
                continue;
            }
            let operator = regional(unit.voivodeship, 0);
            let first = first_house(gmina, place).expect("the houses stand on its road");
            let rows = hidden.into_iter().map(|address| {
                let mut claim = false_claim(address, operator, Defect::RadioBehindTerrain);
                (claim.technology, claim.down, claim.up) = (tech::NR_NSA, 200, 30);
                claim
            });
            gmina.claims.splice(end..end, rows);
            gmina.claims.sort_by_key(|claim| claim.address);
            gmina.hill = Some(Hill { masts: gmina.settled.addresses[first].at, operator });
            return;
        }
    }
}

/// The first house on the main road of a locality.
fn first_house(gmina: &Gmina, place: usize) -> Option<usize> {
    let roads = &gmina.settled.roads[gmina.settled.places[place].roads.clone()];
    let road = roads.iter().find(|road| road.kind == RoadKind::Main)?;
    (!road.addresses.is_empty()).then_some(road.addresses.start)
}

/// Houses at the end of the main road that a ring around its first house would hide.
fn hidden(gmina: &Gmina, place: usize) -> Vec<usize> {
    let Some(first) = first_house(gmina, place) else { return Vec::new() };
    let houses = &gmina.settled.addresses;
    let masts = houses[first].at;
    let road = gmina.settled.roads[houses[first].road].addresses.clone();
    let is_hidden = |house: &usize| {
        let at = houses[*house].at;
        at.distance_m(masts) >= BEYOND_M && is_along_houses(gmina, place, (masts, at))
    };
    // Without a gap, so that none of them is alone among others.
    let mut hidden: Vec<usize> = road.rev().take_while(is_hidden).collect();
    hidden.reverse();
    hidden
}

/// Whether the line from the masts to a house is known to cross the ring: there are houses along.
fn is_along_houses(gmina: &Gmina, place: usize, (masts, house): (Spot, Spot)) -> bool {
    let (from, to) = (masts.metres(), house.metres());
    let direction = from.to(to).unit();
    let houses = &gmina.settled.addresses[gmina.settled.places[place].addresses.clone()];
    let is_near = |at: Vector| {
        let at = at.spot();
        houses.iter().any(|house| house.at.distance_m(at) <= ALONG_NEAR_M)
    };
    let mut metres = ALONG.0;
    while metres <= ALONG.1 {
        if !is_near(from.moved(direction, metres)) {
            return false;
        }
        metres += ALONG_STEP_M;
    }
    true
}

/// Height of the ground at a place.
fn height_m(gmina: &Gmina, at: Spot) -> u32 {
    let is_ring = gmina.hill.as_ref().is_some_and(|hill| {
        let metres = hill.masts.distance_m(at);
        (RING.0..=RING.1).contains(&metres)
    });
    if is_ring { RING_M } else { GROUND_M }
}

/// Cells of the ground in which a house stands where the files say it does, and masts: one for each
/// radio node, some within a ring.
pub(super) fn write(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    let is_elsewhere = |defect| {
        use Defect::{BadCoordinate, MissingCoordinates, OutsideGmina, OutsidePoland};
        matches!(defect, BadCoordinate | MissingCoordinates | OutsideGmina | OutsidePoland)
    };
    let spoiled = gmina.spoiled.iter().filter(|row| is_elsewhere(row.defect));
    let elsewhere: BTreeSet<usize> = spoiled.map(|row| row.address).collect();
    let houses = gmina.settled.addresses.iter().enumerate();
    let cells: BTreeSet<Spot> = houses
        .filter(|(address, _)| !elsewhere.contains(address))
        .map(|(_, house)| {
            let middle = |cm: i64| cm.div_euclid(CELL_CM) * CELL_CM + CELL_CM / 2;
            Spot { e: middle(house.at.e), n: middle(house.at.n) }
        })
        .collect();
    for cell in cells {
        let (east, north) = (cell.e / 100, cell.n / 100);
        let line = format!("{east},{north},{},{}\n", height_m(gmina, cell), CELL_CM / 100);
        part.text(File::Terrain).push(&line);
    }
    let radio = gmina.nodes.iter().filter(|node| node.technology >= tech::LTE_A);
    let mut masts: Vec<(Spot, u16)> = radio.map(|node| (node.at, node.operator)).collect();
    if let Some(hill) = &gmina.hill {
        let mast = |n: i64| (Spot { e: hill.masts.e + 300 * n, n: hill.masts.n }, hill.operator);
        masts.extend((0..N_MASTS).map(mast));
    }
    for (number, (at, operator)) in (1..).zip(masts) {
        let (lat, lon) = lat_lon(country, at, 7);
        part.text(File::Stations).push(&csv_line(&[
            &format!("SB-{}-{number}", unit.code),
            &country.operators[usize::from(operator)].number,
            &lon,
            &lat,
            &MAST_M.to_string(),
        ]));
    }
}
