//! The local searches leave nothing that a naive search of the same neighbourhood finds.

use super::super::net::Net;
use super::super::rng::Rng;
use super::super::search::descend;
use super::super::tree::{FAR, Shape, Union, grow};
use super::super::view::{NONE, View};
use super::super::{ix, num};
use super::{forest, random_graph, random_terminals};

/// All distances from one vertex that avoid some vertices inside.
fn distances(view: &View, from: u32) -> Vec<u64> {
    let mut distance = vec![FAR; view.n()];
    distance[ix(from)] = 0;
    for _ in 0..view.n() {
        for (e, &[a, b]) in view.ends.iter().enumerate() {
            for (v, w) in [(a, b), (b, a)] {
                let reach = distance[ix(v)].saturating_add(view.cost[e]);
                distance[ix(w)] = distance[ix(w)].min(reach);
            }
        }
    }
    distance
}

/// Cost to join the parts that `kept` edges leave (only parts with `keep` vertices count).
fn rejoin(view: &View, kept: &[u32], keep: &[bool]) -> u64 {
    let mut parts = Union::new(view.n());
    for &e in kept {
        parts.join(view.ends[ix(e)][0], view.ends[ix(e)][1]);
    }
    let mut joins = Vec::new();
    for v in (0..num(view.n())).filter(|&v| keep[ix(v)]) {
        let distance = distances(view, v);
        for w in (0..v).filter(|&w| keep[ix(w)]) {
            joins.push((distance[ix(w)], v, w));
        }
    }
    joins.sort_unstable();
    joins.iter().filter(|&&(_, v, w)| parts.join(v, w)).map(|j| j.0).sum()
}

/// The gain of the best removal of a key path or a fork with its key paths.
fn naive_gain(view: &View, tree: &[u32]) -> u64 {
    let shape = Shape::new(view, tree);
    let is_key = |v: u32| view.is_terminal[ix(v)] || shape.degree(v) > 2;
    let path = |from: u32, first: u32| {
        let (mut v, mut e, mut edges) = (from, first, Vec::new());
        loop {
            edges.push(e);
            v = view.other(e, v);
            if is_key(v) {
                return edges;
            }
            let last = e;
            e = shape.around(v).iter().find(|l| l.1 != last).map_or(NONE, |l| l.1);
        }
    };
    let mut best = 0;
    for v in (0..num(view.n())).filter(|&v| shape.degree(v) > 0 && is_key(v)) {
        let paths: Vec<Vec<u32>> = shape.around(v).iter().map(|l| path(v, l.1)).collect();
        let mut removals: Vec<(Vec<u32>, Option<u32>)> =
            paths.iter().map(|p| (p.clone(), None)).collect();
        if !view.is_terminal[ix(v)] {
            removals.push((paths.concat(), Some(v)));
        }
        for (out, fork) in removals {
            let kept: Vec<u32> = tree.iter().copied().filter(|e| !out.contains(e)).collect();
            let mut keep = view.is_terminal.clone();
            for v in kept.iter().flat_map(|&e| view.ends[ix(e)]) {
                keep[ix(v)] = true;
            }
            for v in out.iter().flat_map(|&e| view.ends[ix(e)]) {
                keep[ix(v)] |= is_key(v) && fork != Some(v);
            }
            let cost = rejoin(view, &kept, &keep);
            best = best.max(view.sum(&out).saturating_sub(cost));
        }
    }
    best
}

#[test]
fn no_key_path_or_fork_pays_after_descent() {
    let mut rng = Rng::new(7);
    let mut left = 0;
    for round in 0..400 {
        let n = 8 + rng.index(30);
        let extra = rng.index(60);
        let graph = random_graph(&mut rng, n, extra, 30);
        let k = 2 + rng.index(n / 2);
        let terminals = random_terminals(&mut rng, n, k);
        let net = Net::new(&graph, &terminals);
        let view = net.view();
        let mut work = 0;
        let tree = grow(&view, &view.cost, None, view.terminals[0], &mut work).expect("connected");
        let tree = descend(&view, &tree, &mut work);
        let (mut parts, _) = forest(&net.as_graph(), &tree);
        let home = parts.find(view.terminals[0]);
        assert!(view.terminals.iter().all(|&t| parts.find(t) == home), "round {round}");
        left += u32::from(naive_gain(&view, &tree) > 0);
    }
    assert_eq!(left, 0);
}
