//! The line of a project's nodes (事项): what was to be done by when, and was it. It reads without colour and
//! on paper.

use super::figures::FigureYear;
use super::words::badge;
use crate::entry::NodeReport;
use crate::model::{EntryId, NodeId, OwnEntry, PagePath, YearId};
use crate::progress::{NodePosition, ProjectPart, explain_node};
use crate::render::Renderer;
use crate::render::view::{NodeView, ReasonView};

impl Renderer<'_> {
    /// The nodes as the last entry of a year says.
    pub(in crate::render) fn year_nodes(&self, page: &PagePath, id: YearId) -> Vec<NodeView> {
        self.year_said(id).map(|year| self.period_nodes(page, year.last())).unwrap_or_default()
    }

    /// The nodes as an entry says.
    pub(in crate::render) fn period_nodes(&self, page: &PagePath, id: EntryId) -> Vec<NodeView> {
        let Some(year) = self.year_said(id.year) else { return Vec::new() };
        let view = |(node, position): (NodeId, &NodePosition)| {
            let (postponed, evidence) = self.report(page, &year, position);
            NodeView {
                name: year.project.draft.nodes[node].name.value.clone(),
                status: badge(position.standing.status),
                why: explain_node(position.standing),
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
        let Some(by) = position.by else { return (Vec::new(), None) };
        let report = year.node_report(by);
        let reasons = [("原因", &report.reason), ("批准", &report.approved_by)];
        let postponed = reasons
            .into_iter()
            .filter(|_| report.postponed_to.is_some())
            .filter_map(|(label, text)| Some(ReasonView { label, text: text.clone()? }))
            .collect();
        (postponed, self.evidence(page, year, by.0, report))
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
