//! Dictionaries of the registers: codes and words, with their other spellings.
//!
//! The dictionaries are data (`data/schemas/dictionaries.toml`), each with its source.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::normalise;
use crate::quantity::Speed;

/// One entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Code, as `04`; the word itself where the dictionary has no codes.
    pub code: String,
    /// The word as it is kept.
    pub label: String,
    /// Other spellings and words of other registers that mean the same.
    #[serde(default)]
    pub names: Vec<String>,
    /// Megabits per second that a code of speed stands for.
    #[serde(default)]
    pub mbps: Option<u32>,
    /// Megahertz that a code of a band stands for.
    #[serde(default)]
    pub mhz: Option<u32>,
    /// The word in English.
    #[serde(default)]
    pub label_en: String,
}

impl Entry {
    /// The speed that a code of speed stands for.
    pub fn speed(&self) -> Option<Speed> {
        self.mbps.and_then(Speed::mbps)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DictionaryToml {
    name: String,
    /// For people, as is the source.
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "source")]
    _source: String,
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DictionariesToml {
    dictionary: Vec<DictionaryToml>,
}

/// A dictionary, by every spelling.
#[derive(Debug)]
pub struct Dictionary {
    name: String,
    entries: Vec<Entry>,
    by_text: HashMap<String, usize>,
}

/// What a text was found to be.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Whether the text was a code that had lost its leading zero.
    pub restored: bool,
}

static DICTIONARIES: LazyLock<Vec<Dictionary>> = LazyLock::new(|| {
    let file: DictionariesToml =
        toml::from_str(include_str!("../../data/schemas/dictionaries.toml"))
            .expect("data/schemas/dictionaries.toml is part of the program");
    file.dictionary.into_iter().map(Dictionary::of_toml).collect()
});

impl Dictionary {
    fn of_toml(dictionary: DictionaryToml) -> Self {
        let DictionaryToml { name, entry: entries, .. } = dictionary;
        let mut by_text = HashMap::new();
        // Codes first: where a code of one entry is the word of another, files mean the code.
        for (position, entry) in entries.iter().enumerate() {
            by_text.entry(normalise(&entry.code)).or_insert(position);
        }
        for (position, entry) in entries.iter().enumerate() {
            for text in entry.names.iter().chain([&entry.label]) {
                by_text.entry(normalise(text)).or_insert(position);
            }
        }
        Self { name, entries, by_text }
    }

    /// The dictionary of a name.
    ///
    /// # Panics
    /// When there is none: a test holds the names in the schemas against the dictionaries.
    pub fn of(name: &str) -> &'static Self {
        let found = DICTIONARIES.iter().find(|dictionary| dictionary.name == name);
        found.unwrap_or_else(|| panic!("dictionary {name} is in data/schemas/dictionaries.toml"))
    }

    /// Its entries in the publisher's order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry that a text is the code, the word or a spelling of.
    pub fn lookup(&self, text: &str) -> Option<Found<'_>> {
        let key = normalise(text);
        let found = |key: &str, restored| {
            self.by_text.get(key).map(|&at| Found { entry: &self.entries[at], restored })
        };
        let is_short = key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_digit());
        found(&key, false).or_else(|| is_short.then(|| found(&format!("0{key}"), true)).flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_words_and_spellings_meet() {
        let text = "[[dictionary]]\nname = \"d\"\ntitle = \"t\"\nsource = \"s\"\n\
                    [[dictionary.entry]]\ncode = \"04\"\nlabel = \"30 Mb/s\"\nmbps = 30\n\
                    [[dictionary.entry]]\ncode = \"05\"\nlabel = \"Szafa – kablowa\"\n\
                    names = [\"szafka\"]\n";
        let file: DictionariesToml = toml::from_str(text).expect("TOML");
        let dictionary = file.dictionary.into_iter().map(Dictionary::of_toml).next().expect("one");
        let code = |text| dictionary.lookup(text).map(|f| (f.entry.code.as_str(), f.restored));
        assert_eq!(code("04"), Some(("04", false)));
        assert_eq!(code("4"), Some(("04", true)));
        assert_eq!(code("SZAFA-KABLOWA"), Some(("05", false)));
        assert_eq!(code("szafka"), Some(("05", false)));
        assert_eq!(code("7"), None);
        assert_eq!(dictionary.lookup("04").and_then(|f| f.entry.speed()), Speed::mbps(30));
    }

    #[test]
    fn schemas_name_dictionaries_and_registers_that_exist() {
        for schema in super::super::schema::all() {
            for column in &schema.columns {
                if let Some(name) = &column.dictionary {
                    assert!(!Dictionary::of(name).entries().is_empty(), "{name}");
                }
                for target in &column.refers_to {
                    let (register, field) = target.split_once('.').expect("register.field");
                    let columns = &super::super::Schema::of(register).columns;
                    assert!(columns.iter().any(|c| c.field == field), "{target}");
                }
            }
        }
    }
}
