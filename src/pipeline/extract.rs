//! Registers read, file by file and in parallel, into one [`Extract`].

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::prg::{self, Reading};
use super::{InputSpec, Progress, RunError, RunSpec};
use crate::matching::Extract;
use crate::model::{FileId, IssueCode, Origin, RegisterFile};
use crate::sources::{self, PrgFile, Raster, RawFile, Register, Schema, SourceError, Tally};

/// A file of an input, on disk.
pub(super) struct Found<'a> {
    pub(super) input: &'a InputSpec,
    pub(super) path: PathBuf,
    pub(super) name: String,
}

/// Content of an input: a file, or a member of an archive.
enum Content {
    /// In memory.
    Raw(RawFile),
    /// Read as a stream.
    Prg(PrgFile),
    /// Read at the addresses, once these are known.
    Raster(Raster),
}

/// What is read, and the files that are left out for it.
struct Task<'a> {
    found: &'a Found<'a>,
    content: Content,
    superseded: Vec<String>,
}

impl Task<'_> {
    /// The file's name, or that of the member.
    fn name(&self) -> &str {
        match &self.content {
            Content::Raw(raw) => &raw.name,
            Content::Prg(file) => &file.name,
            Content::Raster(_) => &self.found.name,
        }
    }
}

/// What one file gave.
struct Part {
    is_earlier: bool,
    file: RegisterFile,
    tally: Tally,
    rows: Extract,
}

/// Files of an input, sorted; a pattern may match several.
pub(super) fn files<'a>(spec: &RunSpec, input: &'a InputSpec) -> Result<Vec<Found<'a>>, RunError> {
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
    let opened: Vec<Vec<Task<'_>>> =
        found.par_iter().map(open).collect::<Vec<_>>().into_iter().collect::<Result<_, _>>()?;
    let tasks = without_superseded(opened.into_iter().flatten().collect(), progress);
    let streamed = tasks.iter().filter_map(|task| match &task.content {
        Content::Prg(file) => Some(file),
        Content::Raw(_) | Content::Raster(_) => None,
    });
    let reading = Reading::new(progress, streamed);
    let numbered: Vec<(usize, Task<'_>)> = tasks.into_iter().enumerate().collect();
    let parts = numbered
        .into_par_iter()
        .map(|(position, task)| {
            let id = FileId(u16::try_from(position).map_err(|_| RunError::TooManyFiles)?);
            read(spec, task, id, &reading).map_err(RunError::from)
        })
        .collect::<Vec<_>>();
    let mut whole = Extract::default();
    for part in parts {
        let Part { is_earlier, file, tally, mut rows } = part?;
        if is_earlier {
            whole.earlier.files.push((tally.file, file.edition.clone()));
            whole.earlier.offers.append(&mut rows.offers);
            whole.earlier.plans.append(&mut rows.plans);
        }
        whole.files.push(file);
        whole.tallies.push(tally);
        append(&mut whole.units, rows.units);
        append(&mut whole.localities, rows.localities);
        append(&mut whole.streets, rows.streets);
        append(&mut whole.boundaries, rows.boundaries);
        append(&mut whole.addresses, rows.addresses);
        append(&mut whole.providers, rows.providers);
        append(&mut whole.offers, rows.offers);
        append(&mut whole.plans, rows.plans);
        append(&mut whole.buildings, rows.buildings);
        append(&mut whole.layers, rows.layers);
        append(&mut whole.rasters, rows.rasters);
    }
    Ok(whole)
}

/// Adds rows to those of other files; the first are not moved, for a country has many.
fn append<T>(all: &mut Vec<T>, mut more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.append(&mut more);
    }
}

/// Opens an input file.
fn open<'a>(found: &'a Found<'a>) -> Result<Vec<Task<'a>>, SourceError> {
    let task = |content| Task { found, content, superseded: Vec::new() };
    let is_prg = found.input.register == Register::PrgAddresses;
    if is_prg && let Some(files) = sources::prg_files(&found.path, &found.name)? {
        return Ok(files.into_iter().map(|file| task(Content::Prg(file))).collect());
    }
    let schema = Schema::of(found.input.register.name());
    if sources::is_raster(schema, &found.path, &found.name) {
        let raster = Raster::open(&found.path, &found.name, schema, &found.input.options)?;
        return Ok(vec![task(Content::Raster(raster))]);
    }
    let raws = sources::open(&found.path, &found.name)?;
    let raws = if is_prg { sources::prg_tables(raws) } else { raws };
    Ok(raws.into_iter().map(|raw| task(Content::Raw(raw))).collect())
}

/// Leaves out PRG files that another one of the run holds in the newer structure.
fn without_superseded<'a>(mut tasks: Vec<Task<'a>>, progress: &Progress<'_>) -> Vec<Task<'a>> {
    let is_prg = |task: &Task<'_>| task.found.input.register == Register::PrgAddresses;
    let is_newer = |old: &Task<'_>, new: &Task<'_>| match (&old.content, &new.content) {
        (Content::Prg(old), Content::Prg(new)) => old.is_superseded_by(new),
        (Content::Raw(table), Content::Raw(other)) => {
            is_prg(old) && is_prg(new) && sources::is_superseded_table(table, other)
        }
        _ => false,
    };
    let newer = |old: &Task<'_>| tasks.iter().position(|new| is_newer(old, new));
    let newer: Vec<Option<usize>> = tasks.iter().map(newer).collect();
    for (old, new) in newer.iter().enumerate() {
        if let Some(new) = *new {
            let name = tasks[old].name().to_owned();
            tasks[new].superseded.push(name);
        }
    }
    for name in tasks.iter().flat_map(|task| &task.superseded) {
        progress.tell(&format!("{name} is left out: its addresses are read in the new structure"));
    }
    let kept = tasks.into_iter().zip(newer).filter(|(_, newer)| newer.is_none());
    kept.map(|(task, _)| task).collect()
}

/// Reads what a task names.
fn read(
    spec: &RunSpec,
    task: Task<'_>,
    id: FileId,
    reading: &Reading<'_>,
) -> Result<Part, SourceError> {
    let Task { found, content, superseded } = task;
    let mut tally = Tally::new(id);
    let is_earlier = found.input.earlier;
    for old in superseded {
        tally.note(IssueCode::SupersededFile, Origin { file: id, row: 0 }, None, old);
    }
    let file = |name: &str, sha256: &str| RegisterFile {
        register: found.input.register.name().to_owned(),
        edition: found.input.edition.clone(),
        name: name.to_owned(),
        sha256: sha256.to_owned(),
        rows_read: 0,
        rows_rejected: 0,
        rows_outside: 0,
        converted_from: Vec::new(),
        by_code: std::collections::BTreeMap::new(),
    };
    match content {
        Content::Prg(prg) => {
            let (addresses, sha256) = prg::read(&prg, spec.as_of, reading, &mut tally)?;
            let rows = Extract { addresses, ..Extract::default() };
            Ok(Part { is_earlier, file: file(&prg.name, &sha256), tally, rows })
        }
        Content::Raster(raster) => {
            tally.rows_read = raster.n_rows;
            raster.crs.iter().for_each(|crs| tally.coordinates_in(crs));
            let file = file(&found.name, &raster.sha256);
            let rows = Extract { rasters: vec![(id, raster)], ..Extract::default() };
            Ok(Part { is_earlier, file, tally, rows })
        }
        Content::Raw(raw) => {
            let file = file(&raw.name, &raw.sha256);
            let rows = read_raw(found, raw, &mut tally)?;
            Ok(Part { is_earlier, file, tally, rows })
        }
    }
}

/// Reads a file that is in memory.
fn read_raw(found: &Found<'_>, raw: RawFile, t: &mut Tally) -> Result<Extract, SourceError> {
    let register = found.input.register;
    let options = &found.input.options;
    let name = raw.name.clone();
    let mut rows = Extract::default();
    if register == Register::SidusisReport {
        options.refuse_layer(&name)?;
        let report = sources::read_sidusis_report(raw, t)?;
        rows.providers = report.providers;
        rows.offers = report.offers;
        rows.plans = report.plans;
        return Ok(rows);
    }
    let table = sources::open_table(&found.path, raw, Schema::of(register.name()), options)?;
    match register {
        Register::Terc => rows.units = sources::read_terc(table, t)?,
        Register::Simc => rows.localities = sources::read_simc(table, t)?,
        Register::Ulic => rows.streets = sources::read_ulic(table, t)?,
        Register::Boundaries => {
            rows.boundaries = sources::read_boundaries(&name, table, options, t)?;
        }
        Register::PrgAddresses => {
            rows.addresses = sources::read_prg_table(&name, table, options, t)?;
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
    Ok(rows)
}
