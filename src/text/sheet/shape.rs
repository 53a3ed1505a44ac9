//! From rows of cells to a [`Table`].

use std::collections::BTreeMap;

use super::head::{self, CellWords};
use super::{MOST_CELLS, SheetError};
use crate::text::table::{Align, HtmlCell, Table};

/// Rows of cells, and what is merged.
#[derive(Debug, Default)]
pub(super) struct SheetGrid {
    pub(super) rows: Vec<Vec<CellWords>>,
    pub(super) merges: Vec<MergedArea>,
}

/// A merged area, within the rows and columns read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MergedArea {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) row_span: usize,
    pub(super) column_span: usize,
}

impl MergedArea {
    fn holds(&self, row: usize, column: usize) -> bool {
        (self.row..self.row + self.row_span).contains(&row)
            && (self.column..self.column + self.column_span).contains(&column)
    }
}

impl SheetGrid {
    /// Whether a place is covered by a merged cell that begins elsewhere.
    pub(super) fn covers(&self, row: usize, column: usize) -> bool {
        self.merges.iter().any(|merge| merge.holds(row, column) && (merge.row, merge.column) != (row, column))
    }
}

/// How far the words of a cell are set in by the blanks typed before them, in full widths.
pub(super) fn indent_of(typed: &str) -> usize {
    let blanks = typed.chars().take_while(|c| c.is_whitespace() && *c != '\n' && *c != '\r');
    let halves: usize = blanks.map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
    halves / 2
}

/// Makes a table: drops empty rows and columns at the ends, takes title and unit off the top, finds the
/// heads.
pub(super) fn build(mut grid: SheetGrid) -> Result<Table, SheetError> {
    let is_empty = |words: &CellWords| words.plain.is_empty();
    while grid.rows.last().is_some_and(|row| row.iter().all(is_empty)) {
        grid.rows.pop();
    }
    let width =
        |row: &Vec<CellWords>| row.iter().rposition(|words| !is_empty(words)).map_or(0, |last| last + 1);
    let height = grid.rows.len();
    grid.merges.retain(|merge| merge.row < height);
    let merged = grid.merges.iter().map(|merge| merge.column + merge.column_span).max().unwrap_or(0);
    let columns = grid.rows.iter().map(width).max().unwrap_or(0).max(merged);
    if grid.rows.is_empty() || columns == 0 {
        return Err(SheetError::Empty);
    }
    if columns.saturating_mul(height) > MOST_CELLS {
        return Err(SheetError::TooManyCells);
    }
    for row in &mut grid.rows {
        row.resize(columns, CellWords::default());
    }
    let above = head::above(&grid, columns);
    grid.rows.drain(..above.rows);
    grid.merges.retain(|merge| merge.row >= above.rows);
    for merge in &mut grid.merges {
        merge.row -= above.rows;
        merge.row_span = merge.row_span.min(height - above.rows - merge.row);
    }
    grid.merges.sort_by_key(|merge| (merge.row, merge.column));
    let header_rows = head::deepen(&mut grid, columns);
    let rows = cells_of(grid, columns);
    Ok(Table { caption: above.title, note: above.note, header_rows, columns, rows, ..Table::default() })
}

fn cells_of(grid: SheetGrid, columns: usize) -> Vec<Vec<HtmlCell>> {
    let begins: BTreeMap<(usize, usize), MergedArea> =
        grid.merges.iter().map(|merge| ((merge.row, merge.column), *merge)).collect();
    let mut covered = vec![vec![false; columns]; grid.rows.len()];
    let mut rows = Vec::with_capacity(grid.rows.len());
    for (row, said) in grid.rows.into_iter().enumerate() {
        let mut cells = Vec::new();
        for (column, words) in said.into_iter().enumerate() {
            if covered[row][column] {
                continue;
            }
            let html = format!("{}{}", "\u{3000}".repeat(words.indent.min(15)), words.html);
            let html = if words.html.is_empty() { String::new() } else { html };
            let mut cell = HtmlCell { column, row_span: 1, column_span: 1, html, align: Align::Auto };
            if let Some(merge) = begins.get(&(row, column)).filter(|merge| claim(&mut covered, merge)) {
                cell.row_span = merge.row_span;
                cell.column_span = merge.column_span;
            }
            cells.push(cell);
        }
        rows.push(cells);
    }
    rows
}

/// Marks the places of a merged area as covered; `false` if some are covered already.
fn claim(covered: &mut [Vec<bool>], merge: &MergedArea) -> bool {
    let rows = merge.row..(merge.row + merge.row_span).min(covered.len());
    let columns = merge.column..merge.column + merge.column_span;
    if rows.len() < merge.row_span
        || covered[rows.clone()].iter().any(|row| row[columns.clone()].contains(&true))
    {
        return false;
    }
    for row in &mut covered[rows] {
        row[columns.clone()].fill(true);
    }
    true
}
