//! Contradictions, refused and doubtful records, and the files that everything is from.

use super::{columns, place, sheet};
use crate::model::Issue;
use crate::publish::manifest::{is_told, told_hash, told_issues, told_rows};
use crate::publish::report::ReportInput;
use crate::publish::report::labels::{issue_label, register_label};
use crate::publish::report::orphans::written;
use crate::publish::tabular::{Kind, Table, Value};
use crate::publish::trust::effect_of;

const CONFLICTS: [(&str, Kind, u16); 12] = [
    ("detector", Kind::Text, 9),
    ("contradiction", Kind::Text, 46),
    ("code", Kind::Text, 26),
    ("address", Kind::Text, 34),
    ("file", Kind::Whole, 8),
    ("row", Kind::Whole, 8),
    ("against_file", Kind::Whole, 12),
    ("against_row", Kind::Whole, 12),
    ("found", Kind::Whole, 12),
    ("limit", Kind::Whole, 12),
    ("unit", Kind::Text, 12),
    ("effect", Kind::Text, 20),
];
const ISSUES: [(&str, Kind, u16); 7] = [
    ("cause", Kind::Text, 50),
    ("code", Kind::Text, 26),
    ("effect", Kind::Text, 20),
    ("register", Kind::Text, 34),
    ("file", Kind::Whole, 8),
    ("row", Kind::Whole, 8),
    ("detail", Kind::Text, 50),
];
const LINEAGE: [(&str, Kind, u16); 11] = [
    ("file", Kind::Whole, 8),
    ("register", Kind::Text, 44),
    ("file_name", Kind::Text, 34),
    ("edition", Kind::Text, 14),
    ("age_days", Kind::Whole, 12),
    ("read", Kind::Whole, 12),
    ("used", Kind::Whole, 12),
    ("rejected", Kind::Whole, 12),
    ("outside", Kind::Whole, 14),
    ("converted_from", Kind::Text, 16),
    ("sha256", Kind::Text, 68),
];

/// Contradictions between registers in the gmina.
pub(super) fn conflicts(input: &ReportInput<'_>) -> Table {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let here = diagnosis.conflicts(world).findings.iter().filter(|one| is_told(world, one));
    let row = |finding: &crate::diagnosis::Finding| {
        let rule = finding.detector.rule();
        let measure = finding.measure;
        let [file, line] = place(finding.origin);
        let [other_file, other_line] = finding.against.map_or([Value::Empty, Value::Empty], place);
        vec![
            Value::text(&rule.letter),
            Value::text(input.language.pick(&rule.label_pl, &rule.label_en)),
            Value::text(&rule.code),
            Value::or_empty(finding.address.map(|at| Value::text(written(world, at)))),
            file,
            line,
            other_file,
            other_line,
            Value::or_empty(measure.map(|m| Value::count(m.found))),
            Value::or_empty(measure.map(|m| Value::count(m.limit))),
            Value::or_empty(measure.map(|m| Value::text(input.language.word("unit", m.unit)))),
            Value::text(input.language.label("effect", effect_of(finding, diagnosis))),
        ]
    };
    let here = here.filter(|finding| finding.gmina == Some(input.gmina));
    sheet(
        input.language,
        "sprzecznosci",
        columns(input.language, &CONFLICTS),
        here.map(row).collect(),
    )
}

/// Refused and doubtful records that name the gmina.
pub(super) fn issues(input: &ReportInput<'_>) -> Table {
    let world = input.world;
    let row = |issue: &Issue| {
        let [file, line] = place(issue.origin);
        let register = &world.files[usize::from(issue.origin.file.0)].register;
        vec![
            Value::text(issue_label(input.language, issue.code)),
            Value::text(issue.code.as_str()),
            Value::text(input.language.label("severity", issue.code.severity().as_str())),
            Value::text(register_label(input.language, register)),
            file,
            line,
            Value::text(&issue.detail),
        ]
    };
    let here = told_issues(world).filter(|issue| issue.gmina == Some(input.gmina));
    sheet(input.language, "uwagi", columns(input.language, &ISSUES), here.map(row).collect())
}

/// Birth certificates of the files.
pub(super) fn lineage(input: &ReportInput<'_>) -> Table {
    let as_of = input.diagnosis.settings.as_of;
    let rows = |file: &crate::model::RegisterFile, n: u64| {
        Value::or_empty(told_rows(file, n).map(Value::count))
    };
    let row = |(number, file): (usize, &crate::model::RegisterFile)| {
        vec![
            Value::count(number),
            Value::text(register_label(input.language, &file.register)),
            Value::text(&file.name),
            Value::text(&file.edition),
            Value::or_empty(file.age_days(as_of).map(Value::Whole)),
            rows(file, file.rows_read),
            rows(file, file.rows_used()),
            rows(file, file.rows_rejected),
            rows(file, file.rows_outside),
            Value::text(file.converted_from.join(", ")),
            Value::text(told_hash(file)),
        ]
    };
    sheet(
        input.language,
        "pochodzenie",
        columns(input.language, &LINEAGE),
        (1..).zip(&input.world.files).map(row).collect(),
    )
}
