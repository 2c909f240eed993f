//! When an objection to declared coverage can be admitted: `data/policy/challenges.toml`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::Number;

/// What a claim puts in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Questions {
    /// Service that is declared.
    Present,
    /// A plan.
    Planned,
    /// No record: it is a reason to look, no more.
    Nothing,
}

/// What a claim needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimRule {
    /// Code of the claim, as in `data/schemas/challenges.toml`.
    pub claim: String,
    /// Kinds of evidence of which one is needed.
    pub evidence: Vec<String>,
    /// What it puts in question.
    pub questions: Questions,
    /// Name of the number that limits the age of the evidence.
    pub age: String,
}

#[derive(Deserialize)]
struct File {
    number: Vec<Number>,
    claim: Vec<ClaimRule>,
}

/// The rules that hold on a day.
#[derive(Clone, Debug)]
pub struct ChallengeRules {
    /// The numbers.
    pub numbers: Vec<Number>,
    /// The claims.
    pub claims: &'static [ClaimRule],
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/policy/challenges.toml"))
        .expect("data/policy/challenges.toml is part of the program")
});

impl ChallengeRules {
    /// The rules of a day; before the first of them the first ones.
    pub fn at(day: NaiveDate) -> Self {
        let mut numbers: Vec<Number> = Vec::new();
        for number in &FILE.number {
            match numbers.iter_mut().find(|held| held.name == number.name) {
                Some(held) if number.holds_on(day) => held.clone_from(number),
                Some(_) => {}
                None => numbers.push(number.clone()),
            }
        }
        Self { numbers, claims: &FILE.claim }
    }

    /// A number.
    ///
    /// # Panics
    /// When the file has none of this name.
    pub fn number(&self, name: &str) -> u32 {
        let found = self.numbers.iter().find(|number| number.name == name);
        found.expect("the numbers of the rules stand in their file").value
    }

    /// The rule of a claim.
    pub fn claim(&self, code: &str) -> Option<&'static ClaimRule> {
        self.claims.iter().find(|rule| rule.claim == code)
    }
}
