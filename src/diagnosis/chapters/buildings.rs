//! Public buildings with the connections of their units: several institutions in one building are
//! one building.
#![deny(clippy::float_arithmetic)]

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::figure::Known;
use super::survey::{Rows, Survey, medium, root_mm};
use crate::diagnosis::{Status, View, judge};
use crate::model::{Layer, Origin, number_key};
use crate::place::{GminaCode, Pl1992};
use crate::quantity::{Grosze, Speed};

/// The form of the gmina.
pub(super) const FORM: &str = "connections";
/// Kind of units whose connections the school profile judges.
const SCHOOL: &str = "school";
/// What a register calls whatever has no kind of its own there.
const OTHER: &str = "other";

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
#[derive(Clone, Debug)]
pub struct Contract {
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
#[derive(Clone, Debug)]
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

/// A unit before it is known with whom it shares a building.
struct Draft {
    unit: Unit,
    address: Option<u32>,
    written: String,
    position: Option<Pl1992>,
    contracts: Vec<Contract>,
    without: usize,
    unknown: usize,
    answers: Vec<Answer>,
}

fn contract(layer: &Layer, row: usize) -> Contract {
    let text = |column: &str| layer.text(column, row).map(str::to_owned);
    let speed = |column: &str| layer.speed(column, row).filter(|speed| *speed > Speed::default());
    let monthly = layer.integer("monthly_cost_grosze", row).filter(|grosze| *grosze >= 0);
    let measured = (speed("measured_down_kbps"), speed("measured_up_kbps"));
    Contract {
        operator: text("operator"),
        medium: medium(layer, row).map(str::to_owned),
        technology: text("technology"),
        down: speed("down_kbps").or(measured.0),
        up: speed("up_kbps").or(measured.1),
        sla_repair_hours: layer.integer("sla_repair_hours", row),
        until: layer.date("contract_until", row),
        yearly: monthly.and_then(|grosze| grosze.checked_mul(12)).map(Grosze),
        backup: text("backup").filter(|code| code != "unknown"),
        ose: layer.flag("ose", row),
        measured,
        measured_on: layer.date("measured_on", row),
        equipment: speed("equipment_kbps"),
        origin: layer.origin(row),
    }
}

fn beside(layer: &Layer, row: usize) -> Answer {
    let text = |column: &str| layer.text(column, row).map(str::to_owned);
    Answer {
        need_down: layer.speed("need_down_kbps", row),
        need_up: layer.speed("need_up_kbps", row),
        workstations: layer.integer("workstations", row).filter(|n| *n >= 0),
        public_wifi: layer.flag("public_wifi", row),
        ownership: text("ownership").filter(|code| code != "unknown"),
        remarks: text("remarks"),
    }
}

/// Takes the answer of a row of the form into a unit.
fn answer(draft: &mut Draft, layer: &Layer, row: usize) {
    draft.answers.push(beside(layer, row));
    match layer.text("state", row) {
        Some("active") => draft.contracts.push(contract(layer, row)),
        Some("none") => draft.without += 1,
        _ => draft.unknown += 1,
    }
}

/// The address that a row of the form writes, as those of the registers are written.
fn written(layer: &Layer, row: usize) -> String {
    let number = layer.text("number", row).map(number_key).unwrap_or_default();
    match layer.text("simc", row) {
        Some(simc) if !number.is_empty() => {
            let street = layer.text("ulic", row).filter(|ulic| *ulic != "99999").unwrap_or("");
            format!("{simc} {street} {number}")
        }
        _ => String::new(),
    }
}

/// A name as it is compared: letters and digits, in lower case.
fn name_key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Units of the registers and of the form; a row of the form whose identifier a register has, or
/// whose name and address, speaks for that unit.
fn drafts(survey: &Survey<'_>, gmina: GminaCode) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_name: BTreeMap<(String, String), usize> = BTreeMap::new();
    for position in survey.buildings.get(&gmina).into_iter().flatten() {
        let building = &survey.world.buildings[*position];
        by_id.entry(&building.id).or_insert(drafts.len());
        if !building.written.is_empty() {
            let key = (building.written.clone(), name_key(&building.name));
            by_name.entry(key).or_insert(drafts.len());
        }
        let unit = Unit {
            id: building.id.clone(),
            kind: building.kind.as_str().to_owned(),
            name: building.name.clone(),
            origin: building.origin,
        };
        drafts.push(Draft {
            unit,
            address: building.address,
            written: building.written.clone(),
            position: building.position,
            contracts: Vec::new(),
            without: 0,
            unknown: 0,
            answers: Vec::new(),
        });
    }
    let Some(Rows { layer, .. }) = survey.rows(FORM) else { return drafts };
    let rows = survey.rows(FORM).map_or(0..0, |rows| rows.of(gmina));
    for row in rows {
        let text = |column: &str| layer.text(column, row).unwrap_or("");
        let named = || by_name.get(&(written(layer, row), name_key(text("name"))));
        if let Some(known) = by_id.get(text("id")).or_else(named) {
            let draft = &mut drafts[*known];
            draft.address = draft.address.or_else(|| layer.address(row));
            draft.position = draft.position.or_else(|| layer.position(row));
            // The form knows kinds for which registers have no word.
            let kind = layer.text("kind", row).filter(|_| draft.unit.kind == OTHER);
            draft.unit.kind = kind.map_or_else(|| draft.unit.kind.clone(), str::to_owned);
            answer(draft, layer, row);
            continue;
        }
        let unit = Unit {
            id: text("id").to_owned(),
            kind: text("kind").to_owned(),
            name: text("name").to_owned(),
            origin: layer.origin(row),
        };
        let mut draft = Draft {
            unit,
            address: layer.address(row),
            written: written(layer, row),
            position: layer.position(row),
            contracts: Vec::new(),
            without: 0,
            unknown: 0,
            answers: Vec::new(),
        };
        answer(&mut draft, layer, row);
        drafts.push(draft);
    }
    drafts
}

/// What two units of one building have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shared<'a> {
    Address(u32),
    Written(&'a str),
    Position(Pl1992),
}

/// The building of each unit, by its first unit.
fn buildings_of(drafts: &[Draft]) -> Vec<usize> {
    fn root(of: &[usize], mut unit: usize) -> usize {
        while of[unit] != unit {
            unit = of[unit];
        }
        unit
    }
    let mut of: Vec<usize> = (0..drafts.len()).collect();
    let mut first: BTreeMap<Shared<'_>, usize> = BTreeMap::new();
    for (position, draft) in drafts.iter().enumerate() {
        let address = draft.address.map(Shared::Address);
        let written = Some(draft.written.as_str()).filter(|w| !w.is_empty()).map(Shared::Written);
        let place = draft.position.map(Shared::Position);
        for shared in [address, written, place].into_iter().flatten() {
            let other = *first.entry(shared).or_insert(position);
            let (a, b) = (root(&of, other), root(&of, position));
            of[a.max(b)] = a.min(b);
        }
    }
    (0..drafts.len()).map(|unit| root(&of, unit)).collect()
}

fn joined(group: Vec<Draft>) -> Building {
    let address = group.iter().find_map(|draft| draft.address);
    let position = group.iter().find_map(|draft| draft.position);
    let without: usize = group.iter().map(|draft| draft.without).sum();
    let unknown: usize = group.iter().map(|draft| draft.unknown).sum();
    let unasked = group.iter().filter(|d| d.without + d.unknown + d.contracts.len() == 0).count();
    let open = unknown + unasked;
    let mut units = Vec::new();
    let mut contracts = Vec::new();
    let mut answers = Vec::new();
    for draft in group {
        units.push(draft.unit);
        contracts.extend(draft.contracts);
        answers.extend(draft.answers);
    }
    contracts.sort_by_key(|c| (std::cmp::Reverse((c.down, c.up)), c.origin));
    let state = if !contracts.is_empty() {
        ConnectionState::Active
    } else if without > 0 && open == 0 {
        ConnectionState::None
    } else {
        ConnectionState::Unknown
    };
    Building {
        units,
        address,
        position,
        state,
        contracts,
        without,
        open,
        answers,
        is_fast: Known::Unknown,
        is_enough: Known::Unknown,
        gigabit: None,
        nearest_node: None,
        fibre_mm: None,
        anchored: None,
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
