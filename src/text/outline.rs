//! The outline of official documents: `一、` `（一）` `1.` `（1）`, and lines that name a period.
//!
//! What only the whole text tells is in [`super::scheme`].
//!
//! Source: 层次序数 of GB/T 9704-2012. The number stays part of the text, since people cite it.

use super::ordinal::Ordinal;

/// How many levels stand above the usual outline: 编, 分编, 章, 节.
pub(super) const ABOVE: u8 = 4;
/// How many levels the usual outline has, and the decimal one.
pub(super) const DEPTH: u8 = 4;

/// The longest heading, in characters, a closing `。` aside.
const LONGEST_HEADING: usize = 40;

/// What a line is in the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OutlineLine {
    /// A heading of this level, 1 to 4.
    Heading(u8),
    /// A heading of this level that ends at this byte, and its paragraph on the same line.
    RunIn(u8, usize),
    /// A paragraph that ends with a semicolon: an item of an enumeration, not a heading.
    Item(u8),
    /// A paragraph.
    Paragraph,
}

/// Reads a line, without its layout. Bold type around the number or the first sentence is looked through.
pub(super) fn read(line: &str) -> OutlineLine {
    if is_period_name(line) {
        return OutlineLine::Heading(1);
    }
    let numbered = line.strip_prefix("**").unwrap_or(line);
    let Some((level, rest)) = number(numbered) else { return OutlineLine::Paragraph };
    if rest.trim_matches(is_layout).trim_matches('*').is_empty() {
        return OutlineLine::Paragraph;
    }
    let end = sentence_end(line);
    let sentence = line[..end].trim_end_matches('*').trim_end_matches('。');
    let length = sentence.chars().filter(|character| *character != '*').count();
    if length > LONGEST_HEADING {
        return OutlineLine::Paragraph;
    }
    if end < line.len() {
        let balanced = line[..end].matches("**").count().is_multiple_of(2);
        return if balanced { OutlineLine::RunIn(level, end) } else { OutlineLine::Paragraph };
    }
    if sentence.ends_with(['；', ';', '，', ',', '、']) {
        return OutlineLine::Item(level);
    }
    OutlineLine::Heading(level)
}

/// The words of a heading without its number and closing colon; the number, if there is nothing else.
pub(super) fn words(heading: &str) -> &str {
    let behind = number(heading).map(|(_, words)| words);
    let words = behind.or_else(|| Ordinal::read(heading).map(|(_, words)| words)).unwrap_or(heading);
    let words = words.trim_matches(is_layout);
    let words = if words.is_empty() { heading } else { words };
    words.trim_end_matches(['：', ':'])
}

/// Whether a line begins with an outline number.
pub(super) fn has_number(line: &str) -> bool {
    number(line).is_some()
}

/// The level of the outline number at the start of a line, and what follows it.
fn number(line: &str) -> Option<(u8, &str)> {
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let behind = |rest: &'_ str| rest.starts_with(['）', ')']);
        let (digits, after) = split_while(rest, is_chinese_digit);
        if (1..=4).contains(&digits) && behind(after) {
            return after.get(after.chars().next()?.len_utf8()..).map(|rest| (2, rest));
        }
        let (digits, after) = split_while(rest, is_digit);
        if (1..=2).contains(&digits) && behind(after) {
            return after.get(after.chars().next()?.len_utf8()..).map(|rest| (4, rest));
        }
        return None;
    }
    let (digits, after) = split_while(line, is_chinese_digit);
    if (1..=4).contains(&digits) {
        return after.strip_prefix('、').map(|rest| (1, rest));
    }
    let (digits, after) = split_while(line, is_digit);
    if (1..=3).contains(&digits) {
        let rest = after.strip_prefix(['.', '．'])?;
        return (!rest.starts_with(is_digit)).then_some((3, rest));
    }
    None
}

/// How many characters of `line` at its start are of a kind, and what follows.
fn split_while(line: &str, kind: impl Fn(char) -> bool) -> (usize, &str) {
    let rest = line.trim_start_matches(&kind);
    (line[..line.len() - rest.len()].chars().count(), rest)
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || ('０'..='９').contains(&character)
}

fn is_chinese_digit(character: char) -> bool {
    "一二三四五六七八九十百〇零".contains(character)
}

/// Where the first sentence ends: behind `。`, `！` or `？` and the quotation marks and bold type that close
/// with it; the whole line if there is none.
fn sentence_end(line: &str) -> usize {
    let Some((at, stop)) = line.char_indices().find(|(_, character)| matches!(character, '。' | '！' | '？'))
    else {
        return line.len();
    };
    let rest = &line[at + stop.len_utf8()..];
    let rest = rest.trim_start_matches(['。', '！', '？', '”', '’', '」', '』', '）', ')', '》']);
    let rest = rest.strip_prefix("**").filter(|_| line[..at].matches("**").count() % 2 == 1).unwrap_or(rest);
    line.len() - rest.trim_start_matches(is_layout).len()
}

/// Whether a line consists of nothing but the name of a period, such as `一季度` or `2023年三季度：`.
pub(super) fn is_period_name(line: &str) -> bool {
    // The longest is `2023年度第三季度：`; everything longer is not worth reading.
    if line.len() > 64 {
        return false;
    }
    let name: String = line
        .trim_matches('*')
        .trim_end_matches(['：', ':'])
        .chars()
        .filter(|character| !is_layout(*character))
        .collect();
    let part = match name.split_once('年') {
        Some((year, part)) if is_year(year) => part.strip_prefix('度').unwrap_or(part),
        _ => name.as_str(),
    };
    if matches!(part, "上半年" | "下半年" | "全年" | "前三季度") {
        return true;
    }
    if let Some(quarter) = part.strip_suffix("季度") {
        let quarter = quarter.strip_prefix('第').unwrap_or(quarter);
        return matches!(quarter, "一" | "二" | "三" | "四" | "1" | "2" | "3" | "4");
    }
    let month = part.strip_suffix('份').unwrap_or(part).strip_suffix('月');
    month.is_some_and(|month| {
        month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
            || matches!(month, "一" | "二" | "三" | "四" | "五" | "六" | "七" | "八" | "九")
            || matches!(month, "十" | "十一" | "十二")
    })
}

fn is_year(year: &str) -> bool {
    year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether a character is layout at the edges of a line: all kinds of space, and those of no width.
pub(super) fn is_layout(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{3164}')
}

#[cfg(test)]
mod tests {
    use super::OutlineLine::{Heading, Item, Paragraph, RunIn};
    use super::{is_period_name, read};

    #[test]
    fn levels() {
        for (line, level) in [
            ("一、总体要求", 1),
            ("十二、附则。", 1),
            ("（一）基本原则", 2),
            ("(十一)基本原则", 2),
            ("1.建立台账", 3),
            ("１．建立台账", 3),
            ("12. 建立台账。", 3),
            ("1.A类企业", 3),
            ("（1）逐户核对", 4),
            ("(１)逐户核对", 4),
            ("**一、总体要求**", 1),
        ] {
            assert_eq!(read(line), Heading(level), "{line}");
        }
    }

    #[test]
    fn not_numbers() {
        for line in [
            "1.5亿元",
            "2023.5",
            "3．5",
            "1.23万",
            "3.５",
            "（2023）5号",
            "2023.",
            "1.",
            "一、",
            "一是明确责任",
            "1、建立台账",
            "(a)说明",
            "百年大计",
            "10、x",
            "*",
            "（一",
            "一",
        ] {
            assert_eq!(read(line), Paragraph, "{line}");
        }
    }

    #[test]
    fn sentences() {
        assert_eq!(read("1.建立台账。逐户登记，按月核对。"), RunIn(3, "1.建立台账。".len()));
        assert_eq!(read("1.问“办了没有？”再核对。"), RunIn(3, "1.问“办了没有？”".len()));
        assert_eq!(read("**1.建立台账。**逐户登记。"), RunIn(3, "**1.建立台账。**".len()));
        assert_eq!(read("1.建立台账；"), Item(3));
        let forty = format!("一、{}", "字".repeat(38));
        assert_eq!(read(&forty), Heading(1));
        assert_eq!(read(&format!("{forty}。")), Heading(1));
        assert_eq!(read(&format!("{forty}字")), Paragraph);
        assert_eq!(read(&format!("{forty}字。后一句。")), Paragraph);
        assert_eq!(read(&format!("{forty}。后一句。")), RunIn(1, forty.len() + 3));
    }

    #[test]
    fn period_names() {
        for name in [
            "一季度",
            "第二季度",
            "四季度:",
            "上半年",
            "2023年三季度：",
            "2023年度第3季度",
            "2024年 下半年",
            "10月份",
            "**一季度**",
            "2023年全年",
        ] {
            assert!(is_period_name(name), "{name}");
        }
        for name in ["一季度末", "五季度", "13月", "2023年", "季度", "一季度一季度", ""] {
            assert!(!is_period_name(name), "{name}");
        }
    }
}
