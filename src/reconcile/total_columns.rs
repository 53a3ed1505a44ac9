//! Totals over the columns of each row: 合计 of all numbers beside it, 总数 of 男 and 女, 全年 of its quarters.

use std::ops::Range;

use super::Question;
use super::cells::{addend, is_near, number, question, slack_of_total};
use super::labels::{TOTALS, WHOLE_PLACES, bare, is_added, is_whole_year, months, months_of_all};
use super::passage::PassageTable;
use crate::quantity::{Decimal, plain};
use crate::say;

/// In the head of a column that is no part of the total beside it.
const NO_PARTS: &[&str] = &["小计", "其中", "目标", "任务"];
/// A column of totals of those beside it, if the rows show it.
const SUBTOTALS: &[&str] = &["小计"];
/// Two kinds that leave no third.
const KINDS: &[(&str, &str)] = &[
    ("男", "女"),
    ("城镇", "农村"),
    ("城镇", "乡村"),
    ("公办", "民办"),
    ("省内", "省外"),
    ("市内", "市外"),
    ("境内", "境外"),
];
/// At the end of the head of a column that counts all of a kind.
const WHOLES: &[&str] = &["总数", "总量", "人数", "人口", "合计", "总计"];
/// At the beginning of a head beside two kinds that is a third.
const THIRDS: &[&str] = &["其他", "其它", "其余", "不详", "未"];
/// Of how many periods beside it a column may be the total.
const COUNTS: [usize; 6] = [2, 3, 4, 6, 9, 12];
/// What a column of a whole year is called.
const YEARS: &[&str] = &["全年", "全年合计", "全年累计", "全年总计", "年度合计", "合计", "总计"];

/// Asks about the totals of all rows.
pub(super) fn ask(table: &PassageTable, heads: &[String], questions: &mut Vec<Question>) {
    let names: Vec<String> = heads.iter().map(|head| bare(head)).collect();
    let sums = of_all(table, &names).or_else(|| of_periods(&names)).into_iter().chain(of_kinds(&names));
    for sum in sums {
        let found = sum.ask(table, heads);
        let is_new = |new: &Question| !questions.iter().any(|old| old.about == new.about);
        let found: Vec<Question> = found.into_iter().filter(is_new).collect();
        questions.extend(found);
    }
}

/// A column that is the sum of others.
struct ColumnSum {
    total: usize,
    parts: Vec<usize>,
    /// What shows that it is.
    shown: Shown,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Its name.
    Name,
    /// The rows in which it is, at least as many as those in which it is not.
    Rows,
    /// At least two rows in which it is, for each in which it is not.
    MostRows,
    /// That it misses the sum by little: else the parts may be states, or sums up to each of them.
    Little,
}

/// 合计: the first or last of all columns of numbers.
fn of_all(table: &PassageTable, names: &[String]) -> Option<ColumnSum> {
    let of = |list: &[&str]| {
        let mut totals = (0..names.len()).filter(|at| list.contains(&&*names[*at]));
        totals.next().filter(|_| totals.next().is_none())
    };
    let (total, shown) = match of(TOTALS) {
        Some(total) => (total, Shown::Name),
        None => (of(SUBTOTALS).or_else(|| of(WHOLE_PLACES))?, Shown::MostRows),
    };
    let is_doubtful = |at: &usize| {
        let is_no_part = NO_PARTS.iter().chain(TOTALS).any(|word| names[*at].contains(word));
        is_no_part || !is_added(&names[*at])
    };
    let parts: Vec<usize> = (0..names.len()).filter(|at| *at != total && has_numbers(table, *at)).collect();
    let is_beside = parts.iter().all(|at| *at < total) || parts.iter().all(|at| *at > total);
    let is_sum = parts.len() > 1 && is_beside && !parts.iter().any(is_doubtful);
    is_sum.then_some(ColumnSum { total, parts, shown })
}

/// 全年 beside all halves, quarters or months; 上半年 and 一季度 beside theirs.
fn of_periods(names: &[String]) -> Option<ColumnSum> {
    let is_year = |range: Range<usize>| {
        let names: Option<Vec<&str>> = Some(names.get(range)?.iter().map(String::as_str).collect());
        names.filter(|names| is_whole_year(names))
    };
    let is_part = |total: usize, range: Range<usize>| {
        let held = months_of_all(names.get(range)?.iter().map(String::as_str))?;
        (months(&names[total])? == held).then_some(())
    };
    let beside = (0..names.len()).flat_map(|total| {
        COUNTS.into_iter().flat_map(move |count| {
            let before = total.checked_sub(count).map(|start| (total, start..total));
            [before, Some((total, total + 1..total + 1 + count))].into_iter().flatten()
        })
    });
    let is_sum = |(total, range): &(usize, Range<usize>)| {
        YEARS.contains(&&*names[*total]) && is_year(range.clone()).is_some()
            || is_part(*total, range.clone()).is_some()
    };
    let (total, parts) = beside.into_iter().find(is_sum)?;
    Some(ColumnSum { total, parts: parts.collect(), shown: Shown::Little })
}

/// A whole and behind it its two kinds: 总数, 其中：男, 其中：女.
fn of_kinds(names: &[String]) -> Vec<ColumnSum> {
    let is_pair = |at: &usize| {
        let [whole, one, other] = [&*names[*at - 1], &*names[*at], &*names[*at + 1]];
        let is_of = one.starts_with("其中") || WHOLES.iter().any(|word| whole.ends_with(word));
        let third = names.get(*at + 2).map_or("", String::as_str);
        let is_all = !THIRDS.iter().any(|word| third.starts_with(word));
        let is_counted = [whole, one, other].iter().all(|name| is_added(name));
        is_of && is_all && is_counted && are_kinds(without_of(one), without_of(other))
    };
    let pairs = (1..names.len().saturating_sub(1)).filter(is_pair);
    pairs.map(|at| ColumnSum { total: at - 1, parts: vec![at, at + 1], shown: Shown::Rows }).collect()
}

/// The name of a part without 其中.
fn without_of(name: &str) -> &str {
    name.strip_prefix("其中").map_or(name, |rest| rest.trim_start_matches(['：', ':']))
}

/// Whether two names are those of the only two kinds of a thing.
fn are_kinds(one: &str, other: &str) -> bool {
    KINDS.iter().flat_map(|(a, b)| [(a, b), (b, a)]).any(|(a, b)| {
        let rests = one.strip_prefix(a).zip(other.strip_prefix(b));
        rests.is_some_and(|(one, other)| one == other)
    })
}

/// Whether the body of a column is numbers.
fn has_numbers(table: &PassageTable, column: usize) -> bool {
    let mut rows = table.header_rows.max(1)..table.rows.len();
    rows.any(|row| number(table, row, column).is_some())
}

impl ColumnSum {
    /// The rows in which the columns do not add up.
    fn ask(&self, table: &PassageTable, heads: &[String]) -> Vec<Question> {
        let (mut wrong, mut right) = (Vec::new(), 0);
        for row in table.header_rows.max(1)..table.rows.len() {
            let Some((said, measure)) = number(table, row, self.total) else { continue };
            let cells: Option<Vec<Decimal>> =
                self.parts.iter().map(|at| addend(table, row, *at, measure)).collect();
            let Some(cells) = cells else { continue };
            let sum: Decimal = cells.iter().sum();
            let decimals = cells.iter().map(Decimal::scale).max().unwrap_or(0);
            if (sum - said).abs() <= slack_of_total(said, decimals, cells.len()) {
                right += 1;
            } else if self.shown != Shown::Little || !measure.is_ratio() && is_near(sum, said) {
                wrong.push((row, sum));
            }
        }
        let is_shown = match self.shown {
            Shown::Rows => wrong.len() <= right.max(1),
            Shown::MostRows => wrong.len() * 2 <= right,
            Shown::Name | Shown::Little => true,
        };
        let wrong = wrong.into_iter().filter(|_| is_shown);
        wrong.map(|(row, sum)| self.question(table, heads, row, sum)).collect()
    }

    fn question(&self, table: &PassageTable, heads: &[String], row: usize, sum: Decimal) -> Question {
        let cells = &table.rows[row];
        let label = cells.iter().find(|cell| !cell.is_empty()).map_or("", |cell| cell);
        let (head, sum, written) = (&heads[self.total], plain(sum), &cells[self.total]);
        let parts = match self.parts[..] {
            [one, other] => {
                format!("{}、{}", without_of(&bare(&heads[one])), without_of(&bare(&heads[other])))
            }
            _ => "各列".to_owned(),
        };
        question(
            "total-disagrees",
            &format!("{label}{head}"),
            vec![written.clone()],
            say!(
                "表格“{label}”一行的{head}写的是{written}，{parts}相加是{sum}",
                "in the row `{label}` the total is given as {written}, the columns add up to {sum}"
            ),
        )
    }
}
