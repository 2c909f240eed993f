//! Chapter 1: birth certificates of the registers, and corrections applied to them.

use serde::Serialize;

use super::ReportInput;
use super::labels::register_label;
use crate::model::RegisterFile;
use crate::publish::Language;
use crate::publish::manifest::{told_hash, told_rows};

#[derive(Serialize)]
pub(super) struct RegisterView {
    number: usize,
    label: String,
    file: String,
    edition: String,
    sha256: String,
    /// Days at the day of the run; negative: a later edition.
    age_days: Option<i64>,
    /// Systems from which its coordinates were converted.
    converted_from: String,
    /// Metres.
    accuracy_m: Option<u32>,
    /// Rows; `None`: not told, each would be a notice or an empty house.
    read: Option<u64>,
    used: Option<u64>,
    rejected: Option<u64>,
    outside: Option<u64>,
}

/// A correction that was applied before the diagnosis.
#[derive(Serialize)]
pub(super) struct CorrectionView {
    place: String,
    field: String,
    old: String,
    new: String,
    reason: String,
    author_role: String,
    date: String,
    /// `file:row`.
    evidence: String,
}

/// Birth certificates in the order of the run.
pub(super) fn registers(
    language: Language,
    files: &[RegisterFile],
    as_of: &str,
) -> Vec<RegisterView> {
    let as_of = as_of.parse().ok();
    let files = files.iter().enumerate();
    files
        .map(|(position, file)| RegisterView {
            number: position + 1,
            label: register_label(language, &file.register).to_owned(),
            file: file.name.clone(),
            edition: file.edition.clone(),
            sha256: told_hash(file).to_owned(),
            age_days: as_of.and_then(|as_of| file.age_days(as_of)),
            converted_from: file.converted_from.join(", "),
            accuracy_m: file.accuracy_m(),
            read: told_rows(file, file.rows_read),
            used: told_rows(file, file.rows_used()),
            rejected: told_rows(file, file.rows_rejected),
            outside: told_rows(file, file.rows_outside),
        })
        .collect()
}

/// Corrections of addresses of the gmina that were applied.
pub(super) fn corrections(input: &ReportInput<'_>) -> Vec<CorrectionView> {
    let Some(layer) = input.world.layer("corrections") else {
        return Vec::new();
    };
    let view = |row: usize| {
        let text = |column| layer.text(column, row).unwrap_or_default().to_owned();
        let number = |address: usize| {
            let number = input.world.texts.get(input.world.addresses[address].number);
            format!("{} {number}", input.world.place_of(address))
        };
        let origin = layer.origin(row);
        CorrectionView {
            place: layer.address(row).map_or_else(String::new, |address| number(address as usize)),
            field: input.language.word("address_field", &text("field")).to_owned(),
            old: text("old"),
            new: text("new"),
            reason: text("reason"),
            author_role: input.language.word("author_role", &text("author_role")).to_owned(),
            date: layer.date("date", row).map_or_else(String::new, |day| day.to_string()),
            evidence: format!("{}:{}", origin.file.0 + 1, origin.row),
        }
    };
    let of_gmina = |row: &usize| layer.gmina(*row) == Some(input.gmina);
    (0..layer.n_rows()).filter(of_gmina).map(view).collect()
}
