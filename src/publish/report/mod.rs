//! The diagnostic report of one gmina: one view model, rendered as HTML, and its tables.

mod address_list;
mod challenges;
mod charts;
mod conflicts;
mod cost_charts;
mod cost_gaps;
mod costs;
mod credibility;
mod drawings;
mod figures;
mod format;
mod freshness;
mod inwestor;
mod jst;
mod labels;
mod map;
mod market;
mod mobile;
mod orphans;
mod paper;
mod places;
mod popyt;
mod registers;
mod sheets;
mod sites;
mod view;

use std::sync::LazyLock;

use minijinja::Environment;

use super::PublishError;
use super::reachable::reachable;
use crate::diagnosis::chapters::Chapters;
use crate::diagnosis::{Diagnosis, Rollup};
use crate::model::World;
use crate::place::GminaCode;

pub use address_list::write_address_list;
pub(super) use charts::{Bar, staircase};
pub use cost_charts::{FrontierPoint, frontier_chart};
pub use cost_gaps::{CostChapters, NodeCounts, Paid};
pub use costs::{CostInput, render_costs};
pub(super) use format::number as grouped;
pub(super) use format::{ShareView, add_filters, dictionary_key, number, percent};
pub use format::{date, zloty};
pub use labels::label;
pub(super) use labels::register_label;
pub(super) use map::escape;
pub(super) use orphans::written;
pub use paper::{ANNEX_ADDRESSES, render_pdf};
pub use sheets::{render_workbook, write_report_package};

use super::RunSettings;

/// What a report is made from.
pub struct ReportInput<'a> {
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

const TEMPLATE: &str = include_str!("../../../reports/templates/pl/raport.html");
const COSTS: &str = include_str!("../../../reports/templates/pl/koszty.html");
const NO_COSTS: &str = include_str!("../../../reports/templates/pl/koszty_brak.html");
/// Parts of the report by the names under which it includes them.
const PARTS: [(&str, &str); 12] = [
    ("charakterystyka.html", include_str!("../../../reports/templates/pl/charakterystyka.html")),
    ("inwestor.html", include_str!("../../../reports/templates/pl/inwestor.html")),
    ("jst.html", include_str!("../../../reports/templates/pl/jst.html")),
    ("ksiega.html", include_str!("../../../reports/templates/pl/ksiega.html")),
    ("popyt.html", include_str!("../../../reports/templates/pl/popyt.html")),
    ("przedzialy.html", include_str!("../../../reports/templates/pl/przedzialy.html")),
    ("sierotki.html", include_str!("../../../reports/templates/pl/sierotki.html")),
    ("siec_ruchoma.html", include_str!("../../../reports/templates/pl/siec_ruchoma.html")),
    ("sprzecznosci.html", include_str!("../../../reports/templates/pl/sprzecznosci.html")),
    ("swiezosc.html", include_str!("../../../reports/templates/pl/swiezosc.html")),
    ("wiarygodnosc.html", include_str!("../../../reports/templates/pl/wiarygodnosc.html")),
    ("wskazniki.html", include_str!("../../../reports/templates/pl/wskazniki.html")),
];
const STYLE: &str = include_str!("../../../reports/styles/raport.css");

/// The templates, compiled once for all reports of a run.
static ENVIRONMENT: LazyLock<Result<Environment<'static>, minijinja::Error>> =
    LazyLock::new(|| {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        format::add_filters(&mut environment);
        environment.add_template("raport.html", TEMPLATE)?;
        for (name, part) in PARTS {
            environment.add_template(name, part)?;
        }
        Ok(environment)
    });

/// Renders `raport.html`: one self-contained file in Polish.
///
/// # Errors
/// When the template does not fit the view model, which is a defect of the program.
pub fn render_html(input: &ReportInput<'_>) -> Result<String, PublishError> {
    let error = PublishError::of("raport.html");
    let environment =
        ENVIRONMENT.as_ref().map_err(|error| PublishError::new("raport.html", error))?;
    let mut view = view::build(input);
    view.css = minijinja::Value::from_safe_string(STYLE.to_owned());
    view.costs = input.costs.as_ref().map(costs::chapters).transpose()?;
    environment
        .get_template("raport.html")
        .and_then(|t| t.render(minijinja::value::Serde(view)))
        .map(|page| reachable(&page))
        .map_err(&error)
}
