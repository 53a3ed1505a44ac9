//! What `site.yaml` may hold.

use crate::text::TextMode;
use crate::yaml::shape::{Choice, Key, Kind, Shape, TableKey};

/// The words for a text mode (正文).
pub static TEXT_MODES: &[Choice] = &[
    Choice { zh: "公文", en: "gongwen", synonyms: &["document", "公文格式"] },
    Choice { zh: "markdown", en: "Markdown", synonyms: &["md"] },
];

/// The text mode at a position of [`TEXT_MODES`].
#[must_use]
pub fn mode_of_choice(position: usize) -> TextMode {
    if position == 0 { TextMode::Gongwen } else { TextMode::Markdown }
}

const fn key(zh: &'static str, en: &'static str, kind: Kind, docs: (&'static str, &'static str)) -> Key {
    Key { zh, en, kind, required: false, doc_zh: docs.0, doc_en: docs.1 }
}

const fn required(zh: &'static str, en: &'static str, kind: Kind, docs: (&'static str, &'static str)) -> Key {
    Key { zh, en, kind, required: true, doc_zh: docs.0, doc_en: docs.1 }
}

/// `site.yaml`.
pub static SITE: Shape = Shape {
    zh: "网站设置",
    en: "the site",
    keys: &[
        required("名称", "name", Kind::Text, ("网站名称", "the site's name")),
        required(
            "网址",
            "url",
            Kind::Code,
            (
                "网站地址，以 http:// 或 https:// 开头，可以带路径",
                "the site's address with http(s)://; may carry a path",
            ),
        ),
        key(
            "标识码",
            "site_id",
            Kind::Code,
            (
                "政府网站标识码：10 位数字，或者 bm 加 8 位数字",
                "the site code: 10 digits, or bm and 8 digits",
            ),
        ),
        key("行政区划", "area", Kind::Code, ("行政区划代码，6 位数字", "administrative area code, 6 digits")),
        key(
            "主题",
            "theme",
            Kind::Code,
            ("themes/ 下的文件夹名，默认 gongkai", "a folder in themes/; default gongkai"),
        ),
        required("机构", "units", Kind::Records(&UNIT), ("发布信息的机构", "the publishing bodies")),
        key(
            "索引号",
            "index_number",
            Kind::TextOrRecords(&PATTERN),
            (
                "索引号的格式，默认 {代码}/{年}-{流水:5}",
                "pattern of index numbers; default {代码}/{年}-{流水:5}",
            ),
        ),
        key(
            "元数据栏",
            "fields",
            Kind::Names,
            (
                "信息页顶部显示哪些项目：预设名称（浙江-简、国务院……）或者项目列表",
                "fields of the metadata box: the name of a preset, or a list of fields",
            ),
        ),
        key(
            "正文",
            "text",
            Kind::Choice(TEXT_MODES),
            ("正文的写法：公文或 markdown", "how texts are written"),
        ),
        key(
            "导航",
            "nav",
            Kind::Texts,
            ("导航里的栏目，默认是所有一级栏目", "columns of the navigation; default: the top ones"),
        ),
        key("页脚", "footer", Kind::Record(&FOOTER), ("页脚的内容", "what the footer shows")),
        key(
            "检查",
            "checks",
            Kind::Record(&CHECKS),
            ("检查规则的级别、例外和公开电话", "levels and exceptions of rules, public telephones"),
        ),
    ],
};

/// The words for how grave a rule's findings are (级别).
pub(super) static LEVELS: &[Choice] = &[
    Choice { zh: "错误", en: "error", synonyms: &[] },
    Choice { zh: "警告", en: "warning", synonyms: &["warn"] },
    Choice { zh: "建议", en: "advice", synonyms: &["note"] },
    Choice { zh: "关", en: "off", synonyms: &["关闭"] },
];

/// 检查.
static CHECKS: Shape = Shape {
    zh: "检查",
    en: "the checks",
    keys: &[
        key(
            "级别",
            "levels",
            Kind::Table(TableKey::Rule),
            (
                "规则名: 错误、警告、建议或关；阻止发布的规则不能改",
                "rule: error, warning, advice or off; rules that stop publication keep theirs",
            ),
        ),
        key(
            "静默",
            "silences",
            Kind::Records(&SILENCE),
            (
                "在某个文件或文件夹里不提示某条规则，写明理由和到期日",
                "rules that say nothing about a file or folder, with reason and last day",
            ),
        ),
        key(
            "公开电话",
            "public_phones",
            Kind::Names,
            (
                "本来就要公开的办公电话，手机号写在这里才不报错",
                "numbers of offices that are meant to be public, mobile ones too",
            ),
        ),
    ],
};

/// One of 静默.
static SILENCE: Shape = Shape {
    zh: "静默",
    en: "the silence",
    keys: &[
        required("规则", "rule", Kind::Code, ("规则名", "name of the rule")),
        required("路径", "path", Kind::Code, ("文件或文件夹", "a file or folder")),
        required("理由", "reason", Kind::Text, ("为什么可以例外", "why it may be so")),
        required("到期", "until", Kind::Date, ("最后有效的一天", "the last day on which it holds")),
    ],
};

/// One of 机构.
static UNIT: Shape = Shape {
    zh: "机构",
    en: "the unit",
    keys: &[
        required("简称", "short", Kind::Code, ("文件里填写的名称", "the name used in content")),
        required("全称", "full", Kind::Code, ("标准全称", "the full standard name")),
        required(
            "代码",
            "code",
            Kind::Code,
            (
                "组织机构代码（9 位）或统一社会信用代码（18 位）",
                "code of 9 (GB 11714) or 18 characters (GB 32100)",
            ),
        ),
        key(
            "电话",
            "phone",
            Kind::Text,
            ("咨询电话，显示在它牵头的项目上", "telephone, shown on the projects that it leads"),
        ),
    ],
};

/// One of several 索引号 patterns.
static PATTERN: Shape = Shape {
    zh: "索引号格式",
    en: "the pattern",
    keys: &[
        key("自", "from", Kind::Date, ("从哪一天起用", "first day it is used for")),
        required(
            "格式",
            "pattern",
            Kind::Code,
            ("格式，如 {代码}/{年}-{流水:5}", "such as {代码}/{年}-{流水:5}"),
        ),
    ],
};

/// 页脚.
static FOOTER: Shape = Shape {
    zh: "页脚",
    en: "the footer",
    keys: &[
        key("主办单位", "host", Kind::Text, ("主办单位", "the body that owns the site")),
        key("承办单位", "organiser", Kind::Text, ("承办单位", "the body that runs it")),
        key("地址", "address", Kind::Text, ("地址", "postal address")),
        key("电话", "phone", Kind::Text, ("联系电话", "telephone")),
        key("ICP备案", "icp", Kind::Text, ("ICP 备案号", "ICP filing number")),
        key("公安备案", "police", Kind::Text, ("公安机关备案号", "public security filing number")),
        key(
            "党政机关标识",
            "mark",
            Kind::Code,
            ("党政机关网站标识的 32 位编号", "32 hexadecimal digits of the official mark"),
        ),
    ],
};
