//! What a network costs besides its routes: the whole bill of any network for some of a plan's
//! addresses, and the least that each address adds to one.
//!
//! The least is linear, as proofs need it: an address has its share of drops and devices, and of
//! the splitters, ports and cabinets that would be needed if every one of them were full.

use super::appraise::{Plan, estimate};
use super::choose::own_sections;
use super::{CostBook, Design, DesignError, Facts, Forest, Key, MetrePrices};
use crate::quantity::Grosze;

/// A share of a hundred per cent in hundredths of a per cent.
const WHOLE: i128 = 10_000;

/// Prices of everything, for the addresses of one design.
#[derive(Clone, Copy, Debug)]
pub struct Tariff<'a> {
    book: &'a CostBook,
    design: &'a Design,
    facts: &'a Facts,
}

fn narrow(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl<'a> Tariff<'a> {
    /// For the addresses of a design, of which the facts are.
    pub const fn new(book: &'a CostBook, design: &'a Design, facts: &'a Facts) -> Self {
        Self { book, design, facts }
    }

    /// Facts about the leads of a design that serves some of the addresses.
    pub fn facts_of(&self, design: &Design) -> Facts {
        let of = |address: u32| {
            let found = self.design.leads.binary_search_by_key(&address, |lead| lead.address);
            found.ok().map(|lead| self.facts.addresses[lead].clone()).unwrap_or_default()
        };
        Facts {
            addresses: design.leads.iter().map(|lead| of(lead.address)).collect(),
            localities: self.facts.localities.clone(),
            ..*self.facts
        }
    }

    /// The bill of a network that serves some of the addresses.
    ///
    /// # Errors
    /// When it is no forest, or its costs are too large.
    pub fn bill(&self, design: &Design) -> Result<Grosze, DesignError> {
        let (forest, facts) = (Forest::of(design)?, self.facts_of(design));
        let plan = Plan { design, forest: &forest, facts: &facts };
        bill_of(plan, &forest.whole(design), self.book)
    }

    /// The least that an address adds to a bill besides routes, nodes and project.
    pub fn least(&self, address: u32, lead_mm: u64) -> Grosze {
        let found = self.design.leads.binary_search_by_key(&address, |lead| lead.address);
        let facts = found.ok().map(|lead| &self.facts.addresses[lead]);
        let (homes, ports) = facts.map_or((1, 1), |facts| (facts.homes(), facts.ports()));
        least(self.book, homes, ports, lead_mm)
    }

    /// What a node costs that a tree grows from.
    pub fn node(&self) -> Grosze {
        self.book.price(Key::Node)
    }

    /// The least bill of a network whose routes, nodes and addresses cost at least so much.
    ///
    /// `n_sections` bounds the sections, each of which is rounded to a grosz by itself.
    pub fn with_project(&self, rest: i128, n_sections: usize) -> Grosze {
        // Lines of drops and devices are rounded to a thousandth of a piece.
        let lines = [Key::Connection, Key::DropFixed, Key::DropMetre];
        let prices: i128 = lines.iter().map(|key| i128::from(self.book.value(*key))).sum();
        let slack = i128::try_from(n_sections / 2).unwrap_or(i128::MAX) + prices / 1000 + 32;
        let rest = (rest - slack).max(0);
        let share = i128::from(self.book.value(Key::Project));
        Grosze(narrow((rest * (WHOLE + share) / WHOLE - 1).max(0)))
    }
}

/// What leaving out the address of a lead alone saves at least, by lead: the sections that serve
/// nobody else, its lead and devices at the expected take-up, and the project for all of that.
/// Splitters, ports and cabinets stay for others.
pub fn marginal_costs(
    design: &Design,
    facts: &Facts,
    prices: &MetrePrices,
    book: &CostBook,
) -> Vec<Grosze> {
    let project = WHOLE + i128::from(book.value(Key::Project));
    let leads = design.leads.iter().zip(&facts.addresses).zip(own_sections(design, prices));
    let cost = leads.map(|((lead, address), sections)| {
        let own = Grosze(narrow(taken(book, address.homes(), lead.length_mm)));
        Grosze(narrow((i128::from(sections.0) + i128::from(own.0)) * project / WHOLE))
    });
    cost.collect()
}

/// The bill of a part of a plan.
pub(super) fn bill_of(
    plan: Plan<'_>,
    part: &super::Part,
    book: &CostBook,
) -> Result<Grosze, DesignError> {
    Ok(estimate(plan, part, book, book.value(Key::TakeUp))?.bill.total())
}

/// What a lead and the devices of an address with so many homes cost at the expected take-up, rounded
/// down.
fn taken(book: &CostBook, homes: u64, lead_mm: u64) -> i128 {
    let price = |key: Key| i128::from(book.value(key));
    let drop = price(Key::DropFixed) + price(Key::DropMetre) * i128::from(lead_mm) / 1000;
    let users = price(Key::Connection) * i128::from(homes);
    (drop + users) * price(Key::TakeUp) / WHOLE
}

/// The least that an address with so many homes and ports adds, rounded down.
pub(super) fn least(book: &CostBook, homes: u64, ports: u64, lead_mm: u64) -> Grosze {
    let price = |key: Key| i128::from(book.value(key));
    let whole = |key: Key| i128::from(book.whole(key).max(1));
    let taken = taken(book, homes, lead_mm);
    let port = price(Key::OltPort);
    let capacity = whole(Key::SplitterCapacity);
    let small = whole(Key::SplitterSmallCapacity).min(capacity);
    let ports = i128::from(ports);
    let by_small = (price(Key::SplitterSmall) + port) * ports / small;
    let by_large = (price(Key::SplitterLarge) + port) * ports / capacity;
    let cabinets = price(Key::Cabinet) * ports / whole(Key::CabinetCapacity);
    Grosze(narrow(taken + by_small.min(by_large) + cabinets))
}
