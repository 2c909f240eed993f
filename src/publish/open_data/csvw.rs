//! What each column of a CSV file is: CSV on the Web (W3C, Tabular Data Model and Metadata).

use serde_json::{Value, json};

use super::options::OpenDataOptions;
use super::schema::{Both, OpenSchema};
use super::table::{Kind, Table};
use crate::publish::Language;

/// A text in each language, as JSON-LD has it.
fn both(texts: Both<&str>) -> Value {
    let tagged = |(language, text): (&Language, &str)| json!({ "@value": text, "@language": language.code() });
    Language::ALL.iter().zip(texts).map(tagged).collect()
}

/// The description of `<table>.csv`.
pub(super) fn describe(table: &Table, options: &OpenDataOptions) -> Value {
    let columns: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            let described = &column.described;
            let mut value = json!({
                "name": column.name,
                "titles": column.name,
                "dc:description": both(described.meaning.each_ref().map(String::as_str)),
                "datatype": datatype(column.kind),
                "dc:source": described.source,
            });
            if !described.unit.is_empty() {
                let words = described.unit_words().map(both);
                value["schema:unitText"] = words.unwrap_or_else(|| json!(described.unit));
            }
            value
        })
        .collect();
    let spec = table.spec;
    let mut schema = json!({ "columns": columns });
    if !spec.key.is_empty() {
        schema["primaryKey"] = json!(spec.key);
    }
    let authority = &OpenSchema::get().vocabulary.authority;
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "pl" }],
        "url": format!("{}.csv", spec.id),
        "dc:title": both(spec.title()),
        "dc:description": both(spec.description()),
        "dc:license": { "@id": format!("{authority}licence/{}", options.licence().authority) },
        "dc:publisher": options.publisher_name(),
        "dialect": { "encoding": "utf-8", "delimiter": ",", "header": true },
        "null": "",
        "tableSchema": schema,
    })
}

const fn datatype(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Whole => "integer",
        Kind::Decimal => "decimal",
    }
}
