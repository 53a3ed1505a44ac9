//! What templates see: the contract between gongkai and its themes.
//!
//! Every page template gets five variables: `site` ([`SiteView`], the same on every page), `links`
//! ([`LinksView`], the same for all pages of one folder), `frame` ([`FrameView`], the same for all pages of
//! one folder and column), `page` ([`PageView`]) and one more that bears the name of the page's kind
//! ([`ContentView`]): `home`, `column`, `article`, `project`, `year`, `period`, `overview`, `dictionary`,
//! `catalogue`, `search`, `corrections`, `upcoming`, `version`, `forward` or `tombstone`. The templates of
//! the frame, which are rendered first, get `site`, `links` and `place` ([`PlaceView`]). What several pages
//! share is turned into a [`tera::Value`] once, since most of a page's cost is its context.
//!
//! The types hold only what is to be shown: finished texts, finished addresses. A template computes no
//! address and formats no date or number. Who fills them decides what to show; this module decides nothing.
//!
//! Guarantees to a theme: every field is always there (an `Option` without a value is null, a `Vec` without
//! items is empty); every field of type [`Html`] is printed as it is, every other text is plain and is
//! escaped when it is printed; every address not said to be absolute is relative to the page that shows it.

mod joint;
mod lists;
mod progress;
mod standing;
mod upcoming;
mod versions;

use serde::{Serialize, Serializer};
use tera::{Context, Value};

pub use super::frame::Placement;
pub use joint::{
    JointCatalogueView, JointCorrectedView, JointCorrectionsView, JointItemView, JointMissingView,
    JointProgressView, JointProjectView, JointReportView, JointRowView, MemberView, MembersGlanceView,
    MembersView,
};
pub use lists::{
    CatalogueRowView, CatalogueView, ChoiceView, ColumnView, FilterView, PageNumberView, PagingView,
};
pub use progress::{
    BadgeView, BreakdownRowView, BreakdownView, CardView, ChangeView, ChangesView, CitizenView, ContactView,
    CountView, CountsView, DataFieldView, DictionaryTableView, DictionaryView, FootnoteView, GapView,
    GlanceView, LateView, NodeView, OverviewView, ProjectRowView, QualityView, ReasonView, RuleView,
    ScopeView, StandFigureView, StandView, StatusMeaningView, TargetKindView,
};
pub use standing::{StatusView, TurnRowView, TurnsView};
pub use upcoming::{ComingView, OverdueView, UpcomingView};
pub use versions::{
    CorrectedView, CorrectionView, CorrectionsView, VersionFieldView, VersionTextView, VersionView,
};

/// A view turned into what the template engine works with, for several pages to share: a clone only counts a
/// reference.
pub type Shared = Value;

/// Finished, sanitised HTML, SVG or JSON of a script element: printed as it is, with or without `| safe`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(pub String);

/// For the template engine a text that it does not escape; else a text.
impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::safe_string(&self.0).serialize(serializer)
    }
}

/// `site`: what is the same on every page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteView {
    /// The site's name (名称); META `SiteName`.
    pub name: String,
    /// Language tag of the pages, such as `zh-CN`.
    pub lang: String,
    /// The bare host of the site's address; META `SiteDomain`.
    pub domain: String,
    /// 网站标识码, 10 characters; META `SiteIDCode`.
    pub site_id: String,
    /// The media type of the feed, such as `application/atom+xml`.
    pub feed_type: String,
    /// The footer.
    pub footer: FooterView,
}

/// What the footer shows on every page (国办发〔2017〕47号; domain.md §4.2). An empty text is not shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FooterView {
    /// 主办单位.
    pub host: String,
    /// 承办单位.
    pub organiser: String,
    /// 地址.
    pub address: String,
    /// 电话.
    pub phone: String,
    /// `phone` as a `tel:` address; empty if it is no telephone number.
    pub phone_url: String,
    /// ICP备案 number.
    pub icp: String,
    /// Where the ICP number can be looked up; absolute.
    pub icp_url: String,
    /// 公安备案 number.
    pub police: String,
    /// Where the police record can be looked up; absolute, empty if the number is not of 14 digits.
    pub police_url: String,
    /// Where the 党政机关网站标识 can be looked up; absolute, empty if the site has none.
    pub mark_url: String,
}

/// `links`: the addresses that every page needs. They depend only on the folder of the page, so that one
/// value serves all pages of it. On `404.html`, which is shown at any address, all start with `/`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinksView {
    /// The home page.
    pub home: String,
    /// 信息公开目录, which is the 站点地图 (site map) as well.
    pub catalogue: String,
    /// 进度总览, the overview of all projects; null on a site without projects.
    pub progress: Option<String>,
    /// 更正公告: what was corrected.
    pub corrections: String,
    /// 公开预告: what will be public when.
    pub upcoming: String,
    /// 检索, to which forms lead with the parameter `q`; null on a site that has no search of its own.
    pub search: Option<String>,
    /// How a browser searches the site, in the form of OpenSearch; null with `search`.
    pub open_search: Option<String>,
    /// The feed.
    pub feed: String,
    /// The style sheet, `assets/site.css` of the theme, whose name carries its digest.
    pub stylesheet: String,
    /// The script, `assets/site.js` of the theme, whose name carries its digest.
    pub script: String,
    /// `assets/icon.svg`.
    pub icon: String,
    /// The navigation: the home page (首页), then what 导航 of the site names.
    pub nav: Vec<LinkView>,
}

/// A link and its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
}

/// A date or moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TimeView {
    /// For `<time datetime>`: `2024-01-02` or `2024-01-02T11:44+08:00`.
    pub iso: String,
    /// As shown, such as `2024-01-02 11:44` or, under a document, `2024年3月5日`.
    pub text: String,
}

/// `place`: where in the site a page stands; seen only by the templates of the frame.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlaceView {
    /// META tags of a column page and of every page within a column; null on `404.html`.
    pub column_meta: Option<ColumnMetaView>,
    /// Which item of `links.nav` is or holds the page, counted from 0; null if none does.
    pub nav_current: Option<usize>,
    /// Whether that item of the navigation is this very page.
    pub nav_is_page: bool,
}

/// `frame`: what stands around a page and is equal on all pages of one folder and column, finished.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FrameView {
    /// `head.html`: META tags of the site and the column, icon, style, script.
    pub head: Html,
    /// `masthead.html`: name of the site, display settings, navigation.
    pub masthead: Html,
    /// `footer.html`: the footer up to its last link.
    pub footer: Html,
}

impl FrameView {
    /// The templates of the frame, in the order of the fields.
    pub const TEMPLATES: [&str; 3] = ["head.html", "masthead.html", "footer.html"];

    /// The value that pages share.
    #[must_use]
    pub fn value(&self) -> Shared {
        Value::from_serializable(self)
    }
}

/// `page`: what every page has and shares with no other.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageView {
    /// The heading of the page; on the home page words such as 政府信息公开: the site's name stands above.
    pub title: String,
    /// The `<title>`, unique in the site: heading, page number if there are several, site name.
    pub window_title: String,
    /// One or two sentences for search engines; never empty.
    pub description: String,
    /// The page's absolute address; null on `404.html`.
    pub canonical: Option<String>,
    /// The page's address at 我为政府网站找错; absolute.
    pub report_url: String,
    /// How to say that something on the page is wrong (纠错); null on a site that does not tell.
    pub mistake: Option<MistakeView>,
    /// Since when what the page shows is archived; null on all other pages.
    pub archived: Option<ArchivedView>,
    /// META tags of an item; null on all other pages.
    pub article_meta: Option<ArticleMetaView>,
    /// Structured data as JSON, safe inside a script element; may be empty.
    pub json_ld: Html,
    /// From the home page down to the parent of the page; empty on the home page and on `404.html`.
    pub breadcrumb: Vec<LinkView>,
    /// 索引号 of the item that the page shows, for the foot of printed sheets.
    pub index_number: Option<String>,
    /// Where in the site the page stands, for its frame.
    #[serde(skip)]
    pub placement: Placement,
    /// The same item as JSON.
    pub data_url: Option<String>,
    /// What sharing needs; null on pages not worth it.
    pub share: Option<ShareView>,
    /// What was corrected on the page of an item since it was published, newest first.
    pub corrections: Vec<CorrectionView>,
    /// Whether the page shows a superseded version: then it is no page for search engines.
    pub is_superseded: bool,
    /// Where a browser goes on at once, from an address that a page had before; null on all other pages.
    pub forward: Option<String>,
    /// The stylesheet beside `404.html`, found where the page lies on a disk; null on all other pages.
    pub local_stylesheet: Option<String>,
    /// The script beside `404.html`, likewise.
    pub local_script: Option<String>,
}

/// That something is archived (已归档).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ArchivedView {
    /// The day from which it is.
    pub since: TimeView,
    /// 保存期限; null where nothing says it.
    pub retention: Option<&'static str>,
}

/// How to say that something on a page is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MistakeView {
    /// A letter with its text begun, or a form that knows the page; null if there is only a telephone.
    pub url: Option<String>,
    /// Whether it leads to another site.
    pub is_outside: bool,
    /// The telephone; may be empty.
    pub phone: String,
    /// `phone` as a `tel:` address; empty if it is no telephone number.
    pub phone_url: String,
}

/// META tags of a column (47号文, 栏目标签). No text is empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ColumnMetaView {
    /// `ColumnName`.
    pub name: String,
    /// `ColumnType`: one of the listed types of domain.md §4.1.
    pub kind: String,
    /// `ColumnDescription`.
    pub description: String,
    /// `ColumnKeywords`, separated by commas.
    pub keywords: String,
}

/// META tags of an item (47号文, 内容页标签). `title`, `date` and `source` are never empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArticleMetaView {
    /// `ArticleTitle`; equals the page's heading.
    pub title: String,
    /// `PubDate`: `YYYY-MM-DD HH:MM`.
    pub date: String,
    /// `ContentSource`.
    pub source: String,
    /// `Keywords`, separated by commas; may be empty.
    pub keywords: String,
    /// `Author`: 责任编辑; may be empty.
    pub author: String,
}

/// What sharing needs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShareView {
    /// The page's absolute address, to copy.
    pub url: String,
    /// The QR code of that address: one `<svg>` without size, scripts or styles, hidden from screen readers.
    pub qr: Html,
}

/// The part of a page that depends on its kind; each kind has a template and a variable of its own.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum ContentView {
    /// `home.html`, variable `home`.
    Home(HomeView),
    /// `column.html`, variable `column`.
    Column(ColumnView),
    /// `article.html`, variable `article`.
    Article(Box<ArticleView>),
    /// `project.html`, variable `project`.
    Project(Box<ProjectView>),
    /// `year.html`, variable `year`.
    Year(Box<YearView>),
    /// `period.html`, variable `period`.
    Period(Box<PeriodView>),
    /// `progress.html`, variable `overview`.
    Overview(Box<OverviewView>),
    /// `dictionary.html`, variable `dictionary`.
    Dictionary(DictionaryView),
    /// `catalogue.html`, variable `catalogue`.
    Catalogue(CatalogueView),
    /// `search.html`, variable `search`.
    Search(SearchView),
    /// `tombstone.html`, variable `tombstone`.
    Tombstone(TombstoneView),
    /// `forward.html`, variable `forward`: where the page is now.
    Forward(LinkView),
    /// `corrections.html`, variable `corrections`.
    Corrections(CorrectionsView),
    /// `upcoming.html`, variable `upcoming`.
    Upcoming(UpcomingView),
    /// `version.html`, variable `version`.
    Version(Box<VersionView>),
    /// `members.html`, variable `members`.
    Members(MembersView),
    /// `joint-catalogue.html`, variable `joint_catalogue`.
    JointCatalogue(JointCatalogueView),
    /// `joint-progress.html`, variable `joint_progress`.
    JointProgress(Box<JointProgressView>),
    /// `joint-missing.html`, variable `joint_missing`.
    JointMissing(JointMissingView),
    /// `joint-corrections.html`, variable `joint_corrections`.
    JointCorrections(JointCorrectionsView),
    /// `404.html`, no variable.
    NotFound,
}

impl ContentView {
    /// The name of the variable by which the template knows it; `None` for a page without one.
    #[must_use]
    pub fn variable(&self) -> Option<&'static str> {
        match self {
            Self::Home(_) => Some("home"),
            Self::Column(_) => Some("column"),
            Self::Article(_) => Some("article"),
            Self::Project(_) => Some("project"),
            Self::Year(_) => Some("year"),
            Self::Period(_) => Some("period"),
            Self::Overview(_) => Some("overview"),
            Self::Dictionary(_) => Some("dictionary"),
            Self::Catalogue(_) => Some("catalogue"),
            Self::Search(_) => Some("search"),
            Self::Tombstone(_) => Some("tombstone"),
            Self::Forward(_) => Some("forward"),
            Self::Corrections(_) => Some("corrections"),
            Self::Upcoming(_) => Some("upcoming"),
            Self::Version(_) => Some("version"),
            Self::Members(_) => Some("members"),
            Self::JointCatalogue(_) => Some("joint_catalogue"),
            Self::JointProgress(_) => Some("joint_progress"),
            Self::JointMissing(_) => Some("joint_missing"),
            Self::JointCorrections(_) => Some("joint_corrections"),
            Self::NotFound => None,
        }
    }
}

/// Puts together what one template gets.
///
/// `shared` is `site`, `links` and `frame`: a [`SiteView`], a [`LinksView`] and a [`FrameView`] that were
/// turned into values before; cloning such a value only counts a reference.
#[must_use]
pub fn context(shared: [&Shared; 3], page: &PageView, content: &ContentView) -> Context {
    let mut variables = Context::new();
    for (name, value) in ["site", "links", "frame"].into_iter().zip(shared) {
        variables.insert_value(name, value.clone());
    }
    variables.insert("page", page);
    if let Some(variable) = content.variable() {
        variables.insert(variable, content);
    }
    variables
}

/// Puts together what the templates of the frame get; `site` and `links` as for [`context`].
#[must_use]
pub fn frame_context(site: &Shared, links: &Shared, place: &PlaceView) -> Context {
    let mut variables = Context::new();
    variables.insert_value("site", site.clone());
    variables.insert_value("links", links.clone());
    variables.insert("place", place);
    variables
}

/// `search`: the page of results, which its script fills.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchView {
    /// Its script, `assets/search.js` of the theme, whose name carries its digest.
    pub script: String,
    /// Of a portal: the file that names the members to search; null on other sites.
    pub members: Option<String>,
    /// Other ways to what somebody looks for.
    pub ways: Vec<SearchWayView>,
}

/// A way to what somebody looks for besides search.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchWayView {
    /// Its name.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What it is for.
    pub note: String,
}

/// `home`: the home page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HomeView {
    /// The body of `content/_index.md`; null if there is none.
    pub intro: Option<Html>,
    /// The newest items of the site, newest first.
    pub newest: Vec<ItemView>,
    /// The columns of the navigation.
    pub columns: Vec<ColumnCardView>,
    /// Progress at a glance; null on a site without projects.
    pub glance: Option<GlanceView>,
    /// The projects with their newest entry; empty on a site without projects.
    pub projects: Vec<ProjectCardView>,
    /// Of a portal: what its members published last; null on other sites.
    pub members: Option<MembersGlanceView>,
}

/// A report that is not on the site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AbsenceView {
    /// Which, and why not.
    pub text: String,
    /// Where it can be applied for (依申请公开); null if it cannot, or if no page says how.
    pub apply: Option<LinkView>,
}

/// One line in a list of pages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ItemView {
    /// The title.
    pub title: String,
    /// The address.
    pub url: String,
    /// 公开日期, to the day; null on a page without a date.
    pub date: Option<TimeView>,
    /// A word about the item that must not be missed, such as `废止` or `失效`.
    pub mark: Option<String>,
}

/// A column, seen from its parent or from the home page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ColumnCardView {
    /// The title.
    pub title: String,
    /// The address.
    pub url: String,
    /// 说明; may be empty.
    pub description: String,
    /// How many items it holds, with those of its subcolumns.
    pub count: usize,
    /// Its newest items; empty where only the column itself is to be shown.
    pub newest: Vec<ItemView>,
}

/// A project, seen from a column or from the home page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProjectCardView {
    /// The title.
    pub title: String,
    /// The address of the page to read: the newest year's, or the project's.
    pub url: String,
    /// 领域; null if it has none.
    pub field: Option<String>,
    /// 牵头单位.
    pub lead: String,
    /// The newest period reported, such as `2023年四季度`; null before the first entry.
    pub period: Option<String>,
    /// The newest entry's 公开日期, to the day.
    pub date: Option<TimeView>,
    /// Where it stands now; null where nothing was reported, and nothing had to be.
    pub status: Option<StatusView>,
    /// Why that is another status than the one at the end of its newest year, or that a report is missing;
    /// null where neither is so.
    pub plan: Option<String>,
}

/// One row of the metadata box (元数据栏).
#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldView {
    /// The label, such as 索引号.
    pub label: String,
    /// The value; empty if there is none, or if `links` says it.
    pub text: String,
    /// The value for `<time datetime>`, if it is a date.
    pub iso: Option<String>,
    /// The value as links, such as the documents behind 政策原文.
    pub links: Vec<LinkView>,
    /// Whether the value is long and wants the whole width.
    pub wide: bool,
}

/// A file to download.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FileView {
    /// Its name for people.
    pub title: String,
    /// The address.
    pub url: String,
    /// Its type, such as `XLSX`.
    pub format: String,
    /// Its size, such as `12 KB`; empty if not known.
    pub size: String,
}

/// A heading in the table of contents.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TocView {
    /// Depth, counted from 1.
    pub depth: u8,
    /// The anchor, without `#`.
    pub id: String,
    /// The words.
    pub title: String,
}

/// `article`: an item that is no project.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArticleView {
    /// 类型: 公文, 通知, 规划, 解读, 动态, 指南, 年报 or 页面.
    pub kind: String,
    /// Whether the text is laid out as a 公文: paragraphs indented, title centred.
    pub gongwen: bool,
    /// The metadata box; empty on items without an index number.
    pub metadata: Vec<FieldView>,
    /// 公开日期 for the line under the title; null where the box says it, or on a 页面.
    pub date: Option<TimeView>,
    /// 信息来源 for that line; empty where the box says it.
    pub source: String,
    /// 责任编辑 for that line; may be empty.
    pub editor: String,
    /// 文号 for the line under the title; may be empty.
    pub doc_number: String,
    /// What is to be known before reading: the document is 失效, 废止 or 修改.
    pub notice: Option<NoticeView>,
    /// The table of contents; empty for a short text.
    pub toc: Vec<TocView>,
    /// 主送, without the colon; may be empty.
    pub addressees: String,
    /// The text.
    pub html: Html,
    /// 附件.
    pub attachments: Vec<FileView>,
    /// 对账说明: answers to questions about the numbers in the text.
    pub footnotes: Vec<FootnoteView>,
    /// 落款; may be empty.
    pub signature: String,
    /// 成文日期, as written under a document; null if it is not to be shown there.
    pub issued: Option<TimeView>,
    /// 政策原文: what this interpretation explains.
    pub explains: Vec<ItemView>,
    /// 政策解读: what explains this document.
    pub explained_by: Vec<ItemView>,
    /// The documents that this one replaces.
    pub replaces: Vec<ItemView>,
    /// The newer neighbour in the column (上一篇).
    pub previous: Option<LinkView>,
    /// The older neighbour in the column (下一篇).
    pub next: Option<LinkView>,
}

/// The banner of a document that is no longer, or not wholly, in force.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NoticeView {
    /// 有效性: 失效, 废止 or 修改.
    pub validity: String,
    /// Since when; null if not known.
    pub since: Option<TimeView>,
    /// The document that replaces it.
    pub replacement: Option<LinkView>,
}

/// `project`: a project over the years.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProjectView {
    /// 领域, 牵头单位, 责任单位 and what else is to be told of it.
    pub metadata: Vec<FieldView>,
    /// 项目内容; null if there is none.
    pub scope: Option<Html>,
    /// The years, newest first.
    pub years: Vec<YearCardView>,
    /// The reports that are missing of years without any, in words; empty if none is.
    pub missing: Vec<String>,
    /// The same with where they can be applied for.
    pub absences: Vec<AbsenceView>,
    /// What is planned for years of which nothing is reported yet, oldest first.
    pub to_come: Vec<PlannedYearView>,
    /// The card: what, how far, what is left, who, whom to ask.
    pub card: CardView,
    /// The charts of the indicators over the years, against the plan; null for a single year.
    pub charts: Option<Html>,
    /// The table of the indicators over the years; null without indicators.
    pub indicators: Option<Html>,
    /// The table of the project's statuses, year by year; null where there is only one.
    pub course: Option<Html>,
    /// The same figures for machines.
    pub files: Vec<FileView>,
}

/// What is planned for a year to come.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlannedYearView {
    /// The year.
    pub year: i16,
    /// Its goals.
    pub goal: Html,
}

/// A year of a project, seen from the project.
#[derive(Clone, Debug, Default, Serialize)]
pub struct YearCardView {
    /// The year page's title.
    pub title: String,
    /// The address.
    pub url: String,
    /// The year.
    pub year: i16,
    /// The newest period reported, such as `四季度`; null before the first entry.
    pub period: Option<String>,
    /// Whether that period ends the year.
    pub is_over: bool,
    /// The newest entry's 公开日期, to the day.
    pub date: Option<TimeView>,
    /// The newest entry's status.
    pub status: Option<StatusView>,
}

/// `year`: a year of a project. With 公开粒度 季度 it is a summary and the periods have pages of their own.
#[derive(Clone, Debug, Default, Serialize)]
pub struct YearView {
    /// The year.
    pub year: i16,
    /// The project's page.
    pub project: LinkView,
    /// The metadata box.
    pub metadata: Vec<FieldView>,
    /// Whether the periods have pages of their own (公开粒度 季度).
    pub summary: bool,
    /// 项目内容; null if there is none.
    pub scope: Option<Html>,
    /// 年度目标; null if there is none.
    pub goal: Option<Html>,
    /// 牵头单位; may be empty.
    pub lead: String,
    /// 责任单位.
    pub responsible: Vec<String>,
    /// Where it stands: the newest entry's status, or that a report is missing; null before the first.
    pub status: Option<StatusView>,
    /// The table indicators × periods: figures as written, completion, status; null without indicators.
    pub figures: Option<Html>,
    /// The line of nodes (事项), each with its day and where it stands; null without nodes.
    pub nodes: Vec<NodeView>,
    /// The areas (分项) of the last period that reports any; null if none does.
    pub areas: Option<Html>,
    /// The table of the statuses at the end of each period; null where there is only one.
    pub course: Option<Html>,
    /// A chart for each indicator with numbers; null if none has.
    pub charts: Option<Html>,
    /// Why each indicator stands where it does; empty without figures.
    pub rules: Vec<RuleView>,
    /// The reports that are missing, in words; empty if none is.
    pub missing: Vec<String>,
    /// The same with where they can be applied for.
    pub absences: Vec<AbsenceView>,
    /// The data dictionary, which tells the rules.
    pub dictionary: String,
    /// The overview of all projects of this year; null if there is none.
    pub overview: Option<LinkView>,
    /// The periods reported, in order.
    pub periods: Vec<SectionView>,
    /// The year before; null if there is none.
    pub previous: Option<LinkView>,
    /// The year after; null if there is none.
    pub next: Option<LinkView>,
}

/// What one period reports; a section of a year page, or the body of a period page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SectionView {
    /// The anchor, without `#`, such as `q1`.
    pub id: String,
    /// The period without its year, such as `一季度`.
    pub title: String,
    /// The period's own page; null if it has none.
    pub url: Option<String>,
    /// 截至, to the day.
    pub as_of: Option<TimeView>,
    /// 公开日期.
    pub date: Option<TimeView>,
    /// 补发: why it went online later than that, and when; null if it did not.
    pub late: Option<String>,
    /// The areas (分项), unless they stand at the top of the page; null without any.
    pub areas: Option<Html>,
    /// The status; null if not known.
    pub status: Option<StatusView>,
    /// One or two sentences, where the text stands on another page; else empty.
    pub excerpt: String,
    /// The text; empty where it stands on another page.
    pub html: Html,
    /// 存在问题; null if none were reported.
    pub problems: Option<Html>,
    /// 下一步; null if nothing was said.
    pub next_steps: Option<Html>,
    /// 附件.
    pub attachments: Vec<FileView>,
    /// 对账说明: answers to questions about the figures.
    pub footnotes: Vec<FootnoteView>,
}

/// `period`: one period of a project, with 公开粒度 季度.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PeriodView {
    /// The project's page.
    pub project: LinkView,
    /// The year's page.
    pub year: LinkView,
    /// The metadata box.
    pub metadata: Vec<FieldView>,
    /// 项目内容; null if there is none.
    pub scope: Option<Html>,
    /// 年度目标; null if there is none.
    pub goal: Option<Html>,
    /// 牵头单位; may be empty.
    pub lead: String,
    /// 责任单位.
    pub responsible: Vec<String>,
    /// The table of the period's figures, as written, with completion and status; null without figures.
    pub figures: Option<Html>,
    /// The line of nodes (事项), each with its day and where it stands; null without nodes.
    pub nodes: Vec<NodeView>,
    /// Why each indicator stands where it does; empty without figures.
    pub rules: Vec<RuleView>,
    /// The data dictionary, which tells the rules.
    pub dictionary: String,
    /// What it reports.
    pub section: SectionView,
    /// The period before; null if there is none.
    pub previous: Option<LinkView>,
    /// The period after; null if there is none.
    pub next: Option<LinkView>,
}

/// `tombstone`: stands at the address of an item that was withdrawn.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TombstoneView {
    /// 索引号.
    pub number: String,
    /// The title of what stood here.
    pub title: String,
    /// When it was first made public, to the day; null if not known.
    pub first_date: Option<TimeView>,
    /// When it was withdrawn, to the day; null if not known.
    pub date: Option<TimeView>,
    /// Why (说明 of the ledger); may be empty.
    pub reason: String,
    /// What stands in its stead; null if nothing does.
    pub moved_to: Option<LinkView>,
}
