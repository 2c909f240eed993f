//! The bill of quantities: what a part of a design consists of, at the prices of a book.

use super::assumptions::trench_key;
use super::splitters::Splitters;
use super::{CostBook, Design, DesignError, Facts, Forest, Key, Method, Part, Surface};
use crate::quantity::Grosze;

/// A line of the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// A new trench with its duct.
    Trench(Surface),
    /// A place in an existing duct.
    Duct,
    /// Existing poles.
    Aerial,
    /// Access to a line that may be shared.
    ExistingLine,
    /// Crossings of railways, motorways and expressways.
    Crossing,
    /// Cable along all sections.
    Cable,
    /// Splitters of the smaller size.
    SplitterSmall,
    /// Larger splitters.
    SplitterLarge,
    /// Street cabinets.
    Cabinet,
    /// Ports of optical terminals.
    Port,
    /// Nodes of existing networks that trees grow from.
    Node,
    /// Devices and installation at subscribers.
    Connection,
    /// Connections of addresses, the part that does not depend on length.
    DropFixed,
    /// Metres from the road to buildings.
    DropMetre,
    /// Existing radio stations to be upgraded.
    RadioUpgrade,
    /// New radio stations.
    RadioMast,
    /// Antennas at subscribers.
    RadioDevice,
    /// Design, permits, supervision and reserve.
    Project,
}

impl Work {
    /// The name in tables: that of its price.
    pub const fn as_str(self) -> &'static str {
        self.key().as_str()
    }

    /// The assumption that holds its price.
    pub const fn key(self) -> Key {
        match self {
            Self::Trench(surface) => trench_key(surface),
            Self::Duct => Key::Duct,
            Self::Aerial => Key::Aerial,
            Self::ExistingLine => Key::ExistingLine,
            Self::Crossing => Key::Crossing,
            Self::Cable => Key::Cable,
            Self::SplitterSmall => Key::SplitterSmall,
            Self::SplitterLarge => Key::SplitterLarge,
            Self::Cabinet => Key::Cabinet,
            Self::Port => Key::OltPort,
            Self::Node => Key::Node,
            Self::Connection => Key::Connection,
            Self::DropFixed => Key::DropFixed,
            Self::DropMetre => Key::DropMetre,
            Self::RadioUpgrade => Key::FwaUpgrade,
            Self::RadioMast => Key::FwaMast,
            Self::RadioDevice => Key::FwaCpe,
            Self::Project => Key::Project,
        }
    }

    /// Devices that have to be bought again after the life of active equipment.
    const fn is_active(self) -> bool {
        matches!(self, Self::Port | Self::Connection | Self::RadioUpgrade | Self::RadioDevice)
    }

    /// What is built whether anybody subscribes or not; a share of it is spent a year on upkeep.
    const fn is_network(self) -> bool {
        let is_customers = matches!(
            self,
            Self::Connection | Self::DropFixed | Self::DropMetre | Self::RadioDevice
        );
        !is_customers && !matches!(self, Self::Project)
    }
}

/// A line with its quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillItem {
    /// What it is.
    pub work: Work,
    /// Thousandths of the unit: millimetres, thousandths of a piece or of the whole.
    pub quantity_milli: u64,
    /// `m`, `pieces`, or `share`: a part of all other lines.
    pub unit: &'static str,
    /// Price of a unit; for a share, all other lines together.
    pub price: Grosze,
    /// Quantity times price, rounded half away from zero to a grosz.
    pub amount: Grosze,
}

/// A bill: lines in a fixed order, those without quantity left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// The lines.
    pub items: Vec<BillItem>,
}

/// No bill is larger, so that values and sums over many years fit as well.
const MOST: Grosze = Grosze(i64::MAX / 4096);

/// How much there is of each line.
#[derive(Clone, Debug, Default)]
pub(super) struct Quantities(pub Vec<(Work, u64)>);

impl Bill {
    /// All of it: the sum of the lines.
    pub fn total(&self) -> Grosze {
        self.items.iter().map(|item| item.amount).sum()
    }

    /// Sum of the lines that satisfy a condition.
    fn sum(&self, is_wanted: impl Fn(Work) -> bool) -> Grosze {
        self.items.iter().filter(|item| is_wanted(item.work)).map(|item| item.amount).sum()
    }

    /// Devices that are bought again.
    pub fn active(&self) -> Grosze {
        self.sum(Work::is_active)
    }

    /// What is built whether anybody subscribes or not, without the project.
    pub fn network(&self) -> Grosze {
        self.sum(Work::is_network)
    }

    /// Thousandths of the unit of a line; 0 where the bill has none.
    pub fn quantity(&self, work: Work) -> u64 {
        let line = self.items.iter().find(|item| item.work == work);
        line.map_or(0, |item| item.quantity_milli)
    }

    /// Prices quantities, and adds the project as a share of the rest.
    ///
    /// # Errors
    /// When an amount or the sum is too large to be reckoned with.
    pub(super) fn of(quantities: &Quantities, book: &CostBook) -> Result<Self, DesignError> {
        let mut items = Vec::new();
        for (work, quantity_milli) in quantities.0.iter().filter(|(_, quantity)| *quantity > 0) {
            let price = book.price(work.key());
            let unit = match work {
                Work::Trench(_)
                | Work::Duct
                | Work::Aerial
                | Work::ExistingLine
                | Work::Cable
                | Work::DropMetre => "m",
                _ => "pieces",
            };
            let amount = price.scaled(*quantity_milli, 1000).ok_or(DesignError::TooDear)?;
            items.push(BillItem {
                work: *work,
                quantity_milli: *quantity_milli,
                unit,
                price,
                amount,
            });
        }
        let add = |sum: Grosze, item: &BillItem| sum.checked_add(item.amount);
        let rest = items.iter().try_fold(Grosze::ZERO, add).filter(|sum| *sum <= MOST);
        let rest = rest.ok_or(DesignError::TooDear)?;
        let share = u64::try_from(book.value(Key::Project)).unwrap_or(0);
        if share > 0 && !items.is_empty() {
            items.push(BillItem {
                work: Work::Project,
                // Whole tenths of a per cent: see `CostBook::parse`.
                quantity_milli: share / 10,
                unit: "share",
                price: rest,
                amount: rest.scaled(share / 10, 1000).ok_or(DesignError::TooDear)?,
            });
        }
        Ok(Self { items })
    }
}

/// `homes` or metres that a share in hundredths of a per cent takes up, in thousandths.
pub(super) fn taken_up(milli: u64, share: i64) -> u64 {
    let share = u128::from(share.unsigned_abs());
    u64::try_from((u128::from(milli) * share + 5000) / 10_000).unwrap_or(u64::MAX)
}

/// Quantities of a part of a design with its splitters, at a take-up in hundredths of a per cent.
pub(super) fn quantities(
    (design, forest, facts): (&Design, &Forest, &Facts),
    part: &Part,
    splitters: &Splitters,
    (book, take_up): (&CostBook, i64),
) -> Quantities {
    let mut metres = [0_u64; 8];
    let mut crossings = 0;
    for section in part.sections.iter().map(|s| &design.sections[*s as usize]) {
        let line = match section.method {
            Method::Trench(surface) => surface as usize,
            Method::Duct => 5,
            Method::Aerial => 6,
            Method::ExistingLine => 7,
        };
        metres[line] += section.length_mm;
        crossings += u64::from(section.crossings);
    }
    let mut lead_mm = 0;
    let mut homes = 0;
    let mut ports_by_root = vec![0_u64; design.roots.len()];
    for lead in &part.leads {
        let address = &facts.addresses[*lead as usize];
        let of = design.leads[*lead as usize];
        lead_mm += of.length_mm;
        homes += address.homes();
        if let Some(root) = forest.root[of.node as usize] {
            ports_by_root[root as usize] += address.ports();
        }
    }
    let cabinet = book.whole(Key::CabinetCapacity).max(1);
    let cabinets: u64 = ports_by_root.iter().map(|ports| ports.div_ceil(cabinet)).sum();
    let small = splitters.n_small();
    let all = splitters.all.len() as u64;
    let mut list: Vec<(Work, u64)> =
        Surface::ALL.map(|surface| (Work::Trench(surface), metres[surface as usize])).to_vec();
    list.extend([
        (Work::Duct, metres[5]),
        (Work::Aerial, metres[6]),
        (Work::ExistingLine, metres[7]),
        (Work::Crossing, crossings * 1000),
        (Work::Cable, metres.iter().sum()),
        (Work::SplitterSmall, small * 1000),
        (Work::SplitterLarge, (all - small) * 1000),
        (Work::Cabinet, cabinets * 1000),
        (Work::Port, all * 1000),
        (Work::Node, part.roots.len() as u64 * 1000),
        (Work::Connection, taken_up(homes * 1000, take_up)),
        (Work::DropFixed, taken_up(part.leads.len() as u64 * 1000, take_up)),
        (Work::DropMetre, taken_up(lead_mm, take_up)),
    ]);
    Quantities(list)
}
