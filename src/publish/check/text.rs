//! The answer of `zasieg check` as lines of text.

use super::{AddressAnswer, ChainAnswer, ContradictionAnswer, EvidenceAnswer};
use crate::publish::Language;

impl AddressAnswer {
    /// The answer as text.
    pub(super) fn text(&self, language: Language) -> String {
        let word = |key: &'static str| language.label("check", key);
        let mut out = format!(
            "{}\n  {} {} ({}), {} {}\n  {} {}, {} {}\n",
            self.address,
            word("gmina"),
            self.gmina_name,
            self.gmina,
            word("as_of"),
            language.date(&self.as_of).unwrap_or_default(),
            word("source"),
            self.source.file,
            word("row"),
            self.source.row
        );
        if let Some(node) = &self.nearest_node {
            out += &format!("  {} {}: {:.0} m\n", word("node"), node.id, node.metres);
        }
        if let Some(cluster) = self.cluster_id {
            out += &format!("  {} {cluster}\n", word("cluster"));
        }
        if let Some(said) = &self.plan {
            out += &format!("  {} {}\n", word("marginal_cost"), said.text(language));
        }
        for profile in &self.profiles {
            let note = if profile.in_force { "" } else { word("not_in_force") };
            let doubt = if profile.all_numbers_confirmed { "" } else { word("unconfirmed") };
            out += &format!("\n{}{note}{doubt}\n", profile.id);
            for view in &profile.views {
                out += &format!(
                    "  {:<18} {:<12} {} [{}]\n",
                    language.label("view", view.tense),
                    language.label("status", view.status),
                    language.label("rule", view.rule),
                    view.rule
                );
            }
            out.extend(profile.evidence.iter().map(|record| record.text(language)));
        }
        out += &format!("\n{}\n", word("chain"));
        for link in &self.chain {
            out += &link.text(language);
        }
        if !self.contradictions.is_empty() {
            out += &format!("\n{}\n", word("contradictions"));
        }
        for found in &self.contradictions {
            out += &found.text(language);
        }
        out
    }
}

impl ChainAnswer {
    fn text(&self, language: Language) -> String {
        let word = |key: &'static str| language.label("check", key);
        let mark = if self.decisive { "*" } else { "-" };
        let day = |iso: &Option<String>| iso.as_deref().and_then(|iso| language.date(iso));
        let until = day(&self.expires).map_or_else(String::new, |day| {
            let stale = if self.stale { word("stale") } else { "" };
            format!(", {} {day}{stale}", word("expires"))
        });
        let network = self
            .network
            .as_ref()
            .map_or_else(String::new, |network| format!(", {} {network}", word("network")));
        let detail =
            if self.detail.is_empty() { String::new() } else { format!(" ({})", self.detail) };
        format!(
            "    {mark} {}{detail}{network}, {}{until}, {} {}; {} ({}), {} {}\n",
            self.label,
            day(&self.date).unwrap_or_else(|| "—".to_owned()),
            word("weight"),
            language.per_cent(&self.weight_percent.to_string()),
            self.source.file,
            self.source.edition,
            word("row"),
            self.source.row,
        )
    }
}

impl ContradictionAnswer {
    fn text(&self, language: Language) -> String {
        let word = |key: &'static str| language.label("check", key);
        let measure = match (self.found, self.limit, self.unit) {
            (Some(found), Some(limit), Some(unit)) => {
                let [found, limit] = [found, limit].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
                let written = |n| language.quantity(n, unit);
                format!(": {} ({} {})", written(found), word("limit"), written(limit))
            }
            _ => String::new(),
        };
        let against = self.against.as_ref().map_or_else(String::new, |place| {
            format!(" ↔ {}, {} {}", place.file, word("row"), place.row)
        });
        format!(
            "    ({}) {}{measure}; {}, {} {}{against}\n",
            self.detector,
            self.label,
            self.source.file,
            word("row"),
            self.source.row,
        )
    }
}

impl EvidenceAnswer {
    fn text(&self, language: Language) -> String {
        let label = |group, key| language.label(group, key);
        let megabits = |kbps| crate::quantity::Speed::kbps(kbps);
        let due = self.due.as_deref().and_then(|iso| language.date(iso));
        let due = due.map_or_else(String::new, |day| format!(", {} {day}", label("check", "due")));
        let impossible = if self.impossible_speed { label("check", "impossible") } else { "" };
        let question = if self.in_question { label("check", "in_question") } else { "" };
        format!(
            "    - {} {} ({} {}): {}{}, {}/{} Mb/s, {}{due}{impossible}{question}; {}, {} {}\n",
            self.provider_name,
            self.provider,
            label("check", "network"),
            self.network,
            label("medium", self.medium),
            if self.technology.is_empty() {
                String::new()
            } else {
                format!(" {}", self.technology)
            },
            megabits(self.down_kbps),
            megabits(self.up_kbps),
            if self.tense == "present" {
                label("reach", self.reach)
            } else {
                label("check", "plan")
            },
            self.source.file,
            label("check", "row"),
            self.source.row
        )
    }
}
