//! What the tables of the bundle are and mean: `data/schemas/open-data.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::report::label;
use crate::diagnosis::{Diagnosis, Status, View};
use crate::publish::lens_column;

/// A table of the bundle.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpec {
    pub id: String,
    pub title_pl: String,
    pub description_pl: String,
    /// Group of columns.
    pub columns: String,
    /// Columns that tell rows apart; empty: none do.
    pub key: Vec<String>,
}

/// A form in which a table is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub extension: String,
    pub file_type: String,
    pub media_type: String,
    pub title_pl: String,
}

/// A word of the options, of the authority tables and of the portal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Term {
    pub key: String,
    pub authority: String,
    pub portal: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatasetText {
    pub title_pl: String,
    pub description_pl: String,
    pub keywords_pl: Vec<String>,
    pub keywords_en: Vec<String>,
    pub provenance_pl: String,
    pub activity_pl: String,
    pub themes: Vec<String>,
}

/// What stands where the publisher has told nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Placeholder {
    pub publisher_pl: String,
    pub contact_pl: String,
    pub base_url: String,
}

/// Where the words of the catalogue are defined.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vocabulary {
    pub authority: String,
    pub media: String,
    pub nuts: String,
    pub publisher_type: String,
}

/// The feed of dane.gov.pl.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Portal {
    pub namespace: String,
    pub schema_url: String,
    pub ident_length_max: usize,
    pub title_length_max: usize,
    pub description_length_max: usize,
    #[serde(rename = "checked_on")]
    _checked_on: toml::value::Datetime,
    #[serde(rename = "confidence")]
    _confidence: crate::policy::Confidence,
    pub local_forms: Vec<String>,
    pub condition_pl: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenSchema {
    pub dataset: DatasetText,
    pub portal: Portal,
    pub placeholder: Placeholder,
    pub vocabulary: Vocabulary,
    pub form: Vec<Form>,
    pub licence: Vec<Term>,
    pub frequency: Vec<Term>,
    pub nuts_of_voivodeship: BTreeMap<String, String>,
    pub table: Vec<TableSpec>,
    column: BTreeMap<String, Vec<[String; 4]>>,
    pub place: BTreeMap<String, String>,
}

static SCHEMA: LazyLock<OpenSchema> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/schemas/open-data.toml"))
        .expect("data/schemas/open-data.toml is part of the program")
});

/// A column as it is described.
#[derive(Clone, Debug)]
pub(super) struct Described {
    pub unit: String,
    pub meaning: String,
    pub source: String,
}

impl OpenSchema {
    /// The description that is part of the program.
    pub fn get() -> &'static Self {
        &SCHEMA
    }

    /// A table.
    ///
    /// # Panics
    /// When the file has none of this name.
    pub fn table(&self, id: &str) -> &TableSpec {
        let found = self.table.iter().find(|table| table.id == id);
        found.unwrap_or_else(|| panic!("data/schemas/open-data.toml has no table {id}"))
    }

    /// Names of a group that are no patterns.
    pub fn plain_names(&self, group: &str) -> impl Iterator<Item = &str> {
        let names = self.column[group].iter().map(|column| column[0].as_str());
        names.filter(|name| !name.contains('<'))
    }

    /// What a column means; `None` where the file does not tell.
    pub fn describe(&self, group: &str, name: &str, diagnosis: &Diagnosis) -> Option<Described> {
        let columns = self.column.get(group)?;
        let found = |column: &[String; 4], words: &[(&str, &str)]| {
            let mut meaning = column[2].clone();
            for (mark, word) in words {
                meaning = meaning.replace(mark, word);
            }
            Described { unit: column[1].clone(), meaning, source: column[3].clone() }
        };
        if let Some(column) = columns.iter().find(|column| column[0] == name) {
            return Some(found(column, &[]));
        }
        for column in columns.iter().filter(|column| column[0].contains('<')) {
            for (candidate, words) in patterns(&column[0], diagnosis) {
                if candidate == name {
                    let words: Vec<(&str, &str)> =
                        words.iter().map(|(mark, word)| (*mark, word.as_str())).collect();
                    return Some(found(column, &words));
                }
            }
        }
        None
    }
}

/// A mark of a pattern and the word in its place.
type Words = Vec<(&'static str, String)>;

/// Names that a pattern stands for, with the words of their meaning.
fn patterns(pattern: &str, diagnosis: &Diagnosis) -> Vec<(String, Words)> {
    use crate::diagnosis::SpeedClasses;
    use crate::diagnosis::change::Reason;
    use crate::model::Rung;
    let mut ways: Vec<(String, Words)> = vec![(pattern.to_owned(), Vec::new())];
    let mut fill = |mark: &'static str, values: &[(String, Words)]| {
        if !pattern.contains(mark) {
            return;
        }
        let old = std::mem::take(&mut ways);
        for (name, words) in old {
            for (value, more) in values {
                let words = [words.clone(), more.clone()].concat();
                ways.push((name.replace(mark, value), words));
            }
        }
    };
    let lenses: Vec<(String, Words)> = diagnosis
        .lenses()
        .map(|lens| {
            let profile = diagnosis.profiles[lens.profile].profile.id.clone();
            let tense = view_word(lens.view).to_owned();
            let words = vec![("<profile>", profile), ("<tense>", tense)];
            (lens_column(&diagnosis.profiles, lens), words)
        })
        .collect();
    fill("<lens>", &lenses);
    let word =
        |mark, group, key: &str| (key.to_owned(), vec![(mark, label(group, key).to_owned())]);
    let of = |status: &Status| word("<status>", "status", status.as_str());
    fill("<status>", &Status::ALL.iter().map(of).collect::<Vec<_>>());
    let of = |rung: &Rung| word("<rung>", "rung", rung.as_str());
    fill("<rung>", &Rung::ALL.iter().map(of).collect::<Vec<_>>());
    let of = |reason: &Reason| word("<reason>", "reason", reason.as_str());
    fill("<reason>", &Reason::ALL.iter().map(of).collect::<Vec<_>>());
    let bounds = SpeedClasses::get().bounds();
    let bounds = bounds.iter().map(|b| (b.to_string(), vec![("<bound>", b.to_string())]));
    fill("<bound>", &bounds.collect::<Vec<_>>());
    ways
}

fn view_word(view: View) -> &'static str {
    label("view", view.as_str())
}
