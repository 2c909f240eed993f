//! Dictionaries of media and technologies, and the limits of each technology.
//!
//! Source: rozporządzenie w sprawie inwentaryzacji (Dz.U. 2022 poz. 2796) annex 2; SIDUSIS data
//! scheme. Spellings are data: `data/schemas/vocabulary.toml`, `data/assumptions/technology.toml`.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use crate::model::{BuildingKind, Medium};
use crate::quantity::Speed;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VocabularyFile {
    medium: Vec<MediumEntry>,
    technology: Vec<TechnologyEntry>,
    building: Vec<BuildingEntry>,
    school: SchoolWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchoolWords {
    contains: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BuildingEntry {
    code: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
struct MediumEntry {
    code: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TechnologyEntry {
    name: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    medium: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitFile {
    limit: Vec<LimitEntry>,
}

/// The entries also hold source and confidence, for people.
#[derive(Deserialize)]
struct LimitEntry {
    technology: String,
    down_max_mbps: u32,
}

/// A technology as the dictionary has it.
#[derive(Clone, Debug)]
pub struct TechnologyInfo {
    /// Canonical spelling.
    pub name: Arc<str>,
    /// The medium it implies, where it runs over one only.
    pub medium: Option<Medium>,
    /// Highest download speed of one line.
    pub down_max: Option<Speed>,
}

/// Dictionaries of the registers.
#[derive(Debug)]
pub struct Vocabulary {
    media: HashMap<String, Medium>,
    technologies: HashMap<String, TechnologyInfo>,
    buildings: HashMap<String, BuildingKind>,
    school_words: Vec<String>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::load);

/// A dictionary text as it is compared: NFC, one kind of dash, lower case, no white space.
pub fn normalise(text: &str) -> String {
    text.nfc()
        .filter(|c| !c.is_whitespace() && *c != '\u{feff}')
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

impl Vocabulary {
    /// The dictionaries that are part of the program.
    pub fn get() -> &'static Self {
        &VOCABULARY
    }

    fn load() -> Self {
        let file: VocabularyFile =
            toml::from_str(include_str!("../../data/schemas/vocabulary.toml"))
                .expect("data/schemas/vocabulary.toml is part of the program");
        let limits: LimitFile =
            toml::from_str(include_str!("../../data/assumptions/technology.toml"))
                .expect("data/assumptions/technology.toml is part of the program");
        let mut media = HashMap::new();
        for entry in file.medium {
            let medium = Medium::from_code(&entry.code).expect("a medium code of the program");
            media.extend(entry.names.iter().map(|name| (normalise(name), medium)));
        }
        let mut technologies = HashMap::new();
        for entry in file.technology {
            let key = normalise(&entry.name);
            let limit = limits.limit.iter().find(|limit| normalise(&limit.technology) == key);
            let info = TechnologyInfo {
                name: Arc::from(entry.name.as_str()),
                medium: entry.medium.as_deref().and_then(Medium::from_code),
                down_max: limit.and_then(|limit| Speed::mbps(limit.down_max_mbps)),
            };
            for name in &entry.names {
                technologies.insert(normalise(name), info.clone());
            }
            technologies.insert(key, info);
        }
        let mut buildings = HashMap::new();
        for entry in file.building {
            let kind = BuildingKind::from_code(&entry.code).expect("a kind of the program");
            let names = entry.names.iter().chain([&entry.code]);
            buildings.extend(names.map(|name| (normalise(name), kind)));
        }
        let school_words = file.school.contains.iter().map(|word| normalise(word)).collect();
        Self { media, technologies, buildings, school_words }
    }

    /// The medium of a register's text; `None` outside the dictionary.
    pub fn medium(&self, text: &str) -> Option<Medium> {
        self.media.get(&normalise(text)).copied()
    }

    /// The kind of a public building, by its code or a word; `None` outside the dictionary.
    pub fn building(&self, text: &str) -> Option<BuildingKind> {
        self.buildings.get(&normalise(text)).copied()
    }

    /// Whether an RSPO institution is a school, by its kind.
    pub fn institution(&self, kind: &str) -> BuildingKind {
        let kind = normalise(kind);
        let is_school = self.school_words.iter().any(|word| kind.contains(word.as_str()));
        if is_school { BuildingKind::School } else { BuildingKind::Education }
    }

    /// The technology of a register's text; `None` outside the dictionary.
    pub fn technology(&self, text: &str) -> Option<&TechnologyInfo> {
        self.technologies.get(&normalise(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet_after_normalisation() {
        let vocabulary = Vocabulary::get();
        let fwa = ["radiowe (FWA)", "RADIOWE  (fwa)", "radiowe"];
        assert!(fwa.iter().all(|text| vocabulary.medium(text) == Some(Medium::Radio)));
        assert_eq!(vocabulary.medium("swiatlowod"), None);
        // An en dash, as in the law, and a hyphen, as in real files.
        for text in ["WiFi – 802.11ac w paśmie 5GHz", "WiFi - 802.11ac w paśmie 5GHz"] {
            assert!(vocabulary.technology(text).is_some(), "{text}");
        }
        let decomposed = "s\u{301}wiatłowodowe";
        assert_eq!(vocabulary.medium(decomposed), Some(Medium::Fibre));
        assert!(vocabulary.technology("2,5 Gigabit Ethernet").is_some());
    }

    #[test]
    fn buildings_have_words_and_codes() {
        let vocabulary = Vocabulary::get();
        for kind in BuildingKind::ALL {
            assert_eq!(vocabulary.building(kind.as_str()), Some(kind));
        }
        assert_eq!(vocabulary.building("Straż  pożarna"), Some(BuildingKind::FireStation));
        assert_eq!(vocabulary.building("zamek"), None);
        let schema = super::super::Schema::of("public-buildings");
        let kind = schema.columns.iter().find(|column| column.field == "kind").expect("a column");
        assert_eq!(kind.values.len(), BuildingKind::ALL.len());
        assert!(kind.values.iter().all(|value| vocabulary.building(value).is_some()));
    }

    #[test]
    fn a_gigabit_over_vdsl2_is_beyond_its_limit() {
        let vdsl2 = Vocabulary::get().technology("VDSL2").expect("in the dictionary");
        let limit = vdsl2.down_max.expect("a limit");
        assert!(limit < Speed::mbps(1000).expect("small"));
        assert!(limit >= Speed::mbps(100).expect("small"));
    }
}
