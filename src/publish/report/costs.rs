//! Chapters 10 and 11: what an investment plan costs, earns and lacks, and where it would go.

use minijinja::Environment;
use serde::Serialize;

use super::cost_charts::{FrontierPoint, Torn, frontier_chart, tornado};
use super::cost_gaps::{self, CostChapters, NodeCounts, NodesView, OutsideView, Paid, PaidView};
use super::format::{UNKNOWN, hundredths, number, percent, zloty, zloty_grosze};
use super::labels::label;
use super::{COSTS, NO_COSTS, ShareView, add_filters};
use crate::planning::plan::Outside;
use crate::planning::{
    Appraisal, Assumption, BillItem, CostBook, Estimate, Group, Key, Stage, Swing, Unit, Variant,
    homes_max,
};
use crate::policy::Confidence;
use crate::publish::PublishError;
use crate::quantity::Grosze;

/// Assumptions that the tornado and its table show.
const N_SWINGS: usize = 14;

/// What the chapters are made from.
#[derive(Clone, Copy)]
pub struct CostInput<'a> {
    /// The plan appraised.
    pub appraisal: &'a Appraisal,
    /// The book it was appraised with.
    pub book: &'a CostBook,
    /// Addresses and costs on the way to the whole plan; empty: no chart.
    pub frontier: &'a [FrontierPoint],
    /// The map of the routes as SVG; empty: none.
    pub map: &'a str,
    /// White addresses outside the plan.
    pub outside: Outside,
    /// Nodes around.
    pub nodes: NodeCounts,
    /// Addresses of the plan in no contest area.
    pub left_over: u64,
    /// The budget, where there is one.
    pub paid: Option<Paid>,
}

/// The chapters.
#[derive(Serialize)]
struct CostView {
    outside: OutsideView,
    nodes: NodesView,
    paid: Option<PaidView>,
    left_over: u64,
    has_stations: bool,
    has_terrain: bool,
    addresses: u64,
    n_public: u64,
    households: String,
    homes: u64,
    length_km: String,
    capex: String,
    total: String,
    bill: Vec<BillRow>,
    indicators: Vec<IndicatorRow>,
    take_up: String,
    take_up_floor: String,
    arpu: String,
    break_even_arpu: String,
    per_new_mbps: String,
    gap: String,
    gap_per_address: String,
    beyond_aid: bool,
    pays_itself: bool,
    splitters: SplitterView,
    proven_gap: String,
    variants: Vec<VariantRow>,
    station_homes: u64,
    sectors: String,
    sector_mbps: String,
    sector_use: String,
    fwa_speed: String,
    keeps_threshold: bool,
    stages: Vec<StageRow>,
    fairness: String,
    clusters: Vec<GroupRow>,
    areas: Vec<GroupRow>,
    swings: Vec<SwingRow>,
    anchors: Vec<AnchorRow>,
    assumptions: Vec<AssumptionRow>,
    n_unconfirmed: usize,
    tornado: minijinja::Value,
    frontier: minijinja::Value,
    map: minijinja::Value,
}

#[derive(Serialize)]
struct BillRow {
    label: String,
    quantity: String,
    unit: &'static str,
    price: String,
    amount: String,
    share: String,
}

#[derive(Serialize)]
struct IndicatorRow {
    symbol: &'static str,
    base: String,
    cautious: String,
    unit: &'static str,
}

#[derive(Serialize)]
struct SplitterView {
    small_homes: u64,
    small: u64,
    large: u64,
    farthest_m: u64,
    too_far: u64,
    use_percent: String,
}

#[derive(Serialize)]
struct VariantRow {
    name: &'static str,
    by_fibre: String,
    by_radio: String,
    unserved: String,
    households: String,
    stations: String,
    masts: String,
    capex: String,
    per_address: String,
    npv: String,
}

#[derive(Serialize)]
struct StageRow {
    number: u32,
    name: &'static str,
    addresses: u64,
    households: String,
    n_public: u64,
    metres: String,
    cost: String,
    least: String,
}

#[derive(Serialize)]
struct GroupRow {
    name: String,
    addresses: u64,
    households: String,
    n_public: u64,
    capex: String,
    per_address: String,
    npv: String,
    pays_itself: bool,
    grant: String,
}

#[derive(Serialize)]
struct SwingRow {
    label: String,
    low: String,
    high: String,
    unit: &'static str,
    at_low: String,
    at_high: String,
    minus: String,
    plus: String,
}

#[derive(Serialize)]
struct AnchorRow {
    label: String,
    per_unit: String,
    year: u32,
    source: String,
    url: String,
    confirmed: bool,
}

#[derive(Serialize)]
struct AssumptionRow {
    label: String,
    value: String,
    low: String,
    high: String,
    unit: &'static str,
    year: u32,
    source: String,
    url: String,
    checked_on: String,
    confirmed: bool,
}

fn maybe(amount: Option<Grosze>) -> String {
    amount.map_or_else(|| UNKNOWN.to_owned(), zloty)
}

fn count(value: Option<u64>) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), number)
}

/// Hundredths of a per cent as per cent with one decimal.
fn share(hundredths: Option<u64>) -> String {
    hundredths.map_or_else(|| UNKNOWN.to_owned(), |part| percent(ShareView { part, whole: 10_000 }))
}

/// Thousandths of a unit, at most one decimal.
fn milli(value: u64) -> String {
    let tenths = i64::try_from((value + 50) / 100).unwrap_or(i64::MAX / 10);
    hundredths(tenths * 10)
}

/// Millimetres as metres with one decimal.
fn metres(length_mm: u64) -> String {
    let tenths = (length_mm + 50) / 100;
    format!("{},{}", number(tenths / 10), tenths % 10)
}

fn unit(unit: Unit) -> &'static str {
    label("price_unit", unit.as_str())
}

/// The part that two amounts make, in tenths of a per cent.
fn ratio(part: Grosze, whole: Grosze) -> String {
    let unsigned = |amount: Grosze| u64::try_from(amount.0).unwrap_or(0);
    percent(ShareView { part: unsigned(part), whole: unsigned(whole) })
}

fn bill_row(item: &BillItem, input: &CostInput<'_>) -> BillRow {
    let is_share = item.unit == "share";
    BillRow {
        label: input.book.of(item.work.key()).label_pl.clone(),
        quantity: match item.unit {
            "m" => metres(item.quantity_milli),
            "share" => milli(item.quantity_milli * 100),
            _ => milli(item.quantity_milli),
        },
        unit: label("price_unit", if is_share { "%" } else { item.unit }),
        price: if is_share { UNKNOWN.to_owned() } else { zloty_grosze(item.price) },
        amount: zloty_grosze(item.amount),
        share: ratio(item.amount, input.appraisal.fibre.capex()),
    }
}

/// C1 to C7 at the expected take-up and at the cautious one.
fn indicators(input: &CostInput<'_>) -> Vec<IndicatorRow> {
    let found = input.appraisal;
    let row = |symbol, unit, of: &dyn Fn(&Estimate) -> String| IndicatorRow {
        symbol,
        base: of(&found.fibre),
        cautious: of(&found.cautious),
        unit,
    };
    let least = found.break_even_take_up.and_then(|share| u64::try_from(share).ok());
    let break_even = least.map_or_else(|| label("costs", "beyond").to_owned(), |l| share(Some(l)));
    vec![
        row("C1", "zł", &|e| maybe(e.per_address(e.capex()))),
        row("C2", "zł", &|e| maybe(e.per_household(e.capex()))),
        row("C3", "m", &|e| e.mm_per_household().map_or_else(|| UNKNOWN.to_owned(), milli)),
        row("C4", "zł", &|e| zloty(e.account.npv)),
        row("C5", "zł", &|e| zloty(e.account.gap())),
        row("C6", "", &|e| share(e.intensity())),
        row("C7", "", &|_| break_even.clone()),
        row("O2", "zł", &|e| maybe(e.per_address(e.account.gap()))),
    ]
}

fn splitters(input: &CostInput<'_>) -> SplitterView {
    let found = &input.appraisal.fibre.splitters;
    let small = found.n_small();
    let large = found.all.len() as u64 - small;
    let homes: u64 = found.all.iter().map(|s| s.homes).sum();
    let [small_homes, most] = [Key::SplitterSmallCapacity, Key::SplitterCapacity]
        .map(|capacity| input.book.whole(capacity));
    let places = small_homes * small + most * large;
    SplitterView {
        small_homes,
        small,
        large,
        farthest_m: found.all.iter().map(|s| s.farthest_mm).max().unwrap_or(0).div_ceil(1000),
        too_far: found.too_far,
        use_percent: percent(ShareView { part: homes, whole: places }),
    }
}

fn variant_row(variant: &Variant) -> VariantRow {
    let served = if variant.is_known { variant.by_fibre + variant.by_radio } else { 0 };
    // A variant that serves nobody costs nothing and says nothing.
    let shown = |amount: Grosze| if served == 0 { UNKNOWN.to_owned() } else { zloty(amount) };
    let known = |value: u64| count(variant.is_known.then_some(value));
    let (upgraded, new) = variant.stations;
    VariantRow {
        name: label("variant", variant.kind.as_str()),
        by_fibre: known(variant.by_fibre),
        by_radio: known(variant.by_radio),
        unserved: known(variant.unserved),
        households: count(variant.households.filter(|_| served > 0)),
        stations: count(upgraded),
        masts: known(new),
        capex: shown(variant.capex),
        per_address: maybe(variant.capex.scaled(1, served)),
        npv: shown(variant.npv),
    }
}

fn stage_row(stage: &Stage) -> StageRow {
    let name = match stage.number {
        1 => label("stage", "1"),
        2 => label("stage", "2"),
        _ => label("stage", "3"),
    };
    StageRow {
        number: stage.number,
        name,
        addresses: stage.addresses,
        households: count(stage.households),
        n_public: stage.n_public,
        metres: metres(stage.length_mm),
        cost: zloty(stage.cost),
        least: share(stage.least_share.map(|tenths| tenths * 10)),
    }
}

fn group_row(group: &Group, kind: &'static str) -> GroupRow {
    let found = &group.estimate;
    GroupRow {
        name: format!("{} {}", label("costs", kind), group.number),
        addresses: found.addresses,
        households: count(found.households),
        n_public: group.n_public,
        capex: zloty(found.capex()),
        per_address: maybe(found.per_address(found.capex())),
        npv: zloty(found.account.npv),
        pays_itself: found.pays_itself(),
        grant: maybe(found.per_address(found.account.gap())),
    }
}

fn swing_row(swing: &Swing, book: &CostBook) -> SwingRow {
    let of = book.of(swing.key);
    SwingRow {
        label: of.label_pl.clone(),
        low: hundredths(of.low),
        high: hundredths(of.high),
        unit: unit(of.unit),
        at_low: zloty(swing.at_low),
        at_high: zloty(swing.at_high),
        minus: maybe(swing.minus_fifth),
        plus: maybe(swing.plus_fifth),
    }
}

fn assumption_row(of: &Assumption) -> AssumptionRow {
    AssumptionRow {
        label: of.label_pl.clone(),
        value: hundredths(of.value),
        low: hundredths(of.low),
        high: hundredths(of.high),
        unit: unit(of.unit),
        year: of.year,
        source: of.source.clone(),
        url: of.url.clone(),
        checked_on: of.checked_on.to_string(),
        confirmed: of.confidence == Confidence::Confirmed,
    }
}

fn anchors(book: &CostBook) -> Vec<AnchorRow> {
    let row = |anchor: &crate::planning::Anchor| AnchorRow {
        label: anchor.label_pl.clone(),
        per_unit: maybe(anchor.per_unit()),
        year: anchor.year,
        source: anchor.source.clone(),
        url: anchor.url.clone(),
        confirmed: anchor.confidence == Confidence::Confirmed,
    };
    book.anchors().iter().map(row).collect()
}

/// Assumptions on which the value hangs, the strongest first.
fn strongest(input: &CostInput<'_>) -> Vec<Swing> {
    let all = input.appraisal.sensitivity.iter();
    all.filter(|s| s.width().max(s.fifth_width()) > 0).take(N_SWINGS).cloned().collect()
}

fn torn(swing: &Swing, input: &CostInput<'_>) -> Torn {
    let npv = input.appraisal.fibre.account.npv.0;
    Torn {
        name: input.book.of(swing.key).label_pl.clone(),
        at_low: Grosze(swing.at_low.0 - npv),
        at_high: Grosze(swing.at_high.0 - npv),
    }
}

/// Builds the view.
fn view(input: &CostInput<'_>) -> CostView {
    let (found, book) = (input.appraisal, input.book);
    let fibre = &found.fibre;
    let swings = strongest(input);
    let bars: Vec<Torn> = swings.iter().map(|swing| torn(swing, input)).collect();
    let (upper, lower) = found.routes;
    let safe = |svg: Result<String, PublishError>| {
        minijinja::Value::from_safe_string(svg.unwrap_or_default())
    };
    let has_curve = input.frontier.len() > 1;
    let assumptions: Vec<AssumptionRow> = book.assumptions().iter().map(assumption_row).collect();
    CostView {
        outside: cost_gaps::outside_view(&input.outside),
        nodes: cost_gaps::nodes_view(input.nodes),
        paid: input.paid.map(cost_gaps::paid_view),
        left_over: input.left_over,
        has_stations: found.has_stations,
        has_terrain: found.has_terrain,
        addresses: fibre.addresses,
        n_public: found.n_public,
        households: count(fibre.households),
        homes: fibre.homes,
        length_km: hundredths(i64::try_from((fibre.length_mm + 5000) / 10_000).unwrap_or(0)),
        capex: zloty(fibre.capex()),
        total: zloty_grosze(fibre.capex()),
        bill: fibre.bill.items.iter().map(|item| bill_row(item, input)).collect(),
        indicators: indicators(input),
        take_up: hundredths(book.value(Key::TakeUp)),
        take_up_floor: hundredths(book.value(Key::TakeUpFloor)),
        arpu: hundredths(book.value(Key::Arpu)),
        break_even_arpu: found.break_even_arpu.map_or_else(|| UNKNOWN.to_owned(), zloty_grosze),
        per_new_mbps: found.per_new_mbps.map_or_else(|| UNKNOWN.to_owned(), zloty_grosze),
        gap: zloty(fibre.account.gap()),
        gap_per_address: maybe(fibre.per_address(fibre.account.gap())),
        beyond_aid: fibre.account.gap() > fibre.capex(),
        pays_itself: fibre.pays_itself(),
        splitters: splitters(input),
        proven_gap: cost_gaps::at_most(upper, lower),
        variants: found.variants.iter().map(variant_row).collect(),
        station_homes: homes_max(book),
        sectors: hundredths(book.value(Key::FwaSectors)),
        sector_mbps: hundredths(book.value(Key::FwaSectorCapacity)),
        sector_use: hundredths(book.value(Key::FwaUtilisation)),
        fwa_speed: hundredths(book.value(Key::FwaSpeed)),
        keeps_threshold: found.variants.iter().all(|variant| variant.keeps_threshold),
        stages: found.stages.iter().map(stage_row).collect(),
        fairness: hundredths(book.value(Key::StageFairness)),
        clusters: found.clusters.iter().map(|group| group_row(group, "cluster")).collect(),
        areas: found.areas.iter().map(|group| group_row(group, "area")).collect(),
        swings: swings.iter().map(|swing| swing_row(swing, book)).collect(),
        anchors: anchors(book),
        n_unconfirmed: assumptions.iter().filter(|row| !row.confirmed).count(),
        assumptions,
        tornado: safe(if bars.is_empty() { Ok(String::new()) } else { tornado(&bars) }),
        map: minijinja::Value::from_safe_string(input.map.to_owned()),
        frontier: safe(if has_curve { frontier_chart(input.frontier) } else { Ok(String::new()) }),
    }
}

/// Renders a template with one view and the report's filters.
pub(super) fn render(
    name: &str,
    template: &str,
    view: impl Serialize,
) -> Result<String, PublishError> {
    let error = PublishError::of(name);
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    add_filters(&mut environment);
    environment.add_template(name, template).map_err(&error)?;
    let template = environment.get_template(name).map_err(&error)?;
    template.render(minijinja::value::Serde(view)).map_err(&error)
}

/// Chapters 10 and 11 as a part of a page.
pub(super) fn chapters(input: &CostChapters<'_>) -> Result<minijinja::Value, PublishError> {
    #[derive(Serialize)]
    struct Chapters {
        costs: CostView,
    }
    #[derive(Serialize)]
    struct Missing {
        brak: cost_gaps::NothingView,
    }
    let html = match input {
        CostChapters::Plan(input) => render("koszty.html", COSTS, Chapters { costs: view(input) })?,
        CostChapters::Nothing(reason) => {
            let brak = cost_gaps::nothing_view(reason);
            render("koszty_brak.html", NO_COSTS, Missing { brak })?
        }
    };
    Ok(minijinja::Value::from_safe_string(html))
}
