//! `SplitMix64`: the only source of chance in the synthetic gmina.

/// The generator of Steele, Lea and Flood ("Fast splittable pseudorandom number generators", 2014).
pub(super) struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// A stream of its own for each label, so that a change in one stage leaves the others alone.
    pub(super) fn stream(seed: u64, label: &str) -> Self {
        let fnv_1a = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { state: seed ^ fnv_1a }
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
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

    fn upper_half(&mut self) -> u32 {
        u32::try_from(self.bits() >> 32).expect("32 bits are left")
    }
}
