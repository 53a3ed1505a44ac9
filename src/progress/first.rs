//! What was public when a period was first published: a figure that was corrected since, or a target that was
//! mistyped, had another status then, and readers saw it.

use std::sync::Arc;

use jiff::civil::Date;

use super::in_force::{plan_history, subject};
use super::{FirstStatuses, Standing, Status, YearProgress};
use crate::catalog::{Catalog, Project, ProjectEntry, ProjectYear};
use crate::config::Spanned;
use crate::entry::{Basis, IndicatorDraft, NodeReport, ProgressDraft, ProjectDraft};
use crate::model::{EntryId, Period, ProjectId, YearId};
use crate::record::{Field, FieldKind, History, Part, PartContent, Version};

/// Enters the statuses that were first published, where any is another now; `alone` works out what the
/// figures of a project say by its own targets.
pub(super) fn enter(
    catalog: &Catalog,
    id: ProjectId,
    years: &mut [YearProgress],
    alone: &dyn Fn(&Project) -> Vec<YearProgress>,
) {
    let project = &catalog.projects[id];
    if !catalog.archive.record.has_changes() && is_in_order(project) {
        return;
    }
    let histories: Vec<History<'_>> =
        catalog.entries_of(id).map(|(entry, _)| history(catalog, entry).unwrap_or_default()).collect();
    for (at, (entry, _)) in catalog.entries_of(id).enumerate() {
        let Some(then) = (Then { catalog, histories: &histories, entry, at }).project() else { continue };
        let said = alone(&then);
        let Some(first) = said.last().and_then(|year| year.entries.last()) else { continue };
        let now = &mut years[entry.year.nth].entries[entry.nth];
        let other = |first: Standing, now: Standing| (first.status != now.status).then_some(first.status);
        let indicators = first.positions.iter().zip(&now.positions).map(|(first, now)| {
            let (first, now) = ((*first)?, (*now)?);
            other(first.standing, now.standing)
        });
        let nodes =
            first.nodes.iter().zip(&now.nodes).map(|(first, now)| other(first.standing, now.standing));
        let statuses = FirstStatuses {
            project: other(first.standing, now.standing),
            indicators: indicators.collect(),
            nodes: nodes.collect(),
        };
        now.first = (!statuses.is_empty()).then(|| Box::new(statuses));
    }
}

impl FirstStatuses {
    fn is_empty(&self) -> bool {
        let Self { project, indicators, nodes } = self;
        let mut all = indicators.iter().chain(nodes).chain([project]);
        all.all(|status: &Option<Status>| status.is_none())
    }
}

/// Whether every period was published after the one before it.
fn is_in_order(project: &Project) -> bool {
    let entries = || project.years.iter().flat_map(|year| &year.entries);
    entries().map(|entry| entry.date).is_sorted() && entries().all(|entry| entry.draft.common.late.is_none())
}

fn history(catalog: &Catalog, id: EntryId) -> Option<History<'_>> {
    let (year, entry) = (catalog.year(id.year), catalog.entry(id));
    let owner = subject(catalog, year.item.or(entry.item)?);
    Some(catalog.archive.record.history(&owner.key(Part::Entry(entry.draft.period))))
}

/// The day on which an entry was first published.
struct Then<'a> {
    catalog: &'a Catalog,
    /// Those of all entries of the project, in order.
    histories: &'a [History<'a>],
    entry: EntryId,
    /// Its place among them.
    at: usize,
}

impl Then<'_> {
    /// The project as it was on that day, up to that entry; `None` if that is what it is now, or cannot be
    /// told.
    fn project(&self) -> Option<Project> {
        let day = self.histories[self.at].first_day()?;
        let id = self.entry.project();
        let project = &self.catalog.projects[id];
        let mut is_other = false;
        let mut years: Vec<ProjectYear> = Vec::new();
        for (at, (entry_id, entry)) in self.catalog.entries_of(id).enumerate().take(self.at + 1) {
            let history = &self.histories[at];
            let version =
                if at == self.at { history.versions.first() } else { version_on(&history.versions, day) };
            let draft = match version {
                Some(version) if is_now(history, version, &entry.draft) => Arc::clone(&entry.draft),
                version => {
                    is_other = true;
                    let content = match version {
                        Some(version) => Some(self.content(version)?),
                        None => None,
                    };
                    Arc::new(restored(&entry.draft, content.as_ref(), &project.draft)?)
                }
            };
            if years.len() <= entry_id.year.nth {
                let year = self.catalog.year(entry_id.year).year;
                years.push(ProjectYear { year, entries: Vec::new(), item: None });
            }
            let entry = ProjectEntry {
                path: entry.path.clone(),
                draft,
                date: entry.date,
                area_table: None,
                item: None,
            };
            years.last_mut()?.entries.push(entry);
        }
        let period = self.catalog.entry(self.entry).draft.period;
        let draft = match self.plan(self.entry.year, period, day) {
            Some(draft) => Arc::new(draft),
            None if is_other => Arc::clone(&project.draft),
            None => return None,
        };
        Some(Project {
            path: project.path.clone(),
            file: project.file.clone(),
            draft,
            column: project.column,
            slug: project.slug.clone(),
            title: project.title.clone(),
            unit: project.unit,
            archived: project.archived,
            years,
            announced: Vec::new(),
        })
    }

    fn content(&self, version: &Version<'_>) -> Option<PartContent> {
        self.catalog.archive.texts.content(version.digest.as_ref()?)
    }

    /// The project with the year's plan as it was when `period` was published on that day; `None` if it is
    /// the same now.
    fn plan(&self, year: YearId, period: Period, day: Date) -> Option<ProjectDraft> {
        let history = plan_history(self.catalog, year);
        let known = history.versions.iter().rev().find(|version| version.is_known(period, day));
        let version = known.or_else(|| history.versions.first())?;
        let project = &self.catalog.projects[year.project];
        let number = self.catalog.year(year).year;
        let mut then: ProjectDraft = (*project.draft).clone();
        let value = |kind, name: &str| history.value_in(kind, name, version.number);
        let mut is_other = false;
        let spanned = |text: &str| Spanned { value: text.to_owned(), span: 0..0 };
        for indicator in &mut then.indicators {
            // The record has the names of its day.
            let names: Vec<String> = indicator.names().map(str::to_owned).collect();
            let recorded = |kind| history.name_of(kind, names.iter().map(String::as_str));
            let now = indicator.targets.get(&number).map(|target| target.value.clone());
            let was = recorded(FieldKind::Target).and_then(|name| value(FieldKind::Target, name));
            if now.as_deref() != was {
                is_other = true;
                match was {
                    Some(was) => indicator.targets.insert(number, spanned(was)),
                    None => indicator.targets.remove(&number),
                };
            }
            is_other |= restore_years(indicator, &history, version.number);
            for (kind, milestone) in history.names() {
                let of_name =
                    names.iter().find_map(|name| milestone.strip_prefix(&**name)?.strip_prefix('@'));
                let period = of_name.and_then(|period| Period::parse(period).ok());
                let Some(period) = period.filter(|_| kind == FieldKind::Milestone) else { continue };
                let now = indicator.milestones.get(&period).map(|target| target.value.clone());
                let was = value(FieldKind::Milestone, milestone);
                if now.as_deref() != was {
                    is_other = true;
                    match was {
                        Some(was) => indicator.milestones.insert(period, spanned(was)),
                        None => indicator.milestones.remove(&period),
                    };
                }
            }
            let was = recorded(FieldKind::Measure).and_then(|name| value(FieldKind::Measure, name));
            if let Some((measure, basis)) = was.and_then(measured) {
                let now = indicator.measure.as_ref().map_or("", |measure| &measure.value);
                is_other |= now != measure || indicator.basis != basis;
                indicator.measure = (!measure.is_empty()).then(|| spanned(measure));
                indicator.basis = basis;
            }
        }
        for node in &mut then.nodes {
            let was = value(FieldKind::Node, &node.name.value).and_then(|day| day.parse::<Date>().ok());
            if let Some(was) = was.filter(|was| *was != node.planned.value) {
                is_other = true;
                node.planned.value = was;
            }
        }
        is_other.then_some(then)
    }
}

/// Gives an indicator the bases and the targets of later years that a version of a plan had, of those that
/// any version names; whether one is another now.
fn restore_years(indicator: &mut IndicatorDraft, plan: &History<'_>, version: u32) -> bool {
    let names: Vec<String> = indicator.names().map(str::to_owned).collect();
    let mut is_other = false;
    for (kind, name) in plan.names() {
        let of_name = names.iter().find_map(|known| name.strip_prefix(&**known)?.strip_prefix('@'));
        let Some(year) = of_name.and_then(|year| year.parse::<i16>().ok()) else { continue };
        let values = match kind {
            FieldKind::Target => &mut indicator.targets,
            FieldKind::Base => &mut indicator.base,
            _ => continue,
        };
        let was = plan.value_in(kind, name, version);
        if values.get(&year).map(|value| &*value.value) != was {
            is_other = true;
            match was {
                Some(was) => values.insert(year, Spanned { value: was.to_owned(), span: 0..0 }),
                None => values.remove(&year),
            };
        }
    }
    is_other
}

/// The newest version of a day.
fn version_on<'v, 'a>(versions: &'v [Version<'a>], day: Date) -> Option<&'v Version<'a>> {
    versions.iter().rev().find(|version| version.day <= day)
}

/// Whether a version says of figures and nodes what the file says now.
fn is_now(history: &History<'_>, version: &Version<'_>, draft: &ProgressDraft) -> bool {
    let is_newest = history.current().is_some_and(|current| current.number == version.number);
    let mut figures = draft.figures.iter();
    is_newest
        && figures.all(|(name, figure)| {
            history.value_in(FieldKind::Figure, &name.value, version.number) == Some(&*figure.value)
        })
}

/// The measure and basis of `万人次（自2022年累计）`.
fn measured(text: &str) -> Option<(&str, Basis)> {
    let (measure, basis) = text.strip_suffix('）')?.rsplit_once('（')?;
    let basis = match basis {
        _ if basis.ends_with("累计") => Basis::Cumulative,
        _ if basis.ends_with("当期") => Basis::PerPeriod,
        _ if basis.ends_with("时点") => Basis::State,
        _ => return None,
    };
    Some((measure, basis))
}

/// An entry as a version said it, `None` standing for one that was not public; `None` if it had an indicator
/// that the project has no longer.
fn restored(
    draft: &ProgressDraft,
    content: Option<&PartContent>,
    project: &ProjectDraft,
) -> Option<ProgressDraft> {
    let spanned = |text: &str| Spanned { value: text.to_owned(), span: 0..0 };
    let of_kind = |kind: FieldKind| {
        let fields = content.into_iter().flat_map(PartContent::fields);
        fields.filter(move |field| field.kind == kind)
    };
    let name = |field: &Field| spanned(project.present_name(&field.name));
    let pairs = |kind| of_kind(kind).map(|field| (name(field), spanned(&field.value))).collect();
    let is_known = |name: &str| project.indicators.iter().any(|indicator| indicator.name.value == *name);
    if !of_kind(FieldKind::Figure).all(|field| is_known(project.present_name(&field.name))) {
        return None;
    }
    let line = |name: &str| content.and_then(|content| content.value(FieldKind::Line, name));
    Some(ProgressDraft {
        figures: pairs(FieldKind::Figure),
        not_counted: pairs(FieldKind::NotCounted),
        nodes: of_kind(FieldKind::Node).map(|field| report(&field.name, &field.value)).collect(),
        status: line("状态").map(spanned),
        note: line("状态说明").map(str::to_owned),
        ..draft.clone()
    })
}

/// What the record says of a node, `2024-03-18，依据：…` or `推迟到2024-09-30，原因：…`, as far as it decides a
/// status.
fn report(name: &str, text: &str) -> NodeReport {
    let first = text.split('，').next().unwrap_or_default();
    let second = text.split('，').nth(1).unwrap_or_default();
    let day = |text: &str| text.parse::<Date>().ok().map(|value| Spanned { value, span: 0..0 });
    let put_off = |text: &str| day(text.strip_prefix("推迟到")?);
    NodeReport {
        name: Spanned { value: name.to_owned(), span: 0..0 },
        done: day(first),
        evidence: None,
        postponed_to: put_off(first).or_else(|| put_off(second)),
        reason: None,
        approved_by: None,
    }
}
