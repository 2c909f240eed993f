//! Counts by gmina, as the tables of units show them.

use super::chain::Settings;
use super::fixed::Gminas;
use super::verdicts::{Block, Tally, speed_of_slot};
use super::white::White;
use crate::diagnosis::{Tallied, View};
use crate::index::NOISE;
use crate::model::Rung;

/// Adds up all blocks: gminas that have addresses, and last addresses in none. The addresses of
/// each gmina begin at `starts`.
pub(super) fn roll_up(
    blocks: &[Block],
    white: &White,
    (gminas, starts): (&Gminas, &[u32]),
    settings: &Settings,
    has_coverage: bool,
) -> Vec<Tallied> {
    let n_gminas = gminas.codes.len();
    let mut tallies = vec![Tally::new(settings.profiles.len()); n_gminas + 1];
    for (gmina, tally) in blocks.iter().flat_map(|block| &block.tallies) {
        tallies[*gmina].add(tally);
    }
    let unit = |(gmina, tally): (usize, &Tally)| {
        let code = gminas.codes.get(gmina);
        Tallied {
            code: code.map_or_else(String::new, ToString::to_string),
            gmina: code.copied(),
            kind: gminas.kinds.get(gmina).copied().flatten(),
            name: gminas.names.get(gmina).cloned().unwrap_or_default(),
            covered: (has_coverage && tally.placed > 0).then_some(tally.covered),
            ..tallied(tally)
        }
    };
    let mut units: Vec<Tallied> = tallies.iter().enumerate().map(unit).collect();
    let mut gmina = 0;
    for (at, position) in white.positions.iter().enumerate() {
        while starts[gmina + 1] <= *position {
            gmina += 1;
        }
        let unit = &mut units[gmina];
        if let Some(nearest) = white.nearest.get(at) {
            unit.white_with_node += 1;
            unit.nearest_node_um += nearest.micrometres();
        }
        if white.clusters[at] != NOISE {
            unit.white_clustered += 1;
            unit.clusters.insert(white.clusters[at]);
        }
    }
    units.retain(|unit| unit.addresses > 0);
    units
}

/// What blocks count of a unit. Without plans among the records all views are the same, and
/// records of an offer table find their addresses by identifier.
fn tallied(tally: &Tally) -> Tallied {
    let of_views = |counts: &[u64; 5]| [*counts; View::ALL.len()];
    let speeds = tally.speeds.iter().enumerate().filter(|(_, n)| **n > 0);
    let mut rungs = [0; Rung::ALL.len()];
    rungs[Rung::Exact as usize] = tally.records;
    Tallied {
        addresses: tally.addresses,
        statuses: tally.statuses.iter().flat_map(of_views).collect(),
        classes: speeds.map(|(slot, n)| (speed_of_slot(slot), *n)).collect(),
        rungs,
        ..Tallied::default()
    }
}
