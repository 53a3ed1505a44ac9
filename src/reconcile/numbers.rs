//! The numbers of a text: which digits and Chinese numerals count something, and what stands behind them.

use std::ops::Range;

use super::measures::{measure_of, scale_of};
use super::passage::{Filled, ProseBlock};
use crate::model::find_byte;
use crate::quantity::{Decimal, Quantity, QuantityValue, leading_number};

/// A number in a sentence.
pub(super) struct ProseNumber<'b> {
    /// Where it stands in the block, without its measure unless it was filled in.
    pub(super) range: Range<usize>,
    pub(super) value: Decimal,
    /// What follows the number: its measure and more.
    pub(super) behind: &'b str,
    pub(super) is_rate: bool,
    /// What it counts or is measured in, with its scale; `None` for rates and for what is not known.
    pub(super) measure: Option<&'b str>,
    /// The same without its scale: 人 for 万人.
    pub(super) thing: Option<&'b str>,
    /// How many times as large as the thing the measure is.
    pub(super) scale: Decimal,
    pub(super) filled: Option<&'b Filled>,
}

impl<'b> ProseNumber<'b> {
    fn new(range: Range<usize>, value: Decimal, behind: &'b str, is_rate: bool) -> Self {
        let measure = if is_rate { None } else { measure_of(behind) };
        let (scale, times) = measure.map_or(("", Decimal::ONE), scale_of);
        let thing = measure.map(|measure| &measure[scale.len()..]);
        Self { range, value, behind, is_rate, measure, thing, scale: times, filled: None }
    }
}

/// Words behind a number that make it a bound or only about right.
const LOOSE: &[&str] = &["以上", "以下", "以内", "以外", "之内", "之外", "左右", "上下", "余", "多"];
/// The first characters of [`LOOSE`].
const LOOSE_STARTS: [char; 6] = ['以', '之', '左', '上', '余', '多'];
/// The last characters of [`LOOSE`].
const LOOSE_ENDS: [char; 7] = ['上', '下', '内', '外', '右', '余', '多'];
/// What is as large as that, 10^18, counts nothing. So any sum of numbers is one too.
const NO_FIGURE: Decimal = Decimal::from_parts(0xA764_0000, 0x0DE0_B6B3, 0, false, 0);
/// The signs of Chinese numerals.
const NUMERALS: [char; 16] =
    ['一', '二', '三', '四', '五', '六', '七', '八', '九', '两', '零', '〇', '十', '百', '千', '万'];
/// The numerals of one sign, and what they say.
const SMALL: [(char, u32); 10] = [
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
];
/// What stands before a numeral that counts nothing, or not all.
const IN_PASSING: [char; 16] =
    ['第', '之', '数', '几', '每', '各', '这', '那', '哪', '前', '后', '近', '上', '下', '另', '点'];

/// The numbers between `range`, leaving out years, dates and ordinals.
pub(super) fn numbers<'b>(block: &'b ProseBlock, range: &Range<usize>) -> Vec<ProseNumber<'b>> {
    let text = &*block.text;
    let mut numbers = Vec::new();
    let mut filled = block.figures.iter().filter(|filled| filled.range.start >= range.start).peekable();
    let mut at = range.start;
    while at < range.end {
        if let Some(filled) = filled.next_if(|filled| filled.range.start <= at) {
            let written = &text[filled.range.clone()];
            at = at.max(filled.range.end);
            if let Ok(Quantity { value: QuantityValue::Exact(value), measure, .. }) = Quantity::parse(written)
                && value < NO_FIGURE
            {
                let own = ProseNumber::new(filled.range.clone(), value, measure.text(), measure.is_ratio());
                numbers.push(ProseNumber { filled: Some(filled), ..own });
            }
            continue;
        }
        let stop = filled.peek().map_or(range.end, |filled| filled.range.start.min(range.end));
        let Some(digit) = next_digit(&text[at..stop]) else {
            at = stop;
            continue;
        };
        at += digit;
        let Some((value, rest)) = leading_number(&text[at..stop]) else { break };
        let number = at..stop - rest.len();
        let before = text[..at].chars().next_back();
        let is_ordinal = before.is_some_and(|c| {
            c.is_ascii_alphabetic() || matches!(c, '第' | '〔' | '[' | '.' | '-' | '–' | '—')
        });
        let is_time = rest.starts_with(['年', '月', '日', '号', '时', '点', '-', '–', '—', '/', '至']);
        at = number.end;
        if !is_ordinal && !is_time && value < NO_FIGURE {
            // `25 %`
            let rate = rest.trim_start_matches(' ');
            let is_rate = rate.starts_with(['%', '％']);
            let rest = if is_rate { rate } else { rest };
            let behind = &text[stop - rest.len()..range.end];
            numbers.push(ProseNumber::new(number, value, behind, is_rate));
        }
    }
    numerals(text, range, &mut numbers);
    numbers
}

/// Adds the numbers written as Chinese numerals of two signs and more, with what they count: `三百二十户`. Smaller
/// ones are told in passing (`两个方面`), and without a measure they are parts of words.
fn numerals<'b>(text: &'b str, range: &Range<usize>, numbers: &mut Vec<ProseNumber<'b>>) {
    let bytes = text.as_bytes();
    let found = numbers.len();
    let mut from = range.start;
    // The last two of the three bytes of 十, 百, 千 and 万.
    let may_be_unit =
        |byte: u8, behind| matches!((byte, behind), (0x8D, 0x81 | 0x83) | (0x99, 0xBE) | (0xB8, 0x87));
    while let Some(at) = find_byte(&bytes[from..range.end], may_be_unit) {
        let unit = (from + at).saturating_sub(1);
        from += at + 2;
        let is_unit = text.get(unit..).is_some_and(|unit| unit.starts_with(['十', '百', '千', '万']));
        if !is_unit || unit < range.start {
            continue;
        }
        let lead = text[range.start..unit].trim_end_matches(NUMERALS);
        let start = range.start + lead.len();
        let Some((value, rest)) = leading_number(&text[start..range.end]) else { continue };
        let number = start..range.end - rest.len();
        from = from.max(number.end);
        let is_part_of_word = lead.ends_with(|c: char| {
            c.is_ascii_digit() || matches!(c, '第' | '之' | '数' | '几' | '.' | '点' | '上')
        });
        let read = ProseNumber::new(number, value, &text[range.end - rest.len()..range.end], false);
        let is_large = value.checked_mul(read.scale).is_some_and(|value| value >= Decimal::TEN);
        let is_new = numbers[..found]
            .iter()
            .all(|other| other.range.end <= start || other.range.start >= read.range.end);
        if !is_part_of_word && is_large && is_new && value < NO_FIGURE && read.measure.is_some() {
            numbers.push(read);
        }
    }
    if numbers.len() > found {
        numbers.sort_by_key(|number| number.range.start);
    }
}

/// Where the first digit stands in `text`, in ASCII or full-width writing.
fn next_digit(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        // The last two of the three bytes of a full-width digit.
        let may_be_digit =
            |byte: u8, behind| byte.is_ascii_digit() || byte == 0xBC && (0x90..=0x99).contains(&behind);
        let at = from + find_byte(&bytes[from..], may_be_digit)?;
        if bytes[at].is_ascii_digit() {
            return Some(at);
        }
        if bytes[..at].ends_with(&[0xEF]) {
            return Some(at - 1);
        }
        from = at + 1;
    }
}

/// Adds the numbers written as one Chinese numeral, with what they count: `三项已完成`. They are told in
/// passing too (`这两项`, `前三名`), so whoever asks has to know that they are meant.
pub(super) fn add_small<'b>(block: &'b ProseBlock, range: &Range<usize>, numbers: &mut Vec<ProseNumber<'b>>) {
    let text = &*block.text;
    for (at, sign) in text[range.clone()].char_indices() {
        let at = range.start + at;
        let Some(value) = SMALL.iter().find(|(numeral, _)| *numeral == sign).map(|(_, value)| *value) else {
            continue;
        };
        let end = at + sign.len_utf8();
        let behind = &text[end..range.end];
        let lead = &text[..at];
        let is_told = lead.ends_with(|c: char| NUMERALS.contains(&c) || IN_PASSING.contains(&c))
            && !lead.ends_with("滞后");
        let is_counted =
            behind.starts_with(['项', '个', '件', '家', '处', '条', '户', '人', '起', '座', '所', '名']);
        let is_new = numbers.iter().all(|other| other.range.end <= at || other.range.start >= end);
        if is_counted && !is_told && is_new {
            numbers.push(ProseNumber::new(at..end, Decimal::from(value), behind, false));
        }
    }
    numbers.sort_by_key(|number| number.range.start);
}

/// Whether what stands behind a number makes it a bound or only about right: `30余个`, `一千元以上`.
pub(super) fn is_loose(number: &ProseNumber<'_>) -> bool {
    let starts =
        |words: &str| words.starts_with(LOOSE_STARTS) && LOOSE.iter().any(|loose| words.starts_with(loose));
    let counted = number.measure.and_then(|word| number.behind.trim_start().strip_prefix(word));
    let word = unit(number.behind);
    starts(number.behind.trim_start_matches(['%', '％']))
        || counted.is_some_and(starts)
        || (word.ends_with(LOOSE_ENDS) && LOOSE.iter().any(|loose| word.ends_with(loose)))
}

/// The measure behind a number, as far as it can be told in a sentence: up to the next sign, at most four
/// characters.
pub(super) fn unit(behind: &str) -> &str {
    if let Some(sign) = behind.chars().next().filter(|c| matches!(c, '%' | '％' | '‰')) {
        return &behind[..sign.len_utf8()];
    }
    let end = behind.char_indices().take(4).find(|(_, c)| !c.is_alphabetic()).map(|(at, _)| at);
    &behind[..end.unwrap_or_else(|| behind.char_indices().nth(4).map_or(behind.len(), |(at, _)| at))]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{LOOSE, LOOSE_ENDS, LOOSE_STARTS, next_digit};

    #[test]
    fn the_first_and_last_characters_of_words_are_those_of_their_list() {
        let same = |letters: &[char], letter: fn(&str) -> Option<char>| {
            let own: BTreeSet<char> = LOOSE.iter().filter_map(|word| letter(word)).collect();
            assert_eq!(own, letters.iter().copied().collect());
        };
        same(&LOOSE_STARTS, |word| word.chars().next());
        same(&LOOSE_ENDS, |word| word.chars().next_back());
    }

    proptest! {
        #[test]
        fn digits_are_found_as_characters(text in "[甲乙，、。！？：；０５９％a5\\n\u{2002}]{0,60}|.{0,40}") {
            let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
            prop_assert_eq!(next_digit(&text), text.find(is_digit));
        }
    }
}
