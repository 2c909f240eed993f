//! Templates out: what people get to fill in, and that it is read back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use zasieg::sources::{Dictionary, Schema, SourceError};

use crate::program::zasieg;
use crate::table::Table;
use crate::workbook::{pack, rows, sheet_rows, text, text_cell, unpack};

/// Fields that a template asks for: all but what the program works out, and easting and northing
/// where degrees do instead.
fn asked(schema: &Schema) -> Vec<String> {
    let read = schema.columns.iter().filter(|column| !column.computed);
    let fields: Vec<&str> = read.map(|column| column.field.as_str()).collect();
    let has_degrees = fields.contains(&"lon") && fields.contains(&"lat");
    let is_asked = |field: &&str| !has_degrees || !["easting", "northing"].contains(field);
    fields.into_iter().filter(is_asked).map(str::to_owned).collect()
}

fn names() -> Vec<&'static str> {
    Schema::templates().map(|schema| schema.register.as_str()).collect()
}

fn csv(name: &str) -> String {
    zasieg(&[&"import", &"--template", &name]).with(0).stdout
}

fn workbook(name: &str, place: &Path) -> Vec<u8> {
    let ended = zasieg(&[&"import", &"--template", &name, &"--out", &place]).with(0);
    assert_eq!(ended.stdout.trim_end(), place.to_str().expect("ASCII"));
    fs::read(place).expect("the file that was written")
}

/// An unescaped text of XML as it stands in a part.
fn holds(part: &str, text: &str) -> bool {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    part.contains(&escaped)
}

#[test]
fn tables_that_people_fill_have_templates() {
    let names = names();
    let plain = ["base-stations", "coverage-raster", "terrain", "parcels", "roads", "rail"];
    for name in ["address-table", "offer-table", "public-buildings"].iter().chain(&plain) {
        assert!(names.contains(name), "{name}");
    }
    let help = zasieg(&[&"import", &"--help"]).with(0).stdout;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains(&names.join(", ")), "{help}");
    for schema in Schema::templates() {
        assert!(!schema.title_pl.is_empty(), "{} has a Polish title", schema.register);
        let has_polish = |column: &zasieg::sources::ColumnSpec| !column.description_pl.is_empty();
        assert!(
            schema.columns.iter().all(has_polish),
            "{} is described in Polish",
            schema.register
        );
    }
}

#[test]
fn kinds_of_values_have_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = fs::read_to_string(root.join("reports/templates/pl/szablon.toml"));
    let words: toml::Table = words.expect("words of templates").parse().expect("TOML");
    let kinds = words["kind"].as_table().expect("a table");
    for schema in Schema::templates() {
        for column in &schema.columns {
            assert!(kinds.contains_key(&column.kind), "{}: {}", schema.register, column.kind);
        }
    }
}

#[test]
fn a_template_as_csv_has_names_and_a_comment() {
    for schema in Schema::templates() {
        let printed = csv(&schema.register);
        let table = Table::parse(&printed);
        assert_eq!(table.header, asked(schema), "{}", schema.register);
        assert_eq!(table.rows.len(), 1, "{} has no example row", schema.register);
        for (field, comment) in table.header.iter().zip(&table.rows[0]) {
            let column = schema.columns.iter().find(|c| c.field == *field).expect("a field");
            assert!(comment.starts_with(&format!("# {}", column.description_pl)), "{comment}");
            assert!(comment.contains(&column.example), "{comment}");
            assert_eq!(comment.contains("wymagana"), column.required, "{comment}");
        }
        let dir = tempfile::tempdir().expect("a temporary folder");
        let place = dir.path().join("szablon.csv");
        zasieg(&[&"import", &"--template", &schema.register, &"--out", &place]).with(0);
        assert_eq!(fs::read_to_string(&place).expect("written"), printed);
        // Nothing was filled in, and an empty table is an error, not zero rows.
        let empty = rows(&place, &schema.register).expect_err("no rows");
        assert!(matches!(empty, SourceError::Empty { .. }), "{empty}");
    }
}

#[test]
fn a_template_as_a_workbook_is_described_and_empty() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for schema in Schema::templates() {
        let name = schema.register.as_str();
        let place = dir.path().join(format!("{name}.xlsx"));
        let bytes = workbook(name, &place);
        let empty = rows(&place, name).expect_err("no rows");
        assert!(matches!(empty, SourceError::Empty { .. }), "{empty}");
        let parts = unpack(&bytes);
        let book = text(&parts, "xl/workbook.xml");
        assert!(book.contains(&format!("<sheet name=\"{name}\"")) && book.contains("\"Opis\""));
        let texts = text(&parts, "xl/sharedStrings.xml");
        assert!(holds(texts, &schema.title_pl) && holds(texts, "Puste pole znaczy „nie wiadomo”"));
        for field in asked(schema) {
            let column = schema.columns.iter().find(|c| c.field == field).expect("a field");
            assert!(holds(texts, &field) && holds(texts, &column.description_pl), "{field}");
        }
        // The header stays in sight and can be filtered.
        let sheet = text(&parts, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:"));
    }
}

#[test]
fn a_template_has_the_same_bytes_whenever_it_is_written() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for name in names() {
        let [one, two] = ["one.xlsx", "two.xlsx"].map(|file| dir.path().join(file));
        let bytes = workbook(name, &one);
        assert_eq!(bytes, workbook(name, &two), "{name}");
        // No time of writing, which a second run in the same second would not show.
        let parts = unpack(&bytes);
        let core = text(&parts, "docProps/core.xml");
        assert!(core.contains("2026-01-01T00:00:00Z"), "{core}");
        for place in [one, two] {
            fs::remove_file(place).expect("a file of this test");
        }
    }
}

/// The rule of a sheet's column, by its letter.
fn rule(sheet: &str, letter: char) -> Option<String> {
    let cells = format!("sqref=\"{letter}3:{letter}1002\"");
    let mut rules = sheet.split("<dataValidation ").skip(1);
    rules
        .find(|rule| rule.contains(&cells))
        .map(|rule| rule.split("</dataValidation>").next().expect("a rule").to_owned())
}

#[test]
fn values_are_chosen_from_lists() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let letters = || 'A'..='Z';
    let mut n_lists = 0;
    for schema in Schema::templates() {
        let bytes =
            workbook(&schema.register, &dir.path().join(format!("{}.xlsx", schema.register)));
        let parts = unpack(&bytes);
        let sheet = text(&parts, "xl/worksheets/sheet1.xml");
        // Tables of up to 26 columns; the others are written by the same code.
        for (letter, field) in letters().zip(asked(schema)) {
            let column = schema.columns.iter().find(|c| c.field == field).expect("a field");
            let choices: Vec<&str> = match &column.dictionary {
                Some(name) => Dictionary::of(name).choices().collect(),
                None if column.kind == "flag" => vec!["tak", "nie"],
                None => column.values.iter().map(String::as_str).collect(),
            };
            let found = rule(sheet, letter).filter(|rule| rule.contains("type=\"list\""));
            assert_eq!(found.is_some(), !choices.is_empty(), "{}: {field}", schema.register);
            let Some(found) = found else { continue };
            n_lists += 1;
            let is_far = found.contains("<formula1>slowniki!$");
            let has_lists = text(&parts, "xl/workbook.xml").contains("name=\"slowniki\"");
            assert!(has_lists || !is_far, "{field}: {found}");
            let inline = choices.join(",").replace('&', "&amp;").replace('>', "&gt;");
            let inline = format!("<formula1>\"{inline}\"</formula1>");
            assert!(is_far || found.contains(&inline), "{field}: {found}");
        }
    }
    // At least the kinds of public buildings and the reach of offers.
    assert!(n_lists >= 2);
}

#[test]
fn a_template_that_was_filled_in_is_the_same_table_as_its_csv() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for schema in Schema::templates() {
        let name = schema.register.as_str();
        let fields = asked(schema);
        let value = |number: usize, field: &String| {
            let column = schema.columns.iter().find(|c| c.field == *field).expect("a field");
            match (column.kind.as_str(), number) {
                // Leading zeros, a date, yes and no, Polish letters.
                ("simc" | "ulic", _) => format!("0{number}"),
                ("date", _) => format!("2026-06-0{number}"),
                ("flag", 1) => "tak".to_owned(),
                ("flag", _) => "nie".to_owned(),
                ("text", _) if column.choices_are_free() => format!("Żółć {number}; „a”, \"b\""),
                _ => column.example.clone(),
            }
        };
        let filled: Vec<Vec<String>> =
            (1..=2).map(|number| fields.iter().map(|f| value(number, f)).collect()).collect();
        let place = dir.path().join(format!("{name}.csv"));
        let mut text_form = csv(name);
        for values in &filled {
            text_form += &crate::folder::join(values, b',');
        }
        fs::write(&place, text_form).expect("writable");
        let expected = rows(&place, name).expect("rows");
        // The comment is the first row below the header.
        assert_eq!(expected.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 3]);
        let place = dir.path().join(format!("{name}.xlsx"));
        let mut parts = unpack(&workbook(name, &place));
        for (path, bytes) in &mut parts {
            if path == "xl/worksheets/sheet1.xml" {
                let sheet = String::from_utf8(bytes.clone()).expect("UTF-8");
                let data = if fields.len() <= 26 {
                    sheet_rows(3, &filled)
                } else {
                    // Cells without a name follow each other.
                    let cell = |v: &String| text_cell("A1", v).replace("r=\"A1\" ", "");
                    let row = |values: &Vec<String>| {
                        "<row>".to_owned() + &values.iter().map(cell).collect::<String>() + "</row>"
                    };
                    filled.iter().map(row).collect()
                };
                *bytes = sheet.replace("</sheetData>", &(data + "</sheetData>")).into_bytes();
            }
        }
        fs::write(&place, pack(&parts)).expect("writable");
        assert_eq!(rows(&place, name).expect("rows"), expected, "{name}");
    }
}

/// Whether a column takes any text.
trait Free {
    fn choices_are_free(&self) -> bool;
}

impl Free for zasieg::sources::ColumnSpec {
    fn choices_are_free(&self) -> bool {
        self.values.is_empty() && self.dictionary.is_none()
    }
}

#[test]
fn templates_replace_nothing_without_force() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("budynki.xlsx");
    fs::write(&place, "filled in by hand").expect("writable");
    let write = |more: &[&dyn AsRef<std::ffi::OsStr>]| {
        let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> =
            vec![&"import", &"--template", &"public-buildings", &"--out", &place];
        arguments.extend(more);
        zasieg(&arguments)
    };
    let refused = write(&[]).with(2).stderr;
    assert!(refused.contains("budynki.xlsx") && refused.contains("--force"), "{refused}");
    assert_eq!(fs::read(&place).expect("a file"), b"filled in by hand");
    write(&[&"--force"]).with(0);
    assert!(fs::read(&place).expect("a file").starts_with(b"PK"));
    // Nothing is left beside it.
    let names: BTreeSet<_> = fs::read_dir(dir.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn wrong_names_and_forms_say_what_there_is() {
    let ended = zasieg(&[&"import", &"--template", &"public-building"]).with(2);
    for word in ["\"public-buildings\"", "address-table", "offer-table"] {
        assert!(ended.stderr.contains(word), "{}", ended.stderr);
    }
    // A publisher's file is filled in by nobody.
    zasieg(&[&"import", &"--template", &"simc"]).with(2);
    for file in ["a.xls", "a", "a.ods"] {
        let ended = zasieg(&[&"import", &"--template", &"offer-table", &"--out", &file]).with(2);
        assert!(ended.stderr.contains(".xlsx or .csv"), "{}", ended.stderr);
        assert!(!Path::new(file).exists());
    }
    zasieg(&[&"import", &"run.toml", &"--template", &"offer-table"]).with(2);
}
