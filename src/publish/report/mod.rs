//! The diagnostic report of one gmina: one view model, rendered as HTML, and its tables.

mod address_list;
mod charts;
mod drawings;
mod format;
mod labels;
mod map;
mod market;
mod places;
mod registers;
mod sites;
mod view;

use std::sync::LazyLock;

use minijinja::Environment;

use super::PublishError;
use crate::diagnosis::{Diagnosis, Rollup};
use crate::model::World;
use crate::place::GminaCode;

pub use address_list::write_address_list;
pub(super) use charts::{Bar, staircase};
pub use format::date;
pub(super) use format::{ShareView, add_filters, dictionary_key, percent};
pub use labels::label;
pub(super) use labels::register_label;
pub(super) use map::escape;

use super::RunSettings;

/// What a report is made from.
pub struct ReportInput<'a> {
    /// The world.
    pub world: &'a World,
    /// Its diagnosis; the first profile is the main one.
    pub diagnosis: &'a Diagnosis,
    /// Its roll-up.
    pub rollup: &'a Rollup,
    /// Settings of the run.
    pub settings: &'a RunSettings,
    /// The gmina.
    pub gmina: GminaCode,
    /// Inputs that fail the quality gate.
    pub gates: &'a [String],
}

const TEMPLATE: &str = include_str!("../../../reports/templates/pl/raport.html");
const STYLE: &str = include_str!("../../../reports/styles/raport.css");

/// The templates, compiled once for all reports of a run.
static ENVIRONMENT: LazyLock<Result<Environment<'static>, minijinja::Error>> =
    LazyLock::new(|| {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        format::add_filters(&mut environment);
        environment.add_template("raport.html", TEMPLATE)?;
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
    environment
        .get_template("raport.html")
        .and_then(|t| t.render(minijinja::value::Serde(view)))
        .map_err(&error)
}
