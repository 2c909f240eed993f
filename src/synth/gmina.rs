//! The addresses of the synthetic gmina and the oddities planted among them.

use super::SynthSpec;
use super::geometry::{Outline, Point};
use super::places::{LOCALITIES, Manner, NO_STREET, STREETS, TOWN, VILLAGE_STREETS};
use super::rng::SplitMix64;
use super::settle::{Plot, Settlement, Surveyor};

/// Localities of the planted pairs of keys that differ in letter case only.
const TWIN_LOCALITIES: [usize; 2] = [super::places::LAKOWO, super::places::ZABI_ROG];
const N_OUTSIDERS: usize = 3;
const OUTSIDE_M: f64 = 300.0;

/// One row of the address base.
pub(super) struct Address {
    pub(super) locality: usize,
    pub(super) street: Option<usize>,
    pub(super) number: String,
    pub(super) at: Point,
    pub(super) gml_id: String,
    /// The road it stands on, `None` for an outlying farm.
    pub(super) road: Option<usize>,
}

impl Address {
    pub(super) fn ulic(&self) -> &'static str {
        self.street.map_or(NO_STREET, |street| STREETS[street].ulic)
    }

    pub(super) fn street_name(&self) -> String {
        self.street.map_or_else(String::new, |street| STREETS[street].full_name())
    }

    /// True if both stand in the same street of the same locality.
    pub(super) fn shares_street(&self, other: &Self) -> bool {
        self.locality == other.locality && self.street == other.street
    }
}

/// A road that has houses.
pub(super) struct Axis {
    pub(super) locality: usize,
    pub(super) street: Option<usize>,
    pub(super) line: Vec<Point>,
}

/// The truth that all files are written from.
pub(super) struct Gmina {
    pub(super) outline: Outline,
    pub(super) roads: Vec<Axis>,
    /// By locality, road and place on the road; farms follow the roads.
    pub(super) addresses: Vec<Address>,
    /// Positions of addresses whose keys differ in letter case only.
    pub(super) twins: Vec<(usize, usize)>,
    /// Positions of addresses beyond the border.
    pub(super) outsiders: Vec<usize>,
}

impl Gmina {
    /// Builds everything but the operators.
    pub(super) fn found(spec: &SynthSpec) -> Self {
        let outline = Outline::draw(&mut SplitMix64::stream(spec.seed, "outline"));
        let mut surveyor = Surveyor::new(&outline, spec.seed);
        let mut registrar = Registrar {
            rng: SplitMix64::stream(spec.seed, "numbers"),
            addresses: Vec::with_capacity(spec.n_addresses),
            roads: Vec::new(),
        };
        for (position, quota) in quotas(spec.n_addresses).into_iter().enumerate() {
            let settlement = surveyor.settle(&LOCALITIES[position], quota);
            registrar.enter(position, settlement);
        }
        let mut gmina = Self {
            outline,
            roads: registrar.roads,
            addresses: registrar.addresses,
            twins: Vec::new(),
            outsiders: Vec::new(),
        };
        gmina.plant_twins();
        gmina.plant_outsiders();
        gmina.plant_empty_ids(spec.seed);
        gmina
    }

    /// All addresses with the key of this one, itself included.
    pub(super) fn key_group(&self, address: usize) -> Vec<usize> {
        let twin = self.twins.iter().find_map(|&(a, b)| match address {
            _ if address == a => Some(b),
            _ if address == b => Some(a),
            _ => None,
        });
        std::iter::once(address).chain(twin).collect()
    }

    /// Nothing is planted on it and its number is a plain whole number used once in its street.
    pub(super) fn is_ordinary(&self, address: usize) -> bool {
        let subject = &self.addresses[address];
        let integer = leading_integer(&subject.number);
        let n_alike = self
            .addresses
            .iter()
            .filter(|other| other.shares_street(subject))
            .filter(|other| leading_integer(&other.number) == integer)
            .count();
        integer == subject.number && n_alike == 1 && !self.outsiders.contains(&address)
    }

    /// Distance to the nearest other address in metres.
    pub(super) fn gap_m(&self, address: usize) -> f64 {
        let at = self.addresses[address].at;
        self.addresses
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != address)
            .map(|(_, other)| other.at.distance(at))
            .fold(f64::INFINITY, f64::min)
    }

    fn plant_twins(&mut self) {
        for locality in TWIN_LOCALITIES {
            let first = (0..self.addresses.len() - 1).find(|&position| {
                let (a, b) = (&self.addresses[position], &self.addresses[position + 1]);
                a.locality == locality
                    && a.road.is_some()
                    && a.road == b.road
                    && self.is_ordinary(position)
            });
            if let Some(first) = first {
                let integer = self.addresses[first].number.clone();
                self.addresses[first].number = format!("{integer}a");
                self.addresses[first + 1].number = format!("{integer}A");
                self.twins.push((first, first + 1));
            }
        }
    }

    /// Moves the farms nearest to the border across it, one of each locality.
    fn plant_outsiders(&mut self) {
        let mut moves: Vec<(f64, usize, Point)> = self
            .addresses
            .iter()
            .enumerate()
            .filter(|(_, address)| address.road.is_none())
            .map(|(position, address)| {
                let target = self.outline.beyond(address.at, OUTSIDE_M);
                let miss_m = (self.outline.depth(target) + OUTSIDE_M).abs();
                let walk_m = address.at.distance(target);
                (miss_m * 100.0 + walk_m, position, target)
            })
            .collect();
        moves.sort_by(|p, q| p.0.total_cmp(&q.0).then(p.1.cmp(&q.1)));
        for (_, position, target) in moves {
            let locality = self.addresses[position].locality;
            let is_used = |&other: &usize| self.addresses[other].locality == locality;
            if self.outsiders.len() < N_OUTSIDERS && !self.outsiders.iter().any(is_used) {
                self.addresses[position].at = target;
                self.outsiders.push(position);
            }
        }
        self.outsiders.sort_unstable();
    }

    /// Two addresses in a hundred that operators reported but PRG lacks.
    fn plant_empty_ids(&mut self, seed: u64) {
        let mut rng = SplitMix64::stream(seed, "empty ids");
        let mut n_left = self.addresses.len() / 50;
        while n_left > 0 {
            let position = rng.below(self.addresses.len());
            let gml_id = &mut self.addresses[position].gml_id;
            if !gml_id.is_empty() {
                gml_id.clear();
                n_left -= 1;
            }
        }
    }
}

/// The digits a house number begins with.
pub(super) fn leading_integer(number: &str) -> &str {
    let end = number.find(|c: char| !c.is_ascii_digit());
    &number[..end.unwrap_or(number.len())]
}

/// Addresses of each locality; the town takes what rounding leaves.
fn quotas(n_addresses: usize) -> Vec<usize> {
    let mut quotas: Vec<usize> =
        LOCALITIES.iter().map(|locality| n_addresses * locality.per_mille / 1_000).collect();
    quotas[TOWN] += n_addresses - quotas.iter().sum::<usize>();
    quotas
}

/// Gives numbers and identifiers to houses.
struct Registrar {
    rng: SplitMix64,
    addresses: Vec<Address>,
    roads: Vec<Axis>,
}

impl Registrar {
    fn enter(&mut self, locality: usize, settlement: Settlement) {
        let has_streets = LOCALITIES[locality].manner == Manner::Streets;
        let mut village_numbers = Numbers::new(1, 1);
        let roads = settlement.roads.into_iter().zip(settlement.axes);
        for (position, (plots, line)) in roads.enumerate() {
            let road = self.roads.len();
            let street = match (has_streets, locality == TOWN) {
                (true, true) => Some(position),
                (true, false) => Some(VILLAGE_STREETS[position]),
                (false, _) => None,
            };
            self.roads.push(Axis { locality, street, line });
            let mut sides = [Numbers::new(1, 2), Numbers::new(2, 2)];
            for Plot { at, left, .. } in plots {
                let numbers = match (has_streets, left) {
                    (true, true) => &mut sides[0],
                    (true, false) => &mut sides[1],
                    (false, _) => &mut village_numbers,
                };
                let number = numbers.draw(&mut self.rng);
                let gml_id = self.gml_id();
                self.addresses.push(Address {
                    locality,
                    street,
                    number,
                    at,
                    gml_id,
                    road: Some(road),
                });
            }
        }
        for at in settlement.farms {
            let number = village_numbers.draw(&mut self.rng);
            let gml_id = self.gml_id();
            self.addresses.push(Address { locality, street: None, number, at, gml_id, road: None });
        }
    }

    /// An identifier in the form of the address register, random in every digit.
    fn gml_id(&mut self) -> String {
        let (high, low) = (self.rng.bits(), self.rng.bits());
        let digits = format!("{high:016x}{low:016x}");
        let head = format!("{}-{}-4{}", &digits[..8], &digits[8..12], &digits[13..16]);
        let tail = format!("8{}-{}", &digits[17..20], &digits[20..]);
        format!("PL.ZIPIN.9801.EMUiA_{head}-{tail}")
    }
}

/// House numbers in ascending order, each once, with letters, double numbers and gaps.
struct Numbers {
    next: u32,
    step: u32,
    last: u32,
    n_letters: u8,
}

impl Numbers {
    fn new(first: u32, step: u32) -> Self {
        Self { next: first, step, last: 0, n_letters: 0 }
    }

    fn draw(&mut self, rng: &mut SplitMix64) -> String {
        if self.last > 0 && self.n_letters < 6 && rng.chance(0.09) {
            let first = if rng.chance(0.35) { b'a' } else { b'A' };
            let letter = char::from(first + self.n_letters);
            self.n_letters += 1;
            return format!("{}{letter}", self.last);
        }
        self.n_letters = 0;
        self.last = self.next;
        self.next += if rng.chance(0.05) { 2 } else { 1 } * self.step;
        if rng.chance(0.02) {
            let second = self.next;
            self.next += self.step;
            return format!("{}/{second}", self.last);
        }
        self.last.to_string()
    }
}
