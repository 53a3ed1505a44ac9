//! The search page, and what the catalogue says of the pages that can be found.

use super::lists::ARCHIVED;
use super::text::escape;
use super::view::{ContentView, LinkView, PageView, SearchView, SearchWayView};
use super::{Renderer, fields};
use crate::catalog::{Item, ItemKind};
use crate::entry::{ArticleKind, Validity};
use crate::model::{ColumnId, ListId, Moment, PagePath, UnitId};
use crate::plan::{PageKind, PlannedPage};
use crate::search::{MEMBERS, SearchNames, SearchText, Visible};
use crate::theme::SEARCH_SCRIPT;

/// The kinds (类型) that pages are filtered by.
const KINDS: [&str; 11] =
    ["公文", "通知", "规划", "解读", "动态", "指南", "年报", "页面", PROGRESS, PROJECT, COLUMN];
const PROGRESS: &str = "进度";
const PROJECT: &str = "项目";
const COLUMN: &str = "栏目";
/// What is said of the validity (有效性) of a withdrawn item.
const WITHDRAWN: &str = "撤回";
/// The place of [`ARCHIVED`] among what is said of validity, counted from 1.
const ARCHIVED_AT: u32 = 6;

impl Renderer<'_> {
    /// `/search.html`
    pub(super) fn search_page(&self, page: &PlannedPage) -> (PageView, ContentView) {
        let path = &page.path;
        let description =
            format!("检索{}公开的政府信息：标题、索引号、文号、正文、表格和附件。", self.settings.name);
        let view = self.page_view(path, "站内检索", &description, None);
        let catalogue = path.link_to(self.plan.list(ListId::ALL).first().unwrap_or(path));
        let mut ways = vec![SearchWayView {
            title: "信息公开目录".to_owned(),
            url: catalogue,
            note: "按单位、年份、主题逐条查看".to_owned(),
        }];
        ways.extend(self.on_request_link(path).map(|LinkView { title, url }| SearchWayView {
            title,
            url,
            note: "没有主动公开的信息，可以提出申请".to_owned(),
        }));
        let up = "../".repeat(path.depth());
        let content = SearchView {
            script: format!("{up}{}", self.theme.address_of(SEARCH_SCRIPT)),
            members: self.portal.map(|_| format!("{up}{MEMBERS}")),
            ways,
        };
        (view, ContentView::Search(content))
    }

    /// The column, or else the article, that says how to apply for what is not published (依申请公开).
    pub(super) fn on_request_link(&self, page: &PagePath) -> Option<LinkView> {
        let is_it = |title: &str| title.contains("依申请公开");
        let column = self.catalog.columns.iter_enumerated().find(|(_, column)| is_it(&column.title));
        if let Some((at, column)) = column {
            return Some(LinkView {
                title: column.title.clone(),
                url: page.link_to(self.plan.column(at, 0)),
            });
        }
        let is_guide = |item: &Item| {
            let ItemKind::Article(article) = &item.kind else { return false };
            matches!(article.kind, ArticleKind::Guide | ArticleKind::Page) && is_it(&item.title)
        };
        let article = self.catalog.items.position(is_guide)?;
        Some(self.item_link(page, article))
    }

    /// `/opensearch.xml` (OpenSearch 1.1): how a browser searches the site from its address bar.
    pub(super) fn open_search(&self) -> Vec<u8> {
        let (name, url) = (escape(&self.settings.name), escape(&self.settings.url));
        // The standard allows 16 characters for the short name.
        let short = escape(&self.settings.name.chars().take(16).collect::<String>());
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
             <ShortName>{short}</ShortName>\n\
             <Description>检索{name}公开的政府信息</Description>\n\
             <InputEncoding>UTF-8</InputEncoding>\n\
             <Language>zh-CN</Language>\n\
             <Url type=\"text/html\" method=\"get\" template=\"{url}search.html?q={{searchTerms}}\"/>\n\
             </OpenSearchDescription>\n"
        )
        .into_bytes()
    }

    /// The pages that search finds, the oldest first and undated ones before all.
    #[must_use]
    pub fn searched(&self) -> Vec<&PlannedPage> {
        let mut pages: Vec<(Option<Moment>, &PlannedPage)> = self
            .plan
            .pages
            .iter()
            .filter(|page| page.kind.descriptor().is_searched)
            .map(|page| (self.searched_date(page.kind), page))
            .collect();
        pages.sort_by_key(|(date, _)| *date);
        pages.into_iter().map(|(_, page)| page).collect()
    }

    /// The names that pages are filtered by.
    #[must_use]
    pub fn search_names(&self) -> SearchNames {
        let columns = self.catalog.columns.keys().map(|at| self.column_name(at));
        let validities = [Validity::Valid, Validity::Lapsed, Validity::Repealed, Validity::Amended];
        let validities = validities.into_iter().map(fields::validity_name).chain([WITHDRAWN, ARCHIVED]);
        SearchNames {
            units: self.settings.units.iter().map(|unit| unit.full.clone()).collect(),
            columns: columns.collect(),
            kinds: KINDS.map(str::to_owned).to_vec(),
            validities: validities.map(str::to_owned).collect(),
        }
    }

    /// A page as it is to be found, `html` being the page itself.
    #[must_use]
    pub fn search_text(&self, page: &PlannedPage, html: &[u8]) -> SearchText {
        let mut text = SearchText {
            address: page.path.encoded(),
            date: self.searched_date(page.kind).map(|date| date.date.to_string()).unwrap_or_default(),
            visible: Visible::of(html),
            ..SearchText::default()
        };
        match page.kind {
            PageKind::Article(item) | PageKind::Year(item) | PageKind::Period(item) => {
                self.describe_item(&self.catalog.items[item], &mut text);
            }
            PageKind::Project(at) => {
                let project = &self.catalog.projects[at];
                text.title = project.plain_title();
                self.classify(&mut text, Some(project.unit), Some(project.column), PROJECT);
            }
            PageKind::YearSummary(year) => {
                let project = &self.catalog.projects[year.project];
                text.title = project.year_title(self.catalog.year(year).year);
                self.classify(&mut text, Some(project.unit), Some(project.column), PROJECT);
            }
            PageKind::Tombstone(at) => {
                let stone = &self.catalog.tombstones[at];
                stone.title.clone_into(&mut text.title);
                stone.number.as_str().clone_into(&mut text.number);
                text.facets[3] = 5;
            }
            PageKind::Column { column, .. } => {
                let described = &self.catalog.columns[column];
                text.title.clone_from(&described.title);
                text.more = vec![described.description.clone(), described.keywords.join("、")];
                self.classify(&mut text, None, Some(column), COLUMN);
            }
            _ => text.title.clone_from(&self.settings.name),
        }
        text
    }

    fn describe_item(&self, item: &Item, text: &mut SearchText) {
        let common = self.catalog.common(item);
        text.title.clone_from(&item.title);
        text.number = item.number.issued().map(|number| number.as_str().to_owned()).unwrap_or_default();
        text.doc_number = common.doc_number.as_ref().map(|number| number.value.clone()).unwrap_or_default();
        // Where only the title holds the words, the first of these is the line that is shown.
        text.more = vec![self.summary(item), common.keywords.join("、")];
        let kind = match &item.kind {
            ItemKind::Article(article) => fields::kind_name(article.kind),
            ItemKind::Year(_) | ItemKind::Period(_) => PROGRESS,
        };
        self.classify(text, Some(item.unit), Some(item.column), kind);
        let nothing = if self.catalog.archived(item).is_some() { ARCHIVED_AT } else { 0 };
        text.facets[3] = nothing;
        if let ItemKind::Article(article) = &item.kind {
            text.facets[3] = article.validity.map_or(nothing, |validity| match validity {
                Validity::Valid if nothing > 0 => nothing,
                Validity::Valid => 1,
                Validity::Lapsed => 2,
                Validity::Repealed => 3,
                Validity::Amended => 4,
            });
        }
    }

    /// Says what a page is filtered by.
    fn classify(&self, text: &mut SearchText, unit: Option<UnitId>, column: Option<ColumnId>, kind: &str) {
        let place = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        text.facets[0] = unit.map_or(0, |unit| place(unit.into()));
        text.facets[1] = column.map_or(0, |column| place(column.into()));
        text.facets[2] = KINDS.iter().position(|known| *known == kind).map_or(0, place);
        text.names = [
            unit.map(|unit| self.settings.units[unit].full.clone()).unwrap_or_default(),
            column.map(|column| self.column_name(column)).unwrap_or_default(),
        ];
    }

    /// The title of a column, with those above it where another has the same.
    fn column_name(&self, column: ColumnId) -> String {
        let title = &self.catalog.columns[column].title;
        if self.catalog.columns.iter().filter(|other| other.title == *title).count() == 1 {
            return title.clone();
        }
        let path = self.catalog.column_path(column);
        let titles: Vec<&str> = path.iter().skip(1).map(|at| &*self.catalog.columns[*at].title).collect();
        titles.join("·")
    }

    /// The date by which a page is sorted.
    fn searched_date(&self, kind: PageKind) -> Option<Moment> {
        match kind {
            // That something in a column or on the home page is new does not make them new.
            PageKind::Home | PageKind::Column { .. } => None,
            PageKind::Tombstone(at) => {
                let stone = &self.catalog.tombstones[at];
                stone.withdrawn.map(|date| Moment { date, time: None }).or(stone.first)
            }
            _ => kind.date(self.catalog),
        }
    }
}
