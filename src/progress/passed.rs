//! What the days that passed since a report say: a node (事项) whose day came after it and that nobody has
//! reported since is 本项未报, and so is its project, unless that is worse already. One that the report itself
//! says was done after the end of its period is done from the day after. Where a report that is not made
//! public may say that it is done, nobody who reads can tell.
//!
//! What a report says of the end of its own period stays as it is; only where a project stands now, or at the
//! end of a later period or year, is looked at so.

use jiff::civil::Date;

use super::{
    EntryProgress, NodePosition, Progress, ProjectPart, ProjectProgress, Standing, Status, StatusReason,
};
use crate::catalog::{Project, UndisclosedReport};
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
        let open = self.open_nodes(project, day).filter(move |(_, due, _)| *due < day);
        open.filter(move |(_, _, position)| position.is_none_or(|position| position.is_passed_by(day)))
            .map(|(id, due, _)| (id, due))
    }

    /// The nodes of `project` that no report says are done, each with the day by which it is to be, as its
    /// plan stands on `day`, and where its newest report leaves it. Those are left out whose day has passed
    /// and of which a report may tell that is not made public.
    pub fn open_nodes(
        &self,
        project: &Project,
        day: Date,
    ) -> impl Iterator<Item = (NodeId, Date, Option<&NodePosition>)> {
        let last = self.years_now().last().and_then(|year| year.entries.last());
        let is_closed = project.undisclosed.iter().any(|report| report.period.last_day() < day);
        project.draft.nodes.iter_enumerated().filter_map(move |(id, node)| {
            let Some(position) = last.and_then(|last| last.nodes.get(id)) else {
                let due = node.planned.value;
                return (!is_closed || due >= day).then_some((id, due, None));
            };
            let is_open = position.done.is_none() && position.undisclosed_by(day).is_none();
            is_open.then(|| (id, position.due_on(day), Some(position)))
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
        self.is_to_come()
            && self.done.is_none()
            && self.due_on(day) < day
            && self.undisclosed_by(day).is_none()
    }

    /// Whether its day came after the report that this follows.
    fn is_to_come(&self) -> bool {
        matches!(self.standing.reason, StatusReason::NodeAhead { .. } | StatusReason::NodePostponed { .. })
    }

    /// The report that is not made public and by `day` may have said that it is done, if its own day had
    /// passed by then.
    #[must_use]
    pub fn undisclosed_by(&self, day: Date) -> Option<UndisclosedReport> {
        let is_said = matches!(self.standing.reason, StatusReason::NodeUndisclosed { .. });
        let is_passed = is_said || self.is_to_come() && self.due_on(day) < day;
        let report = self.undisclosed.filter(|report| report.period.last_day() < day)?;
        (is_passed && self.done.is_none()).then_some(report)
    }

    /// Where it stands on `day`, if nothing was reported of it since.
    #[must_use]
    pub fn on(self, day: Date) -> Self {
        let standing = match self.done {
            Some(done) if done < day => self.with_done(),
            _ => self.unsaid_on(day).unwrap_or(self.standing),
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

    /// Where it stands on `day`, if its own day has passed and nothing that is public was said of it.
    fn unsaid_on(&self, day: Date) -> Option<Standing> {
        let (due, planned) = (self.due_on(day), self.planned_on(day));
        if let Some(UndisclosedReport { period, .. }) = self.undisclosed_by(day) {
            let reason = StatusReason::NodeUndisclosed { due, planned, period };
            return Some(Standing { status: Status::Unknown, reason });
        }
        let reason = StatusReason::NodeUnreported { due, planned };
        self.is_passed_by(day).then_some(Standing { status: Status::Omitted, reason })
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
            StatusReason::NodeDone { planned, .. }
            | StatusReason::NodeLate { planned, .. }
            | StatusReason::NodeUndisclosed { planned, .. } => planned,
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
            _ => self.with_undisclosed(standing, day),
        }
    }

    /// What is left of where the project stands, if a report that is not made public may say that a node is
    /// done whose day came after this one, and had passed by `day`: nobody is on schedule with something that
    /// nobody can say is done, when its time is over.
    fn with_undisclosed(&self, standing: Standing, day: Date) -> Standing {
        let mut nodes = self.nodes.iter_enumerated().filter(|(_, node)| node.is_to_come());
        let found = nodes.find_map(|(id, node)| Some((ProjectPart::Node(id), node.undisclosed_by(day)?)));
        let is_judged = |node: &NodePosition| node.on(day).standing.status != Status::Unknown;
        match (found, standing.reason) {
            (Some((part, report)), StatusReason::Worst { tally, .. } | StatusReason::Open { tally, .. })
                if standing.status > Status::NotReached =>
            {
                if tally.judged > 0 || self.nodes.iter().any(is_judged) {
                    return Standing {
                        status: Status::NotReached,
                        reason: StatusReason::Open { part, tally },
                    };
                }
                let UndisclosedReport { period, disclosure, .. } = report;
                let reason = StatusReason::Undisclosed { period, disclosure };
                Standing { status: Status::Unknown, reason }
            }
            _ => standing,
        }
    }
}
