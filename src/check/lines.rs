//! The lines and tables of a page's file, as far as rules need to tell them apart.
//!
//! Cheap and by lines, no parser of Markdown: what a page becomes is [`crate::text`]'s business. Every part
//! is a range of bytes of the file's text, so that a finding can point at it.

use std::ops::Range;

/// One line of a page's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its bytes in the file, without the line break.
    pub span: Range<usize>,
    /// What it is.
    pub kind: LineKind,
}

/// The kinds of [`Line`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Of the front matter or a YAML file: a comment.
    Comment,
    /// Of the front matter or a YAML file: anything else, the marks `---` too.
    Front,
    /// Of the text: nothing but spaces.
    Blank,
    /// Of the text: between fences, the fences too.
    Code,
    /// Of the text: a row of a table, the line below its head too.
    Row,
    /// Of the text: anything else.
    Text,
}

/// A table written with `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTable {
    /// Its rows, the head first, without the line of dashes: the bytes of each cell, spaces around it cut
    /// off.
    pub rows: Vec<Vec<Range<usize>>>,
}

/// The lines of `text`, whose front matter ends where `body` begins.
pub(super) fn lines_of(text: &str, body: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        let trimmed = line.trim();
        let kind = if start < body {
            if trimmed.starts_with('#') { LineKind::Comment } else { LineKind::Front }
        } else if let Some(mark) = fence {
            if trimmed.starts_with(mark) && trimmed.trim_matches(['`', '~']).is_empty() {
                fence = None;
            }
            LineKind::Code
        } else if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            fence = Some(mark);
            LineKind::Code
        } else if trimmed.is_empty() {
            LineKind::Blank
        } else {
            LineKind::Text
        };
        lines.push(Line { span: start..start + line.len(), kind });
        start += whole.len();
    }
    mark_rows(text, &mut lines);
    lines
}

/// Finds the tables: a line of dashes and bars, the head above it and the rows below.
fn mark_rows(text: &str, lines: &mut [Line]) {
    let mut at = 1;
    while at < lines.len() {
        let is_pair = lines[at].kind == LineKind::Text
            && lines[at - 1].kind == LineKind::Text
            && is_delimiter(&text[lines[at].span.clone()])
            && text[lines[at - 1].span.clone()].contains('|');
        if !is_pair {
            at += 1;
            continue;
        }
        lines[at - 1].kind = LineKind::Row;
        while at < lines.len()
            && lines[at].kind == LineKind::Text
            && text[lines[at].span.clone()].contains('|')
        {
            lines[at].kind = LineKind::Row;
            at += 1;
        }
        at += 1;
    }
}

fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line.chars().all(|c| matches!(c, '-' | '|' | ':' | ' ' | '\t'))
}

/// The tables among `lines`.
pub(super) fn tables_of(text: &str, lines: &[Line]) -> Vec<TextTable> {
    let mut tables = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.kind != LineKind::Row || !is_delimiter(&text[line.span.clone()]) || at == 0 {
            continue;
        }
        let rest = lines[at + 1..].iter().take_while(|line| line.kind == LineKind::Row);
        let rows = std::iter::once(&lines[at - 1]).chain(rest).map(|line| cells_of(text, line)).collect();
        tables.push(TextTable { rows });
    }
    tables
}

/// The heading of the column in which byte `at` of `text` stands; empty outside of tables and in their heads.
pub(super) fn heading_at<'t>(text: &'t str, tables: &[TextTable], at: usize) -> &'t str {
    let holds = |row: &[Range<usize>]| row.iter().position(|cell| cell.start <= at && at < cell.end);
    let found = tables.iter().find_map(|table| {
        let (head, rows) = table.rows.split_first()?;
        rows.iter().find_map(|row| holds(row)).and_then(|column| head.get(column))
    });
    found.map_or("", |cell| &text[cell.clone()])
}

/// The cells of a row; a bar behind `\` belongs to the cell.
fn cells_of(text: &str, line: &Line) -> Vec<Range<usize>> {
    let row = &text[line.span.clone()];
    let mut borders = vec![];
    let mut is_escaped = false;
    for (at, byte) in row.bytes().enumerate() {
        if byte == b'|' && !is_escaped {
            borders.push(at);
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    let mut starts: Vec<usize> = borders.iter().map(|border| border + 1).collect();
    let mut ends = borders;
    ends.push(row.len());
    starts.insert(0, 0);
    let mut cells: Vec<Range<usize>> = starts.iter().zip(&ends).map(|(start, end)| *start..*end).collect();
    let is_empty = |cell: &Range<usize>| row[cell.clone()].trim().is_empty();
    if cells.first().is_some_and(is_empty) {
        cells.remove(0);
    }
    if cells.last().is_some_and(is_empty) {
        cells.pop();
    }
    cells
        .into_iter()
        .map(|cell| {
            let typed = &row[cell.clone()];
            let from = line.span.start + cell.start + (typed.len() - typed.trim_start().len());
            from..from + typed.trim().len()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_with_the_places_of_their_cells() {
        let text = "---\n标题: 甲\n# 注\n---\n名单\n\n| 姓名 | 证号 |\n|---|---|\n| 张\\|三 | 12 |\n| 李四 |  |\n\n```\n| 甲 |\n|---|\n```\n";
        let lines = lines_of(text, text.find("名单").expect("it is there"));
        assert_eq!(lines[2].kind, LineKind::Comment);
        assert_eq!(lines.iter().filter(|line| line.kind == LineKind::Code).count(), 4);
        let tables = tables_of(text, &lines);
        let shown: Vec<Vec<&str>> =
            tables[0].rows.iter().map(|row| row.iter().map(|cell| &text[cell.clone()]).collect()).collect();
        assert_eq!(shown, [vec!["姓名", "证号"], vec!["张\\|三", "12"], vec!["李四", ""]]);
        assert_eq!(tables.len(), 1);
    }
}
