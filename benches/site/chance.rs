//! Numbers that look random and are the same on every machine.

/// A stream of numbers that its seeds fix (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream of these seeds.
    pub(crate) fn new(seeds: &[usize]) -> Self {
        let mut stream = Self(0);
        for &seed in seeds {
            stream.0 = stream.0.wrapping_add(seed as u64 + 1);
            stream.0 = stream.next();
        }
        stream
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 to `end`, without `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % end
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        let steps = u32::try_from(self.next() >> 32).unwrap_or(0);
        low + (high - low) * f64::from(steps) / f64::from(u32::MAX)
    }

    /// All of `items` in another order.
    pub(crate) fn shuffled<T: Copy>(&mut self, items: &[T]) -> Vec<T> {
        let mut items = items.to_vec();
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
        items
    }
}
