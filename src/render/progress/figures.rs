//! The table of a year's indicators, with their charts and the rules of their statuses; and that of one period.

use std::fmt::Write as _;

use super::NOTHING;
use super::words::{place, push_difference, push_status, push_text};
use crate::catalog::{Project, ProjectYear};
use crate::chart::{self, Completion};
use crate::entry::IndicatorDraft;
use crate::model::{Period, PeriodKind};
use crate::progress::{Absence, Point, ProjectProgress, Reason, Status, YearProgress, push_rate};
use crate::quantity::Decimal;
use crate::render::Renderer;
use crate::render::view::Html;

/// A year of a project with what its figures say.
#[derive(Clone, Copy)]
pub(super) struct Year<'a> {
    pub(super) project: &'a Project,
    pub(super) reported: &'a ProjectYear,
    pub(super) said: &'a YearProgress,
    pub(super) all: &'a ProjectProgress,
    /// Numbers of the project and the year in the catalogue.
    pub(super) at: (usize, usize),
}

/// A column of the table.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) period: Period,
    /// The entry, by number, or why there is none.
    pub(super) entry: Result<usize, Gap>,
}

/// Why a period has no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// 应报未报
    Overdue,
    /// It is over, and there is still time to report.
    InTime,
    /// It is not over, or nobody knows whether it is due.
    NotDue,
}

impl Gap {
    /// What stands in its cells.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Overdue => "应报未报",
            Self::InTime => "未到报送期限",
            Self::NotDue => NOTHING,
        }
    }
}

impl<'a> Year<'a> {
    /// The year itself.
    pub(super) fn number(&self) -> i16 {
        self.reported.year
    }

    /// The newest figure of an indicator in the year, with the number of its entry.
    pub(super) fn newest(&self, indicator: usize) -> Option<(usize, &'a Point)> {
        let mut entries = self.said.entries.iter().enumerate().rev();
        entries.find_map(|(e, entry)| Some((e, entry.points.get(indicator)?.as_ref()?)))
    }

    /// What an entry says of an indicator.
    pub(super) fn point(&self, entry: usize, indicator: usize) -> Option<&'a Point> {
        self.said.entries.get(entry)?.points.get(indicator)?.as_ref()
    }

    /// The cell of a figure as written; with a mark if an answer to a question about it is printed below.
    fn push_figure(&self, entry: usize, indicator: usize, out: &mut String) {
        out.push_str("<td class=\"num\">");
        push_text(self.point(entry, indicator).map_or(NOTHING, |point| self.written(entry, point)), out);
        let answers = &self.reported.entries[entry].draft.answers;
        if !answers.is_empty() {
            let name = &self.project.draft.indicators[indicator].name.value;
            if answers.iter().any(|(about, _)| about.value == *name) {
                out.push_str("<sup>注</sup>");
            }
        }
        out.push_str("</td>");
    }

    /// A figure as written.
    pub(super) fn written(&self, entry: usize, point: &Point) -> &'a str {
        let figures = &self.reported.entries[entry].draft.figures;
        figures.get(point.figure).map_or(NOTHING, |(_, figure)| &figure.value)
    }

    /// The periods of the year's table: all four quarters where only quarters are reported; else what there is, and
    /// what should be there.
    pub(super) fn columns(&self) -> Vec<Column> {
        let entries = &self.reported.entries;
        let is_quarterly =
            entries.iter().all(|entry| matches!(entry.draft.period.kind, PeriodKind::Quarter(_)));
        let mut columns: Vec<Column> = entries
            .iter()
            .enumerate()
            .map(|(e, entry)| Column { period: entry.draft.period, entry: Ok(e) })
            .collect();
        if is_quarterly {
            for quarter in 1..=4 {
                let period = Period { year: self.number(), kind: PeriodKind::Quarter(quarter) };
                if !columns.iter().any(|column| column.period == period) {
                    columns.push(Column { period, entry: Err(Gap::NotDue) });
                }
            }
        }
        for missing in self.all.missing.iter().filter(|missing| missing.period.year == self.number()) {
            let gap = match missing.absence {
                Absence::Overdue(_) => Gap::Overdue,
                Absence::NotYet(_) => Gap::InTime,
                Absence::Unknown(_) => Gap::NotDue,
            };
            match columns.iter_mut().find(|column| column.period == missing.period) {
                Some(column) => column.entry = Err(gap),
                None => columns.push(Column { period: missing.period, entry: Err(gap) }),
            }
        }
        columns.sort_by_key(|column| column.period);
        columns
    }
}

impl Renderer<'_> {
    /// A year with what its figures say.
    pub(super) fn year_said(&self, at: usize, y: usize) -> Option<Year<'_>> {
        let project = &self.catalog.projects[at];
        let all = self.progress().projects.get(at)?;
        Some(Year { project, reported: &project.years[y], said: all.years.get(y)?, all, at: (at, y) })
    }

    /// Indicators × periods of a year, with target, completion and status; `None` without indicators.
    pub(in crate::render) fn year_table(&self, at: usize, y: usize) -> Option<Html> {
        let year = self.year_said(at, y)?;
        let columns = year.columns();
        let caption = format!("{}年指标完成情况", year.number());
        let periods = columns.iter().map(|column| column.period);
        let newest = |indicator| year.newest(indicator).map(|(_, point)| point);
        table(&year, (&caption, periods), newest, |indicator, out| {
            for column in &columns {
                match column.entry {
                    Ok(e) => year.push_figure(e, indicator, out),
                    Err(gap) => push_gap(gap, out),
                }
            }
        })
    }

    /// The figures of one period beside the year's targets; `None` without indicators.
    pub(in crate::render) fn period_table(&self, (at, y, e): (usize, usize, usize)) -> Option<Html> {
        let year = self.year_said(at, y)?;
        let period = year.reported.entries[e].draft.period;
        let caption = format!("{}指标完成情况", period.chinese());
        let point = |indicator| year.point(e, indicator);
        table(&year, (&caption, std::iter::once(period)), point, |indicator, out| {
            year.push_figure(e, indicator, out);
        })
    }

    /// Why each indicator stands where it does, at its newest figure of the year or at that of entry `only`.
    pub(in crate::render) fn rules(&self, at: usize, y: usize, only: Option<usize>) -> Option<Html> {
        let year = self.year_said(at, y)?;
        let mut out = String::with_capacity(256 * year.project.draft.indicators.len());
        let mut words = String::new();
        for (i, indicator) in year.project.draft.indicators.iter().enumerate() {
            let newest = match only {
                Some(e) => year.point(e, i).map(|point| (e, point)),
                None => year.newest(i),
            };
            let Some((e, point)) = newest else { continue };
            out.push_str("<li><strong>");
            push_text(&indicator.name.value, &mut out);
            out.push_str("</strong>：");
            out.push_str(point.standing.status.word());
            out.push('。');
            if only.is_none() {
                out.push_str(&year.reported.entries[e].draft.period.short_chinese());
            }
            words.clear();
            self.progress().explain(self.catalog, (at, y, e), i, &mut words);
            push_text(&words, &mut out);
            out.push('。');
            if let Some(note) = &indicator.note {
                out.push_str("说明：");
                push_text(note.trim_end_matches('。'), &mut out);
                out.push('。');
            }
            out.push_str("</li>\n");
        }
        (!out.is_empty()).then_some(Html(out))
    }
}

/// A row for each indicator: 重点任务 (equal neighbours in one cell), name with measure, status and completion of the
/// figure that `newest` gives, target, what `cells` writes for the periods, and the change of that figure.
fn table<'a>(
    year: &Year<'a>,
    (caption, periods): (&str, impl Iterator<Item = Period>),
    newest: impl Fn(usize) -> Option<&'a Point>,
    cells: impl Fn(usize, &mut String),
) -> Option<Html> {
    let indicators = &year.project.draft.indicators;
    if indicators.is_empty() {
        return None;
    }
    let has_tasks = indicators.iter().any(|indicator| indicator.task.is_some());
    let dues: Vec<Option<Decimal>> = (0..indicators.len()).map(|i| newest(i).and_then(due)).collect();
    let common = common(&dues);
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
    out.push_str("</tr></thead>");
    let mut at = 0;
    let mut is_open = false;
    while at < indicators.len() {
        let span = if has_tasks { group(&indicators[at..]) } else { 1 };
        // A task of several rows is a group of rows, which is what its `scope` says; all others share one.
        if span > 1 || !is_open {
            out.push_str(if is_open { "</tbody><tbody>" } else { "<tbody>" });
        }
        is_open = true;
        for row in 0..span {
            out.push_str("<tr>");
            if has_tasks && row == 0 {
                push_task(indicators[at].task.as_deref(), span, &mut out);
            }
            let indicator = &indicators[at + row];
            let point = newest(at + row);
            push_indicator(indicator, &mut out);
            push_result(point, dues[at + row], common.is_some(), &mut out);
            out.push_str("<td>");
            push_text(
                indicator.targets.get(&year.number()).map_or(NOTHING, |target| &target.value),
                &mut out,
            );
            out.push_str("</td>");
            cells(at + row, &mut out);
            push_change(point, &mut out);
            out.push_str("</tr>\n");
        }
        at += span;
        if span > 1 && at < indicators.len() && group(&indicators[at..]) == 1 {
            out.push_str("</tbody><tbody>");
        }
    }
    out.push_str("</tbody></table></section>\n");
    Some(Html(out))
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
    out.push_str("</th>");
}

fn push_gap(gap: Gap, out: &mut String) {
    out.push_str(if gap == Gap::Overdue { "<td class=\"missing\">" } else { "<td class=\"none\">" });
    out.push_str(gap.words());
    out.push_str("</td>");
}

/// Status and completion of the newest figure; what is `due` is put into words unless the table does so for all.
fn push_result(point: Option<&Point>, due: Option<Decimal>, is_said: bool, out: &mut String) {
    out.push_str("<td>");
    push_status(point.map_or(Status::Unknown, |point| point.standing.status), out);
    out.push_str("</td><td class=\"num rate\">");
    match point.and_then(|point| point.completion) {
        Some(rate) => {
            push_rate(rate, out);
            let words = due.filter(|_| !is_said).map(|due| {
                let mut words = String::new();
                push_due(due, &mut words);
                words
            });
            let due = due.map(|due| (place(due), words.as_deref()));
            chart::push_completion(&Completion { percent: place(rate), due }, out);
        }
        None => out.push_str(NOTHING),
    }
    out.push_str("</td>");
}

fn push_due(due: Decimal, out: &mut String) {
    out.push_str("按时间进度应为");
    push_rate(due, out);
}

/// What is due of every indicator of which something is due, if that is the same for all as far as it is written.
fn common(dues: &[Option<Decimal>]) -> Option<Decimal> {
    let mut known = dues.iter().flatten().map(|due| due.round_dp(1));
    let first = known.next()?;
    known.all(|due| due == first).then_some(first)
}

fn push_change(point: Option<&Point>, out: &mut String) {
    out.push_str("<td class=\"num\">");
    match point.and_then(|point| point.change) {
        Some(change) => push_difference(change.by, out),
        None => out.push_str(NOTHING),
    }
    out.push_str("</td>");
}

/// The share of the target that should be reached by now, in per cent, where the status was judged by it and the bar
/// has room for its line: neither nothing nor all of the target.
fn due(point: &Point) -> Option<Decimal> {
    let (expected, bound) = match point.standing.reason {
        Reason::Schedule { expected, bound, start, .. } if start.is_zero() => (expected, bound),
        _ => return None,
    };
    point.completion?;
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
