//! Totals and shares inside tables.

use super::amount::half_unit;
use super::passage::PassageTable;
use super::{Question, Where};
use crate::diag::Text;
use crate::quantity::{Decimal, Figure, Measure, plain, rounded};
use crate::say;

/// What a row of totals is called.
const TOTALS: &[&str] = &["合计", "总计", "总数", "总和", "共计"];
/// What a row is called that sums up some of the rows above it.
const SUBTOTALS: &[&str] = &["小计", "其中", "其中：", "其中:"];
/// What a row of a whole place is called.
const WHOLE_PLACES: &[&str] = &["全国", "全省", "全市", "全县", "全区", "全州", "全镇", "全乡"];
/// By which part of the whole the sum of its places may miss it to look like a slip.
const NEAR: Decimal = Decimal::from_parts(20, 0, 0, false, 0);
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
    let Some((total_at, label)) = row_of_totals(table) else {
        questions.extend(row_of_place(table, &heads));
        return;
    };
    let body: Vec<usize> =
        (table.header_rows.max(1)..table.rows.len()).filter(|row| *row != total_at).collect();
    if let Some(subtotals) = Subtotals::of(table, total_at, &body) {
        questions.extend((1..heads.len()).filter_map(|column| subtotals.ask(&heads, column)));
        return;
    }
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
        let starts =
            |row: &usize, word: &str| table.rows[*row].iter().take(2).any(|cell| cell.starts_with(word));
        let is_behind = body.iter().all(|row| *row < total_at);
        if !is_behind || body.iter().any(|row| starts(row, "其中")) {
            return None;
        }
        let (mut groups, mut rest) = (Vec::new(), Vec::new());
        for row in body {
            if starts(row, "小计") {
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
        if SHARES.iter().chain(NOT_ADDED).any(|word| heads[column].contains(word)) {
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
            if (sum - said).abs() > slack(sum.scale().max(said.scale()), rows.len()) {
                wrong.push((*row, sum));
            }
        }
        let total = value(self.total_at)?;
        let misses = |sum: Decimal, count| (sum - total).abs() > slack(sum.scale().max(total.scale()), count);
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
    // `合计（个）`
    let is_noted = |bare: &str, word: &str| {
        let note = bare.strip_prefix(word);
        note.is_some_and(|note| note.starts_with(['（', '(']) && note.ends_with(['）', ')']))
    };
    let label = |row: &usize| {
        let first = table.rows[*row].iter().find(|cell| !cell.is_empty())?;
        let bare = first.trim_end_matches(['：', ':']).replace([' ', '　'], "");
        TOTALS.iter().find(|word| **word == bare || is_noted(&bare, word)).copied()
    };
    let mut rows = (table.header_rows.max(1)..table.rows.len()).filter_map(|row| Some((row, label(&row)?)));
    let found = rows.next()?;
    let is_at_an_end = found.0 + 1 == table.rows.len() || found.0 == table.header_rows.max(1);
    (rows.next().is_none() && is_at_an_end).then_some(found)
}

/// A first or last row of the whole place above its parts, 全县 over its towns. Many tables name only some of
/// these: all columns but one have to fit, or the only one misses by little.
fn row_of_place(table: &PassageTable, heads: &[String]) -> Option<Question> {
    let start = table.header_rows.max(1);
    let label = |row: usize| {
        let first = table.rows.get(row)?.iter().find(|cell| !cell.is_empty())?;
        WHOLE_PLACES.iter().find(|place| *first == **place).copied()
    };
    let last = table.rows.len().checked_sub(1)?;
    let (total_at, label) = [start, last].into_iter().find_map(|row| Some((row, label(row)?)))?;
    let body: Vec<usize> = (start..table.rows.len()).filter(|row| *row != total_at).collect();
    let is_counted = |column: &usize| {
        let is_added = !SHARES.iter().chain(NOT_ADDED).any(|word| heads[*column].contains(word));
        is_added && body.iter().chain([&total_at]).all(|row| number(table, *row, *column).is_some())
    };
    let columns: Vec<usize> = (1..heads.len()).filter(is_counted).collect();
    let mut asked = columns
        .iter()
        .filter_map(|column| Some((*column, total(table, heads, *column, (total_at, label), &body)?)));
    let (column, question) = asked.next()?;
    let is_only = asked.next().is_none();
    let (whole, measure) = number(table, total_at, column)?;
    let sum = body.iter().map(|row| addend(table, *row, column, measure)).sum::<Option<Decimal>>()?;
    let is_near = (whole - sum).abs().checked_mul(NEAR)? <= whole;
    (body.len() > 1 && is_only && (columns.len() > 1 || is_near)).then_some(question)
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
    let mut is_mixed = false;
    for row in body {
        let cell = table.rows[*row].get(column)?;
        // An empty cell is none of a thing, or belongs to the cell above; the latter would make the sum
        // wrong.
        if matches!(cell.as_str(), "—" | "-" | "/" | "－") {
            continue;
        }
        let (value, own) = number(table, *row, column)?;
        sum = sum.checked_add(own.convert(value, measure)?)?;
        is_mixed |= own.text() != measure.text() && !own.is_none();
        decimals = decimals.max(value.scale());
    }
    // Rounded numbers may miss the total by half a unit each. Who writes 3万元 beside 5000元 has rounded
    // neither.
    let may_miss = if is_mixed { half_unit(said) } else { slack(decimals, body.len()) };
    if (sum - said).abs() <= may_miss {
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
