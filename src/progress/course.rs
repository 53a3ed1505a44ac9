//! How statuses went from period to period. Late and made good later stays visible as such.
//!
//! A year begins anew, for its targets do; only the nodes (事项) go on. Nothing follows from periods in which a
//! status could not be judged: what was late stays late until a report says otherwise.

use std::collections::BTreeSet;

use jiff::civil::Date;
use typed_index_collections::TiVec;

use super::{
    EntryProgress, FirstStatuses, Progress, ProjectPart, Standing, Status, StatusReason, YearProgress,
};
use crate::catalog::{Catalog, Project};
use crate::model::{EntryId, IndicatorId, NodeId, Period, YearId};

/// The statuses of a project, an indicator or a node over the periods of a year, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// The periods.
    pub steps: Vec<CourseStep>,
    /// Whether it was late when the year began: of nodes only.
    was_late: Option<bool>,
}

/// A status at the end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CourseStep {
    /// The period.
    pub period: Period,
    /// The entry; `None` where there should be one.
    pub entry: Option<EntryId>,
    /// The status as it is judged now; `None` where nothing was asked.
    pub status: Option<Status>,
    /// The status as it was first published, where that was another: figures or targets were corrected since.
    pub first: Option<Status>,
    /// What the rules give where the unit states the project's status itself.
    pub computed: Option<Status>,
    /// Whether a part of the project that was late this year is not judged in it.
    is_open: bool,
    /// The same of a part that was late when the year before ended: that says nothing of this year alone.
    is_open_since_before: bool,
    /// Whether it is late, or not late any more, only since a target was changed by decision.
    is_by_adjustment: bool,
    /// What happened since the last period that could be judged.
    pub turn: Option<Turn>,
}

/// A change between late and not late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// 赶上: it was late, and is not any more.
    CaughtUp,
    /// 落下: it was not late, and is now.
    FellBehind,
    /// It was late, and is not by a target that was changed by decision; by the one before it would be.
    Eased,
    /// It was not late, and is by a target that was changed by decision; by the one before it would not be.
    Raised,
}

/// The courses of a year.
#[derive(Clone, Debug, Default)]
pub struct YearCourses {
    /// That of the project.
    pub project: Course,
    /// Those of its indicators, in their order.
    pub indicators: TiVec<IndicatorId, Course>,
    /// Those of its nodes, in their order.
    pub nodes: TiVec<NodeId, Course>,
}

impl Turn {
    /// Its Chinese word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::CaughtUp => "赶上",
            Self::FellBehind => "落下",
            Self::Eased => "目标调整后不再滞后",
            Self::Raised => "目标调整后滞后",
        }
    }

    /// Whether it was late before.
    #[must_use]
    pub fn was_late(self) -> bool {
        matches!(self, Self::CaughtUp | Self::Eased)
    }

    /// The turn to `step` from something that was late, or was not.
    fn between(was_late: Option<bool>, step: Option<&CourseStep>) -> Option<Self> {
        let step = step?;
        match (was_late?, step.lateness()?, step.is_by_adjustment) {
            (true, false, false) => Some(Self::CaughtUp),
            (true, false, true) => Some(Self::Eased),
            (false, true, false) => Some(Self::FellBehind),
            (false, true, true) => Some(Self::Raised),
            _ => None,
        }
    }
}

impl Status {
    /// Whether what has it is late; `None` where it says neither.
    #[must_use]
    pub fn lateness(self) -> Option<bool> {
        match self {
            Self::Behind => Some(true),
            Self::OnSchedule | Self::Ahead | Self::Done => Some(false),
            Self::Omitted
            | Self::NotStarted
            | Self::NotReached
            | Self::Adjusted
            | Self::Other
            | Self::Unreported
            | Self::Unknown => None,
        }
    }
}

impl CourseStep {
    /// Whether it is late. A unit does not catch up by its own word, nor by what it does not count.
    fn lateness(&self) -> Option<bool> {
        let stated = self.status.filter(|_| !self.is_open)?.lateness();
        let Some(by_rule) = self.computed else { return stated };
        stated.filter(|is_late| by_rule.lateness().map_or(*is_late, |by_rule| by_rule == *is_late))
    }
}

impl Course {
    fn of(steps: Vec<CourseStep>, was_late: Option<bool>) -> Self {
        let mut course = Self { steps, was_late };
        let mut late = was_late;
        for step in &mut course.steps {
            step.turn = Turn::between(late, Some(step));
            late = step.lateness().or(late);
        }
        course
    }

    /// The step of an entry.
    #[must_use]
    pub fn step(&self, entry: EntryId) -> Option<&CourseStep> {
        self.steps.iter().find(|step| step.entry == Some(entry))
    }

    /// What has changed between the ends of two periods: late there and not here, or the other way round.
    /// `year_before` is the course of the year before, where the first of them lies in it.
    #[must_use]
    pub fn turn_between(&self, before: Date, end: Date, year_before: Option<&Self>) -> Option<Turn> {
        let late_by = |course: &Self| course.judged_by(before).and_then(CourseStep::lateness);
        let step = self.judged_by(end);
        match late_by(self).or(self.was_late) {
            Some(was_late) => Turn::between(Some(was_late), step),
            None => {
                let step = step.filter(|step| !step.is_open_since_before);
                Turn::between(year_before.and_then(late_by), step)
            }
        }
    }

    /// The last step by a day that says whether it is late.
    fn judged_by(&self, day: Date) -> Option<&CourseStep> {
        let mut steps = self.steps.iter().rev().filter(|step| step.period.last_day() <= day);
        steps.find(|step| step.lateness().is_some())
    }

    /// The turns up to an entry in words: `原滞后，三季度赶上`; `None` if there were none.
    #[must_use]
    pub fn told(&self, until: EntryId) -> Option<String> {
        let upto = self.steps.iter().position(|step| step.entry == Some(until))?;
        told(&self.steps[..=upto])
    }
}

/// The turns of these steps in words: `原滞后，三季度赶上`, `二季度落下，三季度赶上`.
#[must_use]
pub fn told(steps: &[CourseStep]) -> Option<String> {
    let mut parts = Vec::new();
    for step in steps {
        let Some(turn) = step.turn else { continue };
        if parts.is_empty() && turn.was_late() {
            parts.push("原滞后".to_owned());
        }
        parts.push(format!("{}{}", step.period.short_chinese(), turn.word()));
    }
    (!parts.is_empty()).then(|| parts.join("，"))
}

impl Progress {
    /// How the statuses of a year went.
    #[must_use]
    pub fn courses(&self, catalog: &Catalog, id: YearId) -> YearCourses {
        let draft = &catalog.projects[id.project].draft;
        let of = |part| self.course(catalog, id, part);
        YearCourses {
            project: of(None),
            indicators: draft.indicators.keys().map(|id| of(Some(ProjectPart::Indicator(id)))).collect(),
            nodes: draft.nodes.keys().map(|id| of(Some(ProjectPart::Node(id)))).collect(),
        }
    }

    /// How the status of one part of a project went in a year; of the project itself where no part is named.
    #[must_use]
    pub fn course(&self, catalog: &Catalog, id: YearId, part: Option<ProjectPart>) -> Course {
        let (year, Some(said)) = (catalog.year(id), self.year(id)) else { return Course::default() };
        let status = |nth: usize, year: &YearProgress| match part {
            None => year.entries.get(nth).map(|entry| entry.standing.status),
            Some(ProjectPart::Indicator(at)) => {
                Some(year.entries.get(nth)?.positions.get(at)?.as_ref()?.standing.status)
            }
            Some(ProjectPart::Node(at)) => Some(year.entries.get(nth)?.nodes.get(at)?.standing.status),
        };
        let first = |first: &FirstStatuses| match part {
            None => first.project,
            Some(ProjectPart::Indicator(at)) => first.indicators.get(at).copied().flatten(),
            Some(ProjectPart::Node(at)) => first.nodes.get(at).copied().flatten(),
        };
        let changes = self.projects.get(id.project).and_then(|project| project.changes.get(id.nth));
        let change = |nth: usize| match part {
            None => changes.and_then(|changes| changes.get(nth)).copied().unwrap_or_default(),
            Some(part) => {
                let is_by_adjustment = said.entries[nth].is_by_adjustment(part);
                ProjectChange { is_by_adjustment, ..ProjectChange::default() }
            }
        };
        let mut steps: Vec<CourseStep> = year
            .entries
            .iter()
            .enumerate()
            .map(|(nth, entry)| {
                let ProjectChange { is_open, is_open_since_before, is_by_adjustment } = change(nth);
                CourseStep {
                    period: entry.draft.period,
                    entry: Some(id.entry(nth)),
                    status: status(nth, said),
                    first: said.entries[nth].first.as_deref().and_then(first),
                    computed: part.is_none().then(|| stated_over(&said.entries[nth])).flatten(),
                    is_open,
                    is_open_since_before,
                    is_by_adjustment,
                    turn: None,
                }
            })
            .collect();
        let missing = self.projects.get(id.project).map_or(&[][..], |project| &project.missing);
        let missing =
            missing.iter().filter(|missing| missing.period.year == year.year && missing.overdue().is_some());
        // A node that was done stays done, whatever is reported of it or not.
        let is_node = matches!(part, Some(ProjectPart::Node(_)));
        let done = steps.iter().find(|step| is_node && step.status == Some(Status::Done));
        let done = done.map(|step| step.period);
        for (period, standing) in missing.filter_map(|missing| Some((missing.period, missing.standing()?))) {
            let is_done = done.is_some_and(|done| done < period);
            steps.push(CourseStep {
                period,
                entry: None,
                status: Some(if is_done { Status::Done } else { standing.status }),
                first: None,
                computed: None,
                is_open: false,
                is_open_since_before: false,
                is_by_adjustment: false,
                turn: None,
            });
        }
        steps.sort_by_key(|step| step.period);
        let before = id.nth.checked_sub(1).filter(|_| matches!(part, Some(ProjectPart::Node(_))));
        let before = before.and_then(|before| self.year(id.project.year(before)));
        let was_late = before.and_then(|year| status(year.entries.len().checked_sub(1)?, year)?.lateness());
        Course::of(steps, was_late)
    }
}

/// What the parts of a project say of its being late at the end of a period, year by year and entry by entry:
/// every page with its status asks for them.
pub(super) fn changes(project: &Project, years: &[YearProgress]) -> Vec<Vec<ProjectChange>> {
    let number = |nth: usize| project.years[nth].year;
    let of_year = |(nth, year): (usize, &YearProgress)| {
        // The year before, if it has reports.
        let before = nth.checked_sub(1).filter(|before| number(*before) == number(nth) - 1);
        let mut before = LateParts::after(before.map_or(&[], |before| &years[before].entries));
        let mut late = before.nodes();
        let mut change = |entry| {
            let PartsChange { is_open, is_by_adjustment } = late.enter(entry);
            let is_open_since_before = before.enter(entry).is_open;
            ProjectChange { is_open, is_open_since_before, is_by_adjustment }
        };
        year.entries.iter().map(&mut change).collect()
    };
    years.iter().enumerate().map(of_year).collect()
}

/// What the parts of a project say of its being late at the end of a period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ProjectChange {
    /// Whether one that was late this year is not judged, and the project is not late itself.
    is_open: bool,
    /// The same of one that was late when the year before ended.
    is_open_since_before: bool,
    /// Whether the project is late, or not late any more, only since a target was changed by decision.
    is_by_adjustment: bool,
}

/// The parts of a project that were late.
#[derive(Default)]
struct LateParts {
    /// When they were judged last.
    last: BTreeSet<ProjectPart>,
    /// Since the project was not.
    since: BTreeSet<ProjectPart>,
}

/// What the parts of a project say of its being late.
struct PartsChange {
    /// Whether one that was late is not judged, and the project is not late itself.
    is_open: bool,
    /// Whether the project is late, or not late any more, only since a target was changed by decision.
    is_by_adjustment: bool,
}

impl LateParts {
    /// Those that were when these entries had been judged.
    fn after(entries: &[EntryProgress]) -> Self {
        let mut late = Self::default();
        for entry in entries {
            late.enter(entry);
        }
        late
    }

    /// Those that go on from year to year: the targets of indicators begin anew.
    fn nodes(&self) -> Self {
        let nodes = |parts: &BTreeSet<ProjectPart>| {
            let is_node = |part: &&ProjectPart| matches!(part, ProjectPart::Node(_));
            parts.iter().filter(is_node).copied().collect()
        };
        Self { last: nodes(&self.last), since: nodes(&self.since) }
    }

    /// Goes on to the next entry.
    fn enter(&mut self, entry: &EntryProgress) -> PartsChange {
        let mut late = BTreeSet::new();
        for (part, is_late) in entry.lateness() {
            if is_late == Some(true) {
                late.insert(part);
                self.last.insert(part);
            } else if is_late == Some(false) {
                self.last.remove(&part);
            }
        }
        self.since.extend(&late);
        let is_late = entry.standing.status.lateness();
        let is_changed = |part: &ProjectPart| entry.is_by_adjustment(*part);
        let change = PartsChange {
            is_open: !self.last.is_empty() && is_late != Some(true),
            is_by_adjustment: match is_late {
                Some(true) => !late.is_empty() && late.iter().all(is_changed),
                Some(false) => self.since.iter().any(is_changed),
                None => false,
            },
        };
        if is_late == Some(false) && self.last.is_empty() {
            self.since.clear();
        }
        change
    }
}

impl EntryProgress {
    /// Whether each part is late; of what is not asked for any more nothing is.
    fn lateness(&self) -> impl Iterator<Item = (ProjectPart, Option<bool>)> {
        let indicators = self.positions.iter_enumerated().map(|(id, position)| {
            let standing = position.as_ref().map(|position| position.standing).filter(Standing::is_asked);
            let is_late = standing.map_or(Some(false), |standing| standing.status.lateness());
            (ProjectPart::Indicator(id), is_late)
        });
        let nodes = self.nodes.iter_enumerated();
        indicators.chain(nodes.map(|(id, node)| (ProjectPart::Node(id), node.standing.status.lateness())))
    }

    /// Whether a part is late, or not late any more, only since its target was changed by decision.
    fn is_by_adjustment(&self, part: ProjectPart) -> bool {
        match part {
            ProjectPart::Indicator(id) => {
                let position = self.positions.get(id).and_then(Option::as_ref);
                position.is_some_and(|position| position.is_by_adjustment)
            }
            ProjectPart::Node(id) => self.nodes.get(id).is_some_and(|node| node.is_by_adjustment),
        }
    }
}

/// What the rules give where the unit states the status itself.
fn stated_over(entry: &EntryProgress) -> Option<Status> {
    let by_rule = entry.computed.filter(|_| entry.standing.reason == StatusReason::Stated)?;
    Some(by_rule.status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PeriodKind;

    fn course(statuses: &[Status]) -> Course {
        let steps = (1..).zip(statuses).map(|(quarter, status)| CourseStep {
            period: Period { year: 2024, kind: PeriodKind::Quarter(quarter) },
            entry: None,
            status: Some(*status),
            first: None,
            computed: None,
            is_open: false,
            is_open_since_before: false,
            is_by_adjustment: false,
            turn: None,
        });
        Course::of(steps.collect(), None)
    }

    #[test]
    fn what_was_late_is_remembered() {
        use Status::{Ahead, Behind, Done, NotStarted, Omitted, OnSchedule, Unreported};
        let cases: [(&[Status], Option<&str>); 8] = [
            (&[OnSchedule, Ahead, Done], None),
            (&[Behind, OnSchedule], Some("原滞后，二季度赶上")),
            (&[Behind, Behind], None),
            // Nobody knows what happened where nothing was reported.
            (&[Behind, Unreported, Done], Some("原滞后，三季度赶上")),
            (&[Behind, Omitted], None),
            (&[NotStarted, Behind], None),
            (&[OnSchedule, Behind], Some("二季度落下")),
            (&[OnSchedule, Behind, Omitted, Done], Some("二季度落下，四季度赶上")),
        ];
        for (statuses, words) in cases {
            assert_eq!(told(&course(statuses).steps).as_deref(), words, "{statuses:?}");
        }
    }

    fn year_end() -> Period {
        Period { year: 2023, kind: PeriodKind::Quarter(4) }
    }

    #[test]
    fn two_ends_are_compared_whatever_lay_between() {
        use Status::{Behind, OnSchedule};
        let course = course(&[OnSchedule, Behind, OnSchedule]);
        let end = |quarter| Period { year: 2024, kind: PeriodKind::Quarter(quarter) }.last_day();
        assert_eq!(course.turn_between(end(1), end(2), None), Some(Turn::FellBehind));
        assert_eq!(course.turn_between(end(2), end(3), None), Some(Turn::CaughtUp));
        assert_eq!(course.turn_between(end(1), end(3), None), None);
        // Of another year, as if it were the one before.
        let first = self::course(&[Behind]);
        assert_eq!(first.turn_between(Date::constant(2023, 12, 31), end(1), None), None);
        let before =
            Course { steps: vec![CourseStep { period: year_end(), ..course.steps[0] }], was_late: None };
        assert_eq!(
            first.turn_between(Date::constant(2023, 12, 31), end(1), Some(&before)),
            Some(Turn::FellBehind)
        );
    }
}
