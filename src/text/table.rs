//! Tables: one model and one writer for Markdown tables, sheets and the tables of indicators.
//!
//! Whoever fills a [`Table`] decides what its cells say; the writer decides how a table is made readable for a
//! screen reader (`scope`, or `id` and `headers` where merged heads need them) and on a phone (the wrapper
//! that scrolls). Cells hold finished HTML: [`Cell::text`] escapes, [`Cell::html`] trusts its caller.

/// A table without gaps: every place is covered by exactly one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The caption, plain; empty: none.
    pub caption: String,
    /// How many of the first rows are heads.
    pub header_rows: usize,
    /// How many columns there are.
    pub columns: usize,
    /// The rows; a row holds only the cells that begin in it, from left to right.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell and what it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column where it begins, counted from 0.
    pub column: usize,
    /// How many rows it covers, at least 1.
    pub row_span: usize,
    /// How many columns it covers, at least 1.
    pub column_span: usize,
    /// What it says, as HTML.
    pub html: String,
    /// How its text is set.
    pub align: Align,
}

/// How the text of a cell is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// As the theme likes: figures to the right, words to the left.
    #[default]
    Auto,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

impl Cell {
    /// A cell of plain text, covering one place.
    #[must_use]
    pub fn text(column: usize, text: &str) -> Self {
        Self::html(column, text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
    }

    /// A cell of HTML that is already safe, covering one place.
    #[must_use]
    pub fn html(column: usize, html: String) -> Self {
        Self { column, row_span: 1, column_span: 1, html, align: Align::Auto }
    }
}

impl Table {
    /// A table of plain text: the first `header_rows` rows are heads; short rows are filled up.
    #[must_use]
    pub fn from_rows(rows: &[Vec<String>], header_rows: usize) -> Self {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let rows = rows
            .iter()
            .map(|row| {
                (0..columns)
                    .map(|column| Cell::text(column, row.get(column).map_or("", String::as_str)))
                    .collect()
            })
            .collect();
        Self { caption: String::new(), header_rows, columns, rows }
    }

    /// The table as HTML. `id` begins the ids that merged heads need and must be unique on the page; `label`
    /// names the scrolling region of a table without caption.
    #[must_use]
    pub fn to_html(&self, id: &str, label: &str) -> String {
        let _ = (id, label);
        String::new()
    }
}

/// Merges equal neighbours down the `columns` (counted from 1), below the heads.
pub fn merge_columns(table: &mut Table, columns: &[usize]) {
    let _ = (table, columns);
}
