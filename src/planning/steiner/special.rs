//! Reductions by special distances: edges, vertices and terminals that need no search.
//!
//! The special distance of two vertices is the longest hop between terminals on the way that
//! keeps this hop shortest. An edge longer than the special distance of its ends is in no best
//! tree; a vertex whose star costs more than reconnecting its neighbours by special distances has
//! degree two at most. All tests run on untied costs (`View::untied`) and are strict, so a whole
//! pass may act on one set of distances: deletions never raise a special distance of what stays.
//!
//! # Source
//! Duin, Volgenant (1989), doi:10.1002/net.3230190506; distances from the nearest terminals of
//! each end: Polzin, Vahdati Daneshmand (2001), "Improved algorithms for the Steiner problem in
//! networks", doi:10.1016/S0166-218X(00)00319-X.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::net::Net;
use super::tree::FAR;
use super::view::{NONE, View};
use super::{ix, num};

/// Vertices with more edges are reached by balls themselves.
const WIDE: usize = 16;

/// Terminals remembered per vertex.
const NEAR: usize = 3;

/// The nearest terminals of each vertex and the bottlenecks between terminals.
struct Distances<'a> {
    view: &'a View,
    /// (terminal, distance), nearest first.
    near: Vec<[(u32, u64); NEAR]>,
    bottleneck: Bottleneck,
    ball: Ball,
    /// Cost of the cheapest edge at each vertex.
    least: Vec<u64>,
}

/// Longest edge on the way between two terminals in the minimum spanning tree of terminals.
struct Bottleneck {
    parent: Vec<u32>,
    cost: Vec<u64>,
}

impl Bottleneck {
    /// Kruskal over the edges that join cells of nearest terminals; union by size, no path
    /// compression, so the parents form a shallow tree whose costs grow towards the root.
    fn new(view: &View, near: &[[(u32, u64); NEAR]]) -> Self {
        let mut joins: Vec<(u64, u32, u32)> = Vec::new();
        for (e, &[a, b]) in view.ends.iter().enumerate() {
            let ((s, ds), (t, dt)) = (near[ix(a)][0], near[ix(b)][0]);
            if s != t && s != NONE && t != NONE {
                joins.push((ds + view.cost[e] + dt, s, t));
            }
        }
        joins.sort_unstable();
        let mut it = Self { parent: (0..num(view.n())).collect(), cost: vec![FAR; view.n()] };
        let mut size = vec![1u32; view.n()];
        for (cost, s, t) in joins {
            let (s, t) = (it.top(s), it.top(t));
            if s == t {
                continue;
            }
            let (low, high) = if size[ix(s)] <= size[ix(t)] { (s, t) } else { (t, s) };
            (it.parent[ix(low)], it.cost[ix(low)]) = (high, cost);
            size[ix(high)] += size[ix(low)];
        }
        it
    }

    fn top(&self, mut t: u32) -> u32 {
        while self.parent[ix(t)] != t {
            t = self.parent[ix(t)];
        }
        t
    }

    fn between(&self, mut s: u32, mut t: u32) -> u64 {
        let mut longest = 0;
        while s != t {
            // Costs grow upwards: the side with the cheaper step is the lower one.
            let low = if self.cost[ix(s)] <= self.cost[ix(t)] { &mut s } else { &mut t };
            if self.cost[ix(*low)] == FAR {
                return FAR;
            }
            longest = longest.max(self.cost[ix(*low)]);
            *low = self.parent[ix(*low)];
        }
        longest
    }
}

/// Distances from one vertex, to a limited number of arcs.
struct Ball {
    distance: Vec<u64>,
    seen: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
    work: u64,
}

impl Ball {
    fn new(n: usize) -> Self {
        Self { distance: vec![FAR; n], seen: Vec::new(), heap: BinaryHeap::new(), work: 0 }
    }

    /// Fills the ball around `from` up to `radius`; the last one is forgotten.
    fn fill(&mut self, view: &View, from: u32, radius: u64, mut arcs: usize) {
        for v in self.seen.drain(..) {
            self.distance[ix(v)] = FAR;
        }
        self.heap.clear();
        self.distance[ix(from)] = 0;
        self.seen.push(from);
        self.heap.push(Reverse((0, from)));
        while let Some(Reverse((d, v))) = self.heap.pop() {
            if d > self.distance[ix(v)] {
                continue;
            }
            self.work += 8;
            for arc in view.around(v) {
                if arcs == 0 {
                    return;
                }
                arcs -= 1;
                self.work += 1;
                let (reach, old) = (d + arc.cost, &mut self.distance[ix(arc.to)]);
                if reach < *old && reach <= radius {
                    if *old == FAR {
                        self.seen.push(arc.to);
                    }
                    *old = reach;
                    self.heap.push(Reverse((reach, arc.to)));
                }
            }
        }
    }
}

impl<'a> Distances<'a> {
    fn new(view: &'a View, work: &mut u64) -> Self {
        let near = nearest(view, work);
        let bottleneck = Bottleneck::new(view, &near);
        let cheapest = |v: u32| view.around(v).iter().map(|arc| arc.cost).min().unwrap_or(0);
        let least = (0..num(view.n())).map(cheapest).collect();
        Self { view, near, bottleneck, ball: Ball::new(view.n()), least }
    }

    /// How far a ball has to go for ways shorter than `limit` to a vertex: to those before it, or to
    /// itself where these are many.
    fn radius(&self, to: u32, limit: u64) -> u64 {
        if self.is_wide(to) { limit } else { limit.saturating_sub(self.least[ix(to)]) }
    }

    fn is_wide(&self, v: u32) -> bool {
        self.view.around(v).len() > WIDE
    }

    /// The shortest way from the centre of the ball to a vertex, as far as it shows: within it, or
    /// by one edge out of it.
    fn shown(&self, to: u32) -> u64 {
        if self.is_wide(to) {
            return self.ball.distance[ix(to)];
        }
        let last = |arc: &super::view::Arc| self.ball.distance[ix(arc.to)].saturating_add(arc.cost);
        let by_edge = self.view.around(to).iter().map(last).min();
        by_edge.map_or(FAR, |way| way.min(self.ball.distance[ix(to)]))
    }

    /// An upper bound of the special distance by way of terminals; below `limit` is enough.
    fn over_terminals(&self, u: u32, v: u32, limit: u64) -> u64 {
        let mut best = FAR;
        for &(s, ds) in self.near[ix(u)].iter().take_while(|l| l.0 != NONE && l.1 < limit) {
            for &(t, dt) in self.near[ix(v)].iter().take_while(|l| l.0 != NONE && l.1 < limit) {
                let hop = ds.max(dt);
                if hop < best {
                    best = best.min(hop.max(self.bottleneck.between(s, t)));
                }
            }
        }
        best
    }
}

/// The `NEAR` nearest terminals of each vertex.
fn nearest(view: &View, work: &mut u64) -> Vec<[(u32, u64); NEAR]> {
    let mut near = vec![[(NONE, FAR); NEAR]; view.n()];
    let mut heap: BinaryHeap<Reverse<(u64, u32, u32)>> =
        view.terminals.iter().map(|&t| Reverse((0, t, t))).collect();
    while let Some(Reverse((d, v, base))) = heap.pop() {
        let slots = &mut near[ix(v)];
        let Some(free) = slots.iter().position(|s| s.0 == NONE || s.0 == base) else { continue };
        if slots[free].0 == base {
            continue;
        }
        slots[free] = (base, d);
        *work += 2 * view.effort(v);
        for arc in view.around(v) {
            let there = &near[ix(arc.to)];
            if there[NEAR - 1].0 == NONE && there.iter().all(|s| s.0 != base) {
                heap.push(Reverse((d + arc.cost, arc.to, base)));
            }
        }
    }
    near
}

/// One pass of all special distance tests; returns how many edges and vertices fell.
pub(super) fn pass(net: &mut Net, seed: u64, arcs: usize, work: &mut u64) -> usize {
    let view = net.view().untied(seed);
    let mut known = Distances::new(&view, work);
    let long = delete_long(net, &mut known, arcs);
    // Before any bypass: the second way out of a cell may lead through a bypassed vertex.
    let short = contract_short(net, &known);
    let sparse = bypass_low(net, &mut known, arcs);
    *work += known.ball.work;
    long + short + sparse
}

/// Deletes each edge that is longer than the special distance of its ends.
fn delete_long(net: &mut Net, known: &mut Distances, arcs: usize) -> usize {
    let view = known.view;
    let mut fallen = 0;
    for (e, &[a, b]) in view.ends.iter().enumerate() {
        if known.over_terminals(a, b, view.cost[e]) < view.cost[e] {
            net.remove(num(e));
            fallen += 1;
        }
    }
    for v in 0..num(view.n()) {
        if net.degree(v) < 2 {
            continue;
        }
        let radius = net.edges_at(v).map(|e| known.radius(net.other(e, v), view.cost[ix(e)]));
        let radius = radius.max().unwrap_or(0);
        known.ball.fill(view, v, radius, arcs);
        for arc in view.around(v) {
            if known.shown(arc.to) < arc.cost && net.has(arc.edge) {
                net.remove(arc.edge);
                fallen += 1;
            }
        }
    }
    fallen
}

/// Bypasses vertices of degree three and four that have degree two at most in a best tree.
fn bypass_low(net: &mut Net, known: &mut Distances, arcs: usize) -> usize {
    let view = known.view;
    let mut fallen = 0;
    for v in 0..num(view.n()) {
        if net.is_terminal[ix(v)] || !(3..=4).contains(&net.degree(v)) {
            continue;
        }
        let star: Vec<u32> = net.edges_at(v).collect();
        if star.iter().any(|&e| ix(e) >= view.m()) {
            continue;
        }
        let ends: Vec<u32> = star.iter().map(|&e| net.other(e, v)).collect();
        let costs: Vec<u64> = star.iter().map(|&e| view.cost[ix(e)]).collect();
        let between = hops(known, &ends, &costs, arcs);
        if needs_branch(&between, &costs) {
            continue;
        }
        let place = |x: u32| ends.iter().position(|&y| y == x).unwrap_or(0);
        let untied = |x: u32, y: u32| costs[place(x)] + costs[place(y)];
        net.bypass(v, |x, y, _| between[place(x)][place(y)] >= untied(x, y));
        fallen += 1;
    }
    fallen
}

/// Upper bounds of the special distances between the ends of a star.
fn hops(known: &mut Distances, ends: &[u32], costs: &[u64], arcs: usize) -> Vec<Vec<u64>> {
    let k = ends.len();
    let mut between = vec![vec![0; k]; k];
    for i in 0..k {
        let radius = (i + 1..k).map(|j| known.radius(ends[j], costs[i] + costs[j]));
        if let Some(radius) = radius.max() {
            known.ball.fill(known.view, ends[i], radius, arcs);
        }
        for j in i + 1..k {
            let direct = known.shown(ends[j]);
            let hop = direct.min(known.over_terminals(ends[i], ends[j], direct));
            (between[i][j], between[j][i]) = (hop, hop);
        }
    }
    between
}

/// Whether some three or more edges of the star are not dearer than the tree that reconnects
/// their ends by special distances.
fn needs_branch(between: &[Vec<u64>], costs: &[u64]) -> bool {
    (0u32..1 << costs.len()).filter(|set| set.count_ones() >= 3).any(|set| {
        let members: Vec<usize> = (0..costs.len()).filter(|&i| set & (1 << i) != 0).collect();
        let star: u64 = members.iter().map(|&i| costs[i]).sum();
        spanning(between, &members) >= star
    })
}

/// Cost of a minimum spanning tree on a few items.
fn spanning(between: &[Vec<u64>], members: &[usize]) -> u64 {
    let mut outside: Vec<(u64, usize)> =
        members[1..].iter().map(|&i| (between[members[0]][i], i)).collect();
    let mut total = 0u64;
    while let Some(at) = (0..outside.len()).min_by_key(|&at| outside[at].0) {
        let (cost, i) = outside.swap_remove(at);
        total = total.saturating_add(cost);
        for (best, j) in &mut outside {
            *best = (*best).min(between[i][*j]);
        }
    }
    total
}

/// Takes edges that every best tree has: the shortest way out of a terminal's cell, or its
/// shortest edge, when going on to the next terminal costs less than the second best way out.
fn contract_short(net: &mut Net, known: &Distances) -> usize {
    let view = known.view;
    let mut out = vec![[(FAR, NONE); 2]; view.n()];
    for (e, &[a, b]) in view.ends.iter().enumerate() {
        let (s, t) = (known.near[ix(a)][0].0, known.near[ix(b)][0].0);
        if s != t && s != NONE && t != NONE && net.has(num(e)) {
            for cell in [s, t] {
                let best = &mut out[ix(cell)];
                best[1] = best[1].min((view.cost[e], num(e)).max(best[0]));
                best[0] = best[0].min((view.cost[e], num(e)));
            }
        }
    }
    let mut chosen = Vec::new();
    for &t in &view.terminals {
        let [(cost, e), (second, _)] = out[ix(t)];
        if e != NONE {
            let ways = view.ends[ix(e)].iter().map(|&v| known.near[ix(v)][0].1).sum::<u64>();
            if ways + cost < second {
                chosen.push(e);
            }
        }
        let mut edges: Vec<(u64, u32)> =
            net.edges_at(t).filter(|&e| ix(e) < view.m()).map(|e| (view.cost[ix(e)], e)).collect();
        if edges.len() != net.degree(t) || edges.len() < 2 {
            continue;
        }
        edges.sort_unstable();
        let next = known.near[ix(view.other(edges[0].1, t))];
        let on = next.iter().find(|l| l.0 != t).map_or(FAR, |l| l.1);
        if on.saturating_add(edges[0].0) < edges[1].0 {
            chosen.push(edges[0].1);
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    let mut fallen = 0;
    for e in chosen {
        if net.has(e) {
            net.contract(e);
            fallen += 1;
        }
    }
    fallen
}
