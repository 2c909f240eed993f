//! Planning: the cheapest networks that close gaps, with a proven bound on what is left to gain.

mod design;
pub mod steiner;

pub use design::{Branch, Design, Lead, Method, MetrePrices, Section, Surface};
