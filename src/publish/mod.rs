//! Outputs: tables, GeoParquet, GeoJSON and reports, into a place they are handed.
//!
//! Knows how to show, not how to compute.

mod address_table;
mod atlas;
mod check;
mod columns;
mod error;
mod geo;
mod manifest;
mod reconciliation;
mod tables;
mod tallies;
mod template;

pub mod dataset;
pub mod report;

pub use address_table::{AddressRows, AddressTable, lens_column, write_csv, write_parquet};
pub use atlas::{AtlasInput, render_atlas};
pub use check::{AddressAnswer, answer};
pub use error::PublishError;
pub use geo::{geo_metadata, write_geojson};
pub use manifest::{RunSettings, write_manifest};
pub use reconciliation::{Agreement, Reconciled, published, sums, write_reconciliation};
pub use tables::{write_issues, write_localities, write_units};
pub use tallies::{read_tallies, write_tallies};
pub use template::{template_csv, template_xlsx};
