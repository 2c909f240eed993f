//! The chain: address and offer tables, boundaries, coverage areas and nodes in; one row an
//! address and one a gmina out.
//!
//! Works on columns, never on rows: a country has 8 million addresses and 20 million offers. What
//! it gives is what [`crate::matching`], [`crate::diagnosis`] and [`crate::publish`] give, value by
//! value; where a table holds something that it does not know exactly, it declines.

mod addresses;
mod chain;
mod classes;
mod codes;
mod counts;
mod fixed;
mod held;
mod ids;
mod layout;
mod offers;
mod order;
mod output;
mod part;
mod places;
mod remarks;
mod rollup;
mod text;
mod verdicts;
mod white;
mod wkb;

pub use chain::{ChainError, ChainInputs, PROFILES_MAX, Settings, Summary, run};
pub use counts::{Counts, FileCounts};
pub use held::{
    Diagnosed, HELD_PROFILES_MAX, Held, Kept, Listed, Overlook, Stands, join_held, needs_layer,
    read_book,
};
pub use layout::InputFile;
pub use part::join;
