//! Chapter for investors: procedures, fees, works to join, a list to tick off.

use serde::Serialize;

use super::ReportInput;
use super::figures::{FigureView, figures, length};
use super::format::UNKNOWN;
use super::jst::place;
use crate::diagnosis::chapters::{DUCT_KINDS, DuctKind};
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
    ducts: Vec<DuctView>,
    steps: Vec<StepView>,
}

/// Ducts or poles of one kind.
#[derive(Serialize)]
struct DuctView {
    kind: &'static str,
    pieces: usize,
    length: String,
    usable: String,
    unknown: String,
    /// Pieces with a count of free ways.
    counted: usize,
    free_ways: String,
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
    /// Whether the table is there and every row of it says so.
    is_ready: bool,
    /// What the table says, in numbers or words.
    detail: String,
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

const DUTY_STATES: [&str; 4] = ["met", "not_met", "not_applicable", "unknown"];

/// State of a duty, in words; `None` without the table of duties.
fn duty_state(input: &ReportInput<'_>, article: &str) -> Option<(bool, String)> {
    let investor = &input.chapters.investor;
    let duty = investor.duties.iter().find(|duty| duty.article == article)?;
    let state = word(input.language, "duty", &duty.state, &DUTY_STATES);
    let article = cited(input.language, article);
    Some((
        duty.state == "met",
        input.language.say("step-duty", &[("article", &article), ("state", state)]),
    ))
}

/// Steps of the one-stop list. A step is ticked only where the tables say all of it; beside it
/// stands how many rows say it.
fn steps(input: &ReportInput<'_>) -> Vec<StepView> {
    let (language, investor) = (input.language, &input.chapters.investor);
    let missing = || language.say("checklist-missing", &[]);
    let counted = |register: &str, say: &dyn Fn(&str, &str) -> String| {
        let stated = investor.stated.get(register).copied().unwrap_or_default();
        let (rows, saying) = (stated.rows.to_string(), stated.saying.to_string());
        let is_there = stated.rows > 0;
        (stated.is_whole(), if is_there { say(&rows, &saying) } else { missing() })
    };
    let permits = |rows: &str, saying: &str| {
        language.say("step-permits", &[("rows", rows), ("saying", saying)])
    };
    let ways = |rows: &str, saying: &str| {
        language.say("step-ducts", &[("rows", rows), ("saying", saying)])
    };
    let parcels = |rows: &str, saying: &str| {
        language.say("step-parcels", &[("rows", rows), ("saying", saying)])
    };
    let works = |rows: &str, saying: &str| {
        language.say("step-roadworks", &[("rows", rows), ("saying", saying)])
    };
    let obstacles = |rows: &str, saying: &str| {
        language.say("step-obstacles", &[("rows", rows), ("saying", saying)])
    };
    let duty = |article: &str| duty_state(input, article).unwrap_or_else(|| (false, missing()));
    let both = |(is_one, one): (bool, String), (is_other, other): (bool, String)| {
        (is_one && is_other, if one == other { one } else { format!("{one}; {other}") })
    };
    let coordinator = match investor.coordinator {
        Some(true) => (true, language.label("duty", "met").to_owned()),
        Some(false) => (false, language.label("duty", "not_met").to_owned()),
        None if investor.has_duties() => (false, language.label("duty", "unknown").to_owned()),
        None => (false, missing()),
    };
    let fee = match investor.fee {
        Some(fee) => (true, language.say("step-fee", &[("fee", &language.money(Grosze(fee)))])),
        None => (false, missing()),
    };
    let steps: [(&'static str, (bool, String)); 8] = [
        ("coordinator", coordinator),
        ("permits", counted("permits", &permits)),
        ("fees", both(fee, duty("29d.6"))),
        ("ducts", both(counted("ducts", &ways), duty("29d.4"))),
        ("infrastructure", duty("29c")),
        ("parcels", counted("parcels", &parcels)),
        ("roadworks", counted("roadworks", &works)),
        ("obstacles", counted("obstacles", &obstacles)),
    ];
    let view = |(key, (is_ready, detail))| StepView {
        key,
        text: language.label("step", key),
        is_ready,
        detail,
    };
    steps.map(view).into()
}

/// Ducts and poles by kind.
fn ducts(input: &ReportInput<'_>) -> Vec<DuctView> {
    let language = input.language;
    let view = |duct: &DuctKind| DuctView {
        kind: word(language, "duct_kind", &duct.kind, &DUCT_KINDS),
        pieces: duct.pieces,
        length: length(language, duct.length),
        usable: length(language, duct.usable),
        unknown: length(language, duct.unknown),
        counted: duct.counted,
        free_ways: if duct.counted > 0 { length(language, duct.free_ways) } else { unknown() },
    };
    input.chapters.investor.ducts.iter().map(view).collect()
}

/// Builds the chapter.
pub(super) fn investor(input: &ReportInput<'_>) -> InvestorView {
    let investor = &input.chapters.investor;
    let missing = TABLES.into_iter().filter(|table| !investor.known.contains(table));
    let title = |table: &str| super::labels::register_label(input.language, table).to_owned();
    let mut parcels = investor.parcels.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    if investor.parcels.len() > LISTED {
        parcels += " …";
    }
    let duty = |duty: &crate::diagnosis::chapters::Duty| {
        (
            cited(input.language, &duty.article),
            word(input.language, "duty", &duty.state, &DUTY_STATES),
        )
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
        has_duties: investor.has_duties(),
        duties: investor.duties.iter().map(duty).collect(),
        coordinator: investor.coordinator,
        works: works(input),
        obstacles: obstacles(input),
        parcels,
        ducts: ducts(input),
        steps: steps(input),
    }
}
