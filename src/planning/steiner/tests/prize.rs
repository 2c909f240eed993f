//! Prize-collecting trees against enumeration of all vertex sets.

use super::super::rng::Rng;
use super::super::tree::Union;
use super::super::{Edge, Effort, Graph, SteinerError, ix, solve_prize};
use super::{forest, random_graph};

/// The cheapest sum over all connected vertex sets (with the root, if there is one).
fn optimum(graph: &Graph, prizes: &[u64], root: Option<u32>) -> u64 {
    let mut edges = graph.edges.clone();
    edges.sort_unstable_by_key(|e| e.cost);
    let mut best = u64::MAX;
    for set in 1u32..1 << graph.n {
        let has = |v: u32| set >> v & 1 == 1;
        if root.is_some_and(|r| !has(r)) {
            continue;
        }
        let mut parts = Union::new(ix(graph.n));
        let (mut cost, mut joins) = (0, 1);
        for &Edge { a, b, cost: c } in edges.iter().filter(|e| has(e.a) && has(e.b)) {
            if parts.join(a, b) {
                (cost, joins) = (cost + c, joins + 1);
            }
        }
        if joins == set.count_ones() {
            let missed = (0..graph.n).filter(|&v| !has(v)).map(|v| prizes[ix(v)]).sum::<u64>();
            best = best.min(cost + missed);
        }
    }
    best
}

#[test]
fn sums_match_enumeration() {
    let mut rng = Rng::new(21);
    for round in 0..600 {
        let n = 1 + rng.index(9);
        let top = [2, 10, 50][rng.index(3)];
        let extra = rng.index(2 * n);
        let mut graph = random_graph(&mut rng, n, extra, top);
        // Now and then in two parts, which is no error here.
        if rng.index(4) == 0 && n > 1 {
            graph.edges.swap_remove(0);
        }
        let rich = [1, top, 3 * top][rng.index(3)];
        let prizes: Vec<u64> =
            (0..n).map(|_| if rng.index(3) == 0 { 0 } else { rng.below(rich + 1) }).collect();
        let root = (rng.index(2) == 0).then(|| u32::try_from(rng.index(n)).expect("small"));
        let expected = optimum(&graph, &prizes, root);
        for work in [0, 2_000_000] {
            let found = solve_prize(&graph, &prizes, root, Effort { work }).expect("valid");
            let what = format!("round {round}, work {work}: {found:?}, optimum {expected}");
            assert!(found.lower_bound <= expected && expected <= found.cost, "{what}");
            if work > 0 {
                assert_eq!((found.lower_bound, found.cost), (expected, expected), "{what}");
            }
            let (mut parts, cost) = forest(&graph, &found.edges);
            assert_eq!(found.edges.len() + 1, found.vertices.len(), "{what}");
            assert!(root.is_none_or(|r| found.vertices.contains(&r)), "{what}");
            let home = parts.find(found.vertices[0]);
            assert!(found.vertices.iter().all(|&v| parts.find(v) == home), "{what}");
            let missed: u64 =
                (0..graph.n).filter(|v| !found.vertices.contains(v)).map(|v| prizes[ix(v)]).sum();
            assert_eq!(cost + missed, found.cost, "{what}");
        }
    }
}

#[test]
fn wrong_prizes_are_errors() {
    let graph = Graph { n: 2, edges: vec![Edge { a: 0, b: 1, cost: 4 }] };
    let effort = Effort::least();
    assert_eq!(solve_prize(&graph, &[1], None, effort), Err(SteinerError::PrizeCount));
    assert_eq!(solve_prize(&graph, &[1, 1], Some(2), effort), Err(SteinerError::NoSuchVertex(2)));
    let huge = [u64::MAX, u64::MAX];
    assert_eq!(solve_prize(&graph, &huge, None, effort), Err(SteinerError::CostsTooLarge));
    // The edge costs 4: worth it for a prize of 5, not for one of 3.
    let worth = solve_prize(&graph, &[9, 5], None, effort).expect("valid");
    assert_eq!((worth.cost, worth.vertices), (4, vec![0, 1]));
    let dear = solve_prize(&graph, &[9, 3], None, effort).expect("valid");
    assert_eq!((dear.cost, dear.vertices), (3, vec![0]));
}
