//! Links, attachments, sheets and figures: where each leads, and findings for those that lead nowhere.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::figures::{TextPlace, unknown_figure};
use super::inputs::{AssemblyReport, CatalogInputs};
use super::{Catalog, ItemKind, LeftOut, LeftOutReason, SiteFile, unsafe_files};
use crate::config::Spanned;
use crate::diag::{self, Diagnostic, Place, Text};
use crate::entry::{AttachmentDraft, Disclosure, Granularity, ProgressDraft};
use crate::model::{ColumnId, ContentPath, ItemId, PathError, Period, ProjectId};
use crate::say;
use crate::source::{SourceFile, SourceTree};
use crate::text::sheet::SheetError;
use crate::text::{self, Document, HiddenCells, HoleKind};

/// Where a link to a content file leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// An item.
    Item(ItemId),
    /// A period's section on the page of its year: the year's item, and the period.
    Section(ItemId, Period),
    /// A column.
    Column(ColumnId),
    /// A project.
    Project(ProjectId),
    /// A file to download: in [`Catalog::files`].
    File(ContentPath),
}

impl Catalog {
    /// Where `target`, written in `file`, leads; `None` if nowhere.
    #[must_use]
    pub fn resolve(&self, file: &ContentPath, target: &str) -> Option<Resolved> {
        let path = file.parent().join(target).ok()?;
        match self.places.get(&path) {
            Some(place) => Some(place.clone()),
            None => self.files.contains_key(&path).then_some(Resolved::File(path)),
        }
    }

    /// Where a content file or folder leads; `None` if it is not published.
    #[must_use]
    pub fn place(&self, path: &ContentPath) -> Option<&Resolved> {
        self.places.get(path)
    }

    /// What stands behind `#` in the address of `fragment` on the page that a link leads to; `None` if that
    /// has no such place.
    #[must_use]
    pub fn anchor(&self, to: &Resolved, fragment: &str) -> Option<String> {
        if let Resolved::File(_) = to {
            // What it means is the business of the program that opens the file: `#page=3`.
            return Some(text::encode_fragment(fragment));
        }
        self.texts_of(to).iter().find_map(|text| text.anchor(fragment))
    }

    /// The texts that stand where a link leads.
    fn texts_of(&self, to: &Resolved) -> Vec<&Document> {
        match to {
            Resolved::Item(item) | Resolved::Section(item, _) => match &self.items[*item].kind {
                ItemKind::Article(article) => vec![&article.text],
                ItemKind::Period(entry) => texts_of_entry(&self.entry(*entry).draft),
                ItemKind::Year(year) => {
                    let entries = &self.year(*year).entries;
                    entries.iter().flat_map(|entry| texts_of_entry(&entry.draft)).collect()
                }
            },
            Resolved::Column(column) => self.columns[*column].draft.iter().map(|draft| &draft.text).collect(),
            Resolved::Project(project) => vec![&self.projects[*project].draft.scope],
            Resolved::File(_) => Vec::new(),
        }
    }

    /// Every published text with its file and its place.
    pub(super) fn texts(&self) -> Vec<(&ContentPath, TextPlace, &Document)> {
        let mut texts = Vec::new();
        for column in &self.columns {
            if let Some(draft) = &column.draft {
                texts.push((&column.file, TextPlace::Elsewhere, &draft.text));
            }
        }
        for (id, project) in self.projects.iter_enumerated() {
            let place = TextPlace::Project(id);
            texts.push((&project.file, place, &project.draft.scope));
            texts.extend(project.draft.goals.values().map(|goal| (&project.file, place, goal)));
            for (id, entry) in project.entries(id) {
                let place = TextPlace::Entry(id);
                texts.extend(texts_of_entry(&entry.draft).into_iter().map(|text| (&entry.path, place, text)));
            }
        }
        for item in &self.items {
            if let ItemKind::Article(article) = &item.kind
                && article.common.disclosure != Disclosure::OnRequest
            {
                texts.push((&item.source, self.article_place(item), &article.text));
            }
        }
        texts
    }

    /// Every published line of 附件 with its file.
    fn attachments(&self) -> Vec<(&ContentPath, &AttachmentDraft)> {
        let mut all = Vec::new();
        for entry in self.projects.iter().flat_map(|p| &p.years).flat_map(|y| &y.entries) {
            all.extend(entry.draft.common.attachments.iter().map(|file| (&entry.path, file)));
        }
        for item in &self.items {
            if let ItemKind::Article(article) = &item.kind
                && article.common.disclosure != Disclosure::OnRequest
            {
                all.extend(article.common.attachments.iter().map(|file| (&item.source, file)));
            }
        }
        all
    }
}

/// The texts of a progress entry, in the order of the page.
fn texts_of_entry(entry: &ProgressDraft) -> Vec<&Document> {
    let parts = [Some(&entry.text), entry.problems.as_ref(), entry.next.as_ref()];
    parts.into_iter().flatten().collect()
}

/// Fills in where everything leads, takes in the files that are named, and reports what leads nowhere.
pub(super) fn resolve_all(catalog: &mut Catalog, inputs: &CatalogInputs, report: &mut AssemblyReport) {
    catalog.places = places(catalog);
    for (id, project) in catalog.projects.iter_enumerated() {
        for indicator in &project.draft.indicators {
            for name in indicator.names() {
                catalog.indicators.entry(name.to_owned()).or_default().push(id);
            }
        }
    }
    let left_out = report.left_out.iter().map(|left| (left.path.clone(), left.reason)).collect();
    let mut search = ReferenceSearch {
        catalog,
        inputs,
        left_out,
        files: BTreeMap::new(),
        sheets: BTreeMap::new(),
        findings: Vec::new(),
    };
    for (file, place, text) in catalog.texts() {
        search.text(file, place, text);
    }
    for (file, attachment) in catalog.attachments() {
        search.file(file, &attachment.file);
    }
    for item in &catalog.items {
        if let ItemKind::Article(article) = &item.kind {
            for link in article.explains.iter().chain(&article.replaced_by) {
                search.page(&item.source, link);
            }
        }
    }
    let ReferenceSearch { files, sheets, findings, .. } = search;
    report.findings.extend(findings);
    catalog.files = files;
    for file in &inputs.tree.others {
        if !catalog.files.contains_key(&file.path) && !sheets.contains_key(&file.path) {
            let title = file.path.name().to_owned();
            report.left_out.push(LeftOut { path: file.path.clone(), title, reason: LeftOutReason::Unused });
        }
    }
    load_sheets(catalog, inputs, &sheets, &mut report.findings);
}

/// Where each content file and folder leads.
fn places(catalog: &Catalog) -> BTreeMap<ContentPath, Resolved> {
    // A map made of a list at once takes a fraction of the time of entering one by one; of equal paths the
    // last counts.
    let mut places = Vec::with_capacity(catalog.items.len() + 2 * catalog.projects.len());
    for (at, column) in catalog.columns.iter_enumerated() {
        places.push((column.path.clone(), Resolved::Column(at)));
        if column.draft.is_some() {
            places.push((column.file.clone(), Resolved::Column(at)));
        }
    }
    for (at, project) in catalog.projects.iter_enumerated() {
        places.push((project.path.clone(), Resolved::Project(at)));
        places.push((project.file.clone(), Resolved::Project(at)));
        if project.draft.granularity == Granularity::Year {
            for year in &project.years {
                let Some(item) = year.item else { continue };
                for entry in &year.entries {
                    places.push((entry.path.clone(), Resolved::Section(item, entry.draft.period)));
                }
            }
        }
    }
    for (at, item) in catalog.items.iter_enumerated() {
        if !matches!(item.kind, ItemKind::Year(_)) {
            places.push((item.source.clone(), Resolved::Item(at)));
        }
    }
    places.into_iter().collect()
}

struct ReferenceSearch<'a> {
    catalog: &'a Catalog,
    inputs: &'a CatalogInputs<'a>,
    /// Why pages that were read are not published.
    left_out: BTreeMap<ContentPath, LeftOutReason>,
    files: BTreeMap<ContentPath, SiteFile>,
    /// The sheets, and where each stands in a text.
    sheets: BTreeMap<ContentPath, Vec<SheetUse>>,
    findings: Vec<Diagnostic>,
}

impl ReferenceSearch<'_> {
    fn text(&mut self, file: &ContentPath, place: TextPlace, text: &Document) {
        for hole in &text.holes {
            let at = || Place::span(file.in_site(), hole.span.clone());
            match &hole.kind {
                HoleKind::Address { target, fragment } => match find(self.inputs.tree, file, target) {
                    Ok(found) => self.take(found, at()),
                    Err(problem) => {
                        self.link(file, target, Some(fragment), problem, at());
                        self.anchor(file, target, fragment, at);
                    }
                },
                HoleKind::FileNote { .. } => {}
                HoleKind::Sheet { target, hidden, .. } => match find(self.inputs.tree, file, target) {
                    Ok(found) => {
                        let used = SheetUse { place: at(), hidden: *hidden };
                        self.sheets.entry(found.path.clone()).or_default().push(used);
                    }
                    Err(problem) => self.nowhere(file, target, Some(""), problem, at()),
                },
                HoleKind::Figure { indicator, period } => {
                    if self.catalog.figure(place, indicator, period.as_deref()).is_none() {
                        self.findings.push(unknown_figure(
                            self.catalog,
                            place,
                            indicator,
                            period.as_deref(),
                            at(),
                        ));
                    }
                }
            }
        }
    }

    fn take(&mut self, found: &SourceFile, at: Place) {
        self.findings.extend(unsafe_files::check(found, at, self.inputs.settings));
        let file = SiteFile { disk: found.disk.clone(), size: found.size };
        self.files.insert(found.path.clone(), file);
    }

    /// A link that is to no attachment: it must lead to a page. `fragment` as for [`Self::nowhere`].
    fn link(
        &mut self,
        file: &ContentPath,
        target: &str,
        fragment: Option<&str>,
        problem: Option<PathError>,
        at: Place,
    ) {
        if self.catalog.resolve(file, target).is_some() {
            return;
        }
        let path = file.parent().join(target).ok();
        let is_read = path.as_ref().is_some_and(|path| self.inputs.drafts.iter().any(|d| d.path == *path));
        if !is_read {
            self.nowhere(file, target, fragment, problem, at);
            return;
        }
        let reason = path.and_then(|path| self.left_out.get(&path));
        let finding = Diagnostic::error(
            "link-to-unpublished",
            say!(
                "链接“{target}”指向没有公开的页面",
                "the link `{target}` leads to a page that is not published"
            ),
        )
        .at(at)
        .help(say!("先公开那个页面，或去掉这个链接", "publish that page first, or take the link out"));
        self.findings.push(match reason.copied().map(reason_text) {
            Some(reason) => finding.label(reason),
            None => finding,
        });
    }

    /// A link to a place in the text of a page.
    fn anchor(&mut self, file: &ContentPath, target: &str, fragment: &str, at: impl Fn() -> Place) {
        if fragment.is_empty() {
            return;
        }
        let Some(resolved) = self.catalog.resolve(file, target) else { return };
        if self.catalog.anchor(&resolved, fragment).is_none() {
            let message =
                say!("“{target}”里没有 `{fragment}` 这个位置", "there is no `{fragment}` in `{target}`");
            let texts = self.catalog.texts_of(&resolved);
            let headings = texts.iter().flat_map(|text| &text.headings);
            self.findings.push(text::missing_anchor(fragment, message, headings).at(at()));
        }
    }

    /// A path to no file. In an address it may have a `fragment` behind `#`; `None`: it is no address, but a
    /// name as it is.
    fn nowhere(
        &mut self,
        file: &ContentPath,
        target: &str,
        fragment: Option<&str>,
        problem: Option<PathError>,
        at: Place,
    ) {
        self.findings.push(if problem == Some(PathError::Leaves) {
            Diagnostic::error(
                "path-leaves-site",
                say!(
                    "路径“{target}”指到了 content 文件夹之外",
                    "the path `{target}` leads out of the content folder"
                ),
            )
            .at(at)
            .help(say!(
                "把文件放进 content 文件夹，再写它的路径",
                "put the file into the content folder, then write its path"
            ))
        } else {
            let tree = self.inputs.tree;
            let named = fragment.and_then(|fragment| misread(tree, file, target, fragment));
            missing(target, at).help(named.unwrap_or_else(|| nearest(tree, file, target)))
        });
    }

    fn file(&mut self, file: &ContentPath, name: &Spanned<String>) {
        let at = Place::span(file.in_site(), name.span.clone());
        match find(self.inputs.tree, file, &name.value) {
            Ok(found) => self.take(found, at),
            Err(problem) => self.nowhere(file, &name.value, None, problem, at),
        }
    }

    fn page(&mut self, file: &ContentPath, link: &Spanned<String>) {
        let at = Place::span(file.in_site(), link.span.clone());
        let problem = file.parent().join(&link.value).err();
        self.link(file, &link.value, None, problem, at);
    }
}

fn find<'t>(
    tree: &'t SourceTree,
    file: &ContentPath,
    target: &str,
) -> Result<&'t SourceFile, Option<PathError>> {
    let path = file.parent().join(target).map_err(Some)?;
    tree.other(&path).ok_or(None)
}

/// Why a page is not published.
fn reason_text(reason: LeftOutReason) -> Text {
    match reason {
        LeftOutReason::Draft => say!("它是草稿", "it is a draft"),
        LeftOutReason::Future(day) => say!("它到 {day} 才公开", "it is published on {day}"),
        LeftOutReason::Withheld => say!("它不予公开", "it is withheld"),
        LeftOutReason::OnRequest | LeftOutReason::ProgressOnRequest | LeftOutReason::Unused => {
            say!("它没有公开", "it is not published")
        }
    }
}

/// A link or attachment whose file does not exist.
fn missing(target: &str, at: Place) -> Diagnostic {
    Diagnostic::error("missing-file", say!("找不到文件“{target}”", "there is no file `{target}`")).at(at)
}

/// The cure for a link to a file with `#` or something like `%20` in its name, if there is one: in an address
/// they mean something else.
fn misread(tree: &SourceTree, file: &ContentPath, target: &str, fragment: &str) -> Option<Text> {
    let whole = if fragment.is_empty() { target.to_owned() } else { format!("{target}#{fragment}") };
    let wanted = file.parent().join(&whole).ok()?;
    let mut all = tree.pages.iter().chain(&tree.others).map(|other| other.path.as_str());
    let path = all.find(|path| path.contains(['%', '#']) && text::decode_address(path) == wanted.as_str())?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let written = name.replace('%', "%25").replace('#', "%23");
    Some(say!(
        "文件名“{name}”里有 % 或 #，它们在链接里另有意思，文件名要写成“{written}”",
        "in a link `%` and `#` mean something else: the file's name `{name}` is written `{written}`"
    ))
}

/// The cure for a path to no file: the same name in other capitals, the nearest name in the folder, or the
/// same name in another folder.
fn nearest(tree: &SourceTree, file: &ContentPath, target: &str) -> Text {
    let (folder, all) = (file.parent(), || tree.pages.iter().chain(&tree.others).map(|other| &other.path));
    let wanted = folder.join(target).ok();
    let small = wanted.as_ref().map(|wanted| wanted.as_str().to_lowercase());
    let in_other_capitals = all().find(|path| Some(path.as_str().to_lowercase()) == small);
    let siblings = all().filter(|path| path.parent() == folder && *path != file).map(ContentPath::name);
    let name = wanted.as_ref().map_or("", ContentPath::name);
    let elsewhere = all().find(|path| path.name() == name && *path != file);
    if let Some(near) = in_other_capitals {
        let near = near.name();
        say!("大小写要一致：文件名是“{near}”", "capitals matter: the file's name is `{near}`")
    } else if let Some(near) = diag::nearest(target, siblings) {
        say!("是不是“{near}”？", "did you mean `{near}`?")
    } else if let Some(path) = elsewhere {
        say!(
            "有一个同名文件在 content/{path}；从 content 算起可以写成“/{path}”",
            "there is one at content/{path}; counted from content it can be written `/{path}`"
        )
    } else {
        say!(
            "路径从本文件所在的文件夹算起；把文件放到那里，或改正路径",
            "paths count from this file's folder; put the file there or mend the path"
        )
    }
}

/// A place where a sheet stands in a text.
struct SheetUse {
    place: Place,
    hidden: HiddenCells,
}

fn load_sheets(
    catalog: &mut Catalog,
    inputs: &CatalogInputs,
    sheets: &BTreeMap<ContentPath, Vec<SheetUse>>,
    findings: &mut Vec<Diagnostic>,
) {
    let wanted: Vec<_> =
        sheets.iter().filter_map(|(path, uses)| Some((inputs.tree.other(path)?, uses))).collect();
    let read: Vec<_> = wanted.par_iter().map(|(file, _)| (inputs.load_sheet)(file)).collect();
    for ((file, uses), result) in wanted.into_iter().zip(read) {
        let whole = || Place::whole(file.path.in_site());
        let name = file.path.name();
        let mut refuse = |error: &SheetError| {
            if let SheetError::Figures(faults) = error {
                findings.extend(faults.iter().map(|fault| {
                    let place = Place { span: fault.span.clone(), ..whole() };
                    Diagnostic::error(fault.rule, fault.message.clone()).at(place).help(fault.help.clone())
                }));
                return;
            }
            findings.extend(error.describe(name).into_iter().map(|(message, help)| {
                Diagnostic::error("unreadable-sheet", message).at(whole()).help(help)
            }));
        };
        match result {
            Ok(mut sheet) => {
                let shows_all = uses.iter().any(|used| used.hidden == HiddenCells::Shown);
                if let Some(Err(error)) = sheet.whole.as_ref().filter(|_| shows_all) {
                    refuse(error);
                }
                findings.extend(sheet.doubts.iter().map(|(message, help)| {
                    Diagnostic::warning("doubtful-sheet", message.clone()).at(whole()).help(help.clone())
                }));
                let unsaid = uses.iter().filter(|used| used.hidden == HiddenCells::Unsaid);
                for used in unsaid {
                    let cells = (!sheet.hidden.is_empty()).then(|| sheet.hidden.describe(name));
                    let sheets = sheet.hidden.describe_sheets(name);
                    for (rule, left_out) in [("hidden-cells", cells), ("left-out-sheets", sheets)] {
                        let Some((message, help)) = left_out else { continue };
                        findings.push(Diagnostic::warning(rule, message).at(used.place.clone()).help(help));
                    }
                }
                if !shows_all {
                    sheet.whole = None;
                }
                catalog.sheets.insert(file.path.clone(), sheet);
            }
            Err(error) => refuse(&error),
        }
    }
}
