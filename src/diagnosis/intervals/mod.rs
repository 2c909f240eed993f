//! Low, middle and high of every indicator of statuses, from all that is uncertain or contradicted.
//!
//! The interval is the same whether detectors flag or decide: colours keep to the records, bounds
//! to what is known of them. It holds the number with a stated probability
//! (`interval_level`) if what is uncertain stands or falls by locality and network, or by parts of a
//! locality. How often it stands is not assumed: it is learnt, network by network, from what earlier
//! editions left open and later ones settle, and so is into how many parts localities fall. Fibre in a locality without a known point of its network stands as seldom as such
//! a point is missing in its other localities. Where nothing is known the interval comes near the sum
//! of all worst cases, because nobody knows better; the reach of a road then stands or falls alone, with
//! a share that is the same for all. A network that has vanished, or whose record was refused, may be one
//! more at an address of any colour. What could be tied to no place widens it by as much as can be of the
//! addresses that a profile concerns: all of it where these are all.
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
    /// A network that an earlier edition had here, and none since.
    Gone(NetworkId),
    /// A network that a detector takes to be there, unknown which.
    Doubted(Detector),
    /// Fibre of a network that has a point in the locality, where nobody states any.
    Silent,
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
    (conflicts, settings): (&Conflicts, &DiagnosisSettings),
    lens: Lens,
    address: u32,
) -> Option<Uncertain> {
    let thresholds = &diagnosis.profiles[lens.profile];
    let at = address as usize;
    let site = diagnosis.sites[at];
    if !concerns(thresholds.profile.subject, site) {
        return None;
    }
    let offers = conflicts.offers_at(world, at);
    let networks = networks_of(&offers, thresholds, lens.view, settings, site);
    let certain = networks.iter().filter(|(_, is_certain)| *is_certain).count();
    let start = world.offer_starts[at];
    let kind = |network: NetworkId| {
        let own = || (start..).zip(world.offers_at(at)).filter(move |(_, o)| o.network == network);
        let mut fast = own().filter(|(_, offer)| {
            meets(offer, thresholds, lens.view, settings, site.is_educational)
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
    let is_counted = |network| networks.iter().any(|(counted, _)| *counted == network);
    let doubts = conflicts.doubts_at(address).iter().filter_map(|doubt| match doubt.network {
        Some(network) => (!is_counted(network)).then_some(Kind::Gone(network)),
        // That a white address is odd tells nothing of one that is not white.
        None if networks.is_empty() || doubt.is_of_record() => Some(Kind::Doubted(doubt.detector)),
        None => None,
    });
    kinds.extend(doubts);
    let place = &world.addresses[at];
    kinds.extend(conflicts.silent.contains(&(place.gmina, place.simc)).then_some(Kind::Silent));
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
        Kind::Contradicted(_) | Kind::Gone(_) | Kind::Doubted(_) | Kind::Silent => None,
    }
}

/// What shares one share of how often it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sharing {
    /// A kind of which something is known.
    Known(Kind),
    /// Possible reach of which nothing is known, of whatever network: to take networks for
    /// independent would be to know that their shares are not all high.
    Reach,
    /// What detectors doubt.
    Doubts,
}

impl Count {
    /// The bounds at the level of the rule book, of which so much mass is spent already.
    fn bounds(self, conflicts: &Conflicts, spent: u64) -> Bounds {
        let [prior, prior_reach, road] =
            ["interval_prior", "interval_prior_reach", "interval_road"]
                .map(|name| u64::from(detector_number(name).max(1)));
        let mut of_share: BTreeMap<Sharing, Urn> = BTreeMap::new();
        for (kind, blocks) in self.blocks {
            let known = known(kind, conflicts, prior);
            let (sharing, start) = match (known, kind) {
                (Some(known), _) => (Sharing::Known(kind), known),
                (None, Kind::Possible(_)) => (Sharing::Reach, (prior_reach, prior_reach)),
                (None, _) => (Sharing::Doubts, (prior, prior)),
            };
            let (stood, fell) = start;
            let empty = || Urn { stood, fell, blocks: Vec::new() };
            let urn = of_share.entry(sharing).or_insert_with(empty);
            let blocks = blocks.into_values();
            let size = |block: Block| block.stands.max(block.falls);
            match kind {
                Kind::Possible(_) if known.is_some() || conflicts.parts.is_learnt() => {
                    let cut = |block: Block| block.cut(conflicts.parts.of(size(block)));
                    urn.blocks.extend(blocks.flat_map(cut));
                }
                Kind::Possible(_) => {
                    let cut = |block: Block| block.cut(sums::roads(size(block), road));
                    urn.blocks.extend(blocks.flat_map(cut));
                }
                _ => urn.blocks.extend(blocks),
            }
        }
        let urns: Vec<Urn> = of_share.into_values().collect();
        let (low, high) = sums::range(&urns, spent);
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
    let settings =
        DiagnosisSettings { detectors: DetectorMode::Decide, ..diagnosis.settings.clone() };
    let at = |address: u32| uncertain(world, diagnosis, (conflicts, &settings), lens, address);
    let whole = range.len() as u64;
    for address in range.filter_map(|address| u32::try_from(address).ok()) {
        let Some(here) = at(address) else { continue };
        found.concerned += 1;
        let place = &world.addresses[address as usize];
        for (count, span) in counts.iter_mut().zip(spans) {
            count.add(&here, span, (place.gmina, place.simc));
        }
    }
    let records = lost.map_or(0, |lost| lost.records);
    // Of records without an address as many as may be of addresses that the profile concerns.
    let (records, spent) = sums::hits(records, found.concerned, whole);
    found.bounds = counts.map(|count| count.bounds(conflicts, spent));
    let Some(lost) = lost else { return found };
    for here in lost.addresses.iter().filter_map(|address| at(*address)) {
        let n_kinds = u32::try_from(here.kinds.len()).unwrap_or(u32::MAX);
        let most = here.certain.saturating_add(n_kinds);
        for (bounds, (from, to)) in found.bounds.iter_mut().zip(spans) {
            bounds.high += u64::from(here.certain <= to && from <= most);
        }
    }
    let [white, others @ ..] = &mut found.bounds;
    white.low = white.low.saturating_sub(records);
    for other in others {
        other.high = (other.high + records).min(found.concerned.max(other.high));
        other.low = other.low.saturating_sub(records);
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
