//! A fictional country in the registers' own formats or as tables, with its known answer.
//!
//! The generator is an independent oracle: it shares no code and no constants with the engine. It
//! plants places, networks, promises and errors first, derives the answer from what it planted,
//! and only then writes the files that the engine must read. All names, codes and numbers are
//! fictional. Gminas are made one by one and forgotten once written, so memory does not grow.

use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

mod answer;
mod columns;
mod defects;
mod files;
mod footprints;
mod lattice;
mod model;
mod names;
mod numbers;
mod operators;
mod part;
mod plane;
mod plans;
mod plant;
mod prg;
mod registers;
mod report;
mod rng;
mod run;
mod settle;
mod sites;
mod smooth;
mod tables;
mod terrain;
#[cfg(test)]
mod tests;
mod texts;
mod units;
mod wgs84;

pub use defects::Rates;

use files::Files;
use lattice::Lattice;
use model::Gmina;
use part::{Country, Part};
use plant::Planter;
use units::{Unit, Units};

/// Numbers of addresses that a country may have.
pub const N_ADDRESSES: RangeInclusive<usize> = 1_000..=12_000_000;

/// Addresses that a gmina has at least, on average, where the number of gminas is told.
const GMINA_ADDRESSES_MIN: usize = 300;

/// Gminas that are made at a time.
const CHUNK: usize = 32;

/// In which form the country is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The publishers' own formats.
    Registers,
    /// The same with the address points of the state register (PRG), as GML.
    Prg,
    /// Parquet tables.
    Tables,
}

/// What country is wanted; the same values give the same bytes on every machine.
#[derive(Clone, Debug)]
pub struct CountrySpec {
    /// Rows of the address base, in [`N_ADDRESSES`].
    pub n_addresses: usize,
    /// Gminas, 4 to 2479; `None`: one for some 600 addresses, and no more than Poland has.
    pub n_gminas: Option<usize>,
    /// Seed of everything that chance decides.
    pub seed: u64,
    /// Form of the files.
    pub form: Form,
    /// Whether the editions of offers before this one and of a year ago are written too, in
    /// `poprzednia/`.
    pub has_earlier: bool,
    /// Whether heights of the ground and base stations are written.
    pub has_terrain: bool,
    /// How often each kind of error is planted.
    pub rates: Rates,
}

/// Writes all files below `dir` (which exists and is empty); returns the relative paths written,
/// sorted.
///
/// # Errors
/// `InvalidInput` if the number of addresses is outside [`N_ADDRESSES`]; otherwise whatever
/// writing to `dir` gives.
pub fn write_country(dir: &Path, spec: &CountrySpec) -> io::Result<Vec<PathBuf>> {
    if !N_ADDRESSES.contains(&spec.n_addresses) {
        let message = format!(
            "the number of addresses must be {} to {}, not {}",
            N_ADDRESSES.start(),
            N_ADDRESSES.end(),
            spec.n_addresses
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    if let Some(n) = spec.n_gminas.filter(|n| spec.n_addresses / (*n).max(1) < GMINA_ADDRESSES_MIN)
    {
        let message = format!(
            "a gmina needs {GMINA_ADDRESSES_MIN} addresses: {} are too few for {n} gminas",
            spec.n_addresses
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let units = Units::divide(spec.n_addresses, spec.n_gminas, spec.seed);
    let operators = operators::all(&units);
    let country = Country {
        units: &units,
        operators: &operators,
        projection: wgs84::Projection::new(),
        form: spec.form,
    };
    fs::create_dir_all(dir.join("odpowiedz"))?;
    if spec.has_earlier {
        fs::create_dir_all(dir.join("poprzednia").join(run::LAST_YEAR))?;
    }
    let sheets = tables::sheets(spec);
    let mut files = Files::create(dir, &sheets, &operators, spec)?;
    files.whole("terc.csv", &texts::terc(&units))?;
    let lattice = Lattice::new(spec.seed);
    let maker = Maker { country: &country, lattice: &lattice, spec, sheets: &sheets };
    for start in (0..units.gminas.len()).step_by(CHUNK) {
        let end = (start + CHUNK).min(units.gminas.len());
        let parts: Vec<Part> =
            (start..end).into_par_iter().map(|index| maker.part(index)).collect();
        files.add(parts)?;
    }
    files.finish(spec)
}

/// Makes gminas, each from its own streams of chance.
struct Maker<'a> {
    country: &'a Country<'a>,
    lattice: &'a Lattice,
    spec: &'a CountrySpec,
    sheets: &'a [tables::Sheet],
}

impl Maker<'_> {
    fn gmina(&self, index: usize) -> Gmina {
        let (units, seed) = (self.country.units, self.spec.seed);
        let unit: &Unit = &units.gminas[index];
        let outline = unit.outline(self.lattice);
        let settled = settle::settle(unit, index, &outline, seed);
        let mut found = footprints::lay(units, unit, index, &settled, seed);
        if self.spec.form == Form::Tables {
            // A table of offers cannot name the network that a seller does not own.
            let is_owners = |claim: &model::Claim| claim.operator == claim.network;
            found.claims.retain(is_owners);
            found.withdrawn.retain(is_owners);
        }
        smooth::smooth(&settled, &mut found.claims);
        footprints::add_points(&settled, &found.claims, &mut found.nodes);
        let sites = sites::place(unit, index, &settled, &found.claims, seed);
        let promises = plans::promise(unit, index, &settled, &found.claims, seed);
        let mut gmina = Gmina {
            index,
            outline,
            settled,
            claims: found.claims,
            withdrawn: found.withdrawn,
            plans: promises.plans,
            contracts: promises.contracts,
            notices: promises.notices,
            sites,
            nodes: found.nodes,
            areas: found.areas,
            spoiled: Vec::new(),
            outline_defect: None,
            road_defect: None,
            has_odd_road: false,
            corrections: Vec::new(),
            hill: None,
        };
        if !self.spec.rates.is_clean() {
            let n_gminas = units.gminas.len();
            Planter::new(self.spec, index, n_gminas).plant(unit, &mut gmina);
        }
        gmina
    }

    fn part(&self, index: usize) -> Part {
        let unit = &self.country.units.gminas[index];
        let gmina = self.gmina(index);
        let mut part = Part::default();
        let country = self.country;
        let mut clerk = tables::Clerk { country, unit, gmina: &gmina, part: &mut part };
        clerk.answers(self.sheets, self.spec.rates.is_clean());
        match self.spec.form {
            Form::Tables => clerk.tables(self.sheets),
            Form::Registers | Form::Prg => {
                registers::write(country, unit, &gmina, self.spec, &mut part);
            }
        }
        if self.spec.has_terrain {
            terrain::write(country, unit, &gmina, &mut part);
        }
        texts::places(unit, &gmina, &mut part);
        texts::plans(country, unit, &gmina, &mut part);
        texts::promises(country, unit, &gmina, &mut part);
        texts::schools(country, unit, &gmina, &mut part);
        texts::corrections(country, unit, &gmina, &mut part);
        part
    }
}
