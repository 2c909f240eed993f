//! The chain of evidence of one address: every record that speaks about it, decisive or not.

use chrono::{Months, NaiveDate};

use super::{Diagnosis, Lens, Rule, View, evidence};
use crate::model::{NetworkId, Offer, Origin, Reach, Tense, World};
use crate::policy::{EvidenceRule, evidence_rule};

/// One record about an address.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What kind of record it is.
    pub rule: &'static EvidenceRule,
    /// The network that it is about.
    pub network: Option<NetworkId>,
    /// Position of the offer, where it is one of the world's.
    pub offer: Option<u32>,
    /// Where it was read.
    pub origin: Origin,
    /// Day of the record, else the last day of its edition; `None` where neither is known.
    pub date: Option<NaiveDate>,
    /// Last day on which it counts as fresh.
    pub expires: Option<NaiveDate>,
    /// Whether it is behind the status under the first profile, today or with plans.
    pub is_decisive: bool,
    /// What it promises, the state of a contract, metres to a node.
    pub detail: String,
}

impl Evidence {
    /// Whether it is stale on a day; unknown dates are not.
    pub fn is_stale(&self, as_of: NaiveDate) -> bool {
        self.expires.is_some_and(|day| day < as_of)
    }
}

/// Registers of records other than coverage, their kind of evidence and the column of their day.
const LAYERS: [(&str, &str, &str); 6] = [
    ("public-plans", "plan_public", "status_date"),
    ("demand", "citizen_demand", "submitted_on"),
    ("vacancies", "vacancy", "reported_on"),
    ("measurements", "speedtest_fixed", "measured_on"),
    ("challenges", "refusal_doc", "evidence_date"),
    ("connections", "active_public_line", "measured_on"),
];

const fn code_of(offer: &Offer) -> &'static str {
    match (offer.tense, offer.reach) {
        (Tense::Present, Reach::Certain) => "declared_real",
        (Tense::Present, Reach::Possible) => "declared_theoretical",
        (Tense::PlannedPrivate, _) => "plan_private",
        (Tense::PlannedPublic, _) => "plan_public",
    }
}

/// What an offer or plan promises: `GPON 300/100 Mb/s`, a plan with its day.
fn said(world: &World, offer: &Offer) -> String {
    let technology = &world.technologies[usize::from(offer.technology.0)];
    let due = offer.due.map_or_else(String::new, |due| format!(", {due}"));
    format!("{technology} {}/{} Mb/s{due}", offer.speed.down, offer.speed.up)
        .trim_start()
        .to_owned()
}

/// A record with its dates.
fn record(world: &World, code: &str, origin: Origin, day: Option<NaiveDate>) -> Evidence {
    let rule = evidence_rule(code);
    let date = day.or_else(|| world.files[usize::from(origin.file.0)].last_day());
    Evidence {
        rule,
        network: None,
        offer: None,
        origin,
        date,
        expires: date.and_then(|date| date.checked_add_months(Months::new(rule.months))),
        is_decisive: false,
        detail: String::new(),
    }
}

/// Every record about an address: those behind its status first, then by weight and origin.
pub fn evidence_chain(world: &World, diagnosis: &Diagnosis, address: usize) -> Vec<Evidence> {
    let at = u32::try_from(address).expect("fewer than 2^32 addresses");
    let offers = world.offers_at(address);
    let decisive: Vec<Origin> = diagnosis.profiles.first().map_or_else(Vec::new, |profile| {
        let site = diagnosis.sites[address];
        let mut decisive = Vec::new();
        for view in [View::Today, View::WithPlans] {
            let behind = evidence(offers, profile, view, &diagnosis.settings, site);
            decisive.extend(behind.iter().map(|offer| offer.origin));
            let verdict = diagnosis.of(Lens { profile: 0, view })[address];
            if verdict.rule == Rule::UncertainChallenged {
                let book = &diagnosis.challenges;
                decisive.extend(book.against(world, at, &behind, (profile, site)));
            }
        }
        decisive
    });
    let entry = |origin: Origin| {
        let mut entries = diagnosis.challenges.entries.iter();
        entries.find(|entry| entry.origin == origin).map(|entry| entry.admissibility)
    };
    let start = world.offer_starts[address];
    let mut chain: Vec<Evidence> = (start..)
        .zip(offers)
        // Contracts are shown with their state, from their register.
        .filter(|(_, offer)| offer.tense != Tense::PlannedPublic)
        .map(|(position, offer)| Evidence {
            network: Some(offer.network),
            offer: Some(position),
            is_decisive: decisive.contains(&offer.origin),
            detail: said(world, offer),
            ..record(world, code_of(offer), offer.origin, None)
        })
        .collect();
    for (register, code, day) in LAYERS {
        let Some(layer) = world.layer(register) else { continue };
        for row in (0..layer.n_rows()).filter(|row| layer.address(*row) == Some(at)) {
            let origin = layer.origin(row);
            chain.push(Evidence {
                is_decisive: decisive.contains(&origin),
                // Of an objection, whether it can be admitted.
                detail: match entry(origin) {
                    Some(admissibility) => admissibility.as_str().to_owned(),
                    None => layer.text("status", row).unwrap_or_default().to_owned(),
                },
                ..record(world, code, origin, layer.date(day, row))
            });
        }
    }
    for offer in world.aside.earlier_at(at).iter().filter(|o| o.tense == Tense::Present) {
        chain.push(Evidence {
            network: Some(offer.network),
            detail: said(world, offer),
            ..record(world, "declared_before", offer.origin, None)
        });
    }
    if let Some(nearest) = diagnosis.surroundings.nearest[address] {
        let node = &diagnosis.surroundings.nodes[nearest.node as usize];
        chain.push(Evidence {
            detail: format!("{}: {:.0} m", node.id, nearest.metres),
            ..record(world, "node_proximity", node.origin, None)
        });
    }
    chain.sort_by_key(|e| (!e.is_decisive, std::cmp::Reverse(e.rule.weight), e.origin));
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_of_evidence_has_a_kind() {
        for (register, code, day) in LAYERS {
            assert_eq!(evidence_rule(code).code, code);
            let schema = crate::sources::Schema::of(register);
            assert!(schema.columns.iter().any(|column| column.field == day), "{register} {day}");
        }
        for code in ["declared_real", "declared_theoretical", "plan_private", "node_proximity"] {
            assert_eq!(evidence_rule(code).code, code);
        }
        assert_eq!(evidence_rule("declared_before").months, 3);
    }
}
