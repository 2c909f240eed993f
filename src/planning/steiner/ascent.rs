//! Dual ascent: a lower bound, and reduced costs that say what each arc would cost on top of it.
//!
//! Think of every edge as two arcs and of the tree as directed away from a root terminal. A cut
//! that holds a terminal but not the root must be entered by some arc, so raising its dual value
//! and charging all entering arcs with it never exceeds the optimum. The ascent raises cuts
//! around terminals that the root cannot reach over fully charged arcs, until it reaches all.
//!
//! # Source
//! Wong (1984), "A dual ascent approach for Steiner tree problems on a directed graph",
//! doi:10.1007/BF02612335; the order of cuts by size: Pajor, Uchoa, Werneck (2018), "A robust and
//! scalable algorithm for the Steiner problem in graphs", doi:10.1007/s12532-017-0123-4.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::rng::mix;
use super::tree::FAR;
use super::view::{NONE, View};
use super::{ix, num};

/// The result of an ascent, in costs multiplied by `2^shift`.
#[derive(Debug, Clone)]
pub(super) struct Ascent {
    /// No tree costs less.
    pub bound: u64,
    /// Where the arborescence starts.
    pub root: u32,
    /// What is left of the cost of the arc that *enters* `v` at each position of `v`'s arcs.
    pub left: Vec<u64>,
    /// Binary digits added to the costs.
    pub shift: u32,
}

/// The position of each arc's reverse.
pub(super) fn twins(view: &View) -> Vec<u32> {
    let mut twin = vec![NONE; view.arcs().len()];
    let mut seen = vec![NONE; view.m()];
    for (at, arc) in view.arcs().iter().enumerate() {
        let other = &mut seen[ix(arc.edge)];
        if *other == NONE {
            *other = num(at);
        } else {
            twin[at] = *other;
            twin[ix(*other)] = num(at);
        }
    }
    twin
}

/// The buffers of ascents on one view: the cut around one terminal while it is raised, and the
/// terminals that wait for theirs.
pub(super) struct Ascender<'a> {
    view: &'a View,
    stamp: Vec<u32>,
    round: u32,
    members: Vec<u32>,
    explored: usize,
    /// Positions of arcs into the cut that still cost something.
    entering: Vec<u32>,
    waiting: Vec<bool>,
    queue: BinaryHeap<Reverse<(usize, u64, u32)>>,
    /// Arcs looked at.
    pub work: u64,
}

impl<'a> Ascender<'a> {
    /// Buffers for this view.
    pub fn new(view: &'a View) -> Self {
        Self {
            view,
            stamp: vec![0; view.n()],
            round: 0,
            members: Vec::new(),
            explored: 0,
            entering: Vec::new(),
            waiting: vec![false; view.n()],
            queue: BinaryHeap::new(),
            work: 0,
        }
    }

    /// Raises cuts around the given terminals until each is reached over arcs without cost left
    /// from a vertex for which `home` holds, or from another of the terminals that is. `seed`
    /// orders cuts of equal size; `note` is shown each cut raised: its terminal, the arcs into
    /// it, and by how much. `None` when a terminal cannot be reached at all.
    pub fn run(
        &mut self,
        terminals: &[u32],
        seed: u64,
        left: &mut [u64],
        home: impl Fn(u32) -> bool,
        mut note: impl FnMut(u32, &[u32], u64),
    ) -> Option<u64> {
        self.queue.clear();
        for &t in terminals {
            self.waiting[ix(t)] = true;
            let tie = mix(seed ^ mix(u64::from(t)));
            self.queue.push(Reverse((self.view.degree(t), tie, t)));
        }
        let mut bound = 0;
        while let Some(Reverse((size, tie, t))) = self.queue.pop() {
            let next = self.queue.peek().map_or(usize::MAX, |Reverse(q)| q.0);
            self.waiting[ix(t)] = false;
            self.start(t);
            let allowed = next.max(size + size / 4);
            while self.close(left, &home) {
                if self.entering.is_empty() {
                    for &t in terminals {
                        self.waiting[ix(t)] = false;
                    }
                    return None;
                }
                if self.entering.len() > allowed {
                    self.waiting[ix(t)] = true;
                    self.queue.push(Reverse((self.entering.len(), tie, t)));
                    break;
                }
                let by = self.entering.iter().map(|&at| left[ix(at)]).min().unwrap_or(0);
                note(t, &self.entering, by);
                bound += by;
                self.raise(by, left);
            }
        }
        Some(bound)
    }

    fn start(&mut self, terminal: u32) {
        self.round += 1;
        self.members.clear();
        self.entering.clear();
        self.explored = 0;
        self.members.push(terminal);
        self.stamp[ix(terminal)] = self.round;
    }

    /// Takes in all that reaches the cut for free; false when that is home or a terminal still
    /// waiting (whose own cut will do the work).
    fn close(&mut self, left: &[u64], home: &impl Fn(u32) -> bool) -> bool {
        while self.explored < self.members.len() {
            let v = self.members[self.explored];
            self.explored += 1;
            if home(v) || self.waiting[ix(v)] {
                return false;
            }
            let span = self.view.span(v);
            self.work += 1 + span.len() as u64 / 3;
            for (at, arc) in span.clone().zip(&self.view.arcs()[span]) {
                if self.stamp[ix(arc.to)] == self.round {
                    continue;
                }
                if left[at] > 0 {
                    self.entering.push(num(at));
                } else {
                    self.stamp[ix(arc.to)] = self.round;
                    self.members.push(arc.to);
                }
            }
        }
        let (stamp, round) = (&self.stamp, self.round);
        self.entering.retain(|&at| stamp[ix(self.view.arcs()[ix(at)].to)] != round);
        true
    }

    /// Charges the entering arcs.
    fn raise(&mut self, by: u64, left: &mut [u64]) {
        self.work += self.entering.len() as u64 / 8;
        let (stamp, members, round) = (&mut self.stamp, &mut self.members, self.round);
        let arcs = self.view.arcs();
        self.entering.retain(|&at| {
            left[ix(at)] -= by;
            let tail = arcs[ix(at)].to;
            if left[ix(at)] == 0 && stamp[ix(tail)] != round {
                stamp[ix(tail)] = round;
                members.push(tail);
            }
            left[ix(at)] > 0
        });
    }
}

/// Raises cuts until the root reaches every terminal over arcs without cost left.
///
/// `None` when the root cannot reach a terminal at all.
pub(super) fn ascend(view: &View, root: u32, seed: u64, work: &mut u64) -> Option<Ascent> {
    let mut left: Vec<u64> = view.arcs().iter().map(|a| a.cost).collect();
    let terminals: Vec<u32> = view.terminals.iter().copied().filter(|&t| t != root).collect();
    let mut ascender = Ascender::new(view);
    let bound = ascender.run(&terminals, seed, &mut left, |v| v == root, |_, _, _| {});
    *work += ascender.work;
    Some(Ascent { bound: bound?, root, left, shift: 0 })
}

/// Distances from some vertices over what is left of the costs; `left_at` gives it for the arc at
/// a position, walked away from the starts.
pub(super) fn reach(
    view: &View,
    starts: impl Iterator<Item = u32>,
    left_at: impl Fn(usize) -> u64,
    work: &mut u64,
) -> Vec<u64> {
    let mut distance = vec![FAR; view.n()];
    let mut heap = BinaryHeap::new();
    for v in starts {
        distance[ix(v)] = 0;
        heap.push(Reverse((0u64, v)));
    }
    while let Some(Reverse((d, v))) = heap.pop() {
        if d > distance[ix(v)] {
            continue;
        }
        let span = view.span(v);
        *work += view.effort(v);
        for (at, arc) in span.clone().zip(&view.arcs()[span]) {
            let there = d + left_at(at);
            if there < distance[ix(arc.to)] {
                distance[ix(arc.to)] = there;
                heap.push(Reverse((there, arc.to)));
            }
        }
    }
    distance
}
