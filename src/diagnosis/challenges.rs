//! The gmina's book of objections: which entries can be admitted, and what they would decide.
//!
//! The rules stand in `data/policy/challenges.toml`. With `detectors = "decide"` the records that an
//! admitted entry puts in question count as possible only; with `"flag"` they count as before.
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Conflicts, DiagnosisSettings, Rule, Site, Status, Verdict, View, judge, lenses, offers_of,
    verdict,
};
use crate::model::{Layer, Offer, Origin, Reach, Tense, World};
use crate::policy::{ChallengeRules, ClaimRule, Questions, ThresholdProfile};
use crate::quantity::Speed;

/// The register of objections.
const REGISTER: &str = "challenges";
/// The register of tests.
const TESTS: &str = "measurements";

/// Whether an entry can be admitted: the first rule that it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Admissibility {
    /// It is admitted.
    Admitted,
    /// It is documented, and puts no record in question: a reason to look.
    NothingInQuestion,
    /// It was rejected or withdrawn.
    Closed,
    /// It names no address of the run.
    NoAddress,
    /// It has no evidence of a kind that its claim needs.
    WeakEvidence,
    /// The evidence has no day.
    NoDay,
    /// Evidence or entry are of a later day than they can be.
    LaterDay,
    /// The evidence is too old.
    TooOld,
    /// The operator declares nothing of the kind at the address.
    NothingDeclared,
    /// A claim of a wrong technology that names none.
    NoTechnology,
    /// A claim about speed that names no operator.
    NoOperator,
    /// A delay without its days, or within the time that is allowed.
    NoDelay,
    /// No test of the address and operator counts.
    NoTests,
    /// Too few tests, or on too few days.
    FewTests,
    /// The median of the tests meets the threshold.
    FastEnough,
}

impl Admissibility {
    /// Every outcome.
    pub const ALL: [Self; 15] = [
        Self::Admitted,
        Self::NothingInQuestion,
        Self::Closed,
        Self::NoAddress,
        Self::WeakEvidence,
        Self::NoDay,
        Self::LaterDay,
        Self::TooOld,
        Self::NothingDeclared,
        Self::NoTechnology,
        Self::NoOperator,
        Self::NoDelay,
        Self::NoTests,
        Self::FewTests,
        Self::FastEnough,
    ];

    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::NothingInQuestion => "nothing_in_question",
            Self::Closed => "closed",
            Self::NoAddress => "no_address",
            Self::WeakEvidence => "weak_evidence",
            Self::NoDay => "no_day",
            Self::LaterDay => "later_day",
            Self::TooOld => "too_old",
            Self::NothingDeclared => "nothing_declared",
            Self::NoTechnology => "no_technology",
            Self::NoOperator => "no_operator",
            Self::NoDelay => "no_delay",
            Self::NoTests => "no_tests",
            Self::FewTests => "few_tests",
            Self::FastEnough => "fast_enough",
        }
    }
}

/// One entry of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Row of the layer.
    pub row: usize,
    /// Where it was read.
    pub origin: Origin,
    /// Its address.
    pub address: Option<u32>,
    /// Whether it can be admitted.
    pub admissibility: Admissibility,
    /// Median of the tests that count.
    pub median: Option<Speed>,
    /// Tests that count, and their days.
    pub tests: (u32, u32),
    /// Status under the first profile, today (of a plan: with plans): as it is without the book,
    /// and with the admitted entries of the address.
    pub effect: Option<(Status, Status)>,
}

/// What an admitted entry puts in question at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Contest {
    /// The entry.
    origin: Origin,
    /// Number or name of the operator; `None`: everybody's.
    operator: Option<String>,
    technology: Option<String>,
    tense: Tense,
    /// Thresholds up to this speed are not in question.
    median: Option<Speed>,
}

/// The book.
#[derive(Clone, Debug, Default)]
pub struct ChallengeBook {
    /// Entries in the order of the layer.
    pub entries: Vec<Challenge>,
    contests: BTreeMap<u32, Vec<Contest>>,
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

impl Contest {
    fn concerns(&self, world: &World, offer: &Offer) -> bool {
        let provider = &world.providers[offer.provider.0 as usize];
        let technology = &world.technologies[offer.technology.0 as usize];
        let is_named = |name: &String| same(name, &provider.id) || same(name, &provider.name);
        offer.tense == self.tense
            && self.operator.as_ref().is_none_or(is_named)
            && self.technology.as_ref().is_none_or(|name| same(name, technology))
    }

    /// Whether it puts an offer in question under thresholds from `least`.
    fn contests(&self, world: &World, offer: &Offer, least: Speed) -> bool {
        self.median.is_none_or(|median| median < least) && self.concerns(world, offer)
    }
}

/// Least download that a profile asks for at a site.
fn down_min(profile: &ThresholdProfile, site: Site) -> Speed {
    profile.school_down_min.filter(|_| site.is_educational).unwrap_or(profile.down_min)
}

/// Days from a day to the day of the run; negative for a later one.
const fn age(settings: &DiagnosisSettings, day: NaiveDate) -> i64 {
    settings.as_of.signed_duration_since(day).num_days()
}

/// What admits an entry.
struct Admission<'a> {
    world: &'a World,
    layer: &'a Layer,
    rules: ChallengeRules,
    profile: Option<&'a ThresholdProfile>,
    settings: &'a DiagnosisSettings,
    sites: &'a [Site],
    /// Rows of the register of tests by address.
    tests: BTreeMap<u32, Vec<usize>>,
}

impl Admission<'_> {
    fn contest(&self, row: usize, questions: Questions) -> Option<Contest> {
        let text = |column| self.layer.text(column, row).map(str::to_owned);
        let tense = match questions {
            Questions::Present => Tense::Present,
            Questions::Planned => Tense::PlannedPrivate,
            Questions::Nothing => return None,
        };
        let (operator, technology) = (text("operator"), text("technology"));
        Some(Contest { origin: self.layer.origin(row), operator, technology, tense, median: None })
    }

    fn limit(&self, name: &str) -> i64 {
        self.rules.number(name).into()
    }

    /// The rules about evidence and days; `Ok` where none is failed.
    fn documented(&self, row: usize, rule: &ClaimRule) -> Result<(), Admissibility> {
        let layer = self.layer;
        let evidence = layer.text("evidence", row).unwrap_or("none");
        if !rule.evidence.iter().any(|kind| kind == evidence) {
            return Err(Admissibility::WeakEvidence);
        }
        let submitted = layer.date("submitted_on", row).ok_or(Admissibility::NoDay)?;
        if age(self.settings, submitted) < 0 {
            return Err(Admissibility::LaterDay);
        }
        // Tests have their own days.
        if rule.claim == "slower" {
            return Ok(());
        }
        let day = layer.date("evidence_date", row).ok_or(Admissibility::NoDay)?;
        if day > submitted {
            return Err(Admissibility::LaterDay);
        }
        if age(self.settings, day) > self.limit(&rule.age) {
            return Err(Admissibility::TooOld);
        }
        if rule.claim == "wrong_technology" && layer.text("technology", row).is_none() {
            return Err(Admissibility::NoTechnology);
        }
        if rule.claim == "delay" {
            let asked = layer.date("requested_on", row).ok_or(Admissibility::NoDelay)?;
            // Without a day that the operator offers, it has not come until the objection.
            let until = layer.date("offered_on", row).unwrap_or(submitted);
            if (until - asked).num_days() <= self.limit("connection_days_max") {
                return Err(Admissibility::NoDelay);
            }
        }
        Ok(())
    }

    /// Whether a test counts: fixed, over a cable, in the busy hours, not too old, of the
    /// operator, and of a contract that allows the threshold.
    fn counts(&self, tests: &Layer, row: usize, operator: &str, least: Speed) -> bool {
        let hours = self.limit("test_hour_from")..self.limit("test_hour_before");
        let days = 0..=self.limit("test_age_max_days");
        let contract = tests.speed("contract_down_kbps", row);
        tests.text("kind", row) == Some("fixed")
            && tests.flag("wired", row) == Some(true)
            && tests.integer("hour", row).is_some_and(|hour| hours.contains(&hour))
            && tests
                .date("measured_on", row)
                .is_some_and(|day| days.contains(&age(self.settings, day)))
            && tests.text("operator", row).is_some_and(|name| self.is_same(name, operator))
            && contract.is_none_or(|speed| speed >= least)
    }

    /// Whether two texts name one operator: by number or name.
    fn is_same(&self, one: &str, other: &str) -> bool {
        let of = |text: &str| {
            let mut providers = self.world.providers.iter();
            providers.position(|p| same(text, &p.id) || same(text, &p.name))
        };
        same(one, other) || of(one).is_some_and(|found| of(other) == Some(found))
    }

    /// Median of the tests that count; the numbers of tests and of days.
    fn measured(&self, address: u32, operator: &str, least: Speed) -> (Option<Speed>, (u32, u32)) {
        let Some(layer) = self.world.layer(TESTS) else {
            return (None, (0, 0));
        };
        let rows = self.tests.get(&address).into_iter().flatten().copied();
        let rows = rows.filter(|row| self.counts(layer, *row, operator, least));
        let (mut speeds, mut days, mut n_tests) = (Vec::new(), BTreeSet::new(), 0_u32);
        for row in rows {
            if let Some(speed) = layer.speed("down_kbps", row) {
                let of_row = layer.integer("tests", row).and_then(|n| u32::try_from(n).ok());
                speeds.push(speed);
                days.extend(layer.date("measured_on", row));
                n_tests = n_tests.saturating_add(of_row.unwrap_or(1));
            }
        }
        speeds.sort_unstable();
        let middle = speeds.len() / 2;
        let median = match speeds.len() {
            0 => None,
            n if n % 2 == 1 => Some(speeds[middle]),
            _ => {
                let (low, high) = (speeds[middle - 1].as_kbps(), speeds[middle].as_kbps());
                Some(Speed::kbps(low + (high - low) / 2))
            }
        };
        (median, (n_tests, u32::try_from(days.len()).unwrap_or(u32::MAX)))
    }

    /// The rules about tests: the contest gets their median.
    fn tested(&self, entry: &mut Challenge, contest: &mut Contest) -> Result<(), Admissibility> {
        let operator = contest.operator.clone().ok_or(Admissibility::NoOperator)?;
        let address = entry.address.ok_or(Admissibility::NoAddress)?;
        let site = self.sites[address as usize];
        let least = self.profile.map_or(Speed::default(), |profile| down_min(profile, site));
        (entry.median, entry.tests) = self.measured(address, &operator, least);
        let median = entry.median.ok_or(Admissibility::NoTests)?;
        let few = |count: u32, name| i64::from(count) < self.limit(name);
        if few(entry.tests.0, "tests_min") || few(entry.tests.1, "test_days_min") {
            return Err(Admissibility::FewTests);
        }
        if median >= least {
            return Err(Admissibility::FastEnough);
        }
        contest.median = Some(median);
        Ok(())
    }

    /// What an admitted entry puts in question, or why it is not admitted.
    fn admit(&self, entry: &mut Challenge) -> Result<Contest, Admissibility> {
        let (layer, row) = (self.layer, entry.row);
        let decision = layer.text("decision", row).unwrap_or("open");
        if decision == "rejected" || decision == "withdrawn" {
            return Err(Admissibility::Closed);
        }
        let address = entry.address.ok_or(Admissibility::NoAddress)?;
        let claim = layer.text("claim", row).unwrap_or("other");
        let rule = self.rules.claim(claim).ok_or(Admissibility::NothingInQuestion)?;
        // Who has upheld it has seen the evidence.
        let is_upheld = decision == "upheld";
        if !is_upheld {
            self.documented(row, rule)?;
        }
        let contest = self.contest(row, rule.questions);
        let mut contest = contest.ok_or(Admissibility::NothingInQuestion)?;
        let mut offers = self.world.offers_at(address as usize).iter();
        if !offers.any(|offer| contest.concerns(self.world, offer)) {
            return Err(Admissibility::NothingDeclared);
        }
        if claim == "slower" && !is_upheld {
            self.tested(entry, &mut contest)?;
        }
        Ok(contest)
    }
}

impl ChallengeBook {
    /// Reads the book of a world: every entry is judged by the rules of the day.
    pub fn of(
        world: &World,
        profiles: &[ThresholdProfile],
        settings: &DiagnosisSettings,
        sites: &[Site],
    ) -> Self {
        let Some(layer) = world.layer(REGISTER) else {
            return Self::default();
        };
        let mut tests: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        if let Some(layer) = world.layer(TESTS) {
            for row in 0..layer.n_rows() {
                if let Some(address) = layer.address(row) {
                    tests.entry(address).or_default().push(row);
                }
            }
        }
        let rules = ChallengeRules::at(settings.as_of);
        let profile = profiles.first();
        let admission = Admission { world, layer, rules, profile, settings, sites, tests };
        let mut book = Self::default();
        for row in 0..layer.n_rows() {
            let mut entry = Challenge {
                row,
                origin: layer.origin(row),
                address: layer.address(row),
                admissibility: Admissibility::Admitted,
                median: None,
                tests: (0, 0),
                effect: None,
            };
            match (admission.admit(&mut entry), entry.address) {
                (Ok(contest), Some(address)) => {
                    book.contests.entry(address).or_default().push(contest);
                }
                (Ok(_), None) => entry.admissibility = Admissibility::NoAddress,
                (Err(why), _) => entry.admissibility = why,
            }
            book.entries.push(entry);
        }
        book.find_effects(world, profile, settings, sites);
        book
    }

    fn find_effects(
        &mut self,
        world: &World,
        profile: Option<&ThresholdProfile>,
        settings: &DiagnosisSettings,
        sites: &[Site],
    ) {
        let Some(profile) = profile else { return };
        let effect = |address: u32, is_plan: bool| {
            let position = address as usize;
            let view = if is_plan { View::WithPlans } else { View::Today };
            let by = |offers: &[Offer]| judge(offers, profile, view, settings, sites[position]);
            let declared = world.offers_at(position);
            let doubted = self.doubted(world, (address, declared), profile, sites[position])?;
            Some((by(declared).status, by(&doubted).status))
        };
        let layer = world.layer(REGISTER);
        let of_entry = |entry: &Challenge| {
            let claim = layer.and_then(|layer| layer.text("claim", entry.row));
            let is_admitted = entry.admissibility == Admissibility::Admitted;
            let address = entry.address.filter(|_| is_admitted)?;
            effect(address, claim == Some("plan_not_credible"))
        };
        let effects: Vec<_> = self.entries.iter().map(of_entry).collect();
        for (entry, effect) in self.entries.iter_mut().zip(effects) {
            entry.effect = effect;
        }
    }

    /// Addresses with an admitted entry, ascending.
    pub fn addresses(&self) -> impl Iterator<Item = u32> {
        self.contests.keys().copied()
    }

    /// Whether an entry about the address is admitted.
    pub fn is_admitted_at(&self, address: u32) -> bool {
        self.contests.contains_key(&address)
    }

    /// Offers of an address with those in question made merely possible; `None` where no admitted
    /// entry puts one in question under the profile.
    pub fn doubted(
        &self,
        world: &World,
        (address, offers): (u32, &[Offer]),
        profile: &ThresholdProfile,
        site: Site,
    ) -> Option<Vec<Offer>> {
        let contests = self.contests.get(&address)?;
        let least = down_min(profile, site);
        let is_contested =
            |offer: &Offer| contests.iter().any(|contest| contest.contests(world, offer, least));
        let mut offers = offers.to_vec();
        let mut is_any = false;
        for offer in &mut offers {
            if is_contested(offer) {
                offer.reach = Reach::Possible;
                is_any = true;
            }
        }
        is_any.then_some(offers)
    }

    /// Admitted entries about an address that put one of these offers in question.
    pub fn against<'a>(
        &'a self,
        world: &'a World,
        address: u32,
        offers: &'a [&Offer],
        (profile, site): (&ThresholdProfile, Site),
    ) -> impl Iterator<Item = Origin> + 'a {
        let least = down_min(profile, site);
        let contests = self.contests.get(&address).into_iter().flatten();
        contests
            .filter(move |contest| offers.iter().any(|offer| contest.contests(world, offer, least)))
            .map(|contest| contest.origin)
    }

    /// Judges the addresses with an admitted entry anew: what `detectors = "decide"` does.
    pub(super) fn decide(
        &self,
        world: &World,
        profiles: &[ThresholdProfile],
        settings: &DiagnosisSettings,
        sites: &[Site],
        decided: Option<&Conflicts>,
        (verdicts, networks): (&mut [Vec<Verdict>], &mut [(u16, u16)]),
    ) {
        for address in self.addresses() {
            let position = address as usize;
            let site = sites[position];
            let held = offers_of(decided, world, position);
            for (lens, of_lens) in lenses(profiles.len()).zip(verdicts.iter_mut()) {
                let profile = &profiles[lens.profile];
                let Some(offers) = self.doubted(world, (address, &held), profile, site) else {
                    continue;
                };
                let before = of_lens[position].rule;
                let mut verdict = judge(&offers, profile, lens.view, settings, site);
                if verdict.rule == Rule::UncertainOnlyPossible {
                    // What was uncertain without the book is so for the same reason.
                    let is_first = before.status() != Status::Uncertain;
                    verdict =
                        Verdict::by(if is_first { Rule::UncertainChallenged } else { before });
                }
                // A white address that a contradiction made uncertain is no whiter for it.
                let is_doubted = before == Rule::UncertainContradicted;
                if !(is_doubted && verdict.status == Status::White) {
                    of_lens[position] = verdict;
                }
                if lens.profile == 0 && lens.view == View::Today {
                    networks[position] =
                        verdict::count_networks(&offers, profile, lens.view, settings, site);
                }
            }
        }
    }
}
