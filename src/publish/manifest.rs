//! `manifest.json`: what went in, by which rules; the same for the same input.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use super::PublishError;
use crate::diagnosis::{DetectorMode, SpeedBasis};
use crate::model::RegisterFile;
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
    file: &'a str,
    sha256: &'a str,
    /// Days from the end of the edition's period to the day of the run; null: not known.
    age_days: Option<i64>,
    rows_read: u64,
    rows_used: u64,
    rows_rejected: u64,
    rows_outside_area: u64,
    /// Conversion of its coordinates to EPSG:2180, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    converted: Option<ConvertedView<'a>>,
    by_code: BTreeMap<&'static str, u64>,
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
    settings: &'a RunSettings,
    profiles: Vec<ProfileView<'a>>,
    inputs: Vec<InputView<'a>>,
}

fn profile_view(thresholds: &ThresholdProfile) -> ProfileView<'_> {
    let number = |number: &'_ crate::policy::Number| -> (String, bool) {
        let confirmed = number.confidence == crate::policy::Confidence::Confirmed;
        (number.checked_on.to_string(), confirmed)
    };
    ProfileView {
        id: &thresholds.profile.id,
        in_force_at_as_of: thresholds.in_force,
        all_numbers_confirmed: thresholds.is_confirmed(),
        numbers: thresholds
            .numbers
            .values()
            .map(|n| {
                let (checked_on, confirmed) = number(n);
                NumberView {
                    name: &n.name,
                    value: n.value,
                    unit: &n.unit,
                    act: &n.act,
                    article: &n.article,
                    url: &n.url,
                    checked_on,
                    confirmed,
                }
            })
            .collect(),
    }
}

/// Writes the manifest.
///
/// # Errors
/// When the writer fails.
pub fn write_manifest(
    settings: &RunSettings,
    profiles: &[ThresholdProfile],
    files: &[RegisterFile],
    rungs: &[BTreeMap<&'static str, u64>],
    mut writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("manifest.json");
    let input = |(position, file): (usize, &'_ RegisterFile)| -> (usize, u64) {
        (position + 1, file.rows_used())
    };
    let as_of = settings.as_of.parse().ok();
    let inputs = files.iter().enumerate().map(|(position, file)| {
        let (number, rows_used) = input((position, file));
        InputView {
            number,
            register: &file.register,
            edition: &file.edition,
            file: &file.name,
            sha256: &file.sha256,
            age_days: as_of.and_then(|as_of| file.age_days(as_of)),
            rows_read: file.rows_read,
            rows_used,
            rows_rejected: file.rows_rejected,
            rows_outside_area: file.rows_outside,
            converted: (!file.converted_from.is_empty()).then(|| ConvertedView {
                from: &file.converted_from,
                accuracy_m: file.accuracy_m(),
            }),
            by_code: file.by_code.iter().map(|(code, n)| (code.as_str(), *n)).collect(),
            matched_by_rung: rungs.get(position).cloned().unwrap_or_default(),
        }
    });
    let manifest = Manifest {
        program_version: env!("CARGO_PKG_VERSION"),
        settings,
        profiles: profiles.iter().map(profile_view).collect(),
        inputs: inputs.collect(),
    };
    serde_json::to_writer_pretty(&mut writer, &manifest).map_err(|e| error(e.to_string()))?;
    writer.write_all(b"\n").map_err(|e| error(e.to_string()))
}
