//! The areas (分项) of a period beside one another: rows of areas, and for each indicator what it was to reach,
//! how far it is and its share of that, under two or three rows of heads.

use super::NOTHING;
use super::figures::{CORRECTED, FigureYear};
use super::marks::YearMarks;
use super::words::{push_difference, push_text};
use crate::entry::{Basis, BreakdownDraft, IndicatorDraft};
use crate::model::{EntryId, IndicatorId, YearId};
use crate::progress::{FigurePoint, InForce, YearProgress, push_rate, target};
use crate::quantity::{QuantityValue, push_plain};
use crate::render::Renderer;
use crate::render::text::section_id;
use crate::render::view::Html;
use crate::text::table::{Align, HtmlCell, Table};

/// So many indicators have room beside one another on a sheet of paper.
const MOST_BESIDE: usize = 4;

/// What stands below the name of an indicator.
const HEADS: [&str; 3] = ["目标任务", "进度", "完成比例"];

/// What one area says of one indicator in a period.
pub(super) struct AreaFigures<'a> {
    /// The indicator.
    pub(super) draft: &'a IndicatorDraft,
    /// Its name.
    pub(super) indicator: &'a str,
    /// That of the area.
    pub(super) name: &'a str,
    /// Its target of the year, as written: by which it is judged, and, where that is another, the present
    /// one.
    pub(super) target: AreaGoal<'a>,
    /// Its figure, as written; `None` if it reported none.
    pub(super) written: Option<&'a str>,
    /// What the figure says.
    pub(super) point: Option<&'a FigurePoint>,
}

/// What one area is to reach in a year.
#[derive(Clone, Copy)]
pub(super) struct AreaGoal<'a> {
    /// By what the period is judged; `None` without a target then.
    pub(super) then: Option<&'a str>,
    /// The present target.
    pub(super) now: Option<&'a str>,
}

impl<'a> FigureYear<'a> {
    /// The breakdown of the project, if an entry reports areas.
    pub(super) fn breakdown(&self, entry: EntryId) -> Option<&'a BreakdownDraft> {
        let breakdown = self.project.draft.breakdown.as_ref()?;
        (!self.entry(entry).area_figures().is_empty()).then_some(breakdown)
    }

    /// The indicators of which areas report something, or have to this year.
    pub(super) fn broken_down(&self, entry: EntryId) -> Vec<IndicatorId> {
        let Some(breakdown) = self.breakdown(entry) else { return Vec::new() };
        let figures = self.entry(entry).area_figures();
        let is_asked = |name: &str| {
            figures.iter().any(|figure| figure.indicator.value == name)
                || breakdown
                    .targets
                    .iter()
                    .any(|target| target.year == self.number() && target.indicator.value == name)
        };
        let indicators = self.project.draft.indicators.iter_enumerated();
        indicators.filter(|(_, one)| is_asked(&one.name.value)).map(|(id, _)| id).collect()
    }

    /// What each area says of an indicator, with the targets of the plan in force where that is another than
    /// now.
    pub(super) fn areas(
        &self,
        entry: EntryId,
        indicator: IndicatorId,
        plan: Option<&InForce<'a>>,
    ) -> Vec<AreaFigures<'a>> {
        let year = *self;
        let draft = &year.project.draft.indicators[indicator];
        let name = &*draft.name.value;
        let breakdown = year.project.draft.breakdown.as_ref();
        let areas = breakdown.into_iter().flat_map(|breakdown| {
            breakdown.areas.iter_enumerated().map(move |(area, area_name)| {
                let said: Option<&YearProgress> =
                    year.all.areas.get(area).and_then(|years| years.get(year.id.nth));
                let point =
                    said.and_then(|said| said.entries.get(entry.nth)?.points.get(indicator)?.as_ref());
                let mut targets = breakdown.targets.iter();
                let target = targets.find(|target| {
                    target.year == year.number()
                        && target.area.value == area_name.value
                        && target.indicator.value == name
                });
                let now = target.map(|target| &*target.target.value);
                let former = plan.and_then(|plan| plan.area_target(draft, &area_name.value));
                let then = former.map_or(now, |former| Some(former).filter(|text| !text.is_empty()));
                AreaFigures {
                    draft,
                    indicator: name,
                    name: &area_name.value,
                    target: AreaGoal { then, now },
                    written: year
                        .entry(entry)
                        .area_figure(name, &area_name.value)
                        .map(|figure| &*figure.value),
                    point,
                }
            })
        });
        areas.collect()
    }
}

impl Renderer<'_> {
    /// The areas of the last period of a year that reports any.
    pub(in crate::render) fn year_areas(&self, id: YearId) -> Option<Html> {
        let year = self.year_said(id)?;
        let entry = year.entries().rev().find(|entry| year.breakdown(*entry).is_some())?;
        self.period_areas(entry)
    }

    /// The areas of an entry where its text stands, unless the top of the page shows them already.
    pub(in crate::render) fn section_areas(&self, entry: EntryId, elsewhere: bool) -> Option<Html> {
        let year = self.year_said(entry.year)?;
        let newest = || year.entries().rev().find(|entry| year.breakdown(*entry).is_some());
        let is_on_top = year.entry(entry).item.is_none() && newest() == Some(entry);
        if elsewhere || is_on_top { None } else { self.period_areas(entry) }
    }

    /// The areas of an entry; `None` if it reports none.
    pub(in crate::render) fn period_areas(&self, entry: EntryId) -> Option<Html> {
        let year = self.year_said(entry.year)?;
        let breakdown = year.breakdown(entry)?;
        let indicators = year.broken_down(entry);
        let period = year.entry(entry).draft.period;
        let caption = format!("{}各{}完成情况", period.chinese(), breakdown.name.value);
        let has_page = year.entry(entry).item.is_some();
        let marks = if has_page { self.period_marks(entry) } else { self.marks(entry.year) };
        let plan = InForce::of(self.catalog, entry);
        let count = indicators.len().div_ceil(MOST_BESIDE);
        let mut out = String::from("<div class=\"breakdown\">\n");
        for (at, indicators) in indicators.chunks(MOST_BESIDE).enumerate() {
            let number = if count > 1 { format!("（{}/{count}）", at + 1) } else { String::new() };
            let caption = format!("{caption}{number}");
            let table = matrix(&year, (entry, &marks, plan.as_ref()), breakdown, indicators, caption);
            out.push_str(
                &table.to_html(&format!("areas-{}-{at}-", section_id(period)), &breakdown.name.value),
            );
        }
        out.push_str("</div>\n");
        (count > 0).then_some(Html(out))
    }
}

fn matrix(
    year: &FigureYear<'_>,
    (entry, marks, plan): (EntryId, &YearMarks<'_>, Option<&InForce<'_>>),
    breakdown: &BreakdownDraft,
    indicators: &[IndicatorId],
    caption: String,
) -> Table {
    let draft = &year.project.draft;
    let has_tasks = indicators.iter().any(|id| draft.indicators[*id].task.is_some());
    let header_rows = if has_tasks { 3 } else { 2 };
    let span =
        |cell: HtmlCell, row_span: usize, column_span: usize| HtmlCell { row_span, column_span, ..cell };
    let mut first = vec![span(HtmlCell::text(0, &breakdown.name.value), header_rows, 1)];
    let mut rows = Vec::with_capacity(breakdown.areas.len() + header_rows + 1);
    let mut names = Vec::new();
    let mut heads = Vec::new();
    let mut column = 1;
    for same in indicators.chunk_by(|a, b| draft.indicators[*a].task == draft.indicators[*b].task) {
        let task = draft.indicators[same[0]].task.as_deref().unwrap_or(NOTHING);
        if has_tasks {
            first.push(span(HtmlCell::text(column, task), 1, same.len() * HEADS.len()));
        }
        for id in same {
            let indicator = &draft.indicators[*id];
            let measure = indicator.measure.as_ref().map(|measure| format!("（{}）", measure.value));
            let name = format!("{}{}", indicator.name.value, measure.unwrap_or_default());
            names.push(span(HtmlCell::text(column, &name), 1, HEADS.len()));
            heads.extend((column..).zip(HEADS).map(|(column, head)| HtmlCell::text(column, head)));
            column += HEADS.len();
        }
    }
    if has_tasks {
        rows.extend([first, names, heads]);
    } else {
        first.append(&mut names);
        rows.extend([first, heads]);
    }
    let period = year.entry(entry).draft.period;
    let figures: Vec<Vec<AreaFigures<'_>>> =
        indicators.iter().map(|id| year.areas(entry, *id, plan)).collect();
    for (area, name) in breakdown.areas.iter_enumerated() {
        let mut row = vec![HtmlCell::text(0, &name.value)];
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for of_indicator in &figures {
            let Some(said) = of_indicator.get(usize::from(area)) else { continue };
            let name = format!("{}/{}", said.indicator, said.name);
            let is_corrected = marks.is_corrected(period, &name);
            let is_asked =
                said.target.then.is_some() || of_indicator.iter().any(|area| area.written.is_some());
            seen.push((said.indicator, said.written.unwrap_or("未报")));
            let cells = AreaCells {
                indicator: said.draft,
                target: said.target,
                written: said.written.map(|text| (text, is_corrected)),
                point: said.point,
                is_asked,
            };
            cells.push(year.number(), &mut row);
        }
        push_mistake(marks, &name.value, &period.chinese(), &seen, &mut row);
        rows.push(row);
    }
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut total = vec![HtmlCell::html(0, "<b>总计</b>".to_owned())];
    for id in indicators {
        let point = year.point(entry, *id);
        let indicator = &draft.indicators[*id];
        let present = target(indicator, year.number());
        let now = present.map(|target| target.shown());
        let former = plan.and_then(|plan| plan.year_target(indicator)).map(|then| then.told(present, ""));
        let then = former.as_deref().or(now.as_deref()).filter(|text| !text.is_empty());
        let target = AreaGoal { then, now: now.as_deref() };
        let written = point.map(|point| year.written(entry, point));
        seen.push((&indicator.name.value, written.unwrap_or("未报")));
        let is_corrected = marks.is_corrected(period, &indicator.name.value);
        let cells = AreaCells {
            indicator,
            target,
            written: written.map(|text| (text, is_corrected)),
            point,
            is_asked: target.then.is_some(),
        };
        cells.push(year.number(), &mut total);
    }
    push_mistake(marks, "总计", &period.chinese(), &seen, &mut total);
    rows.push(total);
    Table { caption, header_rows, columns: column, rows, ..Table::default() }
}

/// The link by which readers say that a row is wrong, in its last cell: a column of its own would have
/// nothing on paper.
fn push_mistake(
    marks: &YearMarks<'_>,
    area: &str,
    period: &str,
    seen: &[(&str, &str)],
    row: &mut [HtmlCell],
) {
    let (Some(links), Some(last)) = (&marks.mistakes, row.last_mut()) else { return };
    let all = |of: fn(&(&str, &str)) -> String| seen.iter().map(of).collect::<Vec<_>>().join("、");
    let about = format!("{area}：{}", all(|(indicator, _)| (*indicator).to_owned()));
    last.html.push_str("<span class=\"mistakes\" data-search=\"no\">");
    links.push(&about, period, &all(|(_, value)| (*value).to_owned()), &mut last.html);
    last.html.push_str("</span>");
}

/// What the cells of one area, or of all, say of one indicator.
struct AreaCells<'a> {
    indicator: &'a IndicatorDraft,
    target: AreaGoal<'a>,
    /// The figure as written, and whether it was corrected.
    written: Option<(&'a str, bool)>,
    point: Option<&'a FigurePoint>,
    /// Whether it was asked for, by a target or as others report it: then it is no 0 if it is not reported.
    is_asked: bool,
}

impl AreaCells<'_> {
    /// Target, figure with what has changed and what it makes with those before, and share.
    fn push(&self, year: i16, row: &mut Vec<HtmlCell>) {
        let mut push = |html: String, align: Align| {
            let column = row.len();
            row.push(HtmlCell { align, ..HtmlCell::html(column, html) });
        };
        push(self.target(), Align::Right);
        let Some((written, is_corrected)) = self.written else {
            let nothing = if self.is_asked { "<span class=\"missing\">未报</span>" } else { NOTHING };
            push(nothing.to_owned(), Align::Center);
            push(NOTHING.to_owned(), Align::Center);
            return;
        };
        let mut figure = String::new();
        push_text(written, &mut figure);
        figure.push_str(if is_corrected { CORRECTED } else { "" });
        if let Some(change) = self.point.and_then(|point| point.change).filter(|change| change.is_exact) {
            figure.push_str("<span class=\"why\">比");
            if change.is_neighbour {
                figure.push_str("上期");
            } else {
                figure.push_str(&change.since.chinese());
            }
            push_difference(change.by, self.indicator, written, &mut figure);
            figure.push_str("</span>");
        }
        self.push_sum(year, &mut figure);
        push(figure, Align::Right);
        let mut share = String::new();
        match self.point.and_then(|point| point.completion) {
            Some(rate) => push_rate(rate, &mut share),
            None => share.push_str(NOTHING),
        }
        push(share, Align::Right);
    }

    /// The target by which the period is judged, with the present one where that is another.
    fn target(&self) -> String {
        let AreaGoal { then, now } = self.target;
        let mut out = String::new();
        push_text(then.unwrap_or(NOTHING), &mut out);
        if then != now {
            out.push_str("<span class=\"why\">后来调整为");
            push_text(now.unwrap_or("无"), &mut out);
            out.push_str("</span>");
        }
        out
    }

    /// Of figures that are each of their period alone, what they make so far: that is what the share is of.
    fn push_sum(&self, year: i16, out: &mut String) {
        let Some(point) = self.point.filter(|_| self.indicator.basis == Basis::PerPeriod) else { return };
        if let Some(gap) = point.lacks {
            out.extend(["<span class=\"why\">缺", &gap.words(year), "</span>"]);
        }
        if let Some(gap) = point.closed {
            out.extend(["<span class=\"why\">", &gap.words(year), "没有主动公开</span>"]);
        }
        let own = point.value.map(QuantityValue::low);
        if let Some(sum) = point.to_date.filter(|sum| Some(*sum) != own) {
            out.extend(["<span class=\"why\">本年共", point.hedge()]);
            push_plain(sum, out);
            push_text(self.indicator.measure.as_ref().map_or("", |measure| &measure.value), out);
            out.push_str("</span>");
        }
    }
}
