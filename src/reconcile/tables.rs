//! Totals and shares inside tables.

use super::passage::PassageTable;
use super::{Question, Where};
use crate::diag::Text;
use crate::quantity::{Decimal, Figure, Measure, plain, rounded};
use crate::say;

/// What a row of totals is called.
const TOTALS: &[&str] = &["合计", "总计", "总数", "总和", "共计"];
/// What a row is called that sums up some of the rows above it.
const SUBTOTALS: &[&str] = &["小计", "其中", "其中：", "其中:"];
/// In the head of a column whose numbers are not to be added.
const NOT_ADDED: &[&str] = &[
    "率", "占比", "比重", "比例", "平均", "人均", "均", "序号", "年份", "排名", "电话", "编号", "标准",
    "单价", "%",
];
/// In the head of a column of shares.
const SHARES: &[&str] = &["占比", "比重", "比例"];

/// Asks about a table.
pub(super) fn ask(table: &PassageTable, questions: &mut Vec<Question>) {
    let heads = heads(table);
    annual_report(table, &heads, questions);
    column_of_totals(table, &heads, questions);
    let Some((total_at, label)) = row_of_totals(table) else { return };
    let body: Vec<usize> =
        (table.header_rows.max(1)..table.rows.len()).filter(|row| *row != total_at).collect();
    // Rows that sum up others, or stand for a part of one, make every sum doubtful.
    let is_part = |row: &usize| {
        table.rows[*row].iter().take(2).any(|cell| SUBTOTALS.iter().any(|word| cell.starts_with(word)))
    };
    if body.len() < 2 || body.iter().any(is_part) {
        return;
    }
    for column in 1..heads.len() {
        if SHARES.iter().any(|word| heads[column].contains(word)) {
            questions.extend(share(table, &heads, column, total_at, &body));
        } else if !NOT_ADDED.iter().any(|word| heads[column].contains(word)) {
            questions.extend(total(table, &heads, column, (total_at, label), &body));
        }
    }
}

/// 合计 over the columns of each row: the first or last column of numbers.
fn column_of_totals(table: &PassageTable, heads: &[String], questions: &mut Vec<Question>) {
    let is_total = |head: &String| TOTALS.contains(&&*head.replace([' ', '　', '\n'], ""));
    let mut totals = (0..heads.len()).filter(|at| is_total(&heads[*at]));
    let (Some(total_at), None) = (totals.next(), totals.next()) else { return };
    let is_doubtful =
        |head: &str| SUBTOTALS.iter().chain(NOT_ADDED).chain(TOTALS).any(|word| head.contains(word));
    let counted: Vec<usize> =
        (0..heads.len()).filter(|at| *at != total_at && has_numbers(table, *at)).collect();
    let is_beside = counted.iter().all(|at| *at < total_at) || counted.iter().all(|at| *at > total_at);
    if counted.len() < 2 || !is_beside || counted.iter().any(|at| is_doubtful(&heads[*at])) {
        return;
    }
    for row in table.header_rows.max(1)..table.rows.len() {
        let Some((said, measure)) = number(table, row, total_at) else { continue };
        let cells: Option<Vec<Decimal>> = counted.iter().map(|at| addend(table, row, *at, measure)).collect();
        let Some(cells) = cells else { continue };
        let sum: Decimal = cells.iter().sum();
        if (sum - said).abs() <= slack(cells.iter().map(Decimal::scale).max().unwrap_or(0), cells.len()) {
            continue;
        }
        let label = table.rows[row].iter().find(|cell| !cell.is_empty()).map_or("", |cell| cell);
        let (head, sum, written) = (&heads[total_at], plain(sum), &table.rows[row][total_at]);
        questions.push(question(
            "total-disagrees",
            &format!("{label}{head}"),
            vec![written.clone()],
            say!(
                "表格“{label}”一行的{head}写的是{written}，各列相加是{sum}",
                "in the row `{label}` the total is given as {written}, the columns add up to {sum}"
            ),
        ));
    }
}

/// Whether the body of a column is numbers.
fn has_numbers(table: &PassageTable, column: usize) -> bool {
    let mut rows = table.header_rows.max(1)..table.rows.len();
    rows.any(|row| number(table, row, column).is_some())
}

/// A number to be added up; an empty cell or a dash is none of a thing.
fn addend(table: &PassageTable, row: usize, column: usize, measure: Measure<'_>) -> Option<Decimal> {
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

/// The rows of 收到和处理政府信息公开申请情况 (《政府信息公开工作年度报告格式》，国办公开办函〔2021〕30号): 本年新收 and 上年结转 together
/// are 办理结果 and 结转下年度 together, in every column.
fn annual_report(table: &PassageTable, heads: &[String], questions: &mut Vec<Question>) {
    let row = |words: &[&str]| {
        let found = |row: &Vec<String>| {
            row.iter()
                .take(3)
                .any(|cell| words.iter().any(|word| cell.replace(['\n', ' '], "").contains(word)))
        };
        table.rows.iter().position(found)
    };
    let rows = [
        row(&["本年新收政府信息公开申请", "新收政府信息公开申请数量"]),
        row(&["上年结转政府信息公开申请", "上年度结转政府信息公开申请"]),
        row(&["（七）总计", "(七)总计", "（七）合计"]),
        row(&["结转下年度继续办理", "结转下一年度继续办理"]),
    ];
    let [Some(received), Some(carried), Some(settled), Some(left)] = rows else { return };
    for (column, head) in heads.iter().enumerate() {
        let [Some(received), Some(carried), Some(settled), Some(left)] =
            [received, carried, settled, left].map(|row| addend_of(table, row, column))
        else {
            continue;
        };
        let (came, went) = (received + carried, settled + left);
        if came == went {
            continue;
        }
        let head = head.replace('\n', "");
        let (came, went) = (plain(came), plain(went));
        questions.push(question(
            "annual-table-disagrees",
            &format!("{head}第一项加第二项"),
            vec![head.clone()],
            say!(
                "“{head}”一列：第一项加第二项是{came}，第三项总计加第四项是{went}，应当相等",
                "in the column `{head}` the first and second row make {came}, the third and fourth {went}; they must agree"
            ),
        ));
    }
}

/// A plain number of the annual report's table.
fn addend_of(table: &PassageTable, row: usize, column: usize) -> Option<Decimal> {
    number(table, row, column).filter(|(_, measure)| measure.is_none()).map(|(value, _)| value)
}

/// The only row of totals, first or last of the body, with its name.
fn row_of_totals(table: &PassageTable) -> Option<(usize, &str)> {
    let label = |row: &usize| {
        let first = table.rows[*row].iter().find(|cell| !cell.is_empty())?;
        let bare: &str = first.trim_end_matches(['：', ':']);
        TOTALS.iter().find(|word| **word == bare.replace([' ', '　'], "")).copied()
    };
    let mut rows = (table.header_rows.max(1)..table.rows.len()).filter_map(|row| Some((row, label(&row)?)));
    let found = rows.next()?;
    let is_at_an_end = found.0 + 1 == table.rows.len() || found.0 == table.header_rows.max(1);
    (rows.next().is_none() && is_at_an_end).then_some(found)
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
        Figure::Quantity(quantity) if quantity.approximation == crate::quantity::Approximation::None => {
            match quantity.value {
                crate::quantity::QuantityValue::Exact(number) => Some((number, quantity.measure)),
                crate::quantity::QuantityValue::Range { .. } => None,
            }
        }
        _ => None,
    }
}

fn total(
    table: &PassageTable,
    heads: &[String],
    column: usize,
    (total_at, label): (usize, &str),
    body: &[usize],
) -> Option<Question> {
    let (said, measure) = number(table, total_at, column)?;
    if measure.is_ratio() {
        return None;
    }
    let mut sum = Decimal::ZERO;
    let mut decimals = said.scale();
    for row in body {
        let cell = table.rows[*row].get(column)?;
        // An empty cell is none of a thing, or belongs to the cell above; the latter would make the sum
        // wrong.
        if matches!(cell.as_str(), "—" | "-" | "/" | "－") {
            continue;
        }
        let (value, own) = number(table, *row, column)?;
        sum = sum.checked_add(own.convert(value, measure)?)?;
        decimals = decimals.max(value.scale());
    }
    // Rounded numbers may miss the total by half a unit each.
    if (sum - said).abs() <= slack(decimals, body.len()) {
        return None;
    }
    let (head, sum, written) = (&heads[column], plain(sum), &table.rows[total_at][column]);
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

/// Shares of the nearest column of numbers on the left that has a total.
fn share(
    table: &PassageTable,
    heads: &[String],
    column: usize,
    total_at: usize,
    body: &[usize],
) -> Option<Question> {
    let counted = (1..column).rev().find(|at| {
        number(table, total_at, *at).is_some() && !NOT_ADDED.iter().any(|word| heads[*at].contains(word))
    })?;
    let (whole, measure) = number(table, total_at, counted)?;
    // The total's own share has to be all, else the shares are of something else.
    let is_all = number(table, total_at, column).is_some_and(|(share, _)| share == Decimal::ONE_HUNDRED);
    if whole.is_zero() || !is_all {
        return None;
    }
    for row in body {
        let (Some((part, own)), Some((said, _))) =
            (number(table, *row, counted), number(table, *row, column))
        else {
            continue;
        };
        let share = own.convert(part, measure)?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
        if (share - said).abs() >= Decimal::new(1, said.scale()) {
            let (label, head) = (&table.rows[*row][0], &heads[column]);
            let (written, computed) = (&table.rows[*row][column], rounded(share, said.scale().max(1)));
            return Some(question(
                "share-disagrees",
                head,
                vec![written.clone()],
                say!(
                    "表格“{label}”一行的{head}写的是{written}，按数字算是{computed}%",
                    "in the row `{label}` the column `{head}` says {written}, the numbers give {computed}%"
                ),
            ));
        }
    }
    None
}

fn question(rule: &'static str, about: &str, words: Vec<String>, message: Text) -> Question {
    Question { rule, about: about.to_owned(), place: Where::Words(words), message, related: Vec::new() }
}
