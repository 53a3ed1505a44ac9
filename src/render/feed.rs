//! Files for readers and robots: feed, sitemap, robots.txt.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::Renderer;
use super::text::escape;
use crate::model::{ColumnId, ItemId, Moment};
use crate::plan::FixedPage;

/// How many of the newest items the feed holds.
const FEED_ITEMS: usize = 50;

impl Renderer<'_> {
    /// `/feed.xml`: Atom (RFC 4287), the items that were published or corrected last.
    pub(super) fn feed(&self) -> Vec<u8> {
        let settings = self.settings;
        // What was corrected is news, however old the item is.
        let dated = self.catalog.columns[ColumnId::HOME].items.iter().copied();
        let mut newest: Vec<(ItemId, Moment, Moment)> = dated
            .filter_map(|id| self.catalog.items[id].date.map(|date| (id, date, self.updated(id, date))))
            .collect();
        newest.sort_by(|(.., a), (.., b)| b.cmp(a));
        newest.truncate(FEED_ITEMS);
        let nothing = || "1970-01-01T00:00:00+08:00".to_owned();
        let updated = newest.first().map_or_else(nothing, |(.., updated)| updated.rfc3339());
        // Chosen by the last change, listed by the day of publication: readers of feeds sort by one or the
        // other, and those that take the first one as given show that.
        newest.sort_by_key(|(_, date, _)| Reverse(*date));
        let (name, url) = (escape(&settings.name), escape(&settings.url));
        let own = escape(&self.absolute_fixed(FixedPage::Feed));
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n\
             <title>{name}</title>\n<id>{url}</id>\n<link href=\"{url}\"/>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n<updated>{updated}</updated>\n"
        );
        for (id, date, updated) in newest.iter().copied() {
            let item = &self.catalog.items[id];
            let address = escape(&self.absolute(self.plan.item(id)));
            // Writing to a string cannot fail.
            let _ = write!(
                xml,
                "<entry>\n<title>{}</title>\n<id>{address}</id>\n<link href=\"{address}\"/>\n\
                 <published>{date}</published>\n<updated>{updated}</updated>\n\
                 <author><name>{}</name></author>\n<summary>{}</summary>\n</entry>\n",
                escape(&item.title),
                escape(self.publisher(item)),
                escape(&self.summary(item)),
                date = date.rfc3339(),
                updated = updated.rfc3339(),
            );
        }
        xml.push_str("</feed>\n");
        xml.into_bytes()
    }

    /// When an item was made public, or changed last.
    fn updated(&self, item: ItemId, date: Moment) -> Moment {
        self.revised(item).filter(|revised| revised.date > date.date).unwrap_or(date)
    }

    /// `/sitemap.xml` (sitemaps.org): every page that is to be found.
    pub(super) fn sitemap(&self) -> Vec<u8> {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for page in &self.plan.pages {
            if !page.kind.descriptor().is_in_sitemap {
                continue;
            }
            // Writing to a string cannot fail.
            let _ = write!(xml, "<url><loc>{}</loc>", escape(&self.absolute(&page.path)));
            if let Some(date) = page.kind.date(self.catalog) {
                let _ = write!(xml, "<lastmod>{}</lastmod>", date.date);
            }
            xml.push_str("</url>\n");
        }
        xml.push_str("</urlset>\n");
        xml.into_bytes()
    }

    /// `/robots.txt` (RFC 9309): everything may be read, but the results of searches are not pages of their
    /// own.
    pub(super) fn robots(&self) -> Vec<u8> {
        let results = self.plan.fixed(FixedPage::Search).map_or_else(String::new, |path| {
            format!("Disallow: {}{}?\n", super::root_path(self.settings), path.encoded())
        });
        let sitemap = self.absolute_fixed(FixedPage::Sitemap);
        format!("User-agent: *\nAllow: /\n{results}\nSitemap: {sitemap}\n").into_bytes()
    }
}
