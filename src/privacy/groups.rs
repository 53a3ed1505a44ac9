//! Digits that stand together: `330604 19800101 123X`, `138-1234-5678`, `１３８１２３４５６７８`.
//!
//! This is the one pass over every published byte, so it looks only at every fourth: whatever is sought has
//! four digits in a row, and of any four bytes in a row one is looked at. A full-width digit has three bytes,
//! so that of four in a row one is met at its third byte.

use std::ops::Range;

/// Digits in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DigitGroup {
    /// Their bytes in the text.
    pub(super) span: Range<usize>,
    /// Half-width; an `X` behind the last digit counts as one where an ID number may end.
    pub(super) digits: String,
}

/// How many digits there must be together.
pub(super) const LEAST: usize = 11;

/// Whether a byte may belong to a digit: 1 an ASCII digit, 2 the last byte of a full-width one.
static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut digit = 0;
    while digit < 10 {
        class[b'0' as usize + digit] = 1;
        class[0x90 + digit] = 2;
        digit += 1;
    }
    class
};

/// The next groups in `text` from byte `from` on that together have at least eleven digits.
pub(super) fn groups_from(text: &str, from: usize) -> Option<Vec<DigitGroup>> {
    let bytes = text.as_bytes();
    let mut at = from + 3;
    while at < bytes.len() {
        let is_digit = match CLASS[usize::from(bytes[at])] {
            0 => false,
            1 => true,
            _ => bytes[at - 2] == 0xEF && bytes[at - 1] == 0xBC,
        };
        if !is_digit {
            at += 4;
            continue;
        }
        if let Some(end) = end_of_short(text, at, from) {
            at = end + 3;
            continue;
        }
        let start = start_of(text, at, from);
        // Nearly all numbers in a text are short, so they are counted before anything is stored.
        let (mut end, mut count) = (at + 1, 0);
        for (span, digits) in spans(text, start) {
            end = span.end;
            count += digits;
        }
        if count >= LEAST {
            let groups = spans(text, start)
                .map(|(span, _)| DigitGroup { digits: half_width(&text[span.clone()]), span });
            return Some(groups.collect());
        }
        at = end.max(at + 1) + 3;
    }
    None
}

/// Where the digits end that stand around byte `at` and not before `from`, if they are ASCII, too few, and
/// nothing beside them could join them to others: so it is with nearly all numbers of a text.
fn end_of_short(text: &str, at: usize, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let start = at - bytes[from..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let stands_alone = |beside| {
        matches!(beside, '.' | ',' | ':' | '%' | '(' | ')' | '{' | '}' | '\n' | '\u{4E00}'..='\u{9FFF}')
            || matches!(beside, '、' | '，' | '。' | '：' | '（' | '）' | '“' | '”' | '≥')
    };
    // Of a full-width digit no end is found here.
    let is_short = start < end && end - start < LEAST;
    let before = text.get(from..start).filter(|_| is_short)?;
    let before = before.strip_suffix(' ').unwrap_or(before).chars().next_back();
    let behind = text[end..].chars().next();
    (before.is_none_or(stands_alone) && behind.is_none_or(stands_alone)).then_some(end)
}

/// The digit at the beginning of `text` and its length in bytes.
fn digit(text: &str) -> Option<(char, usize)> {
    match text.as_bytes() {
        [byte @ b'0'..=b'9', ..] => Some((char::from(*byte), 1)),
        [0xEF, 0xBC, byte @ 0x90..=0x99, ..] => Some((char::from(byte - 0x90 + b'0'), 3)),
        _ => None,
    }
}

/// The length of what may stand between two digits of one number, at the beginning of `text`.
fn gap(text: &str) -> usize {
    let mut chars = text.chars();
    let mut length = 0;
    let mut has_sign = false;
    while let Some(c) = chars.next() {
        match c {
            // Nobody sees these, and Word leaves them behind.
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            ' ' | '-' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '－' | '–'
                if !has_sign =>
            {
                has_sign = true;
            }
            _ => break,
        }
        length = text.len() - chars.as_str().len();
    }
    length
}

/// Where the groups begin to which the digit at byte `at` belongs, not before `from`.
fn start_of(text: &str, at: usize, from: usize) -> usize {
    let mut start = text.floor_char_boundary(at);
    // Six groups of digits with signs between take no more.
    for _ in 0..40 {
        let before = &text[from..start];
        let Some(c) = before.chars().next_back() else { break };
        let step = c.len_utf8();
        if digit(&text[start - step..]).is_some() {
            start -= step;
            continue;
        }
        let gap_start = before.trim_end_matches(|c: char| gap(c.encode_utf8(&mut [0; 4])) > 0).len() + from;
        let is_gap = gap_start < start && gap(&text[gap_start..]) == start - gap_start;
        let Some(last) = text[from..gap_start].chars().next_back().filter(|_| is_gap) else { break };
        if digit(&text[gap_start - last.len_utf8()..]).is_none() {
            break;
        }
        start = gap_start - last.len_utf8();
    }
    start
}

/// Where the groups stand that begin at byte `start`, and how many digits each has.
fn spans(text: &str, start: usize) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let start = next.take()?;
        let (mut at, mut count) = (start, 0);
        while let Some((_, length)) = digit(&text[at..]) {
            count += 1;
            at += length;
        }
        if count == 0 {
            return None;
        }
        let cross = text[at..].chars().next().filter(|c| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×'));
        if let Some(cross) = cross
            && !text[at + cross.len_utf8()..].starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            count += 1;
            at += cross.len_utf8();
        }
        let behind = at + gap(&text[at..]);
        next = digit(&text[behind..]).map(|_| behind);
        Some((start..at, count))
    })
}

/// The digits of a group; what stands there else is its `X`.
fn half_width(group: &str) -> String {
    let mut digits = String::with_capacity(group.len());
    let mut rest = group;
    while let Some(c) = rest.chars().next() {
        let (digit, length) = digit(rest).unwrap_or(('X', c.len_utf8()));
        digits.push(digit);
        rest = &rest[length..];
    }
    digits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Short numbers are passed over early: that may never hide a digit of a long one.
        #[test]
        fn a_number_passed_over_is_joined_to_no_other(text in "[0-9]{0,3}[-0-9 .,:%()X×１\u{200b}人，≥a]{0,40}") {
            for at in (0..text.len()).filter(|at| text.as_bytes()[*at].is_ascii_digit()) {
                let Some(end) = end_of_short(&text, at, 0) else { continue };
                let whole: Vec<_> = spans(&text, start_of(&text, at, 0)).collect();
                prop_assert!(whole.iter().map(|(_, digits)| digits).sum::<usize>() < LEAST, "{whole:?}");
                prop_assert_eq!(whole.last().map(|(span, _)| span.end), Some(end));
            }
        }
    }

    fn found(text: &str) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        let mut from = 0;
        while let Some(groups) = groups_from(text, from) {
            from = groups.last().map_or(text.len(), |group| group.span.end);
            all.push(groups.iter().map(|group| group.digits.clone()).collect());
        }
        all
    }

    #[test]
    fn groups_are_found_wherever_they_begin() {
        for before in ["", "甲", "甲a", "甲ab", "abc", "电话："] {
            assert_eq!(found(&format!("{before}13812345678。")), [["13812345678"]], "{before}");
            assert_eq!(found(&format!("{before}138-1234-5678")), [["138", "1234", "5678"]], "{before}");
            assert_eq!(found(&format!("{before}１３８１２３４５６７８")), [["13812345678"]], "{before}");
            assert_eq!(found(&format!("{before}33060419800101123x，")), [["33060419800101123X"]], "{before}");
        }
        assert_eq!(found("138\u{200b}1234 \u{feff}5678"), [["138", "1234", "5678"]]);
    }

    #[test]
    fn few_digits_are_passed_over() {
        assert_eq!(found("2024年12月31日，电话0575-820123，共1234567890人"), Vec::<Vec<String>>::new());
        assert_eq!(found("1234  56789012"), Vec::<Vec<String>>::new());
    }
}
