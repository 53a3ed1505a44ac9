//! Analysed pages -> the files of the index.
//!
//! Pages come in the order of their dates, oldest first and undated ones before all, so that a new page
//! adds to the end and leaves the files of old texts as they are. They come in batches, and what is
//! finished goes out at once: of the texts no more than one file is held. The files are classic scripts
//! that call `gongkaiSearch` with their name and content, because a page opened from a disk may load
//! nothing else.
//!
//! | file | content |
//! |---|---|
//! | `index.js` | [`IndexHead`]: the table of characters, where everything is, names for filters |
//! | `t…` | texts: blocks of about equal size, each with what a result shows of its page |
//! | `n…` | the digests of 2,048 `t` files; those of the last ones stand in `index.js` |
//! | `g…` | pairs of characters in order, each with the blocks and the titles in which it stands, and the longer runs around it that have lists of their own |
//! | `f…` | unit, column, kind, validity and year of 16,384 pages, for filters |
//! | `s…` | every character that folds to another, for queries in rare characters |
//!
//! All but the first carry a digest in their name, so that a page that is open meets no other release's
//! files.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::analyse::{Analysed, IndexBlock, PassagePlace};
use super::fold::Folding;
use super::grams::{Lists, PARTS, Postings, places, private_halves};
use super::rarity::{Rarity, told};
use super::runs::{IndexedRun, misleading};
use super::wire::{Alphabet, END, write_number};

/// The folder of the index in the site.
pub const FOLDER: &str = "search";
/// The first file of the index.
pub const HEAD: &str = "search/index.js";
/// Raised whenever the files are written another way: the script refuses what it does not know.
pub const VERSION: u32 = 2;

/// Digests in one `n` file.
pub(super) const NAMES: usize = 2_048;
/// Pages in one `f` file.
pub(super) const FACETS: u32 = 16_384;
/// Characters of a digest in a file's name.
pub(super) const DIGEST: usize = 5;

/// The fewest characters of text in a file.
const SMALLEST_TEXT: usize = 6_000;
/// Sites of more pages than this have larger files, by the square root, so that the list of files grows no
/// faster than they do.
const SMALL_SITE: usize = 10_000;
/// The fewest bytes of pairs in a file.
const SMALLEST_GRAMS: usize = 7_000;
/// The most files of pairs, but for very large lists.
const MOST_GRAM_FILES: usize = 1_024;
/// The most bytes of the longer runs around a pair; the longest lists are left out.
const MOST_RUNS: usize = 100_000;

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its address from the site's root.
    pub address: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// The names that results are filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchNames {
    /// 发布单位
    pub units: Vec<String>,
    /// 栏目
    pub columns: Vec<String>,
    /// 类型
    pub kinds: Vec<String>,
    /// 有效性
    pub validities: Vec<String>,
}

/// `index.js`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexHead {
    /// [`VERSION`].
    pub version: u32,
    /// How many pages there are.
    pub pages: u32,
    /// The characters that texts and pairs are written in.
    pub chars: String,
    /// Characters in pairs: each and what it folds to.
    pub fold: String,
    /// How many blocks each page has, as numbers.
    pub blocks: String,
    /// How many blocks each `t` file has, as numbers.
    pub texts: String,
    /// The digests of the `n` files.
    pub names: String,
    /// The digests of the `t` files that are in none of them.
    pub text_names: String,
    /// The first pair of each `g` file, as two numbers.
    pub grams: String,
    /// The digests of the `g` files.
    pub gram_names: String,
    /// The most frequent pairs, so that words are looked up by others.
    pub common: String,
    /// The digests of the `f` files.
    pub facet_names: String,
    /// The digest of the `s` file.
    pub fold_name: String,
    /// What pages are filtered by.
    pub filters: SearchNames,
}

/// Puts the index together.
#[derive(Debug)]
pub struct IndexBuilder {
    head: IndexHead,
    alphabet: Alphabet,
    parts: [Lists; PARTS],
    titles: Lists,
    /// The characters of each block as halves of pairs, and its page.
    halves: Vec<Arc<[u16]>>,
    page_of: Vec<u32>,
    text_size: usize,
    /// The open `t` file, and its characters and blocks so far.
    open: Vec<u8>,
    open_size: usize,
    open_blocks: u32,
    blocks: u32,
    text_names: String,
    texts: usize,
    /// What becomes [`IndexHead::blocks`], `texts` and `grams`.
    page_blocks: Vec<u8>,
    text_blocks: Vec<u8>,
    gram_starts: Vec<u8>,
    facets: [Vec<u8>; 5],
}

/// A page in the form of the index.
struct WrittenPage {
    head: Vec<u8>,
    /// Each block with its characters.
    blocks: Vec<(Vec<u8>, usize)>,
}

impl IndexBuilder {
    /// Begins the index of a site with so many pages.
    #[must_use]
    pub fn new(pages: usize, filters: SearchNames) -> Self {
        let text_size = SMALLEST_TEXT * (pages.max(SMALL_SITE) * 100 / SMALL_SITE).isqrt() / 10;
        Self {
            head: IndexHead { version: VERSION, filters, ..IndexHead::default() },
            alphabet: Alphabet::default(),
            parts: Default::default(),
            titles: Lists::default(),
            halves: Vec::new(),
            page_of: Vec::new(),
            text_size,
            open: Vec::new(),
            open_size: 0,
            open_blocks: 0,
            blocks: 0,
            text_names: String::new(),
            texts: 0,
            page_blocks: Vec::new(),
            text_blocks: Vec::new(),
            gram_starts: Vec::new(),
            facets: Default::default(),
        }
    }

    /// Takes up the next pages, and gives the files that are finished.
    pub fn add<P: Borrow<Analysed> + Sync>(&mut self, pages: &[P]) -> Vec<Shard> {
        let pages: Vec<&Analysed> = pages.iter().map(Borrow::borrow).collect();
        for c in pages.iter().flat_map(|page| &page.chars) {
            self.alphabet.add(*c);
        }
        let first_page = self.head.pages;
        let mut at = self.blocks;
        let numbered: Vec<(u32, &IndexBlock)> = pages
            .iter()
            .flat_map(|page| &page.blocks)
            .map(|block| {
                at += 1;
                (at - 1, block)
            })
            .collect();
        self.blocks = at;
        self.parts.par_iter_mut().enumerate().for_each(|(part, lists)| {
            for (number, block) in &numbered {
                block.grams[part].iter().for_each(|gram| lists.push(*gram, *number));
            }
        });
        for (page, number) in pages.iter().zip(first_page..) {
            for block in &page.blocks {
                self.halves.push(Arc::clone(&block.halves));
                self.page_of.push(number);
            }
            page.title.iter().for_each(|gram| self.titles.push(*gram, number));
        }
        let alphabet = &self.alphabet;
        let written: Vec<WrittenPage> = pages.par_iter().map(|page| write_page(page, alphabet)).collect();
        let mut shards = Vec::new();
        for (page, written) in pages.iter().zip(written) {
            self.pack(&written, &mut shards);
            self.note(page, &mut shards);
        }
        shards
    }

    /// Puts the blocks of a page into text files.
    fn pack(&mut self, page: &WrittenPage, shards: &mut Vec<Shard>) {
        for (at, (block, size)) in page.blocks.iter().enumerate() {
            if self.open_blocks > 0 && self.open_size + size > self.text_size {
                shards.extend(self.close());
            }
            let is_first_here = at == 0 || self.open_blocks == 0;
            let state = if at == 0 { 1 } else { 2 * u32::from(is_first_here) };
            write_number(state, &mut self.open);
            if is_first_here {
                self.open.extend(&page.head);
            }
            self.open.extend(block);
            self.open_size += size;
            self.open_blocks += 1;
        }
        write_number(u32::try_from(page.blocks.len()).unwrap_or(u32::MAX), &mut self.page_blocks);
    }

    /// Finishes the open text file.
    fn close(&mut self) -> Vec<Shard> {
        let shard = shard('t', self.texts, &std::mem::take(&mut self.open), &mut self.text_names);
        self.texts += 1;
        write_number(self.open_blocks, &mut self.text_blocks);
        (self.open_size, self.open_blocks) = (0, 0);
        let mut shards = vec![shard];
        if self.texts.is_multiple_of(NAMES) {
            shards.push(self.close_names());
        }
        shards
    }

    fn close_names(&mut self) -> Shard {
        let names = std::mem::take(&mut self.text_names);
        let number = self.head.names.len() / DIGEST;
        shard('n', number, names.as_bytes(), &mut self.head.names)
    }

    /// Takes up what a page is filtered by.
    fn note(&mut self, page: &Analysed, shards: &mut Vec<Shard>) {
        let year = page.page.date.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
        let values = page.page.facets.into_iter().chain([year]);
        for (facet, value) in self.facets.iter_mut().zip(values) {
            write_number(value, facet);
        }
        self.head.pages += 1;
        if self.head.pages.is_multiple_of(FACETS) {
            shards.push(self.close_facets());
        }
    }

    fn close_facets(&mut self) -> Shard {
        let facets = std::mem::take(&mut self.facets);
        let number = self.head.facet_names.len() / DIGEST;
        shard('f', number, &facets.join(&END), &mut self.head.facet_names)
    }

    /// The rest of the files, the first one last.
    #[must_use]
    pub fn finish(mut self) -> Vec<Shard> {
        let mut shards = Vec::new();
        if self.open_blocks > 0 {
            shards.extend(self.close());
        }
        self.head.text_names = std::mem::take(&mut self.text_names);
        if !self.head.pages.is_multiple_of(FACETS) {
            shards.push(self.close_facets());
        }
        self.close_grams(&mut shards);
        self.head.chars = self.alphabet.chars().iter().collect();
        let text = |numbers: &[u8]| String::from_utf8_lossy(numbers).into_owned();
        self.head.blocks = text(&self.page_blocks);
        self.head.texts = text(&self.text_blocks);
        self.head.grams = text(&self.gram_starts);
        shards.push(self.close_fold());
        shards.push(Shard { address: HEAD.to_owned(), content: head_script(&self.head).into_bytes() });
        shards
    }

    fn close_grams(&mut self, shards: &mut Vec<Shard>) {
        // Characters beyond 16 bits stand in pairs as private ones, which no text needs to hold.
        let mut private: Vec<char> = self
            .parts
            .iter()
            .flat_map(|part| &part.lists)
            .flat_map(|(gram, _)| private_halves(*gram))
            .collect();
        private.sort_unstable();
        for c in private {
            self.alphabet.add(c);
        }
        let alphabet = &self.alphabet;
        let sorted = |lists: Vec<(u32, Postings)>| {
            let known = |(gram, list)| Some((places(gram, |c| alphabet.place(c))?, list));
            let mut sorted: Vec<_> = lists.into_iter().filter_map(known).collect();
            sorted.par_sort_unstable_by_key(|(places, _)| *places);
            sorted
        };
        let parts = std::mem::take(&mut self.parts);
        let pairs = parts.iter().flat_map(|part| &part.lists).map(|(gram, list)| (*gram, list));
        let runs = misleading(std::mem::take(&mut self.halves), pairs, &self.page_of);
        let blocks = sorted(parts.into_iter().flat_map(|part| part.lists).collect());
        let titles = sorted(std::mem::take(&mut self.titles).lists);
        let rarity = Rarity::of(blocks.iter().map(|(places, list)| (*places, list.count)));
        self.head.common = rarity.write();
        let mut runs = placed(runs, alphabet, &rarity);
        let of_runs = |runs: &Vec<PlacedRun>| runs.iter().map(|run| run.list.bytes.len() + 4).sum::<usize>();
        let total: usize = blocks.iter().map(|(_, list)| list.bytes.len() + 4).sum::<usize>()
            + runs.values().map(of_runs).sum::<usize>();
        let size = SMALLEST_GRAMS.max(total / MOST_GRAM_FILES);
        let mut file = GramFile::default();
        let mut blocks = blocks.into_iter().peekable();
        let mut titles = titles.into_iter().peekable();
        while let Some(gram) =
            [blocks.peek().map(|next| next.0), titles.peek().map(|next| next.0)].into_iter().flatten().min()
        {
            let in_blocks = blocks.next_if(|next| next.0 == gram).map(|next| next.1).unwrap_or_default();
            let in_titles = titles.next_if(|next| next.0 == gram).map(|next| next.1).unwrap_or_default();
            if file.bytes.is_empty() {
                write_number(gram.0, &mut self.gram_starts);
                write_number(gram.1, &mut self.gram_starts);
            }
            match runs.remove(&gram) {
                Some(runs) => file.add_with_runs(gram, &in_blocks, &in_titles, runs),
                None => file.add(gram, &in_blocks, &in_titles, false),
            }
            if file.bytes.len() >= size {
                self.close_gram_file(&mut file, shards);
            }
        }
        if !file.bytes.is_empty() {
            self.close_gram_file(&mut file, shards);
        }
    }

    fn close_gram_file(&mut self, file: &mut GramFile, shards: &mut Vec<Shard>) {
        let bytes = std::mem::take(file).bytes;
        let number = self.head.gram_names.len() / DIGEST;
        shards.push(shard('g', number, &bytes, &mut self.head.gram_names));
    }

    /// The pairs for rare queries; those that the texts need go into the head.
    fn close_fold(&mut self) -> Shard {
        let folding = Folding::get();
        let all: String = folding.pairs().flat_map(|(c, to)| [c, to]).collect();
        let all = serde_json::to_string(&all).unwrap_or_default();
        let common = folding.common_pairs();
        let needed = folding.pairs().filter(|(c, _)| self.alphabet.place(*c).is_some());
        let mut pairs: Vec<(char, char)> = common.chain(needed).collect();
        pairs.sort_unstable();
        pairs.dedup();
        self.head.fold = pairs.into_iter().flat_map(|(c, to)| [c, to]).collect();
        shard('s', 0, all.trim_matches('"').as_bytes(), &mut self.head.fold_name)
    }
}

/// A `g` file being written.
#[derive(Default)]
struct GramFile {
    bytes: Vec<u8>,
    last: (u32, u32),
}

impl GramFile {
    /// Adds a pair, without its runs.
    fn add(&mut self, gram: (u32, u32), blocks: &Postings, titles: &Postings, has_runs: bool) {
        let first = gram.0 - self.last.0;
        write_number(first, &mut self.bytes);
        write_number(if first == 0 { gram.1 - self.last.1 } else { gram.1 }, &mut self.bytes);
        self.last = gram;
        write_number(blocks.count, &mut self.bytes);
        write_number(2 * titles.count + u32::from(has_runs), &mut self.bytes);
        self.bytes.extend(&blocks.bytes);
        self.bytes.extend(&titles.bytes);
    }

    /// Adds a pair and the longer runs around it. A block of a run is not repeated for what stands in it.
    fn add_with_runs(
        &mut self,
        gram: (u32, u32),
        blocks: &Postings,
        titles: &Postings,
        runs: Vec<PlacedRun>,
    ) {
        let runs: Vec<(PlacedRun, Vec<u32>)> = bounded(runs)
            .into_iter()
            .map(|run| {
                let numbers = run.list.numbers();
                (run, numbers)
            })
            .collect();
        let without = |blocks: &[u32], is_longer: &dyn Fn(&PlacedRun) -> bool| -> Postings {
            let longer = runs.iter().filter(|(run, _)| is_longer(run));
            let mut said: Vec<u32> = longer.flat_map(|(_, blocks)| blocks).copied().collect();
            said.sort_unstable();
            blocks.iter().copied().filter(|block| said.binary_search(block).is_err()).collect()
        };
        self.add(gram, &without(&blocks.numbers(), &|_| true), titles, true);
        write_number(u32::try_from(runs.len()).unwrap_or(u32::MAX), &mut self.bytes);
        for (run, blocks) in &runs {
            let before = run.left;
            let behind = run.places.len() - before - 2;
            write_number(u32::try_from(before * 8 + behind).unwrap_or(u32::MAX), &mut self.bytes);
            for place in run.places[..before].iter().chain(&run.places[before + 2..]) {
                write_number(*place, &mut self.bytes);
            }
            let is_in_others = runs.iter().any(|(longer, _)| longer.holds(run));
            let rest = is_in_others.then(|| without(blocks, &|longer| longer.holds(run)));
            let list = rest.as_ref().unwrap_or(&run.list);
            write_number(list.count, &mut self.bytes);
            self.bytes.extend(&list.bytes);
        }
    }
}

/// A run that stands in the index with the rarest of its pairs.
struct PlacedRun {
    /// Its characters by their places in the table.
    places: Vec<u32>,
    /// How many of them stand before that pair.
    left: usize,
    list: Postings,
}

impl PlacedRun {
    /// Whether another run of the same pair is a part of this one.
    fn holds(&self, other: &Self) -> bool {
        let start = self.left.checked_sub(other.left);
        let part = start.and_then(|start| self.places.get(start..));
        self.places.len() > other.places.len() && part.is_some_and(|part| part.starts_with(&other.places))
    }
}

/// Runs by the pairs with which they stand.
fn placed(
    runs: Vec<IndexedRun>,
    alphabet: &Alphabet,
    rarity: &Rarity,
) -> BTreeMap<(u32, u32), Vec<PlacedRun>> {
    let mut by_pair: BTreeMap<(u32, u32), Vec<PlacedRun>> = BTreeMap::new();
    let place = |half: &u16| alphabet.place(char::from_u32(u32::from(*half))?);
    for IndexedRun { halves, list } in runs {
        let Some(places) = halves.iter().map(place).collect::<Option<Vec<u32>>>() else { continue };
        let pairs = places.windows(2).map(|pair| (pair[0], pair[1] + 1)).enumerate();
        let Some((left, pair)) = pairs.min_by_key(|(at, pair)| (rarity.rank(*pair, told(*pair)), *at)) else {
            continue;
        };
        by_pair.entry(pair).or_default().push(PlacedRun { places, left, list });
    }
    by_pair
}

/// The runs of a pair in order, the longest lists left out if all together are too long.
fn bounded(mut runs: Vec<PlacedRun>) -> Vec<PlacedRun> {
    runs.sort_by(|a, b| (a.list.bytes.len(), &a.places).cmp(&(b.list.bytes.len(), &b.places)));
    let mut size = 0;
    runs.retain(|run| {
        size += run.list.bytes.len();
        size <= MOST_RUNS
    });
    runs.sort_by(|a, b| (a.places.len(), a.left, &a.places).cmp(&(b.places.len(), b.left, &b.places)));
    runs
}

fn write_page(analysed: &Analysed, alphabet: &Alphabet) -> WrittenPage {
    let page = &analysed.page;
    let mut head = Vec::new();
    for field in [&page.address, &page.title, &page.number, &page.doc_number, &page.date] {
        alphabet.write(field, &mut head);
        head.push(END);
    }
    page.facets.iter().for_each(|facet| write_number(*facet, &mut head));
    let blocks = analysed.blocks.iter().map(|block| (write_block(analysed, block, alphabet), block.size));
    WrittenPage { head, blocks: blocks.collect() }
}

/// The passages of a block: how many, then each with its place where that is another than the last one's.
/// 0: the same; 1: an id; 2: a file.
fn write_block(analysed: &Analysed, block: &IndexBlock, alphabet: &Alphabet) -> Vec<u8> {
    let mut out = Vec::with_capacity(block.size * 2);
    let passages = analysed.passages(block);
    write_number(u32::try_from(passages.len()).unwrap_or(u32::MAX), &mut out);
    let nowhere = PassagePlace::Anchor(String::new());
    let mut last = &nowhere;
    let text = |text: &str, out: &mut Vec<u8>| {
        alphabet.write(text, out);
        out.push(END);
    };
    for (passage, place) in passages {
        match place {
            _ if place == last => write_number(0, &mut out),
            PassagePlace::Anchor(id) => {
                write_number(1, &mut out);
                text(id, &mut out);
            }
            PassagePlace::File(address, name, part) => {
                write_number(2, &mut out);
                for field in [address, name, part] {
                    text(field, &mut out);
                }
            }
        }
        last = place;
        text(passage, &mut out);
    }
    out
}

/// The first file.
pub(super) fn head_script(head: &IndexHead) -> String {
    let head = serde_json::to_string(head).unwrap_or_default();
    format!("gongkaiSearch(\"index\",{head});\n")
}

/// A numbered file; its digest is added to `names`.
pub(super) fn shard(kind: char, number: usize, content: &[u8], names: &mut String) -> Shard {
    let digest = digest(content);
    let mut script = Vec::with_capacity(content.len() + 40);
    let [start, end] = around(kind, number);
    script.extend(start.bytes().chain(content.iter().copied()).chain(end.bytes()));
    let address = address(kind, number, &digest);
    names.push_str(&digest);
    Shard { address, content: script }
}

/// What stands before and behind the content of a numbered file.
pub(super) fn around(kind: char, number: usize) -> [String; 2] {
    [format!("gongkaiSearch(\"{kind}{number}\",\""), "\");\n".to_owned()]
}

/// The address of a numbered file from the site's root.
pub(super) fn address(kind: char, number: usize, digest: &str) -> String {
    format!("{FOLDER}/{kind}{number}-{digest}.js")
}

/// The first 25 bits of a SHA-256 in letters and digits that all file systems tell apart.
fn digest(content: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let hash = Sha256::digest(content);
    let bits = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    (0..DIGEST).map(|at| LETTERS[(bits >> (27 - 5 * at)) as usize & 31] as char).collect()
}
