//! Words of drawings and tables: `reports/templates/pl/etykiety.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::sources::{Schema, registers};

/// Polish words by group and key.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Labels(BTreeMap<String, BTreeMap<String, String>>);

static LABELS: LazyLock<Labels> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../reports/templates/pl/etykiety.toml"))
        .expect("reports/templates/pl/etykiety.toml is part of the program")
});

/// The word for `key` in `group`; the key itself where there is none.
pub fn label<'a>(group: &str, key: &'a str) -> &'a str
where
    'static: 'a,
{
    LABELS.0.get(group).and_then(|words| words.get(key)).map_or(key, String::as_str)
}

/// The Polish name of a register: its label, else the title of its description.
pub fn register_label(register: &str) -> &str {
    let words = LABELS.0.get("register").and_then(|words| words.get(register));
    if let Some(word) = words {
        return word;
    }
    let title = registers().find(|(name, _)| *name == register).map(|(name, _)| Schema::of(name));
    title.map(|schema| schema.title_pl.as_str()).filter(|t| !t.is_empty()).unwrap_or(register)
}

#[derive(Deserialize)]
struct IssueFile {
    issue: Vec<IssueLabel>,
}

#[derive(Deserialize)]
struct IssueLabel {
    code: String,
    label_pl: String,
}

static ISSUES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let file: IssueFile = toml::from_str(crate::sources::ISSUE_DESCRIPTIONS)
        .expect("data/schemas/issues.toml is part of the program");
    file.issue.into_iter().map(|issue| (issue.code, issue.label_pl)).collect()
});

/// The Polish name of an issue code.
pub fn issue_label(code: crate::model::IssueCode) -> &'static str {
    ISSUES.get(code.as_str()).map_or(code.as_str(), String::as_str)
}
