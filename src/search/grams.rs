//! Pairs of characters, and the lists of where they stand.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use smallvec::SmallVec;

use super::fold::is_said;
use super::wire::{NumberDigits, WireReader, one_digit};

/// The index is put together in so many parts at once.
pub(super) const PARTS: usize = 8;

/// A character as half of a pair: 16 bits. Characters beyond share the private codes; a result is checked
/// against the text anyway.
#[must_use]
pub(super) fn key(c: char) -> u32 {
    let code = u32::from(c);
    if code > 0xFFFF { 0xE000 + code % 6_400 } else { code }
}

/// The same in the bits that it has.
#[must_use]
pub(super) fn half(c: char) -> u16 {
    u16::try_from(key(c)).unwrap_or(0)
}

/// The character that stands for it in runs: itself, if it has 16 bits.
#[must_use]
pub(super) fn shown_as(c: char) -> char {
    char::from_u32(key(c)).unwrap_or(c)
}

/// Pairs of digits stand on every page with figures. So three and four characters in a row that are mostly
/// ASCII are listed too, as pairs whose first half is no character: a surrogate.
const LONGER: u32 = 0xD800;
/// The same for whole index and document numbers.
const NUMBERS: u32 = 0xDC00;
/// In the index, these pairs stand behind those of characters: the place of [`LONGER`].
const LONGER_PLACE: u32 = 100_000;

/// Whether a character makes a longer run one that is listed.
#[must_use]
pub(super) fn counts_as_ascii(c: char) -> bool {
    c.is_ascii() && c != ' '
}

/// Whether a run of `length` characters is listed, if so many of them [count as ASCII](counts_as_ascii).
#[must_use]
pub(super) fn is_mostly_ascii(ascii: usize, length: usize) -> bool {
    ascii + 1 >= length
}

/// The pair that stands for a longer run of characters, which is [mostly ASCII](is_mostly_ascii).
#[must_use]
pub(super) fn longer(run: &[char]) -> u32 {
    hashed(LONGER, run)
}

/// The pair that stands for a number without its signs.
#[must_use]
pub(super) fn whole_number(number: &[char]) -> u32 {
    hashed(NUMBERS, number)
}

/// 26 bits of a hash (FNV-1a over the halves of the pairs), with the first ten upon `base`.
fn hashed(base: u32, run: &[char]) -> u32 {
    let mut hash: u32 = 0x811C_9DC5;
    for c in run {
        hash = (hash ^ key(*c)).wrapping_mul(0x0100_0193);
    }
    hash ^= hash >> 15;
    (base + (hash >> 16 & 0x3FF)) << 16 | hash & 0xFFFF
}

/// The places by which a pair stands in the index, the second counted from 1; `place` knows those of
/// characters.
pub(super) fn places(gram: u32, place: impl Fn(char) -> Option<u32>) -> Option<(u32, u32)> {
    let (first, second) = (gram >> 16, gram & 0xFFFF);
    if (LONGER..LONGER + 0x800).contains(&first) {
        return Some((LONGER_PLACE + first - LONGER, second + 1));
    }
    let place = |half| char::from_u32(half).and_then(&place);
    let second = if second == 0 { 0 } else { place(second)? + 1 };
    Some((place(first)?, second))
}

/// The pair that stands in the index by these places, `chars` being the characters by their places: what
/// [`places`] was made of. `None`: there are no such places.
pub(super) fn pair_at((first, second): (u32, u32), chars: &[char]) -> Option<u32> {
    if first >= LONGER_PLACE {
        let first = LONGER + (first - LONGER_PLACE);
        return (first < LONGER + 0x800).then(|| first << 16 | (second.wrapping_sub(1) & 0xFFFF));
    }
    let half = |place: u32| chars.get(place as usize).map(|c| key(*c));
    let second = if second == 0 { 0 } else { half(second - 1)? };
    Some(half(first)? << 16 | second)
}

/// The halves of a pair that stand for characters beyond 16 bits.
pub(super) fn private_halves(gram: u32) -> impl Iterator<Item = char> {
    let is_run = (LONGER..LONGER + 0x800).contains(&(gram >> 16));
    let halves = [gram >> 16, gram & 0xFFFF].into_iter().filter(move |_| !is_run);
    halves.filter_map(char::from_u32).filter(|c| ('\u{E000}'..='\u{F8FF}').contains(c))
}

/// Whether a pair stands for two characters, and not for one, a longer run or a number.
pub(super) fn is_of_two(gram: u32) -> bool {
    gram & 0xFFFF != 0 && !(LONGER..LONGER + 0x800).contains(&(gram >> 16))
}

/// Whether runs with this pair of folded characters are looked at: hardly anybody seeks any with signs, and
/// those of digits and letters have lists anyway.
pub(super) fn may_mislead(first: char, second: char) -> bool {
    // Most are of this block, and are not looked at more closely.
    let is_sought = |c: char| matches!(c, '一'..='龥') || u32::from(c) <= 0xFFFF && is_said(c);
    is_sought(first) && is_sought(second) && !(first.is_ascii() && second.is_ascii())
}

/// The part of the index that a pair belongs to.
#[must_use]
pub(super) fn part(gram: u32) -> usize {
    (mixed(gram) >> 61) as usize
}

fn mixed(gram: u32) -> u64 {
    u64::from(gram).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The pairs of a block, each once.
#[derive(Debug)]
pub(super) struct GramSet {
    /// Open addressing; 0 is a free place, for no text holds two zero characters.
    table: Vec<u32>,
    /// The pairs in the order in which they came.
    list: Vec<u32>,
}

impl Default for GramSet {
    fn default() -> Self {
        Self { table: vec![0; 4_096], list: Vec::new() }
    }
}

impl GramSet {
    /// Takes up a pair.
    pub(super) fn insert(&mut self, gram: u32) {
        if self.list.len() * 2 >= self.table.len() {
            self.table = vec![0; self.table.len() * 2];
            for gram in &self.list {
                let at = place_in(&self.table, *gram);
                self.table[at] = *gram;
            }
        }
        let at = place_in(&self.table, gram);
        if self.table[at] == 0 {
            self.table[at] = gram;
            self.list.push(gram);
        }
    }

    /// The pairs by their part; the set is empty afterwards.
    pub(super) fn take(&mut self) -> [Vec<u32>; PARTS] {
        // Room for a little more than the even share.
        let room = self.list.len() / PARTS * 5 / 4 + 8;
        let mut parts = [const { Vec::new() }; PARTS].map(|_: Vec<u32>| Vec::with_capacity(room));
        for gram in self.list.drain(..) {
            parts[part(gram)].push(gram);
        }
        self.table.fill(0);
        parts
    }
}

/// Where a pair stands in a table, or would.
fn place_in(table: &[u32], gram: u32) -> usize {
    let mask = table.len() - 1;
    let mut at = (mixed(gram) >> 32) as usize & mask;
    while table[at] != 0 && table[at] != gram {
        at = (at + 1) & mask;
    }
    at
}

/// Where one pair stands: numbers in rising order, written as they will be in the index.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// The gaps between the numbers; most lists are so short that they need no memory of their own.
    pub(super) bytes: SmallVec<[u8; 16]>,
    /// One more than the last number.
    next: u32,
    /// How many there are.
    pub(super) count: u32,
}

impl Postings {
    /// Adds a number that is not below the last one; the last one itself stands there already.
    pub(super) fn push(&mut self, number: u32) {
        if self.next == number + 1 {
            return;
        }
        let gap = number - self.next;
        match one_digit(gap) {
            Some(digit) => self.bytes.push(digit),
            None => self.bytes.extend_from_slice(NumberDigits::of(gap).bytes()),
        }
        self.next = number + 1;
        self.count += 1;
    }

    /// The numbers.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let mut reader = WireReader::new(std::str::from_utf8(&self.bytes).unwrap_or_default());
        let mut next = 0;
        let mut numbers = Vec::with_capacity(self.count as usize);
        while let Some(gap) = reader.number() {
            numbers.push(next + gap);
            next += gap + 1;
        }
        numbers
    }
}

impl FromIterator<u32> for Postings {
    fn from_iter<T: IntoIterator<Item = u32>>(numbers: T) -> Self {
        let mut list = Self::default();
        numbers.into_iter().for_each(|number| list.push(number));
        list
    }
}

/// The lists of a part of the pairs.
#[derive(Debug, Default)]
pub(super) struct Lists {
    places: HashMap<u32, u32, BuildHasherDefault<GramHasher>>,
    /// Each pair with its list, in the order in which they came.
    pub(super) lists: Vec<(u32, Postings)>,
}

impl Lists {
    /// Says that a pair stands in the block or title of this number, which is not below the last one.
    pub(super) fn push(&mut self, gram: u32, number: u32) {
        let next = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(gram).or_insert(next);
        if place == next {
            self.lists.push((gram, Postings::default()));
        }
        self.lists[place as usize].1.push(number);
    }
}

/// Mixes the bits of a pair, which are no one's choice to collide: a page holds few pairs.
#[derive(Debug, Default)]
pub(super) struct GramHasher(u64);

impl Hasher for GramHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn write_u32(&mut self, gram: u32) {
        self.0 = mixed(gram).rotate_left(26);
    }
}
