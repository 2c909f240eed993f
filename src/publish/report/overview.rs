//! `przeglad.html`: the gminas of a powiat, or of any list, side by side.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use minijinja::Value;
use serde::Serialize;

use super::counts::WhiteCounts;
use super::drawings::{chart_statuses, status_stack};
use super::figures::text;
use super::format::HELD;
use super::format::ShareView;
use super::overview_map::map_gminas;
use super::paper::foot;
use super::registers::{RegisterView, registers};
use super::view::hash_of;
use super::{STYLE, Sources, numbered, render};
use crate::diagnosis::chapters::{Definition, Indicator};
use crate::diagnosis::{Rollup, SpeedClasses, Tallied};
use crate::model::World;
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;
use crate::publish::print::{Sheet, print};
use crate::publish::reachable::reachable;
use crate::publish::{Language, PublishError, RunSettings};

const NAME: &str = "przeglad.html";
/// The chapter that lists the registers.
const SOURCES: &str = "3";
/// Indicators shown of each gmina beside its counts, in this order.
const SYMBOLS: [&str; 6] = ["W2", "D3", "I1", "J1", "Z1", "U1"];
/// Bars of the chart.
const BARS: usize = 30;

/// What the overview is made from.
pub struct OverviewInput<'a> {
    /// Its language.
    pub language: Language,
    /// The roll-up.
    pub rollup: &'a Rollup,
    /// The profiles; the first is the main one.
    pub profiles: &'a [ThresholdProfile],
    /// Files, gminas and units of the run.
    pub world: &'a World,
    /// Its settings.
    pub settings: &'a RunSettings,
    /// Indicators of the gminas, as their reports have them.
    pub indicators: &'a BTreeMap<GminaCode, Vec<Indicator>>,
    /// Name of the area.
    pub place: String,
    /// Gminas with the folders of their reports.
    pub gminas: &'a [(GminaCode, String)],
    /// The file of each folder to which the page leads; empty where there is none to read.
    pub page: &'static str,
}

/// Name of the area: the powiat of this name and code, or so many gminas.
pub fn overview_name(language: Language, powiat: Option<(&str, &str)>, n_gminas: usize) -> String {
    match powiat {
        Some(("", code)) => language.say("overview-unnamed", &[("code", code)]),
        Some((name, code)) => {
            let name = bare_name(name);
            language.say("overview-powiat", &[("name", name), ("code", code)])
        }
        None => language.say("overview-several", &[("n", &n_gminas.to_string())]),
    }
}

/// The name of a powiat without that word, which some registers have in it.
pub(in crate::publish) fn bare_name(powiat: &str) -> &str {
    let (word, name) = powiat.split_once(' ').unwrap_or(("", powiat));
    if word.eq_ignore_ascii_case("powiat") { name } else { powiat }
}

#[derive(Serialize)]
struct UnitView {
    code: String,
    name: String,
    folder: String,
    #[serde(flatten)]
    counts: WhiteCounts,
    speeds: Vec<ShareView>,
    clusters: u64,
    /// Values of the indicators.
    values: Vec<String>,
}

/// An indicator above its column.
#[derive(Serialize)]
struct HeadView<'a> {
    symbol: &'a str,
    label: &'a str,
    meaning: &'a str,
}

#[derive(Serialize)]
struct OverviewView<'a> {
    css: Value,
    version: &'static str,
    as_of: &'a str,
    place: &'a str,
    profile: &'a str,
    n_gminas: u64,
    page: &'static str,
    bounds: Vec<String>,
    gminas: Vec<UnitView>,
    total: UnitView,
    /// Whether the profile leaves addresses out.
    is_partial: bool,
    map: Value,
    chart: Value,
    /// Gminas beyond the bars of the chart.
    n_bars: usize,
    heads: Vec<HeadView<'a>>,
    has_held: bool,
    registers: Vec<RegisterView>,
    profiles: String,
    input_hash: String,
}

/// Values of the indicators of a gmina.
fn values(input: &OverviewInput<'_>, gmina: GminaCode) -> Vec<String> {
    let of_gmina = input.indicators.get(&gmina).map_or(&[][..], Vec::as_slice);
    let value = |definition: &Definition| {
        let found = of_gmina.iter().find(|indicator| indicator.symbol == definition.symbol);
        match found {
            Some(indicator) if indicator.is_held() => HELD.to_owned(),
            found => text(input.language, &definition.unit, found.and_then(|one| one.figure)),
        }
    };
    SYMBOLS.iter().filter_map(|symbol| Definition::of(symbol)).map(value).collect()
}

fn heads(language: Language) -> Vec<HeadView<'static>> {
    let head = |definition: &'static Definition| HeadView {
        symbol: &definition.symbol,
        label: language.label("rada", &definition.symbol),
        meaning: language.label("rada_znaczenie", &definition.symbol),
    };
    SYMBOLS.iter().filter_map(|symbol| Definition::of(symbol)).map(head).collect()
}

/// The map of the gminas; empty where no outline is known.
fn map(input: &OverviewInput<'_>) -> Value {
    let unit = |code: &GminaCode| input.rollup.gminas.iter().find(|u| u.gmina == Some(*code));
    let known = input.gminas.iter().filter_map(|(code, _)| input.world.gmina(*code));
    let gminas: Vec<_> = known.map(|gmina| (gmina, unit(&gmina.code))).collect();
    Value::from_safe_string(map_gminas(input.language, &gminas).unwrap_or_default())
}

/// Bars of the gminas in the order of the table.
fn chart(input: &OverviewInput<'_>, gminas: &[UnitView]) -> Value {
    let unit = |code: &str| input.rollup.gminas.iter().find(|unit| unit.code == code);
    let stack = |view: &UnitView| Some(status_stack(view.name.clone(), unit(&view.code)?));
    let stacks: Vec<_> = gminas.iter().take(BARS).filter_map(stack).collect();
    chart_statuses(input.language, &stacks)
}

fn unit(of: &Tallied, folder: &str, values: Vec<String>) -> UnitView {
    let n_classes = SpeedClasses::get().len();
    let share = |class: usize| ShareView {
        part: (class..n_classes).map(|class| of.of_class(class)).sum(),
        whole: of.addresses,
    };
    UnitView {
        code: of.code.clone(),
        name: if of.name.is_empty() { of.code.clone() } else { of.name.clone() },
        folder: folder.to_owned(),
        counts: WhiteCounts::of(of),
        // The two lowest classes are "none" and "below the first bound".
        speeds: (2..n_classes).map(share).collect(),
        clusters: of.clusters.len() as u64,
        values,
    }
}

/// Renders the overview.
///
/// # Errors
/// When the template does not fit the view, which is a defect of the program.
pub fn render_overview(input: &OverviewInput<'_>) -> Result<String, PublishError> {
    let mut total = Tallied::default();
    let mut gminas = Vec::new();
    for (code, folder) in input.gminas {
        let found = input.rollup.gminas.iter().find(|unit| unit.gmina == Some(*code));
        if let Some(found) = found {
            total.absorb(found);
            gminas.push(unit(found, folder, values(input, *code)));
        }
    }
    // From the largest share; cross-multiplied, so that nothing is rounded.
    gminas.sort_by(|a, b| {
        let key = |x: &UnitView, y: &UnitView| {
            let (of, whole) = (&x.counts, y.counts.concerned.max(1));
            u128::from(of.white_low + of.white_high) * u128::from(whole)
        };
        key(b, a).cmp(&key(a, b)).then_with(|| a.code.cmp(&b.code))
    });
    let bounds = SpeedClasses::get().bounds();
    let view = OverviewView {
        css: Value::from_safe_string(STYLE.to_owned()),
        version: env!("CARGO_PKG_VERSION"),
        as_of: &input.settings.as_of,
        place: &input.place,
        profile: main(input),
        n_gminas: gminas.len() as u64,
        page: input.page,
        bounds: bounds.iter().map(ToString::to_string).collect(),
        is_partial: gminas.iter().any(|gmina| gmina.counts.is_partial()),
        map: map(input),
        chart: chart(input, &gminas),
        n_bars: BARS.min(gminas.len()),
        heads: heads(input.language),
        has_held: gminas.iter().any(|gmina| gmina.values.iter().any(|value| value == HELD)),
        registers: registers(input.language, &input.world.files, &input.settings.as_of),
        profiles: profiles(input).join(", "),
        input_hash: hash_of(&input.world.files, input.settings),
        gminas,
        total: unit(&total, "", Vec::new()),
    };
    let page = render(input.language, NAME, view)?;
    let drawn_from = (Sources::Chapter(SOURCES), input.settings.as_of.as_str());
    Ok(reachable(&numbered(input.language, &page, drawn_from)))
}

fn main<'a>(input: &OverviewInput<'a>) -> &'a str {
    input.profiles.first().map_or("", |thresholds| &thresholds.profile.id)
}

fn profiles<'a>(input: &OverviewInput<'a>) -> Vec<&'a str> {
    input.profiles.iter().map(|thresholds| thresholds.profile.id.as_str()).collect()
}

/// The overview on paper.
///
/// # Errors
/// When this program cannot print.
pub fn print_overview(
    input: &OverviewInput<'_>,
    day: NaiveDate,
    page: &str,
) -> Result<Vec<u8>, PublishError> {
    let word = |key| input.language.label("print", key);
    let as_of = &input.settings.as_of;
    let as_of = input.language.date(as_of).unwrap_or_else(|| as_of.clone());
    let as_of = format!("{} {as_of}", word("as_of"));
    let hash = hash_of(&input.world.files, input.settings);
    let codes: Vec<String> = input.gminas.iter().map(|(code, _)| code.to_string()).collect();
    let sheet = Sheet {
        title: input.place.clone(),
        lang: input.language.code(),
        day: (day.year(), day.month(), day.day()),
        head: [input.place.clone(), as_of],
        foot: foot(input.language, &profiles(input), &input.world.files, &hash),
        page: [word("page"), word("of")],
        identity: format!("{NAME} {} {} {hash}", codes.join(" "), main(input)),
    };
    print(page, Vec::new(), &sheet)
}

#[cfg(test)]
mod tests {
    use super::{Language, overview_name};

    #[test]
    fn an_area_is_named_once() {
        let named = |name| overview_name(Language::Polish, Some((name, "0201")), 3);
        assert_eq!(named("bolesławiecki"), "Powiat bolesławiecki (0201)");
        assert_eq!(named("powiat bolesławiecki"), "Powiat bolesławiecki (0201)");
        assert_eq!(named("Powiat bolesławiecki"), "Powiat bolesławiecki (0201)");
        // A name that only begins like the word.
        assert_eq!(named("powiatowski"), "Powiat powiatowski (0201)");
        assert_eq!(named(""), "Powiat 0201");
        assert_eq!(overview_name(Language::Polish, None, 3), "Wybrane gminy (3)");
        assert_eq!(overview_name(Language::English, None, 3), "Selected gminas (3)");
    }
}
