//! Where things stand in the lines of a YAML text: the ends of values, colons, dashes, indentation.
//!
//! The parser says where scalars and brackets begin and end. A block ends where its last value does, not
//! where the parser sees the next token, for comments lie between. Whatever is too unusual to be told is
//! `None`.

use std::ops::Range;

use crate::yaml::{MappingEntry, ScalarForm, YamlNode, YamlValue};

/// YAML in its file.
#[derive(Clone, Debug)]
pub(super) struct Layout<'a> {
    /// The text of the whole file.
    pub(super) text: &'a str,
    /// The bytes of it that are YAML.
    pub(super) range: Range<usize>,
}

impl Layout<'_> {
    /// Where the line of the byte `at` begins.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[self.range.start..at].rfind('\n').map_or(self.range.start, |end| self.range.start + end + 1)
    }

    /// Where the line of the byte `at` ends, before its line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..self.range.end];
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// The end of the last line of a value that ends at `end`, with the comment on it. A text behind `|+`
    /// ends where the next line begins.
    pub(super) fn value_line_end(&self, end: usize) -> usize {
        if self.line_start(end) == end { end } else { self.line_end(end) }
    }

    /// Where the line below that of the byte `at` begins.
    pub(super) fn next_line(&self, at: usize) -> usize {
        self.text[at..self.range.end].find('\n').map_or(self.range.end, |end| at + end + 1)
    }

    /// How far the byte `at` is indented; `None` if it stands behind anything but blanks and the dashes of
    /// lists.
    pub(super) fn column(&self, at: usize) -> Option<usize> {
        let before = &self.text[self.line_start(at)..at];
        before.bytes().all(|byte| matches!(byte, b' ' | b'-')).then_some(before.len())
    }

    /// Whether only blanks stand before the byte `at` on its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].bytes().all(|byte| byte == b' ')
    }

    /// Whether a list or mapping behind the key or dash that ends at `gap` is written between brackets.
    pub(super) fn is_flow(&self, node: &YamlNode<'_>, gap: usize) -> bool {
        matches!(node.value, YamlValue::Mapping(_) | YamlValue::Sequence(_))
            && self.text[self.skip_anchor(gap)..self.range.end].starts_with(['[', '{'])
    }

    /// The position behind the colon of a key, or behind the key if it has none, which only brackets allow.
    pub(super) fn behind_key(&self, entry: &MappingEntry<'_>) -> usize {
        let end = entry.key_span.end;
        let rest = &self.text[end..self.range.end];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        if rest[blanks..].starts_with(':') { end + blanks + 1 } else { end }
    }

    /// The end of a value whose key or dash ends at `gap`; comments behind it do not belong to it.
    pub(super) fn end_of(&self, node: &YamlNode<'_>, gap: usize) -> usize {
        if node.span.is_empty() || node.span.start < gap {
            return gap;
        }
        // An alias has the value of what it repeats, with the places of that.
        if self.text[node.span.start..].starts_with('*') || self.is_flow(node, gap) {
            return node.span.end;
        }
        match &node.value {
            YamlValue::Mapping(entries) => {
                entries.last().map_or(gap, |entry| self.end_of(&entry.value, self.behind_key(entry)))
            }
            YamlValue::Sequence(items) => match (items.last(), self.dashes(items, gap)) {
                (Some(item), Some(dashes)) => self.end_of(item, dashes.last().map_or(gap, |dash| dash + 1)),
                _ => gap,
            },
            // Behind `|+` blank lines belong to the text.
            YamlValue::Scalar { style: ScalarForm::Literal | ScalarForm::Folded, .. }
                if self.block_marks(gap).contains('+') =>
            {
                node.span.start + self.text[node.span.clone()].trim_end_matches(' ').len()
            }
            YamlValue::Scalar { style: ScalarForm::Literal | ScalarForm::Folded, .. } => {
                node.span.start + self.text[node.span.clone()].trim_end().len()
            }
            YamlValue::Null | YamlValue::Scalar { .. } => node.span.end,
        }
    }

    /// The marks that announce a text in the lines below: `|` or `>` and what belongs to them.
    pub(super) fn block_marks(&self, gap: usize) -> &str {
        let line = self.text[gap..self.line_end(gap)].trim_start();
        &line[..line.find(|c: char| !"|>+-0123456789".contains(c)).unwrap_or(line.len())]
    }

    /// Where the dashes of a list stand that is written in lines below or behind `gap`.
    pub(super) fn dashes(&self, items: &[YamlNode<'_>], gap: usize) -> Option<Vec<usize>> {
        let mut dashes = Vec::with_capacity(items.len());
        let mut from = self.skip_anchor(gap);
        for item in items {
            let dash = self.skip_comments(from);
            if !self.text[dash..self.range.end].starts_with('-') {
                return None;
            }
            dashes.push(dash);
            from = self.end_of(item, dash + 1);
        }
        Some(dashes)
    }

    /// Where what stands behind `gap` begins, comments and the name of an anchor left out.
    fn skip_anchor(&self, gap: usize) -> usize {
        let start = self.skip_comments(gap);
        match self.text[start..self.range.end].strip_prefix('&') {
            Some(rest) => {
                let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
                self.skip_comments(start + 1 + length)
            }
            None => start,
        }
    }

    /// The beginning of the first line from `at` on that is no comment indented by more than `indent`.
    pub(super) fn skip_deeper_comments(&self, mut at: usize, indent: usize) -> usize {
        loop {
            let line = &self.text[at..self.line_end(at)];
            let body = line.trim_start_matches(' ');
            if !body.starts_with('#') || line.len() - body.len() <= indent {
                return at;
            }
            at = self.next_line(at);
        }
    }

    /// The first byte from `at` on that is neither blank nor in a comment.
    fn skip_comments(&self, mut at: usize) -> usize {
        loop {
            let rest = &self.text[at..self.range.end];
            at += rest.len() - rest.trim_start().len();
            if !self.text[at..self.range.end].starts_with('#') {
                return at;
            }
            at = self.next_line(at);
        }
    }
}
