//! Localities, clusters of white addresses, the outline of the gmina.

use std::collections::BTreeMap;

use geo::Area as _;
use geo_types::{Geometry, MultiPolygon};

use super::{columns, shaped, sheet};
use crate::diagnosis::{Status, View, cluster_facts};
use crate::planning::Group;
use crate::planning::plan::Outside;
use crate::publish::report::cost_groups::left_out;
use crate::publish::report::places::localities as units;
use crate::publish::report::view::gmina_view;
use crate::publish::report::{CostChapters, ReportInput, dictionary_key};
use crate::publish::tabular::{Kind, Shape, Style, Table, Value};
use crate::quantity::Grosze;

const LOCALITIES: [(&str, Kind, u16); 12] = [
    ("locality", Kind::Text, 28),
    ("addresses", Kind::Whole, 10),
    ("concerned", Kind::Whole, 12),
    ("white_low", Kind::Whole, 10),
    ("white_mid", Kind::Real, 10),
    ("white_high", Kind::Whole, 10),
    ("share_low", Kind::Share, 10),
    ("share_high", Kind::Share, 10),
    ("grey", Kind::Whole, 10),
    ("black", Kind::Whole, 10),
    ("white_with_plans", Kind::Whole, 14),
    ("clusters", Kind::Whole, 10),
];
const CLUSTERS: [(&str, Kind, u16); 13] = [
    ("cluster", Kind::Whole, 10),
    ("place", Kind::Text, 34),
    ("addresses", Kind::Whole, 10),
    ("in_plan", Kind::Whole, 12),
    ("outside_plan", Kind::Text, 40),
    ("hectares", Kind::Real, 10),
    ("served_m", Kind::Whole, 14),
    ("median_m", Kind::Whole, 14),
    ("households", Kind::Whole, 14),
    ("capex", Kind::Money, 18),
    ("capex_per_address", Kind::Money, 18),
    ("npv", Kind::Money, 18),
    ("grant_per_address", Kind::Money, 18),
];
const OUTLINE: [(&str, Kind, u16); 3] =
    [("terc", Kind::Text, 10), ("gmina", Kind::Text, 30), ("addresses", Kind::Whole, 10)];
const AREA: (u8, u8, u8) = (0xc2, 0x41, 0x0c);
const EDGE: (u8, u8, u8) = (0x57, 0x60, 0x6a);

/// Localities by name, the main profile today.
#[allow(clippy::cast_precision_loss)] // counts of addresses
pub(super) fn localities(input: &ReportInput<'_>) -> Table {
    let mut held = units(input);
    held.sort_by_cached_key(|unit| dictionary_key(&unit.name));
    let row = |unit: &&crate::diagnosis::Tallied| {
        let today = View::Today as usize;
        let (white, whole) = (unit.interval(today, Status::White), unit.concerned(today));
        let count = |status: Status| Value::count(unit.statuses[today][status as usize]);
        let planned = unit.statuses[View::WithPlans as usize][Status::White as usize];
        vec![
            Value::text(&unit.name),
            Value::count(unit.addresses),
            Value::count(whole),
            Value::count(white.low()),
            Value::Real(white.mid_doubled() as f64 / 2.0),
            Value::count(white.high()),
            Value::share(white.low(), whole),
            Value::share(white.high(), whole),
            count(Status::Grey),
            count(Status::Black),
            Value::count(planned),
            Value::count(unit.clusters.len()),
        ]
    };
    sheet(
        input.language,
        "miejscowosci",
        columns(input.language, &LOCALITIES),
        held.iter().map(row).collect(),
    )
}

/// Clusters, the largest first, with what a network for each alone costs.
#[allow(clippy::cast_precision_loss)] // areas of clusters
pub(super) fn clusters(input: &ReportInput<'_>) -> Table {
    let world = input.world;
    let costs: BTreeMap<u32, &Group> = match &input.costs {
        Some(CostChapters::Plan(plan)) => {
            plan.appraisal.clusters.iter().map(|group| (group.number, group)).collect()
        }
        _ => BTreeMap::new(),
    };
    let planned: Option<BTreeMap<u32, &Outside>> = match &input.costs {
        Some(CostChapters::Plan(plan)) => {
            Some(plan.clusters.iter().map(|c| (c.number, &c.outside)).collect())
        }
        _ => None,
    };
    let facts = cluster_facts(world, input.diagnosis, world.addresses_of(input.gmina));
    let row = |facts: &crate::diagnosis::ClusterFacts| {
        let first = facts.addresses.first();
        let place = first.map_or_else(String::new, |at| world.place_of(*at as usize));
        let found = costs.get(&facts.cluster).map(|group| &group.estimate);
        // What is told of money is told of the addresses in the plan.
        let outside = planned.as_ref().map(|planned| {
            planned.get(&facts.cluster).map_or_else(Outside::default, |outside| **outside)
        });
        let beyond = |outside: &Outside| facts.addresses.len() as u64 - outside.white;
        let reasons = outside.map(|o| left_out(input.language, &o, beyond(&o)));
        let money = |amount: Option<Grosze>| Value::or_empty(amount.map(Value::Money));
        vec![
            Value::count(facts.cluster),
            Value::text(place),
            Value::count(facts.addresses.len()),
            Value::or_empty(outside.map(|outside| Value::count(outside.served))),
            Value::text(reasons.unwrap_or_default()),
            Value::Real(facts.hull_m2 as f64 / 10_000.0),
            Value::or_empty(facts.nearest.map(|(metres, _)| Value::count(metres))),
            Value::or_empty(facts.median_m.map(Value::count)),
            Value::or_empty(found.and_then(|found| found.households).map(Value::count)),
            money(found.map(|found| found.capex())),
            money(found.and_then(|found| found.per_address(found.capex()))),
            money(found.map(|found| found.account.npv)),
            money(found.and_then(|found| found.per_address(found.account.gap()))),
        ]
    };
    let rows = facts.iter().map(row).collect();
    // Addresses on a line have no area, and a ring without one is no polygon.
    let hull = |facts: &crate::diagnosis::ClusterFacts| {
        let area = Some(&facts.hull).filter(|hull| hull.unsigned_area() > 0.0)?;
        Some(Geometry::MultiPolygon(MultiPolygon::new(vec![area.clone()])))
    };
    let shapes = facts.iter().map(hull).collect();
    let table = sheet(input.language, "skupiska", columns(input.language, &CLUSTERS), rows);
    shaped(table, Shape::Area, shapes, Style::Area(AREA, true))
}

/// The outline, where the run has one.
pub(super) fn outline(input: &ReportInput<'_>) -> Table {
    let boundary = input.world.gmina(input.gmina).and_then(|gmina| gmina.boundary.clone());
    let count = input.world.addresses_of(input.gmina).len();
    let row = |_: &MultiPolygon| {
        let name = Value::text(gmina_view(input).name);
        vec![Value::text(input.gmina.to_string()), name, Value::count(count)]
    };
    let rows = boundary.iter().map(row).collect();
    let shapes = boundary.into_iter().map(|area| Some(Geometry::MultiPolygon(area))).collect();
    let table = sheet(input.language, "obrys", columns(input.language, &OUTLINE), rows);
    shaped(table, Shape::Area, shapes, Style::Area(EDGE, false))
}
