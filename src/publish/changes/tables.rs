//! `changes.csv`, `changes_by_gmina.csv`, `changes_by_wojewodztwo.csv`.

use std::collections::BTreeMap;
use std::io::Write;

use super::{ChangesInput, place};
use crate::diagnosis::change::{Balance, Change, Reason, Side};
use crate::diagnosis::{Lens, Status, evidence};
use crate::model::{AddressPoint, World};
use crate::place::GminaCode;
use crate::publish::PublishError;

/// Columns of the list of changes.
const COLUMNS: [&str; 16] = [
    "address_id",
    "gmina",
    "locality",
    "street",
    "number",
    "profile",
    "tense",
    "old_status",
    "new_status",
    "reason",
    "old_gmina",
    "same_by",
    "old_address",
    "new_address",
    "old_evidence",
    "new_evidence",
];

/// Records behind a verdict of one side, by its own rules: `register:file:row`, separated by `; `.
pub(super) fn evidence_of(side: Side<'_>, position: u32, lens: Lens) -> String {
    let (world, diagnosis) = (side.world, side.diagnosis);
    let (profile, site) = (&diagnosis.profiles[lens.profile], diagnosis.sites[position as usize]);
    let offers = world.offers_at(position as usize);
    let behind = evidence(offers, profile, lens.view, &diagnosis.settings, site);
    behind.iter().map(|offer| place(world, offer.origin)).collect::<Vec<_>>().join("; ")
}

fn gmina_text(address: &AddressPoint) -> String {
    address.gmina.map_or_else(String::new, |gmina| gmina.to_string())
}

fn record(input: &ChangesInput<'_>, change: &Change) -> Vec<String> {
    let (old, new) = (input.old, input.new);
    // An address is named as the later edition has it, a removed one as the earlier.
    let (world, position) = match (change.new, change.old) {
        (Some(new_position), _) => (new.world, new_position),
        (None, Some(old_position)) => (old.world, old_position),
        (None, None) => return Vec::new(),
    };
    let address = &world.addresses[position as usize];
    let status = |status: Option<Status>| status.map_or("", Status::as_str).to_owned();
    let source = |side: Side<'_>, position: Option<u32>| {
        position.map_or_else(String::new, |position| {
            place(side.world, side.world.addresses[position as usize].origin)
        })
    };
    let behind = |side: Side<'_>, position: Option<u32>| {
        position.map_or_else(String::new, |position| evidence_of(side, position, change.lens))
    };
    let tie = change.new.and_then(|new| input.changes.identity.old_of[new as usize]);
    let old_gmina = change.old.map(|old_position| &old.world.addresses[old_position as usize]);
    vec![
        world.texts.get(address.id).to_owned(),
        gmina_text(address),
        world.locality_of(position as usize).to_owned(),
        world.street_of(position as usize).to_owned(),
        world.texts.get(address.number).to_owned(),
        new.diagnosis.profiles[change.lens.profile].profile.id.clone(),
        change.lens.view.as_str().to_owned(),
        status(change.old_status),
        status(change.new_status),
        change.reason.as_str().to_owned(),
        old_gmina.map_or_else(String::new, gmina_text),
        tie.map_or("", |(_, tie)| tie.as_str()).to_owned(),
        source(old, change.old),
        source(new, change.new),
        behind(old, change.old),
        behind(new, change.new),
    ]
}

/// Writes one row a changed address, profile and tense.
///
/// # Errors
/// When the writer fails.
pub fn write_changes(input: &ChangesInput<'_>, writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("changes.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(COLUMNS).map_err(&error)?;
    for change in &input.changes.changes {
        csv.write_record(record(input, change)).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("changes.csv", e))
}

/// Columns of the sums: unit, lens, counts, and one a reason.
fn header() -> Vec<&'static str> {
    let mut header = vec!["code", "name", "profile", "tense", "status", "old", "new", "change"];
    header.extend(Reason::ALL.map(Reason::as_str));
    header
}

/// Rows of one unit, one a lens and status; `all`: also where nothing changed.
fn rows(
    input: &ChangesInput<'_>,
    (code, name): (&str, &str),
    balances: &[Balance],
    all: bool,
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let wanted = |balance: &Balance| all || balance.has_changes();
    for (lens, balance) in input.new.diagnosis.lenses().zip(balances).filter(|(_, b)| wanted(b)) {
        let profile = &input.new.diagnosis.profiles[lens.profile].profile.id;
        for (position, status) in Status::ALL.iter().enumerate() {
            let (old, new) = (balance.old[position], balance.new[position]);
            let reasons = balance.by_reason.iter().map(|added| added[position]);
            let mut row = [code, name, profile, lens.view.as_str(), status.as_str()]
                .map(str::to_owned)
                .to_vec();
            let change = i128::from(new) - i128::from(old);
            row.extend([old.to_string(), new.to_string(), change.to_string()]);
            row.extend(reasons.map(|added| added.to_string()));
            rows.push(row);
        }
    }
    rows
}

/// Name of a gmina in the later edition, else in the earlier.
pub(super) fn gmina_name<'a>(input: &ChangesInput<'a>, code: Option<GminaCode>) -> &'a str {
    let of = |world: &'a World| Some(world.gmina(code?)?.name.as_str()).filter(|n| !n.is_empty());
    of(input.new.world).or_else(|| of(input.old.world)).unwrap_or("")
}

/// Writes the sums of each gmina in which something changed.
///
/// # Errors
/// When the writer fails.
pub fn write_gminas(input: &ChangesInput<'_>, writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("changes_by_gmina.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(header()).map_err(&error)?;
    for ((_, gmina), balances) in &input.balances.gminas {
        let code = gmina.map_or_else(String::new, |gmina| gmina.to_string());
        for row in rows(input, (&code, gmina_name(input, *gmina)), balances, false) {
            csv.write_record(row).map_err(&error)?;
        }
    }
    csv.flush().map_err(|e| PublishError::new("changes_by_gmina.csv", e))
}

/// Writes the sums of each voivodeship, and the total of all.
///
/// In a sum of gminas an address that went from one to another is a loss and a gain, which cancel.
///
/// # Errors
/// When the writer fails.
pub fn write_wojewodztwa(input: &ChangesInput<'_>, writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("changes_by_wojewodztwo.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(header()).map_err(&error)?;
    let mut units: BTreeMap<String, Vec<Balance>> = BTreeMap::new();
    for ((_, gmina), balances) in &input.balances.gminas {
        let code = gmina.map_or_else(String::new, |gmina| gmina.wojewodztwo().to_string());
        let unit = units.entry(code);
        let unit = unit.or_insert_with(|| vec![Balance::default(); balances.len()]);
        unit.iter_mut().zip(balances).for_each(|(sum, balance)| sum.absorb(balance));
    }
    for (code, balances) in &units {
        let name = input.new.world.unit_name(code);
        for row in rows(input, (code, name), balances, true) {
            csv.write_record(row).map_err(&error)?;
        }
    }
    for row in rows(input, ("total", ""), &input.balances.total, true) {
        csv.write_record(row).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("changes_by_wojewodztwo.csv", e))
}
