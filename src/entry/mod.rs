//! One file -> one [`Draft`]: what was written, every field with its place; nothing is trusted yet.
//!
//! Whether a unit exists, a link leads somewhere or a number is free is decided by [`crate::catalog`].

mod article;
mod body;
mod breakdown;
mod column;
mod front;
mod metadata;
mod nodes;
mod opened;
mod progress;
mod project;
mod read;
mod reasons;
mod shapes;
mod template;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use typed_index_collections::TiVec;

use crate::config::Spanned;
use crate::diag::{Diagnostic, Reported};
use crate::model::{AreaId, ContentPath, IndicatorId, Moment, NodeId, Period};
use crate::text::{Document, TextMode};

pub use template::NEW_TEXT;

/// What must be known of the site to read one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseContext {
    /// How texts are written that do not say so themselves: `正文` of `site.yaml`.
    pub mode: TextMode,
    /// Whether a `project.yaml` lies in the file's folder.
    pub in_project: bool,
}

/// Reads one content file: `_index.md`, `project.yaml`, a progress entry or an article, told apart by name
/// and place. Pure.
///
/// `None` if the file is none of these (a stray `.yaml`) or nothing in it could be understood. A draft beside
/// errors holds what could be read and is fit for further checks, never for publication.
#[must_use]
pub fn parse(path: &ContentPath, text: &str, context: &ParseContext) -> Reported<Option<Draft>> {
    read::parse(path, text, *context)
}

/// The bytes of a Markdown file that are its front matter, without the marks; `None` if it has none. What is
/// wrong with the marks is an error, for then nobody can tell.
pub fn front_matter(text: &str) -> Result<Option<Range<usize>>, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let cut = front::cut(&Arc::from(""), text, &shapes::ARTICLE, &mut findings);
    if findings.is_empty() {
        Ok(cut.front.map(|front| front.offset..front.offset + front.text.len()))
    } else {
        Err(findings)
    }
}

/// The JSON Schema (2020-12) of a kind of file, for editors: `site`, `project`, `progress`, `article` or
/// `column`.
#[must_use]
pub fn schema(name: &str) -> Option<serde_json::Value> {
    shapes::schema(name)
}

/// One content file, read.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The file.
    pub path: ContentPath,
    /// What it is.
    pub kind: DraftKind,
}

/// The kinds of content file.
#[derive(Clone, Debug)]
pub enum DraftKind {
    /// `_index.md`.
    Column(Arc<ColumnDraft>),
    /// `project.yaml`.
    Project(Arc<ProjectDraft>),
    /// A file beside `project.yaml` whose name is a period.
    Progress(Arc<ProgressDraft>),
    /// Any other `.md`.
    Article(Arc<ArticleDraft>),
}

/// `_index.md` of a folder.
#[derive(Clone, Debug, Default)]
pub struct ColumnDraft {
    /// 标题
    pub title: Option<Spanned<String>>,
    /// 顺序
    pub order: Option<i64>,
    /// 类型: ColumnType of domain.md §4.1.
    pub kind: Option<Spanned<String>>,
    /// 说明
    pub description: Option<String>,
    /// 关键词
    pub keywords: Vec<String>,
    /// 别名
    pub slug: Option<Spanned<String>>,
    /// 类别: what `{类别}` stands for in the index numbers of this column.
    pub category: Option<String>,
    /// 每页
    pub page_size: Option<usize>,
    /// 保存期限
    pub retention: Option<Retention>,
    /// 已归档: the day from which everything in it is archived.
    pub archived: Option<Date>,
    /// The introduction.
    pub text: Document,
}

/// What the front matters of projects, entries and articles share.
#[derive(Clone, Debug, Default)]
pub struct CommonDraft {
    /// 标题
    pub title: Option<Spanned<String>>,
    /// 发布单位: short or full name of a unit.
    pub unit: Option<Spanned<String>>,
    /// 公开日期
    pub date: Option<Spanned<Moment>>,
    /// 成文日期
    pub issued: Option<Spanned<Moment>>,
    /// 公开方式
    pub disclosure: Disclosure,
    /// 文号
    pub doc_number: Option<Spanned<String>>,
    /// 信息来源
    pub source: Option<String>,
    /// 责任编辑
    pub editor: Option<String>,
    /// 主题分类
    pub topic: Option<Spanned<String>>,
    /// 关键词
    pub keywords: Vec<String>,
    /// 概述
    pub summary: Option<Spanned<String>>,
    /// 附件
    pub attachments: Vec<AttachmentDraft>,
    /// 索引号
    pub number: NumberWish,
    /// 预告: title and date are announced before 公开日期 has come. Only what will be public, and says when.
    pub announce: bool,
    /// 补发: why it went online later than 公开日期 says.
    pub late: Option<Spanned<String>>,
    /// 保存期限
    pub retention: Option<Retention>,
    /// 已归档: the day from which it is archived.
    pub archived: Option<Date>,
    /// 别名
    pub slug: Option<Spanned<String>>,
    /// 旧网址: where the page stood before it was renamed.
    pub former_addresses: Vec<Spanned<String>>,
    /// 草稿
    pub draft: bool,
    /// 更正, 目标调整 and 修订, each in the order written.
    pub reasons: Vec<ReasonDraft>,
    /// 原版: 不公开, with its 理由: superseded versions are not shown, and why.
    pub withheld: Option<Spanned<String>>,
}

/// The kinds of [`ReasonDraft`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonDraftKind {
    /// 更正: a fault was mended.
    Correction,
    /// 目标调整: a target was changed by decision.
    Adjustment,
    /// 修订: the text of an article was revised.
    Revision,
}

/// Why something that was published says something else now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonDraft {
    /// Which key it stands behind.
    pub kind: ReasonDraftKind,
    /// 日期: when the fault was found, or the decision taken.
    pub date: Spanned<Moment>,
    /// 指标 or 处: what changed; a revision has none.
    pub place: Option<Spanned<String>>,
    /// 原为, 原目标: what was published.
    pub was: Option<Spanned<String>>,
    /// 改为, 新目标: what the file says instead.
    pub now: Option<Spanned<String>>,
    /// 原因; of a revision 说明.
    pub note: Spanned<String>,
    /// 批准: who decided.
    pub approved_by: Option<Spanned<String>>,
}

/// 公开方式.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Disclosure {
    /// 主动公开
    #[default]
    Proactive,
    /// 依申请公开
    OnRequest,
    /// 不予公开: never built.
    Withheld,
}

impl Disclosure {
    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proactive => "主动公开",
            Self::OnRequest => "依申请公开",
            Self::Withheld => "不予公开",
        }
    }
}

/// What a front matter says of its index number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum NumberWish {
    /// Nothing: the kind decides.
    #[default]
    Unsaid,
    /// `索引号: 无`
    None,
    /// A number issued elsewhere, to be kept.
    Typed(Spanned<String>),
    /// `索引号: 自动`: asks for one where the kind gives none.
    Wanted,
}

/// One line of 附件.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttachmentDraft {
    /// 文件: path from the page's folder.
    pub file: Spanned<String>,
    /// 名称
    pub name: Option<String>,
}

/// `project.yaml`.
#[derive(Clone, Debug)]
pub struct ProjectDraft {
    /// Title, unit, keywords and the like.
    pub common: CommonDraft,
    /// 领域
    pub field: Option<String>,
    /// 牵头单位
    pub lead: Option<Spanned<String>>,
    /// The units that led before, the earliest first.
    pub former_leads: Vec<FormerLead>,
    /// 责任单位
    pub responsible: Vec<Spanned<String>>,
    /// 公开粒度
    pub granularity: Granularity,
    /// 顺序
    pub order: Option<i64>,
    /// 项目内容
    pub scope: Document,
    /// 目标: year -> text.
    pub goals: BTreeMap<i16, Document>,
    /// 指标
    pub indicators: TiVec<IndicatorId, IndicatorDraft>,
    /// 事项, in the order written.
    pub nodes: TiVec<NodeId, NodeDraft>,
    /// 分解
    pub breakdown: Option<BreakdownDraft>,
}

/// 分解: what the figures of a project are broken down by, such as towns, counties or units.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BreakdownDraft {
    /// 名称: what the areas are, such as 地区.
    pub name: Spanned<String>,
    /// 各项, in the order written.
    pub areas: TiVec<AreaId, Spanned<String>>,
    /// 目标, in the order written.
    pub targets: Vec<AreaTarget>,
    /// 不相加: the areas of no indicator add up to it.
    pub is_not_additive: bool,
}

/// What an area is to reach in a year.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AreaTarget {
    /// The year.
    pub year: i16,
    /// The indicator.
    pub indicator: Spanned<String>,
    /// The area.
    pub area: Spanned<String>,
    /// The target value as written.
    pub target: Spanned<String>,
}

/// 分项: what an entry reports of areas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AreasDraft {
    /// Figures typed into the entry.
    Typed(Vec<AreaFigure>),
    /// The file of a table with a row for each area; it is an attachment of the entry.
    Table(Spanned<String>),
}

/// The figure of an indicator in an area.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AreaFigure {
    /// The indicator.
    pub indicator: Spanned<String>,
    /// The area.
    pub area: Spanned<String>,
    /// The figure as written.
    pub figure: Spanned<String>,
}

impl Default for AreasDraft {
    fn default() -> Self {
        Self::Typed(Vec::new())
    }
}

/// A unit that led a project once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FormerLead {
    /// 名称
    pub name: Spanned<String>,
    /// 至: from this day on the next one leads.
    pub until: Date,
}

/// One of a project's 事项: something to be done by a day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodeDraft {
    /// 名称
    pub name: Spanned<String>,
    /// 计划
    pub planned: Spanned<Date>,
}

/// What an entry says of one of the project's 事项.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodeReport {
    /// Its name.
    pub name: Spanned<String>,
    /// 完成: the day on which it was done.
    pub done: Option<Spanned<Date>>,
    /// 依据: an attachment of the entry, or an address.
    pub evidence: Option<Spanned<String>>,
    /// 推迟到: the day by which it is to be done now.
    pub postponed_to: Option<Spanned<Date>>,
    /// 原因
    pub reason: Option<String>,
    /// 批准
    pub approved_by: Option<String>,
}

impl NodeReport {
    /// Whether its evidence is an address of the web, not a file.
    #[must_use]
    pub fn has_address(&self) -> bool {
        let is_address = |text: &str| text.starts_with("http://") || text.starts_with("https://");
        self.evidence.as_ref().is_some_and(|evidence| is_address(&evidence.value))
    }
}

impl ProjectDraft {
    /// Who led the project on `date`.
    #[must_use]
    pub fn lead_on(&self, date: Date) -> Option<&Spanned<String>> {
        let former = self.former_leads.iter().find(|former| date < former.until);
        former.map(|former| &former.name).or(self.lead.as_ref())
    }

    /// The indicator that is or was called `name`.
    #[must_use]
    pub fn indicator_called(&self, name: &str) -> Option<&IndicatorDraft> {
        let now = self.indicators.iter().find(|indicator| indicator.name.value == name);
        now.or_else(|| self.indicators.iter().find(|indicator| indicator.names().any(|known| known == name)))
    }

    /// What the indicator is called now that is or was called `name`; the same name, if there is none.
    #[must_use]
    pub fn present_name<'a>(&'a self, name: &'a str) -> &'a str {
        self.indicator_called(name).map_or(name, |indicator| &indicator.name.value)
    }
}

impl IndicatorDraft {
    /// The target by which a year without one of its own is judged: an indicator that is counted since an
    /// earlier year (自), or a state with a figure to begin from (基期), is on its way to the next one.
    #[must_use]
    pub fn target_ahead(&self, year: i16) -> Option<TargetAhead<'_>> {
        if self.targets.contains_key(&year) {
            return None;
        }
        let since = self.begins().filter(|since| *since <= year)?;
        let (year, target) = self.targets.range(year..).next()?;
        Some(TargetAhead { since, year: *year, target })
    }

    /// The first year of a plan over several years: 自, or of a state the one after its first base figure.
    #[must_use]
    pub fn begins(&self) -> Option<i16> {
        let base = self.base.keys().next().filter(|_| self.basis == Basis::State);
        self.since.or_else(|| Some(base?.saturating_add(1)))
    }

    /// Its name, and those that it had before.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.former_names).map(|name| &*name.value)
    }
}

/// The target of a later year that a plan leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetAhead<'a> {
    /// The first year of the plan.
    pub since: i16,
    /// The year in which it is to be reached.
    pub year: i16,
    /// As written.
    pub target: &'a Spanned<String>,
}

impl ProgressDraft {
    /// The entry as one of `project`: with every indicator called as the project calls it now.
    #[must_use]
    pub fn in_project(self: &Arc<Self>, project: &ProjectDraft) -> Arc<Self> {
        if project.indicators.iter().all(|indicator| indicator.former_names.is_empty()) {
            return Arc::clone(self);
        }
        let mut renamed = Self::clone(self);
        let reasons = renamed.common.reasons.iter_mut().filter_map(|reason| reason.place.as_mut());
        let pairs = renamed.figures.iter_mut().chain(&mut renamed.not_counted).chain(&mut renamed.answers);
        for name in pairs.map(|(name, _)| name).chain(reasons) {
            let present = project.present_name(&name.value);
            if present != name.value {
                name.value = present.to_owned();
            }
        }
        if let AreasDraft::Typed(figures) = &mut renamed.areas {
            for figure in figures {
                figure.indicator.value = project.present_name(&figure.indicator.value).to_owned();
            }
        }
        Arc::new(renamed)
    }
}

/// 公开粒度: what gets a page and a number of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Granularity {
    /// 年度: the year.
    #[default]
    Year,
    /// 季度: each period.
    Period,
}

/// One of a project's 指标.
#[derive(Clone, Debug)]
pub struct IndicatorDraft {
    /// 名称
    pub name: Spanned<String>,
    /// 曾用名: what it was called before, the names by which earlier periods report it.
    pub former_names: Vec<Spanned<String>>,
    /// 重点任务
    pub task: Option<String>,
    /// 单位 (of measure)
    pub measure: Option<Spanned<String>>,
    /// 口径
    pub basis: Basis,
    /// 自
    pub since: Option<i16>,
    /// 目标: year -> target value as written.
    pub targets: BTreeMap<i16, Spanned<String>>,
    /// 节点: period -> target value as written.
    pub milestones: BTreeMap<Period, Spanned<String>>,
    /// 基期: year -> figure as written.
    pub base: BTreeMap<i16, Spanned<String>>,
    /// 说明
    pub note: Option<String>,
    /// 数据来源: where its figures come from.
    pub source: Option<String>,
    /// 不相加: its areas do not add up to it.
    pub is_not_additive: bool,
}

/// 口径: how an indicator's figures accumulate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Basis {
    /// 累计: cumulative in the year.
    #[default]
    Cumulative,
    /// 当期: per period, summed.
    PerPeriod,
    /// 时点: the state at the date.
    State,
}

/// A progress entry.
#[derive(Clone, Debug)]
pub struct ProgressDraft {
    /// Unit, date, attachments and the like.
    pub common: CommonDraft,
    /// The period, from the file's name.
    pub period: Period,
    /// 截至; default: the period's last day.
    pub as_of: Option<Spanned<Moment>>,
    /// 指标: name -> figure as written, in the order written.
    pub figures: Vec<(Spanned<String>, Spanned<String>)>,
    /// 本期不统计: name of an indicator -> why its figure does not exist this period.
    pub not_counted: Vec<(Spanned<String>, Spanned<String>)>,
    /// 分项
    pub areas: AreasDraft,
    /// 事项
    pub nodes: Vec<NodeReport>,
    /// 状态, in its Chinese word of domain.md §9 whatever synonym was typed: 未启动 滞后 按序时 超序时 已完成 调整 其它.
    pub status: Option<Spanned<String>>,
    /// 说明: the reason of an overridden status.
    pub note: Option<String>,
    /// 对账说明: what a question of reconciliation is about -> the answer, in the order written.
    pub answers: Vec<(Spanned<String>, Spanned<String>)>,
    /// 存在问题
    pub problems: Option<Document>,
    /// 下一步
    pub next: Option<Document>,
    /// The text.
    pub text: Document,
}

/// An article.
#[derive(Clone, Debug)]
pub struct ArticleDraft {
    /// Title, unit, dates and the like.
    pub common: CommonDraft,
    /// 类型
    pub kind: ArticleKind,
    /// 文件性质: whether it is an act that annual reports count.
    pub act: Option<Act>,
    /// 有效性
    pub validity: Option<Validity>,
    /// 生效日期
    pub effective: Option<Moment>,
    /// 废止日期
    pub expires: Option<Spanned<Moment>>,
    /// 替代: the document that replaces this one.
    pub replaced_by: Option<Spanned<String>>,
    /// 解读: the documents that this one explains.
    pub explains: Vec<Spanned<String>>,
    /// 主送
    pub addressees: Option<String>,
    /// 落款
    pub signature: Option<String>,
    /// 对账说明: what a question of reconciliation is about -> the answer, in the order written.
    pub answers: Vec<(Spanned<String>, Spanned<String>)>,
    /// How the text is written.
    pub mode: TextMode,
    /// The text.
    pub text: Document,
    /// Where the text stands in the file.
    pub text_span: Range<usize>,
}

/// 类型 of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArticleKind {
    /// 公文
    #[default]
    Document,
    /// 通知
    Notice,
    /// 规划
    Plan,
    /// 解读
    Interpretation,
    /// 动态
    News,
    /// 指南
    Guide,
    /// 年报
    AnnualReport,
    /// 页面
    Page,
}

/// 保存期限: how long an archive keeps something (保管期限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retention {
    /// 永久
    Permanent,
    /// 30年
    ThirtyYears,
    /// 10年
    TenYears,
}

impl Retention {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Permanent => "永久",
            Self::ThirtyYears => "30年",
            Self::TenYears => "10年",
        }
    }
}

/// 文件性质.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// 规章
    Regulation,
    /// 规范性文件
    Normative,
}

/// 有效性.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Validity {
    /// 有效
    Valid,
    /// 失效
    Lapsed,
    /// 废止
    Repealed,
    /// 修改
    Amended,
}
