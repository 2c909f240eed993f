//! The figures of a plan: `plan.json`.

use serde::Serialize;

use super::PlanInput;
use super::tables::method_word;
use crate::planning::plan::Access;
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

/// The figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Gminas, six digits.
    pub gminas: Vec<String>,
    /// Addresses of the gminas.
    pub addresses: usize,
    /// Those that were to be served.
    pub addresses_white: usize,
    /// Those that are.
    pub addresses_served: usize,
    /// White ones that no route reaches.
    pub addresses_white_unreachable: usize,
    /// All that no route reaches.
    pub addresses_unreachable: usize,
    /// Nodes of networks in reach.
    pub network_nodes: usize,
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
    /// Cost of the sections.
    pub cost_grosze: i64,
    /// No network that serves these addresses costs less; with a budget: none that serves so many.
    pub lower_bound_grosze: i64,
    /// How far the cost is above the bound, in per cent of it.
    pub gap_percent: Option<String>,
    /// With a budget: no network within it serves more.
    pub addresses_bound: Option<u32>,
    /// What is built.
    pub built: Vec<Built>,
    /// Contest areas.
    pub areas: usize,
    /// Served addresses in none.
    pub addresses_left_over: usize,
    /// Limits of the areas: fewest and most addresses, highest cost, share to be served.
    pub area_rules: (u32, u32, i64, u32),
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
    let white = || pairs().filter(|(address, _)| (input.is_white)(**address));
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
    let rules = input.area_rules;
    let roads = ground.graph.routes.iter().filter(|route| route.is_road);
    let lengths = RoutingRules::get().lengths.iter();
    Summary {
        gminas: input.gminas.iter().map(ToString::to_string).collect(),
        addresses: ground.addresses.len(),
        addresses_white: white().count(),
        addresses_served: design.leads.len(),
        addresses_white_unreachable: white().filter(|(_, access)| !is_reached(access)).count(),
        addresses_unreachable: pairs().filter(|(_, access)| !is_reached(access)).count(),
        network_nodes: ground.roots.len(),
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
        gap_percent: gap(design.cost.0, design.lower_bound.0),
        addresses_bound: input.bought.map(|bought| bought.addresses_bound),
        built: built.collect(),
        areas: input.areas.areas.len(),
        addresses_left_over: input.areas.left_over.len(),
        area_rules: (
            rules.addresses_min,
            rules.addresses_max,
            rules.cost_max.0,
            rules.served_percent,
        ),
        tolerances: lengths
            .map(|l| Tolerance { name: &l.name, metres: l.metres, source: &l.source })
            .collect(),
    }
}
