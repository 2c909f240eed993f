//! Reports of all gminas: from a world in memory, or from slices of a dataset, which need little
//! memory however large the country is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::resume::LongRun;
use super::tasks::{dataset_spec, report_to};
use super::{Loaded, Progress, ReportOutputs, RunError, RunSpec};
use crate::diagnosis::{
    Clusters, Diagnosis, NearestNode, Node, Rollup, Surroundings, diagnose_part, nodes, roll_up,
};
use crate::model::World;
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;
use crate::sources::dataset::{Found, GminaRows, NationalColumns, Slices};

/// Folder of the reports.
pub(super) const REPORTS: &str = "raporty";
/// Addresses of a slice, unless one gmina has more.
const SLICE: usize = 32_768;

/// A world and what was found out about it.
pub(super) struct Diagnosed {
    pub(super) loaded: Loaded,
    pub(super) diagnosis: Diagnosis,
    pub(super) rollup: Rollup,
}

/// A dataset, and the finished addresses of a national run over it.
pub(super) struct Sliced {
    slices: Slices,
    found: NationalColumns,
    /// Nodes by identifier, the first of each.
    nodes: BTreeMap<String, Node>,
    spec: RunSpec,
    profiles: Vec<ThresholdProfile>,
}

/// What reports are made of.
pub(super) enum ReportSource {
    /// Everything is in memory.
    World(Box<Diagnosed>),
    /// Gminas are read from a dataset, some at a time.
    Slices(Box<Sliced>),
}

/// Gminas with their report, and those whose report failed, with the reason.
pub(super) type Written = (BTreeSet<GminaCode>, Vec<(GminaCode, String)>);

impl Sliced {
    /// Opens a dataset, and `addresses.parquet` in the folder of a national run over it, which holds
    /// the addresses of some rows of the dataset.
    ///
    /// # Errors
    /// When one of them cannot be read, they do not belong together, or a profile is unknown.
    pub(super) fn open(
        dataset: &Path,
        run: &Path,
        held: &[Range<usize>],
        named: &[String],
    ) -> Result<Self, RunError> {
        let slices = Slices::open(dataset)?;
        let found = NationalColumns::open(run, held)?;
        let spec = dataset_spec(dataset, slices.settings())?;
        let mut by_id = BTreeMap::new();
        for node in nodes(slices.whole()) {
            by_id.entry(node.id.clone()).or_insert(node);
        }
        Ok(Self { profiles: spec.thresholds(named)?, slices, found, nodes: by_id, spec })
    }

    /// Gminas of slices.
    fn slices(&self) -> Vec<&[GminaRows]> {
        let (all, mut parts, mut start) = (self.slices.gminas(), Vec::new(), 0);
        for at in 0..all.len() {
            let is_full = |next: &GminaRows| next.rows.end - all[start].rows.start > SLICE;
            if all.get(at + 1).is_none_or(is_full) {
                parts.push(&all[start..=at]);
                start = at + 1;
            }
        }
        parts
    }

    /// What the national run found of the addresses of a slice.
    fn surroundings(&self, rows: &[Range<usize>]) -> Result<(Clusters, Surroundings), RunError> {
        let found = self.found.read(rows)?;
        let ids: BTreeSet<&str> =
            found.iter().filter_map(|f| f.nearest.as_ref()).map(|(id, _)| id.as_str()).collect();
        let mut numbers = BTreeMap::new();
        let mut nodes = Vec::with_capacity(ids.len());
        for (id, number) in ids.into_iter().zip(0_u32..) {
            if let Some(node) = self.nodes.get(id) {
                numbers.insert(id, number);
                nodes.push(node.clone());
            } else {
                return Err(RunError::OtherNodes { id: id.to_owned() });
            }
        }
        let nearest = |found: &Found| {
            let (id, metres) = found.nearest.as_ref()?;
            Some(NearestNode { node: *numbers.get(id.as_str())?, metres: *metres })
        };
        let of_address: Vec<Option<u32>> =
            found.iter().map(|f| f.cluster.and_then(|number| number.checked_sub(1))).collect();
        let n_clusters = of_address.iter().flatten().max().map_or(0, |last| last + 1);
        let nearest = found.iter().map(nearest).collect();
        let covered = found.iter().map(|found| found.covered).collect();
        Ok((Clusters { of_address, n_clusters }, Surroundings { covered, nodes, nearest }))
    }

    /// A slice with its diagnosis.
    fn load(&self, gminas: &[GminaRows]) -> Result<Diagnosed, RunError> {
        let national = self.surroundings(&self.slices.rows(gminas))?;
        let world: World = self.slices.world(gminas)?;
        let settings = self.spec.diagnosis_settings();
        let diagnosis = diagnose_part(&world, self.profiles.clone(), settings, national);
        let rollup = roll_up(&world, &diagnosis);
        let loaded = Loaded { world, spec: self.spec.clone() };
        Ok(Diagnosed { loaded, diagnosis, rollup })
    }
}

/// Where reports go, and which of their files.
pub(super) struct Reports<'a> {
    pub(super) run: &'a LongRun,
    pub(super) outputs: ReportOutputs,
    pub(super) progress: &'a Progress<'a>,
    n_done: AtomicUsize,
    n_all: usize,
}

impl Reports<'_> {
    /// Writes the report of one gmina, unless it is there.
    fn one(&self, of: &Diagnosed, gmina: GminaCode) -> Result<(), String> {
        let write = || -> Result<(), RunError> {
            if let Some(out) = self.run.folder(&place(gmina))? {
                report_to(&of.loaded, &of.diagnosis, &of.rollup, gmina, self.outputs, out)?;
            }
            Ok(())
        };
        // A defect that one gmina brings to light must not cost the others their reports.
        let written = catch_unwind(AssertUnwindSafe(write));
        let n = self.n_done.fetch_add(1, Ordering::Relaxed) + 1;
        if n.is_multiple_of(100) {
            self.progress.tell(&format!("{n} of {} reports", self.n_all));
        }
        match written {
            Ok(written) => written.map_err(|error| error.to_string()),
            Err(_) => Err("the program failed on this gmina; please report it".to_owned()),
        }
    }

    /// Writes the reports of a slice.
    fn slice(&self, of: &Sliced, gminas: &[GminaRows]) -> Vec<(GminaCode, Result<(), String>)> {
        let codes = || gminas.iter().map(|gmina| gmina.code);
        if codes().all(|gmina| self.run.place().join(place(gmina)).exists()) {
            return codes().map(|gmina| (gmina, Ok(()))).collect();
        }
        let loaded = catch_unwind(AssertUnwindSafe(|| of.load(gminas)));
        let of = match loaded {
            Ok(Ok(loaded)) => loaded,
            failed => {
                let reason = match failed {
                    Ok(Err(error)) => error.to_string(),
                    _ => "the program failed on these gminas; please report it".to_owned(),
                };
                return codes().map(|gmina| (gmina, Err(reason.clone()))).collect();
            }
        };
        let one = |gmina: &GminaRows| (gmina.code, self.one(&of, gmina.code));
        gminas.par_iter().map(one).collect()
    }
}

fn place(gmina: GminaCode) -> String {
    format!("{REPORTS}/{gmina}")
}

/// Writes the reports of all gminas that have none yet.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn write_reports(
    run: &LongRun,
    source: &ReportSource,
    wanted: &[GminaCode],
    outputs: ReportOutputs,
    progress: &Progress<'_>,
) -> Result<Written, RunError> {
    let folder = run.place().join(REPORTS);
    std::fs::create_dir_all(&folder).map_err(|error| RunError::Unwritable {
        path: folder.display().to_string(),
        reason: error.to_string(),
    })?;
    progress.say(format!("writing {} reports", wanted.len()));
    let n_done = AtomicUsize::new(0);
    let reports = Reports { run, outputs, progress, n_done, n_all: wanted.len() };
    let is_wanted = |gmina: &GminaRows| wanted.binary_search(&gmina.code).is_ok();
    let results: Vec<_> = match source {
        ReportSource::World(of) => {
            wanted.par_iter().map(|gmina| (*gmina, reports.one(of, *gmina))).collect()
        }
        ReportSource::Slices(of) => {
            let parts = of.slices();
            // Neighbours of a part of the country stand together.
            let runs =
                parts.iter().flat_map(|part| part.chunk_by(|a, b| is_wanted(a) == is_wanted(b)));
            let runs: Vec<&[GminaRows]> = runs.filter(|run| run.iter().all(is_wanted)).collect();
            runs.par_iter().flat_map(|part| reports.slice(of, part)).collect()
        }
    };
    let (mut reported, mut failed) = (BTreeSet::new(), Vec::new());
    for (gmina, result) in results {
        match result {
            Ok(()) => drop(reported.insert(gmina)),
            Err(reason) => failed.push((gmina, reason)),
        }
    }
    Ok((reported, failed))
}
