//! The blocks of a text -> its paragraphs and tables, with the figures and table files filled in.

use std::ops::Range;

use crate::catalog::{Catalog, FigurePlace, TextPlace};
use crate::model::ContentPath;
use crate::text::table::{Table, is_marked, plain};
use crate::text::{self, BlockKind, CellPlace, Document, Hole, HoleKind, TableShape};

/// The paragraphs and tables of a text.
#[derive(Default)]
pub(super) struct TextPassages {
    pub(super) blocks: Vec<ProseBlock>,
    pub(super) tables: Vec<PassageTable>,
}

/// A paragraph, heading or item of a list.
#[derive(Default)]
pub(super) struct ProseBlock {
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
pub(super) struct PassageTable {
    pub(super) rows: Vec<Vec<String>>,
    pub(super) header_rows: usize,
}

/// Reads a text.
pub(super) fn read(catalog: &Catalog, file: &ContentPath, place: TextPlace, text: &Document) -> TextPassages {
    let mut out = TextPassages::default();
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
                out.tables.push(PassageTable::new(text.blocks.table(cell.table)));
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
fn fill(catalog: &Catalog, place: TextPlace, block: &text::Block<'_>) -> ProseBlock {
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
    ProseBlock { text: text.into_owned(), flow, figures }
}

/// The table file that a hole puts in.
fn sheet<'c>(catalog: &'c Catalog, file: &ContentPath, hole: Option<&Hole>) -> Option<&'c Table> {
    let HoleKind::Sheet { target, hidden, .. } = &hole?.kind else { return None };
    Some(catalog.sheets.get(&file.parent().join(target).ok()?)?.table(*hidden))
}

impl PassageTable {
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

fn grid_of(sheet: &Table) -> PassageTable {
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let mut cells = vec![String::new(); sheet.columns];
        for cell in row {
            if let Some(place) = cells.get_mut(cell.column) {
                // `2340<sup>1</sup>` is no number, `万m<sup>2</sup>` is a measure.
                let words = plain(&cell.html);
                let is_figure = words.starts_with(|first: char| first.is_ascii_digit());
                if !(is_figure && is_marked(&cell.html)) {
                    *place = words.into_owned();
                }
            }
        }
        rows.push(cells);
    }
    PassageTable { rows, header_rows: sheet.header_rows }
}

#[cfg(test)]
mod tests {
    use super::grid_of;
    use crate::text::HiddenCells;
    use crate::text::sheet;

    #[test]
    fn cells_of_sheets_say_what_readers_see() {
        let csv = "事项,数\n甲 & 乙,<3.5\n丙,2340 1\n丁,万m 2\n";
        let read = sheet::read("表.csv", csv.as_bytes()).expect("it is a table");
        let mut table = read.table(HiddenCells::Unsaid).clone();
        for row in &mut table.rows {
            for cell in row {
                // As a workbook has raised letters.
                cell.html = cell.html.replace("0 1", "0<sup>1</sup>").replace("m 2", "m<sup>2</sup>");
            }
        }
        let rows = grid_of(&table).rows;
        assert_eq!(
            rows[1..],
            [["甲 & 乙", "<3.5"], ["丙", ""], ["丁", "万m2"]].map(|row| row.map(str::to_owned).to_vec())
        );
    }
}
