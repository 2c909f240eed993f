//! Trees and bounds against the optimum of a dynamic programme, and what must not change it.

use super::super::rng::Rng;
use super::super::tree::FAR;
use super::super::{Edge, Effort, Graph, Solution, SteinerError, ix, num, solve, solve_rooted};
use super::{forest, random_graph, random_terminals, shuffle};

/// Cost of the cheapest tree, by subsets of terminals.
///
/// # Source
/// Dreyfus, Wagner (1971), "The Steiner problem in graphs", doi:10.1002/net.3230010302.
fn optimum(graph: &Graph, terminals: &[u32]) -> u64 {
    let n = ix(graph.n);
    let full = (1usize << terminals.len()) - 1;
    let mut best = vec![vec![FAR; n]; full + 1];
    for (i, &t) in terminals.iter().enumerate() {
        best[1 << i][ix(t)] = 0;
    }
    for set in 1..=full {
        let mut row = best[set].clone();
        let mut part = (set - 1) & set;
        while part > 0 {
            for (v, cost) in row.iter_mut().enumerate() {
                *cost = (*cost).min(best[part][v].saturating_add(best[set ^ part][v]));
            }
            part = (part - 1) & set;
        }
        loop {
            let mut changed = false;
            for &Edge { a, b, cost } in &graph.edges {
                for (v, w) in [(ix(a), ix(b)), (ix(b), ix(a))] {
                    let reach = row[v].saturating_add(cost);
                    changed |= reach < row[w];
                    row[w] = row[w].min(reach);
                }
            }
            if !changed {
                break;
            }
        }
        best[set] = row;
    }
    best[full].iter().copied().min().unwrap_or(0)
}

/// Asserts that the edges are a tree over the terminals of the stated cost.
fn assert_tree(graph: &Graph, terminals: &[u32], solution: &Solution) {
    let (mut parts, cost) = forest(graph, &solution.edges);
    assert_eq!(cost, solution.cost);
    for pair in terminals.windows(2) {
        assert_eq!(parts.find(pair[0]), parts.find(pair[1]), "{pair:?} are not joined");
    }
}

/// A random instance: small costs make ties, a few edges cost nothing.
fn instance(rng: &mut Rng, most: usize) -> (Graph, Vec<u32>) {
    let n = 2 + rng.index(most - 1);
    let top = [1, 2, 5, 30, 1000][rng.index(5)];
    let extra = rng.index(3 * n);
    let mut graph = random_graph(rng, n, extra, top);
    if rng.index(4) == 0 {
        for edge in &mut graph.edges {
            edge.cost -= u64::from(rng.index(5) == 0).min(edge.cost);
        }
    }
    let k = 1 + rng.index(n.min(7));
    let terminals = random_terminals(rng, n, k);
    (graph, terminals)
}

#[test]
fn bound_optimum_and_cost_are_in_order() {
    let mut rng = Rng::new(11);
    for round in 0..1500 {
        let (graph, terminals) = instance(&mut rng, 24);
        let expected = optimum(&graph, &terminals);
        for work in [0, 3_000, 3_000_000] {
            let found = solve(&graph, &terminals, Effort { work }).expect("connected");
            assert_tree(&graph, &terminals, &found);
            let order = found.lower_bound <= expected && expected <= found.cost;
            assert!(order, "round {round}, work {work}: {found:?}, optimum {expected}");
            if work > 1_000_000 {
                assert_eq!((found.lower_bound, found.cost), (expected, expected), "{round}");
            }
        }
    }
}

#[test]
fn each_terminal_is_joined_to_a_root() {
    let mut rng = Rng::new(12);
    for round in 0..500 {
        let (graph, terminals) = instance(&mut rng, 16);
        let few = 1 + rng.index(3);
        let roots = random_terminals(&mut rng, ix(graph.n), few);
        // The forest is a tree once all roots are one vertex.
        let one = |v: u32| if roots.contains(&v) { roots[0] } else { v };
        let merged = Graph {
            n: graph.n,
            edges: graph.edges.iter().map(|e| Edge { a: one(e.a), b: one(e.b), ..*e }).collect(),
        };
        let mut joined: Vec<u32> = terminals.iter().map(|&t| one(t)).chain([roots[0]]).collect();
        joined.sort_unstable();
        joined.dedup();
        let expected = optimum(&merged, &joined);
        let effort = Effort { work: 1_000_000 };
        let found = solve_rooted(&graph, &roots, &terminals, effort).expect("connected");
        let (mut parts, cost) = forest(&graph, &found.edges);
        assert_eq!((found.lower_bound, found.cost, cost), (expected, expected, expected));
        for &t in &terminals {
            assert!(roots.iter().any(|&r| parts.find(r) == parts.find(t)), "{round}: {t}");
        }
    }
}

#[test]
fn another_edge_never_costs_more() {
    let mut rng = Rng::new(13);
    for _ in 0..150 {
        let (mut graph, terminals) = instance(&mut rng, 40);
        let effort = Effort { work: 3_000_000 };
        let before = solve(&graph, &terminals, effort).expect("connected");
        assert_eq!(before.lower_bound, before.cost);
        for _ in 0..4 {
            let [a, b] = [0; 2].map(|_| num(rng.index(ix(graph.n))));
            graph.edges.push(Edge { a, b, cost: rng.below(5) });
        }
        let after = solve(&graph, &terminals, effort).expect("connected");
        assert!(after.cost <= before.cost);
    }
}

#[test]
fn names_and_order_do_not_matter() {
    let mut rng = Rng::new(14);
    for _ in 0..30 {
        let graph = random_graph(&mut rng, 120, 300, 20);
        let terminals = random_terminals(&mut rng, 120, 30);
        let mut name: Vec<u32> = (0..120).collect();
        shuffle(&mut rng, &mut name);
        let mut edges: Vec<Edge> = graph
            .edges
            .iter()
            .map(|e| Edge { a: name[ix(e.b)], b: name[ix(e.a)], cost: e.cost })
            .collect();
        shuffle(&mut rng, &mut edges);
        let renamed = Graph { n: graph.n, edges };
        let others: Vec<u32> = terminals.iter().map(|&t| name[ix(t)]).collect();
        for work in [0, 2_000_000] {
            let one = solve(&graph, &terminals, Effort { work }).expect("connected");
            let two = solve(&renamed, &others, Effort { work }).expect("connected");
            assert_tree(&renamed, &others, &two);
            assert!(one.lower_bound <= two.cost && two.lower_bound <= one.cost);
        }
    }
}

#[test]
fn threads_do_not_change_the_answer() {
    let mut rng = Rng::new(15);
    let graph = random_graph(&mut rng, 400, 1600, 10);
    let terminals = random_terminals(&mut rng, 400, 90);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| solve(&graph, &terminals, Effort { work: 20_000_000 }))
    };
    assert_eq!(on(1), on(2));
    assert_eq!(on(1), on(7));
}

#[test]
fn impossible_instances_are_errors() {
    let edge = |a, b, cost| Edge { a, b, cost };
    let effort = Effort::least();
    let graph = Graph { n: 4, edges: vec![edge(0, 1, 3), edge(2, 3, 5)] };
    assert_eq!(solve(&graph, &[0, 1, 3], effort), Err(SteinerError::Disconnected(3)));
    assert_eq!(solve(&graph, &[0, 4], effort), Err(SteinerError::NoSuchVertex(4)));
    assert_eq!(solve_rooted(&graph, &[], &[0], effort), Err(SteinerError::NoRoot));
    assert_eq!(solve_rooted(&graph, &[0], &[2], effort), Err(SteinerError::Disconnected(2)));
    let both = solve_rooted(&graph, &[0, 2], &[1, 3], effort).expect("a root in each part");
    assert_eq!((both.cost, both.lower_bound, both.edges), (8, 8, vec![0, 1]));
    assert_eq!(solve(&graph, &[], effort), Ok(Solution::default()));
    assert_eq!(solve(&graph, &[2], effort), Ok(Solution::default()));
    let huge = Graph { n: 3, edges: vec![edge(0, 1, u64::MAX), edge(1, 2, u64::MAX)] };
    assert_eq!(solve(&huge, &[0, 2], effort), Err(SteinerError::CostsTooLarge));
    let strange = Graph { n: 2, edges: vec![edge(0, 7, 1)] };
    assert_eq!(solve(&strange, &[0], effort), Err(SteinerError::NoSuchVertex(7)));
}

#[test]
fn largest_costs_do_not_overflow() {
    // A cycle of 50 vertices whose edges sum up to just below the limit; two opposite terminals.
    let cost = ((1 << 54) - 1) / 50;
    let mut edges: Vec<Edge> = (0..50).map(|v| Edge { a: v, b: (v + 1) % 50, cost }).collect();
    edges[0].cost -= 7;
    let graph = Graph { n: 50, edges };
    for work in [0, 1_000_000] {
        let found = solve(&graph, &[0, 25], Effort { work }).expect("connected");
        assert_eq!((found.cost, found.lower_bound), (25 * cost - 7, 25 * cost - 7));
    }
}
