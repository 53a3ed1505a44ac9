//! A project over all years of its plan, past and to come: what is planned for each and what was achieved.

use super::NOTHING;
use super::charts::{EntrySaid, label, mark, push_figure, shown};
use super::figures::{FigureYear, MISTAKES_CELL, MISTAKES_HEAD, push_name};
use super::words::{place, push_text};
use crate::catalog::Project;
use crate::chart::{ChartGoal, ChartMark, ChartPoint};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{IndicatorId, ProjectId};
use crate::progress::{FigurePoint, PlannedYear, Status, target};
use crate::quantity::{Decimal, plain};
use crate::render::Renderer;
use crate::render::mistakes::PageMistakes;
use crate::render::view::Html;

/// What stands for the sum of a year in which a period is missing.
const GAP: &str = "缺期，合计不清";

/// A year of a plan, with what was reported of it.
struct PlanYear<'a> {
    planned: &'a PlannedYear,
    /// `None` without a report.
    reported: Option<FigureYear<'a>>,
}

impl<'a> PlanYear<'a> {
    /// The newest figure of an indicator, as written or, of figures per period, their sum.
    fn achieved(&self, id: IndicatorId, indicator: &IndicatorDraft) -> Option<String> {
        let year = self.reported.as_ref()?;
        let (entry, point) = year.last_figure(id)?;
        if indicator.basis != Basis::PerPeriod {
            return Some(year.written(entry, point).to_owned());
        }
        let measure = indicator.measure.as_ref().map_or("", |measure| &*measure.value);
        Some(format!("{}{}{measure}", point.hedge(), plain(point.to_date?)))
    }

    /// Whether nobody can say what the figures per period of the year make together: one is missing before
    /// the last.
    fn has_gap(&self, id: IndicatorId, indicator: &IndicatorDraft) -> bool {
        let sum = self.point(id).filter(|_| indicator.basis == Basis::PerPeriod);
        sum.is_some_and(|point| point.value.is_some() && point.to_date.is_none())
    }

    /// `截至三季度`, where the newest figure of an indicator is not one of the year's end.
    fn until(&self, id: IndicatorId) -> Option<String> {
        let year = self.reported.as_ref()?;
        let (entry, _) = year.last_figure(id)?;
        let period = year.entry(entry).draft.period;
        (period.year_rank().0 < 12).then(|| format!("截至{}", period.short_chinese()))
    }

    /// Whether the year's last report leaves an indicator out of which something is asked.
    fn is_omitted(&self, id: IndicatorId) -> bool {
        let position = self.reported.as_ref().and_then(|year| year.position(year.last(), id));
        position.is_some_and(|position| position.standing.status == Status::Omitted)
    }

    fn point(&self, id: IndicatorId) -> Option<&'a FigurePoint> {
        Some(self.reported.as_ref()?.last_figure(id)?.1)
    }
}

impl Renderer<'_> {
    fn plan_years(&self, id: ProjectId) -> Vec<PlanYear<'_>> {
        let project = &self.catalog.projects[id];
        let planned = self.progress().projects.get(id).map_or(&[][..], |said| &said.plan);
        let of_year = |planned: &PlannedYear| {
            let nth = project.years.iter().position(|year| year.year == planned.year);
            nth.and_then(|nth| self.year_now(id.year(nth)))
        };
        planned.iter().map(|planned| PlanYear { planned, reported: of_year(planned) }).collect()
    }

    /// A chart for each indicator over the years, against each year's target; `None` for fewer than two
    /// years.
    pub(in crate::render) fn plan_charts(&self, id: ProjectId) -> Option<Html> {
        let years = self.plan_years(id);
        if years.len() < 2 {
            return None;
        }
        let project = &self.catalog.projects[id];
        let links = self.mistakes(self.plan.project(id), &project.title, "");
        let mut out = String::new();
        for (number, indicator) in project.draft.indicators.iter_enumerated() {
            push_chart(&years, (number, indicator), links.as_ref(), &mut out);
        }
        (!out.is_empty()).then_some(Html(out))
    }

    /// Planned and achieved for every indicator, year by year; `None` without indicators or years.
    pub(in crate::render) fn plan_table(&self, id: ProjectId) -> Option<Html> {
        let project = &self.catalog.projects[id];
        let years = self.plan_years(id);
        if years.is_empty() || project.draft.indicators.is_empty() {
            return None;
        }
        let mut out =
            String::with_capacity(1024 + project.draft.indicators.len() * (200 + years.len() * 120));
        let links = self.mistakes(self.plan.project(id), &project.title, "");
        push_table(project, &years, links.as_ref(), &mut out);
        Some(Html(out))
    }
}

/// The link by which readers say that what is shown of an indicator is wrong.
fn push_mistake(
    years: &[PlanYear<'_>],
    (id, indicator): (IndicatorId, &IndicatorDraft),
    links: Option<&PageMistakes<'_>>,
    out: &mut String,
) {
    let Some(links) = links else { return };
    let newest = years.iter().rev().find_map(|year| {
        let until = year.until(id).unwrap_or_default();
        Some((year.achieved(id, indicator)?, format!("{}年{until}", year.planned.year)))
    });
    let (value, period) = newest.unwrap_or_default();
    links.push(&indicator.name.value, &period, &value, out);
}

fn push_chart(
    years: &[PlanYear<'_>],
    (id, indicator): (IndicatorId, &IndicatorDraft),
    links: Option<&PageMistakes<'_>>,
    out: &mut String,
) {
    let has_value = |year: &PlanYear<'_>| year.point(id).is_some_and(|point| shown(point).is_some());
    if !years.iter().any(has_value) {
        return;
    }
    let names: Vec<String> = years.iter().map(|year| year.planned.year.to_string()).collect();
    let notes: Vec<String> = years.iter().map(|year| year.until(id).unwrap_or_default()).collect();
    let labels: Vec<String> = years.iter().map(|year| label(year.point(id))).collect();
    // A sum that begins anew each year is on no way from one year to the next.
    let goes_on = indicator.basis == Basis::State || indicator.since.is_some();
    let spots: Vec<ChartPoint> = years
        .iter()
        .enumerate()
        .map(|(at, year)| {
            let said = EntrySaid { point: year.point(id), is_asked: year.is_omitted(id) };
            let mark = if year.has_gap(id, indicator) {
                ChartMark::Missing("缺期")
            } else {
                mark(Ok(said), Decimal::ZERO, &labels[at])
            };
            let goal = year.planned.goals.get(id).copied().flatten();
            let way = year.planned.ways.get(id).copied().flatten().filter(|_| goes_on);
            ChartPoint {
                name: &names[at],
                mark,
                goal: goal.and_then(|goal| goal.bound).map(place),
                way: way.map(place),
                note: &notes[at],
            }
        })
        .collect();
    let label = match (spots.iter().any(|spot| spot.goal.is_some()), has_line(&spots)) {
        (true, true) => Some("短虚线为当年目标值，点线为规划的进度"),
        (true, false) => Some("短虚线为当年目标值"),
        (false, _) => None,
    };
    let goal = label.map(|label| ChartGoal { value: f64::NAN, upper: None, former: None, label });
    let mut link = String::new();
    push_mistake(years, (id, indicator), links, &mut link);
    push_figure((indicator, &link), &format!("p{}", usize::from(id)), &spots, goal, out);
}

/// Whether a line of the plan is drawn: from one year to the next.
fn has_line(spots: &[ChartPoint]) -> bool {
    spots.windows(2).any(|pair| pair.iter().all(|spot| spot.way.is_some()))
}

/// Two rows for each indicator below its name: so the years have all the room there is, also on a phone.
fn push_table(project: &Project, years: &[PlanYear<'_>], links: Option<&PageMistakes<'_>>, out: &mut String) {
    const CAPTION: &str = "各年目标与完成情况";
    out.extend(["<section class=\"table-scroll\" aria-label=\"", CAPTION, "\" tabindex=\"0\">"]);
    out.extend([
        "<table class=\"plan\"><caption>",
        CAPTION,
        "</caption><thead><tr><th scope=\"col\">年度</th>",
    ]);
    for year in years {
        out.extend(["<th scope=\"col\">", &year.planned.year.to_string(), "年</th>"]);
    }
    out.push_str(if links.is_some() { MISTAKES_HEAD } else { "" });
    out.push_str("</tr></thead>\n");
    let width = (years.len() + 1).to_string();
    for (id, indicator) in project.draft.indicators.iter_enumerated() {
        out.extend(["<tbody><tr><th scope=\"rowgroup\" colspan=\"", &width, "\"><span>"]);
        push_name(indicator, out);
        out.push_str("</span></th>");
        if links.is_some() {
            // For all rows of the indicator, its name among them.
            out.push_str(&MISTAKES_CELL.replace("<td", "<td rowspan=\"3\""));
            push_mistake(years, (id, indicator), links, out);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n<tr><th scope=\"row\">目标</th>");
        push_targets(indicator, years, out);
        out.push_str("</tr>\n<tr><th scope=\"row\">完成</th>");
        for year in years {
            push_figure_of(year, id, indicator, out);
        }
        out.push_str("</tr></tbody>\n");
    }
    out.push_str("</table></section>\n");
}

/// The target of each year; that of a later year once for all years on the way to it.
fn push_targets(indicator: &IndicatorDraft, years: &[PlanYear<'_>], out: &mut String) {
    let target_of = |year: &PlanYear<'_>| target(indicator, year.planned.year);
    let mut rest = years;
    while let Some(first) = rest.first() {
        let Some(target) = target_of(first) else {
            out.extend(["<td class=\"none\">", NOTHING, "</td>"]);
            rest = &rest[1..];
            continue;
        };
        let is_same = |year: &&PlanYear<'_>| target_of(year).is_some_and(|other| other.year == target.year);
        let span = rest.iter().take_while(is_same).count();
        if span > 1 {
            out.extend(["<td class=\"way\" colspan=\"", &span.to_string(), "\">"]);
        } else {
            out.push_str("<td class=\"num\">");
        }
        push_text(&target.text.value, out);
        if target.year != first.planned.year {
            out.extend(["<span class=\"why\">到", &target.year.to_string(), "年</span>"]);
        }
        out.push_str("</td>");
        rest = &rest[span..];
    }
}

/// What was achieved in a year, and until when where that is not its end.
fn push_figure_of(year: &PlanYear<'_>, id: IndicatorId, indicator: &IndicatorDraft, out: &mut String) {
    match year.achieved(id, indicator) {
        Some(figure) => {
            out.push_str("<td class=\"num\">");
            push_text(&figure, out);
            if let Some(until) = year.until(id) {
                out.push_str("<span class=\"why\">");
                push_text(&until, out);
                out.push_str("</span>");
            }
        }
        None if year.has_gap(id, indicator) => out.extend(["<td class=\"missing\">", GAP]),
        None if year.is_omitted(id) => out.push_str("<td class=\"missing\">未报"),
        None => out.extend(["<td class=\"none\">", NOTHING]),
    }
    out.push_str("</td>");
}
