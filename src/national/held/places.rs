//! Addresses of a dataset: where they stand, and the localities that they form.
//!
//! Whatever the table of addresses shows as the dataset holds it is not read here: it is copied.

use std::path::Path;

use rayon::prelude::*;

use super::declined;
use crate::columns::read::{NULL, Table};
use crate::index::Cover;
use crate::national::ChainError;
use crate::national::places::{NOWHERE, Point};
use crate::national::text::Interner;
use crate::place::{GminaCode, Pl1992, SimcId};

/// Name of the file.
pub(super) const FILE: &str = "addresses.parquet";

/// Addresses of one locality in one gmina, which follow one another.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Position of the first.
    pub(super) start: usize,
    pub(super) gmina: Option<GminaCode>,
    pub(super) simc: Option<SimcId>,
    /// Name of the locality.
    pub(super) name: String,
}

/// Addresses by position.
pub(super) struct Places {
    pub(super) table: Table,
    pub(super) points: Vec<Point>,
    pub(super) covered: Vec<bool>,
    /// First address of each row group, and an end.
    pub(super) groups: Vec<usize>,
    pub(super) runs: Vec<Run>,
}

/// Metres of columns as a point.
fn point(east: f64, north: f64) -> Result<Point, ChainError> {
    if east.is_nan() && north.is_nan() {
        return Ok(NOWHERE);
    }
    match Pl1992::from_metres(east, north) {
        Some(point) => Ok([point.easting_mm(), point.northing_mm()]),
        None => Err(declined(FILE, "a position is none")),
    }
}

/// A code as outputs print it; what is written otherwise is left to the general way.
fn code<T: ToString>(
    text: &[u8],
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, ChainError> {
    let text = std::str::from_utf8(text).unwrap_or_default();
    let found = parse(text).filter(|code| code.to_string() == text);
    found.map(Some).ok_or_else(|| declined(FILE, "a code is damaged"))
}

fn runs(table: &Table, group: usize, first: usize) -> Result<Vec<Run>, ChainError> {
    let read = |name: &str| -> Result<(Vec<u32>, Interner), ChainError> {
        let mut texts = Interner::default();
        let column = table.required_text(name)?;
        let codes = table.codes::<0>(group, column, |text| texts.number(text))?;
        Ok((codes, texts))
    };
    let (gminas, gmina_texts) = read("gmina")?;
    let (simcs, simc_texts) = read("simc")?;
    let (names, name_texts) = read("locality")?;
    let text = |texts: &Interner, code: u32| texts.texts().get(code as usize).cloned();
    let mut runs = Vec::new();
    let mut last = None;
    for (row, key) in gminas.iter().copied().zip(simcs).enumerate() {
        if last == Some(key) {
            continue;
        }
        last = Some(key);
        let of_gmina = |text: &str| text.parse().ok().and_then(GminaCode::from_number);
        let of_simc = |text: &str| SimcId::parse(text).ok().map(|simc| simc.code);
        let gmina = text(&gmina_texts, key.0).map(|text| code(&text, of_gmina));
        let simc = text(&simc_texts, key.1).map(|text| code(&text, of_simc));
        let name = text(&name_texts, names[row]).unwrap_or_default();
        runs.push(Run {
            start: first + row,
            gmina: gmina.transpose()?.flatten(),
            simc: simc.transpose()?.flatten(),
            name: String::from_utf8(name).map_err(|_| declined(FILE, "a name is no text"))?,
        });
    }
    Ok(runs)
}

/// Slices of the columns for one row group.
struct Part<'a> {
    group: usize,
    first: usize,
    points: &'a mut [Point],
    covered: &'a mut [bool],
}

impl Part<'_> {
    fn fill(self, table: &Table, areas: Option<&Cover>) -> Result<Vec<Run>, ChainError> {
        let metres = |name: &str| -> Result<Vec<f64>, ChainError> {
            let column = table.required(name)?;
            Ok(table.numbers(self.group, column, f64::NAN, f64::from_le_bytes)?)
        };
        let (east, north) = (metres("easting")?, metres("northing")?);
        for (slot, (east, north)) in self.points.iter_mut().zip(east.into_iter().zip(north)) {
            *slot = point(east, north)?;
        }
        if let Some(areas) = areas {
            for (point, covered) in self.points.iter().zip(self.covered) {
                *covered = *point != NOWHERE && areas.find(*point).is_some();
            }
        }
        runs(table, self.group, self.first)
    }
}

impl Places {
    /// Reads where addresses stand, and which of them `areas` cover.
    pub(super) fn read(folder: &Path, areas: Option<&Cover>) -> Result<Self, ChainError> {
        let table = Table::open(&folder.join(FILE))?;
        let n = table.n_rows();
        u32::try_from(n).ok().filter(|n| *n < NULL).ok_or(ChainError::TooMany("addresses"))?;
        let kinds = ["easting", "northing"].map(|name| table.required(name));
        for column in kinds {
            if column?.kind != parquet::basic::Type::DOUBLE {
                return Err(declined(FILE, "a position is of another type"));
            }
        }
        let (mut points, mut covered) = (vec![NOWHERE; n], vec![false; n]);
        let (mut groups, mut parts) = (vec![0], Vec::new());
        let mut rest = (&mut points[..], &mut covered[..]);
        for group in 0..table.n_groups() {
            let n = table.n_rows_of(group);
            let first = groups[group];
            let ((points, p), (covered, c)) = (rest.0.split_at_mut(n), rest.1.split_at_mut(n));
            parts.push(Part { group, first, points, covered });
            rest = (p, c);
            groups.push(first + n);
        }
        let found = parts
            .into_par_iter()
            .map(|part| part.fill(&table, areas))
            .collect::<Result<Vec<_>, _>>()?;
        let mut runs: Vec<Run> = found.into_iter().flatten().collect();
        runs.dedup_by(|run, before| (run.gmina, run.simc) == (before.gmina, before.simc));
        let key = |run: &Run| (run.gmina.is_none(), run.gmina, run.simc);
        if !runs.is_sorted_by(|a, b| key(a) < key(b)) {
            return Err(declined(FILE, "addresses are not sorted by gmina and locality"));
        }
        Ok(Self { table, points, covered, groups, runs })
    }

    /// Number of addresses.
    pub(super) const fn n(&self) -> usize {
        self.points.len()
    }

    /// Addresses of a run, by its position.
    pub(super) fn of_run(&self, run: usize) -> std::ops::Range<usize> {
        let end = self.runs.get(run + 1).map_or(self.n(), |next| next.start);
        self.runs[run].start..end
    }
}
