//! One file -> one [`Draft`]: what was written, every field with its place; nothing is trusted yet.
//!
//! Whether a unit exists, a link leads somewhere or a number is free is decided by [`crate::catalog`].

mod article;
mod body;
mod column;
mod front;
mod metadata;
mod progress;
mod project;
mod read;
mod shapes;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::config::Spanned;
use crate::diag::Reported;
use crate::model::{ContentPath, Moment, Period};
use crate::text::{Document, TextMode};

/// What must be known of the site to read one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseContext {
    /// How texts are written that do not say so themselves: `正文` of `site.yaml`.
    pub mode: TextMode,
    /// Whether a `project.yaml` lies in the file's folder.
    pub in_project: bool,
}

/// Reads one content file: `_index.md`, `project.yaml`, a progress entry or an article, told apart by name and
/// place. Pure.
///
/// `None` if the file is none of these (a stray `.yaml`) or nothing in it could be understood. A draft beside
/// errors holds what could be read and is fit for further checks, never for publication.
#[must_use]
pub fn parse(path: &ContentPath, text: &str, context: &ParseContext) -> Reported<Option<Draft>> {
    read::parse(path, text, *context)
}

/// The JSON Schema (2020-12) of a kind of file, for editors: `site`, `project`, `progress`, `article` or `column`.
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
    /// 补发: why it went online later than 公开日期 says.
    pub late: Option<Spanned<String>>,
    /// 别名
    pub slug: Option<Spanned<String>>,
    /// 草稿
    pub draft: bool,
}

/// 公开方式.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disclosure {
    /// 主动公开
    #[default]
    Proactive,
    /// 依申请公开
    OnRequest,
    /// 不予公开: never built.
    Withheld,
}

/// What a front matter says of its index number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub indicators: Vec<IndicatorDraft>,
}

/// 公开粒度: what gets a page and a number of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
}

/// 口径: how an indicator's figures accumulate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// 有效性.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
