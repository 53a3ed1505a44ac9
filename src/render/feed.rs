//! Files for readers and robots: feed, sitemap, robots.txt.

use std::fmt::Write as _;

use super::Renderer;
use super::text::escape;
use crate::model::Moment;
use crate::plan::PageKind;

/// How many of the newest items the feed holds.
const FEED_ITEMS: usize = 50;

impl Renderer<'_> {
    /// `/feed.xml`: Atom (RFC 4287), the newest items.
    pub(super) fn feed(&self) -> Vec<u8> {
        let settings = self.settings;
        let newest: Vec<usize> = self.catalog.columns[0].items.iter().copied().take(FEED_ITEMS).collect();
        let dates = newest.iter().filter_map(|item| self.catalog.items[*item].date);
        let updated =
            dates.max().map_or_else(|| "1970-01-01T00:00:00+08:00".to_owned(), |date| date.rfc3339());
        let (name, url) = (escape(&settings.name), escape(&settings.url));
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n\
             <title>{name}</title>\n<id>{url}</id>\n<link href=\"{url}\"/>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{url}feed.xml\"/>\n<updated>{updated}</updated>\n"
        );
        for at in newest {
            let item = &self.catalog.items[at];
            let Some(date) = item.date else { continue };
            let address = escape(&self.absolute(self.plan.item(at)));
            // Writing to a string cannot fail.
            let _ = write!(
                xml,
                "<entry>\n<title>{}</title>\n<id>{address}</id>\n<link href=\"{address}\"/>\n\
                 <published>{date}</published>\n<updated>{date}</updated>\n\
                 <author><name>{}</name></author>\n<summary>{}</summary>\n</entry>\n",
                escape(&item.title),
                escape(&settings.units[item.unit].full),
                escape(&self.summary(item)),
                date = date.rfc3339(),
            );
        }
        xml.push_str("</feed>\n");
        xml.into_bytes()
    }

    /// `/sitemap.xml` (sitemaps.org): every page that is to be found.
    pub(super) fn sitemap(&self) -> Vec<u8> {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for page in &self.plan.pages {
            let date = match page.kind {
                PageKind::Item(item) => self.catalog.items[item].date,
                PageKind::Home => self.newest_of_column(0),
                PageKind::Column { column, .. } => self.newest_of_column(column),
                PageKind::Project(project) => self.newest_of_project(project, None),
                PageKind::YearSummary { project, year } => self.newest_of_project(project, Some(year)),
                PageKind::Catalogue { .. }
                | PageKind::Tombstone(_)
                | PageKind::Progress(_)
                | PageKind::Dictionary => None,
                _ => continue,
            };
            // Writing to a string cannot fail.
            let _ = write!(xml, "<url><loc>{}</loc>", escape(&self.absolute(&page.path)));
            if let Some(date) = date {
                let _ = write!(xml, "<lastmod>{}</lastmod>", date.date);
            }
            xml.push_str("</url>\n");
        }
        xml.push_str("</urlset>\n");
        xml.into_bytes()
    }

    /// `/robots.txt` (RFC 9309): everything may be read.
    pub(super) fn robots(&self) -> Vec<u8> {
        format!("User-agent: *\nAllow: /\n\nSitemap: {}sitemap.xml\n", self.settings.url).into_bytes()
    }

    fn newest_of_column(&self, column: usize) -> Option<Moment> {
        self.catalog.columns[column].items.first().and_then(|item| self.catalog.items[*item].date)
    }

    fn newest_of_project(&self, project: usize, year: Option<usize>) -> Option<Moment> {
        let years = &self.catalog.projects[project].years;
        let years = match year {
            Some(year) => &years[year..=year],
            None => years,
        };
        years.iter().flat_map(|year| &year.entries).map(|entry| entry.date).max()
    }
}
