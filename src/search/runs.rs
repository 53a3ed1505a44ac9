//! Which runs of characters have a list of their own, because their pairs mislead.
//!
//! A word is looked up by its pairs, and a block may hold all of them without the word: whoever looks for
//! 一条违 would read every law that has a 第一条 and a 条违. A run is listed where its first page of results
//! would cost too much otherwise, given what is listed of the shorter runs in it. So a run that is not listed
//! is found without much vain reading, be it as frequent as it likes.
//!
//! Runs grow by one character at a time: two runs that overlap in all but one make the next. Those that stand
//! in few blocks do not mislead and are forgotten, so that each turn has less to look at.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use rayon::prelude::*;

use super::grams::{GramHasher, Lists, PARTS, Postings, is_of_two, may_mislead, part};

/// Results on a page.
const SHOWN: usize = 10;
/// So many blocks may be read for them.
const MOST_READ: usize = 12;
/// The most characters of a run.
const LONGEST_RUN: usize = 6;
/// So many of the last blocks of a list are looked at: results come from there.
const TAIL: usize = 512;
/// Stands where no run begins that is still looked at; the others have numbers from 1 on.
const NONE: u16 = 0;
/// So many are told apart, the most frequent ones.
const MOST_KNOWN: usize = u16::MAX as usize;
/// Longer runs are looked for while one in so many misleads: where texts are alike, none does.
const WORTH: usize = 100;
/// So many blocks are looked at before their runs are taken up.
const BATCH: usize = 1_024;

/// A run and the blocks in which it stands.
#[derive(Debug)]
pub(super) struct IndexedRun {
    /// Its characters as halves of pairs.
    pub(super) halves: Vec<u16>,
    /// The blocks.
    pub(super) list: Postings,
}

/// A run that is looked at.
struct KnownRun {
    halves: Vec<u16>,
    tail: RunTail,
}

/// The last blocks that would be read for a run.
struct RunTail {
    /// All blocks from this one on are known.
    from: u32,
    blocks: Vec<u32>,
}

/// What was made of two runs that overlap.
struct Grown {
    /// The numbers of both.
    both: u32,
    count: u32,
    /// Its list, if it is to be listed.
    list: Option<Postings>,
    /// What would be read for it; `None`: so little that longer ones need not be looked at.
    tail: Option<RunTail>,
}

/// What reading for a run would be like.
#[derive(Debug, PartialEq, Eq)]
enum RunReading {
    /// Too much is read in vain.
    Misleads,
    /// Not too much, and there may be enough results.
    Often,
    /// Not too much, for there is not much.
    Seldom,
}

impl RunTail {
    fn of(blocks: &[u32]) -> Self {
        let start = blocks.len().saturating_sub(TAIL);
        Self { from: if start == 0 { 0 } else { blocks[start] }, blocks: blocks[start..].to_vec() }
    }

    fn of_both(left: &Self, right: &Self) -> Self {
        let from = left.from.max(right.from);
        let mut blocks: Vec<u32> =
            common_from_the_last(&left.blocks, &right.blocks).take_while(|block| *block >= from).collect();
        blocks.reverse();
        Self { from, blocks }
    }
}

/// What stands in both sorted lists, from the last on.
fn common_from_the_last(mut a: &[u32], mut b: &[u32]) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        loop {
            let ([rest_a @ .., last_a], [rest_b @ .., last_b]) = (a, b) else { return None };
            let (last_a, last_b) = (*last_a, *last_b);
            if last_a >= last_b {
                a = rest_a;
            }
            if last_b >= last_a {
                b = rest_b;
            }
            if last_a == last_b {
                return Some(last_a);
            }
        }
    })
}

/// The runs to be listed, in an order that depends on the texts alone. `texts` are the folded characters of
/// each block as halves of pairs, those that [`may_mislead`]; `pairs` are the pairs with their blocks, and
/// `page_of` is the page of each block.
pub(super) fn misleading<'a>(
    texts: Vec<Arc<[u16]>>,
    pairs: impl Iterator<Item = (u32, &'a Postings)>,
    page_of: &[u32],
) -> Vec<IndexedRun> {
    let mut frequent: Vec<(u32, &Postings)> =
        pairs.filter(|(gram, list)| list.count as usize > MOST_READ && is_looked_for(*gram)).collect();
    frequent.sort_unstable_by_key(|(gram, list)| (Reverse(list.count), *gram));
    frequent.truncate(MOST_KNOWN);
    let mut numbers = numbers(frequent.iter().map(|(gram, _)| *gram));
    let mut known: Vec<KnownRun> = frequent
        .par_iter()
        .map(|(gram, list)| {
            let halves = [gram >> 16, gram & 0xFFFF].map(|half| u16::try_from(half).unwrap_or(0)).to_vec();
            KnownRun { halves, tail: RunTail::of(&list.numbers()) }
        })
        .collect();
    let texts: Vec<(u32, Arc<[u16]>)> = (0..).zip(texts).collect();
    let first = |(block, text): (u32, Arc<[u16]>)| (block, renumbered(&text, &numbers));
    let mut texts: Vec<(u32, Vec<u16>)> = texts.into_par_iter().map(first).collect();
    let mut runs = Vec::new();
    for length in 3..=LONGEST_RUN {
        if length > 3 {
            texts.par_iter_mut().for_each(|(_, text)| *text = renumbered(text, &numbers));
        }
        texts.retain(|(_, text)| !text.is_empty());
        let (mut next, mut still) = (Vec::new(), Vec::new());
        let mut listed = 0;
        for Grown { both, list, tail, .. } in grow(&texts, &known, page_of) {
            let [left, right] = parts(both, &known);
            let halves: Vec<u16> = left.halves.iter().chain(right.halves.last()).copied().collect();
            if let Some(list) = list {
                listed += list.count as usize;
                runs.push(IndexedRun { halves: halves.clone(), list });
            }
            if let Some(tail) = tail.filter(|_| next.len() < MOST_KNOWN) {
                next.push(KnownRun { halves, tail });
                still.push(both);
            }
        }
        let looked_at: usize = texts.iter().map(|(_, text)| text.len()).sum();
        if next.is_empty() || listed * WORTH < looked_at {
            break;
        }
        numbers = self::numbers(still.into_iter());
        known = next;
    }
    runs
}

/// Whether runs with this pair of the index are looked at.
fn is_looked_for(gram: u32) -> bool {
    let [first, second] = [gram >> 16, gram & 0xFFFF].map(|half| char::from_u32(half).unwrap_or('\0'));
    is_of_two(gram) && may_mislead(first, second)
}

type GramNumbers = HashMap<u32, u16, BuildHasherDefault<GramHasher>>;

/// Numbers for pairs.
fn numbers(grams: impl Iterator<Item = u32>) -> GramNumbers {
    grams.zip(1..=u16::MAX).collect()
}

/// The two runs that overlap in this one.
fn parts(both: u32, known: &[KnownRun]) -> [&KnownRun; 2] {
    [both >> 16, both & 0xFFFF].map(|number| &known[number as usize - 1])
}

/// A text with the numbers of the pairs that begin in it; a stretch without any becomes one [`NONE`].
fn renumbered(text: &[u16], numbers: &GramNumbers) -> Vec<u16> {
    let mut new = Vec::with_capacity(text.len());
    for pair in text.windows(2) {
        let number = numbers.get(&(u32::from(pair[0]) << 16 | u32::from(pair[1]))).copied().unwrap_or(NONE);
        if number != NONE || new.last().is_some_and(|last| *last != NONE) {
            new.push(number);
        }
    }
    new
}

/// All runs of one character more that are listed or to be looked at further, the most frequent first.
fn grow(texts: &[(u32, Vec<u16>)], known: &[KnownRun], page_of: &[u32]) -> Vec<Grown> {
    let mut lists: [Lists; PARTS] = Default::default();
    for batch in texts.chunks(BATCH) {
        let pairs_of = |(block, text): &(u32, Vec<u16>)| {
            let mut pairs: [Vec<u32>; PARTS] = Default::default();
            for pair in text.windows(2) {
                if pair[0] != NONE && pair[1] != NONE {
                    let both = u32::from(pair[0]) << 16 | u32::from(pair[1]);
                    pairs[part(both)].push(both);
                }
            }
            (*block, pairs)
        };
        let pairs: Vec<(u32, [Vec<u32>; PARTS])> = batch.par_iter().map(pairs_of).collect();
        lists.par_iter_mut().enumerate().for_each(|(part, lists)| {
            for (block, pairs) in &pairs {
                pairs[part].iter().for_each(|pair| lists.push(*pair, *block));
            }
        });
    }
    let judge = |(both, list): (u32, Postings)| {
        let [left, right] = parts(both, known);
        let grown = judged(both, list, [&left.tail, &right.tail], page_of);
        (grown.list.is_some() || grown.tail.is_some()).then_some(grown)
    };
    let lists: Vec<(u32, Postings)> = lists.into_iter().flat_map(|lists| lists.lists).collect();
    let mut grown: Vec<Grown> = lists.into_par_iter().filter_map(judge).collect();
    grown.sort_unstable_by_key(|grown| (Reverse(grown.count), grown.both));
    grown
}

fn judged(both: u32, list: Postings, [left, right]: [&RunTail; 2], page_of: &[u32]) -> Grown {
    let count = list.count;
    let blocks = list.numbers();
    let (list, tail) = match reading(left, right, &blocks, page_of) {
        RunReading::Misleads => (Some(list), (blocks.len() > MOST_READ).then(|| RunTail::of(&blocks))),
        RunReading::Often => (None, Some(RunTail::of_both(left, right))),
        RunReading::Seldom => (None, None),
    };
    Grown { both, count, list, tail }
}

/// How reading goes for a run that stands in `blocks`, without a list of it: page by page from the newest, in
/// each block by block, until there are enough results.
fn reading(left: &RunTail, right: &RunTail, mut blocks: &[u32], page_of: &[u32]) -> RunReading {
    let from = left.from.max(right.from);
    let page = |block: u32| page_of.get(block as usize).copied().unwrap_or(0);
    let mut candidates =
        common_from_the_last(&left.blocks, &right.blocks).take_while(|block| *block >= from).peekable();
    let (mut read, mut found) = (0, 0);
    while let Some(first) = candidates.peek().copied() {
        // From the last block of the page: what stands behind a result is not read.
        let (mut read_here, mut is_result) = (0, false);
        while let Some(block) = candidates.next_if(|block| page(*block) == page(first)) {
            while let Some((_, rest)) = blocks.split_last().filter(|(last, _)| **last > block) {
                blocks = rest;
            }
            let has_it = blocks.last() == Some(&block);
            is_result |= has_it;
            read_here = if has_it { 1 } else { read_here + 1 };
        }
        read += read_here;
        found += usize::from(is_result);
        if read > MOST_READ {
            return RunReading::Misleads;
        }
        if found == SHOWN {
            return RunReading::Often;
        }
    }
    match from {
        0 => RunReading::Seldom,
        // More stands further back; it is taken to be like what was seen.
        _ if read * SHOWN > MOST_READ * found || found == 0 => RunReading::Misleads,
        _ => RunReading::Often,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(blocks: &[u32]) -> RunTail {
        RunTail::of(blocks)
    }

    #[test]
    fn reading_ends_with_enough_results() {
        let pages: Vec<u32> = (0..2_000).collect();
        let all: Vec<u32> = (0..100).collect();
        let read =
            |left: &[u32], right: &[u32], blocks: &[u32]| reading(&tail(left), &tail(right), blocks, &pages);
        assert_eq!(read(&all, &all, &all), RunReading::Often);
        // The newest ten are results: what comes before them does not count.
        assert_eq!(read(&all, &all, &all[90..]), RunReading::Often);
        assert_eq!(read(&all, &all, &all[..98]), RunReading::Often);
        assert_eq!(read(&all, &all, &all[..97]), RunReading::Misleads);
        assert_eq!(read(&all[..12], &all, &[3]), RunReading::Seldom);
        assert_eq!(read(&all[..13], &all, &[3]), RunReading::Misleads);
        // Long lists whose common blocks stand far back.
        let (even, odd): (Vec<u32>, Vec<u32>) = (0..2_000).partition(|block| block % 2 == 0);
        let odd_and_first: Vec<u32> = std::iter::once(0).chain(odd).collect();
        assert_eq!(read(&even, &odd_and_first, &[0]), RunReading::Misleads);
    }

    #[test]
    fn what_stands_behind_a_result_on_its_page_is_not_read() {
        let pages: Vec<u32> = (0..100).map(|block| block / 10).collect();
        let all: Vec<u32> = (0..100).collect();
        let first_of_page: Vec<u32> = (0..100).step_by(10).collect();
        let last_of_page: Vec<u32> = (9..100).step_by(10).collect();
        assert_eq!(reading(&tail(&all), &tail(&all), &first_of_page, &pages), RunReading::Often);
        assert_eq!(reading(&tail(&all), &tail(&all), &last_of_page, &pages), RunReading::Misleads);
    }

    #[test]
    fn a_run_is_listed_if_its_pairs_stand_apart_on_many_pages() {
        let text = |text: &str| -> Vec<u16> { text.encode_utf16().chain([0]).collect() };
        let mut texts: Vec<Vec<u16>> = (0..40).map(|_| text("甲乙丁乙丙")).collect();
        texts[7] = text("甲乙丙戊");
        let mut lists = Lists::default();
        for (block, text) in (0..).zip(&texts) {
            text.windows(2).for_each(|pair| lists.push(u32::from(pair[0]) << 16 | u32::from(pair[1]), block));
        }
        let pages: Vec<u32> = (0..40).collect();
        let pairs = lists.lists.iter().map(|(gram, list)| (*gram, list));
        let texts = texts.into_iter().map(Arc::from).collect();
        let runs = misleading(texts, pairs, &pages);
        let shown: Vec<(String, Vec<u32>)> =
            runs.iter().map(|run| (String::from_utf16(&run.halves).unwrap(), run.list.numbers())).collect();
        assert_eq!(shown, [("甲乙丙".to_owned(), vec![7])]);
    }
}
