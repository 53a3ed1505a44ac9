//! Goes through the periods of each project, oldest first, and works out what each figure says.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use typed_index_collections::{TiSlice, TiVec};

use super::areas;
use super::course;
use super::findings;
use super::first;
use super::goal::Goal;
use super::in_force::{InForce, JudgedBy};
use super::judge::{self, Time};
use super::missing::{self, Deadlines};
use super::moved::NodeMoves;
use super::nodes::Nodes;
use super::target::target;
use super::track::Track;
use super::{
    Afterwards, EntryProgress, GoalSummary, NodePosition, PlanEnd, PlannedYear, Position, Progress,
    ProjectPart, ProjectProgress, Standing, Status, StatusReason, Tally, Unjudged, YearProgress,
};
use crate::calendar::Calendar;
use crate::catalog::{Catalog, Project, ProjectEntry};
use crate::config::Spanned;
use crate::diag::{Diagnostic, Reported};
use crate::model::{ContentPath, IndicatorId, NodeId, OwnEntry, Period, ProjectId, YearId};
use crate::quantity::{Direction, Target};

/// What [`evaluate`] works from.
#[derive(Clone, Copy, Debug)]
pub struct ProgressInputs<'a> {
    /// The site.
    pub catalog: &'a Catalog,
    /// The working days.
    pub calendar: &'a Calendar,
    /// The day of the build.
    pub today: Date,
}

/// Evaluates all projects.
#[must_use]
pub fn evaluate(inputs: ProgressInputs<'_>) -> Reported<Progress> {
    let mut findings = Vec::new();
    let projects =
        evaluate_each(inputs, None).into_iter().map(|project| project.unpack(&mut findings)).collect();
    Reported::new(Progress { projects, today: inputs.today }, findings)
}

/// What the figures of a former catalogue said, by the same calendar.
#[derive(Clone, Copy)]
pub struct FormerFigures<'a> {
    /// That catalogue.
    pub catalog: &'a Catalog,
    /// What its figures said.
    pub progress: &'a Progress,
    /// What was found in the figures of one of its projects.
    pub findings: &'a (dyn Fn(&Project) -> Vec<Diagnostic> + Sync),
}

impl FormerFigures<'_> {
    /// What it says of a project, if that was the same there.
    fn of(&self, project: &Project) -> Option<Reported<ProjectProgress>> {
        let at = self.catalog.projects.binary_search_by(|known| known.path.cmp(&project.path)).ok()?;
        let (known, said) = (&self.catalog.projects[at], self.progress.projects.get(at)?);
        is_same(known, project).then(|| Reported::new(said.clone(), (self.findings)(known)))
    }
}

/// Whether two projects are made from the very same drafts.
fn is_same(a: &Project, b: &Project) -> bool {
    let same_entry = |(a, b): (&ProjectEntry, &ProjectEntry)| {
        Arc::ptr_eq(&a.draft, &b.draft)
            && a.path == b.path
            && a.date == b.date
            && a.area_table == b.area_table
    };
    Arc::ptr_eq(&a.draft, &b.draft)
        && a.file == b.file
        && a.archived == b.archived
        && a.withdrawn == b.withdrawn
        && a.undisclosed == b.undisclosed
        && a.years.len() == b.years.len()
        && a.years.iter().zip(&b.years).all(|(a, b)| {
            a.year == b.year
                && a.entries.len() == b.entries.len()
                && a.entries.iter().zip(&b.entries).all(same_entry)
        })
}

/// Evaluates all projects, each with what was found in its figures; what is known of a project is taken over.
#[must_use]
pub fn evaluate_each(
    inputs: ProgressInputs<'_>,
    known: Option<FormerFigures<'_>>,
) -> Vec<Reported<ProjectProgress>> {
    let deadlines = deadlines(inputs);
    let known = known.filter(|known| known.progress.today == inputs.today);
    let projects = inputs.catalog.projects.raw.par_iter().enumerate();
    projects
        .map(|(at, project)| {
            let said = known.and_then(|known| known.of(project));
            said.unwrap_or_else(|| evaluate_project(inputs.catalog, at.into(), &deadlines))
        })
        .collect()
}

/// Evaluates one project: as [`evaluate`] does with all.
#[must_use]
pub fn evaluate_one(inputs: ProgressInputs<'_>, project: ProjectId) -> Reported<ProjectProgress> {
    evaluate_project(inputs.catalog, project, &deadlines(inputs))
}

fn deadlines(inputs: ProgressInputs<'_>) -> Deadlines {
    Deadlines::of_all(inputs.catalog, inputs.calendar, inputs.today)
}

fn evaluate_project(catalog: &Catalog, id: ProjectId, deadlines: &Deadlines) -> Reported<ProjectProgress> {
    let project = &catalog.projects[id];
    let mut findings = Vec::new();
    of_indicators(project, &mut findings);
    let indicators = &project.draft.indicators;
    let mut tracks: TiVec<IndicatorId, Track<'_>> = indicators.iter().map(Track::new).collect();
    let moves = NodeMoves::of(catalog, id);
    let from = (catalog, &moves, deadlines);
    let walk = ProjectWalk { project, id, record: Some(catalog), area: None, from };
    let mut years = walk.through(&mut tracks, &mut findings);
    let made_good = first::enter(catalog, id, &mut years, &|project, record| {
        ProjectWalk { project, id, record, area: None, from }.alone(&mut Vec::new())
    });
    if let (Some(entry), Some(said)) = (
        project.years.last().and_then(|year| year.entries.last()),
        years.last().and_then(|year| year.entries.last()),
    ) {
        findings.extend(findings::omitted(project, entry, said));
        findings.extend(findings::skipped(project, entry, said));
    }
    tracks.iter_mut().for_each(Track::end_year);
    for track in &tracks {
        let published = |year| track.result(year).filter(|result| result.is_exact).map(|result| result.value);
        findings.extend(findings::other_bases(&project.file, (track.indicator, track.measure), published));
    }
    findings.extend(missing_bases(&project.file, &tracks));
    let plan = plan(project, &tracks);
    let (missing, coming) = missing::find(project, deadlines);
    let end = plan_end(project, &tracks);
    let areas = areas::evaluate(project, |area, name| {
        of_indicators(area, &mut findings);
        let mut of_area = Vec::new();
        let walk = ProjectWalk { project: area, id, record: Some(catalog), area: Some(name), from };
        let mut tracks = area.draft.indicators.iter().map(Track::new).collect();
        let years = walk.through(&mut tracks, &mut of_area);
        tracks.iter_mut().for_each(Track::end_year);
        findings.extend(missing_bases(&project.file, &tracks));
        for finding in &mut of_area {
            for entry in project.years.iter().flat_map(|year| &year.entries) {
                entry.name_table(finding, Some(name));
            }
        }
        findings.append(&mut of_area);
        years
    });
    let changes = course::changes(project, &years);
    let said = ProjectProgress { years, made_good, missing, coming, plan, end, areas, changes };
    Reported::new(said, findings)
}

/// The findings for the targets, milestones and base figures of a project.
fn of_indicators(project: &Project, findings: &mut Vec<Diagnostic>) {
    for indicator in &project.draft.indicators {
        findings::of_indicator(&project.file, indicator, findings);
    }
}

/// The findings for targets that want a base which is neither written nor published; the years of `tracks`
/// are ended.
fn missing_bases(project: &ContentPath, tracks: &TiSlice<IndicatorId, Track<'_>>) -> Vec<Diagnostic> {
    let of = |track: &Track<'_>| {
        findings::missing_base(project, track.indicator, |year| track.result(year).is_some())
    };
    tracks.iter().filter_map(of).collect()
}

/// A walk through the periods of a project.
struct ProjectWalk<'a> {
    /// The project.
    project: &'a Project,
    /// Which it is.
    id: ProjectId,
    /// The catalogue whose record tells which targets were in force; `None`: those of the project judge.
    record: Option<&'a Catalog>,
    /// The area (分项), if it is one that is walked through.
    area: Option<&'a str>,
    /// What the project is of, the days of nodes that were moved, and the last days for reports.
    from: (&'a Catalog, &'a NodeMoves<'a>, &'a Deadlines),
}

impl<'a> ProjectWalk<'a> {
    /// What the figures say, on their own.
    fn alone(&self, findings: &mut Vec<Diagnostic>) -> Vec<YearProgress> {
        let mut tracks = self.project.draft.indicators.iter().map(Track::new).collect();
        self.through(&mut tracks, findings)
    }

    /// Goes through the periods, oldest first.
    fn through(
        &self,
        tracks: &mut TiVec<IndicatorId, Track<'a>>,
        findings: &mut Vec<Diagnostic>,
    ) -> Vec<YearProgress> {
        let Self { project, id, from: (catalog, moves, deadlines), .. } = *self;
        let mut nodes = Nodes::new(project);
        let mut years = Vec::with_capacity(project.years.len());
        for (y, year) in project.years.iter().enumerate() {
            let mut goals = TiVec::with_capacity(tracks.len());
            for track in tracks.iter_mut() {
                track.begin_year(year.year);
                goals.push(track.goal.ok().map(Goal::summary));
            }
            let mut former: TiVec<IndicatorId, Option<GoalSummary>> = vec![None; tracks.len()].into();
            let mut entries = Vec::with_capacity(year.entries.len());
            for (nth, entry) in year.entries.iter().enumerate() {
                let this = YearId { project: id, nth: y }.entry(nth);
                let in_force = self.record.and_then(|catalog| InForce::of(catalog, this));
                let in_force = match self.area {
                    Some(area) => in_force.map(|plan| plan.of_area(area)),
                    None => in_force,
                };
                let by = JudgedBy::new(in_force);
                for (track, former) in tracks.iter_mut().zip(&mut former) {
                    let is_former = track.judge_by_plan(by.plan(), entry.draft.period);
                    if is_former && former.is_none() {
                        *former = track.goal.ok().map(Goal::summary);
                    }
                }
                for report in known_undisclosed(project, entry) {
                    tracks.iter_mut().for_each(|track| track.close(report));
                }
                let day_then = |node: &str| moves.then(catalog, this, node);
                let own = (OwnEntry { year: y, nth }, entry);
                let nodes = nodes.enter(own, &by, &day_then, findings);
                let mut said = evaluate_entry(entry, OwnEntry { year: y, nth }, tracks, nodes, deadlines);
                for (track, position) in tracks.iter_mut().zip(&mut said.positions) {
                    let Some(position) = position else { continue };
                    let (standing, period) = (position.standing, entry.draft.period);
                    position.is_by_adjustment = track.is_by_adjustment(standing, period, &by);
                }
                findings.extend(findings::stated_done(project, entry, &said));
                findings.extend(findings::as_of_outside(entry));
                entries.push(said);
                let points = entries.last().into_iter().flat_map(|entry| &entry.points);
                for (track, point) in tracks.iter_mut().zip(points) {
                    let Some(point) = point else { continue };
                    let text = &entry.draft.figures[point.figure].1;
                    let fault = track.fault.take();
                    let fault = fault.and_then(|fault| {
                        findings::figure(fault, &entry.path, text, &project.file, track.indicator)
                    });
                    let undecided = || {
                        let target = track.undecided_by(point, entry.draft.period)?;
                        let is_inexact = point.standing.reason == StatusReason::Unjudged(Unjudged::Inexact);
                        let ask = if is_inexact { findings::inexact } else { findings::undecided };
                        Some(ask(&entry.path, text, target))
                    };
                    findings.extend(fault.or_else(undecided));
                }
            }
            years.push(YearProgress { entries, goals, former });
        }
        years
    }
}

/// The periods up to that of an entry whose reports are not made public, as far as that was settled when the
/// entry was.
fn known_undisclosed<'a>(
    project: &'a Project,
    entry: &'a ProjectEntry,
) -> impl Iterator<Item = Period> + use<'a> {
    project.undisclosed.iter().filter(|report| report.is_settled_before(entry)).map(|report| report.period)
}

/// The end of a plan that goes on after the last year with a report.
fn plan_end(project: &Project, tracks: &TiSlice<IndicatorId, Track<'_>>) -> Option<PlanEnd> {
    let last = project.years.last()?.year;
    let is_later =
        |track: &&Track<'_>| track.indicator.targets.keys().next_back().is_some_and(|year| *year > last);
    let running = || tracks.iter().filter(is_later);
    let year = running().filter_map(|track| track.indicator.targets.keys().next_back().copied()).max()?;
    let is_reached = running().all(Track::has_reached_end);
    Some(PlanEnd { year, is_reached })
}

/// What is planned for each year from the first that has a goal, a target or a report, or from which an
/// indicator leads to a later target (自), to the last: the years between them belong to the plan too, if with
/// nothing of their own.
fn plan(project: &Project, tracks: &TiSlice<IndicatorId, Track<'_>>) -> Vec<PlannedYear> {
    let targets = project.draft.indicators.iter().flat_map(|indicator| indicator.targets.keys().copied());
    let goals = project.draft.goals.keys().copied();
    let began = project.draft.indicators.iter().filter_map(|indicator| {
        let first = *indicator.targets.keys().next()?;
        indicator.since.filter(|since| *since < first)
    });
    let years = targets.chain(began).chain(goals).chain(project.years.iter().map(|year| year.year));
    let years: BTreeSet<i16> = years.collect();
    let between = years.first().zip(years.last()).into_iter().flat_map(|(first, last)| *first..=*last);
    let goal = |track: &Track<'_>, year| {
        let text = track.indicator.targets.get(&year)?;
        let target = Target::parse(&text.value).ok()?;
        let start = track.start_of(year);
        Goal::of(&target, track.measure, start, |year| track.end_of(year)).ok().map(Goal::summary)
    };
    let way = |track: &Track<'_>, year: i16| {
        let target = target(track.indicator, year)?;
        let goal = goal(track, target.year)?;
        let bound = if goal.is_downward() { goal.high.or(goal.bound) } else { goal.bound }?;
        let Some(plan) = track.plan_to(&target, year) else { return Some(bound) };
        judge::on_the_way(plan.start?, bound, Time { months: plan.before + 12, of: plan.of })
    };
    let of_year = |year| PlannedYear {
        year,
        goals: tracks.iter().map(|track| goal(track, year)).collect(),
        ways: tracks.iter().map(|track| way(track, year)).collect(),
    };
    between.map(of_year).collect()
}

fn evaluate_entry(
    entry: &ProjectEntry,
    at: OwnEntry,
    tracks: &mut TiSlice<IndicatorId, Track<'_>>,
    nodes: TiVec<NodeId, NodePosition>,
    deadlines: &Deadlines,
) -> EntryProgress {
    let draft = &entry.draft;
    let mut points: TiVec<IndicatorId, _> = TiVec::with_capacity(tracks.len());
    let mut positions: TiVec<IndicatorId, _> = TiVec::with_capacity(tracks.len());
    for (id, track) in tracks.iter_mut_enumerated() {
        let name = &track.indicator.name.value;
        let figure = position(&draft.figures, id.into(), name);
        let this = (at, draft.period);
        let point = figure.map(|figure| track.point(this, figure, &draft.figures[figure].1.value));
        let is_counted = !draft.not_counted.iter().any(|(indicator, _)| indicator.value == *name);
        positions.push(track.position(this, point.as_ref(), is_counted));
        points.push(point);
    }
    let is_asked =
        |position: &Position| position.standing.reason != StatusReason::Unjudged(Unjudged::NoTarget);
    let asked = positions.iter().zip(&points).filter_map(|(position, point)| Some(((*position)?, point)));
    let asked: Vec<_> = asked.filter(|(position, _)| is_asked(position)).collect();
    let is_judged =
        |position: &Position| !matches!(position.standing.status, Status::Unknown | Status::Omitted);
    let is_not_counted =
        |position: &Position| position.standing.reason == StatusReason::Unjudged(Unjudged::NotCounted);
    let tally = Tally {
        asked: asked.len(),
        reported: asked.iter().filter(|(_, point)| point.is_some()).count(),
        judged: asked.iter().filter(|(position, _)| is_judged(position)).count(),
        not_counted: asked.iter().filter(|(position, _)| is_not_counted(position)).count(),
        nodes: nodes.len(),
    };
    let of_indicators = positions
        .iter_enumerated()
        .filter_map(|(id, position)| Some((ProjectPart::Indicator(id), position.as_ref()?.standing)));
    let of_indicators: Vec<(ProjectPart, Standing)> = of_indicators.collect();
    let with_nodes = |standing: &dyn Fn(&NodePosition) -> Standing| -> Vec<(ProjectPart, Standing)> {
        let of_nodes = nodes.iter_enumerated().map(|(id, node)| (ProjectPart::Node(id), standing(node)));
        of_indicators.iter().copied().chain(of_nodes).collect()
    };
    let parts = with_nodes(&|node| node.standing);
    let months = u8::try_from(draft.period.year_rank().0).unwrap_or(12);
    let is_due = |part| match part {
        ProjectPart::Indicator(id) => tracks[id].time(months).is_over(),
        // Nobody can tell of one only when its day has come.
        ProjectPart::Node(_) => true,
    };
    let computed = judge::project(&parts, tally, is_due);
    let done_afterwards = nodes.iter().filter_map(NodePosition::done_afterwards).max();
    let afterwards = done_afterwards.map(|day| Afterwards {
        day,
        standing: judge::project(&with_nodes(&NodePosition::with_done), tally, is_due),
    });
    let stated = draft.status.as_ref().and_then(|status| Status::from_word(&status.value));
    // Nothing makes a project done while something is open.
    let is_open = parts.iter().any(|(_, standing)| standing.is_open());
    let shown = stated.filter(|status| *status != Status::Done || !is_open);
    let standing = shown.map_or(computed, |status| Standing { status, reason: StatusReason::Stated });
    EntryProgress {
        standing,
        computed: stated.map(|_| computed),
        points,
        positions,
        nodes,
        afterwards,
        deadline: deadlines.of(draft.period),
        first: None,
    }
}

/// Where the figure of the indicator `name` stands. Entries list their figures in the project's order, as a
/// rule, so the place of the indicator is tried first.
fn position(figures: &[(Spanned<String>, Spanned<String>)], likely: usize, name: &str) -> Option<usize> {
    if figures.get(likely).is_some_and(|(found, _)| found.value == name) {
        return Some(likely);
    }
    figures.iter().position(|(found, _)| found.value == name)
}

impl GoalSummary {
    /// Whether less is better.
    #[must_use]
    pub fn is_downward(&self) -> bool {
        self.direction == Some(Direction::Down)
    }
}
