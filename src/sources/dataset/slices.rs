//! Worlds of a few gminas, read from a dataset of a country: what they need and no more.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::types::{Float64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow_select::take::take_record_batch;

use super::super::SourceError;
use super::super::parquet_file::{ParquetRows, value, wrong};
use super::{DatasetSettings, Numbered, addresses, checked, gmina_of, offers};
use super::{provider_numbers, read_small};
use crate::model::{IssueLog, Layer, PublicBuilding, World};
use crate::place::GminaCode;

/// A gmina with addresses, and which of the dataset's addresses they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GminaRows {
    /// The gmina.
    pub code: GminaCode,
    /// Rows of `addresses.parquet`, from 0.
    pub rows: Range<usize>,
}

/// A dataset of which worlds of neighbouring gminas are read, one after another.
pub struct Slices {
    folder: PathBuf,
    /// Everything but addresses and offers.
    whole: World,
    settings: DatasetSettings,
    providers: Numbered,
    addresses: ParquetRows,
    offers: ParquetRows,
    gminas: Vec<GminaRows>,
    /// Rows of each layer by gmina; those of none under `None`.
    layer_rows: Vec<BTreeMap<Option<GminaCode>, Vec<u32>>>,
    /// Buildings by gmina.
    buildings: BTreeMap<Option<GminaCode>, Vec<usize>>,
    /// Kept issues by gmina.
    issues: BTreeMap<Option<GminaCode>, Vec<usize>>,
    /// Addresses elsewhere to which rows of a gmina refer.
    strays: BTreeMap<GminaCode, BTreeSet<usize>>,
    /// How many offers the addresses before one have, for those where a slice begins or ends.
    offers_before: BTreeMap<usize, usize>,
}

/// Addresses of a slice: rows of the dataset, ascending.
struct Chosen {
    rows: Vec<Range<usize>>,
    /// How many stand before each range.
    before: Vec<usize>,
}

impl Chosen {
    fn new(rows: Vec<Range<usize>>) -> Self {
        let mut before = Vec::with_capacity(rows.len());
        let mut n = 0;
        for range in &rows {
            before.push(n);
            n += range.len();
        }
        Self { rows, before }
    }

    /// Position in the slice.
    fn local(&self, row: u32) -> Option<u32> {
        let row = row as usize;
        let at = self.rows.partition_point(|range| range.start <= row).checked_sub(1)?;
        let range = &self.rows[at];
        let position = self.before[at] + row - range.start;
        if range.contains(&row) { u32::try_from(position).ok() } else { None }
    }
}

/// The gminas of the addresses, each with its rows; rows in none stand last.
fn gmina_rows(file: &ParquetRows) -> Result<Vec<GminaRows>, SourceError> {
    let mut gminas: Vec<GminaRows> = Vec::new();
    let mut row = 0;
    let mut last = String::new();
    file.scan(std::slice::from_ref(&(0..file.n_rows())), &["gmina"], |batch| {
        let codes = batch.text("gmina")?;
        for at in 0..codes.len() {
            let text = value(codes, at);
            if text.is_some_and(|text| text != last || gminas.is_empty()) {
                let code = gmina_of(text).ok_or_else(|| batch.bad(at, "a code is damaged"))?;
                if gminas.last().is_some_and(|held| held.code >= code || held.rows.end != row) {
                    return Err(batch.bad(at, "addresses are not sorted by gmina"));
                }
                gminas.push(GminaRows { code, rows: row..row });
                text.unwrap_or_default().clone_into(&mut last);
            }
            row += 1;
            if let (Some(_), Some(held)) = (text, gminas.last_mut()) {
                held.rows.end = row;
            }
        }
        Ok(())
    })?;
    Ok(gminas)
}

/// How many offers the addresses before each of `cuts` have.
fn count_offers(
    file: &ParquetRows,
    cuts: BTreeSet<usize>,
) -> Result<BTreeMap<usize, usize>, SourceError> {
    let mut counted = BTreeMap::new();
    let mut rest = cuts.into_iter().peekable();
    let (mut n, mut last) = (0, 0);
    file.scan(std::slice::from_ref(&(0..file.n_rows())), &["address_row"], |batch| {
        for row in batch.numbers::<UInt32Type>("address_row")?.values() {
            if *row < last {
                return Err(wrong(batch.file, "offers are not sorted by address"));
            }
            if *row > last {
                last = *row;
                // Numbered from 1: this offer is of the address before `row`.
                while let Some(cut) = rest.next_if(|cut| *cut < *row as usize) {
                    counted.insert(cut, n);
                }
            }
            n += 1;
        }
        Ok(())
    })?;
    counted.extend(rest.map(|cut| (cut, n)));
    Ok(counted)
}

/// Rows by gmina.
fn by_gmina<T: TryFrom<usize>>(
    gminas: impl Iterator<Item = Option<GminaCode>>,
) -> BTreeMap<Option<GminaCode>, Vec<T>> {
    let mut rows: BTreeMap<_, Vec<T>> = BTreeMap::new();
    for (row, gmina) in gminas.enumerate() {
        if let Ok(row) = T::try_from(row) {
            rows.entry(gmina).or_default().push(row);
        }
    }
    rows
}

/// Rows of some gminas and of none, in their order.
fn rows_of<T: Copy + Ord>(
    by_gmina: &BTreeMap<Option<GminaCode>, Vec<T>>,
    gminas: &[GminaRows],
) -> Vec<T> {
    let keys = gminas.iter().map(|gmina| Some(gmina.code)).chain([None]);
    let mut rows: Vec<T> = keys.filter_map(|key| by_gmina.get(&key)).flatten().copied().collect();
    rows.sort_unstable();
    rows
}

impl Slices {
    /// Opens a dataset: reads what does not grow with the addresses, and where each gmina begins.
    ///
    /// # Errors
    /// When a file is missing, damaged or of another layout.
    pub fn open(folder: &Path) -> Result<Self, SourceError> {
        let (whole, settings) = read_small(folder)?;
        let addresses = ParquetRows::open(folder, "addresses.parquet")?;
        let offers = ParquetRows::open(folder, "offers.parquet")?;
        let gminas = gmina_rows(&addresses)?;
        let mut strays: BTreeMap<GminaCode, BTreeSet<usize>> = BTreeMap::new();
        let mut note = |gmina: Option<GminaCode>, address: Option<u32>| {
            let (Some(code), Some(row)) = (gmina, address) else { return };
            let row = row as usize;
            let own = gminas.binary_search_by_key(&code, |held| held.code);
            if row < addresses.n_rows() && own.is_ok_and(|at| !gminas[at].rows.contains(&row)) {
                strays.entry(code).or_default().insert(row);
            }
        };
        for layer in &whole.layers {
            (0..layer.n_rows()).for_each(|row| note(layer.gmina(row), layer.address(row)));
        }
        whole.buildings.iter().for_each(|building| note(building.gmina, building.address));
        let bounds = |range: &Range<usize>| [range.start, range.end];
        let mut cuts: BTreeSet<usize> = gminas.iter().flat_map(|g| bounds(&g.rows)).collect();
        cuts.extend(strays.values().flatten().flat_map(|row| [*row, *row + 1]));
        let of_layer = |layer: &Layer| by_gmina((0..layer.n_rows()).map(|row| layer.gmina(row)));
        Ok(Self {
            folder: folder.to_owned(),
            settings,
            providers: provider_numbers(&whole)?,
            offers_before: count_offers(&offers, cuts)?,
            layer_rows: whole.layers.iter().map(of_layer).collect(),
            buildings: by_gmina(whole.buildings.iter().map(|building| building.gmina)),
            issues: by_gmina(whole.issues.kept().iter().map(|issue| issue.gmina)),
            whole,
            addresses,
            offers,
            gminas,
            strays,
        })
    }

    /// Settings of the run that made the dataset.
    pub const fn settings(&self) -> &DatasetSettings {
        &self.settings
    }

    /// Everything but addresses, their names and offers.
    pub const fn whole(&self) -> &World {
        &self.whole
    }

    /// Gminas that have addresses, in order.
    pub fn gminas(&self) -> &[GminaRows] {
        &self.gminas
    }

    /// Number of addresses, those in no gmina included.
    pub fn n_addresses(&self) -> usize {
        self.addresses.n_rows()
    }

    /// Number of offers.
    pub fn n_offers(&self) -> usize {
        self.offers.n_rows()
    }

    /// Rows of the dataset that a slice of some neighbouring gminas holds: theirs, and addresses
    /// elsewhere to which rows of theirs refer.
    pub fn rows(&self, gminas: &[GminaRows]) -> Vec<Range<usize>> {
        let strays = gminas.iter().filter_map(|gmina| self.strays.get(&gmina.code)).flatten();
        let mut rows: Vec<Range<usize>> = strays.map(|row| *row..*row + 1).collect();
        if let (Some(first), Some(last)) = (gminas.first(), gminas.last()) {
            let own = first.rows.start..last.rows.end;
            rows.retain(|stray| !own.contains(&stray.start));
            rows.push(own);
        }
        rows.sort_unstable_by_key(|range| range.start);
        rows.dedup();
        rows
    }

    /// The world of some neighbouring gminas: their addresses, offers, buildings, rows of layers
    /// and issues, with all gminas and files.
    ///
    /// # Errors
    /// When a file is damaged.
    pub fn world(&self, gminas: &[GminaRows]) -> Result<World, SourceError> {
        let chosen = Chosen::new(self.rows(gminas));
        let whole = &self.whole;
        let mut world = World {
            files: whole.files.clone(),
            units: whole.units.clone(),
            gminas: Arc::clone(&whole.gminas),
            providers: whole.providers.clone(),
            ..World::default()
        };
        addresses(&self.addresses.read(&chosen.rows)?)?.put_into(&mut world);
        let before = |row: usize| self.offers_before.get(&row).copied().unwrap_or(0);
        let of_offers = chosen.rows.iter().map(|rows| before(rows.start)..before(rows.end));
        let of_offers: Vec<Range<usize>> = of_offers.filter(|range| !range.is_empty()).collect();
        let file = self.offers.read(&of_offers)?;
        offers(&file, &mut world, &self.providers, |row| chosen.local(row))?;
        world.offer_starts = World::starts_of(&world.offers, world.addresses.len());
        let building = |at: usize| {
            let building = whole.buildings[at].clone();
            let address = building.address.and_then(|address| chosen.local(address));
            PublicBuilding { address, ..building }
        };
        world.buildings = rows_of(&self.buildings, gminas).into_iter().map(building).collect();
        for (layer, rows) in whole.layers.iter().zip(&self.layer_rows) {
            world.layers.push(self.layer(layer, rows_of(rows, gminas), &chosen)?);
        }
        world.issues = self.issues(gminas);
        checked(world, &self.folder)
    }

    /// Rows of a layer, their addresses by position in the slice.
    fn layer(&self, layer: &Layer, rows: Vec<u32>, chosen: &Chosen) -> Result<Layer, SourceError> {
        let failed = |error: arrow_schema::ArrowError| {
            wrong(&self.folder.display().to_string(), error.to_string())
        };
        let taken = take_record_batch(&layer.batch, &UInt32Array::from(rows)).map_err(failed)?;
        let part = Layer { register: layer.register.clone(), batch: taken };
        let Ok(at) = part.batch.schema().index_of("address_row") else {
            return Ok(part);
        };
        let mut columns: Vec<ArrayRef> = part.batch.columns().to_vec();
        let address = |row| part.address(row).and_then(|row| chosen.local(row));
        let local = (0..part.n_rows()).map(|row| address(row).map(|address| address + 1));
        columns[at] = Arc::new(local.collect::<UInt32Array>());
        let batch = RecordBatch::try_new(part.batch.schema(), columns).map_err(failed)?;
        Ok(Layer { batch, ..part })
    }

    /// Issues that name one of some gminas, or none.
    fn issues(&self, gminas: &[GminaRows]) -> IssueLog {
        let kept = self.whole.issues.kept();
        let kept = rows_of(&self.issues, gminas).into_iter().map(|at| kept[at].clone());
        let is_of = |gmina: &Option<GminaCode>| {
            gmina.is_none_or(|code| gminas.binary_search_by_key(&code, |held| held.code).is_ok())
        };
        let counts = self.whole.issues.counts().iter().filter(|((.., gmina), _)| is_of(gmina));
        IssueLog::from_parts(kept.collect(), counts.map(|(key, n)| (*key, *n)).collect())
    }
}

/// What only a run over the whole country finds of an address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Whether a coverage area covers it; `None` where that is unknown.
    pub covered: Option<bool>,
    /// Number of its cluster, from 1.
    pub cluster: Option<u32>,
    /// Identifier of the nearest node, and metres.
    pub nearest: Option<(String, f64)>,
}

/// `addresses.parquet` of a finished national run over the same dataset, or over a part of it.
pub struct NationalColumns {
    file: ParquetRows,
    /// Rows of the dataset that it holds, ascending.
    held: Vec<Range<usize>>,
}

impl NationalColumns {
    /// Opens the table in the folder of a run that wrote some rows of the dataset.
    ///
    /// # Errors
    /// When it cannot be read, or has another number of addresses.
    pub fn open(folder: &Path, held: &[Range<usize>]) -> Result<Self, SourceError> {
        let file = ParquetRows::open(folder, "addresses.parquet")?;
        let n_held: usize = held.iter().map(Range::len).sum();
        if file.n_rows() != n_held {
            let reason = format!("{} addresses, the dataset has {n_held}", file.n_rows());
            return Err(wrong(&file.name, reason));
        }
        Ok(Self { file, held: held.to_vec() })
    }

    /// What was found of the addresses in some rows of the dataset, ascending; nothing of those
    /// that the table does not hold.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn read(&self, rows: &[Range<usize>]) -> Result<Vec<Found>, SourceError> {
        let columns = ["covered", "cluster_id", "nearest_node_id", "nearest_node_m"];
        let (mut in_file, mut places) = (Vec::new(), Vec::new());
        let mut wanted = 0;
        for range in rows {
            let mut before = 0;
            for held in &self.held {
                let (start, end) = (range.start.max(held.start), range.end.min(held.end));
                if start < end {
                    in_file.push(start - held.start + before..end - held.start + before);
                    places.extend(start - range.start + wanted..end - range.start + wanted);
                }
                before += held.len();
            }
            wanted += range.len();
        }
        let mut all = vec![Found::default(); wanted];
        let mut places = places.into_iter();
        self.file.scan(&in_file, &columns, |batch| {
            let covered = batch.flags(columns[0])?;
            let cluster = batch.numbers::<UInt32Type>(columns[1])?;
            let node = batch.text(columns[2])?;
            let metres = batch.numbers::<Float64Type>(columns[3])?;
            for (row, place) in (0..batch.batch.num_rows()).zip(places.by_ref()) {
                all[place] = Found {
                    covered: covered.is_valid(row).then(|| covered.value(row)),
                    cluster: cluster.is_valid(row).then(|| cluster.value(row)),
                    nearest: value(node, row).map(|id| (id.to_owned(), metres.value(row))),
                };
            }
            Ok(())
        })?;
        Ok(all)
    }
}
