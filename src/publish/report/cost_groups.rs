//! Contest areas and clusters with a network of their own, and what of a cluster no plan serves.

use std::collections::BTreeMap;

use serde::Serialize;

use super::costs::{CostInput, count, maybe};
use super::format::UNKNOWN;
use crate::planning::Group;
use crate::planning::plan::Outside;
use crate::publish::Language;

/// A cluster of white addresses that a plan was to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedCluster {
    /// Its number, from 1.
    pub number: u32,
    /// Where it begins: locality and street.
    pub place: String,
    /// What the plan does with its addresses.
    pub outside: Outside,
}

/// An area or a cluster; of one that no route reaches nothing is known but its addresses.
#[derive(Serialize)]
pub(super) struct GroupRow {
    name: String,
    /// White addresses, in the plan or not.
    white: u64,
    /// Those in the plan.
    addresses: u64,
    /// Why the others are not.
    outside: String,
    households: String,
    n_public: String,
    capex: String,
    per_address: String,
    npv: String,
    /// `None` where nothing was computed.
    pays_itself: Option<bool>,
    grant: String,
}

fn row(language: Language, group: &Group, name: String) -> GroupRow {
    let found = &group.estimate;
    GroupRow {
        name,
        white: found.addresses,
        addresses: found.addresses,
        outside: String::new(),
        households: count(language, found.households),
        n_public: language.number(group.n_public),
        capex: language.zloty(found.capex()),
        per_address: maybe(language, found.per_address(found.capex())),
        npv: language.zloty(found.account.npv),
        pays_itself: Some(found.pays_itself()),
        grant: maybe(language, found.per_address(found.account.gap())),
    }
}

fn numbered(language: Language, kind: &'static str, number: u32) -> String {
    format!("{} {number}", language.label("costs", kind))
}

/// Contest areas.
pub(super) fn area_rows(language: Language, areas: &[Group]) -> Vec<GroupRow> {
    let row = |area: &Group| row(language, area, numbered(language, "area", area.number));
    areas.iter().map(row).collect()
}

/// Clusters, those without any address in the plan too.
pub(super) fn cluster_rows(language: Language, input: &CostInput<'_>) -> Vec<GroupRow> {
    let groups: BTreeMap<u32, &Group> =
        input.appraisal.clusters.iter().map(|group| (group.number, group)).collect();
    let view = |cluster: &PlannedCluster| {
        let name = format!("{} ({})", numbered(language, "cluster", cluster.number), cluster.place);
        let unknown = || UNKNOWN.to_owned();
        let found = groups.get(&cluster.number);
        let found = found.map(|group| row(language, group, name.clone()));
        GroupRow {
            white: cluster.outside.white,
            outside: left_out(language, &cluster.outside, 0),
            ..found.unwrap_or_else(|| GroupRow {
                name,
                white: 0,
                addresses: 0,
                outside: String::new(),
                households: unknown(),
                n_public: unknown(),
                capex: unknown(),
                per_address: unknown(),
                npv: unknown(),
                pays_itself: None,
                grant: unknown(),
            })
        }
    };
    input.clusters.iter().map(view).collect()
}

/// Why addresses are not in a plan, with their numbers; `elsewhere`: those of other gminas.
pub(super) fn left_out(language: Language, outside: &Outside, elsewhere: u64) -> String {
    let reasons = [
        ("no_position", outside.no_position),
        ("no_road", outside.no_road),
        ("cut_off", outside.cut_off),
        ("unpaid", outside.unpaid),
        ("elsewhere", elsewhere),
    ];
    let told = reasons.into_iter().filter(|(_, n)| *n > 0);
    let told = told.map(|(key, n)| {
        format!("{}\u{a0}– {}", language.label("outside", key), language.number(n))
    });
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_with_their_numbers() {
        let none = Outside { white: 5, served: 5, ..Outside::default() };
        assert_eq!(left_out(Language::Polish, &none, 0), "");
        let some = Outside { white: 1240, cut_off: 1234, unpaid: 6, ..Outside::default() };
        assert_eq!(
            left_out(Language::Polish, &some, 2),
            "droga bez połączenia z węzłem\u{a0}– 1\u{a0}234, ponad budżet\u{a0}– 6, \
             w innej gminie\u{a0}– 2"
        );
    }
}
