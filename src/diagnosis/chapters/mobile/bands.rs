//! What each operator has in which band, over a cell or along a road.

use std::collections::BTreeMap;

use super::readings::PlaceReadings;
use crate::policy::Generation;

/// The strongest signal of an operator in a band over several places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandSignal {
    /// The operator; empty where the file does not name it.
    pub operator: String,
    /// 4G or 5G; `None` where the file does not tell.
    pub generation: Option<Generation>,
    /// The band in MHz, where told.
    pub mhz: Option<u32>,
    /// Best class of the signal outdoors, where known.
    pub outdoor: Option<i64>,
    /// Millimetres of a road or track that it reaches outdoors.
    pub reached_mm: u64,
}

/// Operator, generation, band.
type Key<'a> = (&'a str, Option<Generation>, Option<u32>);

/// Signals on the way: best class, and the length that they reach.
#[derive(Clone, Debug, Default)]
pub(super) struct Bands<'a>(BTreeMap<Key<'a>, (Option<i64>, u64)>);

impl<'a> Bands<'a> {
    /// Takes what stands at a place, which is so long.
    pub(super) fn take(&mut self, here: &PlaceReadings<'a>, millimetres: u64) {
        for read in here.strongest() {
            let key = (read.operator, read.generation, read.mhz);
            let (best, reached) = self.0.entry(key).or_default();
            *best = (*best).max(read.outdoor);
            if read.outdoor.is_some_and(|class| here.reaches(class)) {
                *reached += millimetres;
            }
        }
    }

    /// Takes what another has; lengths add up.
    pub(super) fn absorb(&mut self, other: Self) {
        for (key, (class, millimetres)) in other.0 {
            let (best, reached) = self.0.entry(key).or_default();
            *best = (*best).max(class);
            *reached += millimetres;
        }
    }

    /// The signals, by operator, generation and band.
    pub(super) fn signals(self) -> Vec<BandSignal> {
        let signal = |((operator, generation, mhz), (outdoor, reached_mm)): (Key<'_>, _)| {
            let operator = operator.to_owned();
            BandSignal { operator, generation, mhz, outdoor, reached_mm }
        };
        self.0.into_iter().map(signal).collect()
    }
}
