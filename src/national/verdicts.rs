//! What each address is: best offer, networks, status with its rule and evidence.

use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;

use super::addresses::Addresses;
use super::chain::Settings;
use super::offers::{Gathered, LANES, Offers};
use super::order::Ordered;
use super::places::NOWHERE;
use crate::columns::read::NULL;
use crate::diagnosis::{Rule, Site, SpeedClasses, Status, concerns, effective_reach};
use crate::model::{Medium, Offer, Reach};
use crate::policy::ThresholdProfile;

/// Addresses of a block; a block is a row group of the output.
pub(super) const BLOCK: usize = 131_072;

/// What is known of a class of offers once, for all its offers.
#[derive(Clone, Copy)]
struct Facts {
    /// Lower is better.
    rank: u32,
    class: u32,
    network: u32,
    certain: bool,
    /// One bit a profile that it meets.
    meets: u32,
    /// Higher is faster; of equally fast ones the medium that stands first in tables.
    fastness: u32,
    /// Class of speed and medium, by [`speed_slot`].
    speed_slot: u8,
}

/// Facts of all classes.
pub(super) struct FactBook {
    facts: Vec<Facts>,
}

/// Place of a class of speed and a medium among the counts of a gmina; 0 for none.
pub(super) const fn speed_slot(class: usize, medium: Medium) -> usize {
    class * Medium::ALL.len() + medium as usize
}

/// Number of such places.
fn n_speed_slots() -> usize {
    SpeedClasses::get().len() * Medium::ALL.len()
}

/// Class of speed and medium of a place.
pub(super) fn speed_of_slot(slot: usize) -> (usize, Option<Medium>) {
    let class = slot / Medium::ALL.len();
    (class, (class > 0).then(|| Medium::ALL[slot % Medium::ALL.len()]))
}

impl FactBook {
    /// Finds out what the profiles say of each class.
    pub(super) fn new(offers: &Offers, settings: &Settings) -> Self {
        let (operators, technologies) = (offers.operators.texts(), offers.technologies.texts());
        let order_of = |class: usize| {
            let c = &offers.classes[class];
            let names = (&technologies[c.technology as usize], &operators[c.operator as usize]);
            (Reverse((c.down_kbps, c.up_kbps)), names, class)
        };
        let mut ranked: Vec<usize> = (0..offers.classes.len()).collect();
        ranked.sort_by_key(|class| order_of(*class));
        let mut ranks = vec![0; ranked.len()];
        for (rank, class) in (0..).zip(&ranked) {
            ranks[*class] = rank;
        }
        let as_offers = offers.as_offers();
        let rules = &settings.rules;
        let speed = |offer: &Offer| (rules.compared_down(offer), Reverse(offer.medium));
        let mut speeds: Vec<_> = as_offers.iter().map(speed).collect();
        speeds.sort_unstable();
        speeds.dedup();
        let facts = as_offers.iter().zip(ranks).zip(0..).map(|((offer, rank), number)| {
            let down = rules.compared_down(offer);
            let meets =
                |p: &ThresholdProfile| p.is_met_by(down, offer.speed.up, offer.medium, false);
            let bits = settings.profiles.iter().enumerate();
            let fastness = speeds.partition_point(|other| *other < speed(offer));
            let slot = speed_slot(SpeedClasses::get().of(Some(down)), offer.medium);
            Facts {
                rank,
                class: number,
                network: offer.network.0.into(),
                certain: effective_reach(offer, rules) == Reach::Certain,
                meets: bits.map(|(at, p)| u32::from(meets(p)) << at).sum(),
                fastness: u32::try_from(fastness).expect("no more than classes"),
                speed_slot: u8::try_from(slot).expect("few classes of speed"),
            }
        });
        Self { facts: facts.collect() }
    }
}

/// Rows of the offers behind verdicts.
pub(super) struct Evidence {
    /// How many each address has.
    pub(super) counts: Vec<u32>,
    pub(super) rows: Vec<u32>,
}

impl Evidence {
    fn with_capacity(n: usize) -> Self {
        // An address has two records on the average; a list that grows would be copied.
        Self { counts: Vec::with_capacity(n), rows: Vec::with_capacity(n * 2) }
    }
}

/// Counts of one gmina.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) addresses: u64,
    /// Addresses whose position is known, and those of them in a coverage area.
    pub(super) placed: u64,
    pub(super) covered: u64,
    pub(super) records: u64,
    /// By profile, then status.
    pub(super) statuses: Vec<[u64; Status::ALL.len()]>,
    /// By [`speed_slot`].
    pub(super) speeds: Vec<u64>,
}

impl Tally {
    pub(super) fn new(n_profiles: usize) -> Self {
        Self {
            statuses: vec![[0; Status::ALL.len()]; n_profiles],
            speeds: vec![0; n_speed_slots()],
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.addresses += other.addresses;
        self.placed += other.placed;
        self.covered += other.covered;
        self.records += other.records;
        let statuses = self.statuses.iter_mut().flatten().zip(other.statuses.iter().flatten());
        statuses.for_each(|(count, more)| *count += more);
        let speeds = self.speeds.iter_mut().zip(&other.speeds);
        speeds.for_each(|(count, more)| *count += more);
    }
}

/// Verdicts of a block of addresses.
pub(super) struct Block {
    /// Positions in order.
    pub(super) range: Range<usize>,
    /// Class of the best offer, or [`NULL`].
    pub(super) best: Vec<u32>,
    /// By profile: rule of each address, by its position in [`Rule::ALL`].
    pub(super) rules: Vec<Vec<u8>>,
    /// Networks that meet the first profile: certain ones, and ones that are only possible.
    pub(super) networks: [Vec<u16>; 2],
    /// By profile.
    pub(super) evidence: Vec<Evidence>,
    /// Gminas of the block, ascending.
    pub(super) tallies: Vec<(usize, Tally)>,
    /// Positions of placed addresses that are white under the first profile.
    pub(super) white: Vec<u32>,
}

/// Distinct networks of one address that meet a profile: certain, and only possible. A network is
/// certain if one of its records is.
fn count_networks(here: &[(u32, Facts)], bit: u32) -> [u16; 2] {
    if here.len() > FEW {
        return count_many_networks(here, bit);
    }
    let mut counts = [0_u16; 2];
    let meeting = || here.iter().map(|(_, facts)| facts).filter(|facts| facts.meets & bit != 0);
    for (at, facts) in meeting().enumerate() {
        let same = |other: &&Facts| other.network == facts.network;
        if meeting().take(at).any(|other| same(&other)) {
            continue;
        }
        let certain = facts.certain || meeting().filter(same).any(|other| other.certain);
        let count = &mut counts[usize::from(!certain)];
        *count = count.saturating_add(1);
    }
    counts
}

/// Offers of an address that are compared with one another; of more a list is sorted.
const FEW: usize = 32;

/// As [`count_networks`], for addresses of any number of offers.
fn count_many_networks(here: &[(u32, Facts)], bit: u32) -> [u16; 2] {
    let meeting = here.iter().map(|(_, facts)| facts).filter(|facts| facts.meets & bit != 0);
    let mut networks: Vec<(u32, bool)> = meeting.map(|f| (f.network, !f.certain)).collect();
    networks.sort_unstable();
    networks.dedup_by_key(|(network, _)| *network);
    let count = |possible: bool| networks.iter().filter(|(_, p)| *p == possible).count();
    [false, true].map(|possible| u16::try_from(count(possible)).unwrap_or(u16::MAX))
}

/// Judges all addresses, block by block.
pub(super) fn judge(
    addresses: &Addresses,
    ordered: &Ordered,
    offers: &Offers,
    book: &FactBook,
    settings: &Settings,
) -> Vec<Block> {
    let n = ordered.rows.len();
    let starts = (0..n.div_ceil(BLOCK)).into_par_iter().map(|block| block * BLOCK);
    let judge = |start: usize| {
        let range = start..n.min(start + BLOCK);
        let mut block = Block::new(range, settings.profiles.len());
        block.judge(addresses, ordered, offers, book, settings);
        block
    };
    starts.map(judge).collect()
}

impl Block {
    fn new(range: Range<usize>, n_profiles: usize) -> Self {
        let n = range.len();
        Self {
            range,
            best: Vec::with_capacity(n),
            rules: (0..n_profiles).map(|_| Vec::with_capacity(n)).collect(),
            networks: [Vec::with_capacity(n), Vec::with_capacity(n)],
            evidence: (0..n_profiles).map(|_| Evidence::with_capacity(n)).collect(),
            tallies: Vec::new(),
            white: Vec::new(),
        }
    }

    fn judge(
        &mut self,
        addresses: &Addresses,
        ordered: &Ordered,
        offers: &Offers,
        book: &FactBook,
        settings: &Settings,
    ) {
        let mut gathered = Gathered::default();
        let mut here: Vec<(u32, Facts)> = Vec::new();
        let mut position = self.range.start;
        while position < self.range.end {
            let gmina = ordered.gmina_at(position);
            let end = self.range.end.min(ordered.starts[gmina + 1] as usize);
            let mut tally = Tally::new(settings.profiles.len());
            for start in (position..end).step_by(LANES) {
                let rows = &ordered.rows[start..end.min(start + LANES)];
                offers.gather(rows, &mut gathered);
                for (lane, row) in rows.iter().enumerate() {
                    here.clear();
                    let found = offers.gathered(&gathered, lane);
                    here.extend(found.map(|(row, class)| (row, book.facts[class as usize])));
                    let is_placed = addresses.points[*row as usize] != NOWHERE;
                    tally.placed += u64::from(is_placed);
                    tally.covered += u64::from(addresses.covered[*row as usize]);
                    let is_white = self.judge_one(&here, &mut tally, settings);
                    if is_white && is_placed {
                        let position = u32::try_from(start + lane);
                        self.white.push(position.expect("fewer than 2^32 addresses"));
                    }
                }
            }
            self.tallies.push((gmina, tally));
            position = end;
        }
    }

    /// Judges one address under every profile; true when it is white under the first.
    fn judge_one(&mut self, here: &[(u32, Facts)], tally: &mut Tally, settings: &Settings) -> bool {
        let best = here.iter().map(|(_, facts)| (facts.rank, facts.class)).min();
        self.best.push(best.map_or(NULL, |(_, class)| class));
        let certain = here.iter().filter(|(_, facts)| facts.certain);
        let fastest = certain.map(|(_, facts)| (facts.fastness, facts.speed_slot)).max();
        tally.addresses += 1;
        tally.records += here.len() as u64;
        tally.speeds[fastest.map_or(0, |(_, slot)| usize::from(slot))] += 1;
        let mut is_white = false;
        for (at, profile) in settings.profiles.iter().enumerate() {
            let bit = 1 << at;
            let counts = count_networks(here, bit);
            let is_subject = concerns(profile.profile.subject, Site::default());
            let rule = if is_subject {
                Rule::of(profile, counts.into(), !here.is_empty())
            } else {
                Rule::NotSubject
            };
            // Those that meet the threshold; where none does, those that were looked at.
            let all = counts == [0, 0];
            let is_behind = |facts: &Facts| is_subject && (all || facts.meets & bit != 0);
            let behind = here.iter().filter(|(_, facts)| is_behind(facts));
            let evidence = &mut self.evidence[at];
            let before = evidence.rows.len();
            evidence.rows.extend(behind.map(|(row, _)| *row));
            evidence.counts.push(u32::try_from(evidence.rows.len() - before).unwrap_or(u32::MAX));
            self.rules[at].push(rule as u8);
            let status = rule.status();
            tally.statuses[at][status as usize] += 1;
            if at == 0 {
                self.networks[0].push(counts[0]);
                self.networks[1].push(counts[1]);
                is_white = status == Status::White;
            }
        }
        is_white
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn few_and_many_networks_are_counted_alike(
            offers in prop::collection::vec((0..6_u32, any::<bool>(), 0..4_u32), 0..FEW),
        ) {
            let facts = |(network, certain, meets)| {
                let facts = Facts { rank: 0, class: 0, network, certain, meets, fastness: 0, speed_slot: 0 };
                (0, facts)
            };
            let here: Vec<(u32, Facts)> = offers.into_iter().map(facts).collect();
            for bit in [1, 2] {
                prop_assert_eq!(count_networks(&here, bit), count_many_networks(&here, bit));
            }
        }
    }
}
