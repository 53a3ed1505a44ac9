//! Folding: what counts as the same character when words are looked for.
//!
//! One table from character to character, from which the index carries what the browser needs
//! ([`Folding::pairs`]), so that both sides cannot differ. Full width and half width, capital and small
//! letters, traditional and simplified characters, Chinese and Arabic digits (one by one: 二〇二三 is 2023, 十二
//! is not 12), all brackets of one kind, all dashes and all quotation marks are the same. A blank counts
//! only beside a letter or digit that is typed as such.
//!
//! A character always folds to one character or to nothing, so that a place in a folded text leads back to
//! the text.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

use crate::model::meant_by;

/// Traditional characters with their simplified forms; see the head of the file.
const SIMPLIFIED: &str = include_str!("simplified.txt");

/// What is written in many ways: the first of each group stands for all.
const SAME: [&str; 17] = [
    "0〇零○◯",
    "1一",
    "2二",
    "3三",
    "4四",
    "5五",
    "6六",
    "7七",
    "8八",
    "9九",
    "([〔【〖{",
    ")]〕】〗}",
    "-‐‑‒–—―−",
    "\"“”„‟「」『』",
    "'‘’‚‛",
    "~〜∼",
    "·・•‧",
];

/// Blanks of all kinds.
const BLANKS: &str = " \t\n\r\u{0b}\u{0c}\u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\
    \u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

/// What is not seen.
const UNSEEN: &str = "\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}\u{fe0e}\u{fe0f}";

/// Stands in the table for a character that counts as nothing.
const NOTHING: char = '\0';

/// Letters whose small forms are one character each, in every version of Unicode: Latin, Greek, Cyrillic.
const LETTERS: [std::ops::RangeInclusive<u32>; 3] = [0x41..=0x5A, 0xC0..=0x24F, 0x370..=0x52F];

/// Radicals and compatibility ideographs: what looks like characters, and stands for them in the text of
/// many PDF files.
const LOOKALIKES: [std::ops::RangeInclusive<u32>; 2] = [0x2E80..=0x2FDF, 0xF900..=0xFAFF];

/// Full and half width, kept for the sake of old encodings.
const WIDTHS: std::ops::RangeInclusive<u32> = 0xFF01..=0xFFEE;

/// The table.
#[derive(Debug)]
pub struct Folding {
    /// By code point; every character that fits into 16 bits.
    table: Vec<char>,
}

static FOLDING: LazyLock<Folding> = LazyLock::new(Folding::new);

/// A folded text, with the place in the original that each of its characters comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoldedText {
    /// The characters.
    pub chars: Vec<char>,
    /// For each, the number of the character of the original, counted from 0.
    pub from: Vec<u32>,
}

impl Folding {
    fn new() -> Self {
        let mut table: Vec<char> =
            (0..=u32::from(u16::MAX)).map(|code| char::from_u32(code).unwrap_or(NOTHING)).collect();
        let mut set = |from: char, to: char| {
            if let Some(slot) = table.get_mut(from as usize) {
                *slot = to;
            }
        };
        for c in LOOKALIKES.into_iter().flatten().filter_map(char::from_u32) {
            if let Some(meant) = meant_by(c) {
                set(c, meant);
            }
        }
        for code in WIDTHS {
            let Some(c) = char::from_u32(code) else { continue };
            let mut plain = std::iter::once(c).nfkc();
            if let (Some(plain), None) = (plain.next(), plain.next()) {
                set(c, plain);
            }
        }
        let simplified: Vec<char> =
            SIMPLIFIED.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars).collect();
        for pair in simplified.chunks_exact(2) {
            set(pair[0], pair[1]);
        }
        for code in LETTERS.into_iter().flatten() {
            let Some(c) = char::from_u32(code) else { continue };
            let mut small = c.to_lowercase();
            if let (Some(small), None) = (small.next(), small.next()) {
                set(c, small);
            }
        }
        for group in SAME {
            let first = group.chars().next().unwrap_or(NOTHING);
            group.chars().for_each(|c| set(c, first));
        }
        BLANKS.chars().for_each(|c| set(c, ' '));
        UNSEEN.chars().for_each(|c| set(c, NOTHING));
        // A full-width capital letter is first a capital letter: what a character folds to is folded too.
        for at in 0..table.len() {
            let mut to = table[at];
            while let Some(next) = table.get(to as usize).filter(|next| **next != to) {
                to = *next;
            }
            table[at] = to;
        }
        Self { table }
    }

    /// The table of this program.
    #[must_use]
    pub fn get() -> &'static Self {
        &FOLDING
    }

    /// What a character counts as; a blank counts as `' '`, and what is not seen as nothing.
    #[must_use]
    pub fn of(&self, c: char) -> Option<char> {
        let to = self.table.get(c as usize).copied().unwrap_or(c);
        (to != NOTHING).then_some(to)
    }

    /// All characters that fold to another, in order, each with what it folds to; nothing is `'\0'`.
    pub fn pairs(&self) -> impl Iterator<Item = (char, char)> {
        let all = self.table.iter().enumerate();
        all.filter_map(|(code, to)| {
            let c = char::from_u32(u32::try_from(code).ok()?)?;
            (c != *to && c > ' ').then_some((c, *to))
        })
    }

    /// The pairs that a browser always needs: the rest is rare in queries, and those in texts are given
    /// with the texts.
    pub fn common_pairs(&self) -> impl Iterator<Item = (char, char)> {
        self.pairs().filter(|(c, to)| {
            let is_same = SAME.iter().any(|group| group.contains(*c));
            c.is_ascii_uppercase() || is_same || ('！'..='～').contains(c) || *to == ' ' || *to == NOTHING
        })
    }

    /// Folds a text. `each` gets what each character that counts folds to, and the number of the character.
    pub fn each(&self, text: impl Iterator<Item = char>, mut each: impl FnMut(char, u32)) {
        let mut before_blank: Option<char> = None;
        let mut last: Option<char> = None;
        for (c, at) in text.zip(0..) {
            match self.of(c) {
                Some(' ') => before_blank = before_blank.or(last),
                Some(to) => {
                    if let Some(before) = before_blank.take()
                        && (is_typed_letter(before) || is_typed_letter(c))
                    {
                        each(' ', at - 1);
                    }
                    each(to, at);
                    last = Some(c);
                }
                None => {}
            }
        }
    }

    /// Folds a text.
    #[must_use]
    pub fn fold(&self, text: &str) -> FoldedText {
        let mut folded = FoldedText::default();
        self.each(text.chars(), |c, at| {
            folded.chars.push(c);
            folded.from.push(at);
        });
        folded
    }

    /// An index or document number without its signs: what stands between letters, digits and characters is
    /// one `/`, whichever bracket, dash, slash or blank it was.
    #[must_use]
    pub fn number(&self, text: &str) -> Vec<char> {
        let mut number: Vec<char> = Vec::new();
        for c in text.chars().filter_map(|c| self.of(c)) {
            if c.is_ascii() && !c.is_ascii_alphanumeric() {
                if number.last().is_some_and(|last| *last != '/') {
                    number.push('/');
                }
            } else {
                number.push(c);
            }
        }
        if number.last() == Some(&'/') {
            number.pop();
        }
        number
    }
}

/// Whether it is a letter or digit as a keyboard has them, of whichever width: 三 is none.
fn is_typed_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}')
}

/// Whether a folded character says something alone: signs do not.
#[must_use]
pub fn is_said(c: char) -> bool {
    c.is_ascii_alphanumeric() || u32::from(c) >= 0xC0 && !is_sign(c)
}

/// General punctuation, CJK signs, vertical and small forms, what is left of full width, private characters.
fn is_sign(c: char) -> bool {
    matches!(u32::from(c), 0xD7 | 0xF7 | 0x2000..=0x20CF | 0x2190..=0x245F | 0x2500..=0x2BFF | 0x3000..=0x3020
        | 0x3030..=0x303F | 0xE000..=0xF8FF | 0xFE10..=0xFE6F | 0xFF00..=0xFF0F | 0xFF1A..=0xFF20 | 0xFF5B..=0xFF65)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        Folding::get().fold(text).chars.into_iter().collect()
    }

    #[test]
    fn what_counts_as_the_same() {
        for (text, other) in [
            ("ＧＢ／Ｔ　９７０４", "gb/t 9704"),
            ("二〇二三年", "2023年"),
            ("勞動爭議", "劳动争议"),
            ("云人社〔2023〕12号", "云人社[2023]12號"),
            ("工 作 报 告", "工作报告"),
            ("工\u{3000}作", "工作"),
            ("⽉度", "月度"),
            ("⼈⺠政府意⻅，⻓期", "人民政府意见，长期"),
            ("1—6月", "1-6月"),
            ("公\u{200b}开", "公开"),
        ] {
            assert_eq!(folded(text), folded(other), "{text}");
        }
        assert_eq!(folded("十二"), "十2");
        assert_ne!(folded("十二"), folded("12"));
    }

    #[test]
    fn a_blank_counts_beside_what_is_typed_as_letter_or_digit() {
        assert_eq!(folded(" 第 3 条 "), "第 3 条");
        assert_eq!(folded("第 三 条"), "第3条");
        assert_eq!(folded("GB 9704"), "gb 9704");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for (from, to) in Folding::get().pairs() {
            assert!(to == NOTHING || Folding::get().of(to) == Some(to), "{from} {to}");
        }
    }

    #[test]
    fn a_place_leads_back() {
        let folded = Folding::get().fold("第 三\u{200b}条 A");
        assert_eq!(folded.chars, ['第', '3', '条', ' ', 'a']);
        assert_eq!(folded.from, [0, 2, 4, 5, 6]);
    }

    #[test]
    fn numbers_with_any_signs() {
        let number = |text| Folding::get().number(text).into_iter().collect::<String>();
        assert_eq!(number("云人社〔2023〕12号"), "云人社/2023/12号");
        assert_eq!(number("云人社[2023]12號"), "云人社/2023/12号");
        assert_eq!(number("706102332 2024 00001"), number("706102332/2024-00001"));
    }
}
