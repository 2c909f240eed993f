//! The run file: what is read, on which day, by which rules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;

use super::RunError;
use crate::diagnosis::{DetectorMode, SpeedBasis};
use crate::model::Rung;
use crate::place::Crs;
use crate::policy::PolicyBook;
use crate::sources::{InputOptions, Register, registers};

/// Radius of the matching rung `coordinates` where the run file names none: the last rung of the
/// ladder in the quality contract (25 m).
const MATCH_RADIUS_M: u32 = 25;
/// Widest radius that is believed: beyond a kilometre the nearest address proves nothing.
const MATCH_RADIUS_MAX_M: u32 = 1000;
/// Rejected share above which the quality gate fails where the run file names none.
const MAX_REJECTED_SHARE: f64 = 0.05;
/// Share of the rows that are used of a file above which impossible speeds look like another unit
/// (kb/s for Mb/s) rather than a few wrong rows.
pub(super) const MAX_IMPOSSIBLE_SHARE: f64 = 0.5;
/// Impossible speeds below which a file has too few to tell.
pub(super) const IMPOSSIBLE_MIN: u64 = 5;
/// Plan horizon where the run file names none, in years.
const PLAN_HORIZON_YEARS: u32 = 3;

/// One `[[input]]`.
#[derive(Clone, Debug)]
pub struct InputSpec {
    /// Which register.
    pub register: Register,
    /// Path or pattern, relative to the run file.
    pub path: String,
    /// Edition, as printed in outputs.
    pub edition: String,
    /// An edition before the one diagnosed: read for history, decides no status.
    pub earlier: bool,
    /// Column map and reference system.
    pub options: InputOptions,
}

/// A run, complete.
#[derive(Clone, Debug)]
pub struct RunSpec {
    /// The only "today".
    pub as_of: NaiveDate,
    /// Years within which a plan must be due.
    pub plan_horizon_years: u32,
    /// Profiles by name; empty: all that are valid at `as_of`.
    pub profiles: Vec<String>,
    /// Rungs of the matching ladder.
    pub match_rungs: Vec<Rung>,
    /// Radius of the rung `coordinates`, in metres.
    pub match_radius_m: u32,
    /// Share of rejected rows of a file above which the quality gate fails.
    pub max_rejected_share: f64,
    /// Which speed is compared.
    pub speed_basis: SpeedBasis,
    /// What detectors do.
    pub detectors: DetectorMode,
    /// What is read.
    pub inputs: Vec<InputSpec>,
    /// The folder that paths are relative to.
    pub folder: PathBuf,
}

#[derive(Deserialize)]
struct RunToml {
    as_of: toml::value::Datetime,
    plan_horizon_years: Option<u32>,
    #[serde(default)]
    profiles: Vec<String>,
    match_rungs: Option<Vec<String>>,
    match_radius_m: Option<u32>,
    max_rejected_share: Option<f64>,
    speed_basis: Option<String>,
    detectors: Option<String>,
    #[serde(default)]
    input: Vec<InputToml>,
}

#[derive(Deserialize)]
struct InputToml {
    register: String,
    path: String,
    edition: String,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    crs: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    #[serde(default)]
    counts: bool,
    #[serde(default)]
    earlier: bool,
    layer: Option<String>,
}

const RUN_KEYS: [&str; 9] = [
    "as_of",
    "plan_horizon_years",
    "profiles",
    "match_rungs",
    "match_radius_m",
    "max_rejected_share",
    "speed_basis",
    "detectors",
    "input",
];
const INPUT_KEYS: [&str; 9] =
    ["register", "path", "edition", "columns", "crs", "layer", "values", "counts", "earlier"];

/// The register whose areas may count as networks.
const AREAS: &str = "coverage-areas";

/// The most similar of `known`.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> &'a str {
    let score = |candidate: &&str| strsim::jaro_winkler(candidate, name);
    known.into_iter().max_by(|a, b| score(a).total_cmp(&score(b))).unwrap_or_default()
}

/// 1-based line on which a key is set.
fn line_of(text: &str, key: &str) -> usize {
    let is_key = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
            || line.trim() == format!("[{key}]")
            || line.trim() == format!("[[{key}]]")
    };
    text.lines().position(is_key).map_or(1, |line| line + 1)
}

impl RunSpec {
    /// Reads a run file.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, has unknown keys, or names what does not exist.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| RunError::RunFile {
            file: file.clone(),
            line: 1,
            reason: format!("cannot be read: {error}"),
        })?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Self::parse(&text, &file, folder)
    }

    /// Parses the text of a run file.
    ///
    /// # Errors
    /// As [`RunSpec::read`].
    pub fn parse(text: &str, file: &str, folder: PathBuf) -> Result<Self, RunError> {
        let wrong =
            |line: usize, reason: String| RunError::RunFile { file: file.to_owned(), line, reason };
        let not_toml = |error: toml::de::Error| {
            let before = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.as_bytes()[..before].iter().filter(|b| **b == b'\n').count() + 1;
            wrong(line, error.message().to_owned())
        };
        let table: toml::Table = text.parse().map_err(not_toml)?;
        let unknown = |key: &str, known: &[&str]| {
            let near = nearest(key, known.iter().copied());
            let reason = format!(
                "unknown key `{key}`; did you mean `{near}`? The keys are {}",
                known.join(", ")
            );
            wrong(line_of(text, key), reason)
        };
        if let Some(key) = table.keys().find(|key| !RUN_KEYS.contains(&key.as_str())) {
            return Err(unknown(key, &RUN_KEYS));
        }
        let inputs = table.get("input").and_then(toml::Value::as_array);
        for input in inputs.into_iter().flatten().filter_map(toml::Value::as_table) {
            if let Some(key) = input.keys().find(|key| !INPUT_KEYS.contains(&key.as_str())) {
                return Err(unknown(key, &INPUT_KEYS));
            }
        }
        let parsed: RunToml = toml::from_str(text).map_err(not_toml)?;
        let choice = |key: &str, value: Option<String>, known: [&'static str; 2]| match value {
            None => Ok(known[0]),
            Some(value) => known.into_iter().find(|k| *k == value).ok_or_else(|| {
                let reason =
                    format!("{key} = {value:?}: expected {:?} or {:?}", known[0], known[1]);
                wrong(line_of(text, key), reason)
            }),
        };
        let date = parsed.as_of.date.filter(|_| parsed.as_of.time.is_none());
        let as_of = date
            .and_then(|d| NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into()))
            .ok_or_else(|| {
                wrong(line_of(text, "as_of"), "as_of must be a day such as 2026-06-30".to_owned())
            })?;
        let mut match_rungs = Vec::new();
        match parsed.match_rungs {
            None => match_rungs.extend(Rung::ALL),
            Some(names) => {
                for name in names {
                    let known = Rung::ALL.map(Rung::as_str);
                    let rung = Rung::from_name(&name).ok_or_else(|| {
                        let reason =
                            format!("unknown rung {name:?}: expected {}", known.join(", "));
                        wrong(line_of(text, "match_rungs"), reason)
                    })?;
                    match_rungs.push(rung);
                }
            }
        }
        let basis = choice("speed_basis", parsed.speed_basis, ["declared", "peak"])?;
        let detectors = choice("detectors", parsed.detectors, ["flag", "decide"])?;
        let share = parsed.max_rejected_share.unwrap_or(MAX_REJECTED_SHARE);
        if !(0.0..=1.0).contains(&share) {
            let reason = format!("max_rejected_share = {share}: expected 0 to 1");
            return Err(wrong(line_of(text, "max_rejected_share"), reason));
        }
        let radius = parsed.match_radius_m.unwrap_or(MATCH_RADIUS_M);
        if radius > MATCH_RADIUS_MAX_M {
            let reason =
                format!("match_radius_m = {radius}: expected at most {MATCH_RADIUS_MAX_M}");
            return Err(wrong(line_of(text, "match_radius_m"), reason));
        }
        if match_rungs.is_empty() {
            let reason = "match_rungs is empty: no record would find its address".to_owned();
            return Err(wrong(line_of(text, "match_rungs"), reason));
        }
        for name in &parsed.profiles {
            let quoted = format!("{name:?}");
            let line = text.lines().position(|l| l.contains(&quoted)).map_or(1, |n| n + 1);
            let known = PolicyBook::get().profile_at(name, as_of);
            known.map_err(|error| wrong(line, error.to_string()))?;
        }
        let inputs = parsed.input.into_iter().map(|input| input_of(input, text, &wrong));
        let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
        if inputs.is_empty() {
            return Err(wrong(1, "no [[input]]; name at least one register".to_owned()));
        }
        Ok(Self {
            as_of,
            plan_horizon_years: parsed.plan_horizon_years.unwrap_or(PLAN_HORIZON_YEARS),
            profiles: parsed.profiles,
            match_rungs,
            match_radius_m: radius,
            max_rejected_share: share,
            speed_basis: if basis == "peak" { SpeedBasis::Peak } else { SpeedBasis::Declared },
            detectors: if detectors == "decide" {
                DetectorMode::Decide
            } else {
                DetectorMode::Flag
            },
            inputs,
            folder,
        })
    }
}

fn input_of(
    input: InputToml,
    text: &str,
    wrong: &dyn Fn(usize, String) -> RunError,
) -> Result<InputSpec, RunError> {
    let names = || registers().map(|(name, _)| name);
    let at = |needle: &str| {
        let quoted = format!("{needle:?}");
        text.lines().position(|line| line.contains(&quoted)).map_or(1, |line| line + 1)
    };
    let register = Register::from_name(&input.register).ok_or_else(|| {
        let known: Vec<&str> = names().collect();
        let reason = format!(
            "unknown register {:?}; did you mean {:?}? The registers are {}",
            input.register,
            nearest(&input.register, names()),
            known.join(", ")
        );
        wrong(at(&input.register), reason)
    })?;
    let crs = input.crs.as_deref().map(Crs::parse).transpose();
    let crs =
        crs.map_err(|error| wrong(at(input.crs.as_deref().unwrap_or("")), error.to_string()))?;
    if input.counts && register.name() != AREAS {
        let reason = format!("counts = true is for {AREAS:?}; {:?} has no areas", input.register);
        return Err(wrong(at(&input.register), reason));
    }
    let has_history = matches!(register, Register::SidusisReport | Register::OfferTable);
    if input.earlier && !has_history {
        let reason = format!(
            "earlier = true is for \"sidusis-report\" and \"offer-table\"; of {:?} only the edition \
             that is diagnosed is read",
            input.register
        );
        return Err(wrong(at(&input.register), reason));
    }
    if register == Register::SidusisReport && !(input.columns.is_empty() && input.values.is_empty())
    {
        let reason = format!(
            "{:?} has records without a header: columns and values say nothing of it; remove them",
            input.register
        );
        return Err(wrong(at(&input.register), reason));
    }
    Ok(InputSpec {
        register,
        path: input.path,
        edition: input.edition,
        earlier: input.earlier,
        options: InputOptions {
            columns: input.columns,
            crs,
            layer: input.layer,
            values: input.values,
            counts: input.counts,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n\n[[input]]\n\
                        register = \"terc\"\npath = \"terc.csv\"\nedition = \"2026\"\n";

    fn error(text: &str) -> String {
        let parsed = RunSpec::parse(text, "run.toml", PathBuf::new());
        parsed.expect_err("spoiled").to_string()
    }

    #[test]
    fn a_good_file_gets_the_stated_defaults() {
        let spec = RunSpec::parse(GOOD, "run.toml", PathBuf::new()).expect("good");
        assert_eq!(spec.plan_horizon_years, 3);
        assert_eq!(spec.match_rungs, Rung::ALL);
        assert_eq!(spec.speed_basis, SpeedBasis::Declared);
        assert_eq!(spec.detectors, DetectorMode::Flag);
    }

    #[test]
    fn one_spoiled_line_is_named_with_its_place_and_remedy() {
        let cases = [
            (
                "profiles = [",
                "profile = [",
                "line 2: unknown key `profile`; did you mean `profiles`",
            ),
            ("edition =", "editon =", "line 7: unknown key `editon`; did you mean `edition`"),
            ("\"terc\"", "\"tercs\"", "line 5: unknown register \"tercs\"; did you mean \"terc\""),
            ("2026-06-30", "\"today\"", "line 1"),
            ("2026-06-30", "2026-06-30T10:00:00", "as_of must be a day"),
            ("as_of", "match_rungs = [\"exakt\"]\nas_of", "unknown rung \"exakt\""),
            ("as_of", "speed_basis = \"peek\"\nas_of", "expected \"declared\" or \"peak\""),
            ("= [\"EU", "= [[\"EU", "line"),
        ];
        for (good, bad, expected) in cases {
            let message = error(&GOOD.replacen(good, bad, 1));
            assert!(message.contains(expected), "{bad}: {message}");
            assert!(message.starts_with("run.toml"), "{message}");
        }
    }
}
