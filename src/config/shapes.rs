//! What `site.yaml` and `fleet.yaml` may hold.

use super::Frequency;
use crate::text::TextMode;
use crate::yaml::shape::{Choice, Key, Shape, TableKey, ValueKind};

static APPROVALS: &[Choice] = &[
    Choice { zh: "不需要", en: "none", synonyms: &["否", "不用"] },
    Choice { zh: "必须", en: "required", synonyms: &["是", "需要"] },
];

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

/// `site.yaml`.
pub static SITE: Shape = Shape {
    zh: "网站设置",
    en: "the site",
    keys: &[
        required("名称", "name", ValueKind::Text, ("网站名称", "the site's name")),
        required(
            "网址",
            "url",
            ValueKind::Code,
            (
                "网站地址，以 http:// 或 https:// 开头，可以带路径",
                "the site's address with http(s)://; may carry a path",
            ),
        ),
        key(
            "标识码",
            "site_id",
            ValueKind::Code,
            (
                "政府网站标识码：10 位数字，或者 bm 加 8 位数字",
                "the site code: 10 digits, or bm and 8 digits",
            ),
        ),
        key(
            "行政区划",
            "area",
            ValueKind::Code,
            ("行政区划代码，6 位数字", "administrative area code, 6 digits"),
        ),
        key(
            "主题",
            "theme",
            ValueKind::Code,
            ("themes/ 下的文件夹名，默认 gongkai", "a folder in themes/; default gongkai"),
        ),
        required("机构", "units", ValueKind::Records(&UNIT), ("发布信息的机构", "the publishing bodies")),
        key(
            "索引号",
            "index_number",
            ValueKind::TextOrRecords(&PATTERN),
            (
                "索引号的格式，默认 {代码}/{年}-{流水:5}",
                "pattern of index numbers; default {代码}/{年}-{流水:5}",
            ),
        ),
        key(
            "元数据栏",
            "fields",
            ValueKind::Names,
            (
                "信息页顶部显示哪些项目：预设名称（浙江-简、国务院……）或者项目列表",
                "fields of the metadata box: the name of a preset, or a list of fields",
            ),
        ),
        key(
            "正文",
            "text",
            ValueKind::Choice(TEXT_MODES),
            ("正文的写法：公文或 markdown", "how texts are written"),
        ),
        key(
            "导航",
            "nav",
            ValueKind::Texts,
            ("导航里的栏目，默认是所有一级栏目", "columns of the navigation; default: the top ones"),
        ),
        key(
            "审签",
            "approval",
            ValueKind::Choice(APPROVALS),
            ("必须：没有审签的改动不能发布", "required: what was not approved is not published"),
        ),
        key("页脚", "footer", ValueKind::Record(&FOOTER), ("页脚的内容", "what the footer shows")),
        key(
            "纠错",
            "mistakes",
            ValueKind::Record(&MISTAKES),
            (
                "读者发现错误写到哪里：邮箱、电话或表单；网页、表格各行和图旁边有“纠错”",
                "where readers report mistakes; pages, rows of figures and charts link to it",
            ),
        ),
        key(
            "开放数据",
            "open_data",
            ValueKind::Record(&OPEN_DATA),
            (
                "data/ 里的数据的许可和更新频率，写进给采集程序的目录",
                "licence and update frequency of the data, told to harvesters",
            ),
        ),
        key(
            "检索",
            "search",
            ValueKind::Flag,
            (
                "默认有站内检索；所在平台统一检索的网站写“否”",
                "search is there by default; `no` where the platform searches for the site",
            ),
        ),
        key(
            "检索说明",
            "search_note",
            ValueKind::Text,
            (
                "没有站内检索的原因，如由哪个平台统一检索",
                "why the site has no search of its own, such as which platform searches for it",
            ),
        ),
        key(
            "检索附件",
            "search_attachments",
            ValueKind::Flag,
            (
                "检索时也查附件里的文字，默认查",
                "whether the text of attachments is searched; it is by default",
            ),
        ),
        key(
            "允许附件",
            "allow_attachments",
            ValueKind::Names,
            (
                "除了常用的，还可以公开哪些种类的附件，写扩展名，如 [dwt]",
                "kinds of attachments that may go out besides the usual ones, by extension",
            ),
        ),
        key(
            "清理附件",
            "clean_attachments",
            ValueKind::Flag,
            (
                "发布附件时去掉作者、路径、缩略图和拍摄信息，默认去掉",
                "whether attachments are published without authors, paths, thumbnails and camera data; they are by default",
            ),
        ),
        key(
            "检查",
            "checks",
            ValueKind::Record(&CHECKS),
            ("检查规则的级别、例外和公开电话", "levels and exceptions of rules, public telephones"),
        ),
        key(
            "上线",
            "destinations",
            ValueKind::Records(&DESTINATION),
            ("网站发到哪里去，gongkai deploy 用", "where `gongkai deploy` sends the finished site"),
        ),
        key(
            "外链域名",
            "outside_domains",
            ValueKind::Names,
            (
                "网页可以链接的外部域名，gongkai verify 据此核对",
                "hosts of other sites that pages may link to; `gongkai verify` goes by it",
            ),
        ),
        key(
            "成员",
            "members",
            ValueKind::Records(&MEMBER),
            (
                "门户汇总的网站，gongkai portal update 取来",
                "the sites that a portal puts together, fetched by `gongkai portal update`",
            ),
        ),
    ],
};

/// One of 成员.
static MEMBER: Shape = Shape {
    zh: "成员",
    en: "the member",
    keys: &[
        required("名称", "name", ValueKind::Code, ("门户上用的名称", "what the portal calls it")),
        required(
            "地址",
            "address",
            ValueKind::Code,
            (
                "成员网站的网址，或者放它的成品网站的文件夹",
                "the address of its site, or the folder of its finished site",
            ),
        ),
        key(
            "网址",
            "url",
            ValueKind::Code,
            (
                "公众从哪里打开，默认是地址；地址是内网的或者文件夹时用",
                "where readers open it, if that is not its address; default: the address",
            ),
        ),
        key(
            "公钥",
            "key",
            ValueKind::Names,
            (
                "成员签名用的公钥，写了就核对签名",
                "the keys of which one must have signed its site; none: nobody looks",
            ),
        ),
        key(
            "门户",
            "portal",
            ValueKind::Flag,
            (
                "它自己也是门户的，它的成员的内容收不收；默认：在文件夹里的、写了公钥的收，别的不收",
                "whether its own members are taken over if it is a portal itself; default: yes if it lies in a folder or its key is given, else no",
            ),
        ),
    ],
};

pub(super) const DESTINATION_KINDS: &[Choice] = &[
    Choice { zh: "目录", en: "folder", synonyms: &["文件夹", "directory"] },
    Choice { zh: "SSH", en: "ssh", synonyms: &["SFTP", "sftp"] },
    Choice { zh: "S3", en: "s3", synonyms: &["对象存储", "OSS", "OBS", "COS"] },
    Choice { zh: "压缩包", en: "archive", synonyms: &["zip", "tar.gz"] },
];

static ADDRESSINGS: &[Choice] = &[
    Choice { zh: "路径", en: "path", synonyms: &[] },
    Choice { zh: "域名", en: "virtual-host", synonyms: &["virtual"] },
];

/// What a place is made of; the first is what commands call it.
static DESTINATION_KEYS: &[Key] = &[
    required("名称", "name", ValueKind::Code, ("命令里用的名称", "what commands call it")),
    required(
        "方式",
        "kind",
        ValueKind::Choice(DESTINATION_KINDS),
        ("目录、SSH、S3 或压缩包", "folder, ssh, s3 or archive"),
    ),
    required(
        "地址",
        "address",
        ValueKind::Code,
        (
            "文件夹；用户@主机:/文件夹；https://主机/桶名/前缀；压缩包的文件名",
            "a folder; user@host:/folder; https://host/bucket/prefix; the file of an archive",
        ),
    ),
    key(
        "网址",
        "url",
        ValueKind::Code,
        ("公众从哪里打开，默认是网站的网址", "where readers open it; default: the site's address"),
    ),
    key(
        "限速",
        "rate",
        ValueKind::Integer(1, 10_000_000),
        ("每秒最多传多少 KB，默认不限", "the most kilobytes a second; default: no limit"),
    ),
    key("端口", "port", ValueKind::Integer(1, 65535), ("SSH 的端口，默认 22", "the port of SSH; default 22")),
    key(
        "主机密钥",
        "host_key",
        ValueKind::Code,
        (
            "SSH 服务器的公钥；默认用本机 known_hosts 里的",
            "the server's public key; default: as known_hosts has it",
        ),
    ),
    key("地区", "region", ValueKind::Code, ("S3 的地区，默认 us-east-1", "region of S3; default us-east-1")),
    key(
        "寻址",
        "addressing",
        ValueKind::Choice(ADDRESSINGS),
        (
            "S3 的桶名写在路径里还是域名里，默认路径",
            "whether the bucket stands in the path or the host's name; default: path",
        ),
    ),
    key(
        "网关",
        "gateway",
        ValueKind::Code,
        (
            "S3 前面的网页服务器读的地址表文件；不写就由桶直接对外",
            "the file of addresses that the web server in front of S3 reads; default: none",
        ),
    ),
    key(
        "并发",
        "parallel",
        ValueKind::Integer(1, 64),
        ("S3 同时传几个文件，默认 8", "how many files are sent to S3 at once; default 8"),
    ),
];

/// One of 上线.
static DESTINATION: Shape = Shape { zh: "上线", en: "the destination", keys: DESTINATION_KEYS };

/// The only 上线 of a fleet, which needs no name.
pub(super) static FLEET_DESTINATION: Shape = Shape {
    zh: "上线",
    en: "the destination",
    keys: match DESTINATION_KEYS.split_first() {
        Some((_, rest)) => rest,
        None => &[],
    },
};

/// `fleet.yaml`.
pub static FLEET: Shape = Shape {
    zh: "网站群",
    en: "the fleet",
    keys: &[
        required(
            "成员",
            "members",
            ValueKind::Records(&FLEET_MEMBER),
            ("一起生成的网站", "the sites that are built together"),
        ),
        required(
            "上线",
            "destination",
            ValueKind::Record(&FLEET_DESTINATION),
            (
                "网站群发到哪里，每个网站在里面有自己的文件夹",
                "where the sites go, each into a folder of its own",
            ),
        ),
        key(
            "门户",
            "portal",
            ValueKind::Code,
            ("汇总各网站的门户，它的网站文件夹", "the folder of the site that shows them together"),
        ),
    ],
};

/// One of 成员.
static FLEET_MEMBER: Shape = Shape {
    zh: "成员",
    en: "the member",
    keys: &[
        required(
            "名称",
            "name",
            ValueKind::Code,
            ("命令里和上线的文件夹用的名称", "what commands and its folder are called"),
        ),
        required(
            "位置",
            "location",
            ValueKind::Code,
            (
                "网站文件夹，或者 git 的地址；相对的位置从 fleet.yaml 算起",
                "the site's folder, or an address of git; relative ones are meant from fleet.yaml on",
            ),
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
            ValueKind::Table(TableKey::Rule),
            (
                "规则名: 错误、警告、建议或关；阻止发布的规则不能改",
                "rule: error, warning, advice or off; rules that stop publication keep theirs",
            ),
        ),
        key(
            "静默",
            "silences",
            ValueKind::Records(&SILENCE),
            (
                "在某个文件或文件夹里不提示某条规则，写明理由和到期日",
                "rules that say nothing about a file or folder, with reason and last day",
            ),
        ),
        key(
            "公开电话",
            "public_phones",
            ValueKind::Names,
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
        required("规则", "rule", ValueKind::Code, ("规则名", "name of the rule")),
        required("路径", "path", ValueKind::Code, ("文件或文件夹", "a file or folder")),
        required("理由", "reason", ValueKind::Text, ("为什么可以例外", "why it may be so")),
        required("到期", "until", ValueKind::Date, ("最后有效的一天", "the last day on which it holds")),
    ],
};

/// One of 机构.
static UNIT: Shape = Shape {
    zh: "机构",
    en: "the unit",
    keys: &[
        required("简称", "short", ValueKind::Code, ("文件里填写的名称", "the name used in content")),
        required("全称", "full", ValueKind::Code, ("标准全称", "the full standard name")),
        required(
            "代码",
            "code",
            ValueKind::Code,
            (
                "组织机构代码（9 位）或统一社会信用代码（18 位）",
                "code of 9 (GB 11714) or 18 characters (GB 32100)",
            ),
        ),
        key(
            "电话",
            "phone",
            ValueKind::Text,
            ("咨询电话，显示在它牵头的项目上", "telephone, shown on the projects that it leads"),
        ),
        key(
            "曾用名",
            "former_names",
            ValueKind::Records(&FORMER_NAME),
            (
                "以前的全称和用到哪一天，那以前发布的仍用当时的名称",
                "earlier names with the day on which each ended",
            ),
        ),
        key(
            "至",
            "until",
            ValueKind::Date,
            (
                "撤并的日期；接替它的机构可以沿用它的代码",
                "the day on which another unit took over, perhaps with its code",
            ),
        ),
    ],
};

/// One of 曾用名.
static FORMER_NAME: Shape = Shape {
    zh: "曾用名",
    en: "the former name",
    keys: &[
        required("全称", "full", ValueKind::Code, ("当时的全称", "the full name")),
        key("简称", "short", ValueKind::Code, ("当时的简称", "the short name")),
        required(
            "至",
            "until",
            ValueKind::Date,
            ("从这一天起改用后面的名称", "from this day on the next name holds"),
        ),
    ],
};

/// One of several 索引号 patterns.
static PATTERN: Shape = Shape {
    zh: "索引号格式",
    en: "the pattern",
    keys: &[
        key("自", "from", ValueKind::Date, ("从哪一天起用", "first day it is used for")),
        required(
            "格式",
            "pattern",
            ValueKind::Code,
            ("格式，如 {代码}/{年}-{流水:5}", "such as {代码}/{年}-{流水:5}"),
        ),
    ],
};

/// 纠错.
static MISTAKES: Shape = Shape {
    zh: "纠错",
    en: "mistakes",
    keys: &[
        key("邮箱", "mail", ValueKind::Code, ("收信的邮箱", "the mail address")),
        key("电话", "phone", ValueKind::Text, ("纠错电话", "telephone")),
        key(
            "表单",
            "form",
            ValueKind::Code,
            (
                "填表的网址；{索引号} {指标} {期} {数值} {网址} 换成读者看到的，先用表单，后用邮箱",
                "address of a form, with {index_number} {indicator} {period} {value} {url}; used rather than mail",
            ),
        ),
    ],
};

static FREQUENCIES: &[Choice] = &[
    Choice { zh: "每日", en: "daily", synonyms: &["每天"] },
    Choice { zh: "每周", en: "weekly", synonyms: &[] },
    Choice { zh: "每月", en: "monthly", synonyms: &[] },
    Choice { zh: "每季度", en: "quarterly", synonyms: &["每季"] },
    Choice { zh: "每年", en: "annual", synonyms: &[] },
    Choice { zh: "不定期", en: "irregular", synonyms: &[] },
];
/// In the order of [`FREQUENCIES`].
pub(super) const FREQUENCY_VALUES: [Frequency; 6] = [
    Frequency::Daily,
    Frequency::Weekly,
    Frequency::Monthly,
    Frequency::Quarterly,
    Frequency::Annual,
    Frequency::Irregular,
];

/// 开放数据.
static OPEN_DATA: Shape = Shape {
    zh: "开放数据",
    en: "the open data",
    keys: &[
        key(
            "许可",
            "licence",
            ValueKind::Text,
            ("数据的使用许可，如 CC-BY-4.0", "the licence, such as CC-BY-4.0"),
        ),
        key("许可网址", "licence_url", ValueKind::Code, ("许可全文的网址", "where the licence stands")),
        key(
            "更新频率",
            "frequency",
            ValueKind::Choice(FREQUENCIES),
            ("数据多久更新一次", "how often the data change"),
        ),
    ],
};

/// 页脚.
static FOOTER: Shape = Shape {
    zh: "页脚",
    en: "the footer",
    keys: &[
        key("主办单位", "host", ValueKind::Text, ("主办单位", "the body that owns the site")),
        key("承办单位", "organiser", ValueKind::Text, ("承办单位", "the body that runs it")),
        key("地址", "address", ValueKind::Text, ("地址", "postal address")),
        key("电话", "phone", ValueKind::Text, ("联系电话", "telephone")),
        key("ICP备案", "icp", ValueKind::Text, ("ICP 备案号", "ICP filing number")),
        key("公安备案", "police", ValueKind::Text, ("公安机关备案号", "public security filing number")),
        key(
            "党政机关标识",
            "mark",
            ValueKind::Code,
            ("党政机关网站标识的 32 位编号", "32 hexadecimal digits of the official mark"),
        ),
    ],
};
