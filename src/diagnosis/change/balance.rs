//! Sums of changes by gmina: old count, each reason, new count.

use std::collections::BTreeMap;

use super::{Changes, Reason, Side, gmina_of};
use crate::diagnosis::{Diagnosis, Status};
use crate::model::World;
use crate::place::GminaCode;

const N_STATUSES: usize = Status::ALL.len();
const N_REASONS: usize = Reason::ALL.len();

/// Counts of one unit under one lens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Addresses of each status in the earlier edition.
    pub old: [u64; N_STATUSES],
    /// In the later one.
    pub new: [u64; N_STATUSES],
    /// What each reason (in the order of [`Reason::ALL`]) adds to each status.
    pub by_reason: [[i64; N_STATUSES]; N_REASONS],
    /// Addresses that changed for each reason.
    pub changed: [u64; N_REASONS],
}

impl Balance {
    /// Whether the reasons of each status sum to the difference of its counts.
    pub fn is_exact(&self) -> bool {
        (0..N_STATUSES).all(|status| {
            let sum: i64 = self.by_reason.iter().map(|added| added[status]).sum();
            i128::from(self.old[status]) + i128::from(sum) == i128::from(self.new[status])
        })
    }

    /// Whether anything changed.
    pub fn has_changes(&self) -> bool {
        self.changed.iter().any(|count| *count > 0)
    }

    /// Adds another unit.
    pub fn absorb(&mut self, other: &Self) {
        for status in 0..N_STATUSES {
            self.old[status] += other.old[status];
            self.new[status] += other.new[status];
            for (mine, theirs) in self.by_reason.iter_mut().zip(&other.by_reason) {
                mine[status] += theirs[status];
            }
        }
        for (mine, theirs) in self.changed.iter_mut().zip(&other.changed) {
            *mine += theirs;
        }
    }
}

/// Balances by gmina (those in none last), one a lens; and the total.
#[derive(Debug, Default)]
pub struct Balances {
    /// By gmina.
    pub gminas: BTreeMap<(bool, Option<GminaCode>), Vec<Balance>>,
    /// Over all; an address that went from one gmina to another is one change here.
    pub total: Vec<Balance>,
}

fn count(
    balances: &mut Balances,
    world: &World,
    diagnosis: &Diagnosis,
    of: fn(&mut Balance) -> &mut [u64; N_STATUSES],
) {
    let n_lenses = balances.total.len();
    for (position, address) in world.addresses.iter().enumerate() {
        let key = (address.gmina.is_none(), address.gmina);
        let unit = balances.gminas.entry(key);
        let unit = unit.or_insert_with(|| vec![Balance::default(); n_lenses]);
        for (lens, verdicts) in diagnosis.verdicts.iter().enumerate() {
            let status = verdicts[position].status as usize;
            of(&mut unit[lens])[status] += 1;
            of(&mut balances.total[lens])[status] += 1;
        }
    }
}

/// Sums the changes of two editions.
///
/// # Panics
/// When a sum is not exact, which is a defect of the program.
pub fn balance(old: Side<'_>, new: Side<'_>, changes: &Changes) -> Balances {
    let n_lenses = new.diagnosis.verdicts.len();
    let mut balances =
        Balances { total: vec![Balance::default(); n_lenses], ..Balances::default() };
    count(&mut balances, old.world, old.diagnosis, |balance| &mut balance.old);
    count(&mut balances, new.world, new.diagnosis, |balance| &mut balance.new);
    let lenses: Vec<_> = new.diagnosis.lenses().collect();
    for change in &changes.changes {
        let lens = lenses.iter().position(|lens| *lens == change.lens).expect("one of them");
        let reason = Reason::ALL.iter().position(|r| *r == change.reason).expect("one of them");
        let ends = [
            (change.old.map(|a| gmina_of(old.world, a)), change.old_status, -1),
            (change.new.map(|a| gmina_of(new.world, a)), change.new_status, 1),
        ];
        for (gmina, status, step) in ends {
            let (Some(gmina), Some(status)) = (gmina, status) else { continue };
            let unit = balances.gminas.get_mut(&(gmina.is_none(), gmina));
            let unit = &mut unit.expect("every address was counted")[lens];
            unit.by_reason[reason][status as usize] += step;
            balances.total[lens].by_reason[reason][status as usize] += step;
        }
        // An address that went from one gmina to another is a change of both.
        let mut gminas = ends.map(|(gmina, _, _)| gmina);
        if gminas[0] == gminas[1] {
            gminas[1] = None;
        }
        for gmina in gminas.into_iter().flatten() {
            let unit = balances.gminas.get_mut(&(gmina.is_none(), gmina));
            unit.expect("every address was counted")[lens].changed[reason] += 1;
        }
        balances.total[lens].changed[reason] += 1;
    }
    let mut all = balances.gminas.values().flatten().chain(&balances.total);
    assert!(all.all(Balance::is_exact), "every change has one reason");
    balances
}
