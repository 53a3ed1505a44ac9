//! Reports that should be public: 应报未报 from the 21st working day after the end of a period.

use jiff::civil::Date;

use super::{REPORT_WITHIN, Standing, Status, StatusReason};
use crate::calendar::{Calendar, Deadline};
use crate::catalog::{Project, ProjectYear};
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
}

/// The last days for reports, worked out once for all months of the years concerned.
pub(super) struct Deadlines {
    first_year: i16,
    months: Vec<Deadline>,
    today: Date,
}

impl Deadlines {
    pub(super) fn new(calendar: &Calendar, years: std::ops::RangeInclusive<i16>, today: Date) -> Self {
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
/// What is due is told by what is reported: the shortest kind of period among a year's entries, or that of
/// the year before, or quarters. Nothing is due before the first entry of all (without one, before this
/// year), nor in a year that has neither entries nor targets.
pub(super) fn find(project: &Project, deadlines: &Deadlines) -> (Vec<MissingReport>, Vec<ComingReport>) {
    let (mut missing, mut coming) = (Vec::new(), Vec::new());
    let first = project.years.first().and_then(|year| year.entries.first());
    let this_year = Period { year: deadlines.today.year(), kind: PeriodKind::Year };
    // A project that has never reported began this year, as far as anybody can tell.
    let begins = first.map_or(this_year, |entry| entry.draft.period).first_day();
    let last_target =
        project.draft.indicators.iter().filter_map(|indicator| indicator.targets.keys().last()).max();
    let last_entries = project.years.last().map_or(begins.year(), |year| year.year);
    let last_year =
        last_target.copied().unwrap_or(last_entries).max(last_entries).min(deadlines.today.year());
    let mut rhythm = Rhythm::Quarters;
    for year in begins.year()..=last_year {
        let reported = project.years.iter().find(|reported| reported.year == year);
        let has_targets =
            project.draft.indicators.iter().any(|indicator| indicator.targets.contains_key(&year));
        match reported {
            Some(reported) => rhythm = Rhythm::of(reported),
            None if !has_targets => continue,
            None => {}
        }
        for period in rhythm.periods(year) {
            let is_reported = reported.is_some_and(|reported| {
                reported.entries.iter().any(|entry| entry.draft.period.last_day() == period.last_day())
            });
            // An archived project owes no reports.
            let is_archived = project.archived.is_some_and(|day| period.last_day() >= day);
            if is_reported || is_archived || period.first_day() < begins {
                continue;
            }
            match deadlines.absence(period) {
                Some(absence) => missing.push(MissingReport { period, absence }),
                None => coming.push(ComingReport { period, deadline: deadlines.of(period) }),
            }
        }
    }
    (missing, coming)
}

/// How often a project reports.
#[derive(Clone, Copy)]
enum Rhythm {
    Months,
    Quarters,
    Halves,
    Year,
}

impl Rhythm {
    fn of(year: &ProjectYear) -> Self {
        let kinds = || year.entries.iter().map(|entry| entry.draft.period.kind);
        if kinds().any(|kind| matches!(kind, PeriodKind::Quarter(_))) {
            Self::Quarters
        } else if kinds().any(|kind| matches!(kind, PeriodKind::Month(_))) {
            Self::Months
        } else if kinds().any(|kind| matches!(kind, PeriodKind::Half(_))) {
            Self::Halves
        } else {
            Self::Year
        }
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
    /// 未报 if it is overdue; `None` while there is time.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        match self.absence {
            Absence::Overdue(deadline) => {
                Some(Standing { status: Status::Unreported, reason: StatusReason::Overdue(deadline) })
            }
            Absence::NotYet(_) => None,
        }
    }
}
