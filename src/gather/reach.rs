//! How a member's published files are reached: over the web, or in a folder.

use std::path::{Path, PathBuf};

use crate::config::MemberAddress;
use crate::diag::Text;
use crate::files;
use crate::http::{Answer, HttpClient, HttpFault};
use crate::layout;
use crate::output::MANIFEST;
use crate::portal::TroubleKind;
use crate::say;

/// Where a member's published files are.
pub(super) enum Reach<'a> {
    /// Below an address that ends in a slash.
    Web(&'a HttpClient, &'a str),
    /// In a folder.
    Folder(PathBuf),
}

/// What a server says of the state of a file, so that it need not send the same again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ServerMark {
    /// `ETag`
    pub(super) tag: String,
    /// `Last-Modified`
    pub(super) modified: String,
}

/// What came of asking for a file.
pub(super) enum Reply {
    /// It is as it was when the mark was given.
    Same,
    /// Its bytes, and its mark.
    Bytes(Vec<u8>, ServerMark),
    /// There is no such file.
    Missing,
}

/// Why there is no reply.
pub(super) type NoReply = (TroubleKind, Text);

impl<'a> Reach<'a> {
    /// Where the member at `address` is, for a portal in the folder `site`. The folder of a site stands for
    /// its output.
    pub(super) fn of(address: &'a MemberAddress, client: &'a HttpClient, site: &Path) -> Self {
        match address {
            MemberAddress::Web(url) => Self::Web(client, url),
            MemberAddress::Folder(folder) => {
                let folder = site.join(folder);
                let output = folder.join(layout::OUTPUT);
                let is_site = files::is_file(&folder.join(layout::SETTINGS));
                Self::Folder(if is_site && !files::is_file(&folder.join(MANIFEST)) { output } else { folder })
            }
        }
    }

    /// The address as it is kept.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Web(_, url) => (*url).to_owned(),
            Self::Folder(folder) => folder.display().to_string(),
        }
    }

    /// Asks for a file of at most `limit` bytes; what has the mark `known` need not be sent.
    pub(super) fn get(&self, path: &str, limit: u64, known: &ServerMark) -> Result<Reply, NoReply> {
        match self {
            Self::Web(client, base) => {
                let url = format!("{base}{}", encoded(path));
                let mut headers = vec![("user-agent", "gongkai portal"), ("cache-control", "max-age=0")];
                for (name, value) in [("if-none-match", &known.tag), ("if-modified-since", &known.modified)] {
                    if !value.is_empty() {
                        headers.push((name, value));
                    }
                }
                let is_known = *known != ServerMark::default();
                reply(client.get(&url, &headers, limit), &url, is_known)
            }
            Self::Folder(folder) => {
                let refused = |error: files::FileError| {
                    let kind = match error.cause {
                        files::Cause::Io(_) => TroubleKind::Away,
                        _ => TroubleKind::Bad,
                    };
                    (kind, error.text())
                };
                files::check_inside(folder, path).map_err(refused)?;
                match files::read_limited(&folder.join(path), limit) {
                    Ok(bytes) => Ok(Reply::Bytes(bytes, ServerMark::default())),
                    Err(error) if error.is_not_found() && files::is_folder(folder).unwrap_or(false) => {
                        Ok(Reply::Missing)
                    }
                    Err(error) => Err(refused(error)),
                }
            }
        }
    }
}

/// What an answer says; that nothing has changed, only if `is_known` what there was.
fn reply(answer: Result<Answer, HttpFault>, url: &str, is_known: bool) -> Result<Reply, NoReply> {
    let answer = answer.map_err(|fault| {
        let kind = match fault {
            HttpFault::BadAddress(_) | HttpFault::TooLong(_) => TroubleKind::Bad,
            _ => TroubleKind::Away,
        };
        let text = fault.text();
        let (zh, en) = (text.in_lang(crate::diag::Lang::Zh), text.in_lang(crate::diag::Lang::En));
        (kind, say!("{url}：{zh}", "{url}: {en}"))
    })?;
    let header = |name: &str| answer.header(name).map(str::to_owned).unwrap_or_default();
    match answer.status {
        200 => {
            let mark = ServerMark { tag: header("etag"), modified: header("last-modified") };
            Ok(Reply::Bytes(answer.body, mark))
        }
        304 if is_known => Ok(Reply::Same),
        404 | 410 => Ok(Reply::Missing),
        301 | 302 | 307 | 308 => {
            let to: String = header("location").chars().filter(|c| !c.is_control()).take(200).collect();
            Err((
                TroubleKind::Bad,
                say!(
                    "{url} 转到了 {to}，请把“地址”改成那里",
                    "{url} leads on to {to}: make that its `address`"
                ),
            ))
        }
        status => Err((TroubleKind::Away, say!("{url} 回答 {status}", "{url} answers {status}"))),
    }
}

/// A path of a published file as it stands in an address.
fn encoded(path: &str) -> String {
    crate::model::PagePath::new(path).map_or_else(|_| path.to_owned(), |path| path.encoded())
}
