//! A query and an index -> results.
//!
//! Lists of pairs say where words may stand; what is shown is checked against the text first. The script of
//! the search page goes the same way step by step, so that both find the same in the same order.

use std::collections::{BTreeMap, BTreeSet};

use super::analyse::PassagePlace;
use super::analyse::window_gram;
use super::excerpt::{Marked, contains, excerpt, mark};
use super::fold::Folding;
use super::grams::{key, places, whole_number};
use super::open::{IndexError, OpenIndex, PageHead, TextBlock};
use super::query::Query;

/// How many titles are offered when nothing is found.
const NEAREST: usize = 5;
/// The most pairs by which nearest titles are looked for.
const NEAREST_GRAMS: usize = 12;

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
pub enum Rank {
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
    pub rank: Rank,
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
    words: Vec<Word>,
    /// The pages that may be meant, in rising order.
    pages: Vec<u32>,
    /// Those in whose titles all words may stand.
    titles: Vec<u32>,
    /// Whether the word is a number without signs.
    is_number: bool,
}

/// A word and the blocks in which it may stand.
struct Word {
    chars: Vec<char>,
    blocks: Vec<u32>,
    titles: Vec<u32>,
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
    let mut pages: BTreeSet<u32> = ways.iter().flat_map(|way| &way.pages).copied().collect();
    pages.extend(&numbered);
    if wanted.filters.iter().any(Option::is_some) {
        let facets = index.facets()?;
        let fits = |page: u32| {
            let of = |facet: &Vec<u32>| facet.get(page as usize).copied().unwrap_or(0);
            facets
                .iter()
                .zip(wanted.filters)
                .all(|(facet, filter)| filter.is_none_or(|value| of(facet) == value))
        };
        pages.retain(|page| fits(*page));
    }
    let search = Search { index, ways, numbered };
    let mut results = search.hits(&pages, wanted)?;
    if results.total == 0 {
        results.nearest = nearest(index, query)?;
    }
    Ok(results)
}

/// The pages that have exactly this index number or document number, in rising order.
fn exact_numbers(index: &OpenIndex, number: &[char]) -> Result<Vec<u32>, IndexError> {
    let Some(gram) = places(whole_number(number), |c| index.place(c)) else { return Ok(Vec::new()) };
    let [_, pages] = index.gram(gram)?;
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

/// The runs of characters by which a word is looked up, the most telling ones: `most` of them, as places of
/// pairs. `None`: a character of the word stands nowhere on the site.
fn telling(index: &OpenIndex, word: &[char], most: usize) -> Option<Vec<(u32, u32)>> {
    let mut grams: Vec<(u64, (u32, u32))> = Vec::new();
    for length in 2..=4 {
        for window in word.windows(length) {
            let Some(gram) = window_gram(window) else { continue };
            let places = places(gram, |c| index.place(c))?;
            let told = match length {
                2 => u64::from(places.0 + 1) * u64::from(places.1),
                3 => 1_000_000,
                _ => 4_000_000,
            };
            grams.push((told, places));
        }
    }
    grams.sort_by_key(|(told, places)| (std::cmp::Reverse(*told), *places));
    grams.dedup();
    grams.truncate(most);
    Some(grams.into_iter().map(|(_, places)| places).collect())
}

impl Word {
    fn of(index: &OpenIndex, chars: &[char], most: usize) -> Result<Self, IndexError> {
        let nowhere = Self { chars: chars.to_vec(), blocks: Vec::new(), titles: Vec::new() };
        if let [c] = chars {
            let Some(gram) = places(key(*c) << 16, |c| index.place(c)) else { return Ok(nowhere) };
            let [_, titles] = index.gram(gram)?;
            let blocks = titles.iter().map(|page| index.blocks(*page).start).collect();
            return Ok(Self { blocks, titles, ..nowhere });
        }
        let Some(grams) = telling(index, chars, most) else { return Ok(nowhere) };
        let mut lists: Option<[Vec<u32>; 2]> = None;
        for gram in grams {
            let found = index.gram(gram)?;
            lists = Some(match lists {
                None => found,
                Some([blocks, titles]) => [common(&blocks, &found[0]), common(&titles, &found[1])],
            });
        }
        let [blocks, titles] = lists.unwrap_or_default();
        Ok(Self { blocks, titles, ..nowhere })
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
        // A list costs as much as the text of one page that was looked into in vain.
        let most = match words.len() {
            1 => 6,
            2 => 3,
            _ => 2,
        };
        let words: Vec<Word> =
            words.iter().map(|word| Word::of(index, word, most)).collect::<Result<_, _>>()?;
        let pages_of = |word: &Word| {
            let mut pages: Vec<u32> = word.blocks.iter().map(|block| index.page(*block)).collect();
            pages.dedup();
            pages
        };
        let all = |lists: Vec<Vec<u32>>| lists.into_iter().reduce(|a, b| common(&a, &b)).unwrap_or_default();
        let pages = all(words.iter().map(pages_of).collect());
        let titles =
            if is_number { Vec::new() } else { all(words.iter().map(|word| word.titles.clone()).collect()) };
        Ok(Self { words, pages, titles, is_number })
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
struct Search<'a> {
    index: &'a OpenIndex<'a>,
    ways: Vec<Way>,
    numbered: Vec<u32>,
}

/// A line of text in which a word stands.
struct Line {
    text: String,
    place: PassagePlace,
}

impl Search<'_> {
    fn hits(&self, pages: &BTreeSet<u32>, wanted: &SearchWanted) -> Result<Results, IndexError> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut wrong = 0;
        let tiers: &[Option<Rank>] = match wanted.order {
            SearchOrder::Date => &[None],
            SearchOrder::Relevance => &[Some(Rank::Number), Some(Rank::Title), None],
        };
        'all: for tier in tiers {
            let may_be = |page: &u32| match tier {
                Some(Rank::Number) => self.numbered.binary_search(page).is_ok(),
                Some(_) => self.ways.iter().any(|way| way.titles.binary_search(page).is_ok()),
                None => true,
            };
            for page in pages.iter().rev().filter(|page| may_be(page)) {
                if hits.len() == wanted.count {
                    break 'all;
                }
                if seen.contains(page) {
                    continue;
                }
                match self.verify(*page)? {
                    Some(hit) if tier.is_none_or(|tier| hit.rank <= tier) => {
                        seen.insert(*page);
                        hits.push(hit);
                    }
                    // It will come with the texts.
                    Some(_) => {}
                    None => {
                        seen.insert(*page);
                        wrong += 1;
                    }
                }
            }
        }
        let total = pages.len() - wrong;
        Ok(Results { is_exact: total == hits.len() || self.is_certain(), total, hits, nearest: Vec::new() })
    }

    /// Whether the lists tell all: one word of two characters, both in the table.
    fn is_certain(&self) -> bool {
        let [Way { words, .. }] = &*self.ways else { return false };
        let [Word { chars, .. }] = &**words else { return false };
        chars.len() <= 2 && chars.iter().all(|c| u32::from(*c) < 0xD800)
    }

    /// Looks into the text of a page whether it is a result.
    fn verify(&self, page: u32) -> Result<Option<Hit>, IndexError> {
        let blocks = self.index.blocks(page);
        let words: Vec<&[char]> =
            self.ways.iter().flat_map(|way| &way.words).map(|word| &*word.chars).collect();
        let is_numbered = self.numbered.binary_search(&page).is_ok();
        let mut found: Option<(Rank, Option<Line>)> = is_numbered.then_some((Rank::Number, None));
        for way in self.ways.iter().filter(|way| way.pages.binary_search(&page).is_ok()) {
            if let Some((rank, line)) = self.verify_way(way, &blocks)? {
                let better = found.as_ref().map_or(rank, |(known, _)| rank.min(*known));
                found = Some((better, found.and_then(|(_, line)| line).or(line)));
            }
        }
        let Some((rank, line)) = found else { return Ok(None) };
        let first = self.index.block(blocks.start)?;
        let line = line.or_else(|| {
            let (text, place) = first.passages.first()?;
            Some(Line { text: text.clone(), place: place.clone() })
        });
        let line =
            line.unwrap_or_else(|| Line { text: String::new(), place: PassagePlace::Anchor(String::new()) });
        Ok(Some(Hit {
            title: mark(&first.head.title, &words),
            line: excerpt(&line.text, &words),
            place: line.place,
            page: (*first.head).clone(),
            rank,
        }))
    }

    /// Whether all words of a way stand on a page, and a line with one of them.
    fn verify_way(
        &self,
        way: &Way,
        blocks: &std::ops::Range<u32>,
    ) -> Result<Option<(Rank, Option<Line>)>, IndexError> {
        let mut line = None;
        let mut rank = if way.is_number { Rank::Text } else { Rank::Title };
        for word in &way.words {
            let mut is_found = false;
            for block in word.blocks_of(blocks) {
                let block = self.index.block(*block)?;
                // A number without its signs is one only where numbers stand.
                let in_title = !way.is_number && block.is_first && contains(&block.head.title, &word.chars);
                if !in_title {
                    rank = Rank::Text;
                }
                let in_text = !way.is_number && word.chars.len() > 1;
                let passage = block.passages.iter().find(|(text, _)| in_text && contains(text, &word.chars));
                if let Some((text, place)) = passage
                    && line.is_none()
                {
                    line = Some(Line { text: text.clone(), place: place.clone() });
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
    fn is_in_head(&self, block: &TextBlock, word: &Word, is_number: bool) -> bool {
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
        let [_, titles] = index.gram(*gram)?;
        for page in titles {
            *counts.entry(page).or_default() += 1;
        }
    }
    let mut pages: Vec<(u32, usize)> = counts.into_iter().collect();
    pages.sort_by_key(|(page, count)| (std::cmp::Reverse(*count), std::cmp::Reverse(*page)));
    pages.truncate(NEAREST);
    let titled = pages.into_iter().map(|(page, _)| {
        let head = index.block(index.blocks(page).start)?.head;
        Ok((head.address.clone(), head.title.clone()))
    });
    titled.collect()
}
