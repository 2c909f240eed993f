//! Addresses by identifier, text and place.

use std::ops::Range;

use super::{Ids, Plane};
use crate::place::{GminaCode, Pl1992};
use crate::search::{Described, SearchIndex};

/// Where an address stands that stands nowhere.
const NOWHERE: Pl1992 = Pl1992::from_millimetres(i32::MIN, i32::MIN);

/// Points of addresses, by position.
pub struct Spots(Vec<Pl1992>);

impl FromIterator<Option<Pl1992>> for Spots {
    fn from_iter<T: IntoIterator<Item = Option<Pl1992>>>(points: T) -> Self {
        Self(points.into_iter().map(|point| point.unwrap_or(NOWHERE)).collect())
    }
}

impl Spots {
    /// The point of an address, where it is known.
    pub fn get(&self, position: usize) -> Option<Pl1992> {
        self.0.get(position).copied().filter(|point| *point != NOWHERE)
    }

    /// All of them, those that are not known far outside of Poland.
    pub(super) fn all(&self) -> &[Pl1992] {
        &self.0
    }
}

/// Gminas by their addresses, which follow one another.
#[derive(Clone, Debug, Default)]
pub struct NamedPlaces {
    /// Gminas in order of code.
    pub gminas: Vec<(GminaCode, Range<usize>)>,
}

/// The addresses of an input.
pub struct AddressBook {
    /// Identifiers.
    pub ids: Ids,
    /// Points in the engine's system.
    pub points: Spots,
    /// Places in the plane of web maps.
    pub plane: Plane,
    /// What people write of them.
    pub index: SearchIndex,
    entries: Vec<u32>,
    gminas: Vec<(GminaCode, Range<usize>)>,
}

impl AddressBook {
    /// A book of what is known of addresses, each in their order.
    pub fn new(ids: Ids, points: Spots, index: SearchIndex, places: NamedPlaces) -> Self {
        let plane = Plane::new(&points);
        let entries = index.entries_of_addresses(ids.len());
        Self { ids, points, plane, index, entries, gminas: places.gminas }
    }

    /// Number of addresses.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Gmina of an address.
    pub fn gmina(&self, position: usize) -> Option<GminaCode> {
        let at = self.gminas.partition_point(|(_, rows)| rows.end <= position);
        let (code, rows) = self.gminas.get(at)?;
        rows.contains(&position).then_some(*code)
    }

    /// Addresses of a gmina.
    pub fn of_gmina(&self, code: GminaCode) -> Range<usize> {
        let at = self.gminas.binary_search_by_key(&code, |(held, _)| *held);
        at.map_or(0..0, |at| self.gminas[at].1.clone())
    }

    /// Gminas that have addresses, in order.
    pub fn gminas(&self) -> impl Iterator<Item = GminaCode> + '_ {
        self.gminas.iter().map(|(code, _)| *code)
    }

    /// Names of an address.
    pub fn names(&self, position: usize) -> Option<Described<'_>> {
        self.index.describe_entry(*self.entries.get(position)?)
    }

    /// Locality, street and number of an address.
    pub fn written(&self, position: usize) -> String {
        let Some(names) = self.names(position) else { return String::new() };
        let street = names.street.map_or("", |street| street.1);
        let parts = [names.locality, street].into_iter().filter(|part| !part.is_empty());
        format!("{} {}", parts.collect::<Vec<_>>().join(", "), names.number)
    }

    /// The `count` addresses nearest to a point: squares of distances in mm², and positions.
    pub fn nearest(&self, from: Pl1992, count: usize) -> Vec<(i64, u32)> {
        self.plane.nearest(from, count, |at| self.points.get(at as usize))
    }
}
