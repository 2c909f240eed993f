//! The cheapest part of one forest that serves at least so many addresses, for every number at
//! once: branches are put together pair by pair, each by what it costs to serve 0, 1, 2 … of its
//! addresses. Exact for costs that add up; it takes time by the square of the addresses (Lukes,
//! Efficient algorithm for the partitioning of trees, IBM J. Res. Dev. 18, 1974, counts the same
//! way).

use super::choose::Task;
use super::tariff::Tariff;

/// Costs by number of addresses, never falling; the first is 0.
type Costs = Vec<u64>;

/// How two branches were put together at a vertex.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Join {
    into: usize,
    from: usize,
    kept: Kept,
}

/// How many addresses of the first branch are served, by how many of both are.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    /// It has none.
    None,
    /// It has at most 255.
    Few(Vec<u8>),
    /// It has more.
    Many(Vec<u32>),
}

/// A forest with what serving some of its addresses costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quota {
    /// By number of addresses.
    pub costs: Costs,
    joins: Vec<Join>,
    /// Vertex of each terminal.
    terminals: Vec<u32>,
}

/// The cheapest ways to serve so many of both branches, and how many of the first.
fn put_together(a: &Costs, b: Costs) -> (Costs, Kept) {
    let n = a.len() + b.len() - 1;
    if a.len() == 1 {
        return (b, Kept::None);
    }
    let (mut costs, mut kept) = (vec![u64::MAX; n], vec![0; n]);
    for (i, one) in (0_u32..).zip(a) {
        for (other, of) in b.iter().zip(i as usize..) {
            let sum = one.saturating_add(*other);
            if sum < costs[of] {
                costs[of] = sum;
                kept[of] = i;
            }
        }
    }
    let few: Result<Vec<u8>, _> = kept.iter().map(|kept| u8::try_from(*kept)).collect();
    (costs, few.map_or(Kept::Many(kept), Kept::Few))
}

impl Quota {
    /// For the forest that chains form.
    pub fn of(task: &Task<'_>, chains: &[u32], tariff: &Tariff<'_>) -> Self {
        let unsigned = |amount: i64| u64::try_from(amount).unwrap_or(0);
        let n = task.compact.n_vertices();
        let mut serves = vec![false; n];
        // The last table is that of all trees.
        let mut tables: Vec<Costs> = vec![vec![0]; n + 1];
        for terminal in task.terminals {
            serves[terminal.vertex as usize] = true;
            let least = terminal.addresses.iter().map(|(a, mm)| unsigned(tariff.least(*a, *mm).0));
            let cost: u64 = least.fold(0, u64::saturating_add);
            tables[terminal.vertex as usize].resize(terminal.addresses.len() + 1, cost);
        }
        let walk = task.walk(chains, &serves);
        let hangs = walk.into_iter().rev().map(|(chain, near)| {
            let chain = &task.compact.chains[chain as usize];
            let far = if chain.a == near { chain.b } else { chain.a };
            (near as usize, far as usize, unsigned(chain.cost.0))
        });
        let grows = task.roots.iter().map(|root| (n, root.0 as usize, unsigned(tariff.node().0)));
        let mut joins = Vec::new();
        for (into, from, price) in hangs.chain(grows) {
            let mut branch = std::mem::take(&mut tables[from]);
            branch.iter_mut().skip(1).for_each(|cost| *cost = cost.saturating_add(price));
            let (costs, kept) = put_together(&tables[into], branch);
            tables[into] = costs;
            joins.push(Join { into, from, kept });
        }
        let terminals = task.terminals.iter().map(|terminal| terminal.vertex).collect();
        Self { costs: tables.swap_remove(n), joins, terminals }
    }

    /// Which terminals are served where at least so many addresses are.
    pub fn served(&self, n_addresses: usize) -> Vec<bool> {
        let n = self.joins.iter().map(|join| join.into.max(join.from) + 1).max().unwrap_or(0);
        let mut wanted = vec![0_usize; n];
        if let Some(last) = wanted.last_mut() {
            *last = n_addresses;
        }
        for join in self.joins.iter().rev() {
            let both = wanted[join.into];
            let kept = match &join.kept {
                Kept::None => 0,
                Kept::Few(kept) => usize::from(kept[both]),
                Kept::Many(kept) => kept[both] as usize,
            };
            wanted[join.into] = kept;
            wanted[join.from] = both - kept;
        }
        self.terminals.iter().map(|vertex| wanted[*vertex as usize] > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::planning::tests::{Laid, bare, facts_of, lattice, of_edges, prices};
    use crate::planning::{CostBook, Key};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// For every number the cheapest of all sets of terminals that serve so many or more.
        #[test]
        fn no_part_of_the_forest_is_cheaper(edges in lattice(), node in 0..20_000_000_i64) {
            let stops = [(3000, 3000), (0, 3000), (3000, 0), (1000, 2000), (2000, 500), (2000, 500)];
            let laid = Laid::new(of_edges(&edges), &[], &[(0, 0), (3000, 3000)], &stops, prices());
            prop_assume!(laid.terminals.len() == 5 && laid.connected());
            let (design, chains) = laid.solve();
            let facts = facts_of(&design);
            let book: CostBook = bare().with(Key::Node, node).with(Key::DropFixed, 70_000);
            let tariff = Tariff::new(&book, &design, &facts);
            let task = laid.task();
            let quota = Quota::of(&task, &chains, &tariff);
            // Nothing but routes, nodes and a share of the fixed part of each connection is paid.
            let each = 70_000 * book.value(Key::TakeUp) / 10_000;
            let cost = |is_served: &[bool]| {
                let part = task.design(&chains, |terminal| is_served[terminal]);
                let n = i64::try_from(part.leads.len()).expect("few");
                let nodes = i64::try_from(part.roots.len()).expect("few");
                (part.leads.len(), part.cost.0 + nodes * node + n * each)
            };
            let sets = 0..1_u32 << laid.terminals.len();
            let all: Vec<(usize, i64)> = sets
                .map(|set| cost(&(0..5).map(|t| set >> t & 1 == 1).collect::<Vec<bool>>()))
                .collect();
            prop_assert_eq!(quota.costs.len(), stops.len() + 1);
            for wanted in 0..=stops.len() {
                let least = all.iter().filter(|(n, _)| *n >= wanted).map(|(_, cost)| *cost).min();
                prop_assert_eq!(i64::try_from(quota.costs[wanted]).ok(), least);
                let (n, cost) = cost(&quota.served(wanted));
                prop_assert!(n >= wanted);
                prop_assert_eq!(Some(cost), least);
            }
        }
    }
}
