//! A tree as parent pointers that can be cut, linked and re-hung, with a record to take it back.

use super::ix;
use super::tree::Shape;
use super::view::{NONE, View};

/// A forest on the vertices of a view; every vertex outside the tree is a root of its own.
pub(super) struct Hanging<'a> {
    view: &'a View,
    /// Edge to the parent; `NONE` at roots.
    up: Vec<u32>,
    undo: Vec<(u32, u32)>,
    /// Pointers followed so far.
    pub steps: u64,
}

impl<'a> Hanging<'a> {
    /// Hangs a tree at the first terminal.
    pub fn new(view: &'a View, tree: &[u32]) -> Self {
        let shape = Shape::new(view, tree);
        let n = view.n();
        let mut it = Self { view, up: vec![NONE; n], undo: Vec::new(), steps: 0 };
        let mut stack: Vec<u32> = view.terminals.first().copied().into_iter().collect();
        while let Some(v) = stack.pop() {
            for &(w, e) in shape.around(v) {
                if e != it.up[ix(v)] {
                    it.up[ix(w)] = e;
                    stack.push(w);
                }
            }
        }
        it
    }

    /// The edges of the forest, in order.
    pub fn edges(&self) -> Vec<u32> {
        let mut edges: Vec<u32> = self.up.iter().copied().filter(|&e| e != NONE).collect();
        edges.sort_unstable();
        edges
    }

    /// From here on changes can be taken back.
    pub fn begin(&mut self) {
        self.undo.clear();
    }

    /// Takes back all changes since `begin`.
    pub fn roll_back(&mut self) {
        while let Some((v, edge)) = self.undo.pop() {
            self.up[ix(v)] = edge;
        }
    }

    fn set(&mut self, v: u32, edge: u32) {
        self.undo.push((v, self.up[ix(v)]));
        self.up[ix(v)] = edge;
    }

    fn parent(&self, v: u32) -> u32 {
        let edge = self.up[ix(v)];
        if edge == NONE { NONE } else { self.view.other(edge, v) }
    }

    /// The root of the tree that `v` is in.
    pub fn root(&mut self, mut v: u32) -> u32 {
        while self.up[ix(v)] != NONE {
            self.steps += 1;
            v = self.parent(v);
        }
        v
    }

    /// Cuts an edge of the forest; false when it is none.
    pub fn cut(&mut self, edge: u32) -> bool {
        let low = self.view.ends[ix(edge)].into_iter().find(|&v| self.up[ix(v)] == edge);
        if let Some(v) = low {
            self.set(v, NONE);
        }
        low.is_some()
    }

    /// Joins two trees by an edge; false when its ends are in one tree already.
    pub fn link(&mut self, edge: u32) -> bool {
        let [a, b] = self.view.ends[ix(edge)];
        let (top, other) = (self.root(a), self.root(b));
        if top == other {
            return false;
        }
        // The first terminal stays the root of its tree.
        if self.view.terminals.first() == Some(&top) {
            self.swap(other, edge, b);
        } else {
            self.swap(top, edge, a);
        }
        true
    }

    /// Hangs the tree of root `low` by `edge`, whose end `from` is in it.
    fn swap(&mut self, low: u32, edge: u32, from: u32) {
        let (mut v, mut carry) = (from, edge);
        loop {
            let (next, parent) = (self.up[ix(v)], self.parent(v));
            self.set(v, carry);
            self.steps += 1;
            if v == low {
                break;
            }
            (v, carry) = (parent, next);
        }
    }
}
