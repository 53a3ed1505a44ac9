//! Columns of a table that depend on one another, by what most of its rows show: a rate of two columns beside
//! it, a column that is the sum of its neighbours. The few rows in which that does not hold are asked about.

use std::collections::BTreeSet;

use super::amount::{ComputedSpan, NumberSpan, half_unit};
use super::cells::{heads, number, slack};
use super::passage::PassageTable;
use super::{Question, Where};
use crate::diag::Text;
use crate::quantity::{Decimal, plain, rounded};
use crate::say;

/// In the head of a column of rates.
const RATES: &[&str] = &["率", "比例", "占比", "完成目标", "%", "％"];
/// What stands behind the name of what such a column gives the rate of.
const RATE_ENDS: [&str; 4] = ["率", "比例", "占比", "进度"];
/// In the first cells of a row that is counted otherwise: less is better there, or it sums up others.
const OTHER_ROWS: &[&str] = &["低于", "不高于", "不超过", "控制在", "率"];
/// The fewest rows that show how columns depend.
const FEWEST_ROWS: usize = 5;
/// The fewest for a rate, which two columns give by chance in no row.
const FEWEST_OF_RATES: usize = 4;
/// The fewest rows where the heads say it too: 任务数, 完成数 and 完成率.
const FEWEST_IF_SAID: usize = 2;
/// The fewest rows of such a table, with one that is wrong.
const FEWEST_IN_ALL: usize = 2;
/// In the head of a column of wholes.
const WHOLES: &[&str] =
    &["任务", "计划", "目标", "总数", "应", "下达", "受理", "收到", "立案", "登记", "抽检", "抽查", "检测"];
/// In the head of a column of numbers that are rounded.
const MEASURED: &[&str] = &["万", "亿", "元", "吨", "亩", "公里", "米"];
/// So many rows have to show it for each one that does not.
const FOR_EACH_WRONG: usize = 5;
/// How many columns before a rate its two numbers may stand.
const NEAREST: usize = 4;

/// A column of numbers.
struct NumberColumn<'t> {
    at: usize,
    head: &'t str,
    is_rate: bool,
    /// Whether its numbers are pieces, each of which counts.
    is_counted: bool,
    cells: Vec<Option<Decimal>>,
}

impl NumberColumn<'_> {
    /// What a number may stand for.
    fn span(&self, row: usize) -> Option<NumberSpan> {
        let value = self.cells[row]?;
        let is_exact = self.is_counted && value.scale() == 0;
        Some(NumberSpan::around(value, if is_exact { Decimal::ZERO } else { half_unit(value) }))
    }
}

/// What one of the columns should be.
struct Expected {
    /// Row by row; `None` where it cannot be told.
    cells: Vec<Option<ComputedSpan>>,
    /// Of what, by the heads.
    formula: String,
    /// Whether the heads say so.
    is_said: bool,
}

/// What the rows show of one thing that a column may be.
struct JudgedRows {
    /// In how many rows, without the odd one, it is that.
    shown: usize,
    /// How many different numbers those have.
    different: usize,
    /// In how many rows it is something else.
    others: usize,
    /// The row to ask about, with what it says and should say.
    odd: Option<(usize, Decimal, ComputedSpan)>,
    expected: Expected,
}

/// Asks about a table.
pub(super) fn ask(table: &PassageTable, questions: &mut Vec<Question>) {
    let heads = heads(table);
    let rows: Vec<usize> = (table.header_rows.max(1)..table.rows.len()).collect();
    if rows.len() < FEWEST_IN_ALL {
        return;
    }
    let columns: Vec<NumberColumn<'_>> =
        (1..heads.len()).filter_map(|at| column(table, &heads, &rows, at)).collect();
    let (rates, counts): (Vec<&NumberColumn<'_>>, Vec<&NumberColumn<'_>>) =
        columns.iter().partition(|column| column.is_rate);
    for rate in rates {
        questions.extend(of_rate(table, &rows, &counts, rate));
    }
    for three in counts.windows(3) {
        let [first, second, third] = *three else { continue };
        for (sum, parts) in [(first, [second, third]), (third, [first, second])] {
            questions.extend(of_sum(table, &rows, sum, parts));
        }
    }
}

/// A column, if its cells are numbers.
fn column<'t>(
    table: &PassageTable,
    heads: &'t [String],
    rows: &[usize],
    at: usize,
) -> Option<NumberColumn<'t>> {
    let head = &*heads[at];
    let cell = |row: &usize| {
        let is_other =
            table.rows[*row].iter().take(2).any(|cell| OTHER_ROWS.iter().any(|word| cell.contains(word)));
        if is_other { None } else { number(table, *row, at).map(|(value, _)| value) }
    };
    let cells: Vec<Option<Decimal>> = rows.iter().map(cell).collect();
    let is_rate = RATES.iter().any(|word| head.contains(word));
    let is_measured = |cell: &String| MEASURED.iter().any(|word| cell.contains(word));
    let is_counted = !rows.iter().filter_map(|row| table.rows[*row].get(at)).any(is_measured)
        && !MEASURED.iter().any(|word| head.contains(word));
    let is_full = cells.iter().flatten().count() >= FEWEST_IN_ALL;
    is_full.then_some(NumberColumn { at, head, is_rate, is_counted, cells })
}

/// A rate against two of the columns before it.
fn of_rate(
    table: &PassageTable,
    rows: &[usize],
    counts: &[&NumberColumn<'_>],
    rate: &NumberColumn<'_>,
) -> Option<Question> {
    let before: Vec<&&NumberColumn<'_>> =
        counts.iter().rev().filter(|count| count.at < rate.at).take(NEAREST).collect();
    let pairs = before.iter().flat_map(|part| before.iter().map(move |whole| (*part, *whole)));
    let expected = pairs.filter(|(part, whole)| part.at != whole.at).map(|(part, whole)| {
        let is_said = is_said(rate.head, part.head, whole.head);
        let percent = |row: usize| {
            // Of two equal numbers nothing but the heads shows which is the whole.
            if part.cells[row] == whole.cells[row] && !is_said {
                return None;
            }
            part.span(row)?.percent_of(whole.span(row)?)
        };
        let formula = format!("{}÷{}", bare(part.head), bare(whole.head));
        Expected { cells: (0..rows.len()).map(percent).collect(), formula, is_said }
    });
    odd_one(table, rows, rate, expected, |label, head, written, (formula, computed)| {
        say!(
            "表格“{label}”一行的{head}写的是{written}，{formula}是{computed}%，其他各行都对得上",
            "in the row `{label}` the column `{head}` says {written}, {formula} is {computed}%; the other rows agree"
        )
    })
}

/// A column against the sum of two others.
fn of_sum(
    table: &PassageTable,
    rows: &[usize],
    sum: &NumberColumn<'_>,
    parts: [&NumberColumn<'_>; 2],
) -> Option<Question> {
    let [one, other] = parts;
    let add = |row: usize| {
        let (one, other) = (one.cells[row]?, other.cells[row]?);
        let may_miss = slack(one.scale().max(other.scale()), 2);
        let is_telling = !one.is_zero() && !other.is_zero();
        is_telling.then(|| ComputedSpan::around(one + other, may_miss))
    };
    let formula = format!("{}＋{}", bare(one.head), bare(other.head));
    let expected = Expected { cells: (0..rows.len()).map(add).collect(), formula, is_said: false };
    odd_one(table, rows, sum, std::iter::once(expected), |label, head, written, (formula, computed)| {
        say!(
            "表格“{label}”一行的{head}写的是{written}，{formula}是{computed}，其他各行都对得上",
            "in the row `{label}` the column `{head}` says {written}, {formula} is {computed}; the other rows agree"
        )
    })
}

/// The first row in which a column is not what nearly all others show it to be.
fn odd_one(
    table: &PassageTable,
    rows: &[usize],
    column: &NumberColumn<'_>,
    expected: impl Iterator<Item = Expected>,
    message: impl Fn(&str, &str, &str, (&str, &str)) -> Text,
) -> Option<Question> {
    let judged = expected.map(|expected| {
        let both = |row: usize| Some((row, column.cells[row]?, expected.cells[row]?));
        let is_right = |(_, said, span): &(usize, Decimal, ComputedSpan)| span.holds(*said);
        let (right, wrong): (Vec<_>, Vec<_>) = (0..rows.len()).filter_map(both).partition(is_right);
        // A rate that was cut off shows as well of what it is one.
        let is_cut = |(_, said, span): &(usize, Decimal, ComputedSpan)| {
            column.is_rate && span.written.trunc_with_scale(said.scale()) == *said
        };
        let (cut, other): (Vec<_>, Vec<_>) = wrong.iter().copied().partition(is_cut);
        let odd = other.first().or(wrong.first()).copied();
        let shown: Vec<_> =
            right.iter().chain(&cut).filter(|(row, ..)| odd.is_none_or(|odd| odd.0 != *row)).collect();
        let different = shown.iter().map(|(_, said, _)| *said).filter(|said| !said.is_zero());
        let different = different.collect::<BTreeSet<Decimal>>().len();
        JudgedRows { shown: shown.len(), different, others: other.len(), odd, expected }
    });
    let JudgedRows { shown, different, others, odd, expected } = judged.max_by_key(|judged| judged.shown)?;
    let Expected { formula, is_said, .. } = expected;
    // Where the heads say it, one row shows that a rate beside it was cut off.
    let (fewest, for_each) = match (is_said, others) {
        (true, 0) => (1, 1),
        (true, _) => (FEWEST_IF_SAID, FEWEST_IF_SAID),
        _ if column.is_rate => (FEWEST_OF_RATES, FEWEST_OF_RATES),
        _ => (FEWEST_ROWS, FOR_EACH_WRONG),
    };
    let is_shown = different >= fewest && shown >= others.max(1) * for_each;
    let (row, said, span) = odd.filter(|_| is_shown)?;
    let cells = &table.rows[rows[row]];
    let label = cells.iter().find(|cell| !cell.is_empty() && cell.parse::<u32>().is_err());
    let (label, written, head) = (label.map_or("", |cell| cell), &cells[column.at], bare(column.head));
    let whole = span.written;
    let computed =
        plain(if column.is_rate { rounded(whole, said.scale().max(1)) } else { whole.normalize() });
    Some(Question {
        rule: if column.is_rate { "rate-disagrees" } else { "total-disagrees" },
        about: format!("{label}{head}"),
        place: Where::Words(vec![written.clone()]),
        message: message(label, &head, written, (&formula, &computed)),
        related: Vec::new(),
    })
}

/// Whether heads say how columns depend: 完成率 is that of 完成数 to 任务数, 投资完成率 that of 完成投资, 办结率 that of 已办
/// to 应办.
fn is_said(rate: &str, part: &str, whole: &str) -> bool {
    let (rate, part) = (bare(rate), bare(part));
    let name = RATE_ENDS.iter().find_map(|end| rate.split_once(end)).map_or("", |(name, _)| name);
    let is_of = |word: &str| whole.contains(word) && !part.contains(word);
    let is_done =
        |sign: char| [format!("已{sign}"), format!("实{sign}")].iter().any(|done| part.contains(done));
    let is_called = name.chars().all(|sign| part.contains(sign)) || name == "完成" && part == "进度";
    name.chars().count() >= 2
        && (is_called || name.chars().any(is_done))
        && !whole.contains(name)
        && WHOLES.iter().any(|word| is_of(word))
}

/// A head in one line.
fn bare(head: &str) -> String {
    head.replace(['\n', ' ', '　'], "")
}
