//! The tree of columns: every folder that holds pages, with what its `_index.md` says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use typed_index_collections::{TiSlice, TiVec};

use super::Column;
use crate::config::{Settings, Spanned};
use crate::diag::{Diagnostic, Place};
use crate::entry::{ColumnDraft, Draft, DraftKind};
use crate::layout;
use crate::model::{ColumnId, ContentPath, slug};
use crate::say;
use crate::source::SourceTree;

/// What the column of a folder without `类型` is.
const DEFAULT_KIND: &str = "信息公开目录";
/// The folders at the top that the site itself uses.
pub const RESERVED_FOLDERS: [&str; 7] =
    ["assets", "catalogue", "corrections", "data", "progress", "search", "upcoming"];
const DEFAULT_PAGE_SIZE: usize = 20;

/// Builds the columns in reading order: a column before those below it, siblings by 顺序, then by path.
pub(super) fn build(
    settings: &Settings,
    tree: &SourceTree,
    drafts: &[Draft],
    findings: &mut Vec<Diagnostic>,
) -> TiVec<ColumnId, Column> {
    let written: BTreeMap<ContentPath, &Arc<ColumnDraft>> = drafts
        .iter()
        .filter_map(|draft| match &draft.kind {
            DraftKind::Column(column) => Some((draft.path.parent(), column)),
            _ => None,
        })
        .collect();
    let mut children: BTreeMap<ContentPath, Vec<ContentPath>> = BTreeMap::new();
    for folder in folders(tree, drafts) {
        if folder != ContentPath::root() {
            children.entry(folder.parent()).or_default().push(folder);
        }
    }
    let mut builder = ColumnBuilder { settings, written, children, columns: TiVec::new(), findings };
    builder.add(&ContentPath::root(), None);
    builder.columns
}

/// The column that files of `folder` belong to: the nearest folder that is one. A project's folder is not;
/// what lies in it belongs to the column above.
pub(crate) fn column_of(columns: &BTreeMap<ContentPath, ColumnId>, folder: &ContentPath) -> ColumnId {
    let mut folder = folder.clone();
    loop {
        match columns.get(&folder) {
            Some(column) => return *column,
            None if folder == ContentPath::root() => return ColumnId::HOME,
            None => folder = folder.parent(),
        }
    }
}

/// The folders that are columns: those that hold pages themselves or below, except projects' and what lies
/// in them.
fn folders(tree: &SourceTree, drafts: &[Draft]) -> BTreeSet<ContentPath> {
    let mut folders = BTreeSet::from([ContentPath::root()]);
    let mut last = "";
    for draft in drafts {
        // Files come folder by folder.
        if std::mem::replace(&mut last, draft.path.folder()) == draft.path.folder() {
            continue;
        }
        let mut folder = draft.path.parent();
        let mut above = Vec::new();
        while folder != ContentPath::root() {
            if tree.projects.contains(&folder) {
                above.clear();
            } else {
                above.push(folder.clone());
            }
            folder = folder.parent();
        }
        folders.extend(above);
    }
    folders
}

struct ColumnBuilder<'a> {
    settings: &'a Settings,
    written: BTreeMap<ContentPath, &'a Arc<ColumnDraft>>,
    children: BTreeMap<ContentPath, Vec<ContentPath>>,
    columns: TiVec<ColumnId, Column>,
    findings: &'a mut Vec<Diagnostic>,
}

impl ColumnBuilder<'_> {
    fn add(&mut self, path: &ContentPath, parent: Option<ColumnId>) -> ColumnId {
        let draft = self.written.get(path).map(|draft| Arc::clone(draft));
        let column = self.column(path, parent, draft);
        let id = self.columns.push_and_get_key(column);
        let mut below = self.children.remove(path).unwrap_or_default();
        below.sort_by_key(|child| {
            let order = self.written.get(child).and_then(|draft| draft.order);
            (order.unwrap_or(i64::MAX), child.clone())
        });
        for child in below {
            let child = self.add(&child, Some(id));
            self.columns[id].children.push(child);
        }
        id
    }

    fn column(
        &mut self,
        path: &ContentPath,
        parent: Option<ColumnId>,
        draft: Option<Arc<ColumnDraft>>,
    ) -> Column {
        let written = draft.as_deref();
        let ColumnWords { title, description, keywords } =
            ColumnWords::of(path, written, &self.settings.name);
        let slug = match written.and_then(|d| d.slug.as_ref()) {
            Some(slug) => slug.value.clone(),
            None => slug(path.name()),
        };
        let is_reserved = RESERVED_FOLDERS.contains(&slug.as_str())
            // The pages about members lie in a folder of the same name as what is known of them.
            || (slug == layout::MEMBERS && !self.settings.members.is_empty());
        if path.parent() == ContentPath::root() && is_reserved {
            self.findings.push(reserved_slug(path, &slug, written.and_then(|d| d.slug.as_ref())));
        }
        let kind = match (written.and_then(|d| d.kind.as_ref()), parent) {
            (Some(kind), _) => kind.value.clone(),
            (None, None) => "首页".to_owned(),
            (None, Some(ColumnId::HOME)) => DEFAULT_KIND.to_owned(),
            (None, Some(parent)) => self.columns[parent].kind.clone(),
        };
        let inherited = parent.map_or("", |parent| &self.columns[parent].category);
        let category = written.and_then(|d| d.category.as_deref()).unwrap_or(inherited).to_owned();
        let page_size = written.and_then(|d| d.page_size).unwrap_or(DEFAULT_PAGE_SIZE);
        let above = parent.map(|parent| &self.columns[parent]);
        let retention = written.and_then(|d| d.retention).or(above.and_then(|above| above.retention));
        let archived =
            super::earlier(written.and_then(|d| d.archived), above.and_then(|above| above.archived));
        Column {
            path: path.clone(),
            title,
            slug,
            kind,
            description,
            keywords,
            category,
            page_size,
            retention,
            archived,
            file: index_file(path),
            draft,
            parent,
            children: Vec::new(),
            projects: Vec::new(),
            items: Vec::new(),
        }
    }
}

/// What a column is called and described by.
struct ColumnWords {
    title: String,
    description: String,
    keywords: Vec<String>,
}

impl ColumnWords {
    /// The words of the column at `path` of the site called `site`; the home page's column is the one at the
    /// root.
    fn of(path: &ContentPath, written: Option<&ColumnDraft>, site: &str) -> Self {
        let default_title = if *path == ContentPath::root() { site } else { path.name() };
        let title =
            written.and_then(|d| d.title.as_ref()).map_or(default_title, |title| &title.value).to_owned();
        let description = written
            .and_then(|d| d.description.clone())
            .unwrap_or_else(|| format!("{site}“{title}”栏目公开的信息"));
        let mut keywords = written.map(|d| d.keywords.clone()).unwrap_or_default();
        if keywords.is_empty() {
            keywords.push(title.clone());
        }
        Self { title, description, keywords }
    }
}

/// Gives the columns the words that they have in a site called `site`.
pub(super) fn rename_site(columns: &mut TiSlice<ColumnId, Column>, site: &str) {
    for column in columns {
        let words = ColumnWords::of(&column.path, column.draft.as_deref(), site);
        (column.title, column.description, column.keywords) =
            (words.title, words.description, words.keywords);
    }
}

fn index_file(folder: &ContentPath) -> ContentPath {
    folder.join(layout::COLUMN).unwrap_or_else(|_| folder.clone())
}

fn reserved_slug(path: &ContentPath, slug: &str, written: Option<&Spanned<String>>) -> Diagnostic {
    let place = match written {
        Some(written) => Place::span(format!("{}/_index.md", path.in_site()), written.span.clone()),
        None => Place::whole(path.in_site()),
    };
    Diagnostic::error(
        "reserved-address",
        say!(
            "地址 `/{slug}/` 由系统使用，栏目不能用它",
            "the address `/{slug}/` belongs to the site itself, a column cannot have it"
        ),
    )
    .at(place)
    .help(say!("在该栏目的 _index.md 中写另一个“别名”", "give the column another `slug` in its _index.md"))
}
