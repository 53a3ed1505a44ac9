//! The blocks of a text -> its paragraphs and tables, with the figures and table files filled in.

use std::ops::Range;

use crate::catalog::{Catalog, FigurePlace, TextPlace};
use crate::model::ContentPath;
use crate::text::table::Table;
use crate::text::{self, BlockKind, CellPlace, Document, Hole, HoleKind, TableShape};

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
    pub(super) flow: Flow,
    /// The figures that were filled in.
    pub(super) figures: Vec<Filled>,
}

/// Whether a block is read behind the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flow {
    /// A heading.
    Heading,
    /// A paragraph or item.
    Paragraph,
    /// A cell, a note, code: it stands for itself.
    #[default]
    Apart,
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

/// Reads a text.
pub(super) fn read(catalog: &Catalog, file: &ContentPath, place: TextPlace, text: &Document) -> Passages {
    let mut out = Passages::default();
    let mut open: Option<u32> = None;
    for block in text.blocks.iter() {
        if let BlockKind::Sheet(hole) = block.kind {
            out.tables.extend(sheet(catalog, file, text.holes.get(hole)).map(grid_of));
            continue;
        }
        if block.kind == BlockKind::ImageText {
            continue;
        }
        let filled = fill(catalog, place, &block);
        if let BlockKind::Cell(cell) = block.kind {
            if open != Some(cell.table) {
                out.tables.push(Grid::new(text.blocks.table(cell.table)));
                open = Some(cell.table);
            }
            if let Some(grid) = out.tables.last_mut() {
                grid.write(cell, &filled.text);
            }
        }
        out.blocks.push(filled);
    }
    out
}

/// A block with its figures filled in; one that nobody knows is left out.
fn fill(catalog: &Catalog, place: TextPlace, block: &text::Block<'_>) -> Block {
    let mut figures = Vec::new();
    let text = block.fill(|spot, out| {
        let found = catalog.figure_place(place, &spot.indicator, spot.period.as_deref());
        if let Some(figure) = found {
            let start = out.len();
            out.push_str(catalog.as_public(place, figure).text);
            figures.push(Filled { range: start..out.len(), figure, span: spot.span.clone() });
        }
    });
    let flow = match block.kind {
        BlockKind::Heading => Flow::Heading,
        BlockKind::Paragraph | BlockKind::Item => Flow::Paragraph,
        _ => Flow::Apart,
    };
    Block { text: text.into_owned(), flow, figures }
}

/// The table file that a hole puts in.
fn sheet<'c>(catalog: &'c Catalog, file: &ContentPath, hole: Option<&Hole>) -> Option<&'c Table> {
    let HoleKind::Sheet { target, hidden, .. } = &hole?.kind else { return None };
    Some(catalog.sheets.get(&file.parent().join(target).ok()?)?.table(*hidden))
}

impl Grid {
    fn new(shape: TableShape) -> Self {
        // A table that claims to be huge is mostly empty: its rows grow as their cells come.
        Self { rows: vec![vec![String::new()]; shape.rows], header_rows: shape.header_rows }
    }

    /// Adds to what a cell says.
    fn write(&mut self, place: CellPlace, words: &str) {
        let (Ok(row), Ok(column)) = (usize::try_from(place.row), usize::try_from(place.column)) else {
            return;
        };
        let Some(row) = self.rows.get_mut(row) else { return };
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        if !row[column].is_empty() {
            row[column].push('\n');
        }
        row[column].push_str(words);
    }
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
