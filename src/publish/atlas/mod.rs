//! The national atlas: one page with maps, rankings, distributions and the reconciliation.

mod league;
pub(super) mod outlines;
mod tiles;
pub(super) mod view;

use std::collections::BTreeSet;

use super::reachable::reachable;
use super::report::render;
use super::{Language, PublishError, Reconciled, RunSettings};
use crate::diagnosis::Rollup;
use crate::model::{Gmina, RegisterFile};
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;

pub use tiles::write_atlas_tiles;

/// What the atlas is made from.
pub struct AtlasInput<'a> {
    /// Language of the page.
    pub language: Language,
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
    /// Content of `freshness.csv`; empty where there are no earlier editions.
    pub league: &'a [u8],
}

const REPORT_STYLE: &str = include_str!("../../../reports/styles/raport.css");
const STYLE: &str = include_str!("../../../reports/styles/atlas.css");
const SCRIPT: &str = include_str!("../../../reports/scripts/atlas.js");

/// Renders `atlas.html`: one self-contained file that asks no network for anything.
///
/// # Errors
/// When the template does not fit the view model, which is a defect of the program.
pub fn render_atlas(input: &AtlasInput<'_>) -> Result<String, PublishError> {
    let safe = minijinja::Value::from_safe_string;
    let mut view = view::build(input)?;
    view.css = safe(format!("{REPORT_STYLE}{STYLE}"));
    view.script = safe(SCRIPT.to_owned());
    render(input.language, "atlas.html", view).map(|page| reachable(&page))
}
