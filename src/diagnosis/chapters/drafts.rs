//! Units of the registers and of the form, before it is known which of them share a building.
#![deny(clippy::float_arithmetic)]

use std::collections::BTreeMap;

use super::buildings::{Answer, Building, ConnectionState, Contract, FORM, Unit};
use super::figure::Known;
use super::survey::{Rows, Survey, medium};
use crate::model::{FileId, Layer, PublicBuilding, World, number_key};
use crate::place::{GminaCode, Pl1992, SimcId, UlicId};
use crate::quantity::{Grosze, Speed};

/// What a register calls whatever has no kind of its own there.
const OTHER: &str = "other";

/// A unit before it is known with whom it shares a building.
pub(super) struct Draft {
    unit: Unit,
    address: Option<u32>,
    /// Whether the address is only the nearest one, or the nearest number of the street.
    is_near: bool,
    /// The address as it is written: codes made alike, its number, and in words.
    written: String,
    number: String,
    own_address: String,
    position: Option<Pl1992>,
    contracts: Vec<Contract>,
    without: usize,
    unknown: usize,
    answers: Vec<Answer>,
    /// Rows of the form that were read for it.
    rows: Vec<usize>,
}

impl Draft {
    /// A unit of which nothing is known.
    const fn of(unit: Unit) -> Self {
        Self {
            unit,
            address: None,
            is_near: false,
            written: String::new(),
            number: String::new(),
            own_address: String::new(),
            position: None,
            contracts: Vec::new(),
            without: 0,
            unknown: 0,
            answers: Vec::new(),
            rows: Vec::new(),
        }
    }
}

fn contract(layer: &Layer, row: usize) -> Contract {
    let text = |column: &str| layer.text(column, row).map(str::to_owned);
    let speed = |column: &str| layer.speed(column, row).filter(|speed| *speed > Speed::default());
    let monthly = layer.integer("monthly_cost_grosze", row).filter(|grosze| *grosze >= 0);
    let measured = (speed("measured_down_kbps"), speed("measured_up_kbps"));
    Contract {
        unit: text("id").unwrap_or_default(),
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

/// Whether two rows of a unit say the same: a row that was written twice is one connection.
fn are_alike(layer: &Layer, a: usize, b: usize) -> bool {
    let said = |row: usize| {
        let contract = Contract { origin: layer.origin(a), ..contract(layer, row) };
        (layer.text("state", row), contract, beside(layer, row))
    };
    said(a) == said(b)
}

/// Takes the answer of a row of the form into a unit.
fn answer(draft: &mut Draft, layer: &Layer, row: usize) {
    if draft.rows.iter().any(|read| are_alike(layer, *read, row)) {
        return;
    }
    draft.rows.push(row);
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

/// An address in words: locality, street, number. A place of which no register has the name is told
/// by its code, a street in words that say so.
fn in_words(
    world: &World,
    gmina: GminaCode,
    (simc, ulic, number): (Option<&str>, Option<&str>, &str),
) -> String {
    let simc = simc.and_then(|code| SimcId::parse(code).ok()).map(|parsed| parsed.code);
    let ulic = ulic.and_then(|code| UlicId::parse(code).ok().flatten()).map(|parsed| parsed.code);
    let or_code = |name: &str, code: String| {
        if name.is_empty() { code } else { name.to_owned() }
    };
    let locality =
        simc.map(|simc| or_code(world.locality_name(gmina, simc), format!("SIMC {simc}")));
    let street = simc.zip(ulic);
    let unnamed = |ulic: UlicId| format!("ulica o nieznanej nazwie (kod ULIC {ulic})");
    let street = street.map(|(simc, ulic)| or_code(world.street_name(simc, ulic), unnamed(ulic)));
    let place: Vec<String> = [locality, street].into_iter().flatten().collect();
    format!("{} {number}", place.join(", ")).trim().to_owned()
}

/// A unit of a register.
fn of_register(survey: &Survey<'_>, gmina: GminaCode, building: &PublicBuilding) -> Draft {
    let world = survey.world;
    let of_address = |address: u32| {
        let address = &world.addresses[address as usize];
        let street = address.ulic.map_or_else(String::new, |ulic| ulic.to_string());
        let number = number_key(world.texts.get(address.number));
        address.simc.map(|simc| format!("{simc} {street} {number}"))
    };
    let unit = Unit {
        id: building.id.clone(),
        kind: building.kind.as_str().to_owned(),
        name: building.name.clone(),
        origin: building.origin,
    };
    let found = building.address.and_then(of_address);
    let mut parts = building.written.splitn(3, ' ');
    let (simc, ulic, number) = (parts.next(), parts.next(), parts.next().unwrap_or(""));
    Draft {
        address: building.address,
        is_near: building.address.is_some() && found.as_ref() != Some(&building.written),
        written: building.written.clone(),
        number: number.to_owned(),
        own_address: if number.is_empty() {
            String::new()
        } else {
            in_words(world, gmina, (simc, ulic, number))
        },
        position: building.position,
        ..Draft::of(unit)
    }
}

/// Whether a row was tied to the nearest address, or the nearest number of its street.
fn is_near(layer: &Layer, row: usize) -> bool {
    matches!(layer.text("rung", row), Some("street" | "coordinates"))
}

/// A unit of the form.
fn of_form(survey: &Survey<'_>, gmina: GminaCode, layer: &Layer, row: usize) -> Draft {
    let text = |column: &str| layer.text(column, row);
    let unit = Unit {
        id: text("id").unwrap_or("").to_owned(),
        kind: text("kind").unwrap_or("").to_owned(),
        name: text("name").unwrap_or("").to_owned(),
        origin: layer.origin(row),
    };
    let number = text("number").unwrap_or("");
    let place = || {
        let codes = (text("simc"), text("ulic"), number);
        match (text("locality"), text("street")) {
            (None, None) => in_words(survey.world, gmina, codes),
            (locality, street) => {
                let names: Vec<&str> = [locality, street].into_iter().flatten().collect();
                format!("{} {number}", names.join(", "))
            }
        }
    };
    Draft {
        address: layer.address(row),
        is_near: is_near(layer, row),
        written: written(layer, row),
        number: number_key(number),
        own_address: if number.is_empty() { String::new() } else { place() },
        position: layer.position(row),
        ..Draft::of(unit)
    }
}

/// A name as it is compared: letters and digits, in lower case.
fn name_key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Units of the registers and of the form; a row of the form whose identifier a register has, or
/// whose name and address, speaks for that unit.
pub(super) fn drafts(survey: &Survey<'_>, gmina: GminaCode) -> Vec<Draft> {
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
        drafts.push(of_register(survey, gmina, building));
    }
    let Some(Rows { layer, .. }) = survey.rows(FORM) else { return drafts };
    let rows = survey.rows(FORM).map_or(0..0, |rows| rows.of(gmina));
    // Units that only the form knows: further rows of one are further connections of it.
    let mut of_file: BTreeMap<(FileId, &str, String), usize> = BTreeMap::new();
    for row in rows {
        let text = |column: &str| layer.text(column, row).unwrap_or("");
        let named = || by_name.get(&(written(layer, row), name_key(text("name"))));
        let of_row = (layer.origin(row).file, text("id"), name_key(text("name")));
        let known = by_id.get(text("id")).or_else(named).or_else(|| of_file.get(&of_row));
        if let Some(known) = known {
            let draft = &mut drafts[*known];
            if draft.address.is_none() {
                (draft.address, draft.is_near) = (layer.address(row), is_near(layer, row));
            }
            draft.position = draft.position.or_else(|| layer.position(row));
            // The form knows kinds for which registers have no word.
            let kind = layer.text("kind", row).filter(|_| draft.unit.kind == OTHER);
            draft.unit.kind = kind.map_or_else(|| draft.unit.kind.clone(), str::to_owned);
            answer(draft, layer, row);
            continue;
        }
        let mut draft = of_form(survey, gmina, layer, row);
        answer(&mut draft, layer, row);
        of_file.insert(of_row, drafts.len());
        drafts.push(draft);
    }
    drafts
}

/// What two units of one building have in common. Whoever writes a number of its own does not share
/// the building of the address that is only near.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shared<'a> {
    Address(u32),
    Near(u32, &'a str),
    Written(&'a str),
    Position(Pl1992),
}

/// The building of each unit, by its first unit.
pub(super) fn buildings_of(drafts: &[Draft]) -> Vec<usize> {
    fn root(of: &[usize], mut unit: usize) -> usize {
        while of[unit] != unit {
            unit = of[unit];
        }
        unit
    }
    let mut of: Vec<usize> = (0..drafts.len()).collect();
    let mut first: BTreeMap<Shared<'_>, usize> = BTreeMap::new();
    for (position, draft) in drafts.iter().enumerate() {
        let number = draft.number.as_str();
        let is_apart = draft.is_near && !number.is_empty();
        let shared = |a| if is_apart { Shared::Near(a, number) } else { Shared::Address(a) };
        let address = draft.address.map(shared);
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

pub(super) fn joined(group: Vec<Draft>) -> Building {
    let at_address = || group.iter().filter(|draft| draft.address.is_some());
    let standing = at_address().find(|draft| !draft.is_near).or_else(|| at_address().next());
    let (address, is_near) = standing.map_or((None, false), |draft| (draft.address, draft.is_near));
    let own = group.iter().map(|draft| &draft.own_address).find(|own| !own.is_empty());
    let own_address = own.filter(|_| is_near || address.is_none()).cloned();
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
        is_near,
        own_address,
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
