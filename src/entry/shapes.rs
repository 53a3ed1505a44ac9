//! What content files may hold: one table for each kind of file.

use super::{Act, ArticleKind, Basis, Disclosure, Granularity, Retention, Validity};
use crate::config::{FLEET, SITE, TEXT_MODES};
use crate::yaml::schema;
use crate::yaml::shape::{Choice, Key, Shape, TableKey, ValueKind};

/// The JSON Schema of the kind of file called `name`.
pub(super) fn schema(name: &str) -> Option<serde_json::Value> {
    let shape = match name {
        "site" => &SITE,
        "fleet" => &FLEET,
        "project" => &PROJECT,
        // The schema is for both forms; behind 正文 any text will do.
        "progress" => &PROGRESS_YAML,
        "article" => &ARTICLE,
        "column" => &COLUMN,
        _ => return None,
    };
    Some(schema::of_file(shape))
}

const fn key(zh: &'static str, en: &'static str, kind: ValueKind, docs: (&'static str, &'static str)) -> Key {
    Key { zh, en, kind, required: false, doc_zh: docs.0, doc_en: docs.1 }
}

const fn required(
    zh: &'static str,
    en: &'static str,
    kind: ValueKind,
    docs: (&'static str, &'static str),
) -> Key {
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

static ACTS: &[Choice] =
    &[word("规章", "regulation", &[]), word("规范性文件", "normative", &["行政规范性文件"])];
/// In the order of [`ACTS`].
pub(super) const ACT_VALUES: [Act; 2] = [Act::Regulation, Act::Normative];

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

const TITLE: Key = required("标题", "title", ValueKind::Text, ("标题", "title"));
const OPTIONAL_TITLE: Key =
    key("标题", "title", ValueKind::Text, ("标题，一般不用写", "title, if not the usual one"));
const UNIT: Key =
    key("发布单位", "unit", ValueKind::Code, ("发布单位的简称或全称", "publishing unit, short or full name"));
const DATE: Key = key(
    "公开日期",
    "date",
    ValueKind::Date,
    ("公开日期，可以带时间（北京时间）", "disclosure date (Asia/Shanghai)"),
);
const ISSUED: Key = key("成文日期", "issued", ValueKind::Date, ("成文日期", "date of the document"));
const DISCLOSURE: Key = key(
    "公开方式",
    "disclosure",
    ValueKind::Choice(DISCLOSURES),
    ("公开方式，默认主动公开", "way of disclosure"),
);
const DOC_NUMBER: Key = key("文号", "doc_number", ValueKind::Code, ("发文字号", "document number"));
const SOURCE: Key = key("信息来源", "source", ValueKind::Text, ("信息来源", "source of the information"));
const EDITOR: Key = key("责任编辑", "editor", ValueKind::Text, ("责任编辑", "responsible editor"));
const TOPIC: Key = key("主题分类", "topic", ValueKind::Text, ("主题分类", "topic"));
const KEYWORDS: Key =
    key("关键词", "keywords", ValueKind::Names, ("关键词，用顿号隔开或者写成列表", "keywords"));
const SUMMARY: Key =
    key("概述", "summary", ValueKind::Text, ("内容概述，100 字以内", "summary, up to 100 characters"));
const ATTACHMENTS: Key = key(
    "附件",
    "attachments",
    ValueKind::TextsOrRecords(&ATTACHMENT),
    ("附件，放在同一个文件夹里", "attached files"),
);
const NUMBER: Key = key(
    "索引号",
    "index_number",
    ValueKind::Code,
    (
        "一般不用写；无：不要索引号；自动：要一个；也可以填别处发过的号",
        "`无` none, `自动` one, or a number issued elsewhere",
    ),
);
const SLUG: Key = key("别名", "slug", ValueKind::Code, ("网址里用的名字", "name in the address"));
const FORMER_ADDRESSES: Key = key(
    "旧网址",
    "former_addresses",
    ValueKind::Names,
    (
        "没有索引号的页面改名、换栏目以前的网址，如 tzgg/fangjia.html；那里留一页转到现在的网址",
        "addresses that a page without a number had before, such as news/holiday.html; a page there leads on",
    ),
);
const ANNOUNCE: Key = key(
    "预告",
    "announce",
    ValueKind::Flag,
    (
        "公开日期还没有到的，是否在“公开预告”里先列出标题和日期",
        "whether title and date are announced before the date has come",
    ),
);
static RETENTIONS: &[Choice] = &[
    word("永久", "permanent", &[]),
    word("30年", "30-years", &["定期30年", "三十年"]),
    word("10年", "10-years", &["定期10年", "十年"]),
];
/// In the order of [`RETENTIONS`].
pub(super) const RETENTION_VALUES: [Retention; 3] =
    [Retention::Permanent, Retention::ThirtyYears, Retention::TenYears];

const RETENTION: Key = key(
    "保存期限",
    "retention",
    ValueKind::Choice(RETENTIONS),
    ("归档以后保存多久：永久、30年或10年", "how long it is kept in the archive"),
);
const ARCHIVED: Key = key(
    "已归档",
    "archived",
    ValueKind::Date,
    (
        "从哪一天起归档：不再更新，留着供人查阅，网页上写明",
        "day from which it is archived: updated no more, kept to be read, and said so",
    ),
);
const DRAFT: Key = key("草稿", "draft", ValueKind::Flag, ("true：暂不发布", "true: not published yet"));
const LATE: Key = key(
    "补发",
    "late",
    ValueKind::Text,
    (
        "补发的原因：公开日期早于实际上网的日期时写明，页面上会显示",
        "why it went online later than its date says; shown on the page",
    ),
);
const ORDER: Key =
    key("顺序", "order", ValueKind::Integer(-9999, 9999), ("排列顺序，小的在前", "position, lowest first"));
const ANSWERS: Key = key(
    "对账说明",
    "reconciled",
    ValueKind::Table(TableKey::Question),
    (
        "对账提出的疑问: 核对后的说明，作为脚注公开",
        "what a question is about: the answer, which is published as a footnote",
    ),
);
const MODE: Key = key(
    "正文",
    "text",
    ValueKind::Choice(TEXT_MODES),
    ("正文的写法：公文或 markdown", "how the text is written"),
);

static SUPERSEDED: &[Choice] = &[word("公开", "shown", &["显示"]), word("不公开", "withheld", &["隐藏"])];
const WITHHELD: Key = key(
    "原版",
    "superseded",
    ValueKind::Choice(SUPERSEDED),
    ("不公开：被更正的原版不再供人查看，要写理由", "withheld: superseded versions are not shown; give `why`"),
);
const WHY: Key =
    key("理由", "why", ValueKind::Text, ("不公开原版的理由", "why superseded versions are not shown"));
const CORRECTIONS: Key = key(
    "更正",
    "corrections",
    ValueKind::Records(&CORRECTION),
    ("已经公开的内容错了，改了什么、为什么", "what was wrong in what is public, and why"),
);

/// One of 更正.
static CORRECTION: Shape = Shape {
    zh: "更正",
    en: "the correction",
    keys: &[
        required("日期", "date", ValueKind::Date, ("发现错误的日期", "day on which the fault was found")),
        key("指标", "indicator", ValueKind::Text, ("哪个指标的数", "whose figure or target")),
        key(
            "处",
            "place",
            ValueKind::Text,
            ("哪一处，如 第二段、标题、附件名", "which passage, title or file"),
        ),
        key("原为", "was", ValueKind::Text, ("公开过的内容，照原样写", "what was published, as it stood")),
        key("改为", "now", ValueKind::Text, ("现在的内容，照文件里写", "what the file says now")),
        required("原因", "reason", ValueKind::Text, ("为什么错了，公众看得到", "why; readers see it")),
    ],
};

/// One of 目标调整.
static ADJUSTMENT: Shape = Shape {
    zh: "目标调整",
    en: "the adjustment",
    keys: &[
        required("日期", "date", ValueKind::Date, ("决定调整的日期", "day of the decision")),
        required("指标", "indicator", ValueKind::Text, ("哪个指标的目标", "whose target")),
        required("原目标", "old", ValueKind::Text, ("公开过的目标值", "the target as published")),
        required("新目标", "new", ValueKind::Text, ("现在的目标值", "the target now")),
        required("原因", "reason", ValueKind::Text, ("为什么调整，公众看得到", "why; readers see it")),
        required("批准", "approved_by", ValueKind::Text, ("谁批准的", "who decided")),
    ],
};

/// One of 修订.
static REVISION: Shape = Shape {
    zh: "修订",
    en: "the revision",
    keys: &[
        required("日期", "date", ValueKind::Date, ("修订的日期", "day of the revision")),
        required("说明", "note", ValueKind::Text, ("改了什么、为什么", "what was revised and why")),
    ],
};

/// One of 附件.
static ATTACHMENT: Shape = Shape {
    zh: "附件",
    en: "the attachment",
    keys: &[
        required("文件", "file", ValueKind::Code, ("文件名", "the file")),
        key("名称", "name", ValueKind::Text, ("显示的名称", "the name shown")),
    ],
};

/// `_index.md`.
pub(super) static COLUMN: Shape = Shape {
    zh: "栏目",
    en: "the column",
    keys: &[
        key("标题", "title", ValueKind::Text, ("栏目名称，默认是文件夹名", "name; default: the folder's")),
        ORDER,
        key(
            "类型",
            "kind",
            ValueKind::Text,
            ("栏目类型，如政策文件、工作动态", "ColumnType of the 2017 guidelines"),
        ),
        key("说明", "description", ValueKind::Text, ("栏目的用途和内容", "what the column is for")),
        KEYWORDS,
        SLUG,
        key(
            "类别",
            "category",
            ValueKind::Code,
            ("索引号里的 {类别}", "what {category} stands for in index numbers"),
        ),
        key(
            "每页",
            "page_size",
            ValueKind::Integer(5, 200),
            ("每页条数，默认 20", "items a page; default 20"),
        ),
        RETENTION,
        ARCHIVED,
        MODE,
    ],
};

/// `project.yaml`.
pub(super) static PROJECT: Shape = Shape {
    zh: "项目",
    en: "the project",
    keys: &[
        TITLE,
        key(
            "领域",
            "field",
            ValueKind::Text,
            ("所属领域，总览页按它分组", "groups projects on overview pages"),
        ),
        required(
            "牵头单位",
            "lead",
            ValueKind::TextsOrRecords(&LEAD),
            (
                "牵头单位；换过的，以前的写上到哪一天为止",
                "lead unit; earlier ones with the day on which they ended",
            ),
        ),
        key("责任单位", "responsible", ValueKind::Names, ("责任单位", "responsible units")),
        UNIT,
        key(
            "公开粒度",
            "granularity",
            ValueKind::Choice(GRANULARITIES),
            (
                "年度：一年一页一个索引号；季度：每期一页",
                "what gets a page and a number: the year or each period",
            ),
        ),
        key("项目内容", "scope", ValueKind::Body, ("项目内容", "what the project does, Markdown")),
        key("目标", "goals", ValueKind::Bodies, ("年份: 当年的目标", "year: goals of that year")),
        key("指标", "indicators", ValueKind::Records(&INDICATOR), ("指标", "what is measured")),
        CORRECTIONS,
        key(
            "目标调整",
            "adjustments",
            ValueKind::Records(&ADJUSTMENT),
            ("经批准改变的目标值", "targets changed by decision"),
        ),
        key(
            "事项",
            "nodes",
            ValueKind::Records(&NODE),
            ("建设类项目的事项和计划完成日期", "what is to be done, each with its day"),
        ),
        key(
            "分解",
            "breakdown",
            ValueKind::Record(&BREAKDOWN),
            ("把指标分解到地区或单位", "breaks indicators down by areas or units"),
        ),
        SLUG,
        SUMMARY,
        KEYWORDS,
        TOPIC,
        ORDER,
        RETENTION,
        ARCHIVED,
        DRAFT,
        DISCLOSURE,
        EDITOR,
        MODE,
    ],
};

/// 分解 of a project.
static BREAKDOWN: Shape = Shape {
    zh: "分解",
    en: "the breakdown",
    keys: &[
        required(
            "名称",
            "name",
            ValueKind::Text,
            ("分解到什么，如 地区、单位", "what the parts are, such as 地区"),
        ),
        required("各项", "parts", ValueKind::Names, ("各地区或单位的名称", "the names of the parts")),
        key(
            "目标",
            "targets",
            ValueKind::Tables(&[TableKey::Year, TableKey::Indicator, TableKey::Area]),
            ("年份: {指标: {地区: 目标值}}", "year: {indicator: {part: target value}}"),
        ),
        NOT_ADDITIVE,
    ],
};

const NOT_ADDITIVE: Key = key(
    "不相加",
    "not_additive",
    ValueKind::Flag,
    ("是：各项相加本来就不等于总数，不核对", "true: the parts are not meant to add up to the total"),
);

/// One of several 牵头单位.
static LEAD: Shape = Shape {
    zh: "牵头单位",
    en: "the lead unit",
    keys: &[
        required("名称", "name", ValueKind::Code, ("牵头单位", "lead unit")),
        key(
            "至",
            "until",
            ValueKind::Date,
            ("从这一天起由后面的单位牵头", "from this day on the next unit leads"),
        ),
    ],
};

/// One of a project's 事项.
static NODE: Shape = Shape {
    zh: "事项",
    en: "the node",
    keys: &[
        required("名称", "name", ValueKind::Text, ("事项名称，如 开工", "name, such as 开工")),
        required("计划", "planned", ValueKind::Date, ("计划完成日期", "day by which it is planned")),
    ],
};

/// What a progress entry says of one of 事项.
static NODE_REPORT: Shape = Shape {
    zh: "事项",
    en: "the node",
    keys: &[
        key("完成", "done", ValueKind::Date, ("完成日期", "day on which it was done")),
        key(
            "依据",
            "evidence",
            ValueKind::Text,
            ("证明完成的附件或网址", "an attachment or link that shows it"),
        ),
        key("推迟到", "postponed_to", ValueKind::Date, ("推迟到哪一天", "new day")),
        key("原因", "reason", ValueKind::Text, ("推迟的原因", "why it was postponed")),
        key("批准", "approved_by", ValueKind::Text, ("批准推迟的机关", "who approved it")),
    ],
};

/// One of a project's 指标.
pub(super) static INDICATOR: Shape = Shape {
    zh: "指标",
    en: "the indicator",
    keys: &[
        required("名称", "name", ValueKind::Text, ("指标名称", "name")),
        key(
            "曾用名",
            "former_names",
            ValueKind::Texts,
            ("改名以前的名称，以前各期仍按原来的名称写", "names that earlier periods call it by"),
        ),
        key(
            "重点任务",
            "task",
            ValueKind::Text,
            ("所属重点任务，相邻相同的合并单元格", "task; equal neighbours merge"),
        ),
        key("单位", "measure", ValueKind::Code, ("计量单位", "unit of measure")),
        key(
            "口径",
            "basis",
            ValueKind::Choice(BASES),
            ("累计、当期或时点，默认累计，比率默认时点", "how figures accumulate"),
        ),
        key("自", "since", ValueKind::Integer(1900, 2999), ("从哪一年起累计", "cumulative since this year")),
        key("目标", "targets", ValueKind::Table(TableKey::Year), ("年份: 目标值", "year: target value")),
        key(
            "节点",
            "milestones",
            ValueKind::Table(TableKey::Period),
            ("期: 节点目标值", "period: target value"),
        ),
        key("基期", "base", ValueKind::Table(TableKey::Year), ("年份: 基期值", "year: figure")),
        key("说明", "note", ValueKind::Text, ("统计口径的说明", "how it is counted")),
        key("数据来源", "source", ValueKind::Text, ("数据从哪里来", "where its figures come from")),
        NOT_ADDITIVE,
    ],
};

/// The keys of progress entries, with what stands behind 正文.
macro_rules! progress_keys {
    ($text:expr) => {
        &[
            DATE,
            key("截至", "as_of", ValueKind::Date, ("数据截至的日期，默认是该期最后一天", "default: the period's last day")),
            UNIT,
            key("指标", "figures", ValueKind::Table(TableKey::Indicator), ("指标名称: 数值和单位", "name: figure")),
            key(
                "本期不统计",
                "not_counted",
                ValueKind::Table(TableKey::Indicator),
                ("指标名称: 这一期没有这项数据的理由", "name: why the figure does not exist this period"),
            ),
            key(
                "分项",
                "parts",
                ValueKind::FileOrTables(&[TableKey::Indicator, TableKey::Area]),
                ("指标名称: {地区: 数值}，或者一行一个地区的表格文件", "indicator: {part: figure}, or a table file with a row for each part"),
            ),
            key(
                "事项",
                "nodes",
                ValueKind::Dates(&NODE_REPORT),
                ("事项名称: 完成日期", "name: day on which it was done"),
            ),
            key("状态", "status", ValueKind::Choice(STATUSES), ("推进状态，一般自动判断", "overrides the computed status")),
            key("说明", "note", ValueKind::Text, ("自己填写状态的理由", "why the status is overridden")),
            ANSWERS,
            key("存在问题", "problems", ValueKind::Body, ("存在的问题", "problems")),
            key("下一步", "next", ValueKind::Body, ("下一步打算", "next steps")),
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
            ANNOUNCE,
            LATE,
            CORRECTIONS,
            WITHHELD,
            WHY,
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
    keys: progress_keys!(key("正文", "text", ValueKind::Body, ("正文", "the text"))),
};

/// The front matter of an article.
pub(super) static ARTICLE: Shape = Shape {
    zh: "文章",
    en: "the article",
    keys: &[
        TITLE,
        key(
            "类型",
            "kind",
            ValueKind::Choice(ARTICLE_KINDS),
            ("文章类型，默认公文", "kind; default: document"),
        ),
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
            "文件性质",
            "act",
            ValueKind::Choice(ACTS),
            ("规章或规范性文件，年度报告按它计数", "regulation or normative, counted by annual reports"),
        ),
        key(
            "有效性",
            "validity",
            ValueKind::Choice(VALIDITIES),
            ("有效、失效、废止或修改", "whether it is in force"),
        ),
        key("生效日期", "effective", ValueKind::Date, ("生效日期", "first day in force")),
        key("废止日期", "expires", ValueKind::Date, ("废止日期", "day it ceases to be in force")),
        key("替代", "replaced_by", ValueKind::Text, ("替代它的文件", "the document that replaces it")),
        key("解读", "explains", ValueKind::Texts, ("解读的文件", "documents that this one explains")),
        ATTACHMENTS,
        key("主送", "addressees", ValueKind::Text, ("主送机关", "addressees")),
        key("落款", "signature", ValueKind::Text, ("落款", "signature")),
        NUMBER,
        ANNOUNCE,
        RETENTION,
        ARCHIVED,
        LATE,
        CORRECTIONS,
        key(
            "修订",
            "revisions",
            ValueKind::Records(&REVISION),
            ("公开以后改了正文：改了什么、为什么", "what of the text was revised, and why"),
        ),
        WITHHELD,
        WHY,
        SLUG,
        FORMER_ADDRESSES,
        ANSWERS,
        MODE,
        DRAFT,
    ],
};
