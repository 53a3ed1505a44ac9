//! The ordinals at the beginning of lines: `一、` `（一）` `1.` `（1）`, and what is near to them.
//!
//! Source: 层次序数 of GB/T 9704—2012. How they become headings is [`crate::text`]'s business; here they are
//! counted.

use std::ops::Range;

use super::LineKind;
use super::prose::ProseLine;
use super::site::Page;

/// An ordinal at the beginning of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LineOrdinal {
    /// Its bytes in the file, marks included.
    pub(super) span: Range<usize>,
    /// 1 for `一、`, 2 for `（一）`, 3 for `1.`, 4 for `（1）`.
    pub(super) level: u8,
    /// The number.
    pub(super) number: u32,
    /// The highest number that the line counts on to by itself: 3 in `1.甲；2.乙；3.丙`.
    pub(super) last: u32,
    /// How it should be written, if it is written otherwise for another reason than width.
    pub(super) mended: Option<String>,
    /// Whether its brackets are half-width.
    pub(super) is_narrow: bool,
}

/// A line of a text, as far as its ordinals go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outline {
    /// A line with an ordinal.
    Numbered(LineOrdinal),
    /// A line without; it may count on by itself: level, and the highest number.
    Plain(Option<(u8, u32)>),
}

/// The lines of a page's text with their ordinals, tables aside.
pub(super) fn outline_of(page: &Page<'_>) -> Vec<Outline> {
    page.prose().filter(|line| line.kind == LineKind::Text).map(|line| read(&line)).collect()
}

fn read(line: &ProseLine<'_>) -> Outline {
    // Bold type and quotation marks of Markdown before the number are no part of it.
    let text = line.text.trim_start_matches(['*', '#', ' ']);
    let skipped = line.text.len() - text.len();
    match ordinal(text) {
        Some(found) if !text[found.length..].trim().is_empty() => {
            let start = line.start + skipped;
            Outline::Numbered(LineOrdinal {
                span: start..start + found.length,
                level: found.level,
                number: found.number,
                last: counted_on(&text[found.length..], found.level, found.number),
                mended: found.mended,
                is_narrow: text.starts_with('('),
            })
        }
        _ => {
            let inside = (1..=4).find_map(|level| {
                let last = counted_on(text, level, 0);
                (last >= 2 || last == 1 && begins_list(text, level)).then_some((level, last))
            });
            Outline::Plain(inside)
        }
    }
}

/// Whether a colon leads to the first ordinal of a list inside of the line.
fn begins_list(text: &str, level: u8) -> bool {
    forms(level, 1).iter().any(|form| {
        text.match_indices(form.as_str()).any(|(at, _)| text[..at].trim_end().ends_with(['：', ':']))
    })
}

struct ReadOrdinal {
    level: u8,
    number: u32,
    length: usize,
    mended: Option<String>,
}

/// The ordinal at the beginning of `text`.
fn ordinal(text: &str) -> Option<ReadOrdinal> {
    let (open, rest) = match text.chars().next()? {
        bracket @ ('（' | '(') => (true, &text[bracket.len_utf8()..]),
        _ => (false, text),
    };
    let chinese = rest.len() - rest.trim_start_matches(is_chinese_digit).len();
    let (digits, number, is_chinese) = if chinese > 0 {
        (&rest[..chinese], chinese_number(&rest[..chinese])?, true)
    } else {
        let length = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        (&rest[..length], rest[..length].parse().ok().filter(|_| length <= 2)?, false)
    };
    let behind = &rest[digits.len()..];
    let level = match (open, is_chinese) {
        (false, true) => 1,
        (true, true) => 2,
        (false, false) => 3,
        (true, false) => 4,
    };
    let before = text.len() - behind.len();
    if open {
        let close = behind.chars().next().filter(|c| matches!(c, '）' | ')'))?;
        let after = &behind[close.len_utf8()..];
        // `（四）、（五）项所列人员` begins a sentence.
        if after.strip_prefix(['、', '和', '至']).unwrap_or(after).starts_with(['（', '(']) {
            return None;
        }
        // `（一）、` says it twice.
        let extra = after.chars().next().filter(|c| matches!(c, '、' | '.' | '．'));
        let length = before + close.len_utf8() + extra.map_or(0, char::len_utf8);
        let mended = extra.map(|_| format!("（{digits}）"));
        return Some(ReadOrdinal { level, number, length, mended });
    }
    let mark = behind.chars().next()?;
    let right = if is_chinese { '、' } else { '.' };
    let after = &behind[mark.len_utf8()..];
    // `2.5万人` begins with a figure, `2.2024年完成` with an ordinal and a year.
    let digits_behind = after.bytes().take_while(u8::is_ascii_digit).count();
    let is_year = digits_behind == 4 && after[4..].starts_with(['年', '—', '-', '－']);
    let is_decimal = digits_behind > 0 && !is_year;
    if !matches!(mark, '、' | '.' | '．') || is_decimal && !is_chinese {
        return None;
    }
    if mark == '、' && goes_on(after, number, is_chinese) {
        return None;
    }
    let length = before + mark.len_utf8();
    let mended =
        (mark != right && mark != '．' || mark == '．' && is_chinese).then(|| format!("{digits}{right}"));
    Some(ReadOrdinal { level, number, length, mended })
}

/// Whether what follows `、` is the next of an enumeration that begins a sentence: `二、三产业`, `1、2号楼`.
fn goes_on(after: &str, number: u32, is_chinese: bool) -> bool {
    let is_digit = |c: char| if is_chinese { is_chinese_digit(c) } else { c.is_ascii_digit() };
    let rest = after.trim_start_matches(is_digit);
    let digits = &after[..after.len() - rest.len()];
    let next = if is_chinese { chinese_number(digits) } else { digits.parse().ok() };
    let is_counted = rest.starts_with(|c: char| "产类级等期批线楼号季档次层、和至".contains(c));
    !digits.is_empty() && (next == Some(number + 1) || is_counted)
}

/// How far `text` counts on from `number` by itself.
fn counted_on(text: &str, level: u8, number: u32) -> u32 {
    let mut last = number;
    let mut rest = text;
    while last < 60 {
        let next = last + 1;
        let forms = forms(level, next);
        let Some((at, form)) = forms
            .iter()
            .filter_map(|form| stands_alone(rest, form, level).map(|at| (at, form)))
            .min_by_key(|(at, _)| *at)
        else {
            break;
        };
        rest = &rest[at + form.len()..];
        last = next;
    }
    last
}

/// How people write an ordinal inside of a line.
fn forms(level: u8, number: u32) -> Vec<String> {
    match level {
        1 => vec![format!("{}、", chinese(number))],
        2 => vec![format!("（{}）", chinese(number)), format!("({})", chinese(number))],
        3 => vec![format!("{number}."), format!("{number}．"), format!("{number}、")],
        _ => vec![format!("（{number}）"), format!("({number})")],
    }
}

/// Where `form` stands as an ordinal inside of a line: behind a mark, not in a figure.
fn stands_alone(text: &str, form: &str, level: u8) -> Option<usize> {
    text.match_indices(form).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let behind = text[at + form.len()..].chars().next();
        // `第五条第（二）、（三）项规定的` names items, it lists none.
        let is_reference = before.is_some_and(|c| "第、和至或".contains(c))
            || behind.is_some_and(|c| "项款目条、至".contains(c));
        if level.is_multiple_of(2) {
            !is_reference
        } else {
            let is_decimal = level == 3 && behind.is_some_and(|c| c.is_ascii_digit());
            !(is_decimal || before.is_some_and(char::is_alphanumeric))
        }
    })
}

fn is_chinese_digit(character: char) -> bool {
    "一二三四五六七八九十".contains(character)
}

/// `二十一` as a number, up to 99.
fn chinese_number(digits: &str) -> Option<u32> {
    let digit =
        |c: char| "一二三四五六七八九".chars().position(|d| d == c).and_then(|at| u32::try_from(at + 1).ok());
    let characters: Vec<char> = digits.chars().collect();
    match characters[..] {
        ['十'] => Some(10),
        ['十', one] => Some(10 + digit(one)?),
        [ten, '十'] => Some(10 * digit(ten)?),
        [ten, '十', one] => Some(10 * digit(ten)? + digit(one)?),
        [one] => digit(one),
        _ => None,
    }
}

/// A number up to 99 in Chinese.
pub(super) fn chinese(number: u32) -> String {
    let digit = |n: u32| "一二三四五六七八九".chars().nth(n.saturating_sub(1) as usize).unwrap_or('〇');
    let mut text = String::new();
    if number >= 20 {
        text.push(digit(number / 10));
    }
    if number >= 10 {
        text.push('十');
    }
    if !number.is_multiple_of(10) {
        text.push(digit(number % 10));
    }
    text
}

/// An ordinal of a level as it should be written.
pub(super) fn written(level: u8, number: u32) -> String {
    match level {
        1 => format!("{}、", chinese(number)),
        2 => format!("（{}）", chinese(number)),
        3 => format!("{number}."),
        _ => format!("（{number}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Option<(u8, u32, Option<String>)> {
        let found = ordinal(text)?;
        Some((found.level, found.number, found.mended))
    }

    #[test]
    fn ordinals_are_read_in_every_form() {
        assert_eq!(seen("十二、保障措施"), Some((1, 12, None)));
        assert_eq!(seen("（二十）其他"), Some((2, 20, None)));
        assert_eq!(seen("(3)其他"), Some((4, 3, None)));
        assert_eq!(seen("3．其他"), Some((3, 3, None)));
        assert_eq!(seen("3、其他"), Some((3, 3, Some("3.".into()))));
        assert_eq!(seen("一.总则"), Some((1, 1, Some("一、".into()))));
        assert_eq!(seen("（一）、总则"), Some((2, 1, Some("（一）".into()))));
        assert_eq!(seen("2.2024年完成"), Some((3, 2, None)));
        assert_eq!(seen("四、一九四九年以前参加工作的"), Some((1, 4, None)));
        for none in [
            "3.5万人",
            "二、三产业",
            "1、2号楼",
            "2023年",
            "三季度",
            "一是加强",
            "（2023）浙01号",
            "（四）、（五）项所列人员",
            "（一）至（三）项",
            "(1)(2)两项",
        ] {
            assert_eq!(seen(none), None, "{none}");
        }
    }

    #[test]
    fn a_line_may_count_on_by_itself() {
        assert_eq!(counted_on("甲；2.乙；3.丙3.5万元。", 3, 1), 3);
        assert_eq!(counted_on("包括（一）甲；（二）乙", 2, 0), 2);
        assert_eq!(counted_on("造成第五条第（二）、（三）项规定的后果", 2, 1), 1);
        assert!(begins_list("应当提交下列文件： （一）登记申请书；", 2) && !begins_list("依照（一）办理", 2));
        assert_eq!(counted_on("比上年增加1.5个百分点", 3, 0), 0);
    }

    #[test]
    fn numbers_in_chinese_and_back() {
        for number in 1..100 {
            assert_eq!(chinese_number(&chinese(number)), Some(number), "{}", chinese(number));
        }
    }
}
