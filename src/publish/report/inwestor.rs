//! Chapter for investors: procedures, fees, works to join, a list to tick off.

use serde::Serialize;

use super::ReportInput;
use super::figures::{FigureView, figures};
use super::format::UNKNOWN;
use super::jst::place;
use crate::publish::Language;
use crate::quantity::Grosze;

/// The chapter.
#[derive(Serialize)]
pub(super) struct InvestorView {
    figures: Vec<FigureView>,
    /// Tables of the chapter that the gmina has not filled in: template and what it is.
    missing: Vec<(String, String)>,
    fee: String,
    powiat_fee: String,
    powiat_gminas: usize,
    duties: Vec<(String, &'static str)>,
    has_duties: bool,
    coordinator: Option<bool>,
    works: Vec<WorksView>,
    obstacles: Vec<ObstacleView>,
    parcels: String,
    steps: Vec<StepView>,
}

#[derive(Serialize)]
struct WorksView {
    road: String,
    kind: &'static str,
    dates: String,
    can_join: String,
    join_until: String,
    duct: String,
    white: usize,
    addresses: String,
    clusters: String,
}

#[derive(Serialize)]
struct ObstacleView {
    kind: &'static str,
    place: String,
    state: &'static str,
    description: String,
}

/// A step of the one-stop list, and what the gmina's tables say of it.
#[derive(Serialize)]
struct StepView {
    key: &'static str,
    text: &'static str,
    /// `true`: the tables hold it; `false`: not yet.
    is_ready: bool,
}

/// Tables of the chapter, in the order of its text.
const TABLES: [&str; 7] =
    ["permits", "lane-fees", "ducts", "parcels", "gmina-duties", "obstacles", "roadworks"];
/// White addresses listed for one stretch of works, and parcels listed.
const LISTED: usize = 10;

fn unknown() -> String {
    UNKNOWN.to_owned()
}

fn yes_no(language: Language, flag: Option<bool>) -> String {
    let word = |flag| language.say(if flag { "yes" } else { "no" }, &[]);
    flag.map_or_else(unknown, word)
}

/// Provisions of the act as people cite them: `29d.4` is art. 29d ust. 4.
fn cited(language: Language, code: &str) -> String {
    match code.split_once('.') {
        Some((article, part)) => {
            language.say("article-part", &[("article", article), ("part", part)])
        }
        None => language.say("article", &[("article", code)]),
    }
}

fn works(input: &ReportInput<'_>) -> Vec<WorksView> {
    let Some(layer) = input.world.layer("roadworks") else { return Vec::new() };
    let view = |works: &crate::diagnosis::chapters::DigOnce| {
        let day = |column: &str| {
            let day = layer.date(column, works.row).map(|day| day.to_string());
            day.and_then(|day| input.language.date(&day)).unwrap_or_else(unknown)
        };
        let name =
            layer.text("road_name", works.row).or_else(|| layer.text("road_number", works.row));
        let listed = works.white.iter().take(LISTED).map(|a| place(input.world, *a));
        let mut addresses = listed.collect::<Vec<_>>().join("; ");
        if works.white.len() > LISTED {
            addresses += " …";
        }
        let clusters: Vec<String> =
            works.clusters.iter().map(|cluster| (cluster + 1).to_string()).collect();
        WorksView {
            road: name.or_else(|| layer.text("id", works.row)).unwrap_or(UNKNOWN).to_owned(),
            kind: layer
                .text("kind", works.row)
                .map_or(UNKNOWN, |kind| works_kind(input.language, kind)),
            dates: format!("{} – {}", day("starts_on"), day("ends_on")),
            can_join: yes_no(input.language, layer.flag("can_join", works.row)),
            join_until: day("join_until"),
            duct: yes_no(input.language, layer.flag("duct_planned", works.row)),
            white: works.white.len(),
            addresses,
            clusters: clusters.join(", "),
        }
    };
    input.chapters.investor.works.iter().map(view).collect()
}

fn works_kind(language: Language, kind: &str) -> &'static str {
    const KINDS: [&str; 8] = [
        "construction",
        "reconstruction",
        "resurfacing",
        "sidewalk",
        "water",
        "gas",
        "power",
        "other",
    ];
    let found = KINDS.into_iter().find(|known| *known == kind);
    found.map_or(UNKNOWN, |known| language.label("works", known))
}

fn word(language: Language, group: &str, code: &str, known: &[&'static str]) -> &'static str {
    let found = known.iter().copied().find(|known| *known == code);
    found.map_or(UNKNOWN, |known| language.label(group, known))
}

fn obstacles(input: &ReportInput<'_>) -> Vec<ObstacleView> {
    const KINDS: [&str; 10] = [
        "consent",
        "agreement",
        "monument",
        "nature",
        "crossing",
        "full_duct",
        "poles",
        "fees",
        "zoning",
        "other",
    ];
    const STATES: [&str; 3] = ["standing", "being_removed", "unknown"];
    let Some(layer) = input.world.layer("obstacles") else { return Vec::new() };
    let view = |row: &usize| ObstacleView {
        kind: word(input.language, "obstacle", layer.text("kind", *row).unwrap_or("other"), &KINDS),
        place: layer.address(*row).map_or_else(unknown, |address| place(input.world, address)),
        state: word(
            input.language,
            "obstacle_state",
            layer.text("state", *row).unwrap_or("unknown"),
            &STATES,
        ),
        description: layer.text("description", *row).unwrap_or("").to_owned(),
    };
    input.chapters.investor.obstacles.iter().map(view).collect()
}

/// Steps of the one-stop list, each with the table in which the gmina keeps what it asks for.
fn steps(input: &ReportInput<'_>) -> Vec<StepView> {
    let investor = &input.chapters.investor;
    let has = |register: &str| investor.known.contains(register);
    let is_met = |article: &str| {
        investor.duties.iter().any(|duty| {
            duty.article == article && matches!(duty.state.as_str(), "met" | "not_applicable")
        })
    };
    let steps: [(&'static str, bool); 8] = [
        ("coordinator", investor.coordinator == Some(true)),
        ("permits", has("permits")),
        ("fees", has("lane-fees") && is_met("29d.6")),
        ("ducts", has("ducts") && is_met("29d.4")),
        ("infrastructure", is_met("29c")),
        ("parcels", has("parcels")),
        ("roadworks", has("roadworks")),
        ("obstacles", has("obstacles")),
    ];
    let view =
        |(key, is_ready)| StepView { key, text: input.language.label("step", key), is_ready };
    steps.map(view).into()
}

/// Builds the chapter.
pub(super) fn investor(input: &ReportInput<'_>) -> InvestorView {
    let investor = &input.chapters.investor;
    let missing = TABLES.into_iter().filter(|table| !investor.known.contains(table));
    let title = |table: &str| super::labels::register_label(input.language, table).to_owned();
    let states = ["met", "not_met", "not_applicable", "unknown"];
    let mut parcels = investor.parcels.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    if investor.parcels.len() > LISTED {
        parcels += " …";
    }
    let duty = |duty: &crate::diagnosis::chapters::Duty| {
        (cited(input.language, &duty.article), word(input.language, "duty", &duty.state, &states))
    };
    InvestorView {
        figures: figures(input, "inwestor"),
        missing: missing.map(|table| (table.to_owned(), title(table))).collect(),
        fee: investor.fee.map_or_else(unknown, |fee| input.language.money(Grosze(fee))),
        // Half of twice the median, a half grosz upwards.
        powiat_fee: investor
            .powiat_fee
            .map_or_else(unknown, |(twice, _)| input.language.money(Grosze((twice + 1) / 2))),
        powiat_gminas: investor.powiat_fee.map_or(0, |(_, n)| n),
        has_duties: !investor.duties.is_empty(),
        duties: investor.duties.iter().map(duty).collect(),
        coordinator: investor.coordinator,
        works: works(input),
        obstacles: obstacles(input),
        parcels,
        steps: steps(input),
    }
}
