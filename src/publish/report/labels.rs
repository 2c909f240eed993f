//! Words of drawings and tables, of registers and issues.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::publish::Language;
use crate::sources::{Schema, registers};

/// The Polish word for `key` in `group`; the key itself where there is none.
pub fn label<'a>(group: &str, key: &'a str) -> &'a str
where
    'static: 'a,
{
    Language::Polish.label(group, key)
}

/// The name of a register: its label, else the title of its description.
pub fn register_label(language: Language, register: &str) -> &str {
    let word = language.label("register", register);
    if word != register {
        return word;
    }
    let title = registers().find(|(name, _)| *name == register).map(|(name, _)| Schema::of(name));
    let title = title.map(|schema| match language {
        Language::Polish => schema.title_pl.as_str(),
        Language::English => schema.title.as_str(),
    });
    title.filter(|t| !t.is_empty()).unwrap_or(register)
}

#[derive(Deserialize)]
struct IssueFile {
    issue: Vec<IssueLabel>,
}

#[derive(Deserialize)]
struct IssueLabel {
    code: String,
    description: String,
    label_pl: String,
}

static ISSUES: LazyLock<BTreeMap<String, [String; 2]>> = LazyLock::new(|| {
    let file: IssueFile = toml::from_str(crate::sources::ISSUE_DESCRIPTIONS)
        .expect("data/schemas/issues.toml is part of the program");
    let names = |issue: IssueLabel| (issue.code, [issue.label_pl, issue.description]);
    file.issue.into_iter().map(names).collect()
});

/// The name of an issue code.
pub fn issue_label(language: Language, code: crate::model::IssueCode) -> &'static str {
    ISSUES.get(code.as_str()).map_or(code.as_str(), |[polish, english]| {
        language.pick(polish, english.trim_end_matches('.'))
    })
}
