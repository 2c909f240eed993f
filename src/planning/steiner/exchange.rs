//! Local search by key paths and key vertices.
//!
//! Key vertices of a tree are its terminals and forks; key paths join them. Taking a key path
//! out leaves two parts, taking a fork with its key paths out leaves several; each time the
//! cheapest reconnection is found from the cells of the tree, for the whole tree in about one
//! shortest path search: edges between cells wait in one mergeable heap per subtree, and only
//! the cells of removed vertices are searched anew.
//!
//! # Source
//! Uchoa, Werneck (2012), "Fast local search for the Steiner problem in graphs",
//! doi:10.1145/2133803.2184448.

use super::cells::{Cells, Repair};
use super::hanging::Hanging;
use super::meld::{Heaps, Root};
use super::tree::{FAR, Shape, Union};
use super::view::{NONE, View};
use super::{ix, num};

/// The part of the tree a base belongs to while something is taken out.
const GONE: u32 = u32::MAX;

/// A change of the tree that makes it cheaper on its own.
struct Move {
    gain: u64,
    out: Vec<u32>,
    into: Vec<u32>,
    /// One vertex of each part that the removed edges leave behind.
    ends: Vec<u32>,
}

/// The tree hung at a terminal.
struct Rooted {
    up: Vec<u32>,
    parent: Vec<u32>,
    /// When the walk came to a vertex and when it left.
    enter: Vec<u32>,
    leave: Vec<u32>,
    /// Vertices in the order of coming.
    order: Vec<u32>,
    degree: Vec<u32>,
}

impl Rooted {
    fn new(view: &View, tree: &[u32]) -> Self {
        let shape = Shape::new(view, tree);
        let mut it = Self {
            up: vec![NONE; view.n()],
            parent: vec![NONE; view.n()],
            enter: vec![NONE; view.n()],
            leave: vec![0; view.n()],
            order: Vec::new(),
            degree: (0..num(view.n())).map(|v| shape.degree(v)).collect(),
        };
        let Some(&root) = view.terminals.first() else { return it };
        let mut stack = vec![root];
        while let Some(v) = stack.pop() {
            it.enter[ix(v)] = num(it.order.len());
            it.order.push(v);
            for &(w, e) in shape.around(v) {
                if e != it.up[ix(v)] {
                    (it.up[ix(w)], it.parent[ix(w)]) = (e, v);
                    stack.push(w);
                }
            }
        }
        for &v in it.order.iter().rev() {
            it.leave[ix(v)] = it.leave[ix(v)].max(it.enter[ix(v)] + 1);
            if it.parent[ix(v)] != NONE {
                let p = ix(it.parent[ix(v)]);
                it.leave[p] = it.leave[p].max(it.leave[ix(v)]);
            }
        }
        it
    }

    /// Whether the edge between two vertices is in the tree.
    fn has(&self, edge: u32, a: u32, b: u32) -> bool {
        self.up[ix(a)] == edge || self.up[ix(b)] == edge
    }

    fn is_below(&self, v: u32, top: u32) -> bool {
        (self.enter[ix(top)]..self.leave[ix(top)]).contains(&self.enter[ix(v)])
    }
}

/// A key path, by its lower end: its edges, the vertices between its ends, its upper end.
struct KeyPath {
    low: u32,
    high: u32,
    edges: Vec<u32>,
    inner: Vec<u32>,
    cost: u64,
}

/// Which part of the tree a vertex is in once a fork with its key paths is out: the subtree of a
/// key path's lower end by its number, or the rest above.
struct Parts {
    fork: u32,
    upper: u32,
    /// Walk times of the lower ends, with their numbers, in order.
    spans: Vec<(u32, u32, u32)>,
}

impl Parts {
    fn new(rooted: &Rooted, fork: u32, paths: &[KeyPath]) -> Self {
        let mut spans: Vec<(u32, u32, u32)> = (0..num(paths.len()))
            .zip(paths)
            .map(|(i, p)| (rooted.enter[ix(p.low)], rooted.leave[ix(p.low)], i))
            .collect();
        spans.sort_unstable();
        Self { fork, upper: num(paths.len()), spans }
    }
}

struct Search<'a> {
    view: &'a View,
    rooted: Rooted,
    cells: Cells<'a>,
    repair: Repair,
    heaps: Heaps,
    /// Edges between cells with one end in the subtree of the vertex, by total length.
    heap: Vec<Root>,
    moves: Vec<Move>,
    work: u64,
}

impl<'a> Search<'a> {
    fn new(view: &'a View, tree: &[u32], work: &mut u64) -> Self {
        let rooted = Rooted::new(view, tree);
        let cells = Cells::new(view, &rooted.order, work);
        let mut heaps = Heaps::default();
        let mut heap = vec![NONE; view.n()];
        // Of the edges between two cells only the shortest way can serve.
        let mut best = vec![(FAR, NONE); view.n()];
        let mut met = Vec::new();
        for &base in &rooted.order {
            for &v in cells.cell(base) {
                let from = cells.spots[ix(v)].distance;
                for arc in view.around(v) {
                    let to = cells.spots[ix(arc.to)];
                    if to.base <= base || rooted.has(arc.edge, v, arc.to) {
                        continue;
                    }
                    let entry = &mut best[ix(to.base)];
                    if entry.0 == FAR {
                        met.push(to.base);
                    }
                    *entry = (*entry).min((from + arc.cost + to.distance, arc.edge));
                }
            }
            for other in met.drain(..) {
                let (key, edge) = std::mem::replace(&mut best[ix(other)], (FAR, NONE));
                for end in [base, other] {
                    heap[ix(end)] = heaps.push(heap[ix(end)], key, edge);
                }
            }
        }
        let repair = Repair::new(view.n());
        Self { view, rooted, cells, repair, heaps, heap, moves: Vec::new(), work: 0 }
    }

    fn is_key(&self, v: u32) -> bool {
        self.view.is_terminal[ix(v)] || self.rooted.degree[ix(v)] != 2
    }

    fn path_above(&self, low: u32) -> KeyPath {
        let (mut edges, mut inner, mut v) = (Vec::new(), Vec::new(), low);
        let high = loop {
            edges.push(self.rooted.up[ix(v)]);
            v = self.rooted.parent[ix(v)];
            if self.is_key(v) {
                break v;
            }
            inner.push(v);
        };
        let cost = self.view.sum(&edges);
        KeyPath { low, high, edges, inner, cost }
    }

    /// Visits the key vertices bottom up and notes every move that pays.
    fn run(&mut self) {
        let mut below: Vec<Vec<KeyPath>> = (0..self.view.n()).map(|_| Vec::new()).collect();
        for at in (0..self.rooted.order.len()).rev() {
            let v = self.rooted.order[at];
            if !self.is_key(v) {
                continue;
            }
            let paths = std::mem::take(&mut below[ix(v)]);
            let above = (self.rooted.parent[ix(v)] != NONE).then(|| self.path_above(v));
            if let Some(above) = &above
                && !self.view.is_terminal[ix(v)]
            {
                self.drop_vertex(v, &paths, above);
            }
            for path in &paths {
                for &x in path.inner.iter().chain([&path.low]) {
                    self.heap[ix(v)] = self.heaps.meld(self.heap[ix(v)], self.heap[ix(x)]);
                }
            }
            if let Some(above) = above {
                self.drop_path(&above);
                below[ix(above.high)].push(above);
            }
        }
    }

    fn bases(&self, edge: u32) -> [u32; 2] {
        self.view.ends[ix(edge)].map(|v| self.cells.spots[ix(v)].base)
    }

    /// The cheapest edge out of the subtree of a key path's lower end, but not into the path.
    fn drop_path(&mut self, path: &KeyPath) {
        self.repair.remove(&self.cells, &path.inner, path.cost, &mut self.work);
        let mut best = (path.cost, NONE);
        while let Some((key, edge)) = self.heaps.top(self.heap[ix(path.low)]) {
            let [s, t] = self.bases(edge);
            let crosses = self.rooted.is_below(s, path.low) != self.rooted.is_below(t, path.low);
            if crosses && !self.repair.is_loose(s) && !self.repair.is_loose(t) {
                best = best.min((key, edge));
                break;
            }
            self.heap[ix(path.low)] = self.heaps.pop(self.heap[ix(path.low)]);
            self.work += 4;
        }
        for &v in &self.repair.loose {
            let from = self.repair.spot(&self.cells, v);
            if from.base == NONE {
                continue;
            }
            let below = self.rooted.is_below(from.base, path.low);
            self.work += self.view.degree(v) as u64 / 2;
            for arc in self.view.around(v) {
                let to = self.repair.spot(&self.cells, arc.to);
                let length = from.distance.saturating_add(arc.cost).saturating_add(to.distance);
                if length < best.0 && self.rooted.is_below(to.base, path.low) != below {
                    best = (length, arc.edge);
                }
            }
        }
        if best.1 != NONE && best.0 < path.cost {
            let into = self.connection(best.1);
            let (out, ends) = (path.edges.clone(), vec![path.low, path.high]);
            self.moves.push(Move { gain: path.cost - best.0, out, into, ends });
        }
    }

    /// The part of the tree that a base is in, `GONE` for what is taken out.
    fn part(&self, parts: &Parts, base: u32) -> u32 {
        if self.repair.is_loose(base) {
            return GONE;
        }
        if !self.rooted.is_below(base, parts.fork) {
            return parts.upper;
        }
        let time = self.rooted.enter[ix(base)];
        let at = parts.spans.partition_point(|s| s.0 <= time);
        let span = at.checked_sub(1).map(|i| parts.spans[i]);
        span.filter(|s| time < s.1).map_or(GONE, |s| s.2)
    }

    /// An edge between parts with the ways to the tree at both its ends.
    fn connection(&self, edge: u32) -> Vec<u32> {
        let mut edges = vec![edge];
        for v in self.view.ends[ix(edge)] {
            self.repair.way_home(&self.cells, v, &mut edges);
        }
        edges
    }

    /// Looks at taking out a fork with all its key paths.
    fn drop_vertex(&mut self, v: u32, paths: &[KeyPath], above: &KeyPath) {
        let total = above.cost + paths.iter().map(|p| p.cost).sum::<u64>();
        let mut gone = vec![v];
        gone.extend(&above.inner);
        for path in paths {
            gone.extend(&path.inner);
        }
        self.repair.remove(&self.cells, &gone, total, &mut self.work);
        let upper = num(paths.len());
        let parts = Parts::new(&self.rooted, v, paths);
        let mut joins: Vec<(u64, u32, u32, u32)> = Vec::new();
        for path in paths {
            while let Some((key, edge)) = self.heaps.top(self.heap[ix(path.low)]) {
                let [s, t] = self.bases(edge).map(|b| self.part(&parts, b));
                if s != t && s != GONE && t != GONE {
                    joins.push((key, edge, s, t));
                    if s == upper || t == upper {
                        break;
                    }
                }
                self.heap[ix(path.low)] = self.heaps.pop(self.heap[ix(path.low)]);
                self.work += 4;
                self.work += 4;
            }
        }
        for &x in &self.repair.loose {
            let from = self.repair.spot(&self.cells, x);
            if from.base == NONE {
                continue;
            }
            let s = self.part(&parts, from.base);
            self.work += self.view.degree(x) as u64 / 2;
            for arc in self.view.around(x) {
                let to = self.repair.spot(&self.cells, arc.to);
                let length = from.distance.saturating_add(arc.cost).saturating_add(to.distance);
                if length < total && to.base != NONE && to.base != from.base {
                    let t = self.part(&parts, to.base);
                    if s != t {
                        joins.push((length, arc.edge, s, t));
                    }
                }
            }
        }
        self.reconnect(total, joins, paths, above);
    }

    /// Joins the parts as cheaply as can be and notes the move if that pays.
    fn reconnect(
        &mut self,
        total: u64,
        mut joins: Vec<(u64, u32, u32, u32)>,
        paths: &[KeyPath],
        above: &KeyPath,
    ) {
        joins.sort_unstable();
        let mut parts = Union::new(paths.len() + 1);
        let (mut cost, mut used) = (0u64, Vec::new());
        for (length, edge, s, t) in joins {
            if cost.saturating_add(length) >= total {
                return;
            }
            if parts.join(s, t) {
                cost += length;
                used.push(edge);
            }
            if used.len() == paths.len() {
                break;
            }
        }
        if used.len() < paths.len() {
            return;
        }
        let out = paths.iter().chain([above]).flat_map(|p| p.edges.iter().copied()).collect();
        let into = used.iter().flat_map(|&e| self.connection(e)).collect();
        let ends = paths.iter().map(|p| p.low).chain([above.high]).collect();
        self.moves.push(Move { gain: total - cost, out, into, ends });
    }
}

/// One round over all key paths and forks; whether the tree changed. The result may have dead
/// branches.
pub(super) fn improve(view: &View, tree: &mut Vec<u32>, work: &mut u64) -> bool {
    if tree.is_empty() {
        return false;
    }
    let mut search = Search::new(view, tree, work);
    search.run();
    *work += search.work;
    let mut moves = search.moves;
    moves.sort_by(|a, b| b.gain.cmp(&a.gain).then_with(|| a.out.cmp(&b.out)));
    apply(view, tree, &moves, work)
}

/// Applies the moves, best first, as far as each still fits the tree the others left.
fn apply(view: &View, tree: &mut Vec<u32>, moves: &[Move], work: &mut u64) -> bool {
    let mut hanging = Hanging::new(view, tree);
    let mut inside = vec![false; view.m()];
    for &e in tree.iter() {
        inside[ix(e)] = true;
    }
    // Where an earlier move ends, a later one may not take vertices out.
    let mut held = vec![false; view.n()];
    let mut changed = false;
    for change in moves {
        let inner = |v: &u32| held[ix(*v)] && !change.ends.contains(v);
        if change.out.iter().any(|&e| !inside[ix(e)] || view.ends[ix(e)].iter().any(inner)) {
            continue;
        }
        hanging.begin();
        for &e in &change.out {
            inside[ix(e)] = false;
            hanging.cut(e);
        }
        let mut fresh: Vec<u32> = change.into.iter().copied().filter(|&e| !inside[ix(e)]).collect();
        fresh.sort_unstable();
        fresh.dedup();
        let linked = fresh.iter().all(|&e| hanging.link(e));
        let home = hanging.root(change.ends[0]);
        let whole = linked && change.ends.iter().all(|&v| hanging.root(v) == home);
        if whole && view.sum(&fresh) < view.sum(&change.out) {
            for &e in &fresh {
                inside[ix(e)] = true;
                view.ends[ix(e)].iter().for_each(|&v| held[ix(v)] = true);
            }
            changed = true;
        } else {
            change.out.iter().for_each(|&e| inside[ix(e)] = true);
            hanging.roll_back();
        }
    }
    *work += hanging.steps;
    if changed {
        *tree = hanging.edges();
    }
    changed
}
