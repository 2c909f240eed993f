//! The diagnostic report of one gmina: one view model, rendered as HTML, and its tables.

mod address_list;
mod captions;
mod cascade;
mod challenges;
mod charts;
mod conflicts;
mod consultation;
mod cost_charts;
mod cost_gaps;
mod cost_groups;
mod cost_indicators;
mod cost_page;
mod costs;
mod council;
mod counts;
mod credibility;
mod defined;
mod drawings;
mod figures;
mod format;
mod freshness;
mod hatch;
mod inwestor;
mod jst;
mod labels;
mod map;
mod market;
mod mobile;
mod numbered;
mod orphans;
mod overview;
mod overview_map;
mod paper;
mod path;
mod places;
mod popyt;
mod registers;
mod sheets;
mod sites;
mod timeline;
mod variants_map;
mod view;

use std::sync::LazyLock;

use minijinja::Environment;
use serde::Serialize;

use super::reachable::reachable;
use super::{Language, PublishError};
use crate::diagnosis::chapters::Chapters;
use crate::diagnosis::{Diagnosis, Rollup};
use crate::model::World;
use crate::place::GminaCode;

pub use address_list::write_address_list;
pub(super) use charts::{Bar, staircase};
pub use consultation::{
    ConsultationInput, consultation_map, consulted, print_notice, render_form, render_notice,
    write_consultation_list,
};
pub use cost_charts::{FrontierPoint, frontier_chart};
pub use cost_gaps::{CostChapters, NodeCounts, Paid};
pub use cost_groups::PlannedCluster;
pub use cost_page::{CostPage, render_costs};
pub use costs::CostInput;
pub use council::{print_council, render_council, render_easy};
use format::add_filters;
pub(super) use format::{ShareView, dictionary_key};
pub use labels::label;
pub(super) use labels::register_label;
pub(super) use map::{PlaceName, escape};
use numbered::{Sources, numbered};
pub(super) use orphans::written;
pub(super) use overview::bare_name;
pub use overview::{OverviewInput, overview_name, print_overview, render_overview};
pub use paper::{ANNEX_ADDRESSES, render_pdf};
pub(super) use places::names_of;
pub use sheets::{render_workbook, write_report_package};
pub use variants_map::draw_variants;

use super::RunSettings;

/// What a report is made from.
pub struct ReportInput<'a> {
    /// Language of the report.
    pub language: Language,
    /// The world.
    pub world: &'a World,
    /// Its diagnosis; the first profile is the main one.
    pub diagnosis: &'a Diagnosis,
    /// Its roll-up.
    pub rollup: &'a Rollup,
    /// The chapters of the gmina.
    pub chapters: &'a Chapters,
    /// Settings of the run.
    pub settings: &'a RunSettings,
    /// The gmina.
    pub gmina: GminaCode,
    /// Inputs that fail the quality gate.
    pub gates: &'a [String],
    /// An investment plan, or why there is none: chapters 10 and 11; `None` leaves them out.
    pub costs: Option<CostChapters<'a>>,
}

/// The report and its parts by the names under which they are included.
const TEMPLATES: [(&str, &str); 24] = [
    ("atlas.html", include_str!("../../../reports/templates/report/atlas.html")),
    ("raport.html", include_str!("../../../reports/templates/report/raport.html")),
    ("plan.html", include_str!("../../../reports/templates/report/plan.html")),
    (
        "charakterystyka.html",
        include_str!("../../../reports/templates/report/charakterystyka.html"),
    ),
    ("dowody.html", include_str!("../../../reports/templates/report/dowody.html")),
    ("inwestor.html", include_str!("../../../reports/templates/report/inwestor.html")),
    ("jst.html", include_str!("../../../reports/templates/report/jst.html")),
    ("koszty.html", include_str!("../../../reports/templates/report/koszty.html")),
    ("koszty_brak.html", include_str!("../../../reports/templates/report/koszty_brak.html")),
    ("ksiega.html", include_str!("../../../reports/templates/report/ksiega.html")),
    ("popyt.html", include_str!("../../../reports/templates/report/popyt.html")),
    ("latwy.html", include_str!("../../../reports/templates/report/latwy.html")),
    ("przedzialy.html", include_str!("../../../reports/templates/report/przedzialy.html")),
    ("przeglad.html", include_str!("../../../reports/templates/report/przeglad.html")),
    ("przewodnik.html", include_str!("../../../reports/templates/report/przewodnik.html")),
    ("rada.html", include_str!("../../../reports/templates/report/rada.html")),
    ("sierotki.html", include_str!("../../../reports/templates/report/sierotki.html")),
    ("siec_ruchoma.html", include_str!("../../../reports/templates/report/siec_ruchoma.html")),
    ("sprzecznosci.html", include_str!("../../../reports/templates/report/sprzecznosci.html")),
    ("swiezosc.html", include_str!("../../../reports/templates/report/swiezosc.html")),
    (
        "swiezosc_tabela.html",
        include_str!("../../../reports/templates/report/swiezosc_tabela.html"),
    ),
    ("wiarygodnosc.html", include_str!("../../../reports/templates/report/wiarygodnosc.html")),
    ("wskazniki.html", include_str!("../../../reports/templates/report/wskazniki.html")),
    ("zmiany.html", include_str!("../../../reports/templates/report/zmiany.html")),
];
/// The chapter of the report that lists its registers.
const DATA: &str = "1";
const STYLE: &str = include_str!("../../../reports/styles/raport.css");

/// The templates of one language, compiled once for all reports of a run.
type Compiled = LazyLock<Result<Environment<'static>, minijinja::Error>>;
static POLISH: Compiled = LazyLock::new(|| compiled(Language::Polish));
static ENGLISH: Compiled = LazyLock::new(|| compiled(Language::English));

fn compiled(language: Language) -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    language.add_to(&mut environment);
    for (name, template) in TEMPLATES {
        environment.add_template(name, template)?;
    }
    Ok(environment)
}

/// Renders the template of this name with a view.
pub(in crate::publish) fn render(
    language: Language,
    name: &str,
    view: impl Serialize,
) -> Result<String, PublishError> {
    let environment = match language {
        Language::Polish => &POLISH,
        Language::English => &ENGLISH,
    };
    let environment = environment.as_ref().map_err(|error| PublishError::new(name, error))?;
    let template = environment.get_template(name);
    let page = template.and_then(|template| template.render(minijinja::value::Serde(view)));
    page.map_err(PublishError::of(name))
}

/// Renders `raport.html`: one self-contained file.
///
/// # Errors
/// When the template does not fit the view model, which is a defect of the program.
pub fn render_html(input: &ReportInput<'_>) -> Result<String, PublishError> {
    let mut view = view::build(input);
    view.css = minijinja::Value::from_safe_string(STYLE.to_owned());
    let costs = input.costs.as_ref().map(|costs| costs::chapters(input.language, costs));
    view.costs = costs.transpose()?;
    let page = render(input.language, "raport.html", view)?;
    let drawn_from = (Sources::Chapter(DATA), input.settings.as_of.as_str());
    let page = numbered(input.language, &page, drawn_from);
    Ok(reachable(&defined::linked(input.language, &page)))
}
