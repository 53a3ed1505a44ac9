//! What was found at a live site, for people and programs.

use crate::diag::{Lang, Text};
use crate::say;

/// What may be wrong with a live site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// There is no manifest, or somebody changed it.
    NoManifest,
    /// The manifest is signed, but not so.
    BadSignature,
    /// It is signed with a key that nobody knows.
    OtherKey,
    /// It is not signed.
    NoSignature,
    /// A file is not what the manifest says; the hosts that it links to.
    Altered,
    /// Robots are shown something else; the hosts that only they see.
    OtherForRobots,
    /// Phones are shown something else; the hosts that only they see.
    OtherForPhones,
    /// A file that the manifest does not know.
    Added,
    /// A file is not there.
    Missing,
    /// There was no answer.
    Unreachable,
    /// An older version is shown.
    OldCache,
    /// A trial build is live.
    Trial,
    /// A page links to a host that nobody allowed.
    OutsideHost,
    /// A file has the wrong type.
    WrongType,
    /// The address of a folder without a slash does not lead to the folder.
    Redirect,
    /// Addresses that do not exist are answered as if they did.
    NoNotFound,
    /// The page for such addresses is not the site's own.
    ForeignNotFound,
    /// A header that protects readers is missing.
    NoHeader,
    /// A header that ought to protect readers allows too much.
    LaxHeader,
    /// The site is not encrypted on its way.
    NotSecure,
    /// Nobody knows a key to check the signature with.
    NoKey,
    /// It is signed with a key that another has replaced.
    OldKey,
}

impl FaultKind {
    /// Whether it is a fault of the content rather than advice about the server.
    #[must_use]
    pub fn is_grave(self) -> bool {
        !matches!(self, Self::NoHeader | Self::LaxHeader | Self::NotSecure | Self::NoKey | Self::OldKey)
    }

    /// The word that programs know it by.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoManifest => "no-manifest",
            Self::BadSignature => "bad-signature",
            Self::OtherKey => "other-key",
            Self::NoSignature => "no-signature",
            Self::Altered => "altered",
            Self::OtherForRobots => "other-for-robots",
            Self::OtherForPhones => "other-for-phones",
            Self::Added => "added",
            Self::Missing => "missing",
            Self::Unreachable => "unreachable",
            Self::OldCache => "old-cache",
            Self::Trial => "trial",
            Self::OutsideHost => "outside-host",
            Self::WrongType => "wrong-type",
            Self::Redirect => "redirect",
            Self::NoNotFound => "no-not-found",
            Self::ForeignNotFound => "foreign-not-found",
            Self::NoHeader => "no-header",
            Self::LaxHeader => "lax-header",
            Self::NotSecure => "not-secure",
            Self::NoKey => "no-key",
            Self::OldKey => "old-key",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(self) -> Text {
        match self {
            Self::Altered | Self::OtherForRobots | Self::OtherForPhones | Self::Added => say!(
                "可能被人入侵：先保存服务器日志，通知网络安全管理员，再重新上线",
                "the server may have been broken into: keep its logs, tell whoever is in charge of security, then deploy again"
            ),
            Self::BadSignature | Self::OtherKey => say!(
                "清单不是用本站的密钥签的：核对 signing.pub，仍不对就按被入侵处理",
                "the manifest was not signed with this site's key: compare signing.pub; otherwise treat the server as broken into"
            ),
            Self::NoManifest | Self::NoSignature | Self::Missing | Self::Trial => say!(
                "重新运行 `gongkai build` 和 `gongkai deploy`",
                "run `gongkai build` and `gongkai deploy` again"
            ),
            Self::Unreachable => {
                say!("稍后再核对一次；一直不行，请检查服务器", "try again later, then look at the server")
            }
            Self::OldCache => say!(
                "清除 CDN 或代理的缓存，并让它遵守 Cache-Control",
                "clear the caches between, and have them obey Cache-Control"
            ),
            Self::OutsideHost => say!(
                "核对这个链接；没有问题就把域名写进 site.yaml 的 `外链域名`",
                "look at the link; if it is right, put the host into `outside_domains` of site.yaml"
            ),
            Self::WrongType
            | Self::Redirect
            | Self::NoNotFound
            | Self::ForeignNotFound
            | Self::NoHeader
            | Self::LaxHeader => say!(
                "照 `gongkai server-config` 的输出设置服务器；桶直接对外的，在存储的静态网站设置里写上首页和 404.html，做不到的前面放一台 nginx",
                "set the server up as `gongkai server-config` says; for a bucket that readers see itself, name home page and 404.html in the store's settings for static sites, or put nginx in front of it"
            ),
            Self::NotSecure => say!("给网站装上证书，用 https", "give the site a certificate, and use https"),
            Self::NoKey => say!(
                "用 `gongkai key make` 生成密钥再上线，或用 --key 写明公钥",
                "make a key with `gongkai key make` and deploy, or name the public one with --key"
            ),
            Self::OldKey => say!(
                "用新的密钥重新上线；旧的泄露过的，再从 signing.pub 删去它那两行",
                "deploy again with the new key; if others saw the old one, delete its two lines from signing.pub then"
            ),
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveFault {
    /// What kind of thing.
    pub kind: FaultKind,
    /// The address, from the home page on; empty for the home page.
    pub path: String,
    /// More of it: a status, hosts, a header.
    pub detail: Text,
}

impl LiveFault {
    /// What is wrong.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { kind, path, detail } = self;
        let path = if path.is_empty() { "/" } else { path };
        let (detail, detail_en) = (detail.in_lang(Lang::Zh), detail.in_lang(Lang::En));
        let and = |zh: &str, en: &str| match detail {
            "" => (String::new(), String::new()),
            detail => (format!("{zh}{detail}"), format!("{en}{detail_en}")),
        };
        match kind {
            FaultKind::NoManifest => {
                let (zh, en) = and("，状态 ", ", status ");
                say!("没有清单 {path}，或者被人改过{zh}", "there is no {path}, or somebody changed it{en}")
            }
            FaultKind::BadSignature => {
                say!("签名不对：清单被人改过", "the signature is wrong: somebody changed the manifest")
            }
            FaultKind::OtherKey => {
                say!("签名用的不是本站的密钥", "it is signed with another key than this site's")
            }
            FaultKind::NoSignature => say!("没有签名", "it is not signed"),
            FaultKind::Altered => {
                let (zh, en) = and("；里面链接到 ", "; it links to ");
                say!("{path} 被改动{zh}", "{path} was altered{en}")
            }
            FaultKind::OtherForRobots => {
                let (zh, en) = and("；只给它看的：", "; only it sees: ");
                say!(
                    "{path} 给搜索引擎看的和给读者看的不一样{zh}",
                    "search engines are shown another {path}{en}"
                )
            }
            FaultKind::OtherForPhones => {
                let (zh, en) = and("；只给它看的：", "; only they see: ");
                say!("{path} 给手机看的和给电脑看的不一样{zh}", "phones are shown another {path}{en}")
            }
            FaultKind::Added => say!("{path} 不是本站的文件", "{path} is none of this site's files"),
            FaultKind::Missing => {
                say!("{path} 打不开，状态 {detail}", "{path} cannot be opened, status {detail}")
            }
            FaultKind::Unreachable => say!("{path} 没有回答：{detail}", "no answer for {path}: {detail_en}"),
            FaultKind::OldCache => say!("{path} 显示的是旧版本", "an older {path} is shown"),
            FaultKind::Trial => say!("线上是试生成的网站", "a trial build is live"),
            FaultKind::OutsideHost => {
                say!("{path} 链接到没有列出的域名 {detail}", "{path} links to {detail}, which is not listed")
            }
            FaultKind::WrongType if detail.is_empty() => {
                say!("服务器没有说明 {path} 的类型", "the server does not tell the type of {path}")
            }
            FaultKind::WrongType => {
                say!("{path} 的类型不对：{detail}", "{path} has the wrong type: {detail}")
            }
            FaultKind::Redirect => {
                say!("/{path} 没有转到 /{path}/（{detail}）", "/{path} does not lead to /{path}/ ({detail})")
            }
            FaultKind::NoNotFound => say!(
                "不存在的网址没有回答 404，而是 {detail}",
                "addresses that do not exist are answered with {detail}, not 404"
            ),
            FaultKind::ForeignNotFound => {
                say!(
                    "找不到网页时显示的不是本站的 404.html",
                    "what is shown for missing pages is not 404.html"
                )
            }
            FaultKind::NoHeader => {
                say!("首页缺少响应头 `{detail}`", "the home page lacks the header `{detail}`")
            }
            FaultKind::LaxHeader => {
                say!("首页的响应头太宽：`{detail}`", "a header of the home page allows too much: `{detail}`")
            }
            FaultKind::NotSecure => say!("网站没有用 https", "the site does not use https"),
            FaultKind::NoKey => {
                say!("没有公钥，没有核对签名", "no key is known, so the signature was not checked")
            }
            FaultKind::OldKey => say!(
                "签名用的是已经换下的密钥 {detail}",
                "it is signed with the key {detail}, which another has replaced"
            ),
        }
    }
}

/// What came of a look at a live site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveReport {
    /// Where it is.
    pub base: String,
    /// The digest that its manifest gives of itself; empty if there is none.
    pub digest: String,
    /// The key that signed it, if that was found out.
    pub signed_by: Option<String>,
    /// Files that were looked at.
    pub files: usize,
    /// Pages among them.
    pub pages: usize,
    /// Other sites' hosts that pages link to.
    pub outside: Vec<String>,
    /// What is wrong, the gravest first.
    pub faults: Vec<LiveFault>,
}

impl LiveReport {
    pub(super) fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            digest: String::new(),
            signed_by: None,
            files: 0,
            pages: 0,
            outside: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Adds what somebody found.
    pub fn add(&mut self, kind: FaultKind, path: &str, detail: &str) {
        self.faults.push(LiveFault { kind, path: path.to_owned(), detail: Text::new(detail, detail) });
    }

    /// Puts the gravest first.
    pub fn sort(&mut self) {
        self.faults.sort();
    }

    /// Whether the content of the site is as it should be.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.faults.iter().any(|fault| fault.kind.is_grave())
    }
}
