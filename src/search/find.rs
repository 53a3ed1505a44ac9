//! A query and an index -> results.
//!
//! Lists of pairs say where words may stand; what is shown is checked against the text first. The script of
//! the search page goes the same way step by step, so that both find the same in the same order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::analyse::PassagePlace;
use super::analyse::window_gram;
use super::excerpt::{Marked, contains, excerpt, mark};
use super::fold::Folding;
use super::grams::{key, places, shown_as, whole_number};
use super::open::{IndexError, OpenIndex, PageHead, PairEntry, TextBlock};
use super::query::Query;
use super::rarity;

/// How many titles are offered when nothing is found.
const NEAREST: usize = 5;
/// The most pairs by which nearest titles are looked for.
const NEAREST_GRAMS: usize = 12;
/// If so many pages were read in vain at once, another list of each word is fetched before more are.
const TOO_MANY: usize = 2;
/// How often that is done.
const TURNS: usize = 4;

/// In which order results come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchOrder {
    /// Exact numbers first, then titles, then texts; the newest first among equals.
    #[default]
    Relevance,
    /// The newest first.
    Date,
}

/// What is wanted of the results.
#[derive(Clone, Debug, Default)]
pub struct SearchWanted {
    /// For unit, column, kind and validity the place of the name counted from 1, and the year; `None`: any.
    pub filters: [Option<u32>; 5],
    /// The order.
    pub order: SearchOrder,
    /// How many results, from the first.
    pub count: usize,
}

/// Why a page is a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResultRank {
    /// The query is its index number or document number.
    Number,
    /// All words stand in its title.
    Title,
    /// They stand in its text or metadata.
    Text,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The page.
    pub page: PageHead,
    /// Why.
    pub rank: ResultRank,
    /// The title, the words marked.
    pub title: Marked,
    /// A line of text around a word, marked.
    pub line: Marked,
    /// Where that line stands.
    pub place: PassagePlace,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// How many pages there are; if not [`is_exact`](Self::is_exact), at most so many.
    pub total: usize,
    /// Whether `total` was verified.
    pub is_exact: bool,
    /// The first of them.
    pub hits: Vec<Hit>,
    /// If there is none, titles that are near: address and title.
    pub nearest: Vec<(String, String)>,
}

/// One way in which a page can be a result: all these words.
struct Way {
    words: Vec<QueryWord>,
    /// The pages that may be meant, in rising order.
    pages: Vec<u32>,
    /// Those in whose titles all words may stand.
    titles: Vec<u32>,
    /// Whether the word is a number without signs.
    is_number: bool,
}

/// A word and the blocks in which it may stand.
struct QueryWord {
    chars: Vec<char>,
    /// By what it can be looked up further, the rarest last.
    rest: Vec<Listed>,
    /// The pairs of characters of which all is known, by their places in the word.
    covered: BTreeSet<usize>,
    blocks: Vec<u32>,
    titles: Vec<u32>,
    /// Whether it stands in all of `blocks`.
    is_exact: bool,
}

/// Characters of a word in a row by which it can be looked up.
struct Listed {
    /// How rare it is; less is rarer.
    rank: (u32, Reverse<u64>),
    /// The pair that stands for it, by its places in the index.
    gram: (u32, u32),
    /// How many characters it has, and after how many it stands, each time.
    length: usize,
    starts: Vec<usize>,
}

/// Finds what is looked for.
pub fn find(index: &OpenIndex, query: &Query, wanted: &SearchWanted) -> Result<Results, IndexError> {
    if query.is_empty() {
        return Ok(Results { is_exact: true, ..Results::default() });
    }
    let mut ways = vec![Way::of(index, &query.words, false)?];
    if let Some(whole) = &query.whole {
        ways.push(Way::of(index, std::slice::from_ref(whole), false)?);
    }
    let mut numbered = Vec::new();
    if let Some(number) = &query.number {
        numbered = exact_numbers(index, number)?;
        ways.push(Way::of(index, std::slice::from_ref(number), true)?);
    }
    let mut search = IndexSearch { index, ways, numbered, pages: BTreeSet::new(), turns: 0 };
    search.pages = search.candidates();
    if wanted.filters.iter().any(Option::is_some) {
        let facets = index.facets()?;
        let fits = |page: u32| {
            let of = |facet: &Vec<u32>| facet.get(page as usize).copied().unwrap_or(0);
            facets
                .iter()
                .zip(wanted.filters)
                .all(|(facet, filter)| filter.is_none_or(|value| of(facet) == value))
        };
        search.pages.retain(|page| fits(*page));
    }
    let mut results = search.hits(wanted)?;
    if results.total == 0 {
        results.nearest = nearest(index, query)?;
    }
    Ok(results)
}

/// The pages that have exactly this index number or document number, in rising order.
fn exact_numbers(index: &OpenIndex, number: &[char]) -> Result<Vec<u32>, IndexError> {
    let Some(gram) = places(whole_number(number), |c| index.place(c)) else { return Ok(Vec::new()) };
    let PairEntry { titles: pages, .. } = index.entry(gram)?;
    let mut exact = Vec::new();
    for page in pages {
        let head = index.block(index.blocks(page).start)?.head;
        let is_equal = |text: &str| Folding::get().number(text) == number;
        if is_equal(&head.number) || is_equal(&head.doc_number) {
            exact.push(page);
        }
    }
    Ok(exact)
}

/// All by which a word can be looked up, the rarest last. `None`: a character of the word stands nowhere on
/// the site.
fn listed(index: &OpenIndex, word: &[char]) -> Option<Vec<Listed>> {
    let mut grams: BTreeMap<(u32, u32), Listed> = BTreeMap::new();
    for length in 2..=4 {
        for (start, window) in word.windows(length).enumerate() {
            let Some(gram) = window_gram(window) else { continue };
            let gram = places(gram, |c| index.place(c))?;
            let told = match length {
                2 => rarity::told(gram),
                3 => 1_000_000,
                _ => 4_000_000,
            };
            let rank = index.rarity.rank(gram, told);
            let new = || Listed { rank, gram, length, starts: Vec::new() };
            grams.entry(gram).or_insert_with(new).starts.push(start);
        }
    }
    let mut grams: Vec<Listed> = grams.into_values().collect();
    grams.sort_by_key(|listed| Reverse((listed.rank, listed.gram)));
    Some(grams)
}

impl QueryWord {
    /// A word, looked up by its `first` rarest pairs.
    fn of(index: &OpenIndex, chars: &[char], first: usize) -> Result<Self, IndexError> {
        let mut word = Self {
            chars: chars.to_vec(),
            rest: Vec::new(),
            covered: BTreeSet::new(),
            blocks: Vec::new(),
            titles: Vec::new(),
            is_exact: true,
        };
        if let [c] = chars {
            let Some(gram) = places(key(*c) << 16, |c| index.place(c)) else { return Ok(word) };
            word.titles = index.entry(gram)?.titles;
            word.blocks = word.titles.iter().map(|page| index.blocks(*page).start).collect();
            return Ok(word);
        }
        let Some(rest) = listed(index, chars) else { return Ok(word) };
        (word.rest, word.is_exact) = (rest, false);
        for at in 0..first {
            let Some(gram) = word.rest.pop() else { break };
            let entry = index.entry(gram.gram)?;
            if at == 0 {
                (word.blocks, word.titles) = (entry.blocks.clone(), entry.titles.clone());
            }
            word.learn(index, &gram, &entry);
        }
        Ok(word)
    }

    /// Takes up what a list says.
    fn learn(&mut self, index: &OpenIndex, gram: &Listed, entry: &PairEntry) {
        self.blocks = common(&self.blocks, &entry.blocks);
        self.titles = common(&self.titles, &entry.titles);
        for start in &gram.starts {
            self.covered.extend(*start..start + gram.length - 1);
            self.is_exact |= gram.length == 2 && self.chars.len() == 2;
            for run in entry.runs.iter().filter(|_| gram.length == 2) {
                let [before, behind] = run.around;
                let end = start + 2 + behind;
                let Some(from) = start.checked_sub(before).filter(|_| end <= self.chars.len()) else {
                    continue;
                };
                let around = self.chars[from..*start].iter().chain(&self.chars[start + 2..end]);
                if !around.map(|c| index.place(shown_as(*c))).eq(run.places.iter().map(|place| Some(*place)))
                {
                    continue;
                }
                self.blocks = common(&self.blocks, &run.blocks);
                self.covered.extend(from..end - 1);
                self.is_exact |= end - from == self.chars.len();
            }
        }
    }

    /// Looks it up by one more pair; `false`: there is none that would tell anything.
    fn narrow(&mut self, index: &OpenIndex) -> Result<bool, IndexError> {
        while let Some(gram) = self.rest.pop().filter(|_| !self.is_exact) {
            let mut pairs = gram.starts.iter().flat_map(|start| *start..start + gram.length - 1);
            if pairs.all(|pair| self.covered.contains(&pair)) {
                continue;
            }
            let entry = index.entry(gram.gram)?;
            self.learn(index, &gram, &entry);
            return Ok(true);
        }
        Ok(false)
    }

    /// The blocks of a page in which it may stand.
    fn blocks_of(&self, blocks: &std::ops::Range<u32>) -> &[u32] {
        let start = self.blocks.partition_point(|block| *block < blocks.start);
        let end = self.blocks.partition_point(|block| *block < blocks.end);
        &self.blocks[start..end]
    }
}

impl Way {
    fn of(index: &OpenIndex, words: &[Vec<char>], is_number: bool) -> Result<Self, IndexError> {
        let first = match words.len() {
            1 => 3,
            2 => 2,
            _ => 1,
        };
        let words: Vec<QueryWord> =
            words.iter().map(|word| QueryWord::of(index, word, first)).collect::<Result<_, _>>()?;
        let mut way = Self { words, pages: Vec::new(), titles: Vec::new(), is_number };
        way.line_up(index);
        Ok(way)
    }

    /// Works out the pages from the blocks of the words.
    fn line_up(&mut self, index: &OpenIndex) {
        let pages_of = |word: &QueryWord| {
            let mut pages: Vec<u32> = word.blocks.iter().map(|block| index.page(*block)).collect();
            pages.dedup();
            pages
        };
        let all = |lists: Vec<Vec<u32>>| lists.into_iter().reduce(|a, b| common(&a, &b)).unwrap_or_default();
        self.pages = all(self.words.iter().map(pages_of).collect());
        if !self.is_number {
            self.titles = all(self.words.iter().map(|word| word.titles.clone()).collect());
        }
    }
}

/// What stands in both sorted lists.
fn common(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut rest = b;
    let is_in_both = |number: &&u32| {
        rest = &rest[rest.partition_point(|other| other < number)..];
        rest.first() == Some(number)
    };
    a.iter().filter(is_in_both).copied().collect()
}

/// A search with its lists at hand.
struct IndexSearch<'a> {
    index: &'a OpenIndex<'a>,
    ways: Vec<Way>,
    numbered: Vec<u32>,
    /// The pages that may be results and fit the filters.
    pages: BTreeSet<u32>,
    /// How often more lists were fetched.
    turns: usize,
}

/// A line of text in which a word stands.
struct FoundLine {
    head: Rc<PageHead>,
    text: String,
    place: PassagePlace,
}

impl IndexSearch<'_> {
    /// The pages that may be results.
    fn candidates(&self) -> BTreeSet<u32> {
        self.ways.iter().flat_map(|way| &way.pages).chain(&self.numbered).copied().collect()
    }

    fn hits(&mut self, wanted: &SearchWanted) -> Result<Results, IndexError> {
        let mut hits: Vec<Hit> = Vec::new();
        // Pages that were read, and whether they are results.
        let mut seen: BTreeMap<u32, bool> = BTreeMap::new();
        let tiers: &[Option<ResultRank>] = match wanted.order {
            SearchOrder::Date => &[None],
            SearchOrder::Relevance => &[Some(ResultRank::Number), Some(ResultRank::Title), None],
        };
        for tier in tiers {
            // Those that come with the texts.
            let mut later = BTreeSet::new();
            loop {
                let is_next = |page: &&u32| {
                    !seen.contains_key(page) && !later.contains(*page) && self.may_be(**page, *tier)
                };
                let still = wanted.count - hits.len();
                let next: Vec<u32> = self.pages.iter().rev().filter(is_next).take(still).copied().collect();
                if next.is_empty() {
                    break;
                }
                let mut wrong = 0;
                for page in next {
                    match self.verify(page)? {
                        Some(hit) if tier.is_none_or(|tier| hit.rank <= tier) => {
                            seen.insert(page, true);
                            hits.push(hit);
                        }
                        Some(_) => {
                            later.insert(page);
                        }
                        None => {
                            seen.insert(page, false);
                            wrong += 1;
                        }
                    }
                }
                if wrong >= TOO_MANY {
                    self.narrow()?;
                }
            }
        }
        let wrong = self.pages.iter().filter(|page| seen.get(page) == Some(&false)).count();
        let total = self.pages.len() - wrong;
        Ok(Results { is_exact: total == hits.len() || self.is_certain(), total, hits, nearest: Vec::new() })
    }

    /// Whether a page may be a result of this rank.
    fn may_be(&self, page: u32, tier: Option<ResultRank>) -> bool {
        match tier {
            Some(ResultRank::Number) => self.numbered.binary_search(&page).is_ok(),
            Some(_) => self.ways.iter().any(|way| way.titles.binary_search(&page).is_ok()),
            None => true,
        }
    }

    /// Fetches more lists, so that fewer pages are read in vain.
    fn narrow(&mut self) -> Result<(), IndexError> {
        if self.turns == TURNS {
            return Ok(());
        }
        self.turns += 1;
        for way in &mut self.ways {
            for word in &mut way.words {
                word.narrow(self.index)?;
            }
            way.line_up(self.index);
        }
        let candidates = self.candidates();
        self.pages.retain(|page| candidates.contains(page));
        Ok(())
    }

    /// Whether the lists tell all: one word that is listed itself, its characters in the table.
    fn is_certain(&self) -> bool {
        let [Way { words, .. }] = &*self.ways else { return false };
        let [QueryWord { chars, is_exact, .. }] = &**words else { return false };
        *is_exact && chars.iter().all(|c| u32::from(*c) < 0xD800)
    }

    /// Looks into the text of a page whether it is a result.
    fn verify(&self, page: u32) -> Result<Option<Hit>, IndexError> {
        let blocks = self.index.blocks(page);
        let words: Vec<&[char]> =
            self.ways.iter().flat_map(|way| &way.words).map(|word| &*word.chars).collect();
        let is_numbered = self.numbered.binary_search(&page).is_ok();
        let mut found: Option<(ResultRank, Option<FoundLine>)> =
            is_numbered.then_some((ResultRank::Number, None));
        for way in self.ways.iter().filter(|way| way.pages.binary_search(&page).is_ok()) {
            if let Some((rank, line)) = self.verify_way(way, &blocks)? {
                let better = found.as_ref().map_or(rank, |(known, _)| rank.min(*known));
                found = Some((better, found.and_then(|(_, line)| line).or(line)));
            }
        }
        let Some((rank, line)) = found else { return Ok(None) };
        let line = match line {
            Some(line) => line,
            None => self.first_line(blocks.start)?,
        };
        Ok(Some(Hit {
            title: mark(&line.head.title, &words),
            line: excerpt(&line.text, &words),
            place: line.place,
            page: (*line.head).clone(),
            rank,
        }))
    }

    /// What is shown where no word stands in a passage.
    fn first_line(&self, block: u32) -> Result<FoundLine, IndexError> {
        let TextBlock { head, passages, .. } = self.index.block(block)?;
        let nothing = || (String::new(), PassagePlace::Anchor(String::new()));
        let (text, place) = passages.into_iter().next().unwrap_or_else(nothing);
        Ok(FoundLine { head, text, place })
    }

    /// Whether all words of a way stand on a page, and a line with one of them.
    fn verify_way(
        &self,
        way: &Way,
        blocks: &std::ops::Range<u32>,
    ) -> Result<Option<(ResultRank, Option<FoundLine>)>, IndexError> {
        let mut line = None;
        let mut rank = if way.is_number { ResultRank::Text } else { ResultRank::Title };
        for word in &way.words {
            let mut is_found = false;
            for block in word.blocks_of(blocks) {
                let block = self.index.block(*block)?;
                // A number without its signs is one only where numbers stand.
                let in_title = !way.is_number && block.is_first && contains(&block.head.title, &word.chars);
                if !in_title {
                    rank = ResultRank::Text;
                }
                let in_text = !way.is_number && word.chars.len() > 1;
                let passage = block.passages.iter().find(|(text, _)| in_text && contains(text, &word.chars));
                if let Some((text, place)) = passage
                    && line.is_none()
                {
                    let head = Rc::clone(&block.head);
                    line = Some(FoundLine { head, text: text.clone(), place: place.clone() });
                }
                if in_title || passage.is_some() || self.is_in_head(&block, word, way.is_number) {
                    is_found = true;
                    break;
                }
            }
            if !is_found {
                return Ok(None);
            }
        }
        Ok(Some((rank, line)))
    }

    /// Whether a word stands in what belongs to a page besides its text: numbers, unit, column.
    fn is_in_head(&self, block: &TextBlock, word: &QueryWord, is_number: bool) -> bool {
        let head = &block.head;
        if !block.is_first || word.chars.len() < 2 {
            return false;
        }
        if is_number {
            let folding = Folding::get();
            return [&head.number, &head.doc_number]
                .into_iter()
                .any(|number| folding.number(number).windows(word.chars.len()).any(|run| run == word.chars));
        }
        let name = |names: &[String], at: u32| {
            let name = (at as usize).checked_sub(1).and_then(|at| names.get(at));
            name.is_some_and(|name| contains(name, &word.chars))
        };
        let filters = &self.index.head.filters;
        contains(&head.number, &word.chars)
            || contains(&head.doc_number, &word.chars)
            || name(&filters.units, head.facets[0])
            || name(&filters.columns, head.facets[1])
    }
}

/// The titles that have the most pairs of a query.
fn nearest(index: &OpenIndex, query: &Query) -> Result<Vec<(String, String)>, IndexError> {
    let mut grams: Vec<(u32, u32)> = Vec::new();
    // Digits in common make no title near: every year has them.
    let is_told = |pair: &&[char]| !pair.iter().all(char::is_ascii_digit);
    for pair in query.words.iter().flat_map(|word| word.windows(2)).filter(is_told) {
        let gram = places(key(pair[0]) << 16 | key(pair[1]), |c| index.place(c));
        grams.extend(gram.filter(|gram| !grams.contains(gram)));
    }
    grams.truncate(NEAREST_GRAMS);
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for gram in &grams {
        for page in index.entry(*gram)?.titles {
            *counts.entry(page).or_default() += 1;
        }
    }
    let mut pages: Vec<(u32, usize)> = counts.into_iter().collect();
    pages.sort_by_key(|(page, count)| (Reverse(*count), Reverse(*page)));
    pages.truncate(NEAREST);
    let titled = pages.into_iter().map(|(page, _)| {
        let head = index.block(index.blocks(page).start)?.head;
        Ok((head.address.clone(), head.title.clone()))
    });
    titled.collect()
}
