//! Pages that list others: home, columns, catalogue.

use super::project::data_files;
use super::text::Origin;
use super::view::{
    CatalogueRowView, CatalogueView, ChoiceView, ColumnCardView, ColumnMetaView, ColumnView, ContentView,
    FilterView, HomeView, Html, ItemView, PageNumberView, PageView, PagingView, PlaceView, Placement,
    TimeView,
};
use super::{Renderer, fields, json_ld, page};
use crate::catalog::{Column, ItemKind, TextPlace};
use crate::entry::Validity;
use crate::model::PagePath;
use crate::plan::{CATALOGUE_PAGE, CatalogueRow, Facet, PlannedPage};

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
        let root = &self.catalog.columns[0];
        let name = &self.settings.name;
        let mut view = self.page_view(&page.path, "政府信息公开", &root.description, Some(0));
        view.window_title.clone_from(name);
        view.breadcrumb.clear();
        let place = PlaceView { nav_current: Some(0), nav_is_page: true, ..self.place(Some(0)) };
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
        };
        (view, ContentView::Home(content))
    }

    fn newest_projects(&self, page: &PagePath) -> Vec<super::view::ProjectCardView> {
        let newest = |at: &usize| {
            let years = &self.catalog.projects[*at].years;
            years.last().and_then(|year| year.entries.last()).map(|entry| entry.date)
        };
        let mut projects: Vec<usize> = (0..self.catalog.projects.len()).collect();
        projects.sort_by_key(|at| std::cmp::Reverse(newest(at)));
        projects.into_iter().take(HOME_PROJECTS).map(|at| self.project_card(page, at)).collect()
    }

    /// A page of a column.
    pub(super) fn column(&self, page: &PlannedPage, at: usize, number: usize) -> (PageView, ContentView) {
        let column = &self.catalog.columns[at];
        let mut view = self.page_view(&page.path, &column.title, &column.description, Some(at));
        // The page itself stands at the end of the trail as its heading, not as a link; further pages lead
        // back to the first.
        if number == 0 {
            view.breadcrumb.pop();
            let place = PlaceView { nav_is_page: self.catalog.nav.contains(&at), ..self.place(Some(at)) };
            view.placement = Placement::Own(Box::new(place));
        } else {
            view.window_title = format!("{}（第{}页）_{}", column.title, number + 1, self.settings.name);
        }
        view.json_ld =
            json_ld::collection(self, &page.path, &column.title, &column.description, &view.breadcrumb);
        let first = number == 0;
        let pages: Vec<&PagePath> =
            (0..self.plan.column_pages(at)).map(|number| self.plan.column(at, number)).collect();
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
        let origin = Origin { file: &column.file, place: TextPlace::default(), ids: "" };
        Some(self.html(page, origin, &draft.text))
    }

    fn column_card(&self, page: &PagePath, at: usize, newest: usize) -> ColumnCardView {
        let column = &self.catalog.columns[at];
        ColumnCardView {
            title: column.title.clone(),
            url: page.link_to(self.plan.column(at, 0)),
            description: column.description.clone(),
            count: column.items.len(),
            newest: column.items.iter().take(newest).map(|item| self.item_view(page, *item)).collect(),
        }
    }

    /// An item in a list.
    pub(super) fn item_view(&self, page: &PagePath, at: usize) -> ItemView {
        let item = &self.catalog.items[at];
        ItemView {
            title: item.title.clone(),
            url: page.link_to(self.plan.item(at)),
            date: item.date.map(page::day),
            mark: self.mark(at),
        }
    }

    /// A word about an item that must not be missed.
    fn mark(&self, at: usize) -> Option<String> {
        let ItemKind::Article(article) = &self.catalog.items[at].kind else { return None };
        let validity = article.validity.filter(|v| matches!(v, Validity::Lapsed | Validity::Repealed))?;
        Some(fields::validity_name(validity).to_owned())
    }

    /// A page of the catalogue.
    pub(super) fn catalogue(
        &self,
        page: &PlannedPage,
        list: usize,
        number: usize,
    ) -> (PageView, ContentView) {
        let this = &self.plan.lists[list];
        let mut title = "信息公开目录".to_owned();
        if this.facet != Facet::All {
            title = format!("{title}：{}", self.facet_name(&this.facet));
        }
        let description =
            format!("{}主动公开信息的目录：索引号、名称、内容概述和生成日期。", self.settings.name);
        let mut view = self.page_view(&page.path, &title, &description, Some(0));
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
        if list > 0 {
            let url = page.path.link_to(&self.plan.list(0)[0]);
            view.breadcrumb.push(super::view::LinkView { title: "信息公开目录".to_owned(), url });
        }
        view.json_ld = json_ld::collection(self, &page.path, &title, &description, &view.breadcrumb);
        let pages: Vec<&PagePath> = self.plan.list(list).iter().collect();
        let shown = this.rows.iter().skip(number * CATALOGUE_PAGE).take(CATALOGUE_PAGE);
        let content = CatalogueView {
            filters: self.filters(&page.path, list),
            rows: shown.map(|row| self.catalogue_row(&page.path, *row)).collect(),
            paging: paging(&page.path, &pages, number, this.rows.len()),
            files: data_files(
                &page.path,
                &[
                    ("信息公开目录", "data/catalogue.csv", "CSV"),
                    ("信息公开目录", "data/catalogue.json", "JSON"),
                ],
            ),
        };
        (view, ContentView::Catalogue(content))
    }

    fn catalogue_row(&self, page: &PagePath, row: CatalogueRow) -> CatalogueRowView {
        match row {
            CatalogueRow::Item(at) => {
                let item = &self.catalog.items[at];
                let issued = self.catalog.common(item).issued.as_ref().map(|issued| issued.value);
                CatalogueRowView {
                    number: item.number_text().to_owned(),
                    title: item.title.clone(),
                    url: page.link_to(self.plan.item(at)),
                    summary: self.summary(item),
                    date: issued.or(item.date).map(page::day).unwrap_or_default(),
                    mark: self.mark(at),
                }
            }
            CatalogueRow::Tombstone(at) => {
                let stone = &self.catalog.tombstones[at];
                CatalogueRowView {
                    number: stone.number.as_str().to_owned(),
                    title: stone.title.clone(),
                    url: page.link_to(&stone.number.page_path()),
                    summary: stone.reason.clone(),
                    date: stone.first.map_or_else(TimeView::default, page::day),
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
    fn filters(&self, page: &PagePath, current: usize) -> Vec<FilterView> {
        type Belongs = fn(&Facet) -> bool;
        let kinds: [(&str, Belongs); 3] = [
            ("发布单位", |facet| matches!(facet, Facet::Unit(_))),
            ("年份", |facet| matches!(facet, Facet::Year(_))),
            ("主题分类", |facet| matches!(facet, Facet::Topic(_))),
        ];
        let mut filters = Vec::new();
        for (title, belongs) in kinds {
            let lists = self.plan.lists.iter().enumerate();
            let choices: Vec<ChoiceView> = lists
                .filter(|(_, list)| list.facet == Facet::All || belongs(&list.facet))
                .map(|(at, list)| ChoiceView {
                    title: self.facet_name(&list.facet),
                    url: page.link_to(&self.plan.list(at)[0]),
                    count: list.rows.len(),
                    current: at == current,
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
fn paging(from: &PagePath, pages: &[&PagePath], current: usize, count: usize) -> PagingView {
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
