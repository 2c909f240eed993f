//! The figures of a plan: `plan.json`.

use serde::Serialize;

use super::PlanInput;
use super::tables::method_word;
use crate::planning::areas::AreaRules;
use crate::planning::plan::{Access, Outside};
use crate::planning::rules::RoutingRules;
use crate::planning::{Method, Surface};

/// Length and cost of what is built one way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Built {
    /// How.
    pub method: &'static str,
    /// Through what, where it is dug.
    pub surface: Option<Surface>,
    /// Metres.
    pub length_m: f64,
    /// Roads and railways crossed.
    pub crossings: u64,
    /// Price a metre.
    pub price_per_metre_grosze: i64,
}

/// A limit of the graph, with its source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tolerance {
    name: &'static str,
    metres: f64,
    source: &'static str,
}

/// Limits of contest areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AreaLimits {
    addresses_min: u32,
    addresses_max: u32,
    bill_max_grosze: i64,
    served_percent_min: u32,
}

/// White addresses that are not served, by what keeps them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    no_position: u64,
    no_road: u64,
    cut_off: u64,
    over_budget: u64,
}

impl AreaLimits {
    const fn of(rules: &AreaRules) -> Self {
        Self {
            addresses_min: rules.addresses_min,
            addresses_max: rules.addresses_max,
            bill_max_grosze: rules.cost_max.0,
            served_percent_min: rules.served_percent,
        }
    }
}

impl LeftOut {
    const fn of(outside: Outside) -> Self {
        Self {
            no_position: outside.no_position,
            no_road: outside.no_road,
            cut_off: outside.cut_off,
            over_budget: outside.unpaid,
        }
    }
}

/// The figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Gminas, six digits.
    pub gminas: Vec<String>,
    /// Profile by which addresses are white.
    pub profile: String,
    /// State of networks by which they are: `today` or `with_plans`.
    pub tense: &'static str,
    /// File whose areas alone are planned for.
    pub area: Option<String>,
    /// File of assumptions in place of the program's.
    pub costs: Option<String>,
    /// Existing lines that may be used: `none`, `confirmed` or `possible`.
    pub reuse: &'static str,
    /// Addresses of the gminas.
    pub addresses: usize,
    /// Those that were to be served.
    pub addresses_white: usize,
    /// Those that are.
    pub addresses_served: usize,
    /// White ones that no route reaches.
    pub addresses_white_unreachable: u64,
    /// White ones outside the plan.
    pub addresses_left_out: LeftOut,
    /// All that no route reaches.
    pub addresses_unreachable: usize,
    /// Those whose nearest road leads to no node, and which are joined to another one.
    pub addresses_past_nearest_road: usize,
    /// Nodes of networks in reach.
    pub network_nodes: usize,
    /// Those of them whose medium is not known: they are taken for nodes of fibre.
    pub network_nodes_medium_unknown: usize,
    /// Nodes of other media, which are not used.
    pub network_nodes_not_fibre: usize,
    /// Those that the plan uses.
    pub network_nodes_used: usize,
    /// Vertices of the graph.
    pub graph_vertices: usize,
    /// Its routes.
    pub graph_routes: usize,
    /// Length of those that are roads.
    pub roads_length_m: f64,
    /// Parts that no route joins.
    pub graph_parts: usize,
    /// Rows of roads along which nothing is laid.
    pub roads_closed: usize,
    /// Length of the sections.
    pub length_m: f64,
    /// Length of the leads.
    pub leads_m: f64,
    /// Cost of the sections, and of the metres of the leads at the expected take-up.
    pub cost_grosze: i64,
    /// No sections and leads along the same roads that serve these addresses cost less.
    pub lower_bound_grosze: i64,
    /// The cost with that of the nodes from which it grows: what the plan makes cheapest.
    pub network_cost_grosze: i64,
    /// No sections, leads and nodes that serve these addresses cost less.
    pub network_lower_bound_grosze: i64,
    /// How far the cost of the network is above its bound, in per cent of it; `None` of nothing.
    pub gap_percent: Option<String>,
    /// The whole bill.
    pub bill_grosze: i64,
    /// No network that serves these addresses along the same roads has a lower bill.
    pub bill_lower_bound_grosze: i64,
    /// The most that the bill might be.
    pub budget_grosze: Option<i64>,
    /// With a budget: no network within it serves more.
    pub addresses_bound: Option<u32>,
    /// With a budget: how far the plan is below that, in per cent of it.
    pub addresses_gap_percent: Option<String>,
    /// What is built.
    pub built: Vec<Built>,
    /// Contest areas.
    pub areas: usize,
    /// Served addresses in none.
    pub addresses_left_over: usize,
    /// Limits of the areas.
    pub area_rules: AreaLimits,
    /// Limits of the graph.
    pub tolerances: Vec<Tolerance>,
}

/// Millimetres as metres.
// Lengths are far below 2^53 mm.
#[allow(clippy::cast_precision_loss)]
fn metres(length_mm: u64) -> f64 {
    length_mm as f64 / 1000.0
}

/// How far a cost is above its bound, in per cent of it with three decimals, cut off; `None` above
/// a bound of nothing.
fn gap(cost: i64, bound: i64) -> Option<String> {
    if cost == bound {
        return Some("0.000".to_owned());
    }
    let thousandths = (i128::from(cost) - i128::from(bound)) * 100_000;
    let thousandths = thousandths.checked_div(i128::from(bound))?;
    Some(format!("{}.{:03}", thousandths / 1000, thousandths % 1000))
}

/// The figures of a plan.
pub fn summary(input: &PlanInput<'_>) -> Summary {
    let (ground, design) = (input.ground, input.design);
    let is_reached = |access: &Access| matches!(access, Access::Reached { .. });
    let pairs = || ground.addresses.iter().zip(&ground.access);
    let outside = input.outside;
    let mut methods: Vec<Method> = Surface::ALL.map(Method::Trench).to_vec();
    methods.extend([Method::Duct, Method::Aerial, Method::ExistingLine]);
    let built = methods.into_iter().filter_map(|method| {
        let sections = || design.sections.iter().filter(|section| section.method == method);
        let length_mm: u64 = sections().map(|section| section.length_mm).sum();
        let crossings = sections().map(|section| u64::from(section.crossings)).sum();
        let surface = match method {
            Method::Trench(surface) => Some(surface),
            Method::Duct | Method::Aerial | Method::ExistingLine => None,
        };
        let price_per_metre_grosze = input.prices.per_metre(method).0;
        (length_mm > 0).then(|| Built {
            method: method_word(method),
            surface,
            length_m: metres(length_mm),
            crossings,
            price_per_metre_grosze,
        })
    });
    let roads = ground.graph.routes.iter().filter(|route| route.is_road);
    let lengths = RoutingRules::get().lengths.iter();
    Summary {
        gminas: input.gminas.iter().map(ToString::to_string).collect(),
        profile: input.profile.to_owned(),
        tense: input.view.as_str(),
        area: input.area.map(ToOwned::to_owned),
        costs: input.costs.map(ToOwned::to_owned),
        reuse: input.reuse.as_str(),
        addresses: ground.addresses.len(),
        addresses_white: usize::try_from(outside.white).unwrap_or(usize::MAX),
        addresses_served: design.leads.len(),
        addresses_white_unreachable: outside.unreachable(),
        addresses_left_out: LeftOut::of(outside),
        addresses_unreachable: pairs().filter(|(_, access)| !is_reached(access)).count(),
        addresses_past_nearest_road: ground.joints.iter().filter(|j| j.passes_nearest).count(),
        network_nodes: ground.roots.len(),
        network_nodes_medium_unknown: ground.nodes_unknown,
        network_nodes_not_fibre: ground.nodes_other,
        network_nodes_used: design.roots.len(),
        graph_vertices: ground.graph.nodes.len(),
        graph_routes: ground.graph.routes.len(),
        roads_length_m: metres(roads.map(|route| route.length_mm).sum()),
        graph_parts: ground.parts.len(),
        roads_closed: ground.closed,
        length_m: metres(design.sections.iter().map(|section| section.length_mm).sum()),
        leads_m: metres(design.leads.iter().map(|lead| lead.length_mm).sum()),
        cost_grosze: design.cost.0,
        lower_bound_grosze: design.lower_bound.0,
        network_cost_grosze: design.network_cost.0,
        network_lower_bound_grosze: design.network_bound.0,
        gap_percent: (!design.leads.is_empty())
            .then(|| gap(design.network_cost.0, design.network_bound.0))
            .flatten(),
        bill_grosze: input.bill.0.0,
        bill_lower_bound_grosze: input.bill.1.0,
        budget_grosze: input.bought.map(|bought| bought.budget.0),
        addresses_bound: input.bought.map(|bought| bought.addresses_bound),
        addresses_gap_percent: input.bought.and_then(|bought| {
            let [missed, bound] =
                [bought.addresses_bound - bought.addresses, bought.addresses_bound];
            gap(i64::from(bound) + i64::from(missed), i64::from(bound))
        }),
        built: built.collect(),
        areas: input.areas.areas.len(),
        addresses_left_over: input.areas.left_over.len(),
        area_rules: AreaLimits::of(input.area_rules),
        tolerances: lengths
            .map(|l| Tolerance { name: &l.name, metres: l.metres, source: &l.source })
            .collect(),
    }
}
