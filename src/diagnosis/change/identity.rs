//! Which address of a later edition is which of an earlier one.
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hash};
use std::sync::LazyLock;

use rustc_hash::FxHasher;
use serde::Deserialize;

use crate::model::{AddressPoint, World, number_key};
use crate::place::{GminaCode, SimcId, UlicId};

type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FxHasher>>;

/// How two records were found to be the same address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// Same identifier, and the same key or place; or no other record could be meant.
    Id,
    /// Same gmina, locality, street and number.
    Key,
    /// Same locality, street and number, another gmina: renumbered TERYT codes.
    KeyWithoutGmina,
    /// Same number within the distance of `data/assumptions/identity.toml`.
    Place,
    /// One of as many twins with the same key, in the order of the registers.
    Twin,
}

impl Tie {
    /// Every tie, best first.
    pub const ALL: [Self; 5] =
        [Self::Id, Self::Key, Self::KeyWithoutGmina, Self::Place, Self::Twin];

    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Key => "key",
            Self::KeyWithoutGmina => "key_without_gmina",
            Self::Place => "place",
            Self::Twin => "twin",
        }
    }
}

/// Addresses of two editions, paired.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// For each new address the old one and how it was found.
    pub old_of: Vec<Option<(u32, Tie)>>,
    /// Old addresses that no new one is, ascending.
    pub gone: Vec<u32>,
    /// Identifiers that both editions have for different places: not believed.
    pub ids_reused: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    number: Vec<Number>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "unit, source and confidence are for people")]
struct Number {
    name: String,
    value: u32,
    unit: String,
    source: String,
    confidence: String,
}

/// Distances in millimetres: the same place, and how far an identifier may move.
#[derive(Clone, Copy, Debug)]
struct Limits {
    same_place_mm: i64,
    id_moved_mm: i64,
}

static LIMITS: LazyLock<Limits> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/assumptions/identity.toml"))
        .expect("data/assumptions/identity.toml is part of the program");
    let metres = |name: &str| {
        let found = file.number.iter().find(|number| number.name == name);
        i64::from(found.expect("every distance stands in the file").value) * 1000
    };
    Limits { same_place_mm: metres("same_place_m"), id_moved_mm: metres("id_moved_m") }
});

/// Metres within which the same number is the same address.
pub fn same_place_m() -> i64 {
    LIMITS.same_place_mm / 1000
}

/// Identifier of its own; `None` where the program made one of file and row.
fn own_id<'a>(world: &'a World, address: &AddressPoint) -> Option<&'a str> {
    let id = world.texts.get(address.id);
    let made = || format!("{}:{}", address.origin.file.0 + 1, address.origin.row);
    (!id.is_empty() && id != made()).then_some(id)
}

type PlaceKey = (Option<SimcId>, Option<UlicId>, String);

fn place_key(world: &World, address: &AddressPoint) -> Option<PlaceKey> {
    let number = number_key(world.texts.get(address.number));
    address.simc.filter(|_| !number.is_empty())?;
    Some((address.simc, address.ulic, number))
}

fn apart_mm2(a: &AddressPoint, b: &AddressPoint) -> Option<i64> {
    Some(a.position?.distance_squared_mm2(b.position?))
}

/// Works through the rungs; what one has paired the next does not see.
struct Pairing<'a> {
    old: &'a World,
    new: &'a World,
    old_of: Vec<Option<(u32, Tie)>>,
    is_taken: Vec<bool>,
    ids_reused: u64,
}

impl Pairing<'_> {
    fn pair(&mut self, old: u32, new: u32, tie: Tie) {
        self.old_of[new as usize] = Some((old, tie));
        self.is_taken[old as usize] = true;
    }

    fn left_old(&self) -> impl Iterator<Item = (u32, &AddressPoint)> {
        let all = (0_u32..).zip(&self.old.addresses);
        all.filter(|(position, _)| !self.is_taken[*position as usize])
    }

    fn left_new(&self) -> impl Iterator<Item = (u32, &AddressPoint)> {
        let all = (0_u32..).zip(&self.new.addresses);
        all.filter(|(position, _)| self.old_of[*position as usize].is_none())
    }

    /// Pairs of addresses that alone have a key in each edition.
    fn alone<K: Hash + Eq>(
        &self,
        old_key: impl Fn(&AddressPoint) -> Option<K>,
        new_key: impl Fn(&AddressPoint) -> Option<K>,
    ) -> Vec<(u32, u32)> {
        let mut olds: FastMap<K, Option<u32>> = FastMap::default();
        for (position, address) in self.left_old() {
            if let Some(key) = old_key(address) {
                olds.entry(key).and_modify(|held| *held = None).or_insert(Some(position));
            }
        }
        let found = self.left_new().filter_map(|(position, address)| {
            let old = olds.get(&new_key(address)?).copied().flatten()?;
            Some((old, position))
        });
        let mut pairs: Vec<(u32, u32)> = found.collect();
        pairs.sort_unstable();
        // An old address that several new ones claim belongs to none of them by this key.
        let alone = pairs.chunk_by(|a, b| a.0 == b.0).filter(|claims| claims.len() == 1);
        alone.flatten().copied().collect()
    }

    /// `is_alone`: after every other rung an identifier is believed without the number, unless
    /// the place is another one; before them only together with key or number and place.
    fn by_id(&mut self, is_alone: bool) {
        let (old, new) = (self.old, self.new);
        let id = |world, address: &AddressPoint| own_id(world, address);
        let key = |world: &World, a: &AddressPoint| {
            (a.simc, a.ulic, number_key(world.texts.get(a.number)))
        };
        for (from, to) in self.alone(|a| id(old, a), |a| id(new, a)) {
            let (a, b) = (&old.addresses[from as usize], &new.addresses[to as usize]);
            let apart = apart_mm2(a, b);
            let (old_key, new_key) = (key(old, a), key(new, b));
            let is_here = apart.is_some_and(|d| d <= LIMITS.same_place_mm.pow(2));
            let is_far = apart.is_some_and(|d| d > LIMITS.id_moved_mm.pow(2));
            if old_key == new_key || (old_key.2 == new_key.2 && is_here) || (is_alone && !is_far) {
                self.pair(from, to, Tie::Id);
            } else {
                self.ids_reused += u64::from(is_alone);
            }
        }
    }

    fn by_key(&mut self) {
        type Key = (Option<GminaCode>, PlaceKey);
        let key =
            |world, a: &AddressPoint| -> Option<Key> { Some((a.gmina, place_key(world, a)?)) };
        let (old, new) = (self.old, self.new);
        for (from, to) in self.alone(|a| key(old, a), |a| key(new, a)) {
            self.pair(from, to, Tie::Key);
        }
        for (from, to) in self.alone(|a| place_key(old, a), |a| place_key(new, a)) {
            self.pair(from, to, Tie::KeyWithoutGmina);
        }
    }

    /// Nearest first: each address is paired once.
    fn by_place(&mut self) {
        /// Candidates looked at for one address: more stand at one spot only in a damaged register.
        const CANDIDATES: usize = 64;
        let mut olds: BTreeMap<String, Vec<(i32, u32)>> = BTreeMap::new();
        for (position, address) in self.left_old() {
            let number = number_key(self.old.texts.get(address.number));
            if let Some(place) = address.position {
                olds.entry(number).or_default().push((place.easting_mm(), position));
            }
        }
        for places in olds.values_mut() {
            places.sort_unstable();
        }
        let reach = i32::try_from(LIMITS.same_place_mm).unwrap_or(i32::MAX);
        let mut pairs = Vec::new();
        for (position, address) in self.left_new() {
            let number = number_key(self.new.texts.get(address.number));
            let (Some(place), Some(olds)) = (address.position, olds.get(&number)) else {
                continue;
            };
            let west = place.easting_mm().saturating_sub(reach);
            let east = place.easting_mm().saturating_add(reach);
            let start = olds.partition_point(|(easting, _)| *easting < west);
            let near = olds[start..].iter().take_while(|(easting, _)| *easting <= east);
            let near = near.filter_map(|(_, old)| {
                let apart = apart_mm2(&self.old.addresses[*old as usize], address)?;
                // Without a number only the very same point is the same address.
                let most = if number.is_empty() { 0 } else { LIMITS.same_place_mm.pow(2) };
                (apart <= most).then_some((apart, *old, position))
            });
            pairs.extend(near.take(CANDIDATES));
        }
        pairs.sort_unstable();
        for (_, from, to) in pairs {
            if !self.is_taken[from as usize] && self.old_of[to as usize].is_none() {
                self.pair(from, to, Tie::Place);
            }
        }
    }

    fn by_twins(&mut self) {
        type Key = (Option<GminaCode>, Option<SimcId>, Option<UlicId>, String);
        let key = |world: &World, a: &AddressPoint| -> Key {
            (a.gmina, a.simc, a.ulic, number_key(world.texts.get(a.number)))
        };
        let mut twins: BTreeMap<Key, [Vec<u32>; 2]> = BTreeMap::new();
        for (position, address) in self.left_old() {
            twins.entry(key(self.old, address)).or_default()[0].push(position);
        }
        for (position, address) in self.left_new() {
            twins.entry(key(self.new, address)).or_default()[1].push(position);
        }
        for [olds, news] in twins.into_values().filter(|[old, new]| old.len() == new.len()) {
            olds.into_iter().zip(news).for_each(|(old, new)| self.pair(old, new, Tie::Twin));
        }
    }
}

/// Pairs the addresses of two editions: by identifier (with the key, or number and place), else by
/// key, else by number and place, else by identifier alone.
///
/// An identifier, key or place is believed only where it names one address in each edition.
pub fn identify(old: &World, new: &World) -> Identity {
    let mut pairing = Pairing {
        old,
        new,
        old_of: vec![None; new.addresses.len()],
        is_taken: vec![false; old.addresses.len()],
        ids_reused: 0,
    };
    pairing.by_id(false);
    pairing.by_key();
    pairing.by_place();
    pairing.by_id(true);
    pairing.by_twins();
    let gone = pairing.left_old().map(|(position, _)| position).collect();
    Identity { old_of: pairing.old_of, gone, ids_reused: pairing.ids_reused }
}

/// The old position of each new address.
pub fn match_addresses(old: &World, new: &World) -> Vec<Option<u32>> {
    let paired = identify(old, new).old_of.into_iter();
    paired.map(|tie| tie.map(|(old, _)| old)).collect()
}
