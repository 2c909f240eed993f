//! The view model of the atlas.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::super::report::{Bar, ShareView, dictionary_key, escape, register_label, staircase};
use super::AtlasInput;
use super::outlines::draw;
use crate::diagnosis::{Status, Tallied, View, lenses};
use crate::publish::Language;
use crate::publish::manifest::told_rows;
use crate::publish::{Agreement, PublishError};
use crate::quantity::Share;

/// Upper bounds of the classes of a white share, in tenths of a per cent; the first holds zero
/// alone, the last all above.
const CLASS_BOUNDS: [u64; 5] = [0, 50, 100, 200, 400];
/// Units in each ranking.
const RANKED: usize = 25;

/// The page.
#[derive(Serialize)]
pub(super) struct AtlasView {
    pub(super) css: minijinja::Value,
    pub(super) script: minijinja::Value,
    version: &'static str,
    as_of: String,
    total: UnitView,
    n_gminas: usize,
    main: String,
    main_summary: String,
    gates: Vec<String>,
    has_coverage: bool,
    out_of_force: Vec<String>,
    unconfirmed: Vec<String>,
    has_map: bool,
    map: minijinja::Value,
    scale: ScaleView,
    classes: Vec<String>,
    profiles: Vec<Choice>,
    views: Vec<Choice>,
    voivodeships: Vec<UnitView>,
    powiats: Vec<UnitView>,
    highest: Vec<UnitView>,
    most: Vec<UnitView>,
    distribution: minijinja::Value,
    sums_hold: bool,
    n_sums: usize,
    wrong_sums: Vec<ReconciledView>,
    published: Vec<ReconciledView>,
    /// Published totals that differ by more than their tolerance.
    n_apart: usize,
    /// Those that were compared at all.
    n_compared: usize,
    /// Gminas with addresses that the map cannot show.
    unmapped: Vec<String>,
    registers: Vec<RegisterView>,
    freshness: super::league::LeagueView,
    data: minijinja::Value,
}

#[derive(Serialize)]
struct Choice {
    id: String,
    label: String,
}

#[derive(Serialize)]
struct ScaleView {
    km: u64,
    steps: u64,
}

/// A unit under the main profile.
#[derive(Clone, Serialize)]
struct UnitView {
    code: String,
    name: String,
    powiat: String,
    addresses: u64,
    low: u64,
    high: u64,
    low_share: ShareView,
    high_share: ShareView,
    planned_share: ShareView,
    planned_high_share: ShareView,
    failed_share: ShareView,
    has_report: bool,
}

#[derive(Serialize)]
struct ReconciledView {
    code: String,
    indicator: String,
    stated: String,
    found: String,
    difference: String,
    tolerance: String,
    agreement: &'static str,
    is_wrong: bool,
    source: String,
    evidence: String,
}

#[derive(Serialize)]
struct RegisterView {
    label: String,
    file: String,
    edition: String,
    /// Rows; `None`: not told.
    read: Option<u64>,
    rejected: Option<u64>,
}

/// What the script of the page reads.
#[derive(Serialize)]
struct Data<'a> {
    /// Words and signs of the language of the page.
    words: BTreeMap<&'static str, String>,
    /// Columns `<profile>_<tense>` in the order of the numbers below.
    lenses: Vec<String>,
    bounds: [u64; CLASS_BOUNDS.len()],
    /// By code of gmina, powiat and voivodeship.
    units: BTreeMap<&'a str, UnitData<'a>>,
}

/// Name, addresses, whether there is a report, and for each lens: white for sure, white at most,
/// addresses concerned.
#[derive(Serialize)]
struct UnitData<'a>(&'a str, u64, u8, Vec<[u64; 3]>);

pub(in crate::publish) fn share_of(unit: &Tallied, lens: usize) -> [u64; 3] {
    let white = unit.interval(lens, Status::White);
    [white.low(), white.high(), unit.concerned(lens)]
}

/// Class of a share of white addresses; `None` where no address is concerned.
pub(in crate::publish) fn class_of([part, _, whole]: [u64; 3]) -> Option<usize> {
    let tenths = Share { part, whole }.tenths_of_percent()?;
    if part == 0 {
        return Some(0);
    }
    Some(1 + CLASS_BOUNDS.iter().skip(1).filter(|bound| tenths >= **bound).count())
}

pub(in crate::publish) fn class_names() -> Vec<String> {
    let mut names = vec!["0".to_owned()];
    for (from, to) in CLASS_BOUNDS.iter().zip(&CLASS_BOUNDS[1..]) {
        let above = if *from == 0 { ">\u{a0}0".to_owned() } else { (from / 10).to_string() };
        names.push(format!("{above}–{}", to / 10));
    }
    names.push(format!("≥\u{a0}{}", CLASS_BOUNDS[CLASS_BOUNDS.len() - 1] / 10));
    names
}

/// The name of a unit, its code where it has none.
fn name_of(language: Language, unit: &Tallied) -> String {
    match (unit.name.is_empty(), unit.code.is_empty()) {
        (false, _) => unit.name.clone(),
        (true, false) => unit.code.clone(),
        (true, true) => language.label("atlas", "nowhere").to_owned(),
    }
}

fn unit_view(input: &AtlasInput<'_>, powiats: &BTreeMap<&str, &str>, unit: &Tallied) -> UnitView {
    let view = |view: View| share_of(unit, view as usize);
    let share = |[part, _, whole]: [u64; 3]| ShareView { part, whole };
    let share_high = |[_, part, whole]: [u64; 3]| ShareView { part, whole };
    let [low, high, whole] = view(View::Today);
    let powiat = unit.code.get(..4).filter(|_| unit.code.len() == 6);
    UnitView {
        code: unit.code.clone(),
        name: name_of(input.language, unit),
        powiat: powiat.and_then(|code| powiats.get(code)).map_or("", |name| name).to_owned(),
        addresses: unit.addresses,
        low,
        high,
        low_share: ShareView { part: low, whole },
        high_share: ShareView { part: high, whole },
        planned_share: share(view(View::WithPlans)),
        planned_high_share: share_high(view(View::WithPlans)),
        failed_share: share(view(View::IfPlansFail)),
        has_report: unit.gmina.is_some_and(|code| input.reports.contains(&code)),
    }
}

/// The map of the main profile today, each gmina a path with its class and its numbers as text.
fn map(input: &AtlasInput<'_>) -> (minijinja::Value, ScaleView, bool) {
    let by_code: BTreeMap<&str, &Tallied> =
        input.rollup.gminas.iter().map(|unit| (unit.code.as_str(), unit)).collect();
    let outlines: Vec<_> = input.gminas.iter().map(|gmina| gmina.boundary.as_ref()).collect();
    let Some(drawing) = draw(&outlines) else {
        return (
            minijinja::Value::from_safe_string(String::new()),
            ScaleView { km: 0, steps: 0 },
            false,
        );
    };
    let mut out = String::new();
    let (width, height) = drawing.size;
    // Writing to a `String` cannot fail.
    let _ = write!(
        out,
        "<svg id=\"mapa\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"mapa-t\">\
         <title id=\"mapa-t\">{}</title><g>",
        escape(input.language.label("atlas", "map_alt"))
    );
    for (gmina, path) in input.gminas.iter().zip(&drawing.paths) {
        if path.is_empty() {
            continue;
        }
        let code = gmina.code.to_string();
        let counts = by_code.get(code.as_str()).map(|unit| share_of(unit, 0));
        let class = counts.and_then(class_of).map_or_else(|| "n".to_owned(), |c| c.to_string());
        let shown = counts.map_or_else(String::new, |[low, high, whole]| {
            let range = |part| input.language.percent(ShareView { part, whole });
            let to = if low == high { String::new() } else { format!(" – {}", range(high)) };
            format!(": {}{to}", range(low))
        });
        let _ = write!(
            out,
            "<path id=\"g{code}\" class=\"c{class}\" d=\"{path}\"><title>{}{shown}</title></path>",
            escape(if gmina.name.is_empty() { &code } else { &gmina.name })
        );
    }
    out.push_str("</g></svg>");
    let km = scale_km(f64::from(width) * drawing.metres);
    // In range: at most a fifth of the width.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
    let steps = (f64::from(km) * 1000.0 / drawing.metres).round() as u64;
    (minijinja::Value::from_safe_string(out), ScaleView { km: km.into(), steps }, true)
}

/// A round number of kilometres, at most a fifth of so many metres: 1, 2 or 5 times a power of ten.
pub(in crate::publish) fn scale_km(metres: f64) -> u32 {
    let sizes = [1000_u32, 500, 200, 100, 50, 20, 10, 5, 2, 1];
    sizes.into_iter().find(|km| f64::from(*km) <= metres / 5000.0).unwrap_or(1)
}

/// What the script of the page writes by itself.
fn words(language: Language) -> BTreeMap<&'static str, String> {
    let of = |group, key| language.label(group, key).to_owned();
    // The sign that parts groups of digits, and what follows a share.
    let group = language.number(1000).chars().filter(|c| !c.is_ascii_digit()).collect();
    BTreeMap::from([
        ("prompt", of("atlas", "prompt")),
        ("addresses", of("atlas", "addresses")),
        ("profile", of("atlas", "profile")),
        ("report", of("atlas", "report")),
        ("today", of("view", "today")),
        ("with_plans", of("view", "with_plans")),
        ("group", group),
        ("point", language.point().to_string()),
        ("percent", language.per_cent("")),
    ])
}

fn data(input: &AtlasInput<'_>) -> Result<minijinja::Value, PublishError> {
    let n_lenses = input.profiles.len() * View::ALL.len();
    let levels = [&input.rollup.wojewodztwa, &input.rollup.powiats, &input.rollup.gminas];
    let mut units = BTreeMap::new();
    for unit in levels.into_iter().flatten().filter(|unit| !unit.code.is_empty()) {
        let has_report = unit.gmina.is_some_and(|code| input.reports.contains(&code));
        let counts = (0..n_lenses).map(|lens| share_of(unit, lens)).collect();
        let known = UnitData(&unit.name, unit.addresses, u8::from(has_report), counts);
        units.insert(unit.code.as_str(), known);
    }
    let column = |lens: crate::diagnosis::Lens| {
        let prefix = input.profiles[lens.profile].column_prefix();
        format!("{prefix}_{}", lens.view.as_str())
    };
    let lenses = lenses(input.profiles.len()).map(column).collect();
    let data = Data { words: words(input.language), lenses, bounds: CLASS_BOUNDS, units };
    let text = serde_json::to_string(&data).map_err(PublishError::of("atlas.html"))?;
    // The end tag of a script within a name would end the data.
    Ok(minijinja::Value::from_safe_string(text.replace('<', "\\u003c")))
}

/// Gminas with addresses and without an outline, as `name (code)`.
fn unmapped(input: &AtlasInput<'_>) -> Vec<String> {
    let outlined: BTreeSet<_> = input
        .gminas
        .iter()
        .filter(|gmina| gmina.boundary.is_some())
        .map(|gmina| gmina.code)
        .collect();
    let units = input.rollup.gminas.iter();
    let missing = units.filter(|unit| unit.gmina.is_some_and(|code| !outlined.contains(&code)));
    missing.map(|unit| format!("{} ({})", unit.name, unit.code).trim().to_owned()).collect()
}

fn distribution(input: &AtlasInput<'_>) -> Result<minijinja::Value, PublishError> {
    let gminas = input.rollup.gminas.iter().filter(|unit| unit.gmina.is_some());
    let classes: Vec<usize> = gminas.filter_map(|unit| class_of(share_of(unit, 0))).collect();
    let bars: Vec<Bar> = class_names()
        .into_iter()
        .enumerate()
        .map(|(class, name)| {
            let part = classes.iter().filter(|c| **c == class).count() as u64;
            let share = Share { part, whole: classes.len() as u64 };
            Bar { name, tenths: share.tenths_of_percent().unwrap_or(0) }
        })
        .collect();
    let language = input.language;
    let [alt, axis] = ["distribution_alt", "axis"].map(|key| language.label("atlas", key));
    let svg = staircase(language, alt, axis, &bars)?;
    Ok(minijinja::Value::from_safe_string(svg))
}

fn reconciled(input: &AtlasInput<'_>, is_published: bool) -> Vec<ReconciledView> {
    let of_kind = |row: &&crate::publish::Reconciled| row.evidence.is_empty() != is_published;
    let language = input.language;
    let amount = |value: f64| language.decimals(&value.to_string());
    let rows = input.reconciled.iter().filter(of_kind);
    rows.map(|row| ReconciledView {
        code: row.code.clone(),
        indicator: row.indicator.clone(),
        stated: amount(row.stated),
        found: row.found.map_or_else(|| "—".to_owned(), amount),
        difference: row.difference_percent.map_or_else(
            || "—".to_owned(),
            |d| language.per_cent(&language.decimals(&format!("{d:+.2}"))),
        ),
        tolerance: language.per_cent(&amount(row.tolerance_percent)),
        agreement: language.label("agreement", row.agreement.as_str()),
        is_wrong: row.agreement == Agreement::Differs,
        source: row.source.clone(),
        evidence: row.evidence.clone(),
    })
    .collect()
}

/// Gminas in the order of `key`, greatest first; equal ones by name.
fn ranked(units: &[UnitView], key: impl Fn(&UnitView) -> u64) -> Vec<UnitView> {
    let mut order: Vec<&UnitView> = units.iter().filter(|unit| unit.low > 0).collect();
    order.sort_by_cached_key(|unit| {
        (std::cmp::Reverse(key(unit)), dictionary_key(&unit.name), unit.code.clone())
    });
    order.into_iter().take(RANKED).cloned().collect()
}

/// Builds the view model.
pub(super) fn build(input: &AtlasInput<'_>) -> Result<AtlasView, PublishError> {
    let rollup = input.rollup;
    let powiats: BTreeMap<&str, &str> =
        rollup.powiats.iter().map(|unit| (unit.code.as_str(), unit.name.as_str())).collect();
    let view = |unit: &Tallied| unit_view(input, &powiats, unit);
    let gminas: Vec<UnitView> =
        rollup.gminas.iter().filter(|unit| unit.gmina.is_some()).map(view).collect();
    // Millionths, so that near shares keep apart.
    let share = |unit: &UnitView| {
        (unit.low_share.part * 1_000_000).checked_div(unit.low_share.whole).unwrap_or(0)
    };
    let (map, scale, has_map) = map(input);
    let published = reconciled(input, true);
    let sums = input.reconciled.iter().filter(|row| row.evidence.is_empty());
    let wrong_sums: Vec<ReconciledView> =
        reconciled(input, false).into_iter().filter(|row| row.is_wrong).collect();
    let main = &input.profiles[0].profile;
    let named = |is_meant: fn(&crate::policy::ThresholdProfile) -> bool| -> Vec<String> {
        let meant = input.profiles.iter().filter(|thresholds| is_meant(thresholds));
        meant.map(|thresholds| thresholds.profile.id.clone()).collect()
    };
    let choice = |profile: &crate::policy::ThresholdProfile| Choice {
        id: profile.column_prefix(),
        label: profile.profile.id.clone(),
    };
    let view_choice = |view: &View| Choice {
        id: view.as_str().to_owned(),
        label: input.language.label("view", view.as_str()).to_owned(),
    };
    let register = |file: &crate::model::RegisterFile| RegisterView {
        label: register_label(input.language, &file.register).to_owned(),
        file: file.name.clone(),
        edition: file.edition.clone(),
        read: told_rows(file, file.rows_read),
        rejected: told_rows(file, file.rows_rejected),
    };
    Ok(AtlasView {
        css: minijinja::Value::UNDEFINED,
        script: minijinja::Value::UNDEFINED,
        version: env!("CARGO_PKG_VERSION"),
        as_of: input.settings.as_of.clone(),
        total: view(&rollup.total),
        n_gminas: gminas.len(),
        main: main.id.clone(),
        main_summary: input.language.pick(&main.summary_pl, &main.summary_en).to_owned(),
        gates: input.gates.to_vec(),
        has_coverage: input.has_coverage,
        out_of_force: named(|thresholds| !thresholds.in_force),
        unconfirmed: named(|thresholds| !thresholds.is_confirmed()),
        has_map,
        map,
        scale,
        classes: class_names().iter().map(|name| input.language.per_cent(name)).collect(),
        profiles: input.profiles.iter().map(choice).collect(),
        views: View::ALL.iter().map(view_choice).collect(),
        voivodeships: rollup.wojewodztwa.iter().map(view).collect(),
        powiats: rollup.powiats.iter().filter(|unit| !unit.code.is_empty()).map(view).collect(),
        highest: ranked(&gminas, share),
        most: ranked(&gminas, |unit| unit.low),
        distribution: distribution(input)?,
        sums_hold: wrong_sums.is_empty(),
        n_sums: sums.count(),
        wrong_sums,
        n_apart: published.iter().filter(|row| row.is_wrong).count(),
        n_compared: input
            .reconciled
            .iter()
            .filter(|row| {
                !row.evidence.is_empty()
                    && matches!(row.agreement, Agreement::Agrees | Agreement::Differs)
            })
            .count(),
        published,
        unmapped: if has_map { unmapped(input) } else { Vec::new() },
        registers: input.files.iter().map(register).collect(),
        freshness: super::league::league(input.language, input.league)?,
        data: data(input)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_fall_into_classes_by_their_lower_bound() {
        let class = |part, whole| class_of([part, part, whole]);
        assert_eq!(class(0, 10), Some(0), "none is none");
        assert_eq!(class(1, 1000), Some(1), "0.1 %");
        assert_eq!(class(5, 100), Some(2), "5 % begins the class from 5");
        assert_eq!(class(399, 1000), Some(4));
        assert_eq!(class(4, 10), Some(5));
        assert_eq!(class(0, 0), None, "nobody is concerned");
        assert_eq!(class_names(), ["0", ">\u{a0}0–5", "5–10", "10–20", "20–40", "≥\u{a0}40"]);
    }
}
