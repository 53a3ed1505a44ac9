//! The running text of a page: its lines that people read, without what is markup.
//!
//! Cheap and by lines, as [`super::lines`]; rules about wording look here. Every position is a byte of the
//! file's text.

use std::ops::Range;

use super::lines::{Line, LineKind};
use super::site::Page;

/// A line of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProseLine<'p> {
    /// What it says, without the spaces at either edge.
    pub text: &'p str,
    /// Where that begins in the file.
    pub start: usize,
    /// What kind of line it is: of the front matter, of the text, or a row of a table.
    pub kind: LineKind,
}

impl ProseLine<'_> {
    /// The bytes of the file that `range` of this line's text are.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Range<usize> {
        self.start + range.start..self.start + range.end
    }

    /// The bytes of the file that the line's text are.
    #[must_use]
    pub fn whole(&self) -> Range<usize> {
        self.span(0..self.text.len())
    }
}

/// The lines of `text` that people read: values of the front matter, the text, rows of tables.
pub(super) fn prose_of<'p>(page: &'p Page<'_>) -> impl Iterator<Item = ProseLine<'p>> + Clone {
    let text: &'p str = page.text;
    page.lines().iter().filter(|line| is_read(line)).map(move |line| {
        let whole = &text[line.span.clone()];
        let trimmed = whole.trim_start_matches(is_layout);
        let start = line.span.start + whole.len() - trimmed.len();
        ProseLine { text: trimmed.trim_end_matches(is_layout), start, kind: line.kind }
    })
}

fn is_read(line: &Line) -> bool {
    matches!(line.kind, LineKind::Front | LineKind::Text | LineKind::Row)
}

/// Spaces of every width, as people indent with them.
pub(super) fn is_layout(character: char) -> bool {
    character.is_whitespace() || character == '\u{3000}'
}

/// What is markup in the text lines of `text`: code, HTML, addresses of links and figures put in. Sorted,
/// disjoint.
pub(super) fn markup_of(text: &str, lines: &[Line]) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for line in lines.iter().filter(|line| is_read(line)) {
        let typed = &text[line.span.clone()];
        if typed.bytes().any(|byte| matches!(byte, b'`' | b'<' | b'[' | b'@')) || typed.contains("://") {
            markup_in(typed, line.span.start, &mut all);
        }
    }
    all
}

fn markup_in(line: &str, start: usize, all: &mut Vec<Range<usize>>) {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &line[at..];
        let length = match bytes[at] {
            b'`' => rest[1..].find('`').map(|end| end + 2),
            b'<' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) => {
                rest.find('>').map(|end| end + 1)
            }
            b'[' if rest.starts_with("[[") => rest.find("]]").map(|end| end + 2),
            b']' if rest.starts_with("](") => rest.find(')').map(|end| end + 1),
            b'h' if rest.starts_with("http://") || rest.starts_with("https://") => Some(
                rest.find(|c: char| !c.is_ascii() || c.is_whitespace() || c == ')').unwrap_or(rest.len()),
            ),
            _ => None,
        };
        let length = length.unwrap_or(0);
        if length > 0 {
            all.push(start + at..start + at + length);
        }
        at += length.max(1);
        while !line.is_char_boundary(at) {
            at += 1;
        }
    }
}

/// Whether any of `ranges`, sorted and disjoint, touches `span`.
pub(super) fn touches(ranges: &[Range<usize>], span: &Range<usize>) -> bool {
    let next = ranges.partition_point(|range| range.end <= span.start);
    ranges.get(next).is_some_and(|range| range.start < span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_told_from_words() {
        let line = "见[办法](办法.md)、`代码`、[[指标]]和<br>https://a.cn/x，完";
        let mut all = Vec::new();
        markup_in(line, 10, &mut all);
        let shown: Vec<&str> = all.iter().map(|range| &line[range.start - 10..range.end - 10]).collect();
        assert_eq!(shown, ["](办法.md)", "`代码`", "[[指标]]", "<br>", "https://a.cn/x"]);
        assert!(touches(&all, &(12..25)) && !touches(&all, &(10..13)));
    }
}
