//! The links by which readers say that something is wrong (纠错): of a page, a row of figures, a chart.

use super::Renderer;
use super::page::phone_url;
use super::text::escape;
use super::view::MistakeView;
use crate::config::{MistakeSubject, Mistakes};
use crate::model::PagePath;

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
        out.extend([
            "<a class=\"mistake\" href=\"",
            &escape(&url),
            "\" aria-label=\"纠错：",
            &escape(indicator),
            "\"",
        ]);
        if self.contact.is_form() {
            out.push_str(" rel=\"external noopener\"");
        }
        out.push_str(">纠错</a>");
    }

    fn url(&self, seen: MistakeSubject<'_>) -> Option<String> {
        self.contact.link(&MistakeSubject { title: self.title, number: self.number, url: &self.url, ..seen })
    }
}
