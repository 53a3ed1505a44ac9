//! Digits as `[DBNum1]` to `[DBNum3]` write them.

use super::tokens::Numerals;

const DIGITS: [[char; 10]; 3] = [
    ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
    ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
    ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'],
];
const SMALL_UNITS: [[char; 3]; 3] = [['十', '百', '千'], ['拾', '佰', '仟'], ['十', '百', '千']];
const LARGE_UNITS: [&str; 4] = ["", "万", "亿", "万亿"];

fn style(numerals: Numerals) -> Option<usize> {
    match numerals {
        Numerals::Arabic => None,
        Numerals::Chinese => Some(0),
        Numerals::Formal => Some(1),
        Numerals::FullWidth => Some(2),
    }
}

/// One digit by itself.
pub(super) fn digit(digit: char, numerals: Numerals) -> char {
    match (style(numerals), digit.to_digit(10)) {
        (Some(style), Some(value)) => DIGITS[style][value as usize],
        _ => digit,
    }
}

/// Digit by digit: 二〇二四.
pub(super) fn digits(text: &str, numerals: Numerals) -> String {
    text.chars().map(|c| digit(c, numerals)).collect()
}

/// As it is read: 一百二十三, 一万〇五; a fraction digit by digit.
pub(super) fn reading(text: &str, numerals: Numerals) -> String {
    let Some(style) = style(numerals) else { return text.to_owned() };
    let (whole, fraction) =
        text.split_once('.').map_or((text, None), |(whole, behind)| (whole, Some(behind)));
    let is_plain = whole.len() <= 16 && whole.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain || fraction.is_some_and(|fraction| !fraction.bytes().all(|byte| byte.is_ascii_digit())) {
        return digits(text, numerals);
    }
    let mut read = whole_reading(whole, style);
    if let Some(fraction) = fraction {
        read.push('.');
        read.push_str(&digits(fraction, numerals));
    }
    read
}

fn whole_reading(whole: &str, style: usize) -> String {
    let values: Vec<usize> = whole.bytes().map(|byte| usize::from(byte - b'0')).collect();
    let zero = DIGITS[style][0];
    let mut read = String::new();
    let (mut has_gap, mut is_group_read) = (false, false);
    for (at, value) in values.iter().enumerate() {
        let from_right = values.len() - 1 - at;
        if *value == 0 {
            has_gap = true;
        } else {
            if has_gap && !read.is_empty() {
                read.push(zero);
            }
            has_gap = false;
            read.push(DIGITS[style][*value]);
            if !from_right.is_multiple_of(4) {
                read.push(SMALL_UNITS[style][from_right % 4 - 1]);
            }
            is_group_read = true;
        }
        if from_right.is_multiple_of(4) {
            if is_group_read {
                read.push_str(LARGE_UNITS[from_right / 4]);
            }
            is_group_read = false;
        }
    }
    if read.is_empty() { zero.to_string() } else { read }
}

/// A part of a date, which says 十 for ten, not 一十; `width` digits at least.
pub(super) fn date_part(value: u32, width: usize, numerals: Numerals) -> String {
    let plain = format!("{value:0width$}");
    if numerals == Numerals::Arabic {
        return plain;
    }
    if plain.starts_with('0') {
        return digits(&plain, numerals);
    }
    let read = reading(&plain, numerals);
    match read.strip_prefix("一十") {
        Some(behind) => format!("十{behind}"),
        None => read,
    }
}
