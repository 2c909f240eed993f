//! Outputs: tables, GeoParquet, GeoJSON and reports, into a place they are handed.
//!
//! Knows how to show, not how to compute.

mod address_table;
mod atlas;
pub mod changes;
mod check;
mod check_list;
mod columns;
mod contribution;
mod error;
mod evidence_pack;
mod geo;
mod indicators;
mod language;
mod manifest;
mod mobile_tables;
mod plan_bill;
mod planned;
mod reachable;
mod reconciliation;
mod tables;
pub mod tabular;
mod tallies;
mod template;
pub mod tiles;
mod trust;
mod visits;
mod waterfall;

pub mod dataset;
pub mod open_data;
pub mod plan;
#[cfg_attr(not(feature = "pdf"), path = "print/without.rs")]
pub mod print;
pub mod report;

pub use address_table::{AddressRows, AddressTable, lens_column, write_csv, write_parquet};
pub use atlas::{AtlasInput, render_atlas, write_atlas_tiles};
pub use check::{AddressAnswer, CheckAnswer, Named, answer, check_answer, shown};
pub use check_list::{
    AddressLines, CheckedList, CheckedRow, Match, MatchKind, WorldLines, put_csv, write_check_list,
};
pub use columns::{GROUP_ROWS, parquet_properties};
pub use contribution::{CONTRIBUTED_IN, NOT_CONTRIBUTED, edition_of, rows_of, write_contribution};
pub use error::PublishError;
pub use evidence_pack::render_evidence_pack;
pub use geo::{geo_metadata, write_geojson};
pub use indicators::{write_buildings, write_indicators};
pub use language::{CHAPTERS, Language};
pub use manifest::{ManifestOf, RunSettings, told_hash, told_rows, write_manifest};
pub use mobile_tables::{write_mobile_addresses, write_mobile_cells, write_mobile_routes};
pub use plan_bill::{bill_xlsx, write_bill, write_costs, write_variants};
pub use planned::{OfPlan, Planned};
pub use reconciliation::{Agreement, Reconciled, published, sums, write_reconciliation};
pub use tables::{write_issues, write_localities, write_units};
pub use tallies::{read_tallies, write_tallies};
pub use template::{template_csv, template_xlsx};
pub use trust::{
    effect_of, ranges_of, write_clusters, write_conflicts, write_conflicts_by_gmina,
    write_intervals, write_orphans, write_plan_records, write_register_ages,
};
pub use visits::write_visits;
