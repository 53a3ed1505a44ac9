//! The nodes (事项) of a project: something to be done by a day, judged by its date.
//!
//! What an entry says holds from its period on: done 已完成; put off with approval 调整, until the new day has
//! come; not done by its day 滞后, or, where that may stand in a report that is not made public, 无法判断; not
//! due yet 按序时. What was done after the end of the period (截至) was not done at that end.

use std::cmp::Ordering;

use jiff::civil::Date;
use typed_index_collections::TiVec;

use super::in_force::{InForce, JudgedBy, PlanTurns};
use super::moved::DayThen;
use super::{NodePosition, Standing, Status, StatusReason};
use crate::catalog::{Project, ProjectEntry, UndisclosedReport};
use crate::config::Spanned;
use crate::diag::{Diagnostic, Place};
use crate::entry::{NodeDraft, NodeReport};
use crate::model::{ContentPath, NodeId, OwnEntry};
use crate::say;

/// A node is asked about that is done so many months before its plan.
const EARLIEST_MONTHS: i32 = 3 * 12;
/// A node is asked about that is put off for so many months.
const LATEST_MONTHS: i32 = 10 * 12;

/// The nodes of a project on their way through the periods.
pub(super) struct Nodes<'a> {
    project: &'a Project,
    /// What is known of each: the newest report of its being done or put off.
    known: TiVec<NodeId, KnownNode<'a>>,
}

struct KnownNode<'a> {
    due: Date,
    /// The day first planned, where it was put off: by a report, or in the plan by decision.
    planned: Option<Date>,
    /// Whether a report put it off: its day is from there, and no longer from the plan.
    is_put_off: bool,
    /// Where the plan was changed by decision since: on which day, and the day that it names.
    moved: Option<(Date, Date)>,
    done: Option<(Date, &'a ContentPath, &'a NodeReport)>,
    by: Option<(OwnEntry, usize)>,
    /// The end of the period of the newest report that says anything of it.
    told: Option<Date>,
    /// The plans in force when it was judged last, see [`PlanTurns`].
    turns: PlanTurns<'a>,
}

impl<'a> Nodes<'a> {
    pub(super) fn new(project: &'a Project) -> Self {
        let nodes = project.draft.nodes.iter();
        let known = nodes.map(|node| KnownNode {
            due: node.planned.value,
            planned: None,
            is_put_off: false,
            moved: None,
            done: None,
            by: None,
            told: None,
            turns: PlanTurns::default(),
        });
        Self { project, known: known.collect() }
    }

    /// Takes in what an entry says, and gives where each node stands at its end. `day_then` tells
    /// what was known of the day of a node when the entry was published.
    pub(super) fn enter(
        &mut self,
        (id, entry): (OwnEntry, &'a ProjectEntry),
        judged_by: &JudgedBy<'a>,
        day_then: &dyn Fn(&str) -> DayThen,
        findings: &mut Vec<Diagnostic>,
    ) -> TiVec<NodeId, NodePosition> {
        for (node, known) in self.project.draft.nodes.iter().zip(&mut self.known) {
            if !known.is_put_off {
                let then = day_then(&node.name.value);
                known.due = then.later.map_or(node.planned.value, |(due, _)| due);
                known.planned = then.first.filter(|first| *first < known.due);
                known.moved = then.later.map(|(_, on)| (on, node.planned.value));
            }
        }
        for (at, report) in entry.draft.nodes.iter().enumerate() {
            let planned = &self.project.draft.nodes;
            let Some(node) = planned.position(|node| node.name.value == report.name.value) else {
                continue;
            };
            self.known[node].told = Some(entry.draft.period.last_day());
            if let Some(postponed) = &report.postponed_to {
                self.check_postponed(entry, node, report, postponed, findings);
                findings.extend(self.far_off(entry, node, postponed));
                let known = &mut self.known[node];
                known.planned = known.planned.or(Some(known.due));
                (known.due, known.by, known.is_put_off) = (postponed.value, Some((id, at)), true);
                known.moved = None;
            }
            if let Some(done) = &report.done {
                self.check(entry, node, report, done.value, findings);
                findings.extend(self.far_off(entry, node, done));
                let known = &mut self.known[node];
                (known.done, known.by) = (Some((done.value, &entry.path, report)), Some((id, at)));
            }
        }
        self.check_skipped(id, findings);
        let undisclosed = &self.project.undisclosed;
        let nodes = self.project.draft.nodes.iter().zip(&mut self.known);
        nodes.map(|(node, known)| known.position(node, (entry, undisclosed), judged_by)).collect()
    }

    /// A node that is put off to a day before the one that stood, or was done already.
    fn check_postponed(
        &self,
        entry: &ProjectEntry,
        node: NodeId,
        report: &NodeReport,
        postponed: &Spanned<Date>,
        findings: &mut Vec<Diagnostic>,
    ) {
        let (name, day, known) = (&report.name.value, postponed.value, &self.known[node]);
        let at = || Place::span(entry.path.in_site(), postponed.span.clone());
        if let Some((done, path, earlier)) = known.done {
            let place = Place::span(path.in_site(), earlier.name.span.clone());
            findings.push(
                Diagnostic::error(
                    "node-postponed-wrongly",
                    say!(
                        "“{name}”前面已经报过完成（{done}），这里又推迟到 {day}",
                        "`{name}` has been reported as done on {done}, and is postponed to {day} here"
                    ),
                )
                .at(at())
                .related(place, say!("前面报在这里", "reported before here"))
                .help(say!(
                    "完成了的删去“推迟到”；其实没有完成的，在前面那一期删去完成日期，写明 `更正`",
                    "remove `postponed_to` if it is done; if it was not, take the day away there and say why under `corrections`"
                )),
            );
        } else if let Some(done) = report.done.as_ref().filter(|done| done.value < day) {
            let done = done.value;
            findings.push(
                Diagnostic::warning(
                    "node-postponed-wrongly",
                    say!(
                        "“{name}”写了 {done} 完成，又写推迟到以后的 {day}",
                        "`{name}` is done on {done} and postponed to {day}, which is later, in one report"
                    ),
                )
                .at(at())
                .help(say!(
                    "完成了的只写完成日期；没有完成的删去它",
                    "keep the day on which it was done, or remove it if it is not"
                )),
            );
        }
        let due = known.due;
        if day == due && known.planned.is_none() {
            // Told once more, a day that it was put off to stays as it is.
            findings.push(
                Diagnostic::warning(
                    "node-postponed-wrongly",
                    say!(
                        "“{name}”推迟到 {day}，就是原来的日期",
                        "`{name}` is postponed to {day}, the day that it had"
                    ),
                )
                .at(at())
                .help(say!(
                    "核对推迟到哪一天；没有推迟的删去这一行",
                    "check the day, or remove the line if it was not postponed"
                )),
            );
        }
        if day < due {
            findings.push(
                Diagnostic::error(
                    "node-postponed-wrongly",
                    say!(
                        "“{name}”推迟到 {day}，比原来的 {due} 还早",
                        "`{name}` is postponed to {day}, which is before {due}, as it stood"
                    ),
                )
                .at(at())
                .help(say!(
                    "核对推迟到哪一天；计划提前的，在 project.yaml 里改计划日期，写明 `目标调整`",
                    "check the day; for an earlier one change the plan in project.yaml and say why under `adjustments`"
                )),
            );
        }
    }

    /// Asks about a day so far from the plan that its year may be mistyped: long before it for what is done,
    /// long after it for what is put off.
    fn far_off(&self, entry: &ProjectEntry, node: NodeId, day: &Spanned<Date>) -> Option<Diagnostic> {
        let planned = self.known[node].planned.unwrap_or(self.known[node].due);
        let count = |of: Date| i32::from(of.year()) * 12 + i32::from(of.month());
        let (months, name) = (count(day.value) - count(planned), &self.project.draft.nodes[node].name.value);
        let shown = day.value;
        let message = if months < -EARLIEST_MONTHS {
            say!(
                "“{name}”计划 {planned} 完成，写的是 {shown}，早了 3 年以上",
                "`{name}` was planned for {planned} and is given {shown}, more than 3 years before"
            )
        } else if months > LATEST_MONTHS {
            say!(
                "“{name}”计划 {planned} 完成，写的是 {shown}，晚了 10 年以上",
                "`{name}` was planned for {planned} and is given {shown}, more than 10 years after"
            )
        } else {
            return None;
        };
        Some(
            Diagnostic::warning("node-day-far-off", message)
                .at(Place::span(entry.path.in_site(), day.span.clone()))
                .help(say!(
                    "核对年份；确实是这一天的不用改",
                    "check the year; leave it as it is if that is the day"
                )),
        )
    }

    /// A node that is done while one that was to be done before it is not.
    fn check_skipped(&self, id: OwnEntry, findings: &mut Vec<Diagnostic>) {
        let drafts = &self.project.draft.nodes;
        for (node, known) in self.known.iter_enumerated() {
            let Some((done, path, report)) = known.done.filter(|_| known.by.is_some_and(|(by, _)| by == id))
            else {
                continue;
            };
            let planned = drafts[node].planned.value;
            let is_open = |before: NodeId| {
                let before = &self.known[before];
                before.done.is_none() && before.undisclosed(&self.project.undisclosed).next().is_none()
            };
            let is_earlier = |before: &NodeId| drafts[*before].planned.value < planned && is_open(*before);
            let Some(first) = drafts.keys().take_while(|before| *before != node).find(is_earlier) else {
                continue;
            };
            let (name, first) = (&report.name.value, &drafts[first].name);
            let earlier = &first.value;
            findings.push(
                Diagnostic::warning(
                    "node-before-earlier-one",
                    say!(
                        "“{name}”报了 {done} 完成，它前面的“{earlier}”还没有报完成",
                        "`{name}` is said to be done on {done}, and `{earlier}`, which comes first, is not done"
                    ),
                )
                .at(Place::span(path.in_site(), report.name.span.clone()))
                .related(
                    Place::span(self.project.file.in_site(), first.span.clone()),
                    say!("前面的事项", "the earlier node"),
                )
                .help(say!(
                    "“{earlier}”完成了的，在“事项”里写上完成日期；没有完成的核对“{name}”",
                    "report the day on which `{earlier}` was done under `nodes`, or check `{name}`"
                )),
            );
        }
    }

    /// A node that is done in the future, twice, or before what comes first.
    fn check(
        &self,
        entry: &ProjectEntry,
        node: NodeId,
        report: &NodeReport,
        done: Date,
        findings: &mut Vec<Diagnostic>,
    ) {
        let name = &report.name.value;
        let span = report.done.as_ref().map_or_else(|| report.name.span.clone(), |done| done.span.clone());
        let at = || Place::span(entry.path.in_site(), span.clone());
        let published = entry.date.date;
        if done > published {
            findings.push(
                Diagnostic::error(
                    "node-in-the-future",
                    say!(
                        "“{name}”的完成日期 {done} 在公开日期 {published} 之后",
                        "`{name}` is said to be done on {done}, after the disclosure on {published}"
                    ),
                )
                .at(at())
                .help(say!(
                    "还没有完成的不要写；完成以后再写进那一期",
                    "report it in the period in which it is done"
                )),
            );
        } else if done > as_of(entry) {
            let end = as_of(entry);
            findings.push(
                Diagnostic::warning(
                    "node-after-period",
                    say!(
                        "“{name}”的完成日期 {done} 在这一期的截止日期 {end} 之后，这一期仍算没有完成",
                        "`{name}` was done on {done}, after the end of this report, {end}; at that end it is not done"
                    ),
                )
                .at(at())
                .help(say!("写进下一期，或者核对日期", "report it in the next period, or check the day")),
            );
        }
        if let Some((first, path, earlier)) = self.known[node].done {
            let place = Place::span(path.in_site(), earlier.name.span.clone());
            let message = say!(
                "“{name}”前面已经报过完成，是 {first}，这里是 {done}",
                "`{name}` has been reported before as done on {first}, here on {done}"
            );
            let finding = if first == done {
                Diagnostic::warning("node-done-twice", message)
            } else {
                Diagnostic::error("node-done-twice", message)
            };
            findings.push(
                finding.at(at()).related(place, say!("前面报在这里", "reported before here")).help(say!(
                    "只在完成的那一期写一次",
                    "report it once, in the period in which it was done"
                )),
            );
        }
        findings.extend(self.out_of_order(node, (name, done), at()));
    }

    /// A node that is done before one that comes first, or after one that comes later: the order of the plan
    /// counts, whichever was reported first. Those of one day have none, and what is late may only be late.
    fn out_of_order(&self, node: NodeId, (name, done): (&str, Date), at: Place) -> Option<Diagnostic> {
        let plans = &self.project.draft.nodes;
        let planned = |other: usize| plans.raw[other].planned.value.cmp(&plans[node].planned.value);
        let is_wrong = |(other, day): (usize, Date)| match other.cmp(&usize::from(node)) {
            Ordering::Less => day > done && planned(other).is_ne(),
            Ordering::Equal => false,
            Ordering::Greater => day < done && planned(other).is_ne(),
        };
        let mut others = plans.iter().zip(&self.known).enumerate();
        let (other, (day, path, report)) = others.find_map(|(nth, (planned, known))| {
            let told = known.done.filter(|(day, ..)| is_wrong((nth, *day)))?;
            Some((&planned.name.value, told))
        })?;
        let finding = if day > done {
            Diagnostic::error(
                "node-before-earlier-one",
                say!(
                    "“{name}”完成于 {done}，早于它前面的“{other}”（{day}）",
                    "`{name}` is said to be done on {done}, before `{other}` ({day}), which comes first"
                ),
            )
            .help(say!(
                "核对两个日期；先后不分的，在 project.yaml 里按计划日期排列",
                "check both days; where the order does not matter, put them in the order of their days"
            ))
        } else {
            Diagnostic::warning(
                "node-before-earlier-one",
                say!(
                    "“{name}”完成于 {done}，晚于它后面的“{other}”（{day}）",
                    "`{name}` is said to be done on {done}, after `{other}` ({day}), which comes later"
                ),
            )
            .help(say!(
                "核对两个日期；先后不分、只是这一个晚了的，不用改",
                "check both days; leave them as they are if the order does not matter and this one is only late"
            ))
        };
        let place = Place::span(path.in_site(), report.name.span.clone());
        Some(finding.at(at).related(place, say!("另一个事项写在这里", "the other node stands here")))
    }
}

impl<'a> KnownNode<'a> {
    /// The reports that are not made public and may say that it is done, oldest first.
    fn undisclosed<'r>(
        &self,
        reports: &'r [UndisclosedReport],
    ) -> impl Iterator<Item = UndisclosedReport> + use<'r> {
        let (told, is_done) = (self.told, self.done.is_some());
        let is_later = move |end: Date| told.is_none_or(|told| end > told);
        let reports = reports.iter().copied().filter(move |_| !is_done);
        reports.filter(move |report| is_later(report.period.last_day()))
    }

    fn position(
        &mut self,
        node: &NodeDraft,
        (entry, reports): (&ProjectEntry, &[UndisclosedReport]),
        judged_by: &JudgedBy<'a>,
    ) -> NodePosition {
        let as_of = as_of(entry);
        let (due, planned) = (self.due, self.planned);
        let settled = self.undisclosed(reports).find(|report| report.is_settled_before(entry));
        let undisclosed = settled.or_else(|| self.undisclosed(reports).next());
        let done = self.done.map(|(day, ..)| day);
        let done_by_then = done.filter(|day| *day <= as_of);
        let (status, reason) = match (done_by_then, planned) {
            (Some(on), _) => (Status::Done, StatusReason::NodeDone { on, due, planned }),
            (None, _) if as_of >= due => match settled {
                Some(UndisclosedReport { period, .. }) => {
                    (Status::Unknown, StatusReason::NodeUndisclosed { due, planned, period })
                }
                None => (Status::Behind, StatusReason::NodeLate { due, planned }),
            },
            (None, Some(planned)) => (Status::Adjusted, StatusReason::NodePostponed { due, planned }),
            (None, None) => (Status::OnSchedule, StatusReason::NodeAhead { due }),
        };
        let standing = Standing { status, reason };
        let other = status.lateness().and_then(|is_late| self.turns.enter(is_late, judged_by));
        // What is done is done by any plan, and what was put off in a report has its day from there.
        let other = other.filter(|_| done_by_then.is_none() && !self.is_put_off);
        let is_by_adjustment = other.is_some_and(|other| {
            let was_late = as_of >= planned_by(node, other.plan());
            Some(!was_late) == status.lateness()
        });
        let (moved, by) = (self.moved, self.by);
        NodePosition { standing, due, moved, done, by, is_by_adjustment, undisclosed }
    }
}

/// The day by which a node is to be done, by a plan or by what the file says now.
fn planned_by(node: &NodeDraft, in_force: Option<&InForce<'_>>) -> Date {
    let day = in_force.and_then(|plan| plan.node(&node.name.value));
    day.and_then(|day| day.parse().ok()).unwrap_or(node.planned.value)
}

/// The day to which an entry's figures reach.
fn as_of(entry: &ProjectEntry) -> Date {
    entry.draft.as_of.as_ref().map_or_else(|| entry.draft.period.last_day(), |as_of| as_of.value.date)
}
