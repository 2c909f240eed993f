//! The tables of a plan are those that `data/schemas/plan.toml` describes, column by column.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::invest::{plan, village};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Schema {
    table: Vec<Described>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    name: String,
    title: String,
    column: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    name: String,
    unit: String,
    description: String,
}

#[test]
fn every_column_is_described_with_its_unit() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas/plan.toml");
    let text = fs::read_to_string(path).expect("the schema");
    let schema: Schema = toml::from_str(&text).expect("TOML");
    let dir = village(&[]);
    plan(dir.path(), "out", &[]).with(0);
    let mut written: Vec<String> = fs::read_dir(dir.path().join("out"))
        .expect("a folder")
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".csv").map(str::to_owned))
        .filter(|name| name != "issues")
        .collect();
    written.sort();
    let mut named: Vec<String> = schema.table.iter().map(|table| table.name.clone()).collect();
    named.sort();
    assert_eq!(written, named, "each table is described");
    for table in schema.table {
        assert!(!table.title.is_empty(), "{}", table.name);
        let file = dir.path().join("out").join(format!("{}.csv", table.name));
        let mut reader = csv::Reader::from_path(file).expect("a table");
        let header: Vec<String> =
            reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let columns: Vec<String> = table.column.iter().map(|c| c.name.clone()).collect();
        assert_eq!(header, columns, "{}", table.name);
        for column in table.column {
            let name = format!("{}.{}", table.name, column.name);
            assert!(!column.description.is_empty(), "{name}");
            // The unit that a name says is the unit that is described.
            let said = [("_grosze", "grosze"), ("_m", "m"), ("_percent", "%")];
            for (end, unit) in said.into_iter().filter(|(end, _)| column.name.ends_with(end)) {
                assert_eq!(column.unit, unit, "{name} {end}");
            }
        }
    }
}
