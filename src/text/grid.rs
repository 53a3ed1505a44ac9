//! Markdown tables, from the parser's events to a [`Table`](super::table::Table).

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::blocks::{BlockKind, CellPlace, TableShape};
use super::marks;
use super::merge::{self, Joins, MergeFault, WrittenCell};
use super::render::TextRenderer;
use super::table::Align;
use crate::diag::{Diagnostic, Text};
use crate::say;

/// A Markdown table being read.
pub(super) struct MarkdownTable {
    rows: Vec<Vec<WrittenCell>>,
    aligns: Vec<Align>,
    caption: String,
    /// Its number in the text.
    number: u32,
    /// The page, while a cell is written.
    page: String,
}

impl TextRenderer<'_> {
    /// Begins a table; a paragraph directly above that begins with `表1` or `表：` becomes its caption.
    pub(super) fn open_table(&mut self, alignments: &[Alignment]) {
        let mut caption = String::new();
        if let Some((place, words)) = self.last_paragraph.take() {
            let has_markup = self.out.get(place.clone()).is_none_or(|html| html.matches('<').count() > 2);
            // A caption is plain: a figure in it could not be filled in.
            let is_plain = !has_markup && !words.contains(marks::TOKEN);
            if place.end == self.out.len() && is_plain && is_caption(&words) {
                marks::literal(&words, &self.slots).trim().clone_into(&mut caption);
                self.out.truncate(place.start);
                self.gatherer.last_is_caption();
            }
        }
        let aligns = alignments
            .iter()
            .map(|alignment| match alignment {
                Alignment::None => Align::Auto,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            })
            .collect();
        let number = self.gatherer.begin_table();
        self.grid = Some(MarkdownTable { rows: Vec::new(), aligns, caption, number, page: String::new() });
    }

    /// Begins a row.
    pub(super) fn open_row(&mut self) {
        if let Some(grid) = &mut self.grid {
            grid.rows.push(Vec::new());
        }
    }

    /// Begins a cell.
    pub(super) fn open_cell(&mut self) {
        if let Some(grid) = &mut self.grid {
            grid.page = std::mem::take(&mut self.out);
        }
    }

    /// Ends a cell.
    pub(super) fn end_cell(&mut self, range: &Range<usize>) {
        let written = self.source(range);
        let begin = written.len() - written.trim_start_matches(['|', ' ', '\t']).len();
        let written = written.trim_matches(['|', ' ', '\t']);
        let span = self.span(&(range.start + begin..range.start + begin + written.len()));
        self.html_filter.close(&mut self.out);
        let Some(grid) = &mut self.grid else { return };
        let said = std::mem::replace(&mut self.out, std::mem::take(&mut grid.page));
        let joins = match written {
            "^^" => Joins::Above,
            "<" => Joins::Left,
            _ => Joins::Nothing,
        };
        let table = grid.number;
        let row = grid.rows.len().saturating_sub(1);
        let mut column = 0;
        if let Some(row) = grid.rows.last_mut() {
            column = row.len();
            row.push(WrittenCell { html: said.trim().to_owned(), span: span.clone(), joins });
        }
        if joins == Joins::Nothing {
            let place = CellPlace::new(table, row, column);
            self.gatherer.take(BlockKind::Cell(place), &self.words, span, &self.slots);
        }
        self.words.clear();
    }

    /// Ends a row: cells beyond the heads would be lost without a word.
    pub(super) fn end_row(&mut self, range: &Range<usize>) {
        let Some(columns) = self.grid.as_ref().map(|grid| grid.aligns.len()) else { return };
        let cells = cells_in(self.source(range).trim());
        if cells <= columns {
            return;
        }
        self.report(
            Diagnostic::error(
                "extra-cells",
                say!(
                    "这一行有 {cells} 格，表头只有 {columns} 格",
                    "this row has {cells} cells, the head only {columns}"
                ),
            )
            .help(say!(
                "给表头补上缺的列，或者删去多余的 `|`",
                "add the missing columns to the head, or delete the needless `|`"
            )),
            range,
        );
    }

    /// Writes the table.
    pub(super) fn end_table(&mut self) {
        let Some(grid) = self.grid.take() else { return };
        let (mut table, faults) = merge::assemble(grid.rows, &grid.aligns);
        for (span, fault) in faults {
            let (message, help) = describe(fault);
            let place = crate::diag::Place::span(self.options.file.clone(), span);
            self.findings.push(Diagnostic::error("impossible-merge", message).at(place).help(help));
        }
        let shape =
            TableShape { rows: table.rows.len(), columns: table.columns, header_rows: table.header_rows };
        self.gatherer.end_table(grid.number, shape);
        let label = self.name_table(&grid.caption);
        let id = format!("{}t{}-", self.options.id_prefix, self.table_names.len());
        table.caption = grid.caption;
        let html = table.to_html(&id, &label);
        self.out.push_str(&html);
    }

    /// A name for the region of the next table that no other table of the text has.
    pub(super) fn name_table(&mut self, caption: &str) -> String {
        let number = self.table_names.len() + 1;
        let mut name = if caption.is_empty() {
            format!("{}表格{number}", self.options.name)
        } else {
            caption.to_owned()
        };
        if self.table_names.contains(&name) {
            name = format!("{name}（{number}）");
        }
        self.table_names.push(name.clone());
        name
    }
}

/// How many cells Markdown reads in a row: every bar parts them but one behind a backslash.
fn cells_in(row: &str) -> usize {
    let is_border = |at: usize| !row[..at].ends_with('\\');
    let inside = row.strip_prefix('|').unwrap_or(row);
    let inside = inside.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(inside);
    let begin = row.len() - row.strip_prefix('|').unwrap_or(row).len();
    inside.match_indices('|').filter(|(at, _)| is_border(begin + at)).count() + 1
}

/// `表1 …`, `表：…`, `附表二 …`.
fn is_caption(words: &str) -> bool {
    let words = words.trim();
    let words = words.strip_prefix('附').or_else(|| words.strip_prefix('续')).unwrap_or(words);
    words.strip_prefix('表').is_some_and(|rest| {
        rest.trim_start().starts_with(|first: char| {
            first.is_ascii_digit() || "：:一二三四五六七八九十１２３４５６７８９".contains(first)
        })
    })
}

fn describe(fault: MergeFault) -> (Text, Text) {
    match fault {
        MergeFault::NothingAbove => (
            say!("`^^` 上面没有格子", "there is no cell above this `^^`"),
            say!("表格的第一行不能写 `^^`", "write no `^^` in the first row of a table"),
        ),
        MergeFault::NothingLeft => (
            say!("`<` 左边没有格子", "there is no cell on the left of this `<`"),
            say!("表格的第一列不能只写 `<`", "write no lone `<` in the first column of a table"),
        ),
        MergeFault::NotRectangular => (
            say!("合并的格子不成长方形", "the merged cells are no rectangle"),
            say!(
                "跨几行又跨几列时，被并入的每一格都要写 `^^` 或 `<`",
                "where a cell spans rows and columns, write `^^` or `<` in every cell that joins it"
            ),
        ),
    }
}
