//! The first visible sheet of a workbook.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::catch_unwind;

use super::head::CellWords;
use super::shape::{self, MergedArea, SheetGrid};
use super::{CellFault, CellFaultKind, Hidden, LARGEST, MOST_CELLS, MOST_NAMED, SheetError};
use crate::attachment::Gap;
use crate::attachment::number_format::NumberFormatError;
use crate::attachment::workbook::{
    Area, CellFont, CellStyle, CellValue, Formats, Script, WantedSheets, Workbook, WorkbookCell,
    WorkbookLimits, WorkbookSheet, cell_name, column_name,
};
use crate::model::visible;
use crate::text::marks;

const LIMITS: WorkbookLimits = WorkbookLimits {
    cells: MOST_CELLS,
    text: LARGEST,
    unpacked: LARGEST as u64,
    wanted: WantedSheets::FirstShown,
};

/// Reads the table in the first visible sheet.
pub(super) fn read(bytes: &[u8]) -> Result<super::TableFile, SheetError> {
    if bytes.len() > LARGEST {
        return Err(SheetError::TooLarge);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // What Excel makes of a workbook with a password, and what `.xls` under another name is.
        let is_locked = crate::attachment::is_locked(bytes);
        return Err(if is_locked { SheetError::Encrypted } else { SheetError::OtherKind("xls".to_owned()) });
    }
    let read = catch_unwind(|| Workbook::read(bytes, LIMITS));
    let book = read.unwrap_or(Err(Gap::Damaged))?;
    let sheet = book.first_shown().ok_or(SheetError::Empty)?;
    match &book.gap {
        Some(Gap::TooLarge) if !sheet.rows.is_empty() => return Err(SheetError::TooManyCells),
        Some(gap) => return Err(gap.clone().into()),
        None => {}
    }
    let hidden = hidden_of(&book, sheet);
    let whole = (!hidden.is_empty()).then(|| table_of(&book, sheet, true));
    Ok(super::TableFile { shown: table_of(&book, sheet, false)?, whole, hidden, doubts: Vec::new() })
}

/// What is hidden and holds something.
fn hidden_of(book: &Workbook, sheet: &WorkbookSheet) -> Hidden {
    let is_filled =
        |cell: &WorkbookCell| !cell.value.stored().trim().is_empty() || cell.value == CellValue::NoResult;
    let rows = sheet.rows.iter().filter(|row| row.is_hidden && row.cells.iter().any(is_filled));
    let cells = sheet.rows.iter().flat_map(|row| &row.cells).filter(|cell| is_filled(cell));
    let mut columns: Vec<u32> = cells.map(|cell| cell.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.retain(|column| sheet.hides_column(*column));
    let passed_over = |is_hidden: bool| {
        let sheets =
            book.sheets.iter().filter(move |sheet| sheet.is_passed_over && sheet.is_hidden == is_hidden);
        sheets.map(|sheet| sheet.name.clone()).collect()
    };
    Hidden {
        rows: rows.map(|row| row.number).collect(),
        has_filter: sheet.has_filter,
        columns: columns.into_iter().map(column_name).collect(),
        sheets: passed_over(true),
        others: passed_over(false),
    }
}

/// The numbers of the rows and columns that are shown, from the first to the last with something in them.
struct ShownArea {
    rows: Vec<u32>,
    columns: Vec<u32>,
}

impl ShownArea {
    fn of(sheet: &WorkbookSheet, with_hidden: bool) -> Result<Self, SheetError> {
        let filled =
            || sheet.rows.iter().flat_map(|row| row.cells.iter().map(|cell| (row.number, cell.column)));
        let (Some(top), Some(bottom)) = (filled().map(|at| at.0).min(), filled().map(|at| at.0).max()) else {
            return Err(SheetError::Empty);
        };
        let left = filled().map(|at| at.1).min().unwrap_or(0);
        let right = filled().map(|at| at.1).max().unwrap_or(0);
        let places = (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1);
        if usize::try_from(places).is_ok_and(|places| places > MOST_CELLS) {
            return Err(SheetError::TooManyCells);
        }
        let is_hidden = |number: u32| {
            let row = sheet.rows.binary_search_by_key(&number, |row| row.number);
            row.is_ok_and(|at| sheet.rows[at].is_hidden)
        };
        Ok(Self {
            rows: (top..=bottom).filter(|number| with_hidden || !is_hidden(*number)).collect(),
            columns: (left..=right).filter(|column| with_hidden || !sheet.hides_column(*column)).collect(),
        })
    }

    /// Where the rows from `first` to `last` are in the table, if any is.
    fn span(numbers: &[u32], first: u32, last: u32) -> Option<(usize, usize)> {
        let start = numbers.partition_point(|number| *number < first);
        let end = numbers.partition_point(|number| *number <= last);
        (start < end).then_some((start, end - start))
    }
}

fn table_of(
    book: &Workbook,
    sheet: &WorkbookSheet,
    with_hidden: bool,
) -> Result<crate::text::table::Table, SheetError> {
    let shown = ShownArea::of(sheet, with_hidden)?;
    let mut grid = SheetGrid {
        rows: vec![vec![CellWords::default(); shown.columns.len()]; shown.rows.len()],
        merges: Vec::new(),
    };
    let mut writer = CellWriter { book, formats: Formats::default(), faults: Vec::new() };
    let merges: Vec<Area> = sheet
        .merges
        .iter()
        .copied()
        .filter(|area| area.top < area.bottom || area.left < area.right)
        .collect();
    let owners = AreaOwners::of(&merges, &shown);
    for row in &sheet.rows {
        for cell in &row.cells {
            // What a merged cell says is seen as long as one of its rows and columns is; what the cells under
            // it held before is not.
            let (at_row, at_column) = match owners.of_cell(row.number, cell.column) {
                Some(area) if (area.top, area.left) != (row.number, cell.column) => continue,
                Some(area) => (
                    ShownArea::span(&shown.rows, area.top, area.bottom).map(|(start, _)| start),
                    ShownArea::span(&shown.columns, area.left, area.right).map(|(start, _)| start),
                ),
                None => (
                    shown.rows.binary_search(&row.number).ok(),
                    shown.columns.binary_search(&cell.column).ok(),
                ),
            };
            if let (Some(at_row), Some(at_column)) = (at_row, at_column) {
                grid.rows[at_row][at_column] = writer.words(cell, row.number);
            }
        }
    }
    if !writer.faults.is_empty() {
        return Err(SheetError::Cells(writer.faults));
    }
    grid.merges.extend(merges.into_iter().filter_map(|area| {
        let (row, row_span) = ShownArea::span(&shown.rows, area.top, area.bottom)?;
        let (column, column_span) = ShownArea::span(&shown.columns, area.left, area.right)?;
        (row_span > 1 || column_span > 1).then_some(MergedArea { row, column, row_span, column_span })
    }));
    shape::build(grid)
}

/// Which merged area holds a cell. Areas do not overlap in a sound file; in another the first one counts.
struct AreaOwners {
    areas: BTreeMap<(u32, u32), Area>,
}

impl AreaOwners {
    fn of(merges: &[Area], shown: &ShownArea) -> Self {
        let mut areas = BTreeMap::new();
        let last = (shown.rows.last().copied().unwrap_or(0), shown.columns.last().copied().unwrap_or(0));
        // Areas that lie over one another many times are made to cost time.
        let mut patience = 4 * MOST_CELLS;
        for area in merges {
            for row in area.top..=area.bottom.min(last.0) {
                for column in area.left..=area.right.min(last.1) {
                    areas.entry((row, column)).or_insert(*area);
                    patience = patience.saturating_sub(1);
                }
                if patience == 0 {
                    return Self { areas };
                }
            }
        }
        Self { areas }
    }

    fn of_cell(&self, row: u32, column: u32) -> Option<&Area> {
        self.areas.get(&(row, column))
    }
}

/// Writes cells, and remembers those that cannot be.
struct CellWriter<'a> {
    book: &'a Workbook,
    formats: Formats,
    faults: Vec<CellFault>,
}

impl CellWriter<'_> {
    fn fault(&mut self, kind: CellFaultKind, cell: String) {
        match self.faults.iter_mut().find(|fault| fault.kind == kind) {
            Some(fault) => {
                fault.count += 1;
                if fault.cells.len() < MOST_NAMED {
                    fault.cells.push(cell);
                }
            }
            None => self.faults.push(CellFault { kind, cells: vec![cell], count: 1 }),
        }
    }

    fn words(&mut self, cell: &WorkbookCell, row: u32) -> CellWords {
        let style = self.book.style(cell);
        let name = || cell_name(row, cell.column);
        let kind = match &cell.value {
            CellValue::NoResult => Some(CellFaultKind::NoResult),
            CellValue::Error(error) => Some(CellFaultKind::Error(error.clone())),
            _ => None,
        };
        if let Some(kind) = kind {
            self.fault(kind, name());
            return CellWords::default();
        }
        let plain = match self.formats.show(cell, &style, self.book.epoch) {
            Ok(plain) => plain,
            Err(NumberFormatError::NoSuchDate) => {
                self.fault(CellFaultKind::NoDate, name());
                return CellWords::default();
            }
            Err(error) => {
                let kind = CellFaultKind::Format(style.format.to_string(), error.to_string());
                self.fault(kind, name());
                return CellWords::default();
            }
        };
        let plain = visible(&plain);
        let html = match &cell.value {
            CellValue::Runs(runs) => {
                let runs = runs.iter().map(|run| (&*run.text, run.face.unwrap_or(style.face)));
                marked(runs)
            }
            _ => marked([(&*plain, style.face)].into_iter()),
        };
        CellWords::of(html, &plain, indent(cell, &style, &plain))
    }
}

/// How far a text is set in; a number that is set in stands away from the right.
fn indent(cell: &WorkbookCell, style: &CellStyle, plain: &str) -> usize {
    match cell.value {
        CellValue::Text(_) | CellValue::Runs(_) => style.indent as usize + shape::indent_of(plain),
        _ => 0,
    }
}

/// Parts of a text as HTML, trimmed as a whole.
fn marked<'t>(runs: impl Iterator<Item = (&'t str, CellFont)>) -> String {
    let mut html = String::new();
    for (text, face) in runs {
        let text = visible(text);
        let text = if html.is_empty() { text.trim_start() } else { &text };
        if text.is_empty() {
            continue;
        }
        let script = match face.script {
            Script::Line => None,
            Script::Raised => Some("sup"),
            Script::Lowered => Some("sub"),
        };
        let tags = face.is_struck.then_some("del").into_iter().chain(script);
        for tag in tags.clone() {
            _ = write!(html, "<{tag}>");
        }
        html.push_str(&marks::escaped(text).replace("\r\n", "\n").replace(['\n', '\r'], "<br>"));
        let tags: Vec<&str> = tags.collect();
        for tag in tags.into_iter().rev() {
            _ = write!(html, "</{tag}>");
        }
    }
    let end = html.trim_end_matches(|c: char| c.is_whitespace()).len();
    html.truncate(end);
    while let Some(before) = html.strip_suffix("<br>").map(str::len) {
        html.truncate(before);
    }
    html
}
