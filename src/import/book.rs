//! Workbooks as material: every shown sheet a table, its cells as a person sees them.

use std::collections::BTreeMap;

use super::SourceError;
use super::account::{PartId, PartKind};
use super::material::{Doubt, Face, GridCell, LineSpan, Material, MaterialBlock, MaterialGrid, MaterialLine};
use crate::attachment::workbook::{
    self, Area, CellValue, Formats, NoteKind, Script, SheetKind, WantedSheets, Workbook, WorkbookCell,
    WorkbookLimits, WorkbookSheet, cell_name,
};
use crate::attachment::{Gap, MOST_UNPACKED};
use crate::diag::Text;
use crate::model::visible;
use crate::say;

/// The most places that the table of a sheet may have.
const MOST_PLACES: u64 = 2_000_000;

const LIMITS: WorkbookLimits =
    WorkbookLimits { cells: 1_000_000, text: 50_000_000, unpacked: MOST_UNPACKED, wanted: WantedSheets::All };

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Material, SourceError> {
    let book = Workbook::read(bytes, LIMITS)?;
    if let Some(gap) = book.gap {
        return Err(gap.into());
    }
    let mut material = Material::default();
    let mut formats = Formats::default();
    for sheet in &book.sheets {
        let name = &sheet.name;
        if sheet.kind == SheetKind::Other {
            let why =
                say!("图表，网页上放不了，请另作图片", "a chart, which no page can hold: use a picture");
            let place = say!("工作表“{name}”", "sheet `{name}`");
            material.account.add_left(PartKind::Other, place, "", why);
            continue;
        }
        read_sheet(&book, sheet, &mut formats, &mut material)?;
        notes_of(sheet, &mut material);
    }
    for (name, is_chart) in workbook::drawings(bytes, MOST_UNPACKED)? {
        let (zh, en) = if is_chart { ("图表", "a chart") } else { ("图片", "a picture") };
        let place = say!("{zh} {name}", "{en}, {name}");
        let kind = if is_chart { PartKind::Other } else { PartKind::Picture };
        let why = say!(
            "工作簿里的图没有带过来，请另存为图片再插入",
            "drawings of workbooks are not taken: save them as pictures"
        );
        material.account.add_left(kind, place.clone(), "", why.clone());
        material.doubts.push(Doubt { place, text: why });
    }
    for words in workbook::drawn_words(bytes, MOST_UNPACKED)? {
        tell_box(say!("工作簿里的文本框", "a text box of the workbook"), words, &mut material);
    }
    Ok(material)
}

/// Tells of words in a box over the cells, which are left.
fn tell_box(place: Text, words: String, material: &mut Material) {
    let shown: String = words.chars().take(40).collect();
    let text = say!(
        "文本框里的文字没有放进正文：“{shown}”，要用的请补上",
        "a text box was not taken: `{shown}`; add it if it is wanted"
    );
    let why =
        say!("文本框里的文字没有放进正文，要用的请自己补上", "text boxes are not taken: add what is wanted");
    material.account.add_left(PartKind::TextBox, place.clone(), words, why);
    material.doubts.push(Doubt { place, text });
}

fn notes_of(sheet: &WorkbookSheet, material: &mut Material) {
    let name = &sheet.name;
    for note in &sheet.notes {
        let (kind, place, why) = match &note.kind {
            NoteKind::Comment(cell) if !cell.is_empty() => (
                PartKind::Comment,
                say!("工作表“{name}” {cell} 的批注", "comment at {cell} of sheet `{name}`"),
                say!("批注没有放进正文", "comments are not taken"),
            ),
            NoteKind::Around => (
                PartKind::Margin,
                say!("工作表“{name}”的页眉页脚或校验条件", "header, footer or conditions of sheet `{name}`"),
                say!("网页没有页眉页脚", "a web page has none"),
            ),
            NoteKind::TextBox => {
                let place = say!("工作表“{name}”的文本框", "a text box of sheet `{name}`");
                tell_box(place, note.text.clone(), material);
                continue;
            }
            // Names of authors, and what stands behind figures that are shown.
            NoteKind::Comment(_) | NoteKind::Formula | NoteKind::LongNumber(_) => continue,
        };
        material.account.add_left(kind, place, note.text.clone(), why);
    }
}

fn read_sheet(
    book: &Workbook,
    sheet: &WorkbookSheet,
    formats: &mut Formats,
    material: &mut Material,
) -> Result<(), SourceError> {
    let cells = || sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell)));
    let hides =
        |row: &workbook::WorkbookRow, cell: &WorkbookCell| row.is_hidden || sheet.hides_column(cell.column);
    let shown = || cells().filter(|(row, cell)| !sheet.is_hidden && !hides(row, cell));
    for (row, cell) in cells().filter(|(row, cell)| sheet.is_hidden || hides(row, cell)) {
        let words = cell.value.stored();
        if !words.trim().is_empty() {
            let why = if sheet.is_hidden {
                say!("隐藏的工作表", "a hidden sheet")
            } else {
                say!("隐藏的行或列", "a hidden row or column")
            };
            material.account.add_left(PartKind::Cell, place_of(sheet, row.number, cell.column), words, why);
        }
    }
    let (Some(top), Some(bottom)) =
        (shown().map(|(row, _)| row.number).min(), shown().map(|(row, _)| row.number).max())
    else {
        return Ok(());
    };
    let left = shown().map(|(_, cell)| cell.column).min().unwrap_or(0);
    let right = shown().map(|(_, cell)| cell.column).max().unwrap_or(0);
    if (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1) > MOST_PLACES {
        return Err(SourceError::Gap(Gap::TooLarge));
    }
    let hidden_rows: Vec<u32> = sheet.rows.iter().filter(|row| row.is_hidden).map(|row| row.number).collect();
    let rows: Vec<u32> = (top..=bottom).filter(|row| hidden_rows.binary_search(row).is_err()).collect();
    let columns: Vec<u32> = (left..=right).filter(|column| !sheet.hides_column(*column)).collect();
    let frame = ShownGrid { rows, columns };
    let merges = frame.merges(&sheet.merges);
    let mut grid = MaterialGrid {
        name: if is_usual_name(&sheet.name) { String::new() } else { sheet.name.clone() },
        columns: frame.columns.len(),
        heads: 0,
        rows: vec![Vec::new(); frame.rows.len()],
    };
    for (row, cell) in shown() {
        let place = place_of(sheet, row.number, cell.column);
        let (Ok(at), Ok(column)) =
            (frame.rows.binary_search(&row.number), frame.columns.binary_search(&cell.column))
        else {
            continue;
        };
        let line = line_of(book, cell, formats, &place, material);
        if line.is_blank() && !matches!(cell.value, CellValue::Error(_) | CellValue::NoResult) {
            continue;
        }
        let words = line.words();
        let span = merges.get(&(at, column));
        if let Some(MergedPlace::Covered) = span {
            let why = say!("被合并的单元格盖住，看不见", "covered by a merged cell, and seen by nobody");
            material.account.add_left(PartKind::Cell, place, words, why);
            continue;
        }
        let part = material.account.add(PartKind::Cell, place.clone(), words);
        let (row_span, column_span) = match span {
            Some(MergedPlace::Root(rows, columns)) => (*rows, *columns),
            _ => (1, 1),
        };
        tell_missing(&cell.value, part, &place, material);
        grid.rows[at].push(GridCell { part: Some(part), column, column_span, row_span, lines: vec![line] });
    }
    // Merged areas with nothing in them keep their shape.
    for (&(at, column), span) in &merges {
        if let MergedPlace::Root(row_span, column_span) = *span
            && !grid.rows[at].iter().any(|cell| cell.column == column)
        {
            grid.rows[at].push(GridCell { part: None, column, column_span, row_span, lines: Vec::new() });
        }
    }
    grid.complete();
    material.blocks.push(MaterialBlock::Table(grid));
    Ok(())
}

/// Tells of a cell that has no value to show.
fn tell_missing(value: &CellValue, part: PartId, place: &Text, material: &mut Material) {
    match value {
        CellValue::Error(error) => {
            material
                .account
                .change(part, say!("出错的格子（{error}）留空", "an error ({error}) is left empty"));
            let text = say!("这一格是 {error}，没有数，先留空", "this cell says {error}; it is left empty");
            material.doubts.push(Doubt { place: place.clone(), text });
        }
        CellValue::NoResult => {
            material
                .account
                .change(part, say!("公式没有算出数，留空", "a formula without result is left empty"));
            let text = say!(
                "这一格的公式没有算出数，先留空；用 Excel 打开、保存一次再导入",
                "the formula here has no result and is left empty: open and save it in Excel, then import again"
            );
            material.doubts.push(Doubt { place: place.clone(), text });
        }
        _ => {}
    }
}

/// What a place has to do with a merged area.
enum MergedPlace {
    /// It begins one of so many rows and columns.
    Root(usize, usize),
    /// It is covered by one.
    Covered,
}

/// The numbers of the rows and columns that are shown.
struct ShownGrid {
    rows: Vec<u32>,
    columns: Vec<u32>,
}

impl ShownGrid {
    /// The merged areas by the places that they begin at and cover; of two that overlap only the first
    /// counts.
    fn merges(&self, areas: &[Area]) -> BTreeMap<(usize, usize), MergedPlace> {
        let mut merges: BTreeMap<(usize, usize), MergedPlace> = BTreeMap::new();
        let span = |numbers: &[u32], first: u32, last: u32| {
            let start = numbers.partition_point(|number| *number < first);
            start..numbers.partition_point(|number| *number <= last)
        };
        // Areas that lie over one another many times are made to cost time.
        let mut patience = 2_000_000_usize;
        for area in areas {
            let rows = span(&self.rows, area.top, area.bottom);
            let columns = span(&self.columns, area.left, area.right);
            let size = rows.len() * columns.len();
            let Some(left) = patience.checked_sub(size) else { break };
            patience = left;
            let mut places = rows.clone().flat_map(|row| columns.clone().map(move |column| (row, column)));
            if size < 2 || places.any(|place| merges.contains_key(&place)) {
                continue;
            }
            for place in rows.clone().flat_map(|row| columns.clone().map(move |column| (row, column))) {
                merges.insert(place, MergedPlace::Covered);
            }
            merges.insert((rows.start, columns.start), MergedPlace::Root(rows.len(), columns.len()));
        }
        merges
    }
}

fn place_of(sheet: &WorkbookSheet, row: u32, column: u32) -> Text {
    let (name, cell) = (&sheet.name, cell_name(row, column));
    say!("工作表“{name}” {cell}", "sheet `{name}` {cell}")
}

/// Whether a sheet's name says nothing: `Sheet1`, `工作表2`.
fn is_usual_name(name: &str) -> bool {
    let rest = name.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(rest, "Sheet" | "sheet" | "工作表" | "表" | "")
}

fn line_of(
    book: &Workbook,
    cell: &WorkbookCell,
    formats: &mut Formats,
    place: &Text,
    material: &mut Material,
) -> MaterialLine {
    let style = book.style(cell);
    let shown = formats.show(cell, &style, book.epoch).unwrap_or_else(|error| {
        let stored = cell.value.stored();
        let code = &style.format;
        let text = say!(
            "数字格式 `{code}` 看不懂（{error}），先写了存着的数 {stored}，请对照 Excel 里的样子",
            "the number format `{code}` cannot be read ({error}); the stored number {stored} stands here: compare it with Excel"
        );
        material.doubts.push(Doubt { place: place.clone(), text });
        stored
    });
    let face = |face: workbook::CellFont| Face {
        is_struck: face.is_struck,
        is_raised: face.script == Script::Raised,
        is_lowered: face.script == Script::Lowered,
        ..Face::default()
    };
    let spans = match &cell.value {
        CellValue::Runs(runs) => runs
            .iter()
            .map(|run| LineSpan::Words(visible(&run.text).into_owned(), face(run.face.unwrap_or(style.face))))
            .collect(),
        _ => vec![LineSpan::Words(visible(&shown).into_owned(), face(style.face))],
    };
    MaterialLine { spans, ..MaterialLine::default() }
}
