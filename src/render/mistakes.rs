//! The links by which readers say that something is wrong (纠错): of a page, a row of figures, a chart.

use super::Renderer;
use super::page::phone_url;
use super::text::{escape, unescape};
use super::view::MistakeView;
use crate::config::{MistakeSubject, Mistakes};
use crate::model::PagePath;

/// How a table of a text begins, up to its name, and ends.
const TABLE: (&str, &str) = ("<section class=\"table-scroll\" aria-label=\"", "</table></section>");
/// What a table without a caption is called.
const NAMELESS: &str = "表格";

/// The links of one page, of which only what was seen differs.
pub(super) struct PageMistakes<'a> {
    contact: &'a Mistakes,
    title: &'a str,
    number: &'a str,
    url: String,
}

impl Renderer<'_> {
    /// The links of a page; `None` on a site that has neither form nor mail for them.
    pub(super) fn mistakes<'a>(
        &'a self,
        path: &PagePath,
        title: &'a str,
        number: &'a str,
    ) -> Option<PageMistakes<'a>> {
        let contact = &self.settings.mistakes;
        let has_links = !contact.form.is_empty() || !contact.mail.is_empty();
        has_links.then(|| PageMistakes { contact, title, number, url: self.absolute(path) })
    }

    /// How to say that something of a whole page is wrong; `None` on a site that does not tell.
    pub(super) fn page_mistake(&self, path: &PagePath, title: &str, number: &str) -> Option<MistakeView> {
        let contact = &self.settings.mistakes;
        let url = self.mistakes(path, title, number).and_then(|links| links.url(MistakeSubject::default()));
        (url.is_some() || !contact.phone.is_empty()).then(|| MistakeView {
            url,
            is_outside: contact.is_form(),
            phone: contact.phone.clone(),
            phone_url: phone_url(&contact.phone),
        })
    }
}

impl PageMistakes<'_> {
    /// Appends the link of a figure. Its text is one word, for it stands beside many figures; what it is
    /// about is said to who hears it alone.
    pub(super) fn push(&self, indicator: &str, period: &str, value: &str, out: &mut String) {
        let Some(url) = self.url(MistakeSubject { indicator, period, value, ..MistakeSubject::default() })
        else {
            return;
        };
        self.push_link(&url, indicator, out);
    }

    /// A finished text with a link behind each of its tables. A table within a cell is the outer one's.
    pub(super) fn behind_tables(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + 512);
        let (mut rest, mut depth, mut count) = (html, 0, 0);
        let mut name = String::new();
        while let Some(at) = rest.find(TABLE.1) {
            let (table, behind) = rest.split_at(at + TABLE.1.len());
            out.push_str(table);
            rest = behind;
            let mut starts = table.split(TABLE.0).skip(1);
            if depth == 0 {
                let label = starts.next().and_then(|start| start.split('"').next()).unwrap_or_default();
                depth = 1;
                count += 1;
                name = match unescape(label).as_str() {
                    NAMELESS | "" => format!("第{count}张表"),
                    label => label.to_owned(),
                };
            }
            depth += starts.count();
            depth -= 1;
            if depth == 0
                && let Some(url) = self.url(MistakeSubject { table: &name, ..MistakeSubject::default() })
            {
                out.push_str("<p class=\"mistakes\" data-search=\"no\">");
                self.push_link(&url, &name, &mut out);
                out.push_str("</p>");
            }
        }
        out.push_str(rest);
        out
    }

    fn push_link(&self, url: &str, about: &str, out: &mut String) {
        let (url, about) = (escape(url), escape(about));
        out.extend(["<a class=\"mistake\" href=\"", &url, "\" aria-label=\"纠错：", &about, "\""]);
        if self.contact.is_form() {
            out.push_str(" rel=\"external noopener\"");
        }
        out.push_str(">纠错</a>");
    }

    fn url(&self, seen: MistakeSubject<'_>) -> Option<String> {
        self.contact.link(&MistakeSubject { title: self.title, number: self.number, url: &self.url, ..seen })
    }
}
