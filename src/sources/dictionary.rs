//! Dictionaries of values: `data/schemas/dictionaries.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::normalise;
use crate::place::Restored;
use crate::quantity::Speed;

/// One value of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Code, with its leading zeros.
    pub code: String,
    /// The text that stands for it.
    pub label: String,
    /// Other spellings.
    #[serde(default)]
    pub names: Vec<String>,
    /// The text in English.
    #[serde(default)]
    pub label_en: Option<String>,
    /// The speed it means, in Mbit/s.
    #[serde(default)]
    pub mbps: Option<u32>,
    /// The frequency band it means, in MHz.
    #[serde(default)]
    pub mhz: Option<u32>,
}

impl Entry {
    /// The speed that a code of speed stands for.
    pub fn speed(&self) -> Option<Speed> {
        self.mbps.and_then(Speed::mbps)
    }
}

/// The values that a column may have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dictionary {
    /// Name by which schemas refer to it.
    pub name: String,
    /// What it is, in Polish.
    pub title: String,
    /// The act or page it comes from.
    pub source: String,
    /// Its values, in the order of the source.
    #[serde(rename = "entry")]
    pub entries: Vec<Entry>,
    /// Positions in `entries` by code, by label and names, and by the code without its zeros;
    /// [`AMBIGUOUS`] where a text stands for several.
    #[serde(skip)]
    codes: HashMap<String, usize>,
    #[serde(skip)]
    texts: HashMap<String, usize>,
    #[serde(skip)]
    numbers: HashMap<String, usize>,
    /// Positions by codes and labels spelt as the source spells them, which most rows do.
    #[serde(skip)]
    spelt: HashMap<String, usize>,
}

/// No position: nobody can tell which entry is meant.
const AMBIGUOUS: usize = usize::MAX;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    dictionary: Vec<Dictionary>,
}

static DICTIONARIES: LazyLock<Vec<Dictionary>> = LazyLock::new(|| {
    Dictionary::parse(include_str!("../../data/schemas/dictionaries.toml"))
        .expect("data/schemas/dictionaries.toml is part of the program")
});

impl Dictionary {
    /// The dictionary of a name.
    ///
    /// # Panics
    /// When there is none: schemas name dictionaries of the program only.
    pub fn of(name: &str) -> &'static Self {
        let found = DICTIONARIES.iter().find(|dictionary| dictionary.name == name);
        found.unwrap_or_else(|| panic!("dictionary {name} is in data/schemas/dictionaries.toml"))
    }

    /// Every dictionary of the program.
    pub fn all() -> &'static [Self] {
        &DICTIONARIES
    }

    fn parse(text: &str) -> Result<Vec<Self>, String> {
        let mut dictionaries =
            toml::from_str::<File>(text).map_err(|error| error.to_string())?.dictionary;
        for dictionary in &mut dictionaries {
            dictionary.index()?;
        }
        Ok(dictionaries)
    }

    fn index(&mut self) -> Result<(), String> {
        let note = |texts: &mut HashMap<String, usize>, text: String, position: usize| {
            let known = *texts.entry(text.clone()).or_insert(position);
            if known != position {
                texts.insert(text, AMBIGUOUS);
            }
        };
        for (position, entry) in self.entries.iter().enumerate() {
            let code = normalise(&entry.code);
            let number = code.trim_start_matches('0');
            if number.len() < code.len() && !number.is_empty() {
                note(&mut self.numbers, number.to_owned(), position);
            }
            for text in entry.names.iter().chain([&entry.label]) {
                note(&mut self.texts, normalise(text), position);
            }
            if self.codes.insert(code, position).is_some() {
                return Err(format!("{}: code {:?} stands twice", self.name, entry.code));
            }
        }
        for (position, entry) in self.entries.iter().enumerate() {
            for text in [&entry.code, &entry.label] {
                if self.position_of(text) == Some((position, false)) {
                    self.spelt.insert(text.clone(), position);
                }
            }
        }
        Ok(())
    }

    /// The entry of a code, else of a label or another spelling, else of a code that lost its
    /// leading zeros, which the answer says. `None` outside the dictionary, and where a text
    /// stands for several entries: nobody can tell which is meant.
    pub fn lookup(&self, text: &str) -> Option<Restored<&Entry>> {
        let spelt = self.spelt.get(text).map(|position| (*position, false));
        let (position, restored) = spelt.or_else(|| self.position_of(text))?;
        self.entries.get(position).map(|code| Restored { code, restored })
    }

    /// The position of a text however it is spelt, and whether zeros were put back.
    fn position_of(&self, text: &str) -> Option<(usize, bool)> {
        let key = normalise(text);
        if let Some(position) = self.codes.get(&key) {
            return Some((*position, false));
        }
        match (self.texts.get(&key), self.numbers.get(&key)) {
            (Some(text), Some(number)) if text != number => None,
            (Some(position), _) => Some((*position, false)),
            (None, Some(position)) => Some((*position, true)),
            (None, None) => None,
        }
    }

    /// The code of a word of a dictionary, however it is spelt: layers hold labels.
    pub fn code_of(dictionary: &str, word: Option<&str>) -> Option<&'static str> {
        Self::of(dictionary).lookup(word?).map(|found| found.code.code.as_str())
    }

    /// What people choose from: the label of each entry, or its code where the label would be
    /// understood as something else.
    pub fn choices(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| {
            let is_own = |text: &str| self.lookup(text).is_some_and(|found| found.code == entry);
            if is_own(&entry.label) { entry.label.as_str() } else { entry.code.as_str() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        [[dictionary]]
        name = "kind"
        title = "Rodzaj"
        source = "test"
        entry = [
            { code = "01", label = "Szafa kablowa", names = ["szafa"] },
            { code = "04", label = "Złącze – kablowe", label_en = "joint" },
            { code = "10", label = "Maszt" },
        ]
        [[dictionary]]
        name = "speed"
        title = "Prędkość"
        source = "test"
        entry = [
            { code = "01", label = "2", mbps = 2 },
            { code = "02", label = "10", mbps = 10 },
            { code = "03", label = "20", mbps = 20 },
            { code = "10", label = "90", mbps = 90 },
        ]
    "#;

    fn found(dictionary: &Dictionary, text: &str) -> Option<(String, bool)> {
        dictionary.lookup(text).map(|found| (found.code.code.clone(), found.restored))
    }

    #[test]
    fn codes_labels_and_lost_zeros_are_found() {
        let dictionaries = Dictionary::parse(TEXT).expect("a good file");
        let kind = &dictionaries[0];
        let cases = [
            ("04", Some(("04", false))),
            ("4", Some(("04", true))),
            (" 4 ", Some(("04", true))),
            ("złącze - KABLOWE", Some(("04", false))),
            ("szafa", Some(("01", false))),
            ("10", Some(("10", false))),
            ("004", None),
            ("0", None),
            ("", None),
            ("studnia", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|(code, restored)| (code.to_owned(), restored));
            assert_eq!(found(kind, text), expected, "{text:?}");
        }
        assert_eq!(
            kind.choices().collect::<Vec<_>>(),
            ["Szafa kablowa", "Złącze – kablowe", "Maszt"]
        );
    }

    #[test]
    fn numbers_that_mean_two_things_are_not_guessed() {
        let dictionaries = Dictionary::parse(TEXT).expect("a good file");
        let speed = &dictionaries[1];
        // "2" is the label of 01 and 02 without its zero; "10" is a code before it is a label.
        assert_eq!(found(speed, "2"), None);
        assert_eq!(found(speed, "10"), Some(("10".to_owned(), false)));
        assert_eq!(found(speed, "20"), Some(("03".to_owned(), false)));
        assert_eq!(speed.choices().collect::<Vec<_>>(), ["01", "02", "20", "90"]);
        assert!(speed.choices().all(|text| speed.lookup(text).is_some()));
    }

    #[test]
    fn a_code_stands_once_and_a_label_of_two_is_nobodys() {
        let twice = TEXT.replace("code = \"03\"", "code = \"02\"");
        assert!(Dictionary::parse(&twice).expect_err("two entries").contains("02"));
        let shared = TEXT.replace("label = \"Maszt\"", "label = \"Szafa\"");
        let dictionaries = Dictionary::parse(&shared).expect("labels may repeat");
        assert_eq!(found(&dictionaries[0], "szafa"), None);
        let choices: Vec<&str> = dictionaries[0].choices().collect();
        assert_eq!(choices, ["Szafa kablowa", "Złącze – kablowe", "10"]);
    }

    #[test]
    fn each_choice_of_the_program_is_found_again() {
        for dictionary in Dictionary::all() {
            assert!(!dictionary.title.is_empty() && !dictionary.source.is_empty());
            for (choice, entry) in dictionary.choices().zip(&dictionary.entries) {
                let found = dictionary.lookup(choice).expect("a choice");
                assert_eq!((found.code, found.restored), (entry, false), "{}", dictionary.name);
            }
        }
    }

    #[test]
    fn schemas_name_dictionaries_and_registers_that_exist() {
        for schema in super::super::schema::all() {
            for column in &schema.columns {
                if let Some(name) = &column.dictionary {
                    assert!(!Dictionary::of(name).entries.is_empty(), "{name}");
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
