//! Chapters on demand and on the shape of the gmina.

use serde::Serialize;

use super::ReportInput;
use super::figures::{FigureView, figures};
use super::format::{UNKNOWN, dictionary_key};
use crate::diagnosis::chapters::{DemandPlace, PlaceDemand, Told};
use crate::publish::Language;

/// The chapter on demand.
#[derive(Serialize)]
pub(super) struct DemandView {
    has_notices: bool,
    has_vacancies: bool,
    has_premises: bool,
    figures: Vec<FigureView>,
    notices: String,
    unplaced: String,
    localities: Vec<PlaceView>,
    clusters: Vec<PlaceView>,
    with_households: usize,
    addresses: usize,
    minimum: usize,
}

#[derive(Serialize)]
struct PlaceView {
    name: String,
    addresses: usize,
    white: usize,
    notices: String,
    vacant: String,
    households: String,
    businesses: String,
}

/// The chapter on the shape of the gmina.
#[derive(Serialize)]
pub(super) struct ShapeView {
    has_premises: bool,
    figures: Vec<FigureView>,
}

fn count(language: Language, n: Option<usize>) -> String {
    n.map_or_else(|| UNKNOWN.to_owned(), |n| language.number(n as u64))
}

fn told(language: Language, told: Told) -> String {
    told.count().map_or_else(|| "*".to_owned(), |n| language.number(n as u64))
}

fn view(input: &ReportInput<'_>, demand: &PlaceDemand) -> PlaceView {
    let (world, language) = (input.world, input.language);
    // Without the register of localities their code stands for the name.
    let simc = || world.addresses[demand.first].simc.map_or_else(String::new, |s| s.to_string());
    let locality = Some(world.locality_of(demand.first)).filter(|name| !name.is_empty());
    let locality = locality.map_or_else(simc, str::to_owned);
    let name = match demand.place {
        DemandPlace::Locality(_) => locality,
        DemandPlace::Cluster(cluster) => language.say(
            "cluster-in-locality",
            &[("locality", &locality), ("number", &(cluster + 1).to_string())],
        ),
    };
    let whole = |n: Option<i64>| {
        n.and_then(|n| u64::try_from(n).ok())
            .map_or_else(|| UNKNOWN.to_owned(), |n| language.number(n))
    };
    let has_notices = input.chapters.demand.has_notices;
    PlaceView {
        name,
        addresses: demand.addresses,
        white: demand.white,
        notices: if has_notices { told(language, demand.notices) } else { UNKNOWN.to_owned() },
        vacant: count(language, demand.vacant),
        households: whole(demand.households),
        businesses: whole(demand.businesses),
    }
}

fn has_premises(input: &ReportInput<'_>) -> bool {
    input.chapters.figure("R6").is_some() || input.chapters.figure("R7").is_some()
}

/// Builds the chapter on demand.
pub(super) fn demand(input: &ReportInput<'_>) -> DemandView {
    let demand = &input.chapters.demand;
    let views = |places: &[PlaceDemand]| {
        let mut views: Vec<PlaceView> = places.iter().map(|place| view(input, place)).collect();
        views.sort_by_cached_key(|view| dictionary_key(&view.name));
        views
    };
    let word = |n: Option<Told>| n.map_or_else(|| UNKNOWN.to_owned(), |n| told(input.language, n));
    DemandView {
        has_notices: demand.has_notices,
        has_vacancies: demand.has_vacancies,
        has_premises: has_premises(input),
        figures: figures(input, "popyt"),
        notices: word(demand.notices),
        unplaced: word(demand.unplaced),
        localities: views(&demand.localities),
        clusters: views(&demand.clusters),
        with_households: demand.with_households,
        addresses: demand.addresses,
        minimum: demand.minimum,
    }
}

/// Builds the chapter on the shape of the gmina.
pub(super) fn shape(input: &ReportInput<'_>) -> ShapeView {
    ShapeView { has_premises: has_premises(input), figures: figures(input, "charakterystyka") }
}
