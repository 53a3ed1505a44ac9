//! CSV files, as Excel opens them.

use super::head::CellWords;
use super::shape::SheetGrid;
use super::{LARGEST, MOST_CELLS, SheetError, TableFile, shape};
use crate::attachment::workbook::cell_name;
use crate::say;
use crate::text::marks;

/// How many lines are looked at to find out what stands between the cells.
const LINES_LOOKED_AT: usize = 50;

/// Reads a CSV file: UTF-8, UTF-16 or GB18030, separated by commas, semicolons, tabs or bars.
pub(super) fn read(bytes: &[u8], separator: Option<char>) -> Result<TableFile, SheetError> {
    if bytes.len() > LARGEST {
        return Err(SheetError::TooLarge);
    }
    let text = decode(bytes)?;
    let records = split(&text, separator)?;
    let mut doubts = Vec::new();
    if records.len() > 1 && records.iter().all(|record| record.len() == 1) && has_wide_commas(&records) {
        doubts.push((
            say!("表格只有一列，里面的逗号是全角的", "the table has one column, and full-width commas in it"),
            say!("格与格之间换成半角逗号 `,`", "write half-width commas `,` between the cells"),
        ));
    }
    if let Some((row, column, cell)) = find_cell(&records, is_formula) {
        let name = cell_name(row, column);
        doubts.push((
            say!(
                "{name} 写的是公式 `{cell}`，网页上照写；Excel 里显示的是算出来的数",
                "{name} is the formula `{cell}`, shown as it is; Excel shows its result"
            ),
            say!("换成算好的数", "write the result"),
        ));
    }
    if let Some((row, column, cell)) = find_cell(&records, is_shortened) {
        let name = cell_name(row, column);
        doubts.push((
            say!(
                "{name} 是 `{cell}`：存成 CSV 的时候长数字被缩写，后面的几位丢了",
                "{name} is `{cell}`: a long number lost its last digits when it was saved as CSV"
            ),
            say!(
                "在 Excel 里把这一列的格式改成 `0` 或文本，核对号码以后再另存为 CSV",
                "format the column as `0` or as text in Excel, check the numbers, and save it again"
            ),
        ));
    }
    let rows = records.into_iter().map(|record| record.iter().map(|cell| words_of(cell)).collect()).collect();
    let shown = shape::build(SheetGrid { rows, merges: Vec::new() })?;
    Ok(TableFile { shown, whole: None, hidden: super::Hidden::default(), doubts })
}

/// The fields of a CSV text as Excel shows them, line by line, with `separator` between them or whatever
/// its lines say; empty lines are left out.
///
/// # Errors
///
/// A quotation mark that nothing closes, or more than 200,000 fields.
pub fn fields(text: &str, separator: Option<char>) -> Result<Vec<Vec<String>>, SheetError> {
    let mut records = split(text, separator)?;
    records.retain(|record| record.iter().any(|cell| !cell.trim().is_empty()));
    Ok(records.into_iter().map(|record| record.iter().map(|cell| shown(cell)).collect()).collect())
}

fn split(text: &str, separator: Option<char>) -> Result<Vec<Vec<String>>, SheetError> {
    let (told, text) = instruction(text);
    records(text, told.or(separator).unwrap_or_else(|| guess_separator(text)))
}

fn has_wide_commas(records: &[Vec<String>]) -> bool {
    let counts = |record: &Vec<String>| record[0].matches('，').count();
    let first = counts(&records[0]);
    first > 0 && records.iter().filter(|record| !record[0].is_empty()).all(|record| counts(record) == first)
}

/// The first cell of which `is` holds: its row, counted from 1, its column, counted from 0, and what it says.
fn find_cell(records: &[Vec<String>], is: fn(&str) -> bool) -> Option<(u32, u32, &str)> {
    records.iter().enumerate().find_map(|(row, record)| {
        let column = record.iter().position(|cell| is(cell.trim()))?;
        Some((u32::try_from(row).ok()? + 1, u32::try_from(column).ok()?, record[column].trim()))
    })
}

/// `=B2*C2`, `=SUM(B2:B9)`, `=1+2`; not `="007"`, nor `=5` where somebody writes that something equals 5.
fn is_formula(cell: &str) -> bool {
    let Some(formula) = cell.strip_prefix('=') else { return false };
    !formula.starts_with('"')
        && formula.is_ascii()
        && formula.starts_with(|c: char| c.is_ascii_alphanumeric() || "+-($".contains(c))
        && formula.contains(|c: char| "+-*/(&".contains(c))
}

/// `1.23457E+11`: how Excel writes a number of twelve digits and more.
fn is_shortened(cell: &str) -> bool {
    let Some((digits, power)) = cell.split_once("E+") else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    whole.len() == 1
        && is_number(whole)
        && is_number(rest)
        && is_number(power)
        && power.parse::<u32>().is_ok_and(|power| power >= 11)
}

/// `="007"` is how a CSV file tells Excel that digits are a text.
fn shown(cell: &str) -> String {
    let cell = cell.trim();
    let inside = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inside.map_or_else(|| cell.to_owned(), |inside| inside.replace("\"\"", "\""))
}

fn words_of(cell: &str) -> CellWords {
    let text = shown(cell);
    let text = crate::model::visible(&text);
    CellWords::of(marks::escaped(text.trim()).replace('\n', "<br>"), &text, shape::indent_of(cell))
}

/// UTF-8 and UTF-16 by their byte order marks, else UTF-8 if it is valid, else GB18030.
fn decode(bytes: &[u8]) -> Result<String, SheetError> {
    let has_mark = encoding_rs::Encoding::for_bom(bytes);
    let encoding = match has_mark {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::GB18030,
    };
    let (text, _, has_errors) = encoding.decode(bytes);
    let is_unclear = has_mark.is_none() && encoding == encoding_rs::UTF_8 && is_gbk_in_truth(&text, bytes);
    if has_errors || text.contains('\0') || is_unclear {
        return Err(SheetError::UnclearEncoding);
    }
    Ok(text.into_owned())
}

/// Whether bytes that are valid UTF-8 are more likely GBK: as UTF-8 they hold no Chinese character, but
/// pairs of letters from Latin to Arabic that stand side by side, and as GBK they are Chinese throughout.
fn is_gbk_in_truth(text: &str, bytes: &[u8]) -> bool {
    let is_pair = |c: char| ('\u{80}'..'\u{800}').contains(&c);
    if text.is_ascii() || text.chars().any(|c| c >= '\u{800}') {
        return false;
    }
    let mut before = false;
    let has_neighbours = text.chars().any(|c| {
        let is_pair = is_pair(c);
        std::mem::replace(&mut before, is_pair) && is_pair
    });
    let (other, has_errors) = encoding_rs::GBK.decode_without_bom_handling(bytes);
    has_neighbours
        && !has_errors
        && other.chars().all(|c| c.is_ascii() || ('\u{4E00}'..'\u{A000}').contains(&c))
}

/// The separator that a first line `sep=;` tells Excel, and the text behind it.
fn instruction(text: &str) -> (Option<char>, &str) {
    let line = text.split(['\r', '\n']).next().unwrap_or("");
    let told = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).map(|_| &line[4..]);
    let mut signs = told.unwrap_or("").chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) if sign != '"' => {
            let behind = &text[line.len()..];
            let behind =
                behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix(['\r', '\n'])).unwrap_or(behind);
            (Some(sign), behind)
        }
        _ => (None, text),
    }
}

/// The sign that stands equally often in the most lines, outside of quotation marks; a comma before others.
fn guess_separator(text: &str) -> char {
    let mut best = (0, 0, ',');
    for sign in [',', '\t', ';', '|'] {
        let mut counts: Vec<usize> = Vec::new();
        let (mut count, mut is_quoted) = (0, false);
        for c in text.chars() {
            match c {
                '"' => is_quoted = !is_quoted,
                '\n' | '\r' if !is_quoted => {
                    counts.push(std::mem::take(&mut count));
                    if counts.len() > LINES_LOOKED_AT {
                        break;
                    }
                }
                c => count += usize::from(c == sign && !is_quoted),
            }
        }
        counts.push(count);
        counts.retain(|count| *count > 0);
        counts.sort_unstable();
        let usual =
            counts.chunk_by(|a, b| a == b).map(|chunk| (chunk.len(), chunk[0])).max().unwrap_or((0, 0));
        if (usual.0, usual.1) > (best.0, best.1) {
            best = (usual.0, usual.1, sign);
        }
    }
    best.2
}

/// The cells, line by line. A cell in quotation marks may hold line ends, and blanks may stand around it.
fn records(text: &str, separator: char) -> Result<Vec<Vec<String>>, SheetError> {
    let mut records: Vec<Vec<String>> = vec![Vec::new()];
    let mut cell = String::new();
    let (mut line, mut columns) = (1, 0);
    let mut signs = text.chars().peekable();
    // The line of a quotation mark that is open.
    let mut open: Option<usize> = None;
    let mut was_quoted = false;
    while let Some(c) = signs.next() {
        let c = if c == '\r' {
            signs.next_if_eq(&'\n');
            '\n'
        } else {
            c
        };
        line += usize::from(c == '\n');
        match (open, c) {
            (Some(_), '"') if signs.next_if_eq(&'"').is_some() => cell.push('"'),
            (Some(_), '"') => open = None,
            (None, '"') if !was_quoted && cell.trim().is_empty() => {
                cell.clear();
                (open, was_quoted) = (Some(line), true);
            }
            (None, _) if c == separator || c == '\n' => {
                was_quoted = false;
                let record = records.last_mut();
                let count = record.map_or(0, |record| {
                    record.push(std::mem::take(&mut cell));
                    record.len()
                });
                columns = columns.max(count);
                if c == '\n' {
                    records.push(Vec::new());
                }
                if columns.saturating_mul(records.len()) > MOST_CELLS {
                    return Err(SheetError::TooManyCells);
                }
            }
            (_, c) => cell.push(c),
        }
    }
    if let Some(line) = open {
        return Err(SheetError::OpenQuote(line));
    }
    if let Some(record) = records.last_mut() {
        record.push(cell);
    }
    Ok(records)
}
