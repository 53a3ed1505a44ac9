//! `上线` of `site.yaml`: where the finished site goes.
//!
//! Whether an address can be reached is found out by `deploy`. Secrets never stand here.

use std::ops::Range;

use super::Spanned;
use super::shapes::DESTINATION_KINDS;
use super::url::read_url;
use crate::say;
use crate::yaml::fields::{Fields, ListItem};
use crate::yaml::report::Report;

/// One of 上线: a place to which the finished site is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// 名称: what commands call it.
    pub name: String,
    /// 方式, with what it needs.
    pub kind: DestinationKind,
    /// 网址: where readers find it, with a slash at its end; the site's own unless given.
    pub url: Option<String>,
    /// 限速: the most kilobytes a second; `None`: as fast as it goes.
    pub rate: Option<u32>,
}

/// How a site gets there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DestinationKind {
    /// 目录: a folder that this machine can write to; a relative one lies beside `site.yaml`.
    Folder(String),
    /// SSH
    Ssh(SshAddress),
    /// S3
    S3(BucketAddress),
    /// 压缩包: a `.zip` or `.tar.gz`.
    Archive(String),
}

/// A folder on another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshAddress {
    /// `user@host` or `host`.
    pub host: String,
    /// The folder there.
    pub folder: String,
    /// 端口
    pub port: Option<u16>,
    /// 主机密钥: the server's public key, such as `ssh-ed25519 AAAA…`; `None`: as this machine knows it.
    pub host_key: Option<String>,
}

/// A bucket of an object store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketAddress {
    /// The store, `https://host`.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// What all names in it begin with: empty, or with a slash at its end.
    pub prefix: String,
    /// 地区
    pub region: String,
    /// 寻址: whether the bucket stands in front of the host's name.
    pub is_virtual_host: bool,
    /// 网关: the file of addresses that the web server in front of the bucket reads; `None`: readers see the
    /// bucket itself.
    pub gateway: Option<String>,
    /// 并发: how many files are sent at once.
    pub parallel: u8,
}

/// The files of the kind 压缩包.
const ARCHIVES: [&str; 3] = [".zip", ".tar.gz", ".tgz"];

/// How many files are sent at once, if nothing else is said.
const PARALLEL: u8 = 8;

/// Reads `上线`.
pub(super) fn read(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Vec<Destination> {
    let mut destinations: Vec<Destination> = Vec::new();
    let mut names: Vec<Spanned<String>> = Vec::new();
    for item in fields.records("上线", report) {
        let ListItem::Record(record) = item else { continue };
        let name = record.text("名称", report);
        let destination = read_one(&record, report);
        let Some(name) = name else { continue };
        if let Some(first) = names.iter().find(|known| known.value == name.value) {
            let shown = &name.value;
            report
                .error(
                    "duplicate-destination",
                    name.span.clone(),
                    say!("两处上线都叫“{shown}”", "two destinations are called `{shown}`"),
                )
                .related(first.span.clone(), say!("第一次在这里", "first here"))
                .help(say!("给其中一个换个名称", "give one of them another name"));
        } else if let Some((kind, url, rate)) = destination {
            destinations.push(Destination { name: name.value.clone(), kind, url, rate });
        }
        names.push(name);
    }
    destinations
}

/// What one place is: how a site gets there, its address for readers, and the most kilobytes a second.
pub(super) type ReadDestination = (DestinationKind, Option<String>, Option<u32>);

pub(super) fn read_one(record: &Fields<'_, '_>, report: &mut Report<'_>) -> Option<ReadDestination> {
    let kind = record.choice("方式", report);
    let address = record.text("地址", report);
    let url = record.text("网址", report).and_then(|url| read_url(&url, report));
    let rate = record.integer("限速", report).and_then(|rate| u32::try_from(rate.value).ok());
    let port = record.integer("端口", report).and_then(|port| u16::try_from(port.value).ok());
    let host_key = record.text("主机密钥", report).and_then(|key| read_host_key(&key, report));
    let region = record.plain("地区", report).unwrap_or_else(|| "us-east-1".to_owned());
    let is_virtual_host = record.choice("寻址", report).is_some_and(|choice| choice.value == 1);
    let gateway = record.text("网关", report).filter(|file| is_spelled_out(file, report));
    let gateway = gateway.map(|file| file.value);
    let parallel = record.integer("并发", report).and_then(|count| u8::try_from(count.value).ok());
    let (kind, address) = (kind?, address.filter(|address| is_spelled_out(address, report))?);
    for (key, wanted) in [("端口", 1), ("主机密钥", 1), ("地区", 2), ("寻址", 2), ("网关", 2), ("并发", 2)]
    {
        if record.node(key).is_some() && kind.value != wanted {
            misplaced(key, wanted, record.place_of(key), report);
        }
    }
    // A fifth choice needs an arm of its own: the last one takes whatever is left.
    const { assert!(DESTINATION_KINDS.len() == 4) };
    let kind = match kind.value {
        0 => DestinationKind::Folder(address.value),
        1 => {
            let (host, folder) = read_ssh(&address, report)?;
            DestinationKind::Ssh(SshAddress { host, folder, port, host_key })
        }
        2 => {
            let (endpoint, bucket, prefix) = read_bucket(&address, report)?;
            let parallel = parallel.unwrap_or(PARALLEL);
            DestinationKind::S3(BucketAddress {
                endpoint,
                bucket,
                prefix,
                region,
                is_virtual_host,
                gateway,
                parallel,
            })
        }
        _ => DestinationKind::Archive(read_archive(address, report)?),
    };
    Some((kind, url, rate))
}

fn misplaced(key: &str, wanted: usize, place: Range<usize>, report: &mut Report<'_>) {
    let kind = DESTINATION_KINDS[wanted].zh;
    report
        .error(
            "misplaced-key",
            place,
            say!("`{key}` 只用于方式 {kind}", "`{key}` belongs to the kind {kind} alone"),
        )
        .help(say!("删去这一行，或者改正 `方式`", "delete this line, or correct `kind`"));
}

/// Whether a path is one as it stands: no shell puts the user's folder in place of `~` here, and a folder of
/// that name would be made. Told if it is not.
fn is_spelled_out(address: &Spanned<String>, report: &mut Report<'_>) -> bool {
    let shown = &address.value;
    let path = match shown.split_once(':') {
        Some((host, path)) if host.contains('@') => path,
        _ => shown,
    };
    let Some(sign) = path.chars().next().filter(|sign| "~$%".contains(*sign)) else { return true };
    report
        .error(
            "invalid-destination",
            address.span.clone(),
            say!(
                "`{shown}` 里的 `{sign}` 在这里不代表用户文件夹",
                "`{sign}` in `{shown}` does not stand for the user's folder here"
            ),
        )
        .help(say!(
            "写完整的位置，例如 `/home/www/rsj`；SSH 的也可以从用户文件夹写起：`用户@主机:rsj`",
            "write the whole path, such as `/home/www/rsj`; by SSH it may begin in the user's folder: `user@host:site`"
        ));
    false
}

/// What does not fit between two words of a command, or begins an option.
fn is_odd(text: &str) -> bool {
    text.is_empty() || text.starts_with('-') || text.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn read_ssh(address: &Spanned<String>, report: &mut Report<'_>) -> Option<(String, String)> {
    if let Some((host, folder)) = address.value.split_once(':') {
        let name = host.rsplit('@').next().unwrap_or_default();
        let is_root = folder.trim_end_matches('/').is_empty();
        let is_plain = !folder.chars().any(char::is_control) && !folder.split('/').any(|part| part == "..");
        if !is_odd(host) && !is_odd(name) && !host.contains('/') && !is_root && is_plain {
            return Some((host.to_owned(), folder.trim_end_matches('/').to_owned()));
        }
    }
    let shown = &address.value;
    report
        .error(
            "invalid-destination",
            address.span.clone(),
            say!("`{shown}` 不是 SSH 的地址", "`{shown}` is no address of a folder by SSH"),
        )
        .help(say!(
            "写成 `用户@主机:/文件夹`，例如 `www@192.0.2.10:/srv/gongkai`",
            "write `user@host:/folder`, such as `www@192.0.2.10:/srv/gongkai`"
        ));
    None
}

fn read_bucket(address: &Spanned<String>, report: &mut Report<'_>) -> Option<(String, String, String)> {
    let text = address.value.as_str();
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme));
    if let Some(scheme) = scheme {
        let mut parts = text[scheme.len()..].splitn(3, '/');
        let (host, bucket) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let prefix = parts.next().unwrap_or_default().trim_matches('/');
        let is_dotted = prefix.split('/').any(|part| part == ".." || part == ".");
        let is_plain = |text: &str| !text.contains(|c: char| c.is_control() || "?#\\@ ".contains(c));
        if !host.is_empty() && !bucket.is_empty() && is_plain(text) && !is_dotted {
            let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
            return Some((format!("{scheme}{host}"), bucket.to_owned(), prefix));
        }
    }
    report
        .error(
            "invalid-destination",
            address.span.clone(),
            say!("`{text}` 不是存储桶的地址", "`{text}` is no address of a bucket"),
        )
        .help(say!(
            "写成 `https://主机/桶名/前缀`，前缀可以不写；密钥不要写在这里",
            "write `https://host/bucket/prefix`; the prefix may be left out; no keys here"
        ));
    None
}

fn read_archive(address: Spanned<String>, report: &mut Report<'_>) -> Option<String> {
    if ARCHIVES.iter().any(|ending| address.value.ends_with(ending)) {
        return Some(address.value);
    }
    let shown = &address.value;
    report
        .error(
            "invalid-destination",
            address.span,
            say!("`{shown}` 不是压缩包的文件名", "`{shown}` is no name of an archive"),
        )
        .help(say!("文件名以 .zip 或 .tar.gz 结尾", "let the name end in .zip or .tar.gz"));
    None
}

fn read_host_key(key: &Spanned<String>, report: &mut Report<'_>) -> Option<String> {
    let mut words = key.value.split(' ').filter(|word| !word.is_empty());
    let (kind, text) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_kind = kind.starts_with("ssh-") || kind.starts_with("ecdsa-") || kind.starts_with("sk-");
    let is_text = text.len() > 30 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    if is_kind && is_text && !key.value.contains(['\n', '\r']) {
        return Some(format!("{kind} {text}"));
    }
    report
        .error(
            "invalid-destination",
            key.span.clone(),
            say!("`主机密钥` 不是公钥", "`host_key` is no public key"),
        )
        .help(say!(
            "在服务器上运行 `cat /etc/ssh/ssh_host_ed25519_key.pub`，把前两段抄在这里",
            "run `cat /etc/ssh/ssh_host_ed25519_key.pub` on the server and copy its first two words"
        ));
    None
}
