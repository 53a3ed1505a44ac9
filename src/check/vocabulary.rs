//! The words that rules about wording look for, found in one pass over a page.
//!
//! Words and their exceptions go into one automaton that prefers what begins first, then what is longest: an
//! exception such as `目的的` is found instead of the `的的` in it, and passes.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Data;
use super::lines::LineKind;
use super::prose::touches;
use super::site::Page;
use crate::text::garbled::is_han;

/// The lists of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordList {
    /// Wrong characters: `wrong-words.csv`.
    Wrong,
    /// What a template left to be filled in: `placeholders.csv`.
    Placeholder,
    /// Names that are better put otherwise: `improper-names.csv`.
    Improper,
    /// Traces of a text read in the wrong encoding.
    Garbled,
    /// A character or mark that stands twice.
    Doubled,
}

/// A word looked for.
#[derive(Clone, Debug)]
pub struct Word {
    /// Whose it is; `None`: an exception, found so that nothing is found in it.
    list: Option<WordList>,
    /// What should stand there; may be empty.
    pub right: String,
    /// Only wrong at the beginning of a clause.
    at_clause_start: bool,
    /// Not wrong, but an old or less usual form.
    pub is_variant: bool,
    /// Right where one word ends in it and the next begins.
    pub crosses_words: bool,
}

/// Where a word stands on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordHit {
    word: usize,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// All words of all lists.
#[derive(Debug)]
pub struct Vocabulary {
    automaton: Option<AhoCorasick>,
    words: Vec<Word>,
}

/// What UTF-8 and GBK look like when each is taken for the other, or for a European encoding.
const GARBLED: &[&str] =
    &["锟斤拷", "烫烫烫", "屯屯屯", "ï»¿", "â€œ", "â€\u{9d}", "Ã¥", "ä¸", "å…", "銆", "锛", "鈥"];

/// Marks and characters that nobody writes twice, with what is meant.
const DOUBLED: &[(&str, &str)] = &[
    ("，，", "，"),
    ("、、", "、"),
    ("；；", "；"),
    ("：：", "："),
    ("，。", "。"),
    ("。，", "。"),
    ("、，", "，"),
    ("，、", "，"),
    ("；。", "。"),
    ("的的", "的"),
    ("了了", "了"),
    ("与与", "与"),
    ("及及", "及"),
    ("为为", "为"),
];

/// Longer words in which the doubled characters are right.
const DOUBLED_RIGHTLY: &[&str] = &[
    // A word is missing between the marks.
    "、、等",
    "、、以及",
    "、、及",
    "目的的",
    "标的的",
    "的的确",
    "的的士",
    "有的的",
    "为了了",
    "除了了",
    "了了解",
    "了了结",
    "不了了之",
    "了了无",
    "罢了了",
    "参与与",
    "给与与",
    "付与与",
    "赋与与",
    "以及及",
    "及及时",
    "普及及",
    "涉及及",
    "触及及",
    "顾及及",
    "波及及",
    "危及及",
    "提及及",
    "埃及及",
    "作为为",
    "为为民",
    "为为企",
    "行为为",
    "认为为",
    "成为为",
    "为为何",
    "为为什",
    "为为期",
    "与与会",
    "与与之",
    "及及格",
];

impl Vocabulary {
    /// The words of the lists in force.
    #[must_use]
    pub fn of(data: &Data) -> Self {
        let mut patterns: Vec<String> = Vec::new();
        let mut words = Vec::new();
        let mut add = |pattern: &str, list, right: &str, condition: &str| {
            if !pattern.is_empty() {
                patterns.push(pattern.to_owned());
                words.push(Word {
                    list,
                    right: right.to_owned(),
                    at_clause_start: condition == "句首",
                    is_variant: condition == "异形",
                    crosses_words: condition == "跨词",
                });
            }
        };
        let lists = [
            ("wrong-words.csv", WordList::Wrong, 2),
            ("improper-names.csv", WordList::Improper, 2),
            ("placeholders.csv", WordList::Placeholder, 1),
        ];
        for (file, list, exceptions) in lists {
            for row in data.rows(file) {
                let right = if exceptions == 2 { row.cells.get(1).copied().unwrap_or("") } else { "" };
                let condition = row.cells.get(exceptions + 1).copied().unwrap_or("");
                add(row.cells[0], Some(list), right, condition);
                for exception in row.cells.get(exceptions).unwrap_or(&"").split_whitespace() {
                    add(exception, None, "", "");
                }
            }
        }
        for garbled in GARBLED {
            add(garbled, Some(WordList::Garbled), "", "");
        }
        for (doubled, right) in DOUBLED {
            add(doubled, Some(WordList::Doubled), right, "");
        }
        for exception in DOUBLED_RIGHTLY {
            add(exception, None, "", "");
        }
        // Fails only where a site's own list is too large for any automaton; then its words are not looked
        // for.
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns).ok();
        Self { automaton, words }
    }

    /// A word that was found.
    #[must_use]
    pub fn word(&self, hit: &WordHit) -> &Word {
        &self.words[hit.word]
    }

    /// Where words stand in what people read on `page`.
    pub(super) fn find(&self, page: &Page<'_>) -> Vec<WordHit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut hits = Vec::new();
        for found in automaton.find_iter(page.text) {
            let span = found.range();
            let word = &self.words[found.pattern().as_usize()];
            if word.list.is_some() && is_hit(word, page, &span) {
                hits.push(WordHit { word: found.pattern().as_usize(), span });
            }
        }
        hits
    }
}

fn is_hit(word: &Word, page: &Page<'_>, span: &Range<usize>) -> bool {
    let lines = page.lines();
    let line = lines.partition_point(|line| line.span.end < span.end);
    let is_read = lines
        .get(line)
        .is_some_and(|line| matches!(line.kind, LineKind::Front | LineKind::Text | LineKind::Row));
    let before = page.text[..span.start].chars().next_back();
    let behind = page.text[span.end..].chars().next();
    let is_cut_out = page.text[span.clone()].is_ascii()
        && [before, behind].into_iter().flatten().any(|c| c.is_ascii_alphanumeric());
    let is_clause_start = !before.is_some_and(|c| is_han(c) || c.is_alphanumeric());
    is_read && !is_cut_out && (is_clause_start || !word.at_clause_start) && !touches(page.markup(), span)
}

impl Word {
    /// Whether it belongs to `list`.
    #[must_use]
    pub fn is_of(&self, list: WordList) -> bool {
        self.list == Some(list)
    }
}
