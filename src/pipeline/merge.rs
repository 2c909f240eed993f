//! `national --merge`: the outputs of a country from those of its parts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::country::{INDICATORS, INTERVALS, OWNED, Summed, finish, put};
use super::import::spec_of;
use super::part_facts::{Outputs, PartFacts, run_hash};
use super::parts::Parts;
use super::reports::REPORTS;
use super::resume::LongRun;
use super::tasks::{write, write_run_facts};
use super::{CountryDone, Loaded, OutputDir, Progress, RunError};
use crate::diagnosis::levels;
use crate::model::{Gmina, IssueCode, IssueCounts, IssueLog, World};
use crate::place::GminaCode;
use crate::publish::{self, Language};
use crate::sources::dataset::{read_files, read_part_frame};

/// Puts the parts of a country together: every file is, byte for byte, that of the run over the
/// whole, but `run.json`.
///
/// # Errors
/// When parts are damaged, of different runs, overlap or leave something out, or the folder cannot
/// be written.
pub fn merge_to(
    parts: &[PathBuf],
    out: &Path,
    language: Language,
    force: bool,
    progress: &Progress<'_>,
) -> Result<CountryDone, RunError> {
    let place = out.canonicalize().ok();
    let is_out = |part: &&PathBuf| place.is_some() && part.canonicalize().ok() == place;
    if let Some(part) = parts.iter().find(is_out) {
        let reason = format!("--out is the part {}; choose another folder", part.display());
        return Err(RunError::Parts { reason });
    }
    progress.say(format!("reading {} parts", parts.len()));
    let thresholds = |folder: &Path, facts: &PartFacts| {
        let (_, settings) = read_files(folder)?;
        Ok(spec_of(settings, folder)?.thresholds(&facts.profiles)?)
    };
    let whole = Parts::read(parts, thresholds)?;
    let (world, settings) = read_files(&whole.first().folder)?;
    let spec = spec_of(settings, out)?;
    let units = whole.units();
    let has_offers = units.iter().flat_map(|unit| unit.rungs).any(|n| n > 0);
    let count = |code: &IssueCode| {
        let counts = world.files.iter().filter_map(|file| file.by_code.get(code));
        (*code, counts.sum())
    };
    let late = whole.profiles.iter().filter(|thresholds| !thresholds.in_force);
    let mut done = CountryDone {
        place: out.to_owned(),
        failed: Vec::new(),
        out_of_force: late.map(|thresholds| thresholds.profile.id.clone()).collect(),
        failed_gates: spec.failed_gates(&world.files, has_offers),
        issues: IssueCode::ALL.iter().map(count).collect::<BTreeMap<_, _>>(),
        n_published: 0,
        n_compared: 0,
        n_apart: 0,
        spec,
    };
    if whole.first().facts.outputs == Outputs::Everything {
        everything(&whole, world, &mut done, (language, force), progress)?;
    } else {
        tables(&whole, &done.place, force, progress)?;
    }
    Ok(done)
}

/// Addresses and gminas.
fn tables(
    whole: &Parts,
    place: &Path,
    force: bool,
    progress: &Progress<'_>,
) -> Result<(), RunError> {
    let out = OutputDir::create(place, force)?;
    progress.say("writing".to_owned());
    let scratch = out.path().join(SCRATCH);
    write(&out, "addresses.parquet", |w| whole.write_addresses(&scratch, w))?;
    write(&out, "gminas.csv", |w| publish::write_units(&whole.units(), &whole.profiles, w))?;
    write(&out, "manifest.json", |w| put(w, "manifest.json", &whole.first().manifest))?;
    write_run_facts(&out, progress)?;
    out.commit().map(drop)
}

/// What is known of addresses, as a dataset has it, while their table is put together.
const SCRATCH: &str = ".addresses.stored.partial";
/// Tables of the whole input that each part has.
const FRESHNESS: [&str; 2] = ["freshness.csv", "freshness_editions.csv"];

/// All of a national run.
fn everything(
    whole: &Parts,
    mut world: World,
    done: &mut CountryDone,
    (language, force): (Language, bool),
    progress: &Progress<'_>,
) -> Result<(), RunError> {
    let facts: Vec<String> = whole.parts.iter().map(|part| format!("{:?}", part.facts)).collect();
    let facts = format!("{language:?}\n{}", facts.join("\n"));
    let key = format!("{{\"key\":\"{}\"}}\n", run_hash(facts.as_bytes()));
    let run = LongRun::begin(&done.place, &key, &OWNED, force)?;
    progress.say("writing the tables".to_owned());
    let scratch = run.place().join(SCRATCH);
    run.write("addresses.parquet", |w| whole.write_addresses(&scratch, w))?;
    world.issues = IssueLog::from_parts(whole.issues()?, IssueCounts::new());
    frame(whole, &mut world)?;
    let rollup = levels(&world, whole.units(), whole.total());
    let has_offers = rollup.total.rungs.iter().any(|n| *n > 0);
    let loaded = Loaded { world, spec: done.spec.clone(), whole: None };
    let (loaded, profiles) = (&loaded, &whole.profiles[..]);
    let summed = Summed { language, loaded, profiles, rollup: &rollup, has_offers };
    summed.write_tables(&run, &whole.first().manifest)?;
    let mut league = Vec::new();
    for name in FRESHNESS {
        if whole.first().facts.files.contains_key(name) {
            let bytes = read(&whole.first().folder, name)?;
            run.write(name, |w| put(w, name, &bytes))?;
            if name == "freshness.csv" {
                league = bytes;
            }
        }
    }
    if whole.first().facts.indicators {
        for name in [INDICATORS, INTERVALS] {
            let table = joined(whole, name)?;
            run.write(name, |w| put(w, name, table.as_bytes()))?;
        }
    }
    let reported = reports(whole, &run, progress)?;
    let failed = whole.parts.iter().flat_map(|part| &part.facts.failed);
    let code = |code: &String| GminaCode::from_number(code.parse().ok()?);
    done.failed = failed.filter_map(|(gmina, why)| Some((code(gmina)?, why.clone()))).collect();
    done.failed.sort();
    progress.say("writing the atlas".to_owned());
    summed.write_page(&run, done, &reported, &league)?;
    finish(run, done, progress)
}

/// A file of a part.
fn read(folder: &Path, name: &str) -> Result<Vec<u8>, RunError> {
    let reason = |error: std::io::Error| format!("{}: {name}: {error}", folder.display());
    fs::read(folder.join(name)).map_err(|error| RunError::Parts { reason: reason(error) })
}

/// A table of gminas of all parts: the rows of each gmina, by its code, with which they begin.
fn joined(whole: &Parts, file: &str) -> Result<String, RunError> {
    let (mut header, mut rows) = (String::new(), Vec::new());
    for part in &whole.parts {
        let text = read(&part.folder, file)?;
        let name = part.folder.display();
        let damaged = |_| RunError::Parts { reason: format!("{name}: {file} is damaged") };
        let text = String::from_utf8(text).map_err(damaged)?;
        let mut lines = text.split_inclusive('\n');
        lines.next().unwrap_or_default().clone_into(&mut header);
        rows.extend(lines.map(str::to_owned));
    }
    // Rows of one gmina stay in their order.
    rows.sort_by(|a, b| a.split(',').next().cmp(&b.split(',').next()));
    Ok(header + &rows.concat())
}

/// Units, outlines of all parts, and published totals.
fn frame(whole: &Parts, world: &mut World) -> Result<(), RunError> {
    let mut gminas: BTreeMap<GminaCode, Gmina> = BTreeMap::new();
    for part in &whole.parts {
        read_part_frame(&part.folder, world, |_| true)?;
        let own = std::mem::take(&mut world.gminas);
        gminas.extend(own.iter().map(|gmina| (gmina.code, gmina.clone())));
    }
    world.gminas = Arc::new(gminas.into_values().collect());
    Ok(())
}

/// Copies the reports of all parts; gives the gminas that have one.
fn reports(
    whole: &Parts,
    run: &LongRun,
    progress: &Progress<'_>,
) -> Result<BTreeSet<GminaCode>, RunError> {
    let mut reported = BTreeSet::new();
    if whole.first().facts.reports.is_none() {
        return Ok(reported);
    }
    progress.say("copying the reports".to_owned());
    let folder = run.place().join(REPORTS);
    let unwritable = |error: std::io::Error| RunError::Unwritable {
        path: folder.display().to_string(),
        reason: error.to_string(),
    };
    fs::create_dir_all(&folder).map_err(unwritable)?;
    for part in &whole.parts {
        for code in &part.facts.holds {
            // What the part does not tell of is not of its run.
            let below = format!("{REPORTS}/{code}/");
            let told = part.facts.files.range(below.clone()..).map(|(path, _)| path);
            let names: Vec<&str> = told.map_while(|path| path.strip_prefix(&below)).collect();
            let gmina = code.parse().ok().and_then(GminaCode::from_number);
            let Some(gmina) = gmina.filter(|_| !names.is_empty()) else { continue };
            reported.insert(gmina);
            let Some(to) = run.folder(&format!("{REPORTS}/{code}"))? else { continue };
            for name in names {
                let from = part.folder.join(REPORTS).join(code).join(name);
                fs::copy(from, to.path().join(name)).map_err(unwritable)?;
            }
            to.commit()?;
        }
    }
    Ok(reported)
}
