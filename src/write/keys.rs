//! Keys and list items set, added and removed: an edit of YAML becomes one [`TextEdit`] of its text.
//!
//! Nothing here is trusted: [`super::ContentText`] reads every result back and compares it with what was
//! meant.

use std::ops::Range;

use super::TextEdit;
use super::place::Layout;
use super::spell::{self, QuoteMarks, ValueLayout, ValueTail};
use super::step::{EditFault, Names, Step};
use super::written::Written;
use crate::yaml::{MappingEntry, ScalarForm, YamlNode, YamlValue};

/// What holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueHolder {
    /// The YAML as a whole.
    Text,
    /// A key in lines, this far from the left.
    Key(usize),
    /// A dash, this far from the left.
    Dash(usize),
    /// A key or a list between brackets.
    Brackets,
}

/// A value, and where it stands.
#[derive(Clone, Copy, Debug)]
struct ValueSpot<'n, 'a> {
    node: &'n YamlNode<'a>,
    holder: ValueHolder,
    /// Where the value may begin: behind the colon or the dash.
    gap: usize,
}

/// An editor of one YAML text that `root` was read from.
pub(super) struct Editor<'n, 'a> {
    pub(super) layout: Layout<'a>,
    pub(super) root: &'n YamlNode<'a>,
    pub(super) form: ValueLayout,
}

impl<'n, 'a> Editor<'n, 'a> {
    /// The change that sets the value at `path`.
    pub(super) fn set(&self, path: &[Step<'_>], value: Written) -> Result<TextEdit, EditFault> {
        let (spot, rest) = self.walk(path)?;
        match &spot.node.value {
            _ if rest.is_empty() => self.put(spot, &value),
            YamlValue::Null => self.put(spot, &value.nested(rest, Names::Chinese)?),
            YamlValue::Mapping(entries) => {
                let names = Names::of(entries.iter().map(|entry| &*entry.key));
                match value.nested(rest, names)? {
                    Written::Mapping(new) => new
                        .first()
                        .map_or(Err(EditFault::NoSuchPlace), |entry| self.add_entry(spot, entries, entry)),
                    _ => Err(EditFault::NoSuchPlace),
                }
            }
            YamlValue::Sequence(_) | YamlValue::Scalar { .. } => Err(EditFault::NoSuchPlace),
        }
    }

    /// The change that adds `item` to the end of the list at `path`, which may not be there yet.
    pub(super) fn push(&self, path: &[Step<'_>], item: Written) -> Result<TextEdit, EditFault> {
        let (spot, rest) = self.walk(path)?;
        match &spot.node.value {
            YamlValue::Sequence(items) if rest.is_empty() => self.add_item(spot, items, &item),
            YamlValue::Scalar { .. } | YamlValue::Mapping(_) if rest.is_empty() => {
                Err(EditFault::NoSuchPlace)
            }
            _ => self.set(path, Written::List(vec![item])),
        }
    }

    /// The change that removes the key or item at `path`, which is there.
    pub(super) fn remove(&self, path: &[Step<'_>]) -> Result<TextEdit, EditFault> {
        let (last, above) = path.split_last().ok_or(EditFault::NoSuchPlace)?;
        let (spot, rest) = self.walk(above)?;
        if !rest.is_empty() {
            return Err(EditFault::NoSuchPlace);
        }
        let (at, parts) = self.parts(spot, *last)?;
        let change = if self.layout.is_flow(spot.node, spot.gap) {
            let span = match (at.checked_sub(1).map(|before| &parts[before]), parts.get(at + 1)) {
                (_, Some(next)) => parts[at].start..next.start,
                (Some(before), None) => before.end..parts[at].end,
                (None, None) => parts[at].clone(),
            };
            TextEdit::new(span, "")
        } else {
            self.cut_lines(parts[at].clone(), parts.get(at + 1).map(|next| next.start))
        };
        Ok(change)
    }

    /// Removes a key or item written in lines; `next` is where the one behind it begins.
    fn cut_lines(&self, part: Range<usize>, next: Option<usize>) -> TextEdit {
        let layout = &self.layout;
        if layout.begins_line(part.start) {
            let start = layout.line_start(part.start);
            let mut end =
                if layout.line_start(part.end) == part.end { part.end } else { layout.next_line(part.end) };
            // A comment that is further in would become part of a text behind `|` above.
            if self.form == ValueLayout::OneLine {
                end = layout.skip_deeper_comments(end, part.start - start);
            }
            return TextEdit::new(start..end, "");
        }
        // The first key on the line of a dash: what follows moves up to the dash, unless a comment lies
        // between.
        let end = layout.value_line_end(part.end);
        match next {
            Some(next) if layout.text[end..next].trim().is_empty() => TextEdit::new(part.start..next, ""),
            _ => TextEdit::new(part.start..end, ""),
        }
    }

    /// The bytes of every key with its value, or of every item, and the position among them that `step` leads
    /// to.
    fn parts(
        &self,
        spot: ValueSpot<'_, '_>,
        step: Step<'_>,
    ) -> Result<(usize, Vec<Range<usize>>), EditFault> {
        let layout = &self.layout;
        match &spot.node.value {
            YamlValue::Mapping(entries) => {
                let at = step.among_keys(entries.iter().map(|entry| &*entry.key));
                let part = |entry: &MappingEntry<'_>| {
                    entry.key_span.start..layout.end_of(&entry.value, layout.behind_key(entry))
                };
                Ok((at.ok_or(EditFault::NoSuchPlace)?, entries.iter().map(part).collect()))
            }
            YamlValue::Sequence(items) => {
                let at = step.among_items(&items.iter().map(Written::of).collect::<Vec<_>>());
                let parts = if layout.is_flow(spot.node, spot.gap) {
                    items.iter().map(|item| item.span.clone()).collect()
                } else {
                    let dashes = layout.dashes(items, spot.gap).ok_or(EditFault::WouldChangeMore)?;
                    let part = |(item, dash): (&YamlNode<'_>, usize)| dash..layout.end_of(item, dash + 1);
                    items.iter().zip(dashes).map(part).collect()
                };
                Ok((at.ok_or(EditFault::NoSuchPlace)?, parts))
            }
            YamlValue::Null | YamlValue::Scalar { .. } => Err(EditFault::NoSuchPlace),
        }
    }

    /// Goes as far along `path` as there is something; gives the steps that are left.
    fn walk<'p, 's>(&self, path: &'p [Step<'s>]) -> Result<(ValueSpot<'n, 'a>, &'p [Step<'s>]), EditFault> {
        let mut spot = ValueSpot { node: self.root, holder: ValueHolder::Text, gap: self.layout.range.start };
        let mut rest = path;
        while let Some((step, behind)) = rest.split_first() {
            let is_flow = self.layout.is_flow(spot.node, spot.gap);
            let next = match &spot.node.value {
                YamlValue::Mapping(entries) => {
                    let Some(at) = step.among_keys(entries.iter().map(|entry| &*entry.key)) else { break };
                    let entry = &entries[at];
                    let holder = if is_flow {
                        ValueHolder::Brackets
                    } else {
                        ValueHolder::Key(self.column(entry.key_span.start)?)
                    };
                    ValueSpot { node: &entry.value, holder, gap: self.layout.behind_key(entry) }
                }
                YamlValue::Sequence(items) => {
                    let (at, parts) = self.parts(spot, *step)?;
                    let start = parts[at].start;
                    let (holder, gap) = if is_flow {
                        (ValueHolder::Brackets, start)
                    } else {
                        (ValueHolder::Dash(self.column(start)?), start + 1)
                    };
                    ValueSpot { node: &items[at], holder, gap }
                }
                YamlValue::Null => break,
                YamlValue::Scalar { .. } => return Err(EditFault::NoSuchPlace),
            };
            spot = next;
            rest = behind;
        }
        Ok((spot, rest))
    }

    fn column(&self, at: usize) -> Result<usize, EditFault> {
        self.layout.column(at).ok_or(EditFault::WouldChangeMore)
    }

    /// Puts a value in the place of another, or of nothing.
    fn put(&self, spot: ValueSpot<'_, '_>, value: &Written) -> Result<TextEdit, EditFault> {
        let ValueSpot { node, holder, gap } = spot;
        match holder {
            ValueHolder::Text => self.begin(node, value),
            ValueHolder::Brackets => Ok(self.put_in_brackets(spot, value)),
            ValueHolder::Key(_) | ValueHolder::Dash(_)
                if self.layout.is_flow(node, gap) && is_collection(value) =>
            {
                Ok(TextEdit::new(node.span.clone(), spell::in_brackets(value)))
            }
            ValueHolder::Key(indent) => {
                Ok(self.put_in_lines(spot, value, &spell::behind_key(value, indent, self.form)))
            }
            ValueHolder::Dash(indent) => {
                Ok(self.put_in_lines(spot, value, &spell::behind_dash(value, indent, self.form)))
            }
        }
    }

    /// Writes the first keys into a text that has none.
    fn begin(&self, node: &YamlNode<'_>, value: &Written) -> Result<TextEdit, EditFault> {
        let Written::Mapping(entries) = value else { return Err(EditFault::NoSuchPlace) };
        if node.value != YamlValue::Null {
            return Err(EditFault::NoSuchPlace);
        }
        let lines: Vec<String> =
            entries.iter().map(|(key, value)| spell::entry(key, value, 0, self.form)).collect();
        let end = self.layout.range.end;
        let on_new_line = self.layout.line_start(end) == end;
        let before = if on_new_line { "" } else { "\n" };
        Ok(TextEdit::new(end..end, format!("{before}{}\n", lines.join("\n"))))
    }

    fn put_in_brackets(&self, spot: ValueSpot<'_, '_>, value: &Written) -> TextEdit {
        let ValueSpot { node, gap, .. } = spot;
        let end = self.layout.end_of(node, gap);
        let is_key = gap > 0 && self.layout.text[..gap].ends_with(':') && node.span.start != gap;
        match value {
            Written::Nothing if is_key => TextEdit::new(gap..end, ""),
            _ if end == gap => TextEdit::new(gap..gap, format!(" {}", spell::in_brackets(value))),
            Written::Text(text) => {
                TextEdit::new(node.span.clone(), spell::marked(text, self.marks(node), true))
            }
            _ => TextEdit::new(node.span.clone(), spell::in_brackets(value)),
        }
    }

    /// Puts `tail`, which spells `value`, behind a key or dash. A comment on its line stays there.
    fn put_in_lines(&self, spot: ValueSpot<'_, '_>, value: &Written, tail: &ValueTail) -> TextEdit {
        let ValueSpot { node, gap, .. } = spot;
        let layout = &self.layout;
        let end = layout.end_of(node, gap);
        let is_inline = match &node.value {
            YamlValue::Scalar { style, .. } => matches!(style, ScalarForm::Plain | ScalarForm::Quoted),
            YamlValue::Null => true,
            YamlValue::Mapping(_) | YamlValue::Sequence(_) => layout.is_flow(node, gap),
        };
        if is_inline && tail.below.is_empty() && end > gap && *value != Written::Nothing {
            // What lies between, be it blanks to align values, stays.
            let line = match value {
                Written::Text(text) => spell::marked(text, self.marks(node), false),
                _ => tail.line.trim_start().to_owned(),
            };
            return TextEdit::new(node.span.start..end, line);
        }
        if is_inline && tail.below.is_empty() {
            return TextEdit::new(gap..end, tail.line.clone());
        }
        let (line_of_comment, last) = match &node.value {
            YamlValue::Scalar { style: ScalarForm::Literal | ScalarForm::Folded, .. } => {
                let line = layout.line_end(gap);
                let comment = layout.text[gap..line].trim_start().len() - layout.block_marks(gap).len();
                (line - comment..line, end)
            }
            _ if is_inline => (end..layout.line_end(end), layout.line_end(end)),
            // A block below its key; on the line of a dash there is no room for a comment.
            _ if node.span.start > layout.line_end(gap) => {
                (gap..layout.line_end(gap), layout.value_line_end(end))
            }
            _ => (gap..gap, layout.value_line_end(end)),
        };
        let comment = &layout.text[line_of_comment];
        // Lines below need an end at the end of the file, and where a text behind `|+` took the line end with
        // it.
        let is_at_line_start = last > gap && layout.text[..last].ends_with('\n');
        let is_at_end = last == layout.range.end && !tail.below.is_empty();
        let behind = if is_at_line_start || is_at_end { "\n" } else { "" };
        TextEdit::new(gap..last, format!("{}{comment}{}{behind}", tail.line, tail.below))
    }

    /// Adds a key with its value to a mapping.
    fn add_entry(
        &self,
        spot: ValueSpot<'_, '_>,
        entries: &[MappingEntry<'_>],
        new: &(String, Written),
    ) -> Result<TextEdit, EditFault> {
        let Some(last) = entries.last() else {
            return self.fill_brackets(spot, &spell::entry_in_brackets(new));
        };
        let end = self.layout.end_of(&last.value, self.layout.behind_key(last));
        if self.layout.is_flow(spot.node, spot.gap) {
            return Ok(TextEdit::new(end..end, format!(", {}", spell::entry_in_brackets(new))));
        }
        let indent = self.column(entries[0].key_span.start)?;
        Ok(self.add_lines(end, spell::entry(&new.0, &new.1, indent, self.form)))
    }

    /// Adds an item to a list.
    fn add_item(
        &self,
        spot: ValueSpot<'_, '_>,
        items: &[YamlNode<'_>],
        item: &Written,
    ) -> Result<TextEdit, EditFault> {
        let Some(last) = items.last() else {
            return self.fill_brackets(spot, &spell::in_brackets(item));
        };
        if self.layout.is_flow(spot.node, spot.gap) {
            let end = last.span.end;
            return Ok(TextEdit::new(end..end, format!(", {}", spell::in_brackets(item))));
        }
        let dashes = self.layout.dashes(items, spot.gap).ok_or(EditFault::WouldChangeMore)?;
        let (Some(first), Some(dash)) = (dashes.first(), dashes.last()) else {
            return Err(EditFault::WouldChangeMore);
        };
        let end = self.layout.end_of(last, dash + 1);
        Ok(self.add_lines(end, spell::item(item, self.column(*first)?, self.form)))
    }

    /// Writes the only entry of an empty `{}` or `[]`.
    fn fill_brackets(&self, spot: ValueSpot<'_, '_>, text: &str) -> Result<TextEdit, EditFault> {
        let node = spot.node;
        if !self.layout.is_flow(node, spot.gap) || node.span.len() < 2 {
            return Err(EditFault::WouldChangeMore);
        }
        Ok(TextEdit::new(node.span.start + 1..node.span.start + 1, text))
    }

    /// Adds lines below the line of the byte `end`.
    fn add_lines(&self, end: usize, lines: String) -> TextEdit {
        if end > self.layout.range.start && self.layout.line_start(end) == end {
            return TextEdit::new(end..end, lines + "\n");
        }
        let at = self.layout.line_end(end);
        TextEdit::new(at..at, format!("\n{lines}"))
    }

    /// The quotes of a value.
    fn marks(&self, node: &YamlNode<'_>) -> QuoteMarks {
        match self.layout.text[node.span.clone()].as_bytes().first() {
            Some(b'\'') => QuoteMarks::Single,
            Some(b'"') => QuoteMarks::Double,
            _ => QuoteMarks::None,
        }
    }
}

fn is_collection(value: &Written) -> bool {
    matches!(value, Written::List(_) | Written::Mapping(_))
}
