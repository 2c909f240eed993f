//! Reports of all gminas: from a world in memory, or from slices of a dataset.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::resume::LongRun;
use super::slices::{Diagnosed, Sliced};
use super::tasks::report_to;
use super::{Loaded, Progress, ReportOutputs, RunError};
use crate::diagnosis::chapters::Survey;
use crate::diagnosis::{Diagnosis, Rollup};
use crate::place::GminaCode;
use crate::sources::dataset::GminaRows;

/// Folder of the reports.
pub(super) const REPORTS: &str = "raporty";

/// What reports are made of.
pub(super) enum ReportSource<'a> {
    /// Everything is in memory.
    World { loaded: &'a Loaded, diagnosis: &'a Diagnosis, rollup: &'a Rollup },
    /// Gminas are read from a dataset, some at a time.
    Slices(Box<Sliced>),
}

/// Gminas with their report, and those whose report failed, with the reason.
pub(super) type Written = (BTreeSet<GminaCode>, Vec<(GminaCode, String)>);

type Results = Vec<(GminaCode, Result<(), String>)>;

/// Where reports go, and which of their files.
struct Reports<'a> {
    run: &'a LongRun,
    outputs: ReportOutputs,
    progress: &'a Progress<'a>,
    n_done: AtomicUsize,
    n_all: usize,
}

impl Reports<'_> {
    /// Writes the report of one gmina, unless it is there.
    fn one(
        &self,
        loaded: &Loaded,
        survey: &Survey<'_>,
        rollup: &Rollup,
        gmina: GminaCode,
    ) -> Result<(), String> {
        let write = || -> Result<(), RunError> {
            if let Some(out) = self.run.folder(&place(gmina))? {
                report_to(loaded, survey, rollup, gmina, self.outputs, None, out)?;
            }
            Ok(())
        };
        // A defect that one gmina brings to light must not cost the others their reports.
        let written = catch_unwind(AssertUnwindSafe(write));
        self.tell();
        match written {
            Ok(written) => written.map_err(|error| error.to_string()),
            Err(_) => Err("the program failed on this gmina; please report it".to_owned()),
        }
    }

    fn tell(&self) {
        let n = self.n_done.fetch_add(1, Ordering::Relaxed) + 1;
        if n.is_multiple_of(100) {
            self.progress.tell(&format!("{n} of {} reports", self.n_all));
        }
    }

    fn all(
        &self,
        (loaded, diagnosis, rollup): (&Loaded, &Diagnosis, &Rollup),
        gminas: &[GminaCode],
    ) -> Results {
        // Looked for here, by all threads, and not by the first report that asks.
        diagnosis.conflicts(&loaded.world);
        let survey = Survey::new(&loaded.world, diagnosis);
        let one = |gmina: &GminaCode| (*gmina, self.one(loaded, &survey, rollup, *gmina));
        gminas.par_iter().map(one).collect()
    }

    /// A slice with its diagnosis; `None` where all its reports are there.
    fn load(&self, of: &Sliced, gminas: &[GminaRows]) -> Option<Result<Diagnosed, String>> {
        if gminas.iter().all(|gmina| self.run.place().join(place(gmina.code)).exists()) {
            return None;
        }
        let loaded = catch_unwind(AssertUnwindSafe(|| of.read(gminas)));
        Some(match loaded {
            Ok(loaded) => loaded.map_err(|error| error.to_string()),
            Err(_) => Err("the program failed on these gminas; please report it".to_owned()),
        })
    }

    /// Writes the reports of a slice.
    fn slice(&self, of: Option<Result<Diagnosed, String>>, gminas: &[GminaRows]) -> Results {
        let codes: Vec<GminaCode> = gminas.iter().map(|gmina| gmina.code).collect();
        match of {
            None => codes.into_iter().map(|gmina| (gmina, Ok(()))).collect(),
            Some(Err(reason)) => {
                codes.into_iter().map(|gmina| (gmina, Err(reason.clone()))).collect()
            }
            Some(Ok(of)) => {
                let all = || self.all((&of.loaded, &of.diagnosis, &of.rollup), &codes);
                let failed = "the program failed on these gminas; please report it";
                let none = |gmina: &GminaCode| (*gmina, Err(failed.to_owned()));
                catch_unwind(AssertUnwindSafe(all))
                    .unwrap_or_else(|_| codes.iter().map(none).collect())
            }
        }
    }

    /// Writes the reports of slices; the next one is read while those of one are written.
    fn slices(&self, of: &Sliced, parts: &[&[GminaRows]]) -> Results {
        let mut results = Vec::new();
        let mut next = parts.first().and_then(|first| self.load(of, first));
        for (at, part) in parts.iter().enumerate() {
            let held = next.take();
            let after = || parts.get(at + 1).and_then(|part| self.load(of, part));
            let (written, read) = rayon::join(|| self.slice(held, part), after);
            results.extend(written);
            next = read;
        }
        results
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
    source: &ReportSource<'_>,
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
    let results = match source {
        ReportSource::World { loaded, diagnosis, rollup } => {
            reports.all((loaded, diagnosis, rollup), wanted)
        }
        ReportSource::Slices(of) => reports.slices(of, &of.slices(wanted)),
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
