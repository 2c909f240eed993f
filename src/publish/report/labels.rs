//! Words of drawings and tables, of registers and issues.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::publish::Language;
use crate::sources::{Schema, registers};

/// The Polish word for a `key` of the program in `group`.
pub fn label<'a>(group: &str, key: &'a str) -> &'a str
where
    'static: 'a,
{
    Language::Polish.label(group, key)
}

/// The name of a register: its word, else the title of its description.
pub fn register_label(language: Language, register: &str) -> &str {
    let word = language.word("register", register);
    if word != register {
        return word;
    }
    let title = registers().find(|(name, _)| *name == register).map(|(name, _)| Schema::of(name));
    let title = title.map(|schema| match language {
        Language::Polish => schema.title_pl.as_str(),
        Language::English if schema.title_en.is_empty() => schema.title.as_str(),
        Language::English => schema.title_en.as_str(),
    });
    title.filter(|t| !t.is_empty()).unwrap_or(register)
}

/// The name of a locality; without one its code, without both that it has none.
pub fn locality_label(language: Language, name: &str, simc: &str) -> String {
    match (name, simc) {
        ("", "") => language.label("chart", "unknown_locality").to_owned(),
        ("", simc) => format!("SIMC {simc}"),
        (name, _) => name.to_owned(),
    }
}

#[derive(Deserialize)]
struct IssueFile {
    issue: Vec<IssueLabel>,
}

#[derive(Deserialize)]
struct IssueLabel {
    code: String,
    label_pl: String,
    label_en: String,
}

static ISSUES: LazyLock<BTreeMap<String, [String; 2]>> = LazyLock::new(|| {
    let file: IssueFile = toml::from_str(crate::sources::ISSUE_DESCRIPTIONS)
        .expect("data/schemas/issues.toml is part of the program");
    let names = |issue: IssueLabel| (issue.code, [issue.label_pl, issue.label_en]);
    file.issue.into_iter().map(names).collect()
});

/// The name of an issue code.
pub fn issue_label(language: Language, code: crate::model::IssueCode) -> &'static str {
    let names = ISSUES.get(code.as_str());
    names.map_or(code.as_str(), |[polish, english]| language.pick(polish, english))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_has_a_name_for_people() {
        let mut n = 0;
        for (register, _) in registers() {
            let names = Language::ALL.map(|language| register_label(language, register));
            assert!(names.iter().all(|name| *name != register && !name.is_empty()), "{names:?}");
            n += 1;
        }
        assert!(n > 30, "{n}");
    }
}
