//! What address points link to: gminas, localities and streets by their `gml:id`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::BuildHasherDefault;

use chrono::NaiveDate;
use rustc_hash::FxHasher;

use crate::place::{CodeError, Restored, SimcId, TercCode, TercWidth, UlicId};

/// A code of a target, parsed once for all its points; `Ok(None)` where the register has none.
pub(super) type Code<T> = Result<Option<Restored<T>>, CodeError>;

/// What a link leads to.
pub(super) enum Target {
    /// A gmina of the 2012 model.
    Gmina(Code<TercCode>),
    /// A locality; in the 2021 model it names its gmina.
    Locality { name: String, simc: Code<SimcId>, terc: Code<TercCode> },
    /// A street or square.
    Street { name: String, ulic: Code<UlicId> },
}

/// Targets of a file by `gml:id`, with the day on which the version ended.
#[derive(Default)]
pub(super) struct Links(HashMap<Box<str>, (Target, End), BuildHasherDefault<FxHasher>>);

/// The day on which a version ended; greater is better, and a version that has not ended is best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct End(NaiveDate);

impl End {
    /// A version that is in force.
    pub(super) const OPEN: Self = Self(NaiveDate::MAX);

    /// The earlier of this end and a day such as `2024-06-27` or `2024-06-27T08:25:24Z`; a text
    /// that is no day leaves it as it is.
    pub(super) fn or(self, text: &str) -> Self {
        day(text).map_or(self, |day| self.min(Self(day)))
    }
}

/// The day with which an ISO date or time begins.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}

impl Links {
    /// Keeps a target; of two with one identifier the version that ends later, else the first.
    pub(super) fn keep(&mut self, id: &str, target: Target, end: End) {
        match self.0.entry(id.into()) {
            Entry::Vacant(place) => {
                place.insert((target, end));
            }
            Entry::Occupied(mut held) if held.get().1 < end => {
                held.insert((target, end));
            }
            Entry::Occupied(_) => {}
        }
    }

    /// The target of a link.
    pub(super) fn get(&self, id: &str) -> Option<(&Target, End)> {
        self.0.get(id).map(|(target, end)| (target, *end))
    }
}

/// A TERC of seven digits.
pub(super) fn terc(text: &str) -> Code<TercCode> {
    if text.is_empty() { Ok(None) } else { TercCode::parse(text, TercWidth::Seven).map(Some) }
}

/// A SIMC identifier.
pub(super) fn simc(text: &str) -> Code<SimcId> {
    if text.is_empty() { Ok(None) } else { SimcId::parse(text).map(Some) }
}

/// A ULIC identifier.
pub(super) fn ulic(text: &str) -> Code<UlicId> {
    UlicId::parse(text)
}
