//! What of a year's table was corrected or adjusted after it was published, so that the table says so, and
//! how readers say that more of it is wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{EntryId, IndexNumber, ItemId, PagePath, Period, YearId};
use crate::progress::plan_history;
use crate::record::{FieldKind, ReasonKind, RowKind, is_same};
use crate::render::Renderer;
use crate::render::mistakes::PageMistakes;

/// The corrected figures and changed targets of a year.
#[derive(Default)]
pub(super) struct YearMarks<'a> {
    figures: BTreeSet<(Period, &'a str)>,
    targets: BTreeMap<&'a str, Former<'a>>,
    /// The links by which readers say that a figure is wrong.
    pub(super) mistakes: Option<PageMistakes<'a>>,
}

/// The target that was published before another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Former<'a> {
    /// The first one, as typed; empty if there was none.
    pub(super) was: &'a str,
    /// Whether any change was a decision; else it was mistyped.
    pub(super) is_adjusted: bool,
}

impl<'a> YearMarks<'a> {
    /// Whether the figure of a period was corrected.
    pub(super) fn is_corrected(&self, period: Period, indicator: &str) -> bool {
        self.figures.contains(&(period, indicator))
    }

    /// The target that an indicator had first, if it has another now.
    pub(super) fn former_target(&self, indicator: &str) -> Option<Former<'a>> {
        self.targets.get(indicator).copied()
    }
}

impl Renderer<'_> {
    /// What of the table of a year is marked.
    pub(super) fn marks(&self, id: YearId) -> YearMarks<'_> {
        let links = self.links_of(id, self.catalog.year(id).item, self.plan.year(id));
        let mut marks = YearMarks { mistakes: links, ..YearMarks::default() };
        // The record has the names of its day.
        let project = &self.catalog.projects[id.project].draft;
        for (period, history) in self.changed_entries(id) {
            for row in history.versions.iter().skip(1).flat_map(|version| &version.values) {
                if matches!(
                    row.kind,
                    RowKind::Value(FieldKind::Figure | FieldKind::NotCounted | FieldKind::AreaFigure)
                ) {
                    marks.figures.insert((period, project.present_name(&row.name)));
                }
            }
        }
        let plan = plan_history(self.catalog, id);
        let changed = plan.versions.iter().skip(1);
        let reasons = changed.flat_map(|version| version.reasons.iter().map(move |row| (version, row)));
        for (version, row) in reasons {
            let is_adjusted = row.kind == RowKind::Reason(ReasonKind::Adjustment);
            // The same words may be about its measure.
            let is_target = version.values.iter().any(|value| {
                let is_its = value.kind == RowKind::Value(FieldKind::Target) && value.name == row.name;
                is_its && (is_same(&value.was, &row.was) || is_same(&value.now, &row.now))
            });
            if is_target && (is_adjusted || row.kind == RowKind::Reason(ReasonKind::Correction)) {
                let name = project.present_name(&row.name);
                let former = marks.targets.entry(name).or_insert(Former { was: &row.was, is_adjusted });
                former.is_adjusted |= is_adjusted;
            }
        }
        marks
    }

    /// What of the table of a period is marked.
    pub(super) fn period_marks(&self, id: EntryId) -> YearMarks<'_> {
        let item = self.catalog.entry(id).item;
        let path = item.map_or_else(|| self.plan.year(id.year), |item| self.plan.item(item));
        YearMarks { mistakes: self.links_of(id.year, item, path), ..self.marks(id.year) }
    }

    /// The links of the page of a year or a period.
    fn links_of(&self, year: YearId, item: Option<ItemId>, path: &PagePath) -> Option<PageMistakes<'_>> {
        let item = item.map(|item| &self.catalog.items[item]);
        let number = item.and_then(|item| item.number.issued()).map_or("", IndexNumber::as_str);
        let title = item.map_or(&*self.catalog.projects[year.project].title, |item| &*item.title);
        self.mistakes(path, title, number)
    }
}
