//! One sheet of a workbook: `xl/worksheets/sheet1.xml`.

use jiff::Unit;
use jiff::civil::{Date, Time, date};
use quick_xml::events::BytesStart;

use super::super::grid::{letters, parse_reference};
use super::super::number_format::Epoch;
use super::super::xml::{self, XmlNode, attribute, is_on, is_telling, take};
use super::strings::{Strings, TextReader};
use super::{Area, CellValue, Note, NoteKind, WorkbookCell, WorkbookRow, WorkbookSheet};

/// The last column of a sheet, counted from 0.
const LAST_COLUMN: u32 = 16_383;

/// Days from 1899-12-31 to 1904-01-01 as the system of 1900 counts them.
const DAYS_TO_1904: i32 = 1462;

/// So many digits of a number are always kept.
const SURE_DIGITS: usize = 15;

/// The most merged areas of a sheet.
const MOST_MERGES: usize = 100_000;

/// What may still be kept of a workbook, and where its days are counted from.
pub(super) struct Allowance {
    pub(super) epoch: Epoch,
    pub(super) cells: usize,
    pub(super) text: usize,
}

/// Fills a sheet. Gives back whether all of it was read: neither broken off nor too much.
pub(super) fn read(
    bytes: &[u8],
    sheet: &mut WorkbookSheet,
    strings: &mut Strings,
    left: &mut Allowance,
) -> (bool, bool) {
    let mut reader = SheetReader {
        sheet,
        strings,
        left,
        at: (0, 0),
        cell: None,
        text: String::new(),
        words: TextReader::default(),
        around: String::new(),
        hides_rows: false,
        is_cut: false,
    };
    let is_whole = xml::walk(bytes, |node| {
        if !reader.is_cut {
            reader.visit(&node);
        }
    });
    let is_cut = reader.is_cut;
    // Some programs write rows and cells out of order.
    sheet.rows.sort_by_key(|row| row.number);
    sheet.rows.iter_mut().for_each(|row| row.cells.sort_by_key(|cell| cell.column));
    (is_whole, is_cut)
}

/// The cell that is read.
struct OpenCell {
    style: u32,
    kind: String,
    /// The formula, if there is one.
    formula: Option<String>,
    has_value: bool,
    part: CellPart,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CellPart {
    None,
    Value,
    Formula,
    Inline,
}

struct SheetReader<'a> {
    sheet: &'a mut WorkbookSheet,
    strings: &'a mut Strings,
    left: &'a mut Allowance,
    /// Column and row of the cell that is read or comes next.
    at: (u32, u32),
    cell: Option<OpenCell>,
    text: String,
    words: TextReader,
    /// A text outside of cells.
    around: String,
    /// Whether rows are hidden unless they say otherwise.
    hides_rows: bool,
    is_cut: bool,
}

impl SheetReader<'_> {
    fn visit(&mut self, node: &XmlNode<'_>) {
        if let Some(cell) = &mut self.cell
            && cell.part == CellPart::Inline
            && !matches!(node, XmlNode::End("is" | "c"))
        {
            self.words.visit(node);
            return;
        }
        match node {
            XmlNode::Start(element) => self.start(element),
            XmlNode::Text(piece) => match &mut self.cell {
                Some(cell) if cell.part == CellPart::Value => self.text.push_str(piece),
                Some(OpenCell { formula: Some(formula), part: CellPart::Formula, .. }) => {
                    formula.push_str(piece);
                }
                Some(_) => {}
                None => self.around.push_str(piece),
            },
            XmlNode::End("c") => self.end_cell(),
            XmlNode::End("is" | "v" | "f") if self.cell.is_some() => {
                if let Some(cell) = &mut self.cell {
                    cell.part = CellPart::None;
                }
            }
            XmlNode::End("row") => {
                self.around.clear();
                if self.sheet.rows.last().is_some_and(|row| row.cells.is_empty()) {
                    self.sheet.rows.pop();
                }
            }
            XmlNode::End(_) if self.cell.is_none() => {
                let mut texts = Vec::new();
                take(&mut self.around, &mut texts);
                self.note(&NoteKind::Around, texts);
            }
            // Nobody sees it, but whoever opens the file with another program.
            XmlNode::Comment(comment) if is_telling(comment) => {
                self.note(&NoteKind::Around, vec![(*comment).to_owned()]);
            }
            XmlNode::End(_) | XmlNode::Comment(_) => {}
        }
    }

    fn note(&mut self, kind: &NoteKind, texts: Vec<String>) {
        for text in texts {
            self.count(text.len());
            self.sheet.notes.push(Note { kind: kind.clone(), text });
        }
    }

    /// Counts a text that is kept.
    fn count(&mut self, bytes: usize) {
        match self.left.text.checked_sub(bytes) {
            Some(left) => self.left.text = left,
            None => self.is_cut = true,
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "sheetFormatPr" => self.hides_rows = is_on(attribute(element, "zeroHeight").as_deref()),
            "col" => self.column(element),
            "row" => self.row(element),
            "c" => {
                let reference = attribute(element, "r").and_then(|reference| parse_reference(&reference));
                self.at.0 = reference.map_or(self.at.0, |(column, _)| column).min(LAST_COLUMN);
                let style = attribute(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
                let kind = attribute(element, "t").unwrap_or_default();
                self.text.clear();
                self.cell =
                    Some(OpenCell { style, kind, formula: None, has_value: false, part: CellPart::None });
            }
            name @ ("v" | "f" | "is") => {
                if let Some(cell) = &mut self.cell {
                    cell.part = match name {
                        "v" => CellPart::Value,
                        "is" => CellPart::Inline,
                        _ => CellPart::Formula,
                    };
                    cell.has_value |= name != "f";
                    if name == "f" {
                        cell.formula = Some(String::new());
                    }
                }
            }
            "autoFilter" => self.sheet.has_filter = true,
            "mergeCell" if self.sheet.merges.len() < MOST_MERGES => {
                let area = attribute(element, "ref").and_then(|area| parse_area(&area));
                self.sheet.merges.extend(area);
            }
            _ => {
                let mut texts = xml::attributes(element);
                texts.retain(|value| is_telling(value));
                self.note(&NoteKind::Around, texts);
            }
        }
    }

    fn row(&mut self, element: &BytesStart<'_>) {
        let number = attribute(element, "r").and_then(|number| number.parse().ok());
        let number = number.unwrap_or_else(|| self.at.1.saturating_add(1));
        self.at = (0, number);
        let height = attribute(element, "ht").and_then(|height| height.parse::<f64>().ok());
        let is_hidden = match attribute(element, "hidden") {
            Some(hidden) => is_on(Some(&hidden)),
            None => self.hides_rows && height.is_none() || height.is_some_and(|height| height <= 0.0),
        };
        self.sheet.rows.push(WorkbookRow { number, is_hidden, cells: Vec::new() });
    }

    /// Notes hidden columns.
    fn column(&mut self, element: &BytesStart<'_>) {
        let number = |name| attribute(element, name).and_then(|number| number.parse::<u32>().ok());
        let width = attribute(element, "width").and_then(|width| width.parse::<f64>().ok());
        let is_hidden =
            is_on(attribute(element, "hidden").as_deref()) || width.is_some_and(|width| width <= 0.0);
        if is_hidden && let (Some(first), Some(last)) = (number("min"), number("max")) {
            let last = last.min(LAST_COLUMN + 1);
            if self.sheet.hidden_columns.len() <= LAST_COLUMN as usize {
                self.sheet.hidden_columns.push(first.max(1) - 1..=last.max(1) - 1);
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let (column, number) = self.at;
        self.at.0 += 1;
        if let Some(formula) = cell.formula.as_ref().filter(|formula| is_telling(formula)) {
            self.note(&NoteKind::Formula, vec![formula.clone()]);
        }
        let typed = std::mem::take(&mut self.text);
        let Some((value, size)) = self.value_of(&cell, &typed) else { return };
        let typed = typed.trim();
        if matches!(value, CellValue::Number(_))
            && typed.len() > SURE_DIGITS
            && typed.bytes().all(|byte| byte.is_ascii_digit())
            && value.stored() != typed
        {
            let place = format!("{}{number}", letters(column));
            self.note(&NoteKind::LongNumber(place), vec![typed.to_owned()]);
        }
        if self.left.cells == 0 {
            self.is_cut = true;
            return;
        }
        self.left.cells -= 1;
        self.count(size);
        if self.sheet.rows.is_empty() {
            self.sheet.rows.push(WorkbookRow { number: number.max(1), is_hidden: false, cells: Vec::new() });
        }
        if let Some(row) = self.sheet.rows.last_mut() {
            row.cells.push(WorkbookCell { column, style: cell.style, value });
        }
    }

    /// What the cell holds, and the bytes of its text; `None`: nothing.
    fn value_of(&mut self, cell: &OpenCell, text: &str) -> Option<(CellValue, usize)> {
        let typed = text.trim();
        let value = match cell.kind.as_str() {
            "s" => return self.strings.show(typed).filter(|(_, size)| *size > 0),
            "inlineStr" => self.words.take(),
            // An empty text is a result as good as any.
            "d" if cell.has_value => match days_of(typed, self.left.epoch) {
                Some(days) => CellValue::Number(days),
                None => CellValue::Text(text.to_owned()),
            },
            "str" if cell.has_value => CellValue::Text(text.to_owned()),
            "b" if !typed.is_empty() => CellValue::Truth(is_on(Some(typed))),
            "e" if !typed.is_empty() => CellValue::Error(typed.to_owned()),
            _ if typed.is_empty() => cell.formula.as_ref().map(|_| CellValue::NoResult)?,
            _ => match typed.parse::<f64>() {
                Ok(value) if value.is_finite() => CellValue::Number(value),
                _ => CellValue::Text(text.to_owned()),
            },
        };
        let size = match &value {
            CellValue::Text(text) => text.len(),
            CellValue::Runs(runs) => runs.iter().map(|run| run.text.len()).sum(),
            _ => return Some((value, 0)),
        };
        (size > 0).then_some((value, size))
    }
}

/// A date or time as ISO 8601 writes it, `2021-12-31T23:44:51`, in days: what a cell holds otherwise.
fn days_of(text: &str, epoch: Epoch) -> Option<f64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, time),
        None if text.contains(':') => ("", text),
        None => (text, ""),
    };
    let mut days = 0.0;
    if !day.is_empty() {
        let eve = date(1899, 12, 30);
        let counted = day.parse::<Date>().ok()?.since((Unit::Day, eve)).ok()?.get_days();
        // Day 60 is one that never was, and those before it are counted from a day later.
        let counted = if counted <= 60 { counted - 1 } else { counted };
        days = f64::from(if epoch == Epoch::Of1904 { counted - DAYS_TO_1904 } else { counted });
    }
    if !time.is_empty() {
        let midnight = Time::midnight();
        let passed = time.parse::<Time>().ok()?.since((Unit::Second, midnight)).ok()?;
        days += passed.total(Unit::Second).ok()? / 86_400.0;
    }
    (days >= 0.0).then_some(days)
}

/// Reads `A1:C3`.
fn parse_area(area: &str) -> Option<Area> {
    let (first, last) = area.split_once(':').unwrap_or((area, area));
    let ((left, top), (right, bottom)) = (parse_reference(first)?, parse_reference(last)?);
    (left <= right && top <= bottom && top > 0).then_some(Area { top, bottom, left, right })
}
