//! Documents in the compound format of before 2007: `.xls` cell by cell; of the others, and of what
//! calamine does not give, the digits in the bytes.

use std::io::Cursor;

use calamine::{Data, Reader as _, SheetVisible, Xls};

use super::compound::Compound;
use super::workbook::CellValue;
use super::{Contents, Gap, Grid, GridRow, PieceSource, TextPiece};
use crate::say;

/// Reads a compound file.
pub(super) fn read(bytes: &[u8]) -> Contents {
    let mut contents = Contents::default();
    if is_locked(bytes) {
        return Contents::gap(Gap::Encrypted);
    }
    match Compound::open(bytes) {
        None => contents.gaps.push(Gap::Damaged),
        Some(file) if file.has_stream("Workbook") || file.has_stream("Book") => {
            read_workbook(bytes, &file, &mut contents);
        }
        Some(file) if file.is_locked_text() => contents.gaps.push(Gap::Encrypted),
        Some(_) => {}
    }
    let place =
        say!("文件内部（正文、批注、属性或隐藏内容）", "inside (text, comments, properties or hidden parts)");
    contents.pieces.extend(raw_digits(bytes).into_iter().map(|text| TextPiece {
        place: place.clone(),
        text,
        source: PieceSource::Raw,
    }));
    contents
}

/// Whether it is an OOXML document with a password: a compound file with its ciphertext in it.
pub(super) fn is_locked(bytes: &[u8]) -> bool {
    holds_wide(bytes, "EncryptedPackage")
}

/// Whether the bytes hold `text` in UTF-16.
fn holds_wide(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|window| window == wide)
}

fn read_workbook(bytes: &[u8], file: &Compound<'_>, contents: &mut Contents) {
    if file.is_locked_book() {
        contents.gaps.push(Gap::Encrypted);
        return;
    }
    if !file.has_usual_sheets() {
        contents.gaps.push(Gap::TooLarge);
        return;
    }
    let Ok(mut book) = Xls::new(Cursor::new(bytes)) else {
        contents.gaps.push(Gap::Damaged);
        return;
    };
    let sheets: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    for (name, is_hidden) in sheets {
        let Ok(range) = book.worksheet_range(&name) else {
            contents.gaps.push(Gap::Damaged);
            continue;
        };
        let mut grid = Grid::new(say!("工作表“{name}”", "sheet `{name}`"), true);
        grid.is_hidden = is_hidden;
        let (top, left) = range.start().unwrap_or_default();
        for (number, cells) in (top + 1..).zip(range.rows()) {
            let cells: Vec<(u32, String)> = (left..)
                .zip(cells)
                .map(|(column, cell)| (column, shown(cell)))
                .filter(|(_, text)| !text.trim().is_empty())
                .collect();
            if !cells.is_empty() {
                grid.rows.push(GridRow { number, is_hidden: false, cells });
            }
        }
        contents.grids.push(grid);
    }
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Float(value) => CellValue::Number(*value).stored(),
        other => other.to_string(),
    }
}

/// The runs of digits in the bytes, one byte or two (UTF-16) each, that are long enough to be a number of a
/// person.
pub(super) fn raw_digits(bytes: &[u8]) -> Vec<String> {
    let mut runs = Vec::new();
    for width in [1, 2] {
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_digit() {
                at += 1;
                continue;
            }
            let start = at;
            let mut run = String::new();
            while let Some(byte) = bytes.get(at) {
                let is_wide = width == 1 || bytes.get(at + 1) == Some(&0);
                if !is_wide || !(byte.is_ascii_digit() || b"Xx -".contains(byte)) {
                    break;
                }
                run.push(char::from(*byte));
                at += width;
            }
            if run.bytes().filter(u8::is_ascii_digit).count() >= 11 {
                runs.push(run);
            }
            at = at.max(start + 1);
        }
    }
    runs
}

/// The numbers in bytes of any kind, one byte or two (UTF-16) for each digit, that stand by themselves: where
/// identifiers of programs stand among them, what is a part of something longer is nobody's.
pub(super) fn lone_digits(bytes: &[u8]) -> Vec<String> {
    let joins = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
    let mut found = Vec::new();
    for width in [1, 2] {
        let is_wide = |at: usize| width == 1 || bytes.get(at + 1) == Some(&0);
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_digit() || !is_wide(at) {
                at += 1;
                continue;
            }
            let start = at;
            while bytes.get(at).is_some_and(u8::is_ascii_digit) && is_wide(at) {
                at += width;
            }
            let count = (at - start) / width;
            let is_ten = count == 17 && bytes.get(at).is_some_and(|byte| b"Xx".contains(byte));
            at += if is_ten { width } else { 0 };
            let before = start.checked_sub(width).map_or(0, |before| bytes[before]);
            let behind = bytes.get(at).copied().unwrap_or(0);
            if (11..=19).contains(&count) && !joins(before) && !joins(behind) {
                found.push(bytes[start..at].iter().step_by(width).map(|byte| char::from(*byte)).collect());
            }
        }
    }
    found
}
