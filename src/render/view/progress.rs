//! What the templates of the overviews and of the data dictionary see; part of the contract of [`super`].

use serde::Serialize;

use super::{FileView, Html, LinkView, TurnsView};

/// `overview`: all projects at once, of a year or a quarter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OverviewView {
    /// What it is about, such as `2026年三季度`.
    pub period: String,
    /// How many projects are counted.
    pub count: usize,
    /// One sentence: how many there are and where they stand.
    pub summary: String,
    /// The years that have an overview, newest first.
    pub years: Vec<ScopeView>,
    /// The quarters of this year that have one.
    pub quarters: Vec<ScopeView>,
    /// The share of each status, as a picture; empty without projects.
    pub chart: Html,
    /// Counts and shares by status.
    pub counts: CountsView,
    /// Counts by publishing unit; null with a single unit.
    pub by_unit: Option<BreakdownView>,
    /// Counts by field (领域); null with a single field.
    pub by_field: Option<BreakdownView>,
    /// Counts by the quarters of the year; null where there is only one.
    pub by_time: Option<BreakdownView>,
    /// Who caught up and who fell behind since the quarter before; null where there is none in the year.
    pub turns: Option<TurnsView>,
    /// What has changed since the quarter before; null on pages that are not about one quarter.
    pub changes: Option<ChangesView>,
    /// The projects that have to say why they stand where they do, with their reasons.
    pub late: Vec<LateView>,
    /// The projects beside them of which a report is overdue.
    pub overdue: Vec<GapView>,
    /// A card for each project; null where there are many, and on the overviews of a year or a quarter.
    pub cards: Option<Vec<CitizenView>>,
    /// A row for each project, where there are no cards.
    pub rows: Vec<ProjectRowView>,
    /// The same figures for machines.
    pub files: Vec<FileView>,
    /// The data dictionary, which tells the rules of the statuses as well.
    pub dictionary: LinkView,
}

/// A status: a word, with a sign and a tone that say the same.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct BadgeView {
    /// Its word.
    pub text: &'static str,
    /// What it means, as part of a class: `done`, `ahead`, `on-track`, `behind` …
    pub tone: &'static str,
    /// The sign beside the word.
    pub sign: &'static str,
}

/// How many projects have each status.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CountsView {
    /// What the table is called.
    pub caption: String,
    /// One for each status that is to be told.
    pub rows: Vec<CountView>,
    /// How many projects there are.
    pub total: usize,
    /// How many of these statuses are stated by the units themselves, and what the rules give, and how many
    /// were others when they were first published; null without.
    pub stated: Option<String>,
}

/// How many projects have one status.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CountView {
    /// The status.
    pub status: BadgeView,
    /// How many.
    pub count: usize,
    /// Their share of all, such as `12.5%`.
    pub share: String,
}

/// How many projects have each status, group by group.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BreakdownView {
    /// What the table is called.
    pub caption: String,
    /// What the groups are: `发布单位`, `领域`, `季度`.
    pub head: &'static str,
    /// The words of the statuses that are told.
    pub statuses: Vec<&'static str>,
    /// The groups.
    pub rows: Vec<BreakdownRowView>,
    /// How many of these statuses are stated by the units themselves, and what the rules give, and how many
    /// were others when they were first published; null where none is, or the page says so elsewhere.
    pub stated: Option<String>,
}

/// A group of projects.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BreakdownRowView {
    /// Its name.
    pub title: String,
    /// The overview of this group; null if there is none.
    pub url: Option<String>,
    /// How many projects it has.
    pub total: usize,
    /// How many of them have each of `statuses`, in that order.
    pub counts: Vec<usize>,
}

/// The projects whose status is another than a quarter before.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangesView {
    /// What the table is called.
    pub caption: String,
    /// The projects; empty if none has changed.
    pub rows: Vec<ChangeView>,
}

/// A project whose status has changed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangeView {
    /// The project, or its page of the year.
    pub project: LinkView,
    /// Its status at the end of the quarter before; null if nothing of it was asked or public then.
    pub before: Option<BadgeView>,
    /// That its unit stated that itself, and what the rules gave; what was first published, if it was
    /// corrected; null elsewhere.
    pub before_stated: Option<String>,
    /// Whether anything of it is public by now.
    pub is_public: bool,
    /// Its status now.
    pub now: BadgeView,
    /// That its unit states that itself, and what the rules give; what was first published, if it was
    /// corrected; null elsewhere.
    pub now_stated: Option<String>,
}

/// A project as a row of a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProjectRowView {
    /// The project, or its page of the year.
    pub project: LinkView,
    /// 领域; null without one.
    pub field: Option<String>,
    /// 牵头单位.
    pub lead: String,
    /// Where it stands.
    pub status: BadgeView,
    /// What the rules give, in words, where the unit states another status, and the one that was first
    /// published where a correction made another one of it; null elsewhere.
    pub stated: Option<String>,
    /// The last period reported, without its year; null if there is none.
    pub period: Option<String>,
}

/// A project among others, as citizens ask about it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CitizenView {
    /// The project, or its page of the year.
    pub project: LinkView,
    /// The answers.
    pub card: CardView,
}

/// What citizens want to know of a project.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CardView {
    /// 做什么: the beginning of the year's goal, or of what the project is about; null if neither is written.
    pub what: Option<String>,
    /// 做到哪了: where it stands; null where nothing was reported, and nothing had to be.
    pub status: Option<BadgeView>,
    /// What the rules give, in words, where the unit states another status, and the one that was first
    /// published where a correction made another one of it; null elsewhere.
    pub stated: Option<String>,
    /// How it came to it, such as `原滞后，三季度赶上`; null where nothing was late, or nothing else was.
    pub course: Option<String>,
    /// That the plan goes on until a later year, or is reached before it, or which report is missing; null
    /// otherwise.
    pub plan: Option<String>,
    /// The last period reported, such as `2024年三季度`; null before the first report.
    pub period: Option<String>,
    /// How far each indicator is; empty before the first report.
    pub lines: Vec<StandView>,
    /// Its nodes (事项).
    pub nodes: Vec<NodeView>,
    /// 还差多少; null before the first report.
    pub left: Option<String>,
    /// 谁负责.
    pub duty: String,
    /// 问谁; null if no telephone number is known.
    pub contact: Option<ContactView>,
}

/// How far one indicator or node is, in a line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StandView {
    /// Its name.
    pub name: String,
    /// Its figure; null for a node, and for an indicator that has nothing to report.
    pub figure: Option<StandFigureView>,
    /// What else there is to say; null for an indicator with a figure.
    pub why: Option<String>,
    /// The word of its status, with the one first published where a correction changed it; null if it has
    /// none.
    pub status: Option<String>,
}

/// The figure of an indicator in such a line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StandFigureView {
    /// What counts toward the target.
    pub text: String,
    /// The target with its measure.
    pub target: String,
    /// The target when the period was published, by which it is judged; null where it is still that.
    pub former: Option<String>,
    /// 完成率; null where a percentage would mean nothing.
    pub completion: Option<String>,
}

/// Whom to ask.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContactView {
    /// Who answers.
    pub who: String,
    /// The telephone number as written.
    pub phone: String,
    /// The number as an address; empty if it cannot be dialled.
    pub url: String,
}

/// A node (事项) of a project: what was to be done by when, and was it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NodeView {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub status: BadgeView,
    /// Why it stands there.
    pub why: String,
    /// How it came to it, such as `原滞后，三季度赶上`; null where it was not late.
    pub course: Option<String>,
    /// Why it was put off and who approved that; empty if it was not.
    pub postponed: Vec<ReasonView>,
    /// What shows that it was done: an address; null if nothing does.
    pub evidence: Option<String>,
}

/// A reason with what it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReasonView {
    /// What it is: `原因`, `存在问题` …
    pub label: &'static str,
    /// The words.
    pub text: String,
}

/// A project whose newest status is not 未报, and of which a report is overdue all the same.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GapView {
    /// The project, or its page of the year.
    pub project: LinkView,
    /// The periods of those reports.
    pub periods: String,
}

/// A project that has to say why it stands where it does.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LateView {
    /// The project, or its page of the year.
    pub project: LinkView,
    /// Where it stands.
    pub status: BadgeView,
    /// What the rules give, in words, where the unit states another status, and the one that was first
    /// published where a correction made another one of it; null elsewhere.
    pub stated: Option<String>,
    /// 牵头单位.
    pub lead: String,
    /// Why there is no report, where there should be one; null if there is.
    pub unreported: Option<String>,
    /// The indicators and nodes that are late.
    pub lines: Vec<StandView>,
    /// 说明, 存在问题 and 下一步 of the last report; null where that is not what is late.
    pub reasons: Option<Vec<ReasonView>>,
    /// The last report; null if there is none.
    pub entry: Option<LinkView>,
}

/// Why an indicator stands where it does.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleView {
    /// Its name.
    pub name: String,
    /// The word of its status.
    pub status: &'static str,
    /// The period of its figure, where several are shown; null otherwise.
    pub period: Option<String>,
    /// The rule with its inputs, a sentence without its full stop.
    pub rule: String,
    /// How it is counted; null if nothing is said.
    pub note: Option<String>,
}

/// An overview that is offered beside others.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ScopeView {
    /// Its name: `2026年`, `三季度`.
    pub title: String,
    /// The address.
    pub url: String,
    /// Whether it is this page, or holds it.
    pub current: bool,
}

/// Progress at a glance, on the home page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GlanceView {
    /// The overview.
    pub url: String,
    /// What it is about, such as `2026年三季度`.
    pub period: String,
    /// One sentence: how many projects there are and where they stand.
    pub summary: String,
    /// How many of the statuses counted are stated by units against the rules, and how many are others than
    /// were first published; null if none.
    pub stated: Option<String>,
    /// How many projects are counted.
    pub count: usize,
    /// The share of each status, as a picture.
    pub chart: Html,
    /// How many projects have each status that some have.
    pub counts: Vec<CountView>,
}

/// An answer to a question about figures (对账说明), printed below them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FootnoteView {
    /// What was asked about: an indicator, or words of the text.
    pub about: String,
    /// The answer.
    pub answer: String,
}

/// `dictionary`: what the fields of the open data mean (数据字典).
#[derive(Clone, Debug, Default, Serialize)]
pub struct DictionaryView {
    /// The tables of fields, one for each level of the data.
    pub tables: Vec<DictionaryTableView>,
    /// What each status means.
    pub statuses: Vec<StatusMeaningView>,
    /// The rules of the statuses, in the order in which they are tried.
    pub rules: Vec<&'static str>,
    /// What each kind of target means.
    pub targets: Vec<TargetKindView>,
    /// How complete the catalogue is, by unit.
    pub quality: Vec<QualityView>,
    /// The files that it is about.
    pub files: Vec<FileView>,
}

/// How complete the catalogue is of the items of a unit: shares in whole per cent, null where there is
/// nothing of which they could be a share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct QualityView {
    /// The full name of the unit.
    pub unit: String,
    /// How many items it has in the catalogue.
    pub items: usize,
    /// Of all items, those with a summary that was written for it (概述).
    pub summary: Option<u32>,
    /// Of all items, those with a topic.
    pub topic: Option<u32>,
    /// Of official documents, those with a document number.
    pub doc_number: Option<u32>,
    /// Of the items with attachments, those with one that a program can read as data.
    pub readable: Option<u32>,
    /// The mean of the shares there are.
    pub score: u32,
}

/// The fields of one level of the data.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DictionaryTableView {
    /// The anchor, without `#`.
    pub id: String,
    /// The level: 项目, 年度 …
    pub title: String,
    /// Where it stands in the JSON file, such as `projects[].years[]`.
    pub place: String,
    /// Its fields.
    pub fields: Vec<DataFieldView>,
}

/// A field of the open data.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DataFieldView {
    /// Its key in the JSON file.
    pub key: &'static str,
    /// Its column in the CSV file; null if it stands in the JSON file only.
    pub column: Option<&'static str>,
    /// What kind of value it has.
    pub kind: String,
    /// Whether it may be empty.
    pub optional: bool,
    /// What it means.
    pub meaning: &'static str,
}

/// When a project or an indicator has a status.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct StatusMeaningView {
    /// The status.
    pub status: BadgeView,
    /// When.
    pub meaning: &'static str,
}

/// A kind of target.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct TargetKindView {
    /// Its name.
    pub name: &'static str,
    /// What it asks.
    pub meaning: &'static str,
    /// How it is written.
    pub examples: &'static str,
}
