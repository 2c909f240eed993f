//! Heights of the ground and masts of radio networks; hills that hide some of them.
//!
//! The ground is a grid over the whole gmina, as the state publishes it, flat but for rings of hills
//! around a valley. Where one is planted, an operator’s masts stand in the valley, off the village,
//! and the operator says that it reaches the houses of the village: the hills are higher than any mast, so that
//! every line from a house to a mast runs into them.

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
/// Heights of masts above the ground, and of an ordinary one.
const MASTS_M: (u32, u32) = (25, 60);
const MAST_M: u32 = 30;
/// Heights of hills above the sea: the lowest is higher than the highest mast on the plain.
const HILLS_M: (u32, u32) = (185, 260);
/// How far the valley’s middle lies from the village, its radius, and how broad its hills are.
const OFF_M: (u32, u32) = (500, 1_200);
const VALLEY_M: (u32, u32) = (120, 350);
const HILL_M: (u32, u32) = (350, 600);
/// A house stands at least so far from the foot of the hills.
const FOOT_M: f64 = 80.0;
/// The line of an honest offer passes the hills at least so far off.
const CLEAR_M: f64 = 300.0;
/// Least number of houses behind a ring.
const HIDDEN_MIN: usize = 6;
const N_MASTS: (u32, u32) = (1, 6);
const CELL_CM: i64 = 10_000;
/// Ground that is known around houses, masts and hills.
const MARGIN_CM: i64 = 50_000;

impl Planter<'_> {
    /// Radio from masts within a ring of hills, said to reach houses beyond it. One a gmina, in a
    /// village of which nobody says that it has radio or a fast line.
    pub(super) fn raise_hill(&mut self, unit: &Unit, gmina: &mut Gmina) {
        if !self.plants(Defect::RadioBehindTerrain) {
            return;
        }
        for place in 0..gmina.settled.places.len() {
            let range = gmina.settled.places[place].addresses.clone();
            let start = gmina.claims.partition_point(|claim| claim.address < range.start);
            let end = gmina.claims.partition_point(|claim| claim.address < range.end);
            let is_free = !gmina.settled.places[place].is_town
                && gmina.claims[start..end]
                    .iter()
                    .all(|claim| claim.down < 100 && claim.technology < tech::LTE_A);
            if !is_free {
                continue;
            }
            let operator = regional(unit.voivodeship, 0);
            let Some(hill) = self.draw_hill(gmina, place, operator) else { continue };
            let hidden = hidden(gmina, place, &hill);
            let is_whole = gmina.outline.contains_square(hill.middle.metres(), hill.outer_m);
            let is_lost =
                !is_whole || hidden.len() < HIDDEN_MIN || crosses_honest_lines(gmina, &hill);
            if is_lost || !self.hits(Defect::RadioBehindTerrain) {
                continue;
            }
            let rows = hidden.into_iter().map(|address| {
                let mut claim = false_claim(address, operator, Defect::RadioBehindTerrain);
                (claim.technology, claim.down, claim.up) = (tech::NR_NSA, 200, 30);
                claim
            });
            gmina.claims.splice(end..end, rows);
            gmina.claims.sort_by_key(|claim| claim.address);
            gmina.hill = Some(hill);
            return;
        }
    }

    /// A valley off the beginning of the main road, its hills and its masts.
    fn draw_hill(&mut self, gmina: &Gmina, place: usize, operator: u16) -> Option<Hill> {
        let houses = &gmina.settled.addresses;
        let first = first_house(gmina, place)?;
        let road = gmina.settled.roads[houses[first].road].addresses.clone();
        let (from, to) = (houses[first].at.metres(), houses[road.end - 1].at.metres());
        let mut draw = |(least, most): (u32, u32)| f64::from(self.draw(least, most));
        let middle = from.moved(to.to(from).unit(), draw(OFF_M));
        let inner_m = draw(VALLEY_M);
        let outer_m = inner_m + draw(HILL_M);
        let height_m = self.draw(HILLS_M.0, HILLS_M.1);
        let n_masts = self.draw(N_MASTS.0, N_MASTS.1);
        // Within the square that the valley holds.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let side = (inner_m * 1.3) as u32;
        let mast = |_| {
            let mut offset = || f64::from(self.draw(0, side)) - f64::from(side) / 2.0;
            let at = Vector::new(middle.e + offset(), middle.n + offset()).spot();
            (at, self.draw(MASTS_M.0, MASTS_M.1))
        };
        let masts = (0..n_masts).map(mast).collect();
        Some(Hill { middle: middle.spot(), inner_m, outer_m, height_m, masts, operator })
    }
}

/// The first house on the main road of a locality.
fn first_house(gmina: &Gmina, place: usize) -> Option<usize> {
    let roads = &gmina.settled.roads[gmina.settled.places[place].roads.clone()];
    let road = roads.iter().find(|road| road.kind == RoadKind::Main)?;
    (!road.addresses.is_empty()).then_some(road.addresses.start)
}

/// Houses at the end of the main road that lie beyond the hills.
fn hidden(gmina: &Gmina, place: usize, hill: &Hill) -> Vec<usize> {
    let Some(first) = first_house(gmina, place) else { return Vec::new() };
    let houses = &gmina.settled.addresses;
    let road = gmina.settled.roads[houses[first].road].addresses.clone();
    let is_hidden =
        |house: &usize| houses[*house].at.distance_m(hill.middle) >= hill.outer_m + FOOT_M;
    // Without a gap, so that none of them is alone among others.
    let mut hidden: Vec<usize> = road.rev().take_while(is_hidden).collect();
    hidden.reverse();
    hidden
}

/// Whether the hills come near a line from a house to the node that serves it by radio.
fn crosses_honest_lines(gmina: &Gmina, hill: &Hill) -> bool {
    let middle = hill.middle.metres();
    let radio = |claim: &&super::model::Claim| claim.technology >= tech::LTE_A;
    gmina.claims.iter().filter(radio).any(|claim| {
        let house = gmina.settled.addresses[claim.address].at.metres();
        let nodes = gmina.nodes.iter().filter(|node| node.technology >= tech::LTE_A);
        nodes.filter(|node| node.operator == claim.operator).any(|node| {
            let line = house.to(node.at.metres());
            let square = line.e * line.e + line.n * line.n;
            let to = house.to(middle);
            let share = if square > 0.0 { (to.e * line.e + to.n * line.n) / square } else { 0.0 };
            let nearest = house.towards(node.at.metres(), share.clamp(0.0, 1.0));
            nearest.to(middle).length() <= hill.outer_m + CLEAR_M
        })
    })
}

/// Height of the ground at a place.
fn height_m(gmina: &Gmina, at: Spot) -> u32 {
    let hill = gmina.hill.as_ref().filter(|hill| {
        let metres = hill.middle.distance_m(at);
        (hill.inner_m..=hill.outer_m).contains(&metres)
    });
    hill.map_or(GROUND_M, |hill| hill.height_m)
}

/// The grid of the ground around all houses, and masts: one for each radio node, some in a valley.
pub(super) fn write(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    let radio = gmina.nodes.iter().filter(|node| node.technology >= tech::LTE_A);
    let mut masts: Vec<(Spot, u16, u32)> =
        radio.map(|node| (node.at, node.operator, MAST_M)).collect();
    if let Some(hill) = &gmina.hill {
        masts.extend(hill.masts.iter().map(|(at, height)| (*at, hill.operator, *height)));
    }
    let houses = gmina.settled.addresses.iter().map(|house| house.at);
    let spots = || houses.clone().chain(masts.iter().map(|mast| mast.0));
    let range = |of: fn(Spot) -> i64| {
        let cells = spots().map(|spot| (of(spot) - MARGIN_CM, of(spot) + MARGIN_CM));
        let cells = cells.map(|(low, high)| (low.div_euclid(CELL_CM), high.div_euclid(CELL_CM)));
        cells.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    };
    if let (Some(columns), Some(rows)) = (range(|spot| spot.e), range(|spot| spot.n)) {
        for row in rows.0..=rows.1 {
            for column in columns.0..=columns.1 {
                let middle = |cell: i64| cell * CELL_CM + CELL_CM / 2;
                let at = Spot { e: middle(column), n: middle(row) };
                // Each cell of the country is in the grid of one gmina.
                if !gmina.outline.contains(at) {
                    continue;
                }
                let (east, north) = (at.e / 100, at.n / 100);
                let line = format!("{east},{north},{},{}\n", height_m(gmina, at), CELL_CM / 100);
                part.text(File::Terrain).push(&line);
            }
        }
    }
    for (number, (at, operator, height)) in (1..).zip(masts) {
        let (lat, lon) = lat_lon(country, at, 7);
        part.text(File::Stations).push(&csv_line(&[
            &format!("SB-{}-{number}", unit.code),
            &country.operators[usize::from(operator)].number,
            &lon,
            &lat,
            &height.to_string(),
        ]));
    }
}
