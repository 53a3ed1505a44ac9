//! A bucket that readers see itself. Nothing can be switched at once there, and that is told
//! ([`Remote::caveat`]).
//!
//! So files are sent in an order in which every page finds what it needs: first what pages are made of and
//! link to, then pages, then lists, last the home page and the manifest ([`SendRank`]). What the new site
//! does not have stays for some days, for readers who have a page open. What is replaced or removed is kept
//! under its digest, as long as a release that can be returned to has it: the way back is the same order
//! again.
//!
//! | in the bucket | |
//! |---|---|
//! | everything else | the site |
//! | `.gongkai/state/NUMBER.json` | the state, as in [a bucket behind a gateway](super::bucket) |
//! | `.gongkai/releases/NAME.json` | the manifests of releases; beside them their signatures, `NAME.minisig` |
//! | `.gongkai/objects/DIGEST` | files of earlier releases that are not live |
//! | `.gongkai/marks` | which files need not be fetched to know what they hold ([`ObjectMarks`]) |
//! | `.gongkai/sending/NUMBER.json` | a claim that others respect, as long as somebody is sending |
//! | `.gongkai/sending/NUMBER.left` | what was to be sent: after a broken run it is sent again |

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use sha2::{Digest as _, Sha256};

use super::at_once::at_once;
use super::bucket::{days_before, newest_number, state_key};
use super::object_marks::ObjectMarks;
use super::s3::{BucketStore, S3Access, StoredObject};
use super::state::{LiveState, is_release_name};
use super::{DeployError, Package, Presence, Remote, Switch, Transfer};
use crate::diag::Text;
use crate::model::{media_type, to_hex};
use crate::output::{self, Digested, MANIFEST, Manifest};
use crate::say;
use crate::signature::SIGNATURE;

/// The folder of what is ours alone.
const OURS: &str = ".gongkai/";
/// The folder of manifests.
const RELEASES: &str = ".gongkai/releases/";
/// The folder of what is kept for a way back.
const OBJECTS: &str = ".gongkai/objects/";
/// The folder of claims.
const SENDING: &str = ".gongkai/sending/";
/// An object that is written to learn the store's time.
const NOW: &str = ".gongkai/now";

/// How long a claim holds, in minutes, if whoever made it does not come back.
const CLAIM: i64 = 10;

/// When a file is sent: before everything of a higher rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SendRank {
    /// What pages show and link to.
    Part,
    /// A page.
    Page,
    /// What lists pages.
    List,
    /// The home page, and what says which site it is.
    Home,
}

impl SendRank {
    fn of(path: &str) -> Self {
        match path {
            "index.html" | MANIFEST | SIGNATURE => Self::Home,
            "feed.xml" | "sitemap.xml" | "search/index.js" | "search/members.js" => Self::List,
            path if path.ends_with("index.html") || path.starts_with("catalogue/") => Self::List,
            path if path.rsplit_once('.').is_some_and(|(_, ending)| ending == "html") => Self::Page,
            _ => Self::Part,
        }
    }

    const ALL: [Self; 4] = [Self::Part, Self::Page, Self::List, Self::Home];
}

/// A bucket that readers see itself.
#[derive(Debug)]
pub struct PlainRemote {
    store: BucketStore,
    parallel: usize,
    /// The number of the state that was read.
    number: u64,
    /// The release that was live then.
    live: Option<String>,
    /// What broken runs were sending.
    suspects: BTreeSet<String>,
    /// Whether this run holds a claim.
    has_claim: bool,
    /// The release that this run sent.
    sent: Option<String>,
    /// The releases that can be returned to.
    returnable: BTreeSet<String>,
    /// The store's time when this run began.
    now: String,
    /// Which files need not be fetched; read when the place is opened.
    marks: ObjectMarks,
}

impl PlainRemote {
    /// The bucket that `access` leads to; so many files are sent at once.
    pub fn new(access: S3Access, parallel: u8) -> Result<Self, DeployError> {
        let (store, parallel) = (BucketStore::new(access)?, usize::from(parallel.max(1)));
        Ok(Self {
            store,
            parallel,
            number: 0,
            live: None,
            suspects: BTreeSet::new(),
            has_claim: false,
            sent: None,
            returnable: BTreeSet::new(),
            now: String::new(),
            marks: ObjectMarks::default(),
        })
    }

    fn claim_key(&self) -> String {
        format!("{SENDING}{:012}.json", self.number + 1)
    }

    fn left_key(&self) -> String {
        format!("{SENDING}{:012}.left", self.number + 1)
    }

    /// Claims the bucket for this run. A claim that somebody left long ago is taken over.
    fn claim(&mut self) -> Result<(), DeployError> {
        self.store.put(NOW, b"", "text/plain")?;
        let written = self.store.list(NOW)?.into_values().map(|object| object.written).next();
        self.now = written.unwrap_or_default();
        let key = self.claim_key();
        // No two claims are alike, so that nobody takes another's for its own.
        let chance = RandomState::new().build_hasher().finish();
        let claim = format!("{{\"claim\":\"{chance:016x}\"}}\n");
        if !self.store.create(&key, claim.as_bytes())? {
            let other = self.store.list(&key)?.into_values().next();
            if other.is_some_and(|other| minutes(&other.written, &self.now) < CLAIM) {
                return Err(DeployError::Busy(self.name()));
            }
            self.store.put(&key, claim.as_bytes(), "application/json")?;
        }
        self.has_claim = true;
        let left = self.store.get(&self.left_key())?.unwrap_or_default();
        self.suspects = serde_json::from_slice(&left).unwrap_or_default();
        Ok(())
    }

    fn manifest(&self, release: &str) -> Result<Manifest, DeployError> {
        let bytes = self.store.get(&format!("{RELEASES}{release}.json"))?;
        Ok(bytes.and_then(|bytes| output::parse_manifest(&bytes)).unwrap_or_default())
    }

    /// The files of the site as they lie in the bucket.
    fn there(&self) -> Result<BTreeMap<String, StoredObject>, DeployError> {
        let mut objects = self.store.list("")?;
        objects.retain(|path, _| !path.starts_with(OURS));
        Ok(objects)
    }

    /// Notes what is about to be written: after a broken run nobody knows which of it is there.
    fn suspect(&mut self, paths: impl IntoIterator<Item = String>) -> Result<(), DeployError> {
        self.suspects.extend(paths);
        let left = serde_json::to_vec(&self.suspects).expect("texts are always JSON");
        self.store.put(&self.left_key(), &left, "application/json")
    }

    /// Those of `files` that lie there as they ought to, and that no broken run was writing.
    fn right(
        &mut self,
        there: &BTreeMap<String, StoredObject>,
        files: BTreeMap<String, Digested>,
    ) -> Result<BTreeSet<String>, DeployError> {
        let mut files = files;
        files.retain(|path, _| !self.suspects.contains(path));
        self.marks.right(&self.store, self.parallel, there, &files)
    }

    /// Keeps those files of the live release that `new` does not have, for a way back.
    fn keep(&mut self, new: &BTreeMap<String, Digested>) -> Result<(), DeployError> {
        let Some(live) = &self.live else { return Ok(()) };
        let (there, kept) = (self.there()?, self.store.list(OBJECTS)?);
        let mut files = self.manifest(live)?.files;
        files.retain(|path, digested| new.get(path) != Some(digested));
        let right = self.right(&there, files.clone())?;
        files.retain(|path, _| right.contains(path));
        let mut leaving: BTreeMap<String, String> =
            files.into_iter().map(|(path, (digest, _))| (to_hex(&digest), path)).collect();
        leaving.retain(|digest, _| !kept.contains_key(digest));
        let leaving: Vec<(String, String)> = leaving.into_iter().collect();
        at_once(self.parallel, &leaving, |(digest, path)| {
            self.store.copy(path, &format!("{OBJECTS}{digest}"))
        })
    }

    /// Puts the files of an earlier release back, in the order in which they would be sent.
    fn put_back(&mut self, release: &str) -> Result<(), DeployError> {
        let live = self.live.clone().map(|live| self.manifest(&live)).transpose()?.unwrap_or_default();
        let earlier = self.manifest(release)?;
        let (there, kept) = (self.there()?, self.store.list(OBJECTS)?);
        let mut same = earlier.files.clone();
        same.retain(|path, digested| live.files.get(path) == Some(digested));
        let same = self.right(&there, same)?;
        let mut files = earlier.files.clone();
        files.retain(|path, _| !same.contains(path));
        // What was kept is looked at as well: it may have been altered since.
        let kept = kept.into_iter().map(|(name, object)| (format!("{OBJECTS}{name}"), object)).collect();
        let key = |digest: &[u8; 32]| format!("{OBJECTS}{}", to_hex(digest));
        let wanted = files.values().map(|digested| (key(&digested.0), *digested)).collect();
        let whole = self.marks.right(&self.store, self.parallel, &kept, &wanted)?;
        if let Some((path, _)) = files.iter().find(|(_, (digest, _))| !whole.contains(&key(digest))) {
            return Err(DeployError::AlteredThere(path.clone()));
        }
        let files: Vec<(&String, String)> =
            files.iter().map(|(path, (digest, _))| (path, to_hex(digest))).collect();
        if earlier.files.is_empty() {
            return Err(DeployError::AlteredThere(MANIFEST.to_owned()));
        }
        self.keep(&earlier.files)?;
        self.suspect(
            files.iter().map(|(path, _)| (*path).clone()).chain([MANIFEST, SIGNATURE].map(Into::into)),
        )?;
        for rank in SendRank::ALL {
            let of_rank: Vec<_> = files.iter().filter(|(path, _)| SendRank::of(path) == rank).collect();
            at_once(self.parallel, &of_rank, |(path, digest)| {
                self.store.copy(&format!("{OBJECTS}{digest}"), path)
            })?;
        }
        self.store.copy(&format!("{RELEASES}{release}.json"), MANIFEST)?;
        let signature = format!("{RELEASES}{release}.minisig");
        match self.store.get(&signature)? {
            Some(_) => self.store.copy(&signature, SIGNATURE),
            None => self.store.delete(SIGNATURE),
        }
    }

    fn advance(&mut self, state: &[u8]) -> Result<(), DeployError> {
        if !self.store.create(&state_key(self.number + 1), state)? {
            return Err(DeployError::ChangedMeanwhile);
        }
        let (claim, left) = (self.claim_key(), self.left_key());
        self.number += 1;
        self.has_claim = false;
        self.suspects.clear();
        self.store.delete(&claim)?;
        self.store.delete(&left)
    }
}

impl Drop for PlainRemote {
    /// Whoever ends without success lets others go on at once.
    fn drop(&mut self) {
        if self.has_claim {
            // A claim that cannot be taken back ends by itself.
            let _ = self.store.delete(&self.claim_key());
        }
    }
}

/// The releases to which a rollback is allowed.
fn returnable(state: &LiveState) -> BTreeSet<String> {
    let allowed = state.releases.iter().filter(|note| state.revived_by(note).is_empty());
    allowed.map(|note| note.name.clone()).collect()
}

/// The minutes from one time to another, as stores write them; many, if one of them is none.
fn minutes(from: &str, to: &str) -> i64 {
    let time = |text: &str| text.parse::<jiff::Timestamp>().ok();
    let apart = time(from).zip(time(to)).map(|(from, to)| to.duration_since(from).as_mins());
    apart.unwrap_or(i64::MAX)
}

impl Remote for PlainRemote {
    fn name(&self) -> String {
        self.store.name()
    }

    fn open(&mut self, to_change: bool) -> Result<Presence, DeployError> {
        self.number = newest_number(&self.store)?;
        if to_change {
            self.claim()?;
        }
        let state = if self.number == 0 { None } else { self.store.get(&state_key(self.number))? };
        let known = LiveState::parse(state.as_deref(), &self.name())?;
        self.marks = ObjectMarks::read(&self.store)?;
        self.live = is_release_name(&known.live).then(|| known.live.clone());
        let there = self.store.list(RELEASES)?;
        let there = there.into_keys().filter_map(|name| name.strip_suffix(".json").map(ToOwned::to_owned));
        // What can neither be seen nor returned to is none.
        let returnable = returnable(&known);
        let releases = there.filter(|name| returnable.contains(name) || self.live.as_ref() == Some(name));
        Ok(Presence { state, live: self.live.clone(), releases: releases.collect() })
    }

    fn digests(&mut self, release: &str) -> Result<BTreeMap<String, [u8; 32]>, DeployError> {
        let known = self.manifest(release)?.files;
        let mut older = BTreeSet::new();
        for name in self.store.list(RELEASES)?.into_keys() {
            older.extend(self.manifest(name.trim_end_matches(".json"))?.files.into_keys());
        }
        let there = self.there()?;
        let right = self.right(&there, known)?;
        let known = self.manifest(release)?.files;
        let mut digests = BTreeMap::new();
        for path in there.into_keys() {
            let digest = match known.get(&path) {
                _ if [MANIFEST, SIGNATURE].contains(&path.as_str()) => {
                    Sha256::digest(self.store.get(&path)?.unwrap_or_default()).into()
                }
                Some((digest, _)) if right.contains(&path) => *digest,
                // It stays for a while, for who has an older page open.
                None if older.contains(&path) => continue,
                _ => [0; 32],
            };
            digests.insert(path, digest);
        }
        Ok(digests)
    }

    fn read(&mut self, release: &str, path: &str) -> Result<Option<Vec<u8>>, DeployError> {
        match path {
            MANIFEST => self.store.get(&format!("{RELEASES}{release}.json")),
            path => self.store.get(path),
        }
    }

    fn is_intact(&mut self, package: &Package, release: &str) -> Result<bool, DeployError> {
        let there = self.digests(release)?;
        self.marks.keep(&self.store)?;
        Ok(self.suspects.is_empty()
            && package.files().iter().all(|(path, piece)| there.get(path) == Some(&piece.digested.0)))
    }

    fn prepare(&mut self, package: &Package, _base: Option<&str>) -> Result<Vec<String>, DeployError> {
        let live = self.live.clone().map(|live| self.manifest(&live)).transpose()?.unwrap_or_default();
        let there = self.there()?;
        let files = package.files().iter().map(|(path, piece)| (path.clone(), piece.digested));
        let same = files.filter(|(path, digested)| live.files.get(path) == Some(digested)).collect();
        let right = self.right(&there, same)?;
        let missing = package.files().iter().filter(|(path, _)| !right.contains(*path));
        let missing: Vec<String> = missing.map(|(path, _)| path.clone()).collect();
        let new = package.files().iter().map(|(path, piece)| (path.clone(), piece.digested)).collect();
        self.keep(&new)?;
        self.suspect(missing.iter().cloned())?;
        Ok(missing)
    }

    fn send(
        &mut self,
        package: &Package,
        missing: &[String],
        transfer: &Transfer<'_>,
    ) -> Result<(), DeployError> {
        let transfer = transfer.shared(u32::try_from(self.parallel).unwrap_or(1));
        for rank in SendRank::ALL {
            let paths: Vec<&String> = missing.iter().filter(|path| SendRank::of(path) == rank).collect();
            at_once(self.parallel, &paths, |path| {
                self.store.send(package, path, (path, media_type(path), "no-cache"), &transfer)
            })?;
        }
        Ok(())
    }

    fn finish(&mut self, package: &Package, missing: &[String], release: &str) -> Result<(), DeployError> {
        let there = self.there()?;
        let is_there = |path: &str, size| there.get(path).is_some_and(|object| object.size == size);
        let lacking = package.files().iter().find(|(path, piece)| !is_there(path, piece.digested.1));
        if let Some((path, _)) = lacking {
            return Err(DeployError::Damaged(path.clone()));
        }
        let wanted = package.files().iter().map(|(path, piece)| (path.clone(), piece.digested)).collect();
        self.marks.replace(&self.store, &there, &wanted, &missing.iter().cloned().collect())?;
        if package.is_signed() {
            let signature = package.bytes(SIGNATURE)?;
            self.store.put(&format!("{RELEASES}{release}.minisig"), &signature, media_type(SIGNATURE))?;
        }
        self.store.put(
            &format!("{RELEASES}{release}.json"),
            &package.bytes(MANIFEST)?,
            media_type(MANIFEST),
        )?;
        self.sent = Some(release.to_owned());
        Ok(())
    }

    fn switch(&mut self, state: &[u8], switch: &Switch<'_>) -> Result<(), DeployError> {
        if self.live.as_deref() != switch.before {
            return Err(DeployError::ChangedMeanwhile);
        }
        if self.sent.as_deref() != Some(switch.release) {
            self.put_back(switch.release)?;
        }
        self.returnable = returnable(&LiveState::parse(Some(state), &self.name())?);
        self.advance(state)
    }

    fn store(&mut self, state: &[u8]) -> Result<(), DeployError> {
        self.advance(state)
    }

    /// What is left of a release goes in time ([`Self::sweep`]): readers may have its pages open.
    fn remove(&mut self, _release: &str) -> Result<(), DeployError> {
        Ok(())
    }

    fn sweep(&mut self, kept: &[String], at_once: bool) -> Result<(), DeployError> {
        let Some(live) = kept.last() else { return Ok(()) };
        let live_files = self.manifest(live)?.files;
        let there = self.there()?;
        let limit = days_before(&self.now);
        let mut used = BTreeSet::new();
        for (name, object) in self.store.list(RELEASES)? {
            let Some(release) = name.strip_suffix(".json").filter(|name| *name != live) else { continue };
            // The last but one is what readers saw until now.
            let is_last = kept.iter().rev().nth(1).is_some_and(|last| last == release);
            let is_old = limit.as_ref().is_some_and(|limit| object.written < *limit);
            let files = self.manifest(release)?.files;
            let is_gone = at_once || is_old && !is_last;
            for path in files.keys().filter(|path| !live_files.contains_key(*path)) {
                if is_gone && there.contains_key(path) {
                    self.store.delete(path)?;
                }
            }
            if self.returnable.contains(release) {
                used.extend(files.into_values().map(|(digest, _)| to_hex(&digest)));
            } else if is_gone {
                self.store.delete(&format!("{RELEASES}{release}.minisig"))?;
                self.store.delete(&format!("{RELEASES}{name}"))?;
            }
        }
        // Nothing waits here: what no release needs any more, such as what was withdrawn, goes at once.
        for name in self.store.list(OBJECTS)?.into_keys().filter(|name| !used.contains(name)) {
            self.store.delete(&format!("{OBJECTS}{name}"))?;
        }
        Ok(())
    }

    /// What is kept of them is looked at when it is put back.
    fn keeps_releases(&self) -> bool {
        false
    }

    fn caveat(&self) -> Option<Text> {
        Some(say!(
            "注意：桶直接对外，不能一次换上整个网站；先发附件和脚本，再发网页，最后发列表和首页，不再有的文件几天以后才删；退回也是这个次序。要一次换上，前面放一台 nginx，写上 `网关`",
            "note: readers see the bucket itself, which cannot switch a whole site at once: parts were sent first, then pages, lists and the home page last; files that are gone are removed in some days, and a rollback goes the same way. For a switch at once, put an nginx in front and name it in `gateway`"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_after_what_they_need_and_before_what_lists_them() {
        let order = ["assets/site.css", "002590761/2024-00001.html", "tongzhi/index.html", "index.html"];
        let ranks: Vec<SendRank> = order.iter().map(|path| SendRank::of(path)).collect();
        assert_eq!(ranks, SendRank::ALL);
        assert_eq!(SendRank::of("search/f0-ce7pd.js"), SendRank::Part);
        assert_eq!(SendRank::of("search/index.js"), SendRank::List);
        assert_eq!(SendRank::of(MANIFEST), SendRank::Home);
    }

    #[test]
    fn times_of_stores_are_compared() {
        assert_eq!(minutes("2026-11-29T07:00:00.000Z", "2026-11-29T07:11:00Z"), 11);
        assert_eq!(minutes("", "2026-11-29T07:11:00Z"), i64::MAX);
    }
}
