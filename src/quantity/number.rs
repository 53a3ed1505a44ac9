//! Reads exact numbers as people write them; nothing is ever rounded, no float occurs.

use rust_decimal::Decimal;

use super::numeral::{self, Numeral};

/// Most digits of a number that can be kept exactly.
const MOST_DIGITS: usize = 27;

/// A number read from the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReadNumber {
    /// Its value; of `七八` the lower one.
    pub value: Decimal,
    /// The upper value of a numeral that means one or the other: 8 of `七八`.
    pub high: Option<Decimal>,
    /// Whether it was written in Chinese numerals.
    pub is_chinese: bool,
    /// Whether a 万 or 亿 within it says already how many it is, whatever the measure: `3亿5000万`, `两万五`.
    pub is_absolute: bool,
}

/// Reads the number at the beginning of `text`; gives it and what follows.
///
/// Accepts a sign, ASCII and full-width digits, thousands separators (`2,340`), a point, Chinese numerals
/// (`三百五十`, `二〇`, `九点五`), and digits with units between them (`1万2千`). `None` if there is no number, it has
/// more digits than can be kept, or nobody can say which number is meant (`1万2`).
pub(super) fn leading(text: &str) -> Option<(ReadNumber, &str)> {
    if let Some((number, rest)) = simple(text) {
        return with_parts(number, rest);
    }
    let (is_negative, digits) = sign(text);
    let (number, rest) = match arabic(digits) {
        Some((number, rest)) => with_parts(number, rest)?,
        None => {
            let (Numeral { value, high, is_absolute }, rest) = numeral::leading(digits)?;
            (ReadNumber { value, high, is_chinese: true, is_absolute }, rest)
        }
    };
    if is_negative {
        // What is below zero is never one number or the other.
        return number.high.is_none().then_some((ReadNumber { value: -number.value, ..number }, rest));
    }
    Some((number, rest))
}

/// `3亿5000万` as one number; what has no second part is left as it is, its `万` for the measure.
fn with_parts(first: ReadNumber, rest: &str) -> Option<(ReadNumber, &str)> {
    let Some((mut unit, mut behind)) = part_unit(rest) else { return Some((first, rest)) };
    if first.value.scale() > 0 {
        return None;
    }
    let mut sum = first.value.checked_mul(unit.into())?;
    let is_absolute = unit >= 10_000;
    loop {
        let (part, after) = simple(behind).or_else(|| arabic(behind))?;
        let digits = behind.len() - after.len();
        let (scale, after) = units(after);
        // `1万2` may be 12,000 or 10,002; `1万2000` is one thing.
        let is_clear = scale > 1 || power_of_ten(digits) == Some(unit);
        let part = part.value.checked_mul(scale.into())?;
        if !is_clear || part.scale() > 0 || part >= unit.into() {
            return None;
        }
        sum = sum.checked_add(part)?;
        match after.chars().next().and_then(digit) {
            None => return Some((ReadNumber { value: sum, is_absolute, ..first }, after)),
            Some(_) if scale > 1 => (unit, behind) = (scale, after),
            Some(_) => return None,
        }
    }
}

/// The units behind a number with what follows, if that is a further part of the number.
fn part_unit(text: &str) -> Option<(u64, &str)> {
    let (unit, behind) = units(text);
    (unit > 1 && behind.starts_with(|c| digit(c).is_some())).then_some((unit, behind))
}

/// The product of the units at the beginning: 10,000,000 of `千万`.
fn units(text: &str) -> (u64, &str) {
    let (mut product, mut rest) = (1_u64, text);
    while let Some(c) = rest.chars().next() {
        let unit = match c {
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => break,
        };
        let Some(next) = product.checked_mul(unit) else { break };
        (product, rest) = (next, &rest[c.len_utf8()..]);
    }
    (product, rest)
}

fn power_of_ten(exponent: usize) -> Option<u64> {
    10_u64.checked_pow(u32::try_from(exponent).ok()?)
}

/// Most digits of a number that is read as a machine word.
const SIMPLE_DIGITS: usize = 18;

/// The commonest numbers: ASCII digits with a point at most, and behind them nothing that a number could go
/// on with.
fn simple(text: &str) -> Option<(ReadNumber, &str)> {
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
    (at > 0).then_some((ReadNumber { value, high: None, is_chinese: false, is_absolute: false }, &text[at..]))
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

fn arabic(text: &str) -> Option<(ReadNumber, &str)> {
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
    Some((ReadNumber { value, high: None, is_chinese: false, is_absolute: false }, &text[end..]))
}

/// Whether exactly three digits stand at the beginning.
fn is_group(text: &str) -> bool {
    let mut chars = text.chars();
    let three = chars.by_ref().take(3).filter(|c| digit(*c).is_some()).count() == 3;
    three && chars.next().is_none_or(|c| digit(c).is_none())
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
