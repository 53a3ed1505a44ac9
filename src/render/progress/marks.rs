//! What of a year's table was corrected or adjusted after it was published, so that the table says so, and
//! how readers say that more of it is wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::entry::ProjectDraft;
use crate::model::{EntryId, IndexNumber, ItemId, PagePath, Period, ProjectId, YearId};
use crate::progress::{plan_history, target};
use crate::record::{FieldKind, History, ReasonKind, RecordRow, RowKind, is_same};
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

/// How a target that was published became another: its changes, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Former<'a> {
    changes: Vec<&'a RecordRow>,
}

impl<'a> Former<'a> {
    /// The first target, as typed; empty if there was none.
    pub(super) fn was(&self) -> &'a str {
        self.changes.first().map_or("", |change| &change.was)
    }

    /// Whether any change was a decision; else it was mistyped.
    pub(super) fn is_adjusted(&self) -> bool {
        self.changes.iter().any(|change| change.kind == RowKind::Reason(ReasonKind::Adjustment))
    }

    /// How often it changed.
    pub(super) fn count(&self) -> usize {
        self.changes.len()
    }

    /// Every change in words: `2024-06-01 目标调整 24 → 30：追加（批准：区政府）`.
    pub(super) fn told(&self) -> String {
        let or_none = |text: &'a str| if text.is_empty() { "无" } else { text };
        let told = |change: &&'a RecordRow| {
            let kind = match change.kind {
                RowKind::Reason(kind) => kind.word(),
                _ => "",
            };
            let (was, now) = (or_none(&change.was), or_none(&change.now));
            format!("{} {kind} {was} → {now}：{}", change.day, change.note)
        };
        self.changes.iter().map(told).collect::<Vec<_>>().join("；")
    }
}

impl<'a> YearMarks<'a> {
    /// Whether the figure of a period was corrected.
    pub(super) fn is_corrected(&self, period: Period, indicator: &str) -> bool {
        self.figures.contains(&(period, indicator))
    }

    /// How the target of an indicator became what it is, if it was another.
    pub(super) fn former_target(&self, part: &str) -> Option<&Former<'a>> {
        self.targets.get(part)
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
        marks.targets = self.former_targets(id);
        marks
    }

    /// How the targets in the plan of a year became what they are, by the names of their indicators.
    pub(super) fn former_targets(&self, id: YearId) -> BTreeMap<&str, Former<'_>> {
        let (project, year) = (&self.catalog.projects[id.project].draft, self.catalog.year(id).year);
        let mut targets = BTreeMap::new();
        let name = |name| present_name(project, year, name);
        enter_changes(plan_history(self.catalog, id), FieldKind::Target, name, &mut targets);
        targets
    }

    /// How the days of a project's nodes became what they are, by their names: each stands in the plan of one
    /// of its years.
    pub(super) fn former_days(&self, id: ProjectId) -> BTreeMap<&str, Former<'_>> {
        let mut days = BTreeMap::new();
        for (year, _) in self.catalog.projects[id].years(id) {
            enter_changes(plan_history(self.catalog, year), FieldKind::Node, Some, &mut days);
        }
        days
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

/// Enters the changes of values of a kind, each by the `name` that it goes by now.
fn enter_changes<'a>(
    plan: History<'a>,
    kind: FieldKind,
    name: impl Fn(&'a str) -> Option<&'a str>,
    changes: &mut BTreeMap<&'a str, Former<'a>>,
) {
    for version in plan.versions.into_iter().skip(1) {
        for value in version.values.iter().filter(|value| value.kind == RowKind::Value(kind)) {
            let Some(name) = name(&value.name) else { continue };
            let mut was = &*value.was;
            for row in version.reasons.iter().filter(|row| row.name == value.name) {
                let is_change = row.kind == RowKind::Reason(ReasonKind::Adjustment)
                    || row.kind == RowKind::Reason(ReasonKind::Correction);
                // The same words may be about its measure.
                let is_its = is_same(&row.was, was)
                    || is_same(&row.now, &value.now)
                    || is_with_year(&row.now, &value.now);
                if is_change && is_its {
                    was = &row.now;
                    let known = &mut changes.entry(name).or_default().changes;
                    // A node may stand in the plans of several years, and each has the reason.
                    if !known.iter().any(|known| known.is_same_reason(row)) {
                        known.push(row);
                    }
                }
            }
        }
    }
}

/// Whether a reason tells a target with its year, for it takes the place of one of another: `100（2026年）`.
fn is_with_year(told: &str, target: &str) -> bool {
    told.strip_prefix(target).is_some_and(|year| year.starts_with('（') && year.ends_with("年）"))
}

/// The present name of what the plan of `year` calls `name`; `None` of the target of another year than that
/// by which `year` is judged. The record has the names of its day, and with a target ahead its year.
fn present_name<'a>(project: &'a ProjectDraft, year: i16, name: &'a str) -> Option<&'a str> {
    let (name, due) = match name.rsplit_once('@') {
        Some((name, due)) => (project.present_name(name), due.parse::<i16>().ok()),
        None => (project.present_name(name), Some(year)),
    };
    let indicator = project.indicators.iter().find(|indicator| indicator.name.value == name);
    let target = indicator.and_then(|indicator| target(indicator, year));
    target.is_none_or(|target| Some(target.year) == due).then_some(name)
}
