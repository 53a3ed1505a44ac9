//! A finished text -> its paragraphs and tables as plain text, with the figures filled in.

use std::ops::Range;

use memchr::memchr2;

use crate::catalog::{Catalog, FigurePlace, TextPlace};
use crate::model::ContentPath;
use crate::text::table::Table;
use crate::text::{Document, Hole, HoleKind};

/// The paragraphs and tables of a text.
#[derive(Default)]
pub(super) struct Passages {
    pub(super) blocks: Vec<Block>,
    pub(super) tables: Vec<Grid>,
}

/// A paragraph, heading or item of a list.
#[derive(Default)]
pub(super) struct Block {
    pub(super) text: String,
    /// The figures that were filled in.
    pub(super) figures: Vec<Filled>,
}

/// A figure that was filled in.
pub(super) struct Filled {
    /// Where it stands in the block.
    pub(super) range: Range<usize>,
    /// Where it comes from.
    pub(super) figure: FigurePlace,
    /// Where `[[…]]` stands in the file.
    pub(super) span: Range<usize>,
}

/// A table; a merged cell stands in its first place only, the others are empty.
#[derive(Default)]
pub(super) struct Grid {
    pub(super) rows: Vec<Vec<String>>,
    pub(super) header_rows: usize,
}

/// A table while it is read.
#[derive(Default)]
struct OpenTable {
    grid: Grid,
    /// For each column, how many more rows a cell from above covers.
    covered: Vec<usize>,
    /// The column of the open cell.
    column: usize,
}

/// More columns than this no cell spans.
const MOST_COLUMNS: usize = 1_000;

/// Reads a text.
pub(super) fn read(catalog: &Catalog, file: &ContentPath, place: TextPlace, text: &Document) -> Passages {
    let mut reader =
        Reader { catalog, file, place, out: Passages::default(), block: Block::default(), table: None };
    let html = &text.html;
    let mut holes = text.holes.iter().peekable();
    let mut at = 0;
    while at < html.len() || holes.peek().is_some() {
        if let Some(hole) = holes.next_if(|hole| hole.at <= at) {
            reader.hole(hole);
            continue;
        }
        let stop = holes.peek().map_or(html.len(), |hole| hole.at.min(html.len()));
        let rest = &html.as_bytes()[at..stop];
        let plain = memchr2(b'<', b'&', rest).unwrap_or(rest.len());
        reader.block.text.push_str(&html[at..at + plain]);
        at += plain;
        match html.as_bytes()[..stop].get(at) {
            Some(b'<') => {
                let end = tag_end(&html.as_bytes()[at..]);
                reader.tag(&html[at..at + end]);
                // What stands open in an attribute is an address or a size, no part of the text.
                while holes.next_if(|hole| hole.at < at + end).is_some() {}
                at += end;
            }
            Some(_) => at += reader.entity(&html[at..]),
            None => {}
        }
    }
    reader.end_block();
    reader.out
}

/// How long the tag is that begins here.
fn tag_end(html: &[u8]) -> usize {
    let mut quoted = false;
    for (at, byte) in html.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

struct Reader<'a> {
    catalog: &'a Catalog,
    file: &'a ContentPath,
    place: TextPlace,
    out: Passages,
    block: Block,
    table: Option<OpenTable>,
}

impl Reader<'_> {
    fn hole(&mut self, hole: &Hole) {
        match &hole.kind {
            HoleKind::Figure { indicator, period } => {
                if let Some(figure) = self.catalog.figure_place(self.place, indicator, period.as_deref()) {
                    let start = self.block.text.len();
                    self.block.text.push_str(self.catalog.figure_text(figure));
                    let range = start..self.block.text.len();
                    self.block.figures.push(Filled { range, figure, span: hole.span.clone() });
                }
            }
            HoleKind::Sheet { target, .. } => {
                let path = self.file.parent().join(target).ok();
                if let Some(sheet) = path.and_then(|path| self.catalog.sheets.get(&path)) {
                    self.out.tables.push(grid_of(sheet));
                }
            }
            HoleKind::Address { .. } | HoleKind::FileNote { .. } => {}
        }
    }

    fn tag(&mut self, tag: &str) {
        let name = tag.trim_start_matches(['<', '/']);
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        let closes = tag.starts_with("</");
        match (name, closes) {
            (
                "a" | "b" | "i" | "em" | "strong" | "span" | "sup" | "sub" | "del" | "u" | "code" | "small",
                _,
            ) => {}
            ("table", false) => {
                self.end_block();
                self.table = Some(OpenTable::default());
            }
            ("table", true) => {
                self.end_block();
                self.out.tables.extend(self.table.take().map(|table| table.grid));
            }
            ("tr", false) => {
                if let Some(table) = &mut self.table {
                    table.grid.rows.push(Vec::new());
                }
            }
            ("tr", true) => {
                if let Some(table) = &mut self.table {
                    table.fill_covered();
                }
            }
            ("thead", true) => {
                if let Some(table) = &mut self.table {
                    table.grid.header_rows = table.grid.rows.len();
                }
            }
            ("td" | "th", false) => {
                self.end_block();
                if let Some(table) = &mut self.table {
                    table.open_cell(span_of(tag, "colspan="), span_of(tag, "rowspan="));
                }
            }
            ("td" | "th", true) => self.end_cell(),
            _ => self.end_block(),
        }
    }

    fn end_cell(&mut self) {
        let text = self.block.text.trim().to_owned();
        self.end_block();
        if let Some(table) = &mut self.table
            && let Some(cell) = table.grid.rows.last_mut().and_then(|row| row.get_mut(table.column))
        {
            *cell = text;
        }
    }

    fn entity(&mut self, rest: &str) -> usize {
        for (entity, character) in
            [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " ")]
        {
            if rest.starts_with(entity) {
                self.block.text.push_str(character);
                return entity.len();
            }
        }
        self.block.text.push('&');
        1
    }

    fn end_block(&mut self) {
        if self.block.text.trim().is_empty() {
            self.block.text.clear();
            self.block.figures.clear();
        } else {
            self.out.blocks.push(std::mem::take(&mut self.block));
        }
    }
}

impl OpenTable {
    /// Opens a cell in the next column that no cell from above covers.
    fn open_cell(&mut self, columns: usize, rows: usize) {
        self.fill_covered();
        let Some(row) = self.grid.rows.last_mut() else { return };
        self.column = row.len();
        for _ in 0..columns.clamp(1, MOST_COLUMNS) {
            row.push(String::new());
            if self.covered.len() < row.len() {
                self.covered.resize(row.len(), 0);
            }
            self.covered[row.len() - 1] = rows.saturating_sub(1);
        }
    }

    fn fill_covered(&mut self) {
        let Some(row) = self.grid.rows.last_mut() else { return };
        while let Some(left) = self.covered.get_mut(row.len()).filter(|left| **left > 0) {
            *left -= 1;
            row.push(String::new());
        }
    }
}

fn span_of(tag: &str, attribute: &str) -> usize {
    let value = tag.split_once(attribute).map_or("", |(_, rest)| rest.trim_start_matches('"'));
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..digits].parse().unwrap_or(1)
}

fn grid_of(sheet: &Table) -> Grid {
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let mut cells = vec![String::new(); sheet.columns];
        for cell in row {
            if let Some(place) = cells.get_mut(cell.column) {
                *place = without_tags(&cell.html);
            }
        }
        rows.push(cells);
    }
    Grid { rows, header_rows: sheet.header_rows }
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    text
}
