//! A dataset diagnosed by columns: every profile, every tense, every level, evidence.
//!
//! The dataset is already matched and sorted, so nothing is tied to anything here. What is not
//! known exactly is declined, and the general way takes it or tells what is wrong.

mod board;
mod listed;
mod lists;
mod offers;
mod part;
mod places;
mod table;
mod tally;

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::Path;

use arrow_array::Array as _;
use arrow_array::cast::AsArray as _;

pub use self::board::{Overlook, read_book};
pub use self::listed::Listed;
use self::lists::{Block, FactBook};
use self::offers::{Offers, Records};
pub use self::part::{Kept, Stands, join_held};
use self::places::Places;
use super::ChainError;
use super::fixed::CELL_SHIFT;
use super::places::Point;
use super::white::White;
use super::wkb;
use crate::columns::read::NULL;
use crate::diagnosis::{AREA_LAYER, DiagnosisSettings, NODE_LAYERS, Rollup, covers, nodes, sites};
use crate::index::{Choice, Cover, NearestGrid, Polygons};
use crate::model::World;
use crate::policy::ThresholdProfile;

/// Most profiles: each has a bit for today and one for the plans.
pub const HELD_PROFILES_MAX: usize = 32;

/// A dataset and what is asked of it.
#[derive(Clone, Copy)]
pub struct Held<'a> {
    /// Its folder.
    pub folder: &'a Path,
    /// What of it does not grow with the number of addresses.
    pub world: &'a World,
    /// At least one and at most [`HELD_PROFILES_MAX`].
    pub profiles: &'a [ThresholdProfile],
    /// How offers are compared with them.
    pub rules: &'a DiagnosisSettings,
}

/// Everything that was found out.
pub struct Diagnosed<'a> {
    held: Held<'a>,
    places: Places,
    offers: Offers,
    blocks: Vec<Block>,
    white: White,
    node_ids: Vec<Vec<u8>>,
    /// For each node the first one of its identifier.
    first_of_id: Vec<u32>,
    has_coverage: bool,
    records: Records,
}

/// Whether a diagnosis by columns needs a layer, by register.
pub fn needs_layer(register: &str) -> bool {
    register == AREA_LAYER || NODE_LAYERS.contains(&register)
}

fn declined(file: &str, why: &str) -> ChainError {
    ChainError::Declined(format!("{file}: {why}"))
}

/// Numbers of a column, all of which must be there.
fn whole(file: &str, name: &str, codes: Vec<u32>) -> Result<Vec<u32>, ChainError> {
    if codes.contains(&NULL) {
        return Err(declined(file, &format!("column {name} lacks values")));
    }
    Ok(codes)
}

/// Coverage areas whose speeds meet the first profile's; `None` where there are none at all.
fn areas(held: &Held<'_>) -> Result<Option<Cover>, ChainError> {
    let Some(layer) = held.world.layer(AREA_LAYER) else { return Ok(None) };
    let shapes = layer.batch.column_by_name("geometry");
    let shapes = shapes.and_then(|column| column.as_binary_opt::<i32>());
    let shapes = shapes.ok_or_else(|| declined(AREA_LAYER, "it has no geometry"))?;
    let mut polygons = Polygons::default();
    for row in (0..layer.n_rows()).filter(|row| covers(layer, *row, held.profiles.first())) {
        let is_usable = shapes.is_valid(row) && wkb::push_polygon(shapes.value(row), &mut polygons);
        if !is_usable {
            return Err(declined(AREA_LAYER, "an area has parts that may overlap"));
        }
    }
    Ok(Some(Cover::new(polygons, Choice::Any, CELL_SHIFT)))
}

impl<'a> Diagnosed<'a> {
    /// Diagnoses a dataset. `say` is told each stage when it begins.
    ///
    /// # Errors
    /// [`ChainError::Declined`] when the dataset holds what is not taken here, or is damaged.
    ///
    /// # Panics
    /// When there is no profile, or more than [`HELD_PROFILES_MAX`].
    pub fn new(held: Held<'a>, say: &dyn Fn(&str)) -> Result<Self, ChainError> {
        let n_profiles = held.profiles.len();
        assert!((1..=HELD_PROFILES_MAX).contains(&n_profiles), "1 to {HELD_PROFILES_MAX} profiles");
        say("reading where addresses stand");
        let areas = areas(&held)?;
        let places = Places::read(held.folder, areas.as_ref())?;
        let has_coverage = areas.is_some();
        drop(areas);
        table::check(&places.table, &held)?;
        let at_address = |address: Option<u32>| address.is_none_or(|a| (a as usize) < places.n());
        if !held.world.buildings.iter().all(|building| at_address(building.address)) {
            return Err(declined("buildings.parquet", "a building stands at no address"));
        }
        say("reading offers");
        let offers = Offers::read(held.folder, held.world, places.n())?;
        say("judging");
        let book = FactBook::new(&offers, &held);
        let sites = sites(&held.world.buildings, places.n());
        let blocks = lists::judge(&places, &offers, &sites, &book, &held);
        drop((sites, book));
        say("finding nearest nodes and clusters");
        let (node_ids, points): (Vec<Vec<u8>>, Vec<Point>) = nodes(held.world)
            .into_iter()
            .map(|node| {
                let at = [node.position.easting_mm(), node.position.northing_mm()];
                (node.id.into_bytes(), at)
            })
            .unzip();
        let mut firsts: HashMap<&[u8], u32> = HashMap::new();
        let numbered = node_ids.iter().zip(0..);
        let first_of_id =
            numbered.map(|(id, number)| *firsts.entry(id).or_insert(number)).collect();
        let grid = (!points.is_empty()).then(|| NearestGrid::new(&points));
        let positions: Vec<u32> = blocks.iter().flat_map(|block| &block.white).copied().collect();
        let at = |position: &u32| places.points[*position as usize];
        let points: Vec<Point> = positions.iter().map(at).collect();
        let white = White::of(positions, &points, grid.as_ref());
        let records = Records::new(&offers, held.world.files.len());
        Ok(Self {
            held,
            places,
            offers,
            blocks,
            white,
            node_ids,
            first_of_id,
            has_coverage,
            records,
        })
    }

    /// Whether any offer or plan is tied to an address.
    pub fn has_offers(&self) -> bool {
        !self.offers.rows.is_empty()
    }

    /// Number of addresses.
    pub const fn n_addresses(&self) -> usize {
        self.places.n()
    }

    /// Rows matched on each rung, file by file.
    pub fn rungs(&self) -> &[BTreeMap<&'static str, u64>] {
        &self.records.rungs
    }

    /// Counts all levels.
    pub fn roll_up(&self) -> Rollup {
        self.counted().roll_up(&self.held)
    }

    /// Writes `addresses.parquet`.
    ///
    /// # Errors
    /// When the dataset changed, or the sink does not take it.
    pub fn write_addresses(&self, sink: impl Write + Send) -> Result<(), ChainError> {
        table::write(self, &self.held, |_| true, sink)
    }
}
