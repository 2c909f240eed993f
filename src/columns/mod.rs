//! Parquet columns without a detour through rows: keys of dictionaries stay keys.
//!
//! Knows neither registers nor the domain.

pub mod again;
pub mod bits;
mod chunk;
pub mod copy;
pub mod delta;
mod page;
pub mod read;
pub mod rows;
pub mod sealed;
pub mod split;
mod undo;
pub mod write;
