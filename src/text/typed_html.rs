//! The words of HTML that people typed, for [`super::blocks`]: the same pieces that
//! [`super::raw_html`] lets onto the page.

use std::ops::Range;

use super::blocks::{BlockKind, CellPlace, TableShape};
use super::raw_html::{HtmlPiece, HtmlScope, TypedTag, pieces};
use super::render::TextRenderer;
use crate::character_reference;

/// More columns than this no cell spans.
const MOST_COLUMNS: usize = 1_000;

/// The tables that are open, the innermost last.
#[derive(Default)]
pub(super) struct TypedTables(Vec<OpenHtmlTable>);

/// A table while it is read.
#[derive(Default)]
struct OpenHtmlTable {
    number: u32,
    shape: TableShape,
    /// For each column, how many more rows a cell from above covers.
    covered: Vec<usize>,
    /// Where the next cell of the row may stand.
    next_column: usize,
    /// The open cell.
    cell: Option<CellPlace>,
}

impl OpenHtmlTable {
    fn begin_row(&mut self) {
        // What reached into the row before reaches one row less now.
        for column in self.covered.iter_mut().skip(self.next_column) {
            *column = column.saturating_sub(1);
        }
        self.shape.rows += 1;
        self.next_column = 0;
    }

    /// Begins a cell in the next column that no cell from above covers.
    fn begin_cell(&mut self, columns: usize, rows: usize) {
        if self.shape.rows == 0 {
            self.begin_row();
        }
        while let Some(left) = self.covered.get_mut(self.next_column).filter(|left| **left > 0) {
            *left -= 1;
            self.next_column += 1;
        }
        self.cell = Some(CellPlace::new(self.number, self.shape.rows - 1, self.next_column));
        let end = self.next_column + columns.min(MOST_COLUMNS);
        if self.covered.len() < end {
            self.covered.resize(end, 0);
        }
        self.covered[self.next_column..end].fill(rows - 1);
        self.next_column = end;
        self.shape.columns = self.shape.columns.max(end);
    }
}

impl TextRenderer<'_> {
    /// Takes the words of typed HTML that stands in `range` of the parsed text.
    pub(super) fn gather_typed(&mut self, html: &str, scope: HtmlScope, range: &Range<usize>) {
        let is_there = self.source(range).starts_with(html);
        for (at, piece) in pieces(html) {
            let place = if is_there { range.start + at..range.start + html.len() } else { range.clone() };
            match piece {
                HtmlPiece::Text(text) => push_words(text, &mut self.words),
                HtmlPiece::Tag(tag) if tag.name == "br" => self.words.push('\n'),
                HtmlPiece::Tag(tag) if tag.is_running() || scope == HtmlScope::Line => {}
                HtmlPiece::Tag(tag) => self.gather_at(&tag, &place),
                HtmlPiece::Declaration => {}
            }
        }
        if scope == HtmlScope::Closed {
            self.end_typed_tables();
        }
        if scope != HtmlScope::Line {
            self.gather_open(range);
        }
    }

    /// Ends the tables that nothing typed has ended.
    pub(super) fn end_typed_tables(&mut self) {
        for table in self.typed_tables.0.drain(..) {
            self.gatherer.end_table(table.number, table.shape);
        }
    }

    /// Takes the words so far, for the open cell if there is one.
    fn gather_open(&mut self, place: &Range<usize>) {
        match self.typed_tables.0.last().and_then(|table| table.cell) {
            Some(cell) => self.gather(BlockKind::Cell(cell), place),
            None => self.gather_line(place),
        }
    }

    /// Ends what a tag of a block ends, and begins what it begins.
    fn gather_at(&mut self, tag: &TypedTag<'_>, place: &Range<usize>) {
        if tag.name == "caption" && tag.is_end {
            self.gather(BlockKind::Caption, place);
        } else {
            self.gather_open(place);
        }
        if tag.name == "table" && !tag.is_end {
            let number = self.gatherer.begin_table();
            self.typed_tables.0.push(OpenHtmlTable { number, ..OpenHtmlTable::default() });
        }
        let Some(table) = self.typed_tables.0.last_mut() else { return };
        match (tag.name.as_str(), tag.is_end) {
            ("table", true) => {
                self.gatherer.end_table(table.number, table.shape);
                self.typed_tables.0.pop();
            }
            ("thead", true) => table.shape.header_rows = table.shape.rows,
            ("tr", false) => {
                table.cell = None;
                table.begin_row();
            }
            ("td" | "th", false) => table.begin_cell(tag.number("colspan"), tag.number("rowspan")),
            ("td" | "th" | "tr", true) => table.cell = None,
            _ => {}
        }
    }
}

/// Writes text between tags as words: entities as what they spell, line ends as spaces.
fn push_words(text: &str, words: &mut String) {
    let spelt = |name: &str| match name {
        "nbsp" | "ensp" | "emsp" => Some(' '),
        name => character_reference::read(name),
    };
    words.extend(character_reference::decode_with(text, spelt).chars().map(as_shown));
}

fn as_shown(character: char) -> char {
    if character == '\n' { ' ' } else { character }
}
