//! Full-width and half-width writing of the same characters, and Chinese numerals.

use std::borrow::Cow;

/// The half-width twin of a full-width character, any other as it is.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

/// A figure as it is published: full-width digits, points and signs of per cent as half-width ones, all else
/// as written.
#[must_use]
pub fn with_plain_digits(text: &str) -> Cow<'_, str> {
    let plain = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '．' => '.',
        '％' => '%',
        _ => c,
    };
    // A full-width point alone, as in `第１．`, is punctuation of words.
    let has_digit = text.contains(|c| matches!(c, '０'..='９')) || text.contains('％');
    if has_digit { Cow::Owned(text.chars().map(plain).collect()) } else { Cow::Borrowed(text) }
}

/// Whether `c` can stand in a Chinese number; the letter O as a zero is not among them.
pub(super) fn is_chinese_digit(c: char) -> bool {
    digit_value(c).is_some() || matches!(c, '十' | '廿' | '卅')
}

/// The value of a number below 10 000, written in ASCII digits (`2008`), digit by digit (`二〇〇八`, `二OO八`) or
/// with tens (`二十一`, `廿一`). `None` if it is none of them.
pub(super) fn number(text: &str) -> Option<u16> {
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let ten = text.char_indices().find(|(_, c)| matches!(c, '十' | '廿' | '卅'));
    let Some((at, sign)) = ten else {
        return text.chars().try_fold(0, |value, c| {
            Some(value * 10 + digit_value(c).or(matches!(c, 'O' | 'o' | '0').then_some(0))?)
        });
    };
    let one_digit = |part: &str| {
        let mut chars = part.chars();
        let digit = digit_value(chars.next()?)?;
        (digit > 0 && chars.next().is_none()).then_some(digit)
    };
    let (before, after) = (&text[..at], &text[at + sign.len_utf8()..]);
    let tens = match (sign, before) {
        ('十', "") => 1,
        ('十', _) => one_digit(before)?,
        ('廿', "") => 2,
        ('卅', "") => 3,
        _ => return None,
    };
    Some(tens * 10 + if after.is_empty() { 0 } else { one_digit(after)? })
}

fn digit_value(c: char) -> Option<u16> {
    Some(match c {
        '〇' | '○' | '◯' | '零' => 0,
        '一' => 1,
        '二' => 2,
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

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_in_every_writing() {
        for (text, value) in [
            ("2008", 2008),
            ("二〇〇八", 2008),
            ("二OO八", 2008),
            ("二零○八", 2008),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("三十一", 31),
            ("廿一", 21),
            ("六", 6),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "二十十", "十〇", "廿廿", "一百", "12345", "二二二二二", "甲"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
