//! Pages that list others: home, columns, catalogue.

use super::text::Origin;
use super::view::{
    CatalogueRowView, CatalogueView, ChoiceView, ColumnCardView, ColumnMetaView, ColumnView, ContentView,
    FilterView, HomeView, Html, ItemView, PageNumberView, PageView, PagingView, PlaceView, Placement,
    TimeView,
};
use super::{Renderer, fields, json_ld, page};
use crate::catalog::{Column, ItemKind, TextPlace};
use crate::entry::Validity;
use crate::model::{ColumnId, ItemId, ListId, PagePath, ProjectId};
use crate::plan::{CATALOGUE_PAGE, CatalogueRow, Facet, FixedPage, PlannedPage};

/// What lists say of what is archived.
pub(super) const ARCHIVED: &str = "已归档";
/// How many of the newest items the home page shows.
const HOME_NEWEST: usize = 10;
/// How many of a column's newest items its card on the home page shows.
const CARD_NEWEST: usize = 5;
/// How many projects the home page shows.
const HOME_PROJECTS: usize = 12;
/// How many page numbers are offered on either side of the present one.
const PAGES_AROUND: usize = 2;

impl Renderer<'_> {
    /// `/index.html`
    pub(super) fn home(&self, page: &PlannedPage) -> (PageView, ContentView) {
        let root = &self.catalog.columns[ColumnId::HOME];
        let name = &self.settings.name;
        let mut view = self.page_view(&page.path, "政府信息公开", &root.description, Some(ColumnId::HOME));
        view.window_title.clone_from(name);
        view.breadcrumb.clear();
        let place = PlaceView { nav_current: Some(0), nav_is_page: true, ..self.place(Some(ColumnId::HOME)) };
        view.placement = Placement::Own(Box::new(place));
        view.json_ld = json_ld::site(self);
        let content = HomeView {
            intro: self.intro(&page.path, root),
            newest: root
                .items
                .iter()
                .take(HOME_NEWEST)
                .map(|item| self.item_view(&page.path, *item))
                .collect(),
            columns: self.catalog.nav.iter().map(|c| self.column_card(&page.path, *c, CARD_NEWEST)).collect(),
            glance: self.glance(&page.path),
            projects: self.newest_projects(&page.path),
            members: self.members_glance(&page.path),
        };
        (view, ContentView::Home(content))
    }

    fn newest_projects(&self, page: &PagePath) -> Vec<super::view::ProjectCardView> {
        let newest = |id: &ProjectId| self.catalog.projects[*id].last_period().map(|entry| entry.date);
        // Those of which the glance above them tells how many stand where.
        let mut projects = self.projects_now();
        projects.sort_by_key(|id| std::cmp::Reverse(newest(id)));
        projects.into_iter().take(HOME_PROJECTS).map(|id| self.project_card(page, id)).collect()
    }

    /// A page of a column.
    pub(super) fn column(&self, page: &PlannedPage, id: ColumnId, number: usize) -> (PageView, ContentView) {
        let column = &self.catalog.columns[id];
        let mut view = self.page_view(&page.path, &column.title, &column.description, Some(id));
        view.archived = Self::archived(self.catalog.archived_column(id), column.retention);
        // The page itself stands at the end of the trail as its heading, not as a link; further pages lead
        // back to the first.
        if number == 0 {
            view.breadcrumb.pop();
            let place = PlaceView { nav_is_page: self.catalog.nav.contains(&id), ..self.place(Some(id)) };
            view.placement = Placement::Own(Box::new(place));
        } else {
            view.window_title = format!("{}（第{}页）_{}", column.title, number + 1, self.settings.name);
        }
        view.json_ld =
            json_ld::collection(self, &page.path, &column.title, &column.description, &view.breadcrumb);
        let first = number == 0;
        let pages: Vec<&PagePath> =
            (0..self.plan.column_pages(id)).map(|number| self.plan.column(id, number)).collect();
        let shown = column.items.iter().skip(number * column.page_size).take(column.page_size);
        let children = column.children.iter().filter(|_| first);
        let projects = column.projects.iter().filter(|_| first);
        let content = ColumnView {
            intro: if first { self.intro(&page.path, column) } else { None },
            columns: children.map(|child| self.column_card(&page.path, *child, 0)).collect(),
            projects: projects.map(|project| self.project_card(&page.path, *project)).collect(),
            items: shown.map(|item| self.item_view(&page.path, *item)).collect(),
            paging: paging(&page.path, &pages, number, column.items.len()),
        };
        (view, ContentView::Column(content))
    }

    fn intro(&self, page: &PagePath, column: &Column) -> Option<Html> {
        let draft = column.draft.as_ref().filter(|draft| !draft.text.is_empty())?;
        let origin = Origin { file: &column.file, place: TextPlace::Elsewhere, ids: "" };
        Some(self.html(page, origin, &draft.text))
    }

    fn column_card(&self, page: &PagePath, id: ColumnId, newest: usize) -> ColumnCardView {
        let column = &self.catalog.columns[id];
        ColumnCardView {
            title: column.title.clone(),
            url: page.link_to(self.plan.column(id, 0)),
            description: column.description.clone(),
            count: column.items.len(),
            newest: column.items.iter().take(newest).map(|item| self.item_view(page, *item)).collect(),
        }
    }

    /// An item in a list.
    pub(super) fn item_view(&self, page: &PagePath, id: ItemId) -> ItemView {
        let item = &self.catalog.items[id];
        ItemView {
            title: item.title.clone(),
            url: page.link_to(self.plan.item(id)),
            date: item.date.map(page::day),
            mark: self.mark(id),
        }
    }

    /// A word about an item that must not be missed.
    fn mark(&self, id: ItemId) -> Option<String> {
        let item = &self.catalog.items[id];
        let archived = || self.catalog.archived(item).map(|_| ARCHIVED.to_owned());
        let ItemKind::Article(article) = &item.kind else { return archived() };
        let validity = article.validity.filter(|v| matches!(v, Validity::Lapsed | Validity::Repealed));
        let Some(validity) = validity else { return archived() };
        Some(fields::validity_name(validity).to_owned())
    }

    /// A page of the catalogue.
    pub(super) fn catalogue(
        &self,
        page: &PlannedPage,
        list: ListId,
        number: usize,
    ) -> (PageView, ContentView) {
        let this = &self.plan.lists[list];
        let mut title = "信息公开目录".to_owned();
        if this.facet != Facet::All {
            title = format!("{title}：{}", self.facet_name(&this.facet));
        }
        let description =
            format!("{}主动公开信息的目录：索引号、名称、内容概述和生成日期。", self.settings.name);
        let mut view = self.page_view(&page.path, &title, &description, Some(ColumnId::HOME));
        let meta = ColumnMetaView {
            name: title.clone(),
            kind: "信息公开目录".to_owned(),
            description: description.clone(),
            keywords: "信息公开目录,索引号".to_owned(),
        };
        let place = PlaceView { column_meta: Some(meta), ..PlaceView::default() };
        view.placement = Placement::Own(Box::new(place));
        if number > 0 {
            view.window_title = format!("{title}（第{}页）_{}", number + 1, self.settings.name);
        }
        if list != ListId::ALL {
            let url = page.path.link_to(&self.plan.list(ListId::ALL)[0]);
            view.breadcrumb.push(super::view::LinkView { title: "信息公开目录".to_owned(), url });
        }
        view.json_ld = json_ld::collection(self, &page.path, &title, &description, &view.breadcrumb);
        let pages: Vec<&PagePath> = self.plan.list(list).iter().collect();
        let shown = this.rows.iter().skip(number * CATALOGUE_PAGE).take(CATALOGUE_PAGE);
        let content = CatalogueView {
            filters: self.filters(&page.path, list),
            rows: shown.map(|row| self.catalogue_row(&page.path, *row)).collect(),
            paging: paging(&page.path, &pages, number, this.rows.len()),
            files: self.data_files(
                &page.path,
                &[
                    ("信息公开目录", FixedPage::CatalogueCsv, "CSV"),
                    ("信息公开目录", FixedPage::CatalogueJson, "JSON"),
                ],
            ),
        };
        (view, ContentView::Catalogue(content))
    }

    fn catalogue_row(&self, page: &PagePath, row: CatalogueRow) -> CatalogueRowView {
        match row {
            CatalogueRow::Item(id) => {
                let item = &self.catalog.items[id];
                let issued = self.catalog.common(item).issued.as_ref().map(|issued| issued.value);
                CatalogueRowView {
                    number: item.number_text().to_owned(),
                    title: item.title.clone(),
                    url: page.link_to(self.plan.item(id)),
                    summary: self.summary(item),
                    date: issued.map(page::day).unwrap_or_default(),
                    published: item.date.map(page::day).unwrap_or_default(),
                    mark: self.mark(id),
                }
            }
            CatalogueRow::Tombstone(id) => {
                let stone = &self.catalog.tombstones[id];
                CatalogueRowView {
                    number: stone.number.as_str().to_owned(),
                    title: stone.title.clone(),
                    url: page.link_to(&stone.number.page_path()),
                    summary: stone.reason.clone(),
                    date: TimeView::default(),
                    published: stone.first.map_or_else(TimeView::default, page::day),
                    mark: Some("已撤回".to_owned()),
                }
            }
        }
    }

    fn facet_name(&self, facet: &Facet) -> String {
        match facet {
            Facet::All => "全部".to_owned(),
            Facet::Unit(unit) => self.settings.units[*unit].short.clone(),
            Facet::Year(year) => format!("{year}年"),
            Facet::Topic(topic) => topic.to_string(),
        }
    }

    /// The ways to narrow the catalogue; a way with only one choice says nothing and is left out.
    fn filters(&self, page: &PagePath, current: ListId) -> Vec<FilterView> {
        type Belongs = fn(&Facet) -> bool;
        let kinds: [(&str, Belongs); 3] = [
            ("发布单位", |facet| matches!(facet, Facet::Unit(_))),
            ("年份", |facet| matches!(facet, Facet::Year(_))),
            ("主题分类", |facet| matches!(facet, Facet::Topic(_))),
        ];
        let mut filters = Vec::new();
        for (title, belongs) in kinds {
            let lists = self.plan.lists.iter_enumerated();
            let choices: Vec<ChoiceView> = lists
                .filter(|(_, list)| list.facet == Facet::All || belongs(&list.facet))
                .map(|(id, list)| ChoiceView {
                    title: self.facet_name(&list.facet),
                    url: page.link_to(&self.plan.list(id)[0]),
                    count: list.rows.len(),
                    current: id == current,
                })
                .collect();
            if choices.len() > 2 {
                let current =
                    choices.iter().find(|choice| choice.current).map_or("全部", |choice| &choice.title);
                filters.push(FilterView { title: title.to_owned(), current: current.to_owned(), choices });
            }
        }
        filters
    }
}

/// Where `current` (from 0) is among `pages`.
pub(super) fn paging(from: &PagePath, pages: &[&PagePath], current: usize, count: usize) -> PagingView {
    let last = pages.len() - 1;
    let near = current.saturating_sub(PAGES_AROUND)..=(current + PAGES_AROUND).min(last);
    let mut numbers = vec![0];
    numbers.extend(near.filter(|page| *page != 0 && *page != last));
    if last > 0 {
        numbers.push(last);
    }
    let mut offered = Vec::new();
    let mut before = None;
    for number in numbers {
        offered.push(PageNumberView {
            number: number + 1,
            url: from.link_to(pages[number]),
            gap: before.is_some_and(|before| number > before + 1),
        });
        before = Some(number);
    }
    let link = |page: Option<usize>| page.and_then(|page| pages.get(page)).map(|page| from.link_to(page));
    PagingView {
        current: current + 1,
        total: pages.len(),
        count,
        previous: link(current.checked_sub(1)),
        next: link(Some(current + 1)),
        pages: offered,
    }
}
