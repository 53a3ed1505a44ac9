//! A `.yaml` with the figures of a statutory table -> the table.
//!
//! What is not typed is none, so that a table with three applications has three lines. Totals are worked out;
//! one that is typed all the same has to be right.

use std::ops::Range;
use std::sync::Arc;

use super::forms::{
    ACT_COLUMNS, ACTS, APPLICANTS, DISPUTES, FormLine, LEFT, OUTCOMES, RECEIVED, RESULTS, SECTIONS, TABLES,
};
use crate::diag::{self, Text};
use crate::model::with_plain_digits;
use crate::say;
use crate::text::sheet::{Hidden, SheetError, StatutoryFault, TableFile};
use crate::text::table::{Align, HtmlCell, Table};
use crate::yaml::shape::Shape;
use crate::yaml::{self, MappingEntry, YamlNode, YamlSource, YamlValue};

/// The key that says which table it is.
const WHICH: (&str, &str) = ("表", "table");
/// Totals, which need not be typed.
const TOTAL: (&str, &str) = ("总计", "total");

/// What is wrong with a name or a figure.
const FAULT: &str = "annual-figures";
/// No count has more digits.
const MOST_DIGITS: usize = 9;

/// What is recognised of the file's traps needs no keys.
static ANY: Shape = Shape { zh: "年报数据", en: "annual figures", keys: &[] };

/// The table whose figures stand in the text of the file `name`. Every fault has its place there.
pub fn table(name: &str, text: &str) -> Result<TableFile, SheetError> {
    let source = YamlSource { file: Arc::from(name), text, offset: 0, ends_file: true };
    let parsed = yaml::parse(&source, &ANY);
    let mut faults: Vec<StatutoryFault> = Vec::new();
    for finding in &parsed.findings {
        faults.push(StatutoryFault {
            rule: FAULT,
            span: finding.place.as_ref().and_then(|place| place.span.clone()),
            message: finding.message.clone(),
            help: finding.help.clone().unwrap_or_else(|| say!("改好这一行", "mend this line")),
        });
    }
    let Some(YamlNode { value: YamlValue::Mapping(entries), .. }) = parsed.root.filter(|_| faults.is_empty())
    else {
        if faults.is_empty() {
            faults.push(no_table());
        }
        return Err(SheetError::Figures(faults));
    };
    let mut reader = GridReader { faults, used: vec![false; entries.len()], entries: &entries };
    let table = reader.table();
    match table {
        Some(shown) if reader.faults.is_empty() => {
            Ok(TableFile { shown, whole: None, hidden: Hidden::default(), doubts: Vec::new() })
        }
        _ => Err(SheetError::Figures(reader.faults)),
    }
}

fn no_table() -> StatutoryFault {
    let known: Vec<&str> = TABLES.iter().map(|table| table.zh).collect();
    let known = known.join("、");
    StatutoryFault {
        rule: FAULT,
        span: None,
        message: say!("没有写明是哪张表", "it does not say which table it is"),
        help: say!(
            "第一行写 `表: …`，可以写：{known}",
            "begin with `table: …`, one of published, requests, disputes"
        ),
    }
}

struct GridReader<'r, 'n> {
    faults: Vec<StatutoryFault>,
    entries: &'r [MappingEntry<'n>],
    /// Which of them were asked for.
    used: Vec<bool>,
}

impl<'r, 'n> GridReader<'r, 'n> {
    fn fault(&mut self, span: &Range<usize>, message: Text, help: Text) {
        self.faults.push(StatutoryFault { rule: FAULT, span: Some(span.clone()), message, help });
    }

    /// What stands behind a key of the file.
    fn node(&mut self, zh: &str, en: &str) -> Option<&'r YamlNode<'n>> {
        let at = self.entries.iter().position(|entry| entry.key == zh || entry.key == en)?;
        self.used[at] = true;
        Some(&self.entries[at].value)
    }

    fn table(&mut self) -> Option<Table> {
        let which = self.node(WHICH.0, WHICH.1).cloned();
        let Some(YamlNode { value: YamlValue::Scalar { text, .. }, span }) = which else {
            self.faults.push(no_table());
            return None;
        };
        match TABLES.iter().position(|table| table.zh == text || table.en == text) {
            Some(0) => Some(self.published()),
            Some(1) => Some(self.requests()),
            Some(_) => Some(self.disputes()),
            None => {
                let near = diag::nearest(&text, TABLES.iter().flat_map(|table| [table.zh, table.en]));
                let help = near.map_or_else(
                    || no_table().help,
                    |near| say!("是不是“{near}”？", "did you mean `{near}`?"),
                );
                self.fault(&span, say!("没有“{text}”这张表", "there is no table `{text}`"), help);
                None
            }
        }
    }

    /// Keys that no row has been asked for: which names there are depends on which table it is.
    fn report_unknown(&mut self) {
        let rows = ACTS.iter().chain(SECTIONS.iter().flat_map(|section| section.rows));
        let rows = rows.chain(&RECEIVED).chain(RESULTS.iter().flat_map(|group| group.rows)).chain([&LEFT]);
        let known: Vec<&str> = rows.chain(&DISPUTES).flat_map(|row| [row.zh, row.en]).collect();
        for (entry, _) in self.entries.iter().zip(self.used.clone()).filter(|(_, used)| !used) {
            let key = &entry.key;
            let help = match diag::nearest(key, known.iter().copied()) {
                Some(near) if near != *key => say!("是不是“{near}”？", "did you mean `{near}`?"),
                _ => say!(
                    "照手册“年度报告”一页里的名称写",
                    "the manual's page on annual reports has the names"
                ),
            };
            self.fault(&entry.key_span, say!("这张表里没有“{key}”", "this table has no `{key}`"), help);
        }
    }

    /// A whole number, or with `is_money` one with digits behind a point; nothing is 0.
    fn figure(&mut self, node: &YamlNode<'_>, is_money: bool) -> String {
        let typed = match &node.value {
            YamlValue::Null => return "0".to_owned(),
            YamlValue::Scalar { text, .. } => text.trim(),
            _ => "",
        };
        let text = with_plain_digits(typed);
        let text = text.trim_end_matches("万元").trim_end_matches(['件', '宗']).trim();
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_decimal = |text: &str| text.split_once('.').is_some_and(|(a, b)| is_digits(a) && is_digits(b));
        let is_right = is_digits(text) && text.len() <= MOST_DIGITS || is_money && is_decimal(text);
        if is_right {
            return text.to_owned();
        }
        let is_negative =
            text.strip_prefix(['-', '－', '−']).is_some_and(|rest| is_digits(rest) || is_decimal(rest));
        let message = if is_negative {
            say!("“{typed}”是负数，这里要 0 或者正数", "`{typed}` is negative; 0 or more is wanted")
        } else if is_decimal(text) {
            say!(
                "“{typed}”有小数，这里要整数",
                "`{typed}` has digits behind the point; a whole number is wanted"
            )
        } else if is_digits(text) {
            say!("“{typed}”太大，不像是件数", "`{typed}` is too large for a count")
        } else {
            say!("“{typed}”不是数", "`{typed}` is no number")
        };
        let help = if is_money {
            say!(
                "写几万元，如 `12.5`；没有的写 0，或者不写这一项",
                "write it in 万元, such as `12.5`; none is 0, or left out"
            )
        } else {
            say!(
                "写整数，如 `12`；没有的写 0，或者不写这一项",
                "write a whole number, such as `12`; none is 0, or left out"
            )
        };
        self.fault(&node.span, message, help);
        "0".to_owned()
    }

    /// The figures of a row behind a key, in the order of `columns`, with their sum behind them.
    fn row(&mut self, row: &FormLine, columns: &[FormLine]) -> Vec<u64> {
        let mut figures = vec![0; columns.len()];
        let Some(node) = self.node(row.zh, row.en) else {
            figures.push(0);
            return figures;
        };
        let mut typed_total = None;
        match &node.value {
            YamlValue::Mapping(cells) => {
                for cell in cells {
                    let value = self.figure(&cell.value, false).parse().unwrap_or(0);
                    let at = columns.iter().position(|column| column.zh == cell.key || column.en == cell.key);
                    match at {
                        Some(at) => figures[at] = value,
                        None if cell.key == TOTAL.0 || cell.key == TOTAL.1 => {
                            typed_total = Some((value, cell.value.span.clone()));
                        }
                        None => self.no_column(&cell.key, &cell.key_span, columns),
                    }
                }
            }
            YamlValue::Null => {}
            _ => self.whole_row(row, node, columns),
        }
        let total: u64 = figures.iter().sum();
        if let Some((typed, span)) = typed_total.filter(|(typed, _)| *typed != total) {
            let label = row.zh;
            self.fault(
                &span,
                say!(
                    "“{label}”的总计写的是 {typed}，各项相加是 {total}",
                    "the total of `{label}` is given as {typed}, its parts make {total}"
                ),
                say!("核对各项；总计可以不写，由程序算", "check the parts; the total may be left out"),
            );
        }
        figures.push(total);
        figures
    }

    /// One number for a whole row, which does not say in which column it is; 0 is 0 in all.
    fn whole_row(&mut self, row: &FormLine, node: &YamlNode<'_>, columns: &[FormLine]) {
        let known = self.faults.len();
        let figure = self.figure(node, false);
        if self.faults.len() > known || figure.bytes().all(|digit| digit == b'0') {
            return;
        }
        let (key, first) = (row.zh, columns[0].zh);
        let list: Vec<&str> = columns.iter().map(|column| column.zh).collect();
        let list = list.join("、");
        self.fault(
            &node.span,
            say!("“{key}”只写了 {figure}，没有写是哪一栏", "`{key}` is {figure}, and no column is named"),
            say!(
                "写明是哪一栏，如 `{key}: {{{first}: {figure}}}`；各栏是：{list}",
                "say in which column, such as `{key}: {{{first}: {figure}}}`; the columns are {list}"
            ),
        );
    }

    fn no_column(&mut self, key: &str, span: &Range<usize>, columns: &[FormLine]) {
        let near = diag::nearest(key, columns.iter().flat_map(|column| [column.zh, column.en]));
        let known: Vec<&str> = columns.iter().map(|column| column.zh).collect();
        let known = known.join("、");
        let help = match near {
            Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
            None => say!("可以写：{known}", "there are: {known}"),
        };
        self.fault(span, say!("没有“{key}”这一栏", "there is no column `{key}`"), help);
    }

    /// 第二部分. Its heads change from part to part.
    fn published(&mut self) -> Table {
        let mut rows = vec![vec![head(0, "第二十条第（一）项", 4)]];
        let heads = ACT_COLUMNS.iter().enumerate().map(|(at, column)| head(at + 1, column.label, 1));
        rows.push([head(0, "信息内容", 1)].into_iter().chain(heads).collect());
        for act in &ACTS {
            let figures = self.row(act, &ACT_COLUMNS);
            // What was made, repealed and is in force makes no sum.
            let cells = figures.iter().take(ACT_COLUMNS.len()).enumerate();
            let cells = cells.map(|(at, figure)| HtmlCell::text(at + 1, &figure.to_string()));
            rows.push([HtmlCell::text(0, act.label)].into_iter().chain(cells).collect());
        }
        let mut inner_heads = Vec::new();
        for section in &SECTIONS {
            inner_heads.extend([rows.len(), rows.len() + 1]);
            rows.push(vec![head(0, section.title, 4)]);
            rows.push(vec![head(0, "信息内容", 1), head(1, section.head, 3)]);
            for row in section.rows {
                let node = self.node(row.zh, row.en);
                let figure = node.map_or_else(|| "0".to_owned(), |node| self.figure(node, section.is_money));
                rows.push(vec![HtmlCell::text(0, row.label), wide(1, &figure, 3)]);
            }
        }
        // The first heads are such too: they end where the next begin.
        inner_heads.splice(0..0, [0, 1]);
        self.report_unknown();
        Table { inner_heads, columns: 4, rows, label_columns: Some(1), ..Table::default() }
    }

    /// 第三部分.
    fn requests(&mut self) -> Table {
        let relation = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
        let first = 3;
        let total = first + APPLICANTS.len();
        let tall = |column, text, rows| HtmlCell { row_span: rows, ..HtmlCell::text(column, text) };
        let bodies = APPLICANTS.len() - 1;
        let mut rows = vec![
            vec![
                HtmlCell { row_span: 3, ..wide(0, relation, 3) },
                wide(first, "申请人情况", APPLICANTS.len() + 1),
            ],
            vec![
                tall(first, APPLICANTS[0].label, 2),
                wide(first + 1, "法人或其他组织", bodies),
                tall(total, TOTAL.0, 2),
            ],
            (1..)
                .zip(&APPLICANTS[1..])
                .map(|(at, column)| HtmlCell::text(first + at, column.label))
                .collect(),
        ];
        let line = |labels: Vec<HtmlCell>, figures: &[u64]| -> Vec<HtmlCell> {
            let cells = figures
                .iter()
                .enumerate()
                .map(|(at, figure)| HtmlCell::text(first + at, &figure.to_string()));
            labels.into_iter().chain(cells).collect()
        };
        let mut came = vec![0; APPLICANTS.len() + 1];
        for row in &RECEIVED {
            let figures = self.row(row, &APPLICANTS);
            add(&mut came, &figures);
            rows.push(line(vec![wide(0, row.label, 3)], &figures));
        }
        let results: usize = RESULTS.iter().map(|group| group.rows.len()).sum();
        let mut settled = vec![0; APPLICANTS.len() + 1];
        let mut is_first = true;
        for group in &RESULTS {
            for (nth, row) in group.rows.iter().enumerate() {
                let figures = self.row(row, &APPLICANTS);
                add(&mut settled, &figures);
                let mut labels = Vec::new();
                if std::mem::take(&mut is_first) {
                    labels.push(tall(0, "三、本年度办理结果", results + 1));
                }
                if group.is_row {
                    labels.push(wide(1, row.label, 2));
                } else {
                    labels.extend((nth == 0).then(|| tall(1, group.label, group.rows.len())));
                    labels.push(HtmlCell::text(2, row.label));
                }
                rows.push(line(labels, &figures));
            }
        }
        rows.push(line(vec![wide(1, "（七）总计", 2)], &settled));
        let left = self.row(&LEFT, &APPLICANTS);
        rows.push(line(vec![wide(0, LEFT.label, 3)], &left));
        self.report_unknown();
        self.balance(&came, &settled, &left);
        Table { header_rows: 3, columns: total + 1, rows, label_columns: Some(3), ..Table::default() }
    }

    /// 第一项加第二项之和，等于第三项加第四项之和: the fault that inspections find most often. Figures that cannot be
    /// read make no sum.
    fn balance(&mut self, came: &[u64], settled: &[u64], left: &[u64]) {
        if self.faults.iter().any(|fault| fault.rule == FAULT) {
            return;
        }
        for (at, column) in APPLICANTS.iter().enumerate() {
            let (came, went) = (came[at], settled[at] + left[at]);
            if came == went {
                continue;
            }
            let name = column.label;
            let span = self.column_span(column);
            self.faults.push(StatutoryFault {
                rule: "annual-table-disagrees",
                span,
                message: say!(
                    "“{name}”一列：第一项加第二项是 {came}，第三项总计加第四项是 {went}，应当相等",
                    "in the column `{name}` the first and second row make {came}, the third and fourth {went}; they must agree"
                ),
                help: say!(
                    "逐件核对这一列的办理结果；没有办完的写在“结转下年度”里",
                    "check the results of this column; what is not settled yet is `carried_out`"
                ),
            });
        }
    }

    /// Where the first figure of a column stands.
    fn column_span(&self, column: &FormLine) -> Option<Range<usize>> {
        self.entries.iter().find_map(|entry| {
            let YamlValue::Mapping(cells) = &entry.value.value else { return None };
            let cell = cells.iter().find(|cell| cell.key == column.zh || cell.key == column.en)?;
            Some(cell.key_span.start..cell.value.span.end)
        })
    }

    /// 第四部分.
    fn disputes(&mut self) -> Table {
        let width = OUTCOMES.len() + 1;
        let tall = |column, text, rows| HtmlCell { row_span: rows, ..HtmlCell::text(column, text) };
        let outcomes = |first: usize, rows: usize| {
            let labels = OUTCOMES.iter().map(|outcome| outcome.label).chain([TOTAL.0]);
            labels.enumerate().map(move |(at, label)| tall(first + at, label, rows))
        };
        let mut middle: Vec<HtmlCell> = outcomes(0, 2).collect();
        middle.extend((1..).zip(&DISPUTES[1..]).map(|(at, kind)| wide(at * width, kind.label, width)));
        let last = (1..DISPUTES.len()).flat_map(|at| outcomes(at * width, 1)).collect();
        let mut figures = Vec::new();
        for kind in &DISPUTES {
            let row = self.row(kind, &OUTCOMES);
            let first = figures.len();
            figures.extend(
                row.iter().enumerate().map(|(at, figure)| HtmlCell::text(first + at, &figure.to_string())),
            );
        }
        self.report_unknown();
        let heads = vec![wide(0, DISPUTES[0].label, width), wide(width, "行政诉讼", 2 * width)];
        let rows = vec![heads, middle, last, figures];
        Table { header_rows: 3, columns: 3 * width, rows, label_columns: Some(0), ..Table::default() }
    }
}

fn add(sums: &mut [u64], figures: &[u64]) {
    for (sum, figure) in sums.iter_mut().zip(figures) {
        *sum += figure;
    }
}

fn wide(column: usize, text: &str, columns: usize) -> HtmlCell {
    HtmlCell { column_span: columns, ..HtmlCell::text(column, text) }
}

/// A head in the middle of the table.
fn head(column: usize, text: &str, columns: usize) -> HtmlCell {
    HtmlCell { align: Align::Center, ..wide(column, text, columns) }
}

#[cfg(test)]
mod tests {
    use super::table;
    use crate::diag::Lang;
    use crate::text::sheet::SheetError;

    fn faults(text: &str) -> Vec<String> {
        match table("a.yaml", text) {
            Ok(_) => Vec::new(),
            Err(SheetError::Figures(faults)) => {
                let told = faults.iter().map(|fault| {
                    let at = fault.span.as_ref().map_or("", |span| &text[span.clone()]);
                    format!("{at}|{}", fault.message.in_lang(Lang::Zh))
                });
                told.collect()
            }
            Err(other) => vec![format!("{other:?}")],
        }
    }

    #[test]
    fn every_place_of_a_table_is_covered_once() {
        for which in ["主动公开", "requests", "复议诉讼"] {
            let sheet = table("a.yaml", &format!("表: {which}\n")).expect("nothing is none");
            let mut covered = vec![vec![0; sheet.shown.columns]; sheet.shown.rows.len()];
            for (at, row) in sheet.shown.rows.iter().enumerate() {
                for cell in row {
                    for line in &mut covered[at..at + cell.row_span] {
                        line[cell.column..cell.column + cell.column_span]
                            .iter_mut()
                            .for_each(|count| *count += 1);
                    }
                }
            }
            assert!(covered.iter().flatten().all(|count| *count == 1), "{which}: {covered:?}");
        }
    }

    #[test]
    fn sums_are_worked_out_and_have_to_balance() {
        let text = "表: 申请办理\n本年新收: {自然人: 11, 商业企业: 3}\n上年结转: {自然人: 1}\n予以公开: {自然人: 9, 商业企业: 3}\n";
        let said = faults(text);
        assert_eq!(said, ["自然人: 11|“自然人”一列：第一项加第二项是 12，第三项总计加第四项是 9，应当相等"]);
        let sheet = table("a.yaml", &format!("{text}结转下年度: {{自然人: 3}}\n")).expect("it balances");
        let totals: Vec<&str> = sheet.shown.rows.iter().filter_map(|row| Some(&*row.last()?.html)).collect();
        assert!(totals.contains(&"14") && totals.contains(&"12") && totals.contains(&"3"), "{totals:?}");
    }

    #[test]
    fn faults_have_their_places() {
        let one = |text: &str, told: &str| assert_eq!(faults(text), [told], "{text}");
        one("规章: 1\n", "|没有写明是哪张表");
        one("表: 申请处理\n", "申请处理|没有“申请处理”这张表");
        one("表: 主动公开\n行政许克: 3\n", "行政许克|这张表里没有“行政许克”");
        one("表: 复议诉讼\n行政复议: {维护: 1}\n", "维护|没有“维护”这一栏");
        one("table: disputes\nreviews: {upheld: 1, total: 2}\n", "2|“行政复议”的总计写的是 2，各项相加是 1");
        // A fault makes no second one by the sums that lack its row.
        one(
            "表: 申请办理\n本年新收: {自然人: 2}\n重复申请的: {自然人: 2}\n",
            "重复申请的|这张表里没有“重复申请的”",
        );
        one("表: 申请办理\n本年新收: {自然人: 2}\n重复申请: 2\n", "2|“重复申请”只写了 2，没有写是哪一栏");
    }

    #[test]
    fn figures_are_whole_numbers_in_any_digits() {
        let rows = [
            ("制发: 一件", "一件|“一件”不是数"),
            ("制发: 11.5", "11.5|“11.5”有小数，这里要整数"),
            ("制发: -11", "-11|“-11”是负数，这里要 0 或者正数"),
            ("制发: 12345678901", "12345678901|“12345678901”太大，不像是件数"),
        ];
        for (row, told) in rows {
            assert_eq!(faults(&format!("表: 主动公开\n规章: {{{row}}}\n")), [told]);
        }
        let sheet = table(
            "a.yaml",
            "表: 主动公开\n行政许可: ２６４\n行政处罚: 0\n规章: 0\n行政事业性收费: 12.5万元\n",
        );
        let cells: Vec<String> =
            sheet.expect("they are").shown.rows.concat().into_iter().map(|cell| cell.html).collect();
        assert!(cells.contains(&"264".to_owned()) && cells.contains(&"12.5".to_owned()), "{cells:?}");
    }
}
