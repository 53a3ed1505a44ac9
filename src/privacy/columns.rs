//! ID numbers of which each cell of a column holds a part, one below another.

use super::digits::{is_ten, is_unseen, value};

/// How many digits an ID number has.
const WHOLE: usize = 18;

/// The fewest digits of one in a cell, and in its first cell.
const FEWEST: [usize; 2] = [3, 6];

/// The columns of a table, cell below cell.
#[derive(Debug, Default)]
pub struct ColumnDigits {
    /// The digits that numbers in each column would begin with, as far as its cells were read.
    begun: Vec<Vec<String>>,
}

impl ColumnDigits {
    /// Whether no cell by now has begun a number.
    pub(super) fn is_empty(&self) -> bool {
        self.begun.is_empty()
    }

    /// Goes on with a cell of a column. Gives the digits that may be an ID number if this one ends it. Only a
    /// cell that begins with the code of an area begins one, so that next to no figure is remembered.
    pub(super) fn add(
        &mut self,
        column: usize,
        cell: &str,
        is_of_area: impl FnOnce(&str) -> bool,
    ) -> Option<String> {
        let digits = digits_of(cell).filter(|digits| digits.len() >= FEWEST[0] && digits.len() < WHOLE);
        let Some(digits) = digits else {
            self.begun.get_mut(column).into_iter().for_each(Vec::clear);
            return None;
        };
        let may_begin = digits.len() >= FEWEST[1] && is_of_area(&digits);
        if !may_begin && self.begun.get(column).is_none_or(Vec::is_empty) {
            return None;
        }
        if self.begun.len() <= column {
            self.begun.resize(column + 1, Vec::new());
        }
        let begun = &mut self.begun[column];
        for before in begun.iter_mut() {
            before.push_str(&digits);
        }
        if may_begin {
            begun.push(digits);
        }
        let whole: Vec<String> = begun.extract_if(.., |digits| digits.len() >= WHOLE).collect();
        whole.into_iter().find(|digits| digits.len() == WHOLE)
    }
}

/// The digits of a cell that holds nothing else, as ASCII, with an `X` at the end of some.
fn digits_of(cell: &str) -> Option<String> {
    let mut digits = String::new();
    for c in cell.trim().chars().filter(|c| !is_unseen(*c)) {
        match value(c) {
            _ if digits.len() >= WHOLE || digits.ends_with('X') => return None,
            Some((digit, _)) => digits.push(char::from(b'0' + digit)),
            None if is_ten(c) && !digits.is_empty() => digits.push('X'),
            None => return None,
        }
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cells: &[&str]) -> Vec<String> {
        let mut columns = ColumnDigits::default();
        let mut add = |cell: &&str| columns.add(1, cell, |digits| digits.starts_with("3306"));
        cells.iter().filter_map(&mut add).collect()
    }

    #[test]
    fn a_number_down_a_column_is_found() {
        for cells in [
            &["330604", "19800101", "123X"][..],
            &["330604", "1980", "0101", "123x"],
            &["330604198", "00101123Ｘ"],
            &["33060419800101", " 123X "],
            &["３３０６０４", "1980010", "1123X"],
            &["330604", "330604", "19800101", "123X"],
            &["甲", "1234", "330604", "19800101", "123X", "1"],
        ] {
            assert_eq!(found(cells), ["33060419800101123X"], "{cells:?}");
        }
    }

    #[test]
    fn figures_down_a_column_are_none() {
        for cells in [
            &["330604", "", "19800101", "123X"][..],
            &["330604", "19800101人", "123X"],
            &["330604", "1980", "12345", "1234"],
            &["440604", "19800101", "123X"],
            &["33060419800101123X"],
        ] {
            assert_eq!(found(cells), Vec::<String>::new(), "{cells:?}");
        }
    }
}
