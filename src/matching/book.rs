//! The ladder by which other registers find an address.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rustc_hash::FxBuildHasher;

use super::MatchSettings;
use crate::index::PointIndex;
use crate::model::{
    AddressPoint, IssueCode, NumberForm, Rung, TextId, TextPoolBuilder, number_key,
};
use crate::place::{GminaCode, Pl1992, SimcId, UlicId};
use crate::sources::AddressKey;

type Map<K, V> = HashMap<K, V, FxBuildHasher>;
type Set<K> = HashSet<K, FxBuildHasher>;
type StreetKey = (GminaCode, SimcId, Option<UlicId>);

/// Addresses by every key that other registers use.
pub struct AddressBook<'a> {
    addresses: &'a [AddressPoint],
    keys: &'a [TextId],
    texts: &'a TextPoolBuilder,
    rungs: Vec<Rung>,
    radius_mm: u32,
    gminas: Set<GminaCode>,
    localities: Set<(GminaCode, SimcId)>,
    streets: Map<StreetKey, Range<u32>>,
    by_id: Map<&'a str, u32>,
    points: PointIndex,
}

/// Addresses found, and the rung on which they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// How.
    pub rung: Rung,
    /// Positions of the addresses; more than one where two share the key.
    pub addresses: Range<u32>,
}

impl<'a> AddressBook<'a> {
    /// Books addresses in the order of the world; `keys` are their normalised numbers.
    pub fn new(
        addresses: &'a [AddressPoint],
        keys: &'a [TextId],
        texts: &'a TextPoolBuilder,
        settings: &MatchSettings,
    ) -> Self {
        let mut gminas = Set::default();
        let mut localities = Set::default();
        let mut streets: Map<StreetKey, Range<u32>> = Map::default();
        let mut by_id = Map::default();
        for (position, address) in (0_u32..).zip(addresses) {
            by_id.entry(texts.get(address.id)).or_insert(position);
            let Some(gmina) = address.gmina else { continue };
            gminas.insert(gmina);
            let Some(simc) = address.simc else { continue };
            localities.insert((gmina, simc));
            let street =
                streets.entry((gmina, simc, address.ulic)).or_insert_with(|| position..position);
            street.end = position + 1;
        }
        let points = if settings.rungs.contains(&Rung::Coordinates) {
            let placed = (0_u32..).zip(addresses);
            PointIndex::new(placed.filter_map(|(i, a)| a.position.map(|point| (point, i))))
        } else {
            PointIndex::new([])
        };
        let rungs = settings.rungs.clone();
        let radius_mm = settings.radius_mm;
        Self {
            addresses,
            keys,
            texts,
            rungs,
            radius_mm,
            gminas,
            localities,
            streets,
            by_id,
            points,
        }
    }

    /// The address at a position.
    pub fn address(&self, position: u32) -> &AddressPoint {
        &self.addresses[position as usize]
    }

    /// How many addresses there are.
    pub const fn n_addresses(&self) -> usize {
        self.addresses.len()
    }

    /// The address of an identifier.
    pub fn by_id(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// Whether any address of the run lies in the gmina.
    pub fn has_gmina(&self, gmina: GminaCode) -> bool {
        self.gminas.contains(&gmina)
    }

    /// Climbs down the ladder: exact and number, street, coordinates.
    ///
    /// # Errors
    /// The code of the first part of the key that no address has.
    pub fn find(&self, key: &AddressKey, position: Option<Pl1992>) -> Result<Hit, IssueCode> {
        let by_key = self.by_key(key);
        if by_key.is_ok() || !self.rungs.contains(&Rung::Coordinates) {
            return by_key;
        }
        let nearest = position.and_then(|point| self.points.nearest(point));
        let radius = i64::from(self.radius_mm);
        match nearest {
            Some((address, distance)) if distance <= radius * radius => {
                Ok(Hit { rung: Rung::Coordinates, addresses: address..address + 1 })
            }
            _ => by_key,
        }
    }

    fn by_key(&self, key: &AddressKey) -> Result<Hit, IssueCode> {
        let (Some(gmina), Some(simc)) = (key.gmina, key.simc) else {
            return Err(IssueCode::UnknownLocality);
        };
        if !self.localities.contains(&(gmina, simc)) {
            return Err(IssueCode::UnknownLocality);
        }
        let ulic = key.ulic.map_err(|()| IssueCode::UnknownStreet)?;
        let street = self.streets.get(&(gmina, simc, ulic)).ok_or(IssueCode::UnknownStreet)?;
        let number = number_key(&key.number);
        if number.is_empty() {
            // No number is none of a house, not even of one that has none.
            return Err(IssueCode::UnknownNumber);
        }
        let same = self.same_number(street, &number);
        let has = |rung: Rung| self.rungs.contains(&rung);
        let is_literal = |position: &u32| {
            self.texts.get(self.addresses[*position as usize].number) == key.number
        };
        let literal = same.clone().find(is_literal);
        if has(Rung::Number) && !same.is_empty() {
            let rung =
                if literal.is_some() && has(Rung::Exact) { Rung::Exact } else { Rung::Number };
            return Ok(Hit { rung, addresses: same });
        }
        if let Some(position) = literal.filter(|_| has(Rung::Exact)) {
            return Ok(Hit { rung: Rung::Exact, addresses: position..position + 1 });
        }
        let nearest = if has(Rung::Street) { self.nearest_form(street, &number) } else { None };
        nearest
            .map(|addresses| Hit { rung: Rung::Street, addresses })
            .ok_or(IssueCode::UnknownNumber)
    }

    fn key_of(&self, position: u32) -> &'a str {
        self.texts.get(self.keys[position as usize])
    }

    /// Addresses of a street with exactly this normalised number; a street is sorted by number.
    fn same_number(&self, street: &Range<u32>, number: &str) -> Range<u32> {
        let wanted = (NumberForm::of(number), number);
        let order = |key: &TextId| {
            let key = self.texts.get(*key);
            (NumberForm::of(key), key).cmp(&wanted)
        };
        let keys = &self.keys[street.start as usize..street.end as usize];
        let offset = |n: usize| street.start + u32::try_from(n).expect("within the street");
        let start = keys.partition_point(|key| order(key).is_lt());
        let end = keys.partition_point(|key| order(key).is_le());
        offset(start)..offset(end)
    }

    /// Addresses of the street with the nearest form of the number: the plain number for a
    /// suffixed one, else the first suffixed one; for a range, either of its ends.
    fn nearest_form(&self, street: &Range<u32>, number: &str) -> Option<Range<u32>> {
        let form = NumberForm::of(number);
        if form.number == 0 {
            // A plot number (`dz. 12/3`) says nothing of houses.
            return None;
        }
        let second = form.suffix.strip_prefix(['-', '/']).map(|rest| NumberForm::of(rest).number);
        // `12-14` and `12/14` are ranges, `999/4` is a flat or a plot.
        let second = second.filter(|second| *second > form.number);
        let candidates = [Some(form.number), second].into_iter().flatten();
        candidates
            .filter_map(|wanted| {
                let is_form =
                    |position: &u32| NumberForm::of(self.key_of(*position)).number == wanted;
                // Sorted by number, then suffix: the plain number comes first.
                street.clone().find(is_form)
            })
            .map(|position| self.same_number(street, self.key_of(position)))
            .next()
    }
}
