//! `przeglad.html`: the gminas of a powiat, or of any list, side by side.

use minijinja::{Environment, Value};
use serde::Serialize;

use super::format::ShareView;
use super::{STYLE, add_filters};
use crate::diagnosis::{Rollup, SpeedClasses, Status, Tallied, View};
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;
use crate::publish::reachable::reachable;
use crate::publish::{Language, PublishError};

const NAME: &str = "przeglad.html";
const TEMPLATE: &str = include_str!("../../../reports/templates/pl/przeglad.html");

/// What the overview is made from.
pub struct OverviewInput<'a> {
    /// The roll-up.
    pub rollup: &'a Rollup,
    /// The main profile.
    pub thresholds: &'a ThresholdProfile,
    /// The day.
    pub as_of: &'a str,
    /// Name of the area.
    pub place: String,
    /// Gminas with the folders of their reports.
    pub gminas: &'a [(GminaCode, String)],
}

/// Name of the area: the powiat of this name and code, or so many gminas.
pub fn overview_name(powiat: Option<(&str, &str)>, n_gminas: usize) -> String {
    match powiat {
        Some((name, code)) => {
            Language::Polish.say("overview-powiat", &[("name", name), ("code", code)])
        }
        None => Language::Polish.say("overview-several", &[("n", &n_gminas.to_string())]),
    }
}

#[derive(Serialize)]
struct UnitView {
    code: String,
    name: String,
    folder: String,
    addresses: u64,
    concerned: u64,
    white_low: u64,
    white_high: u64,
    share_low: ShareView,
    share_high: ShareView,
    uncertain: u64,
    white_with_plans: u64,
    speeds: Vec<ShareView>,
    clusters: u64,
}

#[derive(Serialize)]
struct OverviewView<'a> {
    css: Value,
    version: &'static str,
    as_of: &'a str,
    place: &'a str,
    profile: &'a str,
    n_gminas: u64,
    bounds: Vec<String>,
    gminas: Vec<UnitView>,
    total: UnitView,
}

fn unit(of: &Tallied, folder: &str) -> UnitView {
    let (today, planned) = (View::Today as usize, View::WithPlans as usize);
    let (white, whole) = (of.interval(today, Status::White), of.concerned(today));
    let n_classes = SpeedClasses::get().len();
    let share = |class: usize| ShareView {
        part: (class..n_classes).map(|class| of.of_class(class)).sum(),
        whole: of.addresses,
    };
    UnitView {
        code: of.code.clone(),
        name: if of.name.is_empty() { of.code.clone() } else { of.name.clone() },
        folder: folder.to_owned(),
        addresses: of.addresses,
        concerned: whole,
        white_low: white.low(),
        white_high: white.high(),
        share_low: ShareView { part: white.low(), whole },
        share_high: ShareView { part: white.high(), whole },
        uncertain: of.statuses[today][Status::Uncertain as usize],
        white_with_plans: of.interval(planned, Status::White).low(),
        // The two lowest classes are "none" and "below the first bound".
        speeds: (2..n_classes).map(share).collect(),
        clusters: of.clusters.len() as u64,
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
            gminas.push(unit(found, folder));
        }
    }
    // From the largest share; cross-multiplied, so that nothing is rounded.
    gminas.sort_by(|a, b| {
        let key = |x: &UnitView, y: &UnitView| {
            u128::from(x.white_low + x.white_high) * u128::from(y.concerned.max(1))
        };
        key(b, a).cmp(&key(a, b)).then_with(|| a.code.cmp(&b.code))
    });
    let bounds = SpeedClasses::get().bounds();
    let view = OverviewView {
        css: Value::from_safe_string(STYLE.to_owned()),
        version: env!("CARGO_PKG_VERSION"),
        as_of: input.as_of,
        place: &input.place,
        profile: &input.thresholds.profile.id,
        n_gminas: gminas.len() as u64,
        bounds: bounds.iter().map(ToString::to_string).collect(),
        gminas,
        total: unit(&total, ""),
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    add_filters(&mut environment);
    let page = environment.render_named_str(NAME, TEMPLATE, minijinja::value::Serde(view));
    page.map(|page| reachable(&page)).map_err(PublishError::of(NAME))
}
