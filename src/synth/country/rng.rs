//! `SplitMix64`: the only source of chance in the synthetic country.

/// The generator of Steele, Lea and Flood ("Fast splittable pseudorandom number generators", 2014).
#[derive(Clone)]
pub(super) struct Rng {
    state: u64,
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// A stream of its own for each label and key: what one stage or place draws leaves the
    /// others alone, whatever thread they run on.
    pub(super) fn of(seed: u64, label: &str, keys: &[u64]) -> Self {
        let fnv_1a = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let fold = |state: u64, key: &u64| mixed(state.wrapping_add(STEP) ^ mixed(*key ^ STEP));
        Self { state: keys.iter().fold(seed ^ fnv_1a, fold) }
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mixed(self.state)
    }

    /// A number in [low, high).
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * f64::from(self.upper_half()) / 4_294_967_296.0
    }

    /// A whole number in 0..n; `n` is not zero.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).expect("a length fits 64 bits");
        let scaled = (u64::from(self.upper_half()) * n) >> 32;
        usize::try_from(scaled).expect("the result is below a usize")
    }

    /// True with the given probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.between(0.0, 1.0) < probability
    }

    /// True so many times in a million.
    pub(super) fn ppm(&mut self, rate: u32) -> bool {
        (u64::from(self.upper_half()) * 1_000_000) >> 32 < u64::from(rate)
    }

    /// One of the items.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn upper_half(&mut self) -> u32 {
        u32::try_from(self.bits() >> 32).expect("32 bits are left")
    }
}
