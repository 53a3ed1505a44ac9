//! Titles that break between words, without a script: what belongs together for sure stays on one line.
//!
//! Chinese is written without spaces, and a browser breaks it anywhere: 五年规/划. Kept together are numbers
//! with what they count, and the words of a list; a word that is found where two meet costs nothing but one
//! place to break at.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use tera::{Kwargs, State, Tera, Value};

/// Words and compounds of official titles by their first character, the longest first.
static WORDS: LazyLock<BTreeMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut words: BTreeMap<char, Vec<&str>> = BTreeMap::new();
    let short = include_str!("words.txt").split_whitespace().filter(|word| word.chars().count() <= MOST);
    for word in short {
        words.entry(word.chars().next().unwrap_or_default()).or_default().push(word);
    }
    for words in words.values_mut() {
        words.sort_by_key(|word| Reverse(word.len()));
    }
    words
});
/// Titles up to this length fit on one line of a phone.
const SHORT: usize = 12;
/// The most characters that are kept together, lest a narrow page overflows.
const MOST: usize = 8;

/// Teaches the engine the filter `phrases`: a text -> HTML.
pub fn register(tera: &mut Tera) {
    tera.register_filter("phrases", |text: &str, _: Kwargs, _: &State<'_>| {
        Value::safe_string(&phrases(text))
    });
}

/// The text as HTML, its words in `<span class="w">`.
fn phrases(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    if text.chars().count() <= SHORT {
        push_text(text, &mut html);
        return html;
    }
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = counted(rest).or_else(|| word(rest));
        match length {
            Some(length) => {
                html.push_str("<span class=\"w\">");
                push_text(&rest[..length], &mut html);
                html.push_str("</span>");
            }
            None => push_text(&rest[..c.len_utf8()], &mut html),
        }
        rest = &rest[length.unwrap_or(c.len_utf8())..];
    }
    html
}

/// How long the longest known word at the beginning is.
fn word(text: &str) -> Option<usize> {
    let words = WORDS.get(&text.chars().next()?)?;
    words.iter().find(|word| text.starts_with(**word)).map(|word| word.len())
}

/// How long a number with what it counts is: `2026年度`, `2026—2030年`, `第十五个`, `100件`.
fn counted(text: &str) -> Option<usize> {
    let ordinal = text.strip_prefix('第');
    let number = ordinal.unwrap_or(text);
    let is_digit = |c: char| c.is_ascii_digit() || ordinal.is_some() && "一二三四五六七八九十百".contains(c);
    let is_part = |c: char| is_digit(c) || matches!(c, '.' | '-' | '–' | '—' | '~' | '～' | '－');
    let behind = number.trim_start_matches(is_part);
    if !number.starts_with(is_digit) {
        return None;
    }
    let unit = ["年度", "季度", "月份"].into_iter().find(|unit| behind.starts_with(unit));
    let measure = |c: char| "年月日个项件家批次期号届条级户人所万亿%％".contains(c);
    let unit =
        unit.map(str::len).or_else(|| behind.chars().next().filter(|c| measure(*c)).map(char::len_utf8))?;
    let length = text.len() - behind.len() + unit;
    (text[..length].chars().count() <= SHORT).then_some(length)
}

fn push_text(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::phrases;

    fn lines(text: &str) -> String {
        phrases(text).replace("<span class=\"w\">", "[").replace("</span>", "]")
    }

    #[test]
    fn what_belongs_together_stays_together() {
        let cases = [
            (
                "云溪市第十五个五年规划（2026—2030年）实施方案",
                "云溪市[第十五个][五年规划]（[2026—2030年]）[实施方案]",
            ),
            ("关于印发《2024年度重点工作》的通知", "[关于][印发]《[2024年度][重点工作]》的[通知]"),
            ("短的题目不用分开", "短的题目不用分开"),
            ("<b>&“标题”很长很长很长很长", "&lt;b&gt;&amp;“标题”很长很长很长很长"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_letter_is_lost(text in "[a<&>“年月0-9第个工作方案—通知]{0,40}") {
            let html = phrases(&text).replace("<span class=\"w\">", "").replace("</span>", "");
            let plain = html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            proptest::prop_assert_eq!(plain, text);
        }
    }
}
