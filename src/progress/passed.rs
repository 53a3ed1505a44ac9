//! What the days that passed since a report say: a node (事项) whose day came after it and that nobody has
//! reported since is 本项未报, and so is its project, unless that is worse already. One that the report itself
//! says was done after the end of its period is done from the day after.
//!
//! What a report says of the end of its own period stays as it is; only where a project stands now, or at the
//! end of a later period or year, is looked at so.

use jiff::civil::Date;

use super::{EntryProgress, NodePosition, Progress, ProjectProgress, Standing, Status, StatusReason};
use crate::catalog::Project;
use crate::model::{NodeId, Period};

impl Progress {
    /// The day on which a project is looked at: that of the build, the one after the end of `period`, or the
    /// one on which it was archived, whichever comes first.
    #[must_use]
    pub fn day_of(&self, project: &Project, period: Option<Period>) -> Date {
        let end = period.and_then(|period| period.last_day().tomorrow().ok());
        [end, project.archived].into_iter().flatten().fold(self.today, Date::min)
    }
}

impl ProjectProgress {
    /// The nodes of `project` whose days came after its newest report, if there is one, and had passed by
    /// `day`.
    pub fn passed(&self, project: &Project, day: Date) -> impl Iterator<Item = (NodeId, Date)> {
        let last = self.years.last().and_then(|year| year.entries.last());
        let nodes = project.draft.nodes.iter_enumerated();
        nodes.filter_map(move |(id, node)| match last {
            Some(last) => {
                let position = last.nodes.get(id).filter(|position| position.is_passed_by(day))?;
                Some((id, position.due_on(day)))
            }
            None => (node.planned.value < day).then_some((id, node.planned.value)),
        })
    }

    /// Where a project stands in a year without a report in which the day of a node has passed.
    pub(super) fn unsaid(&self, project: &Project, year: i16, day: Date) -> Option<Standing> {
        let (node, due) = self.passed(project, day).find(|(_, due)| due.year() == year)?;
        let status = if self.years.is_empty() { Status::Unreported } else { Status::Omitted };
        Some(Standing { status, reason: StatusReason::NodeUnsaid { node, due } })
    }
}

impl NodePosition {
    /// The day by which it is to be done as its plan stands on `day`: one that was changed by decision asks
    /// for nothing by the day that it named before.
    #[must_use]
    pub fn due_on(&self, day: Date) -> Date {
        self.moved.filter(|(on, _)| *on <= day).map_or(self.due, |(_, due)| due)
    }

    /// Whether its day came after the report that this follows, and had passed by `day`.
    #[must_use]
    pub fn is_passed_by(&self, day: Date) -> bool {
        let is_to_come = matches!(
            self.standing.reason,
            StatusReason::NodeAhead { .. } | StatusReason::NodePostponed { .. }
        );
        is_to_come && self.done.is_none() && self.due_on(day) < day
    }

    /// Where it stands on `day`, if nothing was reported of it since.
    #[must_use]
    pub fn on(self, day: Date) -> Self {
        let standing = match self.done {
            Some(done) if done < day => self.with_done(),
            None if self.is_passed_by(day) => {
                let (due, planned) = (self.due_on(day), self.planned_on(day));
                Standing { status: Status::Omitted, reason: StatusReason::NodeUnreported { due, planned } }
            }
            _ => self.standing,
        };
        let due = self.due_on(day);
        let reason = match (standing.reason, self.planned_on(day)) {
            (StatusReason::NodeAhead { .. } | StatusReason::NodePostponed { .. }, Some(planned)) => {
                StatusReason::NodePostponed { due, planned }
            }
            (StatusReason::NodeAhead { .. }, None) => StatusReason::NodeAhead { due },
            (reason, _) => reason,
        };
        Self { standing: Standing { reason, ..standing }, ..self }
    }

    /// Where it stands when it is done, if that is reported of any day.
    pub(super) fn with_done(&self) -> Standing {
        let Some(on) = self.done else { return self.standing };
        let reason = StatusReason::NodeDone { on, due: self.due, planned: self.planned() };
        Standing { status: Status::Done, reason }
    }

    /// The day on which it was done, where that came after the end of the period.
    #[must_use]
    pub fn done_afterwards(&self) -> Option<Date> {
        self.done.filter(|_| self.standing.status != Status::Done)
    }

    /// The day first planned, where it has been put off by `day`.
    fn planned_on(&self, day: Date) -> Option<Date> {
        self.planned().or_else(|| Some(self.due).filter(|due| *due < self.due_on(day)))
    }

    /// The day first planned, where it was put off.
    fn planned(&self) -> Option<Date> {
        match self.standing.reason {
            StatusReason::NodePostponed { planned, .. } => Some(planned),
            StatusReason::NodeDone { planned, .. } | StatusReason::NodeLate { planned, .. } => planned,
            _ => None,
        }
    }
}

impl EntryProgress {
    /// Where the project stands on `day`, if nothing was reported since.
    #[must_use]
    pub fn standing_on(&self, day: Date) -> Standing {
        let is_stated = self.standing.reason == StatusReason::Stated;
        let afterwards = self.afterwards.filter(|after| after.day < day && !is_stated);
        let standing = afterwards.map_or(self.standing, |after| after.standing);
        let mut passed = self.nodes.iter_enumerated().filter(|(_, node)| node.is_passed_by(day));
        match passed.next() {
            Some((node, position)) if standing.status > Status::Omitted => Standing {
                status: Status::Omitted,
                reason: StatusReason::NodeUnsaid { node, due: position.due_on(day) },
            },
            _ => standing,
        }
    }
}
