//! The kit of a public consultation: notice, form, map, list of addresses.

use std::collections::BTreeSet;
use std::io::Write;

use minijinja::{Environment, Value};
use serde::Serialize;

use super::counts::{LocalityRow, localities};
use super::drawings::map_today;
use super::labels::{label, register_label};
use super::map::escape;
use super::paper::sheet;
use super::places::{main_lens, place_names};
use super::view::{GminaView, gmina_view, input_hash};
use super::{ReportInput, STYLE, add_filters};
use crate::diagnosis::{Status, View};
use crate::policy::{ConsultationTerm, Number, consultation_number, consultation_number_on};
use crate::publish::open_data::OpenDataOptions;
use crate::publish::plan::wrapped;
use crate::publish::print::print;
use crate::publish::reachable::reachable;
use crate::publish::{Language, PublishError};

const NOTICE: &str = include_str!("../../../reports/templates/pl/konsultacje.html");
const FORM: &str = include_str!("../../../reports/templates/pl/konsultacje_formularz.html");

/// A consultation of the white addresses of a gmina.
pub struct ConsultationInput<'a> {
    /// What a report of the gmina is made from.
    pub report: &'a ReportInput<'a>,
    /// Its days.
    pub term: ConsultationTerm,
    /// Who consults, and where answers go.
    pub options: &'a OpenDataOptions,
}

#[derive(Serialize)]
struct RuleView {
    text: String,
    act: &'static str,
    article: &'static str,
    url: &'static str,
    confirmed: bool,
}

#[derive(Serialize)]
struct NumberView<'a> {
    name: &'a str,
    value: String,
    act: &'a str,
    article: &'a str,
    confirmed: bool,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct SourceView<'a> {
    name: &'a str,
    edition: &'a str,
}

#[derive(Serialize)]
struct NoticeView<'a> {
    css: Value,
    version: &'static str,
    as_of: &'a str,
    input_hash: String,
    gmina: GminaView,
    publisher: String,
    contact: &'a str,
    email: &'a str,
    from: String,
    until: String,
    days: u64,
    valid_until: String,
    horizon: u64,
    profile: &'a str,
    profile_summary: &'a str,
    n_addresses: u64,
    /// Those that the profile concerns.
    n_concerned: u64,
    n_white: u64,
    n_uncertain: u64,
    /// White ones that a plan covers.
    n_planned: u64,
    map: Value,
    places: Vec<LocalityRow>,
    rules: Vec<RuleView>,
    numbers: Vec<NumberView<'a>>,
    sources: Vec<SourceView<'a>>,
}

/// Positions of the addresses on the list: white or uncertain today under the main profile.
fn listed(input: &ReportInput<'_>) -> Vec<usize> {
    let verdicts = input.diagnosis.of(main_lens(View::Today));
    let is_open = |a: &usize| matches!(verdicts[*a].status, Status::White | Status::Uncertain);
    input.world.addresses_of(input.gmina).filter(is_open).collect()
}

/// How many addresses the main profile concerns.
fn concerned(input: &ReportInput<'_>) -> u64 {
    let verdicts = input.diagnosis.of(main_lens(View::Today));
    let is_meant = |a: &usize| verdicts[*a].status != Status::NotApplicable;
    input.world.addresses_of(input.gmina).filter(is_meant).count() as u64
}

fn places(input: &ReportInput<'_>) -> Vec<LocalityRow> {
    let mut places = localities(input);
    places.retain(|place| place.white + place.uncertain > 0);
    places.sort_by_cached_key(|place| super::dictionary_key(&place.name));
    places
}

/// An article without the remark that its number was not found: what is unconfirmed is marked so.
fn cited(article: &str) -> &str {
    let remark = article.rsplit_once("; ").filter(|(_, remark)| remark.ends_with("nie ustalono"));
    remark.map_or(article, |(cited, _)| cited)
}

fn rules(term: ConsultationTerm) -> Vec<RuleView> {
    let of = |name| consultation_number(name, term.from);
    let exempt = consultation_number_on("consultation_days_min_gber", term.from);
    let rule = |number: &'static Number, text: fn(&str) -> String| RuleView {
        text: text(&number.value.to_string()),
        act: &number.act,
        article: cited(&number.article),
        url: &number.url,
        confirmed: number.is_confirmed(),
    };
    let days = rule(of("consultation_days_min"), |n| {
        Language::Polish.say("consultation-days-min", &[("n", n)])
    });
    let exempt = exempt.map(|number| {
        rule(number, |n| Language::Polish.say("consultation-days-min-gber", &[("n", n)]))
    });
    let months = rule(of("consultation_months_valid"), |n| {
        Language::Polish.say("consultation-months-valid", &[("n", n)])
    });
    [Some(days), exempt, Some(months)].into_iter().flatten().collect()
}

/// Registers and their editions, each once, by name.
fn sources<'a>(input: &ReportInput<'a>) -> Vec<SourceView<'a>> {
    let source = |file: &'a crate::model::RegisterFile| SourceView {
        name: register_label(Language::Polish, &file.register),
        edition: &file.edition,
    };
    let sources: BTreeSet<SourceView<'a>> = input.world.files.iter().map(source).collect();
    sources.into_iter().collect()
}

fn view<'a>(of: &'a ConsultationInput<'a>) -> NoticeView<'a> {
    let (input, options, term) = (of.report, of.options, of.term);
    let thresholds = &input.diagnosis.profiles[0];
    let gmina = gmina_view(input);
    let places = places(input);
    let number = |n: &'a Number| NumberView {
        name: label("number", &n.name),
        value: Language::Polish.quantity(n.value.into(), &n.unit),
        act: &n.act,
        article: cited(&n.article),
        confirmed: n.is_confirmed(),
    };
    NoticeView {
        css: Value::from_safe_string(STYLE.to_owned()),
        version: env!("CARGO_PKG_VERSION"),
        as_of: &input.settings.as_of,
        input_hash: input_hash(input),
        publisher: options.publisher.clone().unwrap_or_else(|| gmina.name.clone()),
        gmina,
        contact: options.contact.as_deref().unwrap_or(""),
        email: options.email.as_deref().unwrap_or(""),
        from: term.from.to_string(),
        until: term.until.to_string(),
        days: u64::try_from(term.days()).unwrap_or(0),
        valid_until: term.valid_until().to_string(),
        horizon: input.settings.plan_horizon_years.into(),
        profile: &thresholds.profile.id,
        profile_summary: &thresholds.profile.summary_pl,
        n_addresses: input.world.addresses_of(input.gmina).len() as u64,
        n_concerned: concerned(input),
        n_white: places.iter().map(|place| place.white).sum(),
        n_uncertain: places.iter().map(|place| place.uncertain).sum(),
        n_planned: places.iter().map(|p| p.white.saturating_sub(p.planned)).sum(),
        map: map_today(input, &place_names(input), &[]),
        places,
        rules: rules(term),
        numbers: thresholds.numbers.values().map(number).collect(),
        sources: sources(input),
    }
}

fn render(of: &ConsultationInput<'_>, name: &str, template: &str) -> Result<String, PublishError> {
    let error = PublishError::of(name);
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    add_filters(&mut environment);
    let page = environment.render_named_str(name, template, minijinja::value::Serde(view(of)));
    page.map(|page| reachable(&page)).map_err(&error)
}

/// `ogloszenie.html`.
///
/// # Errors
/// When the template does not fit the view, which is a defect of the program.
pub fn render_notice(of: &ConsultationInput<'_>) -> Result<String, PublishError> {
    render(of, "ogloszenie.html", NOTICE)
}

/// `formularz.html`.
///
/// # Errors
/// When the template does not fit the view, which is a defect of the program.
pub fn render_form(of: &ConsultationInput<'_>) -> Result<String, PublishError> {
    render(of, "formularz.html", FORM)
}

/// A page of the kit on paper.
///
/// # Errors
/// When this program cannot print.
pub fn print_notice(of: &ConsultationInput<'_>, page: &str) -> Result<Vec<u8>, PublishError> {
    let mut sheet = sheet(of.report, page);
    let gmina = gmina_view(of.report);
    sheet.head[0] =
        format!("{} · {} · TERYT {}", label("konsultacje", "head"), gmina.name, gmina.code);
    print(page, Vec::new(), &sheet)
}

/// `mapa.svg`; `None` where nothing has a place.
pub fn consultation_map(input: &ReportInput<'_>) -> Option<String> {
    let drawn = map_today(input, &place_names(input), &[]).to_string();
    (!drawn.is_empty()).then(|| titled(input, &drawn))
}

/// A map that stands alone: with its title above it, day and sources below.
fn titled(input: &ReportInput<'_>, drawn: &str) -> String {
    let word = |key| label("konsultacje", key);
    let named = sources(input);
    let named: Vec<String> = named.iter().map(|s| format!("{} – {}", s.name, s.edition)).collect();
    let lines = wrapped(&format!("{} {}.", word("map_sources"), named.join("; ")));
    let (head, mut foot) = (46, 34);
    let mut below = String::new();
    for line in &lines {
        foot += 22;
        below += &format!("<tspan x=\"20\" dy=\"22\">{}</tspan>", escape(line));
    }
    let height = drawn.split_once("viewBox=\"0 0 960 ").and_then(|(_, rest)| rest.split_once('"'));
    let height = height.and_then(|(height, _)| height.parse::<u32>().ok()).unwrap_or(660);
    let as_of = &input.settings.as_of;
    let day = Language::Polish.date(as_of).unwrap_or_else(|| as_of.clone());
    let profile = &input.diagnosis.profiles[0].profile.id;
    let gmina = gmina_view(input);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 {}\" role=\"img\" \
         font-family=\"'Source Sans 3','DejaVu Sans',Arial,sans-serif\"><rect width=\"100%\" \
         height=\"100%\" fill=\"#fff\"/><text x=\"20\" y=\"30\" font-size=\"20\" \
         font-weight=\"600\">{}</text><g transform=\"translate(0 {head})\">{}</g>\
         <text x=\"20\" y=\"{}\" font-size=\"15\">{}</text>\
         <text y=\"{}\" font-size=\"15\">{below}</text></svg>",
        height + head + foot,
        escape(&format!("{}: {} (TERYT {})", word("map_title"), gmina.name, gmina.code)),
        drawn.replacen("<svg ", &format!("<svg width=\"960\" height=\"{height}\" "), 1),
        height + head + 22,
        escape(&format!("{} {day}, {} {profile}", word("map_day"), word("map_profile"))),
        height + head + 22,
    )
}

/// Positions of the addresses on the list.
pub fn consulted(input: &ReportInput<'_>) -> Vec<usize> {
    listed(input)
}

/// `adresy.csv`: the addresses on the list, as people open them, with headings in the language of
/// the input.
///
/// # Errors
/// When the writer fails.
pub fn write_consultation_list(
    input: &ReportInput<'_>,
    mut writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("adresy.csv");
    let (world, diagnosis) = (input.world, input.diagnosis);
    writer.write_all("\u{feff}".as_bytes()).map_err(|e| PublishError::new("adresy.csv", e))?;
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(writer);
    let keys = ["id", "locality", "simc", "street", "ulic", "number", "status", "planned", "speed"];
    let language = input.language;
    csv.write_record(keys.map(|key| language.label("konsultacje", key))).map_err(&error)?;
    let status = |view: View, position: usize| {
        let status = diagnosis.of(main_lens(view))[position].status;
        language.label("status", status.as_str()).to_owned()
    };
    for position in listed(input) {
        let address = &world.addresses[position];
        let fastest = diagnosis.fastest_certain(world, position);
        csv.write_record([
            world.texts.get(address.id).to_owned(),
            world.locality_of(position).to_owned(),
            address.simc.map_or_else(String::new, |simc| simc.to_string()),
            world.street_of(position).to_owned(),
            address.ulic.map_or_else(String::new, |ulic| ulic.to_string()),
            world.texts.get(address.number).to_owned(),
            status(View::Today, position),
            status(View::WithPlans, position),
            fastest.map_or_else(String::new, |(down, _)| down.to_string()),
        ])
        .map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("adresy.csv", e))
}
