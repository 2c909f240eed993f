//! Roll-ups and issues as CSV.

use std::collections::BTreeMap;
use std::io::Write;

use super::{PublishError, lens_column};
use crate::diagnosis::{SpeedClasses, Status, Tallied, lenses};
use crate::model::{Issue, RegisterFile, Rung};
use crate::policy::ThresholdProfile;
use crate::quantity::Share;

/// A share as per cent with one decimal and a point; empty where there is nothing to divide by.
fn percent(part: u64, whole: u64) -> String {
    let tenths = Share { part, whole }.tenths_of_percent();
    tenths.map_or_else(String::new, |t| format!("{}.{}", t / 10, t % 10))
}

/// A mean of micrometres as metres with three decimals, rounded half up; empty without values.
fn mean_metres(sum_um: u64, n: u64) -> String {
    if n == 0 {
        return String::new();
    }
    let millimetres = (sum_um + 500 * n) / (1000 * n);
    format!("{}.{:03}", millimetres / 1000, millimetres % 1000)
}

pub(super) fn unit_header(first: &[&str], profiles: &[ThresholdProfile]) -> Vec<String> {
    let mut names: Vec<String> = first.iter().map(|name| (*name).to_owned()).collect();
    let bounds = SpeedClasses::get().bounds();
    names.push("certain_none".to_owned());
    names.push("certain_below".to_owned());
    names.extend(bounds.iter().map(|bound| format!("certain_from_{bound}_mbps")));
    for lens in lenses(profiles.len()) {
        let column = lens_column(profiles, lens);
        names.extend(Status::ALL.map(|status| format!("{column}_{}", status.as_str())));
        let margins = ["low", "mid", "high"];
        names.extend(margins.map(|margin| format!("{column}_white_{margin}")));
        names.extend(["low", "high"].map(|margin| format!("{column}_white_percent_{margin}")));
    }
    names.extend(Rung::ALL.map(|rung| format!("records_{}", rung.as_str())));
    let last = ["covered", "white_nearest_node_m_mean", "white_clusters", "white_clustered"];
    names.extend(last.map(str::to_owned));
    names
}

pub(super) fn unit_values(unit: &Tallied) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    values.extend((0..SpeedClasses::get().len()).map(|class| unit.of_class(class).to_string()));
    for (lens, statuses) in unit.statuses.iter().enumerate() {
        values.extend(statuses.iter().map(u64::to_string));
        let white = unit.interval(lens, Status::White);
        values.extend([white.low().to_string(), white.mid_text(), white.high().to_string()]);
        let whole = unit.concerned(lens);
        values.extend([white.low(), white.high()].map(|part| percent(part, whole)));
    }
    values.extend(unit.rungs.iter().map(u64::to_string));
    // Unknown without coverage areas and nodes: empty, not zero.
    values.push(unit.covered.map_or_else(String::new, |covered| covered.to_string()));
    values.push(mean_metres(unit.nearest_node_um, unit.white_with_node));
    values.extend([unit.clusters.len().to_string(), unit.white_clustered.to_string()]);
    values
}

/// Every value of a unit by the name of its column, `addresses` included.
pub(super) fn named_values(
    unit: &Tallied,
    profiles: &[ThresholdProfile],
) -> BTreeMap<String, String> {
    let mut values = vec![unit.addresses.to_string()];
    values.extend(unit_values(unit));
    unit_header(&["addresses"], profiles).into_iter().zip(values).collect()
}

/// Writes units of one level: `code, name, addresses, …`.
///
/// # Errors
/// When the writer fails.
pub fn write_units(
    units: &[Tallied],
    profiles: &[ThresholdProfile],
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("gminas.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(unit_header(&["code", "name", "addresses"], profiles)).map_err(&error)?;
    for unit in units {
        let kind = unit.kind.map_or_else(String::new, |kind| kind.to_string());
        let code = format!("{}{kind}", unit.code);
        let mut values = vec![code, unit.name.clone(), unit.addresses.to_string()];
        values.extend(unit_values(unit));
        csv.write_record(values).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("gminas.csv", e))
}

/// Writes localities: `gmina, simc, name, addresses, …`.
///
/// # Errors
/// When the writer fails.
pub fn write_localities(
    units: &[Tallied],
    profiles: &[ThresholdProfile],
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("localities.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(unit_header(&["gmina", "simc", "name", "addresses"], profiles))
        .map_err(&error)?;
    for unit in units {
        let gmina = unit.gmina.map_or_else(String::new, |gmina| gmina.to_string());
        let mut values =
            vec![gmina, unit.code.clone(), unit.name.clone(), unit.addresses.to_string()];
        values.extend(unit_values(unit));
        csv.write_record(values).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("localities.csv", e))
}

/// Writes issues: code, severity, register, file, row, gmina, detail.
///
/// # Errors
/// When the writer fails.
pub fn write_issues<'a>(
    issues: impl Iterator<Item = &'a Issue>,
    files: &[RegisterFile],
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("issues.csv");
    let mut csv = csv::Writer::from_writer(writer);
    let header = ["code", "severity", "register", "file", "row", "gmina", "detail"];
    csv.write_record(header).map_err(&error)?;
    for issue in issues {
        let file = &files[issue.origin.file.0 as usize];
        let severity = issue.code.severity().as_str();
        let row = issue.origin.row.to_string();
        let gmina = issue.gmina.map_or_else(String::new, |gmina| gmina.to_string());
        let record = [
            issue.code.as_str(),
            severity,
            &file.register,
            &file.name,
            &row,
            &gmina,
            &issue.detail,
        ];
        csv.write_record(record).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("issues.csv", e))
}
