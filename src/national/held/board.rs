//! The board of a dataset: what a server keeps of its addresses.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::lists::{Block, VIEWS};
use super::places::{FILE, Places};
use super::{Diagnosed, declined};
use crate::board::{
    AddressBook, BestOffer, Board, ClusterShape, Ids, NamedPlaces, Shared, SharedBook, Spots,
    Verdicts, White, networks_of,
};
use crate::columns::read::NULL;
use crate::diagnosis::{Rollup, Status, nodes};
use crate::model::World;
use crate::national::ChainError;
use crate::national::places::{NOWHERE, Point};
use crate::national::text::Interner;
use crate::place::{GminaCode, Pl1992, SimcId, UlicId};
use crate::search::{Builder, SearchIndex};

/// A text column of a row group: the number of each row's text, and the texts.
struct Column {
    codes: Vec<u32>,
    texts: Vec<String>,
}

impl Column {
    fn read(places: &Places, group: usize, name: &str) -> Result<Self, ChainError> {
        let mut texts = Interner::default();
        let column = places.table.required_text(name)?;
        let codes = places.table.codes::<0>(group, column, |text| texts.number(text))?;
        let texts = texts.texts().iter().cloned().map(String::from_utf8);
        let texts = texts.collect::<Result<_, _>>();
        Ok(Self { codes, texts: texts.map_err(|_| declined(FILE, "a name is no text"))? })
    }

    fn text(&self, row: usize) -> Option<&str> {
        self.texts.get(*self.codes.get(row)? as usize).map(String::as_str)
    }
}

/// Names of addresses, taken row group by row group.
struct Names<'a> {
    builder: Builder,
    nowhere: u32,
    /// Gminas of the world, in order, and their numbers.
    gminas: Vec<(GminaCode, u32)>,
    places: &'a Places,
}

impl<'a> Names<'a> {
    fn new(places: &'a Places, world: &World) -> Self {
        let mut builder = Builder::default();
        let nowhere = builder.gmina("", "", "", "");
        let gmina = |gmina: &crate::model::Gmina| {
            let code = gmina.code.to_string();
            let [powiat, voivodeship] = [4, 2].map(|digits| world.unit_name(&code[..digits]));
            (gmina.code, builder.gmina(&code, &gmina.name, powiat, voivodeship))
        };
        let gminas = world.gminas.iter().map(gmina).collect();
        Self { builder, nowhere, gminas, places }
    }

    /// Takes a row group, whose first address is at `first`.
    fn take(&mut self, group: usize, first: usize) -> Result<(), ChainError> {
        let read = |name| Column::read(self.places, group, name);
        let (locality_names, street_names) = (read("locality")?, read("street")?);
        let (simcs, ulics, numbers) = (read("simc")?, read("ulic")?, read("number")?);
        let number_of: Vec<u32> =
            numbers.texts.iter().map(|text| self.builder.number(text)).collect();
        let empty = self.builder.number("");
        let damaged = || declined(FILE, "a code is damaged");
        let mut run = self.places.runs.partition_point(|run| run.start <= first).saturating_sub(1);
        let (mut last, mut named) = (None, (0, None));
        for row in 0..numbers.codes.len() {
            let position = first + row;
            while self.places.runs.get(run + 1).is_some_and(|next| next.start <= position) {
                run += 1;
            }
            let key = (run, simcs.codes[row], ulics.codes[row]);
            if last != Some(key) {
                last = Some(key);
                let simc = simcs.text(row).map(SimcId::parse).transpose();
                let simc = simc.map_err(|_| damaged())?.map_or(0, |simc| simc.code.number());
                let ulic = ulics.text(row).map(UlicId::parse).transpose();
                let ulic = ulic.map_err(|_| damaged())?.flatten().map(|ulic| ulic.code.number());
                let gmina = self.places.runs.get(run).and_then(|run| run.gmina).and_then(|code| {
                    let at = self.gminas.binary_search_by_key(&code, |(held, _)| *held).ok()?;
                    Some(self.gminas[at].1)
                });
                let gmina = gmina.unwrap_or(self.nowhere);
                let name = locality_names.text(row).unwrap_or_default();
                let locality = self.builder.locality(simc, name, gmina, None);
                let street = street_names.text(row).unwrap_or_default();
                named = (locality, ulic.map(|ulic| self.builder.street(ulic, street)));
            }
            let number = number_of.get(numbers.codes[row] as usize).copied().unwrap_or(empty);
            let address = u32::try_from(position).map_err(|_| ChainError::TooMany("addresses"))?;
            self.builder.push(address, named.0, named.1, number);
        }
        Ok(())
    }

    fn index(mut self) -> Result<SearchIndex, ChainError> {
        for group in 0..self.places.table.n_groups() {
            self.take(group, self.places.groups[group])?;
        }
        Ok(self.builder.finish())
    }
}

fn ids_of(places: &Places, n_addresses: usize) -> Result<Ids, ChainError> {
    let mut ids = Ids::builder(n_addresses);
    let column = places.table.required_text("address_id")?;
    let mut is_whole = true;
    let mut n = 0;
    for group in 0..places.table.n_groups() {
        places.table.for_each_text(group, column, |_, text| {
            is_whole &= std::str::from_utf8(text).is_ok() && ids.push(text);
            n += 1;
        })?;
    }
    if !is_whole || n != n_addresses {
        return Err(declined(FILE, "identifiers are missing, no text, or above 4 GiB"));
    }
    Ok(ids.finish())
}

fn gminas_of(places: &Places, n_addresses: usize) -> NamedPlaces {
    let mut gminas: Vec<(GminaCode, std::ops::Range<usize>)> = Vec::new();
    for (at, run) in places.runs.iter().enumerate() {
        let range = run.start..places.runs.get(at + 1).map_or(n_addresses, |next| next.start);
        let Some(code) = run.gmina else { continue };
        match gminas.last_mut().filter(|(held, _)| *held == code) {
            Some((_, rows)) => rows.end = range.end,
            None => gminas.push((code, range)),
        }
    }
    NamedPlaces { gminas }
}

/// The addresses of a dataset, to be found by what people write of them. `world` is what of it does
/// not grow with their number.
///
/// # Errors
/// [`ChainError::Declined`] when the dataset holds what is not taken here, or is damaged.
pub fn read_book(folder: &Path, world: &World) -> Result<AddressBook, ChainError> {
    book_of(Places::read(folder, None)?, world)
}

fn placed([east, north]: Point) -> Option<Pl1992> {
    ([east, north] != NOWHERE).then(|| Pl1992::from_millimetres(east, north))
}

fn white_of(white: crate::national::white::White) -> White {
    let nearest = white.nearest.iter().map(|near| (near.node, near.metres)).collect();
    White { positions: white.positions, clusters: white.clusters, nearest }
}

fn book_of(mut places: Places, world: &World) -> Result<AddressBook, ChainError> {
    let n = places.n();
    let points: Spots = std::mem::take(&mut places.points).into_iter().map(placed).collect();
    let named = gminas_of(&places, n);
    let (index, ids) = rayon::join(|| Names::new(&places, world).index(), || ids_of(&places, n));
    let (index, ids) = (index?, ids?);
    drop(places);
    Ok(AddressBook::new(ids, points, index, named))
}

/// What a look at every address found out, in their order: slices of a dataset rest on it.
pub struct Overlook {
    /// Where they stand.
    pub points: Vec<Option<Pl1992>>,
    /// Status under the first profile today.
    pub statuses: Vec<Status>,
    /// Whether coverage areas cover each; `None` without any area.
    pub covered: Option<Vec<bool>>,
    /// White addresses.
    pub white: White,
    /// Rows matched on each rung, file by file.
    pub rungs: Vec<BTreeMap<&'static str, u64>>,
    /// Whether any offer or plan is tied to an address.
    pub has_offers: bool,
}

impl Diagnosed<'_> {
    /// What slices need to know of all addresses; the rest is let go.
    pub fn into_overlook(self) -> Overlook {
        let (rungs, has_offers) = (self.rungs().to_vec(), self.has_offers());
        let Self { mut places, blocks, white, has_coverage, .. } = self;
        let statuses = |block: &Block| block.first_statuses().collect::<Vec<_>>();
        let points = std::mem::take(&mut places.points);
        Overlook {
            statuses: blocks.iter().flat_map(statuses).collect(),
            points: points.into_iter().map(placed).collect(),
            covered: has_coverage.then_some(places.covered),
            white: white_of(white),
            rungs,
            has_offers,
        }
    }

    /// What addresses share, block by block numbered anew over all of them.
    fn shared(&self) -> (Vec<u32>, Vec<Shared>) {
        let mut of_address = Vec::with_capacity(self.places.n());
        let mut book = SharedBook::default();
        for block in &self.blocks {
            let mut numbers = vec![NULL; block.shared.len()];
            for (address, shared) in block.range.clone().zip(&block.of_address) {
                let slot = &mut numbers[*shared as usize];
                if *slot == NULL {
                    *slot = book.number(self.shared_at(block, *shared as usize, address));
                }
                of_address.push(*slot);
            }
        }
        (of_address, book.finish())
    }

    fn shared_at(&self, block: &Block, shared: usize, address: usize) -> Shared {
        let n_lenses = self.held.profiles.len() * VIEWS.len();
        let here = self.offers.of(address).map(|offer| self.offers.class(offer));
        let best = self.offers.classes.get(block.shared[shared].best as usize);
        Shared {
            rules: block.rules[shared * n_lenses..(shared + 1) * n_lenses].to_vec(),
            best: best.map(BestOffer::of),
            networks: block.shared[shared].networks,
            here: networks_of(here),
        }
    }

    /// What a server keeps of the addresses. `rollup` are the counts of all levels.
    ///
    /// # Errors
    /// When names cannot be read.
    pub fn into_board(self, rollup: Arc<Rollup>, say: &dyn Fn(&str)) -> Result<Board, ChainError> {
        let (of_address, shared) = self.shared();
        let Self { held, mut places, offers, blocks, white, has_coverage, .. } = self;
        let (technologies, operators, networks) =
            (offers.technologies, offers.providers, offers.networks);
        drop((blocks, offers.starts, offers.classes_of, offers.rows, offers.classes));
        say("indexing names");
        let covered = std::mem::take(&mut places.covered);
        let book = book_of(places, held.world)?;
        let verdicts = Verdicts {
            of_address,
            shared,
            covered: has_coverage.then_some(covered),
            white: white_of(white),
            nodes: nodes(held.world),
            technologies,
            operators,
            networks,
        };
        let clusters = ClusterShape::all(&book, &verdicts.white);
        let (as_of, profiles) = (held.rules.as_of, held.profiles.to_vec());
        Ok(Board { as_of, profiles, book, verdicts, rollup, clusters })
    }
}
