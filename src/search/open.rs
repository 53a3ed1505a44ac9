//! The files of an index -> what they say.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::analyse::PassagePlace;
use super::grams::pair_at;
use super::index::{
    DIGEST, FACETS, FOLDER, HEAD, IndexHead, NAMES, SearchNames, VERSION, address, around, head_script,
};
use super::rarity::Rarity;
use super::wire::WireReader;

/// Why an index cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexError {
    /// There is no such file.
    Missing(String),
    /// The file is not as this program writes it.
    Damaged(String),
}

/// Gives the text of a file by its address from the site's root; `None`: there is none.
pub type ReadShard<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// What a result shows of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageHead {
    /// Its address from the site's root.
    pub address: String,
    /// Its title.
    pub title: String,
    /// 索引号
    pub number: String,
    /// 文号
    pub doc_number: String,
    /// 公开日期
    pub date: String,
    /// Its place in each list of names, counted from 1.
    pub facets: [u32; 4],
}

/// A run of passages of a page.
#[derive(Clone, Debug)]
pub struct TextBlock {
    /// The page.
    pub head: Rc<PageHead>,
    /// Whether it is the first of the page, to which title and numbers belong.
    pub is_first: bool,
    /// The passages.
    pub passages: Vec<(String, PassagePlace)>,
}

/// Where a pair of characters stands.
#[derive(Debug, Default)]
pub(super) struct PairEntry {
    /// Its blocks, in rising order.
    pub(super) blocks: Vec<u32>,
    /// The pages in whose titles it stands, in rising order.
    pub(super) titles: Vec<u32>,
    /// The longer runs around it that have lists of their own.
    pub(super) runs: Vec<ListedRun>,
}

/// A run of characters with a list of its own.
#[derive(Debug)]
pub(super) struct ListedRun {
    /// How many of its characters stand before the pair, and how many behind.
    pub(super) around: [usize; 2],
    /// Those characters by their places in the table.
    pub(super) places: Vec<u32>,
    /// All its blocks, in rising order.
    pub(super) blocks: Vec<u32>,
}

impl ListedRun {
    /// Whether this run holds another one around the same pair.
    fn holds(&self, other: &Self) -> bool {
        let ([before, _], [other_before, _]) = (self.around, other.around);
        let (left, right) = self.places.split_at(before);
        let (other_left, other_right) = other.places.split_at(other_before);
        self.places.len() > other.places.len() && left.ends_with(other_left) && right.starts_with(other_right)
    }
}

/// An index being read; each file is read once.
pub struct OpenIndex<'a> {
    read: &'a ReadShard<'a>,
    /// The first file.
    pub head: IndexHead,
    /// The characters by their places.
    pub chars: Vec<char>,
    places: BTreeMap<char, u32>,
    /// The first block of each page, and one more.
    page_starts: Vec<u32>,
    text_starts: Vec<u32>,
    gram_starts: Vec<(u32, u32)>,
    pub(super) rarity: Rarity,
    contents: RefCell<BTreeMap<String, Rc<str>>>,
    texts: RefCell<BTreeMap<usize, Rc<[TextBlock]>>>,
}

impl<'a> OpenIndex<'a> {
    /// Reads the first file.
    pub fn open(read: &'a ReadShard<'a>) -> Result<Self, IndexError> {
        let damaged = || IndexError::Damaged(HEAD.to_owned());
        let text = read(HEAD).ok_or_else(|| IndexError::Missing(HEAD.to_owned()))?;
        let json = text.strip_prefix("gongkaiSearch(\"index\",").and_then(|text| text.strip_suffix(");\n"));
        let head: IndexHead = json.and_then(|json| serde_json::from_str(json).ok()).ok_or_else(damaged)?;
        if head.version != VERSION {
            return Err(damaged());
        }
        let chars: Vec<char> = head.chars.chars().collect();
        let places = chars.iter().zip(0..).map(|(c, at)| (*c, at)).collect();
        let rarity = Rarity::read(&head.common).ok_or_else(damaged)?;
        let mut starts = WireReader::new(&head.grams);
        let gram_starts = std::iter::from_fn(|| Some((starts.number()?, starts.number()?))).collect();
        Ok(Self {
            read,
            chars,
            places,
            page_starts: sums(&head.blocks),
            text_starts: sums(&head.texts),
            gram_starts,
            rarity,
            head,
            contents: RefCell::default(),
            texts: RefCell::default(),
        })
    }

    /// The place of a character in the table.
    #[must_use]
    pub fn place(&self, c: char) -> Option<u32> {
        self.places.get(&c).copied()
    }

    /// The blocks of a page.
    #[must_use]
    pub fn blocks(&self, page: u32) -> std::ops::Range<u32> {
        // An index may come from afar: a page that it does not have has no blocks.
        let start =
            |page: usize| self.page_starts.get(page).or(self.page_starts.last()).copied().unwrap_or(0);
        start(page as usize)..start(page as usize + 1)
    }

    /// The page of a block.
    #[must_use]
    pub fn page(&self, block: u32) -> u32 {
        last_at_most(&self.page_starts, &block)
    }

    /// The content of a file whose digest is the `at`th of `names`.
    fn content(&self, kind: char, number: usize, names: &str, at: usize) -> Result<Rc<str>, IndexError> {
        let digest = names.get(at * DIGEST..(at + 1) * DIGEST).unwrap_or_default();
        let name = address(kind, number, digest);
        if let Some(content) = self.contents.borrow().get(&name) {
            return Ok(Rc::clone(content));
        }
        let text = (self.read)(&name).ok_or_else(|| IndexError::Missing(name.clone()))?;
        let [start, end] = around(kind, number);
        let content = text.strip_prefix(&start).and_then(|text| text.strip_suffix(&end));
        let content = content.ok_or_else(|| IndexError::Damaged(name.clone()))?;
        let content: Rc<str> = content.into();
        self.contents.borrow_mut().insert(name, Rc::clone(&content));
        Ok(content)
    }

    /// Where a pair of places stands. The second place is one more than that of the character, 0 for a single
    /// one.
    pub(super) fn entry(&self, gram: (u32, u32)) -> Result<PairEntry, IndexError> {
        if self.gram_starts.first().is_none_or(|first| gram < *first) {
            return Ok(PairEntry::default());
        }
        let file = last_at_most(&self.gram_starts, &gram) as usize;
        let content = self.content('g', file, &self.head.gram_names, file)?;
        let found = find_gram(&content, gram);
        found.ok_or_else(|| IndexError::Damaged(format!("{FOLDER}/g{file}")))
    }

    /// All pairs that stand in the index, sorted, as numbers that mean the same in every index.
    pub fn pairs(&self) -> Result<Vec<u32>, IndexError> {
        let mut pairs = Vec::new();
        for file in 0..self.gram_starts.len() {
            let content = self.content('g', file, &self.head.gram_names, file)?;
            let damaged = || IndexError::Damaged(format!("{FOLDER}/g{file}"));
            let mut reader = WireReader::new(&content);
            let mut gram = (0_u32, 0_u32);
            while !reader.is_done() {
                gram = next_gram(&mut reader, gram).ok_or_else(damaged)?;
                next_entry(&mut reader).ok_or_else(damaged)?;
                pairs.push(pair_at(gram, &self.chars).ok_or_else(damaged)?);
            }
            self.contents.borrow_mut().clear();
        }
        pairs.sort_unstable();
        pairs.dedup();
        Ok(pairs)
    }

    /// The files of the index by their addresses, each as this program writes it: a call with a string, or
    /// for the first file with data. So a copy of somebody else's index runs nothing of his.
    pub fn files(&self) -> Result<Vec<(String, String)>, IndexError> {
        let mut files = vec![(HEAD.to_owned(), head_script(&self.head))];
        let mut add = |kind: char, number: usize, names: &str, at: usize| {
            let content = self.content(kind, number, names, at)?;
            let digest = names.get(at * DIGEST..(at + 1) * DIGEST).unwrap_or_default();
            let address = address(kind, number, digest);
            let is_string = serde_json::from_str::<String>(&format!("\"{content}\"")).is_ok();
            if !is_string || !digest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(IndexError::Damaged(address));
            }
            self.contents.borrow_mut().clear();
            let [start, end] = around(kind, number);
            files.push((address, [&start, &*content, &end].concat()));
            Ok(content)
        };
        let IndexHead { pages, names, text_names, gram_names, facet_names, fold_name, .. } = &self.head;
        for file in 0..self.gram_starts.len() {
            add('g', file, gram_names, file)?;
        }
        for file in 0..pages.div_ceil(FACETS) as usize {
            add('f', file, facet_names, file)?;
        }
        add('s', 0, fold_name, 0)?;
        let directories = names.len() / DIGEST;
        let listed = (0..directories).map(|at| add('n', at, names, at)).collect::<Result<Vec<_>, _>>()?;
        for file in 0..self.text_starts.len().saturating_sub(1) {
            let names = listed.get(file / NAMES).map_or(&**text_names, |names| names);
            add('t', file, names, file % NAMES)?;
        }
        Ok(files)
    }

    /// All that the index shows of pages and files, each text given to `look`: the names to filter by,
    /// titles, numbers, names of files, passages.
    pub fn passages(&self, look: &mut dyn FnMut(&str)) -> Result<(), IndexError> {
        let SearchNames { units, columns, kinds, validities } = &self.head.filters;
        for name in [units, columns, kinds, validities].into_iter().flatten() {
            look(name);
        }
        for file in 0..self.text_starts.len().saturating_sub(1) {
            let mut last = None;
            for block in self.text_file(file)?.iter() {
                let PageHead { title, number, doc_number, .. } = &*block.head;
                if !last.as_ref().is_some_and(|last| Rc::ptr_eq(last, &block.head)) {
                    for text in [title, number, doc_number] {
                        look(text);
                    }
                    last = Some(Rc::clone(&block.head));
                }
                let mut file = None;
                for (text, place) in &block.passages {
                    if let PassagePlace::File(_, name, part) = place
                        && file != Some(place)
                    {
                        for text in [name, part] {
                            look(text);
                        }
                        file = Some(place);
                    }
                    look(text);
                }
            }
            self.contents.borrow_mut().clear();
            self.texts.borrow_mut().clear();
        }
        Ok(())
    }

    /// A block with its text.
    pub fn block(&self, block: u32) -> Result<TextBlock, IndexError> {
        let file = last_at_most(&self.text_starts, &block) as usize;
        let blocks = self.text_file(file)?;
        let at = block.saturating_sub(self.text_starts.get(file).copied().unwrap_or(0)) as usize;
        blocks.get(at).cloned().ok_or_else(|| IndexError::Damaged(format!("{FOLDER}/t{file}")))
    }

    fn text_file(&self, file: usize) -> Result<Rc<[TextBlock]>, IndexError> {
        if let Some(blocks) = self.texts.borrow().get(&file) {
            return Ok(Rc::clone(blocks));
        }
        let directory = file / NAMES;
        let kept;
        let names = if directory < self.head.names.len() / DIGEST {
            kept = self.content('n', directory, &self.head.names, directory)?;
            &*kept
        } else {
            &*self.head.text_names
        };
        let content = self.content('t', file, names, file % NAMES)?;
        let blocks = read_blocks(&content, &self.chars);
        let blocks: Rc<[TextBlock]> =
            blocks.ok_or_else(|| IndexError::Damaged(format!("{FOLDER}/t{file}")))?.into();
        self.texts.borrow_mut().insert(file, Rc::clone(&blocks));
        Ok(blocks)
    }

    /// What all pages are filtered by: unit, column, kind, validity (places counted from 1), year.
    pub fn facets(&self) -> Result<[Vec<u32>; 5], IndexError> {
        let mut facets: [Vec<u32>; 5] = Default::default();
        for file in 0..self.head.pages.div_ceil(FACETS) as usize {
            let content = self.content('f', file, &self.head.facet_names, file)?;
            for (facet, text) in facets.iter_mut().zip(content.split(' ')) {
                let mut reader = WireReader::new(text);
                facet.extend(std::iter::from_fn(|| reader.number()));
            }
        }
        Ok(facets)
    }
}

/// 0, and the sums of the numbers up to each.
fn sums(numbers: &str) -> Vec<u32> {
    let mut reader = WireReader::new(numbers);
    let mut sum = 0;
    let sums = std::iter::from_fn(|| {
        sum = reader.number()?.saturating_add(sum);
        Some(sum)
    });
    std::iter::once(0).chain(sums).collect()
}

/// The place of the last that is at most `value`; the first is.
fn last_at_most<T: Ord>(sorted: &[T], value: &T) -> u32 {
    let above = sorted.partition_point(|start| start <= value);
    u32::try_from(above.saturating_sub(1)).unwrap_or(u32::MAX)
}

/// The pair that stands behind `last`.
fn next_gram(reader: &mut WireReader, last: (u32, u32)) -> Option<(u32, u32)> {
    let (first, second) = (reader.number()?, reader.number()?);
    if first == 0 {
        Some((last.0, last.1.checked_add(second)?))
    } else {
        Some((last.0.checked_add(first)?, second))
    }
}

/// What stands behind a pair; the blocks of a run are not repeated for what stands in it.
fn next_entry(reader: &mut WireReader) -> Option<PairEntry> {
    let (count, titles) = (reader.number()?, reader.number()?);
    let blocks = next_list(reader, count)?;
    let mut entry = PairEntry { blocks, titles: next_list(reader, titles / 2)?, runs: Vec::new() };
    let runs = if titles % 2 == 0 { 0 } else { reader.number()? };
    for _ in 0..runs {
        let around = reader.number()? as usize;
        let around = [around / 8, around % 8];
        let places = (0..around[0] + around[1]).map(|_| reader.number()).collect::<Option<_>>()?;
        let count = reader.number()?;
        entry.runs.push(ListedRun { around, places, blocks: next_list(reader, count)? });
    }
    Some(entry)
}

/// So many numbers in rising order.
fn next_list(reader: &mut WireReader, count: u32) -> Option<Vec<u32>> {
    let mut list = Vec::new();
    let mut next = 0;
    for _ in 0..count {
        let number = reader.number()?.checked_add(next)?;
        next = number.checked_add(1)?;
        list.push(number);
    }
    Some(list)
}

impl PairEntry {
    /// Gives the pair and each run the blocks of the longer runs in which it stands.
    fn completed(mut self) -> Self {
        let own: Vec<Vec<u32>> = self.runs.iter().map(|run| run.blocks.clone()).collect();
        for at in 0..self.runs.len() {
            self.blocks.extend(&own[at]);
            let longer = |other: &usize| self.runs[*other].holds(&self.runs[at]);
            let more: Vec<u32> =
                (0..own.len()).filter(longer).flat_map(|other| &own[other]).copied().collect();
            self.runs[at].blocks.extend(more);
        }
        for blocks in self.runs.iter_mut().map(|run| &mut run.blocks).chain([&mut self.blocks]) {
            blocks.sort_unstable();
            blocks.dedup();
        }
        self
    }
}

fn find_gram(content: &str, wanted: (u32, u32)) -> Option<PairEntry> {
    let mut reader = WireReader::new(content);
    let mut gram = (0, 0);
    while !reader.is_done() {
        gram = next_gram(&mut reader, gram)?;
        let entry = next_entry(&mut reader)?;
        if gram == wanted {
            return Some(entry.completed());
        }
        if gram > wanted {
            break;
        }
    }
    Some(PairEntry::default())
}

fn read_blocks(content: &str, chars: &[char]) -> Option<Vec<TextBlock>> {
    let mut reader = WireReader::new(content);
    let mut blocks: Vec<TextBlock> = Vec::new();
    while !reader.is_done() {
        let state = reader.number()?;
        let head = match blocks.last() {
            Some(last) if state == 0 => Rc::clone(&last.head),
            _ => Rc::new(read_head(&mut reader, chars)?),
        };
        let mut place = PassagePlace::Anchor(String::new());
        let mut passages = Vec::new();
        for _ in 0..reader.number()? {
            match reader.number()? {
                0 => {}
                1 => place = PassagePlace::Anchor(reader.text(chars)?),
                _ => {
                    place = PassagePlace::File(reader.text(chars)?, reader.text(chars)?, reader.text(chars)?);
                }
            }
            passages.push((reader.text(chars)?, place.clone()));
        }
        blocks.push(TextBlock { head, is_first: state == 1, passages });
    }
    Some(blocks)
}

fn read_head(reader: &mut WireReader, chars: &[char]) -> Option<PageHead> {
    let mut text = || reader.text(chars);
    let (address, title, number, doc_number, date) = (text()?, text()?, text()?, text()?, text()?);
    let mut facets = [0; 4];
    for facet in &mut facets {
        *facet = reader.number()?;
    }
    Some(PageHead { address, title, number, doc_number, date, facets })
}
