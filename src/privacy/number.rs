//! What a number is by itself: lengths, ranges, dates, check digits.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::NumberKind;
use super::digits::{is_ten, value};
use super::labels::Around;

/// The kind of the number with these digits, written in groups of these sizes; `None` if it is nobody's.
pub(super) fn kind_of(
    digits: &str,
    sizes: &[usize],
    around: &Around<'_>,
    areas: &BTreeSet<String>,
) -> Option<NumberKind> {
    if is_id18(digits, areas, around) || sizes.len() == 1 && is_id15(digits, areas, around) {
        return Some(NumberKind::Id);
    }
    if digits.ends_with('X') {
        return None;
    }
    if is_mobile(digits, sizes, around) {
        return Some(NumberKind::Mobile);
    }
    is_card(digits, sizes, around).then_some(NumberKind::Card)
}

/// GB 11643-1999: area, a real date of birth, serial, check digit.
fn is_id18(digits: &str, areas: &BTreeSet<String>, around: &Around<'_>) -> bool {
    if digits.len() != 18 || !is_area(digits, areas) {
        return false;
    }
    let Some(year) = birth_year(&digits[6..14]) else { return false };
    // One in eleven of the codes made of area, date and serial passes; under such a heading nobody is so
    // young.
    let is_code = around.is_code() && !around.is_id() && year >= 2005;
    !is_code && id_check(&digits[..17]) == digits[17..].chars().next()
}

/// The check digit of the first 17 digits of an ID number (GB 11643-1999, ISO 7064 MOD 11-2).
fn id_check(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum =
        body.chars().zip(WEIGHTS).map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum::<Option<u32>>()?;
    "10X98765432".chars().nth((sum % 11) as usize)
}

/// The numbers before 1999, without a check digit: area, yymmdd, serial. People born in 1927 or before are
/// few, and their numbers look like codes with a date of this century; they count only where the text says
/// what they are.
fn is_id15(digits: &str, areas: &BTreeSet<String>, around: &Around<'_>) -> bool {
    if digits.len() != 15 || digits.ends_with('X') || !is_area(digits, areas) {
        return false;
    }
    let Some(year) = birth_year(&format!("19{}", &digits[6..12])) else { return false };
    around.is_id() || year >= 1928 && !around.is_code() && !around.is_account()
}

fn is_area(digits: &str, areas: &BTreeSet<String>) -> bool {
    areas.contains(&digits[..4])
}

/// The year of `yyyymmdd` if that is a day on which somebody now living may have been born. The bound is not
/// today: the same text always gives the same result.
fn birth_year(day: &str) -> Option<i16> {
    let date: Date = Date::strptime("%Y%m%d", day).ok()?;
    (1900..=2040).contains(&date.year()).then_some(date.year())
}

/// Eleven digits of a range in use (numbering plan of the MIIT), perhaps behind 0, 86 or 0086.
fn is_mobile(digits: &str, sizes: &[usize], around: &Around<'_>) -> bool {
    let number = match digits.len() {
        11 => digits,
        12 => digits.strip_prefix('0').unwrap_or(""),
        13 => digits.strip_prefix("86").filter(|_| sizes.len() > 1 || around.has_plus()).unwrap_or(""),
        15 => digits.strip_prefix("0086").unwrap_or(""),
        _ => "",
    };
    let is_in_use = match number.as_bytes() {
        [b'1', b'3' | b'8', _, ..] => true,
        [b'1', b'4', third, ..] => *third >= b'5',
        [b'1', b'5' | b'9', third, ..] => *third != b'4',
        [b'1', b'6', third, ..] => matches!(third, b'2' | b'5'..=b'7'),
        [b'1', b'7', third, ..] => *third <= b'8',
        _ => false,
    };
    // 138-1234-5678, +86 13812345678, 139 12345678, 1391 234 5678 and so on; a list of figures looks
    // otherwise. `1998-1234567` is the number of a document.
    let is_serial = matches!(sizes, [4, 7]) && digits.starts_with("19");
    // In a list of pages the day stands behind a title, often without a blank: `…通知1822024-05-15`.
    let is_day_behind = matches!(sizes, [_, 4, 2, 2] | [_, 2, 2])
        && number.get(3..).is_some_and(|day| birth_year(day).is_some());
    let is_grouped = sizes.len() <= 4 && sizes.iter().all(|size| *size >= 2) && !is_serial && !is_day_behind;
    is_in_use && is_grouped && !around.is_part_of_word() && !around.is_amount() && !around.is_code()
}

/// 13 to 19 digits with the check digit of ISO/IEC 7812. Only the ranges of UnionPay and the oldest ones of
/// our banks are taken without a word that says so: the others look like codes that begin with an area.
fn is_card(digits: &str, sizes: &[usize], around: &Around<'_>) -> bool {
    let is_grouped = matches!(sizes, [_] | [4, 4, 4, 1..=4] | [4, 4, 4, 4, 1..=3] | [6, 10 | 12 | 13]);
    if !(13..=19).contains(&digits.len()) || !is_grouped || !passes_luhn(digits) {
        return false;
    }
    if around.is_account() {
        // Accounts of bodies, which are published for fees and gifts, begin otherwise; those of persons in
        // passbooks have no check digit and are known by their column.
        return match digits.len() {
            14 => digits.starts_with("30") || digits.starts_with("36") || digits.starts_with("38"),
            15 => digits.starts_with("34") || digits.starts_with("37"),
            16 => ["4", "51", "52", "53", "54", "55", "35", "60", "62"]
                .iter()
                .any(|head| digits.starts_with(head)),
            17 | 18 => digits.starts_with("62"),
            19 => digits.starts_with("62") || digits.starts_with("9558"),
            _ => false,
        };
    }
    let is_plain = !around.is_part_of_word() && !around.is_code() && !around.is_amount();
    let is_ours = match digits.len() {
        16..=19 if digits.starts_with("62") => !looks_like_code(digits),
        19 => digits.starts_with("9558"),
        _ => false,
    };
    is_plain && is_ours
}

/// Whether a year stands behind an area code, as in filing numbers; 62 is Gansu too.
fn looks_like_code(digits: &str) -> bool {
    digits[6..10].parse::<u16>().is_ok_and(|year| (1990..=2040).contains(&year))
}

/// The check digit of ISO/IEC 7812-1.
fn passes_luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (at, c) in digits.chars().rev().enumerate() {
        let Some(digit) = c.to_digit(10) else { return false };
        let doubled = if at % 2 == 1 { digit * 2 } else { digit };
        sum += doubled / 10 + doubled % 10;
    }
    sum % 10 == 0
}

/// `shown` with the digits that tell who it is turned into `*`: of an ID number the area and the last four
/// stay, of a mobile number the first three and the last four, of a card the last four. As many characters as
/// before.
#[must_use]
pub fn mask(kind: NumberKind, shown: &str) -> String {
    let is_digit = |c: char| value(c).is_some() || is_ten(c);
    let count = shown.chars().filter(|c| is_digit(*c)).count();
    let head = match kind {
        NumberKind::Id => 6,
        NumberKind::Mobile => count.saturating_sub(8),
        NumberKind::Card => 0,
    };
    let mut seen = 0;
    shown
        .chars()
        .map(|c| {
            if !is_digit(c) {
                return c;
            }
            seen += 1;
            let is_hidden = seen > head && seen + 4 <= count;
            match (is_hidden, c.len_utf8()) {
                (false, _) => c,
                (true, 1) => '*',
                // As long in bytes as the digit, so that places behind it stay right.
                (true, 2) => '·',
                (true, 3) => '＊',
                (true, _) => '\u{10101}',
            }
        })
        .collect()
}
