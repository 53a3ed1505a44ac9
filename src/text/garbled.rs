//! Traces of careless copying in a text: pinyin in brackets behind characters, traditional characters in a
//! simplified text, characters that became question marks.
//!
//! Found here for rules, which tell of them in pages, and for imports, which clean what is certain. Nothing
//! is changed.

use std::collections::BTreeSet;
use std::ops::Range;

/// First and last of the Chinese characters that [`Letters`] covers.
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// So many different characters with pinyin behind them are no help for reading a rare one.
const FEWEST_PINYIN: usize = 3;

/// So many different traditional characters are no name.
const FEWEST_TRADITIONAL: usize = 3;

/// What is odd about a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddKind {
    /// Traditional; with its simplified form.
    Traditional(char),
    /// U+FFFD or a private character: something was lost.
    Lost,
    /// A Latin letter with the mark of a Chinese tone.
    Toned,
}

/// An odd character and where it begins in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd {
    /// Byte position.
    pub at: usize,
    /// The character.
    pub character: char,
    /// What is odd about it.
    pub kind: OddKind,
}

/// Simplified forms by traditional character.
#[derive(Clone, Debug)]
pub struct Letters {
    /// By position from [`FIRST`]; `\0` where a character is not traditional.
    simplified: Vec<char>,
}

impl Letters {
    /// A table of pairs: a traditional character, and what it is in simplified writing.
    #[must_use]
    pub fn new(pairs: impl IntoIterator<Item = (char, char)>) -> Self {
        let mut simplified = vec!['\0'; (LAST - FIRST + 1) as usize];
        for (traditional, right) in pairs {
            if let Some(place) = position(traditional).and_then(|at| simplified.get_mut(at)) {
                *place = right;
            }
        }
        Self { simplified }
    }

    /// The odd characters of a text, in order.
    #[must_use]
    pub fn odd(&self, text: &str) -> Vec<Odd> {
        let mut odd = Vec::new();
        for (at, character) in text.char_indices() {
            let kind = match character {
                '\0'..='\u{7F}' => continue,
                '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' => OddKind::Lost,
                '\u{E0}'..='\u{FC}' | '\u{101}'..='\u{1DC}' if is_toned(character) => OddKind::Toned,
                _ => match position(character).and_then(|at| self.simplified.get(at)) {
                    Some('\0') | None => continue,
                    Some(simplified) => OddKind::Traditional(*simplified),
                },
            };
            odd.push(Odd { at, character, kind });
        }
        odd
    }
}

fn position(character: char) -> Option<usize> {
    usize::try_from(u32::from(character).checked_sub(FIRST)?).ok()
}

fn is_toned(character: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ".contains(character)
}

/// Whether a character is a Chinese one.
#[must_use]
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇')
}

/// The brackets with pinyin behind characters of `text`, whose odd characters are `odd`; none where there are
/// so few that they may help with the reading of rare characters.
#[must_use]
pub fn pinyin(text: &str, odd: &[Odd]) -> Vec<Range<usize>> {
    let toned = odd.iter().filter(|odd| odd.kind == OddKind::Toned);
    let mut spans: Vec<Range<usize>> = toned.filter_map(|odd| bracket_around(text, odd.at)).collect();
    spans.dedup();
    let different: BTreeSet<&str> = spans.iter().map(|span| &text[span.clone()]).collect();
    if different.len() < FEWEST_PINYIN {
        spans.clear();
    }
    spans
}

/// The brackets around the letters at `at`, if nothing but Latin letters is in them and a character stands
/// before.
fn bracket_around(text: &str, at: usize) -> Option<Range<usize>> {
    let is_letter = |c: char| c.is_alphabetic() && !is_han(c);
    let before = text[..at].trim_end_matches(is_letter);
    let rest = text[at..].trim_start_matches(is_letter);
    let open = before.chars().next_back().filter(|c| matches!(c, '(' | '（'))?;
    let close = rest.chars().next().filter(|c| matches!(c, ')' | '）'))?;
    let start = before.len() - open.len_utf8();
    let end = text.len() - rest.len() + close.len_utf8();
    text[..start].ends_with(is_han).then_some(start..end)
}

/// Traditional characters in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraditionalRun {
    /// Their bytes.
    pub span: Range<usize>,
    /// What they are in simplified writing.
    pub simplified: String,
}

/// The traditional characters among `odd` that stand outside of what `is_left` says is no text.
#[must_use]
pub fn traditional(odd: &[Odd], is_left: impl Fn(&Range<usize>) -> bool) -> Vec<TraditionalRun> {
    let mut runs: Vec<TraditionalRun> = Vec::new();
    for odd in odd {
        let OddKind::Traditional(simplified) = odd.kind else { continue };
        let span = odd.at..odd.at + odd.character.len_utf8();
        if is_left(&span) {
            continue;
        }
        match runs.last_mut().filter(|run| run.span.end == odd.at) {
            Some(run) => {
                run.span.end = span.end;
                run.simplified.push(simplified);
            }
            None => runs.push(TraditionalRun { span, simplified: simplified.to_string() }),
        }
    }
    runs
}

/// Whether traditional characters of `text` are so many different ones that they are no names, and may be
/// simplified without asking.
#[must_use]
pub fn are_no_names(text: &str, runs: &[TraditionalRun]) -> bool {
    let different: BTreeSet<char> = runs.iter().flat_map(|run| text[run.span.clone()].chars()).collect();
    different.len() >= FEWEST_TRADITIONAL
}

/// `社?;`: the places of `line` where a character was lost before a mark, from the character before to the
/// mark behind.
pub fn lost(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    line.match_indices('?').filter_map(|(at, _)| {
        let before = line[..at].chars().next_back().filter(|c| is_han(*c))?;
        let behind = line[at + 1..].chars().next().filter(|c| matches!(c, ';' | '；' | '，' | '、'))?;
        Some(at - before.len_utf8()..at + 1 + behind.len_utf8())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_told_from_what_is_right() {
        let letters = Letters::new([('勞', '劳'), ('動', '动'), ('實', '实')]);
        let text = "勞動(dòng)合同(hé)實(shí)施，垚（yáo）";
        let odd = letters.odd(text);
        let shown: Vec<&str> = pinyin(text, &odd).into_iter().map(|span| &text[span]).collect();
        assert_eq!(shown, ["(dòng)", "(hé)", "(shí)", "（yáo）"]);
        assert!(pinyin("垚（yáo）", &letters.odd("垚（yáo）")).is_empty());
        let runs = traditional(&odd, |_| false);
        let simplified: Vec<&str> = runs.iter().map(|run| run.simplified.as_str()).collect();
        assert_eq!(simplified, ["劳动", "实"]);
        assert!(are_no_names(text, &runs) && !are_no_names(text, &runs[..1]));
        let line = "社?;鸬墓芾?；好吗?是";
        assert_eq!(lost(line).map(|span| &line[span]).collect::<Vec<_>>(), ["社?;", "芾?；"]);
    }
}
