//! The addresses of the gmina with their verdicts.

use geo_types::{Geometry, Point};

use super::{columns, shaped, sheet};
use crate::diagnosis::{Lens, Status, View};
use crate::model::Offer;
use crate::publish::report::ReportInput;
use crate::publish::tabular::{Class, Column, Kind, Shape, Style, Table, Value};
use crate::publish::{Language, lens_column};
use crate::quantity::Speed;

const COLUMNS: [(&str, Kind, u16); 17] = [
    ("address_id", Kind::Text, 24),
    ("locality", Kind::Text, 22),
    ("simc", Kind::Text, 10),
    ("street", Kind::Text, 24),
    ("ulic", Kind::Text, 8),
    ("number", Kind::Text, 9),
    ("easting", Kind::Real, 12),
    ("northing", Kind::Real, 12),
    ("certain_down_mbps", Kind::Real, 12),
    ("best_down_mbps", Kind::Real, 12),
    ("best_up_mbps", Kind::Real, 12),
    ("technology", Kind::Text, 20),
    ("operator", Kind::Text, 24),
    ("cluster", Kind::Whole, 10),
    ("nearest_node_m", Kind::Real, 12),
    ("status", Kind::Text, 12),
    ("rule", Kind::Text, 40),
];
/// Marks of the statuses on a map, apart without colour.
const CLASSES: [(Status, (u8, u8, u8), &str); 5] = [
    (Status::White, (0xc2, 0x41, 0x0c), "circle"),
    (Status::Uncertain, (0xf2, 0xc1, 0x4e), "diamond"),
    (Status::Grey, (0x7a, 0x82, 0x8a), "square"),
    (Status::Black, (0x12, 0x3a, 0x5c), "triangle"),
    (Status::NotApplicable, (0xe4, 0xe7, 0xea), "cross"),
];

fn mbps(speed: Speed) -> Value {
    Value::Real(f64::from(speed.as_kbps()) / 1000.0)
}

fn status(language: Language, status: Status) -> Value {
    Value::coded(status.as_str(), language.label("status", status.as_str()))
}

fn lenses(input: &ReportInput<'_>) -> Vec<Lens> {
    let profiles = 0..input.diagnosis.profiles.len();
    profiles.flat_map(|profile| View::ALL.map(|view| Lens { profile, view })).collect()
}

fn verdict_columns(input: &ReportInput<'_>) -> Vec<Column> {
    let profiles = &input.diagnosis.profiles;
    let column = |lens: Lens| Column {
        key: lens_column(profiles, lens),
        title: format!(
            "{} {}",
            profiles[lens.profile].profile.id,
            input.language.label("view", lens.view.as_str())
        ),
        kind: Kind::Text,
        width: 14,
    };
    lenses(input).into_iter().map(column).collect()
}

fn row(input: &ReportInput<'_>, position: usize, lenses: &[Lens]) -> Vec<Value> {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let address = &world.addresses[position];
    let best: Option<&Offer> = diagnosis.best[position].map(|offer| &world.offers[offer as usize]);
    let code = |text: Option<String>| Value::or_empty(text.map(Value::Text));
    let of_best = |value: &dyn Fn(&Offer) -> Value| Value::or_empty(best.map(value));
    let fastest = diagnosis.fastest_certain(world, position);
    let nearest = diagnosis.surroundings.nearest[position];
    let main = diagnosis.of(Lens { profile: 0, view: View::Today })[position];
    let mut cells = vec![
        Value::text(world.texts.get(address.id)),
        Value::text(world.locality_of(position)),
        code(address.simc.map(|simc| simc.to_string())),
        Value::text(world.street_of(position)),
        code(address.ulic.map(|ulic| ulic.to_string())),
        Value::text(world.texts.get(address.number)),
        Value::or_empty(address.position.map(|at| Value::Real(at.easting()))),
        Value::or_empty(address.position.map(|at| Value::Real(at.northing()))),
        Value::or_empty(fastest.map(|(down, _)| mbps(down))),
        of_best(&|offer| mbps(offer.speed.down)),
        of_best(&|offer| mbps(offer.speed.up)),
        of_best(&|offer| Value::text(&world.technologies[offer.technology.0 as usize])),
        of_best(&|offer| {
            let provider = &world.providers[offer.provider.0 as usize];
            Value::text(if provider.name.is_empty() { &provider.id } else { &provider.name })
        }),
        Value::or_empty(diagnosis.clusters.of_address[position].map(|c| Value::count(c + 1))),
        Value::or_empty(nearest.map(|nearest| Value::Real(nearest.metres))),
        status(input.language, main.status),
        Value::coded(main.rule.as_str(), input.language.label("rule", main.rule.as_str())),
    ];
    cells.extend(
        lenses.iter().map(|lens| status(input.language, diagnosis.of(*lens)[position].status)),
    );
    cells
}

/// All addresses, in the order of the world.
pub(super) fn addresses(input: &ReportInput<'_>) -> Table {
    let mut heads = columns(input.language, &COLUMNS);
    heads.extend(verdict_columns(input));
    let (range, lenses) = (input.world.addresses_of(input.gmina), lenses(input));
    let rows = range.clone().map(|position| row(input, position, &lenses)).collect();
    let point = |position: usize| {
        let at = input.world.addresses[position].position?;
        Some(Geometry::Point(Point::new(at.easting(), at.northing())))
    };
    let class = |(status, colour, mark): (Status, (u8, u8, u8), &'static str)| {
        let label = input.language.label("status", status.as_str()).to_owned();
        Class { label, value: status.as_str().to_owned(), colour, mark }
    };
    let style = Style::Classes("status", CLASSES.map(class).into());
    shaped(
        sheet(input.language, "adresy", heads, rows),
        Shape::Point,
        range.map(point).collect(),
        style,
    )
}
