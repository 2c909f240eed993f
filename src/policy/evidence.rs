//! Kinds of evidence as data: weight and time for which a record counts.

use std::sync::LazyLock;

use serde::Deserialize;

/// A kind of evidence.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRule {
    /// Code in outputs.
    pub code: String,
    /// How much one record weighs, in per cent.
    pub weight: u32,
    /// For how many months from its date it counts.
    pub months: u32,
    /// Polish name.
    pub label_pl: String,
    /// English name.
    pub label_en: String,
    /// Where weight and months come from.
    pub source: String,
}

/// The file; its other entries are for people.
#[derive(Deserialize)]
struct EvidenceToml {
    kind: Vec<EvidenceRule>,
}

static EVIDENCE: LazyLock<Vec<EvidenceRule>> = LazyLock::new(|| {
    let file: EvidenceToml = toml::from_str(include_str!("../../data/policy/evidence.toml"))
        .expect("data/policy/evidence.toml is part of the program");
    file.kind
});

/// The kind of a code.
///
/// # Panics
/// When the file does not hold it, which a test excludes.
pub fn evidence_rule(code: &str) -> &'static EvidenceRule {
    let found = EVIDENCE.iter().find(|rule| rule.code == code);
    found.expect("data/policy/evidence.toml holds every kind of evidence")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_shares_and_kinds_unique() {
        for rule in EVIDENCE.iter() {
            assert!((1..=100).contains(&rule.weight) && rule.months > 0, "{}", rule.code);
            assert!(std::ptr::eq(evidence_rule(&rule.code), rule), "{} is unique", rule.code);
        }
    }
}
