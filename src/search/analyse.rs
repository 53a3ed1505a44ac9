//! One page -> what the index needs of it: its passages in blocks, and the pairs of characters of each block.
//!
//! Pure, so that pages are analysed in parallel. A block is a run of passages of one page, small enough to
//! be fetched for one line of a result; a pair of neighbouring characters, folded, is listed with the
//! blocks in which it stands. Pairs do not cross passages.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::fold::Folding;
use super::grams::{
    GramSet, PARTS, counts_as_ascii, half, is_mostly_ascii, key, longer, may_mislead, whole_number,
};
use super::visible::Visible;

/// Characters after which a block ends.
const BLOCK: usize = 2_400;

/// The most characters of a passage; a longer one is cut.
const LONGEST: usize = 6_000;

/// The most characters of a word that is looked for, and how many the pieces of a cut passage have in common.
pub const LONGEST_WORD: usize = 500;

/// A page as it is to be found.
#[derive(Clone, Debug, Default)]
pub struct SearchText {
    /// Its address from the site's root, as it stands in a link.
    pub address: String,
    /// Its title.
    pub title: String,
    /// 索引号; may be empty.
    pub number: String,
    /// 文号; may be empty.
    pub doc_number: String,
    /// 公开日期 as `2024-01-02`; may be empty.
    pub date: String,
    /// Its place in each list of [`SearchNames`](super::SearchNames), counted from 1; 0: it has none.
    pub facets: [u32; 4],
    /// The names of its unit and its column.
    pub names: [String; 2],
    /// What is said of it elsewhere: abstract, keywords.
    pub more: Vec<String>,
    /// What a reader sees of it.
    pub visible: Visible,
    /// The text of its attachments.
    pub files: Vec<FileText>,
}

/// The text of an attachment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileText {
    /// Its address from the site's root.
    pub address: String,
    /// Its name as the page shows it.
    pub name: String,
    /// Its passages, each with the page or sheet in which it stands.
    pub passages: Vec<(String, String)>,
}

/// Where on a page, or in which of its files, a passage stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassagePlace {
    /// Under the element with this id; may be empty.
    Anchor(String),
    /// In a file: address, name, page or sheet.
    File(String, String, String),
}

/// A page analysed.
#[derive(Debug)]
pub struct Analysed {
    /// The page, without what is in the blocks now.
    pub(super) page: SearchText,
    /// All passages one behind the other.
    text: String,
    passages: Vec<(Range<usize>, usize)>,
    places: Vec<PassagePlace>,
    pub(super) blocks: Vec<IndexBlock>,
    /// The pairs of the title, and each of its characters.
    pub(super) title: Vec<u32>,
    /// All characters, folded and not, each once, in the order in which they come.
    pub(super) chars: Vec<char>,
}

/// A run of passages.
#[derive(Debug)]
pub(super) struct IndexBlock {
    passages: Range<usize>,
    /// Characters.
    pub(super) size: usize,
    /// The pairs, by the part of the index that they belong to.
    pub(super) grams: [Vec<u32>; PARTS],
    /// Its folded characters as halves of pairs, one stretch behind the other, each ended by 0: only those
    /// whose pairs [may mislead](may_mislead).
    pub(super) halves: Arc<[u16]>,
}

impl Analysed {
    /// Analyses a page.
    #[must_use]
    pub fn of(mut page: SearchText) -> Self {
        let visible = std::mem::take(&mut page.visible);
        let files = std::mem::take(&mut page.files);
        let more = std::mem::take(&mut page.more);
        let mut analysis = Analysis::new(&page);
        for text in &more {
            analysis.add(text, || PassagePlace::Anchor(String::new()));
        }
        for (text, anchor) in visible.passages() {
            analysis.add(text, || PassagePlace::Anchor(anchor.to_owned()));
        }
        for file in &files {
            for (part, text) in &file.passages {
                for line in text.lines() {
                    let place = || PassagePlace::File(file.address.clone(), file.name.clone(), part.clone());
                    analysis.add(line.trim(), place);
                }
            }
        }
        analysis.end_block();
        let Analysis { text, passages, places, blocks, title, chars, .. } = analysis;
        Self { text, passages, places, blocks, title, chars: chars.list, page }
    }

    /// The passages of a block.
    pub(super) fn passages(
        &self,
        block: &IndexBlock,
    ) -> impl ExactSizeIterator<Item = (&str, &PassagePlace)> {
        self.passages[block.passages.clone()]
            .iter()
            .map(|(range, place)| (&self.text[range.clone()], &self.places[*place]))
    }
}

/// The state of analysing a page.
struct Analysis<'a> {
    folding: &'static Folding,
    text: String,
    passages: Vec<(Range<usize>, usize)>,
    places: Vec<PassagePlace>,
    /// Passages that stand there already: a word said twice is found once.
    known: HashSet<&'a str, RandomState>,
    blocks: Vec<IndexBlock>,
    title: Vec<u32>,
    chars: CharSet,
    grams: GramSet,
    halves: Vec<u16>,
    /// Where the block begins, in passages, and its characters so far.
    start: usize,
    size: usize,
}

impl<'a> Analysis<'a> {
    fn new(page: &'a SearchText) -> Self {
        let SearchText { title, number, doc_number, names, .. } = page;
        let mut analysis = Self {
            folding: Folding::get(),
            text: String::new(),
            passages: Vec::new(),
            places: Vec::new(),
            known: HashSet::default(),
            blocks: Vec::new(),
            title: Vec::new(),
            chars: CharSet::default(),
            grams: GramSet::default(),
            halves: Vec::new(),
            start: 0,
            size: 0,
        };
        for field in [title, number, doc_number, &names[0], &names[1]] {
            analysis.pairs(field);
            analysis.known.insert(field);
        }
        for number in [number, doc_number] {
            let number: String = analysis.folding.number(number).into_iter().collect();
            analysis.pairs(&number);
        }
        analysis.title = title_grams(title);
        for number in [number, doc_number].into_iter().filter(|number| !number.is_empty()) {
            analysis.title.push(whole_number(&analysis.folding.number(number)));
        }
        analysis
    }

    /// Adds a passage.
    fn add(&mut self, text: &'a str, place: impl Fn() -> PassagePlace) {
        if text.is_empty() || !self.known.insert(text) {
            return;
        }
        let count = text.chars().count();
        if count <= LONGEST {
            return self.add_piece(text, count, &place);
        }
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut from = 0;
        loop {
            let to = (from + LONGEST).min(count);
            self.add_piece(&text[starts[from]..starts[to]], to - from, &place);
            if to == count {
                break;
            }
            from = to - LONGEST_WORD;
        }
    }

    fn add_piece(&mut self, text: &str, count: usize, place: &impl Fn() -> PassagePlace) {
        if self.size > 0 && self.size + count > BLOCK {
            self.end_block();
        }
        let place = place();
        if self.places.last() != Some(&place) {
            self.places.push(place);
        }
        self.pairs(text);
        let start = self.text.len();
        self.text.push_str(text);
        self.passages.push((start..self.text.len(), self.places.len() - 1));
        self.size += count;
    }

    /// Takes up the characters and pairs of a text.
    fn pairs(&mut self, text: &str) {
        for c in text.chars() {
            self.chars.add(c);
        }
        let (chars, grams, halves) = (&mut self.chars, &mut self.grams, &mut self.halves);
        // The last four characters, the newest behind, and which of them are of ASCII, a bit for each.
        let mut run = ['\0'; 4];
        let mut ascii: u8 = 0;
        let mut length = 0;
        self.folding.each(text.chars(), |c, _| {
            chars.add(c);
            run = [run[1], run[2], run[3], c];
            length += 1;
            if length > 1 {
                grams.insert(key(run[2]) << 16 | key(c));
            }
            if !may_mislead(run[2], c) {
                end_stretch(halves);
            } else if halves.last().is_none_or(|last| *last == 0) {
                halves.extend([half(run[2]), half(c)]);
            } else {
                halves.push(half(c));
            }
            ascii = (ascii << 1 | u8::from(counts_as_ascii(c))) & 0xF;
            // Most of Chinese has none.
            if ascii == 0 {
                return;
            }
            for wanted in 3..=4.min(length) {
                if is_mostly_ascii((ascii & 0xF >> (4 - wanted)).count_ones() as usize, wanted) {
                    grams.insert(longer(&run[4 - wanted..]));
                }
            }
        });
        end_stretch(halves);
    }

    fn end_block(&mut self) {
        let end = self.passages.len();
        // The first block has the title, even if there is nothing else.
        if end > self.start || self.blocks.is_empty() {
            let grams = self.grams.take();
            let halves = Arc::from(&*self.halves);
            self.halves.clear();
            self.blocks.push(IndexBlock { passages: self.start..end, size: self.size, grams, halves });
        }
        (self.start, self.size) = (end, 0);
    }
}

/// Ends a stretch of halves, if one is open.
fn end_stretch(halves: &mut Vec<u16>) {
    if halves.last().is_some_and(|last| *last != 0) {
        halves.push(0);
    }
}

/// The pairs of a title and its single characters, each of which is listed as a pair with nothing.
fn title_grams(title: &str) -> Vec<u32> {
    let mut grams = Vec::new();
    let title = Folding::get().fold(title).chars;
    grams.extend(title.iter().map(|c| key(*c) << 16));
    for length in 2..=4 {
        grams.extend(title.windows(length).filter_map(window_gram));
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The pair by which two to four folded characters in a row are listed, if they are.
pub(super) fn window_gram(window: &[char]) -> Option<u32> {
    match window {
        [first, second] => Some(key(*first) << 16 | key(*second)),
        _ => {
            let ascii = window.iter().filter(|c| counts_as_ascii(**c)).count();
            is_mostly_ascii(ascii, window.len()).then(|| longer(window))
        }
    }
}

/// Characters in the order in which they come, each once.
struct CharSet {
    seen: Vec<u64>,
    list: Vec<char>,
}

impl Default for CharSet {
    fn default() -> Self {
        Self { seen: vec![0; 1024], list: Vec::new() }
    }
}

impl CharSet {
    fn add(&mut self, c: char) {
        let code = c as usize;
        let Some(word) = self.seen.get_mut(code / 64) else { return };
        let bit = 1 << (code % 64);
        if *word & bit == 0 {
            *word |= bit;
            self.list.push(c);
        }
    }
}
