//! The table of a year's indicators, with their charts and the rules of their statuses; and that of one period.

use std::fmt::Write as _;

use super::NOTHING;
use super::words::{difference, place, push_status, push_text};
use crate::catalog::{Project, ProjectYear};
use crate::chart::{self, Completion};
use crate::entry::IndicatorDraft;
use crate::model::{Period, PeriodKind};
use crate::progress::{Absence, Point, ProjectProgress, Reason, Status, YearProgress, percent};
use crate::quantity::Decimal;
use crate::render::Renderer;
use crate::render::view::Html;

/// A year of a project with what its figures say.
#[derive(Clone, Copy)]
pub(super) struct Year<'a> {
    pub(super) project: &'a Project,
    pub(super) year: &'a ProjectYear,
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
    /// The newest figure of an indicator in the year, with the number of its entry.
    pub(super) fn newest(&self, indicator: usize) -> Option<(usize, &'a Point)> {
        let entries = self.said.entries.iter().enumerate().rev();
        entries.filter_map(|(e, entry)| Some((e, entry.points.get(indicator)?.as_ref()?))).next()
    }

    /// A figure as written.
    pub(super) fn written(&self, entry: usize, point: &Point) -> &'a str {
        let figures = &self.year.entries[entry].draft.figures;
        figures.get(point.figure).map_or(NOTHING, |(_, figure)| &figure.value)
    }

    /// The periods of the year's table: all four quarters where only quarters are reported; else what there is, and
    /// what should be there.
    pub(super) fn columns(&self) -> Vec<Column> {
        let entries = &self.year.entries;
        let is_quarterly = entries.iter().all(|entry| matches!(entry.draft.period.kind, PeriodKind::Quarter(_)));
        let mut columns: Vec<Column> = entries
            .iter()
            .enumerate()
            .map(|(e, entry)| Column { period: entry.draft.period, entry: Ok(e) })
            .collect();
        if is_quarterly {
            for quarter in 1..=4 {
                let period = Period { year: self.year.year, kind: PeriodKind::Quarter(quarter) };
                if !columns.iter().any(|column| column.period == period) {
                    columns.push(Column { period, entry: Err(Gap::NotDue) });
                }
            }
        }
        for missing in self.all.missing.iter().filter(|missing| missing.period.year == self.year.year) {
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
        Some(Year { project, year: &project.years[y], said: all.years.get(y)?, all, at: (at, y) })
    }

    /// Indicators × periods of a year, with target, completion and status; `None` without indicators.
    pub(in crate::render) fn year_table(&self, at: usize, y: usize) -> Option<Html> {
        let year = self.year_said(at, y)?;
        let columns = year.columns();
        let caption = format!("{}年指标完成情况", year.year.year);
        let heads = columns.iter().map(|column| column.period.short_chinese()).collect();
        table(&year, &caption, Heads { periods: heads, last: "比上期" }, |indicator, out| {
            for column in &columns {
                match column.entry {
                    Ok(e) => {
                        let point = year.said.entries.get(e).and_then(|entry| entry.points[indicator].as_ref());
                        push_figure(point.map_or(NOTHING, |point| year.written(e, point)), out);
                    }
                    Err(gap) => push_gap(gap, out),
                }
            }
            year.newest(indicator).map(|(_, point)| point)
        })
    }

    /// The figures of one period beside the year's targets; `None` without indicators.
    pub(in crate::render) fn period_table(&self, (at, y, e): (usize, usize, usize)) -> Option<Html> {
        let year = self.year_said(at, y)?;
        let period = year.year.entries[e].draft.period;
        let caption = format!("{}指标完成情况", period.chinese());
        let heads = Heads { periods: vec![period.short_chinese()], last: "比上期" };
        table(&year, &caption, heads, |indicator, out| {
            let point = year.said.entries.get(e).and_then(|entry| entry.points[indicator].as_ref());
            push_figure(point.map_or(NOTHING, |point| year.written(e, point)), out);
            point
        })
    }

    /// Why each indicator stands where it does, at its newest figure of the year or at that of entry `only`.
    pub(in crate::render) fn rules(&self, at: usize, y: usize, only: Option<usize>) -> Option<Html> {
        let year = self.year_said(at, y)?;
        let mut out = String::with_capacity(256 * year.project.draft.indicators.len());
        for (i, indicator) in year.project.draft.indicators.iter().enumerate() {
            let newest = match only {
                Some(e) => year.said.entries.get(e).and_then(|entry| entry.points[i].as_ref()).map(|point| (e, point)),
                None => year.newest(i),
            };
            let Some((e, point)) = newest else { continue };
            out.push_str("<li><strong>");
            push_text(&indicator.name.value, &mut out);
            out.push_str("</strong>：");
            out.push_str(point.standing.status.word());
            out.push_str("。");
            if only.is_none() {
                out.push_str(&year.year.entries[e].draft.period.short_chinese());
            }
            push_text(&self.progress().explain(self.catalog, (at, y, e), i), &mut out);
            out.push_str("。");
            if let Some(note) = &indicator.note {
                out.push_str("统计口径：");
                push_text(note.trim_end_matches('。'), &mut out);
                out.push_str("。");
            }
            out.push_str("</li>\n");
        }
        (!out.is_empty()).then_some(Html(out))
    }
}

/// What stands over the columns that differ.
struct Heads {
    periods: Vec<String>,
    last: &'static str,
}

/// A row for each indicator: 重点任务 (equal neighbours in one cell), name with measure, target, what `cells` writes,
/// and change, completion and status of the figure that it gives back.
fn table<'a>(
    year: &Year<'a>,
    caption: &str,
    heads: Heads,
    cells: impl Fn(usize, &mut String) -> Option<&'a Point>,
) -> Option<Html> {
    let indicators = &year.project.draft.indicators;
    if indicators.is_empty() {
        return None;
    }
    let has_tasks = indicators.iter().any(|indicator| indicator.task.is_some());
    let mut out = String::with_capacity(1024 + indicators.len() * 900);
    out.push_str("<section class=\"table-scroll\" aria-label=\"");
    push_text(caption, &mut out);
    out.push_str("\" tabindex=\"0\"><table class=\"figures\"><caption>");
    push_text(caption, &mut out);
    out.push_str("</caption><thead><tr>");
    let first = has_tasks.then_some("重点任务");
    for head in first.into_iter().chain(["指标", "年度目标"]) {
        push_head(head, &mut out);
    }
    for head in &heads.periods {
        push_head(head, &mut out);
    }
    for head in [heads.last, "完成率", "状态"] {
        push_head(head, &mut out);
    }
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
            push_indicator(&indicators[at + row], year.year.year, &mut out);
            let point = cells(at + row, &mut out);
            push_result(&indicators[at + row], point, &mut out);
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

fn push_indicator(indicator: &IndicatorDraft, year: i16, out: &mut String) {
    out.push_str("<th scope=\"row\">");
    push_text(&indicator.name.value, out);
    if let Some(measure) = &indicator.measure {
        out.push_str(" <span class=\"measure\">（");
        push_text(&measure.value, out);
        out.push_str("）</span>");
    }
    out.push_str("</th><td>");
    push_text(indicator.targets.get(&year).map_or(NOTHING, |target| &target.value), out);
    out.push_str("</td>");
}

fn push_figure(figure: &str, out: &mut String) {
    out.push_str("<td class=\"num\">");
    push_text(figure, out);
    out.push_str("</td>");
}

fn push_gap(gap: Gap, out: &mut String) {
    out.push_str(if gap == Gap::Overdue { "<td class=\"missing\">" } else { "<td class=\"none\">" });
    out.push_str(gap.words());
    out.push_str("</td>");
}

/// Change, completion and status of the newest figure.
fn push_result(indicator: &IndicatorDraft, point: Option<&Point>, out: &mut String) {
    out.push_str("<td class=\"num\">");
    match point.and_then(|point| point.change) {
        Some(change) => out.push_str(&difference(change.by)),
        None => out.push_str(NOTHING),
    }
    out.push_str("</td><td class=\"num rate\">");
    match point.and_then(|point| Some((point, point.completion?))) {
        Some((point, rate)) => {
            let shown = percent(rate);
            out.push_str(&shown);
            let due = due(point);
            let mut title = format!("{}完成率{shown}", indicator.name.value);
            if let Some(due) = due {
                title.push_str("，按时间进度应为");
                title.push_str(&percent(due));
            }
            chart::push_completion(
                &Completion { title: &title, percent: place(rate), due: due.map(place) },
                out,
            );
        }
        None => out.push_str(NOTHING),
    }
    out.push_str("</td><td>");
    match point {
        Some(point) => push_status(point.standing.status, out),
        None => push_status(Status::Unknown, out),
    }
    out.push_str("</td>");
}

/// The share of the target that should be reached by now, in per cent, where the status was judged by it.
pub(super) fn due(point: &Point) -> Option<Decimal> {
    let (expected, bound) = match point.standing.reason {
        Reason::Schedule { expected, bound, start, .. } if start.is_zero() => (expected, bound),
        _ => return None,
    };
    expected.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(bound)
}
