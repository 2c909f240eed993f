//! The readers as the pipeline calls them: a file and its register in, rows or an error out.

use std::path::Path;

use zasieg::model::FileId;
use zasieg::sources::{self, InputOptions, RawFile, Schema, SourceError, Tally};

use super::harness::Case;

/// A file as it comes out of an archive: nothing lies beside it on disk.
pub fn raw(name: &str, bytes: Vec<u8>) -> RawFile {
    let (name, sha256) = (name.to_owned(), String::new());
    RawFile { member: Some(name.clone()), name, sha256, bytes, beside: Vec::new() }
}

/// What a run file would state of a table without a reference system of its own.
pub fn options() -> InputOptions {
    InputOptions { crs: Some(zasieg::place::Crs::wgs84()), ..InputOptions::default() }
}

/// Reads one file of a register to its end.
pub fn read(
    register: &'static str,
    path: &Path,
    raw: RawFile,
    options: &InputOptions,
) -> Result<(), SourceError> {
    let tally = &mut Tally::new(FileId(0));
    let name = raw.name.clone();
    if register == "sidusis-report" {
        return sources::read_sidusis_report(raw, tally).map(drop);
    }
    let schema = Schema::of(register);
    let table = sources::open_table(path, raw, schema, options)?;
    match register {
        "terc" => sources::read_terc(table, tally).map(drop),
        "simc" => sources::read_simc(table, tally).map(drop),
        "ulic" => sources::read_ulic(table, tally).map(drop),
        "boundaries" => sources::read_boundaries(&name, table, options, tally).map(drop),
        "prg-addresses" => sources::read_prg_table(&name, table, options, tally).map(drop),
        "sidusis-addresses" => sources::read_sidusis_addresses(&name, table, tally).map(drop),
        "address-table" => sources::read_address_table(&name, table, options, tally).map(drop),
        "offer-table" => sources::read_offer_table(table, tally).map(drop),
        "rspo" => sources::read_rspo(&name, table, options, tally).map(drop),
        "public-buildings" => {
            sources::read_public_buildings(&name, table, options, tally).map(drop)
        }
        _ => sources::read_layer(&name, table, schema, options, tally).map(drop),
    }
}

/// Reads a spoiled file as its register.
pub fn read_case(case: Case<'_>) -> Result<(), SourceError> {
    read(case.kind, case.path, raw(case.name, case.bytes), &options())
}

/// Reads every member of a spoiled file, which may be an archive.
pub fn read_opened(case: Case<'_>) -> Result<(), SourceError> {
    for raw in sources::open(case.path, case.name)? {
        read(case.kind, case.path, raw, &options())?;
    }
    Ok(())
}
