//! Structured data (schema.org) for search engines.

use serde::Serialize;

use super::view::{Html, LinkView};
use super::{Renderer, page};
use crate::catalog::{Item, ItemKind};
use crate::model::{PagePath, UnitId};
use crate::plan::FixedPage;

const CONTEXT: &str = "https://schema.org";
const LANGUAGE: &str = "zh-CN";

/// A thing of the vocabulary; what is absent is left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Thing<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    url: &'a str,
    in_language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Organization<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    breadcrumb: Option<Trail<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    potential_action: Option<SearchAction>,
}

#[derive(Serialize)]
struct SearchAction {
    #[serde(rename = "@type")]
    kind: &'static str,
    target: String,
    #[serde(rename = "query-input")]
    query_input: &'static str,
}

#[derive(Serialize)]
struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trail<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    item_list_element: Vec<BreadcrumbStep<'a>>,
}

#[derive(Serialize)]
struct BreadcrumbStep<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    name: &'a str,
    item: String,
}

impl<'a> Thing<'a> {
    fn new(kind: &'static str, name: &'a str, url: &'a str) -> Self {
        Self {
            context: CONTEXT,
            kind,
            name,
            url,
            in_language: LANGUAGE,
            publisher: None,
            breadcrumb: None,
            headline: None,
            description: None,
            date_published: None,
            identifier: None,
            potential_action: None,
        }
    }

    /// JSON inside a script element: `<` is written as an escape, so that no text can end the element.
    fn html(&self) -> Html {
        // Only maps with keys that are no texts could fail, and there is none.
        let json = serde_json::to_string(self).unwrap_or_default();
        Html(if json.contains('<') { json.replace('<', "\\u003c") } else { json })
    }
}

fn organization(name: &str) -> Organization<'_> {
    Organization { kind: "GovernmentOrganization", name }
}

/// The home page: the site and who keeps it.
pub(super) fn site(renderer: &Renderer) -> Html {
    let settings = renderer.settings;
    let mut site = Thing::new("WebSite", &settings.name, &settings.url);
    site.publisher = Some(organization(&settings.units[UnitId::FIRST].full));
    site.potential_action = renderer.plan.fixed(FixedPage::Search).map(|path| SearchAction {
        kind: "SearchAction",
        target: format!("{}?q={{search_term_string}}", renderer.absolute(path)),
        query_input: "required name=search_term_string",
    });
    site.html()
}

/// A page that lists others.
pub(super) fn collection(
    renderer: &Renderer,
    path: &PagePath,
    title: &str,
    description: &str,
    breadcrumb: &[LinkView],
) -> Html {
    let url = renderer.absolute(path);
    let mut page = Thing::new("CollectionPage", title, &url);
    page.description = Some(description);
    page.breadcrumb = Some(trail(renderer, path, breadcrumb, title));
    page.html()
}

/// An item; an undated page is a plain web page.
pub(super) fn item(
    renderer: &Renderer,
    path: &PagePath,
    item: &Item,
    summary: &str,
    breadcrumb: &[LinkView],
) -> Html {
    let url = renderer.absolute(path);
    let kind = match (&item.kind, item.date) {
        (_, None) => "WebPage",
        (ItemKind::Article(_), _) => "Article",
        (ItemKind::Year { .. } | ItemKind::Period { .. }, _) => "Report",
    };
    let mut thing = Thing::new(kind, &item.title, &url);
    thing.publisher = Some(organization(renderer.publisher(item)));
    match item.date {
        Some(date) => {
            thing.headline = Some(&item.title);
            thing.date_published = Some(page::moment(date).iso);
        }
        None => thing.breadcrumb = Some(trail(renderer, path, breadcrumb, &item.title)),
    }
    thing.description = Some(summary).filter(|summary| !summary.is_empty());
    thing.identifier = item.number.issued().map(crate::model::IndexNumber::as_str);
    thing.html()
}

fn trail<'a>(renderer: &Renderer, path: &PagePath, breadcrumb: &'a [LinkView], title: &'a str) -> Trail<'a> {
    let above = breadcrumb.iter().map(|link| (&*link.title, renderer.absolute_of(path, &link.url)));
    let steps = above.chain([(title, renderer.absolute(path))]).enumerate();
    let item_list_element = steps
        .map(|(at, (name, item))| BreadcrumbStep { kind: "ListItem", position: at + 1, name, item })
        .collect();
    Trail { kind: "BreadcrumbList", item_list_element }
}

impl Renderer<'_> {
    /// The absolute address of a relative link on a page.
    fn absolute_of(&self, from: &PagePath, link: &str) -> String {
        let mut folders: Vec<String> = from.encoded().split('/').map(str::to_owned).collect();
        folders.pop();
        for part in link.split('/') {
            match part {
                ".." => {
                    folders.pop();
                }
                part => folders.push(part.to_owned()),
            }
        }
        format!("{}{}", self.settings.url, page::without_index(&folders.join("/")))
    }
}
