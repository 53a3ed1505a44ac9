//! The annual report's table of applications, 收到和处理政府信息公开申请情况 (《政府信息公开工作年度报告格式》，
//! 国办公开办函〔2021〕30号): its relation, its 总计, and what the text says was received.

use super::amount::{between, holds_more, is_rough, measure, written};
use super::cells::{addend, heads, number, question};
use super::labels::{TOTALS, bare, total_name};
use super::passage::{Flow, PassageTable, TextPassages};
use super::prose::{Sentence, sentences_of};
use super::{Question, Where};
use crate::quantity::{Decimal, Measure, plain};
use crate::say;

/// What opens the clause of a number of applications.
const RECEIVED: &[&str] = &["收到", "新收", "接收"];
/// What may stand between that and the number, besides 申请 itself.
const OF_WHAT: &[&str] =
    &["政府信息公开", "依申请公开", "信息公开", "政府信息", "公开", "各类", "申请", "总数", "为", "共", "的"];
/// What counts applications.
const COUNTED: &[&str] = &["件", "条", "份", "宗", "个"];
/// Before the number: those of another time or of a part.
const OTHERS: &[&str] = &[
    "其中",
    "上年",
    "去年",
    "上一年",
    "同期",
    "比",
    "较",
    "网",
    "线上",
    "信函",
    "邮",
    "当面",
    "现场",
    "电子",
    "通过",
    "月",
    "季",
    "半年",
    "街道",
    "镇",
    "乡",
    "村",
    "复议",
    "结转",
    "平均",
    "未",
    "另",
];

/// The rows of the table.
struct Rows {
    /// 本年新收
    received: usize,
    /// 上年结转
    carried: usize,
    /// 总计 of the results.
    settled: Option<usize>,
    /// 结转下年度
    left: usize,
}

impl Rows {
    fn of(table: &PassageTable) -> Option<Self> {
        let row = |words: &[&str]| {
            let is_named = |cell: &String| {
                let cell = bare(cell);
                words.iter().any(|word| cell.contains(word))
            };
            table.rows.iter().position(|row| row.iter().take(3).any(is_named))
        };
        let received = row(&["本年新收政府信息公开申请", "新收政府信息公开申请数量"])?;
        let carried = row(&["上年结转政府信息公开申请", "上年度结转政府信息公开申请"])?;
        let left = row(&["结转下年度继续办理", "结转下一年度继续办理"])?;
        let is_total = |row: &usize| table.rows[*row].iter().take(3).any(|cell| total_name(cell).is_some());
        let settled = (carried + 1..left).rev().find(is_total);
        (received < carried && carried < left).then_some(Self { received, carried, settled, left })
    }
}

/// Asks about a table, and says whether it is that of the applications.
pub(super) fn ask(table: &PassageTable, heads: &[String], questions: &mut Vec<Question>) -> bool {
    let Some(rows) = Rows::of(table) else { return false };
    if let Some(settled) = rows.settled {
        for (column, head) in heads.iter().enumerate() {
            let head = head.replace('\n', "");
            questions.extend(relation(table, &rows, settled, column, &head));
            questions.extend(results(table, &rows, settled, column, &head));
        }
    }
    true
}

/// 第一项加第二项 against 第三项 and 第四项, in a column.
fn relation(
    table: &PassageTable,
    rows: &Rows,
    settled: usize,
    column: usize,
    head: &str,
) -> Option<Question> {
    let value = |row| count(table, row, column);
    let (came, went) = (value(rows.received)? + value(rows.carried)?, value(settled)? + value(rows.left)?);
    if came == went {
        return None;
    }
    let (came, went) = (plain(came), plain(went));
    Some(question(
        "annual-table-disagrees",
        &format!("{head}第一项加第二项"),
        vec![head.to_owned()],
        say!(
            "“{head}”一列：第一项加第二项是{came}，第三项总计加第四项是{went}，应当相等",
            "in the column `{head}` the first and second row make {came}, the third and fourth {went}; they must agree"
        ),
    ))
}

/// 总计 of the results against their sum. A group like （三）不予公开 may stand in a row of its own, with the sum of
/// its kinds.
fn results(table: &PassageTable, rows: &Rows, settled: usize, column: usize, head: &str) -> Option<Question> {
    let said = count(table, settled, column)?;
    let results: Vec<usize> = (rows.carried + 1..settled).collect();
    let is_kind = |row: &&usize| {
        let mut cells = table.rows[**row].iter().take(3);
        cells.any(|cell| cell.trim_start().starts_with(|c: char| c.is_ascii_digit()) && !is_number(cell))
    };
    let sum = |rows: Vec<&usize>| {
        let cells = rows.into_iter().map(|row| addend(table, *row, column, Measure::NONE));
        cells.sum::<Option<Decimal>>()
    };
    let all = sum(results.iter().collect())?;
    let groups = sum(results.iter().filter(|row| !is_kind(row)).collect())?;
    if all == said || groups == said || results.is_empty() {
        return None;
    }
    let label = table.rows[settled].iter().find_map(|cell| total_name(cell))?;
    let (sum, written) = (plain(all), &table.rows[settled][column]);
    Some(question(
        "annual-table-disagrees",
        &format!("{head}第三项{label}"),
        vec![head.to_owned()],
        say!(
            "“{head}”一列：第三项的{label}写的是{written}，上面各行相加是{sum}",
            "in the column `{head}` the total of the third item is given as {written}, its rows add up to {sum}"
        ),
    ))
}

/// Asks about the number of applications that the text gives, where the table gives another. Texts tell of
/// parts too: where one of the numbers is right, nothing is asked.
pub(super) fn ask_text(passages: &TextPassages, questions: &mut Vec<Question>) {
    let mut tables = passages.tables.iter().filter_map(|table| Some((table, Rows::of(table)?)));
    let (Some((table, rows)), None) = (tables.next(), tables.next()) else { return };
    let heads = heads(table);
    let is_total = |column: &usize| {
        let head = bare(&heads[*column]);
        TOTALS.iter().any(|total| head.ends_with(total))
    };
    let Some(column) = (0..heads.len()).rev().find(is_total) else { return };
    let value = |row| count(table, row, column);
    let (Some(received), Some(carried)) = (value(rows.received), value(rows.carried)) else { return };
    let year = passages.blocks.iter().find_map(|block| years(&block.text).next());
    let blocks = passages.blocks.iter().filter(|block| block.flow == Flow::Paragraph);
    let sentences: Vec<Sentence<'_>> = blocks.flat_map(sentences_of).collect();
    let told = |sentence: &Sentence<'_>| {
        let is_of_year = years(sentence.text()).all(|told| Some(told) == year);
        let at = (0..sentence.numbers.len()).find(|at| is_received(sentence, *at))?;
        is_of_year.then(|| (sentence.numbers[at].value, at))
    };
    let told: Vec<_> = sentences.iter().filter_map(|sentence| Some((sentence, told(sentence)?))).collect();
    // `收到申请15件，其中上年结转1件`
    let fits = |(sentence, (said, _)): &(&Sentence<'_>, (Decimal, usize))| {
        *said == received || *said == received + carried && sentence.text().contains("结转")
    };
    if told.iter().any(fits) {
        return;
    }
    let Some((sentence, (_, at))) = told.first() else { return };
    let (said, computed) = (written(sentence, *at), plain(received));
    let words = between(sentence, *at).rsplit(['，', ',', '；']).next().unwrap_or("");
    questions.push(Question {
        rule: "annual-table-disagrees",
        about: format!("{words}{said}"),
        place: Where::Words(vec![format!("{words}{said}")]),
        message: say!(
            "写的是{words}{said}，表中本年新收的总计是{computed}",
            "the text says that {said} were received, the table gives {computed} as received in the year"
        ),
        related: Vec::new(),
    });
}

/// Whether a number is that of all applications received.
fn is_received(sentence: &Sentence<'_>, at: usize) -> bool {
    let words = between(sentence, at);
    let clause = words.rsplit(['，', ',', '；', '：', '。']).next().unwrap_or(words);
    let verb = RECEIVED.iter().filter_map(|verb| clause.rsplit_once(verb)).min_by_key(|(_, rest)| rest.len());
    let Some((before, mut rest)) = verb else { return false };
    let is_of_applications = rest.contains("申请") && !rest.ends_with("依申请公开");
    while let Some(shorter) = OF_WHAT.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    let is_counted = measure(&sentence.numbers[at]).is_some_and(|measure| COUNTED.contains(&measure));
    let told = sentence.block_text(sentence.numbers[at].range.start);
    is_of_applications
        && rest.is_empty()
        && is_counted
        && !OTHERS.iter().any(|word| before.contains(word))
        && !told.contains("其中")
        && !is_rough(sentence, at)
        && !holds_more(sentence, at)
}

/// The years named in a text.
fn years(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('年').filter_map(|(at, _)| {
        let start = at.checked_sub(4)?;
        text.get(start..at).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// A plain number of the table.
fn count(table: &PassageTable, row: usize, column: usize) -> Option<Decimal> {
    number(table, row, column).filter(|(_, measure)| measure.is_none()).map(|(value, _)| value)
}

/// Whether a cell is a number: no ordinal of a name.
fn is_number(cell: &str) -> bool {
    cell.trim().parse::<Decimal>().is_ok()
}
