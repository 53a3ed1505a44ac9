//! Stars that are no emphasis: those that multiply and those that hide names.

use std::ops::Range;

/// The longest piece between the stars of two hidden names, in characters.
const LONGEST_BETWEEN: usize = 12;

/// Frequent family names of one character.
const FAMILY_NAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

/// Words behind a hidden name with which no stressed passage begins.
const AFTER_NAMES: [&str; 14] =
    ["和", "与", "及", "跟", "同", "、", "，", "等", "诉", "（", "(", "因", "系", "的"];

/// What is measured in three directions.
const DIRECTIONS: &str = "长宽高厚深";

/// Whether the star at byte `at` of `line` multiplies: `2*3`, `5米*3米`, `长*宽*高`.
pub(super) fn multiply(line: &str, at: usize) -> bool {
    let (before, behind) = (&line[..at], &line[at + 1..]);
    let (Some(previous), Some(next)) = (before.chars().next_back(), behind.chars().next()) else {
        return false;
    };
    let both = |is: fn(char) -> bool| is(previous) && is(next);
    both(|c| c.is_ascii_alphanumeric())
        || both(|c| DIRECTIONS.contains(c))
        || ends_with_measured(before) && next.is_ascii_digit()
        || previous == ')' && next == '('
        || matches!(previous, ')' | '）') && next.is_ascii_digit()
        || previous.is_ascii_digit() && matches!(next, '(' | '（')
}

/// The same in Markdown, where a letter beside a star may well be stressed: `un*frigging*believable`.
pub(super) fn multiply_in_markdown(line: &str, at: usize) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let is_beside_letter = is_letter(line[at + 1..].chars().next());
    let ends_with_letter = is_letter(line[..at].chars().next_back());
    multiply(line, at) && !is_beside_letter && (!ends_with_letter || ends_with_measured(&line[..at]))
}

/// Whether a text ends with a number and its measure: `5米`, `3 cm`.
fn ends_with_measured(text: &str) -> bool {
    let measure = text.chars().rev().take_while(|c| !c.is_ascii_digit()).take(4).collect::<String>();
    let behind = text.len() - measure.len();
    text[..behind].ends_with(|c: char| c.is_ascii_digit())
        && (1..=2).contains(&measure.chars().count())
        && measure.chars().all(char::is_alphabetic)
}

/// The end of the stars that hide names from the start of `range` on, if they do: `李**和王**`, which would
/// otherwise stress `和王`. Else the start.
pub(super) fn hidden_until(source: &str, range: Range<usize>) -> usize {
    let text = &source[range.clone()];
    let none = range.start;
    let stars = text.len() - text.trim_start_matches('*').len();
    let is_name = |before: &str| before.ends_with(|c| FAMILY_NAMES.contains(c));
    if !(1..=2).contains(&stars) || !is_name(&source[..range.start]) {
        return none;
    }
    let behind = &text[stars..];
    let between = behind.split(['*', '\n']).next().unwrap_or_default();
    let closing = behind[between.len()..].bytes().take_while(|byte| *byte == b'*').count();
    let is_pair = closing == stars
        && between.chars().count() <= LONGEST_BETWEEN
        && AFTER_NAMES.iter().any(|word| between.starts_with(word))
        && is_name(between);
    if is_pair { range.start + stars + between.len() + closing } else { none }
}

#[cfg(test)]
mod tests {
    use super::{hidden_until, multiply, multiply_in_markdown};

    #[test]
    fn multiplication() {
        for line in ["2*3", "5米*3", "长*宽", "宽*高", "(a+b)*(c)", "3cm*4cm"] {
            assert!(multiply(line, line.find('*').expect("there is one")), "{line}");
        }
        for line in ["这是*重点", "完成*3项", "2024年度*重点", "*2", "甲*"] {
            assert!(!multiply(line, line.find('*').expect("there is one")), "{line}");
        }
    }

    #[test]
    fn multiplication_in_markdown() {
        let multiplies = |line: &str| multiply_in_markdown(line, line.find('*').expect("there is one"));
        for line in ["2*3", "5米*3", "长*宽", "(1+2)*(3)", "3cm*4cm", "1920*1080像素"] {
            assert!(multiplies(line), "{line}");
        }
        for line in ["a*b*c", "foo*2*", "1*a*", "完成*3项*"] {
            assert!(!multiplies(line), "{line}");
        }
    }

    #[test]
    fn hidden_names() {
        let hidden = |text: &str| {
            hidden_until(text, text.find('*').expect("there is one")..text.len())
                > text.find('*').expect("there is one")
        };
        for text in ["李**和王**签订", "原告李*诉被告王*合同", "李**（男）、王**（女）"]
        {
            assert!(hidden(text), "{text}");
        }
        for text in ["由**张三**负责", "一是**加强领导**。", "马**上办**，", "李**和平**小学"]
        {
            assert!(!hidden(text), "{text}");
        }
    }
}
