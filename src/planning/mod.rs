//! Planning: the cheapest networks that close gaps, with a proven bound on what is left to gain,
//! and what they cost, earn and lack.
//!
//! | question | function |
//! |--|--|
//! | what a plan costs, its gap, stages, variants, sensitivity | [`appraise`] |
//! | prices by which routes are chosen | [`CostBook::metre_prices`] |

mod alone;
mod appraise;
pub mod areas;
mod assumptions;
mod bill;
mod budget;
pub mod choose;
pub mod compact;
mod course;
mod design;
pub mod distances;
mod doors;
mod facts;
pub mod finance;
pub mod fold;
mod forest;
pub mod frontier;
pub mod graph;
mod joining;
mod links;
mod own_costs;
pub mod plan;
mod quota;
mod radio;
pub mod rules;
mod sensitivity;
pub mod snap;
pub mod splitters;
pub mod stages;
pub mod steiner;
pub mod tariff;
mod variants;
pub mod ways;

pub use alone::clusters_alone;
pub use appraise::{Appraisal, Estimate, Group, Plan, appraise, estimate};
pub use assumptions::{
    Anchor, Assumption, AssumptionError, CostBook, Key, Level, Unit, Vat, trench_key,
};
pub use bill::{Bill, BillItem, Work};
pub use design::{Branch, Design, Lead, Method, MetrePrices, Section, Surface};
pub use facts::{AddressFacts, Facts, NearStation};
pub use forest::{DesignError, Forest, Part};
pub use sensitivity::Swing;
pub use stages::Stage;
pub use variants::{Variant, VariantKind, homes_max};

#[cfg(test)]
mod tests;
