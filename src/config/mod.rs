//! `site.yaml` -> [`Settings`].
//!
//! Reads one text and nothing else: that a theme's folder or a column of the navigation exists is found out
//! by those who use them. Whoever has a [`Settings`] may trust it.

mod checks;
mod fields;
mod read;
mod shapes;

use jiff::civil::Date;

use crate::diag::Reported;
use crate::model::{NumberPattern, Unit};
use crate::text::TextMode;

pub use crate::yaml::fields::Spanned;
pub use checks::{Checks, Silence};
pub use shapes::{SITE, TEXT_MODES, mode_of_choice};

/// The file's name, as findings give it.
pub const FILE: &str = "site.yaml";

/// Reads the text of `site.yaml`; `None` if an error was found.
#[must_use]
pub fn parse(text: &str) -> Reported<Option<Settings>> {
    read::parse(text)
}

/// What `site.yaml` says, complete and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The site's name (名称).
    pub name: String,
    /// The site's address (网址) with a scheme, ending in `/`; may carry a path.
    pub url: String,
    /// The site code (标识码): 10 digits, or `bm` and 8 digits; may be empty.
    pub site_id: String,
    /// Administrative area code (行政区划), 6 digits; may be empty.
    pub area: String,
    /// Name of the theme (主题), and where it is written; an empty place if it is not.
    pub theme: Spanned<String>,
    /// The publishing bodies (机构), in the order written.
    pub units: Vec<Unit>,
    /// The index-number rule (索引号): patterns, each valid from its date on, oldest first.
    pub number_rule: Vec<DatedPattern>,
    /// The fields of the metadata box (元数据栏), in order.
    pub fields: Vec<MetadataField>,
    /// Default text mode (正文).
    pub text: TextMode,
    /// The navigation (导航): titles or paths of columns; empty: the top columns in order.
    pub nav: Vec<Spanned<String>>,
    /// The footer (页脚).
    pub footer: Footer,
    /// The rules of `gongkai check` (检查).
    pub checks: Checks,
}

impl Settings {
    /// Whether a site has the same catalogue and plan by these settings as by `other`, but for its name and navigation.
    /// All fields are named, so that the compiler asks about a new one.
    #[must_use]
    pub fn asks_like(&self, other: &Self) -> bool {
        let Self {
            name: _,
            url: _,
            site_id: _,
            area: _,
            theme: _,
            units,
            number_rule,
            fields: _,
            text,
            nav: _,
            footer: _,
            checks: _,
        } = self;
        let unit = |(a, b): (&Unit, &Unit)| {
            let Unit { short, full, code, phone: _ } = a;
            *short == b.short && *full == b.full && *code == b.code
        };
        *text == other.text
            && *number_rule == other.number_rule
            && units.len() == other.units.len()
            && units.iter().zip(&other.units).all(unit)
    }

    /// Whether the same numbers are meant to be public by these settings as by `other`.
    #[must_use]
    pub fn publishes_like(&self, other: &Self) -> bool {
        let phones = |settings: &Self| {
            let listed = settings.checks.public_phones.iter().map(|phone| phone.value.clone());
            listed.chain([settings.footer.phone.clone()]).collect::<Vec<_>>()
        };
        phones(self) == phones(other)
    }
}

/// A pattern and the first day it is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedPattern {
    /// First day (自); the first pattern has the earliest date there is.
    pub from: Date,
    /// The pattern (格式).
    pub pattern: NumberPattern,
}

/// What the footer shows; 47号文 and the inspection list of domain.md §4.2. Empty texts are not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footer {
    /// 主办单位.
    pub host: String,
    /// 承办单位.
    pub organiser: String,
    /// 地址.
    pub address: String,
    /// 电话.
    pub phone: String,
    /// ICP备案.
    pub icp: String,
    /// 公安备案.
    pub police: String,
    /// 党政机关标识: 32 hexadecimal digits.
    pub mark: String,
}

/// A field of the metadata box (元数据栏).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MetadataField {
    /// 索引号
    IndexNumber,
    /// 标题 (名称)
    Title,
    /// 公开方式
    Disclosure,
    /// 文号
    DocNumber,
    /// 发布单位
    Unit,
    /// 成文日期
    Issued,
    /// 公开日期
    Date,
    /// 信息来源
    Source,
    /// 责任编辑
    Editor,
    /// 主题分类
    Topic,
    /// 体裁分类: the kind of article
    Kind,
    /// 关键词
    Keywords,
    /// 概述
    Summary,
    /// 有效性
    Validity,
    /// 生效日期
    Effective,
    /// 废止日期
    Expires,
    /// 政策原文
    Original,
    /// 政策解读
    Interpretation,
}

impl MetadataField {
    /// The field's name on pages, in Chinese.
    #[must_use]
    pub fn label(self) -> &'static str {
        fields::FIELDS.iter().find(|(field, _)| *field == self).map_or("", |(_, names)| names[0])
    }
}
