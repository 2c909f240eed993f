//! `indicators.csv` and the table of public buildings.

use std::collections::BTreeSet;
use std::io::Write;

use super::PublishError;
use crate::diagnosis::chapters::{Building, Chapters, Definition, Indicator, Known, Telling};
use crate::diagnosis::{Diagnosis, Disclosed};
use crate::model::{RegisterFile, World};
use crate::place::GminaCode;
use crate::quantity::Speed;

const HEADER: [&str; 12] = [
    "gmina",
    "symbol",
    "key",
    "label_pl",
    "label_en",
    "low",
    "mid_twice",
    "high",
    "whole",
    "unit",
    "state",
    "inputs",
];

/// Whether the value of an indicator is known, known with empty houses, unknown, or held back because
/// it would tell of few people.
pub(super) const fn state(indicator: &Indicator) -> &'static str {
    match (indicator.telling, indicator.figure) {
        (Telling::FewPeople | Telling::OtherProfile, _) => Disclosed::Suppressed.as_str(),
        (_, None) => Disclosed::Unknown.as_str(),
        (Telling::Undeducted, Some(_)) => "vacant_not_deducted",
        (Telling::Plain, Some(_)) => Disclosed::Count(0).as_str(),
    }
}

/// The registers of an indicator that the run has, each with its editions.
pub(super) fn inputs(definition: &Definition, files: &[RegisterFile]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut inputs = Vec::new();
    for register in definition.registers() {
        for file in files.iter().filter(|file| file.register == register) {
            let input = format!("{register}:{}", file.edition);
            if seen.insert(input.clone()) {
                inputs.push(input);
            }
        }
    }
    inputs
}

/// Writes the indicators of gminas: `low`, `mid_twice / 2` and `high`, each divided by `whole`
/// where there is one. An empty value is not known or, as its state says, not told.
///
/// # Errors
/// When the writer fails.
///
/// # Panics
/// When an indicator is not defined: a test compares code and definitions.
pub fn write_indicators<'a>(
    gminas: impl IntoIterator<Item = (GminaCode, &'a Chapters)>,
    files: &[RegisterFile],
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("indicators.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(HEADER).map_err(&error)?;
    let text = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    let all = Definition::all();
    let inputs: Vec<String> = all.iter().map(|d| inputs(d, files).join(" ")).collect();
    for (gmina, chapters) in gminas {
        for indicator in &chapters.indicators {
            let place = all.iter().position(|d| d.symbol == indicator.symbol);
            let place = place.expect("every indicator is defined");
            let figure = indicator.figure;
            csv.write_record([
                &gmina.to_string(),
                indicator.symbol,
                &indicator.key,
                &all[place].label_pl,
                &all[place].label_en,
                &text(figure.and_then(|figure| figure.low)),
                &text(figure.and_then(|figure| figure.mid_twice)),
                &text(figure.and_then(|figure| figure.high)),
                &text(figure.and_then(|figure| figure.whole)),
                &all[place].unit,
                state(indicator),
                &inputs[place],
            ])
            .map_err(&error)?;
        }
    }
    csv.flush().map_err(|e| PublishError::new("indicators.csv", e))
}

const BUILDINGS: [&str; 45] = [
    "gmina",
    "building",
    "units",
    "kinds",
    "names",
    "unit_ids",
    "address_id",
    "easting",
    "northing",
    "state",
    "units_without",
    "operator",
    "medium",
    "technology",
    "down_kbps",
    "up_kbps",
    "sla_repair_hours",
    "contract_until",
    "yearly_cost_grosze",
    "backup",
    "ose",
    "other_contracts",
    "sed_1g_today",
    "nearest_node_id",
    "nearest_node_m",
    "nearest_fibre_m",
    "white_addresses_in_reach",
    "procurement_group",
    "evidence",
    "contract_evidence",
    "units_unknown",
    "contract_ended",
    "measured_down_kbps",
    "measured_up_kbps",
    "measured_on",
    "need_down_kbps",
    "need_up_kbps",
    "need_met",
    "workstations",
    "public_wifi",
    "equipment_kbps",
    "ownership",
    "remarks",
    "address_near",
    "address_written",
];

/// Millimetres as metres with three decimals.
fn metres(millimetres: Option<u64>) -> String {
    let text = |mm: u64| format!("{}.{:03}", mm / 1000, mm % 1000);
    millimetres.map_or_else(String::new, text)
}

/// Distinct texts in order of appearance.
fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut found: Vec<&str> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found.join("; ")
}

/// What units need and what the form says beside the connection, in the order of the columns.
fn asked_record(building: &Building) -> Vec<String> {
    let kbps = |speed: Option<Speed>| speed.map_or_else(String::new, |s| s.as_kbps().to_string());
    let best = building.best();
    let measured = best.map_or((None, None), |best| best.measured);
    let measured_on = best.and_then(|best| best.measured_on);
    let (need_down, need_up) = building.need();
    let is_enough = match building.is_enough {
        Known::Yes => "true",
        Known::No => "false",
        Known::Unknown => "",
    };
    let answers = || building.answers.iter();
    let workstations = answers().filter_map(|a| a.workstations).reduce(i64::saturating_add);
    // Where one of them has it, the building has.
    let wifi = answers().filter_map(|answer| answer.public_wifi).max();
    vec![
        kbps(measured.0),
        kbps(measured.1),
        measured_on.map_or_else(String::new, |day| day.to_string()),
        kbps(need_down),
        kbps(need_up),
        is_enough.to_owned(),
        workstations.map_or_else(String::new, |n| n.to_string()),
        wifi.map_or_else(String::new, |wifi| wifi.to_string()),
        kbps(best.and_then(|best| best.equipment)),
        joined(answers().filter_map(|answer| answer.ownership.as_deref())),
        joined(answers().filter_map(|answer| answer.remarks.as_deref())),
    ]
}

fn building_record(
    world: &World,
    diagnosis: &Diagnosis,
    chapters: &Chapters,
    (gmina, number, building): (GminaCode, usize, &Building),
) -> Vec<String> {
    let best = building.best();
    let as_of = diagnosis.settings.as_of;
    let some = |value: Option<String>| value.unwrap_or_default();
    let word = |of: Option<&String>| of.cloned().unwrap_or_default();
    let place = |origin: crate::model::Origin| format!("{}:{}", origin.file.0 + 1, origin.row);
    let point = building.position;
    let mm = |value: i32| metres(u64::try_from(value).ok());
    let is_in = |members: &[(usize, usize)]| members.iter().any(|(place, _)| place + 1 == number);
    let group = chapters.jst.procurements.iter().position(|group| is_in(&group.members));
    let address = building.address.map(|a| &world.addresses[a as usize]);
    let node = building.nearest_node.map(|(node, _)| &diagnosis.surroundings.nodes[node as usize]);
    let mut record = vec![
        gmina.to_string(),
        number.to_string(),
        building.units.len().to_string(),
        joined(building.units.iter().map(|unit| unit.kind.as_str())),
        joined(building.units.iter().map(|unit| unit.name.as_str())),
        joined(building.units.iter().map(|unit| unit.id.as_str())),
        some(address.map(|address| world.texts.get(address.id).to_owned())),
        some(point.map(|point| mm(point.easting_mm()))),
        some(point.map(|point| mm(point.northing_mm()))),
        building.state.as_str().to_owned(),
        building.without.to_string(),
        word(best.and_then(|best| best.operator.as_ref())),
        word(best.and_then(|best| best.medium.as_ref())),
        word(best.and_then(|best| best.technology.as_ref())),
        some(best.and_then(|best| best.down).map(|speed| speed.as_kbps().to_string())),
        some(best.and_then(|best| best.up).map(|speed| speed.as_kbps().to_string())),
        some(best.and_then(|best| best.sla_repair_hours).map(|hours| hours.to_string())),
        some(best.and_then(|best| best.until).map(|day| day.to_string())),
        some(best.and_then(|best| best.yearly).map(|cost| cost.0.to_string())),
        word(best.and_then(|best| best.backup.as_ref())),
        some(best.and_then(|best| best.ose).map(|ose| ose.to_string())),
        building.contracts.len().saturating_sub(1).to_string(),
        some(building.gigabit.map(|status| status.as_str().to_owned())),
        some(node.map(|node| node.id.clone())),
        metres(building.nearest_node.map(|(_, distance)| distance)),
        metres(building.fibre_mm),
        some(building.anchored.as_ref().map(|anchored| anchored.len().to_string())),
        some(group.map(|group| (group + 1).to_string())),
        joined(
            building
                .units
                .iter()
                .map(|unit| place(unit.origin))
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str),
        ),
        some(best.map(|best| place(best.origin))),
        building.open.to_string(),
        some(best.and_then(|best| best.until).map(|day| (day < as_of).to_string())),
    ];
    record.extend(asked_record(building));
    record.push(building.address.map_or_else(String::new, |_| building.is_near.to_string()));
    record.push(word(building.own_address.as_ref()));
    record
}

/// Writes the public buildings of gminas, one row a building. Empty is not known.
///
/// # Errors
/// When the writer fails.
pub fn write_buildings<'a>(
    world: &World,
    diagnosis: &Diagnosis,
    gminas: impl IntoIterator<Item = (GminaCode, &'a Chapters)>,
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("buildings.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(BUILDINGS).map_err(&error)?;
    for (gmina, chapters) in gminas {
        for (number, building) in (1..).zip(&chapters.jst.buildings) {
            let record = building_record(world, diagnosis, chapters, (gmina, number, building));
            csv.write_record(record).map_err(&error)?;
        }
    }
    csv.flush().map_err(|e| PublishError::new("buildings.csv", e))
}
