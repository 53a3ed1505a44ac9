//! The line of a project's nodes (事项): what was to be done by when, and was it. It reads without colour and
//! on paper.

use jiff::civil::Date;

use super::figures::FigureYear;
use super::words::badge;
use crate::entry::NodeReport;
use crate::model::{EntryId, NodeId, OwnEntry, PagePath, Period, ProjectId, YearId};
use crate::progress::{NodeMoves, NodePosition, ProjectPart, explain_node};
use crate::record::{FieldKind, RecordRow, RowKind, without_approval};
use crate::render::Renderer;
use crate::render::view::{NodeView, ReasonView};

/// What is said of a day that passed after the time of which a page tells.
const PASSED: &str = "；现在日期已过，没有报过做完没有";

impl Renderer<'_> {
    /// The nodes as the last entry of a year says, and the days that passed since.
    pub(in crate::render) fn year_nodes(&self, page: &PagePath, id: YearId, day: Date) -> Vec<NodeView> {
        self.year_said(id).map(|year| self.nodes_on(page, &year, year.last(), Some(day))).unwrap_or_default()
    }

    /// The nodes as an entry says.
    pub(in crate::render) fn period_nodes(&self, page: &PagePath, id: EntryId) -> Vec<NodeView> {
        self.year_said(id.year).map(|year| self.nodes_on(page, &year, id, None)).unwrap_or_default()
    }

    /// The nodes as an entry says, at the end of its period or on a later day; of `year`, as it was published
    /// or as it is known now.
    pub(super) fn nodes_on(
        &self,
        page: &PagePath,
        year: &FigureYear<'_>,
        id: EntryId,
        day: Option<Date>,
    ) -> Vec<NodeView> {
        let is_newest = self.catalog.entries_of(id.project()).next_back().is_some_and(|(last, _)| last == id);
        let now = self.project_day(id.project());
        let view = |(node, position): (NodeId, &NodePosition)| {
            let shown = day.map_or(*position, |day| position.on(day));
            // What is shown as of the end of a year or period must not let a later day pass for one to come.
            let is_open = year.node_now(id, node).is_some_and(|known| known.is_passed_by(now));
            let has_passed = is_newest && is_open && shown.is_passed_by(now);
            let by = position.by.map(|by| (by.0, year.node_report(by)));
            let evidence = by.and_then(|(entry, report)| self.evidence(page, year, entry, report));
            NodeView {
                name: year.project.draft.nodes[node].name.value.clone(),
                status: badge(shown.standing.status),
                why: self.explain_corrected(id.project(), node, &shown)
                    + &made_good(year, (id, node), &shown)
                    + if has_passed { PASSED } else { "" },
                course: self.told_of(id, Some(ProjectPart::Node(node))),
                postponed: self.postponements(id, node),
                evidence,
            }
        };
        year.nodes(id).map(view).collect()
    }

    /// Where a node stands, in words; with what its report said when it was first published, if that was
    /// corrected.
    fn explain_corrected(&self, project: ProjectId, node: NodeId, position: &NodePosition) -> String {
        let told = explain_node(position);
        match position.by.and_then(|(entry, _)| self.first_report(project, node, entry)) {
            Some("") => format!("{told}（更正补报）"),
            Some(was) => format!("{told}（更正；首次公布为{was}）"),
            None => told,
        }
    }

    /// What was first published of a node in an entry, where that was corrected; empty if nothing was.
    fn first_report(&self, project: ProjectId, node: NodeId, entry: OwnEntry) -> Option<&str> {
        let (year, _) = self.catalog.projects[project].years(project).nth(entry.year)?;
        let period = self.catalog.year(year).entries.get(entry.nth)?.draft.period;
        let name = &self.catalog.projects[project].draft.nodes[node].name.value;
        let (_, history) = self.changed_entries(year).into_iter().find(|(known, _)| *known == period)?;
        let rows = history.versions.into_iter().skip(1).flat_map(|version| version.values);
        let is_its = |row: &&RecordRow| row.kind == RowKind::Value(FieldKind::Node) && row.name == *name;
        let rows: Vec<&RecordRow> = rows.filter(is_its).collect();
        // Behind the day stand reasons and evidence.
        let was = rows.first()?.was.split('，').next()?;
        let now = rows.last()?.now.split('，').next()?;
        (was != now).then_some(was)
    }

    /// The reports up to an entry that put a node off, oldest first.
    fn put_off_in_reports(&self, until: EntryId, node: NodeId) -> impl Iterator<Item = (Period, PutOff<'_>)> {
        let name = &self.catalog.projects[until.project()].draft.nodes[node].name.value;
        let entries = self.catalog.entries_of(until.project()).take_while(move |(id, _)| *id <= until);
        entries.flat_map(move |(_, entry)| {
            let reports = entry.draft.nodes.iter().filter(move |report| report.name.value == *name);
            reports.filter_map(|report| {
                let (reason, approved_by) = (report.reason.as_deref(), report.approved_by.as_deref());
                let to = report.postponed_to.as_ref()?.value;
                Some((entry.draft.period, PutOff { on: entry.date.date, to, reason, approved_by }))
            })
        })
    }

    /// Each time that a node was put off up to an entry, oldest first: by a report, or by decision in the
    /// plan.
    pub(super) fn put_off<'a>(
        &'a self,
        until: EntryId,
        node: NodeId,
        moves: &NodeMoves<'a>,
    ) -> Vec<PutOff<'a>> {
        let name = &self.catalog.projects[until.project()].draft.nodes[node].name.value;
        let known = moves.known_to(self.catalog, until, name).filter(|(_, is_known)| *is_known);
        let by_decision = known.filter(|(one, _)| one.to > one.from).map(|(one, _)| {
            let (reason, approved_by) = without_approval(&one.decision.note);
            PutOff { on: one.decision.day, to: one.to, reason: Some(reason), approved_by }
        });
        let mut times: Vec<PutOff<'_>> = by_decision.collect();
        times.extend(self.put_off_in_reports(until, node).map(|(_, time)| time));
        times.sort_by_key(|time| time.on);
        times
    }

    /// How the day of a node was changed in the plan; why and by whom it was put off: each time, if it was
    /// more than once.
    fn postponements(&self, until: EntryId, node: NodeId) -> Vec<ReasonView> {
        let times: Vec<_> = self.put_off_in_reports(until, node).collect();
        let said = |time: &PutOff<'_>| {
            let reasons = [("原因", time.reason), ("批准", time.approved_by)];
            reasons
                .map(|(label, text)| Some(ReasonView { label, text: text?.to_owned() }))
                .into_iter()
                .flatten()
        };
        let former = self.former_days(until.project());
        let changed = former.get(&*self.catalog.projects[until.project()].draft.nodes[node].name.value);
        let changed = changed.map(|former| ReasonView { label: "计划日期", text: former.told() });
        if let [(_, once)] = &times[..] {
            return changed.into_iter().chain(said(once)).collect();
        }
        let view = |(period, time): &(Period, PutOff<'_>)| {
            let mut text = format!("{}报推迟到{}", period.chinese(), time.to);
            for reason in said(time) {
                text.extend(["，", reason.label, "：", &reason.text]);
            }
            ReasonView { label: "推迟", text }
        };
        changed.into_iter().chain(times.iter().map(view)).collect()
    }

    fn evidence(
        &self,
        page: &PagePath,
        year: &FigureYear<'_>,
        entry: OwnEntry,
        report: &NodeReport,
    ) -> Option<String> {
        let evidence = &report.evidence.as_ref()?.value;
        if report.has_address() {
            return Some(evidence.clone());
        }
        let folder = year.own_entry(entry).path.parent();
        Some(page.link_to(self.plan.file(&folder.join(evidence).ok()?)?))
    }
}

/// What a report that was published late says of a node since an entry was published, if that is another
/// thing.
pub(super) fn made_good(
    year: &FigureYear<'_>,
    (entry, node): (EntryId, NodeId),
    shown: &NodePosition,
) -> String {
    match year.node_now(entry, node) {
        Some(NodePosition { done: Some(done), .. }) if shown.done != Some(*done) => {
            format!("；后来已经补报，{done}完成")
        }
        Some(now) if now.done.is_none() && now.due != shown.due => {
            format!("；后来已经补报，推迟到{}", now.due)
        }
        _ => String::new(),
    }
}

/// A report or a decision that puts a node off.
#[derive(Clone, Copy)]
pub(super) struct PutOff<'a> {
    /// The day of it.
    on: Date,
    /// The new day of the node.
    to: Date,
    /// 原因
    pub(super) reason: Option<&'a str>,
    /// 批准
    pub(super) approved_by: Option<&'a str>,
}

/// What is said each time, as one text; with the new days, if there are several.
pub(super) fn each_time<'a>(
    times: &[PutOff<'a>],
    said: impl Fn(&PutOff<'a>) -> Option<&'a str>,
) -> Option<String> {
    let words = times.iter().filter_map(|time| Some((time.to, said(time)?)));
    let words =
        words.map(|(to, text)| if times.len() > 1 { format!("推迟到{to}：{text}") } else { text.to_owned() });
    Some(words.collect::<Vec<_>>().join("；")).filter(|words| !words.is_empty())
}
