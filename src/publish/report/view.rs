//! The view model: everything the template prints, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use plotters::style::RGBColor;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ReportInput;
use super::charts::{self, Bar, Stack};
use super::format::ShareView;
use super::labels::{issue_label, label};
use super::map::{Layer, Map, PlaceName, Symbol, draw};
use super::places::{
    CoverageRow, PlaceRow, WhitePlace, WorstPlace, class_names, coverage_rows, localities,
    main_lens, place_names, place_rows, white_list, worst,
};
use super::sites::{SiteView, site_profiles, sites};
use crate::diagnosis::{Lens, Rule, SpeedClasses, Status, Tallied, View};
use crate::model::{IssueCode, Reach, Rung, Severity, Tense};
use crate::place::Pl1992;
use crate::policy::Confidence;
use crate::quantity::Share;

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
    main: MainView,
    plans: PlansView,
    gigabit: ShareView,
    worst: Vec<WorstPlace>,
    clusters: ClustersView,
    registers: Vec<RegisterView>,
    rungs: BTreeMap<&'static str, u64>,
    map_today: minijinja::Value,
    map_speeds: minijinja::Value,
    map_plans: minijinja::Value,
    chart_speeds: minijinja::Value,
    chart_places: minijinja::Value,
    classes: Vec<String>,
    coverage: Vec<CoverageRow>,
    operators: Vec<OperatorView>,
    profiles: Vec<ProfileView>,
    places: Vec<PlaceRow>,
    white_list: Vec<WhitePlace>,
    sites: Vec<SiteView>,
    sites_without_address: usize,
    site_profiles: Vec<String>,
    issues: Vec<IssueView>,
    rejected_total: u64,
    flagged_total: u64,
    outside_gmina: u64,
    rules: Vec<RuleView>,
    numbers: Vec<NumberView>,
    indicators: Vec<IndicatorView>,
}

#[derive(Serialize)]
struct GminaView {
    code: String,
    name: String,
    kind: String,
    powiat: String,
    wojewodztwo: String,
}

#[derive(Serialize)]
struct Interval {
    low: u64,
    high: u64,
}

#[derive(Serialize)]
struct MainView {
    id: String,
    summary: String,
    white: Interval,
    white_low: ShareView,
    white_high: ShareView,
    uncertain: u64,
}

#[derive(Serialize)]
struct PlansView {
    any: bool,
    white: Interval,
    white_low: ShareView,
    white_high: ShareView,
    covered: u64,
    left: u64,
    rows: Vec<PlanView>,
}

#[derive(Serialize)]
struct PlanView {
    operator: String,
    due: String,
    medium: &'static str,
    down: String,
    addresses: usize,
    white: usize,
    counts: bool,
}

#[derive(Serialize)]
struct ClustersView {
    count: usize,
    addresses: u64,
    scattered: u64,
}

#[derive(Serialize)]
struct RegisterView {
    number: usize,
    label: String,
    file: String,
    edition: String,
    sha256: String,
    read: u64,
    used: u64,
    rejected: u64,
    outside: u64,
}

#[derive(Serialize)]
struct OperatorView {
    name: String,
    id: String,
    networks: String,
    media: String,
    addresses: usize,
    certain: usize,
    top: String,
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
    value: u32,
    unit: String,
    act: String,
    article: String,
    url: String,
    checked_on: String,
    confirmed: bool,
}

#[derive(Serialize, serde::Deserialize)]
struct IndicatorView {
    symbol: String,
    #[serde(default)]
    column: String,
    label_pl: String,
    formula: String,
    meaning_pl: String,
}

#[derive(serde::Deserialize)]
struct IndicatorFile {
    indicator: Vec<IndicatorView>,
}

/// Colours of statuses, apart in lightness as well as hue.
const fn colour(status: Status) -> &'static str {
    match status {
        Status::White => "#c2410c",
        Status::Grey => "#aab2ba",
        Status::Black => "#123a5c",
        Status::Uncertain => "#f2c14e",
        Status::NotApplicable => "#e4e7ea",
    }
}

fn rgb(status: Status) -> RGBColor {
    let number = u32::from_str_radix(&colour(status)[1..], 16).unwrap_or(0);
    let [_, red, green, blue] = number.to_be_bytes();
    RGBColor(red, green, blue)
}

fn safe(svg: Option<String>) -> minijinja::Value {
    minijinja::Value::from_safe_string(svg.unwrap_or_default())
}

fn points_where(input: &ReportInput<'_>, is_wanted: impl Fn(usize) -> bool) -> Vec<Pl1992> {
    let positions = input.world.addresses_of(input.gmina).filter(|p| is_wanted(*p));
    positions.filter_map(|p| input.world.addresses[p].position).collect()
}

fn map_today(input: &ReportInput<'_>, names: &[PlaceName]) -> minijinja::Value {
    let verdicts = input.diagnosis.of(main_lens(View::Today));
    let order = [Status::Black, Status::Grey, Status::Uncertain, Status::White];
    let layers = order.map(|status| Layer {
        label: label("status_many", status.as_str()).to_owned(),
        colour: colour(status),
        symbol: match status {
            Status::Uncertain => Symbol::Diamond(3.0),
            Status::White => Symbol::Ring(5.4),
            _ => Symbol::Dot(3.6),
        },
        points: points_where(input, |p| verdicts[p].status == status),
    });
    let counts: Vec<String> =
        layers.iter().map(|layer| format!("{}: {}", layer.label, layer.points.len())).collect();
    let map = Map { alt: counts.join(", "), id: "m1", layers: layers.into(), names };
    safe(draw(input.world, input.gmina, &map))
}

/// Colours of speed classes from none to fastest (viridis, light to dark).
const SPEED_COLOURS: [&str; 6] = ["#c2410c", "#f2c14e", "#a5d46a", "#35b779", "#31688e", "#440154"];

fn best_class(input: &ReportInput<'_>, position: usize) -> usize {
    let certain = input
        .world
        .offers_at(position)
        .iter()
        .filter(|offer| offer.tense == Tense::Present && offer.reach == Reach::Certain);
    SpeedClasses::get().of(certain.map(|offer| offer.speed.down).max())
}

fn map_speeds(input: &ReportInput<'_>, names: &[PlaceName]) -> minijinja::Value {
    let classes = class_names();
    let layers: Vec<Layer> = (0..classes.len())
        .rev()
        .map(|class| Layer {
            label: if class == 0 { classes[0].clone() } else { format!("{} Mb/s", classes[class]) },
            colour: SPEED_COLOURS[class.min(SPEED_COLOURS.len() - 1)],
            symbol: if class == 0 { Symbol::Ring(5.4) } else { Symbol::Dot(3.8) },
            points: points_where(input, |p| best_class(input, p) == class),
        })
        .collect();
    let counts: Vec<String> =
        layers.iter().map(|layer| format!("{}: {}", layer.label, layer.points.len())).collect();
    let map = Map { alt: counts.join(", "), id: "m2", layers, names };
    safe(draw(input.world, input.gmina, &map))
}

fn map_plans(input: &ReportInput<'_>, names: &[PlaceName]) -> minijinja::Value {
    let today = input.diagnosis.of(main_lens(View::Today));
    let planned = input.diagnosis.of(main_lens(View::WithPlans));
    let is_white = |p: usize| today[p].status == Status::White;
    let stays = |p: usize| planned[p].status == Status::White;
    let layer = |key: &str, colour, symbol, points| Layer {
        label: label("plan_map", key).to_owned(),
        colour,
        symbol,
        points,
    };
    let layers = vec![
        layer("others", "#dde2e6", Symbol::Dot(2.6), points_where(input, |p| !is_white(p))),
        layer(
            "covered",
            "#2f6fb3",
            Symbol::Diamond(3.4),
            points_where(input, |p| is_white(p) && !stays(p)),
        ),
        layer(
            "left",
            "#c2410c",
            Symbol::Ring(5.4),
            points_where(input, |p| is_white(p) && stays(p)),
        ),
    ];
    let counts: Vec<String> =
        layers.iter().map(|layer| format!("{}: {}", layer.label, layer.points.len())).collect();
    let map = Map { alt: counts.join(", "), id: "m3", layers, names };
    safe(draw(input.world, input.gmina, &map))
}

fn chart_speeds(gmina: &Tallied) -> minijinja::Value {
    let bounds = SpeedClasses::get().bounds();
    let bars: Vec<Bar> = bounds
        .iter()
        .enumerate()
        .map(|(position, bound)| {
            let from = (position + 2..SpeedClasses::get().len()).map(|c| gmina.of_class(c));
            let share = Share { part: from.sum(), whole: gmina.addresses };
            Bar {
                name: format!("≥ {bound} Mb/s"), tenths: share.tenths_of_percent().unwrap_or(0)
            }
        })
        .collect();
    let alt: Vec<String> =
        bars.iter().map(|b| format!("{}: {},{} %", b.name, b.tenths / 10, b.tenths % 10)).collect();
    safe(charts::staircase(&alt.join("; "), &bars).ok())
}

/// Bars of the chart of places; the rest is one bar more.
const STACKS: usize = 14;

/// Streets of a gmina that is one locality, with the numbers of addresses by status.
fn streets(input: &ReportInput<'_>, order: [Status; 4]) -> Vec<Stack> {
    let world = input.world;
    let verdicts = input.diagnosis.of(main_lens(View::Today));
    let mut streets: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for position in world.addresses_of(input.gmina) {
        let address = &world.addresses[position];
        let street = address.simc.zip(address.ulic);
        let name = street.map_or_else(
            || label("chart", "no_street"),
            |(simc, ulic)| world.street_name(simc, ulic),
        );
        let counts = streets.entry(name).or_insert_with(|| vec![0; order.len()]);
        if let Some(class) = order.iter().position(|s| *s == verdicts[position].status) {
            counts[class] += 1;
        }
    }
    let stack = |(name, counts): (&str, _)| Stack { name: name.to_owned(), counts };
    streets.into_iter().map(stack).collect()
}

fn chart_places(input: &ReportInput<'_>) -> minijinja::Value {
    let order = [Status::White, Status::Uncertain, Status::Grey, Status::Black];
    let legend = order.map(|status| (label("status_many", status.as_str()), rgb(status)));
    let counts = |unit: &Tallied| order.map(|s| unit.statuses[View::Today as usize][s as usize]);
    let units = localities(input);
    let mut stacks: Vec<Stack> = if units.len() > 1 {
        let stack =
            |unit: &&Tallied| Stack { name: unit.name.clone(), counts: counts(unit).into() };
        units.iter().map(stack).collect()
    } else {
        streets(input, order)
    };
    let whole = |stack: &Stack| stack.counts.iter().sum::<u64>();
    stacks.sort_by(|a, b| whole(b).cmp(&whole(a)).then_with(|| a.name.cmp(&b.name)));
    if stacks.len() > STACKS {
        let mut rest = vec![0; order.len()];
        for stack in stacks.drain(STACKS..) {
            for (sum, count) in rest.iter_mut().zip(stack.counts) {
                *sum += count;
            }
        }
        stacks.push(Stack { name: label("chart", "others").to_owned(), counts: rest });
    }
    let describe = |stack: &Stack| {
        let parts = legend.iter().zip(&stack.counts).map(|((name, _), n)| format!("{name} {n}"));
        format!("{}: {}", stack.name, parts.collect::<Vec<_>>().join(", "))
    };
    let alt: Vec<String> = stacks.iter().map(describe).collect();
    safe(charts::stacks(&alt.join("; "), &stacks, &legend).ok())
}

fn operators(input: &ReportInput<'_>) -> Vec<OperatorView> {
    #[derive(Default)]
    struct Sums {
        addresses: BTreeSet<u32>,
        certain: BTreeSet<u32>,
        networks: BTreeSet<u16>,
        media: BTreeSet<&'static str>,
        top: u32,
    }
    let world = input.world;
    let mut sums: BTreeMap<u16, Sums> = BTreeMap::new();
    for position in world.addresses_of(input.gmina) {
        for offer in world.offers_at(position).iter().filter(|o| o.tense == Tense::Present) {
            let held = sums.entry(offer.provider.0).or_default();
            held.addresses.insert(offer.address);
            if offer.reach == Reach::Certain {
                held.certain.insert(offer.address);
            }
            held.networks.insert(offer.network.0);
            held.media.insert(label("medium", offer.medium.as_str()));
            held.top = held.top.max(offer.speed.down.as_kbps());
        }
    }
    sums.into_iter()
        .map(|(provider, held)| {
            let provider = &world.providers[provider as usize];
            let network = |n: &u16| world.networks[*n as usize].id.clone();
            OperatorView {
                name: if provider.name.is_empty() { &provider.id } else { &provider.name }.clone(),
                id: provider.id.clone(),
                networks: held.networks.iter().map(network).collect::<Vec<_>>().join(", "),
                media: held.media.into_iter().collect::<Vec<_>>().join(", "),
                addresses: held.addresses.len(),
                certain: held.certain.len(),
                top: crate::quantity::Speed::kbps(held.top).to_string(),
            }
        })
        .collect()
}

fn plans(input: &ReportInput<'_>, gmina: &Tallied) -> PlansView {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let today = diagnosis.of(main_lens(View::Today));
    let planned = diagnosis.of(main_lens(View::WithPlans));
    let horizon = diagnosis.settings.horizon_end(&diagnosis.profiles[0]);
    let mut rows: BTreeMap<_, (BTreeSet<u32>, usize)> = BTreeMap::new();
    let (mut covered, mut left) = (0, 0);
    for position in world.addresses_of(input.gmina) {
        let is_white = today[position].status == Status::White;
        if is_white {
            let stays = planned[position].status == Status::White;
            (covered, left) = if stays { (covered, left + 1) } else { (covered + 1, left) };
        }
        for offer in world.offers_at(position).iter().filter(|o| o.tense != Tense::Present) {
            let key = (offer.provider, offer.due, offer.medium, offer.speed);
            let row = rows.entry(key).or_default();
            if row.0.insert(offer.address) && is_white {
                row.1 += 1;
            }
        }
    }
    let with_plans = gmina.interval(View::WithPlans as usize, Status::White);
    let whole = gmina.concerned(View::WithPlans as usize);
    let any = !rows.is_empty();
    let view = |((provider, due, medium, speed), (addresses, white))| {
        let (due, addresses): (Option<chrono::NaiveDate>, BTreeSet<u32>) = (due, addresses);
        let provider: crate::model::ProviderId = provider;
        let (medium, speed): (crate::model::Medium, crate::quantity::DownUp) = (medium, speed);
        let provider = &world.providers[provider.0 as usize];
        PlanView {
            operator: format!("{} ({})", provider.name, provider.id),
            due: due.map_or_else(String::new, |day| day.to_string()),
            medium: label("medium", medium.as_str()),
            down: speed.down.to_string(),
            addresses: addresses.len(),
            white,
            counts: due.is_some_and(|day| diagnosis.settings.as_of <= day && day <= horizon),
        }
    };
    PlansView {
        any,
        white: Interval { low: with_plans.low(), high: with_plans.high() },
        white_low: ShareView { part: with_plans.low(), whole },
        white_high: ShareView { part: with_plans.high(), whole },
        covered,
        left,
        rows: rows.into_iter().map(view).collect(),
    }
}

fn profiles(input: &ReportInput<'_>, gmina: &Tallied) -> Vec<ProfileView> {
    let row = |profile: usize, view: View| {
        let lens = profile * View::ALL.len() + view as usize;
        let counts = &gmina.statuses[lens];
        let white = gmina.interval(lens, Status::White);
        let whole = gmina.concerned(lens);
        ViewRow {
            label: label("view", view.as_str()),
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
            label: thresholds.profile.label_pl.clone(),
            in_force: thresholds.in_force,
            confirmed: thresholds.is_confirmed(),
            views: View::ALL.map(|view| row(position, view)).into(),
        })
        .collect()
}

fn issues(input: &ReportInput<'_>) -> Vec<IssueView> {
    let world = input.world;
    let sample = |code: IssueCode| {
        let of_code = world.issues.kept().iter();
        let of_code = of_code.filter(|i| i.code == code && i.gmina == Some(input.gmina));
        let place = |i: &crate::model::Issue| format!("{}:{}", i.origin.file.0 + 1, i.origin.row);
        of_code.take(4).map(place).collect::<Vec<_>>().join(", ")
    };
    let counts = world.issues.counts_in(input.gmina);
    let shown = counts.into_iter().filter(|(code, _)| code.severity() != Severity::Outside);
    shown
        .map(|(code, count)| {
            let severity = format!("{:?}", code.severity()).to_lowercase();
            IssueView {
                label: issue_label(code),
                code: code.as_str(),
                effect: label("severity", &severity).to_owned(),
                count,
                samples: sample(code),
            }
        })
        .collect()
}

fn numbers(input: &ReportInput<'_>) -> Vec<NumberView> {
    let mut views = Vec::new();
    for thresholds in &input.diagnosis.profiles {
        for number in thresholds.numbers.values() {
            views.push(NumberView {
                profile: thresholds.profile.id.clone(),
                label: label("number", &number.name).to_owned(),
                value: number.value,
                unit: label("unit", &number.unit).to_owned(),
                act: number.act.clone(),
                article: number.article.clone(),
                url: number.url.clone(),
                checked_on: number.checked_on.to_string(),
                confirmed: number.confidence == Confidence::Confirmed,
            });
        }
    }
    views
}

fn status_of(rule: Rule) -> Status {
    match rule {
        Rule::WhiteNoRecord | Rule::WhiteBelowThreshold => Status::White,
        Rule::UncertainOnlyPossible => Status::Uncertain,
        Rule::GreyFewNetworks => Status::Grey,
        Rule::BlackManyNetworks => Status::Black,
        Rule::NotSubject => Status::NotApplicable,
    }
}

fn gmina_view(input: &ReportInput<'_>) -> GminaView {
    let world = input.world;
    let gmina = world.gmina(input.gmina);
    let kind = gmina.and_then(|gmina| gmina.kind).map(|kind| kind.to_string());
    GminaView {
        code: input.gmina.to_string(),
        name: gmina.map_or_else(String::new, |gmina| gmina.name.clone()),
        kind: kind.map_or_else(String::new, |kind| label("gmina_kind", &kind).to_owned()),
        powiat: world.unit_name(&input.gmina.powiat().to_string()).to_owned(),
        wojewodztwo: world.unit_name(&input.gmina.wojewodztwo().to_string()).to_owned(),
    }
}

fn registers(input: &ReportInput<'_>) -> Vec<RegisterView> {
    let files = input.world.files.iter().enumerate();
    files
        .map(|(position, file)| RegisterView {
            number: position + 1,
            label: label("register", &file.register).to_owned(),
            file: file.name.clone(),
            edition: file.edition.clone(),
            sha256: file.sha256.clone(),
            read: file.rows_read,
            used: file.rows_used(),
            rejected: file.rows_rejected,
            outside: file.rows_outside,
        })
        .collect()
}

/// One hash over all inputs and settings, printed in the footer.
fn input_hash(input: &ReportInput<'_>) -> String {
    let mut hash = Sha256::new();
    for file in &input.world.files {
        hash.update(file.sha256.as_bytes());
    }
    hash.update(serde_json::to_string(input.settings).unwrap_or_default());
    format!("{:x}", hash.finalize())
}

/// Builds the view model.
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
        let effect = label("severity", severity);
        issues.iter().filter(|issue| issue.effect == effect).map(|issue| issue.count).sum()
    };
    let (site_views, sites_without_address) = sites(input);
    let profile_id = |p: &usize| input.diagnosis.profiles[*p].profile.id.clone();
    let rungs = Rung::ALL.iter().zip(gmina.rungs).map(|(rung, n)| (rung.as_str(), n)).collect();
    let indicators: IndicatorFile =
        toml::from_str(include_str!("../../../data/schemas/indicators.toml"))
            .expect("data/schemas/indicators.toml is part of the program");
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
        main: MainView {
            id: thresholds.profile.id.clone(),
            summary: thresholds.profile.summary_pl.clone(),
            white: Interval { low: white.low(), high: white.high() },
            white_low: ShareView { part: white.low(), whole },
            white_high: ShareView { part: white.high(), whole },
            uncertain: white.uncertain,
        },
        plans: plans(input, &gmina),
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
        registers: registers(input),
        rungs,
        map_today: map_today(input, &names),
        map_speeds: map_speeds(input, &names),
        map_plans: map_plans(input, &names),
        chart_speeds: chart_speeds(&gmina),
        chart_places: chart_places(input),
        classes: class_names(),
        coverage: coverage_rows(input, &gmina),
        operators: operators(input),
        profiles: profiles(input, &gmina),
        places: place_rows(input, &gmina),
        white_list: white_list(input),
        sites: site_views,
        sites_without_address,
        site_profiles: site_profiles(input).iter().map(profile_id).collect(),
        rejected_total: sum("rejected"),
        flagged_total: sum("flagged"),
        outside_gmina: input
            .world
            .issues
            .counts_in(input.gmina)
            .get(&IssueCode::OutsideGmina)
            .copied()
            .unwrap_or(0),
        issues,
        rules: Rule::ALL
            .iter()
            .map(|rule| RuleView {
                id: rule.as_str(),
                status: label("status", status_of(*rule).as_str()),
                text: label("rule", rule.as_str()).to_owned(),
            })
            .collect(),
        numbers: numbers(input),
        indicators: indicators.indicator,
    }
}

/// Every lens of the main profile is meant where a unit's counts are indexed by view alone.
const _: () =
    assert!((Lens { profile: 0, view: View::IfPlansFail }).view as usize == View::ALL.len() - 1);
