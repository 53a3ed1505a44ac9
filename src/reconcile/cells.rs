//! The cells of a table: what stands above them, the numbers in them, and how exactly those add up.

use super::amount::half_unit;
use super::passage::PassageTable;
use super::{Question, Where};
use crate::diag::Text;
use crate::quantity::{Approximation, Decimal, Figure, Measure, QuantityValue};

/// By which part of the whole the sum of its parts may miss it to look like a slip.
const NEAR: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// Whether one of the first cells of a row starts with one of these words.
pub(super) fn starts(table: &PassageTable, row: usize, words: &[&str]) -> bool {
    table.rows[row].iter().take(2).any(|cell| words.iter().any(|word| cell.starts_with(word)))
}

/// What stands above each column, all rows of heads together.
pub(super) fn heads(table: &PassageTable) -> Vec<String> {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let rows = &table.rows[..table.header_rows.max(1).min(table.rows.len())];
    (0..columns).map(|at| rows.iter().filter_map(|row| row.get(at)).map(String::as_str).collect()).collect()
}

/// A number in a cell with its measure; `None` for words and for numbers that are only about right.
pub(super) fn number(table: &PassageTable, row: usize, column: usize) -> Option<(Decimal, Measure<'_>)> {
    let cell = table.rows[row].get(column)?;
    match Figure::parse(cell).ok()? {
        Figure::Quantity(quantity) if quantity.approximation == Approximation::None => match quantity.value {
            QuantityValue::Exact(number) => Some((number, quantity.measure)),
            QuantityValue::Range { .. } => None,
        },
        _ => None,
    }
}

/// A number in a cell with its measure, which its head may give: 10000 below `金额（万元）`.
pub(super) fn number_below<'t>(
    table: &'t PassageTable,
    head: &'t str,
    row: usize,
    column: usize,
) -> Option<(Decimal, Measure<'t>)> {
    let (value, own) = number(table, row, column)?;
    let note = head.split_once(['（', '(']).and_then(|(_, note)| note.strip_suffix(['）', ')']));
    let note = note.filter(|_| own.is_none()).map(Measure::parse);
    Some((value, note.unwrap_or(own)))
}

/// A number to be added up; an empty cell or a dash is none of a thing.
pub(super) fn addend(
    table: &PassageTable,
    row: usize,
    column: usize,
    measure: Measure<'_>,
) -> Option<Decimal> {
    let cell = table.rows[row].get(column)?.trim();
    if matches!(cell, "—" | "-" | "/" | "－" | "") {
        return Some(Decimal::ZERO);
    }
    let (value, own) = number(table, row, column)?;
    own.convert(value, measure)
}

/// By how much a sum of rounded numbers may miss: half a unit each.
pub(super) fn slack(decimals: u32, count: usize) -> Decimal {
    if decimals == 0 {
        Decimal::ZERO
    } else {
        Decimal::new(5, decimals + 1).saturating_mul(Decimal::from(count + 1))
    }
}

/// By how much a total may miss the sum of rounded numbers of so many decimals: half a unit each, and half a
/// unit of its own last digit, of which there may be fewer: 1.04 and 2.04 make 3.1.
pub(super) fn slack_of_total(total: Decimal, decimals: u32, count: usize) -> Decimal {
    let decimals = decimals.max(total.scale());
    if decimals == 0 {
        return Decimal::ZERO;
    }
    let of_parts = Decimal::new(5, decimals + 1).saturating_mul(Decimal::from(count));
    of_parts.saturating_add(half_unit(total))
}

/// Whether a sum misses its total by so little that it looks like a slip.
pub(super) fn is_near(sum: Decimal, total: Decimal) -> bool {
    (total - sum).abs().checked_mul(NEAR).is_some_and(|miss| miss <= total)
}

pub(super) fn question(rule: &'static str, about: &str, words: Vec<String>, message: Text) -> Question {
    Question { rule, about: about.to_owned(), place: Where::Words(words), message, related: Vec::new() }
}
