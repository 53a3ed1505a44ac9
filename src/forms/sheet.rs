//! How a fill-in sheet is laid out: which cell says what, and which one is filled in. `make` draws it,
//! `stamp` writes it down, `read` goes by what was written down.

use super::blank::{Blank, BlankIndicator, ReportingProject};
use crate::attachment::workbook::{Area, cell_name};
use crate::diag::draw::width;
use crate::model::Period;
use crate::quantity::{Approximation, Figure, Measure, QuantityValue, Target, TargetKind};

/// The columns of a sheet, by their widths in characters.
pub(super) const WIDTHS: [u32; 7] = [14, 28, 11, 16, 16, 16, 28];

/// The columns.
const TASK: u32 = 0;
const NAME: u32 = 1;
const MEASURE: u32 = 2;
const TARGET: u32 = 3;
const LAST: u32 = 4;
const FILL: u32 = 5;
const REASON: u32 = 6;

/// The rows that stay in sight, and are printed on every page.
pub(super) const HEAD_ROWS: u32 = 3;

/// The most characters that the name of a sheet may have.
const LONGEST_NAME: usize = 31;

/// A sheet: one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormSheet {
    /// The name on its tab.
    pub(super) name: String,
    /// The project's folder.
    pub(super) folder: String,
    /// Its cells, from the top.
    pub(super) parts: Vec<SheetCell>,
    /// The heights of rows that are not the usual one, in points.
    pub(super) heights: Vec<(u32, u32)>,
}

/// A cell, or several merged ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetCell {
    /// Where.
    pub(super) area: Area,
    /// What stands there.
    pub(super) content: CellContent,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CellContent {
    /// Words that are locked.
    Label { text: String, role: LabelRole },
    /// A cell to fill in.
    Field(FormField),
}

/// What locked words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LabelRole {
    /// The heading of the sheet.
    Title,
    /// How to fill it in.
    Note,
    /// The head of a column.
    Head,
    /// What a row is about: an indicator, a node, a text.
    Row,
    /// The measure that figures are in.
    Measure,
    /// The target of the year.
    Target,
    /// The figure of an earlier period, or a planned day.
    Known,
    /// Anything else.
    Plain,
}

/// A cell to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormField {
    /// What is asked.
    pub(super) question: FormQuestion,
    /// What kind of answer is wanted.
    pub(super) kind: AnswerKind,
    /// The measure that a number is in.
    pub(super) measure: String,
    /// What is known already.
    pub(super) filled: Option<String>,
}

/// What a cell asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormQuestion {
    /// What of it.
    pub topic: Topic,
    /// The indicator or node; empty for a text.
    pub name: String,
}

/// The kinds of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The figure of an indicator.
    Figure,
    /// The figure of an indicator in an area (分项); its name is that of both, `indicator/area`.
    Area,
    /// Why an indicator has none (本期不统计).
    NotCounted,
    /// The day on which a node was done.
    Done,
    /// The day to which it was put off.
    PostponedTo,
    /// Why.
    PostponedBecause,
    /// Who approved that.
    ApprovedBy,
    /// 存在问题
    Problems,
    /// 下一步
    Next,
    /// The text.
    Text,
}

/// Every topic with its word.
const TOPICS: [(Topic, &str); 10] = [
    (Topic::Figure, "指标"),
    (Topic::Area, "分项"),
    (Topic::NotCounted, "本期不统计"),
    (Topic::Done, "完成"),
    (Topic::PostponedTo, "推迟到"),
    (Topic::PostponedBecause, "原因"),
    (Topic::ApprovedBy, "批准"),
    (Topic::Problems, "存在问题"),
    (Topic::Next, "下一步"),
    (Topic::Text, "正文"),
];

impl Topic {
    /// Its word: that of the key behind which the answer stands.
    #[must_use]
    pub fn word(self) -> &'static str {
        TOPICS.iter().find(|(topic, _)| *topic == self).map_or("", |(_, word)| word)
    }

    /// The topic with this word.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        TOPICS.iter().find(|(_, known)| *known == word).map(|(topic, _)| *topic)
    }
}

/// What kind of answer a cell takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnswerKind {
    /// A number in the measure that stands beside it.
    Number,
    /// A word that says how far something is.
    Word,
    /// A figure as it is to be printed: the last one was none that a number could give, such as `22/30所`.
    AsWritten,
    /// A day.
    Day,
    /// Words.
    Words,
}

const KINDS: [(AnswerKind, &str); 5] = [
    (AnswerKind::Number, "数字"),
    (AnswerKind::Word, "进度词"),
    (AnswerKind::AsWritten, "照写"),
    (AnswerKind::Day, "日期"),
    (AnswerKind::Words, "文字"),
];

impl AnswerKind {
    pub(super) fn word(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }

    /// The kind that an indicator's figure has.
    fn of(indicator: &BlankIndicator) -> Self {
        let last = indicator.last.as_ref().map(|(_, figure)| figure.as_str());
        let is_plain = |figure: &str| plain_number(figure, &indicator.measure).is_some();
        if !indicator.measure.is_empty() {
            return if last.is_none_or(is_plain) { Self::Number } else { Self::AsWritten };
        }
        let target =
            indicator.target.as_deref().map(|target| Target::parse(target).map(|target| target.kind));
        let is_word = matches!(
            target,
            Some(Ok(TargetKind::Milestone | TargetKind::All | TargetKind::None | TargetKind::Qualitative))
        );
        let was_word = last.is_none_or(|last| matches!(Figure::parse(last), Ok(Figure::Word(_))));
        if is_word && was_word { Self::Word } else { Self::AsWritten }
    }
}

/// The words that [`AnswerKind::Word`] offers.
pub(super) const WORDS: [&str; 5] = ["完成", "推进中", "未启动", "全覆盖", "清零"];

/// The number of a figure in a measure, if it is one exact number and nothing else.
pub(super) fn plain_number(figure: &str, measure: &str) -> Option<crate::quantity::Decimal> {
    let Ok(Figure::Quantity(quantity)) = Figure::parse(figure) else { return None };
    if quantity.whole.is_some() || quantity.approximation != Approximation::None {
        return None;
    }
    match quantity.value_in(Measure::parse(measure))? {
        QuantityValue::Exact(number) => Some(number),
        QuantityValue::Range { .. } => None,
    }
}

impl FormSheet {
    /// The sheet that asks for what `blank` asks for; `unit` fills it in.
    pub(super) fn of(blank: &Blank, unit: &str, taken: &[String]) -> Self {
        let mut pen = Pen { row: 1, parts: Vec::new(), heights: Vec::new() };
        pen.head(blank, unit);
        pen.indicators(blank);
        // What an area reports are figures; the rest is the lead unit's.
        if blank.area.is_none() {
            pen.nodes(blank);
            pen.texts();
        }
        Self {
            name: sheet_name(blank.folder.name(), taken),
            folder: blank.folder.as_str().to_owned(),
            parts: pen.parts,
            heights: pen.heights,
        }
    }

    /// Whether it asks for the figures of an area (分项).
    pub(super) fn is_of_area(&self) -> bool {
        self.parts.iter().any(|part| match &part.content {
            CellContent::Field(field) => field.question.topic == Topic::Area,
            CellContent::Label { .. } => false,
        })
    }

    /// The area whose figures it asks for, if the project still has it.
    pub(super) fn area<'p>(&self, project: &'p ReportingProject) -> Option<&'p str> {
        let mut fields = self.parts.iter().filter_map(|part| match &part.content {
            CellContent::Field(field) => Some(&field.question),
            CellContent::Label { .. } => None,
        });
        let question = fields.find(|question| question.topic == Topic::Area)?;
        project.indicator_and_area(&question.name).map(|(_, area)| area)
    }

    /// The last row.
    pub(super) fn bottom(&self) -> u32 {
        self.parts.iter().map(|part| part.area.bottom).max().unwrap_or(1)
    }
}

/// A name that a sheet may have and none of `taken` has.
fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let is_bad = |c: char| "[]:*?/\\'".contains(c) || c.is_control();
    let clean: String = wanted.chars().map(|c| if is_bad(c) { ' ' } else { c }).collect();
    let clean = if clean.trim().is_empty() { "项目" } else { clean.trim() };
    let cut = |most: usize| {
        let mut length = 0;
        let fits = |c: &char| {
            length += c.len_utf16();
            length <= most
        };
        clean.chars().take_while(fits).collect::<String>()
    };
    let is_free = |name: &str| {
        // Excel keeps this name for itself.
        let lower = name.to_lowercase();
        lower != "history" && !taken.iter().any(|taken| taken.to_lowercase() == lower)
    };
    let mut name = cut(LONGEST_NAME);
    let mut count = 2;
    while !is_free(&name) {
        name = format!("{}({count})", cut(LONGEST_NAME - 6));
        count += 1;
    }
    name
}

/// Writes a sheet from the top down.
struct Pen {
    /// The next row, counted from 1.
    row: u32,
    parts: Vec<SheetCell>,
    heights: Vec<(u32, u32)>,
}

impl Pen {
    fn put(&mut self, columns: std::ops::RangeInclusive<u32>, content: CellContent) {
        let area = Area { top: self.row, bottom: self.row, left: *columns.start(), right: *columns.end() };
        self.parts.push(SheetCell { area, content });
    }

    fn label(&mut self, column: u32, text: impl Into<String>, role: LabelRole) {
        self.put(column..=column, CellContent::Label { text: text.into(), role });
    }

    fn field(&mut self, columns: std::ops::RangeInclusive<u32>, field: FormField) {
        self.put(columns, CellContent::Field(field));
    }

    /// Ends the row; it becomes as high as its widest text needs.
    fn end_row(&mut self, texts: &[(&str, u32)]) {
        let lines = texts.iter().map(|(text, column)| {
            let wide = WIDTHS[*column as usize].saturating_sub(1).max(1) as usize;
            text.lines().map(|line| width(line).div_ceil(wide).max(1)).sum::<usize>().max(1)
        });
        let lines = u32::try_from(lines.max().unwrap_or(1)).unwrap_or(1).min(20);
        self.heights.push((self.row, 6 + lines * 15));
        self.row += 1;
    }

    fn head(&mut self, blank: &Blank, unit: &str) {
        let area = blank.area.as_ref().map(|area| format!("（{area}）")).unwrap_or_default();
        let title = format!("{}{area}　{}填报表", blank.title, blank.period.chinese());
        self.put(TASK..=REASON, CellContent::Label { text: title, role: LabelRole::Title });
        self.heights.push((self.row, 32));
        self.row += 1;
        let nothing = match &blank.area {
            Some(_) => "没有这项数据的，空着，公开时写“未报”",
            None => "本期没有这项数据的，空着数字，在右边写理由",
        };
        let note = format!(
            "填报单位：{unit}。只填黄色格子。数字只填数，不带单位（百分数照写，如 92.5%）；{nothing}；改不了的格子有误，请告诉发表的人。"
        );
        self.put(TASK..=REASON, CellContent::Label { text: note, role: LabelRole::Note });
        self.heights.push((self.row, 36));
        self.row += 1;
    }

    fn indicators(&mut self, blank: &Blank) {
        let has_tasks = blank.indicators.iter().any(|indicator| indicator.task.is_some());
        let target = format!("{}年目标", blank.period.year);
        let period = blank.period.chinese();
        let first = if has_tasks { "重点任务" } else { "序号" };
        let reported: Vec<Period> =
            blank.indicators.iter().filter_map(|indicator| Some(indicator.last.as_ref()?.0)).collect();
        let usual = reported.iter().copied().max();
        let last = usual.map_or_else(|| "上期".to_owned(), |usual| format!("上期（{}）", usual.chinese()));
        for (column, head) in [
            (TASK, first),
            (NAME, "指标"),
            (MEASURE, "单位"),
            (TARGET, &target),
            (LAST, &last),
            (FILL, &period),
            (REASON, if blank.area.is_some() { "没有数据的" } else { "本期不统计的理由" }),
        ] {
            self.label(column, head, LabelRole::Head);
        }
        self.end_row(&[(&period, FILL), (&last, LAST)]);
        let first_row = self.row;
        for (at, indicator) in blank.indicators.iter().enumerate() {
            if !has_tasks {
                self.label(TASK, (at + 1).to_string(), LabelRole::Plain);
            }
            self.indicator(indicator, usual, blank.area.as_deref());
        }
        if has_tasks {
            self.tasks(&blank.indicators, first_row);
        }
        if blank.indicators.is_empty() {
            self.put(
                TASK..=REASON,
                CellContent::Label { text: "这个项目没有指标".to_owned(), role: LabelRole::Plain },
            );
            self.row += 1;
        }
    }

    /// `usual` is the newest period with figures, which stands in the head.
    fn indicator(&mut self, indicator: &BlankIndicator, usual: Option<Period>, area: Option<&str>) {
        let BlankIndicator { name, measure, target, last, .. } = indicator;
        let target = target.as_deref().unwrap_or("");
        let last = last.as_ref().map_or_else(String::new, |(period, figure)| {
            let figure = one_line(figure);
            if Some(*period) == usual { figure } else { format!("{figure}（{}）", period.chinese()) }
        });
        let kind = AnswerKind::of(indicator);
        let shown = match kind {
            AnswerKind::AsWritten if measure.is_empty() => "连单位写",
            AnswerKind::Word => "选一个词",
            _ => measure,
        };
        let own = area.and_then(|area| name.strip_suffix(area)?.strip_suffix('/')).unwrap_or(name);
        self.label(NAME, own, LabelRole::Row);
        self.label(MEASURE, shown, LabelRole::Measure);
        self.label(TARGET, target, LabelRole::Target);
        self.label(LAST, &last, LabelRole::Known);
        let question = |topic| FormQuestion { topic, name: name.clone() };
        let filled = indicator.figure.as_deref().and_then(|figure| match kind {
            AnswerKind::Number => plain_number(figure, measure).map(crate::quantity::plain),
            _ => Some(figure.to_owned()),
        });
        let topic = if area.is_some() { Topic::Area } else { Topic::Figure };
        let figure = FormField { question: question(topic), kind, measure: measure.clone(), filled };
        self.field(FILL..=FILL, figure);
        if area.is_some() {
            self.label(REASON, "空着，公开时写“未报”", LabelRole::Plain);
        } else {
            self.field(REASON..=REASON, words(question(Topic::NotCounted)));
        }
        self.end_row(&[(name, NAME), (target, TARGET), (&last, LAST), (shown, MEASURE)]);
    }

    /// The tasks, one cell for neighbours with the same.
    fn tasks(&mut self, indicators: &[BlankIndicator], first_row: u32) {
        let mut row = first_row;
        for same in indicators.chunk_by(|a, b| a.task == b.task) {
            let bottom = row + u32::try_from(same.len()).unwrap_or(1) - 1;
            let area = Area { top: row, bottom, left: TASK, right: TASK };
            let text = same[0].task.clone().unwrap_or_default();
            self.parts.push(SheetCell { area, content: CellContent::Label { text, role: LabelRole::Plain } });
            row = bottom + 1;
        }
    }

    fn nodes(&mut self, blank: &Blank) {
        if blank.nodes.is_empty() {
            return;
        }
        self.row += 1;
        self.put(TASK..=NAME, CellContent::Label { text: "事项".to_owned(), role: LabelRole::Head });
        for (column, head) in [
            (MEASURE, "计划完成"),
            (TARGET, "完成日期"),
            (LAST, "推迟到"),
            (FILL, "批准推迟的机关"),
            (REASON, "推迟的原因"),
        ] {
            self.label(column, head, LabelRole::Head);
        }
        self.end_row(&[]);
        for node in &blank.nodes {
            let question = |topic| FormQuestion { topic, name: node.name.clone() };
            let day = |topic| FormField {
                question: question(topic),
                kind: AnswerKind::Day,
                measure: String::new(),
                filled: None,
            };
            self.put(TASK..=NAME, CellContent::Label { text: node.name.clone(), role: LabelRole::Row });
            self.label(MEASURE, node.due.to_string(), LabelRole::Known);
            self.field(TARGET..=TARGET, day(Topic::Done));
            self.field(LAST..=LAST, day(Topic::PostponedTo));
            self.field(FILL..=FILL, words(question(Topic::ApprovedBy)));
            self.field(REASON..=REASON, words(question(Topic::PostponedBecause)));
            self.end_row(&[(&node.name, NAME)]);
        }
    }

    fn texts(&mut self) {
        self.row += 1;
        for (topic, label, height) in [
            (Topic::Problems, "存在问题", 70),
            (Topic::Next, "下一步打算", 70),
            (Topic::Text, "进展情况（正文，一行一段）", 220),
        ] {
            self.label(TASK, label, LabelRole::Row);
            self.field(NAME..=REASON, words(FormQuestion { topic, name: String::new() }));
            self.heights.push((self.row, height));
            self.row += 1;
        }
    }
}

fn words(question: FormQuestion) -> FormField {
    FormField { question, kind: AnswerKind::Words, measure: String::new(), filled: None }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl SheetCell {
    /// The name of its first cell, such as `C3`.
    pub(super) fn cell(&self) -> String {
        cell_name(self.area.top, self.area.left)
    }
}
