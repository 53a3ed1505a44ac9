//! Tables of sheets and documents.

use std::ops::RangeInclusive;

use crate::diag::{Lang, Text};
use crate::say;

/// A sheet, or a table of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// What it is called: `工作表“名单”`, `第 2 个表格`.
    pub part: Text,
    /// Whether its columns have letters.
    pub is_sheet: bool,
    /// Whether it is hidden as a whole.
    pub is_hidden: bool,
    /// Its rows with something in them, in order.
    pub rows: Vec<GridRow>,
    /// The hidden columns, counted from 0.
    pub hidden_columns: Vec<RangeInclusive<u32>>,
}

/// A row of a [`Grid`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// Counted from 1.
    pub number: u32,
    /// Whether it is hidden.
    pub is_hidden: bool,
    /// The cells with something in them: column, counted from 0, and text.
    pub cells: Vec<(u32, String)>,
}

impl Grid {
    /// A grid with nothing in it.
    pub(super) fn new(part: Text, is_sheet: bool) -> Self {
        Self { part, is_sheet, is_hidden: false, rows: Vec::new(), hidden_columns: Vec::new() }
    }

    /// The rows as a rectangle of texts for those who look at columns.
    #[must_use]
    pub fn texts(&self) -> Vec<Vec<&str>> {
        let width = self.rows.iter().filter_map(|row| row.cells.last()).map(|(column, _)| column + 1).max();
        // A value in the last column of a sheet must not fill the memory.
        let width = width.unwrap_or(0).min(256) as usize;
        let mut texts = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut cells = vec![""; width];
            for (column, text) in &row.cells {
                if let Some(cell) = cells.get_mut(*column as usize) {
                    *cell = text;
                }
            }
            texts.push(cells);
        }
        texts
    }

    /// Where a cell stands, in words: `工作表“名单” C3（隐藏的列）`.
    #[must_use]
    pub fn place(&self, row: &GridRow, column: u32) -> Text {
        let (part_zh, part_en) = (self.part.in_lang(Lang::Zh), self.part.in_lang(Lang::En));
        let number = row.number;
        let (hidden_zh, hidden_en) = if self.is_hidden {
            ("（隐藏的工作表）", " (hidden sheet)")
        } else if self.hidden_columns.iter().any(|range| range.contains(&column)) {
            ("（隐藏的列）", " (hidden column)")
        } else if row.is_hidden {
            ("（隐藏的行）", " (hidden row)")
        } else {
            ("", "")
        };
        if self.is_sheet {
            let letters = letters(column);
            return say!("{part_zh} {letters}{number}{hidden_zh}", "{part_en} {letters}{number}{hidden_en}");
        }
        let column = column + 1;
        say!(
            "{part_zh}第 {number} 行第 {column} 格{hidden_zh}",
            "{part_en}, row {number}, cell {column}{hidden_en}"
        )
    }
}

/// `A`, `Z`, `AA`.
pub(super) fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column.saturating_add(1);
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// Column (from 0) and row (from 1) of `C3`.
pub(super) fn parse_reference(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let mut column: u32 = 0;
    for byte in reference[..digits].bytes() {
        let letter = byte.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() || column > 20_000 {
            return None;
        }
        column = column * 26 + u32::from(letter - b'A') + 1;
    }
    Some((column.checked_sub(1)?, reference[digits..].parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), name);
            assert_eq!(parse_reference(&format!("{name}7")), Some((column, 7)));
        }
        assert_eq!(parse_reference("7"), None);
    }
}
