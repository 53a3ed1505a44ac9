//! Structured data (schema.org) for search engines.

use serde_json::{Value, json};

use super::view::{Html, LinkView};
use super::{Renderer, page};
use crate::catalog::{Item, ItemKind};
use crate::model::PagePath;

/// The home page: the site and who keeps it.
pub(super) fn site(renderer: &Renderer) -> Html {
    let settings = renderer.settings;
    html(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": settings.name,
        "url": settings.url,
        "inLanguage": "zh-CN",
        "publisher": { "@type": "GovernmentOrganization", "name": settings.units[0].full },
    }))
}

/// A page that lists others.
pub(super) fn collection(
    renderer: &Renderer,
    path: &PagePath,
    title: &str,
    description: &str,
    breadcrumb: &[LinkView],
) -> Html {
    html(&json!({
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": title,
        "description": description,
        "url": renderer.absolute(path),
        "inLanguage": "zh-CN",
        "breadcrumb": trail(renderer, path, breadcrumb, title),
    }))
}

/// An item; an undated page is a plain web page.
pub(super) fn item(
    renderer: &Renderer,
    path: &PagePath,
    item: &Item,
    summary: &str,
    breadcrumb: &[LinkView],
) -> Html {
    let unit = &renderer.settings.units[item.unit];
    let kind = match (&item.kind, item.date) {
        (_, None) => "WebPage",
        (ItemKind::Article(_), _) => "Article",
        (ItemKind::Year { .. } | ItemKind::Period { .. }, _) => "Report",
    };
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": kind,
        "name": item.title,
        "url": renderer.absolute(path),
        "inLanguage": "zh-CN",
        "publisher": { "@type": "GovernmentOrganization", "name": unit.full },
    });
    if kind == "WebPage" {
        data["breadcrumb"] = trail(renderer, path, breadcrumb, &item.title);
    } else {
        data["headline"] = item.title.as_str().into();
    }
    if !summary.is_empty() {
        data["description"] = summary.into();
    }
    if let Some(date) = item.date {
        data["datePublished"] = page::moment(date).iso.into();
    }
    if let Some(number) = item.number.issued() {
        data["identifier"] = number.as_str().into();
    }
    html(&data)
}

fn trail(renderer: &Renderer, path: &PagePath, breadcrumb: &[LinkView], title: &str) -> Value {
    let mut elements: Vec<Value> = Vec::new();
    for link in breadcrumb {
        let address = renderer.absolute_of(path, &link.url);
        elements.push(json!({
            "@type": "ListItem", "position": elements.len() + 1, "name": link.title, "item": address,
        }));
    }
    elements.push(json!({
        "@type": "ListItem", "position": elements.len() + 1, "name": title, "item": renderer.absolute(path),
    }));
    json!({ "@type": "BreadcrumbList", "itemListElement": elements })
}

/// JSON inside a script element: `<` is written as an escape, so that no text can end the element.
fn html(data: &Value) -> Html {
    Html(data.to_string().replace('<', "\\u003c"))
}

impl Renderer<'_> {
    /// The absolute address of a relative link on a page.
    fn absolute_of(&self, page: &PagePath, link: &str) -> String {
        let mut folders: Vec<String> = page.encoded().split('/').map(str::to_owned).collect();
        folders.pop();
        for part in link.split('/') {
            match part {
                ".." => {
                    folders.pop();
                }
                part => folders.push(part.to_owned()),
            }
        }
        let path = folders.join("/");
        let path = path
            .strip_suffix("index.html")
            .filter(|rest| rest.is_empty() || rest.ends_with('/'))
            .unwrap_or(&path);
        format!("{}{path}", self.settings.url)
    }
}
