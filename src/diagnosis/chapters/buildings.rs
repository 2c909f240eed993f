//! Public buildings with the connections of their units: several institutions in one building are
//! one building.
#![deny(clippy::float_arithmetic)]

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::drafts::{Draft, buildings_of, drafts, joined};
use super::figure::Known;
use super::survey::{Survey, root_mm};
use crate::diagnosis::{Status, View, judge};
use crate::model::Origin;
use crate::place::{GminaCode, Pl1992};
use crate::quantity::{Grosze, Speed};

/// The form of the gmina.
pub(super) const FORM: &str = "connections";
/// Kind of units whose connections the school profile judges.
const SCHOOL: &str = "school";

/// A unit: an institution, or a thing with a line of its own.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Identifier in its register.
    pub id: String,
    /// Code of its kind.
    pub kind: String,
    /// Name; never a person's.
    pub name: String,
    /// Where it was read first.
    pub origin: Origin,
}

/// A connection that works.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Identifier of its row in the form.
    pub unit: String,
    /// Who provides it.
    pub operator: Option<String>,
    /// Code of the medium.
    pub medium: Option<String>,
    /// Technology.
    pub technology: Option<String>,
    /// Download: by the contract, else as measured.
    pub down: Option<Speed>,
    /// Upload, likewise.
    pub up: Option<Speed>,
    /// Guaranteed time of repair in hours.
    pub sla_repair_hours: Option<i64>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// Cost of twelve months.
    pub yearly: Option<Grosze>,
    /// Code of the second path; `None` where nothing is known of it.
    pub backup: Option<String>,
    /// Given by the National Education Network.
    pub ose: Option<bool>,
    /// What a measurement over a cable gave, download and upload, and its day.
    pub measured: (Option<Speed>, Option<Speed>),
    /// Day of the measurement.
    pub measured_on: Option<NaiveDate>,
    /// Greatest speed that the router and the inner network carry.
    pub equipment: Option<Speed>,
    /// Where it was read.
    pub origin: Origin,
}

/// What a row of the form says beside the connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Download that the unit needs within three years.
    pub need_down: Option<Speed>,
    /// Upload, likewise.
    pub need_up: Option<Speed>,
    /// Devices that use the connection at once.
    pub workstations: Option<i64>,
    /// Free WiFi for visitors.
    pub public_wifi: Option<bool>,
    /// Code of the right to the building.
    pub ownership: Option<String>,
    /// Remarks as written.
    pub remarks: Option<String>,
}

/// State of the connection of a building. Unknown is never none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionState {
    /// At least one unit has one.
    Active,
    /// Every unit says that it has none.
    None,
    /// Neither is known.
    Unknown,
}

impl ConnectionState {
    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }
}

/// A building.
#[derive(Clone, Debug)]
pub struct Building {
    /// Its units, by origin.
    pub units: Vec<Unit>,
    /// Position of its address among the addresses.
    pub address: Option<u32>,
    /// Whether that is only the nearest address, or the nearest number of the street.
    pub is_near: bool,
    /// Its address as its register or the form writes it, where it is not `address` itself.
    pub own_address: Option<String>,
    /// Where it stands: at its address, else by its own coordinates.
    pub position: Option<Pl1992>,
    /// Whether it has a connection.
    pub state: ConnectionState,
    /// Connections that work, the fastest first.
    pub contracts: Vec<Contract>,
    /// Units that say they have none.
    pub without: usize,
    /// Units of whose connection nothing is known: not asked, or of unknown state.
    pub open: usize,
    /// What the rows of the form say beside, in their order.
    pub answers: Vec<Answer>,
    /// Whether one of its connections has the download of the profile of public sites.
    pub is_fast: Known,
    /// Whether one of its connections has the greatest speeds that its units need; unknown where
    /// none says what it needs.
    pub is_enough: Known,
    /// Status under the profile of public sites, today; `None` without an address or coverage.
    pub gigabit: Option<Status>,
    /// Nearest node: position among the nodes of the run, millimetres.
    pub nearest_node: Option<(u32, u64)>,
    /// Distance to the nearest fibre of the run in millimetres.
    pub fibre_mm: Option<u64>,
    /// White addresses that a fibre to the building would bring within reach; `None` where it has
    /// no position, or "white" says nothing.
    pub anchored: Option<Vec<u32>>,
}

impl Building {
    /// Whether a unit of it is of a kind.
    pub fn has_kind(&self, kind: &str) -> bool {
        self.units.iter().any(|unit| unit.kind == kind)
    }

    /// Whether it hosts a school.
    pub fn is_school(&self) -> bool {
        self.has_kind(SCHOOL)
    }

    /// The fastest connection.
    pub fn best(&self) -> Option<&Contract> {
        self.contracts.first()
    }

    /// The greatest download and upload that its units need.
    pub fn need(&self) -> (Option<Speed>, Option<Speed>) {
        let needs = || self.answers.iter();
        (needs().filter_map(|a| a.need_down).max(), needs().filter_map(|a| a.need_up).max())
    }
}

/// Fills in what surrounds a building.
fn look_around(
    survey: &Survey<'_>,
    gmina: GminaCode,
    building: &mut Building,
    white: &crate::index::PointIndex,
) {
    let (world, has_coverage) = (survey.world, survey.has_coverage(gmina));
    let address = building.address.map(|address| address as usize);
    let at_address = address.and_then(|address| world.addresses[address].position);
    building.position = at_address.or(building.position);
    if let (Some(address), Some(profile), true) = (address, &survey.sed, has_coverage) {
        let offers = world.offers_at(address);
        let (settings, site) =
            (&survey.diagnosis.settings, survey.diagnosis.sites[address].as_public());
        building.gigabit = Some(judge(offers, profile, View::Today, settings, site).status);
    }
    let Some(position) = building.position else { return };
    let node = survey.nodes.as_ref().and_then(|nodes| nodes.nearest(position));
    building.nearest_node = node.map(|(node, squared)| (node, root_mm(squared)));
    building.fibre_mm = survey.fibre.as_ref().and_then(|fibre| fibre.nearest_mm(position));
    if has_coverage {
        let reached = white.within(position, survey.length_mm("fibre_reach"));
        let mut reached: Vec<u32> = reached.into_iter().map(|(_, address)| address).collect();
        reached.sort_unstable();
        building.anchored = Some(reached);
    }
}

/// The public buildings of a gmina, by address (those without one last), then position and origin.
pub(super) fn buildings(survey: &Survey<'_>, gmina: GminaCode) -> Vec<Building> {
    let drafts = drafts(survey, gmina);
    if drafts.is_empty() {
        return Vec::new();
    }
    let mut groups: BTreeMap<usize, Vec<Draft>> = BTreeMap::new();
    for (building, draft) in buildings_of(&drafts).into_iter().zip(drafts) {
        groups.entry(building).or_default().push(draft);
    }
    let white = survey.world.addresses_of(gmina).filter(|address| survey.is_white(*address));
    let white = white.filter_map(|address| {
        let position = survey.world.addresses[address].position?;
        Some((position, u32::try_from(address).expect("fewer than 2^32 addresses")))
    });
    let white = crate::index::PointIndex::new(white);
    let mut buildings: Vec<Building> = groups.into_values().map(joined).collect();
    for building in &mut buildings {
        look_around(survey, gmina, building, &white);
    }
    let key = |b: &Building| (b.address.is_none(), b.address, b.position, b.units[0].origin);
    buildings.sort_by_key(key);
    buildings
}
