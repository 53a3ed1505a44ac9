//! Workbooks as grids: every sheet, hidden or not, with comments, headers, leftovers.

use std::collections::BTreeSet;

use super::package::ZipPackage;
use super::workbook::{self, NoteKind, SheetKind, WantedSheets, Workbook, WorkbookLimits, WorkbookSheet};
use super::{Contents, Gap, Grid, GridRow, TextPiece};
use crate::say;

/// What is looked through of a workbook.
const LIMITS: WorkbookLimits = WorkbookLimits {
    cells: 3_000_000,
    text: 100_000_000,
    unpacked: super::MOST_UNPACKED,
    wanted: WantedSheets::All,
};

/// Reads the sheets and what belongs to them; gives back the parts read. Nothing if the archive is no
/// workbook.
pub(super) fn read(package: &mut ZipPackage<'_>, contents: &mut Contents) -> Result<BTreeSet<String>, Gap> {
    if !package.has_part("xl/workbook.xml") {
        return Ok(BTreeSet::new());
    }
    let (book, known) = workbook::read_package(package, LIMITS)?;
    let Workbook { sheets, notes, leftovers, gap, .. } = book;
    contents.gaps.extend(gap);
    for sheet in sheets {
        add_notes(&sheet, contents);
        if sheet.kind == SheetKind::Cells {
            contents.grids.push(grid_of(sheet));
        }
    }
    let leftover = say!("不再显示的文字（表里删掉后留下的）", "text left over from deleted cells");
    contents.pieces.extend(leftovers.into_iter().map(|text| TextPiece::new(leftover.clone(), text)));
    let format = say!("单元格的数字格式", "number formats of cells");
    contents.pieces.extend(notes.into_iter().map(|note| TextPiece::new(format.clone(), note.text)));
    Ok(known)
}

fn add_notes(sheet: &WorkbookSheet, contents: &mut Contents) {
    let name = &sheet.name;
    for note in &sheet.notes {
        let place = match &note.kind {
            NoteKind::Around => {
                say!("工作表“{name}”的页眉页脚或校验条件", "header, footer or conditions of sheet `{name}`")
            }
            NoteKind::TextBox => say!("工作表“{name}”的文本框", "text box of sheet `{name}`"),
            NoteKind::Formula => say!("工作表“{name}”的公式", "formulas of sheet `{name}`"),
            NoteKind::LongNumber(cell) => say!("工作表“{name}” {cell}", "{cell} of sheet `{name}`"),
            NoteKind::Comment(cell) => {
                say!("工作表“{name}” {cell} 的批注", "comment at {cell} of sheet `{name}`")
            }
        };
        let text = match &note.kind {
            // `&C` centres what follows; `"138"&"1234"` is what the sheet shows once it is calculated.
            NoteKind::Around => {
                ["&L", "&C", "&R"].iter().fold(note.text.clone(), |text, code| text.replace(code, " "))
            }
            NoteKind::Formula => note.text.replace("\"&\"", ""),
            NoteKind::Comment(_) | NoteKind::TextBox | NoteKind::LongNumber(_) => note.text.clone(),
        };
        contents.pieces.push(TextPiece::new(place, text));
    }
}

/// A sheet as it is searched: numbers with all their digits, whatever their format shows of them.
fn grid_of(sheet: WorkbookSheet) -> Grid {
    let name = &sheet.name;
    let mut grid = Grid::new(say!("工作表“{name}”", "sheet `{name}`"), true);
    grid.is_hidden = sheet.is_hidden;
    grid.hidden_columns = sheet.hidden_columns;
    let rows = sheet.rows.into_iter().map(|row| GridRow {
        number: row.number,
        is_hidden: row.is_hidden,
        cells: row
            .cells
            .into_iter()
            .map(|cell| (cell.column, cell.value.stored()))
            .filter(|(_, text)| !text.trim().is_empty())
            .collect(),
    });
    grid.rows = rows.filter(|row| !row.cells.is_empty()).collect();
    grid
}
