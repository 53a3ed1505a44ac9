//! Goes through the periods of each project, oldest first, and works out what each figure says.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use typed_index_collections::{TiSlice, TiVec};

use super::areas;
use super::findings::{self, FigureFault};
use super::first;
use super::goal::{Bound, Goal, Rough, Start};
use super::in_force::InForce;
use super::judge::{self, Case, Time};
use super::missing::{self, Deadlines};
use super::nodes::Nodes;
use super::target::{self, YearTarget, milestone};
use super::{
    Difference, EntryProgress, FigurePoint, GoalSummary, Left, NodePosition, PlanEnd, PlannedYear, Position,
    Progress, ProjectPart, ProjectProgress, Standing, Status, StatusReason, Tally, Unjudged, YearProgress,
};
use crate::calendar::Calendar;
use crate::catalog::{Catalog, Project, ProjectEntry};
use crate::config::Spanned;
use crate::diag::{Diagnostic, Reported};
use crate::entry::{Basis, IndicatorDraft};
use crate::model::{IndicatorId, NodeId, OwnEntry, Period, ProjectId, YearId};
use crate::quantity::{
    Decimal, Direction, Figure, FigureWord, Measure, Quantity, QuantityValue, Target, TargetKind,
};

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
    let plan = plan(project, &tracks);
    let walk = ProjectWalk { project, id, record: Some(catalog), deadlines };
    let mut years = walk.through(&mut tracks, &mut findings);
    let alone = |project: &Project, record: Option<&Catalog>, findings: &mut Vec<Diagnostic>| {
        ProjectWalk { project, id, record, deadlines }.alone(findings)
    };
    first::enter(catalog, id, &mut years, &|project, record| alone(project, record, &mut Vec::new()));
    if let (Some(entry), Some(said)) = (
        project.years.last().and_then(|year| year.entries.last()),
        years.last().and_then(|year| year.entries.last()),
    ) {
        findings.extend(findings::omitted(project, entry, said));
    }
    let (missing, coming) = missing::find(project, deadlines);
    let end = plan_end(project, &tracks);
    let areas = areas::evaluate(project, |area, name| {
        of_indicators(area, &mut findings);
        let mut of_area = Vec::new();
        let years = alone(area, None, &mut of_area);
        for finding in &mut of_area {
            for entry in project.years.iter().flat_map(|year| &year.entries) {
                entry.name_table(finding, Some(name));
            }
        }
        findings.append(&mut of_area);
        years
    });
    Reported::new(ProjectProgress { years, missing, coming, plan, end, areas }, findings)
}

/// The findings for the targets, milestones and base figures of a project.
fn of_indicators(project: &Project, findings: &mut Vec<Diagnostic>) {
    for indicator in &project.draft.indicators {
        findings::of_indicator(&project.file, indicator, findings);
    }
}

/// A walk through the periods of a project.
struct ProjectWalk<'a> {
    /// The project.
    project: &'a Project,
    /// Which it is.
    id: ProjectId,
    /// The catalogue whose record tells which targets were in force; `None`: those of the project judge.
    record: Option<&'a Catalog>,
    /// The last days for reports.
    deadlines: &'a Deadlines,
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
        let Self { project, id, deadlines, .. } = *self;
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
                for (track, former) in tracks.iter_mut().zip(&mut former) {
                    let is_former = track.judge_by_plan(in_force.as_ref(), entry.draft.period);
                    if is_former && former.is_none() {
                        *former = track.goal.ok().map(Goal::summary);
                    }
                }
                let nodes = nodes.enter(entry, OwnEntry { year: y, nth }, in_force.as_ref(), findings);
                let said = evaluate_entry(entry, OwnEntry { year: y, nth }, tracks, nodes, deadlines);
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
                        let target = track.undecided_by(point)?;
                        Some(findings::undecided(&entry.path, text, target))
                    };
                    findings.extend(fault.or_else(undecided));
                }
            }
            years.push(YearProgress { entries, goals, former });
        }
        years
    }
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

/// What is planned for each year that has a goal, a target or a report.
fn plan(project: &Project, tracks: &TiSlice<IndicatorId, Track<'_>>) -> Vec<PlannedYear> {
    let targets = project.draft.indicators.iter().flat_map(|indicator| indicator.targets.keys().copied());
    let goals = project.draft.goals.keys().copied();
    let years: BTreeSet<i16> =
        targets.chain(goals).chain(project.years.iter().map(|year| year.year)).collect();
    let goal = |track: &Track<'_>, year| {
        let text = track.indicator.targets.get(&year)?;
        let target = Target::parse(&text.value).ok()?;
        let start = track.start_of(year);
        Goal::of(&target, track.measure, start, |year| track.base(year)).ok().map(Goal::summary)
    };
    let way = |track: &Track<'_>, year: i16| {
        let target = target::target(track.indicator, year)?;
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
    years.into_iter().map(of_year).collect()
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
        let point = figure.map(|figure| track.point(draft.period, figure, &draft.figures[figure].1.value));
        let is_counted = !draft.not_counted.iter().any(|(indicator, _)| indicator.value == *name);
        positions.push(track.position(draft.period, at, point.as_ref(), is_counted));
        points.push(point);
    }
    let is_asked =
        |position: &Position| position.standing.reason != StatusReason::Unjudged(Unjudged::NoTarget);
    let asked = positions.iter().zip(&points).filter_map(|(position, point)| Some(((*position)?, point)));
    let asked: Vec<_> = asked.filter(|(position, _)| is_asked(position)).collect();
    let is_judged =
        |position: &Position| !matches!(position.standing.status, Status::Unknown | Status::Omitted);
    let tally = Tally {
        asked: asked.len(),
        reported: asked.iter().filter(|(_, point)| point.is_some()).count(),
        judged: asked.iter().filter(|(position, _)| is_judged(position)).count(),
        nodes: nodes.len(),
    };
    let of_indicators = positions
        .iter_enumerated()
        .filter_map(|(id, position)| Some((ProjectPart::Indicator(id), position.as_ref()?.standing)));
    let of_nodes = nodes.iter_enumerated().map(|(id, node)| (ProjectPart::Node(id), node.standing));
    let parts: Vec<(ProjectPart, Standing)> = of_indicators.chain(of_nodes).collect();
    let months = u8::try_from(draft.period.year_rank().0).unwrap_or(12);
    let is_due = |part| match part {
        ProjectPart::Indicator(id) => tracks[id].time(months).is_over(),
        ProjectPart::Node(_) => false,
    };
    let computed = judge::project(&parts, tally, is_due);
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

/// What a figure says.
struct ReadFigure {
    value: Option<QuantityValue>,
    rough: Rough,
    whole: Option<Decimal>,
    word: Option<FigureWord>,
    decimals: u32,
}

/// A plan over several years to a target of its last one.
#[derive(Clone, Copy)]
struct Plan {
    /// Months from its beginning to the beginning of this year.
    before: u16,
    /// Months from its beginning to its end.
    of: u16,
    /// Where it began.
    start: Option<Decimal>,
}

/// An indicator on its way through the periods.
struct Track<'a> {
    indicator: &'a IndicatorDraft,
    measure: Measure<'a>,
    /// This year's target.
    goal: Result<Goal, Unjudged>,
    /// The target of the period, where another was in force than the file has now; empty: none was.
    milestone: Option<&'a str>,
    year: i16,
    /// The state or sum when this year began.
    start: Start,
    /// Where the plan began that leads to a target of a later year.
    plan: Option<Plan>,
    /// Where the way began whose part 完成率 tells: that of the plan, in its last year too, or the named year
    /// of `比2020年下降5个百分点`; else where this year began.
    began: Option<Decimal>,
    /// The last year of a count over several years, if it is later, with its target.
    end: Option<(i16, Bound)>,
    /// The newest figure with its period.
    last: Option<(Period, Decimal)>,
    /// The figures of each length of period, the newest of each: that length in months, the period, the
    /// figure.
    last_of_length: Vec<(i8, Period, Decimal)>,
    /// The newest figure there is, numbers of its year and entry, with its period.
    newest: Option<(OwnEntry, Period, FigurePoint)>,
    /// 当期: sums up to the end of each month of this year; the first stands for the beginning.
    sums: [Option<Decimal>; 13],
    /// 当期: how the figures in the sums of this year differ from their numbers.
    rough: Rough,
    /// What is wrong with the figure just read.
    fault: Option<FigureFault>,
}

impl<'a> Track<'a> {
    fn new(indicator: &'a IndicatorDraft) -> Self {
        let measure =
            indicator.measure.as_ref().map_or(Measure::NONE, |measure| Measure::parse(&measure.value));
        Self {
            indicator,
            measure,
            goal: Err(Unjudged::NoTarget),
            milestone: None,
            year: 0,
            start: Start::default(),
            plan: None,
            began: None,
            end: None,
            last: None,
            last_of_length: Vec::new(),
            newest: None,
            sums: [None; 13],
            rough: Rough::default(),
            fault: None,
        }
    }

    /// Turns to the next year with entries.
    fn begin_year(&mut self, year: i16) {
        self.start = self.start_of(year);
        let goes_on = self.indicator.since.is_some_and(|since| since < year);
        let before = self.sum_of(year - 1);
        self.year = year;
        self.sums = [None; 13];
        self.rough = Rough::default();
        self.sums[0] = if goes_on { before } else { Some(Decimal::ZERO) };
        let target = target::target(self.indicator, year);
        self.plan = target.and_then(|target| self.plan_to(&target, year));
        self.end = self.end_after(year);
        self.judge_by(None);
    }

    /// Takes the targets of the plan in force for those of the year and of the period. Whether that of the
    /// year is another than now.
    fn judge_by_plan(&mut self, in_force: Option<&InForce<'a>>, period: Period) -> bool {
        let target = in_force.and_then(|plan| plan.year_target(self.indicator));
        self.judge_by(target);
        self.milestone = in_force.and_then(|plan| plan.milestone(self.indicator, period));
        target.is_some()
    }

    /// Takes `in_force` for the year's target, empty if there was none; `None`: what the file says now.
    fn judge_by(&mut self, in_force: Option<&str>) {
        let start = match self.plan {
            Some(plan) => Start { before: plan.start, ..self.start },
            None => self.start,
        };
        let typed = target::target(self.indicator, self.year).map(|YearTarget { text, .. }| &*text.value);
        self.goal = match in_force.or(typed).filter(|text| !text.is_empty()) {
            None => Err(Unjudged::NoTarget),
            Some(text) => match Target::parse(text) {
                Err(_) => Err(Unjudged::Unreadable),
                Ok(target) => Goal::of(&target, self.measure, start, |year| self.base(year)),
            },
        };
        self.began = self.way_began(in_force.or(typed));
    }

    /// Where the way to the year's target, which is written as `target`, began.
    fn way_began(&self, target: Option<&str>) -> Option<Decimal> {
        if let Some(plan) = self.plan {
            return plan.start;
        }
        let named = match target.and_then(|text| Target::parse(text).ok()).map(|target| target.kind) {
            Some(TargetKind::Change { base_year: Some(year), .. }) => self.base(year),
            _ => None,
        };
        named.or_else(|| self.plan_before()?.start).or(self.start.before)
    }

    /// The plan of several years that a state's target of this year ends: the year before was on its way
    /// there.
    fn plan_before(&self) -> Option<Plan> {
        let target = target::target(self.indicator, self.year - 1)?;
        let is_end = self.indicator.basis == Basis::State && target.year == self.year;
        if is_end { self.plan_to(&target, self.year - 1) } else { None }
    }

    /// The last year of a count over several years that still goes on, with its target.
    fn end_after(&self, year: i16) -> Option<(i16, Bound)> {
        let (last, text) = self.indicator.targets.last_key_value().filter(|(last, _)| **last > year)?;
        self.indicator.since.filter(|since| *since <= year)?;
        let target = Target::parse(&text.value).ok()?;
        match Goal::of(&target, self.measure, Start::default(), |year| self.base(year)).ok()? {
            Goal::Number(bound) => Some((*last, bound)),
            Goal::Done | Goal::All => None,
        }
    }

    /// Whether the newest figure reaches the target of the plan's last year for good: a sum over the years
    /// does.
    fn has_reached_end(&self) -> bool {
        let is_sum = self.indicator.basis != Basis::State;
        let newest =
            self.newest.filter(|_| is_sum).and_then(|(_, _, point)| Some((point.rough, point.to_date?)));
        let reaches = |bound: Bound, (rough, value)| bound.for_rough(rough).is_reached_by(value);
        self.end.zip(newest).is_some_and(|((_, bound), newest)| reaches(bound, newest))
    }

    /// The plan that `target`, of a later year, ends.
    fn plan_to(&self, target: &YearTarget<'_>, year: i16) -> Option<Plan> {
        let since = target.since?;
        let months = |from: i16, until: i16| u16::try_from(until.saturating_sub(from)).ok()?.checked_mul(12);
        let base = self.indicator.base.range(..since).next_back().and_then(|(year, _)| self.base(*year));
        let start = match self.indicator.basis {
            Basis::Cumulative | Basis::PerPeriod => Some(base.unwrap_or(Decimal::ZERO)),
            Basis::State => base,
        };
        let (before, of) = (months(since, year)?, months(since, target.year.saturating_add(1))?);
        Some(Plan { before, of, start })
    }

    fn base(&self, year: i16) -> Option<Decimal> {
        let text = self.indicator.base.get(&year)?;
        Some(Quantity::parse(&text.value).ok()?.value_in(self.measure)?.low())
    }

    /// 当期: the sum of a whole year, if it is the one just gone through.
    fn sum_of(&self, year: i16) -> Option<Decimal> {
        self.sums[12].filter(|_| self.year == year)
    }

    /// The figure at the end of the year before `year`: its base figure, else the one reported for its end,
    /// else the newest base figure of an earlier year. A figure of the third quarter is none of the year's
    /// end.
    fn start_of(&self, year: i16) -> Start {
        let is_state = self.indicator.basis == Basis::State;
        let reported = match self.indicator.basis {
            Basis::PerPeriod => self.sum_of(year - 1),
            Basis::Cumulative | Basis::State => {
                let ends = |period: Period| period.year == year - 1 && period.year_rank().0 == 12;
                self.last.filter(|(period, _)| ends(*period)).map(|(_, value)| value)
            }
        };
        if let Some(before) = self.base(year - 1).or(reported) {
            return Start { before: Some(before), years: 1, is_state };
        }
        let earlier = self.indicator.base.range(..year).next_back().map(|(year, _)| *year);
        let years = earlier.and_then(|earlier| u32::try_from(year - earlier).ok()).unwrap_or(1);
        Start { before: earlier.and_then(|earlier| self.base(earlier)), years, is_state }
    }

    /// What the figure `text` of `period` says.
    fn point(&mut self, period: Period, figure: usize, text: &str) -> FigurePoint {
        let ReadFigure { value, rough, whole, word, decimals } = self.read(text);
        let (months, length) = period.year_rank();
        let months = u8::try_from(months).unwrap_or(12);
        let certain = value.map(|value| match self.goal {
            Ok(Goal::Number(bound)) => bound.certain(value),
            _ => value.low(),
        });
        let to_date = match self.indicator.basis {
            Basis::PerPeriod => self.add(months, u8::try_from(length).unwrap_or(12), certain),
            Basis::Cumulative | Basis::State => certain,
        };
        if self.indicator.basis == Basis::PerPeriod {
            let (end, length) = period.year_rank();
            self.rough = if end == length { rough } else { self.rough.with(rough) };
        }
        let rough = rough.with(self.rough);
        let goal = self.goal.map(|goal| goal.for_part(whole).for_rough(rough));
        let is_over_years =
            self.plan.is_some() || self.indicator.since.is_some_and(|since| since < self.year);
        let case = Case {
            basis: self.indicator.basis,
            goal,
            milestone: self.milestone(period).map(|bound| bound.for_rough(rough)),
            value: to_date,
            word,
            time: self.time(months),
            start: self.start_of_time(),
            is_over_years,
            end: self.end.map(|(year, bound)| (year, bound.for_rough(rough))),
            why_not: match (self.fault, certain) {
                (Some(_), _) => Unjudged::Unreadable,
                (None, Some(_)) => Unjudged::GapBefore,
                (None, None) => Unjudged::NoNumber,
            },
        };
        let change = certain.and_then(|value| self.difference(period, value));
        if let Some(value) = certain {
            self.last = Some((period, value));
            let (_, length) = period.year_rank();
            self.last_of_length.retain(|(other, ..)| *other != length);
            self.last_of_length.push((length, period, value));
        }
        FigurePoint {
            figure,
            value,
            rough,
            whole,
            word,
            decimals,
            to_date,
            completion: self.completion(goal, to_date, word, self.time(months)),
            change,
            standing: judge::judge(&case),
        }
    }

    /// Where the time began that [`Self::time`] counts.
    fn start_of_time(&self) -> Option<Decimal> {
        self.plan.map_or(self.start.before, |plan| plan.start)
    }

    fn time(&self, months: u8) -> Time {
        match self.plan {
            Some(plan) => Time { months: plan.before + u16::from(months), of: plan.of },
            None => Time { months: months.into(), of: 12 },
        }
    }

    /// Where the indicator stands at the end of `period`, of which the entry `at` has the figure `point`, or
    /// none.
    fn position(
        &mut self,
        period: Period,
        at: OwnEntry,
        point: Option<&FigurePoint>,
        is_counted: bool,
    ) -> Option<Position> {
        if let Some(point) = point {
            self.newest = Some((at, period, *point));
            return Some(Position { standing: point.standing, by: Some(at), left: self.left(point) });
        }
        let newest = self.newest;
        let this_year = newest.filter(|(_, before, _)| before.year == self.year);
        let by = newest.map(|(by, ..)| by);
        if let Some((_, before, point)) = this_year {
            // 二季度 and 上半年 end on one day: what one of them says the other need not.
            if before.last_day() == period.last_day() {
                return Some(Position { standing: point.standing, by, left: self.left(&point) });
            }
            // A sum that has reached the year's target does not fall again, though its plan goes on.
            let goes_on = match point.standing.reason {
                StatusReason::PlanGoesOn { .. } => true,
                _ => point.standing.status == Status::Done,
            };
            if goes_on && self.indicator.basis != Basis::State {
                let reason = match point.standing.reason {
                    StatusReason::ReachedBefore { .. } => point.standing.reason,
                    _ => StatusReason::ReachedBefore { value: point.to_date, period: before },
                };
                return Some(Position {
                    standing: Standing { status: point.standing.status, reason },
                    by,
                    left: None,
                });
            }
        }
        if self.goal == Err(Unjudged::NoTarget) {
            return None;
        }
        let standing = if is_counted {
            let since = newest.map(|(_, before, _)| before);
            Standing { status: Status::Omitted, reason: StatusReason::Omitted { since } }
        } else {
            Standing::unknown(Unjudged::NotCounted)
        };
        Some(Position { standing, by, left: this_year.and_then(|(_, _, point)| self.left(&point)) })
    }

    /// The target of which a figure leaves open whether it is met, if that could be said in a word.
    fn undecided_by(&self, point: &FigurePoint) -> Option<&'a str> {
        let why = [Unjudged::NoNumber, Unjudged::Unreadable].map(StatusReason::Unjudged);
        let is_open = self.goal.is_ok() && why.contains(&point.standing.reason);
        let target = target::target(self.indicator, self.year).filter(|_| is_open)?;
        Some(&target.text.value)
    }

    /// What is still to be done, by what a figure says.
    fn left(&self, point: &FigurePoint) -> Option<Left> {
        let Goal::Number(bound) = self.goal.ok()?.for_part(point.whole) else { return None };
        let value = point.to_date?;
        if bound.is_reached_by(value) {
            return None;
        }
        Some(match bound.direction {
            Direction::Up if value < bound.full => Left::More(bound.full.checked_sub(value)?),
            Direction::Up => Left::MoreThan(bound.full),
            Direction::Down if value > bound.full => Left::Less(value.checked_sub(bound.full)?),
            Direction::Down => Left::LessThan(bound.full),
        })
    }

    fn read(&mut self, text: &str) -> ReadFigure {
        let rough = Rough::default();
        let read = |value, word, decimals| ReadFigure { value, rough, whole: None, word, decimals };
        match Figure::parse(text) {
            Ok(Figure::Quantity(quantity)) => {
                let value = quantity.value_in(self.measure);
                if value.is_none() {
                    self.fault = Some(FigureFault::Measure);
                }
                let whole = quantity.whole_in(self.measure);
                let rough = quantity.approximation.into();
                ReadFigure { rough, whole, ..read(value, None, quantity.decimals()) }
            }
            Ok(Figure::Word(word)) => read(self.number_of(word), Some(word), 0),
            Err(error) => {
                self.fault = Some(error.into());
                read(None, None, 0)
            }
        }
    }

    /// 清零 is 0, 全覆盖 of shares is 100 %.
    fn number_of(&self, word: FigureWord) -> Option<QuantityValue> {
        match word {
            FigureWord::None => Some(QuantityValue::Exact(Decimal::ZERO)),
            FigureWord::All if self.measure.is_ratio() => {
                Measure::parse("%").convert(Decimal::ONE_HUNDRED, self.measure).map(QuantityValue::Exact)
            }
            _ => None,
        }
    }

    /// Enters a figure per period into the sum of its year, and gives the sum.
    fn add(&mut self, months: u8, length: u8, value: Option<Decimal>) -> Option<Decimal> {
        let before = *self.sums.get(usize::from(months.saturating_sub(length)))?;
        let sum = before?.checked_add(value?)?;
        *self.sums.get_mut(usize::from(months))? = Some(sum);
        Some(sum)
    }

    /// The target of a period, as a bound.
    fn milestone(&self, period: Period) -> Option<Bound> {
        let text = self.milestone.or_else(|| milestone(self.indicator, period))?;
        let target = Target::parse(text).ok()?;
        let goal = Goal::of(&target, self.measure, self.start, |year| self.base(year)).ok()?;
        let Goal::Number(mut bound) = goal else { return None };
        // A bare number means what the year's target means by one.
        if target.direction().is_none()
            && let Ok(Goal::Number(year)) = self.goal
        {
            bound.direction = year.direction;
        }
        Some(bound)
    }

    fn completion(
        &self,
        goal: Result<Goal, Unjudged>,
        value: Option<Decimal>,
        word: Option<FigureWord>,
        time: Time,
    ) -> Option<Decimal> {
        match (goal.ok()?, value) {
            (Goal::Number(bound), Some(value)) => {
                let is_state = self.indicator.basis == Basis::State;
                let is_up = bound.direction == Direction::Up;
                // How much of a limit is used up before the year is over tells nothing of how well it is
                // kept.
                if !is_up && !is_state && !time.is_over() {
                    return None;
                }
                if is_state && bound.is_overshot_by(value, self.start_of_time()) {
                    return None;
                }
                bound.completion(value, self.began)
            }
            (Goal::Done | Goal::All, _) => {
                matches!(word?, FigureWord::Done | FigureWord::All).then_some(Decimal::ONE_HUNDRED)
            }
            (Goal::Number(_), None) => None,
        }
    }

    /// The change since the figure before: the one before, or, of figures that are each of their period
    /// alone, the newest of a period of equal length.
    fn difference(&self, period: Period, value: Decimal) -> Option<Difference> {
        let (_, length) = period.year_rank();
        let (since, before) = match self.indicator.basis {
            Basis::PerPeriod => {
                let (_, since, before) = *self.last_of_length.iter().find(|(other, ..)| *other == length)?;
                (since, before)
            }
            Basis::Cumulative | Basis::State => self.last?,
        };
        // A sum that begins anew each year has nothing to do with last year's.
        let begins_anew = self.indicator.basis == Basis::Cumulative
            && self.indicator.since.is_none_or(|since| since >= period.year);
        if since.year != period.year && begins_anew {
            return None;
        }
        let follows = since.last_day().tomorrow().is_ok_and(|day| day == period.first_day());
        let is_neighbour = follows && since.year_rank().1 == length;
        Some(Difference { since, by: value.checked_sub(before)?, is_neighbour })
    }
}

impl GoalSummary {
    /// Whether less is better.
    #[must_use]
    pub fn is_downward(&self) -> bool {
        self.direction == Some(Direction::Down)
    }
}
