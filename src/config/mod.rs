//! `site.yaml` -> [`Settings`], `fleet.yaml` -> [`FleetSettings`].
//!
//! Reads one text and nothing else. Whether the theme's folder and the columns of the navigation exist is
//! checked where they are used. A [`Settings`] can be trusted.

mod checks;
mod destinations;
mod fields;
mod fleet;
mod members;
mod mistakes;
mod read;
mod shapes;
mod url;

use jiff::civil::Date;
use typed_index_collections::TiVec;

use crate::diag::Reported;
use crate::model::{NumberPattern, Unit, UnitId};
use crate::text::TextMode;

pub use crate::yaml::Spanned;
pub use checks::{Checks, Silence};
pub use destinations::{BucketAddress, Destination, DestinationKind, SshAddress};
pub use fleet::{FleetMember, FleetSettings, SiteLocation, parse_fleet};
pub use members::{MemberAddress, SiteMember};
pub use mistakes::{MistakeSubject, Mistakes};
pub use shapes::{FLEET, SITE, TEXT_MODES, mode_of_choice};

/// Reads the text of `site.yaml`; `None` if an error was found.
#[must_use]
pub fn parse(text: &str) -> Reported<Option<Settings>> {
    read::parse(text)
}

/// What `site.yaml` says, complete and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of site.yaml of its own")]
pub struct Settings {
    /// The site's name (名称).
    pub name: String,
    /// The site's address (网址) with a scheme, ending in `/`; may carry a path.
    pub url: String,
    /// The site code (标识码): 10 digits, or `bm` and 8 digits; may be empty.
    pub site_id: String,
    /// Administrative area code (行政区划), 6 digits; may be empty.
    pub area: String,
    /// Name of the theme (主题), and where it stands; an empty place if it is the default.
    pub theme: Spanned<String>,
    /// The publishing bodies (机构), in the order written.
    pub units: TiVec<UnitId, Unit>,
    /// The index-number rule (索引号): patterns, each valid from its date on, oldest first.
    pub number_rule: Vec<DatedPattern>,
    /// The fields of the metadata box (元数据栏), in order.
    pub fields: Vec<MetadataField>,
    /// Default text mode (正文).
    pub text: TextMode,
    /// The navigation (导航): titles or paths of columns; empty: the top columns in order.
    pub nav: Vec<Spanned<String>>,
    /// Whether a build publishes only what was approved (审签).
    pub approval: bool,
    /// The footer (页脚).
    pub footer: Footer,
    /// Where readers report mistakes (纠错).
    pub mistakes: Mistakes,
    /// What is told to harvesters of the data (开放数据).
    pub open_data: OpenData,
    /// Whether the site has a search of its own (检索).
    pub search: bool,
    /// Why it has none (检索说明).
    pub search_note: Option<String>,
    /// Whether that looks into attachments too (检索附件).
    pub search_attachments: bool,
    /// Kinds of attachments that may go out besides the usual ones, by their extensions (允许附件).
    pub allow_attachments: Vec<Spanned<String>>,
    /// Whether attachments are published without authors, paths and camera data (清理附件).
    pub clean_attachments: bool,
    /// The rules of `gongkai check` (检查).
    pub checks: Checks,
    /// Where the finished site goes (上线).
    pub destinations: Vec<Destination>,
    /// Other sites' hosts that pages may link to (外链域名); empty: not configured.
    pub outside: Vec<Spanned<String>>,
    /// The sites that a portal puts together (成员); empty: the site is no portal.
    pub members: Vec<SiteMember>,
}

impl Settings {
    /// Whether these settings give the same catalogue and plan as `other`, apart from name and navigation.
    /// Every field is named, so that the compiler asks about a new one.
    #[must_use]
    pub fn asks_like(&self, other: &Self) -> bool {
        let Self {
            name: _,
            url,
            site_id: _,
            area: _,
            theme: _,
            units,
            number_rule,
            fields: _,
            text,
            nav: _,
            approval: _,
            footer: _,
            mistakes: _,
            open_data: _,
            search,
            search_note: _,
            search_attachments: _,
            allow_attachments,
            clean_attachments,
            checks: _,
            destinations: _,
            outside: _,
            members,
        } = self;
        let unit = |(a, b): (&Unit, &Unit)| {
            let Unit { short, full, code, phone: _, former_names, until } = a;
            *short == b.short
                && *full == b.full
                && *code == b.code
                && *former_names == b.former_names
                && *until == b.until
        };
        *text == other.text
            && *number_rule == other.number_rule
            && *search == other.search
            && allow_attachments
                .iter()
                .map(|kind| &kind.value)
                .eq(other.allow_attachments.iter().map(|kind| &kind.value))
            && *clean_attachments == other.clean_attachments
            && *members == other.members
            // Which members are of the same origin depends on it.
            && (members.is_empty() || *url == other.url)
            && units.len() == other.units.len()
            && units.iter().zip(&other.units).all(unit)
    }

    /// The telephones that the site shows of itself, as they are written: several may stand in one text.
    pub fn own_phones(&self) -> impl Iterator<Item = &str> {
        [self.footer.phone.as_str(), self.mistakes.phone.as_str()].into_iter()
    }

    /// The last day on which the annual report on disclosure that is due in `year` is in time: 31 March for a
    /// government, else 31 January (《政府信息公开条例》第四十九条).
    #[must_use]
    pub fn annual_report_due(&self, year: i16) -> Date {
        let is_government = self.footer.host.ends_with("人民政府");
        Date::constant(year, if is_government { 3 } else { 1 }, 31)
    }

    /// Whether the rules find the same in pages under these settings as under `other`: they allow the same
    /// public numbers, and the site has the same name.
    #[must_use]
    pub fn publishes_like(&self, other: &Self) -> bool {
        let phones = |settings: &Self| {
            let listed = settings.checks.public_phones.iter().map(|phone| phone.value.clone());
            listed.chain(settings.own_phones().map(ToOwned::to_owned)).collect::<Vec<_>>()
        };
        phones(self) == phones(other) && self.name == other.name
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

/// What is told to those who harvest the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenData {
    /// 许可: what the licence is called; may be empty.
    pub licence: String,
    /// 许可网址: where it stands; may be empty.
    pub licence_url: String,
    /// 更新频率.
    pub frequency: Option<Frequency>,
}

/// 更新频率.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// 每日
    Daily,
    /// 每周
    Weekly,
    /// 每月
    Monthly,
    /// 每季度
    Quarterly,
    /// 每年
    Annual,
    /// 不定期
    Irregular,
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
