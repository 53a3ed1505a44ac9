//! Asking one member for what it has published.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use super::Gathering;
use super::keep::{Fetched, Shelf};
use super::reach::{NoReply, Reach, Reply, ServerMark};
use crate::config::{Settings, SiteMember};
use crate::diag::Text;
use crate::http::HttpClient;
use crate::model::to_hex;
use crate::output::{Digested, MANIFEST, Manifest, parse_manifest};
use crate::portal::{
    CATALOGUE, CORRECTIONS, JOINT_CATALOGUE, JOINT_CORRECTIONS, JOINT_PROGRESS, MemberContent, MemberState,
    PROGRESS, SEARCH, SITE, TroubleKind, generation_of, is_circle, is_same_origin,
};
use crate::say;
use crate::search::{FOLDER, OpenIndex};
use crate::signature::{PublicKey, SIGNATURE};

/// The longest manifest that is read, in bytes: some four hundred thousand files.
const MANIFEST_LIMIT: u64 = 1 << 26;
/// The longest file of data or of an index.
const FILE_LIMIT: u64 = 1 << 26;
/// The most bytes of one member in all.
const WHOLE_LIMIT: u64 = 1 << 28;
/// How long the files of one member may take.
const PATIENCE: Duration = Duration::from_mins(15);
/// The most files of a search index.
const MOST_FILES: usize = 20_000;

/// What a member publishes for portals.
const DATA: [&str; 4] = [SITE, CATALOGUE, PROGRESS, CORRECTIONS];
/// What one that is a portal tells of its own members.
const JOINT_DATA: [&str; 3] = [JOINT_CATALOGUE, JOINT_PROGRESS, JOINT_CORRECTIONS];

/// What came of asking a member that answered as it should.
pub(super) enum MemberVerdict {
    /// It has published something new; here it is.
    Renewed(Fetched),
    /// It is as it was.
    Same(Fetched),
}

/// Asks a member. A site that is switched just now may give an old manifest and new files: it is asked again.
pub(super) fn ask(
    gathering: &Gathering<'_>,
    client: &HttpClient,
    shelf: &Shelf<'_>,
    member: &SiteMember,
    before: Option<&MemberState>,
) -> Result<MemberVerdict, NoReply> {
    let asking = Asking {
        settings: gathering.settings,
        screen: gathering.screen,
        reach: Reach::of(&member.address, client, gathering.site),
        shelf,
        member,
    };
    match asking.once(before) {
        Err(Refusal::Changing(_)) => asking.once(None).map_err(Refusal::told),
        verdict => verdict.map_err(Refusal::told),
    }
}

/// Why what a member publishes is not taken over.
enum Refusal {
    /// For this reason.
    For(NoReply),
    /// A file is not the one that the manifest names.
    Changing(String),
}

impl Refusal {
    fn told(self) -> NoReply {
        match self {
            Self::For(silence) => silence,
            Self::Changing(path) => {
                bad(say!("{path} 和清单里的不符", "{path} is not the file that the manifest names"))
            }
        }
    }
}

impl From<NoReply> for Refusal {
    fn from(silence: NoReply) -> Self {
        Self::For(silence)
    }
}

fn bad(text: Text) -> NoReply {
    (TroubleKind::Bad, text)
}

struct Asking<'a> {
    settings: &'a Settings,
    screen: &'a (dyn Fn(&str) -> Option<String> + Sync),
    reach: Reach<'a>,
    shelf: &'a Shelf<'a>,
    member: &'a SiteMember,
}

impl Asking<'_> {
    fn once(&self, before: Option<&MemberState>) -> Result<MemberVerdict, Refusal> {
        let name = &self.member.name.value;
        let before = before.filter(|state| self.shelf.has(name, &state.generation));
        let made_for = self.made_for();
        let is_same = |state: &&MemberState| {
            state.address == self.reach.shown() && state.made_for == made_for && self.member.keys.is_empty()
        };
        let known = before.filter(is_same);
        let mark = known.map_or_else(ServerMark::default, |state| ServerMark {
            tag: state.tag.clone(),
            modified: state.modified.clone(),
        });
        let (address, made_for) = (self.reach.shown(), made_for.clone());
        let mut fetched = Fetched { address, made_for, ..Fetched::default() };
        let bytes = match self.reach.get(MANIFEST, MANIFEST_LIMIT, &mark)? {
            Reply::Same => {
                let generation = known.map(|state| state.generation.clone()).unwrap_or_default();
                return Ok(MemberVerdict::Same(Fetched {
                    generation,
                    tag: mark.tag,
                    modified: mark.modified,
                    ..fetched
                }));
            }
            Reply::Missing => {
                return Err(bad(say!(
                    "没有 {MANIFEST}：那里不是 gongkai 生成的网站",
                    "there is no {MANIFEST}: no site that gongkai built is there"
                ))
                .into());
            }
            Reply::Bytes(bytes, mark) => {
                (fetched.tag, fetched.modified) = (mark.tag, mark.modified);
                bytes
            }
        };
        let manifest = self.manifest(&bytes)?;
        fetched.generation = generation_of(&manifest.digest, &fetched.made_for);
        if before.is_some_and(|state| state.generation == fetched.generation) {
            return Ok(MemberVerdict::Same(fetched));
        }
        let mut taking = FileTaking {
            asking: self,
            manifest: &manifest,
            before,
            left: WHOLE_LIMIT,
            since: Instant::now(),
        };
        let is_portal = self.member.is_portal();
        for path in DATA.into_iter().chain(JOINT_DATA.into_iter().filter(|_| is_portal)) {
            if let Some(bytes) = taking.file(path)? {
                fetched.files.insert(path.to_owned(), bytes);
            }
        }
        let read = |path: &str| fetched.files.get(path).cloned();
        let content = MemberContent::read(&read, self.member, self.screen);
        let content = content.map_err(|fault| bad(fault.text()))?;
        if let Some(text) = is_circle(&content.url, &content.members, &self.settings.url) {
            return Err((TroubleKind::Circle, text).into());
        }
        if self.settings.search {
            self.take_search(&content.url, &mut taking, &mut fetched)?;
        }
        Ok(MemberVerdict::Renewed(fetched))
    }

    /// What hangs on the portal's own settings: which part of a search index is needed.
    fn made_for(&self) -> String {
        let url = self.member.public_url().unwrap_or_default();
        let is_portal = self.member.is_portal();
        format!("{} {} {url} {is_portal}", self.settings.url, self.settings.search)
    }

    /// The manifest, if it can be believed.
    fn manifest(&self, bytes: &[u8]) -> Result<Manifest, Refusal> {
        let manifest = parse_manifest(bytes).ok_or_else(|| {
            bad(say!(
                "{MANIFEST} 不是 gongkai 写的，或者被改过",
                "{MANIFEST} was not written by gongkai, or somebody changed it"
            ))
        })?;
        if manifest.is_trial {
            return Err(bad(say!("那里是试生成的网站", "a site built only for a look is there")).into());
        }
        if self.member.keys.is_empty() {
            return Ok(manifest);
        }
        let keys: Vec<PublicKey> =
            self.member.keys.iter().flat_map(|key| PublicKey::parse_all(key)).collect();
        let signature = match self.reach.get(SIGNATURE, 10_000, &ServerMark::default())? {
            Reply::Bytes(signature, _) => signature,
            Reply::Same | Reply::Missing => {
                return Err(bad(self.unsigned()).into());
            }
        };
        let signature = String::from_utf8_lossy(&signature);
        if keys.iter().any(|key| key.check(bytes, &signature).is_ok()) {
            return Ok(manifest);
        }
        Err(bad(say!(
            "签名不对：不是用“公钥”里的密钥签的，或者清单被改过",
            "the signature is wrong: it is by another key than those given, or somebody changed the manifest"
        ))
        .into())
    }

    /// What is to be said of a member without a signature, where a key is given.
    fn unsigned(&self) -> Text {
        match self.reach {
            Reach::Web(..) => say!("没有签名 {SIGNATURE}", "there is no signature {SIGNATURE}"),
            Reach::Folder(_) => say!(
                "文件夹里没有签名 {SIGNATURE}：签名是 `gongkai deploy` 上线时加的，`地址` 要写上线的文件夹里的 current，或者写网址",
                "the folder has no signature {SIGNATURE}, which `gongkai deploy` adds: give `current` in the folder of its destination, or its address on the web, as `address`"
            ),
        }
    }

    /// Takes of the search index what is needed.
    fn take_search(
        &self,
        url: &str,
        taking: &mut FileTaking<'_>,
        fetched: &mut Fetched,
    ) -> Result<(), Refusal> {
        let is_in_place = is_same_origin(url, &self.settings.url);
        let is_wanted = |path: &str| {
            let name = path.strip_prefix(FOLDER).and_then(|name| name.strip_prefix('/'));
            name.is_some_and(|name| {
                let is_needed = !is_in_place || path == SEARCH || name.starts_with('g');
                is_needed && !name.contains('/')
            })
        };
        let paths: Vec<&String> = taking.manifest.files.keys().filter(|path| is_wanted(path)).collect();
        if paths.len() > MOST_FILES {
            return Err(bad(say!("检索的文件太多", "its search index has too many files")).into());
        }
        let mut index = BTreeMap::new();
        for path in paths {
            if let Some(bytes) = taking.file(path)? {
                index.insert(path.clone(), String::from_utf8(bytes).unwrap_or_default());
            }
        }
        let read = |path: &str| index.get(path).cloned();
        let Ok(open) = OpenIndex::open(&read) else { return Ok(()) };
        let unreadable = |_| bad(say!("检索的文件读不懂", "its search index cannot be read"));
        fetched.pairs = Some(open.pairs().map_err(unreadable)?);
        if is_in_place {
            return Ok(());
        }
        let mut is_private = false;
        open.passages(&mut |text| is_private |= (self.screen)(text).is_some()).map_err(unreadable)?;
        if is_private {
            // A copy would be published by the portal; in the member's own search they stay its affair.
            fetched.pairs = None;
            return Ok(());
        }
        let files = open.files().map_err(unreadable)?;
        fetched.files.extend(files.into_iter().map(|(path, text)| (path, text.into_bytes())));
        Ok(())
    }
}

/// Takes files of a member one by one, within a limit for all.
struct FileTaking<'a> {
    asking: &'a Asking<'a>,
    manifest: &'a Manifest,
    before: Option<&'a MemberState>,
    left: u64,
    since: Instant,
}

impl FileTaking<'_> {
    /// A file that the manifest names, from the state before if it is the same; `None`: it names none.
    fn file(&mut self, path: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(digested) = self.manifest.files.get(path) else { return Ok(None) };
        if self.since.elapsed() > PATIENCE {
            return Err((
                TroubleKind::Away,
                say!("太慢，一刻钟还没有取完", "it is too slow: a quarter of an hour was not enough"),
            )
                .into());
        }
        let size = digested.1;
        if size > FILE_LIMIT || size > self.left {
            let megabytes = size / 1_000_000;
            return Err(
                bad(say!("{path} 太大（{megabytes} MB）", "{path} is too large ({megabytes} MB)")).into()
            );
        }
        self.left -= size;
        let Asking { shelf, member, reach, .. } = self.asking;
        let known = self.before.and_then(|state| shelf.file(&member.name.value, &state.generation, path));
        if let Some(known) = known.filter(|known| is_file(known, digested)) {
            return Ok(Some(known));
        }
        match reach.get(path, size, &ServerMark::default()) {
            Ok(Reply::Bytes(bytes, _)) if is_file(&bytes, digested) => Ok(Some(bytes)),
            Ok(Reply::Bytes(..) | Reply::Missing | Reply::Same) | Err((TroubleKind::Bad, _)) => {
                Err(Refusal::Changing(path.to_owned()))
            }
            Err(silence) => Err(silence.into()),
        }
    }
}

fn is_file(bytes: &[u8], (digest, size): &Digested) -> bool {
    bytes.len() as u64 == *size && to_hex(&Sha256::digest(bytes)) == to_hex(digest)
}
