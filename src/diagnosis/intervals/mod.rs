//! Low, middle and high of every indicator of statuses, from all that is uncertain or contradicted.
//!
//! The interval is the same whether detectors flag or decide: colours keep to the records, bounds
//! to what is known of them. It holds the number with a stated probability
//! (`interval_level`) if what is uncertain stands or falls by locality and network, or by parts of a
//! locality: its streets where they have names. How often it stands is not assumed: it is learnt, network by
//! network, from what earlier editions left open and later ones settle, and so is into how many parts
//! localities fall. Fibre in a locality without a known point of its network stands as seldom as such
//! a point is missing in its other localities. Where nothing is known the interval comes near the sum
//! of all worst cases, because nobody knows better; the reach of a road then stands or falls alone, with
//! a share of its own for each set of networks and number of others that are certain. Of an address that
//! several networks may reach each stands by itself: its colour follows from how many do. A
//! network that has vanished, or whose record was refused, may be one
//! more at an address of any colour. What could be tied to no place widens it by as much as can be of the
//! addresses that a profile concerns: all of it where these are all.
#![deny(clippy::float_arithmetic)]

mod sums;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::detectors::{Conflicts, Detector, Elsewhere, Lost, Settled};
use super::verdict::{meets, networks_of};
use super::{DetectorMode, Diagnosis, DiagnosisSettings, Lens, Status, View, concerns};
use crate::model::{AddressPoint, NetworkId, Offer, World};
use crate::place::{GminaCode, SimcId, UlicId};
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

/// What is uncertain together: some kinds in a locality, or in one of its streets, where as many
/// other networks are certain; a locality as a whole where that does not matter.
type Key = (Option<GminaCode>, Option<SimcId>, Option<UlicId>, Vec<Kind>, u32);

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
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Sharing {
    /// Kinds of which something is known.
    Known(Vec<Kind>),
    /// Possible reach of networks of which nothing is known, where so many others are certain. What is
    /// added up to white alone would be wider with one share for all, but grey narrower: what
    /// proves true where nobody is makes addresses grey, and where somebody is takes grey ones away. To let one
    /// make up for the other would be to know that the shares are the same.
    Reach(Vec<Kind>, u32),
    /// What detectors doubt, alone or beside something else.
    Doubts,
}

/// What is known of blocks and how they are cut, with the numbers of the rule book.
struct Learnt<'a> {
    conflicts: &'a Conflicts,
    prior: u64,
    prior_reach: u64,
    road: u64,
}

impl<'a> Learnt<'a> {
    fn new(conflicts: &'a Conflicts) -> Self {
        let [prior, prior_reach, road] =
            ["interval_prior", "interval_prior_reach", "interval_road"]
                .map(|name| u64::from(detector_number(name).max(1)));
        Self { conflicts, prior, prior_reach, road }
    }

    /// What is known of some kinds together: the mean of what is known of each; `None` where of one of
    /// them nothing is.
    fn known(&self, kinds: &[Kind]) -> Option<(u64, u64)> {
        let known = kinds.iter().map(|kind| known(*kind, self.conflicts, self.prior));
        let known: Vec<(u64, u64)> = known.collect::<Option<_>>()?;
        let mean = |sum: u64| (sum / (known.len() as u64).max(1)).max(1);
        let (stood, fell) = known.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        Some((mean(stood), mean(fell)))
    }

    /// What has a share in common with an address, and how often that is known to have stood and fallen.
    fn sharing(&self, found: &Uncertain) -> (Sharing, (u64, u64)) {
        let kinds = &found.kinds;
        if kinds.len() > 1 && !is_reach(kinds) {
            return (Sharing::Doubts, (self.prior, self.prior));
        }
        match self.known(kinds) {
            Some(known) => (Sharing::Known(kinds.clone()), known),
            None if is_reach(kinds) => {
                let both = (self.prior_reach, self.prior_reach);
                (Sharing::Reach(kinds.clone(), found.certain), both)
            }
            None => (Sharing::Doubts, (self.prior, self.prior)),
        }
    }

    /// Whether localities settle in parts: it is learnt, or nothing of their reach is known.
    fn has_parts(&self, sharing: &Sharing) -> bool {
        match sharing {
            Sharing::Known(_) => self.conflicts.parts.is_many(),
            Sharing::Reach(..) => {
                !self.conflicts.parts.is_learnt() || self.conflicts.parts.is_many()
            }
            Sharing::Doubts => false,
        }
    }

    /// The place that stands or falls with an address.
    fn key(&self, sharing: &Sharing, found: &Uncertain, address: &AddressPoint) -> Key {
        let (gmina, simc, kinds) = (address.gmina, address.simc, found.kinds.clone());
        if is_reach(&kinds) {
            let street = address.ulic.filter(|_| self.has_parts(sharing));
            (gmina, simc, street, kinds, found.certain)
        } else {
            (gmina, simc, None, kinds, 0)
        }
    }

    /// Sizes of the parts of a block: one of several streets is a part by itself, other places fall into
    /// those that are learnt, or into roads.
    fn sizes(&self, sharing: &Sharing, is_street: bool, kinds: &[Kind], size: u64) -> Vec<u64> {
        let parts = &self.conflicts.parts;
        match sharing {
            _ if is_street || !is_reach(kinds) => vec![size],
            Sharing::Reach(..) if !parts.is_learnt() => sums::roads(size, self.road),
            _ => parts.of(size),
        }
    }
}

/// Whether all of some kinds are possible reach.
fn is_reach(kinds: &[Kind]) -> bool {
    kinds.iter().all(|kind| matches!(kind, Kind::Possible(_)))
}

/// Blocks with one share of how often they stand.
struct Group {
    known: (u64, u64),
    blocks: BTreeMap<Key, Block>,
}

/// Counts of one colour before they are put together.
#[derive(Default)]
struct Count {
    /// Addresses that have the colour whatever comes.
    sure: u64,
    groups: BTreeMap<Sharing, Group>,
}

impl Count {
    /// Counts an address that has the colour with `from` to `to` networks.
    fn add(&mut self, learnt: &Learnt, found: &Uncertain, span: (u32, u32), at: &AddressPoint) {
        let most = found.certain.saturating_add(count(&found.kinds));
        let has = |networks: u32| u64::from(span.0 <= networks && networks <= span.1);
        let counts: Vec<u64> = (found.certain..=most).map(has).collect();
        if found.kinds.is_empty() {
            self.sure += has(found.certain);
            return;
        }
        let (sharing, known) = learnt.sharing(found);
        let key = learnt.key(&sharing, found, at);
        let group = Group { known, blocks: BTreeMap::new() };
        let group = self.groups.entry(sharing).or_insert(group);
        group.blocks.entry(key).or_default().add(&counts);
    }

    /// The bounds at the level of the rule book, of which so much mass is spent already.
    fn bounds(self, learnt: &Learnt, spent: u64) -> Bounds {
        let mut sure = self.sure;
        let mut urns = Vec::new();
        for (sharing, Group { known: (stood, fell), blocks }) in self.groups {
            let (same, open): (Vec<_>, Vec<_>) =
                blocks.into_iter().partition(|(_, block)| block.least() == block.most());
            sure += same.iter().map(|(_, block)| block.least()).sum::<u64>();
            let mut streets: BTreeMap<_, BTreeSet<Option<UlicId>>> = BTreeMap::new();
            for ((gmina, simc, street, ..), _) in &open {
                streets.entry((*gmina, *simc)).or_default().insert(*street);
            }
            let cut = |(key, block): (Key, Block)| {
                let is_street = key.2.is_some() && streets[&(key.0, key.1)].len() > 1;
                let sizes = learnt.sizes(&sharing, is_street, &key.3, block.most());
                block.cut(sizes)
            };
            let blocks = open.into_iter().flat_map(cut).collect();
            urns.push(Urn { stood, fell, blocks });
        }
        let (low, high) = sums::range(&urns, spent);
        Bounds { low: sure + low, high: sure + high }
    }
}

/// How many kinds there are.
fn count(kinds: &[Kind]) -> u32 {
    u32::try_from(kinds.len()).unwrap_or(u32::MAX)
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
    let learnt = Learnt::new(conflicts);
    for address in range.filter_map(|address| u32::try_from(address).ok()) {
        let Some(here) = at(address) else { continue };
        found.concerned += 1;
        let place = &world.addresses[address as usize];
        for (count, span) in counts.iter_mut().zip(spans) {
            count.add(&learnt, &here, span, place);
        }
    }
    let records = lost.map_or(0, |lost| lost.records);
    // Of records without an address as many as may be of addresses that the profile concerns.
    let (records, spent) = sums::hits(records, found.concerned, whole);
    found.bounds = counts.map(|count| count.bounds(&learnt, spent));
    let Some(lost) = lost else { return found };
    for here in lost.addresses.iter().filter_map(|address| at(*address)) {
        let most = here.certain.saturating_add(count(&here.kinds));
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
