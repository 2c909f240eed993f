//! What a plan of the network says of single addresses, read from the folder that `plan` wrote.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde::Deserialize;

use super::RunError;
use crate::model::RegisterFile;
use crate::place::GminaCode;
use crate::publish::{Planned, told_hash, told_rows};
use crate::sources::dataset;

/// Addresses that a plan serves, by identifier.
#[derive(Default)]
pub struct PlannedCosts {
    /// Gminas that were planned for, six digits.
    gminas: BTreeSet<String>,
    of_address: HashMap<String, Planned>,
}

/// Register and hash of files, however they are numbered; of a table of people, whose hash is not told,
/// how many rows it has, where these are.
fn marks(files: &[RegisterFile]) -> Vec<(&str, &str, u64)> {
    fn mark(file: &RegisterFile) -> (&str, &str, u64) {
        match told_hash(file) {
            "" => (&file.register, "", told_rows(file, file.rows_read).unwrap_or(0)),
            hash => (&file.register, hash, 0),
        }
    }
    let mut marks: Vec<(&str, &str, u64)> = files.iter().map(mark).collect();
    marks.sort_unstable();
    marks
}

fn wrong(folder: &Path, reason: impl ToString) -> RunError {
    RunError::PlanFolder(folder.display().to_string(), reason.to_string())
}

/// That a plan belongs to no input that was named.
pub fn other_plan(folder: &Path) -> RunError {
    wrong(folder, "its plan is of other files, another day or another profile")
}

/// What `plan.json` says of the plan as a whole.
#[derive(Deserialize)]
struct Figures {
    profile: String,
    gminas: BTreeSet<String>,
}

fn figures(folder: &Path) -> Result<Figures, RunError> {
    let text = std::fs::read_to_string(folder.join("plan.json"));
    let text = text.map_err(|error| wrong(folder, format!("plan.json: {error}")))?;
    serde_json::from_str(&text).map_err(|error| wrong(folder, format!("plan.json: {error}")))
}

/// Rows of a table of the plan: the values of some columns.
fn rows<const N: usize>(
    folder: &Path,
    name: &str,
    columns: [&str; N],
) -> Result<Vec<[String; N]>, RunError> {
    let error = |error: csv::Error| wrong(folder, format!("{name}: {error}"));
    let mut reader = csv::Reader::from_path(folder.join(name)).map_err(error)?;
    let header = reader.headers().map_err(error)?.clone();
    let at = columns.map(|column| header.iter().position(|held| held == column));
    if let Some(lacking) = at.iter().position(Option::is_none) {
        return Err(wrong(folder, format!("{name} has no column {}", columns[lacking])));
    }
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(error)?;
        let value = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or("").to_owned();
        out.push(at.map(value));
    }
    Ok(out)
}

impl PlannedCosts {
    /// Whether the plan of a folder was made of the files, for the day and by the main profile of an
    /// edition.
    ///
    /// # Errors
    /// When the folder holds no plan.
    pub fn is_of(
        folder: &Path,
        (as_of, profile): (chrono::NaiveDate, &str),
        files: &[RegisterFile],
    ) -> Result<bool, RunError> {
        if !folder.join("drops.csv").is_file() {
            return Err(wrong(folder, "it holds no drops.csv"));
        }
        let (world, settings) =
            dataset::read_files(folder).map_err(|error| wrong(folder, error))?;
        let is_day = settings.as_of.0 == as_of && figures(folder)?.profile == profile;
        Ok(is_day && marks(&world.files) == marks(files))
    }

    /// Reads the plan of a folder.
    ///
    /// # Errors
    /// When a table is missing or damaged.
    pub fn read(folder: &Path) -> Result<Self, RunError> {
        let mut stage_of: BTreeMap<String, u32> = BTreeMap::new();
        for [id, stage] in rows(folder, "stages.csv", ["address_id", "stage"])? {
            let number = stage.parse();
            stage_of.insert(id, number.map_err(|_| wrong(folder, "stages.csv: no number"))?);
        }
        let drops = ["address_id", "marginal_cost_grosze", "area", "duty"];
        let mut of_address = HashMap::new();
        for [id, cost, area, duty] in rows(folder, "drops.csv", drops)? {
            let cost = cost.parse().map_err(|_| wrong(folder, "drops.csv: a cost is no number"))?;
            let stage = stage_of.get(&id).copied();
            let duty = Some(duty).filter(|duty| !duty.is_empty());
            let planned =
                Planned { marginal_cost_grosze: cost, area: area.parse().ok(), duty, stage };
            of_address.insert(id, planned);
        }
        Ok(Self { gminas: figures(folder)?.gminas, of_address })
    }

    /// Names of the columns that a list has of it.
    pub const COLUMNS: [&str; 3] = ["marginal_cost_grosze", "plan_area", "plan_stage"];

    /// Appends the values of these columns to a line whose first value is the identifier.
    pub(super) fn put(&self, line: &[u8], out: &mut Vec<u8>) {
        let id = line.split(|byte| *byte == b',').next().unwrap_or_default();
        let planned = std::str::from_utf8(id).ok().and_then(|id| self.of(id));
        let text = |number: Option<i64>| number.map_or_else(String::new, |n| n.to_string());
        let whole = |number: Option<u32>| text(number.map(i64::from));
        let cost = text(planned.map(|planned| planned.marginal_cost_grosze));
        let area = whole(planned.and_then(|planned| planned.area));
        let stage = whole(planned.and_then(|planned| planned.stage));
        out.extend_from_slice(format!(",{cost},{area},{stage}").as_bytes());
    }

    /// Whether it was made for a gmina: of others it says nothing.
    pub fn covers(&self, gmina: Option<GminaCode>) -> bool {
        gmina.is_some_and(|code| self.gminas.contains(&code.to_string()))
    }

    /// What the plan says of an address; `None`: it does not serve it.
    pub fn of(&self, address_id: &str) -> Option<&Planned> {
        self.of_address.get(address_id)
    }
}
