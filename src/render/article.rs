//! The pages of articles, and of withdrawn items.

use std::collections::BTreeMap;

use typed_index_collections::TiVec;

use super::project::footnotes;
use super::text::{Origin, format_name, size_text};
use super::view::{
    ArticleMetaView, ArticleView, ContentView, FileView, Html, ItemView, LinkView, NoticeView, PageView,
    TocView, TombstoneView,
};
use super::{Renderer, fields, json_ld, page};
use crate::catalog::{Catalog, Item, ItemKind, ItemNumber, Resolved, TextPlace};
use crate::entry::{ArticleDraft, ArticleKind, AttachmentDraft, Disclosure, Validity};
use crate::model::{ColumnId, ContentPath, IndexNumber, ItemId, Moment, PagePath, TombstoneId};
use crate::plan::{PageKind, PlannedPage};
use crate::text::{Document, TextMode};

/// A text with at least this many headings gets a table of contents.
const TOC_FROM: usize = 4;
/// … if it is also at least this long, in bytes of HTML; a short text is seen at a glance.
const TOC_BYTES: usize = 6_000;
/// The deepest headings in the table of contents, counted from 1.
const TOC_DEPTH: u8 = 2;

/// How articles hang together, worked out once.
pub(super) struct ArticleRelations {
    explains: TiVec<ItemId, Vec<ItemId>>,
    explained_by: TiVec<ItemId, Vec<ItemId>>,
    replaces: TiVec<ItemId, Vec<ItemId>>,
    newer: TiVec<ItemId, Option<ItemId>>,
    older: TiVec<ItemId, Option<ItemId>>,
    /// The items that were public under a number which is another's, by that number.
    once_shared: BTreeMap<String, Vec<ItemId>>,
    /// That number, by these items.
    former: BTreeMap<ItemId, IndexNumber>,
}

impl ArticleRelations {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let count = catalog.items.len();
        let mut relations = Self {
            explains: vec![Vec::new(); count].into(),
            explained_by: vec![Vec::new(); count].into(),
            replaces: vec![Vec::new(); count].into(),
            newer: vec![None; count].into(),
            older: vec![None; count].into(),
            once_shared: BTreeMap::new(),
            former: BTreeMap::new(),
        };
        for row in catalog.ledger.rows() {
            let Some(former) = row.former_number() else { continue };
            let Some(item) = catalog.items.position(|item| row.item() == Some(&item.key)) else { continue };
            relations.once_shared.entry(former.collision_key()).or_default().push(item);
            relations.former.insert(item, former);
        }
        let mut last_in_column: TiVec<ColumnId, Option<ItemId>> = vec![None; catalog.columns.len()].into();
        for (id, item) in catalog.items.iter_enumerated() {
            let ItemKind::Article(article) = &item.kind else { continue };
            for link in &article.explains {
                if let Some(Resolved::Item(original)) = catalog.resolve(&item.source, &link.value) {
                    relations.explains[id].push(original);
                    relations.explained_by[original].push(id);
                }
            }
            if let Some(link) = &article.replaced_by
                && let Some(Resolved::Item(newer)) = catalog.resolve(&item.source, &link.value)
            {
                relations.replaces[newer].push(id);
            }
            if item.date.is_some() {
                relations.newer[id] = last_in_column[item.column];
                if let Some(newer) = last_in_column[item.column].replace(id) {
                    relations.older[newer] = Some(id);
                }
            }
        }
        relations
    }

    /// The items that were public under this number before, which is another's.
    pub(super) fn once_under(&self, number: &IndexNumber) -> &[ItemId] {
        self.once_shared.get(&number.collision_key()).map_or(&[], Vec::as_slice)
    }

    /// The number, another's by now, under which an item was public before.
    pub(super) fn former_number(&self, item: ItemId) -> Option<&IndexNumber> {
        self.former.get(&item)
    }

    /// The documents that an interpretation explains.
    pub(super) fn explains(&self, item: ItemId) -> &[ItemId] {
        &self.explains[item]
    }

    /// The interpretations of a document.
    pub(super) fn explained_by(&self, item: ItemId) -> &[ItemId] {
        &self.explained_by[item]
    }
}

impl Renderer<'_> {
    /// The page of an article.
    pub(super) fn article(
        &self,
        page: &PlannedPage,
        id: ItemId,
        article: &ArticleDraft,
    ) -> (PageView, ContentView) {
        let item = &self.catalog.items[id];
        let common = &article.common;
        let on_request = common.disclosure == Disclosure::OnRequest;
        let origin = Origin { file: &item.source, place: self.catalog.article_place(item), ids: "" };
        let numbered = item.number != ItemNumber::None;
        let mut html =
            if on_request { on_request_notice() } else { self.html(&page.path, origin, &article.text) };
        let number = item.number.issued().map_or("", IndexNumber::as_str);
        if let Some(links) = self.mistakes(&page.path, &item.title, number) {
            html = Html(links.behind_tables(&html.0));
        }
        let in_line = !numbered && article.kind != ArticleKind::Page;
        let content = ArticleView {
            kind: fields::kind_name(article.kind).to_owned(),
            gongwen: article.mode == TextMode::Gongwen,
            metadata: if numbered { self.metadata(&page.path, id) } else { Vec::new() },
            date: item.date.filter(|_| in_line).map(page::moment),
            source: common.source.clone().filter(|_| in_line).unwrap_or_default(),
            editor: common.editor.clone().filter(|_| in_line).unwrap_or_default(),
            doc_number: common.doc_number.as_ref().map(|number| number.value.clone()).unwrap_or_default(),
            notice: self.notice(&page.path, item, article),
            toc: if on_request { Vec::new() } else { self.toc(origin.place, &article.text) },
            addressees: article.addressees.clone().unwrap_or_default(),
            html,
            attachments: if on_request {
                Vec::new()
            } else {
                self.attachments(&page.path, &item.source, &common.attachments)
            },
            footnotes: if on_request { Vec::new() } else { footnotes(&article.answers) },
            signature: article.signature.clone().unwrap_or_default(),
            issued: common
                .issued
                .as_ref()
                .filter(|_| article.signature.is_some())
                .map(|d| page::chinese_day(d.value)),
            explains: self.item_views(&page.path, self.prepared.relations.explains(id)),
            explained_by: self.item_views(&page.path, self.prepared.relations.explained_by(id)),
            replaces: self.item_views(&page.path, &self.prepared.relations.replaces[id]),
            previous: self.prepared.relations.newer[id].map(|item| self.item_link(&page.path, item)),
            next: self.prepared.relations.older[id].map(|item| self.item_link(&page.path, item)),
        };
        (self.item_page(&page.path, id), ContentView::Article(Box::new(content)))
    }

    /// `page` of an item.
    pub(super) fn item_page(&self, path: &PagePath, id: ItemId) -> PageView {
        let item = &self.catalog.items[id];
        let summary = self.summary(item);
        let description = if summary.is_empty() { &item.title } else { &summary };
        let mut view = self.page_view(path, &item.title, description, Some(item.column));
        if let Some(number) = item.number.issued() {
            view.window_title = format!("{}（{number}）_{}", item.title, self.settings.name);
            view.index_number = Some(number.as_str().to_owned());
            view.mistake = self.page_mistake(path, &item.title, number.as_str());
            view.data_url = Some(path.link_to(&number.data_path()));
        }
        view.archived = Self::archived(self.catalog.archived(item), self.catalog.retention(item));
        view.article_meta = self.article_meta(item);
        view.json_ld = json_ld::item(self, path, item, &summary, &view.breadcrumb);
        view.share = Some(self.share(path));
        view.corrections = self.corrections_of(path, id);
        view
    }

    /// The abstract with its figures put in.
    pub(super) fn summary(&self, item: &Item) -> String {
        self.plain(self.text_place(item), &item.summary)
    }

    /// Which figures an item's own texts mean.
    pub(super) fn text_place(&self, item: &Item) -> TextPlace {
        match item.kind {
            ItemKind::Article(_) => self.catalog.article_place(item),
            ItemKind::Year(year) => {
                let entries = &self.catalog.year(year).entries;
                let nth = entries.iter().position(|entry| entry.path == item.source);
                nth.map_or(TextPlace::Project(year.project), |nth| TextPlace::Entry(year.entry(nth)))
            }
            ItemKind::Period(entry) => TextPlace::Entry(entry),
        }
    }

    fn item_views(&self, page: &PagePath, items: &[ItemId]) -> Vec<ItemView> {
        items.iter().map(|item| self.item_view(page, *item)).collect()
    }

    /// The files that a page offers.
    pub(super) fn attachments(
        &self,
        page: &PagePath,
        source: &ContentPath,
        attachments: &[AttachmentDraft],
    ) -> Vec<FileView> {
        let mut views = Vec::new();
        for attachment in attachments {
            let Ok(file) = source.parent().join(&attachment.file.value) else { continue };
            let (Some(path), Some(size)) = (self.plan.file(&file), self.sizes.size(&file)) else { continue };
            views.push(FileView {
                title: attachment.name.clone().unwrap_or_else(|| file.stem().to_owned()),
                url: page.link_to(path),
                format: format_name(&file),
                size: size_text(size),
            });
        }
        views
    }

    fn toc(&self, place: TextPlace, text: &Document) -> Vec<TocView> {
        let Some(top) = text.headings.iter().map(|heading| heading.level).min() else { return Vec::new() };
        let shown: Vec<_> = text.headings.iter().filter(|heading| heading.level < top + TOC_DEPTH).collect();
        if !text.has_contents && (shown.len() < TOC_FROM || text.html.len() < TOC_BYTES) {
            return Vec::new();
        }
        shown
            .into_iter()
            .map(|heading| TocView {
                depth: heading.level - top + 1,
                id: heading.id.clone(),
                title: self.plain(place, &heading.text),
            })
            .collect()
    }

    fn notice(&self, page: &PagePath, item: &Item, article: &ArticleDraft) -> Option<NoticeView> {
        let validity = article.validity.filter(|validity| *validity != Validity::Valid)?;
        let replacement = article.replaced_by.as_ref().and_then(|link| {
            let resolved = self.catalog.resolve(&item.source, &link.value)?;
            let title = match resolved {
                Resolved::Item(item) | Resolved::Section(item, _) => self.catalog.items[item].title.clone(),
                Resolved::Column(column) => self.catalog.columns[column].title.clone(),
                Resolved::Project(project) => self.catalog.projects[project].plain_title(),
                Resolved::File(ref file) => file.stem().to_owned(),
            };
            Some(LinkView { title, url: self.link_to(page, &resolved) })
        });
        Some(NoticeView {
            validity: fields::validity_name(validity).to_owned(),
            since: article.expires.as_ref().map(|expires| page::chinese_day(expires.value)),
            replacement,
        })
    }

    /// The page at an address where an article stood before.
    pub(super) fn forward(&self, page: &PlannedPage, id: ItemId) -> (PageView, ContentView) {
        let item = &self.catalog.items[id];
        let title = format!("{}（已移到新网址）", item.title);
        let description = format!("《{}》的网页已移到新网址。", item.title);
        let mut view = self.page_view(&page.path, &title, &description, Some(item.column));
        let url = page.path.link_to(self.plan.item(id));
        view.window_title = format!("{title}（{}）_{}", page.path, self.settings.name);
        view.canonical = Some(self.absolute(self.plan.item(id)));
        view.is_superseded = true;
        view.forward = Some(url.clone());
        let to = LinkView { title: item.title.clone(), url };
        (view, ContentView::Forward(to))
    }

    /// A link to the public item of a number.
    fn item_of_number(&self, page: &PagePath, number: &IndexNumber) -> Option<LinkView> {
        let is_meant = |item: &Item| item.number.issued() == Some(number);
        let (id, item) = self.catalog.items.iter_enumerated().find(|(_, item)| is_meant(item))?;
        Some(LinkView { title: item.title.clone(), url: self.link_to(page, &Resolved::Item(id)) })
    }

    /// The page at the address of a withdrawn item.
    pub(super) fn tombstone(&self, page: &PlannedPage, id: TombstoneId) -> (PageView, ContentView) {
        let stone = &self.catalog.tombstones[id];
        let title = format!("{}（已撤回）", stone.title);
        let description = format!("索引号 {} 的信息已撤回。", stone.number);
        let mut view = self.page_view(&page.path, &title, &description, Some(ColumnId::HOME));
        if matches!(page.kind, PageKind::WithdrawnVersion(_)) {
            view.canonical = Some(self.absolute(&stone.number.page_path()));
            view.is_superseded = true;
        }
        let withdrawn = stone.withdrawn.map(|date| Moment { date, time: None });
        view.article_meta = withdrawn.or(stone.first).map(|date| ArticleMetaView {
            title: title.clone(),
            date: date.stamp(),
            source: self.settings.name.clone(),
            ..ArticleMetaView::default()
        });
        view.window_title = format!("{title}（{}）_{}", stone.number, self.settings.name);
        view.index_number = Some(stone.number.as_str().to_owned());
        let content = TombstoneView {
            number: stone.number.as_str().to_owned(),
            title: stone.title.clone(),
            first_date: stone.first.map(page::day),
            date: withdrawn.map(page::day),
            reason: stone.reason.clone(),
            moved_to: stone.successor.as_ref().and_then(|number| self.item_of_number(&page.path, number)),
        };
        (view, ContentView::Tombstone(content))
    }
}

pub(super) fn on_request_notice() -> Html {
    Html("<p>本信息属于依申请公开的内容，正文不在网上公布。需要的公民、法人或者其他组织，可以按照政府信息公开指南提出申请，申请时请写明索引号。</p>".to_owned())
}
