//! The reason why the status of an address that both editions have is another one.

use std::collections::BTreeMap;

use super::{Reason, Side};
use crate::diagnosis::{DetectorMode, DiagnosisSettings, Lens, Site, Status, concerns, judge};
use crate::model::{NetworkId, Offer, TechnologyId, Tense, World, number_key};

/// What of an address is written otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Differs {
    pub(super) simc: bool,
    pub(super) ulic: bool,
    pub(super) number: bool,
    pub(super) moved: bool,
}

impl Differs {
    /// Whether records may be tied to the address otherwise than before.
    const fn any(self) -> bool {
        self.simc || self.ulic || self.number || self.moved
    }
}

pub(super) fn differs(old: &World, from: u32, new: &World, to: u32) -> Differs {
    let (a, b) = (&old.addresses[from as usize], &new.addresses[to as usize]);
    let number = |world: &World, number| number_key(world.texts.get(number));
    let apart = a.position.zip(b.position).map(|(a, b)| a.distance_squared_mm2(b));
    let most = super::same_place_m() * 1000;
    Differs {
        simc: a.simc != b.simc,
        ulic: a.ulic != b.ulic,
        number: number(old, a.number) != number(new, b.number),
        moved: apart.is_some_and(|apart| apart > most.pow(2)),
    }
}

/// Both sides, with the numbers of the later one.
pub(super) struct Judged<'a> {
    old: Side<'a>,
    new: Side<'a>,
    /// Numbers of old networks and technologies in the later edition.
    networks: Vec<NetworkId>,
    technologies: Vec<TechnologyId>,
    /// The later rules on the earlier day.
    earlier_day: DiagnosisSettings,
    /// Of each profile, whether its numbers or the settings differ between the editions.
    rules_differ: Vec<bool>,
}

/// Whether the rules of a profile differ, the day set aside.
fn rules_differ(old: Side<'_>, new: Side<'_>, earlier_day: &DiagnosisSettings, p: usize) -> bool {
    let numbers = |side: Side<'_>| -> Vec<(String, u32)> {
        let numbers = side.diagnosis.profiles[p].numbers.iter();
        numbers.map(|(name, number)| (name.clone(), number.value)).collect()
    };
    old.diagnosis.settings != *earlier_day || numbers(old) != numbers(new)
}

/// Numbers of old names in the list of new ones; names that it lacks are numbered behind it.
fn numbers<'a>(old: impl Iterator<Item = &'a str>, new: impl Iterator<Item = &'a str>) -> Vec<u16> {
    let known: BTreeMap<&str, u16> = new.zip(0..=u16::MAX).collect();
    let mut next = known.len();
    let number = |name: &str| {
        known.get(name).copied().unwrap_or_else(|| {
            next += 1;
            // Two editions together have fewer than 2^16 networks: one has a few thousand.
            u16::try_from(next - 1).unwrap_or(u16::MAX)
        })
    };
    old.map(number).collect()
}

/// Statuses by how well an address is served.
const fn rank(status: Status) -> u8 {
    match status {
        Status::NotApplicable => 0,
        Status::White => 1,
        Status::Uncertain => 2,
        Status::Grey => 3,
        Status::Black => 4,
    }
}

/// An earlier offer with the speed that its network and technology have later, where that is more.
fn raised(offer: &Offer, later: &[Offer]) -> Offer {
    let same = |one: &&Offer| (one.network, one.technology) == (offer.network, offer.technology);
    let mut raised = offer.clone();
    for one in later.iter().filter(same) {
        raised.speed.down = raised.speed.down.max(one.speed.down);
        raised.speed.up = raised.speed.up.max(one.speed.up);
        // More than the technology can carry is no better than possible where detectors decide.
        raised.impossible_speed |= one.impossible_speed;
    }
    raised
}

impl<'a> Judged<'a> {
    pub(super) fn new(old: Side<'a>, new: Side<'a>) -> Self {
        fn ids(world: &World) -> impl Iterator<Item = &str> {
            world.networks.iter().map(|network| network.id.as_str())
        }
        fn names(world: &World) -> impl Iterator<Item = &str> {
            world.technologies.iter().map(String::as_str)
        }
        let networks = numbers(ids(old.world), ids(new.world));
        let technologies = numbers(names(old.world), names(new.world));
        let as_of = old.diagnosis.settings.as_of;
        let earlier_day = DiagnosisSettings { as_of, ..new.diagnosis.settings.clone() };
        let profiles = 0..new.diagnosis.profiles.len();
        Self {
            old,
            new,
            networks: networks.into_iter().map(NetworkId).collect(),
            technologies: technologies.into_iter().map(TechnologyId).collect(),
            rules_differ: profiles.map(|p| rules_differ(old, new, &earlier_day, p)).collect(),
            earlier_day,
        }
    }

    /// Offers of the earlier edition with the numbers of the later one.
    fn renumbered(&self, offers: &[Offer]) -> Vec<Offer> {
        let numbered = |offer: &Offer| Offer {
            network: self.networks[offer.network.0 as usize],
            technology: self.technologies[offer.technology.0 as usize],
            ..offer.clone()
        };
        offers.iter().map(numbered).collect()
    }

    /// The reason for an address whose status differs under a lens.
    pub(super) fn reason(&self, from: u32, to: u32, lens: Lens) -> Reason {
        let profile = &self.new.diagnosis.profiles[lens.profile];
        let later = &self.new.diagnosis.settings;
        let by = |offers: &[Offer], settings: &DiagnosisSettings, site: Site| {
            judge(offers, profile, lens.view, settings, site).status
        };
        let sites =
            (self.old.diagnosis.sites[from as usize], self.new.diagnosis.sites[to as usize]);
        let (old, new) = (
            self.renumbered(self.old.world.offers_at(from as usize)),
            self.new.world.offers_at(to as usize),
        );
        // What the book of the earlier edition would decide by the later rules.
        let book = &self.old.diagnosis.challenges;
        let decides = later.detectors == DetectorMode::Decide;
        let declared = self.old.world.offers_at(from as usize);
        let doubted = book.doubted(self.old.world, (from, declared), profile, sites.0);
        let doubted = doubted.filter(|_| decides);
        let doubted = doubted.map(|offers| self.renumbered(&offers));
        let wanted = self.new.diagnosis.of(lens)[to as usize].status;
        let by_later_rules = by(doubted.as_deref().unwrap_or(&old), &self.earlier_day, sites.0);
        if self.rules_differ[lens.profile] && by_later_rules == wanted {
            return Reason::RuleChange;
        }
        let (before, after) = (by(&old, &self.earlier_day, sites.0), by(new, later, sites.1));
        if before == after {
            return Reason::Doubt;
        }
        let base = by(&old, &self.earlier_day, sites.1);
        let subject = profile.profile.subject;
        if base == after || concerns(subject, sites.0) != concerns(subject, sites.1) {
            return Reason::PublicSite;
        }
        let is_present = |offer: &&Offer| offer.tense == Tense::Present;
        let plans: Vec<Offer> = old.iter().filter(|o| !is_present(o)).cloned().collect();
        let present: Vec<Offer> = new.iter().filter(is_present).cloned().collect();
        let with = |more: &[Offer]| {
            let all: Vec<Offer> = more.iter().chain(&plans).cloned().collect();
            by(&all, &self.earlier_day, sites.1)
        };
        let covered = with(&present);
        // Where present service and plans both took part, present service comes first.
        if covered != after && covered == base {
            return Reason::Plan;
        }
        let kind = |offer: &Offer| (offer.network, offer.technology);
        let among = |offers: &[Offer], one: &Offer| offers.iter().any(|o| kind(o) == kind(one));
        let old_present: Vec<Offer> = old.iter().filter(is_present).cloned().collect();
        let is_better = rank(covered) > rank(base);
        let faster: Vec<Offer> = old_present.iter().map(|offer| raised(offer, &present)).collect();
        if is_better && with(&faster) == covered {
            return Reason::Upgrade;
        }
        if differs(self.old.world, from, self.new.world, to).any() {
            return Reason::DataCorrection;
        }
        if is_better {
            // Without what is new there: what was there in another form.
            let kept = present.iter().filter(|offer| among(&old_present, offer));
            let kept: Vec<Offer> = kept.cloned().collect();
            if with(&kept) == covered { Reason::DataCorrection } else { Reason::NewCoverage }
        } else {
            let lost = old_present.iter().filter(|offer| !among(&present, offer));
            let all: Vec<Offer> = present.iter().chain(lost).cloned().collect();
            if with(&all) == covered { Reason::DataCorrection } else { Reason::CoverageGone }
        }
    }
}
