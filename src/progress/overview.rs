//! How many projects stand where: over all, by unit, by field; and what has changed.

use jiff::civil::Date;

use super::missing::is_planned;
use super::{EntryProgress, MissingReport, Progress, Standing, Status, StatusReason};
use crate::catalog::{Catalog, Project};
use crate::model::{Period, PeriodKind, ProjectId};

/// Which standing of each project counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingScope {
    /// The newest, over all years of its plan.
    Newest,
    /// The newest of a year; 未报 where a report that should have followed is overdue.
    Year(i16),
    /// The same; besides, that of now of every project of which something is overdue from an earlier year.
    Now(i16),
    /// The newest of the year at the end of this period; 未报 where a report that should be there by then is
    /// overdue.
    Period(Period),
}

impl StandingScope {
    /// The only year of which it counts reports.
    fn year(self) -> Option<i16> {
        match self {
            Self::Newest => None,
            Self::Year(year) | Self::Now(year) => Some(year),
            Self::Period(period) => Some(period.year),
        }
    }

    /// The end of that year, or of the period.
    fn end(self) -> Option<Period> {
        match self {
            Self::Newest => None,
            Self::Year(year) | Self::Now(year) => Some(Period { year, kind: PeriodKind::Year }),
            Self::Period(period) => Some(period),
        }
    }
}

/// How many projects stand where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// All projects counted.
    pub all: StatusCounts,
    /// By field (领域), in the order of the projects; the empty name holds those without one.
    pub by_field: Vec<FieldGroup>,
    /// The projects counted, each with its standing, in the catalogue's order.
    pub standings: Vec<(ProjectId, Standing)>,
    /// The projects whose status is another than in the period before.
    pub changes: Vec<StatusChange>,
    /// Of [`StandingScope::Now`]: how many of them are counted only for what is overdue from an earlier year.
    pub from_before: usize,
    /// Of [`StandingScope::Now`]: the projects that have a target for the year and no report in it, for which
    /// there is still time. They are not counted.
    pub awaited: Vec<ProjectId>,
}

/// The projects of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldGroup {
    /// The field.
    pub field: String,
    /// How many stand where.
    pub counts: StatusCounts,
}

/// How many projects have each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusCounts {
    counts: [usize; Status::ALL.len()],
}

/// A project whose status has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// The project.
    pub project: ProjectId,
    /// Its status in the period reported before.
    pub from: Status,
    /// Its status now.
    pub to: Status,
}

impl StatusCounts {
    /// How many have `status`.
    #[must_use]
    pub fn of(&self, status: Status) -> usize {
        self.counts[slot(status)]
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Counts one more.
    pub fn add(&mut self, status: Status) {
        self.counts[slot(status)] += 1;
    }
}

fn slot(status: Status) -> usize {
    Status::ALL.iter().position(|known| *known == status).unwrap_or(0)
}

impl Progress {
    /// Counts the projects of `catalog`, which this was made of.
    #[must_use]
    pub fn overview(&self, catalog: &Catalog, scope: StandingScope) -> Overview {
        let mut overview = Overview::default();
        for (id, project) in catalog.projects.iter_enumerated() {
            let known = self.standing(id, project, scope).or_else(|| {
                let StandingScope::Now(year) = scope else { return None };
                let overdue = self.overdue_before(id, project);
                overview.from_before += usize::from(overdue.is_some());
                if overdue.is_none() && project.archived.is_none() && is_planned(project, year) {
                    overview.awaited.push(id);
                }
                overdue
            });
            let Some((standing, before)) = known else { continue };
            let status = standing.status;
            overview.all.add(status);
            enter(&mut overview.by_field, project.draft.field.as_deref().unwrap_or(""), status);
            overview.standings.push((id, standing));
            if let Some(before) = before.filter(|before| before.status != status) {
                overview.changes.push(StatusChange { project: id, from: before.status, to: status });
            }
        }
        overview
    }

    /// Where a project stands now of which a report, or word of a node, is overdue since its newest report.
    fn overdue_before(&self, id: ProjectId, project: &Project) -> Option<(Standing, Option<Standing>)> {
        let now = self.standing(id, project, StandingScope::Newest);
        now.filter(|(standing, _)| {
            matches!(standing.reason, StatusReason::Overdue { .. } | StatusReason::NodeUnsaid { .. })
        })
    }

    /// The periods of which the report of some project is overdue, and the months in which the day of a node
    /// passed without a report in that year.
    pub fn overdue(&self, catalog: &Catalog) -> impl Iterator<Item = Period> {
        let missing = self.projects.iter().flat_map(|project| &project.missing);
        let missing = missing.filter(|missing| missing.overdue().is_some()).map(|missing| missing.period);
        let unsaid = catalog.projects.iter().zip(&self.projects).flat_map(|(project, said)| {
            let has_report = |year: i16| project.years.iter().any(|known| known.year == year);
            let passed = said.passed(project, self.day_of(project, None)).map(|(_, due)| due);
            passed.filter(move |due| !has_report(due.year()))
        });
        let month = |day: Date| Period {
            year: day.year(),
            kind: PeriodKind::Month(u8::try_from(day.month()).unwrap_or(12)),
        };
        missing.chain(unsaid.map(month))
    }

    /// The day whose units are named with a project: the last of a period that is over, or the later one on
    /// which its report went public; today as long as it runs.
    #[must_use]
    pub fn named_on(&self, project: &Project, scope: StandingScope) -> Date {
        let end = scope.end().map(Period::last_day).filter(|end| *end < self.today);
        let Some(end) = end else { return self.today };
        let year = project.years.iter().find(|year| Some(year.year) == scope.year());
        let mut entries = year.into_iter().flat_map(|year| year.entries.iter().rev());
        let last = entries.find(|entry| entry.draft.period.last_day() <= end);
        last.map_or(end, |entry| entry.date.date.max(end))
    }

    /// A project's standing and the one before it; `None` where nothing was reported, and nothing had to be.
    #[must_use]
    pub fn standing(
        &self,
        id: ProjectId,
        project: &Project,
        scope: StandingScope,
    ) -> Option<(Standing, Option<Standing>)> {
        let evaluated = self.projects.get(id)?;
        let is_within = |period: Period| match scope {
            StandingScope::Newest => true,
            StandingScope::Year(year) | StandingScope::Now(year) => period.year == year,
            StandingScope::Period(end) => period.year == end.year && period.last_day() <= end.last_day(),
        };
        let day = self.day_of(project, scope.end());
        let mut before = None;
        let mut found: Option<(Period, &EntryProgress)> = None;
        let years = match scope {
            StandingScope::Newest | StandingScope::Now(_) => evaluated.years_now(),
            StandingScope::Year(_) | StandingScope::Period(_) => &evaluated.years,
        };
        for (year, evaluated) in project.years.iter().zip(years) {
            match scope.year() {
                Some(asked) if year.year > asked => break,
                Some(asked) if year.year < asked => {
                    before = evaluated.entries.last().map(|entry| entry.standing).or(before);
                    continue;
                }
                _ => {}
            }
            for (entry, known) in year.entries.iter().zip(&evaluated.entries) {
                let period = entry.draft.period;
                if is_within(period) {
                    before = found.map(|(_, entry)| entry.standing).or(before);
                    found = Some((period, known));
                } else if found.is_none() {
                    before = Some(known.standing);
                }
            }
        }
        // A report that should have followed and has not says more than the last one there is.
        let follows = |period: Period| found.is_none_or(|(newest, _)| period.last_day() > newest.last_day());
        let missing = evaluated.missing.iter().rev().filter(|missing| is_within(missing.period));
        let missing = missing
            .filter(|missing| follows(missing.period))
            .filter_map(MissingReport::standing)
            .find(|standing| found.is_none() || standing.status == Status::Unreported);
        let is_last = |period: Period| project.years.last().is_some_and(|year| year.year == period.year);
        let last = found.map(|(period, entry)| match scope {
            StandingScope::Newest if is_last(period) => evaluated.over_all(entry.standing_on(day)),
            _ => entry.standing_on(day),
        });
        match missing {
            Some(standing) => Some((standing, last.or(before))),
            None => {
                let year = scope.year().unwrap_or_else(|| self.today.year());
                let last = last.or_else(|| evaluated.unsaid(project, year, day));
                last.map(|standing| (standing, before))
            }
        }
    }
}

fn enter(groups: &mut Vec<FieldGroup>, field: &str, status: Status) {
    let at = groups.iter().position(|group| field == group.field).unwrap_or_else(|| {
        groups.push(FieldGroup { field: field.to_owned(), counts: StatusCounts::default() });
        groups.len() - 1
    });
    groups[at].counts.add(status);
}
