//! The national atlas: one page with maps, rankings, distributions and the reconciliation.

mod outlines;
mod view;

use std::collections::BTreeSet;

use minijinja::Environment;

use super::reachable::reachable;
use super::report::add_filters;
use super::{PublishError, Reconciled, RunSettings};
use crate::diagnosis::Rollup;
use crate::model::{Gmina, RegisterFile};
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;

/// What the atlas is made from.
pub struct AtlasInput<'a> {
    /// Profiles; the first is the main one.
    pub profiles: &'a [ThresholdProfile],
    /// Counts of every level.
    pub rollup: &'a Rollup,
    /// Gminas with their outlines, by code.
    pub gminas: &'a [Gmina],
    /// Input files.
    pub files: &'a [RegisterFile],
    /// Settings of the run.
    pub settings: &'a RunSettings,
    /// Totals compared.
    pub reconciled: &'a [Reconciled],
    /// Inputs that fail the quality gate.
    pub gates: &'a [String],
    /// Whether any record of coverage found an address.
    pub has_coverage: bool,
    /// Gminas whose report stands at `raporty/<code>/raport.html`.
    pub reports: &'a BTreeSet<GminaCode>,
}

const TEMPLATE: &str = include_str!("../../../reports/templates/pl/atlas.html");
const REPORT_STYLE: &str = include_str!("../../../reports/styles/raport.css");
const STYLE: &str = include_str!("../../../reports/styles/atlas.css");
const SCRIPT: &str = include_str!("../../../reports/scripts/atlas.js");

/// Renders `atlas.html`: one self-contained file in Polish that asks no network for anything.
///
/// # Errors
/// When the template does not fit the view model, which is a defect of the program.
pub fn render_atlas(input: &AtlasInput<'_>) -> Result<String, PublishError> {
    let error = PublishError::of("atlas.html");
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    add_filters(&mut environment);
    environment.add_template("atlas.html", TEMPLATE).map_err(&error)?;
    let safe = minijinja::Value::from_safe_string;
    let mut view = view::build(input)?;
    view.css = safe(format!("{REPORT_STYLE}{STYLE}"));
    view.script = safe(SCRIPT.to_owned());
    let context = minijinja::value::Serde(view);
    let page = environment.get_template("atlas.html").and_then(|t| t.render(context));
    page.map(|page| reachable(&page)).map_err(&error)
}
