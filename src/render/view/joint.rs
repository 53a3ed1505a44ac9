//! What the templates of a portal's pages about its members see; part of the contract of [`super`].

use serde::Serialize;

use super::{
    BadgeView, BreakdownView, CorrectionView, CountsView, FileView, Html, LinkView, PagingView, ScopeView,
    TimeView,
};

/// `home.members`: what the members of a portal published last.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MembersGlanceView {
    /// One sentence: how many members there are, and how much they publish.
    pub summary: String,
    /// Their newest items.
    pub newest: Vec<JointItemView>,
    /// Whose state is older than the rest; empty if nobody's is.
    pub notes: Vec<String>,
    /// The pages about them.
    pub pages: Vec<LinkView>,
}

/// An item of a member in a short list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointItemView {
    /// The title.
    pub title: String,
    /// The address on the member's site.
    pub url: String,
    /// The member.
    pub member: String,
    /// 公开日期, to the day; null where it is not known.
    pub date: Option<TimeView>,
}

/// `members`: who the members are.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MembersView {
    /// One sentence: how many members there are, and how much they publish.
    pub summary: String,
    /// The members, in the order of `site.yaml`.
    pub rows: Vec<MemberView>,
    /// The other pages about them.
    pub pages: Vec<LinkView>,
    /// Their data for machines.
    pub files: Vec<FileView>,
}

/// A member.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MemberView {
    /// What the portal calls it.
    pub name: String,
    /// The name that its site gives itself; may be empty.
    pub site: String,
    /// Its address; empty if nothing is known of it.
    pub url: String,
    /// As of when its state is known; null if nothing is.
    pub as_of: Option<TimeView>,
    /// How many items it publishes.
    pub items: usize,
    /// How many projects it has.
    pub projects: usize,
    /// Its list in the joint catalogue.
    pub catalogue: String,
    /// What is to be told of it: that it is out of reach, that something in it is wrong.
    pub notes: Vec<String>,
}

/// `joint_catalogue`: a page of the catalogue of all members, or of one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointCatalogueView {
    /// Whose state is older than the rest; empty if nobody's is.
    pub notes: Vec<String>,
    /// The items, newest first.
    pub rows: Vec<JointRowView>,
    /// The other pages of the same list.
    pub paging: PagingView,
    /// The list of members, of whom each has a list of its own.
    pub members: LinkView,
    /// The whole catalogue for machines.
    pub files: Vec<FileView>,
}

/// A row of the joint catalogue.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointRowView {
    /// 索引号; may be empty.
    pub number: String,
    /// Whether another member claims that number too.
    pub contested: bool,
    /// 名称
    pub title: String,
    /// The item's address on the member's site.
    pub url: String,
    /// The member, with its home page.
    pub member: LinkView,
    /// 内容概述
    pub summary: String,
    /// 生成日期, to the day; empty where none was given.
    pub date: TimeView,
    /// 公开日期, to the day; empty where it is not known.
    pub published: TimeView,
    /// A word that must not be missed, such as 废止.
    pub mark: Option<String>,
}

/// `joint_progress`: the projects of all members, now, of a year or of a quarter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointProgressView {
    /// One sentence: how many there are and where they stand.
    pub summary: String,
    /// Whose state is older than the rest; empty if nobody's is.
    pub notes: Vec<String>,
    /// The years that have an overview, newest first.
    pub years: Vec<ScopeView>,
    /// The quarters of this year that have one.
    pub quarters: Vec<ScopeView>,
    /// The share of each status, as a picture.
    pub chart: Html,
    /// Counts and shares by status.
    pub counts: CountsView,
    /// Counts by quarter, member, leading unit, field and area; those with a single group are left out.
    pub groups: Vec<BreakdownView>,
    /// A row for each project, the first of them if there are very many.
    pub rows: Vec<JointProjectView>,
    /// How many projects have no row.
    pub more: usize,
    /// The missing and late reports.
    pub missing: LinkView,
    /// The same for machines.
    pub files: Vec<FileView>,
}

/// A project of a member.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointProjectView {
    /// The project, or its page of the year, on the member's site.
    pub project: LinkView,
    /// The member.
    pub member: String,
    /// 领域; may be empty.
    pub field: String,
    /// 牵头单位
    pub lead: String,
    /// Where it stands.
    pub status: BadgeView,
    /// The newest report, such as 三季度; null if there is none.
    pub period: Option<LinkView>,
}

/// `joint_missing`: the reports that are missing or came late.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointMissingView {
    /// Whose state is older than the rest; empty if nobody's is.
    pub notes: Vec<String>,
    /// Those that are missing, the longest first.
    pub missing: Vec<JointReportView>,
    /// Those that came late, the newest first.
    pub late: Vec<JointReportView>,
    /// The same for machines.
    pub files: Vec<FileView>,
}

/// A report of a project of a member.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointReportView {
    /// The project, or the page of the report, on the member's site.
    pub project: LinkView,
    /// The member.
    pub member: String,
    /// 牵头单位
    pub lead: String,
    /// The period, such as 2024年三季度.
    pub period: String,
    /// By when it had to be public.
    pub deadline: TimeView,
    /// When it was; null if it is missing.
    pub date: Option<TimeView>,
}

/// `joint_corrections`: what members corrected.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointCorrectionsView {
    /// Whose state is older than the rest; empty if nobody's is.
    pub notes: Vec<String>,
    /// The corrections, newest first; the first of them if there are very many.
    pub entries: Vec<JointCorrectedView>,
    /// How many are not listed.
    pub more: usize,
    /// The same for machines.
    pub files: Vec<FileView>,
}

/// A correction of a member.
#[derive(Clone, Debug, Default, Serialize)]
pub struct JointCorrectedView {
    /// The member.
    pub member: String,
    /// The item, on the member's site.
    pub item: LinkView,
    /// Its index number; may be empty.
    pub number: String,
    /// What was corrected.
    pub correction: CorrectionView,
}
