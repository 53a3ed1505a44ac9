//! Texts with their private values masked: what `gongkai mask` proposes.
//!
//! Only the characters of the values change, so a Markdown file stays one, and so does a YAML or CSV file.

use std::ops::Range;

use super::lines::{TextTable, heading_at, lines_of, tables_of};
use super::people::private_cells;
use crate::privacy::{self, Detector, PersonalHeading};
use crate::write::{TextEdit, compatible};

/// How a text has its private values masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// The changes that make it, by place.
    pub changes: Vec<TextEdit>,
    /// The lines that change: number from 1, and the new line. The old ones are not to be shown.
    pub lines: Vec<(usize, String)>,
}

/// Masks the numbers of persons in `text`, and accounts in its tables; `rows` are the cells of a CSV file.
/// `None` if there is nothing to mask. `is_yaml` says whether the text, or its front matter, is YAML.
#[must_use]
pub fn mask(text: &str, rows: &[Vec<Range<usize>>], is_yaml: bool, detector: &Detector) -> Option<Masked> {
    let mut tables = tables_of(text, &lines_of(text, 0));
    if !rows.is_empty() {
        tables.push(TextTable { rows: rows.to_vec() });
    }
    let spots = detector.find_labelled(text, |at| heading_at(text, &tables, at));
    let is_taken = |changes: &[TextEdit], span: &Range<usize>| {
        changes.iter().any(|known| known.span.start < span.end && span.start < known.span.end)
    };
    let mut changes: Vec<TextEdit> =
        spots.into_iter().map(|spot| change(text, spot.kind, spot.span, is_yaml)).collect();
    for table in &tables {
        let cells: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|cell| &text[cell.clone()]).collect()).collect();
        for cell in private_cells(&cells, PersonalHeading::Account) {
            let span = table.rows[cell.row][cell.column].clone();
            if !is_taken(&changes, &span) {
                changes.push(change(text, privacy::NumberKind::Card, span, is_yaml));
            }
        }
    }
    let changes = compatible(text, changes);
    if changes.is_empty() {
        return None;
    }
    let lines = lines_with(text, &changes);
    Some(Masked { changes, lines })
}

fn change(text: &str, kind: privacy::NumberKind, span: Range<usize>, is_yaml: bool) -> TextEdit {
    let masked = privacy::mask(kind, &text[span.clone()]);
    // A bare `*` at the beginning of a YAML value means something else there.
    let is_value = text[..span.start].trim_end_matches(' ').ends_with([':', '-', '[', ','])
        && text[span.end..]
            .lines()
            .next()
            .is_none_or(|rest| rest.trim().is_empty() || rest.trim_start().starts_with([',', ']']));
    let is_quoted = is_yaml && is_value && masked.starts_with('*');
    TextEdit::new(span, if is_quoted { format!("\"{masked}\"") } else { masked })
}

/// The lines that `changes` touch, numbered from 1, as they will be.
fn lines_with(text: &str, changes: &[TextEdit]) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut changes = changes.iter().peekable();
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = start + line.len();
        let mut new = String::new();
        let mut done = start;
        while let Some(change) = changes.next_if(|change| change.span.start < end) {
            new.push_str(&text[done..change.span.start]);
            new.push_str(&change.text);
            done = change.span.end;
        }
        if done > start {
            new.push_str(text.get(done..end).unwrap_or(""));
            lines.push((number + 1, new.trim_end_matches(['\r', '\n']).to_owned()));
        }
        start = end;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::ContentText;

    #[test]
    fn only_the_values_change() {
        let text = "---\n卡号: 6228480402564890018\n---\n电话 13812345678。\n\n| 户主 | 一卡通 |\n|---|---|\n| 张明 | 201000123456780 |\n";
        let masked = mask(text, &[], true, &Detector::default()).expect("there is something to mask");
        assert_eq!(masked.changes.len(), 3);
        let lines: Vec<&str> = masked.lines.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(
            lines,
            ["卡号: \"***************0018\"", "电话 138****5678。", "| 张明 | ***********6780 |"]
        );
        let mut content = ContentText::decode("a.md", text.into()).expect("it is a text");
        content.apply(&masked.changes);
        assert_eq!(mask(content.text(), &[], true, &Detector::default()), None);
    }
}
