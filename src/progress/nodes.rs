//! The nodes (事项) of a project: something to be done by a day, judged by its date.
//!
//! What an entry says holds from its period on: done 已完成; put off with approval 调整, until the new day has
//! come; not done by its day 滞后; not due yet 按序时.

use jiff::civil::Date;
use typed_index_collections::TiVec;

use super::in_force::InForce;
use super::{NodePosition, Standing, Status, StatusReason};
use crate::catalog::{Project, ProjectEntry};
use crate::diag::{Diagnostic, Place};
use crate::entry::NodeReport;
use crate::model::{ContentPath, NodeId, OwnEntry};
use crate::say;

/// The nodes of a project on their way through the periods.
pub(super) struct Nodes<'a> {
    project: &'a Project,
    /// What is known of each: the newest report of its being done or put off.
    known: TiVec<NodeId, KnownNode<'a>>,
}

#[derive(Clone, Copy)]
struct KnownNode<'a> {
    due: Date,
    /// The day first planned, where it was put off.
    planned: Option<Date>,
    done: Option<(Date, &'a ContentPath, &'a NodeReport)>,
    by: Option<(OwnEntry, usize)>,
}

impl<'a> Nodes<'a> {
    pub(super) fn new(project: &'a Project) -> Self {
        let nodes = project.draft.nodes.iter();
        let known =
            nodes.map(|node| KnownNode { due: node.planned.value, planned: None, done: None, by: None });
        Self { project, known: known.collect() }
    }

    /// Takes in what an entry says, and gives where each node stands at its end.
    pub(super) fn enter(
        &mut self,
        entry: &'a ProjectEntry,
        id: OwnEntry,
        in_force: Option<&InForce<'_>>,
        findings: &mut Vec<Diagnostic>,
    ) -> TiVec<NodeId, NodePosition> {
        for (node, known) in self.project.draft.nodes.iter().zip(&mut self.known) {
            if known.planned.is_none() {
                let day = in_force.and_then(|plan| plan.node(&node.name.value));
                known.due = day.and_then(|day| day.parse().ok()).unwrap_or(node.planned.value);
            }
        }
        for (at, report) in entry.draft.nodes.iter().enumerate() {
            let planned = &self.project.draft.nodes;
            let Some(node) = planned.position(|node| node.name.value == report.name.value) else {
                continue;
            };
            if let Some(postponed) = &report.postponed_to {
                let known = &mut self.known[node];
                known.planned = known.planned.or(Some(known.due));
                (known.due, known.by) = (postponed.value, Some((id, at)));
            }
            if let Some(done) = &report.done {
                self.check(entry, node, report, done.value, findings);
                let known = &mut self.known[node];
                (known.done, known.by) = (Some((done.value, &entry.path, report)), Some((id, at)));
            }
        }
        let as_of = as_of(entry);
        self.known.iter().map(|known| known.position(as_of)).collect()
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
                        "“{name}”的完成日期 {done} 在这一期的截止日期 {end} 之后",
                        "`{name}` was done on {done}, after the end of this report, {end}"
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
        let before = self.project.draft.nodes[..node].iter().zip(&self.known);
        let mut later = before.filter_map(|(planned, known)| Some((&planned.name.value, known.done?)));
        if let Some((first, (day, path, earlier))) = later.find(|(_, (day, ..))| *day > done) {
            findings.push(
                Diagnostic::error(
                    "node-before-earlier-one",
                    say!(
                        "“{name}”完成于 {done}，早于它前面的“{first}”（{day}）",
                        "`{name}` is said to be done on {done}, before `{first}` ({day}), which comes first"
                    ),
                )
                .at(at())
                .related(
                    Place::span(path.in_site(), earlier.name.span.clone()),
                    say!("前面的事项写在这里", "the earlier node stands here"),
                )
                .help(say!(
                    "核对两个日期；先后不分的，在 project.yaml 里按计划日期排列",
                    "check both days; where the order does not matter, put them in the order of their days"
                )),
            );
        }
    }
}

impl KnownNode<'_> {
    fn position(&self, as_of: Date) -> NodePosition {
        let (due, planned) = (self.due, self.planned);
        let done = self.done.map(|(day, ..)| day);
        let (status, reason) = match (done, planned) {
            (Some(on), _) => (Status::Done, StatusReason::NodeDone { on, due, planned }),
            (None, _) if as_of >= due => (Status::Behind, StatusReason::NodeLate { due, planned }),
            (None, Some(planned)) => (Status::Adjusted, StatusReason::NodePostponed { due, planned }),
            (None, None) => (Status::OnSchedule, StatusReason::NodeAhead { due }),
        };
        let standing = Standing { status, reason };
        NodePosition { standing, due, done, by: self.by }
    }
}

/// The day to which an entry's figures reach.
fn as_of(entry: &ProjectEntry) -> Date {
    entry.draft.as_of.as_ref().map_or_else(|| entry.draft.period.last_day(), |as_of| as_of.value.date)
}
