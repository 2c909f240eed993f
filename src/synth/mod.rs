//! A small fictional gmina, or a whole country, in the registers' own formats, with the known answer.
//!
//! The generator is an independent oracle: it shares no code and no constants with the engine. It
//! plants addresses, networks and defects first, derives the answer from what it planted, and only
//! then writes the files that the engine must read. All names, codes and numbers are fictional.

use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

mod answer;
mod buildings;
pub mod country;
mod defects;
mod filled;
mod footprints;
mod geometry;
mod gmina;
mod mobile;
mod places;
mod plans;
mod registers;
mod report;
mod rng;
mod roads;
mod settle;
#[cfg(test)]
mod tests;

/// Numbers of addresses for which the gmina keeps its shape: streets and villages of real size.
pub const N_ADDRESSES: RangeInclusive<usize> = 400..=5_000;
/// Addresses up to which all is still in order: streets grow long, which measurements do not mind.
pub const N_ADDRESSES_MAX: usize = 10_000;

/// Size and seed of the gmina; the same values give the same bytes on every machine.
pub struct SynthSpec {
    /// Rows of the address base, from the least of [`N_ADDRESSES`] to [`N_ADDRESSES_MAX`].
    pub n_addresses: usize,
    /// Seed of everything that chance decides.
    pub seed: u64,
}

/// Writes all files below `dir` (which exists and is empty); returns the relative paths written,
/// sorted.
///
/// # Errors
/// `InvalidInput` if the number of addresses is less than the least of [`N_ADDRESSES`] or more than
/// [`N_ADDRESSES_MAX`]; otherwise whatever writing to `dir` gives.
pub fn write_gmina(dir: &Path, spec: &SynthSpec) -> io::Result<Vec<PathBuf>> {
    let (least, most) = (*N_ADDRESSES.start(), N_ADDRESSES_MAX);
    if !(least..=most).contains(&spec.n_addresses) {
        let message =
            format!("the number of addresses must be {least} to {most}, not {}", spec.n_addresses);
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let mut files = compose(spec);
    files.sort();
    let mut written = Vec::with_capacity(files.len());
    for (name, text) in files {
        let path = dir.join(&name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
        written.push(PathBuf::from(name));
    }
    Ok(written)
}

/// All files as (relative path, text).
fn compose(spec: &SynthSpec) -> Vec<(String, String)> {
    let gmina = gmina::Gmina::found(spec);
    let mut reports = footprints::reports(&gmina, spec.seed);
    defects::plant(&gmina, &mut reports, spec.seed);
    let plans = plans::write(&gmina, &reports[0]);
    let answer = answer::derive(&gmina, &reports, &plans);
    let sites = buildings::write(&gmina, spec.seed);
    let mut files = vec![
        ("run.toml".to_owned(), registers::RUN.to_owned()),
        ("terc.csv".to_owned(), registers::terc()),
        ("simc.csv".to_owned(), registers::simc()),
        ("ulic.csv".to_owned(), registers::ulic(&gmina)),
        ("granice.geojson".to_owned(), registers::boundary(&gmina)),
        ("adresy.csv".to_owned(), registers::addresses(&gmina)),
        ("rspo.csv".to_owned(), sites.schools.clone()),
        ("budynki.csv".to_owned(), sites.buildings.clone()),
        ("oczekiwane.csv".to_owned(), answer.table),
        ("oczekiwane.json".to_owned(), answer.summary),
        ("zasieg/operator_a_plany.csv".to_owned(), plans.text),
    ];
    files.extend(reports.iter().map(|report| (report.path(), report.text())));
    files.extend(filled::files(&gmina, &sites.sites, spec.seed));
    files
}
