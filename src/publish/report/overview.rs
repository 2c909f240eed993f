//! `przeglad.html`: the gminas of a powiat, or of any list, side by side.

use chrono::{Datelike as _, NaiveDate};
use minijinja::Value;
use serde::Serialize;

use super::counts::WhiteCounts;
use super::format::ShareView;
use super::{STYLE, render};
use crate::diagnosis::{Rollup, SpeedClasses, Tallied};
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;
use crate::publish::print::{Sheet, print};
use crate::publish::reachable::reachable;
use crate::publish::{Language, PublishError};

const NAME: &str = "przeglad.html";

/// What the overview is made from.
pub struct OverviewInput<'a> {
    /// Its language.
    pub language: Language,
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
}

fn unit(of: &Tallied, folder: &str) -> UnitView {
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
            let (of, whole) = (&x.counts, y.counts.concerned.max(1));
            u128::from(of.white_low + of.white_high) * u128::from(whole)
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
        page: input.page,
        bounds: bounds.iter().map(ToString::to_string).collect(),
        gminas,
        total: unit(&total, ""),
    };
    render(input.language, NAME, view).map(|page| reachable(&page))
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
    let as_of = input.language.date(input.as_of).unwrap_or_else(|| input.as_of.to_owned());
    let as_of = format!("{} {as_of}", word("as_of"));
    let profile = &input.thresholds.profile.id;
    let codes: Vec<String> = input.gminas.iter().map(|(code, _)| code.to_string()).collect();
    let sheet = Sheet {
        title: input.place.clone(),
        lang: input.language.code(),
        day: (day.year(), day.month(), day.day()),
        head: [input.place.clone(), as_of],
        foot: vec![format!(
            "Zasięg {} · {} {profile}",
            env!("CARGO_PKG_VERSION"),
            word("profiles")
        )],
        page: [word("page"), word("of")],
        identity: format!("{NAME} {} {profile} {day}", codes.join(" ")),
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
