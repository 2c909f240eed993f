//! For the council and the residents: two pages for the yearly report on the state of the gmina,
//! and the same in words that are easy to read.

use minijinja::Value;
use serde::Serialize;

use super::conflicts::WhiteBounds;
use super::counts::{LocalityRow, WhiteCounts, localities};
use super::drawings::map_today;
use super::figures::text;
use super::labels::register_label;
use super::paper::sheet;
use super::places::place_names;
use super::view::{GminaView, gmina_view, input_hash};
use super::{ReportInput, STYLE, dictionary_key, render};
use crate::diagnosis::Tallied;
use crate::diagnosis::chapters::{Definition, Indicator};
use crate::publish::PublishError;
use crate::publish::print::print;
use crate::publish::reachable::reachable;

/// Indicators that a council is shown, in this order.
const SYMBOLS: [&str; 9] = ["W1", "W2", "D1", "D3", "I1", "P1", "J1", "Z1", "U1"];
/// Kind of a gmina that is a town.
const TOWN: u8 = 1;
/// Localities that fit.
const PLACES: usize = 6;

#[derive(Serialize)]
struct FigureRow<'a> {
    label: &'a str,
    key: &'a str,
    value: String,
    meaning: &'a str,
    is_held: bool,
}

#[derive(Serialize)]
struct SourceRow<'a> {
    name: &'a str,
    edition: &'a str,
}

#[derive(Serialize)]
struct CouncilView<'a> {
    css: Value,
    version: &'static str,
    as_of: &'a str,
    input_hash: String,
    gmina: GminaView,
    /// Whether the gmina is a town, with a town hall.
    is_town: bool,
    profile: &'a str,
    confirmed: bool,
    has_coverage: bool,
    bounds: WhiteBounds,
    #[serde(flatten)]
    counts: WhiteCounts,
    /// Addresses that are white for certain, of every ten.
    tenth: u64,
    figures: Vec<FigureRow<'a>>,
    has_held: bool,
    places: Vec<LocalityRow>,
    map: Value,
    sources: Vec<SourceRow<'a>>,
}

/// The roll-up of the gmina.
fn unit(input: &ReportInput<'_>) -> Tallied {
    let found = input.rollup.gminas.iter().find(|unit| unit.gmina == Some(input.gmina));
    let statuses = vec![Default::default(); input.diagnosis.verdicts.len()];
    found.cloned().unwrap_or_else(|| Tallied { statuses, ..Tallied::default() })
}

/// The indicators; those that are held back say so.
fn figures<'a>(input: &'a ReportInput<'a>) -> Vec<FigureRow<'a>> {
    let language = input.language;
    let of = |symbol: &&str| Definition::of(symbol);
    let rows = SYMBOLS.iter().filter_map(of).flat_map(|definition| {
        let own = input.chapters.indicators.iter().filter(|i| i.symbol == definition.symbol);
        own.map(move |indicator| (definition, indicator))
    });
    let row = |(definition, indicator): (&Definition, &'a Indicator)| FigureRow {
        label: language.label("rada", indicator.symbol),
        key: &indicator.key,
        value: if indicator.is_held() {
            language.label("rada", "held").to_owned()
        } else {
            text(language, &definition.unit, indicator.figure)
        },
        meaning: language.label("rada_znaczenie", indicator.symbol),
        is_held: indicator.is_held(),
    };
    rows.map(row).collect()
}

fn places(input: &ReportInput<'_>) -> Vec<LocalityRow> {
    let mut rows: Vec<LocalityRow> =
        localities(input).into_iter().filter(|row| row.white > 0).collect();
    rows.sort_by_cached_key(|row| (std::cmp::Reverse(row.white), dictionary_key(&row.name)));
    rows.truncate(PLACES);
    rows
}

/// Of every ten, rounded half up; nothing of nothing.
fn of_ten(part: u64, whole: u64) -> u64 {
    if whole == 0 { 0 } else { (part * 20 + whole) / (2 * whole) }
}

fn view<'a>(input: &'a ReportInput<'a>) -> CouncilView<'a> {
    let thresholds = &input.diagnosis.profiles[0];
    let counts = WhiteCounts::of(&unit(input));
    let source = |file: &'a crate::model::RegisterFile| SourceRow {
        name: register_label(input.language, &file.register),
        edition: &file.edition,
    };
    let mut sources: Vec<SourceRow<'_>> = input.world.files.iter().map(source).collect();
    sources.dedup_by(|a, b| a.name == b.name && a.edition == b.edition);
    let figures = figures(input);
    CouncilView {
        css: Value::from_safe_string(STYLE.to_owned()),
        version: env!("CARGO_PKG_VERSION"),
        as_of: &input.settings.as_of,
        input_hash: input_hash(input),
        gmina: gmina_view(input),
        is_town: input.world.gmina(input.gmina).and_then(|gmina| gmina.kind) == Some(TOWN),
        profile: &thresholds.profile.id,
        confirmed: thresholds.is_confirmed(),
        has_coverage: !input.world.offers.is_empty(),
        bounds: WhiteBounds::of(input),
        tenth: of_ten(counts.white_low, counts.concerned),
        counts,
        has_held: figures.iter().any(|figure| figure.is_held),
        figures,
        places: places(input),
        map: map_today(input, &place_names(input), &[]),
        sources,
    }
}

fn page(input: &ReportInput<'_>, name: &str) -> Result<String, PublishError> {
    render(input.language, name, view(input)).map(|page| reachable(&page))
}

/// `rada.html`: a part of the report on the state of the gmina.
///
/// # Errors
/// When the template does not fit the view, which is a defect of the program.
pub fn render_council(input: &ReportInput<'_>) -> Result<String, PublishError> {
    page(input, "rada.html")
}

/// `latwy.html`: the same, easy to read.
///
/// # Errors
/// When the template does not fit the view, which is a defect of the program.
pub fn render_easy(input: &ReportInput<'_>) -> Result<String, PublishError> {
    page(input, "latwy.html")
}

/// One of these pages on paper.
///
/// # Errors
/// When this program cannot print.
pub fn print_council(input: &ReportInput<'_>, page: &str) -> Result<Vec<u8>, PublishError> {
    let mut sheet = sheet(input, page);
    let gmina = gmina_view(input);
    sheet.head[0] = format!("{} · TERYT {}", gmina.name, gmina.code);
    print(page, Vec::new(), &sheet)
}

#[cfg(test)]
mod tests {
    use super::of_ten;

    #[test]
    fn tenths_are_rounded_half_up() {
        // 468 of 1600: 468 / 160 = 2.925.
        assert_eq!(of_ten(468, 1600), 3);
        // 5 of 20 is 2.5 of ten; 19 of 20 is 9.5; 1 of 21 less than a half.
        assert_eq!([of_ten(5, 20), of_ten(19, 20), of_ten(1, 21)], [3, 10, 0]);
        assert_eq!(of_ten(0, 0), 0);
    }
}
