//! Chapter on public buildings: their connections, contracts to be bought together, anchors.

use std::collections::BTreeSet;

use serde::Serialize;

use super::ReportInput;
use super::drawings::map_buildings;
use super::figures::{FigureView, figures, length};
use super::format::UNKNOWN;
use super::places::place_names;
use crate::diagnosis::chapters::{Building, Contract};
use crate::model::World;
use crate::publish::Language;
use crate::quantity::Grosze;

/// The chapter.
#[derive(Serialize)]
pub(super) struct JstView {
    pub(super) any: bool,
    is_asked: bool,
    figures: Vec<FigureView>,
    buildings: Vec<BuildingView>,
    states: Vec<(&'static str, usize)>,
    /// Where they stand, by the state of their connection; empty where no place is known.
    map: minijinja::Value,
    /// How many are on the map.
    placed: usize,
    /// Numbers that the map has no room for.
    unnumbered: String,
    groups: Vec<GroupView>,
    anchors: Vec<AnchorView>,
}

#[derive(Serialize)]
struct BuildingView {
    number: usize,
    names: Vec<String>,
    kinds: String,
    address: String,
    state: &'static str,
    is_active: bool,
    line: String,
    speeds: String,
    sla: String,
    operator: String,
    until: String,
    cost: String,
    backup: String,
    gigabit: String,
    node: String,
    fibre: String,
    anchored: String,
}

#[derive(Serialize)]
struct GroupView {
    first: String,
    last: String,
    members: Vec<String>,
    cost: String,
}

#[derive(Serialize)]
struct AnchorView {
    name: String,
    count: usize,
    addresses: String,
}

/// White addresses that are listed for one building.
const LISTED: usize = 12;

fn unknown() -> String {
    UNKNOWN.to_owned()
}

pub(super) fn place(world: &World, address: u32) -> String {
    let position = address as usize;
    let number = world.texts.get(world.addresses[position].number);
    format!("{} {number}", world.place_of(position))
}

/// The address of a building: that of the address base, and where it is only the nearest one, or
/// there is none, what its own register writes.
pub(super) fn address_of(input: &ReportInput<'_>, building: &Building) -> Option<String> {
    let language = input.language;
    let found = building.address.map(|address| place(input.world, address));
    match (found, &building.own_address) {
        (Some(address), Some(own)) if building.is_near => {
            Some(language.say("jst-near", &[("own", own), ("address", &address)]))
        }
        (Some(address), None) if building.is_near => {
            Some(language.say("jst-nearest", &[("address", &address)]))
        }
        (None, Some(own)) => Some(language.say("jst-own", &[("own", own)])),
        (found, _) => found,
    }
}

pub(super) fn names(building: &Building) -> Vec<String> {
    let names: BTreeSet<&str> = building.units.iter().map(|unit| unit.name.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

fn line(language: Language, contract: &Contract) -> String {
    let medium =
        contract.medium.as_deref().map(|medium| language.word("medium", medium).to_owned());
    let parts = [medium, contract.technology.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { unknown() } else { parts.join(", ") }
}

/// The last day of a contract; one that is past is marked.
fn ends(input: &ReportInput<'_>, day: chrono::NaiveDate) -> String {
    let date = input.language.date(&day.to_string()).unwrap_or_else(unknown);
    if day >= input.diagnosis.settings.as_of {
        return date;
    }
    format!("{date} – {}", input.language.label("contract", "ended"))
}

fn building(input: &ReportInput<'_>, number: usize, building: &Building) -> BuildingView {
    let language = input.language;
    let kinds: BTreeSet<&str> =
        building.units.iter().map(|u| language.word("kind", &u.kind)).collect();
    let best = building.best();
    let of =
        |text: &dyn Fn(&Contract) -> Option<String>| best.and_then(text).unwrap_or_else(unknown);
    let metres = |mm: Option<u64>| {
        let mm = mm.and_then(|mm| i64::try_from(mm).ok());
        mm.map_or_else(unknown, |mm| length(language, mm))
    };
    let down_up = |contract: &Contract| {
        let one = |value: Option<crate::quantity::Speed>| {
            value.map_or_else(unknown, |value| language.speed(value))
        };
        Some(format!("{} / {}", one(contract.down), one(contract.up)))
    };
    let ose = best.and_then(|best| best.ose) == Some(true);
    let operator = of(&|contract| contract.operator.clone());
    BuildingView {
        number,
        names: names(building),
        kinds: kinds.into_iter().collect::<Vec<_>>().join(", "),
        address: address_of(input, building).unwrap_or_else(unknown),
        state: language.label("connection", building.state.as_str()),
        is_active: best.is_some(),
        line: best.map_or_else(unknown, |best| line(language, best)),
        speeds: of(&down_up),
        sla: of(&|contract| contract.sla_repair_hours.map(|hours| format!("{hours}\u{a0}h"))),
        operator: if ose { format!("{operator} (OSE)") } else { operator },
        until: of(&|contract| contract.until.map(|day| ends(input, day))),
        cost: of(&|contract| contract.yearly.map(|cost| language.money(cost))),
        backup: of(&|contract| {
            contract.backup.as_deref().map(|backup| language.word("backup", backup).to_owned())
        }),
        gigabit: building
            .gigabit
            .map_or_else(unknown, |status| language.label("status", status.as_str()).to_owned()),
        node: metres(building.nearest_node.map(|(_, distance)| distance)),
        fibre: metres(building.fibre_mm),
        anchored: building
            .anchored
            .as_ref()
            .map_or_else(unknown, |a| language.number(a.len() as u64)),
    }
}

fn all_names(building: &Building) -> String {
    names(building).join(" / ")
}

/// Cost of so many contracts, of which these are known; at least nothing says nothing.
fn cost(language: Language, known: &[Grosze], contracts: usize) -> String {
    let sum: Grosze = known.iter().copied().sum();
    match (known.len() == contracts, sum) {
        (true, sum) => language.money(sum),
        (false, Grosze(0)) => unknown(),
        (false, sum) => format!("≥\u{a0}{}", language.money(sum)),
    }
}

fn groups(input: &ReportInput<'_>) -> Vec<GroupView> {
    let (language, jst) = (input.language, &input.chapters.jst);
    let day = |day: chrono::NaiveDate| language.date(&day.to_string()).unwrap_or_else(unknown);
    let group = |group: &crate::diagnosis::chapters::Procurement| {
        let contracts = || {
            group.members.iter().map(|(place, contract)| {
                let building = &jst.buildings[*place];
                (building, &building.contracts[*contract])
            })
        };
        let member = |(building, contract): (&Building, &Contract)| {
            let until = contract.until.map_or_else(unknown, |day| ends(input, day));
            format!("{} ({until})", all_names(building))
        };
        let known = contracts().filter_map(|(_, contract)| contract.yearly);
        GroupView {
            first: day(group.ends.0),
            last: day(group.ends.1),
            members: contracts().map(member).collect(),
            cost: cost(language, &known.collect::<Vec<_>>(), group.members.len()),
        }
    };
    jst.procurements.iter().map(group).collect()
}

/// Numbers by street by locality, in the order in which they first come.
type Streets = Vec<(String, Vec<(String, Vec<String>)>)>;

/// Addresses by their place, each place named once: `Jasne Pole: ul. Polna 1, 3; ul. Leśna 2`.
fn by_street(addresses: impl IntoIterator<Item = [String; 3]>) -> String {
    let mut places = Streets::new();
    for [locality, street, number] in addresses {
        entry(entry(&mut places, locality), street).push(number);
    }
    let street = |(name, numbers): &(String, Vec<String>)| {
        format!("{name} {}", numbers.join(", ")).trim_start().to_owned()
    };
    let place = |(name, streets): &(String, Vec<(String, Vec<String>)>)| {
        let streets: Vec<String> = streets.iter().map(street).collect();
        format!("{name}: {}", streets.join("; "))
    };
    places.iter().map(place).collect::<Vec<_>>().join("; ")
}

/// What is held under a name; an empty list where there is none yet.
fn entry<T>(held: &mut Vec<(String, Vec<T>)>, name: String) -> &mut Vec<T> {
    let at = held.iter().position(|(other, _)| *other == name).unwrap_or_else(|| {
        held.push((name, Vec::new()));
        held.len() - 1
    });
    &mut held[at].1
}

/// Locality, street and number of an address; a locality without a name by its code.
fn parts(world: &World, address: u32) -> [String; 3] {
    let position = address as usize;
    let (place, street) = (world.place_of(position), world.street_of(position));
    let locality = place.strip_suffix(street).unwrap_or(&place).trim_end_matches(", ").to_owned();
    let number = world.texts.get(world.addresses[position].number);
    [locality, street.to_owned(), number.to_owned()]
}

fn anchors(world: &World, buildings: &[Building]) -> Vec<AnchorView> {
    let mut anchors: Vec<AnchorView> = Vec::new();
    for building in buildings {
        let Some(reached) = building.anchored.as_ref().filter(|reached| !reached.is_empty()) else {
            continue;
        };
        let mut addresses = by_street(reached.iter().take(LISTED).map(|at| parts(world, *at)));
        if reached.len() > LISTED {
            addresses += " …";
        }
        anchors.push(AnchorView { name: all_names(building), count: reached.len(), addresses });
    }
    anchors.sort_by_key(|anchor| std::cmp::Reverse(anchor.count));
    anchors
}

/// Builds the chapter.
pub(super) fn jst(input: &ReportInput<'_>) -> JstView {
    let (world, jst) = (input.world, &input.chapters.jst);
    let states = ["active", "none", "unknown"].map(|state| {
        let of_state = jst.buildings.iter().filter(|b| b.state.as_str() == state);
        (input.language.label("connection", state), of_state.count())
    });
    let drawn = map_buildings(input, &place_names(input));
    let unnumbered: Vec<String> = drawn.unnumbered.iter().map(ToString::to_string).collect();
    JstView {
        any: !jst.buildings.is_empty(),
        is_asked: jst.is_asked,
        figures: figures(input, "jst"),
        buildings: (1..).zip(&jst.buildings).map(|(n, b)| building(input, n, b)).collect(),
        states: states.into(),
        map: if drawn.n_placed == 0 { minijinja::Value::from("") } else { drawn.svg },
        placed: drawn.n_placed,
        unnumbered: unnumbered.join(", "),
        groups: groups(input),
        anchors: anchors(world, &jst.buildings),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchored_addresses_are_listed_once_and_their_streets_too() {
        let all = [
            ("Dąb", "ul. Polna", "1"),
            ("Dąb", "ul. Leśna", "2"),
            ("Dąb", "ul. Polna", "3A"),
            ("Lipa", "", "7"),
            ("Dąb", "ul. Leśna", "4"),
        ];
        let owned = all.map(|(place, street, number)| [place, street, number].map(str::to_owned));
        assert_eq!(by_street(owned), "Dąb: ul. Polna 1, 3A; ul. Leśna 2, 4; Lipa: 7");
    }

    #[test]
    fn a_cost_of_which_nothing_is_known_is_no_zero() {
        let cost = |known: &[i64], contracts: usize| {
            let known: Vec<Grosze> = known.iter().copied().map(Grosze).collect();
            cost(Language::Polish, &known, contracts)
        };
        assert_eq!(cost(&[], 2), "—");
        // One is free of charge, of the other nobody says.
        assert_eq!(cost(&[0], 2), "—");
        assert_eq!(cost(&[0, 0], 2), "0,00\u{a0}zł");
        assert_eq!(cost(&[0, 120], 3), "≥\u{a0}1,20\u{a0}zł");
        assert_eq!(cost(&[150, 120], 2), "2,70\u{a0}zł");
    }
}
