//! What stops a run.

use crate::matching::MatchError;
use crate::national::ChainError;
use crate::planning::DesignError;
use crate::planning::plan::PlanError;
use crate::policy::PolicyError;
use crate::publish::PublishError;
use crate::sources::SourceError;

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
