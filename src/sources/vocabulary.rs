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
    street_kind: Vec<StreetKind>,
}

/// A kind of street or square of PRG.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StreetKind {
    code: String,
    /// What stands before the name.
    prefix: String,
    /// Words by which a name says its kind itself.
    words: Vec<String>,
    /// Whether such a word gives way to the prefix.
    #[serde(default)]
    replaced: bool,
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
    street_kinds: Vec<StreetKind>,
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
        Self { media, technologies, buildings, school_words, street_kinds: file.street_kind }
    }

    /// The medium of a register's text; `None` outside the dictionary.
    pub fn medium(&self, text: &str) -> Option<Medium> {
        self.media.get(&normalise(text)).copied()
    }

    /// The kind of a public building, by its code or a word, or as RSPO names kinds of schools;
    /// `None` outside the dictionary.
    pub fn building(&self, text: &str) -> Option<BuildingKind> {
        let named = self.buildings.get(&normalise(text)).copied();
        named.or_else(|| Some(self.institution(text)).filter(|kind| *kind == BuildingKind::School))
    }

    /// Whether an RSPO institution is a school, by its kind.
    pub fn institution(&self, kind: &str) -> BuildingKind {
        let kind = normalise(kind);
        let is_school = self.school_words.iter().any(|word| kind.contains(word.as_str()));
        if is_school { BuildingKind::School } else { BuildingKind::Education }
    }

    /// A street's name with its kind, as other registers write it: `ul. Konopnickiej`.
    ///
    /// `kind` is the code of PRG; a name without a kind of the dictionary stays as it is.
    pub fn street_name(&self, kind: &str, name: &str) -> String {
        let Some(kind) = self.street_kinds.iter().find(|known| known.code == kind) else {
            return name.to_owned();
        };
        let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
        let says_kind = kind.words.contains(&first);
        match name.split_once(char::is_whitespace) {
            Some((_, rest)) if says_kind && kind.replaced => format!("{} {}", kind.prefix, rest),
            _ if says_kind || name.is_empty() => name.to_owned(),
            _ => format!("{} {name}", kind.prefix),
        }
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
        for school in ["szkoła podstawowa", "Zespół Szkół nr 2", "LICEUM OGÓLNOKSZTAŁCĄCE"]
        {
            assert_eq!(vocabulary.building(school), Some(BuildingKind::School), "{school}");
        }
        let schema = super::super::Schema::of("public-buildings");
        let kind = schema.columns.iter().find(|column| column.field == "kind").expect("a column");
        assert_eq!(kind.values.len(), BuildingKind::ALL.len());
        assert!(kind.values.iter().all(|value| vocabulary.building(value).is_some()));
    }

    #[test]
    fn streets_say_their_kind_once() {
        let cases = [
            ("1", "Inwalidów Wojennych", "ul. Inwalidów Wojennych"),
            ("1", "ulica Wał Miedzeszyński", "ul. Wał Miedzeszyński"),
            ("1", "Ul. Szkolna", "ul. Szkolna"),
            ("1", "Uliczna", "ul. Uliczna"),
            ("2", "Aleje Jerozolimskie", "Aleje Jerozolimskie"),
            ("2", "Jana Pawła II", "al. Jana Pawła II"),
            ("3", "Plac Kasztanowy", "Plac Kasztanowy"),
            ("8", "Rynek", "Rynek"),
            ("11", "Grunwald", "os. Grunwald"),
            ("15", "Trakt Królewski", "Trakt Królewski"),
            ("", "Polna", "Polna"),
            ("1", "", ""),
        ];
        for (kind, name, expected) in cases {
            assert_eq!(Vocabulary::get().street_name(kind, name), expected);
        }
    }

    #[test]
    fn a_gigabit_over_vdsl2_is_beyond_its_limit() {
        let vdsl2 = Vocabulary::get().technology("VDSL2").expect("in the dictionary");
        let limit = vdsl2.down_max.expect("a limit");
        assert!(limit < Speed::mbps(1000).expect("small"));
        assert!(limit >= Speed::mbps(100).expect("small"));
    }
}
