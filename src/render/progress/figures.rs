//! The table of a year's indicators, and that of one period, with the rules of their statuses.
//!
//! The tables are the one piece of a page whose markup is not the theme's: there is one on every page of a
//! year or a period, of sixteen rows as a rule, and on a site of 600 years the templates took about three
//! times as long when the tables were components.

use std::fmt::Write as _;

use typed_index_collections::TiVec;

use super::NOTHING;
use super::marks::{Former, YearMarks};
use super::words::{place, push_difference, push_status, push_text};
use crate::catalog::{Project, ProjectEntry, ProjectYear};
use crate::chart::{self, Completion};
use crate::entry::{Disclosure, IndicatorDraft, NodeReport};
use crate::model::{EntryId, IndicatorId, NodeId, OwnEntry, Period, PeriodKind, YearId};
use crate::progress::{
    Absence, FigurePoint, NodePosition, Position, ProjectPart, ProjectProgress, Status, StatusReason,
    Unjudged, YearProgress, push_rate, target,
};
use crate::quantity::Decimal;
use crate::render::Renderer;
use crate::render::view::{Html, RuleView};

/// A year of a project with what its figures say.
#[derive(Clone, Copy)]
pub(super) struct FigureYear<'a> {
    pub(super) project: &'a Project,
    pub(super) reported: &'a ProjectYear,
    pub(super) said: &'a YearProgress,
    pub(super) all: &'a ProjectProgress,
    pub(super) id: YearId,
}

/// A column of the table.
#[derive(Clone, Copy)]
pub(super) struct PeriodColumn {
    pub(super) period: Period,
    /// The entry, or why there is none.
    pub(super) entry: Result<EntryId, NoEntry>,
}

/// Why a period has no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoEntry {
    /// 应报未报
    Overdue,
    /// It is over, and there is still time to report.
    InTime,
    /// It was public, and was withdrawn.
    Withdrawn,
    /// It is there and not made public.
    Undisclosed(Disclosure),
    /// It is not over, or nobody knows whether it is due.
    NotDue,
}

impl NoEntry {
    /// What stands in its cells.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Overdue => "应报未报",
            Self::InTime => "未到报送期限",
            Self::Withdrawn => "已撤下",
            Self::Undisclosed(disclosure) => disclosure.word(),
            Self::NotDue => NOTHING,
        }
    }
}

impl<'a> FigureYear<'a> {
    /// The year itself.
    pub(super) fn number(&self) -> i16 {
        self.reported.year
    }

    /// The year's entries.
    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = EntryId> + use<> {
        let id = self.id;
        (0..self.reported.entries.len()).map(move |nth| id.entry(nth))
    }

    /// One of the year's entries.
    pub(super) fn entry(&self, id: EntryId) -> &'a ProjectEntry {
        &self.reported.entries[id.nth]
    }

    /// The figure of an indicator for the last period that has one.
    pub(super) fn last_figure(&self, indicator: IndicatorId) -> Option<(EntryId, &'a FigurePoint)> {
        self.entries().rev().find_map(|entry| Some((entry, self.point(entry, indicator)?)))
    }

    /// What an entry says of an indicator.
    pub(super) fn point(&self, entry: EntryId, indicator: IndicatorId) -> Option<&'a FigurePoint> {
        self.said.entries.get(entry.nth)?.points.get(indicator)?.as_ref()
    }

    /// Where the indicators stand by an entry.
    pub(super) fn positions(
        &self,
        entry: EntryId,
    ) -> impl Iterator<Item = (IndicatorId, &'a Position)> + use<'a> {
        let said = self.said.entries.get(entry.nth).into_iter();
        said.flat_map(|said| said.positions.iter_enumerated())
            .filter_map(|(id, position)| Some((id, position.as_ref()?)))
    }

    /// Where the nodes stand by an entry.
    pub(super) fn nodes(&self, entry: EntryId) -> impl Iterator<Item = (NodeId, &'a NodePosition)> + use<'a> {
        self.said.entries.get(entry.nth).into_iter().flat_map(|said| said.nodes.iter_enumerated())
    }

    /// Where a node stands by an entry as it is known now.
    pub(super) fn node_now(&self, entry: EntryId, node: NodeId) -> Option<&'a NodePosition> {
        self.all.node_now(entry.own(), node)
    }

    /// Where an indicator stands by an entry.
    pub(super) fn position(&self, entry: EntryId, indicator: IndicatorId) -> Option<&'a Position> {
        self.said.entries.get(entry.nth)?.positions.get(indicator)?.as_ref()
    }

    /// The entry of the year's last period.
    pub(super) fn last(&self) -> EntryId {
        self.id.entry(self.said.entries.len().saturating_sub(1))
    }

    /// The figure by which an indicator stands in an entry, if it is one of this year.
    pub(super) fn counted(&self, position: &Position, indicator: IndicatorId) -> Option<&'a FigurePoint> {
        let by = position.by.filter(|by| by.year == self.id.nth)?;
        self.point(self.id.project.entry(by), indicator)
    }

    /// Why an entry has no figure of an indicator, where it says so.
    pub(super) fn not_counted(&self, entry: EntryId, indicator: IndicatorId) -> Option<&'a str> {
        let name = &self.project.draft.indicators[indicator].name.value;
        let mut said = self.entry(entry).draft.not_counted.iter();
        said.find(|(about, _)| about.value == *name).map(|(_, reason)| &*reason.value)
    }

    /// An entry of this or another year of the project.
    pub(super) fn own_entry(&self, own: OwnEntry) -> &'a ProjectEntry {
        &self.project.years[own.year].entries[own.nth]
    }

    /// What an entry of the project reports of a node.
    pub(super) fn node_report(&self, (own, at): (OwnEntry, usize)) -> &'a NodeReport {
        &self.own_entry(own).draft.nodes[at]
    }

    /// A figure as written, whose period is named where it is another than that of `entry`.
    pub(super) fn written_by(&self, entry: EntryId, indicator: IndicatorId, by: OwnEntry) -> Option<String> {
        let (figure, _) = self.figure_of(by, indicator)?;
        Some(match self.earlier(entry, by) {
            Some(period) => format!("{figure}（{period}）"),
            None => figure.to_owned(),
        })
    }

    /// What an entry of the project says of an indicator, as written, with its period.
    pub(super) fn figure_of(&self, by: OwnEntry, indicator: IndicatorId) -> Option<(&'a str, Period)> {
        let name = &self.project.draft.indicators[indicator].name.value;
        let source = &self.own_entry(by).draft;
        let (_, figure) = source.figures.iter().find(|(about, _)| about.value == *name)?;
        Some((&*figure.value, source.period))
    }

    /// The name of the period of `by`, where that is another entry than `entry`.
    pub(super) fn earlier(&self, entry: EntryId, by: OwnEntry) -> Option<String> {
        let period = self.own_entry(by).draft.period;
        let is_other_year = period.year != self.number();
        let name = || if is_other_year { period.chinese() } else { period.short_chinese() };
        (by != entry.own()).then(name)
    }

    /// The newest figure of an indicator by an entry, as written, and its period; without one only the
    /// entry's own period.
    fn newest(&self, entry: EntryId, indicator: IndicatorId) -> (&'a str, Period) {
        let name = &self.project.draft.indicators[indicator].name.value;
        let by = self.position(entry, indicator).and_then(|position| position.by);
        let source = by.map_or_else(|| self.entry(entry), |by| self.own_entry(by));
        let figure = source.draft.figures.iter().find(|(about, _)| about.value == *name);
        (figure.map_or("", |(_, figure)| &figure.value), source.draft.period)
    }

    /// The link by which readers say that what is shown of an indicator by an entry is wrong.
    pub(super) fn push_mistake(
        &self,
        (entry, id): (EntryId, IndicatorId),
        marks: &YearMarks<'_>,
        out: &mut String,
    ) {
        let Some(links) = &marks.mistakes else { return };
        let (value, period) = self.newest(entry, id);
        links.push(&self.project.draft.indicators[id].name.value, &period.chinese(), value, out);
    }

    /// The cell of a figure as written, or why there is none; with a mark if an answer to a question about it
    /// is printed below.
    fn push_figure(&self, entry: EntryId, indicator: IndicatorId, marks: &YearMarks<'_>, out: &mut String) {
        let point = self.point(entry, indicator);
        let period = self.entry(entry).draft.period.short_chinese();
        let name = &self.project.draft.indicators[indicator].name.value;
        let is_corrected = marks.is_corrected(self.entry(entry).draft.period, name);
        if let (None, Some(reason)) = (point, self.not_counted(entry, indicator)) {
            open_cell("none", &period, out);
            out.push_str("不统计<span class=\"why\">");
            push_text(reason, out);
            out.push_str("</span>");
            out.push_str(if is_corrected { CORRECTED } else { "" });
            out.push_str("</td>");
            return;
        }
        let position = self.position(entry, indicator);
        let is_asked = position.is_some();
        open_cell(if point.is_none() && is_asked { "missing" } else { "num" }, &period, out);
        let nothing = if is_asked { "未报" } else { NOTHING };
        push_text(point.map_or(nothing, |point| self.written(entry, point)), out);
        // The last value of an earlier year stands nowhere else on the page.
        let by = position.filter(|_| point.is_none()).and_then(|position| position.by);
        let last =
            by.filter(|by| by.year != self.id.nth).and_then(|by| self.written_by(entry, indicator, by));
        if let Some(last) = last {
            out.push_str("<span class=\"why\">最近 ");
            push_text(&last, out);
            out.push_str("</span>");
        }
        let answers = &self.entry(entry).draft.answers;
        if answers.iter().any(|(about, _)| about.value == *name) {
            out.push_str("<sup>注</sup>");
        }
        out.push_str(if is_corrected { CORRECTED } else { "" });
        out.push_str("</td>");
    }

    /// The cells of an indicator in the columns of a table.
    fn push_columns(
        &self,
        columns: &[PeriodColumn],
        indicator: IndicatorId,
        marks: &YearMarks<'_>,
        out: &mut String,
    ) {
        for column in columns {
            match column.entry {
                Ok(entry) => self.push_figure(entry, indicator, marks, out),
                Err(gap) => push_gap(gap, &column.period.short_chinese(), out),
            }
        }
    }

    /// A figure as written.
    pub(super) fn written(&self, entry: EntryId, point: &FigurePoint) -> &'a str {
        let figures = &self.entry(entry).draft.figures;
        figures.get(point.figure).map_or(NOTHING, |(_, figure)| &figure.value)
    }

    /// The periods of the year's table: all four quarters where only quarters are reported; else what there
    /// is, and what should be there.
    pub(super) fn columns(&self) -> Vec<PeriodColumn> {
        let entries = &self.reported.entries;
        let is_quarterly =
            entries.iter().all(|entry| matches!(entry.draft.period.kind, PeriodKind::Quarter(_)));
        let mut columns: Vec<PeriodColumn> = self
            .entries()
            .map(|entry| PeriodColumn { period: self.entry(entry).draft.period, entry: Ok(entry) })
            .collect();
        if is_quarterly {
            for quarter in 1..=4 {
                let period = Period { year: self.number(), kind: PeriodKind::Quarter(quarter) };
                if !columns.iter().any(|column| column.period == period) {
                    columns.push(PeriodColumn { period, entry: Err(NoEntry::NotDue) });
                }
            }
        }
        for missing in self.all.missing.iter().filter(|missing| missing.period.year == self.number()) {
            let gap = match missing.absence {
                Absence::Overdue(_) => NoEntry::Overdue,
                Absence::NotYet(_) => NoEntry::InTime,
                Absence::Withdrawn(_) => NoEntry::Withdrawn,
                Absence::Undisclosed(disclosure) => NoEntry::Undisclosed(disclosure),
            };
            match columns.iter_mut().find(|column| column.period == missing.period) {
                Some(column) => column.entry = Err(gap),
                None => columns.push(PeriodColumn { period: missing.period, entry: Err(gap) }),
            }
        }
        columns.sort_by_key(|column| column.period);
        columns
    }
}

impl Renderer<'_> {
    /// A year with what its figures say.
    pub(super) fn year_said(&self, id: YearId) -> Option<FigureYear<'_>> {
        let all = self.progress().projects.get(id.project)?;
        Some(FigureYear {
            project: &self.catalog.projects[id.project],
            reported: self.catalog.year(id),
            said: all.years.get(id.nth)?,
            all,
            id,
        })
    }

    /// The same with what was published late: what its figures say now.
    pub(super) fn year_now(&self, id: YearId) -> Option<FigureYear<'_>> {
        let year = self.year_said(id)?;
        Some(FigureYear { said: year.all.years_now().get(id.nth)?, ..year })
    }

    /// Indicators × periods of a year, with target, completion and status; `None` without indicators. Of
    /// many periods the newest stand beside the target, those before in tables of their own.
    pub(in crate::render) fn year_table(&self, id: YearId) -> Option<Html> {
        let year = self.year_said(id)?;
        let columns = year.columns();
        let (earlier, newest) = columns.split_at(first_beside(&columns));
        let caption = format!("{}年指标完成情况", year.number());
        let periods = newest.iter().map(|column| column.period);
        let marks = self.marks(id);
        let mut tables = table(self, &year, (&caption, periods), (year.last(), &marks), |indicator, out| {
            year.push_columns(newest, indicator, &marks, out);
        })?;
        for columns in earlier.chunks(EARLIER) {
            push_earlier(&year, columns, &marks, &mut tables.0);
        }
        Some(tables)
    }

    /// The figures of one period beside the year's targets; `None` without indicators.
    pub(in crate::render) fn period_table(&self, id: EntryId) -> Option<Html> {
        let year = self.year_said(id.year)?;
        let period = year.entry(id).draft.period;
        let caption = format!("{}指标完成情况", period.chinese());
        let marks = self.period_marks(id);
        table(self, &year, (&caption, std::iter::once(period)), (id, &marks), |indicator, out| {
            year.push_figure(id, indicator, &marks, out);
        })
    }

    /// Why each indicator stands where it does, at its last figure of the year.
    pub(in crate::render) fn year_rules(&self, id: YearId) -> Vec<RuleView> {
        self.year_said(id).map(|year| self.rules(&year, None)).unwrap_or_default()
    }

    /// Why each indicator stands where it does, at the figures of one period.
    pub(in crate::render) fn period_rules(&self, id: EntryId) -> Vec<RuleView> {
        self.year_said(id.year).map(|year| self.rules(&year, Some(id))).unwrap_or_default()
    }

    fn rules(&self, year: &FigureYear<'_>, only: Option<EntryId>) -> Vec<RuleView> {
        let entry = only.unwrap_or_else(|| year.last());
        let rule = |(id, indicator): (IndicatorId, &IndicatorDraft)| {
            let position = year.position(entry, id)?;
            let is_of_entry = only.is_none() && position.by == Some(entry.own());
            let mut rule = String::new();
            self.progress().explain(self.catalog, entry, id, &mut rule);
            Some(RuleView {
                name: indicator.name.value.clone(),
                status: position.standing.status.word(),
                period: is_of_entry.then(|| year.entry(entry).draft.period.short_chinese()),
                rule,
                note: note_of(indicator),
            })
        };
        year.project.draft.indicators.iter_enumerated().filter_map(rule).collect()
    }
}

/// The most periods for which a sheet of paper has room beside target, status and completion.
const BESIDE: usize = 5;
/// How many of more periods stand there.
const NEWEST: usize = 3;
/// The most periods in a table of those before.
const EARLIER: usize = 6;

/// The first of the periods that stand beside the target: the last few, and the newest report among them.
fn first_beside(columns: &[PeriodColumn]) -> usize {
    if columns.len() <= BESIDE {
        return 0;
    }
    let newest = columns.iter().rposition(|column| column.entry.is_ok()).unwrap_or(0);
    newest.min(columns.len() - NEWEST)
}

/// A table of periods before those of the year's table: a row for each indicator, and nothing but figures.
fn push_earlier(year: &FigureYear<'_>, columns: &[PeriodColumn], marks: &YearMarks<'_>, out: &mut String) {
    let names: Vec<String> = columns.iter().map(|column| column.period.short_chinese()).collect();
    let are_months = columns.iter().all(|column| matches!(column.period.kind, PeriodKind::Month(_)));
    let names = match &*names {
        // No month between the first and the last is left out of the columns.
        [first, _, .., last] if are_months => format!("{first}至{last}"),
        names => names.join("、"),
    };
    let caption = format!("{}年{names}指标完成情况", year.number());
    out.extend(["<section class=\"table-scroll\" aria-label=\"", &caption, "\" tabindex=\"0\">"]);
    out.extend(["<table class=\"figures\"><caption>", &caption, "</caption><thead><tr>"]);
    push_head("指标", out);
    for column in columns {
        push_head(&column.period.short_chinese(), out);
    }
    out.push_str("</tr></thead><tbody>");
    for (id, indicator) in year.project.draft.indicators.iter_enumerated() {
        out.push_str("<tr><th scope=\"row\">");
        push_name(indicator, out);
        out.push_str("</th>");
        year.push_columns(columns, id, marks, out);
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></section>\n");
}

/// A row for each indicator: 重点任务 (equal neighbours in one cell), name with measure, status by `entry` and
/// the completion of its newest figure by then, target, what `cells` writes for the periods, and the change
/// of that figure.
fn table(
    renderer: &Renderer<'_>,
    year: &FigureYear<'_>,
    (caption, periods): (&str, impl Iterator<Item = Period>),
    (entry, marks): (EntryId, &YearMarks<'_>),
    cells: impl Fn(IndicatorId, &mut String),
) -> Option<Html> {
    let indicators = &year.project.draft.indicators;
    if indicators.is_empty() {
        return None;
    }
    let has_tasks = indicators.iter().any(|indicator| indicator.task.is_some());
    let position = |indicator| year.position(entry, indicator);
    let dues: TiVec<IndicatorId, Option<Decimal>> =
        indicators.keys().map(|id| position(id).and_then(due)).collect();
    let common = common(&dues.raw);
    let mut out = String::with_capacity(1024 + indicators.len() * 800);
    out.push_str("<section class=\"table-scroll\" aria-label=\"");
    push_text(caption, &mut out);
    out.push_str("\" tabindex=\"0\"><table class=\"figures\"><caption>");
    push_text(caption, &mut out);
    if let Some(due) = common {
        out.push_str(" <span class=\"caption-note\">完成率栏的竖线：");
        push_due(due, &mut out);
        out.push_str("</span>");
    }
    out.push_str("</caption><thead><tr>");
    let first = has_tasks.then_some("重点任务");
    // Status and completion stand first: on a phone the rest of the table lies beyond the edge of the screen.
    for head in first.into_iter().chain(["指标", "状态", "完成率", "年度目标"]) {
        push_head(head, &mut out);
    }
    for head in periods {
        push_head(&head.short_chinese(), &mut out);
    }
    push_head("比上期", &mut out);
    if marks.mistakes.is_some() {
        out.push_str(MISTAKES_HEAD);
    }
    out.push_str("</tr></thead>");
    let mut at = 0;
    let mut is_open = false;
    while at < indicators.len() {
        let span = if has_tasks { group(&indicators.raw[at..]) } else { 1 };
        // A task of several rows is a group of rows, which is what its `scope` says; all others share one.
        if span > 1 || !is_open {
            out.push_str(if is_open { "</tbody><tbody>" } else { "<tbody>" });
        }
        is_open = true;
        for row in 0..span {
            let id = IndicatorId::from(at + row);
            let indicator = &indicators[id];
            out.push_str("<tr>");
            if has_tasks && row == 0 {
                push_task(indicator.task.as_deref(), span, &mut out);
            }
            push_indicator(indicator, &mut out);
            let told = renderer.told_of(entry, Some(ProjectPart::Indicator(id)));
            let is_made_good = year.all.is_made_good(entry.own(), id);
            push_standing(position(id), (year.number(), is_made_good), told, &mut out);
            let earlier = position(id).and_then(|position| year.earlier(entry, position.by?));
            push_completion((position(id), earlier), dues[id], common.is_some(), &mut out);
            open_cell("", "年度目标", &mut out);
            let target = target(indicator, year.number());
            push_text(&target.map_or_else(|| NOTHING.to_owned(), |target| target.shown()), &mut out);
            push_former(marks.former_target(&indicator.name.value), &mut out);
            out.push_str("</td>");
            cells(id, &mut out);
            let point = year.point(entry, id);
            push_change(point.map(|point| (point, year.written(entry, point))), indicator, &mut out);
            if marks.mistakes.is_some() {
                out.push_str(MISTAKES_CELL);
                year.push_mistake((entry, id), marks, &mut out);
                out.push_str("</td>");
            }
            out.push_str("</tr>\n");
        }
        at += span;
        if span > 1 && at < indicators.len() && group(&indicators.raw[at..]) == 1 {
            out.push_str("</tbody><tbody>");
        }
    }
    out.push_str("</tbody></table></section>\n");
    Some(Html(out))
}

/// The column of links by which readers say that a figure is wrong: no part of the figures, so neither found
/// nor printed.
pub(super) const MISTAKES_HEAD: &str = "<th scope=\"col\" class=\"mistakes\" data-search=\"no\">纠错</th>";
/// How a cell of that column begins.
pub(super) const MISTAKES_CELL: &str = "<td class=\"mistakes\" data-search=\"no\">";

/// The mark of what was corrected after it was published; the box at the top of the page tells how.
pub(super) const CORRECTED: &str = "<sup class=\"mended\">更正</sup>";

/// The target that stood there first; where it was changed more than once, every change.
fn push_former(former: Option<&Former<'_>>, out: &mut String) {
    let Some(former) = former else { return };
    if !former.is_adjusted() {
        return out.push_str(CORRECTED);
    }
    out.push_str("<span class=\"why\">");
    if former.count() > 1 {
        push_text(&former.told(), out);
        out.push_str("；各期按公布时的目标算</span>");
    } else {
        out.push_str("原目标 ");
        push_text(if former.was().is_empty() { "无" } else { former.was() }, out);
        out.push_str("，调整前公布的各期按原目标算</span>");
    }
}

/// How an indicator is counted, and where its figures come from.
fn note_of(indicator: &IndicatorDraft) -> Option<String> {
    let note = indicator.note.as_ref().map(|note| note.trim_end_matches('。').to_owned());
    let source = indicator.source.as_ref().map(|source| format!("数据来源：{source}"));
    let parts: Vec<String> = note.into_iter().chain(source).collect();
    (!parts.is_empty()).then(|| parts.join("；"))
}

/// How many of the first indicators share their task.
fn group(indicators: &[IndicatorDraft]) -> usize {
    match &indicators[0].task {
        Some(task) => indicators.iter().take_while(|other| other.task.as_ref() == Some(task)).count(),
        None => 1,
    }
}

fn push_head(head: &str, out: &mut String) {
    out.push_str("<th scope=\"col\">");
    push_text(head, out);
    out.push_str("</th>");
}

fn push_task(task: Option<&str>, span: usize, out: &mut String) {
    let Some(task) = task else {
        out.push_str("<td></td>");
        return;
    };
    if span > 1 {
        // Writing to a string cannot fail.
        _ = write!(out, "<th scope=\"rowgroup\" rowspan=\"{span}\">");
    } else {
        out.push_str("<th scope=\"row\">");
    }
    push_text(task, out);
    out.push_str("</th>");
}

fn push_indicator(indicator: &IndicatorDraft, out: &mut String) {
    out.push_str("<th scope=\"row\">");
    push_text(&indicator.name.value, out);
    if let Some(measure) = &indicator.measure {
        out.push_str(" <span class=\"measure\">（");
        push_text(&measure.value, out);
        out.push_str("）</span>");
    }
    if !indicator.former_names.is_empty() {
        let former: Vec<&str> = indicator.names().skip(1).collect();
        out.push_str("<span class=\"why\">曾用名：");
        push_text(&former.join("、"), out);
        out.push_str("</span>");
    }
    out.push_str("</th>");
}

/// An indicator's name with its task and measure.
pub(super) fn push_name(indicator: &IndicatorDraft, out: &mut String) {
    if let Some(task) = &indicator.task {
        out.push_str("<span class=\"task\">");
        push_text(task, out);
        out.push_str("</span> ");
    }
    push_text(&indicator.name.value, out);
    if let Some(measure) = &indicator.measure {
        out.push_str(" <span class=\"measure\">（");
        push_text(&measure.value, out);
        out.push_str("）</span>");
    }
}

/// A cell with the name of its column, which stands beside it where the table is shown as cards.
fn open_cell(class: &str, label: &str, out: &mut String) {
    out.push_str("<td");
    if !class.is_empty() {
        out.push_str(" class=\"");
        out.push_str(class);
        out.push('"');
    }
    out.push_str(" data-label=\"");
    push_text(label, out);
    out.push_str("\">");
}

fn push_gap(gap: NoEntry, period: &str, out: &mut String) {
    open_cell(if gap == NoEntry::Overdue { "missing" } else { "none" }, period, out);
    out.push_str(gap.words());
    out.push_str("</td>");
}

/// The status in `year`, and how it came to it.
fn push_standing(
    position: Option<&Position>,
    (year, is_made_good): (i16, bool),
    told: Option<String>,
    out: &mut String,
) {
    open_cell("", "状态", out);
    push_status(position.map_or(Status::Unknown, |position| position.standing.status), out);
    if let Some(StatusReason::Skipped(gap)) = position.map(|position| position.standing.reason) {
        let made_good = if is_made_good { "，已补报" } else { "" };
        out.extend(["<span class=\"why\">公布时缺", &gap.words(year), made_good, "</span>"]);
    }
    if let Some(StatusReason::Unjudged(Unjudged::Undisclosed(gap))) =
        position.map(|position| position.standing.reason)
    {
        out.extend(["<span class=\"why\">", &gap.words(year), "没有主动公开</span>"]);
    }
    if let Some(told) = told {
        out.extend(["<span class=\"why\">", &told, "</span>"]);
    }
    out.push_str("</td>");
}

/// The completion of the newest figure, with its period if that is an `earlier` one; what is `due` is put
/// into words unless the table does so for all.
fn push_completion(
    (position, earlier): (Option<&Position>, Option<String>),
    due: Option<Decimal>,
    is_said: bool,
    out: &mut String,
) {
    open_cell("num rate", "完成率", out);
    match position.and_then(|position| position.completion) {
        Some(rate) => {
            push_rate(rate, out);
            let words = due.filter(|_| !is_said).map(|due| {
                let mut words = String::new();
                push_due(due, &mut words);
                words
            });
            let due = due.map(|due| (place(due), words.as_deref()));
            chart::push_completion(&Completion { percent: place(rate), due }, out);
            if let Some(period) = earlier {
                out.extend(["<span class=\"why\">", &period, "</span>"]);
            }
        }
        None => out.push_str(NOTHING),
    }
    out.push_str("</td>");
}

fn push_due(due: Decimal, out: &mut String) {
    out.push_str("按时间进度应为");
    push_rate(due, out);
}

/// What is due of every indicator of which something is due, if that is the same for all as far as it is
/// written.
fn common(dues: &[Option<Decimal>]) -> Option<Decimal> {
    let mut known = dues.iter().flatten().map(|due| due.round_dp(1));
    let first = known.next()?;
    known.all(|due| due == first).then_some(first)
}

/// The change since the figure before, where both are exact numbers, with the figure as written.
fn push_change(said: Option<(&FigurePoint, &str)>, indicator: &IndicatorDraft, out: &mut String) {
    open_cell("num", "比上期", out);
    let change = said.and_then(|(point, written)| Some((point.change?, written)));
    match change.filter(|(change, _)| change.is_exact) {
        Some((change, written)) => {
            push_difference(change.by, indicator, written, out);
            if !change.is_neighbour {
                out.push_str("<span class=\"why\">比");
                out.push_str(&change.since.chinese());
                out.push_str("</span>");
            }
        }
        None => out.push_str(NOTHING),
    }
    out.push_str("</td>");
}

/// The share of the target that should be reached by now, in per cent, where the status was judged by it and
/// the bar has room for its line: neither nothing nor all of the target.
fn due(position: &Position) -> Option<Decimal> {
    let (expected, bound) = match position.standing.reason {
        StatusReason::Schedule { expected, bound, start, .. } if start.is_zero() => (expected, bound),
        _ => return None,
    };
    position.completion?;
    let due = expected.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(bound)?;
    (due > Decimal::ZERO && due < Decimal::ONE_HUNDRED).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::{Decimal, common};

    #[test]
    fn what_is_due_is_said_once_only_where_it_is_the_same_for_all() {
        let due = |tenths: i64| Some(Decimal::new(tenths, 1));
        assert_eq!(common(&[None, due(250), due(250)]), due(250));
        // A third, as it comes out of two divisions.
        let [more, less] = ["33.333333333333333334", "33.3333333333333333"].map(|text| text.parse().ok());
        assert_eq!(common(&[more, less]), due(333));
        assert_eq!(common(&[due(250), due(500)]), None);
        assert_eq!(common(&[None]), None);
    }
}
