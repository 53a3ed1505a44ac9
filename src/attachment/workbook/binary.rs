//! Workbooks of Excel 97 to 2003 (`.xls`, MS-XLS, BIFF8), in the same structure as those of today.
//!
//! Read are values with their number formats, merged areas, what is hidden, comments and the words of
//! headers, footers and text boxes; formulas by their results. Of older versions nothing is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::Gap;
use super::super::compound::{Compound, number, records};
use super::super::number_format::{self, Epoch};
use super::{
    Area, CellFont, CellRun, CellStyle, CellValue, Note, NoteKind, Script, SheetKind, WantedSheets, Workbook,
    WorkbookCell, WorkbookLimits, WorkbookRow, WorkbookSheet, cell_name,
};

/// What the workbooks of Excel 97 to 2003 say of their version.
const BIFF8: u32 = 0x0600;

/// Kinds of sheets: with cells, and the code of macros.
const WORKSHEET: u8 = 0;
const MODULE: u8 = 6;

/// The most records of all sheets: sheets that lie over one another are made to cost time.
const MOST_RECORDS: usize = 10_000_000;

/// Kinds of drawn objects (MS-XLS, 2.5.143).
const CHART: u32 = 5;
const PICTURE: u32 = 8;
const COMMENT: u32 = 0x19;

/// The stream of a workbook; `None`: the file holds none of this version.
fn stream_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let stream = Compound::open(bytes)?.stream("Workbook")?;
    let (kind, data) = records(&stream, 0).next()?;
    (kind == 0x809 && number(data, 0, 2) == Some(BIFF8)).then_some(stream)
}

/// Whether a file is a workbook of these versions.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    stream_of(bytes).is_some()
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], limits: WorkbookLimits) -> Result<Workbook, Gap> {
    let file = Compound::open(bytes).ok_or(Gap::Damaged)?;
    if file.is_locked_book() {
        return Err(Gap::Encrypted);
    }
    if file.has_stream("EncryptedPackage") {
        return Err(Gap::Encrypted);
    }
    let stream = stream_of(bytes).ok_or(Gap::Damaged)?;
    let mut globals = Globals::read(&stream, limits.text);
    let mut book = Workbook { epoch: globals.epoch, styles: globals.styles(), ..Workbook::default() };
    let mut left = BinaryAllowance { cells: limits.cells, text: limits.text, records: MOST_RECORDS };
    let mut has_first = false;
    for (mut sheet, at) in std::mem::take(&mut globals.sheets) {
        let is_shown = sheet.kind == SheetKind::Cells && !sheet.is_hidden;
        let is_wanted = limits.wanted == WantedSheets::All || is_shown && !has_first;
        has_first |= is_shown;
        if is_wanted
            && sheet.kind == SheetKind::Cells
            && !globals.read_sheet(&stream, at, &mut sheet, &mut left)
        {
            book.gap = Some(Gap::TooLarge);
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// The pictures and charts on its sheets, numbered, and whether each is a chart.
pub(super) fn drawings(bytes: &[u8]) -> Vec<(String, bool)> {
    let Some(stream) = stream_of(bytes) else { return Vec::new() };
    let objects =
        records(&stream, 0).filter(|(kind, _)| *kind == 0x5D).filter_map(|(_, data)| number(data, 4, 2));
    let drawn = objects.filter(|kind| matches!(*kind, CHART | PICTURE));
    (1..).zip(drawn).map(|(at, kind)| (format!("{at}"), kind == CHART)).collect()
}

/// How much may still come.
struct BinaryAllowance {
    cells: usize,
    /// In bytes.
    text: usize,
    records: usize,
}

/// What stands before the sheets and is theirs together.
#[derive(Default)]
struct Globals {
    epoch: Epoch,
    fonts: Vec<CellFont>,
    codes: BTreeMap<u32, Arc<str>>,
    /// Of each style its font, its format and how far it is set in.
    looks: Vec<(u32, u32, u32)>,
    texts: Vec<CellValue>,
    sheets: Vec<(WorkbookSheet, usize)>,
}

impl Globals {
    /// Reads what stands before the sheets; texts of cells up to so many bytes.
    fn read(stream: &[u8], most_text: usize) -> Self {
        let mut globals = Self::default();
        for (kind, pieces) in whole_records(stream, 0) {
            let data = pieces[0];
            let word = |at: usize| number(data, at, 2).unwrap_or(0);
            match kind {
                0x0A => break,
                0x22 if word(0) == 1 => globals.epoch = Epoch::Of1904,
                0x31 => globals.fonts.push(CellFont {
                    is_struck: word(2) & 8 != 0,
                    script: match word(8) {
                        1 => Script::Raised,
                        2 => Script::Lowered,
                        _ => Script::Line,
                    },
                }),
                0x41E => {
                    let mut text = PiecedText::new(&pieces, 2);
                    let code = text.counted(2).unwrap_or_default();
                    globals.codes.insert(word(0), code.into());
                }
                0xE0 => {
                    globals.looks.push((word(0), word(2), u32::from(data.get(8).copied().unwrap_or(0) & 15)));
                }
                0x85 => {
                    let state = data.get(4).copied().unwrap_or(0);
                    let kind = data.get(5).copied().unwrap_or(0);
                    let name = PiecedText::new(&pieces, 6).counted(1).unwrap_or_default();
                    let at = number(data, 0, 4).map_or(usize::MAX, |at| at as usize);
                    let sheet = WorkbookSheet {
                        name,
                        kind: if kind == WORKSHEET { SheetKind::Cells } else { SheetKind::Other },
                        is_hidden: state & 3 != 0,
                        ..WorkbookSheet::default()
                    };
                    if kind != MODULE {
                        globals.sheets.push((sheet, at));
                    }
                }
                0xFC => globals.read_texts(&pieces, most_text),
                _ => {}
            }
        }
        globals
    }

    /// The table of the texts that stand in cells.
    fn read_texts(&mut self, pieces: &[&[u8]], most: usize) {
        let mut text = PiecedText::new(pieces, 4);
        let count = text.number(4).unwrap_or(0);
        let mut left = most;
        for _ in 0..count {
            let Some((words, runs)) = text.rich() else { break };
            let Some(rest) = left.checked_sub(words.len()) else { break };
            left = rest;
            self.texts.push(self.value_of(words, &runs));
        }
    }

    /// A text, in runs if some of its letters are raised, lowered or struck out by themselves.
    fn value_of(&self, words: String, runs: &[(usize, u32)]) -> CellValue {
        let faces: Vec<(usize, CellFont)> = runs.iter().map(|(at, font)| (*at, self.face(*font))).collect();
        if faces.iter().all(|(_, face)| *face == CellFont::default()) {
            return CellValue::Text(words);
        }
        // Runs begin at so many units of UTF-16.
        let units: Vec<u16> = words.encode_utf16().collect();
        let ends = faces.iter().skip(1).map(|(at, _)| *at).chain([units.len()]);
        let part = |from: usize, to: usize| {
            String::from_utf16_lossy(units.get(from..to.min(units.len())).unwrap_or(&[]))
        };
        let first = faces.first().map_or(0, |(at, _)| *at);
        let mut out = vec![CellRun { text: part(0, first), face: None }];
        out.extend(
            faces
                .iter()
                .zip(ends)
                .map(|((at, face), end)| CellRun { text: part(*at, end), face: Some(*face) }),
        );
        out.retain(|run| !run.text.is_empty());
        CellValue::Runs(out)
    }

    /// How the letters of a font are set. There is no font 4.
    fn face(&self, font: u32) -> CellFont {
        let at = if font > 4 { font - 1 } else { font };
        self.fonts.get(at as usize).copied().unwrap_or_default()
    }

    fn styles(&self) -> Vec<CellStyle> {
        let style = |(font, format, indent): &(u32, u32, u32)| CellStyle {
            format: match self.codes.get(format) {
                Some(code) => Arc::clone(code),
                None => number_format::built_in(*format).unwrap_or("General").into(),
            },
            face: self.face(*font),
            indent: *indent,
        };
        self.looks.iter().map(style).collect()
    }

    /// Reads the sheet whose records begin at `at`. `false`: it has more than is left of cells and text.
    fn read_sheet(
        &self,
        stream: &[u8],
        at: usize,
        sheet: &mut WorkbookSheet,
        left: &mut BinaryAllowance,
    ) -> bool {
        let mut reader = BinarySheetReader {
            globals: self,
            sheet,
            rows: BTreeMap::new(),
            awaits: None,
            left,
            object: (0, 0),
        };
        let mut comments: BTreeMap<u32, String> = BTreeMap::new();
        let mut noted: Vec<(String, u32)> = Vec::new();
        // Charts in a sheet begin and end within it.
        let mut depth = 0_u32;
        let mut is_whole = true;
        for (kind, pieces) in whole_records(stream, at) {
            let Some(records) = reader.left.records.checked_sub(1) else {
                is_whole = false;
                break;
            };
            reader.left.records = records;
            match kind {
                0x809 => depth += 1,
                0x0A if depth <= 1 => break,
                0x0A => depth -= 1,
                _ if depth > 1 => {}
                // A comment: the cell, and the object that holds its words.
                0x1C => {
                    let part = |at| number(pieces[0], at, 2).unwrap_or(0);
                    noted.push((cell_name(part(0) + 1, part(2)), part(6)));
                }
                0x1B6 => {
                    let words = text_of_object(&pieces);
                    if reader.object.0 == COMMENT {
                        comments.insert(reader.object.1, words);
                    } else if !words.trim().is_empty() {
                        reader.sheet.notes.push(Note { kind: NoteKind::TextBox, text: words });
                    }
                }
                _ => is_whole &= reader.record(kind, &pieces),
            }
        }
        reader.finish();
        for (cell, object) in noted {
            let text = comments.remove(&object).unwrap_or_default();
            sheet.notes.push(Note { kind: NoteKind::Comment(cell), text });
        }
        is_whole
    }
}

/// A sheet being read.
struct BinarySheetReader<'a> {
    globals: &'a Globals,
    sheet: &'a mut WorkbookSheet,
    /// Of each row, counted from 0, whether it is hidden, and its cells.
    rows: BTreeMap<u32, (bool, BTreeMap<u32, WorkbookCell>)>,
    /// The cell of the formula whose text is in the next record.
    awaits: Option<(u32, u32)>,
    left: &'a mut BinaryAllowance,
    /// Kind and number of the last drawn object.
    object: (u32, u32),
}

impl BinarySheetReader<'_> {
    /// Takes in a record. `false`: there is no room for what it holds.
    fn record(&mut self, kind: u32, pieces: &[&[u8]]) -> bool {
        let data = pieces[0];
        let word = |at: usize| number(data, at, 2).unwrap_or(0);
        let (row, column, style) = (word(0), word(2), word(4));
        match kind {
            0x208 => self.rows.entry(row).or_default().0 |= word(12) & 0x20 != 0,
            0x7D if word(8) & 1 != 0 => self.sheet.hidden_columns.push(word(0)..=word(2)),
            0x9B => self.sheet.has_filter = true,
            0xE5 => {
                self.sheet.merges.extend(data.get(2..).unwrap_or(&[]).chunks_exact(8).filter_map(|area| {
                    let at = |at| number(area, at, 2);
                    Some(Area { top: at(0)? + 1, bottom: at(2)? + 1, left: at(4)?, right: at(6)? })
                }));
            }
            0x14 | 0x15 => {
                let text = PiecedText::new(pieces, 0).counted(2).unwrap_or_default();
                if !text.trim().is_empty() {
                    self.sheet.notes.push(Note { kind: NoteKind::Around, text });
                }
            }
            0x5D => self.object = (word(4), word(6)),
            0xFD => {
                let at = number(data, 6, 4).unwrap_or(u32::MAX) as usize;
                if let Some(text) = self.globals.texts.get(at) {
                    return self.put(row, column, style, text.clone());
                }
            }
            0x204 => {
                let text = PiecedText::new(pieces, 6).counted(2).unwrap_or_default();
                return self.put(row, column, style, CellValue::Text(text));
            }
            0x27E => {
                return self.put(
                    row,
                    column,
                    style,
                    CellValue::Number(short_number(number(data, 6, 4).unwrap_or(0))),
                );
            }
            0xBD => {
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or(&[]).chunks_exact(6);
                return (column..).zip(cells).all(|(column, cell)| {
                    let value = short_number(number(cell, 2, 4).unwrap_or(0));
                    self.put(row, column, number(cell, 0, 2).unwrap_or(0), CellValue::Number(value))
                });
            }
            0x203 => return self.put(row, column, style, CellValue::Number(long_number(data, 6))),
            0x06 => return self.formula(row, column, style, data),
            0x205 => {
                let value = data.get(6).copied().unwrap_or(0);
                let is_error = data.get(7) == Some(&1);
                let value = if is_error { error_of(value) } else { CellValue::Truth(value != 0) };
                return self.put(row, column, style, value);
            }
            0x207 => {
                let text = PiecedText::new(pieces, 0).counted(2).unwrap_or_default();
                if let Some(cell) = self.awaits.take()
                    && let Some(cell) =
                        self.rows.get_mut(&cell.0).and_then(|(_, cells)| cells.get_mut(&cell.1))
                {
                    cell.value = CellValue::Text(text);
                }
            }
            _ => {}
        }
        true
    }

    /// A formula by its result.
    fn formula(&mut self, row: u32, column: u32, style: u32, data: &[u8]) -> bool {
        let byte = |at: usize| data.get(at).copied().unwrap_or(0);
        let value = if data.get(12..14) == Some(&[0xFF, 0xFF]) {
            match byte(6) {
                0 => {
                    self.awaits = Some((row, column));
                    CellValue::Text(String::new())
                }
                1 => CellValue::Truth(byte(8) != 0),
                2 => error_of(byte(8)),
                _ => CellValue::Text(String::new()),
            }
        } else {
            CellValue::Number(long_number(data, 6))
        };
        self.put(row, column, style, value)
    }

    fn put(&mut self, row: u32, column: u32, style: u32, value: CellValue) -> bool {
        let length = match &value {
            CellValue::Text(text) => text.len(),
            CellValue::Runs(runs) => runs.iter().map(|run| run.text.len()).sum(),
            _ => 0,
        };
        let (Some(cells), Some(text)) = (self.left.cells.checked_sub(1), self.left.text.checked_sub(length))
        else {
            return false;
        };
        (self.left.cells, self.left.text) = (cells, text);
        self.rows.entry(row).or_default().1.insert(column, WorkbookCell { column, style, value });
        true
    }

    fn finish(self) {
        let rows = self.rows.into_iter().filter(|(_, (_, cells))| !cells.is_empty());
        self.sheet.rows = rows
            .map(|(row, (is_hidden, cells))| WorkbookRow {
                number: row + 1,
                is_hidden,
                cells: cells.into_values().collect(),
            })
            .collect();
    }
}

/// The words of a drawn object: how many there are stands in its record, they themselves in the next.
fn text_of_object(pieces: &[&[u8]]) -> String {
    let count = number(pieces[0], 10, 2).unwrap_or(0) as usize;
    let Some(words) = pieces.get(1..).filter(|words| !words.is_empty() && count > 0) else {
        return String::new();
    };
    let mut text = PiecedText::new(words, 0);
    let is_wide = text.number(1).unwrap_or(0) & 1 != 0;
    text.letters(count, is_wide).unwrap_or_default()
}

/// A number in four bytes (MS-XLS, 2.5.217).
fn short_number(packed: u32) -> f64 {
    let value = if packed & 2 != 0 {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 != 0 { value / 100.0 } else { value }
}

fn long_number(data: &[u8], at: usize) -> f64 {
    let bytes = data.get(at..at + 8).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    bytes.map_or(0.0, f64::from_le_bytes)
}

fn error_of(code: u8) -> CellValue {
    let name = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    CellValue::Error(name.to_owned())
}

/// The records from `at` on, each with what goes on in the records behind it.
fn whole_records(stream: &[u8], at: usize) -> impl Iterator<Item = (u32, Vec<&[u8]>)> {
    let mut records = records(stream, at).peekable();
    std::iter::from_fn(move || {
        let (kind, data) = records.next()?;
        let mut pieces = vec![data];
        while let Some((_, more)) = records.next_if(|(kind, _)| *kind == 0x3C) {
            pieces.push(more);
        }
        Some((kind, pieces))
    })
}

/// Texts in a record and those that go on with it.
struct PiecedText<'a> {
    pieces: &'a [&'a [u8]],
    piece: usize,
    at: usize,
}

impl<'a> PiecedText<'a> {
    fn new(pieces: &'a [&'a [u8]], at: usize) -> Self {
        Self { pieces, piece: 0, at }
    }

    /// The bytes that are left of the piece, the next one if it is at its end; whether it is the next.
    fn rest(&mut self) -> Option<(&'a [u8], bool)> {
        let mut is_next = false;
        loop {
            let rest = self.pieces.get(self.piece)?.get(self.at..).unwrap_or(&[]);
            if !rest.is_empty() {
                return Some((rest, is_next));
            }
            self.piece += 1;
            self.at = 0;
            is_next = true;
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (rest, _) = self.rest()?;
        self.at += 1;
        rest.first().copied()
    }

    /// A number of `length` bytes, the least first.
    fn number(&mut self, length: u32) -> Option<u32> {
        (0..length).try_fold(0, |number, at| Some(number | u32::from(self.byte()?) << (8 * at)))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let (rest, _) = self.rest()?;
            let step = count.min(rest.len());
            self.at += step;
            count -= step;
        }
        Some(())
    }

    /// So many letters; where they go on in another piece, that says anew how wide they are.
    fn letters(&mut self, count: usize, mut is_wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::with_capacity(count.min(1 << 16));
        while units.len() < count {
            let (rest, is_next) = self.rest()?;
            if is_next {
                is_wide = rest.first()? & 1 != 0;
                self.at += 1;
                continue;
            }
            if is_wide && rest.len() > 1 {
                units.push(u16::from_le_bytes([rest[0], rest[1]]));
                self.at += 2;
            } else {
                units.push(u16::from(rest[0]));
                self.at += 1;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A text behind the count of its letters, which takes `width` bytes.
    fn counted(&mut self, width: u32) -> Option<String> {
        let count = self.number(width)? as usize;
        let is_wide = self.byte()? & 1 != 0;
        self.letters(count, is_wide)
    }

    /// A text of the table, and where letters in another font begin, each with that font.
    fn rich(&mut self) -> Option<(String, Vec<(usize, u32)>)> {
        let count = self.number(2)? as usize;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let behind = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let words = self.letters(count, flags & 1 != 0)?;
        let runs = (0..runs).map_while(|_| Some((self.number(2)? as usize, self.number(2)?))).collect();
        self.skip(behind as usize)?;
        Some((words, runs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_on_in_the_next_record_in_letters_of_another_width() {
        let first = [&[4, 0, 0][..], b"ab"].concat();
        let pieces = [&first[..], &[1, 0x32, 0x75, 0x59, 0x4E]];
        assert_eq!(PiecedText::new(&pieces, 0).counted(2).as_deref(), Some("ab甲乙"));
        assert_eq!(PiecedText::new(&pieces[..1], 0).counted(2), None);
    }

    #[test]
    fn short_numbers_are_whole_or_hundredths() {
        for (packed, value) in [
            (0x0000_0006, 1.0),
            (0x0000_0007, 0.01),
            (0xFFFF_FFFE, -1.0),
            (0x3FF0_0000, 1.0),
            (0x3FF0_0001, 0.01),
        ] {
            assert_eq!(short_number(packed).to_bits(), f64::to_bits(value), "{packed:X}");
        }
    }
}
