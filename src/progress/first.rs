//! What was public when a period was first published: a figure that was corrected since, or a target that was
//! mistyped, had another status then, and readers saw it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::in_force::{plan_history, subject};
use super::{FirstStatuses, Standing, Status, YearProgress};
use crate::catalog::{Catalog, Project, ProjectEntry, ProjectYear};
use crate::config::Spanned;
use crate::entry::{Basis, NodeReport, ProgressDraft, ProjectDraft};
use crate::model::{EntryId, Period, ProjectId, YearId};
use crate::record::{Field, FieldKind, History, Part, PartContent, Subject, Version};

/// What the figures of a project say: by the targets of a record's day, or by its own.
type Judge<'a> = &'a dyn Fn(&Project, Option<&Catalog>) -> Vec<YearProgress>;

/// Enters the statuses that were first published, where any is another now.
///
/// What became public of an earlier period only after a later one judges that later one as little as a target
/// that was decided on after it: it says what it said when it was published. Gives what the figures say now,
/// with all that was published late; `None` where that is no other.
pub(super) fn enter(
    catalog: &Catalog,
    id: ProjectId,
    years: &mut [YearProgress],
    judge: Judge<'_>,
) -> Option<Vec<YearProgress>> {
    let project = &catalog.projects[id];
    if !catalog.archive.record.has_changes() && is_in_order(project) {
        return None;
    }
    let mut made_good: Option<Vec<YearProgress>> = None;
    let entries: Vec<Recorded<'_>> =
        catalog.entries_of(id).map(|(id, entry)| Recorded::of(catalog, id, entry)).collect();
    let mut plans = Plans { catalog, known: BTreeMap::new() };
    for (at, entry) in entries.iter().enumerate() {
        if let Some(known) = without_late(catalog, &entries[..=at]) {
            let said = judge(&known, Some(catalog)).pop().and_then(|mut year| year.entries.pop());
            if let Some(said) = said {
                made_good.get_or_insert_with(|| years.to_vec());
                years[entry.id.year.nth].entries[entry.id.nth] = said;
            }
        }
        let Some(then) = before(catalog, &entries[..=at], &mut plans) else { continue };
        let said = judge(&then, None);
        let Some(first) = said.last().and_then(|year| year.entries.last()) else { continue };
        let now = &mut years[entry.id.year.nth].entries[entry.id.nth];
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
    for (now, then) in made_good.iter_mut().flatten().zip(years) {
        for (now, then) in now.entries.iter_mut().zip(&then.entries) {
            now.first.clone_from(&then.first);
        }
    }
    made_good
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

/// An entry with what the record has of it.
struct Recorded<'a> {
    id: EntryId,
    entry: &'a ProjectEntry,
    history: History<'a>,
    /// Whether its newest version says of figures what the file says now.
    says_same: bool,
}

impl<'a> Recorded<'a> {
    fn of(catalog: &'a Catalog, id: EntryId, entry: &'a ProjectEntry) -> Self {
        let owner = catalog.year(id.year).item.or(entry.item).map(|item| subject(catalog, item));
        let of_owner =
            |owner: Subject| catalog.archive.record.history(&owner.key(Part::Entry(entry.draft.period)));
        let history = owner.map(of_owner).unwrap_or_default();
        let mut figures = entry.draft.figures.iter();
        let says_same = figures
            .all(|(name, figure)| history.value(FieldKind::Figure, &name.value) == Some(&*figure.value));
        Self { id, entry, history, says_same }
    }

    /// The newest version of a day.
    fn on(&self, day: Date) -> Option<&Version<'a>> {
        self.history.versions.iter().rev().find(|version| version.day <= day)
    }

    /// Whether a version says of figures and nodes what the file says now.
    fn is_now(&self, version: &Version<'_>) -> bool {
        let is_newest = self.history.current().is_some_and(|current| current.number == version.number);
        is_newest && self.says_same
    }
}

/// The project as it was on the day when the last of these entries was first published, up to that entry;
/// `None` if that is what it is now, or cannot be told.
fn before(catalog: &Catalog, entries: &[Recorded<'_>], plans: &mut Plans<'_>) -> Option<Project> {
    let (last, others) = entries.split_last()?;
    let first = last.history.versions.first()?;
    let plan = plans.of(last.id.year, last.entry.draft.period, first.day);
    let versions = others.iter().map(|entry| entry.on(first.day)).chain([Some(first)]);
    let versions: Vec<Option<&Version<'_>>> = versions.collect();
    let mut both = entries.iter().zip(&versions);
    if plan.is_none() && both.all(|(entry, version)| version.is_some_and(|version| entry.is_now(version))) {
        return None;
    }
    let project = &catalog.projects[last.id.project()];
    let mut drafts = Vec::with_capacity(entries.len());
    for (entry, version) in entries.iter().zip(versions) {
        let draft = &entry.entry.draft;
        drafts.push(match version {
            Some(version) if entry.is_now(version) => Arc::clone(draft),
            Some(version) => {
                let content = catalog.archive.texts.content(version.digest.as_ref()?)?;
                Arc::new(restored(draft, Some(&content), &project.draft)?)
            }
            None => Arc::new(restored(draft, None, &project.draft)?),
        });
    }
    let plan = plan.unwrap_or_else(|| Arc::clone(&project.draft));
    Some(rebuilt(catalog, entries, drafts, plan))
}

/// The project up to the last of these entries, without what became public of earlier periods only after
/// that; `None` if nothing did.
fn without_late(catalog: &Catalog, entries: &[Recorded<'_>]) -> Option<Project> {
    let (last, others) = entries.split_last()?;
    let day = last.history.versions.first()?.day;
    let is_late = |entry: &Recorded<'_>| entry.on(day).is_none();
    if !others.iter().any(is_late) {
        return None;
    }
    let project = &catalog.projects[last.id.project()];
    let of_entry = |entry: &Recorded<'_>| {
        let draft = &entry.entry.draft;
        let late = is_late(entry).then(|| restored(draft, None, &project.draft)).flatten();
        late.map_or_else(|| Arc::clone(draft), Arc::new)
    };
    let drafts = entries.iter().map(of_entry).collect();
    Some(rebuilt(catalog, entries, drafts, Arc::clone(&project.draft)))
}

/// A project of these entries that say something else, with a plan.
fn rebuilt(
    catalog: &Catalog,
    entries: &[Recorded<'_>],
    drafts: Vec<Arc<ProgressDraft>>,
    plan: Arc<ProjectDraft>,
) -> Project {
    let mut years: Vec<ProjectYear> = Vec::new();
    for (Recorded { id, entry: ProjectEntry { path, date, unit, .. }, .. }, draft) in
        entries.iter().zip(drafts)
    {
        let (path, date, unit) = (path.clone(), *date, *unit);
        let entry = ProjectEntry { path, draft, date, unit, area_table: None, item: None };
        if years.len() <= id.year.nth {
            let year = catalog.year(id.year).year;
            years.push(ProjectYear { year, entries: Vec::new(), item: None });
        }
        if let Some(year) = years.last_mut() {
            year.entries.push(entry);
        }
    }
    let project = &catalog.projects[entries[0].id.project()];
    Project {
        path: project.path.clone(),
        file: project.file.clone(),
        draft: plan,
        column: project.column,
        slug: project.slug.clone(),
        title: project.title.clone(),
        unit: project.unit,
        former_units: project.former_units.clone(),
        archived: project.archived,
        years,
        announced: Vec::new(),
        withdrawn: project.withdrawn.clone(),
        undisclosed: project.undisclosed.clone(),
    }
}

/// The plans of a project as they were.
struct Plans<'a> {
    catalog: &'a Catalog,
    /// By year, and the version of its plan; `None`: what the plan says now.
    known: BTreeMap<(usize, u32), Option<Arc<ProjectDraft>>>,
}

impl Plans<'_> {
    /// The project with the year's plan as it was when `period` was published on that day; `None` if it is
    /// the same now.
    fn of(&mut self, year: YearId, period: Period, day: Date) -> Option<Arc<ProjectDraft>> {
        let history = plan_history(self.catalog, year);
        let known = history.versions.iter().rev().find(|version| version.is_known(period, day));
        let version = known.or_else(|| history.versions.first())?.number;
        let then = || plan_then(self.catalog, year, &history, version).map(Arc::new);
        self.known.entry((year.nth, version)).or_insert_with(then).clone()
    }
}

/// The project with the year's plan as one of its versions has it; `None` if it is the same now.
fn plan_then(catalog: &Catalog, year: YearId, history: &History<'_>, version: u32) -> Option<ProjectDraft> {
    let project = &catalog.projects[year.project];
    let number = catalog.year(year).year;
    let mut then: ProjectDraft = (*project.draft).clone();
    let value = |kind, name: &str| history.value_in(kind, name, version);
    let mut is_other = false;
    let spanned = |text: &str| Spanned { value: text.to_owned(), span: 0..0 };
    let all_names = history.names();
    for indicator in &mut then.indicators {
        // The record has the names of its day.
        let names: Vec<String> = indicator.names().map(str::to_owned).collect();
        let recorded = |kind| history.name_of(kind, names.iter().map(String::as_str));
        let was = recorded(FieldKind::Target).and_then(|name| value(FieldKind::Target, name));
        is_other |= restore(&mut indicator.targets, number, was);
        for &(kind, name) in &all_names {
            let rest = names.iter().find_map(|known| name.strip_prefix(&**known)?.strip_prefix('@'));
            let Some(rest) = rest else { continue };
            is_other |= match kind {
                FieldKind::Milestone => {
                    let period = Period::parse(rest).ok();
                    period.is_some_and(|period| restore(&mut indicator.milestones, period, value(kind, name)))
                }
                FieldKind::Target | FieldKind::Base => {
                    let values =
                        if kind == FieldKind::Base { &mut indicator.base } else { &mut indicator.targets };
                    rest.parse::<i16>().is_ok_and(|year| restore(values, year, value(kind, name)))
                }
                _ => false,
            };
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

/// Gives `values` what a version had, or had not, under a key; whether that is another now.
fn restore<K: Ord>(values: &mut BTreeMap<K, Spanned<String>>, key: K, was: Option<&str>) -> bool {
    if values.get(&key).map(|value| &*value.value) == was {
        return false;
    }
    match was {
        Some(was) => values.insert(key, Spanned { value: was.to_owned(), span: 0..0 }),
        None => values.remove(&key),
    };
    true
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
