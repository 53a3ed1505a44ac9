//! How statuses went from period to period: the table of a year, that of a project over its years, and who
//! caught up or fell behind since the quarter before.

use super::NOTHING;
use super::overview::{quarter_before, quarter_of};
use super::words::{badge, corrected_mark, joined, push_status, push_text, stated_mark};
use crate::model::{EntryId, PagePath, Period, ProjectId, YearId};
use crate::plan::OverviewScope;
use crate::progress::{Course, CourseStep, Overview, ProjectPart, Turn, told};
use crate::render::Renderer;
use crate::render::view::{Html, TurnRowView, TurnsView};

impl Renderer<'_> {
    /// The statuses of a year: the project, its indicators and nodes by its periods. `None` where there is
    /// nothing to compare.
    pub(in crate::render) fn year_course(&self, id: YearId) -> Option<Html> {
        let year = self.year_said(id)?;
        let courses = self.progress().courses(self.catalog, id);
        let periods: Vec<Period> = year.columns().iter().map(|column| column.period).collect();
        let draft = &year.project.draft;
        let indicators = draft.indicators.iter().map(|indicator| &*indicator.name.value);
        let nodes = draft.nodes.iter().map(|node| &*node.name.value);
        let parts = indicators.zip(&courses.indicators).chain(nodes.zip(&courses.nodes));
        // What is asked of nothing this year has no course.
        let parts = parts.filter(|(_, course)| {
            course.steps.iter().any(|step| step.entry.is_some() && step.status.is_some())
        });
        let rows: Vec<CourseRow<'_>> = std::iter::once(("整个项目", &courses.project))
            .chain(parts)
            .map(|(name, course)| CourseRow { name: name.into(), course })
            .collect();
        let caption = format!("{}年各期状态", year.number());
        table(&caption, "范围", &periods, &rows, |at, course| {
            course.steps.iter().find(|step| step.period == periods[at])
        })
    }

    /// The statuses of a project over its years; `None` where there is nothing to compare.
    pub(in crate::render) fn project_course(&self, id: ProjectId) -> Option<Html> {
        let years: Vec<(i16, Course)> = self.catalog.projects[id]
            .years(id)
            .map(|(year, known)| (known.year, self.progress().course(self.catalog, year, None)))
            .collect();
        // The periods of a year, whichever it is, by their ends and lengths.
        let rank = |period: Period| period.year_rank();
        let all = years.iter().flat_map(|(_, course)| &course.steps).map(|step| step.period);
        let mut periods: Vec<Period> = all.collect();
        periods.sort_by_key(|period| rank(*period));
        periods.dedup_by_key(|period| rank(*period));
        let rows: Vec<CourseRow<'_>> = years
            .iter()
            .map(|(year, course)| CourseRow { name: format!("{year}年").into(), course })
            .collect();
        table("历年各期状态", "年度", &periods, &rows, |at, course| {
            course.steps.iter().find(|step| rank(step.period) == rank(periods[at]))
        })
    }

    /// The turns of a project's status up to an entry, in words.
    pub(in crate::render) fn told_of(&self, entry: EntryId, part: Option<ProjectPart>) -> Option<String> {
        self.progress().course(self.catalog, entry.year, part).told(entry)
    }

    /// The turns of a project's status in a year, in words.
    pub(in crate::render) fn told_of_year(&self, id: YearId) -> Option<String> {
        told(&self.progress().course(self.catalog, id, None).steps)
    }

    /// Who caught up and who fell behind since the quarter before: of a quarter, else of the newest one of
    /// the year. The first quarter of a year follows the last one of the year before; `None` where there is
    /// no quarter before it.
    pub(super) fn turns(
        &self,
        page: &PagePath,
        scope: OverviewScope,
        overview: &Overview,
        year: i16,
    ) -> Option<TurnsView> {
        let newest_of = |year: i16| {
            let of_year = |(offered, _): (OverviewScope, _)| match offered {
                OverviewScope::Quarter(other, quarter) if other == year => Some(quarter),
                _ => None,
            };
            self.plan.overviews().filter_map(of_year).max()
        };
        let quarter = match scope {
            OverviewScope::Quarter(_, quarter) => quarter,
            OverviewScope::Now | OverviewScope::Year(_) => newest_of(year)?,
        };
        let before = quarter_before(year, quarter);
        if before.year < year {
            newest_of(before.year)?;
        }
        let now = quarter_of(year, quarter);
        let mut counts = [TurnCounts::default(); 2];
        let mut rows = Vec::new();
        for (id, _) in &overview.standings {
            let project = &self.catalog.projects[*id];
            let Some((year_id, _)) = project.years(*id).find(|(_, known)| known.year == year) else {
                continue;
            };
            let draft = &project.draft;
            let indicators = draft.indicators.iter_enumerated();
            let indicators = indicators.map(|(at, one)| (Some(ProjectPart::Indicator(at)), &*one.name.value));
            let nodes = draft
                .nodes
                .iter_enumerated()
                .map(|(at, one)| (Some(ProjectPart::Node(at)), &*one.name.value));
            for (part, name) in std::iter::once((None, "整个项目")).chain(indicators).chain(nodes) {
                let course = self.progress().course(self.catalog, year_id, part);
                let ends = (before.last_day(), now.last_day());
                let year_before = project.years(*id).find(|(_, known)| known.year == before.year);
                let year_before = year_before
                    .filter(|_| before.year < year)
                    .map(|(year, _)| self.progress().course(self.catalog, year, part));
                let Some(turn) = course.turn_between(ends.0, ends.1, year_before.as_ref()) else { continue };
                counts[usize::from(part.is_some())].add(turn);
                let by_end = course.steps.iter().rev().find(|step| step.period.last_day() <= ends.1);
                let stated = by_end.and_then(|step| Some(stated_mark(step.status?, step.computed?)));
                let corrected = by_end.and_then(|step| step.first).map(corrected_mark);
                rows.push(TurnRowView {
                    project: self.project_of_year(page, *id, year),
                    part: name.to_owned(),
                    turn: turn.word(),
                    status: by_end.and_then(|step| step.status).map(badge),
                    stated: joined([stated, corrected]),
                });
            }
        }
        let [projects, parts] = counts;
        let is_new_year = before.year < year;
        let before = if is_new_year { before.chinese() } else { before.short_chinese() };
        let now = now.chinese();
        let targets = if is_new_year { "两个年度各按当年的目标判断。" } else { "" };
        Some(TurnsView {
            caption: format!("{now}末和{before}末相比，赶上和落下的"),
            summary: format!(
                "{now}末和{before}末相比：项目赶上{}个、落下{}个，指标和事项赶上{}项、落下{}项。{}滞后变为按序时、超序时或者已完成的为赶上，反过来的为落下；季度末是其他状态（如调整、未启动、未报）的，看当年此前最近一次的判断，没有的不算。滞后的指标后来没有统计、没有填报的，项目不算赶上。{targets}",
                projects.up,
                projects.down,
                parts.up,
                parts.down,
                by_adjustment(projects, parts),
            ),
            rows,
        })
    }
}

/// How many turned.
#[derive(Clone, Copy, Default)]
struct TurnCounts {
    up: usize,
    down: usize,
    /// Those that did so only since a target was changed by decision.
    by_adjustment: usize,
}

impl TurnCounts {
    fn add(&mut self, turn: Turn) {
        match turn {
            Turn::CaughtUp => self.up += 1,
            Turn::FellBehind => self.down += 1,
            Turn::Eased | Turn::Raised => self.by_adjustment += 1,
        }
    }
}

/// `另有项目1个、指标和事项1项…`: what turned without having caught up or fallen behind.
fn by_adjustment(projects: TurnCounts, parts: TurnCounts) -> String {
    match (projects.by_adjustment, parts.by_adjustment) {
        (0, 0) => String::new(),
        (projects, parts) => format!(
            "另有项目{projects}个、指标和事项{parts}项，只因目标经批准调整才不再滞后或者变为滞后，不算赶上、落下。"
        ),
    }
}

/// A row of such a table.
struct CourseRow<'a> {
    name: std::borrow::Cow<'a, str>,
    course: &'a Course,
}

/// A row for each course, a column for each period; `None` where no period can be compared with another and
/// nothing was corrected.
fn table<'a>(
    caption: &str,
    head: &str,
    periods: &[Period],
    rows: &[CourseRow<'a>],
    step: impl Fn(usize, &'a Course) -> Option<&'a CourseStep>,
) -> Option<Html> {
    let reported = |course: &Course| course.steps.iter().filter(|step| step.entry.is_some()).count();
    let is_corrected = |course: &Course| course.steps.iter().any(|step| step.first.is_some());
    if !rows.iter().any(|row| reported(row.course) > 1 || is_corrected(row.course)) {
        return None;
    }
    let mut out = String::with_capacity(512 + rows.len() * periods.len() * 160);
    out.extend(["<section class=\"table-scroll\" aria-label=\"", caption, "\" tabindex=\"0\">"]);
    out.extend([
        "<table class=\"course\"><caption>",
        caption,
        "</caption><thead><tr><th scope=\"col\">",
        head,
    ]);
    out.push_str("</th>");
    for period in periods {
        out.extend(["<th scope=\"col\">", &period.short_chinese(), "</th>"]);
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr><th scope=\"row\">");
        push_text(&row.name, &mut out);
        if let Some(told) = told(&row.course.steps) {
            out.extend(["<span class=\"why\">", &told, "</span>"]);
        }
        out.push_str("</th>");
        for at in 0..periods.len() {
            push_step(step(at, row.course), &mut out);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></section>\n");
    Some(Html(out))
}

/// The status that was first published, and what became of it by a correction.
fn push_step(step: Option<&CourseStep>, out: &mut String) {
    let Some((step, status)) = step.and_then(|step| Some((step, step.status?))) else {
        return out.extend(["<td class=\"none\">", NOTHING, "</td>"]);
    };
    out.push_str(if step.turn.is_some_and(|turn| !turn.was_late()) { "<td class=\"down\">" } else { "<td>" });
    match step.first {
        Some(first) => {
            push_status(first, out);
            out.push_str("<span class=\"why\">首次公布；更正后为");
            out.push_str(status.word());
            out.push_str("</span>");
        }
        None => push_status(status, out),
    }
    if let Some(by_rule) = step.computed {
        out.extend(["<span class=\"why\">", &stated_mark(status, by_rule), "</span>"]);
    }
    if let Some(turn) = step.turn {
        out.extend(["<span class=\"why\">", turn.word(), "</span>"]);
    }
    out.push_str("</td>");
}
