//! Verdicts by list of classes: addresses with the same classes of offers and the same public use
//! share one.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::Held;
use super::offers::Offers;
use super::places::Places;
use crate::columns::read::NULL;
use crate::diagnosis::{Rule, Site, SpeedClasses, Status, View, concerns, effective_reach, meets};
use crate::model::{Offer, Reach, Tense};
use crate::national::places::NOWHERE;
use crate::national::verdicts::speed_slot;

/// Views that can differ: today, and with plans. If plans fail what counts is what counts today.
pub(super) const VIEWS: [View; 2] = [View::Today, View::WithPlans];
/// Bit of the first profile with plans; today has those below.
const PLANS: usize = 32;

/// What is known of a class of offers once, for all its offers.
#[derive(Clone, Copy)]
struct Facts {
    is_present: bool,
    is_certain: bool,
    network: u16,
    /// Lower is better; of present offers only.
    rank: u32,
    /// Higher is faster; of equally fast ones the medium that stands first in tables.
    fastness: u32,
    /// Class of speed and medium.
    slot: u8,
    /// Profiles that it meets, by view; elsewhere and at a school.
    meets: [u64; 2],
}

/// Facts of all classes.
pub(super) struct FactBook {
    facts: Vec<Facts>,
}

impl FactBook {
    pub(super) fn new(offers: &Offers, held: &Held<'_>) -> Self {
        let rules = held.rules;
        let rank = |offer: &Offer| {
            (Reverse((offer.speed.down, offer.speed.up)), offer.technology, offer.provider)
        };
        let speed = |offer: &Offer| (rules.compared_down(offer), Reverse(offer.medium));
        let mut ranks: Vec<_> = offers.classes.iter().map(rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        let mut speeds: Vec<_> = offers.classes.iter().map(speed).collect();
        speeds.sort_unstable();
        speeds.dedup();
        let narrow = |n: usize| u32::try_from(n).expect("no more than classes");
        let facts = |offer: &Offer| {
            let mask = |at_school: bool| {
                let mut mask = 0;
                for (at, profile) in held.profiles.iter().enumerate() {
                    for (view, first) in VIEWS.into_iter().zip([0, PLANS]) {
                        let met = meets(offer, profile, view, rules, at_school);
                        mask |= u64::from(met) << (first + at);
                    }
                }
                mask
            };
            let class = SpeedClasses::get().of(Some(rules.compared_down(offer)));
            let slot = speed_slot(class, offer.medium);
            Facts {
                is_present: offer.tense == Tense::Present,
                is_certain: effective_reach(offer, rules) == Reach::Certain,
                network: offer.network.0,
                rank: narrow(ranks.partition_point(|other| *other < rank(offer))),
                fastness: narrow(speeds.partition_point(|other| *other < speed(offer))),
                slot: u8::try_from(slot).expect("few classes of speed"),
                meets: [mask(false), mask(true)],
            }
        };
        Self { facts: offers.classes.par_iter().map(facts).collect() }
    }
}

/// Verdicts of one list of classes at addresses of one public use.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    /// Class of the best offer, or [`NULL`].
    pub(super) best: u32,
    /// Networks that meet the first profile today: certain, and only possible.
    pub(super) networks: [u16; 2],
    /// Class of speed and medium of the fastest certain offer.
    pub(super) slot: u8,
}

/// Verdicts of a block of addresses, which is a row group.
#[derive(Default)]
pub(super) struct Block {
    pub(super) range: Range<usize>,
    /// What each address shares, by position below.
    pub(super) of_address: Vec<u32>,
    pub(super) shared: Vec<Shared>,
    /// Rule by its position in [`Rule::ALL`]: for each of `shared` the profiles today, then with
    /// plans.
    pub(super) rules: Vec<u8>,
    /// Records behind the verdicts: for each of `shared` and each profile a range of `behind`.
    pub(super) sets: Vec<[u32; 2]>,
    /// Positions in a list of offers.
    pub(super) behind: Vec<u32>,
    /// Positions of placed addresses that are white under the first profile today.
    pub(super) white: Vec<u32>,
}

/// Tables that are used again from list to list.
struct Scratch {
    networks: Vec<(u16, bool, u64)>,
    counts: [[u16; 64]; 2],
    set: Vec<u32>,
}

impl Scratch {
    /// Counts distinct networks by lens: certain ones, and ones that are possible only.
    fn count(&mut self, facts: impl Iterator<Item = Facts>, at_school: usize) {
        self.networks.clear();
        self.networks.extend(facts.map(|f| (f.network, f.is_certain, f.meets[at_school])));
        self.networks.sort_unstable_by_key(|network| network.0);
        self.counts = [[0; 64]; 2];
        for records in self.networks.chunk_by(|a, b| a.0 == b.0) {
            let any = records.iter().fold(0, |all, (.., meets)| all | meets);
            let sure = records.iter().filter(|(_, certain, _)| *certain);
            let certain = sure.fold(0, |all, (.., meets)| all | meets);
            for (counts, mut bits) in self.counts.iter_mut().zip([certain, any & !certain]) {
                while bits != 0 {
                    let count = &mut counts[bits.trailing_zeros() as usize];
                    *count = count.saturating_add(1);
                    bits &= bits - 1;
                }
            }
        }
    }
}

impl Block {
    fn judge(
        range: Range<usize>,
        (places, offers, sites): (&Places, &Offers, &[Site]),
        book: &FactBook,
        held: &Held<'_>,
    ) -> Self {
        let mut block = Self { range: range.clone(), ..Self::default() };
        block.of_address.reserve(range.len());
        let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
        let mut scratch = Scratch { networks: Vec::new(), counts: [[0; 64]; 2], set: Vec::new() };
        // Neighbours often share a list: then it is not looked up.
        let (mut last, mut last_number) = (Vec::new(), NULL);
        for address in range {
            let classes = &offers.classes_of[offers.of(address)];
            let site = sites[address];
            let key_of_site = u32::from(site.is_public)
                | u32::from(site.is_school) << 1
                | u32::from(site.is_educational) << 2;
            let is_last = last.split_last() == Some((&key_of_site, classes));
            if last_number == NULL || !is_last {
                last.clear();
                last.extend_from_slice(classes);
                last.push(key_of_site);
                last_number = if let Some(number) = known.get(&last) {
                    *number
                } else {
                    let number = block.add(classes, site, (book, &mut scratch), held);
                    known.insert(last.clone(), number);
                    number
                };
            }
            block.of_address.push(last_number);
            let is_white = block.status(last_number, 0) == Status::White;
            if is_white && places.points[address] != NOWHERE {
                block.white.push(u32::try_from(address).expect("fewer than 2^32 addresses"));
            }
        }
        block
    }

    /// Status of each address under the first profile today.
    pub(super) fn first_statuses(&self) -> impl Iterator<Item = Status> {
        self.of_address.iter().map(|shared| self.status(*shared, 0))
    }

    /// The status of a shared verdict under a lens: profiles today, then with plans.
    fn status(&self, shared: u32, lens: usize) -> Status {
        let n_lenses = self.rules.len() / self.shared.len();
        Rule::ALL[usize::from(self.rules[shared as usize * n_lenses + lens])].status()
    }

    fn add(
        &mut self,
        classes: &[u32],
        site: Site,
        (book, scratch): (&FactBook, &mut Scratch),
        held: &Held<'_>,
    ) -> u32 {
        let facts = || classes.iter().map(|class| book.facts[*class as usize]);
        let at_school = usize::from(site.is_educational);
        scratch.count(facts(), at_school);
        let present = || facts().zip(classes).filter(|(facts, _)| facts.is_present);
        let best = present().min_by_key(|(facts, class)| (facts.rank, **class));
        let certain = present().filter(|(facts, _)| facts.is_certain);
        let fastest = certain.map(|(facts, _)| (facts.fastness, facts.slot)).max();
        let [certain, possible] = scratch.counts;
        self.shared.push(Shared {
            best: best.map_or(NULL, |(_, class)| *class),
            networks: [certain[0], possible[0]],
            slot: fastest.map_or(0, |(_, slot)| slot),
        });
        let has_records = [present().next().is_some(), !classes.is_empty()];
        for (first, has_records) in [0, PLANS].into_iter().zip(has_records) {
            for (at, profile) in held.profiles.iter().enumerate() {
                let counts = (certain[first + at], possible[first + at]);
                let rule = if concerns(profile.profile.subject, site) {
                    Rule::of(profile, counts, has_records)
                } else {
                    Rule::NotSubject
                };
                self.rules.push(rule as u8);
            }
        }
        let first_set = self.sets.len();
        for (at, profile) in held.profiles.iter().enumerate() {
            scratch.set.clear();
            if concerns(profile.profile.subject, site) {
                behind(facts(), at, at_school, &mut scratch.set);
            }
            // Profiles often rest on the same records.
            let same = self.sets[first_set..].iter().copied().find(|[start, end]| {
                self.behind[*start as usize..*end as usize] == scratch.set[..]
            });
            let set = same.unwrap_or_else(|| {
                let narrow = |n: usize| u32::try_from(n).expect("fewer than 2^32 records");
                let start = narrow(self.behind.len());
                self.behind.extend_from_slice(&scratch.set);
                [start, narrow(self.behind.len())]
            });
            self.sets.push(set);
        }
        u32::try_from(self.shared.len() - 1).expect("no more than addresses")
    }
}

/// Records behind the verdicts of a profile, today and with plans: those that meet it; where none
/// does, those that were looked at.
fn behind(
    facts: impl Iterator<Item = Facts> + Clone,
    profile: usize,
    at_school: usize,
    set: &mut Vec<u32>,
) {
    let meets = |facts: &Facts, first: usize| facts.meets[at_school] >> (first + profile) & 1 == 1;
    let none_today = !facts.clone().any(|f| meets(&f, 0));
    let none_with_plans = !facts.clone().any(|f| meets(&f, PLANS));
    let is_behind = |f: &Facts| {
        let today = if none_today { f.is_present } else { meets(f, 0) };
        today || none_with_plans || meets(f, PLANS)
    };
    set.extend((0..).zip(facts).filter(|(_, f)| is_behind(f)).map(|(at, _)| at));
}

/// Judges all addresses, row group by row group.
pub(super) fn judge(
    places: &Places,
    offers: &Offers,
    sites: &[Site],
    book: &FactBook,
    held: &Held<'_>,
) -> Vec<Block> {
    let judge =
        |bounds: &[usize]| Block::judge(bounds[0]..bounds[1], (places, offers, sites), book, held);
    places.groups.par_windows(2).map(judge).collect()
}
