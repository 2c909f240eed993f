//! Chapters on demand and on the shape of the gmina.

use serde::Serialize;

use super::ReportInput;
use super::figures::{FigureView, figures};
use super::format::{HELD, UNKNOWN, dictionary_key};
use super::labels::locality_label;
use crate::diagnosis::Disclosed;
use crate::diagnosis::chapters::{DemandPlace, PlaceDemand};
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
    minimum: u64,
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

fn told(language: Language, told: Disclosed) -> String {
    match told {
        Disclosed::Unknown => UNKNOWN.to_owned(),
        Disclosed::Suppressed => HELD.to_owned(),
        Disclosed::Count(n) => language.number(n),
    }
}

fn view(input: &ReportInput<'_>, demand: &PlaceDemand) -> PlaceView {
    let (world, language) = (input.world, input.language);
    let simc = world.addresses[demand.first].simc.map_or_else(String::new, |s| s.to_string());
    let locality = locality_label(language, world.locality_of(demand.first), &simc);
    let name = match demand.place {
        DemandPlace::Locality(_) => locality,
        DemandPlace::Cluster(cluster) => language.say(
            "cluster-in-locality",
            &[("locality", &locality), ("number", &(cluster + 1).to_string())],
        ),
    };
    PlaceView {
        name,
        addresses: demand.addresses,
        white: demand.white,
        notices: told(language, demand.notices),
        vacant: told(language, demand.vacant),
        households: told(language, demand.households),
        businesses: told(language, demand.businesses),
    }
}

fn has_premises(input: &ReportInput<'_>) -> bool {
    let is_there = |symbol| {
        let found = input.chapters.indicator(symbol);
        found.is_some_and(|one| one.figure.is_some() || one.is_held())
    };
    is_there("R6") || is_there("R7")
}

/// Builds the chapter on demand.
pub(super) fn demand(input: &ReportInput<'_>) -> DemandView {
    let demand = &input.chapters.demand;
    let views = |places: &[PlaceDemand]| {
        let mut views: Vec<PlaceView> = places.iter().map(|place| view(input, place)).collect();
        views.sort_by_cached_key(|view| dictionary_key(&view.name));
        views
    };
    DemandView {
        has_notices: demand.has_notices,
        has_vacancies: demand.has_vacancies,
        has_premises: has_premises(input),
        figures: figures(input, "popyt"),
        notices: told(input.language, demand.notices),
        unplaced: told(input.language, demand.unplaced),
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
