//! Tables as people type and paste them, for mode 公文: what Markdown would not take for a table, though it is
//! one.
//!
//! Read are bars of any width with any line of dashes or none below the head, bars within code, lines of
//! fields between tabs, as from Excel, and lines of one cell each, as from old pages; the last are only told.

use std::ops::Range;

use super::outline;
use crate::model::has_byte;

/// The longest cell between tabs, in bytes.
const LONGEST_FIELD: usize = 600;

/// The fewest lines that look like cells.
const FEWEST_CELLS: usize = 8;

/// The most columns that lines of one cell each are tried for.
const MOST_COLUMNS: usize = 40;

/// How the line below the head of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// As Markdown wants it.
    Fine,
    /// Of other dashes or bars, or with another number of cells.
    Odd,
    /// Not there.
    Missing,
}

/// A table with bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BarTable {
    /// How many columns the head has.
    pub(super) columns: usize,
    /// How the line below the head is.
    pub(super) separator: Separator,
}

/// Whether a line may belong to a table with bars.
pub(super) fn has_bar(line: &str) -> bool {
    has_byte(line, |byte| byte == b'|') || has_byte(line, |byte| byte == WIDE) && line.contains('｜')
}

/// The byte that full-width signs of ASCII begin with.
pub(super) const WIDE: u8 = 0xef;

/// Whether a table with bars begins with the line `head`, `next` being the line below.
pub(super) fn bar_table(head: &str, next: &str) -> Option<BarTable> {
    if !has_bar(head) {
        return None;
    }
    let columns = cells(head).len();
    let plain: String = next.chars().map(as_separator).collect();
    if is_delimiter_row(&plain) {
        let is_fine = plain == next && cells(next).len() == columns;
        let separator = if is_fine { Separator::Fine } else { Separator::Odd };
        // `a|b` above a dividing line is no table.
        return (columns > 1 || is_enclosed(head)).then_some(BarTable { columns, separator });
    }
    let is_pair = columns > 1 && is_enclosed(head) && is_enclosed(next) && cells(next).len() == columns;
    is_pair.then_some(BarTable { columns, separator: Separator::Missing })
}

/// Whether a bar stands at both ends.
fn is_enclosed(line: &str) -> bool {
    line.len() > 3 && line.starts_with(['|', '｜']) && line.ends_with(['|', '｜'])
}

/// What a sign in a line of dashes is meant to be.
fn as_separator(sign: char) -> char {
    match sign {
        '｜' | '│' | '┃' => '|',
        '—' | '–' | '－' | 'ー' | '─' | '━' | '―' | '‐' | '‑' | '−' | '＿' => '-',
        '：' => ':',
        '　' => ' ',
        other => other,
    }
}

/// `|---|:-:|` below the head of a table.
fn is_delimiter_row(line: &str) -> bool {
    line.contains('-')
        && line.contains('|')
        && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// The line that Markdown wants below a head of so many columns.
pub(super) fn delimiter_row(columns: usize) -> String {
    format!("|{}", "---|".repeat(columns))
}

/// The cells of a row: its bytes without the bars. A bar behind a backslash or in code parts nothing.
pub(super) fn cells(row: &str) -> Vec<Range<usize>> {
    let code = code_in(row);
    let is_bar = |(at, sign): &(usize, char)| {
        matches!(sign, '|' | '｜')
            && !row[..*at].ends_with('\\')
            && !code.iter().any(|code| code.contains(at))
    };
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, bar) in row.char_indices().filter(is_bar) {
        cells.push(start..at);
        start = at + bar.len_utf8();
    }
    cells.push(start..row.len());
    let is_blank = |cell: &Range<usize>| row[cell.clone()].trim().is_empty();
    if cells.len() > 1 && cells.first().is_some_and(is_blank) {
        cells.remove(0);
    }
    if cells.len() > 1 && cells.last().is_some_and(is_blank) {
        cells.pop();
    }
    cells
}

/// The code in a line, backticks included.
pub(super) fn code_in(line: &str) -> Vec<Range<usize>> {
    let mut code = Vec::new();
    let mut at = 0;
    while let Some(ahead) = line[at..].find('`') {
        let begin = at + ahead;
        let ticks = line[begin..].len() - line[begin..].trim_start_matches('`').len();
        let mut rest = begin + ticks;
        at = rest;
        while let Some(ahead) = line[rest..].find('`') {
            let end = rest + ahead;
            let closing = line[end..].len() - line[end..].trim_start_matches('`').len();
            rest = end + closing;
            if closing == ticks {
                code.push(begin..rest);
                at = rest;
                break;
            }
        }
    }
    code
}

/// The fields of a line between tabs, `leading` tabs before it included.
pub(super) fn fields(line: &str, leading: usize) -> Vec<Range<usize>> {
    let mut fields = vec![0..0; leading];
    let mut start = 0;
    for field in line.split('\t') {
        fields.push(start..start + field.len());
        start += field.len() + 1;
    }
    fields
}

/// How many of `lines`, each with the number of tabs before it, are rows of a table whose fields are parted
/// by tabs.
pub(super) fn tabbed_rows<'a>(lines: impl Iterator<Item = (&'a str, usize)>) -> usize {
    let (mut columns, mut rows) = (0, 0);
    for (line, leading) in lines {
        let fields = fields(line, leading);
        let is_row = fields.len() > 1
            && (columns == 0 || fields.len() <= columns)
            && fields.iter().all(|field| field.len() <= LONGEST_FIELD)
            && !is_numbered(line);
        if !is_row {
            break;
        }
        if columns == 0 {
            columns = fields.len();
            // The head of a table names every column.
            if fields.iter().any(|field| line[field.clone()].trim().is_empty()) {
                return 0;
            }
        }
        rows += 1;
    }
    let fewest = if columns > 2 { 2 } else { 3 };
    if rows >= fewest { rows } else { 0 }
}

/// `一、⇥总体要求`, `1.⇥…`, `附件：⇥…`: a number or label with a tab behind it, as Word writes it.
fn is_numbered(line: &str) -> bool {
    let first = line.split('\t').next().unwrap_or(line).trim();
    first.ends_with(['：', ':', '、', '.', '．']) || outline::has_number(first) && first.chars().count() <= 5
}

/// Lines of one cell each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CellLines {
    /// How many lines they are.
    pub(super) lines: usize,
    /// How many columns the table has, where that is certain.
    pub(super) columns: Option<usize>,
}

/// Whether the table of one cell a line begins with the first of `lines`, which are not blank.
pub(super) fn cell_lines(lines: &[&str]) -> Option<CellLines> {
    let bars = lines.iter().take_while(|line| is_barred_cell(line)).count();
    if bars >= FEWEST_CELLS {
        return Some(CellLines { lines: bars, columns: None });
    }
    if !matches!(lines.first()?.trim(), "序号" | "编号") {
        return None;
    }
    let columns = lines.iter().take(MOST_COLUMNS).position(|line| line.trim() == "1")?;
    if columns < 2 {
        return None;
    }
    let rows = (1..).take_while(|row: &usize| {
        let begin = row * columns;
        let cells = lines.get(begin..begin + columns);
        lines.get(begin).is_some_and(|line| line.trim() == row.to_string())
            && cells.is_some_and(|cells| cells.iter().all(|cell| cell.len() <= LONGEST_FIELD))
    });
    let rows = rows.count();
    (rows >= 2).then_some(CellLines { lines: (rows + 1) * columns, columns: Some(columns) })
}

/// `指标 |`: a cell with the bar that an old page left behind it.
fn is_barred_cell(line: &str) -> bool {
    line.ends_with('|') && line.matches('|').count() == 1
}

#[cfg(test)]
mod tests {
    use super::{BarTable, CellLines, Separator, bar_table, cell_lines, cells, tabbed_rows};

    #[test]
    fn bars() {
        let table = |columns, separator| Some(BarTable { columns, separator });
        for (head, next, expected) in [
            ("| 甲 | 乙 |", "|---|---|", table(2, Separator::Fine)),
            ("甲 | 乙", "--- | ---", table(2, Separator::Fine)),
            ("| 甲 | 乙 |", "|——|——|", table(2, Separator::Odd)),
            ("｜甲｜乙｜", "｜－－｜－－｜", table(2, Separator::Odd)),
            ("| 甲 | 乙 | 丙 |", "|---|---|", table(3, Separator::Odd)),
            ("|甲|乙|", "|1|2|", table(2, Separator::Missing)),
            ("|甲|乙|", "|1|2|3|", None),
            ("甲|乙", "丙|丁", None),
            ("| 甲 | `a|b` |", "| 1 | 2 |", table(2, Separator::Missing)),
        ] {
            assert_eq!(bar_table(head, next), expected, "{head} {next}");
        }
        let row = r"| 甲\|乙 | `a|b` ||";
        let shown: Vec<&str> = cells(row).into_iter().map(|cell| row[cell].trim()).collect();
        assert_eq!(shown, [r"甲\|乙", "`a|b`", ""]);
    }

    #[test]
    fn tabs() {
        let count = |lines: &[&str]| tabbed_rows(lines.iter().map(|line| (*line, 0)));
        assert_eq!(count(&["指标\t单位\t数", "就业\t人\t12", "培训\t人", "下一段"]), 3);
        assert_eq!(count(&["指标\t数", "就业\t12", "培训\t8"]), 3);
        assert_eq!(count(&["联系人：张三\t电话：1", "地址\t邮编"]), 0, "two fields twice may be layout");
        assert_eq!(count(&["一、\t总体要求\t略", "二、\t措施\t略"]), 0);
        assert_eq!(count(&["甲\t乙\t丙", "丁"]), 0);
    }

    #[test]
    fn one_cell_a_line() {
        let lines = ["序号", "指标", "数", "1", "就业", "12", "2", "培训", "8", "后面一段。"];
        assert_eq!(cell_lines(&lines), Some(CellLines { lines: 9, columns: Some(3) }));
        assert_eq!(cell_lines(&lines[..6]), None);
        assert_eq!(cell_lines(&["甲 |"; 9]), Some(CellLines { lines: 9, columns: None }));
    }
}
