//! `manifest.json`: what went in, by which rules; the same for the same input.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use super::PublishError;
use crate::diagnosis::chapters::{counts_people, is_personal};
use crate::diagnosis::{DetectorMode, Finding, SpeedBasis};
use crate::model::{FileId, Issue, Origin, RegisterFile, World};
use crate::policy::ThresholdProfile;

/// Settings of a run as outputs show them.
#[derive(Clone, Debug, Serialize)]
pub struct RunSettings {
    /// The day of the run.
    pub as_of: String,
    /// Plan horizon in years.
    pub plan_horizon_years: u32,
    /// Profiles of the run file; empty: all that are valid on that day.
    pub profiles: Vec<String>,
    /// Rungs of the matching ladder.
    pub match_rungs: Vec<&'static str>,
    /// Radius of the rung `coordinates`, metres.
    pub match_radius_m: u32,
    /// Limit of the quality gate.
    pub max_rejected_share: f64,
    /// `declared` or `peak`.
    pub speed_basis: &'static str,
    /// `flag` or `decide`.
    pub detectors: &'static str,
}

impl SpeedBasis {
    /// The name in run files and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Peak => "peak",
        }
    }
}

impl DetectorMode {
    /// The name in run files and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Decide => "decide",
        }
    }
}

#[derive(Serialize)]
struct InputView<'a> {
    number: usize,
    register: &'a str,
    edition: &'a str,
    /// An edition before the one diagnosed: read for history only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    earlier: bool,
    file: &'a str,
    sha256: &'a str,
    /// Days from the end of the edition's period to the day of the run; null: not known.
    age_days: Option<i64>,
    /// Rows; null: not to be told.
    rows_read: Option<u64>,
    rows_used: Option<u64>,
    rows_rejected: Option<u64>,
    rows_outside_area: Option<u64>,
    /// Conversion of its coordinates to EPSG:2180, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    converted: Option<ConvertedView<'a>>,
    /// Null: not to be told.
    by_code: Option<BTreeMap<&'static str, u64>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    matched_by_rung: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct ConvertedView<'a> {
    from: &'a [String],
    /// Metres; null: not known.
    accuracy_m: Option<u32>,
}

#[derive(Serialize)]
struct NumberView<'a> {
    name: &'a str,
    value: u32,
    unit: &'a str,
    act: &'a str,
    article: &'a str,
    url: &'a str,
    checked_on: String,
    confirmed: bool,
}

#[derive(Serialize)]
struct ProfileView<'a> {
    id: &'a str,
    in_force_at_as_of: bool,
    all_numbers_confirmed: bool,
    numbers: Vec<NumberView<'a>>,
}

#[derive(Serialize)]
struct Manifest<'a> {
    program_version: &'static str,
    /// The list of checksums of the folder, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    checksums: Option<&'static str>,
    settings: &'a RunSettings,
    profiles: Vec<ProfileView<'a>>,
    inputs: Vec<InputView<'a>>,
}

impl<'a> NumberView<'a> {
    fn of(number: &'a crate::policy::Number) -> Self {
        Self {
            name: &number.name,
            value: number.value,
            unit: &number.unit,
            act: &number.act,
            article: &number.article,
            url: &number.url,
            checked_on: number.checked_on.to_string(),
            confirmed: number.is_confirmed(),
        }
    }
}

fn profile_view(thresholds: &ThresholdProfile) -> ProfileView<'_> {
    ProfileView {
        id: &thresholds.profile.id,
        in_force_at_as_of: thresholds.in_force,
        all_numbers_confirmed: thresholds.is_confirmed(),
        numbers: thresholds.numbers.values().map(NumberView::of).collect(),
    }
}

/// Rows of a file as they may be shown; `None` where each stands for a notice or an empty house.
/// A dataset alone counts them: it holds the table itself.
pub fn told_rows(file: &RegisterFile, n: u64) -> Option<u64> {
    (!is_personal(&file.register)).then_some(n)
}

/// SHA-256 of a file as it may be shown; empty where it is a table of people: of a table of a few rows the
/// content can be guessed until the hash is right.
pub fn told_hash(file: &RegisterFile) -> &str {
    if counts_people(&file.register) { "" } else { &file.sha256 }
}

/// Whether rows of a file may be counted and named.
pub(super) fn has_told_rows(world: &World, file: FileId) -> bool {
    !is_personal(&world.files[usize::from(file.0)].register)
}

/// Issues whose rows may be named.
pub(super) fn told_issues(world: &World) -> impl Iterator<Item = &Issue> {
    world.issues.kept().iter().filter(|issue| has_told_rows(world, issue.origin.file))
}

/// Whether a contradiction may be named: it says nothing of one notice or one empty house.
pub(super) fn is_told(world: &World, finding: &Finding) -> bool {
    let is_told = |origin: Origin| has_told_rows(world, origin.file);
    is_told(finding.origin) && finding.against.is_none_or(is_told)
}

/// What a manifest stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestOf {
    /// A dataset, with the list of checksums of its folder.
    Dataset(&'static str),
    /// The outputs of a run, a bundle of open data: without hashes of tables of people.
    Run,
}

/// Writes the manifest of files, of which some are of earlier editions.
///
/// # Errors
/// When the writer fails.
pub fn write_manifest(
    (settings, holder): (&RunSettings, ManifestOf),
    profiles: &[ThresholdProfile],
    (files, earlier): (&[RegisterFile], &[FileId]),
    rungs: &[BTreeMap<&'static str, u64>],
    mut writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("manifest.json");
    let as_of = settings.as_of.parse().ok();
    let checksums = match holder {
        ManifestOf::Dataset(list) => Some(list),
        ManifestOf::Run => None,
    };
    let inputs = files.iter().enumerate().map(|(position, file)| {
        let is_whole = checksums.is_some() || !is_personal(&file.register);
        let rows = |n: u64| is_whole.then_some(n);
        let codes = || file.by_code.iter().map(|(code, n)| (code.as_str(), *n)).collect();
        InputView {
            number: position + 1,
            register: &file.register,
            edition: &file.edition,
            earlier: earlier.iter().any(|id| usize::from(id.0) == position),
            file: &file.name,
            // A dataset holds the table itself.
            sha256: if holder == ManifestOf::Run { told_hash(file) } else { &file.sha256 },
            age_days: as_of.and_then(|as_of| file.age_days(as_of)),
            rows_read: rows(file.rows_read),
            rows_used: rows(file.rows_used()),
            rows_rejected: rows(file.rows_rejected),
            rows_outside_area: rows(file.rows_outside),
            converted: (!file.converted_from.is_empty()).then(|| ConvertedView {
                from: &file.converted_from,
                accuracy_m: file.accuracy_m(),
            }),
            by_code: is_whole.then(codes),
            matched_by_rung: rungs.get(position).filter(|_| is_whole).cloned().unwrap_or_default(),
        }
    });
    let manifest = Manifest {
        program_version: env!("CARGO_PKG_VERSION"),
        checksums,
        settings,
        profiles: profiles.iter().map(profile_view).collect(),
        inputs: inputs.collect(),
    };
    serde_json::to_writer_pretty(&mut writer, &manifest).map_err(|e| error(e.to_string()))?;
    writer.write_all(b"\n").map_err(|e| error(e.to_string()))
}
