//! `fleet.yaml` -> [`FleetSettings`]: many sites that are built together, and where they go.
//!
//! Whether folders and addresses are there is found out when they are needed. Secrets never stand here.

use std::sync::Arc;

use super::destinations::{self, Destination, DestinationKind};
use super::shapes::FLEET;
use super::{Spanned, shapes};
use crate::diag::{self, Reported};
use crate::model::is_device_name;
use crate::say;
use crate::yaml::fields::{Fields, ListItem};
use crate::yaml::report::Report;
use crate::yaml::{self, YamlSource, find_conflict_markers};

/// What `fleet.yaml` says, complete and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetSettings {
    /// 成员: the sites, in the order written; names differ, also from that of the portal.
    pub members: Vec<FleetMember>,
    /// 上线: where every one of them gets a folder of its own; see [`Destination::under`].
    pub destination: Destination,
    /// 门户: the site that shows them together.
    pub portal: Option<FleetMember>,
}

/// One of 成员.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetMember {
    /// 名称: what commands, and its folder at the destination, are called.
    pub name: String,
    /// 位置
    pub location: SiteLocation,
}

/// Where the folder of a site is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteLocation {
    /// On this machine; a relative one lies beside `fleet.yaml`.
    Folder(String),
    /// In a repository that `git` fetches.
    Git(String),
}

/// The schemes of addresses that `git` may be given.
const SCHEMES: [&str; 4] = ["https://", "http://", "ssh://", "file://"];

/// The longest name, in characters: it becomes a part of paths.
const LONGEST_NAME: usize = 60;

/// Reads the text of a `fleet.yaml`; `file` is what findings call it. `None` if an error was found.
#[must_use]
pub fn parse_fleet(text: &str, file: &str) -> Reported<Option<FleetSettings>> {
    let source = YamlSource { file: Arc::from(file), text, offset: 0, ends_file: true };
    let conflicts = find_conflict_markers(&source);
    if !conflicts.is_empty() {
        return Reported::new(None, conflicts);
    }
    let parsed = yaml::parse(&source, &FLEET);
    let Some(root) = parsed.root else { return Reported::new(None, parsed.findings) };
    let mut report = Report::new(&source, parsed.findings, parsed.is_repaired);
    let head = 0..text.find(['\n', '\r']).unwrap_or(text.len());
    let fields = Fields::open(&root, &FLEET, head, &mut report);
    let settings = read_fleet(&fields, &mut report);
    let findings = report.findings;
    Reported::new(settings.filter(|_| !diag::has_errors(&findings)), findings)
}

fn read_fleet(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<FleetSettings> {
    let mut names: Vec<Spanned<String>> = Vec::new();
    let mut members = Vec::new();
    for item in fields.records("成员", report) {
        let ListItem::Record(record) = item else { continue };
        let name = record.text("名称", report).and_then(|name| read_name(name, &mut names, report));
        let location = record.text("位置", report).and_then(|location| read_location(&location, report));
        if let (Some(name), Some(location)) = (name, location) {
            members.push(FleetMember { name, location });
        }
    }
    let destination = fields.record("上线", report).and_then(|record| read_destination(&record, report));
    let portal = fields.text("门户", report).and_then(|folder| {
        let path = folder.value.trim_end_matches(['/', '\\']);
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let name = read_name(Spanned { value: name, span: folder.span.clone() }, &mut names, report)?;
        Some(FleetMember { name, location: SiteLocation::Folder(folder.value.clone()) })
    });
    Some(FleetSettings { members, destination: destination?, portal })
}

/// A name that can be a folder, unlike all others.
fn read_name(
    name: Spanned<String>,
    names: &mut Vec<Spanned<String>>,
    report: &mut Report<'_>,
) -> Option<String> {
    let shown = &name.value;
    let is_device = is_device_name(shown.split('.').next().unwrap_or_default());
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || "/\\:*?\"<>|'`$".contains(c);
    if is_device
        || shown.starts_with(['.', '-'])
        || shown.contains(is_odd)
        || shown.chars().count() > LONGEST_NAME
    {
        report
            .error(
                "invalid-member-name",
                name.span.clone(),
                say!("“{shown}”不能作文件夹的名称", "`{shown}` cannot be the name of a folder"),
            )
            .help(say!(
                "不超过 60 个字，不用空格和 / \\ : * ? \" ' < > | ` $，不以 . 或 - 开头，不是 Windows 留着的 CON、NUL 等",
                "up to 60 characters, no space and none of / \\ : * ? \" ' < > | ` $, not beginning with . or -, and no name that Windows keeps, such as CON"
            ));
        return None;
    }
    // Some disks take capital and small letters for the same.
    let folded = shown.to_lowercase();
    if let Some(first) = names.iter().find(|known| known.value.to_lowercase() == folded) {
        report
            .error(
                "duplicate-member",
                name.span.clone(),
                say!("两个网站都叫“{shown}”", "two sites are called `{shown}`"),
            )
            .related(first.span.clone(), say!("第一次在这里", "first here"))
            .help(say!("给其中一个换个名称", "give one of them another name"));
        return None;
    }
    names.push(name.clone());
    Some(name.value)
}

/// An address of git if it looks like one, else a folder.
fn read_location(location: &Spanned<String>, report: &mut Report<'_>) -> Option<SiteLocation> {
    let text = location.value.as_str();
    let refuse = |report: &mut Report<'_>, cure: diag::Text| {
        report
            .error(
                "invalid-location",
                location.span.clone(),
                say!(
                    "`{text}` 不是文件夹，也不是能用的 git 地址",
                    "`{text}` is neither a folder nor an address that git may be given"
                ),
            )
            .help(cure);
        None
    };
    let usual = || {
        say!(
            "写文件夹，或者 `https://…`、`ssh://…`、`file://…`、`用户@主机:路径`",
            "write a folder, or `https://…`, `ssh://…`, `file://…`, `user@host:path`"
        )
    };
    if text.starts_with('-') || text.contains("::") || text.chars().any(char::is_control) {
        return refuse(report, usual());
    }
    if let Some((_, rest)) = text.split_once("://") {
        let Some(scheme) = SCHEMES.iter().find(|scheme| text.starts_with(**scheme)) else {
            return refuse(report, usual());
        };
        let host = rest.split('/').next().unwrap_or_default();
        if host.starts_with('-') || rest.is_empty() || text.contains(char::is_whitespace) {
            return refuse(report, usual());
        }
        let is_web = scheme.starts_with("http");
        if host.split_once('@').is_some_and(|(user, _)| is_web || user.contains(':') || user.starts_with('-'))
        {
            let cure = say!(
                "不要把用户名和密码写在地址里；用 git 的凭据助手，或者 SSH 密钥",
                "leave names and passwords out of addresses: use a credential helper of git, or an SSH key"
            );
            return refuse(report, cure);
        }
        return Some(SiteLocation::Git(text.to_owned()));
    }
    // `user@host:path`, as git has it; a folder may have `@` in its name, but no colon before a slash.
    let start = text.split('/').next().unwrap_or_default();
    if let Some((host, path)) = start.split_once(':')
        && host.contains('@')
    {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "@._-".contains(c);
        if path.starts_with('-') || !host.chars().all(is_plain) || host.contains("@-") {
            return refuse(report, usual());
        }
        return Some(SiteLocation::Git(text.to_owned()));
    }
    Some(SiteLocation::Folder(text.to_owned()))
}

fn read_destination(record: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<Destination> {
    let (kind, url, rate) = destinations::read_one(record, report)?;
    if matches!(kind, DestinationKind::Archive(_)) {
        report
            .error(
                "invalid-destination",
                record.place_of("方式"),
                say!("一群网站不能上线到压缩包", "a fleet cannot go into an archive"),
            )
            .help(say!("用 目录、SSH 或 S3", "use folder, ssh or s3"));
        return None;
    }
    Some(Destination { name: shapes::FLEET_DESTINATION.zh.to_owned(), kind, url, rate })
}

impl Destination {
    /// The same place for the member `name` of a fleet: a folder of its own, and a file of addresses of its
    /// own in the folder that 网关 names.
    #[must_use]
    pub fn under(&self, name: &str) -> Self {
        let below = |folder: &str| format!("{}/{name}", folder.trim_end_matches('/'));
        let kind = match &self.kind {
            DestinationKind::Folder(folder) => DestinationKind::Folder(below(folder)),
            DestinationKind::Archive(file) => DestinationKind::Archive(below(file)),
            DestinationKind::Ssh(address) => {
                let mut address = address.clone();
                address.folder = below(&address.folder);
                DestinationKind::Ssh(address)
            }
            DestinationKind::S3(address) => {
                let mut address = address.clone();
                address.prefix = format!("{}{name}/", address.prefix);
                address.gateway = address.gateway.map(|folder| format!("{}.map", below(&folder)));
                DestinationKind::S3(address)
            }
        };
        let url = self.url.as_ref().map(|url| format!("{url}{name}/"));
        Self { name: name.to_owned(), kind, url, rate: self.rate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "上线: {方式: 目录, 地址: www}\n";

    fn location(text: &str) -> Option<SiteLocation> {
        let text = format!("成员: [{{名称: 甲, 位置: '{text}'}}]\n{PLACE}");
        parse_fleet(&text, "fleet.yaml").value.map(|settings| settings.members[0].location.clone())
    }

    #[test]
    fn folders_and_addresses_are_told_apart() {
        for folder in ["sites/甲", "/srv/甲", "..", "a@b", "C:\\sites\\甲", "a b/c:d"] {
            assert_eq!(location(folder), Some(SiteLocation::Folder(folder.into())), "{folder}");
        }
        for git in [
            "https://git.example.gov.cn/甲.git",
            "ssh://git@git.example.gov.cn:22/a",
            "git@git.example.gov.cn:a/b.git",
            "file:///srv/git/a.git",
        ] {
            assert_eq!(location(git), Some(SiteLocation::Git(git.into())), "{git}");
        }
    }

    #[test]
    fn what_could_run_a_command_is_no_address() {
        for bad in [
            "ext::sh -c id",
            "--upload-pack=id",
            "-x",
            "git://host/a",
            "fd::3",
            "https://name:word@host/a",
            "https://token@host/a",
            "ssh://-oProxyCommand=id/a",
            "ssh://-oProxyCommand=id@host/a",
            "u@-oProxyCommand=id:a",
            "u@host:-a",
            "https://",
            "javascript://x",
            "https://a b",
        ] {
            assert_eq!(location(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_member_has_a_folder_of_its_own() {
        let text = "members:\n  - {name: 甲, location: a}\ndestination:\n  kind: s3\n  address: https://s3.example.com/b/p\n  gateway: /etc/nginx/maps/\nportal: sites/portal/\n";
        let settings = parse_fleet(text, "fleet.yaml").value.expect("it is right");
        let DestinationKind::S3(address) = settings.destination.under("甲").kind else {
            panic!("it is a bucket")
        };
        assert_eq!(address.prefix, "p/甲/");
        assert_eq!(address.gateway.as_deref(), Some("/etc/nginx/maps/甲.map"));
        assert_eq!(settings.portal.expect("there is one").name, "portal");
    }

    #[test]
    fn names_differ_and_can_be_folders() {
        for bad in ["../x", ".x", "-x", "a/b", "a b", "con:1", "Ab"] {
            let text = format!(
                "成员: [{{名称: ab, 位置: a}}, {{名称: '{bad}', 位置: b}}]\n上线: {{方式: 目录, 地址: w}}\n"
            );
            assert!(parse_fleet(&text, "fleet.yaml").value.is_none(), "{bad}");
        }
        for wrong in ["", "成员: []\n", "上线: {方式: 压缩包, 地址: a.zip}\n成员: [{名称: a, 位置: a}]\n"]
        {
            let reported = parse_fleet(wrong, "fleet.yaml");
            assert!(reported.value.is_none() && !reported.findings.is_empty(), "{wrong}");
        }
    }
}
