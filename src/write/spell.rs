//! How values are spelled in YAML: without quotes where that is safe, several lines behind `|`.

use super::written::Written;
use crate::model::visible;

/// The most characters of a list of names that is written on one line, between brackets.
const LONGEST_LINE: usize = 60;

/// How a text is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuoteMarks {
    /// None, unless it needs some.
    None,
    /// `'`, unless it cannot be.
    Single,
    /// `"`.
    Double,
}

/// `text` as one YAML value or key on one line: as it is where that is safe, else in quotes.
#[must_use]
pub fn scalar(text: &str) -> String {
    marked(&visible(text), QuoteMarks::None, false)
}

/// Like [`scalar`]; an empty text is nothing, for somebody to fill in.
#[must_use]
pub fn scalar_or_nothing(text: &str) -> String {
    if text.is_empty() { String::new() } else { scalar(text) }
}

/// `text` on one line, with these marks if it can be; between brackets more has to be marked.
pub(super) fn marked(text: &str, marks: QuoteMarks, in_flow: bool) -> String {
    match marks {
        QuoteMarks::None if is_safe(text, in_flow) => text.to_owned(),
        QuoteMarks::Single if !text.contains(|c: char| c.is_control()) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        _ => in_double_quotes(text),
    }
}

fn in_double_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a text without quotes is read as that text, by this program and by the editors that look over it:
/// `0123` would lose its zero in some.
fn is_safe(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let behind = text[first.len_utf8()..].chars().next();
    let begins_well = match first {
        '-' => behind.is_some_and(|c| c.is_ascii_digit()),
        '0' => !(text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit())),
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`'
        | '?' | ':' | '~' | '=' | '<' => false,
        _ => true,
    };
    begins_well
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
        && !text.contains(|c: char| c.is_control())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !["null", "Null", "NULL"].contains(&text)
        && !(in_flow && text.contains([',', '[', ']', '{', '}', ':', '#']))
}

/// A value between brackets, or on the line of its key inside them.
pub(super) fn in_brackets(value: &Written) -> String {
    match value {
        Written::Nothing => "~".to_owned(),
        Written::Text(text) => marked(text, QuoteMarks::None, true),
        Written::List(items) => format!("[{}]", joined(items.iter().map(in_brackets))),
        Written::Mapping(entries) => format!("{{{}}}", joined(entries.iter().map(entry_in_brackets))),
    }
}

/// `key: value` between brackets.
pub(super) fn entry_in_brackets((key, value): &(String, Written)) -> String {
    let key = marked(key, QuoteMarks::None, true);
    match value {
        Written::Nothing => format!("{key}:"),
        value => format!("{key}: {}", in_brackets(value)),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// How values of several parts or lines are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueLayout {
    /// In lines of their own, as people do.
    Lines,
    /// On one line, between brackets and in quotes: where a comment below would become part of the value.
    OneLine,
}

/// What stands behind a key or a dash: on its line, and on lines of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ValueTail {
    /// What follows on the line, with the blank before it.
    pub(super) line: String,
    /// The lines below, each behind `\n`.
    pub(super) below: String,
}

/// A value behind a key that stands `indent` columns from the left.
pub(super) fn behind_key(value: &Written, indent: usize, form: ValueLayout) -> ValueTail {
    let inner = indent + 2;
    match value {
        Written::Nothing => ValueTail::default(),
        Written::Text(text) if form == ValueLayout::OneLine => {
            on_line(&marked(text, QuoteMarks::None, false))
        }
        _ if form == ValueLayout::OneLine => on_line(&in_brackets(value)),
        Written::Text(text) => match block_text(text, inner) {
            Some(tail) => tail,
            None => on_line(&marked(text, QuoteMarks::None, false)),
        },
        Written::List(items) => match short_list(items) {
            Some(list) => on_line(&list),
            None => {
                let lines = items.iter().map(|value| format!("\n{}", item(value, inner, form)));
                ValueTail { line: String::new(), below: lines.collect() }
            }
        },
        Written::Mapping(entries) if entries.is_empty() => on_line("{}"),
        Written::Mapping(entries) => {
            let lines = entries.iter().map(|(key, value)| format!("\n{}", entry(key, value, inner, form)));
            ValueTail { line: String::new(), below: lines.collect() }
        }
    }
}

fn on_line(text: &str) -> ValueTail {
    ValueTail { line: format!(" {text}"), below: String::new() }
}

/// `key: value` in lines, `indent` columns from the left; no line end behind them.
pub(super) fn entry(key: &str, value: &Written, indent: usize, form: ValueLayout) -> String {
    let ValueTail { line, below } = behind_key(value, indent, form);
    format!("{:indent$}{}:{line}{below}", "", marked(key, QuoteMarks::None, false))
}

/// `- value` in lines, `indent` columns from the left; no line end behind them.
pub(super) fn item(value: &Written, indent: usize, form: ValueLayout) -> String {
    let ValueTail { line, below } = behind_dash(value, indent, form);
    format!("{:indent$}-{line}{below}", "")
}

/// A value behind a dash that stands `indent` columns from the left: the first key of a mapping on its line.
pub(super) fn behind_dash(value: &Written, indent: usize, form: ValueLayout) -> ValueTail {
    match value {
        Written::Mapping(entries) if !entries.is_empty() && form == ValueLayout::Lines => {
            let lines: Vec<String> =
                entries.iter().map(|(key, value)| entry(key, value, indent + 2, form)).collect();
            let whole = lines.join("\n");
            let first = whole.trim_start_matches(' ');
            let (line, below) = first.split_at(first.find('\n').unwrap_or(first.len()));
            ValueTail { line: format!(" {line}"), below: below.to_owned() }
        }
        Written::List(items) if !items.is_empty() => on_line(&in_brackets(value)),
        value => behind_key(value, indent, form),
    }
}

/// A list of names that is short enough to stand between brackets.
fn short_list(items: &[Written]) -> Option<String> {
    let are_names = items.iter().all(|item| matches!(item, Written::Text(text) if !text.contains('\n')));
    let list = in_brackets(&Written::List(items.to_vec()));
    (are_names && list.chars().count() <= LONGEST_LINE).then_some(list)
}

/// A text of several lines behind `|`, its lines `indent` columns from the left; `None` if it has only one
/// line or cannot stand there.
pub(super) fn block_text(text: &str, indent: usize) -> Option<ValueTail> {
    let is_odd = |line: &str| {
        !line.is_empty() && line.trim().is_empty() || line.contains(|c: char| c.is_control() && c != '\t')
    };
    if !text.contains('\n') || text.trim().is_empty() || text.split('\n').any(is_odd) {
        return None;
    }
    // Blanks before the first line would be taken for indentation, were it not said how much there is.
    let starts_blank = text.trim_start_matches('\n').starts_with([' ', '\t']);
    let body = text.strip_suffix('\n').unwrap_or(text);
    let chomping = match text.len() - text.trim_end_matches('\n').len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let mut below = String::with_capacity(text.len());
    for line in body.split('\n') {
        below.push('\n');
        if !line.is_empty() {
            below.extend(std::iter::repeat_n(' ', indent));
            below.push_str(line);
        }
    }
    let line = format!(" |{}{chomping}", if starts_blank { "2" } else { "" });
    Some(ValueTail { line, below })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_yaml_would_misread_is_quoted() {
        for plain in [
            "职业技能培训（线下）",
            "2.39万人次",
            "72.8%",
            "2023-04-10 09:00",
            "“两优”情况",
            "12345热线",
            "-2.3%",
            "0.5",
        ] {
            assert_eq!(scalar(plain), plain);
        }
        for (text, spelled) in [
            ("结案率: 仲裁", r#""结案率: 仲裁""#),
            ("“两优”\n", r#""“两优”\n""#),
            ("002590761", r#""002590761""#),
            (">40", r#"">40""#),
            ("null", r#""null""#),
            ("", r#""""#),
            ("甲 #1", r#""甲 #1""#),
            ("\u{3000}空", "\"\u{3000}空\""),
            (r#""引""#, r#""\"引\"""#),
        ] {
            assert_eq!(scalar(text), spelled);
        }
        assert_eq!(scalar_or_nothing(""), "");
    }

    #[test]
    fn mappings_and_lists_are_laid_out_as_people_do() {
        let text = |text: &str| Written::text(text);
        let correction = Written::Mapping(vec![
            ("日期".into(), text("2024-07-05")),
            ("原因".into(), text("一、录入\n二、汇总\n")),
            ("处".into(), Written::List(vec![text("甲"), text("乙, 丙")])),
            ("附".into(), Written::Nothing),
        ]);
        snapbox::assert_data_eq!(
            entry("更正", &Written::List(vec![correction, text("另")]), 2, ValueLayout::Lines) + "\n",
            snapbox::str![[r#"
  更正:
    - 日期: 2024-07-05
      原因: |
        一、录入
        二、汇总
      处: [甲, "乙, 丙"]
      附:
    - 另

"#]]
        );
    }
}
