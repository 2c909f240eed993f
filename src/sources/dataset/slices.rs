//! Worlds of a few gminas, read from a dataset of a country: what they need and no more.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow_select::take::take_record_batch;

use super::super::SourceError;
use super::super::parquet_file::{ParquetRows, value, wrong};
use super::{
    DatasetSettings, Numbered, addresses, aside, checked, gmina_of, offers, provider_numbers,
    read_frame,
};
use crate::model::{Aside, FileId, IssueLog, Layer, Medium, Origin, PublicBuilding, Tense, World};
use crate::place::{GminaCode, SimcId};

/// Registers of which a slice has every row: what they say reaches beyond a gmina.
const SHARED: [&str; 8] = [
    "base-stations",
    "coverage-areas",
    "lane-fees",
    "nodes-table",
    "pit-cable-lines",
    "pit-flexibility-points",
    "pit-nodes",
    "spectrum",
];
/// Registers of lines that plans follow, beside those of which every slice has all rows.
const WAYS: [&str; 3] = ["ducts", "rail", "roads"];
/// The gminas' books: every report shows the entries that name no gmina.
const BOOKS: &str = "challenges";

/// A gmina with addresses, and which of the dataset's addresses they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GminaRows {
    /// The gmina.
    pub code: GminaCode,
    /// Rows of `addresses.parquet`, from 0.
    pub rows: Range<usize>,
}

/// A table whose rows are of addresses, in their order.
struct OfAddresses {
    file: ParquetRows,
    /// How many rows stand before those of each address, and after all.
    starts: Vec<u32>,
}

/// A dataset of which worlds of neighbouring gminas are read, one after another.
pub struct Slices {
    folder: PathBuf,
    /// Everything but addresses and offers; records aside are of the whole dataset.
    whole: World,
    settings: DatasetSettings,
    providers: Numbered,
    addresses: ParquetRows,
    offers: OfAddresses,
    earlier: OfAddresses,
    gminas: Vec<GminaRows>,
    /// Locality of each address.
    simc: Vec<Option<SimcId>>,
    /// Rows of each layer by gmina; those of none under `None`.
    layer_rows: Vec<BTreeMap<Option<GminaCode>, Vec<u32>>>,
    /// Kept issues by gmina.
    issues: BTreeMap<Option<GminaCode>, Vec<usize>>,
    /// Addresses elsewhere to which buildings of a gmina refer.
    strays: BTreeMap<GminaCode, BTreeSet<usize>>,
    /// Addresses of entries that every report shows.
    shown: Vec<usize>,
}

/// What a slice is to hold.
pub struct Slice {
    /// Rows of `addresses.parquet`, from 0: ascending ranges.
    pub rows: Vec<Range<usize>>,
    /// Gminas whose rows of other registers it holds, beside those of none.
    pub gminas: BTreeSet<GminaCode>,
    /// Whether it holds every road, railway and duct: a plan follows them across borders.
    pub has_ways: bool,
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

impl Slice {
    /// Position in the slice of a row of the dataset.
    pub fn local(&self, rows: &[u32]) -> Vec<u32> {
        let chosen = Chosen::new(self.rows.clone());
        rows.iter().filter_map(|row| chosen.local(*row)).collect()
    }
}

/// The gminas of the addresses, each with its rows (rows in none stand last), and localities.
fn gmina_rows(file: &ParquetRows) -> Result<(Vec<GminaRows>, Vec<Option<SimcId>>), SourceError> {
    let mut gminas: Vec<GminaRows> = Vec::new();
    let mut simcs = Vec::with_capacity(file.n_rows());
    let mut row = 0;
    let (mut last, mut last_simc) = (String::new(), (String::new(), None));
    file.scan(std::slice::from_ref(&(0..file.n_rows())), &["gmina", "simc"], |batch| {
        let (codes, simc) = (batch.text("gmina")?, batch.text("simc")?);
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
            let text = value(simc, at);
            if text.is_some_and(|text| text != last_simc.0) {
                let text = text.unwrap_or_default();
                let parsed = SimcId::parse(text);
                let parsed = parsed.map_err(|_| batch.bad(at, "a code is damaged"))?;
                last_simc = (text.to_owned(), Some(parsed.code));
            }
            simcs.push(text.and(last_simc.1));
        }
        Ok(())
    })?;
    Ok((gminas, simcs))
}

impl OfAddresses {
    fn open(folder: &Path, name: &str, n_addresses: usize) -> Result<Self, SourceError> {
        let file = ParquetRows::open(folder, name)?;
        let n_starts = if file.n_rows() == 0 { 0 } else { n_addresses + 1 };
        let mut starts = Vec::with_capacity(n_starts);
        let mut n = 0;
        file.scan(std::slice::from_ref(&(0..file.n_rows())), &["address_row"], |batch| {
            for row in batch.numbers::<UInt32Type>("address_row")?.values() {
                // Numbered from 1: those before it have all their rows.
                if (*row as usize) < starts.len() || *row as usize > n_addresses {
                    return Err(wrong(batch.file, "rows are not sorted by address"));
                }
                starts.resize(*row as usize, n);
                n += 1;
            }
            Ok(())
        })?;
        // A table without rows needs no list of where those of each address begin.
        starts.resize(n_starts, n);
        Ok(Self { file, starts })
    }

    /// Rows of addresses.
    fn rows(&self, addresses: &[Range<usize>]) -> Vec<Range<usize>> {
        let start = |address: usize| self.starts.get(address).map_or(0, |start| *start as usize);
        let of = addresses.iter().map(|range| start(range.start)..start(range.end));
        of.filter(|range| !range.is_empty()).collect()
    }
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
    gminas: &BTreeSet<GminaCode>,
) -> Vec<T> {
    let keys = gminas.iter().map(|gmina| Some(*gmina)).chain([None]);
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
        let (mut whole, settings) = read_frame(folder, |_| true)?;
        let addresses = ParquetRows::open(folder, "addresses.parquet")?;
        let n = addresses.n_rows();
        let offers = OfAddresses::open(folder, "offers.parquet", n)?;
        let earlier = OfAddresses::open(folder, "earlier_offers.parquet", n)?;
        aside(folder, &mut whole, n)?;
        let (gminas, simc) = gmina_rows(&addresses)?;
        let mut strays: BTreeMap<GminaCode, BTreeSet<usize>> = BTreeMap::new();
        for building in &whole.buildings {
            let (Some(code), Some(row)) = (building.gmina, building.address) else { continue };
            if (row as usize) < n {
                strays.entry(code).or_default().insert(row as usize);
            }
        }
        let mut shown = Vec::new();
        if let Some(book) = whole.layer(BOOKS) {
            let of_none = (0..book.n_rows()).filter(|row| book.gmina(*row).is_none());
            shown.extend(of_none.filter_map(|row| book.address(row)).map(|row| row as usize));
            shown.retain(|row| *row < n);
        }
        let of_layer = |layer: &Layer| by_gmina((0..layer.n_rows()).map(|row| layer.gmina(row)));
        Ok(Self {
            folder: folder.to_owned(),
            settings,
            providers: provider_numbers(&whole)?,
            layer_rows: whole.layers.iter().map(of_layer).collect(),
            issues: by_gmina(whole.issues.kept().iter().map(|issue| issue.gmina)),
            whole,
            addresses,
            offers,
            earlier,
            gminas,
            simc,
            strays,
            shown,
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

    /// Addresses in no gmina.
    pub fn nowhere(&self) -> Range<usize> {
        self.gminas.last().map_or(0, |last| last.rows.end)..self.addresses.n_rows()
    }

    /// The gmina of an address.
    pub fn gmina_at(&self, row: usize) -> Option<GminaCode> {
        let at = self.gminas.partition_point(|gmina| gmina.rows.end <= row);
        self.gminas.get(at).map(|gmina| gmina.code)
    }

    /// Gmina and locality of every address.
    pub fn places(
        &self,
    ) -> impl Iterator<Item = (Option<GminaCode>, Option<SimcId>)> + Clone + use<'_> {
        let gminas = self.gminas.iter().map(|gmina| (Some(gmina.code), gmina.rows.clone()));
        let all = gminas.chain([(None, self.nowhere())]);
        let simc = &self.simc;
        all.flat_map(move |(gmina, rows)| rows.map(move |row| (gmina, simc[row])))
    }

    /// Origin and gmina of the offers that were read from some files.
    ///
    /// # Errors
    /// When the table is damaged.
    pub fn origins(
        &self,
        files: &BTreeSet<FileId>,
    ) -> Result<Vec<(Origin, GminaCode)>, SourceError> {
        let (file, mut found) = (&self.offers.file, Vec::new());
        let columns = ["address_row", "source_file", "source_row"];
        file.scan(std::slice::from_ref(&(0..file.n_rows())), &columns, |batch| {
            let addresses = batch.numbers::<UInt32Type>("address_row")?.values();
            let origin = batch.origins()?;
            for (row, address) in addresses.iter().enumerate() {
                let origin = origin(row);
                if files.contains(&origin.file) {
                    let address = (*address as usize).saturating_sub(1);
                    found.extend(self.gmina_at(address).map(|gmina| (origin, gmina)));
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands over fibre that is declared today: row of the address, from 0, and network; in the order
    /// of the addresses.
    ///
    /// # Errors
    /// When the table is damaged.
    pub fn fibre(&self, mut each: impl FnMut(usize, &str)) -> Result<(), SourceError> {
        let file = &self.offers.file;
        let columns = ["address_row", "network", "medium", "tense"];
        file.scan(std::slice::from_ref(&(0..file.n_rows())), &columns, |batch| {
            let addresses = batch.numbers::<UInt32Type>("address_row")?.values();
            let [network, medium, tense] =
                [batch.text("network")?, batch.text("medium")?, batch.text("tense")?];
            for (row, address) in addresses.iter().enumerate() {
                let is_fibre = value(medium, row) == Some(Medium::Fibre.as_str());
                if is_fibre && value(tense, row) == Some(Tense::Present.as_str()) {
                    let address = (*address as usize).saturating_sub(1);
                    each(address, value(network, row).unwrap_or_default());
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Lets go of the locality of each address, once [`Slices::places`] is no longer needed.
    pub fn forget_places(&mut self) {
        self.simc = Vec::new();
    }

    /// Addresses to which what reports of some gminas show refers, beside their own; ascending.
    pub fn referred(&self, gminas: &BTreeSet<GminaCode>) -> BTreeSet<usize> {
        let strays = gminas.iter().filter_map(|code| self.strays.get(code)).flatten();
        strays.chain(&self.shown).copied().collect()
    }

    /// The world of a slice: its addresses and offers; buildings, rows of layers and issues of its
    /// gminas; all gminas, files and networks' points.
    ///
    /// # Errors
    /// When a file is damaged.
    pub fn world(&self, slice: &Slice) -> Result<World, SourceError> {
        let chosen = Chosen::new(slice.rows.clone());
        let (whole, gminas) = (&self.whole, &slice.gminas);
        let mut world = World {
            files: whole.files.clone(),
            units: whole.units.clone(),
            gminas: Arc::clone(&whole.gminas),
            providers: whole.providers.clone(),
            ..World::default()
        };
        addresses(&self.addresses.read(&chosen.rows)?)?.put_into(&mut world);
        let of_table = |table: &OfAddresses| table.file.read(&table.rows(&chosen.rows));
        let (present, earlier) = (of_table(&self.offers)?, of_table(&self.earlier)?);
        let local = |row| chosen.local(row);
        offers((&present, &earlier), &mut world, &self.providers, local)?;
        drop((present, earlier));
        world.offer_starts = World::starts_of(&world.offers, world.addresses.len());
        self.aside(&mut world.aside, &chosen);
        let is_here = |building: &&PublicBuilding| {
            let stands = building.address.is_some_and(|row| chosen.local(row).is_some());
            stands || building.gmina.is_none_or(|code| gminas.contains(&code))
        };
        let building = |building: &PublicBuilding| PublicBuilding {
            address: building.address.and_then(|address| chosen.local(address)),
            ..building.clone()
        };
        world.buildings = whole.buildings.iter().filter(is_here).map(building).collect();
        for (layer, rows) in whole.layers.iter().zip(&self.layer_rows) {
            let register = layer.register.as_str();
            let is_whole = SHARED.contains(&register) || slice.has_ways && WAYS.contains(&register);
            let rows = (!is_whole).then(|| rows_of(rows, gminas));
            world.layers.push(self.layer(layer, rows, &chosen)?);
        }
        world.issues = self.issues(gminas);
        checked(world, &self.folder)
    }

    /// Records aside of the addresses of a slice.
    fn aside(&self, aside: &mut Aside, chosen: &Chosen) {
        let whole = &self.whole.aside;
        aside.earlier_files.clone_from(&whole.earlier_files);
        for record in &whole.refused {
            if let Some(address) = chosen.local(record.address) {
                aside.refused.push(crate::model::Refused { address, ..*record });
            }
        }
        for record in &whole.astray {
            if let Some(address) = chosen.local(record.address) {
                aside.astray.push(crate::model::Astray { address, ..*record });
            }
        }
    }

    /// Rows of a layer (`None`: all), their addresses by position in the slice.
    fn layer(
        &self,
        layer: &Layer,
        rows: Option<Vec<u32>>,
        chosen: &Chosen,
    ) -> Result<Layer, SourceError> {
        let failed = |error: arrow_schema::ArrowError| {
            wrong(&self.folder.display().to_string(), error.to_string())
        };
        let batch = match rows {
            Some(rows) => take_record_batch(&layer.batch, &UInt32Array::from(rows)),
            None => Ok(layer.batch.clone()),
        };
        let part = Layer { register: layer.register.clone(), batch: batch.map_err(failed)? };
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
    fn issues(&self, gminas: &BTreeSet<GminaCode>) -> IssueLog {
        let kept = self.whole.issues.kept();
        let kept = rows_of(&self.issues, gminas).into_iter().map(|at| kept[at].clone());
        let is_of = |gmina: &Option<GminaCode>| gmina.is_none_or(|code| gminas.contains(&code));
        let counts = self.whole.issues.counts().iter().filter(|((.., gmina), _)| is_of(gmina));
        IssueLog::from_parts(kept.collect(), counts.map(|(key, n)| (*key, *n)).collect())
    }
}
