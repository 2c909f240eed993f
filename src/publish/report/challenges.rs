//! The chapter "Księga zgłoszeń gminy": each entry with its admissibility, and where to look.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ReportInput;
use crate::diagnosis::{Admissibility, Challenge, DetectorMode, visits};
use crate::model::Layer;
use crate::policy::ChallengeRules;

/// Visits that the chapter lists; all are in `do_sprawdzenia.csv`.
const VISITS_MAX: usize = 20;

#[derive(Serialize)]
pub(super) struct BookView {
    entries: Vec<EntryView>,
    admitted: usize,
    changing: usize,
    decides: bool,
    areas: Vec<AreaView>,
    visits: Vec<VisitView>,
    n_visits: usize,
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct EntryView {
    id: String,
    submitted_on: String,
    address: String,
    operator: String,
    claim: String,
    evidence: String,
    evidence_date: String,
    document: String,
    is_admitted: bool,
    admissibility: &'static str,
    /// Median of the tests, Mb/s; empty: none.
    median: String,
    tests: u32,
    days: u32,
    /// Status as it is and as it would be; empty: no effect.
    old: &'static str,
    new: &'static str,
    /// `file:row`.
    place: String,
}

/// A locality in which enough addresses object to one operator.
#[derive(Serialize)]
struct AreaView {
    locality: String,
    operator: String,
    addresses: usize,
}

#[derive(Serialize)]
struct VisitView {
    locality: String,
    network: String,
    addresses: usize,
    clusters: u64,
    public: u64,
    challenged: u64,
    start: String,
}

#[derive(Serialize)]
struct RuleView {
    label: String,
    value: String,
    act: String,
    article: String,
    url: String,
    confirmed: bool,
}

fn address_text(input: &ReportInput<'_>, address: u32) -> String {
    let number = input.world.texts.get(input.world.addresses[address as usize].number);
    format!("{} {number}", input.world.place_of(address as usize))
}

fn entry_view(input: &ReportInput<'_>, layer: &Layer, entry: &Challenge) -> EntryView {
    let row = entry.row;
    let text = |column| layer.text(column, row).unwrap_or_default().to_owned();
    let day = |column| layer.date(column, row).map_or_else(String::new, |d| d.to_string());
    let word = |group: &str, key: &str| input.language.word(group, key).to_owned();
    let status = |of: fn(&(crate::diagnosis::Status, crate::diagnosis::Status)) -> _| {
        let status: Option<crate::diagnosis::Status> = entry.effect.as_ref().map(of);
        status.map_or("", |status| input.language.label("status", status.as_str()))
    };
    EntryView {
        id: text("id"),
        submitted_on: day("submitted_on"),
        address: entry.address.map_or_else(String::new, |address| address_text(input, address)),
        operator: text("operator"),
        claim: word("claim", &text("claim")),
        evidence: word("evidence", layer.text("evidence", row).unwrap_or("none")),
        evidence_date: day("evidence_date"),
        document: text("document"),
        is_admitted: entry.admissibility == Admissibility::Admitted,
        admissibility: input.language.label("admissibility", entry.admissibility.as_str()),
        median: entry.median.map_or_else(String::new, |speed| input.language.speed(speed)),
        tests: entry.tests.0,
        days: entry.tests.1,
        old: status(|effect| effect.0),
        new: status(|effect| effect.1),
        place: format!("{}:{}", entry.origin.file.0 + 1, entry.origin.row),
    }
}

/// Localities in which enough addresses object to one operator, by the rules.
fn areas(
    input: &ReportInput<'_>,
    layer: &Layer,
    entries: &[&Challenge],
    least: u32,
) -> Vec<AreaView> {
    let mut groups: BTreeMap<(String, String), Vec<u32>> = BTreeMap::new();
    let admitted = entries.iter().filter(|e| e.admissibility == Admissibility::Admitted);
    for entry in admitted {
        if let (Some(address), Some(operator)) = (entry.address, layer.text("operator", entry.row))
        {
            let locality = input.world.locality_of(address as usize).to_owned();
            groups.entry((locality, operator.to_owned())).or_default().push(address);
        }
    }
    let area = |((locality, operator), mut addresses): (_, Vec<u32>)| {
        addresses.sort_unstable();
        addresses.dedup();
        AreaView { locality, operator, addresses: addresses.len() }
    };
    let areas = groups.into_iter().map(area);
    areas.filter(|area| area.addresses >= least as usize).collect()
}

/// The chapter; `None` where the run has no register of objections.
pub(super) fn book(input: &ReportInput<'_>) -> Option<BookView> {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let layer = world.layer("challenges")?;
    // An entry that names no gmina is shown in every report: somebody must see it.
    let is_here =
        |entry: &&Challenge| layer.gmina(entry.row).is_none_or(|gmina| gmina == input.gmina);
    let entries: Vec<&Challenge> = diagnosis.challenges.entries.iter().filter(is_here).collect();
    let rules = ChallengeRules::at(diagnosis.settings.as_of);
    let changes = |e: &&&Challenge| e.effect.is_some_and(|(old, new)| old != new);
    let here = visits(world, diagnosis, Some(&[input.gmina]));
    let visit = |visit: &crate::diagnosis::Visit| VisitView {
        locality: world.locality_of(visit.start as usize).to_owned(),
        network: world.networks[visit.network.0 as usize].id.clone(),
        addresses: visit.addresses.len(),
        clusters: visit.n_clusters,
        public: visit.n_public,
        challenged: visit.n_challenged,
        start: address_text(input, visit.start),
    };
    let language = input.language;
    let rule = |number: &crate::policy::Number| RuleView {
        label: input.language.label("challenge_number", &number.name).to_owned(),
        // Other units stand in the label: an hour of the day, a number of tests.
        value: match number.unit.as_str() {
            "days" => language.quantity(number.value.into(), "days"),
            _ => language.number(number.value.into()),
        },
        act: language.pick(&number.act, &number.act_en).to_owned(),
        article: language.pick(&number.article, &number.article_en).to_owned(),
        url: number.url.clone(),
        confirmed: number.is_confirmed(),
    };
    Some(BookView {
        admitted: entries.iter().filter(|e| e.admissibility == Admissibility::Admitted).count(),
        changing: entries.iter().filter(changes).count(),
        decides: diagnosis.settings.detectors == DetectorMode::Decide,
        areas: areas(input, layer, &entries, rules.number("area_locations_min")),
        entries: entries.iter().map(|entry| entry_view(input, layer, entry)).collect(),
        visits: here.iter().take(VISITS_MAX).map(visit).collect(),
        n_visits: here.len(),
        rules: rules.numbers.iter().map(rule).collect(),
    })
}
