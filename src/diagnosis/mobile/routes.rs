//! Roads and rails without mobile service, piece by piece.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::readings::Readings;
use super::{MobileGmina, Service};
use crate::index::BoundaryIndex;
use crate::model::{PIECE_M_MAX, ROUTES, World};
use crate::place::{GminaCode, pieces};

/// Lengths of one class of roads or tracks, planar in EPSG:2180.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteLength {
    /// `roads` or `rail`.
    pub register: &'static str,
    /// Class of the road or kind of the track; empty where the register does not say.
    pub class: String,
    /// All of it, in millimetres.
    pub whole_mm: u64,
    /// Millimetres reached outdoors, and millimetres where that is unknown, in the order of
    /// [`Service::ALL`].
    pub services: [(u64, u64); 3],
}

/// Measures the roads and rails of every gmina that has addresses: a piece belongs to the gmina in
/// which its middle lies.
pub(super) fn measure(
    world: &World,
    readings: &Readings<'_>,
    gminas: &mut BTreeMap<GminaCode, MobileGmina>,
) {
    let index = BoundaryIndex::new(&world.gminas);
    let mut lengths: BTreeMap<(GminaCode, &str, String), RouteLength> = BTreeMap::new();
    for register in ROUTES {
        let Some(layer) = world.layer(register) else { continue };
        let of_row = |row: usize| {
            let pieces = layer.geometry(row).map(|g| pieces(&g, PIECE_M_MAX)).unwrap_or_default();
            let placed = (1_u32..).zip(pieces);
            placed
                .filter_map(|(piece, (at, mm))| Some((index.gmina_of(at)?, piece, mm)))
                .collect::<Vec<_>>()
        };
        let of_rows: Vec<_> = (0..layer.n_rows()).into_par_iter().map(of_row).collect();
        for (row, pieces) in of_rows.into_iter().enumerate() {
            let class = ["class", "kind"].into_iter().find_map(|c| layer.text(c, row));
            let class = class.unwrap_or_default();
            for (code, piece, mm) in pieces {
                let key = (code, register, class.to_owned());
                let length = lengths.entry(key).or_default();
                let here = readings.on((layer.origin(row), piece));
                length.whole_mm += mm;
                for (service, (reached, unknown)) in Service::ALL.iter().zip(&mut length.services) {
                    match here.outdoor(*service, readings) {
                        Some(true) => *reached += mm,
                        Some(false) => {}
                        None => *unknown += mm,
                    }
                }
            }
        }
    }
    for ((code, register, class), length) in lengths {
        if let Some(gmina) = gminas.get_mut(&code) {
            gmina.routes.push(RouteLength { register, class, ..length });
        }
    }
}
