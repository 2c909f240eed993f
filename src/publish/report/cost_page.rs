//! The page of a plan: the chapters on costs under a heading of their own.

use serde::Serialize;

use super::cost_gaps::CostChapters;
use super::costs::chapters;
use super::{STYLE, Sources, numbered, render};
use crate::publish::reachable::reachable;
use crate::publish::{Language, PublishError};

/// What a page of a plan says above its chapters.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CostPage<'a> {
    /// The gminas.
    pub title: &'a str,
    /// The day of the run, as in ISO 8601.
    pub as_of: &'a str,
    /// The profile by which addresses are white.
    pub profile: &'a str,
    /// Whether they are so with the operators' plans fulfilled.
    pub with_plans: bool,
    /// Registers that the plan rests on, with their editions.
    pub sources: &'a str,
    /// Name of the file whose areas alone are planned for.
    pub area: Option<&'a str>,
}

/// The chapters as a page of their own: `title` is its heading.
///
/// # Errors
/// When the template does not fit the view model, which is a defect of the program.
pub fn render_costs(
    language: Language,
    input: &CostChapters<'_>,
    head: &CostPage<'_>,
) -> Result<String, PublishError> {
    #[derive(Serialize)]
    struct Page<'a> {
        head: &'a CostPage<'a>,
        css: minijinja::Value,
        chapters: minijinja::Value,
    }
    let css = minijinja::Value::from_safe_string(STYLE.to_owned());
    let chapters = chapters(language, input)?;
    let page = render(language, "plan.html", Page { head, css, chapters })?;
    let drawn_from = (Sources::Named(head.sources), head.as_of);
    Ok(reachable(&numbered(language, &page, drawn_from)))
}
