//! The view model: everything the template prints, and nothing else.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ReportInput;
use super::challenges::{BookView, book};
use super::conflicts::WhiteBounds;
use super::drawings::{chart_places, chart_speeds, map_plans, map_speeds, map_today};
use super::format::ShareView;
use super::inwestor::{InvestorView, investor};
use super::jst::{JstView, jst};
use super::labels::issue_label;
use super::market::{Interval, OperatorView, PlansView, operators, plans};
use super::mobile::{MobileView, mobile};
use super::overview::bare_name;
use super::places::{
    CoverageRow, PlaceRow, WhitePlace, WorstPlace, class_names, coverage_rows, place_names,
    place_rows, white_list, worst,
};
use super::popyt::{DemandView, ShapeView, demand, shape};
use super::registers::{CorrectionView, RegisterView, corrections, registers};
use super::sites::{SiteProfile, SiteView, profile_heads, sites};
use crate::diagnosis::chapters::Definition;
use crate::diagnosis::{Lens, Rule, SpeedClasses, Status, Tallied, View, cluster_facts};
use crate::model::{IssueCode, RegisterFile, Rung, Severity};
use crate::publish::RunSettings;
use crate::publish::manifest::{has_told_rows, told_hash, told_issues};

/// The report.
#[derive(Serialize)]
pub(super) struct ReportView {
    pub(super) css: minijinja::Value,
    version: &'static str,
    as_of: String,
    horizon: String,
    speed_basis: &'static str,
    detectors: &'static str,
    radius: u32,
    input_hash: String,
    gmina: GminaView,
    n_addresses: u64,
    has_coverage: bool,
    gates: Vec<String>,
    has_boundary: bool,
    without_position: usize,
    unnamed_issues: u64,
    main: MainView,
    plans: PlansView,
    plan_records: Vec<super::credibility::RecordView>,
    conflicts: super::conflicts::ConflictsView,
    freshness: super::freshness::FreshnessView,
    lonely: super::orphans::OrphansView,
    gigabit: ShareView,
    worst: Vec<WorstPlace>,
    clusters: ClustersView,
    registers: Vec<RegisterView>,
    corrections: Vec<CorrectionView>,
    rungs: BTreeMap<&'static str, u64>,
    map_today: minijinja::Value,
    map_speeds: minijinja::Value,
    map_plans: minijinja::Value,
    chart_speeds: minijinja::Value,
    chart_timeline: minijinja::Value,
    chart_cascade: minijinja::Value,
    chart_places: minijinja::Value,
    classes: Vec<String>,
    coverage: Vec<CoverageRow>,
    operators: Vec<OperatorView>,
    profiles: Vec<ProfileView>,
    places: Vec<PlaceRow>,
    white_list: Vec<WhitePlace>,
    sites: Vec<SiteView>,
    sites_without_address: usize,
    site_profiles: Vec<SiteProfile>,
    mobile: MobileView,
    issues: Vec<IssueView>,
    rejected_total: u64,
    flagged_total: u64,
    outside_gmina: u64,
    rules: Vec<RuleView>,
    numbers: Vec<NumberView>,
    /// Chapters of the plan, rendered.
    pub(super) costs: Option<minijinja::Value>,
    book: Option<BookView>,
    indicators: Vec<IndicatorView>,
    jst: JstView,
    popyt: DemandView,
    charakterystyka: ShapeView,
    inwestor: InvestorView,
    chapter_numbers: Vec<ChapterNumber>,
}

#[derive(Serialize)]
pub(super) struct GminaView {
    pub(super) code: String,
    pub(super) name: String,
    kind: String,
    powiat: String,
    wojewodztwo: String,
}

#[derive(Serialize)]
struct MainView {
    id: String,
    summary: String,
    white: Interval,
    white_low: ShareView,
    white_high: ShareView,
    uncertain: u64,
    bounds: WhiteBounds,
}

#[derive(Serialize)]
struct ClustersView {
    count: usize,
    addresses: u64,
    scattered: u64,
}

#[derive(Serialize)]
struct ProfileView {
    id: String,
    label: String,
    in_force: bool,
    confirmed: bool,
    views: Vec<ViewRow>,
}

#[derive(Serialize)]
struct ViewRow {
    label: &'static str,
    white: u64,
    uncertain: u64,
    grey: u64,
    black: u64,
    not_applicable: u64,
    white_low: ShareView,
    white_high: ShareView,
}

#[derive(Serialize)]
struct IssueView {
    label: &'static str,
    code: &'static str,
    effect: String,
    count: u64,
    samples: String,
}

#[derive(Serialize)]
struct RuleView {
    id: &'static str,
    status: &'static str,
    text: String,
}

#[derive(Serialize)]
struct NumberView {
    profile: String,
    label: String,
    value: String,
    act: String,
    article: String,
    url: String,
    checked_on: String,
    confirmed: bool,
}

fn profiles(input: &ReportInput<'_>, gmina: &Tallied) -> Vec<ProfileView> {
    let row = |profile: usize, view: View| {
        let lens = profile * View::ALL.len() + view as usize;
        let counts = &gmina.statuses[lens];
        let white = gmina.interval(lens, Status::White);
        let whole = gmina.concerned(lens);
        ViewRow {
            label: input.language.label("view", view.as_str()),
            white: counts[Status::White as usize],
            uncertain: counts[Status::Uncertain as usize],
            grey: counts[Status::Grey as usize],
            black: counts[Status::Black as usize],
            not_applicable: counts[Status::NotApplicable as usize],
            white_low: ShareView { part: white.low(), whole },
            white_high: ShareView { part: white.high(), whole },
        }
    };
    let profiles = input.diagnosis.profiles.iter().enumerate();
    profiles
        .map(|(position, thresholds)| ProfileView {
            id: thresholds.profile.id.clone(),
            label: input
                .language
                .pick(&thresholds.profile.label_pl, &thresholds.profile.label_en)
                .to_owned(),
            in_force: thresholds.in_force,
            confirmed: thresholds.is_confirmed(),
            views: View::ALL.map(|view| row(position, view)).into(),
        })
        .collect()
}

fn issues(input: &ReportInput<'_>) -> Vec<IssueView> {
    let world = input.world;
    let kept = told_issues(world);
    let of_gmina: Vec<_> = kept.filter(|issue| issue.gmina == Some(input.gmina)).collect();
    let sample = |code: IssueCode| {
        let of_code = of_gmina.iter().filter(|issue| issue.code == code);
        let place = |i: &&crate::model::Issue| format!("{}:{}", i.origin.file.0 + 1, i.origin.row);
        of_code.take(4).map(place).collect::<Vec<_>>().join(", ")
    };
    let mut counts: BTreeMap<IssueCode, u64> = BTreeMap::new();
    for ((file, code, gmina), n) in world.issues.counts() {
        if *gmina == Some(input.gmina) && has_told_rows(world, *file) {
            *counts.entry(*code).or_default() += n;
        }
    }
    let shown = counts.into_iter().filter(|(code, _)| code.severity() != Severity::Outside);
    shown
        .map(|(code, count)| IssueView {
            label: issue_label(input.language, code),
            code: code.as_str(),
            effect: input.language.label("severity", code.severity().as_str()).to_owned(),
            count,
            samples: sample(code),
        })
        .collect()
}

fn numbers(input: &ReportInput<'_>) -> Vec<NumberView> {
    let language = input.language;
    let mut views = Vec::new();
    for thresholds in &input.diagnosis.profiles {
        for number in thresholds.numbers.values() {
            views.push(NumberView {
                profile: thresholds.profile.id.clone(),
                label: input.language.label("number", &number.name).to_owned(),
                value: language.quantity(number.value.into(), &number.unit),
                act: language.pick(&number.act, &number.act_en).to_owned(),
                article: language.pick(&number.article, &number.article_en).to_owned(),
                url: number.url.clone(),
                checked_on: number.checked_on.to_string(),
                confirmed: number.is_confirmed(),
            });
        }
    }
    views
}

/// A number of law or an assumption behind the chapters.
#[derive(Serialize)]
struct ChapterNumber {
    name: &'static str,
    value: String,
    act: &'static str,
    article: &'static str,
    url: &'static str,
    checked_on: String,
    confirmed: bool,
}

fn chapter_numbers(input: &ReportInput<'_>) -> Vec<ChapterNumber> {
    let (as_of, language) = (input.diagnosis.settings.as_of, input.language);
    let view = |number: &'static crate::policy::Number<i64>| ChapterNumber {
        name: &number.name,
        value: language.quantity(number.value, &number.unit),
        act: language.pick(&number.act, &number.act_en),
        article: language.pick(&number.article, &number.article_en),
        url: &number.url,
        checked_on: number.checked_on.to_string(),
        confirmed: number.is_confirmed(),
    };
    let in_use = |number: &&crate::policy::Number<i64>| {
        number.value == crate::policy::chapter_number(&number.name, as_of)
    };
    crate::policy::chapter_numbers().filter(in_use).map(view).collect()
}

/// The definition of an indicator.
#[derive(Serialize)]
struct IndicatorView {
    symbol: &'static str,
    label: &'static str,
    formula: &'static str,
    meaning: &'static str,
    inputs: &'static [String],
    /// Name of its row.
    anchor: String,
    /// Whether it counts statuses of addresses, whose rules stand in their own table.
    by_status: bool,
    /// Where the formula is from, and the chapter of the table of contents that it is.
    source: &'static str,
    source_chapter: &'static str,
}

/// Registers of coverage, from which statuses follow.
const OF_STATUS: &str = "sidusis-report|offer-table";

fn indicator(input: &ReportInput<'_>, of: &'static Definition) -> IndicatorView {
    let language = input.language;
    IndicatorView {
        symbol: &of.symbol,
        label: language.pick(&of.label_pl, &of.label_en),
        formula: language.pick(&of.formula, &of.formula_en),
        meaning: language.pick(&of.meaning_pl, &of.meaning_en),
        inputs: &of.inputs,
        anchor: super::defined::anchor(&of.symbol),
        by_status: of.inputs.iter().any(|input| input == OF_STATUS),
        source: &of.source,
        source_chapter: of.source.rsplit_once(", rozdział ").map_or("", |(_, chapter)| chapter),
    }
}

pub(super) fn gmina_view(input: &ReportInput<'_>) -> GminaView {
    let world = input.world;
    let gmina = world.gmina(input.gmina);
    let kind = gmina.and_then(|gmina| gmina.kind).map(|kind| kind.to_string());
    GminaView {
        code: input.gmina.to_string(),
        name: gmina
            .map(|gmina| gmina.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("gmina {}", input.gmina)),
        kind: kind
            .map_or_else(String::new, |kind| input.language.word("gmina_kind", &kind).to_owned()),
        powiat: bare_name(world.unit_name(&input.gmina.powiat().to_string())).to_owned(),
        wojewodztwo: world.unit_name(&input.gmina.wojewodztwo().to_string()).to_owned(),
    }
}

/// One hash over settings and all inputs but tables of people, printed in the footer.
pub(super) fn input_hash(input: &ReportInput<'_>) -> String {
    hash_of(&input.world.files, input.settings)
}

/// The same of any run.
pub(super) fn hash_of(files: &[RegisterFile], settings: &RunSettings) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(told_hash(file).as_bytes());
    }
    hash.update(serde_json::to_string(settings).unwrap_or_default());
    format!("{:x}", hash.finalize())
}

/// Builds the view model: one field after the other, which is why it is long.
#[allow(clippy::too_many_lines)]
pub(super) fn build(input: &ReportInput<'_>) -> ReportView {
    let code = input.gmina.to_string();
    let found = input.rollup.gminas.iter().find(|unit| unit.code == code);
    let gmina = found.cloned().unwrap_or_else(|| Tallied {
        statuses: vec![Default::default(); input.diagnosis.verdicts.len()],
        ..Tallied::default()
    });
    let today = View::Today as usize;
    let white = gmina.interval(today, Status::White);
    let whole = gmina.concerned(today);
    let thresholds = &input.diagnosis.profiles[0];
    let names = place_names(input);
    let issues = issues(input);
    let sum = |severity: &str| {
        let effect = input.language.label("severity", severity);
        issues.iter().filter(|issue| issue.effect == effect).map(|issue| issue.count).sum()
    };
    let plan_view = plans(input, &gmina);
    let bounds = super::conflicts::bounds_of(input);
    let range = input.world.addresses_of(input.gmina);
    let clusters = cluster_facts(input.world, input.diagnosis, range);
    let (site_views, sites_without_address) = sites(input);
    let rungs = Rung::ALL.iter().zip(gmina.rungs).map(|(rung, n)| (rung.as_str(), n)).collect();
    ReportView {
        css: minijinja::Value::UNDEFINED,
        version: env!("CARGO_PKG_VERSION"),
        as_of: input.settings.as_of.clone(),
        horizon: input.diagnosis.settings.horizon_end(thresholds).to_string(),
        speed_basis: input.settings.speed_basis,
        detectors: input.settings.detectors,
        radius: input.settings.match_radius_m,
        input_hash: input_hash(input),
        gmina: gmina_view(input),
        n_addresses: gmina.addresses,
        has_coverage: gmina.rungs.iter().sum::<u64>() > 0,
        gates: input.gates.to_vec(),
        has_boundary: input.world.gmina(input.gmina).is_some_and(|g| g.boundary.is_some()),
        without_position: input
            .world
            .addresses_of(input.gmina)
            .filter(|p| input.world.addresses[*p].position.is_none())
            .count(),
        unnamed_issues: input
            .world
            .issues
            .counts()
            .iter()
            .filter(|((file, code, gmina), _)| {
                gmina.is_none()
                    && has_told_rows(input.world, *file)
                    && matches!(code.severity(), Severity::Rejected | Severity::Flagged)
            })
            .map(|(_, count)| count)
            .sum(),
        main: MainView {
            id: thresholds.profile.id.clone(),
            summary: input
                .language
                .pick(&thresholds.profile.summary_pl, &thresholds.profile.summary_en)
                .to_owned(),
            white: Interval { low: white.low(), high: white.high() },
            white_low: ShareView { part: white.low(), whole },
            white_high: ShareView { part: white.high(), whole },
            uncertain: white.uncertain,
            bounds: WhiteBounds::among(&bounds),
        },
        chart_cascade: super::cascade::chart_cascade(input, &gmina, plan_view.is_known),
        plans: plan_view,
        plan_records: super::credibility::records(input),
        conflicts: super::conflicts::conflicts(input, bounds),
        freshness: super::freshness::freshness(input),
        lonely: super::orphans::lonely(input, &clusters),
        gigabit: ShareView {
            part: gmina.of_class(SpeedClasses::get().len() - 1),
            whole: gmina.addresses,
        },
        worst: worst(input),
        clusters: ClustersView {
            count: gmina.clusters.len(),
            addresses: gmina.white_clustered,
            scattered: white.low() - gmina.white_clustered,
        },
        registers: registers(input.language, &input.world.files, &input.settings.as_of),
        corrections: corrections(input),
        rungs,
        map_today: map_today(input, &names, &clusters),
        map_speeds: map_speeds(input, &names),
        map_plans: map_plans(input, &names),
        chart_speeds: chart_speeds(input.language, &gmina),
        chart_places: chart_places(input),
        chart_timeline: super::timeline::chart_timeline(input),
        classes: class_names(input.language),
        coverage: coverage_rows(input, &gmina),
        operators: operators(input),
        profiles: profiles(input, &gmina),
        places: place_rows(input, &gmina),
        white_list: white_list(input),
        sites: site_views,
        sites_without_address,
        site_profiles: profile_heads(input),
        mobile: mobile(input),
        rejected_total: sum("rejected"),
        flagged_total: sum("flagged"),
        outside_gmina: input
            .world
            .issues
            .counts()
            .iter()
            .filter(|((file, code, gmina), _)| {
                *code == IssueCode::OutsideGmina
                    && *gmina == Some(input.gmina)
                    && has_told_rows(input.world, *file)
            })
            .map(|(_, count)| count)
            .sum(),
        issues,
        rules: Rule::ALL
            .iter()
            .map(|rule| RuleView {
                id: rule.as_str(),
                status: input.language.label("status", rule.status().as_str()),
                text: input.language.label("rule", rule.as_str()).to_owned(),
            })
            .collect(),
        numbers: numbers(input),
        costs: None,
        book: book(input),
        indicators: Definition::all()
            .iter()
            .filter(|indicator| {
                indicator.chapter != "koszty"
                    || matches!(input.costs, Some(super::CostChapters::Plan(_)))
            })
            .map(|definition| indicator(input, definition))
            .collect(),
        jst: jst(input),
        popyt: demand(input),
        charakterystyka: shape(input),
        inwestor: investor(input),
        chapter_numbers: chapter_numbers(input),
    }
}

/// Every lens of the main profile is meant where a unit's counts are indexed by view alone.
const _: () =
    assert!((Lens { profile: 0, view: View::IfPlansFail }).view as usize == View::ALL.len() - 1);
