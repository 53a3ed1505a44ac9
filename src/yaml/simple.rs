//! The simple YAML in which nearly all files are written -> tree, in a quarter of the time that the parser takes.
//!
//! Simple are keys without quotes; one-line values, plain, in quotes without escapes, or between brackets; texts behind `|`;
//! mappings and lists nested by indentation; comments. Whatever else turns up (a tab, a tag, an anchor, a value that goes
//! on below, any fault), nothing is said of it and the parser reads the text from its beginning. So what is read here is
//! only ever a faster way to the same tree, places included.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::build::{Builder, Built, Items, is_null};
use super::{Node, Source, Style, Value};
use crate::model::{find_rare, is_invisible};

/// The longest key, in bytes; the parser has a limit too.
const LONGEST_KEY: usize = 200;

/// The tree of `source`, if it is written simply and nothing in it has to be refused.
pub(super) fn build<'a>(source: &Source<'a>) -> Option<Built<'a>> {
    let text = source.text;
    let bytes = text.as_bytes();
    let is_fit = memchr(b'\t', bytes).is_none()
        && find_rare(text, is_unfit).is_none()
        && memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'));
    if !is_fit {
        return None;
    }
    let mut reader =
        Reader { text, offset: source.offset, next: 0, line: None, builder: Builder::new(source) };
    reader.advance();
    if reader.line?.indent != 0 {
        return None;
    }
    reader.mapping()?;
    reader.line.is_none().then(|| reader.builder.finish())
}

/// Whether a character is none that YAML admits, or one that is taken out of values.
fn is_unfit(c: char) -> bool {
    c != '\n' && c != '\r' && is_invisible(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// A line, or what stands behind the `- ` of one.
#[derive(Clone, Copy)]
struct Line<'a> {
    /// Where its first character stands in the text.
    start: usize,
    /// How many characters stand before it.
    indent: usize,
    /// From its first character on, without spaces at its end.
    body: &'a str,
}

impl Line<'_> {
    fn is_item(&self) -> bool {
        self.body.starts_with("- ")
    }
}

/// Goes through a text; whatever gives `None` leaves the text to the parser.
struct Reader<'s, 'a> {
    text: &'a str,
    /// Position of the text in the file.
    offset: usize,
    /// Where the line below begins.
    next: usize,
    /// The line to be read; `None` at the end.
    line: Option<Line<'a>>,
    builder: Builder<'s, 'a>,
}

impl<'a> Reader<'_, 'a> {
    /// Turns to the next line that is neither blank nor a comment.
    fn advance(&mut self) {
        self.line = None;
        while self.line.is_none() && self.next < self.text.len() {
            let start = self.next;
            let raw = self.raw_line();
            let body = raw.trim_start_matches(' ');
            let indent = raw.len() - body.len();
            if !body.is_empty() && !body.starts_with('#') {
                self.line = Some(Line { start: start + indent, indent, body: body.trim_end_matches(' ') });
            }
        }
    }

    /// The line below without its end.
    fn raw_line(&mut self) -> &'a str {
        let rest = &self.text[self.next..];
        let length = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        self.next = (self.next + length + 1).min(self.text.len());
        let raw = &rest[..length];
        raw.strip_suffix('\r').unwrap_or(raw)
    }

    /// Where the line to be read begins: there ends what stands before it.
    fn here(&self) -> usize {
        self.line.map_or(self.text.len(), |line| line.start)
    }

    /// The mapping whose first key stands on this line.
    fn mapping(&mut self) -> Option<()> {
        let indent = self.line?.indent;
        self.open(self.here(), Items::mapping())?;
        while let Some(line) = self.line.filter(|line| line.indent >= indent) {
            let length = key_length(line.body).filter(|_| line.indent == indent)?;
            let key = line.start..line.start + length;
            self.add(key.clone(), plain(&line.body[..length]))?;
            let value = line.body[length + 1..].trim_start_matches(' ');
            match value {
                "" => self.below(indent, key.end)?,
                "|" => self.literal(indent)?,
                _ => {
                    self.value(value, line.start + line.body.len() - value.len())?;
                    self.advance();
                }
            }
        }
        self.close(self.here())
    }

    /// The value of the key that ends at `key_end`, on the lines below.
    fn below(&mut self, indent: usize, key_end: usize) -> Option<()> {
        self.advance();
        match self.line {
            Some(line) if line.is_item() && line.indent >= indent => self.sequence(indent),
            Some(line) if line.indent > indent => self.mapping(),
            _ => self.add(key_end..key_end, Value::Null),
        }
    }

    /// The list whose first item stands on this line, below a key.
    fn sequence(&mut self, key_indent: usize) -> Option<()> {
        let first = self.line?;
        let indent = first.indent;
        // The parser lets a list that stands no deeper than its key begin behind the first `-`.
        let lead = if indent > key_indent { 0 } else { first.body.len() - behind_dash(first.body).len() };
        self.open(first.start + lead, Items::sequence())?;
        while let Some(line) = self.line.filter(|line| line.indent == indent && line.is_item()) {
            let body = behind_dash(line.body);
            let width = line.body.len() - body.len();
            let start = line.start + width;
            if key_length(body).is_some() {
                self.line = Some(Line { start, indent: indent + width, body });
                self.mapping()?;
            } else {
                self.value(body, start)?;
                self.advance();
            }
            if self.line.is_some_and(|line| line.indent > indent) {
                return None;
            }
        }
        self.close(self.here())
    }

    /// The text behind the `|` of a key.
    fn literal(&mut self, key_indent: usize) -> Option<()> {
        let indent_of = |raw: &str| raw.len() - raw.trim_start_matches(' ').len();
        let start = self.next;
        let indent = indent_of(self.raw_line());
        if indent <= key_indent {
            return None;
        }
        let mut text = String::new();
        let mut blank_lines = 0;
        self.next = start;
        self.line = None;
        while self.next < self.text.len() {
            let line_start = self.next;
            let raw = self.raw_line();
            let depth = indent_of(raw);
            if raw.is_empty() {
                blank_lines += 1;
            } else if depth == raw.len() {
                // Spaces on a blank line may be part of the text.
                return None;
            } else if depth < indent {
                let body = raw[depth..].trim_end_matches(' ');
                self.line = Some(Line { start: line_start + depth, indent: depth, body });
                break;
            } else {
                text.extend(std::iter::repeat_n('\n', std::mem::take(&mut blank_lines)));
                text.push_str(&raw[indent..]);
                text.push('\n');
            }
        }
        let value = Value::Scalar { text: Cow::Owned(text), style: Style::Literal };
        self.add(start + indent..self.here(), value)
    }

    /// A value that ends with its line.
    fn value(&mut self, text: &'a str, at: usize) -> Option<()> {
        let length = match text.as_bytes().first()? {
            b'[' | b'{' => self.flow(text, at)?,
            b'"' | b'\'' => self.quoted(text, at)?,
            _ => {
                let text = without_comment(text);
                let is_plain = begins_plainly(text, true)
                    && memchr_iter(b':', text.as_bytes())
                        .all(|colon| text.as_bytes().get(colon + 1).is_some_and(|behind| *behind != b' '));
                return self.add(at..at + text.len(), plain(text)).filter(|()| is_plain);
            }
        };
        (length == text.len()).then_some(())
    }

    /// A value in quotes; its length.
    fn quoted(&mut self, text: &'a str, at: usize) -> Option<usize> {
        let quote = *text.as_bytes().first()?;
        let inside = &text[1..];
        let inside = &inside[..memchr(quote, inside.as_bytes())?];
        if quote == b'"' && inside.contains('\\') {
            return None;
        }
        let length = inside.len() + 2;
        self.add(at..at + length, Value::Scalar { text: Cow::Borrowed(inside), style: Style::Quoted })?;
        Some(length)
    }

    /// A list or mapping between brackets; its length.
    fn flow(&mut self, text: &'a str, at: usize) -> Option<usize> {
        let is_mapping = text.starts_with('{');
        let (end, items) = if is_mapping { (b'}', Items::mapping()) } else { (b']', Items::sequence()) };
        self.open(at, items)?;
        let mut rest = text[1..].trim_start_matches(' ');
        while rest.as_bytes().first() != Some(&end) {
            if is_mapping {
                let key = self.flow_plain(rest, at + text.len() - rest.len())?;
                rest = rest[key..].strip_prefix(": ")?.trim_start_matches(' ');
            }
            let start = at + text.len() - rest.len();
            let length = match rest.as_bytes().first()? {
                b'[' | b'{' => self.flow(rest, start)?,
                b'"' | b'\'' => self.quoted(rest, start)?,
                _ => self.flow_plain(rest, start)?,
            };
            rest = rest[length..].trim_start_matches(' ');
            if rest.as_bytes().first() != Some(&end) {
                // Behind a comma something has to follow.
                rest = rest.strip_prefix(',')?.trim_start_matches(' ');
                rest.as_bytes().first().filter(|next| **next != end)?;
            }
        }
        let length = text.len() - rest.len() + 1;
        self.close(at + length)?;
        Some(length)
    }

    /// A plain key or value between brackets; its length.
    fn flow_plain(&mut self, text: &'a str, at: usize) -> Option<usize> {
        let end = text.bytes().position(|byte| b",[]{}:#".contains(&byte))?;
        let text = text[..end].trim_end_matches(' ');
        self.add(at..at + text.len(), plain(text)).filter(|()| begins_plainly(text, true))?;
        Some(text.len())
    }

    fn open(&mut self, at: usize, items: Items<'a>) -> Option<()> {
        self.builder.open(at + self.offset, 0, items).ok()
    }

    fn close(&mut self, at: usize) -> Option<()> {
        self.builder.close(at + self.offset).ok()
    }

    fn add(&mut self, span: Range<usize>, value: Value<'a>) -> Option<()> {
        let span = span.start + self.offset..span.end + self.offset;
        self.builder.add(Node { span, value }, 0, 1).ok()
    }
}

/// What stands behind the `- ` of an item.
fn behind_dash(body: &str) -> &str {
    body[1..].trim_start_matches(' ')
}

/// A plain key or value.
fn plain(text: &str) -> Value<'_> {
    if is_null(text) {
        return Value::Null;
    }
    Value::Scalar { text: Cow::Borrowed(text), style: Style::Plain }
}

/// The length of the plain key at the beginning of a line, if there is one with a colon that ends it.
fn key_length(body: &str) -> Option<usize> {
    let bytes = body.as_bytes();
    let length =
        memchr_iter(b':', bytes).find(|at| bytes.get(at + 1).is_none_or(|behind| *behind == b' '))?;
    let key = &body[..length];
    let is_key = length <= LONGEST_KEY
        && begins_plainly(key, false)
        && !key.ends_with(' ')
        && without_comment(key).len() == length;
    is_key.then_some(length)
}

/// Whether a text begins as nothing but a plain key or value does.
fn begins_plainly(text: &str, is_value: bool) -> bool {
    match text.as_bytes() {
        [b'-', behind, ..] => is_value && behind.is_ascii_digit(),
        [first, ..] => first.is_ascii_alphanumeric() || !first.is_ascii() || b"(/<=+~_".contains(first),
        [] => false,
    }
}

/// A plain value without the comment behind it and the spaces before that.
fn without_comment(text: &str) -> &str {
    let bytes = text.as_bytes();
    match memchr_iter(b'#', bytes).find(|at| at.checked_sub(1).is_none_or(|before| bytes[before] == b' ')) {
        Some(at) => text[..at].trim_end_matches(' '),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::build::build_by_parser;
    use super::*;

    fn source(text: &str) -> Source<'_> {
        Source { file: "a.yaml".into(), text, offset: 4, ends_file: true }
    }

    /// Whether `text` is read here; if so, the parser must read the same.
    fn is_simple(text: &str) -> bool {
        let source = source(text);
        let Some(built) = build(&source) else { return false };
        let parsed = build_by_parser(&source).unwrap_or_else(|fault| panic!("{text:?}: {fault:?}"));
        assert_eq!(built.root, parsed.root, "{text:?}");
        assert_eq!(built.findings, parsed.findings, "{text:?}");
        assert_eq!(built.suspicious, parsed.suspicious, "{text:?}");
        true
    }

    #[test]
    fn what_people_write_is_simple() {
        for text in [
            "公开日期: 2020-10-14 08:35\n文号: 公开〔2020〕10-3号\n指标:\n  受益人数: 46.47万人次\n\n  合格率: 99.219% # 注\n",
            "标题: 甲\r\n指标:\r\n  # 注\r\n  - 名称: 甲\r\n    单位: \"个\"\r\n# 注\r\n编辑: 乙\r\n",
            "目标:\n  2023: |\n    一、甲\n      乙\n\n    丙：丁\n  2024: |\n    一\n\n指标:\n  - 名称: 甲\n    目标: {2017: ≥54.59, 2018: -3 个}\n",
            "单位: [甲局, '乙 局',丙]\n空: []\n无: {}\n深: [[a], {b: [c]}]\n",
            "a:\n- b\n- c: d\n  e: f\n-   g: h\n    i:\n    - j\nk:\nl: \nm: ~",
            "甲：乙: 1\n甲：乙: 2\n",
            "a: |\n  x",
        ] {
            assert!(is_simple(text), "{text:?}");
        }
    }

    #[test]
    fn all_else_is_left_to_the_parser() {
        for text in [
            "",
            "a",
            "- a",
            " a: b",
            "a:\tb",
            "a: &b c",
            "a: *b",
            "a: !b c",
            "a: b\n  c",
            "a: \"b",
            "a: \"b\\n\"",
            "a: 'b''c'",
            "a: >\n  b",
            "a: |-\n  b",
            "a: b: c",
            "a: b:",
            "a : b",
            "\"a\": b",
            "? a",
            "<<: b",
            "a: [b",
            "a: [b,]",
            "a: {b}",
            "a: {b:c}",
            "a: [b: c]",
            "a: b\n---\nc: d",
            "a: b\n...",
            "a:\n  b\n",
            "a: |\n\n  b",
            "a: |\n  b\n  \n",
            "a: b\rc",
            "\u{feff}a: b",
            "a: b\n c: d",
            "a:\n    b: c\n  d: e",
            "- a: b",
            "a: @b",
            "a: [b] c",
            "a: %b",
            "a: `b`",
            "a: - b",
            "a: |\n  b\n # c\n",
            "%a: b",
            "---\na: b",
        ] {
            assert!(!is_simple(text), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn the_parser_reads_the_same(
            parts in prop::collection::vec(prop::sample::select(vec![
                "a", "b: ", "甲: ", "乙", "c:", ": ", ":", "- ", "-", "\n", "\n", "\n", "\n  ", "\n  ", "\n    ", "\n- ",
                "\n  - ", "\n\n", "\r\n", " ", "  ", "|", "|\n  ", ">", "[", "]", "{", "}", ", ", ",", "\"", "'", "#", " # ",
                "~", "null", "1.5", "2023: ", "'a'", "\"a b\"", "[a, b]", "{a: b}", "，", "“", "\u{a0}", "\t", "<<: ", "?",
                "=", "d: e\n", "f:\n  ", "g: |\n  ", "---", "...", "(", "/", "+", "_", "<", "·", "—",
            ]), 0..24)
        ) {
            is_simple(&parts.concat());
        }
    }
}
