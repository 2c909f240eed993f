//! What a part of a country tells of itself: `part.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::RunError;
use super::country::OWNED;
use super::national::sha256;
use super::reports::REPORTS;
use super::resume::{MARK, RETRY};
use crate::model::RegisterFile;
use crate::publish::PublishError;

/// What a part holds.
pub(super) const MANIFEST: &str = "part.json";
/// Files that are not among those that a part tells of.
const OF_THE_RUN: [&str; 4] = [MANIFEST, "run.json", MARK, RETRY];

/// Which outputs a part has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outputs {
    /// Addresses and gminas only.
    Tables,
    /// All of a national run.
    Everything,
}

/// How the undivided run writes the table of addresses, and so the whole of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Writing {
    /// Row by row.
    ByRows,
    /// By columns, of plain tables.
    OfTables,
    /// By columns, of a dataset.
    OfDataset,
}

/// The content of `part.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PartFacts {
    pub(super) outputs: Outputs,
    /// How the table of addresses is written.
    pub(super) writing: Writing,
    /// SHA-256 of `manifest.json`: inputs by hash, settings, profiles, program.
    pub(super) run: String,
    /// One hash of all inputs, also those whose own hashes are not told.
    #[serde(default)]
    pub(super) inputs: String,
    /// Profiles named instead of the run's.
    pub(super) profiles: Vec<String>,
    /// Files of each report, where there are reports.
    pub(super) reports: Option<String>,
    /// Whether it has the indicators of its gminas.
    #[serde(default)]
    pub(super) indicators: bool,
    /// Codes of the part as they were given.
    pub(super) codes: Vec<String>,
    /// Gminas with addresses that it holds, and `none`.
    pub(super) holds: Vec<String>,
    /// All that the run has.
    pub(super) of: Vec<String>,
    /// Issues listed in the run.
    pub(super) n_issues: u64,
    /// Gminas whose report failed, with the reason.
    pub(super) failed: Vec<(String, String)>,
    /// SHA-256 of every other file of the part, by its path there.
    pub(super) files: BTreeMap<String, String>,
}

/// Whether a file is one that a run writes; those that stand for the run itself are not sealed, nor
/// what others put there.
fn is_sealed(path: &Path) -> bool {
    let is_owned = OWNED.iter().any(|own| path == Path::new(own));
    let is_report = path.starts_with(REPORTS);
    (is_owned || is_report) && !OF_THE_RUN.iter().any(|own| path == Path::new(own))
}

/// SHA-256 of every file of a part but those that stand for the run itself, by path.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn hashes(folder: &Path) -> Result<BTreeMap<String, String>, RunError> {
    let mut names = Vec::new();
    let mut folders = vec![PathBuf::new()];
    let failed = |path: &Path| {
        let path = folder.join(path).display().to_string();
        move |error: std::io::Error| RunError::Parts { reason: format!("{path}: {error}") }
    };
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below)).map_err(failed(&below))? {
            let entry = entry.map_err(failed(&below))?;
            let name = entry.file_name();
            let path = below.join(&name);
            if entry.file_type().map_err(failed(&path))?.is_dir() {
                folders.push(path);
            } else if is_sealed(&path) {
                names.push(path);
            }
        }
    }
    let hash = |path: PathBuf| {
        let hash = sha256(&folder.join(&path))?;
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        Ok((parts.join("/"), hash))
    };
    names.into_par_iter().map(hash).collect()
}

/// SHA-256 of a run's manifest.
pub(super) fn run_hash(manifest: &[u8]) -> String {
    format!("{:x}", Sha256::digest(manifest))
}

/// One hash of all inputs. Whoever has it and all other inputs could guess a table of a few rows: it
/// stands only in what parts and interrupted runs leave for themselves.
pub(super) fn inputs_hash(files: &[RegisterFile]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(format!("{} {}\n", file.register, file.sha256));
    }
    format!("{:x}", hash.finalize())
}

/// `part.json`.
///
/// # Errors
/// When the writer fails.
pub(super) fn write_facts(
    facts: &PartFacts,
    writer: impl std::io::Write,
) -> Result<(), PublishError> {
    serde_json::to_writer_pretty(writer, facts).map_err(|error| PublishError::new(MANIFEST, error))
}
