//! Published totals beside those of the run, and the sums that must hold within it.

use std::collections::BTreeMap;
use std::io::Write;

use chrono::NaiveDate;

use super::PublishError;
use super::tables::named_values;
use crate::diagnosis::{Rollup, Tallied};
use crate::model::{Layer, RegisterFile};
use crate::policy::ThresholdProfile;

/// Greatest difference that agrees where a published total states none, in per cent.
const TOLERANCE_PERCENT: f64 = 0.5;
/// Code of the country among published totals.
const COUNTRY: &str = "PL";

/// How a total compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Within the tolerance.
    Agrees,
    /// Beyond it.
    Differs,
    /// The run does not know the value.
    Unknown,
    /// It holds for another day.
    OtherDay,
}

impl Agreement {
    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::Unknown => "unknown",
            Self::OtherDay => "other_day",
        }
    }
}

/// A total that somebody else states, beside that of the run.
#[derive(Clone, Debug)]
pub struct Reconciled {
    /// Unit: TERYT code, or `PL`.
    pub code: String,
    /// Column of `gminas.csv`.
    pub indicator: String,
    /// The stated value.
    pub stated: f64,
    /// The run's value; `None` where it is unknown.
    pub found: Option<f64>,
    /// Found less stated, in per cent of the stated.
    pub difference_percent: Option<f64>,
    /// Greatest difference that agrees, in per cent.
    pub tolerance_percent: f64,
    /// How they compare.
    pub agreement: Agreement,
    /// Publication, or what must add up.
    pub source: String,
    /// Register file and row, `name:row`; empty for sums of the run itself.
    pub evidence: String,
}

fn compare(stated: f64, found: Option<f64>, tolerance: f64) -> (Option<f64>, Agreement) {
    let Some(found) = found else { return (None, Agreement::Unknown) };
    let difference = if stated == 0.0 { None } else { Some((found - stated) * 100.0 / stated) };
    let agrees = match difference {
        // Against nothing only nothing agrees.
        None => found == 0.0,
        // Half a millionth of a per cent is what binary fractions lose.
        Some(difference) => difference.abs() <= tolerance + 5e-7,
    };
    (difference, if agrees { Agreement::Agrees } else { Agreement::Differs })
}

/// Compares the totals of a `published-totals` layer with those of the run.
pub fn published(
    layer: &Layer,
    files: &[RegisterFile],
    rollup: &Rollup,
    profiles: &[ThresholdProfile],
    as_of: NaiveDate,
) -> Vec<Reconciled> {
    let unit = |code: &str| -> Option<&Tallied> {
        let units = match code.len() {
            _ if code == COUNTRY => return Some(&rollup.total),
            2 => &rollup.wojewodztwa,
            4 => &rollup.powiats,
            _ => &rollup.gminas,
        };
        units.iter().find(|unit| unit.code == code)
    };
    let mut compared = Vec::with_capacity(layer.n_rows());
    for row in 0..layer.n_rows() {
        let text = |column: &str| layer.text(column, row).unwrap_or_default().to_owned();
        let Some(stated) = layer.decimal("value", row) else { continue };
        let (code, indicator) = (text("code"), text("indicator"));
        let tolerance = layer.decimal("tolerance_percent", row).unwrap_or(TOLERANCE_PERCENT);
        let values = unit(&code).map(|unit| named_values(unit, profiles));
        let found = values.and_then(|values| values.get(&indicator)?.parse().ok());
        let is_of_day = layer.date("as_of", row) == Some(as_of);
        let (difference_percent, agreement) =
            if is_of_day { compare(stated, found, tolerance) } else { (None, Agreement::OtherDay) };
        let origin = layer.origin(row);
        let file = &files[origin.file.0 as usize].name;
        compared.push(Reconciled {
            code,
            indicator,
            stated,
            found: found.filter(|_| is_of_day),
            difference_percent,
            tolerance_percent: tolerance,
            agreement,
            source: text("source"),
            evidence: format!("{file}:{}", origin.row),
        });
    }
    compared
}

/// Sums of the lower levels against each unit of the next, for every count that adds up.
pub fn sums(rollup: &Rollup, profiles: &[ThresholdProfile]) -> Vec<Reconciled> {
    let is_count = |name: &str| {
        let ends = ["_white", "_grey", "_black", "_uncertain", "_not_applicable"];
        name == "addresses" || ends.iter().any(|end| name.ends_with(end))
    };
    let values = |unit: &Tallied| -> BTreeMap<String, u64> {
        let named = named_values(unit, profiles).into_iter().filter(|(name, _)| is_count(name));
        named.filter_map(|(name, value)| Some((name, value.parse().ok()?))).collect()
    };
    let total = values(&rollup.total);
    let levels = [
        ("Σ localities", &rollup.localities),
        ("Σ gminas", &rollup.gminas),
        ("Σ powiats", &rollup.powiats),
        ("Σ voivodeships", &rollup.wojewodztwa),
    ];
    let mut compared = Vec::new();
    for (source, units) in levels {
        let mut sum: BTreeMap<String, u64> = BTreeMap::new();
        for (name, value) in units.iter().flat_map(values) {
            *sum.entry(name).or_default() += value;
        }
        for (name, stated) in &total {
            // Counts of addresses are far below 2^52.
            #[allow(clippy::cast_precision_loss)]
            let (stated, found) = (*stated as f64, *sum.get(name).unwrap_or(&0) as f64);
            let (difference_percent, agreement) = compare(stated, Some(found), 0.0);
            compared.push(Reconciled {
                code: COUNTRY.to_owned(),
                indicator: name.clone(),
                stated,
                found: Some(found),
                difference_percent,
                tolerance_percent: 0.0,
                agreement,
                source: source.to_owned(),
                evidence: String::new(),
            });
        }
    }
    compared
}

/// Writes `reconciliation.csv`.
///
/// # Errors
/// When the writer fails.
pub fn write_reconciliation(rows: &[Reconciled], writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("reconciliation.csv");
    let mut csv = csv::Writer::from_writer(writer);
    let header = [
        "code",
        "indicator",
        "stated",
        "found",
        "difference_percent",
        "tolerance_percent",
        "agreement",
        "source",
        "evidence",
    ];
    csv.write_record(header).map_err(&error)?;
    let text = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let share = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.3}"));
    for row in rows {
        let record = [
            row.code.clone(),
            row.indicator.clone(),
            row.stated.to_string(),
            text(row.found),
            share(row.difference_percent),
            row.tolerance_percent.to_string(),
            row.agreement.as_str().to_owned(),
            row.source.clone(),
            row.evidence.clone(),
        ];
        csv.write_record(record).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("reconciliation.csv", e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_agree_within_their_tolerance() {
        // 1005 is 0.5 % above 1000, 1006 is 0.6 %.
        assert_eq!(compare(1000.0, Some(1005.0), 0.5), (Some(0.5), Agreement::Agrees));
        let (difference, agreement) = compare(1000.0, Some(1006.0), 0.5);
        assert!(difference.is_some_and(|d| (d - 0.6).abs() < 1e-9));
        assert_eq!(agreement, Agreement::Differs);
        assert_eq!(compare(1000.0, None, 0.5), (None, Agreement::Unknown));
        assert_eq!(compare(0.0, Some(0.0), 0.5), (None, Agreement::Agrees));
        assert_eq!(compare(0.0, Some(1.0), 0.5), (None, Agreement::Differs));
    }
}
