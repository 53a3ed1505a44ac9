//! Projects with their years and the entries that may be published.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::assemble::{Report, Selection};
use super::{Column, LeftOut, Project, ProjectEntry, ProjectYear};
use crate::config::{Settings, Spanned};
use crate::diag::{self, Diagnostic, Place};
use crate::entry::{Draft, DraftKind, ProgressDraft, ProjectDraft};
use crate::model::{ContentPath, Moment, Unit, slug};
use crate::say;

/// Builds the projects, in order of path, and enters them into their columns.
pub(super) fn build(
    settings: &Settings,
    drafts: &[Draft],
    selection: Selection,
    columns: &mut [Column],
    report: &mut Report,
) -> Vec<Project> {
    let by_path: BTreeMap<ContentPath, usize> =
        columns.iter().enumerate().map(|(at, column)| (column.path.clone(), at)).collect();
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
    let made: Vec<(Option<Project>, Report)> = written
        .into_par_iter()
        .map(|(path, draft, reported)| {
            let mut report = Report::default();
            let project = project(path, draft, reported, (settings, selection), &mut report);
            (project, report)
        })
        .collect();
    let mut projects = Vec::with_capacity(made.len());
    for (project, found) in made {
        report.findings.extend(found.findings);
        report.left_out.extend(found.left_out);
        let Some(mut project) = project else { continue };
        project.column = super::columns::column_of(&by_path, &project.path.parent());
        columns[project.column].projects.push(projects.len());
        projects.push(project);
    }
    for column in columns {
        column.projects.sort_by_key(|at| (projects[*at].draft.order.unwrap_or(i64::MAX), *at));
    }
    projects
}

/// The project that `draft` describes, with what may be published of it; its column is not looked up yet.
fn project(
    path: &ContentPath,
    draft: &Arc<ProjectDraft>,
    reported: Vec<(&ContentPath, &Arc<ProgressDraft>)>,
    (settings, selection): (&Settings, Selection),
    report: &mut Report,
) -> Option<Project> {
    let folder = path.parent();
    check_periods(&reported, &mut report.findings);
    for (path, entry) in &reported {
        check_figures(path, entry, draft, &mut report.findings);
        if let Some(unit) = &entry.common.unit {
            resolve_unit(path, unit, &settings.units, &mut report.findings);
        }
    }
    let title = draft.common.title.as_ref().map_or(folder.name(), |title| &title.value).to_owned();
    if let Some(reason) = selection.reason_against(&draft.common) {
        report.left_out.push(LeftOut { path: path.clone(), title, reason });
        return None;
    }
    let published = publishable(&title, reported, selection, report);
    let slug = draft.common.slug.as_ref().map_or_else(|| slug(folder.name()), |slug| slug.value.clone());
    Some(Project {
        file: path.clone(),
        draft: Arc::clone(draft),
        column: 0,
        slug,
        title,
        unit: unit_of_project(path, draft, settings, &mut report.findings),
        years: by_year(published),
        path: folder,
    })
}

/// Finds a unit by its short or full name; an unknown one is a finding that names the nearest.
pub(super) fn resolve_unit(
    file: &ContentPath,
    name: &Spanned<String>,
    units: &[Unit],
    findings: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let found = units.iter().position(|unit| unit.short == name.value || unit.full == name.value);
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
) -> usize {
    match project.common.unit.as_ref().or(project.lead.as_ref()) {
        Some(name) => resolve_unit(file, name, &settings.units, findings).unwrap_or(0),
        None => {
            require_unit(file, settings, findings);
            0
        }
    }
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

/// Figures of indicators that the project does not have.
fn check_figures(
    path: &ContentPath,
    entry: &ProgressDraft,
    project: &ProjectDraft,
    findings: &mut Vec<Diagnostic>,
) {
    for (at, (name, _)) in entry.figures.iter().enumerate() {
        // Most entries name the indicators in their order.
        if project.indicators.get(at).is_some_and(|indicator| indicator.name.value == name.value) {
            continue;
        }
        if project.indicators.iter().any(|indicator| indicator.name.value == name.value) {
            continue;
        }
        let given = &name.value;
        let known = project.indicators.iter().map(|indicator| &*indicator.name.value);
        let help = match diag::nearest(given, known.clone()) {
            Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
            None => {
                let list = known.collect::<Vec<_>>().join("、");
                say!(
                    "project.yaml 里有：{list}；新指标先在那里添加",
                    "project.yaml has: {list}; add a new indicator there first"
                )
            }
        };
        findings.push(
            Diagnostic::error(
                "unknown-indicator",
                say!("project.yaml 里没有指标“{given}”", "project.yaml has no indicator `{given}`"),
            )
            .at(Place::span(path.in_site(), name.span.clone()))
            .help(help),
        );
    }
}

/// The entries that may be published; the others are noted as left out.
fn publishable(
    title: &str,
    reported: Vec<(&ContentPath, &Arc<ProgressDraft>)>,
    selection: Selection,
    report: &mut Report,
) -> Vec<ProjectEntry> {
    let mut published = Vec::new();
    for (path, entry) in reported {
        if let Some(reason) = selection.reason_against(&entry.common) {
            let title = format!("{title}（{}）", entry.period.chinese());
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
        published.push(ProjectEntry { path: path.clone(), draft: Arc::clone(entry), date, item: None });
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
