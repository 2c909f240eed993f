//! Wiring: run files to worlds, worlds to outputs. Sole owner of the clock and of folders.

mod check;
mod check_list;
mod consult;
mod costing;
mod country;
mod diff;
mod edition;
mod export;
mod extract;
mod import;
mod invest;
mod local;
mod merge;
mod national;
mod open_data;
mod output;
mod part_facts;
mod parts;
mod plan;
mod planned;
mod prg;
mod progress;
mod reports;
mod resume;
mod run_file;
mod score;
mod slices;
mod swift;
mod tasks;
mod template;
mod trust;

use std::collections::BTreeMap;
use std::path::Path;

use self::local::named_gminas;
use crate::diagnosis::{self, Diagnosis, DiagnosisSettings};
use crate::matching::{MatchError, MatchSettings, build_world};
use crate::model::{IssueCode, RegisterFile, World};
use crate::national::ChainError;
use crate::place::GminaCode;
use crate::planning::DesignError;
use crate::planning::plan::PlanError;
use crate::policy::{PolicyBook, PolicyError, ThresholdProfile};
use crate::publish::{PublishError, RunSettings};
use crate::sources::{Schema, SourceError};

pub use check_list::{ListSpec, ListSummary, check_list};
pub use consult::{ConsultSpec, consult_to};
pub use costing::{Costed, costed};
pub use country::{APART, CountryDone, CountryOutputs, country_of};
pub use diff::{DiffDone, DiffSpec, diff_to};
pub use edition::Edition;
pub use export::export_to;
pub use import::import_to;
pub use invest::{InvestSettings, invest_to, read_costs};
pub use local::{Local, Region, load_for};
pub use merge::merge_to;
pub use national::{NationalOutcome, national_to, peak_bytes};
pub use open_data::{PublishSpec, publish_to, read_options};
pub use output::OutputDir;
pub use plan::{SteinerAnswer, solve_stp};
pub use planned::{PlannedCosts, other_plan};
pub use progress::Progress;
use run_file::{IMPOSSIBLE_MIN, MAX_IMPOSSIBLE_SHARE};
pub use run_file::{InputSpec, RunSpec, nearest};
pub use score::score;
pub use tasks::{
    DiagnoseOutputs, ReportDone, ReportOutputs, country_synth_to, diagnose_to, overview_to,
    report_to, sample_to, synth_to, to_json,
};
pub use template::{template, template_names, template_to};

/// What stops a run. Every variant says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The run file is not as it must be.
    #[error("{file}: line {line}: {reason}")]
    RunFile {
        /// The file.
        file: String,
        /// 1-based line.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// An input that names no file.
    #[error("input {register}: {path}: {reason}; paths are relative to the run file")]
    NoFile {
        /// The register.
        register: &'static str,
        /// The path or pattern.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// More input files than can be numbered.
    #[error("more than 65 535 input files; join them")]
    TooManyFiles,
    /// An input that cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Registers that do not fit together.
    #[error(transparent)]
    Match(#[from] MatchError),
    /// A profile that does not exist or is incomplete.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A gmina that the run does not have.
    #[error("no address of the run lies in {code:?}; {hint}")]
    NoGmina {
        /// The code asked for.
        code: String,
        /// Codes that exist.
        hint: String,
    },
    /// An address that no register of the run has.
    #[error("no address {text:?}: {hint}")]
    NoAddress {
        /// The text asked for.
        text: String,
        /// What to try.
        hint: String,
    },
    /// A folder that holds no plan, or one of other inputs; and why.
    #[error("{0}: {1}; name the folder that `zasieg plan` wrote of the same inputs")]
    PlanFolder(String, String),
    /// A server that cannot listen.
    #[error("{address}: cannot listen: {reason}; choose another --listen")]
    Listen {
        /// The address.
        address: String,
        /// What the system says.
        reason: String,
    },
    /// Evidence that cannot be read.
    #[error("{path}: evidence cannot be read: {reason}")]
    Evidence {
        /// The dataset.
        path: String,
        /// Why.
        reason: String,
    },
    /// An argument out of its range.
    #[error("{what} {found}: expected {expected}")]
    OutOfRange {
        /// The argument.
        what: &'static str,
        /// Its value.
        found: usize,
        /// The range.
        expected: String,
    },
    /// Earlier editions that are not in the order of their days.
    #[error(
        "{path}: its run is of an earlier day than the edition before it; name earlier editions oldest first"
    )]
    Order {
        /// The edition out of order.
        path: String,
    },
    /// Two editions of which the later one is given as the earlier.
    #[error(
        "{old}: its run is of {old_day}, after that of {new} ({new_day}); changes go from an earlier \
         day to a later one: exchange the two"
    )]
    Reversed {
        /// The edition given as the earlier.
        old: String,
        /// Its day.
        old_day: chrono::NaiveDate,
        /// The edition given as the later.
        new: String,
        /// Its day.
        new_day: chrono::NaiveDate,
    },
    /// The output folder is in use.
    #[error(
        "{path}: already holds something; use --force to replace what is written, or another --out"
    )]
    Exists {
        /// The folder.
        path: String,
    },
    /// The output folder holds an unfinished run of something else.
    #[error(
        "{path}: holds an unfinished run of other inputs or settings; use --force to begin anew, \
         or another --out"
    )]
    OtherRun {
        /// The folder.
        path: String,
    },
    /// A finished run and a dataset that do not belong together.
    #[error("addresses.parquet of the run names the node {id:?}, which the dataset does not have")]
    OtherNodes {
        /// The node.
        id: String,
    },
    /// Parts of a country that cannot be put together.
    #[error("--merge: {reason}")]
    Parts {
        /// Why, with the names of parts and codes.
        reason: String,
    },
    /// The output file exists.
    #[error("{path}: exists; use --force to replace it, or another {option}")]
    FileExists {
        /// The file.
        path: String,
        /// The option that names it.
        option: &'static str,
    },
    /// The output file cannot be written.
    #[error("{path}: cannot be written: {reason}; choose another {option} or make space")]
    UnwritableFile {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
        /// The option that names it.
        option: &'static str,
    },
    /// The output folder cannot be written.
    #[error("{path}: cannot be written: {reason}; choose another --out or make space")]
    Unwritable {
        /// The folder.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// A register that has no table to fill in.
    #[error("no template {name:?}; did you mean {nearest:?}? Tables exist for {known}")]
    NoTemplate {
        /// The name asked for.
        name: String,
        /// The most similar one.
        nearest: String,
        /// All of them.
        known: String,
    },
    /// A template in a form that there is not.
    #[error("{path}: a template is written as .xlsx or .csv; name the file so")]
    TemplateForm {
        /// The file asked for.
        path: String,
    },
    /// A Steiner instance that cannot be read or has no tree.
    #[error("{file}: {reason}")]
    Steiner {
        /// The file.
        file: String,
        /// What is wrong, with the line.
        reason: String,
    },
    /// There is nothing to plan with.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A plan that cannot be appraised.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// An area to plan for that cannot be read.
    #[error("{file}: {reason}; give GeoJSON with areas in longitude and latitude, or EPSG:2180")]
    AreaFile {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A file of assumptions that cannot be used.
    #[error(
        "{file}: {reason}; give TOML with [[assumption]] tables of key, value, year, source and \
         checked_on, and low, high, source_en, url where they are known; keys and units as in \
         data/assumptions/costs.toml"
    )]
    Costs {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A consultation that the rules do not allow.
    #[error("{reason}")]
    Consultation {
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// A gmina that has filled in no table.
    #[error(
        "{code}: the run has no row of a table that gminas fill in; see `zasieg import --help`"
    )]
    NothingToExport {
        /// The code asked for.
        code: String,
    },
    /// Options of a publisher that cannot be used.
    #[error("{path}: {reason}; `zasieg publish --template` prints a file to fill in")]
    Options {
        /// The file.
        path: String,
        /// What is wrong, with the line.
        reason: String,
    },
    /// A diagnosis or a known answer that cannot be compared.
    #[error(
        "{file}: {reason}; give the folder of `zasieg diagnose` and the folder odpowiedz/ of \
         `zasieg synth`"
    )]
    Score {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// Tables of a country that cannot be used.
    #[error(transparent)]
    National(Box<ChainError>),
    /// An output could not be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl From<ChainError> for RunError {
    fn from(error: ChainError) -> Self {
        Self::National(Box::new(error))
    }
}

/// Name under which the gate fails when no record of coverage found an address.
pub const NO_COVERAGE: &str = "records of coverage";
/// Ends the name of a file whose speeds are impossible: the unit that they should have. The same in
/// every language.
pub const IMPOSSIBLE_SPEEDS: &str = " (Mb/s)";

/// A world and the run it belongs to.
pub struct Loaded {
    /// The world.
    pub world: World,
    /// The run.
    pub spec: RunSpec,
    /// Where the world holds only some of the addresses: what is counted of all.
    whole: Option<OfAll>,
}

/// What is counted of all addresses of an input.
#[derive(Clone)]
struct OfAll {
    /// Rows matched on each rung, file by file.
    rungs: Vec<BTreeMap<&'static str, u64>>,
    has_offers: bool,
}

/// Reads a run file's registers, or a dataset.
///
/// # Errors
/// When the input cannot be used.
pub fn load(input: &Path, progress: &Progress<'_>) -> Result<Loaded, RunError> {
    if input.is_dir() {
        progress.say(format!("reading the dataset {}", input.display()));
        return import::load_dataset(input);
    }
    let spec = RunSpec::read(input)?;
    let extract = extract::extract(&spec, progress)?;
    progress.say(format!("tying {} offers to addresses", extract.offers.len()));
    let settings = MatchSettings {
        rungs: spec.match_rungs.clone(),
        radius_mm: spec.match_radius_m.saturating_mul(1000),
        as_of: spec.as_of,
    };
    let world = build_world(extract, &settings)?;
    let of_cells = world.files.iter().filter(|file| Schema::of(&file.register).raster);
    for file in of_cells.filter(|file| file.rows_read > 0 && file.rows_outside == file.rows_read) {
        progress.tell(&format!("{}: no address lies in its cells", file.name));
    }
    Ok(Loaded { world, spec, whole: None })
}

impl RunSpec {
    /// Thresholds of the run's profiles, or of those named.
    fn thresholds(&self, named: &[String]) -> Result<Vec<ThresholdProfile>, PolicyError> {
        let book = PolicyBook::get();
        let names = if named.is_empty() { &self.profiles } else { named };
        if names.is_empty() {
            let valid = book.at(self.as_of)?;
            if valid.is_empty() {
                return Err(PolicyError::NoneInForce { date: self.as_of });
            }
            return Ok(valid);
        }
        let mut profiles: Vec<ThresholdProfile> = Vec::with_capacity(names.len());
        for name in names {
            let profile = book.profile_at(name, self.as_of)?;
            if profiles.iter().all(|held| held.profile.id != profile.profile.id) {
                profiles.push(profile);
            }
        }
        Ok(profiles)
    }

    const fn diagnosis_settings(&self) -> DiagnosisSettings {
        DiagnosisSettings {
            as_of: self.as_of,
            plan_horizon_years: self.plan_horizon_years,
            speed_basis: self.speed_basis,
            detectors: self.detectors,
        }
    }

    /// The settings as outputs show them.
    fn settings(&self) -> RunSettings {
        RunSettings {
            as_of: self.as_of.to_string(),
            plan_horizon_years: self.plan_horizon_years,
            profiles: self.profiles.clone(),
            match_rungs: self.match_rungs.iter().map(|rung| rung.as_str()).collect(),
            match_radius_m: self.match_radius_m,
            max_rejected_share: self.max_rejected_share,
            speed_basis: self.speed_basis.as_str(),
            detectors: self.detectors.as_str(),
        }
    }

    /// Files whose rejected share is above the limit of the run, with the shares; those most of whose
    /// rows have an impossible speed, marked with [`IMPOSSIBLE_SPEEDS`]; and [`NO_COVERAGE`] where no
    /// record of coverage found an address.
    fn failed_gates(&self, files: &[RegisterFile], has_offers: bool) -> Vec<(String, f64)> {
        let share = |file: &RegisterFile| {
            let read = file.rows_read - file.rows_outside;
            // Counts of rows are far below 2^52.
            #[allow(clippy::cast_precision_loss)]
            if read == 0 { 0.0 } else { file.rows_rejected as f64 / read as f64 }
        };
        let shares = files.iter().map(|file| (file.name.clone(), share(file)));
        let mut failed: Vec<(String, f64)> =
            shares.filter(|(_, share)| *share > self.max_rejected_share).collect();
        failed.extend(files.iter().filter_map(|file| {
            let used = file.rows_read - file.rows_outside - file.rows_rejected;
            let impossible = *file.by_code.get(&IssueCode::ImpossibleSpeed)?;
            // Counts of rows are far below 2^52.
            #[allow(clippy::cast_precision_loss)]
            let share = impossible as f64 / used.max(1) as f64;
            (impossible >= IMPOSSIBLE_MIN && share > MAX_IMPOSSIBLE_SHARE)
                .then(|| (format!("{}{IMPOSSIBLE_SPEEDS}", file.name), share))
        }));
        if !has_offers {
            // Without a single record of coverage every address would look white.
            failed.push((NO_COVERAGE.to_owned(), 1.0));
        }
        failed
    }
}

impl Loaded {
    /// Thresholds of the run's profiles, or of those named.
    ///
    /// # Errors
    /// When a profile does not exist.
    pub fn profiles(&self, named: &[String]) -> Result<Vec<ThresholdProfile>, PolicyError> {
        self.spec.thresholds(named)
    }

    /// Profiles that a run names outside their validity.
    pub fn out_of_force(&self, diagnosis: &Diagnosis) -> Vec<String> {
        let profiles = diagnosis.profiles.iter().filter(|thresholds| !thresholds.in_force);
        profiles.map(|thresholds| thresholds.profile.id.clone()).collect()
    }

    /// Diagnoses the world.
    ///
    /// # Errors
    /// When a profile does not exist.
    pub fn diagnose(&self, named: &[String]) -> Result<Diagnosis, RunError> {
        let settings = self.spec.diagnosis_settings();
        Ok(diagnosis::diagnose(&self.world, self.profiles(named)?, settings))
    }

    /// The run's settings as outputs show them.
    pub fn settings(&self) -> RunSettings {
        self.spec.settings()
    }

    /// Rows matched on each rung, file by file.
    pub fn rungs(&self) -> Vec<BTreeMap<&'static str, u64>> {
        if let Some(whole) = &self.whole {
            return whole.rungs.clone();
        }
        let mut counts = vec![BTreeMap::new(); self.world.files.len()];
        let mut rows: Vec<_> = self.world.offers.iter().map(|o| (o.origin, o.rung)).collect();
        rows.sort_unstable();
        rows.dedup();
        for (origin, rung) in rows {
            *counts[origin.file.0 as usize].entry(rung.as_str()).or_default() += 1;
        }
        counts
    }

    /// Files whose rejected share is above the limit of the run, with the shares.
    pub fn failed_gates(&self) -> Vec<(String, f64)> {
        let here = !self.world.offers.is_empty();
        let has_offers = self.whole.as_ref().map_or(here, |whole| whole.has_offers);
        self.spec.failed_gates(&self.world.files, has_offers)
    }

    /// Gminas of the run that a code of 2, 4, 6 or 7 digits names.
    ///
    /// # Errors
    /// When none does.
    pub fn gminas(&self, codes: &[String]) -> Result<Vec<GminaCode>, RunError> {
        let all: Vec<GminaCode> =
            self.world.gminas_with_addresses().map(|gmina| gmina.code).collect();
        named_gminas(&self.world, &all, codes)
    }
}
