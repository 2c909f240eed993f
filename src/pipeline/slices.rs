//! A dataset of a country, slice by slice: what the reports of a few neighbouring gminas need.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::import::spec_of;
use super::{CountryOutputs, Loaded, RunError, RunSpec};
use crate::board::{Board, White};
use crate::diagnosis::{
    Clusters, Diagnosis, FibreCensus, FibreTaker, Lens, Lost, National, NearestNode, Node, Rollup,
    SliceReach, Status, Surroundings, View, diagnose_slice, lost_of, nodes, roll_up,
};
use crate::national::Overlook;
use crate::place::{GminaCode, Pl1992};
use crate::policy::ThresholdProfile;
use crate::publish::lens_column;
use crate::sources::SourceError;
use crate::sources::dataset::{GminaRows, Slice, Slices, read_facts};

/// Addresses of a slice, unless one gmina has more: few enough to stay far below the country's size,
/// and so many that what a slice reads beyond its own gminas is little beside them.
const SLICE: usize = 1 << 20;
/// Stations, lines of sight and roads through many gminas reach farther than a slice.
const MOBILE: [&str; 3] = ["base-stations", "coverage-raster", "pit-mobile"];

/// A slice and what was found out about it.
pub(super) struct Diagnosed {
    pub(super) loaded: Loaded,
    pub(super) diagnosis: Diagnosis,
    pub(super) rollup: Rollup,
    /// Rows of the dataset that its addresses are.
    rows: Vec<Range<usize>>,
}

impl Diagnosed {
    /// Position here of a row of the dataset.
    pub(super) fn local(&self, row: usize) -> Option<usize> {
        let mut before = 0;
        for range in &self.rows {
            if range.contains(&row) {
                return Some(before + row - range.start);
            }
            before += range.len();
        }
        None
    }
}

/// What only a look at the whole country tells of an address.
enum Known {
    /// Read from the table of a finished run.
    Table { covered: Vec<Option<bool>>, nearest: Vec<Option<(u32, f64)>> },
    /// In memory.
    Board(Arc<Board>),
    /// The same without the rest of the board.
    Overlook { covered: Option<Vec<bool>>, white: White },
}

impl Known {
    fn covered(&self, row: usize, is_placed: bool) -> Option<bool> {
        match self {
            Self::Table { covered, .. } => covered[row],
            Self::Board(board) => {
                let covered = board.verdicts.covered.as_ref()?;
                board.book.points.get(row).map(|_| covered[row])
            }
            Self::Overlook { covered, .. } if is_placed => covered.as_ref()?.get(row).copied(),
            Self::Overlook { .. } => None,
        }
    }

    fn nearest(&self, row: usize) -> Option<NearestNode> {
        let (node, metres) = match self {
            Self::Table { nearest, .. } => nearest[row]?,
            Self::Board(board) => board.verdicts.nearest(row)?,
            Self::Overlook { white, .. } => white.nearest(row)?,
        };
        Some(NearestNode { node, metres })
    }
}

/// Points, statuses under the first profile today, and clusters of all addresses.
type Found = (Vec<Option<Pl1992>>, Vec<Status>, Vec<Option<u32>>);

/// A dataset, and what a look at all of it found.
pub(super) struct Sliced {
    slices: Slices,
    reach: SliceReach,
    known: Known,
    n_clusters: u32,
    nodes: Vec<Node>,
    lost: BTreeMap<GminaCode, Lost>,
    elsewhere: u64,
    fibre: FibreCensus,
    spec: RunSpec,
    profiles: Vec<ThresholdProfile>,
    /// Counts of the country; `None`: each slice counts its gminas itself.
    rollup: Option<Arc<Rollup>>,
    size: usize,
    has_ways: bool,
}

/// What could be tied to no place, of the whole dataset.
fn lost(slices: &Slices) -> Result<BTreeMap<GminaCode, Lost>, SourceError> {
    let gminas = slices.gminas();
    let has_addresses = |code| gminas.binary_search_by_key(&code, |held| held.code).is_ok();
    lost_of(slices.whole(), has_addresses, |files| slices.origins(files), slices.places())
}

/// How well the points of fibre networks are known, of the whole dataset.
fn fibre(slices: &Slices, points: &[Option<Pl1992>]) -> Result<FibreCensus, SourceError> {
    let mut taker = FibreTaker::new(slices.whole());
    if !taker.is_idle() {
        let mut places = slices.places().zip(0_usize..);
        let mut here = places.next();
        slices.fibre(|row, network| {
            while here.is_some_and(|(_, at)| at < row) {
                here = places.next();
            }
            if let Some((place, at)) = here {
                taker.take(network, place, points.get(at).copied().flatten());
            }
        })?;
    }
    Ok(taker.finish(slices.places().zip(points.iter().copied())))
}

fn other_dataset(dataset: &Path) -> RunError {
    let reason = "it is no longer the dataset that was opened".to_owned();
    SourceError::Dataset { file: dataset.display().to_string(), reason }.into()
}

impl Sliced {
    /// Why reports of a dataset are not made from slices, where they are not.
    pub(super) fn refuses(dataset: &Path) -> Option<String> {
        let has = |register: &&str| dataset.join(format!("{register}.parquet")).exists();
        let any = MOBILE.iter().any(has);
        any.then(|| "mobile networks and lines of sight reach beyond any slice".to_owned())
    }

    /// Opens a dataset, and the folder of a national run over it, whose counts are given.
    ///
    /// # Errors
    /// When one of them cannot be read, they do not belong together, or a profile is unknown.
    pub(super) fn open(
        dataset: &Path,
        run: &Path,
        rollup: Arc<Rollup>,
        outputs: &CountryOutputs,
    ) -> Result<Self, RunError> {
        let slices = Slices::open(dataset)?;
        let spec = spec_of(slices.settings().clone(), dataset)?;
        let profiles = spec.thresholds(&outputs.profiles)?;
        let nodes = nodes(slices.whole());
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        for (number, node) in (0..).zip(&nodes) {
            numbers.entry(&node.id).or_insert(number);
        }
        let column = lens_column(&profiles, Lens { profile: 0, view: View::Today });
        let words: BTreeMap<&str, Status> =
            Status::ALL.into_iter().map(|status| (status.as_str(), status)).collect();
        let status = |word: &str| words.get(word).copied();
        let n_addresses = slices.nowhere().end;
        let facts = read_facts(run, n_addresses, (&column, status), &numbers)?;
        drop(numbers);
        let known = Known::Table { covered: facts.covered, nearest: facts.nearest };
        let found = (facts.points, facts.statuses, facts.clusters);
        let size = outputs.slice.unwrap_or(SLICE);
        Self::with(slices, (spec, profiles), (found, known), Some(rollup), size)
    }

    /// The same of what is in memory.
    ///
    /// # Errors
    /// When the dataset cannot be read, or is another one than the board's.
    pub(super) fn of(dataset: &Path, board: &Arc<Board>) -> Result<Self, RunError> {
        let slices = Slices::open(dataset)?;
        let spec = spec_of(slices.settings().clone(), dataset)?;
        let n = board.len();
        if slices.nowhere().end != n || spec.as_of != board.as_of {
            return Err(other_dataset(dataset));
        }
        let points = (0..n).map(|row| board.book.points.get(row)).collect();
        let statuses = (0..n).map(|row| board.verdicts.first_status(row)).collect();
        let clusters = board.verdicts.white.clusters_of(n);
        let (known, rollup) = (Known::Board(Arc::clone(board)), Arc::clone(&board.rollup));
        let (found, profiles) = ((points, statuses, clusters), board.profiles.clone());
        Self::with(slices, (spec, profiles), (found, known), Some(rollup), SLICE)
    }

    /// The same of what was found out of the addresses under the first of some profiles. Slices hold
    /// what plans need, and count their own gminas.
    ///
    /// # Errors
    /// When the dataset cannot be read, or is another one.
    pub(super) fn of_overlook(
        dataset: &Path,
        found: Overlook,
        profiles: Vec<ThresholdProfile>,
    ) -> Result<Self, RunError> {
        let slices = Slices::open(dataset)?;
        let spec = spec_of(slices.settings().clone(), dataset)?;
        let Overlook { points, statuses, covered, white, .. } = found;
        if slices.nowhere().end != points.len() {
            return Err(other_dataset(dataset));
        }
        let clusters = white.clusters_of(points.len());
        let known = Known::Overlook { covered, white };
        let found = ((points, statuses, clusters), known);
        let mut sliced = Self::with(slices, (spec, profiles), found, None, SLICE)?;
        sliced.has_ways = true;
        Ok(sliced)
    }

    fn with(
        slices: Slices,
        (spec, profiles): (RunSpec, Vec<ThresholdProfile>),
        ((points, statuses, clusters), known): (Found, Known),
        rollup: Option<Arc<Rollup>>,
        size: usize,
    ) -> Result<Self, RunError> {
        let nodes = nodes(slices.whole());
        let n_clusters = clusters.iter().flatten().max().map_or(0, |last| last + 1);
        let clusters = Clusters { of_address: clusters, n_clusters };
        let mut sliced = Self {
            lost: lost(&slices)?,
            fibre: fibre(&slices, &points)?,
            reach: SliceReach::new(points, &statuses, clusters),
            slices,
            known,
            n_clusters,
            nodes,
            elsewhere: 0,
            spec,
            profiles,
            rollup,
            size,
            has_ways: false,
        };
        sliced.slices.forget_places();
        let nowhere = sliced.load(&[], vec![sliced.slices.nowhere()])?;
        let found = nowhere.diagnosis.conflicts(&nowhere.loaded.world);
        let of_none = found.findings.iter().filter(|finding| finding.gmina.is_none());
        sliced.elsewhere = of_none.count() as u64;
        Ok(sliced)
    }

    /// Reads and diagnoses one gmina, or the addresses in none.
    ///
    /// # Errors
    /// When the dataset is damaged.
    pub(super) fn one(&self, gmina: Option<GminaCode>) -> Result<Diagnosed, RunError> {
        let Some(code) = gmina else { return self.load(&[], vec![self.slices.nowhere()]) };
        let held = self.slices.gminas();
        let at = held.binary_search_by_key(&code, |held| held.code);
        self.read(at.map_or(&[], |at| &held[at..=at]))
    }

    /// Reads and diagnoses gminas together, whether or not others lie between them.
    ///
    /// # Errors
    /// When the dataset is damaged.
    pub(super) fn together(&self, wanted: &[GminaCode]) -> Result<Diagnosed, RunError> {
        let is_wanted = |gmina: &&GminaRows| wanted.binary_search(&gmina.code).is_ok();
        let some: Vec<GminaRows> = self.slices.gminas().iter().filter(is_wanted).cloned().collect();
        self.read(&some)
    }

    /// Gminas with addresses.
    pub(super) fn gminas(&self) -> Vec<GminaCode> {
        self.slices.gminas().iter().map(|gmina| gmina.code).collect()
    }

    /// Gminas of the slices that hold those wanted.
    pub(super) fn slices(&self, wanted: &[GminaCode]) -> Vec<&[GminaRows]> {
        let is_wanted = |gmina: &GminaRows| wanted.binary_search(&gmina.code).is_ok();
        let (all, mut parts, mut start) = (self.slices.gminas(), Vec::new(), 0);
        for at in 0..all.len() {
            let is_other = |next: &GminaRows| {
                next.rows.end - all[start].rows.start > self.size
                    || is_wanted(next) != is_wanted(&all[start])
            };
            if all.get(at + 1).is_none_or(is_other) {
                parts.push(&all[start..=at]);
                start = at + 1;
            }
        }
        parts.retain(|part| is_wanted(&part[0]));
        parts
    }

    /// What is lost of some gminas: rows of the dataset, ascending.
    fn lost_rows(&self, gminas: &BTreeSet<GminaCode>) -> BTreeSet<usize> {
        let lost = gminas.iter().filter_map(|code| self.lost.get(code));
        lost.flat_map(|lost| &lost.addresses).map(|row| *row as usize).collect()
    }

    /// Everything that the reports of some gminas look at.
    fn slice(&self, own: Vec<Range<usize>>, gminas: &BTreeSet<GminaCode>) -> Slice {
        let lost = self.lost_rows(gminas);
        let referred = self.slices.referred(gminas);
        let single = |row: &usize| *row..*row + 1;
        let is_own = |row: &&usize| own.iter().any(|range| range.contains(row));
        let mut looked: Vec<Range<usize>> =
            lost.iter().filter(|row| !is_own(row)).map(single).collect();
        looked.extend(own);
        looked.sort_unstable_by_key(|range| range.start);
        let mut rows = self.reach.around(&looked);
        let held = |row: &&usize| {
            let at = rows.partition_point(|range| range.end <= **row);
            !rows.get(at).is_some_and(|range| range.contains(row))
        };
        let more: Vec<Range<usize>> = referred.iter().filter(held).map(single).collect();
        rows.extend(more);
        rows.sort_unstable_by_key(|range| range.start);
        let mut gminas = gminas.clone();
        gminas.extend(lost.iter().filter_map(|row| self.slices.gmina_at(*row)));
        Slice { rows, gminas, has_ways: self.has_ways }
    }

    /// What the country knows of a slice.
    fn national(&self, slice: &Slice, gminas: &BTreeSet<GminaCode>) -> National {
        let rows = || slice.rows.iter().cloned().flatten();
        let of_address = rows().map(|row| self.reach.cluster(row)).collect();
        let lost = gminas.iter().filter_map(|code| Some((*code, self.lost.get(code)?)));
        let local =
            |lost: &Lost| Lost { addresses: slice.local(&lost.addresses), records: lost.records };
        National {
            clusters: Clusters { of_address, n_clusters: self.n_clusters },
            surroundings: Surroundings {
                covered: rows()
                    .map(|row| self.known.covered(row, self.reach.is_placed(row)))
                    .collect(),
                nodes: self.nodes.clone(),
                nearest: rows().map(|row| self.known.nearest(row)).collect(),
            },
            lost: lost.map(|(code, lost)| (code, local(lost))).collect(),
            elsewhere: self.elsewhere,
            fibre: self.fibre.clone(),
        }
    }

    /// Reads and diagnoses some gminas whose addresses are given.
    fn load(&self, gminas: &[GminaRows], own: Vec<Range<usize>>) -> Result<Diagnosed, RunError> {
        let codes: BTreeSet<GminaCode> = gminas.iter().map(|gmina| gmina.code).collect();
        let slice = self.slice(own, &codes);
        let national = self.national(&slice, &codes);
        let world = self.slices.world(&slice)?;
        let settings = self.spec.diagnosis_settings();
        let diagnosis = diagnose_slice(&world, self.profiles.clone(), settings, national);
        let is_here = |code: Option<GminaCode>| code.is_some_and(|code| codes.contains(&code));
        let units = |units: &[crate::diagnosis::Tallied]| {
            units.iter().filter(|unit| is_here(unit.gmina)).cloned().collect()
        };
        let counted = self.rollup.clone().unwrap_or_else(|| Arc::new(roll_up(&world, &diagnosis)));
        // Reports show nothing of higher levels.
        let rollup = Rollup {
            localities: units(&counted.localities),
            gminas: units(&counted.gminas),
            ..Rollup::default()
        };
        let loaded = Loaded { world, spec: self.spec.clone(), whole: None };
        Ok(Diagnosed { loaded, diagnosis, rollup, rows: slice.rows })
    }

    /// Reads and diagnoses some gminas, in their order.
    ///
    /// # Errors
    /// When the dataset is damaged.
    pub(super) fn read(&self, gminas: &[GminaRows]) -> Result<Diagnosed, RunError> {
        let mut own: Vec<Range<usize>> = Vec::new();
        for gmina in gminas {
            match own.last_mut() {
                Some(last) if last.end == gmina.rows.start => last.end = gmina.rows.end,
                _ => own.push(gmina.rows.clone()),
            }
        }
        self.load(gminas, own)
    }
}
