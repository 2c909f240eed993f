//! Planning: the cheapest networks that close gaps, with a proven bound on what is left to gain.

pub mod areas;
pub mod choose;
pub mod compact;
mod design;
pub mod distances;
pub mod fold;
pub mod frontier;
pub mod graph;
pub mod plan;
pub mod rules;
pub mod snap;
pub mod steiner;
pub mod ways;

pub use design::{Branch, Design, Lead, Method, MetrePrices, Section, Surface};

#[cfg(test)]
mod tests;
