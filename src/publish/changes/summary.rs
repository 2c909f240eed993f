//! `summary.json`: the same for the same input.

use serde_json::{Map, Value, json};

use super::ChangesInput;
use super::fresh::percent;
use crate::diagnosis::change::{Reason, Side, Tie};
use crate::diagnosis::{Diagnosis, Status};
use crate::publish::told_hash;

/// A number or setting of the rules that differs between the editions.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RuleDifference {
    /// The profile; empty for a setting of the run.
    pub profile: String,
    /// Name of the number or setting.
    pub name: String,
    /// Earlier value; empty: none.
    pub old: String,
    /// Later value; empty: none.
    pub new: String,
}

fn numbers(diagnosis: &Diagnosis, profile: usize) -> Vec<(String, String)> {
    let numbers = diagnosis.profiles[profile].numbers.values();
    numbers.map(|n| (n.name.clone(), format!("{} {}", n.value, n.unit))).collect()
}

/// What of the rules differs: numbers of the profiles on the two days, and settings of the runs.
pub fn rules_changed(input: &ChangesInput<'_>) -> Vec<RuleDifference> {
    let mut found = Vec::new();
    let mut note = |profile: &str, name: &str, old: String, new: String| {
        if old != new {
            let (profile, name) = (profile.to_owned(), name.to_owned());
            found.push(RuleDifference { profile, name, old, new });
        }
    };
    for (position, thresholds) in input.new.diagnosis.profiles.iter().enumerate() {
        let [old, new] = [input.old, input.new].map(|side| numbers(side.diagnosis, position));
        let value = |numbers: &[(String, String)], name: &String| {
            let found = numbers.iter().find(|(held, _)| held == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let mut names: Vec<&String> = old.iter().chain(&new).map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            note(&thresholds.profile.id, name, value(&old, name), value(&new, name));
        }
    }
    let (old, new) = (input.old_settings, input.new_settings);
    let (years, radius) = ("plan_horizon_years", "match_radius_m");
    note("", years, old.plan_horizon_years.to_string(), new.plan_horizon_years.to_string());
    note("", "speed_basis", old.speed_basis.to_owned(), new.speed_basis.to_owned());
    note("", "detectors", old.detectors.to_owned(), new.detectors.to_owned());
    note("", "match_rungs", old.match_rungs.join(", "), new.match_rungs.join(", "));
    note("", radius, old.match_radius_m.to_string(), new.match_radius_m.to_string());
    found
}

fn edition(side: Side<'_>) -> Value {
    let inputs = side.world.files.iter().map(|file| {
        json!({
            "register": file.register,
            "file": file.name,
            "edition": file.edition,
            "age_days": file.age_days(side.diagnosis.settings.as_of),
            "sha256": told_hash(file),
        })
    });
    json!({
        "as_of": side.diagnosis.settings.as_of.to_string(),
        "addresses": side.world.addresses.len(),
        "inputs": inputs.collect::<Vec<_>>(),
    })
}

fn lens_values(input: &ChangesInput<'_>) -> Vec<Value> {
    let lenses = input.new.diagnosis.lenses().zip(&input.balances.total);
    let value = |(lens, balance): (crate::diagnosis::Lens, &crate::diagnosis::change::Balance)| {
        let mut statuses = Map::new();
        for (position, status) in Status::ALL.iter().enumerate() {
            let reasons = Reason::ALL.iter().zip(&balance.by_reason);
            let reasons = reasons.filter(|(_, added)| added[position] != 0);
            let reasons: Map<String, Value> = reasons
                .map(|(reason, added)| (reason.as_str().to_owned(), json!(added[position])))
                .collect();
            let (old, new) = (balance.old[position], balance.new[position]);
            let change = i128::from(new) - i128::from(old);
            let change = i64::try_from(change).unwrap_or(i64::MAX);
            let value = json!({ "old": old, "new": new, "change": change, "reasons": reasons });
            statuses.insert(status.as_str().to_owned(), value);
        }
        let changed: Map<String, Value> = Reason::ALL
            .iter()
            .zip(balance.changed)
            .filter(|(_, count)| *count > 0)
            .map(|(reason, count)| (reason.as_str().to_owned(), json!(count)))
            .collect();
        json!({
            "profile": input.new.diagnosis.profiles[lens.profile].profile.id,
            "tense": lens.view.as_str(),
            "changed": balance.changed.iter().sum::<u64>(),
            "changed_by_reason": changed,
            "sums_exact": balance.is_exact(),
            "statuses": statuses,
        })
    };
    lenses.map(value).collect()
}

/// The summary.
pub fn summary(input: &ChangesInput<'_>) -> Value {
    let (changes, ties) = (input.changes, input.changes.ties());
    let ties: Map<String, Value> =
        Tie::ALL.iter().zip(ties).map(|(tie, n)| (tie.as_str().to_owned(), json!(n))).collect();
    let is_new = |tie: &&Option<_>| tie.is_none();
    let rewritten = changes.rewritten;
    let league = input.league.iter().map(|entry| {
        json!({
            "operator": entry.provider,
            "tense": entry.tense.as_str(),
            "records": entry.records(),
            "editions_declared": entry.declared(),
            "editions_changed": entry.changed(),
            "same_in_a_row": entry.same_cycles(),
            "change_index_percent": percent(entry.index()),
            "stale": entry.is_stale(),
        })
    });
    json!({
        "program_version": env!("CARGO_PKG_VERSION"),
        "old": edition(input.old),
        "new": edition(input.new),
        "identity": {
            "same_by": ties,
            "new_addresses": changes.identity.old_of.iter().filter(is_new).count(),
            "removed_addresses": changes.identity.gone.len(),
            "ids_reused": changes.identity.ids_reused,
            "other_gmina": rewritten.gmina,
            "other_locality": rewritten.simc,
            "other_street": rewritten.ulic,
            "other_number": rewritten.number,
            "moved": rewritten.moved,
        },
        "rules_changed": rules_changed(input),
        "lenses": lens_values(input),
        "freshness": { "editions": input.n_editions, "operators": league.collect::<Vec<_>>() },
    })
}
