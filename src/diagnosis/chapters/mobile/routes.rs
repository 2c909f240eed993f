//! Roads and rails without mobile service, piece by piece.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Service;
use super::bands::{BandSignal, Bands};
use super::readings::Readings;
use crate::index::BoundaryIndex;
use crate::model::{Origin, PIECE_M_MAX, ROUTES, World};
use crate::place::{GminaCode, pieces};

/// The part of a road or track that lies in one gmina, planar in EPSG:2180.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteLine {
    /// `roads` or `rail`.
    pub register: &'static str,
    /// Class of the road or kind of the track; empty where the register does not say.
    pub class: String,
    /// Number of the road or line, else its name; empty where neither is told.
    pub name: String,
    /// Where it was read.
    pub origin: Origin,
    /// Its length in millimetres.
    pub whole_mm: u64,
    /// Millimetres reached outdoors, and millimetres where that is unknown, in the order of
    /// [`Service::ALL`].
    pub services: [(u64, u64); 3],
    /// Operators that reach any of it by 4G or 5G.
    pub operators: Vec<String>,
    /// What each operator has in which band along it, and how much of it that reaches.
    pub signals: Vec<BandSignal>,
}

impl RouteLine {
    /// Millimetres that nobody reaches, for certain.
    pub const fn without_mm(&self, service: Service) -> u64 {
        let (reached, unknown) = self.services[service as usize];
        self.whole_mm - reached - unknown
    }
}

/// Lines of one row by the gminas in which the middles of their pieces lie.
fn of_row(
    world: &World,
    readings: &Readings<'_>,
    index: &BoundaryIndex<'_>,
    (register, row): (&'static str, usize),
) -> Vec<(GminaCode, RouteLine)> {
    let Some(layer) = world.layer(register) else { return Vec::new() };
    let text = |columns: [&str; 3]| {
        let found = columns.into_iter().find_map(|column| layer.text(column, row));
        found.unwrap_or_default().to_owned()
    };
    let pieces = layer.geometry(row).map(|g| pieces(&g, PIECE_M_MAX)).unwrap_or_default();
    let mut lines: BTreeMap<GminaCode, (RouteLine, BTreeSet<&str>, Bands<'_>)> = BTreeMap::new();
    for (piece, (at, millimetres)) in (1_u32..).zip(pieces) {
        let Some(code) = index.gmina_of(at) else { continue };
        let (line, operators, bands) = lines.entry(code).or_insert_with(|| {
            let line = RouteLine {
                register,
                class: text(["class", "kind", "kind_original"]),
                name: text(["road_number", "line_number", "name"]),
                origin: layer.origin(row),
                whole_mm: 0,
                services: [(0, 0); 3],
                operators: Vec::new(),
                signals: Vec::new(),
            };
            (line, BTreeSet::new(), Bands::default())
        });
        let here = readings.on((layer.origin(row), piece));
        line.whole_mm += millimetres;
        bands.take(&here, millimetres);
        for (service, (reached, unknown)) in Service::ALL.into_iter().zip(&mut line.services) {
            operators.extend(here.reaching(service));
            match here.outdoor(service) {
                Some(true) => *reached += millimetres,
                Some(false) => {}
                None => *unknown += millimetres,
            }
        }
    }
    let named =
        |(code, (mut line, operators, bands)): (GminaCode, (RouteLine, BTreeSet<&str>, _))| {
            let bands: Bands<'_> = bands;
            let names = operators.into_iter().filter(|name| !name.is_empty());
            line.operators = names.map(str::to_owned).collect();
            line.signals = bands.signals();
            (code, line)
        };
    lines.into_iter().map(named).collect()
}

/// Measures the roads and rails of every gmina: a piece belongs to the gmina in which its middle
/// lies.
pub(super) fn measure(
    world: &World,
    readings: &Readings<'_>,
) -> BTreeMap<GminaCode, Vec<RouteLine>> {
    let index = BoundaryIndex::new(&world.gminas);
    let rows = |register| {
        let n_rows = world.layer(register).map_or(0, crate::model::Layer::n_rows);
        (0..n_rows).map(move |row| (register, row))
    };
    let rows: Vec<(&'static str, usize)> = ROUTES.into_iter().flat_map(rows).collect();
    let of_rows: Vec<_> =
        rows.par_iter().map(|row| of_row(world, readings, &index, *row)).collect();
    let mut of_gmina: BTreeMap<GminaCode, Vec<RouteLine>> = BTreeMap::new();
    for (code, line) in of_rows.into_iter().flatten() {
        of_gmina.entry(code).or_default().push(line);
    }
    of_gmina
}
