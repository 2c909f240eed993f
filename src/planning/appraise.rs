//! What a plan costs, earns and lacks: everything that chapters, bills and tables print.

use super::finance::{self, Account, Venture, least};
use super::sensitivity::{Swing, swings};
use super::splitters::{self, Limits, Splitters};
use super::stages::{Stage, stages};
use super::variants::{Variant, variants};
use super::{Bill, CostBook, Design, DesignError, Facts, Forest, Key, Part, bill};
use crate::quantity::Grosze;

/// Break-even revenue is looked for up to this many grosze a month.
const ARPU_MAX: i64 = 1_000_000;

/// A design with its directions and facts.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The design.
    pub design: &'a Design,
    /// Its directions.
    pub forest: &'a Forest,
    /// Facts about its addresses.
    pub facts: &'a Facts,
}

/// Costs and value of a part of a plan built with fibre.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// Addresses that are passed.
    pub addresses: u64,
    /// Their households; `None` where one of them is unknown.
    pub households: Option<u64>,
    /// Homes that could subscribe.
    pub homes: u64,
    /// Length of all sections in millimetres.
    pub length_mm: u64,
    /// Splitters.
    pub splitters: Splitters,
    /// The bill.
    pub bill: Bill,
    /// What the network earns and costs.
    pub venture: Venture,
    /// Its account.
    pub account: Account,
}

impl Estimate {
    /// Investment.
    pub const fn capex(&self) -> Grosze {
        self.venture.capex
    }

    /// An amount by address; `None` where there is none.
    pub fn per_address(&self, amount: Grosze) -> Option<Grosze> {
        amount.scaled(1, self.addresses)
    }

    /// An amount by household; `None` where households are unknown or none.
    pub fn per_household(&self, amount: Grosze) -> Option<Grosze> {
        self.households.and_then(|households| amount.scaled(1, households))
    }

    /// Millimetres of network by household.
    pub fn mm_per_household(&self) -> Option<u64> {
        self.households.and_then(|households| self.length_mm.checked_div(households))
    }

    /// Gap in hundredths of a per cent of the investment.
    pub fn intensity(&self) -> Option<u64> {
        let capex = u64::try_from(self.capex().0).ok()?;
        let share = Grosze(10_000).scaled(self.account.gap().0.unsigned_abs(), capex)?;
        u64::try_from(share.0).ok()
    }

    /// Whether an operator would come without a grant: its value is above nil.
    pub const fn pays_itself(&self) -> bool {
        self.account.npv.0 > 0
    }
}

/// Estimates a part of a plan at a take-up in hundredths of a per cent.
///
/// # Errors
/// When costs are too large to be added up.
pub fn estimate(
    plan: Plan<'_>,
    part: &Part,
    book: &CostBook,
    take_up: i64,
) -> Result<Estimate, DesignError> {
    let Plan { design, forest, facts } = plan;
    let limits = Limits {
        small: book.whole(Key::SplitterSmallCapacity),
        capacity: book.whole(Key::SplitterCapacity),
        drop_max_mm: book.millimetres(Key::DropLengthMax),
    };
    let splitters = splitters::place(design, forest, part, facts, limits);
    priced(plan, part, splitters, (book, take_up))
}

/// The same with splitters that are already placed.
fn priced(
    plan: Plan<'_>,
    part: &Part,
    splitters: Splitters,
    (book, take_up): (&CostBook, i64),
) -> Result<Estimate, DesignError> {
    let Plan { design, forest, facts } = plan;
    let of = |lead: &u32| &facts.addresses[*lead as usize];
    let homes = part.leads.iter().map(|lead| of(lead).homes()).sum();
    let quantities = bill::quantities((design, forest, facts), part, &splitters, (book, take_up));
    let bill = Bill::of(&quantities, book)?;
    let venture = finance::fibre(&bill, homes, book);
    let account = finance::account(&venture, book, take_up);
    Ok(Estimate {
        addresses: part.leads.len() as u64,
        households: part.leads.iter().map(|lead| of(lead).households.map(u64::from)).sum(),
        homes,
        length_mm: part.sections.iter().map(|s| design.sections[*s as usize].length_mm).sum(),
        splitters,
        bill,
        venture,
        account,
    })
}

/// Addresses that are looked at together: a cluster, an area of a contest, a locality.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its number.
    pub number: u32,
    /// Costs of a network for it alone, trunk included: they do not add up to the plan's.
    pub estimate: Estimate,
    /// Addresses with a public building.
    pub n_public: u64,
    /// The first of its addresses, by position in the world.
    pub first: u32,
}

/// A plan appraised.
#[derive(Clone, Debug)]
pub struct Appraisal {
    /// The whole plan with fibre.
    pub fibre: Estimate,
    /// The same where no more subscribe than on networks of the past.
    pub cautious: Estimate,
    /// Cost of routes, leads and nodes by the prices they were chosen with, and what no network costs
    /// less than.
    pub network: (Grosze, Grosze),
    /// Least take-up, in hundredths of a per cent, with which the plan pays itself.
    pub break_even_take_up: Option<i64>,
    /// Least revenue a month with which it does.
    pub break_even_arpu: Option<Grosze>,
    /// Investment by Mbit/s of download that addresses gain.
    pub per_new_mbps: Option<Grosze>,
    /// Addresses with a public building.
    pub n_public: u64,
    /// Whether a register says where radio stations stand.
    pub has_stations: bool,
    /// Whether there was terrain to see which of them it hides.
    pub has_terrain: bool,
    /// Fibre, fibre with radio, radio.
    pub variants: Vec<Variant>,
    /// What is built first, next and last.
    pub stages: Vec<Stage>,
    /// Clusters of white addresses; addresses in none are left out.
    pub clusters: Vec<Group>,
    /// Proposed areas of contests.
    pub areas: Vec<Group>,
    /// How the value depends on each assumption, the strongest first.
    pub sensitivity: Vec<Swing>,
}

/// Groups of leads by a number, each with the network for it alone.
fn groups(
    plan: Plan<'_>,
    book: &CostBook,
    number: impl Fn(usize) -> Option<u32>,
) -> Result<Vec<Group>, DesignError> {
    let mut members: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
    for lead in 0..plan.facts.addresses.len() {
        if let (Some(number), Ok(lead)) = (number(lead), u32::try_from(lead)) {
            members.entry(number).or_default().push(lead);
        }
    }
    let take_up = book.value(Key::TakeUp);
    let group = |(number, leads): (u32, Vec<u32>)| {
        let is_public = |lead: &&u32| plan.facts.addresses[**lead as usize].is_public;
        let n_public = leads.iter().filter(is_public).count() as u64;
        let first = plan.design.leads[leads[0] as usize].address;
        let part = plan.forest.part(plan.design, leads);
        Ok(Group { number, estimate: estimate(plan, &part, book, take_up)?, n_public, first })
    };
    members.into_iter().map(group).collect()
}

/// Download that addresses gain, in kbit/s over all of them.
fn gained_kbps(facts: &Facts, book: &CostBook) -> u64 {
    let after = u64::try_from(book.value(Key::FtthSpeed)).unwrap_or(0) * 10;
    facts.addresses.iter().map(|a| after.saturating_sub(a.down_kbps.into())).sum()
}

/// Appraises a plan.
///
/// # Errors
/// When the design is no forest that feeds its leads, the facts are about other addresses, or costs
/// are too large to be added up.
pub fn appraise(design: &Design, facts: &Facts, book: &CostBook) -> Result<Appraisal, DesignError> {
    let (leads, known) = (design.leads.len(), facts.addresses.len());
    if leads != known {
        return Err(DesignError::OtherFacts { leads, facts: known });
    }
    let forest = Forest::of(design)?;
    let plan = Plan { design, forest: &forest, facts };
    let whole = forest.whole(design);
    let fibre = estimate(plan, &whole, book, book.value(Key::TakeUp))?;
    let at = |take_up: i64| priced(plan, &whole, fibre.splitters.clone(), (book, take_up));
    let is_enough = |take_up: i64| Ok(at(take_up)?.account.npv.0 >= 0);
    let pays = |arpu: i64| {
        let book = book.with(Key::Arpu, arpu);
        let venture = finance::fibre(&fibre.bill, fibre.homes, &book);
        Ok(finance::account(&venture, &book, book.value(Key::TakeUp)).npv.0 >= 0)
    };
    Ok(Appraisal {
        cautious: at(book.value(Key::TakeUpFloor))?,
        network: (design.network_cost, design.network_bound),
        break_even_take_up: least(10_000, is_enough)?,
        break_even_arpu: least(ARPU_MAX, pays)?.map(Grosze),
        per_new_mbps: fibre.capex().scaled(1000, gained_kbps(facts, book)),
        n_public: facts.addresses.iter().filter(|a| a.is_public).count() as u64,
        variants: variants(plan, &fibre, book)?,
        has_stations: facts.has_stations,
        has_terrain: facts.has_terrain,
        stages: stages(plan, book)?,
        clusters: groups(plan, book, |lead| facts.addresses[lead].cluster.map(|n| n + 1))?,
        areas: groups(plan, book, |lead| facts.addresses[lead].area)?,
        sensitivity: swings(plan, &whole, book)?,
        fibre,
    })
}
