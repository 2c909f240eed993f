//! CSV and JSON files of outputs and answers, read without any code of the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// A table of texts with a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Parses a table with commas; a byte-order mark is skipped.
    pub fn parse(text: &str) -> Self {
        Self::parse_with(text, b',')
    }

    /// Parses a table with another separator.
    pub fn parse_with(text: &str, separator: u8) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let record = |r: csv::Result<csv::StringRecord>| {
            let record = r.expect("a well-formed table");
            record.iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let mut rows: Vec<Vec<String>> = reader.records().map(record).collect();
        assert!(!rows.is_empty(), "a table has a header");
        let header = rows.remove(0);
        Self { header, rows }
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path);
        Self::parse(&text.unwrap_or_else(|e| panic!("{}: {e}", path.display())))
    }

    /// Position of a column.
    pub fn position(&self, name: &str) -> usize {
        let found = self.header.iter().position(|column| column == name);
        found.unwrap_or_else(|| panic!("no column {name} in {:?}", self.header))
    }

    /// Values of a column.
    pub fn column(&self, name: &str) -> Vec<&str> {
        let position = self.position(name);
        self.rows.iter().map(|row| row[position].as_str()).collect()
    }

    /// One value.
    pub fn value(&self, row: usize, name: &str) -> &str {
        &self.rows[row][self.position(name)]
    }

    /// Values of a column by the text in another one, where it is not empty.
    pub fn by_text(&self, key: &str, name: &str) -> BTreeMap<&str, &str> {
        let pairs = self.column(key).into_iter().zip(self.column(name));
        pairs.filter(|(key, _)| !key.is_empty()).collect()
    }

    /// Values of a column by the whole number in another one.
    pub fn by_number(&self, key: &str, name: &str) -> BTreeMap<usize, &str> {
        let keys = self.column(key).into_iter();
        let keys = keys.map(|text| text.parse().expect("a whole number"));
        let map: BTreeMap<usize, &str> = keys.zip(self.column(name)).collect();
        assert_eq!(map.len(), self.rows.len(), "{key} occurs once");
        map
    }

    /// The table without some columns.
    pub fn without(&self, is_left_out: impl Fn(&str) -> bool) -> Self {
        let kept: Vec<bool> = self.header.iter().map(|name| !is_left_out(name)).collect();
        let keep = |row: &Vec<String>| {
            let values = row.iter().zip(&kept).filter(|(_, kept)| **kept);
            values.map(|(value, _)| value.clone()).collect()
        };
        Self { header: keep(&self.header), rows: self.rows.iter().map(keep).collect() }
    }
}

/// Reads a JSON file.
pub fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path);
    let text = text.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("a JSON file")
}

/// Members of a JSON object of counts.
pub fn counts(object: &Value) -> BTreeMap<String, u64> {
    let members = object.as_object().expect("an object").iter();
    members.map(|(name, count)| (name.clone(), count.as_u64().expect("a count"))).collect()
}

/// The input of a manifest whose file name ends so.
pub fn input<'a>(manifest: &'a Value, file: &str) -> &'a Value {
    let inputs = manifest["inputs"].as_array().expect("inputs");
    let is_file = |input: &&Value| input["file"].as_str().is_some_and(|f| f.ends_with(file));
    let found: Vec<&Value> = inputs.iter().filter(is_file).collect();
    assert_eq!(found.len(), 1, "{file} is one input of the manifest");
    found[0]
}

/// House number as the matching rules compare it: upper case, no white space, no trailing dot.
pub fn number_key(number: &str) -> String {
    let key: String = number.split_whitespace().collect();
    key.strip_suffix('.').unwrap_or(&key).to_uppercase()
}
