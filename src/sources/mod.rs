//! One file per register: a publisher's rows in, typed rows and issues out.
//!
//! Knows neither law nor indexes. Each adapter returns its rows in file order together with a
//! [`Tally`]; what a row is tied to is decided in `matching`.

mod addresses;
mod boundaries;
mod buildings;
mod error;
mod file;
#[cfg(feature = "gdal")]
mod gdal_vector;
mod offer_table;
mod prg;
mod registers;
mod schema;
mod sidusis_report;
mod table;
mod tally;
mod teryt;
mod vector;
mod vocabulary;

pub mod dataset;

pub use addresses::{AddressRow, read_address_table, read_sidusis_addresses};
pub use boundaries::{BoundaryRow, read_boundaries};
pub use buildings::{BuildingRow, read_public_buildings, read_rspo};
pub use error::SourceError;
pub use file::{RawFile, open};
pub use offer_table::read_offer_table;
pub use prg::{PrgFile, prg_files, prg_tables, read_prg, read_prg_bytes, read_prg_table};
pub use registers::{REGISTERS, Register};
pub use schema::{ISSUE_DESCRIPTIONS, Schema, template};
pub use sidusis_report::{
    AddressKey, OfferRow, OfferTarget, PlanRow, ReportRows, read_sidusis_report,
};
pub use tally::Tally;
pub use teryt::{LocalityRow, StreetRow, UnitRow, read_simc, read_terc, read_ulic};
pub use vector::open_table;
pub use vocabulary::{Vocabulary, normalise};

use std::collections::BTreeMap;

use crate::place::Crs;

/// How one `[[input]]` of the run file wants its files read.
#[derive(Clone, Debug, Default)]
pub struct InputOptions {
    /// Field → column in the file.
    pub columns: BTreeMap<String, String>,
    /// Reference system, where the file does not tell or tells wrongly.
    pub crs: Option<Crs>,
}
