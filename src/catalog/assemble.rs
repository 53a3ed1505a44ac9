//! Putting the catalogue together, step by step.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::projects::{require_unit, resolve_unit};
use super::{
    Catalog, Column, Item, ItemKind, LeftOut, LeftOutReason, Number, Project, SheetLoader, Tombstone,
    columns, projects, references,
};
use crate::config::{Settings, Spanned};
use crate::diag::{Diagnostic, Place, Reported};
use crate::entry::{
    ArticleDraft, ArticleKind, CommonDraft, Disclosure, Draft, DraftKind, Granularity, NumberWish,
};
use crate::ledger::{self, IssueMode, Ledger, NumberRequest, Register};
use crate::model::{ContentPath, IndexNumber, ItemKey};
use crate::say;
use crate::source::SourceTree;

/// What a catalogue is made of.
pub struct Inputs<'a> {
    /// `site.yaml`.
    pub settings: &'a Settings,
    /// The files that there are.
    pub tree: &'a SourceTree,
    /// The content files that could be read.
    pub drafts: &'a [Draft],
    /// Whether some content file could not be read: then nobody can say that a number's content has gone.
    pub incomplete: bool,
    /// The ledger before this build.
    pub register: &'a Register,
    /// What is published.
    pub selection: Selection,
    /// Whether new numbers may be issued.
    pub numbering: IssueMode,
    /// Reads a CSV or XLSX file as a table.
    pub load_sheet: &'a SheetLoader<'a>,
}

/// What is published and what is not.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// The day of the build.
    pub today: Date,
    /// Also drafts; without a number.
    pub drafts: bool,
    /// Also what is dated later than today; without a number.
    pub future: bool,
}

impl Selection {
    /// Why something with these metadata is left out; `None` if it is not.
    pub(super) fn reason_against(self, common: &CommonDraft) -> Option<LeftOutReason> {
        if common.disclosure == Disclosure::Withheld {
            return Some(LeftOutReason::Withheld);
        }
        if common.draft && !self.drafts {
            return Some(LeftOutReason::Draft);
        }
        let day = common.date.as_ref()?.value.date;
        (day > self.today && !self.future).then_some(LeftOutReason::Future(day))
    }

    /// Whether something is shown only on request: it gets no number yet.
    fn is_preview(self, common: &CommonDraft) -> bool {
        common.draft || common.date.as_ref().is_some_and(|date| date.value.date > self.today)
    }
}

/// Findings and what is left out, gathered on the way.
#[derive(Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Diagnostic>,
    pub(super) left_out: Vec<LeftOut>,
}

/// Makes the catalogue. With errors among the findings it is for checking and preview only.
#[must_use]
pub fn assemble(inputs: &Inputs) -> Reported<Catalog> {
    let mut report = Report::default();
    let mut columns = columns::build(inputs.settings, inputs.tree, inputs.drafts, &mut report.findings);
    let projects =
        projects::build(inputs.settings, inputs.drafts, inputs.selection, &mut columns, &mut report);
    let mut candidates = articles(inputs, &columns, &mut report);
    let of_projects: Vec<(Vec<Candidate>, Vec<Diagnostic>)> = projects
        .par_iter()
        .enumerate()
        .map(|(at, project)| {
            let mut findings = Vec::new();
            (project_candidates(at, project, inputs, &mut findings), findings)
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
    report.findings.extend(findings);
    let mut items: Vec<Item> = candidates.into_par_iter().map(|c| c.numbered(&issue.value.numbers)).collect();
    items.par_sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.key.cmp(&b.key)));

    let mut catalog = Catalog {
        columns,
        projects,
        items,
        tombstones: tombstones(&issue.value.ledger),
        ledger: issue.value.ledger,
        issued: issue.value.issued,
        files: BTreeMap::new(),
        sheets: BTreeMap::new(),
        left_out: Vec::new(),
        places: BTreeMap::new(),
        indicators: BTreeMap::new(),
        nav: Vec::new(),
    };
    enter_items(&mut catalog);
    references::resolve_all(&mut catalog, inputs, &mut report);
    catalog.nav = navigation(&catalog.columns, inputs.settings, &mut report.findings);
    report.left_out.sort_by(|a, b| a.path.cmp(&b.path));
    catalog.left_out = report.left_out;
    Reported::new(catalog, report.findings)
}

/// An item before it has its number.
struct Candidate<'a> {
    item: Item,
    wish: &'a NumberWish,
    /// Whether its kind has a number unless told otherwise.
    numbered: bool,
    /// Whether it is public under a number already: that it keeps, whatever becomes of its kind.
    is_public: bool,
    /// Shown only because drafts or future items were asked for.
    preview: bool,
}

impl Candidate<'_> {
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

    fn request(&self, settings: &Settings, columns: &[Column]) -> Option<NumberRequest> {
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
            code: settings.units[self.item.unit].code.clone(),
            date: self.item.date?,
            category: columns[self.item.column].category.clone(),
            typed,
            place: Place::whole(self.item.source.in_site()),
        })
    }

    fn numbered(self, numbers: &BTreeMap<ItemKey, IndexNumber>) -> Item {
        let wants = self.wants_number();
        let number = match numbers.get(&self.item.key) {
            Some(number) => Number::Issued(number.clone()),
            None if wants => Number::Pending,
            None => Number::None,
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

fn articles<'a>(inputs: &Inputs<'a>, columns: &[Column], report: &mut Report) -> Vec<Candidate<'a>> {
    let by_path: BTreeMap<ContentPath, usize> =
        columns.iter().enumerate().map(|(at, column)| (column.path.clone(), at)).collect();
    let mut candidates = Vec::new();
    for draft in inputs.drafts {
        let DraftKind::Article(article) = &draft.kind else { continue };
        let title = article.common.title.as_ref().map_or(draft.path.stem(), |title| &title.value).to_owned();
        if let Some(reason) = inputs.selection.reason_against(&article.common) {
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
    column: usize,
    inputs: &Inputs,
    report: &mut Report,
) -> Candidate<'a> {
    let common = &article.common;
    let numbered = !matches!(article.kind, ArticleKind::News | ArticleKind::Page);
    let unit = match &common.unit {
        Some(name) => resolve_unit(path, name, &inputs.settings.units, &mut report.findings).unwrap_or(0),
        None => {
            if numbered {
                require_unit(path, inputs.settings, &mut report.findings);
            }
            0
        }
    };
    let withheld_text = common.disclosure == Disclosure::OnRequest;
    let excerpt = if withheld_text { "" } else { &article.text.excerpt };
    Candidate {
        item: Item {
            key: ItemKey::of_file(path),
            kind: ItemKind::Article(Arc::clone(article)),
            number: Number::None,
            title,
            unit,
            date: common.date.as_ref().map(|date| date.value),
            column,
            source: path.clone(),
            summary: summary(common, excerpt),
        },
        wish: &common.number,
        numbered,
        is_public: false,
        preview: inputs.selection.is_preview(common),
    }
}

pub(super) fn summary(common: &CommonDraft, excerpt: &str) -> String {
    common.summary.as_ref().map_or(excerpt, |summary| &summary.value).to_owned()
}

/// The years or the periods of a project, whichever are its items.
fn project_candidates<'a>(
    at: usize,
    project: &'a Project,
    inputs: &Inputs,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Candidate<'a>> {
    let mut candidates = Vec::new();
    for year in 0..project.years.len() {
        match project.draft.granularity {
            Granularity::Year => candidates.push(year_candidate(at, project, year, inputs, findings)),
            Granularity::Period => {
                for entry in 0..project.years[year].entries.len() {
                    candidates.push(period_candidate(at, project, (year, entry), inputs, findings));
                }
            }
        }
    }
    candidates
}

fn year_candidate<'a>(
    at: usize,
    project: &'a Project,
    year: usize,
    inputs: &Inputs,
    findings: &mut Vec<Diagnostic>,
) -> Candidate<'a> {
    let this = &project.years[year];
    let newest =
        this.entries.iter().max_by_key(|entry| (entry.date, entry.draft.period)).unwrap_or(&this.entries[0]);
    let public: Vec<_> =
        this.entries.iter().filter(|entry| !inputs.selection.is_preview(&entry.draft.common)).collect();
    // The number's year is that of the newest entry that is really public, not of a draft shown beside it.
    let date = public.iter().map(|entry| entry.date).max().unwrap_or(newest.date);
    Candidate {
        item: Item {
            key: ItemKey::of_year(&project.path, this.year),
            kind: ItemKind::Year { project: at, year },
            number: Number::None,
            title: project.year_title(this.year),
            unit: project.unit,
            date: Some(date),
            column: project.column,
            source: newest.path.clone(),
            summary: summary(&newest.draft.common, &newest.draft.text.excerpt),
        },
        wish: year_wish(project, year, findings),
        numbered: true,
        is_public: false,
        preview: public.is_empty(),
    }
}

/// The number that some entry of the year brings along; all that do must agree.
fn year_wish<'a>(project: &'a Project, year: usize, findings: &mut Vec<Diagnostic>) -> &'a NumberWish {
    let mut typed: Option<(&ContentPath, &Spanned<String>)> = None;
    let mut wish = &project.draft.common.number;
    for entry in &project.years[year].entries {
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
    at: usize,
    project: &'a Project,
    (year, entry): (usize, usize),
    inputs: &Inputs,
    findings: &mut Vec<Diagnostic>,
) -> Candidate<'a> {
    let this = &project.years[year].entries[entry];
    let common = &this.draft.common;
    let unit = common
        .unit
        .as_ref()
        .and_then(|name| resolve_unit(&this.path, name, &inputs.settings.units, findings));
    let title = common.title.as_ref().map_or_else(
        || period_title(project, this.draft.period.year, &this.draft.period.short_chinese()),
        |title| title.value.clone(),
    );
    Candidate {
        item: Item {
            key: ItemKey::of_file(&this.path),
            kind: ItemKind::Period { project: at, year, entry },
            number: Number::None,
            title,
            unit: unit.unwrap_or(project.unit),
            date: Some(this.date),
            column: project.column,
            source: this.path.clone(),
            summary: summary(common, &this.draft.text.excerpt),
        },
        wish: &common.number,
        numbered: true,
        is_public: false,
        preview: inputs.selection.is_preview(common),
    }
}

fn period_title(project: &Project, year: i16, period: &str) -> String {
    format!("{}（{period}）", project.year_title(year))
}

fn tombstones(ledger: &Ledger) -> Vec<Tombstone> {
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
            })
        })
        .collect()
}

/// The columns of the navigation: what 导航 names, else the top columns.
pub(super) fn navigation(
    columns: &[Column],
    settings: &Settings,
    findings: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    if settings.nav.is_empty() {
        return columns[0].children.clone();
    }
    let mut nav = Vec::new();
    for name in &settings.nav {
        let given = name.value.trim_matches('/');
        let found = columns.iter().position(|column| column.path.as_str() == given || column.title == given);
        if let Some(column) = found {
            nav.push(column);
            continue;
        }
        let titles: Vec<&str> = columns[1..].iter().map(|column| &*column.title).collect();
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
            .at(Place::span("site.yaml", name.span.clone()))
            .help(help),
        );
    }
    nav
}

/// Tells projects and columns which items are theirs.
fn enter_items(catalog: &mut Catalog) {
    for (at, item) in catalog.items.iter().enumerate() {
        match item.kind {
            ItemKind::Article(_) => {}
            ItemKind::Year { project, year } => catalog.projects[project].years[year].item = Some(at),
            ItemKind::Period { project, year, entry } => {
                catalog.projects[project].years[year].entries[entry].item = Some(at);
            }
        }
        if item.date.is_some() {
            let mut column = Some(item.column);
            while let Some(this) = column {
                catalog.columns[this].items.push(at);
                column = catalog.columns[this].parent;
            }
        }
    }
}
