//! Tables that split the same people anew, beside the counts of localities: clusters, and the shares
//! of white addresses. They are told only where whoever sets all tables against each other cannot
//! tell a small count.
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, BTreeSet};

use super::people::least_told;
use super::premises::Premises;
use super::survey::Survey;
use super::{PeopleLevel, PeopleUnit};
use crate::diagnosis::{Disclosed, are_equal, is_small, tells_of_places};
use crate::place::SimcId;

pub(super) fn locality(survey: &Survey<'_>, address: usize) -> Option<SimcId> {
    survey.world.addresses[address].simc
}

/// How many of something an address has; `None`: not known.
pub(super) type CountAt<'a> = dyn Fn(usize) -> Option<u64> + 'a;

/// Whether a count of people at so many addresses tells of few: it is small, or there are so few
/// addresses that a star would tell of them.
pub(super) const fn tells_of_people(count: u64, addresses: u64, minimum: u64) -> bool {
    (0 < addresses && addresses < minimum) || is_small(count, minimum)
}

/// Whether counts of clusters, set against those of localities or of white addresses, would give
/// away a part that `tells`, given its count and addresses: of a locality within a cluster or
/// outside all of them, or white addresses outside. Of addresses: locality, cluster, whether white,
/// how many.
pub(super) fn clusters_betray(
    addresses: impl Iterator<Item = (Option<SimcId>, Option<u32>, bool, u64)>,
    tells: impl Fn(u64, u64) -> bool,
) -> bool {
    let mut parts: BTreeMap<(Option<SimcId>, Option<u32>), (u64, u64)> = BTreeMap::new();
    let mut scattered = (0, 0);
    let add = |held: &mut (u64, u64), n: u64| *held = (held.0 + n, held.1 + 1);
    for (locality, cluster, is_white, n) in addresses {
        add(parts.entry((locality, cluster)).or_default(), n);
        if is_white && cluster.is_none() {
            add(&mut scattered, n);
        }
    }
    parts.into_values().chain([scattered]).any(|(n, addresses)| tells(n, addresses))
}

/// People of a locality by the sides of a split, such as white addresses and the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Split {
    /// Sides of its addresses, which everybody can see.
    sides: BTreeSet<u8>,
    /// People on each of them.
    parts: BTreeMap<u8, u64>,
    /// Whether the sum is not told, or is a sum of which terms are missing and small.
    is_hidden: bool,
}

impl Split {
    fn sum(&self) -> u64 {
        self.parts.values().sum()
    }
}

/// Whether sums of sides over all localities may be told beside the localities.
///
/// Localities with addresses on the same sides can stand in for each other: whoever exchanges two
/// of them that are held back gets the same sums. So in each such group these must not be all equal;
/// and no side of a group may have few people in all, or a single locality would tell them.
pub(super) fn split_is_safe(localities: &[Split], minimum: u64) -> bool {
    let mut groups: BTreeMap<&BTreeSet<u8>, Vec<&Split>> = BTreeMap::new();
    for split in localities {
        groups.entry(&split.sides).or_default().push(split);
    }
    groups.into_values().all(|group| {
        let hidden = group.iter().filter(|split| split.is_hidden).map(|split| split.sum());
        let tells = are_equal(hidden);
        let mut sides: BTreeMap<u8, u64> = BTreeMap::new();
        for (side, n) in group.iter().flat_map(|split| &split.parts) {
            *sides.entry(*side).or_default() += n;
        }
        !tells && !sides.into_values().any(|n| is_small(n, minimum))
    })
}

/// Whether sums over the white houses that are not empty may be told beside the empty houses of
/// localities: of houses locality, what they add to the sums (`None`: they are not in them) and
/// whether they are empty.
///
/// How many homes a house has can be seen from outside, and sums without those of empty houses tell
/// which of them are missing. So whoever reads them may count the empty ones among houses that add
/// the same, in each locality: where the sums are told these counts are as good as a table, in which
/// none may tell of single houses, nor that of the rest. In a locality without empty houses, which is
/// told, there is nothing to find.
pub(super) fn homes_are_safe<P: Ord, A: Ord>(
    houses: impl Iterator<Item = (P, Option<A>, bool)>,
    minimum: u64,
) -> bool {
    let mut places: BTreeMap<P, BTreeMap<Option<A>, (u64, u64)>> = BTreeMap::new();
    for (place, adds, is_empty) in houses {
        let held = places.entry(place).or_default().entry(adds).or_default();
        *held = (held.0 + u64::from(is_empty), held.1 + 1);
    }
    let is_safe = |groups: &BTreeMap<Option<A>, (u64, u64)>| {
        let empty: u64 = groups.values().map(|(empty, _)| empty).sum();
        let tells =
            |(empty, houses): &(u64, u64)| *empty == 0 || tells_of_places(*empty, *houses, minimum);
        empty == 0 || !groups.values().any(tells)
    };
    places.values().all(is_safe)
}

/// The split of what addresses have, by locality; `elsewhere` has no address and a side.
pub(super) fn splits(
    survey: &Survey<'_>,
    (premises, units): (&Premises, &[PeopleUnit]),
    (people, count): (usize, &CountAt<'_>),
    side: impl Fn(usize) -> u8,
    elsewhere: (u8, u64),
) -> Vec<Split> {
    let minimum = least_told(survey, people);
    let mut found: BTreeMap<Option<SimcId>, Split> = BTreeMap::new();
    for address in premises.addresses.clone() {
        let split = found.entry(locality(survey, address)).or_default();
        split.sides.insert(side(address));
        *split.parts.entry(side(address)).or_default() += count(address).unwrap_or(0);
    }
    if elsewhere.1 > 0 {
        let split = found.entry(None).or_default();
        split.sides.insert(elsewhere.0);
        *split.parts.entry(elsewhere.0).or_default() += elsewhere.1;
    }
    for (simc, split) in &mut found {
        split.is_hidden = match told_of(units, *simc, people) {
            Disclosed::Suppressed => true,
            Disclosed::Unknown => is_small(split.sum(), minimum),
            Disclosed::Count(_) => false,
        };
    }
    found.into_values().collect()
}

/// What is told of a locality.
pub(super) fn told_of(units: &[PeopleUnit], simc: Option<SimcId>, people: usize) -> Disclosed {
    let code = simc.map_or_else(String::new, |simc| simc.to_string());
    let mut localities = units.iter().filter(|unit| unit.level == PeopleLevel::Locality);
    localities.find(|unit| unit.code == code).map_or(Disclosed::Unknown, |u| u.counts[people])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::{Cell, disclosed, disclosed_of_places};

    fn simc(number: u32) -> SimcId {
        SimcId::parse(&format!("{number:07}")).map(|parsed| parsed.code).expect("a code")
    }

    #[test]
    fn one_table_gives_nothing_of_the_other_away() {
        let at = |locality: u32, cluster: Option<u32>, n: u64| {
            (Some(simc(9_910_000 + locality)), cluster, cluster.is_some(), n)
        };
        let betrays = |parts: &[(u32, Option<u32>, u64)]| {
            // Three addresses of each part.
            let rows = parts.iter().flat_map(|(l, c, n)| [(*l, *c, *n), (*l, *c, 0), (*l, *c, 0)]);
            let rows = rows.map(|(l, c, n)| at(l, c, n));
            clusters_betray(rows, |n, addresses| tells_of_people(n, addresses, 3))
        };
        // 7 in the locality, 4 of them in its cluster: 3 outside.
        assert!(!betrays(&[(1, Some(1), 4), (1, None, 3)]));
        // 6 and 4: two outside, which neither table tells.
        assert!(betrays(&[(1, Some(1), 4), (1, None, 2)]));
        // A cluster of 5 over two localities, one of which gives it two.
        assert!(betrays(&[(1, Some(1), 3), (2, Some(1), 2), (2, None, 8)]));
        assert!(!betrays(&[(1, Some(1), 3), (2, Some(1), 5)]));
        // One address outside: told or not, clusters would tell whether it has anything.
        for n in [0, 1, 5] {
            let rows = [at(1, Some(1), 4), at(1, Some(1), 0), at(1, Some(1), 0), at(1, None, n)];
            let tells = |n, addresses| tells_of_people(n, addresses, 3);
            assert!(clusters_betray(rows.into_iter(), tells), "{n}");
        }
    }

    /// Whether addresses of the four localities are white (0), not (1), or both.
    const SIDES: [&[u8]; 4] = [&[0], &[0], &[0, 1], &[0, 1]];

    /// What is told of four localities: their counts, the sum, and the sums of the sides.
    fn published(leaves: &[u64; 6]) -> (Vec<Option<u64>>, Option<[u64; 2]>) {
        let parts: [&[u64]; 4] = [&leaves[..1], &leaves[1..2], &leaves[2..4], &leaves[4..]];
        let part = |parts: &&[u64]| Cell { count: Some(parts.iter().sum()), sum: Some(4) };
        let mut cells: Vec<Cell> = parts.iter().map(part).collect();
        cells.push(Cell { count: Some(leaves.iter().sum()), sum: None });
        let told = disclosed(&cells, 3);
        let split = |at: usize| Split {
            sides: SIDES[at].iter().copied().collect(),
            parts: SIDES[at].iter().copied().zip(parts[at].iter().copied()).collect(),
            is_hidden: told[at] == Disclosed::Suppressed,
        };
        let splits: Vec<Split> = (0..4).map(split).collect();
        let white = leaves[0] + leaves[1] + leaves[2] + leaves[4];
        let others = leaves[3] + leaves[5];
        let is_told = told[4].count().is_some()
            && split_is_safe(&splits, 3)
            && ![white, others].into_iter().any(|n| is_small(n, 3));
        let told = told.into_iter().map(Disclosed::count).collect();
        (told, is_told.then_some([white, others]))
    }

    #[test]
    fn no_small_count_can_be_told_from_what_is_published() {
        // Every gmina of four localities with up to 5 notices each, on each side, sorted by what is
        // told of it: whoever reads that, and knows the rules, knows that it is one of those.
        let mut told: BTreeMap<_, Vec<[u64; 6]>> = BTreeMap::new();
        for code in 0..6_u64.pow(6) {
            let leaves = [0, 1, 2, 3, 4, 5].map(|n| code / 6_u64.pow(n) % 6);
            if leaves[2] + leaves[3] <= 5 && leaves[4] + leaves[5] <= 5 {
                told.entry(published(&leaves)).or_default().push(leaves);
            }
        }
        let counts = |leaves: &[u64; 6]| {
            // The localities; the parts of those that have both sides.
            let (first, second) = (&leaves[2..4], &leaves[4..]);
            let whole = [leaves[0], leaves[1], first.iter().sum(), second.iter().sum()];
            let parts = leaves[2..].iter().copied();
            whole.into_iter().chain(parts).collect::<Vec<u64>>()
        };
        assert!(told.keys().any(|(_, sides)| sides.is_some()));
        for (told, worlds) in told {
            for at in 0..8 {
                // Parts are told by nobody but where sides are.
                let values: BTreeSet<u64> = worlds.iter().map(|world| counts(world)[at]).collect();
                let only = values.first().filter(|_| values.len() == 1);
                assert!(!only.is_some_and(|n| is_small(*n, 3)), "{told:?}: {at} is {only:?}");
            }
        }
    }

    /// Homes of the houses of two localities: the first four hold one each, the next seven two, all
    /// of them white; the last four are not white, so that no sum has them.
    const HOUSES: [(u32, Option<u64>, u64); 4] =
        [(0, Some(1), 6), (0, Some(2), 6), (1, Some(1), 7), (1, None, 6)];

    /// What is told of empty houses, so many of each kind: of the localities, of the gmina, and the
    /// homes of white houses, whether they are deducted and how many.
    fn told_of_homes(empty: [u64; 4]) -> (Vec<Option<u64>>, (bool, u64)) {
        let of = |locality: u32| {
            let of = |at: &usize| HOUSES[*at].0 == locality;
            let n = (0..4).filter(of).map(|at| empty[at]).sum();
            Cell { count: Some(n), sum: Some(2) }
        };
        let sum = Cell { count: Some(empty.iter().sum()), sum: None };
        let told = disclosed_of_places(&[of(0), of(1), sum], &[12, 13, 25], 3);
        let is_whole = told.iter().all(|told| told.count().is_some());
        let houses = HOUSES.iter().zip(empty).flat_map(|((locality, adds, houses), empty)| {
            (0..*houses).map(move |house| (*locality, *adds, house < empty))
        });
        let homes = |empty: [u64; 4]| {
            let of = |((_, adds, houses), empty): (&(u32, Option<u64>, u64), u64)| {
                adds.unwrap_or(0) * (houses - empty)
            };
            HOUSES.iter().zip(empty).map(of).sum()
        };
        let is_deducted = is_whole && homes_are_safe(houses, 3);
        let homes = homes(if is_deducted { empty } else { [0; 4] });
        (told.into_iter().map(Disclosed::count).collect(), (is_deducted, homes))
    }

    #[test]
    fn homes_of_white_houses_do_not_tell_which_of_them_are_empty() {
        // Every gmina of two localities with so many empty houses of each kind.
        let mut told: BTreeMap<_, Vec<[u64; 4]>> = BTreeMap::new();
        for code in 0..8_u64.pow(4) {
            let empty = [0, 1, 2, 3].map(|n| code / 8_u64.pow(n) % 8);
            if empty.iter().zip(HOUSES).all(|(empty, (_, _, houses))| *empty <= houses) {
                told.entry(told_of_homes(empty)).or_default().push(empty);
            }
        }
        assert!(told.keys().any(|(_, (is_deducted, _))| *is_deducted), "some are deducted");
        // 6 x 1 + 6 x 2 + 7 x 1 homes, whoever lives in them.
        let undeducted = told.keys().filter(|(_, (is_deducted, _))| !is_deducted);
        assert!(undeducted.clone().all(|(_, (_, homes))| *homes == 25) && undeducted.count() > 1);
        for (told, worlds) in told {
            for (at, (_, _, houses)) in HOUSES.iter().enumerate() {
                let values: BTreeSet<u64> = worlds.iter().map(|world| world[at]).collect();
                let only = values.first().filter(|_| values.len() == 1);
                let tells = only.is_some_and(|n| *n > 0 && tells_of_places(*n, *houses, 3));
                assert!(!tells, "{told:?}: {at} is {only:?}");
            }
        }
    }

    #[test]
    fn a_large_house_that_is_missing_from_the_sum_is_not_told() {
        // Ten houses of one home and ten of ten: four of the first are empty.
        let houses = |ones: u64, tens: u64| {
            let of = move |adds: u64, empty: u64| (0..10).map(move |n| (0, Some(adds), n < empty));
            of(1, ones).chain(of(10, tens))
        };
        assert!(!homes_are_safe(houses(4, 0), 3), "none of the large ones is");
        assert!(!homes_are_safe(houses(4, 1), 3));
        assert!(homes_are_safe(houses(4, 3), 3));
        assert!(!homes_are_safe(houses(6, 3), 3), "more than half");
        assert!(homes_are_safe(houses(0, 0), 3), "which the localities tell");
    }

    #[test]
    fn shares_of_white_addresses_do_not_split_localities() {
        // A locality all white with one notice is held back with 5 of one without white addresses;
        // 8 of another white one are told: nine white notices would tell the one.
        let split = |side: u8, n: u64, is_hidden: bool| Split {
            sides: BTreeSet::from([side]),
            parts: BTreeMap::from([(side, n)]),
            is_hidden,
        };
        let at = |one: u64| [split(0, one, true), split(1, 5, true), split(0, 8, false)];
        assert!(!split_is_safe(&at(1), 3));
        // Two white ones are held back, of which either may be three.
        assert!(split_is_safe(&[split(0, 1, true), split(0, 5, true), split(1, 8, false)], 3));
        assert!(split_is_safe(&[split(0, 4, false), split(1, 8, false)], 3));
    }
}
