//! How fresh operators' statements are: scored by how their content changes from edition to
//! edition, not by what they declare.
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use chrono::NaiveDate;
use rustc_hash::FxHasher;
use serde::Deserialize;

use super::change::match_addresses;
use crate::model::{FileId, Offer, ProviderId, RegisterFile, Tense, World};
use crate::quantity::Share;

/// What one operator states in one edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Fingerprints of its records, sorted: address, network, technology, speeds, reach and day of
    /// a plan, but neither file nor row.
    content: Vec<u64>,
    /// Hashes of the files they stand in.
    files: BTreeSet<String>,
    /// Editions of these files: what the operator declares.
    pub editions: BTreeSet<String>,
}

/// Statements of an edition by number of operator and tense.
pub type Statements = BTreeMap<(String, Tense), Statement>;

/// What became of a statement in the next edition. An edition without one changes nothing: the next
/// statement is compared with the last before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The day of the edition's run.
    pub as_of: NaiveDate,
    /// Editions of the files.
    pub editions: BTreeSet<String>,
    /// Records.
    pub records: u64,
    /// Records that the statement before did not have.
    pub added: u64,
    /// Records of the statement before that are no longer there; none where nothing is stated.
    pub removed: u64,
    /// Whether the files are the same to the byte.
    pub same_files: bool,
}

impl Step {
    /// The content-change index: records that came or went, of all that either edition has.
    pub const fn index(&self) -> Share {
        let part = self.added + self.removed;
        Share { part, whole: self.records + self.removed }
    }
}

/// The freshness of what one operator states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// Number of the operator.
    pub provider: String,
    /// Its name; empty where no report gives one.
    pub name: String,
    /// Coverage or plans.
    pub tense: Tense,
    /// Records in the first edition that has any.
    pub first_records: u64,
    /// Editions after that one, oldest first.
    pub steps: Vec<Step>,
}

impl Freshness {
    /// Later editions in which the operator made a statement: declarations of being up to date.
    pub fn declared(&self) -> usize {
        self.steps.iter().filter(|step| step.records > 0).count()
    }

    /// Those of them whose content differs from the statement before.
    pub fn changed(&self) -> usize {
        let is_change = |step: &&Step| step.records > 0 && step.index().part > 0;
        self.steps.iter().filter(is_change).count()
    }

    /// Last editions in a row with the same content as the statement before.
    pub fn same_cycles(&self) -> usize {
        if self.steps.last().is_some_and(|step| step.records == 0) {
            return 0;
        }
        // An edition that was left out says nothing.
        let steps = self.steps.iter().rev().filter(|step| step.records > 0);
        steps.take_while(|step| step.index().part == 0).count()
    }

    /// Whether its content is the same for as many editions as `data/assumptions/freshness.toml`
    /// says.
    pub fn is_stale(&self) -> bool {
        self.same_cycles() >= stale_from()
    }

    /// The content-change index over all steps: records that came or went of all that were there.
    pub fn index(&self) -> Share {
        let steps = || self.steps.iter().map(Step::index);
        Share { part: steps().map(|s| s.part).sum(), whole: steps().map(|s| s.whole).sum() }
    }

    /// Records in the last edition.
    pub fn records(&self) -> u64 {
        self.steps.last().map_or(self.first_records, |step| step.records)
    }
}

#[derive(Deserialize)]
struct File {
    number: Vec<Number>,
}

#[derive(Deserialize)]
struct Number {
    name: String,
    value: usize,
}

static STALE: LazyLock<usize> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/assumptions/freshness.toml"))
        .expect("data/assumptions/freshness.toml is part of the program");
    let found = file.number.iter().find(|number| number.name == "same_cycles_stale");
    found.expect("the number stands in the file").value
});

/// Editions in a row with the same content from which a statement is stale.
pub fn stale_from() -> usize {
    *STALE
}

fn fingerprint(world: &World, address: u64, offer: &Offer) -> u64 {
    let mut hasher = FxHasher::default();
    address.hash(&mut hasher);
    world.networks[offer.network.0 as usize].id.hash(&mut hasher);
    world.technologies[offer.technology.0 as usize].hash(&mut hasher);
    let speeds = (offer.speed.down.as_kbps(), offer.speed.up.as_kbps());
    let words = (offer.medium.as_str(), offer.reach.as_str());
    (speeds, words, offer.due).hash(&mut hasher);
    hasher.finish()
}

/// Statements of offers of a world, by the number that each address has through all editions.
fn statements<'a>(
    world: &World,
    offers: impl Iterator<Item = &'a Offer>,
    number: impl Fn(u32) -> u64,
) -> Statements {
    let mut found: BTreeMap<(ProviderId, Tense), (Vec<u64>, BTreeSet<FileId>)> = BTreeMap::new();
    for offer in offers {
        let (content, files) = found.entry((offer.provider, offer.tense)).or_default();
        content.push(fingerprint(world, number(offer.address), offer));
        files.insert(offer.origin.file);
    }
    let mut statements = Statements::new();
    for ((provider, tense), (mut content, files)) in found {
        content.sort_unstable();
        let of = |id: &FileId| &world.files[id.0 as usize];
        let statement = Statement {
            content,
            files: files.iter().map(|id| of(id).sha256.clone()).collect(),
            editions: files.iter().map(|id| of(id).edition.clone()).collect(),
        };
        let provider = &world.providers[provider.0 as usize].id;
        statements.insert((provider.clone(), tense), statement);
    }
    statements
}

/// Elements of sorted `a` that sorted `b` lacks, repeated ones as often as they are more.
fn lacking(a: &[u64], b: &[u64]) -> u64 {
    let (mut n, mut next) = (0, 0);
    for value in a {
        while next < b.len() && b[next] < *value {
            next += 1;
        }
        if b.get(next) == Some(value) {
            next += 1;
        } else {
            n += 1;
        }
    }
    n
}

/// Follows statements from edition to edition; holds one world's numbers at a time.
#[derive(Debug, Default)]
pub struct Audit {
    /// The last statement of each operator.
    last: Statements,
    numbers: Vec<u64>,
    next_number: u64,
    n_editions: usize,
    found: BTreeMap<(String, Tense), Freshness>,
}

impl Audit {
    /// Adds an edition; `before` is the world of the edition added last.
    pub fn add(&mut self, before: Option<&World>, world: &World, as_of: NaiveDate) {
        let old_of = before.map(|before| match_addresses(before, world));
        let mut numbers = Vec::with_capacity(world.addresses.len());
        for position in 0..world.addresses.len() {
            let old = old_of.as_ref().and_then(|old_of| old_of[position]);
            numbers.push(old.map_or(self.next_number, |old| self.numbers[old as usize]));
            self.next_number += u64::from(old.is_none());
        }
        let now = statements(world, world.offers.iter(), |address| numbers[address as usize]);
        self.step(world, now, as_of);
        self.numbers = numbers;
    }

    /// Follows the statements of the run's own earlier files, edition by edition, to those that are
    /// diagnosed.
    pub fn of_run(world: &World, as_of: NaiveDate) -> Self {
        let mut audit = Self::default();
        let last_day = |file: &RegisterFile| {
            let days = file.age_days(as_of).and_then(chrono::TimeDelta::try_days);
            days.and_then(|days| as_of.checked_sub_signed(days)).unwrap_or(as_of)
        };
        let file = |id: FileId| &world.files[usize::from(id.0)];
        let mut editions: BTreeMap<(NaiveDate, &str), BTreeSet<FileId>> = BTreeMap::new();
        for id in &world.aside.earlier_files {
            let edition = (last_day(file(*id)), file(*id).edition.as_str());
            editions.entry(edition).or_default().insert(*id);
        }
        for ((day, _), files) in editions {
            let offers = &world.aside.earlier;
            let offers = offers.iter().filter(|offer| files.contains(&offer.origin.file));
            audit.step(world, statements(world, offers, u64::from), day);
        }
        if audit.n_editions > 0 {
            audit.step(world, statements(world, world.offers.iter(), u64::from), as_of);
            // What no earlier file could hold says nothing of its freshness.
            audit.found.retain(|_, freshness| !freshness.steps.is_empty());
        }
        audit
    }

    /// Compares statements with the last ones before.
    fn step(&mut self, world: &World, now: Statements, as_of: NaiveDate) {
        let nothing = Statement::default();
        let mut keys: BTreeSet<&(String, Tense)> = now.keys().collect();
        keys.extend(self.found.keys());
        let keys: Vec<(String, Tense)> = keys.into_iter().cloned().collect();
        for key in keys {
            let is = now.get(&key).unwrap_or(&nothing);
            let was = self.last.get(&key).unwrap_or(&nothing);
            let is_silent = is.content.is_empty();
            let name = world.providers.iter().find(|p| p.id == key.0).map(|p| p.name.as_str());
            let count = |content: &[u64]| content.len() as u64;
            let Some(known) = self.found.get_mut(&key) else {
                let found = Freshness {
                    provider: key.0.clone(),
                    name: name.unwrap_or_default().to_owned(),
                    tense: key.1,
                    first_records: count(&is.content),
                    steps: Vec::new(),
                };
                self.found.insert(key, found);
                continue;
            };
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                name.clone_into(&mut known.name);
            }
            known.steps.push(Step {
                as_of,
                editions: is.editions.clone(),
                records: count(&is.content),
                added: lacking(&is.content, &was.content),
                removed: if is_silent { 0 } else { lacking(&was.content, &is.content) },
                same_files: !is.files.is_empty() && is.files == was.files,
            });
        }
        self.last.extend(now);
        self.n_editions += 1;
    }

    /// Editions added.
    pub const fn n_editions(&self) -> usize {
        self.n_editions
    }

    /// The league: most editions in a row without a change first, then the lowest index.
    pub fn league(self) -> Vec<Freshness> {
        let mut league: Vec<Freshness> = self.found.into_values().collect();
        // Per million, so that the order is exact enough and whole.
        let per_million = |share: Share| {
            (u128::from(share.part) * 1_000_000).checked_div(share.whole.into()).unwrap_or(0)
        };
        league.sort_by_cached_key(|f| {
            let cycles = std::cmp::Reverse(f.same_cycles());
            (cycles, per_million(f.index()), f.provider.clone(), f.tense)
        });
        league
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_records_are_counted_as_often_as_they_are_more() {
        assert_eq!(lacking(&[1, 1, 2, 5], &[1, 2, 3]), 2, "one 1 and the 5");
        assert_eq!(lacking(&[1, 2, 3], &[1, 1, 2, 5]), 1, "the 3");
        assert_eq!(lacking(&[], &[1]), 0);
    }

    #[test]
    fn the_index_is_the_share_of_what_either_edition_has() {
        // 10 records, then 12 of which 9 are the same: 3 came, 1 went, 13 in all.
        let as_of = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day");
        let editions = BTreeSet::new();
        let step = Step { as_of, editions, records: 12, added: 3, removed: 1, same_files: false };
        assert_eq!(step.index(), Share { part: 4, whole: 13 });
    }
}
