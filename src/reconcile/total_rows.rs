//! The rows of totals of a table: 合计, 全县合计, （七）总计; and rows that may be one: 全县 above its towns, 累计,
//! 全年 of its quarters, the first row where it has numbers.

use super::Question;
use super::amount::half_unit;
use super::cells::{addend, heads, is_near, number, number_below, question, slack_of_total, starts};
use super::labels::{WHOLE_PLACES, bare, is_added, is_whole_year, total_name};
use super::passage::PassageTable;
use crate::quantity::{Decimal, plain};
use crate::say;

/// A row of totals.
pub(super) struct TotalRow {
    pub(super) at: usize,
    /// Its name, without blanks, ordinals and notes.
    pub(super) label: String,
}

impl TotalRow {
    /// The other rows of the body.
    pub(super) fn others(&self, table: &PassageTable) -> Vec<usize> {
        (table.header_rows.max(1)..table.rows.len()).filter(|row| *row != self.at).collect()
    }
}

/// The only row of totals, first or last of the body.
pub(super) fn of_all(table: &PassageTable) -> Option<TotalRow> {
    let start = table.header_rows.max(1);
    let mut rows = (start..table.rows.len()).filter_map(|at| {
        let label = total_name(first_words(table, at)?)?;
        Some(TotalRow { at, label })
    });
    let found = rows.next()?;
    let is_at_an_end = found.at + 1 == table.rows.len() || found.at == start;
    (rows.next().is_none() && is_at_an_end).then_some(found)
}

/// Asks about a row that may be one of totals.
pub(super) fn ask_doubtful(table: &PassageTable, heads: &[String]) -> Option<Question> {
    let start = table.header_rows.max(1);
    let last = table.rows.len().checked_sub(1).filter(|last| *last > start)?;
    let row = |at: usize| Some(TotalRow { at, label: bare(first_words(table, at)?) });
    let place = [start, last].into_iter().filter_map(row).find(|row| WHOLE_PLACES.contains(&&*row.label));
    if let Some(total) = place {
        return odd_column(table, heads, &total, false);
    }
    if let Some(total) = in_head(table) {
        let above = PassageTable { rows: table.rows[..total.at].to_vec(), header_rows: total.at };
        let mut own = if total.at == 0 { Vec::new() } else { self::heads(&above) };
        let named = own.len();
        own.extend((named..heads.len()).map(|at| format!("第{}列", at + 1)));
        return odd_column(table, &own, &total, false);
    }
    let total = row(last).filter(|row| matches!(&*row.label, "累计" | "全年"))?;
    let labels: Vec<&str> = (start..last).map(|row| first_words(table, row).unwrap_or("")).collect();
    // What is 累计 over years has begun before the first of them.
    let is_total = if total.label == "全年" {
        is_whole_year(&labels)
    } else {
        !labels.iter().any(|label| label.contains('年'))
    };
    if is_total { odd_column(table, heads, &total, true) } else { None }
}

/// The sum of the rows of a column against what the row of totals says.
pub(super) fn sum_of_rows(
    table: &PassageTable,
    heads: &[String],
    column: usize,
    total: &TotalRow,
    body: &[usize],
) -> Option<Question> {
    let head = &*heads[column];
    let (said, measure) = number_below(table, head, total.at, column)?;
    if measure.is_ratio() {
        return None;
    }
    let mut sum = Decimal::ZERO;
    let mut decimals = 0;
    let mut is_mixed = false;
    for row in body {
        let cell = table.rows[*row].get(column)?;
        // An empty cell is none of a thing, or belongs to the cell above; the latter would make the sum
        // wrong.
        if matches!(cell.as_str(), "—" | "-" | "/" | "－") {
            continue;
        }
        let (value, own) = number_below(table, head, *row, column)?;
        sum = sum.checked_add(own.convert(value, measure)?)?;
        is_mixed |= own.text() != measure.text() && !own.is_none();
        decimals = decimals.max(value.scale());
    }
    // Rounded numbers may miss the total by half a unit each. Who writes 3万元 beside 5000元 has rounded
    // neither.
    let may_miss = if is_mixed { half_unit(said) } else { slack_of_total(said, decimals, body.len()) };
    if (sum - said).abs() <= may_miss {
        return None;
    }
    let label = &*total.label;
    let (_, own) = number(table, total.at, column)?;
    let (sum, written) = (format!("{}{}", plain(sum), own.text()), &table.rows[total.at][column]);
    Some(question(
        "total-disagrees",
        label,
        vec![written.clone()],
        say!(
            "表格“{head}”一列写的{label}是{written}，各行相加是{sum}",
            "in the column `{head}` the total is given as {written}, the rows add up to {sum}"
        ),
    ))
}

/// The only column that is not the sum of its rows, where the others show that they are meant to be, or it
/// misses by little. Many tables name only some parts of a whole, others sums up to each row.
fn odd_column(table: &PassageTable, heads: &[String], total: &TotalRow, by_little: bool) -> Option<Question> {
    let body = total.others(table);
    let is_counted = |column: &usize| {
        let is_number = |row: &usize| number(table, *row, *column).is_some();
        is_added(&heads[*column]) && body.iter().chain([&total.at]).all(is_number)
    };
    let columns: Vec<usize> = (1..heads.len()).filter(is_counted).collect();
    let ask = |column: &usize| Some((*column, sum_of_rows(table, heads, *column, total, &body)?));
    let mut asked = columns.iter().filter_map(ask);
    let (column, question) = asked.next()?;
    let is_only = asked.next().is_none();
    let (whole, measure) = number(table, total.at, column)?;
    let cells = body.iter().map(|row| addend(table, *row, column, measure)).collect::<Option<Vec<_>>>()?;
    let is_last_sum = by_little && cells.contains(&whole);
    let may_be = is_near(cells.iter().sum(), whole) || !by_little && columns.len() > 1;
    (body.len() > 1 && is_only && !is_last_sum && may_be).then_some(question)
}

/// Asks about a row of totals where some rows are parts of the one before them: `甲 10，其中：城区 6`. How many
/// rows belong to such a part is not said: no number of them may make the sum right.
pub(super) fn ask_beside_parts(table: &PassageTable, heads: &[String], total: &TotalRow) -> Option<Question> {
    let body = total.others(table);
    let is_part = |row: &usize| starts(table, *row, &["其中"]);
    let whole: Vec<usize> = body.iter().filter(|row| !is_part(row)).copied().collect();
    if whole.len() < 2 || body.iter().any(|row| starts(table, *row, &["小计"])) {
        return None;
    }
    let columns = (1..heads.len()).filter(|column| is_added(&heads[*column]));
    let mut asked = columns.filter_map(|column| {
        let question = sum_of_rows(table, heads, column, total, &whole)?;
        let (said, measure) = number(table, total.at, column)?;
        let value = |row: &usize| addend(table, *row, column, measure);
        let sum = whole.iter().map(value).sum::<Option<Decimal>>()?;
        let fits = |sum: Decimal| (sum - said).abs() <= slack_of_total(said, sum.scale(), body.len());
        let all = body.iter().map(value).sum::<Option<Decimal>>()?;
        let mut is_right = fits(all);
        for part in body.iter().filter(|row| is_part(row)) {
            let mut rest = sum;
            for behind in whole.iter().filter(|row| *row > part) {
                rest -= value(behind)?;
                is_right |= fits(rest);
            }
        }
        (!is_right && is_near(sum, said)).then_some(question)
    });
    let found = asked.next()?;
    asked.next().is_none().then_some(found)
}

/// A row of totals that was taken for the head: all that stands behind its name is numbers.
fn in_head(table: &PassageTable) -> Option<TotalRow> {
    let at = table.header_rows.max(1) - 1;
    let label = total_name(table.rows.get(at)?.first()?)?;
    let columns = table.rows[at].len();
    let is_row = columns > 1 && (1..columns).all(|column| number(table, at, column).is_some());
    is_row.then_some(TotalRow { at, label })
}

/// The first cell of a row that is no serial number.
fn first_words(table: &PassageTable, row: usize) -> Option<&str> {
    let cells = table.rows.get(row)?.iter().map(|cell| cell.trim());
    cells.into_iter().find(|cell| !cell.is_empty() && cell.parse::<u32>().is_err())
}
