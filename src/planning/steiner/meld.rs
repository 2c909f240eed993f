//! Heaps that merge quickly: one pairing heap per part of a tree, all in one arena.
//!
//! # Source
//! Fredman, Sedgewick, Sleator, Tarjan (1986), "The pairing heap: a new form of self-adjusting
//! heap", doi:10.1007/BF01840439.

use super::view::NONE;
use super::{ix, num};

/// A heap by its smallest item; `NONE` is the empty heap.
pub(super) type Root = u32;

#[derive(Debug, Clone, Copy)]
struct Node {
    key: u64,
    item: u32,
    child: u32,
    next: u32,
}

/// The arena of all heaps.
#[derive(Debug, Default)]
pub(super) struct Heaps {
    nodes: Vec<Node>,
    pairs: Vec<u32>,
}

impl Heaps {
    /// Merges two heaps.
    pub fn meld(&mut self, a: Root, b: Root) -> Root {
        if a == NONE || b == NONE {
            return a.min(b);
        }
        let (x, y) = (&self.nodes[ix(a)], &self.nodes[ix(b)]);
        let (low, high) = if (x.key, x.item) <= (y.key, y.item) { (a, b) } else { (b, a) };
        self.nodes[ix(high)].next = self.nodes[ix(low)].child;
        self.nodes[ix(low)].child = high;
        low
    }

    /// Adds an item.
    pub fn push(&mut self, heap: Root, key: u64, item: u32) -> Root {
        self.nodes.push(Node { key, item, child: NONE, next: NONE });
        self.meld(heap, num(self.nodes.len() - 1))
    }

    /// The smallest key and its item.
    pub fn top(&self, heap: Root) -> Option<(u64, u32)> {
        (heap != NONE).then(|| (self.nodes[ix(heap)].key, self.nodes[ix(heap)].item))
    }

    /// Takes the smallest item out.
    pub fn pop(&mut self, heap: Root) -> Root {
        self.pairs.clear();
        let mut child = self.nodes[ix(heap)].child;
        while child != NONE {
            let second = self.nodes[ix(child)].next;
            self.nodes[ix(child)].next = NONE;
            if second == NONE {
                self.pairs.push(child);
                break;
            }
            let rest = self.nodes[ix(second)].next;
            self.nodes[ix(second)].next = NONE;
            let pair = self.meld(child, second);
            self.pairs.push(pair);
            child = rest;
        }
        let mut all = NONE;
        while let Some(pair) = self.pairs.pop() {
            all = self.meld(all, pair);
        }
        all
    }
}
