//! What changed between two editions: tables, a summary and a page.

mod bridge;
mod fresh;
mod page;
mod summary;
mod tables;

use super::{Language, RunSettings};
use crate::diagnosis::change::{Balances, Changes, Side};
use crate::diagnosis::freshness::Freshness;
use crate::model::World;

pub use fresh::{write_freshness, write_freshness_editions, write_registers};
pub use page::render_changes;
pub use summary::{rules_changed, summary};
pub use tables::{write_changes, write_gminas, write_wojewodztwa};

/// What the outputs are made from.
pub struct ChangesInput<'a> {
    /// Language of the page.
    pub language: Language,
    /// The earlier edition.
    pub old: Side<'a>,
    /// The later one.
    pub new: Side<'a>,
    /// Settings of the earlier run.
    pub old_settings: &'a RunSettings,
    /// Settings of the later one.
    pub new_settings: &'a RunSettings,
    /// Address by address.
    pub changes: &'a Changes,
    /// Sums.
    pub balances: &'a Balances,
    /// Freshness of operators' statements, stalest first.
    pub league: &'a [Freshness],
    /// Editions that it rests on.
    pub n_editions: usize,
}

/// Locality, street and number of an address.
fn address_text(world: &World, position: u32) -> String {
    let number = world.texts.get(world.addresses[position as usize].number);
    format!("{} {number}", world.place_of(position as usize))
}

/// A place in a register: `register:file:row`.
fn place(world: &World, origin: crate::model::Origin) -> String {
    let file = &world.files[origin.file.0 as usize];
    format!("{}:{}:{}", file.register, file.name, origin.row)
}
