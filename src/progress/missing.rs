//! Reports that should be public: 应报未报 from the 21st working day after the end of a period.

use jiff::civil::Date;

use super::{REPORT_WITHIN, Standing, Status, StatusReason};
use crate::calendar::{Calendar, Deadline};
use crate::catalog::{Catalog, Project, ProjectEntry, UndisclosedReport};
use crate::entry::{Disclosure, Granularity};
use crate::model::{Period, PeriodKind};

/// A report that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingReport {
    /// The period that it would report.
    pub period: Period,
    /// Whether it is overdue.
    pub absence: Absence,
}

/// A report of a period that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComingReport {
    /// The period.
    pub period: Period,
    /// The last day for it.
    pub deadline: Deadline,
}

/// Whether a report that is not there should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// 应报未报: this was the last day for it.
    Overdue(Deadline),
    /// The period is over, and until this day there is time.
    NotYet(Deadline),
    /// It was public, and was withdrawn, on this day where that is known.
    Withdrawn(Option<Date>),
    /// It is there and not made public: 依申请公开 or 不予公开.
    Undisclosed(Disclosure),
}

/// The last days for reports, worked out once for all months of the years concerned.
pub(super) struct Deadlines {
    first_year: i16,
    months: Vec<Deadline>,
    today: Date,
}

impl Deadlines {
    /// Those of every year that the projects of `catalog` have, up to this one.
    pub(super) fn of_all(catalog: &Catalog, calendar: &Calendar, today: Date) -> Self {
        let this_year = today.year();
        let of_project = |project: &Project| {
            let reported = project.years.iter().map(|year| year.year);
            reported.chain(first_planned(project)).collect::<Vec<_>>()
        };
        let years: Vec<i16> = catalog.projects.iter().flat_map(of_project).collect();
        let first = years.iter().copied().min().unwrap_or(this_year).min(this_year);
        let last = years.iter().copied().max().unwrap_or(this_year).max(this_year);
        Self::new(calendar, first..=last, today)
    }

    fn new(calendar: &Calendar, years: std::ops::RangeInclusive<i16>, today: Date) -> Self {
        let first_year = *years.start();
        let months =
            years.flat_map(|year| (1..=12).map(PeriodKind::Month).map(move |kind| Period { year, kind }));
        let months = months.map(|month| calendar.deadline_after(month.last_day(), REPORT_WITHIN));
        Self { first_year, months: months.collect(), today }
    }

    /// The last day on which a report about `period` is in time.
    pub(super) fn of(&self, period: Period) -> Deadline {
        let (month, _) = period.year_rank();
        let years = usize::try_from(period.year - self.first_year).unwrap_or(usize::MAX / 24);
        let at = years * 12 + usize::try_from(month - 1).unwrap_or(0);
        // Every period there is lies in the years that were worked out.
        let last_day = || Deadline { day: period.last_day(), is_provisional: true };
        self.months.get(at).copied().unwrap_or_else(last_day)
    }

    fn absence(&self, period: Period) -> Option<Absence> {
        if period.last_day() >= self.today {
            return None;
        }
        let deadline = self.of(period);
        Some(if deadline.day < self.today { Absence::Overdue(deadline) } else { Absence::NotYet(deadline) })
    }
}

/// The reports that a project lacks, and those of this year's periods that are not over; oldest first.
///
/// What is due after a report is told by the reports up to it: see [`Rhythm`]. So a later one changes nothing
/// of what was due before it. Nothing is due before the first year with a target or the first report,
/// whichever comes first, nor in a year that has neither reports nor plans, nor before the first report of a
/// year without plans, nor once the last node is done where nothing else is planned.
pub(super) fn find(project: &Project, deadlines: &Deadlines) -> (Vec<MissingReport>, Vec<ComingReport>) {
    let (mut missing, mut coming) = (Vec::new(), Vec::new());
    let first = project.years.first().and_then(|year| year.entries.first());
    let planned = first_planned(project);
    let reported = first.map(|entry| entry.draft.period.first_day());
    let first_day = |year| Period { year, kind: PeriodKind::Year }.first_day();
    let Some(begins) = planned.map(first_day).into_iter().chain(reported).min() else {
        return (missing, coming);
    };
    let last_entries = project.years.last().map_or(begins.year(), |year| year.year);
    let last_year = last_planned(project).unwrap_or(last_entries).max(last_entries);
    let last_year = last_year.min(deadlines.today.year());
    let done = all_nodes_done(project);
    let mut rhythm = Rhythm::before(first.map(|entry| entry.draft.period));
    for year in begins.year()..=last_year {
        let reported = project.years.iter().find(|reported| reported.year == year);
        let entries = reported.map_or(&[][..], |reported| &reported.entries);
        if entries.is_empty() && !is_planned(project, year) {
            continue;
        }
        for period in rhythm.due(year, entries) {
            // An archived project owes no reports.
            let is_archived = project.archived.is_some_and(|day| period.last_day() >= day);
            let is_unplanned = is_before(period, first) && !has_target(project, year);
            // What nobody had asked for before the year's first report is not asked for by that.
            let is_unasked = !is_planned(project, year) && is_before(period, entries.first());
            let is_over = !is_planned(project, year) && done.is_some_and(|day| day < period.first_day());
            if is_archived || is_unplanned || is_unasked || is_over {
                continue;
            }
            let known = undisclosed(project, period).or_else(|| withdrawal(project, period));
            match known.or_else(|| deadlines.absence(period)) {
                Some(absence) => missing.push(MissingReport { period, absence }),
                None => coming.push(ComingReport { period, deadline: deadlines.of(period) }),
            }
        }
        rhythm = Rhythm::of(entries).unwrap_or(rhythm);
    }
    (missing, coming)
}

/// Whether the report of a period is there and not made public: its own, or one of a period in which it lies
/// or that ends on the same day.
fn undisclosed(project: &Project, period: Period) -> Option<Absence> {
    let is_of = |report: &&UndisclosedReport| {
        let (of, last) = (report.period, period.last_day());
        of.last_day() == last || of.first_day() <= period.first_day() && last < of.last_day()
    };
    let reports = || project.undisclosed.iter();
    let report = reports().find(|report| report.period == period).or_else(|| reports().find(is_of))?;
    Some(Absence::Undisclosed(report.disclosure))
}

/// Whether the report of a period was withdrawn, with the day; of a project that is published year by year,
/// with the others of the year whose periods were over.
fn withdrawal(project: &Project, period: Period) -> Option<Absence> {
    let is_yearly = project.draft.granularity == Granularity::Year;
    let is_of = |(withdrawn, day): &&(Period, Option<Date>)| {
        let year = Period { year: period.year, kind: PeriodKind::Year };
        let is_in_year = is_yearly && *withdrawn == year && day.is_none_or(|day| period.last_day() < day);
        *withdrawn == period || is_in_year
    };
    project.withdrawn.iter().find(is_of).map(|(_, day)| Absence::Withdrawn(*day))
}

/// The end of the period that reported the last node of a project as done; `None` if one is open, or there is
/// none.
fn all_nodes_done(project: &Project) -> Option<Date> {
    let entries = || project.years.iter().flat_map(|year| &year.entries);
    let done = |name: &str| {
        let mut told = entries().filter(|entry| {
            entry.draft.nodes.iter().any(|node| node.name.value == name && node.done.is_some())
        });
        told.next().map(|entry| entry.draft.period.last_day())
    };
    let days: Option<Vec<Date>> = project.draft.nodes.iter().map(|node| done(&node.name.value)).collect();
    days?.into_iter().max()
}

/// Whether a period begins before the first that was reported.
fn is_before(period: Period, first: Option<&ProjectEntry>) -> bool {
    first.is_some_and(|first| period.first_day() < first.draft.period.first_day())
}

/// The first year of which a project says what is to be reached: that of the first target or, of a plan that
/// has only that of its end (自), its first one.
fn first_planned(project: &Project) -> Option<i16> {
    let targets = project.draft.indicators.iter().filter_map(|indicator| {
        let first = *indicator.targets.keys().next()?;
        let since = indicator.since.filter(|_| indicator.targets.len() == 1);
        Some(since.map_or(first, |since| since.min(first)))
    });
    targets.chain(project.draft.nodes.iter().map(|node| node.planned.value.year())).min()
}

/// The last year for which a project plans anything.
fn last_planned(project: &Project) -> Option<i16> {
    let targets = project.draft.indicators.iter().filter_map(|indicator| indicator.targets.keys().last());
    let nodes = project.draft.nodes.iter().map(|node| node.planned.value.year());
    targets.chain(project.draft.goals.keys()).copied().chain(nodes).max()
}

/// Whether a report is asked for in a year without one: something is to be reached in it; or a project that
/// does report has goals for it.
pub(super) fn is_planned(project: &Project, year: i16) -> bool {
    has_target(project, year) || !project.years.is_empty() && project.draft.goals.contains_key(&year)
}

/// Whether something is to be reached in a year or, on the way of a plan over several years, behind it.
fn has_target(project: &Project, year: i16) -> bool {
    let draft = &project.draft;
    draft.indicators.iter().any(|indicator| super::target(indicator, year).is_some())
        || draft.nodes.iter().any(|node| node.planned.value.year() == year)
}

/// How often a project reports: by the shortest of what a year has of quarters, months, halves and the year,
/// quarters before months, for a single month between quarters makes none a monthly report.
///
/// It goes by the year's reports up to a period; before the first of them, by those of the year before. Where
/// nothing was ever reported it is quarters, unless the first report is of a half or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rhythm {
    Months,
    Quarters,
    Halves,
    Year,
}

impl Rhythm {
    /// Before the `first` report.
    fn before(first: Option<Period>) -> Self {
        match first.map(|period| period.kind) {
            Some(PeriodKind::Half(_)) => Self::Halves,
            Some(PeriodKind::Year) => Self::Year,
            Some(PeriodKind::Quarter(_) | PeriodKind::Month(_)) | None => Self::Quarters,
        }
    }

    /// By reports of one year; `None` without any.
    fn of(entries: &[ProjectEntry]) -> Option<Self> {
        let kinds = || entries.iter().map(|entry| entry.draft.period.kind);
        Some(if kinds().any(|kind| matches!(kind, PeriodKind::Quarter(_))) {
            Self::Quarters
        } else if kinds().any(|kind| matches!(kind, PeriodKind::Month(_))) {
            Self::Months
        } else if kinds().any(|kind| matches!(kind, PeriodKind::Half(_))) {
            Self::Halves
        } else if entries.is_empty() {
            return None;
        } else {
            Self::Year
        })
    }

    /// The periods of a year that are due and not among its `entries`, oldest first; this is the rhythm
    /// before the first of them.
    fn due(self, year: i16, entries: &[ProjectEntry]) -> Vec<Period> {
        let mut periods = Vec::new();
        let mut rhythm = self;
        let mut done = None;
        let mut enter = |rhythm: Self, done: Option<Date>, until: Option<Date>| {
            let is_open = |period: &Period| {
                done.is_none_or(|done| period.last_day() > done)
                    && until.is_none_or(|until| period.last_day() < until)
            };
            periods.extend(rhythm.periods(year).filter(is_open));
        };
        for (nth, entry) in entries.iter().enumerate() {
            let end = entry.draft.period.last_day();
            enter(rhythm, done, Some(end));
            done = done.max(Some(end));
            rhythm = Self::of(&entries[..=nth]).unwrap_or(rhythm);
        }
        enter(rhythm, done, None);
        periods
    }

    fn periods(self, year: i16) -> impl Iterator<Item = Period> {
        let (count, kind): (u8, fn(u8) -> PeriodKind) = match self {
            Self::Months => (12, PeriodKind::Month),
            Self::Quarters => (4, PeriodKind::Quarter),
            Self::Halves => (2, PeriodKind::Half),
            Self::Year => (1, |_| PeriodKind::Year),
        };
        (1..=count).map(move |part| Period { year, kind: kind(part) })
    }
}

impl MissingReport {
    /// The last day for it, if that has passed.
    #[must_use]
    pub fn overdue(&self) -> Option<Deadline> {
        match self.absence {
            Absence::Overdue(deadline) => Some(deadline),
            Absence::NotYet(_) | Absence::Withdrawn(_) | Absence::Undisclosed(_) => None,
        }
    }

    /// 未报 if it is overdue, that nobody can tell if it was withdrawn or is not made public; `None` while
    /// there is time.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        let period = self.period;
        match self.absence {
            Absence::Overdue(deadline) => {
                let reason = StatusReason::Overdue { period, deadline };
                Some(Standing { status: Status::Unreported, reason })
            }
            Absence::Withdrawn(day) => {
                let reason = StatusReason::Withdrawn { period, day };
                Some(Standing { status: Status::Unknown, reason })
            }
            Absence::Undisclosed(disclosure) => {
                let reason = StatusReason::Undisclosed { period, disclosure };
                Some(Standing { status: Status::Unknown, reason })
            }
            Absence::NotYet(_) => None,
        }
    }
}
