//! Detectors of contradictions as data: what they are called, what they do, from when they speak.
//!
//! The file is `data/policy/detectors.toml`; the rules themselves are `diagnosis::detectors`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Number;

/// What a detector does to a status where the run lets detectors decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DetectorEffect {
    /// Nothing: it only flags.
    Flag,
    /// The contradicted record counts as possible only.
    Reach,
    /// A white address becomes uncertain.
    Status,
}

impl DetectorEffect {
    /// The code in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Reach => "reach",
            Self::Status => "status",
        }
    }
}

/// A detector's description.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectorRule {
    /// Letter in the list of detectors.
    pub letter: String,
    /// Code in outputs.
    pub code: String,
    /// What it does.
    pub effect: DetectorEffect,
    /// Short Polish name.
    pub label_pl: String,
    /// The same in English.
    pub label_en: String,
    /// The rule in Polish.
    pub rule_pl: String,
    /// The same in English.
    pub rule_en: String,
}

/// The file; `id`, labels and `valid_from` are for people.
#[derive(Deserialize)]
struct DetectorToml {
    detector: Vec<DetectorRule>,
    number: Vec<Number>,
}

static DETECTORS: LazyLock<DetectorToml> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/policy/detectors.toml"))
        .expect("data/policy/detectors.toml is part of the program")
});

/// All detectors, in the order of outputs.
pub fn detector_rules() -> &'static [DetectorRule] {
    &DETECTORS.detector
}

/// The numbers from which detectors speak, with their sources.
pub fn detector_numbers() -> &'static [Number] {
    &DETECTORS.number
}

/// The number of a name.
///
/// # Panics
/// When the file does not hold it, which a test excludes.
pub fn detector_number(name: &str) -> u32 {
    let found = DETECTORS.number.iter().find(|number| number.name == name);
    found.expect("data/policy/detectors.toml holds every number that a detector asks for").value
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_letter_has_a_rule_and_every_number_a_reason() {
        let letters: BTreeSet<&str> =
            detector_rules().iter().map(|rule| rule.letter.as_str()).collect();
        let all: Vec<String> = ('a'..='n').map(String::from).collect();
        assert_eq!(letters.into_iter().collect::<Vec<_>>(), all);
        let codes: BTreeSet<&str> =
            detector_rules().iter().map(|rule| rule.code.as_str()).collect();
        assert_eq!(codes.len(), detector_rules().len(), "codes are unique");
        for number in detector_numbers() {
            assert!(number.url.starts_with("https://"), "{}", number.name);
            assert!(!number.act.is_empty() && !number.article.is_empty(), "{}", number.name);
            assert_eq!(detector_number(&number.name), number.value, "names are unique");
        }
    }
}
