//! Registers read, file by file and in parallel, into one [`Extract`].

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{InputSpec, Progress, RunError, RunSpec};
use crate::matching::Extract;
use crate::model::{FileId, RegisterFile};
use crate::sources::{self, RawFile, Register, Schema, SourceError, Tally};

/// A file of an input, on disk.
struct Found<'a> {
    input: &'a InputSpec,
    path: PathBuf,
    name: String,
}

/// What one file gave.
struct Part {
    file: RegisterFile,
    tally: Tally,
    rows: Extract,
}

/// Files of an input, sorted; a pattern may match several.
fn files<'a>(spec: &RunSpec, input: &'a InputSpec) -> Result<Vec<Found<'a>>, RunError> {
    let pattern = spec.folder.join(&input.path);
    // Only the path of the run file is a pattern, not the folder it stands in.
    let folder = glob::Pattern::escape(&spec.folder.to_string_lossy());
    let text = Path::new(&folder).join(&input.path);
    let text = text.to_string_lossy();
    let no_file = |reason: String| RunError::NoFile {
        register: input.register.name(),
        path: pattern.display().to_string(),
        reason,
    };
    let is_pattern = input.path.contains(['*', '?', '[']);
    let mut paths: Vec<PathBuf> = if is_pattern {
        let matches = glob::glob(&text).map_err(|error| no_file(error.to_string()))?;
        let paths = matches.collect::<Result<Vec<_>, _>>();
        paths.map_err(|error| no_file(error.to_string()))?
    } else {
        vec![pattern.clone()]
    };
    if paths.is_empty() {
        return Err(no_file("no file matches the pattern".to_owned()));
    }
    paths.sort();
    let found = |path: PathBuf| {
        if !path.exists() {
            return Err(no_file("there is no such file".to_owned()));
        }
        let within = path.strip_prefix(&spec.folder).ok();
        let file_name = path.file_name().map(Path::new);
        let name = within.filter(|p| p.is_relative()).or(file_name).unwrap_or(&path);
        Ok(Found { input, name: name.to_string_lossy().replace('\\', "/"), path: path.clone() })
    };
    paths.into_iter().map(found).collect()
}

/// Reads every input of a run.
///
/// # Errors
/// The first file, in the order of the run, that cannot be used.
pub(super) fn extract(spec: &RunSpec, progress: &Progress<'_>) -> Result<Extract, RunError> {
    let mut found = Vec::new();
    for input in &spec.inputs {
        found.extend(files(spec, input)?);
    }
    progress.say(format!("reading {} files", found.len()));
    let opened: Vec<Vec<RawFile>> = found
        .par_iter()
        .map(|file| sources::open(&file.path, &file.name))
        .collect::<Vec<_>>()
        .into_iter()
        .collect::<Result<_, _>>()?;
    let members = found.iter().zip(opened);
    let tasks: Vec<(&Found<'_>, RawFile)> =
        members.flat_map(|(file, raws)| raws.into_iter().map(move |raw| (file, raw))).collect();
    let numbered: Vec<(usize, (&Found<'_>, RawFile))> = tasks.into_iter().enumerate().collect();
    let parts = numbered
        .into_par_iter()
        .map(|(position, (file, raw))| {
            let id = FileId(u16::try_from(position).map_err(|_| RunError::TooManyFiles)?);
            read(file, raw, id).map_err(RunError::from)
        })
        .collect::<Vec<_>>();
    let mut whole = Extract::default();
    for part in parts {
        let Part { file, tally, rows } = part?;
        whole.files.push(file);
        whole.tallies.push(tally);
        whole.units.extend(rows.units);
        whole.localities.extend(rows.localities);
        whole.streets.extend(rows.streets);
        whole.boundaries.extend(rows.boundaries);
        whole.addresses.extend(rows.addresses);
        whole.providers.extend(rows.providers);
        whole.offers.extend(rows.offers);
        whole.plans.extend(rows.plans);
        whole.buildings.extend(rows.buildings);
        whole.layers.extend(rows.layers);
    }
    Ok(whole)
}

fn read(found: &Found<'_>, raw: RawFile, id: FileId) -> Result<Part, SourceError> {
    let register = found.input.register;
    let options = &found.input.options;
    let name = raw.name.clone();
    let file = RegisterFile {
        register: register.name().to_owned(),
        edition: found.input.edition.clone(),
        name: name.clone(),
        sha256: raw.sha256.clone(),
        rows_read: 0,
        rows_rejected: 0,
        rows_outside: 0,
        by_code: std::collections::BTreeMap::new(),
    };
    let mut tally = Tally::new(id);
    let mut rows = Extract::default();
    if register == Register::SidusisReport {
        options.refuse_layer(&name)?;
        let report = sources::read_sidusis_report(raw, &mut tally)?;
        rows.providers = report.providers;
        rows.offers = report.offers;
        rows.plans = report.plans;
        return Ok(Part { file, tally, rows });
    }
    let table = sources::open_table(&found.path, raw, Schema::of(register.name()), options)?;
    let t = &mut tally;
    match register {
        Register::Terc => rows.units = sources::read_terc(table, t)?,
        Register::Simc => rows.localities = sources::read_simc(table, t)?,
        Register::Ulic => rows.streets = sources::read_ulic(table, t)?,
        Register::Boundaries => {
            rows.boundaries = sources::read_boundaries(&name, table, options, t)?;
        }
        Register::SidusisAddresses => {
            rows.addresses = sources::read_sidusis_addresses(&name, table, t)?;
        }
        Register::AddressTable => {
            rows.addresses = sources::read_address_table(&name, table, options, t)?;
        }
        Register::OfferTable => rows.offers = sources::read_offer_table(table, t)?,
        Register::Rspo => rows.buildings = sources::read_rspo(&name, table, options, t)?,
        Register::PublicBuildings => {
            rows.buildings = sources::read_public_buildings(&name, table, options, t)?;
        }
        Register::Layer(register) => {
            let schema = Schema::of(register);
            rows.layers.push(sources::read_layer(&name, table, schema, options, t)?);
        }
        Register::SidusisReport => unreachable!("read above"),
    }
    Ok(Part { file, tally, rows })
}
