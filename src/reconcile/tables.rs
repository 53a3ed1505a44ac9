//! Totals and shares inside tables.

use super::cells::{addend, heads, number, question, slack_of_total, starts};
use super::labels::{is_added, is_share};
use super::passage::PassageTable;
use super::{Question, requests, total_columns, total_rows};
use crate::quantity::{Decimal, plain, rounded};
use crate::say;

/// What a row is called that sums up some of the rows above it, or is a part of the one above.
const SUBTOTALS: &[&str] = &["小计", "其中"];
/// By how much what should be all may be mistyped.
const FROM_ALL: Decimal = Decimal::TEN;
/// The fewest shares that show of what they are.
const FEWEST_SHARES: usize = 3;

/// Asks about a table.
pub(super) fn ask(table: &PassageTable, questions: &mut Vec<Question>) {
    let heads = heads(table);
    total_columns::ask(table, &heads, questions);
    // The totals of the annual report's table are those of some of its rows.
    if requests::ask(table, &heads, questions) {
        return;
    }
    let Some(total) = total_rows::of_all(table) else {
        questions.extend(total_rows::ask_doubtful(table, &heads));
        questions.extend((2..heads.len()).filter_map(|column| odd_share(table, &heads, column)));
        return;
    };
    let body = total.others(table);
    if let Some(subtotals) = Subtotals::of(table, total.at, &body) {
        questions.extend((1..heads.len()).filter_map(|column| subtotals.ask(&heads, column)));
        return;
    }
    // Rows that sum up others, or stand for a part of one, make every sum doubtful.
    if body.iter().any(|row| starts(table, *row, SUBTOTALS)) {
        questions.extend(total_rows::ask_beside_parts(table, &heads, &total));
        return;
    }
    if body.len() < 2 {
        return;
    }
    for column in 1..heads.len() {
        if is_share(&heads[column]) {
            let is_counted = |at: &usize| number(table, total.at, *at).is_some() && is_added(&heads[*at]);
            questions.extend(match (1..column).rev().find(is_counted) {
                Some(counted) => share(table, &heads, (counted, column), total.at, &body),
                None => shares(table, &heads, column, total.at, &body),
            });
        } else if is_added(&heads[column]) {
            questions.extend(total_rows::sum_of_rows(table, &heads, column, &total, &body));
        }
    }
}

/// Rows of 小计, each behind the rows that it sums up, and a row of totals behind them.
struct Subtotals<'t> {
    table: &'t PassageTable,
    total_at: usize,
    /// The rows up to each 小计, and that.
    groups: Vec<(Vec<usize>, usize)>,
    /// The rows behind the last.
    rest: Vec<usize>,
}

impl<'t> Subtotals<'t> {
    fn of(table: &'t PassageTable, total_at: usize, body: &[usize]) -> Option<Self> {
        let is_behind = body.iter().all(|row| *row < total_at);
        if !is_behind || body.iter().any(|row| starts(table, *row, &["其中"])) {
            return None;
        }
        let (mut groups, mut rest) = (Vec::new(), Vec::new());
        for row in body {
            if starts(table, *row, &["小计"]) {
                groups.push((std::mem::take(&mut rest), *row));
            } else {
                rest.push(*row);
            }
        }
        let are_sums = groups.iter().all(|(rows, _)| rows.len() > 1);
        (!groups.is_empty() && are_sums).then_some(Self { table, total_at, groups, rest })
    }

    /// The sum that does not add up, if all the others do.
    fn ask(&self, heads: &[String], column: usize) -> Option<Question> {
        if !is_added(&heads[column]) {
            return None;
        }
        let (_, measure) = number(self.table, self.total_at, column)?;
        let value = |row: usize| addend(self.table, row, column, measure);
        let sum = |rows: &[usize]| rows.iter().map(|row| value(*row)).sum::<Option<Decimal>>();
        let all: Vec<usize> =
            self.groups.iter().flat_map(|(rows, _)| rows).chain(&self.rest).copied().collect();
        let sums: Vec<usize> =
            self.groups.iter().map(|(_, row)| *row).chain(self.rest.iter().copied()).collect();
        let mut wrong = Vec::new();
        for (rows, row) in &self.groups {
            let (sum, said) = (sum(rows)?, value(*row)?);
            if (sum - said).abs() > slack_of_total(said, sum.scale(), rows.len()) {
                wrong.push((*row, sum));
            }
        }
        let total = value(self.total_at)?;
        let misses = |sum: Decimal, count| (sum - total).abs() > slack_of_total(total, sum.scale(), count);
        let (of_rows, of_sums) = (sum(&all)?, sum(&sums)?);
        let is_total_wrong = misses(of_rows, all.len()) && misses(of_sums, sums.len());
        let (row, sum) = match (wrong[..].first(), is_total_wrong) {
            (None, true) => (self.total_at, of_rows),
            // Where the total is that of the rows, or other sums are right, the one is wrong.
            (Some(first), false) if wrong.len() == 1 => *first,
            _ => return None,
        };
        let (head, sum, written) = (&heads[column], plain(sum), &self.table.rows[row][column]);
        let label = self.table.rows[row].iter().find(|cell| !cell.is_empty()).map_or("", |cell| cell);
        Some(question(
            "total-disagrees",
            label,
            vec![written.clone()],
            say!(
                "表格“{head}”一列写的{label}是{written}，各行相加是{sum}",
                "in the column `{head}` `{label}` is given as {written}, the rows add up to {sum}"
            ),
        ))
    }
}

/// Shares of a column of numbers that has a total.
fn share(
    table: &PassageTable,
    heads: &[String],
    (counted, column): (usize, usize),
    total_at: usize,
    body: &[usize],
) -> Option<Question> {
    let (whole, measure) = number(table, total_at, counted)?;
    // The total's own share has to be all, or mistyped where all others are right: else the shares are of
    // something else.
    let all = number(table, total_at, column).map(|(share, _)| share)?;
    if whole.is_zero() || (all - Decimal::ONE_HUNDRED).abs() > FROM_ALL {
        return None;
    }
    let is_all = all == Decimal::ONE_HUNDRED;
    let mut told = 0;
    for row in body {
        let (Some((part, own)), Some((said, _))) =
            (number(table, *row, counted), number(table, *row, column))
        else {
            continue;
        };
        let share = own.convert(part, measure)?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
        if (share - said).abs() >= Decimal::new(1, said.scale()) {
            return is_all.then(|| share_question(table, heads, (*row, column), (share, said)));
        }
        told += 1;
    }
    let is_told = !is_all && told == body.len();
    is_told.then(|| share_question(table, heads, (total_at, column), (Decimal::ONE_HUNDRED, all)))
}

/// Shares, without the numbers that they are of, that do not make up the whole that the total says: 30.1%,
/// 59.8% and 20% of 100%.
fn shares(
    table: &PassageTable,
    heads: &[String],
    column: usize,
    total_at: usize,
    body: &[usize],
) -> Option<Question> {
    let (all, _) = number(table, total_at, column)?;
    let cells = body.iter().map(|row| number(table, *row, column).map(|(share, _)| share));
    let cells = cells.collect::<Option<Vec<Decimal>>>()?;
    // Where one is as large as all they are rates, and that of the total lies between them.
    if all != Decimal::ONE_HUNDRED || cells.iter().any(|share| *share >= all) {
        return None;
    }
    let decimals = cells.iter().map(Decimal::scale).max()?;
    let may_miss = Decimal::new(5, decimals + 1).saturating_mul(Decimal::from(cells.len()));
    let sum: Decimal = cells.iter().sum();
    if (sum - all).abs() <= may_miss {
        return None;
    }
    let (head, sum, written) = (&heads[column], plain(sum), &table.rows[total_at][column]);
    Some(question(
        "share-disagrees",
        head,
        vec![written.clone()],
        say!(
            "表格“{head}”一列各行相加是{sum}%，合计写的是{written}",
            "in the column `{head}` the rows add up to {sum}%, the total is given as {written}"
        ),
    ))
}

/// The only share of a column without totals that is not what its number is of all numbers beside it.
fn odd_share(table: &PassageTable, heads: &[String], column: usize) -> Option<Question> {
    let rows: Vec<usize> = (table.header_rows.max(1)..table.rows.len()).collect();
    if !is_share(&heads[column]) || rows.iter().any(|row| starts(table, *row, SUBTOTALS)) {
        return None;
    }
    let numbers = |at: usize| rows.iter().map(|row| number(table, *row, at)).collect::<Option<Vec<_>>>();
    let said = numbers(column)?;
    let counted = (1..column).rev().filter(|at| is_added(&heads[*at])).find_map(numbers)?;
    let (_, measure) = *counted.first()?;
    let counted =
        counted.iter().map(|(part, own)| own.convert(*part, measure)).collect::<Option<Vec<_>>>()?;
    let whole: Decimal = counted.iter().sum();
    let share = |part: &Decimal| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole);
    let shares = counted.iter().map(share).collect::<Option<Vec<Decimal>>>()?;
    let misses = |nth: &usize| (shares[*nth] - said[*nth].0).abs() >= Decimal::new(1, said[*nth].0.scale());
    let mut odd = (0..rows.len()).filter(misses);
    let (nth, None) = (odd.next()?, odd.next()) else { return None };
    let is_shown = rows.len() > FEWEST_SHARES;
    is_shown.then(|| share_question(table, heads, (rows[nth], column), (shares[nth], said[nth].0)))
}

fn share_question(
    table: &PassageTable,
    heads: &[String],
    (row, column): (usize, usize),
    (share, said): (Decimal, Decimal),
) -> Question {
    let (label, head) = (&table.rows[row][0], &heads[column]);
    let (written, computed) = (&table.rows[row][column], rounded(share, said.scale().max(1)));
    question(
        "share-disagrees",
        head,
        vec![written.clone()],
        say!(
            "表格“{label}”一行的{head}写的是{written}，按数字算是{computed}%",
            "in the row `{label}` the column `{head}` says {written}, the numbers give {computed}%"
        ),
    )
}
