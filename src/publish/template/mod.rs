//! Templates: empty tables that people fill in, as CSV and as spreadsheets.
//!
//! Both are made of the schema that reads them back. Below the header stands a comment that
//! describes each column; there is no example row, which would be read as data.

// Without workbooks nobody asks for their words.
#![cfg_attr(not(feature = "xlsx"), allow(dead_code))]

#[cfg(feature = "xlsx")]
mod workbook;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Language, PublishError};
use crate::sources::{ColumnSpec, Dictionary, Schema};

/// Words of templates: `reports/templates/pl/szablon.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    fill_in: String,
    columns: String,
    source: String,
    yes: String,
    yes_filled: String,
    no: String,
    choices_many: String,
    input_title: String,
    input_several: String,
    error_title: String,
    error_list: String,
    error_date: String,
    error_number: String,
    heads: Vec<String>,
    how: Vec<String>,
    kind: BTreeMap<String, Kind>,
}

/// A kind of values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    /// What it is called.
    label: String,
    /// Number format of its cells.
    format: String,
    /// Width of its column, in characters.
    width: u16,
    /// Least and greatest number.
    #[serde(default)]
    between: Option<[f64; 2]>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../reports/templates/pl/szablon.toml"))
        .expect("reports/templates/pl/szablon.toml is part of the program")
});

/// Values that a comment or the description sheet lists in full, in characters.
const LISTED_MAX: usize = 160;

/// A column as people fill it in.
struct Asked<'a> {
    spec: &'a ColumnSpec,
    /// What it means.
    meaning: &'a str,
    kind: &'a Kind,
    /// What it is chosen from; empty where anything goes.
    choices: Vec<&'a str>,
}

impl<'a> Asked<'a> {
    fn new(spec: &'a ColumnSpec, language: Language) -> Self {
        let meaning = match language {
            Language::Polish if !spec.description_pl.is_empty() => &spec.description_pl,
            _ => &spec.description,
        };
        let choices = match &spec.dictionary {
            Some(name) => Dictionary::of(name).choices().collect(),
            None if spec.kind == "flag" => vec![WORDS.yes.as_str(), WORDS.no.as_str()],
            None => spec.values.iter().map(String::as_str).collect(),
        };
        let kind = WORDS.kind.get(&spec.kind).or_else(|| WORDS.kind.get("text"));
        Self {
            spec,
            meaning,
            kind: kind.expect("every kind of values, and text for others"),
            choices,
        }
    }

    /// The values it may have, where they are few.
    fn listed(&self) -> Option<String> {
        let listed = self.choices.join(", ");
        Some(listed).filter(|text| !text.is_empty() && text.chars().count() <= LISTED_MAX)
    }

    /// What stands below its header. Every cell is a comment, so that columns can be removed.
    fn comment(&self, example: &str, language: Language) -> String {
        let mut parts = vec![self.meaning.to_owned()];
        if self.spec.required {
            parts.push(language.label("template", "required").to_owned());
        }
        let is_flag = self.spec.kind == "flag";
        let one_of = |listed: String| language.say("template-one-of", &[("values", &listed)]);
        parts.extend(self.listed().filter(|_| !is_flag).map(one_of));
        if self.spec.many {
            parts.push(language.label("template", "several").to_owned());
        }
        if !example.is_empty() {
            parts.push(language.say("template-example", &[("value", example)]));
        }
        format!("# {}", parts.join("; "))
    }
}

fn fill(words: &str, value: &str) -> String {
    words.replacen("{}", value, 1)
}

/// The columns that people are asked for.
fn asked(schema: &Schema, language: Language) -> Vec<Asked<'_>> {
    let has = |field: &str| schema.columns.iter().any(|column| column.field == field);
    let has_degrees = has("lon") && has("lat");
    // Degrees need no reference system, so people are asked for these where there is a choice.
    let is_asked = |column: &&ColumnSpec| {
        let is_given = has_degrees && ["easting", "northing"].contains(&&*column.field);
        !is_given && !column.computed
    };
    schema.columns.iter().filter(is_asked).map(|column| Asked::new(column, language)).collect()
}

/// The template of a register as CSV: the header and a comment.
///
/// # Errors
/// Never for these texts; the writer's error otherwise.
pub fn template_csv(schema: &Schema, language: Language) -> Result<String, PublishError> {
    let error = PublishError::of("template");
    let columns = asked(schema, language);
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(columns.iter().map(|column| &column.spec.field)).map_err(&error)?;
    let comments = columns.iter().map(|column| {
        let example = language.pick(&column.spec.example, &column.spec.example_en);
        column.comment(example, language)
    });
    csv.write_record(comments).map_err(&error)?;
    let bytes = csv.into_inner().map_err(|e| PublishError::new("template", e))?;
    String::from_utf8(bytes).map_err(|e| PublishError::new("template", e))
}

/// The template of a register as a workbook (.xlsx).
///
/// # Errors
/// When a name or text is longer than the format allows.
#[cfg(feature = "xlsx")]
pub fn template_xlsx(schema: &Schema) -> Result<Vec<u8>, PublishError> {
    workbook::write(schema).map_err(|error| PublishError::new("template", error))
}

/// The template of a register as a workbook: not in this build.
///
/// # Errors
/// Always.
#[cfg(not(feature = "xlsx"))]
pub fn template_xlsx(_schema: &Schema) -> Result<Vec<u8>, PublishError> {
    let reason = "the program was built without the feature `xlsx`; take .csv";
    Err(PublishError::new("template", reason))
}
