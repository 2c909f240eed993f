//! The bill of a plan and what hangs on it, as CSV and as a workbook.

#[cfg(feature = "xlsx")]
mod workbook;

use std::io::Write;

use super::{Language, PublishError};
use crate::planning::{Appraisal, CostBook, Estimate};
use crate::quantity::Grosze;

fn grosze(amount: Option<Grosze>) -> String {
    amount.map_or_else(String::new, |amount| amount.0.to_string())
}

fn count(value: Option<u64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// Thousandths as a number with three decimals.
fn milli(value: u64) -> String {
    format!("{}.{:03}", value / 1000, value % 1000)
}

/// Hundredths of a per cent as per cent.
fn percent(value: Option<u64>) -> String {
    value.map_or_else(String::new, |value| format!("{}.{:02}", value / 100, value % 100))
}

/// Writes `bill.csv`: a line an item, the total last; of nothing the header only.
///
/// # Errors
/// When the writer fails.
pub fn write_bill(appraisal: &Appraisal, writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("bill.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(["item", "quantity", "unit", "price_grosze", "amount_grosze"])
        .map_err(&error)?;
    let bill = &appraisal.fibre.bill;
    for item in &bill.items {
        let [price, amount] = [item.price, item.amount].map(|amount| amount.0.to_string());
        let name = item.work.as_str().to_owned();
        csv.write_record([name, milli(item.quantity_milli), item.unit.to_owned(), price, amount])
            .map_err(&error)?;
    }
    if !bill.items.is_empty() {
        let total = bill.total().0.to_string();
        csv.write_record(["total", "", "", "", &total]).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("bill.csv", e))
}

/// Columns of an estimate in `costs.csv`, in the order of its header.
fn figures(found: &Estimate) -> Vec<String> {
    let gap = found.account.gap();
    vec![
        found.addresses.to_string(),
        count(found.households),
        milli(found.length_mm),
        found.capex().0.to_string(),
        grosze(found.per_address(found.capex())),
        grosze(found.per_household(found.capex())),
        found.mm_per_household().map_or_else(String::new, milli),
        found.account.npv.0.to_string(),
        gap.0.to_string(),
        percent(found.intensity()),
        grosze(found.per_address(gap)),
        u8::from(found.pays_itself()).to_string(),
    ]
}

/// Writes `costs.csv`: the plan, the cautious case, its clusters and areas, a row each; of nothing the
/// header only.
///
/// # Errors
/// When the writer fails.
pub fn write_costs(appraisal: &Appraisal, writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("costs.csv");
    let mut csv = csv::Writer::from_writer(writer);
    let header = [
        "scope",
        "number",
        "addresses",
        "households",
        "length_m",
        "capex_grosze",
        "capex_per_address_grosze",
        "capex_per_household_grosze",
        "metres_per_household",
        "npv_grosze",
        "gap_grosze",
        "intensity_percent",
        "gap_per_address_grosze",
        "pays_itself",
        "break_even_take_up_percent",
        "break_even_arpu_grosze",
    ];
    csv.write_record(header).map_err(&error)?;
    let take_up = appraisal.break_even_take_up.and_then(|share| u64::try_from(share).ok());
    let ends = [percent(take_up), grosze(appraisal.break_even_arpu)];
    let none = [String::new(), String::new()];
    let mut rows = vec![
        ("plan", String::new(), &appraisal.fibre, ends),
        ("cautious", String::new(), &appraisal.cautious, none.clone()),
    ];
    let groups = [("cluster", &appraisal.clusters), ("area", &appraisal.areas)];
    for (scope, groups) in groups {
        rows.extend(
            groups.iter().map(|g| (scope, g.number.to_string(), &g.estimate, none.clone())),
        );
    }
    for (scope, number, estimate, ends) in rows.into_iter().filter(|row| row.2.addresses > 0) {
        let mut record = vec![scope.to_owned(), number];
        record.extend(figures(estimate));
        record.extend(ends);
        csv.write_record(record).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("costs.csv", e))
}

/// Writes `variants.csv`: the same addresses by other means, a row each; of nothing the header only.
/// Cells of a variant that needs existing stations are empty without a register of them.
///
/// # Errors
/// When the writer fails.
pub fn write_variants(appraisal: &Appraisal, writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("variants.csv");
    let mut csv = csv::Writer::from_writer(writer);
    let header = [
        "variant",
        "by_fibre",
        "by_radio",
        "unserved",
        "households",
        "stations_upgraded",
        "stations_new",
        "capex_grosze",
        "npv_grosze",
        "gap_grosze",
    ];
    csv.write_record(header).map_err(&error)?;
    let planned = appraisal.variants.iter().filter(|_| appraisal.fibre.addresses > 0);
    for variant in planned {
        let known = |value: u64| count(variant.is_known.then_some(value));
        let serves = variant.is_known && variant.by_fibre + variant.by_radio > 0;
        let cost = |amount: Grosze| grosze(serves.then_some(amount));
        let (upgraded, new) = variant.stations;
        let record = [
            variant.kind.as_str().to_owned(),
            known(variant.by_fibre),
            known(variant.by_radio),
            known(variant.unserved),
            count(variant.households.filter(|_| serves)),
            count(upgraded),
            known(new),
            cost(variant.capex),
            cost(variant.npv),
            cost(variant.gap()),
        ];
        csv.write_record(record).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("variants.csv", e))
}

/// The bill, the assumptions, variants, stages and sensitivity as a workbook (.xlsx); the total
/// and the amounts are formulas, so that prices can be tried out. `None` in a build without
/// spreadsheets.
///
/// # Errors
/// When a name or text is longer than the format allows.
#[cfg(feature = "xlsx")]
pub fn bill_xlsx(
    appraisal: &Appraisal,
    book: &CostBook,
    language: Language,
) -> Result<Option<Vec<u8>>, PublishError> {
    let written = workbook::write(language, appraisal, book).map(Some);
    written.map_err(|error| PublishError::new("kosztorys.xlsx", error))
}

/// The bill as a workbook: not in this build.
///
/// # Errors
/// Never.
#[cfg(not(feature = "xlsx"))]
pub fn bill_xlsx(
    _appraisal: &Appraisal,
    _book: &CostBook,
    _language: Language,
) -> Result<Option<Vec<u8>>, PublishError> {
    Ok(None)
}
