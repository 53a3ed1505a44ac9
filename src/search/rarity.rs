//! How rare a pair of characters is, before its list has been fetched: a word is looked up by its rarest.
//!
//! Characters have their places in the table in the order in which they came, so that a pair of late ones is
//! mostly rare. Which pairs are not, the index says of the [`COMMON`] most frequent.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::wire::{WireReader, write_number};

/// Of so many pairs it is told how frequent they are.
const COMMON: usize = 1_000;
/// A pair that stands in fewer blocks than this is not told of.
const FEWEST: u32 = 32;

/// A pair by its places in the index.
type PairKey = (u32, u32);

/// How frequent pairs are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rarity {
    /// The binary logarithm of the number of blocks.
    common: BTreeMap<PairKey, u32>,
}

impl Rarity {
    /// From all pairs, each with the number of its blocks.
    pub(super) fn of(pairs: impl Iterator<Item = (PairKey, u32)>) -> Self {
        let mut common: Vec<(PairKey, u32)> = pairs.filter(|(_, count)| *count >= FEWEST).collect();
        common.sort_unstable_by_key(|(places, count)| (Reverse(*count), *places));
        common.truncate(COMMON);
        Self { common: common.into_iter().map(|(places, count)| (places, count.ilog2())).collect() }
    }

    /// Less is rarer. `told` says how much a pair tells that is not among the common ones.
    pub(super) fn rank(&self, places: PairKey, told: u64) -> (u32, Reverse<u64>) {
        (self.common.get(&places).copied().unwrap_or(0), Reverse(told))
    }

    /// As it stands in the index: how many pairs, how frequent they are, and the pairs in order.
    pub(super) fn write(&self) -> String {
        let mut classes: BTreeMap<u32, Vec<PairKey>> = BTreeMap::new();
        for (places, class) in &self.common {
            classes.entry(*class).or_default().push(*places);
        }
        let mut out = Vec::new();
        for (class, pairs) in classes {
            write_number(u32::try_from(pairs.len()).unwrap_or(u32::MAX), &mut out);
            write_number(class, &mut out);
            let mut last = (0, 0);
            for (first, second) in pairs {
                write_number(first - last.0, &mut out);
                write_number(if first == last.0 { second - last.1 } else { second }, &mut out);
                last = (first, second);
            }
        }
        String::from_utf8(out).unwrap_or_default()
    }

    /// Reads what was written; `None`: it is damaged.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut common = BTreeMap::new();
        let mut reader = WireReader::new(text);
        while !reader.is_done() {
            let (count, class) = (reader.number()?, reader.number()?);
            let mut places: PairKey = (0, 0);
            for _ in 0..count {
                let (more, second) = (reader.number()?, reader.number()?);
                let before = if more == 0 { places.1 } else { 0 };
                places = (places.0.checked_add(more)?, before.checked_add(second)?);
                common.insert(places, class);
            }
        }
        Some(Self { common })
    }
}

/// How much a pair of characters tells that is not common: late ones in the table are rare.
pub(super) fn told((first, second): PairKey) -> u64 {
    u64::from(first + 1) * u64::from(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_ones_come_back() {
        let pairs = (0..3_000).map(|at| ((at / 7, at % 7 + 1), at % 500));
        let rarity = Rarity::of(pairs);
        assert_eq!(rarity.common.len(), COMMON);
        assert_eq!(Rarity::read(&rarity.write()), Some(rarity));
        assert_eq!(Rarity::read("#"), None);
    }

    #[test]
    fn common_ones_come_last() {
        let rarity = Rarity::of([((5, 6), 40), ((7, 8), 400), ((9, 10), 31)].into_iter());
        let mut pairs = [(7, 8), (5, 6), (1, 2), (9, 10)];
        pairs.sort_by_key(|pair| rarity.rank(*pair, told(*pair)));
        assert_eq!(pairs, [(9, 10), (1, 2), (5, 6), (7, 8)]);
    }
}
