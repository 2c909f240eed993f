//! Low, middle and high of every indicator of statuses, from all that is uncertain or contradicted.
//!
//! The interval is the same whether detectors flag or decide: colours keep to the records, bounds
//! to what is known of them. It holds the number with a stated probability
//! (`interval_level`) if what is uncertain stands or falls by locality and network, or by parts of a
//! locality. How often it stands is not assumed: it is learnt, network by network, from what earlier
//! editions left open and later ones settle, and so is into how many parts localities fall. Fibre in a locality without a known point of its network stands as seldom as such
//! a point is missing in its other localities. Where nothing is known the interval comes near the sum
//! of all worst cases, because nobody knows better. What could be tied to no place widens it by its
//! full number.
#![deny(clippy::float_arithmetic)]

mod sums;

use std::collections::BTreeMap;
use std::ops::Range;

use super::detectors::{Conflicts, Detector, Elsewhere, Lost, Settled};
use super::verdict::{meets, networks_of};
use super::{DetectorMode, Diagnosis, DiagnosisSettings, Lens, Status, View, concerns};
use crate::model::{NetworkId, Offer, World};
use crate::place::{GminaCode, SimcId};
use crate::policy::detector_number;
use crate::quantity::Share;

use sums::{Block, Urn};

/// Bounds of the number of addresses with a status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Fewest.
    pub low: u64,
    /// Most.
    pub high: u64,
}

impl Bounds {
    /// Twice the middle, so that it stays whole.
    pub const fn mid_doubled(self) -> u64 {
        self.low + self.high
    }

    /// Width in tenths of a per cent of `whole`, rounded half up; `None` where there is no whole.
    pub fn width_tenths(self, whole: u64) -> Option<u64> {
        Share { part: self.high - self.low, whole }.tenths_of_percent()
    }
}

/// Bounds under one lens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LensBounds {
    /// Addresses that the profile concerns.
    pub concerned: u64,
    /// White, grey, black.
    pub bounds: [Bounds; 3],
}

/// Colours in the order of [`LensBounds::bounds`].
pub const COLOURS: [Status; 3] = [Status::White, Status::Grey, Status::Black];

/// What is uncertain together: a network in a locality, or what a detector says of a locality.
type Key = (Option<GminaCode>, Option<SimcId>);

/// What makes an address uncertain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A network whose reach is possible only.
    Possible(NetworkId),
    /// A network whose records a detector contradicts.
    Contradicted(NetworkId),
    /// A network whose fibre is stated in a locality without a known point of it.
    Pointless(NetworkId),
    /// A white address that a detector doubts.
    Doubted(Detector),
}

/// An address under a lens: networks that are certain, and kinds of which each may be one more.
struct Uncertain {
    certain: u32,
    kinds: Vec<Kind>,
}

/// What can be said of an address; `None` where the profile does not concern it.
fn uncertain(
    world: &World,
    diagnosis: &Diagnosis,
    conflicts: &Conflicts,
    lens: Lens,
    address: u32,
) -> Option<Uncertain> {
    let thresholds = &diagnosis.profiles[lens.profile];
    let at = address as usize;
    let site = diagnosis.sites[at];
    if !concerns(thresholds.profile.subject, site) {
        return None;
    }
    let settings =
        DiagnosisSettings { detectors: DetectorMode::Decide, ..diagnosis.settings.clone() };
    let offers = conflicts.offers_at(world, at);
    let networks = networks_of(&offers, thresholds, lens.view, &settings, site);
    let certain = networks.iter().filter(|(_, is_certain)| *is_certain).count();
    let start = world.offer_starts[at];
    let kind = |network: NetworkId| {
        let own = || (start..).zip(world.offers_at(at)).filter(move |(_, o)| o.network == network);
        let mut fast = own().filter(|(_, offer)| {
            meets(offer, thresholds, lens.view, &settings, site.is_educational)
        });
        let doubts =
            |(offer, o): (u32, &Offer)| o.impossible_speed || conflicts.doubts_offer(offer);
        if fast.all(|(offer, o)| !o.impossible_speed && conflicts.lacks_point(offer)) {
            Kind::Pointless(network)
        } else if own().any(doubts) {
            Kind::Contradicted(network)
        } else {
            Kind::Possible(network)
        }
    };
    let possible = networks.iter().filter(|(_, is_certain)| !is_certain);
    let mut kinds: Vec<Kind> = possible.map(|(network, _)| kind(*network)).collect();
    if networks.is_empty() {
        kinds.extend(conflicts.doubt_of_white(address).map(Kind::Doubted));
    }
    Some(Uncertain { certain: u32::try_from(certain).unwrap_or(u32::MAX), kinds })
}

/// Counts of one colour before they are put together.
#[derive(Default)]
struct Count {
    /// Addresses that have the colour whatever comes.
    sure: u64,
    /// Addresses counted in a block although more than the block must fall.
    fewer: u64,
    /// Addresses that may have it, counted nowhere else.
    more: u64,
    blocks: BTreeMap<Kind, BTreeMap<Key, Block>>,
}

impl Count {
    /// Counts an address that has the colour with `from` to `to` networks.
    fn add(&mut self, found: &Uncertain, (from, to): (u32, u32), key: Key) {
        let has = |networks: u32| from <= networks && networks <= to;
        let n_kinds = u32::try_from(found.kinds.len()).unwrap_or(u32::MAX);
        match found.kinds.as_slice() {
            [] => self.sure += u64::from(has(found.certain)),
            [kind] => {
                let block = self.blocks.entry(*kind).or_default().entry(key).or_default();
                block.stands += u64::from(has(found.certain + 1));
                block.falls += u64::from(has(found.certain));
            }
            // White only if all of them fall: then the first one has fallen too.
            [first, ..] if from == 0 => {
                let block = self.blocks.entry(*first).or_default().entry(key).or_default();
                block.falls += u64::from(has(found.certain));
                self.fewer += u64::from(has(found.certain));
            }
            _ => {
                let all = |mut counts: std::ops::RangeInclusive<u32>| counts.all(has);
                let any = |mut counts: std::ops::RangeInclusive<u32>| counts.any(has);
                let counts = || found.certain..=found.certain.saturating_add(n_kinds);
                self.sure += u64::from(all(counts()));
                self.more += u64::from(any(counts()) && !all(counts()));
            }
        }
    }
}

/// How often a kind is known to have stood and to have fallen, the prior with both; `None` where
/// nothing is known of it.
fn known(kind: Kind, conflicts: &Conflicts, prior: u64) -> Option<(u64, u64)> {
    match kind {
        Kind::Possible(network) => {
            let Settled { stood, fell } = conflicts.settled.get(&network)?;
            Some((prior + stood, prior + fell))
        }
        // Bayes: before the registers of points are looked at it is as likely true as false. If it is
        // true, its point is missing as seldom as elsewhere, (prior + without) of (2 · prior + all);
        // if it is false, there is none.
        Kind::Pointless(network) => {
            let Elsewhere { all, without } = conflicts.elsewhere.get(&network)?;
            Some((prior + without, 2 * prior + all))
        }
        Kind::Contradicted(_) | Kind::Doubted(_) => None,
    }
}

impl Count {
    /// The bounds at the level of the rule book.
    fn bounds(self, conflicts: &Conflicts) -> Bounds {
        let prior = u64::from(detector_number("interval_prior").max(1));
        // What nothing is known of stands or falls with an unknown share, the same for all of it:
        // to take networks for independent would be to know that their shares are not all high.
        let mut of_share: BTreeMap<Option<Kind>, Urn> = BTreeMap::new();
        for (kind, blocks) in self.blocks {
            let known = known(kind, conflicts, prior);
            let (stood, fell) = known.unwrap_or((prior, prior));
            let empty = || Urn { stood, fell, blocks: Vec::new() };
            let urn = of_share.entry(known.map(|_| kind)).or_insert_with(empty);
            let blocks = blocks.into_values();
            match kind {
                Kind::Possible(_) => urn.blocks.extend(blocks.flat_map(|block| {
                    block.cut(conflicts.parts.of(block.stands.max(block.falls)))
                })),
                _ => urn.blocks.extend(blocks),
            }
        }
        let urns: Vec<Urn> = of_share.into_values().collect();
        let (low, high) = sums::range(&urns);
        Bounds {
            low: self.sure + low.saturating_sub(self.fewer),
            high: self.sure + high + self.more,
        }
    }
}

/// Bounds of a range of addresses under a lens, widened by what is lost of its gmina.
pub fn bounds(
    world: &World,
    diagnosis: &Diagnosis,
    conflicts: &Conflicts,
    lens: Lens,
    range: Range<usize>,
    lost: Option<&Lost>,
) -> LensBounds {
    let thresholds = &diagnosis.profiles[lens.profile];
    let (grey, black) = (thresholds.grey_networks, thresholds.black_networks);
    // By colour: the fewest and most networks that it takes.
    let spans = [(0, grey - 1), (grey, black - 1), (black, u32::MAX)];
    let mut found = LensBounds::default();
    let mut counts: [Count; 3] = Default::default();
    let at = |address: u32| uncertain(world, diagnosis, conflicts, lens, address);
    for address in range.filter_map(|address| u32::try_from(address).ok()) {
        let Some(here) = at(address) else { continue };
        found.concerned += 1;
        let place = &world.addresses[address as usize];
        for (count, span) in counts.iter_mut().zip(spans) {
            count.add(&here, span, (place.gmina, place.simc));
        }
    }
    found.bounds = counts.map(|count| count.bounds(conflicts));
    let Some(lost) = lost else { return found };
    for here in lost.addresses.iter().filter_map(|address| at(*address)) {
        let n_kinds = u32::try_from(here.kinds.len()).unwrap_or(u32::MAX);
        let most = here.certain.saturating_add(n_kinds);
        for (bounds, (from, to)) in found.bounds.iter_mut().zip(spans) {
            bounds.high += u64::from(here.certain <= to && from <= most);
        }
    }
    let [white, others @ ..] = &mut found.bounds;
    white.low = white.low.saturating_sub(lost.records);
    for other in others {
        other.high = (other.high + lost.records).min(found.concerned.max(other.high));
        other.low = other.low.saturating_sub(lost.records);
    }
    found
}

/// Bounds of a gmina under every lens.
pub fn bounds_of_gmina(
    world: &World,
    diagnosis: &Diagnosis,
    conflicts: &Conflicts,
    gmina: GminaCode,
) -> Vec<LensBounds> {
    let range = world.addresses_of(gmina);
    let lost = conflicts.lost.get(&gmina);
    diagnosis
        .lenses()
        .map(|lens| bounds(world, diagnosis, conflicts, lens, range.clone(), lost))
        .collect()
}

/// The share of white addresses under the first profile today, as bounds and whole.
pub fn white_today(bounds: &[LensBounds]) -> (Bounds, u64) {
    let today = &bounds[View::Today as usize];
    (today.bounds[0], today.concerned)
}
