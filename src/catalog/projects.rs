//! Projects with their years and the entries that may be published.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use typed_index_collections::{TiSlice, TiVec};

use super::inputs::{AssemblyReport, Selection};
use super::{Column, LeftOut, LeftOutReason, Project, ProjectEntry, ProjectYear, UndisclosedReport};
use crate::config::{Settings, Spanned};
use crate::diag::{self, Diagnostic, Place};
use crate::entry::{Disclosure, Draft, DraftKind, FormerLead, IndicatorDraft, ProgressDraft, ProjectDraft};
use crate::model::{ColumnId, ContentPath, IndicatorId, Moment, Period, ProjectId, Unit, UnitId, slug};
use crate::say;

/// So many more places of a name that no indicator has are shown.
const FIRST_PLACES: usize = 3;

/// Builds the projects, in order of path, and enters them into their columns.
pub(super) fn build(
    settings: &Settings,
    drafts: &[Draft],
    selection: Selection,
    columns: &mut TiSlice<ColumnId, Column>,
    report: &mut AssemblyReport,
) -> TiVec<ProjectId, Project> {
    let by_path: BTreeMap<ContentPath, ColumnId> =
        columns.iter_enumerated().map(|(id, column)| (column.path.clone(), id)).collect();
    let mut entries: BTreeMap<&str, Vec<(&ContentPath, &Arc<ProgressDraft>)>> = BTreeMap::new();
    for draft in drafts {
        if let DraftKind::Progress(progress) = &draft.kind {
            entries.entry(draft.path.folder()).or_default().push((&draft.path, progress));
        }
    }
    // Of two project files in one folder the first has its entries.
    let mut written = Vec::new();
    for draft in drafts {
        if let DraftKind::Project(project) = &draft.kind {
            let reported = entries.remove(draft.path.folder()).unwrap_or_default();
            written.push((&draft.path, project, reported));
        }
    }
    let made: Vec<(Option<Project>, AssemblyReport)> = written
        .into_par_iter()
        .map(|(path, draft, reported)| {
            let mut report = AssemblyReport::default();
            let project = project(path, draft, reported, (settings, selection), &mut report);
            (project, report)
        })
        .collect();
    let mut projects = TiVec::with_capacity(made.len());
    for (project, found) in made {
        report.findings.extend(found.findings);
        report.left_out.extend(found.left_out);
        let Some(mut project) = project else { continue };
        project.column = super::columns::column_of(&by_path, &project.path.parent());
        let column = project.column;
        project.archived = super::earlier(project.draft.common.archived, columns[column].archived);
        columns[column].projects.push(projects.push_and_get_key(project));
    }
    for column in columns {
        column.projects.sort_by_key(|id| (projects[*id].draft.order.unwrap_or(i64::MAX), *id));
    }
    projects
}

/// The project that `draft` describes, with what may be published of it; its column is not looked up yet.
fn project(
    path: &ContentPath,
    draft: &Arc<ProjectDraft>,
    reported: Vec<(&ContentPath, &Arc<ProgressDraft>)>,
    (settings, selection): (&Settings, Selection),
    report: &mut AssemblyReport,
) -> Option<Project> {
    let folder = path.parent();
    check_periods(&reported, &mut report.findings);
    check_figures(&reported, draft, &mut report.findings);
    for (path, entry) in &reported {
        check_nodes(path, entry, draft, &mut report.findings);
    }
    let own_units = reported.iter().map(|(path, entry)| {
        resolve_unit(path, entry.common.unit.as_ref()?, &settings.units, &mut report.findings)
    });
    let own_units: Vec<Option<UnitId>> = own_units.collect();
    if let Some(last) = draft.former_leads.last().filter(|_| draft.lead.is_none()) {
        report.findings.push(no_present_lead(path, last));
    }
    // With 发布单位 who leads need not be registered.
    let former = draft.former_leads.iter().filter(|_| draft.common.unit.is_none());
    let former_units = former.filter_map(|former| {
        let unit = resolve_unit(path, &former.name, &settings.units, &mut report.findings)?;
        Some((former.until, unit))
    });
    let former_units = former_units.collect();
    let title = draft.common.title.as_ref().map_or(folder.name(), |title| &title.value).to_owned();
    if let Some(reason) = selection.reason_against_progress(&draft.common) {
        report.left_out.push(LeftOut { path: path.clone(), title, reason });
        return None;
    }
    let announced = announced(&reported, selection);
    let undisclosed = undisclosed(&reported, selection);
    let slug = draft.common.slug.as_ref().map_or_else(|| slug(folder.name()), |slug| slug.value.clone());
    let mut project = Project {
        file: path.clone(),
        draft: Arc::clone(draft),
        column: ColumnId::HOME,
        slug,
        title,
        unit: unit_of_project(path, draft, settings, &mut report.findings),
        former_units,
        archived: None,
        years: Vec::new(),
        announced,
        withdrawn: Vec::new(),
        undisclosed,
        path: folder,
    };
    let entries = reported.into_iter().zip(own_units);
    project.years = by_year(publishable(&project, entries, selection, report));
    Some(project)
}

/// Finds a unit by its short or full name; an unknown one is a finding that names the nearest.
pub(super) fn resolve_unit(
    file: &ContentPath,
    name: &Spanned<String>,
    units: &TiSlice<UnitId, Unit>,
    findings: &mut Vec<Diagnostic>,
) -> Option<UnitId> {
    let found = units.position(|unit| unit.is_called(&name.value));
    if found.is_none() {
        let given = &name.value;
        let known: Vec<&str> = units.iter().flat_map(|unit| [&*unit.short, &*unit.full]).collect();
        let shorts: Vec<&str> = units.iter().map(|unit| &*unit.short).collect();
        let list = shorts.join("、");
        let help = match diag::nearest(given, known.iter().copied()) {
            Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
            None => say!(
                "site.yaml 的“机构”中有：{list}；新机构先在那里登记",
                "site.yaml registers under `units`: {list}; register a new unit there first"
            ),
        };
        findings.push(
            Diagnostic::error(
                "unknown-unit",
                say!("没有登记过机构“{given}”", "no unit is registered as `{given}`"),
            )
            .at(Place::span(file.in_site(), name.span.clone()))
            .help(help),
        );
    }
    found
}

/// 发布单位, by default 牵头单位, by default the only unit of the site.
fn unit_of_project(
    file: &ContentPath,
    project: &ProjectDraft,
    settings: &Settings,
    findings: &mut Vec<Diagnostic>,
) -> UnitId {
    match project.common.unit.as_ref().or(project.lead.as_ref()) {
        Some(name) => resolve_unit(file, name, &settings.units, findings).unwrap_or(UnitId::FIRST),
        None => {
            // Who has only former leads has been told so.
            if project.former_leads.is_empty() {
                require_unit(file, settings, findings);
            }
            UnitId::FIRST
        }
    }
}

/// Only those are named that led before.
fn no_present_lead(file: &ContentPath, last: &FormerLead) -> Diagnostic {
    let (name, until) = (&last.name.value, last.until);
    Diagnostic::error(
        "missing-unit",
        say!(
            "“牵头单位”只写了以前的“{name}”（至 {until}），没有写现在的",
            "`lead` has only former units, the last being `{name}` (until {until}), and none that leads now"
        ),
    )
    .at(Place::span(file.in_site(), last.name.span.clone()))
    .help(say!(
        "在后面加上现在的牵头单位，不写“至”：`牵头单位: [{{名称: {name}, 至: {until}}}, 现在的单位]`；还是“{name}”牵头的，去掉“至”",
        "add the one that leads now, without a day: `lead: [{{name: {name}, until: {until}}}, …]`; if it is `{name}` still, leave out `until`"
    ))
}

/// Reports a missing 发布单位 unless the site has only one unit, which then is meant.
pub(super) fn require_unit(file: &ContentPath, settings: &Settings, findings: &mut Vec<Diagnostic>) {
    if settings.units.len() > 1 {
        let shorts: Vec<&str> = settings.units.iter().map(|unit| &*unit.short).collect();
        let list = shorts.join("、");
        findings.push(
            Diagnostic::error("missing-unit", say!("没有写“发布单位”", "`unit` is missing"))
                .at(Place::whole(file.in_site()))
                .help(say!("加一行“发布单位: …”，可写：{list}", "add a line `unit: …`, one of: {list}")),
        );
    }
}

/// Two files that claim the same period.
fn check_periods(reported: &[(&ContentPath, &Arc<ProgressDraft>)], findings: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<_, &ContentPath> = BTreeMap::new();
    for (path, entry) in reported {
        if let Some(first) = seen.insert(entry.period, path) {
            let period = entry.period.chinese();
            let (first_name, name) = (first.name(), path.name());
            findings.push(
                Diagnostic::error(
                    "duplicate-period",
                    say!(
                        "“{first_name}”和“{name}”都是{period}的进度",
                        "`{first_name}` and `{name}` both report {period}"
                    ),
                )
                .at(Place::whole(path.in_site()))
                .related(Place::whole(first.in_site()), say!("另一个文件", "the other file"))
                .help(say!(
                    "把内容合到一个文件里，删去另一个",
                    "merge them into one file and delete the other"
                )),
            );
        }
    }
}

/// Figures and reports of what the project does not have. A name that several periods have is told once: most
/// often it is an indicator that was renamed in the plan.
fn check_figures(
    reported: &[(&ContentPath, &Arc<ProgressDraft>)],
    project: &ProjectDraft,
    findings: &mut Vec<Diagnostic>,
) {
    let mut unknown: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (path, entry) in reported {
        report_both_names(path, entry, project, findings);
        let not_counted = entry.not_counted.iter().map(|(name, _)| (usize::MAX, name));
        for (at, name) in entry.figures.iter().map(|(name, _)| name).enumerate().chain(not_counted) {
            let is_called = |indicator: &IndicatorDraft| indicator.name.value == name.value;
            // Most entries name the indicators in their order.
            let is_known = project.indicators.get(IndicatorId::from(at)).is_some_and(is_called)
                || project.indicator_called(&name.value).is_some();
            if is_known {
                used.insert(project.present_name(&name.value));
            } else {
                let place = Place::span(path.in_site(), name.span.clone());
                unknown.entry(&name.value).or_default().push(place);
            }
        }
    }
    for (given, places) in unknown {
        findings.push(unknown_indicator(given, places, project, &used));
    }
}

/// An indicator that one entry reports by its present and by a former name.
fn report_both_names(
    path: &ContentPath,
    entry: &ProgressDraft,
    project: &ProjectDraft,
    findings: &mut Vec<Diagnostic>,
) {
    for indicator in project.indicators.iter().filter(|indicator| !indicator.former_names.is_empty()) {
        let named = entry.figures.iter().chain(&entry.not_counted).map(|(name, _)| name);
        let mut named = named.filter(|name| indicator.names().any(|known| known == name.value));
        let (Some(first), Some(second)) = (named.next(), named.next()) else { continue };
        let (one, other) = (&first.value, &second.value);
        findings.push(
            Diagnostic::error(
                "duplicate-figure",
                say!("“{one}”和“{other}”是同一个指标", "`{one}` and `{other}` are the same indicator"),
            )
            .at(Place::span(path.in_site(), second.span.clone()))
            .related(Place::span(path.in_site(), first.span.clone()), say!("另一处在这里", "the other one"))
            .help(say!(
                "只留一处；是两个指标的，在 project.yaml 里删去“曾用名”",
                "keep one; if they are two indicators, remove the former name in project.yaml"
            )),
        );
    }
}

fn unknown_indicator(
    given: &str,
    places: Vec<Place>,
    project: &ProjectDraft,
    used: &BTreeSet<&str>,
) -> Diagnostic {
    let known = project.indicators.iter().map(|indicator| &*indicator.name.value);
    let unused: Vec<&str> = known.clone().filter(|name| !used.contains(name)).collect();
    let count = places.len();
    let near = diag::nearest(given, known.clone());
    // Several periods make no slip of the pen.
    let renamed = match (near, &unused[..]) {
        (Some(near), &[]) => Some(near),
        (near, &[new]) if near.is_none_or(|near| near == new) => Some(new),
        _ => None,
    };
    let help = match (near, renamed.filter(|_| count > 1)) {
        (_, Some(new)) => say!(
            "指标改名为“{new}”的，给它加一行 `曾用名: {given}`，这 {count} 期文件不用改；没有改名的，在 project.yaml 里改回“{given}”",
            "if the indicator is called `{new}` now, give it a line `former_names: {given}`, and the {count} files stay as they are; if not, write `{given}` in project.yaml again"
        ),
        (Some(near), _) => say!("是不是“{near}”？", "did you mean `{near}`?"),
        (None, _) => {
            let list = known.collect::<Vec<_>>().join("、");
            say!(
                "project.yaml 里有：{list}；新指标先在那里添加",
                "project.yaml has: {list}; add a new indicator there first"
            )
        }
    };
    let message = if count > 1 {
        say!(
            "project.yaml 里没有指标“{given}”，有 {count} 期填了它",
            "project.yaml has no indicator `{given}`, which {count} periods report"
        )
    } else {
        say!("project.yaml 里没有指标“{given}”", "project.yaml has no indicator `{given}`")
    };
    let mut places = places.into_iter();
    let mut finding = Diagnostic::error("unknown-indicator", message).help(help);
    finding.place = places.next();
    let also = places.take(FIRST_PLACES).map(|place| (place, say!("这里也是", "here too")));
    finding.related.extend(also);
    finding
}

/// Reports of 事项 that nobody planned.
fn check_nodes(
    path: &ContentPath,
    entry: &ProgressDraft,
    project: &ProjectDraft,
    findings: &mut Vec<Diagnostic>,
) {
    for node in &entry.nodes {
        let (given, planned) = (&node.name.value, project.nodes.iter().map(|node| &*node.name.value));
        if planned.clone().any(|name| name == given) {
            continue;
        }
        let help = match diag::nearest(given, planned.clone()) {
            Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
            None => say!(
                "先在 project.yaml 的“事项”里写上名称和计划日期：`- {{名称: {given}, 计划: 2024-03-31}}`",
                "plan it under `nodes` in project.yaml first: `- {{name: {given}, planned: 2024-03-31}}`"
            ),
        };
        findings.push(
            Diagnostic::error(
                "unknown-node",
                say!("project.yaml 里没有事项“{given}”", "project.yaml plans no node `{given}`"),
            )
            .at(Place::span(path.in_site(), node.name.span.clone()))
            .help(help),
        );
    }
}

/// The entries that will be public one day and may be announced, in order of period.
fn announced(
    reported: &[(&ContentPath, &Arc<ProgressDraft>)],
    selection: Selection,
) -> Vec<(Period, Moment)> {
    let announced = reported.iter().filter(|(_, entry)| entry.common.announce);
    let mut announced: Vec<_> = announced
        .filter_map(|(_, entry)| match selection.reason_against_progress(&entry.common)? {
            LeftOutReason::Future(date) => Some((entry.period, date)),
            _ => None,
        })
        .collect();
    announced.sort_unstable();
    announced
}

/// The entries that are there and not made public, in order of period. One that is still a draft, or whose
/// day has not come, is not there.
fn undisclosed(
    reported: &[(&ContentPath, &Arc<ProgressDraft>)],
    selection: Selection,
) -> Vec<UndisclosedReport> {
    let report = |(_, entry): &(&ContentPath, &Arc<ProgressDraft>)| {
        let ProgressDraft { common, period, .. } = &***entry;
        let (period, disclosure) = (*period, common.disclosure);
        let date = common.date.as_ref().map_or_else(|| period.last_day().into(), |date| date.value);
        let is_there = disclosure != Disclosure::Proactive && selection.is_there(common);
        is_there.then_some(UndisclosedReport { period, disclosure, date })
    };
    let mut reports: Vec<_> = reported.iter().filter_map(report).collect();
    reports.sort_by_key(|report| report.period);
    reports
}

/// The entries of a project that may be published; the others are noted as left out. With each stands the
/// unit that it names.
fn publishable<'a>(
    project: &Project,
    reported: impl Iterator<Item = ((&'a ContentPath, &'a Arc<ProgressDraft>), Option<UnitId>)>,
    selection: Selection,
    report: &mut AssemblyReport,
) -> Vec<ProjectEntry> {
    let mut published = Vec::new();
    for ((path, entry), own_unit) in reported {
        if let Some(reason) = selection.reason_against_progress(&entry.common) {
            let title = format!("{}（{}）", project.title, entry.period.chinese());
            report.left_out.push(LeftOut { path: path.clone(), title, reason });
            continue;
        }
        // An entry without a date has been reported as such and stops publication; the period's last day only
        // keeps the rest of the checks going.
        let date = entry
            .common
            .date
            .as_ref()
            .map_or_else(|| Moment { date: entry.period.last_day(), time: None }, |date| date.value);
        let draft = entry.in_project(&project.draft);
        let unit = own_unit.unwrap_or_else(|| project.unit_on(date.date));
        published.push(ProjectEntry { path: path.clone(), draft, date, unit, area_table: None, item: None });
    }
    published
}

fn by_year(entries: Vec<ProjectEntry>) -> Vec<ProjectYear> {
    let mut years: BTreeMap<i16, Vec<ProjectEntry>> = BTreeMap::new();
    for entry in entries {
        years.entry(entry.draft.period.year).or_default().push(entry);
    }
    years
        .into_iter()
        .map(|(year, mut entries)| {
            entries.sort_by_key(|entry| entry.draft.period);
            ProjectYear { year, entries, item: None }
        })
        .collect()
}
