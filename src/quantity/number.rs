//! Reads exact numbers as people write them; nothing is ever rounded, no float occurs.

use rust_decimal::Decimal;

/// Most digits of a number that can be kept exactly.
const MOST_DIGITS: usize = 27;

/// A number read from the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Its value.
    pub value: Decimal,
    /// Whether it was written in Chinese numerals.
    pub is_chinese: bool,
}

/// Reads the number at the beginning of `text`; gives it and what follows.
///
/// Accepts a sign, ASCII and full-width digits, thousands separators (`2,340`), a point, and Chinese numerals
/// (`三百五十`, `二〇`, `九点五`). `None` if there is no number or it has more digits than can be kept.
pub(super) fn leading(text: &str) -> Option<(Number, &str)> {
    if let Some(read) = simple(text) {
        return Some(read);
    }
    let (is_negative, digits) = sign(text);
    let (number, rest) = arabic(digits).or_else(|| chinese(digits))?;
    let value = if is_negative { -number.value } else { number.value };
    Some((Number { value, ..number }, rest))
}

/// Most digits of a number that is read as a machine word.
const SIMPLE_DIGITS: usize = 18;

/// The commonest numbers: ASCII digits with a point at most, and behind them nothing that a number could go on with.
fn simple(text: &str) -> Option<(Number, &str)> {
    let bytes = text.as_bytes();
    let (mut mantissa, mut at, mut point) = (0_i64, 0, None);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' if at < SIMPLE_DIGITS => mantissa = mantissa * 10 + i64::from(byte - b'0'),
            b'.' if at > 0 && point.is_none() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                point = Some(at);
            }
            // With the first byte of full-width digits and signs.
            b'0'..=b'9' | b'.' | b',' | 0xEF => return None,
            _ => break,
        }
        at += 1;
    }
    let scale = point.map_or(0, |point| at - point - 1);
    let value = Decimal::new(mantissa, u32::try_from(scale).ok()?);
    (at > 0).then_some((Number { value, is_chinese: false }, &text[at..]))
}

fn sign(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        Some(b'0'..=b'9') | None => (false, text),
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => {
            let minus = ["−", "－", "负"].iter().find_map(|sign| text.strip_prefix(sign));
            match minus {
                Some(rest) => (true, rest),
                None => (false, text.strip_prefix('＋').unwrap_or(text)),
            }
        }
    }
}

/// The digit that `c` is, in ASCII or full-width writing.
pub(super) fn digit(c: char) -> Option<u8> {
    let offset = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        _ => return None,
    };
    u8::try_from(offset).ok()
}

/// Whether `text` holds a digit, in ASCII, full-width or Chinese writing.
pub(super) fn has_digit(text: &str) -> bool {
    text.chars().any(|c| digit(c).is_some())
}

fn arabic(text: &str) -> Option<(Number, &str)> {
    let mut mantissa: i128 = 0;
    let mut digits = 0;
    let mut decimals: Option<u32> = None;
    let mut group: Option<usize> = None;
    let mut chars = text.char_indices();
    let mut end = text.len();
    while let Some((at, c)) = chars.next() {
        if let Some(digit) = digit(c) {
            mantissa = mantissa * 10 + i128::from(digit);
            digits += 1;
            if digits > MOST_DIGITS {
                return None;
            }
            decimals = decimals.map(|decimals| decimals + 1);
            continue;
        }
        let rest = chars.as_str();
        match c {
            '.' | '．' if digits > 0 && decimals.is_none() && rest.starts_with(|c| digit(c).is_some()) => {
                decimals = Some(0);
            }
            ',' | '，' if decimals.is_none() && (1..=3).contains(&group.map_or(digits, |at| digits - at)) => {
                if !is_group(rest) || group.is_some_and(|at| digits - at != 3) {
                    end = at;
                    break;
                }
                group = Some(digits);
            }
            _ => {
                end = at;
                break;
            }
        }
    }
    if digits == 0 {
        return None;
    }
    let value = Decimal::try_from_i128_with_scale(mantissa, decimals.unwrap_or(0)).ok()?;
    Some((Number { value, is_chinese: false }, &text[end..]))
}

/// Whether exactly three digits stand at the beginning.
fn is_group(text: &str) -> bool {
    let mut chars = text.chars();
    let three = chars.by_ref().take(3).filter(|c| digit(*c).is_some()).count() == 3;
    three && chars.next().is_none_or(|c| digit(c).is_none())
}

fn chinese_digit(c: char) -> Option<i128> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn chinese_unit(c: char) -> Option<i128> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// `三百五十`, `十二`, `二〇二三`, `九点五`. A `万` or `亿` at the end is left to the measure: `两万人` is 2 of `万人`.
fn chinese(text: &str) -> Option<(Number, &str)> {
    let first = text.chars().next()?;
    if chinese_digit(first).is_none() && first != '十' {
        return None;
    }
    let is_part = |c: char| chinese_digit(c).is_some() || chinese_unit(c).is_some();
    let mut end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    if end > 3 * MOST_DIGITS {
        return None;
    }
    while text[..end].ends_with(['万', '亿']) {
        end -= '万'.len_utf8();
    }
    let (integer, rest) = text.split_at(end);
    let value = if integer.chars().any(|c| chinese_unit(c).is_some()) {
        with_units(integer)?
    } else {
        integer
            .chars()
            .filter_map(chinese_digit)
            .try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(digit))?
    };
    let mut decimals = 0;
    let (mut mantissa, mut rest) = (value, rest);
    if let Some(behind) = rest.strip_prefix('点')
        && behind.starts_with(|c| chinese_digit(c).is_some())
    {
        rest = behind;
        while let Some(digit) = rest.chars().next().and_then(chinese_digit) {
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
            decimals += 1;
            rest = rest.split_at(rest.chars().next().map_or(0, char::len_utf8)).1;
        }
    }
    let value = Decimal::try_from_i128_with_scale(mantissa, decimals).ok()?;
    Some((Number { value, is_chinese: true }, rest))
}

fn with_units(text: &str) -> Option<i128> {
    let (mut total, mut section, mut digit) = (0_i128, 0_i128, None);
    for c in text.chars() {
        if let Some(value) = chinese_digit(c) {
            // Two digits in a row, as in 三五十, are no number; a zero only holds a place.
            if digit.is_some_and(|digit| digit != 0) {
                return None;
            }
            digit = Some(value);
        } else {
            let unit = chinese_unit(c)?;
            if unit >= 10_000 {
                total = (total + section + digit.take().unwrap_or(0)).checked_mul(unit)?;
                section = 0;
            } else {
                section += digit.take().unwrap_or(1).checked_mul(unit)?;
            }
        }
    }
    Some(total + section + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{arabic, simple};

    proptest! {
        #[test]
        fn what_is_read_as_a_machine_word_is_what_is_read_otherwise(text in "[0-9]{0,20}[0-9.]{0,4}[0-9,.％５万 %x]{0,3}") {
            if let Some((number, rest)) = simple(&text) {
                let (other, behind) = arabic(&text).unwrap();
                prop_assert_eq!((number.value, number.value.scale(), rest), (other.value, other.value.scale(), behind));
                prop_assert_eq!(number.is_chinese, other.is_chinese);
            }
        }
    }
}
