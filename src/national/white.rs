//! White addresses: their nearest node and the cluster they belong to.

use rayon::prelude::*;

use super::addresses::Addresses;
use super::fixed::Nodes;
use super::order::Ordered;
use super::places::Point;
use super::verdicts::Block;
use crate::diagnosis::{CORE_MIN, NearestNode, RADIUS_MM};
use crate::index::{NearestGrid, dbscan};

/// Addresses of a parallel task.
const CHUNK: usize = 16_384;

/// Placed addresses that are white under the first profile today, in order.
pub(super) struct White {
    pub(super) positions: Vec<u32>,
    /// The nearest node of each; empty where the run has no nodes.
    pub(super) nearest: Vec<NearestNode>,
    /// Cluster, or [`crate::index::NOISE`].
    pub(super) clusters: Vec<u32>,
    pub(super) n_clusters: u32,
}

fn nearest(points: &[Point], grid: &NearestGrid) -> Vec<NearestNode> {
    let of_chunk = |chunk: &[Point]| {
        let mut near = None;
        let mut found = Vec::with_capacity(chunk.len());
        for point in chunk {
            near = grid.nearest(*point, near);
            found.extend(near.map(|node| NearestNode::at(node.position, node.distance2)));
        }
        found
    };
    points.par_chunks(CHUNK).flat_map_iter(of_chunk).collect()
}

impl White {
    /// Finds the nearest node and the cluster of each.
    pub(super) fn new(
        blocks: &[Block],
        addresses: &Addresses,
        ordered: &Ordered,
        nodes: Option<&Nodes>,
    ) -> Self {
        let positions: Vec<u32> = blocks.iter().flat_map(|block| &block.white).copied().collect();
        let at = |position: &u32| addresses.points[ordered.rows[*position as usize] as usize];
        let points: Vec<Point> = positions.iter().map(at).collect();
        Self::of(positions, &points, nodes.map(|nodes| &nodes.grid))
    }

    /// The same of addresses at `positions`, which stand at `points`.
    pub(super) fn of(positions: Vec<u32>, points: &[Point], grid: Option<&NearestGrid>) -> Self {
        let (nearest, clustering) = rayon::join(
            || grid.map_or_else(Vec::new, |grid| nearest(points, grid)),
            || dbscan(points, RADIUS_MM, CORE_MIN),
        );
        let n_clusters = clustering.n_clusters;
        Self { positions, nearest, clusters: clustering.labels, n_clusters }
    }
}
