//! Which members may have a pair of characters: so search asks those alone.
//!
//! Each pair has a slot by a hash of it, and a slot has a bit for each member. Two pairs may share a slot:
//! then a member is asked for nothing, but none is ever left out. The slots are cut into files of some
//! kilobytes, so that a query reads only those of its pairs.

/// How many slots there are for each pair of the member that has the most, so that few are shared.
const ROOM: usize = 4;
/// The fewest slots, and the most.
const SLOTS: [usize; 2] = [1 << 10, 1 << 18];
/// About how many bytes a file has.
const FILE: usize = 1 << 13;

/// 64 characters that stand for six bits in a script as they are.
const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberTable {
    /// How many slots there are: a power of two.
    pub slots: usize,
    /// How many of them stand in one file: a power of two.
    pub per_file: usize,
    /// How many characters each slot has.
    pub width: usize,
    bits: Vec<u8>,
}

impl MemberTable {
    /// The table of members, each with its pairs.
    #[must_use]
    pub fn new<'a>(members: impl ExactSizeIterator<Item = &'a [u32]> + Clone) -> Self {
        let most = members.clone().map(<[u32]>::len).max().unwrap_or(0);
        let slots = (most * ROOM).next_power_of_two().clamp(SLOTS[0], SLOTS[1]);
        let width = members.len().div_ceil(6).max(1);
        let per_file = (FILE / width).max(1).next_power_of_two().min(slots);
        let mut table = Self { slots, per_file, width, bits: vec![0; slots * width] };
        for (at, pairs) in members.enumerate() {
            for pair in pairs {
                let slot = slot_of(*pair, slots);
                table.bits[slot * width + at / 6] |= 1 << (at % 6);
            }
        }
        table
    }

    /// The files: what stands in each.
    pub fn files(&self) -> impl Iterator<Item = String> {
        let digit = |bits: &u8| char::from(DIGITS[usize::from(*bits & 63)]);
        self.bits.chunks(self.per_file * self.width).map(move |file| file.iter().map(digit).collect())
    }
}

/// The slot of a pair among `slots`, a power of two. `search.js` does the same.
#[must_use]
pub(super) fn slot_of(pair: u32, slots: usize) -> usize {
    let mut hash = (pair ^ pair >> 16).wrapping_mul(0x85EB_CA6B);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xC2B2_AE35);
    hash ^= hash >> 16;
    hash as usize & (slots - 1)
}

/// The bits of six members by the character that stands for them; `None`: it stands for none.
#[must_use]
pub(super) fn bits_of(digit: u8) -> Option<u8> {
    DIGITS.iter().position(|known| *known == digit).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_a_member_leads_to_it() {
        let members: Vec<Vec<u32>> =
            (0..300u32).map(|member| (0..50).map(|pair| member * 7919 + pair * 104_729).collect()).collect();
        let table = MemberTable::new(members.iter().map(Vec::as_slice));
        let files: Vec<String> = table.files().collect();
        assert_eq!(files.len(), table.slots / table.per_file);
        let mut asked = 0;
        for (at, pairs) in members.iter().enumerate() {
            for pair in pairs {
                let slot = slot_of(*pair, table.slots);
                let file = files[slot / table.per_file].as_bytes();
                let place = slot % table.per_file * table.width;
                let bits: Vec<u8> =
                    file[place..place + table.width].iter().filter_map(|c| bits_of(*c)).collect();
                assert!(bits[at / 6] & 1 << (at % 6) != 0, "{at} {pair}");
                asked += bits.iter().map(|bits| bits.count_ones()).sum::<u32>();
            }
        }
        assert!(asked < 300 * 50 * 20, "a pair leads to {} members", asked / 15_000);
    }
}
