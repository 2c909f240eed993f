//! Cells of a tree: each vertex of the graph belongs to the vertex of the tree nearest to it.
//!
//! # Source
//! Mehlhorn (1988), "A faster approximation algorithm for the Steiner problem in graphs",
//! doi:10.1016/0020-0190(88)90066-X; repair of the cells of removed vertices: Uchoa, Werneck
//! (2012), "Fast local search for the Steiner problem in graphs", doi:10.1145/2133803.2184448.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::tree::FAR;
use super::view::{NONE, View};
use super::{ix, num};

/// Where a vertex belongs: the base of its cell, how far, and the edge towards it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub base: u32,
    pub distance: u64,
    pub by: u32,
}

const NOWHERE: Spot = Spot { base: NONE, distance: FAR, by: NONE };

/// The cells of a set of bases.
pub(super) struct Cells<'a> {
    view: &'a View,
    pub spots: Vec<Spot>,
    first: Vec<u32>,
    members: Vec<u32>,
}

impl<'a> Cells<'a> {
    /// Searches from all bases at once.
    pub fn new(view: &'a View, bases: &[u32], work: &mut u64) -> Self {
        let mut spots = vec![NOWHERE; view.n()];
        let mut heap = BinaryHeap::new();
        for &b in bases {
            spots[ix(b)] = Spot { base: b, distance: 0, by: NONE };
            heap.push(Reverse((0u64, b)));
        }
        while let Some(Reverse((d, v))) = heap.pop() {
            let Spot { base, distance, .. } = spots[ix(v)];
            if d > distance {
                continue;
            }
            *work += view.effort(v);
            for arc in view.around(v) {
                let reach = d + arc.cost;
                if reach < spots[ix(arc.to)].distance {
                    spots[ix(arc.to)] = Spot { base, distance: reach, by: arc.edge };
                    heap.push(Reverse((reach, arc.to)));
                }
            }
        }
        let mut first = vec![0u32; view.n() + 1];
        for spot in spots.iter().filter(|s| s.base != NONE) {
            first[ix(spot.base) + 1] += 1;
        }
        for v in 0..view.n() {
            first[v + 1] += first[v];
        }
        let mut next = first.clone();
        let mut members = vec![NONE; ix(first[view.n()])];
        for (v, spot) in spots.iter().enumerate().filter(|(_, s)| s.base != NONE) {
            members[ix(next[ix(spot.base)])] = num(v);
            next[ix(spot.base)] += 1;
        }
        Self { view, spots, first, members }
    }

    /// The vertices of a base's cell.
    pub fn cell(&self, base: u32) -> &[u32] {
        &self.members[ix(self.first[ix(base)])..ix(self.first[ix(base) + 1])]
    }
}

/// New spots for the cells of removed bases, for as long as one move is looked at.
pub(super) struct Repair {
    spots: Vec<Spot>,
    stamp: Vec<u32>,
    round: u32,
    /// Vertices in the cells of the removed bases.
    pub loose: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Repair {
    /// Nothing removed yet.
    pub fn new(n: usize) -> Self {
        Self {
            spots: vec![NOWHERE; n],
            stamp: vec![0; n],
            round: 0,
            loose: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    /// Gives the cells of the removed bases to the bases that stay, as far as `radius`.
    pub fn remove(&mut self, cells: &Cells, bases: &[u32], radius: u64, work: &mut u64) {
        self.round += 1;
        self.loose.clear();
        for &b in bases {
            for &v in cells.cell(b) {
                self.stamp[ix(v)] = self.round;
                self.spots[ix(v)] = NOWHERE;
                self.loose.push(v);
            }
        }
        for &v in &self.loose {
            *work += cells.view.effort(v);
            for arc in cells.view.around(v) {
                if self.stamp[ix(arc.to)] == self.round {
                    continue;
                }
                let spot = cells.spots[ix(arc.to)];
                let reach = spot.distance.saturating_add(arc.cost);
                if reach < self.spots[ix(v)].distance && reach < radius {
                    let by = arc.edge;
                    self.spots[ix(v)] = Spot { base: spot.base, distance: reach, by };
                }
            }
            if self.spots[ix(v)].base != NONE {
                self.heap.push(Reverse((self.spots[ix(v)].distance, v)));
            }
        }
        while let Some(Reverse((d, v))) = self.heap.pop() {
            let Spot { base, distance, .. } = self.spots[ix(v)];
            if d > distance {
                continue;
            }
            *work += cells.view.effort(v);
            for arc in cells.view.around(v) {
                let w = ix(arc.to);
                let reach = d + arc.cost;
                if self.stamp[w] == self.round && reach < self.spots[w].distance && reach < radius {
                    self.spots[w] = Spot { base, distance: reach, by: arc.edge };
                    self.heap.push(Reverse((reach, arc.to)));
                }
            }
        }
    }

    /// Whether a vertex was in the cell of a removed base.
    pub fn is_loose(&self, v: u32) -> bool {
        self.stamp[ix(v)] == self.round
    }

    /// Where a vertex belongs while the bases are removed.
    pub fn spot(&self, cells: &Cells, v: u32) -> Spot {
        if self.is_loose(v) { self.spots[ix(v)] } else { cells.spots[ix(v)] }
    }

    /// The edges from a vertex to the base of its cell.
    pub fn way_home(&self, cells: &Cells, v: u32, edges: &mut Vec<u32>) {
        let mut v = v;
        loop {
            let by = self.spot(cells, v).by;
            if by == NONE {
                return;
            }
            edges.push(by);
            v = cells.view.other(by, v);
        }
    }
}
