//! What surrounds an address: coverage areas over it, and the nearest node.
//!
//! Both refer to the first profile of the run, today: an area covers when its speeds meet that
//! profile's, and the nearest node is told for white addresses.

use rayon::prelude::*;

use crate::index::{AreaIndex, PointIndex};
use crate::model::{Layer, Origin, World};
use crate::place::Pl1992;
use crate::policy::ThresholdProfile;
use crate::quantity::Speed;

/// Registers whose rows are nodes to which an address may be connected.
pub const NODE_LAYERS: [&str; 2] = ["nodes-table", "pit-nodes"];
/// Areas in which operators say that a speed can be had.
pub const AREA_LAYER: &str = "coverage-areas";

/// A node of an operator's network.
#[derive(Clone, Debug)]
pub struct Node {
    /// Identifier in its register.
    pub id: String,
    /// Position.
    pub position: Pl1992,
    /// Where it was read.
    pub origin: Origin,
}

/// A node and its distance in metres, planar in EPSG:2180, not rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestNode {
    /// Position in [`Surroundings::nodes`].
    pub node: u32,
    /// Metres.
    pub metres: f64,
}

impl NearestNode {
    /// The node at a position, by the square of its distance in mm².
    pub fn at(node: u32, squared_mm: u64) -> Self {
        // Squares of distances within Poland are below 2^53 mm².
        #[allow(clippy::cast_precision_loss)]
        let metres = (squared_mm as f64).sqrt() / 1000.0;
        Self { node, metres }
    }

    /// The distance in whole micrometres, which sums do not lose.
    pub fn micrometres(self) -> u64 {
        // Distances within Poland are far below 2^53 µm, and never negative.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = (self.metres * 1e6).round() as u64;
        whole
    }
}

/// What surrounds each address, in the order of the world.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Whether an area covers it; `None` where the run has no areas, or the address no position.
    pub covered: Vec<Option<bool>>,
    /// Nodes of the run, by identifier.
    pub nodes: Vec<Node>,
    /// The nearest node of each white address; `None` where that is unknown.
    pub nearest: Vec<Option<NearestNode>>,
}

/// Whether an area, a row of its layer, has speeds that meet the profile.
pub fn covers(layer: &Layer, row: usize, profile: Option<&ThresholdProfile>) -> bool {
    let zero = Speed::kbps(0);
    let (down_min, up_min) = profile.map_or((zero, zero), |p| (p.down_min, p.up_min));
    let down = layer.speed("down_kbps", row).is_some_and(|down| down >= down_min);
    // An area that does not state its upload is not held to one.
    down && layer.speed("up_kbps", row).is_none_or(|up| up >= up_min)
}

/// Areas whose speeds meet the profile; `None` where the run has no areas.
fn areas(world: &World, profile: Option<&ThresholdProfile>) -> Option<AreaIndex> {
    let layer = world.layer(AREA_LAYER)?;
    let rows = (0..layer.n_rows()).filter(|row| covers(layer, *row, profile));
    let numbered = rows.filter_map(|row| Some((u32::try_from(row).ok()?, layer.geometry(row)?)));
    Some(AreaIndex::new(numbered))
}

/// Nodes of the run, by identifier, then origin.
pub fn nodes(world: &World) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for layer in NODE_LAYERS.iter().filter_map(|register| world.layer(register)) {
        let node = |row: usize| {
            let id = layer.text("id", row)?.to_owned();
            Some(Node { id, position: layer.position(row)?, origin: layer.origin(row) })
        };
        nodes.extend((0..layer.n_rows()).filter_map(node));
    }
    nodes.sort_by(|a, b| (&a.id, a.origin).cmp(&(&b.id, b.origin)));
    nodes
}

/// Looks around every address; the nearest node is sought for those where `is_white` holds.
pub(super) fn look_around(
    world: &World,
    profile: Option<&ThresholdProfile>,
    is_white: impl Fn(usize) -> bool + Sync,
) -> Surroundings {
    let addresses = world.addresses.par_iter();
    let covered = match areas(world, profile) {
        Some(areas) => addresses
            .map(|address| address.position.map(|point| !areas.covering(point).is_empty()))
            .collect(),
        None => vec![None; world.addresses.len()],
    };
    let nodes = nodes(world);
    let index = PointIndex::new(nodes.iter().map(|node| node.position).zip(0_u32..));
    let nearest = |position: usize| {
        let point = world.addresses[position].position.filter(|_| is_white(position))?;
        let (node, squared_mm) = index.nearest(point)?;
        Some(NearestNode::at(node, squared_mm.unsigned_abs()))
    };
    let nearest = (0..world.addresses.len()).into_par_iter().map(nearest).collect();
    Surroundings { covered, nodes, nearest }
}
