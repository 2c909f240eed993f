//! The same addresses by fibre, by fibre and radio, and by radio.
//!
//! Radio counts by what a station can carry in its busiest hour, not by range alone: homes of a
//! station × take-up × load of a user ≤ sectors × capacity × tolerable use; and only where it
//! keeps up the profile's threshold then.

use std::collections::BTreeMap;

use super::appraise::{Estimate, Plan, estimate};
use super::bill::{Quantities, taken_up};
use super::finance::{self, Venture};
use super::radio::cheaper_by_radio;
use super::{Bill, CostBook, DesignError, Key, Work};
use crate::quantity::Grosze;

/// How addresses are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VariantKind {
    /// Fibre everywhere.
    Fibre,
    /// Radio from existing stations where that lowers the investment; public buildings keep fibre.
    FibreAndRadio,
    /// Radio from existing stations.
    Radio,
    /// Radio from existing and new stations.
    NewRadio,
}

impl VariantKind {
    /// The code in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fibre => "ftth",
            Self::FibreAndRadio => "ftth_fwa",
            Self::Radio => "fwa",
            Self::NewRadio => "mobile",
        }
    }
}

/// A variant.
#[derive(Clone, Debug)]
pub struct Variant {
    /// How.
    pub kind: VariantKind,
    /// Addresses passed by fibre.
    pub by_fibre: u64,
    /// Addresses served by radio.
    pub by_radio: u64,
    /// Addresses that stay as they are.
    pub unserved: u64,
    /// Households of served addresses; `None` where one of them is unknown.
    pub households: Option<u64>,
    /// Stations: existing ones that are upgraded, `None` where no register says where they
    /// stand, and new ones.
    pub stations: (Option<u64>, u64),
    /// Investment.
    pub capex: Grosze,
    /// Net present value.
    pub npv: Grosze,
    /// Lines of the bill of its radio part.
    pub radio_bill: Bill,
    /// Addresses that radio serves, by their leads.
    pub radio_leads: Vec<u32>,
    /// Whether radio keeps up the threshold of the main profile in the busiest hour; only then
    /// it serves anybody.
    pub keeps_threshold: bool,
    /// Whether it could be reckoned: one that needs existing stations is not without a register
    /// of them, and its other numbers say nothing then.
    pub is_known: bool,
}

impl Variant {
    /// The grant that makes its value nil.
    pub const fn gap(&self) -> Grosze {
        if self.npv.0 < 0 { Grosze(-self.npv.0) } else { Grosze::ZERO }
    }
}

/// Homes that a station can serve at the book's take-up.
///
/// Load of a user in Mbit/s: GB a month · 8000 · share of the busiest hour / 30 / 3600.
pub fn homes_max(book: &CostBook) -> u64 {
    let of = |key: Key| i128::from(book.value(key).max(0));
    // Hundredths: sectors and capacity 10^-2 each, use and take-up 10^-4, traffic 10^-2,
    // share of the hour 10^-4.
    let capacity =
        of(Key::FwaSectors) * of(Key::FwaSectorCapacity) * of(Key::FwaUtilisation) * 30 * 3600;
    let load = of(Key::TakeUp) * of(Key::FwaTraffic) * of(Key::FwaBusyShare) * 8000;
    let homes = (capacity * 100).checked_div(load);
    homes.map_or(u64::MAX, |homes| u64::try_from(homes).unwrap_or(u64::MAX))
}

/// Leads served by radio, by what serves them.
#[derive(Default)]
struct Radio {
    leads: Vec<u32>,
    /// Homes of each existing station.
    stations: BTreeMap<u32, u64>,
    masts: u64,
}

/// An existing station that reaches an address, as far as the ground tells.
pub(super) fn station(plan: Plan<'_>, lead: u32, book: &CostBook) -> Option<u32> {
    let near = plan.facts.addresses[lead as usize].station?;
    (near.distance_mm <= book.millimetres(Key::FwaRange)).then_some(near.station)
}

impl Radio {
    /// Takes a lead if its station reaches it and can carry it.
    fn take(&mut self, plan: Plan<'_>, lead: u32, book: &CostBook) -> bool {
        let Some(station) = station(plan, lead, book) else { return false };
        let homes = self.stations.get(&station).copied().unwrap_or_default()
            + plan.facts.addresses[lead as usize].homes();
        if homes > homes_max(book) {
            return false;
        }
        self.stations.insert(station, homes);
        self.leads.push(lead);
        true
    }

    fn bill(&self, plan: Plan<'_>, book: &CostBook) -> Result<(Bill, u64), DesignError> {
        let homes = self.leads.iter().map(|lead| plan.facts.addresses[*lead as usize].homes());
        let homes: u64 = homes.sum();
        let upgrades = self.stations.len() as u64;
        let quantities = Quantities(vec![
            (Work::RadioUpgrade, upgrades * 1000),
            (Work::RadioMast, self.masts * 1000),
            (Work::RadioDevice, taken_up(homes * 1000, book.value(Key::TakeUp))),
        ]);
        Ok((Bill::of(&quantities, book)?, homes))
    }

    fn npv(&self, plan: Plan<'_>, book: &CostBook) -> Result<(Bill, Grosze), DesignError> {
        let (bill, homes) = self.bill(plan, book)?;
        let sites = i64::try_from(self.stations.len() as u64 + self.masts).unwrap_or(0);
        let venture = Venture {
            capex: bill.total(),
            homes,
            margin: Grosze(book.value(Key::FwaArpu) - book.value(Key::OpexUser)),
            upkeep: Grosze(book.value(Key::FwaOpexSite) * sites),
            // A new station holds the same sectors as an upgraded one, and they age as fast.
            renewal: Grosze(
                bill.active().0
                    + book.value(Key::FwaUpgrade) * i64::try_from(self.masts).unwrap_or(0),
            ),
        };
        let npv = finance::account(&venture, book, book.value(Key::TakeUp)).npv;
        Ok((bill, npv))
    }
}

/// New stations: one or more in each square whose corners they reach, where enough homes are.
fn masts(plan: Plan<'_>, left: &[u32], book: &CostBook) -> (Vec<u32>, u64) {
    // Half the diagonal of a square is its side / √2.
    let side = i64::try_from(book.millimetres(Key::FwaRange) * 1414 / 1000).unwrap_or(1).max(1);
    let mut squares: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
    for lead in left {
        if let Some(place) = plan.facts.addresses[*lead as usize].position {
            let cell = [place.northing_mm(), place.easting_mm()].map(|mm| i64::from(mm) / side);
            squares.entry((cell[0], cell[1])).or_default().push(*lead);
        }
    }
    let least = book.whole(Key::MobileMinAddresses);
    let (mut leads, mut masts) = (Vec::new(), 0);
    for members in squares.into_values().filter(|members| members.len() as u64 >= least) {
        let homes: u64 =
            members.iter().map(|lead| plan.facts.addresses[*lead as usize].homes()).sum();
        masts += homes.div_ceil(homes_max(book).max(1)).max(1);
        leads.extend(members);
    }
    (leads, masts)
}

/// A variant of fibre for a part of a plan, and radio.
fn variant(
    plan: Plan<'_>,
    kind: VariantKind,
    (part, radio): (Option<&Estimate>, &Radio),
    book: &CostBook,
) -> Result<Variant, DesignError> {
    let (radio_bill, radio_npv) = radio.npv(plan, book)?;
    let by_radio = radio.leads.len() as u64;
    let by_fibre = part.map_or(0, |part| part.addresses);
    let known = |lead: &u32| plan.facts.addresses[*lead as usize].households.map(u64::from);
    let radio_homes: Option<u64> = radio.leads.iter().map(known).sum();
    let fibre_homes = part.map_or(Some(0), |part| part.households);
    let stands = matches!(kind, VariantKind::Fibre) || plan.facts.has_stations;
    Ok(Variant {
        kind,
        by_fibre,
        by_radio,
        unserved: plan.design.leads.len() as u64 - by_fibre - by_radio,
        households: radio_homes.zip(fibre_homes).map(|(a, b)| a + b),
        stations: (stands.then_some(radio.stations.len() as u64), radio.masts),
        capex: Grosze(part.map_or(0, |p| p.capex().0) + radio_bill.total().0),
        npv: Grosze(part.map_or(0, |p| p.account.npv.0) + radio_npv.0),
        radio_bill,
        radio_leads: radio.leads.clone(),
        keeps_threshold: keeps_threshold(plan, book),
        is_known: stands || kind == VariantKind::NewRadio,
    })
}

fn keeps_threshold(plan: Plan<'_>, book: &CostBook) -> bool {
    book.value(Key::FwaSpeed) >= i64::from(plan.facts.threshold_mbps) * 100
}

/// Fibre, and radio where that lowers the whole bill.
fn mixed(plan: Plan<'_>, fibre: &Estimate, book: &CostBook) -> Result<Variant, DesignError> {
    let kind = VariantKind::FibreAndRadio;
    let mut radio = Radio::default();
    if keeps_threshold(plan, book) {
        radio.leads = cheaper_by_radio(plan, book);
    }
    for lead in &radio.leads {
        let near = station(plan, *lead, book).expect("radio was chosen where a station reaches");
        *radio.stations.entry(near).or_default() += plan.facts.addresses[*lead as usize].homes();
    }
    let n_leads = u32::try_from(plan.design.leads.len()).unwrap_or(u32::MAX);
    let rest = (0..n_leads).filter(|lead| radio.leads.binary_search(lead).is_err()).collect();
    let part = plan.forest.part(plan.design, rest);
    let rest = estimate(plan, &part, book, book.value(Key::TakeUp))?;
    let found = variant(plan, kind, (Some(&rest), &radio), book)?;
    // The search does not know of half-full splitters; the bill does.
    if found.capex < fibre.capex() {
        return Ok(found);
    }
    variant(plan, kind, (Some(fibre), &Radio::default()), book)
}

/// All variants, in the order of [`VariantKind`].
pub(super) fn variants(
    plan: Plan<'_>,
    fibre: &Estimate,
    book: &CostBook,
) -> Result<Vec<Variant>, DesignError> {
    let n_leads = u32::try_from(plan.design.leads.len()).unwrap_or(u32::MAX);
    let [mut existing, mut new] = [(); 2].map(|()| Radio::default());
    if keeps_threshold(plan, book) {
        let left: Vec<u32> =
            (0..n_leads).filter(|lead| !existing.take(plan, *lead, book)).collect();
        let (by_masts, masts) = masts(plan, &left, book);
        new = Radio { leads: existing.leads.clone(), stations: existing.stations.clone(), masts };
        new.leads.extend(by_masts);
    }
    Ok(vec![
        variant(plan, VariantKind::Fibre, (Some(fibre), &Radio::default()), book)?,
        mixed(plan, fibre, book)?,
        variant(plan, VariantKind::Radio, (None, &existing), book)?,
        variant(plan, VariantKind::NewRadio, (None, &new), book)?,
    ])
}
