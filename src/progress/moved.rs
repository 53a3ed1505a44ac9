//! Days of nodes (事项) that were changed in the plan by decision (目标调整): the plan then says what a report
//! says of a node that is put off.

use jiff::civil::Date;

use super::in_force::{plan_history, subject};
use crate::catalog::Catalog;
use crate::model::{EntryId, Period, ProjectId};
use crate::record::{FieldKind, Part, ReasonKind, RecordRow, RowKind, Version};

/// The days of a project's nodes that were changed by decision.
pub struct NodeMoves<'a> {
    moves: Vec<NodeMove<'a>>,
}

/// One of them.
pub struct NodeMove<'a> {
    /// The day that it had.
    pub from: Date,
    /// The day that it has had since.
    pub to: Date,
    /// The decision as the record has it, by the name of the node.
    pub decision: &'a RecordRow,
    /// The version of the plan that it came with.
    version: Version<'a>,
}

impl<'a> NodeMoves<'a> {
    /// Those in the plans of all years of a project, oldest first.
    #[must_use]
    pub fn of(catalog: &'a Catalog, id: ProjectId) -> Self {
        let project = &catalog.projects[id];
        if project.draft.nodes.is_empty() || !catalog.archive.record.has_changed_plans() {
            return Self { moves: Vec::new() };
        }
        let mut moves: Vec<NodeMove<'a>> = Vec::new();
        for (year, _) in project.years(id) {
            for version in plan_history(catalog, year).versions.into_iter().skip(1) {
                for one in version.reasons.iter().filter_map(|row| node_move(&version, row)) {
                    // A node may stand in the plans of several years, and each has the decision.
                    if !moves.iter().any(|known| known.decision.is_same_reason(one.decision)) {
                        moves.push(one);
                    }
                }
            }
        }
        moves.sort_by_key(|one| one.version.day);
        Self { moves }
    }

    /// Those of a node, oldest first, each with whether it was public when an entry was first published; of a
    /// new entry all are.
    pub fn known_to(
        &self,
        catalog: &Catalog,
        entry: EntryId,
        node: &str,
    ) -> impl Iterator<Item = (&NodeMove<'a>, bool)> {
        let first = if self.moves.is_empty() { None } else { first_published(catalog, entry) };
        let moves = self.moves.iter().filter(move |one| one.decision.name == node);
        moves.map(move |one| (one, first.is_none_or(|(period, day)| one.version.is_known(period, day))))
    }

    /// The day that a node had when an entry was first published, where that was changed later.
    #[must_use]
    pub fn day_then(&self, catalog: &Catalog, entry: EntryId, node: &str) -> Option<Date> {
        self.then(catalog, entry, node).later.map(|(due, _)| due)
    }

    /// What an entry knew of the day of a node.
    pub(super) fn then(&self, catalog: &Catalog, entry: EntryId, node: &str) -> DayThen {
        let mut then = DayThen::default();
        for (one, is_known) in self.known_to(catalog, entry, node) {
            if is_known {
                then.first = then.first.or(Some(one.from));
            } else {
                let due = then.later.map_or(one.from, |(due, _)| due);
                then.later = Some((due, one.version.day));
            }
        }
        then
    }
}

/// What was known of the day of a node when an entry was first published.
#[derive(Clone, Copy, Default)]
pub(super) struct DayThen {
    /// The day that it had first, where that had been changed by then.
    pub first: Option<Date>,
    /// The day that it had then, where that was changed later, with the day of that.
    pub later: Option<(Date, Date)>,
}

/// What a decision of a version says of the day of a node.
fn node_move<'a>(version: &Version<'a>, row: &'a RecordRow) -> Option<NodeMove<'a>> {
    let is_its =
        |value: &&&RecordRow| value.kind == RowKind::Value(FieldKind::Node) && value.name == row.name;
    version.values.iter().find(is_its)?;
    let is_decision = row.kind == RowKind::Reason(ReasonKind::Adjustment);
    let (from, to) = (row.was.trim().parse().ok()?, row.now.trim().parse().ok()?);
    is_decision.then(|| NodeMove { from, to, decision: row, version: version.clone() })
}

/// The period of an entry and the day on which it was first published; `None` if it is new.
fn first_published(catalog: &Catalog, id: EntryId) -> Option<(Period, Date)> {
    let (year, entry) = (catalog.year(id.year), catalog.entry(id));
    let owner = subject(catalog, year.item.or(entry.item)?);
    let period = entry.draft.period;
    let day = catalog.archive.record.history(&owner.key(Part::Entry(period))).first_day()?;
    Some((period, day))
}
