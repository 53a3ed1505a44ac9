//! The folder `members/`: what is known of each member, and how that changes as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::GatherError;
use crate::files::{self, FileError, LockError, SiteLock};
use crate::layout;
use crate::model::to_hex;
use crate::portal::{MemberState, PAIRS};

/// How often a site that another run holds is tried again, and how long that waits each time.
const TRIES: usize = 600;
const WAIT: Duration = Duration::from_millis(200);

/// The longest file that is read back.
const LIMIT: u64 = 1 << 28;

/// The SHA-256 of files by their paths.
type FileDigests = BTreeMap<String, String>;

/// The published state of a member.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    pub(super) address: String,
    /// The name of its folder.
    pub(super) generation: String,
    /// What it was taken for.
    pub(super) made_for: String,
    pub(super) tag: String,
    pub(super) modified: String,
    /// The files to be kept, by their paths; none if it is as it was.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The pairs of characters in its index; `None`: it has none that can be used.
    pub(super) pairs: Option<Vec<u32>>,
}

/// The folders of the members.
pub(super) struct Shelf<'a> {
    site: &'a Path,
    /// One member is written at a time; the lock of the site is held no longer, for the network is slow.
    turn: Mutex<()>,
}

impl<'a> Shelf<'a> {
    /// The folders of the members of the portal in `site`.
    pub(super) fn open(site: &'a Path) -> Result<Self, FileError> {
        files::check_own(site, layout::MEMBERS)?;
        Ok(Self { site, turn: Mutex::new(()) })
    }

    /// What is known of a member; `None`: nothing.
    pub(super) fn state(&self, name: &str) -> Option<MemberState> {
        let own = format!("{}/{name}/{}", layout::MEMBERS, layout::MEMBER_STATE);
        files::check_own(self.site, &own).ok()?;
        MemberState::parse(&files::read_limited(&self.site.join(own), LIMIT).ok()?)
    }

    /// Whether a state of a member lies there whole, as it was put there.
    pub(super) fn has(&self, name: &str, generation: &str) -> bool {
        let list = self.file(name, generation, layout::MEMBER_FILES).filter(|_| !generation.is_empty());
        let list: Option<FileDigests> = list.and_then(|list| serde_json::from_slice(&list).ok());
        let is_same = |(path, digest): (&String, &String)| {
            let bytes = self.file(name, generation, path);
            bytes.is_some_and(|bytes| to_hex(&Sha256::digest(bytes)) == *digest)
        };
        list.is_some_and(|list| list.iter().all(is_same))
    }

    /// A file of a state of a member.
    pub(super) fn file(&self, name: &str, generation: &str, path: &str) -> Option<Vec<u8>> {
        let own = format!("{}/{name}/{generation}/{path}", layout::MEMBERS);
        files::check_own(self.site, &own).ok()?;
        files::read_limited(&self.site.join(own), LIMIT).ok()
    }

    /// Puts a new state beside the old one.
    pub(super) fn put(&self, name: &str, fetched: &Fetched) -> Result<(), GatherError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = self.lock()?;
        let own = format!("{}/{name}/{}", layout::MEMBERS, fetched.generation);
        files::check_own(self.site, &own)?;
        // Another run may have been faster: what counts already is not touched.
        if self.has(name, &fetched.generation) {
            return Ok(());
        }
        // What a run that was cut off left of the same state.
        files::remove_folder(&self.site.join(&own))?;
        let pairs = fetched.pairs.iter().map(|pairs| {
            (PAIRS.to_owned(), pairs.iter().flat_map(|pair| pair.to_le_bytes()).collect::<Vec<u8>>())
        });
        let pairs: Vec<(String, Vec<u8>)> = pairs.collect();
        let pairs = pairs.iter().map(|(path, bytes)| (path, bytes));
        let mut digests = FileDigests::new();
        for (path, bytes) in fetched.files.iter().chain(pairs) {
            let file = self.site.join(&own).join(path);
            if let Some(folder) = file.parent() {
                files::make_folder(folder)?;
            }
            files::write_own(self.site, &format!("{own}/{path}"), bytes)?;
            digests.insert(path.clone(), to_hex(&Sha256::digest(bytes)));
        }
        let list = serde_json::to_vec(&digests).unwrap_or_default();
        files::write_own(self.site, &format!("{own}/{}", layout::MEMBER_FILES), &list)?;
        Ok(())
    }

    /// Makes a state the one that counts, and clears away whatever else lies in the member's folder.
    pub(super) fn enter(&self, name: &str, state: &MemberState) -> Result<(), GatherError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = self.lock()?;
        let own = format!("{}/{name}", layout::MEMBERS);
        files::check_own(self.site, &own)?;
        let folder = self.site.join(&own);
        files::make_folder(&folder)?;
        files::write_own(self.site, &format!("{own}/{}", layout::MEMBER_STATE), &state.to_bytes())?;
        for other in files::names_in(&folder)? {
            let other = other.to_string_lossy();
            if other != layout::MEMBER_STATE && other != state.generation {
                self.clear(&format!("{own}/{other}"))?;
            }
        }
        Ok(())
    }

    /// Clears away what is known of sites that are no members any more.
    pub(super) fn clear_all_but(&self, names: &BTreeSet<&str>) -> Result<(), GatherError> {
        let folder = self.site.join(layout::MEMBERS);
        if !files::is_folder(&folder)? {
            return Ok(());
        }
        let _lock = self.lock()?;
        for other in files::names_in(&folder)? {
            let other = other.to_string_lossy();
            // Only what this program wrote.
            let is_own = files::is_file(&folder.join(&*other).join(layout::MEMBER_STATE));
            if is_own && !names.contains(&*other) {
                self.clear(&format!("{}/{other}", layout::MEMBERS))?;
            }
        }
        Ok(())
    }

    fn clear(&self, own: &str) -> Result<(), FileError> {
        files::check_own(self.site, own)?;
        let path = self.site.join(own);
        if files::is_folder(&path)? { files::remove_folder(&path) } else { files::remove(&path) }
    }

    /// The lock of the site; a build that holds it is waited for.
    fn lock(&self) -> Result<SiteLock, LockError> {
        for _ in 0..TRIES {
            match SiteLock::acquire(self.site) {
                Err(LockError::Busy(_)) => thread::sleep(WAIT),
                result => return result,
            }
        }
        SiteLock::acquire(self.site)
    }
}
