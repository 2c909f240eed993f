//! `freshness.csv`, `freshness_editions.csv`, `registers.csv`.

use std::io::Write;

use super::ChangesInput;
use crate::diagnosis::freshness::{Freshness, Step};
use crate::model::RegisterFile;
use crate::publish::PublishError;
use crate::publish::manifest::{told_hash, told_rows};
use crate::quantity::Share;

/// Per cent with one decimal; empty where there is nothing to divide by.
pub(super) fn percent(share: Share) -> String {
    let tenths = share.tenths_of_percent();
    tenths.map_or_else(String::new, |t| format!("{}.{}", t / 10, t % 10))
}

/// Writes the league of operators: stalest first.
///
/// # Errors
/// When the writer fails.
pub fn write_freshness(league: &[Freshness], writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("freshness.csv");
    let mut csv = csv::Writer::from_writer(writer);
    let header = [
        "rank",
        "operator",
        "name",
        "tense",
        "records",
        "editions_declared",
        "editions_changed",
        "same_in_a_row",
        "change_index_percent",
        "stale",
    ];
    csv.write_record(header).map_err(&error)?;
    for (rank, entry) in league.iter().enumerate() {
        let record = [
            (rank + 1).to_string(),
            entry.provider.clone(),
            entry.name.clone(),
            entry.tense.as_str().to_owned(),
            entry.records().to_string(),
            entry.declared().to_string(),
            entry.changed().to_string(),
            entry.same_cycles().to_string(),
            percent(entry.index()),
            entry.is_stale().to_string(),
        ];
        csv.write_record(record).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("freshness.csv", e))
}

fn step_record(entry: &Freshness, step: &Step) -> [String; 9] {
    [
        entry.provider.clone(),
        entry.tense.as_str().to_owned(),
        step.as_of.to_string(),
        step.editions.iter().cloned().collect::<Vec<_>>().join("; "),
        step.records.to_string(),
        step.added.to_string(),
        step.removed.to_string(),
        percent(step.index()),
        step.same_files.to_string(),
    ]
}

/// Writes what became of each operator's statement from edition to edition.
///
/// # Errors
/// When the writer fails.
pub fn write_freshness_editions(
    league: &[Freshness],
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("freshness_editions.csv");
    let mut csv = csv::Writer::from_writer(writer);
    let header = [
        "operator",
        "tense",
        "as_of",
        "editions",
        "records",
        "added",
        "removed",
        "change_index_percent",
        "same_files",
    ];
    csv.write_record(header).map_err(&error)?;
    let mut entries: Vec<&Freshness> = league.iter().collect();
    entries.sort_by_key(|entry| (&entry.provider, entry.tense));
    for entry in entries {
        for step in &entry.steps {
            csv.write_record(step_record(entry, step)).map_err(&error)?;
        }
    }
    csv.flush().map_err(|e| PublishError::new("freshness_editions.csv", e))
}

/// Whether the later file is the same to the byte as one of that register in the earlier edition.
pub(super) fn is_same_file(input: &ChangesInput<'_>, file: &RegisterFile) -> bool {
    let mut olds = input.old.world.files.iter();
    olds.any(|old| old.register == file.register && old.sha256 == file.sha256)
}

/// Writes the age of each register file of both editions, at the day of its run.
///
/// # Errors
/// When the writer fails.
pub fn write_registers(input: &ChangesInput<'_>, writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("registers.csv");
    let mut csv = csv::Writer::from_writer(writer);
    let header =
        ["side", "register", "file", "edition", "age_days", "sha256", "rows_read", "same_as_old"];
    csv.write_record(header).map_err(&error)?;
    for (side, name) in [(input.old, "old"), (input.new, "new")] {
        for file in &side.world.files {
            let age = file.age_days(side.diagnosis.settings.as_of);
            let same =
                if name == "old" { String::new() } else { is_same_file(input, file).to_string() };
            let record = [
                name.to_owned(),
                file.register.clone(),
                file.name.clone(),
                file.edition.clone(),
                age.map_or_else(String::new, |days| days.to_string()),
                told_hash(file).to_owned(),
                told_rows(file, file.rows_read).map_or_else(String::new, |n| n.to_string()),
                same,
            ];
            csv.write_record(record).map_err(&error)?;
        }
    }
    csv.flush().map_err(|e| PublishError::new("registers.csv", e))
}
