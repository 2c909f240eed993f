//! Which networks reach which roads, and what they sell there.
//!
//! A network reaches whole roads. Speeds of 100 Mb/s and more never depend on the single house, so
//! that no covered house is alone among others that are not, nor the other way round.
//!
//! Possible reach holds road by road too: nobody has looked yet whether the mast is seen from there,
//! or whether a duct is free, and neither is so for a whole town at once. In some localities it
//! holds on more roads than in others. A part of what was possible only a year ago has been looked
//! at since, when somebody ordered: there it is certain now, or withdrawn. That is what registers
//! of several editions tell, and how a reader can learn what possible reach is worth.

use std::collections::BTreeMap;

use super::model::{Area, Claim, Node, Reach, Truth};
use super::operators::{TECHNOLOGIES, local, national, regional, tech};
use super::plane::{Spot, Vector};
use super::rng::Rng;
use super::settle::{Place, RoadKind, Settled};
use super::units::{Unit, Units};

/// Tangent of half of 11.25°: 32 turns make a circle.
const TURN: f64 = 0.098_491_403_357_164_25;
const N_AREA_CORNERS: usize = 32;
/// Of the roads of a locality, the share on which possible reach holds.
const HOLDS: (f64, f64) = (0.35, 0.85);
/// Of the roads of a locality, the share that a radio mast sees: it stands somewhere, and houses,
/// woods and hollows stand before it. Nobody who looks from a mast sees a whole town.
const SEEN: f64 = 0.7;
/// How much of the possible reach of a year ago has been looked at since.
const SURVEYED: f64 = 1.0 / 3.0;
/// So near some of its houses each locality with fibre has a point of the network.
const LOCAL_POINT_M: f64 = 850.0;
/// And so near each house: the last cabinet before it stands along the road, not in the middle of the
/// village.
const POINT_M: f64 = 2_000.0;

/// What a network sells at the roads of a locality.
pub(super) struct Deal {
    pub(super) operator: u16,
    pub(super) network: u16,
    pub(super) technology: u8,
    pub(super) down: u32,
    pub(super) up: u32,
    pub(super) reach: Reach,
    /// Speeds fall with the distance from the node.
    is_copper: bool,
    /// Built since the edition before.
    pub(super) is_new: bool,
    /// Its reach was merely possible a year ago, and has been looked at since.
    is_surveyed: bool,
    /// If its reach is merely possible, or was: whether it can be had after all, by road.
    holds: Vec<bool>,
    /// By road of the locality.
    roads: Vec<bool>,
}

/// Networks of a gmina.
pub(super) struct Footprints {
    pub(super) claims: Vec<Claim>,
    /// Rows that only the edition of a year ago had, by address.
    pub(super) withdrawn: Vec<Claim>,
    pub(super) nodes: Vec<Node>,
    pub(super) areas: Vec<Area>,
}

pub(super) fn lay(
    units: &Units,
    unit: &Unit,
    index: usize,
    settled: &Settled,
    seed: u64,
) -> Footprints {
    let mut found = Footprints {
        claims: Vec::new(),
        withdrawn: Vec::new(),
        nodes: Vec::new(),
        areas: Vec::new(),
    };
    let powiat = u64::try_from(unit.powiat).expect("fits");
    for (position, place) in settled.places.iter().enumerate() {
        let keys = [index, position].map(|key| u64::try_from(key).expect("fits"));
        let mut surveyor = Surveyor {
            place,
            settled,
            rng: Rng::of(seed, "footprints", &keys),
            luck: Rng::of(seed, "surveys", &keys),
            deals: Vec::new(),
        };
        surveyor.copper();
        surveyor.cable();
        surveyor.fibre(units, unit, &mut Rng::of(seed, "presence", &[powiat]));
        surveyor.radio(local(units, unit.powiat));
        let deals = std::mem::take(&mut surveyor.deals);
        sell(place, settled, &deals, &mut found);
        surveyor.mark(&deals, &mut found);
    }
    found
}

/// Rows by address, in the order of the deals.
fn sell(place: &Place, settled: &Settled, deals: &[Deal], found: &mut Footprints) {
    for address in place.addresses.clone() {
        let subject = &settled.addresses[address];
        let road = subject.road - place.roads.start;
        for deal in deals.iter().filter(|deal| deal.roads[road]) {
            let mut claim = Claim::honest(address, deal, deal.holds[road]);
            if deal.is_surveyed {
                claim.was_possible = true;
                if !deal.holds[road] {
                    claim.truth = None;
                    found.withdrawn.push(claim);
                    continue;
                }
                claim = claim.proved();
            }
            if deal.is_copper {
                let metres = subject.at.distance_m(place.centre.spot());
                let (technology, down, up) = match metres {
                    ..=700.0 if deal.technology == tech::VECTORING => (tech::VECTORING, 80, 8),
                    ..=900.0 => (tech::VDSL2, 40, 6),
                    ..=2_000.0 => (tech::ADSL2_PLUS, 20, 2),
                    _ => (tech::ADSL, 10, 2),
                };
                let truth = claim.truth.map(|truth| Truth { down, up, ..truth });
                claim = Claim { technology, down, up, truth, ..claim };
            }
            found.claims.push(claim);
        }
    }
}

/// Flexibility points where fibre reaches farther than its node.
pub(super) fn add_points(settled: &Settled, claims: &[Claim], nodes: &mut Vec<Node>) {
    let is_fibre = |technology: u8| TECHNOLOGIES[usize::from(technology)].is_fibre;
    let mut points: BTreeMap<u16, Vec<Spot>> = BTreeMap::new();
    for node in nodes.iter().filter(|node| is_fibre(node.technology)) {
        points.entry(node.operator).or_default().push(node.at);
    }
    let place = |claim: &Claim| settled.addresses[claim.address].place;
    let house = |claim: &Claim| settled.addresses[claim.address].at;
    let metres = |points: &BTreeMap<u16, Vec<Spot>>, claim: &Claim| {
        let here = points.get(&claim.network).into_iter().flatten();
        here.map(|point| point.distance_m(house(claim))).fold(f64::INFINITY, f64::min)
    };
    let fibre = || claims.iter().filter(|claim| is_fibre(claim.technology));
    let mut nearest: BTreeMap<(usize, u16), (f64, &Claim)> = BTreeMap::new();
    for claim in fibre() {
        let found = (metres(&points, claim), claim);
        let held = nearest.entry((place(claim), claim.network)).or_insert(found);
        if found.0 < held.0 {
            *held = found;
        }
    }
    let locals = nearest.into_values().filter(|(metres, _)| *metres > LOCAL_POINT_M);
    let locals: Vec<&Claim> = locals.map(|(_, claim)| claim).collect();
    for (claim, limit_m) in
        locals.into_iter().map(|claim| (claim, LOCAL_POINT_M)).chain(fibre().map(|c| (c, POINT_M)))
    {
        if metres(&points, claim) > limit_m {
            let (at, operator) = (house(claim), claim.network);
            points.entry(operator).or_default().push(at);
            nodes.push(Node { at, operator, technology: claim.technology, defect: None });
        }
    }
}

struct Surveyor<'a> {
    place: &'a Place,
    settled: &'a Settled,
    rng: Rng,
    /// Decides what possible reach is worth, and nothing else.
    luck: Rng,
    deals: Vec<Deal>,
}

impl Surveyor<'_> {
    fn size(&self) -> usize {
        self.place.addresses.len()
    }

    fn all_roads(&self) -> Vec<bool> {
        vec![true; self.place.roads.len()]
    }

    /// Roads that a radio mast sees.
    fn seen_roads(&mut self) -> Vec<bool> {
        self.place.roads.clone().map(|_| self.luck.chance(SEEN)).collect()
    }

    /// Most streets of a town; of a village all roads, or those without lanes.
    fn built_roads(&mut self, town_share: f64) -> Vec<bool> {
        let is_town = self.place.is_town;
        let all = is_town || self.rng.chance(0.7);
        let reached = |road: usize| {
            let kind = self.settled.roads[road].kind;
            if is_town { self.rng.chance(town_share) } else { all || kind != RoadKind::Lane }
        };
        self.place.roads.clone().map(reached).collect()
    }

    fn deal(&mut self, operator: u16, (technology, down, up): (u8, u32, u32), roads: Vec<bool>) {
        let share = self.rng.between(HOLDS.0, HOLDS.1);
        let holds = roads.iter().map(|_| self.luck.chance(share)).collect();
        self.deals.push(Deal {
            operator,
            network: operator,
            technology,
            down,
            up,
            reach: Reach::Certain,
            is_copper: false,
            holds,
            is_surveyed: false,
            is_new: false,
            roads,
        });
    }

    /// The last network has merely possible reach, or had until somebody looked.
    fn doubt(&mut self) {
        let is_surveyed = self.luck.chance(SURVEYED);
        if let Some(deal) = self.deals.last_mut() {
            (deal.reach, deal.is_surveyed) = (Reach::Possible, is_surveyed);
        }
    }

    fn copper(&mut self) {
        if !self.rng.chance(if self.place.is_town { 0.85 } else { 0.7 }) {
            return;
        }
        let technology = if self.rng.chance(0.4) { tech::VECTORING } else { tech::VDSL2 };
        let roads = self.all_roads();
        self.deal(national::INCUMBENT, (technology, 80, 8), roads);
        if let Some(deal) = self.deals.last_mut() {
            deal.is_copper = true;
        }
    }

    fn cable(&mut self) {
        let chance = if self.size() > 1_200 { 0.8 } else { 0.3 };
        if self.place.is_town && self.rng.chance(chance) {
            let roads = self.built_roads(0.7);
            let down = *self.rng.pick(&[300, 600, 1_000]);
            self.deal(national::CABLE, (tech::DOCSIS, down, down / 10), roads);
        }
    }

    /// Fibre of the incumbent, of the open network with its reseller, of the region's operators.
    fn fibre(&mut self, units: &Units, unit: &Unit, presence: &mut Rng) {
        let town = self.place.is_town;
        if self.rng.chance(if town { 0.65 } else { 0.27 }) {
            let speed = *self.rng.pick(&[(tech::GPON, 1_000, 300), (tech::GPON, 600, 100)]);
            self.build(national::INCUMBENT, speed);
        }
        if self.rng.chance(if town { 0.25 } else { 0.22 }) {
            let speed = *self.rng.pick(&[(tech::GPON, 900, 300), (tech::XGSPON, 2_000, 1_000)]);
            self.build(national::OPEN_FIBRE, speed);
            let resold = self.deals.last().filter(|_| self.rng.chance(0.7)).map(|deal| Deal {
                operator: national::RESELLER,
                down: deal.down.min(1_000),
                up: deal.up.min(300),
                roads: deal.roads.clone(),
                holds: deal.holds.clone(),
                ..*deal
            });
            self.deals.extend(resold);
        }
        for which in 0..2 {
            let is_present = presence.chance(0.6);
            if is_present && self.rng.chance(if town { 0.4 } else { 0.25 }) {
                let speed = *self.rng.pick(&[
                    (tech::GPON, 1_000, 300),
                    (tech::GPON, 300, 50),
                    (tech::ETHERNET, 1_000, 300),
                    (tech::ETHERNET, 300, 300),
                ]);
                self.build(regional(unit.voivodeship, which), speed);
            }
        }
        let is_local_builder = presence.chance(0.5);
        if is_local_builder && self.rng.chance(0.12) {
            self.build(local(units, unit.powiat), (tech::GPON, 300, 100));
        }
    }

    /// A fibre network; on some roads its reach has still to be checked.
    fn build(&mut self, operator: u16, speed: (u8, u32, u32)) {
        let roads = self.built_roads(0.8);
        let n_before = self.deals.len();
        let is_new = self.rng.chance(0.02);
        self.sell_built(operator, speed, roads);
        for deal in &mut self.deals[n_before..] {
            deal.is_new = is_new;
        }
    }

    fn sell_built(&mut self, operator: u16, speed: (u8, u32, u32), roads: Vec<bool>) {
        if !self.rng.chance(0.18) {
            return self.deal(operator, speed, roads);
        }
        let reach = |road: &bool| (*road, self.rng.chance(0.35));
        let split: Vec<(bool, bool)> = roads.iter().map(reach).collect();
        let certain = split.iter().map(|(is_there, is_possible)| *is_there && !is_possible);
        self.deal(operator, speed, certain.collect());
        let possible = split.iter().map(|(is_there, is_possible)| *is_there && *is_possible);
        self.deal(operator, speed, possible.collect());
        self.doubt();
    }

    fn radio(&mut self, local: u16) {
        for operator in [national::RADIO_A, national::RADIO_B] {
            if !self.rng.chance(0.33) {
                continue;
            }
            let (speed, reach) = match self.rng.below(100) {
                0..45 => ((tech::LTE_A, 60, 10), Reach::Certain),
                45..55 => ((tech::LTE, 30, 10), Reach::Certain),
                55..85 => ((tech::NR_NSA, 100, 30), Reach::Possible),
                85..95 => ((tech::NR_NSA, 200, 30), Reach::Certain),
                _ => ((tech::LTE_A, 60, 10), Reach::Possible),
            };
            let roads = self.seen_roads();
            self.deal(operator, speed, roads);
            if reach == Reach::Possible {
                self.doubt();
            }
        }
        if !self.place.is_town && self.rng.chance(0.2) {
            let roads = self.seen_roads();
            self.deal(local, (tech::OTHER_RADIO, 30, 10), roads);
            self.doubt();
        }
    }

    /// A node of each network near the centre; polygons of radio and of some fibre.
    fn mark(&mut self, deals: &[Deal], found: &mut Footprints) {
        for deal in deals.iter().filter(|deal| deal.operator == deal.network) {
            let direction =
                Vector::new(self.rng.between(-1.0, 1.0), self.rng.between(-1.0, 1.0)).unit();
            let at = self.place.centre.moved(direction, self.rng.between(15.0, 140.0)).spot();
            found.nodes.push(Node {
                at,
                operator: deal.operator,
                technology: deal.technology,
                defect: None,
            });
            let is_radio = deal.technology >= tech::LTE_A;
            if is_radio || self.rng.chance(0.3) {
                let ring = self.circle();
                let Deal { operator, technology, down, up, .. } = *deal;
                found.areas.push(Area { operator, technology, down, up, ring });
            }
        }
    }

    /// A ring around all houses of the locality.
    fn circle(&mut self) -> Vec<Spot> {
        let centre = self.place.centre;
        let houses = &self.settled.addresses[self.place.addresses.clone()];
        let metres = houses.iter().map(|house| house.at.distance_m(centre.spot()));
        let radius_m = metres.fold(200.0, f64::max) + 100.0;
        let mut direction = Vector::new(1.0, 0.0);
        let mut ring = Vec::with_capacity(N_AREA_CORNERS + 1);
        for _ in 0..N_AREA_CORNERS {
            let stretch = self.rng.between(1.01, 1.12);
            ring.push(centre.moved(direction, radius_m * stretch).spot());
            direction = direction.turned(TURN);
        }
        ring.push(ring[0]);
        ring
    }
}
