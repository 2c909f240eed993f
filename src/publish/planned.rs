//! What a plan of the network says of an address.

use serde::Serialize;

use super::Language;
use crate::quantity::Grosze;

/// What a plan of the network says of an address that it serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// What the plan would save without it, at least.
    pub marginal_cost_grosze: i64,
    /// Its contest area.
    pub area: Option<u32>,
    /// Whether the area must serve it: `required` or `optional`.
    pub duty: Option<String>,
    /// The stage in which it is built.
    pub stage: Option<u32>,
}

/// What a plan says of any address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum OfPlan {
    /// It serves it.
    Served(Planned),
    /// It does not: null.
    Outside,
}

impl OfPlan {
    /// What it says as text.
    pub(super) fn text(&self, language: Language) -> String {
        match self {
            Self::Served(planned) => planned.text(language),
            Self::Outside => language.label("check", "plan_not").to_owned(),
        }
    }
}

impl Planned {
    fn text(&self, language: Language) -> String {
        let cost = language.zloty(Grosze(self.marginal_cost_grosze));
        let mut out = language.say("whole-zloty", &[("amount", &cost)]);
        let parts = [("plan_area", self.area), ("plan_stage", self.stage)];
        for (key, number) in parts.into_iter().filter_map(|(key, n)| Some((key, n?))) {
            out += &format!(", {} {number}", language.label("check", key));
        }
        out
    }
}
