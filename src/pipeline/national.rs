//! A whole country in one run: by columns where its tables allow it, else as every other run.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::country::put;
use super::extract::{Found, files};
use super::part_facts::{self, Outputs, PartFacts, Writing};
use super::parts::{self, Chosen};
use super::swift::chain_of;
use super::tasks::{write, write_run_facts};
use super::{OutputDir, Progress, RunError, RunSpec, load};
use crate::diagnosis::{DetectorMode, Tallied, roll_up};
use crate::model::{IssueCode, RegisterFile, Rung, Severity};
use crate::national::{self, ChainError, ChainInputs, InputFile, PROFILES_MAX, Settings, Summary};
use crate::place::Selection;
use crate::policy::ThresholdProfile;
use crate::publish::{self, AddressRows, ManifestOf};
use crate::sources::{Register, SourceError};

/// Bytes by which a file is hashed: few enough to stay in the processor's cache.
const HASHED_AT_ONCE: usize = 1 << 17;
/// First bytes of a Parquet file.
const PARQUET: &[u8] = b"PAR1";

/// How a national run ended.
pub struct NationalOutcome {
    /// The folder.
    pub place: PathBuf,
    /// The run.
    pub spec: RunSpec,
    /// What was read.
    pub files: Vec<RegisterFile>,
    /// Files whose rejected share is above the limit, and other gates that failed.
    pub failed_gates: Vec<(String, f64)>,
    /// Profiles of the run that are not in force on its day.
    pub out_of_force: Vec<String>,
    /// Most memory that the process took, in bytes, where the system tells.
    pub peak_bytes: Option<u64>,
}

impl NationalOutcome {
    /// Full count of one code over all files.
    pub fn count(&self, code: IssueCode) -> u64 {
        self.files.iter().filter_map(|file| file.by_code.get(&code)).sum()
    }
}

/// Diagnoses every gmina of a run: `gminas.csv`, `addresses.parquet` and what they rest on; of a
/// part of the country the rows that these have for it.
///
/// # Errors
/// When the input cannot be used, a profile does not exist, or the folder cannot be written.
pub fn national_to(
    input: &Path,
    out: OutputDir,
    named: &[String],
    part: Option<&Selection>,
    progress: &Progress<'_>,
) -> Result<NationalOutcome, RunError> {
    let why = if input.is_dir() {
        match chain_of(input, &out, named, part, progress)? {
            Ok((loaded, has_offers)) => {
                let (spec, files) = (loaded.spec, loaded.world.files);
                return finish(spec, out, named, files, has_offers, progress);
            }
            Err(why) => why,
        }
    } else {
        let spec = RunSpec::read(input)?;
        match by_columns(&spec, &out, named, part, progress) {
            Ok((files, has_offers)) => {
                return finish(spec, out, named, files, has_offers, progress);
            }
            Err(Stopped::Declined(why)) => why,
            Err(Stopped::Failed(error)) => return Err(*error),
        }
    };
    progress.tell(&format!("row by row, as \"diagnose\" does: {why}"));
    let loaded = load(input, progress)?;
    let chosen = part.map(|part| Chosen::new(&loaded.world, part)).transpose()?;
    progress.say(format!("diagnosing {} addresses", loaded.world.addresses.len()));
    let diagnosis = loaded.diagnose(named)?;
    progress.say("writing".to_owned());
    let world = &loaded.world;
    let rows = match &chosen {
        Some(chosen) => chosen.rows(world, &diagnosis),
        None => {
            let ranges = std::iter::once(0..world.addresses.len()).collect();
            AddressRows { world, diagnosis: &diagnosis, ranges }
        }
    };
    write(&out, "addresses.parquet", |w| publish::write_parquet(&rows, w))?;
    let (mut units, profiles) = (roll_up(world, &diagnosis).gminas, &diagnosis.profiles);
    if let Some(chosen) = &chosen {
        units = chosen.units(&units);
    }
    write(&out, "gminas.csv", |w| publish::write_units(&units, profiles, w))?;
    let (settings, rungs) = (loaded.settings(), loaded.rungs());
    let mut manifest = Vec::new();
    let files = (world.files.as_slice(), world.aside.earlier_files.as_slice());
    publish::write_manifest((&settings, ManifestOf::Run), profiles, files, &rungs, &mut manifest)?;
    write(&out, "manifest.json", |w| put(w, "manifest.json", &manifest))?;
    if let (Some(chosen), Some(part)) = (chosen, part) {
        let inputs = (manifest.as_slice(), world.files.as_slice());
        let facts = chosen.facts(part, (Outputs::Tables, Writing::ByRows), inputs, named);
        write_part(&out, facts, &units, profiles)?;
    }
    let has_offers = !world.offers.is_empty();
    let (spec, files) = (loaded.spec, loaded.world.files);
    finish(spec, out, named, files, has_offers, progress)
}

/// What a part has beside its rows.
pub(super) fn write_part(
    out: &OutputDir,
    mut facts: PartFacts,
    units: &[Tallied],
    profiles: &[ThresholdProfile],
) -> Result<(), RunError> {
    write(out, "tallies.parquet", |w| publish::write_tallies(units, profiles, w))?;
    facts.files = part_facts::hashes(out.path())?;
    Ok(write(out, part_facts::MANIFEST, |w| part_facts::write_facts(&facts, w))?)
}

/// Why a run does not go by columns.
enum Stopped {
    /// It goes row by row.
    Declined(String),
    Failed(Box<RunError>),
}

impl<E: Into<RunError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        match error.into() {
            RunError::National(error) => match *error {
                ChainError::Declined(why) => Self::Declined(why),
                ChainError::NoGmina { code, hint } => {
                    Self::Failed(Box::new(RunError::NoGmina { code, hint }))
                }
                error => Self::Failed(Box::new(error.into())),
            },
            error => Self::Failed(Box::new(error)),
        }
    }
}

fn finish(
    spec: RunSpec,
    out: OutputDir,
    named: &[String],
    files: Vec<RegisterFile>,
    has_offers: bool,
    progress: &Progress<'_>,
) -> Result<NationalOutcome, RunError> {
    write_run_facts(&out, progress)?;
    let profiles = spec.thresholds(named)?;
    let late = profiles.iter().filter(|thresholds| !thresholds.in_force);
    Ok(NationalOutcome {
        place: out.commit()?,
        failed_gates: spec.failed_gates(&files, has_offers),
        out_of_force: late.map(|thresholds| thresholds.profile.id.clone()).collect(),
        peak_bytes: peak_bytes(),
        spec,
        files,
    })
}

/// Most memory that the process took so far.
pub fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// The tables of a run, or why it does not go by columns.
fn tables(found: &[Found<'_>], profiles: &[ThresholdProfile]) -> Result<ChainInputs, String> {
    if profiles.len() > PROFILES_MAX {
        return Err(format!("it has more than {PROFILES_MAX} profiles"));
    }
    let mut inputs = ChainInputs::default();
    for (number, found) in (1..).zip(found) {
        let (options, register) = (&found.input.options, found.input.register);
        let (path, name) = (found.path.clone(), found.name.clone());
        let file = InputFile { number, path, name, options: options.clone() };
        let place = match register {
            Register::AddressTable => {
                inputs.addresses.push(file);
                None
            }
            Register::OfferTable => {
                inputs.offers.push(file);
                None
            }
            Register::Boundaries => Some(inputs.boundaries.replace(file)),
            Register::Layer("coverage-areas") => Some(inputs.areas.replace(file)),
            Register::Layer("nodes-table") => Some(inputs.nodes.replace(file)),
            _ => return Err(format!("it has {}", register.name())),
        };
        if place.flatten().is_some() {
            return Err(format!("it has several files of {}", register.name()));
        }
        if options.counts {
            return Err("its coverage areas count as networks".to_owned());
        }
        if options.layer.is_some() || !options.values.is_empty() {
            return Err(format!("{}: the input sets layer or values", found.name));
        }
        let mut first = [0; PARQUET.len()];
        let read = File::open(&found.path).and_then(|mut file| file.read_exact(&mut first));
        if read.is_err() || first != PARQUET {
            return Err(format!("{} is no Parquet file", found.name));
        }
    }
    for (register, files) in [("address-table", &inputs.addresses), ("offer-table", &inputs.offers)]
    {
        if files.is_empty() {
            return Err(format!("it has no {register}"));
        }
    }
    Ok(inputs)
}

/// SHA-256 of a file.
pub(super) fn sha256(path: &Path) -> Result<String, SourceError> {
    let hash = || {
        let mut file = File::open(path)?;
        let mut hasher = Sha256::new();
        let mut bytes = vec![0; HASHED_AT_ONCE];
        loop {
            match file.read(&mut bytes)? {
                0 => return Ok(format!("{:x}", hasher.finalize())),
                n => hasher.update(&bytes[..n]),
            }
        }
    };
    hash().map_err(|error: std::io::Error| SourceError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

/// Runs the chain; gives the files with what was read of them, and whether any offer found an
/// address.
fn by_columns(
    spec: &RunSpec,
    out: &OutputDir,
    named: &[String],
    part: Option<&Selection>,
    progress: &Progress<'_>,
) -> Result<(Vec<RegisterFile>, bool), Stopped> {
    // Detectors that decide look at neighbours, nodes and history.
    if spec.detectors == DetectorMode::Decide {
        return Err(Stopped::Declined("its detectors decide".to_owned()));
    }
    if spec.inputs.iter().any(|input| input.earlier) {
        return Err(Stopped::Declined("it has earlier editions".to_owned()));
    }
    let mut found = Vec::new();
    for input in &spec.inputs {
        found.extend(files(spec, input)?);
    }
    let profiles = spec.thresholds(named)?;
    let inputs = tables(&found, &profiles).map_err(Stopped::Declined)?;
    let settings = Settings { profiles, rules: spec.diagnosis_settings() };
    progress.tell("by columns: all inputs are plain tables in Parquet");
    // The hashes fill the gaps of the stages that one thread does alone.
    let (summary, hashes) = rayon::join(
        || {
            let say = |stage: &str| progress.say(stage.to_owned());
            national::run(&inputs, &settings, part, out.path(), &say)
        },
        || found.par_iter().map(|found| sha256(&found.path)).collect::<Vec<_>>(),
    );
    let summary = summary.map_err(RunError::from)?;
    let hashes = hashes.into_iter().collect::<Result<Vec<_>, _>>().map_err(RunError::from)?;
    let register_files = register_files(&found, hashes, &summary);
    let matched = |number| match summary.counts.of(number).matched {
        0 => BTreeMap::new(),
        n => [(Rung::Exact.as_str(), n)].into(),
    };
    let rungs: Vec<_> = (1..).take(found.len()).map(matched).collect();
    let (view, profiles) = (spec.settings(), &settings.profiles);
    let mut manifest = Vec::new();
    publish::write_manifest(
        (&view, ManifestOf::Run),
        profiles,
        (&register_files, &[]),
        &rungs,
        &mut manifest,
    )?;
    write(out, "manifest.json", |w| put(w, "manifest.json", &manifest))?;
    if let Some(part) = part {
        let (units, has_none) = (&summary.units, summary.has_none);
        let facts = PartFacts {
            outputs: Outputs::Tables,
            writing: Writing::OfTables,
            run: part_facts::run_hash(&manifest),
            inputs: part_facts::inputs_hash(&register_files),
            profiles: named.to_vec(),
            reports: None,
            indicators: false,
            codes: part.codes(),
            holds: parts::listed(units.iter().filter_map(|unit| unit.gmina), part.has_none()),
            of: parts::listed(summary.gminas.iter().copied(), has_none),
            n_issues: 0,
            failed: Vec::new(),
            files: BTreeMap::new(),
        };
        write_part(out, facts, units, profiles)
            .map_err(|error| Stopped::Failed(Box::new(error)))?;
    }
    Ok((register_files, summary.n_offers > 0))
}

fn register_files(
    found: &[Found<'_>],
    hashes: Vec<String>,
    summary: &Summary,
) -> Vec<RegisterFile> {
    let file = |((found, sha256), number): ((&Found<'_>, String), u16)| {
        let counts = summary.counts.of(number);
        let of = |severity: Severity| {
            let counts = counts.by_code.iter().filter(|(code, _)| code.severity() == severity);
            counts.map(|(_, n)| n).sum()
        };
        RegisterFile {
            register: found.input.register.name().to_owned(),
            edition: found.input.edition.clone(),
            name: found.name.clone(),
            sha256,
            rows_read: counts.rows_read,
            rows_rejected: of(Severity::Rejected),
            rows_outside: of(Severity::Outside),
            // Only tables in EPSG:2180 go by columns.
            converted_from: Vec::new(),
            by_code: counts.by_code,
        }
    };
    found.iter().zip(hashes).zip(1..).map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_at_least_what_is_held() {
        let held = vec![1_u8; 64 << 20];
        let peak = peak_bytes();
        assert!(peak.is_none_or(|bytes| bytes > held.len() as u64), "{peak:?}");
    }

    #[test]
    fn a_file_is_hashed_whole() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        // FIPS 180-2, B.1 and B.3.
        let cases = [
            (b"abc".to_vec(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                vec![b'a'; 1_000_000],
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
            ),
        ];
        for (bytes, expected) in cases {
            std::fs::write(file.path(), bytes).expect("written");
            assert_eq!(sha256(file.path()).expect("readable"), expected);
        }
    }
}
