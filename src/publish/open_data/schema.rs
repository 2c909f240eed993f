//! What the tables of the bundle are and mean: `data/schemas/open-data.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::diagnosis::{Diagnosis, Status, View};
use crate::publish::{Language, lens_column};

/// A text in each language, in the order of [`Language::ALL`].
pub(super) type Both<T> = [T; 2];

/// A table of the bundle.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpec {
    pub id: String,
    title_pl: String,
    title_en: String,
    description_pl: String,
    description_en: String,
    /// Group of columns.
    pub columns: String,
    /// Columns that tell rows apart; empty: none do.
    pub key: Vec<String>,
}

impl TableSpec {
    pub fn title(&self) -> Both<&str> {
        [&self.title_pl, &self.title_en]
    }

    pub fn description(&self) -> Both<&str> {
        [&self.description_pl, &self.description_en]
    }
}

/// A form in which a table is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub extension: String,
    pub file_type: String,
    pub media_type: String,
    title_pl: String,
    title_en: String,
}

impl Form {
    /// Title of a table in this form.
    pub fn title_of(&self, table: &TableSpec) -> Both<String> {
        let (own, table) = ([&self.title_pl, &self.title_en], table.title());
        [0, 1].map(|at| format!("{} – {}", table[at], own[at]))
    }
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
    title_pl: String,
    title_en: String,
    description_pl: String,
    description_en: String,
    keywords_pl: Vec<String>,
    keywords_en: Vec<String>,
    provenance_pl: String,
    provenance_en: String,
    activity_pl: String,
    activity_en: String,
    pub themes: Vec<String>,
}

impl DatasetText {
    pub fn title(&self) -> Both<&str> {
        [&self.title_pl, &self.title_en]
    }

    pub fn description(&self) -> Both<&str> {
        [&self.description_pl, &self.description_en]
    }

    pub fn keywords(&self) -> Both<&[String]> {
        [&self.keywords_pl, &self.keywords_en]
    }

    pub fn provenance(&self) -> Both<&str> {
        [&self.provenance_pl, &self.provenance_en]
    }

    pub fn activity(&self) -> Both<&str> {
        [&self.activity_pl, &self.activity_en]
    }
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
    /// Name, unit, meaning in Polish and in English, source.
    column: BTreeMap<String, Vec<[String; 5]>>,
    place_pl: BTreeMap<String, String>,
    place_en: BTreeMap<String, String>,
    unit_en: BTreeMap<String, String>,
}

static SCHEMA: LazyLock<OpenSchema> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/schemas/open-data.toml"))
        .expect("data/schemas/open-data.toml is part of the program")
});

/// A column as it is described.
#[derive(Clone, Debug)]
pub(super) struct Described {
    pub unit: String,
    pub meaning: Both<String>,
    pub source: String,
}

impl Described {
    /// Its unit in each language; `None` where it is the same sign.
    pub fn unit_words(&self) -> Option<Both<&str>> {
        let english = OpenSchema::get().unit_en.get(&self.unit)?;
        Some([&self.unit, english])
    }
}

impl OpenSchema {
    /// The description that is part of the program.
    pub fn get() -> &'static Self {
        &SCHEMA
    }

    /// Words for an area of a kind.
    pub fn place(&self, kind: &str) -> Both<&str> {
        [&self.place_pl[kind], &self.place_en[kind]]
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
        let found = |column: &[String; 5], words: &Words| {
            let told = |at: usize| {
                let text = column[2 + at].clone();
                words.iter().fold(text, |text, (mark, word)| text.replace(mark, &word[at]))
            };
            Described {
                unit: column[1].clone(),
                meaning: [0, 1].map(told),
                source: column[4].clone(),
            }
        };
        if let Some(column) = columns.iter().find(|column| column[0] == name) {
            return Some(found(column, &Words::new()));
        }
        for column in columns.iter().filter(|column| column[0].contains('<')) {
            for (candidate, words) in patterns(&column[0], diagnosis) {
                if candidate == name {
                    return Some(found(column, &words));
                }
            }
        }
        None
    }
}

/// Marks of a pattern and the words in their place.
type Words = Vec<(&'static str, Both<String>)>;

/// A word that is the same in each language.
fn same(word: &str) -> Both<String> {
    [word, word].map(str::to_owned)
}

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
            let tense = Language::ALL.map(|language| view_word(language, lens.view).to_owned());
            let words = vec![("<profile>", same(&profile)), ("<tense>", tense)];
            (lens_column(&diagnosis.profiles, lens), words)
        })
        .collect();
    fill("<lens>", &lenses);
    let word = |mark, group, key: &str| {
        let words = Language::ALL.map(|language| language.label(group, key).to_owned());
        (key.to_owned(), vec![(mark, words)])
    };
    let of = |status: &Status| word("<status>", "status", status.as_str());
    fill("<status>", &Status::ALL.iter().map(of).collect::<Vec<_>>());
    let of = |rung: &Rung| word("<rung>", "rung", rung.as_str());
    fill("<rung>", &Rung::ALL.iter().map(of).collect::<Vec<_>>());
    let of = |reason: &Reason| word("<reason>", "reason", reason.as_str());
    let told = Reason::ALL.iter().filter(|reason| reason.is_published());
    fill("<reason>", &told.map(of).collect::<Vec<_>>());
    let bounds = SpeedClasses::get().bounds();
    let bounds = bounds.iter().map(|b| (b.to_string(), vec![("<bound>", same(&b.to_string()))]));
    fill("<bound>", &bounds.collect::<Vec<_>>());
    ways
}

fn view_word(language: Language, view: View) -> &'static str {
    language.label("view", view.as_str())
}
