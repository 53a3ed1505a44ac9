//! `成员` of `site.yaml`: the sites that a portal puts together.

use std::ops::Range;

use super::Spanned;
use super::url::{read_url, same_for_all};
use crate::model::is_device_name;
use crate::say;
use crate::yaml::fields::{Fields, ListItem};
use crate::yaml::report::Report;

/// A site whose published data a portal shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteMember {
    /// 名称: what the portal calls it, and the name of its folder in `members/`.
    pub name: Spanned<String>,
    /// 地址
    pub address: MemberAddress,
    /// 网址: where readers open it, ending in `/`; `None`: its address if that is one, else as it says itself.
    pub url: Option<String>,
    /// 公钥: the keys one of which must have signed the site; empty: signatures are not checked.
    pub keys: Vec<String>,
    /// 门户: whether its own members are taken over too, if it is said.
    pub portal: Option<bool>,
}

impl SiteMember {
    /// Whether what it tells of members of its own is taken over. Where nothing is said of that, it is if
    /// nobody else can have written it: the site lies in a folder, or its signature is checked.
    #[must_use]
    pub fn is_portal(&self) -> bool {
        let is_proven = matches!(self.address, MemberAddress::Folder(_)) || !self.keys.is_empty();
        self.portal.unwrap_or(is_proven)
    }
}

/// Where a member's published site is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberAddress {
    /// On the web; ends in `/`.
    Web(String),
    /// In a folder; a relative one lies beside `site.yaml`.
    Folder(String),
}

/// The characters of a minisign public key in Base64.
const KEY_LENGTH: usize = 56;

/// Reads `成员` of the site whose own address is `own`.
pub(super) fn read(fields: &Fields<'_, '_>, own: Option<&str>, report: &mut Report<'_>) -> Vec<SiteMember> {
    let mut members: Vec<SiteMember> = Vec::new();
    let mut names: Vec<Spanned<String>> = Vec::new();
    for item in fields.records("成员", report) {
        let ListItem::Record(record) = item else { continue };
        let name = record.text("名称", report).and_then(|name| read_name(name, report));
        let address = record.text("地址", report).and_then(|address| read_address(&address, own, report));
        let url = record.text("网址", report).and_then(|url| read_url(&url, report));
        let url = url.map(|url| same_for_all(&url));
        let keys = record.names("公钥", report).into_iter().filter_map(|key| read_key(key, report)).collect();
        let portal = record.flag_if_given("门户", report);
        let Some(name) = name else { continue };
        if let Some(first) = names.iter().find(|known| known.value == name.value) {
            let shown = &name.value;
            report
                .error(
                    "duplicate-member",
                    name.span.clone(),
                    say!("两个成员都叫“{shown}”", "two members are called `{shown}`"),
                )
                .related(first.span.clone(), say!("第一次在这里", "first here"))
                .help(say!("给其中一个换个名称", "give one of them another name"));
        } else if let Some((address, span)) = address {
            let twice = members.iter().find(|known| known.address == address);
            if let Some(first) = twice {
                let shown = &first.name.value;
                report
                    .error(
                        "duplicate-member",
                        span,
                        say!("“{shown}”也是这个地址", "`{shown}` has the same address"),
                    )
                    .related(first.name.span.clone(), say!("另一个", "the other"))
                    .help(say!("删去其中一个", "delete one of them"));
            } else {
                members.push(SiteMember { name: name.clone(), address, url, keys, portal });
            }
        }
        names.push(name);
    }
    members
}

/// A name is that of a folder, on every system.
fn read_name(name: Spanned<String>, report: &mut Report<'_>) -> Option<Spanned<String>> {
    let text = name.value.as_str();
    let is_odd = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let is_device = is_device_name(text.split('.').next().unwrap_or_default().trim_end());
    let is_free = !text.starts_with('.') && !text.ends_with(['.', ' ']) && !is_device;
    if is_free && !text.contains(is_odd) && text.len() <= 120 {
        return Some(name);
    }
    report
        .error(
            "invalid-member",
            name.span,
            say!(
                "成员的名称 `{text}` 不能用作文件夹名",
                "the member's name `{text}` can be no folder's name"
            ),
        )
        .help(say!("写单位的简称，例如 `名称: 区教育局`", "give a short name, such as `name: education`"));
    None
}

fn read_address(
    address: &Spanned<String>,
    own: Option<&str>,
    report: &mut Report<'_>,
) -> Option<(MemberAddress, Range<usize>)> {
    let span = address.span.clone();
    if !address.value.contains("://") {
        return Some((MemberAddress::Folder(address.value.trim_end_matches('/').to_owned()), span));
    }
    let url = same_for_all(&read_url(address, report)?);
    if !url.is_ascii() {
        report
            .error(
                "invalid-member",
                span,
                say!(
                    "中文域名 `{url}` 不能直接用来取",
                    "a host that is not in ASCII cannot be asked: `{url}`"
                ),
            )
            .help(say!(
                "`地址` 写域名的 xn-- 形式（浏览器的地址栏里复制出来就是）；成员自己的网址用中文的，再写 `网址: {url}`",
                "give its form in xn-- as `address`, as a browser copies it; if the member's own address is in Chinese, add `url: {url}`"
            ));
        return None;
    }
    if own.is_some_and(|own| same_for_all(own) == url) {
        report
            .error(
                "member-circle",
                span,
                say!("这是本网站自己的网址", "this is the address of this site itself"),
            )
            .help(say!(
                "网站自己的内容本来就在，删去这个成员",
                "a site's own content is there anyway: delete it"
            ));
        return None;
    }
    Some((MemberAddress::Web(url), span))
}

fn read_key(key: Spanned<String>, report: &mut Report<'_>) -> Option<String> {
    let text = key.value.as_str();
    let is_base64 = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
    if text.len() == KEY_LENGTH && text.starts_with("RW") && is_base64 {
        return Some(key.value);
    }
    report.error("invalid-member", key.span, say!("`公钥` 不是公钥", "`key` is no public key")).help(say!(
        "抄成员的 signing.pub 里以 RW 开头的那一行",
        "copy the line that begins with RW from the member's signing.pub"
    ));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_proven_is_a_portal_unless_it_is_said_otherwise() {
        let web = MemberAddress::Web("https://a.gov.cn/".into());
        let folder = MemberAddress::Folder("../a".into());
        for (address, has_key, portal, expected) in [
            (&web, false, None, false),
            (&web, true, None, true),
            (&folder, false, None, true),
            (&web, false, Some(true), true),
            (&web, true, Some(false), false),
            (&folder, false, Some(false), false),
        ] {
            let member = SiteMember {
                name: Spanned { value: "甲".into(), span: 0..0 },
                address: address.clone(),
                url: None,
                keys: if has_key { vec!["k".into()] } else { Vec::new() },
                portal,
            };
            assert_eq!(member.is_portal(), expected, "{address:?} {has_key} {portal:?}");
        }
    }
}
