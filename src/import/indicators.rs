//! Tables of indicators: what each column says, and the rows.

use super::account::PartId;
use super::material::{GridCell, MaterialGrid, is_labelled};
use crate::model::Period;
use crate::text;

/// How many rows of heads there may be.
const MOST_HEADS: usize = 4;

/// What a column says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ColumnRole {
    /// The number of the row.
    Order,
    /// 重点任务
    Task,
    /// The indicator.
    Name,
    /// 单位
    Measure,
    /// 牵头单位, 责任单位
    Lead,
    /// 说明
    Note,
    /// The figure of a year before the plan.
    Base(i16),
    /// The target of a year; `None`: the head does not say which.
    Target(Option<i16>),
    /// The figure of a period; `None`: the head does not say which.
    Figure(Option<Period>),
    /// Anything else.
    Other,
}

/// A table of indicators.
#[derive(Clone, Debug)]
pub(super) struct IndicatorTable {
    /// What stands above the heads: the title first.
    pub(super) above: Vec<String>,
    /// What each column says, and its head.
    pub(super) columns: Vec<(ColumnRole, String)>,
    /// The rows.
    pub(super) rows: Vec<IndicatorRow>,
    /// The cells above the rows.
    pub(super) head_parts: Vec<PartId>,
    /// What stands above the heads and is neither title nor measure: `填报单位：某局`.
    pub(super) asides: Vec<PartId>,
    /// What is said of it as a whole below or between the rows: `注：数据截至3月底。`
    pub(super) notes: Vec<PartId>,
}

/// A row of one.
#[derive(Clone, Debug)]
pub(super) struct IndicatorRow {
    /// The task that it belongs to.
    pub(super) task: String,
    /// The indicator as the table has it.
    pub(super) name: String,
    /// What stands in each column; a merged cell's words in every place it covers.
    pub(super) values: Vec<String>,
    /// The parts of the cells that begin in the row, by column.
    pub(super) parts: Vec<Option<PartId>>,
}

impl IndicatorTable {
    /// Reads a table; `None`: it is none of indicators. `year` is what the text around it says.
    pub(super) fn read(grid: &MaterialGrid, year: Option<i16>) -> Option<Self> {
        if grid.columns < 2 || grid.rows.len() < 2 {
            return None;
        }
        let texts = grid.texts();
        let first = grid.title_rows();
        let above: Vec<String> = grid.rows[..first]
            .iter()
            .flatten()
            .map(GridCell::words)
            .filter(|words| !words.is_empty())
            .collect();
        let heads = head_rows(grid, first);
        let said = year.or_else(|| above.iter().find_map(|line| year_in(line)));
        let period = above.iter().find_map(|line| period_in(line, said));
        let mut columns: Vec<(ColumnRole, String)> = (0..grid.columns)
            .map(|column| {
                let mut label = String::new();
                let mut last = "";
                for row in &texts[first..first + heads] {
                    let words = row[column].as_str();
                    if words != last {
                        label.extend(words.chars().filter(|c| !c.is_whitespace()));
                    }
                    last = words;
                }
                (role_of(&label, said, period), label)
            })
            .collect();
        settle_names(&mut columns);
        let name = columns.iter().position(|(role, _)| *role == ColumnRole::Name)?;
        let says_something =
            |(role, _): &(ColumnRole, String)| matches!(role, ColumnRole::Target(_) | ColumnRole::Figure(_));
        if !columns.iter().any(says_something) {
            return None;
        }
        let body = first + heads;
        let task = columns.iter().position(|(role, _)| *role == ColumnRole::Task);
        let mut section = String::new();
        let mut rows = Vec::new();
        let mut notes = Vec::new();
        let asides = asides_of(&grid.rows[..first], &above);
        let of_heads = grid.rows[..body].iter().flatten().filter_map(|cell| cell.part);
        let mut head_parts: Vec<PartId> = of_heads.filter(|part| !asides.contains(part)).collect();
        for (at, cells) in grid.rows.iter().enumerate().skip(body) {
            let filled: Vec<&GridCell> = cells.iter().filter(|cell| !cell.words().is_empty()).collect();
            // `一、就业` over the whole table is the task of the rows below.
            if let [only] = filled[..]
                && (only.column_span + 1 >= grid.columns || only.column == 0 && name > 0)
                && only.row_span == 1
                && (texts[at][name].is_empty() || only.column_span > 1)
            {
                let words = only.words();
                if is_note(&words) {
                    notes.extend(only.part);
                } else {
                    section = without_number(&words);
                    head_parts.extend(only.part);
                }
                continue;
            }
            let named = name_in(&texts[at][name]);
            let own = task.map(|task| texts[at][task].split_whitespace().collect::<String>());
            let mut parts = vec![None; grid.columns];
            for cell in cells {
                parts[cell.column] = cell.part;
            }
            rows.push(IndicatorRow {
                task: own.filter(|task| !task.is_empty()).unwrap_or_else(|| section.clone()),
                name: named,
                values: texts[at].clone(),
                parts,
            });
        }
        (rows.iter().filter(|row| !row.name.is_empty()).count() >= 1).then_some(Self {
            above,
            columns,
            rows,
            head_parts,
            asides,
            notes,
        })
    }

    /// Its title: the first that stands above it and is no label such as `单位：万元`.
    pub(super) fn title(&self) -> Option<String> {
        self.above.iter().find(|line| !is_labelled(line)).cloned()
    }

    /// Whether it says what is to be reached.
    pub(super) fn has_targets(&self) -> bool {
        self.columns.iter().any(|(role, _)| matches!(role, ColumnRole::Target(_)))
    }

    /// Whether it says what was reached.
    pub(super) fn has_figures(&self) -> bool {
        self.columns.iter().any(|(role, _)| matches!(role, ColumnRole::Figure(Some(_))))
    }
}

/// What stands above the heads and is neither the title nor the measure.
fn asides_of(rows: &[Vec<GridCell>], above: &[String]) -> Vec<PartId> {
    let title = above.iter().find(|line| !is_labelled(line));
    let is_aside = |cell: &&GridCell| {
        let words = cell.words();
        !words.is_empty() && Some(&words) != title && !words.starts_with("单位")
    };
    rows.iter().flatten().filter(is_aside).filter_map(|cell| cell.part).collect()
}

/// The name of an indicator in its cell; a sum names none.
fn name_in(words: &str) -> String {
    let name: String = words.split_whitespace().collect();
    if matches!(&*name, "合计" | "总计" | "小计" | "共计" | "总和") { String::new() } else { name }
}

/// How many rows of heads begin at `first`: what merged cells of theirs reach, and the row below a cell over
/// several columns.
fn head_rows(grid: &MaterialGrid, first: usize) -> usize {
    let mut heads = grid.heads.saturating_sub(first).max(1);
    let mut at = 0;
    while at < heads && first + at < grid.rows.len() {
        for cell in &grid.rows[first + at] {
            heads = heads.max(at + cell.row_span);
            if cell.column_span > 1 {
                heads = heads.max(at + 2);
            }
        }
        at += 1;
    }
    heads.min(MOST_HEADS).min(grid.rows.len() - first - 1).max(1)
}

fn role_of(label: &str, year: Option<i16>, period: Option<Period>) -> ColumnRole {
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    let is = |words: &[&str]| words.contains(&label);
    let own_year = year_in(label);
    match () {
        () if is(&["序号", "编号", "序", "NO", "No."]) => ColumnRole::Order,
        () if has(&["牵头", "责任单位", "责任部门", "主管部门", "实施单位", "承办单位", "填报单位"]) => {
            ColumnRole::Lead
        }
        () if is(&["单位", "计量单位", "指标单位"]) => ColumnRole::Measure,
        () if has(&["备注", "说明", "口径", "属性", "依据"]) => ColumnRole::Note,
        () if own_year.is_some() && has(&["基数", "基期", "现状", "基准"]) => {
            ColumnRole::Base(own_year.unwrap_or(0))
        }
        () if has(&["目标", "计划值", "任务数", "任务量"]) && !has(&["完成", "目标任务"]) => {
            ColumnRole::Target(own_year.or(year).filter(|_| own_year.is_some() || year.is_some()))
        }
        () if period_in(label, own_year.or(year)).is_some() => {
            ColumnRole::Figure(period_in(label, own_year.or(year)))
        }
        () if has(&[
            "完成情况",
            "完成值",
            "完成数",
            "实际完成",
            "累计完成",
            "本期",
            "进展情况",
            "完成量",
        ]) =>
        {
            ColumnRole::Figure(period)
        }
        () if is_year(label) => ColumnRole::Target(own_year),
        () if has(&["任务", "类别", "领域", "分类", "一级指标", "维度", "重点工作"]) => {
            ColumnRole::Task
        }
        () if has(&["指标", "项目", "名称", "内容", "事项"]) => ColumnRole::Name,
        () => ColumnRole::Other,
    }
}

/// One column names the indicators: the one called so before others; a column of tasks does where
/// nothing else.
fn settle_names(columns: &mut [(ColumnRole, String)]) {
    let names: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].0 == ColumnRole::Name).collect();
    let best = names
        .iter()
        .copied()
        .find(|at| columns[*at].1.contains("指标"))
        .or_else(|| names.first().copied())
        .or_else(|| columns.iter().rposition(|(role, _)| *role == ColumnRole::Task));
    for at in names {
        columns[at].0 = ColumnRole::Other;
    }
    if let Some(best) = best {
        columns[best].0 = ColumnRole::Name;
    }
}

/// `2024年`, `2024`.
fn is_year(label: &str) -> bool {
    let digits = label.trim_end_matches(['年', '度']);
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) && year_in(label).is_some()
}

/// The first year that a text names, or the last of the five-year plan that it names.
pub(super) fn year_in(text: &str) -> Option<i16> {
    let bytes = text.as_bytes();
    for at in 0..bytes.len().saturating_sub(3) {
        let is_alone = at == 0 || !bytes[at - 1].is_ascii_digit();
        let ends = bytes.get(at + 4).is_none_or(|byte| !byte.is_ascii_digit());
        let digits = text.get(at..at + 4).filter(|_| is_alone && ends);
        let year = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(year) = year.and_then(|year| year.parse().ok()).filter(|year| (1990..2100).contains(year))
        {
            return Some(year);
        }
    }
    let plans = [("十三五", 2020), ("十四五", 2025), ("十五五", 2030)];
    plans.iter().find(|(plan, _)| text.contains(plan)).map(|(_, year)| *year)
}

/// The period that a text names: `一季度完成`, `2024年1-9月`.
pub(super) fn period_in(text: &str, year: Option<i16>) -> Option<Period> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let year = year_in(&text).filter(|_| text.contains(|c: char| c.is_ascii_digit())).or(year)?;
    let parts: [(&[&str], &str); 8] = [
        (&["一季度", "1季度", "第一季度", "1-3月", "1—3月"], "Q1"),
        (&["上半年", "1-6月", "1—6月"], "H1"),
        (&["前三季度", "1-9月", "1—9月"], "Q3"),
        (&["二季度", "2季度"], "Q2"),
        (&["三季度", "3季度"], "Q3"),
        (&["四季度", "4季度"], "Q4"),
        (&["下半年"], "H2"),
        (&["全年", "1-12月", "1—12月"], ""),
    ];
    for (words, part) in parts {
        if words.iter().any(|word| text.contains(word)) {
            let name = if part.is_empty() { year.to_string() } else { format!("{year}-{part}") };
            return Period::parse(&name).ok();
        }
    }
    let before = &text[..text.find('月')?];
    let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
    let month: String = digits.chars().rev().collect();
    let is_month =
        month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month)) && !before.ends_with(['-', '—']);
    if is_month { Period::parse(&format!("{year}-{month:0>2}")).ok() } else { None }
}

/// `注：…`, `说明：…`, `填表人：某某`: what belongs to no indicator.
fn is_note(words: &str) -> bool {
    let labels =
        ["注：", "注:", "备注：", "备注:", "说明：", "说明:", "附注", "填表", "填报", "制表", "审核"];
    labels.iter().any(|label| words.starts_with(label)) || words.ends_with('。')
}

/// The words of `一、就业` or `（二）培训`.
fn without_number(words: &str) -> String {
    if !text::stands_in_outline(words) {
        return words.to_owned();
    }
    let rest = words.split_once(['、', '）', ')', '.', '．']).map_or(words, |(_, rest)| rest);
    rest.trim().to_owned()
}

/// A name and the measures behind it in brackets: `新增就业（万人）`, `培训累计数(万人次)(2022年起)`.
pub(super) struct NamedMeasure {
    pub(super) name: String,
    pub(super) measure: Option<String>,
    pub(super) since: Option<i16>,
}

/// Takes the measure off a name.
pub(super) fn split_measure(text: &str) -> NamedMeasure {
    let mut named = NamedMeasure { name: text.trim().to_owned(), measure: None, since: None };
    while let Some(rest) = named.name.strip_suffix(['）', ')']) {
        let Some(open) = rest.rfind(['（', '(']) else { break };
        let inside = &rest[open..];
        let inside = inside[inside.chars().next().map_or(1, char::len_utf8)..].trim();
        let since = year_in(inside).filter(|_| inside.ends_with("年起") && inside.len() <= 12);
        let is_measure = is_measure(inside) && named.measure.is_none();
        if let Some(since) = since {
            named.since = Some(since);
        } else if is_measure {
            named.measure = Some(inside.to_owned());
        } else {
            break;
        }
        named.name = rest[..open].trim().to_owned();
    }
    if named.name.is_empty() {
        return NamedMeasure { name: text.trim().to_owned(), measure: None, since: None };
    }
    named
}

/// Whether a word is a measure, surely enough to be taken off a name.
pub(super) fn is_measure(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "%",
        "％",
        "‰",
        "人",
        "人次",
        "家",
        "个",
        "件",
        "次",
        "元",
        "户",
        "套",
        "座",
        "张",
        "项",
        "所",
        "处",
        "公里",
        "千米",
        "平方米",
        "平方公里",
        "亩",
        "公顷",
        "吨",
        "千克",
        "立方米",
        "千瓦时",
        "千瓦",
        "天",
        "小时",
        "分钟",
        "分",
        "岁",
        "名",
        "辆",
        "台",
        "条",
        "期",
        "场",
        "批",
        "篇",
        "份",
        "床",
        "张床位",
        "百分点",
        "个百分点",
        "人/天",
        "吨标准煤",
        "微克/立方米",
        "床位",
        "学时",
        "年",
        "元/月",
    ];
    let core = word.trim_start_matches(['百', '千', '万', '亿']);
    WORDS.contains(&word) || !core.is_empty() && WORDS.contains(&core) || matches!(word, "万" | "亿")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_what_their_columns_are() {
        let quarter = Period::parse("2024-Q1").ok();
        for (label, role) in [
            ("序号", ColumnRole::Order),
            ("重点任务", ColumnRole::Task),
            ("主要指标", ColumnRole::Name),
            ("计量单位", ColumnRole::Measure),
            ("牵头单位", ColumnRole::Lead),
            ("2023年基数", ColumnRole::Base(2023)),
            ("2024年目标值", ColumnRole::Target(Some(2024))),
            ("“十四五”主要目标", ColumnRole::Target(Some(2025))),
            ("2027年", ColumnRole::Target(Some(2027))),
            ("目标值", ColumnRole::Target(Some(2024))),
            ("一季度完成", ColumnRole::Figure(quarter)),
            ("1-9月", ColumnRole::Figure(Period::parse("2024-Q3").ok())),
            ("3月", ColumnRole::Figure(Period::parse("2024-03").ok())),
            ("备注", ColumnRole::Note),
            ("随便", ColumnRole::Other),
        ] {
            assert_eq!(role_of(label, Some(2024), None), role, "{label}");
        }
        let named = split_measure("开展培训累计数(万人次)(2022年起)");
        assert_eq!(
            (&*named.name, named.measure.as_deref(), named.since),
            ("开展培训累计数", Some("万人次"), Some(2022))
        );
        assert_eq!(split_measure("培训（线下）").name, "培训（线下）");
    }
}
