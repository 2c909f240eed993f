//! One file per register: a publisher's rows in, typed rows and issues out.
//!
//! Knows neither law nor indexes. Each adapter returns its rows in file order together with a
//! [`Tally`]; what a row is tied to is decided in `matching`.

mod address_key;
mod address_list;
mod addresses;
mod boundaries;
mod buildings;
mod dictionary;
mod error;
mod file;
#[cfg(feature = "gdal")]
mod gdal_arcs;
#[cfg(feature = "gdal")]
mod gdal_osm;
#[cfg(feature = "gdal")]
mod gdal_session;
#[cfg(feature = "gdal")]
mod gdal_vector;
mod guard;
mod layer;
mod list_head;
mod list_values;
mod numbers;
mod offer_table;
mod operator;
mod parquet_file;
mod position;
mod prg;
mod raster;
mod registers;
mod rings;
mod schema;
mod sidusis_report;
#[cfg(feature = "xlsx")]
mod spreadsheet;
mod table;
mod tally;
mod teryt;
mod teryt_xml;
mod values;
mod vector;
mod vocabulary;
mod xml_text;

pub mod dataset;
#[cfg_attr(not(feature = "gdal"), path = "without_gdal.rs")]
pub mod gdal_raster;

pub use address_key::{AddressKey, PlaceNames};
pub use address_list::{AddressList, AskedRow, list_columns, read_address_list};
pub use addresses::{AddressRow, is_damaged, read_address_table, read_sidusis_addresses};
pub use boundaries::{BoundaryRow, read_boundaries};
pub use buildings::{BuildingRow, read_public_buildings, read_rspo};
pub use dictionary::{Dictionary, Entry};
pub use error::SourceError;
pub use file::{RawFile, open};
#[cfg(feature = "gdal")]
pub use gdal_session::{begin as gdal_begin, failure as gdal_failure};
pub use guard::guarded;
pub use layer::{LayerRow, LayerRows, Target, read_layer};
pub use offer_table::{megabits, read_offer_table, read_reach};
pub use operator::operator_number;
pub use prg::{
    PrgFile, is_superseded_table, prg_files, prg_tables, read_prg, read_prg_bytes, read_prg_table,
};
pub use raster::{CellValue, Raster, RasterInfo, is_raster};
pub use registers::{Register, registers};
pub use schema::{ColumnSpec, DESCRIPTION_SHEET, GeometryKind, ISSUE_DESCRIPTIONS, Schema};
pub use sidusis_report::{OfferRow, OfferTarget, PlanRow, ReportRows, read_sidusis_report};
pub use table::column_names;
pub use tally::Tally;
pub use teryt::{LocalityRow, StreetRow, UnitRow, read_simc, read_terc, read_ulic};
pub use values::{column_name, column_type, layer_fields};
pub use vector::{geoparquet_crs, open_table};
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
    /// Field → value of every row, for what the file itself does not say.
    pub values: BTreeMap<String, String>,
    /// Whether coverage areas count as a network.
    pub counts: bool,
    /// Layer of a file that has several.
    pub layer: Option<String>,
}

impl InputOptions {
    /// Refuses a layer that is named for a file of a form without layers.
    ///
    /// # Errors
    /// When one is named.
    pub fn refuse_layer(&self, file: &str) -> Result<(), SourceError> {
        match &self.layer {
            None => Ok(()),
            Some(layer) => {
                Err(SourceError::NoLayers { file: file.to_owned(), layer: layer.clone() })
            }
        }
    }
}
