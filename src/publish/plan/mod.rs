//! The plan of an investment as tables, a GeoPackage, a map and a summary.

#[cfg_attr(not(feature = "gdal"), path = "without_gpkg.rs")]
mod gpkg;
mod map;
mod outline;
mod sheet;
mod stages;
mod summary;
mod tables;

use geo_types::MultiPolygon;

use crate::diagnosis::View;
use crate::model::{RegisterFile, World};
use crate::place::GminaCode;
use crate::planning::areas::{AreaRules, Partition};
use crate::planning::frontier::{Bought, Frontier};
use crate::planning::plan::{Ground, Outside};
use crate::planning::ways::Reuse;
use crate::planning::{CostBook, Estimate};
use crate::planning::{Design, Facts, MetrePrices};
use crate::publish::Language;
use crate::publish::report::register_label;
use crate::quantity::Grosze;

pub use gpkg::write_geopackage;
pub use map::draw_routes;
pub(in crate::publish) use map::wrapped;
pub use outline::outlines;
pub use sheet::{Sheet, write_sheet};
pub use stages::write_stages;
pub use summary::{Summary, summary};

/// A label up to what it explains, which does not fit a line.
fn short(label: &str) -> &str {
    label.split([':', '(']).next().unwrap_or(label).trim()
}

/// Registers with their editions, each once: `Drogi 2026-06; Węzły sieci 2026-06`.
pub fn named_sources<'a>(
    language: Language,
    files: impl IntoIterator<Item = &'a RegisterFile>,
) -> String {
    let mut named: Vec<String> = files
        .into_iter()
        .map(|f| (short(register_label(language, &f.register)), &f.edition))
        .map(|(label, edition)| format!("{label} {edition}"))
        .collect();
    named.dedup();
    named.join("; ")
}

/// What the outputs of a plan are made from.
pub struct PlanInput<'a> {
    /// Language of its map.
    pub language: Language,
    /// The world.
    pub world: &'a World,
    /// Its gminas that are planned for.
    pub gminas: &'a [GminaCode],
    /// The graph.
    pub ground: &'a Ground,
    /// The network.
    pub design: &'a Design,
    /// Facts about its addresses.
    pub facts: &'a Facts,
    /// Its whole bill, and what no network for these addresses along the same roads costs less
    /// than.
    pub bill: (Grosze, Grosze),
    /// White addresses that it leaves out.
    pub outside: Outside,
    /// The network under the budget, where one was given: the design is its.
    pub bought: Option<&'a Bought>,
    /// Networks for more and more money, where they were sought.
    pub frontier: Option<&'a Frontier>,
    /// Clusters by number, as networks of their own.
    pub clusters: &'a [(u32, Estimate)],
    /// Contest areas.
    pub areas: &'a Partition,
    /// Their outlines, by area.
    pub outlines: &'a [MultiPolygon],
    /// Their limits.
    pub area_rules: &'a AreaRules,
    /// Digits of the code of the units they lie in.
    pub unit_digits: usize,
    /// Assumptions by which it is appraised.
    pub book: &'a CostBook,
    /// Prices by which the network was chosen.
    pub prices: &'a MetrePrices,
    /// The profile by which addresses are white.
    pub profile: &'a str,
    /// The state of networks by which addresses are white.
    pub view: View,
    /// Name of the file whose areas alone are served; `None`: everything.
    pub area: Option<&'a str>,
    /// Name of the file of assumptions in place of the program's; `None`: none.
    pub costs: Option<&'a str>,
    /// Existing lines that were used.
    pub reuse: Reuse,
    /// Whether an address was to be served.
    pub is_white: &'a (dyn Fn(u32) -> bool + Sync),
}

/// All tables of a plan.
pub fn sheets(input: &PlanInput<'_>) -> Vec<Sheet> {
    vec![
        tables::routes(input),
        tables::nodes(input),
        tables::drops(input),
        tables::areas(input),
        tables::frontier(input),
        tables::distances(input),
        tables::parts(input),
    ]
}
