//! Tests of the whole program, in one binary: through the command line where they can be.
//!
//! Expected values come from answer files, from the registers' descriptions, or from arithmetic
//! shown beside them; never from a run of the program.

mod any_table;
mod areas;
mod broken_inputs;
mod broken_layers;
mod challenges;
mod changes;
mod chapters;
mod columns;
mod consult;
mod control_points;
mod corrections;
mod country;
mod dataset;
mod defined;
mod determinism;
mod doubts;
mod folder;
mod forms;
mod freshness;
#[cfg(feature = "gdal")]
mod gdal_forms;
#[cfg(feature = "gdal")]
mod gdal_hostile;
#[cfg(feature = "gdal")]
mod gdal_parity;
#[cfg(feature = "gdal")]
mod gdal_raster;
mod golden;
mod held;
mod hostile;
mod identity;
mod in_question;
mod inventory;
mod invest;
mod kernels;
mod known_answer;
mod krueger;
mod ladder;
mod languages;
mod lattice_costs;
mod layer_files;
mod layer_values;
mod local;
mod mobile;
mod national;
mod nodes;
mod open_data;
#[cfg(feature = "gdal")]
mod osm_pbf;
mod parquet_file;
mod parts;
mod people;
mod places;
mod plan;
mod plan_chapter;
mod plan_schema;
#[cfg(feature = "xlsx")]
mod plan_workbook;
mod plane;
mod pmtiles;
mod positions;
mod prg;
mod prg_forms;
#[cfg(feature = "pdf")]
mod printed;
mod program;
mod real_layers;
mod real_sites;
#[cfg(all(feature = "gdal", feature = "xlsx"))]
mod report_tables;
mod sample;
mod sealed;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod slices;
mod spoiled_rows;
#[cfg(feature = "xlsx")]
mod spreadsheets;
mod subtracted;
mod synth_country;
mod table;
#[cfg(feature = "xlsx")]
mod templates;
mod tidy;
mod trust;
#[cfg(feature = "xlsx")]
mod workbook;
