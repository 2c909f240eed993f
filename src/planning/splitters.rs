//! Where splitters stand: a cut of the forest from its leaves to its roots.
//!
//! Homes wait at a node and are handed on towards the root. A splitter is put up where as many
//! wait as it can feed (the farthest of them go to it), where one more section would make the
//! farthest home's drop too long, and at the root. Every home is fed by one splitter.

use super::{Design, Facts, Forest, Part};

/// Homes that the smaller of the two sizes feeds.
pub const SMALL: u64 = 32;

/// Limits of splitters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Homes that one feeds at most.
    pub capacity: u64,
    /// Longest way from it to an address, in millimetres.
    pub drop_max_mm: u64,
}

/// A splitter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splitter {
    /// Node it stands at: a position in [`Design::nodes`].
    pub node: u32,
    /// Homes it feeds.
    pub homes: u64,
    /// Longest way from it to an address, in millimetres.
    pub farthest_mm: u64,
}

impl Splitter {
    /// Whether the smaller size is enough.
    pub const fn is_small(&self) -> bool {
        self.homes <= SMALL
    }
}

/// Splitters of a part of a design.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splitters {
    /// By node, from the leaves to the roots.
    pub all: Vec<Splitter>,
    /// Addresses whose lead alone is longer than a drop may be.
    pub too_far: u64,
}

/// Homes of a lead that wait for a splitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    way_mm: u64,
    lead: u32,
    homes: u64,
}

/// Puts up one splitter for `homes` of those who wait, the farthest first.
fn put_up(node: u32, waiting: &mut Vec<Waiting>, homes: u64) -> Splitter {
    waiting.sort_unstable_by_key(|w| (w.way_mm, w.lead));
    let farthest_mm = waiting.last().map_or(0, |w| w.way_mm);
    let mut left = homes;
    while let Some(last) = waiting.last_mut().filter(|_| left > 0) {
        let taken = left.min(last.homes);
        last.homes -= taken;
        left -= taken;
        waiting.pop_if(|last| last.homes == 0);
    }
    Splitter { node, homes: homes - left, farthest_mm }
}

/// Splitters of a part.
pub fn place(
    design: &Design,
    forest: &Forest,
    part: &Part,
    facts: &Facts,
    limits: Limits,
) -> Splitters {
    let capacity = limits.capacity.max(1);
    let mut waiting: Vec<Vec<Waiting>> = vec![Vec::new(); design.nodes.len()];
    let mut found = Splitters::default();
    for lead in &part.leads {
        let of = design.leads[*lead as usize];
        let homes = facts.addresses[*lead as usize].ports();
        found.too_far += u64::from(of.length_mm > limits.drop_max_mm);
        waiting[of.node as usize].push(Waiting { way_mm: of.length_mm, lead: *lead, homes });
    }
    for node in forest.order.iter().rev() {
        let mut here = std::mem::take(&mut waiting[*node as usize]);
        let mut homes: u64 = here.iter().map(|w| w.homes).sum();
        while homes >= capacity {
            found.all.push(put_up(*node, &mut here, capacity));
            homes -= capacity;
        }
        if homes == 0 {
            continue;
        }
        let way_mm = here.iter().map(|w| w.way_mm).max().unwrap_or(0);
        let up = forest.up[*node as usize];
        let length_mm = up.map(|(_, section)| design.sections[section as usize].length_mm);
        match (up, length_mm) {
            (Some((towards, _)), Some(mm)) if way_mm.saturating_add(mm) <= limits.drop_max_mm => {
                let moved = here.iter().map(|w| Waiting { way_mm: w.way_mm + mm, ..*w });
                waiting[towards as usize].extend(moved);
            }
            _ => found.all.push(put_up(*node, &mut here, homes)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileId, Origin};
    use crate::place::Pl1992;
    use crate::planning::{AddressFacts, Branch, Lead, Method, Section, Surface};

    /// A road of nodes 0–1–2–…, 100 m apart, fed at 0; `homes[i]` are one lead of 10 m at node i.
    fn road(homes: &[u32]) -> (Design, Facts) {
        let mut design = Design::default();
        let mut facts = Facts::default();
        design.roots.push(Branch { node: 0, id: "W".to_owned() });
        for (node, count) in (0_u32..).zip(homes) {
            let east = i32::try_from(node * 100_000).expect("small");
            design.nodes.push(Pl1992::from_millimetres(500_000_000 + east, 500_000_000));
            if node > 0 {
                design.sections.push(Section {
                    from: node - 1,
                    to: node,
                    length_mm: 100_000,
                    method: Method::Trench(Surface::Soft),
                    crossings: 0,
                    origin: Origin { file: FileId(0), row: node },
                    line: Vec::new(),
                });
            }
            if *count > 0 {
                design.leads.push(Lead { address: node, node, length_mm: 10_000 });
                facts
                    .addresses
                    .push(AddressFacts { households: Some(*count), ..Default::default() });
            }
        }
        (design, facts)
    }

    fn places(homes: &[u32], capacity: u64, drop_m: u64) -> Vec<(u32, u64, u64)> {
        let (design, facts) = road(homes);
        let forest = Forest::of(&design).expect("a forest");
        let limits = Limits { capacity, drop_max_mm: drop_m * 1000 };
        let found = place(&design, &forest, &forest.whole(&design), &facts, limits);
        found.all.iter().map(|s| (s.node, s.homes, s.farthest_mm / 1000)).collect()
    }

    #[test]
    fn splitters_stand_where_they_are_full_or_the_drop_ends() {
        // All within reach and capacity: one at the root, 3 × 100 + 10 m from the last home.
        assert_eq!(places(&[0, 5, 5, 5], 32, 1000), [(0, 15, 310)]);
        // 150 m: homes of node 3 would be at 110 m at node 2, and at 210 m at node 1. So node 2
        // has those of 3 and its own; node 1 waits until the root.
        assert_eq!(places(&[0, 5, 5, 5], 32, 150), [(2, 10, 110), (0, 5, 110)]);
        // Full at node 2 (20 + 12 of its 20, the farthest first); 8 go on, and with 5 to the root.
        assert_eq!(places(&[0, 5, 20, 20], 32, 1000), [(2, 32, 110), (0, 13, 210)]);
        // A block of 70 homes: two full ones of 32 there, 6 go on.
        assert_eq!(places(&[0, 70], 32, 1000), [(1, 32, 10), (1, 32, 10), (0, 6, 110)]);
        // A lead that is longer than any drop: its splitter stands where it leaves the road.
        assert_eq!(places(&[0, 3], 32, 5), [(1, 3, 10)]);
    }
}
