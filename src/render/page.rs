//! What every page has: head, navigation, footer.

use std::hash::Hash as _;

use jiff::civil::Date;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Renderer;
use super::frame::Placement;
use super::view::{
    ArchivedView, ArticleMetaView, FooterView, Html, LinkView, LinksView, PageView, ShareView, SiteView,
    TimeView,
};
use crate::catalog::{Catalog, Item};
use crate::config::Settings;
use crate::entry::Retention;
use crate::model::{ColumnId, Digesting, ListId, Moment, PagePath};
use crate::plan::{FixedPage, JointPage, OverviewScope, SitePlan};
use crate::theme::{self, Theme};

/// Where citizens report a fault of a government site (我为政府网站找错).
const REPORT: &str = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html";

/// `site`.
pub(super) fn site(settings: &Settings) -> SiteView {
    let footer = &settings.footer;
    let digits: String = footer.police.chars().filter(char::is_ascii_digit).collect();
    SiteView {
        name: settings.name.clone(),
        lang: "zh-CN".to_owned(),
        domain: host(settings).to_owned(),
        site_id: settings.site_id.clone(),
        feed_type: "application/atom+xml".to_owned(),
        footer: FooterView {
            host: footer.host.clone(),
            organiser: footer.organiser.clone(),
            address: footer.address.clone(),
            phone: footer.phone.clone(),
            phone_url: phone_url(&footer.phone),
            icp: footer.icp.clone(),
            icp_url: "https://beian.miit.gov.cn/".to_owned(),
            police: footer.police.clone(),
            police_url: if digits.len() == 14 {
                format!("https://beian.mps.gov.cn/#/query/webSearch?code={digits}")
            } else {
                String::new()
            },
            mark_url: if footer.mark.is_empty() {
                String::new()
            } else {
                format!("https://bszs.conac.cn/sitename?method=show&id={}", footer.mark)
            },
        },
    }
}

/// A telephone number as an address (RFC 3966), of several the first; empty if it is none.
pub(super) fn phone_url(phone: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '－' | '—' | '–' | '‐' | '‑' => '-',
        '＋' => '+',
        c => c,
    };
    let extension = ["转", "分机", "ext"].iter().filter_map(|word| phone.find(word)).min();
    let (number, extension) = phone.split_at(extension.unwrap_or(phone.len()));
    let mut digits = String::new();
    for c in number.chars().map(plain) {
        match c {
            '0'..='9' | '-' => digits.push(c),
            '+' if digits.is_empty() => digits.push(c),
            ' ' | '\u{a0}' | '\u{3000}' | ')' | '）' => {}
            // Words before the number; another number or a remark behind it.
            _ if digits.is_empty() => {}
            _ => break,
        }
    }
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    if !(5..=20).contains(&digits.len()) || count < 5 {
        return String::new();
    }
    let extension: String = extension
        .chars()
        .map(plain)
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let behind = if extension.is_empty() { String::new() } else { format!(";ext={extension}") };
    format!("tel:{}{behind}", digits.trim_matches('-'))
}

/// The host of the site's address.
pub(super) fn host(settings: &Settings) -> &str {
    let rest = settings.url.split_once("://").map_or(&*settings.url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or("");
    authority.split(':').next().unwrap_or(authority)
}

/// The path of the site's address, from the host's root: `/` or `/xxgk/`.
#[must_use]
pub fn root_path(settings: &Settings) -> String {
    let rest = settings.url.split_once("://").map_or(&*settings.url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..]).to_owned()
}

/// An encoded address as it is told to others: a server adds `index.html` by itself.
pub(super) fn without_index(address: &str) -> &str {
    let folder = address.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    folder.unwrap_or(address)
}

/// `links` for pages from which `root` leads to the site's root.
pub(super) fn links((catalog, plan): (&Catalog, &SitePlan), theme: &Theme, root: &str) -> LinksView {
    let to = |path: &PagePath| format!("{root}{}", path.encoded());
    let asset = |file: &str| format!("{root}{}", theme.address_of(file));
    let home = to(plan.column(ColumnId::HOME, 0));
    let first = LinkView { title: "首页".to_owned(), url: home.clone() };
    let columns = catalog.nav.iter().map(|column| LinkView {
        title: catalog.columns[*column].title.clone(),
        url: to(plan.column(*column, 0)),
    });
    let progress = plan.overview(OverviewScope::Now).map(to);
    let overview = progress.iter().map(|url| LinkView { title: "进度总览".to_owned(), url: url.clone() });
    let members = plan.joint(JointPage::Members).into_iter();
    let members = members.map(|path| LinkView { title: "成员公开".to_owned(), url: to(path) });
    LinksView {
        home,
        catalogue: to(&plan.list(ListId::ALL)[0]),
        progress: progress.clone(),
        corrections: plan.fixed(FixedPage::Corrections).map(to).unwrap_or_default(),
        upcoming: plan.fixed(FixedPage::Upcoming).map(to).unwrap_or_default(),
        search: plan.fixed(FixedPage::Search).map(to),
        open_search: plan.fixed(FixedPage::OpenSearch).map(to),
        feed: plan.fixed(FixedPage::Feed).map(to).unwrap_or_default(),
        stylesheet: asset(theme::STYLESHEET),
        script: asset(theme::SCRIPT),
        icon: asset(theme::ICON),
        nav: std::iter::once(first).chain(columns).chain(overview).chain(members).collect(),
    }
}

impl Renderer<'_> {
    /// Takes what frames and the way from the home page to a page are made from, besides the theme: the site,
    /// its navigation, and each column with its name and address.
    pub(crate) fn hash_frames(&self, digest: &mut Digesting) {
        let links = links((self.catalog, self.plan), self.theme, "");
        let mut take = |value: serde_json::Result<Vec<u8>>| value.unwrap_or_default().hash(digest);
        take(serde_json::to_vec(&(site(self.settings), links)));
        for (id, column) in self.catalog.columns.iter_enumerated() {
            let above: Vec<usize> = self.catalog.column_path(id).into_iter().map(usize::from).collect();
            let address = self.plan.column(id, 0).as_str();
            take(serde_json::to_vec(&(above, &column.title, address, self.place(Some(id)))));
        }
    }

    /// The absolute address of a page.
    pub(super) fn absolute(&self, path: &PagePath) -> String {
        format!("{}{}", self.settings.url, without_index(&path.encoded()))
    }

    /// The absolute address of a file of which there is one; empty if the site has none.
    pub(super) fn absolute_fixed(&self, page: FixedPage) -> String {
        self.plan.fixed(page).map_or_else(String::new, |path| self.absolute(path))
    }

    /// `page`, with what depends only on address, title and column; the rest is left empty.
    pub(super) fn page_view(
        &self,
        path: &PagePath,
        title: &str,
        description: &str,
        column: Option<ColumnId>,
    ) -> PageView {
        let absolute = self.absolute(path);
        let report_url = format!(
            "{REPORT}?site_code={}&url={}",
            self.settings.site_id,
            utf8_percent_encode(&absolute, NON_ALPHANUMERIC)
        );
        let name = &self.settings.name;
        let above = column.map_or(Vec::new(), |column| self.catalog.column_path(column));
        PageView {
            title: title.to_owned(),
            window_title: format!("{title}_{name}"),
            description: description.to_owned(),
            canonical: Some(absolute),
            report_url,
            mistake: self.page_mistake(path, title, ""),
            breadcrumb: self.breadcrumb(path, &above),
            placement: Placement::Column(column),
            ..PageView::default()
        }
    }

    /// That something is archived since `day`.
    pub(super) fn archived(day: Option<Date>, retention: Option<Retention>) -> Option<ArchivedView> {
        let since = chinese_day(day?.into());
        Some(ArchivedView { since, retention: retention.map(Retention::word) })
    }

    /// From the home page to the last of `columns`.
    fn breadcrumb(&self, path: &PagePath, columns: &[ColumnId]) -> Vec<LinkView> {
        let home =
            LinkView { title: "首页".to_owned(), url: path.link_to(self.plan.column(ColumnId::HOME, 0)) };
        let below = columns.iter().skip(1).map(|column| LinkView {
            title: self.catalog.columns[*column].title.clone(),
            url: path.link_to(self.plan.column(*column, 0)),
        });
        std::iter::once(home).chain(below).collect()
    }

    /// The META tags of an item's page; `None` for an undated page, which is no item of news.
    pub(super) fn article_meta(&self, item: &Item) -> Option<ArticleMetaView> {
        let common = self.catalog.common(item);
        let source = common.source.clone().unwrap_or_else(|| self.publisher(item).to_owned());
        Some(ArticleMetaView {
            title: item.title.clone(),
            date: item.date?.stamp(),
            source,
            keywords: common.keywords.join(","),
            author: common.editor.clone().unwrap_or_default(),
        })
    }

    /// What sharing a page needs.
    pub(super) fn share(&self, path: &PagePath) -> ShareView {
        let url = self.absolute(path);
        let qr = Html(self.prepared.codes.svg(&url));
        ShareView { url, qr }
    }
}

/// A moment as lists show it: the day.
pub(super) fn day(moment: Moment) -> TimeView {
    let day = moment.date.to_string();
    TimeView { iso: day.clone(), text: day }
}

/// A moment as the metadata box shows it: with its time, if it has one.
pub(super) fn moment(moment: Moment) -> TimeView {
    let iso = match moment.time {
        Some(time) => format!("{}T{:02}:{:02}+08:00", moment.date, time.hour(), time.minute()),
        None => moment.date.to_string(),
    };
    TimeView { iso, text: if moment.time.is_some() { moment.stamp() } else { moment.date.to_string() } }
}

/// A moment as it stands under a document: `2024年3月5日`.
pub(super) fn chinese_day(moment: Moment) -> TimeView {
    TimeView { iso: moment.date.to_string(), text: Moment { time: None, ..moment }.chinese() }
}

#[cfg(test)]
mod tests {
    use super::phone_url;

    #[test]
    fn a_telephone_is_called_as_it_is_meant() {
        for (typed, expected) in [
            ("0571-12345678", "tel:0571-12345678"),
            ("（0571）1234 5678", "tel:05711234 5678"),
            ("028-12345678转801", "tel:028-12345678;ext=801"),
            ("028-12345678 分机 801", "tel:028-12345678;ext=801"),
            ("０２８－１２３４５６７８", "tel:028-12345678"),
            ("028-12345678、028-87654321", "tel:028-12345678"),
            ("028-12345678/79", "tel:028-12345678"),
            ("12345（24小时）", "tel:12345"),
            ("值班电话：12345", "tel:12345"),
            ("+86 571 12345678", "tel:+8657112345678"),
            ("无", ""),
            ("123", ""),
            ("转801", ""),
        ] {
            assert_eq!(phone_url(typed), expected.replace(' ', ""), "{typed}");
        }
    }
}
