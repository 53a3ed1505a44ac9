//! Tables: small ones as Markdown, large ones as a file beside the text, if it comes back with its merged
//! cells.

use super::material::{Face, GridCell, LineSpan, MaterialGrid};
use crate::text::sheet;
use crate::text::table::{Table, merge_columns};

/// The most rows of a table that stands in the text itself.
const MOST_ROWS: usize = 60;
/// The most cells of one.
const MOST_CELLS: usize = 600;

/// A table as a CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CsvTable {
    /// The file.
    pub(super) text: String,
    /// The columns down which equal neighbours are merged, from 1.
    pub(super) merged: Vec<usize>,
}

impl CsvTable {
    /// How the file is put into a text; its own title stays with it.
    pub(super) fn reference(&self, caption: &str, file: &str) -> String {
        let merged: Vec<String> = self.merged.iter().map(usize::to_string).collect();
        let title =
            if merged.is_empty() { String::new() } else { format!(" \"合并={}\"", merged.join(",")) };
        format!("![{}]({file}{title})", caption.replace(['[', ']', '\\'], " "))
    }
}

/// Whether a table is too large to stand in a text.
pub(super) fn is_large(grid: &MaterialGrid) -> bool {
    grid.rows.len() > MOST_ROWS || grid.rows.iter().map(Vec::len).sum::<usize>() > MOST_CELLS
}

/// A table as a CSV file; `None` if such a file would not come back as the same table.
pub(super) fn as_csv(grid: &MaterialGrid) -> Option<CsvTable> {
    let mut lines = vec![vec![String::new(); grid.columns]; grid.rows.len()];
    let heads = head_rows(grid);
    let mut merged = Vec::new();
    for (at, row) in grid.rows.iter().enumerate() {
        for cell in row {
            if !is_plain(cell) || at >= heads && cell.column_span > 1 {
                return None;
            }
            let words = cell.words();
            if at >= heads && cell.row_span > 1 {
                merged.push(cell.column + 1);
                lines[at..at + cell.row_span]
                    .iter_mut()
                    .for_each(|line| line[cell.column].clone_from(&words));
            } else {
                lines[at][cell.column] = words;
            }
        }
    }
    merged.sort_unstable();
    merged.dedup();
    let mut text = String::new();
    for line in &lines {
        for (at, field) in line.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            push_field(field, &mut text)?;
        }
        text.push('\n');
    }
    let mut back = sheet::read("table.csv", text.as_bytes()).ok()?.shown;
    merge_columns(&mut back, &merged);
    says_the_same(grid, &back).then_some(CsvTable { text, merged })
}

/// How many of the first rows are titles or heads: what cells merged from there reach.
fn head_rows(grid: &MaterialGrid) -> usize {
    let mut heads = grid.heads.max(1);
    let mut at = 0;
    while at < heads.min(grid.rows.len()) {
        let deepest = grid.rows[at].iter().map(|cell| at + cell.row_span).max().unwrap_or(0);
        // A title over all columns, and a row of heads over several, have others below.
        let is_over = grid.rows[at].iter().any(|cell| cell.column_span > 1);
        heads = heads.max(deepest).max(if is_over { at + 2 } else { 0 });
        at += 1;
    }
    heads.min(grid.rows.len())
}

/// Whether a cell is nothing but words in one face.
fn is_plain(cell: &GridCell) -> bool {
    let spans = cell.lines.iter().flat_map(|line| &line.spans);
    let mut faces = spans.map(|span| match span {
        LineSpan::Words(_, face) => Face { is_bold: false, ..face.clone() } == Face::default(),
        LineSpan::Note(_) | LineSpan::Picture(_) => false,
    });
    faces.all(|is_plain| is_plain)
}

/// Writes a field; `None` if a spreadsheet would run it as a formula.
fn push_field(field: &str, out: &mut String) -> Option<()> {
    let is_number = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%'))
    };
    let is_formula = match field.chars().next() {
        Some('=' | '@' | '\'' | '\t') => true,
        Some('+' | '-') => !is_number(&field[1..]) && field != "-",
        _ => false,
    };
    if is_formula {
        return None;
    }
    if field.contains(['"', ',', '\n', '\r', ';', '|']) || field.starts_with(' ') || field.ends_with(' ') {
        out.push('"');
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(field);
    }
    Some(())
}

/// Whether a table that was read back has the cells and merged cells of the source, its title and unit taken
/// off the top.
fn says_the_same(grid: &MaterialGrid, back: &Table) -> bool {
    let Some(above) = grid.rows.len().checked_sub(back.rows.len()) else { return false };
    let taken: String =
        [&*back.caption, &*back.note].concat().chars().filter(|c| !c.is_whitespace()).collect();
    let is_told = grid.rows[..above].iter().flatten().all(|cell| {
        let words: String = cell.words().chars().filter(|c| !c.is_whitespace()).collect();
        taken.contains(&words)
    });
    let same_cell = |(a, b): (&GridCell, &crate::text::table::HtmlCell)| {
        let words = a.words();
        let html = crate::text::table::HtmlCell::text(0, &words).html;
        (a.column, a.row_span, a.column_span) == (b.column, b.row_span, b.column_span)
            && html.trim() == b.html.trim_matches(|c: char| c.is_whitespace())
    };
    is_told
        && grid.columns == back.columns
        && grid.rows[above..]
            .iter()
            .zip(&back.rows)
            .all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(same_cell))
}
