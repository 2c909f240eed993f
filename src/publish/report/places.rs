//! Localities and streets: names, tables, the list of white addresses.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use super::ReportInput;
use super::format::{ShareView, dictionary_key};
use super::labels::locality_label;
use super::map::PlaceName;
use crate::diagnosis::{Lens, SpeedClasses, Status, Tallied, View};
use crate::model::{Medium, World};
use crate::place::{GminaCode, Pl1992};
use crate::publish::Language;

/// The main profile in a view.
pub(super) const fn main_lens(view: View) -> Lens {
    Lens { profile: 0, view }
}

/// A row of the table of localities.
#[derive(Serialize)]
pub(super) struct PlaceRow {
    name: String,
    is_total: bool,
    addresses: u64,
    low: u64,
    mid: String,
    high: u64,
    share_low: ShareView,
    share_high: ShareView,
    grey: u64,
    black: u64,
    with_plans: u64,
}

/// A row of the coverage table, with one row a medium below it.
#[derive(Serialize)]
pub(super) struct CoverageRow {
    name: String,
    is_total: bool,
    addresses: u64,
    classes: Vec<u64>,
    media: Vec<MediumRow>,
}

#[derive(Serialize)]
struct MediumRow {
    name: &'static str,
    addresses: u64,
    classes: Vec<u64>,
}

/// A locality of the list of white addresses.
#[derive(Serialize)]
pub(super) struct WhitePlace {
    name: String,
    count: usize,
    streets: Vec<WhiteStreet>,
}

#[derive(Serialize)]
struct WhiteStreet {
    name: String,
    numbers: String,
}

/// A locality of the summary.
#[derive(Serialize)]
pub(super) struct WorstPlace {
    name: String,
    white: u64,
    /// Those that the profile concerns.
    addresses: u64,
    share: ShareView,
}

fn place_name(language: Language, unit: &Tallied) -> String {
    locality_label(language, &unit.name, &unit.code)
}

/// Localities of the gmina.
pub(super) fn localities<'a>(input: &'a ReportInput<'_>) -> Vec<&'a Tallied> {
    let of_gmina = |unit: &&Tallied| unit.gmina == Some(input.gmina);
    input.rollup.localities.iter().filter(of_gmina).collect()
}

/// The middle of an interval with groups of digits and a comma.
fn mid_text(language: Language, interval: crate::quantity::CountInterval) -> String {
    let mid = interval.mid_doubled();
    if mid.is_multiple_of(2) { language.number(mid / 2) } else { language.tenths(mid * 5) }
}

fn place_row(language: Language, unit: &Tallied, name: String, is_total: bool) -> PlaceRow {
    let lens = View::Today as usize;
    let white = unit.interval(lens, Status::White);
    let whole = unit.concerned(lens);
    PlaceRow {
        name,
        is_total,
        addresses: unit.addresses,
        low: white.low(),
        mid: mid_text(language, white),
        high: white.high(),
        share_low: ShareView { part: white.low(), whole },
        share_high: ShareView { part: white.high(), whole },
        grey: unit.statuses[lens][Status::Grey as usize],
        black: unit.statuses[lens][Status::Black as usize],
        with_plans: unit.statuses[View::WithPlans as usize][Status::White as usize],
    }
}

fn by_name(a: &str, b: &str) -> Ordering {
    dictionary_key(a).cmp(&dictionary_key(b))
}

/// Localities by number of white addresses, and the whole gmina last.
pub(super) fn place_rows(input: &ReportInput<'_>, gmina: &Tallied) -> Vec<PlaceRow> {
    let mut rows: Vec<PlaceRow> = localities(input)
        .into_iter()
        .map(|unit| place_row(input.language, unit, place_name(input.language, unit), false))
        .collect();
    rows.sort_by(|a, b| b.low.cmp(&a.low).then_with(|| by_name(&a.name, &b.name)));
    if rows.len() > 1 {
        rows.push(place_row(
            input.language,
            gmina,
            input.language.label("chart", "total").to_owned(),
            true,
        ));
    }
    rows
}

/// Localities with the most white addresses.
pub(super) fn worst(input: &ReportInput<'_>) -> Vec<WorstPlace> {
    let lens = View::Today as usize;
    let mut places: Vec<WorstPlace> = localities(input)
        .into_iter()
        .map(|unit| {
            let white = unit.statuses[lens][Status::White as usize];
            let share = ShareView { part: white, whole: unit.concerned(lens) };
            WorstPlace {
                name: place_name(input.language, unit),
                white,
                addresses: unit.concerned(lens),
                share,
            }
        })
        .filter(|place| place.white > 0)
        .collect();
    places.sort_by(|a, b| b.white.cmp(&a.white).then_with(|| by_name(&a.name, &b.name)));
    places.truncate(5);
    places
}

fn coverage_row(language: Language, unit: &Tallied, name: String, is_total: bool) -> CoverageRow {
    let n_classes = SpeedClasses::get().len();
    let media = Medium::ALL.into_iter().map(|medium| {
        let count = |class| unit.classes.get(&(class, Some(medium))).copied().unwrap_or(0);
        let classes: Vec<u64> = (0..n_classes).map(count).collect();
        let addresses = classes.iter().sum();
        MediumRow { name: language.label("medium", medium.as_str()), addresses, classes }
    });
    CoverageRow {
        name,
        is_total,
        addresses: unit.addresses,
        classes: (0..n_classes).map(|class| unit.of_class(class)).collect(),
        media: media.filter(|row| row.addresses > 0).collect(),
    }
}

/// The coverage table: the gmina first, then its localities by name.
pub(super) fn coverage_rows(input: &ReportInput<'_>, gmina: &Tallied) -> Vec<CoverageRow> {
    let mut rows = vec![coverage_row(
        input.language,
        gmina,
        input.language.label("chart", "total").to_owned(),
        true,
    )];
    let places = localities(input);
    if places.len() > 1 {
        let mut of_places: Vec<CoverageRow> = places
            .into_iter()
            .map(|unit| coverage_row(input.language, unit, place_name(input.language, unit), false))
            .collect();
        of_places.sort_by(|a, b| by_name(&a.name, &b.name));
        rows.extend(of_places);
    }
    rows
}

/// Names of classes for headings: `brak`, `poniżej 30`, `30–100`, …, `od 1000`.
pub(super) fn class_names(language: Language) -> Vec<String> {
    let bounds = SpeedClasses::get().bounds();
    let mut names = vec![language.label("chart", "none").to_owned()];
    if let Some(first) = bounds.first() {
        names.push(format!("{} {first}", language.label("chart", "below")));
    }
    for pair in bounds.windows(2) {
        names.push(format!("{}–{}", pair[0], pair[1]));
    }
    if let Some(last) = bounds.last() {
        names.push(format!("{} {last}", language.label("chart", "from")));
    }
    names
}

/// Name and code, so that namesakes stay apart.
type NameAndCode = (String, String);
/// House numbers by street.
type NumbersByStreet = BTreeMap<NameAndCode, Vec<String>>;

/// White addresses by locality and street; a star marks those that a plan covers.
pub(super) fn white_list(input: &ReportInput<'_>) -> Vec<WhitePlace> {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let today = diagnosis.of(main_lens(View::Today));
    let planned = diagnosis.of(main_lens(View::WithPlans));
    // Addresses are sorted by number within a street, so the lists come out in order.
    let mut places: BTreeMap<NameAndCode, NumbersByStreet> = BTreeMap::new();
    for position in world.addresses_of(input.gmina) {
        if today[position].status != Status::White {
            continue;
        }
        let address = &world.addresses[position];
        let (locality, street) = (world.locality_of(position), world.street_of(position));
        let code = |text: Option<String>| text.unwrap_or_default();
        let place = (locality.to_owned(), code(address.simc.map(|simc| simc.to_string())));
        let street = (street.to_owned(), code(address.ulic.map(|ulic| ulic.to_string())));
        let star = if planned[position].status == Status::White { "" } else { "*" };
        let number = format!("{}{star}", world.texts.get(address.number));
        places.entry(place).or_default().entry(street).or_default().push(number);
    }
    let named = |name: String, key: &str| {
        if name.is_empty() { input.language.label("chart", key).to_owned() } else { name }
    };
    let street = |((name, _), numbers): (NameAndCode, Vec<String>)| WhiteStreet {
        name: named(name, "no_street"),
        numbers: numbers.join(", "),
    };
    let place = |((name, simc), streets): (NameAndCode, NumbersByStreet)| {
        let count = streets.values().map(Vec::len).sum();
        let mut streets: Vec<WhiteStreet> = streets.into_iter().map(street).collect();
        streets.sort_by(|a, b| by_name(&a.name, &b.name));
        WhitePlace { name: locality_label(input.language, &name, &simc), count, streets }
    };
    let mut views: Vec<WhitePlace> = places.into_iter().map(place).collect();
    views.sort_by(|a, b| by_name(&a.name, &b.name));
    views
}

/// Where the names of localities stand: at the median of their addresses.
pub(super) fn place_names(input: &ReportInput<'_>) -> Vec<PlaceName> {
    names_of(input.language, input.world, input.gmina)
}

/// The same of any gmina.
pub fn names_of(language: Language, world: &World, gmina: GminaCode) -> Vec<PlaceName> {
    let mut points: BTreeMap<String, (Vec<i32>, Vec<i32>)> = BTreeMap::new();
    for position in world.addresses_of(gmina) {
        let address = &world.addresses[position];
        let (Some(at), Some(simc)) = (address.position, address.simc) else { continue };
        let name = world.locality_name(gmina, simc);
        let name = locality_label(language, name, &simc.to_string());
        let held = points.entry(name).or_default();
        held.0.push(at.easting_mm());
        held.1.push(at.northing_mm());
    }
    points
        .into_iter()
        .map(|(name, (mut east, mut north))| {
            east.sort_unstable();
            north.sort_unstable();
            let middle = east.len() / 2;
            PlaceName {
                name,
                at: Pl1992::from_millimetres(east[middle], north[middle]),
                weight: east.len(),
            }
        })
        .collect()
}
