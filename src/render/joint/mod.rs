//! The pages and data of a portal about its members, from what they published.
//!
//! Every row names its member and leads to the page on the member's own site: relative where it has the
//! portal's own origin, so that a folder with both can be moved as a whole.

mod data;
mod progress;

use super::Renderer;
use super::json_ld;
use super::lists::paging;
use super::page;
use super::view::{
    ColumnMetaView, ContentView, CorrectionView, FileView, JointCatalogueView, JointCorrectedView,
    JointCorrectionsView, JointItemView, JointRowView, LinkView, MemberView, MembersGlanceView, MembersView,
    PageView, PlaceView, Placement, TimeView,
};
use crate::model::{ColumnId, Moment, PagePath};
use crate::plan::{CATALOGUE_PAGE, JointPage, OverviewScope, PlannedPage};
use crate::portal::{KnownMember, Portal, PortalMember};

/// How many of the newest items the home page shows.
const HOME_NEWEST: usize = 10;
/// How many corrections the page lists; all stand in the data.
const MOST_CORRECTIONS: usize = 1_000;
/// How many of a portal's items stand in its feed.
const FEED_ITEMS: usize = 50;

const MEMBERS: &str = "成员公开";
const CATALOGUE: &str = "联合目录";
const PROGRESS: &str = "成员进度总览";
const MISSING: &str = "应报未报和迟报";
const CORRECTIONS: &str = "成员更正公告";

/// A page of a portal about its members.
pub(super) enum Joint {
    /// A page for people.
    Page(Box<(PageView, ContentView)>),
    /// A file for machines.
    Data(Vec<u8>),
}

/// The portal's page being made.
struct JointPlace<'a> {
    portal: &'a Portal,
    path: &'a PagePath,
    /// From the page to the root of the site.
    up: String,
    own: &'a str,
}

impl JointPlace<'_> {
    fn link(&self, member: &PortalMember, address: &str) -> String {
        member.link(address, self.own, &self.up)
    }

    /// Whose state is older than that of the rest.
    fn notes(&self) -> Vec<String> {
        let is_old = |member: &&PortalMember| member.is_old();
        let note = |member: &PortalMember| match member.as_of {
            Some(as_of) => format!("“{}”是截至{}的数据", member.name, as_of.chinese()),
            None => format!("“{}”的数据没有取到，这里没有它的内容", member.name),
        };
        self.portal.members.iter().filter(is_old).map(note).collect()
    }
}

impl Renderer<'_> {
    /// A page or a file about the members.
    pub(super) fn joint(&self, page: &PlannedPage, joint: JointPage) -> Joint {
        let nothing = Portal::default();
        let portal = self.portal.unwrap_or(&nothing);
        let path = &page.path;
        let place = JointPlace { portal, path, up: "../".repeat(path.depth()), own: &self.settings.url };
        let (view, content) = match joint {
            JointPage::Members => self.members_page(&place),
            JointPage::Catalogue(member, number) => self.joint_catalogue(&place, member, number),
            JointPage::Progress(scope) => self.joint_progress(&place, scope),
            JointPage::Missing => self.joint_missing(&place),
            JointPage::Corrections => self.joint_corrections(&place),
            JointPage::Feed => return Joint::Data(self.joint_feed(portal, path)),
            JointPage::CatalogueJson => return Joint::Data(self.joint_catalogue_json(portal)),
            JointPage::CatalogueCsv => return Joint::Data(data::catalogue_csv(portal)),
            JointPage::ProgressJson => return Joint::Data(self.joint_progress_json(portal)),
            JointPage::ProgressCsv => return Joint::Data(data::progress_csv(portal)),
            JointPage::CorrectionsJson => return Joint::Data(self.joint_corrections_json(portal)),
        };
        Joint::Page(Box::new((view, content)))
    }

    /// What `/data/site.json` says of the members, and of those of portals among them.
    pub(super) fn known_members(&self) -> Vec<KnownMember> {
        let members = self.portal.into_iter().flat_map(|portal| &portal.members);
        let known = |member: &PortalMember| {
            let own = KnownMember {
                name: member.name.clone(),
                url: member.url.clone(),
                as_of: member.as_of.map(|as_of| as_of.stamp()).unwrap_or_default(),
                troubles: member.troubles.iter().map(chinese).collect(),
            };
            let below = member.content.members.iter().map(|below| KnownMember {
                name: format!("{} / {}", member.name, below.name),
                ..below.clone()
            });
            std::iter::once(own).chain(below.collect::<Vec<_>>())
        };
        members.flat_map(known).collect()
    }

    /// The members at a glance, for the home page; `None` on a site that is no portal.
    pub(super) fn members_glance(&self, path: &PagePath) -> Option<MembersGlanceView> {
        let portal = self.portal?;
        let place = JointPlace { portal, path, up: "../".repeat(path.depth()), own: &self.settings.url };
        let newest = portal.items.iter().take(HOME_NEWEST).map(|at| {
            let (member, item) = portal.item(*at);
            JointItemView {
                title: item.title.clone(),
                url: place.link(member, &item.url),
                member: member_name(member, item.via.as_deref()),
                date: item.date.map(page::day),
            }
        });
        Some(MembersGlanceView {
            summary: summary(portal),
            newest: newest.collect(),
            notes: place.notes(),
            pages: self.joint_pages(path, None),
        })
    }

    /// The pages about the members, but for this one.
    fn joint_pages(&self, path: &PagePath, current: Option<JointPage>) -> Vec<LinkView> {
        let pages = [
            (JointPage::Members, MEMBERS),
            (JointPage::Catalogue(None, 0), CATALOGUE),
            (JointPage::Progress(OverviewScope::Now), PROGRESS),
            (JointPage::Missing, MISSING),
            (JointPage::Corrections, CORRECTIONS),
        ];
        let pages = pages.into_iter().filter(|(page, _)| Some(*page) != current);
        pages.filter_map(|(page, title)| self.joint_link(path, page, title)).collect()
    }

    fn joint_link(&self, path: &PagePath, page: JointPage, title: &str) -> Option<LinkView> {
        let url = path.link_to(self.plan.joint(page)?);
        Some(LinkView { title: title.to_owned(), url })
    }

    fn joint_files(&self, path: &PagePath, files: &[(&str, JointPage, &str)]) -> Vec<FileView> {
        let file = |(title, page, format): &(&str, JointPage, &str)| {
            let url = path.link_to(self.plan.joint(*page)?);
            Some(FileView {
                title: (*title).to_owned(),
                url,
                format: (*format).to_owned(),
                size: String::new(),
            })
        };
        files.iter().filter_map(file).collect()
    }

    /// What all pages about the members have.
    fn joint_view(
        &self,
        place: &JointPlace<'_>,
        title: &str,
        description: &str,
        keywords: &str,
        above: &[(JointPage, &str)],
    ) -> PageView {
        let path = place.path;
        let mut view = self.page_view(path, title, description, Some(ColumnId::HOME));
        let meta = ColumnMetaView {
            name: title.to_owned(),
            kind: "信息公开目录".to_owned(),
            description: description.to_owned(),
            keywords: keywords.to_owned(),
        };
        // Behind the home page, the columns and the overview of the portal's own projects.
        let overview = usize::from(self.plan.overview(OverviewScope::Now).is_some());
        let nav_current = Some(self.catalog.nav.len() + 1 + overview);
        let nav_is_page = above.is_empty();
        view.placement =
            Placement::Own(Box::new(PlaceView { column_meta: Some(meta), nav_current, nav_is_page }));
        view.breadcrumb.extend(above.iter().filter_map(|(page, title)| self.joint_link(path, *page, title)));
        view.json_ld = json_ld::collection(self, path, title, description, &view.breadcrumb);
        view
    }

    fn members_page(&self, place: &JointPlace<'_>) -> (PageView, ContentView) {
        let portal = place.portal;
        let summary = summary(portal);
        let view = self.joint_view(place, MEMBERS, &summary, "成员,门户,信息公开", &[]);
        let row = |(at, member): (usize, &PortalMember)| MemberView {
            name: member.name.clone(),
            site: member.content.site.clone(),
            url: place.link(member, &member.url),
            as_of: member.as_of.map(page::moment),
            items: self.plan.joint_lists.get(at).map_or(0, Vec::len),
            projects: portal.projects.iter().filter(|(member, _)| *member == at).count(),
            catalogue: self
                .plan
                .joint(JointPage::Catalogue(Some(at), 0))
                .map_or_else(String::new, |list| place.path.link_to(list)),
            notes: member.troubles.iter().map(chinese).collect(),
        };
        let content = MembersView {
            summary,
            rows: portal.members.iter().enumerate().map(row).collect(),
            pages: self.joint_pages(place.path, Some(JointPage::Members)),
            files: self.joint_files(
                place.path,
                &[
                    ("联合目录", JointPage::CatalogueCsv, "CSV"),
                    ("联合目录", JointPage::CatalogueJson, "JSON"),
                    ("成员项目进度", JointPage::ProgressCsv, "CSV"),
                    ("成员项目进度", JointPage::ProgressJson, "JSON"),
                    ("成员更正", JointPage::CorrectionsJson, "JSON"),
                ],
            ),
        };
        (view, ContentView::Members(content))
    }

    fn joint_catalogue(
        &self,
        place: &JointPlace<'_>,
        member: Option<usize>,
        number: usize,
    ) -> (PageView, ContentView) {
        let portal = place.portal;
        let of = member.and_then(|at| portal.members.get(at));
        let title = of.map_or_else(|| CATALOGUE.to_owned(), |member| format!("{CATALOGUE}：{}", member.name));
        let description = match of {
            Some(member) => format!("{}公开信息的目录，来自它自己的网站。", member.name),
            None => format!("{}各成员公开信息的目录，来自它们自己的网站。", self.settings.name),
        };
        let mut above = vec![(JointPage::Members, MEMBERS)];
        if of.is_some() {
            above.push((JointPage::Catalogue(None, 0), CATALOGUE));
        }
        let mut view = self.joint_view(place, &title, &description, "信息公开目录,索引号,成员", &above);
        if number > 0 {
            view.window_title = format!("{title}（第{}页）_{}", number + 1, self.settings.name);
        }
        let own: Vec<(usize, usize)>;
        let all: &[(usize, usize)] = match member {
            None => &portal.items,
            Some(at) => {
                let rows = self.plan.joint_lists.get(at).map_or(&[][..], Vec::as_slice);
                own = rows.iter().map(|row| (at, *row)).collect();
                &own
            }
        };
        let shown = all.iter().skip(number * CATALOGUE_PAGE).take(CATALOGUE_PAGE);
        let pages: Vec<&PagePath> =
            (0..).map_while(|page| self.plan.joint(JointPage::Catalogue(member, page))).collect();
        let content = JointCatalogueView {
            notes: match of {
                None => place.notes(),
                Some(member) => member.troubles.iter().map(chinese).collect(),
            },
            rows: shown.map(|at| joint_row(place, *at)).collect(),
            paging: paging(place.path, &pages, number, all.len()),
            members: self.joint_link(place.path, JointPage::Members, MEMBERS).unwrap_or_default(),
            files: self.joint_files(
                place.path,
                &[
                    ("联合目录", JointPage::CatalogueCsv, "CSV"),
                    ("联合目录", JointPage::CatalogueJson, "JSON"),
                ],
            ),
        };
        (view, ContentView::JointCatalogue(content))
    }

    fn joint_corrections(&self, place: &JointPlace<'_>) -> (PageView, ContentView) {
        let portal = place.portal;
        let description = format!("{}各成员对已经公开的信息作出的更正、修订和目标调整。", self.settings.name);
        let above = [(JointPage::Members, MEMBERS)];
        let view = self.joint_view(place, CORRECTIONS, &description, "更正,修订,目标调整", &above);
        let entry = |at: &(usize, usize)| {
            let (member, one) = portal.correction(*at);
            let row = &one.row;
            JointCorrectedView {
                member: member_name(member, row.member.as_deref()),
                item: LinkView { title: row.title.clone(), url: place.link(member, &row.url) },
                number: row.index_number.clone().unwrap_or_default(),
                correction: CorrectionView {
                    kind: row.kind.clone(),
                    date: page::day(one.date),
                    part: row.part.clone(),
                    place: row.place.clone(),
                    was: row.was.clone(),
                    now: row.now.clone(),
                    reason: row.reason.clone(),
                    old_version: None,
                },
            }
        };
        let content = JointCorrectionsView {
            notes: place.notes(),
            entries: portal.corrections.iter().take(MOST_CORRECTIONS).map(entry).collect(),
            more: portal.corrections.len().saturating_sub(MOST_CORRECTIONS),
            files: self.joint_files(place.path, &[("全部成员更正", JointPage::CorrectionsJson, "JSON")]),
        };
        (view, ContentView::JointCorrections(content))
    }
}

fn joint_row(place: &JointPlace<'_>, at: (usize, usize)) -> JointRowView {
    let (member, item) = place.portal.item(at);
    let is_over = ["失效", "废止"].contains(&&*item.validity);
    let day = |date: Option<Moment>| date.map_or_else(TimeView::default, page::day);
    JointRowView {
        number: item.number.clone(),
        contested: place.portal.is_contested(item),
        title: item.title.clone(),
        url: place.link(member, &item.url),
        member: LinkView {
            title: member_name(member, item.via.as_deref()),
            url: place.link(member, &member.url),
        },
        summary: item.summary.clone(),
        date: day(item.issued),
        published: day(item.date),
        mark: is_over.then(|| item.validity.clone()),
    }
}

/// A member, with the one below it that a row is of.
fn member_name(member: &PortalMember, via: Option<&str>) -> String {
    match via {
        Some(via) => format!("{} / {via}", member.name),
        None => member.name.clone(),
    }
}

fn chinese(text: &crate::diag::Text) -> String {
    text.in_lang(crate::diag::Lang::Zh).to_owned()
}

/// One sentence about all members.
fn summary(portal: &Portal) -> String {
    let (members, items, projects) = (portal.members.len(), portal.items.len(), portal.projects.len());
    let mut parts = vec![format!("{members}个成员，公开信息{items}条，项目{projects}个")];
    let unknown = portal.members.iter().filter(|member| member.as_of.is_none()).count();
    let old = portal.members.iter().filter(|member| member.is_old() && member.as_of.is_some()).count();
    if old > 0 {
        parts.push(format!("{old}个成员暂时取不到新的数据，用的是以前的"));
    }
    if unknown > 0 {
        parts.push(format!("{unknown}个成员的数据没有取到，这里没有它们的内容"));
    }
    parts.join("；") + "。"
}
