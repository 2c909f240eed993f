//! Local search on the bound: lower some cuts in a neighbourhood, raise others instead.
//!
//! The gap between a tree and an ascent is exactly what cuts lose that the tree enters more than
//! once, plus what is left on the arcs of the tree. So a step picks a ball of vertices, takes
//! back some of the cuts inside it (more often those that a good tree enters twice) and ascends
//! again inside the ball in another order; it keeps the better of the two. The bound never falls.
//!
//! # Source
//! Dual adjustment for plant location: Erlenkotter (1978), "A dual-based procedure for
//! uncapacitated facility location", doi:10.1287/opre.26.6.992; the step for cuts is our own.

use super::ascent::{Ascender, Ascent};
use super::rng::Rng;
use super::tree::Shape;
use super::view::{NONE, View};
use super::{ix, num};

/// A raised cut.
#[derive(Debug, Clone)]
struct Row {
    by: u64,
    terminal: u32,
    arcs: Vec<u32>,
    /// How often the guiding tree enters it.
    crossed: u32,
}

/// An ascent that remembers its cuts.
pub(super) struct Dual<'a> {
    view: &'a View,
    root: u32,
    shift: u32,
    bound: u64,
    left: Vec<u64>,
    rows: Vec<Row>,
    /// Rows of each terminal.
    of: Vec<Vec<u32>>,
    free: Vec<u32>,
    /// Arcs of the guiding tree.
    guide: Vec<bool>,
    ascender: Ascender<'a>,
    inside: Vec<u32>,
    round: u32,
    ball: Vec<u32>,
}

impl<'a> Dual<'a> {
    /// A first ascent from `root`, guided later by `tree`. `None` when the root cannot reach a
    /// terminal.
    pub fn new(view: &'a View, root: u32, tree: &[u32], seed: u64) -> Option<Self> {
        let total: u64 = view.cost.iter().sum::<u64>().max(1);
        let shift = (56 - (64 - total.leading_zeros()).min(56)).min(6);
        let mut it = Self {
            view,
            root,
            shift,
            bound: 0,
            left: view.arcs().iter().map(|a| a.cost << shift).collect(),
            rows: Vec::new(),
            of: vec![Vec::new(); view.n()],
            free: Vec::new(),
            guide: arborescence(view, root, tree),
            ascender: Ascender::new(view),
            inside: vec![0; view.n()],
            round: 0,
            ball: Vec::new(),
        };
        let terminals: Vec<u32> = view.terminals.iter().copied().filter(|&t| t != root).collect();
        let mut fresh = Vec::new();
        it.bound = it.ascender.run(
            &terminals,
            seed,
            &mut it.left,
            |v| v == root,
            |t, arcs, by| fresh.push((t, arcs.to_vec(), by)),
        )?;
        for (t, arcs, by) in fresh {
            it.keep(t, arcs, by);
        }
        Some(it)
    }

    /// The ascent as it stands.
    pub fn ascent(&self) -> Ascent {
        Ascent { bound: self.bound, root: self.root, left: self.left.clone(), shift: self.shift }
    }

    /// Whether the bound proves that every tree costs more than `target`.
    pub fn exceeds(&self, target: u64) -> bool {
        self.bound > target << self.shift
    }

    fn keep(&mut self, terminal: u32, arcs: Vec<u32>, by: u64) {
        let crossed = num(arcs.iter().filter(|&&at| self.guide[ix(at)]).count());
        let row = Row { by, terminal, arcs, crossed };
        let id = if let Some(id) = self.free.pop() {
            self.rows[ix(id)] = row;
            id
        } else {
            self.rows.push(row);
            num(self.rows.len() - 1)
        };
        self.of[ix(terminal)].push(id);
    }

    fn fill_ball(&mut self, centre: u32, size: usize) {
        self.round += 1;
        self.ball.clear();
        self.ball.push(centre);
        self.inside[ix(centre)] = self.round;
        let mut done = 0;
        while done < self.ball.len() && self.ball.len() < size {
            let v = self.ball[done];
            done += 1;
            for arc in self.view.around(v) {
                if self.inside[ix(arc.to)] != self.round {
                    self.inside[ix(arc.to)] = self.round;
                    self.ball.push(arc.to);
                }
            }
        }
    }

    /// One step of the search; returns the work done.
    pub fn step(&mut self, rng: &mut Rng) -> u64 {
        let before = self.ascender.work;
        let view = self.view;
        let centre = view.terminals[rng.index(view.terminals.len())];
        let size = 8usize << rng.index(10);
        self.fill_ball(centre, size.min(view.n()));
        let share = rng.below(40);
        let (inside, round) = (&self.inside, self.round);
        let within = |at: &u32| inside[ix(view.arcs()[ix(*at)].to)] == round;
        let mut out = Vec::new();
        let mut terminals = Vec::new();
        let mut looked = 0;
        for &t in self.ball.iter().filter(|&&v| view.is_terminal[ix(v)] && v != self.root) {
            terminals.push(t);
            for &id in &self.of[ix(t)] {
                let row = &self.rows[ix(id)];
                let chance = if row.crossed > 1 { 50 } else { share };
                looked += 1;
                if rng.below(100) < chance && row.arcs.iter().all(within) {
                    out.push(id);
                }
            }
        }
        let mut lost = 0;
        for &id in &out {
            let row = &self.rows[ix(id)];
            lost += row.by;
            row.arcs.iter().for_each(|&at| self.left[ix(at)] += row.by);
            looked += row.arcs.len();
        }
        if lost > 0 {
            self.rebuild(&terminals, &out, lost, rng.bits());
        }
        self.ascender.work - before + (looked + 4 * self.ball.len()) as u64
    }

    /// Ascends again inside the ball; takes it back when the bound would fall.
    fn rebuild(&mut self, terminals: &[u32], out: &[u32], lost: u64, seed: u64) {
        let (inside, round, root) = (&self.inside, self.round, self.root);
        let mut fresh = Vec::new();
        let won = self.ascender.run(
            terminals,
            seed,
            &mut self.left,
            |v| v == root || inside[ix(v)] != round,
            |t, arcs, by| fresh.push((t, arcs.to_vec(), by)),
        );
        let won = won.unwrap_or(0);
        if won < lost {
            for (_, arcs, by) in &fresh {
                for &at in arcs {
                    self.left[ix(at)] += by;
                }
            }
            for &id in out {
                let row = &self.rows[ix(id)];
                row.arcs.iter().for_each(|&at| self.left[ix(at)] -= row.by);
            }
            return;
        }
        self.bound = self.bound + won - lost;
        for &id in out {
            let terminal = ix(self.rows[ix(id)].terminal);
            self.of[terminal].retain(|&other| other != id);
            self.rows[ix(id)].arcs = Vec::new();
            self.free.push(id);
        }
        for (t, arcs, by) in fresh {
            self.keep(t, arcs, by);
        }
    }
}

/// The tree as directed away from the root: true at the positions of its arcs.
fn arborescence(view: &View, root: u32, tree: &[u32]) -> Vec<bool> {
    let shape = Shape::new(view, tree);
    let mut on = vec![false; view.arcs().len()];
    let mut stack = vec![(root, NONE)];
    while let Some((v, by)) = stack.pop() {
        for (at, arc) in view.span(v).zip(view.around(v)) {
            on[at] |= arc.edge == by;
        }
        stack.extend(shape.around(v).iter().filter(|l| l.1 != by));
    }
    on
}
