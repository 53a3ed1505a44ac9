//! Stage `output`: the new site beside the old one, then in its place, whole or not at all.
//!
//! With an output folder `output`, its neighbours are `.output.gongkai-new` (the new site while it is made)
//! and `.output.gongkai-old` (the old one, for an instant, on file systems that cannot exchange two folders).
//! They tell what a crash, a kill or a power cut interrupted; the next [`Staging::begin`] cleans up:
//!
//! | interrupted | `output` | `-new` | `-old` | next time |
//! |---|---|---|---|---|
//! | while pages are written, linked or synced | old | part | – | `-new` removed |
//! | before or after the caller's own step (the ledger) | old | whole | – | `-new` removed |
//! | after the exchange | new | old | – | `-new` removed |
//! | without exchange, between two renames | **none** | whole | old | `-new` becomes `output` |
//! | without exchange, after them | new | – | old | `-old` removed |
//! | while the old site is removed | new | part of old | part of old | both removed |
//!
//! So `output` is the old site or the new one, never a mix; only where the file system cannot exchange
//! folders can it be missing, until the next run. The staged files are on the disk before `output` changes.
//! When an error is returned, or a [`Staging`] is dropped, nothing of it is left.
//!
//! A file with the same bytes as in the old site is not written again but linked, so it keeps its date and
//! web servers' caches stay good; when nothing at all has changed, the old site is left as it is. Files with
//! a name in dots at the top (`.git`, `.well-known`) belong to other people and come along.
//!
//! What the pages say, which there are, and whether they may be published is decided before.

#![expect(clippy::disallowed_methods, reason = "this is a door to the disk")]

mod bytes;
mod error;
mod identity;
mod manifest;
mod old;
mod open;
mod register;
mod stamp;
mod switch;
mod target;
mod tree;

pub use error::PublishError;
pub use identity::Identity;
pub use manifest::{MANIFEST, Manifest, manifest_of, parse_manifest, published_paths};
pub use stamp::Stamps;
pub use target::{check_target, is_inside};

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::files::{AtPath as _, FileAction, FileError};
use crate::layout;
use crate::model::PagePath;
pub use bytes::{Digested, Pieces};
use bytes::{copy_digesting, same_bytes, same_file, write_digesting};
use old::{Untouched, Vanished};
use register::{AddressRegister, Filed};
use stamp::{clock, tells_changes};
use target::OutputPlaces;

/// What publishing came to. `manifest.json` is counted nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutputCounts {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Those of them that nobody made again to find that out.
    pub kept: usize,
    /// Files of the old site that the new one does not have.
    pub removed: usize,
    /// Bytes of all files of the new site.
    pub bytes: u64,
}

/// A new site that is complete.
struct Complete {
    published: OutputCounts,
    /// Whether it differs from the old one.
    is_changed: bool,
    /// What became of each file.
    files: BTreeMap<PagePath, Filed>,
    /// Their sizes, in the same order.
    sizes: Vec<u64>,
    /// The digest that its manifest gives of itself.
    digest: String,
    /// Whether the file system tells what has changed.
    tells_changes: bool,
}

/// A new site while it is made. Its files come from many threads; dropping it leaves the old site untouched.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one step whether it is taken")]
pub struct Staging {
    places: OutputPlaces,
    /// Locked until it has become the target, so that nobody takes it for a leftover.
    _lock: Option<File>,
    /// Whether there is an old site to compare with.
    has_old: bool,
    /// What the caller remembers of it.
    remembered: Stamps,
    /// The same by address, once it was asked for.
    untouched: OnceLock<Option<Untouched>>,
    /// How many files were kept by it.
    kept: AtomicUsize,
    /// Whether the manifest of the old site is believed of files that look untouched.
    is_trusting: bool,
    /// Whose it is.
    identity: Option<Identity>,
    register: Mutex<AddressRegister>,
    /// The folders made in the new site so far.
    folders: Mutex<BTreeSet<String>>,
    is_switched: bool,
    is_trial: bool,
}

impl Staging {
    /// Begins a new site that is to become `target`.
    ///
    /// `target` may be missing, empty, hold only dot-files, or be a site made by gongkai; anything else is
    /// refused and not touched. What an interrupted run left is brought to an end first. See [`check_target`]
    /// for targets that are dangerous whatever is in them.
    pub fn begin(target: &Path) -> Result<Self, PublishError> {
        let mut places = OutputPlaces::of(target)?;
        places.make_parents()?;
        let claimed = places.claim();
        if claimed.is_err() {
            places.remove_parents();
        }
        let (lock, has_old) = claimed?;
        Ok(Self {
            places,
            _lock: lock,
            has_old,
            remembered: Stamps::default(),
            untouched: OnceLock::new(),
            kept: AtomicUsize::new(0),
            is_trusting: true,
            identity: None,
            register: Mutex::default(),
            folders: Mutex::default(),
            is_switched: false,
            is_trial: false,
        })
    }

    /// Lets the manifest say that the site was made only for a look, so that nobody puts it online.
    #[must_use]
    pub fn as_trial(mut self, is_trial: bool) -> Self {
        self.is_trial = is_trial;
        self
    }

    /// Takes what [`Self::finish`] or [`Self::unchanged`] gave of the old site. It may be out of date, of
    /// another site, or nothing at all: then files are read that need not be.
    #[must_use]
    pub fn remembering(mut self, remembered: Stamps) -> Self {
        self.remembered = remembered;
        self.untouched = OnceLock::new();
        self
    }

    /// Every file of the old site is read, whatever its manifest says.
    #[must_use]
    pub fn trusting_nothing(mut self) -> Self {
        self.remembered = Stamps::default();
        self.untouched = OnceLock::new();
        self.is_trusting = false;
        self
    }

    /// The new site will bear this name.
    #[must_use]
    pub fn identified(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Adds a file to the new site. An address can be used once, and not again with other capitals.
    pub fn write(&self, path: &PagePath, bytes: &[u8]) -> Result<(), PublishError> {
        locked(&self.register).reserve(path)?;
        let same = if self.has_old { same_bytes(&self.old_path(path), bytes) } else { None };
        let filed = if let Some(time) = same {
            Filed::Unchanged(time)
        } else {
            let new = self.new_path(path)?;
            let stamp = bytes::write(bytes, &new)?;
            Filed::Staged((Sha256::digest(bytes).into(), bytes.len() as u64), stamp)
        };
        locked(&self.register).file(path, filed);
        Ok(())
    }

    /// Adds to the new site the file that the old one has at an address, whatever is in it, if nobody has
    /// touched it since it was remembered; `false`: it has to be written.
    pub fn keep(&self, path: &PagePath) -> Result<bool, PublishError> {
        let Some(time) = self.untouched().and_then(|old| old.time_of(&self.old_path(path), path)) else {
            return Ok(false);
        };
        locked(&self.register).reserve(path)?;
        locked(&self.register).file(path, Filed::Unchanged(time));
        self.kept.fetch_add(1, Ordering::Relaxed);
        Ok(true)
    }

    /// The bytes that the old site has at an address, if they can be read.
    #[must_use]
    pub fn old_bytes(&self, path: &PagePath) -> Option<Vec<u8>> {
        if !self.has_old {
            return None;
        }
        let (mut file, metadata) = open::open_own(&self.old_path(path)).ok()?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).ok()?);
        file.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// What is remembered of the files of the old site, if it is the one that is remembered.
    fn untouched(&self) -> Option<&Untouched> {
        let find = || {
            (self.has_old && self.is_trusting)
                .then(|| Untouched::of(&self.places, &self.remembered))
                .flatten()
        };
        self.untouched.get_or_init(find).as_ref()
    }

    /// Adds a file too large to be held in memory. Making its bytes costs more than writing them, so they are
    /// compared with the old file's when they stand there.
    pub fn write_pieces(&self, path: &PagePath, pieces: &Pieces<'_>) -> Result<(), PublishError> {
        locked(&self.register).reserve(path)?;
        let new = self.new_path(path)?;
        let (digested, stamp) = write_digesting(pieces, &new)?;
        let same = if self.has_old { same_file(&self.old_path(path), &new)? } else { None };
        let filed = match same {
            Some(time) => {
                fs::remove_file(&new).at(FileAction::Remove, &new)?;
                Filed::Unchanged(time)
            }
            None => Filed::Staged(digested, stamp),
        };
        locked(&self.register).file(path, filed);
        Ok(())
    }

    /// Adds a copy of the file `from`, of any size, to the new site.
    ///
    /// It is never linked to: who edits it later in place must not edit the published site.
    pub fn copy(&self, path: &PagePath, from: &Path) -> Result<(), PublishError> {
        locked(&self.register).reserve(path)?;
        let same = if self.has_old { same_file(&self.old_path(path), from)? } else { None };
        let filed = match same {
            Some(time) => Filed::Unchanged(time),
            None => {
                let (digested, stamp) = copy_digesting(from, &self.new_path(path)?)?;
                Filed::Staged(digested, stamp)
            }
        };
        locked(&self.register).file(path, filed);
        Ok(())
    }

    /// Whether the old site has exactly these bytes at an address.
    #[must_use]
    pub fn holds(&self, path: &PagePath, bytes: &[u8]) -> bool {
        self.has_old && same_bytes(&self.old_path(path), bytes).is_some()
    }

    /// What publishing would come to without any change: the old site has to be, byte for byte and with no
    /// file more, the one that is remembered, and each of `copies`, an address and a file, the same as what
    /// stands at the address. Files that nobody has touched since are not read; see [`Stamps`]. If some had
    /// to be, what is to be remembered instead.
    pub fn unchanged<'a>(
        &self,
        copies: impl Iterator<Item = (&'a PagePath, &'a Path)>,
    ) -> Option<(OutputCounts, Option<Stamps>)> {
        let copies = copies.collect::<Vec<_>>();
        let is_copy = |(path, from): &(&PagePath, &Path)| {
            same_file(&self.old_path(path), from).is_ok_and(|same| same.is_some())
        };
        let intact = if self.has_old { old::intact(&self.places, &self.remembered) } else { None };
        intact.filter(|_| copies.par_iter().all(is_copy))
    }

    /// Completes the new site, runs `before_switch`, and puts the new site in the old one's place. Gives what
    /// is to be remembered of it for [`Self::unchanged`].
    ///
    /// `before_switch` is the caller's last step that may fail: when it runs, everything else that can be
    /// foreseen has succeeded. It runs also when the site has not changed.
    pub fn finish<E: From<PublishError>>(
        mut self,
        before_switch: impl FnOnce() -> Result<(), E>,
    ) -> Result<(OutputCounts, Stamps), E> {
        let Complete { published, is_changed, files, sizes, digest, tells_changes } = self.complete()?;
        before_switch()?;
        if is_changed {
            switch::switch(&self.places)?;
            self.is_switched = true;
        }
        let last_step = if is_changed { &self.places.parent } else { &self.places.new };
        let moment = clock(last_step).filter(|_| tells_changes);
        Ok((published, old::stamps(&self.places.target, digest, &files, &sizes, moment)))
    }

    /// Puts in the new site what is not written: the unchanged files, the manifest, other people's dot-files.
    /// If the new site does not differ from the old one, it is left incomplete.
    fn complete(&self) -> Result<Complete, PublishError> {
        let all = std::mem::take(&mut *locked(&self.register)).into_files()?;
        let target = &self.places.target;
        let (digests, vanished) = rayon::join(
            || old::digests(&self.places, self.is_trusting.then_some(&self.remembered), &all),
            || {
                if self.has_old {
                    Vanished::find(target, all.keys().map(PagePath::as_str))
                } else {
                    Ok(Vanished::default())
                }
            },
        );
        let (digests, vanished) = (digests?, vanished?);
        let (manifest, digest) = manifest::write(all.keys().zip(&digests), self.is_trial);
        let unchanged: Vec<&PagePath> = all
            .iter()
            .filter(|(_, filed)| matches!(filed, Filed::Unchanged(_)))
            .map(|(path, _)| path)
            .collect();
        let published = OutputCounts {
            written: all.len() - unchanged.len(),
            unchanged: unchanged.len(),
            kept: self.kept.load(Ordering::Relaxed),
            removed: vanished.files,
            bytes: digests.iter().map(|(_, size)| size).sum(),
        };
        let is_changed = published.written > 0
            || vanished.files > 0
            || vanished.has_folders
            || same_bytes(&target.join(MANIFEST), &manifest).is_none()
            // An output that an older gongkai made gets its site's name.
            || self.identity.is_some() && !target.join(layout::IDENTITY).exists();
        if is_changed {
            unchanged
                .par_iter()
                .try_for_each(|path| switch::link_or_copy(&self.old_path(path), &self.new_path(path)?))?;
            bytes::write(&manifest, &self.places.new.join(MANIFEST))?;
            if self.has_old {
                switch::carry_dot_files(&self.places)?;
            }
            let name = self.places.new.join(layout::IDENTITY);
            if let Some(identity) = self.identity.as_ref().filter(|_| !name.exists()) {
                bytes::write(identity.bytes().as_bytes(), &name)?;
            }
        }
        let tells_changes = tells_changes(&self.places.new);
        if is_changed {
            switch::sync(&self.places.new)?;
        }
        let sizes = digests.into_iter().map(|(_, size)| size).collect();
        Ok(Complete { published, is_changed, files: all, sizes, digest, tells_changes })
    }

    fn old_path(&self, path: &PagePath) -> PathBuf {
        self.places.target.join(path.as_str())
    }

    /// Where a file of the new site goes; its folder is there.
    fn new_path(&self, path: &PagePath) -> Result<PathBuf, FileError> {
        let new = self.places.new.join(path.as_str());
        if let Some((folder, _)) = path.as_str().rsplit_once('/') {
            let mut made = locked(&self.folders);
            if !made.contains(folder) {
                let path = self.places.new.join(folder);
                fs::create_dir_all(&path).at(FileAction::Create, &path)?;
                made.insert(folder.to_owned());
            }
        }
        Ok(new)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_switched {
            // What cannot be removed now is removed, or complained about, by the next run.
            let _ = tree::remove_tree(&self.places.new);
            self.places.remove_parents();
        }
    }
}

/// A panic in another thread does not make the data behind the lock wrong: entries are made whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
