//! The open data of the figures: `/data/progress.csv`, `/data/progress.json`, and the same for one item.
//!
//! Written straight into text, level by level: what a line of CSV repeats is made once for all lines that
//! repeat it. The keys and columns are those of [`super::fields`]; a level whose values do not match its
//! fields does not compile.

use std::borrow::Cow;

use rayon::prelude::*;
use typed_index_collections::TiVec;

use super::areas::AreaFigures;
use super::fields::{
    AREA, DataField, FIGURE, INDICATOR, MISSING, NODE, OVERDUE_NODE, PERIOD, PROJECT, RULES, YEAR,
};
use super::figures::FigureYear;
use super::marks::Former;
use super::nodes::each_time;
use crate::catalog::ProjectEntry;
use crate::csv_text::{write_field, write_line};
use crate::entry::Basis;
use crate::model::{EntryId, IndicatorId, Moment, NodeId, ProjectId, YearId, has_byte};
use crate::progress::{
    Absence, Course, InForce, Judgeable, NodeMoves, NodePosition, Position, Status, StatusReason, Turn,
    YearCourses, explain_node, target,
};
use crate::quantity::{Decimal, Direction, QuantityValue, Target, TargetKind, push_plain, rounded};
use crate::render::Renderer;

/// A value of a field.
enum FieldValue<'a> {
    None,
    Text(Cow<'a, str>),
    Number(Decimal),
    Integer(i64),
}

impl<'a> From<&'a str> for FieldValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for FieldValue<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Decimal> for FieldValue<'_> {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl<'a, T: Into<FieldValue<'a>>> From<Option<T>> for FieldValue<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// Takes a piece of a file, and the project that it is about.
pub(in crate::render) type Take<'t, E> = dyn FnMut(&[u8], Option<ProjectId>) -> Result<(), E> + 't;

/// How many projects of a large file are made at once.
const AT_ONCE: usize = 16;

/// Room for a usual line of CSV, in bytes, so that the text does not grow in steps.
const USUAL_LINE: usize = 500;

impl Renderer<'_> {
    /// `/data/progress.csv`: a line for each figure. The file of a large site would fill the memory, so it is
    /// handed over in pieces.
    pub(in crate::render) fn progress_csv<E>(&self, take: &mut Take<'_, E>) -> Result<(), E> {
        let levels: [&[DataField]; 6] = [&PROJECT, &YEAR, &PERIOD, &INDICATOR, &FIGURE, &NODE];
        let heads: Vec<&str> =
            levels.into_iter().flatten().filter(|field| field.in_csv).map(|field| field.zh).collect();
        let mut head = String::from("\u{feff}");
        write_line(&mut head, &heads);
        take(head.as_bytes(), None)?;
        let projects: Vec<ProjectId> = self.catalog.projects.keys().collect();
        for projects in projects.chunks(AT_ONCE) {
            let parts: Vec<String> = projects.par_iter().map(|id| self.project_csv(*id)).collect();
            projects.iter().zip(&parts).try_for_each(|(id, part)| take(part.as_bytes(), Some(*id)))?;
        }
        Ok(())
    }

    fn project_csv(&self, id: ProjectId) -> String {
        let draft = &self.catalog.projects[id].draft;
        let lines = self.catalog.entries_of(id).count() * (draft.indicators.len() + draft.nodes.len());
        let mut out = String::with_capacity(USUAL_LINE * lines);
        let project_part = csv(&PROJECT, &self.project_values(id));
        let no_node = csv(&NODE, &[const { FieldValue::None }; NODE.len()]);
        let moves = NodeMoves::of(self.catalog, id);
        for (year, _) in self.catalog.projects[id].years(id) {
            let Some(year) = self.year_said(year) else { continue };
            let year_part = csv(&YEAR, &self.year_values(&year));
            let courses = self.progress().courses(self.catalog, year.id);
            let indicators = &year.project.draft.indicators;
            let indicator = |id| csv(&INDICATOR, &indicator_values(&year, id, None));
            let indicator_parts: TiVec<IndicatorId, String> = indicators.keys().map(indicator).collect();
            for entry in year.entries() {
                let plan = InForce::of(self.catalog, entry);
                let period_part = csv(&PERIOD, &self.period_values(&year, entry, &courses));
                let mut line = |indicator: &str, figure: &[FieldValue<'_>; FIGURE.len()], node: &str| {
                    for part in [&project_part, &year_part, &period_part] {
                        out.push_str(part);
                    }
                    out.push_str(indicator);
                    push_csv(&FIGURE, figure, &mut out);
                    out.push_str(node);
                    out.pop();
                    out.push_str("\r\n");
                };
                let said = (&courses, plan.as_ref());
                for (id, position) in year.positions(entry) {
                    let figure = figure_values(&year, entry, (id, position), said);
                    line(&indicator_parts[id], &figure, &no_node);
                }
                for (id, node) in year.nodes(entry) {
                    let said = (&courses, &moves);
                    let (indicator, figure) = self.node_line(&year, entry, (id, node), said);
                    let node = self.node_values(&year, entry, (id, node), said);
                    line(&csv(&INDICATOR, &indicator), &figure, &csv(&NODE, &node));
                }
            }
        }
        out
    }

    /// `/data/progress.json`, in pieces as well.
    pub(in crate::render) fn progress_json<E>(&self, take: &mut Take<'_, E>) -> Result<(), E> {
        let mut head = String::from("{\"site\":");
        push_json_text(&self.settings.name, &mut head);
        head.push_str(",\"url\":");
        push_json_text(&self.settings.url, &mut head);
        head.push_str(",\"projects\":[");
        take(head.as_bytes(), None)?;
        let projects: Vec<ProjectId> = self.catalog.projects.keys().collect();
        for projects in projects.chunks(AT_ONCE) {
            let parts: Vec<String> = projects.par_iter().map(|id| self.project_json(*id)).collect();
            for (id, part) in projects.iter().zip(&parts) {
                if usize::from(*id) > 0 {
                    take(b",", None)?;
                }
                take(part.as_bytes(), Some(*id))?;
            }
        }
        take(b"]}\n", None)
    }

    /// What `/data/progress.json` says of a project. Its parts stand in the data of its items too; they are
    /// made anew there, for to keep those of a large site until then takes an eighth of all memory, and
    /// making them a fiftieth of the time.
    fn project_json(&self, id: ProjectId) -> String {
        let project = &self.catalog.projects[id];
        let mut out =
            String::with_capacity(project.years.iter().map(|year| 4_096 * (1 + year.entries.len())).sum());
        out.push('{');
        push_json(&PROJECT, &self.project_values(id), &mut out);
        out.push_str("\"years\":[");
        push_list(project.years(id), &mut out, |(year, _), out| self.push_year_json(year, None, out));
        out.push_str("],\"missing\":[");
        let missing = self.progress().projects.get(id).map_or(&[][..], |project| &project.missing);
        let overdue = missing.iter().filter_map(|missing| match missing.absence {
            Absence::Overdue(deadline) => Some((missing.period, deadline.day)),
            Absence::NotYet(_) | Absence::Withdrawn(_) | Absence::Undisclosed(_) => None,
        });
        push_list(overdue, &mut out, |(period, day), out| {
            out.push('{');
            push_json(&MISSING, &[period.to_string().into(), day.to_string().into()], out);
            out.pop();
            out.push('}');
        });
        out.push_str("],\"overdue_nodes\":[");
        let said = self.progress().projects.get(id);
        let passed = said.into_iter().flat_map(|said| said.passed(project, self.project_day(id)));
        push_list(passed, &mut out, |(node, due), out| {
            let name = &*project.draft.nodes[node].name.value;
            out.push('{');
            push_json(&OVERDUE_NODE, &[name.into(), due.to_string().into()], out);
            out.pop();
            out.push('}');
        });
        out.push_str("]}");
        out
    }

    /// Appends a year with its entries, or with `only` one of them.
    pub(in crate::render) fn push_year_json(&self, id: YearId, only: Option<EntryId>, out: &mut String) {
        let Some(year) = self.year_said(id) else { return out.push_str("null") };
        let courses = self.progress().courses(self.catalog, id);
        out.push('{');
        push_json(&YEAR, &self.year_values(&year), out);
        out.push_str("\"indicators\":[");
        let former = self.former_targets(id);
        push_list(year.project.draft.indicators.keys(), out, |id, out| {
            out.push('{');
            let changes = former.get(&*year.project.draft.indicators[id].name.value).map(Former::told);
            push_json(&INDICATOR, &indicator_values(&year, id, changes), out);
            out.pop();
            out.push('}');
        });
        out.push_str("],\"periods\":[");
        let moves = NodeMoves::of(self.catalog, id.project);
        let entries = year.entries().filter(|entry| only.is_none_or(|only| only == *entry));
        push_list(entries, out, |entry, out| {
            let plan = InForce::of(self.catalog, entry);
            out.push('{');
            push_json(&PERIOD, &self.period_values(&year, entry, &courses), out);
            out.push_str("\"figures\":[");
            push_list(year.positions(entry), out, |(id, position), out| {
                out.push('{');
                let said = (&courses, plan.as_ref());
                push_json(&FIGURE, &figure_values(&year, entry, (id, position), said), out);
                out.pop();
                out.push('}');
            });
            out.push_str("],\"areas\":[");
            let areas = year.broken_down(entry).into_iter();
            push_list(areas.flat_map(|id| year.areas(entry, id, plan.as_ref())), out, |area, out| {
                out.push('{');
                push_json(&AREA, &area_values(&year, &area), out);
                out.pop();
                out.push('}');
            });
            out.push_str("],\"nodes\":[");
            push_list(year.nodes(entry), out, |(id, node), out| {
                out.push('{');
                push_json(&NODE, &self.node_values(&year, entry, (id, node), (&courses, &moves)), out);
                out.pop();
                out.push('}');
            });
            out.push_str("]}");
        });
        out.push_str("]}");
    }

    /// `/data/breakdown.csv`: a line for each indicator of each area.
    pub(in crate::render) fn breakdown_csv(&self) -> Vec<u8> {
        let levels: [&[DataField]; 4] = [&PROJECT, &YEAR, &PERIOD, &AREA];
        let heads: Vec<&str> =
            levels.into_iter().flatten().filter(|field| field.in_csv).map(|field| field.zh).collect();
        let mut out = String::from("\u{feff}");
        write_line(&mut out, &heads);
        for id in self.catalog.projects.keys() {
            let project_part = csv(&PROJECT, &self.project_values(id));
            for (year, _) in self.catalog.projects[id].years(id) {
                let Some(year) = self.year_said(year) else { continue };
                let year_part = csv(&YEAR, &self.year_values(&year));
                let courses = self.progress().courses(self.catalog, year.id);
                for entry in year.entries().filter(|entry| year.breakdown(*entry).is_some()) {
                    let period_part = csv(&PERIOD, &self.period_values(&year, entry, &courses));
                    let plan = InForce::of(self.catalog, entry);
                    for id in year.broken_down(entry) {
                        for area in year.areas(entry, id, plan.as_ref()) {
                            out.extend([&*project_part, &*year_part, &*period_part]);
                            push_csv(&AREA, &area_values(&year, &area), &mut out);
                            out.pop();
                            out.push_str("\r\n");
                        }
                    }
                }
            }
        }
        out.into_bytes()
    }

    fn project_values(&self, id: ProjectId) -> [FieldValue<'_>; PROJECT.len()] {
        let project = &self.catalog.projects[id];
        let responsible = self.responsible(project);
        [
            project.plain_title().into(),
            project.draft.field.as_deref().into(),
            self.lead(project).into(),
            Some(responsible.join("、")).filter(|names| !names.is_empty()).into(),
            self.unit_now(project).into(),
            self.absolute(self.plan.project(id)).into(),
        ]
    }

    fn year_values(&self, year: &FigureYear) -> [FieldValue<'_>; YEAR.len()] {
        let plan = Judgeable::of(&year.project.draft, year.number()..=year.number());
        let count = |count: usize| FieldValue::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        [
            FieldValue::Integer(year.number().into()),
            year.reported.item.and_then(|item| self.catalog.items[item].number.for_data()).into(),
            self.absolute(self.plan.year(year.id)).into(),
            count(plan.as_ref().map_or(0, |plan| plan.all)),
            count(plan.as_ref().map_or(0, Judgeable::good)),
        ]
    }

    fn period_values<'a>(
        &'a self,
        year: &FigureYear<'a>,
        id: EntryId,
        courses: &YearCourses,
    ) -> [FieldValue<'a>; PERIOD.len()] {
        let [first, turn, course] = step_values(&courses.project, id);
        let entry = year.entry(id);
        let said = &year.said.entries[id.nth];
        let item = entry.item.or(year.reported.item);
        let stated = said.computed.is_some();
        let after = said.afterwards.filter(|_| said.standing.reason != StatusReason::Stated);
        [
            entry.draft.period.to_string().into(),
            as_of(entry).into(),
            entry.date.to_string().into(),
            year.project.lead_on(&self.settings.units, entry.date.date).into(),
            entry.publisher(&self.settings.units).into(),
            item.and_then(|item| self.catalog.items[item].number.for_data()).into(),
            self.absolute(entry.item.map_or_else(|| self.plan.year(year.id), |item| self.plan.item(item)))
                .into(),
            said.standing.status.word().into(),
            if stated { "填报" } else { "计算" }.into(),
            said.computed.map(|computed| computed.status.word()).into(),
            entry.draft.note.as_deref().filter(|_| stated).into(),
            first,
            turn,
            course,
            said.deadline.day.to_string().into(),
            said.deadline.is_provisional.then_some("暂定").into(),
            after.map(|after| after.day.to_string()).into(),
            after.map(|after| after.standing.status.word()).into(),
        ]
    }

    fn node_values<'a>(
        &self,
        year: &FigureYear<'a>,
        entry: EntryId,
        (id, position): (NodeId, &NodePosition),
        (courses, moves): (&YearCourses, &NodeMoves<'_>),
    ) -> [FieldValue<'a>; NODE.len()] {
        let [first, turn, course] = step_values(&courses.nodes[id], entry);
        let node = &year.project.draft.nodes[id];
        let newest = self.catalog.entries_of(entry.project()).next_back();
        let is_overdue = newest.is_some_and(|(newest, _)| newest == entry)
            && year
                .node_now(entry, id)
                .is_some_and(|now| now.is_passed_by(self.project_day(entry.project())));
        let report = position.by.map(|by| year.node_report(by));
        let postponed = self.put_off(entry, id, moves);
        [
            node.name.value.as_str().into(),
            node.planned.value.to_string().into(),
            moves.day_then(self.catalog, entry, &node.name.value).map(|day| day.to_string()).into(),
            position.due.to_string().into(),
            position.done.map(|day| day.to_string()).into(),
            report.and_then(|report| report.evidence.as_ref()).map(|evidence| &*evidence.value).into(),
            each_time(&postponed, |time| time.reason).into(),
            each_time(&postponed, |time| time.approved_by).into(),
            position.standing.status.word().into(),
            explain_node(position).into(),
            first,
            turn,
            course,
            is_overdue.then_some("是").into(),
        ]
    }

    /// The line of a node in the CSV file.
    fn node_line<'a>(
        &self,
        year: &FigureYear<'a>,
        entry: EntryId,
        (id, position): (NodeId, &NodePosition),
        (courses, moves): (&YearCourses, &NodeMoves<'_>),
    ) -> ([FieldValue<'a>; INDICATOR.len()], [FieldValue<'a>; FIGURE.len()]) {
        let node = &year.project.draft.nodes[id];
        let mut indicator = [const { FieldValue::None }; INDICATOR.len()];
        let mut figure = [const { FieldValue::None }; FIGURE.len()];
        let set = |fields: &[DataField], values: &mut [FieldValue<'a>], key: &str, value: FieldValue<'a>| {
            if let Some(at) = fields.iter().position(|field| field.key == key) {
                values[at] = value;
            }
        };
        let planned = node.planned.value;
        set(&INDICATOR, &mut indicator, "name", node.name.value.as_str().into());
        set(&INDICATOR, &mut indicator, "basis", "日期".into());
        set(&INDICATOR, &mut indicator, "target", planned.to_string().into());
        set(&INDICATOR, &mut indicator, "target_year", FieldValue::Integer(planned.year().into()));
        set(&INDICATOR, &mut indicator, "target_kind", "事项".into());
        let is_reported = position.by.is_some_and(|(own, _)| own == entry.own());
        let reporting = match position.standing.reason {
            _ if is_reported => "填报",
            StatusReason::NodeDone { .. } => "以前已报",
            StatusReason::NodeAhead { .. } | StatusReason::NodePostponed { .. } => "未到期",
            _ => "未报",
        };
        set(&FIGURE, &mut figure, "reporting", reporting.into());
        let [day_key, period_key] =
            if is_reported { ["figure", "figure_period"] } else { ["last_figure", "last_figure_period"] };
        set(&FIGURE, &mut figure, day_key, position.done.map(|day| day.to_string()).into());
        let period = position.by.filter(|_| position.done.is_some());
        let period = period.map(|(own, _)| year.own_entry(own).draft.period.to_string());
        set(&FIGURE, &mut figure, period_key, period.into());
        set(&FIGURE, &mut figure, "status", position.standing.status.word().into());
        let [first, turn, course] = step_values(&courses.nodes[id], entry);
        set(&FIGURE, &mut figure, "first_status", first);
        set(&FIGURE, &mut figure, "turn", turn);
        set(&FIGURE, &mut figure, "course", course);
        let planned_then = moves.day_then(self.catalog, entry, &node.name.value);
        set(&FIGURE, &mut figure, "target_then", planned_then.map(|day| day.to_string()).into());
        set(&FIGURE, &mut figure, "rule", rule(position.standing.reason).into());
        (indicator, figure)
    }
}

/// Of an indicator, and how its target became what it is.
fn indicator_values<'a>(
    year: &FigureYear<'a>,
    id: IndicatorId,
    changes: Option<String>,
) -> [FieldValue<'a>; INDICATOR.len()] {
    let indicator = &year.project.draft.indicators[id];
    let year_target = target(indicator, year.number());
    let target = year_target.map(|target| &*target.text.value);
    let goal = year.said.goals.get(id).copied().flatten();
    let former = indicator.names().skip(1).collect::<Vec<_>>().join("、");
    [
        indicator.task.as_deref().into(),
        indicator.name.value.as_str().into(),
        if former.is_empty() { FieldValue::None } else { former.into() },
        indicator.measure.as_ref().map(|measure| &*measure.value).into(),
        basis_name(indicator.basis).into(),
        indicator.since.map_or(FieldValue::None, |year| FieldValue::Integer(year.into())),
        target.into(),
        year_target.map_or(FieldValue::None, |target| FieldValue::Integer(target.year.into())),
        changes.into(),
        target.and_then(|target| Target::parse(target).ok()).map(|target| kind_name(&target.kind)).into(),
        goal.and_then(|goal| goal.bound).into(),
        goal.and_then(|goal| goal.high).into(),
        goal.and_then(|goal| goal.direction)
            .map(|direction| if direction == Direction::Up { "越高越好" } else { "越低越好" })
            .into(),
    ]
}

fn figure_values<'a>(
    year: &FigureYear<'a>,
    entry: EntryId,
    (id, position): (IndicatorId, &Position),
    (courses, plan): (&YearCourses, Option<&InForce<'a>>),
) -> [FieldValue<'a>; FIGURE.len()] {
    let indicator = &year.project.draft.indicators[id];
    let target_then = plan.and_then(|plan| plan.year_target(indicator));
    let target_then = target_then.map(|then| then.told(target(indicator, year.number()), ""));
    let target_then = target_then.map(|told| or_none(&told).to_owned());
    let [first, turn, course] = step_values(&courses.indicators[id], entry);
    let point = year.point(entry, id);
    let reason = position.standing.reason;
    let (start, bound, time, expected) = match reason {
        StatusReason::Schedule { start, bound, time, expected, .. } => {
            (Some(start), Some(bound), Some(time), Some(rounded(expected, 4).normalize()))
        }
        StatusReason::Missed { bound, .. } | StatusReason::Milestone { bound, .. } => {
            (None, Some(bound), None, None)
        }
        StatusReason::FellBack { start, .. } => (Some(start), None, None, None),
        _ => (None, None, None, None),
    };
    let upper = match point.and_then(|point| point.value) {
        Some(QuantityValue::Range { high, .. }) => Some(high),
        Some(QuantityValue::Exact(_)) | None => None,
    };
    let not_counted = year.not_counted(entry, id);
    let reporting = match (point, not_counted) {
        (Some(_), _) => "填报",
        (None, Some(_)) => "不统计",
        (None, None) => "未报",
    };
    let last = position.by.filter(|_| point.is_none()).and_then(|by| year.figure_of(by, id));
    let month =
        |months: Option<u16>| months.map_or(FieldValue::None, |months| FieldValue::Integer(months.into()));
    let change = point.and_then(|point| point.change).filter(|change| change.is_exact);
    [
        year.project.draft.indicators[id].name.value.as_str().into(),
        reporting.into(),
        point.map(|point| year.written(entry, point)).into(),
        not_counted.into(),
        point.map(|_| year.entry(entry).draft.period.to_string()).into(),
        point.and_then(|point| point.value).map(QuantityValue::low).into(),
        point.and_then(|point| point.whole).into(),
        upper.into(),
        point.and_then(|point| point.to_date).into(),
        change.map(|change| change.by).into(),
        change.map(|change| change.since.to_string()).into(),
        point.and_then(|point| point.completion).map(|rate| rounded(rate, 1)).into(),
        position.standing.status.word().into(),
        first,
        turn,
        course,
        target_then.into(),
        rule(reason).into(),
        start.into(),
        bound.into(),
        month(time.map(|time| time.months)),
        month(time.map(|time| time.of)),
        expected.into(),
        last.map(|(figure, _)| figure).into(),
        last.map(|(_, period)| period.to_string()).into(),
    ]
}

fn area_values<'a>(year: &FigureYear<'a>, area: &AreaFigures<'a>) -> [FieldValue<'a>; AREA.len()] {
    let indicator = area.draft;
    let point = area.point;
    let upper = match point.and_then(|point| point.value) {
        Some(QuantityValue::Range { high, .. }) => Some(high),
        Some(QuantityValue::Exact(_)) | None => None,
    };
    let change = point.and_then(|point| point.change).filter(|change| change.is_exact);
    let breakdown = year.project.draft.breakdown.as_ref();
    [
        area.name.into(),
        indicator.name.value.as_str().into(),
        indicator.measure.as_ref().map(|measure| &*measure.value).into(),
        if area.written.is_some() { "填报" } else { "未报" }.into(),
        area.target.now.into(),
        Some(area.target.then.unwrap_or("无")).filter(|_| area.target.then != area.target.now).into(),
        area.written.into(),
        point.and_then(|point| point.value).map(QuantityValue::low).into(),
        upper.into(),
        point.and_then(|point| point.to_date).into(),
        change.map(|change| change.by).into(),
        change.map(|change| change.since.to_string()).into(),
        point.and_then(|point| point.completion).map(|rate| rounded(rate, 1)).into(),
        if breakdown.is_some_and(|breakdown| breakdown.adds_up(indicator)) { "是" } else { "否" }.into(),
    ]
}

/// A target of its time, which may have been none.
fn or_none(target: &str) -> &str {
    if target.is_empty() { "无" } else { target }
}

/// The status that was first published, the turn, and all turns so far in words.
fn step_values<'a>(course: &Course, entry: EntryId) -> [FieldValue<'a>; 3] {
    let step = course.step(entry);
    let first = step.and_then(|step| step.first).map(Status::word);
    [first.into(), step.and_then(|step| step.turn).map(Turn::word).into(), course.told(entry).into()]
}

/// The word of [`RULES`] for a reason.
fn rule(reason: StatusReason) -> &'static str {
    RULES[match reason {
        StatusReason::Reached { .. } | StatusReason::PlanReached { .. } => 0,
        StatusReason::ReachedSoFar { .. } => 1,
        StatusReason::Missed { .. } => 2,
        StatusReason::Milestone { .. } => 3,
        StatusReason::Schedule { .. } => 4,
        StatusReason::Nothing => 5,
        StatusReason::FellBack { .. } | StatusReason::FellSince { .. } => 6,
        StatusReason::Word => 7,
        StatusReason::Stated => 8,
        StatusReason::ReachedBefore { .. } => 10,
        StatusReason::Omitted { .. } | StatusReason::Skipped(_) => 11,
        StatusReason::NoStart { .. } => 12,
        StatusReason::PlanGoesOn { .. } => 13,
        StatusReason::NodeDone { .. }
        | StatusReason::NodeLate { .. }
        | StatusReason::NodeAhead { .. }
        | StatusReason::NodePostponed { .. }
        | StatusReason::NodeUndisclosed { .. }
        | StatusReason::NodeUnreported { .. }
        | StatusReason::NodeUnsaid { .. } => 14,
        StatusReason::Worst { .. }
        | StatusReason::Open { .. }
        | StatusReason::NoneJudged { .. }
        | StatusReason::Overdue { .. }
        | StatusReason::Withdrawn { .. }
        | StatusReason::Undisclosed { .. }
        | StatusReason::Unjudged(_) => 9,
    }]
}

fn kind_name(kind: &TargetKind) -> &'static str {
    match kind {
        TargetKind::AtLeast { .. } => "至少",
        TargetKind::AtMost { .. } => "至多",
        TargetKind::About(_) => "约数",
        TargetKind::Range { .. } => "区间",
        TargetKind::Exactly(_) => "定数",
        TargetKind::All => "全部",
        TargetKind::None => "清零",
        TargetKind::Change { .. } => "变化",
        TargetKind::Milestone => "节点",
        TargetKind::Qualitative => "文字",
    }
}

fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Cumulative => "累计",
        Basis::PerPeriod => "当期",
        Basis::State => "时点",
    }
}

/// 截至 of an entry; by default the period's last day.
fn as_of(entry: &ProjectEntry) -> String {
    let default = || Moment { date: entry.draft.period.last_day(), time: None };
    entry.draft.as_of.as_ref().map_or_else(default, |as_of| as_of.value).to_string()
}

/// The columns of a level, each with its comma.
fn csv<const N: usize>(fields: &[DataField; N], values: &[FieldValue; N]) -> String {
    let mut out = String::new();
    push_csv(fields, values, &mut out);
    out
}

/// Numbers are written as they are, minus signs too: a spreadsheet takes them for numbers. Words are guarded.
fn push_csv<const N: usize>(fields: &[DataField; N], values: &[FieldValue; N], out: &mut String) {
    for (field, value) in fields.iter().zip(values) {
        if !field.in_csv {
            continue;
        }
        match value {
            FieldValue::None => {}
            FieldValue::Text(text) => write_field(out, text),
            FieldValue::Number(number) => push_plain(*number, out),
            FieldValue::Integer(number) => out.push_str(&number.to_string()),
        }
        out.push(',');
    }
}

/// The keys of a level with their values, each with its comma; what has no value is left out, which keeps the
/// files a third smaller.
fn push_json<const N: usize>(fields: &[DataField; N], values: &[FieldValue; N], out: &mut String) {
    for (field, value) in fields.iter().zip(values) {
        if matches!(value, FieldValue::None) {
            continue;
        }
        out.push('"');
        out.push_str(field.key);
        out.push_str("\":");
        match value {
            FieldValue::None => {}
            FieldValue::Text(text) => push_json_text(text, out),
            FieldValue::Number(number) => push_plain(*number, out),
            FieldValue::Integer(number) => out.push_str(&number.to_string()),
        }
        out.push(',');
    }
}

fn push_list<T>(items: impl Iterator<Item = T>, out: &mut String, mut push: impl FnMut(T, &mut String)) {
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        push(item, out);
    }
}

fn push_json_text(text: &str, out: &mut String) {
    out.push('"');
    let is_special = |byte: u8| matches!(byte, 0..=31 | b'"' | b'\\');
    if !has_byte(text, is_special) {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=31 => " ",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(escape);
        done = at + 1;
    }
    out.push_str(&text[done..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::fields::{LEVELS, TARGETS};
    use super::{push_json_text, rule};
    use crate::progress::{StatusReason, Unjudged};

    #[test]
    fn json_text_reads_back() {
        for text in ["", "甲\"乙\\丙\n丁\t", "=1+1", "</script>"] {
            let mut out = String::new();
            push_json_text(text, &mut out);
            assert_eq!(serde_json::from_str::<String>(&out).ok().as_deref(), Some(text));
        }
    }

    #[test]
    fn names_of_columns_and_keys_of_a_level_do_not_repeat() {
        let mut columns: Vec<&str> = LEVELS
            .iter()
            .flat_map(|(_, _, _, fields)| fields.iter())
            .filter(|field| field.in_csv)
            .map(|field| field.zh)
            .collect();
        let count = columns.len();
        columns.sort_unstable();
        columns.dedup();
        assert_eq!(columns.len(), count);
        for (_, level, _, fields) in &LEVELS {
            let mut keys: Vec<&str> = fields.iter().map(|field| field.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), fields.len(), "{level}");
        }
        assert_eq!(TARGETS.len(), 11);
        assert_eq!(rule(StatusReason::Unjudged(Unjudged::NoTarget)), "无法判断");
    }
}
