//! What content files may hold: one table for each kind of file.

use super::{ArticleKind, Basis, Disclosure, Granularity, Validity};
use crate::config::{SITE, TEXT_MODES};
use crate::yaml::schema;
use crate::yaml::shape::{Choice, Key, Kind, Shape, TableKey};

/// The JSON Schema of the kind of file called `name`.
pub(super) fn schema(name: &str) -> Option<serde_json::Value> {
    let shape = match name {
        "site" => &SITE,
        "project" => &PROJECT,
        // The schema is for both forms; behind 正文 any text will do.
        "progress" => &PROGRESS_YAML,
        "article" => &ARTICLE,
        "column" => &COLUMN,
        _ => return None,
    };
    Some(schema::of_file(shape))
}

const fn key(zh: &'static str, en: &'static str, kind: Kind, docs: (&'static str, &'static str)) -> Key {
    Key { zh, en, kind, required: false, doc_zh: docs.0, doc_en: docs.1 }
}

const fn required(zh: &'static str, en: &'static str, kind: Kind, docs: (&'static str, &'static str)) -> Key {
    Key { zh, en, kind, required: true, doc_zh: docs.0, doc_en: docs.1 }
}

const fn word(zh: &'static str, en: &'static str, synonyms: &'static [&'static str]) -> Choice {
    Choice { zh, en, synonyms }
}

static DISCLOSURES: &[Choice] = &[
    word("主动公开", "proactive", &["主动"]),
    word("依申请公开", "on-request", &["依申请"]),
    word("不予公开", "withheld", &["不公开"]),
];
/// In the order of [`DISCLOSURES`].
pub(super) const DISCLOSURE_VALUES: [Disclosure; 3] =
    [Disclosure::Proactive, Disclosure::OnRequest, Disclosure::Withheld];

static GRANULARITIES: &[Choice] = &[
    word("年度", "year", &["年", "按年"]),
    word("季度", "period", &["季", "按季", "月度", "每期", "quarter"]),
];
/// In the order of [`GRANULARITIES`].
pub(super) const GRANULARITY_VALUES: [Granularity; 2] = [Granularity::Year, Granularity::Period];

static BASES: &[Choice] = &[
    word("累计", "cumulative", &["累计数", "年内累计"]),
    word("当期", "per-period", &["当期数", "当季", "当月"]),
    word("时点", "state", &["时点数", "期末", "存量"]),
];
/// In the order of [`BASES`].
pub(super) const BASIS_VALUES: [Basis; 3] = [Basis::Cumulative, Basis::PerPeriod, Basis::State];

/// The words for 状态 with those seen on real pages, domain.md §9.
pub(super) static STATUSES: &[Choice] = &[
    word("未启动", "not-started", &["未开工", "未开始"]),
    word("滞后", "behind", &["推进缓慢", "慢序时", "欠进度", "落后", "否"]),
    word("按序时", "on-schedule", &["正常推进", "顺利推进", "达进度", "序时推进", "正常", "是"]),
    word("超序时", "ahead", &["超进度", "超额完成节点", "快于序时"]),
    word("已完成", "done", &["提前完成", "完成", "超额完成"]),
    word("调整", "adjusted", &["已调整"]),
    word("其它", "other", &["其他"]),
];

static ARTICLE_KINDS: &[Choice] = &[
    word("公文", "document", &["文件", "政策文件"]),
    word("通知", "notice", &["公告", "通知公告", "公示"]),
    word("规划", "plan", &["规划计划", "计划"]),
    word("解读", "interpretation", &["政策解读"]),
    word("动态", "news", &["工作动态", "新闻"]),
    word("指南", "guide", &["公开指南", "信息公开指南"]),
    word("年报", "annual-report", &["年度报告", "信息公开年报"]),
    word("页面", "page", &["网页", "普通页面"]),
];
/// In the order of [`ARTICLE_KINDS`].
pub(super) const ARTICLE_KIND_VALUES: [ArticleKind; 8] = [
    ArticleKind::Document,
    ArticleKind::Notice,
    ArticleKind::Plan,
    ArticleKind::Interpretation,
    ArticleKind::News,
    ArticleKind::Guide,
    ArticleKind::AnnualReport,
    ArticleKind::Page,
];

static VALIDITIES: &[Choice] = &[
    word("有效", "valid", &["现行有效", "是"]),
    word("失效", "lapsed", &["已失效", "否"]),
    word("废止", "repealed", &["已废止"]),
    word("修改", "amended", &["已修改", "已修订", "修订"]),
];
/// In the order of [`VALIDITIES`].
pub(super) const VALIDITY_VALUES: [Validity; 4] =
    [Validity::Valid, Validity::Lapsed, Validity::Repealed, Validity::Amended];

/// The ColumnType values of 国办发〔2017〕47号; the list there is open.
pub(super) const COLUMN_TYPES: &[&str] = &[
    "首页",
    "概况信息",
    "机构职能",
    "负责人信息",
    "工作动态",
    "政策文件",
    "信息公开指南",
    "信息公开目录",
    "信息公开年报",
    "依申请公开",
    "数据发布",
    "数据开放",
    "政策解读",
    "回应关切",
    "办事服务",
    "咨询投诉",
    "征集调查",
    "在线访谈",
];

const TITLE: Key = required("标题", "title", Kind::Text, ("标题", "title"));
const OPTIONAL_TITLE: Key =
    key("标题", "title", Kind::Text, ("标题，一般不用写", "title, if not the usual one"));
const UNIT: Key =
    key("发布单位", "unit", Kind::Code, ("发布单位的简称或全称", "publishing unit, short or full name"));
const DATE: Key = key(
    "公开日期",
    "date",
    Kind::Date,
    ("公开日期，可以带时间（北京时间）", "disclosure date (Asia/Shanghai)"),
);
const ISSUED: Key = key("成文日期", "issued", Kind::Date, ("成文日期", "date of the document"));
const DISCLOSURE: Key =
    key("公开方式", "disclosure", Kind::Choice(DISCLOSURES), ("公开方式，默认主动公开", "way of disclosure"));
const DOC_NUMBER: Key = key("文号", "doc_number", Kind::Code, ("发文字号", "document number"));
const SOURCE: Key = key("信息来源", "source", Kind::Text, ("信息来源", "source of the information"));
const EDITOR: Key = key("责任编辑", "editor", Kind::Text, ("责任编辑", "responsible editor"));
const TOPIC: Key = key("主题分类", "topic", Kind::Text, ("主题分类", "topic"));
const KEYWORDS: Key = key("关键词", "keywords", Kind::Names, ("关键词，用顿号隔开或者写成列表", "keywords"));
const SUMMARY: Key =
    key("概述", "summary", Kind::Text, ("内容概述，100 字以内", "summary, up to 100 characters"));
const ATTACHMENTS: Key = key(
    "附件",
    "attachments",
    Kind::TextsOrRecords(&ATTACHMENT),
    ("附件，放在同一个文件夹里", "attached files"),
);
const NUMBER: Key = key(
    "索引号",
    "index_number",
    Kind::Code,
    (
        "一般不用写；无：不要索引号；自动：要一个；也可以填别处发过的号",
        "`无` none, `自动` one, or a number issued elsewhere",
    ),
);
const SLUG: Key = key("别名", "slug", Kind::Code, ("网址里用的名字", "name in the address"));
const DRAFT: Key = key("草稿", "draft", Kind::Flag, ("true：暂不发布", "true: not published yet"));
const LATE: Key = key(
    "补发",
    "late",
    Kind::Text,
    (
        "补发的原因：公开日期早于实际上网的日期时写明，页面上会显示",
        "why it went online later than its date says; shown on the page",
    ),
);
const ORDER: Key =
    key("顺序", "order", Kind::Integer(-9999, 9999), ("排列顺序，小的在前", "position, lowest first"));
const ANSWERS: Key = key(
    "对账说明",
    "reconciled",
    Kind::Table(TableKey::Question),
    (
        "对账提出的疑问: 核对后的说明，作为脚注公开",
        "what a question is about: the answer, which is published as a footnote",
    ),
);
const MODE: Key =
    key("正文", "text", Kind::Choice(TEXT_MODES), ("正文的写法：公文或 markdown", "how the text is written"));

/// One of 附件.
static ATTACHMENT: Shape = Shape {
    zh: "附件",
    en: "the attachment",
    keys: &[
        required("文件", "file", Kind::Code, ("文件名", "the file")),
        key("名称", "name", Kind::Text, ("显示的名称", "the name shown")),
    ],
};

/// `_index.md`.
pub(super) static COLUMN: Shape = Shape {
    zh: "栏目",
    en: "the column",
    keys: &[
        key("标题", "title", Kind::Text, ("栏目名称，默认是文件夹名", "name; default: the folder's")),
        ORDER,
        key(
            "类型",
            "kind",
            Kind::Text,
            ("栏目类型，如政策文件、工作动态", "ColumnType of the 2017 guidelines"),
        ),
        key("说明", "description", Kind::Text, ("栏目的用途和内容", "what the column is for")),
        KEYWORDS,
        SLUG,
        key(
            "类别",
            "category",
            Kind::Code,
            ("索引号里的 {类别}", "what {category} stands for in index numbers"),
        ),
        key("每页", "page_size", Kind::Integer(5, 200), ("每页条数，默认 20", "items a page; default 20")),
        MODE,
    ],
};

/// `project.yaml`.
pub(super) static PROJECT: Shape = Shape {
    zh: "项目",
    en: "the project",
    keys: &[
        TITLE,
        key("领域", "field", Kind::Text, ("所属领域，总览页按它分组", "groups projects on overview pages")),
        required("牵头单位", "lead", Kind::Code, ("牵头单位", "lead unit")),
        key("责任单位", "responsible", Kind::Names, ("责任单位", "responsible units")),
        UNIT,
        key(
            "公开粒度",
            "granularity",
            Kind::Choice(GRANULARITIES),
            (
                "年度：一年一页一个索引号；季度：每期一页",
                "what gets a page and a number: the year or each period",
            ),
        ),
        key("项目内容", "scope", Kind::Body, ("项目内容", "what the project does, Markdown")),
        key("目标", "goals", Kind::Bodies, ("年份: 当年的目标", "year: goals of that year")),
        key("指标", "indicators", Kind::Records(&INDICATOR), ("指标", "what is measured")),
        SLUG,
        SUMMARY,
        KEYWORDS,
        TOPIC,
        ORDER,
        DRAFT,
        DISCLOSURE,
        EDITOR,
        MODE,
    ],
};

/// One of a project's 指标.
pub(super) static INDICATOR: Shape = Shape {
    zh: "指标",
    en: "the indicator",
    keys: &[
        required("名称", "name", Kind::Text, ("指标名称", "name")),
        key(
            "重点任务",
            "task",
            Kind::Text,
            ("所属重点任务，相邻相同的合并单元格", "task; equal neighbours merge"),
        ),
        key("单位", "measure", Kind::Code, ("计量单位", "unit of measure")),
        key("口径", "basis", Kind::Choice(BASES), ("累计、当期或时点，默认累计", "how figures accumulate")),
        key("自", "since", Kind::Integer(1900, 2999), ("从哪一年起累计", "cumulative since this year")),
        key("目标", "targets", Kind::Table(TableKey::Year), ("年份: 目标值", "year: target value")),
        key("节点", "milestones", Kind::Table(TableKey::Period), ("期: 节点目标值", "period: target value")),
        key("基期", "base", Kind::Table(TableKey::Year), ("年份: 基期值", "year: figure")),
        key("说明", "note", Kind::Text, ("统计口径的说明", "how it is counted")),
    ],
};

/// The keys of progress entries, with what stands behind 正文.
macro_rules! progress_keys {
    ($text:expr) => {
        &[
            DATE,
            key("截至", "as_of", Kind::Date, ("数据截至的日期，默认是该期最后一天", "default: the period's last day")),
            UNIT,
            key("指标", "figures", Kind::Table(TableKey::Indicator), ("指标名称: 数值和单位", "name: figure")),
            key("状态", "status", Kind::Choice(STATUSES), ("推进状态，一般自动判断", "overrides the computed status")),
            key("说明", "note", Kind::Text, ("自己填写状态的理由", "why the status is overridden")),
            ANSWERS,
            key("存在问题", "problems", Kind::Body, ("存在的问题", "problems")),
            key("下一步", "next", Kind::Body, ("下一步打算", "next steps")),
            ATTACHMENTS,
            DRAFT,
            OPTIONAL_TITLE,
            DOC_NUMBER,
            ISSUED,
            SUMMARY,
            SOURCE,
            EDITOR,
            KEYWORDS,
            TOPIC,
            NUMBER,
            DISCLOSURE,
            LATE,
            $text,
        ]
    };
}

/// The front matter of a progress entry.
pub(super) static PROGRESS: Shape =
    Shape { zh: "进度", en: "the progress entry", keys: progress_keys!(MODE) };

/// A progress entry that is all YAML.
pub(super) static PROGRESS_YAML: Shape = Shape {
    zh: "进度",
    en: "the progress entry",
    keys: progress_keys!(key("正文", "text", Kind::Body, ("正文", "the text"))),
};

/// The front matter of an article.
pub(super) static ARTICLE: Shape = Shape {
    zh: "文章",
    en: "the article",
    keys: &[
        TITLE,
        key("类型", "kind", Kind::Choice(ARTICLE_KINDS), ("文章类型，默认公文", "kind; default: document")),
        DOC_NUMBER,
        UNIT,
        ISSUED,
        DATE,
        DISCLOSURE,
        SOURCE,
        EDITOR,
        TOPIC,
        KEYWORDS,
        SUMMARY,
        key(
            "有效性",
            "validity",
            Kind::Choice(VALIDITIES),
            ("有效、失效、废止或修改", "whether it is in force"),
        ),
        key("生效日期", "effective", Kind::Date, ("生效日期", "first day in force")),
        key("废止日期", "expires", Kind::Date, ("废止日期", "day it ceases to be in force")),
        key("替代", "replaced_by", Kind::Text, ("替代它的文件", "the document that replaces it")),
        key("解读", "explains", Kind::Texts, ("解读的文件", "documents that this one explains")),
        ATTACHMENTS,
        key("主送", "addressees", Kind::Text, ("主送机关", "addressees")),
        key("落款", "signature", Kind::Text, ("落款", "signature")),
        NUMBER,
        LATE,
        SLUG,
        ANSWERS,
        MODE,
        DRAFT,
    ],
};
