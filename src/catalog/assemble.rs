//! Putting the catalogue together, step by step.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use typed_index_collections::{TiSlice, TiVec};

use super::granularity::explain_missing;
use super::inputs::{AssemblyReport, CatalogInputs};
use super::projects::{require_unit, resolve_unit};
use super::{
    Announced, Catalog, Column, Item, ItemKind, ItemNumber, LeftOut, LeftOutReason, Project, ProjectEntry,
    ProjectYear, Tombstone, breakdown, columns, projects, references,
};
use crate::config::{Settings, Spanned};
use crate::diag::{Diagnostic, Place, Reported};
use crate::entry::{ArticleDraft, ArticleKind, CommonDraft, Disclosure, DraftKind, Granularity, NumberWish};
use crate::layout;
use crate::ledger::{self, Ledger, NumberRequest};
use crate::model::{
    ColumnId, ContentPath, EntryId, IndexNumber, ItemKey, Period, ProjectId, TombstoneId, UnitId, YearId,
};
use crate::say;

/// Makes the catalogue. With errors among the findings it is for checking and preview only.
#[must_use]
pub fn assemble(inputs: &CatalogInputs) -> Reported<Catalog> {
    let mut report = AssemblyReport::default();
    let mut columns = columns::build(inputs.settings, inputs.tree, inputs.drafts, &mut report.findings);
    let mut projects =
        projects::build(inputs.settings, inputs.drafts, inputs.selection, &mut columns, &mut report);
    breakdown::resolve(&mut projects, inputs.tree, inputs.load_sheet, &mut report.findings);
    let mut candidates = articles(inputs, &columns, &mut report);
    let ids: Vec<ProjectId> = projects.keys().collect();
    let of_projects: Vec<(Vec<UnnumberedItem>, Vec<Diagnostic>)> = ids
        .into_par_iter()
        .map(|id| {
            let mut findings = Vec::new();
            (project_candidates(id, &projects[id], inputs, &mut findings), findings)
        })
        .collect();
    for (of_project, findings) in of_projects {
        candidates.extend(of_project);
        report.findings.extend(findings);
    }
    candidates.par_iter_mut().for_each(|candidate| {
        candidate.is_public = inputs.register.is_public(&candidate.item.key);
    });
    for candidate in &candidates {
        if candidate.is_public && *candidate.wish == NumberWish::None {
            report.findings.push(number_dropped(&candidate.item));
        }
    }
    let requests: Vec<NumberRequest> =
        candidates.par_iter().filter_map(|candidate| candidate.request(inputs.settings, &columns)).collect();
    let issue = ledger::issue(inputs.register, &requests, inputs.numbering);
    let mut findings = issue.findings;
    if inputs.incomplete {
        findings.retain(|finding| finding.rule != "missing-content");
    }
    explain_missing(&mut findings, (&issue.value.ledger, &issue.value.issued), projects.iter());
    report.findings.extend(findings);
    let mut items: Vec<Item> = candidates.into_par_iter().map(|c| c.numbered(&issue.value.numbers)).collect();
    items.par_sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.key.cmp(&b.key)));

    let mut catalog = Catalog {
        columns,
        projects,
        items: items.into(),
        tombstones: tombstones(&issue.value.ledger),
        ledger: issue.value.ledger,
        now: inputs.selection.now,
        issued: issue.value.issued,
        archive: Arc::clone(&inputs.archive),
        is_settled: false,
        files: BTreeMap::new(),
        sheets: BTreeMap::new(),
        left_out: Vec::new(),
        announced: Vec::new(),
        places: BTreeMap::new(),
        indicators: BTreeMap::new(),
        nav: Vec::new(),
    };
    enter_items(&mut catalog);
    enter_withdrawn(&mut catalog);
    catalog.settle();
    references::resolve_all(&mut catalog, inputs, &mut report);
    catalog.nav = navigation(&catalog.columns, inputs.settings, &mut report.findings);
    report.left_out.sort_by(|a, b| a.path.cmp(&b.path));
    catalog.left_out = report.left_out;
    report.announced.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.path.cmp(&b.path)));
    catalog.announced = report.announced;
    Reported::new(catalog, report.findings)
}

/// An item before it has its number.
struct UnnumberedItem<'a> {
    item: Item,
    /// Whose code its number has: of a year's page that of the unit that published it first.
    number_unit: UnitId,
    wish: &'a NumberWish,
    /// Whether its kind has a number unless told otherwise.
    numbered: bool,
    /// Whether it is public under a number already: that it keeps, whatever becomes of its kind.
    is_public: bool,
    /// Shown only because drafts or future items were asked for.
    preview: bool,
}

impl UnnumberedItem<'_> {
    fn wants_number(&self) -> bool {
        if self.is_public {
            return true;
        }
        match self.wish {
            NumberWish::Unsaid => self.numbered,
            NumberWish::None => false,
            NumberWish::Typed(_) | NumberWish::Wanted => true,
        }
    }

    fn request(&self, settings: &Settings, columns: &TiSlice<ColumnId, Column>) -> Option<NumberRequest> {
        if self.preview || !self.wants_number() {
            return None;
        }
        let typed = match self.wish {
            NumberWish::Typed(number) => Some(number.clone()),
            _ => None,
        };
        Some(NumberRequest {
            item: self.item.key.clone(),
            title: self.item.title.clone(),
            code: settings.units[self.number_unit].code.clone(),
            date: self.item.date?,
            category: columns[self.item.column].category.clone(),
            typed,
            place: Place::whole(self.item.source.in_site()),
        })
    }

    fn numbered(self, numbers: &BTreeMap<ItemKey, IndexNumber>) -> Item {
        let wants = self.wants_number();
        let number = match numbers.get(&self.item.key) {
            Some(number) => ItemNumber::Issued(number.clone()),
            None if wants => ItemNumber::Pending,
            None => ItemNumber::None,
        };
        Item { number, ..self.item }
    }
}

/// `索引号: 无` for what has been published under a number.
fn number_dropped(item: &Item) -> Diagnostic {
    let key = &item.key;
    Diagnostic::error(
        "index-number-dropped",
        say!(
            "`{key}` 已经带索引号公开，不能再写“索引号: 无”",
            "`{key}` is public under an index number and cannot drop it"
        ),
    )
    .at(Place::whole(item.source.in_site()))
    .help(say!(
        "删去“索引号: 无”这一行；号一经公开就不再改变",
        "remove the line `index_number`: a number that is public never changes"
    ))
}

fn articles<'a>(
    inputs: &CatalogInputs<'a>,
    columns: &TiSlice<ColumnId, Column>,
    report: &mut AssemblyReport,
) -> Vec<UnnumberedItem<'a>> {
    let by_path: BTreeMap<ContentPath, ColumnId> =
        columns.iter_enumerated().map(|(id, column)| (column.path.clone(), id)).collect();
    let mut candidates = Vec::new();
    for draft in inputs.drafts {
        let DraftKind::Article(article) = &draft.kind else { continue };
        let title = article.common.title.as_ref().map_or(draft.path.stem(), |title| &title.value).to_owned();
        if let Some(reason) = inputs.selection.reason_against(&article.common) {
            if let LeftOutReason::Future(date) = reason
                && article.common.announce
            {
                let column = columns::column_of(&by_path, &draft.path.parent());
                let (path, title) = (draft.path.clone(), title.clone());
                let unit = unit_of_article(&path, article, inputs, report);
                report.announced.push(Announced { path, title, date, unit, column });
            }
            report.left_out.push(LeftOut { path: draft.path.clone(), title, reason });
            continue;
        }
        if article.common.disclosure == Disclosure::OnRequest {
            let (path, title) = (draft.path.clone(), title.clone());
            report.left_out.push(LeftOut { path, title, reason: LeftOutReason::OnRequest });
        }
        let column = columns::column_of(&by_path, &draft.path.parent());
        candidates.push(article_candidate(&draft.path, article, title, column, inputs, report));
    }
    candidates
}

fn article_candidate<'a>(
    path: &ContentPath,
    article: &'a Arc<ArticleDraft>,
    title: String,
    column: ColumnId,
    inputs: &CatalogInputs,
    report: &mut AssemblyReport,
) -> UnnumberedItem<'a> {
    let common = &article.common;
    let unit = unit_of_article(path, article, inputs, report);
    let withheld_text = common.disclosure == Disclosure::OnRequest;
    let excerpt = if withheld_text { "" } else { &article.text.excerpt };
    UnnumberedItem {
        item: Item {
            key: ItemKey::of_file(path),
            kind: ItemKind::Article(Arc::clone(article)),
            number: ItemNumber::None,
            title,
            unit,
            date: common.date.as_ref().map(|date| date.value),
            column,
            source: path.clone(),
            summary: summary(common, excerpt),
        },
        number_unit: unit,
        wish: &common.number,
        numbered: is_numbered(article),
        is_public: false,
        preview: inputs.selection.is_preview(common),
    }
}

/// Whether an article gets a number unless it says otherwise.
fn is_numbered(article: &ArticleDraft) -> bool {
    !matches!(article.kind, ArticleKind::News | ArticleKind::Page)
}

/// 发布单位, by default the first of the site, which an article with a number has to name.
fn unit_of_article(
    path: &ContentPath,
    article: &ArticleDraft,
    inputs: &CatalogInputs,
    report: &mut AssemblyReport,
) -> UnitId {
    match &article.common.unit {
        Some(name) => {
            resolve_unit(path, name, &inputs.settings.units, &mut report.findings).unwrap_or(UnitId::FIRST)
        }
        None => {
            if is_numbered(article) {
                require_unit(path, inputs.settings, &mut report.findings);
            }
            UnitId::FIRST
        }
    }
}

pub(super) fn summary(common: &CommonDraft, excerpt: &str) -> String {
    common.summary.as_ref().map_or(excerpt, |summary| &summary.value).to_owned()
}

/// The years or the periods of a project, whichever are its items.
fn project_candidates<'a>(
    id: ProjectId,
    project: &'a Project,
    inputs: &CatalogInputs,
    findings: &mut Vec<Diagnostic>,
) -> Vec<UnnumberedItem<'a>> {
    match project.draft.granularity {
        Granularity::Year => {
            project.years(id).map(|year| year_candidate(project, year, inputs, findings)).collect()
        }
        Granularity::Period => {
            project.entries(id).map(|entry| period_candidate(project, entry, inputs)).collect()
        }
    }
}

fn year_candidate<'a>(
    project: &'a Project,
    (id, year): (YearId, &'a ProjectYear),
    inputs: &CatalogInputs,
    findings: &mut Vec<Diagnostic>,
) -> UnnumberedItem<'a> {
    let newest = year.newest_by_date();
    let public: Vec<_> =
        year.entries.iter().filter(|entry| !inputs.selection.is_preview(&entry.draft.common)).collect();
    // The number's year is that of the newest entry that is really public, not of a draft shown beside it.
    let newest_public = public.iter().copied().max_by_key(|entry| (entry.date, entry.draft.period));
    let dated = newest_public.unwrap_or(newest);
    UnnumberedItem {
        item: Item {
            key: ItemKey::of_year(&project.path, year.year),
            kind: ItemKind::Year(id),
            number: ItemNumber::None,
            title: project.year_title(year.year),
            unit: dated.unit,
            date: Some(dated.date),
            column: project.column,
            source: newest.path.clone(),
            summary: summary(&newest.draft.common, &newest.draft.text.excerpt),
        },
        // What came later changes nothing of the number.
        number_unit: year.first_published().unit,
        wish: year_wish(project, year, findings),
        numbered: true,
        is_public: false,
        preview: public.is_empty(),
    }
}

/// The number that some entry of the year brings along; all that do must agree.
fn year_wish<'a>(
    project: &'a Project,
    year: &'a ProjectYear,
    findings: &mut Vec<Diagnostic>,
) -> &'a NumberWish {
    let mut typed: Option<(&ContentPath, &Spanned<String>)> = None;
    let mut wish = &project.draft.common.number;
    for entry in &year.entries {
        let NumberWish::Typed(number) = &entry.draft.common.number else { continue };
        match typed {
            Some((first_path, first)) if first.value != number.value => {
                let (a, b) = (&first.value, &number.value);
                findings.push(
                    Diagnostic::error(
                        "conflicting-index-numbers",
                        say!(
                            "同一年度页面写了两个索引号：`{a}` 和 `{b}`",
                            "two index numbers for the page of one year: `{a}` and `{b}`"
                        ),
                    )
                    .at(Place::span(entry.path.in_site(), number.span.clone()))
                    .related(
                        Place::span(first_path.in_site(), first.span.clone()),
                        say!("另一个写在这里", "the other stands here"),
                    )
                    .help(say!(
                        "年度页面只有一个索引号：各期写同一个，或只在一期里写",
                        "a year's page has one number: write the same in all periods, or write it in one only"
                    )),
                );
            }
            Some(_) => {}
            None => {
                typed = Some((&entry.path, number));
                wish = &entry.draft.common.number;
            }
        }
    }
    wish
}

fn period_candidate<'a>(
    project: &'a Project,
    (id, entry): (EntryId, &'a ProjectEntry),
    inputs: &CatalogInputs,
) -> UnnumberedItem<'a> {
    let common = &entry.draft.common;
    let title = common.title.as_ref().map_or_else(
        || period_title(project, entry.draft.period.year, &entry.draft.period.short_chinese()),
        |title| title.value.clone(),
    );
    UnnumberedItem {
        item: Item {
            key: ItemKey::of_file(&entry.path),
            kind: ItemKind::Period(id),
            number: ItemNumber::None,
            title,
            unit: entry.unit,
            date: Some(entry.date),
            column: project.column,
            source: entry.path.clone(),
            summary: summary(common, &entry.draft.text.excerpt),
        },
        number_unit: entry.unit,
        wish: &common.number,
        numbered: true,
        is_public: false,
        preview: inputs.selection.is_preview(common),
    }
}

fn period_title(project: &Project, year: i16, period: &str) -> String {
    format!("{}（{period}）", project.year_title(year))
}

/// Tells the projects which of their periods were withdrawn.
fn enter_withdrawn(catalog: &mut Catalog) {
    for row in catalog.ledger.rows() {
        let (Some((day, _)), Some(item)) = (row.withdrawal(), row.item()) else { continue };
        let Some((folder, name)) = item.as_str().rsplit_once('/') else { continue };
        let Ok(at) = catalog.projects.raw.binary_search_by(|project| project.path.as_str().cmp(folder))
        else {
            continue;
        };
        if let Ok(period) = Period::parse(name) {
            catalog.projects.raw[at].withdrawn.push((period, day));
        }
    }
}

fn tombstones(ledger: &Ledger) -> TiVec<TombstoneId, Tombstone> {
    ledger
        .rows()
        .iter()
        .filter_map(|row| {
            let (withdrawn, reason) = row.withdrawal()?;
            Some(Tombstone {
                number: row.number.clone(),
                title: row.title.clone(),
                first: row.first,
                withdrawn,
                reason: reason.to_owned(),
                successor: row.successor(),
            })
        })
        .collect()
}

/// The columns of the navigation: what 导航 names, else the top columns.
pub(super) fn navigation(
    columns: &TiSlice<ColumnId, Column>,
    settings: &Settings,
    findings: &mut Vec<Diagnostic>,
) -> Vec<ColumnId> {
    if settings.nav.is_empty() {
        return columns[ColumnId::HOME].children.clone();
    }
    let mut nav = Vec::new();
    for name in &settings.nav {
        let given = name.value.trim_matches('/');
        let found = columns.position(|column| column.path.as_str() == given || column.title == given);
        if let Some(column) = found {
            nav.push(column);
            continue;
        }
        let titles: Vec<&str> = columns.iter().skip(1).map(|column| &*column.title).collect();
        let help = match crate::diag::nearest(given, titles.iter().copied()) {
            Some(near) => say!("是不是“{near}”？", "did you mean `{near}`?"),
            None => {
                let list = titles.join("、");
                say!(
                    "写栏目的标题或文件夹；现有：{list}",
                    "write a column's title or folder; there are: {list}"
                )
            }
        };
        findings.push(
            Diagnostic::error(
                "unknown-column",
                say!("导航里的栏目“{given}”不存在", "there is no column `{given}` for the navigation"),
            )
            .at(Place::span(layout::SETTINGS, name.span.clone()))
            .help(help),
        );
    }
    nav
}

/// Tells projects and columns which items are theirs.
fn enter_items(catalog: &mut Catalog) {
    for (id, item) in catalog.items.iter_enumerated() {
        match item.kind {
            ItemKind::Article(_) => {}
            ItemKind::Year(year) => catalog.projects[year.project].years[year.nth].item = Some(id),
            ItemKind::Period(entry) => {
                let year = &mut catalog.projects[entry.project()].years[entry.year.nth];
                year.entries[entry.nth].item = Some(id);
            }
        }
        if item.date.is_some() {
            let mut column = Some(item.column);
            while let Some(this) = column {
                catalog.columns[this].items.push(id);
                column = catalog.columns[this].parent;
            }
        }
    }
}
