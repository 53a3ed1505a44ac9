//! The line of a project's nodes (事项): what was to be done by when, and was it. It reads without colour and
//! on paper.

use jiff::civil::Date;

use super::figures::FigureYear;
use super::words::badge;
use crate::entry::NodeReport;
use crate::model::{EntryId, NodeId, OwnEntry, PagePath, YearId};
use crate::progress::{NodePosition, ProjectPart, explain_node};
use crate::render::Renderer;
use crate::render::view::{NodeView, ReasonView};

/// What is said of a day that passed after the time of which a page tells.
const PASSED: &str = "；现在日期已过，没有报过做完没有";

impl Renderer<'_> {
    /// The nodes as the last entry of a year says, and the days that passed since.
    pub(in crate::render) fn year_nodes(&self, page: &PagePath, id: YearId, day: Date) -> Vec<NodeView> {
        self.year_said(id).map(|year| self.nodes_on(page, year.last(), Some(day))).unwrap_or_default()
    }

    /// The nodes as an entry says.
    pub(in crate::render) fn period_nodes(&self, page: &PagePath, id: EntryId) -> Vec<NodeView> {
        self.nodes_on(page, id, None)
    }

    /// The nodes as an entry says, at the end of its period or on a later day.
    fn nodes_on(&self, page: &PagePath, id: EntryId, day: Option<Date>) -> Vec<NodeView> {
        let Some(year) = self.year_said(id.year) else { return Vec::new() };
        let is_newest = self.catalog.entries_of(id.project()).next_back().is_some_and(|(last, _)| last == id);
        let now = self.project_day(id.project());
        let view = |(node, position): (NodeId, &NodePosition)| {
            let shown = day.map_or(*position, |day| position.on(day));
            // What is shown as of the end of a year or period must not let a later day pass for one to come.
            let has_passed = is_newest && shown.is_passed_by(now);
            let (postponed, evidence) = self.report(page, &year, position);
            NodeView {
                name: year.project.draft.nodes[node].name.value.clone(),
                status: badge(shown.standing.status),
                why: explain_node(shown.standing) + if has_passed { PASSED } else { "" },
                course: self.told_of(id, Some(ProjectPart::Node(node))),
                postponed,
                evidence,
            }
        };
        year.nodes(id).map(view).collect()
    }

    /// Why and by whom a node was put off, and what shows that it was done.
    fn report(
        &self,
        page: &PagePath,
        year: &FigureYear<'_>,
        position: &NodePosition,
    ) -> (Vec<ReasonView>, Option<String>) {
        let put_off = position.put_off.map(|by| year.node_report(by));
        let reasons =
            put_off.map(|report| [("原因", &report.reason), ("批准", &report.approved_by)]).into_iter();
        let postponed =
            reasons.flatten().filter_map(|(label, text)| Some(ReasonView { label, text: text.clone()? }));
        let evidence = position.by.and_then(|by| self.evidence(page, year, by.0, year.node_report(by)));
        (postponed.collect(), evidence)
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
