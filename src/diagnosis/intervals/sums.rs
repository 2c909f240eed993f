//! The distribution of a sum of blocks that stand or fall as wholes: exact, in whole numbers.
//!
//! Blocks of one urn depend on each other, for nobody knows how often its kind stands: with `s`
//! known to have stood and `f` to have fallen, the next one stands with the probability
//! `s / (s + f)`, and counts then (Pólya’s urn, which is the rule of succession). Urns are
//! independent.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::policy::detector_number;

/// Probability 1.
const ONE: u64 = 1 << 60;
/// Binary digits of a mass below which roundings add up.
const CUT_OFF: u32 = 20;
/// Steps in which the sum of all swings is counted at most; what they cut off widens the interval.
const STEPS_MAX: u64 = 1024;
/// Kinds of blocks of a group and shape beyond this number are joined, the smallest first: fewer and
/// larger blocks make the interval wider, never narrower.
const BLOCKS_MAX: usize = 32;
/// An interval may be longer than the shortest one by this part of all that is uncertain.
const SLACK: usize = 32;
/// Records without an address beyond this number may all be of any part of a gmina.
const RECORDS_MAX: u64 = 2_000;

/// What a block adds to the sum, by how many of its kinds stand: none, one, and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Block(pub(super) Vec<u64>);

impl Block {
    /// Least that it adds.
    pub(super) fn least(&self) -> u64 {
        self.0.iter().copied().min().unwrap_or(0)
    }

    /// Most that it adds.
    pub(super) fn most(&self) -> u64 {
        self.0.iter().copied().max().unwrap_or(0)
    }

    fn swing(&self) -> u64 {
        self.most() - self.least()
    }

    /// How many kinds stand or fall by themselves.
    fn draws(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// Where it grows with the number that stands, and where it falls: like blocks of a number of
    /// kinds may be joined.
    fn shape(&self) -> Vec<Ordering> {
        self.0.windows(2).map(|pair| pair[1].cmp(&pair[0])).collect()
    }

    /// Adds addresses of the same kinds.
    pub(super) fn add(&mut self, counts: &[u64]) {
        self.0.resize(self.0.len().max(counts.len()), 0);
        for (sum, count) in self.0.iter_mut().zip(counts) {
            *sum += count;
        }
    }

    /// Cut in proportion to sizes.
    pub(super) fn cut(self, sizes: Vec<u64>) -> impl Iterator<Item = Self> {
        let all = sizes.iter().sum::<u64>().max(1);
        sizes.into_iter().scan(0, move |before, size| {
            let (from, to) = (*before, *before + size);
            *before = to;
            let part = |sum: &u64| sum * to / all - sum * from / all;
            Some(Self(self.0.iter().map(part).collect()))
        })
    }
}

/// Blocks of a group, and how many of its kind are known to have stood and fallen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Urn {
    /// Stood, the prior with them: at least one.
    pub(super) stood: u64,
    /// Fell, the prior with them: at least one.
    pub(super) fell: u64,
    /// Blocks of which it is not known.
    pub(super) blocks: Vec<Block>,
}

/// Probability of each sum of swings, in steps.
type Masses = Vec<u64>;

impl Urn {
    fn joined(&self) -> Vec<Block> {
        let mut of_shape: BTreeMap<Vec<Ordering>, Vec<Block>> = BTreeMap::new();
        for block in &self.blocks {
            of_shape.entry(block.shape()).or_default().push(block.clone());
        }
        of_shape.into_values().flat_map(joined).collect()
    }

    fn masses(&self, blocks: &[Block], steps: impl Fn(u64) -> usize) -> Masses {
        let n_sums = 1 + blocks.iter().map(|block| steps(block.swing())).sum::<usize>();
        let n_draws: usize = blocks.iter().map(Block::draws).sum();
        // By how many of all that was drawn stood; as many as were drawn, and sums up to theirs.
        let mut of_stood = vec![vec![0; n_sums]; n_draws + 1];
        of_stood[0][0] = ONE;
        let (mut drawn, mut most, mut of_block) = (0, 0, Vec::new());
        for block in blocks {
            let adds: Vec<usize> =
                block.0.iter().map(|count| steps(count - block.least())).collect();
            // From the end, so that nothing is looked at twice.
            for stood in (0..=drawn).rev() {
                for sum in (0..=most).rev() {
                    let mass = std::mem::take(&mut of_stood[stood][sum]);
                    if mass > 0 {
                        self.draw(mass, (stood, drawn), block.draws(), &mut of_block);
                        for (more, (mass, add)) in of_block.iter().zip(&adds).enumerate() {
                            of_stood[stood + more][sum + add] += mass;
                        }
                    }
                }
            }
            drawn += block.draws();
            most += steps(block.swing());
        }
        let sum = |at: usize| of_stood.iter().map(|masses| masses[at]).sum();
        (0..n_sums).map(sum).collect()
    }

    /// A mass by how many of some next draws stand, so many of those before having stood.
    fn draw(&self, mass: u64, before: (usize, usize), draws: usize, masses: &mut Vec<u64>) {
        let (stood, all) = (self.stood + before.0 as u64, self.stood + self.fell + before.1 as u64);
        masses.clear();
        masses.resize(draws + 1, 0);
        masses[0] = mass;
        for n in 0..draws {
            for more in (0..=n).rev() {
                let up = part(masses[more], stood + more as u64, all + n as u64);
                masses[more + 1] += up;
                masses[more] -= up;
            }
        }
    }
}

/// So many of `all` parts of a mass, rounded down.
fn part(mass: u64, parts: u64, all: u64) -> u64 {
    // Whole parts first: the rest of the division is below `all`, and its product far below 2^64.
    match u32::try_from(all) {
        Ok(_) => mass / all * parts + mass % all * parts / all,
        Err(_) => {
            let part = u128::from(mass) * u128::from(parts) / u128::from(all);
            u64::try_from(part).expect("a part of a mass is smaller than it")
        }
    }
}

/// Blocks of one shape, not too many of them.
fn joined(mut blocks: Vec<Block>) -> Vec<Block> {
    let draws = blocks.first().map_or(1, Block::draws).max(1);
    let rank = |block: &Block| (std::cmp::Reverse(block.swing()), block.clone());
    blocks.sort_by_cached_key(rank);
    while blocks.len() > (BLOCKS_MAX / draws).max(1) {
        let smallest = blocks.split_off(blocks.len() - 2);
        let mut both = Block::default();
        for block in smallest {
            both.add(&block.0);
        }
        let place = blocks.partition_point(|block| block.swing() >= both.swing());
        blocks.insert(place, both);
    }
    blocks
}

/// Both independent.
fn convolved(one: &Masses, other: &Masses) -> Masses {
    let mut sums = vec![0; one.len() + other.len() - 1];
    for (at, mass) in one.iter().enumerate().filter(|(_, mass)| **mass > 0) {
        for (more, factor) in other.iter().enumerate().filter(|(_, mass)| **mass > 0) {
            let both = (u128::from(*mass) * u128::from(*factor)) >> 60;
            sums[at + more] += u64::try_from(both).expect("both are at most 1");
        }
    }
    sums
}

/// Sums of the first masses: of none, of one, and so on, while they stay within `most`.
fn tails<'a>(masses: impl Iterator<Item = &'a u64>, most: u64) -> Vec<u64> {
    let sums = masses.scan(0_u64, |sum, mass| {
        *sum += mass;
        Some(*sum)
    });
    std::iter::once(0).chain(sums.take_while(|sum| *sum <= most)).collect()
}

/// What the level of the rule book leaves outside.
fn outside() -> u64 {
    let level = u64::from(detector_number("interval_level").min(100));
    ONE / 100 * (100 - level)
}

/// Sizes of the roads of a locality in which so many addresses are uncertain, the last one smaller.
pub(super) fn roads(size: u64, road: u64) -> Vec<u64> {
    let whole = std::iter::repeat_n(road, usize::try_from(size / road).unwrap_or(0));
    whole.chain((!size.is_multiple_of(road)).then_some(size % road)).collect()
}

/// How many of some records whose address is unknown may be of `part` of the `whole` addresses, and the
/// probability of more: each is of any address with the same probability, and at most half of what
/// the level leaves outside is left out here.
pub(super) fn hits(records: u64, part: u64, whole: u64) -> (u64, u64) {
    if part >= whole || records > RECORDS_MAX {
        return (records, 0);
    }
    // By how many are of the part.
    let mut of_part = vec![ONE];
    for _ in 0..records {
        let mut next = vec![0; of_part.len() + 1];
        for (n, mass) in of_part.iter().enumerate() {
            let hit = u128::from(*mass) * u128::from(part) / u128::from(whole);
            let hit = u64::try_from(hit).expect("a part of a mass is smaller than it");
            next[n + 1] += hit;
            next[n] += mass - hit;
        }
        of_part = next;
    }
    let above = tails(of_part.iter().rev(), outside() / 2);
    (records + 1 - above.len() as u64, above.last().copied().unwrap_or(0))
}

/// The least and the greatest sum of the blocks, at the level of the rule book: of all intervals
/// that leave no more out than the level leaves, those that are hardly longer than the shortest; of
/// these that which leaves the least out, and where several leave the same, what is in any of them.
/// Blocks are known too roughly for a few addresses less to be worth leaving an outcome out.
///
/// Where few blocks are large a narrower interval than that with equal tails holds as much: a block
/// that falls in 4 of 100 cases is left out at 95 %. `spent` is what is left out elsewhere.
pub(super) fn range(urns: &[Urn], spent: u64) -> (u64, u64) {
    let outside = outside() - spent;
    let joined: Vec<Vec<Block>> = urns.iter().map(Urn::joined).collect();
    let least: u64 = joined.iter().flatten().map(Block::least).sum();
    let swings: u64 = joined.iter().flatten().map(Block::swing).sum();
    if swings == 0 {
        return (least, least);
    }
    let width = swings.div_ceil(STEPS_MAX);
    let whole = |round_up: bool| {
        let steps = |swing: u64| {
            let steps = if round_up { swing.div_ceil(width) } else { swing / width };
            usize::try_from(steps).expect("some thousand steps")
        };
        let of_urn = urns.iter().zip(&joined).map(|(urn, blocks)| urn.masses(blocks, steps));
        of_urn.reduce(|one, other| convolved(&one, &other)).unwrap_or_default()
    };
    // Steps of one are rounded to none.
    let down = whole(false);
    let up = if width == 1 { down.clone() } else { whole(true) };
    let (below, above) = (tails(down.iter(), outside), tails(up.iter().rev(), outside));
    let most = up.len().saturating_sub(1);
    // What is above a step, and the lowest step above which no more is than so much.
    let over = |step: usize| above.get(most - step).copied();
    let lowest = |left_out: u64| most + 1 - above.partition_point(|above| *above <= left_out);
    let lengths = (0..below.len()).map(|low| lowest(outside - below[low]).saturating_sub(low));
    let allowed = lengths.min().unwrap_or(most) + most / SLACK;
    let ends = below.iter().zip(0_usize..).filter_map(|(left_out, low)| {
        let all = left_out + over((low + allowed).min(most))?;
        let high = lowest(all - left_out).max(low);
        // Masses that are equal on paper differ by what was cut off.
        (all <= outside).then_some(((all >> CUT_OFF, high - low), low, high))
    });
    let ends: Vec<_> = ends.collect();
    let best = ends.iter().map(|end| end.0).min();
    let ties = || ends.iter().filter(|end| Some(end.0) == best);
    let low = ties().map(|end| end.1).min().unwrap_or(0) as u64;
    let high = ties().map(|end| end.2).max().unwrap_or(most) as u64;
    let high = (high * width).min(swings);
    (least + (low * width).min(high), least + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urn(stood: u64, fell: u64, sizes: &[u64]) -> Urn {
        let blocks = sizes.iter().map(|size| Block(vec![*size, 0])).collect();
        Urn { stood, fell, blocks }
    }

    /// With nothing left out elsewhere.
    fn range(urns: &[Urn]) -> (u64, u64) {
        super::range(urns, 0)
    }

    #[test]
    fn one_block_of_which_nothing_is_known_is_all_or_nothing() {
        assert_eq!(range(&[urn(1, 1, &[200])]), (0, 200));
        // 19 like it have stood, none fell: 1 of 21 is less than 5 %; of 19 it is more.
        assert_eq!(range(&[urn(20, 1, &[200])]), (0, 0));
        assert_eq!(range(&[urn(18, 1, &[200])]), (0, 200));
        assert_eq!(range(&[urn(1, 20, &[200])]), (200, 200));
        assert_eq!(range(&[]), (0, 0));
    }

    #[test]
    fn blocks_of_one_group_fall_together_and_those_of_many_do_not() {
        // Of m equal blocks of one urn each number 0 to m is equally likely: 1/(m + 1).
        assert_eq!(range(&[urn(1, 1, &[10; 18])]), (0, 180));
        // 1 of 21 is less than 5 %, but neither end is better left out than the other.
        assert_eq!(range(&[urn(1, 1, &[10; 20])]), (0, 200));
        // With two known on each side k of m stand with
        // (k + 1)(m - k + 1) · 6 / ((m + 1)(m + 2)(m + 3)):
        // of 32 none 0.5 %, one 1.0 %, two 1.4 %, three 1.8 %; three and two may go, 4.4 %, on
        // either side: 2 to 29 or 3 to 30.
        assert_eq!(range(&[urn(2, 2, &[1; 32])]), (2, 30));
        // Of 6 independent ones all fall in 1 of 64 cases, all but one in 6 of 64; of 5 in 1 of 32.
        assert_eq!(range(&vec![urn(1, 1, &[10]); 6]), (10, 50));
        assert_eq!(range(&vec![urn(1, 1, &[10]); 5]), (0, 50), "0 to 40 or 10 to 50");
        // A large block that falls in one of 30 cases, and a small one: the large one is left out.
        assert_eq!(range(&[urn(29, 1, &[500]), urn(1, 1, &[20])]), (0, 20));
    }

    #[test]
    fn sums_are_those_of_all_outcomes() {
        // Three urns with odd numbers: every outcome by hand of a loop over the 2^4 of them.
        let urns = [urn(2, 1, &[7, 11]), urn(1, 3, &[5]), urn(1, 1, &[3])];
        let mut all: Vec<(u64, u64)> = Vec::new();
        for bits in 0_u64..16 {
            let fell = |bit: u64| bits >> bit & 1;
            let (a, b) = (fell(0), fell(1));
            // In 12ths: 2/3 · 3/4, 2/3 · 1/4, 1/3 · 2/4, 1/3 · 2/4.
            let first = if a + b == 0 { 6 } else { 2 };
            let second = if fell(2) == 1 { 3 } else { 1 };
            all.push((7 * a + 11 * b + 5 * fell(2) + 3 * fell(3), first * second));
        }
        all.sort_unstable();
        assert_eq!(all.iter().map(|(_, parts)| parts).sum::<u64>(), 96);
        // Of 12 · 4 · 2 parts 5 % are 4.8.
        let values: Vec<u64> = all.iter().map(|(value, _)| *value).collect();
        let left_out = |low: u64, high: u64| -> u64 {
            let out = all.iter().filter(|(value, _)| *value < low || *value > high);
            out.map(|(_, parts)| parts).sum()
        };
        let pairs = values.iter().flat_map(|low| values.iter().map(move |high| (*low, *high)));
        let pairs = pairs.filter(|(low, high)| low <= high && left_out(*low, *high) <= 4);
        let pairs = pairs.map(|(low, high)| ((high - low, left_out(low, high)), low, high));
        let pairs: Vec<((u64, u64), u64, u64)> = pairs.collect();
        let best = pairs.iter().map(|pair| pair.0).min();
        let ties = || pairs.iter().filter(|pair| Some(pair.0) == best);
        let expected = (ties().map(|pair| pair.1).min(), ties().map(|pair| pair.2).max());
        let (low, high) = range(&urns);
        assert_eq!((Some(low), Some(high)), expected);
    }

    #[test]
    fn parts_of_a_mass_are_rounded_down_once() {
        // 2^60 = 1152921504606846976: a third of it, and five sevenths, without their fractions.
        assert_eq!(part(ONE, 1, 3), 384_307_168_202_282_325);
        assert_eq!(part(ONE, 5, 7), 823_515_360_433_462_125);
        assert_eq!((part(10, 2, 3), part(2, 1, 3), part(ONE, 9, 9)), (6, 0, ONE));
        // More are known than fit 32 digits: half of them stand.
        assert_eq!(part(ONE, 1 << 40, 1 << 41), ONE / 2);
    }

    #[test]
    fn parts_of_a_block_add_up_to_it() {
        let block = Block(vec![41, 7]);
        let parts = block.clone().cut(vec![18, 18, 5]).map(|part| part.0);
        assert_eq!(parts.collect::<Vec<_>>(), [[18, 3], [18, 3], [5, 1]]);
        assert_eq!(block.clone().cut(vec![41]).collect::<Vec<_>>(), [block]);
    }

    #[test]
    fn many_and_large_blocks_widen_only() {
        let sizes: Vec<u64> = (1..=60).map(|n| 1_000 + n).collect();
        let (low, high) = range(&[urn(3, 3, &sizes)]);
        let sum: u64 = sizes.iter().sum();
        assert!(0 < low && low < sum / 4 && sum * 3 / 4 < high && high < sum, "{low} {high}");
        // A block that adds the same either way moves both ends.
        let still = Urn { stood: 1, fell: 1, blocks: vec![Block(vec![4, 4])] };
        assert_eq!(range(&[still, urn(1, 1, &[10])]), (4, 14));
    }

    #[test]
    fn what_several_kinds_stand_or_fall_for_depends_on_how_many_stand() {
        // Two kinds of which nothing is known: none, one and both stand in a third of cases each.
        let both = |counts: [u64; 3]| Urn { stood: 1, fell: 1, blocks: vec![Block(counts.into())] };
        assert_eq!(range(&[both([60, 0, 0])]), (0, 60));
        assert_eq!(range(&[both([0, 60, 5])]), (0, 60));
        // Known to stand 9 in 10 times: (9 · 10) / (10 · 11) both, (9 · 1 · 2) / 110 one, 2/110 none.
        // White only if none does, 1.8 %; grey if one does, 16.4 %.
        let often =
            |counts: [u64; 3]| Urn { stood: 9, fell: 1, blocks: vec![Block(counts.into())] };
        assert_eq!(range(&[often([60, 0, 0])]), (0, 0));
        assert_eq!(range(&[often([0, 60, 0])]), (0, 60));
        // Two kinds and a single one, three draws: each number of 0 to 3 stands in a quarter of cases; if
        // one does, it is the single one in a third of these.
        let urn = Urn { stood: 1, fell: 1, blocks: vec![Block(vec![7, 0, 0]), Block(vec![2, 0])] };
        let masses = urn.masses(&urn.blocks, |count| usize::try_from(count).expect("small"));
        let twelfths: Vec<u64> = masses.iter().map(|mass| (mass * 12 + ONE / 2) / ONE).collect();
        // 9: none stands, 3/12. 7: only the single, 1/12. 2: the others but not the single, one of
        // them 2/12 or both 1/12 = 3/12. 0: the rest, 5/12.
        assert_eq!([twelfths[9], twelfths[7], twelfths[2], twelfths[0]], [3, 1, 3, 5]);
    }

    #[test]
    fn what_is_left_out_elsewhere_is_not_left_out_again() {
        // 1 of 21 falls, 4.8 %: it may be left out, but not where 1 % is left out already.
        let urns = [urn(20, 1, &[200])];
        assert_eq!(super::range(&urns, 0), (0, 0));
        assert_eq!(super::range(&urns, ONE / 100), (0, 200));
    }

    #[test]
    fn few_records_without_an_address_are_of_few_addresses() {
        let percent = |mass: u64| u128::from(mass) * 100_000 / u128::from(ONE);
        // All addresses are of the part: every record may be of one.
        assert_eq!(hits(3, 40, 40), (3, 0));
        assert_eq!(hits(0, 4, 40), (0, 0));
        assert_eq!(hits(9, 0, 40), (0, 0));
        // Three records, each of one of 1000 addresses; 4 are schools: none is of them in 0.996³, so one
        // or more in 1.195 % of cases, which is less than the half of 5 %.
        assert_eq!(hits(3, 4, 1_000).0, 0);
        assert_eq!(percent(hits(3, 4, 1_000).1), 1_195);
        // Ten: 1 - 0.996¹⁰ = 3.9 % are too many; two or more 0.07 %.
        assert_eq!(hits(10, 4, 1_000).0, 1);
        // One record, of 2 of 81 addresses: 2.47 % may just be left out; of 79, 2.53 %, not.
        assert_eq!((hits(1, 2, 81).0, hits(1, 2, 79).0), (0, 1));
        // Half of the addresses: all ten in 0.1 %, nine or more in 1.1, eight or more in 5.5 %.
        assert_eq!(hits(10, 20, 40).0, 8);
        assert_eq!(hits(3_000, 20, 40), (3_000, 0), "too many to look at");
    }

    #[test]
    fn localities_fall_into_roads() {
        assert_eq!(roads(100, 30), [30, 30, 30, 10]);
        assert_eq!(roads(60, 30), [30, 30]);
        assert_eq!(roads(29, 30), [29]);
        assert_eq!(roads(0, 30), [0; 0]);
    }
}
