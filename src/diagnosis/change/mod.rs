//! What changed between two editions, address by address, with one reason each.
//!
//! Every address whose status differs has exactly one reason, so that the reasons of a status sum
//! to the difference of its counts, in every gmina and over all. The order of precedence stands at
//! [`Reason`].
#![deny(clippy::float_arithmetic)]

mod balance;
mod identity;
mod reasons;
mod vacancies;

use rayon::prelude::*;

use super::{Diagnosis, Lens, Status};
use crate::model::World;
use crate::place::GminaCode;

pub use balance::{Balance, Balances, balance};
pub use identity::{Identity, Tie, identify, match_addresses, same_place_m};

use reasons::Judged;
use vacancies::Vacancies;

/// Why an address changed. The first that holds is the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A removed address that a notice of vacancy names, or a new one that an earlier notice named.
    Vacancy,
    /// The later edition alone has the address.
    NewAddress,
    /// The earlier edition alone has the address.
    RemovedAddress,
    /// The same status, counted in another gmina.
    Renumbered,
    /// The earlier data by the later rules already have the later status.
    RuleChange,
    /// The same records: an objection or a detector has decided, or no longer does.
    Doubt,
    /// The profile began or ceased to concern the address, or treats its site otherwise.
    PublicSite,
    /// The same network and technology states more speed than before, and that alone suffices.
    Upgrade,
    /// The address itself, or the reach, seller or a lowered speed of a record of the same network
    /// and technology, is written otherwise.
    DataCorrection,
    /// A network or technology that was not there.
    NewCoverage,
    /// A network or technology that is no longer there.
    CoverageGone,
    /// A plan was made, changed, given up, came within the horizon or passed its day.
    Plan,
}

impl Reason {
    /// Whether a published change may have it.
    pub const fn is_published(self) -> bool {
        !matches!(self, Self::Vacancy)
    }

    /// Every reason, in the order of tables.
    pub const ALL: [Self; 12] = [
        Self::NewCoverage,
        Self::Upgrade,
        Self::CoverageGone,
        Self::DataCorrection,
        Self::NewAddress,
        Self::RemovedAddress,
        Self::Vacancy,
        Self::Plan,
        Self::RuleChange,
        Self::PublicSite,
        Self::Doubt,
        Self::Renumbered,
    ];

    /// Every reason, in the order of precedence.
    pub const BY_PRECEDENCE: [Self; 12] = [
        Self::Vacancy,
        Self::NewAddress,
        Self::RemovedAddress,
        Self::Renumbered,
        Self::RuleChange,
        Self::Doubt,
        Self::PublicSite,
        Self::Upgrade,
        Self::DataCorrection,
        Self::NewCoverage,
        Self::CoverageGone,
        Self::Plan,
    ];

    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vacancy => "vacancy",
            Self::NewAddress => "new_address",
            Self::RemovedAddress => "removed_address",
            Self::Renumbered => "renumbered",
            Self::RuleChange => "rule_change",
            Self::Doubt => "doubt",
            Self::PublicSite => "public_site",
            Self::Upgrade => "upgrade",
            Self::DataCorrection => "data_correction",
            Self::NewCoverage => "new_coverage",
            Self::CoverageGone => "coverage_gone",
            Self::Plan => "plan",
        }
    }
}

/// An edition with its diagnosis.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The world.
    pub world: &'a World,
    /// Its diagnosis by its own rules; both sides have the same profiles in the same order.
    pub diagnosis: &'a Diagnosis,
}

/// One address under one lens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Position in the earlier edition.
    pub old: Option<u32>,
    /// Position in the later one.
    pub new: Option<u32>,
    /// Profile and tense.
    pub lens: Lens,
    /// Status in the earlier edition.
    pub old_status: Option<Status>,
    /// Status in the later one.
    pub new_status: Option<Status>,
    /// Why.
    pub reason: Reason,
}

/// Attributes of paired addresses that differ between the editions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// Another gmina.
    pub gmina: u64,
    /// Another locality.
    pub simc: u64,
    /// Another street.
    pub ulic: u64,
    /// Another house number.
    pub number: u64,
    /// Another place, by more than the distance of the same place.
    pub moved: u64,
}

/// All changes.
#[derive(Clone, Debug)]
pub struct Changes {
    /// Which address is which.
    pub identity: Identity,
    /// What was written otherwise of addresses that both editions have.
    pub rewritten: Rewritten,
    /// By position in the later edition, then removed addresses; of an address in order of lenses.
    pub changes: Vec<Change>,
}

impl Change {
    /// As it may be published: a notice of vacancy tells of people, that an address came or went
    /// stands in the public registers.
    #[must_use]
    pub const fn published(self) -> Self {
        match (self.reason, self.new) {
            (Reason::Vacancy, Some(_)) => Self { reason: Reason::NewAddress, ..self },
            (Reason::Vacancy, None) => Self { reason: Reason::RemovedAddress, ..self },
            _ => self,
        }
    }
}

impl Changes {
    /// As they may be published: [`Change::published`].
    #[must_use]
    pub fn published(&self) -> Self {
        let changes = self.changes.iter().copied().map(Change::published);
        Self { changes: changes.collect(), ..self.clone() }
    }

    /// Addresses found to be the same, by how.
    pub fn ties(&self) -> [u64; Tie::ALL.len()] {
        let mut counts = [0; Tie::ALL.len()];
        for (_, tie) in self.identity.old_of.iter().flatten() {
            counts[*tie as usize] += 1;
        }
        counts
    }
}

/// The gmina of an address.
fn gmina_of(world: &World, position: u32) -> Option<GminaCode> {
    world.addresses[position as usize].gmina
}

fn rewritten(old: &World, new: &World, identity: &Identity) -> Rewritten {
    let mut counts = Rewritten::default();
    for (to, tie) in (0_u32..).zip(&identity.old_of) {
        let Some((from, _)) = tie else { continue };
        let differs = reasons::differs(old, *from, new, to);
        counts.gmina += u64::from(gmina_of(old, *from) != gmina_of(new, to));
        counts.simc += u64::from(differs.simc);
        counts.ulic += u64::from(differs.ulic);
        counts.number += u64::from(differs.number);
        counts.moved += u64::from(differs.moved);
    }
    counts
}

/// Compares two editions.
///
/// # Panics
/// When the two diagnoses have different profiles, which no caller may give.
pub fn compare(old: Side<'_>, new: Side<'_>) -> Changes {
    let ids = |side: Side<'_>| -> Vec<String> {
        side.diagnosis.profiles.iter().map(|p| p.profile.id.clone()).collect()
    };
    assert_eq!(ids(old), ids(new), "both sides are judged by the same profiles");
    let identity = identify(old.world, new.world);
    let vacancies = Vacancies::of(old.world, new.world);
    let judged = Judged::new(old, new);
    let lenses: Vec<Lens> = new.diagnosis.lenses().collect();
    let one = |to: u32| -> Vec<Change> {
        let tie = identity.old_of[to as usize];
        let of = |lens: &Lens| {
            let new_status = Some(new.diagnosis.of(*lens)[to as usize].status);
            let change = |old: Option<u32>, old_status, reason| {
                Some(Change { old, new: Some(to), lens: *lens, old_status, new_status, reason })
            };
            let Some((from, _)) = tie else {
                let was_vacant = vacancies.named_before(new.world, to);
                let reason = if was_vacant { Reason::Vacancy } else { Reason::NewAddress };
                return change(None, None, reason);
            };
            let old_status = Some(old.diagnosis.of(*lens)[from as usize].status);
            if old_status != new_status {
                change(Some(from), old_status, judged.reason(from, to, *lens))
            } else if gmina_of(old.world, from) != gmina_of(new.world, to) {
                change(Some(from), old_status, Reason::Renumbered)
            } else {
                None
            }
        };
        lenses.iter().filter_map(of).collect()
    };
    let n_new = u32::try_from(new.world.addresses.len()).expect("fewer than 2^32 addresses");
    let mut changes: Vec<Change> = (0..n_new).into_par_iter().flat_map_iter(one).collect();
    for from in &identity.gone {
        let is_vacant = vacancies.named(old.world, *from);
        let reason = if is_vacant { Reason::Vacancy } else { Reason::RemovedAddress };
        changes.extend(lenses.iter().map(|lens| Change {
            old: Some(*from),
            new: None,
            lens: *lens,
            old_status: Some(old.diagnosis.of(*lens)[*from as usize].status),
            new_status: None,
            reason,
        }));
    }
    let rewritten = rewritten(old.world, new.world, &identity);
    Changes { identity, rewritten, changes }
}
