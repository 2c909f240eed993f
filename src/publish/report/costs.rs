//! Chapters 10 and 11: what an investment plan costs, earns and lacks, and where it would go.

use serde::Serialize;

use super::cost_charts::{FrontierPoint, Torn, chosen, frontier_chart, tornado};
use super::cost_gaps::{self, CostChapters, NodeCounts, NodesView, OutsideView, Paid, PaidView};
use super::cost_groups::{GroupRow, PlannedCluster, area_rows, cluster_rows};
use super::cost_indicators::{IndicatorRow, indicators};
use super::format::UNKNOWN;
use super::{ShareView, render};
use crate::planning::plan::Outside;
use crate::planning::rules::RoutingRules;
use crate::planning::{
    Appraisal, Assumption, BillItem, CostBook, Key, Stage, Swing, Unit, Variant, homes_max,
};
use crate::policy::Confidence;
use crate::publish::{Language, PublishError};
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
    /// The map of the variants as SVG; empty: none.
    pub variants_map: &'a str,
    /// White addresses outside the plan.
    pub outside: Outside,
    /// Clusters of the white addresses that it was to serve, by number.
    pub clusters: &'a [PlannedCluster],
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
    break_even: String,
    per_new_mbps: String,
    gap: String,
    gap_per_address: String,
    beyond_aid: bool,
    pays_itself: bool,
    splitters: SplitterView,
    proven_gap: String,
    lead_m: String,
    trench_max_m: String,
    near_m: String,
    set_back_m: String,
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
    frontier_rows: Vec<FrontierRow>,
    map: minijinja::Value,
    variants_map: minijinja::Value,
}

/// A network of the frontier.
#[derive(Serialize)]
struct FrontierRow {
    addresses: u64,
    cost: String,
    per_address: String,
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

pub(super) fn maybe(language: Language, amount: Option<Grosze>) -> String {
    amount.map_or_else(|| UNKNOWN.to_owned(), |amount| language.zloty(amount))
}

pub(super) fn count(language: Language, value: Option<u64>) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), |value| language.number(value))
}

/// Hundredths of a per cent as per cent with one decimal.
pub(super) fn share(language: Language, hundredths: Option<u64>) -> String {
    let shown = |part| language.percent(ShareView { part, whole: 10_000 });
    hundredths.map_or_else(|| UNKNOWN.to_owned(), shown)
}

/// Thousandths of a unit, at most one decimal.
pub(super) fn milli(language: Language, value: u64) -> String {
    let tenths = i64::try_from((value + 50) / 100).unwrap_or(i64::MAX / 10);
    language.hundredths(tenths * 10)
}

/// Millimetres as metres with one decimal.
fn metres(language: Language, length_mm: u64) -> String {
    language.tenths((length_mm + 50) / 100)
}

fn unit(language: Language, unit: Unit) -> &'static str {
    language.word("price_unit", unit.as_str())
}

/// The part that two amounts make, in tenths of a per cent.
fn ratio(language: Language, part: Grosze, whole: Grosze) -> String {
    let unsigned = |amount: Grosze| u64::try_from(amount.0).unwrap_or(0);
    language.percent(ShareView { part: unsigned(part), whole: unsigned(whole) })
}

fn bill_row(language: Language, item: &BillItem, input: &CostInput<'_>) -> BillRow {
    let of = input.book.of(item.work.key());
    let is_share = item.unit == "share";
    BillRow {
        label: language.pick(&of.label_pl, &of.label_en).to_owned(),
        quantity: match item.unit {
            "m" => metres(language, item.quantity_milli),
            "share" => milli(language, item.quantity_milli * 100),
            _ => milli(language, item.quantity_milli),
        },
        unit: if is_share { "%" } else { language.word("price_unit", item.unit) },
        price: if is_share { UNKNOWN.to_owned() } else { language.zloty_grosze(item.price) },
        amount: language.zloty_grosze(item.amount),
        share: ratio(language, item.amount, input.appraisal.fibre.capex()),
    }
}

fn splitters(language: Language, input: &CostInput<'_>) -> SplitterView {
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
        use_percent: language.percent(ShareView { part: homes, whole: places }),
    }
}

fn variant_row(language: Language, variant: &Variant) -> VariantRow {
    let served = if variant.is_known { variant.by_fibre + variant.by_radio } else { 0 };
    // A variant that serves nobody costs nothing and says nothing.
    let shown =
        |amount: Grosze| if served == 0 { UNKNOWN.to_owned() } else { language.zloty(amount) };
    let known = |value: u64| count(language, variant.is_known.then_some(value));
    let (upgraded, new) = variant.stations;
    VariantRow {
        name: language.label("variant", variant.kind.as_str()),
        by_fibre: known(variant.by_fibre),
        by_radio: known(variant.by_radio),
        unserved: known(variant.unserved),
        households: count(language, variant.households.filter(|_| served > 0)),
        stations: count(language, upgraded),
        masts: known(new),
        capex: shown(variant.capex),
        per_address: maybe(language, variant.capex.scaled(1, served)),
        npv: shown(variant.npv),
    }
}

fn stage_row(language: Language, stage: &Stage) -> StageRow {
    let name = match stage.number {
        1 => language.label("stage", "1"),
        2 => language.label("stage", "2"),
        _ => language.label("stage", "3"),
    };
    StageRow {
        number: stage.number,
        name,
        addresses: stage.addresses,
        households: count(language, stage.households),
        n_public: stage.n_public,
        metres: metres(language, stage.length_mm),
        cost: language.zloty(stage.cost),
        least: share(language, stage.least_share.map(|tenths| tenths * 10)),
    }
}

fn swing_row(language: Language, swing: &Swing, book: &CostBook) -> SwingRow {
    let of = book.of(swing.key);
    SwingRow {
        label: language.pick(&of.label_pl, &of.label_en).to_owned(),
        low: language.hundredths(of.low),
        high: language.hundredths(of.high),
        unit: unit(language, of.unit),
        at_low: language.zloty(swing.at_low),
        at_high: language.zloty(swing.at_high),
        minus: maybe(language, swing.minus_fifth),
        plus: maybe(language, swing.plus_fifth),
    }
}

fn assumption_row(language: Language, of: &Assumption) -> AssumptionRow {
    AssumptionRow {
        label: language.pick(&of.label_pl, &of.label_en).to_owned(),
        value: language.hundredths(of.value),
        low: language.hundredths(of.low),
        high: language.hundredths(of.high),
        unit: unit(language, of.unit),
        year: of.year,
        source: language.pick(&of.source, &of.source_en).to_owned(),
        url: of.url.clone(),
        checked_on: of.checked_on.to_string(),
        confirmed: of.confidence == Confidence::Confirmed,
    }
}

fn anchors(language: Language, book: &CostBook) -> Vec<AnchorRow> {
    let row = |anchor: &crate::planning::Anchor| AnchorRow {
        label: language.pick(&anchor.label_pl, &anchor.label_en).to_owned(),
        per_unit: maybe(language, anchor.per_unit()),
        year: anchor.year,
        source: language.pick(&anchor.source, &anchor.source_en).to_owned(),
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

fn torn(language: Language, swing: &Swing, input: &CostInput<'_>) -> Torn {
    let of = input.book.of(swing.key);
    let npv = input.appraisal.fibre.account.npv.0;
    Torn {
        name: language.pick(&of.label_pl, &of.label_en).to_owned(),
        at_low: Grosze(swing.at_low.0 - npv),
        at_high: Grosze(swing.at_high.0 - npv),
    }
}

fn frontier_rows(language: Language, points: &[FrontierPoint]) -> Vec<FrontierRow> {
    let row = |point: &FrontierPoint| FrontierRow {
        addresses: point.addresses,
        cost: language.zloty(point.cost),
        per_address: maybe(language, point.cost.scaled(1, point.addresses)),
    };
    chosen(points).iter().filter(|point| point.addresses > 0).map(row).collect()
}

/// Builds the view.
fn view(language: Language, input: &CostInput<'_>) -> CostView {
    let (found, book) = (input.appraisal, input.book);
    let fibre = &found.fibre;
    let swings = strongest(input);
    let bars: Vec<Torn> = swings.iter().map(|swing| torn(language, swing, input)).collect();
    let (upper, lower) = found.network;
    let safe = |svg: Result<String, PublishError>| {
        minijinja::Value::from_safe_string(svg.unwrap_or_default())
    };
    let has_curve = input.frontier.len() > 1;
    let assumptions: Vec<AssumptionRow> =
        book.assumptions().iter().map(|of| assumption_row(language, of)).collect();
    CostView {
        outside: cost_gaps::outside_view(language, &input.outside),
        nodes: cost_gaps::nodes_view(input.nodes),
        paid: input.paid.map(|paid| cost_gaps::paid_view(language, paid)),
        left_over: input.left_over,
        has_stations: found.has_stations,
        has_terrain: found.has_terrain,
        addresses: fibre.addresses,
        n_public: found.n_public,
        households: count(language, fibre.households),
        homes: fibre.homes,
        length_km: language
            .hundredths(i64::try_from((fibre.length_mm + 5000) / 10_000).unwrap_or(0)),
        capex: language.zloty(fibre.capex()),
        total: language.zloty_grosze(fibre.capex()),
        bill: fibre.bill.items.iter().map(|item| bill_row(language, item, input)).collect(),
        indicators: indicators(language, input),
        take_up: language.hundredths(book.value(Key::TakeUp)),
        take_up_floor: language.hundredths(book.value(Key::TakeUpFloor)),
        arpu: language.hundredths(book.value(Key::Arpu)),
        break_even: found.break_even_arpu.map_or_else(
            || UNKNOWN.to_owned(),
            |revenue| language.say("whole-zloty", &[("amount", &language.zloty_grosze(revenue))]),
        ),
        per_new_mbps: found
            .per_new_mbps
            .map_or_else(|| UNKNOWN.to_owned(), |price| language.zloty_grosze(price)),
        gap: language.zloty(fibre.account.gap()),
        gap_per_address: maybe(language, fibre.per_address(fibre.account.gap())),
        beyond_aid: fibre.account.gap() > fibre.capex(),
        pays_itself: fibre.pays_itself(),
        splitters: splitters(language, input),
        proven_gap: cost_gaps::at_most(language, upper, lower),
        near_m: cost_gaps::whole_metres(language, RoutingRules::get().near_m),
        set_back_m: cost_gaps::whole_metres(language, RoutingRules::get().set_back_m),
        trench_max_m: cost_gaps::whole_metres(language, RoutingRules::get().trench_max_m),
        lead_m: cost_gaps::whole_metres(language, RoutingRules::get().lead_max_m),
        variants: found.variants.iter().map(|v| variant_row(language, v)).collect(),
        station_homes: homes_max(book),
        sectors: language.hundredths(book.value(Key::FwaSectors)),
        sector_mbps: language.hundredths(book.value(Key::FwaSectorCapacity)),
        sector_use: language.hundredths(book.value(Key::FwaUtilisation)),
        fwa_speed: language.hundredths(book.value(Key::FwaSpeed)),
        keeps_threshold: found.variants.iter().all(|variant| variant.keeps_threshold),
        stages: found.stages.iter().map(|stage| stage_row(language, stage)).collect(),
        fairness: language.hundredths(book.value(Key::StageFairness)),
        clusters: cluster_rows(language, input),
        areas: area_rows(language, &found.areas),
        swings: swings.iter().map(|swing| swing_row(language, swing, book)).collect(),
        anchors: anchors(language, book),
        n_unconfirmed: assumptions.iter().filter(|row| !row.confirmed).count(),
        assumptions,
        tornado: safe(if bars.is_empty() { Ok(String::new()) } else { tornado(language, &bars) }),
        map: minijinja::Value::from_safe_string(input.map.to_owned()),
        variants_map: minijinja::Value::from_safe_string(input.variants_map.to_owned()),
        frontier_rows: frontier_rows(language, input.frontier),
        frontier: safe(if has_curve {
            frontier_chart(language, input.frontier)
        } else {
            Ok(String::new())
        }),
    }
}

/// Chapters 10 and 11 as a part of a page.
pub(super) fn chapters(
    language: Language,
    input: &CostChapters<'_>,
) -> Result<minijinja::Value, PublishError> {
    #[derive(Serialize)]
    struct Chapters {
        costs: CostView,
    }
    #[derive(Serialize)]
    struct Missing {
        brak: cost_gaps::NothingView,
    }
    let html = match input {
        CostChapters::Plan(input) => {
            render(language, "koszty.html", Chapters { costs: view(language, input) })?
        }
        CostChapters::Nothing(reason) => {
            let brak = cost_gaps::nothing_view(language, reason);
            render(language, "koszty_brak.html", Missing { brak })?
        }
    };
    Ok(minijinja::Value::from_safe_string(html))
}
