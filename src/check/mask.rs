//! Texts with their private values masked: what `gongkai mask` proposes.
//!
//! Only the characters of the values change, so a Markdown file stays one, and so does a YAML or CSV file.

use super::lines::{TextTable, heading_at, lines_of, tables_of};
use super::people::private_cells;
use crate::privacy::{self, Detector, Heading};

/// A text with its private values masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// The new text.
    pub text: String,
    /// The lines that change: number from 1, and the new line. The old ones are not to be shown.
    pub lines: Vec<(usize, String)>,
    /// How many values were masked.
    pub count: usize,
}

/// Masks the numbers of persons in `text`, and accounts in its tables; `rows` are the cells of a CSV file. `None` if there
/// is nothing to mask. `is_yaml` says whether the text, or its front matter, is YAML.
#[must_use]
pub fn mask(
    text: &str,
    rows: &[Vec<std::ops::Range<usize>>],
    is_yaml: bool,
    detector: &Detector,
) -> Option<Masked> {
    let mut tables = tables_of(text, &lines_of(text, 0));
    if !rows.is_empty() {
        tables.push(TextTable { rows: rows.to_vec() });
    }
    let spots = detector.find_labelled(text, |at| heading_at(text, &tables, at));
    let mut changes: Vec<(std::ops::Range<usize>, String)> = spots
        .into_iter()
        .map(|spot| {
            let masked = privacy::mask(spot.kind, &text[spot.span.clone()]);
            (spot.span, masked)
        })
        .collect();
    for table in &tables {
        let cells: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|cell| &text[cell.clone()]).collect()).collect();
        for cell in private_cells(&cells, Heading::Account) {
            let span = table.rows[cell.row][cell.column].clone();
            if !changes.iter().any(|(known, _)| known.start < span.end && span.start < known.end) {
                let masked = privacy::mask(privacy::Kind::Card, &text[span.clone()]);
                changes.push((span, masked));
            }
        }
    }
    if changes.is_empty() {
        return None;
    }
    changes.sort_by_key(|(span, _)| span.start);
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (span, new) in &changes {
        masked.push_str(&text[done..span.start]);
        // A bare `*` at the beginning of a YAML value means something else there.
        let is_value = text[..span.start].trim_end_matches(' ').ends_with([':', '-', '[', ','])
            && text[span.end..]
                .lines()
                .next()
                .is_none_or(|rest| rest.trim().is_empty() || rest.trim_start().starts_with([',', ']']));
        if is_yaml && is_value && new.starts_with('*') {
            masked.extend(["\"", new, "\""]);
        } else {
            masked.push_str(new);
        }
        done = span.end;
    }
    masked.push_str(&text[done..]);
    let lines = text
        .lines()
        .zip(masked.lines())
        .enumerate()
        .filter(|(_, (old, new))| old != new)
        .map(|(at, (_, new))| (at + 1, new.to_owned()))
        .collect();
    Some(Masked { text: masked, lines, count: changes.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_values_change() {
        let text = "---\n卡号: 6228480402564890018\n---\n电话 13812345678。\n\n| 户主 | 一卡通 |\n|---|---|\n| 张明 | 201000123456780 |\n";
        let masked = mask(text, &[], true, &Detector::default()).expect("there is something to mask");
        assert_eq!(masked.count, 3);
        let lines: Vec<&str> = masked.lines.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(
            lines,
            ["卡号: \"***************0018\"", "电话 138****5678。", "| 张明 | ***********6780 |"]
        );
        assert_eq!(mask(&masked.text, &[], true, &Detector::default()), None);
    }
}
