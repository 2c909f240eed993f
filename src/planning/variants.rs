//! The same addresses by fibre, by fibre and radio, and by radio.
//!
//! Radio counts by what a station can carry in its busiest hour, not by range alone: homes of a
//! station × take-up × load of a user ≤ sectors × capacity × tolerable use; and only where it
//! keeps up the profile's threshold then.

use std::collections::BTreeMap;

use super::appraise::{Estimate, Plan, estimate};
use super::bill::{Quantities, taken_up};
use super::finance::{self, Venture};
use super::stages::blocks;
use super::{Bill, CostBook, Key, Work};
use crate::quantity::Grosze;

/// How addresses are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VariantKind {
    /// Fibre everywhere.
    Fibre,
    /// Radio from existing stations where it is cheaper than the last metres of fibre.
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
    /// Stations: existing ones that are upgraded, and new ones.
    pub stations: (u64, u64),
    /// Investment.
    pub capex: Grosze,
    /// Net present value.
    pub npv: Grosze,
    /// Lines of the bill of its radio part.
    pub radio_bill: Bill,
    /// Whether radio keeps up the threshold of the main profile in the busiest hour; only then
    /// it serves anybody.
    pub keeps_threshold: bool,
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

/// An existing station that reaches an address.
fn station(plan: Plan<'_>, lead: u32, book: &CostBook) -> Option<u32> {
    let near = plan.facts.addresses[lead as usize].station?;
    let reaches = near.distance_mm <= book.millimetres(Key::FwaRange);
    (reaches && near.in_sight != Some(false)).then_some(near.station)
}

impl Radio {
    /// Takes these leads if their stations reach them and can carry all of them.
    fn take(&mut self, plan: Plan<'_>, leads: &[u32], book: &CostBook) -> bool {
        let mut after = self.stations.clone();
        for lead in leads {
            let Some(station) = station(plan, *lead, book) else { return false };
            let homes = after.entry(station).or_default();
            *homes += plan.facts.addresses[*lead as usize].homes();
            if *homes > homes_max(book) {
                return false;
            }
        }
        self.stations = after;
        self.leads.extend(leads);
        true
    }

    fn bill(&self, plan: Plan<'_>, book: &CostBook) -> (Bill, u64) {
        let homes = self.leads.iter().map(|lead| plan.facts.addresses[*lead as usize].homes());
        let homes: u64 = homes.sum();
        let upgrades = self.stations.len() as u64;
        let quantities = Quantities(vec![
            (Work::RadioUpgrade, upgrades * 1000),
            (Work::RadioMast, self.masts * 1000),
            (Work::RadioDevice, taken_up(homes * 1000, book.value(Key::TakeUp))),
        ]);
        (Bill::of(&quantities, book), homes)
    }

    fn npv(&self, plan: Plan<'_>, book: &CostBook) -> (Bill, Grosze) {
        let (bill, homes) = self.bill(plan, book);
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
        (bill, npv)
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

/// Blocks that radio serves for less than fibre would, from the dearest on.
fn cheaper_by_radio(plan: Plan<'_>, book: &CostBook) -> Radio {
    let mut leads_of: Vec<Vec<u32>> = vec![Vec::new(); plan.design.nodes.len()];
    for (position, lead) in (0_u32..).zip(&plan.design.leads) {
        leads_of[lead.node as usize].push(position);
    }
    // Sections that fibre keeps beyond a block, by the block's nodes.
    let mut kept_below = vec![false; plan.design.nodes.len()];
    let mut radio = Radio::default();
    for block in blocks(plan, book).into_iter().rev() {
        let leads: Vec<u32> =
            block.nodes.iter().flat_map(|node| leads_of[*node as usize].clone()).collect();
        let needed = block.nodes.iter().any(|node| kept_below[*node as usize]);
        let new = leads.iter().filter_map(|lead| station(plan, *lead, book));
        let new: std::collections::BTreeSet<u32> =
            new.filter(|station| !radio.stations.contains_key(station)).collect();
        let price = |key: Key| u64::try_from(book.value(key)).unwrap_or(0);
        let by_radio = taken_up(block.homes * price(Key::FwaCpe), book.value(Key::TakeUp))
            + new.len() as u64 * price(Key::FwaUpgrade);
        let is_radio = !needed && by_radio < block.cost && radio.take(plan, &leads, book);
        if !is_radio {
            for node in &block.nodes {
                kept_below[*node as usize] = true;
                if let Some((towards, _)) = plan.forest.up[*node as usize] {
                    kept_below[towards as usize] = true;
                }
            }
        }
    }
    radio.leads.sort_unstable();
    radio
}

/// All variants, in the order of [`VariantKind`].
pub(super) fn variants(plan: Plan<'_>, fibre: &Estimate, book: &CostBook) -> Vec<Variant> {
    let threshold = i64::from(plan.facts.threshold_mbps) * 100;
    let keeps_threshold = book.value(Key::FwaSpeed) >= threshold;
    let n_leads = u32::try_from(plan.design.leads.len()).unwrap_or(u32::MAX);
    let [mut mixed, mut existing, mut new] = [(); 3].map(|()| Radio::default());
    if keeps_threshold {
        mixed = cheaper_by_radio(plan, book);
        let mut radio = Radio::default();
        let left: Vec<u32> =
            (0..n_leads).filter(|lead| !radio.take(plan, &[*lead], book)).collect();
        let (by_masts, masts) = masts(plan, &left, book);
        new = Radio { leads: radio.leads.clone(), stations: radio.stations.clone(), masts };
        new.leads.extend(by_masts);
        existing = radio;
    }
    let of = |kind: VariantKind, part: Option<&Estimate>, radio: &Radio| {
        let (radio_bill, radio_npv) = radio.npv(plan, book);
        let by_radio = radio.leads.len() as u64;
        let by_fibre = part.map_or(0, |part| part.addresses);
        let known = |lead: &u32| plan.facts.addresses[*lead as usize].households.map(u64::from);
        let radio_homes: Option<u64> = radio.leads.iter().map(known).sum();
        let fibre_homes = part.map_or(Some(0), |part| part.households);
        Variant {
            kind,
            by_fibre,
            by_radio,
            unserved: u64::from(n_leads) - by_fibre - by_radio,
            households: radio_homes.zip(fibre_homes).map(|(a, b)| a + b),
            stations: (radio.stations.len() as u64, radio.masts),
            capex: Grosze(part.map_or(0, |p| p.capex().0) + radio_bill.total().0),
            npv: Grosze(part.map_or(0, |p| p.account.npv.0) + radio_npv.0),
            radio_bill,
            keeps_threshold,
        }
    };
    let rest: Vec<u32> =
        (0..n_leads).filter(|lead| mixed.leads.binary_search(lead).is_err()).collect();
    let part = plan.forest.part(plan.design, rest);
    let remaining = estimate(plan, &part, book, book.value(Key::TakeUp));
    vec![
        of(VariantKind::Fibre, Some(fibre), &Radio::default()),
        of(VariantKind::FibreAndRadio, Some(&remaining), &mixed),
        of(VariantKind::Radio, None, &existing),
        of(VariantKind::NewRadio, None, &new),
    ]
}
