//! The summary, profiles, indicators, public buildings and networks.

use std::collections::BTreeSet;

use geo_types::{Geometry, Point};

use super::{columns, shaped, sheet, word};
use crate::diagnosis::chapters::{Building, Definition, Indicator, Telling};
use crate::diagnosis::{Lens, Status, Tallied, View};
use crate::publish::indicators::inputs;
use crate::publish::report::figures::text as shown;
use crate::publish::report::market::{OperatorView, operators};
use crate::publish::report::view::{gmina_view, input_hash};
use crate::publish::report::{ReportInput, jst};
use crate::publish::tabular::{Kind, Shape, Style, Table, Value};
use crate::quantity::{Grosze, Speed};

const SUMMARY: [(&str, Kind, u16); 2] = [("item", Kind::Text, 46), ("value", Kind::Text, 70)];
const PROFILES: [(&str, Kind, u16); 10] = [
    ("profile", Kind::Text, 14),
    ("profile_label", Kind::Text, 50),
    ("tense", Kind::Text, 22),
    ("white", Kind::Whole, 10),
    ("uncertain", Kind::Whole, 10),
    ("grey", Kind::Whole, 10),
    ("black", Kind::Whole, 10),
    ("not_applicable", Kind::Whole, 12),
    ("share_low", Kind::Share, 10),
    ("share_high", Kind::Share, 10),
];
const INDICATORS: [(&str, Kind, u16); 11] = [
    ("symbol", Kind::Text, 9),
    ("indicator", Kind::Text, 46),
    ("detail", Kind::Text, 16),
    ("shown", Kind::Text, 24),
    ("low", Kind::Real, 14),
    ("mid", Kind::Real, 14),
    ("high", Kind::Real, 14),
    ("unit", Kind::Text, 12),
    ("formula", Kind::Text, 50),
    ("meaning", Kind::Text, 60),
    ("source", Kind::Text, 50),
];
const BUILDINGS: [(&str, Kind, u16); 15] = [
    ("building", Kind::Whole, 9),
    ("names", Kind::Text, 46),
    ("kinds", Kind::Text, 26),
    ("address", Kind::Text, 34),
    ("state", Kind::Text, 14),
    ("operator", Kind::Text, 20),
    ("medium", Kind::Text, 16),
    ("down_mbps", Kind::Real, 12),
    ("up_mbps", Kind::Real, 12),
    ("contract_until", Kind::Date, 14),
    ("yearly_cost", Kind::Money, 16),
    ("gigabit", Kind::Text, 14),
    ("nearest_node_m", Kind::Real, 14),
    ("nearest_fibre_m", Kind::Real, 14),
    ("anchored", Kind::Whole, 12),
];
const NETWORKS: [(&str, Kind, u16); 7] = [
    ("seller", Kind::Text, 34),
    ("seller_id", Kind::Text, 12),
    ("networks", Kind::Text, 24),
    ("media", Kind::Text, 30),
    ("addresses", Kind::Whole, 10),
    ("certain", Kind::Whole, 10),
    ("top_mbps", Kind::Real, 14),
];
const BLUE: (u8, u8, u8) = (0x2f, 0x6f, 0xb3);

fn unit_of<'a>(input: &'a ReportInput<'_>) -> Option<&'a Tallied> {
    let code = input.gmina.to_string();
    input.rollup.gminas.iter().find(|unit| unit.code == code)
}

/// What the report is of, and its first numbers.
pub(super) fn summary(input: &ReportInput<'_>) -> Table {
    let gmina = gmina_view(input);
    let thresholds = &input.diagnosis.profiles[0];
    let as_of = input.diagnosis.settings.as_of;
    let horizon = input.diagnosis.settings.horizon_end(thresholds);
    let mut rows = vec![
        ("gmina", Value::text(&gmina.name)),
        ("terc", Value::text(&gmina.code)),
        ("as_of_day", Value::Date(as_of)),
        ("horizon", Value::Date(horizon)),
        ("main_profile", Value::text(&thresholds.profile.id)),
    ];
    if let Some(unit) = unit_of(input) {
        let today = View::Today as usize;
        let (white, whole) = (unit.interval(today, Status::White), unit.concerned(today));
        let planned = unit.interval(View::WithPlans as usize, Status::White);
        rows.extend([
            ("addresses", Value::count(unit.addresses)),
            ("white_low", Value::count(white.low())),
            ("white_high", Value::count(white.high())),
            ("share_low", Value::share(white.low(), whole)),
            ("share_high", Value::share(white.high(), whole)),
            ("white_with_plans", Value::count(planned.low())),
            ("clusters", Value::count(unit.clusters.len())),
        ]);
    }
    rows.push(("version", Value::text(env!("CARGO_PKG_VERSION"))));
    rows.push(("hash", Value::text(input_hash(input))));
    let row = |(key, value): (&str, Value)| {
        let name = if key == "hash" {
            word(input.language, "hash")
        } else {
            input.language.label("table_column", key)
        };
        vec![Value::text(name), value]
    };
    sheet(
        input.language,
        "podsumowanie",
        columns(input.language, &SUMMARY),
        rows.into_iter().map(row).collect(),
    )
}

/// Counts of addresses by profile and tense.
pub(super) fn profiles(input: &ReportInput<'_>) -> Table {
    let mut rows = Vec::new();
    for (profile, thresholds) in input.diagnosis.profiles.iter().enumerate() {
        for view in View::ALL {
            let Some(unit) = unit_of(input) else { continue };
            let lens = Lens { profile, view };
            let at = lens.profile * View::ALL.len() + lens.view as usize;
            let (white, whole) = (unit.interval(at, Status::White), unit.concerned(at));
            let count = |status: Status| Value::count(unit.statuses[at][status as usize]);
            rows.push(vec![
                Value::text(&thresholds.profile.id),
                Value::text(
                    input.language.pick(&thresholds.profile.label_pl, &thresholds.profile.label_en),
                ),
                Value::text(input.language.label("view", view.as_str())),
                count(Status::White),
                count(Status::Uncertain),
                count(Status::Grey),
                count(Status::Black),
                count(Status::NotApplicable),
                Value::share(white.low(), whole),
                Value::share(white.high(), whole),
            ]);
        }
    }
    sheet(input.language, "profile", columns(input.language, &PROFILES), rows)
}

/// A value of an indicator in its unit: `part` of `whole`, of which there are `times`.
#[allow(clippy::cast_precision_loss)] // counts, lengths and amounts of a gmina
fn value(unit: &str, part: i64, whole: i64) -> Value {
    let quotient = part as f64 / whole.max(1) as f64;
    match unit {
        "share" => Value::Share(quotient),
        "grosze" if whole == 1 => Value::Money(Grosze(part)),
        "grosze" => Value::Real(quotient / 100.0),
        "mm" => Value::Real(quotient / 1000.0),
        _ if part % whole.max(1) == 0 => Value::Whole(part / whole.max(1)),
        _ => Value::Real(quotient),
    }
}

fn indicator(input: &ReportInput<'_>, one: &Indicator) -> Option<Vec<Value>> {
    let definition: &Definition = Definition::all().iter().find(|d| d.symbol == one.symbol)?;
    let unit = definition.unit.as_str();
    let figure = one.figure;
    let whole = figure.and_then(|figure| figure.whole).unwrap_or(1);
    let of = |part: Option<i64>, whole: i64| Value::or_empty(part.map(|p| value(unit, p, whole)));
    let files = inputs(definition, &input.world.files);
    Some(vec![
        Value::text(&definition.symbol),
        Value::text(input.language.pick(&definition.label_pl, &definition.label_en)),
        Value::text(&one.key),
        Value::text(match (one.telling, figure) {
            (Telling::FewPeople | Telling::OtherProfile, _) => {
                input.language.label("rada", "held").to_owned()
            }
            (Telling::Undeducted, Some(_)) => {
                let note = input.language.say("figure-undeducted", &[]);
                format!("{} ({note})", shown(input.language, unit, figure))
            }
            _ => shown(input.language, unit, figure),
        }),
        of(figure.and_then(|figure| figure.low), whole),
        of(figure.and_then(|figure| figure.mid_twice), whole.saturating_mul(2)),
        of(figure.and_then(|figure| figure.high), whole),
        Value::text(input.language.label("indicator_unit", unit)),
        Value::text(input.language.pick(&definition.formula, &definition.formula_en)),
        Value::text(input.language.pick(&definition.meaning_pl, &definition.meaning_en)),
        Value::text(files.join(", ")),
    ])
}

/// Indicators with formula and source.
pub(super) fn indicators(input: &ReportInput<'_>) -> Table {
    let rows = input.chapters.indicators.iter().filter_map(|one| indicator(input, one)).collect();
    sheet(input.language, "wskazniki", columns(input.language, &INDICATORS), rows)
}

fn building(input: &ReportInput<'_>, number: usize, building: &Building) -> Vec<Value> {
    let best = building.best();
    let joined = |texts: BTreeSet<&str>| texts.into_iter().collect::<Vec<_>>().join("; ");
    let mbps = |speed: Speed| Value::Real(f64::from(speed.as_kbps()) / 1000.0);
    let some = Value::or_empty;
    let coded = |group: &str, code: &str| Value::coded(code, input.language.word(group, code));
    vec![
        Value::count(number),
        Value::text(joined(building.units.iter().map(|unit| unit.name.as_str()).collect())),
        Value::coded(
            joined(building.units.iter().map(|unit| unit.kind.as_str()).collect()),
            joined(building.units.iter().map(|u| input.language.word("kind", &u.kind)).collect()),
        ),
        some(jst::address_of(input, building).map(Value::text)),
        coded("connection", building.state.as_str()),
        some(best.and_then(|best| best.operator.clone()).map(Value::text)),
        some(best.and_then(|best| best.medium.as_deref()).map(|medium| coded("medium", medium))),
        some(best.and_then(|best| best.down).map(mbps)),
        some(best.and_then(|best| best.up).map(mbps)),
        some(best.and_then(|best| best.until).map(Value::Date)),
        some(best.and_then(|best| best.yearly).map(Value::Money)),
        some(building.gigabit.map(|status| coded("status", status.as_str()))),
        some(building.nearest_node.map(|(_, distance)| Value::metres(distance))),
        some(building.fibre_mm.map(Value::metres)),
        some(building.anchored.as_ref().map(|anchored| Value::count(anchored.len()))),
    ]
}

/// Public buildings, numbered as in the report.
pub(super) fn buildings(input: &ReportInput<'_>) -> Table {
    let all = &input.chapters.jst.buildings;
    let rows = (1..).zip(all).map(|(number, one)| building(input, number, one)).collect();
    let point = |one: &Building| {
        let at = one.position?;
        Some(Geometry::Point(Point::new(at.easting(), at.northing())))
    };
    let table = sheet(input.language, "budynki", columns(input.language, &BUILDINGS), rows);
    shaped(table, Shape::Point, all.iter().map(point).collect(), Style::Mark(BLUE, "star"))
}

/// Sellers and the networks that they use, offers of today.
pub(super) fn networks(input: &ReportInput<'_>) -> Table {
    let row = |seller: OperatorView| {
        vec![
            Value::text(&seller.name),
            Value::text(&seller.id),
            Value::text(seller.networks),
            Value::text(seller.media),
            Value::count(seller.addresses),
            Value::count(seller.certain),
            Value::Real(f64::from(seller.top_kbps) / 1000.0),
        ]
    };
    sheet(
        input.language,
        "sieci",
        columns(input.language, &NETWORKS),
        operators(input).into_iter().map(row).collect(),
    )
}
