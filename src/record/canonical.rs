//! What a change of a published text is: the form in which spaces and punctuation that say nothing are gone.
//!
//! Two texts with the same [`canonical`] form say the same, and the change from one to the other needs no
//! reason. Spaces and punctuation count only where they may change a number: beside a digit, a sign or a
//! percent sign, and between two Chinese digits (三、五 is not 三五). The borders of the cells of a table
//! and the brackets of a reference (`[[…]]`) are no punctuation. Full-width letters, digits and signs are
//! those of ASCII.

use std::iter;

/// What stands for the brackets of a reference.
const REFERENCE: [char; 2] = ['⟦', '⟧'];

/// The border of a cell.
const BORDER: char = '|';

/// What a text is compared by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    /// With the borders of cells and the brackets of references: a word that moves to another cell says
    /// something else, and so does a text that prints its own words where a figure stood.
    Whole,
    /// Without them, as digests were made at first: what they are of is still known by them.
    Bare,
}

/// The text without what says nothing.
#[must_use]
pub fn canonical(text: &str) -> String {
    in_form(text, TextForm::Whole)
}

/// The same in a form.
pub(super) fn in_form(text: &str, form: TextForm) -> String {
    let mut out = String::with_capacity(text.len());
    if form == TextForm::Whole && text.contains(['[', ']', '［', '］']) {
        let narrowed: String = text.chars().map(narrow).collect();
        let marked =
            narrowed.replace("[[", &REFERENCE[0].to_string()).replace("]]", &REFERENCE[1].to_string());
        push_form(marked.chars(), form, &mut out);
    } else {
        push_form(text.chars().map(narrow), form, &mut out);
    }
    out
}

/// Appends the form of narrow characters.
fn push_form(chars: impl Iterator<Item = char>, form: TextForm, out: &mut String) {
    let is_border = |c: Option<char>| form == TextForm::Whole && c == Some(BORDER);
    let mut before: Option<char> = None;
    let mut gap = String::new();
    for c in chars.map(Some).chain(iter::once(None)) {
        match c {
            Some(c) if is_gap(c) && !is_border(Some(c)) => {
                if !c.is_whitespace() {
                    gap.push(c);
                } else if !gap.ends_with(' ') {
                    gap.push(' ');
                }
            }
            _ => {
                if !gap.is_empty() {
                    if counts_between(before, c) {
                        // How wide a cell is drawn says nothing.
                        let is_edge = |c: Option<char>| c.is_none() || is_border(c);
                        out.push_str(if is_edge(before) || is_edge(c) { gap.trim() } else { &gap });
                    }
                    gap.clear();
                }
                out.extend(c);
                before = c;
            }
        }
    }
}

/// Whether both texts say the same.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || canonical(one) == canonical(other)
}

/// Full-width forms of ASCII as ASCII, and the space that is as wide as a character as a space.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '−' => '-',
        _ => c,
    }
}

/// Spaces, punctuation and what lays out a text; signs are no punctuation.
fn is_gap(c: char) -> bool {
    // Nearly all characters of a text.
    if matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_ascii_alphanumeric() {
        return false;
    }
    if c.is_whitespace() {
        return true;
    }
    if c.is_ascii() {
        return c.is_ascii_punctuation() && !is_sign(c);
    }
    let is_blank = matches!(c, '\u{2000}'..='\u{206f}' | '\u{feff}');
    let is_chinese = matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301f}' | '\u{fe30}'..='\u{fe4f}');
    (is_blank || is_chinese || "·•«»".contains(c)) && !is_sign(c)
}

/// What gives a number another value or meaning. A hyphen is punctuation: beside a digit it counts all the
/// same.
fn is_sign(c: char) -> bool {
    matches!(c, '+' | '%' | '‰' | '±' | '<' | '>' | '=' | '≤' | '≥' | '≈' | '~' | '$' | '¥' | '℃' | '°')
}

fn is_chinese_digit(c: char) -> bool {
    "〇零一二三四五六七八九十百千万亿两".contains(c)
}

fn counts_between(before: Option<char>, behind: Option<char>) -> bool {
    let is_near = |c: Option<char>| c.is_some_and(|c| c.is_numeric() && !is_chinese_digit(c) || is_sign(c));
    let is_chinese = |c: Option<char>| c.is_some_and(is_chinese_digit);
    is_near(before) || is_near(behind) || is_chinese(before) && is_chinese(behind)
}

#[cfg(test)]
mod tests {
    use super::{canonical, is_same};

    /// What needs a reason, and what is close to it and needs none.
    #[test]
    fn a_table_of_changes() {
        let same = [
            ("培训，就业", "培训、就业"),
            ("培训就业", "培训， 就业"),
            ("（培训）", "(培训)"),
            ("“零工市场”", "零工市场"),
            ("甲\n\n乙", "甲\n乙"),
            ("　　甲。", "甲"),
            ("**甲**乙", "甲乙"),
            ("统一，协调", "统一协调"),
            ("１２人", "12人"),
            ("９２．８％", "92.8%"),
            ("甲—乙", "甲－乙"),
            ("第一、要", "第一要"),
            ("| 甲镇 | 是 |  |", "|甲镇|是||"),
            ("| 甲 | 5 |\n|---|---|\n", "| 甲  |5|\n|:--|---:|"),
            ("[[ 培训人次 ]]", "[[培训人次]]"),
            ("[办法](办法.pdf)", "【办法】（办法.pdf）"),
        ];
        let other = [
            ("92.8", "928"),
            ("3–5", "35"),
            ("3-5", "3.5"),
            ("1,234", "1234"),
            ("1 2", "12"),
            ("-3%", "3%"),
            ("−3", "3"),
            ("+3", "3"),
            ("3:5", "3.5"),
            ("≥92%", "92%"),
            ("≥92%", ">92%"),
            ("92%", "92"),
            ("三、五", "三五"),
            ("三—五天", "三五天"),
            ("10，20人", "1020人"),
            ("12 人", "12人"),
            ("甲", "乙"),
            ("完成", "未完成"),
            ("A类", "a类"),
            ("5‰", "5%"),
            ("(5)", "5"),
            ("②项", "项"),
            ("| 甲镇 | 是 |  |", "| 甲镇 |  | 是 |"),
            ("| 甲 | 5 |  |", "| 甲 |  | 5 |"),
            ("| 甲 | 乙 |", "| 甲乙 |"),
            ("| 甲 | -5 |", "| 甲 | 5 |"),
            ("办件[[窗口办件]]", "办件窗口办件"),
            ("办件[[窗口办件]]", "办件[窗口办件]"),
            ("[[培训]]人次", "[[培训人次]]"),
        ];
        for (one, two) in same {
            assert!(
                is_same(one, two) && is_same(two, one),
                "{one} {two}: {} {}",
                canonical(one),
                canonical(two)
            );
        }
        for (one, two) in other {
            assert!(!is_same(one, two), "{one} {two}: {}", canonical(one));
        }
    }

    proptest::proptest! {
        #[test]
        fn it_is_its_own_form(text in "[ ,.，、0-9三十万甲乙%+－\\[\\]|｜-]{0,12}") {
            let once = canonical(&text);
            proptest::prop_assert_eq!(canonical(&once), once);
        }

        #[test]
        fn digits_and_words_are_never_lost(text in ".{0,20}") {
            let is_kept = |c: &char| c.is_alphanumeric() || *c == '|';
            let kept = |text: &str| text.chars().filter(is_kept).collect::<String>();
            let folded: String = text.chars().map(super::narrow).collect();
            proptest::prop_assert_eq!(kept(&canonical(&text)), kept(&folded));
        }
    }
}
