//! What the chapters of every gmina share: layers by gmina, indexes, thresholds.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::NaiveDate;

use super::Definition;
use super::figure::Known;
use super::mobile::MobileSurvey;
use crate::diagnosis::{Diagnosis, Status};
use crate::index::{LineIndex, PointIndex};
use crate::model::{Layer, World};
use crate::place::{GminaCode, Pl1992};
use crate::policy::{PolicyBook, ThresholdProfile, chapter_number};
use crate::sources::Dictionary;

/// A layer whose rows are found by gmina.
pub(super) struct Rows<'a> {
    /// The layer.
    pub layer: &'a Layer,
    of: BTreeMap<GminaCode, Range<usize>>,
}

impl<'a> Rows<'a> {
    fn new(layer: &'a Layer) -> Self {
        let mut of: BTreeMap<GminaCode, Range<usize>> = BTreeMap::new();
        for row in 0..layer.n_rows() {
            if let Some(gmina) = layer.gmina(row) {
                of.entry(gmina).or_insert(row..row).end = row + 1;
            }
        }
        Self { layer, of }
    }

    /// Rows of a gmina.
    pub fn of(&self, gmina: GminaCode) -> Range<usize> {
        self.of.get(&gmina).cloned().unwrap_or(0..0)
    }
}

/// Registers that the chapters read by gmina.
const LAYERS: [&str; 12] = [
    "connections",
    "demand",
    "ducts",
    "gmina-duties",
    "lane-fees",
    "obstacles",
    "parcels",
    "permits",
    "premises",
    "roads",
    "roadworks",
    "vacancies",
];

/// Registers of fibre: which of their rows count is told by their medium.
const FIBRE_POINTS: [&str; 3] = ["nodes-table", "pit-flexibility-points", "pit-nodes"];
const FIBRE_LINES: &str = "pit-cable-lines";
const FIBRE: &str = "fibre";

/// The code of a word of a dictionary, which layers hold by its label.
pub(super) fn coded(dictionary: &str, word: Option<&str>) -> Option<&'static str> {
    let found = Dictionary::of(dictionary).lookup(word?)?;
    Some(&found.code.code)
}

/// Code of the medium of a row.
pub(super) fn medium(layer: &Layer, row: usize) -> Option<&'static str> {
    coded("pit-medium", layer.text("medium", row))
}

/// Points and lines of networks, of fibre or of a medium that nobody states.
struct Plant {
    points: PointIndex,
    lines: LineIndex,
}

impl Plant {
    fn of(world: &World, is_meant: impl Fn(Option<&str>) -> bool) -> Self {
        let rows = |layer: &'static str| {
            let layer = world.layer(layer);
            let meant = |layer: &&Layer, row: &usize| is_meant(medium(layer, *row));
            layer.into_iter().flat_map(move |layer| {
                let rows: Vec<usize> =
                    (0..layer.n_rows()).filter(|row| meant(&layer, row)).collect();
                rows.into_iter().map(move |row| (layer, row))
            })
        };
        let points = FIBRE_POINTS.into_iter().flat_map(&rows);
        let points = points.filter_map(|(layer, row)| layer.position(row));
        let lines = rows(FIBRE_LINES).filter_map(|(layer, row)| layer.geometry(row));
        Self { points: PointIndex::new(points.zip(0..)), lines: LineIndex::new(lines.zip(0..)) }
    }

    /// Distance to the nearest of it in millimetres, rounded.
    fn nearest_mm(&self, from: Pl1992) -> Option<u64> {
        let point = self.points.nearest(from).map(|(_, squared)| root_mm(squared));
        [point, self.lines.nearest_mm(from)].into_iter().flatten().min()
    }
}

/// Fibre that the run knows of, and what may be fibre for all that is stated of it.
pub(super) struct Fibre {
    known: Plant,
    open: Plant,
}

impl Fibre {
    /// `None` where the registers of fibre have no row: an empty table says nothing.
    fn of(world: &World) -> Option<Self> {
        let mut layers = FIBRE_POINTS.iter().chain([&FIBRE_LINES]);
        let has_rows = |name: &str| world.layer(name).is_some_and(|layer| layer.n_rows() > 0);
        layers.any(|name| has_rows(name)).then(|| Self {
            known: Plant::of(world, |medium| medium == Some(FIBRE)),
            open: Plant::of(world, |medium| medium.is_none()),
        })
    }

    /// Distance to the nearest known fibre in millimetres, rounded.
    pub fn nearest_mm(&self, from: Pl1992) -> Option<u64> {
        self.known.nearest_mm(from)
    }

    /// Whether fibre is within a distance; unknown where only something of an unstated medium is.
    pub fn is_within(&self, from: Pl1992, reach_mm: u64) -> Known {
        let near = |plant: &Plant| plant.nearest_mm(from).is_some_and(|mm| mm <= reach_mm);
        match (near(&self.known), near(&self.open)) {
            (true, _) => Known::Yes,
            (false, true) => Known::Unknown,
            (false, false) => Known::No,
        }
    }
}

/// The root of a square in mm², rounded to the millimetre.
pub(super) fn root_mm(squared: i64) -> u64 {
    let squared = squared.unsigned_abs();
    let root = squared.isqrt();
    // (r + 1/2)² = r² + r + 1/4: above it the next millimetre is nearer.
    root + u64::from(squared - root * root > root)
}

/// The gmina of a code of six or seven digits.
fn gmina_of(code: &str) -> Option<GminaCode> {
    let digits = code.get(..6).filter(|_| matches!(code.len(), 6 | 7))?;
    digits.parse().ok().and_then(GminaCode::from_number)
}

/// The highest fee of each gmina for works by a telecommunications network in the lane of its own
/// roads on a day; a fee for telecommunications goes before a general one, which any other is.
fn lane_fees(world: &World, day: NaiveDate) -> BTreeMap<GminaCode, i64> {
    let mut fees: BTreeMap<GminaCode, (bool, i64)> = BTreeMap::new();
    let Some(layer) = world.layer("lane-fees") else { return BTreeMap::new() };
    for row in 0..layer.n_rows() {
        let is_in_force = layer.date("valid_from", row).is_some_and(|from| from <= day)
            && layer.date("valid_to", row).is_none_or(|last| day <= last);
        let is_of_works = layer.text("occupation", row) == Some("works")
            && layer.text("unit", row) == Some("m2_day")
            && coded("road-manager", layer.text("road_category", row)) == Some("G");
        let for_telecom = layer.flag("telecom", row) == Some(true);
        let gmina = layer.text("code", row).and_then(gmina_of);
        let rate = layer.integer("rate_grosze", row);
        if let (true, true, Some(gmina), Some(rate)) = (is_in_force, is_of_works, gmina, rate) {
            let fee = (for_telecom, rate);
            let held = fees.entry(gmina).or_insert(fee);
            *held = fee.max(*held);
        }
    }
    fees.into_iter().map(|(gmina, (_, rate))| (gmina, rate)).collect()
}

/// Everything that the chapters of any gmina read, made once a run.
pub struct Survey<'a> {
    pub(super) world: &'a World,
    pub(super) diagnosis: &'a Diagnosis,
    pub(super) sed: Option<ThresholdProfile>,
    pub(super) ose: Option<ThresholdProfile>,
    pub(super) slow: Option<ThresholdProfile>,
    pub(super) fibre: Option<Fibre>,
    pub(super) nodes: Option<PointIndex>,
    pub(super) buildings: BTreeMap<GminaCode, Vec<usize>>,
    /// Highest fee for works in the lane of a gmina's roads, in grosze a square metre and day.
    pub(super) lane_fees: BTreeMap<GminaCode, i64>,
    /// Readings and base stations, where the run has them.
    pub(super) mobile: Option<MobileSurvey<'a>>,
    /// Symbols of indicators that the run has no register for.
    unfounded: BTreeSet<&'static str>,
    layers: BTreeMap<&'static str, Rows<'a>>,
}

impl<'a> Survey<'a> {
    /// Looks over a run.
    pub fn new(world: &'a World, diagnosis: &'a Diagnosis) -> Self {
        let profile = |id| PolicyBook::get().profile_at(id, diagnosis.settings.as_of).ok();
        let nodes = &diagnosis.surroundings.nodes;
        let mut buildings: BTreeMap<GminaCode, Vec<usize>> = BTreeMap::new();
        for (position, building) in world.buildings.iter().enumerate() {
            if let Some(gmina) = building.gmina {
                buildings.entry(gmina).or_default().push(position);
            }
        }
        // A table of which every row was refused says nothing.
        let has = |register: &str| {
            let mut files = world.files.iter().filter(|file| file.register == register);
            files.any(|file| file.rows_read > file.rows_rejected)
        };
        let unfounded = Definition::all().iter().filter(|definition| !definition.is_founded(has));
        let layers = LAYERS.iter().filter_map(|name| Some((*name, Rows::new(world.layer(name)?))));
        Self {
            world,
            diagnosis,
            sed: profile("SED-1G"),
            ose: profile("OSE"),
            slow: profile("EU-2023"),
            fibre: Fibre::of(world),
            nodes: (!nodes.is_empty())
                .then(|| PointIndex::new(nodes.iter().map(|node| node.position).zip(0..))),
            buildings,
            lane_fees: lane_fees(world, diagnosis.settings.as_of),
            mobile: MobileSurvey::of(world, diagnosis),
            unfounded: unfounded.map(|definition| definition.symbol.as_str()).collect(),
            layers: layers.collect(),
        }
    }

    /// A number of the chapters on the day of the run.
    pub(super) fn number(&self, name: &str) -> i64 {
        chapter_number(name, self.diagnosis.settings.as_of)
    }

    /// A length of the chapters, which are stated in metres, in millimetres.
    pub(super) fn length_mm(&self, name: &str) -> u32 {
        u32::try_from(self.number(name) * 1000).expect("lengths of the chapters are short")
    }

    /// Whether the run has the registers that an indicator is made of: without them it is not known.
    pub(super) fn can_know(&self, symbol: &str) -> bool {
        !self.unfounded.contains(symbol)
    }

    /// The rows of a register, where the run has it.
    pub(super) fn rows(&self, register: &str) -> Option<&Rows<'a>> {
        self.layers.get(register)
    }

    /// Whether an address is white under the first profile today.
    pub(super) fn is_white(&self, address: usize) -> bool {
        self.status(address) == Some(Status::White)
    }

    /// Status of an address under the first profile today.
    pub(super) fn status(&self, address: usize) -> Option<Status> {
        self.diagnosis.verdicts.first().map(|verdicts| verdicts[address].status)
    }

    /// Whether anybody reported an offer in the gmina; without one "white" says nothing.
    pub(super) fn has_coverage(&self, gmina: GminaCode) -> bool {
        let addresses = self.world.addresses_of(gmina);
        let starts = &self.world.offer_starts;
        starts.get(addresses.start).zip(starts.get(addresses.end)).is_some_and(|(a, b)| a < b)
    }
}
