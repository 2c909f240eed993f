//! Wiring: run files to worlds, worlds to outputs. Sole owner of the clock and of folders.

mod check;
mod check_list;
mod consult;
mod costing;
mod country;
mod diff;
mod edition;
mod error;
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
use crate::matching::{MatchSettings, build_world};
use crate::model::{IssueCode, RegisterFile, World};
use crate::place::GminaCode;
use crate::policy::{PolicyBook, PolicyError, ThresholdProfile};
use crate::publish::RunSettings;
use crate::sources::Schema;

pub use check_list::{ListSpec, ListSummary, check_list};
pub use consult::{ConsultSpec, consult_to};
pub use costing::{CostSettings, Costed, costed};
pub use country::{APART, CountryDone, CountryOutputs, country_of};
pub use diff::{DiffDone, DiffSpec, diff_to};
pub use edition::Edition;
pub use error::RunError;
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
