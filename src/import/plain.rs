//! Plain text and CSV as material: a line is a paragraph, and cells that stand one a line are a table
//! again.

use super::account::{Account, PartId, PartKind};
use super::material::{Doubt, GridCell, Material, MaterialBlock, MaterialGrid, MaterialLine, is_blank};
use super::{SourceError, leavings};
use crate::files;
use crate::say;
use crate::text::{self, YearTable, sheet};

/// How far into a page it says how it is encoded, in bytes.
const HEAD: usize = 2048;
/// The longest cell of a line of its own, in characters.
const LONGEST_CELL: usize = 200;
/// The most columns of a table of one cell a line.
const MOST_COLUMNS: usize = 40;

/// Decodes a text; `None`: it is none.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    files::decode(bytes.to_vec()).ok().map(|decoded| decoded.text)
}

/// Decodes a page; `charset` is what was said of it, else what it says itself counts. `None`: it is no text.
///
/// Only of Big5 a page must say that it is: all other encodings show.
pub(super) fn decode_page(bytes: &[u8], charset: &str) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let said = if charset.is_empty() {
        let value =
            head.split_once("charset=").map_or("", |(_, value)| value.trim_start_matches(['"', '\'']));
        value.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next().unwrap_or("")
    } else {
        charset
    };
    let is_big5 = encoding_rs::Encoding::for_label(said.as_bytes()) == Some(encoding_rs::BIG5);
    let big5 = |bytes| encoding_rs::BIG5.decode_without_bom_handling_and_without_replacement(bytes);
    match big5(bytes).filter(|_| is_big5) {
        Some(text) => Some(text.into_owned()),
        None => decode(bytes),
    }
}

/// Reads a text.
pub(super) fn read(bytes: &[u8]) -> Result<Material, SourceError> {
    let text = decode(bytes).ok_or(SourceError::NoText)?;
    let mut material = Material::default();
    let account = &mut material.account;
    let mut lines: Vec<(PartId, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let words = line.trim_matches(is_blank);
        if words.is_empty() {
            continue;
        }
        let place = say!("第 {number} 行", "line {number}");
        lines.push((account.add(PartKind::Paragraph, place, words), words.to_owned()));
    }
    let mut at = 0;
    while at < lines.len() {
        let rest: Vec<&str> = lines[at..].iter().map(|(_, words)| words.as_str()).collect();
        if let Some(table) =
            barred(&rest).or_else(|| numbered(&rest)).or_else(|| plan(&rest)).or_else(|| tabbed(&rest))
        {
            let taken = &lines[at..at + table.lines];
            let doubt = table.is_doubtful.then(|| material.account.part(taken[0].0).place.clone());
            material.blocks.push(MaterialBlock::Table(grid_of(&table, taken, &mut material.account)));
            if let Some(place) = doubt {
                let text = say!(
                    "这里的表格是按一格一行拼起来的，有几行缺了格子，请核对各数的行和列",
                    "this table was put together of lines of one cell, and some rows lacked cells: check rows and columns"
                );
                material.doubts.push(Doubt { place, text });
            }
            at += table.lines;
        } else {
            let (part, words) = &lines[at];
            material.blocks.push(MaterialBlock::Line(MaterialLine::plain(Some(*part), words)));
            at += 1;
        }
    }
    leavings::read(&mut material);
    Ok(material)
}

/// A table found in lines: its rows of cells, each with the line that it is; `None` joins the cell above.
struct LineTable {
    lines: usize,
    columns: usize,
    rows: Vec<Vec<Option<(usize, String)>>>,
    is_doubtful: bool,
}

/// Cells with the bar behind them that an old page left there, row after row. Where a merged cell reaches
/// down, the row's other cells stand first and a bar alone at its end: that tells how many columns there are.
fn barred(lines: &[&str]) -> Option<LineTable> {
    let is_cell = |line: &&&str| {
        line.ends_with('|') && line.matches('|').count() == 1 && line.chars().count() <= LONGEST_CELL
    };
    let cells: Vec<String> =
        lines.iter().take_while(is_cell).map(|line| line.trim_end_matches('|').trim().to_owned()).collect();
    if cells.len() < 4 || cells[0].is_empty() {
        return None;
    }
    // The last row's last bar is sometimes lost.
    let fits = |columns: &usize, is_cut: bool| {
        let ends = |row: &[String]| {
            let filled = row.iter().position(String::is_empty).unwrap_or(row.len());
            filled > 0 && row[filled..].iter().all(String::is_empty)
        };
        cells.len().is_multiple_of(*columns) != is_cut
            && cells.len() / columns >= 2
            && cells[..*columns].iter().all(|head| !head.is_empty())
            && cells.chunks(*columns).all(ends)
    };
    let widths = |is_cut: bool| (2..=MOST_COLUMNS).filter(move |columns| fits(columns, is_cut));
    let is_cut = widths(false).next().is_none();
    let mut fitting = widths(is_cut);
    let columns = fitting.next()?;
    // Without a short row nothing tells how wide the table is, unless only one width is possible.
    let is_short = cells.iter().any(String::is_empty);
    if !is_short && fitting.next().is_some() {
        return None;
    }
    let rows = cells.chunks(columns).enumerate().map(|(row, cells)| {
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let own =
            cells[..filled].iter().enumerate().map(|(at, cell)| Some((row * columns + at, cell.clone())));
        std::iter::repeat_n(None, columns - filled).chain(own).collect()
    });
    Some(LineTable { lines: cells.len(), columns, rows: rows.collect(), is_doubtful: is_short })
}

/// `序号`, the other heads, then rows that begin with 1, 2, 3 …
fn numbered(lines: &[&str]) -> Option<LineTable> {
    if !matches!(*lines.first()?, "序号" | "编号") {
        return None;
    }
    let columns = lines.iter().take(MOST_COLUMNS).position(|line| *line == "1").filter(|at| *at >= 2)?;
    let is_row = |row: &usize| {
        let cells = lines.get(row * columns..(row + 1) * columns);
        cells.is_some_and(|cells| {
            cells[0] == row.to_string() && cells.iter().all(|cell| cell.chars().count() <= LONGEST_CELL)
        })
    };
    let count = (1..lines.len()).take_while(is_row).count() + 1;
    let row = |row: usize| {
        (row * columns..(row + 1) * columns).map(|at| Some((at, lines[at].to_owned()))).collect()
    };
    (count >= 3).then(|| LineTable {
        lines: count * columns,
        columns,
        rows: (0..count).map(row).collect(),
        is_doubtful: false,
    })
}

/// The plan of several years, whose tasks may reach over several rows.
fn plan(lines: &[&str]) -> Option<LineTable> {
    let YearTable { lines: count, columns, rows } = text::year_table(lines)?;
    let cell = |cell: Option<usize>| cell.map(|at| (at, lines[at].to_owned()));
    let rows = rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
    Some(LineTable { lines: count, columns, rows, is_doubtful: false })
}

/// Lines of the same number of fields between tabs.
fn tabbed(lines: &[&str]) -> Option<LineTable> {
    let columns = lines.first()?.matches('\t').count() + 1;
    let count = lines.iter().take_while(|line| line.matches('\t').count() + 1 == columns).count();
    let fewest = if columns > 2 { 2 } else { 3 };
    if columns < 2 || count < fewest {
        return None;
    }
    let row = |at: usize| lines[at].split('\t').map(|field| Some((at, field.trim().to_owned()))).collect();
    Some(LineTable { lines: count, columns, rows: (0..count).map(row).collect(), is_doubtful: false })
}

fn grid_of(table: &LineTable, lines: &[(PartId, String)], account: &mut Account) -> MaterialGrid {
    let mut grid = MaterialGrid { columns: table.columns, ..MaterialGrid::default() };
    for (at, row) in table.rows.iter().enumerate() {
        let mut cells = Vec::new();
        for (column, cell) in row.iter().enumerate() {
            match cell {
                Some((line, words)) => {
                    let part = Some(lines[*line].0);
                    let lines = vec![MaterialLine::plain(None, words)];
                    cells.push(GridCell { part, column, column_span: 1, row_span: 1, lines });
                }
                // The nearest cell above it reaches down to here.
                None => {
                    let root = grid.rows[..at]
                        .iter_mut()
                        .rev()
                        .flatten()
                        .find(|cell: &&mut GridCell| cell.column == column);
                    if let Some(root) = root {
                        root.row_span += 1;
                    }
                }
            }
        }
        grid.rows.push(cells);
    }
    for (part, words) in lines {
        let how = if words.contains('\t') {
            say!("制表符隔开的几行成为表格", "lines of fields between tabs became a table")
        } else {
            say!("一格一行的文字成为表格", "lines of one cell each became a table")
        };
        account.change(*part, how);
    }
    grid.complete();
    grid
}

/// Reads a CSV file, parted by commas, tabs or semicolons.
pub(super) fn read_csv(bytes: &[u8]) -> Result<Material, SourceError> {
    let text = decode(bytes).ok_or(SourceError::NoText)?;
    let mut material = Material::default();
    let records = sheet::fields(&text, None)?;
    let columns = records.iter().map(Vec::len).max().unwrap_or(0);
    let mut grid = MaterialGrid { columns, ..MaterialGrid::default() };
    for (number, record) in (1..).zip(records) {
        let mut cells = Vec::new();
        for (column, words) in record.into_iter().enumerate() {
            let shown = column + 1;
            let place = say!("第 {number} 行第 {shown} 格", "row {number}, cell {shown}");
            let part = Some(material.account.add(PartKind::Cell, place, words.clone()));
            let lines = vec![MaterialLine::plain(None, &words)];
            cells.push(GridCell { part, column, column_span: 1, row_span: 1, lines });
        }
        grid.rows.push(cells);
    }
    if columns > 0 {
        grid.complete();
        material.blocks.push(MaterialBlock::Table(grid));
    }
    Ok(material)
}
