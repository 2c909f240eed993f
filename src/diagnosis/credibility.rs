//! What became of plans: delivered, pending, overdue, terminated; and what it says of each operator.
//!
//! Methodology: I2 overdue plans, I3 risk, I4 addresses of terminated contracts, I5 addresses that a
//! contract could still take up.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::NaiveDate;

use super::{Diagnosis, Lens, Status, View, judge};
use crate::model::{Offer, Origin, ProviderId, Reach, Tense, World};
use crate::policy::ThresholdProfile;

/// What became of a plan by the day of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// The planner offers it.
    Delivered,
    /// Its day is still to come.
    Pending,
    /// Its day has passed and the planner offers nothing of the kind.
    Overdue,
    /// Its contract was terminated.
    Terminated,
    /// Nobody tells whether its contract is alive, or when it is due.
    Unknown,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Self; 5] =
        [Self::Delivered, Self::Pending, Self::Overdue, Self::Terminated, Self::Unknown];
}

/// What became of a plan, by the offers at its address: it is delivered where the planner's own
/// network offers the planned speed, or at least one that meets the profile. What is not delivered
/// under a contract of unknown state may be done with: it is neither to come nor overdue. Nor is what
/// has no day, which no status counts.
pub fn fate_of_plan(
    plan: &Offer,
    here: &[Offer],
    as_of: NaiveDate,
    profile: &ThresholdProfile,
) -> Fate {
    let least = plan.speed.down.min(profile.down_min);
    let is_delivery = |offer: &Offer| {
        offer.tense == Tense::Present && offer.network == plan.network && offer.speed.down >= least
    };
    if here.iter().any(is_delivery) {
        Fate::Delivered
    } else if plan.tense == Tense::PlannedPublic && plan.reach == Reach::Possible {
        Fate::Unknown
    } else {
        match plan.due {
            Some(due) if due < as_of => Fate::Overdue,
            Some(_) => Fate::Pending,
            None => Fate::Unknown,
        }
    }
}

/// A row of a contract for public money.
#[derive(Clone, Debug)]
pub struct Contract {
    /// Its address.
    pub address: u32,
    /// Number of the contract.
    pub id: String,
    /// The beneficiary, where it is a provider of the run.
    pub provider: Option<ProviderId>,
    /// The beneficiary as written.
    pub operator: String,
    /// `planned`, `in_progress`, `done`, `terminated`, `unknown`.
    pub status: String,
    /// When the address is to be within reach.
    pub due: Option<NaiveDate>,
    /// Where it was read.
    pub origin: Origin,
}

/// Contracts, by address and origin.
#[derive(Clone, Debug, Default)]
pub struct Contracts(Vec<Contract>);

impl Contracts {
    /// Those of an address.
    pub fn iter_at(&self, address: u32) -> impl Iterator<Item = &Contract> {
        let start = self.0.partition_point(|contract| contract.address < address);
        self.0[start..].iter().take_while(move |contract| contract.address == address)
    }

    /// Whether an operator's plan ended with a contract of its own at the address. A plan that has
    /// a day was stated anew; one for public money stands or falls with its own contract.
    pub fn ended(&self, plan: &Offer) -> bool {
        let is_own = |c: &Contract| c.provider == Some(plan.provider) && c.status == "terminated";
        let may_end = plan.due.is_none() && plan.tense == Tense::PlannedPrivate;
        may_end && self.iter_at(plan.address).any(is_own)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Contract> {
        self.0.iter()
    }
}

/// The contracts of the run that name an address; beneficiaries are found by number or name.
pub fn contracts(world: &World) -> Contracts {
    let Some(layer) = world.layer("public-plans") else { return Contracts::default() };
    let plain = |text: &str| text.trim().to_lowercase();
    let mut known: BTreeMap<String, ProviderId> = BTreeMap::new();
    let numbered = || (0_u16..).map(ProviderId).zip(&world.providers);
    for (id, provider) in numbered().filter(|(_, provider)| !provider.name.is_empty()) {
        known.entry(plain(&provider.name)).or_insert(id);
    }
    // The number is stronger than a name.
    known.extend(numbered().map(|(id, provider)| (plain(&provider.id), id)));
    let contract = |row: usize| {
        let operator = layer.text("operator", row).unwrap_or_default().to_owned();
        Some(Contract {
            address: layer.address(row)?,
            id: layer.text("contract_id", row).unwrap_or_default().to_owned(),
            provider: known.get(&plain(&operator)).copied(),
            operator,
            status: layer.text("status", row).unwrap_or("unknown").to_owned(),
            due: layer.date("due", row),
            origin: layer.origin(row),
        })
    };
    let mut contracts: Vec<Contract> = (0..layer.n_rows()).filter_map(contract).collect();
    contracts.sort_by_key(|contract| (contract.address, contract.origin));
    Contracts(contracts)
}

/// The record of one operator: addresses of its plans by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanRecord {
    /// Name of the operator, else its number.
    pub operator: String,
    /// Its number, where known.
    pub id: String,
    /// Addresses where the plan was carried out.
    pub delivered: BTreeSet<u32>,
    /// Addresses whose day is to come.
    pub pending: BTreeSet<u32>,
    /// Addresses whose day has passed.
    pub overdue: BTreeSet<u32>,
    /// Addresses of terminated contracts.
    pub terminated: BTreeSet<u32>,
    /// Addresses of contracts of which nobody tells whether they are alive, or when they are due.
    pub unknown: BTreeSet<u32>,
    /// White addresses today among the terminated, unless another plan of the operator that meets
    /// the profile stands there.
    pub back_to_white: u64,
    /// White addresses today among the pending.
    pub pending_white: u64,
}

impl PlanRecord {
    /// Plans that have come to their end, good or bad.
    pub fn due(&self) -> u64 {
        (self.delivered.len() + self.overdue.len() + self.terminated.len()) as u64
    }

    /// Pending white addresses to expect lost, if the operator goes on as before, rounded up:
    /// `pending · (1 − delivered / due)`; `None` where nothing has been due yet.
    pub fn at_risk(&self) -> Option<u64> {
        let due = self.due();
        let failed = due - self.delivered.len() as u64;
        (due > 0).then(|| (self.pending_white * failed).div_ceil(due))
    }
}

/// Records of every operator with plans or contracts in some ranges of addresses, by number.
pub fn plan_records(
    world: &World,
    diagnosis: &Diagnosis,
    ranges: &[Range<usize>],
) -> Vec<PlanRecord> {
    let Some(profile) = diagnosis.profiles.first() else { return Vec::new() };
    let as_of = diagnosis.settings.as_of;
    let today = diagnosis.of(Lens { profile: 0, view: View::Today });
    let is_white = |address: u32| today[address as usize].status == Status::White;
    let mut records: BTreeMap<String, PlanRecord> = BTreeMap::new();
    let named = |id: ProviderId| {
        let provider = &world.providers[usize::from(id.0)];
        let shown = if provider.name.is_empty() { &provider.id } else { &provider.name };
        (provider.id.clone(), shown.clone())
    };
    let mut put = |(id, operator): (String, String), address: u32, fate: Fate| {
        let record = records.entry(id.clone()).or_insert_with(|| PlanRecord {
            operator,
            id,
            ..PlanRecord::default()
        });
        let of_fate = match fate {
            Fate::Delivered => &mut record.delivered,
            Fate::Pending => &mut record.pending,
            Fate::Overdue => &mut record.overdue,
            Fate::Terminated => &mut record.terminated,
            Fate::Unknown => &mut record.unknown,
        };
        of_fate.insert(address);
    };
    let ended = &diagnosis.neighbourhood(world).contracts;
    let in_range = |address: u32| ranges.iter().any(|range| range.contains(&(address as usize)));
    // A contract speaks for its beneficiary: what others plan at the address is another matter.
    let is_back = |contract: &Contract| {
        let position = contract.address as usize;
        let own = |o: &&Offer| o.tense == Tense::Present || Some(o.provider) == contract.provider;
        let offers = diagnosis.offers_at(world, position);
        let offers: Vec<Offer> = offers.iter().filter(own).cloned().collect();
        let (settings, site) = (&diagnosis.settings, diagnosis.sites[position]);
        let with_plans = judge(&offers, profile, View::WithPlans, settings, site);
        is_white(contract.address) && with_plans.status == Status::White
    };
    let mut back: BTreeSet<(String, u32)> = BTreeSet::new();
    for contract in ended.iter().filter(|c| in_range(c.address) && c.status == "terminated") {
        let unknown = || (contract.operator.clone(), contract.operator.clone());
        let of = contract.provider.map_or_else(unknown, named);
        if is_back(contract) {
            back.insert((of.0.clone(), contract.address));
        }
        put(of, contract.address, Fate::Terminated);
    }
    for position in ranges.iter().cloned().flatten() {
        let here = world.offers_at(position);
        for plan in here.iter().filter(|offer| offer.tense != Tense::Present) {
            if !ended.ended(plan) {
                put(named(plan.provider), plan.address, fate_of_plan(plan, here, as_of, profile));
            }
        }
    }
    for record in records.values_mut() {
        let white = |addresses: &BTreeSet<u32>| {
            addresses.iter().filter(|address| is_white(**address)).count() as u64
        };
        let is_back = |address: &&u32| back.contains(&(record.id.clone(), **address));
        record.back_to_white = record.terminated.iter().filter(is_back).count() as u64;
        record.pending_white = white(&record.pending);
    }
    records.into_values().collect()
}
